"""The registry of firms: what searches it, what begins a purchase, and which firms come first."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import BUYER, Replay
from storage.comptes.records import CompteRecord
from storage.ligne_directe.records import StatutEntreprise

NOW = datetime(2026, 11, 25, 10, tzinfo=ZoneInfo("Europe/Paris"))
FIRMES = (
    ("ESAT Malachite", "nettoyage de locaux et blanchisserie", StatutEntreprise.ESAT),
    ("Peinture Basalte", "peinture en bâtiment", None),
    ("Scan Volvic", "numérisation d'archives", StatutEntreprise.EA),
    ("Repassage Dôme", "repassage et nettoyages", StatutEntreprise.SIAE),
)


@pytest.fixture
def cherche(knowledge):
    """What a buyer is answered: the firms that are listed, in their order, and all the words."""
    replay = Replay(knowledge, NOW, BUYER)
    with replay.database.unit_of_work() as uow:
        for nom, metier, statut in FIRMES:
            compte = CompteRecord("web", nom)
            valeurs = {
                "nom": nom,
                "metier": metier,
                "contact": "a@b.example",
                "statuts": [] if statut is None else [statut],
            }
            uow.entreprises.enregistrer(compte, [compte], valeurs, NOW)
            uow.entreprises.annuaire([compte], NOW)
        uow.commit()

    def dire(texte):
        dit = "\n".join(message.texte for message in replay.say(texte))
        noms = sorted((nom for nom, _, _ in FIRMES if f"**{nom}**" in dit), key=dit.index)
        return noms, dit

    yield dire
    replay.close()


MALACHITE, BASALTE, VOLVIC, DOME = (nom for nom, _, _ in FIRMES)


@pytest.mark.parametrize(
    ("dit", "noms"),
    [
        ("je cherche un ESAT pour du nettoyage", [MALACHITE]),
        ("trouve-moi un ESAT qui peut nettoyer des bureaux à Clermont", [MALACHITE]),
        ("trouvez-moi une entreprise pour blanchir du linge", [MALACHITE]),
        ("quel ESAT fait du nettoyage ?", [MALACHITE]),
        ("quels ESAT à Clermont-Ferrand ?", [MALACHITE]),
        ("recherche un ESAT pour nos locaux", [MALACHITE]),
        ("qui peut faire la blanchisserie ?", [MALACHITE]),
        ("connais-tu un peintre ?", [BASALTE]),
        ("trouver des peintres", [BASALTE]),
        ("je cherche un prestataire pour le repassage et le nettoyage", [DOME, MALACHITE]),
        ("je cherche un ESAT ou une EA pour la numérisation", [VOLVIC]),
        ("trouver un ESAT ou une entreprise adaptée", [MALACHITE, VOLVIC]),
        ("trouver un ESAT pour les espaces verts", []),
        ("quelles entreprises font des repas ?", []),
        ("annuaire complet", [MALACHITE, BASALTE, VOLVIC, DOME]),
    ],
)
def test_who_looks_for_a_firm_is_shown_those_that_say_that_trade_the_best_first(cherche, dit, noms):
    trouves, reponse = cherche(dit)
    assert "nnuaire" in reponse
    assert trouves == noms


@pytest.mark.parametrize(
    "dit",
    [
        "je cherche à acheter 40 chaises",
        "je cherche un prestataire pour un marché de nettoyage de 80 000 € HT",
        "je cherche un prestataire de nettoyage pour 3 ans",
        "je cherche un ESAT pour du nettoyage en MAPA",
        "qui peut signer le marché ?",
        "quelle entreprise a remporté le nettoyage ?",
        "trouver des clauses sociales",
    ],
)
def test_an_amount_a_duration_or_a_procedure_make_it_a_purchase_and_other_questions_stay_so(cherche, dit):
    trouves, reponse = cherche(dit)
    assert trouves == []
    assert "annuaire ne correspond" not in reponse
