"""A purchase as a file to keep with it: what its page shows, in Word or in PDF."""

from __future__ import annotations

from bot.envois.papier import Papier, pdf
from handlers.conversation.wording import Wording
from handlers.diagnostic.document import Reference, rediger
from handlers.diagnostic.vue import Page
from knowledge.francais.redaction import jour
from knowledge.plan.pack import Pack


def imprimer(pack: Pack, wording: Wording, page: Page, reference: Reference, en: str) -> bytes:
    """The file of a page, `en` one of the formats of `handlers.diagnostic.document`."""
    papier = papier_de(pack, wording, page, reference)
    if en == "pdf":
        return pdf(papier)
    from bot.envois.word import word  # slow to import, and only an export needs it

    return word(papier)


def papier_de(pack: Pack, wording: Wording, page: Page, reference: Reference) -> Papier:
    """What is printed, whatever the format."""
    le = jour(reference.rendu_le)
    return Papier(
        rediger(pack, wording, page, reference),
        auteur=pack.collectivite,
        tete=wording.phrase("tete_du_dossier", reference.numero, le),
        pied=f"{pack.collectivite} · {le}",
        jour=reference.rendu_le,
    )


__all__ = ["imprimer", "papier_de"]
