"""The team and the programme: a session planned, moved, done or called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.accompagnements.programme import est_inconnue, montrer
from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import peut_repondre
from handlers.conversation.vocabulary import AccompagnementRecord, Outcome, Reply, Turn
from handlers.diagnostic import dialogue
from knowledge.accompagnements.moments import (
    Moment,
    avec_son_jour,
    lire_l_ecart,
    lire_le_lieu,
    lire_le_report,
    lire_le_titre,
    lire_un_moment,
    titrer,
)
from knowledge.accompagnements.paroles import Ordre, lire_les_participants, lire_un_ordre
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.francais.jours import SEMAINE
from knowledge.francais.jours_ouvres import SAMEDI, est_ouvre, feries
from knowledge.francais.texte import simplifier
from storage.accompagnements.records import EtatAccompagnement
from storage.comptes.records import Role

PARTICIPANTS_MAX = 9_999
# As long as what is kept of words that wait for a day, or for a yes.
MOTS_MAX, MOTS_A_CONFIRMER_MAX = 400, 600
PROGRAMMER, PROGRAMMER_CE_JOUR = "accompagnements.programmer", "accompagnements.programmer_ce_jour"
DEPLACER, DEPLACER_CE_JOUR = "accompagnements.deplacer", "accompagnements.deplacer_ce_jour"
REALISER, RENOMMER, ANNULER = "accompagnements.realiser", "accompagnements.renommer", "accompagnements.annuler"
VOIR, CONFIRMER = "accompagnements.voir", "accompagnements.confirmer"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is said of a session, or what was just asked for about one."""
    if (ordre := lire_un_ordre(texte)) and (lue := _proposer(turn, ordre, texte)):
        return lue
    attente = entretien.attente
    manque = _ce_qui_manque(turn, attente, texte) if isinstance(attente, Acte) else None
    if not isinstance(attente, Acte) or manque is None:
        return None
    return Proposition(Acte(attente.nature, {**attente.slots, **manque}, mots=texte), Force.ATTENDU)


def _proposer(turn: Turn, ordre: Ordre, texte: str) -> Proposition | None:
    """The act of an order; None where the words may name something else than a session that is there."""
    slots: dict[str, object] = {"numero": ordre.numero}
    match ordre.verbe:
        case "lister":
            return Proposition(Acte("programme", mots=texte), Force.ENTIER)
        case "programmer":
            # A session is nothing else; a training course may be bought.
            force = Force.NOMME if ordre.sur else Force.ENTIER
            return Proposition(Acte(PROGRAMMER, {"quoi": ordre.dit}, mots=texte), force)
        case "deplacer" | "avancer":
            acte = Acte(DEPLACER, {**slots, "quand": ordre.dit, "plus_tot": ordre.verbe == "avancer"}, mots=texte)
        case "renommer":
            acte = Acte(RENOMMER, {**slots, "titre": ordre.dit}, mots=texte)
        case "annuler":
            acte = Acte(ANNULER, slots, mots=texte)
        case "realiser":
            combien = lire_les_participants(ordre.dit)
            acte = Acte(REALISER, slots if combien is None else {**slots, "participants": combien}, mots=texte)
        case "voir" | "inscrits" | "s_inscrire":
            if (not ordre.sur or ordre.dit) and est_inconnue(turn, ordre.numero or 0):
                return None
            note = ordre.dit if ordre.verbe == "voir" else ordre.verbe
            acte = Acte(VOIR, {**slots, "note": note or None}, mots=texte)
    return Proposition(acte, Force.NOMME)


def _ce_qui_manque(turn: Turn, attente: Acte, texte: str) -> dict[str, object] | None:
    """What the words hold of what the act that waits lacks; None where they hold none of it."""
    if attente.nature in (PROGRAMMER_CE_JOUR, DEPLACER_CE_JOUR):
        avis = lire_avis(texte)
        return None if avis is None or avis.suite else {"accord": avis.accord}
    if not peut_repondre(texte):
        return None
    match attente.nature:
        case "accompagnements.realiser" if (combien := lire_les_participants(texte)) is not None:
            return {"participants": combien}
        case "accompagnements.renommer":
            return {"titre": texte}
        case "accompagnements.deplacer" if lire_le_report(texte, turn.aujourdhui) != Moment(cause="sans_jour"):
            return {"quand": texte}
        case "accompagnements.programmer" if lire_un_moment(texte, turn.aujourdhui).jour is not None:
            return {"quoi": f"{attente.slots['quoi']}, {texte}"}
    return None


