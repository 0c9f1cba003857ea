"""Microsoft's own Agents Playground as the other side, driven in a headless Chromium.

Three things are ours, since the Playground has none of them: the answer to a file's consent card, which the Playground shows
as not supported; the small server that stands for the OneDrive to which the file is then uploaded; and, when asked for, the
relay that delivers again what the bot did not acknowledge.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
import urllib.error
import urllib.request
import uuid
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Self

CHROMIUM_ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-sync",
    "--no-first-run",
    "--no-pings",
]
PLAYGROUND = Path("@microsoft/m365agentsplayground/cli.js")
CLIENT_ID = "5f3b1c9e-0000-4000-8000-00000000b07a"
TENANT_ID = "7e11a000-0000-4000-8000-0000000c1e49"
CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
MESSAGE = ".fai-OutputCard"
START_SECONDS = 30
CONFIG = """\
version: "0.1.1"
tenantId: {tenant}
bot:
  id: "28:{client_id}"
  name: SPASER
currentUser:
  id: "29:{name}"
  name: {name}
  userPrincipleName: {name}@ville.example
  aadObjectId: {personne}
  givenName: {name}
  surname: Essai
  email: {name}@ville.example
users:
{others}personalChat:
  id: "a:{name}"
groupChat:
  id: "19:groupe-{name}@thread.v2"
  name: Groupe
team:
  id: "19:equipe-{name}@thread.tacv2"
  name: Equipe
  aadGroupId: 00000000-0000-4000-8000-000000000031
  channels:
    - id: "19:annonces-{name}@thread.tacv2"
      name: Annonces
"""


# The Playground wants five people beside the one who writes.
OTHER = """\
  - id: "29:{name}"
    name: {name}
    userPrincipleName: {name}@ville.example
    aadObjectId: 00000000-0000-4000-8000-00000000000{rank}
    givenName: {name}
    surname: Essai
    email: {name}@ville.example
