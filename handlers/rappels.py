"""Reminders: what they say, and what is answered to them from the message itself."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.entretien import Entretien
from handlers.marches import auteur, changer, diagnostiquer, memoire, mes_referents, moi
from handlers.questions import aparte
from handlers.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.echeances import Echeance, echeance
from knowledge.lecture.dates import lire_dates
from knowledge.lecture.texte import plier
from knowledge.pack import Pack
from storage.records import (
    ContratRecord,
    EtatRappel,
    NouveauRappel,
    PreferenceRecord,
    RappelRecord,
    ReponseRappel,
    Role,
)

EQUIPE = "equipe"
CAMPAGNE = "campagne"
ESCALADE = "escalade"
TRANSFERT = "transfert"
REPORT = "report"
# How many subjects one message holds: beyond, another message follows.
SUJETS_MAX = 8
MOTIF_MAX = 300
DERNIERS = 30
_REPORTS = {"semaine": 7, "mois": 31}

_OCCUPE = re.compile(
    r"^(?:ok |oui |d'accord )?(?:je m'en occupe|je m'en charge|je prends|je gere|c'est pour moi|vu je m'en occupe)$"
)
_SANS_OBJET = re.compile(r"^(?:c'est )?sans objet\b\s*[:,(-]?\s*(?P<motif>.*)$")
_REPORTER = re.compile(
    r"^(?:reporter?|reporte|rappelle(?:z)?[- ]moi|relance(?:z)?[- ]moi|plus tard|repousser?)\b(?P<suite>.*)$"
)
# Said of a reminder, when it is not said which.
_SANS_DIRE_LEQUEL = frozenset(("sans objet", "c'est sans objet", "reporter", "transferer"))
_UNE_SEMAINE = re.compile(r"\b(?:(?:dans|d'ici|sous) (?:une|1) semaine|la semaine prochaine|une semaine plus tard)\b")
_TRANSFERER = re.compile(
    r"^(?:transferer?|transfere|passer|donner)\s+(?:le |la |ce rappel )?(?:a|au|à)\s+(?P<nom>\S.*)$"
)
_HEURES = re.compile(
    r"^(?:mes )?rappels? (?:seulement )?entre (?P<de>\d{1,2})\s*h?\s*(?P<dem>\d\d)? et (?P<a>\d{1,2})\s*h?\s*(?P<am>\d\d)?$"
)
_PAS_AVANT = re.compile(r"^(?:pas de|plus de|aucun) rappels? (?:avant|jusqu'(?:a|au)) (?P<quand>.+)$")
_UN_PAR_UN = re.compile(r"^(?:un rappel|un message) par (?:marche|contrat)$")
_GROUPES = re.compile(r"^(?:(?:mes )?rappels groupes|un (?:seul )?(?:recapitulatif|recap|message par jour))$")


@dataclass(frozen=True, slots=True)
class Sujet:
    """One line of a reminder: a contract (with the other lots of its consultation) that reaches a milestone.

    `numero` is the reminder that its buttons name, `numeros` all those that it says; `jours` counts to the day, and is
    negative once it is past; `sans_reponse` names who did not answer; `equipe`: it is said to the team.
    """

    numero: int
    numeros: tuple[int, ...]
    contrat: ContratRecord
    echeance: Echeance
    genre: str
    jours: int
    lots: int
    sans_reponse: str | None = None
    equipe: bool = False


def sujets(
    rappels: Collection[RappelRecord], pack: Pack, seances: Mapping[str, Sequence[date]], aujourdhui: date
) -> list[Sujet]:
    """What reminders say today, lots of one consultation together, the most pressing first."""
    jalons = {jalon.id: jalon for jalon in pack.jalons}
    ensemble: dict[tuple[str, str, date], list[RappelRecord]] = {}
    for rappel in rappels:
        if rappel.jalon in jalons:
            groupe = rappel.contrat.groupe or str(rappel.contrat.id)
            ensemble.setdefault((groupe, rappel.jalon, rappel.base), []).append(rappel)
    lignes = []
    for (_, jalon, base), memes in ensemble.items():
        premier = memes[0]
        une = echeance(jalons[jalon], base, seances.get(premier.contrat.acheteur, ()))
        jours = (une.jour - aujourdhui).days
        genre = genre_de(premier)
        lignes.append(
            Sujet(
                premier.id,
                tuple(rappel.id for rappel in memes),
                premier.contrat,
                une,
                genre,
                jours,
                len({rappel.contrat.id for rappel in memes}),
                premier.contrat.referent if genre == ESCALADE else None,
                equipe=premier.destinataire == EQUIPE,
            )
        )
    return sorted(lignes, key=lambda sujet: (sujet.jours, sujet.numero))


def genre_de(rappel: RappelRecord) -> str:
    """What a reminder is: of the calendar ("jalon"), or asked for by somebody."""
    genre = rappel.avance.partition(":")[0]
    return genre if genre in (CAMPAGNE, ESCALADE, TRANSFERT, REPORT) else "jalon"


def annoncer(lignes: Sequence[Sujet], pack: Pack, *, equipe: bool) -> Reply:
    """The message that says them: its answers one tap away."""
    if len(lignes) == 1:
        [sujet] = lignes
        return Reply("rappel", {"sujet": sujet, "pack": pack, "equipe": equipe}, reponses(sujet.numero))
    choices = tuple(bouton("repondre_a", f"r:voir:{sujet.numero}", rang) for rang, sujet in enumerate(lignes, 1))
    tout = bouton("occupe_de_tout", f"r:tout:{lignes[0].numero}")
    return Reply("rappels", {"sujets": list(lignes), "pack": pack, "equipe": equipe}, (*choices, tout))


def reponses(numero: int) -> tuple[Choice, ...]:
    """The answers to one reminder."""
    return (
        bouton("occupe", f"r:occupe:{numero}"),
        bouton("faire_le_diagnostic", f"r:diag:{numero}"),
        bouton("reporter", f"r:reporter:{numero}"),
        bouton("transferer", f"r:transferer:{numero}"),
        bouton("sans_objet_rappel", f"r:sans_objet:{numero}"),
    )


# --- answers ----------------------------------------------------------------------------------------------------------


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a reminder; None when it is none of them."""
    verbe, _, suite = reste.partition(":")
    numero, _, quand = suite.partition(":")
    if not (numero.isascii() and numero.isdecimal()):
        return None
    rappel = memoire(turn).rappels.trouver(int(numero))
    if rappel is None or not _me_regarde(turn, rappel):
        return aparte(turn, entretien, Reply("rappel_inconnu"))
    match verbe:
        case "voir":
            return _montrer(turn, entretien, rappel)
        case "occupe":
            return _s_en_occuper(turn, entretien, [rappel])
        case "tout":
            return _s_en_occuper(turn, entretien, _de_la_meme_enveloppe(turn, rappel))
        case "diag":
            _noter(turn, [rappel], ReponseRappel.DIAGNOSTIC)
            return diagnostiquer(turn, entretien, rappel.contrat.id)
        case "reporter" if quand in _REPORTS:
            return _reporter(turn, entretien, rappel, turn.aujourdhui + timedelta(days=_REPORTS[quand]))
        case "reporter":
            return _demander(turn, entretien, rappel, "report")
        case "transferer":
            return _demander(turn, entretien, rappel, "transfert")
        case "sans_objet":
            return _demander(turn, entretien, rappel, "motif")
    return None


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """An answer typed instead of pressed, when the last message is a reminder; or how one wants to be reminded."""
    simple = simplifier(texte)
    if outcome := _regler(turn, entretien, simple):
        return outcome
    rappel = _le_dernier(turn)
    if rappel is None and _OCCUPE.match(simple):
        # Said of nothing else: the last one, perhaps said twice.
        rappel = _un_recent(turn)
    if rappel is None and simple in _SANS_DIRE_LEQUEL and _un_recent(turn) is not None:
        return mes_rappels(turn, entretien)
    if rappel is None:
        return None
    if _OCCUPE.match(simple):
        return _s_en_occuper(turn, entretien, _de_la_meme_enveloppe(turn, rappel))
    if lu := _SANS_OBJET.match(simple):
        motif = texte.strip()[len(texte.strip()) - len(lu["motif"]) :].strip() if lu["motif"] else ""
        return _sans_objet(turn, entretien, rappel, motif) if motif else _demander(turn, entretien, rappel, "motif")
    if lu := _REPORTER.match(simple):
        jour = _jour(turn, lu["suite"])
        return _reporter(turn, entretien, rappel, jour) if jour else _demander(turn, entretien, rappel, "report")
    if lu := _TRANSFERER.match(simple):
        return _transferer(turn, entretien, rappel, texte.strip()[len(texte.strip()) - len(lu["nom"]) :])
    return None


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Read the day, the name or the reason that was just asked for; None when the message is none."""
    genre, _, reste = attente.partition(":")
    quoi, _, numero = reste.partition(":")
    if genre != "r" or not numero.isdecimal():
        return None
    rappel = memoire(turn).rappels.trouver(int(numero))
    if rappel is None:
        return None
    match quoi:
        case "report":
            jour = _jour(turn, simplifier(texte))
            return None if jour is None else _reporter(turn, entretien, rappel, jour)
        case "transfert" if len(texte) <= 80 and re.search(r"[^\W\d_]{2}", texte):
            return _transferer(turn, entretien, rappel, texte)
        case "motif" if texte.strip():
            return _sans_objet(turn, entretien, rappel, texte)
    return None


def _me_regarde(turn: Turn, rappel: RappelRecord) -> bool:
    """A reminder is answered by whom it was said to, by who answers for the contract, or by the team."""
    if Role.EQUIPE in turn.roles:
        return True
    miens = {referent.id for referent in mes_referents(turn)}
    return rappel.contrat.referent_id in miens or rappel.destinataire in {f"referent:{numero}" for numero in miens}


def _le_dernier(turn: Turn) -> RappelRecord | None:
    """The reminder that the last message is, or was before it was answered; None when the talk is of something else."""
    for valeur, _ in turn.etat.get("choix_offerts", ()):
        genre, _, reste = valeur.partition(":")
        numero = reste.rpartition(":")[2]
        if genre == "r" and numero.isdecimal():
            rappel = memoire(turn).rappels.trouver(int(numero))
            return rappel if rappel is not None and _me_regarde(turn, rappel) else None
    return None


def _un_recent(turn: Turn) -> RappelRecord | None:
    """The last reminder said to whoever writes."""
    miens = [f"referent:{referent.id}" for referent in mes_referents(turn)]
    if Role.EQUIPE in turn.roles:
        miens.append(EQUIPE)
    return next(iter(memoire(turn).rappels.de(miens, 1)), None) if miens else None


def _de_la_meme_enveloppe(turn: Turn, rappel: RappelRecord) -> list[RappelRecord]:
    """All that one message said, unless it said one thing only."""
    if rappel.enveloppe is None:
        return [rappel]
    return memoire(turn).rappels.de_l_enveloppe(rappel.enveloppe) or [rappel]


def _compagnons(turn: Turn, rappels: Sequence[RappelRecord]) -> dict[int, RappelRecord]:
    """The reminders that an answer settles: those of every lot, whoever else was told."""
    tous = {rappel.id: rappel for rappel in rappels}
    for rappel in rappels:
        tous |= {autre.id: autre for autre in memoire(turn).rappels.compagnons(rappel)}
    return tous


def _noter(turn: Turn, rappels: Sequence[RappelRecord], reponse: ReponseRappel, motif: str | None = None) -> bool:
    tous = _compagnons(turn, rappels)
    return memoire(turn).rappels.repondre(list(tous), reponse, motif, auteur(turn), turn.now) > 0


def _s_en_occuper(turn: Turn, entretien: Entretien, rappels: Sequence[RappelRecord]) -> Outcome:
    """ "Je m'en occupe": nobody else is told any more; a contract that nobody had is this person's from now on."""
    a_prendre = [rappel for rappel in _compagnons(turn, rappels).values() if rappel.contrat.referent_id is None]
    nouveau = _noter(turn, rappels, ReponseRappel.OCCUPE)
    pris = {rappel.contrat.id: rappel.contrat for rappel in a_prendre}
    if pris:
        referent = moi(turn)
        for contrat in pris.values():
            changer(turn, contrat, referent_id=referent.id)
    contexte = {
        "sujets": _sujets(turn, rappels),
        "nouveau": nouveau,
        "pris": len(pris),
        "reponse": "occupe",
        "quand": None,
        "a_qui": None,
    }
    choices = (bouton("diagnostiquer", f"m:diag:{rappels[0].contrat.id}"),) if len(rappels) == 1 else ()
    return aparte(
        turn, entretien, Reply("rappel_repondu", contexte, (*choices, bouton("mes_marches", "c:mes_marches")))
    )


