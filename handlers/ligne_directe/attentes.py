"""What the team was just asked for about a request: an act that lacks something, for an hour."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Outcome, Turn
from knowledge.accompagnements import paroles as sessions
from knowledge.ecoute import Acte
from knowledge.ligne_directe import equipe, reponses

# Words said so long after they were asked for are not they.
DUREE = timedelta(hours=1)
# Said while words are awaited, these may well be them.
_PEUT_ETRE_DES_MOTS = frozenset(
    ("saluer", "remercier", "ne_sait_pas", "passer", "resultat", "continuer", "pourquoi_question", "conseils")
)


def attendre(turn: Turn, entretien: Entretien, nature: str, **slots: object) -> Entretien:
    """From now on, the next words complete that act."""
    return replace(entretien, attente=Acte(nature, {**slots, "depuis": int(turn.now.timestamp())}))


def attendue(turn: Turn, entretien: Entretien) -> Acte | None:
    """The act that the next words complete; None for what was only shown, and for what was asked for too long ago."""
    attente = entretien.attente
    return attente if isinstance(attente, Acte) and not perimee(attente, turn.now) else None


def perimee(attente: Acte, now: datetime) -> bool:
    """Whether it is no more awaited, if it ever was."""
    return now.timestamp() - int(attente.slots.get("depuis", 0)) > DUREE.total_seconds()


def montree(entretien: Entretien) -> int | None:
    """The request that the last message spoke of, whatever it asked for."""
    attente = entretien.attente
    dite = attente.slots.get("demande") if isinstance(attente, Acte) else None
    return dite if isinstance(dite, int) else None


def retenir(outcome: Outcome, demande: int) -> Outcome:
    """ "je la prends", said next, is about that request: a reference, of which nothing is awaited."""
    if outcome.etat.get("attente") is not None:
        return outcome
    return Outcome({**outcome.etat, "attente": ["demande.voir", {"demande": demande}]}, outcome.replies)


def annule(texte: str) -> bool:
    """Whether what was asked for is not wanted any more."""
    return lire_formule(texte, exacte=True) in ("annuler", "retour") or equipe.renonce(texte)


def est_un_ordre(texte: str, *, de_mots: bool = False) -> bool:
    """Whether a message is an order to the assistant; `de_mots`: whether it can be nothing else, where words are awaited."""
    nature = lire_formule(texte, exacte=True)
    return (
        (nature is not None and not (de_mots and nature in _PEUT_ETRE_DES_MOTS))
        or (not de_mots and equipe.lire_un_ordre(texte) is not None)
        or reponses.lire_un_ordre(texte) is not None
        or sessions.est_un_ordre(texte)
    )
