"""Keeping an answer: what the team wrote to one firm becomes an answer of the ligne directe, once it holds nothing of that firm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.conversation.acces import auteur, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import DemandeRecord, Outcome, Reply, Turn
from handlers.ligne_directe.attentes import attendre
from handlers.ligne_directe.inconnus import a_relire
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe.gardes import Garde
from storage.comptes.records import Role
from storage.ligne_directe.records import EntreePromueRecord, EtatDemande, Sens

MONTREES = 10
# So many buttons at most: any message is chosen by its number.
CHOIX_MAX = 10
REPONSE_MAX = 3_000
TITRE_MAX = 60
# What is about one firm's own case is an answer for nobody else, as it was written.
CAS = frozenset(set(Garde) - {Garde.HUMAIN})

# The anonymiser reads so much at once, and cuts the rest.
_MORCEAU_MAX = 250
_ETIQUETTE = re.compile(r"\[[^\[\]\d]{2,30}\]")
_TEXTE_DE_LOI = re.compile(
    r"(?:loi|d[ée]cret|ordonnance|directive|r[èe]glement|arr[êe]t[ée]|article|circulaire|ccp|cgct)\s*(?:\([a-z]+\)\s*)?(?:n[o°]\s*)?$",
    re.IGNORECASE,
)
# "2025-117", "25M0117", "M2025/117"; neither "2026-11-24" nor "2025/2026".
_MARCHE = re.compile(
    r"(?<![\w/-])(?:[A-Z]{1,4}[-_ ]?)?(?:20\d\d[-_/](?!20\d\d\b)(?:[A-Z]{1,4}[-_]?)?\d{1,6}|\d{2}[A-Z]{1,4}[-_]?\d{2,6})(?![\w-]|/\d)"
)
MARCHE = "[marché]"

_SALUT = re.compile(
    r"^(?:(?:bonjour|bonsoir|salut|hello|madame|monsieur|messieurs|bjr|slt|à tous)\b[\s,.!:;-]*)+", re.IGNORECASE
)
_AU_REVOIR = re.compile(
    r"(?:(?<![\s,.!?;:…-])[\s,.!?;:…-]++|(?<=[\s,.!?])(?:svp|stp|s['\u2019]il (?:vous|te) pla[iî]t|merci(?: beaucoup)?(?: d['\u2019]avance| par avance)?|cordialement|cdt|cdlt|bonne journée|bien à vous|urgent))$",
    re.IGNORECASE,
)
_RETIRER = re.compile(r"^retirer? (?:la |l')?(?:reponse|entree|fiche)(?: promue)? (?:n[o°]? ?)?(?P<numero>\d{1,9})$")
_SERVICE = re.compile(
    r"^(?:mettre|remettre|mets|remets) (?:la |l')?(?:reponse|entree) (?:n[o°]? ?)?(?P<numero>\d{1,9}) en service$"
)
_CORRIGER = re.compile(
    r"^(?:corrig\w*|modifi\w*|remplac\w*|reecri\w*) (?:la |l')?(?P<quoi>reponse|entree|question)(?: promue)? (?:n[o°]? ?)?(?P<numero>\d{1,9})\b(?P<suite>.*)$",
    re.DOTALL,
)
_RANGS = re.compile(
    r"(?:(?:la|les?|l'|n°|question|reponse|message)s?+ ?+){0,3}+\d{1,3}(?:(?: ?[,;:+-] ?| et | avec | )(?:(?:la|les?|l'|n°|question|reponse|message)s?+ ?+){0,3}+\d{1,3})?"
)
_PROMUES = re.compile(r"^(?:les )?(?:reponses|entrees) (?:promues|gardees|de l'equipe)$")


def repondre(turn: Turn, entretien: Entretien, texte: str, simple: str) -> Outcome | None:
    """ "réponses gardées", "corriger la question 1 : …", "retirer la réponse 1"; None for anything else."""
    if lu := _RETIRER.match(simple):
        return retirer(turn, entretien, int(lu["numero"]))
    if lu := _SERVICE.match(simple):
        return mettre_en_service(turn, entretien, int(lu["numero"]))
    if lu := _CORRIGER.match(simple):
        reste = re.split(rf"\b{lu['numero']}\b", texte, maxsplit=1)[-1].lstrip(" :,-–").strip()
        quoi = "question" if lu["quoi"] == "question" else "reponse"
        return corriger(turn, entretien, int(lu["numero"]), quoi, reste)
    return lister(turn, entretien) if _PROMUES.match(simple) else None


def est_un_ordre(simple: str) -> bool:
    """Whether a message is one of those that `repondre` answers."""
    return any(motif.match(simple) for motif in (_RETIRER, _SERVICE, _CORRIGER, _PROMUES))


def peut_etre_gardee(demande: DemandeRecord) -> bool:
    """Whether what was answered may be kept: neither called off, nor erased."""
    return demande.repondue_le is not None and bool(demande.question) and demande.etat is not EtatDemande.ANNULEE


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said in a request, as it may be kept: its line (0: the question that opened it), and its rank in the list."""

    rang: int
    ligne: int
    de_l_entreprise: bool
    texte: str


