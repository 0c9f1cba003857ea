"""The facts of a contract, each held as the set of values still possible."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeAlias

OUI = "oui"
NON = "non"


class Genre(StrEnum):
    """What kind of value a fact has, as written in `faits.yaml`."""

    CHOIX = "choix"
    OUI_NON = "oui_non"
    NOMBRE = "nombre"
    DATE = "date"
    ENSEMBLE = "ensemble"
    TEXTE = "texte"


class ParLot(StrEnum):
    """How the whole contract follows from what its lots have of a fact that each of them may have of its own.

    PROPRE: not at all. COMMUN: what they all have. PRINCIPAL: what weighs more than half of the amount. REUNION: the members
    of any. UN_SUFFIT: yes as soon as one says yes. PLUS_LONG: the greatest.
    """

    PROPRE = "propre"
    COMMUN = "commun"
    PRINCIPAL = "principal"
    REUNION = "reunion"
    UN_SUFFIT = "un_suffit"
    PLUS_LONG = "plus_long"


# No amount, duration or count comes near: it is more euros than the whole country buys in a year. What is below, in cents
# and for a hundred years, fits the 64 bits of a database, and sums too.
NOMBRE_MAX = Decimal("1e12")


@dataclass(frozen=True, slots=True)
class Choix:
    """One value a fact can take: `exclut` names what it rules out of other facts, `phrase` says it of a contract.

    `noms` say it alone in their clause, or beside the word of a role.
    """

    valeur: str
    libelle: str
    mots: tuple[str, ...] = ()
    noms: tuple[str, ...] = ()
    exclut: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nature_probable: str | None = None
    phrase: str | None = None


@dataclass(frozen=True, slots=True)
class Fait:
    """A fact a contract can have: how it is asked, and what values it admits."""

    nom: str
    genre: Genre
    libelle: str
    question: str
    pourquoi: str
    aussi: tuple[str, ...] = ()
    defini: str | None = None
    aide: str | None = None
    unite: str | None = None
    choix: tuple[Choix, ...] = ()
    a_l_attribution: bool = False  # never asked: a rule that hangs on it is proposed with its condition
    sur_pieces: bool = False  # one of those, that the file of the contract tells, not its award
    demande: bool = True
    exemples: tuple[str, ...] = ()
    minimum_exclu: Decimal | None = None
    vraisemblable: tuple[Decimal, Decimal] | None = None
    selon: Mapping[tuple[str, str], tuple[str, str | None]] = field(default_factory=dict)
    par_defaut_aujourdhui: bool = False
    lecteur: str | None = None  # a way of reading it that words alone do not make
    noms_propres: bool = False  # its choices are names, with a capital wherever they stand
    roles_avant: tuple[
        str, ...
    ] = ()  # what is said before one of their names, and gives it the role that the fact asks about
    roles_apres: tuple[str, ...] = ()  # and after it
    lieux: tuple[str, ...] = ()  # what one of these names has, as a place, that tells nothing of who buys
    par_lot: ParLot | None = None  # a lot may have it of its own; None: it is of the whole contract
    options: frozenset[str] = field(init=False, repr=False, compare=False)  # the values of its choices

    def __post_init__(self) -> None:
        object.__setattr__(self, "options", frozenset([choix.valeur for choix in self.choix]))

    def choix_de(self, valeur: str) -> Choix | None:
        return next((choix for choix in self.choix if choix.valeur == valeur), None)

    def pose_a(self, faits: Faits) -> Fait:
        """The fact as it is asked of that contract: `selon` has another question and help by another fact's value."""
        for (nom, valeur), (question, aide) in self.selon.items():
            if faits.valeur(nom) == valeur:
                return replace(self, question=question, aide=aide or self.aide)
        return self


# --- sets of possible values ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Options:
    """Some of the choices are still possible."""

    possibles: frozenset[str]

    @property
    def vide(self) -> bool:
        return not self.possibles

    def inter(self, autre: Options) -> Options:
        return Options(self.possibles & autre.possibles)

    @property
    def seule(self) -> str | None:
        """The value, when only one is left."""
        return next(iter(self.possibles)) if len(self.possibles) == 1 else None


Borne: TypeAlias = "Decimal | date"


