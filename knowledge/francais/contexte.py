"""What surrounds a reading: sentences, questions, negations, corrections."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.francais.motifs import lire_motifs

_MOTIFS = lire_motifs(__file__)

Zone = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Contexte:
    """Where a folded text asks, defines or corrects."""

    texte: str
    phrases: tuple[Zone, ...]
    questions: tuple[Zone, ...]
    definitions: tuple[Zone, ...]
    corrections: tuple[int, ...]
    annonce_correction: bool

    def phrase(self, place: int) -> Zone:
        debuts = [debut for debut, _ in self.phrases]
        return self.phrases[max(0, bisect_right(debuts, place) - 1)]

    def en_question(self, place: int) -> bool:
        return any(debut <= place < fin for debut, fin in self.questions)

    def en_definition(self, place: int) -> bool:
        return any(debut <= place < fin for debut, fin in self.definitions)

    def apres_correction(self, places: Sequence[int]) -> int:
        """The last correction that something follows, among readings at these places; -1 without one."""
        dernieres = [
            c for c in self.corrections if places and any(p >= c for p in places) and any(p < c for p in places)
        ]
        return max(dernieres, default=-1)


def lire_contexte(texte: str) -> Contexte:
    """Cut a folded text in sentences and find those that ask."""
    phrases: list[Zone] = []
    questions: list[Zone] = []
    definitions: list[Zone] = []
    debut = 0
    for m in [*_MOTIFS.fin_de_phrase.finditer(texte), None]:
        fin = len(texte) if m is None else m.end()
        if fin > debut:
            phrases.append((debut, fin))
            morceau = texte[debut:fin]
            definition = _MOTIFS.definition.search(morceau)
            if definition:
                definitions.append((debut, fin))
            if "?" in morceau:
                deux_points = morceau.rfind(": ")
                interrogatif = _MOTIFS.interrogatif.search(morceau)
                if interrogatif and interrogatif.start() > deux_points >= 0:
                    # "Nettoyage : services, MAPA, quelles actions ?" asks from its last comma on.
                    questions.append((debut + max(deux_points, morceau.rfind(", ", 0, interrogatif.start())), fin))
                elif interrogatif and interrogatif.start() > 0:
                    questions.append((debut + interrogatif.start(), fin))
                elif not interrogatif and deux_points > 0:
                    # "3 roll-ups, sans publicité, pas récurrent : verdict ?" asks the verdict only.
                    questions.append((debut + deux_points, fin))
                else:
                    questions.append((debut, fin))
            elif definition:
                questions.append((debut, fin))
            elif (doute := _MOTIFS.doute.search(morceau)) is not None:
                # "Je ne sais pas si je dois allotir" asks, and tells nothing.
                questions.append((debut + doute.start(), fin))
        debut = fin
    corrections = tuple(sorted([*(m.start() for m in _MOTIFS.correction.finditer(texte)), *_revirements(texte)]))
    annonce = bool(corrections) or bool(_MOTIFS.ouvre_non.match(texte))
    return Contexte(texte, tuple(phrases) or ((0, 0),), tuple(questions), tuple(definitions), corrections, annonce)


def _revirements(texte: str) -> list[int]:
    """Where what was first thought is given up.

    >>> _revirements("on pensait mapa mais ce sera un aoo"), _revirements("mapa mais en urgence")
    ([16], [])
    """
    places = []
    for m in _MOTIFS.d_abord.finditer(texte):
        puis = _MOTIFS.puis.search(texte, m.end(), m.end() + 120)
        if puis is not None:
            places.append(puis.start())
    return places


def est_nie(texte: str, debut: int, *, qualifiable: bool = False) -> bool:
    """Whether a negation bears on what starts there; `qualifiable` words may be what "non" qualifies ("non récurrent").

    >>> [est_nie(t, t.index("livraison")) for t in ("sans livraison", "pas besoin d'une livraison", "sans lot, livraison")]
    [True, True, False]
    >>> est_nie("ce n'est pas un marche de services", 25)
    True
    >>> [est_nie(t, t.index("mapa")) for t in ("non ce sera un mapa", "ah non un mapa", "non pas un mapa", "et non un mapa")]
    [False, False, True, True]
    >>> [est_nie("non alloti", 4, qualifiable=oui) for oui in (True, False)]
    [True, False]
    """
    gauche = texte[max(0, debut - 60) : debut]
    if _MOTIFS.plutot_que.search(gauche):
        return True
    m = _MOTIFS.avant_negation.search(gauche)
    # The nearest negation decides; the search is anchored at the end, so try the last one first.
    while m is not None:
        entre = m["entre"]
        plus_pres = _MOTIFS.avant_negation.search(gauche, m.start() + 1)
        if plus_pres is not None:
            m = plus_pres
            continue
        if m["neg"] == "non" and _repond(texte, debut - len(gauche) + m.start(), debut, qualifiable=qualifiable):
            return False
        return bool(_MOTIFS.lien.match(entre)) and not _double(gauche, m.start())
    return False


def _repond(texte: str, non: int, debut: int, *, qualifiable: bool) -> bool:
    """Whether the "non" there answers what was said before, and leaves alone what starts at `debut`."""
    entre = texte[non + len("non") : debut]
    if _MOTIFS.non_puis_dit.match(entre):
        return True
    if qualifiable and not entre.strip(" -"):
        return False
    ouvre = any(m.start("non") == non for m in _MOTIFS.ouvre_non.finditer(texte, 0, debut + 1))
    return ouvre or _MOTIFS.non_reprend.search(texte, 0, non) is not None


def commence_par_une_negation(texte: str, debut: int) -> bool:
    """Whether what starts there denies by itself: the "ne" or the "non" before it denies nothing twice.

    >>> commence_par_une_negation("n'est pas recurrent", 6), commence_par_une_negation("n'est ponctuel", 6)
    (True, False)
    """
    return _MOTIFS.negation_en_tete.match(texte, debut) is not None


def _double(gauche: str, debut: int) -> bool:
    """ "pas que", "non seulement", "pas seulement", "je ne sais pas si c'est" deny nothing."""
    return bool(
        _MOTIFS.ne_nie_pas.match(
            gauche[debut:],
        )
    )


def est_approche(texte: str, debut: int, fin: int) -> bool:
    """Whether a number is only said roughly.

    >>> [est_approche(t, t.index("9"), len(t)) for t in ("environ 90 000", "autour de 90 000", "soit 90 000")]
    [True, True, False]
    """
    return bool(
        _MOTIFS.approche_gauche.search(texte, max(0, debut - 35), debut) or _MOTIFS.approche_droite.match(texte, fin)
    )
