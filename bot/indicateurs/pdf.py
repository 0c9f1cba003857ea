"""Both dashboards as a PDF for the elected members: what to know, the targets, every figure, and who enters what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.envois.composition import composer_un_pdf
from bot.envois.rendering import without_stray_breaks
from bot.indicateurs.graphiques import cibles, dire_etapes, svg
from bot.indicateurs.image import a_savoir, suivis, titre_a_savoir
from handlers.conversation.wording import abrege, en_tete, minuscule
from handlers.indicateurs.mots import (
    PHRASES,
    action,
    avec_le_comite,
    couvre,
    depuis,
    entite,
    etat,
    evolution,
    lisible,
    nombre_de,
    part,
    portee,
    propre,
    service,
)
from knowledge.francais.redaction import FINE, NBSP, liste
from knowledge.plan.pack import Indicateur, Pack
from knowledge.plan.tableau_de_bord import Chiffre, Genre, TableauDeBord

GABARIT = Path(__file__).with_name("pdf.typ")
# What a pilot wrote is read whole in the workbook; a page holds its beginning.
TEXTE_MAX = 160
_LARGEUR = 620
_SANS_COULEUR = "#1B2430"


def pdf(tableaux_de_bord: Sequence[TableauDeBord], pack: Pack, jour: date) -> bytes:
    """A tagged PDF of these dashboards (of one year and one buyer), at least one; `jour` is the day it bears."""
    return composer_un_pdf(GABARIT, _donnees(tableaux_de_bord, pack), jour)


def _donnees(tableaux_de_bord: Sequence[TableauDeBord], pack: Pack) -> dict[str, Any]:
    mots = PHRASES["pdf"]
    premier = tableaux_de_bord[0]
    annee = premier.requete.annee
    savoir = _a_savoir(tableaux_de_bord)
    dessin = cibles(premier, pack, _LARGEUR)
    titre = mots["titre"].format(annee)
    return {
        "titre": titre,
        "auteur": pack.collectivite,
        "sujet": mots["sujet"].format(pack.document, annee),
        "pied": f"{titre} · {_tenu(entite(premier, pack))}",
        "entite": _tenu(entite(premier, pack)),
        "etat": [pack.collectivite, _tenu(etat(premier)), suivis(premier)],
        "titre_a_savoir": titre_a_savoir(savoir),
        "a_savoir": savoir,
        "titre_cibles": mots["cibles"],
        "intro_cibles": _tenu(mots["cibles_intro"]),
        "cibles": {"svg": svg(dessin), "alt": dessin["description"]},
        "tableaux_de_bord": [_tableau(tableau, pack) for tableau in tableaux_de_bord],
        "titre_manque": mots["manque"],
        "manque": list(_manque(tableaux_de_bord, pack)),
        "rien_ne_manque": mots["rien_ne_manque"],
        "titre_methode": mots["methode"],
        "notes": [_tenu(avec_le_comite(pack, note)) for note in mots["notes"]],
        "titre_denominateurs": mots["denominateurs"],
        "denominateurs": list(_denominateurs(premier, pack)),
    }


def _tenu(texte: str) -> str:
    return without_stray_breaks(texte).replace(FINE, NBSP)


def _a_savoir(tableaux_de_bord: Sequence[TableauDeBord]) -> list[dict[str, str]]:
    """Those of all dashboards, each once."""
    return list({une["phrase"]: une for tableau in tableaux_de_bord for une in a_savoir(tableau)}.values())


# --- the figures ------------------------------------------------------------------------------------------------------


def _tableau(tableau: TableauDeBord, pack: Pack) -> dict[str, Any]:
    requete = tableau.requete
    colonnes = [
        mot.format(annee)
        for mot, annee in zip(
            PHRASES["pdf"]["colonnes"].values(),
            (None, requete.annee, requete.annee - 1, None, None),
            strict=True,
        )
    ]
    axe_de = {objectif.numero: objectif.axe for objectif in pack.objectifs}
    par_axe: dict[int, list[int]] = {}
    for numero in sorted({un.action for un in tableau.chiffres if un.action is not None}):
        par_axe.setdefault(axe_de[pack.fiches[numero].objectif] if numero in pack.fiches else 0, []).append(numero)
    axes = [
        {
            "titre": _tenu(PHRASES["pdf"]["axe"].format(axe.numero, axe.titre)),
            "couleur": axe.couleur,
            "colonnes": colonnes,
            "lignes": [ligne for numero in par_axe[axe.numero] for ligne in _action(tableau, numero, pack)],
        }
        for axe in pack.axes
        if axe.numero in par_axe
    ]
    autres = [_ligne(un, pack) for un in tableau.chiffres if un.action is None]
    if autres:
        hors = {"titre": PHRASES["pdf"]["hors_axe"], "couleur": _SANS_COULEUR, "colonnes": colonnes, "lignes": autres}
        axes.append(hors)
    return {
        "titre": _tenu(f"{PHRASES['tableaux_de_bord'][requete.dashboard]} ({portee(pack, requete.dashboard)})"),
        "axes": axes,
    }


def _action(tableau: TableauDeBord, numero: int, pack: Pack) -> Iterator[dict[str, Any]]:
    pas = next((un for un in tableau.entonnoirs if un.action == numero), None)
    suivie = pas is not None and any((pas.proposees, pas.visees, pas.inscrites, pas.realisees, pas.ecartees))
    dites = _tenu(dire_etapes(pas)) if pas is not None and suivie else None
    yield {"action": _tenu(action(pack, numero)), "etapes": dites}
    for chiffre in tableau.de(numero):
        yield _ligne(chiffre, pack)


def _ligne(chiffre: Chiffre, pack: Pack) -> dict[str, Any]:
    mots = PHRASES["pdf"]
    valeur, avant = chiffre.valeur, chiffre.avant
    corrige = depuis(chiffre)
    return {
        "quoi": _tenu(en_tete(propre(chiffre.titre))),
        "valeur": _tenu(abrege(lisible(valeur, chiffre.unite), TEXTE_MAX)),
        "vide": valeur.vide,
        "texte": chiffre.unite == "texte" or bool(valeur.repartition),
        "depuis": None if corrige is None else _tenu(mots["depuis"].format(abrege(corrige, TEXTE_MAX))),
        "avant": _tenu(abrege(lisible(avant, chiffre.unite), TEXTE_MAX)),
        "avant_vide": avant.vide,
        "evolution": (evolution(chiffre) or "").replace(f"{NBSP}{PHRASES['points'][1]}", f" {PHRASES['points'][1]}"),
        "fonde": _tenu(" ; ".join(filter(None, _fonde(chiffre)))),
        "par": None
        if chiffre.par is None
        else mots["saisi" if valeur.vide else "saisi_par"].format(_service(pack, chiffre)),
    }


def _fonde(chiffre: Chiffre) -> tuple[str | None, ...]:
    """What a figure stands on; of how many contracts a mean is, its coverage tells."""
    dite = couvre(chiffre)
    fonde = None if chiffre.genre is Genre.MOYENNE and dite is not None else part(chiffre.valeur, chiffre.genre)
    return fonde, dite


def _service(pack: Pack, chiffre: Chiffre) -> str:
    return minuscule(service(pack, chiffre.par) or "")


# --- what is missing, and the method ----------------------------------------------------------------------------------


def _manque(tableaux_de_bord: Sequence[TableauDeBord], pack: Pack) -> Iterator[str]:
    """Who enters what is missing, those of most figures first."""
    mots = PHRASES["pdf"]
    # What several actions share is asked for, and missing, once.
    attendus: dict[str, dict[str, set[int]]] = {}
    for tableau in tableaux_de_bord:
        for chiffre in tableau.chiffres:
            ident = _saisie(chiffre, pack)
            par = pack.saisies[ident].saisie.par if ident in pack.saisies else chiffre.par
            if par is not None and chiffre.valeur.vide:
                actions = attendus.setdefault(par, {}).setdefault(ident, set())
                actions |= set() if chiffre.action is None else {chiffre.action}
    for ident, saisies in sorted(attendus.items(), key=lambda un: (-len(un[1]), un[0])):
        nom = pack.services[ident].nom if ident in pack.services else ident
        dit = mots["manque_intro"].format(nom, nombre_de(len(saisies), mots["manque_chiffres"]))
        numeros = sorted(set().union(*saisies.values()))
        ou = liste([str(numero) for numero in numeros], PHRASES["et"])
        yield _tenu(mots["manque_actions"].format(dit, mots["action"][len(numeros) > 1], ou) if numeros else dit)


def _saisie(chiffre: Chiffre, pack: Pack) -> str:
    """The name under which is kept what is entered for a figure: itself, or what it is computed with."""
    declare = pack.chiffres.get(chiffre.cle)
    if isinstance(declare, Indicateur) and declare.saisie is not None:
        return declare.saisie.id
    calcul = None if declare is None else declare.calcul
    return (calcul and (calcul.objectif or calcul.saisie)) or chiffre.cle


def _denominateurs(tableau: TableauDeBord, pack: Pack) -> Iterator[str]:
    connues = {f"cible.{cible.id}": cible for cible in pack.cibles}
    for suivie in tableau.cibles:
        if (cible := connues.get(suivie.chiffre.cle)) is None:
            continue
        vises = [
            PHRASES["graphiques"]["cible"].format(annee, f"{vise} %")
            for annee, vise in sorted(suivie.objectifs.items())
        ]
        parts = (minuscule(cible.denominateur), minuscule(cible.numerateur), " ; ".join(vises))
        yield _tenu(PHRASES["pdf"]["denominateur"].format(propre(suivie.chiffre.titre), *parts))


__all__ = ["pdf"]
