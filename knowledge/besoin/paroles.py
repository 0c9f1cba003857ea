"""What is typed about the need: what opens the interview, what stops it, and what answers one of its questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from knowledge.besoin.questionnaire import Choix, Question
from knowledge.donnees import lire_donnees
from knowledge.francais.avis import dire_oui_ou_non, lire_avis
from knowledge.francais.choix import est_nie, lire_ordinal, sans_article
from knowledge.francais.langue import plat
from knowledge.francais.questionnement import demande_une_definition
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import mots_de, racine, simplifier

# Out of 100: a longer word is heard misspelt; a shorter one is spelt right.
RESSEMBLANCE_MIN, LETTRES_FLOUES = 84, 5
# What asks for the interview, or for a total cost, says little else.
MOTS_D_UNE_DEMANDE = 25
# Who leaves says why in so few words.
MOTS_D_UN_ARRET = 14
# Who asks for a purchase is named in so few.
MOTS_D_UN_DEMANDEUR = 12
# What is said first says which choice it is.
REPONSE_LUE = 600
# In a form of the data: so many words at most may stand there.
ETOILE, TROU = "*", 5
_FIN_DE_PHRASE = re.compile(r"(?<=[.!?;\n])\s+|\n+")
# A comma or a point between figures is part of a number.
_FIN_DE_MEMBRE = re.compile(r"[,.;:!?\n](?!\d)\s*|\s+(?=(?:mais|donc|car)\s)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Lue:
    """An answer as it was read: one of the choices, if it is one, and the words."""

    choix: Choix | None
    texte: str


@cache
def _mots() -> Mapping[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("paroles.yaml")))


@lru_cache(maxsize=4096)
def plate(texte: str) -> tuple[str, ...]:
    """The words of a text: folded, without the mark of their plural."""
    return tuple(racine(mot) for mot in mots_de(texte))


@lru_cache(maxsize=4096)
def modele(forme: str) -> tuple[str, ...]:
    """The words of a form of the data; where it holds a star, a few words may stand.

    >>> modele("tourne * semaines")
    ('tourne', '*', 'semaine')
    """
    premier, *suite = (plate(part) for part in forme.split(ETOILE))
    return sum(((ETOILE, *part) for part in suite), premier)


def place(forme: tuple[str, ...], mots: tuple[str, ...]) -> int:
    """Where a form stands among words, give or take a typo in its longer words; -1 where it does not.

    >>> place(modele("tourne * semaine"), plate("elle tourne trois jours par semaine")), place(modele("tourne * mois"), plate("elle tourne"))
    (1, -1)
    """
    coupe = forme.index(ETOILE) if ETOILE in forme else len(forme)
    tete, reste = forme[:coupe], forme[coupe + 1 :]
    for debut in range(len(mots) - len(tete) + 1):
        # Hardly ever the first word: nothing is cut out of the message for the others.
        if tete and not _est_le_mot(tete[0], mots[debut]):
            continue
        fin = debut + len(tete)
        if all(map(_est_le_mot, tete[1:], mots[debut + 1 : fin])) and (
            not reste or place(reste, mots[fin : fin + TROU + len(reste) * (1 + TROU * (ETOILE in reste))]) >= 0
        ):
            return debut
    return -1


@lru_cache(maxsize=2**15)
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
    mots = plate(en_toutes_lettres(plat(texte)))
    return any(place(modele(forme), mots) >= 0 for forme in liste)


def phrases(texte: str) -> list[str]:
    """The sentences of a text, each with what ends it."""
    return [phrase for phrase in _FIN_DE_PHRASE.split(texte) if phrase.strip()]


def formes(*chemin: str) -> Any:
    """A list of the data, or what it holds."""
    liste: Any = _mots()
    for cle in chemin:
        liste = liste[cle]
    return liste


def demande_l_entretien(texte: str) -> bool:
    """Whether the interview before buying is asked for, or the need is doubted, in one of the sentences.

    >>> [demande_l_entretien(dit) for dit in ("Interoger le besoin", "Une balayeuse, 240 000 €. On en a vraiment besoin ?", "j'ai besoin de 20 PC")]
    [True, True, False]
    >>> [demande_l_entretien(dit) for dit in ("est-ce bien utile ?", "la clause d'insertion, est-ce bien utile ?", "c'est bien utile")]
    [True, False, False]
    """
    return any(
        (dit(phrase, "commencer") and not dit(phrase, "pourquoi"))
        or ("?" in phrase and dit(phrase, "douter") and not dit(phrase, "pas_du_besoin"))
        for phrase in phrases(texte)
    )


def demande_pourquoi_s_interroger(texte: str) -> bool:
    """Whether it is asked why the need is to be questioned: "pourquoi me demander si on pourrait s'en passer ?"."""
    return any(dit(phrase, "commencer") and dit(phrase, "pourquoi") for phrase in phrases(texte))


def ce_qui_est_demande(texte: str) -> str:
    """What is asked for, without who asks: "le service propreté me demande une balayeuse" is of a sweeper.

    >>> ce_qui_est_demande("Le service propreté me demande une balayeuse, 240 000 €"), ce_qui_est_demande("une balayeuse")
    ('une balayeuse, 240 000 €', 'une balayeuse')
    """
    mots, articles = texte.split(), {plate(mot)[0] for mot in formes("articles")}
    for rang in range(1, min(len(mots), MOTS_D_UN_DEMANDEUR)):
        avant, suivant = plate(" ".join(mots[:rang])), plate(mots[rang])[:1]
        nomme = suivant and (suivant[0] in articles or suivant[0].isdecimal())
        if nomme and any(avant[-len(modele(forme)) :] == modele(forme) for forme in formes("demandeur")):
            return " ".join(mots[rang:])
    return texte


def reprend_l_entretien(texte: str) -> bool:
    """Whether it is taken up again.

    >>> reprend_l_entretien("on reprend l'entretient"), reprend_l_entretien("entretien des locaux")
    (True, False)
    """
    return dit(texte, "reprendre")


def revient(texte: str) -> bool:
    """Whether the whole message comes back to what was under way.

    >>> [revient(dit) for dit in ("bon, on reprend où on en était", "me revoilà !", "on reprend le même montant")]
    [True, True, False]
    """
    return _entier(texte, "revenir")


def demande_une_conclusion(texte: str) -> bool:
    """Whether what was answered is to be summed up: "on conclut quoi, je note quoi pour mon directeur"."""
    return dit(texte, "conclure") and not demande_une_definition(texte)


def demande_la_note(texte: str) -> bool:
    """Whether its note is asked for."""
    return dit(texte, "note") and not demande_une_definition(texte)


def demande_pourquoi(texte: str) -> bool:
    """Whether what is asked is why it is asked.

    >>> demande_pourquoi("pourquoi vous me demandez ça"), demande_pourquoi("pourquoi pas louer")
    (True, False)
    """
    return dit(texte, "pourquoi")


def arrete(texte: str) -> bool:
    """Whether the message stops the interview, be it to say why.

    >>> [arrete(dit) for dit in ("bon, on arrête là merci", "on arrête là j'ai une réunion, gardez tout", "le service s'arrête là où finit la rue")]
    [True, True, False]
    """
    return _entier(texte, "arreter") or _commence_par(texte, "arreter_net")


def _autour() -> set[str]:
    return {plate(mot)[0] for mot in formes("autour")}


def _entier(texte: str, liste: str) -> bool:
    """Whether a text is one of the forms of a list, courtesies aside."""
    mots = plate(texte)
    for forme in formes(liste):
        voulus = modele(forme)
        if (debut := place(voulus, mots)) >= 0 and {*mots[:debut], *mots[debut + len(voulus) :]} <= _autour():
            return True
    return False


def _commence_par(texte: str, liste: str) -> bool:
    """Whether a short text that asks nothing opens with one of the forms, and goes on with why."""
    mots = plate(texte)
    if "?" in texte or len(mots) > MOTS_D_UN_ARRET:
        return False
    return any((debut := place(modele(forme), mots)) >= 0 and set(mots[:debut]) <= _autour() for forme in formes(liste))


def demande_un_cout_global(texte: str) -> bool:
    """Whether a total cost is asked for: what it is, is not.

    >>> [demande_un_cout_global(dit) for dit in ("le coût globale ?", "cycle de vie", "c'est quoi le coût global ?", "analyse du cycle de vie")]
    [True, True, False, False]
    """
    if demande_une_definition(texte):
        return False
    return dit(texte, "cout") or plate(texte) in {plate(forme) for forme in formes("cout_entier")}


# --- answers ----------------------------------------------------------------------------------------------------------


def parle_de_couts(texte: str) -> bool:
    """Whether words name a way of doing, or a cost in all.

    >>> parle_de_couts("en louant c'est 11 € par mois"), parle_de_couts("240 000 €, garantie 5 ans")
    (True, False)
    """
    return dit(texte, "cout") or any(dit(texte, "modes", mode) for mode in _mots()["modes"])


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
    for forme in _formes_de((choix.libelle, *choix.mots)):
        if (debut := place(forme, tuple(mots))) >= 0:
            del mots[debut : debut + len(forme)]
            break
    return " ".join(mots)


def _formes_de(dites: Iterable[str]) -> list[tuple[str, ...]]:
    return sorted((modele(forme) for forme in dites), key=lambda forme: -len(" ".join(forme)))


def choix_dits(choix: Iterable[Choix], texte: str) -> Choix | None:
    """The choice whose words stand in a text, the longest of them where several do."""
    mots = plate(texte)
    longueurs = {
        un.id: max(
            (len(" ".join(forme)) for forme in _formes_de((un.libelle, *un.mots)) if place(forme, mots) >= 0), default=0
        )
        for un in choix
    }
    meilleur = max(longueurs, key=lambda cle: longueurs[cle], default=None)
    return next((un for un in choix if un.id == meilleur and longueurs[un.id]), None)


@dataclass(frozen=True, slots=True)
class Entendue:
    """What a message tells of a question that it was not asked: a choice, if it is one, and the words as they were said."""

    question: Question
    choix: Choix | None
    texte: str


def entendre(questions: Iterable[Question], texte: str, objet: str = "") -> tuple[list[Entendue], str]:
    """The questions that free words answer, in whatever order, and what no word claims, which goes with what stands before it too.

    `objet` names what is bought: so many of it are its quantities. What asks answers nothing.
    """
    if "?" in texte:
        return [], texte
    toutes = list(questions)
    membres = [membre for membre in _FIN_DE_MEMBRE.split(texte) if membre.strip()]
    dits: list[list[Question]] = []
    reste: list[str] = []
    for membre in membres:
        siennes = [une for une in toutes if _la_dit(une, membre)]
        if not siennes and ce_qui_est_compte(membre, objet):
            siennes = [une for une in toutes if une.compte]
        reste += [] if siennes else [membre]
        dits.append(siennes or (dits[-1] if dits and dits[-1] else []))
    trouvees = list(dict.fromkeys(une.id for siennes in dits for une in siennes))
    entendues = [
        _entendue(question, [membre for membre, siennes in zip(membres, dits, strict=True) if question in siennes])
        for question in toutes
        if question.id in trouvees
    ]
    return entendues, ", ".join(reste)


def _la_dit(question: Question, membre: str) -> bool:
    mots = plate(membre)
    formes_ = (*question.spontane, *(forme for choix in question.choix for forme in choix.spontane))
    return any(place(modele(forme), mots) >= 0 for forme in formes_)


def ce_qui_est_compte(texte: str, objet: str) -> str:
    """How many of what is bought words tell; "" where they do not.

    >>> ce_qui_est_compte("400 tablettes pour 16 écoles", "tablettes pour les écoles"), ce_qui_est_compte("16 écoles", "tablettes")
    ('400 tablettes', '')
    """
    noms = {mot for mot in plate(objet) if len(mot) >= LETTRES_FLOUES}
    suites = pairwise(texte.split())
    return next((f"{un} {nom}" for un, nom in suites if un.isdecimal() and noms.intersection(plate(nom))), "")


def _entendue(question: Question, membres: Sequence[str]) -> Entendue:
    texte = ", ".join(membres)
    mots = plate(texte)
    dites = [
        (forme, choix) for choix in question.choix for forme in map(modele, choix.spontane) if place(forme, mots) >= 0
    ]
    if not dites:
        return Entendue(question, choix_dits(question.choix, texte), texte)
    forme, vise = max(dites, key=lambda dite: len(dite[0]))
    non = next((choix for choix in question.choix if choix.avis is False), None)
    # "On ne peut pas la partager": what denies it is around its words.
    autour = " ".join(mot for mot in mots if mot not in forme)
    return Entendue(question, non if non is not None and vise is not non and est_nie(autour) else vise, texte)


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
    "Entendue",
    "Lue",
    "arrete",
    "ce_qui_est_compte",
    "ce_qui_est_demande",
    "change_d_avis",
    "choix_dits",
    "demande_l_entretien",
    "demande_la_note",
    "demande_pourquoi",
    "demande_pourquoi_s_interroger",
    "demande_un_cout_global",
    "demande_une_conclusion",
    "dit",
    "entendre",
    "formes",
    "lire_la_reponse",
    "lire_un_revirement",
    "modele",
    "n_est_qu_un_avis",
    "parle_de_couts",
    "phrases",
    "place",
    "plate",
    "reprend_l_entretien",
    "revient",
]
