"""What a message tells of the lots of a contract: which are told, dropped, merged, renamed, reserved, and what must be asked.

The order in which it is read is told in the docstring of the package.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.lecture.comptes_de_lots import compter_les_lots
from knowledge.lecture.decoupes import en_lots
from knowledge.lecture.faits_dits import FaitDit, Origine
from knowledge.lecture.lecture import ALLOTI, DUREE, Lecteur
from knowledge.lecture.lots.annonces import Annonces, ajouter, peut_ajouter
from knowledge.lecture.lots.designation import NOMBRE, Designe, Genre, nombre_de
from knowledge.lecture.lots.operations import (
    MONTANT_LOT,
    Dire,
    Doute,
    Fusionner,
    LectureLots,
    Motif,
    Operation,
    Renumeroter,
    Retirer,
)
from knowledge.lecture.lots.phrases import RENUMEROTE, Phrases
from knowledge.lecture.lots.prix import Zone
from knowledge.lecture.lots.recueil import NATURE, TOTAL, Recueil
from knowledge.lecture.lots.tableau import lire_lots_d_un_tableau, tableau_dans
from knowledge.lecture.quantites import Mesure, lire_quantites
from knowledge.regles.faits import Faits, Intervalle, Options, Possible
from knowledge.regles.faits import Genre as GenreDeFait
from knowledge.regles.lots import Lot

_MOTIFS = lire_motifs(__file__, nombre=NOMBRE)

LOTS = "lots"
LONGUEUR = 4000
# What names a fact of the contract, and no lot, is no longer.
MOTS_D_UN_FAIT = 2


@dataclass(frozen=True, slots=True)
class AttenteLots:
    """The question that waits: its fact (`LOTS` where the lots themselves are asked), and the lots it was asked of."""

    fait: str
    numeros: tuple[int, ...] = ()


def lire_lots(
    lecteur: Lecteur,
    texte: str,
    aujourdhui: date,
    connus: Sequence[Lot] = (),
    attendu: AttenteLots | None = None,
    contrat: Faits | None = None,
    annonces: int = 0,
) -> LectureLots:
    """What a message tells of lots, those of `connus` being known; empty, with the whole text to read, where it tells of none.

    `contrat` is what is known of the whole: a yearly amount counts over its duration. `annonces` is how many lots were announced
    before: of 3, "lot 3" is new, and not unknown.
    """
    texte = en_lots(texte[:LONGUEUR])
    tableau = tableau_dans(texte)
    if tableau is not None:
        lecture = lire_lots_d_un_tableau(lecteur, tableau.lignes, aujourdhui, connus)
        if lecture.operations:
            return replace(lecture, reste=tableau.reste)
    demandes = attendu is not None and (attendu.fait in (LOTS, ALLOTI, MONTANT_LOT) or bool(attendu.numeros))
    if not demandes and not connus and "lo" not in texte.lower() and not _MOTIFS.abreges.search(texte):
        return LectureLots(reste=texte)
    lots = Recueil(lecteur, texte, aujourdhui, connus, contrat, attendus=demandes, annonces=annonces)
    alloti = _MOTIFS.alloti.search(lots.texte)
    if (
        lots.designes
        or demandes
        or alloti is not None
        or (connus and (_PEUT_LES_COMPTER.search(lots.texte) or peut_ajouter(lots.texte)))
    ):
        _lire(lots, alloti, attendu if demandes else None, attendu.fait if attendu is not None else "")
    reste = _reste(lots)
    operations, du_contrat = _accorder(lots, reste)
    if not lots.designes and alloti is None and any(_n_est_qu_un_fait(lecteur, un) for un in operations):
        # "Oui, il y a des livraisons, tous les matins" lists nothing.
        return LectureLots(reste=texte)
    reste = " ".join(mots for mots in (reste, *du_contrat) if mots)
    vises = tuple(dict.fromkeys(n for d in lots.designes if not d.ambigu for n in d.numeros if n in lots.connus))
    nombre = lots.nombre or (None if connus or operations else _combien(lots))
    return LectureLots(operations, nombre, lots.total, reste, tuple(lots.doutes), vises)


def _combien(lots: Recueil) -> int | None:
    """How many lots are told without being counted as such: "un lot par thème, donc cinq"."""
    if "lot" not in lots.texte or "lots" in lots.texte or lots.contexte.questions:
        return None
    quantites = lire_quantites(lots.plie, lire_nombres(lots.texte), lots.contexte)
    nombre = compter_les_lots(lots.texte, quantites)
    return nombre if nombre is not None and nombre > 1 else None


def _n_est_qu_un_fait(lecteur: Lecteur, operation: Operation) -> bool:
    """Whether what would name a lot names a yes-no fact of the contract."""
    if not isinstance(operation, Dire) or not operation.intitule:
        return False
    mots = operation.intitule.split()
    return len(mots) <= MOTS_D_UN_FAIT and any(
        lecteur.vocabulaire[d.nom].genre is GenreDeFait.OUI_NON for d in operation.dits
    )


def _accorder(lots: Recueil, reste: str) -> tuple[tuple[Operation, ...], tuple[str, ...]]:
    """The operations without what only seemed to be of a lot, and the words that are of the whole contract.

    The nature of a contract that is told is not guessed anew from the name of a lot ("gardiennage : lot 2 piscines"); a duration
    that every lot was given is that of all.
    """
    devinees = [
        d
        for un in lots.operations
        if isinstance(un, Dire)
        for d in un.dits
        if d.nom == NATURE and d.origine is not Origine.DIT
    ]
    nature = _nature_dite(lots, reste) if devinees else None
    durees = {un.numero: d for un in lots.operations if isinstance(un, Dire) for d in un.dits if d.nom == DUREE}
    commune = (
        len(durees) > 1 and durees.keys() >= lots.etats.keys() and len({str(d.possible) for d in durees.values()}) == 1
    )

    def reste_d_un_lot(dit: FaitDit) -> bool:
        devinee = dit.nom == NATURE and dit.origine is not Origine.DIT
        return not (commune and dit.nom == DUREE) and not (nature is not None and devinee and dit.possible != nature)

    operations = tuple(
        replace(un, dits=tuple(filter(reste_d_un_lot, un.dits))) if isinstance(un, Dire) else un
        for un in lots.operations
    )
    return operations, (next(iter(durees.values())).mots,) if commune else ()


def _nature_dite(lots: Recueil, reste: str) -> Possible | None:
    """The nature of the whole contract: what the words around the lots say, else what is known."""
    lues = [lu.possible for lu in lots.lecteur.lire(reste, lots.jour).lus if lu.nom == NATURE and lu.sur and not lu.nie]
    connue = lots.contrat.dits().get(NATURE) if lots.contrat is not None else None
    dite = lues[-1] if lues else connue
    return dite if isinstance(dite, Options) and dite.seule is not None else None


def _lire(lots: Recueil, alloti: re.Match[str] | None, demande: AttenteLots | None, question: str) -> None:
    annonces = Annonces(lots)
    _recommencer(lots)
    _compter(lots, lots.designes)
    if lots.connus:
        ajouter(lots)
    if "%" in lots.texte:
        _prendre_le_budget(lots)
    designes = annonces.lire(lots.designes, alloti)
    if not lots.operations:
        designes = annonces.liste_libre(designes)
    if not lots.operations and not lots.connus:
        annonces.au_lot()
    if not designes and not lots.operations and demande is not None:
        annonces.repondre(demande.fait, demande.numeros)
    Phrases(lots, question).lire(designes)
    annonces.dans_l_ordre()
    _prendre_le_total(lots)
    lots.prendre_le_reste()
    _renumeroter(lots)
    _verifier(lots)


def _recommencer(lots: Recueil) -> None:
    """Every lot is given up: for others that are told ("on oublie tout : lot 1…"), or for none."""
    if not lots.etats:
        return
    plus_de_lots = next((m for m in _MOTIFS.plus_de_lots.finditer(lots.texte) if not lots.en_question(m.start())), None)
    reprise = _MOTIFS.refonte.search(lots.texte)
    numeros = [n for d in lots.designes if d.genre is Genre.NUMEROS and d.mot for n in d.numeros]
    redits = reprise is not None and len(numeros) > 1 and numeros == [*range(1, len(numeros) + 1)]
    if plus_de_lots is None and not redits:
        return
    perdus = tuple(sorted(lots.etats))
    dit = plus_de_lots or reprise
    assert dit is not None
    lots.retirer(perdus, lots.plie.mots(*dit.span()))
    lots.dits.clear()
    if plus_de_lots is not None:
        lots.doutes.append(Doute(Motif.NOMBRE, lots.plie.mots(*plus_de_lots.span()), perdus))
        lots.designes = []
    else:
        lots.effacer(*dit.span())
        lots.pointer({}, attendus=True)


def _reste(lots: Recueil) -> str:
    """The raw text without what was read as lots'."""
    if not lots.pris:
        return lots.plie.brut
    morceaux, place = [], 0
    for debut, fin in sorted(lots.pris):
        if debut > place:
            morceaux.append(lots.plie.mots(place, debut))
        place = max(place, fin)
    morceaux.append(lots.plie.mots(place, len(lots.texte)))
    return " ".join(mots for un in morceaux if (mots := _sans_miettes(un)))


