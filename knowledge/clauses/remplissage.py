"""Fills a model text for one contract: what is known stands in it, what is not is left blank and told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from string import Formatter

from knowledge.clauses.calculs import CALCULES, Calculs, Reglages, Valeur, en_mots
from knowledge.clauses.modeles import Modele, Parametre
from knowledge.clauses.retouches import Retouche, ajouts, de_ce_texte, mis_en_mots, otees, sans
from knowledge.francais.redaction import typographie
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.regles.conditions import juger
from knowledge.regles.faits import Ensemble, Faits

SIGNES_COLLES = (" .", " ,", " )")


@dataclass(frozen=True, slots=True)
class Decision:
    """What the buyer still has to say of a text: a question, what stands in its place until then, None for a blank."""

    nom: str
    question: str
    propose: str | None


@dataclass(frozen=True, slots=True)
class Rempli:
    """A text filled for one contract. `valeurs`: what was computed in it, with its formula; `decisions`: what remains to decide;
    `retouches`: what its buyer changed in it.
    """

    modele: Modele
    titre: str
    texte: str
    preuve: str | None
    valeurs: tuple[Valeur, ...]
    decisions: tuple[Decision, ...]
    retouches: tuple[Retouche, ...] = ()


def remplir(modele: Modele, calculs: Calculs, reglages: Reglages, pack: Pack) -> Rempli:
    """Fill a text and its proof, in French typography."""
    retouches = de_ce_texte(reglages.retouches, modele.souche)
    copie = replace(modele, texte=sans(_avec_les_phrases(modele, reglages), otees(retouches)))
    dits: dict[str, str] = {}
    valeurs: list[Valeur] = []
    decisions: list[Decision] = []
    for nom in copie.blancs:
        parametre = modele.parametres.get(nom)
        if parametre is not None:
            donne = reglages.valeurs.get(f"{modele.action}.{nom}")
            valeur = parametre.defaut if donne is None else donne
            dits[nom] = _blanc(_nom_en_mots(parametre)) if valeur is None else _en_mots(valeur, parametre)
            if donne is None:
                decisions.append(Decision(nom, parametre.question, None if valeur is None else dits[nom]))
            continue
        calculee = calculs[nom]
        valeurs.append(calculee)
        dits[nom] = _blanc(_libelle(nom, pack)) if calculee.texte is None else calculee.texte
        if calculee.texte is None:
            decisions.append(Decision(nom, _en_question(_libelle(nom, pack)), None))
    return Rempli(
        modele,
        mis_en_mots(modele.titre, retouches),
        "\n".join([mis_en_mots(_mettre(copie.texte, dits), retouches), *ajouts(retouches)]),
        None if modele.preuve is None else mis_en_mots(_mettre(modele.preuve, dits), retouches),
        tuple(valeurs),
        tuple(decisions),
        retouches,
    )


def _avec_les_phrases(modele: Modele, reglages: Reglages) -> str:
    """The text of a model with the sentences of what is set in it and was not there."""
    posees = [
        un.phrase for nom, un in modele.parametres.items() if un.phrase and f"{modele.action}.{nom}" in reglages.valeurs
    ]
    return "\n".join([modele.texte, *posees])


def _blanc(libelle: str) -> str:
    return f"[{libelle}]"


def _nom_en_mots(parametre: Parametre) -> str:
    """The name of a parameter, with the accents that its question has.

    >>> _nom_en_mots(Parametre("date_reponse", "Pour quelle date faut-il la réponse ?"))
    'date réponse'
    """
    ecrits = {simplifier(mot.strip(" ?,.:;")): mot.strip(" ?,.:;") for mot in parametre.question.split()}
    return " ".join(ecrits.get(part, part) for part in parametre.nom.split("_"))


def _en_question(libelle: str) -> str:
    return f"{libelle[:1].upper()}{libelle[1:]} ?"


def _libelle(nom: str, pack: Pack) -> str:
    if nom in CALCULES:
        return CALCULES[nom]
    if nom not in pack.vocabulaire:
        return nom
    fait = pack.vocabulaire[nom]
    return f"{fait.libelle} HT" if fait.unite == "euros HT" else fait.libelle


def _en_mots(valeur: Decimal | str, parametre: Parametre) -> str:
    return en_mots(valeur, parametre.unite or "") if isinstance(valeur, Decimal) else valeur


def _mettre(texte: str, dits: dict[str, str]) -> str:
    morceaux = [avant + ("" if nom is None else dits[nom]) for avant, nom, _, _ in Formatter().parse(texte)]
    mis = "\n".join(" ".join(ligne.split()) for ligne in "".join(morceaux).splitlines())
    for signe in SIGNES_COLLES:
        mis = mis.replace(signe, signe.strip())
    return typographie(mis)


def convient(modele: Modele, faits: Faits) -> bool | None:
    """Whether a text is for that contract: its families surely are those of the purchase, its condition holds; None: it may."""
    if modele.segments:
        membres = faits["segments"]
        assert isinstance(membres, Ensemble)
        if not membres.dedans & modele.segments:
            return False
    return juger(modele.quand, faits)


__all__ = ["Decision", "Rempli", "convient", "remplir"]
