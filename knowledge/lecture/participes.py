"""Yes and no said by more than fixed words: what is delivered, hours of insertion, what is not decided yet."""

from __future__ import annotations

import re

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import Plie
from knowledge.regles.faits import NON, OUI

Dit = tuple[str, int, int]
_MOTIFS = lire_motifs(__file__)

_LIVRE = re.compile(r"(?<!-)\blivree?s?\b(?! de bord)")
# Without its accent the word is a book, unless what follows says where, when or what else is done.
_SUITE_DE_LIVRE = re.compile(
    r" (?:et (?:mont|pos|install|mis|decharg|rang|rempl|assembl|entrepos|stock)\w+|chaque\b|tous les\b|toutes les\b|franco\b|sous \d|par nos\b|par le (?:fournisseur|titulaire)|"
    r"(?:debut|mi|fin|avant|courant) (?:20\d\d|janv|fev|mars|avril|mai|juin|juil|aout|sept|oct|nov|dec|le)|(?:au|aux|dans les|sur) (?:\w+ )?(?:depots?|sites?|magasins?|ecoles?|etages?|quais?|services?|creches?|ateliers?|cantines?))"
)
_ETRE = re.compile(r"\b(?:sera|seront|etre|est a|sont a|serait|seraient) $")
# What is handed over when it is done: a work, a study, a program.
_REMIS = re.compile(
    r"\b(?:batiments?|ouvrages?|chantiers?|immeubles?|salles?|gymnases?|ecoles?|equipements? (?:sportif|public|culturel)|logements?|travaux|sites? (?:web|internet)|logiciels?|applis?|applications?|portails?|etudes?|rapports?|diagnostics?|"
    r"audits?|bases? de donnees|donnees|plans?|dossiers?|maquettes?|livrables?|films?|videos?|codes? sources?|documents?|fichiers?|energie|electricite|gaz|chaleur)(?: \w+){0,3} (?:\w+ )?$"
)
_NIE = re.compile(r"\b(?:non|pas|jamais|ni)[ -](?:etre )?$")
_HEURES_D_INSERTION = re.compile(
    r"\binsertion(?: sociale| professionnelle)?(?: obligatoire| imposee| exigee| prevue)? ?(?::|=|,|de|-|\() ?(?:minimum |au moins |environ )?\d[\d ]{0,12} ?(?:h\b|heures?\b(?: (?:reparties|minimum|au total|en tout))?|%)"
    r"|\b(?:veu[xt]|mets?|mettons|prevoi[ts]|prevoyons|impose|exige|ajoute|fait|fera|aura) (?:bien |aussi |donc )?de l'insertion\b(?! ?\?)|\bclauses? (?:d'insertion )?(?:(?:est|sera) )?(?:prevue|imposee|obligatoire)\b(?= ?(?:$|[,.;]| au (?:ccap|ccag|marche|cahier|contrat)))"
    r"|\b\d[\d ]{0,12} ?(?:h|heures?) (?:obligatoires |minimum )?(?:d'|reservees a l'|pour l'|en |dediees a l')insertion\b"
    r"|\binsertion (?:obligatoire|imposee|exigee|prevue au marche|inscrite)\b"
    r"|\bheures? (?:de travail )?(?:reservees?|dediees?|confiees?) (?:a l'insertion|a des (?:personnes|publics) (?:en insertion|eloign\w+))"
)
_SANS = re.compile(r"\b(?:sans|pas d'|pas de|aucune?|hors)[ a-z']{0,12}$")
_INDECIS_AVANT = re.compile(
    r"(?:\b(?:sait|sais|savons|savent|sache)(?: pas| plus)(?: encore)?|\ba voir|\ba decider|\bdecider|\bdecide|\btranche|\bhesit\w+|\bse demande|\bpas surs?|\bpas sures?|\bpas certains?|\breste a (?:voir|decider|trancher|savoir)|\bje me demande) (?:s'(?:il|ils|elle|on)|si|de|d'|a|entre|pour)\b[^,;.:!?\n]{0,30}$"
)
_INDECIS_APRES = re.compile(
    r"^[ ,:(-]*(?:du marche |des lots |eventuel\w* )?(?:n'est |n'a |sont |est |reste |encore |toujours |c'est )*"
    r"(?:pas (?:encore |totalement |definitivement )?(?:ete )?(?:decidee?s?|tranchee?s?|fixee?s?|arretee?s?|definie?s?|actee?s?|arbitree?s?|sur\b|sure\b|connue?s?|certaine?s?|validee?s?|confirmee?s?)|"
    r"(?:encore )?(?:a (?:decider|trancher|definir|voir|etudier|confirmer|arbitrer|fixer|discuter|preciser|determiner|valider)|en (?:reflexion|suspens|discussion|debat|cours d'etude|attente)|indecise?s?|inconnue?s?|non (?:decidee?s?|definie?s?|tranchee?s?|fixee?s?))|"
    r"(?:on|je) (?:ne )?(?:sait|sais) pas|ou (?:pas|non)\b|si (?:c'est|ce sont|c'etait|jamais c'est) (?:lui|elle|eux|elles|le cas|bien (?:lui|eux|elle))\b|s'(?:il est|ils sont|elle est) (?:bien )?(?:retenue?s?|choisie?s?|prise?s?)\b|\?)"
)


