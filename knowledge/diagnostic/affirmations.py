"""Which yes-no facts a message says by their names, with a yes, a no or a verb: "la clause d'insertion, l'élue la veut"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.diagnostic.decisions import RETENIR, Citee, lire_les_decisions
from knowledge.francais.avis import dire_oui_ou_non, se_ravise
from knowledge.francais.texte import mots_de
from knowledge.regles.faits import OUI, Genre, Vocabulaire

MOTS_D_UN_NOM = 6
# A shorter word alone names nothing of a contract.
LETTRES_D_UN_NOM = 2


# "Pour les lots : non" is of the lots.
_AUTOUR_D_UN_NOM = frozenset(("le", "la", "les", "l", "des", "du", "pour", "et", "alors", "donc", "quant", "aux", "au"))
# What says that there is something, what may stand before it and after its name.
_POSENT = (
    ("il", "y", "a"),
    ("il", "y", "aura"),
    ("y", "a"),
    ("y", "aura"),
    ("ya",),
    ("yaura",),
    ("on", "aura"),
    ("on", "prevoit"),
)
_ARTICLES = frozenset(("une", "un", "des", "la", "les", "bien", "aussi"))
_AVANT_MAX, _APRES_MAX = 2, 2
_CLAUSE = re.compile(r"[.,;:!?…\n]+")


@dataclass(frozen=True, slots=True)
class Affirmees:
    """The facts that a message says, each with whether it holds, and what it says after them: a question, a sentence of its own.

    `en_un_mot`: the facts that one word names, which may name an action as well ("l'insertion"); `mots`: the words that say
    them; `nette`: a verb does, not a yes nor a no; `reste`: what their sentence goes on with.
    """

    faits: dict[str, bool] = field(default_factory=dict)
    suite: str = ""
    en_un_mot: frozenset[str] = frozenset()
    mots: str = ""
    nette: bool = False
    reste: str = ""


class Affirmations:
    """The names of the yes-no facts of a pack, found in what people type."""

    def __init__(self, vocabulaire: Vocabulaire) -> None:
        self._noms: dict[tuple[str, ...], str] = {}
        for nom in vocabulaire:
            fait = vocabulaire[nom]
            if fait.genre is not Genre.OUI_NON or not fait.demande:
                continue
            oui = fait.choix_de(OUI)
            for dit in (*fait.aussi, *(oui.mots if oui else ())):
                for mots in _ecritures(mots_de(dit)):
                    if len(mots) <= MOTS_D_UN_NOM and (len(mots) > 1 or len(mots[0]) >= LETTRES_D_UN_NOM):
                        self._noms.setdefault(mots, nom)
        self._faits = sorted(set(self._noms.values()))

    def lire(self, texte: str) -> Affirmees:
        """The facts that are said; none of words that only name one, put it off ("on verra"), or ask about it."""
        nom, deux_points, dit = texte.partition(":")
        dit_du_nom = self._noms.get(tuple(mot for mot in mots_de(nom) if mot not in _AUTOUR_D_UN_NOM))
        if deux_points and dit_du_nom is not None and "?" not in dit and (avis := dire_oui_ou_non(dit)) is not None:
            return Affirmees({dit_du_nom: avis}, mots=texte)
        if (pose := self._ce_qui_est_pose(mots_de(texte))) is not None:
            return Affirmees({pose: True}, mots=texte)
        lues = lire_les_decisions(texte, self._citer)
        if lues is None:
            return Affirmees()
        # Numbers are of actions.
        nommes = [(dite, citee) for dite in lues.dites for citee in dite.citees if citee.mots]
        faits = {self._faits[citee.actions[0]]: dite.nature == RETENIR for dite, citee in nommes}
        en_un_mot = frozenset(self._faits[citee.actions[0]] for _, citee in nommes if len(citee.mots) == 1)
        if faits and (repris := _se_reprend(texte)) is not None:
            faits[list(faits)[-1]] = repris
        mots = ", ".join(dict.fromkeys(dite.mots for dite, _ in nommes))
        return Affirmees(
            faits,
            ". ".join(filter(None, (lues.apres, lues.suite))),
            en_un_mot,
            mots,
            any(dite.nette for dite, _ in nommes),
            lues.queue,
        )

    def _ce_qui_est_pose(self, mots: Sequence[str]) -> str | None:
        """The fact that a short sentence only says there is: "ya une clause d'insertion prévue"."""
        for forme in _POSENT:
            debut = next((n for n in range(_AVANT_MAX + 1) if tuple(mots[n : n + len(forme)]) == forme), None)
            if debut is None:
                continue
            suite = list(mots[debut + len(forme) :])
            while suite and suite[0] in _ARTICLES:
                suite.pop(0)
            cites = self._citer(suite)
            if cites and cites[0].debut == 0 and len(suite) - cites[0].fin <= _APRES_MAX:
                return self._faits[cites[0].actions[0]]
        return None

    def _citer(self, mots: Sequence[str]) -> list[Citee]:
        citees: list[Citee] = []
        place = 0
        while place < len(mots):
            longueur = next(
                (
                    n
                    for n in range(min(MOTS_D_UN_NOM, len(mots) - place), 0, -1)
                    if tuple(mots[place : place + n]) in self._noms
                ),
                0,
            )
            if longueur:
                siens = tuple(mots[place : place + longueur])
                citees.append(Citee(place, place + longueur, (self._faits.index(self._noms[siens]),), siens))
            place += longueur or 1
        return citees


def _ecritures(mots: Sequence[str]) -> list[tuple[str, ...]]:
    """A name as it is spelt, and with its articles glued: "droits d'auteur", "droits dauteur"."""
    colles: list[str] = []
    for mot in mots:
        if colles and colles[-1] in ("d", "l"):
            colles[-1] += mot
        else:
            colles.append(mot)
    return [tuple(mots), tuple(colles)] if mots else []


def _se_reprend(texte: str) -> bool | None:
    """What is said in the end of a fact that was said otherwise before: "non. Euh si, on en met une"; None for who does not."""
    revirements = [avis for clause in _CLAUSE.split(texte)[1:] if (avis := se_ravise(clause)) is not None]
    return revirements[-1] if revirements else None


__all__ = ["Affirmations", "Affirmees"]
