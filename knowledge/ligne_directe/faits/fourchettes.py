"""Numbers said roughly, or as a range: the lowest and the highest that they can be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import product
from typing import Any

from knowledge.ligne_directe.faits.gens import GENS
from knowledge.ligne_directe.faits.nombres import en_decimal
from knowledge.ligne_directe.faits.sortes import BORNES

# "Environ 50" may be so much less or more.
A_PEU_PRES = Decimal("0.1")
# "80 000 à 12" are two things: the end of a range is not so many times its start.
FOIS_MAX = 10
_N = r"\d{1,11}(?:[.,]\d{1,2})?"
_UNITE = rf"(?: ?(?:€|euros?\b|eur\b)| (?:ht|ttc)\b| {GENS}| (?:mois|ans)\b)*"
_FOURCHETTE = re.compile(
    rf"(?<![\w/.,-])(?:entre (?P<entre>{_N})(?P<u1>{_UNITE}) et |(?:de |dans les )?(?P<de>{_N})(?P<u2>{_UNITE})(?: a | ou | ?- ?(?={_N}{_UNITE}(?:€|[a-z]))))(?P<a>{_N})(?![\w/.,-]?\d)"
)
# From twelve to fifteen: they are fifteen now.
_EVOLUTION = re.compile(r"\b(?:pass\w*|augment\w*|mont\w*|baiss\w*) (?:de )?$")
_ANNEE = re.compile(r"(?:19|20)\d\d")
_AVANT = r"environ|a peu pres|autour de|dans les|aux alentours de|approximativement|grosso modo|a la louche|vers les|presque|quasi(?:ment)?|pas loin de|~"
_APRES = r"environ|a peu pres|approximativement|grosso modo|a la louche|et quelques?|et des poussieres"
_ENVIRON = re.compile(
    rf"(?<![\w.,])(?:(?:{_AVANT})(?: de)? ?(?P<n>{_N})|(?P<m>{_N})(?P<u>{_UNITE}) (?:{_APRES})\b(?! ?\d))(?![\w/.,-]?\d)"
)
# What may be said roughly: a length of "about ten months" is one of ten.
_ROND = ("montant_ht", "montant_ttc", "facture_ht", "facture_ttc", "effectif")
_EN_FOURCHETTE = (*_ROND, "duree_mois", "retard_jours")


def lire_avec_bornes(simple: str, lire: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """What `lire` reads in a text made even, with the bounds of what is said roughly, or as a range.

    A range is worth its low end. `lire` is asked up to three times: the bounds are what it reads of the lowest and the highest text.
    """
    dit = _FOURCHETTE.sub(lambda trouve: _un_bout(trouve, haut=False), simple)
    haut = _FOURCHETTE.sub(lambda trouve: _un_bout(trouve, haut=True), simple)
    dit, bas = _ENVIRON.sub(_rond, dit), _ENVIRON.sub(lambda trouve: _rond(trouve, -1), dit)
    haut = _ENVIRON.sub(lambda trouve: _rond(trouve, 1), haut)
    faits = lire(dit)
    if bas == haut:
        return faits
    au_plus_bas, au_plus_haut = lire(bas), lire(haut)
    for nom in _EN_FOURCHETTE:
        bouts = au_plus_bas.get(nom), au_plus_haut.get(nom)
        if None in bouts or nom not in faits or bouts[0] == bouts[1]:
            continue
        if nom in _ROND or bouts[0] == faits[nom]:
            faits |= {nom + borne: bout for borne, bout in zip(BORNES, bouts, strict=True)}
    return faits


def sans_fourchettes(simple: str) -> str:
    """The text with the low end of its ranges: what is left when they are no answer."""
    return _FOURCHETTE.sub(lambda trouve: _un_bout(trouve, haut=False), simple)


def est_une_fourchette(nom: str, faits: Mapping[str, Any]) -> bool:
    """Whether that fact was said as a range, and is known by its low end."""
    return nom + BORNES[0] in faits and faits[nom + BORNES[0]] == faits.get(nom)


def bornes(faits: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts of which only the bounds are known."""
    return tuple(nom for nom in _EN_FOURCHETTE if faits.get(nom) is not None and nom + BORNES[0] in faits)


def sans_bornes(faits: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as they were said, without the bounds of any."""
    return {nom: valeur for nom, valeur in faits.items() if not nom.endswith(BORNES)}


def aux_bouts(faits: Mapping[str, Any], noms: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The facts with each of these at its lowest or its highest, in all the ways that this can be."""
    dits = sans_bornes(faits)
    for choix in product(BORNES, repeat=len(noms)):
        yield {**dits, **{nom: faits[nom + borne] for nom, borne in zip(noms, choix, strict=True)}}


def _un_bout(trouve: re.Match[str], *, haut: bool) -> str:
    bas, unite = trouve["entre"] or trouve["de"], trouve["u1"] or trouve["u2"] or ""
    petit, grand = en_decimal(bas), en_decimal(trouve["a"])
    ecart = petit is None or grand is None or petit >= grand or (trouve["de"] and grand > petit * FOIS_MAX)
    annees = _ANNEE.fullmatch(bas) and _ANNEE.fullmatch(trouve["a"]) and not unite
    if ecart or annees or _EVOLUTION.search(trouve.string[max(0, trouve.start() - 16) : trouve.start()]):
        return trouve[0]
    return f"{trouve['a'] if haut else bas}{unite}"


def _rond(trouve: re.Match[str], sens: int = 0) -> str:
    nombre = en_decimal(trouve["n"] or trouve["m"]) or Decimal(0)
    if sens:
        nombre = (nombre * (1 + sens * A_PEU_PRES)).quantize(Decimal(1), ROUND_CEILING if sens > 0 else ROUND_FLOOR)
    return f"environ {nombre}{trouve['u'] or ''}"


__all__ = ["aux_bouts", "bornes", "est_une_fourchette", "lire_avec_bornes", "sans_bornes", "sans_fourchettes"]
