"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability, sans_rien
from handlers.rappels import campagnes, du_marche, pense_betes, reglages, reponses, veille

_UN = ("numero",)

CAPABILITY = Capability(
    "rappels",
    lectures=(reponses.lire, reglages.lire, campagnes.lire, pense_betes.lire, du_marche.lire),
    formes={
        "r:voir": Forme("rappels.voir", _UN),
        "r:liste": Forme("rappels.lister", _UN),
        "r:occupe": Forme("rappels.occuper", _UN),
        "r:tout": Forme("rappels.tout_occuper", _UN),
        "r:diag": Forme("rappels.diagnostiquer", _UN),
        "r:reporter": Forme("rappels.reporter", ("numero", "quand?")),
        "r:transferer": Forme("rappels.transferer", _UN),
        "r:sans_objet": Forme("rappels.classer", _UN),
        "r:oublier": Forme("rappels.ne_plus_penser", _UN),
        "r:repenser": Forme("rappels.penser_encore", _UN),
        "p:prevenir": Forme("rappels.prevenir", _UN),
        "p:jalon": Forme("campagne", ("jalon",)),
        # What was awaited, as states that are kept already say it.
        "r:report": Forme("rappels.reporter", _UN),
        "r:transfert": Forme("rappels.transferer", _UN),
        "r:motif": Forme("rappels.classer", _UN),
    },
    attend={**reponses.ATTENDENT, pense_betes.PENSER: "report"},
    actes={
        **reponses.GESTES,
        "rappels.regler": reglages.regler,
        du_marche.DU_MARCHE: du_marche.agir,
        "campagne": campagnes.preparer,
        "veille": sans_rien(veille.montrer),
        "rappels.prevenir": campagnes.envoyer,
        pense_betes.PENSER: pense_betes.penser,
        "rappels.ou_en_est": pense_betes.ou_en_est,
        **dict.fromkeys(("rappels.ne_plus_penser", "rappels.penser_encore"), pense_betes.oublier),
    },
)
