"""Contract files of every kind, told by what they hold, read record by record in bounded memory."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import islice
from typing import IO, TYPE_CHECKING, Any, BinaryIO, cast
from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

import ijson
import orjson
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse
from ijson.common import JSONError, ObjectBuilder

from knowledge.registre.colonnes import reconnues
from knowledge.registre.marche import Gravite, Remarque

if TYPE_CHECKING:
    import python_calamine

# What a file may hold once unpacked, unless the caller says otherwise: a year of contracts of the whole country.
TAILLE_MAX = 400_000_000
# A spreadsheet is held whole in memory while it is read: its unpacked weight, and the cells of the box that holds them all.
CLASSEUR_MAX = 80_000_000
CELLULES_MAX = 6_000_000
CELLULE_MAX = 100_000
# No file of contracts comes near these: beyond, it costs more to read than anything it may tell.
COLONNES_MAX = 500
LIGNES_MAX = 1_000_000
PROFONDEUR_MAX = 64
CHIFFRES_MAX = 30
NOM_MAX = 200
ENTETES_DANS_LES = 25
_TETE = 65_536
_BLOC = 65_536
_EXTRAIT = 160
_LIGNE_MAX = 5_000_000

# All that unpacking raises on an archive that is cut short or altered: `zipfile` checks little of what it reads.
ABIMES = (
    EOFError,
    OSError,
    ValueError,
    IndexError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    zipfile.BadZipFile,
)
_SIGNATURES = (
    (b"%PDF", "fichier_pdf"),
    (b"\x89PNG", "fichier_image"),
    (b"\xff\xd8\xff", "fichier_image"),
    (b"GIF8", "fichier_image"),
    (b"BM", "fichier_image"),
    (b"II*\x00", "fichier_image"),
    (b"MM\x00*", "fichier_image"),
    (b"{\\rtf", "fichier_texte_mis_en_page"),
    (b"7z\xbc\xaf", "archive_non_lue"),
    (b"Rar!", "archive_non_lue"),
    (b"\xfd7zXZ", "archive_non_lue"),
    (b"BZh", "archive_non_lue"),
    (b"PAR1", "fichier_parquet"),
)
_SEPARATEURS = ";,\t|"
_CLES_DE_CONTRAT = frozenset(
    {"id", "uid", "objet", "acheteur", "montant", "codeCPV", "dureeMois", "autoriteConcedante"}
)
_CONCESSIONS = frozenset({"contrat-concession", "contratConcession", "contrat_concession"})
_CONTRATS = frozenset({"marche", "marché", "row", "record", "item"}) | _CONCESSIONS
_EN_LISTE = re.compile(r"item|[^.]+\.item|marches\.[^.]+(?:\.item)?")
_DECLARATION = re.compile(rb"^\s*<\?xml[^>]*\?>")
# Those of one byte a sign: what else Python knows as an encoding may be a compression, or refuse what it cannot read.
_UN_OCTET = re.compile(r"(?:iso8859|cp\d|mac|koi8)")
_ENCODAGE_DECLARE = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")


class Format(StrEnum):
    """What a file turned out to be."""

    JSON = "json"
    JSON_LIGNES = "json_lignes"
    XML = "xml"
    CSV = "csv"
    CLASSEUR = "classeur"

    @property
    def est_un_tableau(self) -> bool:
        return self in (Format.CSV, Format.CLASSEUR)


class FichierRefuseError(Exception):
    """The file cannot be read as contracts; `cause` is a key of `causes.yaml`."""

    def __init__(self, cause: str, detail: str = "") -> None:
        super().__init__(f"{cause}: {detail}" if detail else cause)
        self.cause = cause
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Brut:
    """A record as it stands in a file, at its line (or rank, from 1); a fault in its place where it cannot be read."""

    ligne: int
    champs: Mapping[str, Any]
    concession: bool = False
    faute: Remarque | None = None
    extrait: str = ""


def _faute(ligne: int, cause: str, lu: str = "", extrait: str = "") -> Brut:
    return Brut(ligne, {}, faute=Remarque(Gravite.ECARTE, cause, "", lu[:_EXTRAIT]), extrait=extrait[:_EXTRAIT])


class _Compteur(io.RawIOBase):
    """A file that counts what is read of it, and refuses to give more than its limit."""

    def __init__(self, fichier: IO[bytes], limite: int | None = None) -> None:
        super().__init__()
        self._fichier = fichier
        self._limite = limite
        self.lus = 0

    def readable(self) -> bool:
        return True

    def readinto(self, tampon: Any, /) -> int:
        vue = memoryview(tampon)
        morceau = self._fichier.read(len(vue))
        vue[: len(morceau)] = morceau
        self.lus += len(morceau)
        if self._limite is not None and self.lus > self._limite:
            raise FichierRefuseError("fichier_trop_gros")
        return len(morceau)


class _EnUtf8:
    """A text file in any encoding, read as UTF-8 bytes; what cannot be decoded becomes U+FFFD."""

    def __init__(self, fichier: IO[bytes], encodage: str, *, sans_declaration: bool = False) -> None:
        self._fichier = fichier
        self._decodeur = codecs.getincrementaldecoder(encodage)(errors="replace")
        self._sans_declaration = sans_declaration
        self._reste = self._dernier = b""
        self._fini = False

    def read(self, taille: int = -1) -> bytes:
        while not self._fini and (taille < 0 or len(self._reste) < max(1, taille)):
            morceau = self._fichier.read(_BLOC)
            self._fini = not morceau
            texte = self._decodeur.decode(morceau, final=self._fini).encode("utf-8", "replace")
            if self._sans_declaration and texte:
                texte = _DECLARATION.sub(b"", texte.lstrip(b"\xef\xbb\xbf"), count=1)
                self._sans_declaration = False
            self._controler(texte)
            self._reste += texte
        if taille < 0:
            taille = len(self._reste)
        rendu, self._reste = self._reste[:taille], self._reste[taille:]
        self._dernier = rendu.rstrip()[-1:] or self._dernier
        return rendu

    def _controler(self, texte: bytes) -> None:
        """Look at what comes before anybody reads it."""

    def rendre(self, octets: bytes) -> None:
        """Put back what was read."""
        self._reste = octets + self._reste

    def finit_par(self, signes: bytes) -> bool:
        """Whether the last sign of the file is one of these; reads what is left of it."""
        try:
            while self.read(_BLOC):
                pass
        except ABIMES:
            return False
        return bool(self._dernier) and self._dernier in signes


# What follows of a string that an earlier piece began, and a whole one; how it ends: with its quote, or with the piece,
# and then with a backslash where the next sign is only a sign.
_SUITE_DE_CHAINE = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+("|\\?\Z)', re.DOTALL)
_CHAINE = re.compile(b'"' + _SUITE_DE_CHAINE.pattern, re.DOTALL)
_NOMBRE_DEMESURE = re.compile(rb"\d{%d}|[eE][+-]?0*+\d{3}" % (CHIFFRES_MAX + 1))
_FIN_DE_NOMBRE = re.compile(rb"[-+.\deE]*\Z")
_SAUF_LES_CROCHETS = bytes(set(range(256)) - set(b"[]{}"))


class _Bornes:
    """How large the numbers of a JSON text may be, and how deep its structure: its readers know no bound, and die of either."""

    def __init__(self) -> None:
        self._chaine_ouverte: bytes | None = None
        self._profondeur = 0
        self._nombre = b""

    def controler(self, texte: bytes) -> None:
        """Look at the next piece of the text. Raises FichierRefuseError."""
        debut = 0
        if self._chaine_ouverte is not None:
            suite = _SUITE_DE_CHAINE.match(texte, min(len(self._chaine_ouverte), len(texte)))
            assert suite is not None
            self._chaine_ouverte = None if suite[1] == b'"' else suite[1] if texte else self._chaine_ouverte
            debut = suite.end()
        # A NUL stands for each string: outside of them it would end any reading.
        nu = _CHAINE.sub(b"\x00\\1", texte[debut:])
        if nu.endswith((b"\x00", b"\x00\\")):
            self._chaine_ouverte = nu.rpartition(b"\x00")[2]
        nombres = self._nombre + nu
        if _NOMBRE_DEMESURE.search(nombres):
            raise FichierRefuseError("nombre_demesure")
        fin = _FIN_DE_NOMBRE.search(nombres[-2 * CHIFFRES_MAX :])
        self._nombre = b"" if fin is None else fin[0]
        for crochet in nu.translate(None, _SAUF_LES_CROCHETS):
            self._profondeur = self._profondeur + 1 if crochet in b"[{" else max(0, self._profondeur - 1)
            if self._profondeur > PROFONDEUR_MAX:
                raise FichierRefuseError("structure_trop_profonde")


class _EnJson(_EnUtf8):
    """A JSON file, whose reader never sees what it could not bear."""

    def __init__(self, fichier: IO[bytes], encodage: str) -> None:
        super().__init__(fichier, encodage)
        self._bornes = _Bornes()

    def _controler(self, texte: bytes) -> None:
        self._bornes.controler(texte)


class Source:
    """An open contract file: `bruts` reads it from its beginning, as often as wanted."""

    def __init__(
        self,
        nom: str,
        fichier: BinaryIO,
        genre: Format,
        taille: int,
        flux: Callable[[IO[bytes]], IO[bytes]],
        encodage: str = "utf-8",
        classeur: tuple[_Feuille, ...] = (),
    ) -> None:
        self.nom = nom
        self.format = genre
        self.taille = taille
        self._fichier = fichier
        self._flux = flux
        self._encodage = encodage
        self._feuilles = classeur
        self._compteur: _Compteur | None = None
        self._lues = 0
        self._passes = 0
        self.passes_prevues = 1
        self.feuille: str | None = None
        self.separateur = ","
        self.entetes: tuple[str, ...] = ()
        self.ligne_entetes = 0
        self.echantillon: tuple[Mapping[str, Any], ...] = ()
        # Called at each record: whoever waits knows that the reading goes on.
        self.vivant: Callable[[], object] = lambda: None

    @property
    def feuilles(self) -> tuple[str, ...]:
        """The names of a workbook's sheets."""
        return tuple(feuille.nom for feuille in self._feuilles)

    @property
    def lus(self) -> int:
        """Bytes read of the file in this pass; of a workbook, rows in proportion."""
        if self.format is Format.CLASSEUR:
            feuille = self._la_feuille()
            return min(self.taille, self.taille * self._lues // max(1, feuille.hauteur))
        return 0 if self._compteur is None else min(self.taille, self._compteur.lus)

    @property
    def avancement(self) -> float:
        """How much of the work is done, from 0 to 1, over all the passes that the reading needs."""
        if not self._passes or not self.taille:
            return 0.0
        return min(1.0, (self._passes - 1 + self.lus / self.taille) / max(self.passes_prevues, self._passes))

    def bruts(self) -> Iterator[Brut]:
        """Each record in the order of the file; after a fault that stops the reading, that fault and nothing more.

        Raises FichierRefuseError, on the way, for a file that is beyond all measure.
        """
        self._passes += 1
        self._lues = 0
        for rang, brut in enumerate(self._bruts(), 1):
            if rang > LIGNES_MAX:
                raise FichierRefuseError("trop_de_lignes")
            self.vivant()
            if any(isinstance(valeur, str) and len(valeur) > CELLULE_MAX for valeur in brut.champs.values()):
                yield _faute(brut.ligne, "valeur_demesuree", "", brut.extrait)
            else:
                yield brut

    def _bruts(self) -> Iterator[Brut]:
        match self.format:
            case Format.JSON:
                return _en_json(_EnJson(self._ouvert(), self._encodage))
            case Format.JSON_LIGNES:
                return _en_lignes(_EnUtf8(self._ouvert(), self._encodage))
            case Format.XML:
                return _en_xml(_EnUtf8(self._ouvert(), self._encodage, sans_declaration=True))
            case Format.CSV:
                return self._des_rangees(_rangees_csv(self._ouvert(), self._encodage, self.separateur))
            case Format.CLASSEUR:
                return self._des_rangees(self._rangees_du_classeur())

    def choisir_feuille(self, nom: str) -> None:
        """Read that sheet of the workbook, and its headings.

        Raises FichierRefuseError when there is no such sheet, or no headings in it.
        """
        if nom not in self.feuilles:
            raise FichierRefuseError("feuille_inconnue", nom)
        self.feuille = nom
        self.lire_entetes()

    def feuilles_brutes(self, combien: int, lignes: int) -> Iterator[tuple[str, list[list[Any]]]]:
        """The name and the first rows of the first sheets, as they stand, whatever heads them; nothing of what is no table."""
        if self.format is Format.CSV:
            self.separateur = _separateur(self._ouvert(), self._encodage)
            rangees = _rangees_csv(self._ouvert(), self._encodage, self.separateur)
            yield "", [rangee for _, rangee in islice(rangees, lignes) if isinstance(rangee, list)]
        for nom in self.feuilles[:combien]:
            self.feuille = nom
            yield nom, [rangee for _, rangee in islice(self._rangees_du_classeur(), lignes) if isinstance(rangee, list)]

    def trouver_le_tableau(self) -> None:
        """Read the headings of a table; of a workbook, of the sheet whose headings are best known."""
        if not self._feuilles:
            self.lire_entetes()
            return
        notes = {}
        for nom in self.feuilles:
            try:
                self.choisir_feuille(nom)
            except FichierRefuseError:
                continue
            notes[nom] = reconnues(self.entetes)
        if not notes:
            raise FichierRefuseError("tableau_sans_entetes")
        self.choisir_feuille(max(notes, key=lambda nom: notes[nom]))

    def lire_entetes(self) -> None:
        """Find the row of headings: of the first rows, the one whose headings are best known."""
        if self.format is Format.CSV:
            self.separateur = _separateur(self._ouvert(), self._encodage)
            rangees: Iterator[tuple[int, list[Any] | Brut]] = _rangees_csv(
                self._ouvert(), self._encodage, self.separateur
            )
        else:
            rangees = self._rangees_du_classeur()
        debut = [(ligne, rangee) for ligne, rangee in islice(rangees, 400) if isinstance(rangee, list)]
        candidates = [
            (ligne, textes)
            for ligne, rangee in debut[:ENTETES_DANS_LES]
            if _peut_etre_entetes(textes := [_en_texte(cellule) for cellule in rangee])
        ]
        if not candidates:
            raise FichierRefuseError("tableau_sans_entetes")
        self.ligne_entetes, textes = max(candidates, key=lambda c: (reconnues(c[1]), -c[0]))
        self.entetes = _distinctes(textes)
        suite = [rangee for ligne, rangee in debut if ligne > self.ligne_entetes]
        self.echantillon = tuple(dict(zip(self.entetes, rangee, strict=False)) for rangee in suite[:200])

    def _ouvert(self) -> IO[bytes]:
        self._fichier.seek(0)
        self._compteur = _Compteur(self._fichier)
        return self._flux(cast("IO[bytes]", io.BufferedReader(self._compteur, _BLOC)))

    def _la_feuille(self) -> _Feuille:
        return next((feuille for feuille in self._feuilles if feuille.nom == self.feuille), self._feuilles[0])

    def _rangees_du_classeur(self) -> Iterator[tuple[int, list[Any] | Brut]]:
        feuille = self._la_feuille()
        for ligne, rangee in enumerate(feuille.lue.iter_rows(), 1):
            self._lues = ligne
            if any(cellule not in ("", None) for cellule in rangee):
                yield ligne, _en_largeur(list(rangee))

    def _des_rangees(self, rangees: Iterator[tuple[int, list[Any] | Brut]]) -> Iterator[Brut]:
        for ligne, rangee in rangees:
            if isinstance(rangee, Brut):
                yield rangee
            elif ligne > self.ligne_entetes and any(_en_texte(cellule) for cellule in rangee):
                extrait = " | ".join(texte for cellule in rangee if (texte := _en_texte(cellule)))[:_EXTRAIT]
                if any(_en_texte(cellule) for cellule in rangee[len(self.entetes) :]):
                    yield _faute(ligne, "ligne_decalee", f"{len(rangee)} / {len(self.entetes)}", extrait)
                else:
                    champs = {nom: cellule for nom, cellule in zip(self.entetes, rangee, strict=False) if nom}
                    yield Brut(ligne, champs, extrait=extrait)


@dataclass(frozen=True, slots=True)
class _Feuille:
    nom: str
    lue: python_calamine.CalamineSheet

    @property
    def hauteur(self) -> int:
        return self.lue.total_height


# --- opening ----------------------------------------------------------------------------------------------------------


def ouvrir(nom: str, fichier: BinaryIO, *, taille_max: int = TAILLE_MAX) -> Source:
    """Tell what the file is by what it holds, whatever its name; it must stay open, and be seekable.

    Raises FichierRefuseError for what holds no contracts, or more than `taille_max` bytes once unpacked.
    """
    source = _ouvrir(nom, fichier, taille_max, emboite=False)
    if source.format.est_un_tableau:
        source.trouver_le_tableau()
    return source


def lire_les_feuilles(nom: str, fichier: BinaryIO, combien: int, lignes: int) -> list[tuple[str, list[list[Any]]]]:
    """The name and the first rows of the first sheets of a table. Raises FichierRefuseError, as `ouvrir` does."""
    return list(_ouvrir(nom, fichier, TAILLE_MAX, emboite=False).feuilles_brutes(combien, lignes))


def _ouvrir(nom: str, fichier: BinaryIO, taille_max: int, *, emboite: bool) -> Source:
    taille = fichier.seek(0, io.SEEK_END)
    fichier.seek(0)
    if not taille:
        raise FichierRefuseError("fichier_vide")
    if taille > taille_max:
        raise FichierRefuseError("fichier_trop_gros", str(taille))
    tete = fichier.read(_TETE)
    if tete.startswith(b"PK\x03\x04"):
        return _zip(nom, fichier, taille, taille_max, emboite=emboite)
    if tete.startswith(b"\xd0\xcf\x11\xe0"):
        return _classeur(nom, fichier, taille)
    if tete.startswith(b"\x1f\x8b"):
        if emboite:
            raise FichierRefuseError("archive_imbriquee")
        return _compresse(nom, fichier, taille, taille_max, _degonfle)
    return _texte(nom, fichier, taille, tete, lambda flux: flux)


def _degonfle(flux: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", gzip.GzipFile(fileobj=flux, mode="rb"))


def _compresse(
    nom: str, fichier: BinaryIO, taille: int, taille_max: int, flux: Callable[[IO[bytes]], IO[bytes]]
) -> Source:
    # Read to the end once, so that a bomb is refused before anything is taken of it. What is cut short is told later.
    fichier.seek(0)
    tete = b""
    lignes = 0
    try:
        compte = _Compteur(flux(fichier), taille_max)
        while morceau := compte.read(_BLOC):
            tete = tete if len(tete) >= _TETE else tete + morceau
            lignes += morceau.count(b"\n")
    except ABIMES as erreur:
        if not tete:
            raise FichierRefuseError("archive_abimee") from erreur
    if not tete:
        raise FichierRefuseError("fichier_vide")
    if tete.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        fichier.seek(0)
        try:
            contenu = io.BytesIO(flux(fichier).read())
        except ABIMES as erreur:
            raise FichierRefuseError("archive_abimee") from erreur
        return _ouvrir(nom, contenu, taille_max, emboite=True)
    if tete.startswith(b"\x1f\x8b"):
        raise FichierRefuseError("archive_imbriquee")
    source = _texte(nom, fichier, taille, tete, flux)
    # A row may hold ends of lines, between quotes: not that many.
    if source.format in (Format.CSV, Format.JSON_LIGNES) and lignes > 5 * LIGNES_MAX:
        raise FichierRefuseError("trop_de_lignes")
    return source


def _zip(nom: str, fichier: BinaryIO, taille: int, taille_max: int, *, emboite: bool) -> Source:
    try:
        membres = [membre for membre in zipfile.ZipFile(fichier).infolist() if not membre.is_dir()]
    except ABIMES as erreur:
        raise FichierRefuseError("archive_abimee") from erreur
    noms = {membre.filename for membre in membres}
    if any(chemin.startswith("xl/") for chemin in noms) or "content.xml" in noms:
        _peser(fichier, membres, min(taille_max, CLASSEUR_MAX))
        return _classeur(nom, fichier, taille)
    if any(chemin.startswith(("word/", "ppt/")) for chemin in noms):
        raise FichierRefuseError("fichier_texte_mis_en_page")
    if emboite:
        raise FichierRefuseError("archive_imbriquee")
    utiles = [membre for membre in membres if not re.search(r"(?:^|/)(?:__MACOSX/|\.)", membre.filename)]
    if len(utiles) != 1:
        raise FichierRefuseError("archive_plusieurs" if utiles else "archive_vide", str(len(utiles)))
    (membre,) = utiles
    if membre.flag_bits & 1:
        raise FichierRefuseError("fichier_protege")
    if membre.file_size > taille_max:
        raise FichierRefuseError("fichier_trop_gros", str(membre.file_size))
    # The index of the archive stands at its end: it is opened on the file itself, and its stream counts as it goes.
    return _compresse(nom, fichier, taille, taille_max, lambda flux: _du_zip(fichier, membre, flux))


def _du_zip(fichier: BinaryIO, membre: zipfile.ZipInfo, flux: IO[bytes]) -> IO[bytes]:
    compteur = getattr(flux, "raw", None)
    ouvert = zipfile.ZipFile(fichier).open(membre)  # noqa: SIM115 - it lives as long as the records are read
    return ouvert if not isinstance(compteur, _Compteur) else cast("IO[bytes]", _Suivi(ouvert, membre, compteur))


class _Suivi:
    """A member of an archive, which tells the counter of the file how far it is."""

    def __init__(self, ouvert: IO[bytes], membre: zipfile.ZipInfo, compteur: _Compteur) -> None:
        self._ouvert = ouvert
        self._part = membre.compress_size / max(1, membre.file_size)
        self._compteur = compteur
        self._lus = 0

    def read(self, taille: int = -1) -> bytes:
        morceau = self._ouvert.read(taille)
        self._lus += len(morceau)
        self._compteur.lus = int(self._lus * self._part)
        return morceau

    def readable(self) -> bool:
        return True

    def readline(self, taille: int = -1) -> bytes:
        return self._ouvert.readline(taille)


def _peser(fichier: BinaryIO, membres: Iterable[zipfile.ZipInfo], limite: int) -> None:
    """Unpack to nowhere: the sizes that an archive declares may be false."""
    if sum(membre.file_size for membre in membres) > limite:
        raise FichierRefuseError("fichier_trop_gros")
    archive = zipfile.ZipFile(fichier)
    total = 0
    for membre in membres:
        if membre.flag_bits & 1:
            raise FichierRefuseError("fichier_protege")
        coin = _Coin()
        try:
            with archive.open(membre) as ouvert:
                while morceau := ouvert.read(_BLOC):
                    total += len(morceau)
                    if total > limite:
                        raise FichierRefuseError("fichier_trop_gros")
                    coin.lire(morceau)
                coin.lire(b"", fin=True)
        except ABIMES as erreur:
            raise FichierRefuseError("classeur_abime") from erreur


_PLACE = re.compile(r"\s*([A-Za-z]{1,7})?(\d{1,9})")


class _Coin:
    """How many cells the box of a sheet holds, one lone cell at its far corner included: all of them take memory.

    A part of a workbook is read as the XML it is, whose attributes may be written in many ways; what is no XML holds no sheet.
    """

    def __init__(self) -> None:
        self._lecteur: expat.XMLParserType | None = None
        self._vu = self._est_une_feuille = False
        self._ligne = self._colonne = self._derniere_ligne = self._derniere_colonne = 0
        self._de_la_rangee = self._repetees = 0
        self._rangees = 1

    def lire(self, morceau: bytes, *, fin: bool = False) -> None:
        """Look at the next piece of a part. Raises FichierRefuseError."""
        if not self._vu and morceau:
            self._vu = True
            if morceau.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"<", b"\xff\xfe", b"\xfe\xff", b"\x00<")):
                self._lecteur = expat.ParserCreate()
                self._lecteur.StartElementHandler = self._debut
                self._lecteur.EndElementHandler = self._fin
                self._lecteur.StartDoctypeDeclHandler = self._doctype
        if self._lecteur is None:
            return
        try:
            self._lecteur.Parse(morceau, fin)
        except expat.ExpatError as erreur:
            self._lecteur = None
            # A drawing that is not quite XML is read by nobody; a sheet would be, by a reader that forgives more.
            if self._est_une_feuille:
                raise FichierRefuseError("classeur_abime") from erreur

    def _doctype(self, *_: object) -> None:
        raise FichierRefuseError("xml_dangereux")

    def _debut(self, nom: str, attributs: dict[str, str]) -> None:
        match nom.rpartition(":")[2]:
            case "worksheet" | "sheetData" | "document-content" | "spreadsheet":
                self._est_une_feuille = True
            case "row":
                lu = _PLACE.match(attributs.get("r", ""))
                self._derniere_ligne = int(lu[2]) if lu else self._derniere_ligne + 1
                self._derniere_colonne = 0
            case "c":
                lu = _PLACE.match(attributs.get("r", ""))
                self._derniere_colonne += 1
                if lu and lu[1]:
                    self._derniere_ligne, self._derniere_colonne = int(lu[2]), _rang_de(lu[1])
                self._ligne = max(self._ligne, self._derniere_ligne)
                self._colonne = max(self._colonne, self._derniere_colonne)
            case "table-row":
                self._rangees, self._de_la_rangee = _fois(attributs, "number-rows-repeated"), 0
            case "table-cell" if any(":value" in un or un.endswith(":formula") for un in attributs):
                self._de_la_rangee += _fois(attributs, "number-columns-repeated")
            case _:
                return
        if max(self._ligne * self._colonne, self._repetees + self._de_la_rangee * self._rangees) > CELLULES_MAX:
            raise FichierRefuseError("fichier_trop_gros")

    def _fin(self, nom: str) -> None:
        if nom.endswith("table-row"):
            self._repetees += self._de_la_rangee * self._rangees
            self._de_la_rangee = 0


