"""What became of a purchase: short questions after its publication, after its award, then once a year; each asked once."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from rapidfuzz import fuzz

from handlers import etapes, fiches
from handlers.boutons import bouton
from handlers.commandes import lire_commande, simplifier
from handlers.confirmation import lire_avis
from handlers.entretien import Entretien, Etape
from handlers.marches import auteur, memoire
from handlers.moments import (
    ARRET,
    ATTRIBUTION,
    CIRCULAIRE,
    CONTRAT,
    EXECUTION,
    INSCRITES,
    MONTANT,
    MOTIF,
    OFFRES,
    ORDRE,
    PUBLICATION,
    SOCIAL,
    TPE_PME,
    armer,
)
from handlers.offerts import lire_choix_offert
from handlers.questions import aparte
from handlers.reponses import (
    ABANDON,
    EN_COURS,
    INFRUCTUEUX,
    NON,
    OUI,
    SANS_SUITE,
    lire_actions,
    lire_attribution,
    lire_jour_dit,
    lire_montant,
    lire_offres,
    lire_publication,
    lire_realisation,
    lire_social,
    lire_tpe_pme,
    ne_sait_pas,
    parle_d_attribution,
)
from handlers.vocabulary import SEPARATOR, Choice, Memoire, Outcome, Reply, Turn
from knowledge.faits import Faits, Intervalle
from knowledge.lecture.dates import plus_mois
from knowledge.pack import Pack
from storage.achats import ECARTEE, INSCRITE, PERSONNE, REALISEE, REPRISE, RETENUE
from storage.records import AchatRecord, EtapeRecord, EtatQuestion, Pas, QuestionRecord, Role, SuiviRecord

FICHIER = Path(__file__).with_name("motifs.yaml")
INCONNU, AUCUN, TOUT, PREVU = "?", "-", "*", "="
MOTIF_MAX = 300
# A contract of the register may be the one that a purchase became when their objects are that much alike, out of 100.
RESSEMBLANCE_MIN = 60
CONTRATS_MONTRES = 3
# Looked at, the last notified first.
CONTRATS_REGARDES = 400
# A contract that the register does not hold yet is looked for again: official data are published two months after the
# notification at the latest. Source: arrêté du 22 décembre 2022.
CONTRAT_APRES = timedelta(days=75)
# Asked in a message that nobody asked for.
QUESTIONS_MAX = 10
UN_MOIS = 1
# What an award tells: nothing to ask without one.
_DE_L_ATTRIBUTION = (CONTRAT, OFFRES, MONTANT, TPE_PME, SOCIAL)
_VISEES = Pas.RETENUE | Pas.CIBLEE | Pas.INSCRITE
# By the first word of a button, what it answers.
_GENRES = {
    "pub": PUBLICATION, "ins": INSCRITES, "mot": MOTIF, "cir": CIRCULAIRE, "att": ATTRIBUTION, "ctr": CONTRAT,
    "off": OFFRES, "mon": MONTANT, "pme": TPE_PME, "soc": SOCIAL, "exe": EXECUTION,
}  # fmt: skip
_OUVERTE = (EtatQuestion.A_POSER, EtatQuestion.POSEE)


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put: of which purchase, and what its words need. `genre` is a key of `moments.ORDRE`."""

    numero: int
    genre: str
    achat: AchatRecord
    choices: tuple[Choice, ...]
    multiple: bool = False
    contexte: Mapping[str, Any] = field(default_factory=dict)


@cache
def _motifs() -> tuple[list[str], dict[int, list[str]]]:
    donnees = yaml.safe_load(FICHIER.read_text("utf-8"))
    return donnees["toutes"], donnees["actions"]


def motifs_de(action: int) -> list[str]:
    """The reasons that are proposed for not doing an action, its own first."""
    toutes, siens = _motifs()
    return [*siens.get(action, ()), *toutes]


# --- putting a question -----------------------------------------------------------------------------------------------


def formuler(memoire_: Memoire, pack: Pack, question: QuestionRecord) -> Question | None:
    """A question in words and buttons; None when nothing is left to ask: something else already told."""
    achat = memoire_.achats.trouver(question.achat_id)
    if achat is None:
        return None
    # Answered before and open: it is corrected, whatever is known.
    encore = question.repondue_le is not None
    genre, _, detail = question.genre.partition(":")
    match genre:
        case "publication" if encore or not (achat.attribue or achat.conclu):
            return _mettre(question, achat, _choix("pub", achat, "publie", "pas_encore", "abandonne"))
        case "inscrites" if lignes := _proposees(memoire_, achat, ecartees=encore):
            return _sur_les_actions(pack, question, achat, lignes)
        case "motif" if detail.isdecimal() and int(detail) in pack.fiches and _sans_motif(memoire_, achat, int(detail)):
            return _sur_un_motif(pack, question, achat, int(detail))
        case "attribution" if achat.contrat_id is None and (encore or not (achat.attribue or achat.conclu)):
            return _mettre(question, achat, _choix("att", achat, "attribue", "infructueux", "sans_suite", "pas_encore"))
        case "contrat" if achat.contrat_id is None and (trouves := _contrats(memoire_, pack, achat)):
            return _sur_le_contrat(question, achat, trouves)
        case "execution" if achat.attribue and detail.isdecimal():
            return _sur_l_execution(memoire_, pack, question, achat, int(detail), encore=encore)
    return _sur_un_trait(question, achat, encore=encore)


