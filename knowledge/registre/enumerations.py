"""What files write for one official value: the table of `enumerations.yaml`, looked up by folded words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from knowledge.francais.texte import PERDUE, plier

_FICHIER = Path(__file__).parent / "enumerations.yaml"
_CHARGEUR: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_SIGNES = re.compile(rf"[^a-z0-9{PERDUE}]+")
MOTS_MAX = 300
# The longest name of a procedure, and the shortest that a sentence says by chance of nothing else.
MOTS_D_UNE_PROCEDURE = 12
SIGLE_MIN = 4


def lire_table(fichier: Path) -> Any:
    """A YAML file of this folder, every scalar as its text."""
    return yaml.load(fichier.read_text("utf-8"), _CHARGEUR)  # noqa: S506 - this loader makes nothing but text


@lru_cache(maxsize=8192)
def mots_de(texte: str) -> str:
    """A text as its words: no case, accent or punctuation.

    >>> mots_de("Appel d’offres  OUVERT"), mots_de("ACCORD-CADRE"), mots_de("-")
    ('appel d offres ouvert', 'accord cadre', '')
    """
    return _SIGNES.sub(" ", plier(texte[:MOTS_MAX]).texte).strip()


class Lexique(Mapping[str, Any]):
    """Values by the words that mean them; a letter lost to U+FFFD is forgiven when one value alone fits."""

    def __init__(self, paires: Iterable[tuple[str, Any]]) -> None:
        self._valeurs = {mots_de(mots): valeur for mots, valeur in paires}

    def __getitem__(self, mots: str) -> Any:
        return self._valeurs[mots]

    def __iter__(self) -> Any:
        return iter(self._valeurs)

    def __len__(self) -> int:
        return len(self._valeurs)

    def chercher(self, texte: str) -> Any:
        """The value that a text means; None when it means none."""
        mots = mots_de(texte)
        trouvee = self._valeurs.get(mots)
        if trouvee is not None or PERDUE not in mots:
            return trouvee
        return self._chercher_ampute(mots)

    def _chercher_ampute(self, mots: str) -> Any:
        motif = re.compile("".join(".{1,2}" if signe == PERDUE else re.escape(signe) for signe in mots))
        trouvees = {str(v): v for connus, v in self._valeurs.items() if motif.fullmatch(connus)}
        return next(iter(trouvees.values())) if len(trouvees) == 1 else None


@dataclass(frozen=True, slots=True)
class NatureContrat:
    """The legal kind of a contract: its official value, and what the older format said with it."""

    officielle: str | None
    concession: bool
    accord_cadre: bool
    decp: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Procedure:
    """How a contract was awarded: the official value, and that of the fact where it has one."""

    officielle: str | None
    fait: str | None
    concession: bool


@dataclass(frozen=True, slots=True)
class Liste:
    """An official list of values, each under the same name inside it."""

    nom: str
    singulier: str
    aucune: str | None
    valeurs: Lexique


@dataclass(frozen=True, slots=True)
class Enumerations:
    """The whole table."""

    champs: Mapping[str, str]
    vides: frozenset[str]
    booleens: Mapping[str, bool]
    natures: Lexique
    natures_du_fait: Lexique
    procedures: Lexique
    procedures_du_fait: Lexique
    anciens_prix: Lexique
    valeurs: Mapping[str, Lexique]
    outre_mer: Mapping[str, str]
    listes: Mapping[str, Liste]
    natures_par_cpv: Mapping[str, str]
    contredit: Mapping[str, re.Pattern[str]]
    confirme: Mapping[str, re.Pattern[str]]
    maitrise_oeuvre: re.Pattern[str]
    pas_maitrise_oeuvre: re.Pattern[str]


def _lexique(table: Mapping[str, Iterable[str]]) -> Lexique:
    return Lexique((mot, valeur) for valeur, mots in table.items() for mot in (valeur, *mots))


def _un_de(mots: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(re.escape(un) for un in mots)})\b")


@cache
def enumerations() -> Enumerations:
    """Read once."""
    table = lire_table(_FICHIER)
    natures: list[tuple[str, NatureContrat]] = []
    for nature in table["natures"]:
        lue = NatureContrat(
            nature.get("officielle"), "concession" in nature, "accord_cadre" in nature, nature.get("decp", {})
        )
        natures.extend((mot, lue) for mot in nature["mots"])
    procedures: list[tuple[str, Procedure]] = []
    for procedure in table["procedures"]:
        mode = Procedure(procedure.get("officielle"), procedure.get("fait"), "concession" in procedure)
        procedures.extend((mot, mode) for mot in procedure["mots"])
    return Enumerations(
        champs={nom: champ for champ, noms in table["champs"].items() for nom in (champ, *noms)},
        vides=frozenset(table["vides"]),
        booleens={**dict.fromkeys(table["oui"], True), **dict.fromkeys(table["non"], False)},
        natures=Lexique(natures),
        natures_du_fait=_lexique(table["natures_du_fait"]),
        procedures=Lexique(procedures),
        procedures_du_fait=Lexique((mode.fait, mode.fait) for _, mode in procedures if mode.fait is not None),
        anciens_prix=_lexique(table["anciens_prix"]),
        valeurs={nom: _lexique(valeurs) for nom, valeurs in table["valeurs"].items()},
        outre_mer=table["outre_mer"],
        listes={
            nom: Liste(nom, liste["singulier"], liste.get("aucune"), _lexique(liste["valeurs"]))
            for nom, liste in table["listes"].items()
        },
        natures_par_cpv={debut: nature for nature, debuts in table["natures_par_cpv"].items() for debut in debuts},
        contredit={nature: _un_de(mots) for nature, mots in table["contredit"].items()},
        confirme={nature: _un_de(mots) for nature, mots in table["confirme"].items()},
        maitrise_oeuvre=_un_de(table["maitrise_oeuvre"]),
        pas_maitrise_oeuvre=_un_de(table["pas_maitrise_oeuvre"]),
    )


def lire_une_procedure(texte: str) -> tuple[str | None, str]:
    """The one procedure that a folded text names, as the register keeps it, and the text without it; of two, none.

    >>> lire_une_procedure("ceux en appel d'offres ouvert"), lire_une_procedure("en mapa ou en appel d'offres")[0]
    (('appel_offres', 'ceux en                      '), None)
    """
    connues = enumerations().procedures
    lettres = [[rang for rang, _ in un] for mot, un in groupby(enumerate(texte), lambda un: un[1].isalnum()) if mot]
    mots = [(un[0], un[-1] + 1) for un in lettres]
    lues: dict[str, tuple[int, int]] = {}
    rang = 0
    while rang < len(mots):
        for dernier in range(min(rang + MOTS_D_UNE_PROCEDURE, len(mots)), rang, -1):
            debut, fin = mots[rang][0], mots[dernier - 1][1]
            nom = " ".join(texte[slice(*un)] for un in mots[rang:dernier])
            lue = connues.chercher(nom) if len(nom) >= SIGLE_MIN else None
            if lue is not None and lue.fait is not None:
                lues[lue.fait] = (debut, fin)
                rang = dernier
                break
        else:
            rang += 1
    if len(lues) != 1:
        return None, texte
    ((nom, place),) = lues.items()
    return nom, texte[: place[0]] + " " * (place[1] - place[0]) + texte[place[1] :]


__all__ = [
    "Enumerations",
    "Lexique",
    "Liste",
    "NatureContrat",
    "Procedure",
    "enumerations",
    "lire_table",
    "lire_une_procedure",
    "mots_de",
]
