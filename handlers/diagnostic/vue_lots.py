"""The lots of a purchase as its page shows them: what was said of each, the actions that bear on it, and its own fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from handlers.conversation.wording import Wording
from handlers.diagnostic.lots import tableau_des_lots
from handlers.diagnostic.reprise import OBJET
from handlers.diagnostic.vue import Champ, champ_de
from knowledge.diagnostic.diagnostic import Diagnostic, DiagnosticLot
from knowledge.droit.qualification import LOT, NATURE
from knowledge.plan.pack import Pack
from knowledge.regles.lots import Lot

# What is always worth a field, whatever was said.
TOUJOURS = (LOT, NATURE)


@dataclass(frozen=True, slots=True)
class LotDeLaPage:
    """A lot with what was said of it alone, in words, the actions that bear on it, and the fields of its facts; `autres` are less often said."""

    numero: int
    intitule: str
    valeurs: tuple[str, ...]
    actions: tuple[int, ...]
    champs: tuple[Champ, ...]
    autres: tuple[Champ, ...]


def lire_les_lots(pack: Pack, wording: Wording, lots: Sequence[Lot], diagnostic: Diagnostic) -> tuple[LotDeLaPage, ...]:
    """The lots in their order; one that is alone has no diagnosis of its own."""
    juges = {un.lot.numero: un for un in diagnostic.lots}
    return tuple(
        LotDeLaPage(
            lot.numero,
            lot.intitule,
            tuple(dit for dit in (ligne.montant, ligne.nature, *ligne.dits) if dit),
            _actions(juges.get(lot.numero)),
            _champs(pack, lot, (*TOUJOURS, *lot.faits.dits())),
            _autres(pack, lot, juges.get(lot.numero)),
        )
        for lot, ligne in zip(lots, tableau_des_lots(wording.phrase, tuple(lots)), strict=True)
    )


def _actions(juge: DiagnosticLot | None) -> tuple[int, ...]:
    return () if juge is None else tuple(sorted({une.fiche.numero for une in juge.recommandations}))


def _champs(pack: Pack, lot: Lot, noms: Iterable[str]) -> tuple[Champ, ...]:
    vocabulaire = pack.vocabulaire
    siens = [nom for nom in noms if nom in vocabulaire and nom != OBJET and vocabulaire[nom].par_lot is not None]
    return tuple(champ_de(vocabulaire[nom], lot.faits) for nom in dict.fromkeys(siens))


def _autres(pack: Pack, lot: Lot, juge: DiagnosticLot | None) -> tuple[Champ, ...]:
    """What was not said of the lot and can change its actions: unknown, or only presumed."""
    manquent = set() if juge is None else {*juge.usuelles, *(nom for noms in juge.a_preciser.values() for nom in noms)}
    manquent -= {*TOUJOURS, *lot.faits.dits()}
    return _champs(pack, lot, sorted(manquent, key=pack.vocabulaire.rang.__getitem__))


__all__ = ["LotDeLaPage", "lire_les_lots"]
