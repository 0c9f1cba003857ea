"""The queue of what was not understood, read and settled a page at a time by the SPASER team."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.francais.texte import simplifier
from storage.apprentissage.records import NOTE_MAX, EtatIncompris, IncomprisRecord
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX

PAR_PAGE = 8
RESSEMBLANCE_MIN = 85

_UNITES = "un deux trois quatre cinq six sept huit neuf".split()  # noqa: SIM905
_EN_LETTRES = (
    {
        mot: rang
        for rang, mot in enumerate(
            [*_UNITES, *"dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf vingt".split()],  # noqa: SIM905
            start=1,
        )
    }
    | {"une": 1, "vingt-et-un": 21, **{f"vingt-{mot}": 20 + rang for rang, mot in enumerate(_UNITES[1:], start=2)}}
)
# The longest first: "dix-sept" is not ten.
_EN_UN_MOT = "|".join(mot.replace("-", "[ -]") for mot in sorted(_EN_LETTRES, key=len, reverse=True))
_NUMERO = rf"(?:\d{{1,10}}|(?:{_EN_UN_MOT})\b)"
_ORDRE = re.compile(
    r"^(?:c'est |j'ai |je marque |marquer )?(?P<verbe>[a-z][a-z' ]{3,10}?[a-z])\s*+:?\s*+(?:les? |la |l')?(?:n(?:o|°|umeros?)?\s*+)?"
    rf"(?P<numeros>{_NUMERO}(?:(?:\s*+(?:,|et|&)\s*+|\s){_NUMERO})*)\s*+(?:$|[:;,.(-])"
)
_VERBES = {
    "traite": EtatIncompris.TRAITE,
    "traitee": EtatIncompris.TRAITE,
    "traites": EtatIncompris.TRAITE,
    "traiter": EtatIncompris.TRAITE,
    "sans objet": EtatIncompris.SANS_OBJET,
    "sans objets": EtatIncompris.SANS_OBJET,
}
_SUITES = frozenset(("suite", "la suite", "suivants", "suivant", "suivante", "page suivante", "encore"))


@dataclass(frozen=True, slots=True)
class Ordre:
    """ "traité 3 : ajouté à la fiche 12": what to do of which entries, and what to remember of it."""

    etat: EtatIncompris
    numeros: tuple[int, ...]
    note: str | None


@dataclass(frozen=True, slots=True)
class Reglage:
    """An entry just settled, and what it stood for before, when that was something else."""

    entree: IncomprisRecord
    au_lieu_de: EtatIncompris | None
    note_remplacee: str | None
    note_laissee: str | None

    @classmethod
    def de(cls, avant: IncomprisRecord, etat: EtatIncompris, note: str | None) -> Reglage:
        """Compare what stood with what is asked."""
        change = avant.etat not in (EtatIncompris.A_TRAITER, etat)
        autre_note = avant.note is not None and note is not None and avant.note != note
        return cls(
            avant,
            avant.etat if change else None,
            avant.note if autre_note else None,
            avant.note if note is None else None,
        )


def demande_la_suite(texte: str) -> bool:
    return simplifier(texte) in _SUITES


def oublie_le_numero(texte: str) -> bool:
    """ "traité", of which entry?"""
    return simplifier(texte) in _VERBES


def lire_ordre(texte: str) -> Ordre | None:
    """Read "traité 3", "sans objet 3 et 4", "traité 3 : ajouté « brise-vue » à la fiche 12".

    >>> lire_ordre("Traité 3 : ajouté « brise-vue » à la fiche 12")
    Ordre(etat=<EtatIncompris.TRAITE: 'traite'>, numeros=(3,), note='ajouté « brise-vue » à la fiche 12')
    >>> lire_ordre("traite 3 tonnes de déchets"), lire_ordre("sans obje 4, 5").numeros, lire_ordre("traité un").numeros
    (None, (4, 5), (1,))
    """
    trouve = _ORDRE.match(simplifier(texte))
    if trouve is None:
        return None
    verbe = max(_VERBES, key=lambda connu: fuzz.ratio(trouve["verbe"], connu))
    if abs(len(verbe) - len(trouve["verbe"])) > 1 or fuzz.ratio(trouve["verbe"], verbe) < RESSEMBLANCE_MIN:
        return None
    dits = re.findall(_NUMERO, trouve["numeros"])
    # The note keeps its own spelling: it is the tail of what was typed, not of its simplified copy.
    note = texte
    for dit in dits:
        # "dix sept" may have been typed "dix-sept" or in capitals.
        ecrit = r"[\s-]+".join(map(re.escape, re.split(r"[ -]", dit)))
        note = re.split(rf"\b{ecrit}\b", note, maxsplit=1, flags=re.IGNORECASE)[-1]
    note = " ".join(note.split()).strip(" .,:;()-–")[:NOTE_MAX]
    return Ordre(_VERBES[verbe], tuple(dict.fromkeys(map(_en_chiffres, dits))), note or None)


def _en_chiffres(dit: str) -> int:
    return int(dit) if dit.isdecimal() else _EN_LETTRES[dit.replace(" ", "-")]


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of the queue; None when it is none of them."""
    match reste.split(":"):
        case ["liste"]:
            return lister(turn, entretien)
        case ["apres", *_] if apres := _apres(f"file:{reste}"):
            return lister(turn, entretien, apres)
        case [("traite" | "sans_objet") as etat, numero] if _est_un_numero(numero):
            return regler(turn, entretien, Ordre(EtatIncompris(etat), (int(numero),), None))
    return None


