"""What the CPV says: a code in a text, and the family of purchase that an object belongs to.

Source of the labels: règlement (CE) n° 213/2008, French edition; of what is learned: the contracts of the DECP (Licence
Ouverte 2.0). What recognises families is imported when it is asked for: who only reads codes needs no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knowledge.cpv.nomenclature import CodeCpv, codes_dans, libelle

if TYPE_CHECKING:
    from knowledge.cpv.familles import Familles
    from knowledge.cpv.reconnaisseur import Proposition, Reconnaisseur

__all__ = ["CodeCpv", "Familles", "Proposition", "Reconnaisseur", "codes_dans", "libelle"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(name)
    from knowledge.cpv import familles, reconnaisseur

    return getattr(familles if name == "Familles" else reconnaisseur, name)