def _sur_un_trait(question: QuestionRecord, achat: AchatRecord, *, encore: bool) -> Question | None:
    """What can only be told of the purchase as a whole, when nobody knows it."""
    traits = achat.traits
    match question.genre:
        case "circulaire" if encore or traits["economie_circulaire"] is None:
            return Question(question.id, CIRCULAIRE, achat, _oui_non("cir", achat))
        case "offres" if encore or achat.offres is None:
            return Question(question.id, OFFRES, achat, (_inconnu("off", achat),))
        case "montant" if encore or achat.montant_ht is None:
            return Question(question.id, MONTANT, achat, (_inconnu("mon", achat),))
        case "tpe_pme" if encore or traits["tpe_pme"] is None:
            return Question(question.id, TPE_PME, achat, _oui_non("pme", achat))
        case "social" if encore or traits["esus"] is None or traits["insertion_handicap"] is None:
            choices = (
                bouton("esus", f"s:soc:{achat.id}:esus"),
                bouton("insertion_handicap", f"s:soc:{achat.id}:handicap"),
                bouton("ni_l_un_ni_l_autre", f"s:soc:{achat.id}:{AUCUN}"),
                _inconnu("soc", achat),
            )
            return Question(question.id, SOCIAL, achat, choices, multiple=True)
    return None


def _sur_un_motif(pack: Pack, question: QuestionRecord, achat: AchatRecord, action: int) -> Question:
    fiche = pack.fiches[action]
    choices = tuple(Choice(motif, f"s:mot:{achat.id}:{action}:{rang}") for rang, motif in enumerate(motifs_de(action)))
    choices += (bouton("sans_motif", f"s:mot:{achat.id}:{action}:{AUCUN}"),)
    justifier = next((regle.justifier for regle in fiche.regles if regle.justifier), None)
    return Question(question.id, MOTIF, achat, choices, contexte={"fiche": fiche, "justifier": justifier})


def _sur_le_contrat(question: QuestionRecord, achat: AchatRecord, trouves: Sequence[AchatRecord]) -> Question:
    choices = tuple(bouton("c_est_le_marche", f"s:ctr:{achat.id}:{un.contrat_id}", un.contrat_id) for un in trouves)
    choices += (bouton("aucun_de_ceux_la", f"s:ctr:{achat.id}:{AUCUN}"),)
    return Question(question.id, CONTRAT, achat, choices, contexte={"contrats": trouves})


def _mettre(question: QuestionRecord, achat: AchatRecord, choices: tuple[Choice, ...]) -> Question:
    """One of the moments: it can be put off, and so can the whole purchase for good."""
    return Question(question.id, question.genre.partition(":")[0], achat, (*choices, *_plus_tard(achat)))


def _plus_tard(achat: AchatRecord) -> tuple[Choice, ...]:
    return (bouton("suivi_plus_tard", "s:tard"), bouton("ne_plus_demander", f"s:stop:{achat.id}"))


def _choix(verbe: str, achat: AchatRecord, *cles: str) -> tuple[Choice, ...]:
    reponses = {
        "publie": (bouton("publie", f"s:{verbe}:{achat.id}:{OUI}")),
        "attribue": (bouton("attribue", f"s:{verbe}:{achat.id}:{OUI}")),
        "pas_encore": (bouton("pas_encore", f"s:{verbe}:{achat.id}:{NON}")),
        "abandonne": (bouton("abandonne", f"s:{verbe}:{achat.id}:{ABANDON}")),
        "infructueux": (bouton("infructueux", f"s:{verbe}:{achat.id}:{INFRUCTUEUX}")),
        "sans_suite": (bouton("sans_suite", f"s:{verbe}:{achat.id}:{SANS_SUITE}")),
    }
    return tuple(reponses[cle] for cle in cles)


def _oui_non(verbe: str, achat: AchatRecord) -> tuple[Choice, ...]:
    return (
        bouton("oui", f"s:{verbe}:{achat.id}:{OUI}"),
        bouton("non", f"s:{verbe}:{achat.id}:{NON}"),
        _inconnu(verbe, achat),
    )


def _inconnu(verbe: str, achat: AchatRecord) -> Choice:
    return bouton("inconnu", f"s:{verbe}:{achat.id}:{INCONNU}")


def _proposees(memoire_: Memoire, achat: AchatRecord, *, ecartees: bool = False) -> list[SuiviRecord]:
    """The lines that may be in the file: not withdrawn, nor set aside unless that may be corrected."""
    lignes = memoire_.achats.suivis([achat.id]).get(achat.id, [])
    return [ligne for ligne in lignes if ecartees or Pas.ECARTEE not in ligne.passage]


def _sur_les_actions(
    pack: Pack, question: QuestionRecord, achat: AchatRecord, lignes: Sequence[SuiviRecord]
) -> Question:
    connues = [ligne for ligne in lignes if ligne.action in pack.fiches]
    prevues = [ligne.action for ligne in connues if _est_visee(ligne)]
    choices = tuple(
        Choice(f"{ligne.action} · {pack.fiches[ligne.action].titre_court}", f"s:ins:{achat.id}:{ligne.action}")
        for ligne in connues
    )
    if prevues:
        choices += (bouton("comme_prevu", f"s:ins:{achat.id}:{PREVU}"),)
    choices += (
        bouton("tout", f"s:ins:{achat.id}:{TOUT}"),
        bouton("rien", f"s:ins:{achat.id}:{AUCUN}"),
        bouton("inconnu", f"s:ins:{achat.id}:{INCONNU}"),
    )
    contexte = {"prevues": prevues}
    return Question(question.id, INSCRITES, achat, choices, multiple=True, contexte=contexte)


def _est_visee(ligne: SuiviRecord) -> bool:
    return bool(ligne.passage & _VISEES) and Pas.ECARTEE not in ligne.passage


def _sans_motif(memoire_: Memoire, achat: AchatRecord, action: int) -> bool:
    """Whether an action is set aside and nobody said why."""
    etapes = memoire_.achats.etapes([achat.id], action).get(achat.id, [])
    # Of those said at once, the last: `max` keeps the first.
    derniere = max(reversed(etapes), key=lambda une: (une.jour, une.le), default=None)
    return derniere is not None and derniere.etape == ECARTEE and derniere.motif is None


