"""What a firm says of itself and of a contract in general: read from its words, kept as plain JSON values."""

from knowledge.ligne_directe.faits.choix import lire_les_statuts
from knowledge.ligne_directe.faits.fourchettes import aux_bouts, bornes, est_une_fourchette, sans_bornes
from knowledge.ligne_directe.faits.lecture import (
    etonne,
    lire_la_reponse,
    lire_les_faits,
    lire_les_reponses,
    ne_dit_que_des_faits,
)
from knowledge.ligne_directe.faits.sortes import (
    BORNES,
    DU_TOTAL,
    FAITS,
    MONTANT_MAX,
    MONTANT_MIN,
    FaitDeFirme,
    Sorte,
    ajouter,
    d_une_facture,
)
from knowledge.ligne_directe.faits.totaux import Total, totaliser

__all__ = [
    "BORNES",
    "DU_TOTAL",
    "FAITS",
    "MONTANT_MAX",
    "MONTANT_MIN",
    "FaitDeFirme",
    "Sorte",
    "Total",
    "ajouter",
    "aux_bouts",
    "bornes",
    "d_une_facture",
    "est_une_fourchette",
    "etonne",
    "lire_la_reponse",
    "lire_les_faits",
    "lire_les_reponses",
    "lire_les_statuts",
    "ne_dit_que_des_faits",
    "sans_bornes",
    "totaliser",
]
