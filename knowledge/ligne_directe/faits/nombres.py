"""Numbers as firms type them, made even before anything is read."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from text_to_num import text2num

from knowledge.francais.langue import plat
from knowledge.francais.nombres import EN_LETTRES, ET_DEMI
from knowledge.francais.sms import en_toutes_lettres

_ESPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_CEDILLE = re.compile(r"\b(?:ça|Ça|ÇA)\b")
_GROUPES_DE_TROIS = re.compile(
    r"(?<![\d.,'])\d{1,3}(?:[.'’]\d{3})+(?![\d.'’]\d|\d)(?! ?(?:M|m€|millions?|milliards?)\b)"
)
_ANGLAIS = re.compile(r"(?<![\d.,])(\d{1,3}),000(?!\d)")
_KILO = re.compile(r"(?<![\w.,])(\d{1,6}(?:[.,]\d{1,3})?) ?(?:k(?:€|eur(?:os?)?|e)?|mille)(?!\w)", re.IGNORECASE)
_MEGA = re.compile(
    r"(?<![\w.,])(\d{1,4}(?:[.,]\d{1,3})?) ?(?:M|[mM]€|[mM](?=(?: ?€| euros?| ht| ttc)\b)|[Mm]eur|[Mm]illions?|(?P<milliard>[Mm]illiards?))(?!\w)(?P<demi> et demie?\b)?"
)
# "un million et demi", and "et demi" alone is of a length
_LETTRES = re.compile(rf"(?P<nombre>{EN_LETTRES})(?:(?<=million|illions|illiard|lliards)(?P<demi>{ET_DEMI.pattern}))?")
_SANS_CHIFFRE = frozenset({"un", "une", "zero"})
_DIZAINES = re.compile(
    r"\b(?:(?:(?:une |la )?(?:petite |bonne |grosse )?)(?P<n>dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine) (?:de |d')|une (?:petite |bonne |grosse )?(?P<seule>dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine)\b)"
)
# "30 à 40 mille", "entre 80 et 90k": the unit is of both.
_DEUX_FOIS_L_UNITE = re.compile(
    r"(?<![\w.,])(?P<entre>entre )?(?P<a>\d{1,3}(?:[.,]\d{1,3})?)(?P<lien> ?(?:et|à|a|ou|-) ?)(?P<b>\d{1,3}(?:[.,]\d{1,3})?) ?(?P<unite>k€|ke|k|mille|M€|M|m€|millions?)(?!\w)",
    re.IGNORECASE,
)
_EN_DIZAINES = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
_NOMBRE_SEUL = re.compile(
    r"(?:environ |a peu pres |autour de |dans les |je dirais |ce serait |c'est |c'etait |cela fait |ca fait |il y en a |j'en ai |on en a |peut-etre )*(?P<n>\d{1,15}(?:[.,]\d{1,2})?|un|une|zero)(?: environ| pile| tout rond| je crois| je pense| ferme| max| maximum)*"
)
SIGNE = re.compile(r"(?:-|moins )\d")


def simplifier(texte: str) -> str:
    """Flat text whose numbers are in one piece: "1,2 M", "80 mille", "14.400", "quatre-vingt mille".

    >>> simplifier("1,2 M"), simplifier("un million et demi"), simplifier("80 k et une dizaine de gars")
    ('1200000 €', '1500000', '80000 € et environ 10 gars')
    """
    texte = _CEDILLE.sub("cela", _ESPACES.sub(" ", texte))
    texte = _GROUPES_DE_TROIS.sub(lambda trouve: re.sub(r"\D", "", trouve[0]), texte)
    texte = _DEUX_FOIS_L_UNITE.sub(_de_meme_unite, _ANGLAIS.sub(r"\g<1>000", texte))
    texte = _MEGA.sub(_en_millions, _KILO.sub(lambda trouve: f"{_multiplie(trouve[1], 1_000)} €", texte))
    simple = _LETTRES.sub(_en_chiffres, en_toutes_lettres(plat(texte)))
    return _DIZAINES.sub(_a_peu_pres, simple)


def en_decimal(brut: str) -> Decimal | None:
    """The value of digits with a comma or a dot."""
    try:
        return Decimal(brut.replace(",", "."))
    except InvalidOperation:
        return None


def nombre_seul(simple: str) -> Decimal | None:
    """The number that a text made even says, when it says nothing else: "je dirais 12", "80000 €".

    >>> nombre_seul("environ 12"), nombre_seul("12 salaries")
    (Decimal('12'), None)
    """
    trouve = _NOMBRE_SEUL.fullmatch(re.sub(r"(?: ?(?:€|euros?|eur|ht|ttc)\b| ?€)+$", "", simple).strip())
    if trouve is None:
        return None
    return {"un": Decimal(1), "une": Decimal(1), "zero": Decimal(0)}.get(trouve["n"]) or (
        en_decimal(trouve["n"]) if trouve["n"][0].isdigit() else Decimal(0)
    )


def _a_peu_pres(trouve: re.Match[str]) -> str:
    return f"environ {_EN_DIZAINES[trouve['n']]} " if trouve["n"] else f"environ {_EN_DIZAINES[trouve['seule']]}"


def _de_meme_unite(trouve: re.Match[str]) -> str:
    petit, grand = en_decimal(trouve["a"]), en_decimal(trouve["b"])
    # "12 et 80k" are two things, unless "entre" is said.
    si_entre = trouve["lien"].strip() == "et" and not trouve["entre"]
    if petit is None or grand is None or petit >= grand or si_entre:
        return trouve[0]
    unite = trouve["unite"]
    return f"{trouve['entre'] or ''}{trouve['a']} {unite}{trouve['lien']}{trouve['b']} {unite}"


def _multiplie(nombre: str, fois: int) -> str:
    produit = Decimal(nombre.replace(",", ".")) * fois
    return f"{produit:f}" if produit != produit.to_integral_value() else str(int(produit))


def _en_millions(trouve: re.Match[str]) -> str:
    fois = 1_000_000_000 if trouve["milliard"] else 1_000_000
    valeur = Decimal(_multiplie(trouve[1], fois)) + (fois // 2 if trouve["demi"] else 0)
    return f"{valeur:f} €"


def _en_chiffres(trouve: re.Match[str]) -> str:
    if trouve[0] in _SANS_CHIFFRE:
        return trouve[0]
    try:
        valeur = text2num(trouve["nombre"], "fr")
    except ValueError:
        return trouve[0]
    if trouve["demi"]:
        valeur += (1_000_000_000 if "milliard" in trouve["nombre"] else 1_000_000) // 2
    return str(valeur)