@dataclass(frozen=True, slots=True)
class Intervalle:
    """Every value between two bounds; `None` is no bound."""

    bas: Borne | None = None
    haut: Borne | None = None
    bas_inclus: bool = True
    haut_inclus: bool = True

    @classmethod
    def point(cls, valeur: Borne) -> Intervalle:
        return cls(valeur, valeur)

    @property
    def seule(self) -> Borne | None:
        """The value, when only one is left."""
        return self.bas if self.bas is not None and self.bas == self.haut else None

    @property
    def vide(self) -> bool:
        if self.bas is None or self.haut is None:
            return False
        if self.bas == self.haut:
            return not (self.bas_inclus and self.haut_inclus)
        return self.bas > self.haut  # type: ignore[operator]

    def inter(self, autre: Intervalle) -> Intervalle:
        bas, bas_inclus = _plus_haute_des_basses(self, autre)
        haut, haut_inclus = _plus_basse_des_hautes(self, autre)
        return Intervalle(bas, haut, bas_inclus, haut_inclus)


def _plus_haute_des_basses(a: Intervalle, b: Intervalle) -> tuple[Borne | None, bool]:
    if a.bas is None:
        return b.bas, b.bas_inclus
    if b.bas is None or a.bas > b.bas:  # type: ignore[operator]
        return a.bas, a.bas_inclus
    if a.bas == b.bas:
        return a.bas, a.bas_inclus and b.bas_inclus
    return b.bas, b.bas_inclus


def _plus_basse_des_hautes(a: Intervalle, b: Intervalle) -> tuple[Borne | None, bool]:
    if a.haut is None:
        return b.haut, b.haut_inclus
    if b.haut is None or a.haut < b.haut:  # type: ignore[operator]
        return a.haut, a.haut_inclus
    if a.haut == b.haut:
        return a.haut, a.haut_inclus and b.haut_inclus
    return b.haut, b.haut_inclus


@dataclass(frozen=True, slots=True)
class Ensemble:
    """A set of which some members are known in, some known out, the others unknown."""

    dedans: frozenset[str] = frozenset()
    dehors: frozenset[str] = frozenset()

    @property
    def vide(self) -> bool:
        return bool(self.dedans & self.dehors)

    def inter(self, autre: Ensemble) -> Ensemble:
        return Ensemble(self.dedans | autre.dedans, self.dehors | autre.dehors)


@dataclass(frozen=True, slots=True)
class Texte:
    """A text in the words of whoever wrote it; no rule depends on it."""

    texte: str
    vide: bool = False

    def inter(self, autre: Texte) -> Texte:
        return autre


Possible: TypeAlias = "Options | Intervalle | Ensemble | Texte"


class FaitInconnuError(KeyError):
    """No fact of this pack has that name."""


class ContradictionError(ValueError):
    """What was just learned leaves no possible value: the earlier value has to be corrected, not refined."""

    def __init__(self, nom: str) -> None:
        super().__init__(nom)
        self.nom = nom


class Vocabulaire(Mapping[str, Fait]):
    """The facts of a pack, by name, in the author's order."""

    def __init__(self, faits: Iterable[Fait]) -> None:
        self._faits = {fait.nom: fait for fait in faits}
        self._domaines: dict[str, Possible] = {nom: _domaine(fait) for nom, fait in self._faits.items()}
        self.rang = {nom: rang for rang, nom in enumerate(self._faits)}
        self.du_jour = tuple([nom for nom, fait in self._faits.items() if fait.par_defaut_aujourdhui])
        self.demandables = frozenset(
            nom for nom, fait in self._faits.items() if fait.demande and not fait.a_l_attribution
        )
        self._exclus: dict[tuple[str, frozenset[str]], tuple[tuple[str, frozenset[str]], ...]] = {}
        # The facts whose choices rule something out of other facts, with those others.
        self.excluants = {
            nom: frozenset(autre for choix in fait.choix for autre in choix.exclut)
            for nom, fait in self._faits.items()
            if any(choix.exclut for choix in fait.choix)
        }

    def __getitem__(self, nom: str) -> Fait:
        try:
            return self._faits[nom]
        except KeyError:
            raise FaitInconnuError(nom) from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._faits)

    def __len__(self) -> int:
        return len(self._faits)

    def domaine(self, nom: str) -> Possible:
        """Every value the fact can have: what an unknown fact still admits."""
        try:
            return self._domaines[nom]
        except KeyError:
            raise FaitInconnuError(nom) from None

    def exclus(self, nom: str, possibles: frozenset[str]) -> tuple[tuple[str, frozenset[str]], ...]:
        """What all of these choices of a fact rule out of the others, by fact."""
        connus = self._exclus.get((nom, possibles))
        if connus is None:
            choisis = [choix for choix in self[nom].choix if choix.valeur in possibles]
            exclues = {
                autre: frozenset.intersection(*[choix.exclut.get(autre, frozenset()) for choix in choisis])
                for autre in self.excluants[nom]
            }
            connus = self._exclus[nom, possibles] = tuple([(autre, sont) for autre, sont in exclues.items() if sont])
        return connus

    def aucun_fait(self) -> Faits:
        return Faits(self, {})


