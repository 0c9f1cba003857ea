"""What is heard, whatever is said: every string, every context."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.lines import en_dict, expliquer, lire_contexte
from bot.lines import LigneFautiveError
from bot.wiring import build_pack, read_settings
from knowledge.ecoute import Contexte, Ecoute
from knowledge.ecoute.actes import familles
from knowledge.ecoute.modele import FICHIER
from knowledge.ecoute.regles import lire_les_formules
from knowledge.lecture.lecture import Lecteur

JOUR = date(2027, 1, 4)
ETATS = (
    Contexte("proposition", "nature", "oui_non", "nature : services. C'est bien cela ?"),
    Contexte("question", "segments", "choix", "Quelles familles ?"),
    Contexte("question", "duree_mois", "duree", "Quelle durée ?"),
    Contexte("question", "montant_ht", "nombre", "Quel montant, hors taxes ?"),
    Contexte("resultat", montre="diagnostic : actions 8, 11, 17"),
)


@pytest.fixture(scope="module")
def ecoute() -> Ecoute:
    pack, _ = build_pack(read_settings())
    return Ecoute.depuis(Lecteur(pack.vocabulaire))


contextes = st.builds(
    Contexte,
    st.sampled_from(
        ["accueil", "question", "proposition", "resultat", "suivi", "rappel", "ligne_directe", "equipe", "?"]
    ),
    st.sampled_from([None, "montant_ht", "alloti", "procedure", "inconnu"]),
    st.sampled_from(["oui_non", "choix", "nombre", "duree", "texte", "date", "aucun"]),
    st.text(max_size=40),
    st.sampled_from(["acheteur", "equipe", "entreprise"]),
    st.booleans(),
)


@given(texte=st.text(max_size=200), contexte=contextes)
def test_any_string_is_heard_the_same_twice(ecoute: Ecoute, texte: str, contexte: Contexte) -> None:
    entendu = ecoute.ecouter(texte, contexte, JOUR)
    assert entendu.actes
    assert ecoute.ecouter(texte, contexte, JOUR) == entendu
    assert json.dumps(en_dict(entendu), default=str)


@pytest.mark.parametrize(
    "morceau", ["a", "1 ", "la 8, ", "(", "oui et non ", "€ 12 mois. ", "'", "\n", "é;", "8 et 17 et "]
)
def test_hostile_messages_take_no_longer(ecoute: Ecoute, morceau: str) -> None:
    ecoute.ecouter("bonjour", Contexte(), JOUR)
    debut = time.perf_counter()
    ecoute.ecouter(morceau * (4_000 // len(morceau)), ETATS[-1], JOUR)
    assert time.perf_counter() - debut < 1.0


@pytest.mark.parametrize("formule", sorted(lire_les_formules()))
@pytest.mark.parametrize("contexte", ETATS, ids=lambda etat: etat.question or etat.etape)
def test_a_formula_is_heard_in_every_state(ecoute: Ecoute, formule: str, contexte: Contexte) -> None:
    entendu = ecoute.ecouter(formule.capitalize() + " !", contexte, JOUR)
    assert tuple(acte.nature for acte in entendu.actes) == lire_les_formules()[formule]
    assert not entendu.demande


def test_the_model_is_small() -> None:
    assert FICHIER.stat().st_size < 3_500_000


def test_the_same_number_is_what_is_awaited(ecoute: Ecoute) -> None:
    dit = ecoute.ecouter("40", ETATS[3], JOUR).actes[0]
    assert (dit.nature, dit.slots["faits"]) == ("informer", ["montant_ht"])
    assert ecoute.ecouter("11", ETATS[-1], JOUR).actes[0].slots.get("actions") == [11]


def test_a_motive_is_kept_with_what_is_set_aside(ecoute: Ecoute) -> None:
    [acte] = ecoute.ecouter("écarter 11 : pas de budget", ETATS[-1], JOUR).actes
    assert (acte.nature, acte.slots) == ("ecarter", {"actions": [11], "motif": "pas de budget"})


def test_a_yes_to_the_fact_asked_tells_it() -> None:
    assert familles({"oui", "remercier"}, Contexte("question", "alloti", "oui_non")) == {"dire"}
    assert familles({"remercier"}, Contexte()) == {"remercier"}


def test_a_context_that_is_none_is_refused() -> None:
    assert lire_contexte(None) == Contexte()
    with pytest.raises(LigneFautiveError):
        lire_contexte([])
    with pytest.raises(LigneFautiveError):
        lire_contexte({"etape": 3})


def test_people_are_told_why(ecoute: Ecoute) -> None:
    lignes = list(expliquer(ecoute, "alors du coup vous me donnez les actions ?", ETATS[-1], JOUR))
    assert lignes[0].startswith(("resultat", "recapituler", "detail"))
