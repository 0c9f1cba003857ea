"""What is done of a request: taking it, answering it, giving it to somebody else, ending it; who is not its owner is told whose it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from zlib import crc32

from handlers.conversation.acts import Faire, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, CompteRecord, DemandeRecord, Guichet, Outcome, Reply, Turn
from handlers.diagnostic import dialogue
from handlers.ligne_directe.attentes import attendre, attendue, perimee, retenir
from handlers.ligne_directe.demandes import MONTREES, boutons, dire_ou_en_est, noms, ouvrir, pour_garder, presenter
from knowledge.ecoute import Acte
from knowledge.francais.noms import lire_un_nom
from knowledge.ligne_directe.equipe import ceux_que_nomme, chacun
from storage.comptes.records import Role
from storage.ligne_directe.records import EtatDemande, LigneDeDemande, Sens

REPONSE_MAX = 3_000
# What these do of an answer that is awaited, they say.
_DE_LA_REPONSE = frozenset(("demande.repondre", "demande.envoyer", "demande.abandonner"))

Geste = Callable[[Turn, Entretien, Acte, Guichet, DemandeRecord], Outcome]


def sur_une_demande(geste: Geste) -> Faire:
    """What needs a request that this person may read; what is said next without a number is about it."""

    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        numero = acte.slots["demande"]
        if not isinstance(numero, int):
            return dialogue.dire(turn, entretien, "choix_inconnu")
        entretien = replace(entretien, attente=None)
        trouvee = ouvrir(turn, entretien, numero)
        outcome = trouvee if isinstance(trouvee, Outcome) else geste(turn, entretien, acte, *trouvee)
        return retenir(outcome, numero)

    return faire


def voir(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    return aparte(turn, entretien, presenter(turn, guichet, demande))


def prendre(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """Become its owner; whoever comes second is told whose it is."""
    if not guichet.demandes.prendre(demande.id, _moi(turn), turn.now):
        return dire_ou_en_est(turn, entretien, guichet, demande)
    return aparte(turn, entretien, presenter(turn, guichet, _relue(guichet, demande)))


def reprendre(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """Take it from a colleague who cannot."""
    return _confier(turn, entretien, guichet, demande, _moi(turn))


def occupe(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """Not me: it stays for the others; whoever has it gives it back."""
    if demande.responsable is not None:
        return rendre(turn, entretien, acte, guichet, demande)
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "occupe", "demande": demande}))


def rendre(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """Leave it to the others: they are told of it again."""
    rendue = any(guichet.demandes.rendre(demande.id, compte, turn.now) for compte in turn.droits.comptes())
    if not rendue:
        return dire_ou_en_est(turn, entretien, guichet, demande)
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "rendue", "demande": demande}))


def clore(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """End it without a word more to the firm than that it is over; an urgent one that nobody took must be taken first."""
    if demande.urgente and demande.etat is EtatDemande.A_PRENDRE:
        reply = Reply("demande_suite", {"quoi": "urgente", "demande": demande}, boutons(turn, demande))
        return aparte(turn, entretien, reply)
    mienne = _a_moi(turn, guichet, demande)
    if mienne is None or not guichet.demandes.clore(demande.id, EtatDemande.CLOSE, _moi(turn), turn.now, prevenir=True):
        return dire_ou_en_est(turn, entretien, guichet, demande)
    close = _relue(guichet, demande)
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "close", "demande": close}, pour_garder(close)))


def rouvrir(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """What is over is opened again by an answer to the firm, and by nothing it would not hear of: ask for it."""
    autre = guichet.demandes.ouverte_de(demande.conversation_id)
    if demande.etat is not EtatDemande.CLOSE or not demande.question or autre is not None:
        return dire_ou_en_est(turn, entretien, guichet, demande)
    if not _reste_a_moi(turn, guichet, demande):
        assert demande.responsable is not None
        contexte = {"quoi": "rouvrir_autre", "demande": demande, "nom": guichet.nommer(demande.responsable)}
        return aparte(turn, entretien, Reply("demande_suite", contexte))
    return _demander_la_reponse(turn, entretien, demande)


def annuler(turn: Turn, entretien: Entretien, _: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """Only the firm calls its request off: say what the team can do."""
    if not demande.ouverte:
        return dire_ou_en_est(turn, entretien, guichet, demande)
    reply = Reply("demande_suite", {"quoi": "annuler", "demande": demande}, boutons(turn, demande))
    return aparte(turn, entretien, reply)


# --- answering --------------------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """The firm is given these words, where it asked; asked for when there are none: the very next ones are they.

    Those that are not sure (`sur`) are shown first, as are those for a request that the firm itself has ended, unless `confirme`.
    """
    dits = str(acte.slots.get("texte", "")).strip()
    mienne = _a_moi(turn, guichet, demande)
    if mienne is None:
        return dire_ou_en_est(turn, entretien, guichet, demande, dits)
    if not dits:
        return _demander_la_reponse(turn, entretien, mienne)
    if len(dits) > REPONSE_MAX:
        suivant = attendre(turn, entretien, "demande.repondre", demande=demande.id)
        contexte = {"demande": demande, "longueur": len(dits), "maximum": REPONSE_MAX}
        return Outcome(suivant.en_json(), [Reply("reponse_trop_longue", contexte)])
    confirme = bool(acte.slots.get("confirme"))
    if not (confirme or acte.slots.get("sur", True)):
        return _confirmer(turn, entretien, mienne, dits, "douteux")
    lignes = guichet.demandes.lignes(demande.id)
    dites = [ligne for ligne in lignes if ligne.sens is not Sens.SUIVI]
    if dites and (dites[-1].sens, dites[-1].texte) == (Sens.AGENT, dits):
        # Twice the same in a row is once.
        return aparte(turn, entretien, Reply("demande_suite", {"quoi": "deja_partie", "demande": mienne}))
    if not mienne.ouverte and not confirme and _close_par_l_entreprise(mienne, lignes):
        return _confirmer(turn, entretien, mienne, dits, "close")
    if not guichet.demandes.repondre(demande.id, dits, _moi(turn), turn.now):
        return dire_ou_en_est(turn, entretien, guichet, demande, dits)
    repondue = _relue(guichet, demande)
    choices = (bouton("clore", f"g:clore:{demande.id}"), *pour_garder(repondue))
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "repondue", "demande": repondue}, choices))


def _demander_la_reponse(turn: Turn, entretien: Entretien, demande: DemandeRecord) -> Outcome:
    suivant = attendre(turn, entretien, "demande.repondre", demande=demande.id)
    return Outcome(suivant.en_json(), [Reply("reponse_demandee", {"demande": demande})])


def _confirmer(turn: Turn, entretien: Entretien, demande: DemandeRecord, texte: str, quoi: str) -> Outcome:
    suivant = attendre(turn, entretien, "demande.repondre", demande=demande.id, texte=texte)
    choices = (bouton("envoyer", f"g:envoyer:{demande.id}"), bouton("ne_pas_envoyer", f"g:rien:{demande.id}"))
    contexte = {"demande": demande, "texte": texte, "quoi": quoi}
    return Outcome(suivant.en_json(), [Reply("reponse_a_confirmer", contexte, choices)])


def _close_par_l_entreprise(demande: DemandeRecord, lignes: Sequence[LigneDeDemande]) -> bool:
    fins = [une for une in lignes if une.sens is Sens.SUIVI and une.genre == EtatDemande.CLOSE.value]
    return bool(fins) and fins[-1].par == demande.compte


def envoyer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The button under the words that were shown: they go. One of other words, or of some that are gone, does nothing."""
    texte = _a_envoyer(turn, entretien, acte)
    if texte is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    confirmee = Acte("demande.repondre", {"demande": acte.slots["demande"], "texte": texte, "confirme": True})
    return sur_une_demande(repondre)(turn, entretien, confirmee)


