"""The texts of a purchase as a file, in Word or in PDF."""

from __future__ import annotations

from bot.envois.papier import Papier, pdf
from handlers.clauses.document import Annexe, rediger
from handlers.conversation.wording import Wording
from knowledge.francais.redaction import jour
from knowledge.plan.pack import Pack


def imprimer(pack: Pack, wording: Wording, annexe: Annexe, en: str) -> bytes:
    """The file of the texts, `en` one of the formats of a diagnosis."""
    papier = papier_de(pack, wording, annexe)
    if en == "pdf":
        return pdf(papier)
    from bot.envois.word import word  # slow to import, and only an export needs it

    return word(papier)


def papier_de(pack: Pack, wording: Wording, annexe: Annexe) -> Papier:
    """What is printed, whatever the format."""
    le = jour(annexe.jour)
    return Papier(
        rediger(pack, wording, annexe),
        auteur=pack.collectivite,
        tete=wording.phrase("tete_des_textes", annexe.numero, le),
        pied=f"{pack.collectivite} · {le}",
        jour=annexe.jour,
    )


__all__ = ["imprimer", "papier_de"]
