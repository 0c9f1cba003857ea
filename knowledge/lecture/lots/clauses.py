"""The clauses of a text that point at lots: what each says around its lots, and what it does to them."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Flag, auto

from knowledge.francais.motifs import lire_motifs
from knowledge.lecture.lots.designation import Designe, Genre
from knowledge.lecture.lots.listes import COMPLEMENT, ENSEMBLE
from knowledge.lecture.lots.operations import Structure
from knowledge.lecture.lots.prix import Chiffres, Zone
from knowledge.lecture.quantites import Mesure


class Geste(Flag):
    """What a clause does."""

    AUCUN = 0
    RETIRER = auto()
    FUSIONNER = auto()
    RENOMMER = auto()
    RESERVER = auto()
    INSERER = auto()
    AJOUTER = auto()
    SUIVRE = auto()  # what becomes of the lot once it is published: no fact of the purchase
    NIER = auto()
    TITULAIRE = auto()


@dataclass(frozen=True, slots=True)
class Clause:
    """Lots pointed at, and the spans that speak of them. `sauf`: what is said before bears on all but them."""

    designes: tuple[Designe, ...]
    avant: Zone
    apres: Zone
    sauf: bool = False

    @property
    def debut(self) -> int:
        return min(self.avant[0], self.designes[0].debut)

    @property
    def fin(self) -> int:
        return max(self.apres[1], self.designes[-1].fin)

    @property
    def zones(self) -> tuple[Zone, ...]:
        return (self.avant, self.apres)


# The word of the clause, be it misspelt: "dinserssion".
INSERTION = r"\bd?ins?er[a-z]{0,3}ion\b"
_MOTIFS = lire_motifs(__file__, insertion=INSERTION)
_GESTES = (
    (Geste.FUSIONNER, _MOTIFS.fusionner),
    (Geste.RETIRER, _MOTIFS.retirer),
    (Geste.RENOMMER, _MOTIFS.renommer),
    (Geste.RESERVER, _MOTIFS.reserver),
    (Geste.INSERER, _MOTIFS.inserer),
    (Geste.AJOUTER, _MOTIFS.ajouter),
    (Geste.SUIVRE, _MOTIFS.suivre),
    (Geste.TITULAIRE, _MOTIFS.titulaire),
    (Geste.NIER, _MOTIFS.nier),
)  # fmt: skip
_STRUCTURES = (
    (Structure.EA, _MOTIFS.adaptee),
    (Structure.ESAT, _MOTIFS.esat),
    (
        Structure.SIAE,
        _MOTIFS.siae,
    ),
    (Structure.ESS, _MOTIFS.ess),
)


def gestes(texte: str) -> Geste:
    """What a folded clause does.

    >>> gestes("on enleve la buvette"), gestes("reserve aux esat") & Geste.RESERVER == Geste.RESERVER
    (<Geste.RETIRER: 1>, True)
    """
    total = Geste.AUCUN
    for geste, motif in _GESTES:
        if motif.search(texte):
            total |= geste
    return total


def structures(texte: str) -> frozenset[Structure]:
    """The structures that a folded clause names."""
    return frozenset(structure for structure, motif in _STRUCTURES if motif.search(texte))


def est_vide(texte: str) -> bool:
    """Whether a clause says nothing beside the lots it points at."""
    return _MOTIFS.vide.fullmatch(texte) is not None


def entre_parentheses(texte: str, d: Designe) -> bool:
    """Whether a lot's number stands alone in brackets: "2 fourgons (lot 2)"."""
    return texte[max(0, d.debut - 2) : d.debut].strip().endswith("(") and texte.startswith(")", d.fin)


def couper(texte: str, designes: Sequence[Designe], chiffres: Chiffres, debut: int, fin: int) -> list[Clause]:
    """The clauses of a stretch of text, one for each thing pointed at; joined where they only list lots."""
    clauses: list[Clause] = []
    place = debut
    while place < fin:
        m = _MOTIFS.phrase.search(texte, place, fin)
        arret = m.start() if m else fin
        dedans = [d for d in designes if place <= d.debut < arret]
        if dedans:
            clauses.extend(_fusionnees(texte, _clauses(texte, dedans, chiffres, place, max(arret, dedans[-1].fin))))
        place = m.end() if m else fin
    return clauses


