"""The opinion of an expert: asked with the facts of a purchase and the buyer's yes, given where the expert talks, told back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.clauses.atelier import HEURES, ouvrir
from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import dialogue
from handlers.diagnostic.resultat import a_jour, retour_au_resultat
from knowledge.clauses.paroles import lire_une_reponse, lire_une_saisine, nommer_un_service
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.plan.pack import Pack, Portee, Service
from storage.clauses.records import AvisRecord, EtatAvis
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX
from storage.suivi.records import AchatRecord

PREPARER, ENVOYER, REPONDRE, LISTER = "avis.preparer", "avis.envoyer", "avis.repondre", "avis.lister"
REPONSE_MAX = 3000
LISTES_MAX = 10
REPONDENT = frozenset({Role.EXPERT, Role.EQUIPE})


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Whom an opinion is asked of; the yes that sends it; the words of the expert."""
    attente = entretien.attente
    if isinstance(attente, Acte) and attente.nature == PREPARER:
        dit = lire_avis(texte)
        if dit is not None and not dit.suite:
            return Proposition(Acte(ENVOYER if dit.accord else "rien", attente.slots, mots=texte), Force.ATTENDU)
    if (
        isinstance(attente, Acte)
        and attente.nature == REPONDRE
        and texte.strip()
        and lire_formule(texte, exacte=True) is None
    ):
        return Proposition(Acte(REPONDRE, {**attente.slots, "texte": texte}, mots=texte), Force.ATTENDU)
    if turn.roles & REPONDENT and (lue := lire_une_reponse(texte)) is not None:
        numero, reponse = lue
        return Proposition(Acte(REPONDRE, {"numero": numero, "texte": reponse}, mots=texte), Force.NOMME)
    if not entretien.faits.connus():
        return None
    service = lire_une_saisine(texte, _noms(turn.pack))
    return None if service is None else Proposition(Acte(PREPARER, {"service": service}, mots=texte), Force.ENTIER)


def _noms(pack: Pack) -> dict[str, tuple[str, str]]:
    """What each service is called."""
    return {un.id: (un.sigle or "", un.nom) for un in pack.services.values()}


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Show what would be sent to a service of a purchase, and ask for a yes: nothing leaves without it."""
    if not entretien.faits.connus():
        return dialogue.dire(turn, entretien, "pas_encore")
    service = turn.pack.services.get(str(acte.slots.get("service") or nommer_un_service(acte.mots, _noms(turn.pack))))
    if service is None:
        vises = [un for un in turn.pack.services.values() if _action(turn, entretien, un, None) is not None]
        choices = tuple(Choice(un.sigle or un.nom, f"w:demander:{un.id}") for un in vises)
        return aparte(turn, entretien, Reply("avis_de_qui", {}, (*choices, *retour_au_resultat(entretien))))
    action = _action(turn, entretien, service, acte.slots.get("action"))
    if action is None:
        return aparte(turn, entretien, Reply("avis_sans_objet", {"service": service}, retour_au_resultat(entretien)))
    contexte = {"service": service, "fiche": turn.pack.fiches[action], "message": _message(turn, entretien)}
    suivant = replace(entretien, attente=Acte(PREPARER, {"service": service.id, "action": action}))
    choices = (bouton("envoyer_l_avis", f"w:saisir:{service.id}:{action}"), *retour_au_resultat(entretien))
    return aparte(turn, suivant, Reply("avis_a_envoyer", contexte, choices))


def envoyer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask the service; the worker tells the expert, and the buyer sees that it is awaited."""
    service = turn.pack.services.get(str(acte.slots.get("service", "")))
    if service is None or not entretien.faits.connus() or turn.memoire is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    action = _action(turn, entretien, service, acte.slots.get("action"))
    entretien, _, numero = a_jour(turn, entretien)
    achat = memoire(turn).achats.du_diagnostic(numero)
    if action is None or achat is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    demande = memoire(turn).clauses.demander(
        {
            "achat_id": achat,
            "action": action,
            "service": service.id,
            "message": _message(turn, entretien),
            "conversation_id": turn.conversation,
            "plateforme": turn.incoming.address.plateforme,
            "demande_par": turn.incoming.address.personne,
        },
        turn.now,
    )
    contexte = {"service": service, "deja": demande is None, "achat": achat}
    choices = (bouton("mes_achats", "c:mes_achats"), *retour_au_resultat(entretien))
    return aparte(turn, entretien, Reply("avis_envoye", contexte, choices))


