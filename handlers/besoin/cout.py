"""What the purchase costs in all: told as a story, counted way by way, then chosen; nothing of it is the amount until that is confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.besoin.comptes import (
    MONTANT,
    Comptes,
    compter_tout,
    comptes_de,
    contexte_des_comptes,
    dits_de,
    est_partage,
    nom_de,
    nombre_de,
)
from handlers.besoin.deroulement import Cas, d_ici, garder, inscrire, ouvrir
from handlers.besoin.gestes import (
    REPONDRE,
    REPONSE_MAX,
    bouton_de_la_note,
    entendre_en_passant,
    puis_le_diagnostic,
    suite,
)
from handlers.besoin.gestes import SUITE as SUITE_DU_BESOIN
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import dialogue, questions
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.resultat import retour_au_resultat
from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.cout import (
    ACHETER,
    LOUER,
    chiffre_une_facon,
    combien,
    demande_une_comparaison,
    dire_un_prix,
    est_un_melange,
    lire_les_couts,
    lire_un_choix,
)
from knowledge.besoin.paroles import demande_un_cout_global, parle_de_couts
from knowledge.besoin.questionnaire import Poste, Questionnaire
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import est_directe
from knowledge.lecture.faits_dits import Origine, lire_faits
from knowledge.lecture.lecture import DUREE, Lu
from knowledge.regles.faits import Intervalle

# What was counted, which the next figures complete; a way of doing it that is chosen.
SUITE, CHOISIR, FORME_CHOISIR, PARTAGER = "cout.suite", "besoin.choisir", "be:choisir", "besoin.partager"
# So many messages that told figures are kept.
DITS_MAX = 8
# What no figure of a cost tells.
D_UN_CONTRAT = frozenset({"procedure", "alloti", "acheteur", "recurrent"})


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Figures of a cost: those of a story, or that complete one; which of the ways is chosen; what asks for a cost."""
    questionnaire = questionnaire_de(turn.pack)
    if questionnaire is None or not texte.strip():
        return None
    attente = entretien.attente if isinstance(entretien.attente, Acte) else None
    en_entretien = attente is not None and attente.nature == REPONDRE
    suivis = attente.slots if attente is not None and attente.nature in (REPONDRE, SUITE) else {}
    # What was missing is not what a whole story answers.
    slots = {nom: dit for nom, dit in suivis.items() if nom != "manque"}
    if est_un_melange(texte) and (cas := d_ici(turn, entretien)) is not None and cas.garde is not None:
        return Proposition(Acte(PARTAGER, {**slots, "numero": cas.achat.id}, mots=texte), Force.ATTENDU)
    if demande_une_comparaison(texte, questionnaire.postes):
        # Its figures are of no fact.
        return Proposition(Acte("cout_global", slots, mots=texte), Force.ATTENDU)
    if (choisi := _un_choix(turn, entretien, texte)) is not None:
        return Proposition(choisi, Force.ATTENDU)
    if attente is not None and attente.nature == SUITE and _dit_l_achat(turn, entretien, texte):
        return None
    if attente is not None and (lu := _de_ce_qui_attend(questionnaire, texte, attente)) is not None:
        return Proposition(lu, Force.ATTENDU)
    du_besoin = attente is not None and attente.nature in (REPONDRE, SUITE, SUITE_DU_BESOIN)
    if du_besoin and "?" not in texte and _chiffre_une_facon(turn, entretien, questionnaire, texte):
        return Proposition(Acte("cout_global", slots, mots=texte), Force.ATTENDU)
    if demande_un_cout_global(texte):
        return Proposition(Acte("cout_global", slots, mots=texte), Force.ATTENDU if en_entretien else Force.ENTIER)
    return None


