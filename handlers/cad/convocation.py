"""A session that something waited for: it is set on the day that is told, then what waited is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date

from handlers.cad import cotations, en_seance, seances
from handlers.cad.en_seance import (
    TENIR,
    demander_la_seance,
    dites_de,
    mettre,
    nommes_a_part,
    noter,
    noter_les_presents,
    placer_puis_noter,
)
from handlers.cad.gestes import AJOUTE
from handlers.cad.mots import nom_de_l_acheteur
from handlers.conversation.acces import memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, a_la_suite
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Turn
from handlers.registre.demandes import CHERCHER, chercher, comprendre
from handlers.registre.trouver import designes, du_marche_dit
from knowledge.cad.dits import (
    DecisionDite,
    dit,
    lire_le_jour_d_une_seance,
    lire_les_presents,
    mots_des_actes,
    parle_d_une_cotation,
    phrases_de,
    sans_ce_qu_on_veut_voir,
)
from knowledge.cad.paroles import SeanceDite, acheteur_dit, lire_une_seance, parle_du_comite
from knowledge.ecoute import Acte
from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import plier
from knowledge.registre.paroles import jour_de
from storage.comptes.records import Role

# A sentence that is of a contract names it within its first letters.
EN_TETE = 16


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The day of the session that was asked for, and of whose committee."""
    match entretien.attente:
        case Acte("comite.tenir" as nature, slots):
            jour = lire_le_jour_d_une_seance(texte, turn.aujourdhui)
            if jour is None or (not slots.get("dites") and lire_une_seance(turn.pack, texte, turn.aujourdhui)):
                # A whole session is told: nothing waits for it.
                return None
            dits = {"jour": jour.isoformat(), "acheteur": acheteur_dit(turn.pack, texte) or slots.get("acheteur")}
            return Proposition(Acte(nature, {**slots, **dits}, mots=texte), Force.ATTENDU)
    return None


def tenir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Set that session, put the contract on its agenda, then decide of it, or keep the decision ready where it is still to sit."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    attente = entretien.attente
    attendu = attente.slots if isinstance(attente, Acte) and attente.nature == TENIR else {}
    slots = {**attendu, **acte.slots}
    jour, acheteur = jour_de(slots), str(slots.get("acheteur"))
    dites = dites_de(slots)
    if jour is None or nom_de_l_acheteur(turn.pack, acheteur) is None:
        attend = replace(entretien, attente=Acte(TENIR, slots))
        return demander_la_seance(turn, attend, "ouverte" if jour else "a_preparer", None, dites, jour)
    if not dites:
        dite = SeanceDite(acheteur, jour, retirer=False, demande=False)
        return seances.noter(turn, entretien, Acte("comite.seance", asdict(dite)))
    seances.convoquer(turn, acheteur, jour)
    seance = next(une for une in memoire(turn).seances.liste() if (une.acheteur, une.jour) == (acheteur, jour))
    quitte = replace(entretien, attente=None)
    par_marche = _par_marche(dites)
    faits = [placer_puis_noter(turn, quitte, seance, numero, dites) for numero, dites in par_marche.items()]
    replies = [reply for fait in faits for reply in fait.replies]
    # What is awaited is what may be said of the last.
    return Outcome(faits[-1].etat, replies)


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The session under way, or that of today where one opens; then who still owes what, and the contracts to see, where they are asked with it."""
    seance, voulus = sans_ce_qu_on_veut_voir(acte.mots)
    if acte.slots.get("ouvre") and Role.EQUIPE in turn.roles and not _siege_aujourd_hui(turn):
        return tenir(turn, entretien, Acte(TENIR, {"jour": turn.aujourdhui.isoformat(), **acte.slots}))
    fait = _d_un_mois_sans_seance(turn, entretien, acte, seance) or en_seance.preparer(
        turn, entretien, replace(acte, mots=seance)
    )
    suite = Entretien.depuis_json(turn.pack.vocabulaire, fait.etat)
    if dit("doivent_quoi", acte.mots):
        fait = a_la_suite(fait, cotations.qui_doit_quoi(replace(turn, etat=fait.etat), suite, Acte("qui_doit_quoi")))
    demande = comprendre(turn, voulus).filtre if voulus and Role.EQUIPE in turn.roles else None
    if demande is None or demande.vide:
        return fait
    vus = chercher(replace(turn, etat=fait.etat), suite, Acte(CHERCHER, {"demande": demande.en_json()}))
    # What is awaited is still the session; its buttons come last.
    return Outcome(fait.etat, [*vus.replies, *fait.replies])


def _d_un_mois_sans_seance(turn: Turn, entretien: Entretien, acte: Acte, texte: str) -> Outcome | None:
    """Of the month that is told, no session is set: its day is asked for, rather than another session shown."""
    lues = lire_dates(plier(texte).texte, turn.aujourdhui)
    if len(lues) != 1 or lues[0].jour or not lues[0].precise or Role.EQUIPE not in turn.roles:
        return None
    acheteur = acte.slots.get("acheteur") or acheteur_dit(turn.pack, texte)
    siennes = [une for une in memoire(turn).seances.liste() if acheteur in (None, une.acheteur)]
    if any(lues[0].bas <= une.jour <= lues[0].haut for une in siennes) or lues[0].haut < turn.aujourdhui:
        return None
    attend = replace(entretien, attente=Acte(TENIR, {"acheteur": acheteur}))
    return demander_la_seance(turn, attend, "a_preparer", acheteur, mois=lues[0].bas)


def _siege_aujourd_hui(turn: Turn) -> bool:
    return any(une.jour == turn.aujourdhui and une.tenue is None for une in memoire(turn).seances.liste())


def fixer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note a session, then put on its agenda the contracts that the same message names as such."""
    fait = seances.noter(turn, entretien, acte)
    ordre = next((une for une in phrases_de(acte.mots) if dit("ordre_du_jour", une)), "")
    if not ordre or acte.slots.get("retirer") or Role.EQUIPE not in turn.roles or not nommes_a_part(turn, ordre):
        return fait
    suite = Entretien.depuis_json(turn.pack.vocabulaire, fait.etat)
    place = Acte("comite.placer", {"valeur": AJOUTE, "motif": None, "jour": acte.slots["jour"]}, mots=ordre)
    return a_la_suite(fait, mettre(replace(turn, etat=fait.etat), suite, place))


