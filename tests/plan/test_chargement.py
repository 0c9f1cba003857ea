"""A fault in a pack is told with its file, its line, what is wrong and what to do; all at once."""

from pathlib import Path
from typing import Any

import pytest

from knowledge.plan.chargement import PackFautifError, PackInconnuError, charger

F08 = "fiches/08"
FAUTES = [
    # where, what is replaced, by what, the line after it, the message
    (
        "prose with a colon",
        F08,
        "titre_court: Étendre la clause d'insertion",
        "titre_court: Étendre : la clause",
        0,
        "un « : » dans un texte : écrivez ce texte en bloc, avec >- puis la phrase à la ligne",
    ),
    (
        "prose with a colon in a list",
        F08,
        "  - Des bénéficiaires plus divers",
        "  - Des bénéficiaires : plus divers",
        0,
        "un élément de « resultats » doit être un texte ; s'il contient « : », écrivez-le en bloc (>-)",
    ),
    (
        "unknown fact",
        F08,
        "- montant_ht > 90 000",
        "- montant > 90 000",
        0,
        "fait inconnu « montant » ; voulez-vous dire « montant_ht » ?",
    ),
    (
        "unknown choice",
        F08,
        "- nature parmi travaux, fournitures",
        "- nature parmi travau, fournitures",
        0,
        "« nature » ne peut pas valoir « travau » ; voulez-vous dire « travaux » ?",
    ),
    (
        "unreadable condition",
        F08,
        "- montant_ht > 90 000",
        "- plus de 90 000",
        0,
        "condition illisible « plus de 90 000 » ; par exemple : montant_ht > 40 000",
    ),
    (
        "unknown combination",
        F08,
        "      toutes:\n",
        "      toute:\n",
        0,
        "une condition combinée s'écrit sous une seule clé : toutes, une_de ou aucune",
    ),
    ("duplicated key", F08, "objectif: 3", "objectif: 3\nobjectif: 3", 1, "la clé « objectif » est écrite deux fois"),
    ("misspelt key", F08, "pilote: plie", "pilotte: plie", 0, "clé inconnue « pilotte » ; voulez-vous dire « pilote » ?"),
    ("missing key", F08, "objectif: 3\n", "", None, "il manque « objectif »"),
    ("broken link", F08, "renforcee_par: 12", "renforcee_par: 99", 0, "lien rompu : il n'y a pas de fiche 99"),
    ("unknown link", F08, "renforcee_par: 12", "renforce_par: 12", 0, "lien inconnu « renforce_par » ; voulez-vous dire « renforcee_par » ?"),
    (
        "inverse link",
        F08,
        "renforcee_par: 12",
        "renforce: 12",
        0,
        "« renforce » se déduit : écrivez « renforcee_par: 8 » dans la fiche 12",
    ),
    ("unknown service", F08, "pilote: plie", "pilote: pli", 0, "service inconnu « pli » ; voulez-vous dire « plie » ?"),
    (
        "unknown service of an indicator",
        F08,
        "{unite: heures, periode: an, par: plie}",
        "{unite: heures, periode: an, par: pilé}",
        0,
        "service inconnu « pilé »",
    ),
    (
        "invalid date",
        F08,
        "verifie_le: 2026-11-24",
        "verifie_le: 24/11/2026",
        0,
        "« 24/11/2026 » n'est pas une date AAAA-MM-JJ",
    ),
    (
        "missing source",
        F08,
        "source: {document: SPASER, action: 8, verifie_le: 2026-11-24}",
        "",
        None,
        "il manque « source »",
    ),
    ("source of another action", F08, "action: 8, verifie_le", "action: 9, verifie_le", 0, "la source est celle de l'action 9"),
    ("unknown scope", F08, "portee: a_etudier", "portee: obligation", 0, "« portee » ne peut pas valoir « obligation »"),
    ("number of the file", F08, "numero: 8", "numero: 7", 0, "le nom du fichier doit commencer par 07_"),
    ("number that is none", F08, "objectif: 3", "objectif: trois", 0, "« trois » n'est pas un nombre"),
    ("number that is not whole", F08, "objectif: 3", "objectif: 3,5", 0, "« 3,5 » n'est pas un nombre entier"),
    ("unknown objective", F08, "objectif: 3", "objectif: 9", None, "l'objectif 9 n'existe pas dans spaser.yaml"),
    (
        "unknown verdict",
        F08,
        "attendu: {etude_insertion: non}",
        "attendu: {etude_insertion: jamais}",
        0,
        "verdict inconnu « jamais » ; possibles : inconnu, non, oui, sous_condition",
    ),
    (
        "unknown rule in an example",
        F08,
        "attendu: {etude_insertion: non}",
        "attendu: {etude_insertions: non}",
        -2,
        "« attendu » nomme une règle que la fiche n'a pas : « etude_insertions » ; voulez-vous dire « etude_insertion » ?",
    ),
    (
        "unknown fact in an example",
        F08,
        "contrat: {nature: travaux, montant_ht: 90000}",
        "contrat: {nature: travaux, montan_ht: 90000}",
        0,
        "fait inconnu « montan_ht » ; voulez-vous dire « montant_ht » ?",
    ),
    ("unknown missing fact", F08, "manque: [montant_ht]", "manque: [montant]", 0, "fait inconnu « montant »"),
    (
        "impossible amount in an example",
        F08,
        "contrat: {nature: travaux, montant_ht: 90000}",
        "contrat: {nature: travaux, montant_ht: 0}",
        0,
        "« montant_ht » ne peut pas valoir « 0 »",
    ),
    (
        "same title twice",
        F08,
        "titre: juste sous 90 000 €, elle ne l'est pas",
        "titre: à 90 000 € pile, le plan dit « plus de »",
        0,
        "est déjà écrit en fiches/08_clause_insertion.yaml:",
    ),
    ("list that is none", F08, "mots:\n  - insertion\n", "mots: insertion\nlectures:\n  - insertion\n", 0, "« mots » doit être une liste"),
    (
        "computed and entered",
        F08,
        "saisie: {unite: heures, periode: an, par: plie}",
        "valeur: 3",
        None,
        "un indicateur est soit calculé (« calcul »), soit saisi (« saisie »)",
    ),
    ("unknown kind of fact", "clermont/faits", "genre: choix", "genre: choi", 0, "« genre » ne peut pas valoir « choi » ; voulez-vous dire « choix » ?"),
    ("same fact twice", "clermont/faits", "- nom: segments", "- nom: nature", 0, "« nature » est déjà écrit en clermont/faits.yaml:"),
    (
        "a fact that the engine needs",
        "clermont/faits",
        "- nom: duree_mois",
        "- nom: duree",
        None,
        "il manque les faits duree_mois, dont dépendent la loi et la conversation",
    ),
    (
        "exclusion of an unknown value",
        "clermont/faits",
        "exclut: {nature: [concession]}",
        "exclut: {nature: [concessions]}",
        None,
        "« exclut » de « mapa » : « nature » ne peut pas valoir « concessions » ; voulez-vous dire « concession » ?",
    ),
    (
        "exclusion of an unknown fact",
        "clermont/faits",
        "exclut: {nature: [concession]}",
        "exclut: {natur: [concession]}",
        None,
        "« exclut » de « mapa » : fait inconnu « natur » ; voulez-vous dire « nature » ?",
    ),
    ("a legal value that the engine needs", "droit/seuils", "- nom: tva_hypothese", "- nom: tva", None, "il manque les seuils tva_hypothese"),
    (
        "periods out of order",
        "droit/seuils",
        "      - depuis: 2024-01-01",
        "      - depuis: 2020-01-01",
        None,
        "les périodes de « formalise » doivent se suivre, de la plus ancienne à la plus récente",
    ),
    ("a nature without value", "droit/seuils", "          travaux: 5382000\n", "", None, "il manque la valeur pour : travaux"),
    (
        "a law to be confirmed without a question",
        "droit/obligations",
        "    statut: verifie\n",
        "    statut: a_confirmer\n",
        None,
        "il manque « a_confirmer » : que faut-il vérifier, et auprès de qui ?",
    ),
    ("a law for an action that is not there", "clermont/loi.", "actions: [11, 20]", "actions: [11, 27]", 0, "il n'y a pas de fiche 27"),
    ("an action for a law that is not there", "clermont/loi.", "id: clause_sociale", "id: clause_sociable", 0, "obligation inconnue « clause_sociable »"),
    ("a milestone for an action that is not there", "clermont/jalons", "actions: [2, 5, 7]", "actions: [2, 5, 77]", 0, "il n'y a pas de fiche 77"),
    ("a control character", F08, "Des bénéficiaires plus divers", "Des bénéficiaires \x07 plus divers", None, "caractère de contrôle"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "decalage", "message"), [f[1:] for f in FAUTES], ids=[f[0] for f in FAUTES]
)
def test_fault(copie: Any, fichier: str, avant: str, apres: str, decalage: int | None, message: str) -> None:
    ligne = copie.changer(fichier.removeprefix("clermont/"), avant, apres)
    fautes = copie.lire()
    siennes = [faute for faute in fautes if message in faute]
    assert siennes, fautes
    assert fichier in siennes[0]
    assert ".yaml:" in siennes[0]
    if decalage is not None:
        assert f".yaml:{ligne + decalage} : " in siennes[0]
    assert len(fautes) == len(set(fautes))


