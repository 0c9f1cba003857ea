"""What is typed about the committee: what it targets, and when it sits."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import plier, simplifier
from knowledge.plan.pack import Pack

_NE_PLUS = r"(?P<non>(?:ne (?:plus|pas) |annuler? de |arreter? de |de)?)"
_CIBLER = re.compile(
    rf"^{_NE_PLUS}cibl(?:er?|ez|ons)\b(?P<quoi>.*?)(?:(?:,? (?:sur|pour|dans|de|du|a) | )(?:(?:le |l'|la |ce |cet )?(?P<quel>marche|contrat|achat) (?:n° ?|no |numero )?(?P<numero>\d{{1,9}})))?$"
)
_ACTION = re.compile(r"(?<![\d.,])\d{1,3}(?![\d%]|[.,]\d)")
_MOTS = re.compile(r"\b(?:l'|les?|la|l|actions?|fiches?|et|n|aussi|de|des|sur|pour)\b|[\s,;.+&°'/()-]|\d")
_NON = r"^(?:(?:oui,? |ah |bah )?c'est )?(?P<non>(?:annuler?|supprimer?|retirer?|plus de|pas de) )?(?:la |le |une |l')?(?:(?:(?:les )?(?:seance|reunion|date)s?|quand est) (?:du |de |le )?)?"
# Whatever a plan calls its committee, this is what people ask about where there is none.
_COMITES = ("comite",)


@dataclass(frozen=True, slots=True)
class Ciblage:
    """What is targeted, or no more: actions, points that the plan names, and of which purchase or contract; None when it is not said."""

    actions: tuple[int, ...]
    traits: tuple[str, ...]
    quel: str | None
    numero: int | None
    retirer: bool


@dataclass(frozen=True, slots=True)
class SeanceDite:
    """A session that is told or called off, or those to come that are asked for; the buyer and the day where they are said."""

    acheteur: str | None
    jour: date | None
    retirer: bool
    demande: bool


def lire_un_ciblage(pack: Pack, texte: str) -> Ciblage | None:
    """ "cibler l'action 8 sur le marché 12", "ne plus cibler TPE-PME pour l'achat 5"; None for anything else."""
    lu = _CIBLER.match(_sans_qui(pack, simplifier(texte)))
    if lu is None or texte.rstrip().endswith("?"):
        return None
    reste, traits = lu["quoi"], []
    for vise in pack.vises:
        reste, combien = re.subn(rf"\b(?:{'|'.join(map(simplifier, vise.mots))})\b", " ", reste)
        traits += [vise.id] if combien else []
    actions = tuple(dict.fromkeys(int(dit) for dit in _ACTION.findall(reste)))
    if _MOTS.sub("", reste):
        # "cibler les publics éloignés de l'emploi" is of something else.
        return None
    numero = None if lu["numero"] is None else int(lu["numero"])
    return Ciblage(actions, tuple(traits), lu["quel"], numero, bool(lu["non"]))


def _sans_qui(pack: Pack, simple: str) -> str:
    """ "le CAD cible …" without who does."""
    if pack.comite is None:
        return simple
    return re.sub(rf"^le (?:{_noms(pack.comite.dits)}) ", "", simple)


def noms_du_comite(pack: Pack) -> str:
    """What people call the committee, as alternatives of a pattern."""
    return _noms(_COMITES if pack.comite is None else pack.comite.dits)


def parle_du_comite(pack: Pack, texte: str) -> bool:
    """Whether a message names the committee."""
    return re.search(rf"(?<![\w'])(?:{noms_du_comite(pack)})(?![\w'])", simplifier(texte)) is not None


def _noms(dits: Collection[str]) -> str:
    return "|".join(re.escape(simplifier(dit)) for dit in dits)


def lire_une_seance(pack: Pack, texte: str, aujourdhui: date) -> SeanceDite | None:
    """ "comité de la Ville le 10 décembre 2026", "annuler la séance du comité"; None for anything else."""
    lu = re.match(rf"{_NON}(?:{noms_du_comite(pack)})\b(?P<suite>.*)$", simplifier(texte))
    if lu is None:
        return None
    acheteur = acheteur_dit(pack, lu["suite"])
    lues = lire_dates(plier(lu["suite"]).texte, aujourdhui)
    if acheteur is None and not lues and lu["suite"].strip(" ?"):
        return None
    jour = lues[0].bas if len(lues) == 1 and lues[0].jour else None
    return SeanceDite(acheteur, jour, bool(lu["non"]), demande=acheteur is None and not lues)


def acheteur_dit(pack: Pack, texte: str) -> str | None:
    """The buyer that a message names: by its identifier or the words of its name."""
    simple = simplifier(texte)
    for un in pack.acheteurs:
        if re.search(rf"\b{un.id}\b", simple) or any(simplifier(dit) in simple for dit in (un.nom, un.court)):
            return un.id
    return None


def lire_les_vises(pack: Pack, quoi: str) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """The actions and the points of a button: "8+pme".

    >>> from types import SimpleNamespace as Un
    >>> lire_les_vises(Un(vises=[Un(id="tpe_pme", court="pme")]), "8+22+pme")
    ((8, 22), ('tpe_pme',))
    """
    dits = quoi.split("+")
    return tuple(int(dit) for dit in dits if dit.isdecimal()), tuple(un.id for un in pack.vises if un.court in dits)
