"""Hands a firm over to a person: opens its request, keeps quiet while it is under way, and gives the assistant back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.conversation.acts import Forme
from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import Choice, DemandeRecord, Outcome, Reply, Turn
from handlers.ligne_directe import contextes, etat
from handlers.ligne_directe.appel import CLE, TEXTE_MAX, Appel
from handlers.ligne_directe.conseil import (
    ATTENTE_ACCORD,
    DERNIER,
    de_la_fiche,
    dire,
    en_une_phrase,
    perime,
    promesse,
    titre,
    trouver,
)
from handlers.ligne_directe.etat import Geste
from handlers.ligne_directe.jugement import CAS_POSSIBLE, CLAIRE, Jugement, garde_de, juger
from handlers.ligne_directe.telephone import lire_un_telephone
from knowledge.ecoute import Acte
from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.ligne_directe import fil, paroles
from knowledge.ligne_directe.entrees import Recours
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.ligne_directe.gardes import URGENTES, Garde
from storage.ligne_directe.coordonnees import masquer_les_comptes
from storage.ligne_directe.records import EtatDemande

# A request is told again once that share of the promised time has passed, in per cent.
RELANCE_PCT = 50
ATTENTE_QUESTION, ATTENTE_TELEPHONE, ATTENTE_PROBITE = "question", "telephone", "probite"
# More words than these, said with a yes, are for whoever will have the request; with a no, they are of something else.
MOTS_D_UN_ACCORD = 5
# An approved answer that fits this well is offered while a person looks at the case.
UTILE = 1.2
# It was just said that words are added to the request: the next ones are added without a word.
DEJA_DIT = "complete"
# Whoever wanted a person anyway: their words are called a case only when they surely are one.
GARDE_SURE = 0.8
# So long after its last request was closed, a firm that comes back to it is heard by whoever had it.
REPRISE_JOURS = 30
# So many sentences of a message are looked at for what they ask.
PHRASES_MAX = 6
# A number and hardly anything else is left to be called back at.
MOTS_AUTOUR_D_UN_NUMERO, MOTS_D_UN_NUMERO = 12, 2
# From how likely a report of probity is on, what is told in passing accuses somebody.
ACCUSATION = 0.15
# What the buttons under a request do, and may be said by their number while nobody has it.
FORMES = {
    "l:humain": Forme("humain"),
    "l:tel": Forme("firme.demander_le_telephone"),
    "l:robot": Forme("firme.rendre_la_parole"),
    "l:annuler": Forme("firme.annuler"),
    "l:regle": Forme("firme.regler"),
    "l:joindre": Forme("firme.joindre_la_fiche"),
    "l:signaler": Forme("firme.c_est_un_signalement"),
    "l:question": Forme("firme.c_est_une_question"),
}


# --- handing over -----------------------------------------------------------------------------------------------------


def passer(turn: Turn, appel: Appel, garde: Garde, texte: str) -> Outcome:
    """Why the assistant does not answer, whom to turn to, and what happens now."""
    if garde is Garde.PROBITE:
        # Neither kept nor handed over: whom it is about may be among those who would read it.
        contexte = {**contexte_de_la_garde(turn, garde, None), "encore": appel.attente == ATTENTE_PROBITE}
        reply = Reply("garde", contexte, (bouton("parler", "l:humain"),))
        return etat.garder(turn, Appel(attente=ATTENTE_PROBITE), reply)
    if garde is Garde.HUMAIN and paroles.veut_parler(texte):
        return demander_la_question(turn, appel)
    jugement = juger(texte, turn.repondeur(), turn.gardien, turn.aujourdhui)
    if jugement.regle is not None and _se_propose(turn, appel, texte):
        # A question is answered first, and then a person is offered.
        dit = replace(jugement, entree=jugement.regle, soupcon=garde, possible=True)
        suivant = replace(
            _confie(appel), texte=masquer_les_comptes(texte)[:TEXTE_MAX], faits=lire_les_faits(texte, turn.aujourdhui)
        )
        return dire(turn, replace(suivant, fil=appel.fil_vers(jugement.regle.id)), jugement.regle, dit)
    demande = _ouvrir(turn, appel, garde.value, texte)
    if garde in URGENTES:
        turn.firme.alerter(garde.value, turn.now)
    # The general rule, if there is a sure one, can be read meanwhile.
    contexte = contexte_de_la_garde(turn, garde, demande)
    if jugement.regle is not None:
        contexte["regle"] = en_une_phrase(turn, jugement.regle, texte, appel.faits)
    sures = turn.repondeur().chercher(texte).sures if garde not in URGENTES else ()
    utile = tuple(Choice(titre(turn, une.entree), f"l:e:{une.entree.id}") for une in sures[:1] if une.score >= UTILE)
    reply = Reply("garde", contexte, (*utile, *_boutons(turn, demande)))
    return etat.garder(turn, _confie(appel), reply)


def lire_l_accord(_: Turn, appel: Appel, texte: str) -> Acte | None:
    """A yes or a no to having it handed over; None for anything else."""
    if appel.attente != ATTENTE_ACCORD or ressemble_a_une_question(texte) or lire_un_telephone(texte):
        return None
    accord = dire_oui_ou_non(texte)
    if accord:
        return Acte("firme.accepter", mots=texte)
    return None if accord is None or len(texte.split()) > MOTS_D_UN_ACCORD else Acte("annuler")


def accepter(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """What was asked is handed over, with what is said besides the yes."""
    outcome = demander_la_question(turn, appel)
    if len(texte.split()) > MOTS_D_UN_ACCORD:
        turn.firme.ajouter(masquer_les_comptes(texte)[:TEXTE_MAX], turn.now)
    return outcome


def _se_propose(turn: Turn, appel: Appel, texte: str) -> bool:
    """Whether a case is but a question so far: nobody is asked for, nothing was offered yet of the case that it goes on with."""
    if turn.firme.demande() is not None or not ressemble_a_une_question(texte):
        return False
    if paroles.veut_parler(texte) or paroles.demande_un_rappel(texte) or lire_un_telephone(texte):
        return False
    avant = juger(appel.texte, turn.repondeur(), turn.gardien, turn.aujourdhui) if appel.texte else Jugement()
    return avant.regle is None or avant.regle.id != appel.entree


def suit_un_signalement(donnees: Mapping[str, Any]) -> bool:
    """Whether the last thing that a firm said, by the state of its conversation, was a report of probity."""
    return Appel.depuis_json(donnees.get(CLE)).attente == ATTENTE_PROBITE


def est_une_suite_de_probite(appel: Appel, garde: Garde | None, texte: str, *, repondue: bool) -> bool:
    """Whether what follows a report of probity is of the same matter: anything but distress, a danger or a question that has its answer."""
    if appel.attente != ATTENTE_PROBITE or garde in URGENTES:
        return False
    return garde is not None or paroles.demande_un_abri(texte) or not repondue


def contexte_de_la_garde(turn: Turn, garde: Garde, demande: DemandeRecord | None) -> dict[str, Any]:
    return contextes.d_une_garde(garde, demande, turn.ligne(), turn.pack, turn.now)


def demander_la_question(turn: Turn, appel: Appel) -> Outcome:
    """A person is wanted: about what was just asked, or about what is said next; the hours and the delay are told first."""
    if turn.firme.demande() is not None:
        return _deja_ouverte(turn, appel)
    if appel.texte:
        demande = _ouvrir(turn, appel, _garde_sure(turn, appel.texte), appel.texte)
        reply = Reply("demande_ouverte", _contexte(turn, demande), _boutons(turn, demande))
        return etat.garder(turn, _confie(appel), reply)
    reply = Reply("demande_question", promesse(turn), (bouton("annuler", "l:rien"),))
    return etat.garder(turn, replace(appel, attente=ATTENTE_QUESTION, question=None), reply)


def ouvrir_pour(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """The words that were asked for a person; a change of mind, or words that say nothing, are none."""
    if paroles.ne_veut_plus_personne(texte):
        return etat.garder(turn, _sans_attente(appel), Reply("debut_entreprise", promesse(turn)))
    en_mots = any(signe.isalpha() for signe in texte)
    if (numero := lire_un_telephone(texte)) and not en_mots:
        return laisser_un_telephone(turn, replace(appel, texte=""), numero)
    if paroles.veut_parler(texte) or paroles.est_poli(texte) or not en_mots:
        return demander_la_question(turn, replace(appel, texte=""))
    if garde_de(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return passer(turn, appel, Garde.PROBITE, texte)
    garde = _garde_sure(turn, texte)
    demande = _ouvrir(turn, replace(appel, texte=masquer_les_comptes(texte)[:TEXTE_MAX]), garde, texte)
    return etat.garder(
        turn, _confie(appel), Reply("demande_ouverte", _contexte(turn, demande), _boutons(turn, demande))
    )


def _garde_sure(turn: Turn, texte: str) -> str | None:
    """Why a person must answer, where these words surely say it; a report is none of those."""
    soupcon = turn.gardien.soupconner(texte)
    return soupcon.garde.value if soupcon.surete >= GARDE_SURE and soupcon.garde is not Garde.PROBITE else None


def _ouvrir(turn: Turn, appel: Appel, garde: str | None, texte: str) -> DemandeRecord:
    """The request of this conversation: a new one, or the one that is open, with these words added."""
    texte = masquer_les_comptes(texte)
    demande = turn.firme.demande()
    if demande is not None:
        if demande.etat is EtatDemande.REPONDUE:
            turn.firme.rouvrir(*_delais(turn))
        turn.firme.ajouter(texte[:TEXTE_MAX], turn.now)
        turn.firme.silence(silence=True)
        return turn.firme.demande() or demande
    promis_le, relance_le = _delais(turn)
    # What the firm let us keep is shown to nobody unless it joins it: only what it said here goes with its request.
    de_la_fiche_seule = set(de_la_fiche(turn.firme.entreprise())) - set(appel.firme)
    faits = {
        nom: valeur
        for nom, valeur in appel.faits.items()
        if valeur is not None and nom not in de_la_fiche_seule and nom != DERNIER
    }
    ouverte = turn.firme.demander(garde, appel.entree, texte[:TEXTE_MAX], faits, promis_le, relance_le, turn.now)
    if (numero := lire_un_telephone(texte)) and paroles.demande_un_rappel(texte):
        turn.firme.telephone(numero)
        return turn.firme.demande() or ouverte
    return ouverte


def _delais(turn: Turn) -> tuple[Any, Any]:
    ligne = turn.ligne()
    return (
        ligne.ouverture.apres(turn.now, ligne.delai_minutes),
        ligne.ouverture.apres(turn.now, ligne.delai_minutes * RELANCE_PCT // 100),
    )


# --- while a request is open ------------------------------------------------------------------------------------------


def est_court(texte: str) -> bool:
    """Whether a message that holds a number says hardly anything else."""
    return len(texte.split()) <= MOTS_AUTOUR_D_UN_NUMERO


def completer(turn: Turn, appel: Appel, texte: str, *, presse: bool = False, proches: Sequence[str] = ()) -> Outcome:
    """Add words to the request that is open; `presse`: they say that somebody is in a hurry, or wants a person now;
    `proches`: the entries that may answer them meanwhile.
    """
    demande = turn.firme.demande()
    assert demande is not None
    if demande.etat is EtatDemande.REPONDUE:
        turn.firme.rouvrir(*_delais(turn))
    turn.firme.ajouter(masquer_les_comptes(texte)[:TEXTE_MAX], turn.now)
    if numero := lire_un_telephone(texte):
        turn.firme.telephone(numero)
        return etat.garder(turn, appel, _numero_note(turn, numero, texte))
    # Somebody has it: the assistant keeps quiet. While nobody does, it says that the words are added, in full the first time.
    if demande.etat is not EtatDemande.A_PRENDRE:
        return etat.garder(turn, appel)
    deja = appel.attente == DEJA_DIT and not presse and not ressemble_a_une_question(texte)
    reponse = next(filter(None, (_reponse(turn, phrase) for phrase in fil.phrases(texte)[:PHRASES_MAX])), None)
    entrees = [] if reponse else [entree for une in proches if (entree := trouver(turn, une)) is not None]
    contexte = {
        **_contexte(turn, demande),
        "dit": masquer_les_comptes(texte),
        "deja": deja,
        "presse": presse,
        "regle": reponse,
        "proches": bool(entrees),
        # Who was in distress is told once more whom to call, and again at each word that alarms.
        "secours": secours(turn, demande) if appel.attente != DEJA_DIT or _inquiete(turn, texte) else (),
        "accuse": turn.gardien.part(Garde.PROBITE, texte) >= ACCUSATION,
    }
    boutons = tuple(Choice(titre(turn, une), f"l:e:{une.id}") for une in entrees) + _boutons(turn, demande)
    return etat.garder(turn, replace(appel, attente=DEJA_DIT), Reply("demande_completee", contexte, boutons))


def _reponse(turn: Turn, texte: str) -> Mapping[str, Any] | None:
    """What is generally so of what words ask besides, or of the case that they tell; None where nothing clearly is."""
    if paroles.demande_un_rappel(texte):
        return None
    jugement = juger(texte, turn.repondeur(), turn.gardien, turn.aujourdhui)
    claire = ressemble_a_une_question(texte) or turn.repondeur().chercher(texte).evidence >= CLAIRE
    entree = jugement.regle or (jugement.entree if claire and not jugement.incertaine else None)
    return None if entree is None else en_une_phrase(turn, entree, texte, {})


def secours(turn: Turn, demande: DemandeRecord) -> Sequence[Recours]:
    """Whom to call, of somebody who was in danger or distress; nobody for any other request."""
    return turn.ligne().recours_sur(demande.garde or Garde.HUMAIN) if demande.urgente else ()


def _inquiete(turn: Turn, texte: str) -> bool:
    soupcon = turn.gardien.soupconner(texte)
    return soupcon.garde in URGENTES and soupcon.surete >= CAS_POSSIBLE


def ou_en_est(turn: Turn, appel: Appel) -> Outcome:
    """What becomes of the request: since when it is there, who may read it, and until when; nothing that is not known."""
    demande = turn.firme.demande()
    assert demande is not None
    contexte = {**_contexte(turn, demande), "secours": secours(turn, demande)}
    return etat.garder(turn, appel, Reply("demande_etat", contexte, _boutons(turn, demande)))


def veiller(turn: Turn, appel: Appel) -> Outcome:
    """Whoever was in danger or distress, and gives up: whom to call is told again, and the request stays."""
    demande = turn.firme.demande()
    assert demande is not None
    contexte = contexte_de_la_garde(turn, Garde(demande.garde or Garde.HUMAIN), demande)
    return etat.garder(turn, _sans_attente(appel), Reply("garde", {**contexte, "reste": True}, _boutons(turn, demande)))


def proposer_d_annuler(turn: Turn, appel: Appel) -> Outcome:
    """A request that somebody answers is called off by its button only."""
    choices = (bouton("annuler_la_demande", "l:annuler"),)
    return etat.garder(turn, appel, Reply("demande_a_annuler", {"demande": turn.firme.demande()}, choices))


def retirer_le_telephone(turn: Turn, appel: Appel) -> Outcome:
    """ "Effacez mon numéro", "ne m'appelez plus": whoever answers does so here."""
    demande = turn.firme.demande()
    if demande is not None:
        turn.firme.telephone(None)
    contexte = {"demande": demande, "fiche": turn.firme.entreprise()}
    return etat.garder(turn, _sans_attente(appel), Reply("telephone_efface", contexte))


def rouvrir(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """The last request goes on with these words."""
    turn.firme.rouvrir(*_delais(turn))
    turn.firme.ajouter(masquer_les_comptes(texte)[:TEXTE_MAX], turn.now)
    if numero := lire_un_telephone(texte):
        turn.firme.telephone(numero)
    rouverte = turn.firme.demande()
    assert rouverte is not None
    reply = Reply("demande_rouverte", _contexte(turn, rouverte), _boutons(turn, rouverte))
    return etat.garder(turn, _sans_attente(appel), reply)


def derniere_close(turn: Turn) -> DemandeRecord | None:
    """The last request of this conversation, if it was closed not long ago, somebody had it, and its words are kept."""
    demande = next((une for une in turn.firme.demandes() if une.conversation_id == turn.conversation), None)
    if demande is None or demande.etat is not EtatDemande.CLOSE or demande.close_le is None:
        return None
    recente = turn.now - demande.close_le <= timedelta(days=REPRISE_JOURS)
    return demande if recente and demande.question and demande.responsable is not None else None


def annuler(turn: Turn, appel: Appel) -> Outcome:
    """The firm wants nobody any more."""
    fait = turn.firme.clore(turn.now, annulee=True)
    return etat.garder(
        turn,
        _sans_attente(replace(appel, texte="")),
        Reply("demande_close", {"comment": "annulee" if fait else "aucune"}),
    )


def regler(turn: Turn, appel: Appel) -> Outcome:
    """The answer does: the request is over."""
    fait = turn.firme.clore(turn.now, annulee=False)
    return etat.garder(
        turn,
        _sans_attente(replace(appel, texte="")),
        Reply("demande_close", {"comment": "reglee" if fait else "aucune"}),
    )


def rendre_la_parole(turn: Turn, appel: Appel) -> Outcome:
    """The assistant answers again here; the request goes on, and its answer will come."""
    demande = turn.firme.demande()
    if demande is not None:
        turn.firme.silence(silence=False)
    suivant = _sans_attente(replace(appel, texte="", entree=None))
    return etat.garder(turn, suivant, Reply("assistant_de_retour", {"demande": demande}))


def demander_le_telephone(turn: Turn, appel: Appel) -> Outcome:
    if turn.firme.demande() is None:
        return etat.garder(turn, appel, Reply("demande_close", {"comment": "aucune"}))
    return etat.garder(turn, replace(appel, attente=ATTENTE_TELEPHONE), Reply("telephone_demande"))


def noter_le_telephone(turn: Turn, appel: Appel, numero: str | None) -> Outcome:
    """The number that was asked for; None for one that cannot be read."""
    if numero is None:
        return etat.garder(turn, appel, Reply("telephone_illisible"))
    turn.firme.telephone(numero)
    return etat.garder(turn, _sans_attente(appel), _numero_note(turn, numero))


def _numero_note(turn: Turn, numero: str, texte: str = "") -> Reply:
    # What is said beside the number, when to call above all, is told back.
    autres = [mot for mot in texte.split() if not mot.strip(".,;").isdecimal()]
    dit = texte if len(autres) > MOTS_D_UN_NUMERO else ""
    return Reply("telephone_note", {"numero": numero, "dit": dit, "demande": None, **promesse(turn)})


def laisser_un_telephone(turn: Turn, appel: Appel, numero: str) -> Outcome:
    """ "Rappelez-moi au 06…": a request if there is none, with what was asked before and these words, and the number."""
    dit = turn.incoming.text.strip()
    if garde_de(dit, turn.repondeur(), turn.gardien) is Garde.PROBITE or appel.attente == ATTENTE_PROBITE:
        return passer(turn, appel, Garde.PROBITE, dit)
    if turn.firme.demande() is None:
        _ouvrir(turn, appel, Garde.HUMAIN.value, appel.texte or dit)
        if appel.texte and appel.texte != masquer_les_comptes(dit)[:TEXTE_MAX]:
            turn.firme.ajouter(masquer_les_comptes(dit)[:TEXTE_MAX], turn.now)
    turn.firme.telephone(numero)
    demande = turn.firme.demande()
    assert demande is not None
    note = _numero_note(turn, numero, dit)
    reply = Reply("telephone_note", {**note.contexte, "demande": demande}, _boutons(turn, demande))
    return etat.garder(turn, _confie(appel), reply)


def mes_demandes(turn: Turn, appel: Appel) -> Outcome:
    """The firm's own requests, and what became of each."""
    if not turn.incoming.prive:
        return etat.garder(turn, appel, Reply("en_prive"))
    demandes = turn.firme.demandes()
    ouverte = turn.firme.demande()
    choices = _boutons(turn, ouverte) if ouverte is not None else (bouton("parler", "l:humain"),)
    return etat.garder(turn, appel, Reply("mes_demandes", {"demandes": demandes}, choices))


