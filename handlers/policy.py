"""Decides what a message is, and who answers it: what is said to everybody, then what is awaited, then what each capability hears."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from handlers.apprentissage.incompris import noter
from handlers.capabilities import capabilities
from handlers.comptes import droits
from handlers.comptes import liaison as comptes
from handlers.conversation.acts import CHERCHENT, DISENT, SEULS, Faire, Force, Forme, Proposition, a_la_suite, executer
from handlers.conversation.contexte import contexte_de, impossibles
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import ANCIENS, declares, lire_formule, se_dit
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.redemande import PREFIXE, choisie, offertes, proposee, redemander, vient_de_redemander
from handlers.conversation.vocabulary import SEPARATOR, Outcome, Reply, Turn
from handlers.diagnostic import affirmations, decisions, dialogue, documents, lots_classeur, resultat
from handlers.diagnostic.partage import DE_LA_MAISON
from handlers.diagnostic.parties import PHRASES_MAX, separer
from handlers.diagnostic.regles import (
    annonce_un_besoin,
    apprend_du_neuf,
    avec_la_description,
    avec_la_reponse,
    commence_un_achat,
    decrit_un_achat,
    dit_l_objet,
    raconte_un_achat,
    repond_a_la_question,
    s_accorde,
    sans_recherche,
    un_autre_achat,
)
from handlers.fiches import recherche as fiches
from handlers.ligne_directe import acheteurs, entreprise
from handlers.ligne_directe.appel import CLE
from handlers.registre import depots, en_main
from handlers.registre.trouver import complet
from knowledge.comptes.paroles import lire_code
from knowledge.diagnostic.decisions import sans_ses_reprises
from knowledge.diagnostic.demandes import (
    DeLAchat,
    avec_sa_marque,
    demande_ce_qui_est_obligatoire,
    lire_ce_qui_se_demande,
)
from knowledge.diagnostic.paroles import demande_la_procedure, dit_pourquoi, repond_a_une_proposition
from knowledge.ecoute import Acte, Entendu
from knowledge.ecoute.actes import PLAUSIBLE, PROBABLE, SUR, famille
from knowledge.ecoute.precisions import INFORMENT, SUR_ACTIONS
from knowledge.francais import objets
from knowledge.francais.avis import dit_ignorer
from knowledge.francais.moments import ne_dit_qu_un_moment
from knowledge.francais.phrases import phrases
from knowledge.francais.questionnement import demande_une_definition, est_directe, interroge
from knowledge.francais.texte import plier
from knowledge.indicateurs.reponses import lire_une_correction
from knowledge.lecture.objet import raconte
from knowledge.ligne_directe.gardes import URGENTES
from knowledge.registre.demandes import restent_inexpliques
from knowledge.registre.en_main import designe_sans_nommer
from knowledge.registre.valeurs_dites import annonce_un_projet
from storage.apprentissage.records import GenreIncompris
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX

LONGUEUR_MAX = 4000
# "Pourquoi ?", "c'est utile ?": so few words ask about the question itself.
MOTS_D_UN_POURQUOI = 4
# Under that, what is heard to be told is told by chance.
IMPROBABLE = 0.06
# What a rule of the reader hears.
CERTAIN = 1.0
# What one tap undoes; a question that is left is asked no more.
DEFAITS = frozenset({"annuler", "nouvel_achat", "ne_sait_pas", "passer"})
# What ends the questions: beside what is told, it is carried out only if surely asked, being one tap away.
CONCLUENT = frozenset({"resultat"})
# What takes up the one thing that was just proposed.
ACCEPTENT = frozenset({"oui", "continuer"})
# What puts off whatever was asked.
REMETTENT = frozenset({"passer", "continuer", "ne_sait_pas"})
# What is looked up, whatever is under way.
DU_PLAN = frozenset({"chercher", "definition"})
# What asks for an answer, or may: approved answers come before what each does.
DEMANDENT = CHERCHENT | {
    "pourquoi_question", "question", "suite_question", "cas", "aide", "incomprehensible", "hors_sujet", "detail"
}  # fmt: skip
# What tells facts.
# What supposes something of the purchase; what it is answered where it supposes no fact.
SUPPOSENT = frozenset({"et_si"})
SANS_SUPPOSITION = frozenset({"rien_trouve", "incompris"})
# What lists all there is of a thing that has a number.
LISTENT = {objets.DEMANDE: "file", objets.ACHAT: "mes_achats", objets.MARCHE: "registre"}
# What is asked of all contracts, or of the plan, where words name none.
DE_TOUS_LES_MARCHES = frozenset({"registre.chercher", "indicateur", "echeances"})
# What is of no purchase, though the purchase under way hears it.
D_AUCUN_ACHAT = frozenset({"rien", "hors_sujet", "incomprehensible"})
T = TypeVar("T")
DIX_CHIFFRES = re.compile(r"[0-9]{10,}")
# What stands beside decisions in one message: the facts told before them, what comes after them.
A_PART = frozenset({"faits", "affirme", "suite"})
# What decides of actions: a rule that reads it explains every sentence of a message.
DECIDENT = frozenset({"retenir", "ecarter", "decisions"})
# What may be told in one part of a message, the rest being something else.
DE_COTE = "rappels.penser"
DANS_LE_RESTE = frozenset({"decisions", DE_COTE, "comite.decider"})
# The first words of the buttons that know what was awaited: contracts, tables, files and requests, sessions.
_DU_REGISTRE = frozenset((*"mtdg", "file", "ct"))


def repondre(turn: Turn) -> Outcome:
    """Answer one message. Same state, same message, same day, same answer."""
    outcome = _repondre(turn)
    if turn.incoming.fichiers and turn.incoming.text.strip() and not (turn.incoming.modifie or turn.recus):
        # The words are answered; that the file was not read must be said too.
        return Outcome(outcome.etat, [_fichiers_non_lus(turn), *outcome.replies])
    return outcome


def _fichiers_non_lus(turn: Turn) -> Reply:
    """Why files were left aside: they are read where nobody else hears of them, and a buyer's table once a purchase is begun."""
    donnes = any(fichier.reference for fichier in turn.incoming.fichiers)
    if donnes and DE_LA_MAISON & set(turn.roles) and not turn.incoming.prive:
        return Reply("en_prive")
    noms = [fichier.nom for fichier in turn.incoming.fichiers]
    return Reply("fichier_non_lu", {"fichiers": noms, "achete": bool(DE_LA_MAISON & set(turn.roles))})


