"""Who may read a purchase, and who may change it: its buyer, their service, the team; by a link, the rest of the house."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import Enum

from handlers.conversation.vocabulary import Address
from storage.comptes.records import CompteRecord, Role
from storage.suivi.records import AchatRecord
from storage.unit_of_work import Reading

# Who is of the house: a link opens nothing to anybody else.
DE_LA_MAISON = frozenset({Role.ACHETEUR, Role.EXPERT, Role.EQUIPE})
# Where the purchases stand on the page.
CHEMIN = "/achats"
# How long a link is good for: a consultation is prepared meanwhile.
LIEN_VALABLE = timedelta(days=90)
# The link that a result shows is the one that was shown before, until it has no more than that to live.
DERNIERS_JOURS = timedelta(days=14)


class Droit(Enum):
    """What somebody may do with a purchase."""

    AUCUN = "aucun"
    LIRE = "lire"
    CHANGER = "changer"


def droit_sur(
    memory: Reading,
    achat: AchatRecord | None,
    roles: Collection[Role],
    comptes: Collection[CompteRecord],
    *,
    partage: bool = False,
) -> Droit:
    """What the person of these accounts may do with a purchase; `partage`: they hold a link to it."""
    if achat is None or not DE_LA_MAISON & set(roles):
        return Droit.AUCUN
    if Role.EQUIPE in roles or memory.achats.est_de(achat.id, comptes) or _du_meme_service(memory, achat, comptes):
        return Droit.CHANGER
    return Droit.LIRE if partage else Droit.AUCUN


def _du_meme_service(memory: Reading, achat: AchatRecord, comptes: Collection[CompteRecord]) -> bool:
    """Whether they answer for contracts of the service that buys: the purchase's own, or its buyer's."""
    miens = services_de(memory, comptes)
    if not miens or achat.direction in miens:
        return bool(miens)
    auteur = memory.achats.auteur(achat.id)
    if auteur is None:
        return False
    return bool(miens & services_de(memory, memory.identites.comptes(auteur.plateforme, auteur.personne)))


def services_de(memory: Reading, comptes: Collection[CompteRecord]) -> set[str]:
    """The services of a person: those that the register gives their name, or the contracts they answer for."""
    referents = memory.referents.de(comptes)
    dits = {un.direction for un in referents if un.direction}
    return dits | set(memory.marches.directions_de([un.id for un in referents]))


def genre_du_lien(achat_id: int) -> str:
    """The kind under which the links to a purchase are kept: each opens that one alone."""
    return f"achat:{achat_id}"


def lien_de_partage(memory: Reading, achat_id: int, address: Address, page: str, now: datetime) -> str:
    """Draw a link that lets others of the house read that purchase, given to whoever is at that address; `page`: where it is served."""
    cle = memory.liens.creer(genre_du_lien(achat_id), address.plateforme, address.personne, now, LIEN_VALABLE)
    return _adresse(achat_id, page, cle)


def lien_montre(memory: Reading, achat_id: int, address: Address, page: str, now: datetime) -> str:
    """The link to that purchase that whoever is at that address was shown before; a new one where none is good for long."""
    genre, plateforme, personne = genre_du_lien(achat_id), address.plateforme, address.personne
    cle = memory.liens.redire(genre, plateforme, personne, now + DERNIERS_JOURS) or memory.liens.creer(
        genre, plateforme, personne, now, LIEN_VALABLE, a_redire=True
    )
    return _adresse(achat_id, page, cle)


def _adresse(achat_id: int, page: str, cle: str) -> str:
    return f"{page}{CHEMIN}/{achat_id}?lien={cle}"


def lien_ouvre(memory: Reading, achat_id: int, cle: str, now: datetime) -> bool:
    """Whether that key is of a link to that purchase, and still good."""
    return bool(cle) and memory.liens.ouvrir(cle, genre_du_lien(achat_id), now) is not None


__all__ = [
    "CHEMIN",
    "DERNIERS_JOURS",
    "DE_LA_MAISON",
    "LIEN_VALABLE",
    "Droit",
    "droit_sur",
    "genre_du_lien",
    "lien_de_partage",
    "lien_montre",
    "lien_ouvre",
    "services_de",
]
