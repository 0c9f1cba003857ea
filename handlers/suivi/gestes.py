"""Carries out what is said of a purchase, by a button or in words: each act on the purchase that it numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Faire
from handlers.conversation.capability import sans_rien
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import SEPARATOR, Outcome, Turn
from handlers.suivi import relances
from handlers.suivi.formes import REPONSES
from handlers.suivi.miens import Geste, sur_un_achat
from handlers.suivi.moments import ACHETEUR, ATTRIBUTION, INSCRITES, MONTANT, OFFRES, PUBLICATION, TPE_PME
from handlers.suivi.questions import AUCUN, INCONNU, PREVU, TITULAIRE, TOUT, est_visee, motifs_de, proposees
from knowledge.ecoute import Acte
from knowledge.suivi.reponses import EN_COURS, NON, OUI
from storage.suivi.records import AchatRecord

BOOLEENS: Mapping[str, bool | None] = {OUI: True, NON: False, INCONNU: None}


def _jour(acte: Acte) -> date | None:
    dit = acte.slots.get("jour")
    return date.fromisoformat(dit) if isinstance(dit, str) else None


def _publier(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    match acte.slots["dit"]:
        case "oui" | "non" | "abandon" as dit:
            return relances.publier(turn, entretien, achat, dit, _jour(acte))
        case "?":
            return relances.reporter(turn, entretien, achat, PUBLICATION, None)
    return relances.inconnu(turn, entretien)


def _attribuer(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    match acte.slots["dit"]:
        case "oui" | "non" | "infructueux" | "sans_suite" as dit:
            return relances.attribuer(turn, entretien, achat, dit, acte.mots, _jour(acte))
        case "?":
            return relances.reporter(turn, entretien, achat, ATTRIBUTION, None)
    return relances.inconnu(turn, entretien)


def _dire_l_acheteur(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    qui = acte.slots["dit"]
    if qui == INCONNU:
        return relances.prendre(turn, entretien, achat, ACHETEUR, {"acheteur": None})
    if achat.marche_id is not None or all(un.id != qui for un in turn.pack.acheteurs):
        # Of a contract of the register, official data say whose it is.
        return relances.inconnu(turn, entretien)
    if acte.nature == "suivi.corriger_l_acheteur":
        return relances.corriger_l_acheteur(turn, entretien, achat, qui)
    return relances.prendre(turn, entretien, achat, ACHETEUR, {"acheteur": qui})


def _inscrire(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    """What is in the consultation file: what was ticked or named, all, nothing, or what was kept before."""
    dits = _coches(acte.slots["dit"])
    if INCONNU in dits:
        return relances.prendre(turn, entretien, achat, INSCRITES, {})
    lignes = {ligne.action: ligne for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, [])}
    de = {
        TOUT: {ligne.action for ligne in proposees(memoire(turn), achat)},
        PREVU: {action for action, ligne in lignes.items() if est_visee(ligne)},
        AUCUN: set[int](),
        **{str(action): {action} for action in lignes},
    }
    if not dits <= de.keys():
        return relances.inconnu(turn, entretien)
    return relances.inscrire(turn, entretien, achat, set[int]().union(*(de[dit] for dit in dits)))


def _coches(dit: Any) -> set[str]:
    """What was ticked together, by its last word: "8, s:ins:5:22"; typed, what was read is a list."""
    dits = dit if isinstance(dit, list) else str(dit).split(SEPARATOR)
    return {str(un).rpartition(":")[2] for un in dits}


def _motiver(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    """A reason by its rank among those that are proposed, or in one's own words."""
    action, dit = acte.slots["action"], acte.slots["dit"]
    if not isinstance(action, int):
        return relances.inconnu(turn, entretien)
    if isinstance(dit, int):
        proposes = motifs_de(turn.pack, action)
        if dit >= len(proposes):
            return relances.inconnu(turn, entretien)
        dit = proposes[dit]
    return relances.motiver(turn, entretien, achat, action, None if dit in (AUCUN, INCONNU, "") else dit)


