"""What is typed about the need: what opens the interview, what stops it, and what answers one of its questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from knowledge.besoin.questionnaire import Choix, Question
from knowledge.donnees import lire_donnees
from knowledge.francais.avis import dire_oui_ou_non, lire_avis
from knowledge.francais.choix import est_nie, lire_ordinal, sans_article
from knowledge.francais.questionnement import demande_une_definition
from knowledge.francais.texte import mots_de, racine, simplifier

# Out of 100: a longer word is heard misspelt; a shorter one is spelt right.
RESSEMBLANCE_MIN, LETTRES_FLOUES = 84, 5
# What asks for the interview, or for a total cost, says little else.
MOTS_D_UNE_DEMANDE = 25
# What is said first says which choice it is.
REPONSE_LUE = 600


@dataclass(frozen=True, slots=True)
class Lue:
    """An answer as it was read: one of the choices, if it is one, and the words."""

    choix: Choix | None
    texte: str


@cache
def _mots() -> Mapping[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("paroles.yaml")))


@lru_cache(maxsize=4096)
def plate(forme: str) -> tuple[str, ...]:
    """The words of a form, as messages are read: folded, without the mark of their plural."""
    return tuple(racine(mot) for mot in mots_de(forme))


def place(forme: tuple[str, ...], mots: tuple[str, ...]) -> int:
    """Where a form stands among words, give or take a typo in its longer words; -1 where it does not."""
    for debut in range(len(mots) - len(forme) + 1):
        if all(map(_est_le_mot, forme, mots[debut : debut + len(forme)])):
            return debut
    return -1


def _est_le_mot(voulu: str, ecrit: str) -> bool:
    if voulu == ecrit:
        return True
    return min(len(voulu), len(ecrit)) >= LETTRES_FLOUES and fuzz.ratio(voulu, ecrit) >= RESSEMBLANCE_MIN


def dit(texte: str, *chemin: str) -> bool:
    """Whether a text says one of the forms of a list of the data, in few words: what is long says something else."""
    if len(mots_de(texte)) > MOTS_D_UNE_DEMANDE:
        return False
    liste: Any = _mots()
    for cle in chemin:
        liste = liste[cle]
    mots = plate(texte)
    return any(place(plate(forme), mots) >= 0 for forme in liste)


def formes(*chemin: str) -> Any:
    """A list of the data, or what it holds."""
    liste: Any = _mots()
    for cle in chemin:
        liste = liste[cle]
    return liste


def demande_l_entretien(texte: str) -> bool:
    """Whether the interview before buying is asked for.

    >>> [demande_l_entretien(dit) for dit in ("Interoger le besoin", "ai-je vraiment besoin de 20 ordinateurs ?", "j'ai besoin de 20 PC")]
    [True, True, False]
    """
    return dit(texte, "commencer")


def reprend_l_entretien(texte: str) -> bool:
    """Whether it is taken up again.

    >>> reprend_l_entretien("on reprend l'entretient"), reprend_l_entretien("entretien des locaux")
    (True, False)
    """
    return dit(texte, "reprendre")


def demande_la_note(texte: str) -> bool:
    """Whether its note is asked for."""
    return dit(texte, "note") and not demande_une_definition(texte)


def arrete(texte: str) -> bool:
    """Whether the whole message stops the interview.

    >>> arrete("bon, on arrête là merci"), arrete("le service s'arrête là où finit la rue")
    (True, False)
    """
    if not dit(texte, "arreter"):
        return False
    mots = plate(texte)
    autour = {plate(mot)[0] for mot in formes("autour")}
    for forme in formes("arreter"):
        if (debut := place(plate(forme), mots)) >= 0:
            reste = {*mots[:debut], *mots[debut + len(plate(forme)) :]}
            if reste <= autour:
                return True
    return False


def demande_un_cout_global(texte: str) -> bool:
    """Whether a total cost is asked for: what it is, is not.

    >>> [demande_un_cout_global(dit) for dit in ("le coût globale ?", "cycle de vie", "c'est quoi le coût global ?", "analyse du cycle de vie")]
    [True, True, False, False]
    """
    if demande_une_definition(texte):
        return False
    return dit(texte, "cout") or plate(texte) in {plate(forme) for forme in formes("cout_entier")}


# --- answers ----------------------------------------------------------------------------------------------------------


def lire_la_reponse(question: Question, texte: str) -> Lue:
    """The answer that a text is to a question: one of its choices, by its rank, its words, a yes or a no; else its words alone.

    >>> from knowledge.plan.pack import Place
    >>> louer = Choix("louer", "On peut louer", ("louer", "location"))
    >>> acheter = Choix("acheter", "Il faut acheter", ("acheter",), avis=False)
    >>> question = Question("louer", "Louer", 1, 22, None, {}, (), (louer, acheter), frozenset(), Place("", 1))
    >>> [getattr(lire_la_reponse(question, dit).choix, "id", None) for dit in ("oui, en loccation", "non", "la 2", "on ne peut pas louer", "à voir")]
    ['louer', 'acheter', 'acheter', 'acheter', None]
    """
    texte = " ".join(texte.split())
    choix = _le_choix(question, texte[:REPONSE_LUE])
    # A rank, or a mere yes, says no more than the choice that it is.
    return Lue(
        choix, "" if choix is not None and (_rang(simplifier(texte)) is not None or n_est_qu_un_avis(texte)) else texte
    )


def n_est_qu_un_avis(texte: str) -> bool:
    """Whether words are a yes or a no, and nothing else."""
    avis = lire_avis(texte)
    return avis is not None and not avis.suite


def _le_choix(question: Question, texte: str) -> Choix | None:
    if not question.choix:
        return None
    simple = simplifier(texte)
    rang = _rang(simple)
    if rang is not None and 1 <= rang <= len(question.choix):
        return question.choix[rang - 1]
    non = next((choix for choix in question.choix if choix.avis is False), None)
    avis = lire_avis(texte)
    suite = avis.suite if avis is not None and avis.suite else texte
    if (vise := choix_dits(question.choix, suite)) is not None:
        # "On ne peut pas louer" is a no; so is what says no in its own words.
        return non if non is not None and vise is not non and est_nie(_sans(vise, suite)) else vise
    oui = _oui_ou_non(simple)
    return None if oui is None else next((choix for choix in question.choix if choix.avis is oui), None)


def _oui_ou_non(simple: str) -> bool | None:
    """A yes or a no that opens the answer, or ends it; "pas encore cherché" is neither."""
    mots = simple.replace(",", " ").split()
    francs = [avis for mot in (*mots[:1], *mots[-1:]) if (avis := lire_avis(mot)) is not None and not mot.isdecimal()]
    return dire_oui_ou_non(simple) if francs else None


def _rang(simple: str) -> int | None:
    """The rank that is all that is said: "2", "la 2", "le deuxième"."""
    nu = sans_article(simple)
    return int(nu) if nu.isascii() and nu.isdecimal() and len(nu) == 1 else lire_ordinal(simple)


def _sans(choix: Choix, texte: str) -> str:
    """A text without the words that say a choice: what denies it is around them."""
    mots = list(plate(texte))
    for forme in _formes_de(choix):
        if (debut := place(forme, tuple(mots))) >= 0:
            del mots[debut : debut + len(forme)]
            break
    return " ".join(mots)


def _formes_de(choix: Choix) -> list[tuple[str, ...]]:
    return sorted((plate(forme) for forme in (choix.libelle, *choix.mots)), key=lambda forme: -len(" ".join(forme)))


def choix_dits(choix: Iterable[Choix], texte: str) -> Choix | None:
    """The choice whose words stand in a text, the longest of them where several do."""
    mots = plate(texte)
    longueurs = {
        un.id: max((len(" ".join(forme)) for forme in _formes_de(un) if place(forme, mots) >= 0), default=0)
        for un in choix
    }
    meilleur = max(longueurs, key=lambda cle: longueurs[cle], default=None)
    return next((un for un in choix if un.id == meilleur and longueurs[un.id]), None)


def change_d_avis(texte: str) -> bool:
    """Whether words go back on what was said: "en fait", "finalement"."""
    return dit(texte, "revirement")


def lire_un_revirement(questions: Iterable[Question], texte: str) -> tuple[Question, Lue] | None:
    """Which answer a change of mind is about, and what it becomes: "en fait on pourrait louer"; None where none is named, or several are."""
    if not change_d_avis(texte):
        return None
    vises = [
        (question, lue)
        for question in questions
        if choix_dits(question.choix, texte) and (lue := lire_la_reponse(question, texte)).choix
    ]
    noms = set(plate(texte))
    nommees = [
        (question, lue)
        for question, lue in vises
        if noms & {mot for mot in plate(question.titre) if len(mot) >= LETTRES_FLOUES}
    ]
    seules = nommees or vises
    return seules[0] if len(seules) == 1 else None


__all__ = [
    "Lue",
    "arrete",
    "change_d_avis",
    "choix_dits",
    "demande_l_entretien",
    "demande_la_note",
    "demande_un_cout_global",
    "dit",
    "formes",
    "lire_la_reponse",
    "lire_un_revirement",
    "n_est_qu_un_avis",
    "place",
    "plate",
    "reprend_l_entretien",
]
