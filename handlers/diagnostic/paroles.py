"""What is told of a purchase, in words: the answer to what was asked, a repair, other facts; an act opened the reading."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.apprentissage import incompris as apprentissage
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.conversation.wording import quantite
from handlers.diagnostic import dialogue, lots_dits, lots_reponses, questions
from handlers.diagnostic.jugement import hors_taxes, suite_de
from knowledge.diagnostic.paroles import (
    CONTRATS,
    apres_le_hors_taxe,
    comme_hors_taxes,
    dit_la_taxe,
    en_est_un_autre,
    lire_ce_qui_est_laisse,
    passe_en_ttc,
    passe_par_an,
)
from knowledge.droit.qualification import ALLOTI, LOT
from knowledge.ecoute import Acte
from knowledge.francais.avis import Avis, lire_avis
from knowledge.francais.modes import partie_dite
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.phrases import phrases
from knowledge.francais.texte import mots_de, plier, sans_balises, simplifier
from knowledge.lecture.faits_dits import (
    Attente,
    FaitDit,
    FaitsDits,
    Origine,
    attend_un_compte,
    dit_un_total,
    est_par_periode,
    lire_faits,
    mesurer_les_chiffres,
)
from knowledge.lecture.lecture import DUREE, MONTANT, Lecture, Lu
from knowledge.lecture.lots.annonces import avec_leur_nombre
from knowledge.lecture.montants import lire_taux
from knowledge.lecture.nature import est_une_activite
from knowledge.lecture.objet import raconte
from knowledge.lecture.quantites import Mesure
from knowledge.lecture.retouches import est_d_autre_chose, reprend_le_connu
from knowledge.regles.faits import OUI, Ensemble, Genre, Intervalle, Options, Texte
from storage.apprentissage.records import GenreIncompris

OBJET_MIN = 4
# A message of more words than these, where nothing is new, said something else too.
MOTS_D_UNE_REDITE = 6
# So many words, told with a family and a figure, name what is bought.
MOTS_D_UN_OBJET = 4
# From there on, a number that was not asked for is an amount.
GRAND = 1_000
# So many words, with a figure, only make an amount precise.
MOTS_D_UNE_PRECISION = 12


def informer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take what these words tell of the purchase, and go on: the next question, or the result."""
    if (nom := acte.slots.get("fait")) in turn.pack.vocabulaire:
        return questions.revoir(turn, entretien, str(nom), oublie=bool(acte.slots.get("oublie")))
    # A clause that was cut out of a message states what it does in it: "l'éditeur veut un seul lot, ça passe ?".
    connu = MONTANT in entretien.faits and entretien.question != MONTANT
    acte = replace(acte, mots=partie_dite(acte.mots, turn.incoming.text, montant_connu=connu))
    if entretien.etape is Etape.NOUVEAU_OU_CORRECTION:
        # Who goes on without a word of another purchase tells of this one.
        entretien = _laisser(entretien)
    if acte.slots.get("autre"):
        return dialogue.demander_si_nouveau(entretien, acte.mots)
    if autre := _au_lieu_de(entretien, acte.mots):
        return dialogue.demander_si_nouveau(entretien, autre)
    if (avec_sa_taxe := questions.avec_son_taux(entretien, acte.mots)) is not None:
        acte = replace(acte, mots=avec_sa_taxe)
    if not entretien.lots:
        acte = replace(acte, mots=avec_leur_nombre(acte.mots, entretien.lots_annonces))
    lecture = lots_dits.lire(turn, entretien, acte.mots)
    entretien = lots_dits.annoncer(entretien, lecture)
    if (des_lots := lots_dits.prendre(turn, entretien, acte, lecture)) is not None:
        return des_lots
    if (rien := lots_reponses.rien_de_note(turn, entretien, acte, lecture)) is not None:
        return rien
    if passe_en_ttc(acte.mots, montant := entretien.faits.valeur(MONTANT), entretien.mots.get(MONTANT, "")):
        # What was noted is no amount without tax: its rate is asked, or is told with it.
        suivant = replace(entretien.memoriser().oublier(MONTANT), question=MONTANT, ttc=f"{montant} € TTC")
        if (taux := lire_taux(plier(acte.mots).texte)) is None:
            return questions.douter(turn, suivant, None, "ttc")
        return _en_reponse(turn, suivant, replace(acte, mots=f"{montant} € TTC, TVA {taux} %"))
    if passe_par_an(acte.mots, montant):
        # No total is made of it until it is known for how long it is paid.
        mots = f"{montant:,f} € HT par an".replace(",", " ")
        suivant = replace(entretien.memoriser().oublier(MONTANT), question=None)
        if DUREE in entretien.faits:
            return _en_reponse(turn, replace(suivant, question=MONTANT), replace(acte, mots=mots))
        par_an = questions.retenir_par_periode(turn, suivant, mots)
        return questions.avancer(turn, par_an, [], **questions.ce_qui_attend(entretien, par_an))
    if (precis := montant_precise(turn, entretien, acte.mots)) is not None:
        suivant = replace(entretien.memoriser(), question=MONTANT)
        return _en_reponse(turn, suivant, replace(acte, mots=f"{precis:,f} € HT".replace(",", " ")))
    redite = avec_sa_taxe is None and questions.redit_la_tva(entretien, acte.mots)
    if (redite or dit_la_taxe(acte.mots) == "ht") and MONTANT in entretien.faits and MONTANT not in entretien.devines:
        dit = turn.phrase("fait", MONTANT, entretien.faits[MONTANT])
        return questions.avancer(turn, replace(entretien, question=None), [], inchanges=[dit])
    if entretien.question is None:
        return _librement(turn, entretien, acte)
    return _en_reponse(turn, entretien, acte)


