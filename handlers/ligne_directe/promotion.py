"""Keeping an answer: what the team wrote to one firm becomes an answer of the ligne directe, once it holds nothing of that firm."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from handlers.conversation.acces import auteur, reserver_a_l_equipe
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import DemandeRecord, Guichet, Outcome, Reply, Turn
from handlers.ligne_directe.attentes import annule, attendre, attendue, est_un_ordre, retenir
from handlers.ligne_directe.inconnus import a_relire
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.ligne_directe.equipe import lire_des_rangs, veut_reecrire
from knowledge.ligne_directe.gardes import Garde
from knowledge.ligne_directe.paroles import ne_demande_que_quelqu_un
from knowledge.ligne_directe.reponses import etiquettes, lire_un_ordre, morceaux, sans_marche, titrer
from storage.comptes.records import Role
from storage.ligne_directe.records import EntreePromueRecord, EtatDemande, Sens

MONTREES = 10
# So many buttons at most: any message is chosen by its number.
CHOIX_MAX = 10
REPONSE_MAX = 3_000
# What is about one firm's own case is an answer for nobody else, as it was written.
CAS = frozenset(set(Garde) - {Garde.HUMAIN})

Geste = Callable[[Turn, Entretien, Acte, Guichet], Outcome]


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is to be done of a kept answer; the question, the answer or the yes that was just asked for."""
    if (ordre := lire_un_ordre(texte)) is not None:
        slots = {cle: dit for cle, dit in asdict(ordre).items() if cle != "verbe"}
        return Proposition(Acte(f"reponse.{ordre.verbe}", slots, mots=texte), Force.NOMME)
    attente = attendue(turn, entretien)
    acte = None if attente is None else _completer(attente, texte)
    return None if acte is None else Proposition(acte, Force.ATTENDU)


def _completer(attente: Acte, texte: str) -> Acte | None:
    """The act that these words complete, or give up; None when they are of something else."""
    lu: dict[str, Any] | None = None
    nature = attente.nature
    if nature == "reponse.choisir" and (rangs := lire_des_rangs(texte)):
        lu = {"rangs": rangs}
    elif nature == "reponse.publier" and veut_reecrire(texte):
        nature, lu = "reponse.reecrire", {}
    elif nature == "reponse.publier" and (avis := lire_avis(texte)) is not None and not avis.suite:
        nature, lu = nature if avis.accord else "reponse.laisser", {}
    elif nature.startswith("reponse.") and annule(texte):
        nature, lu = "reponse.laisser", {}
    elif nature == "reponse.rediger" and not est_un_ordre(texte):
        lu = {"reponse" if attente.slots.get("question") else "question": texte}
    return None if lu is None else Acte(nature, {**attente.slots, **lu}, mots=texte)


def pour_l_equipe(geste: Geste) -> Faire:
    """What only the team does."""

    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if turn.guichet is None or Role.EQUIPE not in turn.roles:
            return reserver_a_l_equipe(turn, entretien)
        return geste(turn, entretien, acte, turn.guichet)

    return faire


def d_une_demande(geste: Callable[[Turn, Entretien, Acte, DemandeRecord], Outcome]) -> Faire:
    """What makes an answer of what was answered to one request."""

    def faire(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet) -> Outcome:
        numero = acte.slots["demande"]
        demande = guichet.demandes.trouver(numero) if isinstance(numero, int) else None
        if demande is None:
            return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numero}))
        if guichet.demandes.derniere_reponse(numero) is None or not peut_etre_gardee(demande):
            reply = Reply("promotion_refusee", {"quoi": "sans_reponse", "demande": demande})
            return retenir(aparte(turn, entretien, reply), numero)
        return retenir(geste(turn, entretien, acte, demande), numero)

    return pour_l_equipe(faire)


def peut_etre_gardee(demande: DemandeRecord) -> bool:
    """Whether what was answered may be kept: neither called off, nor erased."""
    return demande.repondue_le is not None and bool(demande.question) and demande.etat is not EtatDemande.ANNULEE


