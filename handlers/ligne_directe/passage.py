"""Hands a firm over to a person: opens its request, keeps quiet while it is under way, and gives the assistant back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.boutons import bouton
from handlers.commandes import lire_commande, simplifier
from handlers.ligne_directe import contextes, etat
from handlers.ligne_directe.appel import TEXTE_MAX, Appel
from handlers.ligne_directe.avis import garder
from handlers.ligne_directe.conseil import promesse
from handlers.ligne_directe.telephones import lire_un_telephone
from handlers.offerts import lire_choix_offert
from handlers.vocabulary import Choice, DemandeRecord, Outcome, Reply, Turn
from knowledge.ligne_directe.gardes import Garde
from storage.records import EtatDemande

# A request is told again once that share of the promised time has passed, in per cent.
RELANCE_PCT = 50
ATTENTE_QUESTION, ATTENTE_TELEPHONE = "question", "telephone"
# It was just said that words are added to the request: the next ones are added without a word.
DEJA_DIT = "complete"
# Somebody is on their way already: only what surely is distress breaks the silence.
DETRESSE_SURE = 0.8
# Whoever wanted a person anyway: their words are called a case only when they surely are one.
GARDE_SURE = 0.8
_MERCI = re.compile(
    r"^(?:ok|oki|d'accord|parfait|super|nickel|genial|tres bien|c'est (?:bon|note|parfait|clair|regle)|bien recu|merci|mrc|cool|top|impeccable)(?:[ ,.!]+(?:ok|d'accord|parfait|super|nickel|genial|beaucoup|bien|a vous|pour (?:tout|votre (?:reponse|aide|retour))|bonne (?:journee|soiree)|au revoir|infiniment|mille fois|merci|c'est (?:bon|note|parfait|clair)))*$"
)
_ANNULER = re.compile(
    r"^(?:non,? |finalement,? )?(?:annul\w*|laisse[rz]? tomber|oublie[rz]?|supprim\w*|retir\w*)(?: (?:ma|la|cette))? ?(?:demande|question|transmission)?(?: \d+)?$"
)
_ROBOT = re.compile(
    r"^(?:(?:poser )?une? autre question|autre question|(?:reprendre|revenir|retour)(?: avec| a)? (?:l'assistant|au robot|le robot|au bot)|nouvelle question|assistant|robot)$"
)


# --- handing over -----------------------------------------------------------------------------------------------------


def passer(turn: Turn, appel: Appel, garde: Garde, texte: str) -> Outcome:
    """Why the assistant does not answer, whom to turn to, and what happens now."""
    if garde is Garde.PROBITE:
        # Neither kept nor handed over: whom it is about may be among those who would read it.
        reply = Reply("garde", contexte_de_la_garde(turn, garde, None), (bouton("parler", "l:humain"),))
        return etat.garder(turn, Appel(), reply)
    if garde is Garde.HUMAIN and not _dit_quelque_chose(texte):
        return demander_la_question(turn, appel)
    demande = _ouvrir(turn, appel, garde.value, texte)
    reply = Reply("garde", contexte_de_la_garde(turn, garde, demande), _boutons(demande))
    return etat.garder(turn, _sans_attente(appel), reply)


def contexte_de_la_garde(turn: Turn, garde: Garde, demande: DemandeRecord | None) -> dict[str, Any]:
    return contextes.d_une_garde(garde, demande, turn.ligne(), turn.pack, turn.now)


def demander_la_question(turn: Turn, appel: Appel) -> Outcome:
    """A person is wanted: about what was just asked, or about what is said next; the hours and the delay are told first."""
    if turn.firme.demande() is not None:
        return _deja_ouverte(turn, appel)
    if appel.texte:
        demande = _ouvrir(turn, appel, None, appel.texte)
        return etat.garder(
            turn, _sans_attente(appel), Reply("demande_ouverte", _contexte(turn, demande), _boutons(demande))
        )
    reply = Reply("demande_question", promesse(turn), (bouton("annuler", "l:rien"),))
    return etat.garder(turn, replace(appel, attente=ATTENTE_QUESTION, question=None, calcul=None), reply)


def ouvrir_pour(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """The words that were asked for a person."""
    if garder(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return passer(turn, appel, Garde.PROBITE, texte)
    soupcon = turn.gardien.soupconner(texte)
    garde = soupcon.garde.value if soupcon.surete >= GARDE_SURE else None
    demande = _ouvrir(turn, replace(appel, texte=texte[:TEXTE_MAX]), garde, texte)
    suivant = _sans_attente(replace(appel, texte=texte[:TEXTE_MAX]))
    return etat.garder(turn, suivant, Reply("demande_ouverte", _contexte(turn, demande), _boutons(demande)))


def _ouvrir(turn: Turn, appel: Appel, garde: str | None, texte: str) -> DemandeRecord:
    """The request of this conversation: a new one, or the one that is open, with these words added."""
    demande = turn.firme.demande()
    if demande is not None:
        if demande.etat is EtatDemande.REPONDUE:
            turn.firme.rouvrir(*_delais(turn))
        turn.firme.ajouter(texte[:TEXTE_MAX], turn.now)
        turn.firme.silence(silence=True)
        return turn.firme.demande() or demande
    promis_le, relance_le = _delais(turn)
    faits = {nom: valeur for nom, valeur in appel.faits.items() if valeur is not None}
    return turn.firme.demander(garde, appel.entree, texte[:TEXTE_MAX], faits, promis_le, relance_le, turn.now)


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
    if simple.isdecimal() and demande.silence and (choix := lire_choix_offert(turn, texte)):
        return _par_numero(turn, appel, choix)
    if appel.attente == ATTENTE_TELEPHONE and (outcome := _telephone(turn, appel, texte)):
        return outcome
    if _ANNULER.match(simple) or lire_commande(texte, exacte=True) == "annuler":
        return annuler(turn, appel)
    if _ROBOT.match(simple):
        return rendre_la_parole(turn, appel)
    if not demande.silence:
        return None
    if garder(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return passer(turn, appel, Garde.PROBITE, texte)
    if demande.etat is EtatDemande.REPONDUE and _MERCI.match(simple):
        # Thanks call for no answer; whoever answered may have promised another one.
        return etat.garder(turn, appel)
    deja = appel.attente == DEJA_DIT
    if demande.etat is EtatDemande.REPONDUE:
        turn.firme.rouvrir(*_delais(turn))
    turn.firme.ajouter(texte[:TEXTE_MAX], turn.now)
    if numero := lire_un_telephone(texte):
        turn.firme.telephone(numero)
        return etat.garder(turn, appel, Reply("telephone_note", {"numero": numero, **promesse(turn)}))
    soupcon = turn.gardien.soupconner(texte)
    if soupcon.garde is Garde.DETRESSE and soupcon.surete >= DETRESSE_SURE:
        reply = Reply("garde", contexte_de_la_garde(turn, Garde.DETRESSE, demande), _boutons(demande))
        return etat.garder(turn, appel, reply)
    # Somebody has it: the assistant keeps quiet. While nobody does, it says once that the words are added.
    if demande.etat is not EtatDemande.A_PRENDRE or deja:
        return etat.garder(turn, appel)
    suivant = replace(appel, attente=DEJA_DIT)
    return etat.garder(turn, suivant, Reply("demande_completee", _contexte(turn, demande), _boutons(demande)))


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
        if re.search(r"\d{4}|\d\d[ .]\d\d", texte):
            return etat.garder(turn, appel, Reply("telephone_illisible"))
        return None
    turn.firme.telephone(numero)
    return etat.garder(turn, _sans_attente(appel), Reply("telephone_note", {"numero": numero, **promesse(turn)}))


def laisser_un_telephone(turn: Turn, appel: Appel, numero: str) -> Outcome:
    """ "Rappelez-moi au 06…": a request if there is none, and the number with it."""
    if turn.firme.demande() is None:
        _ouvrir(turn, appel, Garde.HUMAIN.value, appel.texte or turn.incoming.text.strip())
    turn.firme.telephone(numero)
    reply = Reply("telephone_note", {"numero": numero, **promesse(turn)})
    return etat.garder(turn, _sans_attente(appel), reply)


def mes_demandes(turn: Turn, appel: Appel) -> Outcome:
    """The firm's own requests, and what became of each."""
    demandes = turn.firme.demandes()
    ouverte = turn.firme.demande()
    choices = _boutons(ouverte) if ouverte is not None else (bouton("parler", "l:humain"),)
    return etat.garder(turn, appel, Reply("mes_demandes", {"demandes": demandes}, choices))


