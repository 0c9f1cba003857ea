"""The log of recommendations, for one conversation only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from handlers.conversation.vocabulary import DecisionRecord, NouveauDiagnostic
from storage.diagnostic.repository import Journal


class JournalDeLaConversation:
    """The log, for the conversation of this turn only."""

    def __init__(self, journal: Journal, conversation: int) -> None:
        self._journal = journal
        self._conversation = conversation

    def inscrire(self, diagnostic: NouveauDiagnostic, now: datetime) -> int:
        return self._journal.inscrire(self._conversation, diagnostic, now)

    def decider(
        self,
        diagnostic: int,
        action: int,
        etape: str,
        motif: str | None,
        par: str,
        now: datetime,
        *,
        au_choix: bool = False,
    ) -> bool:
        return self._journal.decider(diagnostic, action, etape, motif, par, now, au_choix=au_choix)

    def decisions(self, diagnostic: int) -> Mapping[int, DecisionRecord]:
        return self._journal.decisions(diagnostic)
