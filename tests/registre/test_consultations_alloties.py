"""Real consultations with lots: read, imported, made purchases, diagnosed and exported, and nothing of them lost.

They are read where the published data stand, beside the repository, or where SPASER_DONNEES_DIR says.
"""

from __future__ import annotations

import gzip
import io
import json
import os
import re
from collections import defaultdict
from dataclasses import asdict, replace
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from bot.registre.exports import en_decp, marche_lu
from bot.registre.imports import importer
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.registre.allotie import en_achat
from knowledge.registre.echange import ecrire, lecture_de
from knowledge.registre.export_tableau import exporter_xlsx
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.lots import est_de_lots
from knowledge.registre.marche import Lecture
from knowledge.registre.regroupement import lire
from storage.suivi.records import LotAchete

ROOT = Path(__file__).parents[2]
JSONL = Path(os.environ.get("SPASER_DONNEES_DIR") or ROOT.parent / "shared" / "data") / "decp.jsonl.gz"
COMBIEN, LUES = 24, 2_500
JOUR = date(2026, 11, 28)
_LOT = re.compile(r'"_objet": ?"[^"]{12,}\blot', re.IGNORECASE)

pytestmark = pytest.mark.skipif(
    not JSONL.exists() and os.environ.get("SPASER_NO_SKIP") != "oui",
    reason=f"no published data in {JSONL.parent}; set SPASER_DONNEES_DIR",
)


@pytest.fixture(scope="module")
def brutes():
    """The records that name a lot, the first of the file."""
    with gzip.open(JSONL, "rt", encoding="utf-8") as fichier:
        return "".join(islice((ligne for ligne in fichier if _LOT.search(ligne)), LUES)).encode()


@pytest.fixture(scope="module")
def consultations(brutes):
    """So many consultations of which at least two lots are there, each with its amount."""
    groupes = defaultdict(list)
    for lecture in lire(ouvrir("decp.jsonl", io.BytesIO(brutes))):
        if lecture.marche is not None and est_de_lots(lecture.marche.groupe):
            groupes[lecture.marche.groupe].append(lecture.marche)
    completes = [siens for siens in groupes.values() if len(siens) > 1 and all(un.montant_ht for un in siens)]
    return completes[:COMBIEN]


def nu(marche):
    """A contract without what is reckoned from it, or noted of its reading."""
    return replace(marche, remarques=(), version="")


def test_there_are_enough_of_them(consultations):
    assert len(consultations) >= 20
    assert all(len({un.groupe for un in siens}) == 1 for siens in consultations)


def test_each_becomes_a_purchase_with_its_lots_and_is_diagnosed(consultations, pack):
    for siens in consultations:
        achat = en_achat(pack.vocabulaire, siens)
        assert len(achat.lots) == len(siens)
        assert sorted(achat.marches.values()) == sorted(un.numero for un in siens)
        assert achat.objet
        par_numero = {un.numero: un for un in siens}
        for lot in achat.lots:
            marche = par_numero[achat.marches[lot.numero]]
            assert lot.intitule
            assert lot.intitule in " ".join(marche.objet.split()) or lot.intitule in marche.objet
            assert lot.faits.valeur("montant_lot_ht") == marche.montant_ht
            assert achat.titulaires[lot.numero] == tuple(un.nom or un.identifiant for un in marche.titulaires)
        diagnostic = diagnostiquer(pack, achat.faits, JOUR, (), achat.lots)
        assert [un.lot.numero for un in diagnostic.lots] == [lot.numero for lot in achat.lots]
        assert diagnostic.reunis.somme.seule == sum(un.montant_ht for un in siens)


def test_the_tables_and_the_lines_give_them_back(consultations):
    marches = [un for siens in consultations for un in siens]
    octets = io.BytesIO()
    assert exporter_xlsx(marches, octets, "Contrats") == len(marches)
    relus = {
        f"{un.marche.acheteur_id}/{un.marche.numero}": un.marche for un in lire(ouvrir("export", octets)) if un.marche
    }
    for un in marches:
        relu = relus[f"{un.acheteur_id}/{un.numero}"]
        assert (relu.objet, relu.montant_ht, relu.lot, relu.titulaires, relu.groupe) == (
            un.objet, un.montant_ht, un.lot, un.titulaires, un.groupe
        )  # fmt: skip
    for rang, un in enumerate(marches, 1):
        dite = json.loads(ecrire({"lecture": asdict(Lecture(rang, un))}))["lecture"]
        assert lecture_de(dite).marche == un


def test_the_register_keeps_them_and_publishes_them(consultations, database, pack):
    gardes = {f"{un.acheteur_id}/{un.numero}": un for siens in consultations for un in siens}
    octets = io.BytesIO()
    exporter_xlsx(gardes.values(), octets, "Contrats")
    from tests.suivi.test_storage import NOW

    importer(database, pack, ouvrir("export.xlsx", octets), None, "moi", lambda: NOW)
    sortie = io.StringIO()
    with database.reading() as memory:
        connus = {f"{un.acheteur_id}/{un.numero}": un for un in memory.marches.tous()}
        assert connus.keys() == gardes.keys()
        for cle, un in gardes.items():
            lu = marche_lu(connus[cle])
            assert (lu.objet, lu.montant_ht, lu.lot, lu.titulaires, lu.groupe) == (
                un.objet, un.montant_ht, un.lot, un.titulaires, un.groupe
            )  # fmt: skip
        vus, incomplets = en_decp(memory, sortie)
        # Each is followed as a lot of its consultation.
        achats = [memory.achats.du_marche(un.id) for un in connus.values()]
        assert len({un.consultation for un in achats}) == len(consultations)
        assert None not in {un.consultation for un in achats}
    publies = json.loads(sortie.getvalue())["marches"]
    # The older format tells less than the official one asks: those are named, none is dropped.
    assert sum(map(len, publies.values())) + len(incomplets) == vus == len(gardes)


def test_a_consultation_is_followed_with_its_lots_and_their_holders(consultations, database, pack):
    from tests.suivi.test_storage import NOW

    with database.unit_of_work() as uow:
        for siens in consultations:
            achat = en_achat(pack.vocabulaire, siens)
            numero = uow.achats.creer({"objet": achat.objet}, NOW)
            lots = [
                LotAchete(lot.numero, lot.intitule, lot.faits.valeur("montant_lot_ht"), "attribue", ", ".join(achat.titulaires[lot.numero]))
                for lot in achat.lots
            ]  # fmt: skip
            uow.achats.dire_les_lots(numero, lots, NOW)
            assert list(uow.achats.trouver(numero).lots) == lots
        uow.commit()
