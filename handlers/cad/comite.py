"""What the committee targets: actions of a purchase, or the purchase itself on a point that the plan names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.suivi.moments import PUBLICATION
from knowledge.cad.paroles import Ciblage, lire_les_vises, lire_un_ciblage
from knowledge.ecoute import Acte
from knowledge.plan.pack import Pack
from storage.comptes.records import Role
from storage.suivi.records import AchatRecord, EtapeRecord, EtatQuestion, Pas
from storage.suivi.repository import CIBLEE, COMITE, DECIBLEE
from storage.unit_of_work import Reading

PARIS = ZoneInfo("Europe/Paris")


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """What the committee targets, or no more."""
    lu = lire_un_ciblage(turn.pack, texte)
    return None if lu is None else Proposition(Acte("comite.cibler", asdict(lu), mots=texte), Force.ENTIER)


def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Target, or no more, what was said of a purchase; or say what is missing."""
    lu = Ciblage(**acte.slots)
    if turn.pack.comite is None:
        return sans_comite(turn, entretien)
    if not (lu.actions or lu.traits):
        return _incomplet(turn, entretien)
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if lu.numero is None:
        return _incomplet(turn, entretien)
    achat = _achat(turn, lu.quel, lu.numero)
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    return cibler(turn, entretien, achat, lu.actions, lu.traits, retirer=lu.retirer)


def par_bouton(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The same, from the button that takes back what was just done."""
    actions, traits = lire_les_vises(turn.pack, str(acte.slots["quoi"]))
    retirer = acte.nature == "comite.decibler_l_achat"
    return faire(
        turn, entretien, Acte("comite.cibler", asdict(Ciblage(actions, traits, "achat", acte.slots["numero"], retirer)))
    )


def sans_comite(turn: Turn, entretien: Entretien) -> Outcome:
    """The plan has no committee: nobody decides there of what is targeted."""
    return aparte(turn, entretien, Reply("sans_comite"))


def _incomplet(turn: Turn, entretien: Entretien) -> Outcome:
    return aparte(turn, entretien, Reply("ciblage", {"achat": None, "quoi": "incomplet"}))


def _achat(turn: Turn, quel: str | None, numero: int) -> AchatRecord | None:
    """A purchase by its number; a « marché » of the register is the purchase that is to replace it, else its own."""
    achats = memoire(turn).achats
    if quel != "achat" and memoire(turn).marches.trouver(numero) is not None:
        return achats.qui_remplace(numero) or achats.du_marche(numero)
    return achats.trouver(numero)


def cibler(
    turn: Turn,
    entretien: Entretien,
    achat: AchatRecord,
    actions: Sequence[int],
    traits: Sequence[str],
    *,
    retirer: bool,
) -> Outcome:
    """Note what the committee decided, as of its last session; what stands so already is not noted again."""
    if inconnues := [action for action in actions if action not in turn.pack.fiches]:
        return aparte(turn, entretien, Reply("ciblage", {"achat": achat, "quoi": "inconnues", "actions": inconnues}))
    jour = turn.aujourdhui if retirer else _seance(turn, achat)
    change, changent = viser(
        memoire(turn), turn.pack, achat, actions, traits, Quand(jour, turn.now, auteur(turn)), retirer=retirer
    )
    noms = {un.id: un.nom for un in turn.pack.vises}
    contexte: dict[str, Any] = {
        "achat": achat,
        "quoi": "retire" if retirer else "cible",
        "fiches": [turn.pack.fiches[action] for action in change],
        "traits": [noms[trait] for trait in changent],
        "deja": [action for action in actions if action not in change],
        "traits_deja": [noms[trait] for trait in traits if trait not in changent],
        "jour": jour,
        "seance": jour != turn.aujourdhui,
    }
    return aparte(
        turn, entretien, Reply("ciblage", contexte, _a_l_envers(turn, achat, change, changent, retirer=retirer))
    )


@dataclass(frozen=True, slots=True)
class Quand:
    """As of which day something is decided, when that is said, and by whom."""

    jour: date
    le: datetime
    par: str


def viser(
    memory: Reading,
    pack: Pack,
    achat: AchatRecord,
    actions: Sequence[int],
    traits: Sequence[str],
    quand: Quand,
    *,
    retirer: bool,
) -> tuple[list[int], list[str]]:
    """Target actions and points of a purchase, or no more; returns those of which that changes something."""
    memory.achats.verrouiller(achat.id)
    visees = {
        ligne.action for ligne in memory.achats.suivis([achat.id]).get(achat.id, []) if Pas.CIBLEE in ligne.passage
    }
    change = [action for action in actions if (action in visees) is retirer]
    changent = [trait for trait in traits if bool(achat.traits.get(trait)) is retirer]
    memory.achats.dire(achat.id, [_etape(memory, achat, action, quand, retirer=retirer) for action in change], quand.le)
    memory.achats.changer(achat.id, dict.fromkeys(changent, not retirer), quand.le)
    if not retirer:
        _demander(memory, pack, achat, changent, quand)
    return change, changent


def _etape(memory: Reading, achat: AchatRecord, action: int, quand: Quand, *, retirer: bool) -> EtapeRecord:
    if retirer:
        return EtapeRecord(action, DECIBLEE, None, quand.jour, quand.le, quand.par, COMITE)
    # Taken back since that session, it is targeted again as of then at the earliest: the day decides between the two.
    reprises = [une.jour for une in memory.achats.etapes([achat.id], action).get(achat.id, []) if une.etape == DECIBLEE]
    return EtapeRecord(action, CIBLEE, None, max((quand.jour, *reprises)), quand.le, quand.par, COMITE)


def _seance(turn: Turn, achat: AchatRecord) -> date:
    """The last session of the committee of that buyer; today without one."""
    passees = [jour for jour in memoire(turn).seances.toutes().get(achat.acheteur, ()) if jour <= turn.aujourdhui]
    return passees[-1] if passees else turn.aujourdhui


def _demander(memory: Reading, pack: Pack, achat: AchatRecord, changent: Sequence[str], quand: Quand) -> None:
    """What was targeted is asked with what is in the file; at once when that was told already."""
    vises = {un.trait for un in pack.vises if un.id in changent}
    genres = [un.genre for un in pack.traits.values() if un.si_vise and un.moment == PUBLICATION and un.id in vises]
    questions = memory.achats.questions([achat.id]).get(achat.id, [])
    if any(une.genre == PUBLICATION and une.etat is EtatQuestion.REPONDUE for une in questions):
        for genre in genres:
            memory.achats.poser(achat.id, genre, quand.le.astimezone(PARIS).date())


def _a_l_envers(
    turn: Turn, achat: AchatRecord, actions: Sequence[int], traits: Sequence[str], *, retirer: bool
) -> tuple[Choice, ...]:
    """The button that takes back what was just done."""
    courts = {un.id: un.court for un in turn.pack.vises}
    quoi = "+".join((*map(str, actions), *(courts[trait] for trait in traits)))
    if not quoi:
        return ()
    if retirer:
        return (bouton("cibler_a_nouveau", f"s:cibler:{achat.id}:{quoi}"),)
    return (bouton("ne_plus_cibler", f"s:decibler:{achat.id}:{quoi}"),)


__all__ = ["Quand", "cibler", "faire", "lire", "par_bouton", "sans_comite", "viser"]
