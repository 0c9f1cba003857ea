"""What is answered to reminders, typed or pressed: somebody sees to it, later, somebody else does, or it is of no use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from handlers.conversation.acces import auteur, memoire, mes_referents, moi
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule, peut_repondre
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.rappels import reglages
from handlers.rappels.lignes import (
    a_ma_portee,
    celles_qui_restent,
    compagnons,
    de_la_meme_enveloppe,
    designees,
    hors_de_portee,
    les_voir,
    lignes_offertes,
    liste_offerte,
    sujet_de,
    tout_est_offert,
    un_recent,
    un_seul_est_offert,
)
from handlers.rappels.rappel import DERNIERS, EQUIPE, REPORT, TRANSFERT, reponses, sujets_de
from handlers.rappels.rappel import lister as page_d_une_liste
from handlers.registre.marches import changer, diagnostiquer
from knowledge.ecoute import Acte
from knowledge.francais.jours import lire_un_jour
from knowledge.francais.noms import Nom, lire_un_nom
from knowledge.francais.texte import simplifier
from knowledge.rappels.paroles import Dit, annonce_un_achat, lire_reponse, lire_un_destinataire, renonce
from storage.rappels.records import EtatRappel, NouveauRappel, RappelRecord, ReponseRappel

MOTIF_MAX = 300
_REPORTS = {"semaine": 7, "mois": 31}
OCCUPER, REPORTER, TRANSFERER = "rappels.occuper", "rappels.reporter", "rappels.transferer"
CLASSER, REFUSER, LAISSER = "rappels.classer", "rappels.refuser", "rappels.laisser"
VOIR, LEQUEL, LISTER = "rappels.voir", "rappels.lequel", "rappels.lister"
# What each act may be asked for.
ATTENDENT = {REPORTER: "report", TRANSFERER: "transfert", CLASSER: "motif"}
# What the reader of acts hears of an answer.
_ENTENDUES = {
    "je_m_en_occupe": OCCUPER,
    "reporter": REPORTER,
    "transferer": TRANSFERER,
    "sans_objet": CLASSER,
}


# --- what is read -----------------------------------------------------------------------------------------------------


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """An answer typed instead of pressed: to what was just asked, to the reminders of the last message, or to the last one said."""
    attente, lignes = entretien.attente, lignes_offertes(turn)
    if isinstance(attente, Acte) and attente.nature in ATTENDENT and (acte := _completer(turn, attente, texte)):
        return Proposition(acte, Force.ATTENDU)
    dit = lire_reponse(texte, plusieurs=bool(lignes) and not un_seul_est_offert(turn))
    if lignes and dit is not None:
        return _sur_les_lignes(turn, dit, lignes)
    if lignes and entretien.etape is Etape.ACCUEIL and lire_formule(texte, exacte=True) == "annuler":
        # No purchase is under way: "stop" is said of the reminder, which stays to be answered.
        return Proposition(Acte(LAISSER), Force.ATTENDU)
    if dit is not None and not lignes and (numero := liste_offerte(turn)) is not None:
        # Of many, which ones is not said: the first list is shown.
        return Proposition(Acte(LISTER, {"numero": numero}, mots=texte), Force.ATTENDU)
    if dit is None or dit.cites or dit.sauf or (recent := un_recent(turn)) is None:
        return None
    if dit.quoi == "occuper":
        # Said of nothing else: the last one, perhaps said twice.
        return Proposition(Acte(OCCUPER, {"numeros": [recent.id]}, mots=texte), Force.ENTIER)
    return None if dit.suite or dit.quoi == "refuser" else Proposition(Acte("mes_rappels", mots=texte))


def _completer(turn: Turn, attente: Acte, texte: str) -> Acte | None:
    """The act that waits, with the day, the name or the reason that these words are; or another answer to the same reminder."""
    numero = attente.slots["numero"]
    if (dit := lire_reponse(texte)) and not (dit.cites or dit.sauf):
        return _acte(turn, dit, [numero])
    if renonce(texte) or lire_formule(texte, exacte=True) in ("annuler", "retour", "passer", "ne_sait_pas"):
        return Acte(LAISSER, {"numero": numero})
    if not peut_repondre(texte):
        return None
    if attente.nature == CLASSER:
        return replace(attente, slots={**attente.slots, "motif": texte}) if _est_un_motif(turn, texte) else None
    lu = _le_jour(turn, texte) if attente.nature == REPORTER else _a_qui(texte)
    return replace(attente, slots={**attente.slots, **lu}) if lu else None


def _est_un_motif(turn: Turn, texte: str) -> bool:
    """A reason is any words, but what describes a purchase."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    quoi, combien = lus & {"segments", "nature"}, lus & {"montant_ht", "procedure"}
    achat = quoi or combien if annonce_un_achat(texte) else quoi and combien
    return not achat and any(signe.isalpha() for signe in texte)