def _deja_ouverte(turn: Turn, appel: Appel) -> Outcome:
    demande = turn.firme.demande()
    assert demande is not None
    turn.firme.silence(silence=True)
    return etat.garder(turn, appel, Reply("demande_deja", _contexte(turn, demande), _boutons(turn, demande)))


def joindre_la_fiche(turn: Turn, appel: Appel) -> Outcome:
    """What the firm let us keep goes to whoever answers its request, because it says so."""
    fiche, demande = turn.firme.entreprise(), turn.firme.demande()
    if fiche is None or demande is None or not turn.incoming.prive:
        return perime(turn, appel)
    turn.firme.ajouter(turn.phrase("fiche_jointe", fiche), turn.now)
    return etat.garder(turn, replace(appel, attente=DEJA_DIT), Reply("fiche_jointe", {"demande": demande}))


def _contexte(turn: Turn, demande: DemandeRecord) -> Mapping[str, Any]:
    return {**promesse(turn), "demande": demande}


def _boutons(turn: Turn, demande: DemandeRecord) -> tuple[Choice, ...]:
    telephone = () if demande.telephone else (bouton("laisser_un_numero", "l:tel"),)
    joindre = (bouton("joindre_ma_fiche", "l:joindre"),) if _a_joindre(turn) else ()
    return (*telephone, *joindre, bouton("autre_question", "l:robot"), bouton("annuler_la_demande", "l:annuler"))


