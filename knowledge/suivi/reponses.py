"""Reads what is typed about a purchase that is followed: whether it is published, awarded, done, and with what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from knowledge.francais.avis import lire_avis
from knowledge.francais.dates import lire_dates
from knowledge.francais.jours import SEMAINE
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.texte import plier, simplifier
from knowledge.lecture.montants import unite_d_argent
from knowledge.regles.faits import NOMBRE_MAX

_MOTIFS = lire_motifs(__file__)

OUI, NON, ABANDON, INFRUCTUEUX, SANS_SUITE, EN_COURS = "oui", "non", "abandon", "infructueux", "sans_suite", "encours"
OFFRES_MAX = 500
# In days: a day of the year that comes so soon, and was last so long ago, is the one to come.
BIENTOT, LOINTAIN = 90, 180

_SANS_MOTIF = frozenset(("sans motif", "aucun", "rien", "non", "pas de motif", "aucun motif"))


def ne_sait_pas(texte: str) -> bool:
    """ "Je ne sais pas", in any of its spellings.

    >>> ne_sait_pas("je sais pas encore"), ne_sait_pas("jsp"), ne_sait_pas("je sais que oui")
    (True, True, False)
    """
    return _MOTIFS.je_ne_sais_pas.match(_simple(texte)) is not None


def lire_publication(texte: str) -> str | None:
    """Whether it is published: "oui", "non" (not yet), "abandon"; None when the words say neither.

    >>> [lire_publication(dit) for dit in ("c'est publié", "pas encore publié", "on a abandonné", "oui hier", "nettoyage")]
    ['oui', 'non', 'abandon', 'oui', None]
    >>> [lire_publication(dit) for dit in ("ce n'est pas publié", "ça n'a jamais été publié", "sera publié demain")]
    ['non', 'non', 'non']
    """
    simple = _simple(texte)
    if _MOTIFS.abandon.search(simple):
        return ABANDON
    if _MOTIFS.pas_encore.search(simple):
        return NON
    return OUI if _MOTIFS.publie.search(simple) else _oui_ou_non(texte)


def lire_attribution(texte: str) -> str | None:
    """Whether it is awarded: "oui", "non" (not yet), "infructueux", "sans_suite".

    >>> [lire_attribution(dit) for dit in ("attibué, 4 offres", "infructeux", "déclaré sans suite", "pas encore attribué")]
    ['oui', 'infructueux', 'sans_suite', 'non']
    >>> [lire_attribution(dit) for dit in ("attribué mais pas notifié", "non attribué", "un lot infructueux, l'autre attribué")]
    ['oui', 'non', None]
    """
    simple = _simple(texte)
    if _MOTIFS.attribue.search(reste := _MOTIFS.reste_a_notifier.sub("", simple)):
        simple = reste
    attribue = _MOTIFS.attribue.search(simple) is not None and not _MOTIFS.pas_encore.search(simple)
    if attribue and (_MOTIFS.infructueux.search(simple) or _MOTIFS.sans_suite.search(simple)):
        # A lot did, another did not.
        return None
    if _MOTIFS.infructueux.search(simple):
        return INFRUCTUEUX
    if _MOTIFS.sans_suite.search(simple) or _MOTIFS.abandon.search(simple):
        return SANS_SUITE
    if _MOTIFS.pas_encore.search(simple):
        return NON
    return OUI if _MOTIFS.attribue.search(simple) else _oui_ou_non(texte)


def parle_d_attribution(texte: str) -> bool:
    """Whether the words are of an award, rather than of a publication."""
    simple = _simple(texte)
    return any(motif.search(simple) for motif in (_MOTIFS.attribue, _MOTIFS.infructueux, _MOTIFS.sans_suite))


def lire_realisation(texte: str) -> str | None:
    """Whether an action is done: "oui", "encours", "non" (given up).

    >>> [lire_realisation(dit) for dit in ("c'est fait", "en cours", "non, abandonnée", "pas encore réalisée", "non")]
    ['oui', 'encours', 'non', 'encours', 'non']
    """
    simple = _simple(texte)
    if _MOTIFS.abandon.search(simple):
        return NON
    if _MOTIFS.pas_encore.search(simple) or _en_partie(simple):
        return EN_COURS
    return OUI if _MOTIFS.fait.search(simple) else _oui_ou_non(texte)


def _en_partie(simple: str) -> bool:
    """Whether it is done in part only.

    >>> _en_partie("realise 300 heures sur 500"), _en_partie("fait a 80 %"), _en_partie("500 heures sur 500, fait")
    (True, True, False)
    """
    lu = _MOTIFS.en_partie.search(simple)
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
    if _MOTIFS.rien.match(simple):
        return Cochees(frozenset())
    if lu := _MOTIFS.tout.match(simple):
        sauf = _numeros(lu["suite"] or "")
        if lu["suite"] and not sauf:
            return None
        return Cochees(toutes - frozenset(sauf))
    if lu := _MOTIFS.comme_prevu.match(simple):
        sauf = _numeros(lu["suite"] or "")
        if not prevues or (lu["suite"] and not sauf):
            return None
        return Cochees((frozenset(prevues) & toutes) - frozenset(sauf))
    if _MOTIFS.un_a_un.fullmatch(simple):
        simple = _MOTIFS.un_non.sub("", simple).replace("oui", "")
    reste = _MOTIFS.autour.sub(
        "",
        _MOTIFS.actions.sub("", simple),
    )
    numeros = _numeros(simple)
    if reste or not numeros or _MOTIFS.sauf.search(simple):
        return None
    return Cochees(frozenset(numeros) & toutes, tuple(n for n in numeros if n not in toutes))


def _en_numeros(texte: str) -> str:
    """The words with numbers in figures, each apart: "huit", "8,22"."""
    simple = _simple(texte)
    if not _MOTIFS.chiffre.search(simple) and not _MOTIFS.en_lettres.search(simple):
        # « huit et vingt-deux » is no number: each is read apart.
        plie = _MOTIFS.et.sub(",", plier(texte).texte)
        for nombre in reversed(lire_nombres(plie)):
            plie = f"{plie[: nombre.debut]}{int(nombre.valeur)}{plie[nombre.fin :]}"
        simple = _simple(plie)
    return _MOTIFS.entre_numeros.sub(" ", simple)


def _numeros(simple: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(lu["numero"]) for lu in _MOTIFS.actions.finditer(simple)))


def lire_offres(texte: str, *, seul: bool = True) -> int | None:
    """How many offers were received; `seul`: the question was asked, a bare number answers it.

    >>> [lire_offres(dit) for dit in ("4", "quatre offres", "aucune", "j'en ai eu 12", "24 mois", "-3", "3,5")]
    [4, 4, 0, 12, None, None, None]
    >>> lire_offres("attribué le 12 mars, 4 offres", seul=False), lire_offres("attribué", seul=False)
    (4, None)
    """
    plie = plier(texte).texte
    simple = _simple(texte)
    if seul and _MOTIFS.aucune_offre.fullmatch(simple):
        return 0
    if _MOTIFS.environ.search(simple):
        return None
    if lu := _MOTIFS.parmi.search(simple):
        return int(lu["recues"])
    nombres = lire_nombres(plie)
    dits = [n for n in nombres if _MOTIFS.offres.match(plie, n.fin) or _MOTIFS.offres.match(plie[n.fin :])]
    dits = dits or [n for n in nombres if _MOTIFS.avant_les_offres.search(plie[: n.debut])]
    if not dits and seul and len(nombres) == 1 and not _MOTIFS.autre_unite.match(plie[nombres[0].fin :]):
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
    if _MOTIFS.pas_pme.search(simple):
        return False
    if _MOTIFS.pme.search(simple):
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
    if _MOTIFS.rien.match(simple) or _MOTIFS.ni_l_un.fullmatch(simple):
        return {"esus": False, "handicap": False}
    if _MOTIFS.les_deux.search(simple):
        return {"esus": True, "handicap": True}
    dits = {
        nom: not _MOTIFS.nie.search(simple[: lu.start()])
        for nom, motif in (("esus", _MOTIFS.esus), ("handicap", _MOTIFS.insertion))
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
    if _MOTIFS.hier.search(_simple(texte)) and passe:
        return date.fromordinal(aujourdhui.toordinal() - 1)
    lues = lire_dates(plier(texte).texte, aujourdhui)
    if not lues and passe and (semaine := _MOTIFS.jour_passe.search(_simple(texte))):
        # "Publié jeudi": the last one.
        return date.fromordinal(
            aujourdhui.toordinal() - ((aujourdhui.weekday() - SEMAINE.index(semaine[0]) - 1) % 7 + 1)
        )
    if len(lues) != 1 or not lues[0].precise:
        return None
    jour = lues[0].bas
    if passe and jour > aujourdhui and jour.month + jour.day / 100 != 2.29 and not _MOTIFS.annee.search(texte):
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
    return _MOTIFS.pas_la.search(_simple(texte)) is not None or _oui_ou_non(texte) == NON


def lire_un_marche(texte: str) -> int | None:
    """The contract that answers which one it is: "le 12", "oui, le marché n° 12"."""
    lu = _MOTIFS.le_marche.fullmatch(_simple(texte))
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
