"""The files of the interview before buying."""

from __future__ import annotations

from bot.documents import Commande


def note(commande: Commande) -> bytes | None:
    """The note of an interview, by the number of its purchase."""
    from bot.besoin.impression import note

    if commande.numero is None:
        return None
    return note(commande.knowledge, commande.memory, commande.numero, commande.address)


FICHIERS = {"besoin": note}
