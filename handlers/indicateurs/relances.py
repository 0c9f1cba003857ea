"""Who has not given what the figures need: services for those they enter, buyers for what became of their actions."""

from __future__ import annotations

from typing import Any

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.indicateurs.attendus import annee_a_saisir, annee_demandee, avant_le, manquants
from handlers.registre.trouver import designe
from knowledge.ecoute import Acte
from knowledge.francais.texte import simplifier
from knowledge.indicateurs.demandes import (
    demande_ce_qui_manque,
    demande_qui_relancer,
    demande_si_rendu,
    demande_une_relance,
)
from storage.comptes.records import Role

MONTRES = 10
RELANCER = "indicateurs.relancer"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Who is to be asked again, or what the figures of the year lack, as the team asks it."""
    if Role.EQUIPE not in turn.roles:
        return None
    if not entretien.faits.connus() and demande_une_relance(texte) and (service := _service(turn, texte)) is not None:
        # A contract that is named is reminded of, not a service.
        return (
            None if designe(turn, texte) else Proposition(Acte(RELANCER, {"service": service}, mots=texte), Force.NOMME)
        )
    # Of a purchase under way, "le bilan" is its own.
    du_bilan = not entretien.faits.connus() and demande_ce_qui_manque(texte)
    if not (du_bilan or demande_qui_relancer(texte) or (demande_si_rendu(texte) and _nomme_un_service(turn, texte))):
        return None
    return Proposition(Acte("qui_relancer", mots=texte), Force.NOMME)


def _service(turn: Turn, texte: str) -> str | None:
    """The one service that enters figures which is named by its acronym."""
    mots = simplifier(texte).replace(",", " ").split()
    dits = {
        un.saisie.par
        for un in turn.pack.saisies.values()
        if simplifier(turn.pack.services[un.saisie.par].sigle or "-") in mots
    }
    return next(iter(dits)) if len(dits) == 1 else None


def relancer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A message to a service, ready to be copied: the figures of the year that it has not given."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    service, annee = str(acte.slots["service"]), annee_a_saisir(turn.aujourdhui)
    siens = [un for un in manquants(memoire(turn), turn.pack, annee) if turn.pack.saisies[un].saisie.par == service]
    contexte = {
        "service": turn.pack.services[service],
        "pilote": memoire(turn).saisies.pilotes().get(service),
        "titres": [turn.pack.saisies[un].titre for un in siens],
        "annee": annee,
        "avant_le": avant_le(annee),
    }
    return aparte(turn, entretien, Reply("relance_du_service", contexte, (bouton("voir_les_pilotes", "c:pilotes"),)))


def _nomme_un_service(turn: Turn, texte: str) -> bool:
    """Whether a service that enters figures is named by its acronym."""
    sigles = {simplifier(turn.pack.services[un.saisie.par].sigle or "") for un in turn.pack.saisies.values()}
    return not (sigles - {""}).isdisjoint(simplifier(texte).split())


def qui_relancer(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """Service by service what is missing, asked or not yet; then the purchases whose questions wait, and of whom."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    annee = annee_a_saisir(turn.aujourdhui)
    pilotes, manque = memoire(turn).saisies.pilotes(), manquants(memoire(turn), turn.pack, annee)
    par_service: dict[str, int] = {}
    for un in manque:
        par = turn.pack.saisies[un].saisie.par
        par_service[par] = par_service.get(par, 0) + 1
    services = [
        {"service": turn.pack.services[un], "pilote": pilotes.get(un), "combien": combien}
        for un, combien in par_service.items()
    ]
    ouvertes = memoire(turn).achats.posees()
    achats = memoire(turn).achats.plusieurs({une.achat_id for une in ouvertes})
    lignes: list[dict[str, Any]] = [
        {
            "achat": achats[numero],
            "qui": memoire(turn).achats.auteur(numero),
            "combien": sum(une.achat_id == numero for une in ouvertes),
            "depuis": min(une.posee_le or turn.now for une in ouvertes if une.achat_id == numero),
        }
        for numero in list(achats)[:MONTRES]
    ]
    contexte = {
        "annee": annee,
        "demandes": annee_demandee(turn.aujourdhui) == annee,
        "avant_le": avant_le(annee),
        "services": services,
        "achats": lignes,
        "achats_total": len(achats),
    }
    return aparte(turn, entretien, Reply("qui_relancer", contexte, (bouton("voir_les_pilotes", "c:pilotes"),)))


__all__ = ["RELANCER", "lire", "qui_relancer", "relancer"]
