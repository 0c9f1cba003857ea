"""What is told of a contract of the register that has a column for it: what it is, or what an amendment or a renewal makes it."""

from __future__ import annotations

import calendar
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from knowledge.francais.dates import lire_dates, plus_mois
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.durees import lire_durees
from knowledge.lecture.montants import unite_d_argent
from knowledge.lecture.objet import annonce_un_achat
from knowledge.recherche.choses import Chose, Choses
from knowledge.registre.demandes import MONTANT_MIN, restent_inexpliques
from knowledge.registre.enumerations import lire_une_procedure
from knowledge.registre.paroles import lire_une_direction

_MOTIFS = lire_motifs(__file__)
PORTEE = 30


@dataclass(frozen=True, slots=True)
class ValeursDites:
    """What each column is told to be, None where nothing is; `plus_mois`, `plus_montant`: what is added to what it was.

    `debut`: from when on; `mois`: how long, which is added to the end of a contract that is prolonged; `renouvele`: another contract
    took its place; `cesse`: none will; `evenement`: one of these, or an amendment, is told. `reste`: the words that tell none of it.
    """

    montant_ht: Decimal | None = None
    plus_montant: Decimal | None = None
    debut: date | None = None
    fin_dite: date | None = None
    mois: int | None = None
    procedure: str | None = None
    direction: str | None = None
    prolonge: bool = False
    renouvele: bool = False
    cesse: bool = False
    reste: str = ""

    @property
    def evenement(self) -> bool:
        return self.prolonge or self.renouvele or self.cesse or self.plus_montant is not None

    @property
    def seules(self) -> bool:
        """Whether nothing else is told, the name of the contract being taken out."""
        return not restent_inexpliques(_MOTIFS.outil.sub(" ", self.reste))

    def colonnes(self, fin: date | None = None, montant: Decimal | None = None) -> dict[str, Any]:
        """What the columns of a contract become, which ended `fin` and cost `montant`.

        >>> ValeursDites(mois=6, prolonge=True).colonnes(date(2028, 6, 30))
        {'fin_dite': datetime.date(2028, 12, 31)}
        >>> ValeursDites(plus_montant=Decimal(12000)).colonnes(None, Decimal(60000))
        {'montant_ht': Decimal('72000')}
        """
        dites: dict[str, Any] = {
            "montant_ht": self.montant_ht,
            "fin_dite": self.fin_dite,
            "procedure": self.procedure,
            "direction": self.direction,
        }
        if self.plus_montant is not None and montant is not None:
            dites["montant_ht"] = montant + self.plus_montant
        if self.mois is not None and self.prolonge and self.fin_dite is None:
            dites["fin_dite"] = None if fin is None else _plus(fin, self.mois)
        elif self.mois is not None and not self.renouvele:
            dites["duree_mois"] = self.mois
        if self.cesse:
            dites["recurrent"] = False
        return {nom: dit for nom, dit in dites.items() if dit is not None}

    def fin_du_suivant(self, fin: date | None) -> date | None:
        """The last day of the contract that takes the place of one which ended `fin`.

        >>> ValeursDites(mois=48, renouvele=True).fin_du_suivant(date(2027, 1, 31))
        datetime.date(2031, 1, 31)
        >>> ValeursDites(mois=48, debut=date(2027, 2, 1), renouvele=True).fin_du_suivant(None)
        datetime.date(2031, 1, 31)
        """
        if self.fin_dite is not None or self.mois is None:
            return self.fin_dite
        if self.debut is not None:
            return plus_mois(self.debut, self.mois) - timedelta(days=1)
        return None if fin is None else _plus(fin, self.mois)


def _plus(fin: date, mois: int) -> date:
    """So many months later; what ended with a month ends with one."""
    jour = plus_mois(fin, mois)
    dernier = calendar.monthrange(jour.year, jour.month)[1]
    return jour.replace(day=dernier) if fin.day == calendar.monthrange(fin.year, fin.month)[1] else jour


