"""What a buyer's question is answered: an answer approved for buyers, be it in the place of one to firms, else what firms are told of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.conversation.acts import Force, Proposition, a_la_suite, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.contexte import contexte_de
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import quantite
from handlers.diagnostic.decisions import citees, nomme_une_action
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.paroles import informer
from handlers.diagnostic.regles import apprend_du_neuf
from handlers.fiches import recherche
from handlers.ligne_directe import annuaire
from handlers.ligne_directe.contextes import d_une_entree
from handlers.ligne_directe.jugement import demandees, remplir
from knowledge.diagnostic.demandes import demande_pourquoi_on_demande
from knowledge.diagnostic.paroles import (
    demande_ce_qui_se_peut,
    demande_si_c_est_permis,
    dit_pourquoi,
    fait_une_hypothese,
    les_reponses_suivent,
    ne_demande_que_pourquoi,
)
from knowledge.diagnostic.revoir import lire_le_fait_a_revoir
from knowledge.ecoute import Acte
from knowledge.francais import objets
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
from knowledge.lecture.faits_dits import lire_faits
from knowledge.lecture.lecture import ALLOTI, DUREE, EFFECTIF, MONTANT
from knowledge.ligne_directe import fil
from knowledge.ligne_directe.calculs import Contexte
from knowledge.ligne_directe.entrees import PARTS_DE_L_ACHAT, PARTS_DE_L_ENSEMBLE, Entree, Ici, SousQuestion
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.ligne_directe.repondeur import Trouvees
from knowledge.ligne_directe.sous_questions import phrase_qui_repond
from knowledge.regles.conditions import juger
from knowledge.regles.faits import NON, Faits, Intervalle, Options, Possible

# From there on an answer surely is of the question; and a fiche is, that is shown instead.
EVIDENTE, FICHE_NETTE = 0.4, 0.77
# Of an answer that was written for buyers, less is needed; of words that may ask nothing, more.
EVIDENTE_POUR_UN_ACHETEUR, MALGRE_TOUT = 0.1, 0.5
# What follows an answer is asked in so many words at most.
MOTS_D_UNE_SUITE = 16
# From there on an answer comes before anything else that the words may do; and before the facts that they hold.
PLUTOT_SURE, SURE, NOMMEE, CERTAINE = 0.2, 0.28, 0.35, 0.5
JAMAIS = 2.0
# Who asks what a word means uses no more words.
MOTS_D_UNE_DEFINITION = 7
BIEN_MIEUX = 0.3
FICHES_MAX = 2
DEUX = 2
# A question takes at least so many words.
MOTS_MIN = 3
EUROS = "euros HT"
# What says that nothing was found; so many answers are proposed there.
VAINES = frozenset({"incompris", "rien_trouve"})
PROPOSEES_MAX = 2


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The question of a message that an approved answer surely is of, one that comes before anything else; what it tells beside is noted."""
    if est_directe(texte) or objets.sujet(texte) is not None:
        return None
    if annuaire.lire(turn, entretien, texte) is not None:
        # "Trouver un ESAT ou une entreprise adaptée" asks for firms, and not for what the law lets them be bought.
        return None
    if lire_le_fait_a_revoir(texte, turn.pack.vocabulaire) is not None:
        return None
    dites = phrases(texte)
    demandes = [
        phrase
        for n, phrase in enumerate(dites)
        if _demande(turn, entretien, phrase) and not les_reponses_suivent(dites, n)
    ]
    autres = [phrase for phrase in dites if phrase not in demandes and not _est_crue(phrase, texte)]
    decide = nomme_une_action(turn, texte)
    # What is awaited may be a question too, and comes first.
    force = Force.ATTENDU if entretien.attente is None else Force.ENTIER
    pourquoi = dit_pourquoi(texte)
    if _demande_qui_appeler_pour_plusieurs(turn, entretien, texte):
        return None
    if not decide and not pourquoi and (suite := _suite(turn, entretien, texte)):
        return Proposition(suite, force)
    if not demandes:
        return None
    if any(apprend_du_neuf(turn, entretien, phrase) for phrase in autres):
        return None
    # What is told around a question may be what makes it clear.
    trouvees = [turn.repondeur_aux_acheteurs().chercher(dit) for dit in dict.fromkeys((*demandes, texte))]
    meilleure = max(trouvees, key=lambda une: une.surete if une.sures else 0.0)
    entree = meilleure.sures[0].entree if meilleure.sures else None
    if entree is None or not entree.avant_tout or meilleure.surete < _ce_qu_il_faut(demandes):
        return None
    if pourquoi and not (entree.pourquoi and ne_demande_que_pourquoi(texte) and not demande_pourquoi_on_demande(texte)):
        return None
    if decide and (meilleure.surete < CERTAINE or _decide(turn, entretien, texte)):
        return None
    slots = {"entree": entree.id}
    if not entree.suppose and not all(map(fait_une_hypothese, demandes)):
        if (dit := _ce_qui_est_dit(turn, entretien, texte)) and meilleure.surete >= CERTAINE:
            slots["faits"] = dit
        elif dit or (meilleure.surete < _malgre_ce_qui_s_y_dit(texte) and apprend_du_neuf(turn, entretien, texte)):
            return None
    return Proposition(Acte("acheteurs.repondre", slots, mots=texte), force)