def _repondre(turn: Turn) -> Outcome:
    entretien = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat)
    attente = entretien.attente
    if isinstance(attente, str):
        attente = decoder(attente) or attente
    entretien = replace(entretien, attente=None)
    if not entreprise.est_interne(turn):
        return _pour_une_entreprise(turn, entretien)
    laissee = _laissee(turn, replace(entretien, attente=attente))
    outcome = _pour_tout_le_monde(turn, entretien) or _pour_la_maison(turn, entretien, attente)
    if laissee is None or _attend_encore(turn.etat.get("attente"), outcome.etat.get("attente")):
        return outcome
    return Outcome(outcome.etat, [laissee, *outcome.replies])


def _attend_encore(avant: Any, apres: Any) -> bool:
    """Whether what was awaited still is, be it told more of."""
    match avant, apres:
        case [str(nature), dict(slots)], [str(autre), dict(autres)]:
            return nature == autre and slots.items() <= autres.items()
    return bool(avant == apres)


def _laissee(turn: Turn, entretien: Entretien) -> Reply | None:
    """What is said of what was awaited, where this message is something else and somebody counts on it."""
    attente, choix, texte = entretien.attente, turn.incoming.choice, turn.incoming.text.strip()
    if not isinstance(attente, Acte):
        return None
    laisser = next((une.laisse[attente.nature] for une in capabilities() if attente.nature in une.laisse), None)
    if laisser is None:
        return None
    if choix:
        faits = [acte for acte in (decoder(choix),) if acte]
    else:
        faits = [lue.acte for lue in _lire(turn, entretien, texte[:LONGUEUR_MAX]) if lue.force >= Force.ATTENDU]
    return laisser(turn, attente, faits)


def _pour_la_maison(turn: Turn, entretien: Entretien, attente: Acte | str | None) -> Outcome:
    """What buyers and the team press or type."""
    if turn.incoming.choice:
        genre = turn.incoming.choice.partition(":")[0]
        # The buttons of what was just asked about still know what it was about.
        attente = attente if genre in _DU_REGISTRE else None
        return en_main.retenir(turn, _par_choix(turn, replace(entretien, attente=attente), turn.incoming.choice), "")
    texte = turn.incoming.text.strip()
    if not texte:
        # Who awaits an answer asks again.
        attendues = [lue for lue in _lire(turn, entretien, "") if lue.force is Force.ATTENDU]
        return _choisir(turn, entretien, attendues, None) if attendues else dialogue.dire(turn, entretien, "vide")
    if (alarme := turn.gardien.alarme(texte)) in URGENTES:
        # Nothing is noted of it; what was asked still is.
        secours = [un for un in turn.ligne().recours.values() if alarme in un.sur]
        return dialogue.dire(turn, entretien, "secours", recours=secours)
    # Before anything else, and whatever is pending: a code must be taken for nothing else, and kept nowhere.
    if (tape := lire_code(texte)) and (outcome := droits.utiliser(turn, entretien, tape)):
        return outcome
    attendant = replace(entretien, attente=attente)
    repris = None if _attend_une_reponse(attente) else en_main.reprendre(turn, attendant, texte)
    if repris is None or _fait_deja(turn, attendant, texte):
        demande = avec_sa_marque(texte)
        if entretien.diagnostic is not None:
            demande = sans_ses_reprises(demande)
        outcome = _par_texte(turn if demande == texte else _disant(turn, demande), entretien, attente, demande)
        return en_main.retenir(turn, outcome, texte)
    # What was listed before narrows it no more: it is of one contract.
    dit = repris.incoming.text
    return en_main.retenir(
        turn, _par_texte(repris, entretien, attente if en_main.fait_de_meme(attente) else None, dit), dit
    )


def _fait_deja(turn: Turn, attendant: Entretien, texte: str) -> bool:
    """Whether a message surely changes something as it was typed, or is surely of something else: it lacks no name."""
    lues = [lue for lue in _lire(turn, attendant, texte) if lue.force >= Force.ATTENDU]
    connus = declares()
    if any(lue.acte.nature in connus and connus[lue.acte.nature].change for lue in lues):
        return True
    autres = [lue for lue in lues if lue.acte.nature not in DE_TOUS_LES_MARCHES]
    if any(lue.force is Force.ATTENDU for lue in autres):
        # It answers what was just done.
        return True
    surs = [lue for lue in lues if lue.force >= Force.NOMME and lue.acte.nature not in DE_TOUS_LES_MARCHES]
    return bool(surs) and not designe_sans_nommer(texte)


