"""What a message, or a piece of one, is recognised by: its letters, its words, its values, each alone and in its context."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import log1p
from zlib import crc32

from knowledge.ecoute.actes import Contexte
from knowledge.francais.langue import plat
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.sms import en_toutes_lettres

_MOTIFS = lire_motifs(__file__)

MAX_CARACTERES = 4_000
# What is typed beyond so many words is a story: it says nothing that was not said before.
MOTS_MAX = 160
LETTRES_MAX = 24
# Features share a table of 2**BITS places; on 9,000 messages a table four times as large reads no better.
BITS = 16

_VALEURS = (
    ("v:argent", _MOTIFS.argent),
    ("v:duree", _MOTIFS.duree),
    ("v:pour_cent", _MOTIFS.pour_cent),
    ("v:date", _MOTIFS.date),
    ("v:telephone", _MOTIFS.telephone),
    ("v:question", _MOTIFS.question),
    ("v:cri", _MOTIFS.cri),
    ("v:courriel", _MOTIFS.courriel),
    ("v:lots", _MOTIFS.lots),
)  # fmt: skip


def _type(mot: str) -> str:
    """A number by its size, which says what it may be: an action, a duration, an amount."""
    chiffres = _MOTIFS.pas_un_chiffre.sub("", mot)
    valeur = int(chiffres[:9] or 0)
    if len(chiffres) <= 2:
        return "<action>" if 1 <= valeur <= 26 else "<petit>"
    if len(chiffres) == 4 and 2020 <= valeur <= 2049:
        return "<annee>"
    return "<cent>" if valeur < 1000 else "<mille>" if len(chiffres) < 9 else "<long>"


def mots(texte: str) -> list[str]:
    """The words of a message, folded and written out, and its marks.

    >>> mots("Jvais garder la 8 ?")
    ['je', 'vais', 'garder', 'la', '8', '?']
    """
    return _MOTIFS.jeton.findall(en_toutes_lettres(plat(texte[:MAX_CARACTERES])))


def traits(texte: str, contexte: Contexte) -> Iterator[str]:
    """Everything a text is recognised by."""
    simple = en_toutes_lettres(plat(texte[:MAX_CARACTERES]))
    lus = _MOTIFS.jeton.findall(simple)
    if len(lus) > MOTS_MAX:
        lus = [*lus[: MOTS_MAX // 2], *lus[-MOTS_MAX // 2 :]]
    types = [_type(mot) if mot[0].isdigit() else mot for mot in lus]
    lieux = _lieux(contexte)
    for lieu in lieux:
        yield lieu
    yield f"taille:{min(len(types), 8) if len(types) < 8 else 8 + min(len(types) // 8, 6)}"
    yield f"taille:{min(len(types), 4)}|{lieux[0]}|{lieux[2]}"
    seuls = types[:4] if len(types) <= 4 else []
    if seuls:
        tout = " ".join(seuls)
        yield f"tout:{tout}"
        yield from (f"tout:{tout}|{lieu}" for lieu in lieux)
    bornes = ["^", *types, "$"]
    for rang, mot in enumerate(bornes):
        yield f"w:{mot}"
        if rang:
            deux = f"{bornes[rang - 1]} {mot}"
            yield f"b:{deux}"
            yield f"b:{deux}|{lieux[0]}"
            yield f"b:{deux}|{lieux[2]}"
            if rang > 1:
                yield f"t:{bornes[rang - 2]} {deux}"
        if 0 < rang <= len(types):
            for lieu in lieux:
                yield f"w:{mot}|{lieu}"
    for place, (nom, motif) in enumerate(_VALEURS):
        if motif.search(simple):
            yield nom
            yield from (f"{nom}|{lieu}" for lieu in lieux)
            yield from (f"{nom}+{autre}" for autre, m in _VALEURS[:place] if m.search(simple))
    yield from _lettres(lus)
    for mot in sorted(set(_MOTIFS.jeton.findall(plat(contexte.montre[:400])))):
        if mot.isalpha():
            yield f"m:{mot}"
            yield f"m:{mot}|{types[0] if types else ''}"


def _lettres(lus: Sequence[str]) -> Iterator[str]:
    """The pieces of the words, which survive misspelling."""
    for mot in lus:
        if mot[0].isdigit():
            continue
        borne = f"<{mot[:LETTRES_MAX]}>"
        for longueur in (3, 4, 5):
            for debut in range(len(borne) - longueur + 1):
                yield f"c:{borne[debut : debut + longueur]}"


def _lieux(c: Contexte) -> tuple[str, ...]:
    aparte = "+" if c.aparte else ""
    return (f"e:{c.etape}{aparte}", f"q:{c.question}", f"a:{c.attendu}", f"r:{c.role}")


def case(trait: str, bits: int = BITS) -> int:
    """The place of a feature in a table of 2**bits."""
    return crc32(trait.encode("utf-8", "replace")) >> (32 - bits)


_ETAPES = ("accueil", "question", "proposition", "resultat", "suivi", "rappel", "ligne_directe", "equipe")
_ATTENDUS = ("oui_non", "choix", "nombre", "duree", "texte", "date", "aucun")
_ROLES = ("acheteur", "equipe", "entreprise")


def forme(texte: str, contexte: Contexte, clauses: int) -> list[float]:
    """The shape of a message, and where it comes in: its length, its clauses, whether it asks."""
    longueur = len(texte.split())
    return [
        *(float(contexte.etape == etape) for etape in _ETAPES),
        *(float(contexte.attendu == attendu) for attendu in _ATTENDUS),
        *(float(contexte.role == role) for role in _ROLES),
        min(log1p(longueur), 5.0) / 3,
        min(longueur, 4) / 4,
        log1p(clauses - 1),
        min(clauses, 3) / 3,
        float("?" in texte),
        float(contexte.aparte),
    ]
