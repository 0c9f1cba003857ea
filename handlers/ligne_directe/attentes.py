"""What the team was just asked for about a request: since when, and whether the next words are it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

PREFIXE = "g"
# Words said so long after they were asked for are not they.
DUREE = timedelta(hours=1)
# What is pending is for a firm: it must be told that it was not sent.
POUR_UNE_ENTREPRISE = frozenset(("reponse", "envoi"))


@dataclass(frozen=True, slots=True)
class Attente:
    """`quoi` is reponse (words for the firm), envoi (`reste`: those that wait for a yes), a_qui, question, generale, paire or publier.

    For paire, `reste` is the line of the question that was chosen; for publier, `numero` is that of the kept answer.
    """

    quoi: str
    numero: int
    depuis: int
    reste: str = ""

    def __str__(self) -> str:
        return f"{PREFIXE}:{self.quoi}:{self.numero}:{self.depuis}:{self.reste}"

    def perimee(self, now: datetime) -> bool:
        return now.timestamp() - self.depuis > DUREE.total_seconds()


def attendre(quoi: str, numero: int, now: datetime, reste: str = "") -> str:
    """What `Entretien.attente` holds from that moment on."""
    return str(Attente(quoi, numero, int(now.timestamp()), reste))


def lire_l_attente(attente: Any) -> Attente | None:
    """Read it back; None when it is about nothing of a request.

    >>> lire_l_attente("g:envoi:12:1795000000:Oui : demain"), lire_l_attente("x:jour:3"), lire_l_attente("g:reponse:12")
    (Attente(quoi='envoi', numero=12, depuis=1795000000, reste='Oui : demain'), None, None)
    """
    match (attente if isinstance(attente, str) else "").split(":", 4):
        case ["g", quoi, numero, depuis, reste] if numero.isdecimal() and depuis.isdecimal():
            return Attente(quoi, int(numero), int(depuis), reste)
        case _:
            return None


__all__ = ["POUR_UNE_ENTREPRISE", "PREFIXE", "Attente", "attendre", "lire_l_attente"]
