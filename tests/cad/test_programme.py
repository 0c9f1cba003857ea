"""What to retain: never worse than trying everything, always possible, and with the reason of each choice."""

from __future__ import annotations

from decimal import Decimal
from itertools import chain, combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.cad.programme import Objectif, Option, Pourquoi, Probleme, programmer

EXPERTS = ("plie", "3de")
heures = st.integers(0, 8).map(Decimal)


@st.composite
def problemes(draw: st.DrawFn) -> Probleme:
    contrats = draw(st.integers(1, 3))
    cles = draw(st.lists(st.tuples(st.integers(1, contrats), st.integers(1, 3)), min_size=1, max_size=8, unique=True))
    options = tuple(
        Option(
            contrat,
            action,
            couts := {expert: draw(heures) for expert in EXPERTS},
            sum(couts.values(), Decimal(0)) + draw(heures),
            draw(st.integers(0, 6)),
            draw(st.sampled_from([False, False, False, True])),
        )
        for contrat, action in cles
    )
    objectifs = tuple(
        Objectif(
            nom,
            draw(st.sampled_from([30, 50, 80, 100])),
            frozenset(draw(st.lists(st.integers(1, 3), min_size=1, max_size=2))),
            frozenset(draw(st.lists(st.integers(1, contrats), max_size=contrats))),
            draw(st.sampled_from([(0, 0), (1, 2), (3, 3)])),
        )
        for nom in ("insertion", "critere")
    )
    epingles = st.lists(st.sampled_from(cles).flatmap(lambda c: st.sampled_from([c, (c[0], None)])), max_size=1)
    return Probleme(
        options,
        objectifs,
        {expert: draw(st.integers(0, 20).map(Decimal)) for expert in EXPERTS},
        {expert: draw(st.integers(0, 2).map(Decimal)) for expert in EXPERTS},
        imposes=frozenset(draw(epingles)),
        exclus=frozenset(draw(epingles)),
    )


def mesurer(probleme: Probleme, retenues: tuple[Option, ...]) -> tuple[Decimal, ...]:
    """What counts, first things first, of one way to choose: pins lost, hours above, targets missed, effort, points."""
    presences = {(une.contrat, expert) for une in retenues for expert in EXPERTS if une.heures[expert]}
    prises = {
        expert: sum(une.heures[expert] for une in retenues)
        + sum(probleme.forfaits[expert] for _, de in presences if de == expert)
        for expert in EXPERTS
    }
    perdues = {c for c, action in probleme.imposes if action is None} - {une.contrat for une in retenues}
    atteints = [
        {une.contrat for une in retenues if une.contrat in un.contrats and une.action in un.actions}
        for un in probleme.objectifs
    ]
    return (
        Decimal(len(perdues)),
        sum((max(Decimal(0), prises[expert] - probleme.heures[expert]) for expert in EXPERTS), Decimal(0)),
        Decimal(sum(max(0, un.a_atteindre - len(ont)) for un, ont in zip(probleme.objectifs, atteints, strict=True))),
        sum((une.effort for une in retenues), Decimal(0)) + sum(probleme.forfaits[expert] for _, expert in presences),
        Decimal(-sum(une.points for une in retenues)),
    )


def toutes_les_facons(probleme: Probleme) -> list[tuple[Option, ...]]:
    imposees = tuple(une for une in probleme.options if probleme.impose(une))
    libres = [une for une in probleme.options if probleme.libre(une) and not probleme.impose(une)]
    return [
        (*imposees, *autres) for autres in chain.from_iterable(combinations(libres, n) for n in range(len(libres) + 1))
    ]


@settings(deadline=None)
@given(problemes())
def test_never_worse_than_trying_everything(probleme: Probleme) -> None:
    programme = programmer(probleme)
    choisies = tuple(un.option for un in programme.choix if un.retenue)
    meilleur = min(mesurer(probleme, facon) for facon in toutes_les_facons(probleme))
    assert mesurer(probleme, choisies) == meilleur
    assert programme.prouve
    assert programme.possible == (meilleur[:3] == (0, 0, 0))
    assert programme.possible == (not programme.conflits)
    assert (programme.effort, -programme.points) == meilleur[3:]
    for un in programme.choix:
        assert un.pourquoi is not Pourquoi.HEURES or un.experts
        assert not (un.retenue and un.option.intenable) or un.pourquoi is Pourquoi.IMPOSEE


