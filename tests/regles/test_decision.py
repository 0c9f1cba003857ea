"""Decisions are exact: the same as trying every contract, one value after the other."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise, product
from typing import Any, cast

import pytest
from hypothesis import assume, given, reject, settings
from hypothesis import strategies as st

from knowledge.diagnostic.diagnostic import Diagnostic, au_jour, diagnostiquer, preparer, prochaine_question
from knowledge.plan.pack import Pack
from knowledge.regles.conditions import (
    COMBINAISONS,
    Compare,
    CompareSeuil,
    Condition,
    Contient,
    Parmi,
    Toujours,
    Toutes,
    atomes,
    juger,
)
from knowledge.regles.decision import Decideur, Groupe, Verdict, trop_de_cas
from knowledge.regles.diagramme import TropDeCasError
from knowledge.regles.faits import (
    NON,
    OUI,
    Borne,
    Choix,
    ContradictionError,
    Ensemble,
    Fait,
    Faits,
    Genre,
    Intervalle,
    Options,
    Possible,
    Vocabulaire,
)
from knowledge.regles.seuils import Periode, Seuil
from tests.fixtures.knowledge import pack_reel
from tests.regles.enumeration import Enumeration

JOUR = date(2026, 11, 24)
PACK = pack_reel()


# --- by brute force: every fully known contract that is still possible, judged one by one -------------------------------


@dataclass(frozen=True)
class ParForce:
    verdict: Verdict
    regles: tuple[Verdict, ...]
    manque: frozenset[str]
    manque_des_regles: tuple[frozenset[str], ...]


def par_force(faits: Faits, conditions: Sequence[Condition]) -> ParForce:
    vocabulaire = faits.vocabulaire
    noms = faits_cites(conditions)
    avant = [nom for nom in noms if not vocabulaire[nom].a_l_attribution]
    apres = [nom for nom in noms if vocabulaire[nom].a_l_attribution]
    axes = [temoins(faits, nom, conditions) for nom in avant]
    issues = list(product(*(temoins(faits, nom, conditions) for nom in apres)))
    groupe, regles = [], [[] for _ in conditions]
    for connus in product(*axes):
        # `juger` only looks facts up: a dictionary of fully known ones will do, and is much faster to build.
        contrats = [cast("Faits", dict(zip([*avant, *apres], [*connus, *issue], strict=True))) for issue in issues]
        vrais = [[juger(condition, contrat) for condition in conditions] for contrat in contrats]
        groupe.append([any(vrai) for vrai in vrais])
        for rang, lignes in enumerate(regles):
            lignes.append([vrai[rang] for vrai in vrais])
    verdict = verdict_de(groupe)
    tailles = [len(axe) for axe in axes]
    return ParForce(
        verdict,
        tuple(verdict_de(lignes) for lignes in regles),
        manquants(avant, tailles, groupe) if verdict is Verdict.INCONNU else frozenset(),
        tuple(manquants(avant, tailles, lignes) for lignes in regles),
    )


def faits_cites(conditions: Sequence[Condition]) -> list[str]:
    noms = set()
    for condition in conditions:
        for atome in atomes(condition):
            noms.add(atome.fait)
            if isinstance(atome, CompareSeuil):
                noms |= {"nature", "date_consultation"}
    return sorted(noms)


def bornes(nom: str, conditions: Sequence[Condition]) -> set[Any]:
    trouvees: set[Any] = set()
    for condition in conditions:
        for atome in atomes(condition):
            if isinstance(atome, Compare) and atome.fait == nom:
                trouvees.add(atome.valeur)
            if isinstance(atome, CompareSeuil):
                for periode in atome.seuil.periodes:
                    if atome.fait == nom:
                        trouvees |= (
                            {periode.valeur} if periode.valeur is not None else {m for _, m in periode.par_nature}
                        )
                    if nom == "date_consultation":
                        trouvees.add(periode.depuis)
    return trouvees


def temoins(faits: Faits, nom: str, conditions: Sequence[Condition]) -> list[Possible]:
    """Enough fully known values of a fact to meet everything that the conditions can tell apart."""
    possible = faits[nom]
    match possible:
        case Options(possibles):
            return [Options(frozenset({valeur})) for valeur in sorted(possibles)]
        case Ensemble(dedans, dehors):
            cites = sorted(
                {
                    m
                    for c in conditions
                    for a in atomes(c)
                    if isinstance(a, Contient) and a.fait == nom
                    for m in a.valeurs
                }
            )
            libres = [membre for membre in cites if membre not in dedans | dehors]
            return [
                Ensemble(dedans | pris, dehors | (frozenset(libres) - pris))
                for choix in product((False, True), repeat=len(libres))
                for pris in [frozenset(membre for membre, oui in zip(libres, choix, strict=True) if oui)]
            ]
        case Intervalle(bas, haut):
            points: list[Any] = sorted({*bornes(nom, conditions), bas, haut} - {None})
            valeurs: list[Any] = [*points, *(milieu(a, b) for a, b in pairwise(points))]
            un: Any = timedelta(days=1) if isinstance(points[0], date) else Decimal(1)
            valeurs += [
                points[0] - un,
                points[0] / 2 if isinstance(points[0], Decimal) else points[0] - un,
                points[-1] + un,
            ]
            uniques = sorted(set(valeurs))
            return [Intervalle.point(v) for v in uniques if not possible.inter(Intervalle.point(v)).vide]
        case _:
            raise AssertionError(nom)


def milieu(a: Any, b: Any) -> Any:
    return a + (b - a) / 2


def verdict_de(lignes: list[list[bool | None]] | list[list[bool]]) -> Verdict:
    """From the outcomes of the award, for each contract known before it."""
    if all(all(issues) for issues in lignes):
        return Verdict.OUI
    if all(any(issues) for issues in lignes):
        return Verdict.SOUS_CONDITION
    return Verdict.INCONNU if any(any(issues) for issues in lignes) else Verdict.NON


def manquants(noms: Sequence[str], tailles: Sequence[int], lignes: Sequence[Sequence[object]]) -> frozenset[str]:
    """The facts that, changed alone, change whether it applies: every combination of their values, the last one changing first."""
    applique = [any(issues) for issues in lignes]
    manque, pas = set(), len(applique)
    for nom, taille in zip(noms, tailles, strict=True):
        bloc, pas = pas, pas // taille
        # Each value beside the next, all else equal.
        if any(applique[d : d + bloc - pas] != applique[d + pas : d + bloc] for d in range(0, len(applique), bloc)):
            manque.add(nom)
    return frozenset(manque)


def comparer(decideur: Decideur, cle: Hashable, conditions: Sequence[Condition], faits: Faits) -> None:
    attendu = par_force(faits, conditions)
    etat = decideur.analyser(faits)
    analyse = etat.groupes[cle]
    assert attendu.verdict is analyse.verdict
    assert attendu.regles == analyse.regles
    assert attendu.manque == set(analyse.manque)
    for rang, manque in enumerate(attendu.manque_des_regles):
        assert manque == set(decideur.manque_de_la_regle(cle, rang, etat))


# --- small packs drawn at random -----------------------------------------------------------------------------------------

MONTANTS = [Decimal(n) for n in (10, 50, 90, 200)]
JOURS = [date(2026, 1, 1), date(2026, 4, 1), date(2026, 8, 21)]
SIGNES = st.sampled_from([">", ">=", "<", "<=", "=", "!="])


def un_fait(nom: str, genre: Genre, valeurs: Sequence[str] = (), *, attribution: bool = False) -> Fait:
    choix = tuple(Choix(valeur, valeur) for valeur in valeurs)
    minimum = Decimal(0) if genre is Genre.NOMBRE else None
    return Fait(nom, genre, nom, "?", "", choix=choix, a_l_attribution=attribution, minimum_exclu=minimum)


@st.composite
def vocabulaires(draw: st.DrawFn) -> Vocabulaire:
    natures = [f"n{rang}" for rang in range(draw(st.integers(2, 4)))]
    familles = [f"f{rang}" for rang in range(draw(st.integers(1, 4)))]
    a_l_attribution = draw(
        st.sets(st.sampled_from(["montant", "duree", "drapeau", "effectif", "familles"]), max_size=2)
    )
    return Vocabulaire(
        [
            un_fait("nature", Genre.CHOIX, natures),
            un_fait("date_consultation", Genre.DATE),
            *(un_fait(nom, Genre.NOMBRE, attribution=nom in a_l_attribution) for nom in ("montant", "duree")),
            *(
                un_fait(nom, Genre.OUI_NON, ("oui", "non"), attribution=nom in a_l_attribution)
                for nom in ("drapeau", "effectif")
            ),
            un_fait("familles", Genre.ENSEMBLE, familles, attribution="familles" in a_l_attribution),
        ]
    )


@st.composite
def seuils(draw: st.DrawFn, vocabulaire: Vocabulaire) -> Seuil:
    jours = sorted(draw(st.sets(st.sampled_from(JOURS), min_size=1, max_size=2)))
    natures = [choix.valeur for choix in vocabulaire["nature"].choix]
    periodes = []
    for jour in jours:
        if draw(st.booleans()):
            periodes.append(Periode(jour, draw(st.sampled_from(MONTANTS)), (), verifie=True))
        else:
            par_nature = tuple((nature, draw(st.sampled_from(MONTANTS))) for nature in natures)
            periodes.append(Periode(jour, None, par_nature, verifie=True))
    return Seuil("s", "s", "euros", (), tuple(periodes), JOUR)


def atomes_de(draw: st.DrawFn, vocabulaire: Vocabulaire) -> Condition:
    nom = draw(st.sampled_from(["montant", "duree", "seuil", "seuil", *vocabulaire]))
    if nom == "seuil":
        return CompareSeuil("montant", draw(SIGNES), draw(seuils(vocabulaire)), "")
    fait = vocabulaire[nom]
    match fait.genre:
        case Genre.NOMBRE:
            return Compare(nom, draw(SIGNES), draw(st.sampled_from(MONTANTS)), "")
        case Genre.DATE:
            return Compare(nom, draw(SIGNES), draw(st.sampled_from(JOURS)), "")
        case Genre.ENSEMBLE:
            membres = sorted(fait.options)
            taille = draw(st.integers(1, len(membres)))
            return Contient(nom, frozenset(draw(st.sets(st.sampled_from(membres), min_size=taille))), "")
        case _:
            options = sorted(fait.options if fait.genre is Genre.CHOIX else {OUI, NON})
            return Parmi(nom, frozenset(draw(st.sets(st.sampled_from(options), min_size=1))), "")


@st.composite
def conditions(draw: st.DrawFn, vocabulaire: Vocabulaire, profondeur: int = 2) -> Condition:
    genre = draw(st.sampled_from(["atome", "atome", "toujours", "toutes", "une_de", "aucune"]))
    if genre == "toujours":
        return Toujours() if draw(st.integers(0, 4)) == 0 else atomes_de(draw, vocabulaire)
    if genre == "atome" or profondeur == 0:
        return atomes_de(draw, vocabulaire)
    parts = tuple(draw(conditions(vocabulaire, profondeur - 1)) for _ in range(draw(st.integers(1, 3))))
    return COMBINAISONS[genre](parts)


@st.composite
def possibles(draw: st.DrawFn, vocabulaire: Vocabulaire, nom: str) -> Possible:
    """Any set of values of a fact: a point, an interval, some choices, some members."""
    fait = vocabulaire[nom]
    match fait.genre:
        case Genre.NOMBRE | Genre.DATE:
            points: list[Borne] = (
                [*JOURS, date(2026, 2, 10), date(2026, 12, 1)]
                if fait.genre is Genre.DATE
                else [*MONTANTS, *(Decimal(n) for n in (12, 40, 45000, 60000, 90000, 90001, 150000, 216000, 6000000))]
            )
            bas, haut = sorted([draw(st.sampled_from(points)), draw(st.sampled_from(points))])
            return draw(
                st.sampled_from(
                    [
                        Intervalle.point(bas),
                        Intervalle.point(haut),
                        Intervalle(bas, haut),
                        Intervalle(bas),
                        Intervalle(None, haut),
                    ]
                    + ([Intervalle(bas, haut, bas_inclus=False, haut_inclus=False)] if bas != haut else [])
                )
            )
        case Genre.ENSEMBLE:
            sorts = {membre: draw(st.sampled_from(["dehors", "?", "?", "dedans"])) for membre in sorted(fait.options)}
            if draw(st.booleans()):
                sorts = {membre: "dehors" if sort == "?" else sort for membre, sort in sorts.items()}
            return Ensemble(*(frozenset(m for m, sort in sorts.items() if sort == ou) for ou in ("dedans", "dehors")))
        case _:
            options = sorted(fait.options if fait.genre is Genre.CHOIX else {OUI, NON})
            return Options(frozenset(draw(st.sets(st.sampled_from(options), min_size=1, max_size=2))))


@st.composite
def contrats(draw: st.DrawFn, vocabulaire: Vocabulaire, min_connus: int = 0) -> Faits:
    noms = [nom for nom, fait in vocabulaire.items() if fait.genre is not Genre.TEXTE]
    connus = draw(st.sets(st.sampled_from(noms), min_size=min(min_connus, len(noms))))
    faits = vocabulaire.aucun_fait()
    for nom in sorted(connus):
        try:
            faits = faits.apprendre(nom, draw(possibles(vocabulaire, nom)))
        except ContradictionError:
            reject()
    return faits


@settings(max_examples=250 * settings.default.max_examples // 100)
@given(st.data())
def test_small_packs_are_decided_as_by_brute_force(data: st.DataObject) -> None:
    vocabulaire = data.draw(vocabulaires())
    groupes = [
        Groupe(rang, tuple(data.draw(st.lists(conditions(vocabulaire), min_size=1, max_size=3)))) for rang in range(2)
    ]
    faits = data.draw(contrats(vocabulaire))
    decideur = Decideur(vocabulaire, groupes)
    for groupe in groupes:
        comparer(decideur, groupe.cle, groupe.conditions, faits)


def comparer_a_l_enumeration(decideur: Decideur, cle: Hashable, enumeration: Enumeration, faits: Faits) -> None:
    attendu, etat = enumeration.enumerer(faits.connus()), decideur.analyser(faits)
    trouve = decideur.analyser_un(cle, faits)
    dits = {**etat.groupes, **decideur.analyser_a_cote(etat)}
    assert dits.get(cle) == (None if trouve.verdict is Verdict.NON else trouve)
    assert (attendu.verdict, attendu.regles) == (trouve.verdict, trouve.regles)
    assert (attendu.manque, attendu.membres) == (trouve.manque, trouve.membres)
    assert dict(attendu.gains) == pytest.approx(dict(trouve.gains), abs=1e-11)
    for rang, manque in enumerate(attendu.manque_des_regles):
        assert manque == decideur.manque_de_la_regle(cle, rang, etat)


@settings(max_examples=settings.default.max_examples)
@given(st.data())
def test_small_packs_are_decided_as_by_enumeration(data: st.DataObject) -> None:
    """Gains, members and decisive facts too."""
    vocabulaire = data.draw(vocabulaires())
    regles = [tuple(data.draw(st.lists(conditions(vocabulaire), min_size=1, max_size=3))) for _ in range(3)]
    decideur = Decideur(vocabulaire, [Groupe(0, regles[0]), Groupe(1, regles[1])], [Groupe(2, regles[2])])
    faits = data.draw(contrats(vocabulaire))
    for cle, siennes in enumerate(regles):
        enumeration = Enumeration(vocabulaire, siennes)
        comparer_a_l_enumeration(decideur, cle, enumeration, faits)
        rang = data.draw(st.integers(0, len(siennes) - 1))
        assert enumeration.decisifs(rang, faits.connus()) == decideur.decisifs(cle, rang, decideur.analyser(faits))


# --- the real pack -------------------------------------------------------------------------------------------------------

CONDITIONS: dict[Hashable, tuple[Condition, ...]] = {
    **{("action", f.numero): tuple(regle.quand for regle in f.regles) for f in PACK.fiches.values() if f.regles},
    **{("obligation", obligation.id): (obligation.quand,) for obligation in PACK.obligations},
}
A_COTE: dict[Hashable, tuple[Condition, ...]] = {
    ("qualification", nom): (une.quand,) for nom, une in PACK.qualifications.items()
}


@settings(max_examples=2 * settings.default.max_examples)
@given(contrats(PACK.vocabulaire, 4), st.sampled_from(list(CONDITIONS)))
def test_the_real_pack_is_decided_as_by_brute_force(faits: Faits, cle: Hashable) -> None:
    comparer(PACK.decideur, cle, CONDITIONS[cle], faits)


@pytest.mark.parametrize("cle", list(CONDITIONS), ids=str)
def test_every_group_of_the_real_pack_when_nothing_is_known_but_the_day(cle: Hashable) -> None:
    comparer(PACK.decideur, cle, CONDITIONS[cle], preparer(PACK, PACK.vocabulaire.aucun_fait(), JOUR).faits)


ENUMERATIONS = {cle: Enumeration(PACK.vocabulaire, siennes) for cle, siennes in (CONDITIONS | A_COTE).items()}
# Above, what is drawn leaves too much open to try everything.
COMBINAISONS_MAX = 60


@settings(max_examples=settings.default.max_examples)
@given(contrats(PACK.vocabulaire, 8))
def test_every_group_of_the_real_pack_is_decided_as_by_enumeration(faits: Faits) -> None:
    faits = preparer(PACK, faits, JOUR).faits
    for cle, enumeration in ENUMERATIONS.items():
        if enumeration.taille(faits.connus()) <= COMBINAISONS_MAX:
            comparer_a_l_enumeration(PACK.decideur, cle, enumeration, faits)


@settings(max_examples=25)
@given(contrats(PACK.vocabulaire, 8))
def test_a_question_is_asked_exactly_when_an_answer_can_change_what_applies(faits: Faits) -> None:
    faits = preparer(PACK, faits, JOUR).faits
    utiles = frozenset[str]().union(*(par_force(faits, conditions).manque for conditions in CONDITIONS.values()))
    vocabulaire = PACK.vocabulaire
    demandables = {nom for nom in utiles if vocabulaire[nom].demande and not vocabulaire[nom].a_l_attribution}
    suite = prochaine_question(PACK, faits, JOUR)
    assert len(demandables) == suite.restantes
    assert suite.question in demandables or (suite.question is None and not demandables)


def test_one_member_that_is_out_does_not_settle_the_others(pack: Pack) -> None:
    fournitures = pack.vocabulaire.aucun_fait().apprendre("nature", Options(frozenset({"fournitures"})))
    sans_traiteur = fournitures.apprendre("segments", Ensemble(frozenset(), frozenset({"traiteur"})))
    analyse = pack.decideur.analyser_un(("action", 13), sans_traiteur)
    assert analyse.verdict is Verdict.INCONNU
    assert analyse.manque == ("segments",)


def test_two_rules_of_one_action_that_cover_every_case_ask_nothing() -> None:
    vocabulaire = Vocabulaire([un_fait("nature", Genre.CHOIX, ["a"]), un_fait("montant", Genre.NOMBRE)])
    groupe = Groupe("g", (Compare("montant", "<=", Decimal(90), ""), Compare("montant", ">", Decimal(90), "")))
    analyse = Decideur(vocabulaire, [groupe]).analyser_un("g", vocabulaire.aucun_fait())
    assert Verdict.OUI is analyse.verdict
    assert analyse.regles == (Verdict.INCONNU, Verdict.INCONNU)
    assert analyse.manque == ()


def test_rules_that_cover_both_outcomes_of_the_award_leave_no_condition() -> None:
    vocabulaire = Vocabulaire([un_fait("petit", Genre.OUI_NON, ("oui", "non"), attribution=True)])
    deux = (Parmi("petit", frozenset({OUI}), ""), Parmi("petit", frozenset({NON}), ""))
    analyse = Decideur(vocabulaire, [Groupe("g", deux)]).analyser_un("g", vocabulaire.aucun_fait())
    assert Verdict.OUI is analyse.verdict
    assert analyse.regles == (Verdict.SOUS_CONDITION, Verdict.SOUS_CONDITION)


def drapeaux(nombre: int) -> tuple[Vocabulaire, list[Condition]]:
    faits = [un_fait(f"f{rang}", Genre.OUI_NON) for rang in range(nombre)]
    return Vocabulaire(faits), [Parmi(fait.nom, frozenset({OUI}), "") for fait in faits]


def test_a_hundred_facts_are_decided_together() -> None:
    """Trying everything would take as many steps as there are atoms in the universe."""
    vocabulaire, dits = drapeaux(100)
    deux_a_deux = tuple(Toutes(paire) for paire in zip(dits[::2], dits[1::2], strict=True))
    decideur = Decideur(vocabulaire, [Groupe("g", deux_a_deux)])
    assert len(decideur.analyser_un("g", vocabulaire.aucun_fait()).manque) == 100
    faits = Faits(vocabulaire, {f"f{rang}": Options(frozenset({NON})) for rang in range(0, 98, 2)})
    analyse = decideur.analyser_un("g", faits)
    assert analyse.verdict is Verdict.INCONNU
    assert analyse.gains == (("f98", 0.5), ("f99", 0.5))


def test_rules_that_are_too_many_cases_only_together_are_refused() -> None:
    vocabulaire, dits = drapeaux(28)
    de_loin_en_loin = [Toutes(paire) for paire in zip(dits[:14], dits[14:], strict=True)]
    assert not any(trop_de_cas(vocabulaire, [une]) for une in de_loin_en_loin)
    assert not trop_de_cas(vocabulaire, de_loin_en_loin[:7])
    assert trop_de_cas(vocabulaire, de_loin_en_loin)
    with pytest.raises(TropDeCasError):
        Decideur(vocabulaire, [Groupe("g", tuple(de_loin_en_loin))])


# --- laws of the diagnosis -----------------------------------------------------------------------------------------------

REPONSES: dict[str, list[Any]] = {
    "montant_ht": [800, 10000, 40000, 50000, 59999, 60000, 90000, "90000.01", 120000, 214999, 215000, 216000, 5404000],
    "duree_ferme_mois": [1, 2, 3, 12, 24],
    "montant_minimum_ht": [20000, 50000, 60000],
    "assiette_avance_ht": [20000, 50000, 60000],
    "montant_lot_ht": [20000, 215000, 300000],
    "duree_mois": [1, 2, 3, 4, 12, "12.5", 36, 48, 60],
    "date_consultation": ["2025-12-31", "2026-01-01", "2026-03-31", "2026-04-01", "2026-08-21", "2027-01-01"],
    "date_attribution": ["2028-03-01"],
    "date_debut": ["2028-06-01"],
    "date_fin_actuel": ["2028-05-31"],
}


@st.composite
def reponses(draw: st.DrawFn) -> dict[str, Possible]:
    """A full contract, told as one answer per fact, without contradiction."""
    dites: dict[str, Possible] = {}
    for nom, fait in PACK.vocabulaire.items():
        match fait.genre:
            case Genre.NOMBRE:
                dites[nom] = Intervalle.point(Decimal(str(draw(st.sampled_from(REPONSES[nom])))))
            case Genre.DATE:
                dites[nom] = Intervalle.point(date.fromisoformat(draw(st.sampled_from(REPONSES[nom]))))
            case Genre.ENSEMBLE:
                dedans = frozenset(draw(st.sets(st.sampled_from(sorted(fait.options)), max_size=3)))
                dites[nom] = Ensemble(dedans, fait.options - dedans)
            case Genre.CHOIX | Genre.OUI_NON:
                options = sorted(fait.options if fait.genre is Genre.CHOIX else {OUI, NON})
                dites[nom] = Options(frozenset({draw(st.sampled_from(options))}))
            case _:
                pass
    procedure, nature = dites["procedure"], dites["nature"]
    assert isinstance(procedure, Options)
    assert isinstance(nature, Options)
    choix = PACK.vocabulaire["procedure"].choix_de(procedure.seule or "")
    assume(choix is None or nature.seule not in choix.exclut.get("nature", ()))
    return dites


def apprendre(dites: dict[str, Possible], noms: Sequence[str]) -> Faits:
    faits = PACK.vocabulaire.aucun_fait()
    for nom in noms:
        faits = faits.apprendre(nom, dites[nom])
    return faits


def etapes(dites: dict[str, Possible], noms: Sequence[str]) -> Iterator[Faits]:
    for combien in range(len(noms) + 1):
        yield apprendre(dites, noms[:combien])


@settings(max_examples=settings.default.max_examples)
@given(reponses(), st.data())
def test_learning_never_reverses_a_settled_verdict(dites: dict[str, Possible], data: st.DataObject) -> None:
    noms = data.draw(st.permutations(sorted(dites)))
    acquis: dict[tuple[Hashable, int], Verdict] = {}
    for rang, faits in enumerate(etapes(dites, noms)):
        appris = noms[rang - 1] if rang else ""
        groupes = PACK.decideur.analyser(faits).groupes
        for cle in CONDITIONS:
            analyse = groupes[cle]
            for place, verdict in enumerate((analyse.verdict, *analyse.regles)):
                avant = acquis.get((cle, place), Verdict.INCONNU)
                if avant in {Verdict.OUI, Verdict.NON}:
                    assert avant is verdict, (cle, place, noms[:rang])
                if avant is Verdict.SOUS_CONDITION and not PACK.vocabulaire[appris].a_l_attribution:
                    assert verdict.s_applique
                acquis[cle, place] = verdict
    assert Verdict.INCONNU not in acquis.values()


@settings(max_examples=settings.default.max_examples)
@given(reponses(), st.data())
def test_unknown_never_becomes_no(dites: dict[str, Possible], data: st.DataObject) -> None:
    connus = data.draw(st.lists(st.sampled_from(sorted(dites)), unique=True))
    partiel = PACK.decideur.analyser(apprendre(dites, connus)).groupes
    complet = PACK.decideur.analyser(apprendre(dites, sorted(dites))).groupes
    for cle in CONDITIONS:
        if complet[cle].verdict is Verdict.OUI:
            assert partiel[cle].verdict is not Verdict.NON
        if complet[cle].verdict is Verdict.NON:
            assert partiel[cle].verdict is not Verdict.OUI


@settings(max_examples=60 * settings.default.max_examples // 100)
@given(reponses(), st.data())
def test_the_order_of_the_answers_does_not_change_the_diagnosis(
    dites: dict[str, Possible], data: st.DataObject
) -> None:
    noms = data.draw(st.lists(st.sampled_from(sorted(dites)), unique=True))
    autre = data.draw(st.permutations(noms))
    un, deux = apprendre(dites, noms), apprendre(dites, autre)
    assert un == deux
    assert diagnostiquer(PACK, un, JOUR) == diagnostiquer(PACK, deux, JOUR)


@settings(max_examples=60 * settings.default.max_examples // 100)
@given(reponses())
def test_answering_every_question_settles_everything_that_is_asked_for(dites: dict[str, Possible]) -> None:
    faits = PACK.vocabulaire.aucun_fait()
    posees: list[str] = []
    while (suite := prochaine_question(PACK, faits, JOUR)).question is not None:
        assert suite.question not in posees
        assert suite.membres <= PACK.vocabulaire[suite.question].options
        posees.append(suite.question)
        faits = faits.apprendre(suite.question, dites[suite.question])
    fin: Diagnostic = diagnostiquer(PACK, faits, JOUR)
    assert fin.a_preciser == {}
    jamais_demandes = {nom for nom, fait in PACK.vocabulaire.items() if not fait.demande}
    for ouverte in fin.ouvertes:
        assert ouverte.regle is not None or set(ouverte.manque) <= jamais_demandes


@settings(max_examples=60 * settings.default.max_examples // 100)
@given(reponses(), st.data())
def test_deciding_facts_alone_give_the_same_verdict(dites: dict[str, Possible], data: st.DataObject) -> None:
    faits = au_jour(apprendre(dites, data.draw(st.lists(st.sampled_from(sorted(dites)), unique=True))), JOUR)
    diagnostic = diagnostiquer(PACK, faits, JOUR)
    for recommandation in diagnostic.recommandations:
        rang = [regle.id for regle in recommandation.fiche.regles].index(recommandation.regle.id)
        cle = ("action", recommandation.fiche.numero)
        # With what was presumed or deduced, which is told with the qualification.
        decisifs = PACK.decideur.decisifs(cle, rang, diagnostic.etat)
        assert set(recommandation.decisifs) <= set(decisifs)
        seuls = Faits(PACK.vocabulaire, {nom: diagnostic.juges[nom] for nom in decisifs})
        assert recommandation.verdict is PACK.decideur.analyser_un(cle, seuls).regles[rang]


def test_what_was_left_unanswered_is_not_asked_again(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait()
    premiere = prochaine_question(pack, faits, JOUR).question
    assert premiere is not None
    assert premiere != prochaine_question(pack, faits, JOUR, [premiere]).question
    assert premiere != prochaine_question(pack, faits, JOUR, (), [premiere]).question
    reste = [nom for nom in pack.vocabulaire if nom != premiere]
    assert premiere == prochaine_question(pack, faits, JOUR, reste, [premiere]).question


def test_the_holder_is_never_asked_before_the_award(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait()
    posees: list[str] = []
    while (question := prochaine_question(pack, faits, JOUR, posees).question) is not None:
        posees.append(question)
    assert "titulaire_moins_50_salaries" not in posees
    assert len(set(posees)) == len(posees)
