"""What the texts bring to the follow-up of purchases: opinions awaited, texts taken for the file."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from knowledge.clauses.chargement import clauses_de
from knowledge.plan.pack import Pack, Service
from storage.clauses.records import EtatAvis, EtatTexte
from storage.unit_of_work import Reading


def attendus(
    memory: Reading, pack: Pack, achats: Sequence[int]
) -> Mapping[int, Sequence[tuple[Service | None, datetime]]]:
    """The experts whose opinion is awaited."""
    lus: dict[int, list[tuple[Service | None, datetime]]] = {}
    for avis in memory.clauses.avis_de(achats):
        if avis.etat is EtatAvis.ATTENDU:
            lus.setdefault(avis.achat_id, []).append((pack.services.get(avis.service), avis.demande_le))
    return lus


def pris(memory: Reading, pack: Pack, achat: int) -> Sequence[tuple[str, int]]:
    """The texts that were taken for the file."""
    modeles = clauses_de(pack).modeles
    return [
        (modeles[un.modele].titre, un.action)
        for un in memory.clauses.textes(achat).values()
        if un.etat is EtatTexte.GARDE and un.modele in modeles
    ]


def inscrire(memory: Reading, achat: int, actions: Collection[int], now: datetime) -> None:
    """The texts that were taken for these actions are in the consultation too."""
    memory.clauses.inscrire(achat, actions, now)
