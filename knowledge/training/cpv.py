"""Learn the families of purchase from real contracts, measure on unseen buyers, and write the model: `make cpv`.

Contracts: `decp.jsonl.gz`, one JSON a line with `_objet`, `_cpv8` and `_acheteur` (DECP, Licence Ouverte 2.0). The code that a
buyer declared is often not that of the purchase (works filed under their materials, all of a buyer's contracts under one
code), so two figures are told: agreement with the declared code, and what was right of the proposals that were read one by
one (`tests/examples/cpv_jugements.jsonl`: by a fingerprint of buyer and object, no text is copied; a proposal of which the
object was too vague to tell is held for wrong). Lot 1, drawn among all but the least sure, sets the thresholds; lot 2, drawn
afterwards among what would be proposed, only checks them.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil, sqrt
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import GroupKFold
from sklearn.svm import LinearSVC

from knowledge.cpv.familles import Familles
from knowledge.cpv.nomenclature import tous
from knowledge.cpv.reconnaisseur import FICHIER
from knowledge.cpv.traits import mots, traits
from knowledge.lecture import Lecteur
from knowledge.plan.chargement import charger
from knowledge.plan.pack import FamilleCpv, Pack
from knowledge.recherche.modele import Entete
from knowledge.recherche.modele import ecrire as ecrire_le_modele
from knowledge.regles.faits import Options

JUGEMENTS = Path(__file__).parents[2] / "tests" / "examples" / "cpv_jugements.jsonl"
DONNEES = Path(__file__).parents[3] / "shared" / "data" / "decp.jsonl.gz"
PARTS = 5  # folds, split by buyer
GRAINE = 1
PAR_ACHETEUR = 20  # contracts above which a buyer counts less and less: one habit must not become a rule
LIBELLE = 0.2  # weight of an official label beside a real object
C = 0.3
TEMPERATURES = (2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
JUSTESSE = 0.96  # one point more than what is promised: the sample that sets a threshold flatters it
PROMESSE = 0.95
JUGES_MIN = 40
JAMAIS = 2.0  # above any sureness
JOUR = date(2026, 11, 24)


@dataclass(frozen=True, slots=True)
class Contrat:
    acheteur: str
    objet: str
    traits: tuple[str, ...]
    famille: str

    @property
    def empreinte(self) -> str:
        return hashlib.sha256(f"{self.acheteur}\n{self.objet}".encode()).hexdigest()[:16]


# --- reading ----------------------------------------------------------------------------------------------------------


def lire(chemin: Path, familles: Familles) -> list[Contrat]:
    """The contracts whose code is in the nomenclature, each object of a buyer once per family."""
    vus: dict[tuple[str, str, str], Contrat] = {}
    for acheteur, ecrit, objet, code in lire_les_objets(chemin):
        famille = apprise(familles, code)
        if famille is None:
            continue
        contrat = Contrat(acheteur, ecrit, tuple(traits(mots(objet))), famille.id)
        vus.setdefault((contrat.acheteur, contrat.objet.lower(), contrat.famille), contrat)
    return list(vus.values())


def lire_les_objets(chemin: Path) -> Iterator[tuple[str, str, str, str]]:
    """Buyer, object as written and with its lost accents found again, code: the contracts whose code is in the nomenclature."""
    with gzip.open(chemin, "rt", encoding="utf-8") as lignes:
        fiches = [json.loads(ligne) for ligne in lignes]
    codes = dict(tous())
    fiches = [fiche for fiche in fiches if fiche.get("_cpv8") in codes and fiche.get("_objet")]
    repares = _accents_perdus([fiche["_objet"] for fiche in fiches] + list(codes.values()))
    for fiche in fiches:
        objet = _MOT_PERDU.sub(lambda mot: repares.get(mot[0].lower(), " "), fiche["_objet"])
        yield fiche["_acheteur"], fiche["_objet"], objet, fiche["_cpv8"]


def apprise(familles: Familles, code: str) -> FamilleCpv | None:
    """The family under which a code is learned."""
    famille = familles.du_code(code)
    return famille if famille is None or famille.avec is None else familles[famille.avec]


_MOT = re.compile(r"[^\W\d_]+")
_MOT_PERDU = re.compile(r"(?<![^\W\d_])[^\W\d_]*+\ufffd[\w\ufffd]*+")


def _accents_perdus(textes: Iterable[str]) -> Mapping[str, str]:
    """Words whose accents became U+FFFD, and the most frequent word that they can be."""
    comptes = Counter(mot for texte in textes if "\ufffd" not in texte for mot in _MOT.findall(texte.lower()))
    repares: dict[str, str] = {}
    for mot, _ in sorted(comptes.items(), key=lambda paire: (paire[1], paire[0])):
        if not mot.isascii():
            repares[re.sub(r"[^\x00-\x7f]", "\ufffd", mot)] = mot
    return repares


# --- learning ---------------------------------------------------------------------------------------------------------


def apprendre(contrats: Sequence[Contrat], familles: Familles) -> tuple[Any, Any]:
    """A fitted vectoriser and classifier."""
    libelles = [
        (traits(mots(dit)), famille.id) for code, dit in tous() if (famille := apprise(familles, code)) is not None
    ]
    par_acheteur = Counter(contrat.acheteur for contrat in contrats)
    poids = [min(1.0, sqrt(PAR_ACHETEUR / par_acheteur[contrat.acheteur])) for contrat in contrats]
    vecteurs = TfidfVectorizer(analyzer=list, min_df=2, sublinear_tf=True)
    entrees = vecteurs.fit_transform([*(contrat.traits for contrat in contrats), *(lus for lus, _ in libelles)])
    classes = [*(contrat.famille for contrat in contrats), *(nom for _, nom in libelles)]
    modele = LinearSVC(C=C, random_state=GRAINE)
    modele.fit(entrees, classes, sample_weight=[*poids, *[LIBELLE] * len(libelles)])
    return vecteurs, modele


def scores_hors_acheteur(contrats: Sequence[Contrat], familles: Familles, classes: Sequence[str]) -> Any:
    """The score of each contract (lines) for each family (columns), by a model that saw none of its buyer's."""
    colonne = {nom: rang for rang, nom in enumerate(classes)}
    scores = np.full((len(contrats), len(classes)), -3.0)
    groupes = [contrat.acheteur for contrat in contrats]
    for vus, caches in GroupKFold(PARTS, shuffle=True, random_state=GRAINE).split(contrats, groups=groupes):
        vecteurs, modele = apprendre([contrats[i] for i in vus], familles)
        entrees = vecteurs.transform([contrats[i].traits for i in caches])
        scores[np.ix_(caches, [colonne[nom] for nom in modele.classes_])] = modele.decision_function(entrees)
    return scores


