"""No file takes down whoever asks what it holds: each is refused, or read in part, with a sentence, in bounded time and memory."""

from __future__ import annotations

import importlib.util
import io
import json
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from knowledge.registre.a_part import Bornes, FichierAPart
from knowledge.registre.apercu import regarder
from knowledge.registre.causes import causes
from knowledge.registre.colonnes import proposer
from knowledge.registre.echange import lecture_de
from knowledge.registre.fichiers import FichierRefuseError, ouvrir
from knowledge.registre.regroupement import lire

_SPEC = importlib.util.spec_from_file_location("hostiles", Path(__file__).with_name("hostiles.py"))
hostiles = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(hostiles)

EXEMPLES = sorted((Path(__file__).parents[1] / "examples" / "registre").glob("*.csv"))
LARGE = Bornes(1_500_000_000, cpu=60, silence=60, duree=120)
pytestmark = pytest.mark.first
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc, and bounds what a process takes")


def lignes(combien):
    return b"".join(json.dumps({**hostiles.MARCHE, "id": f"M{rang}"}).encode() + b"\n" for rang in range(combien))


def dites(lectures):
    return {remarque.cause for lecture in lectures for remarque in lecture.remarques}


def sort_de(contenu):
    """The causes that are told of a file, be it refused; all that reads it is another process."""
    fichier = FichierAPart("x", contenu, apercu=LARGE, lecture=LARGE)
    try:
        fichier.apercu()
        return dites(fichier.lire())
    except FichierRefuseError as refus:
        return {refus.cause}


@pytest.mark.parametrize("contenu", hostiles.LOIN.values(), ids=hostiles.LOIN)
def test_a_lone_cell_at_the_far_corner_is_seen_however_it_is_written(contenu):
    with pytest.raises(FichierRefuseError) as refus:
        FichierAPart("x.xlsx", contenu, apercu=LARGE).apercu()
    assert refus.value.cause == "fichier_trop_gros"


@pytest.mark.parametrize(("contenu", "cause"), hostiles.MESURES.values(), ids=hostiles.MESURES)
def test_what_is_beyond_all_measure_is_said_in_a_sentence(contenu, cause):
    assert cause in causes()
    assert cause in sort_de(contenu)


def test_a_gzip_of_countless_rows_is_refused():
    assert sort_de(hostiles.rangees_compressees()) == {"trop_de_lignes"}


def test_what_is_long_or_deep_within_measure_is_read():
    texte = '"' + "9" * 5000 + "[" * 500 + '\\" \\\\"'
    proche = hostiles.decp("0.30000000000000004", note="x", autre=[[[[1]]]]).replace(b'"x"', texte.encode())
    assert dites(lire(ouvrir("x", io.BytesIO(proche)))) <= {"montant_nul", "valeur_absente"}
    large = "Numéro;Objet" + ";" * 16_000 + "\n1;Gaz" + ";" * 16_000 + "\n"
    (brut,) = ouvrir("x", io.BytesIO(large.encode())).bruts()
    assert dict(brut.champs) == {"Numéro": "1", "Objet": "Gaz"}
    sain = hostiles.classeur(b"<c r='B1048576'><v>1</v></c>")
    assert ouvrir("x", io.BytesIO(sain)).entetes == ("Numéro", "Objet")


@pytest.mark.parametrize("chemin", EXEMPLES, ids=lambda chemin: chemin.stem)
def test_the_other_process_tells_what_this_one_would(chemin):
    for contenu in (chemin, chemin.read_bytes()):
        fichier = FichierAPart(chemin.name, contenu)
        source = ouvrir(chemin.name, io.BytesIO(chemin.read_bytes()))
        assert fichier.apercu() == regarder(chemin.name, io.BytesIO(chemin.read_bytes()))
        attendues = list(lire(source, acheteur_defaut="21630113500010"))
        colonnes = proposer(source.entetes, source.echantillon)
        assert list(fichier.lire(correspondance=colonnes, acheteur_defaut="21630113500010")) == attendues
        assert attendues


def test_an_official_file_is_told_alike_but_for_the_kind_of_its_numbers():
    contenu = hostiles.decp(
        "120000.5",
        dureeMois=48,
        dateNotification="2025-03-15",
        offresRecues=3,
        titulaires=[{"titulaire": {"typeIdentifiant": "SIRET", "id": "55204599900869"}}],
        modifications=[{"modification": {"id": 1, "dureeMois": 60, "dateNotificationModification": "2026-01-10"}}],
    )
    (ici,), (ailleurs,) = lire(ouvrir("x", io.BytesIO(contenu))), FichierAPart("x", contenu).lire()
    assert ici.marche.modifications
    assert ici == ailleurs


@linux
def test_a_file_that_waits_for_ever_is_given_up(tmp_path):
    tuyau = tmp_path / "tuyau"
    os.mkfifo(tuyau)
    court = Bornes(1_500_000_000, cpu=60, silence=2, duree=60)
    debut = time.monotonic()
    for essayer in (lambda fichier: fichier.apercu(), lambda fichier: list(fichier.lire())):
        with pytest.raises(FichierRefuseError) as refus:
            essayer(FichierAPart("x", tuyau, apercu=court, lecture=court))
        assert refus.value.cause == "lecture_trop_longue"
    assert time.monotonic() - debut < 30


