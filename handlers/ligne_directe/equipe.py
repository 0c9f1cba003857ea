"""The requests of firms, for whoever answers them: taking one, answering, giving it to somebody else, ending it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from zlib import crc32

from handlers.accompagnements import equipe as sessions
from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Choice, CompteRecord, DemandeRecord, Entry, Guichet, Outcome, Reply, Turn
from handlers.ligne_directe import promotion
from handlers.ligne_directe.attentes import POUR_UNE_ENTREPRISE, PREFIXE, Attente, attendre, lire_l_attente
from handlers.ligne_directe.conseil import titre
from handlers.ligne_directe.fiche_entreprise import lire_un_siret
from handlers.ligne_directe.jugement import juger
from handlers.ligne_directe.ordres import Ordre, annule_l_envoi, lire_un_ordre
from knowledge.francais.avis import Avis, lire_avis
from knowledge.francais.noms import lire_un_nom
from knowledge.francais.prenoms import PRENOMS
from knowledge.francais.texte import simplifier
from storage.comptes.records import Role
from storage.ligne_directe.coordonnees import masquer_les_comptes, masquer_les_telephones
from storage.ligne_directe.records import EtatDemande, LigneDeDemande, Sens
from storage.limits import NUMERO_MAX

MONTREES = 10
# What is listed of requests that are over, and where to look for the one that an order does not name.
CLOSES = "closes"
_PARMI = {"prendre": "nouvelles", "rouvrir": CLOSES}
# What was said around the question, and how much of it.
ECHANGES_MONTRES = 12
REPONSE_MAX = 3_000
# Enough to find all the earlier requests of a firm.
PRECEDENTES_MAX = 1_000
# The first words of the buttons under what is asked for a firm's record.
DEMANDENT_LA_FICHE = ("l:p:accord", "l:p:passer")
# A letter, a dot, a thumb: hardly what was meant for a firm.
REPONSE_MIN = 3

# Said while an answer is awaited, these may well be its words.
_PEUT_ETRE_DES_MOTS = frozenset(
    ("saluer", "remercier", "ne_sait_pas", "passer", "resultat", "continuer", "pourquoi_question", "conseils")
)
_REECRIRE = re.compile(
    r"^(?:la |le )?(?:corrig\w*|reecri\w*|modifi\w*|reformul\w*)(?: (?:la |l'|le |les )?(?:reponse|question|texte|deux))?$"
)
_A_QUELQU_UN = re.compile(
    r"\b(?:vous|votre|vos|bonjour|bonsoir|madame|monsieur|cordialement|merci|nous|notre|nos|je|j'|oui|non)\b"
)
_CIVILITE = re.compile(r"^(?:a |au )?(?:mme|madame|mlle|m\.?|mr\.?|monsieur) ")


# --- what is typed ----------------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "demandes", "prendre la demande 12", "répondre à la demande 12 : …"; None for anything else."""
    if (ordre := _ordre(turn, entretien, texte)) is not None:
        return _executer(turn, entretien, ordre)
    return promotion.repondre(turn, entretien, texte, simplifier(texte))


def _ordre(turn: Turn, entretien: Entretien, texte: str) -> Ordre | None:
    """What is to be done of which request; None when a number, or "je la prends", is about something else.

    Without a number, of a request that nothing tells: which ones there are is to be said.
    """
    ordre = lire_un_ordre(texte)
    if ordre is None or (ordre.numero is not None and ordre.nomme):
        return ordre
    if ordre.verbe in ("lister", "lister_de"):
        return ordre if _liste_des_demandes(turn, ordre, texte) else None
    if turn.guichet is None:
        # "Annuler la demande", said by a buyer, may be of their purchase.
        return ordre if ordre.nomme and ordre.numero is None and ordre.verbe != "annuler" else None
    if not ordre.nomme and (choix := lire_choix_offert(turn, texte)) and not choix.startswith(f"{PREFIXE}:"):
        return None
    numero = ordre.numero
    if numero is None:
        a_prendre = ordre.verbe == "prendre" and ordre.nomme
        numero = (_a_prendre if a_prendre else _derniere)(turn, turn.guichet, entretien)
    demande = None if numero is None or numero > NUMERO_MAX else turn.guichet.demandes.trouver(numero)
    if demande is None or not (Role.EQUIPE in turn.roles or demande.responsable in turn.droits.comptes()):
        return ordre if ordre.nomme and ordre.numero is None else None
    return replace(ordre, numero=demande.id)


def _liste_des_demandes(turn: Turn, ordre: Ordre, texte: str) -> bool:
    """Whether a list of requests is surely asked for: "historique" and "demandes de devis" are of something else elsewhere."""
    if ordre.verbe == "lister":
        return ordre.reste != CLOSES or turn.guichet is not None or "demande" in simplifier(texte)
    if turn.guichet is None or Role.EQUIPE not in turn.roles:
        return False
    return bool(_du_nom_de(turn.guichet, ordre.reste or "")) or simplifier(ordre.reste or "").split()[0] in PRENOMS


