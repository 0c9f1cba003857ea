"""Files made to take down whoever reads them, each as small as its attack allows."""

from __future__ import annotations

import gzip
import io
import json
import zipfile

import xlsxwriter

MARCHE = {
    "id": "2026M01",
    "acheteur": {"id": "21630113500010"},
    "objet": "Lot 1 : peinture des écoles",
    "codeCPV": "77310000",
    "montant": 0,
}


def decp(montant: str = "120000", **change: object) -> bytes:
    """An official file of one contract, of that amount as it is written."""
    texte = json.dumps({"marches": {"marche": [{**MARCHE, **change}]}})
    return texte.replace('"montant": 0', f'"montant": {montant}').encode()


def en_lignes(montant: str) -> bytes:
    sain = json.dumps({**MARCHE, "id": "2026M02", "montant": 120_000})
    return f"{json.dumps(MARCHE)}\n{sain}\n".replace('"montant": 0', f'"montant": {montant}').encode()


def classeur(cellule: bytes, rangee: bytes = b"<row r='1048576'>") -> bytes:
    """A sound workbook, with one more cell as it is written."""
    sain, sortie = io.BytesIO(), io.BytesIO()
    with xlsxwriter.Workbook(sain) as fichier:
        page = fichier.add_worksheet()
        page.write_row(0, 0, ["Numéro", "Objet"])
        page.write_row(1, 0, ["1", "Peinture"])
    with zipfile.ZipFile(sain) as lu, zipfile.ZipFile(sortie, "w", zipfile.ZIP_DEFLATED) as ecrit:
        for nom in lu.namelist():
            ecrit.writestr(nom, lu.read(nom).replace(b"</sheetData>", rangee + cellule + b"</row></sheetData>"))
    return sortie.getvalue()


LOIN = {
    "apostrophes": classeur(b"<c r='XFD1048576'><v>1</v></c>"),
    "espaces": classeur(b'<c r = "XFD1048576"><v>1</v></c>'),
    "minuscules": classeur(b'<c r="xfd1048576"><v>1</v></c>'),
    "reference": classeur(b'<c r="&#88;FD&#x31;048576"><v>1</v></c>'),
    "a cheval": classeur(b'<c r="A1048576"/>' * 30_000 + b"<c" + b" " * 70_000 + b'r="XFD1048576"><v>1</v></c>'),
    "sans place": classeur(b"<c><v>1</v></c>" * 16_000),
}

# What becomes of each, in the words of `causes.yaml`.
MESURES = {
    "cinq mille chiffres": (decp("9" * 5000), "nombre_demesure"),
    "cinq mille chiffres, d'un morceau à l'autre": (decp("9" * 5000, note="x" * 63_000), "nombre_demesure"),
    "exposant": (decp("1e999999999"), "nombre_demesure"),
    "exposant en toutes lettres": (decp('"1e999999999"'), "montant_illisible"),
    "lignes, cinq mille chiffres": (en_lignes("9" * 5000), "nombre_demesure"),
    "lignes, exposant": (en_lignes("1e999999999"), "nombre_demesure"),
    "lignes, profondeur": (en_lignes("[" * 1000 + "]" * 1000), "structure_trop_profonde"),
    "tableau, cinq mille chiffres": (
        f"SIRET acheteur;Numéro;Objet;Montant HT\n21630113500010;1;Gaz;{'8' * 5000}\n".encode(),
        "montant_aberrant",
    ),
    "crochets": (b"[" * 60_000, "structure_trop_profonde"),
    "un million de crochets": (b"[" * 1_000_000, "structure_trop_profonde"),
    "profondeur d'un contrat": (decp("[" * 1000 + "]" * 1000), "structure_trop_profonde"),
    "profondeur cachée": (
        b'["' + b"a" * 65_520 + b'\\"' + b"]" * 400 + b'",' + b"[" * 200,
        "structure_trop_profonde",
    ),
    "numéro": (decp(id="2026" * 400), "numero_demesure"),
    "valeur": (b'[{"id":"' + b'\\"' * 200_000 + b'"}]', "valeur_demesuree"),
    "nom de champ": (decp(**{"m" * 3000: 1}), "nom_demesure"),
    "xml profond": (b"<marches>" + b"<a>" * 100_000, "structure_trop_profonde"),
    "xml compressé": (
        b"<?xml version='1.0' encoding='zlib_codec'?><marches><marche><id>1</id><objet>\xe9t\xe9</objet></marche></marches>",
        "acheteur_absent",
    ),
    "xml idna": (
        b"<?xml version='1.0' encoding='idna'?><marches><marche><id>1</id><objet>\xe9t\xe9</objet></marche></marches>",
        "acheteur_absent",
    ),
    "un million de colonnes": (
        b";".join([b"T"] * 1_000_000) + b"\n" + (b";".join([b"1"] * 1_000_000) + b"\n") * 6,
        "trop_de_colonnes",
    ),
    "rangées vides": (b"Num\xc3\xa9ro;Objet\n" + b"\n" * 19_000_000, "trop_de_lignes"),
    "lignes vides": (b'{"id":1}\n{"id":2}' + b"\n" * 19_000_000, "trop_de_lignes"),
}


def rangees_compressees() -> bytes:
    """97 million tiny rows in 377 KB: a whole gigabyte would be refused by its weight."""
    return gzip.compress(b"a;b\n" * 97_000_000)
