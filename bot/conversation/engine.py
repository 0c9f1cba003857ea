"""Receives a message and answers it: reads, decides, then writes all at once; the only place that holds the order of events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.access import VOUCHED_FOR, Access
from bot.envois.adapters import WELCOME_CHOICE, DownloadError, Page
from bot.envois.composer import Composer, enqueue
from bot.knowledge import Knowledge
from handlers.accompagnements.places import PlacesDeLaPersonne
from handlers.comptes.personne import DroitsDeLaPersonne
from handlers.conversation.contexte import montre
from handlers.conversation.vocabulary import (
    SEPARATOR,
    Address,
    DocumentLu,
    Fichier,
    FichierRecu,
    Incoming,
    Message,
    Outcome,
    Reply,
    Turn,
)
from handlers.conversation.wording import montants_du_seuil
from handlers.diagnostic.journal import JournalDeLaConversation
from handlers.diagnostic.partage import DE_LA_MAISON
from handlers.diagnostic.questions import reposer
from handlers.ligne_directe.firme import FirmeQuiEcrit
from handlers.ligne_directe.guichet import ANSWERING, guichet_de
from handlers.ligne_directe.jugement import garde_de
from handlers.ligne_directe.passage import suit_un_signalement
from handlers.policy import repondre
from knowledge.comptes.paroles import masquer_codes
from knowledge.lecture.documents import lire_un_document, lots_du_document
from knowledge.ligne_directe.gardes import Garde
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.documents import est_un_document
from knowledge.registre.fichiers import FichierRefuseError
from storage.comptes.records import Role
from storage.conversation.records import ConversationRecord
from storage.database import Database
from storage.errors import ConversationMovedError, DatabaseUnavailableError
from storage.ligne_directe.coordonnees import masquer_les_comptes
from storage.unit_of_work import Reading, TurnOfConversation

logger = logging.getLogger(__name__)

PARIS = ZoneInfo("Europe/Paris")
# What a database, a page or a person can do nothing with; line breaks and tabs stay.
_KEPT_CONTROLS = frozenset("\n\t")
# Beyond this nothing more of a message is kept: the answer says that it was too long.
STORED_TEXT_MAX = 4_100
# All the choices of a question ticked together hold in far less: beyond, no button of ours sent it.
CHOICE_MAX = 2_000
STORED_CHOICE_MAX = 200
UNKNOWN_CHOICE = "?"
# What a home shows: one's own purchases, then one's contracts and their milestones.
HOME_CHOICES = ("c:mes_achats", "c:tableau")
# Files of one message, and bytes of one file: a year of a buyer's contracts is a hundred times less.
FILES_MAX = 3
FILE_BYTES_MAX = 20_000_000
FILE_NAME_MAX = 120


class Engine:
    """`receive` answers; `welcome` says what a conversation opens on, before there is one."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        deliver: Callable[[str, int], object],
        clock: Callable[[], datetime],
        access: Access,
        limits: Mapping[str, int] | None = None,
        download: Callable[[str, Fichier, int], bytes] | None = None,
        adresse: str = "",
        pages: Mapping[str, Page] | None = None,
        publique: str = "",
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._deliver = deliver
        self._clock = clock
        self._access = access
        self._composer = Composer(knowledge.wording, limits or {})
        self._download = download
        self._adresse = adresse
        self._pages = pages or {}
        self._publique = publique

    def receive(self, incoming: Incoming) -> None:
        """Answer one message; a message delivered again gets no second answer, only the sending of one that was not sent.

        Raises storage.errors.DatabaseUnavailableError, with nothing kept: the platform's own retry, or the person's,
        finds the conversation as it was. Once the answer is kept nothing is raised: the worker sends what could not be.
        """
        now = self._clock()
        address = incoming.address
        choice = None if incoming.choice is None else clean(incoming.choice)
        stored_choice = choice
        if choice is not None and len(choice) > CHOICE_MAX:
            choice, stored_choice = UNKNOWN_CHOICE, choice[:STORED_CHOICE_MAX]
        incoming = replace(incoming, text=clean(incoming.text), choice=choice)
        recus = self._received_files(incoming, now)
        try:
            numero = self._answer(incoming, stored_choice, recus, now, held=False)
        except ConversationMovedError:
            # Another message of that conversation was faster, or a handler writes of one that was not written yet.
            numero = self._answer(incoming, stored_choice, recus, now, held=True)
        if (page := self._pages.get(address.plateforme)) is not None:
            page.wake(address.personne)
            return
        try:
            self._deliver(address.plateforme, numero)
        except DatabaseUnavailableError:
            logger.warning("answers of conversation %s kept but not sent: the worker will send them", numero)

    def _answer(
        self,
        incoming: Incoming,
        stored_choice: str | None,
        recus: Sequence[FichierRecu],
        now: datetime,
        *,
        held: bool,
    ) -> int:
        """Decide, word and keep the answer, unless the message is known; returns the conversation's number.

        Raises ConversationMovedError and DatabaseUnavailableError, with nothing kept.
        """
        address = incoming.address
        with self._database.turn(address.plateforme, address.canal, address.personne, now, held=held) as uow:
            roles = self._roles(uow, incoming, now)
            texte = self._kept(_shown(incoming, uow.etat), roles, uow.etat)
            if not uow.receive(incoming.message_id, texte, stored_choice):
                return uow.numero
            turn = self._turn(uow, incoming, uow.etat, uow.numero, now, roles, recus)
            outcome = repondre(turn)
            messages = [message for reply in outcome.replies for message in self._compose(reply, address.plateforme)]
            etat = _with_choices(turn, outcome)
            # Others wait from here on, where the database has one lock for all: there is nothing left but to write.
            conversation, received = uow.take()
            rang = conversation.rang + 1
            read_there = address.plateforme in self._pages
            if not enqueue(uow, conversation.id, str(received), rang + 1, messages, now, envoyes=read_there):
                raise RuntimeError(f"an outbox key {received} was used before: a received message has a new number")
            self._note_where(uow, conversation, incoming)
            uow.conversations.save(conversation.id, etat, rang + len(messages), now)
            uow.commit()
        return conversation.id

    def welcome(self, address: Address) -> list[Message]:
        """What a new conversation opens on there; nothing is written. Raises storage.errors.DatabaseUnavailableError."""
        nobody = Incoming(address, "", "", WELCOME_CHOICE)
        with self._database.reading() as uow:
            now = self._clock()
            outcome = repondre(self._turn(uow, nobody, {}, 0, now, self._roles(uow, nobody, now)))
        return [message for reply in outcome.replies for message in self._compose(reply)]

    def _received_files(self, incoming: Incoming, now: datetime) -> list[FichierRecu]:
        """Download what came with the message, and look at it, outside its transaction.

        A document is for whoever buys, whose purchase it tells of; a table is for the team, which imports it, or for a buyer whose
        purchase is under way, whose lots it may hold; for nobody else.
        """
        asked = [fichier for fichier in incoming.fichiers if fichier.reference]
        if self._download is None or not asked or incoming.modifie or not incoming.prive:
            return []
        address = incoming.address
        with self._database.reading() as memory:
            roles = self._roles(memory, incoming, now)
            found = memory.conversations.find(address.plateforme, address.canal, address.personne)
            if not roles & DE_LA_MAISON:
                return []
            achete = found is not None and bool(found.etat.get("faits"))
            if found is not None and memory.inbox.known(found.id, incoming.message_id):
                return []
        recus = []
        for fichier in asked[:FILES_MAX]:
            nom = clean(fichier.nom)[:FILE_NAME_MAX]
            try:
                contenu = self._download(address.plateforme, fichier, FILE_BYTES_MAX)
                a_part = FichierAPart(nom, contenu)
                if est_un_document(contenu):
                    recus.append(FichierRecu(nom, document=self._what_it_tells(a_part, now)))
                elif Role.EQUIPE in roles:
                    recus.append(FichierRecu(nom, contenu, apercu=a_part.apercu()))
                elif achete:
                    recus.append(FichierRecu(nom, feuilles=a_part.feuilles()))
            except DownloadError as error:
                logger.warning("a file of %s was not downloaded (%s)", address.plateforme, error.cause)
                recus.append(FichierRecu(nom, cause=error.cause))
            except FichierRefuseError as error:
                recus.append(FichierRecu(nom, cause=error.cause, detail=error.detail))
        return recus

    def _what_it_tells(self, a_part: FichierAPart, now: datetime) -> DocumentLu:
        """The facts of a document, without what is personal. Raises FichierRefuseError."""
        document, lecteur, jour = a_part.document(), self._knowledge.lecteur, now.astimezone(PARIS).date()
        lots = lots_du_document(lecteur, document.blocs, jour)
        trouvailles = tuple(
            replace(une, phrase=self._knowledge.anonymiser(une.phrase))
            for une in lire_un_document(lecteur, document.blocs, jour, lots)
        )
        return DocumentLu(trouvailles, lots, document.lues, document.pages)

    def home(self, address: Address, organisation: str | None) -> list[Message]:
        """What the home of a person shows, where a platform has one; nothing is written. Raises DatabaseUnavailableError.

        `organisation`: what vouches for them now; None where that is not told, and it is as when they last wrote in private.
        """
        replies: list[Reply] = []
        with self._database.reading() as uow:
            now = self._clock()
            for choice in HOME_CHOICES:
                incoming = Incoming(address, "", "", choice, organisation=organisation or "")
                roles = (
                    self._access.now(uow, address.plateforme, address.personne, now)
                    if organisation is None
                    else self._roles(uow, incoming, now)
                )
                replies += repondre(self._turn(uow, incoming, {}, 0, now, roles)).replies
                if roles == {Role.ENTREPRISE}:
                    break
        return [message for reply in replies for message in self._compose(reply)]

    def _turn(
        self,
        uow: Reading,
        incoming: Incoming,
        etat: Mapping[str, Any],
        conversation: int,
        now: datetime,
        roles: frozenset[Role],
        recus: Sequence[FichierRecu] = (),
    ) -> Turn:
        knowledge, aujourdhui = self._knowledge, now.astimezone(PARIS).date()
        return Turn(
            incoming=incoming,
            etat=etat,
            now=now,
            aujourdhui=aujourdhui,
            pack=self._knowledge.pack,
            lecteur=self._knowledge.lecteur,
            chercheur=self._knowledge.chercheur,
            ecouter=lambda texte, contexte: knowledge.ecoute.ecouter(texte, contexte, aujourdhui),
            affirmer=self._knowledge.affirmations.lire,
            reconnaitre=self._knowledge.reconnaitre,
            probables=self._knowledge.probables,
            journal=JournalDeLaConversation(uow.journal, conversation),
            phrase=self._knowledge.wording.phrase,
            motif=self._knowledge.wording.motif,
            montants=montants_du_seuil,
            apprentissage=uow.apprentissage,
            anonymiser=self._knowledge.anonymiser,
            mots_connus=self._knowledge.mots_connus,
            droits=DroitsDeLaPersonne(uow, incoming.address),
            sessions=PlacesDeLaPersonne(uow, incoming.address),
            roles=roles,
            ligne=knowledge.ligne,
            repondeur=lambda: knowledge.repondeur(tuple(uow.entrees.en_service())),
            repondeur_aux_acheteurs=knowledge.repondeur_aux_acheteurs,
            gardien=knowledge.gardien,
            firme=FirmeQuiEcrit(uow, incoming.address, conversation),
            reposer=reposer,
            memoire=uow if roles - {Role.ENTREPRISE} else None,
            guichet=guichet_de(uow) if roles & ANSWERING else None,
            recus=recus,
            conversation=conversation,
            adresse=self._adresse,
            # On the page, a purchase stands beside what is said of it.
            page_publique="" if incoming.address.plateforme in self._pages else self._publique,
        )

    def _roles(self, uow: Reading, incoming: Incoming, now: datetime) -> frozenset[Role]:
        plateforme, personne = incoming.address.plateforme, incoming.address.personne
        elsewhere = uow.identites.organisations(plateforme, personne, now - VOUCHED_FOR)
        vouched = [(plateforme, incoming.organisation), *elsewhere]
        return self._access.roles(uow.roles.de(plateforme, personne), vouched)

    @staticmethod
    def _note_where(uow: TurnOfConversation, conversation: ConversationRecord, incoming: Incoming) -> None:
        known = (conversation.organisation, conversation.prive, conversation.coordonnees)
        if known != (incoming.organisation, incoming.prive, dict(incoming.coordonnees)):
            uow.conversations.came_from(
                conversation.id, incoming.organisation, incoming.coordonnees, prive=incoming.prive
            )

    def _kept(self, texte: str, roles: frozenset[Role], etat: Mapping[str, Any]) -> str:
        """What the transcript keeps: no code that gives a role; of a firm, no bank account nor card, nor any report of probity."""
        knowledge = self._knowledge
        if roles == {Role.ENTREPRISE} and texte:
            if (
                suit_un_signalement(etat)
                or garde_de(texte, knowledge.repondeur(()), knowledge.gardien) is Garde.PROBITE
            ):
                return self._knowledge.wording.phrase("non_conserve")
            texte = masquer_les_comptes(texte)
        return masquer_codes(texte, self._knowledge.wording.phrase("code_masque"))[:STORED_TEXT_MAX]

    def _compose(self, reply: Reply, plateforme: str = "") -> list[Message]:
        # Worded before the commit: what is stored is what was said, and a fault shows before anything is kept.
        return self._composer.compose(reply, plateforme)


