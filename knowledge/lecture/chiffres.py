"""Reads a figure of the year as a pilot types it: for each buyer, in its unit, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from knowledge.indicateurs.declaration import Saisie
from knowledge.lecture.nombres import Nombre, lire_nombres
from knowledge.lecture.texte import plier

TEXTE_MAX = 500
# Who the figure is of, when it is of all buyers together.
ENSEMBLE = ""

# By unit, how it is written after a number and how many of it that makes.
_UNITES: Mapping[str, tuple[tuple[str, Decimal], ...]] = {
    "%": ((r"%", Decimal(1)),),
    "euros": (
        (r"(?:m€|m ?euros?|millions?(?: d'euros| €)?|meur)(?!\w)", Decimal(10) ** 6),
        (r"(?:k€|k ?euros?|ke|keur|k|mille euros)(?!\w)", Decimal(1000)),
        (r"€|(?:euros?|eur)\b", Decimal(1)),
    ),
    "heures": ((r"h(?:eures?)?\b", Decimal(1)),),
    "jours": ((r"j(?:ours?)?\b", Decimal(1)),),
    "kWh": ((r"kwh\b", Decimal(1)), (r"mwh\b", Decimal(1000)), (r"gwh\b", Decimal(10) ** 6)),
    "tCO2e": (
        (r"(?:t|tonnes?)(?: ?(?:eq(?:uivalent)?\.? ?)?co2 ?(?:e|eq|equivalent)?)?(?!\w)", Decimal(1)),
        (r"kg(?: ?co2 ?(?:e|eq)?)?(?!\w)", Decimal("0.001")),
    ),
    "annees": ((r"ans?\b|annees?\b", Decimal(1)),),
    "mois": ((r"mois\b", Decimal(1)),),
    "semaines": ((r"semaines?\b", Decimal(1)),),
    "note": ((r"points?\b", Decimal(1)),),
}
_POUR_CENT = re.compile(r"\bpour ?cents?\b")
_SUR = re.compile(r"\s*(?:[a-z]+ ){0,3}?(?:sur|/|parmi)\s*(?:les )?$")
_TOUS = re.compile(r"\b(?:en tout|au total|total|ensemble|pour les deux|les deux|tous? acheteurs?|confondus?)\b")
_AUCUN = re.compile(r"\s*[:=]?\s*(?:aucune?|zero|neant|rien)(?: [a-z' ]{0,40})?[\s.,;!]*")
_L_ANNEE = re.compile(r"\b(?:en|pour|sur|de)(?: l'annee)? 20\d\d\b")
_OUI = re.compile(r"\b(?:oui|ouais|fait|faite|faits|realisee?s?|publiee?s?|tenue?|ok|yes)\b")
_NON = re.compile(r"\b(?:non|pas|jamais|aucune?|ni|nan)\b")
_EN_RETARD = re.compile(r"\b(?:retard|tard|hors delais?|apres (?:la date|l'echeance)|depasse\w*)\b")
_A_TEMPS = re.compile(r"\b(?:dans les (?:delais|temps)|a temps|a l'heure|en temps)\b")


@dataclass(frozen=True, slots=True)
class Entree:
    """One figure: a number, its numerator and denominator when it is a share of something counted, or words."""

    valeur: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    texte: str | None = None
    dans_les_delais: bool | None = None


@dataclass(frozen=True, slots=True)
class ChiffreLu:
    """The figures that were read, by buyer; else why none was.

    `cause`: "illisible", "unite" (`detail`: the one that was said), "bornes", "ambigu", "plusieurs" (numbers, without
    their buyers), "pour_qui" (one number, of one buyer or of all), "delai" (done, in time or not).
    """

    entrees: Mapping[str, Entree] = field(default_factory=dict)
    cause: str | None = None
    detail: str | None = None


def lire_chiffre(texte: str, saisie: Saisie, acheteurs: Mapping[str, str], seul: str | None = None) -> ChiffreLu:
    """What a message says of a figure; `acheteurs`: the name of each buyer, `seul`: the one that is meant unless it says.

    >>> une = Saisie("heures", "plie", minimum=Decimal(0))
    >>> qui = {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"}
    >>> {nom: str(lu.valeur) for nom, lu in lire_chiffre("Ville 12 000, Métropole 8 500", une, qui).entrees.items()}
    {'ville': '12000', 'metropole': '8500'}
    >>> [lire_chiffre(dit, une, qui).cause for dit in ("20 500", "20 500 en tout", "24 mois", "-3 en tout", "12,000 en tout")]
    ['pour_qui', None, 'unite', 'bornes', 'ambigu']
    """
    if saisie.unite == "texte":
        dit = " ".join(texte.split())[:TEXTE_MAX]
        return ChiffreLu({_tous(saisie, seul): Entree(texte=dit)} if dit else {}, None if dit else "illisible")
    # "Cent" would be a number.
    plie = _POUR_CENT.sub("%", plier(texte).texte)
    # "12 000 en 2026": the year is that of the question.
    if re.search(r"\d", sans_annee := _L_ANNEE.sub(" ", plie)):
        plie = sans_annee
    if saisie.ensemble:
        return _un_seul(ENSEMBLE, plie, saisie)
    parts = _par_acheteur(plie, acheteurs)
    if parts and len(parts) == len(acheteurs) and _TOUS.search(plie):
        return _un_seul(ENSEMBLE, plie, saisie)
    if parts:
        return _reunir({nom: _un_seul(nom, part, saisie) for nom, part in parts.items()})
    if _TOUS.search(plie):
        return _un_seul(ENSEMBLE, _TOUS.sub(" ", plie), saisie)
    lu = _un_seul(seul or ENSEMBLE, plie, saisie)
    return lu if lu.cause or seul is not None or not lu.entrees else ChiffreLu(lu.entrees, "pour_qui")


def _tous(saisie: Saisie, seul: str | None) -> str:
    return ENSEMBLE if saisie.ensemble or seul is None else seul


def _reunir(lus: Mapping[str, ChiffreLu]) -> ChiffreLu:
    fautif = next((lu for lu in lus.values() if lu.cause), None)
    if fautif is not None:
        return ChiffreLu(cause=fautif.cause, detail=fautif.detail)
    return ChiffreLu({nom: entree for lu in lus.values() for nom, entree in lu.entrees.items()})


def _par_acheteur(plie: str, acheteurs: Mapping[str, str]) -> dict[str, str]:
    """What is said of each buyer that is named: after its name, or before when the first number comes before the first name."""
    places = []
    for nom, entier in acheteurs.items():
        motif = rf"\b(?:(?:pour |a )?(?:la |le )?(?:{re.escape(plier(entier).texte)}|{re.escape(nom[:5])}\w*)(?: de clermont(?:-ferrand)?)?)"
        if lu := re.search(motif, plie):
            places.append((lu.start(), lu.end(), nom))
    places.sort()
    if not places:
        return {}
    avant = re.search(r"\d", plie[: places[0][0]]) is not None or (
        _dit_oui_ou_non(plie[: places[0][0]]) and not plie[places[-1][1] :].strip(" ,.;:")
    )
    bornes = [0, *(place[1] for place in places)] if avant else [*(place[1] for place in places), len(plie)]
    fins = [place[0] for place in places] if avant else [*(place[0] for place in places[1:]), len(plie)]
    return {place[2]: plie[bornes[rang] : fins[rang]] for rang, place in enumerate(places)}


def _dit_oui_ou_non(plie: str) -> bool:
    return _OUI.search(plie) is not None or _NON.search(plie) is not None


def _un_seul(nom: str, plie: str, saisie: Saisie) -> ChiffreLu:
    if saisie.unite == "oui_non":
        return _oui_ou_non(nom, plie, saisie)
    nombres = lire_nombres(plie)
    if not nombres and _AUCUN.fullmatch(plie) and saisie.unite != "note":
        return _borne(nom, Entree(Decimal(0)), saisie)
    if not nombres:
        return ChiffreLu(cause="illisible")
    if any(nombre.ambigu for nombre in nombres):
        return ChiffreLu(cause="ambigu", detail=plie[nombres[0].debut : nombres[0].fin])
    if len(nombres) == 2 and _SUR.match(plie[nombres[0].fin : nombres[1].debut]):
        return _sur(nom, nombres[0].valeur, nombres[1].valeur, saisie)
    if len(nombres) > 1:
        return ChiffreLu(cause="plusieurs")
    valeur = _dans_l_unite(plie, nombres[0], saisie.unite)
    if isinstance(valeur, str):
        return ChiffreLu(cause="unite", detail=valeur)
    return _borne(nom, Entree(valeur), saisie)


def _oui_ou_non(nom: str, plie: str, saisie: Saisie) -> ChiffreLu:
    """ "Oui", "non", "oui, en retard"."""
    retard, a_temps = _EN_RETARD.search(plie) is not None, _A_TEMPS.search(plie) is not None
    fait = _OUI.search(plie) is not None or ((retard or a_temps) and saisie.delai)
    nie = _NON.search(re.sub(r"\bpas (?:en retard|dans les (?:delais|temps)|a temps)\b", "", plie)) is not None
    if fait == nie and not (fait and re.match(r"\s*non\b", plie)):
        return ChiffreLu(cause="illisible") if not (fait and nie) else ChiffreLu({nom: Entree(Decimal(0))})
    if nie:
        return ChiffreLu({nom: Entree(Decimal(0))})
    if not saisie.delai:
        return ChiffreLu({nom: Entree(Decimal(1))})
    if not (retard or a_temps):
        return ChiffreLu({nom: Entree(Decimal(1))}, "delai")
    hors = (retard and "pas en retard" not in plie) or "pas dans les" in plie or "pas a temps" in plie
    return ChiffreLu({nom: Entree(Decimal(1), dans_les_delais=not hors)})


def _sur(nom: str, numerateur: Decimal, denominateur: Decimal, saisie: Saisie) -> ChiffreLu:
    """ "8 sur 10": a share keeps both; a mark out of ten is one out of twenty."""
    if denominateur <= 0:
        return ChiffreLu(cause="bornes")
    if saisie.unite == "%":
        entree = Entree(numerateur * 100 / denominateur, numerateur, denominateur)
        return _borne(nom, entree, saisie)
    if saisie.unite == "note" and 20 % denominateur == 0:
        return _borne(nom, Entree(numerateur * (20 / denominateur)), saisie)
    return ChiffreLu(cause="plusieurs")


def _dans_l_unite(plie: str, nombre: Nombre, unite: str) -> Decimal | str:
    """The number in that unit; else the one that was said instead."""
    suite = plie[nombre.fin :].lstrip(" ")
    for dite, ecritures in _UNITES.items():
        for ecriture, facteur in ecritures:
            if not re.match(ecriture, suite):
                continue
            if dite == unite:
                return nombre.valeur * facteur
            if (dite, unite) == ("mois", "annees"):
                annees = (nombre.valeur / 12).quantize(Decimal("0.01"))
                return annees if annees * 12 == nombre.valeur else dite
            # What is counted may have the name of a unit no more than a letter long.
            if unite == "nombre" and len(re.match(ecriture, suite)[0]) == 1 and dite != "%":  # type: ignore[index]
                continue
            return dite
    return nombre.valeur


def _borne(nom: str, entree: Entree, saisie: Saisie) -> ChiffreLu:
    assert entree.valeur is not None
    trop_bas = saisie.minimum is not None and entree.valeur < saisie.minimum
    trop_haut = saisie.maximum is not None and entree.valeur > saisie.maximum
    return ChiffreLu(cause="bornes") if trop_bas or trop_haut else ChiffreLu({nom: entree})


__all__ = ["ENSEMBLE", "ChiffreLu", "Entree", "lire_chiffre"]