def _derniere(turn: Turn, guichet: Guichet, entretien: Entretien) -> int | None:
    """The request that was last shown or announced; else the only one that this person has."""
    if (montree := _montree(turn)) is not None:
        return montree
    if entretien.demande is not None:
        return entretien.demande
    miennes = guichet.demandes.ouvertes(2, responsables=turn.droits.comptes())
    return miennes[0].id if len(miennes) == 1 else None


def _a_prendre(turn: Turn, guichet: Guichet, entretien: Entretien) -> int | None:
    """The request that was last shown, if nobody has it; else the only one that nobody has."""
    attendent = [une.id for une in guichet.demandes.ouvertes(MONTREES + 1, sans_responsable=True)]
    derniere = _montree(turn) or entretien.demande
    return derniere if derniere in attendent else attendent[0] if len(attendent) == 1 else None


def _montree(turn: Turn) -> int | None:
    offerts = {
        int(valeur.split(":")[2])
        for valeur, _ in turn.etat.get("choix_offerts", ())
        if re.fullmatch(r"g:(?:voir|prendre|reprendre|occupe|repondre|transferer|rendre|clore):[0-9]{1,9}", valeur)
    }
    return offerts.pop() if len(offerts) == 1 else None


def _executer(turn: Turn, entretien: Entretien, ordre: Ordre) -> Outcome:
    if ordre.verbe == "lister":
        return lister(turn, entretien, ordre.reste)
    if ordre.verbe == "lister_de":
        return lister_de(turn, entretien, ordre.reste or "")
    if ordre.numero is None:
        # Which one is not told: those that it can be.
        return lister(turn, entretien, _PARMI.get(ordre.verbe, "miennes"))
    numero = ordre.numero
    match ordre.verbe:
        case "prendre":
            outcome = prendre(turn, entretien, numero)
        case "repondre":
            outcome = _repondre(turn, entretien, ordre, numero)
        case "transferer" if ordre.reste is None:
            outcome = demander_a_qui(turn, entretien, numero)
        case "transferer":
            outcome = transferer_a(turn, entretien, numero, ordre.reste or "")
        case "rendre":
            outcome = rendre(turn, entretien, numero)
        case "occupe":
            outcome = occupe(turn, entretien, numero)
        case "clore":
            outcome = clore(turn, entretien, numero)
        case "rouvrir":
            outcome = rouvrir(turn, entretien, numero)
        case "annuler":
            outcome = annuler(turn, entretien, numero)
        case "promouvoir":
            outcome = promotion.promouvoir(turn, entretien, numero)
        case _:
            outcome = voir(turn, entretien, numero)
    return _retenir(outcome, numero)


def _repondre(turn: Turn, entretien: Entretien, ordre: Ordre, numero: int) -> Outcome:
    """Send the words of the order, show them first when no colon announced them, or ask for them."""
    if ordre.reste is None:
        return demander(turn, entretien, numero)
    if ordre.sur:
        return ecrire(turn, entretien, numero, ordre.reste)
    trouvee = _a_moi(turn, entretien, numero, ordre.reste)
    if isinstance(trouvee, Outcome):
        return trouvee
    return _confirmer(turn, entretien, trouvee[1], ordre.reste, "douteux")


def _retenir(outcome: Outcome, numero: int) -> Outcome:
    """ "je la prends", said next, is about that request."""
    return Outcome({**outcome.etat, "demande": numero}, outcome.replies)


# --- what was asked for -----------------------------------------------------------------------------------------------


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """The answer, or the name, that was just asked for a request; None when the message is an order, or comes too late."""
    lue = lire_l_attente(attente)
    if lue is None or lue.perimee(turn.now):
        return None
    if annule_l_envoi(texte):
        return _ne_rien_envoyer(turn, entretien, lue)
    if lue.quoi == "envoi" and (avis := lire_avis(texte)) is not None and not avis.suite:
        if avis.accord:
            return _retenir(ecrire(turn, entretien, lue.numero, lue.reste, confirme=True), lue.numero)
        return _ne_rien_envoyer(turn, entretien, lue)
    if lue.quoi == "publier":
        return _publier(turn, entretien, lue, texte)
    if lue.quoi == "paire" and (outcome := promotion.prendre_la_paire(turn, entretien, lue.numero, lue.reste, texte)):
        return _retenir(outcome, lue.numero)
    ordre = _ordre(turn, entretien, texte)
    if lue.quoi in POUR_UNE_ENTREPRISE:
        if ordre is not None and (ordre.verbe, ordre.numero) == ("repondre", lue.numero) and ordre.reste:
            # The order that was typed again, with its words.
            return _retenir(_repondre(turn, entretien, ordre, lue.numero), lue.numero)
        sur = ordre is not None and (ordre.verbe != "prendre" or lire_un_ordre(texte) == ordre)
        return None if sur or _est_une_commande(texte) else _les_mots(turn, entretien, lue, texte)
    if ordre is not None or _est_une_commande(texte) or lire_formule(texte, exacte=True) is not None:
        return None
    match lue.quoi:
        case "a_qui":
            if (choix := lire_choix_offert(turn, texte)) and choix.startswith(f"{PREFIXE}:a:"):
                return repondre_par_choix(turn, entretien, choix.removeprefix(f"{PREFIXE}:"))
            return _retenir(transferer_a(turn, entretien, lue.numero, texte), lue.numero)
        case "question":
            return promotion.prendre_la_question(turn, entretien, lue.numero, texte)
        case "generale":
            return promotion.prendre_la_reponse(turn, entretien, lue.numero, lue.reste, texte)
    return None


