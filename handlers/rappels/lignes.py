"""Which reminders an answer is about: those of the last message, who may answer them, and the lots that go with them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from handlers.conversation.acces import memoire, mes_referents
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.rappels.rappel import EQUIPE, Sujet, sujets_de
from handlers.registre.marches import peut_changer
from knowledge.rappels.paroles import DERNIER, Rang
from storage.comptes.records import Role
from storage.rappels.records import EtatRappel, RappelRecord

LISTE = "liste"


def hors_de_portee(turn: Turn, entretien: Entretien, rappel: RappelRecord) -> Outcome | None:
    """Why whoever writes does not answer this reminder, or not any more; None when they do."""
    if not _me_regarde(turn, rappel):
        return aparte(turn, entretien, Reply("rappel_inconnu"))
    if not peut_changer(turn, rappel.marche):
        return aparte(turn, entretien, Reply("rappel_confie", {"marche": rappel.marche}))
    return None


def a_ma_portee(turn: Turn, rappels: Sequence[RappelRecord]) -> list[RappelRecord]:
    return [rappel for rappel in rappels if _me_regarde(turn, rappel) and peut_changer(turn, rappel.marche)]


def _me_regarde(turn: Turn, rappel: RappelRecord) -> bool:
    """A reminder is answered by whom it was said to, by who answers for the contract, or by the team."""
    if Role.EQUIPE in turn.roles:
        return True
    miens = {referent.id for referent in mes_referents(turn)}
    return rappel.marche.referent_id in miens or rappel.destinataire in {f"referent:{numero}" for numero in miens}


def _offerts(turn: Turn) -> list[tuple[str, int, str]]:
    """The answers to reminders that the last message offers: the verb, the number of the reminder, the label."""
    dits = [(valeur.split(":"), libelle) for valeur, libelle in turn.etat.get("choix_offerts", ())]
    return [
        (mots[1], int(mots[2]), libelle)
        for mots, libelle in dits
        if len(mots) > 2 and mots[0] == "r" and mots[1] != LISTE and mots[2].isdecimal()
    ]


def liste_offerte(turn: Turn) -> int | None:
    """The first reminder of the first list that the last message, a state of play, offers."""
    dits = [valeur.split(":") for valeur, _ in turn.etat.get("choix_offerts", ())]
    return next((int(mots[2]) for mots in dits if mots[:2] == ["r", LISTE]), None)


def lignes_offertes(turn: Turn) -> dict[int, RappelRecord]:
    """The reminders of the last message, or of what it was before it was answered, by rank; none when the talk is of
    something else.
    """
    lignes: dict[int, RappelRecord] = {}
    for verbe, numero, libelle in _offerts(turn):
        rappel = None if verbe == "tout" else memoire(turn).rappels.trouver(numero)
        if rappel is not None and _me_regarde(turn, rappel):
            rang = re.search(r"\d+", libelle) if verbe == "voir" else None
            lignes.setdefault(int(rang[0]) if rang else 1, rappel)
    return lignes


def tout_est_offert(turn: Turn) -> bool:
    return any(verbe == "tout" for verbe, _, _ in _offerts(turn))


def un_seul_est_offert(turn: Turn) -> bool:
    """Whether the last message is of one reminder: it need not be said which."""
    verbes = {verbe for verbe, _, _ in _offerts(turn)}
    return bool(verbes) and ("voir" not in verbes or len(turn.etat["choix_offerts"]) == 1)


def designees(cites: Sequence[Rang], lignes: Mapping[int, RappelRecord]) -> list[int] | None:
    """The ranks of the lines that are named, by rank or by number of contract; None when one cannot be told."""
    rangs: list[int] = []
    for cite in cites:
        nombre = max(lignes) if cite.nombre == DERNIER else cite.nombre
        du_marche = [rang for rang, rappel in lignes.items() if rappel.marche.id == nombre]
        possibles = {
            *(du_marche if cite.marche or cite.numero else ()),
            *([nombre] if nombre in lignes and not cite.marche else ()),
        }
        if len(possibles) != 1:
            return None
        rangs += possibles
    return rangs


def les_voir(lignes: Mapping[int, RappelRecord]) -> tuple[Choice, ...]:
    return tuple(bouton("repondre_a", f"r:voir:{rappel.id}", rang) for rang, rappel in lignes.items())


def celles_qui_restent(turn: Turn, repondus: Mapping[int, RappelRecord]) -> tuple[Choice, ...]:
    """The other lines of the message that was answered in part, under the ranks that it gave them."""
    if un_seul_est_offert(turn):
        return ()
    return les_voir(
        {
            rang: rappel
            for rang, rappel in lignes_offertes(turn).items()
            if rappel.etat is EtatRappel.DIT and rappel.id not in repondus
        }
    )


def un_recent(turn: Turn) -> RappelRecord | None:
    """The last reminder said to whoever writes."""
    miens = [f"referent:{referent.id}" for referent in mes_referents(turn)]
    if Role.EQUIPE in turn.roles:
        miens.append(EQUIPE)
    return next(iter(memoire(turn).rappels.de(miens, 1)), None) if miens else None


def de_la_meme_enveloppe(turn: Turn, rappel: RappelRecord) -> list[RappelRecord]:
    """All that one message said, unless it said one thing only."""
    if rappel.enveloppe is None:
        return [rappel]
    return memoire(turn).rappels.de_l_enveloppe(rappel.enveloppe) or [rappel]


def compagnons(turn: Turn, rappels: Sequence[RappelRecord]) -> dict[int, RappelRecord]:
    """The reminders that an answer settles: those of every lot of the same day that is nobody else's."""
    tous = {rappel.id: rappel for rappel in rappels}
    for rappel in rappels:
        for autre in memoire(turn).rappels.compagnons(rappel):
            if autre.base == rappel.base and peut_changer(turn, autre.marche):
                tous[autre.id] = autre
    return tous


def sujet_de(turn: Turn, rappel: RappelRecord) -> Sujet:
    """What a reminder says, the other lots that go with it included, under its own number."""
    return sujets_de(turn, list(compagnons(turn, [rappel]).values()))[0]


__all__ = [
    "a_ma_portee",
    "celles_qui_restent",
    "compagnons",
    "de_la_meme_enveloppe",
    "designees",
    "hors_de_portee",
    "les_voir",
    "lignes_offertes",
    "liste_offerte",
    "sujet_de",
    "tout_est_offert",
    "un_recent",
    "un_seul_est_offert",
]