def _dit_l_achat(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words told after a cost was asked are of the purchase: they choose a way where none was counted, or tell its procedure or its lots."""
    if lire_un_choix(texte, list(_FACONS)) is not None:
        cas = d_ici(turn, entretien)
        if cas is None or not comptes_de(cas).chiffres:
            return True
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)
    return any(dit.nom in D_UN_CONTRAT and dit.origine is Origine.DIT for dit in lus.dits)


def _chiffre_une_facon(turn: Turn, entretien: Entretien, questionnaire: Questionnaire, texte: str) -> bool:
    """Whether words tell the figures of one way of doing it; a mere price is one beside others that were told."""
    if chiffre_une_facon(texte, questionnaire.postes):
        return True
    return chiffre_une_facon(texte, questionnaire.postes, deja=True) and bool(dits_de(d_ici(turn, entretien)))


def _de_ce_qui_attend(questionnaire: Questionnaire, texte: str, attente: Acte) -> Acte | None:
    """Figures that complete what was just counted, or answer the question of the interview that asks for them."""
    slots = dict(attente.slots)
    if attente.nature == SUITE and slots.get("manque") == "nombre" and combien(texte, demande=True):
        return Acte("cout_global", slots, mots=texte)
    if attente.nature == SUITE or (attente.nature == REPONDRE and slots.get("question") == questionnaire.chiffree):
        return Acte("cout_global", slots, mots=texte) if _complete(texte, questionnaire.postes) else None
    return None


def _complete(texte: str, postes: Mapping[str, Poste]) -> bool:
    """Whether words tell figures of a cost: they name a part, or how long, and ask nothing else."""
    dites = lire_les_couts(texte, postes)
    return not est_directe(texte) and any(
        une.sommes or une.duree is not None or une.usage is not None or (une.nom and une.nus) for une in dites
    )


def _un_choix(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """Which of the ways that were counted for this purchase the words choose."""
    if turn.memoire is None or lire_un_choix(texte, list(_FACONS)) is None:
        return None
    cas = d_ici(turn, entretien)
    if cas is None or not (comptes := comptes_de(cas)).chiffres:
        return None
    choisie = lire_un_choix(texte, [un.nom for un in comptes.comptes if un.lignes])
    if choisie is None:
        return None
    nombre = "" if choisie.nombre is None else str(choisie.nombre)
    return Acte(CHOISIR, {"numero": cas.achat.id, "nom": choisie.nom, "nombre": nombre}, mots=choisie.mots)


_FACONS = ("acheter", LOUER, "occasion", "reparer")


# --- counted ----------------------------------------------------------------------------------------------------------


def compter_le_cout(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The total of each way that was told, what is still to be told, and which of them costs less."""
    questionnaire = questionnaire_de(turn.pack)
    if questionnaire is None:
        return aparte(turn, entretien, Reply("besoin_absent"))
    texte = acte.mots[:REPONSE_MAX]
    demande = acte.slots.get("manque") == "nombre"
    lues = lire_les_couts(texte, questionnaire.postes)
    nombre = combien(texte, demande=True) if demande else next((une.nombre for une in lues if une.nombre), None)
    chiffre = any(une.chiffree or une.duree is not None or une.usage is not None for une in lues) and not (
        demande and nombre
    )
    if (chiffre or nombre) and turn.memoire is not None and entretien.faits.connus():
        entretien, _ = inscrire(turn, entretien)
    numero = acte.slots.get("numero")
    cas = d_ici(turn, entretien) if numero is None else ouvrir(turn, entretien, numero)
    avant = dits_de(cas) if cas is not None else list(acte.slots.get("dits", ()))
    dits = [*avant, texte][-DITS_MAX:] if chiffre else avant
    connu = nombre or nombre_de(cas, entretien.faits)
    partage = not nombre and est_partage(cas)
    tous = compter_tout(questionnaire, dits, connu, _montant(entretien), melange=partage)
    if not tous.su:
        dits = avant
    if cas is not None and (chiffre or nombre):
        quantites = texte if demande else f"{nombre:f}" if nombre else ""
        cas = _retenir(turn, cas, dits, quantites)
        # Which way is taken is not said by its figures.
        facons = {question for question, _ in questionnaire.facons.values()}
        cas, _ = entendre_en_passant(turn, cas, texte, {questionnaire.chiffree, *facons})
    return _dire(turn, entretien, cas, acte, tous, dits, premier=not (avant or acte.slots.get("suite")))


def _montant(entretien: Entretien) -> Decimal | None:
    montant = entretien.faits.valeur(MONTANT) if MONTANT in entretien.faits.vocabulaire else None
    return montant if isinstance(montant, Decimal) else None


def _retenir(turn: Turn, cas: Cas, dits: Sequence[str], quantites: str) -> Cas:
    """The figures kept as they were told, with the interview, as the answers that they are."""
    questionnaire, deroule = cas.deroule.questionnaire, cas.deroule
    jour = turn.aujourdhui.isoformat()
    if dits:
        deroule = deroule.entendre(questionnaire.chiffree, None, "\n".join(dits), jour)
    if quantites and questionnaire.comptee is not None:
        deroule = deroule.entendre(questionnaire.comptee.id, None, quantites, jour)
    return cas if deroule is cas.deroule else garder(turn, cas, deroule)


def _dire(
    turn: Turn,
    entretien: Entretien,
    cas: Cas | None,
    acte: Acte,
    tous: Comptes,
    dits: Sequence[str],
    *,
    premier: bool,
) -> Outcome:
    faits = diagnostic_de(turn, entretien).faits if entretien.faits.connus() else entretien.faits
    # What is missing is asked once.
    manque = tous.manque if tous.manque != acte.slots.get("manque") else ""
    contexte = {
        **contexte_des_comptes(tous),
        "su": tous.su,
        "noms": [nom_de(une.nom) for une in tous.manieres],
        "manquent": [{"libelle": un.libelle, "aide": un.aide(faits)} for un in tous.comptes[0].manquent],
        "manque": manque,
        "detaille": premier and len(tous.comptes) == 1,
        "loi": tous.questionnaire.loi,
        "debut": premier,
    }
    choix = _choix(cas, tous) if contexte["comparaison"] else ()
    en_entretien = {nom: acte.slots[nom] for nom in ("numero", "question") if nom in acte.slots}
    if cas is not None and "question" in en_entretien and not manque and tous.su:
        suivante = suite(turn, entretien, cas)
        return Outcome(suivante.etat, [Reply("cout_global", contexte), *suivante.replies])
    slots: dict[str, Any] = {**en_entretien, "suite": True} | ({"manque": manque} if manque else {})
    if cas is None:
        slots["dits"] = list(dits)
    elif cas.deroule.reponses:
        choix = (*choix, bouton_de_la_note(cas))
        if not cas.deroule.fini:
            choix = (*choix, bouton("reprendre_l_entretien", f"be:suite:{cas.achat.id}"))
    suivant = replace(entretien, attente=Acte(SUITE, slots))
    reply = Reply("cout_global", contexte, (*choix, *retour_au_resultat(entretien)))
    if contexte["comparaison"] or manque:
        # What is chosen, or told next, makes the amount: nothing else is asked before.
        return Outcome(suivant.en_json(), [reply])
    return aparte(turn, suivant, reply)


def _choix(cas: Cas | None, tous: Comptes) -> tuple[Choice, ...]:
    """A button to choose each of the ways."""
    if cas is None:
        return ()
    return tuple(_partir_sur(un.nom, f"{FORME_CHOISIR}:{cas.achat.id}:{un.nom}") for un in tous.comptes)


def _partir_sur(facon: str, valeur: str) -> Choice:
    match facon:
        case "louer":
            return bouton("choisir_louer", valeur)
        case "occasion":
            return bouton("choisir_occasion", valeur)
        case "reparer":
            return bouton("choisir_reparer", valeur)
        case _:
            return bouton("choisir_acheter", valeur)


def partager(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep the words that share out between several ways: they are of no one total."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    comptee = None if cas is None else cas.deroule.questionnaire.comptee
    if cas is None or comptee is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    texte = " ".join(acte.mots.split())[:REPONSE_MAX]
    avant = cas.deroule.reponses.get(comptee.id)
    dits = [*([] if avant is None else [un for un in avant.texte.split("\n") if un and un != texte]), texte]
    cas = garder(
        turn, cas, cas.deroule.entendre(comptee.id, None, "\n".join(dits[-DITS_MAX:]), turn.aujourdhui.isoformat())
    )
    reply = Reply("besoin_partage", {"dit": texte}, (bouton_de_la_note(cas),))
    if "question" in acte.slots:
        suivante = suite(turn, entretien, cas)
        return Outcome(suivante.etat, [reply, *suivante.replies])
    return Outcome(replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id, "suite": True})).en_json(), [reply])


