"""The diagnosis of one contract: what applies and why, what is still open, and the question that settles the most."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from knowledge.diagnostic.avance import Avance, chiffrer_avance
from knowledge.droit.qualification import Complet, Qualifiee, completer, qualifier
from knowledge.plan.pack import AVANCE_DU_PLAN, AVANCE_DUE, Conseil, Fiche, Obligation, Pack, Regle
from knowledge.regles.conditions import Condition, ce_qui_reste
from knowledge.regles.decision import ETATS_MAX, Analyse, Etat, Verdict
from knowledge.regles.faits import Faits, Genre, Intervalle


@dataclass(frozen=True, slots=True)
class Recommandation:
    """A rule that applies; `decisifs` are the facts without which it would not, in the author's order."""

    fiche: Fiche
    regle: Regle
    verdict: Verdict
    decisifs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """A legal obligation that applies."""

    obligation: Obligation
    a_confirmer: str | None


@dataclass(frozen=True, slots=True)
class Ouverte:
    """Something that could still apply: under which condition, and which facts are missing."""

    fiche: Fiche | None
    regle: Regle | None
    obligation: Obligation | None
    manque: tuple[str, ...]
    faits: Faits

    @property
    def si(self) -> Condition:
        """What is left of its condition."""
        quoi = self.regle or self.obligation
        assert quoi is not None
        return ce_qui_reste(quoi.quand, self.faits)


@dataclass(frozen=True, slots=True)
class Propose:
    """A piece of advice that fits the contract and is no rule of it."""

    fiche: Fiche
    conseil: Conseil


@dataclass(frozen=True)
class Diagnostic:
    """Everything the pack says of one contract on one day."""

    pack: Pack = field(repr=False)
    etat: Etat = field(repr=False)
    faits: Faits
    complet: Complet = field(repr=False)
    jour: date
    recommandations: tuple[Recommandation, ...]
    obligations: tuple[Due, ...]
    conseils: tuple[Propose, ...]
    a_preciser: Mapping[int, tuple[str, ...]]
    signaux: Mapping[str, Any]
    avance: Avance
    question: str | None
    questions_restantes: int

    @property
    def actions(self) -> tuple[int, ...]:
        """The numbers of the actions that apply, ascending."""
        return tuple(sorted({recommandation.fiche.numero for recommandation in self.recommandations}))

    @property
    def juges(self) -> Faits:
        """The facts with what is presumed and deduced."""
        return self.complet.faits

    @cached_property
    def qualification(self) -> Qualifiee:
        """What the law calls the contract."""
        return qualifier(self.complet, self.etat, self.pack.decideur)

    @cached_property
    def ouvertes(self) -> tuple[Ouverte, ...]:
        """What could still apply: the rules of the plan, by action, then the law."""
        decideur = self.pack.decideur
        ouvertes = []
        for fiche in self.pack.fiches.values():
            cle = ("action", fiche.numero)
            for rang, regle in enumerate(fiche.regles):
                if self.etat.groupes[cle].regles[rang] is Verdict.INCONNU:
                    manque = decideur.manque_de_la_regle(cle, rang, self.etat)
                    ouvertes.append(Ouverte(fiche, regle, None, manque, self.juges))
        for obligation in self.pack.obligations:
            analyse = self.etat.groupes["obligation", obligation.id]
            if analyse.verdict is Verdict.INCONNU:
                ouvertes.append(Ouverte(None, None, obligation, analyse.manque, self.juges))
        return tuple(ouvertes)


@dataclass(frozen=True, slots=True)
class Suite:
    """What to ask next: the fact, the members of a set worth naming, and every fact that may still be asked for."""

    question: str | None
    membres: frozenset[str]
    demandables: tuple[str, ...]

    @property
    def restantes(self) -> int:
        return len(self.demandables)


def au_jour(faits: Faits, jour: date) -> Faits:
    """Fill in what defaults to today (the day the consultation is launched), unless something was said of it."""
    tus = {nom: Intervalle.point(jour) for nom in faits.vocabulaire.du_jour if nom not in faits}
    return faits.avec(tus) if tus else faits


def preparer(pack: Pack, faits: Faits, jour: date) -> Complet:
    """The facts that a contract is judged on: of that day unless another was said, with what is presumed and deduced."""
    return completer(pack, au_jour(faits, jour))


def prochaine_question(
    pack: Pack, faits: Faits, jour: date, sans_reponse: Collection[str] = (), plus_tard: Collection[str] = ()
) -> Suite:
    """The question that can settle the most, among those that can still change what applies.

    `sans_reponse` is never asked; `plus_tard` only when nothing else is left to ask.
    """
    return _suite(pack, pack.decideur.analyser(preparer(pack, faits, jour).faits), sans_reponse, plus_tard)


