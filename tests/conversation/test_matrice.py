"""Who reads what: every command and every button, said by every role, over data that belongs to somebody."""

from __future__ import annotations

import ast
import itertools
import re
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml
from sqlalchemy import func, select

import handlers
from bot import wiring
from bot.access import Access
from storage.cad.records import Genre, NouveauDit
from storage.comptes.records import Role
from storage.ligne_directe.tables import Demande
from storage.registre.records import NouveauMarche

# Every button and every command, by everybody, in every state.
pytestmark = pytest.mark.long

# One word that is nowhere else, in each thing that belongs to somebody.
ACHAT, CONTRAT, CAS, AVANT, REPONDU, SEANCE, TELEPHONE, PROFIL, ANNUAIRE, QUESTION, PROBITE, DECISION = (
    "Zirconium",
    "Quartzite",
    "Obsidienne",
    "Labradorite",
    "Amazonite",
    "Tourmaline",
    "06 12 34 56 78",
    "Feldspath",
    "Malachite",
    "béchamel",
    "Cinabre",
    "Lazulite",
)
MARKS = (ACHAT, CONTRAT, CAS, AVANT, REPONDU, SEANCE, TELEPHONE, PROFIL, ANNUAIRE, QUESTION, PROBITE, DECISION)

# What each may read, and does read by some command. Nobody reads a report of probity, nor what a firm keeps for itself;
# whoever answers a request reads nothing of an earlier one (AVANT, and what it was answered, REPONDU). Sessions are public.
# What a committee decided is the team's and its members': another buyer sits on the other one.
READS = {
    # Its own number is told back to it.
    "the firm itself": {CAS, AVANT, PROFIL, SEANCE, TELEPHONE},
    "another firm": {SEANCE},
    "the buyer": {ACHAT, CONTRAT, ANNUAIRE, SEANCE},
    "another buyer": {CONTRAT, ANNUAIRE, SEANCE},
    "an expert": {CONTRAT, ANNUAIRE, SEANCE},
    "the expert who answers": {CONTRAT, ANNUAIRE, SEANCE, CAS, TELEPHONE},
    "the team": {ACHAT, CONTRAT, ANNUAIRE, SEANCE, QUESTION, CAS, AVANT, REPONDU, TELEPHONE, DECISION},
}

