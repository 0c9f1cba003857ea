"""Conditions that read as text, and what each says of a set of possible values."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from knowledge.plan.pack import Pack
from knowledge.regles.conditions import (
    Compare,
    CompareSeuil,
    ConditionFautiveError,
    Contient,
    Parmi,
    Toujours,
    Toutes,
    UneDe,
    ce_qui_reste,
    juger,
    lire_condition,
    valeurs_possibles,
)
from knowledge.regles.faits import Ensemble, Intervalle, Options


def lire(pack: Pack, texte: str) -> Any:
    return lire_condition(texte, pack.vocabulaire, pack.seuils)


def test_always(pack: Pack) -> None:
    assert lire(pack, " toujours ") == Toujours()


@pytest.mark.parametrize(
    "texte", ["montant_ht > 90 000", "montant_ht>90000", "montant_ht > 90\u202f000", "montant_ht > 90 000,00"]
)
def test_an_amount_may_be_written_with_its_spaces(pack: Pack, texte: str) -> None:
    lue = lire(pack, texte)
    assert isinstance(lue, Compare)
    assert ("montant_ht", ">", Decimal(90000)) == (lue.fait, lue.signe, lue.valeur)


def test_choices_yes_and_no_and_members(pack: Pack) -> None:
    natures = pack.vocabulaire["nature"].options
    assert lire(pack, "nature parmi travaux, services").valeurs == {"travaux", "services"}
    assert lire(pack, "nature != concession").valeurs == natures - {"concession"}
    assert lire(pack, "alloti = non") == Parmi("alloti", frozenset({"non"}), "alloti = non")
    assert lire(pack, "alloti != non").valeurs == {"oui"}
    assert lire(pack, "segments contient traiteur").valeurs == {"traiteur"}
    assert isinstance(lire(pack, "segments contient un de traiteur, textile"), Contient)
    assert lire(pack, "segments contient un de traiteur, textile").valeurs == {"traiteur", "textile"}


def test_legal_values_and_dates(pack: Pack) -> None:
    assert isinstance(lire(pack, "montant_ht >= seuil(formalise)"), CompareSeuil)
    assert lire(pack, "date_consultation >= 2026-08-21").valeur == date(2026, 8, 21)


@pytest.mark.parametrize(
    ("texte", "message"),
    [
        ("montant > 90 000", "fait inconnu « montant » ; voulez-vous dire « montant_ht » ?"),
        ("zzz = oui", "fait inconnu « zzz » ; possibles : accord_cadre, acheteur"),
        (
            "nature parmi travaux, service",
            "« nature » ne peut pas valoir « service » ; voulez-vous dire « services » ?",
        ),
        ("alloti = peut-être", "« alloti » ne peut pas valoir « peut-être » ; possibles : non, oui"),
        (
            "segments contient traiteurs",
            "« segments » ne peut pas valoir « traiteurs » ; voulez-vous dire « traiteur » ?",
        ),
        ("nature contient travaux", "« contient » ne va pas avec « nature », qui n'est pas un ensemble"),
        ("segments parmi traiteur", "« parmi » ne va pas avec « segments », qui n'est pas un choix"),
        ("segments = traiteur", "« segments » est un ensemble : écrivez « segments contient … »"),
        ("montant_ht > beaucoup", "« beaucoup » n'est pas un nombre, dans « montant_ht > beaucoup »"),
        ("montant_ht > nan", "« nan » n'est pas un nombre"),
        ("montant_ht >= seuil(formalisé)", "seuil inconnu « formalisé » ; voulez-vous dire « formalise » ?"),
        ("montant_ht >= seuil(formalises)", "seuil inconnu « formalises » ; voulez-vous dire « formalise » ?"),
        ("date_consultation >= août 2026", "« août 2026 » n'est pas une date AAAA-MM-JJ"),
        ("date_consultation >= 2026-02-30", "« 2026-02-30 » n'est pas une date AAAA-MM-JJ"),
        ("nature > travaux", "« > » ne va pas avec « nature » : écrivez = ou !="),
        ("alloti >= oui", "« >= » ne va pas avec « alloti » : écrivez = ou !="),
        ("objet = chaises", "aucune règle ne peut dépendre du texte « objet »"),
        (
            "le montant dépasse 90 000",
            "condition illisible « le montant dépasse 90 000 » ; par exemple : montant_ht > 40 000",
        ),
        ("", "condition illisible «  »"),
        ("montant_ht >", "condition illisible « montant_ht > »"),
    ],
)
def test_a_condition_that_cannot_be_read_says_what_to_write(pack: Pack, texte: str, message: str) -> None:
    with pytest.raises(ConditionFautiveError) as erreur:
        lire(pack, texte)
    assert message in str(erreur.value)


@pytest.mark.parametrize(
    ("signe", "dessous", "pile", "dessus"),
    [
        (">", False, False, True),
        (">=", False, True, True),
        ("<", True, False, False),
        ("<=", True, True, False),
        ("=", False, True, False),
        ("!=", True, False, True),
    ],
)
def test_a_point_is_below_at_or_above_the_bound(
    pack: Pack, signe: str, dessous: bool, pile: bool, dessus: bool
) -> None:
    condition = lire(pack, f"montant_ht {signe} 90 000")
    faits = pack.vocabulaire.aucun_fait()
    trois = [faits.apprendre("montant_ht", Intervalle.point(Decimal(m))) for m in ("89999.99", "90000", "90000.01")]
    assert [dessous, pile, dessus] == [juger(condition, un) for un in trois]
    assert juger(condition, faits) is None


@pytest.mark.parametrize(
    ("texte", "intervalle", "avis"),
    [
        ("montant_ht > 90 000", Intervalle(None, Decimal(90000)), False),
        ("montant_ht > 90 000", Intervalle(None, Decimal("90000.01")), None),
        ("montant_ht > 90 000", Intervalle(Decimal(90000)), None),
        ("montant_ht > 90 000", Intervalle(Decimal(90000), bas_inclus=False), True),
        ("montant_ht >= 90 000", Intervalle(Decimal(90000)), True),
        ("montant_ht < 90 000", Intervalle(None, Decimal(90000), haut_inclus=False), True),
        ("montant_ht <= 90 000", Intervalle(Decimal(60000), Decimal(80000)), True),
        ("montant_ht = 90 000", Intervalle(Decimal(60000), Decimal(80000)), False),
    ],
)
def test_an_interval_is_judged_with_its_ends(pack: Pack, texte: str, intervalle: Intervalle, avis: bool | None) -> None:
    faits = pack.vocabulaire.aucun_fait().apprendre("montant_ht", intervalle)
    assert avis is juger(lire(pack, texte), faits)


def test_some_choices_are_enough(pack: Pack) -> None:
    faits = pack.vocabulaire.aucun_fait().apprendre("nature", Options(frozenset({"travaux", "services"})))
    assert juger(lire(pack, "nature != concession"), faits) is True
    assert juger(lire(pack, "nature = fournitures"), faits) is False
    assert juger(lire(pack, "nature = travaux"), faits) is None


def test_each_member_of_a_set_has_its_own_answer(pack: Pack) -> None:
    condition = lire(pack, "segments contient un de traiteur, textile")
    faits = pack.vocabulaire.aucun_fait()
    assert juger(condition, faits) is None
    assert juger(condition, faits.apprendre("segments", Ensemble(frozenset({"textile"})))) is True
    sans = faits.apprendre("segments", Ensemble(frozenset(), frozenset({"textile"})))
    assert juger(condition, sans) is None
    assert juger(condition, sans.apprendre("segments", Ensemble(frozenset(), frozenset({"traiteur"})))) is False


def test_a_legal_value_depends_on_nature_and_day(pack: Pack, contrat: Any) -> None:
    seuil = pack.seuils["formalise"]
    deux = contrat(date_consultation="2026-03-02").apprendre("nature", Options(frozenset({"travaux", "services"})))
    assert valeurs_possibles(seuil, deux) == (Decimal(216000), Decimal(5404000))
    assert valeurs_possibles(seuil, contrat(nature="services")) == (Decimal(215000), Decimal(216000), Decimal(221000))
    atteint = lire(pack, "montant_ht >= seuil(formalise)")
    assert juger(atteint, contrat(montant_ht=218000, nature="services", date_consultation="2026-03-02")) is True
    assert juger(atteint, contrat(montant_ht=218000, nature="services", date_consultation="2025-12-31")) is False
    assert juger(atteint, contrat(montant_ht=218000, nature="services")) is None
    assert juger(atteint, contrat(montant_ht=6000000)) is True


def test_what_is_left_of_a_condition_drops_what_is_settled(pack: Pack, contrat: Any) -> None:
    montant, nature = lire(pack, "montant_ht > 90 000"), lire(pack, "nature != concession")
    assert ce_qui_reste(Toutes((montant, nature)), contrat(montant_ht=120000)) == nature
    assert ce_qui_reste(Toutes((montant, nature)), contrat()) == Toutes((montant, nature))
    assert ce_qui_reste(UneDe((montant, nature)), contrat(montant_ht=1000)) == nature
    segments = lire(pack, "segments contient un de traiteur, textile")
    sans = contrat().apprendre("segments", Ensemble(frozenset(), frozenset({"textile"})))
    reste = ce_qui_reste(segments, sans)
    assert isinstance(reste, Contient)
    assert reste.valeurs == {"traiteur"}
