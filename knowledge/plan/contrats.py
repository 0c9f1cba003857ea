"""Reads from YAML what examples and rules say of a contract: its facts, and the conditions on them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from knowledge.plan.yaml_reader import Noeud, en_booleen
from knowledge.regles.conditions import (
    COMBINAISONS,
    Condition,
    ConditionFautiveError,
    Toujours,
    lire_condition,
    suggestion,
)
from knowledge.regles.faits import (
    NON,
    OUI,
    ContradictionError,
    Ensemble,
    Fait,
    Faits,
    Genre,
    Intervalle,
    Options,
    Possible,
    Texte,
    Vocabulaire,
)
from knowledge.regles.seuils import Seuils

# The day examples are judged on, unless they name another.
JOUR_DES_EXEMPLES = date(2026, 11, 24)


def lire_le_contrat(noeud: Noeud, vocabulaire: Vocabulaire) -> Faits:
    """The facts of an example, as of contracts of its day."""
    faits = vocabulaire.aucun_fait()
    for nom in vocabulaire.du_jour:
        faits = faits.corriger(nom, Intervalle.point(JOUR_DES_EXEMPLES))
    for nom, enfant in noeud.paires():
        if nom not in vocabulaire:
            enfant.faute(f"fait inconnu « {nom} »{suggestion(nom, vocabulaire)}")
            continue
        possible = lire_la_valeur(vocabulaire[nom], enfant)
        if possible is None:
            continue
        try:
            faits = faits.corriger(nom, possible)
        except ContradictionError:
            enfant.faute(f"« {nom} » ne peut pas valoir « {enfant.brut} »")
    return faits


def lire_la_valeur(fait: Fait, noeud: Noeud) -> Possible | None:
    """One value of a fact; None, and a fault noted, for what it cannot be."""
    match fait.genre:
        case Genre.TEXTE:
            return Texte(noeud.brut or "")
        case Genre.NOMBRE:
            return Intervalle.point(noeud.en_nombre())
        case Genre.DATE:
            return Intervalle.point(noeud.en_jour())
        case Genre.OUI_NON:
            vrai = en_booleen(noeud.brut)
            if vrai is None:
                noeud.faute(f"« {fait.nom} » doit être oui ou non")
                return None
            return Options(frozenset({OUI if vrai else NON}))
        case Genre.CHOIX:
            if noeud.brut not in fait.options:
                noeud.faute(
                    f"« {fait.nom} » ne peut pas valoir « {noeud.brut} »" + suggestion(noeud.brut or "", fait.options)
                )
                return None
            return Options(frozenset({noeud.brut or ""}))
        case Genre.ENSEMBLE:
            dedans = frozenset(str(enfant.brut) for enfant in noeud)
            if not noeud.est_une_liste:
                noeud.faute(f"« {fait.nom} » doit être une liste, entre crochets")
                return None
            for inconnu in sorted(dedans - fait.options):
                noeud.faute(f"« {fait.nom} » ne peut pas valoir « {inconnu} »{suggestion(inconnu, fait.options)}")
            return Ensemble(dedans & fait.options, fait.options - dedans)


def lire_la_condition(
    noeud: Noeud, vocabulaire: Vocabulaire, seuils: Seuils, qualifications: Mapping[str, Condition]
) -> Condition:
    """A condition, in one text or under `toutes`, `une_de`, `aucune`."""
    if noeud.est_un_bloc:
        combinees = list(noeud.paires())
        if len(combinees) != 1 or combinees[0][0] not in COMBINAISONS:
            noeud.faute("une condition combinée s'écrit sous une seule clé : toutes, une_de ou aucune")
            return Toujours()
        combinaison, parts = combinees[0]
        if not parts.est_une_liste:
            parts.faute(f"« {combinaison} » doit être une liste de conditions")
            return Toujours()
        if not list(parts):
            parts.faute(f"« {combinaison} » est vide : écrivez au moins une condition, ou « toujours »")
        return COMBINAISONS[combinaison](
            tuple(lire_la_condition(part, vocabulaire, seuils, qualifications) for part in parts)
        )
    try:
        return lire_condition(noeud.brut or "", vocabulaire, seuils, qualifications)
    except ConditionFautiveError as erreur:
        noeud.faute(str(erreur))
        return Toujours()


__all__ = ["JOUR_DES_EXEMPLES", "lire_la_condition", "lire_la_valeur", "lire_le_contrat"]
