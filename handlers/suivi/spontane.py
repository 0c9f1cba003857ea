"""What is typed about a purchase: the answer to the last question in any words, or its news without having been asked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.fiches import recherche
from handlers.suivi.moments import (
    ACHETEUR,
    ATTRIBUTION,
    EXECUTION,
    INSCRITES,
    MARCHE,
    MONTANT,
    MOTIF,
    OFFRES,
    PUBLICATION,
    SOCIAL,
    TPE_PME,
    genres_du_plan,
)
from handlers.suivi.questions import INCONNU, est_visee
from handlers.suivi.relances import (
    attribuer,
    de_l_attribution,
    inscrire,
    le_mien,
    motiver,
    ne_plus_demander,
    prendre,
    publier,
    qualifier,
    rattacher,
    realiser,
    repondre_par_choix,
    reporter,
)
from knowledge.francais import objets
from knowledge.francais.avis import lire_avis
from knowledge.francais.questionnement import demande_une_definition, est_directe
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.plan.declaration import TraitDuPlan
from knowledge.regles.faits import Intervalle
from knowledge.suivi.reponses import (
    ABANDON,
    EN_COURS,
    INFRUCTUEUX,
    NON,
    OUI,
    SANS_SUITE,
    lire_actions,
    lire_attribution,
    lire_jour_d_un_fait,
    lire_jour_dit,
    lire_offres,
    lire_publication,
    lire_realisation,
    lire_social,
    lire_tpe_pme,
    ne_sait_pas,
    parle_d_attribution,
)
from storage.suivi.records import AchatRecord

# By the first word of a button, what it answers.
GENRES = {
    "pub": PUBLICATION, "ach": ACHETEUR, "ins": INSCRITES, "mot": MOTIF, "att": ATTRIBUTION, "ctr": MARCHE,
    "off": OFFRES, "mon": MONTANT, "pme": TPE_PME, "soc": SOCIAL, "exe": EXECUTION,
}  # fmt: skip


# --- what is typed ----------------------------------------------------------------------------------------------------

_LE_MARCHE = re.compile(r"(?:c'est |oui,? )?(?:le |la |l'|celui )?(?:marche |contrat )?(?:n° ?|numero )?(\d{1,9})")
_PAS_LA = re.compile(
    r"\b(?:pas|plus) dans (?:la |cette )?liste\b|\baucun\w*\b|\bni l'un ni l'autre\b|\bpas (?:la|celui|ceux)\b"
)
# A year alone is no amount.
_UNE_ANNEE = re.compile(r"(?:en )?(?:19|20)\d\d")


@dataclass(frozen=True, slots=True)
class EnCours:
    """The question of the last message: its genre, its purchase, and the button without its answer."""

    genre: str
    achat: AchatRecord
    valeur: tuple[str, ...]
    offerts: tuple[Choice, ...]


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """An answer typed to the question of the last message; None when there is none, or when the words are of something else."""
    posee = en_cours(turn)
    if posee is None or _nomme_autre_chose(turn, posee, texte):
        return None
    commande = lire_formule(texte, exacte=True)
    if commande in ("annuler", "passer") or simplifier(texte) in ("non merci", "pas maintenant", "plus tard"):
        return aparte(turn, entretien, Reply("suivi_plus_tard", {}, (bouton("mes_achats", "c:mes_achats"),)))
    if simplifier(texte) in (
        "ne plus me demander",
        "ne me demandez plus",
        "ne me demande plus",
        "arretez de me demander",
    ):
        return ne_plus_demander(turn, entretien, posee.achat)
    if ne_sait_pas(texte):
        return _ne_sait_pas(turn, entretien, posee)
    if commande == "pourquoi_question":
        return Outcome(entretien.en_json(), [_encore(turn, posee, {"quoi": "pourquoi"})])
    if commande is not None and commande != "ne_sait_pas":
        return None
    if choisis := _choisis(turn, posee, texte):
        return repondre_par_choix(turn, entretien, choisis)
    if texte.rstrip().endswith("?"):
        return None
    return _lire(turn, entretien, posee, texte)


def insister(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """When nothing else was meant either: say so, and put the question of the last message again."""
    posee = en_cours(turn)
    if posee is None or lire_formule(texte, exacte=True) is not None or objets.sujet(texte) is not None:
        return None
    if est_directe(texte) or demande_une_definition(texte):
        aside = recherche.chercher(turn, replace(entretien, etape=Etape.ACCUEIL), texte, dire_rien=True)
        return aside and Outcome(entretien.en_json(), [*aside.replies, _encore(turn, posee, None)])
    if entretien.etape is Etape.QUESTION or _est_d_autre_chose(turn, texte):
        return None
    return Outcome(entretien.en_json(), [_encore(turn, posee, {"quoi": "incompris", "genre": posee.genre})])


def rappeler(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome | None:
    """Say something, then the question that was just asked again; None when none was."""
    posee = en_cours(turn)
    return None if posee is None else Outcome(entretien.en_json(), [reply, _encore(turn, posee, None)])


def en_cours(turn: Turn) -> EnCours | None:
    """What the last message asked, told by the buttons that it offered."""
    offerts = tuple(Choice(libelle, valeur) for valeur, libelle in turn.etat.get("choix_offerts", ()))
    parties = offerts[0].value.split(":") if offerts else []
    if len(parties) < 4 or parties[0] != "s" or not parties[2].isdecimal():
        return None
    genres = {**GENRES, **{un.verbe: un.genre for un in turn.pack.traits.values()}}
    if (genre := genres.get(parties[1])) is None:
        return None
    achat = le_mien(turn, int(parties[2]))
    return None if achat is None else EnCours(genre, achat, tuple(parties[:-1]), offerts)


def _encore(turn: Turn, en_cours: EnCours, note: Mapping[str, Any] | None) -> Reply:
    """The same question, after what was said aside or not understood."""
    trait = _trait(turn, en_cours.genre)
    contexte = {"note": note, "genre": en_cours.genre, "achat": en_cours.achat, "trait": trait}
    multiple = en_cours.genre in (INSCRITES, SOCIAL)
    return Reply("suivi_encore", contexte, en_cours.offerts, multiple=multiple)


def _nomme_autre_chose(turn: Turn, posee: EnCours, texte: str) -> bool:
    """Whether the words name another purchase than the one that is asked about, or another contract than may be its own."""
    proposes = [choix.value.rpartition(":")[2] for choix in posee.offerts] if posee.genre == MARCHE else []
    siens = (posee.achat.marche_id, posee.achat.remplace_id, *(int(un) for un in proposes if un.isdecimal()))
    return objets.d_autre_chose(
        texte,
        actions=turn.pack.fiches,
        achat=posee.achat.id,
        marches=[un for un in siens if un is not None],
    )


def _est_d_autre_chose(turn: Turn, texte: str) -> bool:
    """Whether the words describe a purchase, or ask something."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    return bool(lus & {"segments", "nature"} and lus & {"montant_ht", "procedure"}) or texte.rstrip().endswith("?")


