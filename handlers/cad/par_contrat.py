"""A message of a session that names several contracts, cut where each is named; not at all where the cut is not sure."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from handlers.conversation.vocabulary import Turn
from knowledge.cad.dits import (
    Designer,
    a_son_verbe,
    dit_une_issue,
    est_dit_en_passant,
    finit_par,
    phrases_et_morceaux,
    premiere_action,
)
from knowledge.francais.langue import VIDES
from knowledge.francais.texte import mots_de
from knowledge.recherche.choses import Designees

# The contracts that words mean.
Trouver = Callable[[str], Designees]


@dataclass(frozen=True, slots=True)
class Part:
    """What is said of one contract, and where it is named in that; `parmi`: those that its words may mean, where they are several."""

    numero: int
    texte: str
    ou: tuple[int, int]
    parmi: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Morceau:
    debut: int
    fin: int
    phrase: int
    nomme: Designees
    actions: tuple[int, ...]


def decouper(
    turn: Turn, texte: str, trouver: Trouver, designer: Designer, en_seance: Collection[int] = ()
) -> tuple[Part, ...] | None:
    """What is said of each contract; () where at most one is named, None where what is said of which is not sure.

    `en_seance`: the contracts of the agenda; of several that words may mean, they mean the one that is there.
    """
    morceaux: list[_Morceau] = []
    for debut, fin, phrase in phrases_et_morceaux(texte):
        nomme = trouver(texte[debut:fin])
        ou = (debut + nomme.debut, debut + nomme.fin)
        actions = premiere_action(turn.pack, texte, debut, fin, ou, designer)
        if len(nomme.numeros) > 1 and _est_un_motif(texte[debut:fin], morceaux, actions):
            nomme = Designees(())
        if nomme.numeros and (designer(nomme.dits) or _n_est_pas_en_tete(texte, morceaux, debut, nomme, phrase)):
            nomme = Designees(())
        seuls = tuple(un for un in nomme.numeros if un in en_seance)
        if len(seuls) == 1:
            nomme = replace(nomme, numeros=seuls)
        morceaux.append(_Morceau(debut, fin, phrase, nomme, actions))
    nommes = [un for un in morceaux if un.nomme.numeros]
    distincts = {un.nomme.numeros for un in nommes}
    if nommes and any(un.actions and un.phrase < nommes[0].phrase for un in morceaux):
        # What an earlier sentence says may be of another contract, of which we spoke.
        return None
    if any(_a_cote(texte, un, trouver) for un in nommes):
        return None
    if len(distincts) < 2:
        return ()
    if all(len(un) != 1 for un in distincts):
        return None
    parts: list[tuple[int, _Morceau, int]] = []
    for rang, morceau in enumerate(morceaux):
        if not morceau.nomme.numeros:
            if not morceau.actions:
                continue
            if not parts or _a_la_fin(parts[-1][1]):
                return None
            continue
        if _a_la_fin(morceau) and not _est_sur(texte, morceaux, rang):
            return None
        parts.append((morceau.nomme.numeros[0], morceau, morceau.debut))
    bords = [debut for _, _, debut in parts[1:]] + [len(texte)]
    return tuple(
        Part(
            numero,
            texte[debut:bord],
            (un.nomme.debut, un.nomme.fin),
            un.nomme.numeros if len(un.nomme.numeros) > 1 else (),
        )
        for (numero, un, debut), bord in zip(parts, bords, strict=True)
    )


def nomme_en_tete(dit: str, nomme: Designees) -> bool:
    """Whether nothing but an article, or what leads to it, stands before the name of a contract."""
    return est_dit_en_passant(mots_de(dit[: nomme.debut]))


def _n_est_pas_en_tete(texte: str, avant: list[_Morceau], debut: int, nomme: Designees, phrase: int) -> bool:
    """Whether a piece says, further on than its head, a word that a contract bears, in a sentence that opened by naming its own."""
    tete = next((un for un in avant if un.phrase == phrase), None)
    if tete is None or not tete.nomme.numeros or nomme_en_tete(texte[debut:], nomme):
        return False
    if finit_par("attribue", texte[debut : debut + nomme.debut]):
        return False
    dit = texte[tete.debut : tete.fin]
    return {*mots_de(dit[: tete.nomme.debut] + " " + dit[tete.nomme.fin :])} <= VIDES


def _est_un_motif(dit: str, avant: list[_Morceau], actions: tuple[int, ...]) -> bool:
    """Whether a piece whose words several contracts bear only says why of the one before: "le directeur n'est pas là"."""
    return bool(avant) and len(avant[-1].nomme.numeros) == 1 and not actions and not dit_une_issue(dit)


def _a_la_fin(morceau: _Morceau) -> bool:
    """Whether its contract is named after an action: "la 25 aux couches"."""
    return any(place < morceau.debut + morceau.nomme.debut for place in morceau.actions)


def _est_sur(texte: str, morceaux: list[_Morceau], rang: int) -> bool:
    """Whether a piece that names its contract last is of no list begun before: it opens a sentence, or has its verb."""
    morceau = morceaux[rang]
    return rang == 0 or morceaux[rang - 1].phrase < morceau.phrase or a_son_verbe(texte[morceau.debut : morceau.fin])


def _a_cote(texte: str, morceau: _Morceau, trouver: Trouver) -> bool:
    """Whether the same piece names another contract besides."""
    debut, fin = morceau.debut + morceau.nomme.debut, morceau.debut + morceau.nomme.fin
    reste = texte[morceau.debut : debut] + " " * (fin - debut) + texte[fin : morceau.fin]
    autres = trouver(reste).numeros
    return bool(autres) and morceau.nomme.numeros[0] not in autres


__all__ = ["Part", "decouper", "nomme_en_tete"]
