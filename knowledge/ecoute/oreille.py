"""From a message in its context to the acts it does: rules that explain every word, then a linear model, then the slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from knowledge.ecoute.actes import CHANGENT, DIRE, Acte, Contexte, Entendu, familles
from knowledge.ecoute.faits import RIEN_LU, FaitsLus, LecteurDeFaits
from knowledge.ecoute.modele import Flottants, Modele
from knowledge.ecoute.precisions import SUR_ACTIONS, groupes, partager
from knowledge.ecoute.propositions import couper
from knowledge.ecoute.regles import lire_les_formules, regle
from knowledge.ecoute.traits import MAX_CARACTERES, traits
from knowledge.francais.langue import plat
from knowledge.lecture.lecture import Lecteur
from knowledge.regles.faits import Faits

# Readings offered when it asks back.
OFFERTES = 4
# A reading less likely than this is not offered, nor told.
INVRAISEMBLABLE = 0.01
# From this score on, a fact is told though the reader only guesses it; under the other, it is not though it was read.
FAIT_SUR, FAIT_EXCLU = 0.5, -1.5


@dataclass(frozen=True, slots=True)
class Lecture:
    """One reading of a message: the natures, how likely they are, and their family with all that lead to the same answers."""

    natures: tuple[str, ...]
    surete: float
    familles: frozenset[str]


class Ecoute:
    """Hears what messages do. Pure; the model is read at the first message."""

    def __init__(
        self,
        faits: LecteurDeFaits,
        modele: Callable[[], Modele] = Modele.lire,
        formules: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self._faits = faits
        self._lire_le_modele = modele
        self._formules = formules or {}

    @classmethod
    def depuis(cls, lecteur: Lecteur) -> Ecoute:
        """With the model and the formulas of the house, over the reader of facts of one pack."""
        return cls(LecteurDeFaits(lecteur), formules=lire_les_formules())

    @cached_property
    def modele(self) -> Modele:
        return self._lire_le_modele()

    @cached_property
    def _ensembles(self) -> tuple[Flottants, tuple[tuple[str, ...], ...]]:
        """For each set of natures that was seen, which heads must be high."""
        rang = self.modele.rang
        table = np.zeros((len(self.modele.entete.ensembles), len(rang)), np.float32)
        for ligne, natures in enumerate(self.modele.entete.ensembles):
            table[ligne, [rang[f"acte:{nature}"] for nature in natures]] = 1
        return table, self.modele.entete.ensembles

    def ecouter(self, texte: str, contexte: Contexte, aujourdhui: date, connus: Faits | None = None) -> Entendu:
        """The acts of a message, and the readings to offer where it would ask back. Never raises."""
        texte = texte[:MAX_CARACTERES]
        sure = regle(texte, contexte, self._formules)
        if sure is not None:
            actes, nom = sure
            return Entendu(
                tuple(self._avec_les_faits(acte, texte, contexte, aujourdhui, connus) for acte in actes),
                pourquoi=(nom,),
            )
        message = _Message(self, texte, contexte, aujourdhui, connus)
        lectures = self.lectures(message.scores, contexte)
        actes = message.actes(lectures[0])
        demande: tuple[tuple[Acte, ...], ...] = ()
        offertes = [lecture for lecture in lectures[:OFFERTES] if lecture.surete >= INVRAISEMBLABLE]
        if sum(lecture.surete for lecture in offertes[1:]) >= self.modele.entete.seuil:
            demande = tuple(message.actes(lecture) for lecture in offertes)
        return Entendu(
            actes,
            demande,
            tuple(message.pourquoi(acte) for acte in actes),
            tuple((lecture.surete, lecture.natures) for lecture in offertes[1:]),
        )

    def lectures(self, scores: Flottants, contexte: Contexte) -> list[Lecture]:
        """The readings of a message, the likeliest first; those that lead to the same answers are one."""
        table, ensembles = self._ensembles
        poids = (table @ scores) * self.modele.entete.temperature
        chances = np.exp(poids - poids.max())
        chances /= chances.sum()
        lues: dict[frozenset[str], tuple[float, float, tuple[str, ...]]] = {}
        for rang in np.argsort(-chances)[:60]:
            natures, chance = ensembles[int(rang)], float(chances[rang])
            famille = familles(natures, contexte)
            somme, mieux, dites = lues.get(famille, (0.0, chance, natures))
            lues[famille] = (somme + chance, mieux, dites)
        rangees = sorted(lues.items(), key=lambda lue: -lue[1][0])
        return [Lecture(natures, somme, famille) for famille, (somme, _, natures) in rangees]

    def _avec_les_faits(self, acte: Acte, texte: str, contexte: Contexte, jour: date, connus: Faits | None) -> Acte:
        """The value that a rule left to the reader of facts."""
        if acte.nature != "informer" or contexte.question is None:
            return acte
        lus = self._faits.lire(texte, contexte, jour, connus)
        valeurs = {nom: lus.valeurs[nom] for nom in acte.slots["faits"] if nom in lus.valeurs}
        return Acte(acte.nature, {**acte.slots, "valeurs": valeurs}, acte.surete, acte.mots)

    def lire_les_faits(self, texte: str, contexte: Contexte, jour: date, connus: Faits | None) -> FaitsLus:
        return self._faits.lire(texte, contexte, jour, connus)


class _Message:
    """One message while it is heard: what was computed once for all its readings."""

    def __init__(self, ecoute: Ecoute, texte: str, contexte: Contexte, jour: date, connus: Faits | None) -> None:
        self._ecoute, self._texte, self._contexte = ecoute, texte, contexte
        self._jour, self._connus = jour, connus
        self._modele = ecoute.modele
        self._traits = list(traits(texte, contexte))
        self.scores = self._modele.scores(self._traits)

    @cached_property
    def _clauses(self) -> list[tuple[str, Flottants]]:
        lues = couper(self._texte)
        if len(lues) < 2:
            return [(self._texte.strip(), self.scores)]
        return [(clause.mots, self._modele.scores(traits(clause.mots, self._contexte))) for clause in lues]

    @cached_property
    def _faits(self) -> FaitsLus:
        try:
            return self._ecoute.lire_les_faits(self._texte, self._contexte, self._jour, self._connus)
        except (ArithmeticError, ValueError):
            return RIEN_LU

    def _score(self, tete: str) -> float:
        rang = self._modele.rang.get(tete)
        return float(self.scores[rang]) if rang is not None else -9.0

    def _choix(self, debut: str) -> str | None:
        """The likeliest of the heads of one kind."""
        tetes = [tete for tete in self._modele.entete.tetes if tete.startswith(debut)]
        return max(tetes, key=self._score).removeprefix(debut) if tetes else None

    def _mots(self, nature: str) -> str:
        rang = self._modele.rang[f"acte:{nature}"]
        return max(self._clauses, key=lambda clause: float(clause[1][rang]))[0]

    def actes(self, lecture: Lecture) -> tuple[Acte, ...]:
        natures = lecture.natures
        parts = (
            partager(self._texte, [n for n in natures if n in SUR_ACTIONS], self._peser)
            if set(natures) & set(SUR_ACTIONS)
            else {}
        )
        lus = [self._acte(nature, lecture, parts.get(nature, {})) for nature in natures]
        place = {acte.nature: self._texte.find(acte.mots) for acte in lus}
        return tuple(sorted(lus, key=lambda acte: place[acte.nature]))

    def _peser(self, nature: str, mots: str) -> float:
        return float(self._modele.scores(traits(mots, self._contexte))[self._modele.rang[f"acte:{nature}"]])

    def _acte(self, nature: str, lecture: Lecture, part: Mapping[str, Any]) -> Acte:
        slots: dict[str, Any] = dict(part)
        match nature:
            case "informer" | "corriger" | "et_si":
                return self._dire(nature, lecture)
            case "retenir" | "ecarter" if "actions" not in slots:
                if slots.get("sauf") or self._score("toutes") > 0:
                    slots["toutes"] = True
            case "fiche":
                numeros = [n for groupe in groupes(plat(self._texte)) for n in groupe.numeros]
                slots["numero"] = numeros[0] if numeros else None
            case "ne_sait_pas":
                slots |= self._ignore()
            case "rappel_reponse":
                slots["reponse"] = self._choix("reponse:")
            case "suivre":
                slots["etape"] = self._choix("etape:")
        return Acte(nature, slots, lecture.surete, self._mots(nature))

    def _ignore(self) -> dict[str, str]:
        """The fact that is not known: the one named, else the one asked."""
        if self._contexte.question is not None:
            return {"fait": self._contexte.question}
        return {}

    def _dire(self, nature: str, lecture: Lecture) -> Acte:
        lus, pose = self._faits, self._contexte.question
        dits = {nom: v for nom, v in lus.valeurs.items() if self._score(f"fait:{nom}") > FAIT_EXCLU or nom == pose}
        dits |= {nom: v for nom, v in lus.devines.items() if self._score(f"fait:{nom}") > FAIT_SUR}
        possibles = [nom for nom in lus.devines if nom not in dits]
        if not dits and pose is not None:
            dits[pose] = None
        if self._contexte.oui_non and pose is not None and dits.get(pose, True) is None:
            dits[pose] = self._score("sens:oui") > 0
        slots: dict[str, Any] = {"faits": list(dits), "valeurs": dits}
        if possibles:
            slots["faits_possibles"] = possibles
        if lus.incertain:
            slots["incertain"] = True
        return Acte(nature, slots, lecture.surete, self._mots(nature))

    def pourquoi(self, acte: Acte) -> str:
        """The features that weighed most for an act."""
        apports = (
            self._modele.apports(self._traits, f"acte:{acte.nature}", 4)
            if f"acte:{acte.nature}" in self._modele.rang
            else []
        )
        return f"{acte.nature} : " + ", ".join(f"{trait} {poids:+.2f}" for trait, poids in apports)


__all__ = ["CHANGENT", "DIRE", "Ecoute", "Lecture"]
