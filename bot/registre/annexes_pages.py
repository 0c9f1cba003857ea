"""The notes and the files beside a contract."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.platforms.web.acces import CHEMIN, Acces, RefusError, file, text_of
from bot.platforms.web.adresse import Lecteur
from bot.platforms.web.uploads import name_of
from bot.registre.table_pages import MARCHES, numero_de
from storage.registre.records import NoteRecord, PieceRecord
from storage.unit_of_work import UnitOfWork

NOTES, PIECES = f"{CHEMIN}/notes", f"{CHEMIN}/pieces"
NOTE_MAX = 2000
PIECE_MAX = 10_000_000
NOTES_MAX, PIECES_MAX = 200, 20


class Annexes:
    """Answers the requests; blocking work is done in threads."""

    def __init__(self, acces: Acces) -> None:
        self._acces = acces

    def routes(self) -> list[Route]:
        guarded = self._acces.guarded
        return [
            Route(NOTES, guarded(self.write), methods=["POST"]),
            Route(f"{NOTES}/effacer", guarded(self.drop_note), methods=["POST"]),
            Route(PIECES, guarded(self.join), methods=["POST"]),
            Route(f"{PIECES}/effacer", guarded(self.drop_file), methods=["POST"]),
            Route(f"{PIECES}/{{numero}}", guarded(self.give)),
        ]

    async def write(self, request: Request) -> Response:
        """Keep a note."""
        form = await self._acces.form(request)
        dit = form.get("texte")
        texte = (
            "\n".join(ligne.rstrip() for ligne in dit.replace("\x00", "").splitlines()) if isinstance(dit, str) else ""
        )

        def keep(uow: UnitOfWork, lecteur: Lecteur) -> tuple[int, str]:
            marche = _its_contract(uow, lecteur, form)
            if not texte.strip():
                return marche, "vide"
            if len(uow.annexes.notes(marche)) >= NOTES_MAX:
                raise RefusError(413, "trop_d_annexes")
            uow.annexes.noter(marche, texte.strip()[:NOTE_MAX], lecteur.auteur, self._acces.clock())
            return marche, "note_gardee"

        return await self._write(request, keep)

    async def drop_note(self, request: Request) -> Response:
        """Erase a note: one's own, or for the team any."""
        form = await self._acces.form(request)

        def drop(uow: UnitOfWork, lecteur: Lecteur) -> tuple[int, str]:
            note = _own(lecteur, uow.annexes.note(numero_de(text_of(form, "note"))))
            uow.annexes.effacer_la_note(note.id)
            return note.marche_id, "efface"

        return await self._write(request, drop)

    async def join(self, request: Request) -> Response:
        """Keep a file."""
        form = await self._acces.form(request, fichier=PIECE_MAX)
        try:
            sent = form.get("fichier")
            if not isinstance(sent, UploadFile) or not 0 < (sent.size or 0) <= PIECE_MAX:
                raise RefusError(413, "fichier_refuse")
            nom, contenu = name_of(sent.filename or "") or "fichier", await sent.read()
        finally:
            await form.close()

        def keep(uow: UnitOfWork, lecteur: Lecteur) -> tuple[int, str]:
            marche = _its_contract(uow, lecteur, form)
            if len(uow.annexes.pieces(marche)) >= PIECES_MAX:
                raise RefusError(413, "trop_d_annexes")
            uow.annexes.joindre(marche, nom, contenu, lecteur.auteur, self._acces.clock())
            return marche, "piece_jointe"

        return await self._write(request, keep)

    async def drop_file(self, request: Request) -> Response:
        """Erase a file: one's own, or for the team any."""
        form = await self._acces.form(request)

        def drop(uow: UnitOfWork, lecteur: Lecteur) -> tuple[int, str]:
            found = uow.annexes.piece(numero_de(text_of(form, "piece")))
            piece = _own(lecteur, None if found is None else found[0])
            uow.annexes.effacer_la_piece(piece.id)
            return piece.marche_id, "efface"

        return await self._write(request, drop)

    async def give(self, request: Request) -> Response:
        """The file itself, to be kept, never to be opened here."""

        def read() -> tuple[PieceRecord, bytes]:
            with self._acces.database.reading() as memory:
                self._acces.reader(memory, request)
                found = memory.annexes.piece(numero_de(request.path_params["numero"]))
            if found is None:
                raise RefusError(404, "piece_inconnue")
            return found

        piece, contenu = await run_in_threadpool(read)
        return file(contenu, "application/octet-stream", piece.nom)

    async def _write(self, request: Request, write: Callable[[UnitOfWork, Lecteur], tuple[int, str]]) -> Response:
        def do() -> str:
            with self._acces.database.unit_of_work() as uow:
                marche, note = write(uow, self._acces.reader(uow, request))
                uow.commit()
            return f"{MARCHES}/{marche}?note={note}"

        return RedirectResponse(await run_in_threadpool(do), 303)


def _its_contract(uow: UnitOfWork, lecteur: Lecteur, form: FormData) -> int:
    """The contract that the form names, for who may change it. Raises RefusError."""
    marche = uow.marches.trouver(numero_de(text_of(form, "marche")))
    if marche is None:
        raise RefusError(404, "marche_inconnu")
    if not lecteur.peut_changer(marche):
        raise RefusError(403, "marche_d_un_autre")
    return marche.id


Annexe = TypeVar("Annexe", NoteRecord, PieceRecord)


def _own(lecteur: Lecteur, annexe: Annexe | None) -> Annexe:
    """Raises RefusError."""
    if annexe is None:
        raise RefusError(404, "piece_inconnue")
    if not lecteur.equipe and annexe.par != lecteur.auteur:
        raise RefusError(403, "annexe_d_un_autre")
    return annexe


__all__ = ["PIECES", "PIECE_MAX", "Annexes"]
