"""What is typed about a diagnosis that was given: why an action was in it, and what the plan would say now."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from datetime import date

from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import ensemble, mots_de, plier, simplifier

_ACTION = re.compile(r"\b(?:action|fiche|recommandation) (?:n?° ?)?(\d{1,3})\b")
_ACHAT = re.compile(r"\b(?:achat|diagnostic|marche) (?:n?° ?|no )?(\d{1,9})\b")
# That somebody was told it.
_DIT = re.compile(r"\b(?:dite?s?|disai[st]|propos\w*|recommand\w*|conseill\w*|m'? ?a(?:vez|i)?|nous a(?:vez)?|on me)\b")
_SUR = re.compile(
    r"\b(?:(?:sur|pour|dans|de|du|des) |d')(?:le |la |les |l'|mon |ma |marche |achat |de |du |des )*+(?P<quoi>[a-z][a-z' -]{2,80})$"
)
_POURQUOI = ("pourquoi ", "pour quelle raison ", "explique")
# Around the number of a purchase, no more than the demand: "pourquoi ces actions pour l'achat 5".
_SEULEMENT = frozenset("expliquer explique expliquez moi pourquoi ces les actions pour sur l le la mon cet ce".split())  # noqa: SIM905
# "Sur ce marché", "dans mon cas": no object is named.
_SANS_OBJET = {"ce", "cet", "cette", "mon", "ma", "notre", "cas", "la", "le", "l", "liste", "marche", "achat", "contrat", "plan", "projet"}  # fmt: skip
_CE_QUE = ("que change", "ce que", "qu'est-ce que", "changements")
MOTS_MAX = 9
_UN_NUMERO = re.compile(r"^(?:et )?(?:(?:pour )?(?:la |l')?(?:n[o°]? ?)?)?(?P<numero>\d{1,2})$")
# The rate that was missing: "tva 20 %", "20%".
_TAUX_DE_TVA = re.compile(
    r"^(?:c'est |la |a |à |au taux de )?(?:tva|taux)?\s*+(?:de |a |à |:)?\s*+\d{1,2}(?:[.,]\d)?\s*+(?:%|pour ?cent)"
)
_EN_TTC = re.compile(r"^(?:non )?(?:c'est (?:du |en )?|en |il est )?(?:ttc|toutes taxes(?: comprises)?)$")
_EN_HT = re.compile(
    r"^(?:oui |bien sur )?(?:c'est (?:du |en )?|en |il est )?(?:ht|hors taxes?|h\.t)(?: oui| bien sur)?$"
)

_MOTIF = re.compile(
    r"(?: ?[:(]|[ ,](?:car|parce ?que?|pcq|pasque|vu que?|puisque?|du fait que?|pour cause de?|faute de?|a cause de?|à cause de?)\b)'?’? ?(?P<motif>\S.{2,299})",
    re.IGNORECASE,
)


def lire_un_numero(texte: str) -> int | None:
    """The number of an action, said alone.

    >>> lire_un_numero("et la 8"), lire_un_numero("8 mois")
    (8, None)
    """
    dit = _UN_NUMERO.match(simplifier(texte))
    return int(dit["numero"]) if dit else None


def dit_un_taux(texte: str) -> bool:
    """Whether a text begins with the rate of the tax that was missing.

    >>> dit_un_taux("TVA 20 %"), dit_un_taux("20 tables")
    (True, False)
    """
    return _TAUX_DE_TVA.match(texte.lower()) is not None


def dit_la_taxe(texte: str) -> str | None:
    """ "ht" or "ttc", said alone of an amount that waits for a yes.

    >>> dit_la_taxe("c'est du HT"), dit_la_taxe("ttc"), dit_la_taxe("90 000 ht")
    ('ht', 'ttc', None)
    """
    simple = simplifier(texte)
    return "ht" if _EN_HT.match(simple) else "ttc" if _EN_TTC.match(simple) else None


def comme_hors_taxes(texte: str) -> str:
    """The same words, with their amounts before tax: what an amount with its tax is at most.

    >>> comme_hors_taxes("9 800 euros TTC, toutes taxes comprises")
    '9 800 euros HT, HT'
    """
    return _TTC.sub("HT", texte)


_TTC = re.compile(r"\bttc\b|\btoutes taxes(?: comprises)?\b", re.IGNORECASE)


def annonce_un_nouvel_achat(texte: str) -> bool:
    """Whether the first words say that it is another purchase.

    >>> annonce_un_nouvel_achat("nouveau marché de fournitures, 20 000 €"), annonce_un_nouvel_achat("marché de fournitures")
    (True, False)
    """
    return _UN_NOUVEAU.match(simplifier(texte)) is not None


_UN_NOUVEAU = re.compile(r"(?:un |le |j'ai un )?(?:nouveau|nouvel|autre) (?:marche|achat|contrat|projet|besoin)\b")


def fait_une_hypothese(texte: str) -> bool:
    """ "Et si on passe à 250 000": whatever it holds is supposed, and told of nothing."""
    return simplifier(texte).startswith("et si ")


def dit_pourquoi(texte: str) -> bool:
    """Whether a reason is asked for by its word."""
    return "pourquoi" in mots_de(texte)


def demande_quelle_taxe(texte: str) -> bool:
    """ "HT ou TTC ?": whether amounts are told with the tax.

    >>> demande_quelle_taxe("oups ht ou ttc vous voulez ?"), demande_quelle_taxe("90 000 ht")
    (True, False)
    """
    mots = mots_de(texte)
    return {"ht", "ttc"} <= set(mots) and len(mots) <= MOTS_MAX and not any(mot.isdecimal() for mot in mots)


def demande_la_procedure(texte: str) -> bool:
    """Whether it is asked what the law lets a purchase follow: "suis-je obligé de mettre en concurrence ?", "je dois publier où ?".

    >>> [demande_la_procedure(dit) for dit in ("je dois mettre en concurrence ?", "c'est quoi un MAPA ?", "en procédure adaptée")]
    [True, False, False]
    """
    mots = set(mots_de(texte))
    return (
        bool(mots & _DE_LA_PROCEDURE and mots & _DEMANDENT)
        and "pourquoi" not in mots
        and len(mots) <= MOTS_D_UNE_DEMANDE
    )


_DE_LA_PROCEDURE = ensemble(
    "concurrence publicite publier publication boamp jal procedure procedures consulter devis annonce"
)
_DEMANDENT = ensemble(
    "oblige obligee obliges obligees obligatoire dois doit doivent devons faut faudra puis peux peut peuvent possible droit quelle quelles quel besoin ou"
)
MOTS_D_UNE_DEMANDE = 16


def defait_le_dernier_pas(texte: str) -> bool:
    """Whether what is called off is only the last thing that was said.

    >>> [defait_le_dernier_pas(dit) for dit in ("oups non, annule ça", "annule tout", "annuler")]
    [True, False, False]
    """
    mots = set(mots_de(texte))
    return bool(mots & _LE_DERNIER) and not mots & _LE_TOUT


_LE_DERNIER = ensemble("oups ca cela dernier derniere derniers dernieres")
_LE_TOUT = ensemble("tout toute achat marche projet contrat dossier recommence recommencer")


def reprend(texte: str) -> bool:
    """Whether a pronoun stands for what was just shown, and nothing is named.

    >>> [reprend(dit) for dit in ("finalement je la conserve", "on garde ça", "je garde la clause", "je garde la première")]
    [True, True, False, False]
    """
    mots = mots_de(texte)
    if {"ca", "cela"} & set(mots):
        return len(mots) <= MOTS_D_UNE_REPRISE
    pairs = itertools.pairwise(mots)
    return len(mots) <= MOTS_D_UNE_REPRISE and any(
        avant in ("je", "on", "nous") and mot in ("la", "le", "l") for avant, mot in pairs
    )


def est_nie_quelque_part(texte: str) -> bool:
    """Whether words hold a negation, whatever it bears on."""
    return bool({"pas", "jamais", "aucune", "aucun"} & set(mots_de(texte)))


MOTS_D_UNE_REPRISE = 8
# In the first words, a no only opens ("ah non, pas celle").
OUVERTURE = 3


def lire_une_decision(texte: str) -> str | None:
    """Whether an action, called one, is kept ("retenir") or set aside ("ecarter").

    >>> [lire_une_decision(dit) for dit in ("ah non pas celle sur l'insertion, enlevez-la", "je garde l'action sur l'avance", "on garde 3 ans")]
    ['ecarter', 'retenir', None]
    """
    mots = mots_de(texte)
    # Several decisions, or numbers, are more than one rule explains.
    if not _UNE_ACTION & set(mots) or any(mot.isdecimal() for mot in mots):
        return None
    if {"mais", "sauf"} & set(mots) or "non" in mots[OUVERTURE:]:
        return None
    if any(mot.startswith(_ECARTENT) for mot in mots):
        return "ecarter"
    return "retenir" if any(mot.startswith(_RETIENNENT) for mot in mots) else None


_UNE_ACTION = ensemble("action actions celle celles")
_ECARTENT = ("ecart", "enlev", "retir", "refus", "vire", "supprim")
_RETIENNENT = ("gard", "retien", "reten", "conserv")


def lire_un_motif(texte: str) -> str:
    """The reason that words give for what they do; empty where they give none.

    >>> lire_un_motif("j'écarte celle sur l'avance parce qu'on paie déjà à 20 jours"), lire_un_motif("vire la 11, merci")
    ('on paie déjà à 20 jours', '')
    """
    dit = _MOTIF.search(" ".join(texte.split()))
    return "" if dit is None else dit["motif"].strip(" .)")


@dataclass(frozen=True, slots=True)
class Explication:
    """Why an action was recommended: in which diagnosis, told by its purchase, the words of its object or its month.

    `dite`: somebody was told it, so that no general reason is asked for.
    """

    action: int | None
    achat: int | None
    quoi: str | None = None
    mois: int | None = None
    annee: int | None = None
    dite: bool = False


def lire_une_explication(texte: str, aujourdhui: date) -> Explication | None:
    """ "expliquer l'achat 5", "pourquoi m'a-t-on dit l'action 8 en mars ?"; None for anything else.

    >>> lire_une_explication("expliquer l'achat 5", date(2026, 11, 24))
    Explication(action=None, achat=5, quoi=None, mois=None, annee=None, dite=False)
    >>> lire_une_explication("pourquoi m'avez-vous dit l'action 8 pour le gardiennage en mars ?", date(2026, 11, 24))
    Explication(action=8, achat=None, quoi='gardiennage', mois=3, annee=None, dite=True)
    >>> lire_une_explication("pourquoi l'achat 5 coûte-t-il si cher ?", date(2026, 11, 24))
    """
    plie = plier(texte).texte.strip(" ?.!")
    if not plie.startswith(_POURQUOI):
        return None
    action, achat = (lu and int(lu[1]) for lu in (_ACTION.search(plie), _ACHAT.search(plie)))
    reste = _ACHAT.sub(" ", _ACTION.sub(" ", plie))
    if action is None:
        return Explication(None, achat) if achat and _SEULEMENT.issuperset(mots_de(reste)) else None
    dates = [lue for lue in lire_dates(reste, aujourdhui) if lue.precise]
    for lue in reversed(dates):
        reste = f"{reste[: lue.debut].removesuffix('en ').removesuffix('au mois de ')} {reste[lue.fin :]}"
    sur = _SUR.search(" ".join(reste.split()))
    dite = _DIT.search(reste) is not None
    quoi = sur["quoi"].strip() if sur else ""
    # "Pour un marché de textile", "dans mon cas": no purchase of theirs is named.
    if _SANS_OBJET.issuperset(mots_de(quoi)) or not (dite or {"un", "une"}.isdisjoint(mots_de(reste))):
        quoi = ""
    mois, annee = (dates[0].bas.month, dates[0].bas.year if dates[0].annee_dite else None) if dates else (None, None)
    return Explication(action, achat, quoi or None, mois, annee, dite)


def demande_ce_que_le_plan_change(texte: str) -> bool:
    """ "Que change le nouveau plan ?", "ce que la nouvelle version change".

    >>> demande_ce_que_le_plan_change("que change le pack ?"), demande_ce_que_le_plan_change("que change la durée ?")
    (True, False)
    """
    mots = mots_de(texte)
    change = not {"change", "changements"}.isdisjoint(mots) and not {"plan", "pack", "version"}.isdisjoint(mots)
    return change and len(mots) <= MOTS_MAX and plier(texte).texte.strip().startswith(_CE_QUE)


__all__ = [
    "Explication", "annonce_un_nouvel_achat", "defait_le_dernier_pas", "demande_ce_que_le_plan_change", "demande_la_procedure", "demande_quelle_taxe", "dit_la_taxe", "dit_pourquoi", "dit_un_taux", "est_nie_quelque_part", "fait_une_hypothese", "lire_un_motif", "lire_un_numero", "lire_une_decision", "lire_une_explication", "reprend",
]  # fmt: skip
