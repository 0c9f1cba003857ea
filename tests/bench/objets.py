"""Reads every object of the real contract records and tells what came out: `make objets`.

The records are public data kept beside the repository (`SPASER_DONNEES`, or the first argument): none is copied here.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import re
import statistics
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.francais.nombres import EN_LETTRES
from knowledge.francais.texte import plier
from knowledge.lecture import Lecteur, Lecture, Lu
from knowledge.plan.chargement import charger
from knowledge.regles.faits import Ensemble, Intervalle, Options, Possible, Texte

JOUR = date(2026, 11, 24)
RACINE = Path(__file__).parents[2]
DONNEES = RACINE.parent / "shared" / "data" / "decp.jsonl.gz"
# A number with a word of money, or of time, close to it: written apart from the reader, to check it.
_NOMBRE = rf"(?:\d|{EN_LETTRES})"
_ARGENT = (
    r"(?:€|euros?\b|\beur\b|\bk€?(?=\W|$)|\bm€|\bmillions?\b|\bht\b|\bttc\b|\bhors taxes?\b|\bmontant|\bmaxi|\bmini)"
)
_TEMPS = r"(?:\bans?\b|\bannees?\b|\bmois\b|\bsemaines?\b|\bjours?\b|\btrimestres?\b|\bsemestres?\b|\b(?:19|20)\d\d\b)"
NOMBRE_ET_ARGENT = re.compile(rf"{_NOMBRE}.{{0,25}}{_ARGENT}|{_ARGENT}.{{0,40}}{_NOMBRE}")
NOMBRE_ET_TEMPS = re.compile(rf"{_NOMBRE}.{{0,15}}{_TEMPS}|{_TEMPS}.{{0,15}}{_NOMBRE}")
PREUVES = {"montant_ht": NOMBRE_ET_ARGENT, "duree_mois": NOMBRE_ET_TEMPS}
DITS = ("montant_ht", "duree_mois", "nature", "segments", "procedure")
DATES = ("date_attribution", "date_consultation")
SANS_INTERET = {"objet"}
NATURES = ("travaux", "fournitures", "services", "maitrise_oeuvre", "concession")
RIEN = "-"


@dataclass(frozen=True, slots=True)
class Releve:
    """One record and what was read of its object, in how many milliseconds; `lecture` is None when it raised."""

    objet: str
    division: str
    nature3: str
    lecture: Lecture | None
    ms: float

    @property
    def lus(self) -> Iterator[Lu]:
        """All that was read, what is only to be confirmed too."""
        if self.lecture is not None:
            yield from (lu for lu in (*self.lecture.lus, *self.lecture.sous_reserve) if lu.nom not in SANS_INTERET)

    def lu(self, nom: str) -> Lu | None:
        """What was read of a fact; of a nature, the one read and not those ruled out."""
        return next(
            (lu for lu in self.lus if lu.nom == nom and (nom != "nature" or isinstance(_valeur(lu.possible), str))),
            None,
        )

    @property
    def nature(self) -> str:
        lu = self.lu("nature")
        return RIEN if lu is None else str(_valeur(lu.possible))

    @property
    def inventes(self) -> list[str]:
        """The amounts and durations read where the object holds no number beside money, or beside a time."""
        plie = plier(self.objet).texte
        return [nom for nom, preuve in PREUVES.items() if self.lu(nom) is not None and not preuve.search(plie)]


def _valeur(possible: Possible) -> object:
    match possible:
        case Options():
            return possible.seule
        case Intervalle():
            return possible.seule or f"[{possible.bas} ; {possible.haut}]"
        case Ensemble():
            return ", ".join(sorted(possible.dedans))
        case Texte():
            return possible.texte


def relever(chemin: Path) -> list[Releve]:
    """Read the object of every record; what raises is told on stderr and counted."""
    lecteur = Lecteur(charger().vocabulaire)
    releves = []
    with gzip.open(chemin, "rt", encoding="utf-8") as lignes:
        for ligne in lignes:
            contrat = json.loads(ligne)
            objet = contrat.get("_objet") or ""
            debut = time.perf_counter()
            try:
                lecture = lecteur.lire(objet, JOUR)
            except Exception:  # noqa: BLE001 - what this script is there to count
                lecture = None
                print(f"{objet}\n{traceback.format_exc()}", file=sys.stderr)
            ms = (time.perf_counter() - debut) * 1000
            releves.append(
                Releve(objet, contrat.get("_division") or RIEN, contrat.get("_nature3") or RIEN, lecture, ms)
            )
    return releves


def en_bref(releve: Releve) -> str:
    lus = [
        f"{lu.nom}={_valeur(lu.possible)}{'' if lu.sur else '?'} «{lu.mots}»"
        for lu in releve.lus
        if lu.nom != "nature" or isinstance(_valeur(lu.possible), str)
    ]
    return f"[{releve.division} {releve.nature3}] {releve.objet}\n      {' | '.join(lus) or RIEN}"


def compter(releves: list[Releve]) -> None:
    lisibles = [r for r in releves if r.lecture is not None]
    print(f"objects read: {len(lisibles)} of {len(releves)}, exceptions: {len(releves) - len(lisibles)} (must be 0)")
    for nom in DITS:
        lus = [lu for r in lisibles if (lu := r.lu(nom)) is not None]
        print(f"  {nom}: {len(lus)} ({sum(lu.sur for lu in lus)} stated, the others to be confirmed)")
    print(f"  a date: {sum(any(r.lu(nom) for nom in DATES) for r in lisibles)}")
    autres = Counter(lu.nom for r in lisibles for lu in r.lus if lu.nom not in {*DITS, *DATES})
    print(f"  other facts: {', '.join(f'{nom} {combien}' for nom, combien in autres.most_common())}")
    print(f"  nothing at all: {sum(not any(r.lus) for r in lisibles)}")
    ms = [r.ms for r in releves]
    print(
        f"  time per text: median {statistics.median(ms):.2f} ms, p99 {statistics.quantiles(ms, n=100)[-1]:.2f} ms, "
        f"max {max(ms):.2f} ms"
    )


def confronter(releves: Iterable[Releve]) -> None:
    """The nature read against the one deduced from the CPV, which knows no designer's contract and no concession."""
    table = Counter((r.nature3, r.nature) for r in releves)
    colonnes = (*NATURES, RIEN)
    print("nature of the CPV (lines) against nature read (columns):")
    print(" " * 14 + "".join(f"{colonne:>16}" for colonne in colonnes))
    for ligne in ("travaux", "fournitures", "services", RIEN):
        print(f"{ligne:>14}" + "".join(f"{table[ligne, colonne]:>16}" for colonne in colonnes))
    juges = [r for r in releves if r.nature3 != RIEN and r.nature in NATURES[:3]]
    d_accord = sum(r.nature3 == r.nature for r in juges)
    surs = [r for r in juges if (lu := r.lu("nature")) is not None and lu.sur]
    print(
        f"  agree: {d_accord} of {len(juges)} ({d_accord / len(juges):.1%}); of those stated, "
        f"{sum(r.nature3 == r.nature for r in surs)} of {len(surs)} "
        f"({sum(r.nature3 == r.nature for r in surs) / max(1, len(surs)):.1%})"
    )
    moe = [r for r in releves if r.nature == "maitrise_oeuvre"]
    print(f"  maitrise_oeuvre: {len(moe)}, of which {sum(r.division == '71' for r in moe)} in CPV division 71")


