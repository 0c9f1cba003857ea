"""Decision diagrams: what a condition says of every contract, without trying them one by one.

A node asks for one variable and has an edge per answer: the bit mask of the cells of that answer, and what is left to
decide. Nodes are reduced (no node whose answers lead to the same place) and shared (two that decide the same are one),
in one order of the variables: a function has one diagram only, whose size follows what it tells apart, not the product
of its facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

FAUX, VRAI = 0, 1
# What making the diagram of one group may need: above, `verifier` refuses the fiche. Those of the packs need 206 at most.
NOEUDS_MAX = 5000
# Under every variable.
_FOND = 1 << 30
# What can come out of the award, as bits: nothing applies, it depends, all applies.
RIEN, SELON, TOUT = 0b001, 0b010, 0b100


class TropDeCasError(ValueError):
    """Conditions that tell too many cases apart to be decided together."""


class Diagrammes:
    """Nodes, by number; 0 and 1 are "no" and "yes". A variable is known by its level: the lowest is asked first.

    From the level `attribution` on, variables are those that only the award settles.
    """

    __slots__ = ("_faits", "_numeros", "_reste", "aretes", "attribution", "niveaux")

    def __init__(self, attribution: int = _FOND) -> None:
        self.attribution = attribution
        self.niveaux: list[int] = [_FOND, _FOND]
        self.aretes: list[tuple[tuple[int, int], ...]] = [(), ()]
        self._numeros: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        self._faits: dict[tuple[int, int, int], int] = {}
        self._reste = NOEUDS_MAX

    def recommencer(self, reste: int = NOEUDS_MAX) -> None:
        """Count anew the nodes that may be made before TropDeCasError is raised."""
        self._reste = reste

    def noeud(self, niveau: int, branches: Iterable[tuple[int, int]]) -> int:
        """The node that goes on, by the cells of that level, as (mask, node) pairs that part them all."""
        par_suite: dict[int, int] = {}
        for masque, suite in branches:
            par_suite[suite] = par_suite.get(suite, 0) | masque
        if len(par_suite) == 1:
            return next(iter(par_suite))
        aretes = tuple([(par_suite[suite], suite) for suite in sorted(par_suite)])
        numero = self._numeros.get((niveau, aretes))
        if numero is None:
            numero = self._numeros[niveau, aretes] = len(self.niveaux)
            self.niveaux.append(niveau)
            self.aretes.append(aretes)
        return numero

    def test(self, niveau: int, vrai: int, domaine: int) -> int:
        """The node that is true of those cells, among those of the domain."""
        vrai &= domaine
        return self.noeud(niveau, [(m, u) for m, u in ((domaine & ~vrai, FAUX), (vrai, VRAI)) if m])

    def toutes(self, noeuds: Iterable[int]) -> int:
        """True where all are."""
        return self._plier(noeuds, FAUX)

    def une_de(self, noeuds: Iterable[int]) -> int:
        """True where one at least is."""
        return self._plier(noeuds, VRAI)

    def non(self, noeud: int) -> int:
        """True where the node is false."""
        if noeud < 2:
            return 1 - noeud
        cle = (noeud, noeud, -1)
        fait = self._faits.get(cle)
        if fait is None:
            suites = [(masque, self.non(suite)) for masque, suite in self.aretes[noeud]]
            fait = self._garder(cle, self.niveaux[noeud], suites)
        return fait

    def _plier(self, noeuds: Iterable[int], absorbant: int) -> int:
        # From the last variable to the first: each step then only adds a node on top.
        resultat = 1 - absorbant
        for noeud in sorted(set(noeuds), key=self.niveaux.__getitem__, reverse=True):
            resultat = self._combiner(noeud, resultat, absorbant)
        return resultat

    def _combiner(self, un: int, autre: int, absorbant: int) -> int:
        if absorbant in (un, autre):
            return absorbant
        if un < 2 or un == autre:
            return autre
        if autre < 2:
            return un
        cle = (un, autre, absorbant) if un < autre else (autre, un, absorbant)
        fait = self._faits.get(cle)
        if fait is not None:
            return fait
        niveau, niveau_autre = self.niveaux[un], self.niveaux[autre]
        if niveau > niveau_autre:
            un, autre, niveau, niveau_autre = autre, un, niveau_autre, niveau
        if niveau < niveau_autre:
            suites = [(masque, self._combiner(suite, autre, absorbant)) for masque, suite in self.aretes[un]]
        else:
            suites = [
                (commun, self._combiner(suite, suite_autre, absorbant))
                for masque, suite in self.aretes[un]
                for masque_autre, suite_autre in self.aretes[autre]
                if (commun := masque & masque_autre)
            ]
        return self._garder(cle, niveau, suites)

    def _garder(self, cle: tuple[int, int, int], niveau: int, suites: list[tuple[int, int]]) -> int:
        self._reste -= 1
        if self._reste < 0:
            raise TropDeCasError
        fait = self._faits[cle] = self.noeud(niveau, suites)
        return fait

    def oublier_les_calculs(self) -> None:
        """Let go of what only serves to combine nodes."""
        self._faits.clear()
        self._numeros.clear()

    # --- what is said over some of the cells --------------------------------------------------------------------------

    def issues(self, noeud: int, masques: Mapping[int, int], memoire: dict[int, int]) -> int:
        """What can come out over the possible cells of each level, as bits RIEN, SELON and TOUT.

        `memoire` may be shared by several nodes under the same masks.
        """
        bits = memoire.get(noeud)
        if bits is None:
            if noeud < 2:
                return TOUT if noeud else RIEN
            memoire[FAUX], memoire[VRAI] = RIEN, TOUT
            niveau = self.niveaux[noeud]
            masque = masques[niveau]
            bits = 0
            for arete, suite in self.aretes[noeud]:
                if arete & masque:
                    # Most are known: a call less for each of them is half the cost.
                    bits |= memoire.get(suite) or self.issues(suite, masques, memoire)
            if niveau >= self.attribution and bits not in (RIEN, TOUT):
                bits = SELON
            memoire[noeud] = bits
        return bits

    def restreindre(
        self, noeud: int, masques: Mapping[int, int], memoire: dict[int, int], restreints: Diagrammes
    ) -> int:
        """Whether something may apply, as one of those other diagrams, over the possible cells of what is known before the award.

        Each node under it can be reached, so their levels are those along which the answer is not constant.
        """
        vus: dict[int, int] = {}

        def suivre(u: int) -> int:
            niveau = self.niveaux[u]
            masque = masques[niveau]
            suites = []
            for arete, suite in self.aretes[u]:
                if commun := arete & masque:
                    vu = vus.get(suite)
                    if vu is None:
                        bits = self.issues(suite, masques, memoire)
                        vu = FAUX if bits == RIEN else suivre(suite) if bits & RIEN else VRAI
                        vus[suite] = vu
                    suites.append((commun, vu))
            return restreints.noeud(niveau, suites)

        bits = self.issues(noeud, masques, memoire)
        return FAUX if bits == RIEN else suivre(noeud) if bits & RIEN else VRAI

    def cellules(self, noeud: int) -> dict[int, int]:
        """The cells of each level under a node."""
        cellules: dict[int, int] = {}
        pile, vus = [noeud], {FAUX, VRAI, noeud}
        while pile:
            u = pile.pop()
            if u > VRAI:
                cellules[self.niveaux[u]] = sum([masque for masque, _ in self.aretes[u]])
                pile += [suite for _, suite in self.aretes[u] if suite not in vus]
                vus.update(pile)
        return cellules

    def reponses_qui_reglent(self, noeud: int, siens: Mapping[int, int]) -> tuple[int, int]:
        """How many answers to some variables settle the node whatever the others, and how many answers there are.

        `siens`: the possible cells of these variables by level, each cell an answer.
        """
        if len(siens) == 1 and self.niveaux[noeud] in siens:
            ((_, masque),) = siens.items()
            return sum([(m & masque).bit_count() for m, suite in self.aretes[noeud] if suite < 2]), masque.bit_count()
        niveaux = sorted(siens)
        dernier = niveaux[-1] if niveaux else -1
        tailles = [siens[niveau].bit_count() for niveau in niveaux]
        restants = [1]
        for taille in reversed(tailles):
            restants.append(restants[-1] * taille)
        restants.reverse()
        vus: dict[tuple[int, frozenset[int]], int] = {}

        def compter(rang: int, noeuds: frozenset[int]) -> int:
            jusqu_a = niveaux[rang] if rang < len(niveaux) else _FOND
            while True:
                # Below all of these variables, a node is settled by the others only.
                if any([dernier < self.niveaux[u] < _FOND for u in noeuds]) or noeuds >= {FAUX, VRAI}:
                    return 0
                au_dessus = [u for u in noeuds if self.niveaux[u] < jusqu_a]
                if not au_dessus:
                    break
                noeuds = noeuds.difference(au_dessus).union([s for u in au_dessus for _, s in self.aretes[u]])
            if max(noeuds) <= VRAI:
                return restants[rang]
            nombre = vus.get((rang, noeuds))
            if nombre is None:
                self._reste -= 1
                if self._reste < 0:
                    raise TropDeCasError
                niveau = niveaux[rang]
                ici = [u for u in noeuds if self.niveaux[u] == niveau]
                nombre = sum(
                    masque.bit_count() * compter(rang + 1, noeuds.difference(ici).union(suites))
                    for masque, suites in self._croiser(ici, siens[niveau])
                )
                vus[rang, noeuds] = nombre
            return nombre

        return compter(0, frozenset({noeud})), restants[0]

    def _croiser(self, noeuds: Sequence[int], masque: int) -> list[tuple[int, tuple[int, ...]]]:
        """The cells parted by where they lead from each of these nodes, all of one level."""
        parts: list[tuple[int, tuple[int, ...]]] = [(masque, ())]
        for noeud in noeuds:
            parts = [
                (commun, (*suites, suite))
                for cellules, suites in parts
                for arete, suite in self.aretes[noeud]
                if (commun := cellules & arete)
            ]
        return parts

    def ensemble(
        self, noeuds: tuple[int, ...], masques: Mapping[int, int]
    ) -> Mapping[tuple[int, ...], tuple[tuple[int, int], ...]]:
        """Every combination of what these nodes say of one contract, with the first cells, by level, where they do."""
        vus: dict[tuple[int, ...], dict[tuple[int, ...], tuple[tuple[int, int], ...]]] = {}

        def suivre(us: tuple[int, ...]) -> dict[tuple[int, ...], tuple[tuple[int, int], ...]]:
            if max(us) < 2:
                return {us: ()}
            trouves = vus.get(us)
            if trouves is None:
                self._reste -= 1
                if self._reste < 0:
                    raise TropDeCasError
                trouves = {}
                niveau = min([self.niveaux[u] for u in us])
                ici = [rang for rang, u in enumerate(us) if self.niveaux[u] == niveau]
                parts = self._croiser([us[rang] for rang in ici], masques[niveau])
                for cellules, suites in sorted(parts, key=lambda part: part[0] & -part[0]):
                    suivants = list(us)
                    for rang, suite in zip(ici, suites, strict=True):
                        suivants[rang] = suite
                    cellule = (cellules & -cellules).bit_length() - 1
                    for dits, chemin in suivre(tuple(suivants)).items():
                        trouves.setdefault(dits, ((niveau, cellule), *chemin))
                vus[us] = trouves
            return trouves

        return suivre(noeuds)

    def fixer(self, noeud: int, niveau: int, cellule: int) -> int:
        """The node once that variable is known."""
        if self.niveaux[noeud] > niveau:
            return noeud
        vus: dict[int, int] = {}

        def suivre(u: int) -> int:
            if self.niveaux[u] > niveau:
                return u
            if u not in vus:
                if self.niveaux[u] == niveau:
                    vus[u] = next(suite for masque, suite in self.aretes[u] if masque >> cellule & 1)
                else:
                    vus[u] = self.noeud(self.niveaux[u], [(masque, suivre(suite)) for masque, suite in self.aretes[u]])
            return vus[u]

        return suivre(noeud)

    def vivantes(self, noeud: int, niveaux: Sequence[int]) -> dict[int, int]:
        """By level, the cells that leave the node possible whatever the other variables; -1 is all.

        `niveaux` ascending, all those of the node at least.
        """
        places = {niveau: place for place, niveau in enumerate(niveaux)}
        places[_FOND] = len(niveaux)
        vives = [0] * len(niveaux)
        if noeud != FAUX:
            vives[: places[self.niveaux[noeud]]] = [-1] * places[self.niveaux[noeud]]
        pile, vus = [noeud], {noeud}
        while pile:
            u = pile.pop()
            ici = places[self.niveaux[u]]
            for masque, suite in self.aretes[u]:
                if suite == FAUX:
                    continue
                vives[ici] |= masque
                for place in range(ici + 1, places[self.niveaux[suite]]):
                    vives[place] = -1
                if suite not in vus:
                    vus.add(suite)
                    pile.append(suite)
        return dict(zip(niveaux, vives, strict=True))