def _echanges(turn: Turn, demande: DemandeRecord) -> list[Message]:
    """What the firm and the team wrote, in order, without what names anybody."""
    assert turn.guichet is not None
    dits = [(0, True, demande.question)]
    dits += [
        (ligne.id, ligne.sens is Sens.ENTREPRISE, ligne.texte)
        for ligne in turn.guichet.demandes.lignes(demande.id)
        if ligne.texte and ligne.sens in (Sens.ENTREPRISE, Sens.AGENT)
    ]
    return [
        Message(rang, ligne, sienne, anonymiser(turn, texte)) for rang, (ligne, sienne, texte) in enumerate(dits, 1)
    ]


def promouvoir(turn: Turn, entretien: Entretien, numero: int, *, generale: bool = False) -> Outcome:
    """Make an answer of the ligne directe of what was answered: a question and an answer that somebody chooses, and reads before a yes.

    When something surely personal was in them (and for what is about one firm's case, once somebody says that it is a general
    rule, `generale`), the team words the question and the answer for everybody.
    """
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    demande = guichet.demandes.trouver(numero)
    if demande is None:
        return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numero}))
    reponse = guichet.demandes.derniere_reponse(numero)
    if reponse is None or not peut_etre_gardee(demande):
        return aparte(turn, entretien, Reply("promotion_refusee", {"quoi": "sans_reponse", "demande": demande}))
    cas = demande.garde is not None and demande.garde in CAS
    if cas and not generale:
        choices = (bouton("regle_generale", f"g:generale:{numero}"),)
        return aparte(turn, entretien, Reply("promotion_refusee", {"quoi": "cas", "demande": demande}, choices))
    if cas:
        return _rediger(turn, entretien, demande, [])
    messages = _echanges(turn, demande)
    questions = [un for un in messages if un.de_l_entreprise]
    reponses = [un for un in messages if not un.de_l_entreprise]
    if len(questions) == 1 == len(reponses):
        return _garder(turn, entretien, demande, questions[0], reponses[0])
    return _demander_la_paire(turn, entretien, demande, messages, None)


