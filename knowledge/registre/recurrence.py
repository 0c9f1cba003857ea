"""Which contracts of a register seem to come back: proposed with its proof, never decided."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Literal

from rapidfuzz.fuzz import ratio

from knowledge.francais.langue import VIDES, jetons, plat, radical
from knowledge.francais.texte import PERDUE, plier
from knowledge.registre.enumerations import lire_table

_FICHIER = Path(__file__).parent / "recurrence.yaml"

# Sooner than that, two like contracts are rather parts of one purchase than one purchase made again.
ECART_MIN = timedelta(days=270)
# How far from the end of the first the second may start; renewals that were not taken end a contract on its birthday.
RACCORD = timedelta(days=200)
ANNIVERSAIRE = timedelta(days=50)
# Without any known end: no purchase is made again after longer than the longest usual framework agreement and a year.
SANS_FIN_MAX = timedelta(days=5 * 366)
RESSEMBLANCE_MIN = 0.6
MEME_MOT_MIN = 84
# An object that two such words do not fill says too little to be known again.
MOTS_MIN = 2
MOTS_RARES = 4
# The same words in more contracts of one buyer than that tell nothing of them.
COMMUN_A = 60
PREUVES_MAX = 5
TRAVAUX_CPV = "45"
# A supply that lasts, or a framework agreement, answers a need that lasts too.
LONG_MOIS = 12
COURT_MOIS = 6
# Two objects that each hold a word as telling as the most telling they share ("société A", "société B") are two objects.
DISTINCTIF = 0.85

Genre = Literal["anterieur", "mots"]


@dataclass(frozen=True, slots=True)
class Resume:
    """What is looked at of a contract; `fin` as it is reckoned, amendments included."""

    id: int
    acheteur_id: str
    objet: str | None
    cpv: str | None = None
    nature: str | None = None
    accord_cadre: bool | None = None
    duree_mois: int | None = None
    notifie_le: date | None = None
    fin: date | None = None
    groupe: str = ""


@dataclass(frozen=True, slots=True)
class Proposition:
    """What is proposed, and why: earlier contracts of the same object (`marches`, the latest first), or its own words only."""

    recurrent: bool
    genre: Genre
    marches: tuple[int, ...] = ()
    mots: tuple[str, ...] = ()

    @property
    def motif(self) -> dict[str, Any]:
        """The reason as data, for a template to word."""
        # Kept in the register: its keys are those of what is there already.
        return {"genre": self.genre, "contrats": list(self.marches), "mots": list(self.mots)}


# --- words ------------------------------------------------------------------------------------------------------------

_SANS_SUJET = frozenset(
    radical(mot)
    for mot in """
    lot lots marche marches accord accords cadre bon bons commande commandes consultation relance relances prestation
    prestations service services numero num no nd subsequent subsequents procedure adaptee mapa appel offres offre ouvert
    tranche ferme optionnelle conditionnelle annee annees an ans mois periode objet besoin besoins compte divers diverses
    different differents differentes ensemble cas realisation execution mise relatif relative relatifs relatives
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre avenant attribution titulaire
    groupement public publique publics publiques achat achats acquisition fourniture fournitures livraison infructueux
    unique montant minimum maximum reconductible reconduction type exercice campagne saison region
    """.split()  # noqa: SIM905
)
_ROUTE = re.compile(r"(?:rd|rn|rm|zac)\d{1,4}")
# A year, or what a buyer files a consultation under: "1812plan", "2019-014". Two editions do not share them.
_REFERENCE = re.compile(r"\b(?=[a-z0-9-]{0,60}\d{4})[a-z0-9]+(?:-[a-z0-9]+)*\b")


def _mots(texte_plat: str) -> tuple[str, ...]:
    """The stems that say what is bought and where, each once, in order: neither numbers nor the words of any contract."""
    vus: dict[str, None] = {}
    for jeton in jetons(texte_plat):
        for mot in jeton.split("-"):
            if mot in VIDES or len(mot) < 2 or (not mot.isalpha() and not _ROUTE.fullmatch(mot)):
                continue
            souche = radical(mot)
            if souche not in _SANS_SUJET:
                vus[souche] = None
    return tuple(vus)


@dataclass(frozen=True, slots=True)
class _Signes:
    """What words of an object suggest, by the word that is said of it; read on the flat text."""

    revient: Mapping[str, re.Pattern[str]]
    revient_si_long: Mapping[str, re.Pattern[str]]
    ponctuel: Mapping[str, re.Pattern[str]]
    accord_cadre: str
    subsequent: re.Pattern[str]


@cache
def _signes() -> _Signes:
    table = lire_table(_FICHIER)

    def motifs(nom: str) -> dict[str, re.Pattern[str]]:
        return {mot: re.compile(motif) for mot, motif in table[nom].items()}

    return _Signes(
        motifs("revient"),
        motifs("revient_si_long"),
        motifs("ponctuel"),
        table["accord_cadre"],
        re.compile(table["subsequent"]),
    )


def _trouves(motifs: Mapping[str, re.Pattern[str]], texte: str) -> tuple[str, ...]:
    return tuple(mot for mot, motif in motifs.items() if motif.search(texte))


# --- earlier contracts ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Lu:
    """A contract with its words, and what they weigh together."""

    resume: Resume
    texte: str
    mots: frozenset[str]
    revient: tuple[str, ...]
    revient_si_long: tuple[str, ...]
    ponctuel: tuple[str, ...]
    references: frozenset[str]


def proposer(marches: Iterable[Resume]) -> dict[int, Proposition]:
    """What can be proposed of each contract, by its number; those of which nothing can be said are left out.

    The time grows with the number of contracts, not with its square: only contracts of one buyer that share a rare
    word are compared.
    """
    lus = [_lire(resume) for resume in sorted(marches, key=lambda un: un.id)]
    poids = _poids(lus)
    par_acheteur: dict[str, list[_Lu]] = defaultdict(list)
    for lu in lus:
        par_acheteur[lu.resume.acheteur_id[:9]].append(lu)
    anterieurs: dict[int, tuple[int, ...]] = {}
    for siens in par_acheteur.values():
        anterieurs.update(_anterieurs(siens, poids))
    suivis = {numero for preuves in anterieurs.values() for numero in preuves}
    propositions: dict[int, Proposition] = {}
    for lu in lus:
        numero = lu.resume.id
        if numero in anterieurs:
            propositions[numero] = Proposition(recurrent=True, genre="anterieur", marches=anterieurs[numero])
        elif (selon_mots := _selon_mots(lu)) is not None and (selon_mots.recurrent or numero not in suivis):
            propositions[numero] = selon_mots
    return propositions


def _lire(resume: Resume) -> _Lu:
    objet = resume.objet or ""
    texte = plat(plier(objet).texte if PERDUE in objet else objet)
    signes = _signes()
    return _Lu(
        resume,
        texte,
        frozenset(_mots(texte)),
        _trouves(signes.revient, texte),
        _trouves(signes.revient_si_long, texte),
        _trouves(signes.ponctuel, texte),
        frozenset(_REFERENCE.findall(texte)),
    )


def _poids(lus: Sequence[_Lu]) -> Mapping[str, float]:
    """What each word weighs: the fewer the contracts that hold it, the more."""
    combien = Counter(mot for lu in lus for mot in lu.mots)
    return {mot: 1 + math.log(len(lus) / fois) for mot, fois in combien.items()}


def _anterieurs(lus: Sequence[_Lu], poids: Mapping[str, float]) -> dict[int, tuple[int, ...]]:
    """The contracts of one buyer that were made before, each with the earlier ones, the latest first."""
    comparables = [lu for lu in lus if lu.resume.notifie_le and len(lu.mots) >= MOTS_MIN and _peut_revenir(lu)]
    if len(comparables) < 2:
        return {}
    du_mot: dict[str, list[_Lu]] = defaultdict(list)
    for lu in comparables:
        for mot in lu.mots:
            du_mot[mot].append(lu)
    found: dict[int, tuple[int, ...]] = {}
    for lu in comparables:
        rares = sorted(lu.mots, key=lambda mot: (len(du_mot[mot]), mot))[:MOTS_RARES]
        proches = {autre.resume.id: autre for mot in rares if len(du_mot[mot]) <= COMMUN_A for autre in du_mot[mot]}
        preuves = [autre.resume for autre in proches.values() if _revient(autre, lu, poids)]
        if preuves:
            preuves.sort(key=lambda un: (un.notifie_le or date.min, un.id), reverse=True)
            found[lu.resume.id] = tuple(un.id for un in preuves[:PREUVES_MAX])
    return found


def _peut_revenir(lu: _Lu) -> bool:
    """Trades of one building after another ("lot 5 : menuiseries") are alike and are not one purchase made again."""
    resume = lu.resume
    if _signes().subsequent.search(lu.texte):
        return False
    if resume.nature == "travaux" or (resume.cpv or "").startswith(TRAVAUX_CPV):
        return bool(lu.revient or (resume.accord_cadre and not lu.ponctuel))
    return bool(lu.revient or lu.revient_si_long) or not lu.ponctuel


def _revient(avant: _Lu, apres: _Lu, poids: Mapping[str, float]) -> bool:
    """Whether the second is the first made again: same object, periods that follow each other."""
    ancien, nouveau = avant.resume, apres.resume
    return (
        _se_suivent(ancien, nouveau)
        and _meme_achat(ancien, nouveau)
        and not avant.references & apres.references
        and ressemblance(avant.mots, apres.mots, poids) >= RESSEMBLANCE_MIN
    )


def _se_suivent(ancien: Resume, nouveau: Resume) -> bool:
    if ancien.notifie_le is None or nouveau.notifie_le is None or nouveau.notifie_le - ancien.notifie_le < ECART_MIN:
        return False
    if ancien.fin is None:
        return nouveau.notifie_le - ancien.notifie_le <= SANS_FIN_MAX
    ecart = nouveau.notifie_le - ancien.fin
    if abs(ecart) <= RACCORD:
        return True
    # Renewals that were not taken: it ended on one of its birthdays, in its second half.
    depuis = nouveau.notifie_le - ancien.notifie_le
    anniversaire = min(depuis.days % 365, -depuis.days % 365) <= ANNIVERSAIRE.days
    return ecart < timedelta() and anniversaire and depuis * 2 >= ancien.fin - ancien.notifie_le


def _meme_achat(ancien: Resume, nouveau: Resume) -> bool:
    if ancien.groupe and ancien.groupe == nouveau.groupe:
        return False
    if ancien.cpv and nouveau.cpv and ancien.cpv[:3] != nouveau.cpv[:3]:
        return False
    return not (ancien.nature and nouveau.nature and ancien.nature != nouveau.nature)


def ressemblance(avant: frozenset[str], apres: frozenset[str], poids: Mapping[str, float]) -> float:
    """How much of the words of two objects is shared, by what they weigh; a misspelt word is the same word.

    >>> poids = {"nettoyag": 2.0, "ecole": 3.0, "ecol": 3.0, "mairi": 3.0}
    >>> ressemblance(frozenset({"nettoyag", "ecole"}), frozenset({"nettoyag", "ecol"}), poids)
    1.0
    >>> ressemblance(frozenset({"nettoyag", "ecole"}), frozenset({"nettoyag", "ecole", "mairi"}), poids)
    0.625
    >>> ressemblance(frozenset({"nettoyag", "ecole"}), frozenset({"nettoyag", "mairi"}), poids)
    0.0
    """
    communs = [poids[mot] for mot in sorted(avant & apres)]
    seuls, autres = [], sorted(apres - avant)
    for mot in sorted(avant - apres):
        pareil = next((autre for autre in autres if ratio(mot, autre) >= MEME_MOT_MIN), None)
        if pareil is None:
            seuls.append(poids[mot])
        else:
            autres.remove(pareil)
            communs.append(poids[mot])
    distinctif = min(max(seuls, default=0.0), max((poids[mot] for mot in autres), default=0.0))
    if distinctif >= DISTINCTIF * max(communs, default=0.0):
        return 0.0
    return sum(communs) / (sum(communs) + sum(seuls) + sum(poids[mot] for mot in autres))


# --- its own words ----------------------------------------------------------------------------------------------------


def _selon_mots(lu: _Lu) -> Proposition | None:
    resume = lu.resume
    if _signes().subsequent.search(lu.texte):
        return None
    if resume.duree_mois is not None and resume.duree_mois < COURT_MOIS and not lu.ponctuel:
        return None
    long = resume.duree_mois is not None and resume.duree_mois >= LONG_MOIS
    cadre_long = bool(resume.accord_cadre) and long
    if lu.ponctuel:
        # "Entretien et rénovation", or a framework agreement for studies: the words alone do not tell.
        partage = lu.revient or lu.revient_si_long or cadre_long
        return None if partage else Proposition(recurrent=False, genre="mots", mots=lu.ponctuel)
    revient = (*lu.revient, *(lu.revient_si_long if long else ()))
    if revient or cadre_long:
        dits = (*revient, *((_signes().accord_cadre,) if cadre_long else ()))
        return Proposition(recurrent=True, genre="mots", mots=dits)
    return None


__all__ = ["Proposition", "Resume", "proposer", "ressemblance"]
