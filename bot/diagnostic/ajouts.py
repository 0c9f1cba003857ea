"""What each capability adds to the page of a purchase: a part under the diagnosis, something on the card of each action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from handlers.conversation.wording import Wording
from handlers.diagnostic.vue import Page
from knowledge.plan.pack import Pack
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading


@dataclass(frozen=True, slots=True)
class AchatVu:
    """A purchase as its page shows it; `achat` is None before there is a diagnosis to keep."""

    pack: Pack
    wording: Wording
    memory: Reading
    page: Page
    achat: AchatRecord | None


@dataclass(frozen=True, slots=True)
class Carte:
    """`lire` gives what the template shows, None for nothing. The template holds a macro `sous_le_diagnostic(vu, chemin, cle,
    peut_changer)`, or `d_une_action(vu, numero, chemin, cle, peut_changer)` where it is shown `par_action`.

    `fichiers`: what it lets people download, by the name in the address: the kind of the document, and its name, with the number
    of the purchase. `pret`: makes now what the first page would wait for.
    """

    gabarit: str
    lire: Callable[[AchatVu], Any]
    par_action: bool = False
    fichiers: Mapping[str, tuple[str, str]] | None = None
    pret: Callable[[Pack], object] | None = None


@dataclass(frozen=True, slots=True)
class CarteVue:
    """What a template is given: its name, and what `lire` gave."""

    gabarit: str
    vu: Any
    par_action: bool
