"""Tells the team, ahead and on the day, what of the law must be read again: each notice once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.envois.due import DueWorker
from bot.envois.recipients import hold, team_of
from handlers.rappels.veille import annoncer
from knowledge.droit.veille import Rappel
from knowledge.francais.jours_ouvres import est_ouvre


@dataclass(slots=True)
class Bilan:
    """What one pass did: how many points it told, in how many messages."""

    dits: int = 0
    messages: int = 0


class Worker(DueWorker):
    """Says in one message all that comes due; what waits for a member of the team to talk with us is said when one does."""

    name = "veille"

    def run(self) -> Bilan:
        bilan = Bilan()
        now, jour = self._moment()
        textes = self._pack.textes
        dus = [un for un in textes.veilles.rappels(jour) if textes.reste_a_relire(un.veille, un.le)]
        with self._database.reading() as memory:
            dites = memory.rappels.passages()
        if not est_ouvre(jour) or all(dites.get(_cle(un)) == un.le for un in dus):
            return bilan
        with self._database.unit_of_work() as uow:
            qui = team_of(self._access, uow, now)
            if not qui.comptes:
                return bilan
            # Under their conversations: another process that says the same waits here, then sees it said.
            hold(uow, qui.comptes, now)
            reste = [un for un in dus if uow.rappels.passage(_cle(un)) != un.le]
            if not reste:
                return bilan
            bilan.dits = len(reste)
            premier = reste[0]
            enveloppe = f"{_cle(premier)}:{premier.le.isoformat()}"
            bilan.messages = len(self._tell(uow, qui.comptes, annoncer(reste, textes, jour), enveloppe, now))
            for un in reste:
                uow.rappels.passer(_cle(un), un.le)
            uow.commit()
        return bilan


def _cle(un: Rappel) -> str:
    """Under which name it is remembered of which day that notice was said."""
    return f"veille:{un.veille.id}:{un.avance}"


__all__ = ["Bilan", "Worker"]
