"""What `spaser indicateurs` shows: how many contracts say a figure, what was frozen, and what is of no buyer."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.command_line import RefusedError
from bot.indicateurs.commands import Voulu, montrer
from handlers.indicateurs.tableau_de_bord import figer, figes
from storage.database import Database

ROOT = Path(__file__).parents[2]
NOW = datetime(2027, 1, 15, 9, tzinfo=UTC)


def attribue(uow, **autres):
    """An awarded contract of 2026."""
    return uow.achats.creer({"acheteur": "ville", "annee": 2026, "attribue": True, "conclu": True, **autres}, NOW)


@pytest.fixture
def vu(database, pack):
    """What the command writes, once these are followed."""

    def vu(semer, **voulu):
        with database.unit_of_work() as uow:
            semer(uow)
            uow.commit()
        out = io.StringIO()
        montrer(database, pack, Voulu(**{"annee": 2026, "acheteur": None, "par": "alice", **voulu}), NOW, out)
        return out.getvalue().replace("\N{NO-BREAK SPACE}", " ")

    return vu


def test_a_target_says_of_how_many_contracts_it_is_known(vu):
    def semer(uow):
        attribue(uow, critere_environnemental=True)
        attribue(uow)
        attribue(uow)

    dit = vu(semer)
    [ligne] = [une for une in dit.splitlines() if une.startswith("% de contrats avec un critère environnemental")]
    assert "100 %" in ligne
    assert "renseigné pour 1 sur 3 contrats" in ligne
    assert "Aucune des cibles" not in dit


@pytest.mark.parametrize(
    ("combien", "phrase"),
    [
        (0, None),
        (1, "Dont 1 achat de 2026 sans acheteur"),
        (2, "Dont 2 achats de 2026 sans acheteur"),
    ],
)
@pytest.mark.parametrize("acheteur", [None, "ville"])
def test_what_is_of_no_buyer_is_said_where_all_are_shown(vu, combien, phrase, acheteur):
    def semer(uow):
        attribue(uow)
        for _ in range(combien):
            attribue(uow, acheteur="?")

    dit = vu(semer, acheteur=acheteur)
    if phrase is None or acheteur:
        assert "sans acheteur" not in dit
    else:
        assert phrase in dit


def test_what_was_frozen_stays_and_what_it_became_stands_apart(vu, pack):
    def semer(uow):
        numero = attribue(uow, offres=4)
        figer(uow, pack, 2026, None, "alice", NOW)
        uow.achats.changer(numero, {"offres": 7}, NOW)

    lignes = [une for une in vu(semer).splitlines() if une.startswith("15 ") and "soumissionnaires" in une]
    [ligne] = lignes
    assert ligne.split("  ")[0] == "15"
    assert "4  " in ligne
    assert ligne.endswith("7 (en moyenne, sur 1 contrat)")


def test_nothing_stands_apart_of_a_year_that_is_not_frozen(vu):
    assert "Aujourd'hui" not in vu(lambda uow: attribue(uow, offres=4))


@pytest.mark.parametrize(
    ("annee", "dit"), [(2027, "court encore"), (2030, "n'a pas commencé"), (2019, "rien n'est connu de l'année 2019")]
)
def test_only_a_year_that_is_over_and_known_is_frozen(vu, annee, dit):
    with pytest.raises(RefusedError, match=dit):
        vu(attribue, annee=annee, figer=True)


def cliches(database):
    with database.reading() as memory:
        return [un for un in (None, "ville", "metropole") if figes(memory, 2026, un) is not None]


@pytest.mark.parametrize("repond", ["", "non", "n", "figer"])
def test_a_year_is_not_frozen_without_a_yes_and_what_is_missing_is_said_before(vu, database, repond):
    questions = []

    def demander(question):
        questions.append(question)
        return repond

    with pytest.raises(RefusedError, match=r"rien n'est figé.*--oui"):
        vu(attribue, figer=True, demander=demander)
    assert ["Figer" in une for une in questions] == [True]
    assert cliches(database) == []


def test_without_anybody_to_ask_nothing_is_frozen(vu, database):
    with pytest.raises(RefusedError, match="--oui"):
        vu(attribue, figer=True)
    assert cliches(database) == []


@pytest.mark.parametrize(("acheteur", "figees"), [(None, [None, "ville", "metropole"]), ("ville", ["ville"])])
@pytest.mark.parametrize("accord", [{"oui": True}, {"demander": lambda _: " Oui "}], ids=["--oui", "asked"])
def test_with_a_yes_it_is_frozen_and_what_is_missing_is_said(vu, database, acheteur, figees, accord):
    dit = vu(lambda uow: attribue(uow, offres=4), figer=True, acheteur=acheteur, **accord)
    assert cliches(database) == figees
    avant, _, apres = dit.partition("sont figés pour le comité")
    assert apres
    assert "Un cliché ne se refait pas" in avant
    assert avant.count("sont sans donnée") == len(figees)
    assert "restées sans réponse : " in avant
    assert "dont à saisir par : " in avant


def test_a_year_that_is_frozen_is_not_asked_about_again(vu, pack):
    def semer(uow):
        attribue(uow)
        figer(uow, pack, 2026, None, "alice", NOW)

    def demander(question):
        raise AssertionError(question)

    assert vu(semer, figer=True, demander=demander).startswith("Les chiffres 2026 étaient déjà figés")


@pytest.fixture
def spaser(run_spaser, tmp_path, monkeypatch):
    """Run the program on a database of its own."""
    monkeypatch.setenv("SPASER_DATABASE_URL", f"sqlite:///{tmp_path / 'registre.db'}")
    return lambda *arguments, entree="": run_spaser(arguments, entree, folder=ROOT)


def test_without_a_terminal_a_year_is_frozen_only_with_oui(spaser, tmp_path):
    database = Database(f"sqlite:///{tmp_path / 'registre.db'}")
    database.migrate()
    with database.unit_of_work() as uow:
        dit = {"acheteur": "ville", "annee": 2024, "attribue": True, "conclu": True}
        uow.achats.creer(dit, datetime(2024, 6, 1, tzinfo=UTC))
        uow.commit()
    database.close()
    refuse = spaser("indicateurs", "--annee", "2024", "--figer")
    assert refuse.returncode == 1
    assert "rien n'est figé" in refuse.stderr
    assert "sont sans donnée" in refuse.stdout
    fait = spaser("indicateurs", "--annee", "2024", "--figer", "--oui")
    assert fait.returncode == 0, fait.stderr
    assert "sont figés pour le comité" in fait.stdout
