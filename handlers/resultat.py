"""The result: what applies and why, then detail, keep or set aside, the law, the calendar and the Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.boutons import bouton
from handlers.entretien import Entretien, Etape
from handlers.vocabulary import Choice, DecisionRecord, Document, NouveauDiagnostic, Outcome, Reply, Turn
from knowledge.decision import Verdict
from knowledge.diagnostic import Diagnostic, Ouverte, Recommandation, diagnostiquer
from knowledge.jalons import calendrier
from knowledge.pack import Fiche, Obligation, Pack, Portee

# Obligations up to this rank are told before anything else: the procedure itself may not be allowed.
RANG_D_ALERTE = 10
# Beyond this many conditions, saying what the law still depends on is clearer than saying each.
LOIS_OUVERTES_MAX = 6
PORTEES = (Portee.SYSTEMATIQUE, Portee.A_ETUDIER, Portee.EXPERIMENTAL)


@dataclass(frozen=True, slots=True)
class Carte:
    """One action of the result with its rules, and why each applies."""

    fiche: Fiche
    portee: Portee
    regles: tuple[Recommandation, ...]
    motifs: tuple[str, ...]
    sous_condition: bool

    @property
    def motif(self) -> str:
        return self.motifs[0]


def conclure(turn: Turn, entretien: Entretien, compris: Sequence[Mapping[str, Any]] = ()) -> Outcome:
    """Give the result and log it; the same facts asked for twice are one diagnosis."""
    diagnostic = diagnostiquer(turn.pack, entretien.faits, turn.aujourdhui, entretien.sans_reponse)
    en_cartes = cartes(turn, diagnostic)
    empreinte = {"faits": entretien.faits.en_json(), "jour": turn.aujourdhui.isoformat(), "pack": turn.pack.empreinte}
    numero = entretien.diagnostic
    if numero is None or entretien.diagnostique != empreinte:
        numero = turn.journal.inscrire(_a_inscrire(turn, entretien, diagnostic), turn.now)
    suivant = replace(
        entretien,
        etape=Etape.RESULTAT,
        conclu=True,
        question=None,
        proposes=(),
        douteux=None,
        ecarter=None,
        diagnostic=numero,
        diagnostique=empreinte,
    )
    contexte = {
        "numero": numero,
        "compris": compris,
        "diagnostic": diagnostic,
        "faits": faits_en_mots(turn, entretien),
        "alertes": [due for due in diagnostic.obligations if due.obligation.rang < RANG_D_ALERTE],
        "autres_obligations": [due for due in diagnostic.obligations if due.obligation.rang >= RANG_D_ALERTE],
        "par_portee": [(portee, [carte for carte in en_cartes if carte.portee is portee]) for portee in PORTEES],
        "ouvertes": _ouvertes(turn, diagnostic),
        "inconnus": [turn.pack.vocabulaire[nom].libelle for nom in sorted(entretien.sans_reponse)],
        "decisions": turn.journal.decisions(numero),
        "services": turn.pack.services,
    }
    return Outcome(suivant.en_json(), [Reply("resultat", contexte, _choix_du_resultat(en_cartes, diagnostic))])


def _choix_du_resultat(en_cartes: Sequence[Carte], diagnostic: Diagnostic) -> tuple[Choice, ...]:
    preciser = (bouton("preciser", "c:preciser"),) if diagnostic.question else ()
    details = tuple(bouton("detail", f"a:detail:{carte.fiche.numero}", carte.fiche.numero) for carte in en_cartes)
    return (
        *preciser,
        *details,
        bouton("loi", "c:loi"),
        bouton("conseils", "c:conseils"),
        bouton("exporter", "c:exporter"),
        bouton("rappels", "c:rappels"),
        bouton("recommencer", "c:recommencer"),
    )


def cartes(turn: Turn, diagnostic: Diagnostic) -> list[Carte]:
    """The rules that apply, one card per action, by number."""
    par_action: dict[int, list[Recommandation]] = {}
    for recommandation in diagnostic.recommandations:
        par_action.setdefault(recommandation.fiche.numero, []).append(recommandation)
    resultat = []
    for _, regles in sorted(par_action.items()):
        # A rule that surely applies speaks before one that hangs on the future holder.
        regles.sort(key=lambda r: r.verdict is Verdict.SOUS_CONDITION)
        resultat.append(
            Carte(
                fiche=regles[0].fiche,
                portee=min((r.regle.portee for r in regles), key=PORTEES.index),
                regles=tuple(regles),
                motifs=tuple(motif(turn, diagnostic, r) for r in regles),
                sous_condition=all(r.verdict is Verdict.SOUS_CONDITION for r in regles),
            )
        )
    return resultat


def motif(turn: Turn, diagnostic: Diagnostic, recommandation: Recommandation) -> str:
    """The sentence a buyer can quote: the rule's reason, and the facts that decided."""
    return turn.phrase(
        "motif", recommandation.regle.phrase, tuple((nom, diagnostic.faits[nom]) for nom in recommandation.decisifs)
    )


