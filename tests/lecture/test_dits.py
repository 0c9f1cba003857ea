"""What sentences tell of a purchase, and what they do not: `dits.yaml`, where buyers add theirs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge.lecture import Lecteur
from knowledge.lecture.faits_dits import Attente, Origine, lire_faits
from knowledge.regles.faits import Ensemble, Intervalle, Options, Possible, Texte
from tests.fixtures.knowledge import pack_reel

JOUR = date(2026, 12, 2)
LECTEUR = Lecteur(pack_reel().vocabulaire)
CAS = [
    cas for groupe in yaml.safe_load(Path(__file__).with_name("dits.yaml").read_text("utf-8")) for cas in groupe["cas"]
]


def en_texte(possible: Possible) -> str:
    match possible:
        case Options():
            return "|".join(sorted(possible.possibles))
        case Ensemble():
            return "+".join(sorted(possible.dedans))
        case Intervalle():
            if isinstance(possible.seule, Decimal):
                return f"{possible.seule.normalize():f}"
            return f"{possible.bas}" if possible.seule is not None else f"{possible.bas}..{possible.haut}"
        case Texte():
            return possible.texte


@pytest.mark.parametrize("cas", CAS, ids=[f"{cas.get('question', '')} {cas['dit'][:70]}" for cas in CAS])
def test_what_a_sentence_tells(cas: dict[str, Any]) -> None:
    question = cas.get("question")
    connus = LECTEUR.vocabulaire.aucun_fait()
    if question is not None:
        connus = connus.corriger("objet", Texte("achat"))
    if "connu" in cas:
        connus = connus.corriger("montant_ht", Intervalle.point(Decimal(cas["connu"])))

    lus = lire_faits(LECTEUR, cas["dit"], JOUR, Attente(question) if question else None, connus, repond=True)

    valeurs = {dit.nom: en_texte(dit.possible) for dit in lus.dits}
    if lus.lots is not None:
        valeurs["lots"] = str(lus.lots)
    attendus = {nom: str(valeur) for nom, valeur in cas.get("faits", {}).items()}
    assert {nom: valeurs.get(nom) for nom in attendus} == attendus
    dits = {dit.nom for dit in lus.dits if dit.origine is Origine.DIT and "|" not in valeurs[dit.nom]}
    assert dits.isdisjoint(cas.get("tus", ()))
