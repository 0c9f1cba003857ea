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
from knowledge.ecoute import Acte, Contexte, Ecoute, Entendu
from knowledge.ecoute.actes import famille, familles
from knowledge.ecoute.declares import declarations, engage
from knowledge.ecoute.modele import FICHIER
from knowledge.ecoute.regles import lire_les_formules
from knowledge.lecture.lecture import Lecteur
from knowledge.training.ecoute import pire
from knowledge.training.ecoute_exemples import Exemple, parts

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


def test_a_capability_s_own_act_is_written_by_the_name_that_everybody_gives_it() -> None:
    decide = Entendu((Acte("comite.decider", {"marche": 12}), Acte("remercier")), contre=((0.1, ("registre.finir",)),))
    lu = en_dict(decide)
    assert lu["actes"] == [{"nature": "comite", "marche": 12, "finement": "comite.decider"}, {"nature": "remercier"}]
    assert lu["contre"][0]["actes"] == ["marche_fin"]


def test_an_act_is_a_sort_of_one_that_is_a_sort_of_none() -> None:
    dits = {nature: acte.get("comme") for lue in declarations() for nature, acte in lue["actes"].items()}
    assert {comme for comme in dits.values() if comme} <= {nature for nature, comme in dits.items() if comme is None}
    assert not [nature for nature, comme in dits.items() if "." in nature and comme is None]
    assert all(famille(nature) == famille(comme) for nature, comme in dits.items() if comme and not engage(nature))


def test_a_context_that_is_none_is_refused() -> None:
    assert lire_contexte(None) == Contexte()
    with pytest.raises(LigneFautiveError):
        lire_contexte([])
    with pytest.raises(LigneFautiveError):
        lire_contexte({"etape": 3})


def test_people_are_told_why(ecoute: Ecoute) -> None:
    lignes = list(expliquer(ecoute, "merci. et la 8, ça implique quoi ?", ETATS[-1], JOUR))
    assert any(ligne.startswith("detail") for ligne in lignes)
    assert sum(ligne.startswith("clause") for ligne in lignes) == 3
    assert sum(ligne.startswith("proche") for ligne in lignes) == 3


def test_the_readings_offered_hold_the_first_one(ecoute: Ecoute) -> None:
    pack, _ = build_pack(read_settings())
    doux = Ecoute.depuis(Lecteur(pack.vocabulaire), lambda: ecoute.modele.avec(seuil=0.0))
    entendu = doux.ecouter("bon, alors, on fait comment du coup pour les lots", ETATS[2], JOUR)
    assert 2 <= len(entendu.demande) <= 4
    assert [a.nature for a in entendu.demande[0]] == [a.nature for a in entendu.actes]


def test_all_but_one_is_kept(ecoute: Ecoute) -> None:
    actes = {acte.nature: acte.slots for acte in ecoute.ecouter("je garde tout sauf la 11", ETATS[-1], JOUR).actes}
    assert actes["retenir"] == {"sauf": [11], "toutes": True}


def test_a_model_is_refused_when_it_reads_worse() -> None:
    avant = {"tape": 84.0, "exact": 57.0, "nuit": 2.0}
    assert pire(avant, avant) is None
    assert pire({**avant, "tape": 83.0}, avant)
    assert pire({**avant, "nuit": 3.0}, avant)


def test_hands_that_write_alike_are_dealt_out() -> None:
    mains = [
        Exemple("a", Contexte(role=role), (({"nature": "rien"},),), f"main{rang}", piege=False)
        for rang, role in enumerate(["acheteur"] * 4 + ["entreprise"] * 2)
    ]
    assert parts(mains, 2) == [{"main0", "main2", "main4"}, {"main1", "main3", "main5"}]
