"""The registry of firms that agreed to be found: searched by buyers, by trade and by status, for reserved contracts above all."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.entretien import Entretien
from handlers.marches import memoire
from handlers.questions import aparte
from handlers.vocabulary import EntrepriseRecord, Outcome, Reply, Turn
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.recherche.langue import VIDES, jetons, plat, radical
from storage.records import StatutEntreprise

MONTREES = 10
RESSEMBLANCE_MIN = 84
_CHERCHE = re.compile(
    r"^(?:annuaire|repertoire|(?:cherche\w*|trouve\w*|quelles?|qui sont|liste\w*|connais[- ]tu|y a-t-il|avons[- ]nous|voir)(?: (?:les|des|un|une|l'))?(?: (?:entreprises?|structures?|esat|ea|siae|fournisseurs?|prestataires?|annuaire|associations?)))\b(?P<quoi>.*)$"
)
_MOTS_DE_LA_QUESTION = frozenset(
    map(
        radical,
        "entreprise entreprises structure structures fournisseur fournisseurs prestataire prestataires annuaire repertoire cherche trouver liste esat ea siae ess insertion adaptee adaptees association associations reserve reserves marche capable peut fait faire".split(),  # noqa: SIM905
    )
)


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "annuaire", "trouver un ESAT pour les espaces verts", "quelles structures font du nettoyage ?"; None for anything else."""
    simple = simplifier(texte)
    lu = _CHERCHE.match(simple)
    if lu is None:
        return None
    statut = lire_les_faits(texte, turn.aujourdhui).get("statut")
    mots = [mot for mot in _tiges(texte) if mot not in _MOTS_DE_LA_QUESTION]
    if not mots and statut is None and not simple.startswith(("annuaire", "repertoire")):
        return None
    trouvees = chercher(memoire(turn).annuaire(), statut, mots)
    contexte = {
        "entreprises": trouvees[:MONTREES],
        "autres": max(0, len(trouvees) - MONTREES),
        "statut": statut,
        "mots": mots,
        "texte": "" if simple in ("annuaire", "repertoire") else texte.strip(" ?"),
        "service": turn.pack.services.get("mission_ess") or turn.pack.services["commande_publique"],
    }
    return aparte(
        turn,
        entretien,
        Reply("annuaire", contexte, (bouton("fiche", "fiche:11", 11),) if 11 in turn.pack.fiches else ()),
    )


def chercher(
    entreprises: Sequence[EntrepriseRecord], statut: str | None, mots: Sequence[str]
) -> list[EntrepriseRecord]:
    """Those of that status whose trade or name says these words; each establishment once."""
    vues: set[str] = set()
    trouvees = []
    for une in entreprises:
        if statut is not None and StatutEntreprise(statut) not in (une.statuts or ()):
            continue
        siens = _tiges(f"{une.metier or ''} {une.nom or ''}")
        if not all(any(fuzz.ratio(mot, sien) >= RESSEMBLANCE_MIN for sien in siens) for mot in mots):
            continue
        cle = une.siret or f"{une.compte.plateforme}:{une.compte.personne}"
        if cle not in vues:
            vues.add(cle)
            trouvees.append(une)
    return trouvees


def _tiges(texte: str) -> list[str]:
    return [
        radical(mot)
        for jeton in jetons(plat(texte))
        for mot in jeton.split("-")
        if mot not in VIDES and len(mot) > 1 and not mot.isdigit()
    ]


__all__ = ["chercher", "repondre"]
