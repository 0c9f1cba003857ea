"""What a message tells of a purchase by rule: the reason awaited, the number of an action, words that are all of facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from handlers.conversation.acts import CHERCHENT, DISENT, SEULS, Force, Proposition
from handlers.conversation.contexte import contexte_de
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule, lire_sous_un_resultat
from handlers.conversation.offerts import nomment_des_actions
from handlers.conversation.vocabulary import Turn
from handlers.diagnostic import affirmations, decisions, lots_dits, questions
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.paroles import montant_precise
from knowledge.clauses.paroles import ouvre_par_une_demande
from knowledge.diagnostic.absences import revient_d_une_absence
from knowledge.diagnostic.autre_achat import lire_un_autre_achat
from knowledge.diagnostic.decisions import demande_ses_decisions, garde_une_mesure
from knowledge.diagnostic.demandes import (
    DeLAchat,
    demande_ce_qui_est_obligatoire,
    demande_ce_qui_manque,
    demande_la_question,
    lire_ce_qui_se_demande,
)
from knowledge.diagnostic.lots_demandes import lire_une_demande
from knowledge.diagnostic.paroles import (
    abandonne,
    affirme,
    annonce_un_nouvel_achat,
    ce_qui_est_affirme,
    decide_nettement,
    demande_la_procedure,
    demande_quelle_taxe,
    demande_un_texte,
    dit_la_taxe,
    fait_une_hypothese,
    lire_des_decisions,
    lire_des_numeros,
    lire_les_lots_d_une_decision,
    lire_nouveau_ou_correction,
    lire_une_decision,
    ne_demande_que_pourquoi,
    parle_de_l_actuel,
    passe_en_ttc,
    passe_par_an,
    refuse_et_annule,
    reprend_une_decision,
)
from knowledge.diagnostic.revoir import (
    lire_le_fait_a_revoir,
    lire_le_fait_d_un_lot_a_revoir,
    lire_le_fait_oublie,
    lire_le_fait_redemande,
    nommer_les_valeurs,
)
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import PLAUSIBLE, PROBABLE, SUR
from knowledge.francais.avis import MOTS_D_UNE_NEGATION, dire_ce_qui_se_demande, dire_oui_ou_non, dit_ignorer, lire_avis
from knowledge.francais.modes import propose_une_reponse
from knowledge.francais.phrases import phrases, separer_le_recit
from knowledge.francais.questionnement import interroge, ressemble_a_une_question
from knowledge.francais.texte import mots_de, plier, simplifier
from knowledge.lecture.couverture import explique_tout
from knowledge.lecture.durees import NON_RENOUVELABLE, redit_les_reconductions
from knowledge.lecture.faits_dits import Attente, FaitDit, Origine, dit_un_prix, lire_faits
from knowledge.lecture.lecture import DUREE, MONTANT, NATURE
from knowledge.lecture.montants import doute_de_la_taxe
from knowledge.lecture.objet import annonce_un_achat
from knowledge.lecture.plusieurs import lire_plusieurs_achats
from knowledge.regles.faits import Genre, Intervalle

_ENTRE_FAITS = re.compile(r"[,;](?!\d)|\n")
# What is told with these is of another purchase, or is not told.
REMPLACENT = frozenset({"nouvel_achat", "et_si"})
PHRASES_MAX = 4
# An object is named in so few words.
MOTS_AVANT_LES_FAITS = 10
MOTS_D_UN_FAIT = 6
# What is bought is told in so many words at least.
MOTS_D_UN_OBJET = 3
# A thing alone is told in so many words at most, and is surely one that is bought from there on, be it a word of the plan too.
MOTS_D_UNE_CHOSE = 3
SURETE_D_UNE_CHOSE = 0.8
# A fiche that is found so well is what a word of the plan names.
SURETE_D_UN_SUJET = 0.75
DECRIVENT = frozenset({"nature", "segments"})
# What is said with a figure.
CHIFFRENT = frozenset({MONTANT, DUREE})
SALUENT = frozenset({"saluer"})
# What is made of a result: before any purchase, words that tell facts do something else ("faire imprimer 5 000 flyers").
D_UN_RESULTAT = frozenset({"imprimer", "exporter"})


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The act of a message that a rule explains from its first word to its last."""
    if propose_la_reponse(turn, entretien, texte):
        # "MAPA je pense ?" is noted as supposed; whatever else it asks, a yes or a no settles it.
        return Proposition(Acte("informer", mots=texte), Force.ATTENDU)
    if _redit_la_duree(turn, entretien, texte):
        # "Non, 4 ans, j'avais oublié la reconduction" leaves no action out.
        return Proposition(Acte("informer", mots=texte), Force.ATTENDU)
    tva = questions.avec_son_taux(entretien, texte) is not None or questions.redit_la_tva(entretien, texte)
    if tva or _parle_du_montant(turn, entretien, texte):
        return Proposition(Acte("informer", mots=texte), Force.ATTENDU)
    if abandonne(texte, getattr(entretien.faits.connus().get("objet"), "texte", "")):
        return Proposition(Acte("annuler", {"tout": True}, mots=texte), Force.ATTENDU)
    if entretien.faits.connus() and (ignore := _ce_qui_reste_a_savoir(turn, entretien, texte)) is not None:
        return Proposition(Acte("ne_sait_pas", {"fait": ignore}, mots=texte), Force.ENTIER)
    if entretien.faits.connus() and ouvre_par_une_demande(texte) and len(phrases(texte)) == 1:
        # "Balance la clause insertion, je la mets ce soir" asks for the words, and decides nothing yet.
        return None
    decidees = decisions.lire(turn, entretien, texte)
    if (affirmees := affirmations.lire(turn, entretien, texte, decidees)) is not None:
        return Proposition(affirmees, Force.ATTENDU)
    if decidees is not None:
        # Said instead of the reason that was awaited, they are no reason.
        return Proposition(decidees, Force.ATTENDU if entretien.etape is Etape.MOTIF else Force.ENTIER)
    if entretien.faits.connus() and (acte := _d_une_mesure(turn, texte)) is not None:
        return Proposition(acte, Force.ATTENDU)
    return _sans_decision(turn, entretien, texte)


