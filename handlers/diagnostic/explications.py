"""Explains a recommendation later: the facts, the rule, the version of the plan and the day; and what today's plan would say."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import MOIS
from handlers.suivi.relances import le_mien
from knowledge.diagnostic.diagnostic import diagnostiquer
from knowledge.francais.dates import plus_mois
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Faits, Intervalle
from storage.comptes.records import Role
from storage.diagnostic.records import DiagnosticRecord
from storage.diagnostic.repository import Journal

MIENS_MAX = 200
RESSEMBLANCE_MIN = 80
# Looked at in the conversation; the command line looks at all.
DIAGNOSTICS_MAX = 1000
LISTES_MAX = 20
AT_ONCE = 200

_ACTION = r"(?:l'|la |les )?(?:action|fiche|recommandation) (?:(?:n°)? ?)?(?P<action>\d{1,3})"
_LEQUEL = r"(?:l'|le |la |mon |cet |ce )?(?:achat|diagnostic|marche) (?:(?:n°)? ?|no )?(?P<achat>\d{1,9})"
_POURQUOI = re.compile(
    rf"^(?:pourquoi|pour quelle raison|explique[rz]?(?:-moi)?)\b(?P<milieu>.{{0,60}}?)\b{_ACTION}(?P<suite>.*)$"
)
# That somebody was told it.
_DIT = re.compile(r"\b(?:dite?s?|disai[st]|propos\w*|recommand\w*|conseill\w*|m'? ?a(?:vez|i)?|nous a(?:vez)?|on me)\b")
_EXPLIQUER = re.compile(
    rf"^explique[rz]?(?:-moi)? {_LEQUEL}$|^pourquoi ces actions (?:pour|sur) {_LEQUEL.replace('achat>', 'achat2>')}$"
)
_PACK = re.compile(
    r"^(?:que change|ce que (?:le (?:nouveau )?(?:pack|plan)|la nouvelle version(?: du plan)?) change|qu'est-ce que (?:le (?:nouveau )?(?:pack|plan)) change|que change le (?:nouveau )?(?:pack|plan)|changements du (?:pack|plan))"
)
_UN_MOIS = re.compile(
    rf"\b(?:en |au mois de |courant )?(?P<mois>{'|'.join(simplifier(mois) for mois in MOIS)})\b(?: (?P<annee>20\d\d))?"
)
_SUR = re.compile(
    r"\b(?:sur|pour|dans|de|du|des|d')\s*(?:le |la |les |l'|mon |ma |marche |achat |de |du |des )*(?P<quoi>[a-z][a-z' -]{2,80})$"
)


@dataclass(frozen=True, slots=True)
class Ecart:
    """What today's plan would say otherwise of the facts of a diagnosis, as of its day."""

    diagnostic: DiagnosticRecord
    ajoutees: tuple[int, ...]
    retirees: tuple[int, ...]

    def __bool__(self) -> bool:
        return bool(self.ajoutees or self.retirees)


def ecart(pack: Pack, dit: DiagnosticRecord) -> Ecart:
    """Diagnose again the facts that were logged, as of that day: the same plan says the same."""
    if dit.pack_empreinte == pack.empreinte:
        return Ecart(dit, (), ())
    faits = Faits.depuis_json(pack.vocabulaire, dit.faits)
    aujourdhui = set(
        diagnostiquer(pack, faits, dit.jour, frozenset(dit.sans_reponse) & frozenset(pack.vocabulaire)).actions
    )
    alors = {une.action for une in dit.recommandations}
    return Ecart(dit, tuple(sorted(aujourdhui - alors)), tuple(sorted(alors - aujourdhui)))


def ecarts(diagnostics: Journal, pack: Pack, depuis: date, limite: int | None = None) -> Iterator[Ecart]:
    """For the last diagnosis of each purchase since that day, the newest first, what today's plan would say otherwise."""
    avant: int | None = None
    vus = 0
    while lus := diagnostics.depuis(depuis, AT_ONCE, avant):
        for dit in lus:
            if limite is not None and vus >= limite:
                return
            vus += 1
            yield ecart(pack, dit)
        avant = min(dit.id for dit in lus)


