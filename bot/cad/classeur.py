"""A session of the committee as a workbook: the same as its file, a row for each contract, action, answer and target."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.indicateurs.classeur import Cellule, ecrire, ouvrir
from handlers.cad.dossier import ActionVue, ContratVu, Dossier
from knowledge.cad.cotation import INCERTAIN, PORTEE
from knowledge.cad.seance import Critere, Motif
from knowledge.donnees import lire_donnees
from knowledge.francais.redaction import jour

MOTS: dict[str, Any] = lire_donnees(Path(__file__).with_suffix(".yaml"))
Rangee = Mapping[str, Cellule]


def classeur(dossier: Dossier) -> bytes:
    """The bytes of the workbook."""
    sortie = BytesIO()
    titre = MOTS["titre"].format(jour(dossier.seance.jour))
    fichier, formats = ouvrir(sortie, titre, dossier.pack.collectivite, dossier.jour)
    rangees = {
        "contrats": _contrats(dossier),
        "actions": _actions(dossier),
        "avis": _avis(dossier),
        "cibles": _cibles(dossier),
        "experts": _experts(dossier),
        "revue": _revue(dossier),
    }
    for nom, feuille in MOTS["feuilles"].items():
        colonnes = feuille["colonnes"]
        ecrire(
            fichier,
            formats,
            feuille["nom"],
            colonnes,
            ([rangee.get(colonne) for colonne in colonnes] for rangee in rangees[nom]),
        )
    fichier.close()
    return sortie.getvalue()


def _numeros(actions: tuple[int, ...]) -> str:
    return ", ".join(map(str, actions))


def _du_contrat(un: ContratVu) -> Rangee:
    return {"rang": un.rang, "numero": un.contrat.marche_id, "objet": un.contrat.objet}


def _contrats(dossier: Dossier) -> Iterator[Rangee]:
    for un in dossier.contrats:
        contrat, pertinence, reserve, decision = un.contrat, un.cotation.pertinence, un.au_plus_juste, un.decision
        yield {
            **_du_contrat(un),
            "direction": contrat.direction,
            "titulaire": contrat.titulaire,
            "attribution": contrat.echeance,
            "montant": contrat.montant_ht,
            "duree": contrat.duree_mois,
            "potentiel": MOTS["forces"][pertinence.force],
            "points": pertinence.points,
            "avis": None if reserve is None or reserve.niveau is None else MOTS["niveaux"][reserve.niveau],
            "avis_de": None if reserve is None else dossier.cotes[reserve.auteur],
            "remarques": " ; ".join(f"{dossier.cotes[qui]} : {dite}" for qui, dite in un.cotation.remarques.items()),
            "attendus": ", ".join(dossier.cotes[qui] for qui in un.cotation.attendus),
            "proposees": _numeros(un.proposees),
            "decision": None if decision is None else MOTS["issues"][decision.issue],
            "decidees": None if decision is None else _numeros(decision.actions),
            "motif": None if decision is None else decision.motif,
        }


def _actions(dossier: Dossier) -> Iterator[Rangee]:
    for un in dossier.contrats:
        decidees = () if un.decision is None else un.decision.actions
        for une in un.actions:
            numero = une.fiche.numero
            refusee = un.cotation.intenables.get(numero, ())
            yield {
                **_du_contrat(un),
                "action": numero,
                "fiche": une.fiche.titre_court,
                "axe": dossier.pack.axe_de(une.fiche).numero,
                "points": None if une.note is None else une.note.points,
                "poids": None if une.note is None else une.note.poids,
                "detail": None if une.note is None else " ; ".join(map(_motif, une.note.motifs)),
                "heures": une.heures,
                "refusee": ", ".join(dossier.cotes[qui] for qui in refusee),
                "proposee": MOTS["oui" if une.retenue else "non"],
                "pourquoi": _pourquoi(dossier, une),
                "decidee": None if un.decision is None else MOTS["oui" if numero in decidees else "non"],
            }


def _motif(motif: Motif) -> str:
    dit = {PORTEE: MOTS["portee"], INCERTAIN: MOTS["incertain"]}.get(motif.critere, motif.phrase)
    return f"{dit} ({motif.points:+d})"


def _pourquoi(dossier: Dossier, une: ActionVue) -> str:
    choix = une.choix
    quoi = [dossier.lettres[cible] for cible in choix.cibles]
    qui = [dossier.cotes[expert] for expert in choix.experts]
    return str(MOTS["pourquoi"][choix.pourquoi].format(", ".join(qui or quoi)))


def _avis(dossier: Dossier) -> Iterator[Rangee]:
    for un in dossier.contrats:
        for avis in un.cotation.soutenabilites:
            for critere in avis.criteres:
                yield {
                    **_du_contrat(un),
                    "qui": dossier.cotes[avis.auteur],
                    "critere": dossier.bareme.criteres_de_soutenabilite[critere.critere],
                    "reponse": _reponse(critere),
                    "niveau": None if critere.niveau is None else MOTS["niveaux"][critere.niveau],
                    "origine": None if critere.valeur is None else MOTS["dit" if critere.repondu else "suppose"],
                }


def _reponse(critere: Critere) -> Cellule:
    match critere.valeur:
        case tuple() as actions:
            return _numeros(actions)
        case bool() as oui:
            return str(MOTS["oui" if oui else "non"])
        case Decimal() as heures:
            return heures
        case _:
            return critere.texte or critere.valeur


def _cibles(dossier: Dossier) -> Iterator[Rangee]:
    for une in dossier.programme.atteintes:
        objectif = une.objectif
        yield {
            "lettre": dossier.lettres[objectif.cible],
            "titre": dossier.cible(objectif.cible).titre,
            "vise": objectif.taux,
            "comptent": objectif.population,
            "atteints": une.atteints,
            "manque": une.manque,
            "hors": une.hors_d_atteinte,
            "inconnus": objectif.inconnus,
        }


def _experts(dossier: Dossier) -> Iterator[Rangee]:
    for une in dossier.programme.charges:
        yield {
            "qui": dossier.cotes[une.expert],
            "prises": une.prises,
            "dispose": une.dispose,
            "manque": une.manque,
        }


def _revue(dossier: Dossier) -> Iterator[Rangee]:
    revue = dossier.seance.revue
    for ligne in () if revue is None else revue.lignes:
        commun: Rangee = {
            "objet": ligne.objet,
            "decision": MOTS["issues"][ligne.decision.issue],
            "motif": ligne.decision.motif,
        }
        if not ligne.suites:
            yield commun
        for suite in ligne.suites:
            yield {
                **commun,
                "action": suite.action,
                "sort": MOTS["sorts"][suite.sort],
                "jour": suite.jour,
                "raison": suite.motif,
            }


__all__ = ["classeur"]
