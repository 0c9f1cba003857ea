"""The headings of people's tables matched to our fields: proposed with how sure, checked on the values, changed at will."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from knowledge.registre.enumerations import enumerations, lire_table, mots_de
from knowledge.registre.valeurs import (
    Notes,
    chiffres_de,
    depuis_texte,
    en_texte,
    est_vide,
    lire_cpv,
    lire_date,
    lire_duree,
    lire_montant,
)

_FICHIER = Path(__file__).parent / "colonnes.yaml"
SURE = 90.0
POSSIBLE = 72.0
# What part of the sample must read as the field: below the first the column is not proposed, below the second it is doubtful.
PART_MIN, PART_SURE = 0.4, 0.8
# A field that ends in the wrong place is worse than one that is asked for: a long heading that only contains a name costs.
_PAR_MOT_DE_TROP = 7.0
_ENTETE_MAX = 80
_UNITES = (
    ("ans", re.compile(r"\b(?:ans?|annees?)\b")),
    ("jours", re.compile(r"\bjours?\b")),
    ("semaines", re.compile(r"\bsemaines?\b")),
)
# Headings that only an official table has: by two of them it is known.
_OFFICIELLES = frozenset(
    {
        "uid", "id", "acheteur_id", "acheteur.id", "titulaire_id", "titulaires.1.id", "codeCPV", "dureeMois", "dateNotification",
        "datePublicationDonnees", "objet", "montant", "formePrix", "lieuExecution.code", "acheteur", "titulaires", "nature", "procedure",
        "SIRETacheteur", "Iddumarche", "Objetmarche", "CodeCPV", "Datenotification", "Montantprevu",
    }
)  # fmt: skip
_OFFICIELLES_MIN = 4
_PROTEGE = re.compile(r"'(?=[=+\-@\t\r'])")


@dataclass(frozen=True, slots=True)
class Champ:
    """A field that a column can hold."""

    nom: str
    titre: str
    genre: str
    vers: str
    entetes: tuple[str, ...]
    pas: frozenset[str]
    sures: frozenset[str]


@dataclass(frozen=True, slots=True)
class Colonne:
    """A column of our export; `decp` names the official field it holds."""

    champ: str
    titre: str
    vers: str
    decp: str | None


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a field is read from: its heading (None: nothing), how sure from 0 to 100, and what to confirm.

    `doute` is a key of `doutes` in `colonnes.yaml`; "" when there is nothing to confirm.
    """

    champ: str
    entete: str | None
    note: float = 0.0
    doute: str = ""

    @property
    def sure(self) -> bool:
        return self.entete is not None and not self.doute


