"""What a capability is to the policy: what it reads, what its buttons encode, what it awaits, what it does."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from handlers.conversation.acts import Faire, Forme, Lire
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.ecoute import Acte
from knowledge.plan.pack import Pack, Service
from storage.unit_of_work import Reading

# An act that was awaited, then what is done instead; says nothing where that is the same, or nobody counts on it.
Laisser = Callable[[Turn, Acte, Sequence[Acte]], Reply | None]


# Whether something can be done, where a conversation stands.
Ou = Callable[[Turn, Entretien], bool]
# Whether words say an act.
Dit = Callable[[str], bool]
# Buttons beside the detail of an action, by its number.
PresDUneAction = Callable[[Turn, int], Sequence[Choice]]


class Suites(Protocol):
    """What a capability brings to the follow-up of purchases."""

    def attendus(
        self, memory: Reading, pack: Pack, achats: Sequence[int]
    ) -> Mapping[int, Sequence[tuple[Service | None, datetime]]]:
        """Of whom something is awaited for each of those purchases, and since when."""

    def pris(self, memory: Reading, pack: Pack, achat: int) -> Sequence[tuple[str, int]]:
        """What was prepared for the file of a purchase: titles, with their actions."""

    def inscrire(self, memory: Reading, achat: int, actions: Collection[int], now: datetime) -> None:
        """The file of that purchase says these actions: so it does what was prepared for them."""


@dataclass(frozen=True, slots=True)
class Capability:
    """`lectures`: what it reads in a message. `formes`: the acts that its buttons encode, by the first two words of their value.
    `attend`: what its acts may be asked for, which `attente_incomprise.md` words; `laisse`: what is said of those that were awaited
    and are not done. `actes`: what carries out each act, of its `actes.yaml` and of its own; `de_l_achat`: those that are of the
    purchase under way; `seulement`: where those are heard that are not everywhere; `en_plus`: what words must say of those that are heard
    beside another. `pres_d_une_action`, `suites`: what it adds to what others show.
    """

    nom: str
    actes: Mapping[str, Faire] = field(default_factory=dict)
    lectures: tuple[Lire, ...] = ()
    formes: Mapping[str, Forme] = field(default_factory=dict)
    attend: Mapping[str, str] = field(default_factory=dict)
    laisse: Mapping[str, Laisser] = field(default_factory=dict)
    de_l_achat: frozenset[str] = frozenset()
    seulement: Mapping[str, Ou] = field(default_factory=dict)
    en_plus: Mapping[str, Dit] = field(default_factory=dict)
    pres_d_une_action: PresDUneAction | None = None
    suites: Suites | None = None


def sans_rien(faire: Callable[[Turn, Entretien], Outcome]) -> Faire:
    """What needs nothing of the words: it shows the same thing however it is asked for."""
    return lambda turn, entretien, _: faire(turn, entretien)
