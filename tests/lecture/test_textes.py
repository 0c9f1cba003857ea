"""What buyers type, each text read whole: `tests/examples/extract.jsonl`."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from knowledge.lecture import Lecteur, Lecture
from knowledge.regles.faits import OUI, Ensemble, Genre, Intervalle, Options, Texte, Vocabulaire

EXEMPLES = Path(__file__).parents[1] / "examples" / "extract.jsonl"
CAS = [json.loads(ligne) for ligne in EXEMPLES.read_text("utf8").splitlines()]


def points(lecture: Lecture, vocabulaire: Vocabulaire) -> dict[str, Any]:
    """The facts that have one value, as JSON would say them."""
    lus: dict[str, Any] = {}
    for lu in lecture.lus:
        match lu.possible:
            case Options():
                seule = lu.possible.seule
                if seule is not None:
                    lus[lu.nom] = seule == OUI if vocabulaire[lu.nom].genre is Genre.OUI_NON else seule
            case Intervalle():
                if lu.possible.seule is not None:
                    lus[lu.nom] = lu.possible.seule
            case Ensemble():
                lus[lu.nom] = lu.possible.dedans
            case Texte():
                lus[lu.nom] = lu.possible.texte
    return lus


def est(lu: Any, attendu: Any) -> bool:
    if isinstance(attendu, list):
        return set(attendu) <= set(lu or ())
    if isinstance(lu, date):
        return lu.isoformat()[:7] == attendu
    if isinstance(lu, Decimal) and not isinstance(attendu, bool):
        return abs(lu - Decimal(str(attendu))) <= Decimal("0.01")
    return bool(lu == attendu)


@pytest.mark.parametrize("cas", CAS, ids=[f"{cas['id']} {cas['text'][:60]}" for cas in CAS])
def test_texte(cas: dict[str, Any], lecteur: Lecteur, vocabulaire: Vocabulaire) -> None:
    lus = points(lecteur.lire(cas["text"], date.fromisoformat(cas["today"])), vocabulaire)

    assert {nom: lus.get(nom) for nom, attendu in cas["expect"].items() if not est(lus.get(nom), attendu)} == {}
    assert {nom: lus[nom] for nom in cas.get("absent", ()) if nom in lus} == {}
    assert {
        nom: lus[nom] for nom, valeurs in cas.get("forbid", {}).items() if any(est(lus.get(nom), v) for v in valeurs)
    } == {}


def test_the_set_is_large_and_has_no_text_twice() -> None:
    assert len(CAS) >= 150
    assert len({cas["text"] for cas in CAS}) == len(CAS)
    assert len({cas["id"] for cas in CAS}) == len(CAS)
