"""Which choices of a message answer its question, and which stand beside the answers: the same on every platform."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.vocabulary import Choice

# A choice that begins so answers a question: once pressed, the question is settled.
ANSWER = "q:"


def settles_a_question(value: str | None) -> bool:
    """Say whether pressing this choice answers a question, whose buttons then go."""
    return value is not None and value.startswith(ANSWER)


def answers_of(choices: Sequence[Choice]) -> tuple[Choice, ...]:
    """The choices that name a value of the same thing as the first: in a multiple question, they are ticked together.

    "None of them", "I don't know" and "why?" stand beside the answers, and are pressed alone.

    >>> [choice.value for choice in answers_of([Choice("", value) for value in ("q:segments:textile", "q:segments:-", "c:pourquoi")])]
    ['q:segments:textile']
    """
    question = choices[0].value.rpartition(":")[0] if choices else ""
    if not question:
        return ()
    return tuple(choice for choice in choices if _names_a_value(choice.value, question))


def _names_a_value(value: str, question: str) -> bool:
    whose, _, named = value.rpartition(":")
    return whose == question and named.isidentifier()


__all__ = ["ANSWER", "answers_of", "settles_a_question"]
