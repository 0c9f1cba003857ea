"""What a purchase is presumed to be where nobody said it, by the plan's own table: each with its reason, told apart from what was said."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from knowledge.droit.qualification import completer
from knowledge.plan.pack import Pack
from knowledge.plan.usuelles import OBJET, Usuelle
from knowledge.regles.conditions import atomes, juger
from knowledge.regles.faits import Ensemble, Faits, Options, Possible

PRESUMES_MAX = 1000
# What each fact is presumed on hangs on the others: so many times is the table read again, each time from its head.
TOURS_MAX = 30


class Origine(StrEnum):
    """Where a fact comes from: told, guessed from words, presumed, or following from others."""

    DIT = "dit"
    DEVINE = "devine"
    PRESUME = "presume"
    DEDUIT = "deduit"


@dataclass(frozen=True, slots=True)
class Presumes:
    """The facts of a contract with what is presumed, and the line that presumed each; `tus` are not worth a question.

    `leviers`: on how many lines that are still open each unknown fact bears: once it is known, less is left to ask.
    """

    faits: Faits
    par_fait: Mapping[str, Usuelle]
    tus: frozenset[str] = frozenset()
    leviers: Mapping[str, int] = field(default_factory=dict)

    @property
    def tranches(self) -> frozenset[str]:
        """What is not asked: who knows better says so. "In the year" is not asked to the month."""
        return self.tus | self.par_fait.keys()


def presumer(
    pack: Pack, faits: Faits, sauf: Collection[str] = (), seulement: Collection[str] | None = None
) -> Presumes:
    """Add what the table presumes, never of `sauf`: what somebody denied, or said not to know. The last answers are kept.

    `seulement`: of these facts alone.
    """
    cle = faits, frozenset(sauf), None if seulement is None else frozenset(seulement)
    connu: Presumes | None = pack.presumes.get(cle)
    if connu is None:
        if len(pack.presumes) >= PRESUMES_MAX:
            pack.presumes.clear()
        connu = pack.presumes[cle] = _presumer(pack, faits, sauf, seulement)
    return connu


def presumer_si(pack: Pack, faits: Faits, sauf: Collection[str] | None, *, de_lot: bool = False) -> Presumes:
    """`presumer`, or nothing where `sauf` is None. `de_lot`: only what a lot may have of its own."""
    if sauf is None:
        return Presumes(faits, {})
    siens = [nom for nom, fait in faits.vocabulaire.items() if fait.par_lot is not None] if de_lot else None
    return presumer(pack, faits, sauf, siens)


def _presumer(pack: Pack, faits: Faits, sauf: Collection[str], seulement: Collection[str] | None) -> Presumes:
    ouvertes = [
        une
        for une in pack.usuelles
        if une.fait not in sauf
        and (seulement is None or une.fait in seulement)
        and _est_ouvert(faits, une)
        and une.convient_a(faits)
    ]
    lues: dict[str, Usuelle] = {}
    presumes = faits
    for _ in range(TOURS_MAX):
        juges = completer(pack, presumes).faits
        # The first line that holds, in the author's order; what it adds may make another hold.
        une = next((une for une in ouvertes if une.fait not in lues and juger(une.quand, juges)), None)
        if une is None:
            break
        lues[une.fait] = une
        if une.possible is not None:
            presumes = presumes.remplacer({une.fait: ajoute(faits, une.fait, une.possible)})
    par_fait = {nom: une for nom, une in lues.items() if une.possible is not None}
    leviers = Counter(
        nom for une in ouvertes if une.fait not in lues for nom in {atome.fait for atome in atomes(une.quand)}
    )
    return Presumes(presumes, par_fait, frozenset(lues.keys() - par_fait.keys()), leviers)


def ajoute(faits: Faits, nom: str, possible: Possible) -> Possible:
    """What a presumption makes of a fact, beside what was said of it."""
    match faits[nom], possible:
        case Ensemble() as dit, Ensemble() as presume:
            return Ensemble(dit.dedans | (presume.dedans - dit.dehors), dit.dehors | (presume.dehors - dit.dedans))
        case Options() as dit, Options() as presume:
            return dit.inter(presume)
        case _:
            return possible


def contraire(pack: Pack, une: Usuelle) -> Possible | None:
    """What is true once that line is denied; None where that only leaves the fact unknown."""
    domaine = pack.vocabulaire.domaine(une.fait)
    if isinstance(domaine, Options) and isinstance(une.possible, Options):
        return Options(domaine.possibles - une.possible.possibles)
    return None


def _est_ouvert(faits: Faits, une: Usuelle) -> bool:
    """Whether what was said of it leaves room: "un marché" leaves three natures. Families wait for an object, or for one of them."""
    match faits[une.fait], une.possible:
        case Ensemble() as dit, _:
            nomme = OBJET in faits or bool(dit.dedans)
            return nomme and not faits.vocabulaire[une.fait].options <= dit.dedans | dit.dehors
        case Options() as dit, Options() as presume:
            return dit.seule is None and not dit.inter(presume).vide
        case _:
            return une.fait not in faits


__all__ = ["Origine", "Presumes", "ajoute", "contraire", "presumer", "presumer_si"]
