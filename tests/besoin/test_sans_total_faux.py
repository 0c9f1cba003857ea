"""No figure that is false: what lacks a price, a unit or one number is not compared, and what is said to be wrong is corrected."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import Replay

FOURGONNETTES = "On veut remplacer 6 fourgonnettes diesel de 2013 par des électriques. Achat : 31 500 € HT pièce. Est-ce que je devrais louer ?"
FAUTEUILS = "Un adjoint veut changer les 180 fauteuils de l'hôtel de ville, 310 € HT pièce. Franchement je ne suis pas convaincue. Aidez-moi à poser la question proprement."
INVENTAIRE = "Inventaire fait : 70 en bon état, 55 réparables (60 € l'un), 55 morts."
NACELLE = "jvoudrai acheté une nacelle elevatrice 74 000 ht mais mon chef di fo louer, ki a raison"
USAGE = "on sen ser 70 jour par an. la loc cé 290 par jour. si on achete ya 3800 dentretien par an et sa tien 10 ans, on revan 9000"


@pytest.fixture
def parle(knowledge):
    rejeu = Replay(knowledge, datetime(2026, 11, 30, 10, tzinfo=ZoneInfo("Europe/Paris")))

    def dire(*textes):
        for texte in textes:
            dits = rejeu.say(texte)
        return "\n".join(message.texte for message in dits).replace("\u202f", " ").replace("\xa0", " ")

    yield dire
    rejeu.close()


def test_the_price_already_told_is_of_the_purchase_and_what_is_of_one_is_multiplied(parle):
    dit = parle(
        FOURGONNETTES,
        "Loyer longue durée : 480 € HT par mois et par véhicule, entretien compris, 48 mois. À l'achat on les garderait 8 ans, entretien 650 € par an chacune, revente 4 000 €.",
    )
    # Over years that differ, what is compared is a year.
    for juste in ("138 240 €", "34 560 € par an", "196 200 €", "24 525 € par an", "10 035 € par an de moins"):
        assert juste in dit
    assert "27 200" not in dit
    dit = parle("Oui, 4, et on achète. Gardez la trace du calcul, ma directrice va me demander pourquoi.")
    assert "acheter, 4" in dit
    assert "126 000 € HT" in dit


def test_quantities_that_differ_from_way_to_way_are_kept_in_words_and_make_no_total(parle):
    parle(FAUTEUILS)
    for texte in (
        INVENTAIRE,
        "Il veut quand même du neuf partout sauf les réparables. Donc 125 neufs + 55 réparations.",
        "Vendu : 55 reconditionnés, 55 réparés, on garde les 70. J'écris quoi à l'adjoint, en six lignes aimables ?",
    ):
        dit = parle(texte)
        assert "Je ne sais pas compter un mélange" in dit
        assert not any(faux in dit for faux in ("soit non", "125 €", "55 €", "d'action 70"))
    note = parle("la note pour le dossier")
    assert "70 en bon état" in note
    assert "55 reconditionnés, 55 réparés, on garde les 70" in note
    # Nor does one way, once it is chosen, take the number of them all.
    choisi = parle("on achète")
    assert "55 800" not in choisi
    assert "acheter, " not in choisi


def test_a_price_of_one_beside_a_mix_stays_of_one(parle):
    dit = parle(FAUTEUILS, INVENTAIRE, "Et en reconditionné à 140 € ?")
    assert "pour une pièce" in dit
    assert "je ne sais pas compter un mélange" in dit
    assert "55 800" not in dit


def test_days_of_use_are_counted_and_corrected_and_are_never_how_long_nor_an_amount(parle):
    assert "montant : 74 000 € HT" in parle(NACELLE)
    dit = parle(USAGE)
    for juste in ("290 € × 70 jours par an × 10 ans = 203 000 €", "103 000 €", "Acheter coûte 100 000 € de moins"):
        assert juste in dit.replace("**", "")
    dit = parle("ah mé jme sui tronpé cé pas 70 cé 22 jour lé otre cé la grue")
    assert "63 800 €" in dit
    assert "Louer coûte 39 200 € de moins" in dit
    assert "0,0" not in dit
    assert "74 000 € HT" in parle("récapituler")


def test_what_is_compared_stays_once_renting_is_chosen(parle):
    parle(NACELLE, USAGE, "cé pas 70 cé 22 jour", "finalement on va louer", "oui")
    note = parle("la note pour le dossier")
    assert "74 000 €" in note
    assert "Louer coûte 39 200 € de moins" in note


def test_without_a_price_or_a_clear_unit_nothing_is_compared(parle):
    parle("20 armoires pour les archives")
    dit = parle("en location c'est 20 € par mois pièce sur 5 ans, à l'achat 10 par an d'entretien chacune")
    assert "Il manque le prix d'achat" in dit
    assert "de moins" not in dit
    dit = parle("acheter : 300 € pièce, installation 500")
    assert "pour une pièce, ou en tout" in dit
    assert "de moins" not in dit
    dit = parle("acheter : installation 500 en tout")
    assert "de moins" in dit
    # Told later with no unit, beside prices of one, a price is of one.
    assert "20 × 140 €" in parle("occasion : 140 €")