def _clauses(texte: str, designes: Sequence[Designe], chiffres: Chiffres, debut: int, fin: int) -> list[Clause]:
    bornes = [_tete(texte, designes, chiffres, debut)]
    prix_d_abord = _prix_d_abord(texte, designes, chiffres, bornes[0])
    for a, b in itertools.pairwise(designes):
        separateurs = list(_MOTIFS.coupe.finditer(texte, a.fin, b.debut))
        if entre_parentheses(texte, b):
            # "2 fourgons (lot 2)": the name stands before the bracket.
            separateurs = [m for m in separateurs if "(" not in m[0]]
        prix = chiffres.prix(a.fin, b.debut)
        if separateurs:
            bornes.append(separateurs[-1].start())
        elif prix_d_abord and prix:
            bornes.append(prix[-1].debut)
        else:
            bornes.append(b.debut)
    bornes.append(_queue(texte, designes[-1], chiffres, bornes[-1], fin))
    clauses = []
    for d, (tete, queue) in zip(designes, itertools.pairwise(bornes), strict=True):
        sauf = bool(
            _MOTIFS.sauf.search(texte, max(debut, d.debut - 24), d.debut) or _MOTIFS.sauf_apres.match(texte, d.fin)
        )
        clauses.append(Clause((d,), (min(tete, d.debut), d.debut), (d.fin, max(queue, d.fin)), sauf))
    return clauses


def _tete(texte: str, designes: Sequence[Designe], chiffres: Chiffres, debut: int) -> int:
    """Where the clause of the first lot begins: what stands before it may be of the whole contract."""
    premier = designes[0].debut
    if entre_parentheses(texte, designes[0]):
        tete = [
            m.end()
            for m in (
                *_MOTIFS.coupe_tete.finditer(texte, debut, premier),
                *_MOTIFS.entete.finditer(texte, debut, premier),
            )
        ]
        return max(tete, default=debut)
    separateurs = list(_MOTIFS.coupe_tete.finditer(texte, debut, premier))
    dernier = separateurs[-1].end() if separateurs else debut
    for m in reversed([None, *separateurs]):
        place = debut if m is None else m.end()
        if m is None or not est_vide(texte[place:premier]):
            # What stands there bears on the lots: a verb, a clause, a price.
            ici = texte[place:premier]
            if (dite := _reprise(texte, separateurs, debut, place, ici)) is not None:
                return dite
            if (
                any(q.mesure is Mesure.PART for q in chiffres.dans([(place, premier)]))
                or _MOTIFS.met.search(ici)
                or gestes(ici) & ~(Geste.NIER | Geste.SUIVRE | Geste.TITULAIRE)
                or _prix_devant(texte, chiffres, place, premier)
                or NIE_ICI.search(ici)
                or (place == dernier and _MOTIFS.relance.search(ici))
            ):
                return place
            return premier
    return premier


def _reprise(texte: str, separateurs: Sequence[re.Match[str]], debut: int, place: int, ici: str) -> int | None:
    """Where what a pronoun stands for was said, if it was: "la clause d'insertion, nous la mettrons sur le lot 1"."""
    if gestes(ici) & _DITS_D_UN_LOT or not _MOTIFS.pronom.search(ici):
        return None
    devant = debut
    for m in separateurs:
        if m.end() <= place and gestes(texte[devant : m.start()]) & _DITS_D_UN_LOT and not m[0].isspace():
            return devant
        devant = m.end()
    return None


_DITS_D_UN_LOT = Geste.INSERER | Geste.RESERVER
# "… pas sur" the lot that comes next.
NIE_ICI = _MOTIFS.nie_ici


def _prix_devant(texte: str, chiffres: Chiffres, debut: int, fin: int) -> bool:
    """Whether an amount stands right before what is pointed at: "30 000 pour la sono"."""
    prix = chiffres.prix(debut, fin)
    return bool(prix) and _MOTIFS.lie.fullmatch(texte, prix[-1].fin, fin) is not None


def _prix_d_abord(texte: str, designes: Sequence[Designe], chiffres: Chiffres, debut: int) -> bool:
    """Whether amounts come before the lots that they are of: "48 000 pour le lot 1, 31 500 pour le lot 2"."""
    premier = designes[0]
    if not chiffres.prix(debut, premier.debut):
        return False
    suite = designes[1].debut if len(designes) > 1 else premier.fin
    coupe = _MOTIFS.coupe.search(texte, premier.fin, suite)
    return not chiffres.prix(premier.fin, coupe.start() if coupe else premier.fin)