def en_surete(scores: Any, temperature: float) -> Any:
    parts = np.exp(temperature * (scores - scores.max(axis=1, keepdims=True)))
    return parts / parts.sum(axis=1, keepdims=True)


def ecrire(contrats: Sequence[Contrat], familles: Familles, reglages: tuple[float, float], sortie: Path) -> int:
    """Learn from all contracts and write the model; returns its bytes."""
    vecteurs, modele = apprendre(contrats, familles)
    entete, poids = en_entete(vecteurs, modele, temperature=reglages[0], seuil=reglages[1])
    return ecrire_le_modele(entete, poids, sortie)


def en_entete(vecteurs: Any, modele: Any, *, temperature: float, seuil: float) -> tuple[Entete, bytes]:
    """What is kept of a fitted vectoriser and classifier: its head, and a byte per feature and class."""
    poids = modele.coef_.T
    echelle = float(np.abs(poids).max() / 127)
    octets = np.rint(poids / echelle).astype(np.int8)
    utiles = np.flatnonzero(octets.any(axis=1))
    noms = vecteurs.get_feature_names_out()
    entete = Entete(
        classes=tuple(map(str, modele.classes_)),
        biais=tuple(round(float(biais), 4) for biais in modele.intercept_),
        traits=tuple(str(noms[i]) for i in utiles),
        idf=tuple(round(float(vecteurs.idf_[i]), 3) for i in utiles),
        echelle=echelle,
        temperature=temperature,
        seuil=seuil,
    )
    return entete, octets[utiles].tobytes()


# --- measuring --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Mesure:
    """For each contract: how sure the proposal is, what is proposed, what the code declares, what a reader said of it."""

    surete: Any
    propose: Sequence[str]
    declare: Sequence[str | None]
    utile: Any  # where the words alone do not say the nature
    juges: Sequence[bool | None]
    verifies: Sequence[bool | None]

    def seuil(self) -> float:
        """The lowest sureness above which the proposals that were read are right often enough."""
        lus = sorted(
            ((float(self.surete[i]), juste) for i, juste in enumerate(self.juges) if juste is not None), reverse=True
        )
        bons, seuil = 0, JAMAIS
        for rang, (surete, juste) in enumerate(lus, start=1):
            bons += juste
            if rang >= JUGES_MIN and bons >= JUSTESSE * rang:
                seuil = surete
        return ceil(seuil * 10_000) / 10_000

    def tient(self, seuil: float) -> bool:
        """Whether the proposals drawn afterwards are as right as promised."""
        lus = [juste for i, juste in enumerate(self.verifies) if juste is not None and self.surete[i] >= seuil]
        return sum(lus) >= PROMESSE * len(lus)

    def dire(self, seuil: float) -> Iterator[str]:
        faits = self.surete >= seuil
        for quoi, ou in (("tous les objets", np.ones_like(faits)), ("objets dont les mots ne disent rien", self.utile)):
            places = np.flatnonzero(faits & ou)
            accords = sum(self.propose[int(i)] == self.declare[int(i)] for i in places)
            yield (
                f"  {quoi} : {len(places) / max(1, ou.sum()):.1%} proposés, "
                f"{accords / max(1, len(places)):.1%} d'accord avec le code déclaré"
            )
        for quoi, verdicts in (("qui fixent le seuil", self.juges), ("qui le vérifient", self.verifies)):
            lus = [juste for i, juste in enumerate(verdicts) if juste is not None and faits[i]]
            yield f"  lus un par un, {quoi} : {sum(lus)} justes sur {len(lus)} ({sum(lus) / max(1, len(lus)):.1%})"


