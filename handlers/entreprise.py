"""What somebody who is no buyer may do here: read the plan, and nothing of a contract."""

from __future__ import annotations

from handlers import droits, fiches, file
from handlers.boutons import bouton
from handlers.commandes import lire_commande
from handlers.entretien import Entretien
from handlers.offerts import NUMERO, lire_choix_offert
from handlers.vocabulary import Outcome, Reply, Turn
from knowledge.lecture.lecture import Lecture
from storage.records import Role

INTERNES = frozenset({Role.ACHETEUR, Role.EXPERT, Role.EQUIPE})


def est_interne(turn: Turn) -> bool:
    """Whether the person is of the house, and may describe contracts."""
    return not INTERNES.isdisjoint(turn.roles)


def repondre(turn: Turn, entretien: Entretien) -> Outcome:
    """Answer a message of a firm; `entretien` holds nothing of a purchase."""
    return _par_choix(turn, entretien, turn.incoming.choice) if turn.incoming.choice else _par_texte(turn, entretien)


def _par_choix(turn: Turn, entretien: Entretien, choix: str) -> Outcome:
    genre, _, reste = choix.partition(":")
    numero = int(reste) if NUMERO.fullmatch(reste) else None
    outcome: Outcome | None = None
    match genre:
        case "accueil":
            outcome = _accueillir(turn, entretien)
        case "c":
            outcome = _commande(turn, entretien, reste)
        case "fiche" if numero is not None:
            outcome = fiches.dire_une_fiche(turn, entretien, numero)
        case "lectures" if numero is not None:
            outcome = fiches.dire_les_lectures(turn, entretien, numero)
        case "objectif" if numero is not None:
            outcome = fiches.dire_un_objectif(turn, entretien, numero)
        case "file":
            outcome = droits.reserver_a_l_equipe(turn, entretien)
        case "refus":
            outcome = fiches.refuser(turn, entretien, reste)
    return outcome or _reserver(turn, entretien)


def _par_texte(turn: Turn, entretien: Entretien) -> Outcome:
    texte = turn.incoming.text.strip()
    if fiches.est_directe(texte) or fiches.demande_une_definition(texte):
        return fiches.chercher(turn, entretien, texte, dire_rien=True) or _reserver(turn, entretien)
    if file.lire_ordre(texte):
        return droits.reserver_a_l_equipe(turn, entretien)
    if commande := lire_commande(texte):
        return _commande(turn, entretien, commande) or _reserver(turn, entretien)
    if fiches.refuse_la_reponse(turn, entretien, texte):
        return fiches.refuser(turn, entretien)
    if choix := lire_choix_offert(turn, texte):
        return _par_choix(turn, entretien, choix)
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    if _decrit_un_achat(lecture) and not fiches.ressemble_a_une_question(texte):
        return _reserver(turn, entretien)
    return fiches.chercher(turn, entretien, texte, dire_rien=True) or _reserver(turn, entretien)


def _decrit_un_achat(lecture: Lecture) -> bool:
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    return bool(lus & {"montant_ht", "duree_mois", "date_attribution"}) or bool(lecture.montants_ttc)


def _commande(turn: Turn, entretien: Entretien, commande: str) -> Outcome | None:
    match commande:
        case "bonjour" | "recommencer" | "annuler":
            return _accueillir(turn, entretien)
        case "merci":
            return Outcome(entretien.en_json(), [Reply("merci", {})])
        case "aide":
            return Outcome(entretien.en_json(), [_avec_premiers_pas(Reply("aide_entreprise", {"pack": turn.pack}))])
        case "chercher":
            return fiches.lister(turn, entretien)
        case "file":
            return droits.reserver_a_l_equipe(turn, entretien)
        case "droits":
            return droits.dire(turn, entretien)
        case "refuser":
            return fiches.refuser(turn, entretien)
    return None


def _accueillir(turn: Turn, entretien: Entretien) -> Outcome:
    return Outcome(entretien.en_json(), [_avec_premiers_pas(Reply("accueil_entreprise", {"pack": turn.pack}))])


def _reserver(turn: Turn, entretien: Entretien) -> Outcome:
    reply = Reply("reserve_aux_acheteurs", {"service": turn.pack.services["commande_publique"]})
    return Outcome(entretien.en_json(), [_avec_premiers_pas(reply)])


def _avec_premiers_pas(reply: Reply) -> Reply:
    return Reply(reply.template, reply.contexte, (bouton("chercher", "c:chercher"), bouton("aide", "c:aide")))