def _rang_de(lettres: str) -> int:
    rang = 0
    for lettre in lettres.upper():
        rang = rang * 26 + ord(lettre) - 64
    return rang


def _fois(attributs: Mapping[str, str], quoi: str) -> int:
    dit = next((valeur for nom, valeur in attributs.items() if nom.endswith(quoi)), "").strip()
    return int(dit) if re.fullmatch(r"\+?\d{1,12}", dit, re.ASCII) else 1


def _classeur(nom: str, fichier: BinaryIO, taille: int) -> Source:
    import python_calamine

    fichier.seek(0)
    feuilles: list[_Feuille] = []
    try:
        classeur = python_calamine.load_workbook(fichier)
        for titre in classeur.sheet_names:
            feuille = classeur.get_sheet_by_name(titre)
            if feuille.height:
                feuilles.append(_Feuille(titre, feuille))
    except python_calamine.PasswordError as erreur:
        raise FichierRefuseError("fichier_protege") from erreur
    except (python_calamine.CalamineError, *ABIMES) as erreur:
        raise FichierRefuseError("classeur_abime") from erreur
    if not feuilles:
        raise FichierRefuseError("fichier_vide")
    return Source(nom, fichier, Format.CLASSEUR, taille, lambda flux: flux, classeur=tuple(feuilles))


