"""Classes of wordings, each by several sisters: what other buyers would write."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from knowledge.lecture import Lecteur
from knowledge.regles.faits import Ensemble, Intervalle, Options

from .test_montants import lu

RIEN = None


def seule(lecteur: Lecteur, texte: str, nom: str, aujourdhui: date) -> object:
    """The one value read, None when none is or several stay possible."""
    lue = lu(lecteur, texte, aujourdhui, nom)
    return lue.possible.seule if lue is not None and isinstance(lue.possible, Options | Intervalle) else None


@pytest.mark.parametrize(
    ("nature", "textes"),
    [
        (
            "services",
            [
                "entretien des fontaines",
                "dépannage des feux tricolores",
                "contrôles réglementaires des aires de jeux",
                "médecine du travail",
                "visites médicales d'aptitude",
                "enlèvement des épaves",
                "traduction et interprétariat",
                "on numérise les registres",
                "accueil téléphonique",
                "mise sous pli",
                "ramonage",
                "relevé de géomètre",
                "transport de fonds",
                "commissariat aux comptes",
                "surveillance des baignades",
                "restauration d'archives",
                "développement d'un portail",
                "40 k€ HT, refonte du site",
                "lot 2 : curage des avaloirs",
                "déneigement des trottoirs",
            ],
        ),
        (
            "travaux",
            [
                "marquage au sol des passages piétons",
                "mise aux normes du gymnase",
                "aménagement des abords de l'école",
                "remplacement des menuiseries",
                "pose d'un garde-corps",
                "création d'un parking",
                "électricité courants forts et courants faibles",
                "reprise d'étanchéité",
            ],
        ),
        (
            "fournitures",
            ["sel de déneigement", "terreau et arbustes", "petit outillage", "12 défibrillateurs", "matériel sportif"],
        ),
        (
            RIEN,
            [
                "crèche associative",
                "brumisateurs",
                "le parc Montjuzet",
                "création",
                "réalisation d'un ensemble",
                "bonjour",
            ],
        ),
    ],
)
def test_the_head_of_the_object_lets_guess_its_nature(
    lecteur: Lecteur, aujourdhui: date, nature: str | None, textes: list[str]
) -> None:
    assert {texte: seule(lecteur, texte, "nature", aujourdhui) for texte in textes} == dict.fromkeys(textes, nature)


@pytest.mark.parametrize(
    "texte",
    ["produits d'entretien", "copieurs, entretien compris", "achat de tondeuses et entretien"],
)
def test_what_comes_with_goods_is_not_the_head(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert seule(lecteur, texte, "nature", aujourdhui) in ("fournitures", None)


@pytest.mark.parametrize(
    ("texte", "famille"),
    [
        ("marquages au sol des rues", "voirie"),
        ("terreau et arbustes", "espaces_verts"),
        ("appli mobile", "informatique"),
        ("licences bureautiques", "informatique"),
        ("spots radio", "communication"),
        ("vestes et pantalons", "textile"),
        ("collecte des papiers de bureau", "dechets"),
        ("120 bureaux et 200 sièges", "mobilier"),
        ("camions-bennes", "vehicules"),
        ("gel hydroalcoolique", "produits_chimiques"),
        ("chaudière bois", "energie"),
        ("taxis pour les enfants", "transport"),
        ("brunch des agents", "traiteur"),
        ("gourdes personnalisées", "objets_promotionnels"),
        ("yaourts et compotes", "alimentation"),
    ],
)
def test_a_family_by_its_everyday_words(lecteur: Lecteur, aujourdhui: date, texte: str, famille: str) -> None:
    lues = lu(lecteur, texte, aujourdhui, "segments")

    assert lues is not None
    assert isinstance(lues.possible, Ensemble)
    assert famille in lues.possible.dedans


@pytest.mark.parametrize(
    "texte", ["siège social de la régie", "murs vidéo", "campagne de mesures", "le site\nla ville"]
)
def test_a_family_is_not_read_in_another_sense(lecteur: Lecteur, aujourdhui: date, texte: str) -> None:
    assert lu(lecteur, texte, aujourdhui, "segments") is None


@pytest.mark.parametrize(
    ("texte", "attendu"),
    [
        ("organisme de 8 salariés", "oui"),
        ("studio de 3 personnes", "oui"),
        ("bureau d'études de 27 personnes, 6 mois", "oui"),
        ("chantier d'insertion, 14 salariés", "oui"),
        ("compagnie de théâtre, 6 personnes", "oui"),
        ("ESAT de 80 personnes", "non"),
        ("le titulaire est un groupe de 1 200 salariés", "non"),
        ("formation de 30 salariés", None),
        ("organisme de formation pour 30 salariés", None),
        ("accueil d'un groupe de 20 personnes", None),
        ("traiteur pour 120 personnes", None),
        ("entreprise de transport pour 45 personnes", None),
    ],
)
def test_a_headcount_is_that_of_who_holds(lecteur: Lecteur, aujourdhui: date, texte: str, attendu: str | None) -> None:
    assert seule(lecteur, texte, "titulaire_moins_50_salaries", aujourdhui) == attendu


@pytest.mark.parametrize(
    ("nom", "texte", "attendu"),
    [
        ("livraisons", "paniers livrés chaque lundi", "oui"),
        ("livraisons", "fauteuils livrés et montés", "oui"),
        ("livraisons", "fauteuils livres et montes", "oui"),
        ("livraisons", "sel livré aux trois dépôts", "oui"),
        ("livraisons", "bacs non livrés, retrait sur place", "non"),
        ("livraisons", "achat de livres pour la médiathèque", None),
        ("livraisons", "logiciel livré en mai", None),
        ("livraisons", "électricité, 12 points de livraison", None),
        ("operation_envergure", "rien d'envergure", "non"),
        ("operation_envergure", "rien d'une opération d'envergure", "non"),
        ("operation_envergure", "opération de grande envergure", "oui"),
        ("clause_insertion", "insertion : 900 h obligatoires", "oui"),
        ("clause_insertion", "1 200 heures d'insertion", "oui"),
        ("clause_insertion", "chantier d'insertion", None),
        ("alloti", "allotissement pas encore décidé", None),
        ("alloti", "on ne sait pas encore si on allotit", None),
        ("alloti", "allotissement à confirmer", None),
        ("alloti", "je voulais un marché unique mais il faut allotir, donc 4 lots", "oui"),
        ("propriete_intellectuelle", "code source cédé à la Ville", "oui"),
        ("donnees_personnelles", "fichier avec les numéros des habitants", "oui"),
    ],
)
def test_yes_and_no_in_more_than_one_wording(
    lecteur: Lecteur, aujourdhui: date, nom: str, texte: str, attendu: str | None
) -> None:
    assert seule(lecteur, texte, nom, aujourdhui) == attendu


@pytest.mark.parametrize(
    ("texte", "mois"),
    [
        ("diagnostic amiante, délai 60 jours", 2),
        ("plaquettes, délai : 30 jours", None),
        ("travaux, délai de paiement 30 jours", None),
        ("26 semaines de travaux", 6),
        ("travaux d'un an et demi", 18),
        ("un trimestre et demi de travaux", "4.5"),
        ("travaux de 2 mois et demi", "2.5"),
        ("entretien, 36 mois... enfin non, 48 mois", 48),
        ("24 mois + 1 reconduction de 12 mois", 36),
        ("12 mois + 3 reconductions", 48),
        ("28 000 € HT au total, 1 an renouvelable 3 fois", 48),
        ("animations pour les 3-11 ans, 2 ans", 24),
        ("85 k€ HT sur 3 ans, que dois-je prévoir ?", 36),
    ],
)
def test_a_duration_is_the_contract_s(lecteur: Lecteur, aujourdhui: date, texte: str, mois: int | str | None) -> None:
    assert seule(lecteur, texte, "duree_mois", aujourdhui) == (None if mois is None else Decimal(mois))


@pytest.mark.parametrize(
    ("texte", "procedure"),
    [
        ("on pensait MAPA mais vu le montant ce sera un appel d'offres", "appel_offres"),
        ("au départ on voulait un AOO, finalement MAPA", "mapa"),
        ("AO infructueux, on repart en procédure avec négociation", "procedure_negociee"),
        ("Pas de MAPA, on est au-dessus du seuil : AOO", "appel_offres"),
        ("apel d'offres", "appel_offres"),
    ],
)
def test_the_procedure_is_the_last_one_meant(lecteur: Lecteur, aujourdhui: date, texte: str, procedure: str) -> None:
    assert seule(lecteur, texte, "procedure", aujourdhui) == procedure


@pytest.mark.parametrize(
    ("texte", "montant", "nature"),
    [
        ("les travaux coûteront 2 M€ HT mais mon marché c'est la MOE : 190 k€ HT", 190_000, "maitrise_oeuvre"),
        ("Honoraires de 9 % sur 1,2 M€ HT de travaux, maîtrise d'œuvre du parvis", None, "maitrise_oeuvre"),
        ("le restaurant est en DSP ; moi c'est juste l'achat des fours, 71 k€ HT", 71_000, "fournitures"),
        ("au-dessus du seuil : AOO, 3 M€ HT de travaux", 3_000_000, "travaux"),
        ("environ 90 000 euros de mobilier, HT ou TTC je ne sais plus", None, "fournitures"),
    ],
)
def test_an_amount_and_a_nature_are_those_of_this_contract(
    lecteur: Lecteur, aujourdhui: date, texte: str, montant: int | None, nature: str
) -> None:
    assert seule(lecteur, texte, "montant_ht", aujourdhui) == (None if montant is None else Decimal(montant))
    assert seule(lecteur, texte, "nature", aujourdhui) == nature


def test_a_pasted_table_is_read_by_its_titles(lecteur: Lecteur, aujourdhui: date) -> None:
    barres = "| Marché | Durée | Montant HT |\n|---|---|---|\n| Traiteur du séminaire | 1 mois | 3 850 |"
    lots = "lot\tintitulé\tmontant HT\n1\tmaçonnerie\t45 000 €\n2\tpeinture\t35 000 €\nTOTAL\t\t80 000 €"

    assert seule(lecteur, barres, "montant_ht", aujourdhui) == Decimal(3850)
    assert seule(lecteur, barres, "duree_mois", aujourdhui) == Decimal(1)
    assert seule(lecteur, lots, "montant_ht", aujourdhui) == Decimal(80_000)
    assert seule(lecteur, lots, "alloti", aujourdhui) == "oui"


def test_an_award_after_another_date_is_read(lecteur: Lecteur, aujourdhui: date) -> None:
    for texte in (
        "Remise des offres le 12 janvier 2027, attribution le 22 mars 2027",
        "offres reçues le 12 janvier 2027, puis attribution prévue le 22 mars 2027",
    ):
        assert seule(lecteur, texte, "date_attribution", aujourdhui) == date(2027, 3, 22)