def un_autre_achat(turn: Turn, entretien: Entretien, texte: str) -> tuple[str, Acte] | None:
    """What a message says of the purchase under way, then the act that goes on to another: begun where it surely is one, else asked.

    What only names another one, and tells nothing of it, is left to the reader of acts.
    """
    if not entretien.faits.connus() or entretien.etape is Etape.ACCUEIL or entretien.question == "objet":
        return None
    lu = lire_un_autre_achat(texte)
    if lu is None or not lu.mots or lu.mots.endswith("?"):
        return None
    dits = lire_faits(turn.lecteur, lu.mots, turn.aujourdhui, None, turn.pack.vocabulaire.aucun_fait())
    chiffre = any(nom in dits for nom in CHIFFRENT) or dit_un_prix(lu.mots)
    nomme = any(nom in dits for nom in DECRIVENT) or bool(dits.lecture.objet_possible)
    if not nomme or not (chiffre or lu.sur):
        return None
    if lu.sur:
        return lu.avant, Acte("nouvel_achat", {"decrit": True}, mots=lu.mots)
    return lu.avant, Acte("informer", {"autre": True}, mots=lu.mots)


def propose_la_reponse(turn: Turn, entretien: Entretien, phrase: str) -> bool:
    """Whether a few words tell what their author thinks the answer is, and ask: "MAPA je pense ?"."""
    nom = entretien.question
    if nom is None or len(phrase.split()) > MOTS_D_UN_FAIT or not propose_une_reponse(phrase):
        return False
    return nom in lire_faits(turn.lecteur, phrase, turn.aujourdhui, Attente(nom, entretien.proposes), entretien.faits)