def _attend_une_reponse(attente: Acte | str | None) -> bool:
    """Whether something was just asked, which what is typed may answer."""
    return isinstance(attente, Acte) and (
        _ce_qui_est_demande(attente) is not None or {"mots", "parmi"} <= attente.slots.keys()
    )


def _par_texte(turn: Turn, entretien: Entretien, attente: Acte | str | None, texte: str) -> Outcome:
    """What is typed: what it names, what was awaited, what it is from end to end, then what it is read to do."""
    attendant = replace(entretien, attente=attente)
    if len(texte) > LONGUEUR_MAX:
        # What is too long to be read is still awaited.
        borne = {"longueur": len(texte), "maximum": LONGUEUR_MAX, "entreprise": False, "attendu": attente is not None}
        return dialogue.dire(turn, attendant, "trop_long", **borne)
    if suivi := _puis_un_autre_achat(turn, attendant, texte):
        return suivi
    if (choix := proposee(turn, entretien)) and entretien.redemande is not None:
        # What was just proposed is answered before the question that waits behind it.
        accord = repond_a_une_proposition(texte, entretien.redemande.texte)
        if accord is not None:
            refuse = replace(entretien, redemande=None)
            return _par_choix(turn, entretien, choix) if accord else dialogue.dire(turn, refuse, "rien_change")
    toutes = _lire(turn, attendant, texte)
    lues = [lue for lue in toutes if lue.force > Force.SINON]
    if deux := _des_decisions_puis_le_reste(turn, attendant, lues):
        return deux
    if surs := [lue for lue in lues if lue.force >= Force.ATTENDU]:
        return _ce_qui_est_attendu_puis_le_reste(turn, attendant, texte) or _choisir(turn, entretien, surs, None)
    # What is asked of the plan is aside: what was awaited still is.
    aparte = all(lue.acte.nature in DU_PLAN for lue in lues)
    if isinstance(attente, Acte) and aparte and (outcome := _sans_reponse(turn, entretien, attente, texte)):
        return outcome
    if nature := lire_formule(texte):
        return executer(turn, _sans_motif(entretien), (Acte(nature, mots=texte),), gestes())
    entretien = _sans_motif(entretien)
    # Among readings that were asked back, a number is a reading's.
    dite = not vient_de_redemander(turn) and repond_a_la_question(turn, entretien, texte)
    if (choix := lire_choix_offert(turn, texte)) and not dite:
        return _par_choix(turn, entretien, choix)
    entendu = turn.ecouter(texte, contexte_de(turn, entretien))
    decident = [lue for lue in lues if lue.force is Force.ENTIER and lue.acte.nature in DECIDENT]
    if decident and len(phrases(texte)) > 1 and not apprend_du_neuf(turn, entretien, texte):
        # What is told beside what is decided is why.
        return _choisir(turn, entretien, decident, entendu)
    if parties := _par_parties(turn, entretien, entendu, texte):
        return parties
    de_l_achat = _est_de_l_achat(entretien, entendu, texte)
    entieres = [lue for lue in lues if lue.force is Force.ENTIER]
    # Which actions are decided of, and how, is read clause by clause: "écarte la 23, ah non garde-la".
    decide = bool(decident) and all(acte.nature in DECIDENT for acte in entendu.actes)
    if entieres and (decide or not (de_l_achat and _surete(entendu.actes) >= CERTAIN)):
        return _choisir(turn, entretien, entieres, entendu)
    if not de_l_achat:
        if lues:
            return _choisir(turn, entretien, lues, entendu)
        if toutes and not _fait_autre_chose(entendu, texte):
            return _choisir(turn, entretien, toutes, entendu)
    return _par_lecture(turn, entretien, entendu, texte)


def _par_parties(turn: Turn, entretien: Entretien, entendu: Entendu, texte: str) -> Outcome | None:
    """ "18 mois. Concours obligatoire ?": the facts are noted, then what is asked is answered as if it came alone.

    None where the message does one thing, or cannot be taken apart.
    """
    parties = separer(turn, entretien, texte, lambda phrase: _ce_que_fait(turn, entretien, phrase))
    if parties is None:
        return None
    commence = entretien.etape is Etape.ACCUEIL or entretien.question == "objet"
    informe = entretien.etape is Etape.ACCUEIL and any(acte.nature in INFORMENT for acte in entendu.actes)
    if commence and not (informe or annonce_un_besoin(turn, entretien, parties.faits)):
        return None
    affirmes = affirmations.lire(turn, entretien, parties.faits, None)
    informer = Acte("informer", {} if affirmes is None else affirmes.slots, mots=parties.faits)
    faites = executer(
        _disant(turn, parties.faits), entretien, (informer, *((Acte("resultat"),) if parties.conclut else ())), gestes()
    )
    for demande in parties.demandes:
        suite = replace(_disant(turn, demande), etat=faites.etat)
        apres = Entretien.depuis_json(turn.pack.vocabulaire, faites.etat)
        faites = a_la_suite(faites, _par_texte(suite, replace(apres, attente=None), None, demande))
    if not parties.perdues:
        return faites
    return a_la_suite(Outcome(faites.etat, [Reply("a_part", {"perdues": parties.perdues})]), faites)


