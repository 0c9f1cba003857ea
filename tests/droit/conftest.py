"""What the tests of the law share: everything that is written, and a sample of what is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.access import Access
from bot.conversation.replay import BUYER, Replay
from handlers.ligne_directe.contextes import d_une_entree

RACINE = Path(__file__).parents[2]
JOUR = date(2026, 11, 28)
NOW = datetime(2026, 11, 28, 9, tzinfo=UTC)
# What people say to us, and what is only a name of something else.
PAS_DE_NOUS = {"questions", "mots", "mots_oui", "mots_non", "autres", "exemples", "indicateurs", "motif"}
# What is one text though it is written in parts.
UN_TEXTE = {"id", "terme", "nom"}


def a_plat(texte: str) -> str:
    """On one line, without marks, its spaces plain."""
    return re.sub(r"\s+", " ", texte.replace("*", ""))


def chaines(noeud: Any) -> Iterator[str]:
    """Every string that we say under a node of YAML."""
    match noeud:
        case str():
            yield noeud
        case Mapping():
            for cle, valeur in noeud.items():
                if cle not in PAS_DE_NOUS:
                    yield from chaines(valeur)
        case list():
            for un in noeud:
                yield from chaines(un)


def textes(noeud: Any) -> Iterator[str]:
    """The same, an answer, a rule or a term with its exceptions being one text."""
    match noeud:
        case Mapping() if UN_TEXTE & noeud.keys():
            yield " ".join(chaines(noeud))
        case Mapping():
            for cle, valeur in noeud.items():
                if cle not in PAS_DE_NOUS:
                    yield from textes(valeur)
        case list():
            for un in noeud:
                yield from textes(un)
        case str():
            yield noeud


@pytest.fixture(scope="session")
def ecrits() -> dict[str, list[str]]:
    """Every text of the packs, the law, the templates and the pages of documentation, by file."""
    # Not the list of texts, which names each paragraph of an article apart, its exceptions on lines of their own.
    droit = [fichier for fichier in RACINE.glob("knowledge/droit/*.yaml") if fichier.name != "textes.yaml"]
    yamls = [*droit, *RACINE.glob("knowledge/packs/*/**/*.yaml")]
    dits = {fichier: list(textes(yaml.safe_load(fichier.read_text("utf-8")))) for fichier in sorted(set(yamls))}
    for fichier in sorted((*RACINE.glob("handlers/*/templates/*.md"), *RACINE.glob("docs/*.md"))):
        # A template's lines are alternatives; the page of the law quotes what was false.
        if fichier.name != "droit.md":
            dits[fichier] = fichier.read_text("utf-8").splitlines()
    return {str(nom.relative_to(RACINE)): [a_plat(un) for un in tous] for nom, tous in dits.items()}


@pytest.fixture(scope="session")
def converse(knowledge) -> Iterator[Callable[..., Callable[[str], str]]]:
    """Begins a conversation, of a buyer unless told otherwise: what is said in, what is answered out."""
    ouvertes: list[Replay] = []

    def converse(access: Access = BUYER) -> Callable[[str], str]:
        replay = Replay(knowledge, NOW, access)
        ouvertes.append(replay)

        def dire(dit: str) -> str:
            messages = replay.say(dit)
            # What is unfolded is of the answer.
            if any(choix.value == "l:r" for message in messages for choix in message.choices):
                messages = [*messages, *replay.say("le reste")]
            return "\n".join(message.texte for message in messages)

        return dire

    yield converse
    for replay in ouvertes:
        replay.close()


@pytest.fixture
def repond(converse):
    """What a firm is answered to the last of these messages."""
    return lambda *dits: a_plat([*map(converse(Access(frozenset())), dits)][-1])


@pytest.fixture
def acheteur(converse):
    """What a buyer is answered to these messages, all of it."""
    return lambda *dits: a_plat("\n".join(map(converse(), dits)))


@pytest.fixture(scope="session")
def reponses(knowledge) -> dict[str, str]:
    """Every approved answer as a firm reads it, by its name."""
    ligne = knowledge.ligne()
    return {
        entree.id: knowledge.wording.render(
            "conseil", {**d_une_entree(entree, None, ligne, knowledge.pack, JOUR), "question": None}
        )
        for entree in (*ligne.entrees.values(), *ligne.acheteurs.values())
    }