def _texte(nom: str, fichier: BinaryIO, taille: int, tete: bytes, flux: Callable[[IO[bytes]], IO[bytes]]) -> Source:
    for signature, cause in _SIGNATURES:
        if tete.startswith(signature):
            raise FichierRefuseError(cause)
    if tete.startswith(b"RIFF"):
        raise FichierRefuseError("fichier_image")
    encodage = _encodage(tete)
    texte = tete.decode(encodage, "replace").lstrip("\ufeff")
    if "\x00" in texte[:4096]:
        raise FichierRefuseError("fichier_binaire")
    debut = texte.lstrip()
    if not debut:
        raise FichierRefuseError("fichier_vide")
    if debut.startswith("<"):
        if re.match(r"<(?:!doctype html|html|head|body|table)\b", debut, re.IGNORECASE):
            raise FichierRefuseError("fichier_html")
        return Source(nom, fichier, Format.XML, taille, flux, _encodage_xml(tete, encodage))
    if debut.startswith(("{", "[")):
        genre = Format.JSON_LIGNES if _est_en_lignes(debut) else Format.JSON
        return Source(nom, fichier, genre, taille, flux, encodage)
    if not any(separateur in debut for separateur in _SEPARATEURS):
        raise FichierRefuseError("fichier_inconnu")
    return Source(nom, fichier, Format.CSV, taille, flux, encodage)


