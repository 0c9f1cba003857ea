"""What is typed of one's accounts: a code that gives a role or joins them, and whether they are to be parted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.cpv import libelle
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import mots_de

_MOTIFS = lire_motifs(__file__)

# Of the codes that are given: as `storage.comptes.records` draws them.
LETTRES = "BCDFGHJKMNPQRTVWXZ2346789"
LONGUEUR = 8
# "Délier", "séparer", "dissocier" accounts.
_SEPARENT = ("deli", "separ", "dissoc", "detach")
_MOITIE = LONGUEUR // 2
# What is typed for a code may be cut short, or be that of a door.
SIGNES_MIN, SIGNES_MAX = 4, 12
_SIGNE = r"[^\W_]"
_ENTRE = r"[\s\-–—_.·/]"
# After the word, the longest first: signs one by one, two halves, pieces joined by dashes, one piece.
_TAPES = tuple(
    re.compile(motif + rf"(?!{_SIGNE})", re.IGNORECASE)
    for motif in (
        rf"{_SIGNE}(?:[\s-]{_SIGNE}){{{SIGNES_MIN - 1},{SIGNES_MAX - 1}}}",
        rf"{_SIGNE}{{{_MOITIE}}}{_ENTRE}*{_SIGNE}{{{_MOITIE}}}(?:-{_SIGNE}{{{_MOITIE}}})?",
        rf"{_SIGNE}{{2,6}}(?:\s?[-–—_./·]\s?{_SIGNE}{{2,6}}){{1,3}}",
        rf"{_SIGNE}{{2,6}}\s{_SIGNE}{{2,6}}",
        rf"{_SIGNE}{{{SIGNES_MIN},{SIGNES_MAX}}}(?!-\d)",
    )
)
# A code alone, without the word: only in the letters of ours, which make no word and no number.
_NU = re.compile(
    rf"(?<![\w-])(?P<code>[{LETTRES}]{{{_MOITIE}}}(?:\s?[-–—]\s?)?[{LETTRES}]{{{_MOITIE}}})(?![\w-])",
    re.IGNORECASE,
)
_VOYELLES = frozenset("AEIOUYÀÂÉÈÊËÎÏÔÛÙ")
_SIGLES = frozenset(
    "HTML HTTP HTTPS RGPD PHP CSS SQL BTP CCTP DPGF CPV NAF APE SIRET SIREN INSEE NUTS QR PIN WIFI COULEUR COULEURS".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class CodeTape:
    """A code as it was typed, set in capitals; `annonce` when the word "code" came with it, or nothing else did."""

    code: str
    annonce: bool


def lire_code(texte: str) -> CodeTape | None:
    """The code that a message holds, in any case and spacing; "code couleurs" and "code CPV 90911200-8" hold none.

    Four to twelve signs after the word are one, right or wrong; alone, only what could be one of ours.

    >>> lire_code("mon code : bcdf ghj2"), lire_code("Code couleurs des tenues"), lire_code("code CPV 90911200-8")
    (CodeTape(code='BCDFGHJ2', annonce=True), None, None)
    >>> lire_code("code 1234"), lire_code("code postal 63000"), lire_code("code R2123-1")
    (CodeTape(code='1234', annonce=True), None, None)
    """
    for code in _codes(texte):
        return CodeTape(_serre(code.tape), code.annonce or code.tape == texte.strip())
    return None


def masquer_codes(texte: str, masque: str) -> str:
    """The message without its codes, nor the word that announces one, for whatever keeps it."""
    sortie, reprise = [], 0
    for code in sorted(_codes(texte), key=lambda trouve: trouve.debut):
        if code.debut >= reprise:
            sortie += [texte[reprise : code.debut], masque]
            reprise = code.fin
    return "".join([*sortie, texte[reprise:]])


@dataclass(frozen=True, slots=True)
class _Trouve:
    """A code, and where it stands, the word that announces it included."""

    tape: str
    annonce: bool
    debut: int
    fin: int


def _codes(texte: str) -> Iterator[_Trouve]:
    """Every code, announced ones first."""
    for annonce in _MOTIFS.annonce.finditer(texte):
        for motif in _TAPES:
            if (trouve := motif.match(texte, annonce.end())) and _est_annonce(texte, annonce[0], trouve):
                yield _Trouve(trouve[0], annonce=True, debut=annonce.start(), fin=trouve.end())
                break
    for trouve in _NU.finditer(texte):
        code = _serre(trouve["code"])
        if not code.isdecimal() and _a_peu_de_voyelles(code, trouve["code"]):
            yield _Trouve(trouve[0], annonce=False, debut=trouve.start(), fin=trouve.end())


def _serre(tape: str) -> str:
    return _MOTIFS.signe.sub("", tape).upper()


def _a_peu_de_voyelles(code: str, tape: str) -> bool:
    """ "code contrats" has eight letters too: in one piece, a code has fewer vowels than a word."""
    chiffre = any(signe.isdecimal() for signe in code)
    return chiffre or sum(signe in _VOYELLES for signe in code) <= (2 if len(tape) > LONGUEUR else 1)


def _est_annonce(texte: str, annonce: str, trouve: re.Match[str]) -> bool:
    """Whether what follows "code" looks like one, rather than like the words of a sentence."""
    tape, code = trouve[0], _serre(trouve[0])
    morceaux = re.findall(rf"{_SIGNE}+", tape)
    suivi = _MOTIFS.suite.match(texte, trouve.end()) is not None
    if not SIGNES_MIN <= len(code) <= SIGNES_MAX or morceaux[0].upper() in _SIGLES or _MOTIFS.article.fullmatch(tape):
        return False
    if code.isdecimal():
        # "code 90911200" may be of the CPV, "code 63000 Clermont" of the post.
        du_cpv = tape.isdecimal() and len(tape) == LONGUEUR and libelle(tape) is not None
        montant = len(morceaux) == 2 and " " in tape and {len(morceau) for morceau in morceaux} != {_MOITIE}
        return not du_cpv and not montant and not (suivi and _MOTIFS.annee_ou_commune.fullmatch(tape))
    if len(morceaux) == 2 and " " in tape and len(code) != LONGUEUR:
        return all(_est_imprononcable(morceau) for morceau in morceaux)
    if any(signe.isdecimal() for signe in code) or any(map(_est_imprononcable, morceaux)):
        return True
    if len(code) == LONGUEUR and len(morceaux) <= 2 and _a_peu_de_voyelles(code, tape):
        return True
    # "code AZERTY", and not "CODE COULEURS".
    return tape.isupper() and not suivi and any(lettre.islower() for lettre in annonce)


def _est_imprononcable(morceau: str) -> bool:
    """Without a vowel, or made of nothing else: "2346", "BCDF", "AAAA"."""
    lettres = {signe for signe in morceau.upper() if not signe.isdecimal()}
    return not lettres & _VOYELLES or not lettres - _VOYELLES


def veut_separer(texte: str) -> bool:
    """Whether accounts are to be parted rather than joined.

    >>> veut_separer("je veux séparer mes deux messageries"), veut_separer("lier Slack et Telegram")
    (True, False)
    """
    return any(mot.startswith(_SEPARENT) for mot in mots_de(texte))


__all__ = ["LETTRES", "LONGUEUR", "CodeTape", "lire_code", "masquer_codes", "veut_separer"]
