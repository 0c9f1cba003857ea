"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.capability import Capability

CAPABILITY = Capability("clauses")
