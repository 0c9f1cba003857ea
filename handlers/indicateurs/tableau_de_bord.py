"""The two dashboards as they stand: every figure of the plan from what was done in the conversation, and the contracts behind it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from knowledge.donnees import lire_donnees
from knowledge.francais.redaction import NBSP
from knowledge.indicateurs import calcul as arithmetique
from knowledge.plan.declaration import SENS_UNIQUE, VISE, Calcul, Etape, Fait, Population, Trait, peut_etre_inconnu
from knowledge.plan.pack import Cible, Indicateur, Pack
from knowledge.plan.tableau_de_bord import (
    VIDE,
    ASavoir,
    Chiffre,
    CibleSuivie,
    Dashboard,
    Entonnoir,
    Genre,
    Requete,
    TableauDeBord,
    Valeur,
)
from storage.accompagnements.records import AccompagnementRecord, EtatAccompagnement
from storage.indicateurs.records import ClicheRecord, SaisieRecord
from storage.indicateurs.repository import Compte, Perimetre, Somme, Sommes
from storage.suivi.records import ACHETEUR_NON_DIT, AchatRecord, EtapeRecord, Pas
from storage.suivi.repository import REGISTRE, RETIREE
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")
ANNEES_MONTREES = 5
# Of each kind, what is listed to repair.
REPARATIONS_MAX = 200
# A change of fewer contracts than this is told as none: one contract more is no progress.
EVOLUTION_SUR_MIN = 5
ENSEMBLE = ""

_PAS = {
    Etape.PROPOSEE: Pas.PROPOSEE,
    Etape.VISEE: Pas.RETENUE | Pas.CIBLEE,
    Etape.CIBLEE: Pas.CIBLEE,
    Etape.INSCRITE: Pas.INSCRITE,
    Etape.REALISEE: Pas.REALISEE,
    Etape.ECARTEE: Pas.ECARTEE,
}
# That a step is not reached is known of what was told of it, or given up; nobody's silence says so.
_DIT = {
    Etape.INSCRITE: Pas.INSCRITE | Pas.ECARTEE | Pas.DOSSIER_DIT,
    Etape.REALISEE: Pas.REALISEE | Pas.ECARTEE | Pas.EXECUTION_DITE,
}
_ENTONNOIR = (Etape.PROPOSEE, Etape.VISEE, Etape.INSCRITE, Etape.REALISEE, Etape.ECARTEE)
_TOUS = Compte()
_ATTRIBUES = Compte(vrais=frozenset({"attribue"}))
# Lines of which somebody said something: official data prove some, and propose none.
_DITES = Compte(lignes=True, pas=(Pas.PROPOSEE | Pas.RETENUE | Pas.CIBLEE | Pas.ECARTEE,))


@cache
def _mots() -> Any:
    return lire_donnees(Path(__file__).with_suffix(".yaml"))


# --- what is asked of the database ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Voulu:
    """The counts that a figure is made of: what counts, among what, how many of those say it, and how many there are."""

    de: Compte
    connus: Compte
    sur: Compte
    dans: Compte | None

    @property
    def tous(self) -> tuple[Compte, ...]:
        return (self.de, self.connus, self.sur)


def _compte(population: Population, autre: Population | None = None) -> Compte:
    """The count of a population, or of what is in both."""
    deux = [une for une in (population, autre) if une is not None]
    actions = {une.action for une in deux if une.action is not None}
    if len(actions) > 1:
        raise ValueError(f"no line is of two actions: {sorted(actions)}")
    return Compte(
        action=next(iter(actions), None),
        lignes=any(une.lignes for une in deux),
        pas=tuple(dict.fromkeys(_PAS[une.etape] for une in deux if une.etape is not None)),
        vrais=frozenset(str(trait) for une in deux for trait in une.traits),
    )


def _du_comite(trait: str) -> bool:
    """Whether the committee decides of it, and says so here: of purchases that nobody spoke of, that it did not is no decision."""
    return trait == Trait.CIBLE or trait.startswith(VISE)


def _a_connaitre(traits: Iterable[str]) -> frozenset[str]:
    """Those of which nobody may know."""
    return frozenset(str(un) for un in traits if peut_etre_inconnu(un))


def _peut_etre(compte: Compte) -> Compte:
    """What may be of a population: what nobody knows of a contract does not put it out."""
    inconnus = _a_connaitre(compte.vrais)
    return replace(compte, vrais=compte.vrais - inconnus, possibles=inconnus)


def _dits(compte: Compte, etape: Etape | None) -> Compte:
    """Those of which somebody told whether that step is reached."""
    return compte if etape not in _DIT else replace(compte, pas=(*compte.pas, _DIT[etape]))


def voulu(calcul: Calcul) -> Voulu:
    """What to count for a figure: lots, or contracts once each whatever their lots."""
    besoin = _voulu(calcul)
    if not calcul.lots:
        return besoin
    de, connus, sur = (replace(un, lots=True) for un in besoin.tous)
    return Voulu(de, connus, sur, None if besoin.dans is None else replace(besoin.dans, lots=True))


def _voulu(calcul: Calcul) -> Voulu:
    """What nobody knows of a contract leaves it out of the share, and is told beside it."""
    mesure = None if calcul.mesure is None else calcul.mesure.value
    if calcul.dans is not None and calcul.genre is Genre.PART:
        de, dans = _compte(calcul.de, calcul.dans), _compte(calcul.dans)
        inconnus = _a_connaitre(calcul.de.traits - calcul.dans.traits)
        connus = _dits(replace(dans, connus=inconnus, mesure=mesure), calcul.de.etape)
        if calcul.de.action is not None and not dans.de_lignes:
            # A contract of which the action was never spoken says nothing of it.
            connus = replace(connus, action=calcul.de.action)
        return Voulu(replace(de, mesure=mesure), connus, _peut_etre(dans), dans)
    if calcul.dans is not None:
        dans = _compte(calcul.dans)
        return Voulu(dans, dans, dans, dans)
    de = _compte(calcul.de)
    if mesure is not None:
        return Voulu(replace(de, mesure=mesure), replace(de, mesure=mesure), _peut_etre(de), None)
    if calcul.genre is Genre.NOMBRE and de.action is not None:
        # That an action is in none of the contracts in which it was never spoken of is not known.
        return Voulu(de, _dits(Compte(action=de.action), calcul.de.etape), _TOUS, None)
    inconnus = _a_connaitre(calcul.de.traits)
    fixes = replace(de, vrais=de.vrais - inconnus)
    return Voulu(de, replace(fixes, connus=inconnus), fixes, None)


class Mesures:
    """All the counts of a pack, or of some of its figures, read at once; then figures by year and buyer, without the database.

    `valeur` gives one figure; `annee` and `acheteur` ("" for all together) choose.
    """

    def __init__(
        self, memory: Reading, pack: Pack, direction: str | None, jour: date, cles: Collection[str] | None = None
    ) -> None:
        self.pack = pack
        self.jour = jour
        self.acheteurs = tuple(un.id for un in pack.acheteurs)
        # What nobody said to be of one buyer is of one of them.
        self._tous = (*self.acheteurs, ACHETEUR_NON_DIT)
        self.perimetre = Perimetre(self._tous, direction)
        self._direction = direction
        self._calculs = {
            cle: une.calcul
            for cle, une in pack.chiffres.items()
            if une.calcul is not None and de_contrats(une.calcul) and (cles is None or cle in cles)
        }
        self._entonnoirs = {
            (numero, etape): Compte(action=numero, pas=(_PAS[etape],))
            for numero in (pack.fiches if cles is None else ())
            for etape in _ENTONNOIR
        }
        # Written after something was said of them: official data prove the others, that no diagnosis proposed.
        self._inscrites_dites = {
            numero: Compte(action=numero, pas=(Pas.INSCRITE, *_DITES.pas))
            for numero in (pack.fiches if cles is None else ())
        }
        comptes = [_TOUS, _ATTRIBUES, _DITES, *self._entonnoirs.values(), *self._inscrites_dites.values()]
        comptes += [un for calcul in self._calculs.values() for un in voulu(calcul).tous]
        self._sommes: dict[Compte, Sommes] = memory.indicateurs.compter(comptes, self.perimetre)
        self._saisies: dict[tuple[str, int, str], SaisieRecord] = memory.saisies.dernieres()
        self._seances = memory.seances.toutes()
        self._accompagnements = memory.accompagnements.compter()
        self.cliches = memory.saisies.cliches()
        distincts = (voulu(calcul).de for calcul in self._calculs.values() if calcul.distinct)
        self._par_direction = {un: memory.indicateurs.directions(un, self.perimetre) for un in dict.fromkeys(distincts)}
        repartis = (un for un in self._calculs.values() if un.genre is Genre.REPARTITION)
        self._repartis = {
            un: memory.indicateurs.repartition(un, "nature", self.perimetre)
            for un in dict.fromkeys(voulu(calcul).de for calcul in repartis)
        }

    def somme(self, compte: Compte, annee: int, acheteur: str) -> Somme:
        sommes = self._sommes[compte]
        if acheteur:
            return sommes.get((annee, acheteur), Somme())
        return sum((sommes.get((annee, un), Somme()) for un in self._tous), Somme())

    def suivis(self, annee: int, acheteur: str) -> int:
        return self.somme(_TOUS, annee, acheteur).nombre

    def attribues(self, annee: int, acheteur: str) -> int:
        return self.somme(_ATTRIBUES, annee, acheteur).nombre

    def entonnoir(self, action: int, annee: int, acheteur: str) -> Entonnoir:
        comptes = (self.somme(self._entonnoirs[action, etape], annee, acheteur).nombre for etape in _ENTONNOIR)
        un = Entonnoir(action, *comptes)
        return replace(un, prouvees=un.inscrites - self.somme(self._inscrites_dites[action], annee, acheteur).nombre)

    def supposer_fige(self, annee: int, acheteur: str, le: datetime) -> None:
        """As if that year were frozen at that moment: the snapshot tells that it was taken."""
        siens = (acheteur,) if acheteur else self.acheteurs
        self.cliches = {**dict.fromkeys(((annee, un) for un in siens), le), **self.cliches}

    def annees(self) -> list[int]:
        """Those of which something is known."""
        connues = {annee for annee, acheteur in self._sommes[_TOUS] if acheteur in self._tous}
        return sorted(connues | {annee for _, annee, _ in self._saisies} | self._accompagnements.keys())

    # --- figures ------------------------------------------------------------------------------------------------------

    def valeur(self, cle: str, annee: int, acheteur: str) -> Valeur:
        chiffre = self.pack.chiffres[cle]
        if chiffre.calcul is None:
            assert isinstance(chiffre, Indicateur)
            return self._saisie(chiffre, annee, acheteur)
        return self._calculee(chiffre.calcul, annee, acheteur)

    def _calculee(self, calcul: Calcul, annee: int, acheteur: str) -> Valeur:
        if calcul.fait is not None:
            return self._fait(calcul.fait, annee, acheteur)
        if calcul.cibles:
            return self._cibles_atteintes(annee, acheteur)
        if calcul.accompagnements:
            return self._accompagnements_realises(annee, acheteur)
        besoin = voulu(calcul)
        de, connus, sur = (self.somme(un, annee, acheteur) for un in besoin.tous)
        if calcul.objectif is not None:
            objectif = self._entree(calcul.objectif, annee, acheteur)
            return arithmetique.part(de.nombre, objectif.valeur or 0, connus.nombre, sur.nombre)
        if calcul.saisie is not None:
            entree = self._entree(calcul.saisie, annee, acheteur)
            return VIDE if entree.valeur is None else arithmetique.moyenne(entree.valeur, sur.nombre, sur.nombre)
        if calcul.distinct:
            return self._directions(besoin, annee, acheteur)
        match calcul.genre:
            case Genre.PART if calcul.mesure is not None:
                return arithmetique.part(de.total, connus.total, connus.nombre, sur.nombre)
            case Genre.PART:
                return _part(calcul, de.nombre, connus.nombre, sur.nombre)
            case Genre.MOYENNE:
                return arithmetique.moyenne(de.total, de.nombre, sur.nombre)
            case Genre.SOMME:
                return arithmetique.nombre(de.total, de.nombre, sur.nombre)
            case Genre.REPARTITION:
                return self._repartition(besoin.de, annee, acheteur)
            case _ if any(_du_comite(trait) for trait in calcul.de.traits):
                return Valeur(Decimal(de.nombre)) if self.somme(_DITES, annee, acheteur).nombre else VIDE
            case _:
                # None among what says it is zero; where nothing does, it is no data.
                return arithmetique.nombre(de.nombre, connus.nombre, sur.nombre)

    def _directions(self, besoin: Voulu, annee: int, acheteur: str) -> Valeur:
        """How many departments; of what has none nobody knows."""
        par_annee, par_acheteur = self._par_direction[besoin.de]
        combien, connus = par_acheteur.get((annee, acheteur), (0, 0)) if acheteur else par_annee.get(annee, (0, 0))
        if sur := self.somme(besoin.de, annee, acheteur).nombre:
            return arithmetique.nombre(combien, connus, sur)
        return arithmetique.nombre(0, *(self.somme(un, annee, acheteur).nombre for un in (besoin.connus, besoin.sur)))

    def _repartition(self, de: Compte, annee: int, acheteur: str) -> Valeur:
        comptes: dict[str, int] = {}
        for (une, un), repartis in self._repartis[de].items():
            if une == annee and (un == acheteur if acheteur else un in self._tous):
                for nature, combien in repartis.items():
                    libelle = self._nature(nature)
                    comptes[libelle] = comptes.get(libelle, 0) + combien
        return arithmetique.repartition(comptes)

    def _nature(self, nature: str | None) -> str:
        fait = self.pack.vocabulaire.get("nature")
        choix = () if fait is None else fait.choix
        return next((un.libelle for un in choix if un.valeur == nature), _mots()["nature_inconnue"])

    def _fait(self, fait: Fait, annee: int, acheteur: str) -> Valeur:
        """Whether a thing of the organisation was done that year; of a year that still runs, not done is no data."""
        if self._direction is not None:
            return VIDE
        if not acheteur:
            return arithmetique.ensemble([self._fait(fait, annee, un) for un in self.acheteurs], "oui_non")
        tenues = [jour for jour in self._seances.get(acheteur, ()) if jour.year == annee and jour <= self.jour]
        if fait is Fait.COMITE_REUNI:
            if tenues:
                return Valeur(Decimal(1), dans_les_delais=True)
            connues = any(jour.year < annee for jour in self._seances.get(acheteur, ()))
            return self._pas_fait(annee, connues=connues)
        # What was frozen for all of them was for each.
        fige = self.cliches.get((annee, acheteur)) or self.cliches.get((annee, ENSEMBLE))
        if fige is None:
            connues = any(un < annee and de in (acheteur, ENSEMBLE) for un, de in self.cliches)
            return self._pas_fait(annee, connues=connues)
        # In time is for the first committee that can look at the whole year; without one, within the year that follows.
        suivantes = [jour for jour in self._seances.get(acheteur, ()) if jour.year > annee]
        limite = min(suivantes, default=date(annee + 1, 12, 31))
        return Valeur(Decimal(1), dans_les_delais=fige.astimezone(PARIS).date() <= limite)

    def _pas_fait(self, annee: int, *, connues: bool) -> Valeur:
        """What nobody told is not done once the year is over, if such things were told here of earlier years."""
        return Valeur(Decimal(0)) if connues and annee < self.jour.year else VIDE

    def _cibles_atteintes(self, annee: int, acheteur: str) -> Valeur:
        atteintes = [
            un for un in (self._atteinte(cible, annee, acheteur) for cible in self.pack.cibles) if un is not None
        ]
        return arithmetique.part(sum(atteintes), len(atteintes), len(atteintes), len(self.pack.cibles))

    def _accompagnements_realises(self, annee: int, acheteur: str) -> Valeur:
        """The share of the sessions planned that year that took place: one figure, of no buyer and no department."""
        if acheteur or self._direction is not None:
            return VIDE
        etats = self._accompagnements.get(annee, {})
        # One that was called off was planned.
        realises, programmes = etats.get(EtatAccompagnement.REALISE, 0), sum(etats.values())
        return replace(arithmetique.part(realises, programmes, programmes, programmes), renseignes=None, sur=None)

    def _atteinte(self, cible: Cible, annee: int, acheteur: str) -> bool | None:
        valeur = self._calculee(cible.calcul, annee, acheteur)
        return arithmetique.atteint(valeur, arithmetique.vise(objectifs(cible), annee)[1])

    def _saisie(self, indicateur: Indicateur, annee: int, acheteur: str) -> Valeur:
        return VIDE if indicateur.saisie is None else self._entree(indicateur.saisie.id, annee, acheteur)

    def _entree(self, identifiant: str, annee: int, acheteur: str) -> Valeur:
        """What was entered for a buyer; for all of them, the last word: what was entered so, or what theirs make together.

        A total holds until every buyer has a figure and one of them was entered after it: the sum then, where figures sum,
        else no data. One buyer's that is more than the total makes it no data too.
        """
        if self._direction is not None:
            return VIDE
        voulue = self.pack.saisies[identifiant].saisie
        entree = self._saisies.get((identifiant, annee, acheteur))
        if acheteur:
            return VIDE if entree is None else _de_la_saisie(entree)
        siennes = [self._saisies.get((identifiant, annee, un)) for un in self.acheteurs]
        # An average is of as many things as nobody entered: no sum, and no average of both, comes from it.
        unite = "" if voulue.moyenne else voulue.unite
        parts = [VIDE if une is None else _de_la_saisie(une) for une in siennes]
        if entree is None:
            return arithmetique.ensemble(parts, unite)
        ordre = [qui for cle, an, qui in self._saisies if (cle, an) == (identifiant, annee)]
        if ordre[-1] == ENSEMBLE:
            return _de_la_saisie(entree)
        if None not in siennes:
            return arithmetique.ensemble(parts, unite)
        connues = sum((une.valeur or Decimal(0) for une in parts), Decimal(0))
        depasse = unite in arithmetique.ADDITIVES and entree.valeur is not None and connues > entree.valeur
        return VIDE if depasse else _de_la_saisie(entree)

    def attendues(self, annee: int) -> int:
        """How many figures nobody entered for that year, in whole or for a buyer."""
        return sum(
            (identifiant, annee, ENSEMBLE) not in self._saisies
            and (voulue.saisie.ensemble or any((identifiant, annee, un) not in self._saisies for un in self.acheteurs))
            for identifiant, voulue in self.pack.saisies.items()
        )


def _part(calcul: Calcul, de: int, connus: int, sur: int) -> Valeur:
    """A share; no data where official data can only say it one way and contracts are silent: what is known leans that way."""
    traits = calcul.de.traits - (frozenset() if calcul.dans is None else calcul.dans.traits)
    for trait in sorted(SENS_UNIQUE.keys() & traits):
        if 0 < connus < sur:
            mots = _mots()
            bornes = mots["bornes"].format(bas=de, haut=de + sur - connus, sur=sur)
            return Valeur(renseignes=connus, sur=sur, pourquoi=f"{mots['sens_unique'][str(trait)]} ; {bornes}")
    return arithmetique.part(de, connus, connus, sur)


def _de_cliche(fige: ClicheRecord, cle: str) -> Valeur:
    return arithmetique.de_json(fige.contenu[cle]) if cle in fige.contenu else VIDE


def _de_la_saisie(saisie: SaisieRecord) -> Valeur:
    return Valeur(
        saisie.valeur,
        saisie.numerateur,
        saisie.denominateur,
        texte=saisie.texte,
        dans_les_delais=saisie.dans_les_delais,
    )


def objectifs(cible: Cible) -> dict[int, int]:
    return dict(cible.valeurs)


# --- dashboards -------------------------------------------------------------------------------------------------------


def tableau_de_bord(memory: Reading, pack: Pack, requete: Requete, jour: date) -> TableauDeBord:
    """A dashboard as it stands that day."""
    return _tableau(Mesures(memory, pack, requete.direction, jour), memory, requete)


def tableaux_de_bord(memory: Reading, pack: Pack, requete: Requete, jour: date) -> tuple[TableauDeBord, TableauDeBord]:
    """Both dashboards, from one reading."""
    mesures = Mesures(memory, pack, requete.direction, jour)
    premier, second = (_tableau(mesures, memory, replace(requete, dashboard=un)) for un in Dashboard)
    return premier, second


def _tableau(mesures: Mesures, memory: Reading, requete: Requete) -> TableauDeBord:
    pack, annee = mesures.pack, requete.annee
    acheteur = requete.acheteur or ENSEMBLE
    connues = mesures.annees()
    montrees = [une for une in range(annee - ANNEES_MONTREES + 1, annee) if une in connues or une == annee - 1]
    lecture = _Lecture(mesures, (*montrees, annee), acheteur, _figes(memory, mesures, (*montrees, annee), requete))
    fige = lecture.fige
    numeros = _numeros(pack, requete)
    chiffres = [
        lecture.chiffre(f"{numero}.{indicateur.id}", indicateur, numero)
        for numero in numeros
        for indicateur in pack.fiches[numero].indicateurs
    ]
    if requete.dashboard is Dashboard.ACTIONS and requete.axe is None:
        chiffres += [lecture.chiffre(f"loi.{un.id}", un, None) for un in pack.indicateurs_de_la_loi]
    cibles = tuple(_cible(lecture, cible, requete) for cible in pack.cibles)
    # Of a year to come, or of which nothing is known, nobody expects anything yet.
    suivie = annee in connues and annee <= mesures.jour.year
    attendues = mesures.attendues(annee) if suivie and requete.direction is None else 0
    return TableauDeBord(
        requete=requete,
        jour=mesures.jour,
        annees=tuple(sorted({*connues, annee})),
        contrats=mesures.attribues(annee, acheteur),
        achats=mesures.suivis(annee, acheteur),
        chiffres=tuple(chiffres),
        cibles=cibles,
        entonnoirs=tuple(mesures.entonnoir(numero, annee, acheteur) for numero in numeros),
        a_savoir=_a_savoir(pack, chiffres, cibles, attendues, mesures.suivis(annee, acheteur)),
        saisies_attendues=attendues,
        a_reparer=memory.indicateurs.combien_d_etranges(
            Perimetre(_acheteurs(pack, requete), requete.direction, (annee,))
        ),
        fige_le=None if fige is None else fige.le.astimezone(PARIS).date(),
        sans_acheteur=0 if acheteur else mesures.suivis(annee, ACHETEUR_NON_DIT),
    )


def _numeros(pack: Pack, requete: Requete) -> list[int]:
    return [
        numero
        for numero, fiche in pack.fiches.items()
        if (numero in pack.deploiement) == (requete.dashboard is Dashboard.DEPLOIEMENT)
        and (requete.axe is None or pack.axe_de(fiche).numero == requete.axe)
    ]


def _acheteurs(pack: Pack, requete: Requete) -> tuple[str, ...]:
    tous = (*(un.id for un in pack.acheteurs), ACHETEUR_NON_DIT)
    return tous if requete.acheteur is None else (requete.acheteur,)


def _figes(
    memory: Reading, mesures: Mesures, annees: Collection[int], requete: Requete
) -> dict[tuple[int, str], ClicheRecord]:
    """The snapshots of these years, by year and buyer. A department was never frozen by itself."""
    if requete.direction is not None:
        return {}
    lus = {cle: memory.saisies.cliche(*cle) for cle in mesures.cliches if cle[0] in annees}
    return {cle: fige for cle, fige in lus.items() if fige is not None}


@dataclass(frozen=True, slots=True)
class _Lecture:
    """Figures of a pack for some years and a buyer: as they were frozen where they were, as they are now elsewhere."""

    mesures: Mesures
    annees: tuple[int, ...]
    acheteur: str
    figes: Mapping[tuple[int, str], ClicheRecord]

    @property
    def fige(self) -> ClicheRecord | None:
        """The snapshot of the year shown."""
        return self.figes.get((self.annees[-1], self.acheteur))

    def valeur(self, cle: str, annee: int, acheteur: str) -> Valeur:
        """What was no data when it was frozen stays none."""
        fige = self.figes.get((annee, acheteur))
        return self.mesures.valeur(cle, annee, acheteur) if fige is None else _de_cliche(fige, cle)

    def chiffre(self, cle: str, indicateur: Indicateur, action: int | None) -> Chiffre:
        calcul = indicateur.calcul
        # Where what somebody enters is missing, the contracts that it goes with make no figure; nor does no session.
        d_ailleurs = calcul is not None and (calcul.saisie or calcul.objectif or calcul.accompagnements)
        vide = bool(d_ailleurs) and self.valeur(cle, self.annees[-1], self.acheteur).vide
        return self._chiffre(
            cle,
            titre=indicateur.titre,
            famille=indicateur.famille,
            genre=indicateur.genre,
            unite=indicateur.unite,
            action=action,
            par=None if indicateur.saisie is None else indicateur.saisie.par,
            lecture=indicateur.lecture,
            ouvrable=calcul is not None and ouvrable(calcul) and not vide,
            sens=indicateur.sens,
            sur_quoi="contrats" if calcul is None else _sur_quoi(calcul),
        )

    def cible(self, cible: Cible) -> Chiffre:
        return self._chiffre(
            f"cible.{cible.id}",
            titre=cible.titre,
            famille="cible",
            genre=Genre.PART,
            unite="%",
            lecture=cible.note,
            ouvrable=True,
            sens=1,
        )

    def _chiffre(self, cle: str, **dits: Any) -> Chiffre:
        annees = tuple((annee, self.valeur(cle, annee, self.acheteur)) for annee in self.annees)
        montree = self.annees[-1]
        court = montree >= self.mesures.jour.year
        compte = dits["genre"] in (Genre.NOMBRE, Genre.SOMME)
        return Chiffre(
            cle=cle,
            annees=annees,
            comparable=not (court and compte)
            and (len(annees) < 2 or arithmetique.comparable(annees[-2][1], annees[-1][1])),
            par_acheteur={un.id: self.valeur(cle, montree, un.id) for un in self.mesures.pack.acheteurs},
            figees=frozenset(annee for annee in self.annees if (annee, self.acheteur) in self.figes),
            maintenant=None if self.fige is None else self.mesures.valeur(cle, montree, self.acheteur),
            **dits,
        )


def _sur_quoi(calcul: Calcul) -> str:
    """What a figure is known of, so many of so many."""
    if calcul.cibles:
        return "cibles"
    return "actions" if calcul.de.lignes else calcul.compte or "contrats"


def ouvrable(calcul: Calcul) -> bool:
    """Whether there are contracts, or sessions, behind it."""
    return calcul.fait is None and not calcul.cibles


def de_contrats(calcul: Calcul) -> bool:
    """Whether it is counted over contracts, targets included."""
    return calcul.fait is None and not calcul.accompagnements


def _cible(lecture: _Lecture, cible: Cible, requete: Requete) -> CibleSuivie:
    chiffre = lecture.cible(cible)
    annee_visee, vise = arithmetique.vise(objectifs(cible), requete.annee)
    points, contrats = arithmetique.manque(chiffre.valeur, vise)
    mesures = lecture.mesures
    a_venir = None
    if requete.annee >= mesures.jour.year:
        a_venir = mesures.suivis(requete.annee, lecture.acheteur) - mesures.attribues(requete.annee, lecture.acheteur)
    atteinte = arithmetique.atteint(chiffre.valeur, vise)
    passee = requete.annee < mesures.jour.year
    return CibleSuivie(chiffre, objectifs(cible), vise, annee_visee, points, contrats, a_venir, atteinte, passee)


def _a_savoir(
    pack: Pack, chiffres: Sequence[Chiffre], cibles: Sequence[CibleSuivie], attendues: int, suivis: int
) -> tuple[ASavoir, ...]:
    """Three things: where the targets stand, the furthest from its own, and what moved most, or what is missing."""
    mots = _mots()["a_savoir"]
    if not suivis:
        passee = any(une.passee for une in cibles)
        return (ASavoir(mots["rien_passe" if passee else "rien"], None, "manque"), *_manques(mots, attendues))
    connues = [une for une in cibles if une.atteinte is not None]
    atteintes = sum(une.atteinte is True for une in connues)
    phrases: list[ASavoir] = []
    if connues:
        ton = "bon" if atteintes * 2 >= len(cibles) else "neutre"
        phrases.append(ASavoir(_ou_en_sont(mots, atteintes, len(connues), len(cibles)), None, ton))
    elif any(not une.chiffre.valeur.vide for une in cibles):
        phrases.append(ASavoir(mots["cibles_incertaines"], None, "manque"))
    else:
        phrases.append(ASavoir(mots["cibles_inconnues"], None, "manque"))
    loin = max((une for une in connues if une.manque_points), key=lambda une: une.manque_points or 0, default=None)
    if loin is not None:
        phrases.append(
            ASavoir(
                _tenu(
                    mots["loin_passe" if loin.passee else "loin"].format(
                        titre=loin.chiffre.titre,
                        valeur=_nombre(loin.chiffre.valeur.valeur),
                        vise=loin.vise,
                        annee=loin.annee_visee,
                        contrats=loin.manque_contrats,
                        s="s" if (loin.manque_contrats or 0) > 1 else "",
                    )
                ),
                loin.chiffre.cle,
                "mauvais",
            )
        )
    if (bouge := _ce_qui_bouge(chiffres)) is not None:
        phrases.append(_evolution(mots, pack, bouge))
    phrases += _manques(mots, attendues)
    return tuple(phrases[:3])


def _ou_en_sont(mots: Mapping[str, str], atteintes: int, mesurees: int, toutes: int) -> str:
    """How many of the targets are reached, of those of which it can be told."""
    if mesurees == toutes:
        cle = "toutes" if atteintes == toutes else ("atteintes" if atteintes else "aucune")
        return mots[cle].format(n=atteintes, sur=toutes, s="s" if atteintes > 1 else "")
    if mesurees == 1:
        dit = mots["seule_atteinte" if atteintes else "seule_manquee"]
    else:
        cle = "toutes_mesurees" if atteintes == mesurees else ("mesurees" if atteintes else "aucune_mesuree")
        dit = mots[cle].format(n=atteintes, sur=mesurees, s="s" if atteintes > 1 else "")
    autres = toutes - mesurees
    return dit + mots["sans_donnee"].format(n=autres, s="s" if autres > 1 else "")


_ESPACES = re.compile(r" (?=[%»;:?!])|(?<=«) ")


def _tenu(phrase: str) -> str:
    r"""What no line may begin or end with stays with its word.

    >>> _tenu("« % de contrats », 0 % pour 80 %")
    '«\xa0% de contrats\xa0», 0\xa0% pour 80\xa0%'
    """
    return _ESPACES.sub(NBSP, phrase)


def _manques(mots: Mapping[str, str], attendues: int) -> list[ASavoir]:
    if not attendues:
        return []
    return [
        ASavoir(
            mots["attendues" if attendues > 1 else "une_attendue"].format(n=attendues), None, "manque", saisies=True
        )
    ]


def _ce_qui_bouge(chiffres: Sequence[Chiffre]) -> Chiffre | None:
    """The share that moved most in a year, of those made of enough contracts to mean something."""
    candidats = [
        un
        for un in chiffres
        if un.genre is Genre.PART
        and un.evolution
        and min(un.valeur.denominateur or 0, un.avant.denominateur or 0) >= EVOLUTION_SUR_MIN
    ]
    return max(candidats, key=lambda un: (abs(un.evolution or 0), un.cle), default=None)


def _evolution(mots: Mapping[str, str], pack: Pack, chiffre: Chiffre) -> ASavoir:
    points = chiffre.evolution or Decimal(0)
    bon = points * chiffre.sens
    titre = "" if chiffre.action is None else pack.fiches[chiffre.action].titre_court
    quoi = "" if chiffre.action is not None else "_hors_action"
    phrase = mots[("gagne" if points > 0 else "perd") + quoi].format(
        action=chiffre.action,
        titre=titre,
        chiffre=chiffre.titre,
        points=_nombre(abs(points)),
        s="s" if abs(points) >= 2 else "",
    )
    return ASavoir(_tenu(phrase), chiffre.cle, "bon" if bon > 0 else ("mauvais" if bon < 0 else "neutre"))


def _nombre(valeur: Decimal | None) -> str:
    """In French, with one decimal where it has one."""
    return "" if valeur is None else f"{valeur:.1f}".replace(".", ",").removesuffix(",0")


# --- behind a figure --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EtapeDerriere:
    """A step of an action of a contract: `motif` is what somebody wrote of it, `preuve` what official data say that prove it."""

    etape: str
    jour: date
    action: int
    motif: str | None = None
    preuve: str | None = None


@dataclass(frozen=True, slots=True)
class LigneDerriere:
    """A contract behind a figure; `etapes` are those of the action of the figure, or of all."""

    achat_id: int
    marche_id: int | None
    numero: str | None
    objet: str | None
    acheteur: str
    direction: str | None
    annee: int | None
    montant_ht: Decimal | None
    au_numerateur: bool
    etapes: tuple[EtapeDerriere, ...]


@dataclass(frozen=True, slots=True)
class Derriere:
    """A page of the contracts behind a figure; `suite` is the purchase that it ends with when more follow.

    `actions`: the figure counts actions, contract by contract, and a contract may be in it several times. `action` is that of
    all the steps that are shown, None where they are of several. `accompagnements`: the sessions behind a figure of theirs,
    all on one page; None for a figure of contracts.
    """

    chiffre: Chiffre
    lignes: tuple[LigneDerriere, ...]
    combien: int
    au_numerateur: int
    suite: int | None
    actions: bool = False
    action: int | None = None
    accompagnements: tuple[AccompagnementRecord, ...] | None = None


def contrats_derriere(
    memory: Reading, pack: Pack, requete: Requete, cle: str, *, apres: int | None = None, limit: int = 50, jour: date
) -> Derriere | None:
    """The contracts, or the sessions, behind a figure of the year; None for one that the pack does not have, or without any."""
    chiffre = seul(memory, pack, requete, cle, jour)
    declare = pack.chiffres.get(cle)
    if chiffre is None or declare is None or declare.calcul is None or not chiffre.ouvrable:
        return None
    if declare.calcul.accompagnements:
        sessions = tuple(memory.accompagnements.de_l_annee(requete.annee))
        faites = sum(une.etat is EtatAccompagnement.REALISE for une in sessions)
        return Derriere(chiffre, (), len(sessions), faites, None, accompagnements=sessions)
    besoin = voulu(declare.calcul)
    perimetre = Perimetre(_acheteurs(pack, requete), requete.direction, (requete.annee,))
    dans = None if besoin.dans is None else besoin.connus
    trouves = memory.indicateurs.derriere(besoin.de, dans, perimetre, apres=apres, limit=limit + 1)
    combien, au_numerateur = memory.indicateurs.combien_derriere(besoin.de, dans, perimetre)
    montres = trouves[:limit]
    action = _action_des_etapes(declare.calcul, chiffre.action)
    lignes = _lignes(memory, montres, action)
    suite = montres[-1][0] if len(trouves) > limit else None
    return Derriere(chiffre, tuple(lignes), combien, au_numerateur, suite, declare.calcul.de.lignes, action)


def _action_des_etapes(calcul: Calcul, action: int | None) -> int | None:
    """The action whose steps tell why a contract is counted: that of what is counted, else that of the indicator; None for all."""
    populations = [calcul.de] if calcul.dans is None else [calcul.de, calcul.dans]
    if any(une.lignes for une in populations):
        return None
    return next((une.action for une in populations if une.action is not None), action)


def seul(memory: Reading, pack: Pack, requete: Requete, cle: str, jour: date) -> Chiffre | None:
    """One figure with its years."""
    declare = pack.chiffres.get(cle)
    if declare is None:
        return None
    mesures = Mesures(memory, pack, requete.direction, jour, _besoins(pack, cle))
    annees = (
        *(une for une in mesures.annees() if requete.annee - ANNEES_MONTREES < une < requete.annee),
        requete.annee,
    )
    acheteur = requete.acheteur or ENSEMBLE
    lecture = _Lecture(mesures, annees, acheteur, _figes(memory, mesures, annees, requete))
    if isinstance(declare, Cible):
        return lecture.cible(declare)
    action = cle.partition(".")[0]
    return lecture.chiffre(cle, declare, int(action) if action.isdecimal() else None)


def _besoins(pack: Pack, cle: str) -> list[str]:
    """The figures that one figure is made of."""
    calcul = pack.chiffres[cle].calcul
    return [f"cible.{cible.id}" for cible in pack.cibles] if calcul is not None and calcul.cibles else [cle]


# A purchase, and the number of its contract.
_Connus = dict[int, tuple[AchatRecord, str | None]]


def _lignes(
    memory: Reading, trouves: Sequence[tuple[int, bool]], action: int | None, connus: _Connus | None = None
) -> Iterator[LigneDerriere]:
    """`connus` keeps what was read: the same contracts are behind many figures."""
    connus = {} if connus is None else connus
    numeros = [numero for numero, _ in trouves]
    etapes = memory.achats.etapes(numeros, action)
    achats = memory.achats.plusieurs([numero for numero in numeros if numero not in connus])
    lus = memory.marches.plusieurs([un.marche_id for un in achats.values() if un.marche_id is not None])
    marches = {marche.id: marche.numero for marche in lus}
    connus |= {
        numero: (un, None if un.marche_id is None else marches.get(un.marche_id)) for numero, un in achats.items()
    }
    for numero, dedans in trouves:
        achat, nomme = connus[numero]
        dites = [une for une in etapes.get(numero, ()) if une.etape != RETIREE]
        yield LigneDerriere(
            numero,
            achat.marche_id,
            nomme,
            achat.objet,
            achat.acheteur,
            achat.direction,
            achat.annee,
            achat.montant_ht,
            dedans,
            tuple(map(_etape, sorted(dites, key=lambda une: (une.jour, une.le)))),
        )


def _etape(une: EtapeRecord) -> EtapeDerriere:
    if une.source != REGISTRE:
        return EtapeDerriere(une.etape, une.jour, une.action, une.motif)
    mots = _mots()
    return EtapeDerriere(une.etape, une.jour, une.action, preuve=mots["preuves"].get(une.motif, mots["autre_preuve"]))


def lignes_du_classeur(memory: Reading, pack: Pack, requete: Requete) -> Iterable[dict[str, Any]]:
    """The rows behind every figure of a dashboard, a year at a time."""
    connus: _Connus = {}
    for numero in _numeros(pack, requete):
        for indicateur in pack.fiches[numero].indicateurs:
            if indicateur.calcul is None or not ouvrable(indicateur.calcul):
                continue
            yield from _lignes_de(memory, pack, requete, f"{numero}.{indicateur.id}", indicateur.calcul, numero, connus)
    if requete.dashboard is Dashboard.ACTIONS:
        for cible in pack.cibles:
            yield from _lignes_de(memory, pack, requete, f"cible.{cible.id}", cible.calcul, None, connus)


def _lignes_de(
    memory: Reading, pack: Pack, requete: Requete, cle: str, calcul: Calcul, action: int | None, connus: _Connus
) -> Iterator[dict[str, Any]]:
    if calcul.accompagnements:
        if requete.acheteur is None and requete.direction is None:
            yield from _lignes_des_accompagnements(memory, requete.annee, cle, action)
        return
    dite = _action_des_etapes(calcul, action)
    besoin = voulu(calcul)
    perimetre = Perimetre(_acheteurs(pack, requete), requete.direction, (requete.annee,))
    dans = None if besoin.dans is None else besoin.connus
    apres: int | None = None
    while trouves := memory.indicateurs.derriere(besoin.de, dans, perimetre, apres=apres, limit=400):
        apres = trouves[-1][0]
        for ligne in _lignes(memory, trouves, dite, connus):
            derniere = ligne.etapes[-1] if ligne.etapes and dite is not None else None
            yield {
                "cle": cle,
                "numero": ligne.numero,
                "objet": ligne.objet,
                "acheteur": ligne.acheteur,
                "direction": ligne.direction,
                "annee": ligne.annee,
                "montant_ht": ligne.montant_ht,
                "action": action,
                "etape": None if derniere is None else derniere.etape,
                "le": None if derniere is None else derniere.jour,
                "motif": None if derniere is None else derniere.motif or derniere.preuve,
                "au_numerateur": ligne.au_numerateur,
            }


def _lignes_des_accompagnements(memory: Reading, annee: int, cle: str, action: int | None) -> Iterator[dict[str, Any]]:
    for une in memory.accompagnements.de_l_annee(annee):
        yield {
            "cle": cle,
            "numero": str(une.id),
            "objet": une.titre,
            "acheteur": None,
            "direction": None,
            "annee": annee,
            "montant_ht": None,
            "action": action,
            "etape": une.etat.value,
            "le": une.jour,
            "motif": None,
            "au_numerateur": une.etat is EtatAccompagnement.REALISE,
        }


# --- what to repair ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Reparation:
    """Something missing or odd in what the figures are made of; `quoi` names the sentence, and `combien` are so in all."""

    achat_id: int
    marche_id: int | None
    objet: str | None
    quoi: str
    valeur: Decimal | int | None
    combien: int


_DE_QUOI = {"montant_etrange": "montant_ht", "offres_etranges": "offres"}


def a_reparer(memory: Reading, pack: Pack, requete: Requete) -> tuple[Reparation, ...]:
    """What people can complete or put right, the oddest first."""
    perimetre = Perimetre(_acheteurs(pack, requete), requete.direction, (requete.annee,))
    trouves, combien = memory.indicateurs.etranges(perimetre, REPARATIONS_MAX)
    if Trait.TPE_PME not in pack.traits_comptes:
        # No figure needs the size of the holder: nobody is to look for it.
        trouves.pop("titulaire_inconnu", None)
    achats = memory.achats.plusieurs(sorted({numero for numeros in trouves.values() for numero in numeros}))
    ordre = sorted(trouves, key=lambda quoi: (quoi not in _DE_QUOI, quoi))
    reparations = []
    for quoi in ordre:
        for numero in trouves[quoi]:
            achat = achats[numero]
            valeur = None if quoi not in _DE_QUOI else getattr(achat, _DE_QUOI[quoi])
            reparations.append(Reparation(numero, achat.marche_id, achat.objet, quoi, valeur, combien[quoi]))
    return tuple(reparations)


# --- snapshots --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cliche:
    """When a year was frozen, and by whom."""

    jour: date
    le: datetime
    par: str


@dataclass(frozen=True, slots=True)
class Ecart:
    """A figure that was corrected since it was frozen; `fige` is what its dashboard shows."""

    chiffre: Chiffre
    fige: Valeur
    maintenant: Valeur


def figeable(annee: int, jour: date) -> bool:
    """Whether a year is over: its figures are read on its last day."""
    return annee < jour.year


def figer(
    uow: Reading, pack: Pack, annee: int, acheteur: str | None, par: str, now: datetime
) -> tuple[str | None, ...]:
    """Freeze every figure of a year for the committee: of one buyer, or, when None, of all together (None) and of each.

    Returns those that were frozen now; the others already were, and stay so. Raises ValueError for a year that is not over.
    """
    if not figeable(annee, now.astimezone(PARIS).date()):
        raise ValueError(f"{annee} is not over: its figures are not final")
    mesures = Mesures(uow, pack, None, now.astimezone(PARIS).date())
    mesures.supposer_fige(annee, acheteur or ENSEMBLE, now)
    siens = (None, *mesures.acheteurs) if acheteur is None else (acheteur,)
    return tuple(un for un in siens if _figer(uow, mesures, annee, un or ENSEMBLE, par, now))


def _figer(uow: Reading, mesures: Mesures, annee: int, acheteur: str, par: str, now: datetime) -> bool:
    contenu = {
        cle: arithmetique.en_json(valeur)
        for cle in mesures.pack.chiffres
        # No data is kept too, for how many contracts it was missing from.
        if (valeur := mesures.valeur(cle, annee, acheteur)) != VIDE
    }
    return uow.saisies.figer(annee, acheteur, contenu, mesures.pack.version, par, now)


def figes(memory: Reading, annee: int, acheteur: str | None) -> Cliche | None:
    fige = memory.saisies.cliche(annee, acheteur or ENSEMBLE)
    return None if fige is None else Cliche(fige.le.astimezone(PARIS).date(), fige.le, fige.par)


def ecarts(memory: Reading, pack: Pack, requete: Requete, jour: date) -> tuple[Ecart, ...]:
    """What was corrected since the snapshot of that year: told apart, never instead."""
    if memory.saisies.cliche(requete.annee, requete.acheteur or ENSEMBLE) is None:
        return ()
    premier, second = tableaux_de_bord(memory, pack, replace(requete, direction=None, axe=None), jour)
    tous = [*premier.chiffres, *second.chiffres, *(une.chiffre for une in second.cibles)]
    changes = []
    for chiffre in tous:
        fige, maintenant = chiffre.valeur, chiffre.maintenant
        if maintenant is not None and not (fige.vide and maintenant.vide) and not _meme(fige, maintenant):
            changes.append(Ecart(chiffre, fige, maintenant))
    return tuple(changes)


def _meme(fige: Valeur, maintenant: Valeur) -> bool:
    return arithmetique.en_json(fige) == arithmetique.en_json(maintenant)


def annees_connues(memory: Reading, pack: Pack) -> tuple[int, ...]:
    """The years of which something is known."""
    achats = memory.indicateurs.annees([*(un.id for un in pack.acheteurs), ACHETEUR_NON_DIT])
    saisies = (annee for _, annee, _ in memory.saisies.dernieres())
    return tuple(sorted({*achats, *saisies, *memory.accompagnements.compter()}))


def directions(memory: Reading) -> list[str]:
    return memory.indicateurs.directions_connues()


__all__ = [
    "Cliche",
    "Derriere",
    "Ecart",
    "LigneDerriere",
    "Mesures",
    "Reparation",
    "a_reparer",
    "annees_connues",
    "contrats_derriere",
    "directions",
    "ecarts",
    "figeable",
    "figer",
    "figes",
    "lignes_du_classeur",
    "objectifs",
    "ouvrable",
    "seul",
    "tableau_de_bord",
    "tableaux_de_bord",
    "voulu",
]
