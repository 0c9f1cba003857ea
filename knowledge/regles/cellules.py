"""From conditions to diagrams: each fact is cut in the cells that conditions tell apart, and they become tests of cells."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from knowledge.regles.conditions import (
    Atome,
    Aucune,
    Compare,
    CompareSeuil,
    Condition,
    Contient,
    Parmi,
    Qualifie,
    Toujours,
    Toutes,
    UneDe,
    atomes,
)
from knowledge.regles.diagramme import VRAI, Diagrammes
from knowledge.regles.faits import NON, OUI, Borne, Decoupage, Genre, Intervalle, Vocabulaire
from knowledge.regles.seuils import Seuil

NATURE = "nature"
DATE_CONSULTATION = "date_consultation"
# The members of a set that conditions never tell apart; None for a fact that has one value.
Membres: TypeAlias = "frozenset[str] | None"
_DEHORS_DEDANS = (0b01, 0b10)


def valeurs_ordonnees(vocabulaire: Vocabulaire, nom: str) -> list[str]:
    """The values of a choice, or of yes and no, in the order of their cells."""
    fait = vocabulaire[nom]
    return [choix.valeur for choix in fait.choix] if fait.genre is Genre.CHOIX else [NON, OUI]


def decouper(tous: Iterable[Atome]) -> dict[str, Decoupage]:
    """The numbers and the dates, cut at each value that some condition names."""
    points: dict[str, set[Borne]] = {}
    for atome in tous:
        match atome:
            case Compare(fait, _, valeur):
                points.setdefault(fait, set()).add(valeur)
            case CompareSeuil(fait, _, seuil):
                for periode in seuil.periodes:
                    montants = [montant for _, montant in periode.par_nature]
                    points.setdefault(fait, set()).update([periode.valeur] if periode.valeur is not None else montants)
                # A period starts on its day: "depuis" belongs to the new one.
                points.setdefault(DATE_CONSULTATION, set()).update([p.depuis for p in seuil.periodes[1:]])
    return {nom: Decoupage(tuple(sorted(valeurs))) for nom, valeurs in points.items() if valeurs}


class Variable:
    """One thing a group depends on: a fact, or "at least one of these members" of a set.

    `blocs` part the cells of the fact: those that the group never tells apart are in one. The first cell of a block
    stands for it.
    """

    __slots__ = ("_reduits", "blocs", "fait", "membres", "niveau", "tous")

    def __init__(self, fait: str, membres: Membres, niveau: int, blocs: tuple[int, ...]) -> None:
        self.fait, self.membres, self.niveau, self.blocs = fait, membres, niveau, blocs
        self.tous = sum([bloc & -bloc for bloc in blocs])
        self._reduits: dict[int, int] = {self.tous: self.tous}

    def reduire(self, masque: int) -> int:
        """The cells that stand for some cells."""
        reduit = self._reduits.get(masque)
        if reduit is None:
            reduit = sum([bloc & -bloc for bloc in self.blocs if bloc & masque])
            # One object for each, the quicker to compare.
            reduit = self._reduits[masque] = self._reduits.setdefault(reduit, reduit)
        return reduit


class Atelier:
    """Makes the diagrams of some groups of conditions, over variables that they share.

    What is known before the award is asked first, in the author's order.
    """

    def __init__(self, vocabulaire: Vocabulaire, groupes: Iterable[Sequence[Condition]]) -> None:
        self._vocabulaire = vocabulaire
        self._atomes = [[atome for condition in conditions for atome in atomes(condition)] for conditions in groupes]
        # The same condition, object for object, is often in several groups: the law's own above all.
        self._uniques = {id(atome): atome for tous in self._atomes for atome in tous}
        self.decoupages = decouper(self._uniques.values())
        self._places = {
            nom: {point: 2 * rang + 1 for rang, point in enumerate(decoupage.points)}
            for nom, decoupage in self.decoupages.items()
        }
        self._valeurs = {
            nom: {valeur: 1 << rang for rang, valeur in enumerate(valeurs_ordonnees(vocabulaire, nom))}
            for nom, fait in vocabulaire.items()
            if fait.genre in (Genre.CHOIX, Genre.OUI_NON)
        }
        self._domaines: dict[str, int] = {}
        self._coupes = {cle: self._couper(atome) for cle, atome in self._uniques.items()}
        self._classes = [self._classer_les_membres(tous) for tous in self._atomes]
        self._ordonner()
        self._variables: dict[Hashable, Variable] = {}
        self._raffines: dict[tuple[str, frozenset[tuple[int, ...]]], tuple[int, ...]] = {}
        self._noeuds: dict[int, int] = {}

    def bits(self, nom: str) -> Mapping[str, int]:
        """The cell of each value of a choice."""
        return self._valeurs[nom]

    def variables(self, rang: int) -> tuple[Variable, ...]:
        """What that group depends on, in the order of the levels: two groups that cut a fact the same way share it."""
        coupes: dict[str, dict[tuple[int, ...], None]] = {}
        for atome in self._atomes[rang]:
            for nom, blocs in self._coupes[id(atome)]:
                coupes.setdefault(nom, {})[blocs] = None
        variables = []
        for nom, siennes in coupes.items():
            if nom in self._classes[rang]:
                variables += [self._variable(nom, m, _DEHORS_DEDANS) for m in self._classes[rang][nom]]
            else:
                cle = (nom, frozenset(siennes))
                if cle not in self._raffines:
                    self._raffines[cle] = _raffiner(self.domaine(nom), siennes)
                variables.append(self._variable(nom, None, self._raffines[cle]))
        return tuple(sorted(variables, key=lambda variable: variable.niveau))

    def noeud(self, rang: int, condition: Condition) -> int:
        """The diagram of one condition of that group; raises TropDeCasError."""
        match condition:
            case Toujours():
                return VRAI
            case Toutes(parts):
                return self.diagrammes.toutes([self.noeud(rang, part) for part in parts])
            case UneDe(parts):
                return self.diagrammes.une_de([self.noeud(rang, part) for part in parts])
            case Aucune(parts):
                return self.diagrammes.non(self.diagrammes.une_de([self.noeud(rang, part) for part in parts]))
            case Qualifie(_, quand):
                return self.noeud(rang, quand)
            case Contient(nom, valeurs):
                # The parts of a set are those of the group.
                return self.diagrammes.une_de(
                    self.diagrammes.test(self._niveaux[nom, membres], 0b10, 0b11)
                    for membres in self._classes[rang][nom]
                    if membres <= valeurs
                )
            case _:
                noeud = self._noeuds.get(id(condition))
                if noeud is None:
                    noeud = self._noeuds[id(condition)] = self._test(condition)
                return noeud

    def domaine(self, nom: str) -> int:
        """The cells that the fact can have."""
        masque = self._domaines.get(nom)
        if masque is None:
            if nom in self._valeurs:
                masque = (1 << len(self._valeurs[nom])) - 1
            else:
                domaine = self._vocabulaire.domaine(nom)
                assert isinstance(domaine, Intervalle)
                masque = self.decoupages[nom].masque(domaine)
            self._domaines[nom] = masque
        return masque

    # --- variables ----------------------------------------------------------------------------------------------------

    def _variable(self, nom: str, membres: Membres, blocs: tuple[int, ...]) -> Variable:
        cle = (nom, membres, blocs)
        variable = self._variables.get(cle)
        if variable is None:
            variable = self._variables[cle] = Variable(nom, membres, self._niveaux[nom, membres], blocs)
        return variable

    def _ordonner(self) -> None:
        cites: set[tuple[str, Membres]] = {
            (nom, None) for coupes in self._coupes.values() for nom, blocs in coupes if blocs
        }
        for classes in self._classes:
            cites.update((nom, membres) for nom, siennes in classes.items() for membres in siennes)
        vocabulaire = self._vocabulaire
        ordre = sorted(
            cites,
            key=lambda c: (vocabulaire[c[0]].a_l_attribution, vocabulaire.rang[c[0]], sorted(c[1] or ())),
        )
        self._niveaux = {cite: niveau for niveau, cite in enumerate(ordre)}
        self.diagrammes = Diagrammes(sum([not vocabulaire[nom].a_l_attribution for nom, _ in ordre]))

    # A set with 19 members is 19 yes-or-no variables; members that always stand together count as one.
    def _classer_les_membres(self, tous: Iterable[Atome]) -> dict[str, list[frozenset[str]]]:
        par_fait: dict[str, list[frozenset[str]]] = {}
        for atome in tous:
            if isinstance(atome, Contient):
                par_fait.setdefault(atome.fait, []).append(atome.valeurs)
        classes: dict[str, list[frozenset[str]]] = {}
        for fait, ensembles in par_fait.items():
            signatures: dict[tuple[bool, ...], set[str]] = {}
            for membre in frozenset().union(*ensembles):
                signatures.setdefault(tuple([membre in valeurs for valeurs in ensembles]), set()).add(membre)
            classes[fait] = sorted([frozenset(membres) for membres in signatures.values()], key=sorted)
        return classes

    def _couper(self, atome: Atome) -> list[tuple[str, tuple[int, ...]]]:
        """How an elementary condition cuts each fact that it reads: masks of the cells that it does not tell apart."""
        match atome:
            case Contient(nom):
                return [(nom, ())]
            case Parmi(nom) | Compare(nom):
                return [(nom, (self._vrai(atome) & self.domaine(nom),))]
            case CompareSeuil(nom, signe, seuil):
                natures = self._vocabulaire[NATURE].options
                montants = dict.fromkeys([m for periode in seuil.periodes for m in periode.valeurs(natures)])
                coupes: list[tuple[str, tuple[int, ...]]] = [
                    (nom, (self._comparees(nom, signe, montant),)) for montant in montants
                ]
                if any(periode.valeur is None for periode in seuil.periodes):
                    selon = [
                        tuple(sorted(self._par_montant(seuil, rang).values())) for rang in range(len(seuil.periodes))
                    ]
                    coupes += [(NATURE, masques) for masques in selon]
                if len(seuil.periodes) > 1:
                    coupes.append((DATE_CONSULTATION, tuple(self._jours(seuil))))
                return coupes

    # --- tests --------------------------------------------------------------------------------------------------------

    def _vrai(self, atome: Parmi | Compare) -> int:
        if isinstance(atome, Compare):
            return self._comparees(atome.fait, atome.signe, atome.valeur)
        bits = self._valeurs[atome.fait]
        return sum([bits[valeur] for valeur in atome.valeurs])

    def _comparees(self, nom: str, signe: str, valeur: Borne) -> int:
        """The cells of the domain that compare so with a point."""
        point = 1 << self._places[nom][valeur]
        dessous = point - 1
        masque = {
            ">": ~(dessous | point),
            ">=": ~dessous,
            "<": dessous,
            "<=": dessous | point,
            "=": point,
            "!=": ~point,
        }
        return masque[signe] & self.domaine(nom)

    def _par_montant(self, seuil: Seuil, rang: int) -> dict[Any, int]:
        """The natures of each amount of a period; those that have none under None."""
        periode = seuil.periodes[rang]
        natures: dict[Any, int] = {}
        for nature, bit in self._valeurs[NATURE].items():
            montant = periode.pour(nature)
            natures[montant] = natures.get(montant, 0) | bit
        return natures

    def _jours(self, seuil: Seuil) -> list[int]:
        """The days of each period of a threshold."""
        points = self._places[DATE_CONSULTATION]
        debuts = [0, *[points[periode.depuis] for periode in seuil.periodes[1:]]]
        fins = [*debuts[1:], self.decoupages[DATE_CONSULTATION].nombre]
        return [(1 << fin) - (1 << debut) for debut, fin in zip(debuts, fins, strict=True)]

    def _test(self, atome: Parmi | Compare | CompareSeuil) -> int:
        nom = atome.fait
        if not isinstance(atome, CompareSeuil):
            return self._teste(nom, self._vrai(atome))
        diagrammes, seuil = self.diagrammes, atome.seuil
        jours = self._jours(seuil) if len(seuil.periodes) > 1 else [None]
        cas = []
        for rang, (periode, masque) in enumerate(zip(seuil.periodes, jours, strict=True)):
            if periode.valeur is not None:
                un = self._teste(nom, self._comparees(nom, atome.signe, periode.valeur))
            else:
                un = diagrammes.une_de([
                    diagrammes.toutes(
                        [self._teste(NATURE, natures), self._teste(nom, self._comparees(nom, atome.signe, montant))]
                    )
                    for montant, natures in self._par_montant(seuil, rang).items()
                    if montant is not None
                ])  # fmt: skip
            cas.append(un if masque is None else diagrammes.toutes([self._teste(DATE_CONSULTATION, masque), un]))
        return diagrammes.une_de(cas)

    def _teste(self, nom: str, vrai: int) -> int:
        return self.diagrammes.test(self._niveaux[nom, None], vrai, self.domaine(nom))


def _raffiner(domaine: int, coupes: Iterable[tuple[int, ...]]) -> tuple[int, ...]:
    """The coarsest parts of the domain that each of these masks holds or leaves out whole, by their first cell."""
    parts = [domaine]
    for masques in coupes:
        for masque in masques:
            parts = [bout for part in parts for bout in (part & masque, part & ~masque) if bout]
    return tuple(sorted(parts, key=lambda part: part & -part))