def montrer(titre: str, releves: Iterable[Releve]) -> None:
    montres = list(releves)
    print(f"\n{titre}: {len(montres)}")
    for rang, releve in enumerate(montres, 1):
        print(f"{rang:>5} {en_bref(releve)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("donnees", nargs="?", type=Path, default=Path(os.environ.get("SPASER_DONNEES") or DONNEES))
    parser.add_argument(
        "--echantillon", type=int, default=0, metavar="N", help="show N random objects and their reading"
    )
    parser.add_argument("--desaccords", type=int, default=0, metavar="N", help="show N whose nature is not the CPV's")
    parser.add_argument("--graine", type=int, default=1, metavar="N", help="the seed of what is drawn")
    parser.add_argument("--montants", action="store_true", help="show every object that gave an amount")
    parser.add_argument("--durees", action="store_true", help="show every object that gave a duration")
    demande = parser.parse_args()
    if not demande.donnees.is_file():
        print(
            f"{demande.donnees} : fichier absent. Indiquez les données essentielles (une ligne JSON par contrat, gzip) "
            "en argument ou dans SPASER_DONNEES.",
            file=sys.stderr,
        )
        return 2
    releves = relever(demande.donnees)
    compter(releves)
    inventes = [r for r in releves if r.inventes]
    print(f"  invented amounts or durations: {len(inventes)} (must be 0)")
    confronter(releves)
    rng = random.Random(demande.graine)
    if inventes:
        montrer("invented", inventes)
    if demande.montants:
        montrer("amounts", (r for r in releves if r.lu("montant_ht")))
    if demande.durees:
        montrer("durations", (r for r in releves if r.lu("duree_mois")))
    if demande.echantillon:
        montrer("random objects", rng.sample(releves, min(demande.echantillon, len(releves))))
    if demande.desaccords:
        contraires = [
            r for r in releves if RIEN not in {r.nature3, r.nature} and r.nature3 != r.nature and r.division != "71"
        ]
        montrer("natures that disagree", rng.sample(contraires, min(demande.desaccords, len(contraires))))
    return 1 if inventes or any(r.lecture is None for r in releves) else 0


if __name__ == "__main__":
    sys.exit(main())