def clean(text: str) -> str:
    """Take out control characters (NUL, escape, bidirectional overrides …), keeping line breaks.

    >>> clean("a\\x00b\\u202ec\\nd")
    'abc\\nd'
    """
    return "".join(
        letter for letter in text if letter in _KEPT_CONTROLS or letter.isprintable() or letter in "\u00a0\u202f\u200d"
    )


def _shown(incoming: Incoming, etat: Mapping[str, Any]) -> str:
    """What the transcript shows of what the person did: the words, those of the button, or the names of the files."""
    if incoming.choice is None or incoming.text:
        return incoming.text or SEPARATOR.join(clean(fichier.nom) for fichier in incoming.fichiers)
    labels = dict(etat.get("choix_offerts", ()))
    return SEPARATOR.join(labels[value] for value in incoming.choice.split(SEPARATOR) if value in labels)


def _with_choices(turn: Turn, outcome: Outcome) -> dict[str, Any]:
    """The state, with what was just shown and the choices offered: so that a number, a label or its misspelling can stand for one."""
    # Those of the last message that has some: it is the one whose "2" is the second choice. A list, not a mapping: a
    # JSON database keeps no order of keys.
    last = next((reply.choices for reply in reversed(outcome.replies) if reply.choices), ())
    offered = [[choice.value, choice.label] for choice in last]
    return {**outcome.etat, **montre(turn, outcome), "choix_offerts": offered}