def _sur_l_execution(
    memoire_: Memoire, pack: Pack, question: QuestionRecord, achat: AchatRecord, annee: int, *, encore: bool
) -> Question | None:
    dites = {un.genre for un in memoire_.achats.questions([achat.id]).get(achat.id, []) if un.etat not in _OUVERTE}
    restent = [
        ligne.action
        for ligne in _proposees(memoire_, achat)
        if Pas.INSCRITE in ligne.passage
        and (encore or Pas.REALISEE not in ligne.passage)
        and ligne.action in pack.fiches
        and _dite(annee, ligne.action) not in dites
    ]
    if not restent:
        return None
    valeur = f"s:exe:{achat.id}:{annee}:{restent[0]}"
    choices = (
        bouton("realisee", f"{valeur}:{OUI}"),
        bouton("en_cours", f"{valeur}:{EN_COURS}"),
        bouton("non_abandonnee", f"{valeur}:{NON}"),
        *_plus_tard(achat),
    )
    contexte = {"fiche": pack.fiches[restent[0]], "restent": len(restent), "annee": annee}
    return Question(question.id, EXECUTION, achat, choices, contexte=contexte)


def _dite(annee: int, action: int) -> str:
    return f"realisee:{annee}:{action}"


def _contrats(memoire_: Memoire, pack: Pack, achat: AchatRecord) -> list[AchatRecord]:
    """The contracts notified since the diagnosis that this purchase may have become, the most alike first."""
    if not achat.objet:
        return []
    du_plan = tuple(un.id for un in pack.acheteurs)
    acheteurs = (achat.acheteur,) if achat.acheteur in du_plan else du_plan
    objet = simplifier(achat.objet)
    notes = [
        (fuzz.token_set_ratio(objet, simplifier(un.objet)), un)
        for acheteur in acheteurs
        for un, _ in memoire_.achats.ressemblants(acheteur, achat.cree_le.date(), CONTRATS_REGARDES)
        if un.objet
    ]
    retenus = sorted((note for note in notes if note[0] >= RESSEMBLANCE_MIN), key=lambda note: (-note[0], -note[1].id))
    return [un for _, un in retenus[:CONTRATS_MONTRES]]


def rang(question: QuestionRecord) -> tuple[int, int]:
    """In which order the questions of one purchase are asked."""
    return ORDRE.index(question.genre.partition(":")[0]), question.id


def a_poser(memoire_: Memoire, pack: Pack, ouvertes: Collection[QuestionRecord], now: datetime) -> list[Question]:
    """Those that are still worth asking, purchase by purchase; the others are settled."""
    retenues = []
    ordre: dict[int, int] = {}
    for question in ouvertes:
        ordre.setdefault(question.achat_id, len(ordre))
    for question in sorted(ouvertes, key=lambda une: (ordre[une.achat_id], *rang(une))):
        posee = formuler(memoire_, pack, question)
        if posee is None:
            memoire_.achats.repondre(question.achat_id, question.genre, EtatQuestion.SANS_OBJET, "", now)
        else:
            retenues.append(posee)
    return retenues


def annoncer(question: Question, combien: int | None = None, note: Mapping[str, Any] | None = None) -> Reply:
    """The message that puts a question; `combien`: how many follow, when it opens a series."""
    contexte = {"q": question, "combien": combien, "note": note, "equipe": False}
    return Reply("suivi", contexte, question.choices, multiple=question.multiple)


# --- what comes next --------------------------------------------------------------------------------------------------


def suivante(turn: Turn, achat_id: int | None = None) -> Question | None:
    """The next question for this person, of that purchase first."""
    achats = memoire(turn).achats
    miennes = achats.ouvertes(turn.droits.comptes(), turn.aujourdhui)
    if achat_id is not None:
        siennes = [
            une
            for une in achats.questions([achat_id]).get(achat_id, [])
            if une.etat is EtatQuestion.POSEE or (une.etat is EtatQuestion.A_POSER and une.du_le <= turn.aujourdhui)
        ]
        miennes = [*siennes, *(une for une in miennes if une.achat_id != achat_id)]
    posee = {une.id for une in miennes if une.etat is EtatQuestion.POSEE}
    question = next(iter(a_poser(memoire(turn), turn.pack, miennes, turn.now)), None)
    if question is not None and question.numero not in posee:
        achats.posee(question.numero, turn.now)
    return question


def poursuivre(turn: Turn, entretien: Entretien, achat_id: int | None, note: Mapping[str, Any] | None) -> Outcome:
    """Say what was noted, and put the next question at once; without one, come back to what was pending."""
    question = suivante(turn, achat_id)
    if question is not None:
        return Outcome(entretien.en_json(), [annoncer(question, note=note)])
    choices = (bouton("mes_achats", "c:mes_achats"),)
    contexte = {"q": None, "combien": None, "note": note, "equipe": False}
    return aparte(turn, entretien, Reply("suivi", contexte, choices))


def le_mien(turn: Turn, achat_id: int) -> AchatRecord | None:
    """A purchase that whoever writes may answer for: one's own, or any for the team."""
    achat = memoire(turn).achats.verrouiller(achat_id)
    if achat is None:
        return None
    mien = Role.EQUIPE in turn.roles or memoire(turn).achats.est_de(achat_id, turn.droits.comptes())
    return achat if mien else None


# --- answers ----------------------------------------------------------------------------------------------------------


def repondre_par_choix(turn: Turn, entretien: Entretien, choix: str) -> Outcome | None:
    """A pressed button, or several ticked together; None when it is none of them."""
    valeurs = [valeur.split(":") for valeur in choix.split(SEPARATOR)]
    premiere = valeurs[0]
    if premiere == ["s", "tard"]:
        return aparte(turn, entretien, Reply("suivi_plus_tard", {}, (bouton("mes_achats", "c:mes_achats"),)))
    if premiere == ["s", "suite"]:
        return poursuivre(turn, entretien, None, None)
    if len(premiere) < 3 or not premiere[2].isdecimal():
        return None
    achat = le_mien(turn, int(premiere[2]))
    if achat is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    match premiere[1:]:
        case ["stop", _]:
            return _ne_plus_demander(turn, entretien, achat)
        case ["rouvrir", _, *genre]:
            return rouvrir(turn, entretien, achat, ":".join(genre))
        case ["dit", _, "pub", reponse] if reponse in (OUI, NON, ABANDON):
            return _publier(turn, entretien, achat, reponse)
        case ["dit", _, "att", reponse] if reponse in (OUI, NON, INFRUCTUEUX, SANS_SUITE):
            return _attribuer(turn, entretien, achat, reponse)
    return _repondre(turn, entretien, achat, premiere[1], [valeur[3:] for valeur in valeurs])


