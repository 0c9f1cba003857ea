"""What is said around a purchase: the welcome, what was not understood, and what comes back to what was pending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.apprentissage import incompris as apprentissage
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import questions
from knowledge.cpv.nomenclature import parle_de_cpv
from knowledge.lecture.lecture import Lecture
from storage.apprentissage.records import GenreIncompris
from storage.comptes.records import Role


def premiers_pas() -> tuple[Choice, ...]:
    """Where one may begin."""
    return (bouton("decrire", "c:decrire"), bouton("chercher", "c:chercher"), bouton("aide", "c:aide"))


def accueillir(turn: Turn, entretien: Entretien) -> Outcome:
    """What is said to whoever says hello, or comes back."""
    en_cours = entretien.question is not None or entretien.etape is Etape.RESULTAT
    return dire(turn, entretien, "accueil", pack=turn.pack, en_cours=en_cours, equipe=Role.EQUIPE in turn.roles)


def demander_si_nouveau(entretien: Entretien, texte: str) -> Outcome:
    """Ask whether a whole description is another purchase, or puts this one right."""
    suivant = replace(entretien, etape=Etape.NOUVEAU_OU_CORRECTION, en_attente=texte)
    choices = (bouton("nouvel_achat", "n:nouveau"), bouton("corriger", "n:corriger"))
    objet = entretien.faits.valeur("objet")
    return Outcome(suivant.en_json(), [Reply("nouveau_ou_correction", {"objet": objet}, choices)])


def incompris(turn: Turn, entretien: Entretien, texte: str, lecture: Lecture | None = None) -> Outcome:
    """Say what was not understood, and show what would be; the team learns of it, but for an amount that lacks its tax."""
    ttc = lecture is not None and bool(lecture.montants_ttc)
    fait = turn.pack.vocabulaire[entretien.question] if entretien.question else None
    if not ttc:
        genre = GenreIncompris.RECHERCHE if fait is None else GenreIncompris.REPONSE
        apprentissage.noter(turn, genre, texte, entretien.question)
    attente = replace(entretien, ttc=texte if ttc else entretien.ttc)
    cite = " ".join(texte.split())[:120]
    return dire(
        turn,
        attente,
        "incompris",
        texte=cite,
        fait=fait,
        ttc=ttc,
        cpv=parle_de_cpv(texte),
        ou_on_en_est=ou_on_en_est(turn, entretien),
    )


def ou_on_en_est(turn: Turn, entretien: Entretien) -> str:
    """What is known of the purchase under way, in a line; empty where nothing is."""
    faits = entretien.faits
    return " · ".join(turn.phrase("fait", nom, faits[nom]) for nom in faits.connus())


def dire(turn: Turn, entretien: Entretien, template: str, **contexte: Any) -> Outcome:
    """Say something, then come back to what was pending, or show where to start."""
    contexte_: Mapping[str, Any] = contexte
    if entretien.etape is Etape.QUESTION and (rappel := questions.reposer(turn, entretien)):
        return Outcome(entretien.en_json(), [Reply(template, contexte_), rappel])
    if entretien.etape is Etape.NOUVEAU_OU_CORRECTION and entretien.en_attente is not None:
        rappelee = demander_si_nouveau(entretien, entretien.en_attente)
        return Outcome(entretien.en_json(), [Reply(template, contexte_), *rappelee.replies])
    choices = (bouton("retour_au_resultat", "c:resultat"),) if entretien.diagnostic is not None else premiers_pas()
    return Outcome(entretien.en_json(), [Reply(template, contexte_, choices)])
