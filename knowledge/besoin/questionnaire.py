"""The interview before buying: its questions, which of them matter for a purchase, and where it stands."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from knowledge.plan.pack import Place
from knowledge.regles.faits import Ensemble, Faits


@dataclass(frozen=True, slots=True)
class Vise:
    """Of which purchases something is said: these families, these natures; of any where neither is named."""

    segments: frozenset[str] = frozenset()
    natures: frozenset[str] = frozenset()
    sauf: frozenset[str] = frozenset()

    def convient(self, faits: Faits) -> bool:
        """Whether it is of that purchase; a nature that nobody told excludes nothing, a family must be told."""
        familles, nature = familles_de(faits), faits.valeur("nature")
        if self.sauf & familles or (self.segments and not self.segments & familles):
            return False
        return not self.natures or nature is None or nature in self.natures


def familles_de(faits: Faits) -> frozenset[str]:
    """The families that a purchase surely touches."""
    familles = faits.connus().get("segments")
    return familles.dedans if isinstance(familles, Ensemble) else frozenset()


@dataclass(frozen=True, slots=True)
class Selon:
    """What is said in another way of some purchases; None where it is said as of the others."""

    vise: Vise
    textes: Mapping[str, str]


def _dit(textes: Mapping[str, str], selon: Sequence[Selon], nom: str, faits: Faits) -> str:
    return next(
        (une.textes[nom] for une in selon if nom in une.textes and une.vise.convient(faits)), textes.get(nom, "")
    )


@dataclass(frozen=True, slots=True)
class Choix:
    """A short answer: the words that say it, what it advises, what it changes of the purchase, which questions it makes vain.

    `avis` is the yes or the no that it is; `revoir` the fact that it puts in doubt; `spontane` the words that say it unasked.
    """

    id: str
    libelle: str
    mots: tuple[str, ...] = ()
    avis: bool | None = None
    textes: Mapping[str, str] = field(default_factory=dict)
    selon: tuple[Selon, ...] = ()
    revoir: str | None = None
    saute: frozenset[str] = frozenset()
    spontane: tuple[str, ...] = ()

    def dit(self, nom: str, faits: Faits) -> str:
        """Its advice ("conseil"), or what it changes ("change"), for that purchase; "" where it says nothing."""
        return _dit(self.textes, self.selon, nom, faits)


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the interview; those of the lowest `rang` are asked first where there would be too many.

    `faits` are those that its answer may tell, `spontane` the words that answer it unasked; `compte`: so does a number of what is bought.
    """

    id: str
    titre: str
    rang: int
    action: int
    vise: Vise
    textes: Mapping[str, str]
    selon: tuple[Selon, ...]
    choix: tuple[Choix, ...]
    faits: frozenset[str]
    place: Place
    spontane: tuple[str, ...] = ()
    compte: bool = False

    def dit(self, nom: str, faits: Faits) -> str:
        """Its words ("question", "pourquoi", "exemple") for that purchase."""
        return _dit(self.textes, self.selon, nom, faits)

    def en_mots(self, reponse: Reponse) -> str:
        """An answer as it was said, else the choice that it is."""
        choix = self.le_choix(reponse.choix)
        return reponse.texte or (choix.libelle if choix else "")

    def le_choix(self, cle: str | None) -> Choix | None:
        """One of its choices."""
        return next((un for un in self.choix if un.id == cle), None)