def _deja_ouverte(turn: Turn, appel: Appel) -> Outcome:
    demande = turn.firme.demande()
    assert demande is not None
    turn.firme.silence(silence=True)
    return etat.garder(turn, appel, Reply("demande_deja", _contexte(turn, demande), _boutons(demande)))


def _contexte(turn: Turn, demande: DemandeRecord) -> Mapping[str, Any]:
    return {**promesse(turn), "demande": demande}


def _boutons(demande: DemandeRecord) -> tuple[Choice, ...]:
    telephone = () if demande.telephone else (bouton("laisser_un_numero", "l:tel"),)
    return (*telephone, bouton("autre_question", "l:robot"), bouton("annuler_la_demande", "l:annuler"))


def _sans_attente(appel: Appel) -> Appel:
    return replace(appel, attente=None, question=None, calcul=None)


def _dit_quelque_chose(texte: str) -> bool:
    """Whether a wish to talk to somebody says about what too: "je veux parler à un conseiller" does not."""
    return len(texte.split()) > 12 or ("?" in texte and len(texte.split()) > 8)


__all__ = [
    "ATTENTE_QUESTION",
    "ATTENTE_TELEPHONE",
    "annuler",
    "demander_la_question",
    "demander_le_telephone",
    "laisser_un_telephone",
    "mes_demandes",
    "ouvrir_pour",
    "passer",
    "regler",
    "rendre_la_parole",
    "suivre",
]
