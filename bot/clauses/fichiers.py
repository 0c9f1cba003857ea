"""The files of the texts to write."""

from __future__ import annotations

from bot.documents import Commande


def clauses(commande: Commande) -> bytes | None:
    """The texts of a purchase as they are set now: "12:docx", by the number of its diagnosis."""
    from bot.clauses.impression import imprimer
    from handlers.clauses.document import du_journal
    from handlers.diagnostic.document import numero_et_format

    numero, en = numero_et_format(commande.cle)
    garde = commande.diagnostic(numero)
    if garde is None:
        return None
    pack, wording = commande.knowledge.pack, commande.knowledge.wording
    annexe = du_journal(pack, commande.knowledge, commande.memory, garde, commande.jour)
    return imprimer(pack, wording, annexe, en)


FICHIERS = {"clauses": clauses}
