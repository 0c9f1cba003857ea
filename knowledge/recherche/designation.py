"""Which of the actions at hand some words mean: a place in their list, or what they are about ("l'insertion", "celle du PLIE")."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from rapidfuzz.distance import OSA

from knowledge.francais.langue import jetons, jetons_par_ligne, plat, radical
from knowledge.plan.noms import Citee
from knowledge.plan.pack import Fiche, Pack, Terme

# A shorter word tells something only where it is a name of the glossary.
LETTRES_MIN = 5
# A word that fiches share tells one of them where it is said there so often; of two that words fit as well, neither is meant.
PART_MIN, MARGE = 0.3, 1.5
# A word so long may be off by a letter; a name is read in so few words.
LETTRES_D_UNE_FAUTE, MOTS_D_UN_NOM = 6, 5
# How much a short title weighs beside a key word.
TITRE = 4
_FUTUR = re.compile(r"([a-z]{3,}[ei]r)(?:ai|as|a|ons|ez|ont)\Z")
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
_GESTES = frozenset(map(radical, "celle celui garder garde retenir retiens retenue prendre laisser tomber enlever ecarter action actions mettre faire marche contrat achat entreprise public achats contrats marches clause clauses tout tous toute toutes".split()))  # noqa: SIM905  # fmt: skip

# What a sum is told with names no action, be it in a title: "95 000 HT".
_MESURES = frozenset(map(radical, ("ht", "ttc", "tva", "euros")))
# In a name, what names nothing.
_CREUX = frozenset("l le la les d de du des un une en au aux a et pour sur s ai".split())  # noqa: SIM905
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
        self._noms: dict[tuple[str, ...], dict[int, bool]] = defaultdict(dict)
        for numero, poids, lus in _noms(pack):
            if nom := tuple(radical(mot) for jeton in lus for mot in jeton.split("-") if mot not in _CREUX):
                self._noms[nom][numero] = self._noms[nom].get(numero, False) or poids == TITRE
        self._mots = {tige for nom in self._noms for tige in nom}
        self._seuls = [nom[0] for nom in self._noms if len(nom) == 1 and len(nom[0]) >= LETTRES_D_UNE_FAUTE]
        self._titres = {
            radical(mot)
            for fiche in pack.fiches.values()
            for dit in fiche.titre_court.split()
            for mot in jetons(plat(dit))
            if len(mot) >= LETTRES_MIN or (dit.isupper() and dit.isalpha())
        } - _MESURES
        self._sigles = {radical(mot) for terme in pack.glossaire for mot in jetons(plat(terme.sigle or ""))}

    def lire(self, texte: str, parmi: Sequence[int]) -> tuple[int, ...]:
        """The actions of `parmi` that the words mean, in their order; none where they tell nothing, or not which."""
        visees = [action for partie in _ENTRE_DEUX.split(plat(texte)) for action in self._une(partie, parmi)]
        return tuple(dict.fromkeys(visees))

    def citer(self, mots: Sequence[str]) -> list[Citee]:
        """The names of actions among flat words, the longest first where they overlap; each with all the actions that bear it."""
        tiges = [(rang, self._tige(mot)) for rang, mot in enumerate(mots) if mot not in _CREUX]
        citees: list[Citee] = []
        place = 0
        while place < len(tiges):
            combien = next((n for n in range(MOTS_D_UN_NOM, 0, -1) if self._nomme(tiges[place : place + n], n)), 0)
            if combien:
                siens = self._noms[tuple(tige for _, tige in tiges[place : place + combien])]
                debut, fin = tiges[place][0], tiges[place + combien - 1][0] + 1
                # "Centrale d'achat" has the word of a title, and of everything that is bought.
                titre = any(tige in self._titres - _GESTES for _, tige in tiges[place : place + combien])
                citees.append(Citee(debut, fin, tuple(sorted(siens)), tuple(mots[debut:fin]), titre))
            place += combien or 1
        return citees

    def _nomme(self, tiges: Sequence[tuple[int, str]], combien: int) -> bool:
        nom = tuple(tige for _, tige in tiges)
        if len(nom) < combien or nom not in self._noms:
            return False
        return combien > 1 or (
            nom[0] not in _GESTES | _MESURES and (len(nom[0]) >= LETTRES_MIN - 1 or nom[0] in self._sigles)
        )

    def _tige(self, mot: str) -> str:
        """The stem of a word, be it glued to its article or off by a letter: "linsertion", "réemplois", "equitabel"."""
        tige = radical(mot)
        if tige in self._mots or len(mot) <= LETTRES_D_UNE_FAUTE:
            return tige
        if futur := _FUTUR.match(mot):
            # "On négociera" is "négocier".
            tige = radical(futur[1])
        if mot[0] in "ld" and radical(mot[1:]) in self._mots:
            return radical(mot[1:])
        return next((nom for nom in self._seuls if OSA.distance(tige, nom, score_cutoff=1) <= 1), tige)

    def trancher(self, citee: Citee, siennes: Sequence[int]) -> tuple[int, ...]:
        """Which actions a name means: of those at hand first, and the one that it tells best; several where it does not tell.

        A name that is told by its rank means those at hand that have it.
        """
        if citee.rangs:
            return tuple(siennes[rang] for rang in citee.rangs if -len(siennes) <= rang < len(siennes))
        tiges = {self._tige(mot) for mot in citee.mots if mot not in _CREUX}
        # "Les déchets du chantier", where only the waste is of an action at hand.
        plus_courts = {action for tige in tiges - _GESTES for action in self._noms.get((tige,), ())}
        possibles = [action for action in citee.actions if action in siennes]
        if not possibles and citee.titre and len(tiges) > 1 and len(citee.actions) == 1:
            # Told by its title, it is that one, though a word of it is in the title of another.
            return tuple(citee.actions)
        possibles = possibles or sorted(plus_courts.intersection(siennes)) or list(citee.actions)
        notes = sorted(((sum(self._parts[un].get(t, 0) for t in tiges), un) for un in possibles), reverse=True)
        if len(notes) > 1 and notes[0][0] < MARGE * notes[1][0]:
            return tuple(sorted(possibles))
        return (notes[0][1],)

    def _une(self, partie: str, parmi: Sequence[int]) -> tuple[int, ...]:
        mots = [mot for jeton in jetons(partie) for mot in jeton.split("-")]
        # "L'an dernier" is no place in a list.
        if rangs := [_RANGS[mot] for avant, mot in pairwise(("la", *mots)) if mot in _RANGS and avant in _CREUX]:
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
