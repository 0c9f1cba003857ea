"""An approved answer, to firms or to buyers: its words, its figures by name, its sources, and when a person answers instead."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.francais.jours_ouvres import Ouverture
from knowledge.francais.redaction import jour as dire_le_jour
from knowledge.plan.pack import Pack, Place
from knowledge.regles.conditions import Condition as Regle

# A name between braces: of a legal value, alone or with a nature, of a number of the plan, of a service, of our hours.
RENVOI = re.compile(r"\{(?P<nom>[a-z0-9_]+)(?:\.(?P<reste>[a-z0-9_]+))?\}")
# A figure of the law or of the plan written out: it would not follow when they change.
CHIFFRE_ECRIT = re.compile(
    r"(?<![\w{.-])\d+(?:[.,]\d+)?\s?(?:€|%|euros?\b|jours?\b|mois\b|salari\w+|heures?\b|ans?\b|fois\b|points?\b)|(?<![\w.-])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?![\w-])"
)


# What may be named of the purchase at hand, in what an answer says of it.
ACHAT = "achat"
# Shares of its amount that the law sets, by the name of the value: {achat.ca_max} is one and a half times as much.
PARTS_DE_L_ACHAT = frozenset({"avenant_fcs", "avenant_travaux", "ca_max"})
# The share of the whole purchase, whatever lot the question tells of.
PARTS_DE_L_ENSEMBLE = frozenset({"petits_lots_cumul"})
DE_L_ACHAT = frozenset({"montant", "deux_fois", "duree"}) | PARTS_DE_L_ACHAT | PARTS_DE_L_ENSEMBLE
# Of a value of the law: the one that it took the place of, and since when.
AVANT, DEPUIS = "avant", "depuis"


class Calcul(StrEnum):
    """What can be worked out for a firm from a few facts that it gives."""

    AVANCE = "avance"
    RETARDS = "retards"
    RESERVE = "reserve"
    ATTENTE = "attente"
    PROCEDURE = "procedure"
    CA_MINIMUM = "ca_minimum"
    RETENUE = "retenue"
    AVENANT = "avenant"


@dataclass(frozen=True, slots=True)
class Condition:
    """What a fact must be: compared with a number, with a value of the law or of the plan by its name, or one of its own choices."""

    fait: str
    signe: str
    valeur: str


@dataclass(frozen=True, slots=True)
class SousQuestion:
    """One thing that may be asked of an answer, and its sentence.

    `mots` ask it; `si`: the facts that must be known, and be so. Without either it is what is told first, whatever is asked. `oui_non`: for each
    way of asking for a yes (may one, must one), what is answered. `appeler` and `liens` are names of places to go to, `lettre` of the answer
    that holds a letter to copy, `seul` an example for a firm of one person. What it does not say itself is its answer's own.
    """

    id: str
    reponse: str
    mots: tuple[str, ...] = ()
    si: tuple[Condition, ...] = ()
    oui_non: tuple[tuple[str, str], ...] = ()
    exceptions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    a_confirmer: str | None = None
    liens: tuple[str, ...] = ()
    appeler: tuple[str, ...] = ()
    lettre: str | None = None
    seul: str | None = None

    @property
    def generale(self) -> bool:
        """Whether it is what the answer says in one sentence, whatever was asked of it."""
        return not self.mots and not self.si


@dataclass(frozen=True, slots=True)
class Ici:
    """What an answer says of the purchase at hand: where a qualification holds (`si`), does not (`sauf`), where its facts surely are
    so (`quand`), where an action or a legal obligation applies to it; always, where none of these is written. `ensemble`: where a
    qualification holds of the whole purchase, of which the question tells one lot; `part`: where that lot is no more than the share of
    the whole that a value of the law names.

    `dit` may name what is known of the purchase ({achat.montant}): it is said only of a purchase of which that is known.
    """

    dit: str
    si: str | None = None
    sauf: str | None = None
    quand: Regle | None = None
    action: int | None = None
    loi: str | None = None
    ensemble: str | None = None
    part: str | None = None

    @property
    def de_l_achat(self) -> frozenset[str]:
        """What it names of the purchase."""
        return frozenset(reste or "" for nom, reste in renvois(self.dit) if nom == ACHAT)


@dataclass(frozen=True, slots=True)
class Entree:
    """One approved answer.

    `questions` are ways of putting the question. `ici`: what it says of the purchase at hand, the first that holds; with `suppose`, of
    one lot or holder that the question tells of. `avant_tout`: asked in the middle of anything, it comes first; with `pourquoi`, asked why too. `exceptions`: when the answer does not hold, each told after it. `effectif_min`: the figure of the plan under whose headcount it says nothing. Figures in its words are names between braces. `liens`: where to go, by the names of the ligne directe's own. `place` is None
    for an answer of a person that was promoted. `sur`: the guard that the question may raise, and that this answers.
    `sous_questions`: what is told first, by what is asked of it; with none, all of it is told. `appeler`, `lettre`, `seul`: as theirs.
    `entreprises`: of an answer to buyers, the answers to firms in the place of which a buyer is told it.
    """

    id: str
    titre: str
    sujet: str
    questions: tuple[str, ...]
    reponse: str
    ici: tuple[Ici, ...] = ()
    suppose: bool = False
    avant_tout: bool = False
    pourquoi: bool = False
    exceptions: tuple[str, ...] = ()
    faire: tuple[str, ...] = ()
    calcul: Calcul | None = None
    effectif_min: str | None = None
    sources: tuple[str, ...] = ()
    a_confirmer: str | None = None
    actions: tuple[int, ...] = ()
    voir: tuple[str, ...] = ()
    liens: tuple[str, ...] = ()
    appeler: tuple[str, ...] = ()
    lettre: str | None = None
    seul: str | None = None
    sous_questions: tuple[SousQuestion, ...] = ()
    sur: str | None = None
    entreprises: tuple[str, ...] = ()
    verifie_le: date = date.min
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Chiffre:
    """A number that the plan sets, by the action that sets it."""

    nom: str
    valeur: Decimal
    unite: str
    action: int


@dataclass(frozen=True, slots=True)
class Recours:
    """Somebody to turn to instead of us: for which guards (`sur`), who, what they do, and how to reach them."""

    id: str
    sur: tuple[str, ...]
    nom: str
    pour: str
    joindre: str | None
    a_confirmer: str | None


@dataclass(frozen=True, slots=True)
class Lien:
    """Where to go: a site, a form, a service. `adresse` is as its source writes it, None until somebody has seen it."""

    id: str
    nom: str
    adresse: str | None


@dataclass(frozen=True)
class LigneDirecte:
    """Everything that the ligne directe of one collectivité says.

    `delai_minutes`: within so much time of opening a person answers; `delai` says it in words. `taux_bce`: the rate of the
    European Central Bank of this half-year, in percent, None until somebody enters it; `interets_repere` is a sentence that
    tells the whole rate at a day that is known of. `lieux`: places around, which name no trade. `entrees` answer firms,
    `acheteurs` answer buyers, who are told nothing of `seulement_aux_entreprises`.
    """

    entrees: Mapping[str, Entree] = field(default_factory=dict)
    acheteurs: Mapping[str, Entree] = field(default_factory=dict)
    seulement_aux_entreprises: frozenset[str] = frozenset()
    chiffres: Mapping[str, Chiffre] = field(default_factory=dict)
    recours: Mapping[str, Recours] = field(default_factory=dict)
    ouverture: Ouverture = field(default_factory=Ouverture)
    horaires: str = ""
    delai_minutes: int = 360
    delai: str = ""
    liens: Mapping[str, Lien] = field(default_factory=dict)
    lieux: tuple[str, ...] = ()
    taux_bce: Decimal | None = None
    interets_repere: str = ""
    a_confirmer: str | None = None

    @property
    def profil_acheteur(self) -> str | None:
        """The address of the platform where offers are made; None until it is written."""
        profil = self.liens.get("profil_acheteur")
        return None if profil is None else profil.adresse

    def aux_acheteurs(self, identifiant: str) -> Entree | None:
        """What a buyer is told in the place of that answer to firms."""
        return next((une for une in self.acheteurs.values() if identifiant in une.entreprises), None)

    def recours_sur(self, quoi: str) -> list[Recours]:
        """Whom to turn to for that guard, or for what is about something else."""
        return [un for un in self.recours.values() if quoi in un.sur]

    def noms(self, noms: Iterable[str]) -> list[Lien]:
        """These places to go to, whether or not their address is known."""
        return [self.liens[nom] for nom in noms if nom in self.liens]

    def adresses(self, noms: Iterable[str]) -> list[Lien]:
        """Of these places to go to, those whose address is known."""
        return [lien for lien in self.noms(noms) if lien.adresse]


Valeur = tuple[Decimal, str] | str


def renvois(texte: str) -> Iterator[tuple[str, str | None]]:
    """The names between braces of a text, each with what follows its dot.

    >>> list(renvois("Plus de {avance_montant} ; {formalise.travaux}."))
    [('avance_montant', None), ('formalise', 'travaux')]
    """
    for trouve in RENVOI.finditer(texte):
        yield trouve["nom"], trouve["reste"]


def valeur_du_renvoi(nom: str, reste: str | None, ligne: LigneDirecte, pack: Pack, jour: date) -> Valeur | None:
    """What a name between braces stands for on that day: a number and its unit, or words; None for an unknown name."""
    if nom == "plan":
        chiffre = ligne.chiffres.get(reste or "")
        return None if chiffre is None else (chiffre.valeur, chiffre.unite)
    if nom == "cible":
        cible = next((une for une in pack.cibles if une.id == reste), None)
        return None if cible is None else (Decimal(cible.derniere), "%")
    if nom == "service":
        service = pack.services.get(reste or "")
        return None if service is None else service.avec_article
    if nom == "ligne":
        dits = {"horaires": ligne.horaires, "delai": ligne.delai, "interets_repere": ligne.interets_repere}
        return dits.get(reste or "")
    if (change := pack.seuils.get(nom.removesuffix(f"_{AVANT}"))) is not None and nom not in pack.seuils:
        avant = change.change(jour, reste)[1]
        return None if avant is None else (avant, change.unite)
    if (change := pack.seuils.get(nom.removesuffix(f"_{DEPUIS}"))) is not None and nom not in pack.seuils:
        return dire_le_jour(change.change(jour, reste)[0])
    seuil = pack.seuils.get(nom)
    valeur = None if seuil is None else seuil.au(jour).pour(reste)
    return None if seuil is None or valeur is None else (valeur, seuil.unite)


__all__ = [
    "ACHAT",
    "CHIFFRE_ECRIT",
    "DE_L_ACHAT",
    "PARTS_DE_L_ACHAT",
    "PARTS_DE_L_ENSEMBLE",
    "RENVOI",
    "Calcul",
    "Chiffre",
    "Condition",
    "Entree",
    "Lien",
    "LigneDirecte",
    "Recours",
    "SousQuestion",
    "Valeur",
    "renvois",
    "valeur_du_renvoi",
]
