"""What the ligne directe makes of a message, whoever asks: a person must answer, an entry does, or nothing fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from itertools import dropwhile
from types import MappingProxyType
from typing import Any

from handlers.conversation.wording import quantite
from knowledge.francais.questionnement import ressemble_a_une_question, separer_les_questions
from knowledge.ligne_directe import fil, sous_questions
from knowledge.ligne_directe.calculs import Contexte, Resultat, calculer
from knowledge.ligne_directe.entrees import ACHAT, RENVOI, Entree, LigneDirecte, SousQuestion, valeur_du_renvoi
from knowledge.ligne_directe.faits import lire_les_faits
from knowledge.ligne_directe.gardes import ALARMES, URGENTES, Garde, Gardien
from knowledge.ligne_directe.repondeur import Repondeur, Trouvees
from knowledge.plan.pack import Pack

AUTRES_MAX = 3
AUSSI_MAX = 2
# From so sure on a person answers. Between, if an answer clearly fits, it is told, then whether it is their case is asked; if none does, a
# person answers too. Under that an answer is given, and a person offered.
CAS, CAS_POSSIBLE = 0.5, 0.2
# A report is kept from everybody: nothing less than sure is called one.
REPORT = 0.85
SURE_A_PART = 0.9
# From how likely it is about something else; then from how likely though an answer seems to fit, if it is not likelier to be the one:
# "tu t'appelles comment ?" has its answer, and so has what the team approved.
HORS_SUJET, SURE_HORS_SUJET = 0.52, 0.52
# The better an answer fits, the surer it must be; a share of its score.
PART_DU_SCORE = 0.57
# A case told in rare words looks like something else: so many times likelier, it is.
FOIS_LE_CAS = 2.0
# From how clear it is which answer is the one.
CLAIRE = 0.5
# A case of these is told with the general rule, the one of its kind (`sur`) if it comes near: money that is late is a litige, or a file to
# look at. Else what clearly answers it, from so clear and fitting so well on.
AVEC_LA_REGLE = {
    Garde.CONTESTATION: Garde.CONTESTATION.value,
    Garde.LITIGE: Garde.LITIGE.value,
    Garde.DOSSIER: Garde.LITIGE.value,
}
REGLE, REGLE_SCORE, REGLE_PROCHE = 0.5, 1.2, 0.8
PART_DE_LA_MEILLEURE = 0.8
# What any case of these asks first, whatever its words.
REGLE_DE_TOUS = frozenset({Garde.CONTESTATION})
# What surely is a question on purchasing, and nothing else, is answered by what comes nearest, from so near on.
PROCHE, SUREMENT_GENERALE = 0.75, 0.95


@dataclass(frozen=True, slots=True)
class Jugement:
    """`garde` says why a person must answer; else `entree` is the answer, `autres` what comes next. `soupcon` says why a person might,
    and `possible` that it is likely enough to be asked. `regle`: the general answer that goes with a `garde`. `incertaine`: `entree` is but
    what comes nearest.

    `aussi` are the answers of what else the message asks; `parties`: by the names of answers, the words that asked each, where the message
    asks several things. Nothing of these: nothing fits, or it is `hors_sujet`. `faits` are what the message says of the firm and of a contract.
    """

    garde: Garde | None = None
    regle: Entree | None = None
    hors_sujet: bool = False
    entree: Entree | None = None
    soupcon: Garde | None = None
    possible: bool = False
    incertaine: bool = False
    autres: tuple[Entree, ...] = ()
    aussi: tuple[Entree, ...] = ()
    parties: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    faits: Mapping[str, Any] | None = None


def juger(texte: str, repondeur: Repondeur, gardien: Gardien, jour: date) -> Jugement:
    """Read one message of a firm."""
    trouvees = repondeur.chercher(texte)
    garde, surete = gardien.garder(texte, trouvees.evidence), gardien.soupconner(texte).surete
    if surete < (CAS_POSSIBLE if garde in ALARMES else CAS):
        # Of something else, a weak guard and an answer, the likeliest: nobody is disturbed for what is not theirs.
        bien = trouvees.sures[0].score * PART_DU_SCORE if trouvees.sures else 0.0
        assez = max(SURE_HORS_SUJET, trouvees.evidence, bien) if trouvees.sures else HORS_SUJET
        if gardien.hors_sujet(texte) >= max(assez, FOIS_LE_CAS * surete):
            return Jugement(hors_sujet=True)
    if garde is not None and _est_sure(garde, surete, trouvees):
        return Jugement(garde=garde, regle=_regle(garde, trouvees, repondeur))
    possible = garde is not None and surete >= CAS_POSSIBLE
    if garde is Garde.PROBITE and possible and not (surete < CAS and _repond_au_soupcon(trouvees, garde)):
        # Neither answered nor kept before it is said to be no report.
        return Jugement(soupcon=garde)
    questions = separer_les_questions(texte)
    if garde is not None and (cas := _cas_parmi(questions, gardien)) is not None:
        return Jugement(garde=cas, regle=_regle(cas, trouvees, repondeur))
    faits = lire_les_faits(texte, jour)
    sures, proches = ([trouvee.entree for trouvee in une] for une in (trouvees.sures, trouvees.autres))
    incertaine = not sures and garde is None and _est_proche(trouvees, gardien.generale(texte))
    if incertaine:
        sures, proches = proches[:1], proches[1:]
    if not sures:
        return Jugement(autres=tuple(proches[:AUTRES_MAX]), faits=faits)
    parties = _parties(questions, repondeur, gardien)
    if len(questions) == 1 and len(dites := [*dropwhile(_raconte, fil.phrases(texte))]) > 1:
        # "Le dossier est gratuit ? Et la signature, j'en ai pas": what only tells may ask too, where the whole finds it as well.
        parties = [une for une in _parties(dites, repondeur, gardien) if une[1][0] in sures]
        parties = [une for une in parties if une[1][0] is sures[0] or not _voisines(une[1][0], sures[0])]
    entree = sures[0]
    if any(entree in siennes for _, siennes in parties[1:]) and entree not in parties[0][1]:
        # Several questions are answered in their order.
        entree = parties[0][1][0]
    autres = [une for une in (*sures, *proches) if une is not entree]
    aussi = dict.fromkeys(siennes[0].id for _, siennes in parties if entree not in siennes)
    return Jugement(
        entree=entree,
        soupcon=None if garde is Garde.PROBITE else garde,
        possible=possible,
        incertaine=incertaine,
        autres=tuple(autres[:AUTRES_MAX]),
        aussi=tuple(une for nom in aussi if (une := repondeur.entree(nom)) is not None)[:AUSSI_MAX],
        parties=_mots_de_chacune(entree, aussi, questions, parties),
        faits=faits,
    )


def _regle(garde: Garde, trouvees: Trouvees, repondeur: Repondeur) -> Entree | None:
    """The general answer that goes with a case: what clearly answers it; else what any case of that kind asks first, if anything."""
    sur = AVEC_LA_REGLE.get(garde)
    if sur is None:
        return None
    proches = [une for une in (*trouvees.sures, *trouvees.autres) if une.entree.sur == sur]
    if proches and proches[0].score >= max(REGLE_PROCHE, PART_DE_LA_MEILLEURE * trouvees.meilleure):
        return proches[0].entree
    claire = trouvees.sures and trouvees.evidence >= REGLE and trouvees.sures[0].score >= REGLE_SCORE
    if claire and garde is not Garde.DOSSIER:
        return trouvees.sures[0].entree
    return repondeur.sur(garde.value) if garde in REGLE_DE_TOUS else None


def _est_proche(trouvees: Trouvees, generale: float) -> bool:
    """Whether what comes nearest is worth giving as such, of what is so likely a question on purchasing."""
    return bool(trouvees.autres) and trouvees.autres[0].score >= PROCHE and generale >= SUREMENT_GENERALE


def _raconte(phrase: str) -> bool:
    """Whether a sentence only tells: what stands before the question is of whoever asks it."""
    return not ressemble_a_une_question(phrase)


def _voisines(une: Entree, autre: Entree) -> bool:
    """Whether two answers are of one subject."""
    proches = une.id in autre.voir or autre.id in une.voir or une.sujet == autre.sujet
    return proches or (une.calcul is not None and une.calcul is autre.calcul)


def _repond_au_soupcon(trouvees: Trouvees, garde: Garde) -> bool:
    """Whether the surest answer is of the very thing that is supposed: "si je vous offre une caisse de vin ?"."""
    return bool(trouvees.sures) and trouvees.sures[0].entree.sur == garde.value


def _cas_parmi(questions: Sequence[str], gardien: Gardien) -> Garde | None:
    """The case that one of several questions surely tells; a report told so is asked about, by the whole message.

    "30 jours à partir de quoi ? la date de ma facture ?" asks one: what is no question by its words goes on with another.
    """
    seules = [une for une in questions if ressemble_a_une_question(une.rstrip(" ?"))] if len(questions) > 1 else []
    soupcons = [gardien.soupconner(une) for une in seules]
    surs = [un for un in soupcons if un.surete >= CAS and un.garde is not Garde.PROBITE]
    return max(surs, key=lambda un: un.surete).garde if surs else None


def _mots_de_chacune(
    entree: Entree, aussi: Iterable[str], questions: Sequence[str], parties: Sequence[tuple[str, Sequence[Entree]]]
) -> dict[str, tuple[str, ...]]:
    """The words that asked each answer, where a message asks several things; those of no other ask the first."""
    if len(questions) < 2:
        return {}
    autres = {siennes[0].id: mots for mots, siennes in parties if entree not in siennes}
    demandees = tuple(mots for mots in questions if mots not in autres.values())
    return {entree.id: demandees, **{nom: (autres[nom],) for nom in aussi}}


def _parties(parties: Sequence[str], repondeur: Repondeur, gardien: Gardien) -> list[tuple[str, list[Entree]]]:
    """What surely answers each question of a message, after its words, in their order; nothing for a message that asks one.

    "j'ai droit à l'avance ? et comment je facture ?" asks two.
    """
    sures: list[tuple[str, list[Entree]]] = []
    for partie in parties if len(parties) > 1 else ():
        trouvees = repondeur.chercher(partie)
        cas = gardien.garder(partie, trouvees.evidence) or gardien.soupconner(partie).surete >= CAS_POSSIBLE
        if trouvees.sures and trouvees.meilleure >= SURE_A_PART and not cas:
            sures.append((partie, [trouvee.entree for trouvee in trouvees.sures]))
    return sures


def pour_cette_taille(jugement: Jugement, effectif: int | None, ligne: LigneDirecte) -> Jugement:
    """The same, with the next answer first where the best is for firms larger than this one."""
    entree = jugement.entree
    if entree is None or entree.effectif_min is None or effectif is None:
        return jugement
    if effectif >= ligne.chiffres[entree.effectif_min].valeur:
        return jugement
    suivante = next((une for une in jugement.autres if une.effectif_min is None and une.calcul is entree.calcul), None)
    if suivante is None:
        return jugement
    return replace(jugement, entree=suivante, autres=(entree, *(une for une in jugement.autres if une is not suivante)))


def garde_de(texte: str, repondeur: Repondeur, gardien: Gardien) -> Garde | None:
    """Why a person must answer this message; None when the assistant may, or when a case is but supposed."""
    trouvees = repondeur.chercher(texte)
    garde = gardien.garder(texte, trouvees.evidence)
    return garde if garde is not None and _est_sure(garde, gardien.soupconner(texte).surete, trouvees) else None


def _est_sure(garde: Garde, surete: float, trouvees: Trouvees) -> bool:
    """Whether a person answers, and not the assistant: a danger and distress always, a report only when it surely is one."""
    if garde in ALARMES:
        return garde in URGENTES or surete >= REPORT
    # What may be asked of persons has its answer; whoever wants one gets one.
    claire = trouvees.sures and trouvees.evidence >= CLAIRE and garde is not Garde.HUMAIN
    return surete >= (CAS if claire else CAS_POSSIBLE)


def calculer_pour(entree: Entree, faits: Mapping[str, Any], contexte: Contexte) -> Resultat | None:
    """What the facts allow to work out under that entry; None when it computes nothing."""
    return None if entree.calcul is None else calculer(entree.calcul, faits, contexte)


def demandees(
    entree: Entree,
    textes: Sequence[str],
    faits: Mapping[str, Any],
    contexte: Contexte,
    dits: Mapping[str, Any] | None = None,
) -> list[tuple[SousQuestion, str | None]]:
    """The sub-questions of an answer that these texts ask, each once, with the yes or the no that is asked for; the one told to whoever asks
    nothing more of it; none where the answer only says all.
    """

    def chiffre(nom: str) -> Decimal | None:
        nom, _, reste = nom.partition(".")
        valeur = valeur_du_renvoi(nom, reste or None, contexte.ligne, contexte.pack, contexte.jour)
        return valeur[0] if isinstance(valeur, tuple) else None

    dites = {
        une.id: (une, sous_questions.repond(une, entree, texte))
        for texte in textes
        for une in sous_questions.demandees(entree, texte, faits, chiffre, dits)
    }
    if dites:
        return list(dites.values())
    generale = sous_questions.generale(entree)
    return [] if generale is None else [(generale, sous_questions.repond(generale, entree, " ".join(textes)))]


def suffisent(dites: Sequence[tuple[SousQuestion, str | None]], entree: Entree, textes: Sequence[str]) -> bool:
    """Whether what is told first says all that the answer knows of what was asked; the rest then unfolds."""
    texte = " ".join(textes)
    return bool(dites) and not (dites[0][0].generale and sous_questions.en_dit_plus(dites[0][0], entree, texte))


def remplir(
    texte: str, ligne: LigneDirecte, pack: Pack, jour: date, achat: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The text of an entry with its figures of that day, and those of the purchase. Raises KeyError for a name that means nothing."""

    def dire(nom: str, reste: str | None) -> str:
        if nom == ACHAT:
            return achat[reste or ""]
        valeur = valeur_du_renvoi(nom, reste, ligne, pack, jour)
        if valeur is None:
            raise KeyError(nom)
        return valeur if isinstance(valeur, str) else quantite(*valeur)

    return RENVOI.sub(lambda trouve: dire(trouve["nom"], trouve["reste"]), texte)


__all__ = [
    "AUTRES_MAX",
    "Jugement",
    "calculer_pour",
    "demandees",
    "garde_de",
    "juger",
    "pour_cette_taille",
    "remplir",
    "suffisent",
]