def _action(turn: Turn, entretien: Entretien, service: Service, dite: object) -> int | None:
    """The action of the purchase on which a service is to be asked: the one that is named, else what it leads and is to be studied."""
    siennes: dict[int, tuple[bool, bool]] = {}
    diagnostic = ouvrir(turn, entretien).diagnostic
    for jugement in (diagnostic, *diagnostic.lots):
        for une in jugement.recommandations:
            if service.id in (une.regle.contacts or (une.fiche.pilote,)):
                note = une.fiche.pilote == service.id, une.regle.portee is Portee.A_ETUDIER
                siennes[une.fiche.numero] = max(note, siennes.get(une.fiche.numero, note))
    if isinstance(dite, int) and dite in siennes:
        return dite
    return max(siennes, key=lambda action: (*siennes[action], -action), default=None)


def _message(turn: Turn, entretien: Entretien) -> str:
    """The facts that an expert needs: what the purchase is, and the hours that it would be asked for."""
    atelier = ouvrir(turn, entretien)
    diagnostic = atelier.diagnostic
    faits = [
        turn.phrase("fait", nom, diagnostic.faits[nom]) for nom in diagnostic.faits if nom in diagnostic.faits.dits()
    ]
    heures = [valeur.formule for _, valeur in atelier.heures(atelier.reglages.niveau) if valeur.formule]
    propose = any(HEURES in un.modele.blancs for un in atelier.offerts)
    return " ; ".join([*faits, *(heures if propose else ())])


# --- the expert ---------------------------------------------------------------------------------------------------


def annoncer(pack: Pack, avis: AvisRecord, achat: AchatRecord, *, rappel: bool = False) -> Reply:
    """What an expert is told of an opinion that is asked of their service."""
    return Reply("avis_demande", _contexte(pack, avis, achat) | {"rappel": rappel}, _boutons(avis))


def rapporter(pack: Pack, avis: AvisRecord, achat: AchatRecord) -> Reply:
    """What the buyer is told of an opinion that was given."""
    choices: tuple[Choice, ...] = (bouton("textes_de", f"w:action:{avis.action}", avis.action),)
    return Reply("avis_rendu", _contexte(pack, avis, achat), choices)


def _contexte(pack: Pack, avis: AvisRecord, achat: AchatRecord) -> dict[str, Any]:
    return {
        "avis": avis,
        "achat": achat,
        "fiche": pack.fiches.get(avis.action),
        "service": pack.services.get(avis.service),
    }


def _boutons(avis: AvisRecord) -> tuple[Choice, ...]:
    return (bouton("repondre_a_l_avis", f"w:avis:{avis.id}"),)


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Give an opinion: its words, or the demand for them."""
    numero = acte.slots.get("numero")
    if not turn.roles & REPONDENT:
        return aparte(turn, entretien, Reply("avis_reserve"))
    avis = memoire(turn).clauses.avis(numero) if isinstance(numero, int) and 0 < numero <= NUMERO_MAX else None
    achat = None if avis is None else memoire(turn).achats.trouver(avis.achat_id)
    if avis is None or achat is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    contexte = _contexte(turn.pack, avis, achat)
    if avis.etat is not EtatAvis.ATTENDU:
        return aparte(turn, entretien, Reply("avis_deja_rendu", contexte))
    texte = " ".join(str(acte.slots.get("texte", "")).split())[:REPONSE_MAX]
    if not texte:
        suivant = replace(entretien, attente=Acte(REPONDRE, {"numero": avis.id}))
        return aparte(turn, suivant, Reply("avis_a_rendre", contexte))
    memoire(turn).clauses.rendre(avis.id, texte, auteur(turn), turn.now)
    return aparte(turn, entretien, Reply("avis_donne", contexte | {"reponse": texte}))


def lister(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """The opinions that are awaited: of everybody for experts and the team, one's own for a buyer."""
    tous = memoire(turn).clauses.attendus(LISTES_MAX + 1)
    if not turn.roles & REPONDENT:
        miens = {(un.plateforme, un.personne) for un in turn.droits.comptes()}
        tous = [un for un in tous if (un.plateforme, un.demande_par) in miens]
    achats = memoire(turn).achats.plusieurs([un.achat_id for un in tous])
    vus = [_contexte(turn.pack, un, achats[un.achat_id]) for un in tous[:LISTES_MAX] if un.achat_id in achats]
    choices = tuple(bouton("repondre_a_l_avis_n", f"w:avis:{un['avis'].id}", un["avis"].id) for un in vus)
    peut = bool(turn.roles & REPONDENT)
    return aparte(
        turn, entretien, Reply("avis_attendus", {"vus": vus, "plus": len(tous) > LISTES_MAX}, choices if peut else ())
    )


ACTES: Mapping[str, Faire] = {PREPARER: preparer, ENVOYER: envoyer, REPONDRE: repondre, LISTER: lister}

__all__ = ["ACTES", "REPONDRE", "annoncer", "lire", "rapporter"]