def _le_jour(turn: Turn, dit: str) -> dict[str, str]:
    jour = lire_un_jour(turn.aujourdhui, simplifier(dit))
    return {} if jour is None else {"quand": jour.isoformat()}


def _a_qui(dit: str) -> dict[str, str]:
    return {} if lire_un_nom(dit) is None else {"a_qui": dit}


def _sur_les_lignes(turn: Turn, dit: Dit, lignes: Mapping[int, RappelRecord]) -> Proposition | None:
    """What is said of the lines of the last message; which one is asked, rather than one taken for another."""
    designes, exclus = designees(dit.cites, lignes), designees(dit.sauf, lignes)
    nomme = any(cite.marche for cite in (*dit.cites, *dit.sauf))
    if designes is None or exclus is None:
        # "Je m'occupe du marché 12" may be said of a contract that is not in the message.
        return None if nomme else Proposition(Acte(LEQUEL), Force.ATTENDU)
    if dit.quoi == "occuper" and not designes and (dit.tous or dit.sauf or tout_est_offert(turn)):
        ouverts = {rang: rappel for rang, rappel in lignes.items() if rappel.etat is EtatRappel.DIT} or lignes
        designes = [rang for rang in ouverts if rang not in exclus]
    elif not designes and un_seul_est_offert(turn):
        designes = list(lignes)
    if not designes or (dit.quoi != "occuper" and (exclus or len(designes) > 1)):
        return Proposition(Acte(LEQUEL), Force.ATTENDU)
    acte = _acte(turn, dit, [lignes[rang].id for rang in designes])
    return Proposition(acte, Force.DESIGNE if nomme else Force.ATTENDU)


def _acte(turn: Turn, dit: Dit, numeros: list[int]) -> Acte:
    """What is answered to these reminders, as far as it is said."""
    slots: dict[str, Any] = {"numero": numeros[0]}
    match dit.quoi:
        case "occuper":
            return Acte(OCCUPER, {"numeros": numeros})
        case "refuser":
            return Acte(REFUSER, {**slots, "a_qui": dit.suite})
        case "classer":
            return Acte(CLASSER, {**slots, "motif": dit.suite})
        case "reporter":
            return Acte(REPORTER, slots | _le_jour(turn, dit.suite))
        case "transferer":
            return Acte(TRANSFERER, slots | _a_qui(dit.suite))


def entendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """An answer that the reader of acts hears: in the words that say it, else of the only reminder it can be about."""
    if lue := lire(turn, entretien, acte.mots):
        return GESTES[lue.acte.nature](turn, entretien, lue.acte)
    nature, lignes = _ENTENDUES.get(str(acte.slots.get("reponse"))), lignes_offertes(turn)
    if nature is None or not lignes:
        return reglages.mes_rappels(turn, entretien)
    if not un_seul_est_offert(turn):
        return demander_lequel(turn, entretien)
    nom = lire_un_destinataire(acte.mots.strip(" ,;")) or lire_un_destinataire(turn.incoming.text)
    dit = {REPORTER: _le_jour(turn, acte.mots), TRANSFERER: {"a_qui": nom.texte} if nom else {}}.get(nature, {})
    [rappel, *_] = lignes.values()
    return GESTES[nature](turn, entretien, Acte(nature, {"numero": rappel.id, **dit}))