def _rattacher(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    lequel = acte.slots["dit"]
    if not isinstance(lequel, int) and lequel not in (AUCUN, INCONNU):
        return relances.inconnu(turn, entretien)
    return relances.rattacher(turn, entretien, achat, lequel if isinstance(lequel, int) else None)


def _qualifier(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    dit = acte.slots["dit"]
    if isinstance(dit, dict):
        return relances.qualifier(turn, entretien, achat, dit)
    dits = _coches(dit) - {AUCUN}
    if not dits <= {"esus", "handicap", INCONNU}:
        return relances.inconnu(turn, entretien)
    lus = {} if dits == {INCONNU} else {nom: nom in dits for nom in ("esus", "handicap")}
    return relances.qualifier(turn, entretien, achat, lus)


def _trancher_le_reserve(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    dit = acte.slots["dit"]
    if dit not in (TITULAIRE, NON, INCONNU):
        return relances.inconnu(turn, entretien)
    return relances.trancher_le_reserve(turn, entretien, achat, dit)


def _prendre(genre: str, colonne: str, lire: Callable[[str], Any]) -> Geste:
    """A figure, which no button bears: it was typed."""

    def geste(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
        dit = acte.slots["dit"]
        if dit != INCONNU and not acte.mots:
            return relances.inconnu(turn, entretien)
        return relances.prendre(turn, entretien, achat, genre, {colonne: None if dit == INCONNU else lire(dit)})

    return geste


def _prendre_un_avis(
    turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte, genre: str, colonne: str
) -> Outcome:
    dit = acte.slots["dit"]
    if dit not in BOOLEENS:
        return relances.inconnu(turn, entretien)
    return relances.prendre(turn, entretien, achat, genre, {colonne: BOOLEENS[dit]})


def _dire_la_taille(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    return _prendre_un_avis(turn, entretien, achat, acte, TPE_PME, "tpe_pme")


def _dire_un_trait(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    trait = next((un for un in turn.pack.traits.values() if un.verbe == acte.slots["verbe"]), None)
    if trait is None:
        return relances.inconnu(turn, entretien)
    return _prendre_un_avis(turn, entretien, achat, acte, trait.genre, trait.id)


def _realiser(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    annee, action, dit = (acte.slots[nom] for nom in ("annee", "action", "dit"))
    dit = EN_COURS if dit == INCONNU else dit
    if not (isinstance(annee, int) and isinstance(action, int)) or dit not in (OUI, EN_COURS, NON):
        return relances.inconnu(turn, entretien)
    return relances.realiser(turn, entretien, achat, annee, action, dit, acte.slots.get("motif"))


def _realiser_plusieurs(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    actions: Collection[int] = acte.slots["actions"]
    return relances.realiser_plusieurs(turn, entretien, achat, actions, acte.slots["dit"])


def _rouvrir(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    genre = str(acte.slots["genre"])
    return relances.rouvrir(turn, entretien, achat, REPONSES[genre][0] if genre in REPONSES else genre)


ACTES: Mapping[str, Faire] = {
    "suivi.plus_tard": sans_rien(relances.plus_tard),
    "suivi.suite": lambda turn, entretien, _: relances.poursuivre(turn, entretien, None, None),
    **{
        f"suivi.{nom}": sur_un_achat(geste)
        for nom, geste in {
            "publier": _publier,
            "attribuer": _attribuer,
            "acheteur": _dire_l_acheteur,
            "corriger_l_acheteur": _dire_l_acheteur,
            "inscrire": _inscrire,
            "motiver": _motiver,
            "rattacher": _rattacher,
            "offres": _prendre(OFFRES, "offres", int),
            "montant": _prendre(MONTANT, "montant_ht", Decimal),
            "taille": _dire_la_taille,
            "qualifier": _qualifier,
            "trancher_le_reserve": _trancher_le_reserve,
            "dire_un_trait": _dire_un_trait,
            "realiser": _realiser,
            "realiser_plusieurs": _realiser_plusieurs,
            "rouvrir": _rouvrir,
            "arreter": lambda turn, entretien, achat, _: relances.ne_plus_demander(turn, entretien, achat),
            "detacher": lambda turn, entretien, achat, _: relances.detacher(turn, entretien, achat),
        }.items()
    },
}

__all__ = ["ACTES"]
