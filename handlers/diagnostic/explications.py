"""Explains a recommendation later: the facts, the rule, the version of the plan and the day; and what today's plan would say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from rapidfuzz import fuzz

from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic.jugement import rejuger
from handlers.suivi.miens import le_mien, les_miens
from knowledge.diagnostic.paroles import demande_ce_que_le_plan_change, lire_une_explication
from knowledge.droit.listes import est_suppose
from knowledge.ecoute import Acte
from knowledge.francais.dates import plus_mois
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Faits, Intervalle
from storage.comptes.records import Role
from storage.diagnostic.records import DiagnosticRecord
from storage.diagnostic.repository import Journal
from storage.suivi.records import AchatRecord

RESSEMBLANCE_MIN = 80
# Looked at in the conversation; the command line looks at all.
DIAGNOSTICS_MAX = 1000
LISTES_MAX = 20
AT_ONCE = 200


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
    aujourdhui = set(rejuger(pack, dit).actions)
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


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """Why an action was recommended, in which diagnosis; or what the plan of today would say otherwise of all."""
    if demande_ce_que_le_plan_change(texte):
        return Proposition(Acte("diagnostic.ce_que_le_plan_change", mots=texte), Force.ENTIER)
    lue = lire_une_explication(texte, turn.aujourdhui)
    if lue is None:
        return None
    acte = Acte("diagnostic.expliquer", {**asdict(lue), "numero": lue.achat}, mots=texte)
    if lue.achat is not None or lue.mois is not None or (lue.quoi and les_miens(turn)):
        return Proposition(acte, Force.NOMME)
    if not lue.dite and not les_miens(turn):
        # "Pourquoi l'action 8 ?" asks about the plan.
        return None
    return Proposition(acte, Force.ENTIER if lue.dite else Force.DIT)


def dire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Explain a diagnosis: of the purchase that is numbered, else the last that fits what was said."""
    numero = acte.slots.get("numero")
    if numero is None:
        return _chercher(turn, entretien, acte.slots)
    if not isinstance(numero, int):
        return aparte(turn, entretien, Reply("achat_inconnu"))
    return expliquer(turn, entretien, numero, acte.slots.get("action"))


def expliquer(turn: Turn, entretien: Entretien, numero: int, action: int | None = None) -> Outcome:
    """Why these actions were recommended for a purchase, as it was logged."""
    if le_mien(turn, numero, a_changer=False) is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    dits = memoire(turn).journal.de_l_achat(numero)
    dit = next((un for un in dits if action is None or _dit(un, action)), None)
    return _montrer(turn, entretien, numero, dit, action)


def _dit(diagnostic: DiagnosticRecord, action: int) -> bool:
    return any(une.action == action for une in diagnostic.recommandations)


def _chercher(turn: Turn, entretien: Entretien, dite: Mapping[str, Any]) -> Outcome:
    """The last diagnosis that recommended it, of a purchase of that object and in that month where they are said."""
    action, quoi = dite["action"], dite["quoi"]
    miens = les_miens(turn)
    for achat in _de_cet_objet(miens, quoi):
        for dit in memoire(turn).journal.de_l_achat(achat.id):
            if _dit(dit, action) and _du_mois(dit, dite["mois"], dite["annee"]):
                return _montrer(turn, entretien, achat.id, dit, action)
    contexte = {"dit": None, "action": action, "numero": None, "aucun": not miens, "fiche": action in turn.pack.fiches}
    return aparte(turn, entretien, Reply("explication", contexte, _la_fiche(turn, action)))


def _de_cet_objet(achats: Sequence[AchatRecord], quoi: str | None) -> list[AchatRecord]:
    """Those whose object these words are of; all without them."""
    return [
        un for un in achats if not quoi or fuzz.token_set_ratio(quoi, simplifier(un.objet or "")) >= RESSEMBLANCE_MIN
    ]


def _la_fiche(turn: Turn, action: int | None) -> tuple[Choice, ...]:
    return (bouton("fiche", f"fiche:{action}", action),) if action in turn.pack.fiches else ()


def _du_mois(dit: DiagnosticRecord, mois: int | None, annee: int | None) -> bool:
    return mois in (None, dit.jour.month) and annee in (None, dit.jour.year)


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
    """Whether nobody said that fact: the day of the diagnosis, for want of another, or the family of an object."""
    du_jour = faits.vocabulaire[nom].par_defaut_aujourdhui and faits[nom] == Intervalle.point(dit.jour)
    return du_jour or est_suppose(nom, faits[nom])


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


__all__ = ["Ecart", "ce_que_le_pack_change", "dire", "ecart", "ecarts", "expliquer", "lire"]
