"""What is done of the texts to write: shown, set, taken or refused, gathered in one file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.clauses.atelier import Atelier, Reglable, en_json, inscrire, ouvrir, reglables
from handlers.clauses.retouches import (
    CHOIX_MAX,
    Copie,
    appliquer,
    bornes,
    d_abord_ecrits,
    defaire,
    en_clair,
    le_plus_concerne,
    mieux_ailleurs,
    oter_la_phrase,
    refus_de,
    valeur_dite,
    vises_par,
)
from handlers.conversation.acces import auteur
from handlers.conversation.acts import Faire, Force, Proposition, a_la_suite, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.capability import Ou
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.conversation.wording import en_tete
from handlers.diagnostic import decisions, dialogue
from handlers.diagnostic import gestes as de_l_achat
from handlers.diagnostic.document import FORMATS
from handlers.diagnostic.paroles import informer
from handlers.diagnostic.regles import est_un_motif
from handlers.diagnostic.resultat import a_jour, retour_au_resultat
from handlers.diagnostic.vue_actions import ACHETEURS, COMMANDE_PUBLIQUE
from knowledge.clauses.calculs import CALCULES, Reglages, en_mots
from knowledge.clauses.choix import Offert, par_piece
from knowledge.clauses.modeles import Genre, Modele, Niveau
from knowledge.clauses.paroles import (
    Allegement,
    Demande,
    Reglage,
    actions_nommees,
    avant_les_heures,
    ce_qui_est_a_remettre,
    ce_qui_est_nomme,
    demande_de_preparer,
    demande_les_heures,
    demande_si_oblige,
    demande_tout,
    ecarte,
    le_sujet,
    lire_ce_qu_on_laisse,
    lire_l_action,
    lire_la_raison,
    lire_le_niveau,
    lire_un_allegement,
    lire_un_reglage,
    lire_une_demande,
    mots_du_nom,
    n_est_qu_un_reglage,
    nomme_un_texte,
    nommes,
    parle_d_un_lot,
    prend,
    sans_la_piece,
    sujets_demandes,
)
from knowledge.clauses.raccourci import en_court
from knowledge.clauses.recherche import Trouves, chercheur_de, convenances
from knowledge.clauses.remplissage import convient
from knowledge.clauses.retouches import Donne, Geste, Retouche, en_vue, phrases
from knowledge.clauses.retouches_dites import Demandee, Dites, demande_de_defaire, lire_les_retouches
from knowledge.diagnostic.paroles import lire_un_motif
from knowledge.droit.mentions import mention
from knowledge.droit.qualification import MONTANT
from knowledge.ecoute import Acte
from knowledge.francais.redaction import typographie
from knowledge.francais.texte import mots_de, plier, racine
from knowledge.lecture.faits_dits import FaitDit, lire_faits
from knowledge.lecture.lots.designation import designer
from knowledge.plan.pack import Service
from knowledge.plan.pieces import pieces_de
from knowledge.plan.sources import jour_des_textes
from knowledge.regles.conditions import ce_qui_reste, juger
from storage.clauses.records import EtatTexte, TexteRecord

# What the next words may be said of: the text that was just shown, the blank that was asked about, why a text was refused.
SUITE, REMPLIR, MOTIF = "clauses.suite", "clauses.remplir", "clauses.motif"
AUTRES_MAX, VOISINS_MAX, PROCHES_MAX, ACTIONS_MAX, CHANGEMENTS_MAX, TITRES_MAX = 4, 2, 5, 6, 6, 12
MOTIF_MAX, CITE_MAX, TEXTES_MAX, DEUX = 300, 120, 3, 2
# What decides of a text.
PRENDRE, RETENUE = "clauses.prendre", "retenue"
# A text is told beside an addition that is surely of its subject.
SURE = 0.7
MONTRENT = ("texte", "retouches")
DECIDENT = ("w:prendre:", "w:refuser:")
# A wording is shorter where it is by a fifth.
PLUS_COURT = 0.8
# The fact that a clause is planned: asked about, its name is an answer.
CLAUSE_PREVUE = "clause_insertion"
# What opens a fiche, under an answer that is of its action.
UNE_FICHE = "fiche:"
# What a text is shown for first: what is written in the consultation, before what is asked around it.
D_ABORD = (Genre.CLAUSE, Genre.CRITERE, Genre.SPECIFICATION, Genre.MOTIF, Genre.QUESTION)


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is said of the text that was just shown; what asks for texts, or hours, by rule."""
    attente = entretien.attente
    if isinstance(attente, Acte) and attente.nature in (SUITE, REMPLIR, MOTIF):
        lue = _de_ce_qui_est_montre(turn, entretien, texte, attente)
        if lue is not None:
            return Proposition(lue, Force.ATTENDU)
    if entretien.faits.connus() and (accorde := _accorde(turn, entretien, texte)) is not None:
        return Proposition(accorde, Force.NOMME)
    if (vise := _un_texte_vu(turn, entretien, texte)) is not None:
        return Proposition(Acte("clauses.retoucher", {"texte": vise}, mots=texte), Force.ENTIER)
    if demande_de_preparer(texte):
        return Proposition(Acte("clauses.preparer", mots=texte), Force.ENTIER)
    if (action := lire_l_action(texte)) is not None and action in turn.pack.fiches:
        return Proposition(Acte("clause", {"actions": (action,)}, mots=texte), Force.NOMME)
    if demande_les_heures(texte) and (entretien.faits.connus() or _faits_dits(turn, avant_les_heures(texte))):
        return Proposition(Acte("clauses.heures", mots=texte), Force.ENTIER)
    if not entretien.faits.connus():
        return None
    if entretien.etape is Etape.RESULTAT:
        if lire_le_niveau(texte, Niveau.COURANT) is not None:
            return Proposition(Acte("clauses.niveau", mots=texte), Force.ENTIER)
        if (pris := _prend(turn, entretien, texte)) is not None:
            return Proposition(pris, Force.ENTIER)
        reglage = lire_un_reglage(texte)
        # A bare value is of the purchase: "2 mois".
        if (
            reglage is not None
            and reglage.nomme
            and reglage.unite is not None
            and _du_texte_d_un_achat(turn, entretien, reglage)
        ):
            return Proposition(Acte("clauses.regler", mots=texte), Force.ENTIER)
    if entretien.question != CLAUSE_PREVUE and lire_une_demande(texte) is not None:
        remis = ce_qui_est_a_remettre(texte)
        visees = decisions.la_seule_nommee(turn, entretien, remis) if remis else ()
        return Proposition(Acte("clause", {"actions": visees} if visees else {}, mots=remis or texte), Force.ENTIER)
    return None


