"""Messages made of two of one hand: what tells, then what asks, as people type both at once. They are learned from, never measured."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from random import Random

from knowledge.training.ecoute_exemples import Exemple

# What stands between the two, as people type it.
_LIENS = (", ", ", ", ". ", ". ", " et ", ", et ", " ", "\n", " mais ", ". Sinon ", ", au fait ", " ; ")
# So many of a hundred messages that tell or do one thing are also learned beside another.
_PART = 18
_LONGUEUR = 180
# What tells, where another thing may be said at once, and what makes no sense beside anything.
_DISENT = frozenset({"informer", "corriger", "nouvel_achat", "oui", "non"})
_SEULS = frozenset({"rien", "incomprehensible", "hors_sujet", "annuler", "retour", "attendre"})
# What answers to what was shown, and to nothing else.
_REPONDENT = frozenset(
    {"oui", "non", "continuer", "passer", "rappel_reponse", "clauses.prendre", "clauses.refuser", "clauses.regler"}
)
_GRAINE = 7


def composer(exemples: Sequence[Exemple]) -> list[Exemple]:
    """Pairs of the messages of each hand, in the context of the first; the same at each call."""
    hasard = Random(_GRAINE)  # noqa: S311
    par_main: dict[str, list[Exemple]] = {}
    for exemple in exemples:
        if len(exemple.lectures) == 1 and len(exemple.texte) <= _LONGUEUR:
            par_main.setdefault(exemple.main, []).append(exemple)
    return [compose for main in sorted(par_main) for compose in _d_une_main(par_main[main], hasard)]


def _d_une_main(exemples: Sequence[Exemple], hasard: Random) -> Iterator[Exemple]:
    for exemple in exemples:
        seul = len(exemple.ensembles[0]) <= 2 and _SEULS.isdisjoint(exemple.ensembles[0])
        if not seul or hasard.randrange(100) >= _PART:
            continue
        dit = bool(_DISENT & set(exemple.ensembles[0]))
        autres = [un for un in exemples if _vont_ensemble(exemple, un, dit)]
        if autres:
            yield _joindre(exemple, hasard.choice(autres), hasard)


def _vont_ensemble(exemple: Exemple, autre: Exemple, dit: bool) -> bool:
    """Whether a person may type both: the second asks, or does, one thing that the first does not, and bears on no other question."""
    un, deux = set(exemple.ensembles[0]), set(autre.ensembles[0])
    return (
        len(deux) == 1
        and un.isdisjoint(deux)
        and deux.isdisjoint(_SEULS | _REPONDENT)
        and exemple.contexte.role == autre.contexte.role
        and (dit or exemple.contexte.etape == autre.contexte.etape)
        and (deux.isdisjoint(_DISENT) if dit else exemple.contexte.question == autre.contexte.question)
    )


def _joindre(exemple: Exemple, autre: Exemple, hasard: Random) -> Exemple:
    lien = hasard.choice(_LIENS)
    suite = autre.texte.strip()
    suite = suite if lien.strip() in (".", "") else suite[:1].lower() + suite[1:]
    debut = exemple.texte.strip()
    texte = f"{debut}{suite if debut.endswith('?') and lien == '' else (' ' + suite if debut[-1:] in '?!.' else lien + suite)}"
    return replace(exemple, texte=texte, lectures=((*exemple.actes, *autre.actes),), compose=True)


__all__ = ["composer"]
