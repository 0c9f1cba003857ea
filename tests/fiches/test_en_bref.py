"""A fiche that is found is told in a few words, whichever it is, and opens whole."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.replay import Replay
from handlers.fiches.recherche import en_peu_de_mots

MOTS_MAX = 60


@pytest.mark.parametrize("numero", range(1, 27))
def test_each_fiche_is_told_in_sixty_words(knowledge, numero):
    fiche = knowledge.pack.fiches[numero]

    dit = knowledge.wording.render("fiche_en_bref", en_peu_de_mots(fiche))

    assert fiche.titre_court in dit
    assert len(dit.split()) <= MOTS_MAX


def test_a_found_fiche_opens_whole_and_names_its_neighbours_on_their_buttons(knowledge):
    replay = Replay(knowledge, datetime(2026, 11, 27, 9, tzinfo=UTC))
    try:
        (court,) = replay.say("que dit le plan sur la visibilité des achats ?")
        toute = next(choice for choice in court.choices if choice.label == "Toute la fiche")
        (entiere,) = replay.say(toute.label, toute.value)
    finally:
        replay.close()

    assert len(court.texte.split()) <= MOTS_MAX
    assert any(" · " in choice.label for choice in court.choices)
    assert "**Indicateurs.**" in entiere.texte
