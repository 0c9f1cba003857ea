"""The amounts that were told by parts before there were lots: "impression 210 000 par an + distribution 90 000", then "2 lots"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.francais.contexte import lire_contexte
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.faits_dits import FaitDit, Origine
from knowledge.lecture.lots.noms import racines_de, se_ressemblent
from knowledge.lecture.lots.operations import MONTANT_LOT, Dire
from knowledge.lecture.quantites import PERIODES, Quantite, lire_quantites
from knowledge.lecture.retouches import Quantifie, part_nommee, prix_des_parts
from knowledge.regles.faits import Intervalle
from knowledge.regles.lots import Lot


def montants_des_parts(texte: str, lots: Sequence[Lot]) -> tuple[Dire, ...]:
    """The amounts of lots, none of which has one, in words that told as many parts by their names; nothing where one is not found."""
    if len(lots) < 2 or any(MONTANT_LOT in lot.faits or lot.par_an is not None for lot in lots):
        return ()
    plie = plier(texte)
    dit = Quantifie(plie.texte, lire_quantites(plie, lire_nombres(plie.texte), lire_contexte(plie.texte)))
    parts = prix_des_parts(dit)
    trouvees = [_la_sienne(dit, parts, lot) for lot in lots]
    if len(parts) != len(lots) or {id(un) for un in trouvees} != {id(un) for un in parts}:
        return ()
    return tuple(_dire(lot, part, texte) for lot, part in zip(lots, trouvees, strict=True) if part is not None)


def _la_sienne(dit: Quantifie, parts: Sequence[Quantite], lot: Lot) -> Quantite | None:
    """The price that stands beside the name of a lot."""
    noms = racines_de(lot.intitule)
    touchees = list(_touchees(dit, parts, noms))
    return touchees[0] if touchees and all(un is touchees[0] for un in touchees) else None


def _touchees(dit: Quantifie, parts: Sequence[Quantite], noms: Sequence[str]) -> Iterator[Quantite]:
    for mot, part in part_nommee(dit, parts):
        if any(se_ressemblent(mot, nom) or se_ressemblent(nom, mot) for nom in noms):
            yield part


def _dire(lot: Lot, part: Quantite, mots: str) -> Dire:
    periode = next((un for un in part.par if un in PERIODES), None)
    if periode is not None:
        return Dire(lot.numero, par_an=Intervalle.point(part.bas * PERIODES["an"] / PERIODES[periode]), mots=mots)
    return Dire(lot.numero, dits=(FaitDit(MONTANT_LOT, Intervalle.point(part.bas), mots, Origine.DEVINE),), mots=mots)


__all__ = ["montants_des_parts"]
