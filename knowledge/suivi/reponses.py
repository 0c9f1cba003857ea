"""Reads what is typed about a purchase that is followed: whether it is published, awarded, done, and with what."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.francais.avis import lire_avis
from knowledge.francais.dates import lire_dates
from knowledge.francais.jours import SEMAINE
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.texte import plier, simplifier
from knowledge.lecture.montants import unite_d_argent
from knowledge.regles.faits import NOMBRE_MAX

OUI, NON, ABANDON, INFRUCTUEUX, SANS_SUITE, EN_COURS = "oui", "non", "abandon", "infructueux", "sans_suite", "encours"
OFFRES_MAX = 500
# In days: a day of the year that comes so soon, and was last so long ago, is the one to come.
BIENTOT, LOINTAIN = 90, 180

_PAS_ENCORE = re.compile(
    r"\b(?:pas encore|toujours pas|jamais|bientot|sera|seront|va etre|vont etre|doit etre|devrait|(?:pas|non) (?:ete )?(?:publie\w*|lance\w*|attribue\w*|notifie\w*|fait\w*|signe\w*)|demain|prochaine?(?:ment)?|en (?:preparation|cours|attente|analyse)|a venir|retarde\w*|decale\w*|reporte\w*)\b"
)
_ABANDON = re.compile(
    r"\b(?:abandon\w*|annul(?:e|ee|es|ation)|ne se fer(?:a|ont) (?:pas|plus)|plus d'actualite|renonc\w+)\b"
)
_SANS_SUITE = re.compile(r"\bsans[ -]suite\b")
_INFRUCTUEUX = re.compile(r"\b(?:infru?ctu?eu\w*|aucune? (?:offre|candidature|reponse)|sans (?:offre|candidat))\b")
_PUBLIE = re.compile(r"\b(?:publie\w*|publication faite|en ligne|lance(?:e|es)?|paru\w*|boamp|mis\w* en ligne)\b")
# Awarded all the same: its notification only is to come.
_RESTE_A_NOTIFIER = re.compile(r",? ?(?:mais )?(?:pas encore|pas|non|en attente d'etre) (?:notifie\w*|signe\w*)")
_ATTRIBUE = re.compile(r"\b(?:attribue\w*|attibue\w*|atribue\w*|notifie\w*|signe(?:e|es)?|conclu\w*)\b")
# Done in part: asked again next year.
_EN_PARTIE = re.compile(
    r"\bpas (?:realise|fait)\w*|\bnon (?:realise|fait)\w*|\brien (?:fait|realise)\w*|\bpartiel\w*|\ben partie\b|\bencore\b|\bmoitie\b|\bpresque\b|\ba peine\b"
    r"|\bpas (?:tout a fait|totalement|entierement|completement)\b|\b(?!100\b)\d{1,2} ?%|\b(?P<fait>\d+)(?: \w+)? sur (?P<en_tout>\d+)\b"
)
_FAIT = re.compile(r"\b(?:realise\w*|fait(?:e|es|s)?|termine\w*|acheve\w*|livre\w*|atteint\w*)\b")
_JE_NE_SAIS_PAS = re.compile(
    r"^(?:(?:euh|bah|ben|alors|la),? )*(?:je (?:ne )?(?:sais|connais) (?:pas|plus)(?: encore)?|j'?sais pas|jsp|nsp|c pas|aucune idee|pas d'idee|on ne sait pas|inconnue?)(?: .{0,30})?$"
    r"|^(?:(?:euh|bah|ben|non|la),? )*(?:(?:je|on) )?(?:n'ai|n'a|ai|j'ai)? ?pas (?:encore )?(?:l'|cette |d'|de |la )?(?:info\w*|reponse|retour)\b.{0,30}$"
    r"|^(?:(?:je (?:ne )?suis )?pas (?:bien |tres |vraiment )?sur(?:e|es|s)?\b.{0,60}|a voir|nc|nd|n/a|n\.?a\.?|non (?:connue?|communiquee?|renseignee?))$"
)
_TOUT = re.compile(
    r"^(?:oui,? )?(?:tout(?:es|e|s)?|la totalite|l'ensemble|toutes? les (?:actions|deux|trois))(?: (?:y )?(?:est|figure\w*|sont))?(?P<suite>,? ?(?:sauf|hormis|mais pas) .*)?$"
)
_RIEN = re.compile(
    r"^(?:non,? )?(?:rien(?: du tout| de (?:tout )?(?:ca|cela))?|aucune?(?: (?:action|des (?:deux|trois)))?|neant|zero|nada|pas une)$"
)
_COMME_PREVU = re.compile(
    r"^(?:oui,? ?)?(?:(?:tout )?comme (?:prevu|convenu)|(?:celles?|ce) (?:qui (?:etai\w+|sont|est) |que j'avais )?(?:prevue?s?|retenue?s?)|oui|ok|c'est (?:ca|bon))(?P<suite>,? ?(?:sauf|hormis|mais pas|moins|sans) .*)?$"
)
_SAUF = re.compile(r"\b(?:sauf|hormis|mais pas|pas l[ae])\b")
_ACTIONS = re.compile(
    r"(?<![\d.,])(?:l'|la |les |le )?(?:actions? |fiches? |n° ?)?(?P<numero>\d{1,3})(?![\d%€]|[.,]\d)"
)
_PME = re.compile(r"\b(?:tpe|pme|micro[- ]?entreprise|petite entreprise|artisan\w*|auto[- ]?entrepreneu\w*)\b")
_UN_A_UN = re.compile(r"(?:(?:l'|la |les? )?(?:actions? )?\d{1,3} ?:? ?(?:oui|non)[ ,;.]*(?:et )?)+")
_PAS_PME = re.compile(r"\b(?:eti|grande? (?:entreprise|groupe)|ge|multinationale|(?:pas|ni) (?:une? )?(?:tpe|pme))\b")
_ESUS = re.compile(r"\besus\b|\butilite sociale\b")
# Neither « EI » nor « ETI »: entrepreneur individuel and entreprise de taille intermédiaire are the commoner readings.
_INSERTION = re.compile(r"\b(?:handicap\w*|insertion|esat|siae|ea|acii?|entreprises? adaptee?s?|defavorise\w*)\b")
_NIE = re.compile(
    r"(?:\b(?:pas|ni|non|sans|aucune?)\b|\bn'est)(?: (?:un|une|des|de|agree\w*|du tout|en|dans|pour)|[ -]d'| l')* ?-?$"
)
_LES_DEUX = re.compile(r"\b(?:les )?(?:deux|2)\b")
_ENVIRON = re.compile(
    r"\b(?:diz|douz|quinz|vingt|trent|quarant|cinquant|cent)aines?\b|\benviron\b|\bau moins\b|\bplus de\b"
)
_PARMI = re.compile(r"\b(?:offres?|plis?|candidatures?) (?!recue)\w+ sur (?P<recues>\d{1,3})\b")
_OFFRES = re.compile(r"^ ?(?:of+res?|plis?|candidat\w*|soumissionnaires?|reponses?|entreprises?|dossiers?)\b")
_LE_MARCHE = re.compile(r"(?:c'est |oui,? )?(?:le |la |l'|celui )?(?:marche |contrat )?(?:n° ?|numero )?(\d{1,9})")
_PAS_LA = re.compile(
    r"\b(?:pas|plus) dans (?:la |cette )?liste\b|\baucun\w*\b|\bni l'un ni l'autre\b|\bpas (?:la|celui|ceux)\b"
)
_SANS_MOTIF = frozenset(("sans motif", "aucun", "rien", "non", "pas de motif", "aucun motif"))
_AVANT_LES_OFFRES = re.compile(r"\b(?:of+res?(?: recues?)?|plis?)\s*[:=]?\s*$")


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
    >>> [lire_attribution(dit) for dit in ("attribué mais pas notifié", "non attribué", "un lot infructueux, l'autre attribué")]
    ['oui', 'non', None]
    """
    simple = _simple(texte)
    if _ATTRIBUE.search(reste := _RESTE_A_NOTIFIER.sub("", simple)):
        simple = reste
    attribue = _ATTRIBUE.search(simple) is not None and not _PAS_ENCORE.search(simple)
    if attribue and (_INFRUCTUEUX.search(simple) or _SANS_SUITE.search(simple)):
        # A lot did, another did not.
        return None
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
    if _PAS_ENCORE.search(simple) or _en_partie(simple):
        return EN_COURS
    return OUI if _FAIT.search(simple) else _oui_ou_non(texte)


