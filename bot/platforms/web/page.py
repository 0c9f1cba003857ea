"""Renders the transcript: the same macro for the page and for the stream."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from markupsafe import Markup

from bot.envois.adapters import SEPARATOR, WELCOME_CHOICE
from bot.envois.choices import answers_of
from bot.envois.rendering import markdown_to_html
from bot.platforms.web.porte import PORTES, Porte
from bot.platforms.web.uploads import FICHIER_MAX_BYTES, FICHIERS_MAX
from handlers.conversation.gabarits import environnement
from handlers.conversation.vocabulary import Message
from knowledge.francais.redaction import jour
from storage.conversation.records import Choice, Document, Entry

BOT = Path(__file__).parents[2]
# The pages of a capability stand beside its commands; a template and a file have one name in the whole house.
STATIC = sorted({*BOT.glob("*/static"), *BOT.glob("platforms/web/static")})
TEMPLATES = sorted({*BOT.glob("*/templates"), *BOT.glob("platforms/web/templates")})
PARIS = ZoneInfo("Europe/Paris")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".csv": "text/csv; charset=utf-8",
}


def media_type(nom: str) -> str:
    """Tell what a file is from its name."""
    return MEDIA_TYPES.get(Path(nom).suffix.lower(), "application/octet-stream")


def jour_a_paris(le: datetime) -> date:
    """Tell which day it was in Paris."""
    return le.astimezone(PARIS).date()


def heure(le: datetime) -> str:
    r"""Write the hour in Paris, as one says it.

    >>> from datetime import UTC
    >>> heure(datetime(2026, 3, 1, 8, 5, tzinfo=UTC)).replace("\xa0", " ")
    '9 h 05'
    """
    local = le.astimezone(PARIS)
    return f"{local.hour}\u00a0h\u00a0{local.minute:02}"


@dataclass(frozen=True, slots=True)
class Bouton:
    """A choice, and whether the person took it; `annexe` when it stands beside the answers instead of being one."""

    label: str
    value: str
    choisi: bool
    annexe: bool


@dataclass(frozen=True, slots=True)
class Bulle:
    """One message as the page shows it.

    `choix` is what was pressed; `cases` are ticked together, `boutons` pressed alone; `repondu`: the person wrote since.
    """

    rang: int | None = None
    de: str = "personne"
    texte: str = ""
    html: Markup = field(default_factory=Markup)
    choix: str = ""
    cachee: bool = False
    cases: tuple[Bouton, ...] = ()
    boutons: tuple[Bouton, ...] = ()
    repondu: bool = False
    document: Document | None = None
    le: datetime | None = None
    meme_jour: bool = False


def bulles(entries: Sequence[Entry]) -> list[Bulle]:
    """List the messages in their order, each choice knowing what was answered to it."""
    shown: list[Bulle] = []
    reponse: Entry | None = None
    for entry in reversed(entries):
        shown.append(bulle(entry, reponse))
        if entry.de == "personne":
            reponse = entry
    return _dated_once_a_day(shown[::-1])


def _dated_once_a_day(shown: Sequence[Bulle]) -> list[Bulle]:
    """Leave the date out of a message of the same day as the one above it."""
    dated: list[Bulle] = []
    above: date | None = None
    for un in shown:
        if un.le is None or un.cachee:
            dated.append(un)
            continue
        dated.append(replace(un, meme_jour=jour_a_paris(un.le) == above))
        above = jour_a_paris(un.le)
    return dated


def bulle(entry: Entry, reponse: Entry | None = None) -> Bulle:
    """Show one message, knowing what the person said after it."""
    if entry.de == "personne":
        choix = entry.choix if isinstance(entry.choix, str) else ""
        # The page's own greeting, and an empty message, are kept in the transcript but show nothing.
        cachee = choix == WELCOME_CHOICE or not entry.texte.strip()
        return Bulle(entry.rang, entry.de, entry.texte, choix=choix, cachee=cachee, le=entry.le)
    if not entry.texte.strip():
        # Forgotten when its time came: its buttons would answer a question that nobody can read.
        return Bulle(entry.rang, entry.de, cachee=True, le=entry.le)
    boutons = _boutons(offered(entry), reponse)
    return Bulle(
        entry.rang,
        entry.de,
        html=Markup(markdown_to_html(entry.texte)),  # noqa: S704 (the parser lets no HTML through)
        cases=tuple(un for un in boutons if entry.multiple and not un.annexe),
        boutons=tuple(un for un in boutons if not entry.multiple or un.annexe),
        repondu=reponse is not None,
        document=entry.document,
        le=entry.le,
    )


def accueil(messages: Sequence[Message], rang: int) -> list[Bulle]:
    """Show a welcome that is not written yet, under the ranks it takes when the first message writes it after `rang`."""
    # The first rank after `rang` is that of the page's own greeting, which shows nothing.
    return [
        replace(
            bulle(Entry(rang + 2 + number, "assistant", m.texte, m.choices, m.multiple, m.document, EPOCH)), le=None
        )
        for number, m in enumerate(messages)
    ]


def _boutons(choices: Sequence[Choice], reponse: Entry | None) -> list[Bouton]:
    """Tell the answers of a question, which name a value of one fact, from what stands beside them.

    `q:segments:textile` is an answer; "none of them" (`q:segments:-`) and "why?" (`c:pourquoi`) are pressed alone.
    """
    pris = () if reponse is None else (reponse.texte, *str(reponse.choix or "").split(SEPARATOR))
    reponses = answers_of(choices)
    return [
        Bouton(
            choix.label,
            choix.value,
            choisi=choix.label in pris or choix.value in pris,
            annexe=bool(reponses) and choix not in reponses,
        )
        for choix in choices
    ]


def offered(entry: Entry) -> tuple[Choice, ...]:
    """List the choices of a message of the assistant; what a person pressed is no offer."""
    return entry.choix if isinstance(entry.choix, tuple) else ()


class Assets:
    """The page's own files, each at an address that changes with its content, so that browsers keep them for good."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._files = {file.name: file.read_bytes() for folder in folders for file in sorted(folder.iterdir())}
        self._urls = {
            nom: f"/static/{hashlib.sha256(content).hexdigest()[:16]}/{nom}" for nom, content in self._files.items()
        }

    def url(self, nom: str) -> str:
        return self._urls[nom]

    def content(self, url: str) -> tuple[bytes, str] | None:
        """Find the file at that address and what it is; None when it has changed since, or never was."""
        nom = url.rpartition("/")[2]
        return (self._files[nom], media_type(nom)) if self._urls.get(nom) == url else None