def decider(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note a decision; where it waits for a session whose day its own words tell, or that is set already, it is of that one."""
    if not acte.slots.get("dites") and parle_d_une_cotation(acte.mots):
        return coter(turn, entretien, Acte("comite.coter", acte.slots, mots=acte.mots))
    fait = noter(turn, entretien, acte)
    attend = Entretien.depuis_json(turn.pack.vocabulaire, fait.etat)
    attendu = attend.attente
    if not isinstance(attendu, Acte) or attendu.nature != TENIR or not attendu.slots.get("dites"):
        return fait
    dit_le_jour = parle_du_comite(turn.pack, acte.mots)
    jour = lire_le_jour_d_une_seance(acte.mots, turn.aujourdhui) if dit_le_jour else _jour_annonce(turn)
    if jour is None:
        return fait
    tenue = tenir(turn, attend, Acte(TENIR, {"jour": jour.isoformat()}, mots=acte.mots))
    # What was left of the same message is said as well.
    laissees = [une for une in fait.replies if une.contexte.get("quoi") == "de_plusieurs"]
    return Outcome(tenue.etat, [*laissees, *tenue.replies])


def _jour_annonce(turn: Turn) -> date | None:
    """The day of a session that was announced as the message came in, and of which the committee was still asked."""
    match Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente:
        case Acte("comite.tenir", slots):
            return jour_de(slots)
    return None


def coter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Rate each contract that a message names, first put on the agenda where it says so."""
    texte, faits = acte.mots, list[Outcome]()
    parts = _parts_de_cotation(turn, texte) if parle_d_une_cotation(texte) and "qui" not in acte.slots else []
    if len({numero for numero, _ in parts}) > 1:
        return _chaque_cotation(turn, entretien, parts)
    if "numero" not in acte.slots or not parle_d_une_cotation(texte):
        return _coter_celui_qui_est_dit(turn, entretien, acte)
    if Role.EQUIPE in turn.roles and dit("ajouter", texte, en_tete=True):
        faits.append(mettre(turn, entretien, Acte("comite.placer", {"numero": acte.slots["numero"]}, mots=texte)))
    faits.append(cotations.coter(turn, entretien, acte))
    return Outcome(faits[-1].etat, [reply for fait in faits for reply in fait.replies])


def _en_tete(turn: Turn, phrase: str) -> int | None:
    """The contract that a sentence begins by naming: further on, its words are those of the rating."""
    lus = designes(turn, phrase, mots_des_actes())
    return lus.numeros[0] if len(lus.numeros) == 1 and lus.debut <= EN_TETE else None


def _parts_de_cotation(turn: Turn, texte: str) -> list[tuple[int, str]]:
    """What a message tells of each contract: each sentence is of that which it begins by naming, or of that before."""
    parts: list[tuple[int, str]] = []
    for phrase in phrases_de(texte):
        numero = _en_tete(turn, phrase)
        if numero is not None and (not parts or parts[-1][0] != numero):
            parts.append((numero, phrase))
        elif parts:
            parts[-1] = (parts[-1][0], f"{parts[-1][1]} {phrase}")
    return parts


def _chaque_cotation(turn: Turn, entretien: Entretien, parts: Sequence[tuple[int, str]]) -> Outcome:
    faits = [
        cotations.coter(turn, entretien, Acte("comite.coter", {"numero": numero, "ou": _ou(turn, dite)}, mots=dite))
        for numero, dite in parts
    ]
    return Outcome(faits[-1].etat, [reply for fait in faits for reply in fait.replies])


def _ou(turn: Turn, texte: str) -> list[int]:
    lus = designes(turn, texte, mots_des_actes())
    return [lus.debut, lus.fin]


_lequel_coter = du_marche_dit(coter, mots_des_actes())


def _coter_celui_qui_est_dit(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    if "numero" in acte.slots:
        return cotations.coter(turn, entretien, acte)
    return _lequel_coter(turn, entretien, acte)


def presents(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Keep who sat, then what else the message decides."""
    lus = lire_les_presents(acte.mots)
    if lus is None:
        return noter_les_presents(turn, entretien, acte)
    notes = noter_les_presents(turn, entretien, Acte("comite.presents", {"dits": lus[0]}, mots=acte.mots))
    if not lus[1]:
        return notes
    suite = Entretien.depuis_json(turn.pack.vocabulaire, notes.etat)
    return a_la_suite(notes, decider(replace(turn, etat=notes.etat), suite, Acte("comite.decider", mots=lus[1])))


def _par_marche(dites: Sequence[DecisionDite]) -> dict[int, list[DecisionDite]]:
    par_marche: dict[int, list[DecisionDite]] = {}
    for une in dites:
        par_marche.setdefault(une.marche or 0, []).append(une)
    return par_marche


__all__ = ["coter", "decider", "fixer", "lire", "preparer", "presents", "tenir"]
