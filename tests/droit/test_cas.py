"""Questions and examples of law, answered; their data are in cas.yaml."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

CAS = yaml.safe_load(Path(__file__).with_name("cas.yaml").read_text("utf-8"))


@pytest.mark.parametrize("cas", CAS, ids=lambda cas: f"{cas['point']}, {cas['nom']}")
def test_an_example_of_law_is_answered_as_the_law_says(cas, knowledge, repond, acheteur):
    dit = acheteur(*cas["acheteur"]) if "acheteur" in cas else repond(*cas["entreprise"])
    assert [un for un in cas.get("attendu", ()) if un not in dit] == [], dit
    assert [un for un in cas.get("jamais", ()) if un in dit] == [], dit
    donnees = [entree for entree in knowledge.ligne().entrees.values() if entree.titre in dit]
    cites = " ; ".join(source for entree in donnees for source in entree.sources)
    assert [une for une in cas.get("sources", ()) if une not in cites] == [], cites