def _a_envoyer(turn: Turn, entretien: Entretien, acte: Acte) -> str | None:
    """The words of that request that wait for a yes."""
    attente = attendue(turn, entretien)
    if attente is None or attente.slots.get("demande") != acte.slots["demande"]:
        return None
    return str(attente.slots.get("texte") or "") or None


def abandonner(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The answer that was awaited is not wanted any more; a button under words that are gone changes nothing."""
    if turn.incoming.choice and _a_envoyer(turn, entretien, acte) is None:
        return rien(turn, entretien, acte)
    numero = acte.slots["demande"]
    choices = (bouton("repondre", f"g:repondre:{numero}"),)
    dite = Reply("reponse_abandonnee", {"numero": numero, "quoi": "annulee", "texte": ""}, choices)
    return retenir(aparte(turn, replace(entretien, attente=None), dite), numero)


def rien(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    return aparte(turn, replace(entretien, attente=None), Reply("rien_change"))


def laisser(turn: Turn, attente: Acte, faits: Sequence[Acte]) -> Reply | None:
    """Whatever is done instead: say that the answer that was asked for did not go to the firm."""
    numero = attente.slots["demande"]
    if any(un.nature in _DE_LA_REPONSE and un.slots.get("demande") == numero for un in faits):
        return None
    # Told again only with the request that they are erased with.
    demande = None if turn.guichet is None else turn.guichet.demandes.trouver(numero)
    trop_tard = perimee(attente, turn.now)
    redits = trop_tard and demande is not None and not turn.incoming.choice
    contexte = {
        "numero": numero,
        "demande": demande,
        "quoi": "perimee" if trop_tard else "laissee",
        "texte": turn.incoming.text.strip() if redits else "",
    }
    return Reply("reponse_abandonnee", contexte)


# --- giving it to somebody else ---------------------------------------------------------------------------------------


def transferer(turn: Turn, entretien: Entretien, acte: Acte, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """Give it to the person of that name, or of that button; ask to whom when neither tells it."""
    marque, nom = acte.slots.get("marque"), str(acte.slots.get("nom") or "")
    choisi = next((un for un in guichet.membres() if _marque(un) == marque), None)
    if choisi is not None:
        return _confier(turn, entretien, guichet, demande, choisi)
    autres = [un for un in guichet.membres() if un != demande.responsable]
    if not nom:
        if not demande.ouverte:
            return dire_ou_en_est(turn, entretien, guichet, demande)
        return _demander_a_qui(turn, entretien, guichet, demande, autres, Reply("demande_a_qui"))
    nommes = chacun(noms(guichet), nom)
    if len(nommes) > 1:
        contexte = {"nom": nom, "plusieurs": False, "ensemble": True}
        return _demander_a_qui(turn, entretien, guichet, demande, nommes, Reply("demande_qui_est_ce", contexte))
    nom = nom.replace(";", ",").partition(",")[0].strip()
    dit = lire_un_nom(nom)
    if dit is not None and dit.genre == "moi":
        return _confier(turn, entretien, guichet, demande, _moi(turn))
    trouves = ceux_que_nomme(noms(guichet), dit.texte if dit is not None else nom)
    if len(trouves) == 1:
        return _confier(turn, entretien, guichet, demande, trouves[0])
    contexte = {"nom": nom, "plusieurs": len(trouves) > 1, "ensemble": False}
    return _demander_a_qui(turn, entretien, guichet, demande, autres, Reply("demande_qui_est_ce", contexte))


def _demander_a_qui(
    turn: Turn,
    entretien: Entretien,
    guichet: Guichet,
    demande: DemandeRecord,
    membres: Sequence[CompteRecord],
    reply: Reply,
) -> Outcome:
    choices = tuple(Choice(guichet.nommer(un), f"g:a:{demande.id}:{_marque(un)}") for un in membres[:MONTREES])
    reply = replace(reply, contexte={**reply.contexte, "demande": demande, "seul": not membres}, choices=choices)
    if not membres:
        return aparte(turn, entretien, reply)
    return Outcome(attendre(turn, entretien, "demande.transferer", demande=demande.id).en_json(), [reply])


def _confier(
    turn: Turn, entretien: Entretien, guichet: Guichet, demande: DemandeRecord, compte: CompteRecord
) -> Outcome:
    prevenir = compte not in turn.droits.comptes()
    # Whoever had it, and did not give it away, must not go on looking for an answer.
    ancien = None if demande.responsable in turn.droits.comptes() else demande.responsable
    if not guichet.demandes.confier(demande.id, compte, turn.now, prevenir=prevenir, ancien=ancien):
        return dire_ou_en_est(turn, entretien, guichet, demande)
    confiee = _relue(guichet, demande)
    if not prevenir:
        return aparte(turn, entretien, presenter(turn, guichet, confiee))
    reply = Reply("demande_suite", {"quoi": "confiee", "demande": confiee, "nom": guichet.nommer(compte)})
    return aparte(turn, entretien, reply)


def _marque(compte: CompteRecord) -> int:
    """A number of nine digits at most that stands for an account on a button, whoever joins or leaves meanwhile."""
    return crc32(f"{compte.plateforme}:{compte.personne}".encode()) % 10**9


# --- whose it is ------------------------------------------------------------------------------------------------------


def _a_moi(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> DemandeRecord | None:
    """The request, when this person owns it; one that nobody has becomes theirs."""
    if demande.responsable is None and guichet.demandes.prendre(demande.id, _moi(turn), turn.now):
        return _relue(guichet, demande)
    if not _reste_a_moi(turn, guichet, demande) or demande.etat is EtatDemande.ANNULEE:
        return None
    return demande


def _reste_a_moi(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> bool:
    """Whether it is this person's; one that is closed is the whole team's once whoever had it answers nobody any more."""
    if demande.responsable in turn.droits.comptes():
        return True
    laissee = demande.etat is EtatDemande.CLOSE and demande.responsable not in guichet.membres()
    return laissee and Role.EQUIPE in turn.roles


def _relue(guichet: Guichet, demande: DemandeRecord) -> DemandeRecord:
    return guichet.demandes.trouver(demande.id) or demande


def _moi(turn: Turn) -> CompteRecord:
    return CompteRecord(turn.incoming.address.plateforme, turn.incoming.address.personne)