def test_a_link_written_on_both_fiches_is_told_on_each(copie: Any) -> None:
    ligne = copie.changer("fiches/22", "  - soutenue_par: 7", "  - simultanee: 18")
    faute_18, faute_22 = copie.lire()
    assert faute_18.startswith("fiches/18_juste_besoin.yaml:")
    assert (
        faute_22
        == f"fiches/22_sobriete.yaml:{ligne} : le lien avec la fiche 18 est écrit deux fois : l'inverse se déduit"
    )


def test_an_inverse_link_is_sent_to_the_other_fiche(copie: Any) -> None:
    ligne = copie.changer("fiches/04", "liens: []", "liens: [{soutient: 11}]")
    attendue = "« soutient » se déduit : écrivez « soutenue_par: 4 » dans la fiche 11"
    assert copie.lire() == [f"fiches/04_former_communiquer.yaml:{ligne} : {attendue}"]


def test_a_file_with_the_wrong_name(copie: Any) -> None:
    chemin = copie.chemin(F08)
    chemin.rename(chemin.with_name("8_Insertion.yaml"))
    assert copie.lire() == [
        "fiches/8_Insertion.yaml:1 : le nom du fichier doit commencer par 08_ et finir en .yaml, sans accent"
    ]


def test_two_files_with_the_same_number(copie: Any) -> None:
    chemin = copie.chemin(F08)
    chemin.with_name("08_encore.yaml").write_text(chemin.read_text("utf-8"), "utf-8")
    assert any("le numéro 8 est déjà celui de fiches/08_clause_insertion.yaml" in faute for faute in copie.lire())


