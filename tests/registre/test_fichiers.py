"""A file is told by what it holds; what is cut short gives what came before; what is no contract file is refused."""

import gzip
import io
import json
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.registre.causes import causes
from knowledge.registre.fichiers import FichierRefuseError, Format, ouvrir
from knowledge.registre.regroupement import lire

MARCHE = {"id": "2024M01", "acheteur": {"id": "21630113500010"}, "objet": "Entretien des écoles", "montant": 120000}
AUTRE = {**MARCHE, "id": "2024M02", "objet": "Achat de mobilier"}
V2 = {
    "marches": {
        "marche": [MARCHE],
        "contrat-concession": [{"id": "C1", "autoriteConcedante": {"id": "21630113500010"}}],
    }
}
XML = (
    "<marches><marche><id>2024M01</id><acheteur><id>21630113500010</id></acheteur><objet>Entretien des écoles</objet>"
    "<titulaires><titulaire><id>1</id></titulaire><titulaire><id>2</id></titulaire></titulaires></marche>"
    "<contrat-concession><id>C1</id></contrat-concession></marches>"
)


def bruts(contenu, nom="fichier"):
    contenu = contenu.encode() if isinstance(contenu, str) else contenu
    return list(ouvrir(nom, io.BytesIO(contenu)).bruts())


def fautes(contenu):
    return [(brut.ligne, brut.faute.cause) for brut in bruts(contenu) if brut.faute]


def cause_du_refus(contenu, **options):
    with pytest.raises(FichierRefuseError) as refus:
        ouvrir("fichier", io.BytesIO(contenu), **options)
    assert refus.value.cause in causes()
    return refus.value.cause


def classeur(rangees, feuilles=("Feuil1",)):
    sortie = io.BytesIO()
    with xlsxwriter.Workbook(sortie) as fichier:
        for feuille in feuilles:
            page = fichier.add_worksheet(feuille)
            for rang, rangee in enumerate(rangees if feuille == feuilles[-1] else [["Mode d'emploi"]]):
                page.write_row(rang, 0, rangee)
    return sortie.getvalue()


@pytest.mark.parametrize(
    ("contenu", "format_", "numeros"),
    [
        (json.dumps(V2), Format.JSON, ["2024M01", "C1"]),
        (json.dumps(V2, indent=2), Format.JSON, ["2024M01", "C1"]),
        (json.dumps({"marches": [MARCHE, AUTRE]}), Format.JSON, ["2024M01", "2024M02"]),
        (json.dumps([MARCHE, AUTRE]), Format.JSON, ["2024M01", "2024M02"]),
        (json.dumps([{"marche": MARCHE}]), Format.JSON, ["2024M01"]),
        (json.dumps({"marches": {"marche": MARCHE}}), Format.JSON, ["2024M01"]),
        (json.dumps({"records": [MARCHE]}), Format.JSON, ["2024M01"]),
        (json.dumps(MARCHE, indent=1), Format.JSON, ["2024M01"]),
        (json.dumps(MARCHE) + "\n", Format.JSON, ["2024M01"]),
        (f"{json.dumps(MARCHE)}\n\n{json.dumps(AUTRE)}\n", Format.JSON_LIGNES, ["2024M01", "2024M02"]),
        ("\ufeff" + json.dumps([MARCHE]), Format.JSON, ["2024M01"]),
        (XML, Format.XML, ["2024M01", "C1"]),
        ("id;objet;montant;acheteur_id\n2024M01;Écoles;1;2\n", Format.CSV, ["2024M01"]),
    ],
)
def test_each_format_is_told_by_its_content(contenu, format_, numeros):
    source = ouvrir("donnees.txt", io.BytesIO(contenu.encode()))
    assert source.format == format_
    assert [brut.champs["id"] for brut in source.bruts()] == numeros
    assert [brut.champs["id"] for brut in source.bruts()] == numeros, "it is read as often as wanted"


