"""What is done of a contract that a sentence names by its words: to whom it is given, whether it comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.noms import lire_un_nom

_MOTIFS = lire_motifs(__file__)
Quoi = Literal["confier", "recurrent", "ponctuel"]


@dataclass(frozen=True, slots=True)
class GesteDit:
    """What is done, and to whom it is given; nothing, of a contract whose verb comes with a later one."""

    quoi: Quoi | None
    nom: str | None = None


def peut_etre_un_geste(texte: str) -> bool:
    """Whether a message holds a word without which nothing is done here: nothing need be looked up for others."""
    return _MOTIFS.peut_etre.search(plier_sur_place(texte)) is not None


def lire_un_geste(reste: str, avant: Quoi | None) -> GesteDit | None:
    """What a piece of a sentence does of its one contract, whose name is taken out; `avant`: what the piece before did.

    >>> for dit, avant in (
    ...     ("le marché des         , transfère-le à Karim Benali", None), ("mets le                       à Fatou Diallo", None),
    ...     ("les       à Paul Morin", "confier"), ("          , c'est Fatou qui suit maintenant", None), ("les         reviennent", None),
    ...     ("les               non", "recurrent"), ("le          ne revient pas", None), ("mets les       à 3", None), ("mets les      au comité", None),
    ... ):
    ...     lu = lire_un_geste(dit, avant)
    ...     print(lu and (lu.quoi, lu.nom))
    ('confier', 'Karim Benali')
    ('confier', 'Fatou Diallo')
    ('confier', 'Paul Morin')
    ('confier', 'Fatou')
    ('recurrent', None)
    ('ponctuel', None)
    ('ponctuel', None)
    None
    None
    """
    # Where the name stood, signs and spaces are left.
    dit = reste.rstrip(" .!;,")
    plie = plier_sur_place(dit)
    for motif in (
        _MOTIFS.confier_apres,
        _MOTIFS.confier,
        _MOTIFS.verbe_apres,
        _MOTIFS.referent_avant,
        _MOTIFS.referent_apres,
        _MOTIFS.dessus,
        *((_MOTIFS.encore_a,) if avant == "confier" else ()),
    ):
        lu = motif.fullmatch(_une_espace(plie))
        if lu is not None and _est_quelqu_un(nom := _dans(dit, plie, lu["nom"])):
            return GesteDit("confier", nom)
    nu = _une_espace(plie)
    if (lu := _MOTIFS.sujet_suit.fullmatch(nu)) is not None and _est_quelqu_un(nom := _dans(dit, plie, lu["nom"])):
        return GesteDit("confier", nom)
    if _MOTIFS.ponctuel.fullmatch(nu) is not None:
        return GesteDit("ponctuel")
    if _MOTIFS.recurrent.fullmatch(nu) is not None:
        return GesteDit("recurrent")
    if _MOTIFS.seul.fullmatch(nu) is not None:
        return GesteDit(None)
    if avant in ("recurrent", "ponctuel") and _MOTIFS.refus.fullmatch(nu) is not None:
        return GesteDit("ponctuel" if avant == "recurrent" else "recurrent")
    return None


def de_tous(texte: str) -> bool:
    """Whether words say that it is of each of those just spoken of.

    >>> de_tous("mets Sophie Vidal dessus, les deux"), de_tous("mets-la dessus")
    (True, False)
    """
    return _MOTIFS.chacun.search(plier_sur_place(texte)) is not None


def fait_de_meme(texte: str) -> str | None:
    """The words of that to which the same is done as to what was before it.

    >>> fait_de_meme("pareil pour les parkings"), fait_de_meme("les parkings")
    ('les parkings', None)
    """
    lu = _MOTIFS.de_meme.match(plier_sur_place(texte))
    return None if lu is None else texte[lu.end() :]


def explique(part: str) -> bool:
    """Whether a part of a sentence only says why.

    >>> explique("il a pris la suite de Mme Roche"), explique("rappelle-moi lundi")
    (True, False)
    """
    return _MOTIFS.explique.match(plier_sur_place(part)) is not None


def _une_espace(plie: str) -> str:
    return " ".join(plie.split())


def _dans(dit: str, plie: str, nom: str) -> str:
    """The name as it was typed: the last words of the message that fold to it."""
    mots, combien = dit.split(), len(nom.split())
    plies = plie.split()
    place = next(
        rang
        for rang in range(len(plies) - combien, -1, -1)
        if " ".join(plies[rang : rang + combien]).strip(",") == nom.strip(",")
    )
    return " ".join(mots[place : place + combien]).strip(" ,")


def _est_quelqu_un(nom: str) -> bool:
    """Whether somebody is named: a capital tells it from a word, unless it is whoever writes, or the team."""
    lu = lire_un_nom(nom)
    return lu is not None and (lu.genre != "nom" or nom[:1].isupper())


__all__ = ["GesteDit", "Quoi", "de_tous", "explique", "fait_de_meme", "lire_un_geste", "peut_etre_un_geste"]
