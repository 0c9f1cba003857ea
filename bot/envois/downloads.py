"""Fetches a file that a person sent, from no other address than those that the adapter of its platform trusts."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import SplitResult, urljoin, urlsplit
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from bot.envois.adapters import DownloadError
from handlers.conversation.vocabulary import Fichier

# A whole download; whoever sent the file waits for it, and so may the platform for our acknowledgement.
DOWNLOAD_SECONDS = 15.0
CONNECT_SECONDS = 8.0
CHUNK_BYTES = 64 * 1024
REDIRECTS_MAX = 3
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Not there, or not for us to read: asking again changes nothing.
GONE = frozenset({403, 404, 405, 410})


class NotTheFileError(DownloadError):
    """What stands at the address is not the file: a page, or another address that is not one to trust."""

    def __init__(self, reason: str) -> None:
        super().__init__("introuvable", reason)


def check_size(fichier: Fichier, most_bytes: int) -> None:
    """Refuse what the platform says to be too large, before anything is asked for. Raises DownloadError."""
    if fichier.octets is not None and fichier.octets > most_bytes:
        raise DownloadError("trop_gros")


def fetch(
    url: str,
    most_bytes: int,
    trusted: Callable[[str], bool],
    headers: Mapping[str, str] | None = None,
    *,
    seconds: float = DOWNLOAD_SECONDS,
) -> bytes:
    """What stands at that address, if it and every one it leads to are trusted; it blocks the thread.

    `headers`, which may hold a token, go to the host of `url` only. Raises DownloadError, whose text holds no address:
    some are keys.
    """
    end = time.monotonic() + seconds
    home = _origin(url)
    for _ in range(1 + REDIRECTS_MAX):
        if urlsplit(url).scheme not in {"http", "https"} or not trusted(url):
            raise NotTheFileError("its address is not one of the platform's")
        sent = headers if headers is not None and _origin(url) == home else {}
        try:
            with _opener().open(Request(url, headers={**sent}), timeout=_left(end)) as answer:  # noqa: S310 - see above
                return _read(answer, most_bytes, end)
        except HTTPError as error:
            with error:
                if error.code not in REDIRECTS:
                    cause = "introuvable" if error.code in GONE else "indisponible"
                    raise DownloadError(cause, f"HTTP {error.code}") from None  # type: ignore[arg-type]
                url = _led_to(url, error.headers.get("Location", ""))
        except (OSError, HTTPException, ValueError) as error:
            raise DownloadError("indisponible", type(error).__name__) from None
    raise NotTheFileError("it leads from one address to the next")


def _led_to(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError:
        raise NotTheFileError("it leads to what is no address") from None


def is_at(url: str, hosts: tuple[str, ...]) -> bool:
    """Say whether an address is on one of these hosts, over https.

    >>> is_at("https://files.example.org/a", ("files.example.org",)), is_at("http://files.example.org/a", ("files.example.org",))
    (True, False)
    >>> is_at("https://files.example.org@mal.example/a", ("files.example.org",))
    False
    """
    try:
        found = urlsplit(url)
        plain = found.username is None and found.password is None and found.port in (None, 443)
    except ValueError:
        return False
    return found.scheme == "https" and plain and found.hostname in hosts


def is_under(url: str, base: str) -> bool:
    """Say whether an address is that of a configured server, whatever its scheme and port.

    >>> is_under("http://127.0.0.1:9000/file/a", "http://127.0.0.1:9000/api"), is_under("http://127.0.0.1:9001/", "http://127.0.0.1:9000/api")
    (True, False)
    """
    return "@" not in urlsplit(url).netloc and _origin(url) == _origin(base)


def _origin(url: str) -> tuple[str, str | None, int | None]:
    found: SplitResult = urlsplit(url)
    try:
        port = found.port
    except ValueError:
        port = -1
    return found.scheme, found.hostname, port or {"http": 80, "https": 443}.get(found.scheme)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise DownloadError("indisponible", "it takes too long")
    return min(left, CONNECT_SECONDS)


def _read(answer: Any, most_bytes: int, end: float) -> bytes:
    length = answer.headers.get("Content-Length", "")
    announced = int(length) if length.isascii() and length.isdecimal() and len(length) <= 15 else None
    if announced is not None and announced > most_bytes:
        raise DownloadError("trop_gros")
    if answer.headers.get_content_type() == "text/html":
        raise NotTheFileError("a page stands at its address")
    content = bytearray()
    while chunk := answer.read1(CHUNK_BYTES):
        content += chunk
        if len(content) > most_bytes:
            raise DownloadError("trop_gros")
        _left(end)
    if announced is not None and len(content) < announced:
        raise DownloadError("indisponible", "it came cut")
    return bytes(content)


def _opener() -> OpenerDirector:
    """As urllib's own, but without what reads other schemes, and what follows redirections by itself, token included."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener


__all__ = ["DOWNLOAD_SECONDS", "NotTheFileError", "check_size", "fetch", "is_at", "is_under"]
