"""The team and the programme: a session planned, moved, done or called off, and the figures of the plan."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.accompagnements.entreprises import MONTREES, choix_d_entreprise
from handlers.accompagnements.moment import (
    PARTICIPANTS,
    SEMAINE,
    Moment,
    avec_son_jour,
    lire_l_ecart,
    lire_le_lieu,
    lire_le_report,
    lire_le_titre,
    lire_les_participants,
    lire_un_moment,
    titrer,
)
from handlers.accompagnements.mots import LE, LESQUELLES, NOM, NOMS_SURS, NUMERO
from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import AccompagnementRecord, Choice, Outcome, Reply, Turn
from handlers.indicateurs import mots
from handlers.indicateurs.tableau_de_bord import seul
from knowledge.francais.avis import lire_avis
from knowledge.francais.jours import plier_sur_place
from knowledge.francais.jours_ouvres import SAMEDI, est_ouvre, feries
from knowledge.francais.texte import simplifier
from knowledge.plan.declaration import Mesure
from knowledge.plan.pack import Indicateur
from knowledge.plan.tableau_de_bord import VIDE, Dashboard, Requete
from storage.accompagnements.records import EtatAccompagnement
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX

PARTICIPANTS_MAX = 9_999
# A request put as a question is none.
_POLI = re.compile(
    r"^(?:bonjour,? )?(?:peux-tu|tu peux|pouvez-vous|vous pouvez|pourrais-tu|pourriez-vous|merci de|veuillez|il faut|(?:je|on|nous) (?:veux|voudrais|veut|voulons|souhaite|aimerais)) "
)
_PROGRAMMER = re.compile(
    rf"^(?:programme[rz]?|planifie[rz]?|ajoute[rz]?(?= une session)|(?=nouvelle session\b)) ?"
    rf"(?:une? |la |le |l'|les |des |\d+ |deux |trois |nouve(?:lle|l|au)x? |autres? )*(?P<quoi>{NOM}\b.*)$"
)
_ANNULER = re.compile(rf"^(?:annule[rz]?|supprime[rz]?|retire[rz]?|decommande[rz]?) {LE}{NOM} {NUMERO}")
_DEPLACER = re.compile(
    rf"^(?:deplace[rz]?|reporte[rz]?|decale[rz]?|repousse[rz]?|avance[rz]?) {LE}{NOM} {NUMERO}[\s,:]*(?P<suite>.*)$"
)
_RENOMMER = re.compile(
    rf"^(?:renomme[rz]?|rebaptise[rz]?|intitule[rz]?|(?:change[rz]?|modifie[rz]?|corrige[rz]?) le (?:titre|nom) de) {LE}{NOM} {NUMERO}"
    rf"(?: (?:en|par))?[\s,:]*(?P<suite>.*)$"
)
_DE_LA_SESSION = re.compile(
    rf"^(?P<voir>voir |montre(?:r|z|-moi)? |ouvrir )?{LE}(?P<nom>{NOM}) {NUMERO}[\s,:-]*(?P<suite>.*)$"
)
_QUI_VIENT = re.compile(
    rf"^(?:(?:qui|combien)(?: est-ce qui)? (?:vient|viennent|viendra|viendront|participe|participent|sera|est|sont|s'est|se sont|a)(?: deja)?(?: inscrite?s?| la| present)?|combien (?:y a-t-il |il y a |a-t-on |avons-nous )?(?:d'inscrits?|d'inscriptions?|de participants?|d'entreprises?|de personnes?|de places?)(?: (?:inscrite?s?|viennent|sont inscrite?s?|y a-t-il|a-t-on|prises?))*"
    rf"|(?:(?:voir|montre[rz]?|liste[rz]?|nombre) )?(?:la liste )?(?:les |des |d')?(?:inscrits|inscriptions|participants)) (?:a |aux? |de |pour |dans |sur ){LE}{NOM} {NUMERO}"
)
_INSCRIRE_QUELQU_UN = re.compile(
    rf"^(?:inscri(?:re|s|vez)|ajoute[rz]?|desinscri(?:re|s|vez)) .{{1,120}}? (?:a |aux? |de |pour |dans |sur ){LE}{NOM} {NUMERO}"
)
_EST = r"^(?:est |a ete |c'est )?(?:bien |finalement )?"
_EST_ANNULEE = re.compile(rf"{_EST}(?:annulee?|supprimee?|decommandee?|n'aura (?:finalement )?pas lieu)\b")
_EST_DEPLACEE = re.compile(rf"{_EST}(?:deplacee?|reportee?|decalee?|repoussee?|avancee?)\b[\s,:]*(?P<suite>.*)$")
_EST_FAITE = re.compile(
    rf"{_EST}(?:faite?|realisee?|tenue|terminee?|a (?:bien )?eu lieu|s'est (?:bien )?(?:tenue|passee|deroulee))\b(?P<suite>.*)$"
)
_NEGATION = re.compile(r"\b(?:n'|ne |pas |jamais )")


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """Answer an order about a session; None when the message is none."""
    dit = " ".join(texte.split()).strip(" .!;:,…?")
    poli = _POLI.match(plier_sur_place(dit))
    dit = dit[poli.end() :] if poli else dit
    simple = plier_sur_place(dit)
    demande = texte.rstrip().endswith("?") and poli is None
    if not demande and (outcome := _sur_un_ordre(turn, entretien, dit, simple)):
        return outcome
    if lu := _QUI_VIENT.match(simple):
        return montrer(turn, entretien, int(lu["numero"]), "inscrits")
    if lu := _INSCRIRE_QUELQU_UN.match(simple):
        return montrer(turn, entretien, int(lu["numero"]), "s_inscrire")
    if lu := _DE_LA_SESSION.match(simple):
        return _sur_une_session(turn, entretien, lu, dit, demande=demande)
    if (lu := LESQUELLES.match(simple)) and lu["nom"].startswith(NOMS_SURS):
        return lister(turn, entretien)
    return None


def est_un_ordre(texte: str) -> bool:
    """Whether a message is an order about a session: "programmer une session…", "annuler la session 3"."""
    simple = plier_sur_place(" ".join(texte.split()).strip(" .!;:,…?"))
    return any(motif.match(simple) for motif in (_PROGRAMMER, _ANNULER, _DEPLACER, _RENOMMER))


def _sur_un_ordre(turn: Turn, entretien: Entretien, dit: str, simple: str) -> Outcome | None:
    if lu := _PROGRAMMER.match(simple):
        return programmer(turn, entretien, dit[slice(*lu.span("quoi"))])
    if lu := _ANNULER.match(simple):
        return annuler(turn, entretien, int(lu["numero"]), confirme=True)
    if lu := _DEPLACER.match(simple):
        plus_tot = simple.startswith("avance")
        return deplacer(turn, entretien, int(lu["numero"]), dit[slice(*lu.span("suite"))], plus_tot=plus_tot)
    if lu := _RENOMMER.match(simple):
        return renommer(turn, entretien, int(lu["numero"]), dit[slice(*lu.span("suite"))])
    return None


def _sur_une_session(turn: Turn, entretien: Entretien, lu: re.Match[str], dit: str, *, demande: bool) -> Outcome | None:
    """ "session 3 : faite, 14 participants", "la session 3 est annulée", "session 3"."""
    numero, suite = int(lu["numero"]), lu["suite"]
    if demande:
        # "La session 3 a-t-elle eu lieu ?" changes nothing.
        return None if _parle_d_autre_chose(turn, lu) else montrer(turn, entretien, numero)
    if _EST_ANNULEE.match(suite):
        return annuler(turn, entretien, numero, confirme=True)
    if autre := _EST_DEPLACEE.match(suite):
        quand = dit[lu.start("suite") + autre.start("suite") :]
        return deplacer(turn, entretien, numero, quand, plus_tot="avance" in suite)
    if faite := _EST_FAITE.match(suite):
        return realiser(turn, entretien, numero, lire_les_participants(faite["suite"]))
    if suite and PARTICIPANTS.fullmatch(suite):
        return realiser(turn, entretien, numero, lire_les_participants(suite))
    if _parle_d_autre_chose(turn, lu):
        return None
    note = None if not suite else "pas_eu_lieu" if _NEGATION.search(suite) else "incompris"
    return montrer(turn, entretien, numero, note)


def _parle_d_autre_chose(turn: Turn, lu: re.Match[str]) -> bool:
    """ "Formation 3 SST…" begins a purchase."""
    inconnue = _inconnue(turn, int(lu["numero"]))
    if lu["nom"].startswith(NOMS_SURS):
        return bool(lu["suite"]) and inconnue
    return bool(lu["suite"]) or inconnue


def _inconnue(turn: Turn, numero: int) -> bool:
    return numero > NUMERO_MAX or turn.sessions.trouver(numero) is None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button about a session; None when it is none of them."""
    verbe, _, numero = reste.partition(":")
    if not (numero.isascii() and numero.isdecimal()):
        return None
    match verbe:
        case "confirmer_oui" | "confirmer_non":
            # What was to be confirmed is in the state: another order since then is not confirmed by that tap.
            attente = str(turn.etat.get("attente") or "")
            return reprendre(turn, entretien, attente, "oui" if verbe.endswith("oui") else "non")
        case "voir":
            return montrer(turn, entretien, int(numero))
        case "faite":
            return realiser(turn, entretien, int(numero), None)
        case "annuler" | "annuler_oui":
            return annuler(turn, entretien, int(numero), confirme=verbe == "annuler_oui")
        case "renommer":
            return renommer(turn, entretien, int(numero), "")
        case "deplacer":
            return deplacer(turn, entretien, int(numero), "")
    return choix_d_entreprise(turn, entretien, reste)


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Read what was asked for about a session just before; None when the message is no answer to it."""
    match attente.split(":", 2):
        case ["x", "participants", numero] if (combien := lire_les_participants(texte)) is not None:
            return realiser(turn, entretien, int(numero), combien)
        case ["x", "titre", numero] if _peut_etre_un_titre(texte):
            return renommer(turn, entretien, int(numero), texte)
        case ["x", "jour", numero] if lire_le_report(turn, texte) != Moment(cause="sans_jour"):
            return deplacer(turn, entretien, int(numero), texte)
        case ["x", "confirmer", quoi] if (avis := lire_avis(texte)) is not None and not avis.suite:
            return (
                programmer(turn, entretien, quoi, confirme=True) if avis.accord else _ne_pas_programmer(turn, entretien)
            )
        case ["x", "deplacer_le", dit] if (avis := lire_avis(texte)) is not None and not avis.suite:
            return _deplacer_quand_meme(turn, entretien, dit, accord=avis.accord)
        case ["x", "quand", quoi] if lire_un_moment(turn, texte).jour is not None and not est_un_ordre(texte):
            return programmer(turn, entretien, f"{quoi}, {texte}")
    return None


def _peut_etre_un_titre(texte: str) -> bool:
    return not texte.rstrip().endswith("?") and not est_un_ordre(texte) and lire_formule(texte, exacte=True) is None


def _ne_pas_programmer(turn: Turn, entretien: Entretien) -> Outcome:
    return aparte(turn, entretien, Reply("session_sans_jour", {"cause": "abandon"}))


def programmer(turn: Turn, entretien: Entretien, quoi: str, *, confirme: bool = False) -> Outcome:
    """Plan the session that these words tell: its kind or its title, its day, its hour and its place."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    moment = lire_un_moment(turn, quoi)
    if moment.jour is None:
        # Without a day at all, the very next message may be the day alone.
        attente = f"x:quand:{moment.avant[:400]}" if moment.cause == "sans_jour" else None
        return _refuser(turn, replace(entretien, attente=attente), moment)
    cause = "a_confirmer_passe" if moment.jour < turn.aujourdhui else None if est_ouvre(moment.jour) else "a_confirmer"
    if cause is not None and not confirme:
        return _confirmer(entretien, cause, moment.jour, f"x:confirmer:{avec_son_jour(turn, quoi)[:600]}")
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


