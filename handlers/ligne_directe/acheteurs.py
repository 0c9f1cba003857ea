"""What a buyer's question is answered: an answer approved for buyers, else what firms are told of the same."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import quantite
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.regles import apprend_du_neuf
from handlers.fiches import recherche
from handlers.ligne_directe.contextes import d_une_entree
from handlers.ligne_directe.jugement import remplir
from knowledge.diagnostic.paroles import demande_si_c_est_permis, dit_pourquoi, fait_une_hypothese
from knowledge.ecoute import Acte
from knowledge.francais.contexte import est_une_croyance
from knowledge.francais.phrases import phrases
from knowledge.francais.questionnement import (
    coupes_devant_une_demande,
    demande_une_definition,
    est_directe,
    ressemble_a_une_question,
)
from knowledge.francais.texte import plier
from knowledge.lecture.effectifs import lire_suppose
from knowledge.lecture.lecture import ALLOTI, DUREE, EFFECTIF, MONTANT
from knowledge.ligne_directe.entrees import Entree, Ici
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.ligne_directe.repondeur import Trouvees
from knowledge.regles.conditions import juger
from knowledge.regles.faits import NON, Faits, Intervalle, Options, Possible

# From there on an answer surely is of the question; and a fiche is, that is shown instead.
EVIDENTE, FICHE_NETTE = 0.4, 0.77
# Of an answer that was written for buyers, less is needed; of words that may ask nothing, more.
EVIDENTE_POUR_UN_ACHETEUR, MALGRE_TOUT = 0.12, 0.5
# From there on an answer comes before anything else that the words may do; and before the facts that they hold.
SURE, CERTAINE = 0.35, 0.5
BIEN_MIEUX = 0.3
FICHES_MAX = 2
# A question takes at least so many words.
MOTS_MIN = 3
EUROS = "euros HT"
# What says that nothing was found; so many answers are proposed there.
VAINES = frozenset({"incompris", "rien_trouve"})
PROPOSEES_MAX = 2


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The question of a message that an approved answer surely is of, one that comes before anything else, where nothing else of it tells of the purchase."""
    if est_directe(texte) or demande_une_definition(texte) or dit_pourquoi(texte):
        return None
    dites = phrases(texte)
    demandes = [phrase for phrase in dites if ressemble_a_une_question(phrase) or fait_une_hypothese(phrase)]
    autres = [phrase for phrase in dites if phrase not in demandes and not _est_crue(phrase, texte)]
    if not demandes or any(apprend_du_neuf(turn, entretien, phrase) for phrase in autres):
        return None
    # What is told around a question may be what makes it clear.
    trouvees = [turn.repondeur_aux_acheteurs().chercher(dit) for dit in dict.fromkeys((*demandes, texte))]
    meilleure = max(trouvees, key=lambda une: une.evidence if une.sures else 0.0)
    entree = meilleure.sures[0].entree if meilleure.sures else None
    permis = any(map(demande_si_c_est_permis, demandes))
    if entree is None or not entree.avant_tout or meilleure.evidence < (EVIDENTE_POUR_UN_ACHETEUR if permis else SURE):
        return None
    if not entree.suppose and any(_apprend(turn, entretien, phrase, meilleure.evidence) for phrase in demandes):
        return None
    return Proposition(Acte("acheteurs.repondre", {"entree": entree.id}, mots=texte), Force.ATTENDU)


def _est_crue(phrase: str, texte: str) -> bool:
    return est_une_croyance(plier(phrase).texte, plier(texte).texte)


