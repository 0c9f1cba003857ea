"""Whom the settings make a buyer, and what somebody is when nobody said."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from storage.comptes.records import CompteRecord, Role
from storage.unit_of_work import Reading

# What an account's organisation says of a person holds for their other accounts so long after they last wrote from it.
VOUCHED_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Access:
    """`acheteurs` names platforms whose people are all buyers ("web"), or organisations of one ("slack:T0123", "matrix:clermont.fr"), in any case."""

    acheteurs: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        object.__setattr__(self, "acheteurs", frozenset(map(str.casefold, self.acheteurs)))

    def roles(self, given: Iterable[Role], vouched: Iterable[tuple[str, str]]) -> frozenset[Role]:
        """The roles of a person: those given, that of a buyer where they are vouched for, else that of a firm.

        `vouched` holds (plateforme, organisation) of each of their accounts. Whoever was given the role of a firm is no
        buyer because of where they write from.

        >>> access = Access(frozenset({"slack:T1"}))
        >>> [", ".join(access.roles((), [who])) for who in (("slack", "T1"), ("slack", "T2"), ("telegram", ""))]
        ['acheteur', 'entreprise', 'entreprise']
        """
        roles = frozenset(given)
        if Role.ENTREPRISE not in roles and any(self._trusts(*who) for who in vouched):
            roles |= {Role.ACHETEUR}
        return roles or frozenset({Role.ENTREPRISE})

    def now(
        self,
        memory: Reading,
        plateforme: str,
        personne: str,
        now: datetime,
        where: tuple[CompteRecord, str] | None = None,
    ) -> frozenset[Role]:
        """The roles of somebody who is not writing: as when they last wrote in private, under any of their accounts (`where`, if
        it was read already).
        """
        if where is None:
            where = memory.conversations.last_private(memory.identites.comptes(plateforme, personne))
        vouched = [*memory.identites.organisations(plateforme, personne, now - VOUCHED_FOR)]
        if where is not None:
            compte, organisation = where
            vouched.append((compte.plateforme, organisation))
        return self.roles(memory.roles.de(plateforme, personne), vouched)

    def here(self, memory: Reading, plateforme: str, personne: str, now: datetime) -> frozenset[Role]:
        """The roles of somebody who asks now from a page of that platform, as if they had just written from it."""
        elsewhere = memory.identites.organisations(plateforme, personne, now - VOUCHED_FOR)
        return self.roles(memory.roles.de(plateforme, personne), [(plateforme, ""), *elsewhere])

    def _trusts(self, plateforme: str, organisation: str) -> bool:
        return plateforme in self.acheteurs or (
            organisation != "" and f"{plateforme}:{organisation}".casefold() in self.acheteurs
        )


__all__ = ["VOUCHED_FOR", "Access"]
