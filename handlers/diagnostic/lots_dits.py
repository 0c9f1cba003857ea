"""What is said of the lots of a purchase: taken all at once, shown as a table, and asked again where it does not hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from handlers.conversation.acts import DISENT
from handlers.conversation.boutons import bouton
from handlers.conversation.contexte import D_UN_RESULTAT
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.diagnostic import questions
from handlers.diagnostic.bref import BOUTONS_MAX
from handlers.diagnostic.jugement import suite_de
from handlers.diagnostic.lots import tableau_des_lots
from knowledge.droit.qualification import ALLOTI, LOT, MONTANT
from knowledge.ecoute import Acte
from knowledge.francais.choix import est_nie
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.faits_dits import Origine, lire_faits
from knowledge.lecture.lecture import DUREE
from knowledge.lecture.lots.application import appliquer, compter_les_annees, somme_des_lots
from knowledge.lecture.lots.message import AttenteLots, lire_lots
from knowledge.lecture.lots.objet import avant_les_lots, sans_le_nombre
from knowledge.lecture.lots.operations import (
    Dire,
    Doute,
    Fusionner,
    LectureLots,
    Motif,
    Operation,
    Renumeroter,
    Retirer,
)
from knowledge.lecture.lots.parts import montants_des_parts
from knowledge.lecture.lots.prix import montant_nu, prefere_la_somme
from knowledge.lecture.lots.recueil import dit_le_tout, redit_le_montant
from knowledge.regles.faits import NON, OUI, Genre, Intervalle, Options, Texte
from knowledge.regles.lots import Lot

# What is left of a message that only tells of lots is no more words than these.
MOTS_DE_RESTE = 4
# These are said by the table, or by its total.
TUS = frozenset({Motif.FUSION})
SOMME = "lt:somme"


def lire(turn: Turn, entretien: Entretien, texte: str) -> LectureLots:
    """What a message tells of lots, where the conversation stands."""
    if LOT not in turn.pack.vocabulaire:
        return LectureLots(reste=texte)
    if redit_le_tout(turn, entretien, texte):
        return LectureLots(reste=texte)
    attendu = None
    if entretien.question in (ALLOTI, LOT) and not _dit_autre_chose(turn, texte):
        attendu = AttenteLots(entretien.question, suite_de(turn, entretien).lots)
    return lire_lots(
        turn.lecteur, texte, turn.aujourdhui, entretien.lots, attendu, entretien.faits, entretien.lots_annonces
    )


def redit_le_tout(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether the amount known of the whole is told again and put right, no lot being named: "320 000 c'est faux, 400 000"."""
    connu = entretien.faits.valeur(MONTANT)
    if connu is None or not redit_le_montant(texte, connu):
        return False
    dits = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits
    montant = next((dit.possible for dit in dits if dit.nom == MONTANT and dit.origine is Origine.DIT), None)
    return isinstance(montant, Intervalle) and montant.seule not in (None, connu)


def _dit_autre_chose(turn: Turn, texte: str) -> bool:
    """Whether words tell another fact of yes or no, and nothing of lots: no list of lots is read in them."""
    dits = {lu.nom for lu in turn.lecteur.lire(texte, turn.aujourdhui).lus if lu.sur}
    autres = {nom for nom in dits if turn.pack.vocabulaire[nom].genre is Genre.OUI_NON}
    return bool(autres) and ALLOTI not in autres


def annoncer(entretien: Entretien, lecture: LectureLots) -> Entretien:
    """Remember how many lots a message announces: "lot 3", of an announced 3, is new."""
    change = any(isinstance(un, Retirer | Fusionner) for un in lecture.operations)
    if change or lecture.nombre is None:
        return replace(entretien, lots_annonces=0) if change else entretien
    return replace(entretien, lots_annonces=lecture.nombre)