@dataclass(frozen=True, slots=True)
class Correspondance:
    """Which heading gives which field. `officielle`: an official table, or our export, that is read as it stands."""

    entetes: tuple[str, ...]
    propositions: tuple[Proposition, ...] = ()
    officielle: bool = False
    maison: Mapping[str, str] = field(default_factory=dict)

    @property
    def champs(self) -> dict[str, str]:
        """The heading of each field that has one."""
        return {p.champ: p.entete for p in self.propositions if p.entete is not None}

    @property
    def douteuses(self) -> tuple[Proposition, ...]:
        """What a person should confirm."""
        return tuple(p for p in self.propositions if p.doute)

    @property
    def inconnues(self) -> tuple[str, ...]:
        """Headings that give no field."""
        lues = {*self.champs.values(), *self.maison}
        return () if self.officielle else tuple(entete for entete in self.entetes if entete and entete not in lues)

    @property
    def a_confirmer(self) -> bool:
        """Whether a person must look before anything is read."""
        return not self.officielle and not self.maison and (bool(self.douteuses) or "numero" not in self.champs)

    def changer(self, nom: str, entete: str | None) -> Correspondance:
        """The same, that field read from that heading (None: from nothing), which then gives no other.

        Raises KeyError for a field or a heading that does not exist.
        """
        if nom not in champs_connus():
            raise KeyError(nom)
        if entete is not None and entete not in self.entetes:
            raise KeyError(entete)
        autres = [
            replace(p, entete=None, note=0.0, doute="") if entete is not None and p.entete == entete else p
            for p in self.propositions
            if p.champ != nom
        ]
        dites = {p.champ: p for p in (*autres, Proposition(nom, entete, 100.0 if entete is not None else 0.0))}
        rangees = tuple(dites[champ] for champ in champs_connus() if champ in dites)
        return replace(self, propositions=rangees, officielle=False)

    def confirmer(self) -> Correspondance:
        """The same, with nothing left to confirm."""
        return replace(self, propositions=tuple(replace(p, doute="") for p in self.propositions))

    def traduire(self, champs: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row under the names that the reader of records knows."""
        if self.officielle:
            return champs
        if self.maison:
            return {
                vers: _sans_protection(champs.get(entete)) for entete, vers in self.maison.items() if entete in champs
            }
        connus = champs_connus()
        traduits = {connus[nom].vers: champs.get(entete) for nom, entete in self.champs.items()}
        if (duree := self.champs.get("duree_mois")) is not None:
            traduits["duree_unite"] = unite_de(duree)
        return traduits

    @property
    def attendus(self) -> frozenset[str]:
        """The fields that the table has a column for, as the reader of records names them."""
        if self.officielle:
            noms = enumerations().champs
            return frozenset(noms[entete] for entete in self.entetes if entete in noms)
        if self.maison:
            return frozenset(self.maison.values())
        return frozenset(champs_connus()[nom].vers for nom in self.champs)

    def en_json(self) -> dict[str, Any]:
        """Read back by `depuis_json`."""
        return {
            "entetes": list(self.entetes),
            "propositions": [[p.champ, p.entete, p.note, p.doute] for p in self.propositions],
            "officielle": self.officielle,
            "maison": dict(self.maison),
        }

    @classmethod
    def depuis_json(cls, donnees: Mapping[str, Any]) -> Correspondance:
        """What `en_json` wrote; a field that is no more is left out."""
        return cls(
            tuple(donnees["entetes"]),
            tuple(Proposition(*p) for p in donnees["propositions"] if p[0] in champs_connus()),
            bool(donnees["officielle"]),
            dict(donnees.get("maison", {})),
        )


@cache
def _table() -> Any:
    return lire_table(_FICHIER)


@cache
def champs_connus() -> Mapping[str, Champ]:
    """Every field that a person's column can hold, by name."""
    return {
        nom: Champ(
            nom,
            champ["titre"],
            champ["genre"],
            champ.get("vers", nom),
            tuple(dict.fromkeys(mots_de(entete) for entete in (champ["titre"], *champ["entetes"]))),
            frozenset(mots_de(mots) for mots in champ.get("pas", ())),
            frozenset(mots_de(mots) for mots in champ.get("sures", ())),
        )
        for nom, champ in _table()["champs"].items()
    }


@cache
def colonnes_de_l_export() -> tuple[Colonne, ...]:
    """Our own columns, in their order."""
    toutes = {nom: Colonne(nom, champ.titre, champ.vers, None) for nom, champ in champs_connus().items()}
    toutes |= {
        une["champ"]: Colonne(une["champ"], une["titre"], une["champ"], une.get("decp")) for une in _table()["export"]
    }
    return tuple(toutes[nom] for nom in _table()["ordre"])


def doutes() -> Mapping[str, str]:
    """What each doubt means, in French."""
    return dict(_table()["doutes"])


def proteger(texte: str) -> str:
    """A text that no spreadsheet takes for a formula, read back as it was by our import.

    >>> proteger("=2+2"), proteger("- lot"), proteger("lot")
    ("'=2+2", "'- lot", 'lot')
    """
    return f"'{texte}" if texte[:1] in ("=", "+", "-", "@", "\t", "\r") or _PROTEGE.match(texte) else texte


def doubler(texte: str) -> str:
    """A text whose own quote is not taken for that of `proteger`: where cells are typed, nothing else needs it."""
    return f"'{texte}" if _PROTEGE.match(texte) else texte


def _sans_protection(valeur: Any) -> Any:
    return valeur[1:] if isinstance(valeur, str) and _PROTEGE.match(valeur) else valeur


def unite_de(entete: str) -> str:
    """The unit that a heading of durations says; months when it says none.

    >>> unite_de("Durée (ans)"), unite_de("Durée du marché"), unite_de("Durée en mois (3 ans maxi)")
    ('ans', 'mois', 'mois')
    """
    mots = mots_de(entete)
    if re.search(r"\bmois\b", mots):
        return "mois"
    return next((unite for unite, motif in _UNITES if motif.search(mots)), "mois")


# --- matching ---------------------------------------------------------------------------------------------------------


def reconnues(entetes: Sequence[str]) -> int:
    """How well a row is known as headings."""
    return sum(_est_connue(entete) for entete in entetes if entete and len(entete) <= _ENTETE_MAX)


@lru_cache(maxsize=4096)
def _est_connue(entete: str) -> int:
    if entete in enumerations().champs or any(entete == colonne.titre for colonne in colonnes_de_l_export()):
        return 3
    return 2 if max(_ressemble(mots_de(entete), champ) for champ in champs_connus().values()) >= SURE else 0


def _ressemble(mots: str, champ: Champ) -> float:
    """How much a folded heading says a field, from 0 to 100."""
    cerne = f" {mots} "
    if not mots or any(f" {pas} " in cerne for pas in champ.pas):
        return 0.0
    if mots in champ.entetes:
        return 100.0
    return max(_approche(mots, connu) for connu in champ.entetes)


# A word of a heading mistyped is still nearer than this to the one it means.
_MEME_MOT = 75.0


@lru_cache(maxsize=65_536)
def _approche(mots: str, connu: str) -> float:
    if len(connu) < 4:
        return 0.0
    if f" {connu} " in f" {mots} ":
        return 96.0 - _PAR_MOT_DE_TROP * (len(mots.split()) - len(connu.split()))
    note = fuzz.ratio(mots, connu)
    if note < POSSIBLE:
        return 0.0
    dits = mots.split()
    return note if all(max(fuzz.ratio(mot, dit) for dit in dits) >= _MEME_MOT for mot in connu.split()) else 0.0


def proposer(entetes: Sequence[str], echantillon: Sequence[Mapping[str, Any]]) -> Correspondance:
    """For each field the heading that says it best, checked on the sample of rows (values by heading)."""
    titres = {colonne.titre: colonne.vers for colonne in colonnes_de_l_export()}
    notres = {entete: titres[entete] for entete in entetes if entete in titres}
    if {"acheteur_id", "numero", "titulaires"} <= set(notres.values()):
        return Correspondance(tuple(entetes), maison=notres)
    if sum(entete in _OFFICIELLES for entete in entetes) >= _OFFICIELLES_MIN:
        return Correspondance(tuple(entetes), officielle=True)
    notes = [
        (note, -rang, nom, entete)
        for rang, entete in enumerate(entetes)
        for nom, champ in champs_connus().items()
        if (note := _ressemble(mots_de(entete), champ)) >= POSSIBLE
    ]
    prises: dict[str, Proposition] = {}
    lues: set[str] = set()
    refusees: dict[str, Proposition] = {}
    for note, _, nom, entete in sorted(notes, reverse=True):
        if entete in lues:
            continue
        proposition = _verifier(nom, entete, note, echantillon)
        if proposition.entete is None:
            refusees.setdefault(nom, proposition)
        elif nom not in prises:
            prises[nom] = proposition
            lues.add(entete)
        elif not prises[nom].doute and note >= SURE and prises[nom].note - note < 5:
            prises[nom] = replace(prises[nom], doute="deux_colonnes")
    prises |= {nom: refusee for nom, refusee in refusees.items() if nom not in prises}
    if "montant_ht" not in prises and any(re.search(r"\bttc\b", mots_de(entete)) for entete in entetes):
        prises["montant_ht"] = Proposition("montant_ht", None, 0.0, "montant_ttc")
    return Correspondance(tuple(entetes), tuple(prises.get(nom, Proposition(nom, None)) for nom in champs_connus()))


def _verifier(nom: str, entete: str, note: float, echantillon: Sequence[Mapping[str, Any]]) -> Proposition:
    champ = champs_connus()[nom]
    valeurs = [valeur for rangee in echantillon if not est_vide(valeur := rangee.get(entete))]
    if nom == "duree_mois":
        unite = unite_de(entete)
        part = _part(valeurs, lambda valeur: lire_duree(valeur, "", Notes(), unite=unite) is not None)
    else:
        part = _part(valeurs, _LECTEURS.get(champ.genre, _est_du_texte))
    if part < PART_MIN:
        return Proposition(nom, None, note, "valeurs_autres")
    mots = mots_de(entete)
    if part < PART_SURE:
        doute = "valeurs_melangees"
    elif nom == "montant_ht" and not re.search(r"\bht\b|hors tax", mots):
        doute = "taxe_non_dite"
    elif champ.sures and mots not in champ.sures and note >= SURE and "notif" not in mots:
        doute = "date_de_debut"
    else:
        doute = "" if note >= SURE else "titre_approchant"
    return Proposition(nom, entete, round(note, 1), doute)


def _part(valeurs: Sequence[Any], lit: Callable[[Any], bool]) -> float:
    """The part of the values that read so; an empty column proves nothing against its heading."""
    return 1.0 if not valeurs else sum(lit(valeur) for valeur in valeurs) / len(valeurs)


def _est_du_texte(valeur: Any) -> bool:
    return isinstance(depuis_texte(valeur), str | int | float | list | dict)


def _est_un_montant(valeur: Any) -> bool:
    if not isinstance(valeur, str | int | float) or isinstance(valeur, bool):
        return False
    notes = Notes()
    lire_montant(valeur, "", notes)
    return not any(note.cause in ("montant_illisible", "montant_ttc") for note in notes.liste)


_LECTEURS: Mapping[str, Callable[[Any], bool]] = {
    "montant": _est_un_montant,
    "date": lambda valeur: lire_date(valeur, "", Notes(), au_mois="debut") is not None,
    "cpv": lambda valeur: lire_cpv(valeur, Notes()) is not None,
    "siret": lambda valeur: re.fullmatch(r"\d{9}|\d{13,14}", chiffres_de(valeur)) is not None,
    "oui_non": lambda valeur: mots_de(en_texte(valeur)) in enumerations().booleens,
    "nature": lambda valeur: (
        enumerations().natures_du_fait.chercher(en_texte(valeur)) is not None
        or enumerations().natures.chercher(en_texte(valeur)) is not None
    ),
    "procedure": lambda valeur: enumerations().procedures.chercher(en_texte(valeur)) is not None,
}


__all__ = [
    "Champ",
    "Colonne",
    "Correspondance",
    "Proposition",
    "champs_connus",
    "colonnes_de_l_export",
    "doubler",
    "doutes",
    "proposer",
    "proteger",
    "reconnues",
    "unite_de",
]