# --- what is done -----------------------------------------------------------------------------------------------------


def demander_lequel(turn: Turn, entretien: Entretien) -> Outcome:
    """Nothing is done: say which lines there are."""
    lignes = lignes_offertes(turn)
    contexte = {"lignes": [(rang, sujet_de(turn, rappel)) for rang, rappel in lignes.items()]}
    return aparte(turn, entretien, Reply("rappel_lequel", contexte, les_voir(lignes)))


def laisser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Nothing is done, and the reminder stays to be answered."""
    offerts = tuple(Choice(libelle, valeur) for valeur, libelle in turn.etat.get("choix_offerts", ()))
    choices = reponses(acte.slots["numero"]) if "numero" in acte.slots else offerts
    return aparte(turn, entretien, Reply("rien_change", {}, choices))


def _le_rappel(turn: Turn, entretien: Entretien, acte: Acte) -> RappelRecord | Outcome:
    """The reminder that an act is about; or why whoever writes does not answer it."""
    rappel = memoire(turn).rappels.trouver(acte.slots["numero"])
    if rappel is None:
        return aparte(turn, entretien, Reply("rappel_inconnu"))
    return hors_de_portee(turn, entretien, rappel) or rappel


def voir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """One reminder, and its answers."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    contexte = {"sujet": sujet_de(turn, rappel), "pack": turn.pack, "equipe": rappel.destinataire == EQUIPE}
    return aparte(turn, entretien, Reply("rappel", contexte, reponses(rappel.id)))


