"""One value of a file at a time: dates, amounts, durations, codes and numbers, with what must be said of each."""

from __future__ import annotations

import ast
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

import orjson
from stdnum import luhn

from knowledge.cpv.nomenclature import codes_dans, libelle
from knowledge.francais.contexte import lire_contexte
from knowledge.francais.dates import fin_de_mois, lire_dates
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import PERDUE, plier
from knowledge.lecture.durees import decider_duree, lire_durees
from knowledge.registre.enumerations import Lexique, Liste, enumerations, mots_de
from knowledge.registre.marche import Gravite, Remarque

LU_MAX = 300
# A printed list or object longer than this is not worth the risk of reading it.
LITTERAL_MAX = 20_000
# No contract before the Code of 2001 is still of use; none is signed so far ahead.
ANNEE_MIN, ANNEE_MAX = 1990, 2100
EXCEL_DEPUIS = date(1899, 12, 30)
EXCEL_MIN, EXCEL_MAX = 30_000, 60_000
MONTANT_SANS_VALEUR = Decimal(1)
# The largest contracts of the country: above, a figure is a slip (an identifier, a phone number, a held key).
MONTANT_MAX = Decimal(1_000_000_000)
MONTANT_MAX_CONCESSION = Decimal(20_000_000_000)
# 20 years for a marché, 99 for a concession: a longer one was counted in days, or means nothing.
DUREE_MAX = 240
DUREE_MAX_CONCESSION = 1188
JOURS_PAR_AN = 365
_BOUCHON = re.compile(
    r"12345678\d*|123456|1234567|12345[67]\.\d+|1234567\.89|9{8,}|9{7,}\.99|98765432\d*|987654[3]?\.\d+"
)
_CENTIME = Decimal("0.01")
# What OBJETS are cut at by the programs that publish them.
COUPURES = frozenset({250, 255, 256})
SIRET = re.compile(r"\d{14}")


@dataclass(slots=True)
class Notes:
    """What is to be said of one record, in the order it was met."""

    liste: list[Remarque] = field(default_factory=list)

    def corrige(self, cause: str, champ: str, lu: Any, retenu: Any) -> None:
        self.liste.append(Remarque(Gravite.CORRIGE, cause, champ, en_texte(lu)[:LU_MAX], en_texte(retenu)))

    def douteux(self, cause: str, champ: str, lu: Any = "", retenu: Any = None) -> None:
        garde = None if retenu is None else en_texte(retenu)[:LU_MAX]
        self.liste.append(Remarque(Gravite.DOUTEUX, cause, champ, en_texte(lu)[:LU_MAX], garde))

    def ecarte(self, cause: str, champ: str, lu: Any = "") -> None:
        self.liste.append(Remarque(Gravite.ECARTE, cause, champ, en_texte(lu)[:LU_MAX]))


# --- text -------------------------------------------------------------------------------------------------------------


def en_texte(valeur: Any) -> str:
    """A value as one line of text: whole numbers without their ".0", dates as ISO.

    >>> en_texte(48.0), en_texte(["a"]), en_texte(None)
    ('48', 'a', '')
    """
    match valeur:
        case None:
            return ""
        case str():
            return " ".join(valeur.split()) if "\n" in valeur or "  " in valeur or valeur != valeur.strip() else valeur
        case bool():
            return "oui" if valeur else "non"
        case float() | Decimal():
            nombre = Decimal(repr(valeur)) if isinstance(valeur, float) else valeur
            if not nombre.is_finite():
                return ""
            entier = nombre == nombre.to_integral_value() and nombre.adjusted() < 18
            return str(int(nombre)) if entier else str(valeur)
        case datetime():
            return valeur.date().isoformat() if (valeur.hour, valeur.minute) == (0, 0) else valeur.isoformat()
        case date():
            return valeur.isoformat()
        case list() | tuple():
            return ", ".join(en_texte(une) for une in valeur)
        case Mapping():
            return ", ".join(f"{cle}: {en_texte(une)}" for cle, une in valeur.items())
        case _:
            return str(valeur)