def _reporter(turn: Turn, entretien: Entretien, rappel: RappelRecord, jour: date) -> Outcome:
    """Say it again on that day, to whoever asks for it."""
    sujet = _sujet(turn, rappel)
    if not turn.aujourdhui < jour < rappel.base:
        contexte = {"sujet": sujet, "jour": jour, "passe": jour <= turn.aujourdhui}
        return aparte(turn, replace(entretien, attente=f"r:report:{rappel.id}"), Reply("report_impossible", contexte))
    lots = {autre.contrat.id: autre for autre in _compagnons(turn, [rappel]).values()}
    nouveau = _noter(turn, [rappel], ReponseRappel.REPORTE, jour.isoformat())
    memoire(turn).rappels.armer(
        [
            NouveauRappel(
                autre.contrat.id, autre.jalon, autre.base, f"{REPORT}:{jour.isoformat()}", rappel.destinataire, jour
            )
            for autre in lots.values()
        ],
        turn.now,
    )
    contexte = {"sujets": [sujet], "nouveau": nouveau, "pris": 0, "reponse": "reporte", "quand": jour, "a_qui": None}
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, (bouton("mes_marches", "c:mes_marches"),)))


def _transferer(turn: Turn, entretien: Entretien, rappel: RappelRecord, nom: str) -> Outcome:
    """Somebody else answers for the contract from now on, and is told today."""
    sujet = _sujet(turn, rappel)
    nom = " ".join(nom.split()).strip(" .!,:")
    nomme = memoire(turn).referents.nommer(nom, simplifier(nom), turn.now)
    lots = {autre.contrat.id: autre for autre in _compagnons(turn, [rappel]).values()}
    nouveau = _noter(turn, [rappel], ReponseRappel.TRANSFERE, nomme.nom)
    for autre in lots.values():
        changer(turn, autre.contrat, referent_id=nomme.id)
    memoire(turn).rappels.armer(
        [
            NouveauRappel(autre.contrat.id, autre.jalon, autre.base, TRANSFERT, f"referent:{nomme.id}", turn.aujourdhui)
            for autre in lots.values()
        ],
        turn.now,
    )
    contexte = {
        "sujets": [sujet],
        "nouveau": nouveau,
        "pris": 0,
        "reponse": "transfere",
        "quand": None,
        "a_qui": {"nom": nomme.nom, "connu": nomme.personne is not None},
    }
    return aparte(turn, entretien, Reply("rappel_repondu", contexte))