def _apprend(turn: Turn, entretien: Entretien, phrase: str, evidence: float) -> bool:
    """Whether a sentence that asks also tells of the purchase, in a clause before it asks, or all along; what is supposed is not told."""
    if fait_une_hypothese(phrase):
        return False
    dites = [dit for dit, _ in coupes_devant_une_demande(phrase)]
    return any(apprend_du_neuf(turn, entretien, dit) for dit in (*dites, *((phrase,) if evidence < CERTAINE else ())))


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome | None:
    """The answer to a question; None where there is none, where a fiche is the answer, or where a thing is named."""
    texte = acte.mots
    if acte.slots.get("actions") or est_directe(texte):
        return None
    if acte.nature != "incomprehensible" and len(texte.split()) < MOTS_MIN:
        # "Loi", "la clause": an order, as its act carries it out.
        return None
    demande = ressemble_a_une_question(texte)
    siennes = turn.repondeur_aux_acheteurs().chercher(texte)
    evidente = bool(siennes.sures) and siennes.evidence >= (EVIDENTE_POUR_UN_ACHETEUR if demande else MALGRE_TOUT)
    autres = turn.repondeur().chercher(texte) if demande else Trouvees()
    if evidente and not _repond_mieux(autres, siennes):
        return dire(turn, entretien, siennes.sures[0].entree, texte)
    if not autres.sures or autres.evidence < EVIDENTE or (not evidente and _une_fiche_repond(turn, texte)):
        return None
    return dire(turn, entretien, autres.sures[0].entree, texte, aux_entreprises=True)


def _repond_mieux(autres: Trouvees, siennes: Trouvees) -> bool:
    """Whether what firms are answered is of the question much more clearly than what buyers are."""
    return (
        bool(autres.sures)
        and autres.evidence >= siennes.evidence + BIEN_MIEUX
        and autres.sures[0].score > siennes.sures[0].score
    )


def aux_acheteurs(turn: Turn, texte: str, evidence: float) -> Entree | None:
    """The answer approved for buyers that is that clearly the one."""
    trouvees = turn.repondeur_aux_acheteurs().chercher(texte)
    return trouvees.sures[0].entree if trouvees.sures and trouvees.evidence >= evidence else None