@pytest.mark.parametrize("contenu", [json.dumps(V2), XML])
def test_a_concession_is_known_by_where_it_stands(contenu):
    assert [brut.concession for brut in bruts(contenu)] == [False, True]


def test_an_archive_of_one_file_is_read_through():
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("__MACOSX/._x", "")
        archive.writestr("decp/2024.json", json.dumps(V2))
    assert len(bruts(sortie.getvalue())) == 2
    assert len(bruts(gzip.compress(XML.encode()))) == 2
    dedans = io.BytesIO()
    with zipfile.ZipFile(dedans, "w") as archive:
        archive.writestr("marches.xlsx", classeur([["Numéro", "Objet"], ["1", "a"]]))
    assert [brut.champs for brut in bruts(dedans.getvalue())] == [{"Numéro": "1", "Objet": "a"}]


@pytest.mark.parametrize("declare", ["utf8", "UTF-8", "utf-16", "inconnu"])
def test_an_encoding_wrongly_declared_does_not_matter(declare):
    (brut, _) = bruts(f"<?xml version='1.0' encoding='{declare}'?>\n{XML}")
    assert brut.champs["objet"] == "Entretien des écoles"


def test_single_byte_encodings_are_read():
    for declaration in ("", "<?xml version='1.0' encoding='ISO-8859-1'?>", "<?xml version='1.0' encoding='utf8'?>"):
        (brut, _) = bruts((declaration + XML).encode("cp1252"))
        assert brut.champs["objet"] == "Entretien des écoles"
    for encodage in ("cp1252", "utf-8-sig", "utf-16"):
        (brut,) = bruts("Numéro;Intitulé\n1;Été\n".encode(encodage))
        assert brut.champs == {"Numéro": "1", "Intitulé": "Été"}


def test_repeated_elements_of_xml_become_a_list():
    (brut, _) = bruts(XML)
    assert brut.champs["titulaires"] == {"titulaire": [{"id": "1"}, {"id": "2"}]}


@pytest.mark.parametrize("separateur", [",", ";", "\t", "|"])
def test_any_separator_is_found_even_with_others_in_the_cells(separateur):
    texte = f'Numéro{separateur}Objet{separateur}Montant HT\n1{separateur}"Lot 1, 2 ; 3"{separateur}"1,50"\n'
    (brut,) = bruts(texte)
    assert brut.champs == {"Numéro": "1", "Objet": "Lot 1, 2 ; 3", "Montant HT": "1,50"}


def test_a_table_keeps_its_line_numbers_through_titles_and_quoted_line_ends():
    texte = 'Marchés 2024;;\n;;\nNuméro;Objet;Durée\n1;"deux\nlignes";12\n\n2;b;3\n'
    lus = bruts(texte)
    assert [(brut.ligne, brut.champs["Numéro"]) for brut in lus] == [(4, "1"), (7, "2")]
    (brut,) = bruts("sep=;\r\nNuméro;Objet\r\n1;b\r\n")
    assert (brut.ligne, brut.champs["Objet"]) == (3, "b")


def test_a_workbook_is_read_on_the_sheet_of_its_contracts():
    contenu = classeur([["Suivi"], ["Numéro", "Objet", "Montant HT"], ["1", "a", 12.5]], ("Aide", "Marchés"))
    source = ouvrir("x.xlsx", io.BytesIO(contenu))
    assert (source.format, source.feuille, source.feuilles) == (Format.CLASSEUR, "Marchés", ("Aide", "Marchés"))
    (brut,) = source.bruts()
    assert (brut.ligne, dict(brut.champs)) == (3, {"Numéro": "1", "Objet": "a", "Montant HT": 12.5})
    with pytest.raises(FichierRefuseError):
        source.choisir_feuille("Autre")


def test_headings_written_twice_stay_two_columns():
    (brut,) = bruts("Numéro;Date;Date\n1;01/01/2024;02/02/2024\n")
    assert brut.champs == {"Numéro": "1", "Date": "01/01/2024", "Date (2)": "02/02/2024"}