def _sans_decision(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The act of a message that decides of no action in everyday words."""
    if entretien.etape is Etape.MOTIF and entretien.ecarter is not None and est_un_motif(turn, entretien, texte):
        motif = {"actions": (entretien.ecarter,), "motif": " ".join(texte.split())}
        return Proposition(Acte("ecarter", motif, mots=texte), Force.ATTENDU)
    if entretien.etape is Etape.NOUVEAU_OU_CORRECTION and (reponse := lire_nouveau_ou_correction(texte)) is not None:
        return Proposition(Acte("diagnostic.nouveau_ou_correction", {"reponse": reponse}, mots=texte), Force.ATTENDU)
    if _sous_un_resultat(turn, entretien) and (dits := lire_des_numeros(texte)):
        return Proposition(Acte("detail", {"actions": dits}, mots=texte), Force.ENTIER)
    if _apres_un_resultat(turn, entretien) and (nature := lire_sous_un_resultat(texte)) is not None:
        return Proposition(Acte(nature, mots=texte), Force.ENTIER)
    if entretien.faits.connus() and (action := decisions.a_justifier(turn, entretien, texte)) is not None:
        return Proposition(Acte("pourquoi_action", {"actions": (action,), "raison": True}, mots=texte), Force.ENTIER)
    if entretien.faits.connus() and ne_demande_que_pourquoi(texte):
        # "Pourquoi on me parle de structure d'insertion ?" tells nothing of the contract.
        return Proposition(Acte("pourquoi_question", mots=texte), Force.ENTIER)
    if entretien.faits.connus() and fait_une_hypothese(texte):
        return Proposition(Acte("et_si", mots=texte), Force.ENTIER)
    if entretien.faits.connus() and (action := decisions.demandee(turn, entretien, texte)) is not None:
        return Proposition(Acte("pourquoi_action", {"actions": (action,)}, mots=texte), Force.ENTIER)
    if entretien.faits.connus() and lire_ce_qui_se_demande(texte) is DeLAchat.CHANGE:
        return Proposition(Acte("diagnostic.ce_qui_change", mots=texte), Force.ATTENDU)
    if entretien.faits.connus() and demande_la_question(texte):
        return Proposition(Acte("continuer", mots=texte), Force.NOMME)
    if entretien.faits.connus() and demande_ce_qui_est_obligatoire(texte):
        return Proposition(Acte("loi", mots=texte), Force.NOMME)
    if entretien.faits.connus() and demande_ce_qui_manque(texte):
        return Proposition(Acte("recapituler", mots=texte), Force.NOMME)
    if entretien.faits.connus() and (_revient(turn, entretien, texte) or revient_d_une_absence(texte)):
        return Proposition(Acte("recapituler", mots=texte), Force.ENTIER)
    if entretien.faits.connus() and demande_ses_decisions(texte):
        # No word of it is looked up.
        return Proposition(Acte("diagnostic.decisions_prises", mots=texte), Force.ATTENDU)
    if entretien.faits.connus() and (fait := lire_le_fait_a_revoir(texte, turn.pack.vocabulaire)) is not None:
        return Proposition(Acte("corriger", {"fait": fait}, mots=texte), Force.ENTIER)
    if (acte := _d_un_fait_note(turn, entretien, texte)) is not None:
        return Proposition(acte, Force.NOMME)
    if montant_precise(turn, entretien, texte) is not None:
        return Proposition(Acte("informer", mots=texte), Force.ENTIER)
    connus = {lot.numero: lot.intitule or "" for lot in entretien.lots}
    if connus and (de_l_un := lire_le_fait_d_un_lot_a_revoir(texte, turn.pack.vocabulaire, connus)) is not None:
        nom, numero = de_l_un
        return Proposition(Acte("lots.redemander", {"nom": nom, "numero": numero}, mots=texte), Force.ENTIER)
    if (acte := _sur_les_lots(turn, entretien, texte)) is not None:
        return Proposition(acte, Force.ENTIER)
    montant = entretien.faits.valeur(MONTANT)
    if MONTANT in entretien.faits and (
        dit_la_taxe(texte) == "ht"
        or passe_en_ttc(texte, montant, entretien.mots.get(MONTANT, ""))
        or passe_par_an(texte, montant)
    ):
        return Proposition(Acte("informer", mots=texte), Force.ENTIER)
    dites = lire_des_decisions(texte) if entretien.faits.connus() else ()
    if len(dites) == 1 and lire_les_lots_d_une_decision(dites[0].motif):
        slots = {"actions": dites[0].actions, "motif": dites[0].motif}
        return Proposition(Acte(dites[0].nature, slots, mots=texte), Force.ENTIER)
    if len(dites) > 1 or (
        dites and entretien.question is not None and (dites[0].motif or dites[0].nature == "retenir")
    ):
        return Proposition(Acte("decisions", decisions.en_slots(dites), mots=texte), Force.ENTIER)
    if entretien.faits.connus() and (affirme := ce_qui_est_affirme(texte)):
        return Proposition(Acte("informer", mots=affirme), Force.ENTIER)
    court = len(texte.split()) <= MOTS_D_UN_FAIT
    if court and refuse_et_annule(texte) and lots_dits.viennent_de_changer(turn, entretien):
        return Proposition(Acte("annuler", mots=texte), Force.ENTIER)
    pour_des_lots = bool(lire_les_lots_d_une_decision(texte))
    nette = reprend_une_decision(texte) or (entretien.faits.connus() and decide_nettement(texte))
    if (entretien.question is not None or pour_des_lots or nette) and (
        decision := _une_decision(turn, entretien, texte)
    ):
        return Proposition(decision, Force.ENTIER)
    if lots_dits.ne_dit_que_des_lots(turn, entretien, texte):
        return Proposition(Acte("informer", mots=texte), Force.ENTIER)
    if entretien.faits.connus() and interroge(texte) and demande_la_procedure(texte):
        return Proposition(Acte("loi", mots=texte), Force.ENTIER)
    if demande_quelle_taxe(texte):
        return Proposition(Acte("pourquoi_question", mots=texte), Force.ENTIER)
    tete, _, reste = texte.partition(":")
    if reste.strip() and lire_formule(tete, exacte=True) == "nouvel_achat":
        return Proposition(Acte("nouvel_achat", {"decrit": True}, mots=reste.strip()), Force.ENTIER)
    if entretien.faits.connus() and _ne_dit_que_des_faits(turn, entretien, texte):
        return Proposition(Acte("informer", mots=texte), Force.ENTIER)
    if entretien.etape is Etape.ACCUEIL or entretien.question == "objet":
        achats = lire_plusieurs_achats(turn.lecteur, texte, turn.aujourdhui)
        if achats:
            return Proposition(Acte("plusieurs_achats", {"achats": achats}, mots=texte), Force.ENTIER)
    if (entretien.etape is Etape.ACCUEIL or entretien.question == "objet") and decrit_puis_dit_l_actuel(turn, texte):
        return Proposition(Acte("informer", mots=texte), Force.ENTIER)
    if entretien.etape in (Etape.ACCUEIL, Etape.RESULTAT) and est_une_description(turn, texte):
        nouveau = annonce_un_nouvel_achat(texte)
        acte = Acte("nouvel_achat", {"decrit": True}, mots=texte) if nouveau else Acte("informer", mots=texte)
        return Proposition(acte, Force.ENTIER)
    if entretien.etape in (Etape.RESULTAT, Etape.QUESTION) and _dit_du_nouveau(turn, entretien, texte):
        return Proposition(Acte("informer", mots=texte), Force.ENTIER)
    if entretien.etape is Etape.ACCUEIL and (nature := _ce_qui_est_seul_nomme(turn, entretien, texte)) is not None:
        return Proposition(Acte(nature, mots=texte), Force.DIT)
    return None


def _ce_qui_est_seul_nomme(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """What first words that only name something are of: a thing that is bought ("les copieurs"), or a word of the plan to look up ("sobriété")."""
    if len(texte.split()) > MOTS_D_UNE_CHOSE or "?" in texte or lire_formule(texte) is not None:
        return None
    probables = turn.probables(texte)
    trouves = turn.chercheur().chercher(texte).resultats
    if probables and (probables[0].surete >= SURETE_D_UNE_CHOSE or not trouves):
        return "informer"
    if not trouves or trouves[0].score < SURETE_D_UN_SUJET:
        return None
    dits = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits
    return None if any(dit.nom != "objet" for dit in dits) else "chercher"


def _dit_du_nouveau(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether a message surely tells a fact that is not known, and nothing is surely heard of it but that.

    "On passe en MAPA" skips no question, "clause obligatoire, 4 000 heures" asks for no hours.
    """
    seuil = SUR if entretien.etape is Etape.RESULTAT else PROBABLE
    if ressemble_a_une_question(texte) or "?" in texte or decisions.nomme_une_action(turn, texte):
        return False
    dits = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits
    connus = entretien.faits.connus()
    neufs = [dit for dit in dits if dit.origine is Origine.DIT and not dit.nie and connus.get(dit.nom) != dit.possible]
    choisis = {dit.nom for dit in neufs if turn.pack.vocabulaire[dit.nom].genre in (Genre.OUI_NON, Genre.CHOIX)} - {
        NATURE
    }
    if not choisis:
        return False
    # Of a sure fact nothing is counted, and no action is decided on where no rule hears which; who affirms it looks nothing up.
    sans_objet = {"calculer", "retenir", "ecarter", *(CHERCHENT if affirme(texte) else ())}
    return not any(
        acte.nature == "indicateur" or (acte.nature not in DISENT | SEULS | sans_objet and acte.surete >= seuil)
        for acte in turn.ecouter(texte, contexte_de(turn, entretien)).actes
    )


def _d_une_mesure(turn: Turn, texte: str) -> Acte | None:
    """The figure of the contract that words keep: "retenez 600 000 alors"."""
    if "?" in texte or not garde_une_mesure(texte):
        return None
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, turn.pack.vocabulaire.aucun_fait())
    dits = [nom for nom in (MONTANT, DUREE) if nom in lus]
    chiffre = bool(dits) or lus.lecture.nombre_seul is not None
    return Acte("informer", {"faits": dits}, mots=texte) if chiffre else None


