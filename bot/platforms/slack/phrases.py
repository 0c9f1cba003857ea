"""The few words that Slack shows and the engine does not say, read from `phrases.yaml`."""

from __future__ import annotations

from pathlib import Path

import yaml

PHRASES: dict[str, str] = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text("utf-8"))

__all__ = ["PHRASES"]
