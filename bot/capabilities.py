"""What each capability brings to the program, found by its name: workers, commands, pages."""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator
from types import ModuleType
from typing import TYPE_CHECKING

from handlers.capabilities import NOMS

if TYPE_CHECKING:
    from bot.envois.due import DueWorker


def parts(part: str) -> Iterator[ModuleType]:
    """The modules `bot.<capability>.<part>` that there are, in the order of the capabilities."""
    for nom in NOMS:
        package = f"bot.{nom}"
        if importlib.util.find_spec(package) and importlib.util.find_spec(f"{package}.{part}"):
            yield importlib.import_module(f"{package}.{part}")


def workers() -> tuple[type[DueWorker], ...]:
    """What is done unasked, in that order: what the `worker` of each capability names in `WORKERS`."""
    return tuple(worker for module in parts("worker") for worker in getattr(module, "WORKERS", ()))