def _choisis(turn: Turn, en_cours: EnCours, texte: str) -> str | None:
    """The labels that were typed, in full or by their rank where ranks mean nothing else."""
    simple = simplifier(texte)
    for choix in en_cours.offerts:
        if simplifier(choix.label) == simple:
            return choix.value
    if en_cours.genre in (INSCRITES, OFFRES, MONTANT):
        return None
    # A reason may be any words: only a rank stands for one of those that are proposed.
    if en_cours.genre == MOTIF and not simple.isdecimal():
        return None
    if en_cours.genre == MARCHE and (nomme := _LE_MARCHE.fullmatch(simple)):
        return next((choix.value for choix in en_cours.offerts if choix.value.endswith(f":{nomme[1]}")), None)
    return lire_choix_offert(turn, texte)


def _ne_sait_pas(turn: Turn, entretien: Entretien, en_cours: EnCours) -> Outcome | None:
    match en_cours.genre:
        case "publication" | "attribution":
            return reporter(turn, entretien, en_cours.achat, en_cours.genre, None)
        case "motif":
            return motiver(turn, entretien, en_cours.achat, int(en_cours.valeur[3]), None)
        case "execution":
            annee, action = int(en_cours.valeur[3]), int(en_cours.valeur[4])
            return realiser(turn, entretien, en_cours.achat, annee, action, EN_COURS)
        case "contrat":
            return rattacher(turn, entretien, en_cours.achat, None)
    return repondre_par_choix(turn, entretien, ":".join((*en_cours.valeur[:3], INCONNU)))


