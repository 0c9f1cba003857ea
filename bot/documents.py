"""Makes the files that messages announce, for the person they were announced to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.access import Access
from bot.knowledge import Knowledge
from handlers.conversation.vocabulary import Address, Document
from knowledge.plan.tableau_de_bord import Dashboard, Requete
from storage.comptes.records import Role
from storage.database import Database
from storage.diagnostic.records import DiagnosticRecord
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")


class Documents:
    """Made when they are fetched: nothing is kept but the log and the register."""

    def __init__(
        self,
        knowledge: Knowledge,
        database: Database,
        clock: Callable[[], datetime],
        adresse: str = "",
        access: Access | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._database = database
        self._clock = clock
        self._adresse = adresse
        self._access = Access() if access is None else access

    def fetch(self, document: Document, address: Address) -> bytes | None:
        """The file's bytes; None when that person has no such document, under any of their accounts, or no right to it any more.

        Raises storage.errors.DatabaseUnavailableError.
        """
        match document.genre, document.cle:
            case "diagnostic", cle:
                return self._diagnostic(cle, address)
            case "besoin", cle if cle.isascii() and cle.isdecimal():
                return self._note_du_besoin(int(cle), address)
            case "clauses", cle:
                return self._clauses(cle, address)
            case "rapport", cle if cle.isascii() and cle.isdecimal():
                return self._rapport(int(cle), address)
            case "registre", "tout":
                return self._registre(address)
            case "agenda", "moi":
                return self._agenda(address)
            case "tableau", cle:
                return self._tableau(cle, address)
        return None

    def _rapport(self, numero: int, address: Address) -> bytes | None:
        from bot.registre.imports import rapport

        with self._database.reading() as memory:
            if not _is_of_the_team(memory, address):
                return None
            return rapport(memory, numero)

    def _note_du_besoin(self, numero: int, address: Address) -> bytes | None:
        from bot.besoin.impression import note

        with self._database.reading() as memory:
            return note(self._knowledge, memory, numero, address)

    def _registre(self, address: Address) -> bytes | None:
        from bot.registre.classeur import classeur

        with self._database.reading() as memory:
            if not _is_of_the_team(memory, address):
                return None
            return classeur(memory, self._knowledge.pack)

    def _tableau(self, cle: str, address: Address) -> bytes | None:
        """A dashboard as it stands now: "png:actions:2026:ville", or both as "xlsx:tous:2026:" or "pdf:tous:2026:".

        A fifth part narrows it to a department: "png:actions:2026:ville:DSI".
        """
        genre, quels, annee, acheteur, direction = (*cle.split(":", 4), "", "", "", "", "")[:5]
        if genre not in ("png", "xlsx", "pdf") or not (
            annee.isascii() and annee.isdecimal() and len(annee) == len("2026")
        ):
            return None
        from handlers.indicateurs.tableau_de_bord import lignes_du_classeur, tableaux_de_bord

        pack, now = self._knowledge.pack, self._clock()
        jour = now.astimezone(PARIS).date()
        dashboard = Dashboard.DEPLOIEMENT if quels == Dashboard.DEPLOIEMENT else Dashboard.ACTIONS
        requete = Requete(dashboard, int(annee), acheteur or None, direction or None)
        with self._database.reading() as memory:
            if not self._access.now(memory, address.plateforme, address.personne, now) - {Role.ENTREPRISE}:
                return None
            deux = tableaux_de_bord(memory, pack, requete, jour)
            if genre == "xlsx":
                from bot.indicateurs.classeur import classeur

                lignes = (
                    ligne
                    for un in Dashboard
                    for ligne in lignes_du_classeur(memory, pack, replace(requete, dashboard=un))
                )
                return classeur(deux, lignes, pack)
        if genre == "pdf":
            from bot.indicateurs.pdf import pdf

            return pdf(deux, pack, jour)
        from bot.indicateurs.image import image

        return image(next(un for un in deux if un.requete.dashboard is dashboard), pack)

    def _agenda(self, address: Address) -> bytes | None:
        from bot.rappels.agenda import fichier

        with self._database.reading() as memory:
            # Whoever was told to be of a firm has no contract of the register any more, whatever their name answers for.
            given = memory.roles.de(address.plateforme, address.personne)
            if Role.ENTREPRISE in given and not given & {Role.EQUIPE, Role.ACHETEUR}:
                return None
            comptes = memory.identites.comptes(address.plateforme, address.personne)
            jour = self._clock().astimezone(PARIS).date()
            return fichier(memory, self._knowledge.pack, comptes, jour, self._adresse)

    def _diagnostic(self, cle: str, address: Address) -> bytes | None:
        """A diagnosis as it was given: "12:pdf"; "12" is the Word file."""
        from bot.diagnostic.impression import imprimer
        from handlers.diagnostic.document import Reference
        from handlers.diagnostic.jugement import non_presumes
        from handlers.diagnostic.reprise import depuis_le_journal
        from handlers.diagnostic.vue import lire_la_page

        numero, en = _numero_et_format(cle)
        with self._database.reading() as uow:
            logged = self._logged(uow, numero, address)
            if logged is None:
                return None
            decisions = uow.journal.decisions(logged.id)
        pack, wording = self._knowledge.pack, self._knowledge.wording
        entretien = depuis_le_journal(pack, logged)
        nies = non_presumes(self._knowledge, entretien)
        page = lire_la_page(pack, wording, entretien, logged.jour, decisions, nies=nies)
        return imprimer(pack, wording, page, Reference.du_journal(pack, logged), en)

    def _clauses(self, cle: str, address: Address) -> bytes | None:
        """The texts of a purchase as they are set now: "12:docx", by the number of its diagnosis."""
        from bot.clauses.impression import imprimer
        from handlers.clauses.document import du_journal

        numero, en = _numero_et_format(cle)
        with self._database.reading() as uow:
            logged = self._logged(uow, numero, address)
            if logged is None:
                return None
            jour = self._clock().astimezone(PARIS).date()
            annexe = du_journal(self._knowledge.pack, self._knowledge, uow, logged, jour)
        return imprimer(self._knowledge.pack, self._knowledge.wording, annexe, en)

    @staticmethod
    def _logged(uow: Reading, numero: int, address: Address) -> DiagnosticRecord | None:
        """A diagnosis of that person, wherever they talk: one begun on a platform may be exported from another."""
        logged = uow.journal.diagnostic(numero)
        if logged is None:
            return None
        author = uow.conversations.author(logged.conversation_id)
        return logged if author in uow.identites.comptes(address.plateforme, address.personne) else None


def _numero_et_format(cle: str) -> tuple[int, str]:
    """The number of a diagnosis and the format of its file, the usual one where none is told; no diagnosis is numbered 0."""
    from handlers.diagnostic.document import FORMATS

    numero, _, en = cle.partition(":")
    en = en or FORMATS[0]
    return (int(numero) if numero.isascii() and numero.isdecimal() and en in FORMATS else 0), en


def _is_of_the_team(memory: Reading, address: Address) -> bool:
    return Role.EQUIPE in memory.roles.de(address.plateforme, address.personne)