def par_son_nom(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The answer that a button or a question names; its absence is said, where it is none of the pack any more."""
    entree = turn.repondeur_aux_acheteurs().entree(str(acte.slots["entree"]))
    return (
        dire(turn, entretien, entree, acte.mots)
        if entree is not None
        else aparte(turn, entretien, Reply("choix_inconnu"))
    )


def ou_bien(turn: Turn, texte: str, outcome: Outcome) -> Outcome:
    """Where words found nothing, the answers that they are nearest to, as buttons."""
    rang = next((rang for rang, reply in enumerate(outcome.replies) if est_vaine(reply)), None)
    if rang is None:
        return outcome
    trouvees = turn.repondeur_aux_acheteurs().chercher(texte)
    proches = (*trouvees.sures, *trouvees.autres)[:PROPOSEES_MAX]
    reply = outcome.replies[rang]
    choices = tuple(Choice(une.entree.titre, f"ra:{une.entree.id}") for une in proches)
    autre = replace(reply, contexte={**reply.contexte, "proches": bool(proches)}, choices=(*choices, *reply.choices))
    return replace(outcome, replies=[*outcome.replies[:rang], autre, *outcome.replies[rang + 1 :]])


def est_vaine(reply: Reply) -> bool:
    """Whether a reply says that nothing was found, or noted, in some of the words."""
    return reply.template in VAINES or bool(reply.contexte.get("notes", {}).get("du_reste"))


def _une_fiche_repond(turn: Turn, texte: str) -> bool:
    fiches = turn.chercheur().chercher(texte)
    return bool(fiches.direct or (fiches.resultats and fiches.resultats[0].score >= FICHE_NETTE))


def dire(
    turn: Turn, entretien: Entretien, entree: Entree, texte: str = "", *, aux_entreprises: bool = False
) -> Outcome:
    """An approved answer, aside; the fiches that it belongs to are buttons. `texte` asked for it, and may refuse it."""
    contexte = d_une_entree(entree, None, turn.ligne(), turn.pack, turn.aujourdhui)
    contexte["ici"] = None if aux_entreprises else _ici(turn, entretien, entree, texte)
    contexte["du_plan"] = [] if contexte["ici"] is None else _du_plan(turn, entretien, entree)
    choices: tuple[Choice, ...] = ()
    if not aux_entreprises:
        choices += tuple(bouton("fiche", f"fiche:{action}", action) for action in entree.actions[:FICHES_MAX])
    if texte:
        entretien, refus = recherche.refusable(turn, entretien, texte, turn.chercheur().chercher(texte), montrees=0)
        choices += (refus,)
    if entretien.diagnostic is not None:
        choices += (bouton("retour_au_resultat", "c:resultat"),)
    # "Mets-la", said next, is of the action that the answer is of.
    action = entree.actions[0] if len(entree.actions) == 1 else None
    contexte |= {"question": None, "aux_entreprises": aux_entreprises, "action": action}
    reply = Reply("conseil", contexte, choices)
    return aparte(turn, entretien, reply)


def _ici(turn: Turn, entretien: Entretien, entree: Entree, texte: str) -> str | None:
    """What an answer says of the purchase under way; None where there is none, or where nothing is said of it."""
    if not entree.ici or not entretien.faits.connus():
        return None
    if entree.suppose:
        entretien = _en_supposant(turn, entretien, texte)
    diagnostic = diagnostic_de(turn, entretien)
    verdicts, lois = diagnostic.qualification.verdicts, {due.obligation.id for due in diagnostic.obligations}
    achat = _de_l_achat(diagnostic.faits)

    def tient(un: Ici) -> bool:
        return (
            (un.si is None or verdicts[un.si] is True)
            and (un.sauf is None or verdicts[un.sauf] is False)
            and (un.quand is None or juger(un.quand, diagnostic.faits) is True)
            and (un.action is None or un.action in diagnostic.actions)
            and (un.loi is None or un.loi in lois)
            and un.de_l_achat <= achat.keys()
        )

    dit = next((un.dit for un in entree.ici if tient(un)), None)
    return None if dit is None else remplir(dit, turn.ligne(), turn.pack, turn.aujourdhui, achat)


def _du_plan(turn: Turn, entretien: Entretien, entree: Entree) -> list[dict[str, Any]]:
    """The actions of the plan that an answer is of, each with whether it applies to the purchase."""
    siennes = diagnostic_de(turn, entretien).actions
    return [{"fiche": turn.pack.fiches[action], "sienne": action in siennes} for action in entree.actions[:FICHES_MAX]]


def _en_supposant(turn: Turn, entretien: Entretien, texte: str) -> Entretien:
    """The purchase as if it were the one lot, or had the one holder, that a question tells of: nothing of it is noted."""
    dits = lire_les_faits(texte, turn.aujourdhui)
    supposes: dict[str, Possible] = {
        nom: Intervalle.point(Decimal(dits[nom])) for nom in (MONTANT, DUREE) if dits.get(nom) is not None
    }
    if (effectif := lire_suppose(plier(texte).texte)) is not None:
        supposes[EFFECTIF] = Options(frozenset({effectif}))
    if MONTANT not in supposes or supposes[MONTANT] == entretien.faits[MONTANT]:
        return replace(entretien, faits=entretien.faits.remplacer(supposes))
    # A lot is judged as a contract of its own.
    seul = {**supposes, ALLOTI: Options(frozenset({NON}))}
    return replace(entretien, faits=entretien.faits.remplacer(seul), lots=())


def _de_l_achat(faits: Faits) -> dict[str, str]:
    """What is known of a purchase, in the words that an answer puts in."""
    montant, duree = faits.valeur(MONTANT), faits.valeur(DUREE)
    dits: dict[str, str] = {}
    if montant is not None:
        dits |= {"montant": quantite(montant, EUROS), "deux_fois": quantite(2 * montant, EUROS)}
    return dits if duree is None else dits | {"duree": quantite(duree, "mois")}


__all__ = ["aux_acheteurs", "dire", "est_vaine", "lire", "ou_bien", "par_son_nom", "repondre"]
