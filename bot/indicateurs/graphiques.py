"""Charts as Vega-Lite specifications, and their drawing: what is shown is also said in words, for who cannot see it.

No colour speaks alone: each is beside the number or the word that it stands for, and has a contrast of 3 to 1 on white.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from hashlib import sha256
from html import escape, unescape
from typing import Any

from bot.envois.composition import POLICES
from bot.envois.rendering import without_stray_breaks
from bot.indicateurs.lettres import large, replier
from handlers.conversation.wording import en_tete
from handlers.indicateurs.mots import (
    PHRASES,
    action,
    compte,
    depuis,
    entite,
    lisible,
    mesure,
    nombre_de,
    points,
    propre,
)
from knowledge.plan.pack import Pack
from knowledge.plan.tableau_de_bord import Chiffre, CibleSuivie, Entonnoir, TableauDeBord

Spec = dict[str, Any]

LARGEUR = 680
# Below this width (a phone), labels stand above what they name.
ETROIT = 480
ENCRE = "#1B2430"
DOUCE = "#55606E"
BLEU = "#1F4E79"
VERT = "#1E6B3A"
ORANGE = "#9A4A00"
GRIS = "#7A8490"
# Behind a bar: what is left of a hundred; its edge is what is seen.
FOND = "#EEF0F2"
HAUT = 14
POLICE = "Inter, Liberation Sans, Arial, Helvetica, sans-serif"
VERSION = "6.1"
_PETIT, _TEXTE, _GRAS = 12, 13, 600
_ETAPES = ("proposees", "visees", "inscrites", "realisees", "ecartees")
_BALISE = re.compile(r"<[^>]*>")
_ROLE = re.compile(r' (?:role|aria-\w+)="[^"]*"')
_CLIP = re.compile(r"\bclip\d+\b")
_COULEURS = {"realisees": VERT, "ecartees": ORANGE}


# --- the targets ------------------------------------------------------------------------------------------------------


def cibles(tableau: TableauDeBord, pack: Pack, largeur: int = LARGEUR) -> Spec:
    """The targets of the plan: a bar for the share reached, a mark at each target, and what is left in words."""
    mots = PHRASES["graphiques"]
    barres: list[Spec] = []
    reperes: list[Spec] = []
    textes: list[Spec] = []
    y = 0.0
    for suivie in tableau.cibles:
        y = _cible(suivie, largeur, y, (barres, reperes, textes))
    dites = [f"{propre(une.chiffre.titre)} : {_valeur(une.chiffre)}. {etat_de(une)}." for une in tableau.cibles]
    # A mark stands out of a dark bar by the white around it.
    blanc = {"type": "rule", "strokeWidth": 6, "color": "#FFFFFF"}
    plein = {"type": "rule", "strokeWidth": 3, "color": ENCRE}
    pointille = {"type": "rule", "strokeWidth": 2, "color": ENCRE, "strokeDash": [3, 2]}
    couches = [
        rectangles(barres),
        calque_de(reperes, blanc),
        calque_de([un for un in reperes if un["dernier"]], plein),
        calque_de([un for un in reperes if not un["dernier"]], pointille),
        *textes_du_dessin(textes),
    ]
    return specification(
        mots["cibles"].format(tableau.requete.annee, entite(tableau, pack)), dites, couches, largeur, y - 16
    )


def _cible(suivie: CibleSuivie, largeur: int, y: float, dans: tuple[list[Spec], ...]) -> float:
    """Lay one target out from that height; returns where the next one begins."""
    barres, reperes, textes = dans
    chiffre = suivie.chiffre
    vide = chiffre.valeur.valeur is None
    valeur = _valeur(chiffre)
    taille = 12 if vide else 15
    reste = largeur - 16 - large(valeur, taille, gras=not vide)
    lignes = _replier(en_tete(propre(chiffre.titre)), reste, _TEXTE, gras=True)
    textes.append(texte(largeur, y + 14, valeur, taille, DOUCE if vide else ENCRE, "right", gras=not vide))
    for ligne in lignes:
        textes.append(texte(0, y + 13, ligne, _TEXTE, ENCRE, gras=True))
        y += 18
    for ligne in _replier(etat_de(suivie), largeur, _PETIT):
        textes.append(texte(0, y + 12, ligne, _PETIT, VERT if suivie.atteinte else DOUCE))
        y += 17
    y += 4
    barres.append(barre(0, largeur, y, FOND, GRIS))
    if chiffre.valeur.valeur:
        atteint = largeur * min(100.0, float(chiffre.valeur.valeur)) / 100
        couleur = VERT if suivie.atteinte else BLEU
        barres.append(barre(0, atteint, y, couleur))
    bas, pris = y + HAUT + 16, -1.0
    for annee, objectif in sorted(suivie.objectifs.items(), key=lambda un: (un[1], un[0])):
        x = min(largeur * objectif / 100, largeur - 1.5)
        derniere = annee == max(suivie.objectifs)
        reperes.append({"x": x, "y": y - 3, "x2": x, "y2": y + HAUT + 4, "dernier": derniere})
        ecrit = PHRASES["graphiques"]["cible"].format(annee, mesure(Decimal(objectif), "%"))
        long = large(ecrit, 11)
        debut = max(0.0, min(x - long / 2, largeur - long))
        if debut < pris:
            # The one before is in the way: below it.
            bas += 14
        pris = debut + long + 8
        textes.append(texte(debut, bas, ecrit, 11, DOUCE))
    return bas + 20


def etat_de(suivie: CibleSuivie) -> str:
    """Where a target stands and what it takes, or took, in words; apart, what a frozen value would be today."""
    corrige = depuis(suivie.chiffre)
    return _etat_de(suivie) + ("" if corrige is None else str(PHRASES["graphiques"]["depuis"].format(corrige)))


def _etat_de(suivie: CibleSuivie) -> str:
    mots = PHRASES["graphiques"]
    if suivie.manque_points is None:
        return str(mots["visee"].format(suivie.annee_visee, mesure(Decimal(suivie.vise), "%")))
    if suivie.atteinte or suivie.manque_points == 0:
        dit = str(mots["atteinte"].format(suivie.annee_visee, mesure(Decimal(suivie.vise), "%")))
        return dit if suivie.atteinte else dit + str(mots["parmi_les_renseignes"])
    manque = "a_manque" if suivie.passee else "manque"
    dit = mots[manque].format(suivie.annee_visee, suivie.vise, points(suivie.manque_points))
    if suivie.manque_contrats is not None:
        dit += mots[f"{manque}_contrats"].format(nombre_de(suivie.manque_contrats, PHRASES["contrats"]))
    if suivie.a_venir is not None:
        dit += mots["a_venir"].format(compte(suivie.a_venir))
    return str(dit).replace(" %", "\u00a0%")


# --- the steps of the actions -----------------------------------------------------------------------------------------


def entonnoirs(tableau: TableauDeBord, pack: Pack, largeur: int = LARGEUR, plus_suivies: int | None = None) -> Spec:
    """How many purchases reached each step of each action; one column a step, all on one scale.

    `plus_suivies`: only that many actions, those of the most purchases.
    """
    montres = _plus_suivis(tableau.entonnoirs, plus_suivies)
    mots = PHRASES["graphiques"]
    etroit = largeur < ETROIT
    gauche = 0 if etroit else int(largeur * 0.38)
    colonne = (largeur - gauche) / len(_ETAPES)
    grand = max((max(_comptes(un).values()) for un in montres), default=0)
    plein = colonne - 10 - large(compte(grand), _PETIT)
    barres: list[Spec] = []
    textes: list[Spec] = []
    taille = 11 if etroit else _PETIT
    for rang, etape in enumerate(_ETAPES):
        textes.append(texte(gauche + rang * colonne, 12, mots["etapes"][etape], taille, ENCRE, gras=True))
    y = 22.0
    for un in montres:
        nom, depart = action(pack, un.action), y
        if etroit:
            for ligne in _replier(nom, largeur, _PETIT):
                textes.append(texte(0, y + 12, ligne, _PETIT, ENCRE))
                y += 16
            y += 2
        else:
            for ligne in _replier(nom, gauche - 10, _PETIT):
                textes.append(texte(0, y + 13, ligne, _PETIT, ENCRE))
                y += 16
            y -= 16
        haut = (y if etroit else (y + depart) / 2) + 2
        for rang, (etape, combien) in enumerate(_comptes(un).items()):
            x = gauche + rang * colonne
            long = plein * combien / grand if grand else 0.0
            couleur = _COULEURS.get(etape, BLEU)
            if combien:
                barres.append(barre(x, x + max(long, 1.5), haut, couleur))
            loin = long + 5 if combien else 0
            textes.append(texte(x + loin, haut + 11, compte(combien), _PETIT, ENCRE if combien else DOUCE))
        y += 30 if etroit else 25
    if not grand:
        textes = [texte(0, 13, mots["sans_action"], _TEXTE, DOUCE)]
        y = 22
    dites = [f"{action(pack, un.action)} : {dire_etapes(un)}." for un in montres] if grand else [mots["sans_action"]]
    return specification(
        mots["entonnoirs"].format(tableau.requete.annee, entite(tableau, pack)),
        dites,
        [rectangles(barres), *textes_du_dessin(textes)],
        largeur,
        y,
    )


def _plus_suivis(tous: Sequence[Entonnoir], combien: int | None) -> Sequence[Entonnoir]:
    """Those of most purchases, in their order; none that nothing reached."""
    if combien is None:
        return tous
    suivis = [un for un in tous if any(_comptes(un).values())]
    gardes = sorted(suivis, key=lambda un: (-sum(_comptes(un).values()), un.action))[:combien]
    return sorted(gardes, key=lambda un: un.action)


def combien_suivies(tableau: TableauDeBord) -> int:
    """How many actions some purchase reached."""
    return sum(any(_comptes(un).values()) for un in tableau.entonnoirs)


def _comptes(un: Entonnoir) -> dict[str, int]:
    return {etape: getattr(un, etape) for etape in _ETAPES}


def dire_etapes(un: Entonnoir) -> str:
    """How many purchases reached each step, in words."""
    mots = PHRASES["graphiques"]
    noms = mots["etapes_comptees"]
    dites = {etape: nombre_de(combien, noms[etape]) for etape, combien in _comptes(un).items()}
    if un.prouvees:
        dites["inscrites"] = mots["prouvees"].format(dites["inscrites"], compte(un.prouvees))
    return ", ".join(dites.values())


# --- one figure -------------------------------------------------------------------------------------------------------


def evolution(chiffre: Chiffre, largeur: int = 260, hauteur: int = 96) -> Spec | None:
    """A line over the years, broken where there is no data; None where there is no number to draw."""
    if chiffre.unite == "texte" or all(valeur.valeur is None for _, valeur in chiffre.annees):
        return None
    mots = PHRASES["graphiques"]
    lignes = [
        {
            "annee": str(an),
            "valeur": None if valeur.valeur is None else round(float(valeur.valeur), 3),
            "dit": "" if valeur.valeur is None else lisible(valeur, chiffre.unite),
        }
        for an, valeur in chiffre.annees
    ]
    dites = [mots["an"].format(an, lisible(valeur, chiffre.unite)) + "." for an, valeur in chiffre.annees]
    oui_non = chiffre.unite == "oui_non"
    entiers = all(un.valeur is None or un.valeur == int(un.valeur) for _, un in chiffre.annees)
    axe: Spec = {"title": None, "tickCount": 3, "grid": True, "gridColor": "#E3E6E9", "domain": False, "ticks": False}
    axe |= {"labelColor": DOUCE, "labelFontSize": 11, "labelExpr": "format(datum.value, ',')"}
    # Between whole counts there is nothing to read.
    entieres = [0, 1, *(int(un.valeur) for _, un in chiffre.annees if un.valeur is not None)]
    if entiers and max(entieres) - min(entieres) < 4:
        axe |= {"values": list(range(min(entieres), max(entieres) + 1))}
    echelle: Spec = {"zero": True, "nice": True}
    if chiffre.unite == "%":
        # A share of a target that was set can pass it, and a gain be a loss.
        connues = [une["valeur"] for une in lignes if une["valeur"] is not None]
        bornes = [min(0, *connues), max(100, *connues)]
        echelle = {"domain": bornes}
        axe |= {"labelExpr": "datum.value + '\u00a0%'"} | ({"values": [0, 50, 100]} if bornes == [0, 100] else {})
    elif oui_non:
        echelle = {"domain": [-0.3, 1.3]}
        axe |= {"values": [0, 1], "labelExpr": f"datum.value ? '{PHRASES['oui']}' : '{PHRASES['non']}'"}
    axe_x = {
        "title": None,
        "labelAngle": 0,
        "labelColor": DOUCE,
        "labelFontSize": 11,
        "domainColor": GRIS,
        "ticks": False,
    }
    annees = [une["annee"] for une in lignes]
    places = {
        "x": {"field": "annee", "type": "ordinal", "scale": {"domain": annees}, "axis": axe_x},
        "y": {"field": "valeur", "type": "quantitative", "scale": echelle, "axis": axe},
    }
    ligne = {"type": "line", "color": BLEU, "strokeWidth": 2, "invalid": "break-paths-show-domains"}
    point = {"type": "point", "color": BLEU, "filled": True, "size": 45, "opacity": 1, "invalid": "filter"}
    dernier = {"type": "text", "align": "left", "dx": 8, "fontSize": 12, "fontWeight": _GRAS, "color": ENCRE}
    couches: list[Spec] = [
        *([] if oui_non else [{"mark": ligne, "encoding": places}]),
        {"mark": point, "encoding": places},
        {
            "transform": [{"filter": f"datum.annee == '{annees[-1]}' && isValid(datum.valeur)"}],
            "mark": dernier,
            "encoding": {**places, "text": {"field": "dit", "type": "nominal"}},
        },
    ]
    return {
        **_base(mots["evolution"].format(propre(chiffre.titre)), dites),
        "width": largeur,
        "height": hauteur,
        "data": {"values": lignes},
        "layer": couches,
    }


def par_acheteur(chiffre: Chiffre, pack: Pack, largeur: int = 420) -> Spec | None:
    """The figure of each buyer in the year shown; None where none has a number."""
    noms = {acheteur.id: acheteur.nom for acheteur in pack.acheteurs}
    valeurs = [
        (
            noms.get(ident, ident),
            None if valeur.valeur is None else float(valeur.valeur),
            lisible(valeur, chiffre.unite),
        )
        for ident, valeur in chiffre.par_acheteur.items()
    ]
    if chiffre.unite in {"texte", "oui_non"} or all(valeur is None for _, valeur, _ in valeurs):
        return None
    titre = PHRASES["graphiques"]["par_acheteur"].format(propre(chiffre.titre), chiffre.annees[-1][0])
    return _barres(titre, valeurs, largeur, 100.0 if chiffre.unite == "%" else None)


def repartition(chiffre: Chiffre, largeur: int = 420) -> Spec | None:
    """How the figure of the year shown is made up; None where it is not of that kind."""
    if not chiffre.valeur.repartition:
        return None
    titre = PHRASES["graphiques"]["repartition"].format(propre(chiffre.titre), chiffre.annees[-1][0])
    lignes = [(propre(quoi), float(combien), compte(combien)) for quoi, combien in chiffre.valeur.repartition]
    return _barres(titre, lignes, largeur)


def _barres(
    titre: str, lignes: Sequence[tuple[str, float | None, str]], largeur: int, plein: float | None = None
) -> Spec:
    """Bars one under the other, each with its name above it and what it says at its end."""
    grand = plein or max((valeur or 0 for _, valeur, _ in lignes), default=0) or 1
    barres: list[Spec] = []
    textes: list[Spec] = []
    place = largeur - 10 - max((large(dit, _TEXTE, gras=True) for _, _, dit in lignes), default=0)
    y = 0.0
    for nom, valeur, dit in lignes:
        long = place * max(0.0, valeur or 0) / grand
        for ligne in _replier(nom, largeur, _PETIT):
            textes.append(texte(0, y + 12, ligne, _PETIT, ENCRE))
            y += 16
        y -= 16
        if long:
            barres.append(barre(0, long, y + 18, BLEU))
        couleur = DOUCE if valeur is None else ENCRE
        textes.append(texte(long + 6 if long else 0, y + 30, dit, _TEXTE, couleur, gras=valeur is not None))
        y += 44
    dites = [f"{nom} : {dit}." for nom, _, dit in lignes]
    return specification(titre, dites, [rectangles(barres), *textes_du_dessin(textes)], largeur, y)


# --- specifications ---------------------------------------------------------------------------------------------------


def _valeur(chiffre: Chiffre) -> str:
    return lisible(chiffre.valeur, chiffre.unite)


def _replier(texte: str, largeur: float, taille: float, *, gras: bool = False) -> list[str]:
    return replier(without_stray_breaks(texte), largeur, taille, gras=gras)


def texte(x: float, y: float, dit: str, taille: int, couleur: str, cote: str = "left", *, gras: bool = False) -> Spec:
    place = {"x": round(x, 1), "y": round(y, 1), "cote": cote}
    return {**place, "dit": dit, "taille": taille, "couleur": couleur, "gras": gras}


def _place(champ: str) -> Spec:
    return {"field": champ, "type": "quantitative", "scale": None, "axis": None}


def barre(x: float, x2: float, y: float, couleur: str, bord: str | None = None) -> Spec:
    return {"x": x, "x2": round(x2, 1), "y": y, "y2": y + HAUT, "couleur": couleur, "bord": bord or couleur}


def calque_de(lignes: Sequence[Spec], mark: Spec) -> Spec:
    """A layer whose places are pixels already."""
    encoding: Spec = {"x": _place("x"), "y": _place("y")}
    if mark["type"] not in {"text", "point"}:
        encoding |= {"x2": {"field": "x2"}, "y2": {"field": "y2"}}
    return {"data": {"values": list(lignes)}, "mark": mark, "encoding": encoding}


def rectangles(lignes: Sequence[Spec]) -> Spec:
    couleurs = {"fill": {"expr": "datum.couleur"}, "stroke": {"expr": "datum.bord"}}
    return calque_de(lignes, {"type": "rect", "strokeWidth": 1, "opacity": 1, **couleurs})


def textes_du_dessin(lignes: Iterable[Spec]) -> list[Spec]:
    """Texts, a layer for each of their sides and weights: the ends of a text are not read from its datum."""
    groupes: dict[tuple[str, bool], list[Spec]] = {}
    for ligne in lignes:
        groupes.setdefault((ligne["cote"], ligne["gras"]), []).append(ligne)
    return [
        {
            **(
                calque := calque_de(
                    groupe,
                    {
                        "type": "text",
                        "align": cote,
                        "baseline": "alphabetic",
                        "fontSize": {"expr": "datum.taille"},
                        "fontWeight": _GRAS if gras else 400,
                        "fill": {"expr": "datum.couleur"},
                    },
                )
            ),
            "encoding": {**calque["encoding"], "text": {"field": "dit", "type": "nominal"}},
        }
        for (cote, gras), groupe in groupes.items()
    ]


def _base(titre: str, dites: Iterable[str]) -> Spec:
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.json",
        "description": " ".join([f"{titre}.", *dites]),
        "usermeta": {"titre": titre},
        "background": "#FFFFFF",
        "padding": {"left": 1, "right": 2, "top": 2, "bottom": 2},
        # What assistive tools read is the title and the description: the library's own words are English.
        "config": {"font": POLICE, "aria": False, "view": {"stroke": None}},
    }


def specification(titre: str, dites: Iterable[str], couches: list[Spec], largeur: int, hauteur: float) -> Spec:
    return {**_base(titre, dites), "width": largeur, "height": round(max(hauteur, 1)), "layer": couches}


# --- drawing ----------------------------------------------------------------------------------------------------------


def svg(spec: Mapping[str, Any]) -> str:
    """The chart as SVG, with its title and description, without script, style or anything fetched."""
    return _svg(json.dumps(spec, sort_keys=True, ensure_ascii=False))


def png(spec: Mapping[str, Any], scale: float = 2) -> bytes:
    """The chart as PNG, `scale` pixels for each of the specification's."""
    return _png(json.dumps(spec, sort_keys=True, ensure_ascii=False), scale)


