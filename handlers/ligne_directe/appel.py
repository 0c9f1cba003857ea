"""Where a firm's conversation stands: what was asked, what answered it, and what is still needed to compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

CLE = "ligne"
# What is kept of the words of a question, for whoever takes it over.
TEXTE_MAX = 1_500
# So many topics are kept behind the open one.
FIL_MAX = 4


@dataclass(frozen=True, slots=True)
class Sujet:
    """A topic that was answered: the words that asked, the answer, and the facts that were said of it."""

    texte: str
    entree: str
    faits: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Appel:
    """One firm's conversation. Immutable; `en_json` is what the database keeps, under `CLE` of the state.

    `entree` answered `texte`; `autres` come next if it was not that. Its computation waits for the fact `question`. `attente`
    names what the very next words may be (a question for a person, a phone number, a SIRET …). `faits` are JSON values;
    `firme` are those of the firm itself that hold for its next questions too. `dite` is the sub-question of `entree` told last; `aussi`
    are the answers of what else the message asked; `fil` are the topics before this one, the last first.
    """

    texte: str = ""
    entree: str | None = None
    autres: tuple[str, ...] = ()
    refusee: bool = False
    faits: Mapping[str, Any] = field(default_factory=dict)
    firme: Mapping[str, Any] = field(default_factory=dict)
    question: str | None = None
    attente: str | None = None
    dite: str | None = None
    aussi: tuple[str, ...] = ()
    fil: tuple[Sujet, ...] = ()

    def fil_vers(self, entree: str | None) -> tuple[Sujet, ...]:
        """The topics behind one that is opened next."""
        ouvert = () if self.entree is None or self.entree == entree else (Sujet(self.texte, self.entree, self.faits),)
        return (*ouvert, *(une for une in self.fil if une.entree not in (entree, self.entree)))[:FIL_MAX]

    def reprendre(self, sujet: Sujet) -> Appel:
        """The same conversation, come back to an earlier topic."""
        return replace(
            self,
            texte=sujet.texte,
            entree=sujet.entree,
            faits=sujet.faits,
            autres=(),
            aussi=(),
            refusee=False,
            question=None,
            dite=None,
            fil=self.fil_vers(sujet.entree),
        )

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
            "dite": self.dite,
            "aussi": list(self.aussi),
            "fil": [[une.texte, une.entree, dict(une.faits)] for une in self.fil],
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
                dite, aussi = donnees.get("dite"), donnees.get("aussi", ())
                autres_, aussi_ = (tuple(map(str, une)) for une in (autres, aussi))
                fil = tuple(Sujet(*une) for une in donnees.get("fil", ()))
                return cls(texte, entree, autres_, refusee, faits, firme, question, attente, dite, aussi_, fil)
            case _:
                return cls()


__all__ = ["CLE", "TEXTE_MAX", "Appel", "Sujet"]