def _confie(appel: Appel) -> Appel:
    """What was asked is a person's now: wanting one again, later, is about something else."""
    return replace(_sans_attente(appel), texte="", autres=())


def _sans_attente(appel: Appel) -> Appel:
    return replace(appel, attente=None, question=None)


def _a_joindre(turn: Turn) -> bool:
    fiche = turn.firme.entreprise()
    return fiche is not None and turn.incoming.prive and bool(fiche.nom or fiche.siret)


# --- the acts ---------------------------------------------------------------------------------------------------------


def rappeler(turn: Turn, appel: Appel, acte: Acte) -> Outcome:
    """To be called back: at the number that is said, else it is asked for once there is a request."""
    texte = acte.mots or turn.incoming.text.strip()
    if numero := acte.slots.get("numero") or lire_un_telephone(texte):
        return laisser_un_telephone(turn, appel, str(numero))
    if turn.firme.demande() is not None:
        return demander_le_telephone(turn, appel)
    return passer(turn, appel, Garde.HUMAIN, texte) if texte else demander_la_question(turn, appel)


def demander_si_signalement(turn: Turn, appel: Appel) -> Outcome:
    """A report of probity, or a question? Nothing is kept of the words before that is said."""
    choices = (bouton("signaler", "l:signaler"), bouton("question_simple", "l:question"))
    return etat.garder(turn, appel, Reply("signalement_ou_question", {}, choices))


