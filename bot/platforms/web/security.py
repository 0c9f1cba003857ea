"""Who may talk to the page, and what the page may load: cookies, origins, headers."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE_BYTES = 32
COOKIE_SECONDS = 180 * 24 * 3600
_SECRET = re.compile(r"[A-Za-z0-9_-]{43}")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

# A year, of this name alone: what the names below it speak is not ours to say.
HSTS = "max-age=31536000"


class SecurityHeaders:
    """Puts the headers on every answer; what does not say how long it keeps is not kept.

    What an answer says of itself stays: a page that another site may frame names that site.

    `https`: browsers then come back by https alone.
    """

    def __init__(self, app: ASGIApp, *, https: bool = False) -> None:
        self._app = app
        self._headers = {**HEADERS, "Strict-Transport-Security": HSTS} if https else HEADERS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in {**self._headers, "Cache-Control": "no-store"}.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


class AllowedHosts:
    """Answers only to our own names: a page elsewhere that makes its name lead here is not let in by a visitor's browser.

    `open_to_all` holds the addresses that platforms and watchers call, under names of their own; `refuse` answers.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        allowed: Callable[[str], bool],
        refuse: Callable[[Request], Response],
        open_to_all: Collection[str] = (),
    ) -> None:
        self._app = app
        self._allowed = allowed
        self._refuse = refuse
        self._open_to_all = frozenset(open_to_all)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] not in self._open_to_all:
            request = Request(scope)
            if not self._allowed(host_of(request.headers.get("host", ""))):
                await self._refuse(request)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def host_of(said: str) -> str:
    """The name that a Host header holds, without its port; "" where it is none.

    >>> [host_of(said) for said in ("LOCALHOST:8000", "[::1]:8000", "spaser.example.", "a@b", "[", "")]
    ['localhost', '::1', 'spaser.example', '', '', '']
    """
    try:
        parts = urlsplit(f"//{said}")
    except ValueError:
        return ""
    return "" if parts.username is not None else (parts.hostname or "").removesuffix(".")


def hosts_allowed(bound: str, adresse: str, *, https: bool) -> Callable[[str], bool]:
    """Which names we answer to: that of SPASER_ADRESSE; this machine's own, as long as only it can reach us.

    Where neither is said, any: behind a proxy, or on every network, our names are not known.

    >>> local, public = hosts_allowed("127.0.0.1", "", https=False), hosts_allowed("0.0.0.0", "https://ici.fr", https=True)
    >>> [[allowed(host) for host in ("localhost", "::1", "10.1.2.3", "ici.fr", "evil.example", "")] for allowed in (local, public)]
    [[True, True, False, False, False, False], [True, True, True, True, False, False]]
    """
    alone = is_loopback(bound)
    ours = {bound.lower(), host_of(urlsplit(adresse).netloc)} - {""}
    if not adresse and (https or not alone):
        return lambda _: True

    def allowed(host: str) -> bool:
        # No page can make a number lead elsewhere than where it does.
        return host in ours or is_loopback(host) or (not alone and _is_number(host))

    return allowed


def is_loopback(host: str) -> bool:
    """Whether that name is this machine to itself alone."""
    return host.lower() == "localhost" or (_is_number(host) and ipaddress.ip_address(host).is_loopback)


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


class ConversationCookie:
    """The secret that names a conversation: whoever holds it reads it."""

    def __init__(self, name: str, *, https: bool) -> None:
        self._https = https
        # The prefix makes browsers refuse a cookie planted by a neighbouring site; it exists over https, and for the
        # whole site, only: the name tells two doors apart, not the path.
        self._name = f"__Host-{name}" if https else name

    def read(self, request: Request) -> str | None:
        """Read the secret the browser holds; None if it holds none, or something that is not ours."""
        secret = request.cookies.get(self._name, "")
        return secret if _SECRET.fullmatch(secret) else None

    def new(self) -> str:
        return secrets.token_urlsafe(COOKIE_BYTES)

    def write(self, response: Response, secret: str) -> None:
        """Give the secret to the browser, or prolong it."""
        response.set_cookie(
            self._name, secret, max_age=COOKIE_SECONDS, path="/", secure=self._https, httponly=True, samesite="strict"
        )


def comes_from_elsewhere(request: Request) -> bool:
    """Say whether another site's page makes the browser send this; a program that says neither is let through."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site not in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != request.headers.get("host")


__all__ = ["AllowedHosts", "ConversationCookie", "SecurityHeaders", "comes_from_elsewhere", "hosts_allowed"]
