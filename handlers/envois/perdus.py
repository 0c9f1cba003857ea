"""Messages that no platform took: read by the team, and sent again once the cause is gone."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.ecoute import Acte
from knowledge.envois.paroles import lire_un_renvoi
from storage.comptes.records import Role
from storage.envois.records import EnvoiPerduRecord

MONTRES = 10


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


def lire(_: Turn, __: Entretien, texte: str) -> Proposition | None:
    """ "renvoyer 12"."""
    numero = lire_un_renvoi(texte)
    return None if numero is None else Proposition(Acte("envois.renvoyer", {"numero": numero}, mots=texte), Force.NOMME)


def renvoyer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Send a message again, now that the cause is gone."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    numero = acte.slots["numero"]
    fait = isinstance(numero, int) and memoire(turn).outbox.renvoyer(numero, turn.now)
    return lister(turn, entretien, numero, fait=fait)
