"""What each capability listens to, from its `actes.yaml`, and the whole messages that are one of its formulas."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from knowledge.ecoute.declares import declarations
from knowledge.francais import objets
from knowledge.francais.questionnement import demande_une_definition, est_directe
from knowledge.francais.texte import mots_de, simplifier

# A misspelt formula still has to be most of itself: "recomencer" is, "stop gaspi" is not.
RESSEMBLANCE_MIN = 88
LONGUEUR_MIN_FLOUE = 5
MOTS_MAX_FLOUS = 4
# Where formulas are heard: anywhere, or only there.
OU = ("formules", "sous_un_resultat")
LISTES = (*OU, "mots", "un_de", "autour")
# What may stand around a formula and changes nothing of it.
POLITESSE = frozenset("svp stp s'il te vous plait merci beaucoup ok bon alors donc euh et".split())  # noqa: SIM905

# What acts were called by buttons that were sent already.
ANCIENS = {
    "bonjour": "saluer", "merci": "remercier", "pourquoi": "pourquoi_question", "preciser": "continuer",
    "recommencer": "nouvel_achat", "rappels": "calendrier", "droits": "roles", "apprentissage": "file",
    "refuser": "refuser_reponse", "chercher": "lister_fiches", "classeur": "exporter_registre",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Declaration:
    """An act as its capability declares it: how it is named when asked back, how to say it, for whom, and whether it changes something.

    `titre` heads what its capability can do; `comme` is the act everybody names of which it is a sort; `pour` is "equipe" for what only the team may; `ouvre`: it opens what goes on after it; `sous_un_resultat` are formulas that say
    it under the actions of a purchase, and anything elsewhere; `mots`: how words begin without one of which it is not heard; `un_de`: a message that has one of these words, and none but those and
    `autour`, is it.
    """

    nature: str
    titre: str
    dit: str
    comme: str = ""
    aide: str = ""
    pour: str = ""
    change: bool = False
    ouvre: bool = False
    formules: tuple[str, ...] = ()
    sous_un_resultat: tuple[str, ...] = ()
    mots: tuple[str, ...] = ()
    un_de: tuple[str, ...] = ()
    autour: tuple[str, ...] = ()


@cache
def declares() -> Mapping[str, Declaration]:
    """Every act of the house, by its nature."""
    return {
        nature: Declaration(nature, lu["titre"], **{**acte, **{ou: tuple(map(str, acte.get(ou, ()))) for ou in LISTES}})
        for lu in declarations()
        for nature, acte in lu["actes"].items()
    }


def se_dit(nature: str, texte: str) -> bool:
    """Whether words may say an act: one of those without which it is not heard, where it has any.

    >>> se_dit("campagne", "prépare la campagne J-24"), se_dit("campagne", "pareil pour les parkings"), se_dit("saluer", "pareil")
    (True, False, True)
    """
    declare = declares().get(nature)
    if declare is None or not declare.mots:
        return True
    return any(mot.startswith(declare.mots) for mot in mots_de(texte))


def ce_qui_se_dit(actions: Sequence[int], *, equipe: bool) -> dict[str, list[str]]:
    """What a person of the house may say, by title, with actions of the plan as examples: the help is made of it."""
    numeros = dict(zip("abcd", actions, strict=False))
    dits: dict[str, list[str]] = {}
    for acte in declares().values():
        if acte.aide and (equipe or acte.pour != "equipe"):
            dits.setdefault(acte.titre, []).append(acte.aide.format(**numeros))
    return dits


@cache
def _formules(ou: str) -> Mapping[str, str]:
    """By simplified formula. What the help tells to say of an act that has formulas is one of them."""
    aides = {
        simplifier(acte.aide): acte.nature
        for acte in declares().values()
        if ou == OU[0] and acte.formules and acte.aide and acte.aide not in acte.sous_un_resultat
    }
    return aides | {simplifier(formule): acte.nature for acte in declares().values() for formule in getattr(acte, ou)}


def _dans(formules: Mapping[str, str], texte: str) -> str | None:
    """The act of a formula, courtesies aside."""
    return formules.get(simplifier(texte)) or formules.get(" ".join(_sans_politesse(texte)))


def _sans_politesse(texte: str) -> list[str]:
    return [mot for mot in simplifier(texte).replace(",", " ").split() if mot not in POLITESSE]


def lire_sous_un_resultat(texte: str) -> str | None:
    """The act that the whole message is a formula of under the actions of a purchase, or None.

    >>> lire_sous_un_resultat("Tout, s'il te plaît"), lire_sous_un_resultat("tout sauf la 8")
    ('resultat_entier', None)
    """
    return _dans(_formules("sous_un_resultat"), texte)


def lire_formule(texte: str, *, exacte: bool = False) -> str | None:
    """The act that the whole message is a formula of, give or take a typo unless `exacte`; or None.

    >>> lire_formule("Recomencer svp"), lire_formule("stop gaspi"), lire_formule("recomencer", exacte=True)
    ('nouvel_achat', None, None)
    >>> lire_formule("Génial, merci mille fois pour votre aide !"), lire_formule("merci de noter 40 000")
    ('remercier', None)
    """
    formules = _formules("formules")
    if (nature := _dans(formules, texte)) is not None:
        return nature
    if (nature := _de_mots_seuls(texte)) is not None:
        return nature
    mots = _sans_politesse(texte)
    nu = " ".join(mots)
    if not exacte and len(nu) >= LONGUEUR_MIN_FLOUE and len(mots) <= MOTS_MAX_FLOUS:
        proche = max(formules, key=lambda formule: fuzz.ratio(nu, formule))
        if len(proche) >= LONGUEUR_MIN_FLOUE and fuzz.ratio(nu, proche) >= RESSEMBLANCE_MIN:
            return formules[proche]
    return None


def _de_mots_seuls(texte: str) -> str | None:
    """The act that all the words of a message say together, whatever their order."""
    mots = {*mots_de(texte)}
    return next((nature for nature, dits in _mots_seuls() if mots & dits[0] and mots <= dits[0] | dits[1]), None)


@cache
def _mots_seuls() -> Sequence[tuple[str, tuple[frozenset[str], frozenset[str]]]]:
    return [
        (acte.nature, (frozenset(acte.un_de), frozenset(acte.autour))) for acte in declares().values() if acte.un_de
    ]


def peut_repondre(texte: str) -> bool:
    """Whether words may be the reason, the name or the title that was asked for: no formula, no question, nothing that they name.

    >>> peut_repondre("repris en régie"), [peut_repondre(dit) for dit in ("annuler", "fiche 11", "combien ?", "le marché 12 est fini")]
    (True, [False, False, False, False])
    """
    return not (
        not texte.strip()
        or texte.rstrip().endswith("?")
        or est_directe(texte)
        or demande_une_definition(texte)
        or objets.sujet(texte) is not None
        or lire_formule(texte, exacte=True) is not None
    )