class Renderer:
    """The templates of the page: every French sentence stands there."""

    def __init__(self, collectivite: str) -> None:
        self.assets = Assets(STATIC)
        self._environment = environnement(TEMPLATES, autoescape=True)
        self._environment.filters.update(
            heure=heure,
            date_en_lettres=lambda le: jour(jour_a_paris(le)),
            date_iso=lambda le: jour_a_paris(le).isoformat(),
        )
        self._environment.globals.update(
            asset=self.assets.url,
            collectivite=collectivite,
            bulle_vide=Bulle(),
            portes=PORTES,
            fichiers_max=FICHIERS_MAX,
            fichier_mo_max=FICHIER_MAX_BYTES // 1_000_000,
        )

    def page(self, template: str, porte: Porte, **contexte: Any) -> str:
        return self._environment.get_template(template).render(contexte, porte=porte)

    def fragment(self, porte: Porte, entry: Entry, cle: str) -> str:
        """Render one message exactly as the page of that door shows it."""
        macro = self._module("message.html")["message"]
        return str(macro(porte, bulle(entry), cle)).strip()

    def erreur(self, code: str) -> str:
        """Find the sentence to say for that error."""
        return str(self._module("phrases.html")["erreurs"][code])

    def _module(self, template: str) -> Mapping[str, Any]:
        return vars(self._environment.get_template(template).module)


__all__ = ["Bulle", "Renderer", "accueil", "bulles", "media_type", "offered"]