def _domaine(fait: Fait) -> Possible:
    match fait.genre:
        case Genre.CHOIX:
            return Options(fait.options)
        case Genre.OUI_NON:
            return Options(frozenset({OUI, NON}))
        case Genre.NOMBRE:
            return Intervalle(fait.minimum_exclu, None, bas_inclus=fait.minimum_exclu is None)
        case Genre.DATE:
            return Intervalle()
        case Genre.ENSEMBLE:
            return Ensemble()
        case Genre.TEXTE:
            return Texte("")


class Faits:
    """What is known of one contract: a set of possible values per fact. Immutable.

    What was said of each fact is kept apart from what it rules out of the others, so that a correction also takes back
    what only followed from the old value.
    """

    __slots__ = ("_connus", "_dits", "_hash", "vocabulaire")

    def __init__(self, vocabulaire: Vocabulaire, dits: Mapping[str, Possible]) -> None:
        self.vocabulaire = vocabulaire
        self._dits = dict(dits)
        self._hash: int | None = None
        self._connus = _sans_ce_qui_est_exclu(vocabulaire, self._dits)

    def __getitem__(self, nom: str) -> Possible:
        possible = self._connus.get(nom)
        return self.vocabulaire.domaine(nom) if possible is None else possible

    def __contains__(self, nom: str) -> bool:
        return nom in self._connus

    def __iter__(self) -> Iterator[str]:
        """Names of the facts on which something is known, in the author's order."""
        return iter(sorted(self._connus, key=self.vocabulaire.rang.__getitem__))

    def __eq__(self, autre: object) -> bool:
        return isinstance(autre, Faits) and self._dits == autre._dits

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash(frozenset(self._dits.items()))
        return self._hash

    def __repr__(self) -> str:
        return f"Faits({self.en_json()})"

    def connus(self) -> Mapping[str, Possible]:
        return self._connus

    def valeur(self, nom: str) -> Any:
        """The fact's value when it is settled: str, bool, Decimal, date or frozenset; else None."""
        possible = self._connus.get(nom)
        if possible is None:
            return None
        match possible:
            case Options():
                seule = possible.seule
                oui_non = seule is not None and self.vocabulaire[nom].genre is Genre.OUI_NON
                return seule == OUI if oui_non else seule
            case Intervalle():
                return possible.seule
            case Ensemble():
                return possible.dedans or None
            case Texte():
                return possible.texte

    def apprendre(self, nom: str, possible: Possible) -> Faits:
        """Shrink a fact to the values that are possible under both what was known and what is said.

        Raises ContradictionError when none is left.
        """
        if self[nom].inter(possible).vide:  # type: ignore[arg-type]
            raise ContradictionError(nom)
        avant = self._dits.get(nom, self.vocabulaire.domaine(nom))
        dit: Possible = avant.inter(possible)  # type: ignore[arg-type]
        return Faits(self.vocabulaire, {**self._dits, nom: dit})

    def avec(self, deduits: Mapping[str, Possible]) -> Faits:
        """Beside what was said, what follows from it: facts of which nothing was said."""
        return Faits(self.vocabulaire, {**deduits, **self._dits})

    def remplacer(self, dits: Mapping[str, Possible], oublies: Collection[str] = ()) -> Faits:
        """What is said of those facts takes the place of what was; `oublies` are known no more."""
        restent = {nom: possible for nom, possible in self._dits.items() if nom not in oublies}
        return Faits(self.vocabulaire, {**restent, **dits})

    def est_dit(self, nom: str) -> bool:
        """Whether it was said outright."""
        return nom in self._dits

    def dits(self) -> Mapping[str, Possible]:
        """What was said, without what follows from it."""
        return MappingProxyType(self._dits)

    def corriger(self, nom: str, possible: Possible) -> Faits:
        """Replace what was known of a fact; it stands whatever the other facts rule out.

        Raises ContradictionError when the fact can never have that value.
        """
        dit: Possible = self.vocabulaire.domaine(nom).inter(possible)  # type: ignore[arg-type]
        if dit.vide:
            raise ContradictionError(nom)
        return Faits(self.vocabulaire, {**self._dits, nom: dit})

    def oublier(self, nom: str) -> Faits:
        return Faits(self.vocabulaire, {cle: valeur for cle, valeur in self._dits.items() if cle != nom})

    def en_json(self) -> dict[str, Any]:
        """A JSON-ready picture of what was said, read back by `depuis_json`."""
        return {nom: _en_json(possible) for nom, possible in self._dits.items()}

    @classmethod
    def depuis_json(cls, vocabulaire: Vocabulaire, donnees: Mapping[str, Any]) -> Faits:
        """Read back `en_json`. What the pack no longer has, fact or choice, is left out."""
        dits = {}
        for nom, valeur in donnees.items():
            if nom in vocabulaire and (possible := _depuis_json(vocabulaire[nom], valeur)) is not None:
                dits[nom] = possible
        return cls(vocabulaire, dits)


