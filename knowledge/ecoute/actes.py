"""What a message can do, and which acts lead to neighbouring answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from knowledge.ecoute.declares import engage, nature_commune

DIRE = frozenset({"informer", "corriger", "et_si"})
# Acts that lead to neighbouring answers: mistaking one for the other does no harm.
_FAMILLES = {
    "renseigner": "chercher definition fiche detail pourquoi_question pourquoi_action loi clause calendrier calculer contact question suite_question aide",
    "lister": "mes_achats mes_marches echeances registre trier file campagne seances comite envois tableau indicateur",
    "sortir": "exporter imprimer",
    "avancer": "passer continuer",
    "dire": "informer corriger",
    "personne": "humain rappel_souhaite urgence",
}
FAMILLE: Mapping[str, str] = MappingProxyType(
    {nature: famille for famille, natures in _FAMILLES.items() for nature in natures.split()}
)
FAMILLES = frozenset(_FAMILLES)
# How sure an act is: from there on it is done unasked; it may outweigh what only one tap away undoes; under that, heard by chance.
SUR, PROBABLE, PLAUSIBLE = 0.8, 0.6, 0.4
# Said around something else, they are no act of their own.
POLITESSES = frozenset({"saluer", "remercier", "rien"})
# What would be wrong to do unasked.
CHANGENT = frozenset(
    (
        "informer", "corriger", "annuler", "nouvel_achat", "retenir", "ecarter", "saisir_chiffre", "suivre", "supprimer_mes_donnees", "rappel_reponse",
        "clauses.prendre", "clauses.refuser", "comite.decider", "comite.reporter", "comite.placer", "comite.membre", "registre.finir",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Contexte:
    """Where a message comes in: `etape`, the fact asked, what is awaited, what was shown last, who writes.

    `aparte`: the last answer was an aside, and a question still waits. `sans`: what cannot be done here, which is not heard.
    """

    etape: str = "accueil"
    question: str | None = None
    attendu: str = "aucun"
    montre: str = ""
    role: str = "acheteur"
    aparte: bool = False
    sans: frozenset[str] = frozenset()

    @property
    def oui_non(self) -> bool:
        """Whether a yes or a no tells the fact that is asked."""
        return self.etape == "question" and self.question is not None and self.attendu == "oui_non"


@dataclass(frozen=True, slots=True)
class Acte:
    """One thing that a message does: its nature and slots (ECOUTE.md), how sure it is from 0 to 1, the words that do it."""

    nature: str
    slots: Mapping[str, Any] = field(default_factory=dict)
    surete: float = 1.0
    mots: str = ""

    def en_dict(self) -> dict[str, Any]:
        """As `spaser ecouter` writes it."""
        return {"nature": self.nature, **self.slots}


@dataclass(frozen=True, slots=True)
class Entendu:
    """What was heard.

    `demande`: the readings to offer, best first, where it would ask back; empty where it is sure enough. `pourquoi`: for each
    act the rule, or the features, that read it; `contre`: other readings and how likely they are; `reste`: the words that
    nothing explains. `doute`: what asking back would win, from 0 on.
    """

    actes: tuple[Acte, ...]
    demande: tuple[tuple[Acte, ...], ...] = ()
    pourquoi: tuple[str, ...] = ()
    contre: tuple[tuple[float, tuple[str, ...]], ...] = ()
    reste: str = ""
    doute: float = 0.0


def famille(nature: str) -> str:
    """The kind of answer an act leads to.

    A capability's own acts lead where the one does of which they are a sort, but those that change or open something.

    >>> famille("clause"), famille("annuler"), famille("clauses.heures"), famille("clauses.regler"), famille("registre.finir")
    ('renseigner', 'annuler', 'renseigner', 'clauses.regler', 'registre.finir')
    """
    commune = nature if engage(nature) else nature_commune(nature)
    return FAMILLE.get(commune, commune)


def familles(natures: Collection[str], contexte: Contexte) -> frozenset[str]:
    """The kinds of answers of a reading, without what is only polite.

    >>> sorted(familles({"saluer", "oui"}, Contexte("question", "alloti", "oui_non")))
    ['dire']
    """
    fondues = {"dire" if contexte.oui_non and nature in ("oui", "non") else famille(nature) for nature in natures}
    return frozenset(fondues - POLITESSES or fondues)


__all__ = [
    "CHANGENT",
    "DIRE",
    "FAMILLE",
    "FAMILLES",
    "PLAUSIBLE",
    "POLITESSES",
    "PROBABLE",
    "SUR",
    "Acte",
    "Contexte",
    "Entendu",
    "famille",
    "familles",
]
