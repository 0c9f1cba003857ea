"""The columns of the table of the register: which are shown, what each is filtered by, what is changed in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from bot.platforms.web.adresse import AUCUN
from bot.registre.changements import CHAMPS, NOMBRE_MAX, cle_propre
from knowledge.donnees import lire_donnees
from knowledge.francais.texte import simplifier
from knowledge.registre.valeurs import nombre_de
from storage.registre.criteres import Colonne as Mesure
from storage.registre.criteres import Critere, Propre, Tri
from storage.registre.records import ColonnePropreRecord, Genre

TEXTE_MAX = 200
# Always there: what a line is.
TOUJOURS = "objet"
# What the form of filters asks by itself, whatever is shown.
_FILTREES = frozenset(("objet", "acheteur", "direction", "referent", "recurrent", "attribution"))
SEPARATEUR = "."


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column: `mesure` is what it sorts and filters by (None: neither); `choix` the values of a choice and their words."""

    cle: str
    titre: str
    genre: Genre | None
    montree: bool = False
    choix: Mapping[str, str] = field(default_factory=dict)
    propre: ColonnePropreRecord | None = None

    @property
    def mesure(self) -> Mesure | None:
        if self.propre is not None:
            return Propre(self.propre.id, self.propre.genre)
        return Tri(self.cle) if self.cle in _TRIS else None

    @property
    def modifiable(self) -> bool:
        return self.propre is not None or self.cle in CHAMPS

    @property
    def a_droite(self) -> bool:
        return self.genre is Genre.NOMBRE

    @property
    def filtrable(self) -> bool:
        """Whether it has a filter of its own."""
        return self.mesure is not None and self.genre is not None and self.cle not in _FILTREES


_TRIS = frozenset(Tri) - {Tri.A_VENIR}


@cache
def _donnees() -> Mapping[str, Mapping[str, Any]]:
    lues: Mapping[str, Mapping[str, Any]] = lire_donnees(Path(__file__).with_name("table.yaml"))
    return lues


def colonnes(propres: Sequence[ColonnePropreRecord]) -> tuple[Colonne, ...]:
    """All the columns that there are, in their order."""
    ours = [
        Colonne(
            cle,
            dite["titre"],
            Genre(dite["genre"]) if "genre" in dite else None,
            dite.get("montree", False),
            dite.get("choix", {}),
        )
        for cle, dite in _donnees().items()
    ]
    theirs = [
        Colonne(cle_propre(une), une.nom, une.genre, choix={un: un for un in une.choix}, propre=une) for une in propres
    ]
    return (*ours, *theirs)


def montrees(toutes: Sequence[Colonne], dites: str) -> tuple[Colonne, ...]:
    """Those that an address asks for, in its order; what a line is comes first, and those that are no more are left out."""
    par_cle = {une.cle: une for une in toutes}
    voulues = [par_cle[cle] for cle in dict.fromkeys(dites.split(SEPARATEUR)) if cle in par_cle]
    if not voulues:
        return tuple(une for une in toutes if une.montree)
    return (par_cle[TOUJOURS], *(une for une in voulues if une.cle != TOUJOURS))


# --- filters ----------------------------------------------------------------------------------------------------------


def noms_de(colonne: Colonne) -> tuple[str, ...]:
    """The fields of the address that filter by that column."""
    nom = f"f_{colonne.cle}"
    return (f"{nom}_de", f"{nom}_a") if colonne.genre in (Genre.DATE, Genre.NOMBRE) else (nom,)


def lire_criteres(
    parametres: Mapping[str, str], toutes: Sequence[Colonne]
) -> tuple[tuple[Critere, ...], dict[str, str]]:
    """What an address asks of columns, and its fields as they were understood."""
    criteres: list[Critere] = []
    champs: dict[str, str] = {}
    for colonne in toutes:
        if not colonne.filtrable:
            continue
        dits = {
            nom: " ".join(parametres.get(nom, "").replace("\x00", "").split())[:TEXTE_MAX] for nom in noms_de(colonne)
        }
        lu = _critere(colonne, tuple(dits.values()))
        if lu is None:
            continue
        criteres.append(lu)
        champs |= {nom: dit for nom, dit in dits.items() if dit}
    return tuple(criteres), champs


def _critere(colonne: Colonne, dits: tuple[str, ...]) -> Critere | None:
    mesure = colonne.mesure
    if mesure is None or not any(dits):
        return None
    if AUCUN in dits:
        return Critere(mesure, vide=True)
    match colonne.genre:
        case Genre.DATE:
            de, a = map(_jour, dits)
            # Days of one's own columns are kept as they are written.
            bornes: Any = [jour.isoformat() if jour and colonne.propre else jour for jour in (de, a)]
        case Genre.NOMBRE:
            bornes = list(map(_nombre, dits))
        case Genre.TEXTE:
            mots = tuple(simplifier(dits[0]).split())
            return Critere(mesure, mots=mots) if mots else None
        case _:
            return Critere(mesure, valeur=dits[0]) if dits[0] in _valeurs(colonne) else None
    return Critere(mesure, de=bornes[0], a=bornes[1]) if any(borne is not None for borne in bornes) else None


def _valeurs(colonne: Colonne) -> Sequence[str]:
    return ("oui", "non") if colonne.genre is Genre.OUI_NON else tuple(colonne.choix)


def _jour(texte: str) -> date | None:
    try:
        return date.fromisoformat(texte)
    except ValueError:
        return None


def _nombre(texte: str) -> Decimal | None:
    nombre = nombre_de(texte) if texte else None
    return nombre if nombre is not None and abs(nombre) < NOMBRE_MAX else None


__all__ = ["SEPARATEUR", "TOUJOURS", "Colonne", "colonnes", "lire_criteres", "montrees", "noms_de"]