def _sans_objet(turn: Turn, entretien: Entretien, rappel: RappelRecord, motif: str) -> Outcome:
    """The contract will not be renewed: it is said why, and nothing is reminded of it any more."""
    sujet = _sujet(turn, rappel)
    motif = " ".join(motif.split())[:MOTIF_MAX]
    lots = {autre.contrat.id: autre.contrat for autre in _compagnons(turn, [rappel]).values()}
    nouveau = _noter(turn, [rappel], ReponseRappel.SANS_OBJET, motif)
    for contrat in lots.values():
        changer(turn, contrat, recurrent=False)
    contexte = {
        "sujets": [sujet],
        "nouveau": nouveau,
        "pris": 0,
        "reponse": "sans_objet",
        "quand": None,
        "a_qui": motif,
    }
    choices = (bouton("finalement_recurrent", f"m:recurrent:{rappel.contrat.id}"),)
    return aparte(turn, entretien, Reply("rappel_repondu", contexte, choices))


def _demander(turn: Turn, entretien: Entretien, rappel: RappelRecord, quoi: str) -> Outcome:
    """Ask for the day, the name or the reason that the answer needs."""
    sujet = _sujet(turn, rappel)
    choices: tuple[Choice, ...] = ()
    if quoi == "report":
        choices = (
            bouton("dans_une_semaine", f"r:reporter:{rappel.id}:semaine"),
            bouton("dans_un_mois", f"r:reporter:{rappel.id}:mois"),
        )
    contexte = {"sujet": sujet, "quoi": quoi, "noms": [] if quoi != "transfert" else _noms(turn)}
    suivant = replace(entretien, attente=f"r:{quoi}:{rappel.id}")
    return Outcome(suivant.en_json(), [Reply("rappel_a_preciser", contexte, choices)])


