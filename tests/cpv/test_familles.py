"""The table from codes to facts: every code has a family, and a faulty table says where."""

import shutil

import pytest

from knowledge.cpv import Familles
from knowledge.cpv.nomenclature import tous
from knowledge.plan.chargement import PACKS, lire_pack
from knowledge.regles.faits import Options
from tests.fixtures.knowledge import pack_reel


@pytest.fixture(scope="module")
def familles():
    return Familles(pack_reel().familles)


def test_every_code_has_a_family_and_every_family_has_codes(familles):
    trouvees = {code: familles.du_code(code) for code, _ in tous()}
    assert [code for code, famille in trouvees.items() if famille is None] == []
    assert {famille.id for famille in trouvees.values()} == {famille.id for famille in familles}


def test_only_the_works_division_holds_works(familles):
    for code, _ in tous():
        nature = familles.du_code(code).faits.get("nature")
        travaux = isinstance(nature, Options) and nature.seule == "travaux"
        assert travaux == code.startswith("45"), code


@pytest.mark.parametrize(
    ("code", "nature", "segment"),
    [
        ("90911200", "services", "nettoyage"),
        ("45233140", "travaux", "voirie"),
        ("34144210", "fournitures", "vehicules"),
        ("55524000", "services", "restauration_scolaire"),
        ("50232100", "services", "voirie"),
        ("55520000", "services", "traiteur"),
        ("77310000", "services", "espaces_verts"),
        ("30213100", "fournitures", "informatique"),
        ("39830000", "fournitures", "produits_chimiques"),
        ("90511000", "services", "dechets"),
    ],
)
def test_a_code_gives_its_facts(familles, code, nature, segment):
    faits = familles.du_code(code).faits
    assert (faits["nature"].seule if "nature" in faits else None) == nature
    assert segment in faits["segments"].dedans
    assert faits["segments"].dehors == frozenset(), "a code rules no other segment out"


def test_the_code_of_engineering_does_not_say_whether_it_is_moe(familles):
    assert familles.du_code("71240000").faits["nature"].possibles == {"services", "maitrise_oeuvre"}


@pytest.mark.parametrize(
    ("avant", "apres", "faute"),
    [
        ('cpv: ["909"]', 'cpv: ["9x9"]', "« 9x9 » n'est pas un début de code CPV"),
        ('cpv: ["909"]', 'cpv: ["905"]', "le début « 905 » est déjà écrit en clermont/cpv.yaml:"),
        ("segments: [nettoyage]", "segments: [netoyage]", "« segments » ne peut pas valoir « netoyage »"),
        ("{id: nettoyage,", "{id: nettoyage, avec: travau,", "famille inconnue « travau »"),
        ("{nature: services, segments: [nettoyage]}", "{natur: services}", "fait inconnu « natur »"),
    ],
)
def test_a_faulty_table_says_where_and_what(tmp_path, avant, apres, faute):
    dossier = shutil.copytree(PACKS / "clermont", tmp_path / "clermont")
    table = dossier / "cpv.yaml"
    texte = table.read_text(encoding="utf-8")
    assert avant in texte
    table.write_text(texte.replace(avant, apres, 1), encoding="utf-8")
    _, fautes = lire_pack("clermont", tmp_path)
    dites = [str(dite) for dite in fautes if dite.place.fichier == "clermont/cpv.yaml"]
    assert any(faute in dite for dite in dites), dites
