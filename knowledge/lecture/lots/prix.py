"""The amount of each lot, in the clause that tells of it: money, bounds, tax, and figures in thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.francais.contexte import Contexte, est_approche
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.texte import Plie, ensemble
from knowledge.lecture.lots.operations import Motif
from knowledge.lecture.montants import hors_taxe, lire_taux, unite_d_argent
from knowledge.lecture.quantites import PERIODES, PIECE, Mesure, Quantite, lire_quantites
from knowledge.lecture.sommes import Somme, sommer
from knowledge.regles.faits import NOMBRE_MAX, Intervalle

_MOTIFS = lire_motifs(__file__)

Zone = tuple[int, int]
_CENT, _MILLE = Decimal(100), Decimal(1000)
_ANNEES = (1990, 2060)
_COMBIEN = {"deux": 2, "2": 2, "trois": 3, "3": 3}
_COMPTES = ensemble(
    "repas heure place exemplaire habitant licence kilometre litre piece unite couvert eleve enfant agent usager poste bac kilo tonne arbre plant visite entree"
)


def montant_nu(texte: str) -> str:
    """The amount that ends what is said and counts nothing, as it was typed; empty where there is none.

    >>> montant_nu("et le gardiennage 12 000"), montant_nu("12 000 repas")
    ('12 000', '')
    """
    lu = _MOTIFS.montant_nu.search(texte)
    return lu[0].strip() if lu else ""


def prefere_la_somme(plie: str) -> bool:
    """Whether folded words hold the sum of the lots for right, rather than the total that was told.

    >>> prefere_la_somme("prenez la somme"), prefere_la_somme("c'est le total")
    (True, False)
    """
    return _MOTIFS.la_somme.search(plie) is not None


@dataclass(frozen=True, slots=True)
class Prix:
    """An amount of a clause. `taxe` is "ht", "ttc" or "" when nothing is said; `devine`: its thousands are only likely."""

    possible: Intervalle
    debut: int
    fin: int
    taxe: str = ""
    approche: bool = False
    devine: bool = False


def _en_pour_cent(m: re.Match[str]) -> str:
    """A fraction as a percentage, in as many signs."""
    sur = 2 if "moitie" in m[0] else 3 if m["tiers"] else 4
    combien = _COMBIEN.get(m["n"] or "", 1)
    dit = f"{100 * combien / sur:.4f}".rstrip("0").rstrip(".")[: len(m[0]) - 1]
    return f"{dit}%".rjust(len(m[0])) if combien < sur else m[0]


class Chiffres:
    """The figures of a text in which what points at lots was blanked out."""

    def __init__(self, plie: Plie, contexte: Contexte, occupes: Sequence[Zone]) -> None:
        signes = list(plie.texte)
        for debut, fin in occupes:
            for place in range(debut, fin):
                signes[place] = ";" if place == debut else " "
        # "15 000 chacun" has no unit below it: what is counted there is the lots.
        texte = _MOTIFS.par_lot.sub(lambda m: " " * len(m[0]), "".join(signes))
        texte = _MOTIFS.fraction.sub(_en_pour_cent, _MOTIFS.pour_cent.sub(lambda m: "%".rjust(len(m[0])), texte))
        # "12 / 40 / 36 k€" is no range.
        self.texte = _MOTIFS.barre.sub(lambda m: ";".ljust(len(m[0])), texte)
        self.plie = Plie(plie.brut, self.texte, plie.origine)
        nombres = lire_nombres(self.texte)
        quantites = lire_quantites(self.plie, nombres, contexte, brutes=True)
        comptes = {q.mot for q in quantites if q.mesure is Mesure.COMPTE}
        par_debut = {n.debut: n for n in nombres}
        self.quantites = [self._sans_le_nom(q, par_debut.get(q.debut), comptes) for q in quantites]
        for m in _MOTIFS.k_virgule.finditer(self.texte):
            # "4k5" is 4 500, "4 mille 5" too.
            valeur = int(m["k"]) * _MILLE + int(m["cent"]) * 100
            q = Quantite(valeur, valeur, Mesure.ARGENT, *m.span())
            self.quantites = sorted(
                [*(un for un in self.quantites if not (un.debut < q.fin and q.debut < un.fin)), q],
                key=lambda un: un.debut,
            )
        self.quantites = self._annees_distribuees(self.quantites)
        # Where other amounts are written in full, a small one is too: "gants 1 800, gilets 900".
        prix = [q for q in self.quantites if self.est_un_prix(q)]
        self.en_euros = len(prix) > 1 and not any(_MOTIFS.echelle.search(self.texte, q.debut, q.fin) for q in prix)
        self.taux = lire_taux(plie.texte)
        self.echelle = (
            _MILLE
            if _MOTIFS.en_milliers.search(plie.texte)
            else _MILLE**2
            if _MOTIFS.en_millions.search(plie.texte)
            else None
        )

    def _sans_le_nom(self, q: Quantite, n: Nombre | None, comptes: AbstractSet[str]) -> Quantite:
        """A quantity whose unit is the name of a lot has none: "45 k le gros œuvre", "30 000 gardiennage"."""
        if n is None:
            return q
        if q.mesure is Mesure.COMPTE and q.haut >= _MILLE and q.haut % 50 == 0 and q.mot not in _COMPTES:
            return replace(q, mesure=Mesure.NU, mot="", fin=n.fin)
        periode = (
            _MOTIFS.periode.match(self.texte, q.fin) if q.mesure in (Mesure.ARGENT, Mesure.NU) and not q.par else None
        )
        if periode is not None:
            return replace(q, par=("an" if periode["an"] else "mois",), fin=periode.end())
        if q.mesure in (Mesure.ARGENT, Mesure.NU) and q.par:
            par = tuple(un for un in q.par if un in PERIODES or un == PIECE or un in comptes)
            if par != q.par:
                fin = (unite_d_argent(self.plie, n) or (0, n.fin, False))[1]
                return replace(q, par=par, fin=q.fin if par else fin)
        return q

    def _annees_distribuees(self, quantites: list[Quantite]) -> list[Quantite]:
        """ "300 000 par an, 150 000, 200 000 et 50 000 par an": among amounts by the year, bare ones are too."""
        annuels = [q for q in quantites if q.par == ("an",) and self.est_un_prix(q)]
        if len(annuels) < 2:
            return quantites
        debut, fin = annuels[0].debut, annuels[-1].fin
        return [
            replace(q, par=("an",)) if debut < q.debut < fin and not q.par and not q.fois and self.est_un_prix(q) else q
            for q in quantites
        ]

    def dans(self, zones: Sequence[Zone]) -> list[Quantite]:
        return [q for q in self.quantites if any(debut <= q.debut and q.fin <= fin for debut, fin in zones)]

    def oublier(self, debut: int, fin: int) -> None:
        """Figures that were read as those of the whole."""
        self.quantites = [q for q in self.quantites if not debut <= q.debut < fin]

    def est_un_prix(self, q: Quantite) -> bool:
        """Whether a quantity is money by itself: a currency, a scale, a tax, or a number too big to count."""
        if (
            q.ecarte
            or q.mesure not in (Mesure.ARGENT, Mesure.NU)
            or _MOTIFS.pas_un_prix.search(self.texte, max(0, q.debut - 14), q.debut)
        ):
            return False
        if q.mesure is Mesure.ARGENT:
            return True
        return q.haut >= _MILLE and not (_ANNEES[0] <= q.bas <= _ANNEES[1] and q.fin - q.debut == 4)

    def est_petit(self, q: Quantite) -> bool:
        """Whether a bare number may be thousands of euros."""
        return (
            q.mesure is Mesure.NU
            and not q.ecarte
            and 0 < q.haut < _MILLE
            and not q.par
            and not q.fois
            and not (q.haut < 10 and self.texte[q.debut].isalpha())
            and not _MOTIFS.compte.match(self.texte, q.fin)
            and not _MOTIFS.pas_un_prix.search(self.texte, max(0, q.debut - 14), q.debut)
        )

    def chiffre(self, debut: int, fin: int) -> int:
        """Where the first figure that is no count stands; `fin` where there is none. A name stops there."""
        return next(
            (
                q.debut
                for q in self.dans([(debut, fin)])
                if q.mesure is Mesure.ARGENT or q.mesure is Mesure.PART or (q.mesure is Mesure.NU and q.haut >= _MILLE)
            ),
            fin,
        )

    def prix(self, debut: int, fin: int, *, petits: bool = False) -> list[Quantite]:
        """What is money between two places, one for each amount: a count that multiplies is none."""
        tous = [q for q in self.dans([(debut, fin)]) if self.est_un_prix(q) or (petits and self.est_petit(q))]
        return [q for q in tous if not q.fois] or tous

    def en_milliers(self, corps: Sequence[Sequence[Zone]]) -> bool:
        """Whether the bare numbers of several clauses are thousands: each has one, or others say so."""
        avec = [qs for qs in (self.dans(zones) for zones in corps) if qs]
        if not avec:
            return False
        petits = [qs for qs in avec if any(self.est_petit(q) for q in qs) and not any(self.est_un_prix(q) for q in qs)]
        grands = [
            q for qs in avec for q in qs if self.est_un_prix(q) and _MOTIFS.echelle.search(self.texte, q.debut, q.fin)
        ]
        if not petits:
            return False
        return bool(self.echelle or grands) or (
            len(petits) > 1 and all(sum(self.est_petit(q) for q in qs) == 1 for qs in petits)
        )

    def _sans_le_detail(self, quantites: Sequence[Quantite]) -> list[Quantite]:
        """ "210 000 (tranche ferme 130 000 + optionnelle 80 000)": what is detailed in brackets was told before them."""
        prix = [q for q in quantites if self.est_un_prix(q)]
        ouvre = self.texte.find("(", prix[0].fin, prix[-1].debut) if len(prix) > 1 else -1
        if ouvre < 0 or "(" in self.texte[quantites[0].debut : prix[0].debut]:
            return list(quantites)
        ferme = self.texte.find(")", ouvre)
        return [q for q in quantites if not ouvre < q.debut < (ferme if ferme > 0 else len(self.texte))]

    def lire(
        self, zones: Sequence[Zone], *, duree: Decimal | None, repere: Decimal | None, petits: bool
    ) -> Prix | Motif | None:
        """The amount of a clause; None when it has none, and why it is not taken when it cannot be."""
        quantites = self._sans_le_detail(self.dans(zones))
        gardees: list[Quantite] = []
        euros = (
            not petits and self.echelle is None and not any(self.est_un_prix(q) for q in quantites) and self.en_euros
        )
        petits_seuls = (petits or self.echelle is not None) and not any(self.est_un_prix(q) for q in quantites)
        devine = False
        for q in quantites:
            if euros and self.est_petit(q) and q.haut >= _CENT:
                gardees.append(replace(q, mesure=Mesure.ARGENT))
                devine = True
            elif petits_seuls and self.est_petit(q):
                echelle = self.echelle or _MILLE
                gardees.append(replace(q, bas=q.bas * echelle, haut=q.haut * echelle, mesure=Mesure.ARGENT))
                devine = devine or self.echelle is None
            elif q.mesure in (Mesure.NU, Mesure.ARGENT) and not q.ecarte and not q.fois and not self.est_un_prix(q):
                continue
            else:
                gardees.append(q)
        prix = [q for q in gardees if self.est_un_prix(q)]
        if not prix and (refuses := [q for q in gardees if q.ecarte and self.est_un_prix(replace(q, ecarte=False))]):
            # "20 000, euh non, 22 000": the last one stands.
            prix = [replace(refuses[-1], ecarte=False)]
            gardees = [*(q for q in gardees if q not in refuses), *prix]
        if not prix or any(q.haut >= NOMBRE_MAX for q in prix):
            return None
        mots = frozenset(_MOTIFS.mot.findall(" ".join(self.texte[d:f] for d, f in zones))) - {"lot", "tout"}
        somme = sommer(
            [replace(q, total=False) if len(prix) == 1 or all(un.borne for un in prix) else q for q in gardees],
            duree,
            en_reponse=True,
            mots=mots,
            repere=repere,
        )
        if somme is None:
            if any(_periodique(q) for q in prix):
                return Motif.ANNUEL
            return Motif.MONTANTS if len({(q.bas, q.haut) for q in prix}) > 1 else None
        lu = self._prix(somme, prix, devine=devine)
        dites = {m[0] for zone in zones for m in _MOTIFS.taxe.finditer(self.texte, *zone)} if not lu.taxe else set()
        return replace(lu, taxe=dites.pop()) if len(dites) == 1 else lu

    def par_periode(self, zones: Sequence[Zone]) -> bool:
        """Whether an amount of a clause is told by the year or by the month."""
        return any(self.est_un_prix(q) and _periodique(q) for q in self.dans(zones))

    def _prix(self, somme: Somme, prix: Sequence[Quantite], *, devine: bool) -> Prix:
        taxe, bas, haut = somme.taxe, somme.bas, somme.haut
        if taxe == "ttc" and self.taux is not None:
            taxe = "ht"
            bas, haut = (None if bout is None else hors_taxe(bout, self.taux) for bout in (bas, haut))
        possible = Intervalle(
            bas, haut, bas_inclus=not (somme.stricte and haut is None), haut_inclus=not (somme.stricte and bas is None)
        )
        approche = any(est_approche(self.texte, q.debut, q.fin) for q in prix)
        return Prix(possible, somme.debut, somme.fin, taxe, approche, devine or somme.calcule)


def _periodique(q: Quantite) -> bool:
    return bool(q.par) and set(q.par) <= set(PERIODES)


def est_chacun(texte: str) -> bool:
    """Whether an amount is that of each lot.

    >>> est_chacun("15 000 chacun"), est_chacun("15 000 en tout")
    (True, False)
    """
    return bool(_MOTIFS.chacun.search(texte))


def est_ensemble(texte: str) -> bool:
    """Whether an amount is that of several lots together."""
    return bool(_MOTIFS.ensemble.search(texte))


__all__ = ["Chiffres", "Prix", "Zone", "est_chacun", "est_ensemble", "montant_nu", "prefere_la_somme"]