def _noms(turn: Turn) -> list[str]:
    """Some of the people whom a contract can be given to."""
    return [r.nom for r in memoire(turn).referents.tous() if r.nom != r.personne][:DERNIERS]


def _montrer(turn: Turn, entretien: Entretien, rappel: RappelRecord) -> Outcome:
    sujet = _sujet(turn, rappel)
    contexte = {"sujet": sujet, "pack": turn.pack, "equipe": rappel.destinataire == EQUIPE}
    return aparte(turn, entretien, Reply("rappel", contexte, reponses(rappel.id)))


def _sujets(turn: Turn, rappels: Sequence[RappelRecord]) -> list[Sujet]:
    return sujets(rappels, turn.pack, memoire(turn).rappels.seances(), turn.aujourdhui)


def _sujet(turn: Turn, rappel: RappelRecord) -> Sujet:
    """What a reminder says, the other lots that go with it included, under its own number."""
    ensemble = [
        rappel,
        *(un for un in _compagnons(turn, [rappel]).values() if un.base == rappel.base and un.id != rappel.id),
    ]
    return _sujets(turn, ensemble)[0]


def _jour(turn: Turn, texte: str) -> date | None:
    if _UNE_SEMAINE.search(texte):
        return turn.aujourdhui + timedelta(days=7)
    if re.search(r"\bdemain\b", texte):
        return turn.aujourdhui + timedelta(days=1)
    lues = lire_dates(plier(texte).texte, turn.aujourdhui)
    return lues[0].bas if len(lues) == 1 else None


