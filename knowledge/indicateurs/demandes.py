"""What is asked of the figures of the plan: who has not given theirs, how far a target is, the workbook beside it."""

from __future__ import annotations

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.langue import VIDES, radical
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import mots_de
from knowledge.plan.pack import Pack

# So much of the words of a target must be said, each but for two slips.
PART_MIN = 0.5
FLOU = 85
_MOTIFS = lire_motifs(__file__)


def demande_qui_relancer(texte: str) -> bool:
    """Whether it is asked who has not given their figures.

    >>> demande_qui_relancer("ki ma pa rendu lé infos pour lé indicateurs? je relance ki"), demande_qui_relancer("mes indicateurs")
    (True, False)
    """
    plie = plier_sur_place(texte)
    return all(un.search(plie) is not None for un in (_MOTIFS.chiffres, _MOTIFS.manque, _MOTIFS.qui))


def demande_ce_qui_manque(texte: str) -> bool:
    """Whether it is asked what the yearly figures still lack.

    >>> demande_ce_qui_manque("qu'est-ce qui manque pour le bilan ?"), demande_ce_qui_manque("le bilan 2026")
    (True, False)
    """
    plie = plier_sur_place(texte)
    return all(un.search(plie) is not None for un in (_MOTIFS.bilan, _MOTIFS.quoi, _MOTIFS.pas_la))


def demande_une_relance(texte: str) -> bool:
    """Whether somebody is to be asked again, in a message that is to be written or not.

    >>> demande_une_relance("ok relance le plie"), demande_une_relance("j'ai relancé le PLIE")
    (True, False)
    """
    plie = plier_sur_place(texte)
    return "?" not in plie and _MOTIFS.relance.search(plie) is not None


def demande_si_rendu(texte: str) -> bool:
    """Whether it is asked that figures were given: "la 3DE a pas rendu ses chiffres ?".

    >>> demande_si_rendu("la 3DE a pas rendu ses chiffre ?"), demande_si_rendu("la 3DE a rendu ses chiffres")
    (True, False)
    """
    plie = plier_sur_place(texte)
    return plie.rstrip().endswith("?") and all(un.search(plie) is not None for un in (_MOTIFS.chiffres, _MOTIFS.manque))


def demande_sa_cible(texte: str) -> bool:
    """Whether nothing but a target is asked for, of what was just shown.

    >>> [demande_sa_cible(dit) for dit in ("c koi la cible deja", "combien il nous manque ?", "la cible de la clause d'insertion", "combien")]
    [True, True, False, False]
    """
    plie = plier_sur_place(texte)
    return _MOTIFS.sa_cible.search(plie) is not None and _MOTIFS.autour_de_sa_cible.fullmatch(plie) is not None


def demande_un_tableur(texte: str) -> bool:
    """Whether a workbook is asked for beside."""
    return _MOTIFS.tableur.search(plier_sur_place(texte)) is not None


def sans_le_tableur(texte: str) -> str:
    """What a message says beside the workbook that it asks for."""
    return _MOTIFS.tableur.sub(" ", plier_sur_place(texte))


def cibles_nommees(pack: Pack, texte: str) -> tuple[str, ...]:
    """The targets of the plan that a message which speaks of targets names, the best named first."""
    from rapidfuzz import fuzz

    if _MOTIFS.cible.search(plier_sur_place(texte)) is None:
        return ()
    dits = {radical(mot) for mot in mots_de(texte)} - set(VIDES)
    notes: dict[str, float] = {}
    for cible in pack.cibles:
        noms = {radical(mot) for mot in mots_de(cible.titre) if mot not in VIDES and mot.isalpha()} - {
            radical("contrats")
        }
        trouves = sum(any(fuzz.ratio(nom, dit) >= FLOU for dit in dits) for nom in noms)
        if noms and trouves / len(noms) >= PART_MIN:
            notes[cible.id] = trouves / len(noms)
    meilleure = max(notes.values(), default=0.0)
    return tuple(un for un, note in notes.items() if note == meilleure)


__all__ = [
    "cibles_nommees",
    "demande_ce_qui_manque",
    "demande_qui_relancer",
    "demande_sa_cible",
    "demande_si_rendu",
    "demande_un_tableur",
    "demande_une_relance",
    "sans_le_tableur",
]