GESTES: Mapping[str, Geste] = {
    "firme.demander_si_signalement": lambda turn, _, appel, __: demander_si_signalement(turn, appel),
    "firme.c_est_un_signalement": lambda turn, _, appel, __: passer(turn, appel, Garde.PROBITE, ""),
    "firme.c_est_une_question": lambda turn, _, appel, __: etat.garder(
        turn, appel, Reply("question_a_redire", promesse(turn), (bouton("parler", "l:humain"),))
    ),
    "humain": lambda turn, _, appel, acte: (
        passer(turn, appel, Garde.HUMAIN, acte.mots) if acte.mots else demander_la_question(turn, appel)
    ),
    "firme.accepter": lambda turn, _, appel, acte: accepter(turn, appel, acte.mots),
    "urgence": lambda turn, _, appel, acte: passer(turn, appel, Garde.HUMAIN, acte.mots),
    "cas": lambda turn, _, appel, acte: passer(turn, appel, Garde(acte.slots.get("garde", Garde.DOSSIER)), acte.mots),
    "rappel_souhaite": lambda turn, _, appel, acte: rappeler(turn, appel, acte),
    "laisser_telephone": lambda turn, _, appel, acte: rappeler(turn, appel, acte),
    "firme.signaler": lambda turn, _, appel, acte: passer(turn, appel, Garde.PROBITE, acte.mots),
    "firme.demander": lambda turn, _, appel, acte: ouvrir_pour(turn, appel, acte.mots),
    "firme.demander_le_telephone": lambda turn, _, appel, __: demander_le_telephone(turn, appel),
    "firme.noter_le_telephone": lambda turn, _, appel, acte: noter_le_telephone(turn, appel, acte.slots.get("numero")),
    "firme.retirer_le_telephone": lambda turn, _, appel, __: retirer_le_telephone(turn, appel),
    "firme.rendre_la_parole": lambda turn, _, appel, __: rendre_la_parole(turn, appel),
    "firme.annuler": lambda turn, _, appel, __: annuler(turn, appel),
    "firme.proposer_d_annuler": lambda turn, _, appel, __: proposer_d_annuler(turn, appel),
    "firme.regler": lambda turn, _, appel, __: regler(turn, appel),
    "firme.joindre_la_fiche": lambda turn, _, appel, __: joindre_la_fiche(turn, appel),
    "firme.completer": lambda turn, _, appel, acte: completer(
        turn, appel, acte.mots, proches=acte.slots.get("proches", ())
    ),
    "firme.presser": lambda turn, _, appel, acte: completer(turn, appel, acte.mots, presse=True),
    "firme.ou_en_est": lambda turn, _, appel, __: ou_en_est(turn, appel),
    "firme.veiller": lambda turn, _, appel, __: veiller(turn, appel),
    "firme.rouvrir": lambda turn, _, appel, acte: rouvrir(turn, appel, acte.mots),
    "firme.se_taire": lambda turn, _, appel, __: etat.garder(turn, appel),
    "firme.mes_demandes": lambda turn, _, appel, __: mes_demandes(turn, appel),
}

__all__ = [
    "ATTENTE_PROBITE",
    "ATTENTE_QUESTION",
    "ATTENTE_TELEPHONE",
    "DEJA_DIT",
    "FORMES",
    "GESTES",
    "demander_la_question",
    "derniere_close",
    "est_court",
    "est_une_suite_de_probite",
    "lire_l_accord",
    "passer",
    "secours",
    "suit_un_signalement",
]
