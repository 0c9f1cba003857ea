"""How what a committee speaks of is called: buyers, the sides that rate, actions and points of the plan, decisions."""

from __future__ import annotations

from typing import Any

from handlers.cad.seance import Presente, ordre
from handlers.conversation.boutons import bouton
from knowledge.cad.seance import ACHETEUR
from knowledge.plan.pack import Pack


def nom_de_l_acheteur(pack: Pack, acheteur: str | None) -> str | None:
    """The name of a buyer of the plan."""
    return next((un.nom for un in pack.acheteurs if un.id == acheteur), None)


def noms_des_cotes(pack: Pack) -> dict[str, str]:
    """What each side that rates is called: the buyer, then services by their acronym."""
    services = {un.id: un.sigle or un.nom for un in pack.services.values()}
    # Its words are those of its button.
    return {**services, ACHETEUR: bouton("cote_acheteur", ACHETEUR).label}


def nom_du_sujet(pack: Pack, sujet: str) -> str:
    """An action with its short title, or a point of the plan."""
    if sujet.isdecimal():
        fiche = pack.fiches.get(int(sujet))
        return sujet if fiche is None else f"{sujet} · {fiche.titre_court}"
    return next((un.nom for un in pack.vises if un.id == sujet), sujet)


def vue_des_decisions(pack: Pack, presente: Presente) -> dict[str, Any]:
    """What holds of a contract, in words: what is retained, what is set aside and why, what was decided of the whole."""
    return {
        "presente": presente,
        "retenus": [{"nom": nom_du_sujet(pack, un), "motif": presente.decisions[un].motif} for un in presente.retenus],
        "ecartes": [{"nom": nom_du_sujet(pack, dit.sujet or ""), "motif": dit.motif} for dit in presente.ecartes],
        "entier": presente.entier,
    }


def vue_de_ce_qui_est_prevu(pack: Pack, presente: Presente) -> dict[str, Any]:
    """What was kept ready for the session of a contract, in words."""
    dits = sorted(presente.epingles.items(), key=lambda un: ordre(un[0] or ""))
    return {
        "presente": presente,
        "prevus": [
            {
                "nom": None if sujet is None else nom_du_sujet(pack, sujet),
                "issue": dit.valeur,
                "motif": dit.motif,
            }
            for sujet, dit in dits
        ],
    }


__all__ = ["nom_de_l_acheteur", "nom_du_sujet", "noms_des_cotes", "vue_de_ce_qui_est_prevu", "vue_des_decisions"]
