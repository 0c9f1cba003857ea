"""Hands a firm over to a person: opens its request, keeps quiet while it is under way, and gives the assistant back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from handlers.conversation.boutons import bouton
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Choice, DemandeRecord, Outcome, Reply, Turn
from handlers.ligne_directe import contextes, etat
from handlers.ligne_directe.appel import CLE, TEXTE_MAX, Appel
from handlers.ligne_directe.conseil import DERNIER, de_la_fiche, promesse, titre
from handlers.ligne_directe.jugement import garde_de
from handlers.ligne_directe.politesses import est_poli
from knowledge.francais.questionnement import est_directe, ressemble_a_une_question
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe.gardes import URGENTES, Garde
from storage.ligne_directe.coordonnees import lire_un_telephone, masquer_les_comptes
from storage.ligne_directe.records import EtatDemande

# A request is told again once that share of the promised time has passed, in per cent.
RELANCE_PCT = 50
ATTENTE_QUESTION, ATTENTE_TELEPHONE, ATTENTE_PROBITE = "question", "telephone", "probite"
# An approved answer that fits this well is offered while a person looks at the case.
UTILE = 1.2
# Asked by their name, these are of the assistant whoever else is awaited.
_TOUJOURS = frozenset(
    {"aide", "nouvel_achat", "lister_fiches", "programme", "roles", "mon_entreprise", "relier", "delier"}
)
_RAPPELER = re.compile(r"\b(?:rappel\w*|appel\w*|joindre|joignable|numero|tel\w*|portable)\b")
_PARLER = re.compile(
    r"^(?:(?:je (?:veux|voudrais|souhaite|peux|prefere|demande a)|j'aimerais|puis-je|peut-on|est-ce que je peux|on peut) )?(?:(?:parler|ecrire|poser (?:ma|une) question|avoir affaire) (?:directement )?(?:a|avec) )?(?:quelqu'un|un(?:e)? (?:vrai(?:e)? )?(?:conseiller|conseillere|agent|humain|personne|interlocuteur|etre humain)|conseiller|humain)(?: (?:du service|svp|s'il vous plait|stp|merci))?$"
)
# Said after a report: how to make it without being known.
_A_L_ABRI = re.compile(r"\b(?:anonym\w*|confidentiel\w*|proteg\w*|represailles?|mon nom)\b")
# It was just said that words are added to the request: the next ones are added without a word.
DEJA_DIT = "complete"
# Whoever wanted a person anyway: their words are called a case only when they surely are one.
GARDE_SURE = 0.8
_MERCI = re.compile(
    r"^(?:ok|oki|d'accord|parfait|super|nickel|genial|tres bien|c'est (?:bon|note|parfait|clair|regle)|bien recu|merci|mrc|cool|top|impeccable)(?:[ ,.!]+(?:ok|d'accord|parfait|super|nickel|genial|beaucoup|bien|a vous|pour (?:tout|votre (?:reponse|aide|retour))|bonne (?:journee|soiree)|au revoir|infiniment|mille fois|merci|c'est (?:bon|note|parfait|clair)))*$"
)
_ANNULER = re.compile(
    r"^(?:non,? |finalement,? |je (?:veux |voudrais )?)*(?P<verbe>annul\w*|laisse[rz]? tomber|oublie[rz]?|supprim\w*|retir\w*)(?: (?:ma|mes|la|cette))? ?(?P<quoi>demandes?|question|transmission)?(?: \d+)?$"
)
# Said instead of the question that was asked for: nobody is wanted any more, or nothing is said yet.
_FINALEMENT_NON = re.compile(
    r"\b(?:laisse[rz]? tomber|laisse(?:z)?$|j'ai trouve|c'est bon|pas la peine|plus besoin|plus la peine|rien du tout|non merci|finalement non|non finalement|tant pis|oublie[rz]?$)"
)
# "C'est réglé", typed as the button says it; and said again to be wrong.
_REGLE = re.compile(
    r"^(?:(?:bonjour|merci|ok|oui),? )*(?:c'est|tout est|mon probleme est|probleme|le probleme est)? ?(?:bien |tout )?(?:regle|resolu)e?(?: merci)?$"
)
_PAS_REGLE = re.compile(
    r"\b(?:c'est|n'est|est) (?:toujours |encore )?pas (?:encore |du tout |toujours )?(?:regle|resolu)\b|^(?:(?:en fait|non|et),? )*(?:toujours |encore )?pas (?:regle|resolu)\b|\btoujours pas de reponse\b"
)
# The number to call back at is taken back.
_SANS_RAPPEL = re.compile(
    r"\b(?:effac\w*|supprim\w*|retir\w*|enlev\w*|oubli\w*) (?:svp |s'il vous plait )?(?:mon|le|ce|notre) (?:numero(?: de (?:telephone|tel|portable))?|telephone|tel|portable)\b(?! ?\d| de (?!telephone|tel\b|portable))"
    r"|\bje (?:ne )?(?:veux|souhaite|voudrais) (?:plus|pas) (?:etre |qu'on me |que vous me |qu'on m')?(?:rappel|appel|telephon)\w*"
    r"|\bne (?:me |nous |m')(?:rappelez|rappeler|appelez|appeler|telephonez) (?:pas|plus)\b|\b(?:arretez|cessez) de (?:me |m')(?:rappel|appel|telephon)\w*"
    r"|\b(?:inutile|plus besoin|pas besoin|pas la peine) de (?:me |m')(?:rappel|appel|telephon)\w*"
)
_CHIFFRES_DITS = re.compile(
    r"\b(?:zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|\w*(?:vingt|trente|quarante|cinquante|soixante)\w*)\b"
)
_ROBOT = re.compile(
    r"^(?:(?:poser )?une? autre question|autre question|(?:reprendre|revenir|retour)(?: avec| a)? (?:l'assistant|au robot|le robot|au bot)|nouvelle question|assistant|robot)$"
)
# So long after its last request was closed, a firm that comes back to it is heard by whoever had it.
REPRISE_JOURS = 30
# A change of mind is said in few words; so many figures in words may be a number.
MOTS_D_UN_REFUS, CHIFFRES_D_UN_NUMERO = 8, 3
# "Ma demande", in a sentence of more words than that, says something of it.
MOTS_D_UNE_LISTE = 4
_SUITE = re.compile(r"^et pour |^au fait\b|\bvous (?:m'|nous )?aviez (?:dit|repondu)\b")
_MA_DEMANDE = re.compile(r"\bma demande\b")
_DEMANDE_N = re.compile(r"\bdemande (?:n[o°]? ?|numero )?(?P<numero>\d+)\b")
_MES_DEMANDES = re.compile(
    r"^(?:(?:voir )?(?:ma|mes|la) demandes?|ou en est ma demande|suivi de ma demande|demande)(?: (?:n[o°]? ?|numero )?\d+)?$"
)


# --- handing over -----------------------------------------------------------------------------------------------------


def passer(turn: Turn, appel: Appel, garde: Garde, texte: str) -> Outcome:
    """Why the assistant does not answer, whom to turn to, and what happens now."""
    if garde is Garde.PROBITE:
        # Neither kept nor handed over: whom it is about may be among those who would read it.
        contexte = {**contexte_de_la_garde(turn, garde, None), "encore": appel.attente == ATTENTE_PROBITE}
        reply = Reply("garde", contexte, (bouton("parler", "l:humain"),))
        return etat.garder(turn, Appel(attente=ATTENTE_PROBITE), reply)
    if garde is Garde.HUMAIN and _PARLER.match(simplifier(texte)):
        return demander_la_question(turn, appel)
    demande = _ouvrir(turn, appel, garde.value, texte)
    if garde in URGENTES:
        turn.firme.alerter(garde.value, turn.now)
    # The general rule, if there is a sure one, can be read meanwhile.
    sures = turn.repondeur().chercher(texte).sures if garde not in URGENTES else ()
    utile = tuple(Choice(titre(turn, une.entree), f"l:e:{une.entree.id}") for une in sures[:1] if une.score >= UTILE)
    reply = Reply("garde", contexte_de_la_garde(turn, garde, demande), (*utile, *_boutons(turn, demande)))
    return etat.garder(turn, _confie(appel), reply)


def suit_un_signalement(donnees: Mapping[str, Any]) -> bool:
    """Whether the last thing that a firm said, by the state of its conversation, was a report of probity."""
    return Appel.depuis_json(donnees.get(CLE)).attente == ATTENTE_PROBITE


def est_une_suite_de_probite(appel: Appel, garde: Garde | None, texte: str, *, repondue: bool) -> bool:
    """Whether what follows a report of probity is of the same matter: anything but distress, a danger or a question that has its answer."""
    if appel.attente != ATTENTE_PROBITE or garde in URGENTES:
        return False
    return garde is not None or not repondue or _A_L_ABRI.search(simplifier(texte)) is not None


def contexte_de_la_garde(turn: Turn, garde: Garde, demande: DemandeRecord | None) -> dict[str, Any]:
    return contextes.d_une_garde(garde, demande, turn.ligne(), turn.pack, turn.now)


def demander_la_question(turn: Turn, appel: Appel) -> Outcome:
    """A person is wanted: about what was just asked, or about what is said next; the hours and the delay are told first."""
    if turn.firme.demande() is not None:
        return _deja_ouverte(turn, appel)
    if appel.texte:
        demande = _ouvrir(turn, appel, None, appel.texte)
        reply = Reply("demande_ouverte", _contexte(turn, demande), _boutons(turn, demande))
        return etat.garder(turn, _confie(appel), reply)
    reply = Reply("demande_question", promesse(turn), (bouton("annuler", "l:rien"),))
    return etat.garder(turn, replace(appel, attente=ATTENTE_QUESTION, question=None), reply)


def ouvrir_pour(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """The words that were asked for a person; a change of mind, or words that say nothing, are none."""
    simple = simplifier(texte)
    court = len(simple.split()) <= MOTS_D_UN_REFUS and not ressemble_a_une_question(texte)
    if court and _FINALEMENT_NON.search(simple):
        return etat.garder(turn, _sans_attente(appel), Reply("debut_entreprise", promesse(turn)))
    if (numero := lire_un_telephone(texte)) and not any(lettre.isalpha() for lettre in simple):
        return laisser_un_telephone(turn, replace(appel, texte=""), numero)
    if veut_parler(texte) or est_poli(simple) or not any(lettre.isalpha() for lettre in simple):
        return demander_la_question(turn, replace(appel, texte=""))
    if garde_de(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return passer(turn, appel, Garde.PROBITE, texte)
    soupcon = turn.gardien.soupconner(texte)
    garde = soupcon.garde.value if soupcon.surete >= GARDE_SURE else None
    demande = _ouvrir(turn, replace(appel, texte=masquer_les_comptes(texte)[:TEXTE_MAX]), garde, texte)
    return etat.garder(
        turn, _confie(appel), Reply("demande_ouverte", _contexte(turn, demande), _boutons(turn, demande))
    )


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
    if (numero := lire_un_telephone(texte)) and _RAPPELER.search(simplifier(texte)):
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


def suivre(turn: Turn, appel: Appel, demande: DemandeRecord, texte: str) -> Outcome | None:
    """What a firm says while a person has, or will have, its request; None when the assistant may answer."""
    simple = simplifier(texte)
    attend = demande.etat is EtatDemande.A_PRENDRE
    if simple.isdecimal() and demande.silence and attend and (choix := lire_choix_offert(turn, texte)):
        # Once somebody talks with them, "1" may well answer "un ou deux lots ?".
        return _par_numero(turn, appel, choix)
    if appel.attente == ATTENTE_TELEPHONE and (outcome := _telephone(turn, appel, texte)):
        return outcome
    commande = lire_formule(texte, exacte=True)
    if (outcome := _fin_de_la_demande(turn, appel, demande, texte, commande)) is not None:
        return outcome
    if _ROBOT.match(simple) or (commande == "nouvel_achat" and demande.silence):
        return rendre_la_parole(turn, appel)
    if _SANS_RAPPEL.search(simple):
        return retirer_le_telephone(turn, appel)
    if commande == "annuler":
        # Of the form, or the computation, that was under way.
        return None
    if not demande.silence or commande in _TOUJOURS or est_directe(texte):
        return None
    if garde_de(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return passer(turn, appel, Garde.PROBITE, texte)
    if demande.etat is EtatDemande.REPONDUE and _MERCI.match(simple):
        # Thanks call for no answer; whoever answered may have promised another one.
        return etat.garder(turn, appel)
    deja = appel.attente == DEJA_DIT
    if demande.etat is EtatDemande.REPONDUE:
        turn.firme.rouvrir(*_delais(turn))
    turn.firme.ajouter(masquer_les_comptes(texte)[:TEXTE_MAX], turn.now)
    if numero := lire_un_telephone(texte):
        turn.firme.telephone(numero)
        return etat.garder(turn, appel, _numero_note(turn, numero))
    # Somebody has it: the assistant keeps quiet. While nobody does, it says once that the words are added, and again to a
    # question, which may be for itself.
    if not attend or (deja and not ressemble_a_une_question(texte)):
        return etat.garder(turn, appel)
    suivant = replace(appel, attente=DEJA_DIT)
    return etat.garder(turn, suivant, Reply("demande_completee", _contexte(turn, demande), _boutons(turn, demande)))


def _fin_de_la_demande(
    turn: Turn, appel: Appel, demande: DemandeRecord, texte: str, commande: str | None
) -> Outcome | None:
    """ "C'est réglé", "annuler ma demande": over; None for words that end nothing, or end something else."""
    simple = simplifier(texte)
    if _REGLE.match(simple):
        return regler(turn, appel)
    lu = _ANNULER.match(simple)
    if lu is None and commande != "annuler":
        return None
    if lu is not None and lu["quoi"]:
        return annuler(turn, appel)
    if appel.question is not None or appel.attente not in (None, DEJA_DIT, ATTENTE_TELEPHONE):
        return None
    if demande.etat is EtatDemande.A_PRENDRE:
        return annuler(turn, appel)
    # Somebody answers it: "oubliez" may be said to them, and nothing is undone by a slip.
    annule = lu is None or lu["verbe"].startswith("annul")
    choices = (bouton("annuler_la_demande", "l:annuler"),)
    return etat.garder(turn, appel, Reply("demande_a_annuler", {"demande": demande}, choices)) if annule else None


def retirer_le_telephone(turn: Turn, appel: Appel) -> Outcome:
    """ "Effacez mon numéro", "ne m'appelez plus": whoever answers does so here."""
    demande = turn.firme.demande()
    if demande is not None:
        turn.firme.telephone(None)
    contexte = {"demande": demande, "fiche": turn.firme.entreprise()}
    return etat.garder(turn, _sans_attente(appel), Reply("telephone_efface", contexte))


def retire_son_numero(texte: str) -> bool:
    """Whether somebody wants their number forgotten, or not to be called."""
    return _SANS_RAPPEL.search(simplifier(texte)) is not None


def reprendre(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """What a firm adds, days later, to its last request, which is closed: whoever had it has it again.

    None when one is open, or when these words are of no request, or of one that is not to be opened again.
    """
    simple = simplifier(texte)
    dite = _DEMANDE_N.search(simple)
    longue = len(simple.split()) > MOTS_D_UNE_LISTE
    revient = _SUITE.search(simple) or (_PAS_REGLE.search(simple) and not ressemble_a_une_question(texte))
    if not (revient or dite or (longue and _MA_DEMANDE.search(simple))):
        return None
    if simple.startswith("et pour ") and appel.entree is not None:
        # It follows what the assistant just answered.
        return None
    if demande_ses_demandes(texte) or _ANNULER.match(simple) or appel.attente == ATTENTE_PROBITE:
        return None
    if (demande := _derniere_close(turn)) is None:
        return None
    if dite and int(dite["numero"]) != demande.id:
        return None
    if garde_de(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return passer(turn, appel, Garde.PROBITE, texte)
    turn.firme.rouvrir(*_delais(turn))
    rouverte = turn.firme.demande()
    if rouverte is None:
        return None
    turn.firme.ajouter(masquer_les_comptes(texte)[:TEXTE_MAX], turn.now)
    if numero := lire_un_telephone(texte):
        turn.firme.telephone(numero)
        rouverte = turn.firme.demande() or rouverte
    reply = Reply("demande_rouverte", _contexte(turn, rouverte), _boutons(turn, rouverte))
    return etat.garder(turn, _sans_attente(appel), reply)


def _derniere_close(turn: Turn) -> DemandeRecord | None:
    """The last request of this conversation, if it was closed not long ago, somebody had it, and its words are kept."""
    demande = next((une for une in turn.firme.demandes() if une.conversation_id == turn.conversation), None)
    if demande is None or demande.etat is not EtatDemande.CLOSE or demande.close_le is None:
        return None
    recente = turn.now - demande.close_le <= timedelta(days=REPRISE_JOURS)
    return demande if recente and demande.question and demande.responsable is not None else None


def _par_numero(turn: Turn, appel: Appel, choix: str) -> Outcome | None:
    """ "2" under the message that offered these."""
    return {
        "l:tel": demander_le_telephone,
        "l:robot": rendre_la_parole,
        "l:annuler": annuler,
        "l:regle": regler,
    }.get(choix, lambda *_: None)(turn, appel)


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


def _telephone(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """The number that was asked for; words that hold none are words like others."""
    numero = lire_un_telephone(texte)
    if numero is None:
        simple = simplifier(texte)
        if re.search(r"\d{4}|\d\d[ .]\d\d", texte) or len(_CHIFFRES_DITS.findall(simple)) >= CHIFFRES_D_UN_NUMERO:
            return etat.garder(turn, appel, Reply("telephone_illisible"))
        return None
    turn.firme.telephone(numero)
    return etat.garder(turn, _sans_attente(appel), _numero_note(turn, numero))


def _numero_note(turn: Turn, numero: str) -> Reply:
    return Reply("telephone_note", {"numero": numero, "demande": None, **promesse(turn)})


def laisser_un_telephone(turn: Turn, appel: Appel, numero: str) -> Outcome:
    """ "Rappelez-moi au 06…": a request if there is none, with what was asked before and these words, and the number."""
    dit = turn.incoming.text.strip()
    if garde_de(dit, turn.repondeur(), turn.gardien) is Garde.PROBITE or appel.attente == ATTENTE_PROBITE:
        return passer(turn, appel, Garde.PROBITE, dit)
    if turn.firme.demande() is None:
        _ouvrir(turn, appel, Garde.HUMAIN.value, appel.texte or dit)
        if appel.texte:
            turn.firme.ajouter(masquer_les_comptes(dit)[:TEXTE_MAX], turn.now)
    turn.firme.telephone(numero)
    demande = turn.firme.demande()
    assert demande is not None
    reply = Reply("telephone_note", {"numero": numero, **_contexte(turn, demande)}, _boutons(turn, demande))
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


def joindre_la_fiche(turn: Turn, appel: Appel) -> Outcome | None:
    """What the firm let us keep goes to whoever answers its request, because it says so; None with nothing to join."""
    fiche, demande = turn.firme.entreprise(), turn.firme.demande()
    if fiche is None or demande is None or not turn.incoming.prive:
        return None
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


def demande_ses_demandes(texte: str) -> bool:
    """ "Mes demandes", "où en est ma demande ?": to see them, and nothing more."""
    return _MES_DEMANDES.match(simplifier(texte)) is not None


def annule_sa_demande(texte: str) -> bool:
    """ "Annuler ma demande", "retirez la demande 3"."""
    lu = _ANNULER.match(simplifier(texte))
    return lu is not None and (lu["quoi"] or "").startswith("demande")


def veut_parler(texte: str) -> bool:
    """ "Je veux parler à un conseiller": to somebody, about what is not said."""
    return _PARLER.match(simplifier(texte)) is not None


__all__ = [
    "ATTENTE_QUESTION",
    "ATTENTE_TELEPHONE",
    "annule_sa_demande",
    "annuler",
    "demande_ses_demandes",
    "demander_la_question",
    "demander_le_telephone",
    "est_une_suite_de_probite",
    "joindre_la_fiche",
    "laisser_un_telephone",
    "mes_demandes",
    "ouvrir_pour",
    "passer",
    "regler",
    "rendre_la_parole",
    "reprendre",
    "retire_son_numero",
    "retirer_le_telephone",
    "suit_un_signalement",
    "suivre",
    "veut_parler",
]
