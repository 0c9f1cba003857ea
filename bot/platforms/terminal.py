"""The conversation in a terminal: numbered choices, and the Word file written beside you."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from bot.conversation.engine import Engine
from bot.envois.adapters import WELCOME_CHOICE, Documents, DownloadError, Outgoing
from bot.envois.choices import are_numbered
from bot.envois.rendering import markdown_to_plain
from handlers.conversation.vocabulary import Address, Fichier, Incoming, Message
from knowledge.donnees import lire_donnees
from storage.errors import DatabaseUnavailableError

PLATEFORME = "terminal"
PHRASES: dict[str, str] = lire_donnees(Path(__file__).with_name("terminal.yaml"))


def to_text(message: Message) -> str:
    """A message as plain text, its choices numbered unless their own numbers are those that count."""
    lines = [markdown_to_plain(message.texte)]
    if message.choices:
        lines.append("")
        numbered = are_numbered(message.choices)
        lines += [
            f"  {f'{rank}.' if numbered else '-'} {choice.label}" for rank, choice in enumerate(message.choices, 1)
        ]
    return "\n".join(lines)


class TerminalAdapter:
    """Prints; a file is written in the folder where the program runs."""

    plateforme = PLATEFORME
    limite = None

    def __init__(self, output: TextIO, folder: Path) -> None:
        self._output = output
        self._folder = folder
        self.documents: Documents | None = None

    def send(self, outgoing: Outgoing) -> None:
        message = outgoing.message
        # Made before anything is shown: if the database is lost, the whole message comes again later.
        written = self._write_document(message, outgoing.address)
        self._output.write(f"{to_text(message)}\n{written}\n")
        self._output.flush()

    def download(self, fichier: Fichier, most_bytes: int) -> bytes:  # noqa: ARG002 - as every adapter
        """Nothing comes with what is typed: a path is words."""
        raise DownloadError("introuvable")

    def _write_document(self, message: Message, address: Address) -> str:
        """Write the message's file; returns the line that says so, empty without a file."""
        if message.document is None or self.documents is None:
            return ""
        content = self.documents.fetch(message.document, address)
        if content is None:
            return ""
        path = self._folder / Path(message.document.nom).name
        try:
            path.write_bytes(content)
        except OSError:
            return PHRASES["document_non_ecrit"].format(chemin=path.absolute()) + "\n"
        return f"→ {path}\n"


def read_lines(prompt: str = "> ", source: Callable[[str], str] = input) -> Iterable[str]:
    """What is typed, until the end of the input or Ctrl-C."""
    while True:
        try:
            yield source(prompt)
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write("\n")
            return


def talk(engine: Engine, address: Address, lines: Iterable[str], output: TextIO) -> None:
    """Greet, then answer each line; what a run that died left unsent in this conversation comes first."""
    _receive(engine, Incoming(address, uuid.uuid4().hex, "", choice=WELCOME_CHOICE), output)
    for line in lines:
        _receive(engine, Incoming(address, uuid.uuid4().hex, line), output)


def _receive(engine: Engine, incoming: Incoming, output: TextIO) -> None:
    try:
        engine.receive(incoming)
    except DatabaseUnavailableError:
        output.write(PHRASES["base"] + "\n\n")
        output.flush()
