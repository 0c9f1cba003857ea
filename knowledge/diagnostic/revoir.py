"""A fact that somebody wants to say anew, without saying how: "changer les familles d'achat"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeAlias

from knowledge.donnees import lire_donnees
from knowledge.droit.qualification import ALLOTI
from knowledge.francais.nombres import LETTRES, lire_nombres
from knowledge.francais.phrases import phrases
from knowledge.francais.texte import mots_de, plier, racine
from knowledge.lecture.lots.designation import designer
from knowledge.lecture.quantites import Mesure, lire_quantites
from knowledge.regles.faits import Vocabulaire

Mots: TypeAlias = "tuple[str, ...]"
MOTS_D_UN_NOM, LONGUEUR = 4, 200
_FICHIER = Path(__file__).with_name("revoir.yaml")


def lire_le_fait_a_revoir(texte: str, vocabulaire: Vocabulaire) -> str | None:
    """The fact that a whole message asks to say anew; None for any other message, and for a question.

    >>> from knowledge.plan.chargement import charger
    >>> dits = ("Changer les familles d'achat", "je voudrais modifier la durée du marché, svp", "changer la durée : 4 ans")
    >>> [lire_le_fait_a_revoir(dit, charger().vocabulaire) for dit in dits]
    ['segments', 'duree_mois', None]
    """
    if "?" in texte:
        return None
    dits = _dits()
    mots = _sans_ce_qui_precede(tuple(mots_de(texte)), dits["avant"])
    verbe = _tete(mots, dits["verbes"])
    if not verbe:
        return None
    mots = _sans_ce_qui_precede(mots[len(verbe) :], dits["articles"])
    noms = _noms(vocabulaire)
    while mots:
        if (nom := noms.get(_racines(mots))) is not None:
            return nom
        queue = next((un for un in dits["apres"] if mots[-len(un) :] == un), ())
        mots = mots[: len(mots) - len(queue)] if queue else ()
    return None


def lire_le_fait_d_un_lot_a_revoir(
    texte: str, vocabulaire: Vocabulaire, lots: Mapping[int, str]
) -> tuple[str, int] | None:
    """The same of one of the lots known by these names: the fact and the number of the lot.

    >>> from knowledge.plan.chargement import charger
    >>> dits = ("changer le montant du lot 2", "le budget de la sono, il faut le revoir", "modifier la durée du lot sono")
    >>> [lire_le_fait_d_un_lot_a_revoir(dit, charger().vocabulaire, {1: "sono", 2: "sécurité"}) for dit in dits]
    [('montant_ht', 2), None, ('duree_mois', 1)]
    """
    plie = plier(texte)
    designes = designer(plie, lots, lots=True)
    if len(designes) != 1 or len(designes[0].numeros) != 1 or designes[0].numeros[0] not in lots:
        return None
    lot = designes[0]
    nom = lire_le_fait_a_revoir(f"{plie.mots(0, lot.debut)} {plie.mots(lot.fin, len(plie.texte))}", vocabulaire)
    return None if nom is None else (nom, lot.numeros[0])


def lire_le_fait_oublie(texte: str, vocabulaire: Vocabulaire) -> str | None:
    """The fact that a whole message takes back without telling another value; None for any other message, and for a question.

    >>> from knowledge.plan.chargement import charger
    >>> dits = ("oublie le montant", "enlève les 3 lots", "non, la durée n'est plus bonne", "oublie la durée : 4 ans", "j'oublie le montant ?")
    >>> [lire_le_fait_oublie(dit, charger().vocabulaire) for dit in dits]
    ['montant_ht', 'alloti', 'duree_mois', None, None]
    >>> lire_le_fait_oublie("le budget n'est plus bon, ne le gardez pas, je n'ai pas le nouveau", charger().vocabulaire)
    'montant_ht'
    """
    if "?" in texte or len(texte) > LONGUEUR:
        return None
    entier = _fait_nomme_parmi(texte, vocabulaire, "oublient")
    if entier is not None or any(signe.isdecimal() for signe in texte):
        return entier
    clauses = [clause for phrase in phrases(texte) for clause in phrase.split(",") if clause.strip()]
    dits = {nom for clause in clauses if (nom := _fait_nomme_parmi(clause, vocabulaire, "oublient")) is not None}
    return dits.pop() if len(dits) == 1 else None


def nommer_les_valeurs(texte: str, connus: Mapping[str, Decimal]) -> str:
    """A text in which the figures known of a purchase are called by their facts; the text as it is where another figure is told.

    `connus` are amounts in euros and times in months.

    >>> nommer_les_valeurs("oublie les 90 000", {"montant": Decimal(90000)}), nommer_les_valeurs("3 ans ou 4", {"durée": Decimal(36)})
    ('oublie les montant', '3 ans ou 4')
    """
    plie = plier(texte)
    morceaux: list[str] = []
    place = 0
    for q in lire_quantites(plie, lire_nombres(plie.texte)):
        temps = q.mesure is Mesure.TEMPS
        nom = next((un for un, valeur in connus.items() if valeur == q.bas == q.haut and temps is (un in _TEMPS)), None)
        if nom is None or (not temps and q.mesure not in (Mesure.NU, Mesure.ARGENT)):
            return texte
        morceaux += [plie.mots(place, q.debut), nom]
        place = q.fin
    return " ".join([*morceaux, plie.mots(place, len(plie.texte))]).strip() if morceaux else texte


_TEMPS = frozenset({"durée"})


def lire_le_fait_redemande(texte: str, vocabulaire: Vocabulaire) -> str | None:
    """The fact of which it is asked what was noted; None for any other message.

    >>> from knowledge.plan.chargement import charger
    >>> dits = ("c'est quoi déjà le montant que j'ai mis ?", "rappelle-moi la durée", "quelle durée mettre ?")
    >>> [lire_le_fait_redemande(dit, charger().vocabulaire) for dit in dits]
    ['montant_ht', 'duree_mois', None]
    """
    return _fait_nomme_parmi(texte, vocabulaire, "redisent")


def _fait_nomme_parmi(texte: str, vocabulaire: Vocabulaire, sorte: str) -> str | None:
    """The fact that a message names, where all its other words are of that sort, or name nothing."""
    mots, dits = tuple(mots_de(texte)), _dits()
    for debut, fin in _morceaux(len(mots)):
        if (nom := _noms(vocabulaire).get(_racines(mots[debut:fin]))) is not None:
            avant = mots[:debut][: -1 if nom == ALLOTI and mots[:debut] and _compte(mots[debut - 1]) else None]
            restent = [_sans(cote, dits[sorte]) for cote in (avant, mots[fin:])]
            tous = sum(map(len, restent)) < len(avant) + len(mots) - fin
            return nom if tous and all((mot,) in dits["autour"] for cote in restent for mot in cote) else None
    return None


def _morceaux(total: int) -> Iterator[tuple[int, int]]:
    """The parts of so many words that may be a name, the longest first."""
    for taille in range(min(MOTS_D_UN_NOM, total), 0, -1):
        yield from ((debut, debut + taille) for debut in range(total - taille + 1))


def _compte(mot: str) -> bool:
    return mot.isdecimal() or LETTRES.fullmatch(mot) is not None


def _sans(mots: Mots, phrases: Sequence[Mots]) -> Mots:
    """Words without those phrases."""
    restent: list[str] = []
    while mots:
        tete = _tete(mots, phrases)
        restent += [] if tete else mots[:1]
        mots = mots[len(tete) or 1 :]
    return tuple(restent)


def _tete(mots: Mots, tetes: Sequence[Mots]) -> Mots:
    return next((tete for tete in tetes if mots[: len(tete)] == tete), ())


def _sans_ce_qui_precede(mots: Mots, tetes: Sequence[Mots]) -> Mots:
    while tete := _tete(mots, tetes):
        mots = mots[len(tete) :]
    return mots


def _racines(mots: Mots) -> Mots:
    return tuple(racine(mot) for mot in mots)


@cache
def _dits() -> dict[str, list[Mots]]:
    """The words that may stand around the name of a fact, the longest first."""
    lus = lire_donnees(_FICHIER)
    return {place: sorted({tuple(mots_de(dit)) for dit in dits}, key=len, reverse=True) for place, dits in lus.items()}


def _noms(vocabulaire: Vocabulaire) -> dict[Mots, str]:
    """The names of the facts: what is shown comes before what is also said."""
    noms: dict[Mots, str] = {}
    for dit, nom in [
        *((fait.libelle, nom) for nom, fait in vocabulaire.items()),
        *((dit, nom) for nom, fait in vocabulaire.items() for dit in fait.aussi),
    ]:
        noms.setdefault(_racines(tuple(mots_de(dit))), nom)
    return noms


__all__ = [
    "lire_le_fait_a_revoir",
    "lire_le_fait_d_un_lot_a_revoir",
    "lire_le_fait_oublie",
    "lire_le_fait_redemande",
    "nommer_les_valeurs",
]
