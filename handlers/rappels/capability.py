"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien
from handlers.rappels import campagnes, reglages, reponses, veille

_UN = ("numero",)

CAPABILITY = Capability(
    "rappels",
    lectures=(reponses.lire, reglages.lire, campagnes.lire),
    formes={
        "r:voir": Forme("rappels.voir", _UN),
        "r:liste": Forme("rappels.lister", _UN),
        "r:occupe": Forme("rappels.occuper", _UN),
        "r:tout": Forme("rappels.tout_occuper", _UN),
        "r:diag": Forme("rappels.diagnostiquer", _UN),
        "r:reporter": Forme("rappels.reporter", ("numero", "quand?")),
        "r:transferer": Forme("rappels.transferer", _UN),
        "r:sans_objet": Forme("rappels.classer", _UN),
        "p:prevenir": Forme("rappels.prevenir", _UN),
        "p:jalon": Forme("campagne", ("jalon",)),
        # What was awaited, as states that are kept already say it.
        "r:report": Forme("rappels.reporter", _UN),
        "r:transfert": Forme("rappels.transferer", _UN),
        "r:motif": Forme("rappels.classer", _UN),
    },
    attend=reponses.ATTENDENT,
    actes={
        **reponses.GESTES,
        "rappels.regler": reglages.regler,
        "campagne": campagnes.preparer,
        "veille": sans_rien(veille.montrer),
        "rappels.prevenir": campagnes.envoyer,
    },
)
