"""Learn what messages do, measure hand by hand, and write the model: `make ecoute`.

Everything that is told was measured on hands that were not learned from: the hands are dealt out in parts, and each part is heard
by a model of the others. The model is refused when it reads worse than the one it replaces, unless `--forcer`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from knowledge.cpv import Familles
from knowledge.ecoute.actes import DIRE, Entendu
from knowledge.ecoute.faits import LecteurDeFaits, signes
from knowledge.ecoute.modele import FICHIER, Flottants, Modele
from knowledge.ecoute.oreille import Ecoute, regrouper
from knowledge.lecture.lecture import Lecteur
from knowledge.plan.chargement import charger
from knowledge.training.ecoute_exemples import MAINS, Exemple, lire, lire_la_main, parts
from knowledge.training.ecoute_modele import (
    Corpus,
    apprendre_les_ensembles,
    apprendre_les_tetes,
    noter,
    resumer_tout,
    toutes_les_tetes,
)

PARTS = 6
# A day of the year in which the messages were written.
JOUR = date(2026, 11, 27)
# How many messages it may ask back, at most.
PART_DEMANDEE = 0.21
MESURES = FICHIER.with_name("mesures.json")
# A new model may be so many points worse, by chance, and no more.
TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class Apprentissage:
    """Both stages fitted: a model for each part, of the other parts, and one of all."""

    corpus: Corpus
    de_parts: Sequence[tuple[NDArray[np.bool_], Modele]]
    de_tout: Modele


def apprendre(corpus: Corpus, lecteur: Lecteur, *, tout: bool = True) -> Apprentissage:
    """Fit. The second stage reads scores of messages that the first has not learned from."""
    exemples = corpus.exemples
    tetes = toutes_les_tetes(exemples)
    marques = [corpus.marquer(mains) for mains in parts(exemples, PARTS)]
    premiers = [apprendre_les_tetes(corpus, ~marque, tetes) for marque in marques]
    combien = premiers[0].combien
    notes = np.zeros((len(exemples), len(tetes)), np.float32)
    resumes: Flottants | None = None
    clauses = np.zeros((corpus.clauses.shape[0], len(tetes)), np.float32)
    de_qui = np.repeat(np.arange(len(exemples)), np.diff(corpus.bornes))
    for marque, modele in zip(marques, premiers, strict=True):
        notes[marque] = noter(modele, corpus.entiers[marque])
        clauses[marque[de_qui]] = noter(modele, corpus.clauses[marque[de_qui]])
    resumes = resumer_tout(corpus, notes, clauses, combien)
    natures = premiers[0].entete.natures
    # A first pass over everything says which messages tell facts, and which facts they tell.
    tout_lu = _second(premiers[0], resumes, exemples, natures, combien)
    dites = np.array([tout_lu.chances(resume) for resume in resumes])
    poids_des_faits = _apprendre_les_faits(exemples, dites, tout_lu, notes, lecteur)
    doutes = _doutes(exemples, dites, tout_lu)
    seuil = float(np.quantile(doutes, 1 - PART_DEMANDEE))
    des_parts = []
    for marque, modele in zip(marques, premiers, strict=True):
        appris = _second(
            modele, resumes[~marque], [e for e, m in zip(exemples, marque, strict=True) if not m], natures, combien
        )
        des_parts.append((marque, appris.avec(appris.second, appris.entete.ensembles, seuil, poids_des_faits)))
    final = premiers[0]
    if tout:
        final = apprendre_les_tetes(corpus, np.ones(len(exemples), bool), tetes)
    final = final.avec(tout_lu.second, tout_lu.entete.ensembles, seuil, poids_des_faits)
    return Apprentissage(corpus, des_parts, final)


def _second(
    modele: Modele, resumes: Flottants, exemples: Sequence[Exemple], natures: Sequence[str], combien: int
) -> Modele:
    ensembles = sorted({ensemble for exemple in exemples for ensemble in exemple.ensembles})
    second = apprendre_les_ensembles(resumes, exemples, ensembles, natures, combien)
    return modele.avec(second, ensembles, 1.0, ())


def _doutes(exemples: Sequence[Exemple], dites: Flottants, modele: Modele) -> NDArray[np.float64]:
    ecoute = Ecoute(LecteurDeFaits(Lecteur({})), lambda: modele)  # type: ignore[arg-type]
    return np.array(
        [
            ecoute.doute(regrouper(chances, modele.entete.ensembles, exemple.contexte))
            for exemple, chances in zip(exemples, dites, strict=True)
        ]
    )


def _apprendre_les_faits(
    exemples: Sequence[Exemple], dites: Flottants, modele: Modele, notes: Flottants, lecteur: Lecteur
) -> tuple[float, ...]:
    """Whether a fact is told, from what the model, the reader and the question say, where the message seems to tell some."""
    lit = LecteurDeFaits(lecteur)
    lignes, reponses = [], []
    for exemple, chances, note in zip(exemples, dites, notes, strict=True):
        if not DIRE & set(modele.entete.ensembles[int(chances.argmax())]):
            continue
        lus = lit.lire(exemple.texte, exemple.contexte, JOUR)
        pose = exemple.contexte.question
        for nom in {*lus.dits, *lus.devines, *([pose] if pose else [])} - {"lots"}:
            rang = modele.rang.get(f"fait:{nom}")
            lignes.append(signes(nom, float(note[rang]) if rang is not None else -9.0, lus, exemple.contexte))
            reponses.append(nom in exemple.faits)
    regression = LogisticRegression(C=10.0, fit_intercept=False, max_iter=1000).fit(np.array(lignes), reponses)
    return tuple(round(float(poids), 4) for poids in regression.coef_[0])


# --- measures ---------------------------------------------------------------------------------------------------------

Mesure = Mapping[str, float]


def juger(exemple: Exemple, entendu: Entendu) -> dict[str, bool]:
    """How one message was heard."""
    actes = [acte.en_dict() for acte in entendu.actes]
    demande = [[acte.en_dict() for acte in lecture] for lecture in entendu.demande]
    famille = exemple.de_la_famille(actes)
    return {
        "exact": not demande and exemple.exact(actes),
        "famille": not demande and famille,
        "tape": any(map(exemple.de_la_famille, demande)) if demande else famille,
        "demande": bool(demande),
        "nuit": not demande and exemple.nuit(actes),
    }


def resumer_les_jugements(jugements: Sequence[Mapping[str, bool]]) -> dict[str, float]:
    """In per cent; `n` is how many messages."""
    noms = jugements[0]
    return {"n": len(jugements)} | {
        nom: round(100 * sum(jugement[nom] for jugement in jugements) / len(jugements), 1) for nom in noms
    }


def mesurer(apprentissage: Apprentissage, lecteur: Lecteur) -> list[tuple[Exemple, dict[str, bool]]]:
    """Every message heard from end to end by a model of other hands."""
    juges: list[tuple[Exemple, dict[str, bool]]] = []
    for marque, modele in apprentissage.de_parts:
        ecoute = Ecoute.depuis(lecteur, lambda modele=modele: modele)  # type: ignore[misc]
        vus = (e for e, m in zip(apprentissage.corpus.exemples, marque, strict=True) if m)
        juges += [(e, juger(e, ecoute.ecouter(e.texte, e.contexte, JOUR))) for e in vus]
    return juges


SORTES: Mapping[str, Callable[[Exemple], str]] = {
    "": lambda _: "ensemble",
    "rôle": lambda e: e.contexte.role,
    "actes": lambda e: "plusieurs actes" if len(e.actes) > 1 else "un acte",
    "difficulté": lambda e: "difficile" if e.piege else "ordinaire",
    "main": lambda e: e.main,
}


def tableau(juges: Iterable[tuple[Exemple, Mapping[str, bool]]]) -> dict[str, dict[str, float]]:
    """The measures of everything, then by role, by number of acts, by difficulty and by hand."""
    juges = list(juges)
    lignes: dict[str, dict[str, float]] = {}
    for sorte in SORTES.values():
        for nom in sorted({sorte(exemple) for exemple, _ in juges}):
            lignes[nom] = resumer_les_jugements([j for exemple, j in juges if sorte(exemple) == nom])
    return lignes


def ecrire_le_tableau(lignes: Mapping[str, Mapping[str, float]]) -> None:
    noms = list(next(iter(lignes.values())))
    print(" " * 18 + "".join(nom.rjust(9) for nom in noms))
    for nom, mesures in lignes.items():
        print(nom.ljust(18) + "".join(f"{mesures[cle]:9g}" for cle in noms))


def courbe(exemples: Sequence[Exemple], lecteur: Lecteur, nombres: Sequence[int]) -> dict[str, dict[str, float]]:
    """The same measure with fewer hands to learn from."""
    mains = sorted({exemple.main for exemple in exemples}, key=lambda main: (main[-1], main))
    lignes = {}
    for nombre in nombres:
        gardees = set(mains[:nombre])
        reduit = Corpus.compter([exemple for exemple in exemples if exemple.main in gardees])
        juges = mesurer(apprendre(reduit, lecteur, tout=False), lecteur)
        lignes[f"{nombre} mains"] = resumer_les_jugements([j for _, j in juges])
    return lignes


def pire(nouvelles: Mapping[str, float], anciennes: Mapping[str, float]) -> str | None:
    """Why a model is refused in favour of the one before; None when it is not."""
    if nouvelles["tape"] < anciennes["tape"] - TOLERANCE or nouvelles["exact"] < anciennes["exact"] - 2 * TOLERANCE:
        return f"lit moins bien : {nouvelles['tape']} % contre {anciennes['tape']} %"
    if nouvelles["nuit"] > anciennes["nuit"] + TOLERANCE:
        return f"nuit davantage : {nouvelles['nuit']} % contre {anciennes['nuit']} %"
    return None


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="make ecoute", description=__doc__)
    options.add_argument("--sortie", type=Path, default=FICHIER)
    options.add_argument("--forcer", action="store_true", help="write the model even if it reads worse")
    options.add_argument("--courbe", type=int, nargs="*", default=[], metavar="N", help="measure with N hands too")
    options.add_argument(
        "--nouvelle", type=Path, nargs="*", default=[], help="first hear these hands by the model there is"
    )
    lus = options.parse_args(arguments)
    pack = charger()
    lecteur = Lecteur(pack.vocabulaire, Familles(pack.familles))
    for chemin in lus.nouvelle:
        ecoute = Ecoute.depuis(lecteur)
        juges = [(e, juger(e, ecoute.ecouter(e.texte, e.contexte, JOUR))) for e in lire_la_main(chemin)]
        ecrire_le_tableau(tableau(juges))
    if lus.nouvelle:
        return 0
    exemples = lire(MAINS)
    apprentissage = apprendre(Corpus.compter(exemples), lecteur)
    lignes = tableau(mesurer(apprentissage, lecteur)) | courbe(exemples, lecteur, lus.courbe)
    ecrire_le_tableau(lignes)
    mesures = lus.sortie.with_name(MESURES.name)
    if mesures.exists() and not lus.forcer:
        raison = pire(lignes["ensemble"], json.loads(mesures.read_text("utf-8"))["ensemble"])
        if raison is not None:
            print(f"Modèle refusé, il {raison} ; --forcer l'écrit quand même.")
            return 1
    octets = apprentissage.de_tout.ecrire(lus.sortie)
    mesures.write_text(json.dumps(lignes, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{lus.sortie.name} : {octets:,} octets".replace(",", " "))
    return 0


__all__ = ["apprendre", "juger", "mesurer", "pire", "tableau"]

if __name__ == "__main__":
    sys.exit(main())
