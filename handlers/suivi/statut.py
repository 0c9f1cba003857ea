"""Where one purchase stands, asked in one's own words: "où en est mon marché de nettoyage ?"."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.suivi import achats
from handlers.suivi.miens import MOT_MIN, les_miens, mots, se_nomme
from knowledge.ecoute import Acte
from knowledge.suivi.paroles import lire_un_achat, lire_un_objet
from storage.suivi.records import AchatRecord

OFFERTS_MAX = 10


def lire_le_sujet(turn: Turn, sujet: str, *, par_son_objet: bool) -> Acte | None:
    """The purchase that the words after "où en est" name, to be shown, or that there is none; None when they name something else.

    `par_son_objet`: the words may be those of its object alone, "le gardiennage des parkings".
    """
    dit = lire_un_achat(sujet)
    miens = les_miens(turn)
    if dit is None:
        return _par_son_objet(miens, sujet) if par_son_objet else None
    if dit.numero is not None:
        # A contract of the register is shown before coming here: the purchase that became it, or is to replace it.
        siens = [un.id for un in miens if dit.marche and dit.numero in (un.marche_id, un.remplace_id)]
        return Acte("suivi.voir", {"numero": (siens or [dit.numero])[0]}, mots=sujet)
    if dit.du_plan:
        # "les marchés réservés", "le marché réservé": the plan's.
        return None
    if dit.quoi:
        return _parmi([un for un in miens if se_nomme(un, dit.quoi)], dit.quoi)
    trouves = [un for un in miens if not un.conclu] or miens
    return Acte("suivi.voir", {"numero": trouves[0].id}) if len(trouves) == 1 else Acte("mes_achats", mots=sujet)


def _par_son_objet(miens: Sequence[AchatRecord], sujet: str) -> Acte | None:
    dit = lire_un_objet(sujet)
    dits = mots(dit[0]) if dit else ""
    if dit is None or len(dits) < MOT_MIN:
        return None
    trouves = [un for un in miens if f"{mots(un.objet or '')} ".startswith(f"{dits} ")]
    if dit[1]:
        trouves = trouves or [un for un in miens if se_nomme(un, dits)]
    return _parmi(trouves, dits) if trouves else None


def _parmi(trouves: Sequence[AchatRecord], dits: str) -> Acte:
    """The one that was found; else which, or all of theirs."""
    if len(trouves) == 1:
        return Acte("suivi.voir", {"numero": trouves[0].id}, mots=dits)
    return Acte("suivi.voir_lequel", {"achats": [un.id for un in trouves[:OFFERTS_MAX]]}, mots=dits)


def voir_lequel(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Which of the purchases that the words name; all of theirs where they name none."""
    offerts = [un for un in les_miens(turn) if un.id in acte.slots["achats"]]
    choix = tuple(bouton("achat", f"s:voir:{un.id}", un.id) for un in offerts)
    reply = Reply("bilan_quel_achat", {"mots": acte.mots, "achats": offerts}, choix)
    if offerts:
        return aparte(turn, entretien, reply)
    suite = achats.lister(turn, entretien)
    return Outcome(suite.etat, [reply, *suite.replies])


def d_un_achat(turn: Turn, entretien: Entretien, sujet: str, *, par_son_objet: bool) -> Outcome | None:
    """Show the purchase that these words name; None when they name something else."""
    acte = lire_le_sujet(turn, sujet, par_son_objet=par_son_objet)
    match acte:
        case None:
            return None
        case Acte("suivi.voir"):
            return achats.voir(turn, entretien, acte)
        case Acte("suivi.voir_lequel"):
            return voir_lequel(turn, entretien, acte)
    return achats.lister(turn, entretien)


__all__ = ["d_un_achat", "lire_le_sujet", "voir_lequel"]
