"""Somebody comes back to a purchase: where it stands with what was decided, all of theirs, what its file says action by action."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import Force, Proposition, a_la_suite, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.suivi import achats, etapes, suites
from handlers.suivi.miens import le_mien, les_miens, mots, se_nomme
from handlers.suivi.relances import poser_publie
from knowledge.ecoute import Acte
from knowledge.registre.paroles import jour_de
from knowledge.suivi.reponses import lire_jour_d_un_fait
from knowledge.suivi.retour import (
    Dossier,
    demande_ou_on_en_etait,
    demande_par_lequel_commencer,
    demande_tous_ses_achats,
    lire_le_dossier,
    lire_peut_on_ecarter,
    met_au_dossier,
    revient_a_l_autre,
    revient_a_un_achat,
    se_montre,
)
from storage.suivi.records import AchatRecord, EtapeRecord, Pas
from storage.suivi.repository import ABSENTE, INSCRITE, PERSONNE

MOT_D_UN_OBJET = 5


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is said of a purchase days later, where there is one to say it of."""
    if turn.memoire is None:
        return None
    if demande_tous_ses_achats(texte) and les_miens(turn):
        return Proposition(
            Acte("suivi.tous", {"premier": demande_par_lequel_commencer(texte)}, mots=texte), Force.NOMME
        )
    if entretien.attente is None and demande_ou_on_en_etait(texte) and (achat := _duquel(turn, entretien, texte)):
        return Proposition(Acte("suivi.reprendre", {"numero": achat.id}, mots=texte), Force.NOMME)
    revenir = revient_a_un_achat(texte)
    if revenir is not None and (acte := _revenir(turn, entretien, texte, revenir)) is not None:
        return Proposition(acte, Force.NOMME)
    if (avis := lire_peut_on_ecarter(texte)) is not None:
        return _peut_ecarter(turn, entretien, texte, *avis)
    lu = lire_le_dossier(texte, turn.pack.fiches)
    if (lu is None and not met_au_dossier(texte)) or (achat := _duquel(turn, entretien, texte)) is None:
        return None
    siennes = {ligne.action for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, [])}
    if lu is None:
        action = _dont_on_parlait(turn, siennes)
        lu = None if action is None else Dossier((action,), (), publie=False)
    if lu is None or not {*lu.ecrites, *lu.oubliees} <= siennes:
        return None
    jour = lire_jour_d_un_fait(texte, turn.aujourdhui) if lu.publie else None
    slots = {
        "numero": achat.id,
        "ecrites": [*lu.ecrites],
        "oubliees": [*lu.oubliees],
        "publie": lu.publie,
        "jour": None if jour is None else jour.isoformat(),
    }
    return Proposition(Acte("suivi.dire_le_dossier", slots, mots=texte), Force.NOMME)


def _peut_ecarter(turn: Turn, entretien: Entretien, texte: str, quoi: str, motif: str) -> Proposition | None:
    """Whether an action of the purchase may be set aside, for the reason that was just told."""
    if (achat := _duquel(turn, entretien, texte)) is None:
        return None
    siennes = tuple(ligne.action for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, []))
    designees = turn.chercheur().designer(quoi, siennes)
    if len(designees) != 1:
        return None
    slots = {"numero": achat.id, "action": designees[0], "motif": motif}
    return Proposition(Acte("suivi.peut_on_ecarter", slots, mots=texte), Force.NOMME)