def _confirmer(entretien: Entretien, cause: str, jour: date, attente: str, numero: int | None = None) -> Outcome:
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
    suivant = replace(entretien, attente=attente)
    return Outcome(suivant.en_json(), [Reply("session_sans_jour", contexte, choices)])


def _refuser(turn: Turn, entretien: Entretien, moment: Moment) -> Outcome:
    contexte = {"cause": moment.cause, "jour": moment.jour, "attend": entretien.attente is not None}
    return aparte(turn, entretien, Reply("session_sans_jour", contexte))


def deplacer(turn: Turn, entretien: Entretien, numero: int, quand: str, *, plus_tot: bool = False) -> Outcome:
    """Hold a session on another day, at another hour or place; ask for the day when nothing is said.

    `plus_tot`: "d'une semaine" is a week before.
    """
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    moment = lire_l_ecart(session, quand, plus_tot=plus_tot) or lire_le_report(turn, quand)
    if moment.jour is None and (moment.heure is None or moment.cause != "sans_jour"):
        return _demander(entretien, session, "jour", moment.cause if quand.strip() else None)
    jour = moment.jour or session.jour
    if jour < turn.aujourdhui:
        return _demander(entretien, session, "jour", "passe")
    heure, lieu = moment.heure or session.heure, lire_le_lieu(moment.apres) or session.lieu
    if jour != session.jour and not est_ouvre(jour):
        attente = f"x:deplacer_le:{numero}|{jour.isoformat()}|{heure or ''}|{lieu or ''}"
        return _confirmer(entretien, "a_confirmer", jour, attente, numero)
    return _deplacer_le(turn, entretien, numero, jour, heure, lieu)


