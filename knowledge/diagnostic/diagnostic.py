"""The diagnosis of one contract: what applies and why, what is still open, and the question that settles the most."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType
from typing import Any

from knowledge.diagnostic.avance import Avance, additionner, chiffrer_avance
from knowledge.diagnostic.presomptions import Origine, Presumes, presumer_si
from knowledge.droit.lots import Reunis, en_plusieurs, replier, reunir
from knowledge.droit.qualification import LOT, MONTANT, Complet, Qualifiee, completer, qualifier
from knowledge.plan.pack import Fiche, Obligation, Pack, Regle
from knowledge.plan.ressort import AVANCE_DU_PLAN, AVANCE_DUE, Due, Propose, Ressort
from knowledge.plan.usuelles import Usuelle
from knowledge.regles.conditions import Condition, ce_qui_reste
from knowledge.regles.decision import Analyse, Analyses, Etat, Part, Verdict
from knowledge.regles.faits import Faits, Genre, Intervalle
from knowledge.regles.lots import Lot


@dataclass(frozen=True, slots=True)
class Recommandation:
    """A rule that applies; `decisifs` are the facts without which it would not, in the author's order, `presumes` those that the table presumed."""

    fiche: Fiche
    regle: Regle
    verdict: Verdict
    decisifs: tuple[str, ...]
    presumes: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class Jugement:
    """What the rules of a `ressort` say of the facts of a contract, or of one of its lots, on one day.

    `faits` are those it is judged on, without what is presumed or deduced; `usuelles` is what the plan's table presumed of
    the others, none unless it was asked to.
    """

    pack: Pack = field(repr=False)
    ressort: Ressort = field(repr=False, compare=False)
    etat: Etat = field(repr=False)
    faits: Faits
    complet: Complet = field(repr=False)
    usuelles: Mapping[str, Usuelle] = field(repr=False)
    jour: date
    recommandations: tuple[Recommandation, ...]
    obligations: tuple[Due, ...]
    a_preciser: Mapping[int, tuple[str, ...]]

    @cached_property
    def conseils(self) -> tuple[Propose, ...]:
        """The advice that fits it."""
        conseils = self.ressort.conseils
        return tuple([conseils[cle] for cle, une in self._a_cote.items() if cle in conseils and une.verdict.s_applique])

    @cached_property
    def signaux(self) -> Mapping[str, Any]:
        """What the actions signal of it, by name."""
        return self._signaux()

    @cached_property
    def avance(self) -> Avance:
        """Its advance."""
        return self._avance()

    @property
    def _a_cote(self) -> Analyses:
        return self.ressort.decideur.analyser_a_cote(self.etat)

    def _signaux(self) -> Mapping[str, Any]:
        return MappingProxyType(_lire_les_signaux(self.ressort, self._a_cote))

    def _avance(self) -> Avance:
        a_cote = self._a_cote
        return chiffrer_avance(
            self.pack,
            self.juges,
            _jour_de_la_consultation(self.juges, self.jour),
            due=_sur(a_cote[AVANCE_DUE]),
            du_plan=_sur(a_cote.get(AVANCE_DU_PLAN)),
        )

    @property
    def juges(self) -> Faits:
        """The facts with what is presumed and deduced."""
        return self.complet.faits

    def origine(self, nom: str) -> Origine:
        """Where a fact comes from, as far as the facts that were given tell: what was guessed was given too."""
        if self.faits.est_dit(nom):
            return Origine.DIT
        presume = nom in self.usuelles or self.complet.presumes.get(nom)
        return Origine.PRESUME if presume else Origine.DEDUIT

    @cached_property
    def ouvertes(self) -> tuple[Ouverte, ...]:
        """What could still apply: the rules of the plan, by action, then the law."""
        decideur = self.ressort.decideur
        ouvertes = []
        for cle, analyse in self.etat.groupes.items():
            fiche = self.ressort.actions.get(cle)
            if fiche is not None:
                for rang, verdict in enumerate(analyse.regles):
                    if verdict is Verdict.INCONNU:
                        manque = decideur.manque_de_la_regle(cle, rang, self.etat)
                        ouvertes.append(Ouverte(fiche, fiche.regles[rang], None, manque, self.juges))
            elif analyse.verdict is Verdict.INCONNU:
                ouvertes.append(Ouverte(None, None, self.ressort.lois[cle].obligation, analyse.manque, self.juges))
        return tuple(ouvertes)


