"""The topics that a firm's conversation keeps, and what it says of itself and of what it does."""

from __future__ import annotations

import pytest

from handlers.ligne_directe.appel import FIL_MAX, Appel, Sujet
from knowledge.ligne_directe.faits import lire_les_faits
from tests.ligne_directe.conftest import JOUR


def test_each_topic_is_kept_once_with_its_facts_and_the_last_come_first():
    appel = Appel()
    for nom in ("a", "b", "c", "b", "d", "e", "f", "g"):
        appel = Appel(texte=nom, entree=nom, faits={"montant_ht": "1"}, fil=appel.fil_vers(nom))
    assert [sujet.entree for sujet in appel.fil] == ["f", "e", "d", "b"]
    assert len(appel.fil) == FIL_MAX
    assert Appel.depuis_json(appel.en_json()) == appel
    revenu = appel.reprendre(appel.fil[1])
    assert (revenu.entree, revenu.faits) == ("e", {"montant_ht": "1"})
    assert [sujet.entree for sujet in revenu.fil] == ["g", "f", "d", "b"]


def test_what_an_older_version_wrote_is_read_without_topics():
    ancien = {nom: valeur for nom, valeur in Appel(entree="a").en_json().items() if nom != "fil"}
    assert Appel.depuis_json(ancien).fil == ()
    assert Appel(entree="a").fil_vers(None) == (Sujet("", "a"),)


@pytest.mark.parametrize(
    ("texte", "faits"),
    [
        ("nous sommes 45 dont 20 handicapés", {"effectif": 45, "part_pct": "44.4"}),
        ("un ESAT de 40 travailleurs", {"effectif": 40, "statut": "esat"}),
        ("une association de soutien scolaire", {"statut": "ess", "objet_social": "oui"}),
        ("un chantier d'insertion, du gardiennage", {"nature": "services", "statut": "siae", "objet_social": "non"}),
    ],
)
def test_what_a_firm_is_and_does(texte, faits):
    assert lire_les_faits(texte, JOUR) == faits
