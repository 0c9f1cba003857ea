"""What is typed about the figures of the year: the answer to what was asked, a figure by its name, what was just noted put right."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.conversation.acts import Force, Proposition
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Turn
from handlers.indicateurs import bilan, pilotes
from handlers.indicateurs.attendus import peut
from handlers.indicateurs.questions import CORRIGER, ENTRER, INCONNU, PROMETTRE, Posee, en_cours, offerts, trouver
from handlers.indicateurs.saisies import (
    DE_QUAND,
    EN_TOUT,
    EST_CE_BIEN,
    POUR_QUI,
    completer,
    decoder,
    du_service,
    lu,
    nommes,
)
from knowledge.ecoute import Acte
from knowledge.francais import objets
from knowledge.francais.avis import lire_avis
from knowledge.francais.jours import lire_un_jour
from knowledge.francais.questionnement import demande_une_definition, est_directe
from knowledge.francais.texte import simplifier
from knowledge.indicateurs.reponses import (
    a_un_nombre,
    dit_de_noter,
    dit_pas_moi,
    interroge,
    lire_l_annee,
    lire_pour_qui,
    lire_un_chiffre_nomme,
    lire_une_correction,
    lire_une_promesse,
)
from knowledge.indicateurs.saisies import ENSEMBLE, pas_connu
from knowledge.suivi.reponses import ne_sait_pas

# Longer, words around a number may tell something else than that figure.
MOTS_D_UNE_REPONSE = 8
MOTS_D_AUTRE_CHOSE = 5
PLUS_TARD = Acte("indicateurs.plus_tard")


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is typed about figures; what asks for them is read after those that are told, before those that are only awaited."""
    attente = entretien.attente if isinstance(entretien.attente, Acte) else None
    return (
        pilotes.lire(turn, entretien, texte)
        or _nomme(turn, texte)
        or _corrige(turn, attente, texte, dit=True)
        or bilan.lire(turn, entretien, texte)
        or _complete(turn, attente, texte)
        or _repond(turn, attente, texte)
        or _corrige(turn, attente, texte, dit=False)
    )


def _attendu(acte: Acte, texte: str) -> Proposition:
    return Proposition(replace(acte, mots=texte), Force.ATTENDU)


def _demande(texte: str) -> bool:
    return texte.rstrip().endswith("?")


# --- unasked ----------------------------------------------------------------------------------------------------------


def _nomme(turn: Turn, texte: str) -> Proposition | None:
    """ "heures d'insertion 2026 : 12 000"; a title that nobody knows, where a figure was asked and a year is named."""
    if _demande(texte) or objets.d_autre_chose(texte, actions=turn.pack.fiches):
        return None
    dit = lire_un_chiffre_nomme(texte, turn.pack.acheteurs_dits)
    if dit is None:
        return None
    trouves = nommes(turn, dit)
    if len(trouves) == 1:
        # A year beside the one indicator that words name is as good as its number.
        force = Force.NOMME if dit.annees else Force.ENTIER
        return Proposition(Acte("saisir_chiffre", mots=texte), force) if len(dit.annees) < 2 else None
    vise = dit.du_nom and (trouves or (dit.quoi and en_cours(turn) is not None))
    return Proposition(Acte("saisir_chiffre", mots=texte), Force.ENTIER) if vise else None


# --- put right --------------------------------------------------------------------------------------------------------


def _corrige(turn: Turn, attente: Acte | None, texte: str, *, dit: bool) -> Proposition | None:
    """ "Je me suis trompée, c'était 12 300", right after an answer: that figure, or that day, is put right.

    `dit`: a word says so; without one, only where nothing else was asked, and where nothing else is read.
    """
    avant = _note_avant(attente)
    lue, asked = lire_une_correction(texte), en_cours(turn, attente)
    if avant is None or not turn.incoming.prive or _demande(texte) or objets.d_autre_chose(texte):
        return None
    if (lue is not None) is not dit or (lue is None and asked is not None):
        return None
    if lue is not None and lue.nie and asked is not None and asked.chiffre.saisie.unite == "oui_non":
        return None
    reste = texte if lue is None else lue.reste
    jour = lire_une_promesse(reste, turn.aujourdhui)
    if "service" in avant:
        promis = jour is not None and peut(turn, str(avant["service"]))
        return _attendu(Acte(PROMETTRE, {**avant, "jour": str(jour)}), texte) if promis else None
    posee = trouver(turn, avant["numero"])
    if posee is None or not peut(turn, posee.demande.service):
        return None
    numero = {"numero": posee.demande.id}
    if posee.manque and jour is not None:
        return _attendu(Acte(PROMETTRE, {**numero, "jour": str(jour)}), texte)
    if lue is None and posee.chiffre.saisie.unite in ("texte", "oui_non"):
        return None
    if not reste:
        return _attendu(Acte(ENTRER, numero), texte)
    qui = avant.get("qui", INCONNU)
    compris = lu(turn, posee, reste, None if qui == INCONNU else qui)
    lisible = compris.entrees and (lue is not None or compris.cause is None)
    if not lisible and not (lue is not None and lue.faute):
        return None
    return _attendu(Acte(ENTRER, {**numero, "dit": reste, "qui": qui}), texte)


def _note_avant(attente: Acte | None) -> Mapping[str, Any] | None:
    """What was just noted, of a figure or of a whole service."""
    if attente is None:
        return None
    return attente.slots if attente.nature == CORRIGER else attente.slots.get("corrige")


# --- asked ------------------------------------------------------------------------------------------------------------


