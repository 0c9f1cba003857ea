"""Learn whether a message answers the question that waits, measure hand by hand, write the model: `make attentes`.

Every labelled message under a question is learned from; so is every message that tells no more than what is read in it anyhow, under
a question of which it says nothing; and what is said beside a question (`attentes.yaml`). Each kind of question has the threshold that
costs least on hands that were not learned from: a false fact costs as much as so many right answers asked again.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from knowledge.donnees import lire_donnees
from knowledge.lecture.attentes import AUTRE, FICHIER, IGNORE, REPOND, Demande, traits
from knowledge.lecture.faits_dits import Attente, lire_faits, mesurer_les_chiffres, preparer
from knowledge.lecture.lecture import Lecteur
from knowledge.plan.chargement import charger
from knowledge.recherche.modele import ecrire
from knowledge.regles.faits import Genre
from knowledge.training.cpv import en_entete
from knowledge.training.ecoute_exemples import MAINS, Actes, Exemple, lire_la_main

# Hands that only measure.
A_MESURER = frozenset({"main08", "main09", "main12"})
JOUR = date(2026, 11, 27)
A_COTE = FICHIER.with_suffix(".yaml")
PARTS = 4
C = 4.0
# A message crossed with a question of which it says nothing weighs so much of one that was said there; those of firms are many.
POIDS_CROISE = 0.5
PART_DES_ENTREPRISES = 0.35
QUESTIONS_PAR_PHRASE = 4
# What a false fact costs, in right answers that are asked again.
PRIX_DU_FAUX = 2
SEUILS = tuple(cran / 20 for cran in range(17))
# Under fewer false takings, nothing shows that a kind of question needs a gate.
FAUX_MIN = 5
# Facts of which one word may tell several: none of these is crossed with another.
PROCHES = (
    frozenset({"objet", "nature", "segments", "livraisons"}),
    frozenset({"alloti", "lots"}),
    frozenset({"duree_mois", "recurrent"}),
    frozenset({"accord_cadre", "procedure", "centrale_achat"}),
    frozenset({"date_attribution", "date_consultation"}),
)
AVIS = frozenset({"oui", "non", "ne_sait_pas", "nouvel_achat", "et_si"})


@dataclass(slots=True)
class Message:
    """A message under a question; `prise`: something is taken of it that is only read because of the question."""

    demande: Demande
    traits: list[str]
    classe: str
    main: str
    poids: float = 1.0
    pris: bool = False
    reelle: bool = False
    chance: float = 0.0


class Redacteur:
    """Makes messages of the labelled ones."""

    def __init__(self, lecteur: Lecteur) -> None:
        self._lecteur = lecteur
        self._hasard = random.Random(1)  # noqa: S311 - the same model each time

    def sous(self, demande: Demande, texte: str, classe: str, main: str) -> Message:
        """A text under a question."""
        prepare = preparer(texte)
        lus = [lu.nom for lu in self._lecteur.lire(prepare, JOUR).lus]
        chiffres = mesurer_les_chiffres(self._lecteur, prepare, demande.fait.nom)
        return Message(demande, traits(demande, prepare, sorted(set(lus)), chiffres), classe, main)

    def de_la_main(self, exemple: Exemple) -> Iterator[Message]:
        """A labelled message under its own question, and under one of which it says nothing."""
        fait = self._lecteur.vocabulaire.get(exemple.contexte.question or "")
        acheteur = exemple.contexte.role != "entreprise"
        if fait is not None and acheteur and fait.genre is not Genre.TEXTE:
            confirme = exemple.contexte.attendu == "oui_non" and (
                exemple.contexte.etape == "proposition" or fait.genre is not Genre.OUI_NON
            )
            dit = self.sous(Demande(fait, confirme), exemple.texte, classer(exemple.actes, fait.nom), exemple.main)
            domaine = self._lecteur.vocabulaire.domaine(fait.nom)
            seul, avec = (
                lire_faits(self._lecteur, exemple.texte, JOUR, attente)
                for attente in (None, Attente(fait.nom, suppose=domaine if confirme else None, sure=True))
            )
            dit.pris = (
                avec.accord is not None
                or bool(avec.doute)
                or (fait.nom in avec and (fait.nom not in seul or avec[fait.nom].possible != seul[fait.nom].possible))
            )
            classes = {classer(actes, fait.nom) for actes in exemple.lectures}
            dit.reelle = len(classes) == 1
            yield dit
        if acheteur or self._hasard.random() < PART_DES_ENTREPRISES:
            yield from self._croiser(exemple)

    def _croiser(self, exemple: Exemple) -> Iterator[Message]:
        actes = [acte for lecture in exemple.lectures for acte in lecture]
        dits = {
            nom
            for acte in actes
            for nom in (*acte.get("faits", ()), *acte.get("faits_possibles", ()), *(acte.get("valeurs") or ()))
        }
        lue = self._lecteur.lire(preparer(exemple.texte), JOUR)
        lus = {lu.nom for lu in (*lue.lus, *lue.sous_reserve)}
        if AVIS & {acte["nature"] for acte in actes} or not dits <= lus | {"objet"}:
            return
        tus = (
            {nom for proches in PROCHES if proches & dits for nom in proches} | dits | lus | {exemple.contexte.question}
        )
        if poses := [
            fait for nom, fait in self._lecteur.vocabulaire.items() if nom not in tus and fait.genre is not Genre.TEXTE
        ]:
            un = self.sous(Demande(self._hasard.choice(poses)), exemple.texte, AUTRE, exemple.main)
            un.poids = POIDS_CROISE
            yield un

    def a_cote(self, dites: Mapping[str, Any]) -> Iterator[Message]:
        """What is said beside a question, under several; what answers one whatever else it says."""
        vocabulaire = self._lecteur.vocabulaire
        for groupe in dites["a_cote"]:
            for texte in groupe["messages"]:
                lus = {lu.nom for lu in self._lecteur.lire(preparer(texte), JOUR).lus} | set(groupe.get("sauf", ()))
                possibles = [
                    demande
                    for nom in groupe.get("faits", vocabulaire)
                    for demande in (Demande(vocabulaire[nom]), Demande(vocabulaire[nom], supposee=True))
                    if demande.sorte in groupe["sortes"] and demande.se_lit and nom not in lus
                ]
                for demande in self._hasard.sample(possibles, min(QUESTIONS_PAR_PHRASE, len(possibles))):
                    yield self.sous(demande, texte, AUTRE, A_COTE.stem)
        for nom, textes in dites["repondent"].items():
            for texte in textes:
                yield self.sous(Demande(vocabulaire[nom]), texte, REPOND, A_COTE.stem)


def classer(actes: Actes, nom: str) -> str:
    """What a reading does of the question."""
    for acte in actes:
        if acte["nature"] in ("oui", "non"):
            return REPOND
        if acte["nature"] in ("informer", "corriger") and nom in (*acte.get("faits", ()), *(acte.get("valeurs") or ())):
            return REPOND
    ignore = any(acte["nature"] == "ne_sait_pas" and acte.get("fait", nom) == nom for acte in actes)
    return IGNORE if ignore else AUTRE


def apprendre(dits: Sequence[Message]) -> tuple[Any, Any]:
    """A fitted vectoriser and classifier."""
    vecteurs = TfidfVectorizer(analyzer=list, min_df=3, sublinear_tf=True)
    modele = LogisticRegression(C=C, max_iter=400)
    entrees = vecteurs.fit_transform(dit.traits for dit in dits)
    modele.fit(entrees, [dit.classe for dit in dits], sample_weight=[dit.poids for dit in dits])
    return vecteurs, modele


def peser(vecteurs: Any, modele: Any, dits: Collection[Message]) -> None:
    """How likely each message answers, to this model."""
    rang = list(modele.classes_).index(REPOND)
    for dit, parts in zip(dits, modele.predict_proba(vecteurs.transform(dit.traits for dit in dits)), strict=True):
        dit.chance = float(parts[rang])


def retenir_les_seuils(dits: Sequence[Message]) -> dict[str, float]:
    """The threshold of each kind of question that costs least; prints what it removes and loses."""
    seuils: dict[str, float] = {}
    for sorte in sorted({dit.demande.sorte for dit in dits}):
        pris = [dit for dit in dits if dit.demande.sorte == sorte and dit.pris and dit.reelle]
        faux, justes = ([dit.chance for dit in pris if (dit.classe == REPOND) is juste] for juste in (False, True))
        gains = {
            seuil: PRIX_DU_FAUX * sum(un < seuil for un in faux) - sum(un < seuil for un in justes) for seuil in SEUILS
        }
        seuils[sorte] = max(SEUILS, key=lambda seuil: gains[seuil]) if len(faux) >= FAUX_MIN else 0.0
        dire(sorte, seuils[sorte], faux, justes)
    return seuils


def dire(sorte: str, seuil: float, faux: Sequence[float], justes: Sequence[float]) -> None:
    print(
        f"{sorte}, seuil {seuil} : {sum(un < seuil for un in faux)} fausses prises de moins sur {len(faux)}, "
        f"{sum(un < seuil for un in justes)} réponses perdues sur {len(justes)}"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, then learn from every hand but those that only measure."""
    options = argparse.ArgumentParser(prog="make attentes", description=__doc__)
    options.add_argument("--mains", type=Path, default=MAINS)
    options.add_argument("--sortie", type=Path, default=FICHIER)
    lus = options.parse_args(arguments)
    redacteur = Redacteur(Lecteur(charger().vocabulaire))
    exemples = [exemple for chemin in sorted(lus.mains.glob("*.jsonl")) for exemple in lire_la_main(chemin)]
    dits = [dit for exemple in exemples for dit in redacteur.de_la_main(exemple)]
    ecrits = list(redacteur.a_cote(lire_donnees(A_COTE)))
    appris = [dit for dit in dits if dit.main not in A_MESURER]
    mains = sorted({dit.main for dit in appris})
    for part in range(PARTS):
        caches = [dit for dit in appris if mains.index(dit.main) % PARTS == part]
        peser(*apprendre([*ecrits, *(dit for dit in appris if mains.index(dit.main) % PARTS != part)]), caches)
    print("Main par main :")
    seuils = retenir_les_seuils(appris)
    vecteurs, modele = apprendre([*ecrits, *appris])
    jamais = [dit for dit in dits if dit.main in A_MESURER and dit.pris and dit.reelle]
    peser(vecteurs, modele, jamais)
    print("Mains jamais apprises :")
    for sorte, seuil in seuils.items():
        de_la_sorte = [dit for dit in jamais if dit.demande.sorte == sorte]
        faux, justes = (
            [dit.chance for dit in de_la_sorte if (dit.classe == REPOND) is juste] for juste in (False, True)
        )
        dire(sorte, seuil, faux, justes)
    entete, poids = en_entete(vecteurs, modele, temperature=1.0, seuil=0.0)
    print(f"{lus.sortie.name} : {ecrire(replace(entete, seuils=seuils), poids, lus.sortie)} octets")
    return 0


if __name__ == "__main__":
    sys.exit(main())
