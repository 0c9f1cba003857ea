"""The figures of the year: when they are asked for, which are missing, who enters them, and what is said to ask for them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from handlers.conversation.acces import memoire, mes_referents
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.indicateurs.saisies import ENSEMBLE
from knowledge.plan.pack import ASaisir, Pack, Service
from storage.comptes.records import Role
from storage.indicateurs.records import DemandeDeSaisieRecord
from storage.registre.records import ReferentRecord
from storage.unit_of_work import Reading

# Figures of a year are asked for from December to the end of March.
DE_MOIS, A_MOIS = 12, 3


def annee_demandee(jour: date) -> int | None:
    """The year whose figures are asked for on that day; None out of the period."""
    if jour.month >= DE_MOIS:
        return jour.year
    return jour.year - 1 if jour.month <= A_MOIS else None


def annee_a_saisir(jour: date) -> int:
    """The year that is meant when none is said."""
    return annee_demandee(jour) or jour.year - 1


def avant_le(annee: int) -> date:
    """The last day on which the figures of a year are asked for."""
    return date(annee + 1, A_MOIS, 31)


# --- what is missing --------------------------------------------------------------------------------------------------


def manquants(memoire_: Reading, pack: Pack, annee: int) -> dict[str, tuple[str, ...]]:
    """The figures that nobody entered for that year: of which buyers each lacks, ("",) when it is one figure for all."""
    entres = memoire_.saisies.dernieres((annee,))
    manque: dict[str, tuple[str, ...]] = {}
    dernier = {identifiant: qui for identifiant, _, qui in entres}
    for identifiant, chiffre in pack.saisies.items():
        # A total is enough, until it is told buyer by buyer.
        if (identifiant, annee, ENSEMBLE) in entres and dernier[identifiant] == ENSEMBLE:
            continue
        qui = acheteurs_de(pack, chiffre)
        if restent := tuple(un for un in qui if (identifiant, annee, un) not in entres):
            manque[identifiant] = restent
    return manque


def acheteurs_de(pack: Pack, chiffre: ASaisir) -> tuple[str, ...]:
    """Whom a figure is entered for: each buyer, or all together."""
    return (ENSEMBLE,) if chiffre.saisie.ensemble else tuple(un.id for un in pack.acheteurs)


def demander(memoire_: Reading, pack: Pack, annee: int) -> None:
    """Have asked for every figure of that year that is missing; each once, however often."""
    deja = {demande.indicateur for demande in memoire_.saisies.demandes(annee)}
    for identifiant in manquants(memoire_, pack, annee):
        if identifiant not in deja:
            memoire_.saisies.demander(identifiant, annee, pack.saisies[identifiant].saisie.par)


def attendues(memoire_: Reading, pack: Pack, annee: int, services: Collection[str]) -> list[DemandeDeSaisieRecord]:
    """What is asked of these services and still missing, in order."""
    manque = manquants(memoire_, pack, annee)
    return [demande for demande in memoire_.saisies.demandes(annee, services) if demande.indicateur in manque]


def annoncer(pack: Pack, annee: int, service: str, combien: int) -> Reply:
    """The message that says to a pilot how many figures are expected."""
    contexte = {
        "annee": annee,
        "services": [(pack.services[service], combien)],
        "combien": combien,
        "avant_le": avant_le(annee),
        "equipe": False,
    }
    return Reply("chiffres_attendus", contexte, _a_l_annonce(annee, service))


def annoncer_a_l_equipe(pack: Pack, annee: int, combien: Mapping[str, int]) -> Reply:
    """The message that says to the team what is expected of the services whose pilot cannot be written to."""
    contexte = {
        "annee": annee,
        "services": [(pack.services[service], nombre) for service, nombre in combien.items()],
        "combien": sum(combien.values()),
        "avant_le": avant_le(annee),
        "equipe": True,
    }
    choices = tuple(Choice(court(pack.services[service]), f"v:go:{annee}:{service}") for service in combien)
    return Reply("chiffres_attendus", contexte, (*choices, bouton("chiffres_plus_tard", "v:tard")))


def annoncer_un_pilote(pack: Pack, pilote: ReferentRecord, services: Collection[str]) -> Reply:
    """The message that says to the team which account a pilot's name is from now on."""
    contexte = {
        "nom": pilote.nom,
        "plateforme": pilote.plateforme,
        "compte": pilote.personne,
        "services": [pack.services[un] for un in services],
    }
    return Reply("pilote_reconnu", contexte)


def noms_de(pack: Pack, acheteurs: Iterable[str]) -> list[str]:
    """The names of these buyers, without that of all together."""
    noms = {un.id: un.nom for un in pack.acheteurs}
    return [noms[un] for un in acheteurs if un in noms]


def court(service: Service) -> str:
    """A service as a button names it."""
    return service.sigle or service.nom


def _a_l_annonce(annee: int, service: str) -> tuple[Choice, ...]:
    return (
        bouton("repondre_maintenant", f"v:go:{annee}:{service}"),
        bouton("je_l_aurai_le", f"v:quand:{annee}:{service}"),
        bouton("pas_moi", f"v:moi:{annee}:{service}"),
        bouton("chiffres_plus_tard", "v:tard"),
    )


# --- who may ----------------------------------------------------------------------------------------------------------


def peut(turn: Turn, service: str) -> bool:
    """The pilot of a service enters its figures, and so does the team."""
    if Role.EQUIPE in turn.roles:
        return True
    pilote = memoire(turn).saisies.pilotes().get(service)
    return pilote is not None and pilote.id in {un.id for un in mes_referents(turn)}


def pas_le_pilote(turn: Turn, entretien: Entretien, service: str) -> Outcome:
    """Say who enters the figures of a service."""
    contexte = {
        "service": turn.pack.services[service],
        "pilote": memoire(turn).saisies.pilotes().get(service),
    }
    return aparte(turn, entretien, Reply("pas_le_pilote", contexte))


def mes_services(turn: Turn) -> list[str]:
    """The services whose figures this person enters."""
    tous = sorted({chiffre.saisie.par for chiffre in turn.pack.saisies.values()})
    return [service for service in tous if peut(turn, service)]
