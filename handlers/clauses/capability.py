"""What this capability hears and does."""

from __future__ import annotations

from handlers.clauses import gestes
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability

CAPABILITY = Capability(
    "clauses",
    lectures=(gestes.lire,),
    formes={
        "w:action": Forme("clauses.montrer", ("action",)),
        "w:texte": Forme("clauses.texte", ("texte",)),
        "w:niveau": Forme("clauses.niveau", ("niveau", "texte?")),
        "w:regler": Forme("clauses.regler", ("cle", "dite*")),
        "w:prendre": Forme("clauses.prendre", ("texte",)),
        "w:refuser": Forme("clauses.refuser", ("texte",)),
        "w:preparer": Forme("clauses.preparer", ("format?",)),
        "w:heures": Forme("clauses.heures"),
    },
    actes=gestes.ACTES,
    attend={gestes.REMPLIR: "valeur_d_un_texte"},
)