def _au_lieu_de(entretien: Entretien, texte: str) -> str:
    """What is bought instead of what was told: "laisse tomber le minibus, c'est des vélos"; empty where nothing is."""
    objet = entretien.faits.valeur("objet")
    laisse = lire_ce_qui_est_laisse(texte)
    if not objet or laisse not in mots_de(str(objet)):
        return ""
    # What the next sentences tell is of the same purchase.
    _, _, reste = next(iter(phrases(texte)), "").partition(",")
    if dit_un_total(reste):
        # "On enlève les vœux, ça fait 22 000 par an" buys the same with less.
        return ""
    return reste.strip() if sum(signe.isalpha() for signe in reste) >= OBJET_MIN else ""


def _en_reponse(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What is told while a fact is asked: that one first, and whatever else the same words say."""
    assert entretien.question is not None
    nom, texte = entretien.question, acte.mots
    if MONTANT in entretien.devines and (suite := apres_le_hors_taxe(texte)):
        return _le_hors_taxe_puis_le_reste(turn, entretien, acte, suite)
    if complet := _completer(turn, entretien, texte):
        texte = complet
    if (nom in entretien.a_confirmer) and (avis := lire_avis(texte)) and avis.suite:
        entretien, texte = _prendre_l_avis(turn, entretien, nom, avis)
    lecture, lus = lire_les_faits(turn, entretien, texte, acte)
    chiffre = turn.pack.vocabulaire[nom].genre is Genre.NOMBRE and nom in lus
    if lecture.correction and not chiffre and _porte_sur_autre_chose(lecture, nom):
        return _corriger(turn, entretien, lecture)
    if (nomme := _nombre_designe(turn, lecture)) and nomme != nom:
        return _corriger(turn, replace(entretien, dernier=nomme), lecture)
    if confirme := _confirmation(turn, entretien, texte):
        return confirme
    autre = not chiffre and _ressemble_a_un_nouvel_achat(entretien, lecture, texte, ("nature", "segments"))
    if en_est_un_autre(texte) and nom not in lus and not _apprend(lecture):
        return dialogue.demander_si_nouveau(entretien, texte)
    if autre and _nomme_un_achat(acte, lecture):
        return _demander_si_nouveau(turn, entretien, texte, lecture)
    if nom != "objet":
        possible = lus[nom].possible if nom in lus else None
        if lus.doute == "annuel":
            if nom in entretien.devines or nom in entretien.a_confirmer:
                # "40 000 euros", then "c'est par an": what was guessed is no total.
                entretien = entretien.oublier(nom)
            entretien = questions.retenir_par_periode(turn, entretien, texte)
        if lus.doute is not None:
            # "AO, un lot, 92 € pièce": what else is told is sure.
            entretien, _ = questions.apprendre_lus(turn, entretien.memoriser(), lecture, sauf=nom)
        if lus.doute == "indecis":
            return questions.ne_sait_pas(turn, entretien, nom)
        if lus.doute is not None:
            taxe = texte if lus.doute == "ttc" else None
            return questions.douter(turn, replace(entretien, ttc=taxe), possible, lus.doute)
        if possible is not None:
            approches = {*lecture.approximatifs, *((nom,) if lus.approche else ())}
            lecture = replace(lecture, approximatifs=tuple(approches))
            devine = lus.sous_entendu or (nom == MONTANT and lus[nom].origine is Origine.DEVINE)
            mots = texte if texte != acte.mots else turn.incoming.text
            return _prendre_et_lire(turn, entretien, nom, possible, lecture, mots, devine=devine)
    if _apprend(lecture):
        return _lire(turn, entretien, lecture)
    if lecture.nombre_seul is not None and nom != "objet" and (lecture.correction or lecture.nombre_seul >= GRAND):
        return _corriger(turn, entretien, lecture)
    if dit_la_taxe(texte) == "ht" and (devines := entretien.devines & {"montant_ht"}):
        return questions.confirmer(turn, entretien, *devines)
    if nom == "objet" and _peut_nommer_un_achat(texte) and not _ne_dit_qu_un_prix(lecture, texte):
        return _prendre_l_objet(turn, entretien, lecture, texte)
    retenu = questions.retenir_par_periode(turn, entretien)
    if attente := questions.ce_qui_attend(entretien, retenu):
        return questions.avancer(turn, replace(retenu, question=None), [], **attente)
    return dialogue.incompris(turn, entretien, texte, lecture)


def _le_hors_taxe_puis_le_reste(turn: Turn, entretien: Entretien, acte: Acte, suite: str) -> Outcome:
    """ "HT ! Et on fera un MAPA": the amount that was guessed is one before tax, and what follows tells the rest."""
    confirme, _ = questions.apprendre(entretien.memoriser(), MONTANT, entretien.faits[MONTANT])
    if entretien.question != MONTANT:
        return _en_reponse(turn, confirme, replace(acte, mots=suite))
    libre = replace(confirme, question=None)
    lecture, _ = lire_les_faits(turn, libre, suite, acte)
    return _lire(turn, libre, lecture) if _apprend(lecture) else questions.confirmer(turn, entretien, MONTANT)


def _completer(turn: Turn, entretien: Entretien, texte: str) -> str | None:
    """The words of the amount that waits with these, where together they make it."""
    if compte := questions.complete_le_montant(turn, entretien, texte):
        return compte
    complet = questions.completer_le_montant(entretien, texte) if entretien.question in (MONTANT, DUREE) else None
    if complet is None:
        return None
    if _dit_une_duree(turn, entretien, texte):
        return None  # it is counted with what is learned
    lus = lire_faits(turn.lecteur, complet, turn.aujourdhui, Attente(MONTANT), entretien.faits)
    return complet if MONTANT in lus and lus.doute is None else None


def _dit_une_duree(turn: Turn, entretien: Entretien, texte: str) -> bool:
    return DUREE in lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits)


def lire_les_faits(turn: Turn, entretien: Entretien, texte: str, acte: Acte) -> tuple[Lecture, FaitsDits]:
    """What a text tells, with what only the question that waits lets read; told in passing, a family is but a guess.

    Another value of what is held, which the reader of acts heard too, is told, be it in words that would only let it be guessed.
    """
    nom = entretien.question
    affirme: Mapping[str, str] = acte.slots.get("affirme") or {}
    suppose = None if nom is None else entretien.douteux or entretien.a_confirmer.get(nom)
    attente = None if nom is None else Attente(nom, entretien.proposes, suppose)
    if nom is not None and affirme and nom not in affirme and not _peut_dire_aussi(turn, nom, texte):
        # The yes that is said of another fact answers nothing.
        attente = None
    attend = nom == MONTANT and questions.completer_le_montant(entretien, texte) is not None
    if attend and _dit_une_duree(turn, entretien, texte):
        # "Trois éditions, donc trois ans" tells for how long an amount is paid, and no amount.
        attente = None
    if nom is not None and _est_d_un_autre_fait(turn, entretien, nom, texte):
        attente = None
    if nom == LOT and lots_dits.redit_le_tout(turn, entretien, texte):
        attente = None
    redit = entretien.mots.get(MONTANT, "")
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, attente, entretien.faits, redit=redit, repond=True)
    lecture = lus.lecture
    deja = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    # Nothing is told in passing where nothing is asked.
    devines = {dit.nom for dit in lus.dits if dit.origine is Origine.DEVINE and nom is not None}
    entendus = {un for un in acte.slots.get("faits", ()) if un in entretien.faits}
    dits = {dit.nom: dit for dit in lus.dits if dit.origine is Origine.DIT and not dit.nie}
    siens = [_le_plus_sur(replace(lu, sur=False) if lu.nom in devines else lu, dits) for lu in lecture.lus]
    siens += [
        Lu(dit.nom, dit.possible, dit.mots, dit.origine is Origine.DIT or dit.nom in entendus, dit.nie, dit.d_avant)
        for dit in lus.dits
        if dit.nom not in deja and dit.nom not in ("objet", nom)
    ]
    # What is said by its name is read of nothing else.
    siens = [lu for lu in siens if lu.nom not in affirme]
    autres = [lu for lu in (*siens, *lecture.sous_reserve) if _est_un_autre_prix(entretien, lecture, lu, texte)]
    if autres:
        siens = [*(lu for lu in siens if lu not in autres), *(replace(lu, sur=False) for lu in autres)]
        lecture = replace(lecture, sous_reserve=tuple(lu for lu in lecture.sous_reserve if lu not in autres))
    siens += [Lu(un, Options(frozenset({dit})), acte.mots, sur=True) for un, dit in affirme.items()]
    return replace(lecture, lus=tuple(siens)), lus


def _est_un_autre_prix(entretien: Entretien, lecture: Lecture, lu: Lu, texte: str) -> bool:
    """Whether an amount told beside the one that is known is of something else: it is asked about, and takes no place by itself."""
    if lu.nom != MONTANT or entretien.question == MONTANT or lecture.correction or MONTANT in entretien.devines:
        return False
    connu, dit = entretien.faits.valeur(MONTANT), lu.possible
    nouveau = dit.seule if isinstance(dit, Intervalle) else None
    return isinstance(connu, Decimal) and isinstance(nouveau, Decimal) and est_d_autre_chose(texte, connu, nouveau)


def _peut_dire_aussi(turn: Turn, nom: str, texte: str) -> bool:
    """Whether words that affirm other facts may answer the question too: "MAPA, et clause d'insertion oui"; "une" is no number."""
    genre = turn.pack.vocabulaire[nom].genre
    if genre is Genre.NOMBRE:
        return any(un.valeur > 1 for un in lire_nombres(plier(texte).texte))
    return genre is not Genre.OUI_NON


def _est_d_un_autre_fait(turn: Turn, entretien: Entretien, nom: str, texte: str) -> bool:
    """Whether the yes to a question is that of what goes on with it, which tells another fact: "oui ça revient tous les 4 ans"."""
    avis = lire_avis(texte) if turn.pack.vocabulaire[nom].genre is Genre.OUI_NON else None
    if avis is None or not avis.accord or not texte.strip().removesuffix(avis.suite).endswith(" "):
        return False
    liee = texte.strip().removesuffix(avis.suite).strip().isalpha()
    dits = lire_faits(turn.lecteur, avis.suite, turn.aujourdhui, None, entretien.faits).dits if liee else ()
    autres = [dit.nom for dit in dits if dit.origine is Origine.DIT and dit.possible == Options(frozenset({OUI}))]
    return bool(autres) and nom not in autres


def _le_plus_sur(lu: Lu, dits: Mapping[str, FaitDit]) -> Lu:
    """What only denies a value, or a part of a time, gives way to what is told beside it: "c'est 240 000, pas 140"."""
    dit = dits.get(lu.nom)
    prend = dit is not None and (lu.nie or (lu.nom == DUREE and dit.possible != lu.possible))
    return lu if dit is None or not prend else Lu(dit.nom, dit.possible, dit.mots, sur=True, nie=False)


def montant_precise(turn: Turn, entretien: Entretien, texte: str) -> Decimal | None:
    """The one bare figure of a short message that lies between the ends of the amount known: "on retient 65 000"."""
    connu = entretien.faits.connus().get(MONTANT)
    if not isinstance(connu, Intervalle) or connu.seule is not None or "?" in texte:
        return None
    bas, haut = connu.bas or Decimal(0), connu.haut
    quantites = mesurer_les_chiffres(turn.lecteur, texte)
    if len(quantites) != 1 or not isinstance(bas, Decimal) or not isinstance(haut, Decimal):
        return None
    dit = quantites[0]
    nu = dit.mesure is Mesure.NU and not (dit.ecarte or dit.par or dit.borne) and dit.bas == dit.haut >= GRAND
    court = len(mots_de(texte)) <= MOTS_D_UNE_PRECISION
    return dit.bas if nu and court and bas <= dit.bas <= haut else None


def apprendre_la_description(turn: Turn, entretien: Entretien, texte: str) -> Entretien:
    """What a whole description tells, taken; nothing is asked yet."""
    suivant, _ = questions.apprendre_lus(turn, entretien, turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits))
    return questions.retenir_par_periode(turn, suivant, texte)


def noter_la_description(turn: Turn, entretien: Entretien, texte: str) -> tuple[Entretien, list[dict[str, Any]]]:
    """What a whole description tells, taken, with what is shown of it; nothing is asked yet. Facts have a name; words alone are none."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    if compris and lecture.objet_possible and "objet" not in suivant.faits:
        # Whatever else the message asks, it describes.
        suivant = suivant.apprendre("objet", Texte(lecture.objet_possible))
    return suivant, questions.echo(turn, compris)


def _librement(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What is told when nothing is asked: the first words of a purchase, or what corrects a result."""
    texte = acte.mots
    lecture, _ = lire_les_faits(turn, entretien, texte, acte)
    resultat = entretien.etape is Etape.RESULTAT
    if resultat and _nomme_un_achat(acte, lecture) and _ressemble_a_un_nouvel_achat(entretien, lecture, texte):
        return _demander_si_nouveau(turn, entretien, texte, lecture)
    if _apprend(lecture):
        return _lire(turn, entretien, lecture)
    if lecture.nombre_seul is not None and entretien.dernier is not None:
        # A bare number that nothing announces is no duration: that one needs its unit.
        annonce = lecture.correction or entretien.dernier != "duree_mois"
        dernier = _nombre_designe(turn, lecture) or (entretien.dernier if annonce else "montant_ht")
        return _corriger(turn, replace(entretien, dernier=dernier), lecture)
    if entretien.etape is Etape.ACCUEIL and (debut := _premiere_reponse(turn, entretien, texte)):
        return debut
    if entretien.etape is Etape.ACCUEIL and lecture.montants_ttc and _nomme_un_achat(acte, lecture):
        # "Cartes de visite, 900 € TTC": a thing and its price are a purchase, be the tax in it.
        return _lire(turn, entretien, lecture)
    if entretien.etape is Etape.ACCUEIL and _ne_dit_qu_un_prix(lecture, texte):
        retenu = questions.retenir_par_periode(turn, entretien)
        return questions.avancer(turn, retenu, [], **questions.ce_qui_attend(entretien, retenu))
    if lecture.montants_ttc or entretien.diagnostic is not None or not _peut_nommer_un_achat(texte):
        return dialogue.incompris(turn, entretien, texte, lecture)
    return _prendre_l_objet(turn, entretien, lecture, texte)


def _premiere_reponse(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Des services", said first: the answer to the question that would come first."""
    suite = suite_de(turn, entretien)
    if suite.question is None or turn.pack.vocabulaire[suite.question].genre is not Genre.CHOIX:
        return None
    lus = lire_faits(turn.lecteur, texte, turn.aujourdhui, Attente(suite.question), entretien.faits)
    if suite.question not in lus or lus.doute:
        return None
    return questions.prendre(turn, entretien, suite.question, lus[suite.question].possible)


def nouveau_ou_correction(turn: Turn, entretien: Entretien, reponse: str) -> Outcome:
    """The answer to whether a whole description is another purchase, or puts this one right."""
    if entretien.en_attente is None or reponse not in ("nouveau", "corriger", "laisser"):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    if reponse == "laisser":
        avant = entretien.precedent(turn.pack.vocabulaire) or entretien
        return dialogue.dire(turn, _laisser(replace(avant, question=entretien.question)), "rien_change")
    base = vierge(turn) if reponse == "nouveau" else replace(entretien, etape=Etape.RESULTAT)
    lecture = turn.lecteur.lire(entretien.en_attente, turn.aujourdhui, base.faits)
    return _lire(turn, replace(base, en_attente=None), lecture)


def _demander_si_nouveau(turn: Turn, entretien: Entretien, texte: str, lecture: Lecture) -> Outcome:
    """Ask whether a whole description is of another purchase; its figures are of this one until that is said."""
    chiffres = replace(lecture, lus=tuple(lu for lu in lecture.lus if lu.nom not in ("objet", "nature", "segments")))
    suivant, _ = questions.apprendre_lus(turn, entretien.memoriser(), chiffres)
    return dialogue.demander_si_nouveau(suivant, texte)


def _laisser(entretien: Entretien) -> Entretien:
    """The purchase as it was before a description that is not taken."""
    etape = Etape.RESULTAT if entretien.question is None else Etape.QUESTION
    return replace(entretien, etape=etape, en_attente=None)


def _peut_nommer_un_achat(texte: str) -> bool:
    """Whether the words can be the object of a contract: "oui", "1" or a thumb cannot."""
    lettres = re.findall(r"[^\W\d_]", texte)
    return len(lettres) >= OBJET_MIN and lire_avis(texte) is None and not texte.strip().startswith(("<", "/"))


def _ne_dit_qu_un_prix(lecture: Lecture, texte: str) -> bool:
    """Whether only a price by the year or by the piece is told, whose total waits: "52 000 par an" names no purchase."""
    return not lecture.objet_possible and (est_par_periode(texte) or attend_un_compte(texte))


def _prendre_et_lire(
    turn: Turn, entretien: Entretien, nom: str, possible: Any, lecture: Lecture, mots: str, *, devine: bool = False
) -> Outcome:
    """The answer, told or only guessed in these words, and whatever else the same sentence says."""
    avant = entretien.memoriser()
    nie = any(lu.nom == nom and lu.nie for lu in lecture.lus)
    suivant, appris = questions.apprendre(avant, nom, possible, nie=nie, devine=devine)
    dits = {**suivant.mots, nom: " ".join(mots.split())[: questions.MOTS_MAX]}
    suivant, autres = questions.apprendre_lus(turn, replace(suivant, mots=dits), lecture, sauf=nom, depart=avant)
    suivant = replace(suivant, dernier=nom, question=None, ttc=None)
    if nom in {un.nom for un in autres}:
        # Counted again with what else was said.
        autres, appris = [un for un in autres if un.nom != nom], next(un for un in autres if un.nom == nom)
    return questions.avancer(turn, suivant, [appris, *autres], limite=_limite(turn, suivant, lecture))


def _lire(turn: Turn, entretien: Entretien, lecture: Lecture) -> Outcome:
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    suivant = questions.retenir_par_periode(turn, suivant)
    if lecture.montants_ttc and MONTANT not in suivant.faits:
        suivant = _borner_hors_taxes(turn, suivant)
        if MONTANT in suivant.faits:
            compris.append(questions.Compris(MONTANT, None, suivant.faits[MONTANT], suivant.mots[MONTANT]))
    if entretien.question == "objet" or entretien.etape is Etape.ACCUEIL:
        suivant = questions.nommer(turn, suivant, lecture)
    suivant = replace(suivant, question=None, ttc=turn.incoming.text if lecture.montants_ttc else None)
    rien_de_neuf = (
        not (compris or lecture.contradictions)
        and suivant.faits == entretien.faits
        and suivant.a_confirmer == entretien.a_confirmer
    )
    contredits = [turn.pack.vocabulaire[nom].libelle for nom in lecture.contradictions]
    # Who is told nothing new sees what is held, and whether it is right.
    redits = [lu for lu in lecture.lus if lu.nom in suivant.faits] if rien_de_neuf else []
    dits = [lu.nom for lu in redits]
    compte = _autre_compte_de_lots(turn, suivant)
    inchanges = [
        turn.phrase("fait", nom, suivant.faits[nom])
        for nom in dict.fromkeys(dits)
        if not (compte and nom in (ALLOTI, "objet"))
    ]
    ttc = lecture.montants_ttc and MONTANT in suite_de(turn, suivant).demandables
    notes: dict[str, object] = {"ttc": ttc, "contredits": contredits, "inchanges": inchanges}
    notes |= {"autre_compte": compte} if compte else {}
    notes |= questions.ce_qui_attend(entretien, suivant)
    # A guess that says otherwise is no confirmation: "mon chef dit 2 ans" is asked about.
    connus = suivant.faits.connus()
    reserves = [lu for lu in lecture.sous_reserve if rien_de_neuf and lu.nom in suivant.faits]
    autrement = [
        lu
        for lu in (*redits, *reserves)
        if lu.nom != "objet" and connus.get(lu.nom) != lu.possible and _differe(suivant, lu)
    ]
    if len(autrement) == 1 and _vaut(autrement[0]):
        return questions.proposer(turn, suivant, autrement[0])
    supposait = "et_si" in {str(dernier["nature"]) for dernier in turn.etat.get("actes") or ()}
    # "Non, c'est bien 88 000, c'était pour voir": who supposed otherwise says that it is not so.
    longue = len(turn.incoming.text.split()) > MOTS_D_UNE_REDITE and not supposait
    notes["du_reste"] = bool(autrement) or (bool(inchanges) and longue)
    return questions.avancer(turn, suivant, compris, **notes, limite=_limite(turn, suivant, lecture))


def _autre_compte_de_lots(turn: Turn, entretien: Entretien) -> tuple[int, int] | None:
    """How many lots are announced instead of how many before, none being told yet: "en fait 5 lots"."""
    avant, apres = int(turn.etat.get("lots_annonces") or 0), entretien.lots_annonces
    return (apres, avant) if avant > 1 and apres > 1 and apres != avant and not entretien.lots else None


def _vaut(lu: Lu) -> bool:
    """Whether a value is told, one and no other, and not denied."""
    return not lu.nie and isinstance(lu.possible, Intervalle | Options) and lu.possible.seule is not None


def _borner_hors_taxes(turn: Turn, entretien: Entretien) -> Entretien:
    """An amount told with its tax and no rate is known within a sixth: often nothing hangs on the rest."""
    texte = comme_hors_taxes(turn.incoming.text)
    lus = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits).lus
    montant = next((lu.possible for lu in lus if lu.nom == MONTANT), None)
    if not isinstance(montant, Intervalle) or not isinstance(montant.seule, Decimal):
        return entretien
    borne = entretien.apprendre(MONTANT, hors_taxes(turn.pack, montant.seule))
    # Its rate, told later, settles it.
    return replace(borne, mots={**borne.mots, MONTANT: quantite(montant.seule, "euros TTC")})


def _limite(turn: Turn, entretien: Entretien, lecture: Lecture) -> str | None:
    """A figure said to be approximate that falls exactly where rules change: worth a word."""
    for nom in lecture.approximatifs:
        valeur = entretien.faits.valeur(nom)
        if valeur is not None and valeur in turn.pack.decideur.points(nom):
            return turn.phrase("valeur", nom, entretien.faits[nom])
    return None


def _prendre_l_objet(turn: Turn, entretien: Entretien, lecture: Lecture, texte: str) -> Outcome:
    # The first description may hold no word of ours: it still names the purchase.
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    if not compris and suivant.a_confirmer == entretien.a_confirmer and turn.reconnaitre(texte) is None:
        apprentissage.noter(turn, GenreIncompris.DESCRIPTION, texte)
    if "objet" not in suivant.faits:
        suivant = suivant.apprendre("objet", Texte(" ".join(sans_balises(texte).split())[:200]))
    retenu = questions.retenir_par_periode(turn, suivant, texte)
    attente = questions.ce_qui_attend(entretien, retenu)
    return questions.avancer(turn, replace(retenu, question=None), compris, **attente, objet=True)


def _porte_sur_autre_chose(lecture: Lecture, nom: str) -> bool:
    return lecture.nombre_seul is not None or any(lu.nom not in ("objet", nom) for lu in lecture.lus)


def _apprend(lecture: Lecture) -> bool:
    return any(lu.nom != "objet" for lu in (*lecture.lus, *lecture.sous_reserve)) or bool(lecture.contradictions)


def _nomme_un_achat(acte: Acte, lecture: Lecture) -> bool:
    """Whether the reader of acts heard what is bought, or the reader of facts did; a rule that hears only facts does not say."""
    nomme = len(lecture.objet_possible.split()) >= MOTS_D_UN_OBJET
    return nomme or "objet" in acte.slots.get("faits", ("objet",)) or any(lu.nom == "objet" for lu in lecture.lus)


def _ressemble_a_un_nouvel_achat(
    entretien: Entretien, lecture: Lecture, texte: str, temoins: tuple[str, ...] = ("nature", "segments", "objet")
) -> bool:
    """A whole description, of something else, and no announced correction; nothing is added to what is known, nor taken from it."""
    lus = {lu.nom: lu for lu in (*lecture.lus, *lecture.sous_reserve)}
    if isinstance(nature := lus["nature"].possible if "nature" in lus else None, Options) and nature.seule is None:
        del lus["nature"]  # "marché" only says that it is no concession
    familles = lus["segments"].possible if "segments" in lus else None
    if isinstance(familles, Ensemble) and familles.dedans and not _differe(entretien, lus["segments"]):
        # "La plantation c'est 4 mois, puis 2 ans d'entretien": of one family, what is done is of one purchase.
        temoins = tuple(nom for nom in temoins if nom != "nature")
    decrit = {"segments", "nature"} & lus.keys() and {"montant_ht", "duree_mois", "procedure"} & lus.keys()
    autre = any(_differe(entretien, lus[nom]) for nom in temoins if nom in lus and _dit_ce_qu_on_achete(lus[nom]))
    reprend = lecture.correction or reprend_le_connu(mots_de(texte)) or _redit_l_objet(entretien, texte)
    return bool(decrit) and autre and not reprend


def _redit_l_objet(entretien: Entretien, texte: str) -> bool:
    """Whether the thing that is bought is named again: "ce sera 180 tablettes", of tablets for the schools."""
    objet = [
        mot for mot in mots_de(str(entretien.faits.valeur("objet") or "")) if len(mot) >= OBJET_MIN and mot.isalpha()
    ]
    tete = objet[: 1 + (bool(objet) and est_une_activite(objet[0]))]
    return bool(tete) and set(tete) <= set(mots_de(texte)) and not en_est_un_autre(texte)


def _dit_ce_qu_on_achete(lu: Lu) -> bool:
    """Whether a value tells what is bought: "la prestation s'étale sur 8 mois" names the contract, and no other one."""
    if isinstance(lu.possible, Texte):
        return not (_mots_longs(lu.possible.texte) & CONTRATS or raconte(simplifier(lu.possible.texte)))
    return not _mots_longs(lu.mots) <= CONTRATS


def _differe(entretien: Entretien, lu: Lu) -> bool:
    if lu.nom in entretien.devines:
        return False
    deja = entretien.faits.connus().get(lu.nom)
    match lu.possible, deja:
        case Ensemble(), Ensemble():
            return not lu.possible.dedans <= deja.dedans
        case Options(), Options():
            return lu.possible.seule is not None and lu.possible.inter(deja).vide
        case Texte(), Texte():
            return not _mots_longs(lu.possible.texte) & _mots_longs(deja.texte)
        case _:
            return deja is not None


def _mots_longs(texte: str) -> set[str]:
    return {mot for mot in re.findall(r"[a-z]+", simplifier(texte)) if len(mot) >= OBJET_MIN}


def _nombre_designe(turn: Turn, lecture: Lecture) -> str | None:
    """The fact that "et le montant 90 000,01" gives a bare number to."""
    if lecture.nombre_seul is None:
        return None
    nombres = [nom for nom in lecture.designes if turn.pack.vocabulaire[nom].genre is Genre.NOMBRE]
    return nombres[0] if len(nombres) == 1 else None


def _corriger(turn: Turn, entretien: Entretien, lecture: Lecture) -> Outcome:
    """ "non, en fait 120 000": the facts that were read, or the bare number for the last number given."""
    if _apprend(lecture):
        return _lire(turn, entretien, lecture)
    assert lecture.nombre_seul is not None
    nom = _a_quoi_va(turn, entretien, lecture.nombre_seul)
    if nom is None:
        return dialogue.incompris(turn, entretien, turn.incoming.text, lecture)
    fait = turn.pack.vocabulaire[nom]
    reponse = turn.lecteur.lire_reponse(fait, str(lecture.nombre_seul), turn.aujourdhui, None)
    if reponse.possible is None or reponse.incertitude is not None:
        return questions.douter(turn, replace(entretien, question=nom), reponse.possible, reponse.incertitude or "")
    return questions.prendre(turn, entretien, nom, reponse.possible)


def _a_quoi_va(turn: Turn, entretien: Entretien, nombre: Decimal) -> str | None:
    """Which fact a bare number corrects: the last one given, the pending one, or one already known, if it can be that."""
    vocabulaire = turn.pack.vocabulaire
    candidats: list[str] = [nom for nom in (entretien.dernier, entretien.question) if nom is not None]
    candidats += [nom for nom in (*entretien.faits, *vocabulaire) if nom not in candidats]
    nombres = [nom for nom in candidats if vocabulaire[nom].genre is Genre.NOMBRE]
    # What nothing was said of yet takes only a number that can be nothing else: "22 000" is no duration.
    nombres = [nom for nom in nombres if nom in entretien.faits or nom == entretien.question or nombre >= GRAND]
    for nom in nombres:
        bornes = vocabulaire[nom].vraisemblable
        if bornes is None or bornes[0] <= nombre <= bornes[1]:
            return nom
    return nombres[0] if nombres else None


def _confirmation(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "oui" or "non" to a guess or to an odd amount."""
    nom = entretien.question
    attend = nom in entretien.a_confirmer or nom in entretien.devines & {MONTANT} or entretien.douteux is not None
    if nom is None or not attend:
        return None
    if turn.pack.vocabulaire[nom].genre is Genre.NOMBRE:
        taxe = dit_la_taxe(texte)
        if taxe == "ht":
            return questions.accepter(turn, entretien, nom)
        if taxe == "ttc":
            return questions.douter(turn, replace(entretien, ttc=f"{entretien.mots.get(nom, '')} TTC"), None, "ttc")
    avis = lire_avis(texte)
    if avis is None or avis.suite:
        return None
    return questions.accepter(turn, entretien, nom) if avis.accord else questions.refuser(turn, entretien, nom)


def _prendre_l_avis(turn: Turn, entretien: Entretien, nom: str, avis: Avis) -> tuple[Entretien, str]:
    """A yes or a no to what is to be confirmed that goes on: what is left to read, once it is settled."""
    avant = entretien.memoriser()
    if avis.accord:
        return questions.apprendre(avant, nom, entretien.a_confirmer[nom])[0], avis.suite
    lecture = turn.lecteur.lire(avis.suite, turn.aujourdhui, entretien.faits)
    if _porte_sur_autre_chose(lecture, nom) and all(lu.nom != nom for lu in lecture.lus):
        # "non, en fait 120 000" corrects something else: what is to be confirmed still waits.
        return entretien, turn.incoming.text
    return avant.oublier(nom), avis.suite


def vierge(turn: Turn) -> Entretien:
    """A conversation of which nothing is known."""
    return Entretien(turn.pack.vocabulaire.aucun_fait())
