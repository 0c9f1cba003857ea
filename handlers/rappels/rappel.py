"""Reminders: what they say, to whom, and the answers that they offer."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from handlers.conversation.acces import memoire
from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import Choice, Reply, Turn
from knowledge.plan.pack import Jalon, Pack
from knowledge.rappels.echeances import Echeance, echeance
from storage.rappels.records import RappelRecord
from storage.registre.records import MarcheRecord

EQUIPE = "equipe"
CAMPAGNE = "campagne"
ESCALADE = "escalade"
TRANSFERT = "transfert"
REPORT = "report"
# How many subjects one message tells one by one: beyond, it tells how many.
SUJETS_MAX = 8
DERNIERS = 30


@dataclass(frozen=True, slots=True)
class Sujet:
    """One line of a reminder: a contract (with the other lots of its consultation) that reaches a milestone.

    `numero` is the reminder that its buttons name, `numeros` all those that it says; `jours` counts to the day, and is
    negative once it is past; `sans_reponse` names who did not answer; `equipe`: it is said to the team.
    """

    numero: int
    numeros: tuple[int, ...]
    marche: MarcheRecord
    echeance: Echeance
    genre: str
    jours: int
    lots: int
    sans_reponse: str | None = None
    equipe: bool = False


def sujets(
    rappels: Collection[RappelRecord], pack: Pack, seances: Mapping[str, Sequence[date]], aujourdhui: date
) -> list[Sujet]:
    """What reminders say today, lots of one consultation together, the most pressing first."""
    jalons = {jalon.id: jalon for jalon in pack.jalons}
    ensemble: dict[tuple[str, str, date], list[RappelRecord]] = {}
    for rappel in rappels:
        if rappel.jalon in jalons:
            groupe = rappel.marche.groupe or str(rappel.marche.id)
            ensemble.setdefault((groupe, rappel.jalon, rappel.base), []).append(rappel)
    lignes = []
    for (_, jalon, base), memes in ensemble.items():
        premier = memes[0]
        # A session that was past as the reminder fell due is not what it was due for.
        siennes = [une for une in seances.get(premier.marche.acheteur, ()) if une >= premier.du_le]
        une = echeance(jalons[jalon], base, siennes)
        jours = (une.jour - aujourdhui).days
        genre = genre_de(premier)
        lignes.append(
            Sujet(
                premier.id,
                tuple(rappel.id for rappel in memes),
                premier.marche,
                une,
                genre,
                jours,
                len({rappel.marche.id for rappel in memes}),
                premier.marche.referent if genre == ESCALADE else None,
                equipe=premier.destinataire == EQUIPE,
            )
        )
    return sorted(lignes, key=lambda sujet: (sujet.jours, sujet.numero))


def genre_de(rappel: RappelRecord) -> str:
    """What a reminder is: of the calendar ("jalon"), or asked for by somebody."""
    genre = rappel.avance.partition(":")[0]
    return genre if genre in (CAMPAGNE, ESCALADE, TRANSFERT, REPORT) else "jalon"


def annoncer(lignes: Sequence[Sujet], pack: Pack, *, equipe: bool) -> Reply:
    """The message that says them: its answers one tap away."""
    if len(lignes) == 1:
        [sujet] = lignes
        return Reply("rappel", {"sujet": sujet, "pack": pack, "equipe": equipe}, reponses(sujet.numero))
    choices = tuple(bouton("repondre_a", f"r:voir:{sujet.numero}", rang) for rang, sujet in enumerate(lignes, 1))
    tout = bouton("occupe_de_tout", f"r:tout:{lignes[0].numero}")
    return Reply("rappels", {"sujets": list(lignes), "pack": pack, "equipe": equipe}, (*choices, tout))


@dataclass(frozen=True, slots=True)
class Liste:
    """What a state of play tells of one milestone: how many contracts reach it, and the first of them, by its reminder."""

    jalon: Jalon
    numero: int
    combien: int
    en_retard: int
    sans_reponse: int
    premier: Sujet


def faire_le_point(lignes: Sequence[Sujet], pack: Pack, *, equipe: bool) -> Reply:
    """One message for what comes in number: how many contracts reach each milestone, and a button to each list."""
    listes = [
        Liste(
            siens[0].echeance.jalon,
            siens[0].numero,
            len(siens),
            sum(un.jours < 0 for un in siens),
            sum(un.genre == ESCALADE for un in siens),
            next((un for un in siens if un.jours >= 0), siens[0]),
        )
        for jalon in sorted(pack.jalons, key=lambda un: un.mois_avant)
        if (siens := [un for un in lignes if un.echeance.jalon.id == jalon.id])
    ]
    choices = tuple(bouton("liste_d_un_jalon", f"r:liste:{une.numero}", une.jalon.mois_avant) for une in listes)
    contexte = {"listes": listes, "combien": len(lignes), "equipe": equipe, "jours": pack.escalade_jours_ouvres}
    return Reply("point", contexte, (*choices, bouton("registre", "c:registre")))


def lister(lignes: Sequence[Sujet], numero: int, pack: Pack, *, equipe: bool) -> Reply:
    """A page of one list of a state of play, from that reminder on."""
    rang = next((rang for rang, un in enumerate(lignes) if numero in un.numeros), 0)
    montrees, suite = lignes[rang : rang + SUJETS_MAX], lignes[rang + SUJETS_MAX : rang + SUJETS_MAX + 1]
    choices = tuple(bouton("repondre_a", f"r:voir:{un.numero}", place) for place, un in enumerate(montrees, 1))
    choices += tuple(bouton("suite_de_la_liste", f"r:liste:{un.numero}") for un in suite)
    contexte = {"sujets": montrees, "pack": pack, "equipe": equipe, "rang": rang, "combien": len(lignes)}
    return Reply("liste_de_rappels", contexte, choices)


def reponses(numero: int) -> tuple[Choice, ...]:
    """The answers to one reminder."""
    return (
        bouton("occupe", f"r:occupe:{numero}"),
        bouton("faire_le_diagnostic", f"r:diag:{numero}"),
        bouton("reporter", f"r:reporter:{numero}"),
        bouton("transferer", f"r:transferer:{numero}"),
        bouton("sans_objet_rappel", f"r:sans_objet:{numero}"),
    )


def sujets_de(turn: Turn, rappels: Sequence[RappelRecord]) -> list[Sujet]:
    """What reminders say today, to whoever writes."""
    return sujets(rappels, turn.pack, memoire(turn).seances.toutes(), turn.aujourdhui)


__all__ = [
    "CAMPAGNE",
    "DERNIERS",
    "EQUIPE",
    "ESCALADE",
    "REPORT",
    "SUJETS_MAX",
    "TRANSFERT",
    "Sujet",
    "annoncer",
    "faire_le_point",
    "genre_de",
    "lister",
    "reponses",
    "sujets",
    "sujets_de",
]
