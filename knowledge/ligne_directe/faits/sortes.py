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
# Facts that say the same thing: one that is learnt takes the place of the others.
GROUPES = (
    frozenset({"montant_ht", "montant_ttc", "taxe"}),
    frozenset({"facture_ttc", "facture_ht"}),
    frozenset({"retard_jours", "reception", "paiement"}),
    frozenset({"avenant_montant", "avenant_pct"}),
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
    # A headcount says whether a firm can be an SME; to be one says no headcount.
    if "effectif" in dits and "pme" not in dits:
        perimes.add("pme")
    return {**{nom: valeur for nom, valeur in faits.items() if nom not in perimes}, **dits}


def d_une_facture(faits: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts, for somebody who asks about an invoice: its amount is with VAT unless "HT" is said.

    >>> d_une_facture({"montant_ht": "10000", "taxe": "ht"}), d_une_facture({"montant_ht": "14400"})
    ({'facture_ht': '10000'}, {'facture_ttc': '14400'})
    """
    reste = {nom: valeur for nom, valeur in faits.items() if nom not in ("montant_ht", "montant_ttc", "taxe")}
    if "facture_ttc" in reste or "facture_ht" in reste:
        return reste
    if "montant_ttc" in faits:
        return {**reste, "facture_ttc": faits["montant_ttc"]}
    if "montant_ht" in faits:
        return {**reste, "facture_ht" if faits.get("taxe") == "ht" else "facture_ttc": faits["montant_ht"]}
    return reste
