"""What somebody says who comes back to a purchase days later: where it stood, how many there are, what the file says."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.motifs import lire_motifs

_MOTIFS = lire_motifs(__file__)
# Who says more tells something.
MOTS_D_UN_RETOUR = 12


@dataclass(frozen=True, slots=True)
class Dossier:
    """What a file says, by the numbers of actions; whether it is told as published."""

    ecrites: tuple[int, ...]
    oubliees: tuple[int, ...]
    publie: bool


def _dit(motif: re.Pattern[str], texte: str) -> bool:
    return motif.search(plier_sur_place(texte)) is not None


def demande_ou_on_en_etait(texte: str) -> bool:
    """Whether where a purchase stood is asked.

    >>> demande_ou_on_en_etait("j'avais commencé les couches. On en était où ?"), demande_ou_on_en_etait("ya koi de neuf sur mon marché")
    (True, True)
    """
    return _dit(_MOTIFS.ou_en_etait, texte) and not _dit(_MOTIFS.reprend, texte)


def revient_a_un_achat(texte: str) -> str | None:
    """What somebody names who goes back to a purchase, folded; empty where they only say its place, None for any other message.

    >>> [revient_a_un_achat(dit) for dit in ("coucou c'est re moi pour les bancs", "ok reviens sur le premier", "on reprend le premier lot")]
    [' les bancs', '', None]
    """
    dit = plier_sur_place(texte).rstrip(" ?!.")
    lu = _MOTIFS.se_montre.search(dit) or _MOTIFS.retourne.search(dit)
    return None if lu is None or len(dit.split()) > MOTS_D_UN_RETOUR else dit[lu.end() :]


def se_montre(texte: str) -> bool:
    """Whether somebody says that they are there again, for something: "c'est re moi pour les bancs"."""
    return _dit(_MOTIFS.se_montre, texte)


def revient_a_l_autre(texte: str) -> bool:
    """Whether the other purchase is named by its place only: "reviens sur le premier"."""
    return _dit(_MOTIFS.l_autre, texte)


def demande_tous_ses_achats(texte: str) -> bool:
    """Whether all of one's purchases are asked for.

    >>> demande_tous_ses_achats("et tout mes marché la jen ai combien ?"), demande_tous_ses_achats("combien de lots")
    (True, False)
    """
    return _dit(_MOTIFS.combien_j_en_ai, texte)


def demande_par_lequel_commencer(texte: str) -> bool:
    """Whether what comes first is asked with it."""
    return _dit(_MOTIFS.en_premier, texte)


def lire_le_dossier(texte: str, actions: Collection[int]) -> Dossier | None:
    """What somebody says that a file holds, action by action, and what it lacks; None where nothing of it is told.

    >>> lire_le_dossier("J'ai publié jeudi. C'est écrit dans le dossier pour la 24 et la 25, mais j'ai oublié celle de la 22.", {8, 22, 24, 25})
    Dossier(ecrites=(24, 25), oubliees=(22,), publie=True)
    >>> lire_le_dossier("la 24 est à 30 %, c'est écrit ?", {24}) is None
    True
    """
    plie = plier_sur_place(texte)
    if plie.rstrip().endswith("?") or _MOTIFS.ecrit.search(plie) is None:
        return None
    ecrites: list[int] = []
    oubliees: list[int] = []
    debut, ou = 0, None
    for bord in [*(lu.start() for lu in _MOTIFS.entre_morceaux.finditer(plie)), len(plie)]:
        morceau = plie[debut:bord]
        if _MOTIFS.oublie.search(morceau):
            ou = oubliees
        elif _MOTIFS.ecrit.search(morceau):
            ou = ecrites
        numeros = [int(lu["n"]) for lu in _MOTIFS.numero.finditer(morceau)]
        if ou is not None:
            ou += [un for un in numeros if un in actions]
        debut = bord
    if not ecrites and not oubliees:
        return None
    gardees = tuple(dict.fromkeys(un for un in ecrites if un not in oubliees))
    return Dossier(gardees, tuple(dict.fromkeys(oubliees)), _MOTIFS.publie.search(plie) is not None)


def lire_peut_on_ecarter(texte: str) -> tuple[str, str] | None:
    """What somebody asks whether they may set aside, and the reason that they told before; None where that is not asked.

    >>> lire_peut_on_ecarter("Le PLIE m'a répondu hier : pas réaliste. Je peux écarter l'insertion avec ça ?")
    (" l'insertion avec ça ?", "Le PLIE m'a répondu hier : pas réaliste")
    """
    lu = _MOTIFS.peut_ecarter.search(plier_sur_place(texte))
    if lu is None or not texte.rstrip().endswith("?"):
        return None
    return texte[lu.end() :], texte[: lu.start()].strip(" .,;:")


def met_au_dossier(texte: str) -> bool:
    """Whether what was just spoken of is told to be in the file: "mets-les dans le cahier des charges, c'est fait".

    >>> met_au_dossier("met les dan le cahier des charge alor, cé fait"), met_au_dossier("le cahier des charges est long")
    (True, False)
    """
    return all(
        _dit(un, texte) for un in (_MOTIFS.au_dossier, _MOTIFS.mettre, _MOTIFS.fait)
    ) and not texte.rstrip().endswith("?")


__all__ = [
    "Dossier",
    "demande_ou_on_en_etait",
    "demande_par_lequel_commencer",
    "demande_tous_ses_achats",
    "lire_le_dossier",
    "lire_peut_on_ecarter",
    "met_au_dossier",
    "revient_a_l_autre",
    "revient_a_un_achat",
    "se_montre",
]
