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
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.cpv import Familles
from knowledge.ecoute.actes import DIRE, Entendu
from knowledge.ecoute.faits import LecteurDeFaits, candidats, signes
from knowledge.ecoute.modele import FICHIER, Flottants, Modele
from knowledge.ecoute.oreille import SCORE_MUET, Ecoute
from knowledge.lecture.lecture import Lecteur
from knowledge.plan.chargement import charger
from knowledge.training.ecoute_exemples import MAINS, Exemple, lire, lire_la_main, parts
from knowledge.training.ecoute_modele import (
    Corpus,
    Marques,
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
PART_DEMANDEE = 0.24
# The readings that could be offered, whatever the doubt.
TOUJOURS = -1.0
C_DES_FAITS = 3.0
MESURES = FICHIER.with_name("mesures.json")
# A new model may be so many points worse, by chance, and no more.
TOLERANCE = 0.5


@dataclass(frozen=True, slots=True)
class Apprentissage:
    """Both stages fitted: a model for each part, of the other parts, and one of all."""

    corpus: Corpus
    de_parts: Sequence[tuple[Marques, Modele]]
    de_tout: Modele


def apprendre(corpus: Corpus, lecteur: Lecteur, *, tout: bool = True) -> Apprentissage:
    """Fit. The second stage reads scores of messages that the first has not learned from."""
    exemples = corpus.exemples
    tetes = toutes_les_tetes(exemples)
    marques = [corpus.marquer(mains) for mains in parts(exemples, PARTS)]
    premiers = [apprendre_les_tetes(corpus, ~marque, tetes) for marque in marques]
    combien = premiers[0].combien
    notes = np.zeros((len(exemples), len(tetes)), np.float32)
    clauses = np.zeros((corpus.clauses.shape[0], len(tetes)), np.float32)
    de_qui = np.repeat(np.arange(len(exemples)), np.diff(corpus.bornes))
    for marque, modele in zip(marques, premiers, strict=True):
        notes[marque] = noter(modele, corpus.entiers[marque])
        clauses[marque[de_qui]] = noter(modele, corpus.clauses[marque[de_qui]])
    resumes = resumer_tout(corpus, notes, clauses, combien)
    de_parts = []
    for marque, modele in zip(marques, premiers, strict=True):
        autres = [exemple for exemple, m in zip(exemples, marque, strict=True) if not m]
        de_parts.append((marque, _second(modele, resumes[~marque], autres)))
    poids = _apprendre_les_faits(corpus, de_parts, resumes, notes, lecteur)
    de_parts = [(marque, modele.avec(seuil=TOUJOURS, faits=poids)) for marque, modele in de_parts]
    final = apprendre_les_tetes(corpus, np.ones(len(exemples), bool), tetes) if tout else premiers[0]
    return Apprentissage(corpus, de_parts, _second(final, resumes, exemples).avec(faits=poids))


def _second(modele: Modele, resumes: Flottants, exemples: Sequence[Exemple]) -> Modele:
    ensembles = sorted({ensemble for exemple in exemples for ensemble in exemple.ensembles})
    second = apprendre_les_ensembles(resumes, exemples, ensembles, modele.entete.natures, modele.combien)
    return modele.avec(second=second, ensembles=tuple(ensembles))


def _apprendre_les_faits(
    corpus: Corpus,
    de_parts: Sequence[tuple[Marques, Modele]],
    resumes: Flottants,
    notes: Flottants,
    lecteur: Lecteur,
) -> dict[str, float]:
    """What says that a fact is told, where a message seems to tell some."""
    lit = LecteurDeFaits(lecteur)
    lignes: list[dict[str, float]] = []
    reponses: list[bool] = []
    for marque, modele in de_parts:
        connus = {t.removeprefix("fait:"): rang for t, rang in modele.rang.items() if t.startswith("fait:")}
        for place in map(int, np.flatnonzero(marque)):
            exemple = corpus.exemples[place]
            natures = modele.entete.ensembles[int(modele.chances(resumes[place]).argmax())]
            if not DIRE & set(natures):
                continue
            scores = {nom: float(notes[place, rang]) for nom, rang in connus.items()}
            lus = lit.lire(exemple.texte, exemple.contexte, JOUR)
            for nom in candidats(lus, scores, exemple.contexte):
                lignes.append(signes(nom, scores.get(nom, SCORE_MUET), lus, exemple.contexte, natures))
                reponses.append(nom in exemple.faits)
    vecteurs = DictVectorizer()
    regression = LogisticRegression(C=C_DES_FAITS, fit_intercept=False, max_iter=3000)
    regression.fit(vecteurs.fit_transform(lignes), reponses)
    noms = vecteurs.get_feature_names_out()
    return {str(nom): round(float(poids), 4) for nom, poids in zip(noms, regression.coef_[0], strict=True)}


# --- measures ---------------------------------------------------------------------------------------------------------

Mesure = Mapping[str, float]


def juger(exemple: Exemple, entendu: Entendu, seuil: float) -> dict[str, bool]:
    """How one message was heard, if it is asked back from this doubt on."""
    actes = [acte.en_dict() for acte in entendu.actes]
    offertes = [[acte.en_dict() for acte in lecture] for lecture in entendu.demande]
    demande = bool(offertes) and entendu.doute >= seuil
    famille = exemple.de_la_famille(actes)
    return {
        "exact": not demande and exemple.exact(actes),
        "famille": not demande and famille,
        "tape": any(map(exemple.de_la_famille, offertes)) if demande else famille,
        "demande": demande,
        "nuit": not demande and exemple.nuit(actes),
    }


def resumer_les_jugements(jugements: Sequence[Mapping[str, bool]]) -> dict[str, float]:
    """In per cent; `n` is how many messages."""
    noms = jugements[0]
    return {"n": len(jugements)} | {
        nom: round(100 * sum(jugement[nom] for jugement in jugements) / len(jugements), 1) for nom in noms
    }


Entendus = list[tuple[Exemple, Entendu]]


def entendre(apprentissage: Apprentissage, lecteur: Lecteur) -> Entendus:
    """Every message heard from end to end by a model of other hands, with the readings that it could offer."""
    entendus: Entendus = []
    for marque, modele in apprentissage.de_parts:
        ecoute = Ecoute.depuis(lecteur, lambda modele=modele: modele)  # type: ignore[misc]
        vus = (e for e, m in zip(apprentissage.corpus.exemples, marque, strict=True) if m)
        entendus += [(e, ecoute.ecouter(e.texte, e.contexte, JOUR)) for e in vus]
    return entendus


def choisir_le_seuil(entendus: Entendus) -> float:
    """The doubt from which so many messages as is allowed are asked back."""
    return float(np.quantile([entendu.doute for _, entendu in entendus], 1 - PART_DEMANDEE))


def juger_tout(entendus: Entendus, seuil: float) -> list[tuple[Exemple, dict[str, bool]]]:
    return [(exemple, juger(exemple, entendu, seuil)) for exemple, entendu in entendus]


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
        entendus = entendre(apprendre(reduit, lecteur, tout=False), lecteur)
        juges = juger_tout(entendus, choisir_le_seuil(entendus))
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
        entendus = [(e, ecoute.ecouter(e.texte, e.contexte, JOUR)) for e in lire_la_main(chemin)]
        ecrire_le_tableau(tableau(juger_tout(entendus, ecoute.modele.entete.seuil)))
    if lus.nouvelle:
        return 0
    exemples = lire(MAINS)
    apprentissage = apprendre(Corpus.compter(exemples), lecteur)
    entendus = entendre(apprentissage, lecteur)
    seuil = round(choisir_le_seuil(entendus), 4)
    lignes = tableau(juger_tout(entendus, seuil)) | courbe(exemples, lecteur, lus.courbe)
    ecrire_le_tableau(lignes)
    mesures = lus.sortie.with_name(MESURES.name)
    if mesures.exists() and not lus.forcer:
        raison = pire(lignes["ensemble"], json.loads(mesures.read_text("utf-8"))["ensemble"])
        if raison is not None:
            print(f"Modèle refusé, il {raison} ; --forcer l'écrit quand même.")
            return 1
    octets = apprentissage.de_tout.avec(seuil=seuil).ecrire(lus.sortie)
    mesures.write_text(json.dumps(lignes, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"{lus.sortie.name} : {octets:,} octets".replace(",", " "))
    return 0


__all__ = ["apprendre", "entendre", "juger", "pire", "tableau"]

if __name__ == "__main__":
    sys.exit(main())
