"""Who reads what: every command and every button, said by every role, over data that belongs to somebody."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

import handlers
from bot import wiring
from bot.access import Access
from storage.models import Demande
from storage.records import NouveauContrat, Role

# One word that is nowhere else, in each thing that belongs to somebody.
ACHAT, CONTRAT, CAS, TELEPHONE, PROFIL, ANNUAIRE, QUESTION, PROBITE = (
    "Zirconium",
    "Quartzite",
    "Obsidienne",
    "06 12 34 56 78",
    "Feldspath",
    "Malachite",
    "béchamel",
    "Cinabre",
)
MARKS = (ACHAT, CONTRAT, CAS, TELEPHONE, PROFIL, ANNUAIRE, QUESTION, PROBITE)

# What each may read, and does read by some command. Nobody reads a report of probity, nor what a firm keeps for itself.
READS = {
    "the firm itself": {CAS, PROFIL},
    "another firm": set(),
    "the buyer": {ACHAT, CONTRAT, ANNUAIRE},
    "another buyer": {CONTRAT, ANNUAIRE},
    "an expert": {CONTRAT, ANNUAIRE},
    "the expert who answers": {CONTRAT, ANNUAIRE, CAS, TELEPHONE},
    "the team": {ACHAT, CONTRAT, ANNUAIRE, QUESTION, CAS, TELEPHONE},
}

NUMBERED = (
    "demande {d}",
    "prendre la demande {d}",
    "répondre à la demande {d} : Bien reçu.",
    "transférer la demande {d} à camille",
    "rendre la demande {d}",
    "promouvoir la demande {d}",
    "achat {a}",
    "suivi de l'achat {a}",
    "pourquoi ces actions pour l'achat {a} ?",
    "marché 2026-Q1",
    "où en est le marché Quartzite ?",
    "qui suit le marché Quartzite ?",
    "marchés de quartzite",
)
TYPED = (
    "demandes",
    "mes demandes",
    "réponses promues",
    "annuaire",
    "trouver un ESAT",
    "annuaire entretien",
    "registre",
    "classeur",
    "échéances",
    "marchés de la direction des sports",
    "bilan 2026",
    "tableau de bord",
    "cibles",
    "anomalies",
    "qu'est-ce que vous savez de moi ?",
    "mon entreprise",
    "ma demande",
    "dernière question",
    "que disait l'entreprise Feldspath ?",
    "qui est en train de parler de l'Obsidienne ?",
    "quel est le numéro de téléphone de l'entreprise ?",
    "l'achat Zirconium",
    "fiche 11",
    "résultat",
    "récapitule",
    "oui",
    "1",
    "",
)
PRESSED = (
    *(
        f"g:{verbe}:{{d}}"
        for verbe in ("voir", "prendre", "repondre", "transferer", "rendre", "promouvoir", "generale")
    ),
    "g:liste",
    "g:a:{d}:0",
    "g:reprendre:{d}",
    "g:occupe:{d}",
    *(f"s:{verbe}:{{a}}" for verbe in ("voir", "expliquer", "detacher", "rouvrir")),
    "s:suite",
    "s:quel:{a}:voir",
    *(f"m:{verbe}:{{c}}" for verbe in ("voir", "suivre", "detail", "dates")),
    *(f"r:{verbe}:{{c}}" for verbe in ("voir", "fait", "plus_tard", "pas_moi")),
    *(f"t:{verbe}:{{c}}" for verbe in ("voir", "oui", "non")),
    "file:liste",
    "file:tout",
    "p:prevenir:1",
    "d:colonnes:1",
    "d:importer:1",
    "b:xlsx:2026",
    "b:actions:2026",
    "v:go:2026:1",
    "v:tard",
    "e:renvoyer:1",
    "x:voir:1",
    "x:inscrire:1",
    "l:humain",
    "l:p:voir",
    "l:p:annuaire",
    "l:annuler",
    "c:mes_achats",
    "c:mes_marches",
    "c:recapituler",
    "c:resultat",
    "c:exporter",
    "fiche:11",
)


def commands():
    """One way to say each command that the assistant knows."""
    path = Path(handlers.__file__).with_name("commandes.yaml")
    known = yaml.safe_load(path.read_text(encoding="utf-8"))["commandes"]
    # A command that ends or sends something is said last, and what it undoes has been read by then.
    return [one["formules"][0] for name, one in known.items() if name not in {"refuser", "annuler", "recommencer"}]


@pytest.fixture
def house():
    return Access(frozenset({"slack:T1"}))


@pytest.fixture
def town(knowledge, database, platforms, clock, house, person, give):
    """Somebody of each role, and one thing of each kind: the people by name, and the numbers of the things."""
    bot = wiring.build_bot(knowledge, database, list(platforms.values()), house, clock)
    people = {
        "the firm itself": person("telegram", "menuisier"),
        "another firm": person("telegram", "ebeniste"),
        **{
            name: person("slack", who, canal=f"dm-{who}", organisation="T1")
            for name, who in {
                "the buyer": "alice",
                "another buyer": "bruno",
                "an expert": "eve",
                "the expert who answers": "emile",
                "the team": "camille",
            }.items()
        },
    }
    for name, one in people.items():
        if "firm" not in name:
            one("bonjour")
    for role, who in ((Role.EXPERT, "eve"), (Role.EXPERT, "emile"), (Role.EQUIPE, "camille")):
        give(role, "slack", who)

    buyer, firm, listed = people["the buyer"], people["the firm itself"], person("telegram", "esat")
    buyer(f"marché {ACHAT} de gardiennage, services, 120 k€ HT, 24 mois, MAPA")
    buyer("résultat")
    buyer("retenir 8")
    people["another buyer"](f"quelle est la recette du {QUESTION} aux oignons ?")

    firm("mon entreprise")
    firm("d'accord")
    firm("21630113500010")
    firm(PROFIL)
    firm("terminer")
    assert PROFIL in firm("mon entreprise")
    firm(f"vous me devez 4 800 € sur le solde du chantier {CAS} depuis mars, payez")
    firm(f"rappelez-moi au {TELEPHONE}")
    people["another firm"](f"un agent m'a demandé une commission pour le marché {PROBITE}")
    listed("mon entreprise")
    for said in (
        "d'accord",
        "passer",
        ANNUAIRE,
        "entretien d'espaces verts",
        "12",
        "ESAT",
        "contact@malachite.example",
    ):
        listed(said)
    listed("entrer dans l'annuaire")
    listed("oui")

    with database.unit_of_work() as uow:
        contrat = uow.contrats.creer(
            NouveauContrat(
                acheteur_id="21630113500010",
                numero="2026-Q1",
                acheteur="metropole",
                objet=f"Entretien {CONTRAT}",
                notifie_le=date(2026, 1, 5),
                duree_mois=24,
                montant_ht=Decimal(90_000),
            ),
            "essai",
            clock.now,
        )
        uow.commit()
    bot.answering.run()
    bot.delivery.send_due()
    with database.reading() as memory:
        demande = memory._connection.execute(select(func.max(Demande.id))).scalar_one()
        [achat] = memory.journal.derniers(1)
    return people, {"d": demande, "a": achat.achat_id, "c": contrat}


def read(person, numbers):
    """What somebody is shown, by what they said: the text, the buttons and what a file holds."""
    said = [one.format(**numbers) for one in (*NUMBERED, *TYPED)] + commands()
    shown = {}
    for text in said:
        shown[text] = person.hears(text)
    for value in PRESSED:
        shown[value] = person.hears("", value.format(**numbers))
    return {
        cause: "\n".join(
            [message.texte for message in messages]
            + [choice.label for message in messages for choice in message.choices]
        )
        for cause, messages in shown.items()
    }


@pytest.mark.parametrize("who", READS)
def test_each_reads_what_is_theirs_and_nothing_else(town, who):
    people, numbers = town
    if who == "the expert who answers":
        people["the team"](f"prendre la demande {numbers['d']}")
        people["the team"](f"transférer la demande {numbers['d']} à emile")
    shown = read(people[who], numbers)
    seen = {
        mark: [
            cause for cause, text in shown.items() if mark.lower() in text.lower() and mark.lower() not in cause.lower()
        ]
        for mark in MARKS
    }
    assert {mark: causes[:3] for mark, causes in seen.items() if causes and mark not in READS[who]} == {}
    assert {mark for mark, causes in seen.items() if causes} == READS[who]
