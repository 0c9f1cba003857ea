"""Purchases that are followed: asked once, in time, of whoever diagnosed them, whatever happens in between."""

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
from handlers.indicateurs.tableau_de_bord import Mesures, a_reparer
from handlers.suivi.etapes import dire
from handlers.suivi.preuves import suivre
from knowledge.plan.tableau_de_bord import Dashboard, Requete
from storage.comptes.records import Role
from storage.envois.tables import Outbox
from storage.rappels.records import PreferenceRecord
from storage.registre.records import NouveauMarche
from storage.suivi.records import EtapeRecord, Pas
from storage.suivi.repository import INSCRITE, PERSONNE
from storage.suivi.tables import QuestionDeSuivi
from tests.fixtures.monde import MondeCommun

PARIS = ZoneInfo("Europe/Paris")
DIAGNOSTIC = date(2026, 3, 2)
PUBLICATION = date(2026, 5, 4)  # sixty days later is a public holiday, then a week-end
JOUR = timedelta(days=1)


def a(jour, heure=10):
    return datetime(jour.year, jour.month, jour.day, heure, tzinfo=PARIS)


class Monde(MondeCommun):
    """People who diagnose purchases, and the passes of the worker at the moments that a test sets."""

    def dit(self, texte="", choix=None, personne="alice"):
        """What is answered to it."""
        before = len(self.screen.sent)
        self.bot.engine.receive(
            Incoming(Address("essai", f"mp-{personne}", personne), str(next(self._numbers)), texte, choix)
        )
        return "\n\n".join(sent.message.texte for sent in self.screen.sent[before:])

    def choix(self, texte):
        """The buttons of what is answered to it."""
        before = len(self.screen.sent)
        self.dit(texte)
        return [un for sent in self.screen.sent[before:] for un in sent.message.choices]

    def diagnostique(self, objet="gardiennage des parkings", personne="alice", **autres):
        """A purchase of that person; returns its number."""
        if personne not in self._connus:
            self.dit("bonjour", personne=personne)
            self._connus.add(personne)

        def work(uow):
            conversation = uow.conversations.private_with("essai", personne)[0]
            valeurs = {"acheteur": "ville", "annee": self.clock().year, "objet": objet, "montant_ht": Decimal(120_000)}
            achat = uow.achats.creer({**valeurs, "conversation_id": conversation, **autres}, self.clock())
            pas = ((8, "proposee"), (8, "retenue"), (22, "proposee"))
            jour = self.clock().astimezone(PARIS).date()
            uow.achats.dire(
                achat, [EtapeRecord(n, e, None, jour, self.clock(), "essai", PERSONNE) for n, e in pas], self.clock()
            )
            return achat

        return self.do(work)

    _connus: set[str]

    def passe(self, jour, heure=10):
        """A pass of the worker; returns what was said to each."""
        self.clock.now = a(jour, heure).astimezone(UTC)
        before = len(self.screen.sent)
        self.bot.workers["suivi"].run()
        self.bot.delivery.send_due()
        return [(sent.address.personne, sent.message.texte) for sent in self.screen.sent[before:]]

    def a_qui(self, jour, heure=10):
        return [personne for personne, _ in self.passe(jour, heure)]

    def achat(self, numero):
        with self.database.reading() as memory:
            return memory.achats.trouver(numero)

    def suivi(self, numero):
        with self.database.reading() as memory:
            return {ligne.action: ligne.passage for ligne in memory.achats.suivis([numero]).get(numero, [])}

    def etats(self, numero):
        with self.database.reading() as memory:
            return {une.genre: str(une.etat) for une in memory.achats.questions([numero]).get(numero, [])}


@pytest.fixture
def monde(bot, database, screen, clock):
    clock.now = a(DIAGNOSTIC).astimezone(UTC)
    un = Monde(bot, database, screen, clock)
    un._connus = set()
    return un


# --- once, and in time ------------------------------------------------------------------------------------------------


def test_a_publication_is_asked_about_two_months_later_and_once(monde):
    monde.diagnostique()
    asked = [jour for n in range(80) if monde.a_qui(jour := DIAGNOSTIC + n * JOUR)]
    # Ten working days without an answer: once more, then never again.
    assert asked == [PUBLICATION, date(2026, 5, 20)]


