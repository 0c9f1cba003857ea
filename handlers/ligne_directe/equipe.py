"""The requests of firms, for whoever answers them: taking one, answering, giving it to somebody else, ending it, keeping its answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.boutons import bouton
from handlers.commandes import lire_commande, simplifier
from handlers.droits import reserver_a_l_equipe
from handlers.entretien import Entretien
from handlers.noms import lire_un_nom
from handlers.questions import aparte
from handlers.vocabulary import Choice, CompteRecord, DemandeRecord, Entry, Guichet, Outcome, Reply, Turn
from knowledge.ligne_directe.gardes import Garde
from storage.records import EtatDemande, Role

MONTREES = 10
# What was said around the question, and how much of it.
ECHANGES_MONTRES = 12
REPONSE_MAX = 3_000
TITRE_MAX = 60
PREFIXE = "g"
# What is about one firm's own case is an answer for nobody else.
JAMAIS_PROMUES = frozenset(set(Garde) - {Garde.HUMAIN})

_LISTE = re.compile(
    r"^(?:(?:voir |lister )?(?:les |mes )?demandes(?: (?:des )?entreprises| en (?:attente|cours))?|ligne directe|guichet|la ligne directe)$"
)
_UNE = r"(?:la |a la |de la )?demande (?:n[o°]? ?)?(?P<numero>\d{1,9})"
_VOIR = re.compile(rf"^(?:voir |ouvrir |montre[rz]?(?:-moi)? )?{_UNE}$")
_PRENDRE = re.compile(rf"^(?:(?:je )?(?:prends?|prendre)|je m'occupe de|je me charge de) {_UNE}$")
_REPONDRE = re.compile(rf"^(?:repon[ds]\w*|reponse) {_UNE}(?: ?[:,-])?(?P<suite>.*)$", re.DOTALL)
_TRANSFERER = re.compile(
    rf"^(?:transfer\w*|confi\w*|donne[rz]?|passe[rz]?|reaffect\w*) {_UNE} (?:a |au |aux )(?P<nom>.+)$"
)
_RENDRE = re.compile(
    rf"^(?:rend\w*|liber\w*|lache[rz]?|je (?:ne peux pas|suis occupee?)(?: pour)?|occupee? (?:pour)?) {_UNE}$"
)
_CLORE = re.compile(rf"^(?:clo\w*|ferme[rz]?|termine[rz]?|archive[rz]?) {_UNE}$")
_PROMOUVOIR = re.compile(
    rf"^(?:promouvoir|promeus|garder la reponse de|ajouter la reponse de|publier la reponse de) {_UNE}$"
)
_RETIRER = re.compile(r"^retirer? (?:la |l')?(?:reponse|entree|fiche)(?: promue)? (?:n[o°]? ?)?(?P<numero>\d{1,9})$")
_CORRIGER = re.compile(
    r"^(?:corrig\w*|modifi\w*|remplac\w*|reecri\w*) (?:la |l')?(?:reponse|entree)(?: promue)? (?:n[o°]? ?)?(?P<numero>\d{1,9})\b.+$",
    re.DOTALL,
)
_PROMUES = re.compile(r"^(?:les )?(?:reponses|entrees) (?:promues|gardees|de l'equipe)$")


# --- what is typed ----------------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "demandes", "prendre la demande 12", "répondre à la demande 12 : …"; None for anything else."""
    simple = simplifier(texte)
    lu: re.Match[str] | None
    for motif, fonction in (
        (_VOIR, voir),
        (_PRENDRE, prendre),
        (_RENDRE, rendre),
        (_CLORE, clore),
        (_PROMOUVOIR, promouvoir),
    ):
        if lu := motif.match(simple):
            return fonction(turn, entretien, int(lu["numero"]))
    if _LISTE.match(simple):
        return lister(turn, entretien)
    if lu := _REPONDRE.match(simple):
        suite = re.split(rf"\b{lu['numero']}\b", texte, maxsplit=1)[-1].lstrip(" :,-–")
        return (
            ecrire(turn, entretien, int(lu["numero"]), suite)
            if suite.strip()
            else demander(turn, entretien, int(lu["numero"]))
        )
    if lu := _TRANSFERER.match(simple):
        nom = re.split(r"\s(?:à|a|au|aux)\s", texte, maxsplit=texte.lower().count(" à la demande") + 1)[-1]
        return transferer_a(turn, entretien, int(lu["numero"]), nom)
    if lu := _RETIRER.match(simple):
        return retirer(turn, entretien, int(lu["numero"]))
    if lu := _CORRIGER.match(simple):
        reste = re.split(rf"\b{lu['numero']}\b", texte, maxsplit=1)[-1].lstrip(" :,-–")
        return corriger(turn, entretien, int(lu["numero"]), reste)
    if _PROMUES.match(simple):
        return lister_les_promues(turn, entretien)
    return None


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """The answer, or the name, that was just asked for a request; None when that is not what is awaited."""
    genre, _, reste = attente.partition(":")
    quoi, _, numero = reste.partition(":")
    if genre != PREFIXE or not numero.isdecimal():
        return None
    if quoi == "reponse":
        return ecrire(turn, entretien, int(numero), texte)
    return transferer_a(turn, entretien, int(numero), texte)


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a request; None when it is none of them."""
    verbe, *valeurs = reste.split(":")
    if not all(valeur.isdecimal() for valeur in valeurs):
        return None
    if turn.guichet is None:
        return reserver_a_l_equipe(turn, entretien)
    match (verbe, [int(valeur) for valeur in valeurs]):
        case ("liste", []):
            return lister(turn, entretien)
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
        case ("a", [numero, rang]):
            membres = _autres(turn, numero)
            return None if rang >= len(membres) else transferer(turn, entretien, numero, membres[rang])
        case ("rendre", [numero]):
            return rendre(turn, entretien, numero)
        case ("clore", [numero]):
            return clore(turn, entretien, numero)
        case ("promouvoir", [numero]):
            return promouvoir(turn, entretien, numero)
        case ("generale", [numero]):
            return promouvoir(turn, entretien, numero, generale=True)
        case ("retirer", [numero]):
            return retirer(turn, entretien, numero)
    return None


# --- reading ----------------------------------------------------------------------------------------------------------


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """The requests that are open, the most urgent first."""
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    demandes = guichet.demandes.ouvertes(MONTREES)
    lignes = [
        {
            "demande": une,
            "responsable": une.responsable and guichet.nommer(une.responsable),
            "retard": _en_retard(turn, une),
        }
        for une in demandes
    ]
    choices = tuple(bouton("voir_la_demande", f"g:voir:{une.id}", une.id) for une in demandes)
    return aparte(turn, entretien, Reply("demandes", {"lignes": lignes}, choices))


def voir(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """One request: why, what is known, what was said, and what can be done."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    return aparte(turn, entretien, presenter(turn, guichet, demande))