def _trait(turn: Turn, genre: str) -> TraitDuPlan | None:
    """The trait of the plan that a question is about."""
    return next((un for un in turn.pack.traits.values() if un.genre == genre), None)


def _lire(turn: Turn, entretien: Entretien, en_cours: EnCours, texte: str) -> Outcome | None:
    """The answer that the words are, each question in its own way."""
    achat = en_cours.achat
    avant = (PUBLICATION, ACHETEUR, *genres_du_plan(turn.pack, PUBLICATION))
    match en_cours.genre:
        case genre if genre in avant and parle_d_attribution(texte) and not achat.conclu:
            return dire_attribue(turn, entretien, achat, texte)
        case "publication":
            dit = lire_publication(texte)
            jour = _jour(turn, texte, dit)
            dit = dit or (NON if jour else None)
            return None if dit is None else publier(turn, entretien, achat, _pas_avant(dit, jour), jour)
        case "acheteur" if qui := _acheteur(turn, texte):
            return prendre(turn, entretien, achat, ACHETEUR, {"acheteur": qui})
        case "inscrites":
            return _lire_les_actions(turn, entretien, en_cours, texte)
        case "motif":
            return _lire_un_motif(turn, entretien, en_cours, texte)
        case "attribution":
            dit = lire_attribution(texte)
            jour = _jour(turn, texte, dit)
            dit = dit or (NON if jour else None)
            return None if dit is None else attribuer(turn, entretien, achat, _pas_avant(dit, jour), texte, jour)
        case "contrat" if _PAS_LA.search(simplifier(texte)) or ((avis := lire_avis(texte)) and not avis.accord):
            return rattacher(turn, entretien, achat, None)
        case "offres" if (offres := lire_offres(texte)) is not None:
            return prendre(turn, entretien, achat, OFFRES, {"offres": offres})
        case "montant" if montant := _montant(turn, texte):
            return prendre(turn, entretien, achat, MONTANT, {"montant_ht": montant})
        case "tpe_pme" if (pme := lire_tpe_pme(texte)) is not None:
            return prendre(turn, entretien, achat, TPE_PME, {"tpe_pme": pme})
        case "social" if (dits := lire_social(texte)) is not None:
            return qualifier(turn, entretien, achat, dits)
        case "execution" if dit := lire_realisation(texte):
            annee, action = int(en_cours.valeur[3]), int(en_cours.valeur[4])
            return realiser(turn, entretien, achat, annee, action, dit, _motif_dit(texte) if dit == NON else None)
        case genre if (trait := _trait(turn, genre)) and (avis := lire_avis(texte)):
            return prendre(turn, entretien, achat, genre, {trait.id: avis.accord})
    return None


def _lire_les_actions(turn: Turn, entretien: Entretien, en_cours: EnCours, texte: str) -> Outcome | None:
    lignes = memoire(turn).achats.suivis([en_cours.achat.id]).get(en_cours.achat.id, [])
    montrees = [int(choix.value.split(":")[3]) for choix in en_cours.offerts if choix.value.split(":")[3].isdecimal()]
    prevues = [ligne.action for ligne in lignes if est_visee(ligne)]
    lues = lire_actions(texte, montrees, prevues)
    if lues is None:
        return None
    siennes = {ligne.action for ligne in lignes}
    if etrangeres := [action for action in lues.inconnues if action not in siennes]:
        note = {"quoi": "etrangeres", "actions": etrangeres, "genre": INSCRITES}
        return Outcome(entretien.en_json(), [_encore(turn, en_cours, note)])
    return inscrire(turn, entretien, en_cours.achat, lues.actions | set(lues.inconnues))


