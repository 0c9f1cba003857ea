"""What is said of a session: its day, hours, place and title."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.accompagnements.mots import NOM
from knowledge.francais.dates import DateLue, dater_les_jours, lire_dates, plus_mois
from knowledge.francais.jours import SEMAINE, lire_un_jour, plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import simplifier

TITRE_MAX = 120
LIEU_MAX = 120
_AUTOUR_D_UN_TITRE = ' :,"«»“”'
_SANS_GENRE = frozenset(("session", "sessions", "accompagnement", "accompagnements"))
# Beside the day: "à 14 h", "de 9 h à 12 h 30". Before it, a bare "2 heures" may be how long something lasts.
_UNE_HEURE = r"(?P<h{0}>[01]?\d|2[0-3]) ?(?:h(?:eures?)?(?! \d{{3}})|:(?=[0-5]\d)) ?(?P<m{0}>[0-5]\d)?"
_HEURES = re.compile(
    r",? ?(?P<des>\b(?:a partir de|des|de|a|vers|entre) )?(?<![\d.,])"
    + _UNE_HEURE.format(1)
    + r"(?:(?: ?- ?| ?a | ?et | jusqu'a )"
    + _UNE_HEURE.format(2)
    + r")?(?!\w)"
)
# So long from the day that the session had: "d'une semaine", "de deux jours".
_NOMBRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "huit": 8, "quinze": 15}
_MOIS_DITS = "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre".split()  # noqa: SIM905
_MOTIFS = lire_motifs(__file__, nom=NOM, nombres=_NOMBRES)
# A day said without its year is this year's when it is past by less.
_OUBLIE = 2


@dataclass(frozen=True, slots=True)
class Moment:
    """What is said of when and where: the day, or why none was read ("sans_jour", "vague", "plusieurs", "desaccord").

    `heure` is "14:00", or "09:00-12:30". `avant` and `apres` are the words around the day, as they were written.
    """

    jour: date | None = None
    cause: str | None = None
    heure: str | None = None
    avant: str = ""
    apres: str = ""


def lire_un_moment(texte: str, aujourdhui: date) -> Moment:
    """Read the one day of a message, the hour beside it, and what stands before and after."""
    texte = _nu(texte)
    if _MOTIFS.heure_impossible.search(plier_sur_place(texte)):
        return Moment(cause="heure_impossible", avant=texte)
    if _dit_un_jour_impossible(plier_sur_place(texte), aujourdhui):
        return Moment(cause="jour_impossible", avant=texte)
    texte = avec_son_jour(texte, aujourdhui)
    plie = plier_sur_place(texte)
    lues = lire_dates(plie, aujourdhui)
    precises = [une for une in lues if une.jour]
    if len(precises) != 1:
        cause = "plusieurs" if precises else "vague" if _parle_d_un_mois(lues) else "sans_jour"
        return Moment(cause=cause, avant=texte)
    [lue] = precises
    if (dit := _MOTIFS.jour_dit.search(plie[: lue.debut])) and SEMAINE[lue.bas.weekday()] != dit["jour"]:
        return Moment(cause="desaccord", avant=texte)
    avant, apres = texte[: _MOTIFS.avant_le_jour.search(plie[: lue.debut]).start()], texte[lue.fin :]  # type: ignore[union-attr]
    heure, reste = _lire_les_heures(apres)
    if heure is not None:
        apres = reste
    else:
        heure, avant = _lire_les_heures(avant, nue=False)
    return Moment(lue.bas, None, heure, avant, apres)


def lire_le_report(quand: str, aujourdhui: date) -> Moment:
    """Another day ("au 20 mars", "au 20", "à jeudi"), with its hour and place; or another hour of the same day."""
    moment = lire_un_moment(quand, aujourdhui)
    if moment.cause != "sans_jour":
        return moment
    if _MOTIFS.vague.search(plier_sur_place(quand)):
        return Moment(cause="vague")
    heure, reste = _lire_les_heures(quand)
    jour = lire_un_jour(aujourdhui, simplifier(reste)) if reste.strip() else None
    return Moment(jour, None if jour else "sans_jour", heure)


def lire_l_ecart(connu: date, quand: str, *, plus_tot: bool) -> Moment | None:
    """So long before or after the day that is known; None when the message says it otherwise."""
    lu = _MOTIFS.de_tant.match(plier_sur_place(quand))
    if lu is None:
        return None
    combien = int(_NOMBRES.get(lu["n"], lu["n"])) * (-1 if plus_tot else 1)
    if lu["unite"] == "mois":
        return Moment(plus_mois(connu, combien))
    return Moment(connu + timedelta(days=combien * (7 if lu["unite"].startswith("semaine") else 1)))


def avec_son_jour(quoi: str, aujourdhui: date) -> str:
    """What was said, its day in full: a yes said the day after is about the same day.

    >>> avec_son_jour("demain à 9 h", date(2027, 2, 15)), avec_son_jour("le 12/01", date(2027, 2, 15))
    ('16/02/2027 à 9 h', 'le 12/01/2027')
    """
    proche = _dater_les_jours_proches(_nu(quoi), aujourdhui)
    return dater_les_jours(_dater_les_jours_passes(proche, aujourdhui), aujourdhui)


def _nu(texte: str) -> str:
    return " ".join(texte.split()).replace("\u2019", "'")


def lire_le_lieu(apres: str) -> str | None:
    debut = _MOTIFS.a_un_lieu.match(plier_sur_place(apres))
    lieu = apres[debut.end() if debut else 0 :].strip(" ,;:.()–-")
    return lieu[:LIEU_MAX] or None


def lire_le_titre(avant: str, apres: str) -> tuple[str, str]:
    """The title that a session is given, and what is left of the words after its day."""
    avant = avant.strip(" ,;:.–-")
    lu = _MOTIFS.genre.match(plier_sur_place(avant))
    if lu is None:
        # "Session Signature électronique": a capital begins the title.
        return _MOTIFS.session_d_un_titre.sub("", avant), apres
    genre, titre = avant[: lu.end("genre")], avant[lu.end("genre") :].strip(_AUTOUR_D_UN_TITRE)
    if not titre and ":" in apres:
        # "… le 12 mars à 14 h : Répondre à un premier marché, Maison de l'économie", or "… à 14 h, à la CCI : Répondre…".
        lieu, _, titre = apres.partition(":")
        if not lieu.strip(" ,"):
            titre, _, lieu = titre.rpartition(",") if "," in titre else (titre, "", "")
        titre, apres = titre.strip(_AUTOUR_D_UN_TITRE), lieu
    if not titre:
        return genre, apres
    return (titre if plier_sur_place(genre) in _SANS_GENRE else f"{genre} : {titre}"), apres


def titrer(dit: str) -> str:
    """The title that these words give: without their quotes, with a capital.

    >>> titrer(" « répondre à un premier marché » ")
    'Répondre à un premier marché'
    """
    titre = " ".join(dit.strip(_AUTOUR_D_UN_TITRE).split())
    return (titre[:1].upper() + titre[1:])[:TITRE_MAX]


def _dit_un_jour_impossible(plie: str, aujourdhui: date) -> bool:
    """ "Le 31 novembre", "le 30/02": a day that its month does not have."""
    for lu in _MOTIFS.jour_impossible.finditer(plie):
        jour, mois = _jour_et_mois(lu)
        annee = int(lu["an"] or lu["a"] or 0) or (aujourdhui.year if (mois, jour) != (2, 29) else 2028)
        if lu["j"] and not lu["a"] and not (1 <= mois <= 12 and "/" in lu[0]):
            # "3-4" may be anything.
            continue
        if _jour_ou_rien(annee + 2000 * (annee < 100), mois, jour) is None:
            return True
    return False


def _jour_et_mois(lu: re.Match[str]) -> tuple[int, int]:
    if lu["mois"]:
        return int(lu["jour"].removesuffix("er")), _MOIS_DITS.index(lu["mois"]) + 1
    return int(lu["j"]), int(lu["m"])


def _jour_ou_rien(annee: int, mois: int, jour: int) -> date | None:
    try:
        return date(annee, mois, jour)
    except ValueError:
        return None


def _dater_les_jours_passes(texte: str, aujourdhui: date) -> str:
    """The same words, each day that is past since little told with this year: next year's is not what it means."""

    def avec_l_annee(lu: re.Match[str]) -> str:
        if lu["an"] or lu["a"] or (lu["j"] and "/" not in lu[0]):
            return lu[0]
        jour, mois = _jour_et_mois(lu)
        for annee in (aujourdhui.year, aujourdhui.year - 1):
            dit = _jour_ou_rien(annee, mois, jour)
            if dit is not None and plus_mois(aujourdhui, -_OUBLIE) < dit < aujourdhui:
                return f"{jour:02}/{mois:02}/{annee}"
        return lu[0]

    return _sur_le_plie(_MOTIFS.jour_impossible, texte, avec_l_annee, sauf=_MOTIFS.prochain)


