"""What is decided of the actions of a purchase: heard in everyday words, carried out one after the other, each with its own reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

from handlers.conversation.acts import DISENT, SEULS, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.contexte import contexte_de
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.diagnostic import dialogue, lots_dits, resultat
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.resultat import ETAPES
from knowledge.diagnostic.decisions import (
    ECARTER,
    Citee,
    Dite,
    Lues,
    est_une_perte,
    est_une_restriction,
    lire_ce_qui_attend,
    lire_les_decisions,
    lire_une_decision_demandee,
)
from knowledge.diagnostic.demandes import demande_pourquoi_on_demande, demande_une_raison
from knowledge.diagnostic.paroles import Decision, annule_celui_ci, demande_la_procedure, demande_quelle_taxe
from knowledge.droit.qualification import ALLOTI
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import PLAUSIBLE, SUR
from knowledge.ecoute.precisions import groupes
from knowledge.francais.langue import plat
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.francais.texte import mots_de
from knowledge.lecture.faits_dits import Origine, lire_faits
from knowledge.regles.faits import OUI, Genre, Options

MOTIF_MAX = 300
# The facts that are decided as actions are.
D_UNE_ACTION = frozenset({"clause_insertion", "reservation"})
# The facts that are figures, which no name of an action tells.
CHIFFRES = frozenset({Genre.NOMBRE, Genre.DATE})
# So many actions that are put off are offered to be decided of.
REMISES_MAX = 3
# What asks opens with it, in so many words at most.
MOTS_QUI_OUVRENT = 3
# What is only asked, and told by nothing that is no question.
DEMANDES = frozenset({"contact"})
# The action that was last shown, or that the last answer is of.
VUES = ("action_montree", "action_evoquee")


def lire(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """The decisions of a message, the actions that they are of being found; None for any other message.

    Under a result a name and a yes are enough; while a fact is asked, a verb must say it, and no fact.
    """
    if not entretien.faits.connus() or annule_celui_ci(texte):
        return None
    toutes = lire_les_decisions(texte, turn.chercheur().citer)
    lues = _de_l_achat(turn, entretien, toutes)
    if toutes is not None and lues is not None and _perd_une_exception(toutes, lues):
        return Acte("retenir", {"actions": (), "toutes": True, "sauf_inconnu": True}, mots=texte)
    if lues is None:
        return _remettre(turn, entretien, texte)
    if not _tiennent(turn, entretien, lues, texte):
        return None
    lues, choisis = _sans_ce_qui_se_choisit(turn, entretien, lues)
    faits, lues = _faits_d_abord(turn, entretien, lues, texte)
    if entretien.diagnostic is None and all(ALLOTI in _lus(turn, entretien, dite.mots) for dite in lues.dites):
        # "Appel d'offres. On n'allotit pas, il n'y a qu'un site": while facts are asked, that is one.
        return None
    faits = ". ".join(filter(None, (faits, *choisis, *_faits_dits_aussi(turn, entretien, lues))))
    lues, informent = _avec_ce_qui_suit(turn, entretien, lues)
    faits = ". ".join(filter(None, (faits, informent))) or _motif_qui_repond(turn, entretien, lues)
    siennes = _siennes(turn, entretien)
    decisions = [_resoudre(turn, entretien, dite, lues, siennes) for dite in lues.dites]
    decisions = _les_dernieres(decisions)
    a_part = {"faits": faits, "suite": lues.suite, "attente": lues.attente, "perdues": lues.perdues}
    a_part = {nom: dit for nom, dit in a_part.items() if dit}
    if len(decisions) == 1 and decisions[0].actions and not a_part:
        seule = decisions[0]
        return Acte(seule.nature, {"actions": seule.actions, "motif": seule.motif}, mots=texte)
    return Acte("decisions", en_slots(decisions) | a_part, mots=texte)


def _les_dernieres(decisions: Sequence[Decision]) -> list[Decision]:
    """The decisions, each action being decided of once, by what was said last: "la 11 oui. Ah non, finalement non pour la 11"."""
    gardees, vues = list[Decision](), set[int]()
    for une in reversed(decisions):
        actions = tuple(action for action in une.actions if action not in vues)
        if actions or (not une.actions and une not in gardees):
            gardees.insert(0, replace(une, actions=actions))
        vues |= {*une.actions}
    return gardees


def _remettre(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """What a message only puts off, or supposes, of the actions of a result: nothing of it is noted, and it may be decided at once."""
    lues = None if entretien.diagnostic is None else lire_ce_qui_attend(texte, turn.chercheur().citer)
    if lues is None:
        return None
    siennes = _siennes(turn, entretien)
    visees = [_visees(turn, entretien, une, siennes) for une in lues.remises if une.titre]
    remises = tuple(dict.fromkeys(une[0] for une in visees if len(une) == 1 and une[0] in siennes))
    if not remises or _dits(turn, entretien, texte) - D_UNE_ACTION:
        return None
    a_part = {"suite": lues.suite, "attente": lues.attente, "perdues": lues.perdues}
    return Acte(
        "decisions",
        {"decisions": [], "remises": remises, **{nom: dit for nom, dit in a_part.items() if dit}},
        mots=texte,
    )


def _sans_ce_qui_se_choisit(turn: Turn, entretien: Entretien, lues: Lues) -> tuple[Lues, list[str]]:
    """The decisions without what tells a choice of the purchase beside them, and its words: "mapa, l'insertion on garde"."""
    choisis: list[str] = []

    def est_une_action(citee: Citee) -> bool:
        mots = " ".join(citee.mots)
        if citee.titre or all(
            turn.pack.vocabulaire[nom].genre is not Genre.CHOIX for nom in _dits(turn, entretien, mots)
        ):
            return True
        choisis.append(mots)
        return False

    dites = tuple(
        replace(dite, citees=tuple(filter(est_une_action, dite.citees))) if len(dite.citees) > 1 else dite
        for dite in lues.dites
    )
    return replace(lues, dites=dites), choisis


def _faits_d_abord(turn: Turn, entretien: Entretien, lues: Lues, texte: str) -> tuple[str, Lues]:
    """The words before the first decision where they tell facts or lots, and what is read without them."""
    premiers, *autres = lues.perdues or ("",)
    if not premiers or texte.find(premiers) > texte.find(lues.dites[0].mots):
        return "", lues
    if not _dits(turn, entretien, premiers) and not lots_dits.lire(turn, entretien, premiers):
        return "", lues
    return premiers, replace(lues, perdues=tuple(autres))


def _motif_qui_repond(turn: Turn, entretien: Entretien, lues: Lues) -> str:
    """The reason of a decision that answers the pending question: "la 26 je l'écarte, ce n'est pas une opération d'envergure"."""
    motifs = [dite.motif for dite in lues.dites] if entretien.question is not None else []
    return next((motif for motif in motifs if motif and entretien.question in _dits(turn, entretien, motif)), "")


def _dits(turn: Turn, entretien: Entretien, texte: str) -> set[str]:
    """The facts that words tell, but the object."""
    return {*_lus(turn, entretien, texte)}


def _lus(turn: Turn, entretien: Entretien, texte: str) -> Mapping[str, object]:
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)
    return {dit.nom: dit.possible for dit in lus.dits if dit.origine is Origine.DIT and dit.nom != "objet"}


def en_slots(decisions: Sequence[Decision]) -> dict[str, Any]:
    """Decisions as the slots of their act, which may be asked back, thus kept."""
    return {"decisions": [asdict(une) for une in decisions]}


def nomme_une_action(turn: Turn, texte: str) -> bool:
    """Whether a message decides of actions that it names."""
    lues = lire_les_decisions(texte, turn.chercheur().citer)
    return lues is not None and all(dite.citees or dite.autres for dite in lues.dites)


def demandee(turn: Turn, entretien: Entretien, texte: str) -> int | None:
    """The action of which it is asked whether it may be set aside; None for any other message."""
    siennes = _siennes(turn, entretien)
    visees = [
        turn.chercheur().trancher(une, siennes) for une in lire_une_decision_demandee(texte, turn.chercheur().citer)
    ]
    return next((une[0] for une in visees if une), None)


def a_justifier(turn: Turn, entretien: Entretien, texte: str) -> int | None:
    """The action of which it is asked why, of the purchase first: "le donner à un ESAT, c'est obligé ? et pourquoi nous"; None for any
    other message.
    """
    if not demande_une_raison(texte) or demande_la_procedure(texte) or demande_quelle_taxe(texte):
        return None
    # "Pourquoi l'action 8, c'est des vigiles diplômés": what is told by its number is of no other name.
    numeros = [un for groupe in groupes(plat(texte)) for un in groupe.numeros if un in turn.pack.fiches]
    siennes = tuple(numeros) or citees(turn, entretien, texte)
    if siennes or demande_pourquoi_on_demande(texte):
        return next(iter(siennes), None)
    # Of several that bear a name, the first of the plan is the one that the others follow from.
    nommees = [
        turn.chercheur().trancher(une, _siennes(turn, entretien)) for une in turn.chercheur().citer(mots_de(texte))
    ]
    return next((visees[0] for visees in nommees if visees), None)


def citees(turn: Turn, entretien: Entretien, texte: str) -> tuple[int, ...]:
    """The actions that words name by their subjects, those of the purchase first: "pour l'insertion, et pour le réemploi"."""
    siennes = _siennes(turn, entretien)
    trouvees = [turn.chercheur().trancher(une, siennes) for une in turn.chercheur().citer(mots_de(texte))]
    return tuple(dict.fromkeys(visees[0] for visees in trouvees if len(visees) == 1 and visees[0] in siennes))


def la_seule_nommee(turn: Turn, entretien: Entretien, texte: str) -> tuple[int, ...]:
    """The one action that all the names of words mean, of the purchase or not; empty where they mean several, or none."""
    siennes = _siennes(turn, entretien)
    visees = {turn.chercheur().trancher(une, siennes) for une in turn.chercheur().citer(mots_de(texte))}
    return visees.pop() if len(visees) == 1 and all(len(une) == 1 for une in visees) else ()


def sans_le_motif(turn: Turn, texte: str) -> tuple[str, str]:
    """The words of a message that decide of one thing, and why; all of them where they decide of nothing, or of more."""
    lues = lire_les_decisions(texte, turn.chercheur().citer)
    if lues is None or len(lues.dites) > 1 or lues.suite:
        return texte, ""
    return lues.dites[0].mots, lues.avec_la_queue()[0].motif


def _siennes(turn: Turn, entretien: Entretien) -> tuple[int, ...]:
    diagnostic = diagnostic_de(turn, entretien)
    en_plus = () if entretien.question is None else diagnostic.indecises
    return tuple(sorted({*diagnostic.actions, *en_plus}))


def _tiennent(turn: Turn, entretien: Entretien, lues: Lues, texte: str) -> bool:
    """Whether what was read decides of actions, and of nothing else: no number is left, and no fact is told."""
    if entretien.question is not None and not _decident_malgre_la_question(turn, entretien, lues, texte):
        return False
    citees_dites = (*lues.corrigees, *(citee for dite in lues.dites for citee in dite.citees))
    cites = {action for citee in citees_dites for action in citee.actions} | {len(une.rangs) for une in citees_dites}
    if not _numeros_dits(texte) <= cites | _numeros_des_motifs(lues):
        return False
    allotissent = _qui_allotissent(turn, entretien, lues)
    lues = replace(lues, dites=tuple(dite for dite in lues.dites if dite not in allotissent))
    dits = _dits(turn, entretien, " ".join(dite.mots for dite in lues.dites))
    # "Je prends un MAPA" tells a fact; a word of the action's own title is the action, whatever fact it may tell elsewhere.
    titres = all(citee.titre for dite in lues.dites for citee in dite.citees)
    if _dans_un_choix(turn, entretien, lues):
        return False
    if _dits_par_oui_ou_non(turn, entretien, lues):
        # "Oui, c'est récurrent": a yes or a no is of the fact beside it.
        return False
    if not dits or (titres and ALLOTI not in dits):
        return True
    # "Je retiens les données personnelles" keeps what the plan says of them.
    genres = {turn.pack.vocabulaire[nom].genre for nom in dits if nom in turn.pack.vocabulaire}
    if len(lues.dites) > 1 and ALLOTI not in dits and not genres & CHIFFRES:
        # "Le suivi des livraisons on garde, la négociation non": several in a row are of actions.
        return any(dite.nette or any(citee.titre for citee in dite.citees) for dite in lues.dites)
    return genres == {Genre.OUI_NON} and ALLOTI not in dits and all(dite.nette for dite in lues.dites)


def _dans_un_choix(turn: Turn, entretien: Entretien, lues: Lues) -> bool:
    """Whether the names of actions tell a choice of the purchase that is not known: "procédure avec négociation, validée par le chef"."""
    connus = entretien.faits.connus()
    citees_dites = [citee for dite in lues.dites for citee in dite.citees]
    return bool(citees_dites) and all(
        any(
            turn.pack.vocabulaire[nom].genre is Genre.CHOIX and connus.get(nom) != dit
            for nom, dit in _lus(turn, entretien, " ".join(citee.mots)).items()
        )
        for citee in citees_dites
    )


def _de_l_achat(turn: Turn, entretien: Entretien, lues: Lues | None) -> Lues | None:
    """The decisions of numbers, of titles and of actions at hand: what a key word alone tells of another is none."""
    if lues is None:
        return None
    siennes = _siennes(turn, entretien)

    def est_dite(citee: Citee) -> bool:
        return citee.titre or bool({*turn.chercheur().trancher(citee, siennes)} & {*siennes})

    tenues = tuple(dite for dite in lues.dites if not dite.citees or any(map(est_dite, dite.citees)))
    laissees = tuple(dite.mots for dite in lues.dites if dite not in tenues and est_une_perte(dite.mots))
    return replace(lues, dites=tenues, perdues=(*lues.perdues, *laissees)) if tenues else None


def _perd_une_exception(toutes: Lues, lues: Lues) -> bool:
    """Whether all the actions are decided but what names none of the purchase: "je garde tout sauf la paperasse"."""
    tout = next((dite.nature for dite in lues.dites if dite.autres), None)
    return tout is not None and any(
        dite.nature != tout and dite.nette and dite.citees and dite not in lues.dites for dite in toutes.dites
    )


def _qui_allotissent(turn: Turn, entretien: Entretien, lues: Lues) -> tuple[Dite, ...]:
    """The decisions that tell the division into lots too, among others or with a reason: "pas d'allotissement, c'est le même modèle"."""
    if len(lues.dites) == 1 and not lues.avec_la_queue()[0].motif:
        return ()
    nommees = (dite for dite in lues.dites if dite.citees and all(citee.titre for citee in dite.citees))
    return tuple(dite for dite in nommees if ALLOTI in _lus(turn, entretien, dite.mots))


def _faits_dits_aussi(turn: Turn, entretien: Entretien, lues: Lues) -> Sequence[str]:
    """The words of decisions that tell a fact as well: the division that they decide ("j'écarte l'allotissement" divides nothing), what is
    kept and has the name of a fact ("nous mettrons une clause d'insertion").
    """
    oui = Options(frozenset({OUI}))
    return [
        *(
            dite.mots
            for dite in _qui_allotissent(turn, entretien, lues)
            if (_lus(turn, entretien, dite.mots)[ALLOTI] == oui) == (dite.nature != ECARTER)
        ),
        *(
            dite.mots
            for dite in lues.dites
            if dite.nature != ECARTER
            and any(dit == oui for nom, dit in _lus(turn, entretien, dite.mots).items() if nom in D_UNE_ACTION)
        ),
    ]


def _dits_par_oui_ou_non(turn: Turn, entretien: Entretien, lues: Lues) -> set[str]:
    """The facts that a yes or a no tells, rather than decide of the action that has the same name.

    Among several decisions, what its title names is an action, but for a yes-no fact: "l'insertion on garde, la négociation non".
    """
    dits: set[str] = set()
    for dite in lues.dites:
        if dite.nette:
            continue
        siens = _dits(turn, entretien, " ".join((*(mot for une in dite.citees for mot in une.mots), dite.mots)))
        if len(lues.dites) > 1 and dite.citees and all(une.titre for une in dite.citees):
            siens = {
                nom for nom in siens if turn.pack.vocabulaire[nom].genre is Genre.OUI_NON or nom == entretien.question
            }
        dits |= siens
    return dits - D_UNE_ACTION


def _decident_malgre_la_question(turn: Turn, entretien: Entretien, lues: Lues, texte: str) -> bool:
    """Whether decisions are told while a fact is asked: each names its actions, with a verb for one at least, or by their numbers."""
    if not all(
        dite.citees or (dite.autres and dite.nette) or (dite.reprise and _vient_d_etre_vue(turn, entretien))
        for dite in lues.dites
    ) or any(citee.rangs for dite in lues.dites for citee in dite.citees):
        return False
    numeros = _numeros_dits(texte) & {*_siennes(turn, entretien)}
    chiffrees = all({*citee.actions} <= numeros for dite in lues.dites for citee in dite.citees)
    # "Ok ok je négocie", right after that action was explained.
    vues = {action for dite in lues.dites for citee in dite.citees for action in citee.actions}
    if chiffrees or vues == {_vient_d_etre_vue(turn, entretien)} or any(dite.nette for dite in lues.dites):
        return True
    # "Bon ok pour la négo": a yes to what a title names, and does not name what is asked.
    visees = [
        turn.chercheur().trancher(citee, _siennes(turn, entretien)) for dite in lues.dites for citee in dite.citees
    ]
    titre = any(citee.titre for dite in lues.dites for citee in dite.citees)
    return titre and all(len(une) == 1 for une in visees) and entretien.question not in turn.affirmer(texte).faits


def _numeros_des_motifs(lues: Lues) -> set[int]:
    """The numbers in the words that decide of nothing."""
    motifs = (*(dite.motif for dite in lues.dites), lues.queue, lues.apres, lues.suite, lues.attente, *lues.perdues)
    return {numero for motif in motifs for numero in _numeros_dits(motif)}


def _numeros_dits(texte: str) -> set[int]:
    return {numero for groupe in groupes(plat(texte)) for numero in groupe.numeros}


def _avec_ce_qui_suit(turn: Turn, entretien: Entretien, lues: Lues) -> tuple[Lues, str]:
    """The last words are the reason of what was set aside, unless they do something else: "écartée, et imprime".

    What is kept needs none: facts are told then ("je retiens la 19, ce sera un MAPA"), which come apart; what is left is lost, and said so.
    """
    suite, faits = list[str](), list[str]()
    for dit, seuil in ((lues.queue, SUR), (lues.apres, PLAUSIBLE)):
        demande = dit == lues.apres and ressemble_a_une_question(dit)
        if dit and (demande or fait_autre_chose(turn, entretien, dit, seuil)):
            suite.append(dit)
        elif dit and (lues.dites[-1].nature == ECARTER or est_une_restriction(dit)):
            lues = replace(lues, dites=replace(lues, queue=dit).avec_la_queue())
        elif dit and not est_une_restriction(dit) and _dits(turn, entretien, dit):
            faits.append(dit)
        elif est_une_perte(dit) and not _ne_fait_rien(turn, entretien, dit):
            lues = replace(lues, perdues=(*lues.perdues, dit))
    return replace(lues, suite=". ".join(filter(None, (*suite, lues.suite)))), ". ".join(faits)


def _ne_fait_rien(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words are surely a courtesy: "je dois partir, je reviens lundi"."""
    actes = turn.ecouter(texte, contexte_de(turn, entretien)).actes
    return all(acte.nature in SEULS and acte.surete >= PLAUSIBLE for acte in actes)


