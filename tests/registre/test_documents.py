"""No document takes down whoever reads it: each is read, read in part, or refused with a sentence."""

from __future__ import annotations

import io
import zipfile

import pytest

from knowledge.registre import documents
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.causes import causes
from knowledge.registre.documents import est_un_document, lire_le_document
from knowledge.registre.fichiers import FichierRefuseError
from tests.fixtures.documents import CCAP, NOTE, docx, ferme, numerise, odt, pdf

PDF = pdf(*CCAP)
ENTITES = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
CHIFFRE = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


def refus(contenu):
    with pytest.raises(FichierRefuseError) as refuse:
        lire_le_document("x", io.BytesIO(contenu))
    assert refuse.value.cause in causes()
    return refuse.value.cause


@pytest.mark.parametrize(
    ("contenu", "cause"),
    [
        (ferme(PDF, "secret"), "fichier_protege"),
        (odt(*NOTE, manifeste=CHIFFRE), "fichier_protege"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "fichier_protege"),
        (OLE + "WordDocument".encode("utf-16-le"), "document_ancien"),
        (numerise(), "document_sans_texte"),
        (docx(), "document_sans_texte"),
        (PDF[:400], "document_abime"),
        (b"%PDF-1.7\nrien", "document_abime"),
        (docx(*NOTE)[:300], "document_abime"),
        (docx("Une phrase.", corps="<w:p>"), "document_abime"),
        (docx("&a;&b;" * 9, avant=ENTITES), "xml_dangereux"),
        (docx(corps="<w:sdt>" * 5000 + "</w:sdt>" * 5000), "structure_trop_profonde"),
        (docx(corps=" " * (documents.XML_MAX + 1)), "fichier_trop_gros"),
    ],
    ids=lambda un: un if isinstance(un, str) else "",
)
def test_what_cannot_be_read_is_said_in_a_sentence(contenu, cause):
    assert refus(contenu) == cause


def test_a_document_closed_to_changes_alone_opens():
    assert lire_le_document("x", io.BytesIO(ferme(PDF, ""))).blocs == lire_le_document("x", io.BytesIO(PDF)).blocs


def test_macros_and_pictures_are_never_unpacked():
    lourd = docx(*NOTE, **{"word/vbaProject.bin": b"\x00" * 90_000_000})
    assert lire_le_document("x", io.BytesIO(lourd)).blocs == lire_le_document("x", io.BytesIO(docx(*NOTE))).blocs


def test_what_was_struck_out_is_not_read():
    barre = "<w:p><w:moveFrom><w:r><w:t>Durée : 3 ans.</w:t></w:r></w:moveFrom><w:r><w:t>Durée : 4 ans, fermes et définitifs.</w:t></w:r></w:p>"
    (bloc,) = lire_le_document("x", io.BytesIO(docx(corps=barre))).blocs
    assert bloc.texte == "Durée : 4 ans, fermes et définitifs."


def test_of_too_many_pages_the_first_are_read_and_that_is_told(monkeypatch):
    monkeypatch.setattr(documents, "PAGES_MAX", 3)
    lu = lire_le_document("x", io.BytesIO(pdf(*CCAP, pages=5)))
    assert (lu.lues, lu.pages) == (3, 5)
    # What heads every page is no text of the document.
    assert all("Clermont" not in bloc.texte for bloc in lu.blocs)


def test_a_file_is_known_by_what_it_holds():
    assert all(map(est_un_document, (PDF, docx(*NOTE), odt(*NOTE))))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as zippe:
        zippe.writestr("xl/workbook.xml", "<workbook/>")
    assert not any(map(est_un_document, (b"", b"Lot;Montant\n1;2\n", archive.getvalue(), b"{}")))


def test_another_process_tells_what_this_one_would():
    for contenu in (docx(*NOTE), PDF):
        assert FichierAPart("x", contenu).document() == lire_le_document("x", io.BytesIO(contenu))
    with pytest.raises(FichierRefuseError) as refuse:
        FichierAPart("x.pdf", numerise()).document()
    assert refuse.value.cause == "document_sans_texte"
