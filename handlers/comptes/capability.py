"""What this capability answers, and to what."""

from __future__ import annotations

from handlers.comptes import droits
from handlers.conversation.capability import Capability, sans_rien

# Joining accounts comes before all capabilities: see the policy.
CAPABILITY = Capability("comptes", actes={"roles": sans_rien(droits.dire)})
