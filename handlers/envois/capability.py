"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien
from handlers.envois import perdus

CAPABILITY = Capability(
    "envois",
    lectures=(perdus.lire,),
    formes={"e:renvoyer": Forme("envois.renvoyer", ("numero",))},
    actes={"envois": sans_rien(perdus.lister), "envois.renvoyer": perdus.renvoyer},
)