def test_a_row_with_more_cells_than_headings_has_shifted():
    assert fautes("Numéro;Objet\n1;a\n2;b;c\n3;d;\n") == [(3, "ligne_decalee")]


@pytest.mark.parametrize("fin", range(40, 200, 7))
def test_a_file_cut_anywhere_gives_what_came_before_and_one_fault(fin):
    for contenu in (json.dumps({"marches": [MARCHE, AUTRE]}), XML):
        coupe = contenu.encode()[:-fin]
        lus = bruts(coupe)
        assert [brut.faute is not None for brut in lus] == [False] * (len(lus) - 1) + [True]
        assert lus[-1].faute.cause == "fichier_interrompu"


def test_compressed_data_cut_short_says_so_once():
    lignes = "".join(json.dumps({**MARCHE, "id": str(rang), "cle": f"{rang * 7919:x}"}) + "\n" for rang in range(3000))
    lus = bruts(gzip.compress(lignes.encode())[:-4000])
    assert 0 < len(lus) < 3000
    assert [brut.faute.cause for brut in lus if brut.faute] == ["fichier_interrompu"]


def test_a_faulty_line_is_told_and_the_next_are_read():
    lus = bruts(f"{json.dumps(MARCHE)}\n{{oups}}\n12\n{json.dumps(AUTRE)}\n")
    assert [(brut.ligne, brut.faute and brut.faute.cause) for brut in lus] == [
        (1, None),
        (2, "enregistrement_illisible"),
        (3, "enregistrement_illisible"),
        (4, None),
    ]


@pytest.mark.parametrize(
    ("contenu", "cause"),
    [
        ('[{"id": "1"}, {"id": oups}]', "json_abime"),
        ("<marches><marche><id>1</id></marche><marche><id>2</objet></marche></marches>", "xml_abime"),
        ('Numéro;Objet\n1;a\n2;"b\n' + "x" * 300_000, "guillemet_ouvert"),
        ('{"autre": "chose"}', "aucun_contrat"),
        ("<marches></marches>", "aucun_contrat"),
        ('{"marches": []}', "aucun_contrat"),
    ],
)
def test_broken_files_end_with_a_clear_fault(contenu, cause):
    assert fautes(contenu)[-1][1] == cause


@pytest.mark.parametrize(
    "dtd",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]>',
        '<!DOCTYPE a SYSTEM "http://x.invalid/a.dtd">',
        '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>',
    ],
)
def test_dangerous_xml_is_not_followed(dtd):
    assert fautes(f"<?xml version='1.0'?>{dtd}<marches><marche><id>&b;</id><x>1</x></marche></marches>") == [
        (1, "xml_dangereux")
    ]


@pytest.mark.parametrize(
    ("contenu", "cause"),
    [
        (b"", "fichier_vide"),
        (b"  \n ", "fichier_vide"),
        (b"%PDF-1.7 ...", "fichier_pdf"),
        (b"\x89PNG\r\n\x1a\n....", "fichier_image"),
        (b"\xff\xd8\xff\xe0....", "fichier_image"),
        (b"{\\rtf1 bonjour}", "fichier_texte_mis_en_page"),
        (b"7z\xbc\xaf\x27\x1c..", "archive_non_lue"),
        (b"PAR1....", "fichier_parquet"),
        (b"\x00\x01\x02\x03binaire,;", "fichier_binaire"),
        (b"<!DOCTYPE html><html><body>", "fichier_html"),
        (b"Bonjour", "fichier_inconnu"),
        (b"1;2;3\n4;5;6\n", "tableau_sans_entetes"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 600, "classeur_abime"),
        (b"PK\x03\x04" + b"\x00" * 60, "archive_abimee"),
        (b"\x1f\x8b" + b"\x00" * 60, "archive_abimee"),
    ],
)
def test_what_holds_no_contracts_is_refused_with_its_reason(contenu, cause):
    assert cause_du_refus(contenu) == cause


