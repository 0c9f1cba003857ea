"""What a capability answers: the buttons that are its own, the commands that it lists, what it hears, what it awaits."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.conversation.acts import Faire, Forme, Lire
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import SEPARATOR, Outcome, Reply, Turn
from knowledge.ecoute import Acte

# A button or a sentence, the whole of it; None where it is about something else.
Repondre = Callable[[Turn, Entretien, str], Outcome | None]
# What was just asked for, then what is typed.
Reprendre = Callable[[Turn, Entretien, str, str], Outcome | None]
# An act that was awaited, then what is done instead; says nothing where that is the same, or nobody counts on it.
Laisser = Callable[[Turn, Acte, Sequence[Acte]], Reply | None]


@dataclass(frozen=True, slots=True)
class Ecoute:
    """What is heard whatever is pending; of two that hear the same words, the lower `rang` answers."""

    rang: int
    repondre: Repondre


@dataclass(frozen=True, slots=True)
class Capability:
    """`lectures`: what it reads in a message. `formes`: the acts that its buttons encode, by the first two words of their value.
    `attend`: what its acts may be asked for, which `attente_incomprise.md` words; `laisse`: what is said of those that were awaited
    and are not done. `actes`: what carries out each act, of its `actes.yaml` and of its own.
    """

    nom: str
    boutons: Mapping[str, Repondre] = field(default_factory=dict)
    actes: Mapping[str, Faire] = field(default_factory=dict)
    lectures: tuple[Lire, ...] = ()
    formes: Mapping[str, Forme] = field(default_factory=dict)
    attend: Mapping[str, str] = field(default_factory=dict)
    laisse: Mapping[str, Laisser] = field(default_factory=dict)
    ecoutes: tuple[Ecoute, ...] = ()
    attentes: tuple[tuple[int, Reprendre], ...] = ()


def sans_rien(faire: Callable[[Turn, Entretien], Outcome]) -> Faire:
    """What needs nothing of the words: it shows the same thing however it is asked for."""
    return lambda turn, entretien, _: faire(turn, entretien)


def entendu_par(repondre: Repondre, sinon: Callable[[Turn, Entretien], Outcome]) -> Faire:
    """What reads its own words, and shows what it can do where they say no more."""
    return lambda turn, entretien, acte: repondre(turn, entretien, acte.mots) or sinon(turn, entretien)


def par_reste(repondre: Repondre) -> Repondre:
    """For who wants what follows the first word of a button, and of one button only."""

    def sur_le_reste(turn: Turn, entretien: Entretien, choix: str) -> Outcome | None:
        return repondre(turn, entretien, choix.split(SEPARATOR, maxsplit=1)[0].partition(":")[2])

    return sur_le_reste


def par_numero(repondre: Callable[[Turn, Entretien, int], Outcome | None]) -> Repondre:
    """For who wants the number that follows the first word of a button; nothing where it is none."""

    def sur_le_numero(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
        return (
            repondre(turn, entretien, int(reste)) if reste.isascii() and reste.isdecimal() and len(reste) < 10 else None
        )

    return par_reste(sur_le_numero)
