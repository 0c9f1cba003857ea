"""What is typed for a session of the committee: prepare it, rate a contract, add or withdraw one, decide, keep minutes, name who sits."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Literal

from rapidfuzz import fuzz

from knowledge.cad.bareme import GenreDeQuestion, Question
from knowledge.cad.paroles import acheteur_dit, noms_du_comite
from knowledge.cad.seance import Valeur
from knowledge.donnees import lire_donnees
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.francais.dates import lire_dates
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.noms import lire_un_nom, sans_courtoisie
from knowledge.francais.texte import Plie, plier, simplifier
from knowledge.plan.pack import Pack

MOTIF_MAX = 300
_MARCHE = (
    r"(?:le |la |du |de la |ce |mon |au )?(?:marche|contrat)s? (?:n[o°]? ?|numero )?(?P<numero>\d{1,9})(?![\d.,]*\d)"
)
_JETON = re.compile(r"\d+|[a-z]+(?:-[a-z]+)*'?|n°|[^\w\s]")


@dataclass(frozen=True, slots=True)
class DecisionDite:
    """One decision that is said: `sujets` are actions ("8") and points of the plan; of the whole contract when there are none."""

    issue: str
    sujets: tuple[str, ...]
    marche: int | None
    motif: str | None


@cache
def _mots() -> dict[str, Any]:
    return dict(lire_donnees(Path(__file__).with_name("dits.yaml")))


def _alternance(mots: list[str]) -> str:
    """Any of these words, whole; an elided one stands before another."""
    return "|".join(
        re.escape(mot) + (r"(?!\w)" if mot[-1].isalnum() else "") for mot in sorted(mots, key=len, reverse=True)
    )


@cache
def _des_issues() -> re.Pattern[str]:
    parts = (f"(?P<{issue}>{_alternance(mots)})" for issue, mots in _mots()["issues"].items())
    return re.compile(rf"(?<![\w'-])(?:{'|'.join(parts)})(?![\w'-])")


# --- decisions --------------------------------------------------------------------------------------------------------


def lire_des_decisions(pack: Pack, texte: str) -> tuple[DecisionDite, ...]:
    """What a committee decides, one clause a decision: "retenu 8 et 11 pour le marché 618, écarté la 13, pas d'offre"; () for anything else.

    A contract that one clause names is that of those that follow.
    """
    if texte.rstrip().endswith("?"):
        return ()
    plie = plier(" ".join(texte.split()))
    verbes = list(_des_issues().finditer(plie.texte))
    if not verbes or not _n_annonce_que_le_marche(plie.texte[: verbes[0].start()]):
        return ()
    avant = re.search(_MARCHE, plie.texte[: verbes[0].start()])
    marche = int(avant["numero"]) if avant else None
    dites: list[DecisionDite] = []
    fin = 0
    for rang, verbe in enumerate(verbes):
        if verbe.start() < fin:
            continue
        # A verb of a reason begins no decision: "écarté la 13, l'an dernier déjà écartée".
        suivant = next((un.start() for un in verbes[rang + 1 :] if _commence(plie.texte, un)), len(plie.texte))
        fin = suivant
        sujets, lu, motif = _lire_une_clause(pack, plie, verbe.end(), suivant)
        marche = lu or marche
        if verbe.lastgroup == "retenu" and not sujets and motif is not None:
            return ()
        dites.append(DecisionDite(str(verbe.lastgroup), sujets, marche, motif))
    return tuple(dites)


def _n_annonce_que_le_marche(debut: str) -> bool:
    """Whether nothing stands before the verb but who decides, and of which contract."""
    nu = re.sub(_MARCHE, " ", debut)
    return set(_JETON.findall(nu)) <= set(_mots()["autour"])


def _commence(texte: str, verbe: re.Match[str]) -> bool:
    """Whether a verb begins a clause: nothing but a sign or "et" links it to what is before."""
    return bool(re.search(r"(?:[,;.]|\bet|\bmais|\n) *$", texte[: verbe.start()])) and bool(
        re.match(
            r" *(?:[:,]|$|(?:la|le|les|l'|action|actions|n°)? ?(?:action |actions |marche |contrat )?\d)",
            texte[verbe.end() :],
        )
    )


def _lire_une_clause(pack: Pack, plie: Plie, debut: int, fin: int) -> tuple[tuple[str, ...], int | None, str | None]:
    """The actions and points of a clause, its contract, then the reason: all that follows what names nothing."""
    sujets: list[str] = []
    marche: int | None = None
    place = dernier = debut
    while place < fin:
        reste = plie.texte[place:fin]
        if lu := re.match(rf"[ ,]*(?:(?:pour|sur|de|dans) )?{_MARCHE}", reste):
            marche = int(lu["numero"])
        elif vise := next((un for un in _les_vises(pack) if re.match(rf" *{un[0]}(?!\w)", reste)), None):
            lu = re.match(rf" *{vise[0]}", reste)
            sujets.append(vise[1])
        elif lu := re.match(r" *(\d{1,3})(?![\d%]|[.,]\d| ?(?:€|%|ans?\b|offres?\b|mois\b|euros?\b|k))", reste):
            sujets.append(str(int(lu[1])))
        else:
            lu = re.match(rf" *(?:{_alternance(_mots()['autour'])})|[ ,:]", reste)
            if lu is None:
                break
            place += lu.end()
            continue
        assert lu is not None
        place += lu.end()
        dernier = place
    return tuple(dict.fromkeys(sujets)), marche, _motif(plie, dernier, fin)


@cache
def _le_debut_d_un_motif() -> re.Pattern[str]:
    return re.compile(rf"^(?:\s|(?:{_alternance(_mots()['vers_le_motif'])}))+")


def _motif(plie: Plie, debut: int, fin: int) -> str | None:
    """The words of a reason, as they were typed."""
    lu = _le_debut_d_un_motif().match(plie.texte[debut:fin])
    dit = plie.mots(debut + (lu.end() if lu else 0), fin).strip(" .,;:()")
    return dit[:MOTIF_MAX] or None


def _les_vises(pack: Pack) -> list[tuple[str, str]]:
    return [(re.escape(simplifier(mot)), un.id) for un in pack.vises for mot in sorted(un.mots, key=len, reverse=True)]


def dit_suivant(texte: str) -> bool:
    """Whether the next contract is called for."""
    return simplifier(texte).strip(" .!") in _mots()["suivant"]


# --- a rating ----------------------------------------------------------------------------------------------------------

PROPOSE, PASSE = "propose", "passe"
RESSEMBLANCE_MIN = 85


def lire_une_reponse(
    question: Question, texte: str, possibles: Collection[int]
) -> Valeur | Literal["propose", "passe"] | None:
    """The answer to a question of the rating: PROPOSE for what was proposed, PASSE for none; None for words that hold no answer.

    `possibles` are the actions that may be ticked.
    """
    simple = simplifier(texte).strip(" .!")
    if simple in _mots()["passe"] and question.genre is not GenreDeQuestion.CHOIX:
        return PASSE
    if simple in _mots()["propose"]:
        return PROPOSE
    match question.genre:
        case GenreDeQuestion.HEURES:
            nombres = lire_nombres(plier(texte).texte)
            return nombres[0].valeur if len(nombres) == 1 and nombres[0].valeur >= 0 else None
        case GenreDeQuestion.CHOIX:
            return _lire_un_choix(question, simple) or (PASSE if simple in _mots()["passe"] else None)
        case GenreDeQuestion.OUI_NON:
            avis = lire_avis(texte)
            return None if avis is None or avis.suite else avis.accord
        case GenreDeQuestion.ACTIONS:
            if simple in _mots()["toutes"]:
                return tuple(sorted(possibles))
            if simple in _mots()["aucune"]:
                return ()
            dits = {int(un) for un in _JETON.findall(simple) if un.isdecimal()}
            reste = {un for un in _JETON.findall(simple) if not un.isdecimal()} - set(_mots()["autour"])
            return tuple(sorted(dits)) if dits and not reste and dits <= set(possibles) else None
        case GenreDeQuestion.TEXTE:
            return " ".join(texte.split())[:MOTIF_MAX] or None


def _lire_un_choix(question: Question, simple: str) -> str | None:
    """The one choice that words say: by its rank, its words, its first word."""
    textes = [simplifier(un.texte) for un in question.choix]
    if simple.isdecimal():
        rang = int(simple)
        return question.choix[rang - 1].id if 1 <= rang <= len(textes) else None
    for proche in (
        lambda dit: dit == simple,
        lambda dit: dit.replace(",", " ").split()[0] == simple,
        lambda dit: simple in dit and len(simple) > 3,
        lambda dit: fuzz.ratio(dit, simple) >= RESSEMBLANCE_MIN,
    ):
        trouves = [un.id for un, dit in zip(question.choix, textes, strict=True) if proche(dit)]
        if len(trouves) == 1:
            return trouves[0]
    return None


# --- the session ------------------------------------------------------------------------------------------------------

_PREPARER = re.compile(
    r"^(?:(?:je (?:veux|voudrais|dois) |il faut |on va |comment )?prepar\w*(?:[- ](?:moi|nous))? |preparation (?:de )?|ouvrir |page d[ue] |dossier (?:d[ue] |pour le |de la )|ordre du jour d[ue] "
    r"|(?:liste des |les |quels )?(?:marche|contrat)s? (?:a )?presente\w* (?:au |devant le |a ))(?:le |la |prochaine? |seance (?:de |du )|du )*$"
)
_PLACER = re.compile(
    rf"^(?P<quoi>ajoute[rz]?|inscri(?:re|s|vez)|presente[rz]?|retire[rz]?|enleve[rz]?|sor(?:s|tir|tez)|ne (?:pas|plus) presenter) {_MARCHE}"
    r" (?:au |a la seance (?:du |de )?|a |pour |dans |du |de la seance (?:du )?|de |devant )(?:le |la )?$"
)
_COTER = re.compile(
    rf"^(?:(?:je (?:veux|voudrais|vais) |on peut |faire |refaire |reprendre |commencer |voir )?(?:la )?(?:cotation|cotes?|coter|cotons|noter? la cotation)) (?:pour |d[ue] |de )?{_MARCHE}\W*$"
)
_TENUE = re.compile(
    r"(?P<non>ne )?(?:s'est |n'est |est )?(?:(?:ne )?s'est )?(?P<pas>pas )?(?:bien )?(?:tenue?|reunie?|a (?P<pas2>pas )?eu lieu)\b"
)
_PV = re.compile(
    r"^(?:dresser? |faire |etablir |voir )?(?:l[ae] |un )?(?:proces[- ]verbal|pv|compte[- ]rendu) (?:de la |de |du )?(?:seance (?:du |de ))?(?:le )?$"
)
_MEMBRE = re.compile(
    r"(?P<nom>.+?),? (?P<est>est(?: un| une)?|sont|devient|siege|n'est plus|ne siege plus|quitte)(?: membres?| elue?)?(?: au| du| dans le| le)? *$"
)
_PARTI = ("n'est plus", "ne siege plus", "quitte")


def lire_du_comite(pack: Pack, texte: str, aujourdhui: date) -> Acte | None:
    """What a whole message does of a session: an act of this capability, with the buyer, the contract and the day that it names."""
    plie = plier(sans_courtoisie(" ".join(texte.split())).strip(" .!;:,"))
    if lu := _COTER.match(plie.texte):
        return Acte("comite.coter", {"numero": int(lu["numero"])}, mots=texte)
    nom = re.search(rf"(?<![\w'])(?:{noms_du_comite(pack)})(?![\w'])", plie.texte)
    if nom is None:
        return None
    debut, suite = plie.texte[: nom.start()], plie.texte[nom.end() :]
    acheteur, jour = acheteur_dit(pack, suite), _jour_dit(suite, aujourdhui)
    qui: dict[str, Any] = {"acheteur": acheteur, "jour": None if jour is None else jour.isoformat()}
    if _PREPARER.match(debut):
        return Acte("comite.preparer", qui, mots=texte)
    if lu := _PLACER.match(debut):
        ajoute = lu["quoi"][0] in "aip"
        motif = None if ajoute else _motif(plie, nom.end(), len(plie.texte))
        return Acte(
            "comite.placer",
            {"numero": int(lu["numero"]), "valeur": "ajoute" if ajoute else "retire", "motif": motif},
            mots=texte,
        )
    if not debut.strip() or simplifier(debut) in ("le", "la seance du", "la reunion du", "seance du"):
        tenue = _TENUE.search(suite)
        if tenue and not texte.rstrip().endswith("?"):
            nie = any(tenue[un] for un in ("non", "pas", "pas2")) or "n'" in tenue[0]
            return Acte("comite.proces_verbal", {**qui, "tenue": not nie}, mots=texte)
        return None
    if _PV.match(debut):
        return Acte("comite.proces_verbal", {**qui, "tenue": None}, mots=texte)
    if lu := _MEMBRE.match(debut):
        lue = lire_un_nom(plie.mots(lu.start("nom"), lu.end("nom")))
        if lue is not None and lue.genre == "nom" and not suite.rstrip().endswith("?"):
            return Acte(
                "comite.membre", {"nom": lue.texte, "parti": lu["est"] in _PARTI, "acheteur": acheteur}, mots=texte
            )
    return None


def _jour_dit(texte: str, aujourdhui: date) -> date | None:
    lues = lire_dates(texte, aujourdhui)
    return lues[0].bas if len(lues) == 1 and lues[0].jour else None


__all__ = [
    "PASSE",
    "PROPOSE",
    "DecisionDite",
    "dit_suivant",
    "lire_des_decisions",
    "lire_du_comite",
    "lire_une_reponse",
]