@pytest.mark.parametrize(
    ("fichier", "contenu", "message"),
    [
        ("jalons.yaml", b"", "le fichier est vide, ou n'est ni un ensemble de clés ni une liste"),
        ("jalons.yaml", "é".encode("latin-1"), "le fichier n'est pas enregistré en UTF-8"),
        ("jalons.yaml", b"jalons: [", "YAML illisible"),
        ("jalons.yaml", None, "fichier absent"),
    ],
)
def test_a_file_that_cannot_be_read(copie: Any, fichier: str, contenu: bytes | None, message: str) -> None:
    chemin: Path = copie.chemin(fichier)
    if contenu is None:
        chemin.unlink()
    else:
        chemin.write_bytes(contenu)
    (faute,) = copie.lire()
    assert faute.startswith(f"clermont/{fichier}:")
    assert message in faute


def test_an_unreadable_fiche_does_not_break_the_links_to_it(copie: Any) -> None:
    copie.changer("fiches/12", "titre_court: ", "titre_court: a : ")
    (faute,) = copie.lire()
    assert faute.startswith("fiches/12_clauses_sociales.yaml:")


def test_all_faults_are_told_at_once_by_file_and_line(copie: Any) -> None:
    copie.changer(F08, "pilote: plie", "pilote: personne")
    copie.changer(F08, "- montant_ht > 90 000", "- montant > 90 000")
    copie.changer("droit/obligations", "nature != concession", "nature != concesion")
    with pytest.raises(PackFautifError) as erreur:
        charger("clermont", copie.packs, copie.droit)
    places = [(faute.place.fichier, faute.place.ligne) for faute in erreur.value.fautes]
    assert len(places) == 3
    assert places == sorted(places)
    assert str(erreur.value).count("\n") == 2


@pytest.mark.parametrize("nom", ["lyon", "../clermont", "", "Clermont"])
def test_a_pack_that_is_not_there(nom: str) -> None:
    with pytest.raises(PackInconnuError):
        charger(nom)


def test_another_print_for_other_words(copie: Any) -> None:
    avant = charger("clermont", copie.packs, copie.droit)
    assert charger("clermont", copie.packs, copie.droit).empreinte == avant.empreinte
    copie.changer(F08, "Des bénéficiaires plus divers", "Des bénéficiaires divers")
    assert charger("clermont", copie.packs, copie.droit).empreinte != avant.empreinte
