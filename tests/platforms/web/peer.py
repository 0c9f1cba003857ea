"""A person on the web page, without a browser: its forms work without JavaScript."""

from __future__ import annotations

import html
import re
import time
from pathlib import Path

import httpx2

ARTICLE = re.compile(r'<article class="message (?P<de>\w+).*?</article>', re.DOTALL)
BUTTON = re.compile(r'<button type="submit" name="choix" value="(?P<value>[^"]*)"[^>]*>(?P<label>[^<]*)')
BOX = re.compile(r'name="choix" value="(?P<value>[^"]*)"[^>]*><span>(?P<label>[^<]*)')
KEY = re.compile(r'name="cle" value="(?P<cle>[^"]*)"')
FILE = re.compile(r'<a class="fichier" href="(?P<url>[^"]*)">.*?<span class="fichier-nom">(?P<name>[^<]*)', re.DOTALL)
RANK = re.compile(r'data-rang="(?P<rang>\d+)"')


class Peer:
    """The page is the bot's own: there is nothing to start."""

    environment: dict[str, str] = {}  # noqa: RUF012

    def __init__(self, folder: Path, bot_url: str) -> None:
        self._url = bot_url

    @classmethod
    def skip_reason(cls) -> str | None:
        return None

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def client(self, name: str = "alice") -> Client:
        return Client(self._url)


class Client:
    """One browser's cookie. `personne` is what the page knows its holder by, told by « mes droits »."""

    def __init__(self, url: str) -> None:
        self._http = httpx2.Client(base_url=url, follow_redirects=True)
        self._rank = 0
        self._articles()
        self.say("mes droits")
        found = re.search(r"«\s(\S+)\s» sur la page web", self.wait("sur la page web"))
        assert found is not None
        self.personne = found[1]

    def say(self, text: str) -> None:
        self._post({"texte": text})

    def send_file(self, name: str, content: bytes, text: str = "") -> None:
        self._post({"texte": text}, files=[("fichiers", (name, content, "application/octet-stream"))])

    def press(self, label: str) -> None:
        self._post({"choix": self._values(BUTTON, label)})

    def tick(self, *labels: str) -> None:
        self._post({"choix": self._values(BOX, *labels)})

    def wait(self, text: str, timeout: float = 30) -> str:
        return self._await(lambda article: visible(article) if text in visible(article) else None, timeout)

    def file(self, timeout: float = 30) -> tuple[str, bytes]:
        found = self._await(FILE.search, timeout)
        return html.unescape(found["name"]), self._http.get(found["url"]).content

    def close(self) -> None:
        self._http.close()

    def _post(self, data: dict[str, object], files: list[tuple] | None = None) -> None:
        articles = self._articles()
        self._rank = max((rank for rank, _ in articles), default=0)
        key = KEY.search(self._page)
        assert key is not None
        self._http.post("/messages", data={**data, "cle": key["cle"]}, files=files).raise_for_status()

    def _articles(self) -> list[tuple[int, str]]:
        self._page = self._http.get("/", params={"entree": ""}).text
        return [
            (int(rank["rang"]) if (rank := RANK.search(found[0])) else 0, found[0])
            for found in ARTICLE.finditer(self._page)
        ]

    def _values(self, kind: re.Pattern[str], *labels: str) -> list[str]:
        for _, article in reversed(self._articles()):
            values = {html.unescape(found["label"]).strip(): found["value"] for found in kind.finditer(article)}
            if set(labels) <= values.keys():
                return [values[label] for label in labels]
        raise AssertionError(f"{labels} cannot be pressed")

    def _await(self, look, timeout: float):
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            for rank, article in self._articles():
                if rank > self._rank and 'class="message assistant' in article and (found := look(article)):
                    return found
            time.sleep(0.1)
        raise AssertionError(f"not answered: {[visible(article) for _, article in self._articles()[-3:]]}")


def visible(article: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", article)).replace("\u00a0", " ").replace("\u202f", " ")
