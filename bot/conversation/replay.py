"""Replays a conversation without keeping anything: for `rejouer` and for the golden transcripts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from bot.access import Access
from bot.capabilities import workers
from bot.conversation.engine import Engine
from bot.envois.adapters import DownloadError, Outgoing
from bot.envois.composer import Composer
from bot.envois.delivery import Delivery
from bot.envois.rendering import markdown_to_plain
from bot.knowledge import Knowledge
from bot.lines import LigneFautiveError, lire_jour
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Address, Fichier, Incoming, Message
from knowledge.droit.lots import en_plusieurs, reunir
from storage.comptes.records import Role
from storage.database import Database
from storage.diagnostic.records import DiagnosticRecord

ADDRESS = Address("rejeu", "rejeu", "rejeu")
PAGE = "https://page"
BUYER = Access(frozenset({ADDRESS.plateforme}))
NE_SAIT_PAS = "je ne sais pas"
# More than all the facts that can be asked for: a conversation that goes on beyond has lost its way.
TURNS_MAX = 60


class CollectingAdapter:
    """Keeps what is sent; `files` holds what is sent to it, by name."""

    plateforme = ADDRESS.plateforme
    limite = None

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.addresses: list[Address] = []
        self.files: dict[str, bytes] = {}

    def send(self, outgoing: Outgoing) -> None:
        self.messages.append(outgoing.message)
        self.addresses.append(outgoing.address)

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:
        content = self.files.get(fichier.nom)
        if content is None:
            raise DownloadError("introuvable")
        if len(content) > most_bytes:
            raise DownloadError("trop_gros")
        return content


class Replay:
    """One conversation on a database in memory, at a time that the caller sets."""

    def __init__(self, knowledge: Knowledge, now: datetime, access: Access = BUYER) -> None:
        self.now = now
        self.adapter = CollectingAdapter()
        self.database = Database.in_memory()
        self._delivery = Delivery(self.database, [self.adapter], lambda: self.now)
        self.engine = Engine(
            knowledge,
            self.database,
            self._delivery.deliver,
            lambda: self.now,
            access,
            download=lambda _, fichier, most: self.adapter.download(fichier, most),
            adresse=PAGE,
            publique=PAGE,
        )
        composer = Composer(knowledge.wording)
        # What says something to people, in the order of the capabilities.
        self._workers = [
            kind(knowledge, self.database, composer, lambda: self.now, access) for kind in workers() if kind.speaks
        ]
        self._number = 0

    def say(
        self,
        text: str,
        choice: str | None = None,
        fichier: tuple[str, bytes] | None = None,
        address: Address = ADDRESS,
    ) -> list[Message]:
        """Say something, or send a file, and return the answers; `address` is somebody else's."""
        before = len(self.adapter.messages)
        self._number += 1
        fichiers: tuple[Fichier, ...] = ()
        if fichier is not None:
            self.adapter.files[fichier[0]] = fichier[1]
            fichiers = (Fichier(fichier[0], len(fichier[1]), {"nom": fichier[0]}),)
        self.engine.receive(Incoming(address, str(self._number), text, choice, fichiers=fichiers))
        return self.adapter.messages[before:]

    def work(self) -> list[Message]:
        """Do what the worker does at this moment, and return what was said unasked."""
        before = len(self.adapter.messages)
        for worker in self._workers:
            worker.run()
        self._delivery.send_due()
        return self.adapter.messages[before:]

    def state(self) -> Mapping[str, Any]:
        with self.database.reading() as uow:
            found = uow.conversations.find(ADDRESS.plateforme, ADDRESS.canal, ADDRESS.personne)
        return found.etat if found else {}

    def give(self, role: Role, address: Address = ADDRESS) -> None:
        """Give that role to the person who talks there."""
        with self.database.unit_of_work() as uow:
            uow.roles.donner(address.plateforme, address.personne, role, address.canal, self.now)
            uow.commit()

    def recommendations(self) -> list[int]:
        """The actions of the last conclusion."""
        logged = self.logged()
        return sorted({said.action for said in logged.recommandations}) if logged else []

    def presumed(self) -> dict[str, Any]:
        """What the last conclusion presumed: each fact with its value, where it comes from and why."""
        logged = self.logged()
        presumes = (logged.origines or {}).get("presumes", {}) if logged else {}
        return {
            nom: {"valeur": un["valeur"], "origine": "presume", "raison": un["raison"]} for nom, un in presumes.items()
        }

    def logged(self) -> DiagnosticRecord | None:
        """The last conclusion, as it is logged."""
        number = self.state().get("diagnostic")
        if number is None:
            return None
        with self.database.reading() as uow:
            return uow.journal.diagnostic(number)

    def close(self) -> None:
        self.database.close()


class Rejeu:
    """Answers `rejouer`: turns in, answers, facts and recommendations out."""

    def __init__(self, knowledge: Knowledge, aujourdhui: Callable[[], date], *, conclure: bool) -> None:
        self._knowledge = knowledge
        self._aujourdhui = aujourdhui
        self._conclure = conclure

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        tours = question.get("tours")
        if not isinstance(tours, list) or not all(isinstance(tour, str) for tour in tours):
            raise LigneFautiveError("« tours » doit être une liste de textes")
        jour = lire_jour(question["aujourdhui"]) if question.get("aujourdhui") else self._aujourdhui()
        replay = Replay(self._knowledge, datetime.combine(jour, time(9), UTC))
        try:
            reponses: list[list[str]] = []
            actes: list[list[Mapping[str, Any]]] = []
            dits = [*tours]
            while dits or (
                self._conclure and len(reponses) < len(tours) + TURNS_MAX and replay.state().get("question")
            ):
                reponses.append(self._texts(replay.say(dits.pop(0) if dits else NE_SAIT_PAS)))
                actes.append(replay.state().get("actes") or [])
            etat = replay.state()
            devines = etat.get("devines", ())
            told = {
                nom: {"valeur": valeur, "origine": "devine" if nom in devines else "dit"}
                for nom, valeur in etat.get("faits", {}).items()
            }
            return {
                "reponses": reponses,
                "actes": actes,
                "faits": {**replay.presumed(), **self._of_the_lots(etat), **told},
                "recommandations": replay.recommendations(),
                "question_en_cours": etat.get("question"),
            }
        finally:
            replay.close()

    def _of_the_lots(self, etat: Mapping[str, Any]) -> dict[str, Any]:
        """What follows of the whole contract from its lots: the sum of their amounts, their families."""
        entretien = Entretien.depuis_json(self._knowledge.pack.vocabulaire, etat)
        if not en_plusieurs(entretien.faits, entretien.lots):
            return {}
        whole = reunir(entretien.faits, entretien.lots).faits.en_json()
        return {nom: {"valeur": valeur, "origine": "deduit"} for nom, valeur in whole.items()}

    @staticmethod
    def _texts(messages: list[Message]) -> list[str]:
        return [markdown_to_plain(message.texte) for message in messages]
