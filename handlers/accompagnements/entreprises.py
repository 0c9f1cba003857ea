"""Firms and the sessions: which are to come, a place taken or left."""

from __future__ import annotations

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import AccompagnementRecord, Choice, Outcome, Reply, Turn
from knowledge.accompagnements.places import Quoi, lire_les_dites
from knowledge.ecoute import Acte
from storage.accompagnements.records import EtatAccompagnement
from storage.limits import NUMERO_MAX

# How many sessions one message names, or offers.
MONTREES = 8
_QUESTIONS: frozenset[Quoi] = frozenset(("combien", "a_plusieurs", "lieu", "prix"))


def lire(turn: Turn, _: Entretien, texte: str) -> Acte | None:
    """ "Quand est la prochaine réunion d'information ?", "je m'inscris à la session 3"; None for anything else."""
    offertes = _offertes(turn)
    for dite in lire_les_dites(texte):
        if dite.quoi in ("lister", "miennes"):
            return Acte("programme", {"miennes": dite.quoi == "miennes"}, mots=texte)
        if dite.quoi in _QUESTIONS:
            numeros = offertes if dite.numero is None else [dite.numero]
            if any(_programmee(turn, numero) for numero in numeros[:MONTREES]):
                return Acte("accompagnements.demander", {"quoi": dite.quoi, "numeros": numeros}, mots=texte)
            continue
        verbe = f"accompagnements.{dite.quoi}"
        if dite.numero is not None or len(offertes) == 1:
            return Acte(verbe, {"numero": dite.numero or offertes[0]}, mots=texte)
        # "Je viens", when no session was spoken of, may be about anything.
        if dite.surement or offertes:
            return Acte(verbe, mots=texte)
    return None


def lister(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The sessions to come, or only those in which whoever asks has a place."""
    return lister_pour_une_entreprise(turn, entretien, miennes=bool(acte.slots.get("miennes")))


def demander(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """How many they come, where it is, what it costs: of the sessions that were just shown, or of the one that is named."""
    trouvees = [_programmee(turn, numero) for numero in acte.slots["numeros"][:MONTREES]]
    sessions = [une for une in trouvees if une is not None]
    miennes = turn.sessions.miennes()
    contexte = {
        "quoi": acte.slots["quoi"], "sessions": sessions, "service": turn.pack.services["commande_publique"],
    }  # fmt: skip
    choices = tuple(_place(une.id, vient=une.id in miennes, seule=len(sessions) == 1) for une in sessions)
    return aparte(turn, entretien, Reply("session_question", contexte, choices))


def venir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A place taken or left: in the session that is named, or the only place that is left; else which ones there are."""
    vient, numero = acte.nature == "accompagnements.venir", acte.slots.get("numero")
    if isinstance(numero, int):
        return prendre_place(turn, entretien, numero, vient=vient)
    if vient:
        return lister_pour_une_entreprise(turn, entretien)
    places = turn.sessions.miennes()
    prises = [une.id for une in turn.sessions.a_venir(turn.aujourdhui) if une.id in places]
    if len(prises) == 1:
        return prendre_place(turn, entretien, prises[0], vient=False)
    return lister_pour_une_entreprise(turn, entretien, miennes=True)


def _programmee(turn: Turn, numero: int) -> AccompagnementRecord | None:
    """That session, if it is still to take place."""
    session = turn.sessions.trouver(numero) if numero <= NUMERO_MAX else None
    return session if session is not None and session.etat is EtatAccompagnement.PROGRAMME else None


def _offertes(turn: Turn) -> list[int]:
    """The sessions that were just shown."""
    return [
        int(valeur.rpartition(":")[2])
        for valeur, _ in turn.etat.get("choix_offerts", ())
        if valeur.startswith(("x:inscrire:", "x:desinscrire:"))
    ]


def prendre_place(turn: Turn, entretien: Entretien, numero: int, *, vient: bool) -> Outcome:
    """Take a place in a session, or leave it; said twice it changes nothing."""
    session = None if numero > NUMERO_MAX else turn.sessions.trouver(numero)
    if session is None or session.etat is not EtatAccompagnement.PROGRAMME or session.jour < turn.aujourdhui:
        return lister_pour_une_entreprise(turn, entretien, fermee=session)
    change = turn.sessions.inscrire(session.id, turn.now) if vient else turn.sessions.desinscrire(session.id)
    contexte = {"session": session, "vient": vient, "change": change, "prive": turn.incoming.prive}
    if vient:
        choices = (bouton("ne_plus_venir", f"x:desinscrire:{session.id}"),)
    else:
        choices = (bouton("m_inscrire", f"x:inscrire:{session.id}"),)
    return aparte(turn, entretien, Reply("inscription", contexte, choices))


def lister_pour_une_entreprise(
    turn: Turn, entretien: Entretien, fermee: AccompagnementRecord | None = None, *, miennes: bool = False
) -> Outcome:
    """The sessions to come, and in which of them whoever asks has a place, or (`miennes`) only these.

    `fermee` is one that takes nobody any more.
    """
    places = turn.sessions.miennes()
    a_venir = [une for une in turn.sessions.a_venir(turn.aujourdhui) if not miennes or une.id in places][:MONTREES]
    contexte = {
        "sessions": [{"session": une, "vient": une.id in places} for une in a_venir],
        "fermee": fermee,
        "miennes": miennes,
        "service": turn.pack.services["commande_publique"],
    }
    seule = len(a_venir) == 1
    choices = tuple(_place(une.id, vient=une.id in places, seule=seule) for une in a_venir)
    return aparte(turn, entretien, Reply("sessions_entreprise", contexte, choices))


def _place(numero: int, *, vient: bool, seule: bool) -> Choice:
    """The button that takes or leaves a place; it says which when there are several."""
    if vient:
        valeur = f"x:desinscrire:{numero}"
        return bouton("ne_plus_venir", valeur) if seule else bouton("ne_plus_venir_a", valeur, numero)
    valeur = f"x:inscrire:{numero}"
    return bouton("m_inscrire", valeur) if seule else bouton("m_inscrire_a", valeur, numero)