def _sans_miettes(mots: str) -> str:
    """Words without what joined them to the lots that were among them."""
    tete = _MOTIFS.miettes.match(mots)
    mots = mots[tete.end() if tete else 0 :].rstrip(_SIGNES)
    while mots and _MOTIFS.miette.fullmatch(dernier := mots[max(mots.rfind(" "), mots.rfind("\n")) + 1 :]):
        mots = mots[: len(mots) - len(dernier)].rstrip(_SIGNES)
    return mots


def _compter(lots: Recueil, designes: Sequence[Designe]) -> None:
    """How many lots the text counts."""
    comptes = [
        d
        for d in designes
        if d.genre is Genre.COMPTE and not _MOTIFS.nie.search(lots.texte, max(0, d.debut - _AVANT), d.debut)
    ]
    nouveaux = [d for d in designes if d.genre is Genre.NOUVEAU]
    nus = [d for d in comptes if not d.mot]
    if nus and not any(d.mot and d.nombre > 1 for d in comptes):
        lots.nombre = sum(d.nombre for d in nus) + len(nouveaux)
    elif comptes:
        seuil = lots.contexte.apres_correction([d.debut for d in comptes])
        dernier = [d for d in comptes if d.debut >= seuil][-1]
        lots.nombre = dernier.nombre
        if any(m.start() <= dernier.fin <= m.end() + _HESITE for m in _MOTIFS.ou_tant.finditer(lots.texte)):
            lots.doutes.append(Doute(Motif.NOMBRE, lots.plie.mots(dernier.debut, dernier.fin)))
    elif (m := _MOTIFS.alloti_en.search(lots.texte)) is not None and (not lots.connus or "lot" in m[0]):
        lots.nombre = nombre_de(m["n"])
    if lots.nombre is None and len(nouveaux) > 1 and len(nouveaux) == len(designes) and not lots.connus:
        lots.nombre = len(nouveaux)


