"""Reads what is typed about a purchase that is followed: whether it is published, awarded, done, and with what."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from handlers.commandes import simplifier
from handlers.confirmation import lire_avis
from knowledge.lecture.dates import lire_dates
from knowledge.lecture.montants import unite_d_argent
from knowledge.lecture.nombres import Nombre, lire_nombres
from knowledge.lecture.texte import plier

OUI, NON, ABANDON, INFRUCTUEUX, SANS_SUITE, EN_COURS = "oui", "non", "abandon", "infructueux", "sans_suite", "encours"
OFFRES_MAX = 500

_PAS_ENCORE = re.compile(
    r"\b(?:pas encore|toujours pas|jamais|bientot|sera|seront|va etre|vont etre|doit etre|devrait|pas (?:ete )?(?:publie\w*|lance\w*|attribue\w*|notifie\w*|fait\w*|signe\w*)|en (?:preparation|cours|attente|analyse)|a venir|retarde\w*|decale\w*|reporte\w*)\b"
)
_ABANDON = re.compile(
    r"\b(?:abandon\w*|annul(?:e|ee|es|ation)|ne se fer(?:a|ont) (?:pas|plus)|plus d'actualite|renonc\w+)\b"
)
_SANS_SUITE = re.compile(r"\bsans[ -]suite\b")
_INFRUCTUEUX = re.compile(r"\b(?:infru?ctu?eu\w*|aucune? (?:offre|candidature|reponse)|sans (?:offre|candidat))\b")
_PUBLIE = re.compile(r"\b(?:publie\w*|publication faite|en ligne|lance(?:e|es)?|paru\w*|boamp|mis\w* en ligne)\b")
_ATTRIBUE = re.compile(r"\b(?:attribue\w*|attibue\w*|atribue\w*|notifie\w*|signe(?:e|es)?|conclu\w*)\b")
_FAIT = re.compile(r"\b(?:realise\w*|fait(?:e|es|s)?|termine\w*|acheve\w*|livre\w*|atteint\w*)\b")
_JE_NE_SAIS_PAS = re.compile(
    r"^(?:(?:euh|bah|ben|alors|la),? )*(?:je (?:ne )?(?:sais|connais) (?:pas|plus)(?: encore)?|j'?sais pas|jsp|nsp|c pas|aucune idee|pas d'idee|on ne sait pas|inconnue?)(?: .{0,30})?$"
)
_TOUT = re.compile(
    r"^(?:oui,? )?(?:tout(?:es|e|s)?|la totalite|l'ensemble|toutes? les (?:actions|deux|trois))(?: (?:y )?(?:est|figure\w*|sont))?(?P<suite>,? ?(?:sauf|hormis|mais pas) .*)?$"
)
_RIEN = re.compile(
    r"^(?:non,? )?(?:rien(?: du tout| de (?:tout )?(?:ca|cela))?|aucune?(?: (?:action|des (?:deux|trois)))?|neant|zero|nada|pas une)$"
)
_COMME_PREVU = re.compile(
    r"^(?:oui,? ?)?(?:comme (?:prevu|convenu)|(?:celles?|ce) (?:qui (?:etai\w+|sont|est) |que j'avais )?(?:prevue?s?|retenue?s?)|oui|ok|c'est (?:ca|bon))$"
)
_SAUF = re.compile(r"\b(?:sauf|hormis|mais pas|pas l[ae])\b")
_ACTIONS = re.compile(
    r"(?<![\d.,])(?:l'|la |les |le )?(?:actions? |fiches? |n° ?)?(?P<numero>\d{1,2})(?![\d%€]|[.,]\d)"
)
_PME = re.compile(r"\b(?:tpe|pme|micro[- ]?entreprise|petite entreprise|artisan\w*|auto[- ]?entrepreneu\w*)\b")
_PAS_PME = re.compile(r"\b(?:eti|grande? (?:entreprise|groupe)|ge|multinationale|(?:pas|ni) (?:une? )?(?:tpe|pme))\b")
_ESUS = re.compile(r"\besus\b|\butilite sociale\b")
_INSERTION = re.compile(
    r"\b(?:handicap\w*|insertion|esat|siae|ei|ea|eti|acii?|entreprises? adaptee?s?|defavorise\w*|chantier\w*|deux|les 2)\b"
)
_LES_DEUX = re.compile(r"\b(?:les )?(?:deux|2)\b")
_OFFRES = re.compile(r"^ ?(?:offres?|plis?|candidat\w*|soumissionnaires?|reponses?|entreprises?|dossiers?)\b")
_AVANT_LES_OFFRES = re.compile(r"\b(?:offres?(?: recues?)?|plis?)\s*[:=]?\s*$")


def ne_sait_pas(texte: str) -> bool:
    """ "Je ne sais pas", in any of its spellings.

    >>> ne_sait_pas("je sais pas encore"), ne_sait_pas("jsp"), ne_sait_pas("je sais que oui")
    (True, True, False)
    """
    return _JE_NE_SAIS_PAS.match(_simple(texte)) is not None


def lire_publication(texte: str) -> str | None:
    """Whether it is published: "oui", "non" (not yet), "abandon"; None when the words say neither.

    >>> [lire_publication(dit) for dit in ("c'est publié", "pas encore publié", "on a abandonné", "oui hier", "nettoyage")]
    ['oui', 'non', 'abandon', 'oui', None]
    >>> [lire_publication(dit) for dit in ("ce n'est pas publié", "ça n'a jamais été publié", "sera publié demain")]
    ['non', 'non', 'non']
    """
    simple = _simple(texte)
    if _ABANDON.search(simple):
        return ABANDON
    if _PAS_ENCORE.search(simple):
        return NON
    return OUI if _PUBLIE.search(simple) else _oui_ou_non(texte)


def lire_attribution(texte: str) -> str | None:
    """Whether it is awarded: "oui", "non" (not yet), "infructueux", "sans_suite".

    >>> [lire_attribution(dit) for dit in ("attibué, 4 offres", "infructeux", "déclaré sans suite", "pas encore attribué")]
    ['oui', 'infructueux', 'sans_suite', 'non']
    """
    simple = _simple(texte)
    if _INFRUCTUEUX.search(simple):
        return INFRUCTUEUX
    if _SANS_SUITE.search(simple) or _ABANDON.search(simple):
        return SANS_SUITE
    if _PAS_ENCORE.search(simple):
        return NON
    return OUI if _ATTRIBUE.search(simple) else _oui_ou_non(texte)


def parle_d_attribution(texte: str) -> bool:
    """Whether the words are of an award, rather than of a publication."""
    simple = _simple(texte)
    return any(motif.search(simple) for motif in (_ATTRIBUE, _INFRUCTUEUX, _SANS_SUITE))


def lire_realisation(texte: str) -> str | None:
    """Whether an action is done: "oui", "encours", "non" (given up).

    >>> [lire_realisation(dit) for dit in ("c'est fait", "en cours", "non, abandonnée", "pas encore réalisée", "non")]
    ['oui', 'encours', 'non', 'encours', 'non']
    """
    simple = _simple(texte)
    if _ABANDON.search(simple):
        return NON
    if _PAS_ENCORE.search(simple) or re.search(r"\bpas (?:realise|fait)\w*|\bpartiel\w*|\bencore\b", simple):
        return EN_COURS
    return OUI if _FAIT.search(simple) else _oui_ou_non(texte)


@dataclass(frozen=True, slots=True)
class Cochees:
    """The actions that are said to be in; `inconnues`: the numbers that were not proposed."""

    actions: frozenset[int]
    inconnues: tuple[int, ...] = ()


def lire_actions(texte: str, proposees: Collection[int], prevues: Collection[int]) -> Cochees | None:
    """Which of the actions that were proposed the words name; None when they name none.

    >>> sorted(lire_actions("tout sauf la 11", (8, 11, 22), (8,)).actions), lire_actions("rien", (8,), (8,)).actions
    ([8, 22], frozenset())
    >>> lire_actions("8 et 12", (8, 11), ()), lire_actions("peut-être", (8,), (8,))
    (Cochees(actions=frozenset({8}), inconnues=(12,)), None)
    """
    simple = _simple(texte)
    toutes = frozenset(proposees)
    if _RIEN.match(simple):
        return Cochees(frozenset())
    if lu := _TOUT.match(simple):
        sauf = _numeros(lu["suite"] or "")
        if lu["suite"] and not sauf:
            return None
        return Cochees(toutes - frozenset(sauf), tuple(n for n in sauf if n not in toutes))
    if _COMME_PREVU.match(simple):
        return Cochees(frozenset(prevues) & toutes) if prevues else None
    reste = re.sub(
        r"\b(?:actions?|fiches?|les?|la|l|et|seulement|uniquement|sont|est|dedans|y|oui|juste|que|puis|aussi|plus|n|dossier|dans)\b|[\s,;.+&°'/-]",
        "",
        _ACTIONS.sub("", simple),
    )
    numeros = _numeros(simple)
    if reste or not numeros or _SAUF.search(simple):
        return None
    return Cochees(frozenset(numeros) & toutes, tuple(n for n in numeros if n not in toutes))


def _numeros(simple: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(lu["numero"]) for lu in _ACTIONS.finditer(simple)))


def lire_offres(texte: str, *, seul: bool = True) -> int | None:
    """How many offers were received; `seul`: the question was asked, a bare number answers it.

    >>> [lire_offres(dit) for dit in ("4", "quatre offres", "aucune", "j'en ai eu 12", "24 mois", "-3", "3,5")]
    [4, 4, 0, 12, None, None, None]
    >>> lire_offres("attribué le 12 mars, 4 offres", seul=False), lire_offres("attribué", seul=False)
    (4, None)
    """
    plie = plier(texte).texte
    simple = _simple(texte)
    if seul and re.fullmatch(r"(?:aucune?|zero|pas d'|sans)(?: offres?| plis?)?", simple):
        return 0
    nombres = lire_nombres(plie)
    dits = [n for n in nombres if _OFFRES.match(plie, n.fin) or _OFFRES.match(plie[n.fin :])]
    dits = dits or [n for n in nombres if _AVANT_LES_OFFRES.search(plie[: n.debut])]
    if (
        not dits
        and seul
        and len(nombres) == 1
        and not re.match(r" ?(?:mois|ans?|jours?|%|€|k|euros?|semaines?)\b|\s*[%€]", plie[nombres[0].fin :])
    ):
        dits = nombres
    if len(dits) != 1:
        return None
    valeur = dits[0].valeur
    return int(valeur) if valeur == valeur.to_integral_value() and 0 <= valeur <= OFFRES_MAX else None


def lire_montant(texte: str) -> Decimal | None:
    """The one amount in euros that these words say, with its unit.

    >>> lire_montant("à 85 k€"), lire_montant("4 offres, 120 000 euros HT"), lire_montant("24 mois")
    (Decimal('85000'), Decimal('120000'), None)
    """
    plie = plier(texte)
    montants = [nombre.valeur * unite[0] for nombre in lire_nombres(plie.texte) if (unite := _en_euros(texte, nombre))]
    return montants[0] if len(montants) == 1 and montants[0] > 0 else None


def _en_euros(texte: str, nombre: Nombre) -> tuple[Decimal, int] | None:
    unite = unite_d_argent(plier(texte), nombre)
    return None if unite is None or not unite[2] else (unite[0], unite[1])


def lire_tpe_pme(texte: str, *, seul: bool = True) -> bool | None:
    """Whether the holder is a small or medium firm.

    >>> [lire_tpe_pme(dit) for dit in ("une PME", "non, un grand groupe", "oui", "ETI", "peut-être")]
    [True, False, True, False, None]
    """
    simple = _simple(texte)
    if _PAS_PME.search(simple):
        return False
    if _PME.search(simple):
        return True
    avis = _oui_ou_non(texte) if seul else None
    return None if avis is None else avis == OUI


def lire_social(texte: str) -> frozenset[str] | None:
    """Among "esus" and "handicap", what the holder is said to be; nothing when it is neither.

    >>> lire_social("ESUS"), lire_social("aucun des deux"), lire_social("je crois"), sorted(lire_social("les deux"))
    (frozenset({'esus'}), frozenset(), None, ['esus', 'handicap'])
    """
    simple = _simple(texte)
    if _RIEN.match(simple) or re.fullmatch(r"(?:ni l'un ni l'autre|aucun(?:e)? des (?:deux|2))", simple):
        return frozenset()
    if _LES_DEUX.search(simple):
        return frozenset(("esus", "handicap"))
    dits = {nom for nom, motif in (("esus", _ESUS), ("handicap", _INSERTION)) if motif.search(simple)}
    if dits:
        return frozenset(dits)
    return frozenset() if _oui_ou_non(texte) == NON else None


def lire_jour_dit(texte: str, aujourdhui: date, *, passe: bool) -> date | None:
    """The one day that these words say: past (a month ago when no year is said) or to come.

    >>> lire_jour_dit("attribué le 12/03/2026", date(2026, 11, 24), passe=True)
    datetime.date(2026, 3, 12)
    >>> lire_jour_dit("en mars", date(2026, 11, 24), passe=False), lire_jour_dit("le 15 mars", date(2026, 11, 24), passe=True)
    (datetime.date(2027, 3, 1), datetime.date(2026, 3, 15))
    """
    if re.search(r"\b(?:hier)\b", _simple(texte)) and passe:
        return date.fromordinal(aujourdhui.toordinal() - 1)
    lues = lire_dates(plier(texte).texte, aujourdhui)
    if len(lues) != 1 or not lues[0].precise:
        return None
    jour = lues[0].bas
    if passe and jour > aujourdhui and jour.month + jour.day / 100 != 2.29 and not re.search(r"\b20\d\d\b", texte):
        jour = jour.replace(year=jour.year - 1)
    return jour if (jour <= aujourdhui) == passe else None


def _oui_ou_non(texte: str) -> str | None:
    avis = lire_avis(texte)
    if avis is None or simplifier(texte) in ("1", "2"):
        return None
    return OUI if avis.accord else NON


def _simple(texte: str) -> str:
    return simplifier(texte).replace(" ,", ",")


__all__ = [
    "ABANDON", "EN_COURS", "INFRUCTUEUX", "NON", "OUI", "SANS_SUITE", "Cochees", "lire_actions", "lire_attribution",
    "lire_jour_dit", "lire_montant", "lire_offres", "lire_publication", "lire_realisation", "lire_social", "lire_tpe_pme",
    "ne_sait_pas",
    "parle_d_attribution",
]  # fmt: skip
