"""The pack: one SPASER and the law that goes with it, as frozen records read from YAML."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.droit.textes import Textes
from knowledge.plan.declaration import Calcul, Saisie, Trait, TraitDuPlan, Visee
from knowledge.plan.ressort import AVANCE_DUE, QUALIFICATIONS_DU_LOT, PorteSur, Ressort, composer
from knowledge.plan.tableau_de_bord import Genre
from knowledge.plan.usuelles import Usuelle
from knowledge.regles.conditions import Condition, Toutes, UneDe, atomes, lire_condition
from knowledge.regles.decision import Decideur, Verdict
from knowledge.regles.faits import Faits, Possible, Vocabulaire
from knowledge.regles.seuils import Seuils

if TYPE_CHECKING:
    from knowledge.droit.listes import Liste


class Portee(StrEnum):
    """How strongly the plan speaks. The law has its own word, `obligation`, and never one of these."""

    SYSTEMATIQUE = "systematique"
    A_ETUDIER = "a_etudier"
    EXPERIMENTAL = "experimental"


# What a question settles weighs as much as the plan asks for it; a doubt on the procedure itself, as what is asked most.
POIDS = {Portee.SYSTEMATIQUE: 3, Portee.A_ETUDIER: 2, Portee.EXPERIMENTAL: 1}
POIDS_D_UNE_ALERTE = 3


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is written: file (relative to `knowledge/`) and line, from 1."""

    fichier: str
    ligne: int

    def __str__(self) -> str:
        return f"{self.fichier}:{self.ligne}"


@dataclass(frozen=True, slots=True)
class Exemple:
    """A contract and what the rules must say of it; every example is a test."""

    titre: str
    contrat: Faits
    attendu: Mapping[str, Verdict]
    manque: frozenset[str] | None
    place: Place


@dataclass(frozen=True, slots=True)
class Regle:
    """When an action applies to a contract, why, and what to do."""

    id: str
    portee: Portee
    quand: Condition
    phrase: str
    faire: tuple[str, ...]
    justifier: str | None
    contacts: tuple[str, ...]
    droit: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Conseil:
    """A proposal that is not a rule: told when it fits, never asked for."""

    id: str
    quand: Condition
    texte: str
    porte_sur: PorteSur = PorteSur.MARCHE


@dataclass(frozen=True, slots=True)
class Signal:
    """A named answer beside the verdicts (`negociation`, `revision_prix`): the first condition that holds gives it."""

    nom: str
    valeurs: tuple[tuple[Any, Condition], ...]
    defaut: Any
    texte: str


@dataclass(frozen=True, slots=True)
class Partenaire:
    """Who helps: a service of the pack (by id), or an outside organisation (by name)."""

    nom: str
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Indicateur:
    """A figure that the plan or the law asks for: computed from what was done (`calcul`) or entered by a pilot (`saisie`).

    `famille` is "realisation", "effets" or "loi"; "saisie" for a figure that only serves to compute another one.
    `lecture`: how the title was read, where it leaves a doubt. `sens`: whether more is better (+1), worse (-1) or neither.
    `evolution`: the title speaks of a change over the years. `sources` to `verifie_le` are the law's.
    """

    id: str
    titre: str
    famille: str
    calcul: Calcul | None
    saisie: Saisie | None
    lecture: str | None = None
    sens: int = 1
    evolution: bool = False
    sources: tuple[str, ...] = ()
    a_confirmer: str | None = None
    verifie_le: date | None = None

    @property
    def genre(self) -> Genre:
        return Genre.SAISIE if self.calcul is None else self.calcul.genre

    @property
    def unite(self) -> str:
        """One of `UNITES`."""
        if self.calcul is not None:
            return self.calcul.unite
        return "texte" if self.saisie is None else self.saisie.unite


@dataclass(frozen=True, slots=True)
class ASaisir:
    """An entered figure, asked for once even when several actions use it: how, under which title, for which actions.

    `evolution`: some title speaks of a change; it is the level of the year that is entered.
    """

    saisie: Saisie
    titre: str
    actions: tuple[int, ...]
    evolution: bool = False