def _demande(texte: str) -> bool:
    """Whether words ask: they end so, or open so."""
    return texte.endswith("?") or ressemble_a_une_question(" ".join(texte.split()[:MOTS_QUI_OUVRENT]))


def fait_autre_chose(turn: Turn, entretien: Entretien, texte: str, seuil: float) -> bool:
    """Whether words are heard, so surely, to do something else than tell facts or decide."""
    # "Je connais un atelier qui en fabrique" looks nobody up.
    rien = DISENT | SEULS | ETAPES.keys() | (frozenset() if _demande(texte) else DEMANDES)
    actes = turn.ecouter(texte, contexte_de(turn, entretien)).actes
    return any(acte.nature not in rien and acte.surete >= seuil for acte in actes)


def _resoudre(turn: Turn, entretien: Entretien, dite: Dite, lues: Lues, siennes: Sequence[int]) -> Decision:
    """One decision with its actions; with those that its name may mean, where it does not tell them apart."""
    if dite.reprise and not dite.citees:
        montree = entretien.ecarter if entretien.etape is Etape.MOTIF else _vient_d_etre_vue(turn, entretien)
        return Decision(dite.nature, () if montree is None else (montree,), dite.motif)
    if dite.autres:
        # The one whose reason is awaited is on its way out.
        nommees = {entretien.ecarter, *citees(turn, entretien, lues.attente), *_numeros_dits(lues.attente)} | {
            un for une in lues.dites for citee in une.citees for un in _visees(turn, entretien, citee, siennes)
        }
        prises = {} if entretien.diagnostic is None else turn.journal.decisions(entretien.diagnostic)
        decidees = {action for action, prise in prises.items() if prise.etape in ETAPES.values()}
        decidees |= {une["action"] for une in entretien.d_avance}
        # What may still apply is nobody's "all".
        sures = diagnostic_de(turn, entretien).actions
        return Decision(dite.nature, tuple(un for un in sures if un not in nommees | decidees), dite.motif)
    visees = [_visees(turn, entretien, citee, siennes) for citee in dite.citees]
    nettes = tuple(
        dict.fromkeys(
            action
            for une, citee in zip(visees, dite.citees, strict=True)
            if len(une) == 1 or citee.rangs
            for action in une
        )
    )
    parmi = () if nettes else next((une for une in visees if len(une) > 1), ())
    if parmi and not {*parmi} & {*siennes}:
        # None of them is of this purchase: that is said of the first.
        nettes, parmi = parmi[:1], ()
    return Decision(dite.nature, nettes, dite.motif, parmi)