@dataclass(frozen=True, slots=True)
class Message:
    """Something that was said in a request, as it may be kept: its line (0: the question that opened it), and its rank in the list.

    `rappel`: it only asks to be called, or for a person: that is nobody else's question.
    """

    rang: int
    ligne: int
    de_l_entreprise: bool
    texte: str
    rappel: bool = False

    @property
    def question(self) -> bool:
        """Whether it may be kept as a question."""
        return self.de_l_entreprise and not self.rappel


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
        Message(rang, ligne, sienne, anonymiser(turn, texte), sienne and ne_demande_que_quelqu_un(texte))
        for rang, (ligne, sienne, texte) in enumerate(dits, 1)
    ]


def garder(turn: Turn, entretien: Entretien, _: Acte, demande: DemandeRecord) -> Outcome:
    """Make an answer of the ligne directe of what was answered: a question and an answer that somebody chooses, and reads before a yes.

    What is about one firm's case is no answer as it was written: somebody must say that it is a general rule.
    """
    if demande.garde in CAS:
        choices = (bouton("regle_generale", f"g:generale:{demande.id}"),)
        return aparte(turn, entretien, Reply("promotion_refusee", {"quoi": "cas", "demande": demande}, choices))
    messages = _echanges(turn, demande)
    questions = [un for un in messages if un.question]
    if not questions:
        # To be called is no question: the team words the one that was answered.
        return _rediger(turn, entretien, demande, [], rappel=True)
    reponses = [un for un in messages if not un.de_l_entreprise]
    if len(questions) == 1 == len(reponses):
        return _garder(turn, entretien, demande, questions[0], reponses[0])
    return _demander_la_paire(turn, entretien, demande, messages, None)


def generaliser(turn: Turn, entretien: Entretien, acte: Acte, demande: DemandeRecord) -> Outcome:
    """The same of what is a general rule: the team words the question and the answer for everybody."""
    if demande.garde not in CAS:
        return garder(turn, entretien, acte, demande)
    return _rediger(turn, entretien, demande, [])


def choisir(turn: Turn, entretien: Entretien, acte: Acte, demande: DemandeRecord) -> Outcome:
    """The question and the answer, or one of them, by the lines of a button or by the ranks that were typed."""
    if demande.garde in CAS:
        return garder(turn, entretien, acte, demande)
    messages, rangs = _echanges(turn, demande), acte.slots.get("rangs", ())

    def choisies(quoi: str, *, de_l_entreprise: bool) -> list[Message]:
        siens = [un for un in messages if (un.question if de_l_entreprise else not un.de_l_entreprise)]
        dits = [un for un in siens if un.rang in rangs]
        return dits or [un for un in siens if un.ligne == acte.slots.get(quoi)]

    questions, reponses = choisies("question", de_l_entreprise=True), choisies("reponse", de_l_entreprise=False)
    if len(questions) == 1 == len(reponses):
        return _garder(turn, entretien, demande, questions[0], reponses[0])
    question = questions[0] if len(questions) == 1 and not reponses else None
    return _demander_la_paire(turn, entretien, demande, messages, question)


def _demander_la_paire(
    turn: Turn, entretien: Entretien, demande: DemandeRecord, messages: Sequence[Message], question: Message | None
) -> Outcome:
    """Show what was said, numbered: which question, then which answer."""
    choisie = {} if question is None else {"question": question.ligne}
    suivant = attendre(turn, entretien, "reponse.choisir", demande=demande.id, **choisie)
    proposes = [un for un in messages if (un.question if question is None else not un.de_l_entreprise)][-CHOIX_MAX:]
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
    if personnels := etiquettes(f"{question.texte} {reponse.texte}"):
        return _rediger(turn, entretien, demande, personnels)
    entrees = turn.guichet.entrees
    deja = entrees.de_la_demande(demande.id)
    dite = (question.texte, reponse.texte)
    if deja is not None and deja.retiree_le is None and (deja.question, deja.reponse) == dite:
        return _montrer(turn, entretien, deja, change=False)
    entrees.promouvoir(demande.id, titrer(question.texte), *dite, auteur(turn), turn.now, en_service=False)
    remplace = deja is not None and deja.retiree_le is None
    return _montrer(turn, entretien, entrees.de_la_demande(demande.id), remplace=remplace)


