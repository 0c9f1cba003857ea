"""Every table of every capability, so that the whole schema is known to whoever makes or compares it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from storage.base import Base

TABLES = tuple(
    import_module(f"storage.{path.parent.name}.tables") for path in sorted(Path(__file__).parent.glob("*/tables.py"))
)
METADATA = Base.metadata