def _en_partie(simple: str) -> bool:
    """Whether it is done in part only.

    >>> _en_partie("realise 300 heures sur 500"), _en_partie("fait a 80 %"), _en_partie("500 heures sur 500, fait")
    (True, True, False)
    """
    lu = _EN_PARTIE.search(simple)
    return lu is not None and (lu["fait"] is None or int(lu["fait"]) < int(lu["en_tout"]))


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
    >>> [sorted(lire_actions(dit, (8, 11, 22), (8, 22)).actions) for dit in ("8,22", "8 oui 22 non", "comme prévu sauf la 8", "huit")]
    [[8, 22], [8], [22], [8]]
    """
    simple = _en_numeros(texte)
    toutes = frozenset(proposees)
    if _RIEN.match(simple):
        return Cochees(frozenset())
    if lu := _TOUT.match(simple):
        sauf = _numeros(lu["suite"] or "")
        if lu["suite"] and not sauf:
            return None
        return Cochees(toutes - frozenset(sauf))
    if lu := _COMME_PREVU.match(simple):
        sauf = _numeros(lu["suite"] or "")
        if not prevues or (lu["suite"] and not sauf):
            return None
        return Cochees((frozenset(prevues) & toutes) - frozenset(sauf))
    if _UN_A_UN.fullmatch(simple):
        simple = re.sub(r"\d{1,3} ?:? ?non", "", simple).replace("oui", "")
    reste = re.sub(
        r"\b(?:actions?|fiches?|les?|la|l|et|seulement|uniquement|sont|est|dedans|y|oui|juste|que|puis|aussi|plus|n|dossier|dans)\b|[\s,;.+&°'/-]",
        "",
        _ACTIONS.sub("", simple),
    )
    numeros = _numeros(simple)
    if reste or not numeros or _SAUF.search(simple):
        return None
    return Cochees(frozenset(numeros) & toutes, tuple(n for n in numeros if n not in toutes))


def _en_numeros(texte: str) -> str:
    """The words with numbers in figures, each apart: "huit", "8,22"."""
    simple = _simple(texte)
    if not re.search(r"\d", simple) and not re.search(r"\bles (?:deux|trois|2|3)\b|\bune?\b", simple):
        # « huit et vingt-deux » is no number: each is read apart.
        plie = re.sub(r"\bet\b(?! une?\b)", ",", plier(texte).texte)
        for nombre in reversed(lire_nombres(plie)):
            plie = f"{plie[: nombre.debut]}{int(nombre.valeur)}{plie[nombre.fin :]}"
        simple = _simple(plie)
    return re.sub(r"(?<=\d)[,.;/+-](?=\d)", " ", simple)


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
    if _ENVIRON.search(simple):
        return None
    if lu := _PARMI.search(simple):
        return int(lu["recues"])
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
    return montants[0] if len(montants) == 1 and 0 < montants[0] < NOMBRE_MAX else None


def _en_euros(texte: str, nombre: Nombre) -> tuple[Decimal, int] | None:
    unite = unite_d_argent(plier(texte), nombre)
    return None if unite is None or not unite[2] else (unite[0], unite[1])


def lire_tpe_pme(texte: str, *, seul: bool = True) -> bool | None:
    """Whether the holder is a small or medium firm.

    >>> [lire_tpe_pme(dit) for dit in ("une PME", "non, un grand groupe", "oui", "ETI", "peut-être")]
    [True, False, True, False, None]
    """
    simple = _simple(texte)
    if ne_sait_pas(texte):
        return None
    if _PAS_PME.search(simple):
        return False
    if _PME.search(simple):
        return True
    avis = _oui_ou_non(texte) if seul else None
    return None if avis is None else avis == OUI


def lire_social(texte: str) -> dict[str, bool] | None:
    """Whether the holder is "esus" and "handicap"; what is only said not to be one says nothing of the other.

    >>> lire_social("ESUS"), lire_social("aucun des deux"), lire_social("je crois")
    ({'esus': True, 'handicap': False}, {'esus': False, 'handicap': False}, None)
    >>> lire_social("ni esus ni esat"), lire_social("pas ESUS"), lire_social("c'est un ESAT, pas ESUS")
    ({'esus': False, 'handicap': False}, {'esus': False}, {'esus': False, 'handicap': True})
    """
    simple = _simple(texte)
    if _RIEN.match(simple) or re.fullmatch(
        r"(?:ni l'un ni l'autre|aucun(?:e)? des (?:deux|2)|non(?: .*)?,? aucun.*)", simple
    ):
        return {"esus": False, "handicap": False}
    if _LES_DEUX.search(simple):
        return {"esus": True, "handicap": True}
    dits = {
        nom: not _NIE.search(simple[: lu.start()])
        for nom, motif in (("esus", _ESUS), ("handicap", _INSERTION))
        if (lu := motif.search(simple))
    }
    if any(dits.values()):
        # Who names one of the two that were asked about means that it is not the other.
        return {"esus": False, "handicap": False, **dits}
    return dits or ({"esus": False, "handicap": False} if _oui_ou_non(texte) == NON else None)


def lire_jour_dit(texte: str, aujourdhui: date, *, passe: bool) -> date | None:
    """The one day that these words say: past (a month ago when no year is said) or to come.

    >>> lire_jour_dit("attribué le 12/03/2026", date(2026, 11, 24), passe=True)
    datetime.date(2026, 3, 12)
    >>> lire_jour_dit("en mars", date(2026, 11, 24), passe=False), lire_jour_dit("le 15 mars", date(2026, 11, 24), passe=True)
    (datetime.date(2027, 3, 1), datetime.date(2026, 3, 15))
    >>> lire_jour_dit("j'ai publié jeudi", date(2026, 12, 7), passe=True)
    datetime.date(2026, 12, 3)
    """
    if re.search(r"\b(?:hier)\b", _simple(texte)) and passe:
        return date.fromordinal(aujourdhui.toordinal() - 1)
    lues = lire_dates(plier(texte).texte, aujourdhui)
    if (
        not lues
        and passe
        and (semaine := re.search(rf"\b(?:{'|'.join(SEMAINE)})\b(?! (?:prochaine?|en ))", _simple(texte)))
    ):
        # "Publié jeudi": the last one.
        return date.fromordinal(
            aujourdhui.toordinal() - ((aujourdhui.weekday() - SEMAINE.index(semaine[0]) - 1) % 7 + 1)
        )
    if len(lues) != 1 or not lues[0].precise:
        return None
    jour = lues[0].bas
    if passe and jour > aujourdhui and jour.month + jour.day / 100 != 2.29 and not re.search(r"\b20\d\d\b", texte):
        jour = jour.replace(year=jour.year - 1)
    return jour if (jour <= aujourdhui) == passe else None


def lire_jour_d_un_fait(texte: str, aujourdhui: date) -> date | None:
    """The day that something was done on, or will be: without a year, the past unless it is long ago and the day is near.

    >>> [lire_jour_d_un_fait(dit, date(2026, 5, 4)) for dit in ("publié le 30 avril", "publié le 20 mai", "attribué le 20 mai 2025")]
    [datetime.date(2026, 4, 30), datetime.date(2026, 5, 20), datetime.date(2025, 5, 20)]
    """
    passe, futur = (lire_jour_dit(texte, aujourdhui, passe=un) for un in (True, False))
    if passe is None or futur is None:
        return passe or futur
    proche = (futur - aujourdhui).days <= BIENTOT and (aujourdhui - passe).days > LOINTAIN
    return futur if proche else passe


def dater(dit: str | None, texte: str, aujourdhui: date) -> tuple[str | None, date | None]:
    """What was read of a publication or an award, and the day to come that the words say: done on such a day, it is not yet.

    >>> dater(OUI, "publié le 20 mai", date(2026, 5, 4)), dater(OUI, "publié le 30 avril", date(2026, 5, 4)), dater(None, "en juin", date(2026, 5, 4))
    (('non', datetime.date(2026, 5, 20)), ('oui', None), ('non', datetime.date(2026, 6, 1)))
    """
    if dit == OUI:
        jour = lire_jour_d_un_fait(texte, aujourdhui)
        return (OUI, None) if jour is None or jour <= aujourdhui else (NON, jour)
    jour = lire_jour_dit(texte, aujourdhui, passe=False)
    return dit or (NON if jour else None), jour


def est_une_annee(texte: str) -> bool:
    """ "2027", "en 2027": said alone, no amount."""
    dit = _simple(texte).removeprefix("en ")
    return dit.isdecimal() and len(dit) == 4 and dit[:2] in ("19", "20")


def dit_aucun(texte: str) -> bool:
    """None of those that are proposed: "aucun", "ce n'est pas celui-là", "non".

    >>> dit_aucun("il n'est pas dans la liste"), dit_aucun("non"), dit_aucun("le premier")
    (True, True, False)
    """
    return _PAS_LA.search(_simple(texte)) is not None or _oui_ou_non(texte) == NON


def lire_un_marche(texte: str) -> int | None:
    """The contract that answers which one it is: "le 12", "oui, le marché n° 12"."""
    lu = _LE_MARCHE.fullmatch(_simple(texte))
    return None if lu is None else int(lu[1])


def lire_un_motif(texte: str) -> str | None:
    """The reason that the words are; empty when they say that there is none, None when a yes is no reason.

    >>> lire_un_motif("trop peu d'heures"), lire_un_motif("sans motif"), lire_un_motif("oui")
    ("trop peu d'heures", '', None)
    """
    avis = lire_avis(texte)
    if avis is not None and avis.accord and not avis.suite:
        return None
    return "" if _simple(texte) in _SANS_MOTIF else texte


def motif_apres(texte: str) -> str | None:
    """ "Non, abandonnée : plus de chantier": what follows is the reason."""
    return texte.partition(":")[2].strip() or None


def _oui_ou_non(texte: str) -> str | None:
    avis = lire_avis(texte)
    if avis is None or simplifier(texte) in ("1", "2"):
        return None
    return OUI if avis.accord else NON


def _simple(texte: str) -> str:
    return simplifier(texte).replace(" ,", ",")


__all__ = [
    "ABANDON", "EN_COURS", "INFRUCTUEUX", "NON", "OUI", "SANS_SUITE", "Cochees", "dater", "dit_aucun",
    "est_une_annee", "lire_actions", "lire_attribution", "lire_jour_d_un_fait", "lire_jour_dit", "lire_montant", "lire_offres", "lire_publication",
    "lire_realisation", "lire_social", "lire_tpe_pme", "lire_un_marche", "lire_un_motif", "motif_apres", "ne_sait_pas", "parle_d_attribution",
]  # fmt: skip