def _publier(turn: Turn, entretien: Entretien, lue: Attente, texte: str) -> Outcome | None:
    """A yes to the answer that was just shown has it given, a no leaves it out of service; "corriger" has it worded anew."""
    if _REECRIRE.match(simplifier(texte)):
        return promotion.reecrire(turn, entretien, lue.numero)
    avis = lire_avis(texte)
    if avis is None or avis.suite:
        return None
    if avis.accord:
        return promotion.mettre_en_service(turn, entretien, lue.numero)
    return aparte(turn, entretien, Reply("rien_change"))


def _est_une_commande(texte: str) -> bool:
    """Whether the message can only be an order to the assistant."""
    commande = lire_formule(texte, exacte=True)
    return (
        (commande is not None and commande not in _PEUT_ETRE_DES_MOTS)
        or promotion.est_un_ordre(simplifier(texte))
        or sessions.est_un_ordre(texte)
    )


def _les_mots(turn: Turn, entretien: Entretien, lue: Attente, texte: str) -> Outcome:
    """Send them, once they surely are for the firm."""
    dits = texte.strip()
    demande = None if turn.guichet is None else turn.guichet.demandes.trouver(lue.numero)
    if demande is not None and _douteux(turn, dits):
        return _confirmer(turn, entretien, demande, dits, "douteux")
    return _retenir(ecrire(turn, entretien, lue.numero, dits), lue.numero)


def _douteux(turn: Turn, texte: str) -> bool:
    """Whether words that were asked for a firm look like they were typed for something else."""
    simple = simplifier(texte)
    if len(re.sub(r"\W", "", texte)) < REPONSE_MIN or lire_formule(texte, exacte=True) is not None:
        return True
    if lire_avis(texte) == Avis(accord=False) or lire_un_ordre(texte) is not None:
        return True
    if _A_QUELQU_UN.search(simple):
        return False
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, turn.pack.vocabulaire.aucun_fait())
    return len(lecture.lus) > 1 or bool(lecture.montants_ttc)


def _confirmer(turn: Turn, entretien: Entretien, demande: DemandeRecord, texte: str, quoi: str) -> Outcome:
    suivant = replace(entretien, attente=attendre("envoi", demande.id, turn.now, texte))
    choices = (bouton("envoyer", f"g:envoyer:{demande.id}"), bouton("ne_pas_envoyer", f"g:rien:{demande.id}"))
    contexte = {"demande": demande, "texte": texte, "quoi": quoi}
    return Outcome(suivant.en_json(), [Reply("reponse_a_confirmer", contexte, choices)])


def _ne_rien_envoyer(turn: Turn, entretien: Entretien, lue: Attente) -> Outcome:
    if lue.quoi not in POUR_UNE_ENTREPRISE:
        return aparte(turn, entretien, Reply("rien_change"))
    choices = (bouton("repondre", f"g:repondre:{lue.numero}"),)
    return aparte(
        turn, entretien, Reply("reponse_abandonnee", {"numero": lue.numero, "quoi": "annulee", "texte": ""}, choices)
    )


def attend(attente: Any) -> bool:
    """Whether what is pending is about a request."""
    return lire_l_attente(attente) is not None


