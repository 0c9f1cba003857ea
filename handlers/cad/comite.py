"""What the committee targets: actions of a purchase, or the purchase itself on a point that the plan names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.suivi.moments import PUBLICATION
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Comite
from storage.comptes.records import Role
from storage.suivi.records import AchatRecord, EtapeRecord, EtatQuestion, Pas
from storage.suivi.repository import CIBLEE, COMITE, DECIBLEE

_NE_PLUS = r"(?P<non>(?:ne (?:plus|pas) |annuler? de |arreter? de |de)?)"
_CIBLER = re.compile(
    rf"^{_NE_PLUS}cibl(?:er?|ez|ons)\b(?P<quoi>.*?)(?:(?:,? (?:sur|pour|dans|de|du|a) | )(?:(?:le |l'|la |ce |cet )?(?P<quel>marche|contrat|achat) (?:n° ?|no |numero )?(?P<numero>\d{{1,9}})))?$"
)
_ACTION = re.compile(r"(?<![\d.,])\d{1,3}(?![\d%]|[.,]\d)")
_MOTS = re.compile(r"\b(?:l'|les?|la|l|actions?|fiches?|et|n|aussi|de|des|sur|pour)\b|[\s,;.+&°'/()-]|\d")


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "cibler l'action 8 sur le marché 12", "ne plus cibler TPE-PME pour l'achat 5"; None for anything else."""
    comite = turn.pack.comite
    lu = _CIBLER.match(sans_son_nom(comite, simplifier(texte)) if comite else simplifier(texte))
    if lu is None or texte.rstrip().endswith("?"):
        return None
    reste, traits = lu["quoi"], []
    for vise in turn.pack.vises:
        reste, combien = re.subn(rf"\b(?:{'|'.join(map(simplifier, vise.mots))})\b", " ", reste)
        traits += [vise.id] if combien else []
    actions = tuple(dict.fromkeys(int(dit) for dit in _ACTION.findall(reste)))
    if _MOTS.sub("", reste):
        # "cibler les publics éloignés de l'emploi" is of something else.
        return None
    if comite is None:
        return sans_comite(turn, entretien)
    if not (actions or traits):
        return _incomplet(turn, entretien)
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if lu["numero"] is None:
        return _incomplet(turn, entretien)
    achat = _achat(turn, lu["quel"], int(lu["numero"]))
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    return cibler(turn, entretien, achat, actions, traits, retirer=bool(lu["non"]))


def sans_son_nom(comite: Comite, simple: str) -> str:
    """ "le CAD cible …" without who does."""
    dits = "|".join(re.escape(simplifier(dit)) for dit in comite.dits)
    return re.sub(rf"^le (?:{dits}) ", "", simple)


def sans_comite(turn: Turn, entretien: Entretien) -> Outcome:
    """The plan has no committee: nobody decides there of what is targeted."""
    return aparte(turn, entretien, Reply("sans_comite"))


def _incomplet(turn: Turn, entretien: Entretien) -> Outcome:
    return aparte(turn, entretien, Reply("ciblage", {"achat": None, "quoi": "incomplet"}))


def _achat(turn: Turn, quel: str, numero: int) -> AchatRecord | None:
    """A purchase by its number; a « marché » of the register is the purchase that is to replace it, else its own."""
    achats = memoire(turn).achats
    if quel != "achat" and memoire(turn).marches.trouver(numero) is not None:
        return achats.qui_remplace(numero) or achats.du_marche(numero)
    return achats.trouver(numero)


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button that targets, or takes back a target; None when it is none of them."""
    match reste.split(":"):
        case ["cibler" | "decibler" as verbe, numero, quoi] if numero.isdecimal():
            if Role.EQUIPE not in turn.roles:
                return reserver_a_l_equipe(turn, entretien)
            achat = memoire(turn).achats.trouver(int(numero))
            dits = quoi.split("+")
            actions = [int(dit) for dit in dits if dit.isdecimal()]
            traits = [un.id for un in turn.pack.vises if un.court in dits]
            if achat is None or not (actions or traits):
                return None
            return cibler(turn, entretien, achat, actions, traits, retirer=verbe == "decibler")
    return None


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
    memoire(turn).achats.verrouiller(achat.id)
    visees = {
        ligne.action
        for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
        if Pas.CIBLEE in ligne.passage
    }
    change = [action for action in actions if (action in visees) is retirer]
    changent = [trait for trait in traits if bool(achat.traits.get(trait)) is retirer]
    jour = turn.aujourdhui if retirer else _seance(turn, achat)
    memoire(turn).achats.dire(
        achat.id, [_etape(turn, achat, action, jour, retirer=retirer) for action in change], turn.now
    )
    memoire(turn).achats.changer(achat.id, dict.fromkeys(changent, not retirer), turn.now)
    if not retirer:
        _demander(turn, achat, changent)
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


def _etape(turn: Turn, achat: AchatRecord, action: int, jour: date, *, retirer: bool) -> EtapeRecord:
    if retirer:
        return EtapeRecord(action, DECIBLEE, None, jour, turn.now, auteur(turn), COMITE)
    # Taken back since that session, it is targeted again as of then at the earliest: the day decides between the two.
    reprises = [
        une.jour for une in memoire(turn).achats.etapes([achat.id], action).get(achat.id, []) if une.etape == DECIBLEE
    ]
    return EtapeRecord(action, CIBLEE, None, max((jour, *reprises)), turn.now, auteur(turn), COMITE)


def _seance(turn: Turn, achat: AchatRecord) -> date:
    """The last session of the committee of that buyer; today without one."""
    passees = [jour for jour in memoire(turn).seances.toutes().get(achat.acheteur, ()) if jour <= turn.aujourdhui]
    return passees[-1] if passees else turn.aujourdhui


def _demander(turn: Turn, achat: AchatRecord, changent: Sequence[str]) -> None:
    """What was targeted is asked with what is in the file; at once when that was told already."""
    vises = {un.trait for un in turn.pack.vises if un.id in changent}
    genres = [
        un.genre for un in turn.pack.traits.values() if un.si_vise and un.moment == PUBLICATION and un.id in vises
    ]
    questions = memoire(turn).achats.questions([achat.id]).get(achat.id, [])
    if any(une.genre == PUBLICATION and une.etat is EtatQuestion.REPONDUE for une in questions):
        for genre in genres:
            memoire(turn).achats.poser(achat.id, genre, turn.aujourdhui)


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


__all__ = ["cibler", "repondre", "repondre_par_choix", "sans_comite", "sans_son_nom"]
