"""Who enters the figures of each service, and which of them are missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.indicateurs.attendus import annee_a_saisir, court, manquants, mes_services
from knowledge.ecoute import Acte
from knowledge.francais.texte import simplifier
from knowledge.indicateurs.reponses import PiloteDit, lire_des_pilotes, services_nommes
from storage.comptes.records import Role

MONTRES = 12


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """What is missing of one's services, and a button to answer each."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    annee = annee_a_saisir(turn.aujourdhui)
    connus = memoire(turn).saisies.pilotes()
    manque = manquants(memoire(turn), turn.pack, annee)
    lignes: list[dict[str, Any]] = []
    for service in mes_services(turn):
        siens = [turn.pack.saisies[un] for un in manque if turn.pack.saisies[un].saisie.par == service]
        lignes.append(
            {
                "service": turn.pack.services[service],
                "pilote": connus.get(service),
                "manquent": siens[:MONTRES],
                "combien": len(siens),
            }
        )
    contexte = {"services": lignes, "annee": annee, "equipe": Role.EQUIPE in turn.roles}
    choices = tuple(
        Choice(court(ligne["service"]), f"v:go:{annee}:{ligne['service'].id}") for ligne in lignes if ligne["combien"]
    )
    return aparte(turn, entretien, Reply("mes_chiffres", contexte, choices))


def pilotes(turn: Turn, entretien: Entretien, notes: Sequence[Mapping[str, Any]] = ()) -> Outcome:
    """Who enters the figures of each service."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    connus = memoire(turn).saisies.pilotes()
    services = sorted({chiffre.saisie.par for chiffre in turn.pack.saisies.values()})
    contexte = {
        "notes": notes,
        "services": [{"service": turn.pack.services[un], "pilote": connus.get(un)} for un in services],
        "equipe": Role.EQUIPE in turn.roles,
    }
    return aparte(turn, entretien, Reply("pilotes", contexte))


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """Who is the pilot of which service; of a service that nobody knows, for the team only."""
    dits = lire_des_pilotes(texte)
    if not dits or (Role.EQUIPE not in turn.roles and not all(services_nommes(turn.pack, un.service) for un in dits)):
        return None
    return Proposition(Acte("indicateurs.nommer", {"dits": [asdict(un) for un in dits]}, mots=texte), Force.ENTIER)


def nommer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Name the pilots of services, or nobody."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    notes, inconnus = [], []
    for dit in (PiloteDit(**un) for un in acte.slots["dits"]):
        siens = services_nommes(turn.pack, dit.service)
        notes += [_nommer(turn, service, dit) for service in siens]
        inconnus += [] if siens else [{"quoi": "inconnu", "nom": dit.service}]
    return pilotes(turn, entretien, [*notes, *inconnus])


def _nommer(turn: Turn, service: str, dit: PiloteDit) -> dict[str, Any]:
    """Name the pilot of a service, or nobody; what is to be said of it."""
    note: dict[str, Any] = {
        "quoi": dit.genre,
        "service": turn.pack.services[service],
        "nom": dit.nom,
        "connu": True,
    }
    if dit.genre == "plusieurs":
        return note
    if dit.genre == "equipe":
        memoire(turn).saisies.retirer_pilote(service)
    else:
        nomme = memoire(turn).referents.nommer(dit.nom, simplifier(dit.nom), turn.now)
        memoire(turn).saisies.nommer_pilote(service, nomme.id)
        note |= {"nom": nomme.nom, "connu": nomme.personne is not None}
    memoire(turn).saisies.rendre(annee_a_saisir(turn.aujourdhui), service)
    return note


__all__ = ["lire", "lister", "nommer", "pilotes"]
