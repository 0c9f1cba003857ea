"""Laws of the reading, whatever is typed."""

from __future__ import annotations

import json
import random
import time
from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from handlers.conversation.wording import Wording, euros, nombre, quantite
from knowledge.francais.redaction import jour
from knowledge.francais.texte import PERDUE, plier
from knowledge.lecture import Lecteur
from knowledge.regles.faits import Fait, Intervalle
from tests.fixtures.knowledge import pack_reel

from .test_textes import CAS

PACK = pack_reel()
VOCABULAIRE = PACK.vocabulaire
LECTEUR = Lecteur(VOCABULAIRE)
WORDING = Wording(PACK)
AUJOURDHUI = date(2026, 11, 24)
TEXTES = [cas["text"] for cas in CAS]
MORCEAUX = sorted({morceau for texte in TEXTES for morceau in texte.split()})
# Written for these tests, with the faults of the published data: letters lost, words cut, references, tags, entities.
DIFFICILES = [
    "R\ufffdfection de la chauss\ufffde et des trottoirs, lot n\ufffd3 : signal\ufffdtique",
    "March\ufffd de ma\ufffdtrise d'uvre pour la r\ufffdhabilitation du pr\ufffdau <br />tranche ferme",
    "2031-77B-AC-MS04-Fourniture et pose de 12 portes coupe-feu (LOTS 3, 4 et 7) - Relance",
    "Prestations de nettoyage &amp; vitrerie des écoles pour une durée d",
    'TRAVAUX "LES JARDINS DU LAC" BAT. C/ Lot 05 - CHAUFFAGE-VMC-PLOMBERIE DU 01/01/2028 AU 31/12/2030 reconductible 2 fois 12 mois',
    "accord-cadre à bons de commande, mini 0 € maxi 214 000 € HT/an, 1+1+1+1 ans, 2e relance suite infructuosité art. R2122-2",
    "12, rue de la Boulangerie 63000 Clermont-Ferrand — maîtrise d’œuvre 18 m² x 3 (mission 2bis) : 1.250.000,00 €HT",
]
# Nothing here is said of a contract, numbers included.
SANS_RAPPORT = [
    "Merci d'avance.",
    "Il fait beau aujourd'hui.",
    "Bonne journée à toute l'équipe.",
    "Je reviens vers vous demain.",
    "Mon numéro est le 04 73 42 63 63.",
    "Vous pouvez me joindre au 06.12.34.56.78 jusqu'à 17 h.",
    "Nous sommes au 12 rue de la République, 63000 Clermont-Ferrand.",
    "Mon bureau est au 3e étage, porte 214.",
    "C'est l'article L2113-10 du code.",
    "Voir l'article R. 2122-8, alinéa 2.",
    "La mairie a ouvert en 1998.",
    "Le dossier porte la référence 2026-145.",
    "Il y a 14 personnes dans le hall.",
    "Nous étions 25 à la réunion du 3.",
    "Réponse attendue avant 18 h 30.",
    "Mon adresse : jean.martin@ville.example.",
    "Voir https://www.ville.example/page?id=4500&p=2",
    "Il reste 45 % de batterie sur mon téléphone.",
    "Le tramway A passe à 8h05.",
    "Le SIRET est 216 301 135 00012.",
    "Je mesure 1,80 m.",
    "Page 3 sur 12.",
    "Nous avons 14 écoles et 2 350 élèves.",
    "La ville compte 147 000 habitants.",
    "Le parc fait 12 500 m².",
    "J'ai appelé trois fois hier.",
    "Je suis absent le 14 mars et le 2 avril.",
    "Version 2.1 du document.",
    "J'ai 52 ans et deux enfants.",
    "Le dossier est suivi depuis 6 mois par Mme Durand.",
]


@cache
def lus(dit: str) -> dict[str, object]:
    """What is read, but for the object: it quotes."""
    lecture = LECTEUR.lire(dit, AUJOURDHUI)
    faits = {(lu.nom, lu.sur, str(lu.possible)) for lu in lecture.lus if lu.nom != "objet"}
    return {"faits": faits, "reserve": {(lu.nom, str(lu.possible)) for lu in lecture.sous_reserve}}


def seul(texte: str, nom: str) -> object:
    return next((lu.possible for lu in LECTEUR.lire(texte, AUJOURDHUI).lus if lu.nom == nom), None)


# --- nothing raises ---------------------------------------------------------------------------------------------------


