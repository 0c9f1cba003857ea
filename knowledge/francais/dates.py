"""Dates as people write them: a day, a month, a quarter, or so many months from today."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from rapidfuzz.distance import OSA

from knowledge.francais.motifs import lire_motifs
from knowledge.regles.faits import Intervalle

_MOTIFS = lire_motifs(__file__)
_MOIS = {
    "janvier": 1, "janv": 1, "jan": 1, "fevrier": 2, "fevr": 2, "fev": 2, "mars": 3, "avril": 4, "avr": 4, "mai": 5,
    "juin": 6, "juillet": 7, "juil": 7, "aout": 8, "septembre": 9, "sept": 9, "sep": 9, "octobre": 10, "oct": 10,
    "novembre": 11, "nov": 11, "decembre": 12, "dec": 12,
}  # fmt: skip


@lru_cache(maxsize=4096)
def rang_du_mois(mot: str) -> int | None:
    """Which month a folded word names, be it with a slip; None for a word that only begins like one.

    >>> rang_du_mois("septambre"), rang_du_mois("maintenance"), rang_du_mois("marche")
    (9, None, None)
    """
    proches = (nom for nom in _MOIS if len(nom) >= _LONG and OSA.distance(mot, nom, score_cutoff=1) <= 1)
    return _MOIS.get(mot) or _MOIS.get(next(proches, ""))


_LONG = 5
UN_MOIS = "|".join(sorted(_MOIS, key=len, reverse=True))
_AN = r"(?:19|20)\d\d"
_DATE = re.compile(
    rf"(?<![\w/])(?:"
    rf"(?P<iso>(?P<ia>{_AN})-(?P<im>0[1-9]|1[0-2])(?:-(?P<ij>[0-3]\d))?)(?![\d-])"
    rf"|(?P<jma>(?P<j>[0-3]?\d)(?P<sep>[/.-])(?P<m>0?[1-9]|1[0-2])(?P=sep)(?P<a>{_AN}|\d\d))(?![\d/])"
    rf"|(?P<ma>(?P<mm>0?[1-9]|1[0-2])[/.-](?P<maa>{_AN}))(?![\d/])"
    rf"|(?:(?P<moment>debut|mi|fin|courant|milieu)[ -]+(?:du mois )?(?:de |d')?)?(?:(?P<jour>[0-3]?\d|1er|premier) )?(?P<mois>{UN_MOIS})\.?"
    rf"(?: (?:de l')?(?P<moisan>{_AN}|'?\d\d(?= ?(?:$|[,;.)!?\n])))| (?:(?:de )?l')?(?P<moisrel>(?:annee |an )?prochaine?|dernier|passe))?(?![\w])"
    rf"|(?P<tri>t(?P<tn>[1-4])|(?P<tl>1er|2e|2eme|3e|3eme|4e|4eme|premier|deuxieme|second|troisieme|quatrieme|dernier) trimestre)(?: (?:de )?(?:l'annee )?(?P<ta>{_AN}|\d\d(?= ?(?:$|[,;.)!?\n]))))?(?!\w)"
    rf"|(?P<sem>s(?P<sn>[12])(?= {_AN})|(?P<sl>1er|2e|2eme|premier|deuxieme|second) semestre)(?: (?:de )?(?:l'annee )?(?P<sa>{_AN}))?(?!\w)"
    rf"|(?P<saison>printemps|ete|automne|hiver|rentree)(?: de)? (?P<saisonan>{_AN})(?!\w)"
    rf"|(?:(?P<amoment>debut|mi|fin|courant|milieu)[ -]+)?(?P<an>{_AN})(?![\w/-]|[ ]?(?:€|euro|eur\b|ht\b|ttc\b|k\b|k€|ke\b)|[ ]\d\d\d)"
    rf")"
)
_RANGS = {"1er": 1, "premier": 1, "2e": 2, "2eme": 2, "deuxieme": 2, "second": 2, "3e": 3, "3eme": 3, "troisieme": 3,
          "4e": 4, "4eme": 4, "quatrieme": 4, "dernier": 4}  # fmt: skip
SAISONS = {"printemps": (3, 6), "ete": (6, 9), "automne": (9, 12), "hiver": (1, 3), "rentree": (9, 9)}
_LETTRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9,
            "dix": 10, "douze": 12, "quinze": 15, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24}  # fmt: skip
_RELATIF = re.compile(
    rf"\b(?:(?:dans|d'ici|sous) (?:environ |a peu pres )?(?P<n>\d{{1,3}}|{'|'.join(sorted(_LETTRES, key=len, reverse=True))}) "
    r"(?P<u>ans?|annees?|mois|semaines?|jours?)\b(?! (?:de|apres|avant|maxi|suivant|a compter))|(?P<moisp>le mois prochain)"
    r"|(?P<anp>l'annee prochaine|l'an prochain|annee n\+1)|(?P<finan>(?:a la |en |d'ici la )?fin (?:de l'annee|d'annee)))"
)
_JOUR_ET_MOIS = re.compile(r"(?<![\d/.-])(?P<jour>[0-3]?\d)/(?P<mois>[01]?\d)(?![\d/.-])")


def fin_de_saison(saison: str, annee: int) -> date:
    """The last day of a season of that year."""
    return fin_de_mois(date(annee, SAISONS[saison][1], 1))


def epeler_les_mois(texte: str) -> str:
    """A folded text whose months are spelled as they should be.

    >>> epeler_les_mois("mi septembe 2027, avant la fin du marche")
    'mi septembre 2027, avant la fin du marche'
    """
    noms = {rang: nom for nom, rang in reversed(_MOIS.items())}
    return _MOT.sub(lambda m: m[0] if (rang := rang_du_mois(m[0])) is None or m[0] in _MOIS else noms[rang], texte)


_MOT = re.compile(r"[a-z]{5,}")


@dataclass(frozen=True, slots=True)
class DateLue:
    """A day, or the days between which it falls; `precise` when a day or a month was said."""

    debut: int
    fin: int
    bas: date
    haut: date
    jour: bool = False
    precise: bool = True
    annee_dite: bool = True
    relative: bool = False
    des: date | None = None  # "fin mars": its first day, when it is not `bas`
    jusque: date | None = None  # "mi-mars": its last day, when it is not `haut`

    @property
    def possible(self) -> Intervalle:
        """A month is counted from its first day, as the calendar does; a longer stretch stays open."""
        return Intervalle.point(self.bas) if self.precise else Intervalle(self.bas, self.haut)

    @property
    def etendue(self) -> Intervalle:
        """Every day it can be: a threshold may change inside a month."""
        return Intervalle.point(self.bas) if self.jour else Intervalle(self.des or self.bas, self.jusque or self.haut)


def fin_de_mois(jour: date) -> date:
    return jour.replace(day=calendar.monthrange(jour.year, jour.month)[1])


def plus_mois(jour: date, mois: int) -> date:
    """So many calendar months later, the day clamped to the month's end.

    >>> plus_mois(date(2027, 1, 31), 1), plus_mois(date(2027, 1, 31), -2)
    (datetime.date(2027, 2, 28), datetime.date(2026, 11, 30))
    """
    rang = jour.year * 12 + jour.month - 1 + mois
    annee, numero = divmod(rang, 12)
    if not 1 <= annee <= 9999:
        return jour
    dernier = calendar.monthrange(annee, numero + 1)[1]
    return date(annee, numero + 1, min(jour.day, dernier))


def lire_dates(texte: str, aujourdhui: date) -> list[DateLue]:
    """Every date of a folded text; without a year, the next one to come.

    >>> [str(d.bas) for d in lire_dates("attribution 03/2029, fin mars, le 15 juin 2028", date(2026, 11, 24))]
    ['2029-03-01', '2027-03-31', '2028-06-15']
    """
    dates = []
    for m in _DATE.finditer(texte):
        lue = _absolue(m, aujourdhui)
        if lue is not None:
            dates.append(lue)
    dates.extend(_relative(m, aujourdhui) for m in _RELATIF.finditer(texte))
    dates.sort(key=lambda d: (d.debut, -d.fin))
    return [d for i, d in enumerate(dates) if i == 0 or d.debut >= dates[i - 1].fin]


def dater_les_jours(texte: str, aujourdhui: date) -> str:
    """The same words, each day and month that lacks its year told with the next one to come.

    >>> dater_les_jours("au 31/12 ou au 1/3", date(2026, 11, 24))
    'au 31/12/2026 ou au 01/03/2027'
    """

    def avec_l_annee(lu: re.Match[str]) -> str:
        jour, mois = int(lu["jour"]), int(lu["mois"])
        annee = aujourdhui.year + ((mois, jour) < (aujourdhui.month, aujourdhui.day))
        return f"{jour:02}/{mois:02}/{annee}" if 0 < mois <= 12 else lu[0]

    return _JOUR_ET_MOIS.sub(avec_l_annee, texte)


def _jour(annee: int, mois: int, jour: int) -> date | None:
    return date(annee, mois, jour) if 1 <= jour <= _jours(annee, mois) else None


@lru_cache(maxsize=512)
def _jours(annee: int, mois: int) -> int:
    return calendar.monthrange(annee, mois)[1]


def _absolue(m: re.Match[str], aujourdhui: date) -> DateLue | None:
    debut, fin = m.span()
    if m["iso"]:
        if m["ij"]:
            jour = _jour(int(m["ia"]), int(m["im"]), int(m["ij"]))
            return None if jour is None else DateLue(debut, fin, jour, jour, jour=True)
        return _mois(debut, fin, int(m["ia"]), int(m["im"]))
    if m["jma"]:
        annee = int(m["a"]) + (2000 if len(m["a"]) == 2 else 0)
        jour = _jour(annee, int(m["m"]), int(m["j"]))
        return None if jour is None else DateLue(debut, fin, jour, jour, jour=True)
    if m["ma"]:
        return _mois(debut, fin, int(m["maa"]), int(m["mm"]))
    if m["mois"]:
        return _en_lettres(m, aujourdhui)
    if m["tri"]:
        rang = int(m["tn"]) if m["tn"] else _RANGS[m["tl"]]
        if m["ta"] is None and m["tn"] is None and rang == 4 and m["tl"] == "dernier":
            return None
        return _tranche(debut, fin, m["ta"], 3 * rang - 2, 3, aujourdhui)
    if m["sem"]:
        rang = int(m["sn"]) if m["sn"] else _RANGS[m["sl"]]
        return _tranche(debut, fin, m["sa"], 6 * rang - 5, 6, aujourdhui)
    if m["saison"]:
        premier, dernier = SAISONS[m["saison"]]
        annee = int(m["saisonan"])
        if premier == dernier:
            return _mois(debut, fin, annee, premier)
        return DateLue(debut, fin, date(annee, premier, 1), fin_de_mois(date(annee, dernier, 1)), precise=False)
    annee = int(m["an"])
    premier, dernier = {"debut": (1, 3), "mi": (5, 7), "milieu": (5, 7), "fin": (10, 12)}.get(
        m["amoment"] or "", (1, 12)
    )
    return DateLue(debut, fin, date(annee, premier, 1), fin_de_mois(date(annee, dernier, 1)), precise=False)


def _mois(debut: int, fin: int, annee: int, mois: int) -> DateLue:
    premier = date(annee, mois, 1)
    return DateLue(debut, fin, premier, fin_de_mois(premier))


def _tranche(debut: int, fin: int, annee: str | None, premier: int, longueur: int, aujourdhui: date) -> DateLue:
    an = int(annee) if annee else aujourdhui.year
    an += 2000 if an < 100 else 0
    bas = date(an, premier, 1)
    haut = fin_de_mois(date(an, premier + longueur - 1, 1))
    if annee is None and haut < aujourdhui and an < 9999:
        bas, haut = bas.replace(year=an + 1), fin_de_mois(haut.replace(year=an + 1))
    return DateLue(debut, fin, bas, haut, precise=False, annee_dite=annee is not None)


_COURTS = frozenset({"jan", "sep", "dec", "oct", "nov", "fev", "avr", "sept", "mai", "mars"})


def _en_lettres(m: re.Match[str], aujourdhui: date) -> DateLue | None:
    mois = _MOIS[m["mois"]]
    jour = 1 if m["jour"] in ("1er", "premier") else int(m["jour"]) if m["jour"] else None
    dit = m["moisan"]
    if dit is None and jour is None and m["moment"] is None and m["mois"] in _COURTS - {"mars", "mai"}:
        return None
    # The stop after a month may end the sentence.
    fin = m.end() - m[0].endswith(".")
    relatif = m["moisrel"] or ""
    if dit is not None:
        annee = int(dit.strip("'"))
        annee += 2000 if annee < 100 else 0
    elif relatif in ("dernier", "passe"):
        annee = aujourdhui.year - (mois >= aujourdhui.month)
    elif relatif.startswith("an"):
        annee = aujourdhui.year + 1
    else:
        annee = aujourdhui.year + ((mois, jour or 31) < (aujourdhui.month, aujourdhui.day))
    if not 1 <= annee <= 9999:
        return None
    if jour is not None:
        exact = _jour(annee, mois, jour)
        return None if exact is None else DateLue(m.start(), fin, exact, exact, jour=True, annee_dite=dit is not None)
    premier = date(annee, mois, 1)
    dernier = fin_de_mois(premier)
    bas = {"fin": dernier, "mi": premier.replace(day=15), "milieu": premier.replace(day=15)}.get(
        m["moment"] or "", premier
    )
    des, jusque = {
        "debut": (premier, premier.replace(day=15)),
        "mi": (premier.replace(day=6), premier.replace(day=25)),
        "milieu": (premier.replace(day=6), premier.replace(day=25)),
        "fin": (premier.replace(day=16), dernier),
    }.get(m["moment"] or "", (None, None))
    return DateLue(m.start(), fin, bas, dernier, annee_dite=dit is not None, des=des, jusque=jusque)


def _relative(m: re.Match[str], aujourdhui: date) -> DateLue:
    if m["moisp"]:
        premier = plus_mois(aujourdhui.replace(day=1), 1)
        return DateLue(*m.span(), premier, fin_de_mois(premier), relative=True)
    if m["anp"]:
        annee = min(aujourdhui.year + 1, 9999)
        return DateLue(*m.span(), date(annee, 1, 1), date(annee, 12, 31), precise=False, relative=True)
    if m["finan"]:
        fin_d_annee = date(aujourdhui.year, 12, 31)
        des = max(aujourdhui, date(aujourdhui.year, 10, 1))
        return DateLue(*m.span(), fin_d_annee, fin_d_annee, relative=True, des=des)
    nombre = int(m["n"]) if m["n"].isdigit() else _LETTRES[m["n"]]
    if m["u"].startswith("an"):
        jour = plus_mois(aujourdhui, 12 * nombre)
    elif m["u"] == "mois":
        jour = plus_mois(aujourdhui, nombre)
    else:
        jour = aujourdhui + timedelta(days=nombre * (7 if m["u"].startswith("sem") else 1))
    return DateLue(*m.span(), jour, jour, jour=True, relative=True)


_ENTRE = r"[^;.!?\n\d]{0,40}"
_EVENEMENTS = {
    "date_attribution": re.compile(
        r"(?:(?<!criteres d')(?<!commission d')\battribution|\battribuee?s?\b(?: depuis\b)?|\battribuer|\bnotification|\bnotifiee?s?\b|\bnotifier|\battrib\b|\bsignature du (?:marche|contrat)"
        r"|\battribu(?:e|era|ons|erons|erait)\b|\b(?:on|nous|je) (?:lui |leur |le |la |l')?sign(?:e|era|erai|ons|erons)\b|\b(?:attributaire|laureat|titulaire) (?:ne )?(?:sera |soit |est )?(?:choisi|designe|connu|retenu)|\b(?:faut|voudrais|veut|veux) un titulaire"
        r"|(?:^|[,;.] ?|\bet )(?:la )?date(?: c'est| sera| est| ?:))"
        rf"(?P<entre>{_ENTRE})$"
    ),
    "date_consultation": re.compile(
        r"(?:\bconsultation|\bpublication|\bpubliee?s?\b|\bpublier|\bpublie\b|\bpublie le\b|\blancement|\blancee?s?\b|\blancer\b|\blance\b|\bmise en ligne|\bavis de marche|\baapc)"
        rf"(?P<entre>{_ENTRE})$"
    ),
}
_EVENEMENTS_APRES = {
    "date_attribution": re.compile(
        r"^ ?(?::|pour|=|,|-|est la|sera la)? ?(?:la |l'|date d'|date de )?(?:date d')?(?:attribution|notification)\b(?! (?:du )?(?:precedent|actuel))"
    ),
    "date_consultation": re.compile(
        r"^ ?(?::|pour|=)? ?(?:la |le )?(?:publication|lancement de la consultation|consultation|mise en ligne)\b"
    ),
}
_PUIS_SA_DATE = re.compile(
    r" ?(?::|=)? ?(?:du marche |du contrat )?(?:est |sera )?(?:prevue?s?|fixee?s?|envisagee?s?|estimee?s?|visee?s?|attendue?s?|souhaitee?s?|programmee?s?)? ?(?:pour |vers |a |en |des |avant |d'ici )?(?:le |la |l'|fin |debut |mi-?|courant )?(?:\w+ ){0,1}?"
)
_AILLEURS = re.compile(
    r"\b(?:fin du|termine|echeance|expire|actuel|precedent|ancien|livr\w+|remise des|reception|debut des|demarrage|commence\w*|depuis|"
    r"jusqu|numero|n°|initiale?|premiere|suite|infructu\w*|relance|il y a|avait|marche en cours|titulaire|travaux|cad\b|commission|offres|execution|candidatures|installation|inauguration|effet|pour une? duree|duree)\b"
)


# Whose award it is: "le précédent marché avait été attribué en mars".
_D_UN_AUTRE = re.compile(r"\b(?:precedent|ancien|actuel|dernier|avait)\w*[^.;,!?]*$")
_SE_REPREND = re.compile(
    r"[ ,.(-]*(?:(?:enfin|non|nan|pardon|plutot|finalement|euh|heu|ah|oups|disons|mais|ou|plus|en fait|pas|plutot)[ ,]+)+(?:pour |vers |a |en |des |debut |mi-? ?|fin |le |courant )*"
)


def _du_contrat(gauche: str, droite: str) -> list[str]:
    """Whether a date, by what stands before and after it, is the end of the present contract, or the start of this one.

    >>> _du_contrat("notre contrat d'assurance arrive a son terme ", ""), _du_contrat("livraison avant l'", "")
    (['date_fin_actuel'], ['date_debut'])
    >>> _du_contrat("debut de la consultation ", ""), _du_contrat("le futur contrat se termine ", "")
    ([], [])
    """
    m = _MOTIFS.date_fin_actuel.search(gauche)
    if m is not None:
        return [] if _MOTIFS.nouveau.search(gauche) else ["date_fin_actuel"]
    m = _MOTIFS.date_debut.search(gauche)
    if m is not None and not (_MOTIFS.autre_moment.search(m["entre"]) or _D_UN_AUTRE.search(gauche[: m.start()])):
        return ["date_debut"]
    return ["date_debut"] if _MOTIFS.apres_date_debut.match(droite) else []


def _delai(texte: str, lue: DateLue) -> bool:
    """Whether a time is counted from an order still to come, and not from today: "livraison sous 6 semaines"."""
    return lue.relative and texte.startswith("sous", lue.debut)


def avant_ou_au_plus_tard(texte: str, lue: DateLue) -> Intervalle | None:
    """The days until which something is told to come: "avant l'été 2027", "d'ici fin mars"; None where none are.

    >>> avant_ou_au_plus_tard("avant l'ete 2027", lire_dates("avant l'ete 2027", date(2026, 11, 24))[0])
    Intervalle(bas=None, haut=datetime.date(2027, 5, 31), bas_inclus=True, haut_inclus=True)
    """
    gauche = texte[max(0, lue.debut - 30) : lue.debut]
    if _MOTIFS.avant.search(gauche):
        return Intervalle(None, lue.bas if lue.jour else (lue.des or lue.bas) - timedelta(days=1))
    return Intervalle(None, lue.haut) if _MOTIFS.d_ici.search(gauche) and not lue.precise else None


def dater(texte: str, dates: list[DateLue]) -> dict[str, list[DateLue]]:
    """The dates that the text ties to an event of the contract, by the name of the fact."""
    trouves: dict[str, list[DateLue]] = {}
    for i, lue in enumerate(dates):
        debut = dates[i - 1].fin if i else 0
        gauche = texte[max(debut, lue.debut - 70) : lue.debut]
        suivant = dates[i + 1].debut if i + 1 < len(dates) else len(texte)
        droite = texte[lue.fin : min(lue.fin + 30, suivant)]
        proches = []
        for nom, motif in _EVENEMENTS.items():
            m = motif.search(gauche)
            if m is not None and not (_AILLEURS.search(m["entre"]) or _D_UN_AUTRE.search(gauche[: m.start()])):
                proches.append((m.start("entre"), nom))
        if not proches and not _delai(texte, lue):
            proches = [(0, nom) for nom in _du_contrat(gauche, droite)]
        if proches:
            trouves.setdefault(max(proches)[1], []).append(lue)
            continue
        avant = next((nom for nom, lues in trouves.items() if i and dates[i - 1] in lues), None)
        if avant is not None and _SE_REPREND.fullmatch(texte, debut, lue.debut):
            # "Attribution en février, enfin plutôt en avril": the second is of the same event.
            trouves[avant].append(lue)
            continue
        entre_deux = texte[lue.fin : suivant] if i + 1 < len(dates) else ""
        for nom, motif in _EVENEMENTS_APRES.items():
            # "offres le 12 janvier, attribution le 22 mars": the event is that of the date which follows it.
            suite = _EVENEMENTS[nom].search(entre_deux)
            if suite is not None and _PUIS_SA_DATE.fullmatch(suite["entre"]):
                continue
            if motif.match(droite):
                trouves.setdefault(nom, []).append(lue)
    return trouves
