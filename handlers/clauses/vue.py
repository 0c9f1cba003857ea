"""The texts of a purchase as its page shows them, on the card of each action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from handlers.clauses.atelier import Atelier, Reglable, reglables
from handlers.conversation.wording import Wording
from knowledge.clauses.calculs import CALCULES
from knowledge.clauses.choix import Offert
from knowledge.clauses.modeles import Niveau
from knowledge.plan.pieces import pieces_de


@dataclass(frozen=True, slots=True)
class TexteDeCarte:
    """A text with a button that copies it; `si` is what it still hangs on, `etat` what became of it."""

    cle: str
    titre: str
    piece: str
    texte: str
    preuve: str
    note: bool
    si: str
    etat: str
    motif: str
    formules: tuple[str, ...]
    a_decider: tuple[tuple[str, str], ...]
    reglables: tuple[Reglable, ...]


@dataclass(frozen=True, slots=True)
class TextesDeCartes:
    """The texts of each action, and how far they go; `autres`: the levels that may be asked for instead."""

    niveau: str
    autres: tuple[str, ...]
    par_action: Mapping[int, tuple[TexteDeCarte, ...]]


def lire_les_textes(wording: Wording, atelier: Atelier) -> TextesDeCartes:
    """The texts that are written as things stand first, then those that hang on a fact."""
    par_action: dict[int, list[TexteDeCarte]] = {}
    pieces = {piece.id: piece.court for piece in pieces_de(atelier.pack).toutes}
    for un in sorted(atelier.offerts, key=lambda un: not un.a_ecrire):
        par_action.setdefault(un.modele.action, []).append(_texte(wording, atelier, un, pieces))
    niveau = atelier.reglages.niveau
    return TextesDeCartes(
        niveau.value,
        tuple(autre.value for autre in Niveau if autre is not niveau),
        {action: tuple(textes) for action, textes in par_action.items()},
    )


def _texte(wording: Wording, atelier: Atelier, un: Offert, pieces: Mapping[str, str]) -> TexteDeCarte:
    modele, rempli = un.modele, un.rempli
    garde = atelier.gardes.get(modele.cle)
    return TexteDeCarte(
        cle=modele.cle,
        titre=un.titre,
        piece=pieces.get(modele.piece, ""),
        texte=rempli.texte,
        preuve=rempli.preuve or "",
        note=modele.genre.value == "critere",
        si="" if un.si is None else wording.phrase("a_garder", un.si, un.juges, un.manque),
        etat="" if garde is None else garde.etat.value,
        motif="" if garde is None else garde.motif or "",
        formules=tuple(valeur.formule for valeur in rempli.valeurs if valeur.formule),
        a_decider=tuple((une.question, une.propose or "") for une in rempli.decisions),
        reglables=tuple(reglables([modele], CALCULES)),
    )


__all__ = ["TexteDeCarte", "TextesDeCartes", "lire_les_textes"]