def _prendre_le_budget(lots: Recueil) -> None:
    """The budget of which the lots are told as parts: "budget 300 000 : lot 1 chaussée 60 %"."""
    m = _MOTIFS.budget.search(lots.texte)
    if m is None or sum(q.mesure is Mesure.PART for q in lots.chiffres.quantites) < 2:
        return
    borne = _MOTIFS.bord_du_budget.search(lots.texte, m.end())
    fin = borne.start() if borne else len(lots.texte)
    if lots.prendre_le_total(m.start(), fin):
        lots.chiffres.oublier(m.start(), fin)


def _prendre_le_total(lots: Recueil) -> None:
    """An amount said of the whole, outside the clauses of the lots."""
    if lots.total is not None or not (lots.operations or len(lots.etats) > 1 or (lots.nombre or 0) > 1):
        return
    for m in TOTAL.finditer(lots.texte):
        if any(debut <= m.start() < fin for debut, fin in lots.pris) or lots.en_question(m.start()):
            continue
        if lots.prendre_le_total(*_autour(lots, m.start(), m.end())):
            return


def _autour(lots: Recueil, debut: int, fin: int) -> Zone:
    """The piece of a sentence around what says a total, short of what the lots took."""
    gauche = max(
        (m.end() for m in _MOTIFS.bord.finditer(lots.texte, max(0, debut - _PIECE), debut)),
        default=max(0, debut - _PIECE),
    )
    gauche = max([gauche, *(f for _, f in lots.pris if f <= debut)])
    borne = _MOTIFS.bord.search(lots.texte, fin, fin + _PIECE)
    droite = borne.start() if borne else min(len(lots.texte), fin + _PIECE)
    return gauche, min([droite, *(d for d, _ in lots.pris if d >= fin)])


