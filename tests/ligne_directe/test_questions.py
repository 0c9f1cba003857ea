"""Questions of firms that nobody wrote an answer for: answered with the right words, or handed to a person."""

from __future__ import annotations

import unicodedata
from collections import Counter
from pathlib import Path

import pytest
import yaml

from bot.ligne_directe.lines import Conseils
from handlers.ligne_directe.jugement import HORS_SUJET, juger
from knowledge.ligne_directe.aiguillage import Aiguillage
from knowledge.ligne_directe.entrees import Entree
from knowledge.ligne_directe.gardes import URGENTES, Garde, Soupcon
from knowledge.ligne_directe.repondeur import Repondeur
from storage.ligne_directe.records import GARDES_URGENTES
from tests.ligne_directe.conftest import JOUR

# Below what was reached when they were written: 97 % right; the rest is read one by one.
JUSTES_MIN = 0.95
SUJETS = yaml.safe_load(Path(__file__).with_name("sujets.yaml").read_text("utf-8"))
TROUVEES_MIN = 0.85


def plain(text):
    simple = text.replace("\u00a0", " ").replace("\u202f", " ").replace("\u2019", "'").lower()
    return "".join(letter for letter in unicodedata.normalize("NFD", simple) if not unicodedata.combining(letter))


@pytest.fixture(scope="module")
def conseils(knowledge, ligne, repondeur, gardien):
    from datetime import UTC, datetime

    return Conseils(knowledge.pack, knowledge.wording, ligne, repondeur, gardien, datetime(2026, 11, 24, 9, tzinfo=UTC))


def test_what_small_firms_ask_finds_its_answer(repondeur, ligne):
    """Subject by subject, in words that no answer was written with."""
    demandes = {q for entree in ligne.entrees.values() for q in entree.questions}
    perdues = []
    for sujet in SUJETS:
        bonnes = sujet["entree"] if isinstance(sujet["entree"], list) else [sujet["entree"]]
        assert set(bonnes) <= set(ligne.entrees)
        assert sujet["q"] not in demandes
        sures = [trouvee.entree.id for trouvee in repondeur.chercher(sujet["q"]).sures]
        if not set(sures[:1]) & set(bonnes):
            perdues.append((sujet["q"], sures[:2]))
    assert len(perdues) <= (1 - TROUVEES_MIN) * len(SUJETS), perdues


def test_questions_are_answered_and_every_case_is_handed_over(conseils, exemples):
    wrong, missed = [], []
    lines = exemples("ligne_directe.jsonl")
    for line in lines:
        said = conseils({"q": line["q"]})
        if said["escalade"] != line["escalade"] or not any(
            plain(mot) in plain(said["reponse"]) for mot in line["mots"]
        ):
            wrong.append(line["q"])
        if line["escalade"] and not said["escalade"]:
            missed.append(line["q"])
    assert missed == []
    assert len(wrong) <= (1 - JUSTES_MIN) * len(lines), wrong


def test_messages_that_were_never_learned_from_are_told_apart(repondeur, gardien, exemples):
    missed = needless = elsewhere = 0
    kinds = Counter()
    for line in exemples("gardes_jamais_appris.jsonl"):
        avis = juger(line["q"], repondeur, gardien, JOUR)
        kind = line["garde"] if line["garde"] in (None, "hors_sujet") else "case"
        kinds[kind] += 1
        missed += kind == "case" and avis.garde is None and (avis.entree is not None or avis.hors_sujet)
        needless += kind is None and avis.garde is not None
        elsewhere += kind == "hors_sujet" and avis.hors_sujet
    assert missed <= 0.03 * kinds["case"]
    assert needless <= 0.12 * kinds[None]
    assert elsewhere >= 0.65 * kinds["hors_sujet"]


def test_nothing_of_the_examples_was_learned_from(exemples):
    learned = {line["q"] for line in exemples("gardes.jsonl")}
    assert not learned & {line["q"] for line in exemples("gardes_jamais_appris.jsonl")}


def test_each_answer_is_found_by_its_own_title(repondeur, ligne):
    lost = [
        entree.id
        for entree in ligne.entrees.values()
        if entree.id not in [trouvee.entree.id for trouvee in repondeur.chercher(entree.titre).sures[:2]]
    ]
    assert lost == []


@pytest.mark.parametrize(
    "q", ["quel temps fera-t-il demain", "recette de la truffade", "qui a gagné le match hier soir", "🎉", "", "   "]
)
def test_what_is_about_something_else_gets_no_answer(q, repondeur, gardien):
    assert juger(q, repondeur, gardien, JOUR).entree is None


@pytest.mark.parametrize(
    ("q", "ailleurs"),
    [
        ("quel temps fera-t-il demain", True),
        ("tu connais la recette de la truffade", True),
        ("ecris moi un poeme sur les volcans stp", True),
        ("faut-il repeindre mon fourgon aux couleurs de la ville ?", False),
        ("où je trouve vos marchés", False),
        ("je veux parler à quelqu'un", False),
    ],
)
def test_what_is_about_anything_else_disturbs_nobody(q, ailleurs, repondeur, gardien):
    avis = juger(q, repondeur, gardien, JOUR)
    assert avis.hors_sujet is ailleurs
    assert not (ailleurs and avis.garde)


