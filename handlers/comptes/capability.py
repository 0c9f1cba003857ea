"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.comptes import droits
from handlers.conversation.capability import Capability

# Joining accounts comes before all capabilities: see the policy.
CAPABILITY = Capability("comptes", commandes={"droits": droits.dire})