def _repondre(
    turn: Turn, entretien: Entretien, achat: AchatRecord, verbe: str, reponses: Sequence[list[str]]
) -> Outcome | None:
    match verbe, reponses[0]:
        case "pub", [("oui" | "non" | "abandon") as dit]:
            return _publier(turn, entretien, achat, dit)
        case "ins", [_]:
            return _cocher(turn, entretien, achat, [reponse[0] for reponse in reponses if reponse])
        case "mot", [action, quel] if action.isdecimal():
            proposes = motifs_de(int(action))
            if quel != AUCUN and not (quel.isdecimal() and int(quel) < len(proposes)):
                return None
            return _motiver(turn, entretien, achat, int(action), None if quel == AUCUN else proposes[int(quel)])
        case "cir", [("oui" | "non" | "?") as dit]:
            return _prendre(turn, entretien, achat, CIRCULAIRE, {"economie_circulaire": _booleen(dit)})
        case "att", [("oui" | "non" | "infructueux" | "sans_suite") as dit]:
            return _attribuer(turn, entretien, achat, dit)
        case "ctr", [lequel] if lequel == AUCUN or lequel.isdecimal():
            return _rattacher(turn, entretien, achat, None if lequel == AUCUN else int(lequel))
        case "off", ["?"]:
            return _prendre(turn, entretien, achat, OFFRES, {"offres": None})
        case "mon", ["?"]:
            return _prendre(turn, entretien, achat, MONTANT, {"montant_ht": None})
        case "pme", [("oui" | "non" | "?") as dit]:
            return _prendre(turn, entretien, achat, TPE_PME, {"tpe_pme": _booleen(dit)})
        case "soc", [_]:
            dits = {reponse[0] for reponse in reponses if reponse} - {AUCUN}
            if not dits <= {"esus", "handicap", INCONNU}:
                return None
            return _qualifier(turn, entretien, achat, None if dits == {INCONNU} else dits - {INCONNU})
        case "exe", [annee, action, ("oui" | "encours" | "non") as dit] if annee.isdecimal() and action.isdecimal():
            return _realiser(turn, entretien, achat, int(annee), int(action), dit)
    return None


def _booleen(dit: str) -> bool | None:
    return {OUI: True, NON: False}.get(dit)


def _regler(turn: Turn, achat: AchatRecord, genre: str, etat: EtatQuestion = EtatQuestion.REPONDUE) -> bool:
    return memoire(turn).achats.repondre(achat.id, genre, etat, auteur(turn), turn.now)


def _ouvrir(turn: Turn, achat: AchatRecord, *genres: str) -> None:
    """Have these asked now, unless they were settled."""
    for genre in genres:
        memoire(turn).achats.poser(achat.id, genre, turn.aujourdhui)


def _deja(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str) -> Outcome:
    """An old button of a settled question changes nothing, and says so."""
    return poursuivre(turn, entretien, achat.id, {"quoi": "deja", "genre": genre, "achat": achat})


def _question(turn: Turn, achat: AchatRecord, genre: str) -> QuestionRecord | None:
    siennes = memoire(turn).achats.questions([achat.id]).get(achat.id, [])
    return next((une for une in siennes if une.genre == genre), None)


def _reporter(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str, jour: date | None) -> Outcome:
    """Not yet: ask it again on the day that was said, else in a month."""
    _ouvrir(turn, achat, genre)
    question = _question(turn, achat, genre)
    if question is None or question.etat not in _OUVERTE:
        return _deja(turn, entretien, achat, genre)
    quand = jour or plus_mois(turn.aujourdhui, UN_MOIS)
    if question.fois == 0:
        memoire(turn).achats.posee(question.id, turn.now)
    memoire(turn).achats.reporter(question.id, quand)
    return poursuivre(turn, entretien, achat.id, {"quoi": "reporte", "achat": achat, "jour": quand})


def _publier(turn: Turn, entretien: Entretien, achat: AchatRecord, dit: str, jour: date | None = None) -> Outcome:
    if dit == NON:
        return _reporter(turn, entretien, achat, PUBLICATION, jour)
    if not _regler(turn, achat, PUBLICATION):
        return _deja(turn, entretien, achat, PUBLICATION)
    if dit == ABANDON:
        return _abandonner(turn, entretien, achat)
    if achat.conclu and not achat.attribue:
        # Given up, or without an award, and published after all.
        annee = (achat.attribution_le or turn.aujourdhui).year
        memoire(turn).achats.changer(achat.id, {"conclu": False, "infructueux": None, "annee": annee}, turn.now)
        for genre in (INSCRITES, CIRCULAIRE, ATTRIBUTION):
            memoire(turn).achats.oublier(achat.id, genre)
    _ouvrir(turn, achat, INSCRITES)
    _armer(turn, achat)
    return poursuivre(turn, entretien, achat.id, {"quoi": "publie", "achat": achat})


def _abandonner(turn: Turn, entretien: Entretien, achat: AchatRecord) -> Outcome:
    """Nothing more is asked of a purchase that was given up, and no figure counts it; opened by hand, it can be taken up again."""
    if not achat.attribue:
        memoire(turn).achats.changer(achat.id, {"conclu": True, "annee": None}, turn.now)
    for genre in (INSCRITES, CIRCULAIRE, ATTRIBUTION):
        _regler(turn, achat, genre, EtatQuestion.SANS_OBJET)
    return poursuivre(turn, entretien, achat.id, {"quoi": "abandonne", "achat": achat})


