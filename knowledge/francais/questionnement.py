"""Whether a message asks: for a fiche by its number, what a word means, or anything else."""

from __future__ import annotations

from knowledge.francais.langue import plat
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import simplifier

_MOTIFS = lire_motifs(__file__)

DIRECTE = _MOTIFS.directe


# "C'est" alone states: "c'est tous les ans", "c'est des travaux".
DEFINITION = _MOTIFS.definition
DIFFERENCE = _MOTIFS.difference
INTERROGATIFS = _MOTIFS.interrogatifs
RECHERCHE = _MOTIFS.recherche


def est_directe(texte: str) -> bool:
    """ "fiche 11", "action n°11", "objectif 4": it names what it wants."""
    return DIRECTE.match(simplifier(texte)) is not None


def parle_d_un_objectif(texte: str) -> bool:
    """Whether a number said there may be that of an objective."""
    return not {"objectif", "objectifs"}.isdisjoint(simplifier(texte).split())


def demande_une_definition(texte: str) -> bool:
    """ "c'est quoi un MAPA ?" asks about the word and answers no question."""
    return DEFINITION.match(simplifier(texte)) is not None


def demande_une_difference(texte: str) -> bool:
    """ "C'est quoi la différence entre MAPA et appel d'offres ?" asks of two words."""
    return DIFFERENCE.search(simplifier(texte)) is not None


def ressemble_a_une_question(texte: str) -> bool:
    simple = simplifier(texte)
    return "?" in texte or INTERROGATIFS.search(simple) is not None or RECHERCHE.match(simple) is not None


def separer_les_questions(texte: str) -> list[str]:
    """The questions of a message, flat, in their order; what only goes on with another is none.

    >>> separer_les_questions("J'ai droit à un acompte ? Et comment je facture ?")
    ["j'ai droit a un acompte ?", 'comment je facture ?']
    """
    parties = [partie.strip(" .,!;") for partie in _MOTIFS.entre_questions.split(en_toutes_lettres(plat(texte)))]
    return [
        partie
        for partie in parties
        if len(partie.rstrip(" ?").split()) >= MOTS_D_UNE_QUESTION
        and _MOTIFS.demande.search(_MOTIFS.fin_de_phrase.split(partie)[-1])
        and (
            not _MOTIFS.suite.match(partie)
            or (_MOTIFS.sous_quel.match(partie) and len(partie.split()) >= MOTS_D_UNE_PHRASE)
        )
    ]


MOTS_D_UNE_QUESTION, MOTS_D_UNE_PHRASE = 3, 7