# --- chosen -----------------------------------------------------------------------------------------------------------


def choisir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note the way that is chosen, and how many; the amount that it makes is proposed, then asked to be confirmed."""
    cas, nom = ouvrir(turn, entretien, acte.slots.get("numero")), str(acte.slots.get("nom"))
    if cas is None or comptes_de(cas).de(nom) is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    questionnaire, deroule, jour = cas.deroule.questionnaire, cas.deroule, turn.aujourdhui.isoformat()
    texte = acte.mots[:REPONSE_MAX]
    if nom in questionnaire.facons:
        cle, choix = questionnaire.facons[nom]
        deroule = deroule.entendre(cle, choix, texte, jour)
    montant, avant = _montant(entretien), nombre_de(cas, entretien.faits)
    if montant is not None and comptes_de(cas, montant).repris and (nom != ACHETER or acte.slots.get("nombre")):
        # The amount becomes what is chosen costs: the price that was compared stays with the figures, of one where they are counted.
        prix_dit = dire_un_prix(f"{montant / avant:.2f}" if avant else f"{montant:f}", piece=bool(avant))
        deroule = deroule.entendre(questionnaire.chiffree, None, "\n".join((prix_dit, *dits_de(cas))), jour)
    if acte.slots.get("nombre") and questionnaire.comptee is not None:
        deroule = deroule.entendre(questionnaire.comptee.id, None, texte, jour)
    cas = garder(turn, cas, deroule)
    tous = comptes_de(cas, _montant(entretien))
    prix, compte = tous.principal(nom), tous.de(nom)
    contexte = {
        **contexte_des_comptes(replace(tous, comptes=() if compte is None else (compte,))),
        "nombre": nombre_de(cas, entretien.faits),
        "duree": compte.duree if nom == LOUER and compte is not None else None,
        "manque": tous.manque,
    }
    reste = () if cas.deroule.fini else (bouton("reprendre_l_entretien", f"be:suite:{cas.achat.id}"),)
    reply = Reply("besoin_choisi", contexte, (bouton_de_la_note(cas), *reste))
    if cas.achat.id != (ici.achat.id if (ici := d_ici(turn, entretien)) is not None else None):
        return aparte(turn, entretien, reply)
    if tous.manque:
        # What is told next makes the amount.
        attente = Acte(SUITE, {"numero": cas.achat.id, "manque": tous.manque, "suite": True})
        return Outcome(replace(entretien, attente=attente).en_json(), [reply])
    if contexte["duree"] and DUREE in turn.pack.vocabulaire:
        # A rent is for as long as it was counted.
        loue = Intervalle.point(contexte["duree"])
        entretien, _ = questions.apprendre(entretien, DUREE, loue, texte, devine=True)
    if prix is None or MONTANT not in turn.pack.vocabulaire or prix[1] == _montant(entretien):
        return puis_le_diagnostic(turn, entretien, cas, reply)
    propose = Lu(MONTANT, Intervalle.point(prix[1]), texte.rstrip(" .!") or nom_de(nom), sur=True)
    posee = questions.proposer(turn, entretien, propose)
    return Outcome(posee.etat, [replace(reply, choices=()), *posee.replies])


def peut_se_compter(turn: Turn, _: Entretien) -> bool:
    """Whether words name a way of doing it, or what it all costs: prices alone are of the purchase."""
    return parle_de_couts(turn.incoming.text)


ACTES: Mapping[str, Faire] = {"cout_global": compter_le_cout, CHOISIR: choisir, PARTAGER: partager}

__all__ = ["ACTES", "lire"]