@pytest.mark.parametrize(
    ("known", "day"),
    [
        ({"consultation_le": date(2026, 4, 7)}, date(2026, 4, 7)),
        ({"consultation_le": DIAGNOSTIC}, PUBLICATION),  # what a diagnosis takes when nothing is said
        ({"attribution_le": date(2026, 5, 1)}, date(2026, 4, 1)),
        ({"attribution_le": date(2026, 3, 10)}, date(2026, 3, 3)),
    ],
)
def test_a_publication_is_asked_about_on_its_day_or_a_month_before_the_award(monde, known, day):
    monde.diagnostique(**known)
    assert next(jour for n in range(80) if monde.a_qui(jour := DIAGNOSTIC + n * JOUR)) == day


def test_one_message_a_week_groups_what_is_due(monde):
    for objet in ("gardiennage", "nettoyage", "peinture"):
        monde.diagnostique(objet)
    [(personne, texte)] = monde.passe(PUBLICATION)
    assert personne == "alice"
    assert texte.startswith("**3\u00a0questions de suivi**, moins d'une minute.")
    assert "gardiennage" in texte
    late = monde.diagnostique("mobilier", consultation_le=PUBLICATION + JOUR)
    assert monde.etats(late) == {}
    assert monde.a_qui(PUBLICATION + 2 * JOUR) == []
    assert monde.a_qui(PUBLICATION + 7 * JOUR) == ["alice"]


def test_the_next_question_follows_at_once(monde):
    premier, second = monde.diagnostique("gardiennage"), monde.diagnostique("nettoyage")
    monde.passe(PUBLICATION)
    assert "nettoyage" in monde.dit("pas encore")
    assert "C'est tout pour le suivi" in monde.dit("abandonné")
    assert monde.etats(premier)["publication"] == "a_poser"
    assert monde.etats(second)["publication"] == "repondue"
    assert monde.a_qui(PUBLICATION + 31 * JOUR) == ["alice"]  # a month later


@pytest.mark.parametrize(("heure", "said"), [(7, []), (10, ["alice"]), (19, [])])
def test_nobody_is_asked_outside_their_hours(monde, heure, said):
    monde.diagnostique()
    assert monde.a_qui(PUBLICATION, heure) == said


def test_whoever_wants_silence_has_it(monde):
    monde.diagnostique()
    silence = PreferenceRecord(silence_jusqu_au=PUBLICATION + 11 * JOUR)
    monde.do(lambda uow: uow.rappels.preferer("essai", "alice", silence))
    assert monde.a_qui(PUBLICATION) == []
    assert monde.a_qui(PUBLICATION + 11 * JOUR) == ["alice"]


def test_a_firm_is_asked_nothing_and_may_answer_nothing(monde):
    achat = monde.diagnostique()
    monde.do(lambda uow: uow.roles.donner("essai", "alice", Role.ENTREPRISE, "root", monde.clock()))
    assert monde.a_qui(PUBLICATION) == []
    monde.dit(choix=f"s:pub:{achat}:oui")
    monde.dit("mes achats")
    assert monde.etats(achat) == {"publication": "a_poser"}


@pytest.mark.parametrize("processes", [4])
def test_several_processes_at_once_ask_once(monde, knowledge, open_database, url, screen, access, processes):
    for n in range(12):
        monde.diagnostique(personne=f"p{n % 4}")
    monde.clock.now = a(PUBLICATION).astimezone(UTC)
    bots = [wiring.build_bot(knowledge, open_database(url), [screen], access, monde.clock) for _ in range(processes)]
    together = Barrier(processes)

    def work(bot):
        together.wait(10)
        return bot.workers["suivi"].run().questions

    with ThreadPoolExecutor(processes) as pool:
        assert sum(pool.map(work, bots)) == 12
    with monde.database.reading() as memory:
        keys = memory._connection.execute(select(Outbox.cle).where(Outbox.cle.startswith("suivi:"))).scalars().all()
        times = memory._connection.execute(select(QuestionDeSuivi.fois)).scalars().all()
    assert len(keys) == 4
    assert times == [1] * 12


