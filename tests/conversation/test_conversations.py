"""Replays the golden conversations beside this file and compares every word.

`>` the person (`> [Label]` presses a button, `\\n` breaks a line), `@` sets the clock and runs the worker, `!` gives the person a role, `+` sends a file of a folder of `tests/examples`, `#` a comment, `---` parts
two messages, the last line of a message holds its choices. `= name role` has somebody else of that role talk from there on; what others are sent
begins with their name. `pytest --accept` rewrites a file and still fails, so that the difference is read.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text

from bot.conversation.replay import ADDRESS, Replay
from bot.envois.rendering import markdown_to_plain
from handlers.conversation.vocabulary import Address
from storage.comptes.records import Role

FICHIERS = sorted(
    path
    for path in Path(__file__).parents[1].glob("*/conversations/*.txt")
    if path.parts[-3] != "packs"  # of another pack
)
FICHIERS_ENVOYES = Path(__file__).parents[1] / "examples"
PARIS = ZoneInfo("Europe/Paris")
DEFAUT = datetime(2026, 11, 24, 9, 0, tzinfo=PARIS)


def written(message):
    # A line that is quoted begins otherwise than what a person says.
    words = re.sub(r"(?m)^>", "|", markdown_to_plain(message.texte))
    if message.document is not None:
        words += f"\n({message.document.nom})"
    if message.choices:
        words += "\n" + " ".join(f"[{choice.label}]" for choice in message.choices)
    return words


def untied(replay) -> list[str]:
    """The messages that name a request and would not go with it: none, but those that say nothing of it."""
    with replay.database._engine.connect() as connection:
        said = connection.execute(text("SELECT texte FROM outbox WHERE id NOT IN (SELECT outbox_id FROM mentions)"))
        named = [texte for texte in said.scalars() if re.search(r"emande n°\s?\d|^\*\*Demandes ", texte)]
    return [texte for texte in named if not re.search(r"[Rr]ien n'est parti|Il n'y a pas de demande", texte)]


def replayed(source: str, knowledge) -> str:
    """The same conversation as the bot has it today."""
    replay = Replay(knowledge, DEFAUT)
    offered: dict[str, str] = {}
    lines = []
    who = ADDRESS

    def shown(messages):
        """The messages, and to whom where it is not to who talks."""
        addresses = replay.adapter.addresses[len(replay.adapter.addresses) - len(messages) :]
        for message in messages:
            offered.update({choice.label: choice.value for choice in message.choices})
        parts = [
            ("" if address == who else f"({address.personne}) ") + written(message)
            for message, address in zip(messages, addresses, strict=True)
        ]
        return "\n---\n".join(parts)

    try:
        for line in source.splitlines():
            if line.startswith("#"):
                lines.append(line)
            elif line.startswith("@"):
                replay.now = datetime.strptime(line[1:].strip(), "%Y-%m-%d %H:%M").replace(tzinfo=PARIS)
                messages = replay.work()
                lines.append(line)
                lines += [shown(messages), ""] if messages else [""]
            elif line.startswith("!"):
                replay.give(Role(line[1:].strip()), who)
                lines += [line, ""]
            elif line.startswith("="):
                name, _, role = line[1:].strip().partition(" ")
                who = Address(ADDRESS.plateforme, name, name)
                if role:
                    replay.give(Role(role), who)
                lines += [line, ""]
            elif line.startswith("+"):
                fichier = next(FICHIERS_ENVOYES.glob(f"*/{line[1:].strip()}"))
                messages = replay.say("", fichier=(fichier.name, fichier.read_bytes()), address=who)
                lines += [line, shown(messages), ""]
            elif line.startswith(">"):
                said = line[1:].strip()
                label = said[1:-1] if said.startswith("[") and said.endswith("]") else None
                choice = ", ".join(offered[part.strip()] for part in label.split(" + ")) if label else None
                messages = replay.say("" if choice else said.replace("\\n", "\n"), choice, address=who)
                lines += [line, *([shown(messages)] if messages else []), ""]
        assert untied(replay) == []
    finally:
        replay.close()
    # The keys of addresses are drawn at random.
    return re.sub(r"(/ouvrir/|/calendrier/|[?]lien=)[\w-]{32}", r"\1CLE", "\n".join(lines)).rstrip() + "\n"


@pytest.mark.first
@pytest.mark.parametrize("fichier", FICHIERS, ids=[fichier.stem for fichier in FICHIERS])
def test_conversation(fichier, knowledge, request):
    source = fichier.read_text("utf-8")
    actual = replayed(source, knowledge)
    if request.config.getoption("--accept") and actual != source:
        fichier.write_text(actual, "utf-8")
        pytest.fail(f"{fichier.name} rewritten: read the difference")
    assert source == actual
