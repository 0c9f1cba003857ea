"""What somebody asks to be reminded of on a day: kept in their words, told back, listed, called off in one tap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.rappels.lignes import lignes_offertes
from knowledge.ecoute import Acte
from knowledge.francais.choix import lire_ordinal
from knowledge.francais.jours import lire_un_jour
from knowledge.francais.jours_ouvres import apres_jours_ouvres, est_ouvre
from knowledge.francais.texte import simplifier
from knowledge.rappels.pense_betes import (
    annule_celui_la,
    annule_un_rappel,
    demande_ou_en_est_un_rappel,
    demande_ses_rappels,
    lire_un_autre,
    lire_un_pense_bete,
    retoucher,
)
from knowledge.registre.paroles import jour_de
from storage.comptes.records import CompteRecord, Role
from storage.rappels.records import PenseBeteRecord

PENSER = "rappels.penser"
MONTRES, DITS_MONTRES = 8, 3
RANG_CHIFFRES = 2


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is asked to be reminded of, its day where that was asked for, and what became of one's reminders."""
    match entretien.attente:
        case Acte("rappels.penser", attendus) if (jour := lire_un_jour(turn.aujourdhui, simplifier(texte))) is not None:
            return Proposition(Acte(PENSER, {**attendus, "jour": jour.isoformat()}, mots=texte), Force.ATTENDU)
    if (lue := _de_celui_qui_est_montre(turn, entretien, texte)) is not None:
        return lue
    if demande_ou_en_est_un_rappel(texte):
        return Proposition(Acte("rappels.ou_en_est", mots=texte), Force.NOMME)
    if demande_ses_rappels(texte):
        return Proposition(Acte("mes_rappels", mots=texte), Force.ENTIER)
    if annule_un_rappel(texte) and _a_venir(turn):
        return Proposition(Acte("rappels.ne_plus_penser", mots=texte), Force.NOMME)
    lu = lire_un_pense_bete(texte, turn.aujourdhui)
    if lu is None or (lignes_offertes(turn) and not lu.texte):
        # "Rappelez-moi lundi", of the reminder that was just said, puts that one off.
        return None
    slots: dict[str, Any] = {"texte": lu.texte, "relance": lu.relance}
    if lu.jour is not None:
        slots["jour"] = lu.jour.isoformat()
    if lu.reste:
        slots["suite"] = lu.reste
    return Proposition(Acte(PENSER, slots, mots=texte), Force.NOMME)