NUMBERED = (
    "demande {d}",
    "prendre la demande {d}",
    "répondre à la demande {d} : Bien reçu.",
    "transférer la demande {d} à camille",
    "rendre la demande {d}",
    "promouvoir la demande {d}",
    "demande {avant}",
    "répondre à la demande {avant} : Bien reçu.",
    "rouvrir la demande {avant}",
    "promouvoir la demande {avant}",
    "session {x}",
    "qui vient à la session {x} ?",
    "la session {x} est payante ?",
    "achat {a}",
    "suivi de l'achat {a}",
    "pourquoi ces actions pour l'achat {a} ?",
    "marché 2026-Q1",
    "où en est le marché Quartzite ?",
    "qui suit le marché Quartzite ?",
    "marchés de quartzite",
    "cotation du marché {c}",
    "retenu 8 pour le marché {c}",
    "préparer le CAD de la Métropole",
    "préparer le CAD",
    "procès-verbal du CAD de la Métropole",
)
TYPED = (
    "demandes",
    "mes demandes",
    "demandes closes",
    "historique",
    "les demandes de emile",
    "prendre la demande",
    "mes inscriptions",
    "prochaines sessions",
    "où est-ce que c'est ?",
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
    "fiche 11",
    "résultat",
    "récapitule",
    "oui",
    "1",
    "",
)
# Every button that the code makes, by what it is (see `buttons`), and the values to press; what erases or ends comes last.
PRESSED = {
    **{f"g:{verbe}": (f"g:{verbe}:{{d}}", f"g:{verbe}:{{avant}}") for verbe in (
        "voir", "prendre", "reprendre", "occupe", "repondre", "envoyer", "rien", "transferer", "rendre", "promouvoir", "generale",
    )},
    "lu": ("lu:0", "lu:-"),
    "ra": ("ra:ach_contact_pme",),
    "o:exporter": ("o:exporter:pdf",),
    "c:retablir": ("c:retablir",),
    "c:pilotes": ("c:pilotes",),
    "co:decommander": ("co:decommander:ville:2026-12-02",),
    "r:oublier": ("r:oublier:1",),
    "r:repenser": ("r:repenser:1",),
    "w:defaire": ("w:defaire:19.revision",),
    "w:oter": ("w:oter:19.revision:0",),
    "g:a": ("g:a:{d}:0", "g:a:{avant}:0"),
    "g:service": ("g:service:1",),
    "g:paire": ("g:paire:{d}:0", "g:paire:{d}:0:1", "g:paire:{avant}:0"),
    "g:reecrire": ("g:reecrire:1",),
    "g:retirer": ("g:retirer:1",),
    **{f"a:{verbe}": (f"a:{verbe}:18",) for verbe in ("detail", "retenir", "ecarter")},
    **{f"b:{quoi}": (f"b:{quoi}:2026:tous",) for quoi in ("actions", "deploiement", "cibles", "figer", "pdf", "xlsx")},
    **{f"c:{commande}": (f"c:{commande}",) for commande in (
        "agenda", "aide", "chercher", "classeur", "conseils", "decrire", "echeances", "exporter", "fermer_l_agenda", "ici", "loi",
        "mes_achats", "mes_chiffres", "mes_marches", "mon_entreprise", "ne_sait_pas", "pourquoi", "preciser", "programme", "qui_doit_quoi", "rappels",
        "recapituler", "registre", "resultat", "resultat_entier",
    )},
    "fiche": ("fiche:11",),
    "lectures": ("lectures:11",),
    "objectif": ("objectif:4",),
    "refus": ("refus:1",),
    "lier:non": ("lier:non",),
    "lier:oui": ("lier:oui:1",),
    "q": ("q:nature:travaux",),
    "n:nouveau": ("n:nouveau",),
    "n:corriger": ("n:corriger",),
    **{f"s:{verbe}": (f"s:{verbe}:{{a}}",) for verbe in ("voir", "expliquer")},
    "s:rouvrir": ("s:rouvrir:{a}:publication",),
    "s:suite": ("s:suite",),
    **{f"s:{verbe}": (f"s:{verbe}:{{a}}:oui",) for verbe in ("pub", "att", "off", "mon", "pme", "soc", "cir", "ins")},
    "s:ach": ("s:ach:{a}:21630113500010",),
    "s:ctr": ("s:ctr:{a}:{c}",),
    "s:exe": ("s:exe:{a}:2026:18:oui",),
    "s:mot": ("s:mot:{a}:18:0",),
    "s:cibler": ("s:cibler:{a}:18",),
    "s:decibler": ("s:decibler:{a}:18",),
    **{f"m:{verbe}": (f"m:{verbe}:{{c}}",) for verbe in ("voir", "moi", "recurrent", "ponctuel", "date", "diag")},
    **{f"co:{verbe}": (f"co:{verbe}:{{c}}:{{s}}",) for verbe in ("suivant", "reporter")},
    **{f"co:{verbe}": (f"co:{verbe}:{{c}}:{{s}}:0",) for verbe in ("defaire", "retablir")},
    "co:prevu": ("co:prevu:{c}:{s}",),
    "co:relancer": ("co:relancer:{c}",),
    "ct:tenir": ("ct:tenir:2026-01-05",),
    "m:celui": ("m:celui:{c}",),
    "m:partout": ("m:partout",),
    **{f"m:{verbe}": (f"m:{verbe}:{{c}}:2028-01-05",) for verbe in ("defaire", "refaire")},
    "l:r": ("l:r",),
    "co:preparer": ("co:preparer:metropole", "co:preparer:ville"),
    "co:placer": ("co:placer:{c}:retire", "co:placer:{c}:ajoute"),
    "co:pv": ("co:pv:{s}:oui",),
    **{f"co:{verbe}": (f"co:{verbe}:{{c}}:plie",) for verbe in ("coter", "refaire")},
    "co:rep": ("co:rep:{c}:plie:0:passe", "co:rep:{c}:acheteur:0:8"),
    "m:finit": ("m:finit:{c}:2028-01-05",),
    "m:nouveau": ("m:nouveau",),
    "m:comme_avant": ("m:comme_avant",),
    "m:diagnostique": ("m:diagnostique",),
    **{f"r:{verbe}": (f"r:{verbe}:1",) for verbe in ("voir", "occupe", "tout", "diag", "transferer", "sans_objet")},
    "r:reporter": ("r:reporter:1", "r:reporter:1:semaine", "r:reporter:1:mois"),
    "t:page": ("t:page",),
    "t:apres": ("t:apres:2026-01-05:1",),
    "t:oui": ("t:oui:{c}",),
    "t:non": ("t:non:{c}",),
    "t:prop": ("t:prop:1",),
    "file:liste": ("file:liste",),
    "file:apres": ("file:apres:1:1",),
    "file:traite": ("file:traite:1",),
    "file:sans_objet": ("file:sans_objet:1",),
    "p:prevenir": ("p:prevenir:1",),
    "d:importer": ("d:importer:1",),
    "d:abandonner": ("d:abandonner:1",),
    **{f"v:{quoi}": (f"v:{quoi}:2026:plie",) for quoi in ("go", "quand", "moi")},
    "v:q": ("v:q:1:ok", "v:q:1:corriger", "v:q:1:oui", "v:q:1:moi", "v:q:1:quand"),
    "v:tard": ("v:tard",),
    "v:le": ("v:le:0:depenses_equitables",),
    "e:renvoyer": ("e:renvoyer:1",),
    **{f"x:{verbe}": (f"x:{verbe}:{{x}}",) for verbe in ("voir", "inscrire", "faite", "deplacer", "renommer", "desinscrire")},
    "x:confirmer_oui": ("x:confirmer_oui:0",),
    "x:confirmer_non": ("x:confirmer_non:0",),
    "l:e": ("l:e:avance_plan",),
    "l:f": ("l:f:nature:travaux",),
    **{f"l:{verbe}": (f"l:{verbe}",) for verbe in ("non", "humain", "rien", "robot", "tel", "joindre", "signaler", "question")},
    **{f"l:p:{verbe}": (f"l:p:{verbe}",) for verbe in ("accord", "completer", "annuaire", "hors", "effacer")},
    "l:p:passer": ("l:p:passer:nom",),
    "l:p:statut": ("l:p:statut:esat",),
    "l:regle": ("l:regle",),
    "l:annuler": ("l:annuler",),
    "g:clore": ("g:clore:{d}",),
    "x:annuler": ("x:annuler:{x}",),
    "x:annuler_oui": ("x:annuler_oui:{x}",),
    "s:tard": ("s:tard",),
    "s:stop": ("s:stop:{a}",),
    "s:detacher": ("s:detacher:{a}",),
    **{f"be:{verbe}": (f"be:{verbe}:{{a}}:but",) for verbe in ("ns", "plus")},
    "be:r": ("be:r:{a}:renoncer:partie",),
    **{f"be:{verbe}": (f"be:{verbe}:{{a}}",) for verbe in ("avant", "suite", "note", "stop")},
    "be:revoir": ("be:revoir:montant_ht",),
    **{f"c:{commande}": (f"c:{commande}",) for commande in ("clause", "cout_global", "interroger_le_besoin")},
    "w:action": ("w:action:8",),
    **{f"w:{verbe}": (f"w:{verbe}:8.heures_nettoyage",) for verbe in ("texte", "prendre", "refuser")},
    "w:niveau": ("w:niveau:ambitieux", "w:niveau:courant:8.heures_nettoyage"),
    "w:regler": ("w:regler:part_insertion:8 %",),
    "w:preparer": ("w:preparer", "w:preparer:pdf"),
    "w:demander": ("w:demander:plie",),
    "w:saisir": ("w:saisir:plie:8",),
    "w:avis": ("w:avis:1",),
    "d:garder": ("d:garder:1",),
    "m:remettre": ("m:remettre:{c}",),
    "r:liste": ("r:liste:1",),
    "s:res": ("s:res:{a}:oui",),
    "lt:laisser": ("lt:laisser",),
    "lt:prendre": ("lt:prendre",),
    "lt:noter": ("lt:noter:1:montant_lot_ht:40000", "lt:noter:99:rien:1"),
    "dc:tout": ("dc:tout:inconnue",),
    "dc:rien": ("dc:rien:inconnue",),
    "dc:detailler": ("dc:detailler:inconnue",),
    "dc:prendre": ("dc:prendre:inconnue:0:0",),
    "dc:laisser": ("dc:laisser:inconnue:0",),
    "c:retour": ("c:retour",),
    "c:continuer": ("c:continuer",),
    "c:ici_remplacer": ("c:ici_remplacer",),
    "c:recommencer": ("c:recommencer",),
    "c:annuler": ("c:annuler",),
    "l:p:effacer_oui": ("l:p:effacer_oui",),
}  # fmt: skip
# Buttons whose verb is not written where they are made.
INDIRECT = {"lu", "c:ici_remplacer", "c:recapituler", "b:deploiement", "s:rouvrir", "s:cir", "t:apres", "file:apres"}
# The questions about a purchase, whose buttons begin with their first argument.
QUESTIONS = ("_choix", "_oui_non", "_inconnu")
# These erase, or end, what the others are about.
ENDING = {"g:clore", "l:regle", "l:annuler", "l:p:effacer_oui", "x:annuler", "x:annuler_oui", "s:stop", "s:detacher"}
# What is answered to a button that nothing of the code knows any more.
UNKNOWN = ("Je ne reconnais pas ce bouton", "Ce bouton ne sert plus")


