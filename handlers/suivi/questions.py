"""What is asked of a purchase, in words and buttons: after its publication, after its award, then once a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from rapidfuzz import fuzz

from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import Choice, Reply
from handlers.suivi import suites
from handlers.suivi.moments import (
    ACHETEUR,
    EXECUTION,
    INSCRITES,
    MARCHE,
    MONTANT,
    MOTIF,
    OFFRES,
    RESERVE,
    SOCIAL,
    TPE_PME,
    ordre,
)
from knowledge.donnees import lire_donnees
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Pack
from knowledge.suivi.reponses import ABANDON, EN_COURS, INFRUCTUEUX, NON, OUI, SANS_SUITE
from storage.suivi.records import ACHETEUR_NON_DIT, AchatRecord, EtatQuestion, Pas, QuestionRecord, SuiviRecord
from storage.suivi.repository import ECARTEE
from storage.unit_of_work import Reading

FICHIER = Path(__file__).with_name("motifs.yaml")
INCONNU, AUCUN, TOUT, PREVU, TITULAIRE = "?", "-", "*", "=", "titulaire"
# A contract of the register may be the one that a purchase became when their objects are that much alike, out of 100.
RESSEMBLANCE_MIN = 60
MARCHES_MONTRES = 3
# Looked at, the last notified first.
MARCHES_REGARDES = 400
# Asked in a message that nobody asked for.
QUESTIONS_MAX = 10
OUVERTE = (EtatQuestion.A_POSER, EtatQuestion.POSEE)
TEXTES_MAX = 6
_VISEES = Pas.RETENUE | Pas.CIBLEE | Pas.INSCRITE


@dataclass(frozen=True, slots=True)
class Question:
    """A question as it is put: of which purchase, and what its words need. `genre` is one of `moments.ordre`."""

    numero: int
    genre: str
    achat: AchatRecord
    choices: tuple[Choice, ...]
    multiple: bool = False
    contexte: Mapping[str, Any] = field(default_factory=dict)


@cache
def _motifs() -> list[str]:
    toutes: list[str] = lire_donnees(FICHIER)["toutes"]
    return toutes


def motifs_de(pack: Pack, action: int) -> list[str]:
    """The reasons that are proposed for not doing an action, its own first."""
    fiche = pack.fiches.get(action)
    return [*(() if fiche is None else fiche.motifs), *_motifs()]


# --- putting a question -----------------------------------------------------------------------------------------------


def formuler(memoire_: Reading, pack: Pack, question: QuestionRecord) -> Question | None:
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
        case "acheteur" if achat.marche_id is None and (encore or achat.acheteur == ACHETEUR_NON_DIT):
            chacun = tuple(Choice(un.nom, f"s:ach:{achat.id}:{un.id}") for un in pack.acheteurs)
            return Question(question.id, ACHETEUR, achat, (*chacun, _inconnu("ach", achat)))
        case "inscrites" if (encore or achat.attribue or not achat.conclu) and (
            lignes := proposees(memoire_, achat, ecartees=encore)
        ):
            return _sur_les_actions(memoire_, pack, question, achat, lignes)
        case "motif" if detail.isdecimal() and int(detail) in pack.fiches and sans_motif(memoire_, achat, int(detail)):
            return _sur_un_motif(pack, question, achat, int(detail))
        case "attribution" if achat.marche_id is None and (encore or not (achat.attribue or achat.conclu)):
            return _mettre(question, achat, _choix("att", achat, "attribue", "infructueux", "sans_suite", "pas_encore"))
        case "contrat" if achat.marche_id is None and (trouves := marches_possibles(memoire_, pack, achat)):
            return _sur_le_marche(question, achat, trouves)
        case "execution" if achat.attribue and detail.isdecimal():
            return _sur_l_execution(memoire_, pack, question, achat, int(detail), encore=encore)
    return _sur_un_trait(pack, question, achat, encore=encore)


def _sur_un_trait(pack: Pack, question: QuestionRecord, achat: AchatRecord, *, encore: bool) -> Question | None:
    """What can only be told of the purchase as a whole, when nobody knows it."""
    traits = achat.traits
    trait = next((un for un in pack.traits.values() if un.genre == question.genre), None)
    if trait is not None:
        if not encore and traits.get(trait.id) is not None:
            return None
        return Question(question.id, trait.genre, achat, _oui_non(trait.verbe, achat), contexte={"trait": trait})
    match question.genre:
        case "offres" if encore or achat.offres is None:
            return Question(question.id, OFFRES, achat, (_inconnu("off", achat),))
        case "montant" if encore or achat.montant_ht is None:
            return Question(question.id, MONTANT, achat, (_inconnu("mon", achat),))
        case "tpe_pme" if TPE_PME in pack.traits_comptes and (encore or traits["tpe_pme"] is None):
            return Question(question.id, TPE_PME, achat, _oui_non("pme", achat))
        case "social" if encore or traits["esus"] is None or traits["insertion_handicap"] is None:
            choices = (
                bouton("esus", f"s:soc:{achat.id}:esus"),
                bouton("insertion_handicap", f"s:soc:{achat.id}:handicap"),
                bouton("ni_l_un_ni_l_autre", f"s:soc:{achat.id}:{AUCUN}"),
                _inconnu("soc", achat),
            )
            return Question(question.id, SOCIAL, achat, choices, multiple=True)
        case "reserve" if est_mal_reserve(achat):
            emploie = bouton("titulaire_social", f"s:res:{achat.id}:{TITULAIRE}")
            pas_reserve = bouton("pas_reserve", f"s:res:{achat.id}:{NON}")
            return Question(question.id, RESERVE, achat, (emploie, pas_reserve, _inconnu("res", achat)))
    return None


def est_mal_reserve(achat: AchatRecord) -> bool:
    """Whether it is told reserved, and its holder to employ nobody that a contract may be reserved for."""
    return achat.traits["reserve"] is True and achat.traits["insertion_handicap"] is False


def _sur_un_motif(pack: Pack, question: QuestionRecord, achat: AchatRecord, action: int) -> Question:
    fiche = pack.fiches[action]
    choices = tuple(
        Choice(motif, f"s:mot:{achat.id}:{action}:{rang}") for rang, motif in enumerate(motifs_de(pack, action))
    )
    choices += (bouton("sans_motif", f"s:mot:{achat.id}:{action}:{AUCUN}"),)
    justifier = next((regle.justifier for regle in fiche.regles if regle.justifier), None)
    return Question(question.id, MOTIF, achat, choices, contexte={"fiche": fiche, "justifier": justifier})


def _sur_le_marche(question: QuestionRecord, achat: AchatRecord, trouves: Sequence[AchatRecord]) -> Question:
    choices = tuple(bouton("c_est_le_marche", f"s:ctr:{achat.id}:{un.marche_id}", un.marche_id) for un in trouves)
    choices += (bouton("aucun_de_ceux_la", f"s:ctr:{achat.id}:{AUCUN}"),)
    return Question(question.id, MARCHE, achat, choices, contexte={"marches": trouves})


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


def proposees(memoire_: Reading, achat: AchatRecord, *, ecartees: bool = False) -> list[SuiviRecord]:
    """The lines that may be in the file: not withdrawn, nor set aside unless that may be corrected."""
    lignes = memoire_.achats.suivis([achat.id]).get(achat.id, [])
    return [ligne for ligne in lignes if ecartees or Pas.ECARTEE not in ligne.passage]


def _sur_les_actions(
    memoire_: Reading, pack: Pack, question: QuestionRecord, achat: AchatRecord, lignes: Sequence[SuiviRecord]
) -> Question:
    connues = [ligne for ligne in lignes if ligne.action in pack.fiches]
    prevues = [ligne.action for ligne in connues if est_visee(ligne)]
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
    contexte = {"prevues": prevues, "textes": suites.pris(memoire_, pack, achat.id)[:TEXTES_MAX]}
    return Question(question.id, INSCRITES, achat, choices, multiple=True, contexte=contexte)


def est_visee(ligne: SuiviRecord) -> bool:
    return bool(ligne.passage & _VISEES) and Pas.ECARTEE not in ligne.passage


def sans_motif(memoire_: Reading, achat: AchatRecord, action: int) -> bool:
    """Whether an action is set aside and nobody said why."""
    etapes = memoire_.achats.etapes([achat.id], action).get(achat.id, [])
    # Of those said at once, the last: `max` keeps the first.
    derniere = max(reversed(etapes), key=lambda une: (une.jour, une.le), default=None)
    return derniere is not None and derniere.etape == ECARTEE and derniere.motif is None


def _sur_l_execution(
    memoire_: Reading, pack: Pack, question: QuestionRecord, achat: AchatRecord, annee: int, *, encore: bool
) -> Question | None:
    dites = {un.genre for un in memoire_.achats.questions([achat.id]).get(achat.id, []) if un.etat not in OUVERTE}
    restent = [
        ligne.action
        for ligne in proposees(memoire_, achat)
        if Pas.INSCRITE in ligne.passage
        and (encore or Pas.REALISEE not in ligne.passage)
        and ligne.action in pack.fiches
        and dite(annee, ligne.action) not in dites
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


def dite(annee: int, action: int) -> str:
    return f"realisee:{annee}:{action}"


def marches_possibles(memoire_: Reading, pack: Pack, achat: AchatRecord) -> list[AchatRecord]:
    """The contracts notified since the diagnosis that this purchase may have become, the most alike first."""
    if not achat.objet:
        return []
    du_plan = tuple(un.id for un in pack.acheteurs)
    acheteurs = (achat.acheteur,) if achat.acheteur in du_plan else du_plan
    objet = simplifier(achat.objet)
    notes = [
        (fuzz.token_set_ratio(objet, simplifier(un.objet)), un)
        for acheteur in acheteurs
        for un, _ in memoire_.achats.ressemblants(acheteur, achat.cree_le.date(), MARCHES_REGARDES)
        if un.objet
    ]
    retenus = sorted((note for note in notes if note[0] >= RESSEMBLANCE_MIN), key=lambda note: (-note[0], -note[1].id))
    return [un for _, un in retenus[:MARCHES_MONTRES]]


def rang(pack: Pack, question: QuestionRecord) -> tuple[int, int]:
    """In which order the questions of one purchase are asked; what the pack no longer asks comes last, and settles."""
    suite, genre = ordre(pack), question.genre.partition(":")[0]
    return suite.index(genre) if genre in suite else len(suite), question.id


def a_poser(memoire_: Reading, pack: Pack, ouvertes: Collection[QuestionRecord], now: datetime) -> list[Question]:
    """Those that are still worth asking, purchase by purchase; the others are settled."""
    retenues = []
    achats: dict[int, int] = {}
    for question in ouvertes:
        achats.setdefault(question.achat_id, len(achats))
    for question in sorted(ouvertes, key=lambda une: (achats[une.achat_id], *rang(pack, une))):
        posee = formuler(memoire_, pack, question)
        if posee is None:
            memoire_.achats.repondre(question.achat_id, question.genre, EtatQuestion.SANS_OBJET, "", now)
        else:
            retenues.append(posee)
    return retenues


def annoncer(
    question: Question, combien: int | None = None, note: Mapping[str, Any] | None = None, *, rappel: bool = False
) -> Reply:
    """The message that puts a question; `combien`: how many follow, when it opens a series; `rappel`: they were asked before."""
    contexte = {"q": question, "combien": combien, "note": note, "equipe": False, "rappel": rappel}
    return Reply("suivi", contexte, question.choices, multiple=question.multiple)


__all__ = [
    "AUCUN", "INCONNU", "OUVERTE", "PREVU", "QUESTIONS_MAX", "TITULAIRE", "TOUT", "Question", "a_poser", "annoncer", "dite", "est_mal_reserve", "est_visee",
    "formuler", "marches_possibles", "motifs_de", "proposees", "rang", "sans_motif",
]  # fmt: skip
