"""A rating told in a sentence: what each side answers of a contract, the hours of each service, what is thought of its relevance."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from knowledge.cad.bareme import Bareme, GenreDeQuestion, Prerempli, Question
from knowledge.cad.cotation import niveau_du_temps
from knowledge.cad.dits import liste_de, trouver
from knowledge.cad.seance import Valeur
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier, simplifier
from knowledge.plan.pack import Pack

_PHRASE = re.compile(r"[.;!?\n]+(?=\s|$)")
_MORCEAU = re.compile(r"(?:[^,:]|,(?=\d))+")
_HEURES = re.compile(r"\s*(?:heures?|h)\b")
_DANS = re.compile(r"\bdans (?:environ )?$")
_MOIS = re.compile(r"\s*mois\b")


@dataclass(slots=True)
class CotationDite:
    """What one side answers: by question, and how relevant it holds the contract to be; `rapporte`: somebody else says so."""

    reponses: dict[str, Valeur] = field(default_factory=dict)
    force: str | None = None
    rapporte: bool = False

    def __bool__(self) -> bool:
        return bool(self.reponses) or self.force is not None


def lire_une_cotation(
    pack: Pack, bareme: Bareme, texte: str, ou: tuple[int, int], moi: str
) -> Mapping[str, CotationDite]:
    """What a message tells of a rating, by side; `moi` is whose side speaks, `ou` where the contract is named."""
    plat = plier(texte).texte
    plat = plat[: ou[0]] + " " * (ou[1] - ou[0]) + plat[ou[1] :]
    noms = _noms_des_cotes(pack, bareme)
    dites: dict[str, CotationDite] = {}
    debut = 0
    for bord in [*(un.start() for un in _PHRASE.finditer(plat)), len(plat)]:
        qui = moi
        for lu in _MORCEAU.finditer(plat, debut, bord):
            morceau = lu[0]
            nomme = next((cote for nom, cote in noms if re.search(rf"(?<!\w){re.escape(nom)}(?!\w)", morceau)), None)
            if nomme is not None and trouver("rapporte", morceau):
                # "Le PLIE m'a répondu forte, 10 heures": all of the sentence is theirs.
                qui = nomme
            elif trouver("soi", morceau):
                qui = moi
            cote = nomme or qui
            dite = dites.setdefault(cote, CotationDite(rapporte=cote != moi))
            _lire_un_morceau(bareme, cote, _sans(morceau, (nom for nom, _ in noms)), dite, nomme=nomme is not None)
        debut = bord
    return {cote: dite for cote, dite in dites.items() if dite}


def _noms_des_cotes(pack: Pack, bareme: Bareme) -> list[tuple[str, str]]:
    """What each service that rates is called, the longest first."""
    noms = [
        (simplifier(nom), un.id)
        for un in pack.services.values()
        if un.id in bareme.experts
        for nom in (un.sigle or "", un.nom, un.id.replace("_", " "))
        if nom
    ]
    return sorted(noms, key=lambda un: -len(un[0]))


def _sans(morceau: str, noms: Iterable[str]) -> str:
    for nom in noms:
        morceau = re.sub(rf"(?<!\w){re.escape(nom)}(?!\w)", " ", morceau)
    return morceau


def _lire_un_morceau(bareme: Bareme, cote: str, morceau: str, dite: CotationDite, *, nomme: bool) -> None:
    questions = bareme.questions_de(cote)
    nombres = lire_nombres(morceau)
    if mois := next((un for un in nombres if _MOIS.match(morceau, un.fin)), None):
        if _DANS.search(morceau[: mois.debut]) and (temps := _du_temps(bareme, questions, int(mois.valeur))):
            dite.reponses[temps[0]] = temps[1]
        return
    heures = [un for un in nombres if _HEURES.match(morceau, un.fin)] or (
        nombres if nomme and len(nombres) == 1 else []
    )
    if len(heures) == 1 and (question := _de_genre(questions, GenreDeQuestion.HEURES)):
        dite.reponses[question.id] = Decimal(heures[0].valeur)
    for question in questions:
        for niveau, mots in liste_de("criteres").get(question.critere or "", {}).items():
            choix = next((un for un in question.choix if un.niveau == niveau), None)
            if choix is not None and _dit_un_des(mots, morceau):
                dite.reponses[question.id] = choix.id
    force = next((une for une, mots in liste_de("force").items() if _dit_un_des(mots, morceau)), None)
    if force is not None and not _de_l_offre(morceau):
        dite.force = force


def _dit_un_des(mots: Iterable[str], morceau: str) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(mot)}(?!\w)", morceau) for mot in mots)


def _de_l_offre(morceau: str) -> bool:
    """Whether a piece answers a question with words of its own, which say nothing of how relevant the contract is."""
    return any(_dit_un_des(mots, morceau) for niveaux in liste_de("criteres").values() for mots in niveaux.values())


def _de_genre(questions: Iterable[Question], genre: GenreDeQuestion) -> Question | None:
    return next((une for une in questions if une.genre is genre), None)


def _du_temps(bareme: Bareme, questions: Iterable[Question], mois: int) -> tuple[str, str] | None:
    """The answer to what time is left, by its months."""
    question = next((une for une in questions if une.prerempli is Prerempli.TEMPS_RESTANT), None)
    if question is None:
        return None
    niveau = niveau_du_temps(bareme, mois)
    choix = next((un for un in question.choix if un.niveau is niveau), None)
    return None if choix is None else (question.id, choix.id)


__all__ = ["CotationDite", "lire_une_cotation"]
