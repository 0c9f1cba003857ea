"""The file of a session and its minutes, in Word and in PDF."""

from __future__ import annotations

from collections.abc import Callable

from bot.cad.graphiques import dessins
from bot.envois.papier import Papier, pdf
from handlers.cad.dossier import Dossier, rediger_le_dossier, rediger_le_proces_verbal
from handlers.conversation.wording import Wording
from knowledge.francais.redaction import jour

# Which documents there are of a session: the name of each, how it is written, whether it has drawings.
DOCUMENTS: dict[str, tuple[Callable[[Wording, Dossier], str], bool]] = {
    "dossier": (rediger_le_dossier, True),
    "proces_verbal": (rediger_le_proces_verbal, False),
}


def imprimer(wording: Wording, dossier: Dossier, quoi: str, en: str) -> bytes:
    """The bytes of a document of the session, `en` "docx" or "pdf"."""
    papier = papier_de(wording, dossier, quoi)
    if en == "pdf":
        return pdf(papier)
    from bot.envois.word import word  # slow to import, and only an export needs it

    return word(papier)


def papier_de(wording: Wording, dossier: Dossier, quoi: str) -> Papier:
    """What is printed, whatever the format."""
    rediger, avec_dessins = DOCUMENTS[quoi]
    collectivite = dossier.pack.collectivite
    comite = dossier.pack.comite
    assert comite is not None
    return Papier(
        rediger(wording, dossier),
        auteur=collectivite,
        tete=f"{comite.sigle or comite.court} · {dossier.acheteur}",
        pied=f"{collectivite} · {jour(dossier.jour)}",
        jour=dossier.jour,
        dessins=dessins(dossier) if avec_dessins else {},
    )


__all__ = ["DOCUMENTS", "imprimer", "papier_de"]