def affirme(texte: str) -> bool:
    """Whether a message tells how something is, in a sentence: a name beside a figure may be of a purchase."""
    plat = plier(texte).texte
    dit = any(un.search(plat) for un in (_MOTIFS.affirme, _MOTIFS.prolonge, _MOTIFS.renouvele, _MOTIFS.cesse))
    return dit and "?" not in texte and _MOTIFS.projet.search(_MOTIFS.cesse.sub(" ", plat)) is None


def annonce_un_projet(texte: str) -> bool:
    """Whether a message says that something is to be bought, prepared or launched; of a contract that stands, it does not.

    >>> annonce_un_projet("on va lancer un marché de peinture"), annonce_un_projet("le marché de peinture, c'est Paul qui le suit")
    (True, False)
    """
    plat = plier(texte).texte
    if _MOTIFS.projet.search(plat) is not None:
        return True
    return annonce_un_achat(plat) and _MOTIFS.en_place.search(plat) is None


def lire_les_valeurs(dit: str, aujourdhui: date, directions: Sequence[str] = ()) -> ValeursDites:
    """What words tell of one contract; `directions`: those that the register knows.

    >>> lues = lire_les_valeurs("est à 240 000 HT, c'est un appel d'offres, et finit le 31 août 2027", date(2026, 12, 2))
    >>> lues.colonnes(), lues.seules
    ({'montant_ht': Decimal('240000'), 'fin_dite': datetime.date(2027, 8, 31), 'procedure': 'appel_offres'}, True)
    >>> lire_les_valeurs("c'est les moyens généraux", date(2026, 12, 2), ["Voirie", "Moyens généraux"]).colonnes()
    {'direction': 'Moyens généraux'}
    >>> lire_les_valeurs("c'est pas la voirie c'est la direction de la propreté maintenant", date(2026, 12, 2), ["Voirie"]).colonnes()
    {'direction': 'Direction de la propreté'}
    >>> lire_les_valeurs("la direction sera celle de la jeunesse maintenant", date(2026, 12, 2), ["Voirie"]).colonnes()
    {'direction': 'Direction de la jeunesse'}
    >>> lire_les_valeurs("1 200 heures d'insertion en 2026", date(2026, 12, 2)).colonnes()
    {}
    >>> lues = lire_les_valeurs("renotifié, 52 000 ht, du 1er fevrier 2027 au 31 janvier 2031", date(2026, 12, 2))
    >>> lues.renouvele, lues.montant_ht, lues.debut, lues.fin_dite
    (True, Decimal('52000'), datetime.date(2027, 2, 1), datetime.date(2031, 1, 31))
    >>> lues = lire_les_valeurs("prolongé de 6 mois par avenant signé le 1er décembre, avenant de 12 000 €", date(2026, 12, 2))
    >>> lues.prolonge, lues.mois, lues.plus_montant, lues.fin_dite
    (True, 6, Decimal('12000'), None)
    """
    plie = plier(dit)
    texte = _MOTIFS.nie.sub(lambda lu: " " * len(lu[0]), plie.texte)
    lue = ValeursDites(
        prolonge=_MOTIFS.prolonge.search(texte) is not None,
        renouvele=_MOTIFS.renouvele.search(texte) is not None,
        cesse=_MOTIFS.cesse.search(plie.texte) is not None,
    )
    if lue.cesse:
        texte = _MOTIFS.cesse.sub(lambda lu: " " * len(lu[0]), texte)
    procedure, texte = lire_une_procedure(texte)
    debut, fin, texte = _jours(texte, aujourdhui, un_seul=not lue.renouvele)
    montant, ajoute, texte = _montant(texte, aujourdhui)
    mois, texte = _mois(texte)
    direction, texte = _direction(dit, texte, directions)
    return replace(
        lue,
        montant_ht=None if ajoute else montant,
        plus_montant=montant if ajoute else None,
        debut=debut,
        fin_dite=fin,
        mois=mois,
        procedure=procedure,
        direction=direction,
        reste=texte,
    )


