"""The purchases of whoever writes: which they may answer for, and which one their words name."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz import fuzz

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Faire, aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.ecoute import Acte
from knowledge.francais.texte import mots_de
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX
from storage.suivi.records import AchatRecord

# Among which a purchase is found by its words.
MIENS_MAX = 200
# Out of 100: the words that name a purchase are among those of its object.
RESSEMBLANCE_MIN = 85
# Shorter words are spelt right.
MOT_MIN = 6

# Answers for a purchase that is one's own, and that nobody else changes meanwhile.
Geste = Callable[[Turn, Entretien, AchatRecord, Acte], Outcome]


def le_mien(turn: Turn, achat_id: int, *, a_changer: bool = True) -> AchatRecord | None:
    """A purchase that whoever writes may answer for, one's own or any for the team; kept from others' changes if `a_changer`."""
    achats = memoire(turn).achats
    if not 0 < achat_id <= NUMERO_MAX:
        return None
    achat = achats.verrouiller(achat_id) if a_changer else achats.trouver(achat_id)
    if achat is None:
        return None
    mien = Role.EQUIPE in turn.roles or achats.est_de(achat_id, turn.droits.comptes())
    return achat if mien else None


def les_miens(turn: Turn) -> list[AchatRecord]:
    """The purchases of whoever writes, the last first."""
    return memoire(turn).achats.des_comptes(turn.droits.comptes(), MIENS_MAX)


def mots(dit: str) -> str:
    """The words alone, as those of an object are compared.

    >>> mots("Nettoyage des écoles (lot n° 2)")
    'nettoyage des ecoles lot n 2'
    """
    return " ".join(mots_de(dit))


def se_nomme(achat: AchatRecord, quoi: str) -> bool:
    """Whether these words are among those of the object, or nearly; a purchase is named by its nature too ("mon marché de services")."""
    objet, dits = mots(f"{achat.objet or ''} {(achat.nature or '').replace('_', ' ')}"), mots(quoi)
    if not objet or not dits:
        return False
    proche = fuzz.partial_ratio(dits, objet) if len(dits) >= MOT_MIN else 0
    return max(fuzz.token_set_ratio(dits, objet), proche) >= RESSEMBLANCE_MIN


def sur_un_achat(geste: Geste) -> Faire:
    """Carry out an act on the purchase that it numbers, if it is one's own."""

    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        numero = acte.slots.get("numero")
        achat = le_mien(turn, numero) if isinstance(numero, int) else None
        if achat is None:
            return aparte(turn, entretien, Reply("achat_inconnu"))
        return geste(turn, entretien, achat, acte)

    return faire


__all__ = ["MOT_MIN", "Geste", "le_mien", "les_miens", "mots", "se_nomme", "sur_un_achat"]