def choisir(turn: Turn, entretien: Entretien, numero: int, lignes: Sequence[int]) -> Outcome:
    """The lines that a button names: the question, then the question and its answer."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    demande = guichet.demandes.trouver(numero)
    if demande is None or not peut_etre_gardee(demande) or demande.garde in CAS:
        return promouvoir(turn, entretien, numero)
    messages = _echanges(turn, demande)
    question = next((un for un in messages if un.de_l_entreprise and un.ligne == lignes[0]), None)
    reponse = next((un for un in messages if not un.de_l_entreprise and un.ligne in lignes[1:]), None)
    if question is not None and reponse is not None:
        return _garder(turn, entretien, demande, question, reponse)
    return _demander_la_paire(turn, entretien, demande, messages, question)


def prendre_la_paire(turn: Turn, entretien: Entretien, numero: int, choisie: str, texte: str) -> Outcome | None:
    """ "1 et 4", "la 2": the question and the answer, or one of them, by their ranks; None for words that name no rank."""
    guichet = turn.guichet
    demande = None if guichet is None else guichet.demandes.trouver(numero)
    if demande is None or Role.EQUIPE not in turn.roles or not _RANGS.fullmatch(simplifier(texte)):
        return None
    messages = {un.rang: un for un in _echanges(turn, demande)}
    dits = [messages[rang] for un in re.findall(r"\d+", texte) if (rang := int(un)) in messages]
    lignes = [un.ligne for un in dits if un.de_l_entreprise] or ([int(choisie)] if choisie.isdecimal() else [])
    reponses = [un.ligne for un in dits if not un.de_l_entreprise]
    if len(lignes) != 1 or len(reponses) > 1:
        return _demander_la_paire(turn, entretien, demande, [*messages.values()], None)
    return choisir(turn, entretien, numero, [*lignes, *reponses])


def _demander_la_paire(
    turn: Turn, entretien: Entretien, demande: DemandeRecord, messages: Sequence[Message], question: Message | None
) -> Outcome:
    """Show what was said, numbered: which question, then which answer."""
    reste = "" if question is None else str(question.ligne)
    suivant = replace(entretien, attente=attendre("paire", demande.id, turn.now, reste))
    proposes = [un for un in messages if un.de_l_entreprise is (question is None)][-CHOIX_MAX:]
    if question is None:
        choices = tuple(bouton("message_n", f"g:paire:{demande.id}:{un.ligne}", un.rang) for un in proposes)
    else:
        debut = question.ligne
        choices = tuple(bouton("reponse_n", f"g:paire:{demande.id}:{debut}:{un.ligne}", un.rang) for un in proposes)
    contexte = {"demande": demande, "messages": messages, "question": question}
    return Outcome(suivant.en_json(), [Reply("promotion_paire", contexte, choices)])


def _garder(turn: Turn, entretien: Entretien, demande: DemandeRecord, question: Message, reponse: Message) -> Outcome:
    """The pair that was chosen: shown word for word, and given to nobody before a yes."""
    assert turn.guichet is not None
    if etiquettes := _etiquettes(f"{question.texte} {reponse.texte}"):
        return _rediger(turn, entretien, demande, etiquettes)
    entrees = turn.guichet.entrees
    deja = entrees.de_la_demande(demande.id)
    dite = (question.texte, reponse.texte)
    if deja is not None and deja.retiree_le is None and (deja.question, deja.reponse) == dite:
        return _montrer(turn, entretien, deja, change=False)
    entrees.promouvoir(demande.id, titrer(question.texte), *dite, auteur(turn), turn.now, en_service=False)
    remplace = deja is not None and deja.retiree_le is None
    return _montrer(turn, entretien, entrees.de_la_demande(demande.id), remplace=remplace)


def _rediger(
    turn: Turn, entretien: Entretien, demande: DemandeRecord, etiquettes: list[str], *, corrige: bool = False
) -> Outcome:
    """Have the question, then the answer, worded for everybody."""
    suivant = replace(entretien, attente=attendre("question", demande.id, turn.now))
    contexte = {"demande": demande, "quoi": "question", "etiquettes": etiquettes, "corrige": corrige}
    return Outcome(suivant.en_json(), [Reply("promotion_generale", contexte)])


def reecrire(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Word both anew, of what was shown."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    promue = guichet.entrees.trouver(numero)
    demande = None if promue is None else guichet.demandes.trouver(promue.demande_id)
    if demande is None:
        return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": False}))
    return _rediger(turn, entretien, demande, [], corrige=True)


def prendre_la_question(turn: Turn, entretien: Entretien, numero: int, texte: str) -> Outcome:
    """The question as everybody may ask it; its answer is asked for next."""
    suivant = replace(entretien, attente=attendre("generale", numero, turn.now, " ".join(texte.split())[:REPONSE_MAX]))
    contexte = {"demande": {"id": numero}, "quoi": "reponse", "etiquettes": [], "corrige": False}
    return Outcome(suivant.en_json(), [Reply("promotion_generale", contexte)])


def prendre_la_reponse(turn: Turn, entretien: Entretien, numero: int, question: str, texte: str) -> Outcome:
    """The answer that holds for everybody: shown with its question, and given to nobody before somebody says so."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    gardees = anonymiser(turn, question), anonymiser(turn, texte[:REPONSE_MAX])
    retires = _retires(f"{question} {texte}", " ".join(gardees))
    guichet.entrees.promouvoir(numero, titrer(gardees[0]), *gardees, auteur(turn), turn.now, en_service=False)
    return _montrer(turn, entretien, guichet.entrees.de_la_demande(numero), retires=retires)


