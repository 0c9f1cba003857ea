"""Says the steps of an action of a purchase, and what they settle of its contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from knowledge.pack import Pack
from storage.achats import Achats
from storage.records import EtapeRecord, Pas


def dire(
    achats: Achats, pack: Pack, achat_id: int, nouvelles: Sequence[EtapeRecord], now: datetime
) -> list[EtapeRecord]:
    """Add steps to a purchase; returns those that were not there yet."""
    dites = achats.dire(achat_id, nouvelles, now)
    etablir(achats, pack, achat_id, now)
    return dites


def etablir(achats: Achats, pack: Pack, achat_id: int, now: datetime) -> None:
    """What the actions of a purchase settle of it: true once written into it, false once set aside.

    One that still waits settles nothing: what official data or people say of the contract stays.
    """
    traits: dict[str, bool] = {}
    for ligne in achats.suivis([achat_id]).get(achat_id, []):
        fiche = pack.fiches.get(ligne.action)
        if fiche is not None and ligne.passage & (Pas.INSCRITE | Pas.ECARTEE):
            traits |= dict.fromkeys((trait.value for trait in fiche.etablit), Pas.INSCRITE in ligne.passage)
    achat = achats.trouver(achat_id)
    if achat is not None:
        achats.changer(achat_id, {nom: dit for nom, dit in traits.items() if achat.traits[nom] is not dit}, now)


__all__ = ["dire", "etablir"]
