"""Who may talk to the page, and what the page may load: cookies, origins, headers."""

from __future__ import annotations

import re
import secrets
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


class SecurityHeaders:
    """Puts the headers on every answer; what does not say how long it keeps is not kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


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


__all__ = ["ConversationCookie", "SecurityHeaders", "comes_from_elsewhere"]