def _de_celui_qui_est_montre(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is said of the one reminder that was just shown: it is put right, called off, or was done meanwhile."""
    dits = {valeur for valeur, _ in turn.etat.get("choix_offerts", ()) if valeur.startswith("r:oublier:")}
    un = next((un for un in _a_venir(turn) if {f"r:oublier:{un.id}"} == dits), None)
    if un is None and dits and annule_celui_la(texte, seul=False):
        return Proposition(Acte("rappels.ne_plus_penser", mots=texte), Force.NOMME)
    if un is None:
        return None
    if annule_celui_la(texte, seul=entretien.etape is not Etape.QUESTION):
        return Proposition(Acte("rappels.ne_plus_penser", {"numero": un.id}, mots=texte), Force.NOMME)
    if (autre := lire_un_autre(texte, un.texte, turn.aujourdhui)) is not None and autre.jour is not None:
        return Proposition(
            Acte(PENSER, {"texte": autre.texte, "jour": autre.jour.isoformat()}, mots=texte), Force.NOMME
        )
    change = retoucher(texte, un.jour, un.texte, turn.aujourdhui)
    if change is None or change[0] < turn.aujourdhui or change == (un.jour, un.texte):
        return None
    slots = {"numero": un.id, "jour": change[0].isoformat(), "texte": change[1]}
    return Proposition(Acte(PENSER, slots, mots=texte), Force.NOMME)


def penser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep it for that day, and tell it back; which day is asked where none was said."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    jour, texte = jour_de(acte.slots), str(acte.slots.get("texte") or "")
    if jour is None or jour < turn.aujourdhui:
        attend = replace(entretien, attente=Acte(PENSER, dict(acte.slots)))
        return aparte(turn, attend, Reply("pense_bete_quand", {"texte": texte, "passe": jour is not None}))
    numero, nouveau = _garder(turn, entretien, acte.slots.get("numero"), jour, texte)
    garde = next(un for un in memoire(turn).pense_betes.des_comptes(turn.droits.comptes()) if un.id == numero)
    contexte = {
        "un": garde,
        "nouveau": nouveau,
        "corrige": "numero" in acte.slots,
        "part_le": jour if est_ouvre(jour) else apres_jours_ouvres(jour, 1),
        "preference": memoire(turn).rappels.preference(turn.droits.comptes()),
    }
    choices = [bouton("annuler_ce_rappel", f"r:oublier:{numero}")]
    if acte.slots.get("relance") and turn.pack.comite is not None and Role.EQUIPE in turn.roles:
        choices.append(bouton("qui_doit_quoi", "c:qui_doit_quoi"))
    return aparte(turn, replace(entretien, attente=None), Reply("pense_bete_garde", contexte, tuple(choices)))


def _garder(turn: Turn, entretien: Entretien, numero: int | None, jour: date, texte: str) -> tuple[int, bool]:
    """Keep a new reminder, or put that one right; its number, and whether that changes anything."""
    if numero is not None:
        memoire(turn).pense_betes.changer(numero, jour, texte)
        return numero, True
    sujet = entretien.faits.valeur("objet") if "objet" in turn.pack.vocabulaire else None
    return memoire(turn).pense_betes.garder(_moi(turn), jour, texte, getattr(sujet, "texte", None), turn.now)


def _moi(turn: Turn) -> CompteRecord:
    return CompteRecord(turn.incoming.address.plateforme, turn.incoming.address.personne)


def _miens(turn: Turn) -> list[PenseBeteRecord]:
    return [] if turn.memoire is None else memoire(turn).pense_betes.des_comptes(turn.droits.comptes())


def _a_venir(turn: Turn) -> list[PenseBeteRecord]:
    return [un for un in _miens(turn) if un.dit_le is None and un.annule_le is None]


def a_montrer(turn: Turn) -> tuple[dict[str, Any], tuple[Choice, ...]]:
    """One's own reminders, as a list: those to come, with what calls each off, and the last that were said."""
    a_venir = _a_venir(turn)
    dits = sorted((un for un in _miens(turn) if un.dit_le is not None), key=lambda un: (un.dit_le, un.id))
    vus = a_venir[:MONTRES]
    choices = tuple(bouton("annuler_le_rappel_du", f"r:oublier:{un.id}", rang) for rang, un in enumerate(vus, 1))
    return {"a_venir": vus, "a_venir_total": len(a_venir), "dits": dits[-DITS_MONTRES:]}, choices


def ou_en_est(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """What was asked, what was said and when, what is still to come; or that nothing was asked."""
    contexte, choices = a_montrer(turn)
    annules = [un for un in _miens(turn) if un.annule_le is not None][-DITS_MONTRES:]
    return aparte(turn, entretien, Reply("pense_betes", {**contexte, "annules": annules}, choices))


def oublier(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Call one of them off, or take it up again; the only one to come needs no number."""
    numero, remettre = acte.slots.get("numero"), acte.nature == "rappels.penser_encore"
    a_venir = _a_venir(turn)
    if numero is None:
        nommes = [un for un in a_venir if un.jour == lire_un_jour(turn.aujourdhui, simplifier(acte.mots))]
        choisis = nommes if len(nommes) == 1 else _par_leur_rang(a_venir, acte.mots) or a_venir
        if len(choisis) != 1:
            return ou_en_est(turn, entretien, acte)
        numero = choisis[0].id
    un = next((un for un in _miens(turn) if un.id == numero), None)
    if un is None:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    if un.dit_le is None:
        memoire(turn).pense_betes.annuler(un.id, None if remettre else turn.now)
    choices = () if un.dit_le is not None else (
        (bouton("annuler_ce_rappel", f"r:oublier:{un.id}"),) if remettre else (bouton("remettre_ce_rappel", f"r:repenser:{un.id}"),)
    )  # fmt: skip
    return aparte(turn, entretien, Reply("pense_bete_annule", {"un": un, "remis": remettre}, choices))


def _par_leur_rang(a_venir: Sequence[PenseBeteRecord], texte: str) -> list[PenseBeteRecord]:
    """The one of a list that a message ends by naming: by its rank, else by its day in the month."""
    mot = ([*simplifier(texte).strip(" .!").split()] or [""])[-1]
    rang = int(mot) if mot.isascii() and mot.isdecimal() and len(mot) <= RANG_CHIFFRES else lire_ordinal(mot) or 0
    return list(a_venir[rang - 1 : rang]) if 0 < rang <= len(a_venir) else [un for un in a_venir if un.jour.day == rang]


def annoncer(dus: Sequence[PenseBeteRecord], jour: date) -> Reply:
    """What somebody wanted to be told that day."""
    return Reply("pense_bete", {"dus": dus, "jour": jour})


__all__ = ["PENSER", "a_montrer", "annoncer", "lire", "ou_en_est", "oublier", "penser"]
