"""Some conditions over every contract that they tell apart: what they can say, for whoever checks them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from types import MappingProxyType

from knowledge.regles.cellules import Atelier, Variable, valeurs_ordonnees
from knowledge.regles.conditions import Condition
from knowledge.regles.decision import Verdict
from knowledge.regles.diagramme import RIEN, SELON, TOUT, Diagrammes
from knowledge.regles.faits import Borne, Ensemble, Options, Possible, Vocabulaire

Vrais = tuple[bool, ...]


class Tableau:
    """What some conditions can say together; raises TropDeCasError when they tell too many cases apart.

    `tenus`: choices that are held, so that only contracts where they stand are looked at.
    """

    def __init__(
        self, vocabulaire: Vocabulaire, conditions: Sequence[Condition], tenus: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self._vocabulaire = vocabulaire
        self._atelier = Atelier(vocabulaire, [conditions])
        self._variables = self._atelier.variables(0)
        self._diagrammes = self._atelier.diagrammes
        self._masques = {variable.niveau: self._masque(variable, tenus) for variable in self._variables}
        self._noeuds = tuple([self._atelier.noeud(0, condition) for condition in conditions])

    @property
    def faits(self) -> tuple[str, ...]:
        """The facts that the conditions depend on, one per column; a set has several columns."""
        return tuple([variable.fait for variable in self._variables])

    def lignes(self) -> Iterator[tuple[tuple[int, ...], Vrais]]:
        """Each combination of what the conditions say, and the first cells where they do."""
        self._diagrammes.recommencer()
        for vrais, chemin in self._diagrammes.ensemble(self._noeuds, self._masques).items():
            yield self._cellules(chemin), tuple([vrai == 1 for vrai in vrais])

    def autour(self, nom: str, point: Borne) -> Iterator[tuple[tuple[int, ...], Vrais, Vrais, Vrais]]:
        """All else equal, which conditions hold just below a point of a fact, at the point, and just above.

        Each combination once, with the first cells where it is met, those of the point itself. Nothing comes when the
        fact cannot have values on both sides.
        """
        (variable,) = [variable for variable in self._variables if variable.fait == nom]
        place = 2 * self._atelier.decoupages[nom].points.index(point) + 1
        autour = (place - 1, place, place + 1)
        if not all(self._atelier.domaine(nom) >> cellule & 1 for cellule in autour):
            return
        self._diagrammes.recommencer()
        fixes = [self._diagrammes.fixer(u, variable.niveau, cellule) for cellule in autour for u in self._noeuds]
        nombre = len(self._noeuds)
        for vrais, chemin in self._diagrammes.ensemble(tuple(fixes), self._masques).items():
            dits = [vrai == 1 for vrai in vrais]
            cellules = self._cellules((*chemin, (variable.niveau, place)))
            yield cellules, tuple(dits[:nombre]), tuple(dits[nombre : 2 * nombre]), tuple(dits[2 * nombre :])

    def verdicts(self, connus: Collection[str]) -> frozenset[Verdict]:
        """Every verdict that some contract can get from the one condition, when at least those facts are known of it."""
        (noeud,) = self._noeuds
        self._diagrammes.recommencer()
        memoire: dict[int, int] = {}
        bits = self._diagrammes.issues(noeud, self._masques, memoire)
        dits = {RIEN: Verdict.NON, SELON: Verdict.SOUS_CONDITION, TOUT: Verdict.OUI}
        verdicts = {verdict for bit, verdict in dits.items() if bits & bit}
        restreints = Diagrammes(self._diagrammes.attribution)
        racine = self._diagrammes.restreindre(noeud, self._masques, memoire, restreints)
        siens = {v.niveau: self._masques[v.niveau] for v in self._variables if v.fait in connus}
        reglees, reponses = restreints.reponses_qui_reglent(racine, siens)
        if reglees < reponses:
            verdicts.add(Verdict.INCONNU)
        return frozenset(verdicts)

    def points(self, nom: str) -> tuple[Borne, ...]:
        """The values at which the conditions cut that fact."""
        decoupages = self._atelier.decoupages
        return decoupages[nom].points if nom in decoupages else ()

    def temoins(self, cellules: Sequence[int]) -> dict[str, Possible]:
        """A combination of cells as possible values, by fact."""
        temoins: dict[str, Possible] = {}
        for variable, cellule in zip(self._variables, cellules, strict=True):
            nom = variable.fait
            if variable.membres is not None:
                connu = Ensemble(variable.membres, frozenset()) if cellule else Ensemble(frozenset(), variable.membres)
                avant = temoins.get(nom, Ensemble())
                assert isinstance(avant, Ensemble)
                temoins[nom] = avant.inter(connu)
            elif nom in self._atelier.decoupages:
                temoins[nom] = self._atelier.decoupages[nom].temoin(cellule)
            else:
                temoins[nom] = Options(frozenset({valeurs_ordonnees(self._vocabulaire, nom)[cellule]}))
        return temoins

    def _masque(self, variable: Variable, tenus: Mapping[str, str]) -> int:
        if variable.fait not in tenus:
            return variable.tous
        return variable.reduire(self._atelier.bits(variable.fait)[tenus[variable.fait]])

    def _cellules(self, chemin: Sequence[tuple[int, int]]) -> tuple[int, ...]:
        """One cell per variable: where none was chosen, any will do."""
        choisies = dict(chemin)
        return tuple([
            choisies.get(niveau, (masque & -masque).bit_length() - 1) for niveau, masque in self._masques.items()
        ])  # fmt: skip
