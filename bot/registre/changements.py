"""What people change of contracts, one cell or a thousand lines: read from what is typed, written at once, undone at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from bot.platforms.web.adresse import Lecteur, relire
from handlers.suivi.dates import dates_de
from knowledge.francais.texte import simplifier
from knowledge.registre.valeurs import Notes, lire_booleen, lire_date, nombre_de
from storage.registre.annexes import PROPRE
from storage.registre.records import ColonnePropreRecord, Genre, MarcheRecord
from storage.unit_of_work import Reading, UnitOfWork

# How long what somebody changed can be undone by its moment.
ANNULABLE = timedelta(hours=12)
NOM_MAX = 80
TEXTE_MAX = 500
DATE_MIN, DATE_MAX = date(1990, 1, 1), date(2100, 1, 1)
NOMBRE_MAX = Decimal(10) ** 13
# As the table calls them, and as the register keeps them.
CHAMPS = {
    "recurrent": "recurrent",
    "direction": "direction",
    "referent": "referent_id",
    "fin": "fin_dite",
    "attribution": "attribution_dite",
}
_DATES = ("fin_dite", "attribution_dite")


class CaseIllisibleError(ValueError):
    """What is typed is nothing that this column holds."""

    def __init__(self, cle: str, texte: str) -> None:
        super().__init__(f"{cle}: {texte}")
        self.cle = cle
        self.texte = texte


@dataclass(frozen=True, slots=True)
class Bilan:
    """What became of a request: how many contracts moved, how many are somebody else's, how many were changed meanwhile."""

    marches: int = 0
    refuses: int = 0
    bouges: int = 0

    @property
    def note(self) -> str:
        """The sentence that tells it, by its name in the templates."""
        if self.bouges:
            return "bouge"
        if self.refuses:
            return "refus"
        return "fait" if self.marches else "deja"


def cle_propre(colonne: ColonnePropreRecord) -> str:
    """How the table calls a column that the team added."""
    return f"p{colonne.id}"


def propres_par_cle(propres: Sequence[ColonnePropreRecord]) -> dict[str, ColonnePropreRecord]:
    return {cle_propre(une): une for une in propres}


# --- what is typed ----------------------------------------------------------------------------------------------------


def lire_case(cle: str, dit: Any, propres: Mapping[str, ColonnePropreRecord]) -> Any:
    """The value of a cell, None where it is emptied. Raises CaseIllisibleError, and KeyError for a column nobody changes."""
    texte = dit if isinstance(dit, str) else "" if dit is None else str(dit)
    texte = " ".join(texte.replace("\x00", "").split())
    if cle in propres:
        return _propre(propres[cle], cle, texte)
    if CHAMPS[cle] in _DATES:
        return _jour(cle, texte)
    if cle == "recurrent":
        return _oui_non(cle, dit if isinstance(dit, bool) else texte)
    if len(texte) > NOM_MAX or (cle == "referent" and texte and not simplifier(texte)):
        raise CaseIllisibleError(cle, texte)
    return texte or None


def _propre(colonne: ColonnePropreRecord, cle: str, texte: str) -> str | None:
    """The value as it is kept, one way for one value."""
    if not texte:
        return None
    match colonne.genre:
        case Genre.NOMBRE:
            nombre = nombre_de(texte)
            if nombre is None or abs(nombre) >= NOMBRE_MAX:
                raise CaseIllisibleError(cle, texte)
            return f"{round(nombre, 2).normalize():f}"
        case Genre.DATE:
            lue = _jour(cle, texte)
            return None if lue is None else lue.isoformat()
        case Genre.OUI_NON:
            return "oui" if _oui_non(cle, texte) else "non"
        case Genre.CHOIX:
            voulu = next((un for un in colonne.choix if simplifier(un) == simplifier(texte)), None)
            if voulu is None:
                raise CaseIllisibleError(cle, texte)
            return voulu
    if len(texte) > TEXTE_MAX:
        raise CaseIllisibleError(cle, texte)
    return texte


def _jour(cle: str, texte: str) -> date | None:
    if not texte:
        return None
    lue = lire_date(texte, cle, Notes())
    if lue is None or not DATE_MIN <= lue < DATE_MAX:
        raise CaseIllisibleError(cle, texte)
    return lue


def _oui_non(cle: str, dit: str | bool) -> bool | None:
    notes = Notes()
    lu = lire_booleen(dit, cle, notes)
    if notes.liste:
        raise CaseIllisibleError(cle, str(dit))
    return lu


def montre(marche: MarcheRecord, cle: str, propres: Mapping[int, str]) -> str:
    """What a cell shows, as a field of a form holds it: what is typed over it is compared with that."""
    match cle:
        case "recurrent":
            return "" if marche.recurrent is None else "oui" if marche.recurrent else "non"
        case "direction":
            return marche.direction or ""
        case "referent":
            return marche.referent or ""
        case "fin":
            return "" if marche.fin is None else marche.fin.isoformat()
        case "attribution":
            return "" if marche.attribution_prevue is None else marche.attribution_prevue.isoformat()
        case _:
            return propres.get(int(cle[1:]), "")