def test_what_was_armed_before_a_kill_is_asked_by_the_next_process(monde, knowledge, database, screen, access, clock):
    achat = monde.diagnostique()
    clock.now = a(PUBLICATION).astimezone(UTC)
    dead = wiring.build_bot(knowledge, database, [screen], access, clock).workers["suivi"]
    dead._arm(PUBLICATION, clock())
    assert monde.etats(achat) == {"publication": "a_poser"}
    assert monde.a_qui(PUBLICATION) == ["alice"]


# --- answers ----------------------------------------------------------------------------------------------------------


def test_what_is_in_the_file_moves_the_actions_and_asks_why_of_the_others(monde):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    assert "Qu'est-ce qui figure" in monde.dit(choix=f"s:pub:{achat}:oui")
    assert "Pourquoi pas l'action 8" in monde.dit(choix=f"s:ins:{achat}:22")
    assert monde.suivi(achat) == {
        8: Pas.PROPOSEE | Pas.RETENUE | Pas.ECARTEE,
        # Nobody had kept it before: it was not aimed at.
        22: Pas.PROPOSEE | Pas.INSCRITE,
    }
    assert "C'est tout" in monde.dit("pas d'offre locale")
    with monde.database.reading() as memory:
        etapes = memory.achats.etapes([achat], 8)[achat]
    assert [(une.etape, une.motif) for une in etapes][-2:] == [("ecartee", None), ("ecartee", "pas d'offre locale")]


@pytest.mark.parametrize("dit", ["publié le 15 juin", "sera publié bientôt", "non, en juin", "toujours pas", "en juin"])
def test_what_is_to_be_published_is_not_yet(monde, dit):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    assert "je vous en reparle" in monde.dit(dit)
    assert monde.etats(achat) == {"publication": "a_poser"}


@pytest.mark.parametrize("dit", ["", "   ", "?", "👍", "gfdsgfds", "12", "x" * 300])
def test_what_answers_nothing_changes_nothing_and_the_question_stays(monde, dit):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    assert monde.dit(dit)
    assert monde.etats(achat) == {"publication": "posee"}
    monde.dit("publié")
    assert monde.etats(achat)["publication"] == "repondue"


def test_a_second_click_says_so_and_changes_nothing(monde):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    for choix in (f"s:pub:{achat}:oui", f"s:ins:{achat}:8, s:ins:{achat}:22"):
        monde.dit(choix=choix)
        avant = monde.suivi(achat), monde.etats(achat)
        assert "C'est déjà répondu" in monde.dit(choix=choix)
        assert (monde.suivi(achat), monde.etats(achat)) == avant
    assert "C'est déjà répondu" in monde.dit(choix=f"s:pub:{achat}:abandon")
    assert monde.etats(achat)["publication"] == "repondue"


def test_what_is_given_up_counts_no_more_until_it_is_published_after_all(monde):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    monde.dit("abandonné")
    assert (monde.achat(achat).conclu, monde.achat(achat).annee) == (True, None)
    assert monde.passe(PUBLICATION + 200 * JOUR) == []
    assert "est publié" in monde.dit(f"l'achat {achat} est publié")
    assert (monde.achat(achat).conclu, monde.achat(achat).annee) == (False, 2026)
    monde.dit(f"l'achat {achat} est infructueux")
    assert monde.achat(achat).traits["infructueux"] is True
    monde.dit(f"finalement l'achat {achat} est attribué, 3 offres")
    assert (monde.achat(achat).attribue, monde.achat(achat).traits["infructueux"], monde.achat(achat).offres) == (
        True,
        False,
        3,
    )


def test_somebody_else_changes_nothing(monde):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    avant = monde.etats(achat)
    assert "n'est pas le vôtre" in monde.dit(choix=f"s:pub:{achat}:oui", personne="bob")
    assert monde.etats(achat) == avant
    monde.do(lambda uow: uow.roles.donner("essai", "bob", Role.EQUIPE, "root", monde.clock()))
    assert "Qu'est-ce qui figure" in monde.dit(choix=f"s:pub:{achat}:oui", personne="bob")


