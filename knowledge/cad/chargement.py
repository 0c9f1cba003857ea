"""Reads how a committee rates from the `cad.yaml` of its pack; every fault is reported with its file and line."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import TypeVar

from knowledge.cad.bareme import (
    QUESTIONS_MAX,
    Bareme,
    ChoixDeReponse,
    CibleServie,
    CoutDAction,
    CritereDePertinence,
    Expert,
    GenreDeQuestion,
    Prerempli,
    Question,
    Seuil,
)
from knowledge.cad.seance import ACHETEUR, Niveau
from knowledge.plan.chargement import PackFautifError
from knowledge.plan.contrats import lire_la_condition
from knowledge.plan.pack import Pack, Place, Portee
from knowledge.plan.yaml_reader import Faute, Fautes, Noeud, lire_yaml
from knowledge.regles.conditions import Condition, Toujours, suggestion

_Mot = TypeVar("_Mot", Niveau, Prerempli)

FICHIER = "cad.yaml"
# What a kind of question may be answered beforehand with.
_PREREMPLIS = {
    Prerempli.HEURES_DES_ACTIONS: GenreDeQuestion.HEURES,
    Prerempli.ACTIONS_PROPOSEES: GenreDeQuestion.ACTIONS,
    Prerempli.TEMPS_RESTANT: GenreDeQuestion.CHOIX,
}
# The criteria that the cotation reckons itself, and reads by their names.
CRITERES_DU_MOTEUR = ("actions", "heures", "temps")


def charger_le_bareme(pack: Pack) -> Bareme | None:
    """Read how the committee of a pack rates; None when the plan has no committee. Raises PackFautifError with every fault."""
    lu, fautes = lire_le_bareme(pack)
    if fautes:
        raise PackFautifError(fautes)
    return lu


def lire_le_bareme(pack: Pack) -> tuple[Bareme | None, list[Faute]]:
    """Read how the committee of a pack rates, with its faults."""
    chemin, fichier, fautes = pack.dossier / FICHIER, f"{pack.nom}/{FICHIER}", Fautes()
    if pack.comite is None:
        if chemin.is_file():
            fautes.noter(
                Place(fichier, 1),
                "ce plan n'a pas de comité : retirez ce fichier, ou écrivez « comite » dans spaser.yaml",
            )
        return None, fautes.liste
    racine = lire_yaml(chemin, fichier, fautes)
    lu = None if racine is None else _Lecture(pack).bareme(racine)
    return lu, sorted(set(fautes.liste), key=lambda faute: (faute.place.ligne, faute.quoi))


class _Lecture:
    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._qualifications = {nom: une.quand for nom, une in pack.qualifications.items()}
        self._criteres: Mapping[str, str] = {}

    def bareme(self, racine: Noeud) -> Bareme:
        pertinence, soutenabilite = _bloc(racine, "pertinence"), _bloc(racine, "soutenabilite")
        questions, seuils = _bloc(racine, "questions"), _bloc(pertinence, "seuils")
        self._criteres = {nom: noeud.brut or "" for nom, noeud in _paires(soutenabilite, "criteres")}
        for nom in CRITERES_DU_MOTEUR:
            if nom not in self._criteres:
                soutenabilite.faute(f"il manque le critère « {nom} », que la cotation compte elle-même")
        mois, parts = _bloc(soutenabilite, "mois"), _bloc(soutenabilite, "part_des_heures")
        services = [nom for nom, _ in _paires(racine, "experts")]
        actions = {
            numero: self._action(noeud, services)
            for nom, noeud in _paires(racine, "actions")
            if (numero := self._numero(nom, noeud)) is not None
        }
        couts = {numero: cout for numero, (_, cout) in actions.items()}
        a_tous = self._questions(questions, "experts")
        lu = Bareme(
            a_confirmer=racine.texte_ou_rien("a_confirmer"),
            portees=self._portees(pertinence),
            incertain=pertinence.entier("incertain"),
            poids_des_actions={numero: poids for numero, (poids, _) in actions.items()},
            poids_des_axes=self._axes(pertinence),
            criteres=tuple(self._critere(noeud, couts) for noeud in _uniques(pertinence, "criteres")),
            seuil_d_action=_seuil(seuils, "action"),
            seuil_d_axe=_seuil(seuils, "axe"),
            seuil_de_contrat=_seuil(seuils, "contrat"),
            questions=self._questions(questions, "acheteur"),
            experts={nom: self._expert(nom, noeud, couts, a_tous) for nom, noeud in _paires(racine, "experts")},
            couts=couts,
            cibles=tuple(self._cible(noeud, couts) for noeud in racine.liste("cibles", requis=False)),
            criteres_de_soutenabilite=self._criteres,
            mois_tenables=mois.entier("tenable"),
            mois_intenables=mois.entier("intenable"),
            part_tenable=parts.entier("tenable"),
            part_intenable=parts.entier("intenable"),
        )
        if lu.mois_intenables > lu.mois_tenables:
            mois.faute("« intenable » doit être au plus « tenable » : moins il reste de temps, moins c'est tenable")
        if lu.part_tenable > lu.part_intenable:
            parts.faute("« tenable » doit être au plus « intenable » : plus il faut d'heures, moins c'est tenable")
        for bloc in (pertinence, soutenabilite, questions, seuils, mois, parts, racine):
            bloc.fin()
        return lu

    # --- pertinence ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _portees(pertinence: Noeud) -> Mapping[Portee, int]:
        bloc = _bloc(pertinence, "portees")
        portees = {portee: bloc.entier(portee) for portee in Portee}
        bloc.fin()
        return portees

    def _axes(self, pertinence: Noeud) -> Mapping[int, int]:
        bloc = _bloc(pertinence, "axes")
        axes = {axe.numero: bloc.entier(str(axe.numero)) for axe in self._pack.axes}
        bloc.fin()
        return axes

    def _critere(self, noeud: Noeud, couts: Collection[int]) -> CritereDePertinence:
        critere = CritereDePertinence(
            id=noeud.texte("id"),
            phrase=noeud.texte("phrase"),
            court=noeud.texte("court"),
            points=noeud.entier("points"),
            quand=self._condition(noeud),
            actions=self._actions(noeud, couts, requis=False),
        )
        noeud.fin()
        return critere

    def _condition(self, noeud: Noeud) -> Condition:
        quand = noeud.enfant("quand")
        if quand is None:
            return Toujours()
        return lire_la_condition(quand, self._pack.vocabulaire, self._pack.seuils, self._qualifications)

    # --- actions, targets ---------------------------------------------------------------------------------------------

    def _numero(self, nom: str, noeud: Noeud) -> int | None:
        if nom.isdecimal() and int(nom) in self._pack.fiches:
            return int(nom)
        noeud.faute(f"« {nom} » n'est pas une action du plan")
        return None

    @staticmethod
    def _action(noeud: Noeud, services: Collection[str]) -> tuple[int, CoutDAction]:
        poids, heures = noeud.entier("poids"), {}
        if poids < 1:
            noeud.faute("un poids est un nombre entier, 1 au moins")
        for qui, valeur in _paires(noeud, "heures"):
            heures[qui] = valeur.en_nombre()
            if qui not in (ACHETEUR, *services):
                valeur.faute(f"« {qui} » ne cote pas{suggestion(qui, (ACHETEUR, *services))}")
            elif heures[qui] < 0:
                valeur.faute("des heures ne sont pas négatives")
        noeud.fin()
        return poids, CoutDAction(heures.pop(ACHETEUR, Decimal(0)), heures)

    def _actions(self, noeud: Noeud, couts: Collection[int], *, requis: bool = True) -> frozenset[int]:
        """Actions that are rated: what would weigh on another one would be lost in silence."""
        actions = set()
        for numero in noeud.liste("actions", requis=requis):
            actions.add(numero.en_entier())
            if numero.en_entier() not in couts:
                numero.faute(f"l'action {numero.brut} n'est pas cotée : ajoutez-la sous « actions », avec ses heures")
        return frozenset(actions)

    def _cible(self, noeud: Noeud, couts: Collection[int]) -> CibleServie:
        servie = CibleServie(
            cible=noeud.parmi("cible", [cible.id for cible in self._pack.cibles]),
            actions=self._actions(noeud, couts),
            quand=self._condition(noeud),
        )
        noeud.fin()
        return servie

    # --- questions, experts -------------------------------------------------------------------------------------------

    def _expert(self, nom: str, noeud: Noeud, couts: Mapping[int, CoutDAction], a_tous: tuple[Question, ...]) -> Expert:
        if nom not in self._pack.services:
            noeud.faute(f"service inconnu « {nom} »{suggestion(nom, self._pack.services)}")
        heures = {acheteur: valeur.en_nombre() for acheteur, valeur in _paires(noeud, "heures")}
        for acheteur in self._pack.acheteurs:
            if acheteur.id not in heures:
                noeud.faute(f"il manque les heures de ce service pour « {acheteur.id} »")
        for acheteur_dit in heures.keys() - {acheteur.id for acheteur in self._pack.acheteurs}:
            noeud.faute(f"« {acheteur_dit} » n'est pas un acheteur du plan")
        questions = (*a_tous, *(self._question(une) for une in noeud.liste("questions", requis=False)))
        if len(questions) > QUESTIONS_MAX:
            noeud.faute(f"{len(questions)} questions à ce service, celles à tous comprises : {QUESTIONS_MAX} au plus")
        if len({une.id for une in questions}) < len(questions):
            noeud.faute("deux questions à ce service ont le même id")
        suivies = frozenset(numero for numero, cout in couts.items() if cout.experts.get(nom))
        expert = Expert(nom, suivies, heures, noeud.nombre("forfait"), questions)
        noeud.fin()
        return expert

    def _questions(self, noeud: Noeud, cle: str) -> tuple[Question, ...]:
        questions = tuple(self._question(une) for une in _uniques(noeud, cle))
        if len(questions) > QUESTIONS_MAX:
            noeud.faute(f"{len(questions)} questions sous « {cle} » : {QUESTIONS_MAX} au plus, ou l'on ne répond plus")
        return questions

    def _question(self, noeud: Noeud) -> Question:
        question = Question(
            id=noeud.texte("id"),
            texte=noeud.texte("texte"),
            genre=GenreDeQuestion(noeud.parmi("genre", list(GenreDeQuestion))),
            prerempli=_un_de(noeud, "prerempli", Prerempli) or Prerempli.RIEN,
            critere=self._critere_note(noeud),
            choix=tuple(self._choix(un) for un in _uniques(noeud, "choix", requis=False)),
            aide=noeud.texte_ou_rien("aide"),
        )
        if (question.genre is GenreDeQuestion.CHOIX) is not bool(question.choix):
            noeud.faute("une question de genre « choix » a ses choix, et elle seule")
        if _PREREMPLIS.get(question.prerempli, question.genre) is not question.genre:
            noeud.faute(f"« {question.prerempli} » ne remplit pas une question de genre « {question.genre} »")
        noeud.fin()
        return question

    def _critere_note(self, noeud: Noeud) -> str | None:
        return None if noeud.texte_ou_rien("critere") is None else noeud.parmi("critere", list(self._criteres))

    @staticmethod
    def _choix(noeud: Noeud) -> ChoixDeReponse:
        choix = ChoixDeReponse(noeud.texte("id"), noeud.texte("texte"), _un_de(noeud, "niveau", Niveau))
        noeud.fin()
        return choix


def _un_de(noeud: Noeud, cle: str, mots: type[_Mot]) -> _Mot | None:
    """One of the words of a list; None when nothing is written."""
    return None if noeud.texte_ou_rien(cle) is None else mots(noeud.parmi(cle, list(mots)))


def _bloc(noeud: Noeud, cle: str) -> Noeud:
    """What stands under a key; the block itself, of which nothing more is read, when it is missing: that was noted."""
    return noeud.enfant(cle) or noeud


def _paires(noeud: Noeud, cle: str) -> list[tuple[str, Noeud]]:
    enfant = noeud.enfant(cle)
    return [] if enfant is None else list(enfant.paires())


def _uniques(noeud: Noeud, cle: str, *, requis: bool = True) -> list[Noeud]:
    """The members of a list, of which no two have the same id."""
    vus: set[str] = set()
    membres = noeud.liste(cle, requis=requis)
    for membre in membres:
        identifiant = membre.texte("id")
        if identifiant in vus:
            membre.faute(f"« {identifiant} » est écrit deux fois")
        vus.add(identifiant)
    return membres


def _seuil(noeud: Noeud, cle: str) -> Seuil:
    bloc = _bloc(noeud, cle)
    seuil = Seuil(bloc.entier("moyenne"), bloc.entier("forte"))
    if seuil.forte < seuil.moyenne:
        bloc.faute("« forte » doit être au moins « moyenne »")
    bloc.fin()
    return seuil


__all__ = ["FICHIER", "charger_le_bareme", "lire_le_bareme"]
