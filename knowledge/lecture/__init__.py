"""What a buyer types, read into facts.

The reader is imported when it is asked for: who only reads a duration or an amount needs none of its patterns, nor the pack.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.lecture.lecture import Lecteur, Lecture, Lu, Reponse

__all__ = ["Lecteur", "Lecture", "Lu", "Reponse"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from knowledge.lecture import lecture

    return getattr(lecture, name)
