"""The real web application on a free port, and a Chromium to read it; the engine only echoes."""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import uvicorn
from anyascii import anyascii

from bot.envois.adapters import Outgoing
from bot.platforms.web.app import create_app
from bot.platforms.web.hub import Hub, WebAdapter
from handlers.conversation.vocabulary import Address, Choice, Document, Incoming, Message
from handlers.conversation.wording import neutre
from storage.comptes.records import Role
from storage.database import Database

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
NATURES = ("Travaux", "Fournitures", "Services", "Maîtrise d'œuvre", "Concession")
SEGMENTS = ("Nettoyage", "Restauration scolaire", "Traiteur", "Objets promotionnels", "Espaces verts", "Textile")
ANNEXES = (Choice("Aucune de ces familles", "q:segments:-"), Choice("Pourquoi ?", "c:pourquoi"))
RESULTAT = """\
# Ce que le SPASER demande pour cet achat

Marché de **services** de nettoyage, 120 000 € HT sur 36 mois.

| Action | Portée | Pour quand |
|---|---|--:|
| 8. Étendre la clause d'insertion | à étudier | J-24 |
| 18. Acheter au juste besoin | systématique | J-14 |
| 22. Sobriété | systématique | J-14 |

## Action 8 : étendre la clause d'insertion

Le plan demande d'étudier une clause d'insertion pour tout marché de plus de 90 000 € HT. Ici : montant HT : 120 000 €.

1. Saisir le PLIE pour étudier la faisabilité et calibrer les heures.
2. Écrire la clause dans le cahier des charges, avec :
   - le nombre d'heures,
   - les publics visés.

> À défaut, écrire dans le dossier pourquoi elle n'est pas retenue.

## Ce que dit la loi

Un critère environnemental est obligatoire depuis le 21 août 2026 ([CCP L2152-7](https://www.legifrance.gouv.fr/)).
"""


class EchoEngine:
    """Writes to the real storage, as the engine does, answers that are easy to foresee."""

    def __init__(self, database: Database, adapter: WebAdapter) -> None:
        self._database = database
        self._adapter = adapter
        self.delay_seconds = 0.0
        self.answers = threading.Event()
        self.answers.set()

    def welcome(self, address) -> list[Message]:
        return answers(Incoming(Address("web", "", ""), "", "", "accueil"))

    def receive(self, incoming: Incoming) -> None:
        time.sleep(self.delay_seconds)
        self.answers.wait(60)
        now = datetime.now(UTC)
        address = incoming.address
        with self._database.unit_of_work() as uow:
            conversation = uow.conversations.open(address.plateforme, address.canal, address.personne, now)
            rang = conversation.rang + 1
            texte = incoming.text or incoming.choice or ""
            received = uow.inbox.record(conversation.id, incoming.message_id, rang, texte, incoming.choice, now)
            if received is None:
                return
            for message in [*answers(incoming), *self._files(incoming)]:
                rang += 1
                uow.outbox.add(
                    conversation.id,
                    f"{received}:{rang}",
                    rang,
                    message.texte,
                    message.choices,
                    message.multiple,
                    message.document,
                    now,
                )
            uow.conversations.save(conversation.id, {}, rang, now)
            uow.commit()
        self._adapter.send(Outgoing(address, Message(""), ""))

    def _files(self, incoming: Incoming) -> list[Message]:
        read = [(one.nom, len(self._adapter.download(one, 100_000_000))) for one in incoming.fichiers]
        return [Message(f"Lu : {neutre(nom)} ({octets} octets)") for nom, octets in read]