@cache
def _library() -> Any:
    """The drawing library, 85 MB: loaded by the first chart only."""
    import vl_convert

    vl_convert.register_font_directory(str(POLICES))
    return vl_convert


@lru_cache(maxsize=64)
def _svg(spec: str) -> str:
    dessin = _library().vegalite_to_svg(spec, vl_version=VERSION, format_locale="fr-FR", allowed_base_urls=[])
    lu = json.loads(spec)
    ident = sha256(spec.encode()).hexdigest()[:10]
    titre = f'<title id="t{ident}">{escape(lu["usermeta"]["titre"], quote=False)}</title>'
    description = f'<desc id="d{ident}">{escape(lu["description"], quote=False)}</desc>'
    debut, reste = re.match(r"(<svg\b[^>]*)>(.*)", dessin, re.DOTALL).groups()  # type: ignore[union-attr]
    # Inside an image, roles mean nothing and their words are English; two charts of a page may not share names.
    reste = _BALISE.sub(lambda balise: _CLIP.sub(rf"\g<0>-{ident}", _ROLE.sub("", balise[0])), reste)
    return f'{debut} role="img" aria-labelledby="t{ident}" aria-describedby="d{ident}">{titre}{description}{reste}'


_TEXTE_DESSINE = re.compile(r"<text\b([^<>]*+)>([^<]*+)</text>")
_TAILLE = re.compile(r'font-size="(\d+(?:\.\d+)?)px"')