@dataclass(frozen=True)
class DiagnosticLot(Jugement):
    """What bears on one lot, judged as a contract of its own: its amount is `montant_ht` among its facts."""

    lot: Lot


@dataclass(frozen=True)
class Diagnostic(Jugement):
    """Everything the pack says of one contract on one day.

    Of a contract in lots, the recommendations, obligations and advice are those of the whole; each of `lots` has its own.
    `question_des_lots`: the numbers of the lots that the question is about, none when it is about the whole. `reunis` tells
    how the whole follows from its lots. `dits` and `lots_dits` are what was said, of the whole and of each lot, on that day.
    """

    question: str | None
    questions_restantes: int
    dits: Faits = field(repr=False, compare=False)
    lots_dits: tuple[Lot, ...] = field(default=(), repr=False, compare=False)
    lots: tuple[DiagnosticLot, ...] = ()
    question_des_lots: tuple[int, ...] = ()
    reunis: Reunis | None = field(default=None, repr=False)

    @property
    def actions(self) -> tuple[int, ...]:
        """The numbers of the actions that apply to the contract or to some lot, ascending."""
        jugements = (self, *self.lots)
        return tuple(sorted({une.fiche.numero for jugement in jugements for une in jugement.recommandations}))

    @property
    def indecises(self) -> Mapping[int, tuple[str, ...]]:
        """By action, the facts that can still change whether it applies, to the contract or to some lot."""
        manques: dict[int, tuple[str, ...]] = dict(self.a_preciser)
        for lot in self.lots:
            for action, manque in lot.a_preciser.items():
                noms = [LOT if nom == MONTANT else nom for nom in manque]
                manques[action] = tuple(dict.fromkeys((*manques.get(action, ()), *noms)))
        return manques

    def _signaux(self) -> Mapping[str, Any]:
        signaux = super()._signaux()
        return {**signaux, **_communs([lot.signaux for lot in self.lots])} if self.lots else signaux

    def _avance(self) -> Avance:
        avance = super()._avance()
        return additionner(avance, [lot.avance for lot in self.lots]) if self.lots else avance

    @cached_property
    def qualification(self) -> Qualifiee:
        """What the law calls the contract; of one in lots, an advance is due where all have the same answer."""
        qualifiee = qualifier(self.pack, self.complet, self.etat, self.ressort.decideur)
        if not self.lots:
            return qualifiee
        dues = {_tranche(lot.ressort.decideur.analyser_a_cote(lot.etat)[AVANCE_DUE]) for lot in self.lots}
        return replace(qualifiee, avance_due=dues.pop() if len(dues) == 1 else None)


