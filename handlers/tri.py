"""Bulk triage by the team: which contracts recur, which department they are of, and who answers for them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.droits import reserver_a_l_equipe
from handlers.entretien import Entretien
from handlers.marches import changer, memoire, vue
from handlers.questions import aparte
from handlers.vocabulary import Choice, Outcome, Reply, Turn
from storage.records import ContratRecord, Filtre, Role

PAR_PAGE = 8
LUS = 60
_NUMEROS = r"(?P<numeros>(?:n(?:o|deg|°)?\s*)?\d{1,9}(?:\s*(?:,|et|&|-|\s)\s*\d{1,9})*)"
_VERDICT = re.compile(
    rf"^(?P<quoi>recurrents?|ponctuels?|oui|non)\s*:?\s*(?:les? |pour )?(?:marches? |contrats? )?{_NUMEROS}$"
)
_ATTRIBUER = re.compile(
    rf"^(?P<quoi>direction|referente?)\s+(?P<nom>[^\d:]{{2,80}}?)\s*(?::|pour|aux?|->)\s*(?:les? )?(?:marches? |contrats? )?{_NUMEROS}$"
)


def page(turn: Turn, entretien: Entretien, apres: tuple[date | None, int] | None = None) -> Outcome:
    """Contracts that nobody decided of, the first to end first, each with what the register lets suppose."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    filtre = Filtre(a_trier=True, de=turn.aujourdhui)
    groupes = _par_consultation(memoire(turn).contrats.liste(filtre, LUS, apres))
    montres = groupes[:PAR_PAGE]
    reste = memoire(turn).contrats.compter(filtre)
    echus = memoire(turn).contrats.compter(Filtre(a_trier=True, a=turn.aujourdhui))
    contexte = {
        "groupes": [
            {
                "vue": vue(turn, lots[0], len(lots)),
                "proposee": lots[0].recurrence_proposee,
                "motif": _motif(turn, lots[0]),
            }
            for lots in montres
        ],
        "reste": reste,
        "echus": echus,
        "sans_date": memoire(turn).contrats.compter(Filtre(a_trier=True, sans_date=True)),
    }
    choices: list[Choice] = []
    for lots in montres:
        choices += [
            bouton("oui_tri", f"t:oui:{lots[0].id}", lots[0].id),
            bouton("non_tri", f"t:non:{lots[0].id}", lots[0].id),
        ]
    if any(lots[0].recurrence_proposee is not None for lots in montres):
        choices.append(bouton("accepter_les_propositions", f"t:accepter:{montres[0][0].id}:{montres[-1][-1].id}"))
    if len(groupes) > PAR_PAGE:
        dernier = montres[-1][-1]
        jour = dernier.attribution_prevue.isoformat() if dernier.attribution_prevue else ""
        choices.append(bouton("suite", f"t:apres:{jour}:{dernier.id}"))
    return aparte(turn, entretien, Reply("tri", contexte, tuple(choices)))


def _par_consultation(contrats: Sequence[ContratRecord]) -> list[list[ContratRecord]]:
    groupes: dict[str, list[ContratRecord]] = {}
    for contrat in contrats:
        groupes.setdefault(contrat.groupe or str(contrat.id), []).append(contrat)
    return list(groupes.values())


def _motif(turn: Turn, contrat: ContratRecord) -> dict[str, Any] | None:
    """Why a recurrence is proposed, with the earlier contracts themselves."""
    if contrat.recurrence_motif is None:
        return None
    anterieurs = contrat.recurrence_motif.get("contrats") or []
    return {**contrat.recurrence_motif, "anterieurs": memoire(turn).contrats.plusieurs(anterieurs[:3])}


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of the triage; None when it is none of them."""
    match reste.split(":"):
        case ["page"]:
            return page(turn, entretien)
        case ["apres", jour, numero] if numero.isdecimal():
            return page(turn, entretien, (date.fromisoformat(jour) if _est_un_jour(jour) else None, int(numero)))
        case ["oui" | "non" as verdict, numero] if numero.isdecimal():
            return _decider(turn, entretien, [int(numero)], recurrent=verdict == "oui")
        case ["accepter", premier, dernier] if premier.isdecimal() and dernier.isdecimal():
            return _accepter(turn, entretien, int(premier), int(dernier))
    return None


def _est_un_jour(jour: str) -> bool:
    return re.fullmatch(r"\d{4}-\d\d-\d\d", jour) is not None


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "récurrents 12 13 14", "non 15", "direction éducation : 12 13", "référent Alice Martin : 12"."""
    simple = simplifier(texte)
    if (lu := _VERDICT.match(simple)) and (lu["quoi"][0] in "rp" or _vient_d_etre_montre(turn)):
        return _decider(turn, entretien, _numeros(lu["numeros"]), recurrent=lu["quoi"][0] in "ro")
    if lu := _ATTRIBUER.match(simple):
        debut = len(lu["quoi"])
        nom = " ".join(texte.split())[debut : debut + 1 + len(lu["nom"])].strip(" :")
        if lu["quoi"] == "direction":
            return _attribuer(turn, entretien, _numeros(lu["numeros"]), direction=nom)
        return _attribuer(turn, entretien, _numeros(lu["numeros"]), referent=nom)
    return None