def _armer(turn: Turn, achat: AchatRecord) -> None:
    if (a_jour := memoire(turn).achats.trouver(achat.id)) is not None:
        armer(memoire(turn).achats, [a_jour], turn.aujourdhui, turn.now)


def _cocher(turn: Turn, entretien: Entretien, achat: AchatRecord, dits: Collection[str]) -> Outcome | None:
    """What is in the consultation file: what was ticked, all, nothing, or what was kept before."""
    if INCONNU in dits:
        if not _regler(turn, achat, INSCRITES):
            return _deja(turn, entretien, achat, INSCRITES)
        return poursuivre(turn, entretien, achat.id, {"quoi": "inconnu"})
    lignes = {ligne.action: ligne for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, [])}
    prevues = {action for action, ligne in lignes.items() if _est_visee(ligne)}
    montrees = {ligne.action for ligne in _proposees(memoire(turn), achat)}
    cochees: set[int] = set()
    for dit in dits:
        match dit:
            case "*":
                cochees |= montrees
            case "=":
                cochees |= prevues
            case "-":
                pass
            case _ if dit.isdecimal() and int(dit) in lignes:
                cochees.add(int(dit))
            case _:
                return None
    return _inscrire(turn, entretien, achat, cochees)


def _inscrire(turn: Turn, entretien: Entretien, achat: AchatRecord, cochees: Collection[int]) -> Outcome:
    if not _regler(turn, achat, INSCRITES):
        return _deja(turn, entretien, achat, INSCRITES)
    # Whoever tells what is in the file has published it.
    _regler(turn, achat, PUBLICATION)
    nouvelles = []
    ecartees = []
    for ligne in memoire(turn).achats.suivis([achat.id]).get(achat.id, []):
        if ligne.action in cochees:
            if Pas.RETENUE not in ligne.passage:
                nouvelles.append(_etape(turn, ligne.action, RETENUE))
            if Pas.INSCRITE not in ligne.passage:
                nouvelles.append(_etape(turn, ligne.action, INSCRITE))
        elif _est_visee(ligne):
            nouvelles.append(_etape(turn, ligne.action, ECARTEE))
            ecartees.append(ligne.action)
    etapes.dire(memoire(turn).achats, turn.pack, achat.id, nouvelles, turn.now)
    for action in ecartees:
        memoire(turn).achats.rouvrir(achat.id, f"{MOTIF}:{action}", turn.now)
    if achat.traits["vise_economie_circulaire"]:
        _ouvrir(turn, achat, CIRCULAIRE)
    _armer(turn, achat)
    return poursuivre(turn, entretien, achat.id, {"quoi": "inscrites", "actions": sorted(cochees), "achat": achat})


def _etape(turn: Turn, action: int, etape: str, motif: str | None = None) -> EtapeRecord:
    return EtapeRecord(action, etape, motif, turn.aujourdhui, turn.now, auteur(turn), PERSONNE)


def _motiver(turn: Turn, entretien: Entretien, achat: AchatRecord, action: int, motif: str | None) -> Outcome:
    genre = f"{MOTIF}:{action}"
    # Ticked since then, the action is not set aside by an old button.
    ecartee = _sans_motif(memoire(turn), achat, action)
    if not _regler(turn, achat, genre, EtatQuestion.REPONDUE if ecartee else EtatQuestion.SANS_OBJET) or not ecartee:
        return _deja(turn, entretien, achat, MOTIF)
    if motif is not None:
        dit = " ".join(motif.split())[:MOTIF_MAX]
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, ECARTEE, dit)], turn.now)
    note = {"quoi": "motif", "action": action, "motif": motif}
    return poursuivre(turn, entretien, achat.id, note)


def _prendre(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str, valeurs: Mapping[str, Any]) -> Outcome:
    """Take an answer; not knowing leaves it unknown, and it is not asked again."""
    if not _regler(turn, achat, genre):
        return _deja(turn, entretien, achat, genre)
    connues = {nom: valeur for nom, valeur in valeurs.items() if valeur is not None}
    memoire(turn).achats.changer(achat.id, connues, turn.now)
    return poursuivre(turn, entretien, achat.id, {"quoi": "pris" if connues else "inconnu"})


def _qualifier(turn: Turn, entretien: Entretien, achat: AchatRecord, dits: Collection[str] | None) -> Outcome:
    valeurs: dict[str, Any] = {}
    if dits is not None:
        valeurs = {"esus": "esus" in dits, "insertion_handicap": "handicap" in dits}
    return _prendre(turn, entretien, achat, SOCIAL, valeurs)


def _attribuer(
    turn: Turn, entretien: Entretien, achat: AchatRecord, dit: str, texte: str = "", jour: date | None = None
) -> Outcome:
    if dit == NON:
        return _reporter(turn, entretien, achat, ATTRIBUTION, jour)
    # Official data tell the award of a contract of the register.
    if not _regler(turn, achat, ATTRIBUTION) or achat.contrat_id is not None:
        _prendre_ce_qui_est_dit(turn, achat, texte)
        return _deja(turn, entretien, achat, ATTRIBUTION)
    prevue = achat.attribution_le
    quand = lire_jour_dit(texte, turn.aujourdhui, passe=True) if texte else None
    quand = quand or (prevue if prevue is not None and prevue <= turn.aujourdhui else turn.aujourdhui)
    valeurs: dict[str, Any] = {
        "attribue": dit == OUI,
        "conclu": True,
        "infructueux": dit == INFRUCTUEUX,
        "annee": quand.year,
    }
    if dit == OUI:
        valeurs |= {"attribution_le": quand, "fin": achat.fin or _fin(turn, achat, quand)}
    memoire(turn).achats.changer(achat.id, valeurs, turn.now)
    _regler(turn, achat, PUBLICATION)
    if dit != OUI:
        for genre in _DE_L_ATTRIBUTION:
            _regler(turn, achat, genre, EtatQuestion.SANS_OBJET)
        return poursuivre(turn, entretien, achat.id, {"quoi": dit, "achat": achat})
    _prendre_ce_qui_est_dit(turn, achat, texte)
    _ouvrir(turn, achat, INSCRITES)
    if _contrats(memoire(turn), turn.pack, achat):
        # First: what official data tell is not asked.
        _ouvrir(turn, achat, CONTRAT)
    else:
        memoire(turn).achats.poser(achat.id, CONTRAT, turn.aujourdhui + CONTRAT_APRES)
        _ouvrir(turn, achat, OFFRES, MONTANT, TPE_PME, SOCIAL)
    return poursuivre(turn, entretien, achat.id, {"quoi": "attribue", "achat": achat, "jour": quand})


