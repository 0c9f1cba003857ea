"""The rating of a contract can be recounted by hand from the pack, and nobody's answer is mixed with another's."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.diagnostic.lines import lire_faits
from knowledge.cad.chargement import charger_le_bareme
from knowledge.cad.cotation import coter, experts_concernes, heures, pertinence, prerempli
from knowledge.cad.seance import ACHETEUR, ActionProposee, ContratDeSeance, Force, Niveau, Reponse
from knowledge.droit.qualification import completer
from knowledge.plan.pack import Portee
from tests.fixtures.knowledge import pack_reel

JOUR = date(2026, 12, 10)


@pytest.fixture(scope="module")
def pack():
    return pack_reel()


@pytest.fixture(scope="module")
def bareme(pack):
    return charger_le_bareme(pack)


def contrat(pack, faits, *proposees, echeance=date(2028, 2, 1)):
    return ContratDeSeance(
        1,
        "entretien des espaces verts",
        "ville",
        echeance,
        completer(pack, lire_faits(pack, faits)[0]).faits,
        tuple(
            ActionProposee(action, portee, sure, f"règle de l'action {action}") for action, portee, sure in proposees
        ),
    )


@pytest.fixture
def espaces_verts(pack):
    faits = {"nature": "services", "montant_ht": 400000, "duree_mois": 48, "segments": ["espaces_verts"]}
    return contrat(
        pack,
        {**faits, "acheteur": "ville", "date_consultation": "2027-10-01"},
        (2, Portee.SYSTEMATIQUE, True),
        (8, Portee.A_ETUDIER, True),
        (17, Portee.SYSTEMATIQUE, False),
        (22, Portee.SYSTEMATIQUE, True),
    )


def repondre(auteur, question, valeur, minute=0):
    return Reponse(1, auteur, question, valeur, "Alice", datetime(2026, 11, 2, 9, minute, tzinfo=UTC))


def test_points_are_recounted_by_hand(pack, bareme, espaces_verts):
    note = pertinence(pack, bareme, espaces_verts)
    # Action 8: to study 2, formalised 2, work on the spot 2, three years 1; the pack weighs it double. Action 22: 3 and 1.
    # Action 17: 3, less 1 while a fact is missing. Action 2 is not presented: preparing is what the session does.
    assert {une.action: une.points for une in note.actions} == {8: 14, 22: 8, 17: 2}
    assert [(motif.critere, motif.points) for motif in note.de(17).motifs] == [("portee", 3), ("incertain", -1)]
    assert {axe.axe: axe.points for axe in note.axes} == {2: 14, 3: 2, 4: 8}
    assert (note.points, note.force) == (24, Force.MOYENNE)
    for une in note.actions:
        assert une.points == une.poids * sum(motif.points for motif in une.motifs)


def test_what_is_not_known_gives_no_point(pack, bareme):
    """No amount, no duration, no family: only what the plan itself asks counts."""
    note = pertinence(pack, bareme, contrat(pack, {}, (8, Portee.A_ETUDIER, True), (22, Portee.SYSTEMATIQUE, True)))
    assert {une.action: une.points for une in note.actions} == {8: 4, 22: 6}


def test_only_experts_of_what_is_proposed_are_asked(pack, bareme, espaces_verts):
    assert experts_concernes(bareme, espaces_verts) == ("plie", "3de")
    assert heures(bareme, [8, 17, 22], "plie") == 14  # 12 for action 8, and the lump sum
    assert heures(bareme, [17], "plie") == 0
    assert heures(bareme, [8, 17, 22], ACHETEUR) == 11


def test_a_side_is_worth_its_weakest_answer_and_none_is_averaged(pack, bareme, espaces_verts):
    reponses = [
        repondre(ACHETEUR, "maturite", "mure"),
        repondre(ACHETEUR, "besoin", "arrete"),
        repondre("plie", "maturite", "absente"),
        repondre("plie", "maturite", "emergente", minute=5),
        repondre("plie", "actions", (8,)),
        repondre(ACHETEUR, "actions", (17, 22)),
    ]
    cotation = coter(pack, bareme, espaces_verts, reponses, JOUR)
    assert cotation.de(ACHETEUR).niveau is Niveau.INTENABLE
    assert cotation.de("plie").niveau is Niveau.SOUS_CONDITION  # the last that was said counts
    assert not cotation.de("3de").repondue
    assert cotation.attendus == ("3de",)
    ecarts = {(un.critere, un.action): un.niveaux for un in cotation.ecarts}
    assert ecarts["maturite", None] == {ACHETEUR: Niveau.TENABLE, "plie": Niveau.SOUS_CONDITION}
    assert ecarts["actions", 8] == {ACHETEUR: Niveau.INTENABLE, "plie": Niveau.TENABLE}
    assert cotation.intenables == {8: (ACHETEUR,)}


def test_what_nobody_said_is_reckoned_and_says_so(pack, bareme, espaces_verts):
    cotation = coter(pack, bareme, espaces_verts, [], JOUR)
    plie = {un.critere: un for un in cotation.de("plie").criteres}
    assert (plie["heures"].valeur, plie["heures"].sur, plie["heures"].repondu) == (14, 200, False)
    assert plie["temps"].niveau is Niveau.TENABLE
    assert plie["maturite"].valeur is None
    assert plie["maturite"].niveau is None
    assert (cotation.ecarts, cotation.intenables) == ((), {})


@pytest.mark.parametrize(
    ("echeance", "attendu"),
    [(date(2027, 12, 10), "large"), (date(2027, 12, 9), "juste"), (date(2027, 6, 9), "non"), (None, None)],
)
def test_the_time_left_is_counted_in_whole_months(pack, bareme, echeance, attendu):
    question = next(une for une in bareme.questions if une.id == "temps")
    sans = contrat(pack, {}, (22, Portee.SYSTEMATIQUE, True), echeance=echeance)
    assert prerempli(bareme, sans, ACHETEUR, question, JOUR) == attendu


def test_questions_are_prefilled_from_the_diagnosis_then_from_the_last_time(bareme, espaces_verts):
    derniere = {"maturite": "emergente", "besoin": "une réponse d'autrefois", "heures": Decimal(99)}

    def propose(auteur, identifiant):
        question = next(une for une in bareme.questions_de(auteur) if une.id == identifiant)
        return prerempli(bareme, espaces_verts, auteur, question, JOUR, derniere)

    assert propose("plie", "actions") == (8,)
    assert propose(ACHETEUR, "actions") == (8, 17, 22)
    assert propose("plie", "heures") == 14
    assert propose(ACHETEUR, "maturite") == "emergente"
    assert propose(ACHETEUR, "besoin") is None
    assert all(len(bareme.questions_de(qui)) <= 6 for qui in (ACHETEUR, *bareme.experts))
