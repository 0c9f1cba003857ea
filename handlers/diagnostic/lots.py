"""What a result says of the lots of a contract: a table, their total, and advice on the division itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, TypeAlias

from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn
from knowledge.diagnostic.allotissement import conseiller_l_allotissement
from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.diagnostic.lots import vue
from knowledge.droit.lots import MONTANTS, Reunis
from knowledge.droit.qualification import LOT, MONTANT
from knowledge.regles.lots import Lot

Phrase: TypeAlias = "Callable[..., str]"

# What has a column of its own, or says the name again.
EN_COLONNES = frozenset({LOT, "nature", "objet"})


@dataclass(frozen=True, slots=True)
class LigneDeLot:
    """One line of the table of lots: what was said of that lot alone, in words; `par_an` where no duration makes its amount yet."""

    numero: int
    intitule: str
    montant: str | None
    par_an: str | None
    nature: str | None
    dits: tuple[str, ...]


def tableau_des_lots(phrase: Phrase, lots: tuple[Lot, ...]) -> list[LigneDeLot]:
    """The lots in their order; `phrase` words a fact or a value, as `Wording.phrase` does."""
    return [
        LigneDeLot(
            lot.numero,
            lot.intitule,
            phrase("valeur", MONTANT, lot.faits[LOT]) if LOT in lot.faits else None,
            phrase("valeur", MONTANT, lot.par_an) if lot.par_an is not None and LOT not in lot.faits else None,
            phrase("valeur", "nature", lot.faits["nature"]) if "nature" in lot.faits.dits() else None,
            tuple(phrase("fait", nom, lot.faits[nom]) for nom in lot.faits.dits() if nom not in EN_COLONNES),
        )
        for lot in lots
    ]


def des_lots(turn: Turn, diagnostic: Diagnostic) -> dict[str, Any]:
    """What the templates say of them in a turn."""
    return les_lots(turn.phrase, diagnostic)


def les_lots(phrase: Phrase, diagnostic: Diagnostic) -> dict[str, Any]:
    """What the templates say of the lots; nothing of a contract that has none."""
    reunis = diagnostic.reunis
    return {
        "tableau": tableau_des_lots(phrase, diagnostic.lots_dits),
        "nombre_de_lots": len(diagnostic.lots),
        # "Plus de 0 €" tells nothing.
        "somme": phrase("valeur", MONTANT, reunis.somme) if reunis is not None and _se_dit(reunis) else None,
        "ecart": None if reunis is None or reunis.ecart is None else phrase("valeur", MONTANT, reunis.ecart.dit),
        "sens": None if reunis is None or reunis.ecart is None else reunis.ecart.sens,
        "allotissement": sur_la_division(phrase, diagnostic),
    }


def _se_dit(reunis: Reunis) -> bool:
    """Whether the sum of the lots tells something: not "more than 70 000" beside a total that was said."""
    somme = reunis.somme
    total_dit = somme.haut is None and reunis.ecart is None and MONTANT in reunis.dits.dits()
    return bool(somme.bas or somme.haut) and not total_dit


def selon_leur_montant(diagnostic: Diagnostic, montrees: Collection[int]) -> tuple[list[int], list[int]]:
    """The actions, but for those shown, that lots whose amount is not known may still have; and these lots."""
    ouvertes = [
        dite for dite in vue(diagnostic).ouvertes
        if dite.lots and dite.quoi.fiche is not None and not MONTANTS.isdisjoint(dite.quoi.manque)
    ]  # fmt: skip
    ouvertes = [dite for dite in ouvertes if dite.quoi.fiche and dite.quoi.fiche.numero not in montrees]
    actions = {dite.quoi.fiche.numero for dite in ouvertes if dite.quoi.fiche}
    return sorted(actions), sorted({numero for dite in ouvertes for numero in dite.lots})


def lots_qui_manquent(entretien: Entretien) -> int | None:
    """How many lots were announced, where not all of them were told."""
    return entretien.lots_annonces if len(entretien.lots) < entretien.lots_annonces else None


def sur_la_division(phrase: Phrase, diagnostic: Diagnostic) -> list[str]:
    """What can be advised on the division itself, one line each, with its arithmetic."""
    conseil = conseiller_l_allotissement(diagnostic)
    if conseil is None:
        return []
    combien = len(diagnostic.lots)
    lignes = []
    if conseil.reservables:
        lignes.append(phrase("lots_reservables", conseil.reservables, conseil.a_l_ess, combien))
    if conseil.reserves:
        lignes.append(phrase("lots_reserves", conseil.reserves, combien))
    if conseil.micro:
        lignes.append(phrase("micro_lots", conseil.micro, combien))
    return [*lignes, *(phrase("petits_lots", un, combien) for un in conseil.petits_lots)]


__all__ = [
    "LigneDeLot",
    "Phrase",
    "des_lots",
    "les_lots",
    "lots_qui_manquent",
    "selon_leur_montant",
    "sur_la_division",
    "tableau_des_lots",
]
