"""What is said at once of several contracts of the register, and is kept beside each as it was said."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from knowledge.francais.jours import plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.phrases import phrases

_MOTIFS = lire_motifs(__file__)
# The contracts that words name.
Designer = Callable[[str], tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class NotesDites:
    """What is said of each contract, and what is said where none is recognised."""

    notes: tuple[tuple[int, str], ...]
    inconnues: tuple[str, ...] = ()


def lire_des_notes(texte: str, designer: Designer, les_autres: Designer = lambda _: ()) -> NotesDites | None:
    """What is said of each of several contracts; None where a piece names several, or where an amount or a wish tells of a purchase.

    `les_autres`: the contracts among which "le reste" are those that nothing else names.

    >>> def designer(dit): return tuple(un for un, mot in enumerate(("gardiennage", "verre", "bureau")) if mot in dit.lower())
    >>> lire_des_notes("Gardiennage et verre en appel d'offres. Bureau en MAPA, le graphisme sans publicité.", designer)
    NotesDites(notes=((0, "Gardiennage et verre en appel d'offres"), (1, "Gardiennage et verre en appel d'offres"), (2, 'Bureau en MAPA')), inconnues=('le graphisme sans publicité',))
    >>> lire_des_notes("Clause d'insertion dans le gardiennage et le verre, critère social dans le bureau", designer).notes[1:]
    ((1, "Clause d'insertion dans le gardiennage et le verre"), (2, 'critère social dans le bureau'))
    >>> lire_des_notes("Le PLIE m'envoie les heures : gardiennage 1 850, verre 5 250", designer).notes
    ((0, "Le PLIE m'envoie les heures : gardiennage 1 850"), (1, "Le PLIE m'envoie les heures : verre 5 250"))
    >>> lire_des_notes("je veux un gardiennage et le verre, 12 heures", designer), lire_des_notes("le verre en MAPA", designer)
    (None, None)
    """
    plat = plier_sur_place(texte)
    if (
        "?" in texte
        or _MOTIFS.dit.search(plat) is None
        or (_MOTIFS.achat.search(plat) or _MOTIFS.cotation.search(plat)) is not None
    ):
        return None
    notes: dict[int, list[str]] = {}
    inconnues: list[str] = []
    autres: list[str] = []
    for phrase in phrases(texte):
        for dit, morceaux in _membres(phrase, designer):
            lus = [designer(un) for un in morceaux]
            if any(len(un) > 1 for un in lus):
                return None
            for numeros in lus:
                for numero in numeros:
                    # What says nothing by itself goes on with what is said before it.
                    entier = dit if _MOTIFS.dit.search(plier_sur_place(dit)) else phrase.strip(" .,;")
                    notes.setdefault(numero, []).append(entier)
            if not any(lus):
                (autres if _MOTIFS.les_autres.search(plier_sur_place(dit)) else inconnues).append(dit)
    for dit in autres:
        siens = [un for un in les_autres(dit) if un not in notes]
        notes |= {un: [dit] for un in siens}
        inconnues += [] if siens else [dit]
    if len(notes) < 2:
        return None
    return NotesDites(tuple((un, " ; ".join(dict.fromkeys(dits))) for un, dits in notes.items()), tuple(inconnues))


def raconte_un_echange(texte: str) -> bool:
    """Whether a message tells of a call, a mail, a meeting or an answer, of which nothing is asked.

    >>> [raconte_un_echange(un) for un in ("je viens de les avoir au téléphone", "appelé le chef hier, réunion le 14", "appelle-les", "qui a répondu ?")]
    [True, True, False, False]
    """
    return "?" not in texte and _MOTIFS.echange.search(plier_sur_place(texte)) is not None


def sans_l_interlocuteur(texte: str) -> str:
    """The text with blanks in place of whom somebody spoke with, who names no contract.

    >>> " ".join(sans_l_interlocuteur("note que j'ai appelé le service bâtiments ce matin").split())
    "note que j'ai appelé le ce matin"
    """
    lu = _MOTIFS.interlocuteur.search(plier_sur_place(texte))
    if lu is None:
        return texte
    debut, fin = lu.span("qui")
    return texte[:debut] + " " * (fin - debut) + texte[fin:]


def demande_d_effacer(texte: str) -> bool:
    """Whether a message wants what was kept of a contract to be erased.

    >>> demande_d_effacer("supprime tout l'historique du marché"), demande_d_effacer("le papier est supprimé")
    (True, False)
    """
    return _MOTIFS.efface.search(plier_sur_place(texte)) is not None


def demande_de_noter(texte: str) -> bool:
    """Whether a message asks that what it tells be kept.

    >>> [demande_de_noter(un) for un in ("ils répondent lundi, note-le", "merci de l'enregistrer", "les notes du comité")]
    [True, True, False]
    """
    return _MOTIFS.ordre.search(plier_sur_place(texte)) is not None


def _membres(phrase: str, designer: Designer) -> list[tuple[str, list[str]]]:
    """The parts of a sentence that say each one thing, with the pieces that may name a contract.

    What is said stands before the contracts, or after them: the first one tells. After a head, each figure is of its own contract.
    """
    plat = plier_sur_place(phrase)
    lu = _MOTIFS.annonce.match(plat)
    debut = lu.start("suite") if lu and not designer(phrase[: lu.end("tete")]) else 0
    tete = phrase[: lu.end("tete")].strip() if lu and debut else ""
    morceaux = _morceaux(phrase, debut)
    nommants = [un for un in morceaux if designer(phrase[slice(*un)])]
    if tete and nommants and all(any(signe.isdecimal() for signe in phrase[a:b]) for a, b in nommants):
        return [(f"{tete} : {phrase[a:b].strip(' .')}", [phrase[a:b]]) for a, b in morceaux]
    dits = [_MOTIFS.dit.search(plat, a, b) for a, b in morceaux]
    premier = next((un.start() for un in dits if un is not None), 0)
    apres = any(designer(phrase[a : min(b, premier)]) for a, b in morceaux if a < premier)
    groupes: list[list[tuple[int, int]]] = [[]]
    for morceau, dit in zip(morceaux, dits, strict=True):
        nomme = any(designer(phrase[slice(*un)]) for un in groupes[-1])
        if not apres and dit is not None and nomme:
            groupes.append([])
        groupes[-1].append(morceau)
        if apres and dit is not None:
            groupes.append([])
    return [
        (phrase[un[0][0] : un[-1][1]].strip(" .,;"), [phrase[slice(*place)] for place in un]) for un in groupes if un
    ]


def _morceaux(phrase: str, debut: int) -> list[tuple[int, int]]:
    """Where the pieces of a list stand, from there on."""
    plat = plier_sur_place(phrase)
    bords = [lu.span() for lu in _MOTIFS.entre.finditer(plat, debut)]
    debuts, fins = [debut, *(fin for _, fin in bords)], [*(un for un, _ in bords), len(phrase)]
    return [(a, b) for a, b in zip(debuts, fins, strict=True) if phrase[a:b].strip(" .")]


__all__ = [
    "NotesDites",
    "demande_d_effacer",
    "demande_de_noter",
    "lire_des_notes",
    "raconte_un_echange",
    "sans_l_interlocuteur",
]