def _sans_ce_qui_est_exclu(vocabulaire: Vocabulaire, dits: dict[str, Possible]) -> dict[str, Possible]:
    # "MAPA" is a marché's procedure: it rules out the concession, and so does "MAPA ou appel d'offres". What was said
    # outright about the other fact stands.
    connus = dits
    for nom in vocabulaire.excluants:
        possible = dits.get(nom)
        if not isinstance(possible, Options):
            continue
        for autre, exclues in vocabulaire.exclus(nom, possible.possibles):
            avant = connus.get(autre, vocabulaire.domaine(autre))
            if isinstance(avant, Options) and not avant.possibles <= exclues:
                connus = {**connus, autre: Options(avant.possibles - exclues)}
    return connus


def _en_json(possible: Possible) -> Any:
    match possible:
        case Options():
            return sorted(possible.possibles)
        case Ensemble():
            return {"dedans": sorted(possible.dedans), "dehors": sorted(possible.dehors)}
        case Texte():
            return possible.texte
        case Intervalle():
            return {
                "bas": None if possible.bas is None else str(possible.bas),
                "haut": None if possible.haut is None else str(possible.haut),
                "bas_inclus": possible.bas_inclus,
                "haut_inclus": possible.haut_inclus,
            }


def _depuis_json(fait: Fait, valeur: Any) -> Possible | None:
    """None for what cannot be read back: the fact has another kind or other choices since."""
    try:
        match fait.genre:
            case Genre.CHOIX | Genre.OUI_NON:
                return Options(frozenset(valeur) & fait.options) if frozenset(valeur) & fait.options else None
            case Genre.ENSEMBLE:
                return Ensemble(frozenset(valeur["dedans"]) & fait.options, frozenset(valeur["dehors"]) & fait.options)
            case Genre.TEXTE:
                return Texte(valeur) if isinstance(valeur, str) else None
            case Genre.NOMBRE | Genre.DATE:
                lire = Decimal if fait.genre is Genre.NOMBRE else date.fromisoformat
                return Intervalle(
                    None if valeur["bas"] is None else lire(valeur["bas"]),
                    None if valeur["haut"] is None else lire(valeur["haut"]),
                    valeur["bas_inclus"],
                    valeur["haut_inclus"],
                )
    except (KeyError, TypeError, ValueError, InvalidOperation):
        return None


# --- cells ------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decoupage:
    """A number line cut at the points that conditions name: cell 2i is the open stretch below point i, 2i+1 the point."""

    points: tuple[Borne, ...]

    @property
    def nombre(self) -> int:
        return 2 * len(self.points) + 1

    def masque(self, intervalle: Intervalle) -> int:
        """Bit mask of the cells that the interval meets."""
        if intervalle.bas is intervalle.haut and intervalle.bas is not None:
            return 1 << self._cellule(intervalle.bas, incluse=True, vers=0)
        premiere = 0 if intervalle.bas is None else self._cellule(intervalle.bas, intervalle.bas_inclus, +1)
        derniere = (
            self.nombre - 1 if intervalle.haut is None else self._cellule(intervalle.haut, intervalle.haut_inclus, -1)
        )
        return (1 << (derniere + 1)) - (1 << premiere) if derniere >= premiere else 0

    def _cellule(self, borne: Borne, incluse: bool, vers: int) -> int:
        rang = bisect_left(self.points, borne)
        if rang < len(self.points) and self.points[rang] == borne:
            return 2 * rang + 1 if incluse else 2 * rang + 1 + vers
        return 2 * rang

    def temoin(self, cellule: int) -> Intervalle:
        """The cell as an interval."""
        rang, sur_le_point = divmod(cellule, 2)
        if sur_le_point:
            return Intervalle.point(self.points[rang])
        bas = self.points[rang - 1] if rang > 0 else None
        haut = self.points[rang] if rang < len(self.points) else None
        return Intervalle(bas, haut, bas_inclus=False, haut_inclus=False)
