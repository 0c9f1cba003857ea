"""Whether each rule is judged on what it reads: a lot has no threshold of the whole, the whole no fact that only its lots have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.plan.pack import Fiche, Obligation, Pack
from knowledge.plan.ressort import PorteSur
from knowledge.regles.conditions import CompareSeuil, Condition, atomes
from knowledge.regles.faits import ParLot, Vocabulaire


def fautes_de_portee(pack: Pack) -> Iterator[tuple[Fiche | Obligation, str | None, str]]:
    """Each fault in French, with the fiche or the obligation it is in, and the id of the rule, advice or signal."""
    vocabulaire = pack.vocabulaire
    for fiche in pack.fiches.values():
        for regle in fiche.regles:
            yield from _de(fiche, regle.id, _fautes(vocabulaire, fiche.porte_sur, [regle.quand]))
        for conseil in fiche.conseils:
            yield from _de(fiche, conseil.id, _fautes(vocabulaire, conseil.porte_sur, [conseil.quand]))
        for signal in fiche.signaux:
            conditions = [condition for _, condition in signal.valeurs]
            yield from _de(fiche, signal.nom, _fautes(vocabulaire, fiche.porte_sur, conditions))
    for loi in pack.obligations:
        yield from _de(loi, None, _fautes(vocabulaire, loi.porte_sur, [loi.quand]))


def _de(
    objet: Fiche | Obligation, nom: str | None, fautes: Iterator[str]
) -> Iterator[tuple[Fiche | Obligation, str | None, str]]:
    for faute in fautes:
        yield objet, nom, faute


def _fautes(vocabulaire: Vocabulaire, sur: PorteSur, conditions: Sequence[Condition]) -> Iterator[str]:
    lus = [atome for condition in conditions for atome in atomes(condition)]
    if sur is PorteSur.LOT:
        for nom in dict.fromkeys(un.seuil.nom for un in lus if isinstance(un, CompareSeuil) and un.seuil.de_l_ensemble):
            yield (
                f"se juge sur un lot, mais lit seuil({nom}), qui se compare à la valeur de tous les lots ; "
                "écrivez « porte_sur: marche », ou un autre seuil"
            )
        return
    for nom in dict.fromkeys(un.fait for un in lus if vocabulaire[un.fait].par_lot is ParLot.PROPRE):
        yield f"se juge sur le marché entier, mais lit « {nom} », que chaque lot a pour soi ; écrivez « porte_sur: lot »"


__all__ = ["fautes_de_portee"]