@st.composite
def abimes(tirer: st.DrawFn) -> str:
    """A text that looks real, with letters lost, doubled or swapped, cut anywhere, shouted, glued or shuffled."""
    texte = tirer(st.sampled_from([*TEXTES, *DIFFICILES]))
    rng = random.Random(tirer(st.integers(0, 2**32)))
    signes = list(texte)
    for _ in range(tirer(st.integers(0, 6))):
        if not signes:
            break
        place = rng.randrange(len(signes))
        match rng.randrange(6):
            case 0:
                del signes[place]
            case 1:
                signes[place] = PERDUE
            case 2:
                signes.insert(place, rng.choice("0123456789.,€%°²/()-+*\"'\n\t\u00a0\u202f<>&;?!kKmM"))
            case 3:
                signes = signes[:place]
            case 4:
                signes[place:place] = signes[max(0, place - 12) : place]
            case _:
                signes = list("".join(signes).upper() if place % 2 else "".join(signes).replace(" ", ""))
    return "".join(signes)


bruit = st.text(max_size=80) | st.lists(st.sampled_from(MORCEAUX), max_size=25).map(" ".join) | abimes()


@given(bruit, st.dates())
@settings(deadline=None, max_examples=6 * settings.default.max_examples)
@example("9" * 400 + " € HT", date.max)
@example("attribution en mars prochain, consultation au 1er trimestre", date.max)
@example("consultation en août dernier", date.min)
@example("dans 999 ans, du 31/12/9999 au 01/01/0001", date.max)
@example(PERDUE * 3 + " n" + PERDUE + "1", date.min)
def test_nothing_typed_ever_raises(texte: str, aujourdhui: date) -> None:
    LECTEUR.lire(texte, aujourdhui)


@pytest.mark.parametrize(
    "morceau", ["a", "1", "1 ", "a ", "extension a", "service de de ", "fourniture nettoyage, ", "12 mois + ", "lot 1 "]
)
def test_the_longest_message_is_read_at_once(morceau: str) -> None:
    debut = time.process_time()
    LECTEUR.lire("service extension " + morceau * 4000, AUJOURDHUI)
    LECTEUR.lire("extension " + "a" * 4000 + morceau * 10, AUJOURDHUI)

    assert time.process_time() - debut < 20


@given(bruit, st.sampled_from(list(VOCABULAIRE.values())), st.dates())
@settings(deadline=None, max_examples=5 * settings.default.max_examples)
def test_no_answer_ever_raises(texte: str, fait: Fait, aujourdhui: date) -> None:
    LECTEUR.lire_reponse(fait, texte, aujourdhui)


@given(bruit)
@settings(deadline=None, max_examples=3 * settings.default.max_examples)
def test_what_is_read_is_possible_and_quoted(texte: str) -> None:
    for lu in LECTEUR.lire(texte, AUJOURDHUI).lus:
        assert not lu.possible.vide
        assert VOCABULAIRE.aucun_fait().apprendre(lu.nom, lu.possible)
        assert lu.mots


@given(st.text(max_size=60))
@settings(deadline=None)
def test_folding_keeps_the_way_back(texte: str) -> None:
    plie = plier(texte)

    assert len(plie.origine) == len(plie.texte)
    assert list(plie.origine) == sorted(plie.origine)
    assert plier(plie.texte).texte == plie.texte
    json.dumps(plie.texte)


# --- what else is said ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("phrase", SANS_RAPPORT)
def test_an_unrelated_sentence_says_nothing(phrase: str) -> None:
    assert lus(phrase) == {"faits": set(), "reserve": set()}


COTES = (
    "{avant}\n{texte}\n{apres}",
    "{texte}. {avant}\n{apres}",
    "{avant} {texte}. {apres}",
    "{avant}\n{apres}\n{texte}",
    "{avant} {texte}\n{apres}",
    "{texte}\n{avant} {apres}",
    "{avant}\n{texte}. {apres}",
    "{avant} {apres} {texte}",
)


