"""What the Clermont pack holds, counted against the printed SPASER."""

import re
from datetime import date

from knowledge.plan.pack import GENRES_DE_LIEN, Pack
from knowledge.verification import verifier

# Indicators of each action in the source: of realisation, of effects.
INDICATEURS = {
    1: (2, 2), 2: (1, 1), 3: (1, 1), 4: (1, 2), 5: (2, 2), 6: (1, 2), 7: (2, 1), 8: (1, 3), 9: (1, 3), 10: (1, 1),
    11: (1, 4), 12: (1, 2), 13: (1, 2), 14: (2, 2), 15: (1, 4), 16: (1, 4), 17: (1, 4), 18: (2, 4), 19: (1, 3),
    20: (1, 3), 21: (1, 1), 22: (2, 3), 23: (1, 5), 24: (3, 5), 25: (2, 4), 26: (1, 1),
}  # fmt: skip
SANS_REGLE = {1, 3, 4, 5, 6, 7, 9, 15, 16, 21}


def test_the_plan_has_26_actions_4_axes_8_objectives_and_6_targets(pack: Pack) -> None:
    assert list(range(1, 27)) == sorted(pack.fiches)
    assert (len(pack.axes), len(pack.objectifs), len(pack.cibles)) == (4, 8, 6)
    assert {1, 2, 3, 4} == {pack.axe_de(fiche).numero for fiche in pack.fiches.values()}
    assert {objectif.numero for objectif in pack.objectifs} == {fiche.objectif for fiche in pack.fiches.values()}


def test_every_fiche_has_the_indicators_of_the_source(pack: Pack) -> None:
    comptes = {
        numero: tuple(sum(i.famille == famille for i in fiche.indicateurs) for famille in ("realisation", "effets"))
        for numero, fiche in pack.fiches.items()
    }
    assert comptes == INDICATEURS


def test_104_indicator_titles_of_which_88_differ_by_more_than_punctuation(pack: Pack) -> None:
    titres = [indicateur.titre for fiche in pack.fiches.values() for indicateur in fiche.indicateurs]
    assert len(titres) == 104
    assert len(set(titres)) == 89
    assert len({re.sub(r"[^\w%]+", " ", titre.casefold()).strip() for titre in titres}) == 88


def test_a_figure_is_computed_or_entered_never_both(pack: Pack) -> None:
    for fiche in pack.fiches.values():
        for indicateur in fiche.indicateurs:
            assert (indicateur.calcul is None) != (indicateur.saisie is None), (fiche.numero, indicateur.id)


def test_targets_carry_their_own_denominator(pack: Pack) -> None:
    assert [c.population for c in pack.cibles] == ["tous", "tous", "formalises", "formalises", "cibles", "cibles"]
    assert [(c.valeurs[2024], c.valeurs[2026]) for c in pack.cibles] == [
        (30, 70),
        (50, 100),
        (50, 80),
        (30, 60),
        (50, 80),
        (50, 80),
    ]
    assert all(cible.denominateur and cible.numerateur for cible in pack.cibles)


def test_the_glossary_has_at_least_60_terms(pack: Pack) -> None:
    assert len(pack.glossaire) >= 60
    assert all(terme.definition for terme in pack.glossaire)


def test_actions_of_the_organisation_have_no_rule(pack: Pack) -> None:
    assert {numero for numero, fiche in pack.fiches.items() if not fiche.regles} == SANS_REGLE


def test_every_fiche_names_its_pilot_its_words_and_its_source(pack: Pack) -> None:
    for fiche in pack.fiches.values():
        assert fiche.pilote in pack.services
        assert fiche.mots
        assert fiche.resume
        assert fiche.etapes
        assert f"SPASER, action {fiche.numero}" == fiche.source
        assert fiche.verifie_le > date(2026, 1, 1)


def test_links_read_the_same_from_both_ends(pack: Pack) -> None:
    ecrits = {(numero, lien.genre, lien.action) for numero, fiche in pack.fiches.items() for lien in fiche.liens}
    lus = {(numero, lien.genre, lien.action) for numero, liens in pack.liens.items() for lien in liens}
    assert ecrits | {(action, GENRES_DE_LIEN[genre], numero) for numero, genre, action in ecrits} == lus


def test_a_null_is_nothing_and_not_a_word(pack: Pack) -> None:
    assert {None} == {service.joindre for service in pack.services.values()}
    assert "null" not in {choix.nature_probable for choix in pack.vocabulaire["segments"].choix}


def test_the_print_of_the_pack_follows_its_files(pack: Pack) -> None:
    assert re.fullmatch(r"[0-9a-f]{12}", pack.empreinte)


def test_the_verifier_finds_no_fault() -> None:
    rapport = verifier("clermont")
    assert [str(faute) for faute in rapport.fautes] == []
    assert {"fiches": 26, "indicateurs": 104, "indicateurs aux titres distincts": 88}.items() <= rapport.comptes.items()