def lister(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """One list of a state of play, a page at a time: what its message said of that milestone, and nobody answered."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    memes = [un for un in de_la_meme_enveloppe(turn, rappel) if un.jalon == rappel.jalon]
    lignes = sujets_de(turn, memes)
    if not lignes:
        return demander_lequel(turn, entretien)
    reply = page_d_une_liste(lignes, rappel.id, turn.pack, equipe=rappel.destinataire == EQUIPE)
    return aparte(turn, entretien, reply)


def faire_le_diagnostic(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The diagnosis of what replaces the contract is an answer."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    _noter(turn, [rappel], ReponseRappel.DIAGNOSTIC)
    return diagnostiquer(turn, entretien, rappel.marche.id)


def _noter(turn: Turn, rappels: Sequence[RappelRecord], reponse: ReponseRappel, motif: str | None = None) -> bool:
    tous = compagnons(turn, rappels)
    return memoire(turn).rappels.repondre(list(tous), reponse, motif, auteur(turn), turn.now) > 0


def occuper(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """ "Je m'en occupe": of these reminders, or of all that one message said."""
    numeros = acte.slots.get("numeros") or [acte.slots["numero"]]
    rappels = [rappel for numero in numeros if (rappel := memoire(turn).rappels.trouver(numero))]
    if acte.nature == "rappels.tout_occuper":
        rappels = [un for rappel in rappels for un in de_la_meme_enveloppe(turn, rappel)] or rappels
    if a_moi := a_ma_portee(turn, rappels):
        return _s_en_occuper(turn, entretien, a_moi)
    refus = hors_de_portee(turn, entretien, rappels[0]) if rappels else None
    return refus or aparte(turn, entretien, Reply("rappel_inconnu"))


def _s_en_occuper(turn: Turn, entretien: Entretien, rappels: Sequence[RappelRecord], *, a_soi: bool = False) -> Outcome:
    """Nobody else is told any more; a contract that nobody had is this person's from now on.

    `a_soi`: one that somebody else had too, as it is given to oneself.
    """
    tous = compagnons(turn, rappels)
    pris = {un.marche.id: un.marche for un in tous.values() if a_soi or un.marche.referent_id is None}
    restent = celles_qui_restent(turn, tous)
    nouveau = _noter(turn, rappels, ReponseRappel.OCCUPE)
    if pris:
        referent = moi(turn)
        for marche in pris.values():
            changer(turn, marche, referent_id=referent.id)
    choices = (bouton("diagnostiquer", f"m:diag:{rappels[0].marche.id}"),) if len(rappels) == 1 else ()
    dit = {"sujets": sujets_de(turn, list(tous.values())), "nouveau": nouveau, "pris": len(pris)}
    return _dire(turn, entretien, "occupe", (*choices, bouton("mes_marches", "c:mes_marches"), *restent), **dit)


def _dire(turn: Turn, entretien: Entretien, reponse: str, choices: tuple[Choice, ...], **dit: Any) -> Outcome:
    """What was noted of an answer."""
    contexte = {"pris": 0, "quand": None, "a_qui": None, "reponse": reponse, **dit}
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, choices))


def refuser(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """ "Ce n'est plus moi": nothing is settled by it; show what would be."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    nom = lire_un_nom(str(acte.slots.get("a_qui", "")))
    contexte = {
        "sujet": sujet_de(turn, rappel),
        "a_moi": rappel.marche.referent_id in {referent.id for referent in mes_referents(turn)},
        "a_qui": nom.texte if nom and nom.genre == "nom" else None,
    }
    choices = (
        bouton("transferer", f"r:transferer:{rappel.id}"),
        bouton("reporter", f"r:reporter:{rappel.id}"),
        bouton("sans_objet_rappel", f"r:sans_objet:{rappel.id}"),
    )
    return aparte(turn, entretien, Reply("rappel_refuse", contexte, choices))


def reporter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Say it again on that day, to whoever asks for it; ask for the day when it is not said."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    quand = str(acte.slots.get("quand", ""))
    if quand in _REPORTS:
        return _reporter(turn, entretien, rappel, turn.aujourdhui + timedelta(days=_REPORTS[quand]))
    jour = lire_un_jour(turn.aujourdhui, quand)
    return _demander(turn, entretien, rappel, REPORTER) if jour is None else _reporter(turn, entretien, rappel, jour)


def transferer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Somebody else answers for the contract from now on; ask who when it is not said."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    nom = lire_un_nom(str(acte.slots.get("a_qui", "")))
    if nom is None:
        return _demander(turn, entretien, rappel, TRANSFERER)
    if nom.genre == "moi":
        return _s_en_occuper(turn, entretien, [rappel], a_soi=True)
    return _transferer(turn, entretien, rappel, nom)


def classer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The contract will not be renewed; ask why when it is not said."""
    rappel = _le_rappel(turn, entretien, acte)
    if isinstance(rappel, Outcome):
        return rappel
    motif = " ".join(str(acte.slots.get("motif", "")).split())[:MOTIF_MAX]
    return _classer(turn, entretien, rappel, motif) if motif else _demander(turn, entretien, rappel, CLASSER)


def _reporter(turn: Turn, entretien: Entretien, rappel: RappelRecord, jour: date) -> Outcome:
    sujet = sujet_de(turn, rappel)
    if not turn.aujourdhui < jour < rappel.base:
        contexte = {"sujet": sujet, "jour": jour, "passe": jour <= turn.aujourdhui}
        suivant = replace(entretien, attente=Acte(REPORTER, {"numero": rappel.id}))
        return aparte(turn, suivant, Reply("report_impossible", contexte))
    tous = compagnons(turn, [rappel])
    restent = celles_qui_restent(turn, tous)
    nouveau = _noter(turn, [rappel], ReponseRappel.REPORTE, jour.isoformat())
    _rearmer(turn, tous, f"{REPORT}:{jour.isoformat()}", rappel.destinataire, jour)
    choices = (bouton("mes_marches", "c:mes_marches"), *restent)
    return _dire(turn, entretien, "reporte", choices, sujets=[sujet], nouveau=nouveau, quand=jour)


def _rearmer(turn: Turn, rappels: Mapping[int, RappelRecord], avance: str, destinataire: str, jour: date) -> None:
    """Have each contract of these reminders reminded of on that day."""
    lots = {un.marche.id: un for un in rappels.values()}
    nouveaux = [NouveauRappel(un.marche.id, un.jalon, un.base, avance, destinataire, jour) for un in lots.values()]
    memoire(turn).rappels.armer(nouveaux, turn.now)


def _transferer(turn: Turn, entretien: Entretien, rappel: RappelRecord, nom: Nom) -> Outcome:
    """A person, or the team, is told today."""
    sujet = sujet_de(turn, rappel)
    nomme = memoire(turn).referents.nommer(nom.texte, simplifier(nom.texte), turn.now) if nom.genre == "nom" else None
    tous = compagnons(turn, [rappel])
    restent = celles_qui_restent(turn, tous)
    nouveau = _noter(turn, [rappel], ReponseRappel.TRANSFERE, nomme.nom if nomme else EQUIPE)
    for marche in {un.marche.id: un.marche for un in tous.values()}.values():
        changer(turn, marche, referent_id=nomme.id if nomme else None)
    _rearmer(turn, tous, TRANSFERT, f"referent:{nomme.id}" if nomme else EQUIPE, turn.aujourdhui)
    a_qui = {"nom": nomme.nom, "connu": nomme.personne is not None} if nomme else None
    return _dire(turn, entretien, "transfere", restent, sujets=[sujet], nouveau=nouveau, a_qui=a_qui)


def _classer(turn: Turn, entretien: Entretien, rappel: RappelRecord, motif: str) -> Outcome:
    """It is said why, and nothing is reminded of it any more."""
    sujet = sujet_de(turn, rappel)
    tous = compagnons(turn, [rappel])
    restent = celles_qui_restent(turn, tous)
    nouveau = _noter(turn, [rappel], ReponseRappel.SANS_OBJET, motif)
    for marche in {un.marche.id: un.marche for un in tous.values()}.values():
        changer(turn, marche, recurrent=False)
    choices = (bouton("finalement_recurrent", f"m:recurrent:{rappel.marche.id}"), *restent)
    return _dire(turn, entretien, "sans_objet", choices, sujets=[sujet], nouveau=nouveau, a_qui=motif)


def _demander(turn: Turn, entretien: Entretien, rappel: RappelRecord, nature: str) -> Outcome:
    """Ask for the day, the name or the reason that the answer lacks."""
    choices: tuple[Choice, ...] = ()
    if nature == REPORTER:
        choices = (
            bouton("dans_une_semaine", f"r:reporter:{rappel.id}:semaine"),
            bouton("dans_un_mois", f"r:reporter:{rappel.id}:mois"),
        )
    noms = _noms(turn) if nature == TRANSFERER else []
    contexte = {"sujet": sujet_de(turn, rappel), "quoi": ATTENDENT[nature], "noms": noms}
    suivant = replace(entretien, attente=Acte(nature, {"numero": rappel.id}))
    return Outcome(suivant.en_json(), [Reply("rappel_a_preciser", contexte, choices)])


def _noms(turn: Turn) -> list[str]:
    """Some of the people whom a contract can be given to."""
    return [r.nom for r in memoire(turn).referents.tous() if r.nom != r.personne][:DERNIERS]


GESTES: Mapping[str, Faire] = {
    "mes_rappels": lambda turn, entretien, _: reglages.mes_rappels(turn, entretien),
    "rappel_reponse": entendre,
    VOIR: voir,
    LISTER: lister,
    LEQUEL: lambda turn, entretien, _: demander_lequel(turn, entretien),
    LAISSER: laisser,
    OCCUPER: occuper,
    "rappels.tout_occuper": occuper,
    REFUSER: refuser,
    REPORTER: reporter,
    TRANSFERER: transferer,
    CLASSER: classer,
    "rappels.diagnostiquer": faire_le_diagnostic,
}

__all__ = ["ATTENDENT", "GESTES", "lire"]
