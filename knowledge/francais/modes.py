"""What a text does not state of a purchase: what it wonders about, reports as a rule, supposes, or asks leave for.

One decision for every reader of facts: what stands in such words is told of nothing, and never takes the place of what is known.
"""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.francais.contexte import lire_contexte
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.phrases import phrases
from knowledge.francais.questionnement import INTERROGATIFS
from knowledge.francais.texte import plier

_MOTIFS = lire_motifs(__file__)
Zone = tuple[int, int]
# An answer is proposed in so few words.
MOTS_D_UNE_REPONSE = 6
# What ends a sentence stays where it is.
_FINS = ".?!;\n"


def taire_ce_qui_n_est_pas_dit(texte: str, *, montant_connu: bool = False) -> str:
    """The text with blanks in place of what it does not state; `montant_connu`: an amount is held, which no conclusion replaces.

    >>> " ".join(taire_ce_qui_n_est_pas_dit("3 ans. Je m'interroge sur la clause d'insertion, mais 2 lots").split())
    '3 ans. , mais 2 lots'
    >>> " ".join(taire_ce_qui_n_est_pas_dit("2 ans. Peut-être 3 lots, peut-être pas. On m'a dit 5 000 € mais c'est un bruit").split())
    '2 ans. .'
    >>> " ".join(taire_ce_qui_n_est_pas_dit("2 ans. Le DGS veut un seul lot. Ça passe ?").split())
    '2 ans. . Ça passe ?'
    >>> taire_ce_qui_n_est_pas_dit("Le DGS veut un seul lot. 3 ans, c'est trop ?")
    "Le DGS veut un seul lot. 3 ans, c'est trop ?"
    """
    plie = plier(texte)
    signes = list(texte)
    for debut, fin in _zones(plie.texte, montant_connu=montant_connu):
        for place in range(plie.origine[debut], plie.origine[fin - 1] + 1):
            signes[place] = signes[place] if signes[place] in _FINS else " "
    return "".join(signes)


def partie_dite(partie: str, texte: str, *, montant_connu: bool = False) -> str:
    """A part of a text, with blanks in place of what the whole text does not state there.

    >>> partie_dite("L'éditeur veut un seul lot,", "L'éditeur veut un seul lot, ça passe ?").strip()
    ''
    """
    place = texte.find(partie)
    if place < 0:
        return partie
    return taire_ce_qui_n_est_pas_dit(texte, montant_connu=montant_connu)[place : place + len(partie)]


def est_dit(partie: str, texte: str, *, montant_connu: bool = False) -> bool:
    """Whether a part of a text, as it stands in it, states something.

    >>> est_dit("Le DGS veut un seul lot.", "Le DGS veut un seul lot. Ça passe ?"), est_dit("2 lots.", "2 lots. Ça passe ?")
    (False, True)
    """
    reste = partie_dite(partie, texte, montant_connu=montant_connu)
    return reste == partie or any(signe.isalnum() for signe in reste)


def ouvre_une_question(partie: str) -> bool:
    """Whether a part of a sentence asks from its first word on: "qui dois-je prévenir à la Métropole, et quand ?".

    >>> ouvre_une_question("Qui dois-je prévenir à la Métropole,"), ouvre_une_question("2 lots, quelle procédure")
    (True, False)
    """
    return _MOTIFS.ouvre_une_question.match(plier(partie.strip()).texte) is not None


def propose_une_reponse(phrase: str) -> bool:
    """Whether a sentence tells what its author thinks, and asks whether it is so: what it holds is supposed, until a yes.

    >>> propose_une_reponse("MAPA je pense ?"), propose_une_reponse("un seul lot, non ?"), propose_une_reponse("MAPA ?")
    (True, True, False)
    """
    dite = plier(phrase.strip()).texte
    return _MOTIFS.je_pense.search(dite) is not None and INTERROGATIFS.search(dite) is None


