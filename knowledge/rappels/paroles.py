"""What is typed about reminders: an answer to one or to several, how one wants to be reminded, who reaches a milestone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from knowledge.francais.jours import lire_un_jour, plier_sur_place
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.noms import Nom, lire_un_nom
from knowledge.francais.texte import mots_de, simplifier

_MOTIFS = lire_motifs(__file__)

DERNIER = 0
_ORDINAUX = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "dernier": DERNIER}
Quoi = Literal["occuper", "reporter", "transferer", "classer", "refuser"]
# "Passer au résultat" gives nothing to anybody: what is given must be said, or the verb say nothing else.
_REPONSES: dict[Quoi, re.Pattern[str]] = {
    "occuper": _MOTIFS.occuper,
    "classer": _MOTIFS.classer,
    "reporter": _MOTIFS.reporter,
    "transferer": _MOTIFS.transferer,
}
# Words of which a message is made that wants nothing of what it was asked.
_RENONCENT = frozenset(
    "non finalement en fait rien annuler annule stop laisse laissez tomber merci euh ah".split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Rang:
    """A line that is named: its number, or `DERNIER`; whether that is said of a contract ("le marché 12"), or after "n°"."""

    nombre: int
    marche: bool = False
    numero: bool = False


@dataclass(frozen=True, slots=True)
class Dit:
    """What is answered; the reason, day or name that goes with it; which lines of the message it is about, or all but which."""

    quoi: Quoi
    suite: str = ""
    cites: tuple[Rang, ...] = ()
    sauf: tuple[Rang, ...] = ()
    tous: bool = False


@dataclass(frozen=True, slots=True)
class Preference:
    """How one wants to be reminded: between which minutes of the day, from which day on, all in one message a day or not."""

    heures: tuple[int, int] | None = None
    silence: date | None = None
    groupes: bool | None = None


@dataclass(frozen=True, slots=True)
class Campagne:
    """A milestone, by its months before, and the words that say until when."""

    mois: int
    d_ici: str


def lire_reponse(texte: str, *, plusieurs: bool = False) -> Dit | None:
    """Read an answer to a reminder, but for a question; `plusieurs`: to a message that says several, each of a rank.

    >>> lire_reponse("sans objet : plus de Budget").suite, lire_reponse("transférer à Élise").suite
    ('plus de Budget', 'à Élise')
    >>> lire_reponse("reporter le 2").suite, lire_reponse("reporter le 2", plusieurs=True).suite
    ('le 2', '')
    >>> lire_reponse("je ne m'en occupe plus").quoi, lire_reponse("je m'en occupe ?"), lire_reponse("passer au résultat")
    ('refuser', None, None)
    """
    if texte.rstrip().endswith("?"):
        return None
    dit = " ".join(texte.split()).strip(" .!;:,…")
    plie = plier_sur_place(dit)
    if refus := _MOTIFS.refus.match(plie):
        return Dit("refuser", lire_a_qui(dit[refus.end() :]))
    for quoi, motif in _REPONSES.items():
        if lu := motif.match(plie):
            return _dit(dit, quoi, lu, plusieurs=plusieurs)
    return None


def _dit(dit: str, quoi: Quoi, lu: re.Match[str], *, plusieurs: bool) -> Dit:
    groupes = lu.groupdict()
    suite = dit[slice(*lu.span("suite"))].strip(" .,:()") if groupes.get("suite") else ""
    if quoi == "reporter" and not plusieurs:
        # "Reporter le 15" says a day when there is no 15th line.
        suite = " ".join(filter(None, (groupes["apres"], suite)))
        groupes["apres"] = None
    cites = " ".join(filter(None, (groupes["avant"], groupes["apres"], groupes["fin"])))
    return Dit(quoi, suite, _rangs(cites), _rangs(groupes["sauf"] or ""), tous=groupes.get("tous") is not None)


def _rangs(dits: str) -> tuple[Rang, ...]:
    return tuple(
        Rang(int(lu["nombre"]) if lu["nombre"] else _ORDINAUX[lu["mot"]], bool(lu["marche"]), bool(lu["no"]))
        for lu in _MOTIFS.un_rang.finditer(dits)
    )


def lire_a_qui(dit: str) -> str:
    """The words that tell who it is rather: "ce n'est plus moi, c'est Karim"; none where nobody is told.

    >>> lire_a_qui("c'est plus moi qui gère, voyez avec Mourad."), lire_a_qui("pas pour moi")
    ('Mourad', '')
    """
    lu = _MOTIFS.a_qui.match(plier_sur_place(dit))
    return dit[lu.start("nom") :].strip(" .,:()") if lu else ""


def lire_un_destinataire(dit: str) -> Nom | None:
    """Whom a message gives something to, wherever it says so.

    >>> lire_un_destinataire("refile à Samira, c'est elle qui suit"), lire_un_destinataire("plus moi, c'est Mourad").texte
    (Nom(genre='nom', texte='Samira'), 'Mourad')
    """
    au_nom = _MOTIFS.au_nom.search(plier_sur_place(dit))
    return lire_un_nom(lire_a_qui(dit)) or (lire_un_nom(dit[slice(*au_nom.span("nom"))]) if au_nom else None)


def annonce_un_achat(texte: str) -> bool:
    """Whether words begin by saying that there is another purchase: "c'est un nouveau marché de…"."""
    return _MOTIFS.nouvel_achat.match(simplifier(texte)) is not None


def renonce(texte: str) -> bool:
    """Whether every word of a message is of a change of mind: "finalement non", "laissez tomber, merci"."""
    mots = mots_de(texte)
    return bool(mots) and _RENONCENT.issuperset(mots)


def lire_une_preference(texte: str, aujourdhui: date) -> Preference | None:
    """ "rappels entre 10h et 16h", "pas de rappel avant le 3 janvier", "un message par marché"; None for anything else.

    >>> lire_une_preference("rappels entre 10 h 30 et 16 h", date(2026, 11, 24)).heures
    (630, 960)
    >>> lire_une_preference("pas de rappel avant le 3 janvier", date(2026, 11, 24)).silence
    datetime.date(2027, 1, 3)
    """
    simple = simplifier(texte)
    if lu := _MOTIFS.heures.match(simple):
        return Preference(heures=(_minutes(lu["de"], lu["dem"]), _minutes(lu["a"], lu["am"])))
    if lu := _MOTIFS.pas_avant.match(simple):
        jour = lire_un_jour(aujourdhui, lu["quand"])
        return None if jour is None or jour <= aujourdhui else Preference(silence=jour)
    lu = _MOTIFS.par_jour.match(simple)
    return None if lu is None else Preference(groupes=lu["un"] is None)


def _minutes(heures: str, minutes: str | None) -> int:
    """Minutes from midnight; -1 for what is no hour."""
    return int(heures) * 60 + int(minutes or 0) if int(minutes or 0) < 60 else -1


def lire_une_campagne(texte: str) -> Campagne | None:
    """ "qui atteint J-24 d'ici septembre ?"; None for anything else.

    >>> lire_une_campagne("qui atteint J-24 d'ici septembre ?")
    Campagne(mois=24, d_ici=" d'ici septembre")
    """
    lu = _MOTIFS.qui.match(simplifier(texte))
    return None if lu is None else Campagne(int(lu["mois"]), lu["suite"])


def lire_un_ordre_sur_ses_rappels(texte: str) -> Literal["reporter", "arreter"] | None:
    """What is wanted of the reminders of a contract, whichever it is: later, or none any more; None for any other message.

    >>> lire_un_ordre_sur_ses_rappels("le rappel sur les vêtements, tu peux le repousser d'un mois ?")
    'reporter'
    >>> lire_un_ordre_sur_ses_rappels("arrête les relances sur les parkings"), lire_un_ordre_sur_ses_rappels("où en sont les rappels ?")
    ('arreter', None)
    """
    plie = plier_sur_place(texte)
    if _MOTIFS.repousse_ses_rappels.search(plie):
        return "reporter"
    return "arreter" if _MOTIFS.arrete_ses_rappels.search(plie) else None


__all__ = [
    "DERNIER",
    "Campagne",
    "Dit",
    "Preference",
    "Quoi",
    "Rang",
    "annonce_un_achat",
    "lire_reponse",
    "lire_un_destinataire",
    "lire_un_ordre_sur_ses_rappels",
    "lire_une_campagne",
    "lire_une_preference",
    "renonce",
]
