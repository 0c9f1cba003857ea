"""One's purchases: where each action stands, and what may be answered by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from handlers.conversation.acces import memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import en_tete
from handlers.suivi import suites
from handlers.suivi.miens import le_mien
from handlers.suivi.moments import (
    ACHETEUR,
    ATTRIBUTION,
    EXECUTION,
    INSCRITES,
    MARCHE,
    MONTANT,
    OFFRES,
    PUBLICATION,
    SOCIAL,
    TPE_PME,
)
from handlers.suivi.questions import marches_possibles
from knowledge.ecoute import Acte
from knowledge.francais.jours_ouvres import avant_jours_ouvres
from knowledge.plan.declaration import TraitDuPlan
from storage.comptes.records import Role
from storage.suivi.records import AchatRecord, EtapeRecord, Pas, SuiviRecord

PARIS = ZoneInfo("Europe/Paris")
PAR_PAGE = 10
SANS_REPONSE_MAX = 20
# Asked so many times, the last one so many working days ago, a question is told to the team.
FOIS, JOURS_OUVRES = 2, 10
_ETATS = (
    (Pas.ECARTEE, "ecartee"), (Pas.REALISEE, "realisee"), (Pas.INSCRITE, "inscrite"), (Pas.CIBLEE, "ciblee"),
    (Pas.RETENUE, "retenue"), (Pas.PROPOSEE, "proposee"),
)  # fmt: skip

# --- lists ------------------------------------------------------------------------------------------------------------


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """One's purchases and where each of their actions stands; for the team, what nobody answered too."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    miens = memoire(turn).achats.des_comptes(turn.droits.comptes(), PAR_PAGE + 1)
    vus = miens[:PAR_PAGE]
    equipe = Role.EQUIPE in turn.roles
    lignes = memoire(turn).achats.suivis([un.id for un in vus])
    attendus = suites.attendus(memoire(turn), turn.pack, [un.id for un in vus])
    muets = _muets(turn) if equipe else []
    contexte = {
        "achats": [
            {"achat": un, "actions": etats(lignes.get(un.id, ())), "attendus": attendus.get(un.id, ())} for un in vus
        ],
        "plus": len(miens) > PAR_PAGE,
        "equipe": equipe,
        "muets": muets,
    }
    numeros = dict.fromkeys((*(un.id for un in vus), *(muet["achat"].id for muet in muets)))
    choices: tuple[Choice, ...] = tuple(bouton("achat", f"s:voir:{numero}", numero) for numero in numeros)
    if memoire(turn).achats.ouvertes(turn.droits.comptes(), turn.aujourdhui):
        choices = (bouton("repondre_aux_questions", "s:suite"), *choices)
    return aparte(turn, entretien, Reply("mes_achats", contexte, choices or (bouton("decrire", "c:decrire"),)))


def _muets(turn: Turn) -> list[dict[str, Any]]:
    """What was asked in vain, and is asked no more."""
    avant = datetime.combine(avant_jours_ouvres(turn.aujourdhui, JOURS_OUVRES), time.max, PARIS)
    questions = memoire(turn).achats.sans_reponse(avant, FOIS, SANS_REPONSE_MAX)
    achats = memoire(turn).achats.plusieurs([une.achat_id for une in questions])
    par_achat: dict[int, list[str]] = {}
    for une in questions:
        par_achat.setdefault(une.achat_id, []).append(une.genre.partition(":")[0])
    return [
        {"achat": achats[numero], "genres": list(dict.fromkeys(genres)), "qui": memoire(turn).achats.auteur(numero)}
        for numero, genres in par_achat.items()
    ]


def etats(lignes: Sequence[SuiviRecord]) -> dict[str, list[int]]:
    """The actions of a purchase by where they stand, the furthest first."""
    par_etat: dict[str, list[int]] = {}
    for ligne in lignes:
        par_etat.setdefault(etat(ligne.passage), []).append(ligne.action)
    return {nom: par_etat[nom] for _, nom in reversed(_ETATS) if nom in par_etat}


def etat(passage: Pas) -> str:
    """In one word, where an action stands."""
    return next(nom for pas, nom in _ETATS if pas in passage)


