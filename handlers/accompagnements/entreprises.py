"""Firms and the sessions: which are to come, a place taken or left."""

from __future__ import annotations

import re

from handlers.accompagnements.mots import BONJOUR, LE, LESQUELLES, NOM, NUMERO
from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.entretien import Entretien
from handlers.questions import aparte
from handlers.vocabulary import AccompagnementRecord, Choice, Outcome, Reply, Turn
from storage.records import NUMERO_MAX, EtatAccompagnement

# How many sessions one message names, or offers.
MONTREES = 8
_A_LAQUELLE = rf"(?: (?:a|au|aux|pour|sur) {LE}(?:(?:{NOM})? ?{NUMERO}|{NOM}))?$"
_JE_VIENS = re.compile(
    rf"{BONJOUR}(?:je (?:veux |voudrais |souhaite |souhaiterais |aimerais )?(?:m'inscri[st]|m'inscrire|viens|viendrai|participe|participerai|serai la|serai present)|"
    rf"(?:inscri(?:vez|s)(?:-| )moi|inscrire|inscription)){_A_LAQUELLE}"
)
_JE_NE_VIENS_PLUS = re.compile(
    rf"{BONJOUR}(?:(?:finalement|desolee?),? )*(?:je (?:ne |n')?(?:viens|viendrai|peux|pourrai|participe|participerai|serai)(?: (?:plus|pas))(?: (?:venir|participer|la|present))?|"
    rf"je me desinscri[st]|desinscri(?:vez|s)(?:-| )moi|me desinscrire|annule[rz]? mon inscription|desinscription){_A_LAQUELLE}"
)


def pour_une_entreprise(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Quand est la prochaine réunion d'information ?", "je m'inscris à la session 3"; None for anything else."""
    simple = simplifier(texte)
    if lu := _JE_NE_VIENS_PLUS.match(simple):
        return _sur_une_place(turn, entretien, "desinscrire", lu["numero"])
    if lu := _JE_VIENS.match(simple):
        return _sur_une_place(turn, entretien, "inscrire", lu["numero"])
    return lister_pour_une_entreprise(turn, entretien) if LESQUELLES.match(simple) else None


def choix_d_entreprise(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a firm; pressed twice it changes nothing. None when it is none of them."""
    verbe, _, numero = reste.partition(":")
    if not (numero.isascii() and numero.isdecimal()) or verbe not in ("inscrire", "desinscrire"):
        return None
    session = None if int(numero) > NUMERO_MAX else turn.sessions.trouver(int(numero))
    if session is None or session.etat is not EtatAccompagnement.PROGRAMME or session.jour < turn.aujourdhui:
        return lister_pour_une_entreprise(turn, entretien, fermee=session)
    vient = verbe == "inscrire"
    change = turn.sessions.inscrire(session.id, turn.now) if vient else turn.sessions.desinscrire(session.id)
    contexte = {"session": session, "vient": vient, "change": change, "prive": turn.incoming.prive}
    if vient:
        choices = (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),)
    else:
        choices = (bouton("m_inscrire", f"x:inscrire:{session.id}"),)
    return aparte(turn, entretien, Reply("inscription", contexte, choices))


def lister_pour_une_entreprise(turn: Turn, entretien: Entretien, fermee: AccompagnementRecord | None = None) -> Outcome:
    """The sessions to come, and in which of them whoever asks has a place; `fermee`: one that takes nobody any more."""
    a_venir = turn.sessions.a_venir(turn.aujourdhui)[:MONTREES]
    miennes = turn.sessions.miennes()
    contexte = {
        "sessions": [{"session": une, "vient": une.id in miennes} for une in a_venir],
        "fermee": fermee,
        "service": turn.pack.services["commande_publique"],
    }
    seule = len(a_venir) == 1
    choices = tuple(_place(une.id, vient=une.id in miennes, seule=seule) for une in a_venir)
    return aparte(turn, entretien, Reply("sessions_entreprise", contexte, choices))


def _sur_une_place(turn: Turn, entretien: Entretien, verbe: str, numero: str | None) -> Outcome | None:
    """The session that is named, or the only one that was just shown; which ones there are, when it is not said."""
    offertes = [
        valeur.rpartition(":")[2]
        for valeur, _ in turn.etat.get("choix_offerts", ())
        if valeur.startswith(("x:inscrire:", "x:desinscrire:"))
    ]
    if numero is None and len(offertes) != 1:
        # "Je viens", when no session was spoken of, may be about anything.
        parle = offertes or "session" in turn.incoming.text.lower() or "inscri" in turn.incoming.text.lower()
        return lister_pour_une_entreprise(turn, entretien) if parle else None
    return choix_d_entreprise(turn, entretien, f"{verbe}:{numero or offertes[0]}")


def _place(numero: int, *, vient: bool, seule: bool) -> Choice:
    """The button that takes or leaves a place; it says which when there are several."""
    if vient:
        valeur = f"x:desinscrire:{numero}"
        return bouton("ne_plus_venir", valeur) if seule else bouton("ne_plus_venir_a", valeur, numero)
    valeur = f"x:inscrire:{numero}"
    return bouton("m_inscrire", valeur) if seule else bouton("m_inscrire_a", valeur, numero)
