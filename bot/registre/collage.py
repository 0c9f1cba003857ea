"""Rows pasted from a spreadsheet: read as a file is, tried before they are imported, with the columns that the team added."""

from __future__ import annotations

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from typing import Any

from bot.platforms.web.adresse import Lecteur
from bot.registre.changements import CaseIllisibleError, changer, cle_propre, lire_case, propres_par_cle
from bot.registre.imports import Bilan, Essai, essayer, importer
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.registre.a_part import FichierAPart
from knowledge.registre.apercu import Apercu
from knowledge.registre.colonnes import Correspondance, champs_connus, proteger, reconnues
from storage.database import Database
from storage.registre.records import ColonnePropreRecord, LigneImportRecord, MarcheRecord
from storage.unit_of_work import Reading

RANGEES_MAX = 2000
LARGEUR_MAX = 100
# What is shown of a trial; all of it is imported.
MONTRES_MAX = 200
_SEPARATEURS = "\t;,"
_NOM = "lignes-collees.csv"
# What a file may change of a contract, as the preview names it.
_COMPARES = (
    "objet", "lot", "nature", "procedure", "cpv", "montant_ht", "duree_mois", "notifie_le", "titulaires", "accord_cadre",
    "recurrent", "direction", "referent", "fin", "attribution_prevue", "acheteur_nom",
)  # fmt: skip


