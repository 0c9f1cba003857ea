"""The files of purchases."""

from __future__ import annotations

from bot.documents import Commande


def diagnostic(commande: Commande) -> bytes | None:
    """A diagnosis as it was given: "12:pdf"; "12" is the Word file."""
    from bot.diagnostic.impression import imprimer
    from handlers.diagnostic.document import Reference, numero_et_format
    from handlers.diagnostic.jugement import non_presumes
    from handlers.diagnostic.reprise import depuis_le_journal
    from handlers.diagnostic.vue import lire_la_page

    numero, en = numero_et_format(commande.cle)
    garde = commande.diagnostic(numero)
    if garde is None:
        return None
    decisions = commande.memory.journal.decisions(garde.id)
    pack, wording = commande.knowledge.pack, commande.knowledge.wording
    entretien = depuis_le_journal(pack, garde)
    nies = non_presumes(commande.knowledge, entretien)
    page = lire_la_page(pack, wording, entretien, garde.jour, decisions, nies=nies)
    return imprimer(pack, wording, page, Reference.du_journal(pack, garde), en)


FICHIERS = {"diagnostic": diagnostic}
