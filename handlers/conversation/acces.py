"""What whoever writes may use: what is remembered, their names in the register, and what is for the team alone."""

from __future__ import annotations

from datetime import timedelta

from handlers.conversation.acts import aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from storage.registre.records import ReferentRecord
from storage.unit_of_work import Reading


def memoire(turn: Turn) -> Reading:
    """What the register remembers: only people of the house have it."""
    assert turn.memoire is not None
    return turn.memoire


def auteur(turn: Turn) -> str:
    return f"{turn.incoming.address.plateforme}:{turn.incoming.address.personne}"


def mes_referents(turn: Turn) -> list[ReferentRecord]:
    """The names that this person is known by in the register."""
    return memoire(turn).referents.de(turn.droits.comptes())


def moi(turn: Turn) -> ReferentRecord:
    """Whoever writes, in the register: under their account until they say their name."""
    if connus := mes_referents(turn):
        return connus[0]
    adresse = turn.incoming.address
    nouveau = memoire(turn).referents.nommer(adresse.personne, auteur(turn), turn.now)
    memoire(turn).referents.reconnaitre(nouveau.id, adresse.plateforme, adresse.personne)
    return nouveau


def reserver_a_l_equipe(turn: Turn, entretien: Entretien) -> Outcome:
    """Who may, and how to become one of them."""
    return aparte(turn, entretien, Reply("reserve_a_l_equipe", {"service": turn.pack.services["commande_publique"]}))


LIEN_VALABLE = timedelta(hours=12)