def est_vide(valeur: Any) -> bool:
    """Whether nothing is said, in whatever words.

    >>> [est_vide(v) for v in (None, "", " - ", "NC", "Non disponible", 0, [], float("nan"), "0")]
    [True, True, True, True, True, False, True, True, False]
    """
    if valeur is None or valeur == "":
        return True
    if isinstance(valeur, list | tuple | dict):
        return not valeur
    if isinstance(valeur, str):
        return len(valeur) < 20 and ((mots := mots_de(valeur)) == "" or mots in enumerations().vides)
    return isinstance(valeur, float) and valeur != valeur  # noqa: PLR0124 - not a number


def depuis_texte(valeur: Any) -> Any:
    """A list or an object printed as text by JSON or Python, read back; any other value as it is.

    >>> depuis_texte("['123', None]"), depuis_texte('{"code": "69"}'), depuis_texte("[sic]")
    (['123', None], {'code': '69'}, '[sic]')
    """
    if not isinstance(valeur, str):
        return valeur
    texte = valeur.strip()
    if texte[:1] not in ("[", "{") or len(texte) > LITTERAL_MAX:
        return valeur
    try:
        return orjson.loads(texte)
    except orjson.JSONDecodeError:
        pass
    try:
        lu = ast.literal_eval(texte)
    except (ValueError, SyntaxError, RecursionError, MemoryError):
        return valeur
    return lu if isinstance(lu, list | tuple | dict) else valeur


# "&" replaced by "et" in an entity, as one publisher does: "et#8211;", "etamp;".
_ENTITE_ABIMEE = re.compile(r"\bet(?:(#\d{3,5})[;,\\]*|(amp|quot|lt|gt)[;,])")
_ENTITE = re.compile(r"&(?:#\d{2,6}|#x[0-9a-f]{2,5}|[a-z]{2,8}\d?);", re.IGNORECASE)
_BALISE = re.compile(r"<(?:br|/?p|/?b|/?i|/?u|/?strong|/?em|/?span|/?div)\b[^<>]{0,80}>", re.IGNORECASE)


def sans_balises(texte: str) -> str:
    """A text of one line, the entities of web pages read and their tags taken away.

    >>> sans_balises("Crèche<br /> &amp; école et#8211; lot 2")
    'Crèche & école – lot 2'
    """
    if "&" in texte or "#" in texte or ";" in texte:
        texte = _ENTITE.sub(lambda m: html.unescape(m[0]), _ENTITE_ABIMEE.sub(r"&\1\2;", texte))
    if "<" in texte:
        texte = _BALISE.sub(" ", texte)
    return " ".join(texte.replace("\x00", "").split())


def lire_objet(valeur: Any, notes: Notes) -> str | None:
    """The object without its tags; what it lost is said, and it is kept."""
    if est_vide(valeur):
        return None
    brut = valeur if isinstance(valeur, str) else en_texte(valeur)
    texte = sans_balises(brut)
    if not texte:
        return None
    if PERDUE in texte:
        notes.douteux("objet_caracteres_perdus", "objet", texte, texte)
    if len(brut) in COUPURES and not brut.rstrip().endswith((".", ")", "!", "»")):
        notes.douteux("objet_tronque", "objet", texte[-80:], texte)
    return texte


# --- dates ------------------------------------------------------------------------------------------------------------

