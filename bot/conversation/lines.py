"""`spaser ecouter`: messages in their contexts as JSON lines, what each does out; or one message, explained to people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.lines import LigneFautiveError, lire_jour, lire_texte
from knowledge.ecoute import Acte, Contexte, Ecoute, Entendu
from knowledge.ecoute.declares import nature_commune
from knowledge.ecoute.voisins import voisins


@dataclass(frozen=True, slots=True)
class Ecouteur:
    """Answers `ecouter`: the acts of a message, and the readings offered where it would ask back."""

    ecoute: Ecoute
    aujourdhui: date

    def __call__(self, question: Mapping[str, Any]) -> Mapping[str, Any]:
        jour = lire_jour(question["aujourdhui"]) if question.get("aujourdhui") else self.aujourdhui
        return en_dict(
            self.ecoute.ecouter(lire_texte(question, "texte"), lire_contexte(question.get("contexte")), jour)
        )


def lire_contexte(dit: Any) -> Contexte:
    """The context of a message; what is not said is as at the start. Raises LigneFautiveError."""
    if dit is None:
        return Contexte()
    if not isinstance(dit, dict):
        raise LigneFautiveError("« contexte » doit être un objet JSON")
    textes = {nom: dit[nom] for nom in ("etape", "question", "attendu", "montre", "role") if dit.get(nom) is not None}
    if not all(isinstance(valeur, str) for valeur in textes.values()):
        raise LigneFautiveError(
            "dans « contexte », « etape », « question », « attendu », « montre » et « role » sont des textes"
        )
    return Contexte(**textes, aparte=bool(dit.get("aparte")))


def en_dict(entendu: Entendu) -> dict[str, Any]:
    """What was heard, as the line of JSON gives it."""
    reponse: dict[str, Any] = {
        "actes": _en_liste(entendu.actes),
        "surete": [round(acte.surete, 3) for acte in entendu.actes],
        "pourquoi": list(entendu.pourquoi),
        "contre": [
            {"actes": list(map(nature_commune, natures)), "surete": round(surete, 3)}
            for surete, natures in entendu.contre
        ],
        "reste": entendu.reste,
        "doute": round(entendu.doute, 3),
    }
    if entendu.demande:
        reponse["demande"] = [_en_liste(lecture) for lecture in entendu.demande]
    return reponse


def _en_liste(actes: Sequence[Acte]) -> list[dict[str, Any]]:
    return [_en_dict(acte) for acte in actes]


def _en_dict(acte: Acte) -> dict[str, Any]:
    """One act by the name that everybody gives it; `finement`, the one that its capability gives it, where it is finer."""
    commune = nature_commune(acte.nature)
    return {**acte.en_dict(), "nature": commune, **({"finement": acte.nature} if acte.nature != commune else {})}


def expliquer(ecoute: Ecoute, texte: str, contexte: Contexte, jour: date) -> Iterator[str]:
    """What was heard and why, for people, a line each: acts, other readings, clauses, what would be asked, nearest examples."""
    entendu = ecoute.ecouter(texte, contexte, jour)
    for acte, pourquoi in zip(entendu.actes, entendu.pourquoi, strict=True):
        slots = " ".join(f"{nom}={valeur}" for nom, valeur in acte.slots.items())
        yield f"{acte.nature} ({acte.surete:.0%}) {slots} « {acte.mots} »"
        yield f"    parce que {pourquoi}"
    for surete, natures in entendu.contre:
        yield f"sinon ({surete:.0%}) {' + '.join(natures)}"
    if entendu.demande:
        lectures = (" + ".join(acte.nature for acte in lecture) for lecture in entendu.demande)
        yield f"doute {entendu.doute:.2f}, demande : {' | '.join(lectures)}"
    for mots, lues in ecoute.clauses(texte, contexte):
        yield f"clause « {mots} » : " + ", ".join(f"{nature} {score:+.1f}" for nature, score in lues)
    for voisin in voisins(texte, contexte):
        yield f"proche ({voisin.proximite:g}, {voisin.main}) « {voisin.texte} » : {' + '.join(voisin.natures)}"