def _deplacer_le(
    turn: Turn, entretien: Entretien, numero: int, jour: date, heure: str | None, lieu: str | None
) -> Outcome:
    change = memoire(turn).accompagnements.deplacer(numero, jour, heure, lieu, auteur(turn), turn.now)
    return montrer(turn, entretien, numero, "deplacee" if change else "deja_la")


def _deplacer_quand_meme(turn: Turn, entretien: Entretien, dit: str, *, accord: bool) -> Outcome:
    """A yes or a no to the day off that a session moves to."""
    if not accord:
        return aparte(turn, entretien, Reply("rien_change"))
    numero, jour, heure, lieu = dit.split("|", 3)
    if refus := _hors_de_portee(turn, entretien, int(numero), {EtatAccompagnement.PROGRAMME}):
        return refus
    return _deplacer_le(turn, entretien, int(numero), date.fromisoformat(jour), heure or None, lieu or None)


def renommer(turn: Turn, entretien: Entretien, numero: int, titre: str) -> Outcome:
    """Give a session another title; ask for it when it is not said."""
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME, EtatAccompagnement.REALISE}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    titre = titrer(titre)
    if not titre:
        return _demander(entretien, session, "titre", None)
    change = memoire(turn).accompagnements.renommer(numero, titre, auteur(turn))
    return montrer(turn, entretien, numero, "renommee" if change else "deja_nommee")


