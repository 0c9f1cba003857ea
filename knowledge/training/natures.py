"""Learn the nature of what is bought from real contracts and labelled messages, measure hand by hand, write the model: `make cpv`.

Contracts: as `knowledge.training.cpv`; the division of the declared code says the nature (CPV, règlement (CE) n° 213/2008: 45 is
works, up to 44 and 48 are goods, the others services). Objects told in the labelled messages count more: they are said as buyers
say them. The threshold is set on hands that were not learned from.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.cpv.natures import FICHIER, traits_de_nature
from knowledge.cpv.nomenclature import tous
from knowledge.recherche.modele import ecrire
from knowledge.training.cpv import DONNEES, LIBELLE, PAR_ACHETEUR, en_entete, lire_les_objets
from knowledge.training.ecoute_exemples import MAINS, lire_la_main

TRAVAUX, FOURNITURES, SERVICES = "travaux", "fournitures", "services"
PARTS = 5
# What a message counts beside a contract.
MESSAGE = 3.0
C = 8.0
# Of a hundred natures told, so many must be right on hands never read.
JUSTESSE = 0.95
DITS_MIN = 40


@dataclass(frozen=True, slots=True)
class Objet:
    """What is bought, its nature, who told it, and what it counts."""

    traits: tuple[str, ...]
    nature: str
    main: str
    poids: float


def nature_du_code(code: str) -> str:
    """The nature that a CPV code declares.

    >>> nature_du_code("45000000"), nature_du_code("48000000"), nature_du_code("90910000")
    ('travaux', 'fournitures', 'services')
    """
    division = int(code[:2])
    if division == 45:
        return TRAVAUX
    return FOURNITURES if division < 45 or division == 48 else SERVICES


def contrats(chemin: Path) -> Iterator[Objet]:
    """The objects of contracts, each once a buyer, and the labels of the codes."""
    lus = list(
        dict.fromkeys((acheteur, objet, nature_du_code(code)) for acheteur, _, objet, code in lire_les_objets(chemin))
    )
    par_acheteur = Counter(acheteur for acheteur, _, _ in lus)
    for acheteur, objet, nature in lus:
        yield Objet(tuple(traits_de_nature(objet)), nature, "", min(1.0, sqrt(PAR_ACHETEUR / par_acheteur[acheteur])))
    for code, libelle in tous():
        yield Objet(tuple(traits_de_nature(libelle)), nature_du_code(code), "", LIBELLE)


def messages(dossier: Path) -> Iterator[Objet]:
    """The objects that labelled messages tell with their nature."""
    for chemin in sorted(dossier.glob("*.jsonl")):
        for exemple in lire_la_main(chemin):
            for acte in exemple.actes:
                valeurs = acte.get("valeurs") or {}
                objet, nature = valeurs.get("objet"), valeurs.get("nature")
                if isinstance(objet, str) and isinstance(nature, str) and nature in (TRAVAUX, FOURNITURES, SERVICES):
                    yield Objet(tuple(traits_de_nature(objet)), nature, chemin.stem, MESSAGE)


def apprendre(objets: Sequence[Objet]) -> tuple[Any, Any]:
    """A fitted vectoriser and classifier."""
    vecteurs = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)
    entrees = vecteurs.fit_transform(objet.traits for objet in objets)
    modele = LogisticRegression(C=C, max_iter=300)
    modele.fit(entrees, [objet.nature for objet in objets], sample_weight=[objet.poids for objet in objets])
    return vecteurs, modele


def mesurer(des_contrats: Sequence[Objet], dits: Sequence[Objet]) -> list[tuple[float, bool]]:
    """How sure, and whether right, for each object of a message, by a model that read none of its hand's."""
    mains = sorted({objet.main for objet in dits})
    mesures: list[tuple[float, bool]] = []
    for part in range(PARTS):
        caches = [objet for objet in dits if mains.index(objet.main) % PARTS == part]
        vus = [objet for objet in dits if mains.index(objet.main) % PARTS != part]
        vecteurs, modele = apprendre([*des_contrats, *vus])
        surete = modele.predict_proba(vecteurs.transform(objet.traits for objet in caches))
        for objet, parts in zip(caches, surete, strict=True):
            rang = int(parts.argmax())
            mesures.append((float(parts[rang]), str(modele.classes_[rang]) == objet.nature))
    return sorted(mesures, reverse=True)


def seuil_de(mesures: Sequence[tuple[float, bool]]) -> float:
    """The lowest sureness from which so many are right; above one when there is none."""
    bons, seuil = 0, 2.0
    for rang, (surete, juste) in enumerate(mesures, start=1):
        bons += juste
        dernier = rang == len(mesures) or mesures[rang][0] < surete  # as sure as that, all or none are told
        if dernier and rang >= DITS_MIN and bons >= JUSTESSE * rang:
            seuil = surete
    return round(seuil, 3)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when no sureness keeps what is promised."""
    options = argparse.ArgumentParser(prog="make cpv", description=__doc__)
    options.add_argument("donnees", type=Path, nargs="?", default=DONNEES)
    options.add_argument("--sortie", type=Path, default=FICHIER)
    lues = options.parse_args(arguments)
    des_contrats, dits = list(contrats(lues.donnees)), list(messages(MAINS))
    mesures = mesurer(des_contrats, dits)
    seuil = seuil_de(mesures)
    dites = [juste for surete, juste in mesures if surete >= seuil]
    print(f"{len(des_contrats)} contrats et libellés, {len(dits)} objets dits ; seuil {seuil}")
    print(
        f"mains jamais lues : {len(dites) / max(1, len(mesures)):.1%} dites, {sum(dites) / max(1, len(dites)):.1%} justes"
    )
    if seuil > 1:
        return 1
    vecteurs, modele = apprendre([*des_contrats, *dits])
    entete, poids = en_entete(vecteurs, modele, temperature=1.0, seuil=seuil)
    print(f"{lues.sortie.name} : {ecrire(entete, poids, lues.sortie)} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