def ne_dit_que_des_lots(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether a message does something to lots, and says hardly anything else."""
    if "?" in texte:
        return False
    lecture = lire(turn, entretien, texte)
    return bool(lecture.operations) and (bool(entretien.lots) or len(lecture.reste.split()) <= MOTS_DE_RESTE)


def prendre(turn: Turn, entretien: Entretien, acte: Acte, lecture: LectureLots) -> Outcome | None:
    """Carry out what a message does to lots, then take what else it tells; None where it does nothing to any."""
    lecture = _sans_montant_perdu(turn, entretien, acte.mots, lecture)
    if not (lecture.operations or lecture.doutes):
        return None
    avant = entretien.memoriser()
    suivant = avec_les_lots(turn, avant, lecture)
    suivant, compris = _prendre_le_total(suivant, lecture)
    suivant, autres = _prendre_le_reste(turn, suivant, lecture, acte.mots)
    titulaires = [
        Doute(Motif.SUIVI, un.mots, (un.numero,)) for un in lecture.operations if isinstance(un, Dire) and un.titulaire
    ]
    doutes = _encore(suivant, [*lecture.doutes, *titulaires])
    dites = notes(turn, entretien, suivant, lecture.operations, doutes)
    suite = replace(suivant, question=None, ttc=None)
    # An amount by the year waits for nothing else.
    if any(doute.motif is Motif.ANNUEL for doute in doutes):
        outcome = questions.demander(turn, suite, DUREE, [*compris, *autres], **dites)
    else:
        outcome = questions.avancer(turn, suite, [*compris, *autres], **dites)
    if all(doute.motif is not Motif.TOTAL for doute in lecture.doutes):
        return outcome
    *autres_replies, derniere = outcome.replies
    choices = (bouton("somme_des_lots", SOMME), *derniere.choices)
    if derniere.template in D_UN_RESULTAT:
        choices = choices[:BOUTONS_MAX]
    return replace(outcome, replies=[*autres_replies, replace(derniere, choices=choices)])


def avec_les_lots(turn: Turn, entretien: Entretien, lecture: LectureLots) -> Entretien:
    """The purchase once these operations are carried out: two lots or more are a division, one that is left is none."""
    lots = appliquer(turn.pack.vocabulaire, entretien.lots, lecture.operations)
    lots = appliquer(turn.pack.vocabulaire, lots, montants_des_parts(entretien.mots.get(MONTANT, ""), lots))
    duree = entretien.faits.valeur(DUREE)
    suivant = replace(entretien, lots=compter_les_annees(lots, duree) if isinstance(duree, Decimal) else lots)
    if len(lots) > 1:
        return _dire_alloti(suivant, OUI)
    return _dire_alloti(suivant, NON) if len(entretien.lots) > 1 else suivant


def _sans_montant_perdu(turn: Turn, entretien: Entretien, mots: str, lecture: LectureLots) -> LectureLots:
    """Of a purchase whose lots all have their amounts, one that is said of nothing is not the total: which lot's is asked."""
    chiffres = len(entretien.lots) > 1 and all(LOT in lot.faits or lot.par_an is not None for lot in entretien.lots)
    if not chiffres or entretien.question == MONTANT or lecture.total is not None or "?" in mots or dit_le_tout(mots):
        return lecture
    lue = turn.lecteur.lire(lecture.reste, turn.aujourdhui, entretien.faits)
    dits = [lu.mots for lu in (*lue.lus, *lue.sous_reserve) if lu.nom == MONTANT and not lu.nie]
    # Beside an amount that a lot took, another only explains it: "54 000, et pas 45 000".
    explique = bool(dits or lecture.operations) or _un_nombre_est_demande(turn, entretien)
    mots = dits[0] if dits else "" if explique else montant_nu(lecture.reste)
    if not mots or mots not in lecture.reste:
        return lecture
    perdu = Doute(Motif.MONTANTS, mots)
    return replace(lecture, reste=lecture.reste.replace(mots, " "), doutes=(*lecture.doutes, perdu))


def _un_nombre_est_demande(turn: Turn, entretien: Entretien) -> bool:
    question = entretien.question
    return question not in (None, LOT) and turn.pack.vocabulaire[question or ""].genre is Genre.NOMBRE


def apprend(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words tell something of the whole purchase that was not known, or ask what it may mean."""
    lue = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    if lue.nombre_seul is not None or lue.montants_ttc or lue.contradictions:
        return True
    suivant, _ = questions.apprendre_lus(turn, _dire_alloti(entretien, OUI), lue)
    return suivant.faits != _dire_alloti(entretien, OUI).faits


def repond_du_total(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether the sum of the lots is chosen, where it was asked whether it or the total that was said is right."""
    offerts = [offert for offert, _ in turn.etat.get("choix_offerts", ())]
    somme = somme_des_lots(entretien.lots)
    if SOMME not in offerts or somme is None or "?" in texte:
        return False
    plie = plier(texte).texte
    nombres = {nombre.valeur for nombre in lire_nombres(plie)}
    if nombres:
        return len(nombres) == 1 and (somme.seule in nombres or somme.seule in {nombre * 1000 for nombre in nombres})
    return prefere_la_somme(plie) and not est_nie(plie)


def _encore(entretien: Entretien, doutes: Sequence[Doute]) -> list[Doute]:
    """The doubts that what else the message told did not settle."""
    return [doute for doute in doutes if doute.motif is not Motif.ANNUEL or DUREE not in entretien.faits]


def _dire_alloti(entretien: Entretien, valeur: str) -> Entretien:
    dit = Options(frozenset({valeur}))
    return entretien if entretien.faits[ALLOTI] == dit else entretien.apprendre(ALLOTI, dit)


def _prendre_le_total(entretien: Entretien, lecture: LectureLots) -> tuple[Entretien, list[questions.Compris]]:
    """The amount that was said of the whole; that of a contract whose lots were just told gives way to their sum."""
    if lecture.total is not None:
        suivant, appris = questions.apprendre(entretien, MONTANT, lecture.total.possible, lecture.total.mots)
        return suivant, [appris]
    return entretien, []


def _prendre_le_reste(
    turn: Turn, entretien: Entretien, lecture: LectureLots, mots: str
) -> tuple[Entretien, list[questions.Compris]]:
    """What the words that are of no lot tell of the purchase; the first ones of all name it."""
    compris: list[questions.Compris] = []
    suivant = entretien
    if any(signe.isalpha() for signe in lecture.reste):
        lue = turn.lecteur.lire(lecture.reste, turn.aujourdhui, entretien.faits)
        suivant, compris = questions.apprendre_lus(turn, entretien, lue)
    if entretien.etape is Etape.ACCUEIL or entretien.question == "objet":
        for dits in (avant_les_lots(lecture, mots), lecture.reste):
            suivant = questions.nommer(turn, suivant, turn.lecteur.lire(dits, turn.aujourdhui, entretien.faits))
    return _sans_le_nombre(entretien, suivant), [un for un in compris if un.nom != ALLOTI]


def _sans_le_nombre(avant: Entretien, suivant: Entretien) -> Entretien:
    """The object that was just read says nothing of how many lots there are."""
    objet = suivant.faits.valeur("objet")
    if not isinstance(objet, str) or "objet" in avant.faits or sans_le_nombre(objet) == objet:
        return suivant
    return suivant.oublier("objet").apprendre("objet", Texte(sans_le_nombre(objet)))


def viennent_de_changer(turn: Turn, entretien: Entretien) -> bool:
    """Whether the last message did something to lots: what is called off next is that."""
    derniers = {str(dernier["nature"]) for dernier in turn.etat.get("actes") or ()}
    if not entretien.pas or not derniers or not derniers <= DISENT:
        return False
    return bool(entretien.pas[-1].get("lots") != [lot.en_json() for lot in entretien.lots])


def tableau(turn: Turn, entretien: Entretien) -> list[Any]:
    """The lots as the templates show them; empty where there are none."""
    return tableau_des_lots(turn.phrase, entretien.lots) if entretien.lots else []


def des_lots_dits(turn: Turn, entretien: Entretien) -> dict[str, Any]:
    """The table of the lots, with what they make together, and how many are still to be told."""
    somme = somme_des_lots(entretien.lots)
    manquent = entretien.lots_annonces - len(entretien.lots)
    return {
        "lots": tableau(turn, entretien),
        "somme": None if somme is None else turn.phrase("valeur", MONTANT, somme),
        "annonces": entretien.lots_annonces if manquent > 0 and entretien.lots else None,
    }


def notes(
    turn: Turn, avant: Entretien, apres: Entretien, operations: Sequence[Operation], doutes: Sequence[Doute]
) -> dict[str, Any]:
    """What is said of lots that were just told: their table, what changed of those that were known, and what must be asked."""
    return {
        **des_lots_dits(turn, apres),
        "changes": _changements(turn, avant.lots, apres.lots, operations),
        "doutes": _doutes(turn, doutes),
    }


def _changements(
    turn: Turn, avant: Sequence[Lot], apres: Sequence[Lot], operations: Sequence[Operation]
) -> list[dict[str, Any]]:
    """What a message changed of lots that were known: those made one, those that are gone, the names and amounts that are others."""
    restent = {lot.numero: lot for lot in apres}
    reunis = [un.numeros for un in operations if isinstance(un, Fusionner)]
    changes: list[dict[str, Any]] = [{"reunis": numeros} for numeros in reunis]
    deplaces = any(isinstance(un, Renumeroter) for un in operations)
    for lot in avant:
        if deplaces or any(lot.numero in numeros for numeros in reunis):
            continue
        reste = restent.get(lot.numero)
        deja, dit = (un.faits.dits().get(LOT) if un is not None else None for un in (lot, reste))
        if reste is None:
            changes.append({"lot": lot, "montant": None, "avant": None, "intitule": None})
            continue
        if lot.intitule and reste.intitule != lot.intitule:
            changes.append({"lot": reste, "montant": None, "avant": None, "intitule": lot.intitule})
        if deja is not None and dit is not None and dit != deja:
            montants = [turn.phrase("valeur", MONTANT, possible) for possible in (dit, deja)]
            changes.append({"lot": reste, "montant": montants[0], "avant": montants[1], "intitule": None})
    return changes


def _doutes(turn: Turn, doutes: Sequence[Doute]) -> list[dict[str, Any]]:
    """What must be asked, one line a reason."""
    dits: dict[Motif, Doute] = {}
    for un in doutes:
        deja = dits.get(un.motif)
        numeros = un.numeros if deja is None else tuple(dict.fromkeys((*deja.numeros, *un.numeros)))
        if un.motif not in TUS:
            dits[un.motif] = replace(un, numeros=numeros)
    return [
        {
            "motif": doute.motif.value,
            "mots": doute.mots[:80],
            "numeros": doute.numeros,
            "montant": None if doute.montant is None else turn.phrase("valeur", MONTANT, doute.montant),
        }
        for doute in dits.values()
    ]


def prendre_la_somme(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """The total of the lots is the amount of the purchase: what was said of the whole is given up."""
    suivant = replace(entretien.memoriser().oublier(MONTANT), question=None)
    return questions.avancer(turn, suivant, [], **des_lots_dits(turn, suivant))


__all__ = [
    "SOMME",
    "annoncer",
    "apprend",
    "avec_les_lots",
    "des_lots_dits",
    "lire",
    "ne_dit_que_des_lots",
    "notes",
    "prendre",
    "prendre_la_somme",
    "repond_du_total",
    "tableau",
    "viennent_de_changer",
]