def _fin(turn: Turn, achat: AchatRecord, debut: date) -> date | None:
    """The end of the contract, from the duration that its diagnosis knew."""
    dernier = next(iter(memoire(turn).diagnostics.de_l_achat(achat.id)), None)
    duree = None if dernier is None else Faits.depuis_json(turn.pack.vocabulaire, dernier.faits).valeur("duree_mois")
    return plus_mois(debut, int(duree)) if isinstance(duree, Decimal) else None


def _prendre_ce_qui_est_dit(turn: Turn, achat: AchatRecord, texte: str) -> None:
    """ "… attribué, 4 offres, à une PME, 85 k€": what the same sentence tells is asked no more."""
    lus: tuple[tuple[str, str, Any], ...] = ()
    if texte:
        lus = (
            (OFFRES, "offres", lire_offres(texte, seul=False)),
            (MONTANT, "montant_ht", lire_montant(texte)),
            (TPE_PME, "tpe_pme", lire_tpe_pme(texte, seul=False)),
        )
    for genre, colonne, valeur in lus:
        if valeur is not None and _regler(turn, achat, genre):
            memoire(turn).achats.changer(achat.id, {colonne: valeur}, turn.now)


def _rattacher(turn: Turn, entretien: Entretien, achat: AchatRecord, contrat_id: int | None) -> Outcome:
    """The contract of the register that it became; what official data tell of it is asked no more."""
    question = _question(turn, achat, CONTRAT)
    if question is not None and question.etat not in _OUVERTE:
        return _deja(turn, entretien, achat, CONTRAT)
    if contrat_id is not None:
        proposes = {un.contrat_id for un in _contrats(memoire(turn), turn.pack, achat)}
        if contrat_id not in proposes or not memoire(turn).achats.rattacher(achat.id, contrat_id, turn.now):
            return poursuivre(turn, entretien, achat.id, {"quoi": "contrat_pris", "numero": contrat_id})
        etapes.etablir(memoire(turn).achats, turn.pack, achat.id, turn.now)
    _regler(turn, achat, CONTRAT)
    _ouvrir(turn, achat, OFFRES, MONTANT, TPE_PME, SOCIAL)
    note: dict[str, Any] = {"quoi": "rattache", "numero": contrat_id, "actions": []}
    if contrat_id is not None:
        lignes = memoire(turn).achats.suivis([achat.id]).get(achat.id, [])
        note["actions"] = [ligne.action for ligne in lignes if Pas.INSCRITE in ligne.passage]
    return poursuivre(turn, entretien, achat.id, note)


def _realiser(
    turn: Turn, entretien: Entretien, achat: AchatRecord, annee: int, action: int, dit: str, motif: str | None = None
) -> Outcome:
    inscrites = {ligne.action for ligne in _proposees(memoire(turn), achat) if Pas.INSCRITE in ligne.passage}
    if action not in inscrites or not _regler(turn, achat, _dite(annee, action)):
        return _deja(turn, entretien, achat, EXECUTION)
    if dit == OUI:
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, REALISEE)], turn.now)
    elif dit == EN_COURS:
        faites = [un.action for un in _proposees(memoire(turn), achat) if Pas.REALISEE in un.passage]
        etapes.dire(
            memoire(turn).achats,
            turn.pack,
            achat.id,
            [_etape(turn, une, REPRISE) for une in faites if une == action],
            turn.now,
        )
    elif dit == NON:
        etapes.dire(memoire(turn).achats, turn.pack, achat.id, [_etape(turn, action, ECARTEE, motif)], turn.now)
        if motif is None:
            memoire(turn).achats.rouvrir(achat.id, f"{MOTIF}:{action}", turn.now)
    question = _question(turn, achat, f"{EXECUTION}:{annee}")
    if question is not None and formuler(memoire(turn), turn.pack, question) is None:
        _regler(turn, achat, f"{EXECUTION}:{annee}")
    return poursuivre(turn, entretien, achat.id, {"quoi": f"realisee_{dit}", "action": action})


def _ne_plus_demander(turn: Turn, entretien: Entretien, achat: AchatRecord) -> Outcome:
    """Nothing more is asked of this purchase unless somebody opens it."""
    nouveau = _regler(turn, achat, ARRET)
    for question in memoire(turn).achats.questions([achat.id]).get(achat.id, []):
        _regler(turn, achat, question.genre, EtatQuestion.SANS_OBJET)
    return poursuivre(turn, entretien, None, {"quoi": "arret", "achat": achat, "nouveau": nouveau})


def rouvrir(turn: Turn, entretien: Entretien, achat: AchatRecord, genre: str) -> Outcome | None:
    """Answer a question by hand, or again: what was said before stays in the history."""
    racine, _, detail = genre.partition(":")
    if racine not in ORDRE or (racine == EXECUTION) != bool(detail) or (detail and not detail.isdecimal()):
        return None
    achats = memoire(turn).achats
    if racine == EXECUTION:
        achats.oublier(achat.id, f"realisee:{detail}:")
    achats.rouvrir(achat.id, genre, turn.now)
    question = _question(turn, achat, genre)
    posee = None if question is None else formuler(memoire(turn), turn.pack, question)
    if posee is None:
        _regler(turn, achat, genre, EtatQuestion.SANS_OBJET)
        return poursuivre(turn, entretien, achat.id, {"quoi": "rien_a_demander", "achat": achat})
    return Outcome(entretien.en_json(), [annoncer(posee)])