def _queue(texte: str, d: Designe, chiffres: Chiffres, tete: int, fin: int) -> int:
    """Where the clause of the last lot ends: what follows may be of the whole contract."""
    premier = True
    place = d.fin
    avec_prix = bool(chiffres.prix(tete, d.debut))
    for m in _MOTIFS.coupe_queue.finditer(texte, d.fin, fin):
        morceau = texte[place : m.start()]
        if premier or not (avec_prix and not COMPLEMENT.match(texte, place, fin)):
            avec_prix = avec_prix or bool(chiffres.prix(place, m.start()))
        premier = False
        place = m.end()
        if ENSEMBLE.match(texte, place, fin) or "parce" in m[0] or "car" in m[0]:
            return m.start()
        if avec_prix and not COMPLEMENT.match(texte, place, fin) and not chiffres.prix(place, fin) and morceau.strip():
            return m.start()
    return fin


def _reunir(texte: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses that only name lots, with the one that says something of them."""
    reunies: list[Clause] = []
    attente: list[Clause] = []
    for clause in clauses:
        vide = est_vide(texte[slice(*clause.avant)]) and est_vide(texte[slice(*clause.apres)])
        nouveau = clause.designes[0].genre in (Genre.NOUVEAU, Genre.COMPTE)
        if vide and not clause.sauf and not nouveau and reunies and not attente and _avant(texte, reunies[-1]):
            precedente = reunies[-1]
            reunies[-1] = replace(precedente, designes=(*precedente.designes, *clause.designes), apres=clause.apres)
        elif vide and not clause.sauf and not nouveau:
            attente.append(clause)
        elif attente and not nouveau and est_vide(texte[slice(*clause.avant)]):
            reunies.append(
                replace(
                    clause,
                    designes=(*(d for un in attente for d in un.designes), *clause.designes),
                    avant=attente[0].avant,
                )
            )
            attente = []
        else:
            reunies.extend(attente)
            attente = []
            reunies.append(clause)
    reunies.extend(attente)
    return reunies


def _fusionnees(texte: str, clauses: Sequence[Clause]) -> list[Clause]:
    """Clauses joined, then those that only together say that lots are made one: "met peinture et sols ensemble"."""
    reunies: list[Clause] = []
    for clause in _reunir(texte, clauses):
        if reunies and (une := _en_une(texte, reunies[-1], clause)) is not None:
            reunies[-1] = une
        else:
            reunies.append(clause)
    return reunies


def _en_une(texte: str, devant: Clause, clause: Clause) -> Clause | None:
    """Two clauses that follow as one, where together they make lots one."""
    designes = (*devant.designes, *clause.designes)
    if any(d.genre in (Genre.NOUVEAU, Genre.COMPTE) for d in designes):
        return None
    ici, la = (_dire(texte, un) for un in (devant, clause))
    gestes_ici, gestes_la = gestes(ici), gestes(la)
    sans_chiffre = not _MOTIFS.chiffre.search(ici + la)
    fondues = replace(devant, designes=designes, apres=(devant.apres[0], clause.apres[1]))
    if gestes_ici & Geste.FUSIONNER:
        # "On met le pain avec l'épicerie dans un seul lot"
        suivie = len(devant.designes) == 1 and _MOTIFS.avec.search(ici) and _MOTIFS.rien_de_plus.fullmatch(la)
        return fondues if suivie else None
    if gestes_la & Geste.FUSIONNER:
        nue = not gestes_ici and est_vide(ici.replace("#", ""))
        return replace(clause, designes=designes, avant=devant.avant) if nue and sans_chiffre else None
    ensemble = gestes(f"{ici} {la}") & (Geste.FUSIONNER | Geste.RETIRER)
    return fondues if ensemble == Geste.FUSIONNER and sans_chiffre else None


def _dire(texte: str, clause: Clause) -> str:
    return f"{texte[slice(*clause.avant)].strip()} # {texte[slice(*clause.apres)].strip()}"


def _avant(texte: str, clause: Clause) -> bool:
    """Whether a clause says what it says before its lots: "insertion sur le gros œuvre et le VRD"."""
    return not est_vide(texte[slice(*clause.avant)]) and est_vide(texte[slice(*clause.apres)])


__all__ = ["INSERTION", "NIE_ICI", "Clause", "Geste", "couper", "est_vide", "gestes", "structures"]