"""
OTHERS = ("zoe", "yann", "xavier", "wanda", "victor")


def node_modules() -> Path | None:
    """Where the Playground is installed: beside the tests, else where the environment says."""
    places = [Path(__file__).parent.parent / "node_modules"]
    if told := os.environ.get("SPASER_TEST_NODE_MODULES"):
        places.append(Path(told))
    return next((place for place in places if (place / PLAYGROUND).is_file()), None)


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


class Peer:
    """A Playground for each person: each has its own tenant member, private chat and service address.

    With `redelivers`, a relay of ours stands before the bot: what it does not acknowledge is delivered again.
    """

    def __init__(self, folder: Path, bot_url: str, *, redelivers: bool = False) -> None:
        self.folder = folder
        self.bot_url = bot_url
        self.relay = Relay(bot_url) if redelivers else None
        self.environment = {
            "SPASER_TEAMS_CLIENT_ID": CLIENT_ID,
            "SPASER_TEAMS_CLIENT_SECRET": "secret-d-essai",
            "SPASER_TEAMS_TENANT_ID": TENANT_ID,
            "SPASER_TEAMS_SANS_VERIFICATION": "oui",
        }
        # What the roster of the Playground vouches for.
        self.organisation = f"teams:{TENANT_ID}"
        self._clients: list[Client] = []

    @classmethod
    def skip_reason(cls) -> str | None:
        if shutil.which("node") is None:
            return "no Node.js on this machine"
        if node_modules() is None:
            return "no @microsoft/m365agentsplayground: npm install, or set SPASER_TEST_NODE_MODULES"
        if chromium() is None:
            return "no Chromium on this machine: install Debian's chromium"
        return "no playwright: install the test extra" if find_spec("playwright") is None else None

    def start(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.relay is not None:
            self.relay.start()

    def stop(self) -> None:
        for client in tuple(self._clients):
            client.close()
        if self.relay is not None:
            self.relay.stop()

    def client(self, name: str = "alice") -> Client:
        client = Client(self, name)
        self._clients.append(client)
        return client

    def forget(self, client: Client) -> None:
        self._clients.remove(client)


class Client:
    """One person in their private chat. Playwright's calls all run in a thread that has no event loop of ours."""

    def __init__(self, peer: Peer, name: str) -> None:
        self._peer = peer
        self.name = name
        self.personne = str(uuid.uuid5(uuid.NAMESPACE_DNS, f"{name}.ville.example"))
        self._frames: list[dict] = []
        self._mark = self._frame_mark = 0
        self._closed = False
        self._thread = ThreadPoolExecutor(1, f"playground-{name}")
        self._process, self.port = self._serve()
        try:
            self._thread.submit(self._open).result(60)
        except BaseException:
            self.close()
            raise

    def say(self, text: str) -> None:
        self._thread.submit(self._say, text).result(60)

    def press(self, label: str) -> None:
        self._thread.submit(self._press, label).result(60)

    def tick(self, *labels: str) -> None:
        self._thread.submit(self._tick, labels).result(60)

    def wait(self, text: str, timeout: float = 30) -> str:
        return self._thread.submit(self._wait, text, timeout).result(timeout + 30)

    def file(self, timeout: float = 30) -> tuple[str, bytes]:
        """Accept the next file's card as Teams would, and be the OneDrive that it is uploaded to."""
        asked = self._thread.submit(self._attachment, CONSENT, timeout).result(timeout + 30)
        with OneDrive() as drive:
            self._accept(asked["id"], asked, drive.url)
            name, content = asked["name"], drive.uploaded
        self._thread.submit(self._attachment, INFO, timeout).result(timeout + 30)
        assert content is not None, "the bot uploaded nothing"
        return name, content

    def screenshot(self, path: Path) -> None:
        self._thread.submit(lambda: self._page.screenshot(path=str(path))).result(60)

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        with contextlib.suppress(Exception):
            self._thread.submit(self._shut).result(30)
        self._thread.shutdown(wait=False)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        with contextlib.suppress(ValueError):
            self._peer.forget(self)

    # --- the Playground -------------------------------------------------------------------------------------------------

    def _serve(self) -> tuple[subprocess.Popen[bytes], int]:
        folder = self._peer.folder / f"playground-{self.name}-{uuid.uuid4().hex[:8]}"
        folder.mkdir(parents=True)
        others = "".join(OTHER.format(name=other, rank=rank) for rank, other in enumerate(OTHERS))
        config = CONFIG.format(
            others=others, tenant=TENANT_ID, client_id=CLIENT_ID, name=self.name, personne=self.personne
        )
        (folder / ".m365agentsplayground.yml").write_text(config, "utf-8")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        root = node_modules()
        assert root is not None
        relay = self._peer.relay
        endpoint = f"{self._peer.bot_url if relay is None else relay.url}/teams/messages"
        command = ["node", str(root / PLAYGROUND), "start", "-e", endpoint, "-c", "msteams", "-p", str(port), "--dt"]
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
        end = time.monotonic() + START_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > end:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                raise RuntimeError("the Playground did not start: " + (folder / "log").read_text("utf-8", "replace"))
            time.sleep(0.1)
        return process, port

    def _open(self) -> None:
        from playwright.sync_api import sync_playwright

        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=chromium(), args=CHROMIUM_ARGS)
        self._page = self._browser.new_page(viewport={"width": 1180, "height": 1000}, locale="fr-FR")
        self._page.set_default_timeout(60_000)
        self._page.on("websocket", lambda one: one.on("framereceived", self._framed))
        self._page.goto(f"http://localhost:{self.port}/")
        self._page.get_by_placeholder("Type a message").or_(self._page.get_by_role("textbox").last).first.wait_for()

    def _shut(self) -> None:
        if hasattr(self, "_browser"):
            self._browser.close()
        if hasattr(self, "_playwright"):
            self._playwright.stop()

    def _framed(self, payload: object) -> None:
        with contextlib.suppress(ValueError, TypeError):
            self._frames.append(json.loads(payload))  # type: ignore[arg-type]

    # --- what a person does ---------------------------------------------------------------------------------------------

    def _act(self) -> None:
        self._mark, self._frame_mark = self._page.locator(MESSAGE).count(), len(self._frames)

    def _say(self, text: str) -> None:
        self._act()
        box = self._page.get_by_role("textbox").last
        box.click()
        box.fill(text)
        self._page.keyboard.press("Enter")

    def _press(self, label: str) -> None:
        button = self._page.locator(MESSAGE).get_by_role("button", name=label, exact=True).last
        button.wait_for()
        self._act()
        button.click()

    def _tick(self, labels: tuple[str, ...]) -> None:
        card = self._page.locator(MESSAGE).filter(has=self._page.get_by_role("checkbox")).last
        card.wait_for()
        for label in labels:
            card.locator(f"input[type=checkbox][aria-label={json.dumps(label, ensure_ascii=False)}]").check()
        self._act()
        card.get_by_role("button", name="Valider", exact=True).click()

    def _wait(self, text: str, timeout: float) -> str:
        end = time.monotonic() + timeout
        while True:
            shown = [self._shown(one) for one in self._page.locator(MESSAGE).all()[self._mark :]]
            found = next((one for one in shown if text in one), None)
            if found is not None:
                return found
            if time.monotonic() > end:
                raise TimeoutError(f"{text!r} did not come; came: {shown}")
            self._page.wait_for_timeout(150)

    @staticmethod
    def _shown(message) -> str:
        return message.inner_text().replace("\u00a0", " ").replace("\u202f", " ")

    def _attachment(self, kind: str, timeout: float) -> dict:
        """The next attachment of that kind, as the bot posted it: the Playground's log has it whole, with its name."""
        end = time.monotonic() + timeout
        while True:
            for frame in self._frames[self._frame_mark :]:
                log = frame.get("log") or {}
                body = (log.get("request") or {}).get("body") or {}
                for attachment in body.get("attachments") or () if isinstance(body, dict) else ():
                    if log.get("from") == "User Application" and attachment.get("contentType") == kind:
                        return {"id": log["messageId"], **attachment}
            if time.monotonic() > end:
                raise TimeoutError(f"no {kind} came")
            self._page.wait_for_timeout(150)

    def _accept(self, card: str, attachment: dict, upload_url: str) -> None:
        """Ours: what Teams posts when the person accepts a file."""
        name = attachment["name"]
        activity = {
            "type": "invoke",
            "name": "fileConsent/invoke",
            "id": f"f:{uuid.uuid4()}",
            "channelId": "msteams",
            "serviceUrl": f"http://localhost:{self.port}/_connector",
            "from": {"id": f"29:{self.name}", "name": self.name, "aadObjectId": self.personne},
            "conversation": {"conversationType": "personal", "tenantId": TENANT_ID, "id": f"a:{self.name}"},
            "recipient": {"id": f"28:{CLIENT_ID}", "name": "SPASER"},
            "channelData": {"tenant": {"id": TENANT_ID}},
            "replyToId": card,
            "value": {
                "type": "fileUpload",
                "action": "accept",
                "context": attachment["content"]["acceptContext"],
                "uploadInfo": {
                    "contentUrl": "https://ville-my.sharepoint.com/personal/document.docx",
                    "name": name,
                    "uploadUrl": upload_url,
                    "uniqueId": str(uuid.uuid4()),
                    "fileType": name.rpartition(".")[2],
                },
            },
        }
        request = urllib.request.Request(
            f"{self._peer.bot_url}/teams/messages", json.dumps(activity).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=30) as answer:
            assert answer.status == 200


