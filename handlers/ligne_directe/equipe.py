"""What the team types about the requests of firms: an order, with its number or about the last one; the answer or the name that was asked for."""

from __future__ import annotations

from handlers.conversation.acts import SEULS, Force, Proposition
from handlers.conversation.contexte import contexte_de
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import Guichet, Turn
from handlers.diagnostic.regles import est_une_description
from handlers.ligne_directe.attentes import annule, attendue, est_un_ordre, montree
from handlers.ligne_directe.demandes import MONTREES, noms
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import SUR
from knowledge.francais import objets
from knowledge.francais.avis import Avis, lire_avis
from knowledge.francais.prenoms import PRENOMS
from knowledge.francais.questionnement import demande_une_definition, est_directe
from knowledge.francais.texte import mots_de
from knowledge.ligne_directe.equipe import CLOSES, Ordre, ceux_que_nomme, lire_un_ordre, s_adresse_a_quelqu_un
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX

# A letter, a dot, a thumb: hardly what was meant for a firm.
LETTRES_MIN = 3
# Where to look for the request that an order does not name.
_PARMI = {"prendre": "nouvelles", "rouvrir": CLOSES}


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "demandes", "prendre la demande 12", "je la prends"; what is awaited comes before orders that may be its words."""
    ordre = lire_un_ordre(texte)
    lue = None if ordre is None else _resoudre(turn, entretien, ordre, texte)
    attente = attendue(turn, entretien)
    if attente is not None and attente.nature == "demande.repondre":
        return _pour_l_entreprise(turn, entretien, attente, texte, ordre, lue) or lue
    if attente is not None and attente.nature == "demande.transferer":
        return lue or _a_qui(turn, attente, texte)
    return lue


# --- orders -----------------------------------------------------------------------------------------------------------


def _resoudre(turn: Turn, entretien: Entretien, ordre: Ordre, texte: str) -> Proposition | None:
    """The act of an order, and of which request; None when a number, or "je la prends", is about something else.

    Without a number, of a request that nothing tells: which ones there are is to be said.
    """
    if ordre.verbe in ("lister", "lister_de"):
        return _liste(turn, ordre, texte)
    if ordre.numero is not None and ordre.nomme:
        return Proposition(_acte(ordre, ordre.numero, texte), Force.NOMME)
    if turn.guichet is None:
        # "Annuler la demande", said by a buyer, may be of their purchase.
        return _laquelle(turn, ordre, texte) if ordre.nomme and ordre.verbe != "annuler" else None
    if not ordre.nomme and _est_dit_d_autre_chose(turn, texte):
        return None
    derniere = _montree(turn) or montree(entretien)
    numero = ordre.numero or _sans_numero(turn, turn.guichet, ordre, derniere)
    demande = None if numero is None or numero > NUMERO_MAX else turn.guichet.demandes.trouver(numero)
    if demande is None or not (Role.EQUIPE in turn.roles or demande.responsable in turn.droits.comptes()):
        return _laquelle(turn, ordre, texte) if ordre.nomme else None
    force = Force.ATTENDU if demande.id == derniere else _force(turn, ordre)
    return Proposition(_acte(ordre, demande.id, texte), force)


def _acte(ordre: Ordre, demande: int, texte: str) -> Acte:
    slots: dict[str, object] = {"demande": demande}
    if ordre.verbe == "repondre" and ordre.dit:
        slots |= {"texte": ordre.dit, "sur": ordre.sur}
    if ordre.verbe == "transferer" and ordre.dit:
        slots["nom"] = ordre.dit
    return Acte("reponse.garder" if ordre.verbe == "promouvoir" else f"demande.{ordre.verbe}", slots, mots=texte)


def _laquelle(turn: Turn, ordre: Ordre, texte: str) -> Proposition:
    """Which one is not told: those that it can be."""
    slots = {"lesquelles": _PARMI.get(ordre.verbe, "miennes")}
    return Proposition(Acte("demande.lister", slots, mots=texte), _force(turn, ordre))


def _liste(turn: Turn, ordre: Ordre, texte: str) -> Proposition | None:
    """A list that is surely of requests: "historique" and "demandes de devis" are of something else elsewhere."""
    if ordre.verbe == "lister":
        slots = {"lesquelles": ordre.dit}
        sure = turn.guichet is not None or ordre.nomme
    else:
        slots, nom = {"de": ordre.dit}, ordre.dit or ""
        connus = {} if turn.guichet is None or Role.EQUIPE not in turn.roles else noms(turn.guichet)
        sure = bool(connus) and not (PRENOMS.isdisjoint(mots_de(nom)[:1]) and not ceux_que_nomme(connus, nom))
    return Proposition(Acte("demande.lister", slots, mots=texte), _force(turn, ordre)) if sure else None


def _force(turn: Turn, ordre: Ordre) -> Force:
    """Requests that are named are those of firms, for whoever answers them."""
    return Force.NOMME if turn.guichet is not None and ordre.nomme else Force.ENTIER


def _est_dit_d_autre_chose(turn: Turn, texte: str) -> bool:
    """Whether these words are a command, or the label of a button of something else."""
    choix = lire_choix_offert(turn, texte)
    return lire_formule(texte, exacte=True) is not None or (choix is not None and not choix.startswith("g:"))


def _sans_numero(turn: Turn, guichet: Guichet, ordre: Ordre, derniere: int | None) -> int | None:
    """The request that was last shown; of "la demande", else the only one that it can be."""
    if ordre.nomme and ordre.verbe == "prendre":
        siennes = [une.id for une in guichet.demandes.ouvertes(MONTREES + 1, sans_responsable=True)]
        return derniere if derniere in siennes else siennes[0] if len(siennes) == 1 else None
    if derniere is not None or not ordre.nomme:
        return derniere
    miennes = guichet.demandes.ouvertes(2, responsables=turn.droits.comptes())
    return miennes[0].id if len(miennes) == 1 else None


def _montree(turn: Turn) -> int | None:
    """The one request that the buttons offered are about."""
    offerts = set()
    for valeur, _ in turn.etat.get("choix_offerts", ()):
        match valeur.split(":"):
            case [
                "g",
                "voir" | "prendre" | "reprendre" | "occupe" | "repondre" | "transferer" | "rendre" | "clore",
                un,
            ]:
                offerts.add(int(un))
    return offerts.pop() if len(offerts) == 1 else None


# --- what was asked for -----------------------------------------------------------------------------------------------


def _pour_l_entreprise(
    turn: Turn, entretien: Entretien, attente: Acte, texte: str, ordre: Ordre | None, lue: Proposition | None
) -> Proposition | None:
    """The words that a firm waits for, or the yes to those that were shown; None for what can only be an order.

    Asked for word for word, they are as sure as what names its thing: of two that are, the person says which.
    """
    demande, dits = attente.slots["demande"], attente.slots.get("texte")
    avis = lire_avis(texte) if dits else None
    if annule(texte) or avis == Avis(accord=False):
        return Proposition(Acte("demande.abandonner", {"demande": demande}, mots=texte), Force.NOMME)
    slots: dict[str, object] = {"texte": texte, "sur": not _est_douteux(turn, entretien, texte, ordre)}
    if avis == Avis(accord=True):
        slots = {"texte": str(dits), "confirme": True}
    elif lue is not None:
        redit = lue.acte.nature == attente.nature and lue.acte.slots["demande"] == demande and "texte" in lue.acte.slots
        # "Je m'en occupe" may be said to the firm; "prendre la demande 12" is not.
        if redit or lue.acte.nature != "demande.prendre" or (ordre is not None and ordre.numero is not None):
            return None
    elif est_un_ordre(texte, de_mots=True):
        return None
    return Proposition(Acte("demande.repondre", {"demande": demande, **slots}, mots=texte), Force.NOMME)


def _est_douteux(turn: Turn, entretien: Entretien, texte: str, ordre: Ordre | None) -> bool:
    """Whether words that were asked for a firm look like they were typed for something else."""
    if (
        sum(map(str.isalnum, texte)) < LETTRES_MIN
        or lire_formule(texte, exacte=True) is not None
        or objets.sujet(texte) is not None
    ):
        return True
    if ordre is not None or lire_avis(texte) == Avis(accord=False):
        return True
    if s_adresse_a_quelqu_un(texte):
        return False
    if est_une_description(turn, texte):
        return True
    entendus = turn.ecouter(texte, contexte_de(turn, entretien)).actes
    return all(acte.surete >= SUR and acte.nature not in SEULS | {"oui", "non", "file"} for acte in entendus)


def _a_qui(turn: Turn, attente: Acte, texte: str) -> Proposition | None:
    """The name, or the button, of whom a request is given to."""
    slots: dict[str, object] = {"demande": attente.slots["demande"]}
    if annule(texte):
        return Proposition(Acte("reponse.laisser", slots, mots=texte), Force.ATTENDU)
    match (lire_choix_offert(turn, texte) or "").split(":"):
        case ["g", "a", _, marque]:
            slots["marque"] = int(marque)
        case _ if est_un_ordre(texte) or est_directe(texte) or demande_une_definition(texte):
            return None
        case _:
            slots["nom"] = texte
    return Proposition(Acte("demande.transferer", slots, mots=texte), Force.ATTENDU)
