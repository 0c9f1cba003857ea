"""Whatever is said or pressed, in whatever order: an answer, never an error, and a state that reads back."""

from __future__ import annotations

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation.replay import Replay
from handlers.conversation.entretien import Entretien
from storage.comptes.records import Role

EXEMPLES = Path(__file__).parents[1] / "examples"
TEXTES = [json.loads(line)["text"] for line in (EXEMPLES / "extract.jsonl").read_text("utf-8").splitlines()]
QUESTIONS = [json.loads(line)["q"] for line in (EXEMPLES / "search.jsonl").read_text("utf-8").splitlines()]
DITS = """oui|non|je ne sais pas|passer|retour|pourquoi ?|résultat|récapitule|aide|annuler|recommencer|loi|conseils|rappels
exporter|merci|bonjour|préciser|fiche 8|fiche 99|objectif 4|c'est quoi un MAPA ?|détail 18|retenir 18|écarter 18|écarter 8 : non
12|1|3|120 000|85 k€ HT par an|24 mois|non, en fait 90 000|et la durée est de 13 mois|TVA 20 %|100 000 TTC|des services|?|:-)
mon marché de nettoyage finit en juin 2028|mes marchés|marché 1|marché 1 : récurrent|échéances|mes rappels|je m'en occupe|registre|trier|agenda
le marché 1 finit le 31/12/2028|je suis Alice Martin|qui atteint J-24 d'ici décembre ?|CAD de la Ville le 10 décembre 2026|reporter|demain|transférer à Bob Durand
mes achats|mon marché de nettoyage est publié|l'achat 1 est attribué, 4 offres, à une PME|tout sauf 8|comme prévu|pas encore|infructueux|ne plus me demander|en mars
mes chiffres|pilotes|le pilote du PLIE est Alice Martin|heures d'insertion réalisées 2026 : Ville 12 000, Métropole 8 500|20 500 en tout|8 sur 10|je l'aurai le 15
cibler 8 pour l'achat 1|ne plus cibler 8 pour l'achat 1|expliquer l'achat 1|pourquoi l'action 8 en novembre ?|ce que le pack change|ce n'est pas moi
où en est mon achat 1 ?|où en est le marché de voirie ?|où en est-on sur l'insertion l'an dernier ?|combien d'heures d'insertion en 2026 ?|bilan 1999|tdb|figer le bilan 2030
sessions|programmer une session : premier marché, dans 5 jours à 14 h, CCI|session 1 : faite, 14 participants|déplacer la session 1 au 20 mars|annuler la session 1|14 présents
la procédure, je ne sais pas|nouveau marché de peinture 30 000 € HT|corriger|nouveau|Stop Gaspi|06/2028|2028||   """
PETITS_MOTS = [dit for ligne in DITS.splitlines() for dit in ligne.split("|")]
BOUTONS = [
    "q:nature:?",
    "q:segments:-",
    "q:nature:ok",
    "c:resultat",
    "a:ecarter:24",
    "n:nouveau",
    "n:corriger",
    "zzz",
    "lectures:17",
    "m:recurrent:1",
    "m:date:1",
    "m:diag:1",
    "r:reporter:1",
    "r:transferer:1",
    "r:sans_objet:1",
    "r:diag:1",
    "t:page",
    "m:diagnostique",
    "s:pub:1:oui",
    "s:ins:1:8, s:ins:1:22",
    "s:mot:1:8:0",
    "s:att:1:oui",
    "s:soc:1:esus",
    "s:exe:1:2027:8:oui",
    "s:rouvrir:1:inscrites",
    "s:expliquer:1",
    "s:cibler:1:8+ec",
    "v:go:2026:plie",
    "v:q:1:oui",
    "v:q:2:quand",
    "x:faite:1",
    "x:deplacer:1",
    "x:annuler:1",
    "x:inscrire:1",
]


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 7))])
def test_any_conversation_gets_an_answer_each_time(knowledge, seed):
    rng = random.Random(seed)
    replay = Replay(knowledge, datetime(2026, 11, 24, 9, tzinfo=UTC))
    offered: list[str] = []
    said = []
    if seed % 2:
        replay.give(Role.EQUIPE)
    try:
        for rank in range(40):
            if rank % 8 == 7:
                replay.now += timedelta(days=9)
                replay.work()
            kind = rng.random()
            if kind < 0.35 and offered:
                turn = ("", rng.choice(offered))
            elif kind < 0.4:
                turn = ("", rng.choice(BOUTONS))
            else:
                turn = (rng.choice(PETITS_MOTS if kind < 0.75 else TEXTES if kind < 0.9 else QUESTIONS), None)
            said.append(turn)
            messages = replay.say(*turn)
            assert messages, said
            assert all(message.texte.strip() for message in messages), said
            offered = [choice.value for message in messages for choice in message.choices]
            state = replay.state()
            read = Entretien.depuis_json(knowledge.pack.vocabulaire, state)
            written = {
                cle: valeur
                for cle, valeur in state.items()
                if cle
                not in (
                    "choix_offerts",
                    "montre",
                    "action_montree",
                    "action_evoquee",
                    "nommee",
                    "textes_montres",
                    "aparte",
                    "actes",
                    "en_main",
                )
            }
            assert json.loads(json.dumps(read.en_json())) == written, said
    finally:
        replay.close()
