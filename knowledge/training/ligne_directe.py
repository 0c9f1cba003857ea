"""Learn which messages of firms a person must answer, measure, and write the model; learn the answers too: `make gardes`.

`tests/examples/gardes.jsonl` holds messages written for it: `q` is the message, `garde` why a person must answer it, null when the
assistant may, "hors_sujet" when it is about anything but public purchasing. The questions of the approved answers are general
ones too, and count less: there are many, and alike. `main` names who wrote a message, else those around it are taken for one hand.
Told: the errors of five parts, each on messages of hands that were not learned from.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from knowledge.francais.phrases import phrases
from knowledge.ligne_directe import aiguillage
from knowledge.ligne_directe.chargement import charger_la_ligne
from knowledge.ligne_directe.entrees import RENVOI, Entree
from knowledge.ligne_directe.gardes import FICHIER, GENERAL, HORS_SUJET, LOGIT_MAX, traits
from knowledge.ligne_directe.profils import traits as traits_des_questions
from knowledge.ligne_directe.repondeur import Repondeur
from knowledge.plan.chargement import charger
from knowledge.recherche.modele import ecrire as ecrire_le_modele
from knowledge.training.cpv import en_entete
from knowledge.training.ecoute_exemples import MAINS
from knowledge.training.ecoute_exemples import lire as lire_les_exemples

CAS = Path(__file__).parents[2] / "tests" / "examples" / "gardes.jsonl"
# Of these, nobody must answer.
SANS_PERSONNE = (GENERAL, HORS_SUJET)
PARTS = 5
MESSAGES_D_UNE_MAIN = 100
GRAINE = 1
C = 40.0
C_DES_QUESTIONS = 30.0
POIDS_DES_QUESTIONS, POIDS_DES_MAINS = 0.2, 0.5
# What a firm says that is answered, or asks for nothing.
DE_PERSONNE = (
    "question", "suite_question", "definition", "remercier", "saluer", "rien", "mon_entreprise", "contact", "calculer", "aide", "oui", "non"
)  # fmt: skip
# What a buyer says that asks nothing.
SANS_QUESTION = frozenset(
    (
        "informer", "corriger", "oui", "non", "retenir", "ecarter", "resultat", "annuler", "nouvel_achat", "remercier", "saluer", "continuer", "passer", "retour", "exporter", "imprimer", "suivre", "attendre", "recapituler", "ne_sait_pas", "rappel_reponse", "et_si"
    )
)  # fmt: skip
POIDS_DES_AUTRES, POIDS_DES_REPONSES = 0.05, 0.3
# A shorter sentence of an answer says "oui" or "non", and nothing of its subject.
PHRASE_MIN = 25
# In doubt a person answers: better several general questions handed over than one case answered by a rule.
SEUIL = 0.33
SEUILS = (0.2, 0.25, 0.3, 0.33, 0.4, 0.45, 0.5, 0.6, 0.7)


class Dit(NamedTuple):
    """A message, its class, and whose it is."""

    texte: str
    classe: str
    main: str


class Lecon(NamedTuple):
    """All that is learned from: the messages to measure on first, then what comes with them."""

    vecteurs: Any
    entrees: Any
    classes: Any
    poids: Any


def lire(chemin: Path = CAS) -> list[Dit]:
    """The messages, their classes and their hands."""
    lignes = map(json.loads, chemin.read_text("utf-8").splitlines())
    return [
        Dit(ligne["q"], ligne["garde"] or GENERAL, ligne.get("main") or f"lot {rang // MESSAGES_D_UNE_MAIN}")
        for rang, ligne in enumerate(lignes)
    ]


def lire_les_mains() -> list[tuple[str, str]]:
    """What firms say in the labelled messages that calls for nobody: questions, courtesies, and anything but purchasing."""
    exemples = (exemple for exemple in lire_les_exemples(MAINS) if exemple.contexte.role == "entreprise")
    seuls = [(exemple.texte, str(exemple.actes[0]["nature"])) for exemple in exemples if len(exemple.actes) == 1]
    classes = dict.fromkeys(DE_PERSONNE, GENERAL) | {HORS_SUJET: HORS_SUJET}
    return [(texte, classes[nature]) for texte, nature in seuls if nature in classes]


def preparer(cas: Sequence[Dit], questions: Sequence[str]) -> Lecon:
    """Read all the messages once: the parts then share what is read of them."""
    dits = lire_les_mains()
    vecteurs = TfidfVectorizer(analyzer=traits, min_df=2, sublinear_tf=True, dtype=np.float32)
    entrees = vecteurs.fit_transform([*(un.texte for un in cas), *(q for q, _ in dits), *questions])
    classes = [*(un.classe for un in cas), *(classe for _, classe in dits), *[GENERAL] * len(questions)]
    poids = [*[1.0] * len(cas), *[POIDS_DES_MAINS] * len(dits), *[POIDS_DES_QUESTIONS] * len(questions)]
    return Lecon(vecteurs, entrees, np.array(classes), np.array(poids))


def apprendre(lecon: Lecon, lignes: Any = slice(None)) -> Any:
    """A classifier fitted on these lines. It stops early: going on makes it surer of what it saw, and of nothing else."""
    modele = LogisticRegression(C=C, max_iter=1000, tol=1e-4, random_state=GRAINE)
    return modele.fit(lecon.entrees[lignes], lecon.classes[lignes], sample_weight=lecon.poids[lignes])


def hors_apprentissage(cas: Sequence[Dit], lecon: Lecon) -> tuple[Any, list[str]]:
    """For each message, by a model that saw nothing of that hand: how sure somebody must answer, and most likely why."""
    surete = np.zeros(len(cas))
    pourquoi = [""] * len(cas)
    autres = np.arange(len(cas), len(lecon.classes))
    parts = StratifiedGroupKFold(PARTS, shuffle=True, random_state=GRAINE)
    for vus, caches in parts.split(cas, [un.classe for un in cas], [un.main for un in cas]):
        modele = apprendre(lecon, np.r_[vus, autres])
        probables = modele.predict_proba(lecon.entrees[caches])
        classees = list(modele.classes_)
        sans_personne = [classees.index(nom) for nom in SANS_PERSONNE]
        for rang, i in enumerate(caches):
            surete[i] = 1 - probables[rang, sans_personne].sum()
            raisons = [(p, nom) for nom, p in zip(classees, probables[rang], strict=True) if nom not in SANS_PERSONNE]
            pourquoi[i] = max(raisons)[1]
    return surete, pourquoi


def _ecrire(vecteurs: Any, modele: Any, seuil: float, sortie: Path) -> int:
    return ecrire_le_modele(*en_entete(vecteurs, modele, temperature=1.0, seuil=seuil), sortie)


def ecrire_l_aiguillage(
    entrees: Sequence[Entree], sortie: Path, autres: Sequence[str] = (), *, phrases_des_reponses: bool = False
) -> int:
    """Learn which answer each way of asking is for, and that `autres` ask for none; write the model, return its bytes.

    `phrases_des_reponses`: what an answer says is learned with the ways of asking for it. With thirty of them an answer has words of the
    field that none has: the likeliest answer is the right one two times more in a hundred; with sixty, one time less.
    """
    demandes = [(entree.id, texte) for entree in entrees for texte in (entree.titre, entree.sujet, *entree.questions)]
    repondus = [(entree.id, phrase) for entree in entrees if phrases_des_reponses for phrase in _phrases_de(entree)]
    dits = [*demandes, *repondus, *((aiguillage.AUCUNE, texte) for texte in autres)]
    vecteurs = TfidfVectorizer(analyzer=traits_des_questions, min_df=2, sublinear_tf=True)
    modele = LogisticRegression(C=C_DES_QUESTIONS, max_iter=1000, random_state=GRAINE)
    poids = np.repeat([1.0, POIDS_DES_REPONSES, POIDS_DES_AUTRES], [len(demandes), len(repondus), len(autres)])
    modele.fit(vecteurs.fit_transform([texte for _, texte in dits]), [nom for nom, _ in dits], sample_weight=poids)
    return _ecrire(vecteurs, modele, 1.0, sortie)


def _phrases_de(entree: Entree) -> tuple[str, ...]:
    """The sentences of an answer, without its figures, which are names."""
    return tuple(phrase for phrase in phrases(RENVOI.sub("", entree.reponse)) if len(phrase) >= PHRASE_MIN)


def lire_ce_qui_n_est_pas_demande() -> list[str]:
    """What buyers say in the labelled messages that asks for no answer: facts, decisions, courtesies."""
    exemples = (exemple for exemple in lire_les_exemples(MAINS) if exemple.contexte.role == "acheteur")
    return [un.texte for un in exemples if all(acte["nature"] in SANS_QUESTION for acte in un.actes)]


def main(arguments: Sequence[str] | None = None) -> int:
    lecteur = argparse.ArgumentParser(prog="make gardes", description=__doc__)
    lecteur.add_argument("--sortie", type=Path, default=FICHIER)
    lecteur.add_argument("--aiguillage", type=Path, default=aiguillage.FICHIER)
    lus = lecteur.parse_args(arguments)
    cas = lire()
    ligne = charger_la_ligne(charger())
    entrees = list(ligne.entrees.values())
    questions = [q for entree in entrees for q in entree.questions]
    lecon = preparer(cas, questions)
    surete, pourquoi = hors_apprentissage(cas, lecon)
    passe = np.array([un.classe not in SANS_PERSONNE for un in cas])
    # First the answers: how likely one of them is the one helps to tell who must answer.
    octets_de_l_aiguillage = ecrire_l_aiguillage(entrees, lus.aiguillage)
    repondeur = Repondeur(entrees, aiguillage.Aiguillage(lus.aiguillage))
    evidence = np.array([repondeur.chercher(q).evidence for q, *_ in cas])
    cote = np.clip(np.log(np.clip(surete, 1e-6, 1 - 1e-6) / np.clip(1 - surete, 1e-6, 1)), -LOGIT_MAX, LOGIT_MAX)
    calage = LogisticRegression(C=10.0).fit(np.c_[cote, evidence], passe)
    valeurs = ", ".join(f"{valeur:.2f}" for valeur in (*calage.coef_[0], *calage.intercept_))
    print(f"PENTE, EVIDENCE, ORDONNEE = {valeurs}")
    surete = calage.predict_proba(np.c_[cote, evidence])[:, 1]
    print(
        f"{len(cas)} messages, dont {int(passe.sum())} à passer à quelqu'un ; {len(questions)} questions générales en plus"
    )
    for seuil in SEUILS:
        manques, inutiles = int((passe & (surete < seuil)).sum()), int((~passe & (surete >= seuil)).sum())
        print(
            f"  seuil {seuil} : {1 - manques / passe.sum():.1%} passés de ceux qui le doivent, {inutiles / (~passe).sum():.1%} passés pour rien"
        )
    justes = sum(dit == un.classe for dit, un in zip(pourquoi, cas, strict=True) if un.classe not in SANS_PERSONNE)
    print(f"  raison juste : {justes / passe.sum():.1%}")
    octets = _ecrire(lecon.vecteurs, apprendre(lecon), SEUIL, lus.sortie)
    print(f"{lus.sortie.name} : {octets:,} octets".replace(",", " "))
    print(f"{lus.aiguillage.name} : {octets_de_l_aiguillage:,} octets".replace(",", " "))
    octets = ecrire_l_aiguillage(
        list(ligne.acheteurs.values()),
        aiguillage.DES_ACHETEURS,
        lire_ce_qui_n_est_pas_demande(),
        phrases_des_reponses=True,
    )
    print(f"{aiguillage.DES_ACHETEURS.name} : {octets:,} octets".replace(",", " "))
    return 0


if __name__ == "__main__":
    sys.exit(main())