def _complete(turn: Turn, attente: Acte | None, texte: str) -> Proposition | None:
    """The day, the buyer, the year or the yes that was just asked for."""
    if attente is None or lire_formule(texte, exacte=True) in ("annuler", "passer", "retour"):
        return None
    complet: Acte | None = None
    if attente.nature == PROMETTRE and not (est_directe(texte) or demande_une_definition(texte)):
        jour = lire_un_jour(turn.aujourdhui, simplifier(texte))
        complet = None if jour is None else replace(attente, slots={**attente.slots, "jour": str(jour)})
    elif attente.nature == POUR_QUI:
        # Noted as it was told: of nobody in particular.
        qui = ENSEMBLE if dit_de_noter(texte) else lire_pour_qui(texte, turn.pack.acheteurs_dits)
        complet = None if qui is None else completer(turn, attente, EN_TOUT if qui == ENSEMBLE else qui)
    elif attente.nature == DE_QUAND and (annee := lire_l_annee(texte)) is not None:
        complet = completer(turn, attente, str(annee))
    elif attente.nature == EST_CE_BIEN and dit_de_noter(texte):
        complet = completer(turn, attente, "ok")
    elif attente.nature == EST_CE_BIEN and (avis := lire_avis(texte)) and not avis.suite:
        complet = completer(turn, attente, "ok") if avis.accord else Acte(ENTRER, {"numero": attente.slots["numero"]})
    return None if complet is None else _attendu(complet, texte)


def _repond(turn: Turn, attente: Acte | None, texte: str) -> Proposition | None:
    """An answer to the figure that was asked last, or to what announced those that are; None for a command or a question."""
    if not a_un_nombre(texte) and (choisi := lire_choix_offert(turn, texte)) and (acte := decoder(choisi)):
        return _attendu(acte, texte)
    posee = en_cours(turn, attente)
    if posee is None:
        # Of several services, one is to be chosen first.
        annonces = [mots for mots in offerts(turn) if mots[1] == "go"]
        lue = _a_l_annonce(turn, annonces[0], texte) if len(annonces) == 1 else None
        return None if lue is None else _attendu(lue, texte)
    if not peut(turn, posee.demande.service) or objets.d_autre_chose(texte, actions=posee.chiffre.actions):
        return None
    commande, nombre = lire_formule(texte, exacte=True), a_un_nombre(texte)
    numero = {"numero": posee.demande.id}
    if commande == "annuler":
        return _attendu(PLUS_TARD, texte)
    if commande in ("passer", "ne_sait_pas") or _ne_le_sait_pas(turn, posee, texte):
        return _attendu(Acte("indicateurs.passer", numero), texte)
    if commande is not None or (not nombre and lire_formule(texte) is not None):
        return None
    if dit_pas_moi(texte):
        return _attendu(du_service(posee), texte)
    if (jour := lire_une_promesse(texte, turn.aujourdhui)) is not None:
        return _attendu(Acte(PROMETTRE, {**numero, "jour": str(jour)}), texte)
    if est_directe(texte) or demande_une_definition(texte):
        # What a figure that was said lacks is still asked.
        lacune = attente is not None and attente.nature in (POUR_QUI, DE_QUAND, EST_CE_BIEN)
        return None if lacune else _attendu(Acte("indicateurs.rappeler", numero), texte)
    if interroge(texte):
        return None
    compris = lu(turn, posee, texte.rstrip(" ?"))
    en_mots = posee.chiffre.saisie.unite == "texte"
    if (
        not en_mots
        and not nombre
        and not (compris.entrees or compris.inconnus)
        and len(texte.split()) >= MOTS_D_AUTRE_CHOSE
    ):
        # So many words, and no number: they are of something else.
        return None
    if _demande(texte) and (en_mots or not compris.entrees):
        return None
    # Words alone are read by others too; what holds a figure, or is short and holds a number, is told for this one.
    chiffre = not en_mots and (bool(compris.entrees or compris.inconnus) or (nombre and _est_court(texte)))
    return Proposition(Acte(ENTRER, {**numero, "dit": texte}, mots=texte), Force.ATTENDU if chiffre else Force.DIT)


def _est_court(texte: str) -> bool:
    return len(texte.split()) <= MOTS_D_UNE_REPONSE


def _ne_le_sait_pas(turn: Turn, posee: Posee, texte: str) -> bool:
    """Whether the words only say that it is not known; a bare yes or no to what is told in words says nothing."""
    if posee.chiffre.saisie.unite == "texte" and (avis := lire_avis(texte)) is not None and not avis.suite:
        return True
    return ne_sait_pas(texte) and lire_pour_qui(texte, turn.pack.acheteurs_dits) is None and not a_un_nombre(texte)


def _a_l_annonce(turn: Turn, mots: list[str], texte: str) -> Acte | None:
    """What is answered to the message that says how many figures are expected of a service."""
    annee, service = int(mots[2]), mots[3]
    if lire_formule(texte, exacte=True) in ("annuler", "passer"):
        return PLUS_TARD
    if not peut(turn, service):
        return None
    if dit_pas_moi(texte):
        return Acte("indicateurs.rendre", {"annee": annee, "service": service})
    if (jour := lire_une_promesse(texte, turn.aujourdhui)) is not None:
        return Acte(PROMETTRE, {"numero": annee, "service": service, "jour": str(jour)})
    if pas_connu(texte):
        return PLUS_TARD
    avis = lire_avis(texte)
    accord = avis is not None and avis.accord and not avis.suite
    return Acte("indicateurs.commencer", {"annee": annee, "service": service}) if accord else None


__all__ = ["lire"]