def marche(monde, objet, **decp):
    nouveau = NouveauMarche(
        "21630113500010",
        "2026-12",
        acheteur="ville",
        objet=objet,
        notifie_le=date(2026, 9, 1),
        montant_ht=Decimal(99_000),
        decp=decp,
    )

    def work(uow):
        numero = uow.marches.creer(nouveau, "essai", monde.clock())
        suivre(uow, monde.bot.knowledge.pack, [numero], monde.clock())
        return numero

    return monde.do(work)


def test_what_official_data_tell_is_not_asked(monde):
    achat = monde.diagnostique(attribution_le=date(2026, 10, 1))
    monde.passe(date(2026, 10, 1))
    numero = marche(
        monde, "Gardiennage de parkings municipaux", offresRecues=3, considerationsSociales=["Clause sociale"]
    )
    assert "Est-ce ce marché" in monde.dit("l'achat est attribué") + monde.dit("comme prévu")
    texte = monde.dit(choix=f"s:ctr:{achat}:{numero}")
    assert "TPE" in texte
    assert "Combien d'offres" not in texte
    record = monde.achat(achat)
    assert (record.marche_id, record.offres, record.attribution_le) == (numero, 3, date(2026, 9, 1))
    assert "C'est déjà répondu" in monde.dit(choix=f"s:ctr:{achat}:-")


def test_a_contract_that_the_register_learns_of_later_is_proposed_then(monde):
    achat = monde.diagnostique(attribution_le=date(2026, 9, 1))
    monde.passe(date(2026, 9, 1))
    for dit in ("attribué, 3 offres, à une PME", "rien", "sans motif", "ni l'un ni l'autre"):
        texte = monde.dit(dit)
    assert "C'est tout" in texte
    numero = marche(monde, "Gardiennage de parkings municipaux")
    [(_, texte)] = monde.passe(date(2026, 11, 16))
    assert "Est-ce ce marché" in texte
    monde.dit(choix=f"s:ctr:{achat}:{numero}")
    assert monde.achat(achat).marche_id == numero


def test_an_old_reason_sets_nothing_aside_that_was_ticked_since(monde):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    monde.dit(choix=f"s:pub:{achat}:oui")
    assert "Pourquoi pas l'action 8" in monde.dit("rien")
    monde.dit(choix=f"s:rouvrir:{achat}:inscrites")
    monde.dit("8")
    assert "C'est déjà répondu" in monde.dit(choix=f"s:mot:{achat}:8:0")
    assert monde.suivi(achat)[8] & Pas.INSCRITE


def test_without_a_contract_only_what_is_missing_is_asked(monde):
    achat = monde.diagnostique(attribution_le=date(2026, 5, 4), montant_ht=None)
    monde.passe(date(2026, 5, 4))
    monde.dit("oui")
    monde.dit("rien")
    monde.dit("sans motif")
    assert "Combien d'offres" in monde.dit("attribué le 4 mai, à une PME")
    assert "montant" in monde.dit("quatre")
    assert "24 mois" not in monde.dit("24 mois")
    assert monde.achat(achat).montant_ht is None
    assert "ESUS" in monde.dit("85 k€ HT")
    assert "C'est tout" in monde.dit(choix=f"s:soc:{achat}:handicap")
    record = monde.achat(achat)
    assert (record.offres, record.montant_ht, record.attribue, record.annee) == (4, Decimal(85_000), True, 2026)
    traits = record.traits
    assert (traits["tpe_pme"], traits["esus"], traits["insertion_handicap"]) == (True, False, True)


@pytest.mark.parametrize(("dit", "infructueux"), [("infructeux", True), ("classé sans suite", False)])
def test_a_purchase_without_an_award_is_asked_nothing_more(monde, dit, infructueux):
    achat = monde.diagnostique(attribution_le=date(2026, 6, 1))
    monde.passe(date(2026, 6, 1))
    monde.dit("publié")
    monde.dit("tout")
    monde.passe(date(2026, 7, 6))
    assert "C'est tout" in monde.dit(dit)
    record = monde.achat(achat)
    assert (record.attribue, record.conclu, record.traits["infructueux"]) == (False, True, infructueux)
    assert all(monde.a_qui(date(2026, 7, 6) + n * 7 * JOUR) == [] for n in range(60))


