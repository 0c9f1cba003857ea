"""One's purchases as a list: where each stands, found by its words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from knowledge.francais.texte import simplifier
from storage.comptes.records import CompteRecord
from storage.suivi.records import AchatRecord, Pas, SuiviRecord
from storage.unit_of_work import Reading

LISTES_MAX = 200
# How far back the team's list goes.
DEPUIS = timedelta(days=365)


class Statut(StrEnum):
    """Where a purchase stands, in the order of its life."""

    A_DECIDER = "a_decider"
    EN_PARTIE = "en_partie"
    DECIDE = "decide"
    PUBLIE = "publie"
    ATTRIBUE = "attribue"


@dataclass(frozen=True, slots=True)
class Ligne:
    """A purchase of the list; `decidees` of its `actions` were kept or set aside."""

    achat: AchatRecord
    statut: Statut
    actions: int
    decidees: int
    modifie_le: datetime


def mes_lignes(memory: Reading, comptes: Collection[CompteRecord], quoi: str = "") -> list[Ligne]:
    """The purchases of the person of these accounts, the newest first; `quoi`: those that its words name."""
    return _lignes(memory, memory.achats.des_comptes(comptes, LISTES_MAX), quoi)


def toutes_les_lignes(memory: Reading, jour: date, quoi: str = "") -> list[Ligne]:
    """Those of everybody, for the team."""
    numeros = [un.achat_id for un in memory.journal.depuis(jour - DEPUIS, LISTES_MAX)]
    achats = memory.achats.plusieurs(numeros)
    return _lignes(memory, sorted(achats.values(), key=lambda un: -un.id), quoi)


def _lignes(memory: Reading, achats: Sequence[AchatRecord], quoi: str) -> list[Ligne]:
    trouves = [un for un in achats if _se_trouve(un, quoi)]
    suivis = memory.achats.suivis([un.id for un in trouves])
    return [_ligne(un, suivis.get(un.id, ())) for un in trouves]


def _se_trouve(achat: AchatRecord, quoi: str) -> bool:
    """Whether each word of the search begins a word of the object, or is its number.

    >>> _mots("Nettoyage des écoles")
    ['nettoyage', 'des', 'ecoles']
    """
    siens = [*_mots(achat.objet or ""), str(achat.id)]
    return all(any(un.startswith(mot) for un in siens) for mot in _mots(quoi))


def _mots(texte: str) -> list[str]:
    return simplifier(texte).split()


def _ligne(achat: AchatRecord, suivis: Iterable[SuiviRecord]) -> Ligne:
    passages = [un.passage for un in suivis if un.passage]
    decidees = sum(bool(passage & ~Pas.PROPOSEE) for passage in passages)
    return Ligne(achat, _statut(achat, passages, decidees), len(passages), decidees, achat.cree_le)


def _statut(achat: AchatRecord, passages: Sequence[Pas], decidees: int) -> Statut:
    if achat.attribue or achat.marche_id is not None:
        return Statut.ATTRIBUE
    # What is written into a consultation was published with it; a planned day is no publication.
    if any(passage & (Pas.INSCRITE | Pas.REALISEE) for passage in passages):
        return Statut.PUBLIE
    if decidees == 0:
        return Statut.A_DECIDER
    return Statut.DECIDE if decidees >= len(passages) else Statut.EN_PARTIE


__all__ = ["Ligne", "Statut", "mes_lignes", "toutes_les_lignes"]
