"""What decisions must be: every combination of the values that conditions tell apart, tried one after the other."""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Any, cast

from knowledge.regles.conditions import Compare, CompareSeuil, Condition, Contient, Parmi, atomes, juger
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import (
    NON,
    OUI,
    Decoupage,
    Ensemble,
    Faits,
    Genre,
    Intervalle,
    Options,
    Possible,
    Vocabulaire,
)

JOUR = "date_consultation"
Cas = tuple[Possible, ...]


@dataclass(frozen=True)
class Enumeree:
    verdict: Verdict
    regles: tuple[Verdict, ...]
    manque: tuple[str, ...]
    membres: frozenset[str]
    gains: tuple[tuple[str, float], ...]
    manque_des_regles: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Axe:
    """A fact, or some members of a set that always stand together: for each value told apart, all that has it."""

    fait: str
    membres: frozenset[str]
    valeurs: tuple[tuple[Possible, ...], ...]

    def possibles(self, connu: Possible) -> tuple[Possible, ...]:
        return tuple(ceux[0] for ceux in self.valeurs if any(not connu.inter(un).vide for un in ceux))  # type: ignore[arg-type]


class Enumeration:
    """A group of rules, decided by trying everything."""

    def __init__(self, vocabulaire: Vocabulaire, conditions: Sequence[Condition]) -> None:
        self.vocabulaire, self.conditions = vocabulaire, conditions
        self.atomes = [atome for condition in conditions for atome in atomes(condition)]
        axes = [axe for nom in vocabulaire if nom in self._cites() for axe in self._axes(nom)]
        self.avant = [axe for axe in axes if not vocabulaire[axe.fait].a_l_attribution]
        self.apres = [axe for axe in axes if vocabulaire[axe.fait].a_l_attribution]

    def taille(self, connus: Mapping[str, Possible]) -> int:
        """How many combinations there are to try."""
        return prod(len(axe.possibles(self._connu(connus, axe.fait))) for axe in (*self.avant, *self.apres))

    def enumerer(self, connus: Mapping[str, Possible]) -> Enumeree:
        lignes = self._lignes(connus)
        ensemble = [[any(vrais) for vrais in issues] for issues in lignes.values()]
        par_regle = [
            [[vrais[rang] for vrais in issues] for issues in lignes.values()] for rang in range(len(self.conditions))
        ]
        verdict = _verdict(ensemble)
        applique = dict(zip(lignes, map(any, ensemble), strict=True))
        manquent = self._manquent(applique) if verdict is Verdict.INCONNU else []
        faits = self._faits(manquent)
        return Enumeree(
            verdict,
            tuple(map(_verdict, par_regle)),
            faits,
            frozenset().union(*(axe.membres for axe in manquent)),
            tuple((nom, self._part_reglee(applique, nom)) for nom in faits),
            tuple(self._faits(self._manquent(dict(zip(lignes, map(any, une), strict=True)))) for une in par_regle),
        )

    def decisifs(self, regle: int, connus: Mapping[str, Possible]) -> tuple[str, ...]:
        """The facts are forgotten one by one, the last ones first, unless the verdict of the rule then changes."""
        verdict = self.enumerer(connus).regles[regle]
        gardes = dict(connus)
        for nom in sorted(
            {axe.fait for axe in (*self.avant, *self.apres)} & connus.keys(),
            key=self.vocabulaire.rang.__getitem__,
            reverse=True,
        ):
            essai = {autre: possible for autre, possible in gardes.items() if autre != nom}
            if self.enumerer(essai).regles[regle] is verdict:
                gardes = essai
        return tuple(
            nom for nom in self.vocabulaire if nom in gardes and nom in {axe.fait for axe in (*self.avant, *self.apres)}
        )

    def _lignes(self, connus: Mapping[str, Possible]) -> dict[Cas, list[list[bool | None]]]:
        avant, apres = (
            [axe.possibles(self._connu(connus, axe.fait)) for axe in axes] for axes in (self.avant, self.apres)
        )
        axes = [*self.avant, *self.apres]
        lignes = {}
        for cas in product(*avant):
            contrats = (_contrat(axes, (*cas, *issue)) for issue in product(*apres))
            lignes[cas] = [[juger(condition, contrat) for condition in self.conditions] for contrat in contrats]
        return lignes

    def _connu(self, connus: Mapping[str, Possible], nom: str) -> Possible:
        return connus.get(nom, self.vocabulaire.domaine(nom))

    def _faits(self, axes: Iterable[Axe]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(axe.fait for axe in axes))

    def _manquent(self, applique: Mapping[Cas, bool]) -> list[Axe]:
        manquent = []
        for rang, axe in enumerate(self.avant):
            lignes: dict[Cas, set[bool]] = {}
            for cas, vrai in applique.items():
                lignes.setdefault((*cas[:rang], *cas[rang + 1 :]), set()).add(vrai)
            if any(len(vrais) > 1 for vrais in lignes.values()):
                manquent.append(axe)
        return manquent

    def _part_reglee(self, applique: Mapping[Cas, bool], nom: str) -> float:
        siens = [rang for rang, axe in enumerate(self.avant) if axe.fait == nom]
        reponses: dict[Cas, set[bool]] = {}
        for cas, vrai in applique.items():
            reponses.setdefault(tuple(cas[rang] for rang in siens), set()).add(vrai)
        return sum(len(vrais) == 1 for vrais in reponses.values()) / len(reponses)

    # --- what is told apart -------------------------------------------------------------------------------------------

    def _cites(self) -> Iterator[str]:
        for atome in self.atomes:
            yield atome.fait
            if isinstance(atome, CompareSeuil):
                if any(periode.valeur is None for periode in atome.seuil.periodes):
                    yield "nature"
                if len(atome.seuil.periodes) > 1:
                    yield JOUR

    def _axes(self, nom: str) -> Iterator[Axe]:
        if self.vocabulaire[nom].genre is Genre.ENSEMBLE:
            nommes = [atome.valeurs for atome in self.atomes if isinstance(atome, Contient) and atome.fait == nom]
            classes: dict[Hashable, set[str]] = {}
            for membre in sorted(frozenset().union(*nommes)):
                classes.setdefault(tuple(membre in valeurs for valeurs in nommes), set()).add(membre)
            for membres in map(frozenset, classes.values()):
                dedans = tuple(Ensemble(frozenset({membre})) for membre in membres)
                yield Axe(nom, membres, ((Ensemble(frozenset(), membres),), dedans))
            return
        parts: dict[Hashable, list[Possible]] = {}
        for valeur in self._valeurs(nom):
            parts.setdefault(tuple(self._signature(atome, nom, valeur) for atome in self.atomes), []).append(valeur)
        yield Axe(nom, frozenset(), tuple(map(tuple, parts.values())))

    def _valeurs(self, nom: str) -> list[Possible]:
        fait = self.vocabulaire[nom]
        if fait.genre in (Genre.CHOIX, Genre.OUI_NON):
            valeurs = [choix.valeur for choix in fait.choix] if fait.genre is Genre.CHOIX else [NON, OUI]
            return [Options(frozenset({valeur})) for valeur in valeurs]
        points: set[Any] = set()
        for atome in self.atomes:
            if isinstance(atome, Compare) and atome.fait == nom:
                points.add(atome.valeur)
            if isinstance(atome, CompareSeuil):
                for periode in atome.seuil.periodes:
                    if atome.fait == nom:
                        points |= {periode.valeur} if periode.valeur is not None else {m for _, m in periode.par_nature}
                    if nom == JOUR:
                        points.add(periode.depuis)
        decoupage = Decoupage(tuple(sorted(points)))
        domaine = cast("Intervalle", self.vocabulaire.domaine(nom))
        toutes = [decoupage.temoin(cellule) for cellule in range(decoupage.nombre)]
        return [valeur for valeur in toutes if not domaine.inter(valeur).vide]

    def _signature(self, atome: Any, nom: str, valeur: Possible) -> Hashable:
        seul = cast("Faits", {nom: valeur})
        if isinstance(atome, CompareSeuil):
            periodes = atome.seuil.periodes
            if nom == atome.fait:
                natures = self.vocabulaire["nature"].options
                montants = [montant for periode in periodes for montant in periode.valeurs(natures)]
                return tuple(juger(Compare(nom, atome.signe, montant, ""), seul) for montant in montants)
            if nom == "nature":
                return tuple(periode.pour(cast("Options", valeur).seule) for periode in periodes)
            if nom == JOUR:
                return tuple(juger(Compare(nom, ">=", periode.depuis, ""), seul) for periode in periodes[1:])
        if isinstance(atome, (Compare, Parmi)) and atome.fait == nom:
            return juger(atome, seul)
        return None


def _contrat(axes: Sequence[Axe], valeurs: Cas) -> Faits:
    contrat: dict[str, Any] = {"nature": Options(frozenset({""})), JOUR: Intervalle()}
    for axe, valeur in zip(axes, valeurs, strict=True):
        if isinstance(valeur, Ensemble):
            contrat[axe.fait] = contrat.get(axe.fait, Ensemble()).inter(valeur)
        else:
            contrat[axe.fait] = valeur
    # `juger` only looks facts up: a dictionary will do.
    return cast("Faits", contrat)


def _verdict(lignes: Sequence[Sequence[bool | None]]) -> Verdict:
    """From the outcomes of the award, for each contract known before it."""
    if all(all(issues) for issues in lignes):
        return Verdict.OUI
    if all(any(issues) for issues in lignes):
        return Verdict.SOUS_CONDITION
    return Verdict.INCONNU if any(any(issues) for issues in lignes) else Verdict.NON
