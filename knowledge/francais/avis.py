""" "Oui", "non", and what people say instead, when something is to be confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.francais.texte import simplifier

# A message is a yes, or a no, when all its words are of the kind and one of them says it.
_DIT_OUI = frozenset(
    ("oui", "ouais", "ouai", "ui", "wi", "yes", "yep", "ok", "okay", "exact", "exactement", "correct", "evidemment", "absolument", "effectivement",
     "affirmatif", "d'accord", "dac", "parfait", "voila", "juste", "1", "carrement", "certainement", "confirme", "valide")
)  # fmt: skip
_AUTOUR_DE_OUI = frozenset(
    ("c'est", "cest", "ca", "cela", "bien", "sur", "tout", "a", "fait", "bah", "ben", "mais", "je", "merci", "svp", "bon", "tres", "est", "c", "le", "oh")
)  # fmt: skip
_OUI_SANS_LE_DIRE = re.compile(r"^(?:c'?est (?:bien )?(?:ca|cela|bon)|tout a fait|bien sur|ca marche|c'est juste)$")
_DIT_NON = frozenset(("non", "nan", "nn", "no", "nope", "faux", "2", "incorrect", "negatif"))
_AUTOUR_DE_NON = frozenset(
    ("pas", "du", "tout", "c'est", "cest", "n'est", "ce", "ca", "cela", "bah", "ben", "merci", "desole", "vraiment", "bien", "est", "c", "oh")
)  # fmt: skip
_NON_SANS_LE_DIRE = re.compile(r"^(?:pas du tout|c'?est pas (?:ca|cela)|ce n'est pas (?:ca|cela)|c'est faux)$")
_SUITE = re.compile(
    r"^(?P<mot>oui|ouais|ok|d'accord|non|nan|pas du tout)(?=[\s,:;.!-])[\s,:;.!-]+(?P<suite>[^\s,:;.!-].+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Avis:
    """What a message says of a guess, and what it adds: "oui, 40 000 HT", "non, c'est du gardiennage"."""

    accord: bool
    suite: str = ""


def lire_avis(texte: str) -> Avis | None:
    """Read a yes or a no; None when the message is neither.

    >>> lire_avis("Oui bien sûr !"), lire_avis("non, c'est du gardiennage"), lire_avis("peut-être")
    (Avis(accord=True, suite=''), Avis(accord=False, suite="c'est du gardiennage"), None)
    """
    simple = simplifier(texte)
    mots = [mot for mot in re.split(r"[\s,;:.!?-]+", simple) if mot]
    if _OUI_SANS_LE_DIRE.match(simple) or _tous(mots, _DIT_OUI, _AUTOUR_DE_OUI):
        return Avis(accord=True)
    if _NON_SANS_LE_DIRE.match(simple) or _tous(mots, _DIT_NON, _AUTOUR_DE_NON):
        return Avis(accord=False)
    if suite := _SUITE.match(texte.strip()):
        return Avis(suite["mot"].lower()[0] in "od", suite["suite"])
    return None


def _tous(mots: list[str], dits: frozenset[str], autour: frozenset[str]) -> bool:
    return any(mot in dits for mot in mots) and all(mot in dits or mot in autour for mot in mots)