def test_archives_that_are_not_one_file_are_refused():
    def archive(*noms):
        sortie = io.BytesIO()
        with zipfile.ZipFile(sortie, "w") as fichier:
            for nom in noms:
                fichier.writestr(nom, "{}")
        return sortie.getvalue()

    assert cause_du_refus(archive("a.json", "b.json")) == "archive_plusieurs"
    assert cause_du_refus(archive("word/document.xml")) == "fichier_texte_mis_en_page"
    dans = io.BytesIO()
    with zipfile.ZipFile(dans, "w") as fichier:
        fichier.writestr("a.zip", archive("a.json"))
    assert cause_du_refus(dans.getvalue()) == "archive_imbriquee"
    assert cause_du_refus(gzip.compress(gzip.compress(b"{}"))) == "archive_imbriquee"


def test_bombs_are_refused_before_anything_is_taken_of_them():
    zeros = b"0" * 3_000_000
    assert cause_du_refus(gzip.compress(zeros), taille_max=1_000_000) == "fichier_trop_gros"
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.json", zeros)
    assert cause_du_refus(sortie.getvalue(), taille_max=1_000_000) == "fichier_trop_gros"
    assert cause_du_refus(zeros, taille_max=1_000_000) == "fichier_trop_gros"
    loin = io.BytesIO()
    with xlsxwriter.Workbook(loin) as fichier:
        page = fichier.add_worksheet()
        page.write_row(0, 0, ["Numéro", "Objet"])
        page.write(1_000_000, 16_000, "au bout")
    assert cause_du_refus(loin.getvalue()) == "fichier_trop_gros"


def test_what_was_read_can_be_shown_as_progress():
    contenu = gzip.compress("".join(json.dumps({**MARCHE, "id": str(rang)}) + "\n" for rang in range(2000)).encode())
    source = ouvrir("x", io.BytesIO(contenu))
    source.passes_prevues = 2
    assert source.avancement == 0
    vus = [source.avancement for _ in source.bruts()] + [source.avancement for _ in source.bruts()]
    assert vus == sorted(vus)
    assert vus[-1] == 1


def test_the_name_says_nothing():
    assert ouvrir("contrats.xlsx", io.BytesIO(json.dumps(V2).encode())).format == Format.JSON


@settings(max_examples=150 * settings.default.max_examples // 100, deadline=None)
@given(st.sampled_from(["json", "lignes", "xml", "csv", "classeur", "zip", "gz"]), st.data())
def test_an_altered_file_is_read_in_part_or_refused_but_never_raises(genre, hasard):
    contenu = bytearray(MODELES[genre])
    for _ in range(hasard.draw(st.integers(1, 6))):
        contenu[hasard.draw(st.integers(0, len(contenu) - 1))] = hasard.draw(st.integers(0, 255))
    debut, fin = hasard.draw(st.integers(0, len(contenu))), hasard.draw(st.integers(1, len(contenu)))
    coupe = bytes(contenu[:fin]) if hasard.draw(st.booleans()) else bytes(contenu[:debut] + contenu[fin:])
    assert causes_de(coupe) <= set(causes())


def causes_de(contenu):
    """The causes that the reading of a file names, be it refused."""
    try:
        lues = list(lire(ouvrir("x", io.BytesIO(contenu))))
    except FichierRefuseError as refus:
        return {refus.cause}
    return {remarque.cause for lue in lues for remarque in lue.remarques}


def _dans_un_zip(contenu):
    sortie = io.BytesIO()
    with zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("decp.json", contenu)
    return sortie.getvalue()


MODELES = {
    "json": json.dumps(V2).encode(),
    "lignes": f"{json.dumps(MARCHE)}\n{json.dumps(AUTRE)}\n".encode(),
    "xml": XML.encode(),
    "csv": 'Numéro;Objet;"Montant HT"\n1;"a;b";12,5\n2;c;4\n'.encode(),
    "classeur": classeur([["Numéro", "Objet", "Montant HT"], ["1", "a", 12]]),
    "zip": _dans_un_zip(json.dumps(V2)),
    "gz": gzip.compress(json.dumps(V2).encode()),
}