def _encodage(tete: bytes) -> str:
    if tete.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8-sig")().decode(tete, final=False)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8-sig"


def _encodage_xml(tete: bytes, lu: str) -> str:
    """What the bytes are, before what the declaration claims; a single-byte one is believed, since bytes cannot tell."""
    declare = _ENCODAGE_DECLARE.match(tete)
    if lu != "cp1252" or declare is None:
        return lu
    try:
        nom = codecs.lookup(declare[1].decode("ascii")).name
    except LookupError:
        return lu
    return nom if _UN_OCTET.match(nom) and nom != "iso8859-1" else "cp1252"


def _est_en_lignes(debut: str) -> bool:
    premiere, saut, reste = debut.partition("\n")
    if not premiere.startswith("{") or re.match(r'\{\s*"marches"', premiere):
        return False
    if len(premiere) >= _TETE - 4:
        return True
    # One object on its line and another below; an object alone is read as any JSON.
    return bool(saut) and reste.lstrip().startswith("{") and premiere.rstrip().endswith("}")


# --- JSON -------------------------------------------------------------------------------------------------------------


def _en_json(flux: _EnUtf8) -> Iterator[Brut]:
    """Records wherever they stand: a list, one under a name, or the official object of lists."""
    constructeur: ObjectBuilder | None = None
    profondeur = rang = 0
    concession = False
    racine = _est_un_contrat(flux)
    try:
        for chemin, evenement, valeur in ijson.parse(flux, multiple_values=True):
            if evenement == "map_key" and len(valeur) > NOM_MAX:
                raise FichierRefuseError("nom_demesure", valeur[:_EXTRAIT])
            if constructeur is not None:
                constructeur.event(evenement, valeur)
                if evenement in ("start_map", "start_array"):
                    profondeur += 1
                elif evenement in ("end_map", "end_array"):
                    profondeur -= 1
                    if not profondeur:
                        rang += 1
                        yield _du_json(rang, constructeur.value, concession=concession)
                        constructeur = None
            elif evenement == "start_map" and (
                not chemin if racine else chemin != "marches" and _EN_LISTE.fullmatch(chemin)
            ):
                constructeur, profondeur = ObjectBuilder(), 1
                concession = any(bout in _CONCESSIONS for bout in chemin.split("."))
                constructeur.event(evenement, valeur)
    except (JSONError, ValueError, OverflowError) as erreur:
        coupe = "premature EOF" in str(erreur) or not flux.finit_par(b"]}")
        yield _faute(rang + 1, "fichier_interrompu" if coupe else "json_abime", _court(erreur))
        return
    except ABIMES as erreur:
        yield _faute(rang + 1, "fichier_interrompu", _court(erreur))
        return
    if not rang:
        yield _faute(1, "aucun_contrat")


