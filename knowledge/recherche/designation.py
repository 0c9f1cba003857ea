"""Which of the actions at hand some words mean: a place in their list, or what they are about ("l'insertion", "celle du PLIE")."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from knowledge.francais.langue import jetons, jetons_par_ligne, plat, radical
from knowledge.plan.pack import Fiche, Pack, Terme

# A shorter word tells something only where it is a name of the glossary.
LETTRES_MIN = 5
# A word that fiches share tells one of them where it is said there so often; of two that words fit as well, neither is meant.
PART_MIN, MARGE = 0.3, 1.5
# How much a short title weighs beside a key word.
TITRE = 4
_ENTRE_DEUX = re.compile(r"[,;]| (?:et|ou|mais|puis|ni) ")
_RANGS = {
    mot: rang
    for rang, mots in enumerate(
        (
            "premiere premier 1ere 1er",
            "deuxieme seconde 2eme 2e",
            "troisieme 3eme 3e",
            "quatrieme 4eme 4e",
            "cinquieme 5eme 5e",
            "sixieme 6eme 6e",
        )
    )
    for mot in mots.split()
} | {"derniere": -1, "dernier": -1}
# What is done of actions, not what they are about.
_GESTES = frozenset(map(radical, "celle celui garder garde retenir retiens retenue prendre laisser tomber enlever ecarter action actions mettre faire marche contrat achat entreprise public achats contrats marches".split()))  # noqa: SIM905  # fmt: skip

# Words of talk, which name nothing but share a stem with what does ("finalement" with "finalité").
_CHEVILLES = frozenset({"finalement", "pourquoi"})


class Designation:
    """What tells each fiche of a pack from the others: titles, key words, and the glossary's names. Immutable."""

    def __init__(self, pack: Pack) -> None:
        dites: dict[int, Counter[str]] = defaultdict(Counter)
        for numero, poids, lus in _noms(pack):
            for tige in {radical(mot) for jeton in lus for mot in jeton.split("-")}:
                dites[numero][tige] += poids
        toutes = sum(dites.values(), Counter[str]())
        self._parts = {
            numero: {tige: dit / toutes[tige] for tige, dit in tiges.items()} for numero, tiges in dites.items()
        }
        self._sigles = {radical(mot) for terme in pack.glossaire for mot in jetons(plat(terme.sigle or ""))}

    def lire(self, texte: str, parmi: Sequence[int]) -> tuple[int, ...]:
        """The actions of `parmi` that the words mean, in their order; none where they tell nothing, or not which."""
        visees = [action for partie in _ENTRE_DEUX.split(plat(texte)) for action in self._une(partie, parmi)]
        return tuple(dict.fromkeys(visees))

    def _une(self, partie: str, parmi: Sequence[int]) -> tuple[int, ...]:
        mots = [mot for jeton in jetons(partie) for mot in jeton.split("-")]
        if rangs := [_RANGS[mot] for mot in mots if mot in _RANGS]:
            return tuple(parmi[rang] for rang in rangs if rang < len(parmi)) if parmi else ()
        dits = [mot for mot in mots if mot not in _CHEVILLES]
        tiges = {radical(mot) for mot in dits if len(mot) >= LETTRES_MIN or radical(mot) in self._sigles} - _GESTES
        notes = [
            (sum(part for tige in tiges if (part := self._parts[numero].get(tige, 0)) >= PART_MIN), numero)
            for numero in parmi
            if numero in self._parts
        ]
        (note, premiere), *reste = sorted(notes, reverse=True) or [(0, 0)]
        return () if not note or (reste and note < MARGE * reste[0][0]) else (premiere,)


def _noms(pack: Pack) -> Iterator[tuple[int, int, list[str]]]:
    """The names of each fiche: its number, how much such a name weighs, its words."""
    noms = [nom for fiche in pack.fiches.values() for nom in _d_une_fiche(fiche)]
    noms += [(numero, 1, nom) for terme in pack.glossaire for numero in terme.actions for nom in _d_un_terme(terme)]
    lus = jetons_par_ligne([nom for _, _, nom in noms])
    return ((numero, poids, mots) for (numero, poids, _), mots in zip(noms, lus, strict=True))


def _d_une_fiche(fiche: Fiche) -> Iterator[tuple[int, int, str]]:
    yield fiche.numero, TITRE, fiche.titre_court
    for nom in (fiche.titre, *fiche.mots):
        yield fiche.numero, 1, nom


def _d_un_terme(terme: Terme) -> Iterable[str]:
    return (terme.terme, *((terme.sigle,) if terme.sigle else ()), *terme.autres)


__all__ = ["Designation"]
