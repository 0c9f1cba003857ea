"""A session read from what is remembered, as the plain record that its documents are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from handlers.cad.seance import Presente, Savoir, bareme_de, contrats_de, decision_de, presentes, reponses_de
from knowledge.cad.poser import Epingle
from knowledge.cad.seance import LigneDeRevue, Revue, Seance, Sort, SuiteDAction
from knowledge.plan.pack import Pack
from storage.cad.records import RETENU, SeanceRecord
from storage.suivi.records import AchatRecord, EtapeRecord, Pas
from storage.unit_of_work import Reading

# The furthest step first: what is done was written before, and what was set aside goes no further.
_SORTS = ((Pas.REALISEE, Sort.REALISEE), (Pas.ECARTEE, Sort.ECARTEE), (Pas.INSCRITE, Sort.INSCRITE))


@dataclass(frozen=True, slots=True)
class Lue:
    """A session with what was pinned by hand of its contracts."""

    seance: Seance
    imposes: frozenset[Epingle]
    exclus: frozenset[Epingle]


def lire_la_seance(memory: Reading, savoir: Savoir, seance: SeanceRecord, jour: date) -> Lue:
    """All that is known of a session on a day: its contracts, who answered what, what was decided, the session before."""
    pack = savoir.pack
    tous = presentes(memory, pack, seance)
    decisions = [decision for un in tous if (decision := decision_de(un)) is not None]
    record = Seance(
        seance.acheteur,
        seance.jour,
        tuple(contrats_de(memory, savoir, tous, jour)),
        tuple(reponses_de(bareme_de(pack), memory.seances.cotations(seance.id))),
        tuple(decisions),
        (seance.presents,) if seance.presents else (),
        bool(seance.tenue),
        revue_de(memory, pack, seance),
    )
    return Lue(record, *_epingles(tous))


def _epingles(tous: list[Presente]) -> tuple[frozenset[Epingle], frozenset[Epingle]]:
    """What is imposed and what is excluded; a point of the plan that is no action has no hours to choose by."""
    dites = [
        ((un.marche.id, None if sujet is None else int(sujet)), dit.valeur == RETENU)
        for un in tous
        for sujet, dit in un.epingles.items()
        if sujet is None or sujet.isdecimal()
    ]
    return frozenset(une for une, impose in dites if impose), frozenset(une for une, impose in dites if not impose)


def revue_de(memory: Reading, pack: Pack, seance: SeanceRecord) -> Revue | None:
    """What the session before decided, and what became of it; None where there was none, or it decided nothing."""
    avant = [
        une
        for une in memory.seances.liste()
        if une.acheteur == seance.acheteur and une.jour < seance.jour and une.tenue is not False
    ]
    if not avant:
        return None
    lignes = [_ligne(un, memory) for un in presentes(memory, pack, avant[-1]) if un.decide]
    return Revue(avant[-1].jour, tuple(lignes)) if lignes else None


def _ligne(presente: Presente, memory: Reading) -> LigneDeRevue:
    decision = decision_de(presente)
    assert decision is not None
    achat = memory.achats.qui_remplace(presente.marche.id)
    suites = [_suite(memory, achat, action) for action in decision.actions]
    return LigneDeRevue(presente.marche.objet or "", decision, tuple(suites), None if achat is None else achat.attribue)


def _suite(memory: Reading, achat: AchatRecord | None, action: int) -> SuiteDAction:
    if achat is None:
        return SuiteDAction(action, Sort.INCONNU)
    passage = next(
        (un.passage for un in memory.achats.suivis([achat.id]).get(achat.id, ()) if un.action == action), Pas(0)
    )
    sort = next((sort for pas, sort in _SORTS if pas in passage), Sort.INCONNU)
    derniere = next((une for une in reversed(_etapes(memory, achat, action)) if une.etape == sort), None)
    if derniere is None:
        return SuiteDAction(action, sort)
    return SuiteDAction(action, sort, derniere.motif, derniere.jour)


def _etapes(memory: Reading, achat: AchatRecord, action: int) -> list[EtapeRecord]:
    return memory.achats.etapes([achat.id], action).get(achat.id, [])


__all__ = ["Lue", "lire_la_seance", "revue_de"]