def _rediger(
    turn: Turn,
    entretien: Entretien,
    demande: DemandeRecord,
    personnels: list[str],
    *,
    corrige: bool = False,
    rappel: bool = False,
) -> Outcome:
    """Have the question, then the answer, worded for everybody."""
    suivant = attendre(turn, entretien, "reponse.rediger", demande=demande.id)
    contexte = {"demande": demande, "quoi": "question", "etiquettes": personnels, "corrige": corrige, "rappel": rappel}
    return Outcome(suivant.en_json(), [Reply("promotion_generale", contexte)])


def reecrire(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet) -> Outcome:
    """Word both anew, of what was shown."""
    numero = acte.slots["numero"]
    promue = guichet.entrees.trouver(numero)
    demande = None if promue is None else guichet.demandes.trouver(promue.demande_id)
    if demande is None:
        return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": False}))
    return _rediger(turn, entretien, demande, [], corrige=True)


def rediger(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet) -> Outcome:
    """The question as everybody may ask it, then the answer that holds for everybody: shown, and given to nobody before a yes."""
    numero, question, reponse = acte.slots["demande"], acte.slots["question"], acte.slots.get("reponse")
    if reponse is None:
        dite = " ".join(question.split())[:REPONSE_MAX]
        suivant = attendre(turn, entretien, "reponse.rediger", demande=numero, question=dite)
        contexte = {"demande": {"id": numero}, "quoi": "reponse", "etiquettes": [], "corrige": False, "rappel": False}
        return Outcome(suivant.en_json(), [Reply("promotion_generale", contexte)])
    gardees = anonymiser(turn, question), anonymiser(turn, reponse[:REPONSE_MAX])
    retires = _retires(f"{question} {reponse}", " ".join(gardees))
    guichet.entrees.promouvoir(numero, titrer(gardees[0]), *gardees, auteur(turn), turn.now, en_service=False)
    return _montrer(turn, entretien, guichet.entrees.de_la_demande(numero), retires=retires)


def corriger(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet) -> Outcome:
    """Word a kept question or answer otherwise; what is personal is taken out, and then somebody must read it again."""
    numero, quoi, texte = acte.slots["numero"], acte.slots["quoi"], acte.slots["texte"]
    if not texte or guichet.entrees.trouver(numero) is None:
        return aparte(turn, entretien, Reply("promue_a_corriger", {"numero": numero, "quoi": quoi, "vide": not texte}))
    garde = anonymiser(turn, texte[:REPONSE_MAX])
    retires = _retires(texte, garde)
    values = {quoi: garde} if quoi == "reponse" else {"question": garde, "titre": titrer(garde)}
    guichet.entrees.corriger(
        numero, values, auteur(turn), turn.now, en_service=not retires and not a_relire(turn, garde)
    )
    return _montrer(turn, entretien, guichet.entrees.trouver(numero), retires=retires)


def publier(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet) -> Outcome:
    """Give it to firms from now on: somebody has read it."""
    numero = acte.slots["numero"]
    change = guichet.entrees.mettre_en_service(numero, auteur(turn), turn.now)
    return _montrer(turn, entretien, guichet.entrees.trouver(numero), change=change, numero=numero)


def retirer(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet) -> Outcome:
    numero = acte.slots["numero"]
    fait = guichet.entrees.retirer(numero, turn.now)
    return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": fait}))


def lister(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet) -> Outcome:
    promues = guichet.entrees.en_service()
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
        entretien = attendre(turn, entretien, "reponse.publier", numero=promue.id, demande=promue.demande_id)
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


def anonymiser(turn: Turn, texte: str) -> str:
    """The whole text without what names somebody, nor the number of a contract."""
    return sans_marche(" ".join(map(turn.anonymiser, morceaux(texte))))


def _retires(avant: str, apres: str) -> list[str]:
    """What was put in place of something personal."""
    return [une for une in etiquettes(apres) if apres.count(une) > avant.count(une)]