@pytest.mark.parametrize(
    ("texte", "entree", "aussi"),
    [
        ("on est 12, on a droit à l'avance ? et comment je dépose mon offre ?", "avance_petite_entreprise", ["depot_electronique"]),
        ("c koi la retenue de garantie et comment je facture", "retenue_garantie", ["facturer"]),
        ("c'est quoi un MAPA ? et c'est quoi un accord-cadre ?", "mapa", ["accord_cadre"]),
        # One question, told in several sentences.
        ("votre marché est trop gros pour moi. Comment faire ?", "marche_trop_gros", []),
        ("L'avance, on la rend quand exactement ? Elle est reprise sur mes factures ?", "avance_remboursement", []),
    ],
)  # fmt: skip
def test_each_question_of_a_message_is_heard(texte, entree, aussi, repondeur, gardien):
    avis = juger(texte, repondeur, gardien, JOUR)
    assert (avis.garde, avis.entree.id, [une.id for une in avis.aussi]) == (None, entree, aussi)


def test_a_question_that_a_person_must_answer_is_not_proposed_beside_another(repondeur, gardien):
    avis = juger("c'est quoi un MAPA ? et pourquoi mon offre de mardi est rejetée ?", repondeur, gardien, JOUR)
    assert avis.garde is not None or not avis.aussi


def test_the_answers_were_learned_as_they_are(ligne):
    """Otherwise: `make gardes`."""
    assert Aiguillage().connues == set(ligne.entrees)


class Gardien:
    """As sure as it is told to be, of whatever it reads."""

    def __init__(self, garde, surete, ailleurs):
        self.garde, self.surete, self.ailleurs = garde, surete, ailleurs

    def garder(self, texte, evidence):
        return self.garde

    def soupconner(self, texte):
        return Soupcon(self.garde or Garde.DOSSIER, self.surete)

    def hors_sujet(self, texte):
        return self.ailleurs


NETTE, RIEN = "sous combien de jours êtes-vous tenus de payer une facture ?", "un tabouret à trois pieds"


@pytest.mark.parametrize(
    ("q", "garde", "surete", "ailleurs", "attendu"),
    [
        (NETTE, None, 0.05, 0.0, ("delai_paiement", None)),
        (NETTE, Garde.LITIGE, 0.1, 0.0, ("delai_paiement", "offerte")),
        (NETTE, Garde.LITIGE, 0.45, 0.0, ("delai_paiement", "demandée")),
        (NETTE, Garde.LITIGE, 0.7, 0.0, Garde.LITIGE),
        (NETTE, Garde.PROBITE, 0.1, 0.0, ("delai_paiement", None)),
        (NETTE, Garde.PROBITE, 0.5, 0.0, "un signalement ?"),
        (NETTE, Garde.PROBITE, 0.9, 0.0, Garde.PROBITE),
        (NETTE, Garde.DETRESSE, 0.4, 0.0, Garde.DETRESSE),
        (RIEN, Garde.LITIGE, 0.25, 0.1, Garde.LITIGE),
        (RIEN, Garde.LITIGE, 0.25, 0.55, "hors sujet"),
        (RIEN, Garde.LITIGE, 0.1, 0.1, "pas de réponse"),
        (RIEN, Garde.DETRESSE, 0.4, 0.55, Garde.DETRESSE),
    ],
)
def test_a_clear_answer_is_given_unless_a_case_is_sure(q, garde, surete, ailleurs, attendu, repondeur):
    avis = juger(q, repondeur, Gardien(garde, surete, ailleurs), JOUR)
    personne = None if avis.soupcon is None else "demandée" if avis.possible else "offerte"
    dit = avis.garde or ("hors sujet" if avis.hors_sujet else None)
    if dit is None:
        dit = (avis.entree.id, personne) if avis.entree else "un signalement ?" if avis.soupcon else "pas de réponse"
    assert dit == attendu


def test_no_way_of_asking_an_answer_is_about_something_else(ligne, repondeur, gardien):
    odd = [q for entree in ligne.entrees.values() for q in entree.questions if gardien.hors_sujet(q) >= HORS_SUJET]
    assert [q for q in odd if juger(q, repondeur, gardien, JOUR).hors_sujet] == []


def test_no_way_of_asking_an_answer_raises_an_alarm(ligne, gardien):
    alarms = [(q, gardien.alarme(q)) for entree in ligne.entrees.values() for q in entree.questions]
    assert [(q, alarme) for q, alarme in alarms if alarme is not None] == []


def test_an_answer_that_was_never_learned_comes_first_when_it_fits_best(ligne):
    q = "la retenue de garantie s'applique-t-elle aux traiteurs du marché de Noël ?"
    promue = Entree(id="promue_1", titre=q, sujet=q, questions=(q,), reponse="Oui.", verifie_le=JOUR)
    repondeur = Repondeur(ligne.entrees.values(), Aiguillage()).avec([promue])
    assert repondeur.chercher(q).sures[0].entree is promue
    assert repondeur.chercher("c'est quoi la retenue de garantie").sures[0].entree.id == "retenue_garantie"


def test_the_urgent_guards_are_those_that_the_database_ranks_first():
    assert set(GARDES_URGENTES) == {garde.value for garde in URGENTES}
