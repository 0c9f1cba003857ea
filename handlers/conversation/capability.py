"""What a capability is to the policy: what it reads, what its buttons encode, what it awaits, what it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from handlers.conversation.acts import Faire, Forme, Lire
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.ecoute import Acte

# An act that was awaited, then what is done instead; says nothing where that is the same, or nobody counts on it.
Laisser = Callable[[Turn, Acte, Sequence[Acte]], Reply | None]


@dataclass(frozen=True, slots=True)
class Capability:
    """`lectures`: what it reads in a message. `formes`: the acts that its buttons encode, by the first two words of their value.
    `attend`: what its acts may be asked for, which `attente_incomprise.md` words; `laisse`: what is said of those that were awaited
    and are not done. `actes`: what carries out each act, of its `actes.yaml` and of its own.
    """

    nom: str
    actes: Mapping[str, Faire] = field(default_factory=dict)
    lectures: tuple[Lire, ...] = ()
    formes: Mapping[str, Forme] = field(default_factory=dict)
    attend: Mapping[str, str] = field(default_factory=dict)
    laisse: Mapping[str, Laisser] = field(default_factory=dict)


def sans_rien(faire: Callable[[Turn, Entretien], Outcome]) -> Faire:
    """What needs nothing of the words: it shows the same thing however it is asked for."""
    return lambda turn, entretien, _: faire(turn, entretien)