def mesurer(contrats: Sequence[Contrat], pack: Pack, surete: Any, classes: Sequence[str], jugements: Path) -> Mesure:
    """What would be proposed of each contract, and what is known of it."""
    lecteur = Lecteur(pack.vocabulaire)
    lus = _jugements(jugements)
    proposees = [classes[place] for place in surete.argmax(axis=1)]
    empreintes = [contrat.empreinte for contrat in contrats]
    premieres = {empreinte: rang for rang, empreinte in reversed(list(enumerate(empreintes)))}

    def verdicts(lot: int) -> list[bool | None]:
        # One object of one buyer under two codes is judged once.
        return [
            lus.get((empreinte, propose, lot)) if premieres[empreinte] == rang else None
            for rang, (empreinte, propose) in enumerate(zip(empreintes, proposees, strict=True))
        ]

    return Mesure(
        surete=surete.max(axis=1),
        propose=proposees,
        declare=[contrat.famille for contrat in contrats],
        utile=np.array([not _nature_dite(lecteur, contrat.objet) for contrat in contrats]),
        juges=verdicts(1),
        verifies=verdicts(2),
    )


def _nature_dite(lecteur: Lecteur, objet: str) -> bool:
    return any(
        lu.nom == "nature" and lu.sur and isinstance(lu.possible, Options) and lu.possible.seule is not None
        for lu in lecteur.lire(objet, JOUR).lus
    )


def _jugements(chemin: Path) -> Mapping[tuple[str, str, int], bool]:
    """Verdict by object, proposed family and lot."""
    jugements = map(json.loads, chemin.read_text(encoding="utf-8").splitlines())
    return {(dit["empreinte"], dit["famille"], dit["lot"]): dit["juste"] for dit in jugements}


# --- the command ------------------------------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    lecteur = argparse.ArgumentParser(prog="make cpv", description=__doc__)
    lecteur.add_argument("donnees", type=Path, nargs="?", default=DONNEES)
    lecteur.add_argument("--sortie", type=Path, default=FICHIER)
    lecteur.add_argument("--jugements", type=Path, default=JUGEMENTS)
    lus = lecteur.parse_args(arguments)
    if not lus.donnees.is_file():
        print(
            f"{lus.donnees} : il n'y a pas de contrats à cet endroit ; donnez le chemin de decp.jsonl.gz",
            file=sys.stderr,
        )
        return 2
    pack = charger()
    familles = Familles(pack.familles)
    contrats = lire(lus.donnees, familles)
    classes = sorted({famille.avec or famille.id for famille in familles})
    colonne = {nom: rang for rang, nom in enumerate(classes)}
    print(
        f"{len(contrats)} objets distincts de {len({c.acheteur for c in contrats})} acheteurs, {len({c.famille for c in contrats})} familles"
    )
    scores = scores_hors_acheteur(contrats, familles, classes)
    vraies = np.array([colonne[contrat.famille] for contrat in contrats])
    temperature = min(TEMPERATURES, key=lambda essai: _surprise(en_surete(scores, essai), vraies))
    surete = en_surete(scores, temperature)
    justes = float((surete.argmax(axis=1) == vraies).mean())
    print(
        f"famille la plus sûre, acheteurs jamais vus : {justes:.1%} d'accord avec le code déclaré ; température {temperature}"
    )
    mesure = mesurer(contrats, pack, surete, classes, lus.jugements)
    seuil = mesure.seuil()
    print(f"seuil : {seuil}")
    for ligne in mesure.dire(seuil):
        print(ligne)
    if not mesure.tient(seuil):
        print(f"moins de {PROMESSE:.0%} de propositions justes : le modèle n'est pas écrit", file=sys.stderr)
        return 1
    octets = ecrire(contrats, familles, (temperature, seuil), lus.sortie)
    print(f"{lus.sortie.name} : {octets:,} octets".replace(",", " "))
    return 0


def _surprise(surete: Any, vraies: Any) -> float:
    return float(-np.log(np.maximum(1e-9, surete[np.arange(len(vraies)), vraies])).mean())


if __name__ == "__main__":
    sys.exit(main())
