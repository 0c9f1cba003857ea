"""Firms and the sessions: which are to come, a place taken or left."""

from __future__ import annotations

import re

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import AccompagnementRecord, Choice, Outcome, Reply, Turn
from knowledge.accompagnements.mots import BONJOUR, LE, LESQUELLES, NOM, NUMERO
from knowledge.francais.texte import simplifier
from storage.accompagnements.records import EtatAccompagnement
from storage.limits import NUMERO_MAX

# How many sessions one message names, or offers.
MONTREES = 8
_DITE = NUMERO.replace("?P<numero>", "?P<dite>")
_A_LAQUELLE = rf"(?: (?:a|au|aux|pour|sur|de) {LE}(?:(?:{NOM})? ?{NUMERO}|{NOM})| {LE}{NOM} ?{_DITE})?$"
_DE_LAQUELLE = rf"(?: (?:a|au|aux|pour|sur|de) {LE}(?:{NOM} ?{NUMERO}|{NOM})|,? {LE}{NOM} ?{_DITE})?$"
_JE_VIENS = re.compile(
    rf"{BONJOUR}(?:je (?:veux |voudrais |souhaite |souhaiterais |aimerais )?(?:m'inscri[st]|m'inscrire|viens|viendrai|participe|participerai|serai la|serai present)|"
    rf"(?:inscri(?:vez|s)(?:-| )moi|inscrire|inscription)){_A_LAQUELLE}"
)
_JE_NE_VIENS_PLUS = re.compile(
    rf"{BONJOUR}(?:(?:finalement|desolee?),? )*(?:je (?:ne |n')?(?:viens|viendrai|peux|pourrai|participe|participerai|serai)(?: (?:plus|pas))(?: (?:venir|participer|la|present))?|"
    rf"(?:je (?:veux |voudrais |souhaite |souhaiterais |aimerais )?)?(?:me |m')?(?:desinscri(?:re|s|t)|desinscrire)|desinscri(?:vez|s)(?:-| )moi|(?:je (?:veux |voudrais |souhaite )?)?annule[rz]? mon inscription|desinscription){_A_LAQUELLE}"
)
_MES_INSCRIPTIONS = re.compile(
    rf"{BONJOUR}(?:(?:voir |montre[rz](?:-moi)? |quelles sont )?mes (?:inscriptions?|places|sessions)|(?:voir )?mon inscription|(?:a quelles? sessions? |ou )?(?:suis-je|je suis|est-ce que je suis) (?:bien )?inscrite?(?: a quelles? sessions?| ou| a quoi)?)$"
)
# --- what is asked of a session that was just shown, or that is named
_TANT = r"(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|nombreux)"
_COMBIEN_ON_SERA = re.compile(
    rf"{BONJOUR}(?:(?:on|nous) (?:sera|serons|seront|vient|viendra|viendrons|venons|est|sommes)|je (?:viens|viendrai|serai)|on va etre) (?:a |avec )?{_TANT}(?: (?:personnes?|collegues?|salaries?|associes?|autres?))?{_DE_LAQUELLE}"
)
_A_PLUSIEURS = re.compile(
    rf"{BONJOUR}(?:(?:est-ce que )?(?:je (?:peux|pourrai|pourrais)|on (?:peut|pourra|pourrait)|nous pouvons)|puis-je|peut-on|pouvons-nous|je (?:viens|viendrai)|on (?:vient|viendra)) (?:y )?(?:venir |etre |participer |assister |aller |emmener |amener )?(?:avec |a plusieurs|a (?:deux|trois|quatre|\d+)|mon |ma |mes |un |une |des |quelqu'un)[^?]{{0,60}}$"
    rf"|{BONJOUR}(?:mon|ma|mes) (?:associee?s?|collegues?|conjointe?|femme|mari|comptable|salariee?s?|gerante?|equipe) (?:peut|peuvent|pourra|pourront|pourrait)(?:-(?:il|elle|ils|elles))? (?:aussi )?(?:venir|participer|assister).{{0,30}}$"
)
_OU_EST_CE = re.compile(
    rf"{BONJOUR}(?:c'est (?:a quel endroit|a quelle adresse|ou)|(?:ou|a quel endroit|a quelle adresse)(?: (?:ca|est-ce que c'est|est-ce que ca se passe|est-ce|c'est|ca se passe|se passe|a lieu|aura lieu|ont lieu|se tient|se tiendra|est|dois-je (?:aller|venir)|faut-il (?:aller|venir)))?|(?:(?:quelle est|donnez-moi) )?l'adresse|quelle adresse|quel (?:lieu|endroit|est le lieu)|le lieu)(?: la| exactement| svp| est-ce que c'est)?(?: {LE}{NOM} ?{NUMERO}?)?{_DE_LAQUELLE.replace('?P<numero>', '?P<autre>')}"
)
_PRIX = re.compile(
    rf"{BONJOUR}(?:et )?(?:(?:est-ce que )?(?:c'est|ce sera|elle est|{LE}{NOM}(?: ?{NUMERO})? (?:est|sera))(?:-elle)? (?:payante?|gratuite?|gratos)|(?:est-ce|est-elle) (?:payante?|gratuit?e?)|payante?|gratuite?|(?:ca|elle) coute (?:combien|quelque chose)|combien (?:ca |cela |est-ce que ca )?(?:coute(?:-t-elle)?|est-ce)|c'est combien|quel(?:s|le)? (?:est |sont )?(?:le |la |les )?(?:prix|tarifs?|couts?)|(?:il )?faut(?:-| )?(?:il )?payer(?: quelque chose)?|y a-t-il (?:quelque chose|un prix|des frais)(?: a payer)?){_DE_LAQUELLE.replace('?P<numero>', '?P<autre>')}"
)
_QUESTIONS = (
    ("combien", _COMBIEN_ON_SERA),
    ("a_plusieurs", _A_PLUSIEURS),
    ("lieu", _OU_EST_CE),
    ("prix", _PRIX),
)


