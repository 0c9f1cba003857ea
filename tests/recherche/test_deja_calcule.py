"""What one process computed is read again by the next, and computed again whenever it may not be the same."""

import numpy as np
import pytest

from knowledge.ligne_directe.profils import Profils, profiler
from knowledge.recherche import deja_calcule as module
from knowledge.recherche.index import Index, Lexique, indexer
from knowledge.recherche.repertoire import Repertoire, repertorier


@pytest.fixture
def calculs(monkeypatch, tmp_path):
    """Asks for the answer of a text, and tells how many times it was computed."""
    monkeypatch.setattr(module, "DOSSIER", tmp_path / "gardes")
    source = tmp_path / "source.py"
    source.write_text("un", "utf-8")
    faits = []

    def demander(lu):
        mots = [(rang, 1 / 3, frozenset({mot})) for rang, mot in enumerate(lu.split())]
        nombres = {"petits": np.array([1, 2, 3], np.uint8), "rien": np.zeros((0, 4)), "parts": np.eye(2) / 3}

        def calculer():
            faits.append(lu)
            return {"lu": lu, "mots": mots, **nombres}

        rendu = dict(module.deja_calcule("essai", lu, [source], calculer))
        for nom, nombre in nombres.items():
            np.testing.assert_array_equal(rendu.pop(nom), nombre, strict=True)
        assert rendu == {"lu": lu, "mots": mots}
        return len(faits)

    return demander, source


def test_it_is_computed_once_for_each_text_and_each_code(calculs):
    demander, source = calculs
    assert [demander("a b"), demander("a b"), demander("a c"), demander("a b")] == [1, 1, 2, 2]
    source.write_text("deux", "utf-8")
    assert [demander("a b"), demander("a b")] == [3, 3]


def test_what_is_not_whole_is_computed_again(calculs):
    demander, _ = calculs
    demander("a b")
    [garde] = module.DOSSIER.iterdir()
    for abime in (b"", garde.read_bytes()[:-1], garde.read_bytes()[:40] + b"\xff" + garde.read_bytes()[41:]):
        garde.write_bytes(abime)
        avant = demander("a b")
        assert demander("a b") == avant
    assert demander("a b") == 4


def test_where_nothing_can_be_written_it_is_computed_each_time(calculs):
    demander, source = calculs
    module.DOSSIER.symlink_to(source)
    assert [demander("a b"), demander("a b")] == [1, 2]


def test_only_the_last_versions_are_kept(calculs):
    demander, _ = calculs
    for rang in range(module.VERSIONS_MAX + 3):
        demander(f"texte {rang}")
    assert len(list(module.DOSSIER.iterdir())) == module.VERSIONS_MAX


def test_an_index_that_was_kept_answers_as_the_one_that_was_made(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "DOSSIER", tmp_path)

    def garder(donnees):
        return module.deja_calcule("essai", repr(sorted(donnees)), (), lambda: donnees)

    textes = [(1, "q", ["avance", "au", "titulaire"], 1.0), (2, "q", ["retard", "de", "paiement"], 1.0)]
    donnees = indexer(textes, {"q": 2.0}, {"q": 1.0}, reference="q")
    fait, lu = Index(donnees), Index(garder(donnees))
    mots = ["retard", "de", "paiment"]
    demande = Lexique(lu.mots).lire(mots)
    assert lu.noter(demande, mots) == fait.noter(demande, mots) != []

    donnees = profiler([["une avance", "quelle avance"], ["un retard", "retard payé"]])
    profils, relus = Profils(donnees), Profils(garder(donnees))
    assert relus.noter("une avanse") == profils.noter("une avanse") != {}


def test_every_string_has_its_rank_and_no_other_one_has_any():
    mots = ["", "avance", "avancé", "é🙂", *map(str, range(300))]
    connus = Repertoire.depuis(repertorier(mots))
    assert [connus.rang(mot) for mot in mots] == list(range(len(mots)))
    assert list(connus) == mots
    assert [mot for mot in ("avanc", "300", "\ud800", "avance ") if mot in connus] == []
    assert Repertoire.depuis(repertorier([])).rang("avance") == -1
