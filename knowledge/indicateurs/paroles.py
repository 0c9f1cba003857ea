"""What is asked of the plan: its dashboards, its targets, where a subject stands, how many of something; of when and of whom."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Literal
from zlib import crc32

from rapidfuzz import fuzz

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import mots_de, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs

Quoi = Literal["actions", "deploiement", "cibles", "figer", "situer", "taux", "achat", "combien"]

_NOMBRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_MOTIFS = lire_motifs(__file__, nombres=_NOMBRES)
_ECARTS = {"avant": -2, "derniere": -1, "celle_ci": 0}
_SANS_PONCTUATION = str.maketrans(dict.fromkeys("?!.,;:", " "))
RESSEMBLANCE_MIN = 80
# What is left around a subject once its year and its buyer are taken out.
_BORDS = frozenset(
    "en pour a sur dans de du des d d' la le les l' l et ou au aux chez cote cette annee l'annee depuis entre par tous toutes tout deux acheteurs "  # noqa: SIM905
    "collectivites ensemble confondus reunis direction spaser plan schema svp stp s'il te vous plait merci bonjour".split()
)
_DE_TOUT = frozenset({"", "ca", "cela", "global", "general", "annuel", "actions"})
# What asks, in a sentence that is not one of those above.
_AUTOUR = frozenset(
    "kpi chiffres chiffre indicateurs indicateur tableau bord dashboard tdb bilan taux stats donne donnez montre montrez moi je j'ai j'aimerais tu il on nous vous "  # noqa: SIM905
    "peux peut pouvez veux voudrais l'avoir avoir voir savoir connaitre est sont sommes ai que quel quelle quels quelles combien comment ou a t date jour".split()
)
_LIENS = ("de ", "du ", "des ", "d'", "sur ", "pour ")
# Of which contracts one asks how many there are.
_CONTRATS = ("marche", "contrat")
_SORTES = ("reserve", "clause", "alloti", "equitable", "avec", "ont")
_MIENS = frozenset({"mon", "ma", "mes", "notre", "nos", "l'achat"})
_ACHATS = ("marche", "achat", "contrat", "consultation", "dossier", "l'achat")


@dataclass(frozen=True, slots=True)
class Demande:
    """What is asked, of which year, of which buyer and department, and the words that are left.

    `dite`: the year was; `autres`: the other years that were named, one is answered at a time; `dits`: the words that may name a purchase;
    `nous`: one asks where "we" stand.
    """

    quoi: Quoi
    annee: int
    acheteur: str | None = None
    direction: str | None = None
    sujet: str = ""
    dite: bool = True
    autres: tuple[int, ...] = ()
    dits: str = ""
    nous: bool = False

    @property
    def action(self) -> int | None:
        """The action that the subject names by its number."""
        lue = _MOTIFS.action.search(self.sujet)
        return None if lue is None else int(lue["numero"])

    @property
    def seule_action(self) -> bool:
        """Whether nothing else is named."""
        return _MOTIFS.action.fullmatch(self.sujet) is not None

    @property
    def de_tout(self) -> bool:
        """Whether it is of the whole plan."""
        return self.sujet in _DE_TOUT

    @property
    def de_contrats(self) -> bool:
        """Whether it is of contracts of some kind: "marchés réservés", "contrats avec une clause"."""
        premier, _, suite = self.sujet.partition(" ")
        return premier.startswith(_CONTRATS) and suite.startswith(_SORTES)

    @property
    def ou(self) -> str:
        """As buttons say it: a department by what is short enough for every platform."""
        return f"{self.annee}:{self.acheteur or ''}" + (f":{repere(self.direction)}" if self.direction else "")

    @property
    def document(self) -> str:
        """As documents say it."""
        return f"{self.annee}:{self.acheteur or ''}" + (f":{self.direction}" if self.direction else "")


def repere(direction: str) -> str:
    """A department, in eight signs."""
    return f"{crc32(direction.encode()):08x}"


@dataclass(frozen=True, slots=True)
class Cadre:
    """From when one asks, the words for each buyer, and the departments that are known."""

    annee: int
    acheteurs: Mapping[str, str]
    directions: Collection[str] = ()


def lire_demande(texte: str, cadre: Cadre) -> Demande | None:
    """What is asked of the plan; None for anything else.

    >>> cadre = Cadre(2026, {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"})
    >>> lire_demande("bilan de l'an dernier pour la ville", cadre)
    Demande(quoi='actions', annee=2025, acheteur='ville', direction=None, sujet='', dite=True, autres=(), dits='', nous=False)
    >>> [lire_demande(dit, cadre).sujet for dit in ("où en est-on sur l'insertion ?", "taux de marchés réservés", "combien d'heures en 2025")]
    ["l'insertion", 'marches reserves', 'heures']
    >>> [lire_demande(dit, cadre) for dit in ("bilan carbone", "chiffres", "taux de femmes : 30 %")]
    [None, None, None]
    """
    simple = _simple(texte)
    if _MOTIFS.figer.match(simple):
        return _lire("figer", simple, cadre)
    if (suite := _d_un_tableau(simple)) is not None:
        tableau = _lire("actions", suite, cadre)
        return replace(tableau, quoi="deploiement") if "deploiement" in tableau.sujet else tableau
    if _MOTIFS.cibles.match(simple):
        return _lire("cibles", simple, cadre)
    if lu := _MOTIFS.ou_en.fullmatch(simple):
        return replace(_lire("situer", lu["sujet"], cadre), dits=lu["sujet"], nous=lu["nous"] is not None)
    if (lu := _MOTIFS.etat.fullmatch(simple)) and (_mien(lu["sujet"]) or lu["sujet"].startswith(_ACHATS)):
        return replace(_lire("achat", lu["sujet"], cadre), dits=lu["sujet"])
    lue: Demande | None = None
    if lu := _MOTIFS.combien.fullmatch(simple):
        if mien := _mien(lu["sujet"]):
            return replace(_lire("achat", mien, cadre), dits=mien, nous=True)
        lue = _lire("combien", lu["sujet"], cadre)
    elif lu := _MOTIFS.chiffres.fullmatch(simple):
        lue = _des_chiffres(lu["mot"], lu["suite"].strip(), cadre)
    # An amount is told, or computed upon.
    return None if lue is None or any(signe.isdecimal() for signe in _MOTIFS.action.sub("", lue.sujet)) else lue


def lire_sujet(texte: str, cadre: Cadre) -> Demande:
    """The same of words that were heard to ask for a figure, however they do: their subject is what they say besides.

    >>> lire_sujet("KPI insertion à date, je peux l'avoir ?", Cadre(2026, {})).sujet
    'insertion'
    """
    mots = (mot for mot in _simple(texte).replace("-", " ").split() if mot not in _AUTOUR)
    return lire_demande(texte, cadre) or _lire("situer", " ".join(mots), cadre)


def _mien(sujet: str) -> str | None:
    """The purchase of one's own that words end with: "offres pour mon marché de nettoyage"."""
    mots = sujet.split()
    return next((" ".join(mots[rang:]) for rang, mot in enumerate(mots) if mot in _MIENS), None)


def _simple(texte: str) -> str:
    return " ".join(simplifier(texte).translate(_SANS_PONCTUATION).split())


def _d_un_tableau(simple: str) -> str | None:
    """What follows "tableau de bord", however it is spelt."""
    if lu := _MOTIFS.tableau.fullmatch(simple):
        return lu["suite"]
    mots = simple.removeprefix("le ").removeprefix("les ").split()
    return " ".join(mots[3:]) if fuzz.ratio(" ".join(mots[:3]), "tableau de bord") >= RESSEMBLANCE_MIN else None


def ne_dit_que_bilan(texte: str) -> bool:
    """Whether "bilan" is asked for, and nothing says of what: of a purchase, where one is being prepared.

    >>> [ne_dit_que_bilan(dit) for dit in ("le bilan !", "on peut voir le bilan ?", "bilan 2025", "tableau de bord")]
    [True, True, False, False]
    """
    mots = set(mots_de(texte))
    return "bilan" in mots and not any(signe.isdigit() for signe in texte) and len(mots) <= MOTS_D_UN_BILAN


MOTS_D_UN_BILAN = 6


def _des_chiffres(mot: str, suite: str, cadre: Cadre) -> Demande | None:
    """ "Bilan 2025", "chiffres de l'action 8", "taux de marchés réservés"; bare "chiffres" are those that one enters."""
    lue = _lire("actions", suite, cadre)
    if lue.de_tout or lue.sujet == "deploiement":
        dite = mot in ("tdb", "bilan") or lue.dite or lue.acheteur is not None
        return replace(lue, quoi="deploiement" if lue.sujet else "actions") if dite else None
    if lue.seule_action or (mot not in ("tdb", "bilan") and suite.startswith(_LIENS)):
        return replace(lue, quoi="taux" if mot.startswith(("taux", "pourcentage")) else "situer")
    return None


# --- of when, of whom -------------------------------------------------------------------------------------------------


def _lire(quoi: Quoi, suite: str, cadre: Cadre) -> Demande:
    """The year, the buyer and the department that words name, and what is left of them."""
    annees, sujet = lire_les_annees(suite, cadre.annee)
    nommes = lire_acheteurs(sujet, cadre.acheteurs)
    for un in reversed(nommes):
        sujet = f"{sujet[: un.debut]} {sujet[un.fin :]}"
    direction, sujet = _direction(" ".join(sujet.split()), cadre.directions)
    siens = {un.qui for un in nommes}
    # Both of them are all.
    acheteur = next(iter(siens)) if len(siens) == 1 else None
    annee, autres = (annees[0], annees[1:]) if annees else (cadre.annee, ())
    return Demande(quoi, annee, acheteur, direction, sans_bords(sujet), bool(annees), autres)


def lire_les_annees(sujet: str, cette_annee: int) -> tuple[tuple[int, ...], str]:
    """The years that words name, the last one that is not to come first, and the words without them.

    >>> lire_les_annees("insertion en 2025 et 2024", 2026), lire_les_annees("insertion l'an dernier", 2026)
    (((2025, 2024), 'insertion en   et  '), ((2025,), 'insertion  '))
    """
    sujet = _MOTIFS.periode.sub(" ", sujet)
    dites = {int(une) for une in _MOTIFS.annee.findall(sujet)}
    for lue in _MOTIFS.relative.finditer(sujet):
        combien = lue["combien"]
        ecart = -int(_NOMBRES.get(combien, combien)) if combien else _ECARTS.get(lue.lastgroup or "", 1)
        dites.add(cette_annee + ecart)
    sujet = _MOTIFS.relative.sub(" ", _MOTIFS.annee.sub(" ", sujet))
    return tuple(sorted(dites, key=lambda une: (une > cette_annee, abs(une - cette_annee)))), sujet


def _direction(sujet: str, directions: Collection[str]) -> tuple[str | None, str]:
    """The department that is named as one, and the words without it."""
    if "direction" in sujet:
        for une in directions:
            nom = _simple(une)
            if len(une) > 2 and f" {nom} " in f" {sujet} ":
                avant, _, apres = f" {sujet} ".partition(f" {nom} ")
                return une, f"{sans_bords(avant)} {apres}"
    return None, sujet


def sans_bords(sujet: str) -> str:
    """A subject without the little words and the marks around it.

    >>> sans_bords("en , heures d'insertion de la (")
    "heures d'insertion"
    """
    dits = [mot for mot in (un.strip(",()-") for un in sujet.split()) if mot]
    while dits and dits[-1] in _BORDS:
        dits.pop()
    while dits and dits[0] in _BORDS:
        dits.pop(0)
    return " ".join(dits)


__all__ = ["Cadre", "Demande", "lire_demande", "lire_les_annees", "lire_sujet", "repere", "sans_bords"]