def _vient_d_etre_montre(turn: Turn) -> bool:
    """ "oui 12" means the twelfth of the triage only under a page of it."""
    return any(valeur.startswith("t:") for valeur, _ in turn.etat.get("choix_offerts", ()))


def _numeros(texte: str) -> list[int]:
    return [int(numero) for numero in re.findall(r"\d+", texte)]


@dataclass(slots=True)
class _Fait:
    """What became of the contracts that an order names: changed, already so, not in the register."""

    faits: list[ContratRecord] = field(default_factory=list)
    deja: list[ContratRecord] = field(default_factory=list)
    inconnus: list[int] = field(default_factory=list)


def _changer_tous(turn: Turn, numeros: Sequence[int], **valeurs: Any) -> _Fait:
    """Decide the same of several contracts, each with the other lots of its consultation."""
    fait = _Fait()
    for numero in numeros:
        contrat = memoire(turn).contrats.trouver(numero)
        if contrat is None:
            fait.inconnus.append(numero)
            continue
        lots = memoire(turn).contrats.du_groupe(contrat.groupe) if contrat.groupe else [contrat]
        change = [changer(turn, lot, **valeurs) for lot in lots]
        (fait.faits if any(change) else fait.deja).append(contrat)
    return fait


def _dire(turn: Turn, entretien: Entretien, fait: _Fait, verdict: str, nom: str | None = None) -> Outcome:
    """What was decided, and what is left to decide."""
    reste = memoire(turn).contrats.compter(Filtre(a_trier=True, de=turn.aujourdhui))
    contexte = {
        "faits": fait.faits,
        "deja": fait.deja,
        "inconnus": fait.inconnus,
        "verdict": verdict,
        "nom": nom,
        "reste": reste,
    }
    choices = (bouton("trier", "t:page"),) if reste else ()
    return aparte(turn, entretien, Reply("tri_fait", contexte, choices))


def _decider(turn: Turn, entretien: Entretien, numeros: Sequence[int], *, recurrent: bool) -> Outcome:
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    fait = _changer_tous(turn, numeros, recurrent=recurrent)
    return _dire(turn, entretien, fait, "recurrent" if recurrent else "ponctuel")


def _accepter(turn: Turn, entretien: Entretien, premier: int, dernier: int) -> Outcome:
    """Take what is proposed of the page that was shown, and no other."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    contrats = {contrat.id: contrat for contrat in memoire(turn).contrats.plusieurs([premier, dernier])}
    if len(contrats) < len({premier, dernier}):
        return page(turn, entretien)
    de, a = contrats[premier].attribution_prevue, contrats[dernier].attribution_prevue
    montres = memoire(turn).contrats.liste(Filtre(a_trier=True, de=de, a=a), LUS)
    fait = _Fait(
        [
            contrat
            for contrat in montres
            if contrat.recurrence_proposee is not None and changer(turn, contrat, recurrent=contrat.recurrence_proposee)
        ]
    )
    return _dire(turn, entretien, fait, "propose")


def _attribuer(
    turn: Turn,
    entretien: Entretien,
    numeros: Sequence[int],
    *,
    direction: str | None = None,
    referent: str | None = None,
) -> Outcome:
    """Give contracts to a department, or to somebody."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if referent is not None:
        nomme = memoire(turn).referents.nommer(referent, simplifier(referent), turn.now)
        return _dire(turn, entretien, _changer_tous(turn, numeros, referent_id=nomme.id), "referent", nomme.nom)
    return _dire(turn, entretien, _changer_tous(turn, numeros, direction=direction), "direction", direction)


__all__ = ["page", "repondre", "repondre_par_choix"]
