"""The programme of sessions: what is read of an order, who may give one, and the places that firms take."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.conversation.replay import ADDRESS, BUYER, Replay
from bot.envois.rendering import markdown_to_plain
from knowledge.accompagnements.paroles import lire_les_participants
from storage.accompagnements.records import EtatAccompagnement
from storage.comptes.records import Role

NOW = datetime(2027, 2, 15, 10, tzinfo=ZoneInfo("Europe/Paris"))
MARS = date(2027, 3, 12)
MAISON = "Maison de l'économie"
FIRMS = Access(frozenset())


class Parle:
    """Somebody who talks, with the answers as plain text and the buttons that came with them."""

    def __init__(self, replay):
        self.replay = replay
        self.boutons = {}

    def __call__(self, texte, choix=None):
        messages = self.replay.say(texte, choix)
        self.boutons = {choice.label: choice.value for message in messages for choice in message.choices}
        dit = "\n---\n".join(markdown_to_plain(message.texte) for message in messages)
        return dit.replace("\N{NO-BREAK SPACE}", " ")

    def presse(self, libelle):
        return self("", self.boutons[libelle])

    def programme(self, titre="Répondre à un premier marché", jour=MARS, heure="14:00", lieu=MAISON):
        with self.replay.database.unit_of_work() as uow:
            numero = uow.accompagnements.programmer(titre, jour, heure, lieu, "essai", self.replay.now)
            uow.commit()
        return numero

    def trouve(self, numero):
        with self.replay.database.reading() as memory:
            return memory.accompagnements.trouver(numero)

    def toutes(self):
        with self.replay.database.reading() as memory:
            return memory.accompagnements.de_l_annee(2027)


@pytest.fixture
def parle(knowledge, request):
    """A member of the team, unless a test says otherwise."""
    access, role = getattr(request, "param", (BUYER, Role.EQUIPE))
    replay = Replay(knowledge, NOW, access)
    if role is not None:
        replay.give(role)
    yield Parle(replay)
    replay.close()


acheteur = pytest.mark.parametrize("parle", [(BUYER, None)], indirect=True)
entreprise = pytest.mark.parametrize("parle", [(FIRMS, None)], indirect=True)

# --- what is read -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("dit", "titre", "jour", "heure", "lieu"),
    [
        ("programmer une session : Répondre à un premier marché, le 12 mars 2027 à 14 h, Maison de l'économie", "Répondre à un premier marché", MARS, "14:00", MAISON),
        ("Programmer une formation : déposer une offre, le 12/03/2027 à 9h30 à la Maison de l’économie", "Formation : déposer une offre", MARS, "09:30", MAISON),
        ("programmez un atelier signature électronique vendredi 12 mars 2027 de 9 h à 12h30", "Atelier signature électronique", MARS, "09:00-12:30", None),
        ("planifier une réunion d'information pour le 12/03 à 18 heures au Polydome", "Réunion d'information", MARS, "18:00", "Polydome"),
        ("nouvelle session : le DUME en 2 heures, le 12 mars 2027", "Le DUME en 2 heures", MARS, None, None),
        ("programmer une matinée le 12 mars 2027 à 9 h : Les achats 2026-2028, CCI", "Matinée : Les achats 2026-2028", MARS, "09:00", "CCI"),
        ("programmer une session : Premier marché, à 14 h le 12 mars 2027, en visio", "Premier marché", MARS, "14:00", "en visio"),
        ("peux-tu programmer une session « Premier marché » le 12 mars 2027 à 14h ?", "Premier marché", MARS, "14:00", None),
        ("programmer une formation DUME vendredi 12 mars 9h-12h salle 204", "Formation DUME", MARS, "09:00-12:00", "salle 204"),
        ("programmer une session le 12 mars à 14 h à la CCI : Premier marché", "Premier marché", MARS, "14:00", "CCI"),
        ("programmer une session Signature électronique demain 9h", "Signature électronique", date(2027, 2, 16), "09:00", None),
        ("programmer un atelier DUME jeudi 10:30, CCI", "Atelier DUME", date(2027, 2, 18), "10:30", "CCI"),
        ("je voudrais programmer une session : Premier marché, dans trois semaines", "Premier marché", date(2027, 3, 8), None, None),
    ],
)  # fmt: skip
def test_a_session_is_planned_in_the_words_of_whoever_plans_it(parle, dit, titre, jour, heure, lieu):
    assert parle(dit).startswith("C'est noté.")
    [une] = parle.toutes()
    assert (une.titre, une.jour, une.heure, une.lieu) == (titre, jour, heure, lieu)


@pytest.mark.parametrize(
    ("dit", "refus"),
    [
        ("programmer une session : Premier marché", "Je n'ai pas lu de jour."),
        ("programmer une session : Le SPASER 2024-2026", "Je n'ai pas lu de jour."),
        ("programmer une session : Premier marché, en mars 2027", "Il me faut le jour"),
        ("programmer une session : Premier marché, le 12 mars ou le 13 mars 2027", "J'ai lu plusieurs jours"),
        ("programmer deux sessions : A le 12 mars, B le 13 mars", "J'ai lu plusieurs jours"),
        ("programmer une session : Premier marché, mardi 12 mars 2027", "Ce jour du mois ne tombe pas ce jour"),
        ("programmer une session : Premier marché, le 12 janvier 2027", "Le 12 janvier 2027 est passé"),
    ],
)
def test_without_a_day_to_come_nothing_is_planned_and_it_is_said_why(parle, dit, refus):
    assert parle(dit).startswith(refus)
    assert parle.toutes() == []


def test_the_day_that_was_missing_may_be_said_alone(parle):
    parle("programmer une session : Premier marché")
    assert "Je n'ai pas su lire un jour" in parle("bientôt")
    parle("le 12 mars à 14 h, CCI")
    [une] = parle.toutes()
    assert (une.titre, une.jour, une.heure, une.lieu) == ("Premier marché", MARS, "14:00", "CCI")


def test_a_session_said_twice_is_planned_once(parle):
    ordre = "programmer une session : Répondre à un premier marché, le 12 mars 2027 à 14 h"
    parle(ordre)
    assert parle(ordre.upper().replace("14 H", "15 h")).startswith("Rien n'a changé : elle est déjà au programme.")
    assert [une.heure for une in parle.toutes()] == ["14:00"]


@pytest.mark.parametrize(
    ("dit", "jour", "heure"),
    [
        ("demain à 10 h", date(2027, 2, 16), "10:00"),
        ("jeudi prochain à 14 h", date(2027, 2, 18), "14:00"),
        ("vendredi à 9 h 30", date(2027, 2, 19), "09:30"),
        ("le 1er décembre à 10 h", date(2027, 12, 1), "10:00"),
        ("le 10 décembre à 10 h", date(2027, 12, 10), "10:00"),
    ],
)
def test_a_day_near_by_is_read_and_one_long_past_is_next_years(parle, dit, jour, heure):
    parle(f"programmer une session : Premier marché, {dit}, CCI")
    [une] = parle.toutes()
    assert (une.titre, une.jour, une.heure, une.lieu) == ("Premier marché", jour, heure, "CCI")


@pytest.mark.parametrize(
    ("dit", "refus"),
    [
        ("jeudi 4 mars à 25 h", "Cette heure n'existe pas"),
        ("jeudi 4 mars à 14 h 75", "Cette heure n'existe pas"),
        ("le 31 novembre", "Ce jour n'existe pas"),
        ("le 30/02/2027 à 14 h", "Ce jour n'existe pas"),
        ("le 31/04", "Ce jour n'existe pas"),
    ],
)
def test_an_hour_or_a_day_that_does_not_exist_is_said_so(parle, dit, refus):
    assert parle(f"programmer une session : Premier marché, {dit}").startswith(refus)
    assert parle.toutes() == []
    numero = parle.programme()
    assert parle(f"déplacer la session {numero} : {dit}").startswith(refus)
    assert parle.trouve(numero).jour == MARS


@pytest.mark.parametrize(
    ("dit", "question", "jour"),
    [
        ("samedi 13 mars à 10 h", "Le 13 mars 2027 est un samedi.", date(2027, 3, 13)),
        ("lundi 29 mars à 10 h", "Le 29 mars 2027 est un lundi férié.", date(2027, 3, 29)),
        ("le 12 janvier à 10 h", "Le 12 janvier 2027 est passé.", date(2027, 1, 12)),
        ("le 12/01 à 10 h", "Le 12 janvier 2027 est passé.", date(2027, 1, 12)),
        ("dimanche à 10 h", "Le 21 février 2027 est un dimanche.", date(2027, 2, 21)),
    ],
)
@pytest.mark.parametrize("bouton", [True, False])
def test_a_day_when_nobody_works_or_that_is_past_is_confirmed_first(parle, dit, question, jour, bouton):
    def reponds(mot):
        return parle.presse(mot) if bouton else parle(mot)

    ordre = f"programmer une session : Premier marché, {dit}"
    assert parle(ordre).startswith(question)
    assert reponds("Non").startswith("D'accord : rien n'est noté.")
    assert parle.toutes() == []
    parle(ordre)
    assert reponds("Oui").startswith("C'est noté.")
    [une] = parle.toutes()
    assert (une.titre, une.jour, une.heure) == ("Premier marché", jour, "10:00")


def test_who_comes_is_counted_and_firms_take_their_places_themselves(parle):
    numero = parle.programme()
    assert parle(f"qui vient à la session {numero} ?").startswith("Personne n'est inscrit à la session")
    with parle.replay.database.unit_of_work() as uow:
        uow.accompagnements.inscrire(numero, uow.identites.comptes("rejeu", "rejeu")[0], NOW)
        uow.commit()
    for dit in ("qui vient à la session {n} ?", "combien d'inscrits à la session {n}", "combien de personnes viennent à la session {n} ?", "qui est inscrit à la session {n} ?"):  # fmt: skip
        assert parle(dit.format(n=numero)).startswith("1 personne inscrite à la session"), dit
    assert "s'inscrivent elles-mêmes" in parle(f"inscrire Plomberie Dupuis à la session {numero}")
    assert parle.trouve(numero).inscrits == 1


@pytest.mark.parametrize(
    ("dit", "jour", "heure", "lieu"),
    [
        ("déplacer la session {n} au 19 mars", date(2027, 3, 19), "14:00", MAISON),
        ("reporter la session n° {n} au 19/03 à 10 h", date(2027, 3, 19), "10:00", MAISON),
        ("décaler la session {n} au 19", date(2027, 2, 19), "14:00", MAISON),
        ("la session {n} est reportée au 19 mars 2027 à 10h, à la CCI", date(2027, 3, 19), "10:00", "CCI"),
        ("session {n} : avancée à demain", date(2027, 2, 16), "14:00", MAISON),
        ("déplacer la session {n} à 16 h 30", MARS, "16:30", MAISON),
        ("décaler la session {n} d'une semaine", date(2027, 3, 19), "14:00", MAISON),
        ("avancer la session {n} de deux jours", date(2027, 3, 10), "14:00", MAISON),
        ("la session {n} est repoussée d'un mois", date(2027, 4, 12), "14:00", MAISON),
        ("la formation {n} est reportée au vendredi 19 mars", date(2027, 3, 19), "14:00", MAISON),
    ],
)
def test_a_session_is_moved_to_what_is_said_and_the_rest_stays(parle, dit, jour, heure, lieu):
    numero = parle.programme()
    assert "C'est noté : elle est déplacée." in parle(dit.format(n=numero))
    une = parle.trouve(numero)
    assert (une.jour, une.heure, une.lieu) == (jour, heure, lieu)


def test_a_day_that_is_past_moves_nothing_and_is_asked_again(parle):
    numero = parle.programme()
    assert parle(f"déplacer la session {numero} au 12 janvier 2027").startswith("Ce jour est passé.")
    assert parle.trouve(numero).jour == MARS
    parle("plutôt le 19 mars")
    assert parle.trouve(numero).jour == date(2027, 3, 19)


@pytest.mark.parametrize(
    "dit",
    [
        "déplacer la session {n}",
        "déplacer la session {n} à la semaine prochaine",
        "la formation {n} est reportée",
        "reporter la session {n} en avril",
        "session {n} : reportée au mois prochain",
        "déplacer la session {n} au mardi 20 mars 2027",
    ],
)
def test_what_is_no_day_moves_nothing(parle, dit):
    numero = parle.programme()
    assert "À quel jour déplacer la session" in parle(dit.format(n=numero))
    assert parle.trouve(numero).jour == MARS


def test_a_question_about_a_session_shows_it_and_changes_nothing(parle):
    numero = parle.programme(jour=date(2027, 2, 12))
    for dit in (f"la session {numero} a eu lieu ?", f"la session {numero} est annulée ?", f"session {numero} ?"):
        assert parle(dit).startswith(f"Session n° {numero}")
    assert parle.trouve(numero).etat is EtatAccompagnement.PROGRAMME
    assert "Sessions pour les entreprises" in parle("quelles sont les prochaines sessions ?")


@pytest.mark.parametrize(
    ("dit", "participants"),
    [
        ("session {n} : faite, 14 participants", 14),
        ("session {n} réalisée, 14 présents", 14),
        ("la session {n} a eu lieu avec 14 entreprises", 14),
        ("la session {n} s'est bien tenue, aucun participant", 0),
        ("session {n} : 14 participants", 14),
        ("accompagnement {n} : fait (14)", 14),
    ],
)
def test_a_session_that_took_place_is_said_in_a_word(parle, dit, participants):
    numero = parle.programme(jour=date(2027, 2, 12))
    assert parle(dit.format(n=numero)).startswith("C'est noté : elle a eu lieu.")
    une = parle.trouve(numero)
    assert (une.etat, une.participants) == (EtatAccompagnement.REALISE, participants)


def test_how_many_came_is_asked_for_and_may_stay_unknown(parle):
    numero = parle.programme(jour=NOW.date())
    parle(f"session {numero}")
    assert parle.presse("Faite").endswith("Combien de participants ?")
    assert parle.trouve(numero).etat is EtatAccompagnement.REALISE
    parle("annuler")
    assert parle.trouve(numero).participants is None
    parle(f"session {numero} : faite")
    parle("une trentaine, non : 28")
    assert parle.trouve(numero).participants == 28


@pytest.mark.parametrize("dit", ["123456", "123456 participants", "12345"])
def test_a_number_that_cannot_be_is_not_taken(parle, dit):
    numero = parle.programme(jour=NOW.date())
    parle(f"session {numero} : faite")
    parle(dit)
    assert parle.trouve(numero).participants is None


def test_what_did_not_take_place_is_not_done(parle):
    numero = parle.programme(jour=date(2027, 2, 12))
    for dit in ("n'a pas eu lieu", "pas faite"):
        assert parle(f"session {numero} : {dit}").startswith("Rien n'est noté.")
    assert parle.trouve(numero).etat is EtatAccompagnement.PROGRAMME
    a_venir = parle.programme()
    assert parle(f"session {a_venir} : faite, 14 participants").startswith("Rien n'a changé")
    assert parle.trouve(a_venir).etat is EtatAccompagnement.PROGRAMME


def test_calling_off_asks_first_when_people_come_and_one_tap_would_tell_them(parle):
    numero = parle.programme()
    with parle.replay.database.unit_of_work() as uow:
        uow.accompagnements.inscrire(numero, uow.identites.comptes("rejeu", "rejeu")[0], NOW)
        uow.commit()
    parle(f"session {numero}")
    assert "La personne inscrite sera prévenue" in parle.presse("Annuler")
    assert parle.trouve(numero).etat is EtatAccompagnement.PROGRAMME
    assert "La personne inscrite est prévenue." in parle.presse("Annuler")
    assert parle.trouve(numero).etat is EtatAccompagnement.ANNULE


def test_a_number_that_is_no_session_is_said_so(parle):
    for dit in ("annuler la session 9", "session 9 : faite", "déplacer la session 9 au 20 mars", "session 999999999"):
        assert "Il n'y a pas de session n° 9" in parle(dit), dit
    assert "Il n'y a pas de session n° 9" in parle("", "x:faite:9")


@pytest.mark.parametrize(
    "dit",
    [
        "formation 3 jours de secourisme pour les agents, 8 000 € HT",
        "organiser une formation au secourisme",
        "atelier 9",
    ],
)
def test_a_purchase_is_no_session(parle, dit):
    parle.programme()
    assert "ession n°" not in parle(dit)
    assert len(parle.toutes()) == 1


def test_how_many_is_read_and_an_hour_is_not():
    assert lire_les_participants("de 9 h à 12 h") is None
    assert lire_les_participants("le 12/03") is None
    assert lire_les_participants("14.5") is None


# --- who --------------------------------------------------------------------------------------------------------------


@acheteur
def test_buyers_read_the_programme_and_only_the_team_changes_it(parle):
    numero = parle.programme(jour=date(2027, 2, 12))
    parle.programme()
    assert "« Répondre à un premier marché », le 12 mars 2027 à 14 h" in parle("sessions")
    assert not any(valeur.startswith("x:") for valeur in parle.boutons.values())
    for texte, choix in (
        ("programmer une session : Premier marché, le 12 mars 2027", None),
        (f"session {numero} : faite, 14 participants", None),
        (f"annuler la session {numero}", None),
        (f"déplacer la session {numero} au 19 mars", None),
        *(("", f"x:{verbe}:{numero}") for verbe in ("faite", "annuler", "annuler_oui", "deplacer")),
    ):
        assert parle(texte, choix).startswith("Cette partie est réservée"), (texte, choix)
    assert [une.etat for une in parle.toutes()] == [EtatAccompagnement.PROGRAMME] * 2


def test_the_programme_says_what_waits_and_the_figures(parle):
    with parle.replay.database.unit_of_work() as uow:
        for annee, offres in ((2026, 2), (2026, 4), (2027, 5)):
            uow.achats.creer({"acheteur": "ville", "annee": annee, "attribue": True, "conclu": True, "offres": offres}, NOW)  # fmt: skip
        uow.commit()
    passee = parle.programme("Passée", date(2027, 2, 12))
    parle.programme("À venir")
    annulee = parle.programme("Annulée")
    parle(f"annuler la session {annulee}")
    dit = parle("le programme")
    a_venir, sans_suite = dit.split("Passées, sans suite connue :")
    assert "« À venir »" in a_venir
    assert "Annulée" not in a_venir
    assert "« Passée »" in sans_suite
    assert "En 2027 : 3 sessions programmées, dont 0 réalisée et 1 annulée." in dit
    assert "% d'accompagnement réalisés / programmés : pas de donnée en 2026, 0 % (0 sur 3) en 2027" in dit
    assert "soumissionnaires par consultation : 3 (en moyenne, sur 2 contrats) en 2026, 5 (en moyenne, sur 1 contrat) en 2027 ; + 2" in dit  # fmt: skip
    assert parle.boutons[f"Session {passee}"] == f"x:voir:{passee}"


# --- firms ------------------------------------------------------------------------------------------------------------


@entreprise
@pytest.mark.parametrize(
    "dit",
    [
        "prochaines sessions", "vos formations", "quand est la prochaine réunion d'information ?", "sessions",
        "Bonjour, avez-vous des ateliers pour les artisans ?", "quelles sont les prochaines formations ?", "le programme",
        "je voudrais participer à une session", "y a-t-il une réunion d'information en mars ?", "formations", "y aura-t-il une session en avril ?",
        "comment m'inscrire à une session ?", "quelles formations proposez-vous ?", "les dates des prochaines réunions",
    ],
)  # fmt: skip
def test_a_firm_sees_the_sessions_to_come_and_nothing_of_who_comes(parle, dit):
    numero = parle.programme()
    with parle.replay.database.unit_of_work() as uow:
        uow.accompagnements.inscrire(numero, uow.identites.comptes("telegram", "Durand")[0], NOW)
        uow.commit()
    texte = parle(dit)
    assert "« Répondre à un premier marché », le 12 mars 2027 à 14 h, Maison de l'économie" in texte
    assert parle.boutons == {"Je m'inscris": f"x:inscrire:{numero}"}
    assert "inscrit " not in texte.replace("vous vous inscrivez", "")
    assert "Durand" not in texte


@entreprise
@pytest.mark.parametrize(
    "dit",
    [
        "je suis organisme de formation, comment répondre à vos marchés ?", "je vends des formations", "je viens",
        "formation des agents au secourisme", "comment répondre à un marché de formation ?", "je ne viens plus",
        "programmer une session : Premier marché, le 12 mars 2027", "annuler la session 1",
    ],
)  # fmt: skip
def test_what_is_of_something_else_is_no_question_about_sessions(parle, dit):
    numero = parle.programme()
    assert "« Répondre à un premier marché »" not in parle(dit)
    assert parle.trouve(numero).etat is EtatAccompagnement.PROGRAMME
    assert len(parle.toutes()) == 1


@entreprise
def test_a_place_is_taken_and_left_and_pressed_twice_it_is_harmless(parle):
    numero = parle.programme()
    parle("prochaines sessions")
    inscrire = parle.boutons["Je m'inscris"]
    assert parle.presse("Je m'inscris").startswith("C'est noté : vous venez")
    assert parle("", inscrire).startswith("C'était déjà noté : vous venez")
    assert parle.trouve(numero).inscrits == 1
    assert "vous êtes inscrit" in parle("prochaines sessions")
    assert parle.presse("Je ne viens plus").startswith("C'est noté : vous ne venez plus")
    assert parle("", f"x:desinscrire:{numero}").startswith("Vous n'étiez pas inscrit")
    assert parle.trouve(numero).inscrits == 0


@entreprise
def test_what_is_kept_is_said(parle):
    numero = parle.programme()
    dit = parle("", f"x:inscrire:{numero}")
    assert "Je garde seulement le compte avec lequel vous m'écrivez, pour cette session : ni nom, ni numéro." in dit
    assert "Je l'efface un mois après" in dit


@entreprise
def test_a_place_may_be_taken_in_words(parle):
    numero = parle.programme()
    autre = parle.programme("Atelier", MARS + timedelta(days=7))
    parle("vos sessions")
    assert set(parle.boutons) == {f"Je m'inscris au n° {numero}", f"Je m'inscris au n° {autre}"}
    assert "Prochaines sessions" in parle("je m'inscris")
    assert parle(f"je m'inscris à la session {autre}").startswith("C'est noté : vous venez")
    assert parle("finalement je ne viens plus").startswith("C'est noté : vous ne venez plus")
    assert (parle.trouve(numero).inscrits, parle.trouve(autre).inscrits) == (0, 0)


@entreprise
@pytest.mark.parametrize("devenir", ["annulee", "passee", "inconnue"])
def test_a_session_that_is_over_takes_nobody(parle, devenir):
    numero = parle.programme()
    if devenir == "annulee":
        with parle.replay.database.unit_of_work() as uow:
            uow.accompagnements.annuler(numero, "essai", NOW)
            uow.commit()
    elif devenir == "passee":
        parle.replay.now = NOW + timedelta(days=60)
    dit = parle("", f"x:inscrire:{numero + (devenir == 'inconnue') * 10}")
    assert "C'est noté" not in dit
    assert parle.trouve(numero).inscrits == 0
    if devenir != "inconnue":
        assert dit.startswith("« Répondre à un premier marché »")
        assert "Aucune session n'est programmée pour l'instant." in dit


@entreprise
def test_one_person_has_one_place_under_all_their_accounts(parle):
    numero = parle.programme()
    with parle.replay.database.unit_of_work() as uow:
        code = uow.identites.creer_code("telegram", "42", NOW)
        uow.accompagnements.inscrire(numero, uow.identites.comptes("telegram", "42")[0], NOW)
        uow.commit()
    parle(f"code {code}")
    parle("oui")
    assert parle("", f"x:inscrire:{numero}").startswith("C'était déjà noté")
    assert parle("", f"x:desinscrire:{numero}").startswith("C'est noté : vous ne venez plus")
    assert parle.trouve(numero).inscrits == 0


# --- another title ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dit",
    [
        "renommer la session 1 : chiffrer son offre",
        "renommez la session n°1 « chiffrer son offre »",
        "changer le titre de la session 1 en chiffrer son offre",
        "rebaptiser la session 1 par chiffrer son offre",
    ],
)
def test_a_session_takes_another_title(parle, dit):
    parle.programme()
    assert "nouveau titre" in parle(dit)
    assert parle.trouve(1).titre == "Chiffrer son offre"
    assert "déjà ce titre" in parle(dit)


def test_a_title_is_asked_for_and_other_words_are_none(parle):
    parle.programme()
    parle("session 1")
    assert "Quel titre" in parle.presse("Changer le titre")
    parle("annuler")
    assert parle.trouve(1).titre == "Répondre à un premier marché"
    parle("renommer la session 1")
    parle("chiffrer son offre")
    assert parle.trouve(1).titre == "Chiffrer son offre"


def test_nobody_is_told_of_another_title(parle):
    numero = parle.programme()
    with parle.replay.database.unit_of_work() as uow:
        uow.accompagnements.inscrire(numero, uow.identites.comptes("telegram", "42")[0], NOW)
        uow.commit()
    parle("renommer la session 1 : chiffrer son offre")
    with parle.replay.database.reading() as memory:
        assert memory.accompagnements.changes(NOW.date()) == []


@acheteur
def test_a_buyer_renames_no_session(parle):
    parle.programme()
    parle("renommer la session 1 : chiffrer son offre")
    assert parle.trouve(1).titre == "Répondre à un premier marché"


def test_a_called_off_session_keeps_its_title(parle):
    parle.programme()
    parle("annuler la session 1")
    parle("renommer la session 1 : chiffrer son offre")
    assert parle.trouve(1).titre == "Répondre à un premier marché"


@pytest.mark.parametrize(
    ("dit", "question"),
    [
        ("déplacer la session {n} au 20 mars", "Le 20 mars 2027 est un samedi. Y déplacer"),
        ("déplacer la session {n} au 1er mai 2027 à 10 h, CCI", "Le 1er mai 2027 est un samedi, et un jour férié."),
        ("déplacer la session {n} au 29 mars", "Le 29 mars 2027 est un lundi férié."),
    ],
)
@pytest.mark.parametrize("reponse", ["oui", "Oui", "non", "Non"])
def test_a_session_moves_to_a_day_off_when_it_is_confirmed(parle, dit, question, reponse):
    numero = parle.programme()
    assert parle(dit.format(n=numero)).startswith(question)
    assert parle.trouve(numero).jour == MARS
    said = parle(reponse) if reponse.islower() else parle.presse(reponse)
    assert ("C'est noté : elle est déplacée." in said) is (reponse.lower() == "oui")
    assert (parle.trouve(numero).jour == MARS) is (reponse.lower() == "non")


def test_a_day_off_moves_with_its_hour_and_its_place(parle):
    numero = parle.programme()
    parle(f"déplacer la session {numero} au 20 mars à 10 h, CCI")
    parle("oui")
    assert (parle.trouve(numero).heure, parle.trouve(numero).lieu) == ("10:00", "CCI")


def test_a_first_of_may_is_a_public_holiday_even_a_saturday(parle):
    assert "samedi, et un jour férié" in parle("programmer une session : Premier marché, le 1er mai 2027")


@entreprise
@pytest.mark.parametrize(
    "dit", ["on sera 3", "nous serons trois personnes", "on vient à 4", "je viens avec 2 collègues"]
)
def test_how_many_come_is_noted_nowhere(parle, dit):
    numero = parle.programme()
    parle(f"je m'inscris à la session {numero}")
    assert parle(dit).startswith("Une inscription suffit")
    assert "3" not in parle("qu'est-ce que vous savez de moi ?").replace(str(numero), "")
    assert parle.trouve(numero).inscrits == 1


@entreprise
@pytest.mark.parametrize(
    ("dit", "reponse"),
    [
        ("je peux venir avec mon associé ?", "Oui : une inscription vaut"),
        ("on peut venir à plusieurs ?", "Oui : une inscription vaut"),
        ("mon associé peut venir aussi ?", "Oui : une inscription vaut"),
        ("où est-ce que c'est ?", "- « Répondre à un premier marché »"),
        ("c'est où ?", "- « Répondre à un premier marché »"),
        ("c'est payant ?", "Je ne connais pas le prix"),
        ("c'est gratuit ?", "Je ne connais pas le prix"),
        ("combien ça coûte ?", "Je ne connais pas le prix"),
    ],
)
@pytest.mark.parametrize("avant", ["prochaines sessions", "je m'inscris à la session {n}"])
def test_what_is_asked_of_the_session_just_shown_is_of_it(parle, avant, dit, reponse):
    numero = parle.programme()
    parle(avant.format(n=numero))
    assert parle(dit).startswith(reponse)
    # And what follows too.
    assert parle("c'est payant ?").startswith("Je ne connais pas le prix")


@entreprise
@pytest.mark.parametrize(
    "dit", ["on sera 3", "c'est payant ?", "je peux venir avec mon associé ?", "où est-ce que c'est ?"]
)
def test_with_no_session_shown_it_is_of_something_else(parle, dit):
    parle.programme()
    said = parle(dit)
    assert "Une inscription" not in said
    assert "le prix de" not in said


@entreprise
@pytest.mark.parametrize(
    "dit",
    [
        "je veux me désinscrire",
        "désinscrire session {n}",
        "désinscription",
        "annuler mon inscription",
        "me désinscrire de la session {n}",
    ],
)
def test_a_place_is_left_in_many_words(parle, dit):
    numero = parle.programme()
    parle.programme("Déposer une offre")
    parle(f"je m'inscris à la session {numero}")
    parle("bonjour")
    assert "vous ne venez plus" in parle(dit.format(n=numero))
    assert parle.trouve(numero).inscrits == 0


@entreprise
def test_the_places_that_one_has_are_listed(parle):
    assert parle("mes inscriptions").startswith("Vous n'êtes inscrit à aucune session")
    numero = parle.programme()
    parle.programme("Déposer une offre")
    parle(f"je m'inscris à la session {numero}")
    said = parle("mes inscriptions")
    assert "Répondre à un premier marché" in said
    assert "Déposer une offre" not in said
    assert "Je ne viens plus" in parle.boutons


# --- what older versions left -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("attente", "dit", "attendu"),
    [
        ("x:jour:{n}", "le 19 mars à 10 h", "elle est déplacée"),
        ("x:titre:{n}", "chiffrer son offre", "nouveau titre"),
        ("x:quand:Premier marché", "le 19 mars à 10 h", "C'est noté."),
        ("x:confirmer:Premier marché, le 20/03/2027", "oui", "C'est noté."),
        ("x:confirmer:Premier marché, le 20/03/2027", "non", "rien n'est noté"),
        ("x:deplacer_le:{n}|2027-03-20|10:00|CCI", "oui", "elle est déplacée"),
    ],
)
def test_what_an_older_version_asked_for_is_still_answered(parle, attente, dit, attendu):
    numero = parle.programme()
    etat(parle, attente.format(n=numero))
    assert attendu in parle(dit)


def etat(parle, attente):
    """The state as an older version wrote it, with what it awaits."""
    parle("bonjour")
    with parle.replay.database.unit_of_work() as uow:
        kept = uow.conversations.find(ADDRESS.plateforme, ADDRESS.canal, ADDRESS.personne)
        uow.conversations.save(kept.id, {**kept.etat, "attente": attente}, kept.rang, NOW)
        uow.commit()


@pytest.mark.parametrize(
    "dit",
    [
        "programmer une session : Premier marché, le 12 mars 2027 à 14 h",
        "session 1",
        "la session 1 est reportée au 19 mars",
        "qui vient à la session 1 ?",
    ],
)
def test_a_session_that_is_named_is_meant_while_a_purchase_is_described(parle, dit):
    parle.programme()
    parle("nettoyage des écoles, 40 000 € HT")
    assert "ession n°" in parle(dit)
