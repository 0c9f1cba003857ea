"""What this capability hears and does."""

from __future__ import annotations

from handlers.conversation.acts import Faire, Forme, Lire, Proposition
from handlers.conversation.capability import Capability, sans_rien
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.registre import (
    consultation,
    declarations,
    demandes,
    depots,
    en_mots,
    fins,
    marches,
    notes_dites,
    points,
    tri,
    trouver,
)
from knowledge.ecoute import Acte

_LECTURES: tuple[Lire, ...] = (
    marches.lire_la_date,
    marches.lire_le_motif,
    points.lire,
    depots.lire,
    tri.lire,
    marches.lire,
    declarations.lire,
    consultation.lire,
    trouver.lire_lequel,
    trouver.lire_un_nom,
    fins.lire,
    demandes.lire,
    en_mots.lire,
    notes_dites.lire,
)


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Of all that is read about the register, what holds most."""
    lues = [lue for une in _LECTURES if (lue := une(turn, entretien, texte))]
    return max(lues, key=lambda lue: lue.force, default=None)


def _par_ses_mots(lire: Lire, sinon: Faire) -> Faire:
    """What was heard in a part of a message: what that part is read to do, else `sinon`."""

    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        lue = lire(turn, entretien, acte.mots) if acte.mots else None
        return sinon(turn, entretien, acte) if lue is None else _ACTES[lue.acte.nature](turn, entretien, lue.acte)

    return faire


_ACTES: dict[str, Faire] = {
    "mes_marches": consultation.du_sujet(consultation.mes_marches),
    "echeances": consultation.echeances,
    "registre": consultation.du_sujet(consultation.ouvrir),
    "exporter_registre": demandes.en_tableur,
    "agenda": sans_rien(consultation.donner_l_agenda),
    "fermer_l_agenda": sans_rien(consultation.fermer_l_agenda),
    "trier": _par_ses_mots(tri.lire, sans_rien(tri.page)),
    "marche_fin": _par_ses_mots(marches.lire, _par_ses_mots(declarations.lire, declarations.entendre)),
    "registre.voir": marches.voir,
    "registre.prendre": marches.prendre,
    **dict.fromkeys(("registre.recurrent", "registre.ponctuel"), marches.decider),
    "registre.confier": marches.confier,
    "registre.dater": trouver.du_marche_dit(marches.dater),
    "registre.finir": fins.finir,
    **dict.fromkeys((fins.DEFAIRE, fins.REFAIRE), fins.defaire),
    "registre.celui": marches.voir,
    "registre.oublier_l_attribution": marches.oublier_l_attribution,
    "registre.retirer": marches.retirer,
    "registre.remettre": marches.remettre,
    "registre.diagnostiquer": marches.faire_le_diagnostic,
    **dict.fromkeys(("registre.marche_fin", "registre.lequel"), declarations.declarer),
    "registre.nouveau": declarations.nouveau,
    declarations.AJOUTER: declarations.ajouter,
    "registre.inscrire": declarations.inscrire,
    "registre.ne_rien_noter": declarations.ne_rien_noter,
    "registre.trancher": tri.trancher,
    **dict.fromkeys(("registre.revient", "registre.ne_revient_pas"), tri.par_bouton),
    "registre.accepter": tri.accepter,
    "registre.suite_du_tri": tri.suite,
    "registre.preciser": tri.preciser,
    "registre.repartir": tri.repartir,
    "registre.se_nommer": consultation.se_nommer,
    "registre.liberer": consultation.liberer,
    "registre.chercher": demandes.ou_par_leurs_mots(consultation.chercher),
    "registre.partout": demandes.partout,
    points.POINT: points.point,
    points.POINT_DE_TOUS: points.point_de_tous,
    en_mots.CHACUN: en_mots.chacun,
    notes_dites.NOTER: notes_dites.noter,
    notes_dites.EFFACER: notes_dites.ne_rien_effacer,
    notes_dites.RENOUVELER: notes_dites.renouveler,
    notes_dites.DEFAIRE_CE_QUI_EST_DIT: notes_dites.defaire,
    **dict.fromkeys(("registre.importer", "registre.abandonner"), depots.conclure),
    "registre.colonne": depots.dire_une_colonne,
    "registre.rendre_les_decisions": depots.rendre_les_decisions,
}
# What names nothing but a number.
_D_UN_NUMERO = {
    "m:voir": "voir", "m:moi": "prendre", "m:recurrent": "recurrent", "m:ponctuel": "ponctuel", "m:date": "dater", "m:fin": "finir", "m:retirer": "retirer", "m:remettre": "remettre",
    "m:diag": "diagnostiquer", "t:oui": "revient", "t:non": "ne_revient_pas", "d:importer": "importer", "d:garder": "rendre_les_decisions", "d:abandonner": "abandonner",
    "d:colonnes": "colonne",
}  # fmt: skip

CAPABILITY = Capability(
    "registre",
    lectures=(lire,),
    formes={
        **{debut: Forme(f"registre.{quoi}", ("numero",)) for debut, quoi in _D_UN_NUMERO.items()},
        "m:defaire": Forme("registre.defaire_la_fin", ("numero", "jour*")),
        "m:refaire": Forme("registre.refaire_la_fin", ("numero", "jour*")),
        "m:celui": Forme("registre.celui", ("numero",)),
        "m:partout": Forme("registre.partout"),
        "m:comme_avant": Forme("registre.defaire_ce_qui_est_dit"),
        "m:finit": Forme("registre.finir", ("numero", "jour")),
        "m:nouveau": Forme("registre.nouveau"),
        "m:diagnostique": Forme("registre.inscrire"),
        "t:page": Forme("trier"),
        "t:apres": Forme("registre.suite_du_tri", ("jour", "numero")),
        "t:prop": Forme("registre.accepter", ("courts",)),
        # Awaited before, as it was kept.
        "m:objet": Forme("registre.marche_fin", ("objet*",)),
        "finit": Forme("registre.lequel", ("jour", "objet*")),
    },
    actes=_ACTES,
    attend={
        "registre.dater": "date",
        "registre.finir": "fin",
        "registre.marche_fin": "objet",
        "registre.retirer": "motif",
        "registre.renouveler": "fin",
    },
)