def _ce_qui_est_attendu_puis_le_reste(turn: Turn, attendant: Entretien, texte: str) -> Outcome | None:
    """ "Je prends ce texte. Et la 24, je l'écarte": the sentences that are of what was awaited, then what the others do.

    None where all of them may be of it.
    """
    dites = phrases(texte)
    if not isinstance(attendant.attente, Acte) or attendant.attente.nature not in de_l_achat():
        return None
    if _ce_qui_est_demande(attendant.attente) is not None or not 1 < len(dites) <= PHRASES_MAX:
        # An answer in people's own words may be of several sentences.
        return None
    attendues = [
        not decisions.nomme_une_action(turn, phrase)
        and any(lue.force >= Force.ATTENDU for lue in _lire(turn, attendant, phrase))
        for phrase in dites
    ]
    autre = next(
        (
            rang
            for rang, phrase in enumerate(dites)
            if not attendues[rang] and _est_d_autre_chose(turn, attendant, phrase)
        ),
        0,
    )
    if not autre or not any(attendues[:autre]):
        return None
    faites = _par_texte(
        _disant(turn, " ".join(dites[:autre])),
        replace(attendant, attente=None),
        attendant.attente,
        " ".join(dites[:autre]),
    )
    for phrase in dites[autre:]:
        suite = replace(_disant(turn, phrase), etat=faites.etat)
        apres = Entretien.depuis_json(turn.pack.vocabulaire, faites.etat)
        faites = a_la_suite(faites, _par_texte(suite, replace(apres, attente=None), None, phrase))
    return faites


def _est_d_autre_chose(turn: Turn, attendant: Entretien, phrase: str) -> bool:
    """Whether a sentence surely does something, and nothing of what was awaited."""
    attendue = attendant.attente
    assert isinstance(attendue, Acte)
    natures = _ce_que_fait(turn, replace(attendant, attente=None), phrase) - SEULS - ACCEPTENT - {"non"}
    siens = attendue.nature.partition(".")[0]
    return bool(natures) and not any(nature.partition(".")[0] == siens for nature in natures)


def _ce_que_fait(turn: Turn, entretien: Entretien, phrase: str) -> frozenset[str]:
    """What a sentence surely does, said alone: what a rule explains, else what it is heard to do."""
    lues = [lue.acte.nature for lue in _lire(turn, entretien, phrase) if lue.force >= Force.ENTIER]
    if lues or (lues := [nature for nature in (lire_formule(phrase),) if nature]):
        return frozenset(lues)
    actes = turn.ecouter(phrase, contexte_de(turn, entretien)).actes
    return frozenset(acte.nature for acte in actes if acte.surete >= PROBABLE)


def _des_decisions_puis_le_reste(turn: Turn, attendant: Entretien, lues: Sequence[Proposition]) -> Outcome | None:
    """ "Deux lots. Je garde la 8, et l'avance c'est obligatoire ?": the facts, what is decided, then the rest as if it came alone."""
    lue = next((lue for lue in lues if lue.acte.nature in DANS_LE_RESTE and lue.acte.slots.keys() & A_PART), None)
    if lue is None or any(autre.force > lue.force for autre in lues):
        return None
    slots = {nom: dit for nom, dit in lue.acte.slots.items() if nom not in A_PART}
    faits, reste = (str(lue.acte.slots.get(nom, "")) for nom in ("faits", "suite"))
    faites, entretien = None, replace(attendant, attente=None)
    # Whoever asks to be reminded leaves what was awaited as it was.
    attente = attendant.attente if lue.acte.nature == DE_COTE else None
    if faits:
        dites = {nom: dit for nom, dit in lue.acte.slots.items() if nom == "affirme"}
        faites = executer(_disant(turn, faits), entretien, (Acte("informer", dites, mots=faits),), gestes())
        turn, entretien = replace(turn, etat=faites.etat), Entretien.depuis_json(turn.pack.vocabulaire, faites.etat)
    if faites is None or lue.acte.nature != "decisions" or slots.get("decisions"):
        decidees = executer(turn, entretien, (replace(lue.acte, slots=slots),), gestes())
        faites = decidees if faites is None else a_la_suite(faites, decidees)
    if not reste:
        return faites
    suite = replace(_disant(turn, reste), etat=faites.etat)
    apres = Entretien.depuis_json(turn.pack.vocabulaire, faites.etat)
    return a_la_suite(faites, _par_texte(suite, apres, attente, reste))


def _puis_un_autre_achat(turn: Turn, attendant: Entretien, texte: str) -> Outcome | None:
    """ "Je garde la 8. Deuxième achat : des vélos": what is said of the purchase under way, then the other one begun."""
    autre = un_autre_achat(turn, attendant, texte)
    if autre is None:
        return None
    avant, acte = autre
    sans_attente = replace(attendant, attente=None)
    if not avant:
        return executer(turn, _sans_motif(sans_attente), (acte,), gestes())
    faites = _par_texte(_disant(turn, avant), sans_attente, attendant.attente, avant)
    suite = replace(_disant(turn, acte.mots), etat=faites.etat)
    apres = Entretien.depuis_json(turn.pack.vocabulaire, faites.etat)
    return a_la_suite(faites, executer(suite, replace(apres, attente=None), (acte,), gestes()))


def _disant(turn: Turn, texte: str) -> Turn:
    """The same turn, a part of its message being all that was typed."""
    return replace(turn, incoming=replace(turn.incoming, text=texte))


def _sans_motif(entretien: Entretien) -> Entretien:
    """No reason is awaited any more."""
    return replace(entretien, etape=Etape.RESULTAT, ecarter=None) if entretien.etape is Etape.MOTIF else entretien


def _lire(turn: Turn, entretien: Entretien, texte: str) -> list[Proposition]:
    """What each capability reads in a message."""
    return [lue for une in capabilities() for lire in une.lectures if (lue := lire(turn, entretien, texte))]