def pour_une_entreprise(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Quand est la prochaine réunion d'information ?", "je m'inscris à la session 3"; None for anything else."""
    simple = simplifier(texte)
    if _MES_INSCRIPTIONS.match(simple):
        return lister_pour_une_entreprise(turn, entretien, miennes=True)
    if outcome := _question(turn, entretien, simple):
        return outcome
    if lu := _JE_NE_VIENS_PLUS.match(simple):
        return _sur_une_place(turn, entretien, "desinscrire", lu["numero"] or lu["dite"])
    if lu := _JE_VIENS.match(simple):
        return _sur_une_place(turn, entretien, "inscrire", lu["numero"] or lu["dite"])
    return lister_pour_une_entreprise(turn, entretien) if LESQUELLES.match(simple) else None


def _question(turn: Turn, entretien: Entretien, simple: str) -> Outcome | None:
    """How many they come, where it is, what it costs: asked of the sessions that were just shown, or of the one that is named."""
    for quoi, motif in _QUESTIONS:
        if (lu := motif.match(simple)) is None:
            continue
        dits = lu.groupdict()
        dite = next((dits[nom] for nom in ("numero", "autre", "dite") if dits.get(nom)), None)
        numeros = [int(dite)] if dite else [int(numero) for numero in _offertes(turn)]
        trouvees = [turn.sessions.trouver(numero) for numero in numeros[:MONTREES] if numero <= NUMERO_MAX]
        sessions = [une for une in trouvees if une is not None and une.etat is EtatAccompagnement.PROGRAMME]
        if not sessions:
            return None
        miennes = turn.sessions.miennes()
        seule = len(sessions) == 1
        contexte = {"quoi": quoi, "sessions": sessions, "service": turn.pack.services["commande_publique"]}
        choices = tuple(_place(une.id, vient=une.id in miennes, seule=seule) for une in sessions)
        return aparte(turn, entretien, Reply("session_question", contexte, choices))
    return None


def _offertes(turn: Turn) -> list[str]:
    """The sessions that were just shown."""
    return [
        valeur.rpartition(":")[2]
        for valeur, _ in turn.etat.get("choix_offerts", ())
        if valeur.startswith(("x:inscrire:", "x:desinscrire:"))
    ]


def choix_d_entreprise(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a firm; pressed twice it changes nothing. None when it is none of them."""
    verbe, _, numero = reste.partition(":")
    if not (numero.isascii() and numero.isdecimal()) or verbe not in ("inscrire", "desinscrire"):
        return None
    return prendre_place(turn, entretien, int(numero), vient=verbe == "inscrire")


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


def _sur_une_place(turn: Turn, entretien: Entretien, verbe: str, numero: str | None) -> Outcome | None:
    """The session that is named, the only one that was just shown, or the only place that is left; else which ones there are."""
    if numero is None and len(offertes := _offertes(turn)) == 1:
        numero = offertes[0]
    if numero is not None:
        return choix_d_entreprise(turn, entretien, f"{verbe}:{numero}")
    simple = simplifier(turn.incoming.text)
    if "session" not in simple and "inscri" not in simple and not offertes:
        # "Je viens", when no session was spoken of, may be about anything.
        return None
    if verbe == "inscrire":
        return lister_pour_une_entreprise(turn, entretien)
    places = turn.sessions.miennes()
    prises = [une.id for une in turn.sessions.a_venir(turn.aujourdhui) if une.id in places]
    if len(prises) == 1:
        return choix_d_entreprise(turn, entretien, f"{verbe}:{prises[0]}")
    return lister_pour_une_entreprise(turn, entretien, miennes=True)


def _place(numero: int, *, vient: bool, seule: bool) -> Choice:
    """The button that takes or leaves a place; it says which when there are several."""
    if vient:
        valeur = f"x:desinscrire:{numero}"
        return bouton("ne_plus_venir", valeur) if seule else bouton("ne_plus_venir_a", valeur, numero)
    valeur = f"x:inscrire:{numero}"
    return bouton("m_inscrire", valeur) if seule else bouton("m_inscrire_a", valeur, numero)
