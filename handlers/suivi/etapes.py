"""Says the steps of an action of a purchase, and what they settle of its contract."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from knowledge.plan.pack import Pack
from storage.suivi.records import EtapeRecord, Pas
from storage.suivi.repository import Achats


def dire(
    achats: Achats, pack: Pack, achat_id: int, nouvelles: Sequence[EtapeRecord], now: datetime
) -> list[EtapeRecord]:
    """Add steps to a purchase; returns those that were not there yet."""
    dites = achats.dire(achat_id, nouvelles, now)
    etablir(achats, pack, achat_id, now)
    return dites


def etablir(achats: Achats, pack: Pack, achat_id: int, now: datetime) -> None:
    """What is true of the contract, from official data and from its actions together, reckoned anew each time.

    An action that is written into it makes its traits true. One that is set aside makes false what nothing else gives;
    for the rest, what official data say stands.
    """
    achat = achats.trouver(achat_id)
    if achat is None:
        return
    officiels = achats.officiels(achat_id)
    lignes = {ligne.action: ligne.passage for ligne in achats.suivis([achat_id]).get(achat_id, [])}
    changes: dict[str, bool | None] = {}
    for nom, fiches in _qui_etablit(pack).items():
        vrai = officiels.get(nom) is True or any(Pas.INSCRITE in lignes.get(un, Pas(0)) for un in fiches)
        ecartee = len(fiches) == 1 and Pas.ECARTEE in lignes.get(fiches[0], Pas(0))
        dit = True if vrai else (False if ecartee else officiels.get(nom))
        if achat.traits.get(nom) is not dit:
            changes[nom] = dit
    # Of what was followed from its diagnosis, how the procedure ended is known; of a contract of the register alone it is not.
    if achat.attribue and achat.conversation_id is not None and achat.traits["infructueux"] is not False:
        changes["infructueux"] = False
    achats.changer(achat_id, changes, now)


def _qui_etablit(pack: Pack) -> dict[str, list[int]]:
    """The actions that give each trait."""
    par_trait: dict[str, list[int]] = {}
    for fiche in pack.fiches.values():
        for trait in fiche.etablit:
            par_trait.setdefault(trait, []).append(fiche.numero)
    return par_trait


__all__ = ["dire", "etablir"]