def pour_ecran(dessin: str) -> str:
    """The same drawing, each text as wide as it was laid out: in whatever font a browser has, none overlaps nor is cut."""

    def borne(lu: re.Match[str]) -> str:
        attributs, dit = lu.groups()
        taille = _TAILLE.search(attributs)
        long = (
            0.0
            if taille is None
            else large(unescape(dit), float(taille[1]), gras=f'font-weight="{_GRAS}"' in attributs)
        )
        if long <= 0 or len(dit) < 2:
            return lu[0]
        return f'<text{attributs} textLength="{long:.1f}" lengthAdjust="spacingAndGlyphs">{dit}</text>'

    return _TEXTE_DESSINE.sub(borne, dessin)


@lru_cache(maxsize=16)
def _png(spec: str, scale: float) -> bytes:
    return bytes(
        _library().vegalite_to_png(spec, vl_version=VERSION, scale=scale, format_locale="fr-FR", allowed_base_urls=[])
    )


__all__ = [
    "BLEU",
    "DOUCE",
    "ENCRE",
    "FOND",
    "GRIS",
    "HAUT",
    "LARGEUR",
    "ORANGE",
    "VERT",
    "Spec",
    "barre",
    "calque_de",
    "cibles",
    "combien_suivies",
    "dire_etapes",
    "entonnoirs",
    "etat_de",
    "evolution",
    "par_acheteur",
    "png",
    "pour_ecran",
    "rectangles",
    "repartition",
    "specification",
    "svg",
    "texte",
    "textes_du_dessin",
]