def sans_ce_qu_on_pense(texte: str) -> str:
    """A text whose last few words propose an answer, but for those that ask whether it is so.

    >>> sans_ce_qu_on_pense("2 ans. Un mapa je suppose ?"), sans_ce_qu_on_pense("un mapa ?")
    ('2 ans. Un mapa', 'un mapa ?')
    """
    derniere = (phrases(texte) or ("",))[-1]
    if len(derniere.split()) > MOTS_D_UNE_REPONSE or not propose_une_reponse(derniere):
        return texte
    plie = plier(derniere)
    m = _MOTIFS.je_pense.search(plie.texte)
    garde = derniere if m is None else derniere[: plie.origine[m.start()]]
    return texte[: texte.rfind(derniere)] + garde.rstrip(" ,")


def partage_les_avis(texte: str) -> bool:
    """Whether two people are told to have each a figure of their own, the matter being left there.

    >>> partage_les_avis("le maire veut 15 000, l'adjoint 25 000"), partage_les_avis("le DGS dit 15 000, le service 15 000")
    (True, False)
    >>> partage_les_avis("le maire veut 15 000, l'adjoint 25 000, finalement on part sur 20 000")
    False
    """
    dite = plier(texte).texte
    dits = [m for m in _MOTIFS.son_chiffre.finditer(dite) if sum(map(str.isdigit, m["n"])) > 1]
    suite = dite[dits[-1].end() :] if dits else ""
    return len({m["n"] for m in dits}) > 1 and not any(map(str.isdigit, suite))


def _zones(texte: str, *, montant_connu: bool) -> Iterator[Zone]:
    contexte = lire_contexte(texte)
    demande = "?" in texte
    for rang, (debut, fin) in enumerate(contexte.phrases):
        phrase = texte[debut:fin]
        for motif in (_MOTIFS.s_interroge, *((_MOTIFS.rapporte,) if demande else ())):
            if (m := motif.search(texte, debut, fin)) is not None:
                reprise = _MOTIFS.reprise.search(texte, m.end(), fin)
                yield m.start(), fin if reprise is None else reprise.start()
        m = _MOTIFS.sous_condition.search(phrase)
        if m is not None and not _MOTIFS.chiffre.search(phrase, m.end()):
            yield debut + m.start("si"), fin
        for motif in (_MOTIFS.hesite, _MOTIFS.bruit, _MOTIFS.sans_interet):
            yield from (m.span() for m in motif.finditer(texte, debut, fin))
        for m in _MOTIFS.compare.finditer(texte, debut, fin):
            # What is drawn from it is no more told, where it is asked about.
            yield m.start(), fin if demande and _MOTIFS.conclut.match(texte, m.end(), fin) else m.end()
        if demande:
            for m in _MOTIFS.seuil.finditer(texte, debut, fin):
                yield m.span(m.lastgroup or 0)
        suivante = texte[slice(*contexte.phrases[rang + 1])] if rang + 1 < len(contexte.phrases) else ""
        souhaitee = phrase if _MOTIFS.permis.match(suivante.strip()) else _avant_ce_qui_se_demande(phrase)
        if souhaitee and not _MOTIFS.chiffre.search(souhaitee):
            marge = debut + len(phrase) - len(phrase.lstrip())
            if (m := _MOTIFS.souhait.search(texte[marge : debut + len(souhaitee)])) is not None:
                yield marge + m.start(), debut + len(souhaitee)
        if montant_connu and _se_verifie(phrase):
            yield debut, fin


def _avant_ce_qui_se_demande(phrase: str) -> str:
    """What stands before "…, ça passe ?" in a sentence; empty where it ends otherwise."""
    avant, virgule, fin = phrase.rpartition(",")
    return avant + virgule if _MOTIFS.permis.match(fin.strip()) else ""


def _se_verifie(phrase: str) -> bool:
    """Whether a sentence draws an amount and asks whether it is right, nothing of what was told being changed."""
    return (
        "?" in phrase
        and _MOTIFS.conclut.match(phrase) is not None
        and _MOTIFS.grand.search(phrase) is not None
        and _MOTIFS.revient.search(phrase) is None
        and INTERROGATIFS.search(phrase) is None
    )


__all__ = [
    "est_dit",
    "ouvre_une_question",
    "partage_les_avis",
    "partie_dite",
    "propose_une_reponse",
    "sans_ce_qu_on_pense",
    "taire_ce_qui_n_est_pas_dit",
]