@linux
def test_a_file_that_takes_the_processor_is_given_up():
    contenu = b"<marches>" + b"<a/>" * 4_000_000
    with pytest.raises(FichierRefuseError) as refus:
        list(FichierAPart("x", contenu, lecture=Bornes(1_500_000_000, cpu=1, silence=60, duree=60)).lire())
    assert refus.value.cause == "lecture_trop_longue"


@linux
def test_a_file_that_takes_all_memory_is_given_up():
    contenu = b'[{"id": [' + b"1," * 8_000_000 + b"1]}]"
    with pytest.raises(FichierRefuseError) as refus:
        list(FichierAPart("x", contenu, lecture=Bornes(130_000_000, cpu=60, silence=60, duree=60)).lire())
    assert refus.value.cause in ("lecture_trop_lourde", "lecture_arretee")
    assert resource.getrlimit(resource.RLIMIT_AS)[0] == resource.RLIM_INFINITY, "this process is not bounded"


def tuer_qui_lit(numero, apres=()):
    """Kill the one that reads, as a fault of a library would; those of other tests are left alone."""
    for _ in range(600):
        mien = set(Path(f"/proc/self/task/{threading.main_thread().native_id}/children").read_text().split())
        if nouveau := mien.difference(apres):
            os.kill(int(nouveau.pop()), numero)
            return
        time.sleep(0.02)
    raise AssertionError


def enfants():
    return set(Path(f"/proc/self/task/{threading.main_thread().native_id}/children").read_text().split())


@linux
@pytest.mark.parametrize(
    ("numero", "cause"),
    [
        (signal.SIGSEGV, "lecture_arretee"),
        (signal.SIGABRT, "lecture_arretee"),
        (signal.SIGKILL, "lecture_trop_lourde"),
        (signal.SIGXCPU, "lecture_trop_longue"),
    ],
)
def test_a_reader_that_is_killed_is_a_refusal_of_its_file(tmp_path, numero, cause):
    tuyau = tmp_path / "tuyau"
    os.mkfifo(tuyau)
    tueur = threading.Thread(target=tuer_qui_lit, args=(numero, enfants()))
    tueur.start()
    with pytest.raises(FichierRefuseError) as refus:
        FichierAPart("x", tuyau).apercu()
    tueur.join()
    assert refus.value.cause == cause


@linux
def test_what_was_read_before_the_reader_died_is_kept_and_the_rest_is_told_as_missing():
    avant = enfants()
    lectures = FichierAPart("x", lignes(20_000)).lire()
    premieres = [next(lectures), next(lectures)]
    # It waits to be heard: so much cannot be told ahead.
    tuer_qui_lit(signal.SIGSEGV, avant)
    suite = list(lectures)
    assert all(lecture.marche for lecture in (*premieres, *suite[:-1]))
    assert len(suite) < 19_000
    assert [remarque.cause for remarque in suite[-1].remarques] == ["lecture_interrompue"]


@linux
def test_a_reading_that_is_dropped_leaves_no_process():
    avant = enfants()
    lectures = FichierAPart("x", lignes(20_000)).lire()
    next(lectures)
    assert enfants() - avant
    del lectures
    assert enfants() == avant


@linux
def test_the_reader_is_shown_nothing_of_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("SLACK_SIGNING_SECRET", "un-secret-de-la-ville")
    tuyau = tmp_path / "tuyau"
    os.mkfifo(tuyau)
    vus = []

    def regarder_puis_tuer():
        for _ in range(600):
            if nouveau := enfants() - avant:
                (numero,) = nouveau
                time.sleep(0.3)
                vus.append(Path(f"/proc/{numero}/environ").read_bytes())
                os.kill(int(numero), signal.SIGKILL)
                return
            time.sleep(0.02)

    avant = enfants()
    fil = threading.Thread(target=regarder_puis_tuer)
    fil.start()
    with pytest.raises(FichierRefuseError):
        FichierAPart("x", tuyau).apercu()
    fil.join()
    assert b"PYTHONPATH" in vus[0]
    assert b"un-secret-de-la-ville" not in vus[0]


def test_heartbeats_tell_how_much_is_done():
    dit = []
    fichier = FichierAPart("x", lignes(8_000))
    combien = sum(1 for _ in fichier.lire(vivant=dit.append))
    assert combien == 8_000
    assert dit == sorted(dit)
    assert all(0 <= fait <= 1 for fait in dit)


@pytest.mark.parametrize(
    "faux",
    [
        {"marche": {"acheteur_id": 12}},
        {"remarques": [{"gravite": "grave", "cause": "doublon", "champ": "", "lu": "", "retenu": None}]},
        {"remarques": [{"gravite": "ecarte", "cause": "__class__", "champ": "", "lu": "", "retenu": None}]},
        {"ligne": "1"},
        {"extrait": None},
    ],
)
def test_what_is_forged_on_the_way_is_not_believed(faux):
    dite = {"ligne": 1, "marche": None, "regroupe_avec": None, "remarques": [], "extrait": ""}
    assert lecture_de(dite).ligne == 1
    with pytest.raises((KeyError, TypeError, ValueError)):
        lecture_de({**dite, **faux})
