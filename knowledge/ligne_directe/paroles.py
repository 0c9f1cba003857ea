"""What a firm says around its questions: courtesies, changes of mind, what becomes of its request, where to call it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.donnees import lire_donnees
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.francais.sms import en_toutes_lettres
from knowledge.francais.texte import simplifier

_FICHIER = Path(__file__).with_name("paroles.yaml")
_SUITES = Path(__file__).with_name("suites.yaml")
_DEMANDE = Path(__file__).with_name("demande.yaml")
_MOT = re.compile(r"[\w'-]+")
_ENTRE_LES_MOTS = re.compile(r"[\s,;:.!?-]+")


@dataclass(frozen=True, slots=True)
class _Parole:
    """What says one thing, and the words that may stand around it; `au_debut`: it comes first."""

    dit: re.Pattern[str]
    autour: frozenset[str]
    au_debut: bool

    def explique(self, simple: str) -> bool:
        """Whether these words say that and nothing else."""
        reste, combien = self.dit.subn(" ", simple)
        if not combien or (self.au_debut and not self.dit.match(simple)):
            return False
        return all(mot in self.autour for mot in _MOT.findall(reste))


@cache
def _paroles(fichier: Path) -> Mapping[str, _Parole]:
    lues = lire_donnees(fichier)
    return {
        nature: _Parole(
            _un_de(lue["dit"]),
            frozenset(lue["autour"]),
            lue.get("au_debut", False),
        )
        for nature, lue in lues.items()
    }


def lire_une_parole(texte: str) -> str | None:
    """The act that a whole message does, by all of its words; None for words that say more.

    >>> [lire_une_parole(dit) for dit in ("ok merci beaucoup", "...", "je veux en savoir plus", "t'es nul", "tant pis")]
    ['remercier', 'remercier', 'suite_question', 'firme.en_colere', 'annuler']
    >>> [lire_une_parole(dit) for dit in ("bonjour, une question", "vous êtes un robot ?", "pourquoi pas un appel d'offres ?")]
    [None, 'firme.qui_repond', None]
    >>> lire_une_parole("Je voudrais parler à quelqu'un"), lire_une_parole("non c'est pas ce que je demande")
    ('humain', 'refuser_reponse')
    """
    simple = en_toutes_lettres(simplifier(texte)).strip(" ,;:.!?-")
    if not any(mot.isalnum() or "'" in mot for mot in _ENTRE_LES_MOTS.split(simple)):
        # An emoji, three dots.
        return "remercier"
    return _lire(_FICHIER, simple)


def lire_une_suite(texte: str) -> str | None:
    """What a whole message asks of the answer that was just given, by all of its words; None for words that say more.

    >>> [lire_une_suite(dit) for dit in ("c'est où ?", "et la deuxième question ?", "vous avez un modèle ?", "où déposer mon offre ?")]
    ['ou', 'autre', 'lettre', None]
    """
    return _lire(_SUITES, en_toutes_lettres(simplifier(texte)).strip(" ,;:.!?-"))


def _lire(fichier: Path, simple: str) -> str | None:
    return next((nature for nature, parole in _paroles(fichier).items() if parole.explique(simple)), None)


def est_poli(texte: str) -> bool:
    """Thanks, a greeting, an emoji, three dots: what asks for nothing."""
    return lire_une_parole(texte) == "remercier"


def veut_parler(texte: str) -> bool:
    """ "Je veux parler à un conseiller": to somebody, about what is not said."""
    return lire_une_parole(texte) == "humain"


# Written in English, from a few of its commonest words; a firm that writes French uses none of them twice.
_ANGLAIS = frozenset(
    "the how what where when who can do does is are i my we our you your get paid bid for company contract tender".split()  # noqa: SIM905 - read more easily than quoted words
)
MOTS_ANGLAIS = 3
_UN_NOMBRE = re.compile(r"^(?:zero|[-+]?\d[\d .,]*)(?: ?(?:€|euros?|k€|ht|ttc|mois|ans?|jours?|%))?$")
# What only a firm asks about: whoever says it describes no purchase to be diagnosed.
_D_ENTREPRISE = re.compile(
    r"\b(?:avances?|acomptes?|retenue|interets?|retards?|paye\w*|paie\w*|paiement|facture\w*|penalites?|sous[- ]?trait\w*|groupement|co[- ]?traitan\w*|repondre|candidat\w*|dossier|mise en concurrence|publicite|procedure(?! (?:adaptee|formalisee|negociee|avec))|seuils?|avenants?|chiffre d'affaires|ca|faut[- ]il|droit a|on est|nous sommes|je suis)\b"
)


def est_en_anglais(texte: str) -> bool:
    """Whether a message is in English, which nobody here reads.

    >>> est_en_anglais("How can I get paid by the town?"), est_en_anglais("je suis le titulaire")
    (True, False)
    """
    return sum(mot in _ANGLAIS for mot in re.findall(r"[a-zà-ÿ]+", texte.lower())) >= MOTS_ANGLAIS


def est_un_nombre(texte: str) -> bool:
    """A number and hardly anything else: with nothing asked, it tells nothing."""
    return _UN_NOMBRE.match(simplifier(texte)) is not None


def parle_d_entreprise(texte: str) -> bool:
    """Whether words are those of a firm, and describe no purchase."""
    return _D_ENTREPRISE.search(simplifier(texte)) is not None


# --- a request, its number, and whoever answers it --------------------------------------------------------------------

_RAPPELER = re.compile(r"\b(?:rappel\w*|appel\w*|joindre|joignable|numero|tel\w*|portable)\b")
_PARTIES = re.compile(r"((?<![.,;!?\n])[.,;!?\n]++(?=\s|$)|\s(?:et|ou|mais|puis|sinon)(?=\s))", re.IGNORECASE)
_ENTRE_DEUX = frozenset(("et", "ou", "mais", "puis", "sinon"))
_DES_CHIFFRES = re.compile(r"(?:\d[ .-]?){9}")
_A_L_ABRI = re.compile(r"\b(?:anonym\w*|confidentiel\w*|proteg\w*|represailles?|mon nom)\b")
_MERCI = re.compile(
    r"^(?:ok|oki|d'accord|parfait|super|nickel|genial|tres bien|c'est (?:bon|note|parfait|clair|regle)|bien recu|merci|mrc|cool|top|impeccable)(?:[ ,.!]+(?:ok|d'accord|parfait|super|nickel|genial|beaucoup|bien|a vous|pour (?:tout|votre (?:reponse|aide|retour))|bonne (?:journee|soiree)|au revoir|infiniment|mille fois|merci|c'est (?:bon|note|parfait|clair)))*$"
)
_ANNULER = re.compile(
    r"^(?:non,? |finalement,? |je (?:veux |voudrais )?)*(?P<verbe>annul\w*|laisse[rz]? tomber|oublie[rz]?|supprim\w*|retir\w*)(?: (?:ma|mes|la|cette))? ?(?P<quoi>demandes?|question|transmission)?(?: \d+)?(?:$|(?<=demande)[ ,;.:]+(?:j'ai|je|c'est|car|parce|merci|on|svp|desolee?|votre|un de|une de|finalement|plus)\b.{0,200}$)"
)
# Said instead of the question that was asked for: nobody is wanted any more, or nothing is said yet.
_FINALEMENT_NON = re.compile(
    r"\b(?:laisse[rz]? tomber|laisse(?:z)?$|j'ai trouve|c'est bon|pas la peine|plus besoin|plus la peine|rien du tout|non merci|finalement non|non finalement|tant pis|oublie[rz]?$)"
)
_REGLE = re.compile(
    r"^(?:(?:bonjour|merci|ok|oui),? )*(?:c'est|tout est|mon probleme est|probleme|le probleme est)? ?(?:bien |tout )?(?:regle|resolu)e?(?: merci)?$"
)
_PAS_REGLE = re.compile(
    r"\b(?:c'est|n'est|est) (?:toujours |encore )?pas (?:encore |du tout |toujours )?(?:regle|resolu)\b|^(?:(?:en fait|non|et),? )*(?:toujours |encore )?pas (?:regle|resolu)\b|\btoujours pas de reponse\b"
)
# The number to call back at is taken back.
_SANS_RAPPEL = re.compile(
    r"\b(?:effac\w*|supprim\w*|retir\w*|enlev\w*|oubli\w*) (?:svp |s'il vous plait )?(?:mon|le|ce|notre) (?:numero(?: de (?:telephone|tel|portable))?|telephone|tel|portable)\b(?! ?\d| de (?!telephone|tel\b|portable))"
    r"|\bje (?:ne )?(?:veux|souhaite|voudrais) (?:plus|pas) (?:etre |qu'on me |que vous me |qu'on m')?(?:rappel|appel|telephon)\w*"
    r"|\bne (?:me |nous |m')(?:rappelez|rappeler|appelez|appeler|telephonez) (?:pas|plus)\b|\b(?:arretez|cessez) de (?:me |m')(?:rappel|appel|telephon)\w*"
    r"|\b(?:inutile|plus besoin|pas besoin|pas la peine) de (?:me |m')(?:rappel|appel|telephon)\w*"
)
_CHIFFRES_DITS = re.compile(
    r"\b(?:zero|un|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|\w*(?:vingt|trente|quarante|cinquante|soixante)\w*)\b"
)
_CHIFFRES = re.compile(r"\d{4}|\d\d[ .]\d\d")
_ROBOT = re.compile(
    r"^(?:(?:poser )?une? autre question|autre question|(?:reprendre|revenir|retour)(?: avec| a)? (?:l'assistant|au robot|le robot|au bot)|nouvelle question|assistant|robot)$"
)
_SUITE = re.compile(r"^et pour |^au fait\b|\bvous (?:m'|nous )?aviez (?:dit|repondu)\b")
_DEMANDE_N = re.compile(r"\b(?:ma demande\b|demande (?:n[o°]? ?|numero )?(?P<numero>\d{1,9})\b)")
_MES_DEMANDES = re.compile(
    r"^(?:(?:voir )?(?:ma|mes|la) demandes?|ou en est ma demande|suivi de ma demande|demande)(?: (?:n[o°]? ?|numero )?\d+)?$"
)
# A change of mind is said in few words; so many figures in words may be a number.
MOTS_D_UN_REFUS, CHIFFRES_D_UN_NUMERO = 8, 3
# "Ma demande", in a sentence of more words than that, says something of it.
MOTS_D_UNE_LISTE = 4
# So few words speak of the request that is open, and of nothing else.
MOTS_SUR_LA_DEMANDE = 14


@dataclass(frozen=True, slots=True)
class Annulation:
    """ "Annuler ma demande", "laissez tomber": what is no more wanted, where it is said; `surement`: by the word itself."""

    quoi: str
    surement: bool


@dataclass(frozen=True, slots=True)
class Retour:
    """What comes back to a request: its number, where it is said; `enchaine`: it may follow the last answer."""

    numero: int | None
    enchaine: bool


def lire_une_annulation(texte: str) -> Annulation | None:
    """What is no more wanted; None for words that give nothing up.

    >>> lire_une_annulation("Finalement annulez ma demande, j'ai eu votre collègue"), lire_une_annulation("je veux une réponse")
    (Annulation(quoi='demande', surement=True), None)
    """
    lu = _ANNULER.match(simplifier(texte))
    return None if lu is None else Annulation(lu["quoi"] or "", lu["verbe"].startswith("annul"))


def lire_un_retour(texte: str) -> Retour | None:
    """Words that go on with a request; None for those that are of none.

    >>> lire_un_retour("et pour la demande 12 alors ?"), lire_un_retour("c'est toujours pas réglé"), lire_un_retour("quel délai ?")
    (Retour(numero=12, enchaine=True), Retour(numero=None, enchaine=False), None)
    """
    simple = simplifier(texte)
    if demande_ses_demandes(texte) or lire_une_annulation(texte):
        return None
    dite = _DEMANDE_N.search(simple)
    longue = len(simple.split()) > MOTS_D_UNE_LISTE
    revient = _SUITE.search(simple) or (_PAS_REGLE.search(simple) and not ressemble_a_une_question(texte))
    if not (revient or (dite and (dite["numero"] or longue))):
        return None
    return Retour(int(dite["numero"]) if dite and dite["numero"] else None, simple.startswith("et pour "))


def demande_un_rappel(texte: str) -> bool:
    return _RAPPELER.search(simplifier(texte)) is not None


def sans_le_rappel(texte: str) -> str:
    """What a message says besides where to call back.

    >>> sans_le_rappel("bonjour, comment répondre et rappelez-moi au 06 12 34 56 78")
    'bonjour, comment répondre'
    """
    parties = _PARTIES.split(texte)
    # What parts two of them goes with the first.
    dites = [partie + "".join(parties[rang + 1 : rang + 2]) for rang, partie in enumerate(parties) if not rang % 2]
    gardees = [une for une in dites if not demande_un_rappel(une) and not _DES_CHIFFRES.search(une)]
    mots = "".join(gardees).split()
    while mots and mots[-1].lower() in _ENTRE_DEUX:
        mots.pop()
    return " ".join(mots).rstrip(" ,;")


def ne_demande_que_quelqu_un(texte: str) -> bool:
    """Whether a message wants a person, or to be called back, and asks nothing besides.

    >>> [ne_demande_que_quelqu_un(dit) for dit in ("je voudrais qu'on me rappelle demain matin", "un conseiller svp", "rappelez-moi. Peut-on sous-traiter ?")]
    [True, True, False]
    """
    if veut_parler(texte):
        return True
    return demande_un_rappel(texte) and not ressemble_a_une_question(sans_le_rappel(texte))


def demande_un_abri(texte: str) -> bool:
    """Said after a report: how to make it without being known."""
    return _A_L_ABRI.search(simplifier(texte)) is not None


def ne_fait_que_remercier(texte: str) -> bool:
    """Whether an answer of a person is only thanked for."""
    return _MERCI.match(simplifier(texte)) is not None


def est_regle(texte: str) -> bool:
    """ "C'est réglé", as the button says it; "réponse reçue, vous pouvez fermer"."""
    return _REGLE.match(simplifier(texte)) is not None or (_dit_de_la_demande("finie", texte) and "?" not in texte)


def demande_ou_elle_en_est(texte: str) -> bool:
    """Whether a short message asks what becomes of a request.

    >>> [demande_ou_elle_en_est(dit) for dit in ("vous l'avez bien transmis ? à qui ?", "toujours rien ?", "et notez aussi la surface")]
    [True, True, False]
    """
    return _dit_de_la_demande("etat", texte)


def _dit_de_la_demande(quoi: str, texte: str) -> bool:
    simple = en_toutes_lettres(simplifier(texte))
    court = len(simple.split()) <= MOTS_SUR_LA_DEMANDE
    return court and _dits_de_la_demande()[quoi].search(simple) is not None


@cache
def _dits_de_la_demande() -> Mapping[str, re.Pattern[str]]:
    return {quoi: _un_de(dits) for quoi, dits in lire_donnees(_DEMANDE).items()}


def _un_de(dits: Iterable[str]) -> re.Pattern[str]:
    """Any of these words, whole; the longest first."""
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(map(re.escape, sorted(dits, key=len, reverse=True)))})(?![\w'-])")


def ne_veut_plus_personne(texte: str) -> bool:
    """A change of mind, instead of the question for a person."""
    simple = simplifier(texte)
    court = len(simple.split()) <= MOTS_D_UN_REFUS and not ressemble_a_une_question(texte)
    return court and _FINALEMENT_NON.search(simple) is not None


def retire_son_numero(texte: str) -> bool:
    """Whether somebody wants their number forgotten, or not to be called."""
    return _SANS_RAPPEL.search(simplifier(texte)) is not None


def ressemble_a_un_numero(texte: str) -> bool:
    """Whether words that hold no phone number may be a misspelt one."""
    return _CHIFFRES.search(texte) is not None or len(_CHIFFRES_DITS.findall(simplifier(texte))) >= CHIFFRES_D_UN_NUMERO


def reprend_l_assistant(texte: str) -> bool:
    """ "Poser une autre question", while a person is waited for."""
    return _ROBOT.match(simplifier(texte)) is not None


def demande_ses_demandes(texte: str) -> bool:
    """ "Mes demandes", "où en est ma demande ?": to see them, and nothing more."""
    return _MES_DEMANDES.match(simplifier(texte)) is not None
