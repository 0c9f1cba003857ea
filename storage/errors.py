"""What can go wrong with the database, one exception per thing a caller can do about it."""

from __future__ import annotations


class StorageError(Exception):
    """The database cannot do what was asked."""


class DatabaseUnavailableError(StorageError):
    """The database cannot be reached, was lost, or stayed locked too long: the same work may succeed later."""


class ConversationMovedError(StorageError):
    """Something was written to the conversation since it was read: what was decided on that is to be decided again."""


class DatabaseFromTheFutureError(StorageError):
    """The database was made by a newer program: install that one."""


class UnknownRecommendationError(StorageError):
    """A decision names an action that its diagnosis does not recommend."""
