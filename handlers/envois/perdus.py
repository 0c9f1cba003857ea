"""Messages that no platform took: read by the team, and sent again once the cause is gone."""

from __future__ import annotations

import re
from collections.abc import Sequence

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.francais.texte import simplifier
from storage.comptes.records import Role
from storage.envois.records import EnvoiPerduRecord

MONTRES = 10
_RENVOYER = re.compile(r"^renvoyer? (?:les? )?(?:messages? |envois? )?(?:n[o°]?\s*)?(?P<numero>\d{1,9})$")


def lister(turn: Turn, entretien: Entretien, renvoye: int | None = None, *, fait: bool = False) -> Outcome:
    """What was given up, to whom and why; never its words, which are somebody else's conversation."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    perdus = memoire(turn).outbox.abandonnes(MONTRES)
    contexte = {
        "perdus": [{"envoi": perdu, **_cause(perdu)} for perdu in perdus],
        "renvoye": renvoye,
        "fait": fait,
        "attente": memoire(turn).outbox.counts(),
    }
    return aparte(turn, entretien, Reply("envois", contexte, _boutons(perdus)))


def _boutons(perdus: Sequence[EnvoiPerduRecord]) -> tuple[Choice, ...]:
    return tuple(bouton("renvoyer", f"e:renvoyer:{perdu.id}", perdu.id) for perdu in perdus)


def _cause(perdu: EnvoiPerduRecord) -> dict[str, str]:
    cause, deux_points, detail = (perdu.erreur or "").partition(": ")
    return {"cause": cause if deux_points else "", "detail": detail or (perdu.erreur or "")}


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "renvoyer 12"; None for anything else."""
    lu = _RENVOYER.match(simplifier(texte))
    return None if lu is None else _renvoyer(turn, entretien, int(lu["numero"]))


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    match reste.split(":"):
        case ["renvoyer", numero] if numero.isdecimal():
            return _renvoyer(turn, entretien, int(numero))
    return None


def _renvoyer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    fait = memoire(turn).outbox.renvoyer(numero, turn.now)
    return lister(turn, entretien, numero, fait=fait)


__all__ = ["lister", "repondre", "repondre_par_choix"]
