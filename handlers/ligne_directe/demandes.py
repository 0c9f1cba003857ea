"""The requests of firms, as whoever answers them sees them: lists, one request and what can be done of it, and who may read it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, CompteRecord, DemandeRecord, Entry, Guichet, Outcome, Reply, Turn
from handlers.ligne_directe import promotion
from handlers.ligne_directe.attentes import retenir
from handlers.ligne_directe.conseil import titre
from handlers.ligne_directe.jugement import juger
from knowledge.ecoute import Acte
from knowledge.ligne_directe.entrees import Entree
from knowledge.ligne_directe.equipe import CLOSES, ceux_que_nomme
from knowledge.ligne_directe.fiche import lire_un_siret
from storage.comptes.records import Role
from storage.ligne_directe.coordonnees import masquer_les_comptes, masquer_les_telephones
from storage.ligne_directe.records import EtatDemande, LigneDeDemande, Sens

MONTREES = 10
# What was said around the question, and how much of it.
ECHANGES_MONTRES = 12
# The beginning of a sentence that tells it from another.
DEBUT_MIN = 12
# Enough to find all the earlier requests of a firm.
PRECEDENTES_MAX = 1_000
# The first words of the buttons under what is asked for a firm's record.
DEMANDENT_LA_FICHE = ("l:p:accord", "l:p:passer")


def lister(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The requests that are open, the most urgent first, or the last that are over; of an expert, those that they own.

    `lesquelles` narrows them; `de` is the name of one of those who answer.
    """
    guichet, lesquelles, nom = turn.guichet, acte.slots.get("lesquelles"), acte.slots.get("de")
    if guichet is None or (nom is not None and Role.EQUIPE not in turn.roles):
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    if nom is not None:
        comptes = ceux_que_nomme(noms(guichet), nom)
        demandes = guichet.demandes.ouvertes(MONTREES, responsables=comptes) if comptes else []
        dit = ", ".join(dict.fromkeys(guichet.nommer(un) for un in comptes)) or nom
        return _montrer_la_liste(turn, entretien, guichet, demandes, "de" if comptes else "de_personne", dit)
    miennes = Role.EQUIPE not in turn.roles or lesquelles == "miennes"
    siennes = turn.droits.comptes() if miennes else None
    if lesquelles == CLOSES:
        closes = guichet.demandes.closes(MONTREES, responsables=siennes)
        return _montrer_la_liste(turn, entretien, guichet, closes, CLOSES)
    demandes = guichet.demandes.ouvertes(
        MONTREES,
        responsables=siennes,
        en_retard_le=turn.now if lesquelles == "en retard" else None,
        sans_responsable=lesquelles == "nouvelles",
    )
    return _montrer_la_liste(turn, entretien, guichet, demandes, "miennes" if miennes else lesquelles)


def noms(guichet: Guichet) -> dict[CompteRecord, tuple[str, str]]:
    """How those who answer are called."""
    return {un: (guichet.nommer(un), un.personne) for un in guichet.membres()}


def _montrer_la_liste(
    turn: Turn,
    entretien: Entretien,
    guichet: Guichet,
    demandes: Sequence[DemandeRecord],
    lesquelles: str | None,
    nom: str = "",
) -> Outcome:
    lignes = [
        {
            "demande": une,
            "responsable": une.responsable and guichet.nommer(une.responsable),
            "question": _sans_telephone(turn, une, une.question),
            "retard": _en_retard(turn, une),
        }
        for une in demandes
    ]
    choices = tuple(bouton("voir_la_demande", f"g:voir:{une.id}", une.id) for une in demandes)
    rouvrable = next((une.id for une in demandes if une.etat is EtatDemande.CLOSE and une.question), None)
    contexte = {"lignes": lignes, "lesquelles": lesquelles, "nom": nom, "rouvrable": rouvrable}
    outcome = aparte(turn, entretien, Reply("demandes", contexte, choices))
    return retenir(outcome, demandes[0].id) if len(demandes) == 1 else outcome


