"""What is put before a committee, and what it decided, as two documents: the file of a session and its minutes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from string import ascii_uppercase
from typing import Any

from handlers.conversation.wording import Wording, de_quelqu_un
from knowledge.cad.bareme import Bareme
from knowledge.cad.cotation import coter, heures
from knowledge.cad.poser import Epingle, hors_du_choix, poser
from knowledge.cad.programme import Choix, Programme, programmer
from knowledge.cad.seance import (
    ACHETEUR,
    ContratDeSeance,
    Cotation,
    Decision,
    Issue,
    PertinenceDAction,
    Seance,
    Sort,
    Soutenabilite,
)
from knowledge.plan.pack import Cible, Fiche, Pack, Portee
from knowledge.regles.faits import Ensemble


@dataclass(frozen=True, slots=True)
class ActionVue:
    """An action rated on a contract, with what the what-if makes of it; `heures` are those of everybody."""

    fiche: Fiche
    note: PertinenceDAction | None
    choix: Choix
    heures: Decimal

    portee: Portee | None

    @property
    def retenue(self) -> bool:
        return self.choix.retenue


@dataclass(frozen=True, slots=True)
class Bilan:
    """What became of the actions that the session before decided, in numbers."""

    decidees: int
    inscrites: int
    realisees: int
    ecartees: int
    inconnues: int


@dataclass(frozen=True, slots=True)
class ContratVu:
    """A contract of a session as its page tells it; `rang` is its number in the file, from 1."""

    rang: int
    contrat: ContratDeSeance
    cotation: Cotation
    actions: tuple[ActionVue, ...]
    decision: Decision | None
    heures: Mapping[str, Decimal]
    familles: tuple[str, ...]

    @property
    def proposees(self) -> tuple[int, ...]:
        """The actions that the what-if retains."""
        return tuple(sorted(une.fiche.numero for une in self.actions if une.retenue))

    @property
    def des_experts(self) -> Decimal:
        """The hours that all it is proposed would ask of the experts."""
        return sum((duree for qui, duree in self.heures.items() if qui != ACHETEUR), Decimal(0))

    @property
    def au_plus_juste(self) -> Soutenabilite | None:
        """The side that rates it the lowest, of those that answered; None while nobody did."""
        notees = [une for une in self.cotation.soutenabilites if une.repondue and une.niveau is not None]
        ordre = ("tenable", "sous_condition", "intenable")
        return max(notees, key=lambda une: ordre.index(str(une.niveau)), default=None)


@dataclass(frozen=True)
class Dossier:
    """A session with the rating of each of its contracts, and what the what-if proposes to retain for the targets of `annee`."""

    pack: Pack
    bareme: Bareme
    seance: Seance
    jour: date
    annee: int
    contrats: tuple[ContratVu, ...]
    programme: Programme
    deja: Mapping[str, tuple[int, int]]

    @cached_property
    def acheteur(self) -> str:
        return next((un.nom for un in self.pack.acheteurs if un.id == self.seance.acheteur), self.seance.acheteur)

    @cached_property
    def cotes(self) -> Mapping[str, str]:
        """What each side that rates is called."""
        noms = {un: self.pack.services[un].sigle or self.pack.services[un].nom for un in self.bareme.experts}
        return {ACHETEUR: "service acheteur", **noms}

    @cached_property
    def du_service(self) -> Mapping[str, str]:
        """The experts after "les heures …"."""
        return {un: de_quelqu_un(self.pack.services[un].avec_article) for un in self.bareme.experts}

    @cached_property
    def lettres(self) -> Mapping[str, str]:
        """The letter that each target has in the file."""
        return {
            un.objectif.cible: lettre for un, lettre in zip(self.programme.atteintes, ascii_uppercase, strict=False)
        }

    @cached_property
    def hors_d_atteinte(self) -> Mapping[str, int]:
        return {un.objectif.cible: un.hors_d_atteinte for un in self.programme.atteintes}

    @property
    def annee_des_cibles(self) -> int:
        """The year for which the plan wrote the targets that are aimed at."""
        annees = {annee for cible in self.pack.cibles for annee in cible.valeurs}
        return max((annee for annee in annees if annee <= self.annee), default=min(annees, default=self.annee))

    @property
    def nombre_d_actions(self) -> int:
        return sum(len(un.proposees) for un in self.contrats)

    @cached_property
    def bilan(self) -> Bilan:
        revue = self.seance.revue
        sorts = Counter(suite.sort for ligne in (revue.lignes if revue else ()) for suite in ligne.suites)
        realisees = sorts[Sort.REALISEE]
        return Bilan(
            sorts.total(), sorts[Sort.INSCRITE] + realisees, realisees, sorts[Sort.ECARTEE], sorts[Sort.INCONNU]
        )

    @property
    def montant(self) -> Decimal:
        """The sum of the amounts that are known."""
        return sum((un.contrat.montant_ht for un in self.contrats if un.contrat.montant_ht is not None), Decimal(0))

    @property
    def retenus(self) -> tuple[ContratVu, ...]:
        """The contracts on which the what-if retains some action."""
        return tuple(un for un in self.contrats if un.proposees)

    @property
    def hors_du_choix(self) -> tuple[Cible, ...]:
        return hors_du_choix(self.pack, self.bareme)

    def cible(self, identifiant: str) -> Cible:
        return next(un for un in self.pack.cibles if un.id == identifiant)

    def decides(self, issue: Issue) -> tuple[ContratVu, ...]:
        return tuple(un for un in self.contrats if un.decision is not None and un.decision.issue is issue)

    @property
    def sans_decision(self) -> tuple[ContratVu, ...]:
        return tuple(un for un in self.contrats if un.decision is None)

    @property
    def attendus(self) -> Mapping[str, int]:
        """How many contracts each side has still to rate; those of most first."""
        tous = Counter(qui for un in self.contrats for qui in un.cotation.attendus)
        return dict(tous.most_common())


def monter(
    pack: Pack,
    bareme: Bareme,
    seance: Seance,
    jour: date,
    *,
    deja: Mapping[str, tuple[int, int]] | None = None,
    imposes: Collection[Epingle] = (),
    exclus: Collection[Epingle] = (),
) -> Dossier:
    """Rate the contracts of a session and choose among them; the most relevant first, as the file shows them."""
    cotations = {un.marche_id: coter(pack, bareme, un, seance.reponses, jour) for un in seance.contrats}
    ordonnes = sorted(seance.contrats, key=lambda un: (-cotations[un.marche_id].pertinence.points, un.marche_id))
    annee = annee_visee(seance)
    dispose = {nom: expert.heures.get(seance.acheteur, Decimal(0)) for nom, expert in bareme.experts.items()}
    probleme = poser(
        pack, bareme, ordonnes, cotations, annee, heures=dispose, deja=deja, imposes=imposes, exclus=exclus
    )
    programme = programmer(probleme)
    choix: dict[int, list[Choix]] = {}
    for un in programme.choix:
        choix.setdefault(un.option.contrat, []).append(un)
    decisions = {une.marche_id: une for une in seance.decisions}
    contrats = tuple(
        _vu(pack, bareme, rang, un, cotations[un.marche_id], choix.get(un.marche_id, ()), decisions.get(un.marche_id))
        for rang, un in enumerate(ordonnes, 1)
    )
    return Dossier(pack, bareme, seance, jour, annee, contrats, programme, deja or {})


def annee_visee(seance: Seance) -> int:
    """The year that most of its contracts are to be awarded in; the next one while nobody knows."""
    annees = Counter(un.echeance.year for un in seance.contrats if un.echeance is not None)
    return max(annees, key=lambda annee: (annees[annee], -annee), default=seance.jour.year + 1)


def _vu(
    pack: Pack,
    bareme: Bareme,
    rang: int,
    contrat: ContratDeSeance,
    cotation: Cotation,
    choix: Sequence[Choix],
    decision: Decision | None,
) -> ContratVu:
    portees = {une.action: une.portee for une in contrat.proposees}
    actions = [
        ActionVue(
            pack.fiches[un.option.action],
            cotation.pertinence.de(un.option.action),
            un,
            bareme.couts[un.option.action].total,
            portees.get(un.option.action),
        )
        for un in choix
    ]
    ordre = {une.action: place for place, une in enumerate(cotation.pertinence.actions)}
    numeros = [une.fiche.numero for une in actions]
    return ContratVu(
        rang,
        contrat,
        cotation,
        tuple(sorted(actions, key=lambda une: ordre.get(une.fiche.numero, len(ordre)))),
        decision,
        {une.auteur: heures(bareme, numeros, une.auteur) for une in cotation.soutenabilites},
        tuple(_familles(contrat)),
    )


def _familles(contrat: ContratDeSeance) -> Iterator[str]:
    """What is bought, in the words of the plan: an object that names only its place says nothing of it."""
    vocabulaire = contrat.faits.vocabulaire
    segments = contrat.faits["segments"]
    valeurs = [("nature", contrat.faits.valeur("nature"))]
    if isinstance(segments, Ensemble):
        valeurs += [("segments", une) for une in sorted(segments.dedans)]
    for fait, valeur in valeurs:
        choix = None if valeur is None else vocabulaire[fait].choix_de(valeur)
        if choix is not None:
            yield choix.libelle


# --- the documents ----------------------------------------------------------------------------------------------------


def rediger_le_dossier(wording: Wording, dossier: Dossier) -> str:
    """What is put before the members: a summary, a page for each contract, how it was rated."""
    return wording.render("dossier_du_comite", _contexte(dossier))


def rediger_le_proces_verbal(wording: Wording, dossier: Dossier) -> str:
    """The minutes of the session, to be signed: what was decided, why, and what was not."""
    return wording.render("minute_du_comite", _contexte(dossier))


def _contexte(dossier: Dossier) -> dict[str, Any]:
    return {
        "d": dossier,
        "seance": dossier.seance,
        "programme": dossier.programme,
        "bareme": dossier.bareme,
        "issues": {
            nom: dossier.decides(issue)
            for nom, issue in (("retenus", Issue.RETENU), ("ecartes", Issue.ECARTE), ("reportes", Issue.REPORTE))
        },
        "vises": {un.id: un.nom for un in dossier.pack.vises} | {un.trait: un.nom for un in dossier.pack.vises},
    }


__all__ = [
    "ActionVue",
    "ContratVu",
    "Dossier",
    "annee_visee",
    "monter",
    "rediger_le_dossier",
    "rediger_le_proces_verbal",
]