# --- one's reminders --------------------------------------------------------------------------------------------------


def mes_rappels(turn: Turn, entretien: Entretien) -> Outcome:
    """What one was reminded of and did not answer, and how one is reminded."""
    destinataires = [f"referent:{referent.id}" for referent in mes_referents(turn)]
    if Role.EQUIPE in turn.roles:
        destinataires.append(EQUIPE)
    tous = memoire(turn).rappels.de(destinataires, DERNIERS) if destinataires else []
    ouverts = _sujets(turn, [rappel for rappel in tous if rappel.etat is EtatRappel.DIT])
    contexte: dict[str, Any] = {
        "ouverts": ouverts[:SUJETS_MAX],
        "total": len(ouverts),
        "preference": memoire(turn).referents.preference(turn.droits.comptes()),
        "escalade": turn.pack.escalade_jours_ouvres,
    }
    choices = tuple(
        bouton("repondre_a", f"r:voir:{sujet.numero}", rang) for rang, sujet in enumerate(ouverts[:SUJETS_MAX], 1)
    )
    return aparte(turn, entretien, Reply("mes_rappels", contexte, choices))


def _regler(turn: Turn, entretien: Entretien, simple: str) -> Outcome | None:
    """ "rappels entre 10h et 16h", "pas de rappel avant le 3 janvier", "un message par marché"."""
    avant = memoire(turn).referents.preference(turn.droits.comptes())
    apres: PreferenceRecord | None = None
    if lu := _HEURES.match(simple):
        de, a = _minutes(lu["de"], lu["dem"]), _minutes(lu["a"], lu["am"])
        if de is None or a is None or de >= a:
            return aparte(turn, entretien, Reply("heures_impossibles"))
        apres = replace(avant, de_minutes=de, a_minutes=a)
    elif lu := _PAS_AVANT.match(simple):
        jour = _jour(turn, lu["quand"])
        if jour is None or jour <= turn.aujourdhui:
            return None
        apres = replace(avant, silence_jusqu_au=jour)
    elif _UN_PAR_UN.match(simple):
        apres = replace(avant, groupes=False)
    elif _GROUPES.match(simple):
        apres = replace(avant, groupes=True)
    if apres is None:
        return None
    adresse = turn.incoming.address
    memoire(turn).referents.preferer(adresse.plateforme, adresse.personne, apres)
    return aparte(turn, entretien, Reply("preference", {"preference": apres}))


def _minutes(heures: str, minutes: str | None) -> int | None:
    total = int(heures) * 60 + int(minutes or 0)
    return total if total <= 24 * 60 and int(minutes or 0) < 60 else None


__all__ = [
    "CAMPAGNE",
    "EQUIPE",
    "ESCALADE",
    "REPORT",
    "SUJETS_MAX",
    "TRANSFERT",
    "Sujet",
    "annoncer",
    "genre_de",
    "mes_rappels",
    "repondre",
    "repondre_par_choix",
    "reprendre",
    "sujets",
]