def _d_un_fait_note(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """What takes a known fact back, or asks what was noted of one: "enlève les 3 lots", "c'était quoi le montant déjà ?"."""
    vocabulaire = turn.pack.vocabulaire
    chiffres = {vocabulaire[nom].libelle: entretien.faits.valeur(nom) for nom in (MONTANT, DUREE)}
    connus = {nom: valeur for nom, valeur in chiffres.items() if isinstance(valeur, Decimal)}
    if (fait := lire_le_fait_oublie(nommer_les_valeurs(texte, connus), vocabulaire)) in entretien.faits.dits():
        return Acte("corriger", {"fait": fait, "oublie": True}, mots=texte)
    if (fait := lire_le_fait_redemande(texte, vocabulaire)) is not None and entretien.faits.connus():
        return Acte("recapituler", {"fait": fait}, mots=texte)
    return None


def _revient(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether who comes back asks where things stood, last, and tells nothing new: "re bonjour, pour le linge. On en était où ?"."""
    *avant, derniere = [partie for phrase in phrases(texte) for partie in phrase.split(", ")] or [""]
    if not avant or lire_formule(derniere, exacte=True) != "recapituler":
        return False
    lus = lire_faits(turn.lecteur, " ".join(avant), turn.aujourdhui, None, entretien.faits)
    return all(dit.origine is not Origine.DIT for dit in lus.dits)


def _ce_qui_reste_a_savoir(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """The fact between the values of which nobody knows yet: "appel d'offres ou pas, on me dira. Pour l'instant je ne sais pas"."""
    *avant, derniere = phrases(texte) or ("",)
    dit = " ".join(avant)
    combien = len(mots_de(derniere))
    # A short sentence says so in a formula only.
    ignore = dit_ignorer(derniere) if combien > MOTS_D_UNE_NEGATION else lire_formule(derniere) == "ne_sait_pas"
    if "ou" not in mots_de(dit) or combien > MOTS_AVANT_LES_FAITS or not ignore:
        return None
    # What comes before the alternative is of that fact, though nobody says that it holds.
    premiere = dit[: plier(dit).texte.find(" ou ")]
    noms = {un.nom for un in lire_faits(turn.lecteur, premiere, turn.aujourdhui, None, entretien.faits).dits} - {
        "objet"
    }
    return noms.pop() if len(noms) == 1 and dire_oui_ou_non(derniere) is None else None


def _sur_les_lots(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """What is asked of the lots that were told; the choice between the total that was said and the sum of the lots."""
    if not entretien.lots:
        return None
    if lots_dits.repond_du_total(turn, entretien, texte):
        return Acte("lots.prendre_la_somme", mots=texte)
    if (objet := demande_un_texte(texte)) is not None:
        return _le_texte_demande(turn, entretien, texte, objet)
    demande = lire_une_demande(texte)
    return None if demande is None else Acte("lots.dire", {"quoi": demande.value}, mots=texte)


def _le_texte_demande(turn: Turn, entretien: Entretien, texte: str, objet: str) -> Acte:
    """ "Ce qu'il faut écrire pour l'insertion au lot 1": the words of the action that the purchase has, or may have."""
    siennes = diagnostic_de(turn, entretien)
    lots = lire_les_lots_d_une_decision(objet)
    possibles = sorted({*siennes.actions, *siennes.indecises})
    actions = turn.chercheur().designer(objet.replace(lots, " ") if lots else objet, possibles)
    return Acte("clause", {"actions": actions[:1]} if actions else {}, mots=texte)


def _redit_la_duree(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether the duration is told anew by its renewals, or without any, and no numbered action decided on."""
    redit = (DUREE in entretien.faits or entretien.question == DUREE) and redit_les_reconductions(texte)
    sans = entretien.faits.connus() and NON_RENOUVELABLE.search(plier(texte).texte) is not None and "?" not in texte
    if not (redit or sans) or lire_des_decisions(texte):
        return False
    return DUREE in lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)


def _parle_du_montant(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether a message counts what the price of each waits for ("on en prend 60"), or tells an amount and doubts of its tax."""
    if questions.complete_le_montant(turn, entretien, texte):
        return True
    return doute_de_la_taxe(plier(texte).texte) and dit_un_prix(texte)


def _une_decision(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """ "Enlevez celle sur l'insertion", said before any result: an action is decided on by what it is about."""
    derniers = [str(dernier["nature"]) for dernier in turn.etat.get("actes") or ()]
    lots = lire_les_lots_d_une_decision(texte)
    dite = texte.replace(lots, " ") if lots else texte
    nature = lire_une_decision(dite)
    if nature is None and derniers in (["retenir"], ["ecarter"]) and reprend_une_decision(texte):
        # "Et celle sur le cycle de vie": the same is decided of another.
        nature = derniers[0]
    if nature is None or "?" in texte:
        return None
    siennes = diagnostic_de(turn, entretien)
    possibles = sorted({*siennes.actions, *siennes.indecises})
    actions = turn.chercheur().designer(dite, possibles)
    if actions:
        return Acte(nature, {"actions": actions}, mots=texte)
    # An order about actions that names none is asked which, and no fact is read of it: "… seulement pour le lot 3".
    return Acte(nature, mots=texte) if lots or decide_nettement(texte) else None


def est_une_description(turn: Turn, texte: str) -> bool:
    """ "Nettoyage des écoles, 85 k€ HT, 3 ans, MAPA": an object, then nothing but facts, each of its own."""
    objet, *suite = [partie.strip() for partie in _ENTRE_FAITS.split(texte) if partie.strip()] or [""]
    if not suite or "?" in texte or len(objet.split()) > MOTS_AVANT_LES_FAITS:
        return False
    vides = turn.pack.vocabulaire.aucun_fait()

    def dit_un_fait(partie: str) -> bool:
        lus = lire_faits(turn.lecteur, partie, turn.aujourdhui, None, vides)
        return explique_tout(lus, partie, enumere=True)

    # What is paid by the year is an amount beside its duration: "85 k€ par an, 3 ans".
    avec_la_suivante = [", ".join(suite[rang : rang + 2]) for rang in range(len(suite))]
    decrit = lire_faits(turn.lecteur, objet, turn.aujourdhui, None, vides)
    return any(dit.nom in DECRIVENT for dit in decrit.dits) and all(
        dit_un_fait(partie) or (len(partie.split()) <= MOTS_D_UN_FAIT and dit_un_fait(deux))
        for partie, deux in zip(suite, avec_la_suivante, strict=True)
    )


def decrit_puis_dit_l_actuel(turn: Turn, texte: str) -> bool:
    """ "Maintenance des ascenseurs. Le marché actuel va jusqu'au 30 juin": an object, then what is told of the contract it follows."""
    dites = phrases(texte)
    if "?" in texte or len(dites) < 2 or any(parle_de_l_actuel(un) for un in dites[:1]):
        return False
    decrit = lire_faits(turn.lecteur, dites[0], turn.aujourdhui, None, turn.pack.vocabulaire.aucun_fait())
    return any(dit.nom in DECRIVENT for dit in decrit.dits) and all(parle_de_l_actuel(un) for un in dites[1:])


def est_un_motif(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether the words are the reason that was asked for: all are, save those that name an action or surely do something else."""
    if lire_formule(texte, exacte=True) not in (None, "ne_sait_pas") or ressemble_a_une_question(texte):
        return False
    if (avis := lire_avis(texte)) is not None and not avis.suite:
        # "Ok" gives none, and would stand in the file.
        return False
    return not any(
        acte.slots.get("actions") or (acte.nature not in DISENT | SEULS | {"ecarter"} and acte.surete >= SUR)
        for acte in turn.ecouter(texte, contexte_de(turn, entretien)).actes
    )


def _ne_dit_que_des_faits(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether every word is of a fact that is told."""
    texte = dire_ce_qui_se_demande(texte)
    question = entretien.question
    attente = None if question in (None, "objet") else Attente(question or "", entretien.proposes)
    if explique_tout(lire_faits(turn.lecteur, texte, turn.aujourdhui, attente, entretien.faits), texte):
        return True
    if _dit_un_fait_puis_le_raconte(turn, entretien, texte):
        return True
    if attente is None or ressemble_a_une_question(texte):
        return False
    # "C'est pas une opération d'envergure" says as much whether it is asked or not.
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)
    return attente.fait in lus and explique_tout(lus, texte)


def _dit_un_fait_puis_le_raconte(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """ "La société compte neuf salariés, le patron me l'a dit", "clause d'insertion : 3 200 heures, sur cinq lots": a whole fact opens it.

    Nothing is asked, decided on by its number, nor surely done by what follows.
    """
    if "?" in texte or decisions.nomme_une_action(turn, texte):
        return False
    tete, suite = separer_le_recit(texte)
    if not tete or not explique_tout(lire_faits(turn.lecteur, tete, turn.aujourdhui, None, entretien.faits), tete):
        return False
    return not any(map(str.isdigit, suite)) and not any(
        acte.nature not in DISENT | SEULS and acte.surete >= SUR
        for acte in turn.ecouter(suite, contexte_de(turn, entretien)).actes
    )


def _sous_un_resultat(turn: Turn, entretien: Entretien) -> bool:
    """Whether the actions of a result are shown, or one of them: a bare number is an action's, the choices being not numbered."""
    offerts = (valeur for valeur, _ in turn.etat.get("choix_offerts", ()))
    return entretien.etape is Etape.RESULTAT and entretien.diagnostic is not None and nomment_des_actions(offerts)


def _apres_un_resultat(turn: Turn, entretien: Entretien) -> bool:
    """Whether there is a result and nothing else is awaited: said then, or to what was asked back, "tout" is to be read."""
    avec = entretien.etape is Etape.RESULTAT and entretien.diagnostic is not None
    return avec and contexte_de(turn, entretien).etape in ("resultat", "proposition")


def s_accorde(turn: Turn, entretien: Entretien, actes: Sequence[Acte], texte: str) -> bool:
    """Whether a reading agrees with the facts that are found in the words."""
    natures = {acte.nature for acte in actes}
    trop_tot = entretien.etape is Etape.ACCUEIL and natures <= D_UN_RESULTAT
    sure = all(acte.surete >= SUR for acte in actes) and not natures <= DISENT | SEULS and not trop_tot
    if sure or entretien.question == "objet" or (natures & DISENT and not natures <= DISENT | SEULS):
        return True
    attente = None
    if entretien.question is not None:
        suppose = entretien.douteux or entretien.a_confirmer.get(entretien.question)
        attente = Attente(entretien.question, entretien.proposes, suppose)
    repond = natures <= DISENT
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, attente, entretien.faits, repond=repond)
    if natures <= SEULS:
        return not any(dit.nom != "objet" for dit in lus.dits)
    if not natures & DISENT:
        # "Pas de publicité, c'est sous le seuil": what says a fact and asks nothing looks nothing up.
        # Heard by chance, it does not even outweigh what the words let suppose.
        faible = all(acte.surete < PLAUSIBLE for acte in actes)
        dits = any(dit.nom != "objet" and (faible or dit.origine is Origine.DIT) for dit in lus.dits)
        # "Total 500 000": an amount looks nothing up either, unless that is probable.
        chiffre = lus.lecture.nombre_seul is not None and any(acte.surete < PROBABLE for acte in actes)
        return "?" in texte or not (dits or chiffre)
    lecture = lus.lecture
    reste = lus.doute or lus.accord is not None or lecture.nombre_seul is not None or lecture.montants_ttc
    return bool(lus.dits or reste) or entretien.question is None


def avec_la_description(turn: Turn, entretien: Entretien, actes: Sequence[Acte], texte: str) -> tuple[Acte, ...]:
    """What else the first words of a purchase do leaves it described: "assurance, 800 k€ sur 5 ans, et qui est le référent ?"."""
    if entretien.etape is not Etape.ACCUEIL or any(acte.nature in DISENT | REMPLACENT for acte in actes):
        return tuple(actes)
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)
    dits = {dit.nom for dit in lus.dits}
    if MONTANT in dits and len(dits & {"duree_mois", "nature", "segments", "procedure"}) > 1:
        return (Acte("informer", mots=texte), *actes)
    return tuple(actes)


def avec_la_reponse(turn: Turn, entretien: Entretien, actes: Sequence[Acte], texte: str) -> tuple[Acte, ...]:
    """What else a message does leaves its sentence of facts told: "12 mois. Qui appeler pour l'insertion ?"."""
    if entretien.question in (None, "objet") or any(acte.nature in DISENT | SEULS | REMPLACENT for acte in actes):
        return tuple(actes)
    attente = Attente(entretien.question or "", entretien.proposes)
    for phrase in phrases(texte)[:PHRASES_MAX]:
        if "?" in phrase:
            # What is asked answers nothing.
            continue
        lus = lire_faits(turn.lecteur, phrase, turn.aujourdhui, attente, entretien.faits)
        if phrase != texte and explique_tout(lus, phrase):
            return (Acte("informer", mots=phrase), *actes)
    return tuple(actes)


def sans_recherche(turn: Turn, actes: Sequence[Acte]) -> tuple[Acte, ...]:
    """Without what is looked up in words that tell facts: beside facts, they tell more of them ("sans publicité")."""
    if not any(acte.nature in DISENT for acte in actes):
        return tuple(actes)
    vides = turn.pack.vocabulaire.aucun_fait()
    return tuple(
        acte
        for acte in actes
        if acte.nature != "chercher"
        or "?" in acte.mots
        or all(dit.nom == "objet" for dit in lire_faits(turn.lecteur, acte.mots, turn.aujourdhui, None, vides).dits)
    )


def decrit_un_achat(turn: Turn, entretien: Entretien, actes: Sequence[Acte], texte: str) -> bool:
    """Whether what is looked up is a purchase, told with its amount, that no fiche answers or that lasts: "que faire pour 60 000 € de peinture ?"."""
    if entretien.etape is not Etape.ACCUEIL or {acte.nature for acte in actes} != {"chercher"}:
        return False
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)
    dits = {dit.nom for dit in lus.dits}
    if "montant_ht" not in dits or not dits & {"nature", "segments"}:
        return False
    # How much and for how long: a purchase is told, whatever is asked of it then.
    return "duree_mois" in dits or not turn.chercheur().chercher(texte).resultats


