"""Poses the what-if of a session: its contracts as rated, the targets of the plan, the hours of the experts."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal

from knowledge.cad.bareme import Bareme
from knowledge.cad.programme import Objectif, Option, Probleme
from knowledge.cad.seance import ContratDeSeance, Cotation
from knowledge.plan.pack import Cible, Pack
from knowledge.regles.conditions import juger

Epingle = tuple[int, int | None]


def poser(
    pack: Pack,
    bareme: Bareme,
    contrats: Collection[ContratDeSeance],
    cotations: Mapping[int, Cotation],
    annee: int,
    *,
    heures: Mapping[str, Decimal],
    deja: Mapping[str, tuple[int, int]] | None = None,
    imposes: Collection[Epingle] = (),
    exclus: Collection[Epingle] = (),
) -> Probleme:
    """The choice there is: every action proposed, and those that somebody imposes.

    `deja`: of each target, the contracts of the same year outside the session, (reached, counted). `heures`: what each expert
    has for this session.
    """
    imposees = {(contrat, action) for contrat, action in imposes if action is not None}
    options = [
        _option(bareme, cotations[contrat.marche_id], action)
        for contrat in contrats
        for action in sorted(
            {une.action for une in cotations[contrat.marche_id].pertinence.actions}
            | {action for de, action in imposees if de == contrat.marche_id and action in bareme.couts}
        )
    ]
    return Probleme(
        tuple(options),
        tuple(_objectifs(pack, bareme, contrats, annee, deja or {})),
        heures,
        {nom: expert.forfait for nom, expert in bareme.experts.items()},
        frozenset(imposes),
        frozenset(exclus),
    )


def hors_du_choix(pack: Pack, bareme: Bareme) -> tuple[Cible, ...]:
    """The targets of the plan that no choice of actions moves: told beside, never counted."""
    servies = {une.cible for une in bareme.cibles}
    return tuple(cible for cible in pack.cibles if cible.id not in servies)


def _option(bareme: Bareme, cotation: Cotation, action: int) -> Option:
    cout, note = bareme.couts[action], cotation.pertinence.de(action)
    return Option(
        cotation.marche_id,
        action,
        cout.experts,
        cout.total,
        0 if note is None else note.points,
        action in cotation.intenables,
    )


def _objectifs(
    pack: Pack,
    bareme: Bareme,
    contrats: Collection[ContratDeSeance],
    annee: int,
    deja: Mapping[str, tuple[int, int]],
) -> list[Objectif]:
    cibles = {cible.id: cible for cible in pack.cibles}
    objectifs = []
    for une in bareme.cibles:
        comptes = {contrat.marche_id: juger(une.quand, contrat.faits) for contrat in contrats}
        objectifs.append(
            Objectif(
                une.cible,
                taux_vise(cibles[une.cible], annee),
                une.actions,
                frozenset(contrat for contrat, compte in comptes.items() if compte),
                deja.get(une.cible, (0, 0)),
                sum(compte is None for compte in comptes.values()),
            )
        )
    return objectifs


def taux_vise(cible: Cible, annee: int) -> int:
    """What a target asks for of the contracts of a year: its value of the last year written by then, else its first."""
    passees = [quand for quand in cible.valeurs if quand <= annee]
    return cible.valeurs[max(passees, default=min(cible.valeurs))]


__all__ = ["Epingle", "hors_du_choix", "poser", "taux_vise"]