def confirmer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A yes or a no that is pressed: to what the state holds; another order since then is not confirmed by that tap."""
    attente = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    if not isinstance(attente, Acte) or attente.nature not in (PROGRAMMER_CE_JOUR, DEPLACER_CE_JOUR):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    dit = Acte(attente.nature, {**attente.slots, "accord": acte.nature == CONFIRMER})
    return (programmer_ce_jour if dit.nature == PROGRAMMER_CE_JOUR else deplacer_ce_jour)(turn, entretien, dit)


def programmer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Plan the session that these words tell: its kind or its title, its day, its hour and its place."""
    return _programmer(turn, entretien, str(acte.slots["quoi"]), confirme=False)


def programmer_ce_jour(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A yes or a no to the day, past or off, of a session to plan."""
    if acte.slots.get("accord") is False:
        return aparte(turn, entretien, Reply("session_sans_jour", {"cause": "abandon"}))
    return _programmer(turn, entretien, str(acte.slots["quoi"]), confirme="accord" in acte.slots)


def _programmer(turn: Turn, entretien: Entretien, quoi: str, *, confirme: bool) -> Outcome:
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    moment = lire_un_moment(quoi, turn.aujourdhui)
    if moment.jour is None:
        # Without a day at all, the very next message may be the day alone.
        attente = Acte(PROGRAMMER, {"quoi": moment.avant[:MOTS_MAX]}) if moment.cause == "sans_jour" else None
        contexte = {"cause": moment.cause, "jour": None, "attend": attente is not None}
        return aparte(turn, replace(entretien, attente=attente), Reply("session_sans_jour", contexte))
    cause = "a_confirmer_passe" if moment.jour < turn.aujourdhui else None if est_ouvre(moment.jour) else "a_confirmer"
    if cause is not None and not confirme:
        dit = avec_son_jour(quoi, turn.aujourdhui)[:MOTS_A_CONFIRMER_MAX]
        return _confirmer(entretien, cause, moment.jour, Acte(PROGRAMMER_CE_JOUR, {"quoi": dit}))
    titre, apres = lire_le_titre(moment.avant, moment.apres)
    titre = titrer(titre)
    memes = [
        une
        for une in turn.sessions.a_venir(moment.jour)
        if une.jour == moment.jour and simplifier(une.titre) == simplifier(titre)
    ]
    if memes:
        return montrer(turn, entretien, memes[0].id, "deja_programmee")
    numero = memoire(turn).accompagnements.programmer(
        titre, moment.jour, moment.heure, lire_le_lieu(apres), auteur(turn), turn.now
    )
    return montrer(turn, entretien, numero, "programmee")


def _confirmer(entretien: Entretien, cause: str, jour: date, attente: Acte, numero: int | None = None) -> Outcome:
    """Ask whether that day is meant; `numero` is the session that moves to it, None for one that is planned."""
    contexte = {
        "cause": cause,
        "jour": jour,
        "semaine": SEMAINE[jour.weekday()],
        "ferie": jour in feries(jour.year),
        "chome": jour.weekday() >= SAMEDI,
        "numero": numero,
    }
    choices = (bouton("oui", "x:confirmer_oui:0"), bouton("non", "x:confirmer_non:0"))
    return Outcome(replace(entretien, attente=attente).en_json(), [Reply("session_sans_jour", contexte, choices)])


def deplacer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Hold a session on another day, at another hour or place; ask for the day when nothing is said."""
    session = _a_changer(turn, entretien, acte, {EtatAccompagnement.PROGRAMME})
    if isinstance(session, Outcome):
        return session
    quand = str(acte.slots.get("quand", ""))
    # "Avancée d'une semaine" is a week before.
    plus_tot = bool(acte.slots.get("plus_tot"))
    moment = lire_l_ecart(session.jour, quand, plus_tot=plus_tot) or lire_le_report(quand, turn.aujourdhui)
    if moment.jour is None and (moment.heure is None or moment.cause != "sans_jour"):
        return _demander(entretien, session, DEPLACER, moment.cause if quand.strip() else None)
    jour = moment.jour or session.jour
    if jour < turn.aujourdhui:
        return _demander(entretien, session, DEPLACER, "passe")
    heure, lieu = moment.heure or session.heure, lire_le_lieu(moment.apres) or session.lieu
    if jour != session.jour and not est_ouvre(jour):
        vers = f"{session.id}|{jour.isoformat()}|{heure or ''}|{lieu or ''}"
        return _confirmer(entretien, "a_confirmer", jour, Acte(DEPLACER_CE_JOUR, {"vers": vers}), session.id)
    return _deplacer_le(turn, entretien, session.id, jour, heure, lieu)


def deplacer_ce_jour(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A yes or a no to the day off that a session moves to: `vers` is its number, that day, its hour and its place."""
    if not acte.slots.get("accord"):
        return aparte(turn, entretien, Reply("rien_change"))
    numero, jour, heure, lieu = str(acte.slots["vers"]).split("|", 3)
    session = _a_changer(turn, entretien, Acte(DEPLACER, {"numero": int(numero)}), {EtatAccompagnement.PROGRAMME})
    if isinstance(session, Outcome):
        return session
    return _deplacer_le(turn, entretien, session.id, date.fromisoformat(jour), heure or None, lieu or None)


def _deplacer_le(
    turn: Turn, entretien: Entretien, numero: int, jour: date, heure: str | None, lieu: str | None
) -> Outcome:
    change = memoire(turn).accompagnements.deplacer(numero, jour, heure, lieu, auteur(turn), turn.now)
    return montrer(turn, entretien, numero, "deplacee" if change else "deja_la")


def renommer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Give a session another title; ask for it when it is not said."""
    session = _a_changer(turn, entretien, acte, {EtatAccompagnement.PROGRAMME, EtatAccompagnement.REALISE})
    if isinstance(session, Outcome):
        return session
    titre = titrer(str(acte.slots.get("titre", "")))
    if not titre:
        return _demander(entretien, session, RENOMMER, None)
    change = memoire(turn).accompagnements.renommer(session.id, titre, auteur(turn))
    return montrer(turn, entretien, session.id, "renommee" if change else "deja_nommee")


def realiser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note that a session took place, and with how many; ask how many when it is not said."""
    session = _a_changer(turn, entretien, acte, {EtatAccompagnement.PROGRAMME, EtatAccompagnement.REALISE})
    if isinstance(session, Outcome):
        return session
    participants = acte.slots.get("participants")
    if session.jour > turn.aujourdhui:
        return montrer(turn, entretien, session.id, "a_venir")
    if participants is not None and participants > PARTICIPANTS_MAX:
        return _demander(entretien, session, REALISER, "trop")
    change = memoire(turn).accompagnements.realiser(session.id, participants, auteur(turn), turn.now)
    if participants is None and session.participants is None:
        faite = turn.sessions.trouver(session.id)
        assert faite is not None
        return _demander(entretien, faite, REALISER, None)
    return montrer(turn, entretien, session.id, "faite" if change else "deja_faite")


def annuler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Call a session off."""
    session = _a_changer(turn, entretien, acte, {EtatAccompagnement.PROGRAMME})
    if isinstance(session, Outcome):
        return session
    memoire(turn).accompagnements.annuler(session.id, auteur(turn), turn.now)
    return montrer(turn, entretien, session.id, "annulee")


def proposer_d_annuler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Call a session off; before people are told because of one tap, ask."""
    session = _a_changer(turn, entretien, acte, {EtatAccompagnement.PROGRAMME})
    if isinstance(session, Outcome) or not session.inscrits:
        return annuler(turn, entretien, acte)
    choices = (
        bouton("annuler_la_session", f"x:annuler_oui:{session.id}"),
        bouton("session", f"x:voir:{session.id}", session.id),
    )
    return aparte(turn, entretien, Reply("session_a_annuler", {"session": session}, choices))


def voir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A session, and why it is shown."""
    return montrer(turn, entretien, acte.slots["numero"], acte.slots.get("note"))


def _a_changer(
    turn: Turn, entretien: Entretien, acte: Acte, etats: set[EtatAccompagnement]
) -> AccompagnementRecord | Outcome:
    """The session that an act changes; or why whoever writes does not change it so."""
    numero: int = acte.slots["numero"]
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if est_inconnue(turn, numero):
        return aparte(turn, entretien, Reply("session_inconnue", {"numero": numero}))
    session = turn.sessions.trouver(numero)
    assert session is not None
    return session if session.etat in etats else montrer(turn, entretien, numero, "rien_change")


def _demander(entretien: Entretien, session: AccompagnementRecord, nature: str, cause: str | None) -> Outcome:
    """Ask for what an act lacks: the day, the title, or how many took part."""
    contexte = {"session": session, "quoi": ATTENDENT[nature], "cause": cause}
    suivant = replace(entretien, attente=Acte(nature, {"numero": session.id}))
    return Outcome(suivant.en_json(), [Reply("session_a_preciser", contexte)])


# What each act may be asked for.
ATTENDENT = {
    PROGRAMMER: "quand",
    PROGRAMMER_CE_JOUR: "confirmer",
    DEPLACER: "jour",
    DEPLACER_CE_JOUR: "confirmer",
    REALISER: "participants",
    RENOMMER: "titre",
}

__all__ = [
    "ATTENDENT",
    "annuler",
    "confirmer",
    "deplacer",
    "deplacer_ce_jour",
    "lire",
    "programmer",
    "programmer_ce_jour",
    "proposer_d_annuler",
    "realiser",
    "renommer",
    "voir",
]
