"""Who may open what: the codes that give a role, and what one's roles are."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.boutons import bouton
from handlers.entretien import Entretien
from handlers.questions import aparte
from handlers.vocabulary import Choice, Outcome, Reply, Turn
from storage.records import CODE_LENGTH, CODE_LETTERS, Role

_MOITIE = CODE_LENGTH // 2
_SIGNE = r"[^\W_]"
_ANNONCE = re.compile(
    rf"\bcodd?e?s?\b(?:\W+(?:est|c['’]est|secret|d['’]acc[eè]s|personnel|[ée]quipe|spaser)\b)*\W*"
    rf"(?P<code>{_SIGNE}{{{_MOITIE}}}[\s\-–—_.·/]*{_SIGNE}{{{_MOITIE}}}|{_SIGNE}(?:[\s-]{_SIGNE}){{{CODE_LENGTH - 1}}})(?!{_SIGNE})",
    re.IGNORECASE,
)
# A code alone, without the word: only in the letters of ours, which make no word and no number.
_NU = re.compile(
    rf"(?<![\w-])(?P<code>[{CODE_LETTERS}]{{{_MOITIE}}}(?:\s?[-–—]\s?)?[{CODE_LETTERS}]{{{_MOITIE}}})(?![\w-])",
    re.IGNORECASE,
)
_VOYELLES = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÛÙ")


@dataclass(frozen=True, slots=True)
class CodeTape:
    """A code as it was typed, set in capitals; `annonce` when the word "code" came with it, or nothing else did."""

    code: str
    annonce: bool


def lire_code(texte: str) -> CodeTape | None:
    """The code that a message holds, in any case and spacing; "code couleurs" and "code CPV 90911200-8" hold none.

    >>> lire_code("mon code : bcdf ghj2"), lire_code("Code couleurs des tenues"), lire_code("code CPV 90911200-8")
    (CodeTape(code='BCDFGHJ2', annonce=True), None, None)
    """
    for motif, annonce in ((_ANNONCE, True), (_NU, False)):
        for trouve in motif.finditer(texte):
            if code := _serre(trouve["code"]):
                return CodeTape(code, annonce or trouve[0] == texte.strip())
    return None


def masquer_codes(texte: str, masque: str) -> str:
    """The message without its codes, for whatever keeps it."""
    for motif in (_ANNONCE, _NU):
        texte = motif.sub(lambda trouve: masque if _serre(trouve["code"]) else trouve[0], texte)
    return texte


def _serre(tape: str) -> str | None:
    """The eight signs, or None when they are a number, or words that follow "code" by chance."""
    code = re.sub(r"[\W_]", "", tape).upper()
    if len(code) != CODE_LENGTH or code.isdecimal():
        return None
    # "code contrats" has eight letters too: in one piece, a code has fewer vowels than a word.
    voyelles_max = 2 if len(tape) > CODE_LENGTH else 1
    chiffre = any(signe.isdecimal() for signe in code)
    return code if chiffre or sum(signe in _VOYELLES for signe in code) <= voyelles_max else None


def utiliser(turn: Turn, entretien: Entretien, tape: CodeTape) -> Outcome | None:
    """Give the role of the code; None for letters that were perhaps no code, when they are not one."""
    essai = turn.droits.utiliser_code(tape.code, turn.now)
    if essai.role is not None:
        choices: tuple[Choice, ...] = (bouton("file", "file:liste"),) if essai.role is Role.EQUIPE else ()
        return aparte(turn, entretien, Reply("code_accepte", {"role": essai.role, "deja": essai.deja}, choices))
    if not tape.annonce and essai.restants:
        return None
    contexte = {"restants": essai.restants, "service": turn.pack.services["commande_publique"]}
    return aparte(turn, entretien, Reply("code_refuse", contexte))


def dire(turn: Turn, entretien: Entretien) -> Outcome:
    """One's roles, what they open, and the name under which a role can be given."""
    contexte = {
        "roles": sorted(turn.roles),
        "adresse": turn.incoming.address,
        "service": turn.pack.services["commande_publique"],
    }
    choices: tuple[Choice, ...] = (bouton("file", "file:liste"),) if Role.EQUIPE in turn.roles else ()
    return aparte(turn, entretien, Reply("droits", contexte, choices))


def reserver_a_l_equipe(turn: Turn, entretien: Entretien) -> Outcome:
    """Who may, and how to become one of them."""
    return aparte(turn, entretien, Reply("reserve_a_l_equipe", {"service": turn.pack.services["commande_publique"]}))
