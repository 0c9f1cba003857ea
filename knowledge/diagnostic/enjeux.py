"""What hangs on each presumption: what would apply, or would not, were it denied."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from knowledge.diagnostic.diagnostic import Diagnostic, Jugement
from knowledge.diagnostic.presomptions import ajoute, contraire
from knowledge.droit.qualification import completer
from knowledge.plan.usuelles import Usuelle
from knowledge.regles.decision import Etat, Verdict
from knowledge.regles.faits import Ensemble


@dataclass(frozen=True, slots=True)
class Suppose:
    """A presumption, with the actions that its denial could bring or take away, the others held; `poids` is what they weigh, 0 where
    nobody would deny it.

    The denial of one value out of several leaves the others open: what could then apply is among `en_plus`.
    """

    nom: str
    usuelle: Usuelle
    en_plus: tuple[int, ...]
    en_moins: tuple[int, ...]
    poids: int


def supposes(diagnostic: Diagnostic) -> tuple[Suppose, ...]:
    """What the table presumed of a contract and of its lots, that on which most hangs first."""
    trouves: dict[str, Suppose] = {}
    for jugement in (diagnostic, *diagnostic.lots):
        for nom, une in jugement.usuelles.items():
            siens = _suppose(jugement, nom, une)
            deja = trouves.get(nom)
            trouves[nom] = siens if deja is None else _ensemble(deja, siens)
    rang = diagnostic.pack.vocabulaire.rang
    return tuple(sorted(trouves.values(), key=lambda un: (-un.poids, rang[un.nom])))


def _suppose(jugement: Jugement, nom: str, une: Usuelle) -> Suppose:
    pack = jugement.pack
    autres = {
        autre: ajoute(jugement.faits, autre, presume.possible)
        for autre, presume in jugement.usuelles.items()
        if autre != nom and presume.possible is not None
    }
    if (autre_valeur := contraire(pack, une)) is not None:
        autres[nom] = autre_valeur
    avant = jugement.etat
    apres = jugement.ressort.decideur.analyser(completer(pack, jugement.faits.remplacer(autres)).faits)
    en_plus = _actions([cle for cle in apres.groupes if _peut(apres, cle) and not _peut(avant, cle)])
    en_moins = _actions([cle for cle in avant.groupes if _est(avant, cle) and not _peut(apres, cle)])
    # Where the object named its family, nobody wonders about the others.
    nommee = isinstance(dit := jugement.faits[nom], Ensemble) and bool(dit.dedans)
    poids = 0 if nommee else sum([pack.enjeux["action", action] for action in (*en_plus, *en_moins)])
    return Suppose(nom, une, en_plus, en_moins, poids)


def _ensemble(un: Suppose, autre: Suppose) -> Suppose:
    en_plus, en_moins = {*un.en_plus, *autre.en_plus}, {*un.en_moins, *autre.en_moins}
    return Suppose(un.nom, un.usuelle, tuple(sorted(en_plus)), tuple(sorted(en_moins)), max(un.poids, autre.poids))


def _actions(cles: list[Hashable]) -> tuple[int, ...]:
    return tuple(sorted([int(cle[1]) for cle in cles if isinstance(cle, tuple) and cle[0] == "action"]))


def _est(etat: Etat, cle: Hashable) -> bool:
    return etat.groupes[cle].verdict.s_applique


def _peut(etat: Etat, cle: Hashable) -> bool:
    return etat.groupes[cle].verdict is not Verdict.NON


__all__ = ["Suppose", "supposes"]
