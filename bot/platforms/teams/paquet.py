"""Makes the package that an administrator uploads to Teams: the manifest of this very bot, and its two icons."""

from __future__ import annotations

import io
import json
import uuid
import zipfile
from pathlib import Path
from urllib.parse import urlsplit

from bot.settings import TeamsSettings

FOLDER = Path(__file__).parent / "paquet"
ICONS = ("color.png", "outline.png")
# The same files give the same package: a zip would else hold the hour at which it was made.
EPOCH = (2026, 1, 1, 0, 0, 0)
# Where the tab of each person is served.
TAB_PATH = "/teams/achats"


def paquet(settings: TeamsSettings, base_url: str) -> bytes:
    """The zip for the bot of these settings; `base_url` is the public https address of this server.

    Raises ValueError when Teams would refuse the address.
    """
    address = urlsplit(base_url)
    if address.scheme != "https" or not address.hostname:
        raise ValueError("Teams only takes an address in https://")
    site = base_url.rstrip("/") + "/"
    manifest = json.loads((FOLDER / "manifest.json").read_text("utf-8"))
    # The application has an identifier of its own, always the same for the same bot, so that a new package updates it.
    manifest["id"] = str(uuid.uuid5(uuid.NAMESPACE_URL, f"spaser:teams:{settings.client_id}"))
    manifest["bots"][0]["botId"] = settings.client_id
    manifest["developer"].update(websiteUrl=site, privacyUrl=site, termsOfUseUrl=site)
    manifest["validDomains"] = [address.hostname]
    manifest["webApplicationInfo"] = {"id": settings.client_id, "resource": resource(settings, base_url)}
    tab = base_url.rstrip("/") + TAB_PATH
    manifest["staticTabs"][-1].update(contentUrl=tab, websiteUrl=tab)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as package:
        _add(package, "manifest.json", json.dumps(manifest, ensure_ascii=False, indent=2).encode())
        for name in ICONS:
            _add(package, name, (FOLDER / name).read_bytes())
    return held.getvalue()


def resource(settings: TeamsSettings, adresse: str) -> str:
    """The identifier under which the application is to be exposed in Entra, as Microsoft wants it of a bot with a tab.

    >>> resource(TeamsSettings("5f3b", "secret", "tenant"), "https://spaser.ville.example:8443/")
    'api://spaser.ville.example/botid-5f3b'
    """
    return f"api://{urlsplit(adresse).hostname or ''}/botid-{settings.client_id}"


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    package.writestr(zipfile.ZipInfo(name, EPOCH), content, zipfile.ZIP_DEFLATED)


__all__ = ["TAB_PATH", "paquet", "resource"]