@dataclass(frozen=True, slots=True)
class Suite:
    """What to ask next: the fact, the members of a set worth naming, and every fact that may still be asked for.

    `lots`: the numbers of those that the question is about; none when it is about the contract. `autres`: only the likeliest
    members are among `membres`, others could be named.
    """

    question: str | None
    membres: frozenset[str]
    demandables: tuple[str, ...]
    lots: tuple[int, ...] = ()
    autres: bool = False
    ordre: Callable[[], Collection[str]] = field(default=tuple, repr=False, compare=False)

    def en_ordre(self) -> tuple[str, ...]:
        """`demandables`, as the rules name them: those of the plan first."""
        return tuple([nom for nom in self.ordre() if nom in self.demandables])

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
    pack: Pack,
    faits: Faits,
    jour: date,
    sans_reponse: Collection[str] = (),
    plus_tard: Collection[str] = (),
    lots: Sequence[Lot] = (),
    *,
    presumer: bool = False,
    nies: Collection[str] = (),
) -> Suite:
    """The question that can settle the most, by what is at stake, among those that can still change what applies.

    `sans_reponse` is never asked; `plus_tard` only when nothing else is left to ask. What several lots miss is asked once.
    `presumer`: once what the plan's table presumes is held, but for `nies`, which somebody denied.
    """
    sauf = frozenset((*sans_reponse, *nies)) if presumer else None
    if not en_plusieurs(faits, lots):
        suppose = presumer_si(pack, au_jour(replier(faits, lots), jour), sauf)
        etat = pack.decideur.analyser(completer(pack, suppose.faits).faits)
        return _suite(pack, _Manques.d_un(etat, suppose), {*sans_reponse, *suppose.tranches}, plus_tard)
    reunis = reunir(au_jour(faits, jour), lots)
    suppose = presumer_si(pack, reunis.faits, sauf)
    ensemble = pack.du_marche.decideur.analyser(completer(pack, suppose.faits).faits)
    etats = [
        pack.du_lot.decideur.analyser(completer(pack, presumer_si(pack, siens, sauf, de_lot=True).faits).faits)
        for siens in reunis.par_lot
    ]
    manques = _Manques.de_plusieurs(reunis, ensemble, etats)
    return _suite(pack, manques, {*sans_reponse, *suppose.tranches}, plus_tard)


@dataclass(frozen=True, slots=True)
class _Manques:
    """What is missing: how much each fact would settle, of which lots it is missing, and the members of sets."""

    gains: Mapping[str, float]
    lots: Mapping[str, frozenset[int]]
    etats: Sequence[Etat]
    ordre: Callable[[], Collection[str]]

    def membres(self) -> frozenset[str]:
        return frozenset().union(*[etat.membres() for etat in self.etats])

    @classmethod
    def d_un(cls, etat: Etat, suppose: Presumes) -> _Manques:
        """What would let more be presumed counts as much as what it would settle."""
        gains = etat.gains
        if suppose.leviers:
            gains = {nom: gain + suppose.leviers.get(nom, 0) for nom, gain in gains.items()}
        return cls(gains, {}, (etat,), etat.ordre)

    @classmethod
    def de_plusieurs(cls, reunis: Reunis, ensemble: Etat, etats: Sequence[Etat]) -> _Manques:
        """What one question about lots would settle counts as much for all of them as for a contract."""
        gains: dict[str, float] = {}
        lots: dict[str, set[int]] = {}
        for nom in ensemble.ordre():
            gain, ouverts = ensemble.gains[nom], reunis.ouverts(nom)
            pose = LOT if nom == MONTANT and ouverts else nom
            gains[pose] = gains.get(pose, 0.0) + gain
            lots.setdefault(pose, set()).update(ouverts)
        for lot, etat in zip(reunis.lots, etats, strict=True):
            for nom in etat.ordre():
                pose = LOT if nom == MONTANT else nom
                gains[pose] = gains.get(pose, 0.0) + etat.gains[nom] / len(etats)
                if reunis.faits.vocabulaire[pose].par_lot is not None:
                    lots.setdefault(pose, set()).add(lot.numero)
        siens = {nom: frozenset(numeros) for nom, numeros in lots.items()}
        return cls(gains, siens, (ensemble, *etats), lambda: gains)


def _suite(pack: Pack, manques: _Manques, sans_reponse: Collection[str], plus_tard: Collection[str]) -> Suite:
    vocabulaire = pack.vocabulaire
    gains, connues, rang = manques.gains, vocabulaire.demandables, vocabulaire.rang
    demandables = [nom for nom in gains if nom not in sans_reponse and (nom == LOT or nom in connues)]
    if not demandables:
        return Suite(None, frozenset(), ())
    question = min([(nom in plus_tard, -gains[nom], rang[nom], nom) for nom in demandables])[-1]
    ensemble = vocabulaire[question].genre is Genre.ENSEMBLE
    membres = manques.membres() & vocabulaire[question].options if ensemble else frozenset()
    lots = tuple(sorted(manques.lots.get(question, ())))
    return Suite(question, membres, tuple(demandables), lots, ordre=manques.ordre)


