"""The slots of acts: which actions, which fiche, which facts."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from knowledge.ecoute.regles import ACTION_MAX
from knowledge.francais.langue import plat

SUR_ACTIONS = ("retenir", "ecarter", "detail", "pourquoi_action")
# What tells facts of the purchase.
INFORMENT = frozenset({"informer", "corriger"})
_NUMERO = re.compile(r"(?<![\d,.])\b\d{1,2}\b(?![.,]?\d)")
# A figure with its unit counts something, and names no action.
_UNITE = re.compile(
    r"^\s?(?:€|euros?|k\b|%|(?:fois |x )?(?:par|ds|dans) l?'?(?:an|annee|mois|semaine|jour)|fois\b|mois|ans?\b|jours?|semaines?|heures?|h\b|lots?|offres?|pour ?cent|e\b|m2|km)"
)
_AVANT = re.compile(r"(?:\barticle|\blots?|\betage|\bpage|\b[rj]|\bl)\s?[.-]?\s?$|[€/-]$")
# What is counted is a noun in the plural, right after a number that no article makes a name.
_COMPTE = re.compile(
    r"^\s(?!(?:mais|puis|sans|dans|alors|plus|aussi|pas|sous|vers|apres|jamais|toujours|depuis|tres|nous|vous|sauf|ensuite|svp)\b)[a-z]{3,}[sx]\b"
)
_ARTICLE = re.compile(r"\b(?:la|l'action|action|actions|fiche|numero|n)\s?$|n°\s?$")
# Between two numbers of one list; with no article, they are of the same thing.
_NUS = re.compile(r"\s?[,&+]\s?|\s(?:et|ou|a)\s")
_ENSEMBLE = re.compile(r"[\s,&+]*(?:et |ou |ni )?(?:(?:la|les|l'action|l') ?)?")
_SAUF = re.compile(r"\b(?:sauf|excepte|hormis|a part|a l'exception|mis a part|moins|hors)\b")


@dataclass(frozen=True, slots=True)
class Groupe:
    """Action numbers said together, and the words around them; `sauf`: excepted from all."""

    numeros: tuple[int, ...]
    debut: int
    fin: int
    sauf: bool


# So many, said alone after "les", are counted; what makes them a list.
_COMPTEES_MAX = 5
_SUITE = re.compile(r" ?(?:,|et|ou|&|/) ?(?:la |le |les )?\d")


def groupes(texte: str) -> list[Groupe]:
    """The numbers of actions that a flat text names, by groups.

    >>> [(g.numeros, g.sauf) for g in groupes("je garde tout sauf la 11 et la 17, pour 24 mois")]
    [((11, 17), True)]
    >>> groupes("et celle-ci pour les lots 1 et 2")
    []
    """
    lus: list[Groupe] = []
    # Where the numbers of something else end: "les lots 1 et 2" counts no action.
    ailleurs: int | None = None
    for m in _NUMERO.finditer(texte):
        numero = int(m[0])
        avant = texte[max(0, m.start() - 12) : m.start()]
        if _AVANT.search(avant) or (ailleurs is not None and _NUS.fullmatch(texte[ailleurs : m.start()])):
            ailleurs = m.end()
            continue
        if _COMPTE.match(texte[m.end() : m.end() + 24]) and not _ARTICLE.search(avant):
            # "On garde 11 vidéoprojecteurs" counts them.
            continue
        if numero <= _COMPTEES_MAX and avant.endswith(" les ") and not _SUITE.match(texte, m.end()):
            # "Je garde les 2" counts them.
            continue
        if not 1 <= numero <= ACTION_MAX or _UNITE.match(texte[m.end() : m.end() + 12]):
            continue
        if lus and _ENSEMBLE.fullmatch(texte[lus[-1].fin : m.start()]):
            lus[-1] = Groupe((*lus[-1].numeros, numero), lus[-1].debut, m.end(), lus[-1].sauf)
        else:
            debut = lus[-1].fin if lus else 0
            lus.append(
                Groupe((numero,), m.start(), m.end(), bool(_SAUF.search(texte[max(debut, m.start() - 40) : m.start()])))
            )
    return lus


def partager(texte: str, natures: Sequence[str], peser: Callable[[str, str], float]) -> dict[str, dict[str, list[int]]]:
    """For each nature that is about actions, the numbers it is about; `peser(nature, words)` says how well words fit it."""
    simple = plat(texte)
    parts: dict[str, dict[str, list[int]]] = {nature: {} for nature in natures}
    lus = groupes(simple)
    for rang, groupe in enumerate(lus):
        debut = lus[rang - 1].fin if rang else 0
        fin = lus[rang + 1].debut if rang + 1 < len(lus) else len(simple)
        if len(natures) == 1:
            nature = natures[0]
        else:
            autour = _autour(simple, groupe, debut, fin)
            nature = max(natures, key=lambda nature: peser(nature, autour))
        if groupe.sauf and "retenir" in natures:
            parts["retenir"].setdefault("sauf", []).extend(groupe.numeros)
        else:
            parts[nature].setdefault("actions", []).extend(groupe.numeros)
    return {nature: {nom: sorted(set(numeros)) for nom, numeros in dits.items()} for nature, dits in parts.items()}


_BORNE = re.compile(r"[,;.!?:]|\b(?:mais|et|par contre)\b")


def _autour(simple: str, groupe: Groupe, debut: int, fin: int) -> str:
    """The words before a group, from the last mark, and those after it, to the next."""
    avant = simple[debut : groupe.debut]
    marques = [m.end() for m in _BORNE.finditer(avant)]
    if marques and len(re.findall(r"[a-z]{3,}", avant[marques[-1] :])):
        avant = avant[marques[-1] :]
    apres = simple[groupe.fin : fin]
    if (m := _BORNE.search(apres)) is not None:
        apres = apres[: m.start()]
    return f"{avant}{simple[groupe.debut : groupe.fin]}{apres}".strip()


__all__ = ["INFORMENT", "SUR_ACTIONS", "Groupe", "groupes", "partager"]