def _renumeroter(lots: Recueil) -> None:
    """The numbers that follow, where it is said that they do."""
    m = RENUMEROTE.search(lots.texte)
    if m is None or not lots.operations or lots.en_question(m.start()):
        return
    ordre = [n for n in lots.ordre if n in lots.etats] or sorted(lots.etats)
    paires = tuple((n, rang) for rang, n in enumerate(ordre, 1) if n != rang)
    if paires:
        lots.operations.append(Renumeroter(paires, lots.plie.brut))


def _verifier(lots: Recueil) -> None:
    """What does not hold together: numbers that jump, a count or a total that is not met, lots nobody named."""
    brut, numeros = lots.plie.brut, tuple(sorted(lots.etats))
    ajoutes = any(etat.nouveau for etat in lots.etats.values())
    manquants = tuple(n for n in range(1, max(numeros, default=0)) if n not in lots.etats and n not in lots.connus)
    if ajoutes and manquants:
        lots.doutes.append(Doute(Motif.SAUT, brut, manquants))
    for m in _MOTIFS.dont.finditer(lots.texte):
        if not any(debut <= m.start() < fin for debut, fin in lots.pris):
            lots.doutes.append(Doute(Motif.LESQUELS, lots.plie.mots(m.start(), m.end())))
    reduits = any(isinstance(un, Retirer | Fusionner) for un in lots.operations)
    recomptes = ajoutes or (bool(lots.connus) and not lots.operations)
    if lots.nombre is not None and lots.nombre != len(numeros) and not reduits and recomptes:
        lots.doutes.append(Doute(Motif.NOMBRE, brut, numeros))
    possible = lots.total.possible if lots.total is not None else None
    total = possible.seule if isinstance(possible, Intervalle) else None
    montants = [un.montant.seule for un in lots.etats.values() if un.montant is not None]
    settled = [montant for montant in montants if isinstance(montant, Decimal)]
    if isinstance(total, Decimal) and numeros:
        somme = sum(settled, Decimal(0))
        if somme > total or (len(settled) == len(numeros) and somme != total):
            lots.doutes.append(Doute(Motif.TOTAL, brut, numeros, Intervalle.point(somme)))


_AVANT, _HESITE, _PIECE = 20, 30, 120
_PEUT_LES_COMPTER = re.compile(rf"[,/]|{TOTAL.pattern}")
_SIGNES = " \n\t,;:(/=–—-•*"

__all__ = ["LOTS", "AttenteLots", "LectureLots", "Lot", "lire_lots"]
