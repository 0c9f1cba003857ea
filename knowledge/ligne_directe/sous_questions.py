"""Which sub-question of an answer a message asks, by its words and by the facts that are known; and whether it asks for a yes or a no."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache, lru_cache
from operator import eq, ge, gt, le, lt
from pathlib import Path
from typing import Any

from rapidfuzz.distance import OSA

from knowledge.donnees import lire_donnees
from knowledge.francais.langue import ABREGES, COURANTS, FAIBLES, VIDES, jetons, plat, radical
from knowledge.francais.phrases import phrases
from knowledge.francais.sms import en_toutes_lettres
from knowledge.ligne_directe.entrees import RENVOI, Condition, Entree, SousQuestion
from knowledge.ligne_directe.faits import BORNES, FAITS, Sorte

_FICHIER = Path(__file__).with_name("sous_questions.yaml")
# Any amount that was said, with or without VAT.
MONTANT = "montant"
SIGNES: Mapping[str, Callable[[Any, Any], bool]] = {"<": lt, "<=": le, ">": gt, ">=": ge, "=": eq}
NEUTRES = "neutres"
DEMANDES, OUI_NON = ("permission", "obligation", "droit"), ("oui", "non")
# Words as long as these may be typed with one slip.
MOT_LONG = 6
# "rend", "rendent".
RADICAL_MIN, TERMINAISON_MAX = 4, 3
# What a fact of the message adds to the words, and what the words alone must weigh.
FAIT_DIT, ASSEZ = 0.5, 1.0
A_LA_FOIS = 2
ENTIER = {Sorte.ENTIER, Sorte.MOIS, Sorte.MONTANT, Sorte.JOURS, Sorte.POURCENT}

Chiffre = Callable[[str], Decimal | None]
Tiges = tuple[str, ...]


def demandees(
    entree: Entree, texte: str, faits: Mapping[str, Any], chiffre: Chiffre, dits: Mapping[str, Any] | None = None
) -> list[SousQuestion]:
    """The sub-questions that the words ask, or that the facts that they say (`dits`) decide: the likeliest, two where two are as likely; none when
    it is the answer as a whole.

    `faits`: all that is known. `chiffre` gives a value of the day by its name.
    """
    trouvees: dict[str, SousQuestion] = {}
    # What is asked in each part of a sentence, then by all of it: "c'est combien, et je peux la remplacer ?".
    for partie in _parties(texte):
        lues = _tiges(partie)
        notes = {une.id: _note(une, entree, lues, faits, chiffre, dits or {}) for une in entree.sous_questions}
        meilleure = max(notes.values(), default=0.0)
        trouvees |= {une.id: une for une in entree.sous_questions if 0 < notes[une.id] == meilleure}
    return list(trouvees.values())[:A_LA_FOIS]


def _parties(texte: str) -> list[str]:
    dit = f" {plat(texte)} "
    for bord in ("?", ";", ",", " et ", " ou "):
        dit = dit.replace(bord, "\n")
    parties = [partie for partie in dit.split("\n") if len(partie.split()) > 1]
    return [*parties, texte] if len(parties) != 1 else [texte]


def generale(entree: Entree) -> SousQuestion | None:
    """What an answer says in one sentence, whatever was asked of it; None where it only says all."""
    return next((une for une in entree.sous_questions if une.generale), None)


def _note(
    une: SousQuestion,
    entree: Entree,
    lues: Tiges,
    faits: Mapping[str, Any],
    chiffre: Chiffre,
    dits: Mapping[str, Any],
) -> float:
    if une.generale or not all(_vaut(condition, faits, chiffre) for condition in une.si):
        return 0.0
    siens = {_tiges(mots) for mots in une.mots}
    # Where two of them share a word, it tells less; what more words say tells more.
    note = sum(len(tiges) / _partagees(entree)[tiges] for tiges in siens if _contient(lues, tiges))
    if une.mots and note < ASSEZ:
        return 0.0
    faits_dits = any(nom in dits for condition in une.si for nom in _noms(condition.fait))
    if not une.mots and not faits_dits:
        return 0.0
    return note + FAIT_DIT * len(une.si) * (1 + faits_dits)


def _partagees(entree: Entree) -> Counter[Tiges]:
    """How many sub-questions of an answer are asked by each of their words."""
    return Counter(tiges for une in entree.sous_questions for tiges in {_tiges(mots) for mots in une.mots})


def _noms(fait: str) -> tuple[str, ...]:
    return ("montant_ttc", "montant_ht") if fait == MONTANT else (fait,)


def _vaut(condition: Condition, faits: Mapping[str, Any], chiffre: Chiffre) -> bool:
    """Whether it is known to hold: of what nobody said, nothing is."""
    nom = next((un for un in _noms(condition.fait) if faits.get(un) is not None), None)
    if nom is None:
        return False
    if FAITS[nom].sorte not in ENTIER:
        return str(faits[nom]) == condition.valeur
    borne = Decimal(condition.valeur) if condition.valeur[0].isdecimal() else chiffre(condition.valeur)
    # Said roughly, it holds where it does from one end to the other.
    bouts = [faits[bout] for cote in BORNES if (bout := nom + cote) in faits] or [faits[nom]]
    return borne is not None and all(SIGNES[condition.signe](Decimal(str(bout)), borne) for bout in bouts)


@lru_cache(maxsize=4096)
def _tiges(texte: str) -> Tiges:
    """The stems of all the words, those that carry no subject too: "à la place", "combien"."""
    mots = (mot for jeton in jetons(en_toutes_lettres(plat(texte))) for mot in jeton.split("-"))
    return tuple(radical(ABREGES.get(mot, mot)) for mot in mots)


def _contient(lues: Tiges, tiges: Tiges) -> bool:
    """Whether these stems follow each other there, each but for a slip."""
    largeur = len(tiges)
    return any(all(map(_se_vaut, lues[debut : debut + largeur], tiges)) for debut in range(len(lues) - largeur + 1))


def _se_vaut(lue: str, tige: str) -> bool:
    """The same stem, but for a slip, or for an ending that was not taken off."""
    if lue == tige:
        return True
    if lue in _vides() or tige in _vides():
        return False
    if len(tige) >= MOT_LONG and OSA.distance(lue, tige, score_cutoff=1) <= 1:
        return True
    court, long = sorted((lue, tige), key=len)
    return (
        court not in VIDES
        and len(court) >= RADICAL_MIN
        and len(long) - len(court) <= TERMINAISON_MAX
        and long.startswith(court)
    )


@cache
def _vides() -> frozenset[str]:
    """The stems of the words that carry no subject: they are themselves, and no slip of another."""
    return frozenset(radical(mot) for mot in VIDES)


@cache
def _demandes() -> Mapping[str, Sequence[str]]:
    """What asks for a yes in each way, what asks openly, what asks the contrary: flat words."""
    lues = lire_donnees(_FICHIER).items()
    return {nom: tuple(f" {mots} " for mots in lus) for nom, lus in lues if nom != NEUTRES}


@cache
def _neutres() -> frozenset[str]:
    """The stems of the words that only say who asks, or of whom: they change no answer."""
    return _pleines(" ".join(lire_donnees(_FICHIER)[NEUTRES]))


def demande_oui_non(texte: str) -> str | None:
    """The way in which a message asks for a yes or a no; None when it asks openly, asks the contrary, or asks nothing.

    >>> [demande_oui_non(q) for q in ("je peux sous-traiter ?", "faut-il un DC4 ?", "combien de temps ?", "suis-je dispensé du DC4 ?")]
    ['permission', 'obligation', None, None]
    """
    dit = f" {en_toutes_lettres(plat(texte)).translate(_PONCTUATION)} "
    dit = f" {' '.join(dit.split())} "
    lues = [nom for nom, mots in _demandes().items() if any(un in dit for un in mots)]
    return lues[0] if len(lues) == 1 and lues[0] in DEMANDES else None


_PONCTUATION = str.maketrans(dict.fromkeys('-?!.,;:()«»"', " "))


def repond(une: SousQuestion, entree: Entree, texte: str) -> str | None:
    """ "oui" or "non", where the message asks for it in a way that this answers, and asks of nothing that it does not speak of."""
    demande = demande_oui_non(texte)
    dit = next((dit for comment, dit in une.oui_non if comment == demande), None)
    return dit if dit and _pleines(texte) <= _dites(une, entree) | _du_cadre() | _neutres() else None


def en_dit_plus(une: SousQuestion, entree: Entree, texte: str) -> bool:
    """Whether the answer speaks of something in the message that its sentence does not."""
    tout = _pleines(" ".join((entree.reponse, *entree.exceptions, *entree.faire)))
    return not (_pleines(texte) & tout) - _courantes() <= _dites(une, entree)


def inconnus(entree: Entree, texte: str) -> list[str]:
    """The stems of what words name, and neither the answer nor its sub-questions speak of."""
    connues = _pleines(" ".join((entree.titre, entree.sujet, entree.reponse, *entree.exceptions, *entree.faire)))
    for une in entree.sous_questions:
        connues |= _dites(une, entree)
    dites = [tige for tige in _pleines(texte) - _du_cadre() if not tige.isdecimal()]
    return [dite for dite in dites if not any(_se_vaut(dite, connue) for connue in connues)]


def phrase_qui_repond(entree: Entree, texte: str) -> SousQuestion | None:
    """The sentences of an answer that speak of all that words name, as a sub-question of it; None where they name something else, or nothing."""
    dites = frozenset(tige for tige in _pleines(texte) - _courantes() if not tige.isdecimal())
    if not dites or inconnus(entree, texte):
        return None
    toutes = [phrase for dit in (entree.reponse, *entree.exceptions, *entree.faire) for phrase in phrases(dit)]
    siennes = [phrase for phrase in toutes if any(_se_vaut(dite, tige) for dite in dites for tige in _pleines(phrase))]
    return SousQuestion("", " ".join(siennes[:A_LA_FOIS]), sources=entree.sources) if siennes else None


def nomme(entree: Entree, texte: str, sauf: Entree | None = None) -> bool:
    """Whether words name the subject of an answer, by a word that is not of the subject of another one (`sauf`)."""
    siennes = _pleines(f"{entree.titre} {entree.sujet}") - _courantes()
    if sauf is not None:
        siennes -= _pleines(f"{sauf.titre} {sauf.sujet}")
    return any(_se_vaut(dite, sienne) for dite in _pleines(texte) for sienne in siennes)


def _dites(une: SousQuestion, entree: Entree) -> frozenset[str]:
    return _pleines(" ".join((entree.titre, entree.sujet, une.reponse, *une.exceptions, *une.mots)))


@cache
def _courantes() -> frozenset[str]:
    """The stems of the words of any question about a contract."""
    return _pleines(" ".join((*COURANTS, *FAIBLES))) | _du_cadre()


@cache
def _du_cadre() -> frozenset[str]:
    """The stems of the words that ask."""
    return _pleines(" ".join(mots for lus in _demandes().values() for mots in lus))


@lru_cache(maxsize=4096)
def _pleines(texte: str) -> frozenset[str]:
    """The stems of the words that carry a subject."""
    mots = (mot for jeton in jetons(en_toutes_lettres(plat(RENVOI.sub(" ", texte)))) for mot in jeton.split("-"))
    return frozenset(radical(ABREGES.get(mot, mot)) for mot in mots if mot not in VIDES and len(mot) > 1)


__all__ = [
    "DEMANDES",
    "MONTANT",
    "OUI_NON",
    "SIGNES",
    "demande_oui_non",
    "demandees",
    "en_dit_plus",
    "generale",
    "inconnus",
    "nomme",
    "phrase_qui_repond",
    "repond",
]
