"""What is asked of a text that was just shown, in anybody's words: "enlève la phrase sur les camions, et trimestriel plutôt qu'annuel"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from knowledge.clauses.paroles import Reglage, lire_un_allegement, lire_un_reglage
from knowledge.clauses.retouches import AJOUT_MAX, Geste, donnees
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import Plie, mots_de, plier, racine

# A message that says more than this does not only retouch a text.
CARACTERES_MAX, MORCEAUX_MAX = 1200, 24
# One thing more of a list takes no more words.
MOTS_D_UN_DE_PLUS = 3
_COUPES = re.compile(r"[.;!?\n]+(?=\s|$)|,(?=\s)|\s(?:et|puis|mais)\s")
_CITES = re.compile(r'"([^"]{1,80})"')
_FINS = re.compile(r"[.;!?\n]")


@dataclass(frozen=True, slots=True)
class Demandee:
    """One change that is asked for: `dits`, in which words; `de` and `a`, what is left for what; `reglage`, the value, in the place of
    `ancienne` where it is said; `ouverte`: a verb asks for it.
    """

    geste: Geste
    dits: str
    de: str = ""
    a: str = ""
    reglage: Reglage | None = None
    ancienne: Reglage | None = None
    ouverte: bool = False

    @property
    def cite(self) -> bool:
        """Whether words are quoted in it."""
        return '"' in plier(self.dits).texte

    @property
    def annonce(self) -> bool:
        """Whether what is added is told as a sentence: "ajoute que…", "ajoutez : …"."""
        return self.geste is Geste.AJOUT and plier(self.dits).texte.startswith(("que ", "qu'", ":"))


@dataclass(frozen=True, slots=True)
class Dites:
    """All that is asked of a text. `lignes`: in how many lines at most it is wanted; `reste`: what is asked beside."""

    demandees: tuple[Demandee, ...] = ()
    lignes: int | None = None
    reste: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.demandees) or self.lignes is not None

    @property
    def franches(self) -> bool:
        """Whether it is asked of a text in so many words, be it not the last thing shown: a bare value, or something more, is not."""
        return bool(self.demandees) and all(
            une.geste in (Geste.OTE, Geste.MOT, Geste.RYTHME) or une.ancienne is not None or une.de or une.annonce
            for une in self.demandees
        )


@dataclass(frozen=True, slots=True)
class _Morceau:
    """A part of a message, folded and as it was typed; `ouvre`: what it does to a text, with where what it says of it starts."""

    plie: Plie
    debut: int
    fin: int
    apres: str
    ouvre: str | None
    suite: int

    @property
    def plat(self) -> str:
        return self.plie.texte[self.debut : self.fin]

    @property
    def dits(self) -> str:
        return self.plie.mots(self.suite, self.fin)


def lire_les_retouches(texte: str) -> Dites:
    """The changes that are asked for, in their order.

    >>> [(une.geste.value, une.dits) for une in lire_les_retouches("enlève la phrase sur les camions et ajoute que le tri est gratuit").demandees]
    [('ote', 'la phrase sur les camions'), ('ajout', 'que le tri est gratuit')]
    >>> lire_les_retouches("trimestriel plutôt qu'annuel").demandees[0].a
    'trimestre'
    >>> une = lire_les_retouches('remplace "exigence" par "demande"').demandees[0]
    >>> une.de, une.a
    ('exigence', 'demande')
    """
    if len(texte) > CARACTERES_MAX:
        return Dites()
    demandees: list[Demandee] = []
    reste: list[str] = []
    lignes: int | None = None
    avant: _Morceau | None = None
    for morceau in _reunis(list(_morceaux(plier(texte)))):
        raison = avant is not None and avant.ouvre == "oter" and avant.apres.startswith(",")
        avant = morceau
        if not _commence(morceau, "autres") and (combien := _en_lignes(morceau.plat)) is not None:
            lignes = combien
        elif morceau.ouvre is None and lire_un_allegement(morceau.plat) is not None:
            continue
        elif (lue := _lue(morceau)) is not None:
            demandees.append(lue)
        elif morceau.dits and not (raison and morceau.ouvre is None and not _commence(morceau, "autres")):
            reste.append(morceau.plie.mots(morceau.debut, morceau.fin))
    return Dites(tuple(demandees), lignes, tuple(reste))


def _morceaux(plie: Plie) -> Iterator[_Morceau]:
    debut = 0
    coupes = [*_COUPES.finditer(plie.texte)][:MORCEAUX_MAX]
    for coupe in coupes:
        yield _un(plie, debut, coupe.start(), coupe[0])
        debut = coupe.end()
    yield _un(plie, debut, len(plie.texte), "")


def _un(plie: Plie, debut: int, fin: int, apres: str) -> _Morceau:
    ouvre, suite = _ouverture(plie.texte[debut:fin])
    return _Morceau(plie, debut, fin, apres, ouvre, debut + suite)


@cache
def _formes() -> tuple[tuple[str, str], ...]:
    """What opens a retouch, the longest first, with what it does."""
    dites = [(str(forme), geste) for geste, formes in donnees()["gestes"].items() for forme in formes]
    return tuple(sorted(dites, key=lambda une: -len(une[0])))


def _ouverture(plat: str) -> tuple[str | None, int]:
    """What opens a part, after the words that may stand before; where what follows starts."""
    devant = set(donnees()["devant"])
    rang = 0
    while True:
        rang += len(plat[rang:]) - len(plat[rang:].lstrip(" -'\""))
        reste = plat[rang:]
        for forme, geste in _formes():
            if reste.startswith(forme) and not reste[len(forme) : len(forme) + 1].isalnum():
                return geste, rang + len(forme)
        mot = re.match(r"\w+", reste)
        if mot is None or mot[0] not in devant:
            return None, rang
        rang += mot.end()


def _reunis(morceaux: list[_Morceau]) -> Iterator[_Morceau]:
    """The parts, each with those that only go on with it: "ajoute le bois, le verre et le papier"."""
    courant: _Morceau | None = None
    for un in morceaux:
        if courant is None:
            courant = un
        elif courant.ouvre == "ajouter" and _commence(un, "encore"):
            yield courant
            courant = replace(un, ouvre="ajouter", suite=un.debut)
        elif _va_avec(courant, un):
            courant = replace(courant, fin=un.fin, apres=un.apres)
        else:
            yield courant
            courant = un
    if courant is not None:
        yield courant


def _va_avec(avant: _Morceau, un: _Morceau) -> bool:
    if un.ouvre is not None or _FINS.search(avant.apres) or _commence(un, "autres") or _en_lignes(un.plat) is not None:
        return False
    if avant.ouvre == "ajouter":
        return True
    if avant.ouvre == "oter" and avant.apres.startswith(",") and len(un.plat.split()) > MOTS_D_UN_DE_PLUS:
        # "Sans les émissions, nos fournisseurs sont petits": what comes after is why.
        return False
    if avant.ouvre in ("oter", "remplacer"):
        return not _dit_une_valeur(un) and not rythmes_dits(un.plat)
    # "Une petite pénalité, disons 50 €": what is set is named before its value.
    return not _dit_une_valeur(avant) and not rythmes_dits(avant.plat) and _dit_une_valeur(un)


def _commence(un: _Morceau, liste: str) -> bool:
    mots = un.plat.strip(" -'\"")
    return any(mots == forme or mots.startswith((f"{forme} ", f"{forme}-", f"{forme}'")) for forme in donnees()[liste])


def _dit_une_valeur(un: _Morceau) -> bool:
    return lire_un_reglage(un.plat) is not None and any(mot.isdecimal() for mot in mots_de(un.plat))


def _en_lignes(plat: str) -> int | None:
    """In how many lines a text is wanted at most."""
    nombres = lire_nombres(plat)
    for nombre in nombres:
        if any(plat[nombre.fin :].strip().startswith(forme) for forme in donnees()["lignes"]):
            return max(1, int(nombre.valeur))
    return None


def rythmes_dits(plat: str) -> tuple[str, ...]:
    """The rhythms that are said, in their order.

    >>> rythmes_dits("trimestriel plutot qu'annuel"), rythmes_dits("3 % par an")
    (('trimestre', 'an'), ())
    """
    vus: dict[str, int] = {}
    for rythme, formes in donnees()["rythmes"].items():
        for forme in formes["dits"]:
            trouve = re.search(rf"(?<!\w){re.escape(str(forme))}(?!\w)", plat)
            if trouve is not None:
                vus[rythme] = min(vus.get(rythme, trouve.start()), trouve.start())
    return tuple(sorted(vus, key=lambda un: vus[un]))


def _lue(un: _Morceau) -> Demandee | None:
    dits = un.dits
    if not dits or (un.ouvre is None and _commence(un, "autres")):
        return None
    if un.ouvre == "oter":
        return _otee(un)
    if un.ouvre == "ajouter":
        return Demandee(Geste.AJOUT, dits[:AJOUT_MAX], reglage=lire_un_reglage(dits) if _dit_une_valeur(un) else None)
    if (rythme := _rythme(un)) is not None:
        return rythme
    return _a_la_place(un) or _reglee(un)


def _otee(un: _Morceau) -> Demandee:
    plat = un.plie.texte[un.suite : un.fin]
    if any(forme in plat for forme in donnees()["part_fixe"]):
        return Demandee(Geste.REGLE, un.dits, de="part_fixe")
    fin = min((plat.find(forme) for forme in donnees()["apres"] if plat.find(forme) > 0), default=len(plat))
    return Demandee(Geste.OTE, un.plie.mots(un.suite, un.suite + fin) or un.dits)


def _rythme(un: _Morceau) -> Demandee | None:
    plat = un.plat
    dits = rythmes_dits(plat)
    if not dits or len(dits) > 2:
        return None
    if len(dits) == 1:
        return Demandee(Geste.RYTHME, un.dits, a=dits[0])
    premier_vient = any(entre in plat for entre in donnees()["plutot"])
    a, de = dits if premier_vient else reversed(dits)
    return Demandee(Geste.RYTHME, un.dits, de, a)


def _a_la_place(un: _Morceau) -> Demandee | None:
    """A word, or a value, in the place of another."""
    plat = un.plie.texte[un.suite : un.fin]
    for entres, dans_l_ordre in (
        (donnees()["par"] if un.ouvre == "remplacer" else (), True),
        (donnees()["plutot"], False),
    ):
        for entre in entres:
            avant, trouve, _ = plat.partition(entre)
            if not trouve:
                continue
            coupe = un.suite + len(avant)
            parts = un.plie.mots(un.suite, coupe), un.plie.mots(coupe + len(entre), un.fin)
            de, a = parts if dans_l_ordre else reversed(parts)
            ancienne, nouvelle = lire_un_reglage(de), lire_un_reglage(a)
            if nouvelle is not None and (ancienne is not None or not dans_l_ordre):
                unite = nouvelle.unite or (ancienne.unite if ancienne else None)
                return Demandee(Geste.REGLE, un.dits, reglage=replace(nouvelle, unite=unite), ancienne=ancienne)
            if un.ouvre == "remplacer" or '"' in plat:
                return Demandee(Geste.MOT, un.dits, _mot(de), _mot(a))
    return None


def _mot(dit: str) -> str:
    """The word that is meant: what is quoted, else the words without their article."""
    if cites := _CITES.search(plier(dit).texte):
        return plier(dit).mots(*cites.span(1))
    mots = dit.strip(" .,;:!?«»\"'“”").split()
    while len(mots) > 1 and plier(mots[0]).texte in ("le", "la", "les", "de", "des", "mot", "du"):
        mots = mots[1:]
    return " ".join(mots)


def _reglee(un: _Morceau) -> Demandee | None:
    reglage = lire_un_reglage(un.plat)
    if reglage is None or not _dit_une_valeur(un):
        return None
    return Demandee(Geste.REGLE, un.dits, reglage=reglage, ouverte=un.ouvre is not None)


def demande_de_defaire(texte: str) -> bool:
    """Whether what was changed of a text is to be as it was.

    >>> demande_de_defaire("non remets comme avant"), demande_de_defaire("remets les camions")
    (True, False)
    """
    plat = f" {' '.join(mots_de(texte))} "
    return any(f" {forme} " in plat for forme in donnees()["defaire"])


def nomme_une_phrase(dits: str) -> bool:
    """Whether words speak of a part of a text: "la phrase sur les contrats"."""
    return bool({racine(mot) for mot in mots_de(dits)} & {racine(str(mot)) for mot in donnees()["parties"]})


def en_phrase(dits: str) -> str:
    """What a buyer adds, as a sentence of a text.

    >>> en_phrase("que le tri est gratuit"), en_phrase("aussi : « Le tri est gratuit. »")
    ('Le tri est gratuit.', 'Le tri est gratuit.')
    """
    nus = dits.strip(" :-,;«»\"'“”.!")
    plat = plier(nus).texte
    for tete in ("aussi", "que", "qu'", ":", "une phrase qui dit que", "une phrase", "un paragraphe", "dans le texte"):
        if plat.startswith(tete) and not (tete[-1].isalpha() and plat[len(tete) : len(tete) + 1].isalnum()):
            nus = nus[len(tete) :].strip(" :-,;«»\"'“”")
            plat = plier(nus).texte
    return f"{nus[:1].upper()}{nus[1:]}." if nus else ""


__all__ = [
    "Demandee",
    "Dites",
    "demande_de_defaire",
    "en_phrase",
    "lire_les_retouches",
    "nomme_une_phrase",
    "rythmes_dits",
]
