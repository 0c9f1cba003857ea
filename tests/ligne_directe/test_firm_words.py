"""What a firm says around its questions: alarms, changes of mind, its record, and words that ask for nothing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.access import Access
from bot.conversation.replay import Replay
from bot.envois.rendering import markdown_to_plain

NOW = datetime(2026, 11, 25, 14, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def firm(knowledge):
    """Somebody who is not of the house, and what they are told."""
    replay = Replay(knowledge, NOW, Access(frozenset()))

    def say(texte):
        messages = replay.say(texte)
        dit = "\n".join(markdown_to_plain(message.texte) for message in messages)
        return dit.replace("\N{NO-BREAK SPACE}", " ")

    yield say
    replay.close()


def begun(firm, *words):
    for said in words:
        firm(said)


ASKED = {
    "nothing": (),
    "the name": ("mon entreprise", "d'accord", "passer"),
    "the trade": ("mon entreprise", "d'accord", "passer", "passer"),
    "an amount": ("on est 12, j'ai droit à l'avance ?",),
    "a question for a person": ("parler à un conseiller",),
    "a phone number": ("ma facture de mars n'est pas payée, faites quelque chose", "laisser un numéro"),
    "a yes": ("effacer mes données",),
}


@pytest.mark.parametrize("asked", ASKED)
@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("je vais me suicider", "3114"),
        ("je suis au bout du rouleau, on est 3", "3114"),
        ("on est 3, un agent m'a demandé une enveloppe pour avoir le marché", "anticorruption"),
        ("il y a un blessé grave sur le chantier", "112"),
        ("I want to kill myself", "3114"),
    ],
)
def test_an_alarm_is_heard_whatever_was_asked(firm, asked, said, heard):
    begun(firm, *ASKED[asked])
    assert heard in firm(said)


def test_what_is_read_to_somebody_in_distress_holds_no_note_for_its_writers(firm):
    assert "vérifier" not in firm("je veux mourir")


@pytest.mark.parametrize("asked", ["the name", "the trade", "an amount"])
def test_a_person_is_had_whatever_was_asked(firm, asked):
    begun(firm, *ASKED[asked])
    assert "demande n°" in firm("parler à un conseiller") or "Écrivez votre question" in firm("parler à un conseiller")


@pytest.mark.parametrize(
    "said", ["non finalement laisse tomber", "c'est bon j'ai trouvé merci", "ok", "oui", "bonjour", "annuler", "???"]
)
def test_a_change_of_mind_is_no_question_for_a_person(firm, said):
    firm("parler à un conseiller")
    assert "demande n°" not in firm(said)


@pytest.mark.parametrize(
    "said",
    ["oubliez moi svp", "oubliez-moi", "supprimez toutes mes données RGPD", "supprimez moi", "je veux supprimer mon compte", "efface tout"],
)  # fmt: skip
def test_to_be_forgotten_is_understood(firm, said):
    assert "C'est sans retour" in firm(said)


@pytest.mark.parametrize("said", ["c'est pas clair", "plus simple svp", "t'es nul", "j'ai rien compris"])
def test_an_answer_that_is_not_liked_leads_to_another_way(firm, said):
    firm("quel est le délai de paiement ?")
    assert "Désolé" in firm(said)


@pytest.mark.parametrize("said", ["👍", "...", "de rien", "thanks a lot", "ok merci beaucoup"])
def test_what_asks_for_nothing_is_answered_in_a_word(firm, said):
    firm("quel est le délai de paiement ?")
    assert "Je suis là" in firm(said)


def test_an_answer_is_repeated_and_refused_in_everyday_words(firm):
    answer = firm("quel est le délai de paiement ?")
    assert len(answer) < len(firm("répète"))
    assert firm("c'est pas ce que je demande") != answer


def test_the_record_is_corrected_in_everyday_words(firm):
    begun(
        firm,
        "mon entreprise",
        "d'accord",
        "j'ai pas mon siret sous la main",
        "Menuiserie Cinabre",
        "menuiserie",
        "12",
        "aucun",
    )
    assert "courriel" in firm("blabla")
    assert "cinabre@exemple.fr" in firm("cinabre@exemple.fr")
    assert "Métier : Plâtrerie" in firm("changer mon métier : Plâtrerie")
    assert "Comment un acheteur peut-il vous joindre" in firm("changer mon contact")
    assert "Contact : 06 11 22 33 44" in firm("06 11 22 33 44")


def test_a_record_ends_at_a_word(firm):
    begun(firm, "mon entreprise", "d'accord", "passer")
    assert "Votre entreprise" in firm("c'est tout")


def test_a_slip_in_a_siret_is_told(firm):
    assert "14 chiffres" in firm("mon siret 4l8 166 096 00069")
    assert "Rien n'est obligatoire" in firm("pourquoi vous voulez mon siret ?")


@pytest.mark.parametrize(
    "said",
    ["on ne m'a pas rappelé", "personne ne m'appelle", "je veux retirer l'offre numéro 2", "supprimez le numéro de lot 3", "pourquoi pas un appel d'offres ?"],
)  # fmt: skip
def test_who_was_not_called_back_keeps_their_number(firm, said):
    firm("rappelez moi au 0612345678 c'est pour un souci de chantier")
    assert "n'a plus de numéro" not in firm(said)


@pytest.mark.parametrize(
    "said",
    ["effacez mon numéro", "supprimez mon numéro de téléphone", "je ne veux plus être rappelé", "ne m'appelez plus", "pas besoin de me rappeler"],
)  # fmt: skip
def test_who_wants_no_call_has_their_number_taken_back(firm, said):
    firm("rappelez moi au 0612345678 c'est pour un souci de chantier")
    assert "n'a plus de numéro" in firm(said)


def test_a_number_alone_is_what_a_person_is_asked_to_call(firm):
    firm("parler à un conseiller")
    assert "06 12 34 56 78" in firm("06 12 34 56 78")


@pytest.mark.parametrize("said", ["peut-on changer le nom de l'entreprise pendant un marché ?", "vous êtes un robot ?"])
def test_a_question_is_neither_an_order_nor_an_insult(firm, said):
    answer = firm(said)
    assert "Dites-le-nous une fois" not in answer
    assert "Désolé" not in answer


@pytest.mark.parametrize(
    ("said", "answered"),
    [
        ("bonjour, je suis plombier, comment répondre et rappelez-moi au 06 12 34 56 78", "répondre"),
        ("quel est le délai de paiement ? et appelez moi au 0612345678", "30 jours"),
        ("on est 12, j'ai droit à une avance ? rappelez-moi au 06 12 34 56 78 sinon", "montant du marché"),
    ],
)
def test_who_asks_and_leaves_a_number_is_answered_and_called_back(firm, said, answered):
    told = firm(said)
    assert answered in told
    assert "C'est noté : 06 12 34 56 78" in told
    assert "demande n° 1" in told


def test_what_is_worked_out_goes_on_beside_the_request(firm):
    told = firm("on est 12, j'ai droit à une avance ? rappelez-moi au 06 12 34 56 78 sinon")
    assert "je me tais" not in told
    assert "Combien de mois" in firm("80 000")


@pytest.mark.parametrize(
    ("said", "heard"),
    [
        ("un agent m'a demandé une enveloppe, comment répondre à un marché ? rappelez-moi au 06 12 34 56 78", "anticorruption"),
        ("ma facture de mars n'est pas payée, quel est le délai ? rappelez-moi au 06 12 34 56 78", "Votre cas demande une personne"),
    ],
)  # fmt: skip
def test_what_a_person_must_hear_comes_before_all_that_is_asked_besides(firm, said, heard):
    told = firm(said)
    assert told.startswith(heard) or heard in told
    assert "C'est noté" not in told


@pytest.mark.parametrize("said", ["vous répondez à côté de ma question", "c'est pas ce que je veux savoir"])
def test_an_answer_is_refused_in_words_that_no_rule_lists(firm, said):
    answer = firm("quel est le délai de paiement ?")
    assert firm(said) not in (answer, "")


@pytest.mark.parametrize(
    "pressed", ["l:robot", "l:p:champ:nom", "l:f:effectif:?", "l:e:inconnue", "fiche:²", "l:p", "x:inscrire:a", "zz"]
)
def test_a_button_that_is_over_is_said_to_be(knowledge, pressed):
    replay = Replay(knowledge, NOW, Access(frozenset()))
    assert replay.say("", pressed)
    replay.close()
