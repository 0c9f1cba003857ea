"""Says to people, on the day that they chose, what they asked to be reminded of: each thing once."""

from __future__ import annotations

from itertools import groupby

from bot.envois.due import DueWorker
from bot.envois.recipients import hold, takes, where_of
from handlers.rappels.pense_betes import annoncer
from knowledge.francais.jours_ouvres import est_ouvre
from storage.comptes.records import CompteRecord
from storage.rappels.records import PenseBeteRecord


class Worker(DueWorker):
    """Says in one message all that comes due of one person; what cannot be said yet waits for an hour that they take."""

    name = "pense_betes"

    def run(self) -> int:
        """Say what is due; returns how many things were said."""
        _, jour = self._moment()
        if not est_ouvre(jour):
            return 0
        with self._database.reading() as memory:
            dus = memory.pense_betes.dus(jour)
        par_compte = groupby(sorted(dus, key=_compte_de), key=_compte_de)
        return sum(self._dire(CompteRecord(*compte)) for compte, _ in par_compte)

    def _dire(self, compte: CompteRecord) -> int:
        now, jour = self._moment()
        with self._database.unit_of_work() as uow:
            comptes = uow.identites.comptes(compte.plateforme, compte.personne)
            ou = where_of(self._access, uow, comptes, now)
            if ou is None or not takes(uow.rappels.preference(comptes), now):
                return 0
            # Under their conversation: another process that says the same waits here, then sees it said.
            hold(uow, [ou], now)
            dus = uow.pense_betes.dus(jour, compte)
            if not dus:
                return 0
            self._tell(uow, [ou], annoncer(dus, jour), f"pense_bete:{dus[0].id}", now)
            uow.pense_betes.dire([un.id for un in dus], now)
            uow.commit()
        return len(dus)


def _compte_de(un: PenseBeteRecord) -> tuple[str, str]:
    return un.plateforme, un.personne


__all__ = ["Worker"]