def delaisser(turn: Turn, attente: Any, outcome: Outcome) -> Outcome:
    """Whatever was answered instead: say that what was asked for did not go to the firm."""
    lue = lire_l_attente(attente)
    if lue is None or lue.quoi not in POUR_UNE_ENTREPRISE:
        return outcome
    suivante = lire_l_attente(outcome.etat.get("attente"))
    if suivante is not None and suivante.numero == lue.numero:
        return outcome
    perimee = lue.perimee(turn.now)
    # Told again only with the request that they are erased with.
    demande = None if turn.guichet is None else turn.guichet.demandes.trouver(lue.numero)
    texte = turn.incoming.text.strip() if perimee and demande is not None and not turn.incoming.choice else ""
    contexte = {
        "numero": lue.numero,
        "demande": demande,
        "quoi": "perimee" if perimee else "laissee",
        "texte": texte,
    }
    dit = Reply("reponse_abandonnee", contexte)
    return Outcome(outcome.etat, [dit, *outcome.replies])


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a request; None when it is none of them."""
    verbe, *valeurs = reste.split(":")
    if not all(valeur.isdecimal() for valeur in valeurs):
        return None
    if turn.guichet is None:
        return reserver_a_l_equipe(turn, entretien)
    lue, entretien = lire_l_attente(entretien.attente), replace(entretien, attente=None)
    numeros = [int(valeur) for valeur in valeurs]
    if verbe in ("envoyer", "rien") and len(numeros) == 1:
        if lue is None or lue.quoi != "envoi" or lue.numero != numeros[0] or lue.perimee(turn.now):
            # A button of another answer, or of one that is gone.
            return None if verbe == "envoyer" else aparte(turn, entretien, Reply("rien_change"))
        if verbe == "rien":
            return _ne_rien_envoyer(turn, entretien, lue)
        return _retenir(ecrire(turn, entretien, lue.numero, lue.reste, confirme=True), lue.numero)
    outcome = _par_bouton(turn, entretien, verbe, numeros)
    if outcome is None:
        return None
    de_la_ligne = verbe in ("retirer", "service", "reecrire")
    return delaisser(turn, None if lue is None else str(lue), outcome if de_la_ligne else _retenir(outcome, numeros[0]))


def _par_bouton(turn: Turn, entretien: Entretien, verbe: str, numeros: list[int]) -> Outcome | None:
    match (verbe, numeros):
        case ("voir", [numero]):
            return voir(turn, entretien, numero)
        case ("prendre", [numero]):
            return prendre(turn, entretien, numero)
        case ("reprendre", [numero]):
            return reprendre_a_son_compte(turn, entretien, numero)
        case ("occupe", [numero]):
            return occupe(turn, entretien, numero)
        case ("repondre", [numero]):
            return demander(turn, entretien, numero)
        case ("transferer", [numero]):
            return demander_a_qui(turn, entretien, numero)
        case ("a", [numero, marque]):
            choisi = next((un for un in _membres(turn) if _marque(un) == marque), None)
            return None if choisi is None else transferer(turn, entretien, numero, choisi)
        case ("rendre", [numero]):
            return rendre(turn, entretien, numero)
        case ("clore", [numero]):
            return clore(turn, entretien, numero)
        case ("promouvoir", [numero]):
            return promotion.promouvoir(turn, entretien, numero)
        case ("paire", [numero, *lignes]) if 0 < len(lignes) <= 2:
            return promotion.choisir(turn, entretien, numero, lignes)
        case ("reecrire", [numero]):
            return promotion.reecrire(turn, entretien, numero)
        case ("generale", [numero]):
            return promotion.promouvoir(turn, entretien, numero, generale=True)
        case ("retirer", [numero]):
            return promotion.retirer(turn, entretien, numero)
        case ("service", [numero]):
            return promotion.mettre_en_service(turn, entretien, numero)
    return None


# --- reading ----------------------------------------------------------------------------------------------------------


def lister(turn: Turn, entretien: Entretien, lesquelles: str | None = None) -> Outcome:
    """The requests that are open, the most urgent first, or the last that are over; of an expert, those that they own."""
    guichet = turn.guichet
    if guichet is None:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    miennes = Role.EQUIPE not in turn.roles or lesquelles == "miennes"
    siennes = turn.droits.comptes() if miennes else None
    if lesquelles == CLOSES:
        closes = guichet.demandes.closes(MONTREES, responsables=siennes)
        return _montrer_la_liste(turn, entretien, guichet, closes, CLOSES)
    demandes = guichet.demandes.ouvertes(
        MONTREES,
        responsables=siennes,
        en_retard_le=turn.now if lesquelles == "en retard" else None,
        sans_responsable=lesquelles == "nouvelles",
    )
    return _montrer_la_liste(turn, entretien, guichet, demandes, "miennes" if miennes else lesquelles)


def lister_de(turn: Turn, entretien: Entretien, nom: str) -> Outcome:
    """The open requests of one of those who answer."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    comptes = _du_nom_de(guichet, nom)
    demandes = guichet.demandes.ouvertes(MONTREES, responsables=comptes) if comptes else []
    dit = ", ".join(dict.fromkeys(guichet.nommer(un) for un in comptes)) or nom
    return _montrer_la_liste(turn, entretien, guichet, demandes, "de" if comptes else "de_personne", dit)


def _montrer_la_liste(
    turn: Turn,
    entretien: Entretien,
    guichet: Guichet,
    demandes: Sequence[DemandeRecord],
    lesquelles: str | None,
    nom: str = "",
) -> Outcome:
    lignes = [
        {
            "demande": une,
            "responsable": une.responsable and guichet.nommer(une.responsable),
            "question": _sans_telephone(turn, une, une.question),
            "retard": _en_retard(turn, une),
        }
        for une in demandes
    ]
    choices = tuple(bouton("voir_la_demande", f"g:voir:{une.id}", une.id) for une in demandes)
    rouvrable = next((une.id for une in demandes if une.etat is EtatDemande.CLOSE and une.question), None)
    contexte = {"lignes": lignes, "lesquelles": lesquelles, "nom": nom, "rouvrable": rouvrable}
    return aparte(turn, entretien, Reply("demandes", contexte, choices))


