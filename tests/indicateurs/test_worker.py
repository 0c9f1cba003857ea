"""Figures of the year: asked of the right pilot, in the period, kept to the day they promised, corrected and never lost."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from bot import wiring
from handlers.conversation.vocabulary import Address, Incoming
from storage.comptes.records import Role
from storage.envois.tables import Outbox
from storage.rappels.records import PreferenceRecord
from tests.fixtures.monde import MondeCommun

PARIS = ZoneInfo("Europe/Paris")
JOUR = timedelta(days=1)
DEBUT = date(2026, 12, 1)
HEURES = "heures_insertion"


def a(jour, heure=10):
    return datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS)


class Monde(MondeCommun):
    """A pilot of the PLIE, a team, and the passes of the worker at the moments that a test sets."""

    def dit(self, texte="", choix=None, personne="alice", canal="mp"):
        before = len(self.screen.sent)
        adresse = Address("essai", f"{canal}-{personne}", personne)
        self.bot.engine.receive(Incoming(adresse, str(next(self._numbers)), texte, choix, prive=canal == "mp"))
        return "\n\n".join(sent.message.texte for sent in self.screen.sent[before:]).replace("\u202f", "\u00a0")

    def pilote(self, service="plie", nom="alice"):
        def work(uow):
            referent = uow.referents.nommer(nom, nom, self.clock())
            uow.referents.reconnaitre(referent.id, "essai", nom)
            uow.saisies.nommer_pilote(service, referent.id)

        self.dit("bonjour", personne=nom)
        self.do(work)

    def equipe(self, nom="chef"):
        self.do(lambda uow: uow.roles.donner("essai", nom, Role.EQUIPE, "root", self.clock()))
        self.dit("bonjour", personne=nom)

    def passe(self, jour, heure=10):
        """A pass of the worker; returns what was said to each."""
        self.clock.now = a(jour, heure).astimezone(UTC)
        before = len(self.screen.sent)
        self.bot.workers["indicateurs"].run()
        self.bot.delivery.send_due()
        return [(sent.address.personne, sent.message.texte.partition("\n")[0]) for sent in self.screen.sent[before:]]

    def a_qui(self, jour, heure=10):
        return [personne for personne, _ in self.passe(jour, heure)]

    def demande(self, indicateur=HEURES, annee=2026):
        with self.database.reading() as memory:
            return next(une for une in memory.saisies.demandes(annee) if une.indicateur == indicateur)

    def saisies(self, indicateur=HEURES, annee=2026):
        with self.database.reading() as memory:
            entres = memory.saisies.dernieres((annee,), (indicateur,))
        return {qui: saisie.valeur for (_, _, qui), saisie in entres.items()}

    def commence(self):
        self.pilote()
        self.passe(DEBUT)
        return self.dit(choix="v:go:2026:plie")


@pytest.fixture
def monde(bot, database, screen, clock):
    clock.now = a(date(2026, 11, 2)).astimezone(UTC)
    return Monde(bot, database, screen, clock)


# --- asking -----------------------------------------------------------------------------------------------------------


def test_a_pilot_is_asked_in_the_period_then_twice_again(monde):
    monde.pilote()
    asked = [jour for n in range(160) if monde.a_qui(jour := date(2026, 11, 2) + n * JOUR)]
    assert asked == [DEBUT, date(2026, 12, 15), date(2026, 12, 30)]


def test_how_many_are_expected_and_by_when_is_said(monde):
    monde.pilote()
    assert monde.passe(DEBUT) == [
        ("alice", "**4\u00a0chiffres 2026 attendus du PLIE**, avant le 31\u00a0mars\u00a02027.")
    ]


def test_the_team_is_told_once_of_every_service_without_a_pilot(monde):
    monde.equipe()
    [(personne, texte)] = monde.passe(DEBUT)
    assert (personne, texte) == ("chef", "**46\u00a0chiffres 2026 attendus**, avant le 31\u00a0mars\u00a02027.")
    assert monde.passe(DEBUT + JOUR) == []


def test_a_pilot_named_later_is_asked_then(monde):
    monde.equipe()
    monde.passe(DEBUT)
    monde.dit("bonjour")
    monde.dit("je suis Alice Martin")
    assert "C'est noté : Alice Martin saisit" in monde.dit("le pilote du plie est Alice Martin", personne="chef")
    assert monde.passe(DEBUT + JOUR) == [
        ("chef", "Le compte « alice » (essai) est celui de Alice Martin : il saisit désormais les chiffres du PLIE."),
        ("alice", "**4\u00a0chiffres 2026 attendus du PLIE**, avant le 31\u00a0mars\u00a02027."),
    ]


def test_the_team_is_told_once_who_says_to_be_a_pilot(monde):
    monde.equipe()
    mardi = date(2026, 11, 3)
    monde.dit("le pilote du PLIE est Zoé Petit", personne="chef")
    assert monde.a_qui(mardi) == []
    monde.dit("je suis Zoé Petit", personne="eve")
    # Not at night, nor of a weekend.
    assert monde.a_qui(mardi, 3) == []
    assert monde.a_qui(mardi) == ["chef"]
    assert monde.a_qui(mardi + JOUR) == []
    monde.dit("libérer le nom Zoé Petit", personne="chef")
    assert monde.a_qui(mardi + JOUR) == []
    monde.dit("je suis Zoé Petit", personne="zoe")
    [(personne, texte)] = monde.passe(mardi + 2 * JOUR)
    assert personne == "chef"
    assert "« zoe »" in texte


def test_nobody_is_asked_outside_their_hours(monde):
    monde.pilote()
    monde.do(lambda uow: uow.rappels.preferer("essai", "alice", PreferenceRecord(silence_jusqu_au=DEBUT + 7 * JOUR)))
    assert monde.a_qui(DEBUT) == []
    assert monde.a_qui(DEBUT + 7 * JOUR, 7) == []
    assert monde.a_qui(DEBUT + 7 * JOUR) == ["alice"]


def test_a_firm_is_asked_nothing(monde):
    monde.pilote()
    monde.do(lambda uow: uow.roles.donner("essai", "alice", Role.ENTREPRISE, "root", monde.clock()))
    assert monde.a_qui(DEBUT) == []
    assert "2026" not in monde.dit(choix="v:go:2026:plie")


@pytest.mark.parametrize("processes", [4])
def test_several_processes_at_once_ask_once(monde, knowledge, open_database, url, screen, access, processes):
    monde.pilote()
    monde.equipe()
    monde.clock.now = a(DEBUT).astimezone(UTC)
    bots = [wiring.build_bot(knowledge, open_database(url), [screen], access, monde.clock) for _ in range(processes)]
    together = Barrier(processes)

    def work(bot):
        together.wait(10)
        return bot.workers["indicateurs"].run()

    with ThreadPoolExecutor(processes) as pool:
        # The team of the pilot and of the other services, the pilot of theirs.
        assert sum(pool.map(work, bots)) == 3
    with monde.database.reading() as memory:
        keys = memory._connection.execute(select(Outbox.cle).where(Outbox.cle.startswith("saisie:"))).scalars().all()
        assert {demande.fois for demande in memory.saisies.demandes(2026)} == {1}
    assert len(keys) == 2


# --- answering --------------------------------------------------------------------------------------------------------


def test_each_buyer_has_its_figure_and_a_correction_keeps_the_former(monde):
    assert "Nombre d'heures d'insertion" in monde.commence()
    assert "C'est noté" in monde.dit("Ville 12 000, Métropole 8 500")
    assert monde.saisies() == {"ville": Decimal(12_000), "metropole": Decimal(8_500)}
    texte = monde.dit("heures d'insertion réalisées 2026 : ville 12 500")
    assert "12\u00a0500\u00a0heures en 2026, au lieu de 12\u00a0000\u00a0heures" in texte
    with monde.database.reading() as memory:
        histoire = memory.saisies.historique(HEURES, 2026)
    assert [str(une.valeur) for une in histoire] == ["12000", "8500", "12500"]
    assert histoire[-1].par == "essai:alice"


@pytest.mark.parametrize(
    ("dit", "says"),
    [
        ("24 mois", "une durée en mois ne répond pas"),
        ("12,000", "deux façons"),
        ("-3 en tout", "hors des bornes"),
        ("bcp", "pas su lire"),
        ("12 ou 13 en tout", "plusieurs nombres"),
    ],
)
def test_what_cannot_be_taken_says_why_and_asks_again(monde, dit, says):
    monde.commence()
    texte = monde.dit(dit)
    assert says in texte
    assert "Nombre d'heures d'insertion" in texte
    assert monde.saisies() == {}


def test_a_bare_number_is_asked_of_whom(monde):
    monde.commence()
    assert "Pour qui est ce chiffre" in monde.dit("20 500")
    assert "C'est noté" in monde.dit("en tout")
    assert monde.saisies() == {"": Decimal(20_500)}


def test_an_odd_jump_is_asked_back_once(monde):
    monde.commence()
    monde.dit("heures d'insertion réalisées 2025 : 2 000 en tout")
    monde.dit(choix="v:go:2026:plie")
    assert "est-ce bien cela" in monde.dit("20 500 en tout")
    assert monde.saisies() == {}
    assert "Nombre d'heures" in monde.dit("non")
    assert monde.saisies() == {}
    monde.dit("20 500 en tout")
    assert "C'est noté" in monde.dit("oui")
    assert monde.saisies() == {"": Decimal(20_500)}


def test_a_promised_day_is_kept(monde):
    monde.commence()
    assert "le 15\u00a0décembre\u00a02026" in monde.dit("je l'aurai le 15")
    assert monde.demande().promise_le == date(2026, 12, 15)
    assert monde.a_qui(date(2026, 12, 14)) == []
    assert monde.a_qui(date(2026, 12, 15)) == ["alice"]
    assert monde.demande().promise_le is None


def test_the_whole_service_may_be_promised_from_the_first_message(monde):
    monde.pilote()
    monde.passe(DEBUT)
    monde.dit("en mars")
    assert [jour for n in range(1, 119) if monde.a_qui(jour := DEBUT + n * JOUR)] == [
        date(2027, 3, 1),
        date(2027, 3, 15),
    ]


def test_not_knowing_goes_on_and_asks_again_later(monde):
    monde.commence()
    assert "Ratio des différents bénéficiaires" in monde.dit("je sais pas")
    assert "Réalisé / pas réalisé" in monde.dit(choix=f"v:q:{monde.demande('repartition_beneficiaires').id}:?")
    assert monde.a_qui(date(2026, 12, 15)) == ["alice"]


def test_whoever_is_not_the_pilot_gives_it_back_to_the_team(monde):
    monde.equipe()
    monde.commence()
    assert "reviennent à l'équipe" in monde.dit("ce n'est pas moi")
    assert monde.a_qui(DEBUT + JOUR) == ["chef"]
    assert "l'équipe SPASER" in monde.dit(choix="v:go:2026:plie")
    assert monde.saisies() == {}


def test_others_are_told_who_the_pilot_is(monde):
    monde.commence()
    numero = monde.demande().id
    for choix in ("v:go:2026:plie", f"v:q:{numero}:?", f"v:q:{numero}:moi"):
        assert "sont saisis par alice" in monde.dit(choix=choix, personne="bob")
    assert "sont saisis par alice" in monde.dit("heures d'insertion réalisées 2026 : 12 en tout", personne="bob")
    assert "réservé" in monde.dit("le pilote du PLIE est Bob Durand", personne="bob").lower()
    assert monde.saisies() == {}
    with monde.database.reading() as memory:
        assert memory.saisies.pilotes()["plie"].nom == "alice"


def test_two_clicks_enter_once(monde):
    monde.commence()
    numero = monde.demande("evenement_realise").id
    monde.dit(choix=f"v:q:{numero}:oui")
    assert "C'était déjà noté" in monde.dit(choix=f"v:q:{numero}:oui")
    with monde.database.reading() as memory:
        assert len(memory.saisies.historique("evenement_realise", 2026)) == 1


def test_done_in_time_or_not(monde):
    monde.pilote("commande_publique")
    monde.passe(DEBUT)
    monde.dit(choix="v:go:2026:commande_publique")
    numero = monde.demande("publications_dans_les_delais").id
    for _ in range(20):
        if monde.dit("passer").startswith("Très bien, on passe.\n\n**Fait ou pas"):
            break
    assert "Dans les délais, ou en retard ?" in monde.dit("oui")
    assert "oui, hors délais" in monde.dit("oui, en retard")
    monde.dit(choix=f"v:q:{numero}:oui")
    with monde.database.reading() as memory:
        entres = memory.saisies.dernieres((2026,), ("publications_dans_les_delais",))
    assert {saisie.dans_les_delais for saisie in entres.values()} == {True}


# --- of which year, and which figure ----------------------------------------------------------------------------------


def test_a_figure_of_another_year_is_asked_of_which(monde):
    monde.commence()
    assert "Pour quelle année" in monde.dit("12 000 heures en 2025 pour la ville")
    assert (monde.saisies(), monde.saisies(annee=2025)) == ({}, {})
    assert "12\u00a0000\u00a0heures en 2025" in monde.dit(choix=f"v:q:{monde.demande().id}:2025")
    assert (monde.saisies(), monde.saisies(annee=2025)) == ({}, {"ville": Decimal(12_000)})
    # What was asked still is.
    monde.dit("12 500 heures en 2025 pour la ville")
    assert "12\u00a0500\u00a0heures en 2026" in monde.dit("pour 2026")
    assert monde.saisies() == {"ville": Decimal(12_500)}


@pytest.mark.parametrize(
    ("dit", "says"),
    [
        ("heures d'insertion 2028 : Ville 13 000", "les chiffres 2028 ne se saisissent pas encore"),
        ("13 000 heures en 2028 pour la ville", "les chiffres 2028 ne se saisissent pas encore"),
        ("mise à jour 2026 : Ville 13 000", "nommé « mise a jour »"),
        ("contrats 2025 : 13", "plusieurs chiffres répondent à ces mots"),
        ("Ville 2026", "l'année ou le chiffre"),
    ],
)
def test_a_year_is_no_figure_and_an_unknown_title_is_said(monde, dit, says):
    monde.commence()
    assert says in monde.dit(dit)
    assert (monde.saisies(), monde.saisies(annee=2025)) == ({}, {})


@pytest.mark.parametrize(
    ("dit", "annee", "lus"),
    [
        ("insertion 2025 : Ville 9 000", 2025, {"ville": 9_000}),
        ("heures d'insertion en 2025 : Ville 9 000", 2025, {"ville": 9_000}),
        ("en 2025, heures d'insertion : Ville 9 000", 2025, {"ville": 9_000}),
        ("heures d'insertion de la ville 2025 : 9 000", 2025, {"ville": 9_000}),
        ("heures d'insertion : 9 000 en 2025 pour la ville", 2025, {"ville": 9_000}),
        ("heures d'insertion : Ville 9 000", 2026, {"ville": 9_000}),
    ],
)
def test_a_named_figure_goes_to_the_year_that_is_named(monde, dit, annee, lus):
    monde.commence()
    texte = monde.dit(dit)
    assert f"heures en {annee}" in texte
    assert monde.saisies(annee=annee) == lus
    assert monde.saisies(annee=2026 + 2025 - annee) == {}
    # The figure that was asked is asked again.
    assert "insertion réalisées /an**, 2026" in texte


def test_a_purchase_with_a_year_is_no_figure(monde):
    assert "J'ai compris" in monde.dit("nettoyage des écoles 2026 : 85 000 €")


# --- what is no answer ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("indicateur", ["repartition_beneficiaires", HEURES, "evenement_realise"])
@pytest.mark.parametrize(
    ("dit", "says"),
    [
        ("tableau de bord", "Les actions du plan"),
        ("tablau de bord", "Les actions du plan"),
        ("où en est-on sur l'insertion ?", "Étendre la clause d'insertion"),
        ("ou en est-on sur l'insertion", "Étendre la clause d'insertion"),
        ("mes chiffres", "à saisir"),
        ("mes chifres", "à saisir"),
        ("les cibles", "cibles"),
        ("aide", "écrivez comme cela vous vient"),
        ("qui doit répondre ?", ""),
        ("combien l'an dernier", ""),
    ],
)
def test_a_command_or_a_question_is_no_figure(monde, indicateur, dit, says):
    monde.commence()
    monde.dit(choix=f"v:q:{monde.demande(indicateur).id}:corriger")
    texte = monde.dit(dit)
    assert "C'est noté" not in texte
    assert "Rien n'est noté" not in texte
    assert says.lower() in texte.lower()
    assert monde.saisies(indicateur) == {}


def test_a_number_with_a_question_mark_is_asked_back(monde):
    monde.commence()
    assert "vous posez une question" in monde.dit("12 000 pour la ville ?")
    assert monde.saisies() == {}


def test_a_share_that_begins_as_a_request_is_the_answer(monde):
    monde.commence()
    monde.dit("je ne sais pas")
    assert "C'est cela ?" in monde.dit("taux de femmes : 30 %")
    assert "C'est noté pour 2026 : taux de femmes : 30 %" in monde.dit("oui")


@pytest.mark.parametrize(
    "dit", ["je n'ai pas encore l'info", "en attente", "pas encore", "aucune donnée", "pas maintenant"]
)
@pytest.mark.parametrize("indicateur", ["repartition_beneficiaires", HEURES, "evenement_realise"])
def test_not_known_yet_enters_nothing_and_is_asked_again(monde, indicateur, dit):
    monde.commence()
    monde.dit(choix=f"v:q:{monde.demande(indicateur).id}:corriger")
    assert "on passe" in monde.dit(dit)
    assert monde.saisies(indicateur) == {}
    assert monde.a_qui(date(2026, 12, 15)) == ["alice"]


def test_what_is_known_of_one_buyer_leaves_the_other_asked_for(monde):
    monde.commence()
    texte = monde.dit("Ville 12 000, Métropole je ne sais pas")
    assert "Clermont Auvergne Métropole : pas encore de chiffre, il reste attendu." in texte
    assert "Ratio des différents bénéficiaires" in texte
    assert monde.saisies() == {"ville": Decimal(12_000)}
    assert "nombre d'heures" in monde.dit("mes chiffres")
    monde.dit(choix="v:go:2026:plie")
    monde.dit("8 500")
    assert monde.saisies() == {"ville": Decimal(12_000), "metropole": Decimal(8_500)}


# --- putting right ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "reste"),
    [
        ("je me suis trompée, c'était 12 300 heures pour la ville", {"ville": 12_300}),
        ("non, 12 300", {"ville": 12_300}),
        ("pardon, 12 300", {"ville": 12_300}),
        ("en fait c'est 12 300 heures", {"ville": 12_300}),
        ("erreur de saisie : ville 12 300, métropole 8 500", {"ville": 12_300, "metropole": 8_500}),
        ("je me suis trompée", {"ville": 12_000}),
        ("je me suis trompée de ligne", {"ville": 12_000}),
    ],
)
def test_the_figure_just_noted_may_be_put_right(monde, dit, reste):
    monde.commence()
    monde.dit("12 000 pour la ville")
    texte = monde.dit(dit)
    assert "insertion" in texte
    assert monde.saisies() == reste


def test_it_may_be_put_right_once_another_is_asked(monde):
    monde.commence()
    monde.dit("20 500 en tout")
    texte = monde.dit("je me suis trompée, c'était 21 500")
    assert "21\u00a0500\u00a0heures en 2026, au lieu de 20\u00a0500\u00a0heures" in texte
    assert "Ratio des différents bénéficiaires" in texte
    # The answer to that one is its own.
    assert "C'est cela ?" in monde.dit("plutôt des femmes")
    assert "C'est noté pour 2026 : plutôt des femmes" in monde.dit("oui")
    assert "non, au lieu de oui" in (monde.dit("oui"), monde.dit("finalement non"))[1]


def test_an_odd_correction_goes_to_the_buyer_it_corrects(monde):
    monde.commence()
    monde.dit("heures d'insertion 2025 : Ville 12 000, Métropole 8 000")
    monde.dit(choix="v:go:2026:plie")
    monde.dit("12 000 pour la ville")
    assert "est-ce bien cela" in monde.dit("non, 120 000")
    monde.dit("oui")
    assert monde.saisies() == {"ville": Decimal(120_000)}


def test_a_promised_day_may_be_put_right(monde):
    monde.commence()
    monde.dit("fin janvier")
    assert "15\u00a0janvier" in monde.dit("plutôt le 15 janvier")
    assert monde.demande().promise_le == date(2027, 1, 15)
    assert "heures en 2026" in monde.dit("finalement c'est 12 000 en tout")


def test_the_day_of_a_whole_service_may_be_put_right(monde):
    monde.pilote()
    monde.passe(DEBUT)
    monde.dit("fin janvier")
    monde.dit("je l'aurai le 15 janvier")
    assert monde.demande().promise_le == date(2027, 1, 15)


def test_a_total_is_asked_for_again_once_it_is_told_by_buyer(monde):
    monde.commence()
    monde.dit("21 000 en tout")
    assert "PLIE : 3 manquent" in monde.dit("mes chiffres")
    monde.dit("heures d'insertion 2026 : Ville 12 700")
    assert "PLIE : 4 manquent" in monde.dit("mes chiffres")
    monde.dit("heures d'insertion 2026 : Métropole 8 600")
    assert "PLIE : 3 manquent" in monde.dit("mes chiffres")
    assert "plus que ce total" in monde.dit("heures d'insertion 2026 : 10 000 en tout")


# --- who may, and where -----------------------------------------------------------------------------------------------


def test_figures_and_pilots_are_for_private_conversations(monde):
    monde.equipe()
    monde.commence()
    numero = monde.demande().id
    for texte, choix in (
        ("mes chiffres", None),
        ("pilotes", None),
        ("heures d'insertion 2026 : 12 000 en tout", None),
        ("", "v:go:2026:plie"),
        ("", f"v:q:{numero}:oui"),
    ):
        assert "message privé" in monde.dit(texte, choix, canal="salon")
    assert "message privé" in monde.dit("le pilote du PLIE est Bob Durand", personne="chef", canal="salon")
    assert monde.saisies() == {}
    with monde.database.reading() as memory:
        assert memory.saisies.pilotes()["plie"].nom == "alice"


@pytest.mark.parametrize(
    ("dit", "says", "pilotes"),
    [
        ("le pilote du PLIE est Alice Martin", "Alice Martin saisit", {"plie": "Alice Martin"}),
        ("le pilot du plie est Alice Martin", "Alice Martin saisit", {"plie": "Alice Martin"}),
        ("le pilote du PLIE est Alice Martin et celui de la 3DE est Bob Durand", "Bob Durand saisit", {"plie": "Alice Martin", "3de": "Bob Durand"}),
        ("le pilote du PLIE est Alice Martin, le pilote de la 3DE est Bob Durand", "Bob Durand saisit", {"plie": "Alice Martin", "3de": "Bob Durand"}),
        ("les pilotes du PLIE et de la 3DE sont Alice Martin", "Alice Martin saisit", {"plie": "Alice Martin", "3de": "Alice Martin"}),
        ("le pilote de la 3DE est Bob Durand et Zoé Petit", "un service n'a qu'un pilote", {"plie": "avant"}),
        ("le pilote du PLIE est Bob Durand / Zoé Petit", "un service n'a qu'un pilote", {"plie": "avant"}),
        ("le pilote du plie est personne", "l'équipe SPASER saisit", {}),
        ("retirer le pilote du PLIE", "l'équipe SPASER saisit", {}),
        ("il n'y a plus de pilote pour le PLIE", "l'équipe SPASER saisit", {}),
        ("le pilote du nettoyage est Alice Martin", "je ne connais pas de service « nettoyage »", {"plie": "avant"}),
    ],
)  # fmt: skip
def test_the_team_names_pilots_one_for_each_service(monde, dit, says, pilotes):
    monde.equipe()
    monde.pilote(nom="avant")
    assert says in monde.dit(dit, personne="chef")
    with monde.database.reading() as memory:
        assert {service: pilote.nom for service, pilote in memory.saisies.pilotes().items()} == pilotes


def test_the_pilot_of_one_service_sees_which_figures_are_missing(monde):
    monde.commence()
    texte = monde.dit("mes chiffres")
    assert "PLIE : 4 manquent (nombre d'heures d'insertion réalisées /an ; ratio" in texte
    assert "pas de pilote" not in texte
    monde.dit("heures d'insertion réalisées 2026 : 12 en tout")
    assert "PLIE : 3 manquent (ratio" in monde.dit("mes chiffres")


def test_an_empty_message_changes_nothing(monde):
    monde.commence()
    assert monde.dit("   ")
    assert monde.saisies() == {}


# --- what older versions left -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("etat", "dit", "lus"),
    [
        ({"attente": "v:pour:{}:12 000"}, "pour la ville", {"ville": 12_000}),
        ({"attente": "v:sur:{}:ville:on a fait 12 000 heures"}, "oui", {"ville": 12_000}),
        ({"attente": "v:annee:{}:12 000 pour la ville en 2025"}, "2026", {"ville": 12_000}),
        ({"chiffre": "q:{}:ville"}, "je me suis trompée, c'était 12 000", {"ville": 12_000}),
        ({"chiffre": "q:{}:?"}, "en fait 12 000 en tout", {"": 12_000}),
    ],
)
def test_what_was_awaited_before_is_still_understood(monde, etat, dit, lus):
    monde.commence()
    numero = monde.demande().id

    def ecrire(uow):
        conversation = uow.conversations.lock(uow.conversations.private_with("essai", "alice")[0])
        ancien = {cle: valeur.format(numero) for cle, valeur in etat.items()}
        sans = {cle: valeur for cle, valeur in conversation.etat.items() if cle != "attente"}
        uow.conversations.save(conversation.id, {**sans, **ancien}, conversation.rang, monde.clock())

    monde.do(ecrire)
    monde.dit(dit)
    assert monde.saisies() == lus


def test_a_promise_that_was_awaited_before_is_still_kept(monde):
    monde.commence()
    monde.dit(choix=f"v:q:{monde.demande().id}:quand")
    assert "le 15\u00a0décembre" in monde.dit("le 15")
    assert monde.demande().promise_le == date(2026, 12, 15)


def test_after_a_figure_nothing_is_awaited(monde):
    monde.pilote("qvt")
    monde.passe(DEBUT)
    monde.dit(choix="v:go:2026:qvt")
    assert "sont saisis" in monde.dit("20 % en tout")
    assert "J'ai compris" in monde.dit("nettoyage des écoles, services, 85 000 € HT")
