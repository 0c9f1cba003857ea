"""What a purchase costs in all, from the figures that are told and from nothing else; two ways of doing it side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal, InvalidOperation
from typing import Any

from knowledge.besoin.paroles import formes, place, plate
from knowledge.besoin.questionnaire import Poste
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.quantites import PERIODES, Mesure, Quantite, lire_quantites

MOIS_PAR_AN = Decimal(12)
ACHETER, LOUER = "acheter", "louer"
ACQUISITION, LOYER = "acquisition", "loyer"
# What begins a way of doing it after a mere comma; to repair is also a part of what another costs.
SEPARABLES = frozenset({ACHETER, LOUER, "occasion"})
OPTIONS_MAX = 3
# What compares says it in so many words.
MOTS_MAX = 60


@dataclass(frozen=True, slots=True)
class Somme:
    """An amount of a part of the cost: told once, or every so many months. `nombre`: how many of it ("20 à 800 €")."""

    montant: Decimal
    mois: Decimal | None = None
    nombre: Decimal | None = None

    def sur(self, duree: Decimal | None) -> Decimal | None:
        """What it comes to over so many months; None where that needs a duration."""
        une = self.montant * (self.nombre or 1)
        if self.mois is None:
            return une
        return None if duree is None else une * duree / self.mois


@dataclass(frozen=True, slots=True)
class Maniere:
    """One way of doing it: its name, the amounts of each part, for how many months."""

    nom: str
    sommes: Mapping[str, Somme] = field(default_factory=dict)
    duree: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Dite:
    """What a message tells of a cost: figures of a part, and how long, for the way that it names ("" where it names none)."""

    nom: str
    sommes: Mapping[str, Somme]
    duree: Decimal | None
    nus: tuple[Somme, ...] = ()

    @property
    def vide(self) -> bool:
        return not self.sommes and self.duree is None and not self.nus


@dataclass(frozen=True, slots=True)
class Compte:
    """A way of doing it once counted: each line of its formula, its total, what it comes to each year, what nobody told."""

    nom: str
    lignes: tuple[tuple[str, Somme, Decimal | None], ...]
    total: Decimal | None
    par_an: Decimal | None
    duree: Decimal | None
    manquent: tuple[Poste, ...]


# --- what is told -----------------------------------------------------------------------------------------------------


def lire_les_couts(texte: str, postes: Mapping[str, Poste]) -> list[Dite]:
    """What a text tells of a cost, a way of doing it at a time: "acheter 12 000 ou louer 300 par mois sur 5 ans".

    >>> [(une.nom, str(une.nus[0].montant), str(une.duree)) for une in lire_les_couts("acheter 12 000 ou louer 300 par mois sur 5 ans", {})]
    [('acheter', '12000', 'None'), ('louer', '300', '60')]
    """
    return [_lire(part, postes) for part in _separer(" ".join(texte.split()[:MOTS_MAX]))]


def _separer(texte: str) -> list[str]:
    """A text cut where it goes from one way of doing it to another."""
    parts, mots = list[str](), texte.split()
    debut = 0
    for ici in range(1, len(mots)):
        if mots[ici - 1].endswith((",", ";")) and _commence_une_autre(mots, debut, ici):
            parts.append(" ".join(mots[debut:ici]))
            debut = ici
            continue
        for forme in formes("ou"):
            voulus = plate(forme)
            suite = mots[ici : ici + len(voulus)]
            if plate(" ".join(suite)) == voulus and _mode(" ".join(mots[debut:ici])) and _mode(" ".join(mots[ici:])):
                parts.append(" ".join(mots[debut:ici]))
                debut = ici + len(voulus)
                break
    return [part for part in (*parts, " ".join(mots[debut:])) if part][:OPTIONS_MAX]


def _commence_une_autre(mots: Sequence[str], debut: int, ici: int) -> bool:
    """Whether what follows a comma is another way of doing it: "location 300 par mois, achat 12 000"."""
    la, avant = _mode(mots[ici]), _mode(" ".join(mots[debut:ici]))
    return bool(avant) and la in SEPARABLES and la != avant


def _mode(texte: str) -> str:
    """The way of doing it that a text names first; "" where it names none."""
    mots = plate(texte)
    places = {
        mode: min(trouvees)
        for mode, dites in formes("modes").items()
        if (trouvees := [ou for forme in dites if (ou := place(plate(forme), mots)) >= 0])
    }
    return min(places, key=lambda mode: places[mode], default="")


def _lire(texte: str, postes: Mapping[str, Poste]) -> Dite:
    plie = plier(texte)
    sommes, nus, duree = dict[str, Somme](), list[Somme](), None
    nombre: Decimal | None = None
    quantites = [q for q in lire_quantites(plie, lire_nombres(plie.texte)) if not q.ecarte]
    for rang, q in enumerate(quantites):
        valeur = q.valeur
        if valeur is None or q.mesure in (Mesure.RANG, Mesure.TAUX, Mesure.PART):
            continue
        if q.mesure is Mesure.TEMPS:
            # Of two, the longer: "36 mois, garantie 2 ans" is kept for three years.
            duree = valeur if duree is None else max(duree, valeur)
            continue
        if q.mesure is Mesure.COMPTE and _poste("", q.mot, postes) is None:
            nombre = valeur
            continue
        somme = Somme(valeur, _rythme(q), nombre if _est_a_la_piece(q) else None)
        avant = quantites[rang - 1].fin if rang else 0
        apres = quantites[rang + 1].debut if rang + 1 < len(quantites) else len(plie.texte)
        # "300 dentretien" counts what it is of.
        poste = _poste(plie.texte[avant : q.debut], f"{q.mot} {plie.texte[q.fin : apres]}", postes)
        if poste is None:
            nus.append(somme)
            continue
        if somme.mois is None and poste.revient and poste.id != LOYER:
            somme = replace(somme, mois=MOIS_PAR_AN)
        sommes[poste.id] = somme
    return Dite(_mode(texte), sommes, duree, tuple(nus))


def _rythme(q: Quantite) -> Decimal | None:
    return next((PERIODES[unite] for unite in q.par if unite in PERIODES), None)


def _est_a_la_piece(q: Quantite) -> bool:
    return any(unite not in PERIODES for unite in q.par)


def _poste(avant: str, apres: str, postes: Mapping[str, Poste]) -> Poste | None:
    """The part that an amount is of: named just before it, else just after ("500 d'entretien par an"), before any comma."""
    avant = avant.rpartition(",")[2].rpartition(";")[2]
    apres = apres.partition(",")[0].partition(";")[0].partition(" et ")[0]
    for texte, dernier in ((avant, True), (apres, False)):
        mots = plate(texte)
        ou = {
            poste.id: (max if dernier else min)(trouvees)
            for poste in postes.values()
            if (trouvees := [lieu for forme in poste.mots if (lieu := place(plate(forme), mots)) >= 0])
        }
        if ou:
            return postes[(max if dernier else min)(ou, key=lambda cle: ou[cle])]
    return None


def demande_une_comparaison(texte: str, postes: Mapping[str, Poste]) -> bool:
    """Whether two ways of doing it are told with their figures.

    >>> demande_une_comparaison("acheter 12 000 ou louer 300 par mois sur 5 ans", {}), demande_une_comparaison("acheter ou louer des chaises", {})
    (True, False)
    """
    dites = lire_les_couts(texte, postes) if len(texte.split()) <= MOTS_MAX else []
    return len(dites) > 1 and all(une.sommes or une.nus for une in dites)


# --- what it makes ----------------------------------------------------------------------------------------------------


def ajouter(manieres: Sequence[Maniere], dites: Sequence[Dite]) -> tuple[list[Maniere], bool]:
    """What is told put with what was; False where it is not known of which way a figure is.

    A duration is of all of them, as is what is told while there is but one; an amount of no part is the price, or the rent.
    """
    voici = {maniere.nom: maniere for maniere in manieres}
    durees = [dite.duree for dite in dites if dite.duree is not None]
    for dite in dites:
        nom = dite.nom or (ACHETER if not voici else next(iter(voici)))
        if not dite.nom and len(voici) > 1 and (dite.sommes or dite.nus):
            return list(manieres), False
        if dite.nom and voici and nom not in voici and len(dites) == 1 and not (dite.sommes or dite.nus):
            continue
        avant = voici.get(nom, Maniere(nom))
        principal = LOYER if nom == LOUER else ACQUISITION
        # "Acheter 12 000" names the part by the way of doing it.
        sommes = {**avant.sommes, **({principal: dite.nus[0]} if dite.nus else {}), **dite.sommes}
        if nom == LOUER and ACQUISITION in dite.sommes and LOYER not in dite.sommes and dite.sommes[ACQUISITION].mois:
            sommes = {**sommes, LOYER: sommes[ACQUISITION]}
            del sommes[ACQUISITION]
        voici[nom] = replace(avant, sommes=sommes)
    commune = durees[-1] if durees else next((une.duree for une in voici.values() if une.duree is not None), None)
    separees = len({*durees}) > 1
    return [
        replace(
            une, duree=next((d.duree for d in dites if d.nom == une.nom and d.duree), commune) if separees else commune
        )
        for une in voici.values()
    ][:OPTIONS_MAX], True


def compter(maniere: Maniere, postes: Mapping[str, Poste]) -> Compte:
    """Its total; None where a figure that comes back waits for a duration, or where there is no figure."""
    lignes = tuple(
        (
            cle,
            somme,
            None if (vaut := somme.sur(maniere.duree)) is None else _au_centime(-vaut if postes[cle].retire else vaut),
        )
        for cle in postes
        if (somme := maniere.sommes.get(cle)) is not None
    )
    valeurs = [vaut for _, _, vaut in lignes]
    total = sum(vaut for vaut in valeurs if vaut is not None) if lignes and None not in valeurs else None
    manquent = tuple(poste for cle, poste in postes.items() if cle not in maniere.sommes and _attendu(cle, maniere.nom))
    if total is None:
        return Compte(maniere.nom, lignes, None, None, maniere.duree, manquent)
    par_an = Decimal(total) / maniere.duree * MOIS_PAR_AN if maniere.duree else None
    return Compte(
        maniere.nom,
        lignes,
        _au_centime(Decimal(total)),
        None if par_an is None else par_an.quantize(Decimal(1)),
        maniere.duree,
        manquent,
    )


def _au_centime(valeur: Decimal) -> Decimal:
    return valeur.quantize(Decimal(1) if valeur == valeur.to_integral_value() else Decimal("0.01"))


def d_un_seul_cote(comptes: Sequence[Compte], postes: Mapping[str, Poste]) -> list[Poste]:
    """The parts that are told of one way and not of another, but for those that only one of them has."""
    dits = [{cle for cle, _, _ in un.lignes} for un in comptes]
    communs = (poste for cle, poste in postes.items() if all(_attendu(cle, un.nom) for un in comptes))
    return [poste for poste in communs if len({poste.id in siens for siens in dits}) > 1]


def _attendu(poste: str, nom: str) -> bool:
    """Whether a part is of that way of doing it: who rents buys nothing, who buys pays no rent."""
    return poste != (ACQUISITION if nom == LOUER else LOYER) and not (nom == LOUER and poste == "revente")


def bascule(premiere: Maniere, seconde: Maniere, postes: Mapping[str, Poste]) -> tuple[int, str] | None:
    """Beyond how many months the one that costs more at first costs less in the end, and its name; None where none does."""

    def en_deux(maniere: Maniere) -> tuple[Decimal, Decimal]:
        fixe, par_mois = Decimal(0), Decimal(0)
        for cle, somme in maniere.sommes.items():
            signe = -1 if postes[cle].retire else 1
            if somme.mois is None:
                fixe += signe * (somme.sur(None) or 0)
            else:
                par_mois += signe * (somme.sur(somme.mois) or 0) / somme.mois
        return fixe, par_mois

    (a, b), (c, d) = en_deux(premiere), en_deux(seconde)
    if a == c or b == d or (a > c) == (b > d):
        return None
    cher, mois = (premiere, (a - c) / (d - b)) if a > c else (seconde, (c - a) / (b - d))
    # A third of a month is no whole number: what is nearly one is.
    return int(mois.quantize(Decimal("0.0001")).to_integral_value(ROUND_FLOOR)), cher.nom


# --- as it is kept from one message to the next -----------------------------------------------------------------------


def en_json(manieres: Sequence[Maniere]) -> list[Any]:
    """What `depuis_json` reads back."""

    def nombre(valeur: Decimal | None) -> str | None:
        return None if valeur is None else str(valeur)

    return [
        [
            une.nom,
            nombre(une.duree),
            {cle: [str(s.montant), nombre(s.mois), nombre(s.nombre)] for cle, s in une.sommes.items()},
        ]
        for une in manieres
    ]


def depuis_json(gardees: Any, postes: Mapping[str, Poste]) -> list[Maniere]:
    """Read back; nothing of what another version wrote."""

    def nombre(garde: Any) -> Decimal | None:
        return None if garde is None else Decimal(garde)

    try:
        return [
            Maniere(
                str(nom),
                {
                    cle: Somme(Decimal(montant), nombre(mois), nombre(combien))
                    for cle, (montant, mois, combien) in sommes.items()
                    if cle in postes
                },
                nombre(duree),
            )
            for nom, duree, sommes in gardees
        ]
    except (AttributeError, InvalidOperation, TypeError, ValueError):
        return []


__all__ = [
    "ACHETER",
    "ACQUISITION",
    "LOUER",
    "MOIS_PAR_AN",
    "Compte",
    "Dite",
    "Maniere",
    "Somme",
    "ajouter",
    "bascule",
    "compter",
    "d_un_seul_cote",
    "demande_une_comparaison",
    "depuis_json",
    "en_json",
    "lire_les_couts",
]