def _est_un_contrat(flux: _EnUtf8) -> bool:
    """Whether the outermost objects are contracts, as the names of what they hold say."""
    try:
        tete = flux.read(_TETE)
    except ABIMES:
        return False
    flux.rendre(tete)
    try:
        for chemin, evenement, valeur in ijson.parse(io.BytesIO(tete), multiple_values=True):
            if evenement == "map_key" and not chemin and valeur in _CLES_DE_CONTRAT:
                return True
            if evenement == "start_map" and chemin and _EN_LISTE.fullmatch(chemin) and chemin.startswith("marches"):
                return False
    except (JSONError, ValueError, OverflowError):
        pass
    return False


def _court(erreur: Exception) -> str:
    message = str(erreur.args[0]) if erreur.args else ""
    return message.splitlines()[0][:_EXTRAIT] if message else ""


def _du_json(ligne: int, valeur: Any, *, concession: bool = False) -> Brut:
    while isinstance(valeur, Mapping) and len(valeur) == 1:
        ((cle, dedans),) = valeur.items()
        if cle not in _CONTRATS or not isinstance(dedans, Mapping):
            break
        concession = concession or cle in _CONCESSIONS
        valeur = dedans
    if not isinstance(valeur, Mapping):
        return _faute(ligne, "enregistrement_illisible", str(valeur))
    return Brut(ligne, valeur, concession)


