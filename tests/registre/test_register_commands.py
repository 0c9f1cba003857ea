"""What is typed or pressed about contracts changes those that were meant, and nothing else."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.replay import ADDRESS, Replay
from bot.envois.rendering import markdown_to_plain
from storage.comptes.records import Role
from storage.registre.records import Filtre, NouveauMarche

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=ZoneInfo("Europe/Paris"))
FIN = date(2028, 6, 30)
CONNU = "mon marché de nettoyage finit en juin 2028"


class Conversation:
    """A replayed conversation: what it is told, what it answers, and what the register then holds."""

    def __init__(self, knowledge) -> None:
        self._replay = Replay(knowledge, NOW)
        self.boutons: dict[str, str] = {}

    def __call__(self, *dits: str) -> str:
        for dit in dits:
            choix = self.boutons.get(dit[1:-1]) if dit.startswith("[") else None
            messages = self._replay.say("" if choix else dit, choix)
            self.boutons.update({choice.label: choice.value for message in messages for choice in message.choices})
        return "\n".join(markdown_to_plain(message.texte) for message in messages)

    def presser(self, valeur: str) -> str:
        return "\n".join(markdown_to_plain(message.texte) for message in self._replay.say("", valeur))

    def attendre(self, attente: str) -> None:
        """Have the state await what an older version wrote."""
        with self._replay.database.unit_of_work() as uow:
            found = uow.conversations.find(ADDRESS.plateforme, ADDRESS.canal, ADDRESS.personne)
            uow.conversations.save(found.id, {**found.etat, "attente": attente}, found.rang, NOW)
            uow.commit()

    def equipe(self) -> None:
        self._replay.give(Role.EQUIPE)

    def creer(self, objet: str, *, propose: bool = True, **valeurs) -> int:
        nouveau = NouveauMarche(
            "S", objet, objet=objet, cle_objet=objet, fin=FIN, **{"groupe": objet, "attribution_prevue": FIN, **valeurs}
        )
        with self._replay.database.unit_of_work() as uow:
            numero = uow.marches.creer(nouveau, "essai", NOW)
            if propose:
                uow.marches.proposer({numero: (True, {"mots": ["nettoyage"]})})
            uow.commit()
        return numero

    def nommer(self, nom: str) -> int:
        with self._replay.database.unit_of_work() as uow:
            referent = uow.referents.nommer(nom, nom.lower(), NOW)
            uow.commit()
        return referent.id

    @property
    def marches(self):
        with self._replay.database.reading() as uow:
            return {marche.id: marche for marche in uow.marches.liste(Filtre())}

    def close(self) -> None:
        self._replay.close()


@pytest.fixture
def dire(knowledge):
    conversation = Conversation(knowledge)
    yield conversation
    conversation.close()


# --- triage -----------------------------------------------------------------------------------------------------------


def test_the_propositions_accepted_are_those_that_were_shown(dire):
    dire.equipe()
    numeros = [dire.creer(f"achat {chr(97 + rang)}") for rang in range(12)]
    dire("trier", "[Accepter les propositions]")
    assert [numero for numero, marche in dire.marches.items() if marche.recurrent] == numeros[:8]


def test_a_consultation_that_is_accepted_is_decided_with_all_its_lots(dire):
    dire.equipe()
    montre = dire.creer("lot un", groupe="g")
    plus_tard = dire.creer("lot deux", groupe="g", attribution_prevue=date(2031, 1, 1))
    sans_proposition = dire.creer("autre", propose=False)
    dire("trier", "[Accepter les propositions]")
    assert [dire.marches[numero].recurrent for numero in (montre, plus_tard, sans_proposition)] == [True, True, None]


def test_what_was_decided_since_the_page_was_shown_stays(dire):
    dire.equipe()
    premier, second = dire.creer("un"), dire.creer("deux")
    dire("trier", f"ponctuels {premier}", "[Accepter les propositions]")
    assert [dire.marches[numero].recurrent for numero in (premier, second)] == [False, True]


def test_the_next_page_skips_nothing_that_a_late_lot_comes_after(dire):
    dire.equipe()
    for rang in range(7):
        dire.creer(f"achat {chr(97 + rang)}")
    dire.creer("lot un", groupe="g")
    dire.creer("lot deux", groupe="g", attribution_prevue=date(2031, 1, 1))
    neuvieme = dire.creer("neuvieme", attribution_prevue=date(2029, 1, 1))
    assert "neuvieme" not in dire("trier")
    assert f"n° {neuvieme}" in dire("[Suite]")


@pytest.mark.parametrize("valeur", ["t:apres:2026-99-99:1", "t:apres::1", "t:prop:", "t:prop:1.", "t:prop:zzzzzz"])
def test_a_forged_button_of_the_triage_is_answered(dire, valeur):
    dire.equipe()
    numero = dire.creer("un")
    assert dire.presser(valeur)
    assert dire.marches[numero].recurrent is None


@pytest.mark.parametrize(
    ("dit", "decides"),
    [
        ("2", {}),
        ("n° 2", {}),
        ("oui sauf 2", {}),
        ("1 oui, 2 non", {1: True, 2: False}),
        ("1 oui 2 et 3 non", {1: True, 2: False, 3: False}),
        ("n° 1 : oui", {1: True}),
        ("ponctuels 1-3", {1: False, 2: False, 3: False}),
        ("récurrents 1 à 2", {1: True, 2: True}),
        ("ponctuels 3-1", {}),
        ("marchés 1 et 2 récurrents", {1: True, 2: True}),
    ],
)
def test_a_typed_verdict_decides_what_it_names(dire, dit, decides):
    dire.equipe()
    numeros = [dire.creer(objet) for objet in ("un", "deux", "trois")]
    assert numeros == [1, 2, 3]
    dire("trier", dit)
    assert {numero: un.recurrent for numero, un in dire.marches.items() if un.recurrent is not None} == decides


# --- declarations -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dit",
    [
        "mon marché de nettoyage ne finit pas en juin 2028",
        "mon marché de nettoyage finit-il en juin 2028 ?",
        "mon marché de nettoyage finit en juin 2028 ?",
        "mon marché de nettoyage finit en juin 2028, 85 k€ HT par an, MAPA",
        "le marché de travaux de l'école se termine en juin 2028 pour un montant de 300 000 €",
        "notre contrat actuel finit en juin 2028 il faut refaire 85k€ HT 4 ans nettoyage",
        "mon marché de nettoyage fini je veux le relancer en juin 2028",
        "mon marché actuel finit en juin 2028",
        "mon marché de nettoyage finit en juin 2020",
        "mon marché de nettoyage finit l'année prochaine",
        "mon marché de nettoyage finit mi 2028",
    ],
)
def test_what_declares_no_end_creates_no_contract(dire, dit):
    assert dire(dit)
    assert dire.marches == {}


@pytest.mark.parametrize(
    ("dit", "fin"),
    [
        ("mon marché de nettoyage finit en juin 2028", date(2028, 6, 30)),
        ("mon marché de nettoyage finit fin 2027, merci", date(2027, 12, 31)),
        ("mon marché de nettoyage finit au 31/12", date(2026, 12, 31)),
        ("mon marché de nettoyage court jusqu'au 15/06/2028", date(2028, 6, 15)),
        ("mon marché de nettoyage se termine à la fin du mois de juin 2028", date(2028, 6, 30)),
    ],
)
def test_an_end_is_the_last_day_of_what_is_said(dire, dit, fin):
    dire(dit)
    assert [marche.fin for marche in dire.marches.values()] == [fin]


@pytest.mark.parametrize(("dit", "combien"), [("1", 1), ("n° 1", 1), ("le premier", 1), ("un nouveau", 2), ("non", 2)])
def test_which_contract_is_meant_can_be_typed(dire, dit, combien):
    dire(CONNU, "mon marché de nettoyage finit le 15/07/2029", dit)
    assert len(dire.marches) == combien
    assert dire.marches[combien].fin == date(2029, 7, 15)


def test_an_end_that_is_heard_in_other_words_is_noted_once_it_is_confirmed(dire):
    assert "dois-je l'ajouter" in dire("Affranchissement : terme 30/11/2027.")
    assert dire.marches == {}
    dire("non")
    assert dire.marches == {}
    dire("Affranchissement : terme 30/11/2027.", "oui")
    assert [(marche.objet, marche.fin) for marche in dire.marches.values()] == [
        ("Affranchissement", date(2027, 11, 30))
    ]


@pytest.mark.parametrize(
    "dit", ["quand finit mon marché de nettoyage ?", "bonjour, le marché 1 ?", "voir le marché 1 svp"]
)
def test_a_contract_that_is_asked_about_is_shown(dire, dit):
    dire(CONNU, "mon marché de papier finit en mai 2029")
    assert "n° 1 · nettoyage" in dire(dit).splitlines()[0]


@pytest.mark.parametrize(
    ("attente", "dit"),
    [
        ("m:date:1", "juin 2027"),
        ("m:fin:1", "juin 2027"),
        ("m:objet:papier", "juin 2027"),
        ("finit:2027-06-30:papier", "un nouveau"),
        ("finit:2027-06-30:papier", "m:nouveau"),
    ],
)
def test_what_was_awaited_as_it_was_kept_before_is_still_read(dire, attente, dit):
    dire(CONNU)
    dire.attendre(attente)
    if dit.startswith("m:"):
        dire.presser(dit)
    else:
        dire(dit)
    dites = [jour for marche in dire.marches.values() for jour in (marche.attribution_dite, marche.fin_dite)]
    assert {date(2027, 6, 1), date(2027, 6, 30)} & set(dites)


# --- one contract -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dit", ["marché 1 finit le 30 février 2029", "marché 1 expire bientôt", "marché 1 finit en 2029"]
)
def test_an_end_that_could_not_be_read_is_asked_for_as_an_end(dire, dit):
    dire(CONNU)
    assert "finit-il" in dire(dit)
    dire("mars 2029")
    assert dire.marches[1].fin_dite == date(2029, 3, 31)
    assert dire.marches[1].attribution_dite is None


def test_another_contract_is_no_answer_to_the_date_of_this_one(dire):
    dire(CONNU, "[Changer la date]", "mon marché de papier finit en mai 2029")
    assert dire.marches[1].attribution_dite is None
    assert dire.marches[2].fin == date(2029, 5, 31)


def test_an_award_that_was_said_holds_the_milestones_until_it_is_forgotten(dire):
    dire(CONNU, "marché 1 : attribution juin 2027")
    assert "ne bougent pas" in dire("marché 1 finit le 31/12/2028")
    assert dire.marches[1].attribution_prevue == date(2027, 6, 1)
    dire("marché 1 : oublier la date d'attribution")
    assert dire.marches[1].attribution_prevue == date(2028, 12, 31)


@pytest.mark.parametrize(
    "dit",
    [
        "supprime le marché 1",
        "je m'occupe des marchés 1 et 2",
        "le marché 1 est récurrent ?",
        "marché 1 direction pas encore connue",
        "marché 1 référent je ne sais pas",
        "marché 1 est-il récurrent",
    ],
)
def test_what_is_not_understood_of_a_contract_shows_it_unchanged(dire, dit):
    dire(CONNU)
    avant = dire.marches
    assert "n° 1 · nettoyage" in dire(dit)
    assert dire.marches == avant


@pytest.mark.parametrize(
    ("dit", "valeurs"),
    [
        ("le marche 1 est recurent", {"recurrent": True}),
        ("marché 1 n'est plus récurrent", {"recurrent": False}),
        ("le marché 1 est prolongé jusqu'au 30/09/2028", {"fin": date(2028, 9, 30)}),
        ("le marché 1 finira le 1er octobre 2028", {"fin": date(2028, 10, 1)}),
        ("marché 1 direction de l'Éducation", {"direction": "Éducation"}),
        ("marché 1 direction enseignement", {"direction": "enseignement"}),
        ("marché 1 référent l'équipe", {"referent_id": None}),
        ("marché 1 référent Alice Martin", {"referent": "Alice Martin"}),
    ],
)
def test_what_is_said_of_a_contract_is_taken(dire, dit, valeurs):
    dire(CONNU, dit)
    assert {nom: getattr(dire.marches[1], nom) for nom in valeurs} == valeurs


@pytest.mark.parametrize("dit", ["marché 2028", "marché 90000 euros", "marché 48 mois", "marché 1 lot"])
def test_a_number_that_counts_something_names_no_contract(dire, dit):
    dire(CONNU)
    answer = dire(dit)
    assert "Il n'y a pas de marché" not in answer
    assert not answer.startswith("n° ")


def test_a_contract_that_is_asked_for_and_is_not_there_is_said_missing(dire):
    assert "Il n'y a pas de marché n° 90000" in dire("voir marché 90000")


def test_a_buyer_decides_for_no_lot_of_somebody_else(dire):
    mien = dire.creer("un", groupe="g")
    autre = dire.creer("deux", groupe="g", referent_id=dire.nommer("Alice Martin"))
    dire(f"marché {mien} : récurrent")
    assert [dire.marches[numero].recurrent for numero in (mien, autre)] == [True, None]


@pytest.mark.parametrize(
    ("dit", "salut"), [("je suis alice martin", "Bonjour Alice Martin."), ("je suis Zoé Zed", "Bonjour Zoé Zed.")]
)
def test_a_name_is_understood_in_small_letters_too(dire, dit, salut):
    assert dire(dit).startswith(salut)


def test_what_is_no_name_names_nobody(dire):
    assert "Bonjour" not in dire("je suis Très Pressé")


def test_the_purchase_that_a_diagnosis_takes_the_place_of_is_named(dire):
    dire(CONNU, "j'achète des repas pour les cantines, 85 k€ HT, 4 ans")
    assert "est abandonné" in dire("[Faire le diagnostic]")