# --- in the conversation ----------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "pourquoi m'a-t-on dit l'action 8 en mars ?", "expliquer l'achat 5", "ce que le pack change"; None for anything else."""
    simple = simplifier(texte)
    if _PACK.match(simple):
        return ce_que_le_pack_change(turn, entretien)
    if lu := _EXPLIQUER.match(simple):
        return expliquer(turn, entretien, int(lu["achat"] or lu["achat2"]))
    if lu := _POURQUOI.match(simple):
        return _chercher(turn, entretien, int(lu["action"]), f"{lu['milieu']} {lu['suite']}")
    return None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button that explains a purchase; None when it is none of them."""
    match reste.split(":"):
        case ["expliquer", numero] if numero.isdecimal():
            return expliquer(turn, entretien, int(numero))
    return None


def expliquer(turn: Turn, entretien: Entretien, numero: int, action: int | None = None) -> Outcome:
    """Why these actions were recommended for a purchase, as it was logged."""
    if le_mien(turn, numero) is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    dits = memoire(turn).journal.de_l_achat(numero)
    dit = next((un for un in dits if action is None or _dit(un, action)), None)
    return _montrer(turn, entretien, numero, dit, action)


def _dit(diagnostic: DiagnosticRecord, action: int) -> bool:
    return any(une.action == action for une in diagnostic.recommandations)


def _chercher(turn: Turn, entretien: Entretien, action: int, suite: str) -> Outcome | None:
    """The diagnosis that is meant: by the number of its purchase, its object, or the month in which it was given."""
    if numero := re.search(r"\b(?:achat|marche|diagnostic) (?:(?:n°)? ?|no )?(\d{1,9})\b", suite):
        return expliquer(turn, entretien, int(numero[1]), action)
    miens = memoire(turn).achats.des_comptes(turn.droits.comptes(), MIENS_MAX)
    if not miens and not (_DIT.search(suite) or _UN_MOIS.search(suite)):
        # "Pourquoi l'action 8 ?" asks about the plan.
        return None
    quand = _UN_MOIS.search(suite)
    quoi = _SUR.search(_UN_MOIS.sub(" ", suite).strip())
    for achat in miens:
        if quoi and fuzz.token_set_ratio(quoi["quoi"].strip(), simplifier(achat.objet or "")) < RESSEMBLANCE_MIN:
            continue
        for dit in memoire(turn).journal.de_l_achat(achat.id):
            if _dit(dit, action) and (quand is None or _du_mois(dit, quand)):
                return _montrer(turn, entretien, achat.id, dit, action)
    contexte = {"dit": None, "action": action, "numero": None, "aucun": not miens, "fiche": action in turn.pack.fiches}
    return aparte(turn, entretien, Reply("explication", contexte, _la_fiche(turn, action)))


def _la_fiche(turn: Turn, action: int | None) -> tuple[Choice, ...]:
    return (bouton("fiche", f"fiche:{action}", action),) if action in turn.pack.fiches else ()


def _du_mois(dit: DiagnosticRecord, quand: re.Match[str]) -> bool:
    mois = [simplifier(un) for un in MOIS].index(quand["mois"]) + 1
    return dit.jour.month == mois and (quand["annee"] is None or dit.jour.year == int(quand["annee"]))


def _montrer(
    turn: Turn, entretien: Entretien, numero: int, dit: DiagnosticRecord | None, action: int | None
) -> Outcome:
    choices = (bouton("achat", f"s:voir:{numero}", numero), bouton("mes_achats", "c:mes_achats"))
    if dit is None:
        fiche = action in turn.pack.fiches
        contexte: dict[str, Any] = {"dit": None, "action": action, "numero": numero, "aucun": False, "fiche": fiche}
        return aparte(turn, entretien, Reply("explication", contexte, (*_la_fiche(turn, action), *choices)))
    faits = Faits.depuis_json(turn.pack.vocabulaire, dit.faits)
    difference = ecart(turn.pack, dit)
    contexte = {
        "dit": dit,
        "action": action,
        "numero": numero,
        "faits": [turn.phrase("fait", nom, faits[nom]) for nom in faits if not _suppose(dit, faits, nom)],
        "recommandations": [
            {"une": une, "fiche": turn.pack.fiches.get(une.action)}
            for une in dit.recommandations
            if action is None or une.action == action
        ],
        "meme_pack": dit.pack_empreinte == turn.pack.empreinte,
        "version": turn.pack.version,
        "ecart": difference,
        "fiches": turn.pack.fiches,
    }
    return aparte(turn, entretien, Reply("explication", contexte, choices))


def _suppose(dit: DiagnosticRecord, faits: Faits, nom: str) -> bool:
    """Whether nobody said that fact: it is the day of the diagnosis, for want of another."""
    return faits.vocabulaire[nom].par_defaut_aujourdhui and faits[nom] == Intervalle.point(dit.jour)


def ce_que_le_pack_change(turn: Turn, entretien: Entretien) -> Outcome:
    """Over the diagnoses of the last twelve months, what today's plan would add or take out."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    tous = list(ecarts(memoire(turn).journal, turn.pack, plus_mois(turn.aujourdhui, -12), DIAGNOSTICS_MAX))
    changes = [un for un in tous if un]
    contexte = {
        "combien": len(tous),
        "limite": len(tous) == DIAGNOSTICS_MAX,
        "changes": changes[:LISTES_MAX],
        "total": len(changes),
        "ajoutees": _compter(turn.pack, [un.ajoutees for un in changes]),
        "retirees": _compter(turn.pack, [un.retirees for un in changes]),
        "version": turn.pack.version,
    }
    return aparte(turn, entretien, Reply("pack_change", contexte))


def _compter(pack: Pack, actions: Sequence[tuple[int, ...]]) -> list[dict[str, Any]]:
    combien = Counter(action for plusieurs in actions for action in plusieurs)
    return [{"action": action, "fiche": pack.fiches.get(action), "combien": n} for action, n in sorted(combien.items())]


__all__ = ["Ecart", "ce_que_le_pack_change", "ecart", "ecarts", "expliquer", "repondre", "repondre_par_choix"]
