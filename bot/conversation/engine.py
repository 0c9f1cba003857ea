"""Receives a message and answers it, in one transaction; the only place that holds the order of events."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.access import VOUCHED_FOR, Access
from bot.envois.adapters import WELCOME_CHOICE, DownloadError
from bot.envois.composer import Composer, enqueue
from bot.knowledge import Knowledge
from handlers.comptes.droits import masquer_codes
from handlers.conversation.vocabulary import (
    SEPARATOR,
    Address,
    DecisionRecord,
    DemandeRecord,
    EntrepriseRecord,
    EssaiRecord,
    Fichier,
    FichierRecu,
    Guichet,
    Incoming,
    Memoire,
    Message,
    NouveauDiagnostic,
    Outcome,
    Reply,
    Turn,
)
from handlers.conversation.wording import montants_du_seuil
from handlers.ligne_directe.appel import CLE
from handlers.ligne_directe.jugement import garde_de
from handlers.ligne_directe.passage import suit_un_signalement
from handlers.policy import repondre
from knowledge.ligne_directe.gardes import Garde
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.fichiers import FichierRefuseError
from storage.accompagnements.records import AccompagnementRecord
from storage.comptes.records import AilleursRecord, CompteRecord, Role
from storage.conversation.records import ConversationRecord
from storage.database import Database
from storage.diagnostic.repository import Journal
from storage.errors import DatabaseUnavailableError
from storage.ligne_directe.coordonnees import masquer_les_comptes
from storage.ligne_directe.records import EtatDemande, NouvelleDemande
from storage.unit_of_work import Reading, UnitOfWork

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
# What a home shows.
ACCUEIL_CHOICE = "c:tableau"
# Files of one message, and bytes of one file: a year of a buyer's contracts is a hundred times less.
FILES_MAX = 3
FILE_BYTES_MAX = 20_000_000
FILE_NAME_MAX = 120
# Who may be given the requests of firms.
ANSWERING = frozenset({Role.EQUIPE, Role.EXPERT})
REQUESTS_SHOWN = 10


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
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._deliver = deliver
        self._clock = clock
        self._access = access
        self._composer = Composer(knowledge.wording, limits or {})
        self._download = download
        self._adresse = adresse

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
        with self._database.unit_of_work() as uow:
            conversation = uow.conversations.open(address.plateforme, address.canal, address.personne, now)
            rang = conversation.rang + 1
            roles = self._roles(uow, incoming, now)
            received = uow.inbox.record(
                conversation.id,
                incoming.message_id,
                rang,
                self._kept(_shown(incoming, conversation.etat), roles, conversation.etat),
                stored_choice,
                now,
            )
            if received is not None:
                self._note_where(uow, conversation, incoming)
                outcome = repondre(self._turn(uow, incoming, conversation.etat, conversation.id, now, recus))
                messages = [
                    message for reply in outcome.replies for message in self._compose(reply, address.plateforme)
                ]
                if not enqueue(uow, conversation.id, str(received), rang + 1, messages, now):
                    raise RuntimeError(f"an outbox key {received} was used before: a received message has a new number")
                uow.conversations.save(conversation.id, _with_choices(outcome), rang + len(messages), now)
                uow.commit()
        try:
            self._deliver(address.plateforme, conversation.id)
        except DatabaseUnavailableError:
            logger.warning("answer to inbox row %s kept but not sent: the worker will send it", received)

    def welcome(self, address: Address) -> list[Message]:
        """What a new conversation opens on there; nothing is written. Raises storage.errors.DatabaseUnavailableError."""
        nobody = Incoming(address, "", "", WELCOME_CHOICE)
        with self._database.reading() as uow:
            outcome = repondre(self._turn(uow, nobody, {}, 0, self._clock()))
        return [message for reply in outcome.replies for message in self._compose(reply)]

    def _received_files(self, incoming: Incoming, now: datetime) -> list[FichierRecu]:
        """Download what came with the message, and look at it, outside its transaction: for the team, which imports it, and nobody else."""
        asked = [fichier for fichier in incoming.fichiers if fichier.reference]
        if self._download is None or not asked or incoming.modifie or not incoming.prive:
            return []
        address = incoming.address
        with self._database.reading() as memory:
            if Role.EQUIPE not in self._roles(memory, incoming, now):
                return []
            found = memory.conversations.find(address.plateforme, address.canal, address.personne)
            if found is not None and memory.inbox.known(found.id, incoming.message_id):
                return []
        recus = []
        for fichier in asked[:FILES_MAX]:
            nom = clean(fichier.nom)[:FILE_NAME_MAX]
            try:
                contenu = self._download(address.plateforme, fichier, FILE_BYTES_MAX)
                recus.append(FichierRecu(nom, contenu, apercu=FichierAPart(nom, contenu).apercu()))
            except DownloadError as error:
                logger.warning("a file of %s was not downloaded (%s)", address.plateforme, error.cause)
                recus.append(FichierRecu(nom, cause=error.cause))
            except FichierRefuseError as error:
                recus.append(FichierRecu(nom, cause=error.cause, detail=error.detail))
        return recus

    def home(self, address: Address, organisation: str) -> list[Message]:
        """What the home of a person shows, where a platform has one; nothing is written. Raises DatabaseUnavailableError."""
        incoming = Incoming(address, "", "", ACCUEIL_CHOICE, organisation=organisation)
        with self._database.reading() as uow:
            outcome = repondre(self._turn(uow, incoming, {}, 0, self._clock()))
        return [message for reply in outcome.replies for message in self._compose(reply)]

    def _turn(
        self,
        uow: Reading,
        incoming: Incoming,
        etat: Mapping[str, Any],
        conversation: int,
        now: datetime,
        recus: Sequence[FichierRecu] = (),
    ) -> Turn:
        roles = self._roles(uow, incoming, now)
        knowledge = self._knowledge
        return Turn(
            incoming=incoming,
            etat=etat,
            now=now,
            aujourdhui=now.astimezone(PARIS).date(),
            pack=self._knowledge.pack,
            lecteur=self._knowledge.lecteur,
            chercheur=self._knowledge.chercheur,
            reconnaitre=self._knowledge.reconnaitre,
            journal=_JournalOfTheTurn(uow.journal, conversation),
            phrase=self._knowledge.wording.phrase,
            motif=self._knowledge.wording.motif,
            montants=montants_du_seuil,
            apprentissage=uow.apprentissage,
            anonymiser=self._knowledge.anonymiser,
            droits=_DroitsOfTheTurn(uow, incoming.address),
            sessions=_SessionsOfTheTurn(uow, incoming.address),
            roles=roles,
            ligne=knowledge.ligne,
            repondeur=lambda: knowledge.repondeur(tuple(uow.entrees.en_service())),
            gardien=knowledge.gardien,
            firme=_FirmeOfTheTurn(uow, incoming.address, conversation),
            memoire=memoire_of(uow) if roles - {Role.ENTREPRISE} else None,
            guichet=guichet_of(uow) if roles & ANSWERING else None,
            recus=recus,
            conversation=conversation,
            adresse=self._adresse,
        )

    def _roles(self, uow: Reading, incoming: Incoming, now: datetime) -> frozenset[Role]:
        plateforme, personne = incoming.address.plateforme, incoming.address.personne
        elsewhere = uow.identites.organisations(plateforme, personne, now - VOUCHED_FOR)
        vouched = [(plateforme, incoming.organisation), *elsewhere]
        return self._access.roles(uow.roles.de(plateforme, personne), vouched)

    @staticmethod
    def _note_where(uow: UnitOfWork, conversation: ConversationRecord, incoming: Incoming) -> None:
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


def memoire_of(uow: Reading) -> Memoire:
    """What handlers may use of a transaction, about contracts and purchases."""
    return Memoire(
        uow.contrats,
        uow.rappels,
        uow.referents,
        uow.imports,
        uow.depots,
        uow.liens,
        uow.outbox,
        uow.achats,
        uow.indicateurs,
        uow.saisies,
        uow.journal,
        uow.entreprises.dans_l_annuaire,
        uow.accompagnements,
    )


def guichet_of(uow: Reading) -> Guichet:
    """What handlers may use of a transaction to answer firms."""

    def membres() -> list[CompteRecord]:
        donnes = [CompteRecord(un.plateforme, un.personne) for un in uow.roles.tous() if un.role in ANSWERING]
        return list(dict.fromkeys(donnes))

    def nommer(compte: CompteRecord) -> str:
        connus = uow.referents.de(uow.identites.comptes(compte.plateforme, compte.personne))
        return connus[0].nom if connus else compte.personne

    return Guichet(
        uow.demandes, uow.entrees, lambda conversation: uow.transcript.since(conversation, 0), membres, nommer
    )


class _JournalOfTheTurn:
    """The log, for the conversation of this turn only."""

    def __init__(self, journal: Journal, conversation: int) -> None:
        self._journal = journal
        self._conversation = conversation

    def inscrire(self, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        return self._journal.inscrire(self._conversation, diagnostic, now)

    def decider(self, diagnostic: int, action: int, etape: str, motif: str | None, par: str, now: datetime) -> bool:
        return self._journal.decider(diagnostic, action, etape, motif, par, now)

    def decisions(self, diagnostic: int) -> Mapping[int, DecisionRecord]:
        return self._journal.decisions(diagnostic)


class _DroitsOfTheTurn:
    """The rights and the accounts, for the person of this turn only."""

    def __init__(self, uow: Reading, address: Address) -> None:
        self._roles = uow.roles
        self._identites = uow.identites
        self._who = (address.plateforme, address.personne)

    def utiliser_code(self, code: str, now: datetime) -> EssaiRecord:
        return self._roles.utiliser_code(code, *self._who, now)

    def comptes(self) -> Sequence[CompteRecord]:
        return self._identites.comptes(*self._who)

    def creer_code(self, now: datetime) -> str:
        return self._identites.creer_code(*self._who, now)

    def perimer(self, liaison: int, now: datetime) -> None:
        self._identites.perimer(liaison, now)

    def relier(self, liaison: int, now: datetime) -> CompteRecord | None:
        return self._identites.relier(liaison, *self._who, now)

    def delier(self) -> bool:
        return self._identites.delier(*self._who)

    def ailleurs(self) -> Sequence[AilleursRecord]:
        return self._identites.ailleurs(*self._who)

    def quitter(self, conversation: int) -> bool:
        return self._identites.quitter(conversation, *self._who)


class _FirmeOfTheTurn:
    """What is kept of a firm, for the person of this turn only."""

    def __init__(self, uow: Reading, address: Address, conversation: int) -> None:
        self._uow = uow
        self._conversation = conversation
        self._compte = CompteRecord(address.plateforme, address.personne)

    @property
    def _comptes(self) -> list[CompteRecord]:
        return self._uow.identites.comptes(self._compte.plateforme, self._compte.personne)

    def demande(self) -> DemandeRecord | None:
        # Held until this turn ends: the team must not end it between what is read here and what is added to it. A conversation
        # that is not written yet has none, and is only read.
        return self._uow.demandes.ouverte_de(self._conversation, tenue=True) if self._conversation else None

    def demandes(self) -> Sequence[DemandeRecord]:
        return self._uow.demandes.de(self._comptes, REQUESTS_SHOWN)

    def demander(
        self,
        garde: str | None,
        sujet: str | None,
        question: str,
        faits: Mapping[str, Any],
        promis_le: datetime,
        relance_le: datetime,
        now: datetime,
    ) -> DemandeRecord:
        nouvelle = NouvelleDemande(
            self._conversation, self._compte, garde, sujet, question, faits, promis_le, relance_le
        )
        self._uow.demandes.ouvrir(nouvelle, now)
        return self._open()

    def ajouter(self, texte: str, now: datetime) -> None:
        self._uow.demandes.ajouter(self._open().id, texte, self._compte, now)

    def rouvrir(self, promis_le: datetime, relance_le: datetime) -> None:
        demande = self.demande()
        if demande is None:
            # The last one of this conversation, which is closed.
            ici = [une for une in self.demandes() if une.conversation_id == self._conversation]
            demande = ici[0] if ici else None
        if demande is not None:
            self._uow.demandes.rouvrir(demande.id, promis_le, relance_le)

    def clore(self, now: datetime, *, annulee: bool) -> bool:
        demande = self.demande()
        etat = EtatDemande.ANNULEE if annulee else EtatDemande.CLOSE
        if demande is None:
            return False
        # Whoever has it must not go on looking for an answer; whoever answered last expects that it does.
        prevenir = demande.responsable is not None and (annulee or demande.etat is EtatDemande.PRISE)
        return self._uow.demandes.clore(demande.id, etat, self._compte, now, prevenir=prevenir)

    def alerter(self, garde: str, now: datetime) -> None:
        self._uow.demandes.alerter(self._open().id, garde, now)

    def telephone(self, telephone: str | None) -> None:
        self._uow.demandes.telephone(self._open().id, telephone)

    def silence(self, *, silence: bool) -> None:
        self._uow.demandes.silence(self._open().id, silence=silence)

    def entreprise(self) -> EntrepriseRecord | None:
        return self._uow.entreprises.de(self._comptes)

    def enregistrer(self, values: Mapping[str, Any], now: datetime) -> None:
        self._uow.entreprises.enregistrer(self._compte, self._comptes, values, now)

    def annuaire(self, le: datetime | None) -> bool:
        return self._uow.entreprises.annuaire(self._comptes, le)

    def supprimer(self, now: datetime) -> bool:
        comptes = self._comptes
        kept = self._uow.entreprises.supprimer(comptes)
        asked = self._uow.demandes.oublier_de(comptes, now)
        said = self._uow.retention.oublier(comptes, self._uow.demandes.numeros_de(comptes), CLE)
        places = self._uow.accompagnements.oublier_de(comptes)
        return any((kept, asked, said, places))

    def _open(self) -> DemandeRecord:
        demande = self.demande()
        if demande is None:
            raise RuntimeError("no open request in this conversation")
        return demande


class _SessionsOfTheTurn:
    """The sessions for firms, and the places of the person of this turn only."""

    def __init__(self, uow: Reading, address: Address) -> None:
        self._accompagnements = uow.accompagnements
        self._identites = uow.identites
        self._compte = CompteRecord(address.plateforme, address.personne)

    def a_venir(self, jour: date) -> Sequence[AccompagnementRecord]:
        return self._accompagnements.a_venir(jour)

    def trouver(self, numero: int) -> AccompagnementRecord | None:
        return self._accompagnements.trouver(numero)

    def miennes(self) -> Collection[int]:
        return self._accompagnements.inscriptions_de(self._comptes())

    def inscrire(self, numero: int, now: datetime) -> bool:
        # One place each, under whichever of their accounts.
        return numero not in self.miennes() and self._accompagnements.inscrire(numero, self._compte, now)

    def desinscrire(self, numero: int) -> bool:
        return self._accompagnements.desinscrire(numero, self._comptes())

    def _comptes(self) -> Sequence[CompteRecord]:
        return self._identites.comptes(self._compte.plateforme, self._compte.personne)


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


def _with_choices(outcome: Outcome) -> dict[str, Any]:
    """The state, with the choices just offered: so that a number, a label or its misspelling can stand for one."""
    # Those of the last message that has some: it is the one whose "2" is the second choice. A list, not a mapping: a
    # JSON database keeps no order of keys.
    last = next((reply.choices for reply in reversed(outcome.replies) if reply.choices), ())
    offered = [[choice.value, choice.label] for choice in last]
    return {**outcome.etat, "choix_offerts": offered}
