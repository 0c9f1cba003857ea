"""Whether a message asks: for a fiche by its number, what a word means, or anything else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from knowledge.francais.langue import plat
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import simplifier

DIRECTE = re.compile(
    r"^(?:(?:montre|donne|voir|ouvre|affiche)(?:-moi)? )?(?:la |l'|l )?(?:fiche|action|objectif)s?\s*+(?:n\s*+[o°]?\s*+)?\d{1,3}$"
)


# "C'est" alone states: "c'est tous les ans", "c'est des travaux".
DEFINITION = re.compile(
    r"^(?:(?:et|au fait|sinon|alors|dites|dis|euh|heu|ah|oh|ok|oui|bon|mais|bah|ben|attends|attendez|pardon|desolee?|excusez-moi|du coup|juste|deja),? )*(?:c(?:'| )?(?:est )?(?:koi|quoi)|qu'?est(?:-| )ce (?:que |qu')(?:c'est (?:que |qu')?)?|keske?|kesako|definition(?: de)?|quelles? (?:est |sont )?(?:la |les )?differences? entre|"
    r"definir|ca (?:veut|voulait) dire quoi|que (?:veut dire|signifie)|que veulent dire|qui est|signification(?: de)?)\b"
    r"|^.{2,60}?,? (?:c(?:'| )?(?:est )?(?:koi|quoi)|(?:ca )?(?:veut dire|signifie) quoi|qu'?est(?:-| )ce que (?:c'est|ca veut dire)|kesako)$"
)
DIFFERENCE = re.compile(r"\bdifferences?\b.{0,12}\bentre\b|\bdifferences?$")
INTERROGATIFS = re.compile(
    r"\b(qui|que|quoi|quel(?:le)?s?|comment|ou|quand|combien|est-ce|peut-on|faut-il|doit-on|dois-je|puis-je|koi|cmt|pk|pourquoi|est ce que|est ce qu|ai-je|a-t-on|y a-t-il|y a t il|"
    r"coment|comen|kan|kand|kel(?:le)?s?|keske|kesk|je me demande|(?:sais?|sait|savoir|c) (?:pas )?si|(?:j'ai|g|on a|ai) le droit)\b"
)
_LIENS = (" que ", " qu'")
# "Quand il y en a besoin" says when, and asks nothing, but after what wants to know.
_QUAND_CELA_ARRIVE = re.compile(
    r"(?<=[a-z0-9,])(?<!moi)(?<!savoir)(?<!sais pas)(?<!sait pas)(?<!demande)(?<!pas),? quand (?=(?:ils?|elles?|on|y|c'|ca|nous|le|la|les|l'|un|une)\b)"
)
RECHERCHE = re.compile(r"^(?:je )?(?:cherche|chercher|recherche|rechercher|trouve|trouver)\s+(?P<quoi>.+)$")


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
    """Whether a text may ask.

    >>> ressemble_a_une_question("40 000 HT pour la durée, qui est de quatre ans"), ressemble_a_une_question("qui est le référent")
    (False, True)
    >>> ressemble_a_une_question("c'est la Ville qui achète"), ressemble_a_une_question("c'est qui qui achète")
    (False, True)
    """
    simple = _RELATIVE.sub(" ", simplifier(texte))
    return "?" in texte or INTERROGATIFS.search(simple) is not None or RECHERCHE.match(simple) is not None


def interroge(texte: str) -> bool:
    """Whether a text asks, be it without a mark; a mere link asks nothing: "faut que je demande".

    >>> interroge("quelle procédure je dois suivre"), interroge("mapa, pour les lots faut que je demande")
    (True, False)
    >>> interroge("mapa, livraison quand il y en a besoin"), interroge("dites-moi quand il finit")
    (False, True)
    """
    simple = _QUAND_CELA_ARRIVE.sub(" ", simplifier(texte))
    for lien in _LIENS:
        simple = simple.replace(lien, " ")
    return "?" in texte or INTERROGATIFS.search(simple) is not None


def separer_les_questions(texte: str) -> list[str]:
    """The questions of a message, flat, in their order; what only goes on with another is none.

    >>> separer_les_questions("J'ai droit à un acompte ? Et comment je facture ?")
    ["j'ai droit a un acompte ?", 'comment je facture ?']
    """
    parties = [partie.strip(" .,!;") for partie in _ENTRE_QUESTIONS.split(en_toutes_lettres(plat(texte)))]
    return [
        partie
        for partie in parties
        if len(partie.rstrip(" ?").split()) >= MOTS_D_UNE_QUESTION
        and _DEMANDE.search(_FIN_DE_PHRASE.split(partie)[-1])
        and (not _SUITE.match(partie) or (_SOUS_QUEL.match(partie) and len(partie.split()) >= MOTS_D_UNE_PHRASE))
    ]


def coupes_devant_une_demande(phrase: str) -> Iterator[tuple[str, str]]:
    """The places where a sentence that tells may start to ask: what stands before each, and what may ask.

    >>> list(coupes_devant_une_demande("deux lots, c'est 6 mois, pourquoi vous parlez d'insertion ?"))[1]
    ("deux lots, c'est 6 mois,", "pourquoi vous parlez d'insertion ?")
    >>> list(coupes_devant_une_demande("2 ans, ou 3 ?")), list(coupes_devant_une_demande("deux lots, 6 mois en tout"))
    ([], [])
    """
    for coupe in islice(_ENTRE_PROPOSITIONS.finditer(phrase), COUPES_MAX):
        dit, demande = phrase[: coupe.end()].strip(), phrase[coupe.end() :].strip()
        if dit and len(demande.rstrip(" ?").split()) >= MOTS_D_UNE_QUESTION and ressemble_a_une_question(demande):
            yield dit, demande


# "Toute la durée du contrat, qui est de quatre ans" and "c'est la Ville qui achète" tell; "qui est le référent" asks.
_RELATIVE = re.compile(
    r"\bc(?:'| )?est (?!qui\b|quoi\b|quel)(?:[\w-]{1,30}[ ']){1,5}?qui\b|\bqui (?:est|sont|sera|seront|dure|durera|court|va|fait|comprend|compte)\b(?! (?:le|la|les|l|mon|ma|mes|ce|cette|votre)\b)"
)


# Where a clause ends, and before what links the next one to it.
_ENTRE_PROPOSITIONS = re.compile(
    r"(?<!\d), *|, *(?!\d)|[;:] +| [-–—] | (?=(?:et|mais|ah|au fait|du coup|sinon) (?!\?))", re.IGNORECASE
)
COUPES_MAX = 6
# A message may ask several things: where one question ends, and from where on a part of it surely is of its own.
_ENTRE_QUESTIONS = re.compile(
    r"(?<=\?)|\b(?:deux|2|trois|3) (?:choses|questions|trucs)\b[^:?]{0,20}[:,] ?|(?:^|[.!;,] ?|\bet |\bpuis )(?:aussi|sinon|par ailleurs|ensuite|autre question|autre chose|deuxieme question|seconde question|2e question|2eme question|question 2)\b[ ,:]*"
    r"|\bet (?:aussi |sinon )?(?=(?:(?:sous|pour|a|de|dans|en|sur) (?:quel|quelle|combien)|comment|combien|ou (?:est|sont|trouver|puis|peut|on|je|dois)|quand|quel|quelle|quels|quelles|pourquoi|est-ce|faut-il|peut-on|puis-je|dois-je|c'est quoi)\b)"
)
# "il faut une assurance, ça coûte cher" asks one thing.
_FIN_DE_PHRASE = re.compile(r"(?<=[.!;:]) ")
_DEMANDE = re.compile(
    r"\?$|^(?:et |mais )?(?:comment|combien|ou|quand|quel|quelle|quels|quelles|pourquoi|est-ce|faut-il|peut-on|puis-je|dois-je|c'est quoi|qui|que)\b"
)
# "Elle est reprise sur mes factures ?" goes on with what was asked before it.
_SUITE = re.compile(
    r"^(?:et |mais |ou )?(?:elles?|ils?|ca|cela|celui|celle|ceux|y|en|sous|avec|si oui|si non|est-ce (?:qu'elle|qu'il|que c'est))\b"
)
# "Sous quel délai ?" goes on; "sous quel montant pouvez-vous nous commander sans concurrence ?" says all that it asks.
_SOUS_QUEL = re.compile(r"^(?:sous|en|avec) (?:quel|quelle|combien)\b")
MOTS_D_UNE_QUESTION, MOTS_D_UNE_PHRASE = 3, 7
