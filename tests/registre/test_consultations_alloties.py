"""Real consultations with lots: read, imported, made purchases, diagnosed and exported, and nothing of them lost.

They are read where the published data stand, beside the repository, or where SPASER_DONNEES_DIR says.
"""

from __future__ import annotations

import gzip
import io
import json
import re
from collections import defaultdict
from dataclasses import asdict, replace
from datetime import date
from itertools import islice

import pytest

from bot.diagnostic.lines import Diagnostiqueur, en_valeur
from bot.lines import answer_lines
from bot.registre.exports import en_decp, marche_lu
from bot.registre.imports import importer
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.registre.allotie import en_achat
from knowledge.registre.echange import ecrire, lecture_de
from knowledge.registre.export_decp import exporter
from knowledge.registre.fichiers import ouvrir
from knowledge.registre.lots import est_de_lots
from knowledge.registre.marche import Lecture
from knowledge.registre.regroupement import lire
from storage.suivi.records import LotAchete
from tests.registre.conftest import JSONL, SANS_DONNEES
from tests.registre.test_export import en_csv

COMBIEN, LUES = 24, 2_500
JOUR = date(2026, 11, 28)
_LOT = re.compile(r'"_objet": ?"[^"]{12,}\blot', re.IGNORECASE)

pytestmark = SANS_DONNEES


@pytest.fixture(scope="module")
def brutes():
    """The records that name a lot, the first of the file."""
    with gzip.open(JSONL, "rt", encoding="utf-8") as fichier:
        return "".join(islice((ligne for ligne in fichier if _LOT.search(ligne)), LUES)).encode()


def alloties(lectures):
    """The consultations of which at least two lots are there."""
    groupes = defaultdict(list)
    for lecture in lectures:
        if lecture.marche is not None and est_de_lots(lecture.marche.groupe):
            groupes[lecture.marche.groupe].append(lecture.marche)
    return [siens for siens in groupes.values() if len(siens) > 1]


@pytest.fixture(scope="module")
def consultations(brutes):
    """So many of them, each lot with its amount."""
    completes = [
        siens
        for siens in alloties(lire(ouvrir("decp.jsonl", io.BytesIO(brutes))))
        if all(un.montant_ht for un in siens)
    ]
    return completes[:COMBIEN]


@pytest.fixture(scope="module")
def toutes(publiees):
    """Every one of the file, its lots with an amount or without."""
    return alloties(publiees.lectures())


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
    relus = {
        f"{un.marche.acheteur_id}/{un.marche.numero}": un.marche
        for un in lire(ouvrir("export", en_csv(marches)))
        if un.marche
    }
    assert len(relus) == len(marches)
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
    from tests.suivi.test_storage import NOW

    importer(database, pack, ouvrir("export.csv", en_csv(gardes.values())), None, "moi", lambda: NOW)
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


# --- every one of the file --------------------------------------------------------------------------------------------


def en_ligne(rang, achat):
    """The line of `spaser diagnostiquer` that says a purchase."""
    lots = [
        {"numero": lot.numero, "intitule": lot.intitule}
        | {nom.replace("montant_lot_ht", "montant_ht"): en_valeur(dit) for nom, dit in lot.faits.connus().items()}
        for lot in achat.lots
    ]
    dits = {nom: en_valeur(possible) for nom, possible in achat.faits.connus().items()}
    return json.dumps({"id": rang, **dits, "lots": lots}, default=float)


@pytest.mark.long
def test_every_one_is_diagnosed_as_json_with_its_lots(toutes, knowledge):
    assert len(toutes) > 500
    achats = [en_achat(knowledge.pack.vocabulaire, siens) for siens in toutes]
    sortie = io.StringIO()
    lignes = [en_ligne(rang, achat) for rang, achat in enumerate(achats)]
    assert answer_lines(lignes, Diagnostiqueur(knowledge.pack, knowledge.wording, JOUR), sortie) == 0
    for rendu, achat, siens in zip(map(json.loads, sortie.getvalue().splitlines()), achats, toutes, strict=True):
        assert [(un["numero"], un["intitule"]) for un in rendu["lots"]] == [
            (un.numero, un.intitule) for un in achat.lots
        ]
        assert len(rendu["lots"]) == len(siens)
        if all(un.montant_ht for un in siens):
            assert rendu["total"]["somme_des_lots"] == pytest.approx(float(sum(un.montant_ht for un in siens)))
        assert {numero for un in rendu["par_lots"] for numero in un["lots"]} <= {un.numero for un in achat.lots}


@pytest.mark.long
def test_every_one_is_exported_and_comes_back(toutes):
    marches = [un for siens in toutes for un in siens]
    en_json = io.StringIO()
    incomplets = {(un.acheteur_id, un.numero) for un in exporter(marches, en_json)}
    for octets, manquent in ((en_csv(marches), set()), (io.BytesIO(en_json.getvalue().encode()), incomplets)):
        relus = {(un.marche.acheteur_id, un.marche.numero): un.marche for un in lire(ouvrir("x", octets)) if un.marche}
        attendus = {(un.acheteur_id, un.numero): un for un in marches}
        assert relus.keys() == attendus.keys() - manquent
        for cle, relu in relus.items():
            dit = attendus[cle]
            assert (relu.objet, relu.montant_ht, relu.lot, relu.groupe) == (
                dit.objet,
                dit.montant_ht,
                dit.lot,
                dit.groupe,
            )
            assert [un.identifiant for un in relu.titulaires] == [un.identifiant for un in dit.titulaires]
