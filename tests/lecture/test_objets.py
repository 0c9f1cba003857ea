"""Objects worded as published contracts word them: which word is the purchase, and which only goes with it."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.lecture import Lecteur
from knowledge.regles.faits import Ensemble, Options

from .test_montants import lu

PERDUE = "\ufffd"


def nature(lecteur: Lecteur, texte: str, aujourdhui: date) -> str | None:
    """The nature read: with a question mark when it is only guessed, None when several stay possible."""
    lue = lu(lecteur, texte, aujourdhui, "nature")
    if lue is None or not isinstance(lue.possible, Options) or lue.possible.seule is None:
        return None
    return lue.possible.seule + ("" if lue.sur else "?")


def familles(lecteur: Lecteur, texte: str, aujourdhui: date) -> set[str]:
    lues = lu(lecteur, texte, aujourdhui, "segments")
    return set(lues.possible.dedans) if lues is not None and isinstance(lues.possible, Ensemble) else set()


@pytest.mark.parametrize(
    ("texte", "attendue"),
    [
        ("Fourniture de pompes et prestations de maintenance associées", "fournitures?"),
        ("Achat et maintenance de trois traceurs", "fournitures?"),
        ("Location et maintenance de fontaines à eau", "fournitures?"),
        ("Location longue durée de fourgons", "fournitures"),
        ("Fourniture de services de téléphonie", "services"),
        ("Achat de prestations de conseil juridique", "services"),
        ("Prestation de maîtrise d'œuvre pour la réfection du préau", "maitrise_oeuvre"),
        ("Maîtrise d'œuvre pour les travaux de réfection du préau", "maitrise_oeuvre"),
        ("Assistance à maîtrise d'œuvre sur un projet informatique", "services"),
        ("Maîtrise d'œuvre urbaine et sociale du quartier nord", "services"),
        ("Mandat de maîtrise d'ouvrage pour les travaux du stade", "services"),
        ("Contrôle technique des travaux d'extension de la crèche", "services?"),
        ("Coordination SPS pour la construction de la crèche", "services"),
        ("Fourniture et pose de miroirs muraux", "fournitures?"),
        ("Fourniture et pose de fenêtres à la crèche", "travaux"),
        ("Fourniture et livraison de papier", "fournitures"),
        ("Bâtiment destiné à accueillir un service de soins", None),
        ("Construction d'une halle pour le regroupement des services de laboratoires", "travaux?"),
        ("Création d'une dizaine de jardins nourriciers", None),
        ("Aménagement d'un parking à vélos", "travaux?"),
        ("Remplacement de la passerelle d'accès aux jardins", "travaux?"),
        ("Création du magazine de la ville", "services?"),
        ("Achat d'arbres et d'arbustes", "fournitures?"),
        ("Achat de sacs en papier pour les biodéchets", "fournitures?"),
        ("Gestion du réseau d'éclairage public", "services?"),
        ("Éclairage public de la place", "travaux?"),
        ("Cloisonnement d'un espace de formation", "travaux?"),
        ("Atelier de co-construction du projet de ville", "services?"),
        ("Taille des arbres", "services?"),
        ("Entretien du linge de la crèche", "services?"),
        ("Confection de repas pour les aînés", "services?"),
        ("Prêt d'engins de terrassement", None),
        ("Reprise de concessions dans le cimetière nord", None),
        ("Contrôle et suivi de la délégation de service public de l'eau", "services?"),
        ("Assistance pour le renouvellement de la DSP du stationnement", "services?"),
        ("Renouvellement de la DSP du stationnement", "concession"),
        ("Microscope à balayage", None),
        ("Mise en place d'une vidéo surveillance", None),
    ],
)
def test_the_nature_is_that_of_what_is_bought(
    lecteur: Lecteur, aujourdhui: date, texte: str, attendue: str | None
) -> None:
    assert nature(lecteur, texte, aujourdhui) == attendue


@pytest.mark.parametrize(
    ("texte", "attendues"),
    [
        ("Lot 4 : électricité, travaux de la crèche", set()),
        ("Réhabilitation de la crèche : plomberie, chauffage, ventilation", {"renovation"}),
        ("Fourniture d'électricité", {"energie"}),
        ("Exploitation des installations de chauffage et de ventilation", {"energie"}),
        ("Raccordement de la piscine au chauffage urbain, travaux", {"energie"}),
        ("Peinture des garde-corps, rue de la Boulangerie", set()),
        ("Résidence Les Jardins, remplacement des portes", set()),
        ('"Les jardins du lac" : construction de 12 logements', {"construction"}),
        ('marché "nettoyage des locaux"', {"nettoyage"}),
        ("Réfection du rez-de-chaussée", {"renovation"}),
        ("Condamnation des vide-ordures", set()),
        ("Remise en place du mobilier", {"mobilier"}),
        ("Fourniture d'armoires électriques", set()),
        ("Fourniture d'armoires vestiaires", {"mobilier"}),
        ("Services de communications électroniques", set()),
        ("Extension du dispositif de vidéoprotection", set()),
        ("Extension de la crèche", {"construction"}),
        ("Fourniture d'un four, livraison, installation et formation", set()),
        ("Formation à la conduite d'engins", {"prestations_intellectuelles"}),
        ("Maîtrise d'œuvre de la passe à poissons", set()),
        ("Droit de la construction et de l'urbanisme", set()),
        ("Aménagement de quais de bus", set()),
    ],
)
def test_a_family_is_read_where_it_is_bought(
    lecteur: Lecteur, aujourdhui: date, texte: str, attendues: set[str]
) -> None:
    assert familles(lecteur, texte, aujourdhui) == attendues


@pytest.mark.parametrize(
    ("texte", "nom"),
    [
        ("Gardiennage de l'exposition présentée au musée du 3 mars au 30 juin 2028", "duree_mois"),
        ("Le délai des travaux est de 3 mois pour le lot n°1 et de 2 mois pour le lot n°2", "duree_mois"),
        ("Achat de filtres restant en place 8 mois", "duree_mois"),
        (
            "Travaux d'un montant supérieur à 300 000 € HT par opération, opérations inférieures à 90 000 € HT",
            "montant_ht",
        ),
        ("Acheminement d'électricité pour 12 points de livraison", "livraisons"),
        ("Contrôle des éclairages de tunnels et issues (ETI)", "titulaire_moins_50_salaries"),
        ("Analyse des réponses d'une enquête ponctuelle", "recurrent"),
    ],
)
def test_what_is_said_of_something_else_is_left(lecteur: Lecteur, aujourdhui: date, texte: str, nom: str) -> None:
    assert lu(lecteur, texte, aujourdhui, nom) is None


def test_a_period_between_dates_is_renewed(lecteur: Lecteur, aujourdhui: date) -> None:
    duree = lu(lecteur, "Durée : du 01/01/2028 au 31/12/2028 reconductible 2 fois 12 mois", aujourdhui, "duree_mois")

    assert duree is not None
    assert duree.possible.seule == 36  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("perdu", "entier"),
    [
        ("R\ufffdfection des fa\ufffdades", "Réfection des façades"),
        ("March\ufffd de ma\ufffdtrise d'\x9cuvre", "Marché de maîtrise d'œuvre"),
        ("Ma\ufffdtrise d\x92\x9cuvre pour la cr\ufffdche", "Maîtrise d’œuvre pour la crèche"),
        ("Assistance \ufffd ma\ufffdtrise d'ouvrage", "Assistance à maîtrise d'ouvrage"),
        ("Collecte des d\ufffdchets, lot n\ufffd3", "Collecte des déchets, lot n°3"),
        ("\ufffdProduits d'entretien\ufffd", "« Produits d'entretien »"),
        ("Dur\ufffde de 4 ann\ufffdes", "Durée de 4 années"),
        ("op\ufffdrations inf\ufffdrieures \ufffd 300 000 \x80 HT", "opérations inférieures à 300 000 € HT"),
        ("mobilier du conseil d\ufffdpartemental", "mobilier du conseil départemental"),
    ],
)
def test_a_text_that_lost_its_accents_reads_alike(lecteur: Lecteur, aujourdhui: date, perdu: str, entier: str) -> None:
    def lus(texte: str) -> list[tuple[str, object]]:
        return [(lu.nom, lu.possible) for lu in lecteur.lire(texte, aujourdhui).lus if lu.nom != "objet"]

    assert lus(perdu) == lus(entier)


@pytest.mark.parametrize(
    "texte", ["classes \ufffdl\ufffdmentaires", "cam\ufffdras", "terrain gazonn\ufffd", "\ufffdchassiers"]
)
def test_a_piece_of_a_word_is_no_word(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lecteur.lire(texte, aujourdhui).lus == ()


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("attribution en mars prochain", date(2027, 3, 1)),
        ("attribution en juin de l'année prochaine", date(2027, 6, 1)),
        ("notification en décembre prochain", date(2026, 12, 1)),
    ],
)
def test_a_month_to_come_is_read(lecteur: Lecteur, aujourdhui: date, texte: str, mois: date) -> None:
    lue = lu(lecteur, texte, aujourdhui, "date_attribution")

    assert lue is not None
    assert lue.possible.seule == mois  # type: ignore[union-attr]


def test_an_address_asks_and_counts_nothing(lecteur: Lecteur, aujourdhui: date) -> None:
    lecture = lecteur.lire("https://ville.example/avis?lot=2 100 000 € HT de nettoyage", aujourdhui)

    assert next(lu.possible.seule for lu in lecture.lus if lu.nom == "montant_ht") == 100_000  # type: ignore[union-attr]
