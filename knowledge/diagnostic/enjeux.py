"""What hangs on each presumption: what would apply, or would not, were it denied."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from knowledge.diagnostic.diagnostic import Diagnostic, Jugement
from knowledge.diagnostic.presomptions import contraire, presumer
from knowledge.droit.qualification import completer
from knowledge.plan.usuelles import Usuelle
from knowledge.regles.decision import Etat, Verdict


@dataclass(frozen=True, slots=True)
class Suppose:
    """A presumption, with the actions that its denial could bring or take away; `loi`: or obligations.

    The denial of one value out of several leaves the others open: what could then apply is among `en_plus`.
    """

    nom: str
    usuelle: Usuelle
    en_plus: tuple[int, ...]
    en_moins: tuple[int, ...]
    loi: bool

    @property
    def a_un_enjeu(self) -> bool:
        """Whether an action hangs on it."""
        return bool(self.en_plus or self.en_moins)


def supposes(diagnostic: Diagnostic) -> tuple[Suppose, ...]:
    """What the table presumed of a contract and of its lots, that on which most actions hang first."""
    trouves: dict[str, Suppose] = {}
    for jugement in (diagnostic, *diagnostic.lots):
        for nom, une in jugement.usuelles.items():
            siens = _suppose(jugement, nom, une)
            deja = trouves.get(nom)
            trouves[nom] = siens if deja is None else _ensemble(deja, siens)
    rang = diagnostic.pack.vocabulaire.rang
    return tuple(sorted(trouves.values(), key=lambda un: (-len(un.en_plus) - len(un.en_moins), rang[un.nom])))


def _suppose(jugement: Jugement, nom: str, une: Usuelle) -> Suppose:
    pack = jugement.pack
    autre = contraire(pack, une)
    dits = jugement.faits if autre is None else jugement.faits.remplacer({nom: autre})
    presumes = presumer(pack, dits, {*pack.vocabulaire.keys()} - jugement.usuelles.keys() | {nom})
    etat = jugement.ressort.decideur.analyser(completer(pack, presumes.faits).faits)
    avant, apres = jugement.etat, etat
    en_plus = [cle for cle in apres.groupes if _peut(apres, cle) and not _est(avant, cle) and not _ouvert(avant, cle)]
    en_moins = [cle for cle in avant.groupes if _est(avant, cle) and not _peut(apres, cle)]
    return Suppose(
        nom,
        une,
        tuple(sorted(_actions(en_plus))),
        tuple(sorted(_actions(en_moins))),
        loi=any(cle[0] == "obligation" for cle in (*en_plus, *en_moins) if isinstance(cle, tuple)),
    )


def _ensemble(un: Suppose, autre: Suppose) -> Suppose:
    en_plus = tuple(sorted({*un.en_plus, *autre.en_plus}))
    return Suppose(un.nom, un.usuelle, en_plus, tuple(sorted({*un.en_moins, *autre.en_moins})), loi=un.loi or autre.loi)


def _actions(cles: list[Hashable]) -> list[int]:
    return [int(cle[1]) for cle in cles if isinstance(cle, tuple) and cle[0] == "action"]


def _est(etat: Etat, cle: Hashable) -> bool:
    return etat.groupes[cle].verdict.s_applique


def _ouvert(etat: Etat, cle: Hashable) -> bool:
    return etat.groupes[cle].verdict is Verdict.INCONNU


def _peut(etat: Etat, cle: Hashable) -> bool:
    return etat.groupes[cle].verdict is not Verdict.NON


__all__ = ["Suppose", "supposes"]