def answers(incoming: Incoming) -> list[Message]:
    match incoming.choice or incoming.text.strip():
        case "accueil":
            return [
                Message(
                    "Bonjour ! Décrivez-moi votre achat en une phrase, par exemple : « nettoyage des écoles, "
                    "120 k€ sur 3 ans ». Je vous dis les actions du SPASER qui s'appliquent, et pourquoi.",
                    boutons("accueil", "Décrire un achat", "Chercher une fiche"),
                )
            ]
        case "nature":
            return [Message("Quelle est la **nature** du marché ?", (*boutons("nature", *NATURES), ANNEXES[1]))]
        case "segments":
            return [Message("De quoi s'agit-il ?", (*boutons("segments", *SEGMENTS), *ANNEXES), multiple=True)]
        case "resultat":
            return [
                Message(RESULTAT),
                Message(
                    "Le document Word reprend tout cela pour le dossier de l'achat.",
                    boutons("8", "Détail 8", "Retenir 8", "Écarter 8"),
                    document=Document("resultat", "12", "Diagnostic SPASER, nettoyage des écoles.docx"),
                ),
            ]
        case _:
            return [Message(f"Vous avez dit : {neutre(incoming.text)}")]


def boutons(question: str, *labels: str) -> tuple[Choice, ...]:
    return tuple(Choice(label, f"q:{question}:{anyascii(label).replace(' ', '_').lower()}") for label in labels)


class OneDocument:
    def fetch(self, document: Document, address: Address) -> bytes | None:
        return b"PK docx" if document.cle == "12" else None


@dataclass
class Site:
    """The application, served; `stop` returns once the server has."""

    url: str
    engine: EchoEngine
    database: Database
    stop: Callable[[], None]


@pytest.fixture
def site(new_file) -> Iterator[Site]:
    database = Database(new_file())
    hub = Hub()
    engine = EchoEngine(database, WebAdapter(hub))
    app = create_app(
        engine=engine,
        database=database,
        hub=hub,
        documents=OneDocument(),
        collectivite="Ville de Clermont-Ferrand et Clermont Auvergne Métropole",
        https=False,
        roles=lambda memory, plateforme, personne: frozenset({Role.EQUIPE}),
    )
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", ws="none", timeout_graceful_shutdown=60)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()

    def stop() -> None:
        hub.close()  # on the main thread uvicorn's own signal does it
        server.should_exit = True
        thread.join()

    yield Site(f"http://127.0.0.1:{listening.getsockname()[1]}", engine, database, stop)
    stop()
    listening.close()
    database.close()


@pytest.fixture(scope="module")
def chromium():
    # Not for the whole session: while Playwright runs, no other test of this thread can run an event loop.
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine: install Debian's chromium")
    sync_api = pytest.importorskip("playwright.sync_api")
    sync_api.expect.set_options(timeout=60_000)
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def faults_of() -> Callable[..., list[tuple[str, str]]]:
    """The rules of accessibility that a page breaks, and where; the page must have been opened with `bypass_csp`.

    In light, then in dark those that hang on colours: one page is shown once in both.
    """
    # Where npm installed it: beside the tests, else where the environment says.
    places = [Path(__file__).parents[1] / "platforms" / "node_modules"]
    if told := os.environ.get("SPASER_TEST_NODE_MODULES"):
        places.append(Path(told))
    axe = next((file for place in places if (file := place / "axe-core" / "axe.min.js").is_file()), None)
    if axe is None:
        pytest.skip("no axe-core: npm install --prefix tests/platforms, or set SPASER_TEST_NODE_MODULES")
    source = axe.read_text("utf-8")

    def faults(page) -> list[tuple[str, str]]:
        page.add_script_tag(content=source)
        found = []
        for scheme, rules in (("light", "undefined"), ("dark", "['color-contrast', 'link-in-text-block']")):
            # Without motion, no colour is on its way to another.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            found += page.evaluate(f"axe.run({{resultTypes: ['violations'], runOnly: {rules}}})")["violations"]
        return [(one["id"], node["html"][:160]) for one in found for node in one["nodes"]]

    return faults


@pytest.fixture
def visit(chromium, site):
    """Open the page as a new person; whatever the browser complains of, or asks of another host, fails the test."""
    contexts, complaints = [], []

    def open_page(context=None, **options):
        if context is None:
            context = chromium.new_context(locale="fr-FR", timezone_id="Europe/Paris", **options)
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.on("console", lambda message: message.type == "error" and complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "request",
            lambda request: request.url.startswith((site.url, "data:")) or complaints.append(f"asked {request.url}"),
        )
        page.goto(site.url)
        return page

    open_page.complaints = complaints
    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
