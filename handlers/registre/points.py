"""Where contracts stand, as the team asks it: one, with its milestones and what was told of it; all of them, what presses first."""

from __future__ import annotations

from datetime import timedelta

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.registre.marches import montrer, numero_de
from handlers.registre.trouver import designe
from knowledge.ecoute import Acte
from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import plier
from knowledge.rappels.paroles import lire_un_ordre_sur_ses_rappels
from knowledge.registre.points import demande_le_point, demande_le_point_de_tous, dit_l_attribution
from storage.comptes.records import Role
from storage.registre.consultations import Selection
from storage.registre.criteres import Critere, Tri
from storage.registre.records import Filtre

POINT, POINT_DE_TOUS = "registre.point", "registre.point_de_tous"
NOTES_MONTREES = 4
PROCHAINS = 5
# What ends within six months is prepared now, or late.
BIENTOT = timedelta(days=183)


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Where one contract that is named stands, or all; when the one that follows will be awarded."""
    if Role.EQUIPE not in turn.roles or entretien.faits.connus():
        return None
    if demande_le_point_de_tous(texte):
        return Proposition(Acte(POINT_DE_TOUS, mots=texte), Force.NOMME)
    if demande_le_point(texte) and lire_un_ordre_sur_ses_rappels(texte) is None:
        numero = designe(turn, texte)
        return None if numero is None else Proposition(Acte(POINT, {"numero": numero}, mots=texte), Force.DESIGNE)
    if dit_l_attribution(texte):
        lues = lire_dates(plier(texte).texte, turn.aujourdhui)
        numero = designe(turn, texte) if len(lues) == 1 and lues[0].bas > turn.aujourdhui else None
        if numero is not None:
            slots = {"numero": numero, "jour": lues[0].bas.isoformat()}
            return Proposition(Acte("registre.dater", slots, mots=texte), Force.NOMME)
    return None


def point(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A contract, its milestones even where nobody said yet that it recurs, and the last notes beside it."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    montre = montrer(turn, entretien, numero_de(acte), reperes=True)
    notes = memoire(turn).annexes.notes(numero_de(acte))[:NOTES_MONTREES]
    if not notes:
        return montre
    return Outcome(montre.etat, [Reply("notes_du_marche", {"notes": notes}), *montre.replies])


def point_de_tous(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """How many there are, which end first, and what nobody has decided of them yet."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    jour = turn.aujourdhui
    marches = memoire(turn).marches
    # By their end, be their award past: no more is read than what is prepared now.
    finissent = Selection(Filtre(), criteres=(Critere(Tri.FIN, de=jour, a=jour + BIENTOT),), par_lot=True)
    bientot = sorted(
        marches.plusieurs(memoire(turn).consultations.numeros(finissent)), key=lambda un: (un.fin or jour, un.id)
    )
    combien = marches.combien()
    contexte = {
        "combien": combien,
        "bientot": bientot[:PROCHAINS],
        "bientot_total": len(bientot),
        "sans_referent": sum(un.referent is None for un in bientot),
        "jusqu_au": jour + BIENTOT,
    }
    choices = [bouton("marche", f"m:voir:{un.id}", un.id) for un in bientot[:PROCHAINS]]
    if combien["a_trier"]:
        choices.append(bouton("trier", "t:page"))
    return aparte(turn, entretien, Reply("point_des_marches", contexte, (*choices, bouton("registre", "c:registre"))))


__all__ = ["POINT", "POINT_DE_TOUS", "lire", "point", "point_de_tous"]