def presenter(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> Reply:
    """One request: why, what is known, what was said, and what can be done."""
    dites = guichet.demandes.lignes(demande.id)
    lignes = [
        {"de": _qui_parle(turn, guichet, ligne), "le": ligne.le, "texte": _sans_telephone(turn, demande, ligne.texte)}
        for ligne in dites
        if ligne.texte
    ]
    if demande.responsable in turn.droits.comptes():
        # No further than what is shown: the firm may be writing at this very moment.
        montree = max((ligne.id for ligne in dites if ligne.sens is Sens.ENTREPRISE), default=0)
        guichet.demandes.lues(demande.id, montree, turn.now)
    contexte = {
        "demande": demande,
        "responsable": demande.responsable and guichet.nommer(demande.responsable),
        "a_moi": demande.responsable in turn.droits.comptes(),
        "question": _sans_telephone(turn, demande, demande.question),
        "sujet": _titre_du_sujet(turn, demande),
        "echanges": _avant(turn, guichet, demande),
        "lignes": lignes,
        "retard": _en_retard(turn, demande),
        "promue": guichet.entrees.de_la_demande(demande.id),
    }
    return Reply("demande", contexte, boutons(turn, demande))


def boutons(turn: Turn, demande: DemandeRecord) -> tuple[Choice, ...]:
    """What whoever reads a request can do of it."""
    if not demande.ouverte:
        return pour_garder(demande)
    if demande.responsable is None:
        return (bouton("je_la_prends", f"g:prendre:{demande.id}"), bouton("occupe_demande", f"g:occupe:{demande.id}"))
    if demande.responsable not in turn.droits.comptes():
        return (bouton("je_la_reprends", f"g:reprendre:{demande.id}"),)
    choices = (
        bouton("repondre", f"g:repondre:{demande.id}"),
        bouton("confier", f"g:transferer:{demande.id}"),
        bouton("rendre", f"g:rendre:{demande.id}"),
        bouton("clore", f"g:clore:{demande.id}"),
    )
    return (*choices, *pour_garder(demande))


def pour_garder(demande: DemandeRecord) -> tuple[Choice, ...]:
    """The button that makes an answer for every firm of what was answered."""
    promouvable = promotion.peut_etre_gardee(demande) and demande.garde not in promotion.CAS
    return (bouton("garder_la_reponse", f"g:promouvoir:{demande.id}"),) if promouvable else ()


def _avant(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> list[dict[str, str]]:
    """What was said before the request was made and since the one before it ended, the last exchanges.

    Of the assistant only the titles of what it answered: its words may tell what the firm let us keep and did not join. Nothing of a
    report that is kept nowhere, nor of what the firm told for its record.
    """
    depuis = _fin_de_la_precedente(guichet, demande)
    dits: list[dict[str, str]] = []
    attendue: Entree | None = None
    for une in _hors_de_la_fiche(turn, guichet.transcription(demande.conversation_id)):
        if une.le >= demande.cree_le or (depuis is not None and une.le <= depuis):
            continue
        if une.de == "personne":
            attendue = _reponse_attendue(turn, une)
            if une.texte:
                dits.append({"de": une.de, "texte": masquer_les_comptes(masquer_les_telephones(une.texte))})
        elif attendue is not None and _est_dite(turn, attendue, une.texte):
            dits.append({"de": une.de, "texte": titre(turn, attendue)})
            attendue = None
    return dits[-ECHANGES_MONTRES:]


def _fin_de_la_precedente(guichet: Guichet, demande: DemandeRecord) -> datetime | None:
    """The last that was said, or done, of an earlier request of the same conversation before this one was made."""
    precedentes = [
        une
        for une in guichet.demandes.de([demande.compte], PRECEDENTES_MAX)
        if une.conversation_id == demande.conversation_id and une.id < demande.id
    ]
    faites = [ligne.le for une in precedentes for ligne in guichet.demandes.lignes(une.id)]
    faites += [une.close_le for une in precedentes if une.close_le is not None]
    return max((le for le in faites if le <= demande.cree_le), default=None)


def _hors_de_la_fiche(turn: Turn, dites: Sequence[Entry]) -> Iterator[Entry]:
    """What was said, but what the firm answered to the questions of its record: these have a button to skip them."""
    non_conserve = turn.phrase("non_conserve").strip()
    demandee = False
    for une in dites:
        if une.de == "assistant":
            offerts = [choix.value for choix in une.choix or () if isinstance(choix, Choice)]
            # Without a button it answers aside, and what it asked for is still asked.
            demandee = any(offert.startswith(DEMANDENT_LA_FICHE) for offert in offerts) if offerts else demandee
            yield une
        elif not demandee and une.texte.strip() != non_conserve and lire_un_siret(une.texte) is None:
            yield une


def _est_dite(turn: Turn, entree: Entree, texte: str) -> bool:
    """Whether a message gives that answer: by its title, by the sentence of what was asked of it, or by what it reckons."""
    debuts = (une.reponse.partition("{")[0].strip() for une in entree.sous_questions)
    return (
        titre(turn, entree) in texte
        or entree.calcul is not None
        or any(len(debut) >= DEBUT_MIN and debut in texte for debut in debuts)
    )


def _reponse_attendue(turn: Turn, dite: Entry) -> Entree | None:
    """What answers these words, or that pressed button, whoever says them."""
    choix = str(dite.choix or "")
    if choix.startswith("l:e:"):
        entree = turn.repondeur().entree(choix.removeprefix("l:e:"))
    elif dite.texte:
        entree = juger(dite.texte, turn.repondeur(), turn.gardien, turn.aujourdhui).entree
    else:
        entree = None
    return entree


def _sans_telephone(turn: Turn, demande: DemandeRecord, texte: str) -> str:
    """Only whoever has the request reads its phone number, while it is open."""
    a_moi = demande.ouverte and demande.responsable in turn.droits.comptes()
    return texte if a_moi else masquer_les_telephones(texte)


def _qui_parle(turn: Turn, guichet: Guichet, ligne: LigneDeDemande) -> str:
    nom = None if ligne.sens is Sens.ENTREPRISE else guichet.nommer(ligne.par)
    return turn.phrase("qui_parle", nom, nom is not None and ligne.par in turn.droits.comptes())


def _titre_du_sujet(turn: Turn, demande: DemandeRecord) -> str | None:
    entree = None if demande.sujet is None else turn.repondeur().entree(demande.sujet)
    return None if entree is None else entree.sujet


def _en_retard(turn: Turn, demande: DemandeRecord) -> bool:
    limite = demande.en_retard_depuis
    return limite is not None and limite < turn.now


# --- who may, and what is told when it cannot be ----------------------------------------------------------------------


def ouvrir(turn: Turn, entretien: Entretien, numero: int) -> tuple[Guichet, DemandeRecord] | Outcome:
    """A request that this person may read: the team's are all, an expert's those given to them."""
    guichet = turn.guichet
    if guichet is None:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    demande = guichet.demandes.trouver(numero)
    if demande is None:
        return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numero}))
    if Role.EQUIPE not in turn.roles and demande.responsable not in turn.droits.comptes():
        comptes = turn.droits.comptes()
        if any(une.genre == "confiee" and une.par in comptes for une in guichet.demandes.lignes(numero)):
            return aparte(turn, entretien, Reply("demande_suite", {"quoi": "plus_suivie", "demande": demande}))
        return reserver_a_l_equipe(turn, entretien)
    return guichet, demande


def dire_ou_en_est(
    turn: Turn, entretien: Entretien, guichet: Guichet, demande: DemandeRecord, texte: str = ""
) -> Outcome:
    """What was wanted cannot be done any more: who has it, or that it is over; `texte` is the answer that did not go."""
    actuelle = guichet.demandes.trouver(demande.id) or demande
    autre = guichet.demandes.ouverte_de(actuelle.conversation_id)
    contexte: dict[str, Any] = {
        "demande": actuelle,
        "responsable": actuelle.responsable and guichet.nommer(actuelle.responsable),
        "a_moi": actuelle.responsable in turn.droits.comptes(),
        "autre": None if autre is None or autre.id == actuelle.id else autre.id,
        "texte": texte,
    }
    return aparte(turn, entretien, Reply("demande_ou_en_est", contexte, boutons(turn, actuelle)))