@settings(deadline=None)
@given(problemes())
def test_a_conflict_is_one_and_each_part_of_it_is_needed(probleme: Probleme) -> None:
    """By trying everything: no way to choose meets all that is named, and some way meets all but any one of it."""
    programme = programmer(probleme)

    def tenues(facon: tuple[Option, ...]) -> frozenset[str]:
        perdues, _, _, _, _ = mesurer(probleme, facon)
        assert perdues >= 0
        seul = {
            **{
                un.cible: mesurer(
                    Probleme(probleme.options, (un,), {e: Decimal(10**6) for e in EXPERTS}, probleme.forfaits), facon
                )[2]
                for un in probleme.objectifs
            },
            **{
                e: mesurer(
                    Probleme(
                        probleme.options,
                        (),
                        {**{x: Decimal(10**6) for x in EXPERTS}, e: probleme.heures[e]},
                        probleme.forfaits,
                    ),
                    facon,
                )[1]
                for e in EXPERTS
            },
            **{
                str(c): Decimal(c not in {une.contrat for une in facon})
                for c, action in probleme.imposes
                if action is None
            },
        }
        return frozenset(quoi for quoi, manque in seul.items() if not manque)

    facons = [tenues(facon) for facon in toutes_les_facons(probleme)]
    for conflit in programme.conflits:
        nommees = {un.cible or un.expert or str(un.contrat) for un in conflit}
        assert not any(nommees <= une for une in facons)
        if len(programme.conflits) == 1:
            assert all(any(nommees - {quoi} <= une for une in facons) for quoi in nommees)


def test_what_blocks_is_told_with_by_how_much() -> None:
    """Two contracts to clause, the PLIE has hours for one: the target misses one contract, the PLIE needs ten hours more."""
    options = tuple(Option(n, 8, {"plie": Decimal(10)}, Decimal(12), 3) for n in (1, 2))
    insertion = Objectif("insertion", 80, frozenset({8}), frozenset({1, 2}))
    programme = programmer(Probleme(options, (insertion,), {"plie": Decimal(15)}))
    assert not programme.possible
    assert {un.cible or un.expert for un in programme.conflits[0]} == {"insertion", "plie"}
    (atteinte,), (charge,) = programme.atteintes, programme.charges
    assert (atteinte.atteints, atteinte.manque, atteinte.hors_d_atteinte) == (1, 1, 0)
    assert (charge.prises, charge.dispose, charge.manque) == (10, 15, 5)
    laisse = next(un for un in programme.choix if not un.retenue)
    assert (laisse.pourquoi, laisse.experts) == (Pourquoi.HEURES, ("plie",))


def test_a_target_that_no_hours_would_reach_says_so() -> None:
    insertion = Objectif("insertion", 100, frozenset({8}), frozenset({1, 2}))
    options = (
        Option(1, 8, {"plie": Decimal(1)}, Decimal(1), 1),
        Option(2, 8, {"plie": Decimal(1)}, Decimal(1), 1, intenable=True),
    )
    programme = programmer(Probleme(options, (insertion,), {"plie": Decimal(100)}))
    assert [(un.cible, un.expert) for un in programme.conflits[0]] == [("insertion", None)]
    assert programme.atteintes[0].hors_d_atteinte == 1
    assert [un.pourquoi for un in programme.choix] == [Pourquoi.SERT, Pourquoi.INTENABLE]


def test_the_least_effort_comes_first_and_says_what_another_would_cost() -> None:
    """One of two must be clausé: the cheaper is; imposed by hand, the other is, and the cheaper is left."""
    cher, simple = (Option(n, 8, {}, Decimal(effort), 3) for n, effort in ((1, 9), (2, 4)))
    insertion = Objectif("insertion", 50, frozenset({8}), frozenset({1, 2}))
    libre = programmer(Probleme((cher, simple), (insertion,), {}))
    assert libre.retenues == {2: (8,)}
    assert next(un for un in libre.choix if un.retenue).ailleurs == Decimal(9)
    epingle = programmer(Probleme((cher, simple), (insertion,), {}, imposes=frozenset({(1, 8)})))
    assert [(un.retenue, un.pourquoi) for un in epingle.choix] == [
        (True, Pourquoi.IMPOSEE),
        (False, Pourquoi.ATTEINTE),
    ]
