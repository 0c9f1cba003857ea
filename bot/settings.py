"""What each platform needs to be told, and how it reads among the values that `bot/wiring.py` takes from the environment."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

SLACK_API_URL = "https://slack.com/api/"
TELEGRAM_API_URL = "https://api.telegram.org"


@dataclass(frozen=True, slots=True)
class SlackSettings:
    """`app_token` opens Socket Mode; without it, `signing_secret` checks the requests of the webhooks."""

    bot_token: str = field(repr=False)
    app_token: str | None = field(default=None, repr=False)
    signing_secret: str | None = field(default=None, repr=False)
    api_url: str = SLACK_API_URL


@dataclass(frozen=True, slots=True)
class TelegramSettings:
    """With `webhook_url` (the public https address of this server) Telegram calls us, and says `webhook_secret`; without it we poll."""

    token: str = field(repr=False)
    webhook_url: str | None = None
    webhook_secret: str | None = field(default=None, repr=False)
    api_url: str = TELEGRAM_API_URL


@dataclass(frozen=True, slots=True)
class TeamsSettings:
    """`verified` is False only for a local emulator, which signs nothing."""

    client_id: str
    client_secret: str = field(repr=False)
    tenant_id: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class MatrixSettings:
    """`store` is the folder of the encryption keys, which must outlive the process; `store_key` locks it."""

    homeserver: str
    user: str
    store: Path
    password: str | None = field(default=None, repr=False)
    access_token: str | None = field(default=None, repr=False)
    device_id: str | None = None
    store_key: str = field(default="", repr=False)


PlatformSettings = SlackSettings | TelegramSettings | TeamsSettings | MatrixSettings


class SettingError(Exception):
    """A setting that cannot be used; the message says which, why, and what to write."""


@dataclass(frozen=True, slots=True)
class Values:
    """The values of one platform's variables, `SPASER_SLACK_…` for instance."""

    plateforme: str
    values: Mapping[str, str] = field(repr=False)

    def name(self, key: str) -> str:
        return f"SPASER_{self.plateforme.upper()}_{key}"

    def get(self, key: str) -> str | None:
        return self.values.get(self.name(key), "").strip() or None

    def need(self, key: str, how: str) -> str:
        """The value, or SettingError with how to get one."""
        value = self.get(key)
        if value is None:
            raise SettingError(f"{self.name(key)} is not set: {how} docs/{self.plateforme}.md tells the steps.")
        return value

    def url(self, key: str, default: str | None = None) -> str | None:
        """An http address, without what it need not end with."""
        value = self.get(key) or default
        if value is None:
            return None
        if not is_address(value):
            raise SettingError(f"{self.name(key)} is {value!r}: write an address that begins with https://.")
        return value


def is_address(value: str) -> bool:
    """Whether that is the http address of some host."""
    try:
        parts = urlsplit(value)
    except ValueError:  # "https://[", which it takes for half an IPv6 address
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def read_platform(plateforme: str, values: Mapping[str, str], host: str) -> PlatformSettings:
    """The settings of one platform; `host` is where the server listens. Raises SettingError."""
    return READERS[plateforme](Values(plateforme, values), host)


def is_mentioned(plateforme: str, values: Mapping[str, str]) -> bool:
    """Whether any variable of that platform has a value: then all that it needs must."""
    return any(name.startswith(f"SPASER_{plateforme.upper()}_") and value.strip() for name, value in values.items())


def _slack(values: Values, _: str) -> SlackSettings:
    bot_token = values.need(
        "BOT_TOKEN", "create the application from docs/slack-manifest.yaml and copy its bot token (xoxb-…)."
    )
    app_token, secret = values.get("APP_TOKEN"), values.get("SIGNING_SECRET")
    if app_token is None and secret is None:
        raise SettingError(
            f"neither {values.name('APP_TOKEN')} (xapp-…, Socket Mode: nothing to open to the internet) nor "
            f"{values.name('SIGNING_SECRET')} (webhooks, checked with it) is set: copy one from the pages of the application. docs/slack.md tells the steps."
        )
    return SlackSettings(bot_token, app_token, secret, values.url("API_URL", SLACK_API_URL) or SLACK_API_URL)


def _telegram(values: Values, _: str) -> TelegramSettings:
    token = values.need("TOKEN", "write /newbot to @BotFather and copy the token that it gives.")
    url = values.url("WEBHOOK_URL")
    secret = values.get("WEBHOOK_SECRET")
    if url is not None and secret is None:
        values.need(
            "WEBHOOK_SECRET",
            "without it anybody could write in the name of Telegram; choose 32 letters and digits at random.",
        )
    return TelegramSettings(
        token, url, secret, (values.url("API_URL", TELEGRAM_API_URL) or TELEGRAM_API_URL).rstrip("/")
    )


def _teams(values: Values, host: str) -> TeamsSettings:
    client_id = values.need("CLIENT_ID", "register the bot with Azure and copy the id of the application.")
    client_secret = values.need(
        "CLIENT_SECRET", "create a secret for the application and copy its value (it is shown once)."
    )
    tenant_id = values.need("TENANT_ID", "copy the id of your Microsoft Entra tenant.")
    unverified = (values.get("SANS_VERIFICATION") or "non").lower()
    if unverified not in ("oui", "non"):
        raise SettingError(f"{values.name('SANS_VERIFICATION')} is {unverified!r}: write oui or non.")
    behind_proxy = values.values.get("SPASER_HTTPS", "").strip().lower() == "oui"
    if unverified == "oui" and (behind_proxy or not _is_loopback(host)):
        raise SettingError(
            f"{values.name('SANS_VERIFICATION')}=oui lets anybody who reaches the server write as anybody: it is only for an emulator "
            "on this very machine. Take it away, or listen on 127.0.0.1 without SPASER_HTTPS."
        )
    return TeamsSettings(client_id, client_secret, tenant_id, verified=unverified == "non")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _matrix(values: Values, _: str) -> MatrixSettings:
    homeserver = values.url("HOMESERVER") or values.need(
        "HOMESERVER", "write the address of the server that holds the bot's account."
    )
    user = values.need("USER", "write the bot's full name, @spaser:example.org for instance.")
    password, token = values.get("PASSWORD"), values.get("TOKEN")
    if password is None and token is None:
        raise SettingError(
            f"neither {values.name('PASSWORD')} nor {values.name('TOKEN')} is set: the bot cannot log in. docs/matrix.md tells the steps."
        )
    return MatrixSettings(
        homeserver=homeserver.rstrip("/"),
        user=user,
        store=Path(values.get("STORE") or "matrix-store"),
        password=password,
        access_token=token,
        device_id=values.get("DEVICE"),
        store_key=values.need(
            "STORE_KEY", "it locks the bot's encryption keys on this disk; choose a long one, keep it."
        ),
    )


READERS: Mapping[str, Callable[[Values, str], PlatformSettings]] = {
    "slack": _slack,
    "teams": _teams,
    "telegram": _telegram,
    "matrix": _matrix,
}
PLATFORMS = tuple(READERS)

__all__ = [
    "PLATFORMS",
    "MatrixSettings",
    "PlatformSettings",
    "SettingError",
    "SlackSettings",
    "TeamsSettings",
    "TelegramSettings",
    "is_address",
    "is_mentioned",
    "read_platform",
]