def _demande_qui_appeler_pour_plusieurs(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """ "Qui appeler pour l'insertion et pour le réemploi ?": of several actions of the result, which tells several people."""
    if entretien.diagnostic is None or len(citees(turn, entretien, texte)) < DEUX:
        return False
    return any(acte.nature == "contact" for acte in turn.ecouter(texte, contexte_de(turn, entretien)).actes)


def _decide(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words also keep an action or leave one out: "je garde l'insertion, et l'avance c'est obligatoire ?"."""
    return any(
        acte.nature in ("retenir", "ecarter") for acte in turn.ecouter(texte, contexte_de(turn, entretien)).actes
    )


def _suite(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """What words ask right after an answer: a part of it, an answer that goes with it, or another that they surely are of; None where they ask
    nothing of these.
    """
    avant = _vient_de_repondre(turn, entretien)
    if avant is None or len(texte.split()) > MOTS_D_UNE_SUITE:
        return None
    trouvees = turn.repondeur_aux_acheteurs().chercher(texte)
    demande = _demande(turn, entretien, texte) or (bool(trouvees.sures) and trouvees.surete >= CERTAINE)
    if not demande and (not fil.s_appuie(texte) or apprend_du_neuf(turn, entretien, texte)):
        return None
    la_meme = Acte("acheteurs.repondre", {"entree": avant.id, "suite": True}, mots=texte)
    if _parties(turn, entretien, avant, texte):
        return la_meme
    proches = [une.entree for une in (*trouvees.sures, *trouvees.autres)]
    if not proches:
        return None
    premiere = proches[0]
    sure = bool(trouvees.sures) and trouvees.surete >= SURE and premiere.avant_tout
    if premiere is not avant and (sure or premiere.id in avant.voir):
        return Acte("acheteurs.repondre", {"entree": premiere.id}, mots=texte)
    return la_meme if avant in proches else None


def _vient_de_repondre(turn: Turn, entretien: Entretien) -> Entree | None:
    """The answer that was just given; of a word or a fiche that was, the answer that the same question is of."""
    derniere = entretien.recherche
    if derniere is None or not recherche.vient_de_chercher(turn):
        return None
    repondeur = turn.repondeur_aux_acheteurs()
    if derniere.reponse is not None:
        return repondeur.entree(derniere.reponse)
    sures = repondeur.chercher(derniere.texte).sures
    return sures[0].entree if sures else None


def _parties(turn: Turn, entretien: Entretien, entree: Entree, texte: str) -> list[SousQuestion]:
    """The parts of an answer that words ask for, or that what is known of the purchase decides among."""
    montant, duree = entretien.faits.valeur(MONTANT), entretien.faits.valeur(DUREE)
    connus = {nom: dit for nom, dit in (("montant_ht", montant), ("duree_mois", duree)) if dit is not None}
    contexte = Contexte(turn.pack, turn.ligne(), turn.aujourdhui)
    dites = demandees(entree, (texte,), connus | lire_les_faits(texte, turn.aujourdhui), contexte)
    return [une for une, _ in dites if not une.generale]


def _demande(turn: Turn, entretien: Entretien, phrase: str) -> bool:
    """Whether a sentence asks; "on peut le reconduire trois fois" tells what the contract may do, where that is not known yet."""
    if ressemble_a_une_question(phrase) or fait_une_hypothese(phrase):
        return True
    return demande_ce_qui_se_peut(phrase) and not apprend_du_neuf(turn, entretien, phrase)


def _ce_qu_il_faut(demandes: Sequence[str]) -> float:
    """How clear it must be which answer these sentences are of: less where they ask what is lawful, more where they may be of a word, or
    ask without its marks.
    """
    if any(map(demande_si_c_est_permis, demandes)):
        return EVIDENTE_POUR_UN_ACHETEUR
    if any(demande_une_definition(phrase) and len(phrase.split()) <= MOTS_D_UNE_DEFINITION for phrase in demandes):
        return JAMAIS
    if any("?" in phrase and demande_ce_qui_se_peut(phrase) for phrase in demandes):
        return PLUTOT_SURE
    return SURE if any(map(ressemble_a_une_question, demandes)) else CERTAINE


def _malgre_ce_qui_s_y_dit(texte: str) -> float:
    """How clear it must be which answer words are of, for what they hold to be what is asked about: a figure tells more than a name."""
    return NOMMEE if texte.rstrip().endswith("?") and not any(signe.isdigit() for signe in texte) else CERTAINE


def _ce_qui_est_dit(turn: Turn, entretien: Entretien, texte: str) -> str:
    """What a message tells of the purchase in a clause that stands before what it asks; empty where it tells nothing there."""

    def dit_quelque_chose(dit: str) -> bool:
        if demande_ce_qui_se_peut(dit):
            # "Ce petit lot je peux le sortir et le passer en MAPA ?" asks from its first word on.
            return False
        if entretien.faits.connus():
            return apprend_du_neuf(turn, entretien, dit)
        # The first words describe what is bought.
        return bool(lire_faits(turn.lecteur, dit, turn.aujourdhui, None, entretien.faits).dits)

    dites = [dit for dit, _ in coupes_devant_une_demande(texte) if dit_quelque_chose(dit)]
    return dites[-1] if dites else ""


def _est_crue(phrase: str, texte: str) -> bool:
    return est_une_croyance(plier(phrase).texte, plier(texte).texte)


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome | None:
    """The answer to a question; None where there is none, where a fiche is the answer, or where a thing is named."""
    texte = acte.mots
    if acte.slots.get("actions") or est_directe(texte) or turn.chercheur().chercher(texte).direct:
        return None
    if acte.nature != "incomprehensible" and len(texte.split()) < MOTS_MIN:
        # "Loi", "la clause": an order, as its act carries it out.
        return None
    demande = ressemble_a_une_question(texte)
    siennes = turn.repondeur_aux_acheteurs().chercher(texte)
    evidente = bool(siennes.sures) and siennes.surete >= (EVIDENTE_POUR_UN_ACHETEUR if demande else MALGRE_TOUT)
    autres = turn.repondeur().chercher(texte) if demande else Trouvees()
    if evidente and not _repond_mieux(autres, siennes):
        return dire(turn, entretien, siennes.sures[0].entree, texte)
    if not autres.sures or autres.evidence < EVIDENTE or (not evidente and _une_fiche_repond(turn, texte)):
        return None
    autre, ligne = autres.sures[0].entree, turn.ligne()
    if autre.id in ligne.seulement_aux_entreprises:
        return dire(turn, entretien, siennes.sures[0].entree, texte) if evidente else None
    sienne = ligne.aux_acheteurs(autre.id)
    return dire(turn, entretien, sienne or autre, texte, aux_entreprises=sienne is None)


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
    return trouvees.sures[0].entree if trouvees.sures and trouvees.surete >= evidence else None


def par_son_nom(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The answer that a button or a question names; its absence is said, where it is none of the pack any more."""
    entree = turn.repondeur_aux_acheteurs().entree(str(acte.slots["entree"]))
    if entree is None:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    if acte.slots.get("suite"):
        phrase = phrase_qui_repond(entree, acte.mots)
        dites = _parties(turn, entretien, entree, acte.mots) or ([] if phrase is None else [phrase])
        return dire(turn, entretien, entree, acte.mots, dites=dites)
    if not (dit := str(acte.slots.get("faits", ""))):
        return dire(turn, entretien, entree, acte.mots)
    notes = informer(turn, entretien, Acte("informer", mots=dit))
    suite = Entretien.depuis_json(turn.pack.vocabulaire, notes.etat)
    return a_la_suite(notes, dire(replace(turn, etat=notes.etat), suite, entree, acte.mots))


def et_ce_qui_est_demande(turn: Turn, entretien: Entretien, acte: Acte, outcome: Outcome) -> Outcome:
    """What was noted of a message, then the answer that a sentence of it surely asks for: "mapa. On peut négocier avec un seul ?"."""
    if not entretien.faits.connus() or any(reply.template == "conseil" for reply in outcome.replies):
        return outcome
    for phrase in phrases(acte.mots):
        if "?" not in phrase or len(phrase.split()) < MOTS_MIN or fait_une_hypothese(phrase):
            continue
        entree = aux_acheteurs(turn, phrase, SURE)
        if entree is not None and entree.avant_tout:
            suite = Entretien.depuis_json(turn.pack.vocabulaire, outcome.etat)
            return a_la_suite(outcome, dire(replace(turn, etat=outcome.etat), suite, entree, phrase))
    return outcome


def raconte(turn: Turn, entretien: Entretien, texte: str) -> Entree | None:
    """The answer that words surely are of, though they ask nothing: "j'ai reçu un pli cinq minutes après l'heure"."""
    if ressemble_a_une_question(texte) or nomme_une_action(turn, texte) or not entretien.faits.connus():
        return None
    entree = aux_acheteurs(turn, texte, MALGRE_TOUT)
    return entree if entree is not None and entree.avant_tout else None


def ou_bien(turn: Turn, texte: str, outcome: Outcome) -> Outcome:
    """Where words found nothing, the answers that they are nearest to, as buttons."""
    rang = next((rang for rang, reply in enumerate(outcome.replies) if est_vaine(reply)), None)
    if rang is None:
        return outcome
    trouvees = turn.repondeur_aux_acheteurs().chercher(texte)
    proches = [une.entree for une in (*trouvees.sures, *trouvees.autres)][:PROPOSEES_MAX]
    reply = outcome.replies[rang]
    choices = tuple(Choice(une.titre, f"ra:{une.id}") for une in proches)
    autre = replace(reply, contexte={**reply.contexte, "proches": bool(proches)}, choices=(*choices, *reply.choices))
    return replace(outcome, replies=[*outcome.replies[:rang], autre, *outcome.replies[rang + 1 :]])


def est_vaine(reply: Reply) -> bool:
    """Whether a reply says that nothing was found, or noted, in some of the words."""
    return reply.template in VAINES or bool(reply.contexte.get("notes", {}).get("du_reste"))


def _une_fiche_repond(turn: Turn, texte: str) -> bool:
    fiches = turn.chercheur().chercher(texte)
    return bool(fiches.direct or (fiches.resultats and fiches.resultats[0].score >= FICHE_NETTE))


def dire(
    turn: Turn,
    entretien: Entretien,
    entree: Entree,
    texte: str = "",
    *,
    dites: Sequence[SousQuestion] = (),
    aux_entreprises: bool = False,
) -> Outcome:
    """An approved answer, aside, or the parts of it that were asked for (`dites`); the fiches that it belongs to are buttons. `texte` asked
    for it, and may refuse it.
    """
    des_parties = [(une, None) for une in dites]
    contexte = d_une_entree(entree, None, turn.ligne(), turn.pack, turn.aujourdhui, dites=des_parties, entier=not dites)
    contexte["ici"] = None if aux_entreprises or dites else _ici(turn, entretien, entree, texte)
    contexte["du_plan"] = [] if contexte["ici"] is None else _du_plan(turn, entretien, entree)
    choices: tuple[Choice, ...] = ()
    if not aux_entreprises:
        choices += tuple(bouton("fiche", f"fiche:{action}", action) for action in entree.actions[:FICHES_MAX])
    if texte:
        trouvees = turn.chercheur().chercher(texte)
        reponse = None if aux_entreprises else entree.id
        entretien, refus = recherche.refusable(turn, entretien, texte, trouvees, montrees=0, reponse=reponse)
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
    ensemble = diagnostic = diagnostic_de(turn, entretien)
    if entree.suppose:
        diagnostic = diagnostic_de(turn, _en_supposant(turn, entretien, texte))
    verdicts, lois = diagnostic.qualification.verdicts, {due.obligation.id for due in diagnostic.obligations}
    parts = _parts(turn, ensemble.faits, PARTS_DE_L_ENSEMBLE)
    achat = _en_mots(_parts(turn, diagnostic.faits, PARTS_DE_L_ACHAT) | parts) | _de_l_achat(diagnostic.faits)
    montant = diagnostic.faits.valeur(MONTANT)

    def tient(un: Ici) -> bool:
        return (
            (un.si is None or verdicts[un.si] is True)
            and (un.sauf is None or verdicts[un.sauf] is False)
            and (un.ensemble is None or ensemble.qualification.verdicts[un.ensemble] is True)
            and (un.part is None or (montant is not None and montant <= parts[un.part]))
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


def _parts(turn: Turn, faits: Faits, noms: Iterable[str]) -> dict[str, Decimal]:
    """What values of the law make of the amount of a purchase, by their names; nothing where it is not known."""
    montant = faits.valeur(MONTANT)
    if montant is None:
        return {}
    seuils = {nom: turn.pack.seuils[nom] for nom in noms}
    parts = {nom: (seuil.au(turn.aujourdhui).pour(None), seuil.unite) for nom, seuil in seuils.items()}
    return {
        nom: montant * (part / 100 if unite == "%" else part)
        for nom, (part, unite) in parts.items()
        if part is not None
    }


def _en_mots(parts: Mapping[str, Decimal]) -> dict[str, str]:
    return {nom: quantite(part, EUROS) for nom, part in parts.items()}


__all__ = [
    "aux_acheteurs",
    "dire",
    "est_vaine",
    "et_ce_qui_est_demande",
    "lire",
    "ou_bien",
    "par_son_nom",
    "raconte",
    "repondre",
]
