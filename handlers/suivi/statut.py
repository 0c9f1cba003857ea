"""Where one purchase stands, asked in one's own words: "où en est mon marché de nettoyage ?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.suivi import achats
from storage.limits import NUMERO_MAX
from storage.suivi.records import AchatRecord

OFFERTS_MAX = 10

_ACHAT = re.compile(
    r"^(?:(?:de |du |d')?(?:(?P<mien>mon|ma|mes|notre|nos)\b|le\b|la\b|l'|les\b|cet\b|cette\b|ce\b)? ?)"
    r"(?P<quel>(?:marche|achat|consultation|contrat|diagnostic|dossier)(?P<plusieurs>s)?|accords?[- ]cadres?|appels? d'offres)\b"
    r"(?: ?(?:n[o°]?|numero)? ?(?P<numero>\d{1,9}))?(?P<quoi>.*)$"
)
_LIAISON = re.compile(r"^(?:de la |de l'|des |du |de |d'|pour (?:le |la |les |l')?|sur (?:le |la |les |l')?)")
_ARTICLE = re.compile(r"^(?:(?:de |du |d')?(?P<mien>mon |ma |mes |notre |nos )|le |la |l'|les )")


def d_un_achat(turn: Turn, entretien: Entretien, sujet: str, *, par_son_objet: bool) -> Outcome | None:
    """Show the purchase that these words name, or say that there is none; None when they name something else.

    `par_son_objet`: the words may be those of its object alone, "le gardiennage des parkings".
    """
    lu = _ACHAT.match(sujet)
    if lu is None:
        return _par_son_objet(turn, entretien, sujet) if par_son_objet else None
    if lu["numero"]:
        return _par_son_numero(turn, entretien, lu["quel"], int(lu["numero"]))
    quoi = lu["quoi"].strip()
    if not lu["mien"] and (lu["plusieurs"] or (quoi and not _LIAISON.match(quoi))):
        # "les marchés réservés", "le marché réservé": the plan's.
        return None
    miens = achats.les_miens(turn)
    if not quoi:
        trouves = [un for un in miens if not un.conclu] or miens
        return achats.montrer(turn, entretien, trouves[0].id) if len(trouves) == 1 else achats.lister(turn, entretien)
    mots = _LIAISON.sub("", quoi)
    return _montrer(turn, entretien, [un for un in miens if achats.se_nomme(un, mots)], mots)


def _par_son_numero(turn: Turn, entretien: Entretien, quel: str, numero: int) -> Outcome:
    if numero > NUMERO_MAX:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    if quel.startswith(("marche", "contrat", "accord")):
        # A contract of the register is shown before coming here: the purchase that became it, or is to replace it.
        trouves = [un.id for un in achats.les_miens(turn) if numero in (un.marche_id, un.remplace_id)]
        return achats.montrer(turn, entretien, trouves[0] if trouves else numero)
    return achats.montrer(turn, entretien, numero)


def _par_son_objet(turn: Turn, entretien: Entretien, sujet: str) -> Outcome | None:
    article = _ARTICLE.match(sujet)
    if article is None:
        return None
    mots = achats.mots_de(sujet[article.end() :])
    if len(mots) < achats.MOT_MIN:
        return None
    miens = achats.les_miens(turn)
    trouves = [un for un in miens if f"{achats.mots_de(un.objet or '')} ".startswith(f"{mots} ")]
    if article["mien"]:
        trouves = trouves or [un for un in miens if achats.se_nomme(un, mots)]
    return _montrer(turn, entretien, trouves, mots) if trouves else None


def _montrer(turn: Turn, entretien: Entretien, trouves: Sequence[AchatRecord], mots: str) -> Outcome:
    """The one that was found; else which, or all of theirs."""
    if len(trouves) == 1:
        return achats.montrer(turn, entretien, trouves[0].id)
    offerts = trouves[:OFFERTS_MAX]
    reply = Reply(
        "bilan_quel_achat",
        {"mots": mots, "achats": offerts},
        tuple(bouton("achat", f"s:voir:{un.id}", un.id) for un in offerts),
    )
    if trouves:
        return aparte(turn, entretien, reply)
    suite = achats.lister(turn, entretien)
    return Outcome(suite.etat, [reply, *suite.replies])


__all__ = ["d_un_achat"]
