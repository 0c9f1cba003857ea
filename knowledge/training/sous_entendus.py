"""Learn what answers mean without saying it, measure hand by hand, write the model: `make sous-entendus`.

Every labelled answer to a question of yes or no, or to the nature or the procedure, is learned from; what answers something else, or
nothing, is the class of nothing. Each fact has its own threshold: the lowest at which so many of its guesses are right, of what the
grammar leaves, on hands that were not learned from. A fact that has none is not learned.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
PARTS = 3
C = 8.0
SEUILS = (0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8)
# Of a hundred values told of a fact, so many must be right on hands never read, and so many of what is told at all, answers that
# mean none of its values included; fewer right ones than that many tell nothing of it.
JUSTESSE = 0.8
JUSTESSE_DE_TOUT = 0.6
DITS_MIN = 4


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


def mesurer(lues: Sequence[Reponse]) -> dict[str, list[tuple[str, Mapping[str, float]]]]:
    """By fact, what was labelled and how sure each class is to a model that read none of its hand's, where the grammar reads nothing."""
    mains = sorted({lue.main for lue in lues})
    mesures: dict[str, list[tuple[str, Mapping[str, float]]]] = {}
    for part in range(PARTS):
        caches = [lue for lue in lues if mains.index(lue.main) % PARTS == part and not lue.lue]
        vecteurs, modele = apprendre([lue for lue in lues if mains.index(lue.main) % PARTS != part])
        surete = modele.predict_proba(vecteurs.transform(lue.traits for lue in caches))
        for lue, parts in zip(caches, surete, strict=True):
            parmi = dict(zip(map(str, modele.classes_), map(float, parts), strict=True))
            mesures.setdefault(lue.fait, []).append((lue.valeur, parmi))
    return mesures


@dataclass(frozen=True, slots=True)
class Compte:
    """What was guessed of one fact: right values, wrong ones, and those guessed where none was meant."""

    justes: int
    faux: int
    bruit: int

    @property
    def suffit(self) -> bool:
        dits = self.justes + self.faux
        return self.justes >= max(DITS_MIN, JUSTESSE * dits) and self.justes >= JUSTESSE_DE_TOUT * (dits + self.bruit)


def compter(paires: Sequence[tuple[str, Mapping[str, float]]], options: Sequence[str], seuil: float) -> Compte:
    """What is guessed of one fact at a threshold."""
    devines = [(voulu, choisir(dict(surete), options, seuil)) for voulu, surete in paires]
    dits = [(voulu, lu) for voulu, lu in devines if lu is not None]
    justes, bruit = sum(voulu == lu for voulu, lu in dits), sum(voulu == RIEN for voulu, _ in dits)
    return Compte(justes, len(dits) - justes - bruit, bruit)


def retenus(
    mesures: Mapping[str, Sequence[tuple[str, Mapping[str, float]]]], vocabulaire: Vocabulaire
) -> dict[str, float]:
    """The threshold of each fact whose values are right often enough; prints what was measured."""
    seuils: dict[str, float] = {}
    for fait, paires in sorted(mesures.items()):
        options = sorted(vocabulaire[fait].options)
        comptes = {seuil: compter(paires, options, seuil) for seuil in SEUILS}
        seuil = next((seuil for seuil in SEUILS if comptes[seuil].suffit), None)
        if seuil is not None:
            seuils[fait] = seuil
        compte = comptes[seuil if seuil is not None else SEUILS[-1]]
        valeurs = sum(voulu != RIEN for voulu, _ in paires)
        print(
            f"{fait}: {valeurs} valeurs, {compte.justes} justes, {compte.faux} fausses ; {compte.bruit} sur "
            f"{len(paires) - valeurs} sans valeur ; {'laissé' if seuil is None else f'seuil {seuil}'}"
        )
    return seuils


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns 1 when no fact is read well enough."""
    options = argparse.ArgumentParser(prog="make sous-entendus", description=__doc__)
    options.add_argument("--mains", type=Path, default=MAINS)
    options.add_argument("--sortie", type=Path, default=FICHIER)
    lus = options.parse_args(arguments)
    vocabulaire = charger().vocabulaire
    lues = list(reponses(lus.mains, vocabulaire))
    seuils = retenus(mesurer(lues), vocabulaire)
    if not seuils:
        return 1
    vecteurs, modele = apprendre([lue for lue in lues if lue.fait in seuils])
    entete, poids = en_entete(vecteurs, modele, temperature=1.0, seuil=max(SEUILS))
    entete = replace(entete, seuils=seuils)
    print(f"{lus.sortie.name} : {ecrire(entete, poids, lus.sortie)} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