def test_nothing_more_is_asked_of_a_purchase_that_they_want_silent(monde):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    monde.dit(choix=f"s:stop:{achat}")
    assert all(monde.a_qui(PUBLICATION + n * 7 * JOUR) == [] for n in range(60))


def test_each_year_what_is_not_done_yet_is_asked_until_the_end(monde):
    achat = monde.diagnostique(
        attribue=True, conclu=True, attribution_le=date(2026, 3, 2), fin=date(2028, 9, 1), offres=3
    )
    monde.do(
        lambda uow: uow.achats.dire(
            achat,
            [EtapeRecord(n, INSCRITE, None, DIAGNOSTIC, monde.clock(), "x", PERSONNE) for n in (8, 22)],
            monde.clock(),
        )
    )
    assert monde.a_qui(date(2027, 3, 1)) == []
    [(_, texte)] = monde.passe(date(2027, 3, 2))
    assert "action 8 " in texte
    assert "action 22 " in monde.dit("en cours")
    assert "Pourquoi pas l'action 22" in monde.dit("non")
    monde.dit("plus utile")
    assert monde.suivi(achat)[22] & Pas.ECARTEE
    assert monde.a_qui(date(2027, 6, 1)) == []
    [(_, texte)] = monde.passe(date(2028, 3, 2))
    assert "action 8 " in texte
    monde.dit("c'est fait")
    assert monde.suivi(achat)[8] & Pas.REALISEE
    assert monde.a_qui(date(2028, 9, 4)) == []
    # Not done after all.
    monde.dit(choix=f"s:rouvrir:{achat}:execution:2028")
    monde.dit("en cours")
    assert not monde.suivi(achat)[8] & Pas.REALISEE


def test_nobody_is_interrupted(monde):
    monde.diagnostique()
    monde.clock.now = a(PUBLICATION, 9).astimezone(UTC)
    monde.dit("nettoyage des écoles, 120 000 € HT")
    assert monde.passe(PUBLICATION, 9) == []
    assert monde.a_qui(PUBLICATION, 11) == ["alice"]


@pytest.mark.parametrize("dit", ["publié le 30 avril", "c'est publié", "mis en ligne hier"])
def test_what_is_said_done_on_a_past_day_is_not_put_off_to_next_year(monde, dit):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    assert "est publié" in monde.dit(dit)
    assert monde.etats(achat)["publication"] == "repondue"


def test_a_few_words_are_of_the_only_purchase_there_is(monde):
    achat = monde.diagnostique()
    monde.clock.now = a(PUBLICATION).astimezone(UTC)
    monde.dit("attribué hier, 3 offres")
    assert (monde.achat(achat).attribue, monde.achat(achat).offres) == (True, 3)
    assert monde.achat(achat).attribution_le == PUBLICATION - JOUR


def test_an_award_taken_back_leaves_no_holder(monde, pack):
    achat = monde.diagnostique()
    monde.passe(PUBLICATION)
    monde.dit(f"l'achat {achat} est attribué, 4 offres, à une PME")
    assert monde.achat(achat).traits["tpe_pme"] is True
    monde.dit(f"l'achat {achat} est infructueux")
    un = monde.achat(achat)
    assert (un.attribue, un.offres, un.traits["tpe_pme"], un.attribution_le) == (False, None, None, None)
    with monde.database.reading() as memory:
        lues = Mesures(memory, pack, None, PUBLICATION)
        assert lues.entonnoir(8, 2026, "ville").visees == 0


def test_a_wrong_contract_is_taken_back_and_each_is_what_it_was(monde):
    achat = monde.diagnostique(attribution_le=date(2026, 10, 1))
    monde.passe(date(2026, 10, 1))
    numero = marche(monde, "Gardiennage de parkings municipaux", offresRecues=3, tauxAvance=0.3)
    monde.dit("l'achat est attribué")
    monde.dit("comme prévu")
    avant = monde.achat(achat)
    monde.dit(choix=f"s:ctr:{achat}:{numero}")
    assert monde.achat(achat).offres == 3
    assert Pas.INSCRITE in monde.suivi(achat)[17]
    assert "Ce n'est pas ce marché" in {choix.label for choix in monde.choix(f"achat {achat}")}
    assert f"n'est pas le marché n° {numero}" in monde.dit("ce n'est pas ce marché").replace("\u00a0", " ")
    assert monde.achat(achat) == avant
    assert 17 not in monde.suivi(achat)
    with monde.database.reading() as memory:
        seul = memory.achats.du_marche(numero)
    assert (seul.id != achat, seul.offres, seul.montant_ht) == (True, 3, Decimal(99_000))
    # It may be another's, or its own after all.
    assert "Est-ce ce marché" in monde.dit(choix=f"s:rouvrir:{achat}:contrat")
    monde.dit(f"c'est le {numero}")
    assert monde.achat(achat).marche_id == numero