_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:Z|[+-]\d\d:?\d\d|[T ].*)?")
_FRANCAISE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:[T ].*)?")
_COMPACTE = re.compile(r"((?:19|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_NOMBRE_EXCEL = re.compile(r"\d{5}(?:\.\d+)?")
_REPERE = date(2000, 1, 1)


@lru_cache(maxsize=16384)
def _date_du_texte(texte: str) -> tuple[date | None, str]:
    """A day, and the cause why it is none ("" for a day plainly said)."""
    if m := _ISO.fullmatch(texte) or _COMPACTE.fullmatch(texte):
        annee, mois, jour = (int(bout) for bout in m.groups()[:3])
    elif m := _FRANCAISE.fullmatch(texte):
        jour, mois, annee = (int(bout) for bout in m.groups()[:3])
        annee += 2000 if len(m[3]) == 2 else 0
    elif _NOMBRE_EXCEL.fullmatch(texte) and EXCEL_MIN <= float(texte) <= EXCEL_MAX:
        return EXCEL_DEPUIS + timedelta(days=int(float(texte))), "date_excel"
    else:
        return None, "date_illisible"
    try:
        lue = date(annee, mois, jour)
    except ValueError:
        return None, "date_impossible"
    return (lue, "") if ANNEE_MIN <= annee <= ANNEE_MAX else (None, "date_annee_impossible")


def lire_date(valeur: Any, champ: str, notes: Notes, *, au_mois: str = "") -> date | None:
    """A day; `au_mois` ("debut", "fin") says which day stands for a month alone, where a month is enough."""
    if isinstance(valeur, datetime):
        valeur = valeur.date()
    if isinstance(valeur, date):
        valeur = valeur.isoformat()
    if est_vide(valeur):
        return None
    texte = en_texte(valeur)
    lue, cause = _date_du_texte(texte)
    if lue is None and cause == "date_illisible":
        lue, cause = _date_en_lettres(texte, au_mois)
    if lue is None:
        notes.douteux(cause, champ, valeur)
    elif cause:
        notes.corrige(cause, champ, valeur, lue)
    return lue


def _date_en_lettres(texte: str, au_mois: str) -> tuple[date | None, str]:
    dates = lire_dates(plier(texte[:100]).texte, _REPERE)
    if len(dates) != 1 or not dates[0].annee_dite or not dates[0].precise or dates[0].relative:
        return None, "date_illisible"
    (lue,) = dates
    if not ANNEE_MIN <= lue.bas.year <= ANNEE_MAX:
        return None, "date_annee_impossible"
    if lue.jour:
        return lue.bas, ""
    if not au_mois:
        return None, "date_illisible"
    return (fin_de_mois(lue.bas) if au_mois == "fin" else lue.bas), "date_au_mois"


# --- amounts ----------------------------------------------------------------------------------------------------------

_ESPACES = re.compile(r"[\s\u00a0\u202f'’]")
_SUFFIXE = re.compile(r"(?:€|euros?|eur)?(?:h\.?t\.?|hors?taxes?|horstaxe)?(?:€|euros?|eur)?$", re.IGNORECASE)
_TTC = re.compile(r"t\.?t\.?c|toutes?taxes", re.IGNORECASE)
_MULTIPLE = {"k": 1000, "m": 1_000_000, "md": 1_000_000_000, "mds": 1_000_000_000}
_NOMBRE = re.compile(r"-?\d+(?:[.,]\d+)?")
_MILLIERS_POINTS = re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_MILLIERS_VIRGULES = re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_SCIENTIFIQUE = re.compile(r"\d(?:[.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
# So many digits before the decimals, or noughts after: nothing that is counted has as many.
_ORDRE_MAX = 20
_AMBIGU = re.compile(r"-?\d{1,3}[.,]\d{3}")


def nombre_de(valeur: Any) -> Decimal | None:
    """A number written by a program: no unit, a point or a comma before its decimals; None for any other thing."""
    if isinstance(valeur, bool) or valeur is None:
        return None
    if isinstance(valeur, int | float | Decimal):
        texte = repr(valeur) if isinstance(valeur, float) else str(valeur)
    else:
        texte = _ESPACES.sub("", en_texte(valeur)).replace(",", ".")
    try:
        nombre = Decimal(texte)
    except InvalidOperation:
        return None
    # Not by its value, which an exponent may put beyond all that is reckoned with.
    return nombre if nombre.is_finite() and -_ORDRE_MAX < nombre.adjusted() < _ORDRE_MAX else None


def _montant_du_texte(texte: str) -> tuple[Decimal | None, str]:
    nu = _ESPACES.sub("", texte)
    if _TTC.search(nu):
        return None, "montant_ttc"
    nu = _SUFFIXE.sub("", nu)
    if m := re.fullmatch(r"(-?\d+(?:[.,]\d+)?)(k|mds?|m)", nu, re.IGNORECASE):
        return Decimal(m[1].replace(",", ".")) * _MULTIPLE[m[2].lower()], ""
    if _AMBIGU.fullmatch(nu) and not re.fullmatch(r"-?0[.,]\d+", nu):
        return None, "montant_ambigu"
    if _NOMBRE.fullmatch(nu):
        return Decimal(nu.replace(",", ".")), ""
    if _MILLIERS_POINTS.fullmatch(nu):
        return Decimal(nu.replace(".", "").replace(",", ".")), ""
    if _MILLIERS_VIRGULES.fullmatch(nu):
        return Decimal(nu.replace(",", "")), ""
    if _SCIENTIFIQUE.fullmatch(nu):
        return Decimal(nu.replace(",", ".")), ""
    return None, "montant_illisible"


def lire_montant(
    valeur: Any, champ: str, notes: Notes, *, concession: bool = False, cents: bool = False
) -> Decimal | None:
    """Euros; `cents` for the source that lost its decimal comma. What cannot be the price of a contract is kept out."""
    if est_vide(valeur):
        return None
    if isinstance(valeur, str):
        montant, cause = _montant_du_texte(valeur)
    else:
        montant, cause = nombre_de(valeur), "montant_illisible"
    if montant is not None and montant.adjusted() >= _ORDRE_MAX:
        montant, cause = None, "montant_aberrant"
    if montant is None:
        notes.douteux(cause, champ, valeur)
        return None
    divise = cents and montant == montant.to_integral_value() and montant > MONTANT_SANS_VALEUR
    if divise:
        montant /= 100
    if montant < 0:
        notes.douteux("montant_negatif", champ, valeur)
        return None
    if montant <= MONTANT_SANS_VALEUR:
        notes.douteux("montant_nul", champ, valeur)
        return None
    if _BOUCHON.fullmatch(_sans_zeros(montant)):
        notes.douteux("montant_bouchon", champ, valeur)
        return None
    if montant > (MONTANT_MAX_CONCESSION if concession else MONTANT_MAX):
        notes.douteux("montant_aberrant", champ, valeur)
        return None
    net = en_euros(montant)
    if divise:
        notes.corrige("montant_sans_virgule", champ, valeur, net)
    return net


def _sans_zeros(montant: Decimal) -> str:
    return f"{en_euros(montant):f}"


def en_euros(montant: Decimal) -> Decimal:
    """To the cent, and no cents when there are none.

    >>> en_euros(Decimal("120000.00")), en_euros(Decimal("12.345"))
    (Decimal('120000'), Decimal('12.35'))
    """
    arrondi = montant.quantize(_CENTIME, ROUND_HALF_UP)
    return arrondi.quantize(Decimal(1)) if arrondi == arrondi.to_integral_value() else arrondi


# --- durations --------------------------------------------------------------------------------------------------------

_MOIS_PAR_UNITE = {
    "mois": Decimal(1),
    "ans": Decimal(12),
    "jours": Decimal(12) / JOURS_PAR_AN,
    "semaines": Decimal(12) / 52,
}


def lire_duree(valeur: Any, champ: str, notes: Notes, *, unite: str = "", concession: bool = False) -> int | None:
    """Whole months; `unite` is what the heading says ("mois", "ans", "jours"), and a text may say its own."""
    if est_vide(valeur):
        return None
    nombre = nombre_de(valeur)
    if nombre is None:
        return _duree_en_mots(valeur, champ, notes, concession=concession)
    if nombre <= 0:
        notes.douteux("duree_nulle", champ, valeur)
        return None
    if unite in ("ans", "jours", "semaines"):
        mois = _mois_entiers(nombre * _MOIS_PAR_UNITE[unite])
        return _vraisemblable(mois, valeur, champ, notes, concession=concession)
    if nombre > (DUREE_MAX_CONCESSION if concession else DUREE_MAX) or (
        nombre >= 3 * JOURS_PAR_AN - 1 and nombre % JOURS_PAR_AN == 0
    ):
        ans = nombre / JOURS_PAR_AN
        if ans == ans.to_integral_value():
            mois = int(ans) * 12
            notes.corrige("duree_en_jours", champ, valeur, mois)
            return mois
        notes.douteux("duree_aberrante", champ, valeur)
        return None
    mois = _mois_entiers(nombre)
    if mois != nombre:
        notes.corrige("duree_arrondie", champ, valeur, mois)
    return mois


def _mois_entiers(mois: Decimal) -> int:
    """A month begun counts: an end told too soon would call the next contract too early, never too late."""
    entiers = int(mois)
    return entiers if mois - entiers < Decimal("0.05") and entiers else entiers + 1


def _vraisemblable(mois: int, valeur: Any, champ: str, notes: Notes, *, concession: bool) -> int | None:
    if mois <= (DUREE_MAX_CONCESSION if concession else DUREE_MAX):
        return mois
    notes.douteux("duree_aberrante", champ, valeur)
    return None


@lru_cache(maxsize=2048)
def mois_dits(texte: str) -> Decimal | None:
    """The months that a text says, renewals included; None when it says none, or not which.

    >>> [mois_dits(t) for t in ("3 ans", "1 an renouvelable 3 fois", "12 mois + 3 x 12 mois", "à voir")]
    [Decimal('36'), Decimal('48'), Decimal('48'), None]
    """
    plie = plier(texte[:200]).texte
    durees, _ = lire_durees(plie, lire_nombres(plie), en_reponse=True)
    possible = decider_duree(plie, durees, lire_contexte(plie)).possible
    seule = None if possible is None else possible.seule
    return seule if isinstance(seule, Decimal) else None


def _duree_en_mots(valeur: Any, champ: str, notes: Notes, *, concession: bool) -> int | None:
    texte = en_texte(valeur)
    mois = mois_dits(texte)
    if mois is None or mois <= 0:
        notes.douteux("duree_illisible", champ, valeur)
        return None
    entiers = _mois_entiers(mois)
    return _vraisemblable(entiers, valeur, champ, notes, concession=concession)


_FOIS = re.compile(r"(\d{1,2})(?: ?(?:fois|x|reconductions?|renouvellements?|periodes?))?")


def reconductions_de(valeur: Any, periode: int) -> int | None:
    """The months that renewals add: so many times the first period, or what a text says; None when it cannot be told.

    >>> reconductions_de("3", 12), reconductions_de("3 x 1 an", 12), reconductions_de("2 fois 6 mois", 12), reconductions_de("oui", 12)
    (36, 36, 12, None)
    """
    mots = mots_de(en_texte(valeur))
    if mots in ("non", "0", "aucune", "sans", "non reconductible"):
        return 0
    if m := _FOIS.fullmatch(mots):
        return int(m[1]) * periode
    if m := re.fullmatch(r"(\d{1,2}) ?(?:x|fois)(?: de| d| par)? ?(\d{1,2}) ?(mois|ans?)", mots):
        return int(m[1]) * int(m[2]) * (1 if m[3] == "mois" else 12)
    return None


# --- yes or no, and official values -----------------------------------------------------------------------------------


def lire_booleen(valeur: Any, champ: str, notes: Notes) -> bool | None:
    if isinstance(valeur, bool):
        return valeur
    if est_vide(valeur):
        return None
    lu = enumerations().booleens.get(mots_de(en_texte(valeur)))
    if lu is None:
        notes.douteux("booleen_illisible", champ, valeur)
    return lu


def lire_valeur(valeur: Any, lexique: Lexique, champ: str, notes: Notes) -> str | None:
    """One official value."""
    if est_vide(valeur):
        return None
    lue = lexique.chercher(en_texte(valeur))
    if lue is None:
        notes.douteux("valeur_inconnue", champ, valeur)
        return None
    return str(lue)


_SEPARATEURS = re.compile(r"[|;,/]|(?<!\s)\s++et\s++|\+\s*+|(?<!\s)\s++\+\s*+|\n")


def lire_liste(valeur: Any, liste: Liste, notes: Notes) -> list[str] | None:
    """Official values, however they are put together; none at all when "none" stands beside another."""
    valeur = depuis_texte(valeur)
    if isinstance(valeur, Mapping):
        valeur = valeur.get(liste.singulier, next(iter(valeur.values()), None))
    if est_vide(valeur):
        return None
    morceaux: list[str] = []
    for element in valeur if isinstance(valeur, list | tuple) else [valeur]:
        if isinstance(element, Mapping):
            element = next(iter(element.values()), None)  # noqa: PLW2901 - unwrapped
        texte = en_texte(element)
        if liste.valeurs.chercher(texte) is not None:
            morceaux.append(texte)
        else:
            morceaux.extend(bout for bout in _SEPARATEURS.split(texte) if bout.strip())
    lues: list[str] = []
    for morceau in morceaux:
        if est_vide(morceau):
            continue
        lue = liste.valeurs.chercher(morceau)
        if lue is None:
            notes.douteux("valeur_inconnue", liste.nom, morceau)
        elif lue not in lues:
            lues.append(str(lue))
    if liste.aucune in lues and len(lues) > 1:
        notes.douteux("valeurs_contraires", liste.nom, lues)
        return None
    return lues or None


# --- codes and numbers ------------------------------------------------------------------------------------------------

_CPV = re.compile(r"(\d{7,9})(?:[-–.](\d))?")


def _cle_juste(code: str, cle: str) -> bool:
    # After another word, the nomenclature knows a code by its check digit alone.
    return bool(codes_dans(f"code {code}-{cle}"))


@lru_cache(maxsize=16384)
def _cpv_du_texte(texte: str) -> tuple[str | None, str]:
    """The code of eight digits, and what was done or why there is none."""
    nu = texte.replace(" ", "").replace("\u00a0", "").removesuffix(".0")
    m = _CPV.fullmatch(nu)
    if m is None:
        m = _CPV.match(nu) if len(mots_de(texte)) > 12 else None
        if m is None or len(m[1]) != 8 or libelle(m[1]) is None:
            return None, "cpv_illisible"
        return m[1], "cpv_avec_libelle"
    chiffres, cle = m[1], m[2]
    if len(chiffres) == 9:
        if cle is None and _cle_juste(chiffres[:8], chiffres[8]):
            return chiffres[:8], ""
        return None, "cpv_illisible"
    if len(chiffres) == 7:
        return _cpv_sans_zero(chiffres, cle)
    if libelle(chiffres) is None:
        return None, "cpv_hors_nomenclature"
    if cle is not None and not _cle_juste(chiffres, cle):
        return None, "cpv_cle_fausse"
    return chiffres, ""


def _cpv_sans_zero(chiffres: str, cle: str | None) -> tuple[str | None, str]:
    entier = f"0{chiffres}"
    if libelle(entier) is None or (cle is not None and not _cle_juste(entier, cle)):
        return None, "cpv_hors_nomenclature"
    # Without a check digit, seven digits may also be eight that lost their last: only one reading may stand.
    if cle is None and libelle(f"{chiffres}0") is not None:
        return None, "cpv_ambigu"
    return entier, "cpv_zero_perdu"


def lire_cpv(valeur: Any, notes: Notes) -> str | None:
    """A code of the nomenclature; what is put right is proved by its check digit or by being the only one that fits."""
    if est_vide(valeur):
        return None
    texte = en_texte(valeur)
    if texte.strip("0 .-") == "":
        notes.douteux("cpv_illisible", "cpv", valeur)
        return None
    code, cause = _cpv_du_texte(texte)
    if code is None:
        notes.douteux(cause, "cpv", valeur)
    elif cause:
        notes.corrige(cause, "cpv", valeur, code)
    return code


# La Poste numbers its establishments otherwise: the sum of the digits divides by 5.
_LA_POSTE = "356000000"


@lru_cache(maxsize=32768)
def cle_siret_juste(numero: str) -> bool:
    """Whether the check digits of a SIRET are right.

    >>> cle_siret_juste("21630113500010"), cle_siret_juste("21630113500011")
    (True, False)
    """
    if numero.startswith(_LA_POSTE):
        return luhn.is_valid(numero) or sum(int(chiffre) for chiffre in numero) % 5 == 0
    return bool(luhn.is_valid(numero[:9]) and luhn.is_valid(numero) and numero.strip("0"))


_SIRET_PONCTUE = re.compile(r"[\s.\u00a0\u202f-]")


def chiffres_de(valeur: Any) -> str:
    """A number without the spaces that people write in it."""
    return _SIRET_PONCTUE.sub("", en_texte(valeur))


def siret_de(valeur: Any) -> tuple[str | None, str]:
    """A SIRET, and what was done or why there is none; a lost zero is restored when both check digits prove it.

    >>> siret_de("216 301 135 00010"), siret_de("5680065901468"), siret_de("216301135")
    (('21630113500010', ''), ('05680065901468', 'siret_zero_perdu'), (None, 'siren_seul'))
    """
    chiffres = chiffres_de(valeur)
    if SIRET.fullmatch(chiffres):
        return (chiffres, "") if cle_siret_juste(chiffres) else (None, "siret_cle_fausse")
    if re.fullmatch(r"\d{13}", chiffres) and cle_siret_juste(f"0{chiffres}"):
        return f"0{chiffres}", "siret_zero_perdu"
    if re.fullmatch(r"\d{9}", chiffres) and luhn.is_valid(chiffres):
        return None, "siren_seul"
    return None, "siret_illisible"