def _de_ce_qui_est_montre(turn: Turn, entretien: Entretien, texte: str, attente: Acte) -> Acte | None:
    """The act of words that are said right after a text."""
    cle = str(attente.slots.get("texte", ""))
    if attente.nature == REMPLIR:
        if not texte.strip() or lire_formule(texte, exacte=True) is not None:
            return None
        return Acte("clauses.regler", {**attente.slots, "dite": texte}, mots=texte)
    pris = prend(texte)
    dites = lire_les_retouches(texte)
    if pris is None and not dites and (lire_un_allegement(texte) or lire_le_niveau(texte, Niveau.COURANT)):
        return Acte("clauses.niveau", {"texte": cle}, mots=texte)
    atelier = ouvrir(turn, entretien)
    montre = atelier.texte(cle)
    if montre is not None and montre.rempli.retouches and demande_de_defaire(texte):
        return Acte("clauses.defaire", {"texte": cle}, mots=texte)
    reglage = lire_un_reglage(texte)
    if (
        reglage is not None
        and montre is not None
        and _regle(reglage, [montre.modele], seul=True)
        and not mieux_ailleurs(atelier, montre.modele, reglage)
    ):
        return Acte("clauses.regler", {"texte": cle}, mots=texte)
    if (
        dites
        and not _ajoute_un_montant(turn, dites)
        and (vise := le_plus_concerne(atelier, (cle, *attente.slots.get("textes", ())), dites)) is not None
    ):
        return Acte("clauses.retoucher", {"texte": vise}, mots=texte)
    if (decide := _prend(turn, entretien, texte, cle)) is not None:
        return decide
    if (
        reglage is not None
        and reglage.unite is not None
        and _regle(reglage, [un.modele for un in atelier.offerts], seul=False)
    ):
        return Acte("clauses.regler", {"montre": cle}, mots=texte)
    if attente.nature == MOTIF and est_un_motif(turn, entretien, texte):
        return Acte("clauses.refuser", {"texte": cle, "motif": texte}, mots=texte)
    return None


def _ajoute_un_montant(turn: Turn, dites: Dites) -> bool:
    """Whether what is added is of the amount of the purchase: "ajoute 12 000 € d'option"."""
    return any(
        dit.nom == MONTANT for une in dites.demandees if une.geste is Geste.AJOUT for dit in _lus(turn, une.dits)
    )