def test_the_second_time_says_that_it_is_the_last(monde):
    monde.diagnostique()
    monde.passe(PUBLICATION)
    [(_, texte)] = monde.passe(date(2026, 5, 20))
    assert texte.startswith("**Rappel : 1\u00a0question de suivi** attend")


def test_the_day_is_not_of_the_object(monde):
    monde.diagnostique("gardiennage des parkings")
    achat = monde.diagnostique("nettoyage des écoles")
    monde.clock.now = a(PUBLICATION).astimezone(UTC)
    monde.dit("on a attribué le marché de nettoyage le 30 avril, 2 offres recevables sur 5, 85 k€")
    un = monde.achat(achat)
    assert (un.attribue, un.offres, un.montant_ht) == (True, 5, Decimal(85_000))
    assert un.attribution_le == date(2026, 4, 30)


@pytest.mark.parametrize("dit", ["achat {}", "achat n° {}", "l'achat N°{}", "voir l'achat numéro {}", "achat no {}"])
def test_a_purchase_is_named_by_its_number(monde, dit):
    achat = monde.diagnostique()
    assert "Choisissez ce que vous voulez dire" in monde.dit(dit.format(achat))


# --- reserved, and held by nobody it may be reserved for --------------------------------------------------------------


@pytest.fixture
def mal_reserve(monde, pack):
    """A purchase whose action 11 is in the file, awarded to a firm that employs nobody concerned."""
    achat = monde.diagnostique(attribue=True, conclu=True, offres=3, tpe_pme=True, attribution_le=date(2026, 3, 2))
    jour = date(2026, 3, 2)
    dites = [EtapeRecord(11, etape, None, jour, monde.clock(), "essai", PERSONNE) for etape in ("proposee", "inscrite")]
    monde.do(lambda uow: dire(uow.achats, pack, achat, dites, monde.clock()))
    monde.clock.now += timedelta(minutes=1)
    monde.do(lambda uow: uow.achats.poser(achat, "social", jour))
    monde.dit(choix=f"s:rouvrir:{achat}:social")
    assert monde.achat(achat).traits["reserve"] is True
    assert "dit réservé" in monde.dit(choix=f"s:soc:{achat}:-")
    return achat


def test_whoever_holds_a_reserved_contract_is_asked_about(monde, mal_reserve):
    assert "Je n'ai pas compris" in monde.dit("quarante-deux")
    monde.dit("le titulaire en emploie")
    traits = monde.achat(mal_reserve).traits
    assert (traits["reserve"], traits["insertion_handicap"]) == (True, True)


def test_a_contract_that_was_not_reserved_has_its_action_set_aside_once(monde, mal_reserve):
    assert "n'est pas réservé" in monde.dit(choix=f"s:res:{mal_reserve}:non")
    traits = monde.achat(mal_reserve).traits
    assert (traits["reserve"], traits["insertion_handicap"]) == (False, False)
    assert Pas.ECARTEE in monde.suivi(mal_reserve)[11]
    assert "déjà répondu" in monde.dit(choix=f"s:res:{mal_reserve}:titulaire")
    assert monde.achat(mal_reserve).traits["insertion_handicap"] is False


def test_what_is_not_settled_of_a_reserved_contract_is_to_repair(monde, mal_reserve, pack):
    monde.dit("je ne sais pas")
    requete = Requete(Dashboard.ACTIONS, 2026)
    with monde.database.reading() as memory:
        quoi = [une.quoi for une in a_reparer(memory, pack, requete) if une.achat_id == mal_reserve]
    assert "reserve_sans_structure" in quoi
