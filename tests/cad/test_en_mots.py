"""Acts of the committee and of the register heard with nothing but their words, as the reader of acts gives them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain
from knowledge.ecoute import Acte, Entendu
from storage.cad.records import ECARTE, RETENU, Genre
from storage.comptes.records import Role

REGISTRE = Path(__file__).parents[1] / "examples" / "registre" / "sept_marches.csv"
LUNDI = datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris"))


class Entend:
    """Hears one act in whatever is said."""

    def __init__(self, nature: str) -> None:
        self.nature = nature

    def ecouter(self, texte, contexte, jour, connus=None):
        return Entendu((Acte(self.nature, mots=texte),))


@pytest.fixture
def equipe(knowledge):
    """Somebody of the team, with seven contracts; called with an act and its words."""
    replay = Replay(knowledge, LUNDI)
    replay.give(Role.EQUIPE)
    replay.say("", fichier=(REGISTRE.name, REGISTRE.read_bytes()))
    replay.say("oui")
    replay.work()

    def dire(nature: str, mots: str) -> str:
        replay.engine._knowledge = replace(knowledge, ecoute=Entend(nature))
        return "\n".join(markdown_to_plain(dit.texte) for dit in replay.say(mots))

    dire.replay = replay
    yield dire
    replay.close()


@pytest.mark.parametrize(
    ("nature", "mots", "attendu"),
    [
        ("comite.coter", "tu peux faire celui de TEXTIL SA ?", "Cotation du n° 2"),
        ("comite.coter", "les autocars s'il te plait", "Cotation du n° 6"),
        ("comite.placer", "mets la restauration scolaire à l'ordre du jour", "Aucune séance n'est à venir"),
        ("comite.suivant", "au suivant alors", "aucune séance n'a encore eu lieu"),
        ("comite.defaire", "oups pas celui-là", "rien à défaire"),
        ("comite.preparer", "on s'y met pour la métropole", "Aucune séance n'est fixée (Clermont Auvergne Métropole)"),
        ("comite.membre", "ajoute quelqu'un", "Dites qui, et au comité de qui"),
        ("qui_doit_quoi", "et sur le nettoyage il nous manque qui", "Nettoyage des locaux"),
        ("registre.chercher", "ceux du patrimoine qui coûtent plus de 300 000 euros", "1 marché : plus de 300 000 €"),
        ("registre.chercher", "je veux les voir", "Que cherchez-vous dans le registre ?"),
        ("registre.finir", "pour le papier c'est plutôt fin juin 2028", "n° 7 · Fourniture de papier"),
        ("registre.finir", "la piscine c'est juin 2028", "aucun marché qui s'appelle « piscine »"),
    ],
)
def test_an_act_finds_in_its_words_what_it_is_of(equipe, nature, mots, attendu):
    assert attendu in equipe(nature, mots).replace("\u00a0", " ").replace("\u202f", " ")


def test_a_decision_waits_for_its_session_with_its_reason(equipe):
    assert "l'ESAT est prêt" in equipe(
        "comite.decider", "pour les vêtements de travail, on part sur l'insertion vu que l'ESAT est prêt"
    )
    equipe("comite.tenir", "elle s'est tenue hier")
    with equipe.replay.database.reading() as memory:
        [seance] = memory.seances.liste()
        dits = [un for un in memory.seances.dits(seance.id) if un.genre is Genre.DECISION]
    assert [(un.marche_id, un.sujet, un.valeur, un.motif) for un in dits] == [(2, "8", RETENU, "l'ESAT est prêt")]


def test_before_its_session_a_decision_is_kept_ready(equipe):
    equipe("comite.seance", "CAD de la Ville le 15 décembre 2026")
    equipe("comite.decider", "le papier est écarté, marché trop petit")
    equipe("comite.tenir", "le 15 décembre 2026")
    with equipe.replay.database.reading() as memory:
        [seance] = memory.seances.liste()
        dits = {un.genre: un for un in memory.seances.dits(seance.id)}
    assert Genre.DECISION not in dits
    assert (dits[Genre.EPINGLE].valeur, dits[Genre.EPINGLE].motif) == (ECARTE, "marché trop petit")


def test_what_was_rated_without_a_session_is_rated_for_the_next(equipe):
    equipe("comite.coter", "cote le papier")
    equipe.replay.say("", "co:coter:7:acheteur")
    for _ in range(8):
        equipe.replay.say("passer")
    equipe("comite.seance", "CAD de la Ville le 15 décembre 2026")
    with equipe.replay.database.reading() as memory:
        [seance] = memory.seances.liste()
        assert [(une.marche_id, une.qui) for une in memory.seances.cotations(seance.id)] == [(7, "acheteur")]


# --- decisions are those that were said ---------------------------------------------------------------------------------

QUINZE = Path(__file__).with_name("deux_acheteurs.csv")
FRUITS, COUCHES, HAIES = 3, 4, 9
COTATION = (
    "Cotation des fruits et légumes. Pertinence haute. Pour la soutenabilité : 3DE 12 heures, mission ESS 6 heures, "
    "PLIE 0, offre mûre, et la consultation part dans sept mois."
)
DEUX = (
    "On est en séance. Fruits et légumes : ciblé, actions 13, 24 et 25. "
    "Les couches : ciblées aussi, 22 et 24, mais pas l'insertion."
)
REPRISES = (
    "Attends, l'élu à la transition veut ajouter la 25 aux couches, et on retire la 13 des fruits : "
    "trop peu d'offre pour les bananes. Note le motif."
)
NACELLE = (
    "Non. Pas la 25, l'expert 3DE dit qu'il n'y a pas assez de livraisons. "
    "Et pour la nacelle de l'éclairage, est-ce que ça vaut même la peine de passer au comité ?"
)
MOTIF = "trop peu d'offre pour les bananes"


@pytest.fixture
def seance(knowledge):
    """Somebody of the team, fifteen contracts of two buyers; called with what is said, and the act that is heard in it, if any."""
    replay = Replay(knowledge, LUNDI)
    replay.give(Role.EQUIPE)
    replay.say("", fichier=(QUINZE.name, QUINZE.read_bytes()))
    replay.say("oui")
    replay.work()

    def dire(mots: str, nature: str | None = None) -> str:
        replay.engine._knowledge = knowledge if nature is None else replace(knowledge, ecoute=Entend(nature))
        dits = "\n".join(markdown_to_plain(dit.texte) for dit in replay.say(mots))
        return dits.replace("\u00a0", " ").replace("\u202f", " ")

    dire.replay = replay
    yield dire
    replay.close()


def prevues(seance) -> set[tuple[int, str | None, object, str | None]]:
    """All that is decided, or kept ready, for any session."""
    with seance.replay.database.reading() as memory:
        return {
            (dit.marche_id, dit.sujet, dit.valeur, dit.motif)
            for une in memory.seances.liste()
            for dit in memory.seances.dits(une.id)
            if dit.genre in (Genre.DECISION, Genre.EPINGLE)
        }


def jours(seance) -> set[tuple[str, str]]:
    with seance.replay.database.reading() as memory:
        return {(une.acheteur, une.jour.isoformat()) for une in memory.seances.liste()}


@pytest.mark.parametrize("nature", [None, "comite.decider"])
def test_each_contract_of_a_message_gets_its_own_decision(seance, nature):
    seance("CAD de la Ville le 2 décembre 2026")
    seance(DEUX, nature)
    seance.replay.say("", "ct:tenir:2026-12-02")
    retenues = {(FRUITS, un, RETENU, None) for un in ("13", "24", "25")} | {
        (COUCHES, un, RETENU, None) for un in ("22", "24")
    }
    assert prevues(seance) == retenues | {(COUCHES, "8", ECARTE, None)}
    seance(REPRISES, nature)
    assert prevues(seance) == retenues - {(FRUITS, "13", RETENU, None)} | {
        (COUCHES, "8", ECARTE, None),
        (COUCHES, "25", RETENU, None),
        (FRUITS, "13", ECARTE, MOTIF),
    }


@pytest.mark.parametrize("nature", [None, "comite.decider", "comite.coter"])
@pytest.mark.parametrize(
    "mots",
    [
        COTATION,
        "Ajoutez les fruits et légumes. Moi je le vois pertinence moyenne ; le PLIE m'a répondu forte, 10 heures.",
    ],
)
def test_a_rating_is_no_decision(seance, mots, nature):
    seance("CAD de la Ville le 2 décembre 2026")
    dit = seance(mots, nature)
    assert "Cotation notée, ce n'est pas une décision : n° 3" in dit
    assert prevues(seance) == set()


@pytest.mark.parametrize(
    "mots",
    [
        "on retient la 13 pour les fruits et la 24 pour les couches",
        "les fruits : ciblé, 13, 24, 22 et 25 aux couches",
        "on retire la 13 des fruits, on garde 22, 24 aux couches",
        "Pas la 25, l'expert dit non. La nacelle de l'éclairage est reportée.",
        NACELLE,
    ],
)
def test_a_cut_that_is_not_sure_is_asked_back(seance, mots):
    seance("CAD de la Ville le 2 décembre 2026")
    assert "Une décision par contrat" in seance(mots, "comite.decider")
    assert prevues(seance) == set()


def test_the_day_told_with_the_committee_is_taken(seance):
    dit = seance(
        "Je prépare le comité des achats durables de la Ville du mercredi 2 décembre 2026. Qu'est-ce qui doit y passer ?"
    )
    assert "2 décembre 2026" in dit
    assert "Quel jour" not in dit
    seance(
        "Bonjour, le comité Métropole est prévu le 15 janvier 2027. Quels contrats faudra-t-il avoir cotés d'ici là, "
        "et qui doit encore me rendre quelque chose ?"
    )
    assert jours(seance) == {("ville", "2026-12-02"), ("metropole", "2027-01-15")}


def test_a_decision_told_with_its_day_is_not_lost(seance):
    seance("Comité du mercredi 2 décembre 2026 : les couches ciblées, 22 et 24", "comite.decider")
    assert jours(seance) == {("ville", "2026-12-02")}
    assert prevues(seance) == {(COUCHES, "22", RETENU, None), (COUCHES, "24", RETENU, None)}


def test_words_of_talk_name_no_action(seance):
    seance("CAD de la Métropole le 15 janvier 2027")
    seance("On décide : taille des haies ciblé, 11 et 24. Et la 25, allez.")
    seance.replay.say("", "ct:tenir:2027-01-15")
    assert {(marche, sujet) for marche, sujet, _, _ in prevues(seance)} == {(HAIES, un) for un in ("11", "24", "25")}