def _un_texte_vu(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """Of the texts that were shown before, the one that words retouch."""
    vus = turn.etat.get("textes_montres") or ()
    if not vus or not (dites := lire_les_retouches(texte)).franches:
        return None
    if any(une.annonce for une in dites.demandees) and _faits_dits(turn, texte):
        return None
    return le_plus_concerne(ouvrir(turn, entretien), vus, dites)


def _prend(turn: Turn, entretien: Entretien, texte: str, montre: str = "") -> Acte | None:
    """A text taken, or refused: the one that is named before any reason, else the one that was just shown; no action is."""
    pris = prend(texte)
    if pris is None and montre and ecarte(texte):
        pris = False
    decide, motif = decisions.sans_le_motif(turn, texte)
    if pris is None or (decisions.nomme_une_action(turn, texte) and not nomme_un_texte(decide)):
        return None
    vise = _vise(turn, entretien, decide) or montre
    if not vise:
        return None
    slots = {"texte": vise} | ({"motif": motif} if motif and not pris else {})
    return Acte("clauses.prendre" if pris else "clauses.refuser", slots, mots=texte)


def _vise(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """The one text that words name by its title."""
    titres = {un.modele.cle: un.modele.titre for un in ouvrir(turn, entretien).offerts}
    siens = nommes(sans_la_piece(texte), titres)
    return siens[0] if len(siens) == 1 else None


def _regle(reglage: Reglage, modeles: Sequence[Modele], *, seul: bool) -> bool:
    """Whether a value is of something in these texts, which its words name; `seul`: they need not, where they name nothing else."""
    possibles = reglables(modeles, CALCULES)
    noms = frozenset().union(*(mots_du_nom(un.nom, un.libelle) for un in possibles))
    if not vises_par(reglage, possibles):
        return False
    return n_est_qu_un_reglage(reglage.mots - noms) and (seul or bool(reglage.mots & noms))


def _accorde(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """What a service grants of what a text of the purchase sets: "le PLIE me laisse 350 heures"."""
    lu = lire_ce_qu_on_laisse(texte)
    if lu is None or lu.unite is None:
        return None
    modeles = [un.modele for un in ouvrir(turn, entretien).offerts]
    vise = next((un for un in reglables(modeles, CALCULES) if un.unite == lu.unite), None)
    return (
        None
        if vise is None
        else Acte("clauses.regler", {"cle": vise.cle, "dite": f"{lu.valeur} {lu.unite}"}, mots=texte)
    )


def _du_texte_d_un_achat(turn: Turn, entretien: Entretien, reglage: Reglage) -> bool:
    """Whether a value is of the texts of the purchase, and of none of its facts: "pénalité 80 €"."""
    noms = {
        racine(mot) for nom in entretien.faits.vocabulaire for mot in mots_de(entretien.faits.vocabulaire[nom].libelle)
    }
    return not reglage.mots & noms and _regle(
        reglage, [un.modele for un in ouvrir(turn, entretien).offerts], seul=False
    )


# --- shown --------------------------------------------------------------------------------------------------------


def montrer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What to write: of the action that is numbered, on the subject that the words tell, else on what was just spoken of."""
    atelier = ouvrir(turn, entretien)
    if not atelier.bibliotheque.modeles:
        # A plan that has no texts of its own: what its fiches say of it.
        return de_l_achat.detail(turn, entretien, acte)
    demande = ce_qui_est_nomme(acte.mots)
    if actions := _numerotees(turn, acte):
        return _de_l_action(turn, entretien, atelier, actions[0], demande)
    sujet = le_sujet(acte.mots)
    montre, lot, actions = _dont_on_parle(turn)
    chercheur = chercheur_de(turn.pack)
    parts = sujets_demandes(acte.mots)
    if len(parts) > 1 and (plusieurs := _plusieurs(atelier, parts, actions, liste=":" in acte.mots)) is not None:
        return _montrer_plusieurs(turn, entretien, *plusieurs)
    if not chercheur.dit_quelque_chose(sujet):
        return _sur_ce_dont_on_parle(turn, entretien, atelier, demande, atelier.texte(montre, lot), actions)
    trouves = _chercher(atelier, sujet, demande, actions)
    candidats = [offert for cle in (*trouves.candidats, *trouves.proches) if (offert := atelier.texte(cle)) is not None]
    choisi = None if trouves.choisi is None else atelier.texte(trouves.choisi)
    if choisi is not None:
        hors = not atelier.offre(choisi.modele)
        dites = lire_les_retouches(acte.mots)
        voisins = candidats[:VOISINS_MAX]
        vu = _montrer_un_texte(turn, entretien, atelier, choisi, hors=hors, voisins=voisins, dites=dites)
        return replace(vu, replies=[*_si_oblige(turn, atelier, choisi, acte.mots), *vu.replies])
    return _lesquels(turn, entretien, atelier, acte.mots, candidats, loin=not trouves.candidats)


def _chercher(atelier: Atelier, sujet: str, demande: Demande, actions: Sequence[int]) -> Trouves:
    """Which text of the purchase, or of the library, is meant by a subject."""
    juges = atelier.diagnostic.juges
    parts = convenances(atelier.bibliotheque, atelier.offerts, atelier.reglages.niveau, juges, demande, actions)
    objet = str(atelier.diagnostic.faits.valeur("objet") or "")
    return chercheur_de(atelier.pack).choisir(sujet, parts, objet)


def _plusieurs(
    atelier: Atelier, parts: Sequence[str], actions: Sequence[int], *, liste: bool
) -> tuple[dict[str, str], list[tuple[str, Trouves]], list[str]] | None:
    """The texts that parts of a message surely mean, with their words, the parts that may mean some, those that mean none; None where
    they are one.
    """
    surs: dict[str, list[str]] = {}
    douteux: list[tuple[str, Trouves]] = []
    sans: list[str] = []
    for part in parts:
        trouves = _chercher(atelier, le_sujet(part), ce_qui_est_nomme(part), actions)
        choisi = None if trouves.choisi is None else atelier.bibliotheque.modeles[trouves.choisi]
        if choisi is not None and convient(choisi, atelier.diagnostic.juges) is not False:
            surs.setdefault(choisi.cle, []).append(part)
        elif choisi is None and trouves.candidats and chercheur_de(atelier.pack).dit_quelque_chose(le_sujet(part)):
            douteux.append((part, trouves))
        elif liste:
            sans.append(part)
    douteux = [(part, trouves) for part, trouves in douteux if not surs.keys() & {*trouves.candidats}]
    if not surs or len(surs) + len(douteux) + len(sans) < DEUX:
        return None
    return {cle: ", ".join(siens) for cle, siens in list(surs.items())[:TEXTES_MAX]}, douteux[:1], sans


def _montrer_plusieurs(
    turn: Turn,
    entretien: Entretien,
    surs: Mapping[str, str],
    douteux: Sequence[tuple[str, Trouves]],
    sans: Sequence[str],
) -> Outcome:
    """Several texts that were asked for at once, each as it was; the next words may be of any."""
    replies: list[Reply] = []
    for cle, mots in surs.items():
        atelier = ouvrir(turn, entretien)
        offert = atelier.texte(cle)
        assert offert is not None
        hors = not atelier.offre(offert.modele)
        vu = _montrer_un_texte(turn, entretien, atelier, offert, hors=hors, dites=lire_les_retouches(mots))
        entretien = Entretien.depuis_json(turn.pack.vocabulaire, vu.etat)
        replies += [
            replace(reply, choices=tuple(un for un in reply.choices if un.value.startswith(DECIDENT)))
            for reply in vu.replies
            if reply.template in MONTRENT
        ]
    suivant = replace(entretien, attente=Acte(SUITE, {"texte": cle, "textes": list(surs)}))
    atelier = ouvrir(turn, suivant)
    for mots, trouves in douteux:
        candidats = [offert for cle in trouves.candidats if (offert := atelier.texte(cle)) is not None]
        replies.append(_lesquels(turn, suivant, atelier, mots, candidats, loin=False).replies[0])
    if sans:
        replies.append(Reply("textes_sans", {"parts": sans}))
    vu = aparte(turn, suivant, replies[-1])
    return replace(vu, replies=[*replies[:-1], *vu.replies])


def _si_oblige(turn: Turn, atelier: Atelier, offert: Offert, mots: str) -> list[Reply]:
    """Whether the law, or the plan, wants a text of the purchase, where it is asked: yes or no first."""
    if not demande_si_oblige(mots) or not atelier.diagnostic.faits.connus():
        return []
    modele = offert.modele
    siennes = [
        (une, reste)
        for une in turn.pack.obligations
        if modele.action in une.actions
        and une.sources[0] in modele.versions
        and (reste := juger(une.quand, offert.juges)) is not False
    ]
    siennes.sort(key=lambda une: une[1] is not True)
    regles = [
        une.regle.portee.value
        for jugement in (atelier.diagnostic, *atelier.diagnostic.lots)
        for une in jugement.recommandations
        if une.fiche.numero == modele.action
    ]
    contexte = {
        "obligation": siennes[0][0] if siennes else None,
        "si": turn.phrase("condition", ce_qui_reste(siennes[0][0].quand, offert.juges), offert.juges)
        if siennes and not siennes[0][1]
        else None,
        "portee": regles[0] if regles else None,
        "action": modele.action,
        "critere": modele.genre is Genre.CRITERE,
    }
    return [Reply("texte_oblige", contexte)]


def _numerotees(turn: Turn, acte: Acte) -> tuple[int, ...]:
    """The actions that are named by their number."""
    une = acte.slots.get("action")
    nommees = (une,) if isinstance(une, int) else tuple(acte.slots.get("actions") or ())
    nommees = nommees or actions_nommees(acte.mots)
    return tuple(action for action in nommees if action in turn.pack.fiches)


def _dont_on_parle(turn: Turn) -> tuple[str, int | None, tuple[int, ...]]:
    """What the last answer was about: the text that it showed and for which lot, and the actions, first that which it was most about."""
    attente = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    slots = attente.slots if isinstance(attente, Acte) and attente.nature in (SUITE, REMPLIR, MOTIF) else {}
    montre, lot = str(slots.get("texte", "")), slots.get("lot")
    montree = turn.etat.get("action_montree")
    if isinstance(montree, int):
        return montre, lot, (montree,)
    offertes = (valeur.removeprefix(UNE_FICHE) for valeur, _ in turn.etat.get("choix_offerts", ()))
    return montre, lot, tuple(int(numero) for numero in offertes if numero.isdecimal())


def _sur_ce_dont_on_parle(
    turn: Turn,
    entretien: Entretien,
    atelier: Atelier,
    demande: Demande,
    offert: Offert | None,
    actions: Sequence[int],
) -> Outcome:
    """The text that goes with what was just said; the texts of the purchase where nothing was."""
    if offert is not None and _convient(offert, demande):
        return _montrer_un_texte(turn, entretien, atelier, offert, hors=not atelier.offre(offert.modele))
    if offert is not None:
        actions = (offert.modele.action,)
    if ecrites := [action for action in actions if action in atelier.bibliotheque.par_action]:
        return _de_l_action(turn, entretien, atelier, ecrites[0], demande)
    if not entretien.faits.connus():
        return aparte(turn, entretien, Reply("textes_sans_achat", _sommaire(turn, atelier), _par_action(atelier)))
    if (action := _retenue_pour(turn, entretien, atelier, demande)) is not None:
        return _de_l_action(turn, entretien, atelier, action, demande)
    return _lister(turn, entretien, atelier, demande)


def _retenue_pour(turn: Turn, entretien: Entretien, atelier: Atelier, demande: Demande) -> int | None:
    """The one action that was kept and has a text for the document that is named: "la phrase pour l'avis", once 11 is kept."""
    if demande.piece is None or entretien.diagnostic is None:
        return None
    decisions = turn.journal.decisions(entretien.diagnostic)
    retenues = [action for action, prise in decisions.items() if prise.etape == RETENUE]
    siennes = [action for action in retenues if any(_convient(un, demande) for un in atelier.de_l_action(action))]
    return siennes[0] if len(siennes) == 1 else None


def _lesquels(
    turn: Turn, entretien: Entretien, atelier: Atelier, mots: str, candidats: Sequence[Offert], *, loin: bool
) -> Outcome:
    """The few texts that may be meant; that there is none, and on what there are some."""
    pieces = {une.id: une for une in pieces_de(turn.pack).toutes}
    connus = bool(entretien.faits.connus())
    contexte = {
        "mots": " ".join(mots.split())[:CITE_MAX],
        "loin": loin,
        "rangees": [
            {
                **_ligne(un),
                "piece": pieces[un.modele.piece],
                "hors": connus and not atelier.offre(un.modele),
                "plus_haut": _plus_haut(atelier, un.modele),
            }
            for un in candidats
        ],
        "fiches": [turn.pack.fiches[action] for action in dict.fromkeys(un.modele.action for un in atelier.offerts)],
    }
    choices: tuple[Choice, ...] = tuple(Choice(un.titre, f"w:texte:{un.modele.cle}") for un in candidats)
    if not candidats:
        actions = list(dict.fromkeys(un.modele.action for un in atelier.offerts))[:ACTIONS_MAX]
        choices = tuple(bouton("textes_de", f"w:action:{action}", action) for action in actions)
    return aparte(turn, entretien, Reply("textes_lesquels", contexte, (*choices, *retour_au_resultat(entretien))))


def _de_l_action(
    turn: Turn, entretien: Entretien, atelier: Atelier, action: int, demande: Demande, dites: Dites | None = None
) -> Outcome:
    """The first text of an action, the others as buttons; its detail where it has none."""
    offerts = atelier.de_l_action(action)
    hors = not offerts
    if hors:
        offerts = tuple(atelier.hors_du_plan(un) for un in atelier.modeles_de(action))
    if not offerts:
        return de_l_achat.detail(turn, entretien, Acte("detail", {"action": action}))
    voulus = [un for un in offerts if _convient(un, demande)] or list(offerts)
    voulus.sort(key=lambda un: (not un.a_ecrire, D_ABORD.index(un.modele.genre)))
    return _montrer_un_texte(turn, entretien, atelier, voulus[0], hors=hors, dites=dites)


def _convient(offert: Offert, demande: Demande) -> bool:
    modele = offert.modele
    return demande.piece in (None, modele.piece) and demande.genre in (None, modele.genre.value)


def _montrer_un_texte(
    turn: Turn,
    entretien: Entretien,
    atelier: Atelier,
    offert: Offert,
    *,
    hors: bool = False,
    note: str = "",
    encore: bool = False,
    voisins: Sequence[Offert] = (),
    dites: Dites | None = None,
) -> Outcome:
    """One text in full, with those that were nearly meant, then the others of its action; `encore`: it was just shown, and only its
    words are told again; `dites`: how it was asked for, made of it at once.
    """
    modele = offert.modele
    if dites and ((copie := _a_la_demande(atelier, offert, dites)).faites or copie.est_sue):
        entretien, atelier = inscrire(turn, entretien) if entretien.faits.connus() else (entretien, atelier)
        return _montrer_la_copie(turn, entretien, _a_la_demande(atelier, offert, dites), entier=True)
    siens = {un.modele.cle: un for un in atelier.de_l_action(modele.action) if un.modele.cle != modele.cle}
    freres = list({un.modele.cle: un for un in (*voisins, *siens.values())}.values())
    contexte = {
        **_dit(turn, atelier, offert),
        "note": note,
        "encore": encore,
        "hors": hors and bool(entretien.faits.connus()),
        "plus_haut": _plus_haut(atelier, modele),
        "sans_achat": not entretien.faits.connus(),
        "freres": len(freres),
    }
    suivant = replace(entretien, attente=_suite(offert))
    return aparte(turn, suivant, Reply("texte", contexte, _choix_d_un_texte(entretien, atelier, offert, freres)))


def _a_la_demande(atelier: Atelier, offert: Offert, dites: Dites) -> Copie:
    """A text with what was said of it where it was asked for: its rhythm, a value that its words name."""
    siennes = tuple(une for une in dites.demandees if une.geste in (Geste.RYTHME, Geste.REGLE))
    return appliquer(atelier, offert.modele.cle, offert.lots[0] if len(offert.lots) == 1 else None, Dites(siennes))


def _plus_haut(atelier: Atelier, modele: Modele) -> bool:
    """Whether a text is of a level above that which stands."""
    return modele.niveau is not None and modele.niveau.rang > atelier.reglages.niveau.rang


def _suite(offert: Offert) -> Acte:
    """What the next words may be said of."""
    du_lot = {"lot": offert.lots[0]} if len(offert.lots) == 1 else {}
    return Acte(SUITE, {"texte": offert.modele.cle, **du_lot})


def _choix_d_un_texte(
    entretien: Entretien, atelier: Atelier, offert: Offert, freres: Sequence[Offert]
) -> tuple[Choice, ...]:
    cle, niveau = offert.modele.cle, atelier.reglages.niveau
    choices: list[Choice] = []
    if entretien.faits.connus():
        if niveau is not Niveau.AMBITIEUX:
            choices.append(bouton("plus_ambitieux", f"w:niveau:{list(Niveau)[niveau.rang + 1]}:{cle}"))
        if niveau is not Niveau.PRUDENT:
            choices.append(bouton("plus_prudent", f"w:niveau:{list(Niveau)[niveau.rang - 1]}:{cle}"))
        if offert.rempli.retouches:
            choices.append(bouton("defaire_la_retouche", f"w:defaire:{cle}"))
        if atelier.etat(offert.modele) is not EtatTexte.GARDE:
            choices.append(bouton("prendre_ce_texte", f"w:prendre:{cle}"))
        if atelier.etat(offert.modele) is not EtatTexte.REFUSE:
            choices.append(bouton("refuser_ce_texte", f"w:refuser:{cle}"))
        choices.append(bouton("tous_les_textes", "w:preparer"))
        if (expert := _expert(atelier, offert.modele.action)) is not None:
            choices.append(
                Choice(
                    f"{bouton('demander_l_avis', '').label} : {expert.sigle or expert.nom}", f"w:demander:{expert.id}"
                )
            )
    choices += [Choice(un.titre, f"w:texte:{un.modele.cle}") for un in freres[:AUTRES_MAX]]
    return (*choices, *retour_au_resultat(entretien))


def _expert(atelier: Atelier, action: int) -> Service | None:
    """Who may be asked whether an action of the purchase can be done: the first that its rules say to call, but for the buyers' own."""
    for jugement in (atelier.diagnostic, *atelier.diagnostic.lots):
        for une in jugement.recommandations:
            if une.fiche.numero == action:
                noms = [nom for nom in une.regle.contacts if nom not in ACHETEURS and nom != COMMANDE_PUBLIQUE]
                return atelier.pack.services[noms[0]] if noms else None
    return None


def _dit(turn: Turn, atelier: Atelier, offert: Offert) -> dict[str, Any]:
    """A text as the templates say it."""
    modele, rempli = offert.modele, offert.rempli
    au = jour_des_textes(atelier.diagnostic.faits, atelier.diagnostic.jour)
    lue = None
    if modele.versions:
        lue = mention(turn.pack.textes, modele.versions, au, modele.a_confirmer)
    return {
        "offert": offert,
        "titre": offert.titre,
        "retouches": en_clair(atelier, offert),
        "modele": modele,
        "fiche": turn.pack.fiches[modele.action],
        "piece": next((un for un in pieces_de(turn.pack).toutes if un.id == modele.piece), None),
        "niveau": max((atelier.reglages.niveau, modele.niveau or Niveau.PRUDENT), key=lambda un: un.rang).value,
        "lignes": rempli.texte.splitlines(),
        "preuve": (rempli.preuve or "").splitlines(),
        "formules": [valeur.formule for valeur in rempli.valeurs if valeur.formule],
        "decisions": rempli.decisions,
        "si": None if offert.si is None else turn.phrase("a_garder", offert.si, offert.juges, offert.manque),
        "lots": offert.lots,
        "nombre_de_lots": len(atelier.diagnostic.lots),
        "sources": "" if lue is None else lue.source if lue.a_confirmer is None else lue.citees,
        "a_confirmer": (modele.a_confirmer or "") if lue is None else lue.a_confirmer or "",
        "relecture": turn.pack.services[modele.relecture],
        "etat": atelier.etat(modele),
        "garde": atelier.gardes.get(modele.cle),
    }


def _lister(turn: Turn, entretien: Entretien, atelier: Atelier, demande: Demande) -> Outcome:
    """The titles of the texts of a document, or how many each action has."""
    voulus = [un for un in atelier.pris if _convient(un, demande)]
    if not voulus and (demande.piece or demande.genre):
        voulus, demande = list(atelier.pris), Demande(None, None)
    rangees = par_piece(turn.pack, voulus)
    contexte = {
        "rangees": [(piece, [_ligne(un) for un in siens]) for piece, siens in rangees],
        "detaille": len(voulus) <= TITRES_MAX,
        "combien": len(voulus),
        "par_action": [
            (turn.pack.fiches[action], combien)
            for action, combien in sorted(Counter(un.modele.action for un in voulus).items())
        ],
        "piece": rangees[0][0] if demande.piece and len(rangees) == 1 else None,
        "niveau": atelier.reglages.niveau.value,
    }
    actions = list(dict.fromkeys(un.modele.action for un in voulus))
    choices = (
        *(bouton("textes_de", f"w:action:{action}", action) for action in actions[:ACTIONS_MAX]),
        bouton("tous_les_textes", "w:preparer"),
        *retour_au_resultat(entretien),
    )
    return aparte(turn, entretien, Reply("textes", contexte, choices))


def _ligne(offert: Offert) -> dict[str, Any]:
    return {"titre": offert.titre, "action": offert.modele.action, "sous_condition": not offert.a_ecrire}


def _sommaire(turn: Turn, atelier: Atelier) -> dict[str, Any]:
    par_action = atelier.bibliotheque.par_action
    return {
        "fiches": [(turn.pack.fiches[action], len(modeles)) for action, modeles in par_action.items()],
        "combien": len(atelier.bibliotheque.modeles),
    }


def _par_action(atelier: Atelier) -> tuple[Choice, ...]:
    return tuple(bouton("textes_de", f"w:action:{action}", action) for action in atelier.bibliotheque.par_action)[
        :ACTIONS_MAX
    ]


def par_bouton(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The text that a button names."""
    atelier = ouvrir(turn, entretien)
    offert = atelier.texte(str(acte.slots["texte"]))
    if offert is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    hors = not atelier.offre(offert.modele)
    return _montrer_un_texte(turn, entretien, atelier, offert, hors=hors)


# --- set --------------------------------------------------------------------------------------------------------------


def changer_de_niveau(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Have every text of the purchase go further, or less far; the one that was shown is shown again."""
    entretien, atelier = inscrire(turn, entretien)
    dit = str(acte.slots.get("niveau", ""))
    avant = atelier.reglages.niveau
    montree, lot, _ = _dont_on_parle(turn)
    offert = atelier.texte(str(acte.slots.get("texte") or montree), lot)
    niveau = Niveau(dit) if dit in list(Niveau) else lire_le_niveau(acte.mots, avant)
    if not dit and offert is not None and ((allege := lire_un_allegement(acte.mots)) or _descend(niveau, avant)):
        allege = allege or Allegement.MOINS
        niveau = _plus_bas(atelier, offert, allege)
        if niveau is None:
            return _au_plus_court(turn, entretien, atelier, offert, allege)
    if niveau is None:
        return aparte(turn, entretien, Reply("niveau_lequel", {"niveau": avant.value}, _niveaux(atelier)))
    montre = None if offert is None else offert.modele
    apres = _regler(turn, atelier, replace(atelier.reglages, niveau=niveau))
    changes = _ce_qui_change(atelier, apres)
    siens = [un for un in apres.offerts if montre is not None and un.modele.souche == montre.souche]
    siens.sort(key=lambda un: lot not in un.lots)
    contexte = {"niveau": niveau.value, "change": niveau is not avant, "changements": changes}
    reply = Reply("niveau_change", contexte)
    if siens:
        vu = _montrer_un_texte(turn, entretien, apres, siens[0], encore=True)
        return Outcome(vu.etat, [reply, *vu.replies])
    choices = (
        bouton("voir_les_textes", "c:clause"),
        bouton("tous_les_textes", "w:preparer"),
        *retour_au_resultat(entretien),
    )
    return aparte(turn, entretien, replace(reply, choices=choices))


def _descend(niveau: Niveau | None, avant: Niveau) -> bool:
    return niveau is not None and niveau.rang <= avant.rang and niveau is not Niveau.AMBITIEUX


def _plus_bas(atelier: Atelier, offert: Offert, allege: Allegement) -> Niveau | None:
    """The next level down at which a text asks less, is worded otherwise, or is clearly shorter; None where there is none."""
    for niveau in reversed(list(Niveau)[: atelier.reglages.niveau.rang]):
        autres = atelier.avec(replace(atelier.reglages, niveau=niveau)).offerts
        autre = next((un for un in autres if un.modele.souche == offert.modele.souche and un.lots == offert.lots), None)
        if autre is None or autre.rempli.texte == offert.rempli.texte:
            continue
        autrement = autre.modele.cle != offert.modele.cle
        plus_court = len(autre.rempli.texte) < PLUS_COURT * len(offert.rempli.texte)
        if allege is Allegement.MOINS or plus_court or (allege is Allegement.SIMPLE and autrement):
            return niveau
    return None


def _au_plus_court(turn: Turn, entretien: Entretien, atelier: Atelier, offert: Offert, allege: Allegement) -> Outcome:
    """What of a text stands alone, where no lower level of it exists; that it cannot be cut, where it is scored by what it says."""
    modele = offert.modele
    court = None if modele.genre is Genre.CRITERE else en_court(offert.rempli.texte)
    contexte = {
        "modele": modele,
        "allege": allege.value,
        "lignes": [] if court is None else court.garde,
        "laisse": () if court is None else court.laisse,
    }
    choices = (
        bouton("texte_entier", f"w:texte:{modele.cle}"),
        *(Choice(un.titre, f"w:texte:{un.modele.cle}") for un in _voisins(turn, atelier, modele)),
        *retour_au_resultat(entretien),
    )
    suivant = replace(entretien, attente=_suite(offert))
    return aparte(turn, suivant, Reply("texte_court", contexte, choices))


def _voisins(turn: Turn, atelier: Atelier, modele: Modele) -> list[Offert]:
    """The texts of the purchase that are nearest to one, but for those of which something was decided."""
    libres = {
        un.modele.cle: un
        for un in atelier.offerts
        if atelier.etat(un.modele) is None and un.modele.souche != modele.souche
    }
    notes = chercheur_de(turn.pack).noter(modele.titre)
    proches = [libres[un.cle] for un in notes if un.cle in libres and libres[un.cle].modele.genre in D_ABORD[:3]]
    # Of those that are near, the action's own first.
    proches = sorted(proches[:PROCHES_MAX], key=lambda un: un.modele.action != modele.action)
    freres = [un for un in libres.values() if un.modele.action == modele.action]
    return list({un.modele.cle: un for un in (*proches, *freres)}.values())[:VOISINS_MAX]


def regler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put a value in the place of what is computed or proposed; what cannot be is said, with what it may be."""
    entretien, atelier = inscrire(turn, entretien)
    montree, lot, _ = _dont_on_parle(turn)
    # Heard in words alone, it is of the text that was just shown.
    dit = acte.slots.get("texte", "") if acte.slots else montree
    montre = atelier.texte(str(dit), lot)
    reglage = lire_un_reglage(str(acte.slots.get("dite", acte.mots)))
    if montre is not None and not acte.slots and reglage is not None:
        montre = None if mieux_ailleurs(atelier, montre.modele, reglage) else montre
    siens = [montre.modele] if montre is not None else [un.modele for un in atelier.offerts]
    possibles = reglables(siens, CALCULES)
    cle = acte.slots.get("cle")
    if cle is not None:
        possibles = [un for un in reglables([un.modele for un in atelier.offerts], CALCULES) if un.cle == cle] or [
            un for un in possibles if un.cle == cle
        ]
    vises = possibles if cle is not None else vises_par(reglage, possibles)
    if cle is None and montre is not None:
        vises = d_abord_ecrits(vises, montre.modele)
    if not vises and montre is None:
        # Of no text that is known: which may be meant is told by its subject.
        return montrer(turn, entretien, Acte("clause", mots=acte.mots))
    if len(vises) != 1:
        choices = tuple(
            Choice(un.libelle, f"w:regler:{un.cle}:{'' if reglage is None else reglage.valeur}")
            for un in vises[:AUTRES_MAX]
        )
        contexte = {"possibles": [un.libelle for un in possibles], "vises": bool(vises)}
        suivant = replace(
            entretien,
            attente=Acte(SUITE, {"texte": montre.modele.cle if montre else str(acte.slots.get("montre", ""))}),
        )
        return aparte(turn, suivant, Reply("reglage_lequel", contexte, choices))
    vise = vises[0]
    valeur = _valeur(vise, reglage, str(acte.slots.get("dite", "")).strip())
    refus = refus_de(atelier, vise, valeur)
    if refus is not None or valeur is None:
        suivant = replace(
            entretien, attente=Acte(REMPLIR, {"texte": "" if montre is None else montre.modele.cle, "cle": vise.cle})
        )
        return aparte(turn, suivant, Reply("reglage_refuse", {"vise": vise, **bornes(vise), "pourquoi": refus}))
    reglages = atelier.reglages
    retouches = reglages.retouches
    if montre is not None:
        retouches = (*retouches, Retouche(montre.modele.souche, Geste.REGLE, vise.cle, reglages.valeurs.get(vise.cle)))
    apres = _regler(
        turn, atelier, replace(reglages, valeurs={**reglages.valeurs, vise.cle: valeur}, retouches=retouches)
    )
    note = typographie(f"{en_tete(vise.libelle.rstrip(' ?'))} : {valeur_dite(valeur, vise)}")
    revu = None if montre is None else apres.texte(montre.modele.cle, lot)
    vu = (
        [revu]
        if revu is not None
        else [un for un in apres.offerts if vise.cle in {r.cle for r in reglables([un.modele], CALCULES)}]
    )
    if not vu:
        return aparte(turn, entretien, Reply("reglage_fait", {"note": note}, retour_au_resultat(entretien)))
    return _montrer_un_texte(turn, entretien, apres, vu[0], note=note, encore=True)


def retoucher(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Change a text as its buyer wants it, and show it anew; what cannot be is said with why, and what can."""
    montree, lot, _ = _dont_on_parle(turn)
    cle = str(acte.slots.get("texte") or montree)
    return _retoucher(turn, entretien, cle, lot, lire_les_retouches(acte.mots))


def _retoucher(turn: Turn, entretien: Entretien, cle: str, lot: int | None, dites: Dites) -> Outcome:
    connu = bool(entretien.faits.connus())
    entretien, atelier = inscrire(turn, entretien) if connu else (entretien, ouvrir(turn, entretien))
    if atelier.texte(cle, lot) is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    copie = appliquer(atelier, cle, lot, dites)
    if copie.genre is not None:
        voulues = lire_les_retouches(copie.au_genre)
        vu = _de_l_action(turn, entretien, atelier, copie.modele.action, Demande(None, copie.genre), voulues)
        return replace(vu, replies=[*vu.replies, *_a_redire(dites.reste)])
    pris = [part for part in dites.reste if prend(part)]
    vu = _montrer_la_copie(turn, entretien, copie, [part for part in dites.reste if part not in pris])
    if not pris:
        return vu
    suite = replace(turn, etat={**turn.etat, **vu.etat})
    return a_la_suite(
        vu, prendre(suite, Entretien.depuis_json(turn.pack.vocabulaire, vu.etat), Acte(PRENDRE, {"texte": cle}))
    )


def _montrer_la_copie(
    turn: Turn, entretien: Entretien, copie: Copie, reste: Sequence[str] = (), *, entier: bool = False
) -> Outcome:
    """What was done to a text and what was not, then the text where anything was; `entier`: it was not shown yet."""
    offert = copie.offert
    apres = _regler(turn, copie.atelier, copie.atelier.reglages) if copie.faites else copie.atelier
    toutes = phrases(offert.modele.texte)
    contexte = {
        "titre": offert.titre,
        "faites": copie.faites,
        "refusees": copie.refusees,
        "reste": reste,
        "perdu": apres.achat is None,
        "autres": [un.titre for un in _sur_les_ajouts(turn, apres, copie)],
    }
    choices = (
        *(
            bouton("oter_la_phrase", f"w:oter:{copie.cle}:{toutes.index(phrase)}", en_vue(phrase))
            for phrase in dict.fromkeys(copie.lesquelles[:CHOIX_MAX])
        ),
        *(Choice(un.titre, f"w:texte:{un.modele.cle}") for un in _sur_les_ajouts(turn, apres, copie)),
    )
    reply = Reply("retouches", contexte)
    if not copie.faites and not entier:
        suivant = replace(entretien, attente=_suite(offert))
        if any(une["pourquoi"] == "long" for une in copie.refusees) and apres.reglages.niveau is not Niveau.PRUDENT:
            choices = (*choices, bouton("plus_prudent", f"w:niveau:{Niveau.PRUDENT}:{copie.cle}"))
        tout = bouton("texte_entier", f"w:texte:{copie.cle}")
        return aparte(turn, suivant, replace(reply, choices=(*choices, tout, *retour_au_resultat(entretien))))
    vu = _montrer_un_texte(turn, entretien, apres, offert, encore=not entier)
    premiere, *autres = vu.replies
    return Outcome(vu.etat, [reply, replace(premiere, choices=(*choices, *premiere.choices)), *autres])


def _a_redire(reste: Sequence[str]) -> list[Reply]:
    """What was asked beside the retouches of a text, where no answer tells it."""
    contexte = {"faites": [], "refusees": [], "reste": reste, "perdu": False, "autres": []}
    return [Reply("retouches", contexte)] if reste else []


def _sur_les_ajouts(turn: Turn, atelier: Atelier, copie: Copie) -> list[Offert]:
    """The texts of the purchase that are made for what a buyer added."""
    chercheur = chercheur_de(turn.pack)
    libres = [un for un in atelier.offerts if un.modele.souche != copie.modele.souche]
    parts = convenances(
        atelier.bibliotheque, libres, atelier.reglages.niveau, atelier.diagnostic.juges, Demande(None, None)
    )
    dites = [str(une["a"]) for une in copie.faites if une["geste"] == Geste.AJOUT.value]
    sures = {(dite, un.cle) for dite in dites for un in chercheur.noter(le_sujet(dite)) if un.note >= SURE}
    trouves = [
        cle for dite in dites if (cle := chercheur.choisir(le_sujet(dite), parts).choisi) and (dite, cle) in sures
    ]
    offerts = [atelier.texte(cle) for cle in dict.fromkeys(trouves) if cle is not None]
    return [un for un in offerts if un is not None and un.modele.souche != copie.modele.souche][:VOISINS_MAX]


def oter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take out the sentence that a button names."""
    entretien, atelier = inscrire(turn, entretien)
    offert = atelier.texte(str(acte.slots["texte"]))
    toutes = [] if offert is None else phrases(offert.modele.texte)
    rang = acte.slots.get("rang")
    if offert is None or not isinstance(rang, int) or rang >= len(toutes):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    copie = Copie(atelier, offert.modele.cle, None)
    oter_la_phrase(copie, toutes[rang], Demandee(Geste.OTE, toutes[rang]))
    return _montrer_la_copie(turn, entretien, copie)


def defaire_une_retouche(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take back the last retouche of a text."""
    entretien, atelier = inscrire(turn, entretien)
    offert = atelier.texte(str(acte.slots.get("texte") or _dont_on_parle(turn)[0]))
    reglages, defaite = (atelier.reglages, None) if offert is None else defaire(atelier.reglages, offert.modele.souche)
    if offert is None or defaite is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    apres = _regler(turn, atelier, reglages)
    copie = Copie(apres, offert.modele.cle, None)
    copie.faites.append({"geste": "defaite"})
    return _montrer_la_copie(turn, entretien, copie)


def _valeur(vise: Reglable, reglage: Reglage | None, dite: str) -> Donne | None:
    if vise.unite is None:
        return dite[:MOTIF_MAX] or None
    return None if reglage is None else reglage.valeur


def _regler(turn: Turn, atelier: Atelier, reglages: Reglages) -> Atelier:
    if turn.memoire is not None and atelier.achat is not None:
        turn.memoire.clauses.regler(atelier.achat, reglages.niveau, en_json(reglages), turn.now)
    return atelier.avec(reglages)


def _ce_qui_change(avant: Atelier, apres: Atelier) -> list[dict[str, Any]]:
    """What is not the same of the texts, the first few: values that move, texts that come or go."""
    de, vers = ({un.modele.souche: un for un in atelier.offerts} for atelier in (avant, apres))
    changes = [
        {"quoi": "valeur", "titre": CALCULES[nom], "de": ancienne, "a": nouvelle}
        for nom, (ancienne, nouvelle) in _valeurs_changees(avant, apres).items()
    ]
    changes += _mouvements("part", [un for souche, un in de.items() if souche not in vers])
    changes += _mouvements("vient", [un for souche, un in vers.items() if souche not in de])
    changes += [
        {"quoi": "autre", "titre": un.titre}
        for souche, un in vers.items()
        if souche in de and un.modele.cle != de[souche].modele.cle
    ]
    return changes[:CHANGEMENTS_MAX]


def _valeurs_changees(avant: Atelier, apres: Atelier) -> dict[str, tuple[str | None, str | None]]:
    """What is computed otherwise in the same text of the same lots; a fact is told already by whoever supposes it."""
    anciennes = {
        (un.modele.souche, un.lots, valeur.nom): valeur.texte for un in avant.offerts for valeur in un.rempli.valeurs
    }
    changees: dict[str, tuple[str | None, str | None]] = {}
    for un in apres.offerts:
        for valeur in un.rempli.valeurs:
            ancienne = anciennes.get((un.modele.souche, un.lots, valeur.nom), valeur.texte)
            if valeur.nom in CALCULES and ancienne != valeur.texte:
                changees.setdefault(valeur.nom, (ancienne, valeur.texte))
    return changees


def _mouvements(quoi: str, offerts: Sequence[Offert]) -> list[dict[str, Any]]:
    """Texts that come or go: those of one action together where they are many."""
    par_action: dict[int, list[Offert]] = {}
    for un in offerts:
        par_action.setdefault(un.modele.action, []).append(un)
    return [
        {"quoi": quoi, "titre": siens[0].titre, "combien": len(siens), "action": action}
        for action, siens in par_action.items()
    ]


# --- taken ------------------------------------------------------------------------------------------------------------


def prendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep a text: it goes in the file, and will be asked about when the consultation is out."""
    return _garder(turn, entretien, acte, EtatTexte.GARDE)


def refuser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Leave a text out, with the reason where one is given; it is asked for where there is none."""
    return _garder(turn, entretien, acte, EtatTexte.REFUSE)


def _garder(turn: Turn, entretien: Entretien, acte: Acte, etat: EtatTexte) -> Outcome:
    entretien, atelier = inscrire(turn, entretien)
    offert = atelier.texte(str(acte.slots.get("texte") or _vise(turn, entretien, acte.mots) or _dont_on_parle(turn)[0]))
    if offert is None and acte.mots:
        return montrer(turn, entretien, Acte("clause", mots=acte.mots))
    if offert is None or turn.memoire is None or atelier.achat is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    modele = offert.modele
    dite = str(acte.slots.get("motif") or lire_un_motif(acte.mots))
    if not dite and etat is EtatTexte.REFUSE:
        dite = lire_la_raison(acte.mots)
    motif = dite[:MOTIF_MAX] or None
    deja = atelier.etat(modele) is etat and motif is None
    if not deja:
        turn.memoire.clauses.garder(
            atelier.achat,
            TexteRecord(modele.cle, modele.action, etat, offert.rempli.texte, motif, auteur(turn), turn.now),
        )
        _retenir(turn, entretien, atelier, modele.action, etat)
    apres = ouvrir(turn, entretien)
    pris = [un for un in apres.gardes.values() if un.etat is EtatTexte.GARDE]
    demande = etat is EtatTexte.REFUSE and motif is None and not deja
    remplace = etat is EtatTexte.REFUSE and not demande
    freres = [un for un in apres.pris if un.modele.action == modele.action and apres.etat(un.modele) is None]
    suite = _voisins(turn, apres, modele) if remplace else freres
    contexte = {
        "titre": offert.titre, "etat": etat.value, "motif": motif, "deja": deja, "pris": len(pris), "demande": demande,
        "decisions": offert.rempli.decisions if etat is EtatTexte.GARDE else (),
        "a_la_place": [un.titre for un in suite] if remplace else [],
    }  # fmt: skip
    choices = (
        *(Choice(un.titre, f"w:texte:{un.modele.cle}") for un in suite[:AUTRES_MAX]),
        bouton("tous_les_textes", "w:preparer"),
        *retour_au_resultat(entretien),
    )
    suivant = replace(entretien, attente=Acte(MOTIF if demande else SUITE, {"texte": modele.cle}))
    return aparte(turn, suivant, Reply("texte_garde", contexte, choices))


def _retenir(turn: Turn, entretien: Entretien, atelier: Atelier, action: int, etat: EtatTexte) -> None:
    """An action of which a text is taken is kept, unless something was decided of it."""
    numero = entretien.diagnostic
    if etat is not EtatTexte.GARDE or numero is None or action not in atelier.diagnostic.actions:
        return
    deja = turn.journal.decisions(numero).get(action)
    if deja is None or deja.etape == "proposee":
        turn.journal.decider(numero, action, RETENUE, None, turn.incoming.address.personne, turn.now)


# --- hours, and the file ----------------------------------------------------------------------------------------------


def heures(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The hours of insertion of the purchase, or of the lots that are named, with how they are found, at each level.

    What is told beside them is noted first; what is missing is said where they cannot be counted.
    """
    if faits := _faits_dits(turn, avant_les_heures(acte.mots)):
        notes = informer(_disant(turn, faits), entretien, Acte("informer", mots=faits))
        apres = Entretien.depuis_json(turn.pack.vocabulaire, notes.etat)
        suite = replace(turn, etat={**turn.etat, **notes.etat})
        return a_la_suite(notes, heures(suite, apres, Acte("clauses.heures")))
    atelier = ouvrir(turn, entretien)
    if not atelier.bibliotheque.baremes.insertion:
        return de_l_achat.calculer(turn, entretien, acte)
    connus = {lot.numero: lot.intitule for lot in entretien.lots}
    lots = frozenset(
        numero
        for un in designer(plier(acte.mots), connus, lots=bool(connus))
        for numero in un.numeros
        if numero in connus
    )
    lots = lots if parle_d_un_lot(acte.mots) or len(lots) == 1 else frozenset()
    niveau = atelier.reglages.niveau
    par_lot = atelier.heures(niveau, lots)
    trouvees = [(lot, valeur) for lot, valeur in par_lot if valeur.nombre is not None]
    manque = dict.fromkeys(nom for _, valeur in par_lot for nom in valeur.manque)
    texte = atelier.qui_compte_les_heures()
    bornes = None if trouvees else atelier.heures_au_plus()
    contexte = {
        "bornes": None if bornes is None else [None if un is None else en_mots(un, "heures") for un in bornes],
        "par_lot": [
            {"lot": lot, "nom": connus.get(lot or 0, ""), "formule": valeur.formule} for lot, valeur in trouvees
        ],
        "lots": [connus[lot] or f"lot {lot}" for lot in sorted(lots)],
        "lot_inconnu": parle_d_un_lot(acte.mots) and not lots and not connus,
        "total": en_mots(sum((valeur.nombre or Decimal(0) for _, valeur in trouvees), Decimal(0)), "heures"),
        "plusieurs": len(trouvees) > 1,
        "niveau": niveau.value,
        "autres": [
            {"niveau": un.value, "total": en_mots(somme, "heures")}
            for un in Niveau
            if un is not niveau and (somme := _somme(atelier, un, lots))
        ],
        "manque": [turn.pack.vocabulaire[nom].defini or turn.pack.vocabulaire[nom].libelle for nom in manque],
        "note": atelier.bibliotheque.baremes.note_insertion,
        "propose": texte is not None and atelier.offre(texte.modele),
    }
    choices: list[Choice] = []
    if trouvees:
        cle = "" if texte is None else f":{texte.modele.cle}"
        if niveau is not Niveau.AMBITIEUX:
            choices.append(bouton("plus_ambitieux", f"w:niveau:{list(Niveau)[niveau.rang + 1]}{cle}"))
        if niveau is not Niveau.PRUDENT:
            choices.append(bouton("plus_prudent", f"w:niveau:{list(Niveau)[niveau.rang - 1]}{cle}"))
    if texte is not None:
        choices.append(bouton("voir_les_textes", f"w:texte:{texte.modele.cle}"))
    du_lot = {"lot": next(iter(lots))} if len(lots) == 1 else {}
    suivant = replace(entretien, attente=Acte(SUITE, {"texte": texte.modele.cle, **du_lot})) if texte else entretien
    return aparte(turn, suivant, Reply("heures", contexte, (*choices, *retour_au_resultat(entretien))))


def _faits_dits(turn: Turn, texte: str) -> str:
    """The words, where they tell facts of a purchase; empty else."""
    return texte if any(dit.nom != "objet" for dit in _lus(turn, texte)) else ""


def _lus(turn: Turn, texte: str) -> Sequence[FaitDit]:
    vides = turn.pack.vocabulaire.aucun_fait()
    return lire_faits(turn.lecteur, texte, turn.aujourdhui, None, vides).dits if texte else ()


def _disant(turn: Turn, texte: str) -> Turn:
    return replace(turn, incoming=replace(turn.incoming, text=texte))


def _somme(atelier: Atelier, niveau: Niveau, lots: frozenset[int]) -> Decimal:
    return sum((valeur.nombre or Decimal(0) for _, valeur in atelier.heures(niveau, lots)), Decimal(0))


def calculer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Hours of insertion, where they are asked for; an advance, or what else the words look for."""
    if entretien.faits.connus() and demande_les_heures(acte.mots):
        return heures(turn, entretien, acte)
    return de_l_achat.calculer(turn, entretien, acte)


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Every text that was not refused, in one file ordered by document, with what remains to decide."""
    if not entretien.faits.connus():
        return dialogue.dire(turn, entretien, "pas_encore")
    entretien, _, numero = a_jour(turn, entretien)
    atelier = ouvrir(turn, entretien)
    dits = (acte.slots.get("format"), *mots_de(acte.mots))
    en = next((un for un in FORMATS if un in dits), FORMATS[0])
    ecrits = [un for un in atelier.pris if un.a_ecrire]
    contexte = {
        "rangees": [(piece, len(siens)) for piece, siens in par_piece(turn.pack, ecrits)],
        "combien": len(ecrits),
        "niveau": atelier.reglages.niveau.value,
        "refuses": len(atelier.offerts) - len(atelier.pris),
        "blancs": _a_decider(ecrits, propose=False),
        "proposees": _a_decider(ecrits, propose=True),
        "sous_condition": len(atelier.pris) - len(ecrits),
        "en": en,
        "reste": demande_tout(acte.mots),
    }
    document = Document("clauses", f"{numero}:{en}", f"clauses-{numero}.{en}")
    autre = bouton("tous_les_textes", "w:preparer") if en == "pdf" else bouton("tous_les_textes_pdf", "w:preparer:pdf")
    resultat = (bouton("exporter", "c:exporter"),) if demande_tout(acte.mots) else ()
    choices = (*resultat, *_niveaux(atelier), autre, *retour_au_resultat(entretien))
    if not ecrits:
        return aparte(turn, entretien, Reply("textes_prets", contexte, retour_au_resultat(entretien)))
    return aparte(turn, entretien, Reply("textes_prets", contexte, choices, document=document))


def _a_decider(offerts: Sequence[Offert], *, propose: bool) -> int:
    """How many things are left to decide, with something written in their place or without."""
    return len(
        {
            (un.modele.action if decision.nom in un.modele.parametres else None, decision.nom)
            for un in offerts
            for decision in un.rempli.decisions
            if (decision.propose is not None) is propose
        }
    )


def _niveaux(atelier: Atelier) -> tuple[Choice, ...]:
    niveau = atelier.reglages.niveau
    plus = (
        (bouton("plus_ambitieux", f"w:niveau:{list(Niveau)[niveau.rang + 1]}"),)
        if niveau is not Niveau.AMBITIEUX
        else ()
    )
    moins = (
        (bouton("plus_prudent", f"w:niveau:{list(Niveau)[niveau.rang - 1]}"),) if niveau is not Niveau.PRUDENT else ()
    )
    return (*plus, *moins)


def et_si(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What a hypothesis would change of the result, and of the words."""

    def des_textes(suppose: Entretien) -> list[dict[str, Any]]:
        return _ce_qui_change(ouvrir(turn, entretien), ouvrir(turn, suppose))

    return de_l_achat.et_si(turn, entretien, acte, des_textes)


def demande_un_texte(texte: str) -> bool:
    """Whether words ask for a text: "j'appelle qui pour l'insertion, et pour le réemploi ?" asks for none."""
    return lire_une_demande(texte) is not None


def _un_texte_est_montre(turn: Turn, _: Entretien) -> bool:
    """Whether words may be of a text: while a reason is asked for, "ok" takes none."""
    attente = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    return bool(_dont_on_parle(turn)[0]) and not (isinstance(attente, Acte) and attente.nature == MOTIF)


def _a_un_resultat(_: Turn, entretien: Entretien) -> bool:
    return entretien.etape in (Etape.RESULTAT, Etape.MOTIF)


# Where what is done of texts is heard.
SEULEMENT: Mapping[str, Ou] = {
    **dict.fromkeys(
        ("clauses.prendre", "clauses.refuser", "clauses.regler", "clauses.retoucher", "clauses.defaire"),
        _un_texte_est_montre,
    ),
    "clauses.niveau": _a_un_resultat,
}
ACTES: Mapping[str, Faire] = {
    "clause": montrer,
    "calculer": calculer,
    "et_si": et_si,
    "clauses.montrer": montrer,
    "clauses.texte": par_bouton,
    "clauses.niveau": changer_de_niveau,
    "clauses.regler": regler,
    "clauses.retoucher": retoucher,
    "clauses.oter": oter,
    "clauses.defaire": defaire_une_retouche,
    "clauses.prendre": prendre,
    "clauses.refuser": refuser,
    "clauses.heures": heures,
    "clauses.preparer": preparer,
}

__all__ = ["ACTES", "MOTIF", "REMPLIR", "SEULEMENT", "SUITE", "lire"]
