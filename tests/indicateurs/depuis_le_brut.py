"""The environmental and social shares per year, from the raw file alone: nothing of the importer is used.

    python tests/indicateurs/depuis_le_brut.py ../shared/data/decp.jsonl.gz

Reads the records in format v2, keeps one telling of each contract (same buyer and number, same letters of the object and
same notification, as some numbers serve twice: the last published replaces the others), and counts by year of notification
how many declare a consideration or that there is none, and how many declare one. Then, of the contracts of formalised
procedures, how many there are and how many declare no social consideration: those alone say something of an insertion
clause, that there is none. A contract that tells no procedure may be one of them.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections import Counter
from pathlib import Path

RIEN = {
    "considerationsEnvironnementales": ("considerationEnvironnementale", "Pas de considération environnementale"),
    "considerationsSociales": ("considerationSociale", "Pas de considération sociale"),
}


FORMALISEES = (
    "Appel d'offres ouvert", "Appel d'offres restreint", "Procédure avec négociation",
    "Procédure négociée avec mise en concurrence préalable", "Dialogue compétitif",
)  # fmt: skip


# What says of no contract whether it is formalised: that of one concession.
INCONNUES = ("", "Procédure négociée ouverte")


def lire(chemin: Path) -> list[dict]:
    """One telling of each contract."""
    derniers: dict[tuple[str, ...], dict] = {}
    with gzip.open(chemin, "rt", encoding="utf-8") as lignes:
        for ligne in lignes:
            brut = json.loads(ligne)
            if "v2" not in str(brut.get("_format")):
                continue
            acheteur = brut.get("acheteur") or brut.get("autoriteConcedante") or {}
            objet = "".join(lettre for lettre in str(brut.get("objet")).casefold() if lettre.isalnum())
            cle = (str(acheteur.get("id")), str(brut.get("id")).strip(), objet, str(brut.get("dateNotification")))
            publie = str(brut.get("datePublicationDonnees") or "")
            deja = derniers.get(cle)
            if deja is None or publie >= str(deja.get("datePublicationDonnees") or ""):
                derniers[cle] = brut
    return list(derniers.values())


def annee_de(brut: dict) -> int | None:
    annee = str(brut.get("dateNotification") or brut.get("dateSignature") or "")[:4]
    return int(annee) if annee.isdecimal() else None


def insertion(chemin: Path) -> dict[int, tuple[int, int]]:
    """By year: contracts of formalised procedures, or of none that is told, and how many of them say that there is no insertion clause."""
    comptes: dict[int, tuple[int, int]] = {}
    for brut in lire(chemin):
        annee = annee_de(brut)
        procedure = str(brut.get("procedure") or "").replace("’", "'")
        formalisee = "acheteur" in brut and procedure in FORMALISEES
        if annee is None or not (formalisee or procedure in INCONNUES):
            continue
        dedans, rien = RIEN["considerationsSociales"]
        tous, sans = comptes.get(annee, (0, 0))
        comptes[annee] = (
            tous + 1,
            sans + (formalisee and (brut.get("considerationsSociales") or {}).get(dedans) == [rien]),
        )
    return comptes


def compter(chemin: Path) -> dict[str, dict[int, tuple[int, int]]]:
    """By field and year: how many say, how many say yes."""
    comptes = {nom: (Counter(), Counter()) for nom in RIEN}
    for brut in lire(chemin):
        annee = annee_de(brut)
        if annee is None:
            continue
        for nom, (dedans, rien) in RIEN.items():
            dites = (brut.get(nom) or {}).get(dedans) or []
            if dites:
                disent, oui = comptes[nom]
                disent[annee] += 1
                oui[annee] += any(une != rien for une in dites)
    return {nom: {an: (disent[an], oui[an]) for an in sorted(disent)} for nom, (disent, oui) in comptes.items()}


if __name__ == "__main__":
    for champ, annees in compter(Path(sys.argv[1])).items():
        for annee, (disent, oui) in annees.items():
            print(f"{champ} {annee} : {oui} sur {disent}, soit {100 * oui / disent:.1f} %")
    for annee, (tous, sans) in sorted(insertion(Path(sys.argv[1])).items()):
        print(f"clause d'insertion {annee} : {sans} sans, sur {tous}")
