"""What the CPV says: a code in a text, and the family of purchase that an object belongs to.

Source of the labels: règlement (CE) n° 213/2008, French edition; of what is learned: the contracts of the DECP (Licence
Ouverte 2.0).
"""

from knowledge.cpv.familles import Familles
from knowledge.cpv.nomenclature import CodeCpv, codes_dans, libelle
from knowledge.cpv.reconnaisseur import Proposition, Reconnaisseur

__all__ = ["CodeCpv", "Familles", "Proposition", "Reconnaisseur", "codes_dans", "libelle"]