def buttons():
    """What each button of the code is: the words of its value that come before what it is about."""
    made = set(INDIRECT)
    for path in Path(handlers.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if called in ("bouton", "Choice") and len(node.args) > 1:
                made |= {named(value) for value in strings(node.args[1])}
            if called in QUESTIONS:
                made |= {named(f"s:{verbe}:") for verbe in strings(node.args[0])}
            if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "valeur":
                made |= {named(value) for value in strings(node.value)}
    return made - {None}


def strings(node):
    """The text of a string, what is worked out told by braces; of both sides of a choice between two."""
    if isinstance(node, ast.IfExp):
        return strings(node.body) + strings(node.orelse)
    if isinstance(node, ast.JoinedStr):
        return ["".join(part.value if isinstance(part, ast.Constant) else "{}" for part in node.values)]
    return [node.value] if isinstance(node, ast.Constant) and isinstance(node.value, str) else []


def named(value):
    """ "l:p:passer" of "l:p:passer:nom", "fiche" of "fiche:11"; None when its first words are worked out."""
    parts = value.split(":")
    if parts[0] in ("fiche", "lectures", "objectif", "refus", "q", "lu", "ra"):
        return parts[0]
    first = parts[: 3 if parts[:2] == ["l", "p"] else 2]
    return ":".join(first) if len(first) > 1 and all(re.fullmatch("[a-z_]+", part) for part in first) else None


@cache
def commands():
    """One way to say each command that the assistant knows."""
    known = {
        name: one
        for path in sorted(Path(handlers.__file__).parent.glob("*/actes.yaml"))
        for name, one in yaml.safe_load(path.read_text(encoding="utf-8"))["actes"].items()
        if "formules" in one
    }
    # A command that ends or sends something is said last, and what it undoes has been read by then.
    return [
        one["formules"][0] for name, one in known.items() if name not in {"refuser_reponse", "annuler", "nouvel_achat"}
    ]


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
    people["another buyer"](f"c'est quoi une {QUESTION} ?")

    firm("mon entreprise")
    firm("d'accord")
    firm("21630113500010")
    firm(PROFIL)
    firm("terminer")
    assert PROFIL in firm("mon entreprise")
    firm(f"vous me devez 900 € sur le solde du chantier {AVANT} depuis mars, payez")
    with database.reading() as memory:
        avant = memory._connection.execute(select(func.max(Demande.id))).scalar_one()
    people["the team"](f"répondre à la demande {avant} : Le chantier {REPONDU} est soldé.")
    bot.workers["ligne_directe"].run()
    bot.delivery.send_due()
    firm("", "l:regle")
    clock.now += timedelta(minutes=5)
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
        marche = uow.marches.creer(
            NouveauMarche(
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
        uow.seances.convoquer("metropole", clock.now.date())
        [comite] = uow.seances.liste()
        uow.seances.dire(
            comite.id,
            [
                NouveauDit(marche, None, Genre.PLACE, "ajoute"),
                NouveauDit(marche, "13", Genre.DECISION, "ecarte", f"pas de {DECISION}"),
            ],
            "slack:camille",
            clock.now - timedelta(hours=1),
        )
        uow.referents.reconnaitre(uow.referents.nommer("Bruno", "bruno", clock.now).id, "slack", "bruno")
        uow.seances.nommer_membre("ville", uow.referents.nommer("Bruno", "bruno", clock.now).id)
        session = uow.accompagnements.programmer(
            f"Répondre à un marché de {SEANCE}", date(2027, 3, 12), "14:00", None, "essai", clock.now
        )
        uow.accompagnements.inscrire(session, uow.identites.comptes("telegram", "menuisier")[0], clock.now)
        uow.commit()
    bot.workers["ligne_directe"].run()
    bot.delivery.send_due()
    with database.reading() as memory:
        demande = memory._connection.execute(select(func.max(Demande.id))).scalar_one()
        [achat] = memory.journal.derniers(1)
    return people, {"d": demande, "avant": avant, "a": achat.achat_id, "c": marche, "x": session, "s": comite.id}


def read(person, numbers):
    """What somebody is shown, by what they said: the text, the buttons and what a file holds."""
    said = [one.format(**numbers) for one in (*NUMBERED, *TYPED)] + commands()
    shown = {}
    for text in said:
        shown[text] = person.hears(text)
    for value in itertools.chain.from_iterable(PRESSED.values()):
        shown[value] = person.hears("", value.format(**numbers))
    # Last: whoever has no such purchase is heard to tell what they buy, and reads their own words again.
    shown[f"l'achat {ACHAT}"] = person.hears(f"l'achat {ACHAT}")
    return {
        cause: "\n".join(
            [message.texte for message in messages]
            + [choice.label for message in messages for choice in message.choices]
        )
        for cause, messages in shown.items()
    }


# Each on SQLite; on PostgreSQL, whoever runs every query, and whoever must read the least.
@pytest.mark.parametrize(
    ("new_url", "who"),
    [
        *(("sqlite", who) for who in READS),
        *(
            pytest.param("postgresql", who, marks=pytest.mark.postgresql)
            for who in ("the team", "the firm itself", "another firm")
        ),
    ],
    indirect=["new_url"],
)
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


def test_every_button_that_the_code_makes_is_pressed_and_no_other():
    assert buttons() == set(PRESSED)


@pytest.mark.parametrize("new_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("who", READS)
def test_every_button_that_somebody_is_offered_is_known(town, who):
    people, numbers = town
    person = people[who]
    numbered = [one.format(**numbers) for one in NUMBERED]
    seen, pressed, unknown = set(), set(), {}
    # What ends a thing is pressed once the rest has been.
    for ends, texts in ((False, [*numbered, *TYPED, *commands(), *numbered]), (True, [*numbered, *TYPED])):
        for text in texts:
            if who == "the expert who answers" and text in numbered:
                # What they gave back is given to them again.
                people["the team"](f"transférer la demande {numbers['d']} à emile")
            shown = offers(person.hears(text))
            seen |= {named(value) for value in shown}
            # The one that was pressed may lead elsewhere: say it again, and press what is still offered.
            while fresh := [un for un in shown if named(un) not in pressed and (named(un) in ENDING) is ends]:
                # The last of them changes the least, but for those that end.
                pressed.add(named(fresh[-1]))
                said = person("", fresh[-1])
                unknown |= {fresh[-1]: said} if said.startswith(UNKNOWN) else {}
                shown = offers(person.hears(text))
    assert unknown == {}
    assert seen <= set(PRESSED)
    assert {name for name in seen - pressed if name.startswith(("g:", "x:"))} == set()


def offers(messages):
    return [choice.value for message in messages for choice in message.choices]
