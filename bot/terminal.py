"""The conversation in a terminal: numbered choices, and the Word file written beside you."""

from __future__ import annotations

import sys
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TextIO

from bot.documents import Documents
from bot.engine import Engine
from bot.rendering import markdown_to_plain
from handlers.vocabulary import Address, Incoming, Message

PLATEFORME = "terminal"


def to_text(message: Message) -> str:
    """A message as plain text, its choices numbered."""
    lines = [markdown_to_plain(message.texte)]
    if message.choices:
        lines.append("")
        lines += [f"  {rank}. {choice.label}" for rank, choice in enumerate(message.choices, 1)]
    return "\n".join(lines)


class TerminalAdapter:
    """Prints; a file is written in the folder where the program runs."""

    plateforme = PLATEFORME

    def __init__(self, output: TextIO, folder: Path) -> None:
        self._output = output
        self._folder = folder
        self.documents: Documents | None = None

    def send(self, address: Address, message: Message, key: str) -> None:  # noqa: ARG002 - a terminal never repeats
        self._output.write(to_text(message) + "\n")
        if message.document is not None and self.documents is not None:
            content = self.documents.fetch(message.document, address)
            if content is not None:
                path = self._folder / Path(message.document.nom).name
                path.write_bytes(content)
                self._output.write(f"→ {path}\n")
        self._output.write("\n")
        self._output.flush()


def read_lines(prompt: str = "> ", source: Callable[[str], str] = input) -> Iterable[str]:
    """What is typed, until the end of the input or Ctrl-C."""
    while True:
        try:
            yield source(prompt)
        except (EOFError, KeyboardInterrupt):
            sys.stdout.write("\n")
            return


def talk(engine: Engine, address: Address, lines: Iterable[str]) -> None:
    """Greet, then answer each line."""
    engine.receive(Incoming(address, uuid.uuid4().hex, "", choice="accueil"))
    for line in lines:
        engine.receive(Incoming(address, uuid.uuid4().hex, line))
