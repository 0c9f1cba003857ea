"""The charts of the file of a committee: what is shown is also said in words, and no colour speaks alone."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from bot.envois.papier import Dessin
from bot.envois.rendering import without_stray_breaks
from bot.indicateurs.graphiques import (
    BLEU,
    DOUCE,
    ENCRE,
    FOND,
    GRIS,
    HAUT,
    LARGEUR,
    ORANGE,
    VERT,
    Spec,
    barre,
    calque_de,
    png,
    rectangles,
    specification,
    svg,
    texte,
    textes_du_dessin,
)
from bot.indicateurs.lettres import large, replier
from handlers.cad.dossier import ContratVu, Dossier
from handlers.conversation.wording import en_tete
from handlers.indicateurs.mots import mesure, nombre_de
from knowledge.donnees import lire_donnees
from knowledge.francais.redaction import NBSP

MOTS = lire_donnees(Path(__file__).with_suffix(".yaml"))
_PETIT, _TEXTE = 12, 13
# The map: its height, and the room for what is written along its sides.
_HAUT_DE_LA_CARTE, _A_GAUCHE, _EN_BAS, _ROND = 235, 34, 34, 11


def dessins(dossier: Dossier) -> dict[str, Dessin]:
    """Every drawing that the file calls for, by its name there."""
    if not dossier.contrats:
        return {}
    faits = {"carte": carte(dossier), "heures": heures(dossier), "cibles": cibles(dossier)}
    faits |= {f"axes-{un.rang}": axes(dossier, un) for un in dossier.contrats if un.cotation.pertinence.axes}
    return {nom: _dessin(spec) for nom, spec in faits.items()}


def _dessin(spec: Spec) -> Dessin:
    return Dessin(svg(spec), lambda: png(spec), spec["description"])


def _heures(combien: Decimal) -> str:
    return f"{mesure(combien, '')}{NBSP}{MOTS['heure']}"


# --- potential against means ------------------------------------------------------------------------------------------


def carte(dossier: Dossier, largeur: int = LARGEUR) -> Spec:
    """A round for each contract, its number inside: filled where the proposal retains it. Those of one place stand side by side."""
    mots = MOTS["carte"]
    en_x = _echelle([float(un.des_experts) for un in dossier.contrats])
    en_y = _echelle([float(un.cotation.pertinence.points) for un in dossier.contrats])
    utile, bas = largeur - _A_GAUCHE - 2 * _ROND, _HAUT_DE_LA_CARTE
    traits: list[Spec] = []
    textes: list[Spec] = [texte(0, 12, mots["y"], _PETIT, DOUCE)]
    for valeur in en_y:
        y = bas - (bas - 36) * valeur / en_y[-1]
        traits.append({"x": _A_GAUCHE, "x2": largeur, "y": y, "y2": y})
        textes.append(texte(_A_GAUCHE - 6, y + 4, mesure(Decimal(valeur), ""), _PETIT, DOUCE, "right"))
    for valeur in en_x:
        x = _A_GAUCHE + _ROND + utile * valeur / en_x[-1]
        textes.append(texte(x, bas + 16, mesure(Decimal(valeur), ""), _PETIT, DOUCE, "center"))
    textes.append(texte(largeur, bas + _EN_BAS, mots["x"], _PETIT, DOUCE, "right"))
    ronds: list[Spec] = []
    pris: list[tuple[float, float]] = []
    for un in dossier.contrats:
        x = _A_GAUCHE + _ROND + utile * float(un.des_experts) / en_x[-1]
        y = bas - (bas - 36) * un.cotation.pertinence.points / en_y[-1]
        x, y = _place_libre(x, y, pris, largeur)
        pris.append((x, y))
        retenu = bool(un.proposees)
        ronds.append({"x": round(x, 1), "y": round(y, 1), "fond": BLEU if retenu else "#FFFFFF"})
        textes.append(texte(x, y + 4, str(un.rang), 11, "#FFFFFF" if retenu else ENCRE, "center", gras=True))
    legende = _legende(bas + _EN_BAS + 26, ((BLEU, mots["retenu"]), ("#FFFFFF", mots["laisse"])))
    textes += legende[1]
    dites = [
        mots["dit"].format(un.rang, un.cotation.pertinence.points, _heures(un.des_experts)) for un in dossier.contrats
    ]
    grille = calque_de(traits, {"type": "rule", "strokeWidth": 1, "color": "#E3E6E9"})
    return specification(
        mots["titre"],
        dites,
        [grille, _ronds([*ronds, *legende[0]]), *textes_du_dessin(textes)],
        largeur,
        bas + _EN_BAS + 34,
    )


def _ronds(lignes: list[Spec]) -> Spec:
    return calque_de(
        lignes,
        {
            "type": "point",
            "shape": "circle",
            "size": 3.2 * _ROND**2,
            "strokeWidth": 1.5,
            "stroke": BLEU,
            "opacity": 1,
            "fill": {"expr": "datum.fond"},
        },
    )


def _legende(y: float, quoi: tuple[tuple[str, str], ...]) -> tuple[list[Spec], list[Spec]]:
    ronds: list[Spec] = []
    textes: list[Spec] = []
    x = float(_A_GAUCHE + _ROND)
    for fond, dit in quoi:
        ronds.append({"x": x, "y": y, "fond": fond})
        textes.append(texte(x + 16, y + 4, dit, _PETIT, ENCRE))
        x += 16 + large(dit, _PETIT) + 32
    return ronds, textes


def _place_libre(x: float, y: float, pris: list[tuple[float, float]], largeur: float) -> tuple[float, float]:
    """Where a round stands without covering another: as near as can be, along the row first."""
    pas = 2 * _ROND + 1
    for rang in range(len(pris) + 1):
        for signe in (1, -1):
            ici = x + signe * rang * pas
            if _ROND <= ici <= largeur - _ROND and all(
                (ici - autre) ** 2 + (y - haut) ** 2 >= (pas - 1) ** 2 for autre, haut in pris
            ):
                return ici, y
    return x, y


def _echelle(valeurs: list[float]) -> list[int]:
    """Five marks at most from nought to what holds them all.

    >>> _echelle([3, 37]), _echelle([0])
    ([0, 10, 20, 30, 40], [0, 1])
    """
    grand = max(1.0, *valeurs)
    pas = next(un for un in (1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 5000) if grand / un <= 5)
    return [pas * rang for rang in range(int(-(-grand // pas)) + 1)]


# --- bars -------------------------------------------------------------------------------------------------------------


def heures(dossier: Dossier, largeur: int = LARGEUR) -> Spec:
    """What the proposal takes of the hours of each expert."""
    mots = MOTS["heures"]
    grand = max([float(max(un.prises, un.dispose)) for un in dossier.programme.charges], default=0.0) or 1.0
    barres: list[Spec] = []
    textes: list[Spec] = []
    dites: list[str] = []
    y = 0.0
    for charge in dossier.programme.charges:
        service = dossier.pack.services[charge.expert]
        nom = without_stray_breaks(service.sigle or service.nom)
        dit = mots["sur"].format(_heures(charge.prises), _heures(charge.dispose))
        dit += mots["manque"].format(_heures(charge.manque)) if charge.manque else ""
        textes.append(texte(0, y + 13, nom, _TEXTE, ENCRE, gras=True))
        textes.append(texte(largeur, y + 13, dit, _PETIT, ORANGE if charge.manque else DOUCE, "right"))
        barres.append(barre(0, largeur * float(charge.dispose) / grand, y + 20, FOND, GRIS))
        if charge.prises:
            couleur = ORANGE if charge.prises > charge.dispose else BLEU
            barres.append(barre(0, largeur * float(charge.prises) / grand, y + 20, couleur))
        dites.append(mots["dit"].format(nom, _heures(charge.prises), _heures(charge.dispose)))
        y += 20 + HAUT + 8
    return specification(mots["titre"], dites, [rectangles(barres), *textes_du_dessin(textes)], largeur, y - 6)


def cibles(dossier: Dossier, largeur: int = LARGEUR) -> Spec:
    """Where the proposal takes each target, with a mark at what the plan asks for."""
    mots = MOTS["cibles"]
    barres: list[Spec] = []
    reperes: list[Spec] = []
    textes: list[Spec] = []
    dites: list[str] = []
    y = 0.0
    for une in dossier.programme.atteintes:
        objectif, population = une.objectif, une.objectif.population
        il_en_faut = objectif.a_atteindre + objectif.deja[0]
        titre = dossier.cible(objectif.cible).titre
        nom = mots["nom"].format(dossier.lettres[objectif.cible], without_stray_breaks(en_tete(titre)))
        for ligne in replier(nom, largeur, _TEXTE, gras=True):
            textes.append(texte(0, y + 13, ligne, _TEXTE, ENCRE, gras=True))
            y += 18
        if not population:
            dit = mots["vide"]
        else:
            dit = mots["manquee" if une.manque else "tenue"].format(
                une.atteints, nombre_de(population, MOTS["contrats"]), une.manque
            )
        if objectif.inconnus:
            dit += " ; " + mots["inconnus"].format(nombre_de(objectif.inconnus, MOTS["contrats"]))
        textes.append(texte(0, y + 12, dit, _PETIT, ORANGE if une.manque else VERT if population else DOUCE))
        dites.append(mots["dit"].format(titre, une.atteints, population, il_en_faut))
        y += 20
        barres.append(barre(0, largeur, y, FOND, GRIS))
        if population and une.atteints:
            part = min(1.0, une.atteints / population)
            barres.append(barre(0, largeur * part, y, BLEU if une.manque else VERT))
        x = min(largeur * objectif.taux / 100, largeur - 1.5)
        reperes.append({"x": x, "y": y - 3, "x2": x, "y2": y + HAUT + 4})
        ecrit = mots["repere"].format(objectif.taux).replace(" %", f"{NBSP}%")
        textes.append(texte(min(x, largeur), y + HAUT + 16, ecrit, 11, DOUCE, "right" if x > largeur / 2 else "left"))
        y += HAUT + 28
    blanc = {"type": "rule", "strokeWidth": 6, "color": "#FFFFFF"}
    plein = {"type": "rule", "strokeWidth": 3, "color": ENCRE}
    couches = [rectangles(barres), calque_de(reperes, blanc), calque_de(reperes, plein), *textes_du_dessin(textes)]
    return specification(mots["titre"], dites, couches, largeur, y - 8)


def axes(dossier: Dossier, un: ContratVu, largeur: int = LARGEUR) -> Spec:
    """The points of a contract in each axis of the plan, in the colour of the axis, on the scale of the session."""
    mots = MOTS["axes"]
    tous = [axe.points for autre in dossier.contrats for axe in autre.cotation.pertinence.axes]
    grand = max(tous, default=1) or 1
    gauche = int(largeur * 0.66)
    points = {axe.axe: axe.points for axe in un.cotation.pertinence.axes}
    barres: list[Spec] = []
    textes: list[Spec] = []
    dites: list[str] = []
    y = 0.0
    for axe in (
        axe
        for axe in dossier.pack.axes
        if any(axe.numero == une.axe for autre in dossier.contrats for une in autre.cotation.pertinence.axes)
    ):
        combien = points.get(axe.numero, 0)
        dit = nombre_de(combien, mots["points"])
        place = largeur - gauche - 12 - large("000 points", _PETIT, gras=True)
        nom = mots["nom"].format(axe.numero, without_stray_breaks(axe.titre))
        lignes = replier(nom, gauche - 30, _PETIT)
        textes.append(texte(0, y + 12, lignes[0] + ("…" if lignes[1:] else ""), _PETIT, ENCRE))
        if combien > 0:
            barres.append(barre(gauche, gauche + place * combien / grand, y + 1, axe.couleur))
        textes.append(texte(gauche + max(0.0, place * combien / grand) + 6, y + 12, dit, _PETIT, ENCRE, gras=True))
        dites.append(mots["dit"].format(axe.numero, axe.titre, dit))
        y += HAUT + 8
    return specification(mots["titre"], dites, [rectangles(barres), *textes_du_dessin(textes)], largeur, y - 6)


__all__ = ["axes", "carte", "cibles", "dessins", "heures"]