def diagnostiquer(
    pack: Pack,
    faits: Faits,
    jour: date,
    sans_reponse: Collection[str] = (),
    lots: Sequence[Lot] = (),
    *,
    presumer: bool = False,
    nies: Collection[str] = (),
) -> Diagnostic:
    """Judge a contract with the rules of the plan and the law of the day its consultation is launched.

    With lots, what bears on the contract is judged on the whole, the rest lot by lot; one lot alone is the contract.
    Unless `presumer`, what is unknown stays unknown; `nies`: what is not presumed, because somebody denied it.
    """
    sauf = frozenset((*sans_reponse, *nies)) if presumer else None
    dits = au_jour(faits, jour)
    if not en_plusieurs(faits, lots):
        siens = replier(dits, lots)
        suppose = presumer_si(pack, siens, sauf)
        juge = _juger(pack, pack.tout, siens, jour, suppose)
        suite = _suite(pack, _Manques.d_un(juge["etat"], suppose), {*sans_reponse, *suppose.tranches}, ())
        return Diagnostic(
            **juge, question=suite.question, questions_restantes=suite.restantes, dits=dits, lots_dits=tuple(lots)
        )
    reunis = reunir(dits, lots)
    suppose = presumer_si(pack, reunis.faits, sauf)
    ensemble = _juger(pack, pack.du_marche, reunis.faits, jour, suppose, reunis.presumes)
    par_lot = tuple(
        DiagnosticLot(**_juger(pack, pack.du_lot, siens, jour, presumer_si(pack, siens, sauf, de_lot=True)), lot=lot)
        for lot, siens in zip(reunis.lots, reunis.par_lot, strict=True)
    )
    if MONTANT in dits and not any(LOT in lot.faits or lot.par_an is not None for lot in lots):
        # Lots that are only named take nothing from the contract: what applies to it as a whole is told, until their amounts are.
        en_un = _juger(pack, pack.tout, dits, jour, suppose)
        ensemble["recommandations"] = _avec_celles_du_tout(
            ensemble["recommandations"], en_un["recommandations"], par_lot
        )
    manques = _Manques.de_plusieurs(reunis, ensemble["etat"], [un.etat for un in par_lot])
    suite = _suite(pack, manques, {*sans_reponse, *suppose.tranches}, ())
    return Diagnostic(
        **ensemble,
        question=suite.question,
        questions_restantes=suite.restantes,
        lots=par_lot,
        question_des_lots=suite.lots,
        reunis=reunis,
        dits=dits,
        lots_dits=tuple(lots),
    )


def _avec_celles_du_tout(
    siennes: Sequence[Recommandation], du_tout: Sequence[Recommandation], par_lot: Sequence[DiagnosticLot]
) -> tuple[Recommandation, ...]:
    """The recommendations of a contract, with those of the actions that it has as a whole and that no lot has or refuses."""
    closes = {une.fiche.numero for lot in par_lot for une in lot.recommandations}
    closes |= {fiche for lot in par_lot for cle, fiche in _actions(lot) if lot.etat.groupes[cle].verdict is Verdict.NON}
    de_lot = {fiche for _, fiche in _actions(par_lot[0])}
    ajoutees = [une for une in du_tout if une.fiche.numero in de_lot - closes]
    return tuple(sorted((*siennes, *ajoutees), key=lambda une: une.fiche.numero))


def _actions(juge: Jugement) -> list[tuple[Hashable, int]]:
    """The groups of a judgement that are actions, with their numbers."""
    return [(cle, fiche.numero) for cle in juge.etat.groupes if (fiche := juge.ressort.actions.get(cle)) is not None]


