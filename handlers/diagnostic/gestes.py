"""What the acts about a purchase do: results, actions kept or set aside, hypotheses, what to write, whom to call."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from handlers.conversation.acts import DISENT, Faire, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import ce_qui_se_dit
from handlers.conversation.redemande import proposer, redemander, valeur, vient_de_redemander
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import bref, decisions, dialogue, lots_dits, questions, resultat
from handlers.diagnostic.cartes import cartes
from handlers.diagnostic.document import FORMATS
from handlers.diagnostic.jugement import diagnostic_de, presumes_en_mots
from handlers.diagnostic.paroles import GRAND, informer, lire_les_faits, nouveau_ou_correction, vierge
from handlers.fiches import recherche as fiches
from knowledge.diagnostic.decisions import excepte_l_inconnu, remet_a_plus_tard
from knowledge.diagnostic.demandes import demande_la_question
from knowledge.diagnostic.lots import vue
from knowledge.diagnostic.paroles import (
    ce_qui_est_suppose,
    defait_le_dernier_pas,
    demande_quelle_taxe,
    est_decide,
    est_nie_quelque_part,
    lire_ce_qui_est_laisse,
    lire_les_lots_d_une_decision,
    lire_un_motif,
    porte_sur_tout,
    refuse_et_annule,
    reprend,
)
from knowledge.droit.listes import est_suppose
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import SUR
from knowledge.francais.avis import lire_avis
from knowledge.francais.texte import mots_de, plier
from knowledge.lecture.faits_dits import Attente, Origine, lire_faits
from knowledge.lecture.lecture import MONTANT, Lu
from knowledge.regles.faits import Genre, Intervalle
from storage.comptes.records import Role

# A word as long as that tells what is computed: "avance", "insertion".
LETTRES_D_UN_COMPTE = 6
# One as long as that names a thing.
LETTRES_D_UN_NOM = 4
MOTIF_MAX = 300
# Who calls for help says no more than that.
MOTS_D_UN_APPEL = 4
# "Ok", "non" under a result: so few words ask nothing.
MOTS_D_UN_ACQUIESCEMENT = 1
# Why the question is asked takes no more words.
MOTS_D_UN_POURQUOI = 4
# So few words may be a subject of the plan.
MOTS_D_UN_SUJET = 3
# How long what was dropped can be brought back.
UN_JOUR = timedelta(days=1)


def _detailler(turn: Turn, entretien: Entretien, actions: Sequence[int]) -> Outcome:
    """Several actions in detail, the way back told once."""
    outcomes = [resultat.detailler(turn, entretien, action) for action in actions]
    return Outcome(outcomes[-1].etat, [reply for outcome in outcomes for reply in outcome.replies])


def detail(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Actions of the result in detail; before a result, their fiches; without a number, what the words look for."""
    actions = _nommees(acte)
    if not actions and entretien.diagnostic is not None:
        actions = _designees(turn, acte, resultat.dans_l_ordre(turn, entretien, restantes=True))
    if not actions:
        return fiches.chercher(turn, entretien, acte.mots, dire_rien=True) or dire_incompris(turn, entretien, acte)
    if entretien.diagnostic is None:
        return fiches.dire_une_fiche(turn, entretien, actions[0])
    return _detailler(turn, entretien, actions)