def livraisons(plie: Plie) -> list[Dit]:
    """What is said to be delivered, goods and never a work or a study.

    >>> from knowledge.francais.texte import plier
    >>> [[valeur for valeur, _, _ in livraisons(plier(t))] for t in ("bacs livrés lundi", "achat de livres", "site web livré en mai")]
    [['oui'], [], []]
    """
    dits: list[Dit] = []
    for m in _LIVRE.finditer(plie.texte):
        accentue = "é" in plie.mots(*m.span()).lower()
        gauche = plie.texte[max(0, m.start() - 60) : m.start()]
        if not (accentue or "ee" in m[0] or _ETRE.search(gauche) or _SUITE_DE_LIVRE.match(plie.texte, m.end())):
            continue
        clause = re.split(r"[;.:!?\n]", gauche)[-1]
        if _REMIS.search(clause):
            continue
        dits.append((NON if _NIE.search(gauche) else OUI, *m.span()))
    return dits


def insertion(texte: str) -> list[Dit]:
    """Hours of insertion counted, or insertion made compulsory.

    >>> [bool(insertion(t)) for t in ("insertion : 900 h", "1 200 heures d'insertion", "chantier d'insertion")]
    [True, True, False]
    """
    return [
        (OUI, *m.span())
        for m in _HEURES_D_INSERTION.finditer(texte)
        if not _SANS.search(texte, max(0, m.start() - 25), m.start())
    ]


def reste_a_decider(texte: str) -> bool:
    """Whether a folded text says that somebody has still to choose, or that nothing is to be noted.

    >>> [reste_a_decider(dit) for dit in ("la juriste hesite, elle tranche lundi", "c'est decide : 3 ans")]
    [True, False]
    """
    return _MOTIFS.a_decider.search(texte) is not None


def est_indecis(texte: str, debut: int, fin: int, suivant: int | None = None) -> bool:
    """Whether what stands there is said not to be decided yet; `suivant` is where another fact begins to be told.

    >>> textes = ("allotissement pas encore decide", "on ne sait pas si on allotit", "allotissement prevu")
    >>> [est_indecis(t, t.index("allot"), t.index("allot") + 7 + 6 * ("ment" in t)) for t in textes]
    [True, True, False]
    """
    return bool(
        _INDECIS_AVANT.search(texte, max(0, debut - 70), debut)
        or _INDECIS_APRES.match(texte[fin : fin + 50])
        or (suivant is not None and _MOTIFS.laisse_ouvert.match(texte, fin, suivant))
    )