def _ouvertes(turn: Turn, diagnostic: Diagnostic) -> dict[str, Any]:
    """What could still apply, in words: conditional advice, one line per condition; the law apart, if it can be short."""
    deja = set(diagnostic.actions)
    plan: dict[str, dict[str, Any]] = {}
    loi: dict[str, list[Obligation]] = {}
    manque: dict[str, None] = {}
    for ouverte in diagnostic.ouvertes:
        if not _se_dit(turn.pack, ouverte):
            continue
        si = turn.phrase("condition", ouverte.si, diagnostic.faits)
        if ouverte.obligation is not None:
            loi.setdefault(si, []).append(ouverte.obligation)
            manque.update(dict.fromkeys(ouverte.manque))
        elif ouverte.fiche is not None:
            ligne = plan.setdefault(si, {"si": si, "fiches": [], "en_plus": []})
            place = ligne["en_plus" if ouverte.fiche.numero in deja else "fiches"]
            if ouverte.fiche not in place:
                place.append(ouverte.fiche)
    return {
        "plan": list(plan.values()),
        "loi": list(loi.items()) if len(loi) <= LOIS_OUVERTES_MAX else [],
        "loi_selon": [turn.pack.vocabulaire[nom].libelle for nom in manque] if len(loi) > LOIS_OUVERTES_MAX else [],
    }


def _se_dit(pack: Pack, ouverte: Ouverte) -> bool:
    # What hangs on nothing that was asked (a framework agreement, say) would drown the rest of the list.
    return any(pack.vocabulaire[nom].demande for nom in ouverte.manque)


def faits_en_mots(turn: Turn, entretien: Entretien) -> list[str]:
    """What is known, one line per fact."""
    return [turn.phrase("fait", nom, entretien.faits[nom]) for nom in entretien.faits]


def _a_inscrire(turn: Turn, entretien: Entretien, diagnostic: Diagnostic) -> NouveauDiagnostic:
    return NouveauDiagnostic(
        jour=turn.aujourdhui,
        pack=turn.pack.nom,
        pack_version=turn.pack.version,
        pack_empreinte=turn.pack.empreinte,
        faits=diagnostic.faits.en_json(),
        sans_reponse=tuple(sorted(entretien.sans_reponse)),
        objet=entretien.faits.valeur("objet"),
        acheteur=entretien.faits.valeur("acheteur"),
        recommandations=tuple(
            {
                "action": r.fiche.numero,
                "regle": r.regle.id,
                "portee": r.regle.portee.value,
                "verdict": r.verdict.value,
                "motif": motif(turn, diagnostic, r),
            }
            for r in diagnostic.recommandations
        ),
        obligations=tuple({"id": due.obligation.id, "a_confirmer": due.a_confirmer} for due in diagnostic.obligations),
    )


# --- after the result -------------------------------------------------------------------------------------------------


def detailler(turn: Turn, entretien: Entretien, action: int) -> Outcome:
    """All there is to say of one action for this contract."""
    diagnostic = _diagnostic(turn, entretien)
    carte = next((carte for carte in cartes(turn, diagnostic) if carte.fiche.numero == action), None)
    if carte is None:
        return Outcome(
            entretien.en_json(), [Reply("pas_dans_le_resultat", {"action": action, "actions": diagnostic.actions})]
        )
    decision = turn.journal.decisions(_numero(entretien)).get(action)
    contexte = {
        "carte": carte,
        "decision": decision,
        "services": turn.pack.services,
        "avance": diagnostic.avance if carte.fiche.avance else None,
    }
    choices = (
        bouton("retenir", f"a:retenir:{action}", action),
        bouton("ecarter", f"a:ecarter:{action}", action),
        bouton("fiche", f"fiche:{action}", action),
        *((bouton("lectures", f"lectures:{action}"),) if carte.fiche.lectures else ()),
        bouton("retour_au_resultat", "c:resultat"),
    )
    return Outcome(entretien.en_json(), [Reply("detail", contexte, choices)])


def retenir(turn: Turn, entretien: Entretien, action: int) -> Outcome:
    """Keep an action: it will be written into the consultation."""
    return _decider(turn, entretien, action, "retenue", None)


def demander_le_motif(turn: Turn, entretien: Entretien, action: int) -> Outcome:
    """Set an action aside: the reason first, since it goes into the file."""
    diagnostic = _diagnostic(turn, entretien)
    if action not in diagnostic.actions:
        return Outcome(
            entretien.en_json(), [Reply("pas_dans_le_resultat", {"action": action, "actions": diagnostic.actions})]
        )
    regle = next(r.regle for r in diagnostic.recommandations if r.fiche.numero == action)
    suivant = replace(entretien, etape=Etape.MOTIF, ecarter=action)
    contexte = {"fiche": turn.pack.fiches[action], "justifier": regle.justifier}
    return Outcome(suivant.en_json(), [Reply("motif_demande", contexte, (bouton("ne_pas_ecarter", "c:annuler"),))])


