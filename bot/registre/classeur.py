"""The register as a workbook: the contracts, their deadlines, and what people must complete."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from bot.registre.exports import marche_lu
from handlers.suivi.dates import dates_de
from knowledge.donnees import lire_donnees
from knowledge.plan.pack import Pack
from knowledge.rappels.echeances import echeances
from knowledge.registre.colonnes import colonnes_de_l_export, doubler
from knowledge.registre.export_tableau import entetes, rangee
from storage.registre.consultations import Selection
from storage.registre.records import MarcheRecord
from storage.unit_of_work import Reading

Cellule = str | int | Decimal | date | None

LUS_ENSEMBLE = 400
# What a cell holds at most. Source: limits of Excel.
CELLULE_MAX = 32_767
LARGEUR = 16
_LARGEURS = {
    "objet": 60,
    "titulaires": 46,
    "acheteur_nom": 30,
    "acheteur_id": 18,
    "numero": 18,
    "direction": 22,
    "referent": 22,
}
_LARGES = {
    "Objet": 60,
    "Acheteur": 30,
    "Quoi": 40,
    "Ce qui manque": 34,
    "Récurrence proposée": 36,
    "Direction": 22,
    "Référent": 22,
}
# Numbers, official texts and what nobody fills: hidden until asked for.
_MONTREES = frozenset(
    (
        "acheteur_nom", "numero", "lot", "objet", "nature_dite", "cpv", "procedure_dite", "accord_cadre", "montant_ht", "duree_mois",
        "notifie_le", "fin", "attribution_prevue", "recurrent", "direction", "referent", "titulaires",
    )
)  # fmt: skip
# What people complete: after these, what the register reckons of them.
_APRES = "attribution_prevue"


@cache
def _mots() -> Any:
    return lire_donnees(Path(__file__).parent / "classeur.yaml")


def classeur(
    memory: Reading,
    pack: Pack,
    selection: Selection | Sequence[int] | None = None,
    avancer: Callable[[int], object] = lambda _: None,
) -> bytes:
    """The workbook of these contracts, or of all; the import reads its first sheet back.

    Dates are dates and amounts numbers; what people wrote is text, never a formula. `avancer` is told how many contracts are written.
    """
    import xlsxwriter

    sortie = BytesIO()
    fichier = xlsxwriter.Workbook(
        sortie,
        {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    fichier.set_properties({"title": _mots()["marches"]["feuille"], "author": pack.collectivite})
    mots = _mots()
    marches, dues, manques = (
        _Feuille(fichier, mots["marches"]["feuille"], _titres(), _largeurs(), cachees=_cachees()),
        _Feuille(fichier, mots["echeances"]["feuille"], mots["echeances"]["colonnes"]),
        _Feuille(fichier, mots["a_completer"]["feuille"], mots["a_completer"]["colonnes"]),
    )
    acheteurs = {acheteur.id: acheteur.nom for acheteur in pack.acheteurs}
    seances = memory.seances.toutes()
    for rang, marche in enumerate(_lus(memory, selection)):
        avancer(rang)
        acheteur = acheteurs.get(marche.acheteur) or marche.acheteur_nom or marche.acheteur_id
        marches.ajouter(_du_marche(marche))
        for rangee_due in _dues(marche, acheteur, pack, seances):
            dues.ajouter(rangee_due)
        if manque := _manques(marche):
            manques.ajouter((*_en_tete(marche, acheteur), ", ".join(manque), _proposition(marche), *_suite(marche)))
    for feuille in (marches, dues, manques):
        feuille.finir()
    fichier.close()
    return sortie.getvalue()


def _lus(memory: Reading, selection: Selection | Sequence[int] | None) -> Iterator[MarcheRecord]:
    if selection is None:
        yield from memory.marches.tous()
        return
    numeros = memory.consultations.numeros(selection) if isinstance(selection, Selection) else selection
    for debut in range(0, len(numeros), LUS_ENSEMBLE):
        yield from memory.marches.plusieurs(numeros[debut : debut + LUS_ENSEMBLE])


# --- rows -------------------------------------------------------------------------------------------------------------


def _rang_des_comptees() -> int:
    return next(rang for rang, colonne in enumerate(colonnes_de_l_export(), 1) if colonne.champ == _APRES)


def _inserer(rangee_lue: Sequence[Any], ajoutees: Sequence[Any]) -> list[Any]:
    rang = _rang_des_comptees()
    return [*rangee_lue[:rang], *ajoutees, *rangee_lue[rang:]]


def _titres() -> list[str]:
    return _inserer(entetes(), list(_mots()["marches"]["comptees"].values()))


def _largeurs() -> list[int]:
    return _inserer([_LARGEURS.get(colonne.champ, LARGEUR) for colonne in colonnes_de_l_export()], [LARGEUR] * 4)


def _cachees() -> list[bool]:
    return _inserer([colonne.champ not in _MONTREES for colonne in colonnes_de_l_export()], [False] * 4)


def _du_marche(marche: MarcheRecord) -> list[Cellule]:
    comptees = (marche.fin, marche.attribution_prevue, _proposition(marche), marche.id)
    dites = (doubler(cellule) if isinstance(cellule, str) else cellule for cellule in rangee(marche_lu(marche)))
    return _inserer(list(dites), comptees)


def _en_tete(marche: MarcheRecord, acheteur: str) -> tuple[Cellule, ...]:
    return (marche.id, marche.numero, marche.objet, acheteur)


def _suite(marche: MarcheRecord) -> tuple[Cellule, ...]:
    return (marche.attribution_prevue, marche.direction, marche.referent)


def _dues(
    marche: MarcheRecord, acheteur: str, pack: Pack, seances: Mapping[str, Sequence[date]]
) -> Iterator[Sequence[Cellule]]:
    attribution = dates_de(marche).attribution
    if not marche.recurrent or attribution is None:
        return
    for une in echeances(attribution, pack.jalons, seances.get(marche.acheteur, ())):
        repere = _mots()["repere"].format(une.jalon.mois_avant)
        yield (*_en_tete(marche, acheteur), repere, une.jalon.titre, une.jour, une.seance, *_suite(marche))
    yield (
        *_en_tete(marche, acheteur),
        _mots()["attribution"],
        _mots()["attribution_quoi"],
        attribution,
        None,
        *_suite(marche),
    )


def _manques(marche: MarcheRecord) -> list[str]:
    """What people must complete; a contract that does not recur needs neither a date nor anybody."""
    if marche.recurrent is False:
        return []
    manque = {
        "recurrent": marche.recurrent is None,
        "date": marche.attribution_prevue is None,
        "referent": marche.referent_id is None,
    }
    return [_mots()["manque"][nom] for nom, vrai in manque.items() if vrai]


def _proposition(marche: MarcheRecord) -> str | None:
    if marche.recurrence_proposee is None or marche.recurrent is not None:
        return None
    if not marche.recurrence_proposee:
        return str(_mots()["propositions"]["non"])
    anterieur = (marche.recurrence_motif or {}).get("genre") == "anterieur"
    return str(_mots()["propositions"]["oui" if anterieur else "oui_mots"])


# --- sheets -----------------------------------------------------------------------------------------------------------


class _Feuille:
    """A sheet written row after row: in constant memory none can be come back to."""

    def __init__(
        self,
        fichier: Any,
        nom: str,
        titres: Sequence[str],
        largeurs: Sequence[int] | None = None,
        *,
        cachees: Sequence[bool] | None = None,
    ) -> None:
        self._page = fichier.add_worksheet(nom)
        self._jour = fichier.add_format({"num_format": "dd/mm/yyyy", "align": "left"})
        self._argent = fichier.add_format({"num_format": "# ##0.00"})
        self._texte = fichier.add_format({"num_format": "@"})
        gras = fichier.add_format(
            {"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "valign": "vcenter", "text_wrap": True}
        )
        self._colonnes = len(titres)
        self._lignes = 0
        largeurs = largeurs or [_LARGES.get(titre, LARGEUR) for titre in titres]
        self._page.set_row(0, 32)
        for rang, titre in enumerate(titres):
            self._page.set_column(rang, rang, largeurs[rang], None, {"hidden": bool(cachees and cachees[rang])})
            self._page.write_string(0, rang, titre, gras)
        self._page.freeze_panes(1, 0)
        self._page.set_landscape()
        self._page.fit_to_pages(1, 0)
        self._page.repeat_rows(0)

    def ajouter(self, cellules: Sequence[Cellule]) -> None:
        self._lignes += 1
        for colonne, cellule in enumerate(cellules):
            match cellule:
                case None | "":
                    continue
                case str():
                    self._page.write_string(self._lignes, colonne, cellule[:CELLULE_MAX], self._texte)
                case date():
                    # Excel's calendar begins in 1900.
                    if cellule.year >= 1900:
                        self._page.write_datetime(self._lignes, colonne, cellule, self._jour)
                case Decimal():
                    self._page.write_number(self._lignes, colonne, float(cellule), self._argent)
                case _:
                    self._page.write_number(self._lignes, colonne, cellule)

    def finir(self) -> None:
        self._page.autofilter(0, 0, max(1, self._lignes), self._colonnes - 1)


__all__ = ["classeur"]