def voir(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """One request: why, what is known, what was said, and what can be done."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    return aparte(turn, entretien, presenter(turn, guichet, demande))


def presenter(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> Reply:
    dites = guichet.demandes.lignes(demande.id)
    lignes = [
        {"de": _qui_parle(turn, guichet, ligne), "le": ligne.le, "texte": _sans_telephone(turn, demande, ligne.texte)}
        for ligne in dites
        if ligne.texte
    ]
    if demande.responsable in turn.droits.comptes():
        # No further than what is shown: the firm may be writing at this very moment.
        montree = max((ligne.id for ligne in dites if ligne.sens is Sens.ENTREPRISE), default=0)
        guichet.demandes.lues(demande.id, montree, turn.now)
    contexte = {
        "demande": demande,
        "responsable": demande.responsable and guichet.nommer(demande.responsable),
        "a_moi": demande.responsable in turn.droits.comptes(),
        "question": _sans_telephone(turn, demande, demande.question),
        "sujet": _titre_du_sujet(turn, demande),
        "echanges": _avant(turn, guichet, demande),
        "lignes": lignes,
        "retard": _en_retard(turn, demande),
        "promue": guichet.entrees.de_la_demande(demande.id),
    }
    return Reply("demande", contexte, boutons(turn, demande))


def boutons(turn: Turn, demande: DemandeRecord) -> tuple[Choice, ...]:
    """What whoever reads a request can do of it."""
    if not demande.ouverte:
        return _pour_promouvoir(demande)
    if demande.responsable is None:
        return (bouton("je_la_prends", f"g:prendre:{demande.id}"), bouton("occupe_demande", f"g:occupe:{demande.id}"))
    if demande.responsable not in turn.droits.comptes():
        return (bouton("je_la_reprends", f"g:reprendre:{demande.id}"),)
    choices = (
        bouton("repondre", f"g:repondre:{demande.id}"),
        bouton("confier", f"g:transferer:{demande.id}"),
        bouton("rendre", f"g:rendre:{demande.id}"),
        bouton("clore", f"g:clore:{demande.id}"),
    )
    return (*choices, *_pour_promouvoir(demande))


def _pour_promouvoir(demande: DemandeRecord) -> tuple[Choice, ...]:
    promouvable = promotion.peut_etre_gardee(demande) and demande.garde not in promotion.CAS
    return (bouton("garder_la_reponse", f"g:promouvoir:{demande.id}"),) if promouvable else ()


def _avant(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> list[dict[str, str]]:
    """What was said before the request was made and since the one before it ended, the last exchanges.

    Of the assistant only the titles of what it answered: its words may tell what the firm let us keep and did not join. Nothing of a
    report that is kept nowhere, nor of what the firm told for its record.
    """
    depuis = _fin_de_la_precedente(guichet, demande)
    dits: list[dict[str, str]] = []
    titre_attendu: str | None = None
    for une in _hors_de_la_fiche(turn, guichet.transcription(demande.conversation_id)):
        if une.le >= demande.cree_le or (depuis is not None and une.le <= depuis):
            continue
        if une.de == "personne":
            titre_attendu = _titre_attendu(turn, une)
            if une.texte:
                dits.append({"de": une.de, "texte": masquer_les_comptes(masquer_les_telephones(une.texte))})
        elif titre_attendu is not None and titre_attendu in une.texte:
            dits.append({"de": une.de, "texte": titre_attendu})
            titre_attendu = None
    return dits[-ECHANGES_MONTRES:]


def _fin_de_la_precedente(guichet: Guichet, demande: DemandeRecord) -> datetime | None:
    """The last that was said, or done, of an earlier request of the same conversation before this one was made."""
    precedentes = [
        une
        for une in guichet.demandes.de([demande.compte], PRECEDENTES_MAX)
        if une.conversation_id == demande.conversation_id and une.id < demande.id
    ]
    faites = [ligne.le for une in precedentes for ligne in guichet.demandes.lignes(une.id)]
    faites += [une.close_le for une in precedentes if une.close_le is not None]
    return max((le for le in faites if le <= demande.cree_le), default=None)


def _hors_de_la_fiche(turn: Turn, dites: Sequence[Entry]) -> Iterator[Entry]:
    """What was said, but what the firm answered to the questions of its record: these have a button to skip them."""
    non_conserve = turn.phrase("non_conserve").strip()
    demandee = False
    for une in dites:
        if une.de == "assistant":
            offerts = [choix.value for choix in une.choix or () if isinstance(choix, Choice)]
            # Without a button it answers aside, and what it asked for is still asked.
            demandee = any(offert.startswith(DEMANDENT_LA_FICHE) for offert in offerts) if offerts else demandee
            yield une
        elif not demandee and une.texte.strip() != non_conserve and lire_un_siret(une.texte) is None:
            yield une


def _titre_attendu(turn: Turn, dite: Entry) -> str | None:
    """The title of what answers these words, or that pressed button, whoever says them."""
    choix = str(dite.choix or "")
    if choix.startswith("l:e:"):
        entree = turn.repondeur().entree(choix.removeprefix("l:e:"))
    elif dite.texte:
        entree = juger(dite.texte, turn.repondeur(), turn.gardien, turn.aujourdhui).entree
    else:
        entree = None
    return None if entree is None else titre(turn, entree)


def _sans_telephone(turn: Turn, demande: DemandeRecord, texte: str) -> str:
    """Only whoever has the request reads its phone number, while it is open."""
    a_moi = demande.ouverte and demande.responsable in turn.droits.comptes()
    return texte if a_moi else masquer_les_telephones(texte)


def _qui_parle(turn: Turn, guichet: Guichet, ligne: LigneDeDemande) -> str:
    nom = None if ligne.sens is Sens.ENTREPRISE else guichet.nommer(ligne.par)
    return turn.phrase("qui_parle", nom, nom is not None and ligne.par in turn.droits.comptes())


def _titre_du_sujet(turn: Turn, demande: DemandeRecord) -> str | None:
    entree = None if demande.sujet is None else turn.repondeur().entree(demande.sujet)
    return None if entree is None else entree.sujet


def _en_retard(turn: Turn, demande: DemandeRecord) -> bool:
    limite = demande.en_retard_depuis
    return limite is not None and limite < turn.now


# --- what is done of it -----------------------------------------------------------------------------------------------


def prendre(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Become its owner; whoever comes second is told whose it is."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    moi = _moi(turn)
    if not guichet.demandes.prendre(numero, moi, turn.now):
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    prise = guichet.demandes.trouver(numero) or demande
    return aparte(turn, entretien, presenter(turn, guichet, prise))


def reprendre_a_son_compte(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Take it from a colleague who cannot."""
    return transferer(turn, entretien, numero, _moi(turn))


def occupe(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Not me: it stays for the others; whoever has it gives it back."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    if trouvee[1].responsable is not None:
        return rendre(turn, entretien, numero)
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "occupe", "demande": trouvee[1]}))