# --- what is written --------------------------------------------------------------------------------------------------


def changer(uow: UnitOfWork, lecteur: Lecteur, demandes: Mapping[int, Mapping[str, Any]], now: datetime) -> Bilan:
    """Write what is asked of contracts, by column as `lire_case` reads it: what that person may, all of one moment."""
    propres = propres_par_cle(uow.colonnes.toutes())
    noms: dict[str, int | None] = {}

    def kept(cle: str, valeur: Any) -> tuple[Any, Any]:
        if cle in propres:
            return propres[cle], valeur
        if cle == "referent":
            if valeur is not None and valeur not in noms:
                noms[valeur] = uow.referents.nommer(valeur, simplifier(valeur), now).id
            valeur = noms.get(valeur)
        return CHAMPS[cle], valeur

    marches = {marche.id: marche for marche in uow.marches.plusieurs(demandes)}
    permis = {
        numero: marche for numero, marche in marches.items() if lecteur.peut_changer(marche) and marche.retire is None
    }
    voulues = {numero: dict(kept(cle, valeur) for cle, valeur in demandes[numero].items()) for numero in permis}
    moved = _ecrire(uow, lecteur, permis, voulues, now)
    return Bilan(moved, len(marches) - len(permis))


def _ecrire(
    uow: UnitOfWork,
    lecteur: Lecteur,
    marches: Mapping[int, MarcheRecord],
    voulues: Mapping[int, Mapping[Any, Any]],
    now: datetime,
) -> int:
    """Write fields of the register, and columns that were added; returns how many contracts moved."""
    champs: dict[int, dict[str, Any]] = {}
    propres: dict[int, dict[ColonnePropreRecord, str | None]] = {}
    for numero, valeurs in voulues.items():
        mine = {nom: valeur for nom, valeur in valeurs.items() if isinstance(nom, str)}
        if dites := {nom: mine[nom] for nom in _DATES if nom in mine}:
            dates = dates_de(marches[numero], **dites)
            mine |= {"fin": dates.fin, "attribution_prevue": dates.attribution}
        champs[numero] = mine
        propres[numero] = {une: valeur for une, valeur in valeurs.items() if isinstance(une, ColonnePropreRecord)}
    moved = uow.marches.changer_ensemble({n: v for n, v in champs.items() if v}, lecteur.auteur, now)
    others = uow.colonnes.ecrire({n: v for n, v in propres.items() if v}, lecteur.auteur, now)
    return len(moved.keys() | others.keys())


# --- what is undone ---------------------------------------------------------------------------------------------------


def annuler(uow: UnitOfWork, lecteur: Lecteur, le: str, now: datetime) -> Bilan:
    """Put back what that person changed at that moment, where nobody changed it since."""
    try:
        moment = datetime.fromisoformat(le)
    except ValueError:
        return Bilan()
    if moment.tzinfo is None or not timedelta() <= now - moment <= ANNULABLE:
        return Bilan()
    changes = uow.consultations.decision(lecteur.auteur, moment)
    numeros = {change.marche_id for change in changes}
    marches = {marche.id: marche for marche in uow.marches.plusieurs(numeros)}
    valeurs = uow.colonnes.valeurs(numeros)
    propres = {f"{PROPRE}{une.id}": une for une in uow.colonnes.toutes()}
    voulues: dict[int, dict[Any, Any]] = {}
    bouges = 0
    for change in changes:
        marche = marches.get(change.marche_id)
        if marche is None or (change.champ not in propres and change.champ not in CHAMPS.values()):
            continue
        # Who gave a contract away may take it back.
        if not (lecteur.peut_changer(marche) or change.champ == "referent_id"):
            continue
        propre = propres.get(change.champ)
        deja = getattr(marche, change.champ) if propre is None else valeurs.get(marche.id, {}).get(propre.id)
        if deja != relire(change.champ, change.apres):
            bouges += 1
            continue
        voulues.setdefault(marche.id, {})[propre or change.champ] = relire(change.champ, change.avant)
    return Bilan(_ecrire(uow, lecteur, marches, voulues, now), bouges=bouges)


def derniers(
    memory: Reading, lecteur: Lecteur, combien: int
) -> list[tuple[datetime, list[tuple[str, str | None, int]]]]:
    """What that person changed last, each as `resume_de` sums it up."""
    return [
        (le, resume_de([(un.champ, un.apres) for un in changes]))
        for le, changes in memory.consultations.decisions(lecteur.auteur, combien)
    ]


def resume_de(changes: Sequence[tuple[str, str | None]]) -> list[tuple[str, str | None, int]]:
    """What was decided at once: the field, its new value, of how many contracts."""
    combien: dict[tuple[str, str | None], int] = {}
    for un in changes:
        combien[un] = combien.get(un, 0) + 1
    return [(champ, apres, fois) for (champ, apres), fois in combien.items()]


__all__ = [
    "ANNULABLE",
    "CHAMPS",
    "Bilan",
    "CaseIllisibleError",
    "annuler",
    "changer",
    "cle_propre",
    "derniers",
    "lire_case",
    "montre",
    "propres_par_cle",
    "resume_de",
]
