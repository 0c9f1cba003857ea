"""What this capability hears and does."""

from __future__ import annotations

from handlers.clauses import avis, gestes, suites
from handlers.conversation.acts import Forme
from handlers.conversation.capability import Capability

CAPABILITY = Capability(
    "clauses",
    lectures=(avis.lire, gestes.lire),
    formes={
        "w:action": Forme("clauses.montrer", ("action",)),
        "w:texte": Forme("clauses.texte", ("texte",)),
        "w:niveau": Forme("clauses.niveau", ("niveau", "texte?")),
        "w:regler": Forme("clauses.regler", ("cle", "dite*")),
        "w:oter": Forme("clauses.oter", ("texte", "rang")),
        "w:defaire": Forme("clauses.defaire", ("texte",)),
        "w:prendre": Forme("clauses.prendre", ("texte",)),
        "w:refuser": Forme("clauses.refuser", ("texte",)),
        "w:preparer": Forme("clauses.preparer", ("format?",)),
        "w:demander": Forme("avis.preparer", ("service",)),
        "w:saisir": Forme("avis.envoyer", ("service", "action")),
        "w:avis": Forme("avis.repondre", ("numero",)),
    },
    actes={**gestes.ACTES, **avis.ACTES},
    de_l_achat=frozenset(gestes.ACTES),
    seulement=gestes.SEULEMENT,
    en_plus={"clause": gestes.demande_un_texte},
    suites=suites,
    attend={gestes.REMPLIR: "valeur_d_un_texte", avis.REPONDRE: "avis_d_un_expert"},
)
