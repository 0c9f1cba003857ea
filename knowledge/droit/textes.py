"""Each text that is cited, as a piece of its own: the version that was read, when, by whom, and when to read it again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import Enum, auto
from functools import cached_property
from itertools import groupby

from knowledge.droit.veille import Veille, Veilles

# "R2123-1 3°", "R. 2123-1", "L2113-12"; what follows the number is the paragraph that is meant.
_ARTICLE = re.compile(r"(?P<lettre>[LRDA])[. ]{0,2}(?P<numero>\d+(?:-\d+)*)(?P<suite> .{1,30})?", re.IGNORECASE)
_PLAN = re.compile(r",? ?actions? ")


class Etat(Enum):
    """Where a text stands on a day: read, never read, or to be read again."""

    LU = auto()
    NON_LU = auto()
    A_RELIRE = auto()


@dataclass(frozen=True, slots=True)
class Lecture:
    """One sitting: what was read (`copie`, in words; `datee` when that copy bears a date), by which role, and until when it holds."""

    id: str
    le: date
    copie: str
    lecteur: str
    relire_le: date
    datee: bool = False


@dataclass(frozen=True, slots=True)
class Alinea:
    """One paragraph of a text: where it is told (`traite`), or why it is not (`ecarte`)."""

    dit: str
    traite: str | None = None
    ecarte: str | None = None

    @property
    def ouvert(self) -> bool:
        """Nobody said what becomes of it."""
        return self.traite is None and self.ecarte is None


@dataclass(frozen=True, slots=True)
class Texte:
    """An article of a code (`code`, `article`), or a text of its own (`code` empty). `lecture` None: nobody read it.

    `version`: since when what was read is in force, when that is known. `ligne`: where it is written.
    """

    code: str
    article: str
    lecture: Lecture | None = None
    version: date | None = None
    alineas: tuple[Alinea, ...] = ()
    lien: str = ""
    ligne: int = 1

    @property
    def nom(self) -> str:
        return f"{self.code} {self.article}".strip()

    @property
    def date_connue(self) -> bool:
        """Whether one can say which version was read, by its date or by that of the copy."""
        return self.version is not None or (self.lecture is not None and self.lecture.datee)


@dataclass(frozen=True, slots=True)
class Citation:
    """A text as a sentence cites it, with the paragraph that it names."""

    texte: Texte
    precision: str = ""

    @property
    def article(self) -> str:
        return f"{self.texte.article} {self.precision}".strip()


@dataclass(frozen=True, eq=False)
class Textes:
    """Every text that is known, and how citations name them; one is itself alone, so that what is said of it can be kept.

    `codes`: the code that each of its names, folded, stands for; `noms`: the text that each name, folded, stands for.
    `plan`: the plan itself, which its own actions cite.
    """

    textes: Mapping[str, Texte] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    noms: Mapping[str, str] = field(default_factory=dict)
    veilles: Veilles = field(default_factory=Veilles)
    plan: Texte | None = None

    def avec_le_plan(self, document: str, lue_le: date) -> Textes:
        """The same with the plan of one collectivité, whole: it was read by those who wrote its fiches."""
        lecture = Lecture("plan", lue_le, "", "rédaction des fiches", date.max, datee=True)
        return replace(self, plan=Texte("", document, lecture))

    def citations(self, ecrite: str) -> tuple[Citation, ...]:
        """The texts that a citation names, ranges unfolded. Raises CitationInconnueError."""
        return tuple(self._lues(ecrite))

    def _lues(self, ecrite: str) -> Iterator[Citation]:
        if entier := self._un_texte(ecrite):
            yield entier
            return
        code = ""
        for morceau in ecrite.split(", "):
            if entier := self._un_texte(morceau):
                yield entier
                continue
            nomme, reste = self._code(morceau)
            code = nomme or code
            for article, precision in _articles(reste, ecrite):
                texte = self.textes.get(f"{code} {article}")
                if texte is None:
                    raise CitationInconnueError(f"{code} {article}".strip())
                yield Citation(texte, precision)

    def _un_texte(self, ecrite: str) -> Citation | None:
        if self.plan is not None and ecrite.startswith(self.plan.article):
            return Citation(self.plan, _PLAN.sub("action ", ecrite[len(self.plan.article) :]).strip())
        nom = self.noms.get(ecrite.casefold())
        return None if nom is None else Citation(self.textes[nom])

    def _code(self, morceau: str) -> tuple[str, str]:
        """The code that begins it, and what is left of it."""
        plie = morceau.casefold()
        for nom in self._codes_du_plus_long:
            if plie.startswith(f"{nom} "):
                return self.codes[nom], morceau[len(nom) + 1 :]
        return "", morceau

    @cached_property
    def _codes_du_plus_long(self) -> tuple[str, ...]:
        return tuple(sorted(self.codes, key=len, reverse=True))

    def etat(self, texte: Texte, jour: date) -> Etat:
        """Where a text stands on that day."""
        if texte.lecture is None:
            return Etat.NON_LU
        return Etat.LU if self.relire_depuis(texte, jour) is None else Etat.A_RELIRE

    def relire_depuis(self, texte: Texte, jour: date) -> date | None:
        """Since when it should have been read again, by that day; None when nothing asks for it, or nobody ever read it."""
        if texte.lecture is None:
            return None
        jours = [texte.lecture.relire_le]
        jours += [
            passee
            for veille in self._veilles_par_texte.get(texte.nom, ())
            if (passee := veille.derniere(jour)) is not None and texte.lecture.le < passee
        ]
        return min((un for un in jours if un <= jour), default=None)

    def reste_a_relire(self, veille: Veille, echeance: date) -> bool:
        """Whether some text that it names was not read since that day."""
        concernes = [self.textes[nom] for nom in veille.textes if nom in self.textes]
        return not concernes or any(un.lecture is None or un.lecture.le < echeance for un in concernes)

    @cached_property
    def _veilles_par_texte(self) -> Mapping[str, tuple[Veille, ...]]:
        par_texte: dict[str, tuple[Veille, ...]] = {}
        for veille in self.veilles.toutes:
            for nom in veille.textes:
                par_texte[nom] = (*par_texte.get(nom, ()), veille)
        return par_texte


class CitationInconnueError(LookupError):
    """A citation names a text that is not among ours; its message is that name."""


def _articles(ecrits: str, entiere: str) -> Iterator[tuple[str, str]]:
    """The articles of "R2121-1 à R2121-8" or of "R2123-1 3°". Raises CitationInconnueError."""
    premier, a, dernier = ecrits.partition(" à ")
    lu = _ARTICLE.fullmatch(premier.strip())
    if lu is None:
        raise CitationInconnueError(entiere)
    article = lu["lettre"].upper() + lu["numero"]
    if not a:
        yield article, (lu["suite"] or "").strip()
        return
    racine, _, debut = article.rpartition("-")
    fin = dernier.strip().rpartition("-")[2]
    if not (debut.isdecimal() and fin.isdecimal() and int(debut) < int(fin) <= int(debut) + 99):
        raise CitationInconnueError(entiere)
    for rang in range(int(debut), int(fin) + 1):
        yield f"{racine}-{rang}", ""


# --- many articles in few words -----------------------------------------------------------------------------------------


def abreger(citations: Iterable[Citation]) -> str:
    """Name texts in few words: by code, the common root said once, three that follow as a range.

    >>> abreger([Citation(Texte("CCP", article)) for article in ("R2194-8", "R2194-9")])
    'CCP R2194-8 et -9'
    """
    dites = []
    for code, groupe in groupby(_par_code(citations), key=lambda une: une.texte.code):
        if code:
            dites.append(f"{code} {_enumerer(list(_suites([une.article for une in groupe])))}")
        else:
            dites += [_du_document(nom, list(unes)) for nom, unes in groupby(groupe, key=lambda une: une.texte.article)]
    return ", ".join(dites)


def _par_code(citations: Iterable[Citation]) -> list[Citation]:
    """Those of one code together, each once, the codes in the order in which they are named."""
    uniques = list(dict.fromkeys(citations))
    ordre = {_groupe(une): rang for rang, une in reversed(list(enumerate(uniques)))}
    return sorted(uniques, key=lambda une: (ordre[_groupe(une)], _cle(une.article)))


def _groupe(une: Citation) -> tuple[str, str]:
    return une.texte.code, "" if une.texte.code else une.texte.article


def _cle(article: str) -> tuple[bool, str, list[int]]:
    """Laws before decrees, and articles in the order of their numbers."""
    nombres = [int(nombre) for nombre in re.findall(r"\d+", article)]
    return not article.startswith("L"), article[:1], nombres


def _suites(articles: list[str]) -> Iterator[str]:
    """ "R2181-1", "R2181-2", "R2181-3", "R2182-1" as "R2181-1 à -3", "R2182-1"."""
    rang, avant = 0, ""
    while rang < len(articles):
        debut = articles[rang]
        racine, numero = _fin(debut)
        fin = rang
        while (
            numero is not None
            and fin + 1 < len(articles)
            and _fin(articles[fin + 1]) == (racine, numero + fin + 1 - rang)
        ):
            fin += 1
        fin = fin if fin - rang >= 2 else rang
        tronc = debut.partition("-")[0]
        dit = debut.removeprefix(tronc) if tronc == avant and "-" in debut else debut
        yield dit if fin == rang else f"{dit} à -{_fin(articles[fin])[1]}"
        rang, avant = fin + 1, tronc


def _fin(article: str) -> tuple[str, int | None]:
    racine, _, numero = article.rpartition("-")
    return racine, int(numero) if numero.isdecimal() else None


def _du_document(nom: str, citations: list[Citation]) -> str:
    """ "SPASER actions 8 et 10"."""
    precisions = [une.precision for une in citations if une.precision]
    numeros = [un.removeprefix("action ") for un in precisions]
    if not precisions or numeros == precisions:
        return f"{nom} {_enumerer(precisions)}".strip()
    plusieurs = len(numeros) > 1 or not numeros[0].isdecimal()
    return f"{nom} action{'s' if plusieurs else ''} {_enumerer(numeros)}"


def _enumerer(mots: list[str]) -> str:
    return mots[0] if len(mots) == 1 else f"{', '.join(mots[:-1])} et {mots[-1]}" if mots else ""


__all__ = ["Alinea", "Citation", "CitationInconnueError", "Etat", "Lecture", "Texte", "Textes", "abreger"]
