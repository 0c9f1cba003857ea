"""The few words that the adapter says by itself."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from knowledge.donnees import lire_donnees

_READ: dict[str, Any] = lire_donnees(Path(__file__).with_name("phrases.yaml"))

# By command, without the slash: `description`, and `texte` where it does not mean its name.
COMMANDES: dict[str, dict[str, str]] = _READ.pop("commandes")
# By attribute of a message of Telegram, the first that it has is what it brings.
FICHIERS: dict[str, str] = _READ.pop("fichiers")
PHRASES: dict[str, str] = _READ

__all__ = ["COMMANDES", "FICHIERS", "PHRASES"]
