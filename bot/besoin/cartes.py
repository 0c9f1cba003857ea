"""The interview before buying on the page of a purchase."""

from __future__ import annotations

from bot.diagnostic.ajouts import AchatVu, Carte
from handlers.besoin.vue import VueDuBesoin, lire_le_besoin


def lire(vu: AchatVu) -> VueDuBesoin | None:
    """Where the interview stands; None where the plan has none."""
    return lire_le_besoin(vu.pack, vu.memory, vu.achat, vu.page.diagnostic.faits)


CARTES = (Carte("achat_besoin.html", lire, fichiers={"note-besoin.docx": ("besoin", "note-besoin-{numero}.docx")}),)
