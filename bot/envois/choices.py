"""Which choices of a message answer its question, and which stand beside the answers: the same on every platform."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversation.offerts import nomment_des_actions
from handlers.conversation.vocabulary import Choice

# A choice that begins so answers a question: once pressed, the question is settled.
ANSWER = "q:"


def settles_a_question(value: str | None) -> bool:
    """Say whether pressing this choice answers a question, whose buttons then go."""
    return value is not None and value.startswith(ANSWER)


def are_numbered(choices: Sequence[Choice]) -> bool:
    """Whether the choices are numbered where there are no buttons: not under a result, whose numbers are the actions'.

    >>> are_numbered([Choice("Travaux", "q:nature:travaux")]), are_numbered([Choice("Détail 8", "a:detail:8")])
    (True, False)
    """
    return not nomment_des_actions(choice.value for choice in choices)


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


__all__ = ["ANSWER", "answers_of", "are_numbered", "settles_a_question"]
