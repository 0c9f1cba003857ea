"""Who may open what: the codes that give a role, and what one's roles are."""

from __future__ import annotations

from handlers.comptes import liaison
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.comptes.paroles import CodeTape
from storage.comptes.records import Role


def utiliser(turn: Turn, entretien: Entretien, tape: CodeTape) -> Outcome | None:
    """Give the role of the code; None for letters that were perhaps no code, when they are not one."""
    essai = turn.droits.utiliser_code(tape.code, turn.now)
    if essai.liaison is not None:
        return liaison.proposer(turn, entretien, essai.liaison)
    if essai.role is not None:
        choices: tuple[Choice, ...] = (bouton("apprentissage", "file:liste"),) if essai.role is Role.EQUIPE else ()
        return aparte(turn, entretien, Reply("code_accepte", {"role": essai.role, "deja": essai.deja}, choices))
    if not tape.annonce and essai.restants:
        return None
    contexte = {"restants": essai.restants, "service": turn.pack.services["commande_publique"]}
    return aparte(turn, entretien, Reply("code_refuse", contexte))


def dire(turn: Turn, entretien: Entretien) -> Outcome:
    """One's roles, what they open, and the name under which a role can be given."""
    contexte = {
        "roles": sorted(turn.roles),
        "interne": turn.roles != {Role.ENTREPRISE},
        "adresse": turn.incoming.address,
        # A channel that others read is no place for the person's other names.
        "autres": turn.droits.comptes()[1:] if turn.incoming.prive else (),
        "service": turn.pack.services["commande_publique"],
    }
    choices: tuple[Choice, ...] = (bouton("apprentissage", "file:liste"),) if Role.EQUIPE in turn.roles else ()
    return aparte(turn, entretien, Reply("droits", contexte, choices))
