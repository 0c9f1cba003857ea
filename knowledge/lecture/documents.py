"""The facts that a document tells of a contract, each with the words of the document: a note, a draft, a specification."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import yaml

from knowledge.francais.texte import plier
from knowledge.lecture.lecture import DUREE, MONTANT, NATURE, OBJET, SEGMENTS, Lecteur, Lu
from knowledge.lecture.lots.operations import Dire
from knowledge.lecture.lots.tableau import lire_lots_d_un_tableau
from knowledge.regles.faits import Ensemble, Intervalle, Options, Possible, Texte, Vocabulaire

# A document that announces more than this says it again, or is no document of one purchase.
LECTURES_MAX = 250
# Tables among which that of the lots is looked for.
TABLEAUX_MAX = 12
# So many values of one fact are shown: who wrote more did not know.
VALEURS_MAX = 3
UNITE_MAX = 1_500
PHRASE_MAX = 240
OBJET_MAX = 160
ETIQUETTE_MAX = 40
# An amount is told in one sentence: two that differ are two values, and not one that corrects the other.
_PAR_PHRASE = frozenset({MONTANT})
# What the object's own words tell besides it.
_DE_L_OBJET = (NATURE, SEGMENTS)
_PHRASES = re.compile(r"(?<!\b[A-Z]\.)(?<=[.;!?])\s+(?=[A-ZÀ-Ý«\d–-])|\n+")
_ARTICLE = re.compile(r"^(?:(?:les?|la|des?|du|une?)\s|[ld]['’])\s*", re.IGNORECASE)
_NUMERO = re.compile(
    r"\s*(?:article|art\.?|chapitre|titre|section)?\s*[\dIVX]{0,4}(?:[.-]\d{1,2}){0,4}\s*[.):–-]*\s*", re.IGNORECASE
)


Rangees: TypeAlias = tuple[tuple[str, ...], ...]


class Bloc(Protocol):
    """A heading, a paragraph or a table of a document, as what opens it tells it."""

    @property
    def texte(self) -> str: ...
    @property
    def titre(self) -> bool: ...
    @property
    def rangees(self) -> Rangees: ...


@dataclass(frozen=True, slots=True)
class Trouvaille:
    """One value that a document tells of a fact: `phrase` is where it stands, `lu` what was read there."""

    lu: Lu
    phrase: str


@dataclass(slots=True)
class _Section:
    titre: str
    paragraphes: list[str] = field(default_factory=list)


def lire_un_document(
    lecteur: Lecteur, blocs: Iterable[Bloc], aujourdhui: date, lots: Rangees = ()
) -> tuple[Trouvaille, ...]:
    """What the document tells, in the order of the vocabulary; of a fact told twice otherwise, each value, the first one first.

    `lots` is its table of lots, which tells nothing of the whole.
    """
    lecture = _Lecture(lecteur, aujourdhui)
    for section in _en_sections(lecture, blocs, lots):
        lecture.lire(section)
    lecture.compter_par_an()
    rang = lecteur.vocabulaire.rang
    return tuple(sorted(lecture.trouvailles, key=lambda une: rang[une.lu.nom]))


def lots_du_document(lecteur: Lecteur, blocs: Iterable[Bloc], aujourdhui: date) -> Rangees:
    """The rows of the table that holds the most lots; none where no table holds any."""
    tableaux = islice((bloc.rangees for bloc in blocs if bloc.rangees), TABLEAUX_MAX)
    combien = {rangees: _lots(lecteur, rangees, aujourdhui) for rangees in tableaux}
    tableau = max(combien, key=lambda rangees: combien[rangees], default=())
    return tableau if combien.get(tableau) else ()


def _lots(lecteur: Lecteur, rangees: Sequence[Sequence[str]], aujourdhui: date) -> int:
    return sum(isinstance(un, Dire) for un in lire_lots_d_un_tableau(lecteur, rangees, aujourdhui).operations)


# --- what is about what -----------------------------------------------------------------------------------------------


@cache
def _mots() -> Any:
    return yaml.safe_load((Path(__file__).parent / "documents.yaml").read_text("utf-8"))


def _motif(mots: Iterable[str]) -> re.Pattern[str]:
    return re.compile(
        r"\b(?:"
        + "|".join(sorted((re.escape(plier(mot).texte) for mot in mots), key=len, reverse=True))
        + r")(?:e?s)?\b"
    )


def _annonces(vocabulaire: Vocabulaire) -> Mapping[str, re.Pattern[str]]:
    return {
        fait.nom: _motif((fait.libelle, *fait.aussi, *_mots()["annonces"].get(fait.nom, ())))
        for fait in vocabulaire.values()
        # What only the award tells, nothing that is written before it does.
        if not fait.a_l_attribution or fait.sur_pieces
    }


@cache
def _ailleurs() -> Mapping[str, re.Pattern[str]]:
    return {nom: re.compile(_motif(mots).pattern.removesuffix(r"\b")) for nom, mots in _mots()["ailleurs"].items()}


@cache
def _nomment() -> re.Pattern[str]:
    return _motif(_mots()["nomment"])


def choisis(lecteur: Lecteur, texte: str, noms: Sequence[str]) -> frozenset[str] | None:
    """Which of the facts that were shown a message takes; None where it says anything else.

    "Prends tout sauf la durée", "seulement le montant et l'objet".
    """
    plie = plier(texte).texte
    annonces = _annonces(lecteur.vocabulaire)
    places = {nom: m.span() for nom in noms if nom in annonces and (m := annonces[nom].search(plie))}
    mots = _mots()["choix"]
    tout, sauf = _motif(mots["tout"]).search(plie), _motif(mots["sauf"]).search(plie)
    if not places or "?" in plie or (sauf is not None and tout is None):
        return None
    reste = plie
    for debut, fin in places.values():
        reste = reste[:debut] + " " * (fin - debut) + reste[fin:]
    reste = reste.replace("'", " ")
    for nom in ("tout", "sauf", "autour"):
        reste = _motif(mots[nom]).sub(" ", reste)
    if any(signe.isalnum() for signe in reste):
        return None
    libelles = {nom: lecteur.vocabulaire[nom].libelle for nom in noms}
    # "La durée" is the firm one too, where both were shown.
    nommes = {
        nom for nom in noms for autre in places if nom == autre or libelles[nom].startswith(f"{libelles[autre]} ")
    }
    return frozenset(noms) - nommes if sauf is not None else frozenset(nommes)


# --- reading ----------------------------------------------------------------------------------------------------------


class _Lecture:
    """What was found so far, and how much may still be read."""

    def __init__(self, lecteur: Lecteur, aujourdhui: date) -> None:
        self.trouvailles: list[Trouvaille] = []
        self.aujourdhui = aujourdhui
        self.lecteur = lecteur
        self._annonces = _annonces(lecteur.vocabulaire)
        self._sans_montant: list[str] = []
        self._reste = LECTURES_MAX

    def compter_par_an(self) -> None:
        """An amount told by the year is one once the only duration that the document tells is known."""
        dits = {une.lu.nom for une in self.trouvailles}
        durees = [une.lu.possible for une in self.trouvailles if une.lu.nom == DUREE]
        if MONTANT in dits or len(durees) != 1:
            return
        connus = self.lecteur.vocabulaire.aucun_fait().apprendre(DUREE, durees[0])
        for texte in self._sans_montant:
            for lu in self.lecteur.lire(texte, self.aujourdhui, connus).lus:
                if lu.nom == MONTANT and not lu.nie and _dit_quelque_chose(lu.possible):
                    self._garder(MONTANT, lu, texte)

    def annonces(self, texte: str) -> frozenset[str]:
        """The facts that a text speaks of."""
        plie = plier(texte).texte
        return frozenset(
            nom
            for nom, motif in self._annonces.items()
            if motif.search(plie) and not (nom in _ailleurs() and _ailleurs()[nom].search(plie))
        )

    def lire(self, section: _Section) -> None:
        """What a heading announces is in all that stands under it; the rest is announced by its own sentence."""
        annonces = self.annonces(section.titre)
        paragraphes = section.paragraphes
        if not paragraphes or " : " in section.titre:
            paragraphes = [section.titre, *paragraphes]
        lus: set[str] = set()
        if annonces:
            lus |= self._prendre(
                annonces - _PAR_PHRASE, "\n".join(self._sans_ailleurs(annonces, paragraphes))[:UNITE_MAX]
            )
        for paragraphe in paragraphes:
            dites = (self.annonces(paragraphe) | annonces) - lus
            if not dites:
                continue
            pris = (
                self._prendre(dites - _PAR_PHRASE, paragraphe[:UNITE_MAX]) if self._entier(paragraphe, dites) else set()
            )
            for phrase in _phrases(paragraphe):
                if reste := (self.annonces(phrase) | annonces) - lus - pris:
                    self._prendre(reste, phrase)

    def _entier(self, paragraphe: str, dites: frozenset[str] | set[str]) -> bool:
        """Whether no sentence of a paragraph speaks of something else than what the others announce."""
        return all(self._est_de(phrase, nom) for phrase in _phrases(paragraphe) for nom in dites)

    @staticmethod
    def _est_de(phrase: str, nom: str) -> bool:
        return nom not in _ailleurs() or not _ailleurs()[nom].search(plier(phrase).texte)

    def _sans_ailleurs(self, annonces: Iterable[str], paragraphes: Iterable[str]) -> Iterator[str]:
        for paragraphe in paragraphes:
            phrases = [une for une in _phrases(paragraphe) if all(self._est_de(une, nom) for nom in annonces)]
            if phrases:
                yield " ".join(phrases)

    def _prendre(self, annonces: Iterable[str], texte: str) -> set[str]:
        """Take of a text what is announced; returns the facts that it told. Two values of one fact in it are read apart, later."""
        annonces = frozenset(annonces)
        if self._reste <= 0 or not annonces or not texte.strip():
            return set()
        self._reste -= 1
        lecture = self.lecteur.lire(texte, self.aujourdhui)
        lus = {
            lu.nom: lu
            for lu in (*lecture.lus, *lecture.sous_reserve)
            if lu.nom in annonces and lu.nom != OBJET and not lu.nie and _dit_quelque_chose(lu.possible)
        }
        if OBJET in annonces and (objet := _objet(texte)):
            lus[OBJET] = Lu(OBJET, Texte(objet), objet, sur=True)
            for lu in self.lecteur.lire(objet, self.aujourdhui).lus:
                if lu.nom in _DE_L_OBJET and _dit_quelque_chose(lu.possible):
                    lus.setdefault(lu.nom, lu)
        if MONTANT in annonces and MONTANT not in lus:
            self._sans_montant.append(texte)
        for nom, lu in lus.items():
            self._garder(nom, lu, texte)
        return set(lus)

    def _garder(self, nom: str, lu: Lu, texte: str) -> None:
        deja = [une.lu.possible for une in self.trouvailles if une.lu.nom == nom]
        # One object names the purchase, and its families add up; a family that is named again is no other value.
        if lu.possible in deja or len(deja) >= VALEURS_MAX or (deja and nom in (OBJET, *_DE_L_OBJET)):
            return
        self.trouvailles.append(Trouvaille(lu, _citer(texte, lu.mots)))


def _dit_quelque_chose(possible: Possible) -> bool:
    match possible:
        case Options():
            return possible.seule is not None
        case Ensemble():
            return bool(possible.dedans)
        case Intervalle():
            # "Chaque livraison d'un montant inférieur à 150 €": what has one end only is of something else.
            return possible.bas is not None and possible.haut is not None
        case _:
            return True


def _objet(texte: str) -> str:
    """What the contract is for, in the words of the document."""
    dit = next(iter(_phrases(texte)), "")
    for phrase in _phrases(texte):
        if m := _nomment().search(plier(phrase).texte):
            dit = _mots_apres(phrase, m.end())
            break
    else:
        # "Objet du marché : nettoyage des écoles".
        etiquette, deux_points, suite = dit.partition(" : ")
        dit = suite if deux_points and len(etiquette) <= ETIQUETTE_MAX else dit
    dit = _ARTICLE.sub("", dit.strip(' .:;–-«»"'))
    return dit[:OBJET_MAX].rsplit(" ", 1)[0] if len(dit) > OBJET_MAX else dit


def _mots_apres(phrase: str, place: int) -> str:
    plie = plier(phrase)
    return plie.mots(place, len(plie.texte))


def _phrases(texte: str) -> list[str]:
    return [une.strip() for une in _PHRASES.split(texte) if une.strip()]


def _citer(texte: str, mots: str) -> str:
    """The sentences that hold these words."""
    place = texte.find(mots)
    if place < 0:
        return _couper(" ".join(texte.split()))
    debut = max((m.end() for m in _PHRASES.finditer(texte, 0, place)), default=0)
    fin = next((m.start() for m in _PHRASES.finditer(texte, place + len(mots))), len(texte))
    return _couper(" ".join(texte[debut:fin].split()))


def _couper(phrase: str) -> str:
    return phrase if len(phrase) <= PHRASE_MAX else phrase[:PHRASE_MAX].rsplit(" ", 1)[0] + " …"


# --- the document -----------------------------------------------------------------------------------------------------


def _en_sections(lecture: _Lecture, blocs: Iterable[Bloc], lots: Rangees) -> list[_Section]:
    """What stands under each heading; headings that follow and announce the same are one: a period, then its renewals."""
    sections = [_Section("")]
    for bloc in blocs:
        if bloc.rangees:
            if bloc.rangees != lots:
                sections += [_Section(titre, [dit]) for titre, dit in _etiquettes(bloc.rangees)]
        elif bloc.titre:
            titre = bloc.texte[_NUMERO.match(bloc.texte).end() :] if _NUMERO.match(bloc.texte) else bloc.texte  # type: ignore[union-attr]
            avant = lecture.annonces(sections[-1].titre)
            if avant and avant & lecture.annonces(titre):
                sections[-1].titre += f" {titre}"
            else:
                sections.append(_Section(titre))
        else:
            sections[-1].paragraphes.append(bloc.texte)
    return sections


def _etiquettes(rangees: Sequence[Sequence[str]]) -> Iterator[tuple[str, str]]:
    """What the rows of a form say: "Durée" beside "4 ans", once or twice a row."""
    for rangee in rangees:
        cases = [case for case in rangee if case]
        paires = [cases[:2], cases[2:]] if len(cases) == 4 else [cases]
        for etiquette, *suite in filter(None, paires):
            dit = " ".join(suite)
            yield etiquette, f"{etiquette.rstrip(' :')} : {dit}" if dit else etiquette


__all__ = ["Trouvaille", "choisis", "lire_un_document", "lots_du_document"]