def pourquoi(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Why a question is asked; under a result, why its actions apply."""
    if demande_quelle_taxe(acte.mots):
        return dialogue.dire(turn, entretien, "hors_taxes")
    visees = _nommees(acte) if acte.nature == "pourquoi_action" else ()
    if visees and (acte.slots.get("raison") or entretien.question is not None):
        return resultat.dire_pourquoi_ici(turn, entretien, visees[0])
    if entretien.question is not None:
        autre = len(acte.mots.split()) > MOTS_D_UN_POURQUOI and _fait_nomme(turn, acte.mots) != entretien.question
        if autre and (visees := _visees_par_le_pourquoi(turn, entretien, acte)):
            return resultat.dire_pourquoi_ici(turn, entretien, visees[0])
        fait = turn.pack.vocabulaire[entretien.question]
        return dialogue.dire(turn, entretien, "pourquoi", fait=fait, enjeux=_enjeux(turn, entretien))
    if acte.slots.get("actions"):
        return detail(turn, entretien, acte)
    if entretien.diagnostic is None:
        return dialogue.dire(turn, entretien, "rien_en_attente", a_conclu=False)
    # "L'insertion, c'est obligatoire ?": of the result first, then of the plan, whose detail says why it is not in.
    visees = _visees_par_le_pourquoi(turn, entretien, acte) or turn.chercheur().designer(
        acte.mots, tuple(turn.pack.fiches)
    )
    return _detailler(turn, entretien, visees) if visees else resultat.conclure(turn, entretien)


def _visees_par_le_pourquoi(turn: Turn, entretien: Entretien, acte: Acte) -> tuple[int, ...]:
    """ "Pourquoi vous me proposez l'insertion ?": the actions of the purchase that the words are about."""
    diagnostic = diagnostic_de(turn, entretien)
    siennes = sorted({*diagnostic.actions, *diagnostic.a_preciser})
    # What is named first, before what it is for.
    return decisions.citees(turn, entretien, acte.mots)[:1] or turn.chercheur().designer(acte.mots, siennes)


def _enjeux(turn: Turn, entretien: Entretien) -> list[int]:
    """The actions that the pending question can still settle."""
    en_tout = diagnostic_de(turn, entretien).indecises
    return sorted(action for action, manque in en_tout.items() if entretien.question in manque)


def _nommees(acte: Acte) -> tuple[int, ...]:
    """The actions that are named: several in words, one by a button."""
    une = acte.slots.get("action")
    return (une,) if isinstance(une, int) else tuple(acte.slots.get("actions", ()))


def _visees(turn: Turn, entretien: Entretien, acte: Acte, motif: str = "") -> tuple[int, ...]:
    """The actions that a decision is of: those that are named, or meant; all of the result but those that are excepted."""
    siennes = resultat.dans_l_ordre(turn, entretien)
    if acte.slots.get("toutes") and not remet_a_plus_tard(acte.mots):
        return tuple(action for action in siennes if action not in acte.slots.get("sauf", ()))
    return _nommees(acte) or _designees(turn, acte, siennes, motif)


def _designees(turn: Turn, acte: Acte, siennes: Sequence[int], motif: str = "") -> tuple[int, ...]:
    """Without a number: what the words are about, but for the reason that they give; else the action that was just shown."""
    montree = turn.etat.get("action_montree")
    if isinstance(montree, int) and montree in siennes and not motif and reprend(acte.mots):
        # "Je la conserve", right after one was shown.
        return (montree,)
    for dit in (acte.mots, turn.incoming.text):
        if visees := turn.chercheur().designer(dit.replace(motif, " ") if motif else dit, siennes):
            return visees
    return tuple(action for action in siennes if action == montree)


def retenir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep actions of the result."""
    actions = _visees(turn, entretien, acte)
    if acte.slots.get("sauf_inconnu") or (
        acte.slots.get("toutes") and excepte_l_inconnu(acte.mots, turn.chercheur().citer)
    ):
        return decisions.demander_laquelle(turn, entretien, "ecarter")
    if not actions or (not _nommees(acte) and not acte.slots.get("toutes") and est_nie_quelque_part(acte.mots)):
        # "Je ne suis pas d'accord avec la première" keeps nothing by itself.
        return decisions.demander_laquelle(turn, entretien, acte.nature)
    reserve = str(acte.slots.get("motif") or "") or lire_les_lots_d_une_decision(acte.mots)
    return resultat.decider(turn, entretien, actions, "retenue", reserve[:MOTIF_MAX] or None)


def _dans_ses_mots(texte: str, motif: str) -> str:
    """A reason as it was typed, accents and capitals included.

    >>> _dans_ses_mots("écarter 20 : prix fermes, rien à négocier", "prix fermes, rien a negocier")
    'prix fermes, rien à négocier'
    """
    plie = plier(" ".join(texte.split()))
    debut = plie.texte.find(plier(motif).texte) if motif else -1
    return plie.mots(debut, debut + len(motif)) if debut >= 0 else motif


def ecarter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Set actions aside, with the reason that was given; it is asked for where none was and one action is meant."""
    motif = _dans_ses_mots(acte.mots or turn.incoming.text, str(acte.slots.get("motif") or "").strip())
    motif = motif or lire_un_motif(acte.mots)
    if (lots := lire_les_lots_d_une_decision(acte.mots)) and lots not in motif:
        motif = f"{lots} : {motif}" if motif else lots
    actions = _visees(turn, entretien, acte, motif)
    if not actions:
        return decisions.demander_laquelle(turn, entretien, acte.nature)
    if motif or len(actions) > 1:
        return resultat.decider(turn, entretien, actions, "ecartee", motif[:MOTIF_MAX] or None)
    return resultat.demander_le_motif(turn, entretien, actions[0])


def et_si(
    turn: Turn, entretien: Entretien, acte: Acte, des_textes: Callable[[Entretien], Sequence[Any]] = lambda _: ()
) -> Outcome:
    """What a hypothesis would change of the result, `des_textes` of what is to write; nothing is noted, and one tap applies it."""
    if est_decide(acte.mots):
        # "Mon chef veut 4 ans au lieu de 3, ça change quoi": it is so, and what changes is told.
        return informer(turn, entretien, acte)
    base = replace(entretien, mots=dict(entretien.mots))
    suppose_en_mots = ce_qui_est_suppose(acte.mots)
    des_lots = lots_dits.lire(turn, entretien, suppose_en_mots)
    compris: list[questions.Compris] = []
    if des_lots.operations:
        suppose = lots_dits.avec_les_lots(turn, base, des_lots)
    else:
        lecture, _ = lire_les_faits(turn, entretien, acte.mots, acte)
        # What is supposed anyway, be it only guessed, takes the place of what was said.
        siens = tuple(replace(lu, sur=True) for lu in (*lecture.lus, *lecture.sous_reserve))
        if montant := _montant_nu(turn, entretien, suppose_en_mots, siens):
            siens, suppose_en_mots = (montant,), turn.phrase("fait", MONTANT, montant.possible)
        suppose, compris = questions.apprendre_lus(turn, base, replace(lecture, lus=siens, sous_reserve=()))
    if not compris and suppose.lots == entretien.lots:
        return fiches.chercher(turn, entretien, acte.mots, dire_rien=True) or dire_incompris(turn, entretien, acte)
    contexte = {
        "faits": [turn.phrase("fait", un.nom, suppose.faits[un.nom]) for un in compris],
        "lots": lots_dits.tableau(turn, suppose) if des_lots.operations else [],
        "changements": des_textes(suppose),
        **_ce_qui_differe(turn, entretien, suppose),
    }
    # What is applied is read anew, as it would be told.
    reply = Reply("et_si", contexte, (bouton("appliquer", valeur(suppose_en_mots, 0)),))
    applique = {**acte.slots, "faits": [un.nom for un in compris]}
    return proposer(entretien, reply, suppose_en_mots, [(Acte("corriger", applique, mots=suppose_en_mots),)])


def _montant_nu(turn: Turn, entretien: Entretien, texte: str, lus: Sequence[Lu]) -> Lu | None:
    """The amount that a large bare figure supposes, where no fact is told: "et si c'était 215 500 ?"."""
    if any(lu.nom != "objet" for lu in lus):
        return None
    nombre = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits).nombre_seul
    return None if nombre is None or nombre < GRAND else Lu(MONTANT, Intervalle.point(nombre), texte, sur=True)


def _ce_qui_differe(turn: Turn, avant: Entretien, apres: Entretien) -> dict[str, Any]:
    """The actions that come and go from one state of the purchase to another, and what the law then asks where it is not the same."""
    ancien, nouveau = diagnostic_de(turn, avant), diagnostic_de(turn, apres)
    loi, de_la_loi = (turn.phrase("qualification", un.qualification, un.faits) for un in (ancien, nouveau))
    return {
        "en_plus": [turn.pack.fiches[action] for action in nouveau.actions if action not in ancien.actions],
        "en_moins": [turn.pack.fiches[action] for action in ancien.actions if action not in nouveau.actions],
        "loi": de_la_loi if de_la_loi != loi else "",
    }


def ce_qui_change(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What the last words told changed of the actions and of the law; where they changed no fact, that is said."""
    avant = entretien.precedent(turn.pack.vocabulaire)
    if avant is None or not avant.faits.connus():
        return voir_le_resultat(turn, entretien, acte)
    return aparte(turn, entretien, Reply("ce_qui_change", _ce_qui_differe(turn, avant, entretien)))


def contact(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Whom to call: for the actions that are named, or for each of the result; else what the words look for."""
    # Before any result, only the subjects that are named tell whom to call.
    nommees = decisions.citees(turn, entretien, acte.mots) if entretien.faits.connus() else ()
    if entretien.diagnostic is None and not nommees:
        service = turn.pack.services["commande_publique"]
        return fiches.nette(turn, entretien, acte.mots) or dialogue.dire(turn, entretien, "a_qui", service=service)
    diagnostic = diagnostic_de(turn, entretien)
    dites = tuple(un for mot in mots_de(acte.mots) if mot.isdecimal() and (un := int(mot)) in diagnostic.actions)
    voulues = acte.slots.get("actions") or dites
    voulues = voulues or (nommees if entretien.diagnostic is None else diagnostic.actions)
    visees = [carte for carte in cartes(turn, diagnostic, vue(diagnostic)) if carte.fiche.numero in voulues]
    if not visees:
        return detail(turn, entretien, acte)
    contacts = {nom for carte in visees for nom in carte.lignes[0].recommandation.regle.contacts}
    contexte = {
        "cartes": visees,
        "services": turn.pack.services,
        "a_completer": any(turn.pack.services[nom].joindre is None for nom in contacts),
    }
    return aparte(turn, entretien, Reply("contacts", contexte, _retour_au_resultat()))


def calculer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """An advance, hours of insertion: the detail of the action that gives them; else what the words look for."""
    if entretien.diagnostic is not None:
        siennes = diagnostic_de(turn, entretien).actions
        dits = {mot for mot in mots_de(acte.mots) if len(mot) >= LETTRES_D_UN_COMPTE}
        if actions := [action for action in siennes if dits & set(mots_de(turn.pack.fiches[action].titre_court))]:
            return _detailler(turn, entretien, actions[:1])
    return fiches.chercher(turn, entretien, acte.mots, dire_rien=True) or dire_incompris(turn, entretien, acte)


def _avec_un_resultat(faire: Faire) -> Faire:
    """What needs a result: where there is none yet, what is known gives one; where nothing is, that is said."""

    def gere(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if entretien.diagnostic is not None:
            return faire(turn, entretien, acte)
        if not entretien.faits.connus():
            return dialogue.dire(turn, entretien, "pas_encore")
        conclu = resultat.conclure(turn, entretien)
        outcome = faire(turn, Entretien.depuis_json(turn.pack.vocabulaire, conclu.etat), acte)
        return Outcome(outcome.etat, [*conclu.replies, *outcome.replies])

    return gere


def _ou_d_avance(faire: Faire) -> Faire:
    """The same, for what decides of actions: while facts are still asked, it is kept aside until there is a result."""

    def gere(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        d_avance = decisions.decider_d_avance(turn, entretien, acte)
        return d_avance or _avec_un_resultat(faire)(turn, entretien, acte)

    return gere


def _sur_le_resultat(faire: Any) -> Faire:
    """The same, for what looks at nothing of the act."""
    return _avec_un_resultat(lambda turn, entretien, _: faire(turn, entretien))


def exporter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The file in the format that the button or the words name; a Word file where they name none."""
    dits = (acte.slots.get("format"), *mots_de(acte.mots))
    return resultat.exporter(turn, entretien, next((un for un in FORMATS if un in dits), FORMATS[0]))


def _retour_au_resultat() -> tuple[Any, ...]:
    return (bouton("retour_au_resultat", "c:resultat"),)


def voir_le_resultat(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The diagnosis now, whatever is still unknown; the first words of all may ask for it with the facts."""
    if not entretien.faits.connus() and entretien.diagnostic is None and not entretien.sans_reponse:
        lecture = turn.lecteur.lire(acte.mots, turn.aujourdhui, entretien.faits)
        if lecture.lus:
            return informer(turn, replace(entretien, conclu=True), acte)
        return dialogue.dire(turn, entretien, "pas_encore")
    return resultat.conclure(turn, entretien)


def calendrier(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """When things must begin, for this purchase, counted from the day that the same words may tell."""
    lus = lire_faits(turn.lecteur, turn.incoming.text, turn.aujourdhui, None, entretien.faits)
    if (nom := resultat.DATE_ATTRIBUTION) in lus and lus[nom].origine is Origine.DIT:
        entretien = questions.apprendre(entretien.memoriser(), nom, lus[nom].possible)[0]
    return resultat.dire_le_calendrier(turn, entretien)


def recapituler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What is known, and what nobody knows; of one fact, that alone where it was told."""
    if (nom := acte.slots.get("fait")) in entretien.faits.dits():
        dit = turn.phrase("fait", str(nom), entretien.faits[str(nom)])
        return dialogue.dire(turn, entretien, "fait_note", fait=dit)
    inconnus = [turn.pack.vocabulaire[nom].libelle for nom in sorted(entretien.sans_reponse)]
    conclu = diagnostic_de(turn, entretien)
    return dialogue.dire(
        turn,
        entretien,
        "recapitulatif",
        faits=resultat.faits_en_mots(turn, entretien),
        presumes=presumes_en_mots(turn, conclu) if entretien.faits.connus() else [],
        inconnus=inconnus,
        ouvert=bref.ouvert(turn, conclu) if entretien.faits.connus() else "",
        conclu=entretien.diagnostic is not None,
        **resultat.decisions_et_restes(turn, entretien),
        **lots_dits.des_lots_dits(turn, entretien),
    )


def continuer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Go on with what was under way: the pending question, those that are left, or the beginning."""
    if entretien.question is not None and (rappel := questions.reposer(turn, entretien)) is not None:
        return Outcome(entretien.en_json(), [rappel])
    if entretien.diagnostic is not None and demande_la_question(acte.mots):
        # None is pending: nothing is asked that was not.
        return dialogue.dire(
            turn, entretien, "rien_en_attente", a_conclu=True, ou_on_en_est=dialogue.ou_on_en_est(turn, entretien)
        )
    if entretien.diagnostic is not None:
        return questions.avancer(turn, replace(entretien, conclu=False))
    return questions.commencer(turn, entretien)


def passer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Leave the pending question for the end, or another one that is named."""
    if entretien.question == "objet":
        return questions.avancer(turn, replace(entretien, question=None))
    nomme = _fait_nomme(turn, acte.mots) or _fait_nomme(turn, turn.incoming.text)
    if nomme and entretien.question and nomme not in (entretien.question, *entretien.faits.connus()):
        return questions.remettre(turn, entretien, nomme)
    if entretien.question is None:
        return dialogue.dire(turn, entretien, "rien_en_attente", a_conclu=entretien.diagnostic is not None)
    if turn.incoming.text.rstrip().endswith("?"):
        # "Je dois répondre à tout ou je peux sauter ?" asks, and leaves no question.
        trouve = fiches.chercher(turn, entretien, turn.incoming.text, dire_rien=False)
        return trouve or Outcome(entretien.en_json(), [*filter(None, [questions.reposer(turn, entretien)])])
    return questions.passer(turn, entretien)


def ne_sait_pas(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A fact that nobody knows: the one that is named, else the one that was asked. A figure told beside the doubt is told."""
    fait = (
        _fait_nomme(turn, acte.mots)
        or _fait_nomme(turn, turn.incoming.text)
        or acte.slots.get("fait")
        or entretien.question
    )
    if fait is None or fait not in turn.pack.vocabulaire:
        return dialogue.dire(turn, entretien, "rien_en_attente", a_conclu=entretien.diagnostic is not None)
    if turn.pack.vocabulaire[fait].genre is Genre.NOMBRE:
        lus = lire_faits(turn.lecteur, turn.incoming.text, turn.aujourdhui, Attente(fait), entretien.faits)
        if fait in lus and not lus.doute and any(signe.isdigit() for signe in turn.incoming.text):
            return informer(turn, entretien, Acte("informer", {"faits": (fait,)}, mots=turn.incoming.text))
    if fait == "objet":
        return questions.avancer(turn, replace(entretien, question=None))
    if entretien.apres is not None:
        suivant = replace(entretien, etape=Etape.RESULTAT, question=None, apres=None)
        return Outcome(suivant.en_json(), [Reply("sans_calendrier", {}, _retour_au_resultat())])
    return questions.ne_sait_pas(turn, entretien, fait)


def _fait_nomme(turn: Turn, texte: str) -> str | None:
    """The fact that "la procédure, je ne sais pas" names, if it names one."""
    mots = f" {' '.join(mots_de(texte))} "
    for nom, fait in turn.pack.vocabulaire.items():
        if any(f" {' '.join(mots_de(dit))} " in mots for dit in (fait.libelle, *fait.aussi)):
            return nom
    return None


def annuler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Drop the purchase under way; one tap brings it back. What is said to drop one action drops that one."""
    if entretien.etape is Etape.MOTIF:
        return resultat.conclure(turn, entretien)
    if acte.slots.get("tout"):
        return _abandonner(turn, entretien)
    if entretien.diagnostic is not None:
        siennes = diagnostic_de(turn, entretien).actions
        if visees := turn.chercheur().designer(acte.mots, siennes):
            return ecarter(turn, entretien, Acte("ecarter", {"actions": visees}, mots=acte.mots))
    if not (entretien.diagnostic or entretien.question or entretien.faits.connus() or entretien.en_attente):
        return dialogue.dire(turn, entretien, "rien_en_attente", a_conclu=False)
    derniers = {str(dernier["nature"]) for dernier in turn.etat.get("actes") or ()}
    if not porte_sur_tout(acte.mots) and "et_si" in derniers:
        return dialogue.dire(turn, replace(entretien, redemande=None), "rien_change")
    if not porte_sur_tout(acte.mots) and lots_dits.viennent_de_changer(turn, entretien):
        return retour(turn, entretien, acte)
    if entretien.lots and refuse_et_annule(acte.mots) and not vient_de_redemander(turn):
        # "Finalement non, annule", said of nothing that was just done: the last step, or all there is?
        return redemander(entretien, acte.mots, [(Acte("retour"),), (Acte("annuler", mots="annule tout"),)])
    if defait_le_dernier_pas(acte.mots):
        if derniers & {"retenir", "ecarter", "decisions"} and entretien.diagnostic is not None:
            # What was decided is undone by its contrary, and no fact is.
            return decisions.demander_laquelle(turn, entretien, "retenir" if "ecarter" in derniers else "ecarter")
        if derniers and derniers <= DISENT and entretien.pas:
            return retour(turn, entretien, acte)
    quoi = _ce_qui_est_laisse(entretien, acte) or lire_ce_qui_est_laisse(acte.mots)
    if quoi and vient_de_redemander(turn) and quoi not in mots_de(str(entretien.faits.valeur("objet") or "")):
        # "Et des agents de sécu", asked back; "laisse tomber la sécu" drops that, and not what is bought.
        return dialogue.dire(turn, replace(entretien, redemande=None), "rien_change")
    if quoi and not vient_de_redemander(turn):
        # "Laissez tomber les gourdes": of the whole purchase, or of what it holds?
        tout = Acte("annuler", mots="")
        return redemander(entretien, acte.mots, [(tout,), (Acte("recapituler", mots=quoi),)])
    return _abandonner(turn, entretien)


def _abandonner(turn: Turn, entretien: Entretien) -> Outcome:
    """The purchase under way, dropped."""
    vide = replace(vierge(turn), efface=_a_retablir(turn, entretien))
    return Outcome(vide.en_json(), [Reply("annule", {}, (bouton("retablir", "c:retablir"), *dialogue.premiers_pas()))])


def _ce_qui_est_laisse(entretien: Entretien, acte: Acte) -> str:
    """The words of the purchase that a message drops by name, where the purchase holds others."""
    objet = entretien.faits.connus().get("objet")
    siens = {mot for mot in mots_de(getattr(objet, "texte", "")) if len(mot) >= LETTRES_D_UN_NOM}
    dits = siens & set(mots_de(acte.mots))
    return " ".join(dits) if dits and dits < siens else ""


def _a_retablir(turn: Turn, entretien: Entretien) -> dict[str, Any]:
    """A purchase as it is dropped, and when."""
    return {"le": turn.now.isoformat(), "etat": entretien.en_photo()}


def retablir(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """Bring back the purchase that was just dropped."""
    efface = entretien.efface
    if lots_dits.viennent_de_changer(turn, entretien):
        # "Retire le lot sud", then "non, remets-le".
        return retour(turn, entretien, _)
    if efface is None or turn.now - datetime.fromisoformat(efface["le"]) > UN_JOUR:
        return dialogue.dire(turn, entretien, "rien_en_attente", a_conclu=entretien.diagnostic is not None)
    repris = Entretien.depuis_json(turn.pack.vocabulaire, efface["etat"])
    # What was begun since takes its place: a second tap brings that back.
    repris = replace(repris, efface=_a_retablir(turn, entretien) if entretien.faits.connus() else None)
    if repris.diagnostic is not None and repris.question is None:
        return resultat.conclure(turn, repris)
    rappel = questions.reposer(turn, repris)
    return questions.avancer(turn, repris) if rappel is None else Outcome(repris.en_json(), [rappel])


def nouvel_achat(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Begin another purchase; the one before is brought back in one tap while nothing is told of the new one."""
    efface = _a_retablir(turn, entretien) if entretien.faits.connus() else entretien.efface
    neuf = replace(vierge(turn), etape=Etape.QUESTION, question="objet", efface=efface)
    if entretien.etape is Etape.NOUVEAU_OU_CORRECTION:
        return nouveau_ou_correction(turn, entretien, "nouveau")
    lus = turn.lecteur.lire(acte.mots, turn.aujourdhui, neuf.faits).lus
    # "Nouveau marché : nettoyage, 85 k€": what is told is of the new one.
    decrit = "decrit" in acte.slots or any(lu.nom != "objet" and lu.sur for lu in lus)
    return informer(turn, neuf, acte) if decrit else questions.commencer(turn, neuf)


def plusieurs_achats(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Several purchases told at once: one is prepared at a time, and each is a button."""
    achats = [str(achat) for achat in acte.slots.get("achats", ())]
    if not achats:
        return questions.commencer(turn, entretien)
    choices = tuple(Choice(achat[:1].upper() + achat[1:], valeur(acte.mots, rang)) for rang, achat in enumerate(achats))
    lectures = [(Acte("nouvel_achat", {"decrit": True}, mots=achat),) for achat in achats]
    return proposer(entretien, Reply("plusieurs_achats", {"achats": achats}, choices), acte.mots, lectures)


def retour(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """One step back."""
    avant = entretien.precedent(turn.pack.vocabulaire)
    if avant is None and entretien.efface is not None:
        return retablir(turn, entretien, _)
    if avant is None:
        return dialogue.dire(turn, entretien, "debut")
    avant = replace(avant, diagnostic=entretien.diagnostic, diagnostique=entretien.diagnostique)
    des_lots = lots_dits.des_lots_dits(turn, avant) if avant.lots != entretien.lots else {}
    if avant.etape is Etape.RESULTAT:
        return resultat.conclure(turn, avant, notes=des_lots, retour=True)
    oublies = [
        turn.phrase("fait", nom, entretien.faits[nom])
        for nom in entretien.faits
        if entretien.faits.connus()[nom] != avant.faits.connus().get(nom) and not est_suppose(nom, entretien.faits[nom])
    ]
    rappel = questions.reposer(turn, avant, retour=True, oublies=oublies, **des_lots)
    return questions.commencer(turn, avant) if rappel is None else Outcome(avant.en_json(), [rappel])


def saluer(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What is said to whoever says hello, or comes back."""
    return dialogue.accueillir(turn, entretien)


def remercier(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What is said to whoever thanks, or takes their leave: a question that waits is not asked again."""
    if entretien.etape is Etape.QUESTION and entretien.question is not None:
        return Outcome(entretien.en_json(), [Reply("merci", {}, (bouton("continuer", "c:continuer"),))])
    return dialogue.dire(turn, entretien, "merci")


def acquiescer(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What is said to whoever has understood the result, or agrees, and decides nothing by it."""
    restantes = resultat.decisions_et_restes(turn, entretien)["restantes"]
    choices = (bouton("exporter", "c:exporter"), *resultat.retour_au_resultat(entretien))
    return Outcome(entretien.en_json(), [Reply("acquiesce", {"restantes": restantes}, choices)])


def attendre(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What is said to whoever needs a moment."""
    return dialogue.dire(turn, entretien, "j_attends")


def hors_sujet(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What is said of anything but purchases."""
    return dialogue.dire(turn, entretien, "hors_sujet_acheteur")


def aide(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What can be said, and done."""
    equipe = Role.EQUIPE in turn.roles
    demande = len(acte.mots.split()) > MOTS_D_UN_APPEL
    if demande and (trouve := fiches.chercher(turn, entretien, acte.mots, dire_rien=False)):
        # "Comment aider les petites entreprises ?" asks of the plan.
        return trouve
    return dialogue.dire(
        turn,
        entretien,
        "aide",
        pack=turn.pack,
        equipe=equipe,
        actes=ce_qui_se_dit(turn.pack.exemples.actions, equipe=equipe),
    )


def mes_donnees(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What is kept of the person, and whom to ask."""
    return dialogue.dire(turn, entretien, "mes_donnees", service=turn.pack.services["commande_publique"])


def decrire(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """Begin to describe a purchase."""
    return questions.commencer(turn, vierge(turn) if entretien.diagnostic is not None else entretien)


def dire_incompris(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Say what was not understood, in the person's own words."""
    return dialogue.incompris(turn, entretien, acte.mots or turn.incoming.text)


def rien(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What does nothing is acknowledged; what may do something is said not to be understood."""
    if acte.surete < SUR and len(acte.mots.split()) > MOTS_D_UN_ACQUIESCEMENT:
        sujet = len(acte.mots.split()) <= MOTS_D_UN_SUJET
        trouve = fiches.chercher(turn, entretien, acte.mots, dire_rien=False) if sujet else None
        return trouve or dire_incompris(turn, entretien, acte)
    return dialogue.dire(turn, entretien, "rien_a_noter")


def oui_ou_non(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A yes or a no where a fact is asked is its value; where nothing waits, a yes goes on and a no says what can be said."""
    if entretien.question is not None:
        return informer(turn, entretien, acte)
    avis = lire_avis(acte.mots)
    if acte.nature == "oui" or (avis is not None and avis.accord):
        return continuer(turn, entretien, acte)
    return dialogue.dire(turn, entretien, "non_sans_objet", a_conclu=entretien.diagnostic is not None)


ACTES: Mapping[str, Faire] = {
    "saluer": saluer,
    "remercier": remercier,
    "aide": aide,
    "annuler": annuler,
    "retablir": retablir,
    "retour": retour,
    "passer": passer,
    "continuer": continuer,
    "ne_sait_pas": ne_sait_pas,
    "pourquoi_question": pourquoi,
    "attendre": attendre,
    "oui": oui_ou_non,
    "non": oui_ou_non,
    "mes_donnees": mes_donnees,
    "supprimer_mes_donnees": mes_donnees,
    "rien": rien,
    "hors_sujet": hors_sujet,
    "incomprehensible": dire_incompris,
    "informer": informer,
    "corriger": informer,
    "resultat": voir_le_resultat,
    "resultat_entier": _sur_le_resultat(resultat.dire_tout),
    "recapituler": recapituler,
    "nouvel_achat": nouvel_achat,
    "plusieurs_achats": plusieurs_achats,
    "detail": detail,
    "pourquoi_action": pourquoi,
    "retenir": _ou_d_avance(retenir),
    "ecarter": _ou_d_avance(ecarter),
    "decisions": _ou_d_avance(decisions.decider),
    "contact": contact,
    "exporter": _avec_un_resultat(exporter),
    "imprimer": _avec_un_resultat(exporter),
    "calendrier": _avec_un_resultat(calendrier),
    "loi": _sur_le_resultat(resultat.dire_la_loi),
    "conseils": _sur_le_resultat(resultat.conseiller),
    "decrire": decrire,
    "diagnostic.ce_qui_change": ce_qui_change,
}