def _fait_autre_chose(entendu: Entendu, texte: str) -> bool:
    """Whether a message surely does something else than tell what may be of anything, or put it off; of what it names, a list is
    nothing else.
    """
    nomme = objets.sujet(texte)
    listes = (
        DISENT | SEULS | REMETTENT | ({LISTENT[nomme.genre]} if nomme is not None and nomme.genre in LISTENT else set())
    )
    return all(acte.nature not in listes and acte.surete >= SUR for acte in entendu.actes)


def _ce_qui_est_demande(attente: Acte) -> str | None:
    """What an expectation asks for, in a word; None where it is only a reference: a text that was just shown."""
    return {nature: quoi for une in capabilities() for nature, quoi in une.attend.items()}.get(attente.nature)


def _sans_reponse(turn: Turn, entretien: Entretien, attente: Acte, texte: str) -> Outcome | None:
    """What is typed instead of what was asked for: a change of mind, something aside, or words that hold none of it.

    Nothing is asked for by an expectation that is only a reference, which no capability words.
    """
    quoi = _ce_qui_est_demande(attente)
    if quoi is None:
        return None
    if (nature := lire_formule(texte, exacte=True)) is not None:
        return dialogue.dire(turn, entretien, "rien_change") if nature in ("annuler", "retour", "passer") else None
    if objets.sujet(texte) is not None:
        return None
    encore = replace(entretien, attente=attente)
    if est_directe(texte) or demande_une_definition(texte):
        return fiches.chercher(turn, encore, texte, dire_rien=True)
    # Figures alone, or a day, do nothing else: they are an answer, be it a wrong one.
    en_mots = any(signe.isalpha() for signe in texte) and not ne_dit_qu_un_moment(texte)
    entendu = turn.ecouter(texte, contexte_de(turn, entretien))
    if en_mots and _fait_autre_chose(entendu, texte):
        return None
    return dialogue.dire(turn, encore, "attente_incomprise", quoi=quoi)


def _choisir(turn: Turn, entretien: Entretien, lues: Sequence[Proposition], entendu: Entendu | None) -> Outcome:
    """Of what the capabilities read: what holds most; then what the reader of acts heard; a tie is asked, never guessed."""
    force = max(lue.force for lue in lues)
    actes = list({(lue.acte.nature, str(lue.acte.slots)): lue.acte for lue in lues if lue.force == force}.values())
    if len(actes) > 1 and entendu is not None:
        natures = {famille(acte.nature) for acte in entendu.actes}
        actes = [acte for acte in actes if famille(acte.nature) in natures] or actes
    if len(actes) > 1:
        return redemander(entretien, turn.incoming.text.strip(), [(acte,) for acte in actes])
    return executer(turn, entretien, actes, gestes())


def _par_lecture(turn: Turn, entretien: Entretien, entendu: Entendu, texte: str) -> Outcome:
    """Carry out what was heard; what would change something and was heard with a doubt is asked back, never twice in a row."""
    lectures = sorted(entendu.demande, key=_surete, reverse=True) or [entendu.actes]
    # What does nothing is no worse for being heard second.
    lectures += [
        tuple(Acte(nature, surete=CERTAIN if nature in SEULS else surete, mots=texte) for nature in natures)
        for surete, natures in entendu.contre
        # What tells and does something else as well agrees with any words: it is heard, or it is not.
        if surete >= IMPROBABLE or DISENT.isdisjoint(natures) or {*natures} <= DISENT | SEULS
    ]
    possibles = [
        lecture
        for lecture in lectures
        if all(_se_fait_ici(turn, entretien, acte) and se_dit(acte.nature, texte) for acte in lecture)
    ]
    lectures = possibles or [(Acte("incomprehensible", mots=texte),)]
    # Words that are read to tell facts, and hold none, do something else; so do those that are read as a mere courtesy, and hold some.
    lectures = [sans_recherche(turn, lecture) for lecture in lectures]
    tenables = [lecture for lecture in lectures if s_accorde(turn, entretien, lecture, texte)] or lectures
    actes = tenables[0]
    if (choix := proposee(turn, entretien)) and all(acte.nature in ACCEPTENT for acte in actes):
        return _par_lecture_choisie(turn, entretien, choix)
    if (
        decrit_un_achat(turn, entretien, actes, texte)
        or commence_un_achat(turn, entretien, actes, texte)
        or (
            any(map(_est_douteux, actes))
            and (dit_l_objet(turn, entretien, texte) or raconte_un_achat(turn, entretien, texte))
        )
    ):
        actes = (Acte("informer", mots=texte),)
    if _ouvrent(actes) and _n_achete_rien(turn, entretien, texte):
        return acheteurs.ou_bien(turn, texte, dialogue.incompris(turn, entretien, texte))
    actes = avec_la_description(turn, entretien, _sans_ce_que_rien_ne_dit(actes, texte), texte)
    demandees = [sans_recherche(turn, lecture) for lecture in entendu.demande]
    tenables = [lecture for lecture in tenables if lecture in demandees][:2] or [actes]
    communes = frozenset.intersection(*(frozenset(acte.nature for acte in lecture) for lecture in tenables)) - SEULS
    if len(tenables) > 1 and any(acte.nature in communes for acte in actes):
        # What the likeliest readings all do is sure: it is carried out, and the rest left.
        actes = tuple(acte for acte in actes if acte.nature in communes)
    elif any(map(_est_douteux, _sans_courtoisie(actes))) and not _tous_font(entendu, actes):
        if (sure := acheteurs.raconte(turn, entretien, texte)) is not None:
            return acheteurs.dire(turn, entretien, sure, texte)
        autres = offertes(_a_offrir(turn, entretien, [un for un in demandees if un in lectures] or lectures, texte))
        if autres and not vient_de_redemander(turn):
            genre = GenreIncompris.RECHERCHE if entretien.question is None else GenreIncompris.REPONSE
            noter(turn, genre, texte, entretien.question)
            return redemander(entretien, texte, autres)
        return acheteurs.ou_bien(turn, texte, dialogue.incompris(turn, entretien, texte))
    actes = avec_la_reponse(turn, entretien, actes, texte)
    return executer(turn, entretien, _sans_conclure_trop_tot(actes), gestes())