def voir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    return montrer(turn, entretien, acte.slots["numero"])


def montrer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """One purchase: its actions with their days and reasons, what is known of it, and what may be said of it."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    achat = le_mien(turn, numero, a_changer=False) if isinstance(numero, int) else None
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    lignes = memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
    etapes = memoire(turn).achats.etapes([achat.id]).get(achat.id, [])
    publication = next(
        (une for une in memoire(turn).achats.questions([achat.id]).get(achat.id, []) if une.genre == PUBLICATION), None
    )
    contexte = {
        "achat": achat,
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == achat.acheteur), None),
        "publication": publication,
        "traits": [
            (un, achat.traits[un.id]) for un in turn.pack.traits.values() if achat.traits.get(un.id) is not None
        ],
        "vises": [un for un in turn.pack.vises if achat.traits.get(un.id)],
        "actions": [
            {
                "fiche": turn.pack.fiches[ligne.action],
                "etat": etat(ligne.passage),
                "ciblee": Pas.CIBLEE in ligne.passage,
                "derniere": _derniere(etapes, ligne.action, etat(ligne.passage)),
            }
            for ligne in lignes
            if ligne.action in turn.pack.fiches
        ],
    }
    return aparte(turn, entretien, Reply("achat", contexte, _a_corriger(turn, achat, lignes)))


def _derniere(etapes: Sequence[EtapeRecord], action: int, etat_: str) -> EtapeRecord:
    """The last step that put an action where it stands; the last of all where another one tells it."""
    siennes = [une for une in reversed(etapes) if une.action == action]
    # Of those said at once, the last: `max` keeps the first.
    return max([une for une in siennes if une.etape == etat_] or siennes, key=lambda une: (une.jour, une.le))


def _a_corriger(turn: Turn, achat: AchatRecord, lignes: Sequence[SuiviRecord]) -> tuple[Choice, ...]:
    """Everything that may be answered by hand, or corrected."""

    def encore(genre: str) -> str:
        return f"s:rouvrir:{achat.id}:{genre}"

    def du_plan(moment: str) -> list[TraitDuPlan]:
        return [un for un in turn.pack.traits.values() if un.moment == moment]

    choices = []
    if achat.marche_id is None:
        choices = [bouton("corriger_publication", encore(PUBLICATION)), bouton("corriger_acheteur", encore(ACHETEUR))]
    if lignes:
        choices.append(bouton("corriger_inscrites", encore(INSCRITES)))
    if achat.marche_id is None:
        choices.append(bouton("corriger_attribution", encore(ATTRIBUTION)))
        if achat.attribue and marches_possibles(memoire(turn), turn.pack, achat):
            choices.append(bouton("corriger_marche", encore(MARCHE)))
    elif achat.conversation_id is not None:
        choices.append(bouton("detacher", f"s:detacher:{achat.id}"))
    if achat.attribue:
        choices += [
            bouton("corriger_offres", encore(OFFRES)),
            bouton("corriger_montant", encore(MONTANT)),
            *(Choice(en_tete(un.libelle), encore(un.genre)) for un in du_plan(ATTRIBUTION)),
            *((bouton("corriger_tpe_pme", encore(TPE_PME)),) if TPE_PME in turn.pack.traits_comptes else ()),
            bouton("corriger_social", encore(SOCIAL)),
        ]
        if any(Pas.INSCRITE in ligne.passage for ligne in lignes):
            choices.append(bouton("corriger_execution", encore(f"{EXECUTION}:{turn.aujourdhui.year}")))
    vises = {un.trait for un in turn.pack.vises if achat.traits.get(un.id)}
    choices += [
        Choice(en_tete(un.libelle), encore(un.genre)) for un in du_plan(PUBLICATION) if not un.si_vise or un.id in vises
    ]
    if achat.conversation_id is not None:
        choices.append(bouton("pourquoi_ces_actions", f"s:expliquer:{achat.id}"))
    return (*choices, bouton("mes_achats", "c:mes_achats"))


__all__ = ["PAR_PAGE", "etat", "etats", "lister", "montrer", "voir"]
