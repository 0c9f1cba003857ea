"""A session as plain records, with the review of the one before: what its documents and its what-if are made of."""

from __future__ import annotations

from datetime import date

from handlers.cad.dossier import Dossier, annee_visee, monter
from handlers.cad.seance import Presente, Savoir, bareme_de, contrat_de, decision_de, presentes, reponses_de
from handlers.indicateurs.tableau_de_bord import atteignent_les_cibles
from knowledge.cad.poser import Epingle
from knowledge.cad.seance import Decision, LigneDeRevue, Revue, Seance, Sort, SuiteDAction
from knowledge.plan.pack import Pack
from storage.cad.records import ECARTE, RETENU, SeanceRecord
from storage.suivi.records import EtapeRecord, Pas
from storage.suivi.repository import ECARTEE, INSCRITE, REALISEE
from storage.unit_of_work import Reading

# How far an action went, the furthest first.
_SORTS = (
    (Pas.REALISEE, REALISEE, Sort.REALISEE),
    (Pas.INSCRITE, INSCRITE, Sort.INSCRITE),
    (Pas.ECARTEE, ECARTEE, Sort.ECARTEE),
)


def dossier_de(memory: Reading, savoir: Savoir, seance: SeanceRecord, jour: date) -> Dossier:
    """The file of a session: its contracts rated, what is decided, what to retain with what is pinned held as it is."""
    tous = presentes(memory, savoir.pack, seance)
    bareme = bareme_de(savoir.pack)
    cotations = memory.seances.cotations(seance.id)
    en_clair = Seance(
        seance.acheteur,
        seance.jour,
        tuple(contrat_de(memory, savoir, un, jour) for un in tous),
        tuple(reponses_de(bareme, cotations)),
        tuple(decision for un in tous if (decision := decision_de(un)) is not None),
        tuple(un.nom for un in memory.seances.membres().get(seance.acheteur, ())),
        seance.tenue is True,
        _revue(memory, savoir.pack, seance),
    )
    siens = {un.achat_id for un in en_clair.contrats if un.achat_id is not None}
    return monter(
        savoir.pack,
        bareme,
        en_clair,
        jour,
        deja=atteignent_les_cibles(memory, savoir.pack, annee_visee(en_clair), seance.acheteur, siens),
        imposes=_epingles(tous, RETENU),
        exclus=_epingles(tous, ECARTE),
    )


def _epingles(tous: list[Presente], valeur: str) -> list[Epingle]:
    return [
        (un.marche.id, None if sujet is None else int(sujet))
        for un in tous
        for sujet, dit in un.epingles.items()
        if dit.valeur == valeur and (sujet is None or sujet.isdecimal())
    ]


def _revue(memory: Reading, pack: Pack, seance: SeanceRecord) -> Revue | None:
    """What the last session that was held decided, and what became of it; None where there was none."""
    avant = [
        une
        for une in memory.seances.liste()
        if une.acheteur == seance.acheteur and une.jour < seance.jour and une.tenue is not False
    ]
    if not avant:
        return None
    lignes = []
    for un in presentes(memory, pack, avant[-1]):
        decision = decision_de(un)
        if decision is not None:
            lignes.append(_ligne(memory, un, decision))
    return Revue(avant[-1].jour, tuple(lignes)) if lignes else None


def _ligne(memory: Reading, presente: Presente, decision: Decision) -> LigneDeRevue:
    achat = memory.achats.qui_remplace(presente.marche.id)
    objet = presente.marche.objet or ""
    if achat is None:
        return LigneDeRevue(objet, decision, tuple(SuiteDAction(un, Sort.INCONNU) for un in decision.actions))
    passages = {une.action: une.passage for une in memory.achats.suivis([achat.id]).get(achat.id, [])}
    etapes = memory.achats.etapes([achat.id]).get(achat.id, [])
    suites = tuple(_suite(un, passages.get(un, Pas(0)), etapes) for un in decision.actions)
    return LigneDeRevue(objet, decision, suites, achat.attribue or None)


def _suite(action: int, passage: Pas, etapes: list[EtapeRecord]) -> SuiteDAction:
    for pas, nom, sort in _SORTS:
        if pas in passage:
            dite = next((une for une in reversed(etapes) if une.action == action and une.etape == nom), None)
            return SuiteDAction(action, sort, None if dite is None else dite.motif, None if dite is None else dite.jour)
    return SuiteDAction(action, Sort.INCONNU)


__all__ = ["dossier_de"]