def _ouvrent(actes: Sequence[Acte]) -> bool:
    """Whether acts open a purchase where none is under way: facts are told, or a yes to nothing that was asked."""
    return any(acte.nature in DISENT | ACCEPTENT for acte in actes)


def _n_achete_rien(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether first words of the team say nowhere that one buys, and tell a story, or name nothing: they are of contracts, of people, of figures."""
    if Role.EQUIPE not in turn.roles or entretien.faits.connus() or entretien.question is not None:
        return False
    corrige = lire_une_correction(texte)
    # "Pardon, 63 000" puts right what was said, and buys nothing by itself.
    nu = texte if corrige is None else "".join(signe for signe in corrige.reste if not signe.isdigit())
    return not annonce_un_projet(texte) and (raconte(plier(texte).texte) or not restent_inexpliques(nu))


def _a_offrir(turn: Turn, entretien: Entretien, lectures: Sequence[Sequence[Acte]], texte: str) -> list[Sequence[Acte]]:
    """The readings that are worth a button: what would tell facts, of words that hold none, would not be understood either, nor
    what would be done of an action, of words that name none.
    """
    designees = turn.chercheur().designer(texte, tuple(turn.pack.fiches))
    chiffre = any(signe.isdigit() for signe in texte) and not designees
    utiles = [
        lecture
        for lecture in lectures
        if (not any(acte.nature in INFORMENT for acte in lecture) or s_accorde(turn, entretien, lecture, texte))
        and not (chiffre and any(acte.nature in SUR_ACTIONS and not acte.slots for acte in lecture))
    ]
    # Where the likeliest is worth none, what is hardly heard is no question.
    return utiles if utiles[:1] == [*lectures[:1]] or any(_surete(une) >= PLAUSIBLE for une in utiles) else []


def _sans_ce_que_rien_ne_dit(actes: Sequence[Acte], texte: str) -> Sequence[Acte]:
    """The acts but those that are heard beside another, and that the words do not say."""
    dits = _reunis(une.en_plus for une in capabilities())
    return [acte for acte in actes if len(actes) == 1 or acte.nature not in dits or dits[acte.nature](texte)] or actes


def _sans_conclure_trop_tot(actes: Sequence[Acte]) -> Sequence[Acte]:
    if not any(acte.nature in DISENT for acte in actes):
        return actes
    return [acte for acte in actes if acte.nature not in CONCLUENT or acte.surete >= SUR]


def _sans_courtoisie(actes: Sequence[Acte]) -> Sequence[Acte]:
    """The acts that do something: whether somebody also says hello is worth no question."""
    return [acte for acte in actes if acte.nature not in SEULS] or actes


def _tous_font(entendu: Entendu, actes: Sequence[Acte]) -> bool:
    """Whether every other reading does as much: what all of them do is sure."""
    if entendu.demande or not entendu.contre:
        return False
    return all({acte.nature for acte in actes} <= set(natures) for _, natures in entendu.contre)


def _surete(actes: Sequence[Acte]) -> float:
    return min((acte.surete for acte in actes), default=0.0)


def _se_fait_ici(turn: Turn, entretien: Entretien, acte: Acte) -> bool:
    """Whether an act is carried out for who writes, and where they are; what only firms do is done of none here."""
    return acte.nature in gestes() and acte.nature not in impossibles(turn, entretien)


def _est_douteux(acte: Acte) -> bool:
    """Whether an act was heard with a doubt, which weighs more where it changes something, and less where one tap undoes it;
    facts are echoed, and put right by a word: only those that are heard against all odds are doubted.
    """
    if acte.nature in DISENT:
        return acte.nature in INFORMENT and acte.surete < IMPROBABLE
    if acte.nature == "ne_sait_pas" and not dit_ignorer(acte.mots):
        # Nobody said so: what is told beside a question is no answer to it.
        return True
    declare = declares().get(acte.nature)
    if acte.nature in DEFAITS or (declare is not None and declare.ouvre):
        return acte.surete < PROBABLE
    return acte.surete < (SUR if declare is not None and declare.change else PLAUSIBLE)


def _est_de_l_achat(entretien: Entretien, entendu: Entendu, texte: str) -> bool:
    """Whether a message is of the purchase under way and of nothing else: nothing is named by its number, and the reader is sure."""
    if objets.sujet(texte) is not None or entretien.etape is Etape.ACCUEIL:
        return False
    if entretien.question is None and all(acte.nature in REMETTENT for acte in entendu.actes):
        # The purchase asks nothing: it is no question of its that is put off.
        return False
    return all(acte.nature in de_l_achat() and acte.surete >= PROBABLE for acte in entendu.actes)


@cache
def de_l_achat() -> frozenset[str]:
    """The acts that are of the purchase under way, whoever carries them out."""
    return frozenset[str]().union(*(une.de_l_achat for une in capabilities())) - D_AUCUN_ACHAT


def _reunis(parts: Iterable[Mapping[str, T]]) -> Mapping[str, T]:
    """What each capability declares, in one; raises `ValueError` if two declare the same."""
    tous: dict[str, T] = {}
    for part in parts:
        if doubles := tous.keys() & part.keys():
            raise ValueError(f"declared by two capabilities: {', '.join(sorted(doubles))}")
        tous |= part
    return tous


@cache
def gestes() -> Mapping[str, Faire]:
    """What carries out each act, whoever's it is; what is asked is first looked for among the approved answers."""
    tous = dict(_reunis(une.actes for une in capabilities()))
    return (
        tous
        | {nature: _ou_ce_qu_on_repond(tous[nature]) for nature in DEMANDENT & tous.keys()}
        | {nature: _ou_ce_qui_reste(tous[nature]) for nature in INFORMENT & tous.keys()}
        | {nature: _ou_une_reponse(tous[nature]) for nature in SUPPOSENT & tous.keys()}
    )


def _ou_ce_qu_on_repond(faire: Faire) -> Faire:
    """What the law lets this purchase follow, what firms are answered to the same, else what the act does."""

    def repondu(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if acte.nature == "clause" and entretien.faits.connus():
            # The words of this purchase, before what is answered of any.
            return faire(turn, entretien, acte)
        if entretien.faits.connus() and any(interroge(une) and demande_la_procedure(une) for une in phrases(acte.mots)):
            return resultat.dire_la_procedure(turn, entretien)
        if acte.nature == "contact" and entretien.diagnostic is not None:
            visees = decisions.citees(turn, entretien, acte.mots)
            if visees:
                # Who answers for these actions, before what is said of their subject.
                return faire(turn, entretien, replace(acte, slots={"actions": visees}))
        if acte.nature == "loi" and entretien.faits.connus() and demande_ce_qui_est_obligatoire(acte.mots):
            # Of this purchase, and not of any.
            return faire(turn, entretien, acte)
        if (
            entretien.faits.connus()
            and lire_ce_qui_se_demande(acte.mots) is DeLAchat.RESTE_A_FAIRE
            and demande_une_definition(acte.mots)
        ):
            # "Qu'est-ce que je dois mettre dans mon marché ?" asks what no word means.
            return gestes()["resultat"](turn, entretien, acte)
        if demande_une_definition(acte.mots) and turn.chercheur().chercher(acte.mots).termes:
            # What a word means is in the glossary.
            return fiches.chercher(turn, entretien, acte.mots, dire_rien=True) or faire(turn, entretien, acte)
        if acte.nature == "pourquoi_question" and not _demande_autre_chose(acte.mots):
            sure = None if dit_pourquoi(acte.mots) else acheteurs.aux_acheteurs(turn, acte.mots, acheteurs.MALGRE_TOUT)
            return faire(turn, entretien, acte) if sure is None else acheteurs.dire(turn, entretien, sure, acte.mots)
        if acte.nature == "pourquoi_question" and demande_une_definition(acte.mots):
            return fiches.chercher(turn, entretien, acte.mots, dire_rien=True) or faire(turn, entretien, acte)
        if acte.nature == "pourquoi_question" and (nette := fiches.nette(turn, entretien, acte.mots)):
            return nette
        repondue = acheteurs.repondre(turn, entretien, acte)
        return repondue or acheteurs.ou_bien(turn, acte.mots, faire(turn, entretien, acte))

    return repondu


def _ou_ce_qui_reste(faire: Faire) -> Faire:
    """What the act notes; what its words ask is answered too: at its end, or in its place where nothing is noted."""

    def note(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        outcome = faire(turn, entretien, acte)
        if not any(map(acheteurs.est_vaine, outcome.replies)):
            return acheteurs.et_ce_qui_est_demande(turn, entretien, acte, outcome)
        return acheteurs.repondre(turn, entretien, acte) or acheteurs.ou_bien(turn, acte.mots, outcome)

    return note


def _ou_une_reponse(faire: Faire) -> Faire:
    """What a supposition changes of the purchase; where it supposes no fact, what is answered to its words: "et si je prends du reconditionné ?"."""

    def suppose(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        outcome = faire(turn, entretien, acte)
        if any(reply.template not in SANS_SUPPOSITION for reply in outcome.replies):
            return outcome
        return acheteurs.repondre(turn, entretien, acte) or outcome

    return suppose


def _demande_autre_chose(texte: str) -> bool:
    """Whether what was heard as "why do you ask?" names something else than the question that waits."""
    if demande_une_definition(texte):
        return True
    return len(texte.split()) > MOTS_D_UN_POURQUOI and not dit_pourquoi(texte)


def _pour_tout_le_monde(turn: Turn, entretien: Entretien) -> Outcome | None:
    """What is answered whoever writes, and whatever is pending; None for all the rest."""
    if turn.incoming.modifie:
        return _aparte_pour(turn, entretien, "message_modifie")
    if turn.recus:
        return _recevoir(turn, entretien)
    if turn.incoming.fichiers and not (turn.incoming.text.strip() or turn.incoming.choice):
        reply = _fichiers_non_lus(turn)
        return _aparte_pour(turn, entretien, reply.template, **reply.contexte)
    return None


def _recevoir(turn: Turn, entretien: Entretien) -> Outcome:
    """Documents tell of the purchase; of tables, the team's are for the register, a buyer's for the purchase under way."""
    tables = [recu for recu in turn.recus if recu.document is None]
    recevoir = depots.recevoir if Role.EQUIPE in turn.roles else lots_classeur.recevoir
    recues = recevoir(replace(turn, recus=tables), entretien) if tables else None
    if len(tables) == len(turn.recus) and recues is not None:
        return recues
    if recues is not None:
        entretien = Entretien.depuis_json(turn.pack.vocabulaire, recues.etat)
    lus = documents.recevoir(turn, entretien)
    return Outcome(lus.etat, [*(recues.replies if recues else ()), *lus.replies])


def _pour_une_entreprise(turn: Turn, entretien: Entretien) -> Outcome:
    """A firm's message; the purchase that a former buyer had under way is kept, and neither shown nor changed."""
    vide = Entretien(turn.pack.vocabulaire.aucun_fait(), recherche=entretien.recherche)
    outcome = _pour_tout_le_monde(turn, vide) or _sur_ses_comptes(turn, vide) or _a_une_entreprise(turn, vide)
    gardes = {"recherche": outcome.etat.get("recherche")}
    # Where its call stands is kept by what does not speak of it.
    gardes[CLE] = outcome.etat.get(CLE, turn.etat.get(CLE))
    return Outcome({**entretien.en_json(), **gardes}, outcome.replies)


def _sur_ses_comptes(turn: Turn, entretien: Entretien) -> Outcome | None:
    """What a firm says of its accounts is heard and carried out as anybody's."""
    texte, choix = turn.incoming.text, turn.incoming.choice
    if choix:
        acte = _acte_d_un_bouton(choix)
    else:
        lue = comptes.lire(turn, entretien, texte)
        acte = lue.acte if lue else Acte(lire_formule(texte, exacte=True) or "")
    return _faire(turn, entretien, acte) if acte is not None and acte.nature in comptes.POUR_TOUS else None


def _a_une_entreprise(turn: Turn, entretien: Entretien) -> Outcome:
    """Codes, empty and endless messages are answered as everybody's."""
    texte = turn.incoming.text.strip()
    if not turn.incoming.choice:
        if not texte:
            return _dire_a_une_entreprise(entretien, "vide")
        if (tape := lire_code(texte)) and (outcome := droits.utiliser(turn, entretien, tape)):
            return outcome
        if len(texte) > LONGUEUR_MAX:
            return _dire_a_une_entreprise(
                entretien, "trop_long", longueur=len(texte), maximum=LONGUEUR_MAX, entreprise=True
            )
    return entreprise.repondre(turn, entretien)


def _aparte_pour(turn: Turn, entretien: Entretien, template: str, **contexte: Any) -> Outcome:
    if entreprise.est_interne(turn):
        return dialogue.dire(turn, entretien, template, **contexte)
    return _dire_a_une_entreprise(entretien, template, **contexte)


def _dire_a_une_entreprise(entretien: Entretien, template: str, **contexte: Any) -> Outcome:
    return Outcome(entretien.en_json(), [Reply(template, contexte)])


def _par_choix(turn: Turn, entretien: Entretien, choix: str) -> Outcome:
    """A pressed button, or a choice said in words: the act that it encodes."""
    if choix != "c:annuler":
        # Pressing anything else is a change of mind: the next words are not a reason any more.
        entretien = _sans_motif(entretien)
    if any(int(numero) > NUMERO_MAX for numero in DIX_CHIFFRES.findall(choix)):
        # No button of ours names what no database can number.
        return dialogue.dire(turn, entretien, "choix_inconnu")
    genre = choix.partition(":")[0]
    if genre == PREFIXE:
        return _par_lecture_choisie(turn, entretien, choix)
    if acte := _acte_d_un_bouton(choix):
        return _faire(turn, entretien, complet(entretien, acte))
    return dialogue.dire(turn, entretien, "choix_inconnu")


def _acte_d_un_bouton(choix: str) -> Acte | None:
    """The act of a button, be it that of a formula: "c:resultat"."""
    genre, _, nature = choix.split(SEPARATOR, maxsplit=1)[0].partition(":")
    if genre == "c":
        # What needs more than its name is encoded by its capability.
        return None if "." in nature else Acte(ANCIENS.get(nature, nature))
    return decoder(choix)


@cache
def _formes() -> Mapping[str, Forme]:
    return _reunis(une.formes for une in capabilities())


def decoder(choix: str) -> Acte | None:
    """The act that a button encodes, told by the first two words of its value, or by the first alone."""
    mots = choix.split(":")
    for combien in (2, 1):
        if forme := _formes().get(":".join(mots[:combien])):
            return forme.decoder(mots[combien:])
    return None


def _faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    faire = gestes().get(acte.nature)
    return dialogue.dire(turn, entretien, "choix_inconnu") if faire is None else faire(turn, entretien, acte)


def _par_lecture_choisie(turn: Turn, entretien: Entretien, choix: str) -> Outcome:
    """Which of the readings of a message was meant, told by a button: it is carried out as if it had been read at once."""
    redemande, actes = entretien.redemande, choisie(entretien.redemande, choix)
    if redemande is None or actes is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    entretien = replace(entretien, redemande=None)
    if not actes:
        # It was noted when it was asked back.
        return dialogue.dire(turn, entretien, "autrement")
    relu = replace(turn, incoming=replace(turn.incoming, text=redemande.texte, choice=None))
    return executer(relu, entretien, actes, gestes())
