"""Whether a message asks: for a fiche by its number, what a word means, or anything else."""

from __future__ import annotations

import re

from knowledge.francais.texte import simplifier

DIRECTE = re.compile(
    r"^(?:(?:montre|donne|voir|ouvre|affiche)(?:-moi)? )?(?:la |l'|l )?(?:fiche|action|objectif)s?\s*+(?:n\s*+[o°]?\s*+)?\d{1,3}$"
)


# "C'est" alone states: "c'est tous les ans", "c'est des travaux".
DEFINITION = re.compile(
    r"^(?:et )?(?:c(?:'| )?(?:est )?(?:koi|quoi)|qu'?est(?:-| )ce (?:que |qu')(?:c'est (?:que |qu')?)?|keske?|kesako|definition(?: de)?|"
    r"definir|ca (?:veut|voulait) dire quoi|que (?:veut dire|signifie)|que veulent dire|qui est|signification(?: de)?)\b"
    r"|^.{2,60}?,? (?:c(?:'| )?(?:est )?(?:koi|quoi)|(?:ca )?(?:veut dire|signifie) quoi|qu'?est(?:-| )ce que (?:c'est|ca veut dire)|kesako)$"
)
INTERROGATIFS = re.compile(
    r"\b(qui|que|quoi|quel(?:le)?s?|comment|ou|quand|combien|est-ce|peut-on|faut-il|doit-on|dois-je|puis-je|koi|cmt|pk)\b"
)
RECHERCHE = re.compile(r"^(?:je )?(?:cherche|chercher|recherche|rechercher|trouve|trouver)\s+(?P<quoi>.+)$")


def est_directe(texte: str) -> bool:
    """ "fiche 11", "action n°11", "objectif 4": it names what it wants."""
    return DIRECTE.match(simplifier(texte)) is not None


def demande_une_definition(texte: str) -> bool:
    """ "c'est quoi un MAPA ?" asks about the word and answers no question."""
    return DEFINITION.match(simplifier(texte)) is not None


def ressemble_a_une_question(texte: str) -> bool:
    simple = simplifier(texte)
    return "?" in texte or INTERROGATIFS.search(simple) is not None or RECHERCHE.match(simple) is not None