def realiser(turn: Turn, entretien: Entretien, numero: int, participants: int | None) -> Outcome:
    """Note that a session took place, and with how many; ask how many when it is not said."""
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME, EtatAccompagnement.REALISE}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    if session.jour > turn.aujourdhui:
        return montrer(turn, entretien, numero, "a_venir")
    if participants is not None and participants > PARTICIPANTS_MAX:
        return _demander(entretien, session, "participants", "trop")
    change = memoire(turn).accompagnements.realiser(numero, participants, auteur(turn), turn.now)
    if participants is None and session.participants is None:
        faite = turn.sessions.trouver(numero)
        assert faite is not None
        return _demander(entretien, faite, "participants", None)
    return montrer(turn, entretien, numero, "faite" if change else "deja_faite")


def annuler(turn: Turn, entretien: Entretien, numero: int, *, confirme: bool) -> Outcome:
    """Call a session off; before people are told because of one tap, ask."""
    if refus := _hors_de_portee(turn, entretien, numero, {EtatAccompagnement.PROGRAMME}):
        return refus
    session = turn.sessions.trouver(numero)
    assert session is not None
    if session.inscrits and not confirme:
        choices = (
            bouton("annuler_la_session", f"x:annuler_oui:{numero}"),
            bouton("session", f"x:voir:{numero}", numero),
        )
        return aparte(turn, entretien, Reply("session_a_annuler", {"session": session}, choices))
    memoire(turn).accompagnements.annuler(numero, auteur(turn), turn.now)
    return montrer(turn, entretien, numero, "annulee")