def corriger(turn: Turn, entretien: Entretien, numero: int, quoi: str, texte: str) -> Outcome:
    """Word a kept question or answer otherwise; what is personal is taken out, and then somebody must read it again."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not texte or guichet.entrees.trouver(numero) is None:
        return aparte(turn, entretien, Reply("promue_a_corriger", {"numero": numero, "quoi": quoi, "vide": not texte}))
    garde = anonymiser(turn, texte[:REPONSE_MAX])
    retires = _retires(texte, garde)
    values = {quoi: garde} if quoi == "reponse" else {"question": garde, "titre": titrer(garde)}
    guichet.entrees.corriger(
        numero, values, auteur(turn), turn.now, en_service=not retires and not a_relire(turn, garde)
    )
    return _montrer(turn, entretien, guichet.entrees.trouver(numero), retires=retires)


def mettre_en_service(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Give it to firms from now on: somebody has read it."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    change = guichet.entrees.mettre_en_service(numero, auteur(turn), turn.now)
    return _montrer(turn, entretien, guichet.entrees.trouver(numero), change=change, numero=numero)


def retirer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    if turn.guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    fait = turn.guichet.entrees.retirer(numero, turn.now)
    return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": fait}))


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    if turn.guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    promues = turn.guichet.entrees.en_service()
    choices = tuple(bouton("retirer_n", f"g:retirer:{une.id}", une.id) for une in promues[-MONTREES:])
    return aparte(turn, entretien, Reply("promues", {"promues": promues[-MONTREES:], "combien": len(promues)}, choices))


def _montrer(
    turn: Turn,
    entretien: Entretien,
    promue: EntreePromueRecord | None,
    *,
    change: bool = True,
    retires: list[str] | None = None,
    numero: int = 0,
    remplace: bool = False,
) -> Outcome:
    if promue is None:
        return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": False}))
    en_service = promue.retiree_le is None
    choices = (
        (bouton("retirer", f"g:retirer:{promue.id}"),)
        if en_service
        else (bouton("mettre_en_service", f"g:service:{promue.id}"), bouton("reecrire", f"g:reecrire:{promue.id}"))
    )
    if not en_service:
        entretien = replace(entretien, attente=attendre("publier", promue.id, turn.now))
    contexte: dict[str, Any] = {
        "promue": promue,
        "change": change,
        "en_service": en_service,
        "retires": retires or [],
        "remplace": remplace,
    }
    # Whoever has put it in service has read it.
    contexte["a_relire"] = [] if en_service else a_relire(turn, promue.question, promue.reponse)
    return aparte(turn, entretien, Reply("promue", contexte, choices))


# --- without what is personal -----------------------------------------------------------------------------------------


def anonymiser(turn: Turn, texte: str) -> str:
    """The whole text without what names somebody, nor the number of a contract."""
    morceaux: list[str] = []
    for phrase in re.split(r"(?<=[.!?…;])\s+|\n+", texte):
        mots: list[str] = []
        for mot in phrase.split():
            if mots and len(" ".join((*mots, mot))) > _MORCEAU_MAX:
                morceaux.append(" ".join(mots))
                mots = []
            mots.append(mot)
        morceaux.append(" ".join(mots))
    sans_nom = " ".join(turn.anonymiser(morceau) for morceau in morceaux if morceau)
    return _MARCHE.sub(lambda lu: lu[0] if _TEXTE_DE_LOI.search(sans_nom[: lu.start()]) else MARCHE, sans_nom)


def _etiquettes(texte: str) -> list[str]:
    """The tags of a text, each once, in order."""
    return list(dict.fromkeys(_ETIQUETTE.findall(texte)))


def _retires(avant: str, apres: str) -> list[str]:
    """What was put in place of something personal."""
    return [une for une in _etiquettes(apres) if apres.count(une) > avant.count(une)]


def titrer(question: str) -> str:
    """The title that a question gives: without its greetings and its thanks, with a capital; cut between two words.

    >>> titrer("bonjour, est-ce que on peut visiter la ressourcerie svp ??? merci d'avance")
    'Est-ce que on peut visiter la ressourcerie ?'
    >>> titrer("Peut-on visiter la ressourcerie de la Métropole avant de répondre à vos marchés ?")
    'Peut-on visiter la ressourcerie de la Métropole avant de…'
    """
    nue = _SALUT.sub("", " ".join(question.split()))
    demande = "?" in question
    avant = None
    while avant != nue:
        avant, nue = nue, _AU_REVOIR.sub("", nue)
    nue = (nue or question).strip()
    nue = f"{nue[:1].upper()}{nue[1:]}"
    if len(nue) > TITRE_MAX:
        return nue[: TITRE_MAX - 1].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
    return f"{nue} ?" if demande and "?" not in nue and len(nue) + 2 <= TITRE_MAX else nue


__all__ = [
    "choisir",
    "est_un_ordre",
    "lister",
    "mettre_en_service",
    "peut_etre_gardee",
    "prendre_la_paire",
    "prendre_la_question",
    "prendre_la_reponse",
    "promouvoir",
    "reecrire",
    "repondre",
    "retirer",
]
