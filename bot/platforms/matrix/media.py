"""Reads a file that somebody sent to a room, and decrypts it where the room is encrypted."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from nio import EncryptionError  # type: ignore[import-untyped]
from nio.crypto.attachments import decrypt_attachment  # type: ignore[import-untyped]

from bot.envois.adapters import DownloadError
from bot.envois.downloads import fetch, is_under

# By whom it is kept, and its name there.
_MXC = re.compile(r"mxc://([A-Za-z0-9.:\[\]-]{1,255})/([A-Za-z0-9_=~.-]{1,255})")
# Servers since Matrix 1.11 give their files to who is logged in; those before know the other way only.
_WAYS = ("/_matrix/client/v1/media/download/{}/{}", "/_matrix/media/v3/download/{}/{}")


def read_media(homeserver: str, token: str, reference: Mapping[str, Any], most_bytes: int) -> bytes:
    """The bytes of a file, from our own home server: it asks the others itself. Raises DownloadError."""
    encrypted = reference.get("file")
    known: Any = encrypted if isinstance(encrypted, Mapping) else reference
    found = _MXC.fullmatch(str(known.get("url", "")))
    if found is None:
        raise DownloadError("introuvable")
    content = _fetch(homeserver.rstrip("/"), token, found[1], found[2], most_bytes)
    return content if known is reference else _decrypted(content, known)


def _fetch(homeserver: str, token: str, server: str, name: str, most_bytes: int) -> bytes:
    if name in {".", ".."}:
        raise DownloadError("introuvable")
    for way in _WAYS:
        url = homeserver + way.format(quote(server, safe=":[]"), quote(name, safe=""))
        try:
            return fetch(url, most_bytes, lambda at: is_under(at, homeserver), {"Authorization": f"Bearer {token}"})
        except DownloadError as error:
            if error.cause != "introuvable":
                raise
    raise DownloadError("introuvable")


def _decrypted(content: bytes, file: Mapping[str, Any]) -> bytes:
    """What the file says once its hash is checked: a server that changed it would be found out."""
    try:
        plain = decrypt_attachment(content, file["key"]["k"], file["hashes"]["sha256"], file["iv"])
    except (EncryptionError, LookupError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise DownloadError("introuvable", f"it cannot be decrypted ({type(error).__name__})") from None
    return bytes(plain)


__all__ = ["read_media"]
