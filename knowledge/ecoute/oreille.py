"""From a message in its context to the acts it does: rules that explain every word, then the model, then the slots."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np

from knowledge.ecoute.actes import CHANGENT, Acte, Contexte, Entendu, familles
from knowledge.ecoute.faits import FAIT_SUR, Connus, FaitsLus, LecteurDeFaits, candidats, chance, signes
from knowledge.ecoute.modele import Flottants, Modele, resumer
from knowledge.ecoute.precisions import INFORMENT, SUR_ACTIONS, groupes, partager
from knowledge.ecoute.propositions import couper
from knowledge.ecoute.regles import lire_les_formules, regle
from knowledge.ecoute.traits import MAX_CARACTERES, traits
from knowledge.francais.langue import plat
from knowledge.lecture.lecture import Lecteur

# Readings offered when it asks back.
OFFERTES = 4
# A reading less likely than this is not offered, nor told.
INVRAISEMBLABLE = 0.003
# Sets of acts looked at, the likeliest first: what follows adds up to nothing.
REGARDES = 60
# The score of a fact that the model does not know.
SCORE_MUET = -8.0
# How much it would cost to do something that was not said, beside answering something else.
PRIX_DU_TORT = 0.75


@dataclass(frozen=True, slots=True)
class Lecture:
    """One reading of a message: the natures, and how likely they, or others that lead to the same answers, are."""

    natures: tuple[str, ...]
    surete: float


class Ecoute:
    """Hears what messages do. Pure; the model is read at the first message."""

    def __init__(
        self,
        faits: LecteurDeFaits,
        modele: Callable[[], Modele] = Modele.lire,
        formules: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        self.faits = faits
        self._lire_le_modele = modele
        self._formules = formules or {}

    @classmethod
    def depuis(cls, lecteur: Lecteur, modele: Callable[[], Modele] = Modele.lire) -> Ecoute:
        """With the formulas of the house, over the reader of facts of one pack."""
        return cls(LecteurDeFaits(lecteur), modele, lire_les_formules())

    @cached_property
    def modele(self) -> Modele:
        return self._lire_le_modele()

    def ecouter(self, texte: str, contexte: Contexte, aujourdhui: date, connus: Connus | None = None) -> Entendu:
        """The acts of a message, and the readings to offer where it would ask back. Never raises."""
        texte = texte[:MAX_CARACTERES]
        message = _Message(self, texte, contexte, aujourdhui, connus or Connus())
        sure = regle(texte, contexte, self._formules)
        if sure is not None:
            actes, nom = sure
            return Entendu(tuple(map(message.avec_sa_valeur, actes)), pourquoi=(nom,) * len(actes))
        lectures = message.lectures()
        actes = message.actes(lectures[0])
        offertes = [lecture for lecture in lectures[:OFFERTES] if lecture.surete >= INVRAISEMBLABLE]
        doute = _douter(lectures, actes)
        demande: tuple[tuple[Acte, ...], ...] = ()
        if doute >= self.modele.entete.seuil:
            demande = tuple(message.actes(lecture) for lecture in offertes)
        return Entendu(
            actes,
            demande,
            tuple(map(message.pourquoi, actes)),
            tuple((lecture.surete, lecture.natures) for lecture in offertes[1:]),
            message.reste(actes),
            doute,
        )

    def clauses(self, texte: str, contexte: Contexte, combien: int = 3) -> list[tuple[str, list[tuple[str, float]]]]:
        """How a message is cut, and the first readings of each clause with their scores: to explain."""
        actes = {nature: self.modele.rang[f"acte:{nature}"] for nature in self.modele.entete.natures}
        lues = []
        for clause in couper(texte[:MAX_CARACTERES]):
            scores = self.modele.scores(traits(clause.mots, contexte))
            premieres = sorted(actes, key=lambda nature: -scores[actes[nature]])[:combien]
            lues.append((clause.mots, [(nature, float(scores[actes[nature]])) for nature in premieres]))
        return lues


def _douter(lectures: Sequence[Lecture], actes: Sequence[Acte]) -> float:
    """What offering the first readings would win, and what doing the first unasked may cost."""
    gagne = sum(lecture.surete for lecture in lectures[1:OFFERTES])
    tort = max((1 - acte.surete for acte in actes if acte.nature in CHANGENT), default=0.0)
    return gagne + PRIX_DU_TORT * tort


class _Message:
    """One message while it is heard: what is computed once for all its readings."""

    def __init__(self, ecoute: Ecoute, texte: str, contexte: Contexte, jour: date, connus: Connus) -> None:
        self._ecoute, self._texte, self._contexte = ecoute, texte, contexte
        self._jour, self._connus = jour, connus

    @cached_property
    def _modele(self) -> Modele:
        return self._ecoute.modele

    @cached_property
    def _traits(self) -> list[str]:
        return list(traits(self._texte, self._contexte))

    @cached_property
    def _scores(self) -> Flottants:
        return self._modele.scores(self._traits)

    @cached_property
    def _clauses(self) -> list[tuple[str, Flottants]]:
        lues = couper(self._texte)
        if len(lues) < 2:
            return [(self._texte.strip(), self._scores)]
        return [(clause.mots, self._modele.scores(traits(clause.mots, self._contexte))) for clause in lues]

    @cached_property
    def _faits(self) -> FaitsLus:
        return self._ecoute.faits.lire(self._texte, self._contexte, self._jour, self._connus)

    def lectures(self) -> list[Lecture]:
        """The readings, the likeliest first; those that lead to the same answers are one."""
        clauses = np.array([scores for _, scores in self._clauses])
        resume = resumer(self._scores, clauses, self._texte, self._contexte, self._modele.combien)
        ensembles, chances = self._modele.entete.ensembles, self._modele.chances(resume)
        if self._contexte.sans:
            chances = chances * [self._contexte.sans.isdisjoint(natures) for natures in ensembles]
            chances /= chances.sum()
        return regrouper(chances, ensembles, self._contexte)

    def score(self, tete: str) -> float:
        rang = self._modele.rang.get(tete)
        return float(self._scores[rang]) if rang is not None else -9.0

    def _choix(self, sorte: str) -> str | None:
        """The likeliest of the heads of one kind."""
        tetes = [tete for tete in self._modele.entete.tetes if tete.startswith(sorte)]
        return max(tetes, key=self.score).removeprefix(sorte) if tetes else None

    def _mots(self, nature: str) -> str:
        """The clause that says it most."""
        rang = self._modele.rang[f"acte:{nature}"]
        return max(self._clauses, key=lambda clause: float(clause[1][rang]))[0]

    def _peser(self, nature: str, mots: str) -> float:
        return float(self._modele.scores(traits(mots, self._contexte))[self._modele.rang[f"acte:{nature}"]])

    def actes(self, lecture: Lecture) -> tuple[Acte, ...]:
        """The acts of a reading with their slots, in the order of the text."""
        sur_actions = [nature for nature in lecture.natures if nature in SUR_ACTIONS]
        parts = partager(self._texte, sur_actions, self._peser) if sur_actions else {}
        lus = [self._acte(nature, lecture, parts.get(nature, {})) for nature in lecture.natures]
        return tuple(sorted(lus, key=lambda acte: self._texte.find(acte.mots)))

    def _acte(self, nature: str, lecture: Lecture, part: Mapping[str, Any]) -> Acte:
        slots: dict[str, Any] = dict(part)
        surete = lecture.surete
        match nature:
            case "informer" | "corriger" | "et_si":
                slots, sur = self._dire(lecture.natures)
                surete *= sur
            case "retenir" | "ecarter" if "actions" not in slots:
                if slots.get("sauf") or self.score("toutes") > 0:
                    slots["toutes"] = True
            case "fiche":
                numeros = [n for groupe in groupes(plat(self._texte)) for n in groupe.numeros]
                slots["numero"] = numeros[0] if numeros else None
            case "ne_sait_pas":
                slots = self._ignorer()
            case "rappel_reponse":
                slots["reponse"] = self._choix("reponse:")
            case "suivre":
                slots["etape"] = self._choix("etape:")
        return Acte(nature, slots, surete, self._dits(lecture.natures) if nature in INFORMENT else self._mots(nature))

    def _dits(self, natures: Sequence[str]) -> str:
        """The clauses that tell facts: all those that say nothing else of what is done more, so that none is lost beside a request."""
        siennes = [clause for clause, scores in self._clauses if self._fait_le_plus(natures, scores) in INFORMENT]
        return " ".join(siennes) or self._mots(next(nature for nature in natures if nature in INFORMENT))

    def _fait_le_plus(self, natures: Sequence[str], scores: Flottants) -> str:
        return max(natures, key=lambda nature: float(scores[self._modele.rang[f"acte:{nature}"]]))

    def _ignorer(self) -> dict[str, Any]:
        """The fact that is not known: the one that is named, else the one asked."""
        nommes = self._ecoute.faits.nommes(self._mots("ne_sait_pas"), self._jour)
        fait = nommes[0] if nommes else self._contexte.question
        return {"fait": fait} if fait else {}

    @cached_property
    def _scores_des_faits(self) -> dict[str, float]:
        tetes = [tete for tete in self._modele.entete.tetes if tete.startswith("fait:")]
        return {tete.removeprefix("fait:"): self.score(tete) for tete in tetes}

    def _dire(self, natures: Sequence[str]) -> tuple[dict[str, Any], float]:
        """The facts to record and their values, and how sure the least sure of them is."""
        lus, scores, pose = self._faits, self._scores_des_faits, self._contexte.question
        chances = {
            nom: chance(
                signes(nom, scores.get(nom, SCORE_MUET), lus, self._contexte, natures), self._modele.entete.faits
            )
            for nom in candidats(lus, scores, self._contexte)
        }
        surs = [nom for nom in chances if chances[nom] >= FAIT_SUR] or sorted(chances, key=lambda nom: -chances[nom])[
            :1
        ]
        valeurs = {**lus.devines, **lus.dits}
        dits = {nom: valeurs.get(nom) for nom in surs}
        if self._contexte.oui_non and pose is not None and dits.get(pose, True) is None:
            dits[pose] = self.score("sens:oui") > self.score("sens:non")
        if "lots" in valeurs:
            dits["lots"] = valeurs["lots"]
        slots: dict[str, Any] = {"faits": list(dits), "valeurs": dits}
        if possibles := [nom for nom in valeurs if nom not in dits]:
            slots["faits_possibles"] = possibles
        if lus.incertain:
            slots["incertain"] = True
        return slots, min((chances[nom] for nom in surs), default=1.0)

    def avec_sa_valeur(self, acte: Acte) -> Acte:
        """The value that a rule leaves to the reader of facts."""
        if acte.nature != "informer":
            return acte
        valeurs = {nom: self._faits.dits.get(nom) for nom in acte.slots["faits"]}
        return Acte(acte.nature, {**acte.slots, "valeurs": valeurs}, acte.surete, acte.mots)

    def reste(self, actes: Sequence[Acte]) -> str:
        """The clauses that none of the acts was read in."""
        dits = {acte.mots for acte in actes}
        return " ".join(mots for mots, _ in self._clauses if not any(mots in dit for dit in dits))

    def pourquoi(self, acte: Acte) -> str:
        """The features that weighed most for an act."""
        apports = self._modele.apports(self._traits, f"acte:{acte.nature}", 4)
        return f"{acte.nature} : " + ", ".join(f"{trait} {poids:+.2f}" for trait, poids in apports)


def regrouper(chances: Flottants, ensembles: Sequence[tuple[str, ...]], contexte: Contexte) -> list[Lecture]:
    """The readings from how likely each set of acts is: the chances of those that lead to the same answers add up."""
    lues: dict[frozenset[str], tuple[float, tuple[str, ...]]] = {}
    for rang in np.argsort(-chances)[:REGARDES]:
        natures = ensembles[int(rang)]
        somme, dites = lues.get(famille := familles(natures, contexte), (0.0, natures))
        lues[famille] = (somme + float(chances[rang]), dites)
    return sorted((Lecture(natures, somme) for somme, natures in lues.values()), key=lambda lecture: -lecture.surete)


__all__ = ["Ecoute", "Lecture", "regrouper"]