def _dater_les_jours_proches(texte: str, aujourdhui: date) -> str:
    """The same words, "demain" or "jeudi prochain" told as a date, when no other day is said."""
    plie = plier_sur_place(texte)
    proches = list(_MOTIFS.jour_proche.finditer(plie))
    if len(proches) != 1 or any(une.jour for une in lire_dates(plie, aujourdhui)):
        return texte
    if _MOTIFS.jour_impossible.search(plie) and "/" in plie:
        return texte
    [lu] = proches
    jour = aujourdhui if lu[0].startswith("aujourd") else lire_un_jour(aujourdhui, lu[0])
    if jour is None:
        return texte
    if lu[0].endswith("en huit"):
        jour += timedelta(days=7)
    return f"{texte[: lu.start()]}{jour:%d/%m/%Y}{texte[lu.end() :]}"


def _sur_le_plie(motif: re.Pattern[str], texte: str, par: Callable[[re.Match[str]], str], sauf: re.Pattern[str]) -> str:
    """Change what a pattern finds in the folded text, and leave the rest as it was written."""
    plie, morceaux, fin = plier_sur_place(texte), [], 0
    for lu in motif.finditer(plie):
        if not sauf.match(plie, lu.end()) and (dit := par(lu)) != lu[0]:
            morceaux += [texte[fin : lu.start()], dit]
            fin = lu.end()
    return "".join([*morceaux, texte[fin:]])


def _parle_d_un_mois(lues: Sequence[DateLue]) -> bool:
    """Whether a month was said; a year alone may be in the name of something ("SPASER 2026")."""
    return any(une.precise for une in lues)


def _lire_les_heures(texte: str, *, nue: bool = True) -> tuple[str | None, str]:
    """The hours in some words, and these words without them; `nue`: nothing need announce them."""
    for lu in _HEURES.finditer(plier_sur_place(texte)):
        if nue or lu["des"] or lu["h2"]:
            dites = [f"{int(lu[f'h{n}']):02}:{lu[f'm{n}'] or '00'}" for n in (1, 2) if lu[f"h{n}"]]
            return "-".join(dites), texte[: lu.start()] + texte[lu.end() :]
    return None, texte