# --- what is typed ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class EnCours:
    """The question of the last message: its genre, its purchase, and the button without its answer."""

    genre: str
    achat: AchatRecord
    valeur: tuple[str, ...]
    offerts: tuple[Choice, ...]


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """An answer typed to the question of the last message; None when there is none, or when the words are of something else."""
    posee = en_cours(turn)
    if posee is None:
        return None
    commande = lire_commande(texte, exacte=True)
    if commande in ("annuler", "passer") or simplifier(texte) in ("non merci", "pas maintenant", "plus tard"):
        return aparte(turn, entretien, Reply("suivi_plus_tard", {}, (bouton("mes_achats", "c:mes_achats"),)))
    if simplifier(texte) in (
        "ne plus me demander",
        "ne me demandez plus",
        "ne me demande plus",
        "arretez de me demander",
    ):
        return _ne_plus_demander(turn, entretien, posee.achat)
    if ne_sait_pas(texte):
        return _ne_sait_pas(turn, entretien, posee)
    if commande == "pourquoi":
        return Outcome(entretien.en_json(), [_encore(posee, {"quoi": "pourquoi"})])
    if commande is not None and commande != "ne_sait_pas":
        return None
    if choisis := _choisis(turn, posee, texte):
        return repondre_par_choix(turn, entretien, choisis)
    return _lire(turn, entretien, posee, texte)


