"""A diagnosis with lots, told without repeating: what is said of all lots once, the rest by the lots that it is said of."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledge.diagnostic.diagnostic import Diagnostic, Jugement, Ouverte, Recommandation
from knowledge.droit.qualification import LOT, MONTANT
from knowledge.plan.ressort import Due, Propose
from knowledge.regles.faits import Borne, Ensemble, Intervalle, Options, Possible

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Dite(Generic[T]):
    """Something said of the contract, or of some lots: `lots` are their numbers, none when it is of the contract."""

    quoi: T
    lots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RecommandationDite:
    """A rule that applies, with the facts that decided: of several lots, what they have between them.

    `juges`: what each of those lots is judged on, or the contract; `presumes`: what decided and nobody said.
    """

    recommandation: Recommandation
    lots: tuple[int, ...]
    decisifs: tuple[tuple[str, Possible], ...]
    juges: tuple[Jugement, ...]

    @property
    def presumes(self) -> tuple[tuple[str, Possible], ...]:
        return tuple([(nom, self.juges[0].juges[nom]) for nom in self.recommandation.presumes])


@dataclass(frozen=True, slots=True)
class Vue:
    """All that a diagnosis says, each thing once: first what is of the contract, then by action and obligation."""

    recommandations: tuple[RecommandationDite, ...]
    obligations: tuple[Dite[Due], ...]
    conseils: tuple[Dite[Propose], ...]
    ouvertes: tuple[Dite[Ouverte], ...]

    @property
    def groupes(self) -> tuple[tuple[int, ...], ...]:
        """The sets of lots of which something is said, the largest first; never the contract."""
        dites = {
            *(une.lots for une in self.recommandations),
            *(une.lots for une in self.obligations),
            *(une.lots for une in self.conseils),
            *(une.lots for une in self.ouvertes),
        }
        return tuple(sorted(dites - {()}, key=lambda lots: (-len(lots), lots)))


def vue(diagnostic: Diagnostic) -> Vue:
    """Gather what the diagnosis says; of a contract without lots, what it says as it says it."""
    regles = [
        RecommandationDite(une, (), tuple([(nom, diagnostic.faits[nom]) for nom in une.decisifs]), (diagnostic,))
        for une in diagnostic.recommandations
    ]
    for lots, unes in _reunir(diagnostic, lambda un: un.recommandations, lambda une: (une.regle.id, une.verdict)):
        juges = tuple([_du_lot(diagnostic, lot) for lot in lots])
        decisifs = _decisifs(list(zip(juges, unes, strict=True)))
        regles.append(RecommandationDite(unes[0], lots, decisifs, juges))
    rang = {loi.id: place for place, loi in enumerate(diagnostic.pack.obligations)}
    dues = [
        *(Dite(due, ()) for due in diagnostic.obligations),
        *_dites(diagnostic, lambda un: un.obligations, lambda due: due.obligation.id),
    ]
    conseils = [
        *(Dite(un, ()) for un in diagnostic.conseils),
        *_dites(diagnostic, lambda un: un.conseils, lambda un: (un.fiche.numero, un.conseil.id)),
    ]
    ouvertes = [
        *(Dite(une, ()) for une in diagnostic.ouvertes),
        *_dites(diagnostic, lambda un: un.ouvertes, lambda une: (_nom(une), une.si)),
    ]
    return Vue(
        # Sorting is stable: what is of the contract stays first.
        tuple(sorted(regles, key=lambda une: une.recommandation.fiche.numero)),
        tuple(sorted(dues, key=lambda dite: rang[dite.quoi.obligation.id])),
        tuple(sorted(conseils, key=lambda dite: dite.quoi.fiche.numero)),
        tuple(ouvertes),
    )


def _nom(ouverte: Ouverte) -> Hashable:
    if ouverte.obligation is not None:
        return ouverte.obligation.id
    assert ouverte.fiche is not None
    assert ouverte.regle is not None
    return ouverte.fiche.numero, ouverte.regle.id


def _du_lot(diagnostic: Diagnostic, numero: int) -> Jugement:
    return next(un for un in diagnostic.lots if un.lot.numero == numero)


def _reunir(
    diagnostic: Diagnostic, quoi: Callable[[Jugement], Iterable[T]], cle: Callable[[T], Hashable]
) -> list[tuple[tuple[int, ...], list[T]]]:
    """What several lots have in common, with their numbers, in the order in which it first comes."""
    reunis: dict[Hashable, tuple[list[int], list[T]]] = {}
    for un in diagnostic.lots:
        for chose in quoi(un):
            lots, choses = reunis.setdefault(cle(chose), ([], []))
            lots.append(un.lot.numero)
            choses.append(chose)
    return [(tuple(lots), choses) for lots, choses in reunis.values()]


def _dites(
    diagnostic: Diagnostic, quoi: Callable[[Jugement], Iterable[T]], cle: Callable[[T], Hashable]
) -> list[Dite[T]]:
    return [Dite(choses[0], lots) for lots, choses in _reunir(diagnostic, quoi, cle)]


def _decisifs(unes: Sequence[tuple[Jugement, Recommandation]]) -> tuple[tuple[str, Possible], ...]:
    """Each fact that decided for some of the lots, with what they have of it between them."""
    valeurs: dict[str, list[Possible]] = {}
    for juge, une in unes:
        for nom in une.decisifs:
            valeurs.setdefault(LOT if nom == MONTANT else nom, []).append(juge.faits[nom])
    return tuple([(nom, joindre(leurs)) for nom, leurs in valeurs.items()])


def joindre(leurs: Sequence[Possible]) -> Possible:
    """The least that holds every one of them: from the lowest to the highest, this or that."""
    premier, *autres = leurs
    for autre in autres:
        match premier, autre:
            case Options(), Options():
                premier = Options(premier.possibles | autre.possibles)
            case Ensemble(), Ensemble():
                premier = Ensemble(premier.dedans | autre.dedans, premier.dehors & autre.dehors)
            case Intervalle(), Intervalle():
                premier = _joindre_deux(premier, autre)
            case _:
                pass
    return premier


def _joindre_deux(un: Intervalle, autre: Intervalle) -> Intervalle:
    bas = min((un, autre), key=lambda i: (i.bas is not None, _cle(i.bas), not i.bas_inclus))
    haut = max((un, autre), key=lambda i: (i.haut is None, _cle(i.haut), i.haut_inclus))
    return Intervalle(bas.bas, haut.haut, bas.bas_inclus, haut.haut_inclus)


def _cle(borne: Borne | None) -> float:
    """What to compare two bounds of one fact by."""
    if borne is None:
        return 0.0
    return float(borne.toordinal()) if hasattr(borne, "toordinal") else float(borne)


__all__ = ["Dite", "RecommandationDite", "Vue", "joindre", "vue"]