@dataclass(frozen=True, slots=True)
class Poste:
    """A part of what a purchase costs; `revient` every year, `retire` what is given back."""

    id: str
    libelle: str
    mots: tuple[str, ...]
    revient: bool
    retire: bool
    textes: Mapping[str, str]
    selon: tuple[Selon, ...]

    def aide(self, faits: Faits) -> str:
        """What it counts, for that purchase."""
        return _dit(self.textes, self.selon, "aide", faits)


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The interview of a pack; `actions` are those that it serves, `postes` the parts of a total cost, `loi` what may be made of it.

    `chiffree` is the question that the figures of a cost answer; `facons` the question and the choice that each way of doing it is.
    """

    questions: Mapping[str, Question]
    maximum: int
    actions: tuple[int, ...]
    postes: Mapping[str, Poste]
    loi: str
    chiffree: str = ""
    facons: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def comptee(self) -> Question | None:
        """The question that tells how many are bought."""
        return next((une for une in self.questions.values() if une.compte), None)


class Etat(StrEnum):
    """What became of a question: answered, not known, or kept for the end."""

    REPONDU = "repondu"
    INCONNU = "inconnu"
    PASSE = "passe"


@dataclass(frozen=True, slots=True)
class Reponse:
    """What was answered: the choice, if it is one, and the words. `le` is the day, in ISO; `spontanee`: it was told without being asked."""

    etat: Etat
    choix: str | None = None
    texte: str = ""
    le: str = ""
    spontanee: bool = False

    @classmethod
    def depuis_json(cls, garde: Any) -> Reponse | None:
        """Read back; None for what another version wrote."""
        match garde:
            case {"etat": str(etat), "choix": str() | None as choix, "texte": str(texte), "le": str(le)} if (
                etat in list(Etat)
            ):
                return cls(Etat(etat), choix, texte, le, garde.get("spontanee") is True)
            case _:
                return None

    def en_json(self) -> dict[str, Any]:
        dite = {"etat": self.etat.value, "choix": self.choix, "texte": self.texte, "le": self.le}
        return {**dite, "spontanee": True} if self.spontanee else dite


@dataclass(frozen=True, slots=True)
class Deroule:
    """An interview as it stands, for a purchase of which `faits` are known: nothing is kept but the answers, in the order in which they were first given, and `courante`, where it went back."""

    questionnaire: Questionnaire
    faits: Faits
    reponses: Mapping[str, Reponse] = field(default_factory=dict)
    courante: str | None = None

    def choix_de(self, cle: str) -> Choix | None:
        """The choice that was made for a question."""
        reponse, question = self.reponses.get(cle), self.questionnaire.questions.get(cle)
        return None if reponse is None or question is None else question.le_choix(reponse.choix)

    def questions(self) -> tuple[Question, ...]:
        """Those that matter for this purchase, in their order: what an answer makes vain is left out, what was answered stays.

        What was told unasked takes the place of no other.
        """
        vaines = frozenset(vaine for cle in self.reponses if (choix := self.choix_de(cle)) for vaine in choix.saute)
        repondues = {cle for cle, une in self.reponses.items() if une.etat is not Etat.PASSE}
        utiles = [
            une
            for une in self.questionnaire.questions.values()
            if une.id in repondues or (une.id not in vaines and une.vise.convient(self.faits))
        ]
        spontanees = [une for une in utiles if self._est_spontanee(une.id)]
        possibles = sorted(
            (une for une in utiles if une not in spontanees), key=lambda une: (une.id not in repondues, une.rang)
        )
        gardees = [*spontanees, *possibles[: self.questionnaire.maximum]]
        return tuple(une for une in utiles if une in gardees)

    def _est_spontanee(self, cle: str) -> bool:
        return cle in self.reponses and self.reponses[cle].spontanee

    @property
    def _posees(self) -> list[str]:
        """Those that were asked and answered, in the order of their answers."""
        return [cle for cle in self.reponses if not self._est_spontanee(cle)]

    @property
    def suivante(self) -> Question | None:
        """The question to ask: where it went back, the first without an answer, then what was kept for the end; None when all is said."""
        siennes = self.questions()
        if self.courante is not None and self.courante in self.reponses:
            return self.questionnaire.questions[self.courante]
        passees = [une for une in siennes if une.id in self.reponses and self.reponses[une.id].etat is Etat.PASSE]
        reste = [une for une in siennes if une.id not in self.reponses]
        return next(iter((*reste, *passees)), None)

    def rang(self, cle: str) -> tuple[int, int]:
        """The rank of a question among those asked, and how many they are."""
        posees = self._posees
        a_poser = [une for une in self.questions() if not self._est_spontanee(une.id)]
        return (posees.index(cle) if cle in posees else len(posees)) + 1, max(len(a_poser), 1)

    def repondre(self, cle: str, reponse: Reponse) -> Deroule:
        """With that answer; a question that is passed twice is left open."""
        avant = self.reponses.get(cle)
        if reponse.etat is Etat.PASSE and avant is not None:
            reponse = replace(reponse, etat=Etat.INCONNU) if avant.etat is Etat.PASSE else avant
        return replace(self, reponses={**self.reponses, cle: reponse}, courante=None)

    def entendre(self, cle: str, choix: str | None, texte: str, le: str) -> Deroule:
        """With what was told of a question without its being asked; the one that waits still does."""
        avant = self.reponses.get(cle)
        reponse = Reponse(Etat.REPONDU, choix, texte, le, spontanee=avant is None or avant.spontanee)
        return replace(self.repondre(cle, reponse), courante=None if self.courante == cle else self.courante)

    def retour(self) -> Deroule | None:
        """Back to the question that was asked before; None at the first."""
        posees = self._posees
        ici = len(posees) if self.courante is None or self.courante not in posees else posees.index(self.courante)
        return replace(self, courante=posees[ici - 1]) if ici > 0 else None

    @property
    def fini(self) -> bool:
        return self.suivante is None

    def dites(self) -> Iterator[tuple[Question, Reponse]]:
        """Each question that was asked, with its answer, in the order of the interview."""
        for une in self.questionnaire.questions.values():
            if une.id in self.reponses:
                yield une, self.reponses[une.id]

    def ouvertes(self) -> tuple[Question, ...]:
        """What is still to be known: not asked yet, passed, or not known."""
        sures = {cle for cle, une in self.reponses.items() if une.etat is Etat.REPONDU}
        return tuple(une for une in self.questions() if une.id not in sures)

    def ce_qui_change(self) -> list[str]:
        """What the answers change of the purchase."""
        choisis = (self.choix_de(une.id) for une, _ in self.dites())
        return [dit for choix in choisis if choix is not None and (dit := choix.dit("change", self.faits))]

    def a_revoir(self) -> tuple[str, ...]:
        """The facts of the purchase that the answers put in doubt."""
        choisis = (self.choix_de(une.id) for une, _ in self.dites())
        return tuple(dict.fromkeys(choix.revoir for choix in choisis if choix is not None and choix.revoir))


def lire_les_reponses(gardees: Sequence[Any], connues: Collection[str]) -> dict[str, Reponse]:
    """The answers as they were kept, each with its question; those to questions that the pack has no more are left out."""
    paires = [paire for paire in gardees if isinstance(paire, list) and len(paire) == len(("cle", "reponse"))]
    lues = {cle: Reponse.depuis_json(garde) for cle, garde in paires if cle in connues}
    return {cle: lue for cle, lue in lues.items() if lue is not None}


__all__ = [
    "Choix",
    "Deroule",
    "Etat",
    "Poste",
    "Question",
    "Questionnaire",
    "Reponse",
    "Selon",
    "Vise",
    "familles_de",
    "lire_les_reponses",
]
