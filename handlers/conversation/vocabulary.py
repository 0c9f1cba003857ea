"""The words every platform and every handler share: what comes in, what goes out, and what a turn knows."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from knowledge.cpv import Proposition
from knowledge.diagnostic.affirmations import Affirmees
from knowledge.ecoute import Contexte, Entendu
from knowledge.lecture.documents import Trouvaille
from knowledge.lecture.lecture import Lecteur
from knowledge.ligne_directe.entrees import LigneDirecte
from knowledge.ligne_directe.gardes import Gardien
from knowledge.ligne_directe.repondeur import Repondeur
from knowledge.plan.pack import Pack
from knowledge.recherche import Chercheur
from knowledge.registre.a_part import Feuille
from knowledge.registre.apercu import Apercu
from storage.accompagnements.records import AccompagnementRecord
from storage.apprentissage.records import EtatIncompris, IncomprisRecord, NouvelIncompris
from storage.comptes.records import AilleursRecord, CompteRecord, EssaiRecord
from storage.conversation.records import Choice, Document, Entry
from storage.diagnostic.records import DecisionRecord, NouveauDiagnostic
from storage.ligne_directe.demandes import Demandes
from storage.ligne_directe.entrees import Entrees
from storage.ligne_directe.records import DemandeRecord, EntrepriseRecord
from storage.unit_of_work import Reading

# Between the values, and the words, of choices that were ticked together.
SEPARATOR = ", "


@dataclass(frozen=True, slots=True)
class Address:
    """Where a conversation takes place: one person, in one channel of one platform."""

    plateforme: str
    canal: str
    personne: str


@dataclass(frozen=True, slots=True)
class Fichier:
    """A file that a person sent: its name, its size as the platform tells it, and by what its adapter finds it again.

    `reference` is JSON; it is empty for what has a name and no bytes to be had (a place, a contact).
    """

    nom: str
    octets: int | None = None
    reference: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message as the engine sees it; `choice` is the value of a pressed button, `message_id` the platform's own.

    `organisation`: the workspace, tenant or home server that vouches for the person. `prive`: nobody else reads the
    channel. `coordonnees`: what the platform needs to write there again, in JSON. `modifie`: the text replaces one that
    was sent before. `fichiers`: what came with it; the adapter of the platform downloads them.
    """

    address: Address
    message_id: str
    text: str
    choice: str | None = None
    organisation: str = ""
    prive: bool = True
    coordonnees: Mapping[str, Any] = field(default_factory=dict)
    modifie: bool = False
    fichiers: tuple[Fichier, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """A message to say: a template and its values. `multiple`: several choices may be ticked at once."""

    template: str
    contexte: Mapping[str, Any] = field(default_factory=dict)
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    document: Document | None = None

    @property
    def demandes(self) -> frozenset[int]:
        """The requests of firms that it is filled with, alone or in a list: its words go when theirs do."""
        return frozenset(_numeros(self.contexte.values()))


def _numeros(values: Iterable[Any]) -> Iterator[int]:
    for value in values:
        if isinstance(value, DemandeRecord):
            yield value.id
        elif isinstance(value, (list, tuple)):
            yield from _numeros(value)
        elif isinstance(value, Mapping):
            yield from _numeros(value.values())


@dataclass(frozen=True, slots=True)
class Message:
    """A reply once rendered: small Markdown, ready for any adapter to translate. `demandes`: see Reply."""

    texte: str
    choices: tuple[Choice, ...] = ()
    multiple: bool = False
    document: Document | None = None
    demandes: frozenset[int] = frozenset()


class Journal(Protocol):
    """The log of recommendations, within the turn's transaction."""

    def inscrire(self, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        """Log a diagnosis and return its number."""

    def decider(
        self,
        diagnostic: int,
        action: int,
        etape: str,
        motif: str | None,
        par: str,
        now: datetime,
        *,
        au_choix: bool = False,
    ) -> bool:
        """Log what became of an action, of the diagnosis or chosen beside it (`au_choix`); False when it already stood so (the same click twice)."""

    def decisions(self, diagnostic: int) -> Mapping[int, DecisionRecord]:
        """The last decision of each action of that diagnosis."""


class Apprentissage(Protocol):
    """The queue of texts that were not understood, within the turn's transaction."""

    def noter(self, nouveau: NouvelIncompris, jour: date) -> None:
        """Count a text once more; it holds no personal data any more."""

    def a_traiter(self, limit: int, apres: tuple[int, int] | None = None) -> Sequence[IncomprisRecord]:
        """What is to deal with, most frequent first, after that (compte, id)."""

    def combien(self) -> int:
        """How many are to deal with."""

    def trouver(self, numero: int) -> IncomprisRecord | None:
        """That entry, settled or not."""

    def regler(self, numero: int, etat: EtatIncompris, note: str | None, jour: date) -> bool:
        """Settle an entry; False when there is none, or when it already stood so."""


class Droits(Protocol):
    """The rights and the accounts of the person of this turn, within its transaction."""

    def utiliser_code(self, code: str, now: datetime) -> EssaiRecord:
        """Give the role of that code to the person, say which account it would join, or count a wrong try."""

    def comptes(self) -> Sequence[CompteRecord]:
        """Their accounts, this one first."""

    def creer_code(self, now: datetime) -> str:
        """A code that joins another account to this one."""

    def perimer(self, liaison: int, now: datetime) -> None:
        """Make a code that joins accounts worth nothing."""

    def relier(self, liaison: int, now: datetime) -> CompteRecord | None:
        """Join this account to the one that asked for that code; None when the code is worth nothing any more."""

    def delier(self) -> bool:
        """Make this account a person of its own again; False when it was."""

    def ailleurs(self) -> Sequence[AilleursRecord]:
        """The private conversations under their other accounts, the last modified first."""

    def quitter(self, conversation: int) -> bool:
        """Empty one of these conversations: it goes on here."""


class Firme(Protocol):
    """What is kept of the person of this turn as a firm, and nobody else's, within its transaction."""

    def demande(self) -> DemandeRecord | None:
        """The request that waits, or is under way, in this very conversation."""

    def demandes(self) -> Sequence[DemandeRecord]:
        """All their requests, the last first."""

    def demander(
        self,
        garde: str | None,
        sujet: str | None,
        question: str,
        faits: Mapping[str, Any],
        promis_le: datetime,
        relance_le: datetime,
        now: datetime,
    ) -> DemandeRecord:
        """Open a request in this conversation, which must have none."""

    def ajouter(self, texte: str, now: datetime) -> None:
        """Add to the open request what its owner is to be given."""

    def rouvrir(self, promis_le: datetime, relance_le: datetime) -> None:
        """Have the request that was answered wait for an answer again."""

    def clore(self, now: datetime, *, annulee: bool) -> bool:
        """End the open request: answered, or called off; False when there is none."""

    def alerter(self, garde: str, now: datetime) -> None:
        """Make the open request an urgent one: whoever answers is told at once."""

    def telephone(self, telephone: str | None) -> None:
        """Leave a number with the open request, or take it back."""

    def silence(self, *, silence: bool) -> None:
        """Whether the assistant keeps quiet here while the request is open."""

    def entreprise(self) -> EntrepriseRecord | None:
        """What they told of their firm and let us keep."""

    def enregistrer(self, values: Mapping[str, Any], now: datetime) -> None:
        """Keep what they say of it, as they agreed."""

    def annuaire(self, le: datetime | None) -> bool:
        """Let buyers find it from that moment, or no more."""

    def supprimer(self, now: datetime) -> bool:
        """Erase what they told of it, their requests and what was said here; False when nothing was kept."""


@dataclass(frozen=True, slots=True)
class Guichet:
    """The requests of all firms, and what was made of their answers: for whoever answers them.

    `transcription` reads what was said in a conversation; `membres` lists who can be given a request, with their roles;
    `nommer` says how an account is called.
    """

    demandes: Demandes
    entrees: Entrees
    transcription: Callable[[int], Sequence[Entry]]
    membres: Callable[[], Sequence[CompteRecord]]
    nommer: Callable[[CompteRecord], str]


class Sessions(Protocol):
    """The sessions for firms, read by everybody, and the places of the person of this turn, within its transaction."""

    def a_venir(self, jour: date) -> Sequence[AccompagnementRecord]:
        """Those that are planned from that day on, the next one first."""

    def trouver(self, numero: int) -> AccompagnementRecord | None:
        """That session, whatever became of it."""

    def miennes(self) -> Collection[int]:
        """The sessions in which they have a place."""

    def inscrire(self, numero: int, now: datetime) -> bool:
        """Keep a place for them; False when they have one."""

    def desinscrire(self, numero: int) -> bool:
        """Erase their place; False when they had none."""


@dataclass(frozen=True, slots=True)
class DocumentLu:
    """What a text document tells of a purchase: its facts, the rows of its table of lots; `lues` pages were read of `pages`."""

    trouvailles: tuple[Trouvaille, ...]
    lots: tuple[tuple[str, ...], ...] = ()
    lues: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class FichierRecu:
    """A file that came with the message, downloaded, and what it is (`apercu`), its sheets or what it tells; or why it could not be.

    `cause` is trop_gros, introuvable, indisponible, or a key of `causes.yaml`.
    """

    nom: str
    contenu: bytes = b""
    cause: str | None = None
    detail: str = ""
    apercu: Apercu | None = None
    feuilles: tuple[Feuille, ...] = ()
    document: DocumentLu | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """All that a handler needs to answer one message; `phrase`, `motif` and `montants` word values.

    `reconnaitre` proposes what an object may be when its words are none of ours, `probables` the few that it is likely to be. `roles`, never empty, are those of the
    person as the message comes in; `anonymiser` takes out of a text what is personal, `mots_connus` are the words that name nobody. `memoire` is None for a firm, `guichet` for
    whoever answers no firm; `conversation` is the number of this one, 0 before it is written; `adresse` is where the page is served,
    without a final slash; `page_publique` is the same where people may open it from elsewhere, "" where they cannot or are on it. `ligne` is what the ligne directe says, `repondeur` searches it, promoted
    answers included, `repondeur_aux_acheteurs` what buyers are answered; `gardien` tells what a person must answer. `reposer` says again what was pending, after an aside.
    """

    incoming: Incoming
    etat: Mapping[str, Any]
    now: datetime
    aujourdhui: date
    pack: Pack
    lecteur: Lecteur
    chercheur: Callable[[], Chercheur]
    ecouter: Callable[[str, Contexte], Entendu]
    affirmer: Callable[[str], Affirmees]
    reconnaitre: Callable[[str], Proposition | None]
    probables: Callable[[str], tuple[Proposition, ...]]
    journal: Journal
    phrase: Callable[..., str]
    motif: Callable[..., str]
    montants: Callable[..., list[str]]
    apprentissage: Apprentissage
    anonymiser: Callable[[str], str]
    mots_connus: Callable[[], Collection[str]]
    droits: Droits
    sessions: Sessions
    roles: frozenset[str]
    ligne: Callable[[], LigneDirecte]
    repondeur: Callable[[], Repondeur]
    repondeur_aux_acheteurs: Callable[[], Repondeur]
    gardien: Gardien
    firme: Firme
    reposer: Callable[..., Reply | None]
    memoire: Reading | None = None
    guichet: Guichet | None = None
    recus: Sequence[FichierRecu] = ()
    conversation: int = 0
    adresse: str = ""
    page_publique: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a handler decided: the conversation's new state, and what to say."""

    etat: Mapping[str, Any]
    replies: Sequence[Reply]


__all__ = [
    "SEPARATOR",
    "AccompagnementRecord",
    "Address",
    "AilleursRecord",
    "Apprentissage",
    "Choice",
    "CompteRecord",
    "DecisionRecord",
    "DemandeRecord",
    "Document",
    "Droits",
    "EntrepriseRecord",
    "Entry",
    "EssaiRecord",
    "Fichier",
    "FichierRecu",
    "Firme",
    "Guichet",
    "Incoming",
    "Journal",
    "Message",
    "NouveauDiagnostic",
    "Outcome",
    "Reply",
    "Sessions",
    "Turn",
]