def _visees(turn: Turn, entretien: Entretien, citee: Citee, siennes: Sequence[int]) -> tuple[int, ...]:
    """The actions that a name means; of those that were shown, in their order, where it is told by its place."""
    parmi = resultat.dans_l_ordre(turn, entretien, restantes=True) if citee.rangs else siennes
    return turn.chercheur().trancher(citee, parmi)


def _vient_d_etre_vue(turn: Turn, entretien: Entretien) -> int | None:
    """The action that was just shown, decided of, or named."""
    montree = next((un for nom in VUES if isinstance(un := turn.etat.get(nom), int)), None)
    if montree is not None:
        return montree
    visees = [action for acte in turn.etat.get("actes") or () for action in acte.get("actions", ())]
    return next(iter([*reversed(visees), *citees(turn, entretien, str(turn.etat.get("nommee") or ""))]), None)


def decider(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Carry out each decision with its own reason; last, what is to be asked: which action, or why it is set aside."""
    etat, dites = entretien.en_json(), list[Reply]()
    decisions = [Decision(**une) for une in acte.slots["decisions"]]
    if not decisions and acte.slots.get("remises"):
        return _dire_ce_qui_attend(turn, entretien, acte)
    sans_motif = [une for une in decisions if une.nature == ECARTER and len(une.actions) == 1 and not une.motif]
    a_demander = next((une for une in decisions if not une.actions), None) or (sans_motif[0] if sans_motif else None)
    for une in [une for une in decisions if une is not a_demander and une.actions]:
        courant = Entretien.depuis_json(turn.pack.vocabulaire, etat)
        outcome = resultat.decider(turn, courant, une.actions, ETAPES[une.nature], une.motif[:MOTIF_MAX] or None)
        etat, dites = dict(outcome.etat), [*dites, *outcome.replies]
    if a_demander is not None:
        courant = Entretien.depuis_json(turn.pack.vocabulaire, etat)
        outcome = (
            resultat.demander_le_motif(turn, courant, a_demander.actions[0])
            if a_demander.actions
            else demander_laquelle(turn, courant, a_demander.nature, a_demander.parmi)
        )
        etat, dites = dict(outcome.etat), [*dites, *outcome.replies]
    # What is left to decide is said once, with the last.
    bilan = max((rang for rang, reply in enumerate(dites) if "bilan" in reply.contexte), default=-1)
    premieres = [
        replace(reply, choices=(), contexte={**reply.contexte, "encore": rang != bilan})
        for rang, reply in enumerate(dites[:-1])
    ]
    a_part = {nom: acte.slots.get(nom) for nom in ("attente", "perdues")}
    laissees = [Reply("a_part", a_part)] if any(a_part.values()) else []
    return Outcome(etat, [*premieres, *laissees, *dites[-1:]])


def _dire_ce_qui_attend(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What is left to decide, each action being decided by a button."""
    remises = [action for action in acte.slots["remises"] if action in turn.pack.fiches][:REMISES_MAX]
    boutons = [bouton(nature, f"a:{nature}:{action}", action) for action in remises for nature in ETAPES]
    a_part = {nom: acte.slots.get(nom) for nom in ("attente", "perdues")}
    contexte = {**a_part, "remises": [turn.pack.fiches[action] for action in remises]}
    return aparte(turn, entretien, Reply("a_part", contexte, (*boutons, *resultat.retour_au_resultat(entretien))))


def decider_d_avance(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome | None:
    """Keep aside what is decided while facts are still asked, until a result holds these actions; None where no action is told."""
    if entretien.diagnostic is not None or entretien.question is None or acte.slots.get("toutes"):
        return None
    if acte.nature == "decisions":
        # A forged button may hold none.
        decisions = [Decision(**une) for une in acte.slots.get("decisions", ())]
    else:
        actions = tuple(acte.slots.get("actions", ())) or citees(turn, entretien, acte.mots)
        decisions = [Decision(acte.nature, actions, str(acte.slots.get("motif") or ""))]
    dites = {
        action: (ETAPES[une.nature], une.motif[:MOTIF_MAX])
        for une in decisions
        for action in une.actions
        if action in turn.pack.fiches
    }
    if not dites:
        return None
    a_part = {nom: acte.slots.get(nom) for nom in ("attente", "perdues")}
    suivant = resultat.d_avance(entretien, dites)
    decidees = [{**une, "fiche": turn.pack.fiches[une["action"]]} for une in suivant.d_avance if une["action"] in dites]
    return dialogue.dire(turn, suivant, "d_avance", decisions=decidees, **a_part)


def demander_laquelle(turn: Turn, entretien: Entretien, nature: str, parmi: Sequence[int] = ()) -> Outcome:
    """Which action is meant: each that may be is a button of what was heard, all those of the result where none is likelier."""
    siennes = diagnostic_de(turn, entretien).actions
    actions = [action for action in siennes if action in parmi] or siennes
    choices = tuple(bouton(nature, f"a:{nature}:{action}", action) for action in actions)
    contexte = {"fiches": [turn.pack.fiches[action] for action in actions], "nature": nature}
    return Outcome(
        entretien.en_json(), [Reply("laquelle", contexte, (*choices, *resultat.retour_au_resultat(entretien)))]
    )


__all__ = [
    "Decision",
    "a_justifier",
    "citees",
    "decider",
    "decider_d_avance",
    "demandee",
    "demander_laquelle",
    "en_slots",
    "fait_autre_chose",
    "la_seule_nommee",
    "lire",
    "nomme_une_action",
    "sans_le_motif",
]
