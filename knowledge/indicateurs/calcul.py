"""The arithmetic of figures: shares, means, sums of buyers, distance to a target. Nothing is made up of what nobody knows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_CEILING, Decimal

from knowledge.plan.tableau_de_bord import VIDE, Valeur

# Units that add up over buyers; the others are no sum.
ADDITIVES = frozenset({"nombre", "euros", "heures", "jours", "kWh", "tCO2e"})


def part(numerateur: Decimal | int, denominateur: Decimal | int, renseignes: int, sur: int) -> Valeur:
    """A share in percent; of nothing it is no data. `numerateur` is among `denominateur`, and both among what is known.

    >>> part(1, 4, 4, 10).valeur, part(0, 0, 0, 3).valeur
    (Decimal('25'), None)
    """
    if not denominateur:
        return Valeur(renseignes=renseignes, sur=sur)
    valeur = Decimal(100) * Decimal(numerateur) / Decimal(denominateur)
    return Valeur(valeur, Decimal(numerateur), Decimal(denominateur), renseignes, sur)


def moyenne(total: Decimal | int, renseignes: int, sur: int) -> Valeur:
    """A mean over what says it.

    >>> moyenne(9, 2, 5).valeur, moyenne(0, 0, 5).valeur
    (Decimal('4.5'), None)
    """
    if not renseignes:
        return Valeur(renseignes=0, sur=sur)
    return Valeur(Decimal(total) / renseignes, Decimal(total), Decimal(renseignes), renseignes, sur)


def nombre(combien: Decimal | int, renseignes: int, sur: int) -> Valeur:
    """A count or a sum; zero only where something was known and none of it counted."""
    return Valeur(Decimal(combien), renseignes=renseignes, sur=sur) if renseignes else Valeur(renseignes=0, sur=sur)


def ensemble(valeurs: Sequence[Valeur], unite: str) -> Valeur:
    """One figure from those that were entered for each buyer: a sum, a share of sums, all done; else no data.

    One that is missing makes the whole unknown: a part of a sum would pass for the sum.
    """
    if not valeurs or any(une.vide for une in valeurs):
        return VIDE
    if unite == "texte":
        return VIDE
    if unite == "oui_non":
        faits = [une.valeur == 1 for une in valeurs]
        delais = [une.dans_les_delais for une in valeurs]
        dans = None if None in delais else all(delais)
        return Valeur(Decimal(int(all(faits))), dans_les_delais=dans)
    if unite in ADDITIVES:
        return Valeur(sum((une.valeur or Decimal(0) for une in valeurs), Decimal(0)))
    if unite == "%" and all(une.numerateur is not None and une.denominateur for une in valeurs):
        numerateur = sum((une.numerateur or Decimal(0) for une in valeurs), Decimal(0))
        denominateur = sum((une.denominateur or Decimal(0) for une in valeurs), Decimal(0))
        return Valeur(100 * numerateur / denominateur, numerateur, denominateur)
    return VIDE


def repartition(comptes: Mapping[str, int]) -> Valeur:
    """A spread, the greatest first."""
    rangs = tuple(sorted(((nom, n) for nom, n in comptes.items() if n), key=lambda un: (-un[1], un[0])))
    return Valeur(repartition=rangs, renseignes=sum(n for _, n in rangs), sur=sum(n for _, n in rangs))


def vise(objectifs: Mapping[int, int], annee: int) -> tuple[int, int]:
    """The year that is aimed at, and its target: that of the year or the next one, the last one afterwards.

    >>> [vise({2024: 30, 2026: 70}, annee) for annee in (2023, 2024, 2025, 2027)]
    [(2024, 30), (2024, 30), (2026, 70), (2026, 70)]
    """
    annee_visee = next((une for une in sorted(objectifs) if une >= annee), max(objectifs))
    return annee_visee, objectifs[annee_visee]


def manque(valeur: Valeur, cible: int) -> tuple[Decimal | None, int | None]:
    """Points to go, and how many more of the contracts that are counted it would take.

    >>> manque(part(2, 10, 10, 12), 50)
    (Decimal('30'), 3)
    >>> manque(part(0, 0, 0, 3), 50)
    (None, None)
    """
    if valeur.valeur is None or valeur.denominateur is None or valeur.numerateur is None:
        return None, None
    points = max(Decimal(0), cible - valeur.valeur)
    vises = (cible * valeur.denominateur / 100).to_integral_value(ROUND_CEILING)
    return points, max(0, int(vises - valeur.numerateur))


def atteint(valeur: Valeur, cible: int) -> bool | None:
    """Whether a target is reached, whatever those that say nothing would say; None when it hangs on them.

    >>> atteint(part(8, 10, 10, 10), 70), atteint(part(1, 1, 1, 1000), 70), atteint(part(1, 10, 10, 11), 70)
    (True, None, False)
    """
    if valeur.numerateur is None or not valeur.denominateur:
        return None
    tous = valeur.denominateur if valeur.sur is None else Decimal(valeur.sur)
    if 100 * valeur.numerateur >= cible * tous:
        return True
    return False if 100 * (valeur.numerateur + tous - valeur.denominateur) < cible * tous else None


def comparable(avant: Valeur, valeur: Valeur) -> bool:
    """Whether both are known of at least half of their contracts."""
    return all(une.sur is None or une.renseignes is None or 2 * une.renseignes >= une.sur for une in (avant, valeur))


_TELS_QUELS = ("renseignes", "sur", "texte", "dans_les_delais", "pourquoi")


def en_json(valeur: Valeur) -> dict[str, object]:
    """As a snapshot keeps it: exact, and without what says nothing."""
    ecrits: dict[str, object] = {
        nom: format(nombre_, "f")
        for nom in ("valeur", "numerateur", "denominateur")
        if (nombre_ := getattr(valeur, nom)) is not None
    }
    ecrits |= {nom: dit for nom in _TELS_QUELS if (dit := getattr(valeur, nom)) is not None}
    if valeur.repartition:
        ecrits["repartition"] = [list(un) for un in valeur.repartition]
    return ecrits


def de_json(ecrits: Mapping[str, object]) -> Valeur:
    """What `en_json` wrote."""
    nombres = {nom: Decimal(str(ecrits[nom])) for nom in ("valeur", "numerateur", "denominateur") if nom in ecrits}
    autres = {nom: ecrits[nom] for nom in _TELS_QUELS if nom in ecrits}
    rangs = tuple((str(nom), int(n)) for nom, n in ecrits.get("repartition", ()))  # type: ignore[attr-defined]
    return Valeur(**nombres, **autres, repartition=rangs)  # type: ignore[arg-type]


__all__ = [
    "ADDITIVES",
    "atteint",
    "comparable",
    "de_json",
    "en_json",
    "ensemble",
    "manque",
    "moyenne",
    "nombre",
    "part",
    "repartition",
    "vise",
]