def _hors_de_portee(turn: Turn, entretien: Entretien, numero: int, etats: set[EtatAccompagnement]) -> Outcome | None:
    """Why whoever writes does not change this session so; None when they do."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if _inconnue(turn, numero):
        return aparte(turn, entretien, Reply("session_inconnue", {"numero": numero}))
    session = turn.sessions.trouver(numero)
    if session is not None and session.etat not in etats:
        return montrer(turn, entretien, numero, "rien_change")
    return None


def _demander(entretien: Entretien, session: AccompagnementRecord, quoi: str, cause: str | None) -> Outcome:
    """Ask for the day, the title, or how many took part."""
    contexte = {"session": session, "quoi": quoi, "cause": cause}
    suivant = replace(entretien, attente=f"x:{quoi}:{session.id}")
    return Outcome(suivant.en_json(), [Reply("session_a_preciser", contexte)])


def montrer(turn: Turn, entretien: Entretien, numero: int, note: str | None = None) -> Outcome:
    """A session, and what the team can say of it."""
    if _inconnue(turn, numero):
        return aparte(turn, entretien, Reply("session_inconnue", {"numero": numero}))
    session = turn.sessions.trouver(numero)
    assert session is not None
    equipe = Role.EQUIPE in turn.roles
    contexte = {"session": session, "note": note, "equipe": equipe, "passee": session.jour < turn.aujourdhui}
    choices: list[Choice] = []
    if equipe and session.etat is EtatAccompagnement.PROGRAMME:
        if session.jour <= turn.aujourdhui:
            choices.append(bouton("session_faite", f"x:faite:{numero}"))
        choices.append(bouton("deplacer_la_session", f"x:deplacer:{numero}"))
        choices.append(bouton("renommer_la_session", f"x:renommer:{numero}"))
        choices.append(bouton("annuler_la_session", f"x:annuler:{numero}"))
    choices.append(bouton("programme", "c:programme"))
    return aparte(turn, entretien, Reply("session", contexte, tuple(choices)))


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """What is planned, what waits for its outcome, and the figures of the programme."""
    equipe = Role.EQUIPE in turn.roles
    a_venir = turn.sessions.a_venir(turn.aujourdhui)
    a_conclure = memoire(turn).accompagnements.a_conclure(turn.aujourdhui)
    etats = memoire(turn).accompagnements.compter().get(turn.aujourdhui.year, {})
    contexte = {
        "a_venir": a_venir[:MONTREES],
        "autres": max(0, len(a_venir) - MONTREES),
        "a_conclure": a_conclure[:MONTREES],
        "annee": turn.aujourdhui.year,
        "programmees": sum(etats.values()),
        "realisees": etats.get(EtatAccompagnement.REALISE, 0),
        "annulees": etats.get(EtatAccompagnement.ANNULE, 0),
        "chiffres": _chiffres(turn),
        "equipe": equipe,
    }
    montrees = [*a_conclure[:MONTREES], *a_venir[:MONTREES]][:MONTREES]
    choices = tuple(bouton("session", f"x:voir:{une.id}", une.id) for une in montrees if equipe)
    return aparte(turn, entretien, Reply("sessions", contexte, choices))


def _chiffres(turn: Turn) -> list[dict[str, Any]]:
    """The last two years of the figure of the programme, and of how many bid, as its action declares them."""
    dits = []
    for cle, indicateur in _indicateurs(turn):
        requete = Requete(Dashboard.ACTIONS, turn.aujourdhui.year)
        chiffre = seul(memoire(turn), turn.pack, requete, cle, turn.aujourdhui)
        assert chiffre is not None
        connues = dict(chiffre.annees)
        annees = []
        for annee in (turn.aujourdhui.year - 1, turn.aujourdhui.year):
            valeur = connues.get(annee, VIDE)
            dite, sur = mots.lisible(valeur, chiffre.unite), mots.part(valeur, chiffre.genre)
            annees.append({"annee": annee, "valeur": dite, "part": sur})
        dits.append({"titre": indicateur.titre, "annees": annees, "evolution": mots.evolution(chiffre)})
    return dits


def _indicateurs(turn: Turn) -> list[tuple[str, Indicateur]]:
    for fiche in turn.pack.fiches.values():
        calcules = [(un, un.calcul) for un in fiche.indicateurs if un.calcul is not None]
        if any(calcul.accompagnements for _, calcul in calcules):
            return [
                (f"{fiche.numero}.{un.id}", un)
                for un, calcul in calcules
                if calcul.accompagnements or calcul.mesure is Mesure.OFFRES
            ]
    return []
