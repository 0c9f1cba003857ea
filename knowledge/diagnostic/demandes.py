"""What is asked of a purchase in words that name nothing of it: "ça change quelque chose ?", "vous attendez quoi de moi ?"."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.francais.texte import mots_de


class DeLAchat(StrEnum):
    """What is asked: what is to be done, or what the last words changed of it."""

    RESTE_A_FAIRE = "reste_a_faire"
    CHANGE = "change"


# Who asks still lacks what is named after: "il te faut quoi d'autre".
_IL_FAUT_A_QUI_DEMANDE = frozenset(
    {("te", "faut"), ("vous", "faut"), ("t", "faut"), ("as", "besoin"), ("avez", "besoin")}
)


@cache
def _mots(sorte: str) -> frozenset[str]:
    donnees: Mapping[str, Sequence[str]] = lire_donnees(Path(__file__).with_suffix(".yaml"))
    return frozenset(donnees[sorte])


def lire_ce_qui_se_demande(texte: str) -> DeLAchat | None:
    """What a question that names nothing asks of the purchase; None where one of its words names something.

    >>> lire_ce_qui_se_demande("Ça change quelque chose ?"), lire_ce_qui_se_demande("Qu'est-ce que vous attendez de moi ?")
    (<DeLAchat.CHANGE: 'change'>, <DeLAchat.RESTE_A_FAIRE: 'reste_a_faire'>)
    >>> lire_ce_qui_se_demande("Ça change quoi pour l'avance ?") is None
    True
    """
    mots = set(mots_de(texte))
    if not ressemble_a_une_question(texte) or not mots <= frozenset[str]().union(
        _mots("autour"), *map(_mots, DeLAchat)
    ):
        return None
    return next((sorte for sorte in (DeLAchat.CHANGE, DeLAchat.RESTE_A_FAIRE) if mots & _mots(sorte)), None)


def demande_ce_qui_est_obligatoire(texte: str) -> bool:
    """Whether it is asked what the law wants of the purchase, nothing of which is named.

    >>> [demande_ce_qui_est_obligatoire(dit) for dit in ("y a quoi de vraiment obligatoire", "c'est obligatoire ?", "quelle clause est obligatoire ?")]
    [True, False, False]
    """
    mots = set(mots_de(texte))
    autour = _mots("autour") | _mots("obligatoire") | _mots("de_quoi")
    return mots <= autour and bool(mots & _mots("obligatoire")) and bool(mots & _mots("de_quoi"))


def demande_ce_qui_manque(texte: str) -> bool:
    """Whether it is asked what is not known yet of the purchase.

    >>> [demande_ce_qui_manque(dit) for dit in ("il manque quoi", "qu'est-ce qu'il vous manque ?", "il te faut quoi d'autre", "il manque un lot", "il faut quoi")]
    [True, True, True, False, False]
    """
    suite = mots_de(texte)
    mots = set(suite)
    demande = mots & (_mots("de_quoi") | {"qu", "que", "est-ce"}) or texte.rstrip().endswith("?")
    manque = mots & _mots("ce_qui_manque") or any(paire in _IL_FAUT_A_QUI_DEMANDE for paire in pairwise(suite))
    return mots <= _mots("autour") | _mots("manque") | _mots("de_quoi") and bool(manque) and bool(demande)


def avec_sa_marque(texte: str) -> str:
    """A message that asks whether something must be, or may be, with the mark that it lacks.

    >>> avec_sa_marque("la clause sociale je suis tenu ou c du facultatif"), avec_sa_marque("obligatoire ou 3 ans")
    ('la clause sociale je suis tenu ou c du facultatif ?', 'obligatoire ou 3 ans')
    """
    mots = mots_de(texte)
    if "?" in texte or "ou" not in mots:
        return texte
    place = mots.index("ou")
    demande = all({*cote} & _mots("s_impose_ou_non") for cote in (mots[:place], mots[place:]))
    return f"{texte} ?" if demande else texte


def demande_la_question(texte: str) -> bool:
    """Whether the pending question is to be said again, or how many are left: "c'était quoi la question déjà ? j'ai été coupé".

    >>> [demande_la_question(dit) for dit in ("tu peux reposer la question", "encore combien de questions", "répète", "j'ai encore une question")]
    [True, True, True, False]
    >>> demande_la_question("j'ai pas la réponse, question suivante")
    False
    """
    mots = mots_de(texte)
    if not {*mots} <= frozenset[str]().union(
        *map(_mots, ("autour", "question", "redire", "a_eux_seuls", "autour_d_une_question"))
    ):
        return False
    if {*mots} & _mots("a_eux_seuls"):
        return True
    nommee = bool({*mots} & _mots("question"))
    return nommee and (bool({*mots} & _mots("redire")) or mots[-2:] == ["la", "question"])


def demande_une_raison(texte: str) -> bool:
    """Whether it is asked why.

    >>> [demande_une_raison(dit) for dit in ("la révision obligatoire ou pas, et pk", "la révision, c'est obligatoire ?")]
    [True, False]
    >>> [demande_une_raison(dit) for dit in ("et la négo, à quoi ça sert ?", "l'insertion, je ne vois pas l'intérêt", "l'intérêt de l'insertion")]
    [True, True, False]
    """
    mots = set(mots_de(texte))
    en_doute = mots & _mots("ne_voit") and mots & _mots("pas")
    return bool(mots & _mots("raison") or (mots & _mots("utilite") and (mots & _mots("de_quoi") or en_doute)))


def demande_pourquoi_on_demande(texte: str) -> bool:
    """Whether it may be of a question of the house that it is asked why.

    >>> [demande_pourquoi_on_demande(dit) for dit in ("pourquoi vous demandez ça ?", "pourquoi un ESAT ?")]
    [True, False]
    """
    return bool(set(mots_de(texte)) & _mots("demander"))


__all__ = [
    "DeLAchat",
    "avec_sa_marque",
    "demande_ce_qui_est_obligatoire",
    "demande_la_question",
    "demande_pourquoi_on_demande",
    "demande_une_raison",
    "lire_ce_qui_se_demande",
]
