"""The result in a chat: so many lines, words and buttons whatever the purchase, nothing lost of it, and advice that fits it."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from bot.conversation.replay import ADDRESS, Replay
from bot.envois.rendering import markdown_to_plain
from handlers.conversation.entretien import Entretien
from handlers.diagnostic.bref import BOUTONS_MAX, LIGNES_MAX, MOTS_MAX
from knowledge.regles.faits import NON, OUI, Ensemble, Genre, Intervalle, Options, Texte

CONTRATS = 60
OBJETS = (
    "nettoyage des écoles",
    "réfection complète des peintures, des sols et des faux plafonds de la salle polyvalente et de ses dépendances",
    "* un objet *mal* écrit #1",
)
MONTANTS = (500, 9_000, 40_000, 60_000, 90_000, 120_000, 216_000, 400_000, 6_000_000)
NETTOYAGE = "nettoyage des écoles à relancer, 120 k€ HT, 3 ans, appel d'offres, non alloti"


@pytest.fixture(scope="module")
def replay(knowledge):
    with_all = Replay(knowledge, datetime(2026, 11, 27, 9, tzinfo=UTC))
    with_all.say("bonjour")
    yield with_all
    with_all.close()


def drawn(vocabulaire, rang):
    """The facts of a made-up contract, some of them unknown."""
    tirage = random.Random(rang)
    faits = vocabulaire.aucun_fait()
    for fait in vocabulaire.values():
        if fait.nom != "objet" and (fait.par_lot or tirage.random() < 0.5):
            continue
        options = sorted(fait.options)
        match fait.genre:
            case Genre.NOMBRE:
                valeur = tirage.choice(MONTANTS if fait.unite == "€" else (2, 12, 48))
                possible = Intervalle.point(Decimal(valeur))
            case Genre.OUI_NON:
                possible = Options(frozenset({tirage.choice((OUI, NON))}))
            case Genre.CHOIX:
                possible = Options(frozenset({tirage.choice(options)}))
            case Genre.ENSEMBLE:
                dedans = frozenset(tirage.sample(options, tirage.randint(0, 2)))
                possible = Ensemble(dedans, fait.options - dedans)
            case Genre.TEXTE if fait.nom == "objet":
                possible = Texte(tirage.choice(OBJETS))
            case _:
                continue
        faits = faits.corriger(fait.nom, possible)
    return faits


def concluded(replay, faits):
    """The short result of a purchase of which these facts are known, then all of it, and its actions."""
    with replay.database.unit_of_work() as uow:
        found = uow.conversations.find(ADDRESS.plateforme, ADDRESS.canal, ADDRESS.personne)
        uow.conversations.save(found.id, Entretien(faits).en_json(), found.rang, replay.now)
        uow.commit()
    (court,) = replay.say("résultat")
    (entier,) = replay.say("tout")
    return court, entier, replay.recommendations()


def lines_of(message):
    return [line for line in markdown_to_plain(message.texte).splitlines() if line.strip()]


def words_of(message):
    return len(markdown_to_plain(message.texte).split())


@pytest.mark.parametrize("rang", range(CONTRATS))
def test_whatever_the_purchase_its_result_is_short_and_nothing_is_lost_of_it(replay, pack, rang):
    faits = drawn(pack.vocabulaire, rang)

    court, entier, actions = concluded(replay, faits)

    assert len(lines_of(court)) <= LIGNES_MAX
    assert max(words_of(court), len(court.texte.split())) <= MOTS_MAX
    assert len(court.choices) <= BOUTONS_MAX
    tail = next((line for line in lines_of(court) if " autre" in line), "").replace(",", " ").split()
    assert all(f"**{action} · " in court.texte or str(action) in tail for action in actions)
    assert all(f"**{action} · " in entier.texte for action in actions)
    assert "services acheteurs" not in entier.texte
    to_do = [line for line in lines_of(entier) if line.startswith("À faire")]
    assert faits.valeur("procedure") != "sans_publicite" or not any("publicité" in line for line in to_do)
    values = [choice.value for choice in entier.choices]
    assert faits.valeur("recurrent") is not False or "c:rappels" not in values


def test_what_can_be_said_next_is_told_and_answered(replay):
    replay.say("nouvel achat")
    (court,) = replay.say(NETTOYAGE)
    assert "tout, détail 2, loi ou pdf · le document (https://page/achats/" in markdown_to_plain(court.texte)

    assert "## 8 ·" in replay.say("détail 8")[0].texte
    replay.say("résultat")
    # Whatever its buttons, a number under it is an action's.
    assert "## 19 ·" in replay.say("19")[0].texte
    assert "Ce que dit la loi" in replay.say("la loi")[0].texte
    # The document is had in either format, by words, or by the button that stands under the other one.
    for words, given, other in (
        ("pdf", "pdf", "Document Word"),
        ("sors-moi le PDF", "pdf", "Document Word"),
        ("Document Word", "docx", "En PDF"),
        ("En PDF", "pdf", "Document Word"),
    ):
        (message,) = replay.say(words)
        assert message.document.nom.endswith(f".{given}"), words
        assert other in [choice.label for choice in message.choices], words
    for words in ("tout", "Tout voir", "la version longue", "dites-moi tout svp", "montrez tout"):
        assert "en entier" in replay.say(words)[0].texte, words


@pytest.mark.parametrize(
    ("words", "kept"),
    # "Retenir tout" alone is asked which.
    [
        ("je garde tout", 8),
        ("on garde tout", 8),
        ("tout sauf la 8", 7),
        ("je garde tout sauf la 8", 7),
        ("retenir tout", 8),
    ],
)
def test_to_keep_everything_is_not_to_read_everything(replay, words, kept):
    replay.say("nouvel achat")
    replay.say(NETTOYAGE)

    # Of what is excepted, the reason is asked next.
    said, *_ = replay.say(words)

    numero = replay.state()["diagnostic"]
    with replay.database.reading() as uow:
        decisions = uow.journal.decisions(numero)
    assert "en entier" not in said.texte
    assert [one.etape for one in decisions.values()] == ["retenue"] * kept


def test_before_any_result_it_is_not_heard_as_a_wish_to_read(replay):
    replay.say("nouvel achat")

    (said,) = replay.say("tout")

    assert "en entier" not in said.texte


def test_what_comes_once_has_no_milestone(replay):
    replay.say("nouvel achat")
    replay.say("300 gourdes floquées pour le forum, 6500 euros HT")

    (said,) = replay.say("calendrier")

    assert "ne revient pas" in said.texte
    assert not replay.state()["question"]