def _en_lignes(flux: _EnUtf8) -> Iterator[Brut]:
    reste = b""
    ligne = 0
    try:
        while morceau := flux.read(_BLOC):
            *lignes, reste = (reste + morceau).split(b"\n")
            for brute in lignes:
                ligne += 1
                if ligne > LIGNES_MAX:
                    raise FichierRefuseError("trop_de_lignes")
                if brute.strip():
                    yield _de_la_ligne(ligne, brute)
            if len(reste) > _LIGNE_MAX:
                yield _faute(ligne + 1, "json_abime", "", reste[:_EXTRAIT].decode("utf-8", "replace"))
                return
    except ABIMES as erreur:
        yield _faute(ligne + 1, "fichier_interrompu", _court(erreur))
        return
    if reste.strip():
        yield _de_la_ligne(ligne + 1, reste, derniere=True)
    elif not ligne:
        yield _faute(1, "aucun_contrat")


def _de_la_ligne(ligne: int, brute: bytes, *, derniere: bool = False) -> Brut:
    try:
        _Bornes().controler(brute)
        return _du_json(ligne, orjson.loads(brute))
    except FichierRefuseError as refus:
        return _faute(ligne, refus.cause, "", brute[:_EXTRAIT].decode("utf-8", "replace").strip())
    except orjson.JSONDecodeError as erreur:
        extrait = brute[:_EXTRAIT].decode("utf-8", "replace").strip()
        return _faute(ligne, "fichier_interrompu" if derniere else "enregistrement_illisible", _court(erreur), extrait)