@dataclass(frozen=True, slots=True)
class AvanceDuPlan:
    """The plan's own advance: below `plafond_ht` euros HT, `taux_pct` percent for holders under `effectif_max` staff."""

    plafond_ht: Decimal
    taux_pct: Decimal
    effectif_max: int


@dataclass(frozen=True, slots=True)
class Lien:
    """How one action stands to another; `genre` is one of `GENRES_DE_LIEN`."""

    genre: str
    action: int


# Each kind of link with its inverse: a link is written once, on the fiche that states it.
GENRES_DE_LIEN: Mapping[str, str] = {
    "renforcee_par": "renforce",
    "soutenue_par": "soutient",
    "simultanee": "simultanee",
    "complete": "completee_par",
    "apres": "avant",
}


@dataclass(frozen=True, slots=True)
class Fiche:
    """One of the plan's actions.

    `porte_sur`: what all its rules and signals are judged on; a piece of advice may say otherwise of itself.
    `saisies`: figures entered only to compute its indicators. `preuves`: the traits which, when official data says them
    of a contract, prove that the action was written into it. `etablit`: those which are true once it is, false once it is
    set aside. `motifs`: reasons that are proposed for setting it aside, beside those of any action.
    """

    numero: int
    titre: str
    titre_court: str
    objectif: int
    resume: str
    quand_y_penser: str
    etapes: tuple[str, ...]
    resultats: tuple[str, ...]
    pilote: str
    pilote_note: str | None
    internes: tuple[Partenaire, ...]
    externes: tuple[Partenaire, ...]
    liens: tuple[Lien, ...]
    mots: tuple[str, ...]
    lectures: tuple[str, ...]
    regles: tuple[Regle, ...]
    conseils: tuple[Conseil, ...]
    signaux: tuple[Signal, ...]
    avance: AvanceDuPlan | None
    exemples: tuple[Exemple, ...]
    indicateurs: tuple[Indicateur, ...]
    saisies: tuple[Indicateur, ...]
    preuves: tuple[str, ...]
    etablit: tuple[str, ...]
    motifs: tuple[str, ...]
    source: str
    verifie_le: date
    a_confirmer: str | None
    place: Place
    porte_sur: PorteSur = PorteSur.MARCHE

    @property
    def se_juge_par_lot(self) -> bool:
        """Whether it is judged of each lot apart: an advance, or a reservation."""
        return self.avance is not None or Trait.RESERVE in self.etablit


