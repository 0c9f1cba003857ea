"""Where a firm's conversation stands: what was asked, what answered it, and what is still needed to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

CLE = "ligne"
# What is kept of the words of a question, for whoever takes it over.
TEXTE_MAX = 1_500


@dataclass(frozen=True, slots=True)
class Appel:
    """One firm's conversation. Immutable; `en_json` is what the database keeps, under `CLE` of the state.

    `entree` answered `texte`; `autres` come next if it was not that. Its computation waits for the fact `question`. `attente`
    names what the very next words may be (a question for a person, a phone number, a SIRET …). `faits` are JSON values;
    `firme` are those of the firm itself that hold for its next questions too.
    """

    texte: str = ""
    entree: str | None = None
    autres: tuple[str, ...] = ()
    refusee: bool = False
    faits: Mapping[str, Any] = field(default_factory=dict)
    firme: Mapping[str, Any] = field(default_factory=dict)
    question: str | None = None
    attente: str | None = None

    def en_json(self) -> dict[str, Any]:
        return {
            "texte": self.texte,
            "entree": self.entree,
            "autres": list(self.autres),
            "refusee": self.refusee,
            "faits": dict(self.faits),
            "firme": dict(self.firme),
            "question": self.question,
            "attente": self.attente,
        }

    @classmethod
    def depuis_json(cls, donnees: Any) -> Appel:
        """Read back `en_json`; what another version wrote is a conversation that begins."""
        match donnees:
            case {
                "texte": str(texte),
                "entree": str() | None as entree,
                "autres": list(autres),
                "refusee": bool(refusee),
                "faits": dict(faits),
                "firme": dict(firme),
                "question": str() | None as question,
                "attente": str() | None as attente,
            }:
                return cls(texte, entree, tuple(map(str, autres)), refusee, faits, firme, question, attente)
            case _:
                return cls()


__all__ = ["CLE", "TEXTE_MAX", "Appel"]
