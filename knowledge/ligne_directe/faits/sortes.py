"""What a firm may be asked: the facts that computations need, and which say the same thing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

# Outside of these, what was typed is no amount of a contract, no headcount, no length, no delay: it is asked again.
MONTANT_MIN = Decimal(100)
MONTANT_MAX = Decimal("1e10")
ENTIER_MAX = 100_000
MOIS_MAX = 600
RETARD_MAX = 3_650


class Sorte(StrEnum):
    """How the value of a fact is said."""

    MONTANT = "montant"
    MOIS = "mois"
    ENTIER = "entier"
    JOURS = "jours"
    DATE = "date"
    POURCENT = "pourcent"
    CHOIX = "choix"


@dataclass(frozen=True, slots=True)
class FaitDeFirme:
    """Something that a computation needs; `choix` are its possible values, in the order of the buttons."""

    nom: str
    sorte: Sorte
    choix: tuple[str, ...] = ()


FAITS: Mapping[str, FaitDeFirme] = {
    fait.nom: fait
    for fait in (
        FaitDeFirme("montant_ht", Sorte.MONTANT),
        FaitDeFirme("montant_ttc", Sorte.MONTANT),
        FaitDeFirme("facture_ttc", Sorte.MONTANT),
        FaitDeFirme("facture_ht", Sorte.MONTANT),
        FaitDeFirme("ca", Sorte.MONTANT),
        FaitDeFirme("avenant_montant", Sorte.MONTANT),
        FaitDeFirme("avenant_pct", Sorte.POURCENT),
        FaitDeFirme("avenant_avant", Sorte.MONTANT),
        FaitDeFirme("avenant_avant_pct", Sorte.POURCENT),
        FaitDeFirme("part_pct", Sorte.POURCENT),
        FaitDeFirme("duree_mois", Sorte.MOIS),
        FaitDeFirme("effectif", Sorte.ENTIER),
        FaitDeFirme("retard_jours", Sorte.JOURS),
        FaitDeFirme("notification", Sorte.DATE),
        FaitDeFirme("reception", Sorte.DATE),
        FaitDeFirme("paiement", Sorte.DATE),
        FaitDeFirme("annee", Sorte.ENTIER),
        FaitDeFirme("nature", Sorte.CHOIX, ("travaux", "services", "fournitures")),
        FaitDeFirme("statut", Sorte.CHOIX, ("ea", "esat", "siae", "ess", "aucun")),
        FaitDeFirme("objet_social", Sorte.CHOIX, ("oui", "non")),
        FaitDeFirme("procedure", Sorte.CHOIX, ("formalisee", "adaptee")),
        FaitDeFirme("envoi", Sorte.CHOIX, ("electronique", "papier")),
        FaitDeFirme("pme", Sorte.CHOIX, ("oui", "non")),
        FaitDeFirme("taxe", Sorte.CHOIX, ("ht",)),
        FaitDeFirme("ca_de", Sorte.CHOIX, ("exige", "propre")),
    )
}
# How an amount that is said makes the whole: so many lots of it, a part of a year, renewals, terms that were added, or what
# keeps it from being added up. Texts and whole numbers, that go with the amount they were said with.
DU_TOTAL = ("lots", "par", "reconductions", "termes", "mixte", "a_totaliser")
# Between which bounds a number stands that is said roughly, or as a range: `effectif_min`, `effectif_max`.
BORNES = ("_min", "_max")
# Facts that say the same thing: one that is learnt takes the place of the others.
GROUPES = (
    frozenset({"montant_ht", "montant_ttc", "taxe", *DU_TOTAL}),
    frozenset({"facture_ttc", "facture_ht"}),
    frozenset({"retard_jours", "reception", "paiement", "jour_impossible"}),
    frozenset({"avenant_montant", "avenant_pct"}),
    # The amendments made before stay when another one is thought of: they count with it.
    frozenset({"avenant_avant", "avenant_avant_pct"}),
    frozenset({"ca", "ca_de"}),
)


def ajouter(faits: Mapping[str, Any], dits: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, with what was just said in the place of what said the same thing before.

    >>> ajouter({"montant_ttc": "80000", "effectif": 6}, {"montant_ht": "80000"})
    {'effectif': 6, 'montant_ht': '80000'}
    """
    perimes = {nom for groupe in GROUPES if not groupe.isdisjoint(dits) for nom in groupe} - set(dits)
    # The day of the payment completes that of the receipt, whichever is said first.
    if "retard_jours" not in dits:
        perimes -= {"reception", "paiement"}
    if "notification" in dits and "jour_impossible" not in dits:
        perimes.add("jour_impossible")
    # A headcount says whether a firm can be an SME; to be one says no headcount.
    if "effectif" in dits and "pme" not in dits:
        perimes.add("pme")
    # The bounds of a number are said with it.
    perimes |= {nom + borne for nom in (*perimes, *dits) for borne in BORNES} - set(dits)
    return {**{nom: valeur for nom, valeur in faits.items() if nom not in perimes}, **dits}


def d_une_facture(faits: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts, for somebody who asks about an invoice: its amount is with VAT unless "HT" is said.

    >>> d_une_facture({"montant_ht": "10000", "taxe": "ht"}), d_une_facture({"montant_ht": "14400"})
    ({'facture_ht': '10000'}, {'facture_ttc': '14400'})
    """
    du_montant = {nom + borne for nom in ("montant_ht", "montant_ttc") for borne in ("", *BORNES)}
    reste = {nom: valeur for nom, valeur in faits.items() if nom not in du_montant | {"taxe", *DU_TOTAL}}
    dit = next((nom for nom in ("montant_ttc", "montant_ht") if nom in faits), None)
    if "facture_ttc" in reste or "facture_ht" in reste or dit is None:
        return reste
    facture = "facture_ht" if dit == "montant_ht" and faits.get("taxe") == "ht" else "facture_ttc"
    return reste | {facture + borne: faits[dit + borne] for borne in ("", *BORNES) if dit + borne in faits}