def demander(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Ask for the answer: the very next words are it."""
    trouvee = _a_moi(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    suivant = replace(entretien, attente=attendre("reponse", numero, turn.now))
    return Outcome(suivant.en_json(), [Reply("reponse_demandee", {"demande": trouvee[1]})])


def ecrire(turn: Turn, entretien: Entretien, numero: int, texte: str, *, confirme: bool = False) -> Outcome:
    """Answer: the firm is given these words, where it asked. Twice the same in a row is once.

    A request that the firm itself has ended is answered only if `confirme`.
    """
    dits = texte.strip()
    trouvee = _a_moi(turn, entretien, numero, dits)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if len(dits) > REPONSE_MAX:
        suivant = replace(entretien, attente=attendre("reponse", numero, turn.now))
        contexte = {"demande": demande, "longueur": len(dits), "maximum": REPONSE_MAX}
        return Outcome(suivant.en_json(), [Reply("reponse_trop_longue", contexte)])
    lignes = guichet.demandes.lignes(numero)
    dites = [ligne for ligne in lignes if ligne.sens is not Sens.SUIVI]
    if dites and (dites[-1].sens, dites[-1].texte) == (Sens.AGENT, dits):
        return aparte(turn, entretien, Reply("demande_suite", {"quoi": "deja_partie", "demande": demande}))
    if not demande.ouverte and not confirme and _close_par_l_entreprise(demande, lignes):
        return _confirmer(turn, entretien, demande, dits, "close")
    if not guichet.demandes.repondre(numero, dits, _moi(turn), turn.now):
        return _dire_ou_en_est(turn, entretien, guichet, demande, dits)
    repondue = guichet.demandes.trouver(numero) or demande
    choices = (bouton("clore", f"g:clore:{numero}"), *_pour_promouvoir(repondue))
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "repondue", "demande": repondue}, choices))


def _close_par_l_entreprise(demande: DemandeRecord, lignes: Sequence[LigneDeDemande]) -> bool:
    fins = [une for une in lignes if une.sens is Sens.SUIVI and une.genre == EtatDemande.CLOSE.value]
    return bool(fins) and fins[-1].par == demande.compte


def rendre(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Leave it to the others: they are told of it again."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    rendue = any(guichet.demandes.rendre(numero, compte, turn.now) for compte in turn.droits.comptes())
    if not rendue:
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "rendue", "demande": demande}))


def clore(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """End it without a word more to the firm than that it is over; an urgent one that nobody took must be taken first."""
    lue = None if turn.guichet is None else turn.guichet.demandes.trouver(numero)
    if lue is not None and lue.urgente and lue.etat is EtatDemande.A_PRENDRE:
        trouvee = _ouvrir(turn, entretien, numero)
        if isinstance(trouvee, Outcome):
            return trouvee
        reply = Reply("demande_suite", {"quoi": "urgente", "demande": lue}, boutons(turn, lue))
        return aparte(turn, entretien, reply)
    trouvee = _a_moi(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if not guichet.demandes.clore(numero, EtatDemande.CLOSE, _moi(turn), turn.now, prevenir=True):
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    close = guichet.demandes.trouver(numero) or demande
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "close", "demande": close}, _pour_promouvoir(close)))


def rouvrir(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """What is over is opened again by an answer to the firm, and by nothing it would not hear of: ask for it."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    autre = guichet.demandes.ouverte_de(demande.conversation_id)
    if demande.etat is not EtatDemande.CLOSE or not demande.question or autre is not None:
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    if not _reste_a_moi(turn, guichet, demande):
        assert demande.responsable is not None
        contexte = {"quoi": "rouvrir_autre", "demande": demande, "nom": guichet.nommer(demande.responsable)}
        return aparte(turn, entretien, Reply("demande_suite", contexte))
    suivant = replace(entretien, attente=attendre("reponse", numero, turn.now))
    return Outcome(suivant.en_json(), [Reply("reponse_demandee", {"demande": demande})])


def annuler(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Only the firm calls its request off: say what the team can do."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if not demande.ouverte:
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    return aparte(
        turn, entretien, Reply("demande_suite", {"quoi": "annuler", "demande": demande}, boutons(turn, demande))
    )


# --- giving it to somebody else ---------------------------------------------------------------------------------------


def demander_a_qui(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    membres = _autres(turn, numero)
    if not demande.ouverte:
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    if not membres:
        return aparte(turn, entretien, Reply("demande_a_qui", {"demande": demande, "seul": True}))
    choices = _pour_confier(guichet, numero, membres)
    suivant = replace(entretien, attente=attendre("a_qui", numero, turn.now))
    return Outcome(suivant.en_json(), [Reply("demande_a_qui", {"demande": demande, "seul": not membres}, choices)])


def transferer_a(turn: Turn, entretien: Entretien, numero: int, nom: str) -> Outcome:
    """Give it to the person of that name, or of that account."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if len(nommes := _chacun(guichet, nom)) > 1:
        suivant = replace(entretien, attente=attendre("a_qui", numero, turn.now))
        contexte = {"nom": nom, "plusieurs": False, "demande": demande, "seul": False, "ensemble": True}
        reply = Reply("demande_qui_est_ce", contexte, _pour_confier(guichet, numero, nommes))
        return Outcome(suivant.en_json(), [reply])
    nom = re.split(r"[,;]", nom, maxsplit=1)[0].strip()
    dit = lire_un_nom(nom)
    if dit is not None and dit.genre == "moi":
        return reprendre_a_son_compte(turn, entretien, numero)
    trouves = _du_nom_de(guichet, dit.texte if dit is not None else nom)
    if len(trouves) != 1:
        membres = _autres(turn, numero)
        choices = _pour_confier(guichet, numero, membres)
        suivant = replace(entretien, attente=attendre("a_qui", numero, turn.now) if membres else None)
        contexte = {
            "nom": nom,
            "plusieurs": len(trouves) > 1,
            "demande": demande,
            "seul": not membres,
            "ensemble": False,
        }
        return Outcome(suivant.en_json(), [Reply("demande_qui_est_ce", contexte, choices)])
    return transferer(turn, entretien, numero, trouves[0])


def _du_nom_de(guichet: Guichet, nom: str) -> list[CompteRecord]:
    """Who can be given a request and is called so: "Nadia", "Mme Benali", "Nadia Benali" of whom only one is known by us."""
    voulu = _CIVILITE.sub("", simplifier(nom))
    mots = set(re.split(r"[ .-]+", voulu)) - {""}
    if not mots:
        return []
    noms = {un: (simplifier(guichet.nommer(un)), simplifier(un.personne)) for un in guichet.membres()}
    return (
        [un for un, siens in noms.items() if voulu in siens]
        or [un for un, siens in noms.items() if any(mots <= _mots_du_nom(sien) for sien in siens)]
        or [un for un, siens in noms.items() if any(_mots_du_nom(sien) <= mots for sien in siens)]
    )


def _chacun(guichet: Guichet, dit: str) -> list[CompteRecord]:
    """Those whom "Sofiane et Rachid" names, each once; one at most for the name of one person."""
    parties = [partie.strip() for partie in re.split(r"[,;/&+]|\b(?:et|ou|puis)\b", dit) if partie.strip()]
    return list(dict.fromkeys(un for partie in parties for un in _du_nom_de(guichet, partie)[:1]))


def _mots_du_nom(nom: str) -> set[str]:
    return set(re.split(r"[ .-]+", nom)) - {""}


def transferer(turn: Turn, entretien: Entretien, numero: int, compte: CompteRecord) -> Outcome:
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    prevenir = compte not in turn.droits.comptes()
    # Whoever had it, and did not give it away, must not go on looking for an answer.
    ancien = None if demande.responsable in turn.droits.comptes() else demande.responsable
    if not guichet.demandes.confier(numero, compte, turn.now, prevenir=prevenir, ancien=ancien):
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    confiee = guichet.demandes.trouver(numero) or demande
    if compte in turn.droits.comptes():
        return aparte(turn, entretien, presenter(turn, guichet, confiee))
    reply = Reply("demande_suite", {"quoi": "confiee", "demande": confiee, "nom": guichet.nommer(compte)})
    return aparte(turn, entretien, reply)


def _membres(turn: Turn) -> Sequence[CompteRecord]:
    assert turn.guichet is not None
    return turn.guichet.membres()


def _autres(turn: Turn, numero: int) -> Sequence[CompteRecord]:
    """Whom a request can be given to: not whoever has it."""
    assert turn.guichet is not None
    demande = turn.guichet.demandes.trouver(numero)
    return [un for un in _membres(turn) if demande is None or un != demande.responsable]


def _pour_confier(guichet: Guichet, numero: int, membres: Sequence[CompteRecord]) -> tuple[Choice, ...]:
    return tuple(Choice(guichet.nommer(un), f"g:a:{numero}:{_marque(un)}") for un in membres[:MONTREES])


def _marque(compte: CompteRecord) -> int:
    """A number of nine digits at most that stands for an account on a button, whoever joins or leaves meanwhile."""
    return crc32(f"{compte.plateforme}:{compte.personne}".encode()) % 10**9


# --- who may, and what is told when it cannot be ----------------------------------------------------------------------


def _ouvrir(turn: Turn, entretien: Entretien, numero: int) -> tuple[Guichet, DemandeRecord] | Outcome:
    """A request that this person may read: the team's are all, an expert's those given to them."""
    guichet = turn.guichet
    if guichet is None:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    demande = guichet.demandes.trouver(numero)
    if demande is None:
        return _inconnue(turn, entretien, numero)
    if Role.EQUIPE not in turn.roles and demande.responsable not in turn.droits.comptes():
        comptes = turn.droits.comptes()
        if any(une.genre == "confiee" and une.par in comptes for une in guichet.demandes.lignes(numero)):
            return aparte(turn, entretien, Reply("demande_suite", {"quoi": "plus_suivie", "demande": demande}))
        return reserver_a_l_equipe(turn, entretien)
    return guichet, demande


def _a_moi(turn: Turn, entretien: Entretien, numero: int, texte: str = "") -> tuple[Guichet, DemandeRecord] | Outcome:
    """A request that this person owns; one that nobody has becomes theirs. `texte` is the answer that does not go otherwise."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if demande.responsable is None and guichet.demandes.prendre(numero, _moi(turn), turn.now):
        return guichet, guichet.demandes.trouver(numero) or demande
    if not _reste_a_moi(turn, guichet, demande) or demande.etat is EtatDemande.ANNULEE:
        return _dire_ou_en_est(turn, entretien, guichet, demande, texte)
    return guichet, demande


def _reste_a_moi(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> bool:
    """Whether it is this person's; one that is closed is the whole team's once whoever had it answers nobody any more."""
    if demande.responsable in turn.droits.comptes():
        return True
    laissee = demande.etat is EtatDemande.CLOSE and demande.responsable not in guichet.membres()
    return laissee and Role.EQUIPE in turn.roles


def _dire_ou_en_est(
    turn: Turn, entretien: Entretien, guichet: Guichet, demande: DemandeRecord, texte: str = ""
) -> Outcome:
    """What was wanted cannot be done any more: who has it, or that it is over; `texte` is the answer that did not go."""
    actuelle = guichet.demandes.trouver(demande.id) or demande
    autre = guichet.demandes.ouverte_de(actuelle.conversation_id)
    contexte: dict[str, Any] = {
        "demande": actuelle,
        "responsable": actuelle.responsable and guichet.nommer(actuelle.responsable),
        "a_moi": actuelle.responsable in turn.droits.comptes(),
        "autre": None if autre is None or autre.id == actuelle.id else autre.id,
        "texte": texte,
    }
    return aparte(turn, entretien, Reply("demande_ou_en_est", contexte, boutons(turn, actuelle)))


def _inconnue(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numero}))


def _moi(turn: Turn) -> CompteRecord:
    return CompteRecord(turn.incoming.address.plateforme, turn.incoming.address.personne)


__all__ = ["PREFIXE", "attend", "boutons", "delaisser", "repondre", "repondre_par_choix", "reprendre", "voir"]
