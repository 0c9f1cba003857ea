"""The result: what applies and why, then detail, keep or set aside, the law, the calendar and the Word file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from handlers.capabilities import capabilities
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, DecisionRecord, Document, NouveauDiagnostic, Outcome, Reply, Turn
from handlers.diagnostic.bref import choix_en_bref, en_bref, en_lignes, les_premieres, note_en_bref, ranger
from handlers.diagnostic.cartes import PORTEES, Carte, cartes, motif
from handlers.diagnostic.jugement import (
    choix_de_nier,
    devines,
    diagnostic_de,
    non_presumes,
    origines,
    presumes_en_mots,
)
from handlers.diagnostic.lots import des_lots, lots_qui_manquent
from handlers.suivi.etapes import etablir
from handlers.suivi.mesures import mesures_du_diagnostic
from knowledge.diagnostic.diagnostic import Diagnostic, Ouverte
from knowledge.diagnostic.echeances import attribution_visee
from knowledge.diagnostic.lots import RecommandationDite, Vue, vue
from knowledge.diagnostic.paroles import lire_les_lots_d_une_decision
from knowledge.droit.listes import est_suppose
from knowledge.droit.qualification import PROCEDURE
from knowledge.plan.pack import Fiche, Obligation, Pack
from knowledge.plan.sources import jour_des_textes, mention_de
from knowledge.rappels.jalons import calendrier
from knowledge.regles.conditions import Aucune, Condition, Qualifie, Toutes, UneDe, atomes, juger
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import Faits, Intervalle, Options
from knowledge.regles.lots import lire_lots_gardes

# Beyond this many conditions, saying what the law still depends on is clearer than saying each.
LOIS_OUVERTES_MAX = 6
# Of the rules that do not apply, so many say what it would take.
EXCLUES_MAX = 2
SEUILS_DE_PROCEDURE = ("dispense", "publicite_nationale", "formalise")
DATE_ATTRIBUTION = "date_attribution"
ACHETEUR = "acheteur"
RECURRENT = "recurrent"
# What becomes of an action by each verb.
RETENUE = "retenue"
ETAPES = {"retenir": RETENUE, "ecarter": "ecartee"}
# Of what is noted of a message, what is worth a message of its own before the result.
A_DIRE_AVANT = (
    "changes",
    "lots",
    "doutes",
    "ttc",
    "contredits",
    "limite",
    "par_periode",
    "a_la_piece",
    "autre_compte",
    "inchanges",
)


def conclure(
    turn: Turn,
    entretien: Entretien,
    compris: Sequence[Mapping[str, Any]] = (),
    notes: Mapping[str, object] | None = None,
    *,
    retour: bool = False,
) -> Outcome:
    """Give the result in a few lines and log it; the same facts asked for twice are one diagnosis.

    After a correction of a result, only what changes is said; what was decided of an action that stays is kept. Doubts about what was
    told come before, in a message of their own.
    """
    diagnostic = diagnostic_de(turn, entretien)
    numero, avant = _inscrire(turn, entretien, diagnostic)
    prises, entretien = _decider_ce_qui_l_etait_d_avance(turn, entretien, diagnostic, numero)
    etat = _conclu(turn, entretien, numero).en_json()
    en_cartes = cartes(turn, diagnostic, vue(diagnostic))
    choices = choix_en_bref(turn, diagnostic, en_cartes, numero)
    doutes = [Reply("notes", {"notes": notes})] if notes and any(notes.get(cle) for cle in A_DIRE_AVANT) else []
    doutes += [Reply("d_avance_notees", prises)] if prises else []
    if entretien.conclu and compris and avant is not None:
        contexte = _ce_qui_change(turn, diagnostic, numero, en_cartes, avant, compris)
        return Outcome(etat, [*doutes, Reply("changement", contexte, choices)])
    alertes = _alertes(turn, diagnostic)
    bref = en_bref(turn, entretien, diagnostic, numero, en_cartes, alertes, compris, retour=retour)
    return Outcome(etat, [*doutes, Reply("resultat", {"bref": bref, "actions": diagnostic.actions}, choices)])


def _decider_ce_qui_l_etait_d_avance(
    turn: Turn, entretien: Entretien, diagnostic: Diagnostic, numero: int
) -> tuple[dict[str, Any], Entretien]:
    """Carry out what was decided before the result, of the actions that it holds; the others wait, which is said once."""
    prises = [une for une in entretien.d_avance if une["action"] in diagnostic.actions]
    attendent = tuple(une for une in entretien.d_avance if une not in prises)
    par = turn.incoming.address.personne
    for une in prises:
        turn.journal.decider(numero, une["action"], ETAPES[une["nature"]], une["motif"] or None, par, turn.now)
    if prises:
        _etablir(turn, numero)
    dehors = [] if entretien.conclu else [une["action"] for une in attendent]
    if not prises and not dehors:
        return {}, entretien
    dites = [{**une, "fiche": turn.pack.fiches[une["action"]]} for une in prises]
    return {"decisions": dites, "dehors": dehors}, replace(entretien, d_avance=attendent)


def _conclu(turn: Turn, entretien: Entretien, numero: int) -> Entretien:
    return replace(
        entretien,
        etape=Etape.RESULTAT,
        conclu=True,
        question=None,
        proposes=(),
        douteux=None,
        ecarter=None,
        en_attente=None,
        diagnostic=numero,
        diagnostique=_empreinte(turn, entretien),
    )


def _ce_qui_change(
    turn: Turn,
    diagnostic: Diagnostic,
    numero: int,
    en_cartes: Sequence[Carte],
    avant: Sequence[int],
    compris: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """What a correction changed of the actions, those of `avant` being the ones that were told."""
    decisions = turn.journal.decisions(numero)
    nouvelles = [carte for carte in en_cartes if carte.fiche.numero not in avant]
    exemple = next((carte.fiche.numero for carte in (*nouvelles, *en_cartes)), None)
    return {
        "numero": numero,
        "actions": diagnostic.actions,
        "note": note_en_bref(turn, compris),
        "alertes": _alertes(turn, diagnostic),
        "nouvelles": les_premieres(turn, en_lignes(turn, nouvelles, decisions)),
        "disparues": [turn.pack.fiches[action] for action in avant if action not in diagnostic.actions],
        "gardees": [action for action in avant if action in diagnostic.actions],
        "decisions": decisions,
        "suite": turn.phrase("suite_du_diagnostic", exemple, ""),
    }


def dire_tout(turn: Turn, entretien: Entretien) -> Outcome:
    """The whole result: each action with its reason, what to do and whom to call, the law, what is still open."""
    entretien, diagnostic, numero = a_jour(turn, entretien)
    ensemble = vue(diagnostic)
    en_cartes = cartes(turn, diagnostic, ensemble)
    contexte = {
        "numero": numero,
        "actions": diagnostic.actions,
        "faits": faits_en_mots(turn, entretien),
        **des_lots(turn, diagnostic),
        "annonces": lots_qui_manquent(entretien),
        "devines": [turn.phrase("fait", nom, possible) for nom, possible in devines(entretien).items()],
        "presumes": presumes_en_mots(turn, diagnostic),
        "attendus": [turn.phrase("fait", nom, possible) for nom, possible in entretien.a_confirmer.items()],
        "au": jour_des_textes(diagnostic.faits, diagnostic.jour),
        "qualification": [
            turn.phrase("qualification", diagnostic.qualification, diagnostic.faits),
            turn.phrase("qualification_supposee", diagnostic.qualification),
        ],
        "alertes": _alertes(turn, diagnostic),
        "autres_obligations": [dite for dite in ensemble.obligations if not dite.quoi.obligation.alerte],
        "par_portee": [(portee, [carte for carte in en_cartes if carte.portee is portee]) for portee in PORTEES],
        "ouvertes": _ouvertes(turn, diagnostic, ensemble),
        "decisions": turn.journal.decisions(numero),
        "exemple": en_cartes[-1].fiche.numero if en_cartes else None,
    }
    etat = _conclu(turn, entretien, numero).en_json()
    return Outcome(etat, [Reply("resultat_entier", contexte, _tous_les_choix(turn, en_cartes, diagnostic))])


def _inscrire(turn: Turn, entretien: Entretien, diagnostic: Diagnostic) -> tuple[int, tuple[int, ...] | None]:
    """The number of the logged diagnosis, and the actions of the one it replaces, if it replaces one."""
    precedent = entretien.diagnostic
    if precedent is not None and entretien.diagnostique == _empreinte(turn, entretien):
        return precedent, None
    # A correction is of the same purchase: what was decided of an action that stays is still decided.
    numero = turn.journal.inscrire(_a_inscrire(turn, entretien, diagnostic), turn.now)
    if precedent is None:
        return numero, None
    deja = entretien.diagnostique or {}
    faits = Faits.depuis_json(turn.pack.vocabulaire, deja.get("faits") or {})
    lots = lire_lots_gardes(turn.pack.vocabulaire, deja.get("lots") or ())
    avant = replace(entretien, faits=faits, nies=frozenset(deja.get("nies", ())), lots=lots)
    return numero, diagnostic_de(turn, avant).actions


def _empreinte(turn: Turn, entretien: Entretien) -> dict[str, Any]:
    empreinte = {
        "faits": entretien.faits.en_json(),
        "nies": sorted(non_presumes(turn, entretien) | entretien.sans_reponse),
        "jour": turn.aujourdhui.isoformat(),
        "pack": turn.pack.empreinte,
    }
    # Those that are kept already say nothing of lots.
    return empreinte | ({"lots": [lot.en_json() for lot in entretien.lots]} if entretien.lots else {})


def _tous_les_choix(turn: Turn, en_cartes: Sequence[Carte], diagnostic: Diagnostic) -> tuple[Choice, ...]:
    nier = choix_de_nier(turn, diagnostic)
    preciser = (bouton("preciser", "c:preciser"),) if diagnostic.question else ()
    details = tuple(bouton("detail", f"a:detail:{carte.fiche.numero}", carte.fiche.numero) for carte in en_cartes)
    return (
        *preciser,
        *nier,
        *details,
        bouton("loi", "c:loi"),
        bouton("conseils", "c:conseils"),
        bouton("exporter", "c:exporter"),
        # What comes once has no milestone.
        *(() if _sans_jalons(diagnostic) else (bouton("rappels", "c:rappels"),)),
        bouton("recommencer", "c:recommencer"),
    )


def _alertes(turn: Turn, diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """What is wrong with the procedure, or would be if one last fact said so; nothing of one that nobody chose."""
    au = jour_des_textes(diagnostic.faits, diagnostic.jour)
    alertes: list[dict[str, Any]] = [
        {
            "obligation": due.obligation,
            "si": None,
            "seuil": _montants_du_seuil(turn, due.obligation, diagnostic),
            "au": au,
        }
        for due in diagnostic.obligations
        if due.obligation.alerte
    ]
    for ouverte in diagnostic.ouvertes:
        manque = ouverte.manque
        if (
            ouverte.obligation is not None
            and ouverte.obligation.alerte
            and len(manque) == 1
            and PROCEDURE not in manque
        ):
            si = turn.phrase("condition", ouverte.si, diagnostic.faits)
            seuil = _montants_du_seuil(turn, ouverte.obligation, diagnostic)
            alertes.append({"obligation": ouverte.obligation, "si": si, "seuil": seuil, "au": au})
    return alertes


def _montants_du_seuil(turn: Turn, obligation: Obligation, diagnostic: Diagnostic) -> list[str]:
    """The amounts of the threshold on which an obligation hangs, for this contract and its day."""
    if obligation.seuil is None:
        return []
    return turn.montants(turn.pack.seuils[obligation.seuil], diagnostic.faits)


def _ouvertes(turn: Turn, diagnostic: Diagnostic, ensemble: Vue) -> dict[str, Any]:
    """What could still apply, in words: conditional advice, one line per condition; the law apart, and short."""
    deja = set(diagnostic.actions)
    plan: dict[tuple[str, tuple[int, ...]], dict[str, Any]] = {}
    loi: dict[tuple[str, tuple[int, ...]], list[Obligation]] = {}
    manque: dict[str, None] = {}
    for dite in ensemble.ouvertes:
        ouverte = dite.quoi
        if not _se_dit(turn.pack, ouverte):
            continue
        if ouverte.obligation is None:
            si = turn.phrase("condition", ouverte.si, ouverte.faits)
            ligne = plan.setdefault((si, dite.lots), {"si": si, "lots": dite.lots, "fiches": [], "en_plus": []})
            assert ouverte.fiche is not None
            place = ligne["en_plus" if ouverte.fiche.numero in deja else "fiches"]
            if ouverte.fiche not in place:
                place.append(ouverte.fiche)
        elif not ouverte.obligation.alerte:
            loi.setdefault((turn.phrase("condition", ouverte.si, ouverte.faits), dite.lots), []).append(
                ouverte.obligation
            )
            manque.update(dict.fromkeys(ouverte.manque))
    courte = len(loi) <= LOIS_OUVERTES_MAX
    return {
        "plan": list(plan.values()),
        "loi": [(si, lots, liste) for (si, lots), liste in loi.items()] if courte else [],
        "loi_selon": [] if courte else [turn.pack.vocabulaire[nom].libelle for nom in manque],
        "loi_titres": [] if courte else [obligation.titre for liste in loi.values() for obligation in liste],
    }


def _se_dit(pack: Pack, ouverte: Ouverte) -> bool:
    # What hangs on nothing that is asked (a framework agreement, say) would drown the rest of the list.
    return any(pack.vocabulaire[nom].demande for nom in ouverte.manque)


def faits_en_mots(turn: Turn, entretien: Entretien) -> list[str]:
    """What is known, one line per fact."""
    faits = entretien.faits
    return [turn.phrase("fait", nom, faits[nom]) for nom in faits if not est_suppose(nom, faits[nom])]


def _a_inscrire(turn: Turn, entretien: Entretien, diagnostic: Diagnostic) -> NouveauDiagnostic:
    ensemble = vue(diagnostic)
    return NouveauDiagnostic(
        jour=turn.aujourdhui,
        pack=turn.pack.nom,
        pack_version=turn.pack.version,
        pack_empreinte=turn.pack.empreinte,
        faits=diagnostic.dits.en_json(),
        lots=tuple(lot.en_json() for lot in diagnostic.lots_dits),
        sans_reponse=tuple(sorted(entretien.sans_reponse)),
        origines=origines(entretien, diagnostic),
        objet=entretien.faits.valeur("objet"),
        acheteur=entretien.faits.valeur("acheteur"),
        marche_id=entretien.marche,
        corrige=entretien.diagnostic,
        achat=mesures_du_diagnostic(turn.pack, diagnostic),
        recommandations=tuple(
            {
                "action": dite.recommandation.fiche.numero,
                "regle": dite.recommandation.regle.id,
                "portee": dite.recommandation.regle.portee.value,
                "verdict": dite.recommandation.verdict.value,
                "motif": motif(turn, diagnostic, dite),
            }
            for dite in _une_par_regle(ensemble)
        ),
        obligations=tuple(
            {"id": due.obligation.id, "a_confirmer": due.a_confirmer}
            for due in {dite.quoi.obligation.id: dite.quoi for dite in ensemble.obligations}.values()
        ),
    )


def _une_par_regle(ensemble: Vue) -> list[RecommandationDite]:
    """Each rule once: it is logged of the purchase, as it surely applies to some of its lots rather than as it may."""
    par_regle: dict[tuple[int, str], RecommandationDite] = {}
    for dite in sorted(ensemble.recommandations, key=lambda une: une.recommandation.verdict is Verdict.SOUS_CONDITION):
        par_regle.setdefault((dite.recommandation.fiche.numero, dite.recommandation.regle.id), dite)
    return sorted(par_regle.values(), key=ensemble.recommandations.index)


# --- after the result -------------------------------------------------------------------------------------------------


def detailler(turn: Turn, entretien: Entretien, action: int) -> Outcome:
    """All there is to say of one action for this contract."""
    entretien, diagnostic, numero = a_jour(turn, entretien)
    carte = next((carte for carte in cartes(turn, diagnostic, vue(diagnostic)) if carte.fiche.numero == action), None)
    if carte is None:
        return _pas_dans_le_resultat(turn, entretien, diagnostic, action)
    contexte = {
        "carte": carte,
        "fiche": carte.fiche,
        "decision": turn.journal.decisions(numero).get(action),
        "services": turn.pack.services,
        "avance": diagnostic.avance if carte.fiche.avance else None,
        "lots": diagnostic.lots,
        "plan": carte.fiche.avance,
        "au": jour_des_textes(diagnostic.faits, diagnostic.jour),
    }
    choices = (
        bouton("retenir", f"a:retenir:{action}", action),
        bouton("ecarter", f"a:ecarter:{action}", action),
        bouton("fiche", f"fiche:{action}", action),
        *((bouton("lectures", f"lectures:{action}"),) if carte.fiche.lectures else ()),
        *(choix for une in capabilities() if une.pres_d_une_action for choix in une.pres_d_une_action(turn, action)),
        bouton("retour_au_resultat", "c:resultat"),
    )
    return Outcome(entretien.en_json(), [Reply("detail", contexte, choices)])


def dire_pourquoi_ici(turn: Turn, entretien: Entretien, action: int) -> Outcome:
    """Why an action applies to this purchase, and what setting it aside takes; aside, a question being asked or none."""
    diagnostic = diagnostic_de(turn, entretien)
    carte = next((carte for carte in cartes(turn, diagnostic, vue(diagnostic)) if carte.fiche.numero == action), None)
    if carte is None:
        return aparte(turn, entretien, _pas_dans_le_resultat(turn, entretien, diagnostic, action).replies[0])
    choices = (
        bouton("retenir", f"a:retenir:{action}", action),
        bouton("ecarter", f"a:ecarter:{action}", action),
        bouton("fiche", f"fiche:{action}", action),
        *retour_au_resultat(entretien),
    )
    contexte = {
        "carte": carte,
        "fiche": carte.fiche,
        "au": jour_des_textes(diagnostic.faits, diagnostic.jour),
        "loi": _dues_avec(diagnostic, (action,)),
    }
    return aparte(turn, entretien, Reply("pourquoi_ici", contexte, choices))


def _dues_avec(diagnostic: Diagnostic, actions: Sequence[int]) -> list[Obligation]:
    """What the law asks beside these actions, whatever is decided of them."""
    dues = (dite.quoi.obligation for dite in vue(diagnostic).obligations)
    return [obligation for obligation in dues if set(actions) & set(obligation.actions)]


def _ce_qui_l_exclut(turn: Turn, diagnostic: Diagnostic, fiche: Fiche) -> list[str]:
    """For each rule of an action, what it asks of a contract and that this one is not, in words."""
    exclues = [_parties_fausses(regle.quand, diagnostic.faits) for regle in fiche.regles]
    dites = [turn.phrase("condition", Toutes(tuple(parties)), diagnostic.faits) for parties in exclues if parties]
    return list(dict.fromkeys(dites))[:EXCLUES_MAX]


def _parties_fausses(quand: Condition, faits: Faits) -> list[Condition]:
    """Of a condition, the parts that are surely not so, of facts alone: a qualification is told by what it is of."""
    match quand:
        case Toutes(parts):
            return [fausse for part in parts for fausse in _parties_fausses(part, faits)]
        case Qualifie(_, dont):
            return _parties_fausses(dont, faits)
        case _:
            return [quand] if juger(quand, faits) is False and not _nomme(quand) else []


def _nomme(condition: Condition) -> bool:
    """Whether a condition names a qualification."""
    match condition:
        case Toutes(parts) | UneDe(parts) | Aucune(parts):
            return any(map(_nomme, parts))
        case _:
            return isinstance(condition, Qualifie)


def _pas_dans_le_resultat(
    turn: Turn, entretien: Entretien, diagnostic: Diagnostic, action: int, *autres: int
) -> Outcome:
    """Say so, and under which condition it would be there; of several at once, only that none is."""
    ouvertes = [dite.quoi for dite in vue(diagnostic).ouvertes]
    conditions = dict.fromkeys(
        turn.phrase("condition", ouverte.si, ouverte.faits)
        for ouverte in ouvertes
        if ouverte.fiche is not None and ouverte.fiche.numero == action
    )
    fiche = turn.pack.fiches.get(action)
    contexte = {
        "action": action,
        "autres": [un for un in autres if un in turn.pack.fiches],
        "fiche": fiche,
        "actions": diagnostic.actions,
        "conditions": list(conditions),
        "il_faudrait": [] if fiche is None else _ce_qui_l_exclut(turn, diagnostic, fiche),
    }
    choices: tuple[Choice, ...] = (bouton("fiche", f"fiche:{action}", action),) if fiche is not None else ()
    choices += (bouton("retour_au_resultat", "c:resultat"),)
    return Outcome(entretien.en_json(), [Reply("pas_dans_le_resultat", contexte, choices)])


def demander_le_motif(turn: Turn, entretien: Entretien, action: int) -> Outcome:
    """Set an action aside: the reason first, since it goes into the file."""
    entretien, diagnostic, _ = a_jour(turn, entretien)
    if action not in diagnostic.actions and (action in diagnostic.indecises or _est_decidee(turn, entretien, action)):
        return decider(turn, entretien, (action,), ETAPES["ecarter"], None)
    if action not in diagnostic.actions:
        return _pas_dans_le_resultat(turn, entretien, diagnostic, action)
    dites = [dite.recommandation for dite in vue(diagnostic).recommandations]
    regle = next(r.regle for r in dites if r.fiche.numero == action)
    suivant = replace(entretien, etape=Etape.MOTIF, ecarter=action)
    contexte = {"fiche": turn.pack.fiches[action], "justifier": regle.justifier}
    return Outcome(suivant.en_json(), [Reply("motif_demande", contexte, (bouton("ne_pas_ecarter", "c:annuler"),))])


def decider(turn: Turn, entretien: Entretien, actions: Sequence[int], etape: str, raison: str | None) -> Outcome:
    """Keep some actions (retenue), or set them aside with their reason (ecartee); those that are not in the result are said."""
    entretien, diagnostic, numero = a_jour(turn, entretien)
    if entretien.etape is Etape.MOTIF:
        # The reason was given, or the mind changed: the next words are no reason any more.
        entretien = replace(entretien, etape=Etape.RESULTAT, ecarter=None)
    # What was kept by choice can be set aside as what the result asks for.
    siennes = [
        action
        for action in actions
        if action in diagnostic.actions or (etape != RETENUE and _est_decidee(turn, entretien, action))
    ]
    au_choix = [action for action in actions if etape == RETENUE and _se_choisit(turn, diagnostic, action)]
    plus_tard = [action for action in actions if etape != RETENUE and action in {*diagnostic.indecises} - {*siennes}]
    if not (siennes or au_choix or plus_tard):
        return _pas_dans_le_resultat(turn, entretien, diagnostic, *actions)
    entretien = d_avance(entretien, dict.fromkeys(plus_tard, (etape, raison or "")))
    par = turn.incoming.address.personne
    nouvelles, choisies = (
        [
            un
            for un in eux
            if turn.journal.decider(numero, un, etape, raison, par, turn.now, au_choix=un not in diagnostic.actions)
        ]
        for eux in (siennes, au_choix)
    )
    _etablir(turn, numero)
    decisions = turn.journal.decisions(numero)
    restantes = [n for n in diagnostic.actions if n not in decisions]
    contexte = {
        "fiches": [turn.pack.fiches[action] for action in nouvelles],
        "deja": [action for action in (*siennes, *au_choix) if action not in (*nouvelles, *choisies)],
        "dehors": [action for action in actions if action not in (*siennes, *au_choix, *plus_tard)],
        "au_choix": [turn.pack.fiches[action] for action in choisies],
        "plus_tard": [turn.pack.fiches[action] for action in plus_tard],
        "etape": etape,
        "encore": False,
        "raison": raison,
        "pour_des_lots": bool(raison and lire_les_lots_d_une_decision(raison)),
        "restantes": restantes,
        "bilan": _bilan(decisions),
        "au": jour_des_textes(diagnostic.faits, diagnostic.jour),
        "loi": _dues_avec(diagnostic, siennes),
    }
    choices = _pour_qui(turn, entretien)
    contexte["pour_qui"] = bool(choices)
    choices += tuple(bouton("detail", f"a:detail:{n}", n) for n in restantes)
    choices += (bouton("exporter", "c:exporter"), bouton("retour_au_resultat", "c:resultat"))
    return Outcome(entretien.en_json(), [Reply("decision", contexte, choices)])


def _est_decidee(turn: Turn, entretien: Entretien, action: int) -> bool:
    """Whether an action was already decided of in this result, be it by choice alone."""
    return entretien.diagnostic is not None and action in turn.journal.decisions(entretien.diagnostic)


def dans_l_ordre(turn: Turn, entretien: Entretien, *, restantes: bool = False) -> tuple[int, ...]:
    """The actions as the result first shows them, which "la première" counts; once some are decided, those that are left first."""
    diagnostic = diagnostic_de(turn, entretien)
    prises = turn.journal.decisions(entretien.diagnostic) if restantes and entretien.diagnostic is not None else {}
    if prises:
        return tuple(sorted(diagnostic.actions, key=lambda action: (action in prises, action)))
    return tuple(carte.fiche.numero for carte in ranger(cartes(turn, diagnostic, vue(diagnostic)), {}))


def _se_choisit(turn: Turn, diagnostic: Diagnostic, action: int) -> bool:
    """Whether a buyer may add an action that the plan does not ask of this contract: not one that its procedure leaves out."""
    fiche = turn.pack.fiches.get(action)
    if fiche is None or action in diagnostic.actions:
        return False
    if action in diagnostic.indecises or not fiche.regles:
        return bool(fiche.regles or fiche.conseils)
    exclues = [_parties_fausses(regle.quand, diagnostic.faits) for regle in fiche.regles]
    return any(
        parties and not any(atome.fait == PROCEDURE for partie in parties for atome in atomes(partie))
        for parties in exclues
    )


def d_avance(entretien: Entretien, dites: Mapping[int, tuple[str, str]]) -> Entretien:
    """With what is decided of actions that no result holds yet, each with its reason."""
    gardees = [une for une in entretien.d_avance if une["action"] not in dites]
    natures = {etape: nature for nature, etape in ETAPES.items()}
    neuves = [{"nature": natures[etape], "action": un, "motif": motif} for un, (etape, motif) in dites.items()]
    return replace(entretien, d_avance=(*gardees, *neuves))


def decisions_et_restes(turn: Turn, entretien: Entretien) -> dict[str, Any]:
    """What was decided so far, with the reasons, and what is left to decide."""
    prises = {} if entretien.diagnostic is None else turn.journal.decisions(entretien.diagnostic)
    dites: list[dict[str, Any]] = [
        {"fiche": turn.pack.fiches[action], "etape": prise.etape, "raison": prise.motif}
        for action, prise in sorted(prises.items())
        if action in turn.pack.fiches and prise.etape in ("retenue", "ecartee")
    ]
    dites += [
        {
            "fiche": turn.pack.fiches[une["action"]],
            "etape": ETAPES[une["nature"]],
            "raison": une["motif"],
            "attend": True,
        }
        for une in entretien.d_avance
    ]
    actions = () if entretien.diagnostic is None else diagnostic_de(turn, entretien).actions
    return {"decisions": dites, "restantes": [action for action in actions if action not in prises]}


def dire_les_decisions(turn: Turn, entretien: Entretien) -> Outcome:
    """What was decided so far, with the reasons, and what is left."""
    contexte = decisions_et_restes(turn, entretien)
    return aparte(turn, entretien, Reply("decisions_prises", contexte, retour_au_resultat(entretien)))


def retour_au_resultat(entretien: Entretien) -> tuple[Choice, ...]:
    """The way back, where a result was given."""
    return (bouton("retour_au_resultat", "c:resultat"),) if entretien.diagnostic is not None else ()


def _pour_qui(turn: Turn, entretien: Entretien) -> tuple[Choice, ...]:
    """The buyers of the plan, while nobody said for which of them the purchase is: each has its own indicators."""
    fait = turn.pack.vocabulaire.get(ACHETEUR)
    if fait is None or entretien.faits.valeur(ACHETEUR) is not None or ACHETEUR in entretien.sans_reponse:
        return ()
    return tuple(Choice(choix.libelle, f"q:{ACHETEUR}:{choix.valeur}") for choix in fait.choix)


def _etablir(turn: Turn, numero: int) -> None:
    """What a decision settles of the contract: an insertion clause that is set aside will not be there."""
    if turn.memoire is not None and (achat := turn.memoire.achats.du_diagnostic(numero)) is not None:
        etablir(turn.memoire.achats, turn.pack, achat, turn.now)


def _bilan(decisions: Mapping[int, DecisionRecord]) -> dict[str, list[int]]:
    return {
        etape: sorted(action for action, decision in decisions.items() if decision.etape == etape)
        for etape in ("retenue", "ecartee")
    }


def dire_la_procedure(turn: Turn, entretien: Entretien) -> Outcome:
    """What the law lets this purchase follow, as far as it is known."""
    diagnostic = diagnostic_de(turn, entretien)
    lignes = [
        turn.phrase("qualification", diagnostic.qualification, diagnostic.faits),
        turn.phrase("qualification_supposee", diagnostic.qualification),
    ]
    choices = (bouton("loi", "c:loi"), bouton("retour_au_resultat", "c:resultat")) if entretien.diagnostic else ()
    return aparte(
        turn,
        entretien,
        Reply("procedure", {"lignes": [une for une in lignes if une], "negocie": _se_negocie(diagnostic)}, choices),
    )


def _se_negocie(diagnostic: Diagnostic) -> str | None:
    """Whether the offers may be negotiated: "direct", "mapa", "non"; None while what is known does not tell."""
    dits = diagnostic.qualification.verdicts
    if dits["procedure_formalisee_due"]:
        return "non"
    return "direct" if dits["achat_direct_permis"] else "mapa" if dits["procedure_adaptee_permise"] else None


def dire_la_loi(turn: Turn, entretien: Entretien) -> Outcome:
    """The legal obligations in full, apart from the plan."""
    diagnostic = diagnostic_de(turn, entretien)
    au = jour_des_textes(diagnostic.faits, diagnostic.jour)
    jours = _lancements(turn.pack, diagnostic) if _seuils_de(diagnostic) else []
    tables = [{"lancement": jour, "seuils": _seuils_du_jour(diagnostic, jour, au)} for jour in jours]
    obligations = vue(diagnostic).obligations
    montants = {
        dite.quoi.obligation.id: _montants_du_seuil(turn, dite.quoi.obligation, diagnostic) for dite in obligations
    }
    contexte = {
        "obligations": obligations, "lots": diagnostic.lots, "tables": tables, "montants": montants, "au": au,
    }  # fmt: skip
    return Outcome(entretien.en_json(), [Reply("loi", contexte, (bouton("retour_au_resultat", "c:resultat"),))])


def conseiller(turn: Turn, entretien: Entretien) -> Outcome:
    """What helps and is no rule of this contract."""
    diagnostic = diagnostic_de(turn, entretien)
    contexte = {"conseils": vue(diagnostic).conseils, "lots": diagnostic.lots}
    return Outcome(entretien.en_json(), [Reply("conseils", contexte, (bouton("retour_au_resultat", "c:resultat"),))])


def _lancements(pack: Pack, diagnostic: Diagnostic) -> list[date]:
    """The days that tell apart what the thresholds can be: one, or the first of each period that may hold."""
    possible = diagnostic.juges["date_consultation"]
    assert isinstance(possible, Intervalle)
    debut = possible.bas if isinstance(possible.bas, date) else None
    change = sorted({p.depuis for nom in SEUILS_DE_PROCEDURE for p in pack.seuils[nom].periodes[1:]})
    ensuite = [jour for jour in change if not possible.inter(Intervalle.point(jour)).vide and jour != debut]
    if debut is None:
        avant = [jour for jour in change if isinstance(possible.haut, date) and jour <= possible.haut]
        debut = possible.haut if isinstance(possible.haut, date) and not avant else min(change) - timedelta(days=1)
    return [debut, *ensuite]


def _seuils_de(diagnostic: Diagnostic) -> tuple[str, ...]:
    """The thresholds that choose the procedure of such a contract; none where somebody else passed it."""
    qualifiee = diagnostic.qualification
    if qualifiee.centrale:
        return ()
    if qualifiee.regime is not None and qualifiee.regime != "marche":
        return ("formalise",)
    return (*SEUILS_DE_PROCEDURE, "services_sociaux") if qualifiee.service_liste else SEUILS_DE_PROCEDURE


def _seuils_du_jour(diagnostic: Diagnostic, jour: date, au: date) -> list[dict[str, Any]]:
    """Those thresholds, for the natures still possible; natures with the same amount together."""
    lignes = []
    pack, natures = diagnostic.pack, diagnostic.juges["nature"]
    assert isinstance(natures, Options)
    for nom in _seuils_de(diagnostic):
        seuil = pack.seuils[nom]
        montants: dict[Decimal, list[str]] = {}
        for nature in pack.vocabulaire["nature"].choix:
            montant = seuil.au(jour).pour(nature.valeur) if nature.valeur in natures.possibles else None
            if montant:
                montants.setdefault(montant, []).append(nature.libelle)
        unique = seuil.au(jour).valeur is not None
        relue = (lue := mention_de(pack, seuil, au)) is None or lue.a_confirmer is None
        sur = seuil.sur(jour) and relue
        lignes.append({"seuil": seuil, "montants": list(montants.items()), "unique": unique, "sur": sur})
    return lignes


def _sans_jalons(diagnostic: Diagnostic) -> bool:
    """Whether it comes but once, said or presumed: the plan prepares what comes back."""
    return RECURRENT in diagnostic.pack.vocabulaire and diagnostic.juges.valeur(RECURRENT) is False


def dire_le_calendrier(turn: Turn, entretien: Entretien) -> Outcome:
    """J-24, J-14 and J-12 of this contract; its planned award is asked for when it is not known. A purchase that comes once has none."""
    attribution = entretien.faits.valeur(DATE_ATTRIBUTION)
    if _sans_jalons(diagnostic_de(turn, entretien)):
        return aparte(
            turn,
            entretien,
            Reply(
                "sans_jalons",
                {"jalons": turn.pack.jalons, "attribution": attribution},
                retour_au_resultat(entretien),
            ),
        )
    if (visee := attribution_visee(entretien.faits)) is None:
        suivant = replace(
            entretien, etape=Etape.QUESTION, question=DATE_ATTRIBUTION, proposes=(), apres=DATE_ATTRIBUTION
        )
        fait = turn.pack.vocabulaire[DATE_ATTRIBUTION]
        reply = Reply("calendrier_demande", {"fait": fait}, (bouton("inconnu", "c:ne_sait_pas"),))
        return Outcome(suivant.en_json(), [reply])
    jour, nom = visee
    dates = calendrier(jour, turn.pack.jalons)
    contexte = {
        "attribution": jour,
        # What it is counted from, where nobody said when the contract is awarded.
        "faute_de": None if isinstance(attribution, date) else turn.phrase("fait", nom, entretien.faits[nom]),
        "jalons": [{"jalon": jalon, "jour": dates[jalon.id]} for jalon in turn.pack.jalons],
        "compte_depuis": turn.pack.compte_depuis,
        "aujourdhui": turn.aujourdhui,
    }
    suivant = replace(entretien, etape=Etape.RESULTAT, question=None)
    choices = (bouton("me_prevenir", "m:diagnostique"), bouton("retour_au_resultat", "c:resultat"))
    return Outcome(suivant.en_json(), [Reply("calendrier", contexte, choices)])


def exporter(turn: Turn, entretien: Entretien, en: str = "docx") -> Outcome:
    """The result as a file to keep with the purchase: "docx" or "pdf"."""
    entretien, _, numero = a_jour(turn, entretien)
    document = Document("diagnostic", f"{numero}:{en}", f"diagnostic-spaser-{numero}.{en}")
    autre = bouton("exporter", "c:exporter") if en == "pdf" else bouton("exporter_en_pdf", "o:exporter:pdf")
    choices = (autre, bouton("retour_au_resultat", "c:resultat"))
    return Outcome(entretien.en_json(), [Reply("document", {"numero": numero, "en": en}, choices, document=document)])


def a_jour(turn: Turn, entretien: Entretien) -> tuple[Entretien, Diagnostic, int]:
    """The diagnosis of today's facts, logged if it was not yet: what is decided is decided on what was logged."""
    diagnostic = diagnostic_de(turn, entretien)
    numero, _ = _inscrire(turn, entretien, diagnostic)
    suivant = replace(entretien, diagnostic=numero, diagnostique=_empreinte(turn, entretien))
    return suivant, diagnostic, numero