def _answers(port: int) -> bool:
    """Say whether the whole Playground is up: it listens before it has read its configuration."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(f"http://localhost:{port}/"):
            return True
    except OSError:
        return False


class Relay:
    """Ours: hands each activity to the bot, again and again until it is acknowledged."""

    WAIT_SECONDS = 0.5
    TRIES = 120

    def __init__(self, bot_url: str) -> None:
        relay = self
        self._bot_url = bot_url
        self._stopped = threading.Event()
        self.deliveries = 0

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(relay.deliver(self.path, body))
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def deliver(self, path: str, body: bytes) -> int:
        direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        for _ in range(self.TRIES):
            self.deliveries += 1
            request = urllib.request.Request(self._bot_url + path, body, {"Content-Type": "application/json"})
            try:
                with direct.open(request, timeout=30) as answer:
                    return answer.status
            except urllib.error.HTTPError as error:
                error.close()
                if error.code < 500:
                    return error.code
            except (OSError, http.client.HTTPException):
                pass  # the bot is not there
            if self._stopped.wait(self.WAIT_SECONDS):
                break
        return 502

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopped.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class OneDrive:
    """Ours: takes one upload."""

    def __init__(self) -> None:
        drive = self
        self.uploaded: bytes | None = None
        self.headers: dict[str, str] = {}

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                drive.headers = {name.lower(): value for name, value in self.headers.items()}
                drive.uploaded = self.rfile.read(int(self.headers["Content-Length"]))
                self.send_response(201)
                self.end_headers()

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/upload?key=secret"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