def raconte_un_achat(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether first words tell what is bought and for how much, whatever else they were heard to do."""
    if entretien.etape is not Etape.ACCUEIL:
        return False
    dits = {dit.nom for dit in lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits}
    return "montant_ht" in dits and bool(dits & {"nature", "segments"})


def apprend_du_neuf(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether a message tells of the purchase what is not known yet, or otherwise: "pour moins de 90 k€" says nothing new of 28 000."""
    connus = entretien.faits.connus()

    def deja(dit: FaitDit) -> bool:
        connu = connus.get(dit.nom)
        if isinstance(connu, Intervalle) and isinstance(dit.possible, Intervalle):
            return connu.inter(dit.possible) == connu
        return connu == dit.possible

    dits = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits
    return any(dit.origine is Origine.DIT and dit.nom != "objet" and not deja(dit) for dit in dits)


def annonce_un_besoin(turn: Turn, entretien: Entretien, dits: str) -> bool:
    """Whether first words, before those that ask, describe what is bought: "je dois acheter du linge" or "nettoyage, 40 000 HT"."""
    noms = {dit.nom for dit in lire_faits(turn.lecteur, dits, turn.aujourdhui, None, entretien.faits).dits}
    chiffre = bool(noms & CHIFFRENT)
    return bool(noms & DECRIVENT) and (chiffre or annonce_un_achat(plier(dits).texte))


def commence_un_achat(turn: Turn, entretien: Entretien, actes: Sequence[Acte], texte: str) -> bool:
    """Whether first words that were heard only to greet say what is bought: "bonjour c'est pour les bouteilles de chlore"."""
    if entretien.etape is not Etape.ACCUEIL or {acte.nature for acte in actes} != SALUENT or "?" in texte:
        return False
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)
    return len(lus.lecture.objet_possible.split()) >= MOTS_D_UN_OBJET


def dit_l_objet(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words heard with a doubt where the object is asked tell what is bought: "je voudrais repeindre la salle"."""
    if entretien.question != "objet" or "?" in texte:
        return False
    return any(
        dit.nom in DECRIVENT for dit in lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits
    )


def repond_a_la_question(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """A bare number under a question that awaits one is its value, and the rank of no choice."""
    if entretien.question is None or not simplifier(texte).isdecimal():
        return False
    return turn.pack.vocabulaire[entretien.question].genre is Genre.NOMBRE
