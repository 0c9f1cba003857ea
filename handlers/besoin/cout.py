"""What the purchase costs in all: the list of what makes it, the sum of what is told, two ways of doing it side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.resultat import retour_au_resultat
from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.cout import (
    ACHETER,
    ACQUISITION,
    MOIS_PAR_AN,
    Compte,
    Maniere,
    Somme,
    ajouter,
    bascule,
    compter,
    d_un_seul_cote,
    demande_une_comparaison,
    depuis_json,
    en_json,
    lire_les_couts,
)
from knowledge.besoin.paroles import demande_un_cout_global, formes
from knowledge.besoin.questionnaire import Poste
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import est_directe

# What was counted, which the next figures complete.
SUITE = "cout.suite"
MONTANT = "montant_ht"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Figures that complete a cost that was just counted; what asks for one, or compares two ways of doing it with their figures."""
    questionnaire = questionnaire_de(turn.pack)
    if questionnaire is None or not texte.strip():
        return None
    postes, attente = questionnaire.postes, entretien.attente
    if isinstance(attente, Acte) and attente.nature == SUITE and _complete(texte, postes):
        return Proposition(Acte("cout_global", attente.slots, mots=texte), Force.ATTENDU)
    if demande_un_cout_global(texte) or demande_une_comparaison(texte, postes):
        return Proposition(Acte("cout_global", mots=texte), Force.ENTIER)
    return None


def _complete(texte: str, postes: Mapping[str, Poste]) -> bool:
    """Whether words tell figures of a cost: they name a part, or how long, and ask nothing else."""
    dites = lire_les_couts(texte, postes)
    return not est_directe(texte) and any(une.sommes or une.duree is not None or (une.nom and une.nus) for une in dites)


def compter_le_cout(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The total of what was told, what is still to be told, and which of two ways costs less."""
    questionnaire = questionnaire_de(turn.pack)
    if questionnaire is None:
        return aparte(turn, entretien, Reply("besoin_absent"))
    postes = questionnaire.postes
    avant = depuis_json(acte.slots.get("manieres", []), postes)
    manieres, su = ajouter(avant, lire_les_couts(acte.mots, postes))
    repris = False
    if not avant:
        manieres, repris = _avec_le_montant(entretien, manieres)
    faits = diagnostic_de(turn, entretien).faits if entretien.faits.connus() else entretien.faits
    comptes = [compter(une, postes) for une in manieres]
    contexte = {
        "su": su,
        "noms": [_nom(une.nom) for une in manieres],
        "comptes": [_dit(un, postes) for un in comptes],
        "repris": repris,
        "manquent": [{"libelle": un.libelle, "aide": un.aide(faits)} for un in comptes[0].manquent],
        "sans_duree": any(un.lignes and un.duree is None for un in comptes),
        "detaille": not avant and len(comptes) == 1,
        "comparaison": _comparer(manieres, comptes, postes),
        "loi": questionnaire.loi,
        "debut": not avant,
    }
    suivant = replace(entretien, attente=Acte(SUITE, {"manieres": en_json(manieres)}))
    return aparte(turn, suivant, Reply("cout_global", contexte, retour_au_resultat(entretien)))


def _avec_le_montant(entretien: Entretien, manieres: Sequence[Maniere]) -> tuple[list[Maniere], bool]:
    """The amount of the purchase as its price, where none was told; nothing is put in the place of what is not known."""
    montant = entretien.faits.valeur(MONTANT) if MONTANT in entretien.faits.vocabulaire else None
    achat = next((une for une in manieres if une.nom == ACHETER), Maniere(ACHETER) if not manieres else None)
    if achat is None or ACQUISITION in achat.sommes or not isinstance(montant, Decimal):
        return list(manieres) or [Maniere(ACHETER)], False
    complet = replace(achat, sommes={ACQUISITION: Somme(montant), **achat.sommes})
    return [complet if une is achat else une for une in manieres] or [complet], True


def _nom(nom: str) -> str:
    return str(formes("libelles").get(nom, nom))


def _dit(compte: Compte, postes: Mapping[str, Poste]) -> dict[str, Any]:
    return {
        "nom": _nom(compte.nom),
        "lignes": [
            {
                "libelle": postes[cle].libelle,
                "montant": somme.montant,
                "nombre": somme.nombre,
                "mois": somme.mois,
                "fois": None if somme.mois is None or compte.duree is None else compte.duree / somme.mois,
                "retire": postes[cle].retire,
                "vaut": vaut,
            }
            for cle, somme, vaut in compte.lignes
        ],
        "total": compte.total,
        "par_an": compte.par_an,
        "annees": None if compte.duree is None else compte.duree / MOIS_PAR_AN,
        "manquent": [poste.libelle for poste in compte.manquent],
    }


def _comparer(
    manieres: Sequence[Maniere], comptes: Sequence[Compte], postes: Mapping[str, Poste]
) -> dict[str, Any] | None:
    """Which of two ways costs less, by how much, and from when the other would."""
    finis = [un for un in comptes if un.total is not None]
    if len(comptes) < 2 or len(finis) < len(comptes):
        return None
    moins, *_, plus = sorted(finis, key=lambda un: un.total or 0)
    meme = len({un.duree for un in finis}) == 1
    mois = bascule(manieres[0], manieres[1], postes) if len(manieres) == 2 else None
    return {
        "moins": _nom(moins.nom),
        "plus": _nom(plus.nom),
        "ecart": (plus.total or 0) - (moins.total or 0),
        "meme_duree": meme,
        "d_un_cote": [poste.libelle for poste in d_un_seul_cote(comptes, postes)],
        "bascule": None if mois is None else {"mois": mois[0], "nom": _nom(mois[1])},
    }


ACTES: Mapping[str, Faire] = {"cout_global": compter_le_cout}

__all__ = ["ACTES", "lire"]
