"""The few words that Slack shows and the engine does not say, read from `phrases.yaml`."""

from __future__ import annotations

from pathlib import Path

from knowledge.donnees import lire_donnees

PHRASES: dict[str, str] = lire_donnees(Path(__file__).with_name("phrases.yaml"))

__all__ = ["PHRASES"]
