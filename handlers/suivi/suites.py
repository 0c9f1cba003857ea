"""What every capability brings to the follow-up of purchases, together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from handlers.capabilities import capabilities
from handlers.conversation.capability import Suites
from knowledge.plan.pack import Pack, Service
from storage.unit_of_work import Reading


def attendus(
    memory: Reading, pack: Pack, achats: Sequence[int]
) -> Mapping[int, Sequence[tuple[Service | None, datetime]]]:
    """Of whom something is awaited for each of those purchases, and since when."""
    tous: dict[int, list[tuple[Service | None, datetime]]] = {}
    for une in _toutes():
        for achat, ceux in une.attendus(memory, pack, achats).items():
            tous.setdefault(achat, []).extend(ceux)
    return tous


def pris(memory: Reading, pack: Pack, achat: int) -> Sequence[tuple[str, int]]:
    """What was prepared for the file of a purchase: titles, with their actions."""
    return [un for une in _toutes() for un in une.pris(memory, pack, achat)]


def inscrire(memory: Reading, achat: int, actions: Collection[int], now: datetime) -> None:
    """The file of that purchase says these actions, and what was prepared for them."""
    for une in _toutes():
        une.inscrire(memory, achat, actions, now)


def _toutes() -> Iterator[Suites]:
    return (une.suites for une in capabilities() if une.suites is not None)
