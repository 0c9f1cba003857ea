"""A list of lots announced by their count: "3 lots : sono 30 000, sécurité 25 000, buvette 8 000"."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise, zip_longest

from knowledge.francais.motifs import lire_motifs
from knowledge.lecture.lots.noms import est_un_nom, placer_le_nom
from knowledge.lecture.lots.prix import Chiffres, Zone

_MOTIFS = lire_motifs(__file__)

# An item without its amount: told otherwise, or not yet.
SANS_PRIX = _MOTIFS.sans_prix
INCLUS = _MOTIFS.inclus
_SEPARATEURS = (
    _MOTIFS.ligne,
    _MOTIFS.point_virgule,
    _MOTIFS.barre,
    _MOTIFS.plus,
    _MOTIFS.virgule,
    _MOTIFS.virgule_ou_et,
    _MOTIFS.virgule_ou_blanc,
)
_FORTS, _VIRGULE = 5, 4
# What completes the item before it.
COMPLEMENT = _MOTIFS.complement
# What is of the whole contract.
ENSEMBLE = _MOTIFS.ensemble


def regions(texte: str, debut: int, fin: int) -> list[tuple[Zone, str]]:
    """Where the list that a count announces can stand, after it or before, with the sign that opens it.

    `debut` and `fin` are those of the count.
    """
    possibles: list[tuple[Zone, str]] = []
    ouvre = _MOTIFS.ouvre.match(texte, fin)
    assert ouvre is not None
    signe, place = ouvre["signe"] or "", ouvre.end()
    phrase = _MOTIFS.fin.search(texte, fin)
    arret = phrase.start() if phrase else len(texte)
    deux_points = texte.find(":", fin, fin + 160)
    if signe == "(":
        ferme = texte.find(")", place)
        possibles.append(((place, ferme if ferme > 0 else arret), "("))
    elif (
        deux_points >= 0
        and not _MOTIFS.fin.search(texte, fin, deux_points)
        and not _MOTIFS.chiffre.match(texte[deux_points + 1 : deux_points + 2])
    ):
        suite = deux_points + 1
        if _MOTIFS.a_la_ligne.match(texte[suite : suite + 4]):
            longue = _MOTIFS.fin_longue.search(texte, suite + 2)
            possibles.append(((suite, longue.start() if longue else len(texte)), ":"))
        longue = _MOTIFS.fin_de_phrase.search(texte, suite)
        possibles.append(((suite, longue.start() if longue else len(texte)), ":"))
    if signe in (".", "\n", ";") and not possibles:
        suivante = _MOTIFS.fin.search(texte, place)
        possibles.append(((place, suivante.start() if suivante else len(texte)), "."))
        if signe == "\n":
            longue = _MOTIFS.fin_longue.search(texte, place)
            possibles.insert(0, ((place, longue.start() if longue else len(texte)), ":"))
    elif signe not in {":", "("}:
        possibles.append(((place, arret), signe or " "))
    avant = [*_MOTIFS.fin.finditer(texte, 0, debut)]
    tete = avant[-1].end() if avant else 0
    m = _MOTIFS.referme.search(texte, max(tete, debut - 20), debut)
    if m is not None and m.start() > tete:
        possibles.append(((tete, m.start()), "<"))
    return possibles


def decouper(
    texte: str,
    zone: Zone,
    nombre: int | None,
    signe: str,
    chiffres: Chiffres,
    est_du_contrat: Callable[[int, int], bool],
) -> tuple[list[Zone], list[Zone]]:
    """The items of a list, and what stands among them that is of the whole contract; no item where it is no list."""
    debut, fin = zone
    prix = chiffres.prix(debut, fin)
    if nombre is not None and len(prix) < nombre:
        prix = chiffres.prix(debut, fin, petits=True) if len(chiffres.prix(debut, fin, petits=True)) >= nombre else prix
    if len(prix) > 1:
        items, autres = _par_les_prix(texte, zone, [(q.debut, q.fin) for q in prix])
        if (
            len(items) > 1
            and (nombre is None or len(items) == nombre or signe in ":(")
            and all(_tient(texte, item) for item in items)
        ):
            return items, autres
    exact = signe not in ":("
    if (enumeres := _par_le_dernier_et(texte, zone, nombre, signe, est_du_contrat)) is not None:
        return enumeres
    for rang, separateur in enumerate(_SEPARATEURS):
        if rang == len(_SEPARATEURS) - 1 and (nombre is None or signe not in " :(" or prix):
            break
        morceaux = _couper(texte, zone, separateur)
        items, autres = _rassembler(texte, morceaux, est_du_contrat)
        if len(items) < 2 or not all(_tient(texte, item, juste=True) for item in items):
            continue
        if nombre is None and rang == _VIRGULE and _MOTIFS.dernier_et.fullmatch(texte, *items[-1]):
            continue  # "A, B et C" are three
        if len(items) == nombre or (not exact and nombre is None and rang <= _FORTS):
            return items, autres
    if not exact and nombre is not None:
        # Not as many as announced: told all the same, and asked.
        items, autres = _rassembler(
            texte, _couper(texte, zone, _SEPARATEURS[5 if ";" not in texte[debut:fin] else 1]), est_du_contrat
        )
        if len(items) > 1 and all(_tient(texte, item, juste=True) for item in items):
            return items, autres
    return [], []


def _par_le_dernier_et(
    texte: str, zone: Zone, nombre: int | None, signe: str, est_du_contrat: Callable[[int, int], bool]
) -> tuple[list[Zone], list[Zone]] | None:
    """ "Fruits et légumes, viandes et laitiers" are three: where commas part the items, the last "et" alone does too."""
    morceaux = _couper(texte, zone, _SEPARATEURS[_VIRGULE])
    if len(morceaux) < 2 or " et " not in texte[morceaux[0][0] : morceaux[-2][1]]:
        return None
    et = texte.rfind(" et ", *morceaux[-1])
    if et < 0:
        return None
    morceaux = [*morceaux[:-1], (morceaux[-1][0], et), (et + len(" et "), morceaux[-1][1])]
    items, autres = _rassembler(texte, morceaux, est_du_contrat)
    tiennent = len(items) > 1 and all(_tient(texte, item, juste=True) for item in items)
    return (items, autres) if tiennent and (len(items) == nombre or (nombre is None and signe in ":(")) else None


def _couper(texte: str, zone: Zone, separateur: re.Pattern[str]) -> list[Zone]:
    morceaux: list[Zone] = []
    place, profondeur = zone[0], 0
    for m in separateur.finditer(texte, *zone):
        profondeur = texte.count("(", place, m.start()) - texte.count(")", place, m.start())
        if profondeur > 0:
            continue
        morceaux.append((place, m.start()))
        place = m.end()
    morceaux.append((place, zone[1]))
    return [(d, f) for d, f in morceaux if texte[d:f].strip(" .,;:-…()") not in _ET_LE_RESTE]


# What only says that there are others.
_ET_LE_RESTE = frozenset({"", "etc", "ect", "et cetera", "et autres", "et ainsi de suite"})


def _rassembler(
    texte: str, morceaux: Sequence[Zone], est_du_contrat: Callable[[int, int], bool]
) -> tuple[list[Zone], list[Zone]]:
    items: list[Zone] = []
    autres: list[Zone] = []
    for d, f in morceaux:
        if ENSEMBLE.match(texte, d, f) or est_du_contrat(d, f):
            autres.append((d, f))
        elif items and COMPLEMENT.match(texte, d, f):
            items[-1] = (items[-1][0], f)
        else:
            items.append((d, f))
    return items, autres


def _par_les_prix(texte: str, zone: Zone, prix: Sequence[Zone]) -> tuple[list[Zone], list[Zone]]:
    """Items that each hold a price, before or after the name."""
    debut, fin = zone
    d, f = placer_le_nom(texte, debut, prix[0][0])
    nom_d_abord = f > d and est_un_nom(texte[d:f])
    coupes = [debut]
    for (_, a), (b, _) in pairwise(prix):
        separateurs = list(_MOTIFS.separe.finditer(texte, a, b))
        if nom_d_abord:
            # What completes the price stays with it: "300 k€ HT, insertion, VRD 200 k€".
            forts = [m for m in separateurs if ";" in m[0] or "\n" in m[0]]
            choisi = (
                forts[0] if forts else next((m for m in separateurs if not COMPLEMENT.match(texte, m.end(), b)), None)
            )
            coupes.append(choisi.start() if choisi else a)
        else:
            coupes.append(separateurs[-1].start() if separateurs else b)
    items = [*zip(coupes, [*coupes[1:], fin], strict=True)]
    autres: list[Zone] = []
    gardes: list[Zone] = []
    for rang, (place, f) in enumerate(items):
        tete = _MOTIFS.separe.match(texte, place, f)
        d = tete.end() if tete else place
        if ENSEMBLE.match(texte, d, f) or (tete and "=" in tete[0]):
            autres.append((d, f))
            continue
        if rang == len(items) - 1:
            # What follows the last price: items without one, and what is of the whole.
            queues = (
                [m for m in _MOTIFS.separe.finditer(texte, prix[-1][1], f) if not COMPLEMENT.match(texte, m.end(), f)]
                if nom_d_abord
                else []
            )
            gardes.append((d, queues[0].start() if queues else f))
            for m, suivant in zip_longest(queues, queues[1:]):
                morceau = (m.end(), suivant.start() if suivant else f)
                (gardes if SANS_PRIX.search(texte, *morceau) and _tient(texte, morceau) else autres).append(morceau)
            continue
        gardes.append((d, f))
    return gardes, autres


def sans_annonce(texte: str, chiffres: Chiffres, zone: Zone, *, petits: bool = False) -> tuple[list[Zone], list[Zone]]:
    """The items of a list that no count announces: names, each with its amount."""
    prix = chiffres.prix(*zone, petits=petits)
    if len(prix) < 2:
        return [], []
    tetes = [m.end() for m in _MOTIFS.entete.finditer(texte, zone[0], prix[0].debut)]
    entete = [place for place in tetes if _MOTIFS.deux_lettres.search(texte[place : prix[0].debut])]
    items, autres = _par_les_prix(texte, (entete[-1] if entete else zone[0], zone[1]), [(q.debut, q.fin) for q in prix])
    if len(items) < 2 or not all(_tient(texte, item) for item in items):
        return [], []
    return items, autres


def _tient(texte: str, item: Zone, *, juste: bool = False) -> bool:
    """Whether an item can be a lot: a name, or nothing but figures; with `juste`, nothing follows but what completes it."""
    d, f = placer_le_nom(texte, *item)
    nom = texte[d:f].strip()
    suite = texte[f : item[1]].strip(" .,:;-)")
    if juste and suite and not (_MOTIFS.suite.match(suite) or COMPLEMENT.match(suite) or SANS_PRIX.search(suite)):
        return False
    return (
        est_un_nom(nom)
        if nom and _MOTIFS.deux_lettres.search(nom)
        else bool(_MOTIFS.un_nombre.search(texte[item[0] : item[1]]))
    )


__all__ = ["COMPLEMENT", "ENSEMBLE", "decouper", "regions"]