def insister(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """When nothing else was meant either: say so, and put the question of the last message again."""
    posee = en_cours(turn)
    if posee is None or lire_commande(texte, exacte=True) is not None:
        return None
    if fiches.est_directe(texte) or fiches.demande_une_definition(texte):
        aside = fiches.chercher(turn, replace(entretien, etape=Etape.ACCUEIL), texte, dire_rien=True)
        return aside and Outcome(entretien.en_json(), [*aside.replies, _encore(posee, None)])
    if entretien.etape is Etape.QUESTION or _est_d_autre_chose(turn, texte):
        return None
    return Outcome(entretien.en_json(), [_encore(posee, {"quoi": "incompris", "genre": posee.genre})])


def rappeler(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome | None:
    """Say something, then the question that was just asked again; None when none was."""
    posee = en_cours(turn)
    return None if posee is None else Outcome(entretien.en_json(), [reply, _encore(posee, None)])


def en_cours(turn: Turn) -> EnCours | None:
    """What the last message asked, told by the buttons that it offered."""
    offerts = tuple(Choice(libelle, valeur) for valeur, libelle in turn.etat.get("choix_offerts", ()))
    parties = offerts[0].value.split(":") if offerts else []
    if len(parties) < 4 or parties[0] != "s" or parties[1] not in _GENRES or not parties[2].isdecimal():
        return None
    achat = le_mien(turn, int(parties[2]))
    genre = _GENRES[parties[1]]
    return None if achat is None else EnCours(genre, achat, tuple(parties[:-1]), offerts)


def _encore(en_cours: EnCours, note: Mapping[str, Any] | None) -> Reply:
    """The same question, after what was said aside or not understood."""
    contexte = {"note": note, "genre": en_cours.genre, "achat": en_cours.achat}
    multiple = en_cours.genre in (INSCRITES, SOCIAL)
    return Reply("suivi_encore", contexte, en_cours.offerts, multiple=multiple)


def _est_d_autre_chose(turn: Turn, texte: str) -> bool:
    """Whether the words describe a purchase, or ask something."""
    lecture = turn.lecteur.lire(texte, turn.aujourdhui)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    return bool(lus & {"segments", "nature"} and lus & {"montant_ht", "procedure"}) or texte.rstrip().endswith("?")


def _choisis(turn: Turn, en_cours: EnCours, texte: str) -> str | None:
    """The labels that were typed, in full or by their rank where ranks mean nothing else."""
    simple = simplifier(texte)
    for choix in en_cours.offerts:
        if simplifier(choix.label) == simple:
            return choix.value
    if en_cours.genre in (INSCRITES, OFFRES, MONTANT):
        return None
    # A reason may be any words: only a rank stands for one of those that are proposed.
    if en_cours.genre == MOTIF and not simple.isdecimal():
        return None
    if en_cours.genre == CONTRAT and simple.isdecimal():
        return next((choix.value for choix in en_cours.offerts if choix.value.endswith(f":{simple}")), None)
    return lire_choix_offert(turn, texte)


def _ne_sait_pas(turn: Turn, entretien: Entretien, en_cours: EnCours) -> Outcome | None:
    match en_cours.genre:
        case "publication" | "attribution":
            return _reporter(turn, entretien, en_cours.achat, en_cours.genre, None)
        case "motif":
            return _motiver(turn, entretien, en_cours.achat, int(en_cours.valeur[3]), None)
        case "execution":
            annee, action = int(en_cours.valeur[3]), int(en_cours.valeur[4])
            return _realiser(turn, entretien, en_cours.achat, annee, action, EN_COURS)
        case "contrat":
            return _rattacher(turn, entretien, en_cours.achat, None)
    return repondre_par_choix(turn, entretien, ":".join((*en_cours.valeur[:3], INCONNU)))


def _lire(turn: Turn, entretien: Entretien, en_cours: EnCours, texte: str) -> Outcome | None:
    """The answer that the words are, each question in its own way."""
    achat = en_cours.achat
    match en_cours.genre:
        case "publication" if parle_d_attribution(texte):
            return attribuer(turn, entretien, achat, texte)
        case "publication":
            jour = lire_jour_dit(texte, turn.aujourdhui, passe=False)
            dit = lire_publication(texte) or (NON if jour else None)
            return None if dit is None else _publier(turn, entretien, achat, _pas_avant(dit, jour), jour)
        case "inscrites":
            return _lire_les_actions(turn, entretien, en_cours, texte)
        case "motif":
            return _lire_un_motif(turn, entretien, en_cours, texte)
        case "circulaire" if avis := lire_avis(texte):
            return _prendre(turn, entretien, achat, CIRCULAIRE, {"economie_circulaire": avis.accord})
        case "attribution":
            jour = lire_jour_dit(texte, turn.aujourdhui, passe=False)
            dit = lire_attribution(texte) or (NON if jour else None)
            return None if dit is None else _attribuer(turn, entretien, achat, _pas_avant(dit, jour), texte, jour)
        case "contrat" if (avis := lire_avis(texte)) and not avis.accord:
            return _rattacher(turn, entretien, achat, None)
        case "offres" if (offres := lire_offres(texte)) is not None:
            return _prendre(turn, entretien, achat, OFFRES, {"offres": offres})
        case "montant" if montant := _montant(turn, texte):
            return _prendre(turn, entretien, achat, MONTANT, {"montant_ht": montant})
        case "tpe_pme" if (pme := lire_tpe_pme(texte)) is not None:
            return _prendre(turn, entretien, achat, TPE_PME, {"tpe_pme": pme})
        case "social" if (dits := lire_social(texte)) is not None:
            return _qualifier(turn, entretien, achat, dits)
        case "execution" if dit := lire_realisation(texte):
            annee, action = int(en_cours.valeur[3]), int(en_cours.valeur[4])
            return _realiser(turn, entretien, achat, annee, action, dit, _motif_dit(texte) if dit == NON else None)
    return None


def _lire_les_actions(turn: Turn, entretien: Entretien, en_cours: EnCours, texte: str) -> Outcome | None:
    lignes = memoire(turn).achats.suivis([en_cours.achat.id]).get(en_cours.achat.id, [])
    montrees = [int(choix.value.split(":")[3]) for choix in en_cours.offerts if choix.value.split(":")[3].isdecimal()]
    prevues = [ligne.action for ligne in lignes if _est_visee(ligne)]
    lues = lire_actions(texte, montrees, prevues)
    if lues is None:
        return None
    siennes = {ligne.action for ligne in lignes}
    if etrangeres := [action for action in lues.inconnues if action not in siennes]:
        note = {"quoi": "etrangeres", "actions": etrangeres, "genre": INSCRITES}
        return Outcome(entretien.en_json(), [_encore(en_cours, note)])
    return _inscrire(turn, entretien, en_cours.achat, lues.actions | set(lues.inconnues))


def _lire_un_motif(turn: Turn, entretien: Entretien, en_cours: EnCours, texte: str) -> Outcome | None:
    if _est_d_autre_chose(turn, texte):
        return None
    sans = simplifier(texte) in ("sans motif", "aucun", "rien", "non", "pas de motif", "aucun motif")
    return _motiver(turn, entretien, en_cours.achat, int(en_cours.valeur[3]), None if sans else texte)


def _motif_dit(texte: str) -> str | None:
    """ "non, abandonnée : plus de chantier": what follows is the reason."""
    _, deux_points, motif = texte.partition(":")
    return motif.strip() or None if deux_points else None


def _montant(turn: Turn, texte: str) -> Decimal | None:
    lu = turn.lecteur.lire_reponse(turn.pack.vocabulaire["montant_ht"], texte, turn.aujourdhui)
    if lu.incertitude is not None or not isinstance(lu.possible, Intervalle):
        return None
    return lu.possible.seule if isinstance(lu.possible.seule, Decimal) else None


def publier(turn: Turn, entretien: Entretien, achat: AchatRecord, texte: str) -> Outcome | None:
    """What is said of a publication without having been asked."""
    jour = lire_jour_dit(texte, turn.aujourdhui, passe=False)
    dit = lire_publication(texte)
    sans_contrat = achat.conclu and not achat.attribue
    if (dit == OUI and sans_contrat) or (dit == ABANDON and not achat.conclu):
        # Said in so many words against what was said before: it is a correction, not a second click.
        memoire(turn).achats.rouvrir(achat.id, PUBLICATION, turn.now)
    return None if dit is None else _publier(turn, entretien, achat, _pas_avant(dit, jour), jour)


def attribuer(turn: Turn, entretien: Entretien, achat: AchatRecord, texte: str) -> Outcome | None:
    """What is said of an award without having been asked, and what the same sentence tells of it."""
    jour = lire_jour_dit(texte, turn.aujourdhui, passe=False)
    dit = lire_attribution(texte)
    if achat.conclu and achat.contrat_id is None and dit not in (None, NON, _issue(achat)):
        memoire(turn).achats.rouvrir(achat.id, ATTRIBUTION, turn.now)
        for genre in _DE_L_ATTRIBUTION:
            memoire(turn).achats.oublier(achat.id, genre)
    return None if dit is None else _attribuer(turn, entretien, achat, _pas_avant(dit, jour), texte, jour)


def _issue(achat: AchatRecord) -> str:
    """How a purchase ended."""
    if achat.attribue:
        return OUI
    return INFRUCTUEUX if achat.traits["infructueux"] else SANS_SUITE


def _pas_avant(dit: str, jour: date | None) -> str:
    """ "Publié le 15 mars" said before that day: not yet."""
    return NON if dit == OUI and jour is not None else dit


__all__ = [
    "QUESTIONS_MAX",
    "EnCours",
    "Question",
    "a_poser",
    "annoncer",
    "attribuer",
    "en_cours",
    "formuler",
    "insister",
    "le_mien",
    "motifs_de",
    "poursuivre",
    "publier",
    "rappeler",
    "repondre",
    "repondre_par_choix",
    "rouvrir",
    "suivante",
]  # fmt: skip
