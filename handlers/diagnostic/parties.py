"""A message of several sentences, taken apart: the facts that it tells, then what it asks, one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import pairwise

from handlers.conversation.acts import DISENT, SEULS
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Turn
from handlers.diagnostic.regles import propose_la_reponse
from knowledge.diagnostic.decisions import est_une_perte
from knowledge.diagnostic.demandes import DeLAchat, lire_ce_qui_se_demande
from knowledge.francais.avis import dit_ignorer, lire_avis
from knowledge.francais.contexte import est_une_croyance
from knowledge.francais.modes import est_dit, ouvre_une_question
from knowledge.francais.phrases import phrases
from knowledge.francais.questionnement import coupes_devant_une_demande
from knowledge.francais.texte import plier
from knowledge.lecture.couverture import explique_tout
from knowledge.lecture.faits_dits import Attente, FaitsDits, Origine, lire_faits
from knowledge.lecture.lecture import MONTANT, tient_un_montant

PHRASES_MAX = 8
# Where one may tell and ask at once: anywhere else, something else is awaited.
ICI = frozenset({Etape.ACCUEIL, Etape.QUESTION, Etape.RESULTAT})
# What is of the whole message, in whichever sentence it is said.
DU_TOUT = frozenset({"annuler", "retour", "nouvel_achat", "interroger_le_besoin", "plusieurs_achats"})

# What the next question answers by itself.
GUIDENT = frozenset({"aide", "continuer"})

# Who hesitates does it in so few words.
MOTS_D_UNE_HESITATION = 6
# What a sentence does, said alone.
Faire = Callable[[str], frozenset[str]]


class Sorte(Enum):
    """What a sentence is: it tells facts, it asks, or it does neither."""

    DIT = auto()
    DEMANDE = auto()
    RIEN = auto()


# A sentence, what it is, and what it does.
Lue = tuple[str, Sorte, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Parties:
    """The words that tell facts, those that ask, in their order, and those that nothing is made of.

    `conclut`: it is asked what is to be done, thus for the result.
    """

    faits: str
    demandes: tuple[str, ...]
    perdues: tuple[str, ...] = ()
    conclut: bool = False


def separer(turn: Turn, entretien: Entretien, texte: str, faire: Faire) -> Parties | None:
    """The parts of a message that tells facts in some of its sentences and asks in others; None for any other message."""
    dites = [partie for phrase in phrases(texte) for partie in _a_la_demande(turn, entretien, phrase, faire)]
    if not 1 < len(dites) <= PHRASES_MAX or entretien.etape not in ICI:
        return None
    # What one believed of a rule tells nothing of the contract.
    plie = plier(texte).texte
    connu = tient_un_montant(entretien.faits) and entretien.question != MONTANT
    crues = [
        phrase
        for phrase in dites
        if est_une_croyance(plier(phrase).texte, plie) or not est_dit(phrase, texte, montant_connu=connu)
    ]
    lues = _sans_ce_qui_s_ignore([(un, *_lire(turn, entretien, un, faire)) for un in dites if un not in crues])
    if any(natures & DU_TOUT for _, _, natures in lues) or any(map(_se_repond, dites, dites[1:])):
        return None
    faits = [phrase for phrase, sorte, _ in lues if sorte is Sorte.DIT]
    demandes, avant, conclut, guide = list[str](), list[str](), False, False
    for phrase, sorte, natures in lues:
        if sorte is Sorte.DIT:
            avant = []
        elif sorte is Sorte.RIEN:
            avant.append(phrase)
        elif natures == {"resultat"} or _revient_au_resultat(entretien, phrase):
            conclut, avant = True, []
        elif natures and natures <= GUIDENT:
            # What is told is followed by what guides.
            avant, guide = [], guide or phrase.endswith("?")
        else:
            # What is told just before a question that is not clear by itself is what it is asked of.
            demandes.append(phrase if natures else " ".join((*avant, phrase)))
            avant = []
    perdues = [
        phrase for phrase, sorte, _ in lues if sorte is Sorte.RIEN and not any(phrase in une for une in demandes)
    ]
    if not faits or not (demandes or conclut or guide or len(lues) < len(dites)):
        return None
    return Parties(" ".join(faits), tuple(demandes), tuple(filter(est_une_perte, perdues)), conclut)


def _sans_ce_qui_s_ignore(lues: Sequence[Lue]) -> list[Lue]:
    """The sentences, but what somebody asks himself in a few words and does not know: "Fournitures ou services ? Je ne sais jamais"."""
    ignorees = {
        rang
        for rang, ((phrase, sorte, _), (suivante, _, natures)) in enumerate(pairwise(lues))
        if sorte is Sorte.DEMANDE and phrase.endswith("?") and len(phrase.split()) <= MOTS_D_UNE_HESITATION
        if natures == {"ne_sait_pas"} and dit_ignorer(suivante) and len(suivante.split()) <= MOTS_D_UNE_HESITATION
    }
    return [lue for rang, lue in enumerate(lues) if rang not in ignorees and rang - 1 not in ignorees]


def _a_la_demande(turn: Turn, entretien: Entretien, phrase: str, faire: Faire) -> tuple[str, ...]:
    """A sentence that tells a fact, then asks, in two: "c'est 6 mois, pourquoi vous parlez d'insertion ?"."""
    connu = tient_un_montant(entretien.faits) and entretien.question != MONTANT
    for dit, demande in coupes_devant_une_demande(phrase):
        if ouvre_une_question(dit) or not est_dit(dit, phrase, montant_connu=connu):
            continue
        if faire(demande) - SEULS - DISENT - GUIDENT and _dit(turn, entretien, dit, faire(dit) & DISENT):
            return dit, demande
    return (phrase,)


def _se_repond(demande: str, suivante: str) -> bool:
    """Whether who asks answers: "Des lots ? Non, un seul libraire suffit"."""
    return demande.endswith("?") and lire_avis(suivante) is not None


def _revient_au_resultat(entretien: Entretien, phrase: str) -> bool:
    """Whether a question is answered by the result: what is to be done; what changes too, where what is told concludes anyway."""
    demande = lire_ce_qui_se_demande(phrase)
    return demande is DeLAchat.RESTE_A_FAIRE or (demande is DeLAchat.CHANGE and entretien.conclu)


def _lire(turn: Turn, entretien: Entretien, phrase: str, faire: Faire) -> tuple[Sorte, frozenset[str]]:
    natures = faire(phrase) - SEULS
    if propose_la_reponse(turn, entretien, phrase):
        return Sorte.DIT, natures
    if natures - DISENT or phrase.endswith("?"):
        return Sorte.DEMANDE, natures
    return (Sorte.DIT if _dit(turn, entretien, phrase, natures) else Sorte.RIEN), natures


def _dit(turn: Turn, entretien: Entretien, phrase: str, natures: frozenset[str]) -> bool:
    """Whether a sentence tells a fact: in as many words, as the answer that is awaited, or as a guess that it was heard to tell."""
    lus = _lus(turn, entretien, phrase)
    dits = {dit.origine for dit in lus.dits if dit.nom != "objet"}
    return Origine.DIT in dits or bool(dits and natures) or explique_tout(lus, phrase)


def _lus(turn: Turn, entretien: Entretien, phrase: str) -> FaitsDits:
    question = entretien.question
    attente = None if question is None else Attente(question, entretien.proposes)
    return lire_faits(turn.lecteur, phrase, turn.aujourdhui, attente, entretien.faits)


__all__ = ["Parties", "separer"]
