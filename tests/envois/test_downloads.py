"""Files are fetched within their limits, and the token goes nowhere else."""

from __future__ import annotations

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.envois.adapters import DownloadError
from bot.envois.downloads import NotTheFileError, check_size, fetch
from handlers.conversation.vocabulary import Fichier

TOKEN = {"Authorization": "Bearer secret"}


class Site:
    """A server on this machine; `answer` writes the response, `asked` holds the path and the token of each request."""

    def __init__(self, answer):
        self.asked = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                site.asked.append((self.path, self.headers.get("Authorization")))
                answer(self)

            def log_message(self, *args):
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self):
        self._server.shutdown()
        self._server.server_close()

    def holds(self, url):
        return url.startswith(f"{self.url}/")


@pytest.fixture
def site(monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.delenv(name, raising=False)
    sites = []

    def make(answer):
        sites.append(Site(answer))
        return sites[-1]

    yield make
    for one in sites:
        one.close()


def content(body=b"PK docx", *, length=-1, status=200, kind="application/octet-stream", **headers):
    def answer(request):
        request.send_response(status)
        request.send_header("Content-Type", kind)
        if length is not None:
            request.send_header("Content-Length", str(len(body) if length < 0 else length))
        for name, value in headers.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(body)

    return answer


def test_a_file_is_read_with_the_token(site):
    one = site(content())
    assert fetch(f"{one.url}/a?b=c", 7, one.holds, TOKEN) == b"PK docx"
    assert one.asked == [("/a?b=c", "Bearer secret")]


@pytest.mark.parametrize("length", [200_000, None])
def test_no_more_than_the_limit_is_read_whether_or_not_the_length_is_announced(site, length):
    one = site(content(b"x" * 200_000, length=length))
    with pytest.raises(DownloadError) as error:
        fetch(one.url + "/", 100_000, one.holds)
    assert error.value.cause == "trop_gros"


def test_a_size_that_the_platform_told_is_refused_at_once():
    check_size(Fichier("a", 10), 10)
    check_size(Fichier("a"), 10)
    with pytest.raises(DownloadError) as error:
        check_size(Fichier("a", 11), 10)
    assert error.value.cause == "trop_gros"


@pytest.mark.parametrize(
    ("status", "cause"),
    [
        (404, "introuvable"),
        (403, "introuvable"),
        (410, "introuvable"),
        (401, "indisponible"),
        (429, "indisponible"),
        (500, "indisponible"),
        (503, "indisponible"),
    ],
)
def test_a_refusal_says_whether_the_file_may_come_another_time(site, status, cause):
    one = site(content(status=status))
    with pytest.raises(DownloadError) as error:
        fetch(one.url + "/?key=secret", 10, one.holds)
    assert error.value.cause == cause
    assert "secret" not in str(error.value)


def test_a_file_that_comes_cut_is_no_file(site):
    one = site(content(length=10))
    with pytest.raises(DownloadError) as error:
        fetch(one.url + "/", 100, one.holds)
    assert error.value.cause == "indisponible"


def test_a_page_is_no_file(site):
    one = site(content(b"<html>Sign in", kind="text/html; charset=utf-8"))
    with pytest.raises(NotTheFileError):
        fetch(one.url + "/", 100, one.holds)


def test_a_server_that_drips_is_left(site):
    def drip(request):
        request.send_response(200)
        request.end_headers()
        for _ in range(400):
            request.wfile.write(b"x")
            time.sleep(0.05)

    one = site(drip)
    started = time.monotonic()
    with pytest.raises(DownloadError) as error:
        fetch(one.url + "/", 100, one.holds, seconds=0.3)
    assert error.value.cause == "indisponible"
    assert time.monotonic() - started < 15


def test_nobody_there_is_for_another_time(site):
    one = site(content())
    one.close()
    with pytest.raises(DownloadError) as error:
        fetch(one.url + "/", 100, one.holds)
    assert error.value.cause == "indisponible"


def test_an_address_that_is_not_trusted_is_not_asked(site):
    one = site(content())
    with pytest.raises(NotTheFileError):
        fetch(one.url + "/", 100, lambda _: False, TOKEN)
    assert one.asked == []


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://127.0.0.1/a", "data:text/plain,a", "/etc/passwd", ""])
def test_what_is_no_web_address_is_not_read(url):
    with pytest.raises(NotTheFileError):
        fetch(url, 10_000, lambda _: True)


def test_a_redirection_is_followed_on_the_same_server(site):
    def answer(request):
        content(status=302, length=0, Location="/b")(request) if request.path == "/a" else content()(request)

    one = site(answer)
    assert fetch(f"{one.url}/a", 100, one.holds, TOKEN) == b"PK docx"
    assert one.asked == [("/a", "Bearer secret"), ("/b", "Bearer secret")]


def test_a_redirection_to_another_trusted_server_goes_without_the_token(site):
    other = site(content())
    one = site(content(b"", status=307, Location=f"{other.url}/b"))
    assert fetch(f"{one.url}/a", 100, lambda url: one.holds(url) or other.holds(url), TOKEN) == b"PK docx"
    assert other.asked == [("/b", None)]


@pytest.mark.parametrize("where", ["{}/b", "file:///etc/passwd", "//{0.netloc}/b"])
def test_a_redirection_elsewhere_is_not_followed(site, where):
    other = site(content())
    one = site(content(b"", status=302, Location=where.replace("{0.netloc}", other.url[7:]).format(other.url)))
    with pytest.raises(NotTheFileError):
        fetch(f"{one.url}/a", 100, one.holds, TOKEN)
    assert other.asked == []


def test_redirections_that_never_end_are_left(site):
    one = site(content(b"", status=302, Location="/a"))
    with pytest.raises(NotTheFileError):
        fetch(f"{one.url}/a", 100, one.holds)
    assert len(one.asked) == 4
