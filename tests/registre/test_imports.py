"""A file fills the register: once, without losing what people decided, and a killed import goes on."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from zipfile import ZipFile

import pytest

from bot.access import Access
from bot.envois.composer import Composer
from bot.registre.imports import importer, rapport, reopen
from bot.registre.worker import Worker
from handlers.conversation.vocabulary import Address, Incoming
from handlers.indicateurs.tableau_de_bord import Mesures
from handlers.registre.depots import garder_les_decisions
from handlers.suivi.preuves import suivre
from knowledge.registre.colonnes import proposer
from knowledge.registre.fichiers import ouvrir
from storage.comptes.records import Role
from storage.errors import DatabaseUnavailableError
from storage.registre.records import EtatDepot, Filtre, NouveauMarche

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
VILLE = "21630113500010"


def marche(numero, **change):
    """A DECP v2 record of ours."""
    dit = {
        "id": numero,
        "acheteur": {"id": VILLE},
        "nature": "Marché",
        "objet": f"Entretien des espaces verts, secteur {numero}",
        "codeCPV": "77310000",
        "procedure": "Appel d'offres ouvert",
        "dureeMois": 48,
        "dateNotification": "2025-03-15",
        "datePublicationDonnees": "2025-04-01",
        "montant": 240_000,
        "titulaires": [{"titulaire": {"typeIdentifiant": "SIRET", "id": "55204599900869"}}],
    }
    return {**dit, **change}


def decp(*marches):
    return json.dumps({"marches": {"marche": list(marches)}}).encode()


@pytest.fixture
def bring(database, knowledge):
    """Import these bytes; returns the account."""

    def bring(contenu, nom="decp.json", colonnes=None, acheteur=None):
        source = ouvrir(nom, BytesIO(contenu))
        correspondance = None
        if source.format.est_un_tableau:
            correspondance = proposer(source.entetes, source.echantillon)
            for champ, entete in (colonnes or {}).items():
                correspondance = correspondance.changer(champ, entete)
        return importer(
            database, knowledge.pack, source, correspondance, "terminal:moi", lambda: NOW, acheteur_defaut=acheteur
        )

    return bring


def register(database, filtre=None):
    with database.reading() as memory:
        return {contrat.numero: contrat for contrat in memory.marches.liste(filtre or Filtre())}


def test_dates_and_buyer_follow_from_what_the_file_tells(bring, database):
    avenant = {
        "modification": {
            "id": 1,
            "dureeMois": 60,
            "dateNotificationModification": "2026-01-10",
            "datePublicationDonneesModification": "2026-01-12",
        }
    }
    _, bilan = bring(decp(marche("A1"), marche("A2", modifications=[avenant])))

    contrats = register(database)
    assert (bilan.lus, bilan.pris, bilan.nouveaux) == (2, 2, 2)
    assert contrats["A1"].acheteur == "ville"
    assert contrats["A1"].fin == contrats["A1"].attribution_prevue == date(2029, 3, 15)
    assert contrats["A2"].fin == date(2030, 3, 15)
    assert contrats["A1"].montant_ht == Decimal("240000.00")


def test_a_second_import_changes_nothing(bring, database):
    contenu = decp(*(marche(f"B{number}") for number in range(30)))
    bring(contenu)
    before = register(database)
    _, bilan = bring(contenu)

    assert (bilan.nouveaux, bilan.changes, bilan.inchanges) == (0, 0, 30)
    assert register(database) == before


def test_a_file_between_two_imports_of_another_leaves_the_later_telling(bring, database):
    old, new = decp(marche("C1")), decp(marche("C1", montant=300_000, datePublicationDonnees="2026-02-01"))
    bring(old)
    bring(new)
    _, bilan = bring(old)

    assert (bilan.changes, bilan.plus_anciens) == (0, 1)
    assert register(database)["C1"].montant_ht == Decimal(300_000)


def test_what_people_decided_survives_a_file_that_says_nothing_of_it(bring, database):
    bring(decp(marche("D1")))
    contrat = register(database)["D1"]
    with database.unit_of_work() as uow:
        referent = uow.referents.nommer("Alice Martin", "alice martin", NOW)
        decided = {
            "recurrent": True,
            "direction": "Espaces verts",
            "referent_id": referent.id,
            "fin_dite": date(2029, 1, 31),
            "fin": date(2029, 1, 31),
            "attribution_prevue": date(2029, 1, 31),
        }
        uow.marches.changer(contrat.id, decided, "essai:alice", NOW)
        uow.commit()
    _, bilan = bring(decp(marche("D1", montant=250_000, datePublicationDonnees="2026-02-01")))

    after = register(database)["D1"]
    assert bilan.changes == 1
    assert after.montant_ht == Decimal(250_000)
    assert (after.recurrent, after.direction, after.referent, after.attribution_prevue) == (
        True,
        "Espaces verts",
        "Alice Martin",
        date(2029, 1, 31),
    )


def test_a_table_that_names_a_contract_gives_it_to_people_without_erasing_the_rest(bring, database):
    bring(decp(marche("E1")))
    tableau = f"SIRET acheteur;Numéro;Récurrent;Direction;Référent\n{VILLE};E1;oui;Parcs;Bob Durand\n".encode()
    _, bilan = bring(tableau, "suivi.csv")

    after = register(database)["E1"]
    assert bilan.changes == 1
    assert (after.recurrent, after.direction, after.referent) == (True, "Parcs", "Bob Durand")
    assert after.objet == "Entretien des espaces verts, secteur E1"
    assert after.montant_ht == Decimal(240_000)
    assert after.fin == date(2029, 3, 15)
    assert after.a_revoir


def test_a_moved_date_of_a_recurring_contract_has_its_reminders_looked_at_again(bring, database):
    bring(decp(marche("F1")))
    number = register(database)["F1"].id
    with database.unit_of_work() as uow:
        uow.marches.changer(number, {"recurrent": True}, "essai:alice", NOW)
        uow.marches.revus([number])
        uow.commit()
    bring(decp(marche("F1", dureeMois=60, datePublicationDonnees="2026-02-01")))
    assert register(database)["F1"].a_revoir


def test_the_order_of_rows_does_not_matter(bring, database, open_database, knowledge):
    rows = [
        marche(f"G{number % 7}", montant=1_000 * (1 + number), datePublicationDonnees=f"2025-0{1 + number % 9}-01")
        for number in range(40)
    ]
    bring(decp(*rows))
    shuffled = rows.copy()
    random.Random(3).shuffle(shuffled)
    other = open_database()
    other.migrate()
    source = ouvrir("decp.json", BytesIO(decp(*shuffled)))
    importer(other, knowledge.pack, source, None, "terminal:moi", lambda: NOW)

    told = [
        {numero: (c.montant_ht, c.publie_le, c.version) for numero, c in register(one).items()}
        for one in (database, other)
    ]
    assert told[0] == told[1]


def test_what_is_told_of_an_import_adds_up_and_becomes_a_workbook(bring, database):
    faux = [
        marche("H1", dateNotification="0218-01-01"),
        marche("H2", montant=0.5),
        marche("", objet="sans numéro"),
        marche("H1", dateNotification="0218-01-01"),
    ]
    numero, bilan = bring(decp(*faux))

    assert bilan.lus == 4 == bilan.pris + bilan.regroupes + bilan.ecartes
    assert register(database)["H1"].fin is None
    with database.reading() as memory:
        contenu = rapport(memory, numero)
        assert rapport(memory, numero + 1) is None
    assert contenu is not None
    feuilles = ZipFile(BytesIO(contenu)).namelist()
    assert "xl/worksheets/sheet2.xml" in feuilles


def test_a_recurrence_is_proposed_from_an_earlier_contract_and_decided_by_nobody(bring, database):
    avant = marche("I1", dateNotification="2021-03-15", objet="Location et entretien des vêtements de travail")
    apres = marche("I2", dateNotification="2025-03-15", objet="Location et entretien des vêtements de travail")
    _, bilan = bring(decp(avant, apres))

    contrat = register(database)["I2"]
    assert bilan.proposes >= 1
    assert contrat.recurrent is None
    assert contrat.recurrence_proposee is True
    assert contrat.recurrence_motif["contrats"] == [register(database)["I1"].id]


@pytest.fixture
def importing(database, knowledge):
    return Worker(knowledge, database, Composer(knowledge.wording), lambda: NOW, Access(frozenset()))


@pytest.fixture
def deposit(database):
    """Send a file in the conversation, agreed to."""

    def deposit(contenu, nom="decp.json"):
        with database.unit_of_work() as uow:
            conversation = uow.conversations.open("essai", "tete-a-tete", "alice", NOW)
            numero = uow.depots.garder(conversation.id, "essai", "alice", nom, contenu, NOW)
            uow.depots.corriger(numero, {"colonnes": None, "acheteur": None})
            assert uow.depots.demander(numero)
            assert not uow.depots.demander(numero)
            uow.commit()
        return numero

    return deposit


def outbox(database):
    with database.reading() as memory:
        rows = memory._connection.exec_driver_sql("SELECT cle, texte FROM outbox ORDER BY id").all()
    return [tuple(row) for row in rows]


def test_a_file_that_was_sent_is_imported_once_and_its_author_is_told(importing, deposit, database):
    numero = deposit(decp(marche("J1")))
    assert importing.run() == 1
    assert importing.run() == 0

    [(cle, texte)] = outbox(database)[:1]
    assert cle == f"depot:{numero}:0"
    assert "est importé" in texte
    with database.reading() as memory:
        depot = memory.depots.trouver(numero)
    assert (depot.etat, depot.contenu) == (EtatDepot.IMPORTE, None)


def test_an_import_that_dies_is_begun_again_when_its_lease_ends_and_told_once(deposit, database, knowledge):
    numero = deposit(decp(*(marche(f"K{number}") for number in range(5))))
    moment = [NOW]
    importing = Worker(knowledge, database, Composer(knowledge.wording), lambda: moment[0], Access(frozenset()))
    with database.unit_of_work() as uow:
        assert uow.depots.prendre(NOW, timedelta(minutes=5)) is not None
        uow.commit()
    assert importing.run() == 0
    moment[0] += timedelta(minutes=6)
    assert importing.run() == 1
    assert [cle for cle, _ in outbox(database)] == [f"depot:{numero}:0", f"depot:{numero}:1"][: len(outbox(database))]
    assert len(register(database)) == 5


def test_a_file_that_proves_unreadable_is_said_so(importing, deposit, database):
    numero = deposit(b"%PDF-1.7 rien", "marches.pdf")
    assert importing.run() == 1
    [(_, texte)] = outbox(database)
    assert "PDF" in texte
    with database.reading() as memory:
        assert memory.depots.trouver(numero).etat is EtatDepot.ABANDONNE


def test_a_database_that_is_lost_in_the_middle_leaves_what_was_committed(database, knowledge):
    contenu = decp(*(marche(f"L{number}") for number in range(1_200)))

    class Lost(Exception):  # noqa: N818
        pass

    def dies(done):
        if done > 0.3:
            raise Lost

    source = ouvrir("decp.json", BytesIO(contenu))
    with pytest.raises(Lost):
        importer(database, knowledge.pack, source, None, "moi", lambda: NOW, alive=dies)
    half = len(register(database))
    assert 0 < half < 1_200
    source = ouvrir("decp.json", BytesIO(contenu))
    _, bilan = importer(database, knowledge.pack, source, None, "moi", lambda: NOW)
    assert (bilan.inchanges, bilan.nouveaux) == (half, 1_200 - half)


def test_a_fault_of_ours_is_said_and_holds_back_no_other_file(importing, deposit, database, monkeypatch):
    broken, sound = deposit(decp(marche("L1")), "casse.json"), deposit(decp(marche("L2")), "sain.json")

    def breaks(depot):
        if depot.id == broken:
            raise ZeroDivisionError
        return reopen(depot)

    monkeypatch.setattr("bot.registre.worker.reopen", breaks)
    assert importing.run() == 2
    said = dict(outbox(database))
    assert "une erreur de ma part" in said[f"depot:{broken}:0"]
    assert "est importé" in said[f"depot:{sound}:0"]
    with database.reading() as memory:
        assert memory.depots.trouver(broken).etat is EtatDepot.ABANDONNE


def test_a_nul_in_a_file_stops_nothing(bring, database):
    _, bilan = bring(decp(marche("M1", objet="Papier\x00 recyclé", dateNotification="le 3\x00 mars")))
    assert (bilan.lus, bilan.pris) == (1, 1)


def test_what_another_import_wrote_meanwhile_stays_as_it_tells(bring, database):
    bring(decp(marche("N1")))
    again = [NouveauMarche(acheteur_id=VILLE, numero=numero, objet="Autre") for numero in ("N1", "N2")]
    with database.unit_of_work() as uow:
        uow.marches.ajouter(again, None, NOW)
        uow.commit()
    found = register(database)
    assert found["N1"].objet.startswith("Entretien")
    assert found["N2"].objet == "Autre"


def test_a_file_that_twice_killed_whoever_imported_it_is_set_aside_and_its_author_told(deposit, database, knowledge):
    """The process dies in the middle, as a fault of a library kills it: nothing runs after."""
    numero, sain = deposit(decp(marche("P1")), "poison.json"), deposit(decp(marche("P2")), "sain.json")
    moment = [NOW]

    class Died(BaseException):
        pass

    def dies():
        raise Died

    class Dying(Worker):
        def _import(self, depot):
            dies() if depot.id == numero else super()._import(depot)

    def restarted():
        return Dying(knowledge, database, Composer(knowledge.wording), lambda: moment[0], Access(frozenset()))

    for _ in range(2):
        with pytest.raises(Died):
            restarted().run()
        moment[0] += timedelta(minutes=6)
    assert restarted().run() == 2
    assert restarted().run() == 0

    said = dict(outbox(database))
    assert "il est mis de côté" in said[f"depot:{numero}:0"]
    assert "est importé" in said[f"depot:{sain}:0"]
    with database.reading() as memory:
        depot = memory.depots.trouver(numero)
    assert (depot.etat, depot.contenu, depot.essais) == (EtatDepot.ABANDONNE, None, 3)


def test_a_database_that_is_lost_is_no_fault_of_the_file(deposit, database, knowledge, monkeypatch):
    numero = deposit(decp(marche("Q1")))
    moment = [NOW]
    importing = Worker(knowledge, database, Composer(knowledge.wording), lambda: moment[0], Access(frozenset()))

    def lost(depot):
        raise DatabaseUnavailableError

    with monkeypatch.context() as broken:
        broken.setattr("bot.registre.worker.reopen", lost)
        for _ in range(4):
            with pytest.raises(DatabaseUnavailableError):
                importing.run()
            moment[0] += timedelta(minutes=6)
    assert importing.run() == 1
    assert "est importé" in dict(outbox(database))[f"depot:{numero}:0"]


@pytest.mark.parametrize(
    ("montant", "dit"), [("9" * 5000, "plus de 30 chiffres"), ("[" * 60_000, "plus de 64 niveaux")]
)
def test_a_file_that_would_kill_its_reader_is_refused_with_nothing_imported(importing, deposit, database, montant, dit):
    contenu = decp(marche("R1", montant=0)).replace(b'"montant": 0', b'"montant": ' + montant.encode())
    numero = deposit(contenu)
    assert importing.run() == 1
    assert importing.run() == 0
    assert dit in dict(outbox(database))[f"depot:{numero}:0"]
    with database.reading() as memory:
        assert memory.imports.derniers(5) == []


# --- what people decided since ---


def suivi(direction="Parcs", referent="Carole Dupuy", recurrent="oui", notifie="15/03/2025"):
    return (
        "SIRET acheteur;Numéro;Objet;Notification;Récurrent;Direction;Référent\n"
        f"{VILLE};P1;Entretien des parcs;{notifie};{recurrent};{direction};{referent}\n"
    ).encode()


@pytest.fixture
def decide(database):
    """Somebody decides of the contract P1; `referent` is a name."""

    def decide(referent=None, **valeurs):
        numero = register(database)["P1"].id
        with database.unit_of_work() as uow:
            if referent is not None:
                valeurs["referent_id"] = uow.referents.nommer(referent, referent.lower(), NOW).id
            uow.marches.changer(numero, valeurs, "essai:alice", NOW)
            uow.commit()

    return decide


def decided(database):
    contrat = register(database)["P1"]
    return contrat.recurrent, contrat.direction, contrat.referent


def said_of_decisions(database, numero):
    with database.reading() as memory:
        return [
            (ligne.ligne, ligne.cause, ligne.champ, ligne.lu, ligne.retenu)
            for ligne in memory.imports.lignes(numero)
            if ligne.cause.startswith("decision_")
        ]


def test_the_same_file_imported_again_undoes_nothing_that_was_decided_since(bring, database, decide):
    bring(suivi(), "suivi.csv")
    decide(recurrent=False, direction="Voirie", referent="Bruno Petit")
    numero, bilan = bring(suivi(), "suivi.csv")

    assert decided(database) == (False, "Voirie", "Bruno Petit")
    assert (bilan.changes, bilan.inchanges) == (0, 1)
    assert said_of_decisions(database, numero) == []


def test_only_the_cell_that_changed_in_the_file_wins_and_the_report_says_over_what(bring, database, decide):
    bring(suivi(), "suivi.csv")
    decide(recurrent=False, direction="Voirie")
    numero, bilan = bring(suivi(direction="Propreté"), "suivi.csv")

    assert decided(database) == (False, "Propreté", "Carole Dupuy")
    assert bilan.causes["douteux:decision_remplacee"] == 1
    assert said_of_decisions(database, numero) == [
        (2, "decision_remplacee", "direction", "Propreté", "Propreté (≠ Voirie)")
    ]
    with database.reading() as memory:
        [*_, last] = memory.marches.changements(register(database)["P1"].id)
        assert rapport(memory, numero) is not None
    assert last[:3] == ("direction", "Voirie", "Propreté")


def test_a_decision_is_kept_against_what_a_file_says_of_it_for_the_first_time(bring, database, decide):
    bring(decp(marche("P1")))
    decide(direction="Voirie", referent="Bruno Petit")
    numero, _ = bring(suivi(), "suivi.csv")

    assert decided(database) == (True, "Voirie", "Bruno Petit")
    assert said_of_decisions(database, numero) == [
        (2, "decision_gardee", "direction", "Parcs", "Voirie"),
        (2, "decision_gardee", "referent", "Carole Dupuy", "Bruno Petit"),
    ]
    # Said once: the same file does not say it again.
    numero, _ = bring(suivi(), "suivi.csv")
    assert said_of_decisions(database, numero) == []


def test_an_older_file_does_not_undo_a_newer_one(bring, database):
    bring(suivi(), "suivi_mars.csv")
    bring(suivi(direction="Propreté", notifie="20/09/2025"), "suivi_octobre.csv")
    bring(suivi(), "suivi_mars.csv")
    assert decided(database)[1] == "Propreté"


def test_a_file_that_joins_a_decision_wins_when_it_changes_after(bring, database, decide):
    bring(suivi(), "suivi.csv")
    decide(direction="Voirie")
    numero, _ = bring(suivi(direction="Voirie"), "suivi.csv")
    assert said_of_decisions(database, numero) == []
    numero, _ = bring(suivi(direction="Parcs"), "suivi.csv")
    assert decided(database)[1] == "Parcs"
    assert said_of_decisions(database, numero) == []


def test_one_department_spelt_twice_is_one(bring, database, decide):
    lignes = "2025-07;Papier;Bâtiments\n2025-08;Peinture;bâtiments\n2025-09;Toiture;BATIMENTS\nP1;Cour;Écoles\n"
    bring(f"N° marché;Objet;Direction\n{lignes}".encode(), "suivi.csv", acheteur=VILLE)
    assert {un.direction for un in register(database).values()} == {"Bâtiments", "Écoles"}
    decide(direction="batiments")
    assert {un.direction for un in register(database).values()} == {"Bâtiments"}
    with database.reading() as memory:
        assert memory.indicateurs.directions_connues() == ["Bâtiments"]
    # Read again, the same cells change nothing.
    _, bilan = bring(f"N° marché;Objet;Direction\n{lignes}".encode(), "suivi.csv", acheteur=VILLE)
    assert (bilan.inchanges, bilan.changes) == (4, 0)


def test_a_contract_that_is_withdrawn_is_counted_no_more_and_no_file_brings_it_back(bring, database, knowledge):
    contenu = decp(marche("P1"), marche("P2", objet="Marché saisi par erreur"))
    bring(contenu)
    numero = register(database)["P2"].id

    def retire(motif):
        with database.unit_of_work() as uow:
            uow.marches.changer(numero, {"retire": motif}, "essai:alice", NOW)
            suivre(uow, knowledge.pack, [numero], NOW)
            uow.commit()

    def compte():
        with database.reading() as memory:
            suivis = Mesures(memory, knowledge.pack, None, NOW.date()).suivis(2025, "")
            return sorted(register(database)), suivis, memory.marches.combien()["tous"]

    assert compte() == (["P1", "P2"], 2, 2)
    retire("saisi par erreur")
    assert compte() == (["P1"], 1, 1)
    import_, bilan = bring(decp(marche("P1"), marche("P2", objet="Marché corrigé", montant=1)))
    assert compte() == (["P1"], 1, 1)
    assert bilan.causes["douteux:marche_retire"] == 1
    with database.reading() as memory:
        assert [un.retenu for un in memory.imports.lignes(import_) if un.cause == "marche_retire"] == [
            "saisi par erreur"
        ]
        assert memory.marches.trouver(numero).retire == "saisi par erreur"
    retire(None)
    assert compte() == (["P1", "P2"], 2, 2)


def test_what_a_file_took_from_a_decision_is_given_back_by_one_tap(bring, database, decide, knowledge, bot, screen):
    bring(suivi(), "suivi.csv")
    decide(recurrent=False, direction="Voirie", referent="Bruno Petit")
    contenu = suivi(direction="Propreté", referent="Zoé Roy")
    numero, bilan = bring(contenu, "suivi.csv")
    assert decided(database) == (False, "Propreté", "Zoé Roy")
    [bouton] = garder_les_decisions(numero, bilan.causes)
    with database.unit_of_work() as uow:
        uow.roles.donner("essai", "chef", Role.EQUIPE, "root", NOW)
        uow.commit()

    def presse(qui, cle):
        bot.engine.receive(Incoming(Address("essai", f"mp-{qui}", qui), cle, "", bouton.value))
        bot.delivery.send_due()
        return screen.sent[-1].message.texte

    presse("alice", "1")
    assert decided(database) == (False, "Propreté", "Zoé Roy")
    assert "2 décisions reprises" in presse("chef", "2").replace("\u00a0", " ")
    assert decided(database) == (False, "Voirie", "Bruno Petit")
    assert "Rien n'a changé" in presse("chef", "3")
    # The same file says nothing new.
    bring(contenu, "suivi.csv")
    assert decided(database) == (False, "Voirie", "Bruno Petit")