def _lire_un_motif(turn: Turn, entretien: Entretien, en_cours: EnCours, texte: str) -> Outcome | None:
    if _est_d_autre_chose(turn, texte):
        return None
    if (avis := lire_avis(texte)) is not None and avis.accord and not avis.suite:
        # A yes is no reason.
        return None
    sans = simplifier(texte) in ("sans motif", "aucun", "rien", "non", "pas de motif", "aucun motif")
    return motiver(turn, entretien, en_cours.achat, int(en_cours.valeur[3]), None if sans else texte)


def _motif_dit(texte: str) -> str | None:
    """ "non, abandonnée : plus de chantier": what follows is the reason."""
    _, deux_points, motif = texte.partition(":")
    return motif.strip() or None if deux_points else None


def _acheteur(turn: Turn, texte: str) -> str | None:
    """Which buyer of the plan a text names."""
    nommes = {un.qui for un in lire_acheteurs(plier(texte).texte, turn.pack.acheteurs_dits)}
    return next(iter(nommes)) if len(nommes) == 1 else None


def _montant(turn: Turn, texte: str) -> Decimal | None:
    if _UNE_ANNEE.fullmatch(simplifier(texte)):
        return None
    lu = turn.lecteur.lire_reponse(turn.pack.vocabulaire["montant_ht"], texte, turn.aujourdhui)
    if lu.incertitude is not None or not isinstance(lu.possible, Intervalle):
        return None
    return lu.possible.seule if isinstance(lu.possible.seule, Decimal) else None


def dire_publie(turn: Turn, entretien: Entretien, achat: AchatRecord, texte: str) -> Outcome | None:
    """What is said of a publication without having been asked."""
    dit = lire_publication(texte)
    jour = _jour(turn, texte, dit)
    sans_contrat = achat.conclu and not achat.attribue
    if (dit == OUI and sans_contrat) or (dit == ABANDON and not achat.conclu):
        # Said in so many words against what was said before: it is a correction, not a second click.
        memoire(turn).achats.rouvrir(achat.id, PUBLICATION, turn.now)
    return None if dit is None else publier(turn, entretien, achat, _pas_avant(dit, jour), jour)


def dire_attribue(turn: Turn, entretien: Entretien, achat: AchatRecord, texte: str) -> Outcome | None:
    """What is said of an award without having been asked, and what the same sentence tells of it."""
    dit = lire_attribution(texte)
    jour = _jour(turn, texte, dit)
    if achat.conclu and achat.marche_id is None and dit not in (None, NON, _issue(achat)):
        memoire(turn).achats.rouvrir(achat.id, ATTRIBUTION, turn.now)
        for genre in (MARCHE, *de_l_attribution(turn)):
            memoire(turn).achats.oublier(achat.id, genre)
    return None if dit is None else attribuer(turn, entretien, achat, _pas_avant(dit, jour), texte, jour)


def _issue(achat: AchatRecord) -> str:
    """How a purchase ended."""
    if achat.attribue:
        return OUI
    return INFRUCTUEUX if achat.traits["infructueux"] else SANS_SUITE


def _jour(turn: Turn, texte: str, dit: str | None) -> date | None:
    """The day to come that the words say; what is said done was, unless its day is near."""
    if dit == OUI:
        jour = lire_jour_d_un_fait(texte, turn.aujourdhui)
        return jour if jour is not None and jour > turn.aujourdhui else None
    return lire_jour_dit(texte, turn.aujourdhui, passe=False)


def _pas_avant(dit: str, jour: date | None) -> str:
    """ "Publié le 15 mars" said before that day: not yet."""
    return NON if dit == OUI and jour is not None else dit


__all__ = [
    "EnCours",
    "dire_attribue",
    "dire_publie",
    "en_cours",
    "insister",
    "rappeler",
    "repondre",
]
