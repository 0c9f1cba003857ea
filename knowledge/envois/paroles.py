"""What is typed about a message that no platform took."""

from __future__ import annotations

import re

from knowledge.francais.texte import simplifier

_RENVOYER = re.compile(r"^renvoyer? (?:les? )?(?:messages? |envois? )?(?:n[o°]? ?)?(?P<numero>\d{1,9})$")


def lire_un_renvoi(texte: str) -> int | None:
    """The number of the message to send again.

    >>> lire_un_renvoi("renvoyer le message n° 12"), lire_un_renvoi("renvoyer tout")
    (12, None)
    """
    lu = _RENVOYER.match(simplifier(texte))
    return None if lu is None else int(lu["numero"])
