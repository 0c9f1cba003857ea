"""What text documents say (PDF, DOCX, ODT), as headings, paragraphs and tables: no layout, no picture, no macro, no comment."""

from __future__ import annotations

import re
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import IO, BinaryIO, TypeAlias
from xml.parsers import expat

from knowledge.registre.fichiers import ABIMES, FichierRefuseError

Rangees: TypeAlias = tuple[tuple[str, ...], ...]

# A need, a draft, a specification: beyond, the rest tells the same or is an annex, and is said to be left.
PAGES_MAX = 200
# Seconds of processor after which the pages that were read are enough: what may be taken in all is more (`APERCU`).
CPU_MAX = 14
BLOCS_MAX, BLOC_MAX = 6_000, 4_000
# Letters of a whole document: two hundred pages, and no more to look through for whoever is told.
TEXTE_MAX = 600_000
# The XML of the text, once unpacked: pictures, macros and embedded objects are never unpacked.
XML_MAX = 40_000_000
PROFONDEUR_MAX = 256
RANGEES_MAX, CASES_MAX, CASE_MAX = 250, 40, 400
# A heading is short, and ends no sentence.
TITRE_MAX = 110
_LETTRES_MIN = 10
# A header or a footer has no more lines than this.
_BORD = 3
_MORCEAU = 65_536
# Where each kind keeps its text, and what a ZIP holds that only it would.
_TEXTES = {"word/document.xml": b"word/document.xml", "content.xml": b"application/vnd.oasis.opendocument.text"}
_WORD_97 = "WordDocument".encode("utf-16-le")
_WORD_CHIFFRE = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Bloc:
    """A heading, a paragraph, or a table (then its rows, and no words of its own)."""

    texte: str
    titre: bool = False
    rangees: Rangees = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a document says; `lues` pages were read of `pages` (0 where the file has none of its own)."""

    nom: str
    blocs: tuple[Bloc, ...]
    lues: int = 0
    pages: int = 0


def est_un_document(contenu: bytes) -> bool:
    """Whether the bytes of a file are those of a text document, whatever its name is; nothing of it is opened.

    >>> est_un_document(b"%PDF-1.7"), est_un_document(b"PK\\x03\\x04...xl/workbook.xml"), est_un_document(b"Lot;Montant")
    (True, False, False)
    """
    if b"%PDF-" in contenu[:1024]:
        return True
    if contenu.startswith(b"PK\x03\x04"):
        return any(marque in contenu for marque in _TEXTES.values())
    return contenu.startswith(b"\xd0\xcf\x11\xe0") and _WORD_97 in contenu


def lire_le_document(nom: str, fichier: BinaryIO) -> Document:
    """What the document says. Raises FichierRefuseError for what is closed by a password, damaged, or has no text."""
    tete = fichier.read(1024)
    fichier.seek(0)
    if tete.startswith(b"\xd0\xcf\x11\xe0"):
        raise FichierRefuseError("fichier_protege" if _WORD_CHIFFRE in fichier.read() else "document_ancien")
    document = _pdf(nom, fichier) if b"%PDF-" in tete else Document(nom, tuple(_bornes(_du_zip(fichier))))
    lettres = sum(signe.isalpha() for bloc in document.blocs[:200] for signe in bloc.texte + _en_un_texte(bloc.rangees))
    if lettres < _LETTRES_MIN:
        raise FichierRefuseError("document_sans_texte")
    return document


def _en_un_texte(rangees: Rangees) -> str:
    return " ".join(case for rangee in rangees for case in rangee)


def _bornes(blocs: Iterable[Bloc]) -> Iterator[Bloc]:
    reste = TEXTE_MAX
    for bloc in islice(blocs, BLOCS_MAX):
        texte = " ".join(bloc.texte[:BLOC_MAX].split())
        reste -= len(texte) + len(_en_un_texte(bloc.rangees))
        if reste < 0:
            return
        if texte or bloc.rangees:
            yield Bloc(texte, bloc.titre, bloc.rangees)


# --- PDF --------------------------------------------------------------------------------------------------------------


def _pdf(nom: str, fichier: BinaryIO) -> Document:
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        lecteur = PdfReader(fichier, strict=False)
        # Many are closed to changes only, and open without a password.
        ferme = lecteur.is_encrypted and not lecteur.decrypt("")
        combien = 0 if ferme else len(lecteur.pages)
    except MemoryError:
        raise
    except (DependencyError, FileNotDecryptedError) as erreur:
        raise FichierRefuseError("fichier_protege") from erreur
    except Exception as erreur:
        raise FichierRefuseError("document_abime") from erreur
    if ferme:
        raise FichierRefuseError("fichier_protege")
    pages, illisibles = [], 0
    debut = time.process_time()
    for rang in range(min(combien, PAGES_MAX)):
        if time.process_time() - debut > CPU_MAX:
            break
        try:
            pages.append(lecteur.pages[rang].extract_text())
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001 - a page that nobody can read takes the others with it no more than in a viewer
            illisibles += 1
    if illisibles and not pages:
        raise FichierRefuseError("document_abime")
    lignes = _sans_repetitions([page.splitlines() for page in pages])
    return Document(nom, tuple(_bornes(_paragraphes(lignes))), len(pages), combien)


def _sans_repetitions(pages: Sequence[Sequence[str]]) -> list[str]:
    """The lines of all pages, but what heads or ends most of them: titles of the document, page numbers."""
    bords = [_bords(page) for page in pages]
    combien = Counter(forme for page in bords for forme in set(page.values()))
    souvent = {forme for forme, fois in combien.items() if len(pages) > 2 and fois > len(pages) / 2}
    return [
        ligne.strip()
        for page, du_bord in zip(pages, bords, strict=True)
        for rang, ligne in enumerate(page)
        if du_bord.get(rang) not in souvent
    ]


def _bords(page: Sequence[str]) -> dict[int, str]:
    """The first and the last lines of a page, by their rank, their figures made one."""
    rangs = {*range(len(page))[:_BORD], *range(len(page))[-_BORD:]}
    return {rang: re.sub(r"\d+", "0", " ".join(page[rang].split())) for rang in rangs}


_NUMEROTE = re.compile(
    r"(?i:article|chapitre|titre|partie|section)\s+\w{1,5}\b|\d{1,2}(?:[.-]\d{1,2}){0,3}\s?[.):–-]*\s+(?=[A-ZÀ-Ý])"
    r"|[IVX]{1,5}(?:[.-]\d{1,2}){0,3}\s?[.):–-]+\s"
)
_PUCE = re.compile(r"(?:[-–—•▪●◦*o]|[a-z][.)]|\d{1,2}[.)]|\d{1,2}(?:\.\d{1,2})+)\s+(?=[^\W\d_]|\d)")
_FIN_DE_PHRASE = (".", ";", "!", "?", ",")


def _est_un_titre(ligne: str) -> bool:
    """Whether a line, of which only the words are known, is a heading: numbered, or all in capitals, and no sentence."""
    if len(ligne) > TITRE_MAX or ligne.endswith(_FIN_DE_PHRASE):
        return False
    return _NUMEROTE.match(ligne) is not None or (ligne.isupper() and len(ligne.split()) > 1)


def _paragraphes(lignes: Iterable[str]) -> Iterator[Bloc]:
    """Lines as they were cut at the margin, made paragraphs again."""
    en_cours: list[str] = []
    longueur = 0
    for ligne, suivante in pairwise([*lignes, "", ""]):
        # What goes on in a small letter was cut at the margin, be it numbered.
        titre = _est_un_titre(ligne) and not suivante[:1].islower()
        longueur += len(ligne) + 1
        if en_cours and (
            not ligne or titre or longueur > BLOC_MAX or _PUCE.match(ligne) or not _se_suivent(en_cours[-1], ligne)
        ):
            yield Bloc(" ".join(en_cours))
            en_cours, longueur = [], len(ligne)
        if titre:
            yield Bloc(ligne, titre=True)
        elif ligne:
            en_cours.append(ligne)


def _se_suivent(avant: str, apres: str) -> bool:
    """Whether a line goes on with the one before: that one reached the margin, or ends no sentence before a small letter."""
    if avant.endswith((".", "!", "?", ":", ";")):
        return apres[:1].islower() or (len(avant) > 70 and avant.endswith("."))
    return apres[:1].islower() or len(avant) > 60


# --- DOCX, ODT --------------------------------------------------------------------------------------------------------


def _du_zip(fichier: BinaryIO) -> Iterator[Bloc]:
    try:
        archive = zipfile.ZipFile(fichier)
        noms = set(archive.namelist())
        membre = archive.getinfo(next(nom for nom in _TEXTES if nom in noms))
        if membre.flag_bits & 1 or (
            "META-INF/manifest.xml" in noms and b"encryption-data" in _debut(archive, "META-INF/manifest.xml")
        ):
            raise FichierRefuseError("fichier_protege")
        with archive.open(membre) as flux:
            yield from _du_xml(flux)
    except (StopIteration, KeyError, expat.ExpatError, *ABIMES) as erreur:
        raise FichierRefuseError("document_abime") from erreur


def _debut(archive: zipfile.ZipFile, nom: str) -> bytes:
    with archive.open(nom) as flux:
        return flux.read(1_000_000)


def _du_xml(flux: IO[bytes]) -> Iterator[Bloc]:
    lecteur = _Texte()
    total = 0
    while morceau := flux.read(_MORCEAU):
        total += len(morceau)
        if total > XML_MAX:
            raise FichierRefuseError("fichier_trop_gros")
        yield from lecteur.lire(morceau)
        if lecteur.combien >= BLOCS_MAX:
            return
    yield from lecteur.lire(b"", fin=True)


# What is shown nowhere, or shown twice: text that was struck out, the other form of a drawing, notes and comments.
_CACHES = frozenset({"del", "moveFrom", "Fallback", "tracked-changes", "annotation", "note", "instrText"})
_BLANCS = frozenset({"tab", "br", "cr", "s", "line-break"})


class _Texte:
    """The text of a DOCX or an ODT: they name the same things in other words, and neither needs a tree in memory."""

    def __init__(self) -> None:
        self.combien = 0
        self._dits: list[Bloc] = []
        self._mots: list[str] = []
        self._titre = self._ecrit = False
        self._cache = self._profondeur = 0
        # A table inside another is told in the cell that holds it.
        self._tables = 0
        self._rangees: list[tuple[str, ...]] = []
        self._cases: list[str] = []
        self._case: list[str] = []
        self._lecteur = expat.ParserCreate()
        self._lecteur.StartElementHandler = self._debut
        self._lecteur.EndElementHandler = self._fin
        self._lecteur.CharacterDataHandler = self._signes
        self._lecteur.StartDoctypeDeclHandler = self._doctype

    def lire(self, morceau: bytes, *, fin: bool = False) -> Iterator[Bloc]:
        """Raises FichierRefuseError, expat.ExpatError."""
        self._lecteur.Parse(morceau, fin)
        dits, self._dits = self._dits, []
        self.combien += len(dits)
        yield from dits

    def _doctype(self, *_: object) -> None:
        raise FichierRefuseError("xml_dangereux")

    def _debut(self, nom: str, attributs: dict[str, str]) -> None:
        self._profondeur += 1
        if self._profondeur > PROFONDEUR_MAX:
            raise FichierRefuseError("structure_trop_profonde")
        prefixe, _, nom = nom.rpartition(":")
        if self._cache or nom in _CACHES:
            self._cache += 1
        elif nom in ("p", "h") and prefixe in ("w", "text"):
            self._mots, self._titre = [], nom == "h"
            self._ecrit = prefixe == "text"
        elif nom == "pStyle":
            self._titre = self._titre or attributs.get("w:val", "").lower().startswith(("heading", "titre", "title"))
        elif nom == "t":
            self._ecrit = True
        elif nom in _BLANCS:
            self._mots.append(" ")
        elif nom in ("tbl", "table"):
            self._tables += 1
        elif nom in ("tr", "table-row") and self._tables == 1:
            self._cases = []
        elif nom in ("tc", "table-cell") and self._tables == 1:
            self._case = []

    def _fin(self, nom: str) -> None:
        self._profondeur -= 1
        if self._cache:
            self._cache -= 1
            return
        prefixe, _, nom = nom.rpartition(":")
        if nom == "t":
            self._ecrit = False
        elif nom in ("p", "h") and prefixe in ("w", "text"):
            self._ecrit = False
            self._finir_le_paragraphe()
        elif nom in ("tc", "table-cell") and self._tables == 1 and len(self._cases) < CASES_MAX:
            self._cases.append(" ".join(" ".join(self._case).split())[:CASE_MAX])
        elif nom in ("tr", "table-row") and self._tables == 1 and len(self._rangees) < RANGEES_MAX:
            if any(self._cases):
                self._rangees.append(tuple(self._cases))
        elif nom in ("tbl", "table"):
            self._tables -= 1
            if not self._tables:
                self._dits.append(Bloc("", rangees=tuple(self._rangees)))
                self._rangees = []

    def _signes(self, texte: str) -> None:
        if self._ecrit and not self._cache:
            self._mots.append(texte)

    def _finir_le_paragraphe(self) -> None:
        texte, self._mots = "".join(self._mots), []
        if self._tables:
            self._case.append(texte[:CASE_MAX])
        elif texte.strip():
            self._dits.append(Bloc(texte, self._titre or _est_un_titre(texte.strip())))


__all__ = ["Bloc", "Document", "Rangees", "est_un_document", "lire_le_document"]
