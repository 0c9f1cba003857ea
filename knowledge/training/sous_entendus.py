"""Learn what answers mean without saying it, measure hand by hand, write the model: `make sous-entendus`.

Every labelled answer to a question of yes or no, or to the nature or the procedure, is learned from; what answers something else, or
nothing, is the class of nothing. A fact is kept where so many of its values are right, of those that the grammar leaves, on hands
that were not learned from.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.ecoute.actes import DIRE
from knowledge.lecture.faits_dits import Attente, lire_faits
from knowledge.lecture.lecture import Lecteur
from knowledge.lecture.sous_entendus import FICHIER, RIEN, choisir, traits_de_reponse
from knowledge.plan.chargement import charger
from knowledge.recherche.modele import ecrire
from knowledge.regles.faits import NON, OUI, Fait, Genre, Vocabulaire
from knowledge.training.cpv import en_entete
from knowledge.training.ecoute_exemples import MAINS, Exemple, lire_la_main

# Hands that only measure.
A_MESURER = frozenset({"main08", "main09", "main12"})
# A day of the year in which the messages were written.
JOUR = date(2026, 11, 27)
PARTS = 6
C = 8.0
SEUIL = 0.5
# Of a hundred values told of a fact, so many must be right on hands never read; fewer than that many tell nothing of it.
JUSTESSE = 0.75
DITS_MIN = 2


@dataclass(frozen=True, slots=True)
class Reponse:
    """An answer in its question, and the value that it was labelled with; `lue`: the grammar reads one there."""

    fait: str
    traits: tuple[str, ...]
    valeur: str
    main: str
    lue: bool


def reponses(dossier: Path, vocabulaire: Vocabulaire) -> Iterator[Reponse]:
    """The labelled answers to what can be learned."""
    lecteur = Lecteur(vocabulaire)
    faits = {fait.nom: fait for fait in vocabulaire.values() if fait.genre in (Genre.OUI_NON, Genre.CHOIX)}
    for chemin in sorted(dossier.glob("*.jsonl")):
        for exemple in lire_la_main(chemin) if chemin.stem not in A_MESURER else ():
            fait = faits.get(exemple.contexte.question or "")
            pose = exemple.contexte.etape in ("question", "equipe") and exemple.contexte.role != "entreprise"
            if fait is not None and pose:
                traits = tuple(traits_de_reponse(fait.nom, exemple.texte))
                lue = fait.nom in lire_faits(lecteur, exemple.texte, JOUR, Attente(fait.nom))
                yield Reponse(fait.nom, traits, valeur_de(exemple, fait), chemin.stem, lue)


def valeur_de(exemple: Exemple, fait: Fait) -> str:
    """The value that an answer was labelled with; RIEN where it has none."""
    for acte in exemple.actes:
        dite = (acte.get("valeurs") or {}).get(fait.nom) if acte["nature"] in DIRE else None
        if isinstance(dite, bool):
            return OUI if dite else NON
        if isinstance(dite, str) and dite in fait.options:
            return dite
    avis = [acte["nature"] for acte in exemple.actes if acte["nature"] in (OUI, NON)]
    return avis[0] if avis and fait.genre is Genre.OUI_NON else RIEN


def apprendre(lues: Sequence[Reponse]) -> tuple[Any, Any]:
    """A fitted vectoriser and classifier."""
    vecteurs = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)
    entrees = vecteurs.fit_transform(lue.traits for lue in lues)
    modele = LogisticRegression(C=C, max_iter=300)
    modele.fit(entrees, [lue.valeur for lue in lues])
    return vecteurs, modele


def mesurer(lues: Sequence[Reponse], vocabulaire: Vocabulaire) -> dict[str, list[tuple[str, str | None]]]:
    """By fact, what was labelled and what is guessed by a model that read none of its hand's, where the grammar reads nothing."""
    mains = sorted({lue.main for lue in lues})
    mesures: dict[str, list[tuple[str, str | None]]] = {}
    for part in range(PARTS):
        caches = [lue for lue in lues if mains.index(lue.main) % PARTS == part and not lue.lue]
        vecteurs, modele = apprendre([lue for lue in lues if mains.index(lue.main) % PARTS != part])
        surete = modele.predict_proba(vecteurs.transform(lue.traits for lue in caches))
        for lue, parts in zip(caches, surete, strict=True):
            parmi = dict(zip(map(str, modele.classes_), map(float, parts), strict=True))
            devinee = choisir(parmi, sorted(vocabulaire[lue.fait].options), SEUIL)
            mesures.setdefault(lue.fait, []).append((lue.valeur, devinee))
    return mesures


def retenus(mesures: Mapping[str, Sequence[tuple[str, str | None]]]) -> frozenset[str]:
    """The facts whose values are right often enough; prints what was measured."""
    gardes = set()
    for fait, paires in sorted(mesures.items()):
        valeurs = [(voulu, lu) for voulu, lu in paires if voulu != RIEN]
        dites = [voulu == lu for voulu, lu in valeurs if lu is not None]
        bruit = sum(lu is not None for voulu, lu in paires if voulu == RIEN)
        if len(dites) >= DITS_MIN and sum(dites) >= JUSTESSE * len(dites):
            gardes.add(fait)
        print(
            f"{fait}: {len(valeurs)} valeurs, {len(dites)} dites, {sum(dites)} justes ; "
            f"{bruit} sur {len(paires) - len(valeurs)} sans valeur{'' if fait in gardes else ' ; laissé'}"
        )
    return frozenset(gardes)


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when no fact is read well enough."""
    options = argparse.ArgumentParser(prog="make sous-entendus", description=__doc__)
    options.add_argument("--mains", type=Path, default=MAINS)
    options.add_argument("--sortie", type=Path, default=FICHIER)
    lus = options.parse_args(arguments)
    vocabulaire = charger().vocabulaire
    lues = list(reponses(lus.mains, vocabulaire))
    gardes = retenus(mesurer(lues, vocabulaire))
    if not gardes:
        return 1
    vecteurs, modele = apprendre([lue for lue in lues if lue.fait in gardes])
    entete, poids = en_entete(vecteurs, modele, temperature=1.0, seuil=SEUIL)
    print(f"{lus.sortie.name} : {ecrire(entete, poids, lus.sortie)} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
