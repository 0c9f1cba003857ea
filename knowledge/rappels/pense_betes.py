"""What is typed to be reminded of something on a day: what, when, and what else the message says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees
from knowledge.francais.dates import UN_MOIS, lire_dates
from knowledge.francais.jours import SEMAINE, lire_un_jour, plier_sur_place
from knowledge.francais.texte import mots_de, plier

TEXTE_MAX = 300
_PHRASE = re.compile(r"[.!?;\n]+(?=\s|$)")


@dataclass(frozen=True, slots=True)
class PenseBete:
    """What somebody wants to be reminded of: their words, none where they said none; the day, None where it was not said;
    and what the message says beside. `relance`: it is to remind others.
    """

    texte: str
    jour: date | None
    reste: str = ""
    relance: bool = False


@cache
def _mots() -> dict[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("pense_betes.yaml")))


@cache
def _motif(nom: str) -> re.Pattern[str]:
    dit = _mots()[nom]
    dit = "|".join(dit) if isinstance(dit, list) else dit
    return re.compile(dit.replace("{semaine}", "|".join(SEMAINE)).replace("{mois}", UN_MOIS))


def lire_un_pense_bete(texte: str, aujourdhui: date) -> PenseBete | None:
    """What a message asks to be reminded of; None where it asks nothing of the kind.

    >>> jour = date(2026, 11, 30)
    >>> for dit in (
    ...     "Rappelez-moi vendredi de demander l'avis du PLIE s'il vous plaît.",
    ...     "laisse tombé. rapel moi lundi en 8 le motif pas de lot",
    ...     "Rédigez un mot, ce que chacun me doit avant le 8 janvier, et programmez la relance pour le 5.",
    ...     "rappelle-moi le seuil du MAPA", "rappelle moi de relancer la 3DE", "relance la direction des sports pour les piscines début mars",
    ... ):
    ...     lu = lire_un_pense_bete(dit, jour)
    ...     print(lu and (lu.texte, str(lu.jour), lu.reste))
    ("demander l'avis du PLIE", '2026-12-04', '')
    ('le motif pas de lot', '2026-12-07', '')
    ('la relance', '2027-01-05', 'Rédigez un mot, ce que chacun me doit avant le 8 janvier')
    None
    ('relancer la 3DE', 'None', '')
    ('relance la direction des sports pour les piscines', '2027-03-01', '')
    """
    plie = plier_sur_place(texte)
    lu = _motif("demande").search(plie) or _motif("relance").search(plie)
    if lu is None:
        return None
    relance = _motif("relance").match(plie, lu.start()) is not None
    debut = max((un.end() for un in _PHRASE.finditer(plie, 0, lu.start())), default=0)
    fin = next((un.start() for un in _PHRASE.finditer(plie, lu.end())), len(texte))
    jour, ou = _quand(plie, lu.end(), fin, aujourdhui)
    avant = texte[debut : lu.start()]
    if jour is None:
        jour, devant = _quand(plie, debut, lu.start(), aujourdhui)
        # "Lundi, rappelle-moi de…": before it, the day alone.
        if jour is not None and devant is not None:
            avant = texte[debut : devant[0]] + texte[devant[1] : lu.start()]
    objet = _objet(texte, lu.end(), fin, ou)
    if lu.groupdict().get("dit"):
        # Others are to be asked again, that day.
        relance, objet = False, f"{texte[lu.start('dit') : lu.end('dit')]}{objet}"
    de = re.match(
        r"[ ,]*(?:de |d'|a |que |qu'|pour )", plie[lu.end() : fin] if ou is None else _sans(plie, lu.end(), fin, ou)
    )
    if jour is None and (de is None or not objet):
        # "Rappelle-moi le seuil" asks to be told again.
        return None
    if texte.rstrip().endswith("?") and de is None and not relance:
        return None
    reste = " ".join(un for un in (texte[:debut].strip(), _sans_lien(avant), texte[fin:].lstrip(" .!?;\n")) if un)
    return PenseBete(objet[:TEXTE_MAX], jour, _utile(reste), relance)


def _sans(texte: str, debut: int, fin: int, ou: tuple[int, int]) -> str:
    return texte[debut : ou[0]] + " " + texte[ou[1] : fin]


def _objet(texte: str, debut: int, fin: int, ou: tuple[int, int] | None) -> str:
    """The words between, without the day, nor what links them to what asks."""
    dit = texte[debut:fin] if ou is None else _sans(texte, debut, fin, ou)
    if lie := _motif("liens").match(plier_sur_place(dit)):
        dit = dit[lie.end() :]
    if bout := _motif("fin").search(plier_sur_place(dit)):
        dit = dit[: bout.start()]
    return " ".join(dit.split())


def _sans_lien(dit: str) -> str:
    plie = plier_sur_place(dit)
    bout = _motif("fin").search(plie)
    return dit[: bout.start()].strip() if bout else dit.strip()


def _utile(reste: str) -> str:
    """What is said beside, but for what only gives up what was spoken of."""
    mots = mots_de(reste)
    return "" if len(mots) < 2 or plier_sur_place(reste).startswith(tuple(_mots()["abandon"])) else reste


def _quand(plie: str, debut: int, fin: int, aujourdhui: date) -> tuple[date | None, tuple[int, int] | None]:
    """The day said there, and where: that of what is asked for, rather than one that dates something else."""
    dits = [*_motif("moment").finditer(plie, debut, fin), *_motif("quantieme").finditer(plie, debut, fin)]
    lus = []
    for un in sorted(dits, key=lambda un: un.start()):
        jour = (
            _le_mois_dit(plie, un, aujourdhui) if "jour" in un.groupdict() else lire_un_jour(aujourdhui, un[0].strip())
        )
        if jour is not None and jour >= aujourdhui:
            autre = _motif("d_autre_chose").search(plie, debut, un.start()) or re.match(
                r" ?(?:du|avant|d'ici)\b", un[0]
            )
            lus.append((bool(autre), jour, un.span()))
    if not lus:
        return None, None
    _, jour, ou = min(lus, key=lambda un: un[0])
    return jour, ou


def _le_mois_dit(plie: str, lu: re.Match[str], aujourdhui: date) -> date | None:
    """The day of that number in the month that the message names, else the next one."""
    ailleurs = [un.bas for un in lire_dates(plier(plie).texte, aujourdhui) if un.jour and un.bas >= aujourdhui]
    for un in ailleurs:
        try:
            if (dit := un.replace(day=int(lu["jour"]))) >= aujourdhui:
                return dit
        except ValueError:
            continue
    return lire_un_jour(aujourdhui, f"le {lu['jour']}")


def demande_ou_en_est_un_rappel(texte: str) -> bool:
    """Whether somebody looks for a reminder that did not come.

    >>> demande_ou_en_est_un_rappel("Mon rappel de vendredi n'est pas arrivé, ou alors je l'ai raté ?")
    True
    >>> demande_ou_en_est_un_rappel("pas de rappel avant le 3 janvier"), demande_ou_en_est_un_rappel("mes rappels")
    (False, False)
    """
    plie = plier_sur_place(texte)
    lu = _motif("rappel").search(plie)
    if lu is None or _motif("a_moi").search(plie, 0, lu.start()) is None:
        return False
    return all(_motif(un).search(plie) is not None for un in ("manque", "arrive"))


def annule_un_rappel(texte: str) -> bool:
    """Whether somebody calls their reminder off.

    >>> annule_un_rappel("annule mon rappel de vendredi"), annule_un_rappel("annule")
    (True, False)
    """
    return _motif("annule").match(plier_sur_place(texte).strip()) is not None


def annule_celui_la(texte: str, *, seul: bool = True) -> bool:
    """Whether what was just shown is called off, or was done meanwhile; not `seul`: only where a pronoun says so.

    >>> [annule_celui_la(dit) for dit in ("annule-le, je l'ai eue au tel. bonne soirée", "c'est fait, merci", "annule le marché 12")]
    [True, True, False]
    """
    return _motif("annule_le" if seul else "l_annule").match(plier_sur_place(texte).strip()) is not None


def lire_un_autre(texte: str, dit: str, aujourdhui: date) -> PenseBete | None:
    """Another reminder asked for right after one of these words; of the same where nothing else is said.

    >>> for dit in ("et jeudi d'appeler la 3DE", "puis le 11 janvier aussi", "et le 8 c'est férié"):
    ...     lu = lire_un_autre(dit, "appeler le PLIE", date(2026, 12, 2))
    ...     print(lu and (lu.texte, str(lu.jour)))
    ('appeler la 3DE', '2026-12-03')
    ('appeler le PLIE', '2027-01-11')
    None
    """
    plie = plier_sur_place(texte)
    lu = _motif("encore").match(plie)
    if lu is None or texte.rstrip().endswith("?"):
        return None
    jour, ou = _quand(plie, lu.end(), len(texte), aujourdhui)
    if jour is None or ou is None or ou[0] > lu.end():
        return None
    suite = plie[ou[1] :].strip(" ,.!")
    if _motif("aussi").fullmatch(suite):
        return PenseBete(dit, jour)
    objet = _objet(texte, ou[1], len(texte), None)
    return PenseBete(objet[:TEXTE_MAX], jour) if objet and suite.startswith(("de ", "d'")) else None


def retoucher(texte: str, jour: date, dit: str, aujourdhui: date) -> tuple[date, str] | None:
    """What a reminder of that day and words becomes, where a message only puts it right; None for anything else.

    >>> avant = date(2027, 1, 11), "appeler la 3DE pour les copieurs", date(2026, 12, 2)
    >>> for dit in (
    ...     "non pas le 11, le 18. et c'est pas pour les copieurs c'est pour le sel", "finalement plutôt mardi", "décale d'une semaine",
    ...     "c'est pour le sel, pas les copieurs", "et c'est pour les tenues", "le 18, c'est mieux", "mardi je suis absent",
    ... ):
    ...     lu = retoucher(dit, *avant)
    ...     print(lu and (str(lu[0]), lu[1]))
    ('2027-01-18', 'appeler la 3DE pour le sel')
    ('2026-12-08', 'appeler la 3DE pour les copieurs')
    ('2027-01-18', 'appeler la 3DE pour les copieurs')
    ('2027-01-11', 'appeler la 3DE pour le sel')
    ('2027-01-11', 'appeler la 3DE pour les tenues')
    ('2027-01-18', 'appeler la 3DE pour les copieurs')
    None
    """
    plie = plier_sur_place(texte)
    nouveau, plie = _un_autre_jour(plie, jour, aujourdhui)
    dits = [(lu["nie"] is not None, texte[slice(*lu.span("quoi"))], lu) for lu in _motif("objet").finditer(plie)]
    for _, _, lu in dits:
        plie = plie[: lu.start()] + " " * len(lu[0]) + plie[lu.end() :]
    if (nouveau is None and not dits) or _motif("autour").fullmatch(plie.strip()) is None:
        return None
    nies = [quoi for nie, quoi, _ in dits if nie]
    voulus = [(quoi, _lien(lu)) for nie, quoi, lu in dits if not nie]
    nomme = any(plier_sur_place(nie).strip() in plier_sur_place(dit) for nie in nies)
    if (
        len(voulus) > 1
        or (nies and not voulus and nouveau is None)
        or (any(lu["est"] for *_, lu in dits) and not nomme)
    ):
        return None
    change = _autre_objet(dit, nies, *voulus[0]) if voulus else dit
    return nouveau or jour, change[:TEXTE_MAX]


def _lien(lu: re.Match[str]) -> str | None:
    return (lu["prep"] or lu["prep2"] or "").strip() or None


def _un_autre_jour(plie: str, jour: date, aujourdhui: date) -> tuple[date | None, str]:
    """The one day that is said and not denied, and the text without any; a number alone is of the month that it corrects."""
    if lu := _motif("decalage").search(plie):
        return lire_un_jour(jour, f"dans {lu['combien']}"), plie[: lu.start()] + " " + plie[lu.end() :]
    voulus: list[date] = []
    trouves = {un.start(): un for nom in ("quantieme_seul", "moment") for un in _motif(nom).finditer(plie)}
    for lu in sorted(trouves.values(), key=lambda un: un.start(), reverse=True):
        autre = _du_meme_mois(lu, jour, aujourdhui) or lire_un_jour(aujourdhui, lu[0].strip())
        nie = _motif("nie_un_jour").search(plie, 0, lu.start())
        if autre is not None and nie is None:
            voulus.append(autre)
        debut = lu.start() if nie is None else nie.start()
        plie = plie[:debut] + " " * (lu.end() - debut) + plie[lu.end() :]
    return (voulus[0] if len(set(voulus)) == 1 else None), plie


def _du_meme_mois(lu: re.Match[str], jour: date, aujourdhui: date) -> date | None:
    if "jour" not in lu.groupdict():
        return None
    try:
        autre = jour.replace(day=int(lu["jour"]))
    except ValueError:
        return None
    return autre if autre >= aujourdhui else None


def _autre_objet(dit: str, nies: list[str], quoi: str, prep: str | None) -> str:
    """The words of a reminder, what it is of being said anew: instead of what is denied, else of what followed the same link."""
    plie = plier_sur_place(dit)
    for nie in nies:
        place = plie.rfind(plier_sur_place(nie).strip())
        if place >= 0:
            return f"{dit[:place]}{quoi.strip()}{dit[place + len(nie.strip()) :]}"
    lien = f" {prep or 'pour'} "
    place = plie.rfind(lien)
    return f"{dit[:place] if place >= 0 else dit}{lien}{quoi.strip()}"


def demande_ses_rappels(texte: str) -> bool:
    """Whether the list is asked for."""
    return _motif("liste").match(plier_sur_place(texte).strip()) is not None


__all__ = [
    "PenseBete",
    "annule_celui_la",
    "annule_un_rappel",
    "demande_ou_en_est_un_rappel",
    "demande_ses_rappels",
    "lire_un_autre",
    "lire_un_pense_bete",
    "retoucher",
]