def peut_on_ecarter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What setting an action aside asks for, and the words that do it: nothing is done of a question."""
    fiche = turn.pack.fiches[acte.slots["action"]]
    contexte = {"fiche": fiche, "motif": str(acte.slots.get("motif") or "")}
    return aparte(
        turn,
        entretien,
        Reply("peut_on_ecarter", contexte, (bouton("detail", f"a:detail:{fiche.numero}", fiche.numero),)),
    )


def _duquel(turn: Turn, entretien: Entretien, texte: str) -> AchatRecord | None:
    """The purchase that is meant: that whose object the words name, else the one under way, else the only one."""
    miens = [un for un in les_miens(turn) if not un.conclu]
    nommes = [
        un for un in miens if any(len(mot) >= MOT_D_UN_OBJET and se_nomme(un, mot) for mot in mots(texte).split())
    ]
    if len(nommes) == 1:
        return nommes[0]
    courant = None if entretien.diagnostic is None else memoire(turn).achats.du_diagnostic(entretien.diagnostic)
    return next((un for un in miens if un.id == courant), miens[0] if len(miens) == 1 else None)


def _revenir(turn: Turn, entretien: Entretien, texte: str, nomme: str) -> Acte | None:
    """Take up again the purchase that is meant, or show them all where several may be; None where there is none to go back to."""
    miens = les_miens(turn)
    courant = None if entretien.diagnostic is None else memoire(turn).achats.du_diagnostic(entretien.diagnostic)
    dits = [mot for mot in mots(nomme).split() if len(mot) >= MOT_D_UN_OBJET]
    nommes = [un for un in miens if any(se_nomme(un, mot) for mot in dits)]
    if revient_a_l_autre(texte):
        nommes = [un for un in nommes if un.id != courant] or [un for un in miens if un.id != courant]
    if len(nommes) == 1:
        return Acte("diagnostic.reprendre", {"numero": nommes[0].id}, mots=texte)
    # "On reprend le marché de l'an dernier" tells of a contract.
    retrouve = bool(nommes) or not dits or se_montre(texte)
    return Acte("mes_achats", mots=texte) if miens and retrouve else None


def _dont_on_parlait(turn: Turn, siennes: set[int]) -> int | None:
    """The one action that the last message was about, by what it offered."""
    dits = {
        int(numero)
        for valeur, _ in turn.etat.get("choix_offerts", ())
        if valeur.startswith(("fiche:", "w:", "a:detail:"))
        for mot in valeur.split(":")[1:]
        # A text is of the action that its key begins with.
        if (numero := mot.partition(".")[0]).isdecimal()
    }
    seules = dits & siennes
    return next(iter(seules)) if len(seules) == 1 else None


def reprendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Where a purchase stands: what was decided of each action, and what is still to be."""
    vu = achats.montrer(turn, entretien, acte.slots["numero"])
    choices = (
        (bouton("retour_au_resultat", "c:resultat"), *vu.replies[0].choices)
        if entretien.diagnostic
        else vu.replies[0].choices
    )
    return Outcome(vu.etat, [replace(vu.replies[0], choices=choices), *vu.replies[1:]])


def tous(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """All of theirs, then the one to begin with where that is asked."""
    liste = achats.lister(turn, entretien)
    ouverts = [un for un in les_miens(turn) if not un.conclu]
    if not acte.slots.get("premier") or not ouverts:
        return liste
    suite = Entretien.depuis_json(turn.pack.vocabulaire, liste.etat)
    premier = min(ouverts, key=lambda un: (un.attribution_le or date.max, un.id))
    return a_la_suite(liste, achats.montrer(turn, suite, premier.id))


def dire_le_dossier(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note what the file says, and what it lacks, of the actions that are told, and of no other."""
    achat = le_mien(turn, acte.slots["numero"])
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    jour = jour_de(acte.slots) or turn.aujourdhui
    lignes = {ligne.action: ligne for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, [])}
    nouvelles = [
        EtapeRecord(action, etape, None, jour, turn.now, auteur(turn), PERSONNE)
        for etape, actions in ((INSCRITE, acte.slots["ecrites"]), (ABSENTE, acte.slots["oubliees"]))
        for action in actions
        if etape != INSCRITE or Pas.INSCRITE not in lignes[action].passage
    ]
    etapes.dire(memoire(turn).achats, turn.pack, achat.id, nouvelles, turn.now)
    suites.inscrire(memoire(turn), achat.id, acte.slots["ecrites"], turn.now)
    if acte.slots.get("publie"):
        poser_publie(turn, achat)
    dites = {*acte.slots["ecrites"], *acte.slots["oubliees"]}
    contexte: dict[str, Any] = {
        "achat": achat,
        "publie": acte.slots.get("publie"),
        "jour": jour,
        "ecrites": [turn.pack.fiches[un] for un in acte.slots["ecrites"]],
        "oubliees": [turn.pack.fiches[un] for un in acte.slots["oubliees"]],
        "autres": sorted(un for un in lignes if un not in dites),
        "service": turn.pack.services["commande_publique"],
    }
    return aparte(turn, entretien, Reply("dossier_dit", contexte, (bouton("achat", f"s:voir:{achat.id}", achat.id),)))


__all__ = ["dire_le_dossier", "lire", "peut_on_ecarter", "reprendre", "tous"]