@dataclass(frozen=True, slots=True)
class Qualification:
    """What the law calls a contract, by a name that obligations and rules use; `titre` says it of a contract."""

    nom: str
    titre: str
    quand: Condition
    sources: tuple[str, ...]
    exemples: tuple[Exemple, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Presomption:
    """What is held of a fact of which nothing is said, when `quand` is sure; `dit` tells it with the qualification."""

    fait: str
    possible: Possible
    quand: Condition
    dit: str


@dataclass(frozen=True, slots=True)
class Sauf:
    """An exception to an obligation; `quand`, where the facts of a contract can tell that it is met."""

    id: str
    texte: str
    quand: Condition | None
    exemples: tuple[Exemple, ...]
    place: Place


# Obligations below this rank question the procedure itself.
RANG_DES_ALERTES = 10


@dataclass(frozen=True, slots=True)
class Obligation:
    """What the law asks of a contract; what was not verified says so (`a_confirmer`).

    `seuil` names the threshold on which it hangs, so that its amount of the day can be told with it. `du_titre`: the sources of what its
    title says, which are told where nothing else is told of it.
    """

    id: str
    titre: str
    famille: str
    rang: int
    quand: Condition
    texte: str
    saufs: tuple[Sauf, ...]
    sources: tuple[str, ...]
    depuis: date | None
    a_confirmer: str | None
    verifie_le: date
    actions: tuple[int, ...]
    seuil: str | None
    exemples: tuple[Exemple, ...]
    place: Place
    porte_sur: PorteSur = PorteSur.MARCHE
    du_titre: tuple[str, ...] = ()

    @property
    def exceptions(self) -> tuple[str, ...]:
        """Its exceptions, in words."""
        return tuple(sauf.texte for sauf in self.saufs)

    @property
    def alerte(self) -> bool:
        """Whether the procedure itself may not be allowed: told before anything else."""
        return self.rang < RANG_DES_ALERTES


@dataclass(frozen=True, slots=True)
class Axe:
    numero: int
    titre: str
    couleur: str


@dataclass(frozen=True, slots=True)
class Objectif:
    numero: int
    axe: int
    titre: str


@dataclass(frozen=True, slots=True)
class Service:
    """A pilot, an expert or a partner inside the organisation; `joindre` is None until the team fills it in.

    `annuaire`: it knows the firms that are not in the directory.
    """

    id: str
    nom: str
    sigle: str | None
    avec_article: str
    expertise: str | None
    joindre: str | None
    annuaire: bool = False


@dataclass(frozen=True, slots=True)
class Reseau:
    nom: str
    sigle: str | None
    pour: str


@dataclass(frozen=True, slots=True)
class Acheteur:
    """A buyer of the plan; `court` names it in a sentence ("la Ville"), `aussi` are the other words that people have for it."""

    id: str
    nom: str
    plus_de_60_millions: bool
    a_confirmer: str | None
    siren: str | None
    court: str
    aussi: tuple[str, ...] = ()

    @property
    def court_nu(self) -> str:
        """Its short name without an article."""
        return self.court.removeprefix("le ").removeprefix("la ").removeprefix("les ").removeprefix("l'")


@dataclass(frozen=True, slots=True)
class Citations:
    """What the help cites of this plan: five `actions`, a `service` that enters figures, how one of them is called."""

    actions: tuple[int, ...]
    service: str
    chiffre: str


@dataclass(frozen=True, slots=True)
class Comite:
    """Who decides once a year what is targeted, and on which points beside the actions.

    `avec_article` names it in a sentence, `seance` in an agenda, `dits` are the words that call for it.
    """

    nom: str
    sigle: str | None
    avec_article: str
    seance: str
    dits: tuple[str, ...]
    vises: tuple[Visee, ...]

    @property
    def court(self) -> str:
        """Its short name without an article."""
        return self.avec_article.removeprefix("le ").removeprefix("la ").removeprefix("l'")


@dataclass(frozen=True, slots=True)
class Cible:
    """A target of the plan, in percent of its own population: `valeurs` by year, in their order."""

    id: str
    titre: str
    valeurs: Mapping[int, int]
    population: str
    denominateur: str
    numerateur: str
    note: str | None
    calcul: Calcul

    @property
    def derniere(self) -> int:
        """What is aimed at in the end."""
        return self.valeurs[max(self.valeurs)]


@dataclass(frozen=True, slots=True)
class Jalon:
    """A milestone that counts back from the planned award, in calendar months.

    `prevenir_jours_avant`: how many days before it people are told, the longest first. `comite`: what it asks for is
    presented to the yearly committee, so it is due at the last session before it.
    """

    id: str
    mois_avant: int
    titre: str
    quoi: str
    pour_qui: tuple[str, ...]
    prevenir_jours_avant: tuple[int, ...]
    comite: bool
    actions: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Terme:
    """A glossary entry."""

    terme: str
    sigle: str | None
    autres: tuple[str, ...]
    definition: str
    article: str | None
    actions: tuple[int, ...]
    verifie: bool


@dataclass(frozen=True, slots=True)
class FamilleCpv:
    """What buyers file under the same codes, and what is true of all of it.

    `cpv` holds beginnings of codes (2 to 8 digits); `avec` is the family with which it is learned, when objects do not
    tell the two apart.
    """

    id: str
    libelle: str
    cpv: tuple[str, ...]
    faits: Mapping[str, Possible]
    avec: str | None


@dataclass(frozen=True)
class Pack:
    """Everything that is true for one collectivité. Read-only; `decideur` is compiled on first use."""

    nom: str
    collectivite: str
    document: str
    version: str
    adresse: str
    acheteurs: tuple[Acheteur, ...]
    axes: tuple[Axe, ...]
    objectifs: tuple[Objectif, ...]
    services: Mapping[str, Service]
    reseaux: tuple[Reseau, ...]
    cibles: tuple[Cible, ...]
    deploiement: frozenset[int]
    comite: Comite | None
    traits: Mapping[str, TraitDuPlan]
    exemples: Citations
    jalons: tuple[Jalon, ...]
    compte_depuis: str
    escalade_jours_ouvres: int
    anticipe_mois: int
    vocabulaire: Vocabulaire
    fiches: Mapping[int, Fiche]
    glossaire: tuple[Terme, ...]
    seuils: Seuils
    qualifications: Mapping[str, Qualification]
    presomptions: tuple[Presomption, ...]
    listes: tuple[Liste, ...]
    usuelles: tuple[Usuelle, ...]
    obligations: tuple[Obligation, ...]
    indicateurs_de_la_loi: tuple[Indicateur, ...]
    familles: tuple[FamilleCpv, ...]
    textes: Textes = field(compare=False, default_factory=Textes, repr=False)
    empreinte: str = field(compare=False, default="")
    dossier: Path = field(compare=False, default=Path())

    @cached_property
    def presumes(self) -> dict[Any, Any]:
        """What `knowledge.diagnostic.presomptions` already presumed."""
        return {}

    @cached_property
    def enjeux(self) -> Mapping[Hashable, int]:
        """What is at stake in each action and obligation, by the key of its group: what a question settles is weighed by it."""
        poids: dict[Hashable, int] = {
            ("action", fiche.numero): max(POIDS[regle.portee] for regle in fiche.regles)
            for fiche in self.fiches.values()
            if fiche.regles
        }
        for loi in self.obligations:
            poids["obligation", loi.id] = POIDS_D_UNE_ALERTE if loi.alerte else 1
        return poids

    def depend_de(self, action: int, fait: str) -> bool:
        """Whether an action applies or not by that fact."""
        return any(atome.fait == fait for regle in self.fiches[action].regles for atome in atomes(regle.quand))

    @cached_property
    def tout(self) -> Ressort:
        """What is judged of a contract that has no lots: all of it."""
        return self._ressort((PorteSur.MARCHE, PorteSur.LOT), self.qualifications)

    @cached_property
    def du_marche(self) -> Ressort:
        """What is judged of a contract that has lots, as a whole."""
        return self._ressort((PorteSur.MARCHE,), self.qualifications)

    @cached_property
    def du_lot(self) -> Ressort:
        """What is judged of each lot, as of a contract of its own; what the law calls it is said of the whole."""
        return self._ressort((PorteSur.LOT,), QUALIFICATIONS_DU_LOT)

    def _ressort(self, sur: Collection[PorteSur], qualifications: Iterable[str]) -> Ressort:
        avance = None if self.avance_bonifiee is None else self.avance_bonifiee[1]
        return composer(self, sur, {nom: self.qualifications[nom].quand for nom in qualifications}, avance)

    @property
    def decideur(self) -> Decideur:
        """The rules of the actions and the obligations, for which questions are asked; beside them, what is only told."""
        return self.tout.decideur

    @cached_property
    def conseils(self) -> tuple[tuple[Hashable, Fiche, Conseil], ...]:
        """Every piece of advice, with the key of its group in `decideur`."""
        return tuple(
            (("conseil", fiche.numero, conseil.id), fiche, conseil)
            for fiche in self.fiches.values()
            for conseil in fiche.conseils
        )

    @cached_property
    def avance_due(self) -> Condition:
        """When the Code makes an advance due."""
        return self.qualifications[AVANCE_DUE[1]].quand

    @cached_property
    def avance_bonifiee(self) -> tuple[AvanceDuPlan, Condition] | None:
        """The plan's own advance, and the contracts it can be for. Source: SPASER, action 17."""
        plan = next((fiche.avance for fiche in self.fiches.values() if fiche.avance), None)
        if plan is None:
            return None
        entier, divise, lot = self._lues(
            f"montant_ht < {plan.plafond_ht}", "alloti = oui", f"montant_lot_ht < {plan.plafond_ht}"
        )
        (marche,) = self._lues("nature != concession")
        return plan, Toutes((marche, UneDe((entier, Toutes((divise, lot))))))

    def _lues(self, *textes: str) -> tuple[Condition, ...]:
        return tuple(lire_condition(texte, self.vocabulaire, self.seuils) for texte in textes)

    @cached_property
    def liens(self) -> Mapping[int, tuple[Lien, ...]]:
        """Every link of every fiche, the inverses included."""
        tous: dict[int, list[Lien]] = {numero: list(fiche.liens) for numero, fiche in self.fiches.items()}
        for fiche in self.fiches.values():
            for lien in fiche.liens:
                inverse = Lien(GENRES_DE_LIEN[lien.genre], fiche.numero)
                if inverse not in tous[lien.action]:
                    tous[lien.action].append(inverse)
        return {numero: tuple(liens) for numero, liens in tous.items()}

    @cached_property
    def chiffres(self) -> Mapping[str, Indicateur | Cible]:
        """Every figure of the dashboards by its key: "8.part_clauses_insertion", "cible.…", "loi.…"."""
        des_fiches = {
            f"{fiche.numero}.{indicateur.id}": indicateur
            for fiche in self.fiches.values()
            for indicateur in fiche.indicateurs
        }
        return {
            **des_fiches,
            **{f"cible.{cible.id}": cible for cible in self.cibles},
            **{f"loi.{indicateur.id}": indicateur for indicateur in self.indicateurs_de_la_loi},
        }

    def chiffre(self, cle: str) -> Indicateur | Cible | None:
        """The figure that has this key; None when there is none (any more)."""
        return self.chiffres.get(cle)

    @cached_property
    def saisies(self) -> Mapping[str, ASaisir]:
        """Each figure that somebody enters, once, by the id under which it is kept."""
        toutes: dict[str, ASaisir] = {}
        for fiche in self.fiches.values():
            for indicateur in (*fiche.indicateurs, *fiche.saisies):
                saisie = indicateur.saisie
                if saisie is None:
                    continue
                deja = toutes.get(saisie.id, ASaisir(saisie, indicateur.titre, ()))
                toutes[saisie.id] = replace(
                    deja,
                    titre=indicateur.titre if indicateur.id == saisie.id else deja.titre,
                    actions=(*deja.actions, fiche.numero),
                    evolution=deja.evolution or indicateur.evolution,
                )
        return toutes

    @property
    def vises(self) -> tuple[Visee, ...]:
        """The points, beside the actions, on which the committee may target a contract."""
        return () if self.comite is None else self.comite.vises

    @cached_property
    def traits_comptes(self) -> frozenset[str]:
        """The traits that some figure needs: the others are asked of nobody."""
        calculs = [une.calcul for une in self.chiffres.values() if une.calcul is not None]
        comptes = {trait for un in calculs for part in (un.de, un.dans) if part is not None for trait in part.traits}
        return frozenset(comptes)

    @cached_property
    def acheteurs_dits(self) -> Mapping[str, str]:
        """What each buyer is called, by its id: its name, then the other words for it, one a line."""
        return {un.id: "\n".join((un.nom, *un.aussi)) for un in self.acheteurs}

    def acheteur_de(self, siret: str) -> Acheteur | None:
        """The buyer of this plan that a SIRET is an establishment of; None for somebody else's."""
        return next((un for un in self.acheteurs if un.siren is not None and siret[:9] == un.siren), None)

    def objectif(self, numero: int) -> Objectif:
        return next(objectif for objectif in self.objectifs if objectif.numero == numero)

    def axe_de(self, fiche: Fiche) -> Axe:
        objectif = self.objectif(fiche.objectif)
        return next(axe for axe in self.axes if axe.numero == objectif.axe)

    def regle(self, action: int, regle: str) -> Regle:
        return next(candidate for candidate in self.fiches[action].regles if candidate.id == regle)

    def obligation(self, identifiant: str) -> Obligation:
        return next(obligation for obligation in self.obligations if obligation.id == identifiant)
