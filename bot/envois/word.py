"""A document as a Word file: real styles for its headings, lists and tables, its number and its day on each page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Pt, RGBColor

from bot.envois.markup import Bloc, Citation, Code, Filet, Liste, Paragraphe, Span, Spans, Tableau, Titre
from bot.envois.papier import Papier, dessin_de, largeurs, se_remplit

POLICE = "Calibri"
ENCRE, DOUCE, ACCENT, FILET = "1B2430", "55606E", "1F4E79", "C9CED4"
LARGEUR, HAUTEUR, MARGE, MARGE_HAUTE = Cm(21), Cm(29.7), Cm(1.8), Cm(1.7)
UTILE = Emu(LARGEUR - 2 * MARGE)
# Room for a name, a day and a signature.
A_REMPLIR = Cm(1.1)
# By level: the style, its size in points, what is above and below.
TITRES = {
    1: ("Title", 18, 0, 4),
    2: ("Heading 1", 12, 10, 3),
    3: ("Heading 2", 10.5, 8, 2),
    4: ("Heading 3", 9.5, 6, 2),
}
CELLULE, EN_TETE = "Cellule", "En-tête de colonne"


def word(papier: Papier) -> bytes:
    """The bytes of the file, the same for the same document."""
    document = Document()
    _styles(document)
    _page(document, papier)
    for bloc in papier.blocs:
        dessin = dessin_de(papier, bloc)
        if dessin is None:
            _bloc(document, bloc)
        else:
            image = document.add_picture(BytesIO(dessin.png()), width=Emu(round(UTILE * dessin.part)))
            image._inline.docPr.set("descr", dessin.alt)
    proprietes = document.core_properties
    proprietes.title, proprietes.author, proprietes.comments = papier.titre, papier.auteur, ""
    proprietes.last_modified_by, proprietes.language = papier.auteur, "fr-FR"
    proprietes.created = proprietes.modified = datetime(papier.jour.year, papier.jour.month, papier.jour.day)  # noqa: DTZ001  OPC dates are naive
    fichier = BytesIO()
    document.save(fichier)
    return fichier.getvalue()


# --- styles and page --------------------------------------------------------------------------------------------------


def _styles(document: Any) -> None:
    styles = document.styles
    _style(styles["Normal"], 9.5, ENCRE, 0, 4)
    langue = styles["Normal"].element.get_or_add_rPr()
    lang = OxmlElement("w:lang")
    lang.set(qn("w:val"), "fr-FR")
    langue.append(lang)
    for nom, taille, avant, apres in TITRES.values():
        _style(styles[nom], taille, ENCRE if nom == "Heading 2" else ACCENT, avant, apres, gras=True)
        styles[nom].paragraph_format.keep_with_next = True
        _sans(styles[nom], "w:pBdr")
    for nom in ("Header", "Footer"):
        _style(styles[nom], 8, DOUCE, 0, 0)
        _sans(styles[nom], "w:tabs")
    for nom in ("List Bullet", "List Number"):
        _style(styles[nom], 9.5, ENCRE, 0, 2)
    _style(styles["Quote"], 9.5, ENCRE, 0, 2)
    styles["Quote"].font.italic = False
    styles["Quote"].paragraph_format.left_indent = Cm(0.6)
    for nom, couleur in ((CELLULE, ENCRE), (EN_TETE, ACCENT)):
        style = styles.add_style(nom, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _style(style, 9, couleur, 1, 1, gras=nom == EN_TETE)


def _style(style: Any, taille: float, couleur: str, avant: float, apres: float, *, gras: bool = False) -> None:
    style.font.name, style.font.size, style.font.bold = POLICE, Pt(taille), gras
    style.font.color.rgb = RGBColor.from_string(couleur)
    # The fonts of a theme would win over ours.
    polices = style.element.get_or_add_rPr().get_or_add_rFonts()
    for sorte in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        polices.attrib.pop(qn(f"w:{sorte}"), None)
    for sorte in ("ascii", "hAnsi", "eastAsia", "cs"):
        polices.set(qn(f"w:{sorte}"), POLICE)
    forme = style.paragraph_format
    forme.space_before, forme.space_after = Pt(avant), Pt(apres)
    forme.line_spacing_rule = WD_LINE_SPACING.SINGLE


def _sans(style: Any, quoi: str) -> None:
    """Without what the style of the empty document has of that."""
    proprietes = style.element.get_or_add_pPr()
    for une in proprietes.findall(qn(quoi)):
        proprietes.remove(une)


def _page(document: Any, papier: Papier) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = LARGEUR, HAUTEUR
    page.left_margin = page.right_margin = MARGE
    page.top_margin = page.bottom_margin = MARGE_HAUTE
    page.header_distance = page.footer_distance = Cm(0.8)
    for place, a_gauche in ((page.header, papier.tete), (page.footer, papier.pied)):
        [paragraphe] = place.paragraphs
        onglets = paragraphe.paragraph_format.tab_stops
        onglets.add_tab_stop(UTILE, WD_TAB_ALIGNMENT.RIGHT)
        paragraphe.add_run(f"{a_gauche}\t")
        if place is page.header:
            paragraphe.add_run(papier.titre)
        else:
            _champ(paragraphe, "PAGE")
            paragraphe.add_run(" / ")
            _champ(paragraphe, "NUMPAGES")


def _champ(paragraphe: Any, nom: str) -> None:
    """A number that Word counts."""
    champ = OxmlElement("w:fldSimple")
    champ.set(qn("w:instr"), nom)
    champ.append(paragraphe.add_run("1")._r)
    paragraphe._p.append(champ)


# --- blocks -----------------------------------------------------------------------------------------------------------


def _bloc(document: Any, bloc: Bloc, style: str | None = None) -> None:
    match bloc:
        case Titre(niveau, spans):
            _mots(document.add_paragraph(), spans, TITRES[min(niveau, max(TITRES))][0])
        case Paragraphe(spans):
            _mots(document.add_paragraph(), spans, style)
        case Liste(debut, entrees):
            for entree in entrees:
                for un in entree:
                    _bloc(document, un, "List Bullet" if debut is None else "List Number")
        case Citation(blocs):
            for un in blocs:
                _bloc(document, un, "Quote")
        case Code(texte):
            _mots(document.add_paragraph(), (Span(texte),), style)
        case Tableau():
            _tableau(document, bloc)
        case Filet():
            document.add_page_break()


def _mots(paragraphe: Any, spans: Spans, style: str | None) -> None:
    if style is not None:
        # By its identifier, which is its name without blanks: python-docx looks a name up among all styles.
        paragraphe._p.style = style.replace(" ", "")
    for span in spans:
        if span.texte == "\n":
            paragraphe.add_run().add_break()
            continue
        mots = paragraphe.add_run(span.texte)
        mots.bold, mots.italic = span.gras or None, span.italique or None


def _tableau(document: Any, bloc: Tableau) -> None:
    parts = [Emu(round(UTILE * part)) for part in largeurs(bloc)]
    table = document.add_table(rows=0, cols=len(parts))
    table.autofit = False
    for colonne, large in zip(table.columns, parts, strict=True):
        colonne.width = large
    _bordures(table)
    entete = _rangee(table, bloc.entete, parts, EN_TETE)
    repete = OxmlElement("w:tblHeader")
    entete._tr.get_or_add_trPr().append(repete)
    for ligne in bloc.lignes:
        rangee = _rangee(table, ligne, parts, CELLULE)
        if se_remplit(ligne):
            rangee.height = A_REMPLIR
    # Two tables that touch are one to Word; what follows stands off.
    apres = document.add_paragraph()
    apres.paragraph_format.space_after = Pt(0)
    apres.paragraph_format.line_spacing = Pt(4)


def _rangee(table: Any, cellules: Sequence[Spans], parts: Sequence[Emu], style: str) -> Any:
    rangee = table.add_row()
    entiere = OxmlElement("w:cantSplit")
    rangee._tr.get_or_add_trPr().append(entiere)
    for cellule, spans, large in zip(rangee.cells, cellules, parts, strict=True):
        cellule.width = large
        [paragraphe] = cellule.paragraphs
        _mots(paragraphe, spans, style)
    return rangee


def _bordures(table: Any) -> None:
    """A line under each row, and none beside; the words begin where the text does."""
    filet = {"val": "single", "sz": "4", "space": "0", "color": FILET}
    # Each stands before what the order of the format puts after it.
    for place, avant, cotes, traits in (
        ("w:tblBorders", "w:tblLayout", ("bottom", "insideH"), filet),
        ("w:tblCellMar", "w:tblLook", ("left",), {"w": "0", "type": "dxa"}),
    ):
        ensemble = OxmlElement(place)
        for cote in cotes:
            une = OxmlElement(f"w:{cote}")
            for nom, valeur in traits.items():
                une.set(qn(f"w:{nom}"), valeur)
            ensemble.append(une)
        table._tbl.tblPr.find(qn(avant)).addprevious(ensemble)


__all__ = ["word"]
