"""Imports the files that people sent and said yes to, one at a time, and tells them what became of it."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import timedelta
from functools import cached_property

from bot.envois.composer import enqueue
from bot.envois.due import DueWorker
from bot.registre.imports import TRIES, importer, reopen
from handlers.conversation.vocabulary import Document, Reply
from handlers.registre.depots import decisions, garder_les_decisions, refus
from knowledge.registre.a_part import MIS_DE_COTE
from knowledge.registre.fichiers import FichierRefuseError
from storage.errors import DatabaseUnavailableError
from storage.registre.records import DepotRecord

LEASE = timedelta(minutes=5)

logger = logging.getLogger(__name__)


class Worker(DueWorker):
    """Imports the files that people sent and said yes to, one at a time, and tells them what became of it."""

    name = "registre"
    # Somebody waits for it, and it takes minutes.
    every = timedelta(seconds=2)
    apart = True

    @cached_property
    def _excused(self) -> Counter[int]:
        """How often the database was lost while a file was imported, by its number: the file is not to blame."""
        return Counter()

    def run(self) -> int:
        """Import what waits; returns how many files.

        A file whose importer died is begun again once its lease ends; one that saw as many die as `TRIES` is set aside, and its
        author told.
        """
        done = 0
        while (depot := self._take()) is not None:
            if depot.essais - self._excused[depot.id] >= TRIES:
                logger.error("file %s saw its import die %s times: it is set aside", depot.id, depot.essais)
                self._conclude(depot, None, refus(depot.nom, MIS_DE_COTE, ""))
            else:
                self._import(depot)
            done += 1
        return done

    def _take(self) -> DepotRecord | None:
        with self._database.reading() as memory:
            if not memory.depots.attendent(self._clock()):
                return None
        with self._database.unit_of_work() as uow:
            depot = uow.depots.prendre(self._clock(), LEASE)
            uow.commit()
        return depot

    def _import(self, depot: DepotRecord) -> None:
        held = self._clock()

        def alive(_: float) -> None:
            nonlocal held
            if self._clock() - held < LEASE / 10:
                return
            held = self._clock()
            with self._database.unit_of_work() as uow:
                uow.depots.prolonger(depot.id, self._clock() + LEASE)
                uow.commit()

        try:
            source, correspondance = reopen(depot)
            numero, bilan = importer(
                self._database,
                self._pack,
                source,
                correspondance,
                f"{depot.plateforme}:{depot.personne}",
                self._clock,
                acheteur_defaut=(depot.correspondance or {}).get("acheteur"),
                alive=alive,
            )
        except FichierRefuseError as error:
            self._conclude(depot, None, refus(depot.nom, error.cause, error.detail))
            return
        except DatabaseUnavailableError:
            # Its lease ends, and it is begun again.
            self._excused[depot.id] += 1
            raise
        except Exception:
            # A fault of ours would come again at each try: the person is told, the file is kept from no other.
            logger.exception("the import of file %s failed", depot.id)
            self._conclude(depot, None, refus(depot.nom, "panne", ""))
            return
        nom = f"rapport-import-{numero}.xlsx"
        reply = Reply(
            "import_fini",
            {"nom": depot.nom, "bilan": bilan.en_json(), "numero": numero, **decisions(bilan.causes)},
            garder_les_decisions(numero, bilan.causes),
            document=Document("rapport", str(numero), nom),
        )
        self._conclude(depot, numero, reply)

    def _conclude(self, depot: DepotRecord, numero: int | None, reply: Reply) -> None:
        """Say it where the file was sent, and be done with the file, in one transaction."""
        now = self._clock()
        with self._database.unit_of_work() as uow:
            conversation = uow.conversations.lock(depot.conversation_id)
            messages = self._composer.compose(reply, depot.plateforme)
            if enqueue(uow, conversation.id, f"depot:{depot.id}", conversation.rang + 1, messages, now):
                uow.conversations.save(conversation.id, conversation.etat, conversation.rang + len(messages), now)
            uow.depots.finir(depot.id, numero)
            uow.commit()


WORKERS = (Worker,)
