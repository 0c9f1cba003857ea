"""The report of an import: a row for each thing to check, in words, as CSV or XLSX, and a summary by cause."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from knowledge.registre.causes import causes
from knowledge.registre.colonnes import proteger
from knowledge.registre.enumerations import lire_table
from knowledge.registre.marche import Gravite, Lecture, Remarque

_FICHIER = Path(__file__).parent / "rapport.yaml"
# Excel has no more rows; what exceeds is in the CSV.
LIGNES_MAX = 1_000_000
_RANG = {Gravite.ECARTE: 0, Gravite.DOUTEUX: 1, Gravite.CORRIGE: 2}


@cache
def _mots() -> Any:
    return lire_table(_FICHIER)


@dataclass(frozen=True, slots=True)
class Rangee:
    """One row of the report, in French."""

    ligne: int
    marche: str
    gravite: str
    champ: str
    cause: str
    lu: str
    retenu: str
    faire: str

    @property
    def cellules(self) -> tuple[int | str, ...]:
        return (self.ligne, self.marche, self.gravite, self.champ, self.cause, self.lu, self.retenu, self.faire)


@dataclass
class Resume:
    """What became of the records, and how often each cause was met."""

    lus: int = 0
    pris: int = 0
    regroupes: int = 0
    ecartes: int = 0
    causes: Counter[tuple[Gravite, str, str]] = field(default_factory=Counter)

    def compter(self, lecture: Lecture) -> None:
        self.lus += 1
        if lecture.marche is not None:
            self.pris += 1
        elif lecture.regroupe_avec is not None:
            self.regroupes += 1
        else:
            self.ecartes += 1
        self.causes.update((remarque.gravite, remarque.cause, remarque.champ) for remarque in lecture.remarques)

    def completer(self, comptes: Mapping[str, int] | None) -> None:
        """Take the counts of records from there, if there are any."""
        for nom in ("lus", "pris", "regroupes", "ecartes"):
            if comptes is not None and nom in comptes:
                setattr(self, nom, comptes[nom])

    def lignes(self) -> list[tuple[str, int]]:
        """The counts in words, the records first, then each cause: what is set aside, doubtful, put right."""
        mots = _mots()["resume"]
        comptes = [(mots[nom], getattr(self, nom)) for nom in ("lus", "pris", "regroupes", "ecartes")]
        tries = sorted(self.causes.items(), key=lambda une: (_RANG[une[0][0]], -une[1], une[0]))
        return comptes + [
            (f"{nom_de_la_gravite(gravite)} – {nom_du_champ(champ)} : {causes()[cause].quoi}", nombre)
            if champ
            else (f"{nom_de_la_gravite(gravite)} : {causes()[cause].quoi}", nombre)
            for (gravite, cause, champ), nombre in tries
        ]


def nom_de_la_gravite(gravite: Gravite) -> str:
    """As people read it."""
    return str(_mots()["gravites"][gravite.value])


def nom_du_champ(champ: str) -> str:
    """As people read it; "" for what concerns a whole record."""
    return str(_mots()["champs"].get(champ, champ))


def rangees(lecture: Lecture) -> Iterator[Rangee]:
    """The rows of one record, none when there is nothing to say of it."""
    for remarque in lecture.remarques:
        yield _rangee(lecture, remarque)


def _rangee(lecture: Lecture, remarque: Remarque) -> Rangee:
    cause = causes()[remarque.cause]
    marche = lecture.extrait
    if lecture.marche is not None:
        objet = lecture.marche.objet or ""
        marche = f"{lecture.marche.numero} – {objet[:100]}" if objet else lecture.marche.numero
    return Rangee(
        lecture.ligne,
        marche,
        nom_de_la_gravite(remarque.gravite),
        nom_du_champ(remarque.champ),
        cause.phrase,
        remarque.lu,
        _mots()["rien"] if remarque.retenu is None else remarque.retenu,
        cause.faire,
    )


def _entetes() -> list[str]:
    return [colonne["titre"] for colonne in _mots()["colonnes"].values()]


def ecrire_csv(lectures: Iterable[Lecture], sortie: TextIO, comptes: Mapping[str, int] | None = None) -> Resume:
    """The rows as CSV for a French spreadsheet (semicolons); open `sortie` with newline="" and utf-8-sig.

    No cell is taken for a formula. Gives back the summary. `comptes`: what became of all the records, where `lectures`
    holds only those of which there is something to say.
    """
    resume = Resume()
    ecrivain = csv.writer(sortie, delimiter=";")
    ecrivain.writerow(_entetes())
    for lecture in lectures:
        resume.compter(lecture)
        for rangee in rangees(lecture):
            ecrivain.writerow(
                [cellule if isinstance(cellule, int) else proteger(cellule) for cellule in rangee.cellules]
            )
    resume.completer(comptes)
    return resume


def ecrire_xlsx(lectures: Iterable[Lecture], sortie: BinaryIO, comptes: Mapping[str, int] | None = None) -> Resume:
    """The rows as a workbook to work through: headings frozen, filters, the summary on a second sheet.

    What comes from the file is written as text, never as a formula or a link. Gives back the summary. `comptes`: as for
    `ecrire_csv`.
    """
    import xlsxwriter

    resume = Resume()
    classeur = xlsxwriter.Workbook(
        sortie,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    try:
        gras = classeur.add_format({"bold": True, "bg_color": "#E8EEF4", "border": 1})
        plie = classeur.add_format({"text_wrap": True, "valign": "top"})
        couleurs = {
            nom_de_la_gravite(gravite): classeur.add_format({"bg_color": couleur, "valign": "top"})
            for gravite, couleur in (
                (Gravite.ECARTE, "#F8D7DA"),
                (Gravite.DOUTEUX, "#FFF3CD"),
                (Gravite.CORRIGE, "#D9F2E3"),
            )
        }
        feuilles = _mots()["feuilles"]
        detail = classeur.add_worksheet(feuilles["detail"])
        rang = _ecrire_detail(detail, lectures, resume, gras, plie, couleurs)
        detail.autofilter(0, 0, max(1, rang), len(_entetes()) - 1)
        resume.completer(comptes)
        _ecrire_resume(classeur.add_worksheet(feuilles["resume"]), resume, gras, plie)
    finally:
        classeur.close()
    return resume


def _ecrire_detail(
    feuille: Any, lectures: Iterable[Lecture], resume: Resume, gras: Any, plie: Any, couleurs: Mapping[str, Any]
) -> int:
    for colonne, dite in enumerate(_mots()["colonnes"].values()):
        feuille.set_column(colonne, colonne, int(dite["largeur"]))
        feuille.write_string(0, colonne, dite["titre"], gras)
    feuille.freeze_panes(1, 0)
    rang = 0
    for lecture in lectures:
        resume.compter(lecture)
        for rangee in rangees(lecture):
            if rang >= LIGNES_MAX:
                continue
            rang += 1
            feuille.write_number(rang, 0, rangee.ligne, plie)
            for colonne, cellule in enumerate(rangee.cellules[1:], 1):
                format_ = couleurs[rangee.gravite] if cellule is rangee.gravite else plie
                feuille.write_string(rang, colonne, _sans_controles(str(cellule)), format_)
    return rang


def _ecrire_resume(feuille: Any, resume: Resume, gras: Any, plie: Any) -> None:
    mots = _mots()
    feuille.set_column(0, 0, 110)
    feuille.write_string(0, 0, mots["feuilles"]["resume"], gras)
    feuille.write_string(0, 1, mots["resume"]["titre_nombre"], gras)
    feuille.freeze_panes(1, 0)
    for rang, (dit, nombre) in enumerate(resume.lignes(), 1):
        feuille.write_string(rang, 0, dit, plie)
        feuille.write_number(rang, 1, nombre)


def _sans_controles(texte: str) -> str:
    """Without the signs that no XML file may hold."""
    return (
        "".join(signe if signe >= " " or signe in "\t\n" else " " for signe in texte)
        if not texte.isprintable()
        else texte
    )


__all__ = ["Rangee", "Resume", "ecrire_csv", "ecrire_xlsx", "nom_de_la_gravite", "nom_du_champ", "rangees"]
