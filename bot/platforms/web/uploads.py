"""Files that the page sends, in memory for the time of the request that brings them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import Any

from starlette.datastructures import FormData, UploadFile

from bot.envois.adapters import DownloadError
from handlers.conversation.vocabulary import Fichier

FICHIERS_MAX = 3
FICHIER_MAX_BYTES = 20_000_000
NOM_MAX = 200
# Requests with files that are read at the same time: each may hold as much memory as its files.
AT_ONCE = 4

Envoye = tuple[str, bytes]


class UploadRefusedError(Exception):
    """A form whose files are not taken: `code` names the sentence in `phrases.html`."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class Uploads:
    """What requests under way brought, by a name that nobody can guess. Every method may be called from any thread."""

    def __init__(self) -> None:
        self._held: dict[str, bytes] = {}
        self.turns = asyncio.Semaphore(AT_ONCE)

    @contextmanager
    def hold(self, fichiers: Sequence[Envoye]) -> Iterator[tuple[Fichier, ...]]:
        """Have these files at hand while the block lasts."""
        names = [secrets.token_hex(16) for _ in fichiers]
        self._held.update(zip(names, (content for _, content in fichiers), strict=True))
        try:
            yield tuple(
                Fichier(nom, len(content), {"cle": name}) for name, (nom, content) in zip(names, fichiers, strict=True)
            )
        finally:
            for name in names:
                del self._held[name]

    def read(self, reference: Any, most_bytes: int) -> bytes:
        """Raises DownloadError."""
        content = self._held.get(str(reference))
        if content is None:
            raise DownloadError("introuvable")
        if len(content) > most_bytes:
            raise DownloadError("trop_gros")
        return content


async def read_files(form: FormData, nom: str) -> tuple[Envoye, ...]:
    """The files of a form, names and bytes; a field left empty is none. Raises UploadRefusedError."""
    if any(isinstance(value, UploadFile) and field != nom for field, value in form.multi_items()):
        raise UploadRefusedError(400, "illisible")
    # A browser sends a field where nothing was chosen as a file without a name.
    sent = [value for value in form.getlist(nom) if isinstance(value, UploadFile) and value.filename]
    if len(sent) > FICHIERS_MAX:
        raise UploadRefusedError(413, "trop_de_fichiers")
    if any(not value.size for value in sent):
        raise UploadRefusedError(400, "fichier_vide")
    if any((value.size or 0) > FICHIER_MAX_BYTES for value in sent):
        raise UploadRefusedError(413, "fichier_trop_gros")
    return tuple([(name_of(value.filename or ""), await value.read()) for value in sent])


def name_of(said: str) -> str:
    r"""The last part of a name, without what no file's name holds; its end, which tells what it is, is kept.

    >>> name_of("C:\\Mes documents\\CCTP.docx"), name_of("../../etc/pass\x00wd")
    ('CCTP.docx', 'passwd')
    """
    nom = "".join(letter for letter in PurePosixPath(said.replace("\\", "/")).name if letter.isprintable()).strip()
    stem, point, suffix = nom.rpartition(".")
    return nom if len(nom) <= NOM_MAX else f"{stem[: NOM_MAX - len(suffix[-20:]) - 1]}{point}{suffix[-20:]}"


__all__ = ["FICHIERS_MAX", "FICHIER_MAX_BYTES", "Envoye", "UploadRefusedError", "Uploads", "name_of", "read_files"]