def ecarter(turn: Turn, entretien: Entretien, action: int, raison: str) -> Outcome:
    """Set an action aside, with its reason."""
    return _decider(turn, replace(entretien, etape=Etape.RESULTAT, ecarter=None), action, "ecartee", raison)


def _decider(turn: Turn, entretien: Entretien, action: int, etape: str, raison: str | None) -> Outcome:
    diagnostic = _diagnostic(turn, entretien)
    if action not in diagnostic.actions:
        return Outcome(
            entretien.en_json(), [Reply("pas_dans_le_resultat", {"action": action, "actions": diagnostic.actions})]
        )
    numero = _numero(entretien)
    nouveau = turn.journal.decider(numero, action, etape, raison, turn.incoming.address.personne, turn.now)
    decisions = turn.journal.decisions(numero)
    restantes = [n for n in diagnostic.actions if n not in decisions]
    contexte = {
        "fiche": turn.pack.fiches[action],
        "etape": etape,
        "raison": raison,
        "nouveau": nouveau,
        "restantes": restantes,
        "bilan": _bilan(decisions),
    }
    choices = tuple(bouton("detail", f"a:detail:{n}", n) for n in restantes)
    choices += (bouton("exporter", "c:exporter"), bouton("retour_au_resultat", "c:resultat"))
    return Outcome(entretien.en_json(), [Reply("decision", contexte, choices)])


def _bilan(decisions: Mapping[int, DecisionRecord]) -> dict[str, list[int]]:
    return {
        etape: sorted(action for action, decision in decisions.items() if decision.etape == etape)
        for etape in ("retenue", "ecartee")
    }


def dire_la_loi(turn: Turn, entretien: Entretien) -> Outcome:
    """The legal obligations in full, apart from the plan."""
    diagnostic = _diagnostic(turn, entretien)
    contexte = {
        "diagnostic": diagnostic,
        "seuils": _seuils_du_jour(turn.pack, _lancement(diagnostic)),
        "lancement": _lancement(diagnostic),
    }
    return Outcome(entretien.en_json(), [Reply("loi", contexte, (bouton("retour_au_resultat", "c:resultat"),))])


def conseiller(turn: Turn, entretien: Entretien) -> Outcome:
    """What helps and is no rule of this contract."""
    contexte = {"conseils": _diagnostic(turn, entretien).conseils}
    return Outcome(entretien.en_json(), [Reply("conseils", contexte, (bouton("retour_au_resultat", "c:resultat"),))])


def _lancement(diagnostic: Diagnostic) -> date:
    lancement = diagnostic.faits.valeur("date_consultation")
    return lancement if isinstance(lancement, date) else diagnostic.jour


def _seuils_du_jour(pack: Pack, jour: date) -> list[dict[str, Any]]:
    """The thresholds that choose the procedure, natures with the same amount together."""
    lignes = []
    for nom in ("dispense", "publicite_nationale", "formalise"):
        seuil = pack.seuils[nom]
        montants: dict[Decimal, list[str]] = {}
        for nature in pack.vocabulaire["nature"].choix:
            montant = seuil.au(jour).pour(nature.valeur)
            if montant:
                montants.setdefault(montant, []).append(nature.libelle)
        unique = len(montants) == 1 and seuil.au(jour).valeur is not None
        lignes.append({"seuil": seuil, "montants": list(montants.items()), "unique": unique, "sur": seuil.sur(jour)})
    return lignes


def dire_le_calendrier(turn: Turn, entretien: Entretien) -> Outcome:
    """J-24, J-14 and J-12 of this contract, when its planned award is known."""
    attribution = entretien.faits.valeur("date_attribution")
    dates = calendrier(attribution, turn.pack.jalons) if isinstance(attribution, date) else None
    contexte = {
        "attribution": attribution,
        "jalons": [{"jalon": jalon, "jour": dates[jalon.id] if dates else None} for jalon in turn.pack.jalons],
        "compte_depuis": turn.pack.compte_depuis,
        "aujourdhui": turn.aujourdhui,
    }
    if dates is None:
        suivant = replace(entretien, etape=Etape.QUESTION, question="date_attribution", proposes=())
        return Outcome(suivant.en_json(), [Reply("calendrier", contexte, (bouton("inconnu", "c:resultat"),))])
    return Outcome(entretien.en_json(), [Reply("calendrier", contexte, (bouton("retour_au_resultat", "c:resultat"),))])


def exporter(entretien: Entretien) -> Outcome:
    """The result as a Word file for the purchase's file."""
    numero = _numero(entretien)
    document = Document("diagnostic", str(numero), f"diagnostic-spaser-{numero}.docx")
    reply = Reply("document", {"numero": numero}, (bouton("retour_au_resultat", "c:resultat"),), document=document)
    return Outcome(entretien.en_json(), [reply])


def _diagnostic(turn: Turn, entretien: Entretien) -> Diagnostic:
    return diagnostiquer(turn.pack, entretien.faits, turn.aujourdhui, entretien.sans_reponse)


def _numero(entretien: Entretien) -> int:
    assert entretien.diagnostic is not None, "asked for after the result only"
    return entretien.diagnostic
