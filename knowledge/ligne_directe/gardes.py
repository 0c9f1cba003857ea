"""What the assistant must not answer by itself: which messages of firms go to a person, and why.

The same words are asked of one's own case and in general ("que faire si mon offre est rejetée ?"): a linear model, learned from
messages of both kinds (`make gardes`), tells them apart; a few words are never left to it. In doubt a person
answers: only what is surely general, or what an approved answer surely fits, is kept from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import combinations, pairwise
from math import exp, log
from pathlib import Path

from knowledge.francais.langue import VIDES, plat, radical
from knowledge.francais.sms import en_toutes_lettres
from knowledge.recherche.modele import Modele

FICHIER = Path(__file__).parent / "gardes.bin"
MAX_CARACTERES = 2_000
# The class of what may be answered, and that of what is about anything but public purchasing.
GENERAL, HORS_SUJET = "general", "hors_sujet"
# From how sure the model is, and how clear it is which approved answer fits, to how sure somebody must answer: as `make gardes`
# fits it on messages that were not learned from.
PENTE, EVIDENCE, ORDONNEE = 0.81, -1.81, 1.54
LOGIT_MAX = 9.0
# Under so many words that say something a message must say it by itself.
MOTS_MIN, SURETE_DES_BREFS, SURE_SANS_MOT = 3, 0.45, 0.9
# What names a contract is a case; which one, the model says when it is sure of this.
SURE_DE_LA_RAISON = 0.3
NETTE = 0.6
# Length of the pieces of words.
LETTRES = 5


class Garde(StrEnum):
    """Why a person must answer."""

    DANGER = "danger"
    DETRESSE = "detresse"
    PROBITE = "probite"
    DONNEES = "donnees"
    JUSTICE = "justice"
    CONSULTATION = "consultation"
    CONTESTATION = "contestation"
    LITIGE = "litige"
    PLAINTE = "plainte"
    DOSSIER = "dossier"
    HUMAIN = "humain"


# What must be heard whatever was being asked, and by somebody at once.
URGENTES = frozenset({Garde.DANGER, Garde.DETRESSE})
ALARMES = URGENTES | {Garde.PROBITE}
# One sentence of a long story says it: from so sure on. On 13,000 messages, 4 of other classes are.
PHRASE_SURE = 0.7
BREVE_SURE = 0.9
# "Mon concurrent casse les prix" is no report.
REPORT_SURE = 0.85
PHRASE_MOTS_MIN = 2
PHRASES_MAX = 60
# The messages of those who write at the same moment, and no more: nothing of them is to stay.
MESSAGES_MAX = 4
_FIN_DE_PHRASE = re.compile(r"(?<=[.!?])\s+")
_MOT = re.compile(r"\w")
# With its mark: what is asked is less of a case than what is told.
_PHRASES = re.compile(r"[^.!?\n;:…]+[?!]?")

# Never left to likeness, whatever else is said.
_CERTAINES: tuple[tuple[Garde, re.Pattern[str]], ...] = (
    (
        Garde.DANGER,
        re.compile(
            r"\b(?:(?<!si )(?<!s')(?:il y a|on a|j'ai) (?:un|une|des|deux|trois|\d+|plusieurs) (?:(?:homme|ouvrier|salarie|gars|gens|personne|collegue)s? )?(?:blesse\w*|mort\w*|electrocute\w*|coince\w*|enseveli\w*|incendie|feu|explosion|effondrement)"
            r"|fuite de gaz|(?:un|des) (?:types?|hommes?|mecs?|gars) armes?|(?:est|sont) en feu|(?:prend|a pris) feu|(?:il )?y a le feu|est en train de bruler"
            r"|(?:mur|echafaudage|plafond|plancher|grue|toit|immeuble|batiment|tranchee)s? (?:s'est |vient de |s'est en train de )?(?:s')?effondr\w*"
            r"|(?:ouvrier|salarie|collegue|gars|apprenti|passant|homme|il|elle) (?:est tombee?|a chute|ne respire plus|est inconsciente?|a fait un malaise|fait un malaise|est electrocutee?|est blessee?))\b"
            r"|^accident\b(?!.*\b(?:assur\w*|declar\w*|responsab\w*|qui paie)\b)"
        ),
    ),
    (
        Garde.DETRESSE,
        re.compile(
            # A bid can be "suicidaire" too.
            r"(?<!prix )(?<!offre )(?<!offres )(?<!tarif )(?<!tarifs )(?<!rabais )(?<!tres )\bsuicid\w*|\bsuicid(?:e|er|es|ait)\b"
            r"|\b(?:me |m'|se |s'est |s'etre )(?:suis )?(?:foutre en l'air|pendre|pendue?|flinguer)\b|\b(?:je (?:\w+ )?me (?:suis )?|se |s'est |s'etre |de me )tuee?r?\b(?! a la tache| au travail| a petit feu)|\bpendue?\b(?! la cremaillere)"
            r"|\bm ?'?foutr?e? en l ?'?(?:air|r)\b|\ben finir avec la vie\b|\b(?:envie|pense\w*|penser|songe\w*) (?:de mourir|d'en finir|a en finir|a mourir)\b|\b(?:je|il|elle) (?:veux|veut|voudrais|vais|va) (?:mourir|crever)\b"
            r"|\bmettre fin a (?:mes|ses) jours\b|\bplus (?:envie|la force) de vivre\b|\bau bout du rouleau\b"
            r"|\b(?:avale|pris|prend\w*) (?:tou[ts]e?s? )?(?:des|mes|ses|les|plein de|une boite de|trop de) (?:cachets|medicaments|comprimes|medocs|somniferes)\b"
            r"|\b(?:kill (?:my|him|her)self|end my life|want to die|quiero morir)\b"
        ),
    ),
    (
        Garde.PROBITE,
        re.compile(
            r"\b(?:m'a|nous a|m'ont|nous ont) (?:deman\w*|propos\w*|reclam\w*|exig\w*)\b.{0,40}\b(?:pots? de vin|dessous de table|sous la table|bakchich|en liquide|enveloppe|commission)\b|\bm'a\b.{0,40}\bsous la table\b|\b(?:pots? de vin|dessous de table|bakchich)\b.{0,60}\b(?:m'a|nous a|pour avoir le marche)\b"
            r"|\b(?:agents?|techniciens?|chef|responsable|elue?|acheteur|controleur|surveillant|conducteur|employe|gars|monsieur|fonctionnaire)\b.{0,40}\b(?:demand|reclam|exig|attend|veu|veul|tax)\w* (?:des |un |une |de l'|du )?(?:petits? |gros )?(?:cadeaux?|commission|enveloppes?|pots? de vin|dessous de table|bakchich|liquide)\b"
            r"|\b(?:asked|wants?|demand\w*) (?:me|us)?\b.{0,30}\b(?:bribe|kickback)\b|\bfrom (?:the|your) (?:city|town)\b.{0,20}\basked me for money\b"
        ),
    ),
    (
        Garde.CONSULTATION,
        re.compile(
            r"\b(?:consultation|marche|appel d'offres|mapa|ao|lot|dossier) (?:n ?[o°]? ?|numero )?20[12]\d ?[-_/] ?\d{2,5}\b"
            # "26-F-088", "DCP/26/14": letters and figures, in pieces.
            r"|\b(?:consultation|marche|appel d'offres|mapa|ao|dossier) (?:n ?[o°]? ?|numero )?(?=[\w/-]*[a-z])(?=[\w/-]*\d)[a-z0-9]{1,6}(?:[-_/][a-z0-9]{1,6}){2,4}\b"
        ),
    ),
)


# What one's own case is told by, whatever it is about: a contract that can be named, a day, something that was done to us…
_SIGNES: Mapping[str, re.Pattern[str]] = {
    nom: re.compile(motif)
    for nom, motif in (
        (
            "numero",
            r"\b20[12]\d ?[-_/] ?\d{2,5}\b|\b[a-z]{2,4}[- ]?\d{2}[-_]\d{2,4}\b|\b\d{2}[-_]\d{3}\b|\b\d{2}m\d{2,4}\b",
        ),
        ("lot", r"\blot \d"),
        ("somme", r"\d ?(?:€|euros?)"),
        (
            "jour",
            r"\b(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|hier|lundi|mardi|mercredi|jeudi|vendredi)\b",
        ),
        ("depuis", r"\bdepuis\b|\bca fait\b"),
        ("question", r"\?"),
        ("exclamation", r"!"),
        ("fait", r"\b(?:m'a|nous a|m'avez|nous avez|m'ont|nous ont|on m'|vous avez|j'ai|on a|nous avons)\b"),
        ("si", r"\bsi (?:je|on|mon|ma|l'|un|une|nous|notre|j')"),
        (
            "comment",
            r"^(?:bonjour,? )?(?:comment|quel|quelle|quels|combien|est-ce|peut-on|puis-je|faut-il|c'est quoi|qui|ou |quand)",
        ),
        ("soi", r"\b(?:je suis|on est|nous sommes)\b"),
        ("mien", r"\b(?:mon|ma|mes|notre|nos)\b"),
        ("vous", r"\b(?:vous|votre|vos)\b"),
        ("non", r"\b(?:pas|plus|rien|jamais|toujours)\b"),
        ("ordre", r"\b\w{3,}ez\b"),
    )
}


@dataclass(frozen=True, slots=True)
class Soupcon:
    """How sure it is, from 0 to 1, that a person must answer, and most likely why."""

    garde: Garde
    surete: float


def traits(texte: str) -> list[str]:
    """What a message is recognised by: its words, stems, pairs of words, pieces of words, which survive misspelling, and signs.

    What is said last is told apart: there the question is, after what was told of oneself.

    >>> traits("Bonjour. Ma facture ?")[:4]
    ['w:bonjour', 'w:ma', 'w:facture', 'b:bonjour ma']
    >>> [trait for trait in traits("Bonjour. Ma facture ?") if trait.startswith("fin:")][:3]
    ['fin:w:ma', 'fin:w:facture', 'fin:b:ma facture']
    """
    texte = texte[:MAX_CARACTERES]
    simple = en_toutes_lettres(plat(texte))
    mots = _mots(simple)
    lus = _traits_des_mots(mots)
    for mot in mots:
        borne = f"<{mot}>"
        lus += [f"c:{borne[debut : debut + LETTRES]}" for debut in range(len(borne) - LETTRES + 1)]
    vus = _signes(simple)
    lus += [*(f"s:{nom}" for nom in vus), *(f"s:{un}+{autre}" for un, autre in combinations(vus, 2))]
    phrases = [phrase for phrase in _FIN_DE_PHRASE.split(texte) if _MOT.search(phrase)]
    fin = en_toutes_lettres(plat(phrases[-1])) if len(phrases) > 1 else simple
    return lus + [f"fin:{trait}" for trait in (*_traits_des_mots(_mots(fin)), *(f"s:{nom}" for nom in _signes(fin)))]


def _mots(simple: str) -> list[str]:
    return ["#" if mot.isdigit() else mot for mot in re.findall(r"[a-z']+|\d+", simple)]


def _traits_des_mots(mots: Sequence[str]) -> list[str]:
    lus = [f"w:{mot}" for mot in mots]
    lus += [f"b:{avant} {apres}" for avant, apres in pairwise(mots)]
    return lus + [f"r:{radical(mot)}" for mot in mots if mot.isalpha()]


def _signes(simple: str) -> list[str]:
    return [nom for nom, motif in _SIGNES.items() if motif.search(simple)]


class Gardien:
    """Tells the messages that a person must answer; the model is read at the first one."""

    def __init__(self, chemin: Path = FICHIER) -> None:
        self._chemin = chemin
        # One message is looked at several times: for an alarm, for a case, for what is about something else.
        self._surete = lru_cache(maxsize=MESSAGES_MAX)(self._peser)
        self.soupconner = lru_cache(maxsize=MESSAGES_MAX)(self._soupconner)

    @cached_property
    def _modele(self) -> Modele:
        return Modele.lire(self._chemin)

    def _peser(self, texte: str) -> Mapping[str, float]:
        """How sure each class is."""
        return dict(zip(self._modele.classes, self._modele.surete(traits(texte)), strict=True))

    def _soupconner(self, texte: str) -> Soupcon:
        """How sure it is that a person must answer; certain for what is never left to likeness."""
        # What is certain is looked for to the end: a long message may say it last.
        simple = en_toutes_lettres(plat(texte))
        surete = dict(self._surete(texte))
        sans_personne = surete.pop(GENERAL) + surete.pop(HORS_SUJET)
        pire = max(surete, key=surete.__getitem__)
        certaine = next((garde for garde, motif in _CERTAINES if motif.search(simple)), None) or self._phrase(texte)
        if certaine is Garde.DETRESSE and pire == Garde.PROBITE and surete[pire] >= PHRASE_SURE:
            # Told of both, nobody is told of the report.
            certaine = Garde.PROBITE
        if certaine is Garde.CONSULTATION and surete[pire] >= SURE_DE_LA_RAISON:
            certaine = Garde(pire)
        if certaine is not None:
            return Soupcon(certaine, 1.0)
        for nette in (Garde.PROBITE, Garde.DETRESSE, Garde.DANGER):
            # What is kept from everybody, and what alarms, must be nothing else.
            if pire == nette and surete[pire] < NETTE * sum(surete.values()):
                pire = max((nom for nom in surete if nom != nette), key=surete.__getitem__)
        return Soupcon(Garde(pire), 1.0 - sans_personne if any(surete.values()) else 0.0)

    def hors_sujet(self, texte: str) -> float:
        """How likely, from 0 to 1, a message is about anything but public purchasing."""
        return self._surete(texte)[HORS_SUJET]

    def generale(self, texte: str) -> float:
        """How likely, from 0 to 1, a message asks what may be answered."""
        return self._surete(texte)[GENERAL]

    def part(self, garde: Garde, texte: str) -> float:
        """How likely, from 0 to 1, a message is of that class, whatever else it may be."""
        return self._surete(texte)[garde]

    def alarme(self, texte: str) -> Garde | None:
        """What must be heard whatever was being asked: a danger, distress, a report of probity; None for anything else."""
        soupcon = self.soupconner(texte)
        return soupcon.garde if soupcon.surete == 1.0 and soupcon.garde in ALARMES else None

    def _phrase(self, texte: str) -> Garde | None:
        """A danger, distress, or a report of probity, that one sentence says: the rest of the story would drown it."""
        pire, quoi = 0.0, None
        for phrase in _PHRASES.findall(texte)[:PHRASES_MAX]:
            dits = len(_qui_disent(phrase))
            if dits < PHRASE_MOTS_MIN:
                continue
            sur = PHRASE_SURE if dits >= MOTS_MIN else BREVE_SURE
            surete = self._peser(phrase)
            for garde in (Garde.DANGER, Garde.DETRESSE, Garde.PROBITE):
                if surete[garde] > max(pire, sur, REPORT_SURE if garde is Garde.PROBITE else 0.0):
                    pire, quoi = surete[garde], garde
        return quoi

    def garder(self, texte: str, evidence: float) -> Garde | None:
        """Why a person must answer this message; None when the assistant may. `evidence`: see Trouvees."""
        soupcon = self.soupconner(texte)
        if soupcon.surete in (0.0, 1.0):
            return soupcon.garde if soupcon.surete else None
        mots = _qui_disent(texte)
        if len(mots) < MOTS_MIN:
            # No answer fits "non" nor "40 000" either: only what they say themselves counts; of nothing but small words, only what is as
            # good as sure: "qu'est-ce que vous avez sur moi ?".
            return soupcon.garde if soupcon.surete >= (SURETE_DES_BREFS if mots else SURE_SANS_MOT) else None
        cote = max(-LOGIT_MAX, min(LOGIT_MAX, log(soupcon.surete / (1 - soupcon.surete))))
        surete = 1 / (1 + exp(-(PENTE * cote + EVIDENCE * evidence + ORDONNEE)))
        return soupcon.garde if surete >= self._modele.seuil else None


def _qui_disent(texte: str) -> list[str]:
    """The words of a message that say something."""
    return [mot for mot in re.findall(r"[a-z]{2,}", en_toutes_lettres(plat(texte))) if mot not in VIDES]


__all__ = ["ALARMES", "GENERAL", "HORS_SUJET", "URGENTES", "Garde", "Gardien", "Soupcon", "traits"]