# Every text beside every two neighbouring sentences, between, before or after them: where, and how they are parted, turns with the texts.
@pytest.mark.parametrize(
    "parts", [(0,), pytest.param((1, 2), marks=pytest.mark.long)], ids=["a third", "the other thirds"]
)
@pytest.mark.parametrize("rang", range(0, len(SANS_RAPPORT), 2))
def test_unrelated_sentences_change_nothing(rang: int, parts: tuple[int, ...]) -> None:
    deux = SANS_RAPPORT[rang : rang + 2]
    changes = {}
    for place, texte in enumerate((*TEXTES, *DIFFICILES)):
        if (place + rang) % 3 in parts:
            # Each of the two is on each side of half the texts.
            avant, apres = deux if place % 8 < 4 else deux[::-1]
            ensemble = COTES[(place + rang // 2) % len(COTES)].format(avant=avant, texte=texte, apres=apres)
            if lus(ensemble) != lus(texte):
                changes[ensemble] = (lus(texte), lus(ensemble))

    assert changes == {}


# --- what the bot writes, it reads back -------------------------------------------------------------------------------

montants = st.one_of(
    st.integers(500, 2_000_000_000).map(Decimal),
    st.decimals(Decimal("500.01"), Decimal(2_000_000_000), places=2),
)
mois = st.one_of(
    st.integers(1, 480).map(Decimal), st.decimals(Decimal("0.25"), 480, places=2), st.decimals(1, 480, places=1)
)


@given(montants)
@settings(deadline=None)
def test_an_amount_of_the_bot_is_read_back(montant: Decimal) -> None:
    fait = VOCABULAIRE["montant_ht"]

    assert seul(quantite(montant, fait.unite), fait.nom) == Intervalle.point(montant)
    for ecrit in (nombre(montant), euros(montant), quantite(montant, fait.unite)):
        assert LECTEUR.lire_reponse(fait, ecrit, AUJOURDHUI).possible == Intervalle.point(montant)


@given(montants)
@settings(deadline=None)
def test_an_amount_of_the_bot_without_tax_is_proposed(montant: Decimal) -> None:
    (reserve,) = LECTEUR.lire(euros(montant), AUJOURDHUI).sous_reserve

    assert reserve.possible == Intervalle.point(montant)


@given(mois)
@settings(deadline=None)
def test_a_duration_of_the_bot_is_read_back(duree: Decimal) -> None:
    fait = VOCABULAIRE["duree_mois"]

    assert seul(quantite(duree, fait.unite), fait.nom) == Intervalle.point(duree)
    for ecrit in (nombre(duree), quantite(duree, fait.unite)):
        assert LECTEUR.lire_reponse(fait, ecrit, AUJOURDHUI).possible == Intervalle.point(duree)


@given(st.dates(date(2026, 11, 25), date(2040, 12, 31)))
@settings(deadline=None)
def test_a_date_of_the_bot_is_read_back(attribution: date) -> None:
    fait = VOCABULAIRE["date_attribution"]

    assert seul(f"attribution le {jour(attribution)}", fait.nom) == Intervalle.point(attribution)
    assert LECTEUR.lire_reponse(fait, jour(attribution), AUJOURDHUI).possible == Intervalle.point(attribution)


@st.composite
def intervalles(tirer: st.DrawFn, valeurs: st.SearchStrategy[Decimal]) -> Intervalle:
    a, b = sorted((tirer(valeurs), tirer(valeurs)))
    return tirer(
        st.sampled_from(
            [
                Intervalle(None, b),
                Intervalle(None, b, haut_inclus=False),
                Intervalle(a, None),
                Intervalle(a, None, bas_inclus=False),
                *([Intervalle(a, b)] if a < b <= 100 * a else []),
            ]
        )
    )


@given(intervalles(montants))
@settings(deadline=None, max_examples=2 * settings.default.max_examples)
def test_a_range_of_amounts_of_the_bot_is_read_back(possible: Intervalle) -> None:
    assert seul(WORDING.phrase("valeur", "montant_ht", possible), "montant_ht") == possible


@given(intervalles(mois))
@settings(deadline=None, max_examples=2 * settings.default.max_examples)
def test_a_range_of_durations_of_the_bot_is_read_back(possible: Intervalle) -> None:
    fait = VOCABULAIRE["duree_mois"]
    ecrit = WORDING.phrase("valeur", fait.nom, possible)

    assert LECTEUR.lire_reponse(fait, ecrit, AUJOURDHUI).possible == possible


@given(
    st.integers(min_value=500, max_value=99_000_000),
    st.sampled_from([" ", "\u00a0", "\u202f"]),
    st.sampled_from(["€ HT", "€ht", "euros HT", "EUR hors taxes"]),
)
@settings(deadline=None)
def test_an_amount_written_is_read_back(montant: int, espace: str, unite: str) -> None:
    ecrit = f"{montant:,}".replace(",", espace) + espace + unite
    (lu,) = LECTEUR.lire(ecrit, AUJOURDHUI).lus

    assert lu.possible == Intervalle.point(Decimal(montant))


@given(st.integers(min_value=1, max_value=480))
@settings(deadline=None)
def test_a_duration_written_is_read_back(duree: int) -> None:
    (lu,) = LECTEUR.lire(f"{duree} mois", AUJOURDHUI).lus

    assert lu.possible == Intervalle.point(Decimal(duree))
