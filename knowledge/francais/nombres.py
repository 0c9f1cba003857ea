"""Numbers, in digits or in words, and where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from text_to_num import text2num

# Groups of three digits (a space, a dot or an apostrophe between them), or a run of digits; then decimals.
_CHIFFRES = re.compile(
    r"(?<![a-wyz\d_,.])(?<![a-z]x)-?(?:"
    r"(?P<groupes>\d{1,3}(?:[ ]\d{3})+|\d{1,3}(?:\.\d{3})+|\d{1,3}(?:'\d{3})+)(?!\d)(?:[,](?P<decimales_groupes>\d{1,2})(?!\d))?"
    r"|(?P<suite>\d+)(?:[.,](?P<decimales>\d+)|(?P<lettre>k(?=\d{1,2}(?!\w))|e(?=\d\d(?!\w)))(?P<apres>\d+))?"
    r")"
)
# Its letter stands for the comma: "18k5", "9e50".
_LETTRES = {"k": 1000, "e": 1}
# The numbers of one word, in order from zero; then by their names.
UNITES = ("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize")  # fmt: skip
EN_UN_MOT = {mot: rang for rang, mot in enumerate(UNITES)} | {"une": 1}
_MOTS = (
    "zero|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingts?|trente|"
    "quarante|cinquante|soixante|septante|huitante|octante|nonante|cents?|mille|millions?|milliards?|"
    "milles|mil|deu|deus|deuz|troi|katre|cinc|dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine"
)
# As they are typed on a phone.
_ECRITS = {
    "milles": "mille",
    "mil": "mille",
    "deu": "deux",
    "deus": "deux",
    "deuz": "deux",
    "troi": "trois",
    "katre": "quatre",
    "cinc": "cinq",
}
_RONDS = {"dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50,
          "soixantaine": 60, "centaine": 100}  # fmt: skip
EN_LETTRES = rf"(?<!\w)(?:{_MOTS})(?:(?:(?<!mille)[ -]et[ -](?=un|onze|dix\b)|[ -])(?:{_MOTS})){{0,20}}(?!\w)"
LETTRES = re.compile(EN_LETTRES)
# "1 million et demi": the half is a half of the scale.
ET_DEMI = re.compile(r" et demie?\b")
# "Dix pour cent": the hundred is no number of its own.
_POUR_CENT = re.compile(rf"(?:\d|\b(?:{_MOTS})) pour $")
_DEMI_APRES = re.compile(rf" ?(?:millions?|milliards?){ET_DEMI.pattern}")
_ECHELLES = {
    "million": Decimal(10**6),
    "millions": Decimal(10**6),
    "milliard": Decimal(10**9),
    "milliards": Decimal(10**9),
}
_ETIQUETTE = re.compile(
    r"(?:\b(?:lots?|articles?|art|tranches?|phases?|niveaux?|marches?|numero|no|n)\b[ .]*(?:n[°o]?[ .]*|°[ ]*)?)$"
)


@dataclass(frozen=True, slots=True)
class Nombre:
    """A number of the folded text. `ambigu`: "90,000" may be ninety or ninety thousand."""

    valeur: Decimal
    debut: int
    fin: int
    ambigu: bool = False
    en_lettres: bool = False


def lire_nombres(texte: str) -> list[Nombre]:
    """Every number of a folded text, in order.

    >>> [str(nombre.valeur) for nombre in lire_nombres("90 000,50 puis 1.200.000, 2,5 et quatre-vingt-dix mille")]
    ['90000.50', '1200000', '2.5', '90000']
    >>> [str(nombre.valeur) for nombre in lire_nombres("un million et demi, 18k5, 9e50")]
    ['1500000', '18500.0', '9.50']
    """
    nombres = [nombre for m in _CHIFFRES.finditer(texte) for nombre in _en_chiffres(texte, m)]
    for m in LETTRES.finditer(texte):
        nombre = _en_lettres(texte, m)
        if nombre is not None:
            nombres.append(nombre)
    return _a_virgule(texte, sorted(nombres, key=lambda nombre: nombre.debut))


# "Cinq virgule cinq pour cent": where no unit follows, the comma is that of a dictated sentence.
_APRES_LA_VIRGULE = ("%", " %", " pour cent", " pourcent")


def _a_virgule(texte: str, nombres: Sequence[Nombre]) -> list[Nombre]:
    joints: list[Nombre] = []
    for nombre in nombres:
        avant = joints[-1] if joints else None
        echelle = next((un for un in _ECHELLES.values() if nombre.valeur >= un), Decimal(1))
        dits = nombre.valeur / echelle
        suit = (
            avant is not None
            and avant.valeur < _MILLE
            and texte[avant.fin : nombre.debut] == " virgule "
            and dits < _CENT
        )
        if avant is not None and suit and (echelle > 1 or texte.startswith(_APRES_LA_VIRGULE, nombre.fin)):
            decimales = dits / (10 if dits < _DIX else _CENT)
            joints[-1] = Nombre((avant.valeur + decimales) * echelle, avant.debut, nombre.fin, en_lettres=True)
        else:
            joints.append(nombre)
    return joints


_DIX, _CENT, _MILLE = 10, 100, 1000


def _en_chiffres(texte: str, m: re.Match[str]) -> list[Nombre]:
    moins = m[0].startswith("-") and not _trait_d_union(texte, m.start())
    negatif = -1 if moins or _EN_TOUTES_LETTRES.search(texte, max(0, m.start() - 20), m.start()) else 1
    if m["groupes"] is None:
        if len(m["suite"]) > 15:
            return []
        decimales = m["decimales"] or ""
        dites = decimales[:9] or m["apres"]
        valeur = Decimal(m["suite"] + ("." + dites if dites else "")) * _LETTRES.get(m["lettre"], 1)
        if not decimales and _DEMI_APRES.match(texte, m.end()):
            valeur += Decimal("0.5")
        return [Nombre(negatif * valeur, m.start(), m.end(), ambigu=len(decimales) == 3)]
    groupes = m["groupes"]
    # "lot 1 90 000 €": the first group is the lot's own number.
    if " " in groupes and (etiquette := _ETIQUETTE.search(texte, max(0, m.start() - 20), m.start())):
        premier, reste = groupes.split(" ", 1)
        if etiquette and not reste.startswith("0"):
            debut = m.start("groupes") + len(premier) + 1
            valeur = Decimal(
                re.sub(r"\D", "", reste) + ("." + m["decimales_groupes"] if m["decimales_groupes"] else "")
            )
            return [
                Nombre(Decimal(premier), m.start(), m.start("groupes") + len(premier)),
                Nombre(valeur, debut, m.end()),
            ]
    valeur = Decimal(re.sub(r"\D", "", groupes)[:18] + ("." + m["decimales_groupes"] if m["decimales_groupes"] else ""))
    return [Nombre(negatif * valeur, m.start(), m.end())]


_AVANT_UN_MOINS = re.compile(
    r"\b(?:fait|plutot|finalement|est|sera|montant|budget|duree|non|mets|disons|pardon|correction|soit)[ ,:=]+$"
)


_EN_TOUTES_LETTRES = re.compile(r"(?:\A|\b(?:fait|plutot|finalement|est|non)[ ,:]+)moins $")


def _trait_d_union(texte: str, debut: int) -> bool:
    """Whether the dash joins or separates ("2018-2019", "nettoyage -85 000 €") rather than says a negative number."""
    if _AVANT_UN_MOINS.search(texte, max(0, debut - 16), debut):
        return False
    avant = texte[:debut].rstrip()
    return bool(avant) and (avant[-1].isalnum() or avant[-1] in "€%)")


def _en_lettres(texte: str, m: re.Match[str]) -> Nombre | None:
    mots = m[0]
    if mots == "cent" and _POUR_CENT.search(texte, max(0, m.start() - 20), m.start()):
        return None
    # A scale alone after digits ("1,2 million") is that number's magnitude, not a number of its own.
    if re.match(r"(?:mil(?:l?es?)?\b|millions?|milliards?)", mots) and re.search(r"\d ?$", texte[: m.start()]):
        return None
    if mots == "million" and texte[: m.start()].endswith(("demi-", "demi ")):
        return Nombre(_ECHELLES[mots] / 2, m.start() - len("demi-"), m.end(), en_lettres=True)
    if mots in ("un", "une") and texte.startswith("demi", m.end() + 1):
        return None
    rond = _RONDS.get(mots.rpartition(" ")[2])
    if rond is not None:
        milliers = next((un for un in (" de milliers", " de mille") if texte.startswith(un, m.end())), "")
        return Nombre(Decimal(rond * (1000 if milliers else 1)), m.start(), m.end() + len(milliers), en_lettres=True)
    try:
        valeur = text2num(" ".join(_ECRITS.get(mot, mot) for mot in mots.split(" ")), "fr")
    except ValueError:
        return _milliers_dits(mots, m)
    echelle = _ECHELLES.get(mots.rpartition(" ")[2])
    if echelle is not None and (demi := ET_DEMI.match(texte, m.end())):
        return Nombre(valeur + echelle / 2, m.start(), demi.end(), en_lettres=True)
    return Nombre(Decimal(valeur), m.start(), m.end(), en_lettres=True)


def _milliers_dits(mots: str, m: re.Match[str]) -> Nombre | None:
    """ "Trente-huit cinq" is said for 38 500."""
    milliers, _, centaines = mots.rpartition(" ")
    chiffre = EN_UN_MOT.get(centaines, _DIX)
    try:
        dits = text2num(milliers, "fr")
    except ValueError:
        return None
    simple = 0 < chiffre < _DIX < dits < _CENT and " " not in milliers
    return Nombre(Decimal(dits * _MILLE + chiffre * _CENT), m.start(), m.end(), en_lettres=True) if simple else None