def presenter(turn: Turn, guichet: Guichet, demande: DemandeRecord) -> Reply:
    lignes = [ligne for ligne in guichet.demandes.lignes(demande.id) if ligne.texte]
    if demande.responsable in turn.droits.comptes():
        guichet.demandes.lues(demande.id, turn.now)
    contexte = {
        "demande": demande,
        "responsable": demande.responsable and guichet.nommer(demande.responsable),
        "a_moi": demande.responsable in turn.droits.comptes(),
        "sujet": _titre_du_sujet(turn, demande),
        "echanges": _avant(guichet, demande),
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
    repondue = demande.repondue_le is not None and demande.question
    return (bouton("garder_la_reponse", f"g:promouvoir:{demande.id}"),) if repondue and _promouvable(demande) else ()


def _avant(guichet: Guichet, demande: DemandeRecord) -> Sequence[Entry]:
    """What was said before the request was made, the last exchanges."""
    dits = [une for une in guichet.transcription(demande.conversation_id) if une.texte and une.le < demande.cree_le]
    return dits[-ECHANGES_MONTRES:]


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
    """Not me: it stays for the others."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "occupe", "demande": trouvee[1]}))


def demander(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Ask for the answer: the very next words are it."""
    trouvee = _a_moi(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    suivant = replace(entretien, attente=f"{PREFIXE}:reponse:{numero}")
    return Outcome(suivant.en_json(), [Reply("reponse_demandee", {"demande": trouvee[1]})])


def ecrire(turn: Turn, entretien: Entretien, numero: int, texte: str) -> Outcome:
    """Answer: the firm is given these words, where it asked."""
    if lire_commande(texte, exacte=True) in ("annuler", "retour"):
        return aparte(turn, entretien, Reply("rien_change"))
    trouvee = _a_moi(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    dits = texte.strip()
    if len(dits) > REPONSE_MAX:
        attente = replace(entretien, attente=f"{PREFIXE}:reponse:{numero}")
        return Outcome(attente.en_json(), [Reply("trop_long", {"longueur": len(dits), "maximum": REPONSE_MAX})])
    if not guichet.demandes.repondre(numero, dits, _moi(turn), turn.now):
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    repondue = guichet.demandes.trouver(numero) or demande
    choices = (bouton("clore", f"g:clore:{numero}"), *_pour_promouvoir(repondue))
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "repondue", "demande": repondue}, choices))


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
    """End it without a word more to the firm than that it is over."""
    trouvee = _a_moi(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if not guichet.demandes.clore(numero, EtatDemande.CLOSE, _moi(turn), turn.now, prevenir=True):
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    close = guichet.demandes.trouver(numero) or demande
    return aparte(turn, entretien, Reply("demande_suite", {"quoi": "close", "demande": close}, _pour_promouvoir(close)))


# --- giving it to somebody else ---------------------------------------------------------------------------------------


def demander_a_qui(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    membres = _autres(turn, numero)
    choices = tuple(Choice(guichet.nommer(un), f"g:a:{numero}:{rang}") for rang, un in enumerate(membres[:MONTREES]))
    suivant = replace(entretien, attente=f"{PREFIXE}:a_qui:{numero}")
    return Outcome(suivant.en_json(), [Reply("demande_a_qui", {"demande": demande, "seul": not membres}, choices)])


def transferer_a(turn: Turn, entretien: Entretien, numero: int, nom: str) -> Outcome:
    """Give it to the person of that name, or of that account."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if lire_commande(nom, exacte=True) in ("annuler", "retour"):
        return aparte(turn, entretien, Reply("rien_change"))
    dit = lire_un_nom(nom)
    voulu = simplifier(dit.texte if dit is not None else nom)
    if dit is not None and dit.genre == "moi":
        return reprendre_a_son_compte(turn, entretien, numero)
    trouves = [
        un for un in guichet.membres() if voulu and voulu in (simplifier(guichet.nommer(un)), simplifier(un.personne))
    ]
    trouves = trouves or [un for un in guichet.membres() if voulu and voulu in simplifier(guichet.nommer(un)).split()]
    if len(trouves) != 1:
        choices = tuple(
            Choice(guichet.nommer(un), f"g:a:{numero}:{rang}")
            for rang, un in enumerate(_autres(turn, numero)[:MONTREES])
        )
        suivant = replace(entretien, attente=f"{PREFIXE}:a_qui:{numero}")
        reply = Reply(
            "demande_qui_est_ce", {"nom": nom.strip(), "plusieurs": len(trouves) > 1, "demande": demande}, choices
        )
        return Outcome(suivant.en_json(), [reply])
    return transferer(turn, entretien, numero, trouves[0])


def transferer(turn: Turn, entretien: Entretien, numero: int, compte: CompteRecord) -> Outcome:
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if not guichet.demandes.confier(numero, compte, turn.now, prevenir=compte not in turn.droits.comptes()):
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    confiee = guichet.demandes.trouver(numero) or demande
    if compte in turn.droits.comptes():
        return aparte(turn, entretien, presenter(turn, guichet, confiee))
    reply = Reply("demande_suite", {"quoi": "confiee", "demande": confiee, "nom": guichet.nommer(compte)})
    return aparte(turn, entretien, reply)


def _autres(turn: Turn, numero: int) -> Sequence[CompteRecord]:
    """Whom a request can be given to: not whoever has it."""
    assert turn.guichet is not None
    demande = turn.guichet.demandes.trouver(numero)
    return [un for un in turn.guichet.membres() if demande is None or un != demande.responsable]


# --- keeping an answer ------------------------------------------------------------------------------------------------


def promouvoir(turn: Turn, entretien: Entretien, numero: int, *, generale: bool = False) -> Outcome:
    """Make an answer of the ligne directe of what was answered, without what is personal; shown at once, and taken back as easily.

    That of a firm's own case is for nobody else, unless somebody says that it is a general rule (`generale`).
    """
    guichet = turn.guichet
    if guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    demande = guichet.demandes.trouver(numero)
    if demande is None:
        return _inconnue(turn, entretien, numero)
    reponse = guichet.demandes.derniere_reponse(numero)
    if reponse is None or not demande.question:
        return aparte(turn, entretien, Reply("promotion_refusee", {"quoi": "sans_reponse", "demande": demande}))
    if not _promouvable(demande) and not generale:
        choices = (bouton("regle_generale", f"g:generale:{numero}"),)
        return aparte(turn, entretien, Reply("promotion_refusee", {"quoi": "cas", "demande": demande}, choices))
    question, texte = turn.anonymiser(demande.question), turn.anonymiser(reponse)
    titre = question if len(question) <= TITRE_MAX else question[: TITRE_MAX - 1].rsplit(" ", 1)[0] + "…"
    address = turn.incoming.address
    change = guichet.entrees.promouvoir(
        numero, titre, question, texte, f"{address.plateforme}:{address.personne}", turn.now
    )
    promue = guichet.entrees.de_la_demande(numero)
    assert promue is not None
    reply = Reply("promue", {"promue": promue, "change": change}, (bouton("retirer", f"g:retirer:{promue.id}"),))
    return aparte(turn, entretien, reply)


def retirer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    if turn.guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    fait = turn.guichet.entrees.retirer(numero, turn.now)
    return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": fait}))


def corriger(turn: Turn, entretien: Entretien, numero: int, texte: str) -> Outcome:
    """Word a kept answer otherwise: as it is typed, by somebody who read what was taken out of it."""
    if turn.guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    address = turn.incoming.address
    change = turn.guichet.entrees.corriger(
        numero, texte[:REPONSE_MAX], f"{address.plateforme}:{address.personne}", turn.now
    )
    promue = turn.guichet.entrees.trouver(numero)
    if promue is None or not change:
        return aparte(turn, entretien, Reply("promue_retiree", {"numero": numero, "fait": False}))
    reply = Reply("promue", {"promue": promue, "change": True}, (bouton("retirer", f"g:retirer:{promue.id}"),))
    return aparte(turn, entretien, reply)


def lister_les_promues(turn: Turn, entretien: Entretien) -> Outcome:
    if turn.guichet is None or Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    promues = turn.guichet.entrees.en_service()
    choices = tuple(bouton("retirer_n", f"g:retirer:{une.id}", une.id) for une in promues[-MONTREES:])
    return aparte(turn, entretien, Reply("promues", {"promues": promues[-MONTREES:], "combien": len(promues)}, choices))


def _promouvable(demande: DemandeRecord) -> bool:
    return demande.garde is None or demande.garde not in JAMAIS_PROMUES


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
        return reserver_a_l_equipe(turn, entretien)
    return guichet, demande


def _a_moi(turn: Turn, entretien: Entretien, numero: int) -> tuple[Guichet, DemandeRecord] | Outcome:
    """A request that this person owns; one that nobody has becomes theirs."""
    trouvee = _ouvrir(turn, entretien, numero)
    if isinstance(trouvee, Outcome):
        return trouvee
    guichet, demande = trouvee
    if demande.responsable is None and guichet.demandes.prendre(numero, _moi(turn), turn.now):
        return guichet, guichet.demandes.trouver(numero) or demande
    if demande.responsable not in turn.droits.comptes() or demande.etat is EtatDemande.ANNULEE:
        return _dire_ou_en_est(turn, entretien, guichet, demande)
    return guichet, demande


def _dire_ou_en_est(turn: Turn, entretien: Entretien, guichet: Guichet, demande: DemandeRecord) -> Outcome:
    """What was wanted cannot be done any more: who has it, or that it is over."""
    actuelle = guichet.demandes.trouver(demande.id) or demande
    contexte: dict[str, Any] = {
        "demande": actuelle,
        "responsable": actuelle.responsable and guichet.nommer(actuelle.responsable),
        "a_moi": actuelle.responsable in turn.droits.comptes(),
    }
    return aparte(turn, entretien, Reply("demande_ou_en_est", contexte, boutons(turn, actuelle)))


def _inconnue(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    return aparte(turn, entretien, Reply("demande_inconnue", {"numero": numero}))


def _moi(turn: Turn) -> CompteRecord:
    return CompteRecord(turn.incoming.address.plateforme, turn.incoming.address.personne)


__all__ = ["boutons", "repondre", "repondre_par_choix", "reprendre", "voir"]