def _suite(pack: Pack, etat: Etat, sans_reponse: Collection[str], plus_tard: Collection[str]) -> Suite:
    vocabulaire = pack.vocabulaire
    connues = vocabulaire.demandables
    demandables = [nom for nom in etat.gains if nom in connues and nom not in sans_reponse]
    if not demandables:
        return Suite(None, frozenset(), ())
    rang, gains = vocabulaire.rang, etat.gains
    question = min([(nom in plus_tard, -gains[nom], rang[nom], nom) for nom in demandables])[-1]
    ensemble = vocabulaire[question].genre is Genre.ENSEMBLE
    membres = etat.membres() & vocabulaire[question].options if ensemble else frozenset()
    return Suite(question, membres, tuple(demandables))


def diagnostiquer(pack: Pack, faits: Faits, jour: date, sans_reponse: Collection[str] = ()) -> Diagnostic:
    """Judge a contract with the rules of the plan and the law of the day its consultation is launched."""
    dits = au_jour(faits, jour)
    complet = completer(pack, dits)
    faits = complet.faits
    lance_le = _jour_de_la_consultation(faits, jour)
    etat = pack.decideur.analyser(faits)
    lu = _lire(pack, etat)
    a_cote = pack.decideur.analyser_a_cote(etat)
    suite = _suite(pack, etat, sans_reponse, ())
    return Diagnostic(
        pack=pack,
        etat=etat,
        faits=dits,
        complet=complet,
        jour=jour,
        recommandations=tuple([replace(une, decisifs=_dits_de(une.decisifs, complet)) for une in lu.recommandations]),
        obligations=lu.obligations,
        conseils=lu.conseils,
        a_preciser=lu.a_preciser,
        signaux=lu.signaux,
        avance=chiffrer_avance(
            pack, faits, lance_le, due=_tranche(a_cote[AVANCE_DUE]), du_plan=_tranche(a_cote.get(AVANCE_DU_PLAN))
        ),
        question=suite.question,
        questions_restantes=suite.restantes,
    )


@dataclass(frozen=True, slots=True)
class _Lu:
    """What hangs on the analysis only: two contracts that no rule tells apart share it."""

    recommandations: tuple[Recommandation, ...]
    obligations: tuple[Due, ...]
    conseils: tuple[Propose, ...]
    a_preciser: Mapping[int, tuple[str, ...]]
    signaux: Mapping[str, Any]


def _lire(pack: Pack, etat: Etat) -> _Lu:
    lu: _Lu | None = pack.lus.get(etat.cellules)
    if lu is None:
        if len(pack.lus) >= ETATS_MAX:
            pack.lus.clear()
        lu = pack.lus[etat.cellules] = _relire(pack, etat)
    return lu


def _relire(pack: Pack, etat: Etat) -> _Lu:
    recommandations = []
    a_preciser: dict[int, tuple[str, ...]] = {}
    for fiche in pack.fiches.values():
        if not fiche.regles:
            continue
        cle: Hashable = ("action", fiche.numero)
        analyse = etat.groupes[cle]
        if analyse.verdict is Verdict.INCONNU:
            a_preciser[fiche.numero] = analyse.manque
        for rang, (regle, verdict) in enumerate(zip(fiche.regles, analyse.regles, strict=True)):
            if verdict.s_applique:
                decisifs = pack.decideur.decisifs(cle, rang, etat)
                recommandations.append(Recommandation(fiche, regle, verdict, decisifs))
    dues = [une for une in pack.obligations if etat.groupes["obligation", une.id].verdict.s_applique]
    a_cote = pack.decideur.analyser_a_cote(etat)
    return _Lu(
        tuple(recommandations),
        tuple([Due(une, une.a_confirmer) for une in dues]),
        tuple([Propose(fiche, conseil) for cle, fiche, conseil in pack.conseils if a_cote[cle].verdict.s_applique]),
        MappingProxyType(a_preciser),
        MappingProxyType(_signaux(pack, a_cote)),
    )


def _dits_de(decisifs: tuple[str, ...], complet: Complet) -> tuple[str, ...]:
    """Without what was presumed or deduced: those are told with the qualification."""
    return tuple([nom for nom in decisifs if nom not in complet.presumes])


def _tranche(analyse: Analyse | None) -> bool | None:
    """Yes, no, or not decided; no for what the pack does not have."""
    if analyse is None or analyse.verdict is Verdict.NON:
        return False
    return True if analyse.verdict is Verdict.OUI else None


def _jour_de_la_consultation(faits: Faits, jour: date) -> date:
    lance_le = faits.valeur("date_consultation")
    return lance_le if isinstance(lance_le, date) else jour


def _signaux(pack: Pack, a_cote: Mapping[Hashable, Any]) -> dict[str, Any]:
    signaux = {}
    for fiche in pack.fiches.values():
        for signal in fiche.signaux:
            verdicts = [a_cote["signal", signal.nom, rang].verdict for rang in range(len(signal.valeurs))]
            vraie = next(
                (valeur for (valeur, _), v in zip(signal.valeurs, verdicts, strict=True) if v.s_applique), None
            )
            tranche = all(verdict is Verdict.NON for verdict in verdicts)
            signaux[signal.nom] = signal.defaut if vraie is None and tranche else vraie
    return signaux
