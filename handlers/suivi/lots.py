"""What is said of some lots of a purchase: awarded to whom, an action for these and not for those, which contract each became."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import Force, Proposition
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.suivi import etapes, relances
from handlers.suivi.miens import le_mien, les_miens
from handlers.suivi.moments import ATTRIBUTION
from handlers.suivi.reponses import en_cours
from knowledge.ecoute import Acte
from knowledge.francais import objets
from knowledge.suivi import lots as dits
from knowledge.suivi.reponses import INFRUCTUEUX, OUI, SANS_SUITE
from storage.suivi.records import AchatRecord, EtapeRecord, LotAchete
from storage.suivi.repository import ECARTEE, INSCRITE, PERSONNE, PROPOSEE, RETENUE

CLAUSE = "clause_insertion"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "Lot 1 à Onet, lot 2 sans suite", "retiens 8 pour les lots 1 et 3", "le lot 2 est le marché 45"."""
    if "lot" not in texte.lower():
        return None
    achat = _duquel(turn, entretien, texte)
    if achat is None:
        return None
    noms = _noms(achat)
    slots = {"numero": achat.id}
    if dits.lire_les_liens(texte, noms):
        return Proposition(Acte("suivi.lier_les_lots", slots, mots=texte), Force.DESIGNE)
    posee = en_cours(turn)
    attendu = posee is not None and posee.genre == ATTRIBUTION
    if dits.lire_les_issues(texte, noms, attendu=attendu):
        return Proposition(Acte("suivi.attribuer_les_lots", slots, mots=texte), Force.DESIGNE)
    lue = dits.lire_une_etape(texte, noms)
    if lue is not None and _actions(turn, achat, lue):
        return Proposition(Acte("suivi.etape_des_lots", slots, mots=texte), Force.DESIGNE)
    return None


def _duquel(turn: Turn, entretien: Entretien, texte: str) -> AchatRecord | None:
    """The purchase with lots that is meant: named, asked about, just diagnosed, or the only one under way."""
    nommes = {un.numero for un in objets.nommes(texte) if un.genre == objets.ACHAT}
    if nommes:
        trouve = le_mien(turn, min(nommes), a_changer=False) if len(nommes) == 1 else None
    elif (posee := en_cours(turn)) is not None:
        trouve = posee.achat
    elif entretien.diagnostic is not None:
        numero = memoire(turn).achats.du_diagnostic(entretien.diagnostic)
        trouve = None if numero is None else le_mien(turn, numero, a_changer=False)
    else:
        ouverts = [un for un in les_miens(turn) if un.lots and not un.conclu]
        siens = ouverts or [un for un in les_miens(turn) if un.lots]
        trouve = siens[0] if len(siens) == 1 else None
    return trouve if trouve is not None and trouve.lots else None


def _noms(achat: AchatRecord) -> dict[int, str]:
    return {lot.numero: lot.intitule for lot in achat.lots}


def _actions(turn: Turn, achat: AchatRecord, lue: dits.EtapeDesLots) -> list[int]:
    """The actions of the purchase that are meant: numbered, named by what they are about, or that of the insertion clause."""
    siennes = [ligne.action for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, [])]
    if lue.actions:
        return [action for action in lue.actions if action in siennes]
    if visees := turn.chercheur().designer(lue.reste, siennes):
        return list(visees)
    fiches = turn.pack.fiches
    return [action for action in siennes if "clause" in lue.reste and CLAUSE in fiches[action].etablit][:1]


def dire_une_etape(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    """Note a step of some lots; said of these only, what the others had of it is set aside."""
    lue = dits.lire_une_etape(acte.mots, _noms(achat))
    actions = [] if lue is None else _actions(turn, achat, lue)
    if lue is None or not actions:
        return relances.inconnu(turn, entretien)

    def une(action: int, etape: str, lots: Sequence[int]) -> EtapeRecord:
        return EtapeRecord(action, etape, None, turn.aujourdhui, turn.now, auteur(turn), PERSONNE, tuple(lots))

    autres = [lot.numero for lot in achat.lots if lot.numero not in lue.lots]
    nouvelles = [une(action, lue.etape, lue.lots) for action in actions]
    if lue.seulement and autres and lue.etape != ECARTEE:
        nouvelles += [une(action, ECARTEE, autres) for action in actions]
    if lue.etape in (INSCRITE, RETENUE):
        # Of the lots that it is said of, it was proposed: what is set aside of the others takes nothing from them.
        nouvelles = [*(une(action, PROPOSEE, lue.lots) for action in actions), *nouvelles]
    etapes.dire(memoire(turn).achats, turn.pack, achat.id, nouvelles, turn.now)
    memoire(turn).achats.partager(achat.id, turn.now)
    note = {"quoi": "lots_etape", "achat": achat, "actions": actions, "etape": lue.etape, "lots": lue.lots}
    return relances.poursuivre(turn, entretien, achat.id, {**note, "sauf": autres if lue.seulement else []})


def attribuer(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    """Keep who holds each lot; once every lot is told, the purchase ends as they do: awarded as soon as one of them is."""
    dites = dits.lire_les_issues(acte.mots, _noms(achat), attendu=True)
    par_lot = {numero: une for une in dites for numero in une.lots}
    lots = [
        lot if (une := par_lot.get(lot.numero)) is None else replace(lot, issue=une.issue, titulaire=une.titulaire)
        for lot in achat.lots
    ]
    memoire(turn).achats.dire_les_lots(achat.id, lots, turn.now)
    restent = [lot.numero for lot in lots if lot.issue is None]
    note = {"quoi": "lots_attribues", "achat": achat, "lots": [lot for lot in lots if lot.numero in par_lot]}
    if restent or achat.marche_id is not None:
        return relances.poursuivre(turn, entretien, achat.id, {**note, "restent": restent})
    outcome = relances.attribuer(turn, entretien, achat, _issue(lots), acte.mots)
    return replace(outcome, replies=[relances.annonce_de({**note, "restent": []}), *outcome.replies])


def _issue(lots: Sequence[LotAchete]) -> str:
    """How a purchase ends of which every lot is told: awarded as soon as one lot is, failed when all did."""
    issues = {lot.issue for lot in lots}
    if dits.ATTRIBUE in issues:
        return OUI
    return INFRUCTUEUX if issues == {dits.INFRUCTUEUX} else SANS_SUITE


def lier(turn: Turn, entretien: Entretien, achat: AchatRecord, acte: Acte) -> Outcome:
    """Which contract of the register each lot is, or is not after all."""
    lus = dits.lire_les_liens(acte.mots, _noms(achat))
    liens = {un.lot: None if un.non else un.marche for un in lus}
    achats = memoire(turn).achats
    if achat.marche_id is None:
        siens = [marche for marche in liens.values() if marche is not None]
        if not siens or not achats.rattacher(achat.id, siens[0], turn.now):
            return relances.poursuivre(turn, entretien, achat.id, {"quoi": "lots_hors_du_marche", "achat": achat})
        etapes.etablir(achats, turn.pack, achat.id, turn.now)
        liens = {**relances.apparier_les_lots(turn, achat), **liens}
    if not achats.rattacher_les_lots(achat.id, liens, turn.now):
        return relances.poursuivre(turn, entretien, achat.id, {"quoi": "lots_hors_du_marche", "achat": achat})
    note = {"quoi": "lots_lies", "achat": achat, "liens": sorted(liens.items())}
    return relances.poursuivre(turn, entretien, achat.id, note)


__all__ = ["attribuer", "dire_une_etape", "lier", "lire"]