class RienDeColleError(ValueError):
    """There is no table in what was pasted, or too much of one: `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Colle:
    """A pasted table, as a file: where its rows begin in it, and whether its first row was titles."""

    entetes: tuple[str, ...]
    rangees: tuple[tuple[str, ...], ...]
    texte: str
    lignes: tuple[int, ...]
    titree: bool

    def fichier(self) -> FichierAPart:
        return FichierAPart(_NOM, self.texte.encode())


def lire_colle(texte: str, propres: Sequence[ColonnePropreRecord] = ()) -> Colle:
    """A table out of a text: what separates it is found, and titles are made where it has none. Raises RienDeColleError."""
    propre = texte.replace("\x00", "").strip("\r\n")
    premiere = propre.partition("\n")[0]
    separateur = max(_SEPARATEURS, key=premiere.count)
    try:
        lues = [
            tuple(cellule.strip() for cellule in rangee)
            for rangee in csv.reader(StringIO(propre, newline=""), delimiter=separateur)
        ]
    except csv.Error as error:
        raise RienDeColleError("colle_illisible") from error
    rangees = [rangee for rangee in lues if any(rangee)]
    if not rangees:
        raise RienDeColleError("colle_vide")
    largeur = max(map(len, rangees))
    if len(rangees) > RANGEES_MAX + 1 or largeur > LARGEUR_MAX:
        raise RienDeColleError("colle_trop_gros")
    rangees = [rangee + ("",) * (largeur - len(rangee)) for rangee in rangees]
    siennes = {simplifier(une.nom) for une in propres}
    titree = reconnues(rangees[0]) > 0 or any(simplifier(un) in siennes for un in rangees[0])
    entetes = rangees.pop(0) if titree else tuple(f"Colonne {rang}" for rang in range(1, largeur + 1))
    ecrit = StringIO(newline="")
    ecrivain = csv.writer(ecrit, delimiter=";", lineterminator="\n")
    ligne, lignes = 1, []
    for rangee in (entetes, *rangees):
        ecrivain.writerow(rangee)
        lignes.append(ligne)
        ligne += 1 + sum(cellule.count("\n") for cellule in rangee)
    return Colle(entetes, tuple(rangees), ecrit.getvalue(), tuple(lignes[1:]), titree)


# --- what it would do -------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Changement:
    """A cell that moves: of which contract, and what it holds before and after."""

    marche: MarcheRecord
    champ: str
    avant: Any
    apres: Any


@dataclass(frozen=True, slots=True)
class Vue:
    """What importing would do, or did: its account, what is new, what moves, and what there is to say, the first ones of each.

    `propres` are the cells of columns that the team added; `illisibles` those of them that nobody can read.
    """

    bilan: Bilan
    nouveaux: tuple[MarcheRecord, ...]
    changements: tuple[Changement, ...]
    combien: int
    lignes: tuple[LigneImportRecord, ...]
    propres: int
    illisibles: tuple[tuple[int, str, str], ...]


def correspondance_dite(apercu: Apercu, dits: Mapping[str, str]) -> Correspondance | None:
    """Which title is which field: as it was read, changed as somebody says of each title ("": none)."""
    lue = apercu.correspondance
    if lue is None or lue.officielle or lue.maison or not dits:
        return lue
    entete_de = {champ: entete for entete, champ in dits.items() if champ in champs_connus()}
    for champ in champs_connus():
        lue = lue.changer(champ, entete_de.get(champ))
    return lue.confirmer()


def manques(correspondance: Correspondance | None, acheteur: str | None) -> tuple[str, ...]:
    """What must still be said before anything can be imported."""
    if correspondance is None or correspondance.officielle or correspondance.maison:
        return ()
    sans_numero = () if "numero" in correspondance.champs else ("numero",)
    nomme = acheteur is not None or bool({"acheteur_id", "acheteur"} & correspondance.champs.keys())
    return sans_numero if nomme else (*sans_numero, "acheteur")


def essayer_colle(
    database: Database,
    pack: Pack,
    colle: Colle,
    correspondance: Correspondance | None,
    acheteur: str | None,
    clock: Callable[[], datetime],
) -> Vue:
    """What importing it would do. Raises FichierRefuseError."""
    essai = essayer(database, pack, colle.fichier(), correspondance, clock, acheteur_defaut=acheteur)
    with database.reading() as memory:
        demandes, illisibles = _des_colonnes_propres(memory, colle, essai)
    return _vue(essai, sum(map(len, demandes.values())), illisibles)


def importer_colle(
    database: Database,
    pack: Pack,
    colle: Colle,
    correspondance: Correspondance | None,
    acheteur: str | None,
    lecteur: Lecteur,
    clock: Callable[[], datetime],
) -> Vue:
    """Import it as a file is, then write the columns that the team added. Raises FichierRefuseError."""
    essai = essayer(database, pack, colle.fichier(), correspondance, clock, acheteur_defaut=acheteur)
    _, bilan = importer(
        database, pack, colle.fichier(), correspondance, lecteur.auteur, clock, acheteur_defaut=acheteur
    )
    essai.bilan = bilan
    with database.unit_of_work() as uow:
        demandes, illisibles = _des_colonnes_propres(uow, colle, essai)
        connus = uow.marches.connus(set(demandes)) if demandes else {}
        now = clock()
        changer(uow, lecteur, {connus[cle].id: valeurs for cle, valeurs in demandes.items() if cle in connus}, now)
        uow.commit()
    return _vue(essai, sum(map(len, demandes.values())), illisibles)


def _des_colonnes_propres(
    memory: Reading, colle: Colle, essai: Essai
) -> tuple[dict[tuple[str, str], dict[str, Any]], tuple[tuple[int, str, str], ...]]:
    """What the rows change in the columns that the team added, by contract; an empty cell says nothing. And what cannot be read."""
    propres = memory.colonnes.toutes()
    par_nom = {simplifier(une.nom): une for une in propres}
    places = {rang: par_nom[simplifier(un)] for rang, un in enumerate(colle.entetes) if simplifier(un) in par_nom}
    par_cle = propres_par_cle(propres)
    connus = {(avant.acheteur_id, avant.numero): avant.id for avant, _ in essai.marches if avant is not None}
    deja = memory.colonnes.valeurs(connus.values()) if places else {}
    demandes: dict[tuple[str, str], dict[str, Any]] = {}
    illisibles = []
    for ligne, rangee in zip(colle.lignes, colle.rangees, strict=True):
        if (cle := essai.cles.get(ligne)) is None:
            continue
        for rang, une in places.items():
            if not (dit := _sans_protection(rangee[rang])):
                continue
            try:
                lu = lire_case(cle_propre(une), dit, par_cle)
            except CaseIllisibleError:
                illisibles.append((ligne, une.nom, dit[:80]))
                continue
            if lu != deja.get(connus.get(cle, 0), {}).get(une.id):
                demandes.setdefault(cle, {})[cle_propre(une)] = lu
    return demandes, tuple(illisibles)


def _sans_protection(dit: str) -> str:
    """A text without what our own files put before it, so that no spreadsheet takes it for a formula."""
    return dit[1:] if dit.startswith("'") and proteger(dit[1:]) == dit else dit


def _vue(essai: Essai, propres: int, illisibles: tuple[tuple[int, str, str], ...]) -> Vue:
    changements = [
        Changement(apres, champ, getattr(avant, champ), getattr(apres, champ))
        for avant, apres in essai.marches
        if avant is not None
        for champ in _COMPARES
        if getattr(avant, champ) != getattr(apres, champ)
    ]
    nouveaux = [apres for avant, apres in essai.marches if avant is None]
    return Vue(
        essai.bilan,
        tuple(nouveaux[:MONTRES_MAX]),
        tuple(changements[:MONTRES_MAX]),
        len(changements),
        tuple(essai.lignes[:MONTRES_MAX]),
        propres,
        illisibles[:MONTRES_MAX],
    )


__all__ = [
    "Colle",
    "RienDeColleError",
    "Vue",
    "correspondance_dite",
    "essayer_colle",
    "importer_colle",
    "lire_colle",
    "manques",
]