def _est_un_numero(texte: str) -> bool:
    return texte.isascii() and texte.isdecimal() and len(texte) <= len(str(NUMERO_MAX)) and int(texte) <= NUMERO_MAX


def _apres(suite: str | None) -> tuple[int, int] | None:
    """The (compte, id) after which the button "suite" goes on."""
    match (suite or "").split(":"):
        case ["file", "apres", compte, numero] if _est_un_numero(compte) and _est_un_numero(numero):
            return int(compte), int(numero)
    return None


def lister(turn: Turn, entretien: Entretien, apres: tuple[int, int] | None = None) -> Outcome:
    """A page of what is to deal with, most frequent first."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    page = turn.apprentissage.a_traiter(PAR_PAGE + 1, apres)
    entrees = page[:PAR_PAGE]
    suite = f"file:apres:{entrees[-1].compte}:{entrees[-1].id}" if entrees else _la_meme_page(apres)
    encore = len(page) > PAR_PAGE
    choices: tuple[Choice, ...] = tuple(
        choix
        for entree in entrees
        for choix in (
            bouton("traite", f"file:traite:{entree.id}", entree.id),
            bouton("sans_objet", f"file:sans_objet:{entree.id}", entree.id),
        )
    )
    choices += (bouton("suite", suite),) if encore else ()
    contexte = {
        "entrees": [{"entree": entree, "question": _question(turn, entree)} for entree in entrees],
        "total": turn.apprentissage.combien(),
        "debut": apres is None,
        "suite": encore,
    }
    return aparte(turn, replace(entretien, suite=suite), Reply("apprentissage", contexte, choices))


def _la_meme_page(apres: tuple[int, int] | None) -> str:
    """What "suite" asks when nothing follows: to be told so again."""
    return "file:liste" if apres is None else f"file:apres:{apres[0]}:{apres[1]}"


def _question(turn: Turn, entree: IncomprisRecord) -> str | None:
    """The fact that was asked, in words; its bare name if the pack has it no more."""
    fait = turn.pack.vocabulaire.get(entree.question) if entree.question else None
    return entree.question if fait is None else fait.libelle


def regler(turn: Turn, entretien: Entretien, ordre: Ordre) -> Outcome:
    """Settle entries of the queue; the same order twice changes nothing the second time.

    The note is kept without what is personal, and what another order had said is told.
    """
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    note = turn.anonymiser(ordre.note)[:NOTE_MAX] or None if ordre.note else None
    reglees: list[Reglage] = []
    deja, inconnus = [], []
    for numero in ordre.numeros:
        entree = turn.apprentissage.trouver(numero) if numero <= NUMERO_MAX else None
        if entree is None:
            inconnus.append(numero)
        elif turn.apprentissage.regler(numero, ordre.etat, note, turn.aujourdhui):
            reglees.append(Reglage.de(entree, ordre.etat, note))
        else:
            deja.append(entree)
    contexte = {
        "reglees": reglees,
        "deja": deja,
        "inconnus": inconnus,
        "etat": ordre.etat,
        "note": note,
        "reste": turn.apprentissage.combien(),
    }
    choices: tuple[Choice, ...] = (bouton("apprentissage", "file:liste"),)
    apres = _apres(entretien.suite)
    if entretien.suite and apres and turn.apprentissage.a_traiter(1, apres):
        choices += (bouton("suite", entretien.suite),)
    suivant = replace(entretien, suite=entretien.suite or "file:liste")
    return aparte(turn, suivant, Reply("apprentissage_reglee", contexte, choices))