def _ote(texte: str, debut: int, fin: int) -> str:
    return texte[:debut] + " " * (fin - debut) + texte[fin:]


def _jours(texte: str, aujourdhui: date, *, un_seul: bool) -> tuple[date | None, date | None, str]:
    """From when on, and until when; a day is that of the end where that is said, the second of two where the first begins it.

    That of a signature is neither, and is taken out.
    """
    dits = []
    for une in lire_dates(texte, aujourdhui):
        if _MOTIFS.autre_jour.search(texte, max(0, une.debut - PORTEE), une.debut):
            texte = _ote(texte, une.debut, une.fin)
        else:
            dits.append(une)
    bornes = [une for une in dits if _MOTIFS.des_lors.search(texte, max(0, une.debut - PORTEE), une.debut)]
    if len(dits) == 2 and dits[0] in bornes:
        for une in dits:
            texte = _ote(texte, une.debut, une.fin)
        return dits[0].bas, dits[1].haut, texte
    if len(dits) != 1 or (un_seul and bornes):
        return None, None, texte
    sans = _ote(texte, dits[0].debut, dits[0].fin)
    if bornes:
        return dits[0].bas, None, sans
    return (None, dits[0].haut, sans) if _MOTIFS.fin.search(texte) is not None else (None, None, texte)


def _montant(texte: str, aujourdhui: date) -> tuple[Decimal | None, bool, str]:
    """The one amount that is told, taxes left out, and whether it is added to what was; a year is none."""
    plie = plier(texte)
    jours = [(une.debut, une.fin) for une in lire_dates(texte, aujourdhui)]
    lus = []
    for nombre in lire_nombres(texte):
        unite = unite_d_argent(plie, nombre)
        if any(debut <= nombre.debut < fin for debut, fin in jours):
            continue
        if unite is None or _MOTIFS.autre_unite.match(texte[nombre.fin :]):
            continue
        valeur = nombre.valeur * unite[0]
        if unite[2] or valeur >= MONTANT_MIN:
            lus.append((valeur, nombre.debut, unite[1]))
    if len(lus) != 1 or _MOTIFS.ttc.search(texte) is not None:
        return None, False, texte
    valeur, debut, fin = lus[0]
    plus = _MOTIFS.ajoute.search(texte[:debut]) or _MOTIFS.de_plus.match(texte[fin:])
    moins = _MOTIFS.baisse.search(texte[:debut]) or _MOTIFS.de_moins.match(texte[fin:])
    return -valeur if moins else valeur, bool(plus or moins), _ote(texte, debut, fin)


def _mois(texte: str) -> tuple[int | None, str]:
    """The one duration that is told, in whole months."""
    durees, _ = lire_durees(texte, lire_nombres(texte))
    if len(durees) != 1 or durees[0].mois != int(durees[0].mois):
        return None, texte
    return int(durees[0].mois), _ote(texte, durees[0].debut, durees[0].fin)


def _direction(dit: str, texte: str, directions: Sequence[str]) -> tuple[str | None, str]:
    """The department that is told: one that the register knows, else one that is called so."""
    choses = Choses(Chose(rang, "", (nom, "", "")) for rang, nom in enumerate(directions))
    lue = choses.designer(texte) if directions else None
    if lue is not None and len(lue.numeros) == 1:
        return directions[lue.numeros[0]], _ote(texte, lue.debut, lue.fin)
    nommee = _MOTIFS.direction.search(texte) if directions else None
    if nommee is None or len(texte) != len(plier(dit).texte):
        return None, texte
    dite = lire_une_direction(_MOTIFS.copule.sub(" ", plier(dit).mots(*nommee.span("nom"))))
    return None if dite is None else dite[:1].upper() + dite[1:], _ote(texte, *nommee.span())


__all__ = ["ValeursDites", "affirme", "annonce_un_projet", "lire_les_valeurs"]