def _juger(
    pack: Pack,
    ressort: Ressort,
    dits: Faits,
    jour: date,
    suppose: Presumes,
    presumes: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Any]:
    """The fields of a `Jugement`."""
    complet = completer(pack, suppose.faits)
    if presumes:
        complet = Complet(complet.faits, {**complet.presumes, **presumes})
    faits = complet.faits
    etat = ressort.decideur.analyser(faits)
    lus = [part.lu or _lire(ressort, part, etat) for part in etat.parts]
    recommandations = [siennes for lu in lus for siennes in lu.recommandations]
    a_preciser = [sien for lu in lus for sien in lu.a_preciser]
    return {
        "pack": pack,
        "ressort": ressort,
        "etat": etat,
        "faits": dits,
        "complet": complet,
        "jour": jour,
        "usuelles": suppose.par_fait,
        "recommandations": tuple([
            _sur_ce_qui_fut_dit(une, dits, complet, suppose)
            for _, siennes in sorted(recommandations)
            for une in siennes
        ]),
        "obligations": tuple([due for _, due in sorted([sienne for lu in lus for sienne in lu.obligations])]),
        "a_preciser": MappingProxyType({action: manque for _, action, manque in sorted(a_preciser)}),
    }  # fmt: skip


def _sur_ce_qui_fut_dit(une: Recommandation, dits: Faits, complet: Complet, suppose: Presumes) -> Recommandation:
    """A rule with what it hangs on: what was said, and apart, what the plan's table presumed."""
    presumes = complet.presumes
    if not suppose.par_fait and presumes.keys().isdisjoint(une.decisifs):
        return une
    tables = tuple([nom for nom in une.decisifs if nom in suppose.par_fait and nom not in dits])
    # What was presumed or deduced is told apart.
    decisifs = tuple([nom for nom in une.decisifs if nom not in presumes and nom not in tables])
    return Recommandation(une.fiche, une.regle, une.verdict, decisifs, tables)


@dataclass(frozen=True, slots=True)
class _Lu:
    """What hangs on the analysis of some groups only, each with its rank: contracts that these do not tell apart share it."""

    recommandations: Sequence[tuple[int, Sequence[Recommandation]]]
    obligations: Sequence[tuple[int, Due]]
    a_preciser: Sequence[tuple[int, int, tuple[str, ...]]]


def _lire(ressort: Ressort, part: Part, etat: Etat) -> _Lu:
    recommandations, obligations, a_preciser = [], [], []
    for rang, cle, analyse in part.dites:
        fiche = ressort.actions.get(cle)
        if fiche is None:
            if analyse.verdict.s_applique:
                obligations.append((rang, ressort.lois[cle]))
        elif analyse.verdict is Verdict.INCONNU:
            a_preciser.append((rang, fiche.numero, analyse.manque))
        else:
            siennes = [
                Recommandation(fiche, regle, verdict, ressort.decideur.decisifs(cle, numero, etat))
                for numero, (regle, verdict) in enumerate(zip(fiche.regles, analyse.regles, strict=True))
                if verdict.s_applique
            ]
            recommandations.append((rang, siennes))
    lu = part.lu = _Lu(recommandations, obligations, a_preciser)
    return lu


def _sur(analyse: Analyse | None) -> bool | None:
    """Yes, no, or not decided; no for what the pack does not have."""
    return False if analyse is None else _tranche(analyse)


def _tranche(analyse: Analyse) -> bool | None:
    return {Verdict.OUI: True, Verdict.NON: False}.get(analyse.verdict)


def _jour_de_la_consultation(faits: Faits, jour: date) -> date:
    lance_le = faits.valeur("date_consultation")
    return lance_le if isinstance(lance_le, date) else jour


def _lire_les_signaux(ressort: Ressort, a_cote: Analyses) -> dict[str, Any]:
    signaux = {}
    for signal, cles in ressort.signaux:
        possibles = [
            (a_cote[cle], valeur) for cle, (valeur, _) in zip(cles, signal.valeurs, strict=True) if cle in a_cote
        ]
        vraie = next((valeur for analyse, valeur in possibles if analyse.verdict.s_applique), None)
        signaux[signal.nom] = vraie if possibles else signal.defaut
    return signaux


def _communs(signaux: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What all lots say; None where they differ: each tells its own."""
    premier, *autres = signaux
    return {nom: valeur if all([un[nom] == valeur for un in autres]) else None for nom, valeur in premier.items()}
