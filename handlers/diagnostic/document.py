"""A purchase as a document to print: what its page shows, in the small Markdown that Word and PDF files are made of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from handlers.conversation.wording import Wording
from handlers.diagnostic.lots import les_lots
from handlers.diagnostic.vue import Page
from handlers.diagnostic.vue_actions import Carte
from handlers.diagnostic.vue_lots import lire_les_lots
from knowledge.diagnostic.lots import vue
from knowledge.plan.pack import Pack
from storage.diagnostic.records import DiagnosticRecord

# What a document is made in, the usual one first.
FORMATS = ("docx", "pdf")
# The web page knows nobody: its people are the imprint of a cookie, which signs nothing.
ANONYME = re.compile(r"[0-9a-f]{32}")
PARIS = ZoneInfo("Europe/Paris")


@dataclass(frozen=True, slots=True)
class Reference:
    """Which diagnosis is printed: its number, that of its purchase, its day; `a_change`: the plan or the law did since."""

    numero: int
    achat: int | None
    rendu_le: date
    a_change: bool

    @classmethod
    def du_journal(cls, pack: Pack, garde: DiagnosticRecord) -> Reference:
        """That of a logged diagnosis."""
        return cls(
            garde.id, garde.achat_id, garde.cree_le.astimezone(PARIS).date(), garde.pack_empreinte != pack.empreinte
        )


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of an action, that day in Paris; `par` is None for whoever has no name here."""

    retenue: bool
    motif: str | None
    le: date
    par: str | None


def rediger(pack: Pack, wording: Wording, page: Page, reference: Reference) -> str:
    """The document of a page: two pages to sign, a rule, then the annexes."""
    diagnostic = page.diagnostic
    ecrire = next((ligne for ligne in page.faire if ligne.quoi == "ecrire"), None)
    return wording.render(
        "dossier",
        {
            "pack": pack,
            "page": page,
            "reference": reference,
            "precisions": wording.phrase("qualification_supposee", diagnostic.qualification),
            "acheteur": next((un.nom for un in pack.acheteurs if un.id == diagnostic.faits.valeur("acheteur")), None),
            "decisions": {carte.numero: dite for carte in page.cartes if (dite := decision_de(carte)) is not None},
            "conseils": vue(diagnostic).conseils,
            "a_ecrire": () if ecrire is None else ecrire.cartes,
            "chaque_lot": lire_les_lots(pack, wording, tuple(un.lot for un in diagnostic.lots), diagnostic),
            **les_lots(wording.phrase, diagnostic),
        },
    )


def numero_et_format(cle: str) -> tuple[int, str]:
    """The number of a diagnosis and the format of its file, the usual one where none is told; no diagnosis is numbered 0.

    >>> numero_et_format("12:pdf"), numero_et_format("12"), numero_et_format("12:exe")
    ((12, 'pdf'), (12, 'docx'), (0, 'exe'))
    """
    numero, _, en = cle.partition(":")
    en = en or FORMATS[0]
    return (int(numero) if numero.isascii() and numero.isdecimal() and en in FORMATS else 0), en


def decision_de(carte: Carte) -> Decision | None:
    """What is printed of a decision; None while there is none."""
    prise = carte.decision
    if prise is None or prise.etape == "proposee":
        return None
    par = None if ANONYME.fullmatch(prise.par) else prise.par
    return Decision(carte.retenue, prise.motif, prise.le.astimezone(PARIS).date(), par)


__all__ = ["FORMATS", "Decision", "Reference", "decision_de", "numero_et_format", "rediger"]
