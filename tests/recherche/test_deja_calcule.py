"""What one process computed is read again by the next, and computed again whenever it may not be the same."""

import marshal

import pytest

from knowledge.ligne_directe.profils import Profils
from knowledge.recherche import deja_calcule as module
from knowledge.recherche.index import Index, Lexique


@pytest.fixture
def calculs(monkeypatch, tmp_path):
    """Asks for the answer of a text, and tells how many times it was computed."""
    monkeypatch.setattr(module, "DOSSIER", tmp_path / "gardes")
    source = tmp_path / "source.py"
    source.write_text("un", "utf-8")
    faits = []

    def demander(lu):
        def calculer():
            faits.append(lu)
            return {"lu": lu, "mots": [(rang, 1 / 3, frozenset({mot})) for rang, mot in enumerate(lu.split())]}

        rendu = module.deja_calcule("essai", lu, [source], calculer)
        assert rendu == {"lu": lu, "mots": [(rang, 1 / 3, frozenset({mot})) for rang, mot in enumerate(lu.split())]}
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


def test_an_index_that_was_kept_answers_as_the_one_that_was_made():
    textes = [(1, "q", ["avance", "au", "titulaire"], 1.0), (2, "q", ["retard", "de", "paiement"], 1.0)]
    fait = Index(textes, {"q": 2.0}, {"q": 1.0}, reference="q")
    lu = Index.depuis(marshal.loads(marshal.dumps(fait.donnees)))
    mots = ["retard", "de", "paiment"]
    demande = Lexique(lu.mots).lire(mots)
    assert lu.noter(demande, mots) == fait.noter(demande, mots) != []

    profils = Profils([["une avance", "quelle avance"], ["un retard", "retard payé"]])
    relus = Profils.depuis(marshal.loads(marshal.dumps(profils.donnees)))
    assert relus.noter("une avanse") == profils.noter("une avanse") != {}