# --- XML --------------------------------------------------------------------------------------------------------------


def _en_xml(flux: _EnUtf8) -> Iterator[Brut]:
    chemin: list[Element] = []
    rang = 0
    try:
        evenements = iterparse(
            flux, events=("start", "end"), forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
        for evenement, element in evenements:
            if evenement == "start":
                chemin.append(element)
                if len(chemin) > PROFONDEUR_MAX:
                    raise FichierRefuseError("structure_trop_profonde")
                continue
            chemin.pop()
            nom = _nom(element)
            profondeur = len(chemin)
            dans_un_contrat = any(_nom(parent) in _CONTRATS for parent in chemin)
            if dans_un_contrat or not profondeur or not len(element):
                continue
            if nom in _CONTRATS or (profondeur == 1 and nom not in ("marches", "contrats")):
                rang += 1
                champs = _de_l_element(element)
                chemin[-1].clear()
                if isinstance(champs, Mapping):
                    yield Brut(rang, champs, nom in _CONCESSIONS)
                else:
                    yield _faute(rang, "enregistrement_illisible", str(champs))
    except ParseError as erreur:
        interrompu = erreur.code in (3, 5)  # expat: no element found, unclosed token
        ou = ", ".join(str(place) for place in erreur.position)
        yield _faute(rang + 1, "fichier_interrompu" if interrompu else "xml_abime", ou)
        return
    except DefusedXmlException as erreur:
        yield _faute(rang + 1, "xml_dangereux", type(erreur).__name__)
        return
    except ABIMES as erreur:
        yield _faute(rang + 1, "fichier_interrompu", _court(erreur))
        return
    if not rang:
        yield _faute(1, "aucun_contrat")


def _nom(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _de_l_element(element: Element, profondeur: int = 0) -> Any:
    """An element as JSON would have it: text, or its children by name, a repeated one as a list."""
    if not len(element) or profondeur > 12:
        return (element.text or "").strip()
    champs: dict[str, Any] = {}
    for enfant in element:
        nom, valeur = _nom(enfant), _de_l_element(enfant, profondeur + 1)
        if nom not in champs:
            champs[nom] = valeur
        elif isinstance(champs[nom], list):
            champs[nom].append(valeur)
        else:
            champs[nom] = [champs[nom], valeur]
    return champs


# --- tables -----------------------------------------------------------------------------------------------------------


class _Lignes:
    """The lines of a text stream, without the NUL bytes that the csv module refuses."""

    def __init__(self, flux: IO[bytes], encodage: str) -> None:
        self._texte = _EnUtf8(flux, encodage)
        self._reste = ""
        self._decodeur = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
        self._fini = False

    def __iter__(self) -> Iterator[str]:
        while not self._fini:
            morceau = self._texte.read(_BLOC)
            self._fini = not morceau
            self._reste += self._decodeur.decode(morceau, final=self._fini).replace("\x00", "")
            lignes = _fins(self._reste)
            self._reste = "" if self._fini or not lignes else lignes.pop()
            yield from lignes
            if len(self._reste) > _LIGNE_MAX:
                raise csv.Error("line too long")


_FIN = re.compile(r"[^\r\n]*(?:\r\n|\r(?!$)|\n)|[^\r\n]+\r?|\r")


def _fins(texte: str) -> list[str]:
    """The lines of a text, with their ends; no other sign ends one, whatever `splitlines` says."""
    return (
        _FIN.findall(texte)
        if "\r" in texte
        else [f"{ligne}\n" for ligne in texte.split("\n")[:-1]]
        + [reste for reste in [texte.rpartition("\n")[2]] if reste]
    )


def _rangees_csv(flux: IO[bytes], encodage: str, separateur: str) -> Iterator[tuple[int, list[Any] | Brut]]:
    lecteur = csv.reader(_Lignes(flux, encodage), delimiter=separateur)
    avant = 0
    try:
        for rangee in lecteur:
            ligne, avant = avant + 1, lecteur.line_num
            if avant > LIGNES_MAX:
                raise FichierRefuseError("trop_de_lignes")
            if ligne == 1 and len(rangee) == 1 and rangee[0].lower().startswith("sep="):
                continue
            if any(len(cellule) > CELLULE_MAX for cellule in rangee):
                yield ligne, _faute(ligne, "guillemet_ouvert", "", " | ".join(rangee)[:_EXTRAIT])
            else:
                yield ligne, [cellule.strip() for cellule in _en_largeur(rangee)]
    except csv.Error as erreur:
        yield avant + 1, _faute(avant + 1, "guillemet_ouvert", _court(erreur))
    except ABIMES as erreur:
        yield avant + 1, _faute(avant + 1, "fichier_interrompu", _court(erreur))


def _en_largeur(rangee: list[Any]) -> list[Any]:
    """A row without the empty cells that some programs add up to the last column there is. Raises FichierRefuseError."""
    if len(rangee) > COLONNES_MAX:
        while rangee and rangee[-1] in ("", None):
            rangee.pop()
        if len(rangee) > COLONNES_MAX:
            raise FichierRefuseError("trop_de_colonnes", str(len(rangee)))
    return rangee


def _separateur(flux: IO[bytes], encodage: str) -> str:
    """The sign that cuts the first lines into the same number of cells, the most of them."""
    try:
        lignes = [ligne[:_TETE] for ligne in islice(_Lignes(flux, encodage), 40)]
    except (*ABIMES, csv.Error):
        lignes = []
    if lignes and (dit := re.match(r"sep=(.)\s*$", lignes[0], re.IGNORECASE)):
        return dit[1]

    def note(separateur: str) -> tuple[int, int]:
        largeurs = [len(rangee) for rangee in csv.reader(lignes, delimiter=separateur) if rangee]
        plus_large = max(largeurs, default=0)
        return (sum(largeur == plus_large for largeur in largeurs) if plus_large > 1 else 0, plus_large)

    try:
        notes = {separateur: note(separateur) for separateur in _SEPARATEURS}
    except csv.Error:
        return ";"
    # Commas inside amounts and objects cut lines too, but never all alike.
    return max(_SEPARATEURS, key=lambda separateur: notes[separateur][0] * min(notes[separateur][1], 12))


def _peut_etre_entetes(textes: Sequence[str]) -> bool:
    remplis = [texte for texte in textes if texte]
    return len(remplis) > 1 and not any(re.fullmatch(r"[\d\s.,/€-]+", texte) for texte in remplis)


def _distinctes(entetes: Sequence[str]) -> tuple[str, ...]:
    """The headings, a repeated one with its rank: two columns named alike stay two columns."""
    vues: dict[str, int] = {}
    noms = []
    for brut in entetes:
        entete = " ".join(brut.split())[:NOM_MAX]
        rang = vues[entete] = vues.get(entete, 0) + 1
        noms.append(entete if rang == 1 or not entete else f"{entete} ({rang})")
    while noms and not noms[-1]:
        noms.pop()
    return tuple(noms)


def _en_texte(cellule: Any) -> str:
    if cellule is None:
        return ""
    if isinstance(cellule, datetime | date):
        return cellule.isoformat()
    return str(cellule).strip()


__all__ = [
    "ABIMES",
    "TAILLE_MAX",
    "Brut",
    "FichierRefuseError",
    "Format",
    "Source",
    "lire_les_feuilles",
    "ouvrir",
]
