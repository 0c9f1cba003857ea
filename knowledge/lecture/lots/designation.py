"""How a text points at lots: by number, rank or name, all of them, the others, a new one, or how many there are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import EN_UN_MOT, UNITES
from knowledge.francais.texte import Plie
from knowledge.lecture.lots.noms import Noms


class Genre(StrEnum):
    """What kind of pointing it is."""

    NUMEROS = "numeros"
    NOM = "nom"  # "le lot sécurité", "la sono"
    NOUVEAU = "nouveau"  # "un lot vestiaire"
    COMPTE = "compte"  # "3 lots"
    TOUS = "tous"
    AUTRES = "autres"


@dataclass(frozen=True, slots=True)
class Designe:
    """Lots pointed at, from `debut` to `fin` of the folded text. `nombre` is how many a count tells.

    `mot`: the word "lot" is there. `ambigu`: it is one of `numeros`, nobody knows which. `defini`: "le", "du", "au".
    """

    genre: Genre
    debut: int
    fin: int
    numeros: tuple[int, ...] = ()
    nombre: int = 0
    mot: bool = True
    ambigu: bool = False
    defini: bool = False


_EN_LETTRES = EN_UN_MOT | {
    "deu": 2, "deus": 2, "troi": 3, "katre": 4, "vingt": 20, "trente": 30, "dix-sept": 17, "dix-huit": 18, "dix-neuf": 19,
    "une dizaine de": 10, "une douzaine de": 12, "une quinzaine de": 15, "une vingtaine de": 20,
}  # fmt: skip
_RANGS = {
    forme: rang
    for rang, formes in enumerate(
        ("premiere? premie 1ere? 1er", "deuxieme deuzieme deusieme seconde? 2e 2eme 2ieme 2nde? 2d", "troisieme troizieme 3e 3eme 3ieme", "quatrieme 4e 4eme", "cinquieme 5e 5eme", "sixieme 6e 6eme",
         "septieme 7e 7eme", "huitieme 8e 8eme", "neuvieme 9e 9eme", "dixieme 10e 10eme"), 1)
    for motif in formes.split()
    for forme in ((motif[:-2], motif.replace("?", "")) if motif.endswith("?") else (motif,))
}  # fmt: skip
_MOTIFS = lire_motifs(__file__, rangs=_RANGS)
LOTS_MAX = 99
# How many, of several.
NOMBRE = rf"\d{{1,2}}(?!\d)|{'|'.join(UNITES[2:13])}"
_COMPTE = "|".join(sorted((m for m in _EN_LETTRES if m != "zero"), key=len, reverse=True)) + r"|[1-9]\d{0,2}"
_RANG = "|".join(sorted(_RANGS, key=len, reverse=True))
_EN_LETTRE = re.compile(r"(?P<no>" + "|".join(UNITES[1:]) + r")(?![\w-])(?! ?(?:k\b|€|euros?|mille|cents?|millions?))")
_AUTOUR = 60
_QUALIFIE = r"(?:(?:petits?|gros|grands?|autres?|nouveaux?|nouvel|differents?|seuls?) )*"
_GAUCHE = re.compile(
    r"(?:(?P<tous>(?:(?:tous|toutes) (?:les|ces|nos)|l'ensemble (?:des|de ces)|la totalite des|chacun des|chaque|(?<!lot )(?<!lots )par)(?: (?:\d{1,2}|deux|trois|quatre|cinq|six))?)"
    r"|(?P<autres>(?:les?|des|aux?|l'|tous les|nos) ?(?:\d{1,2} |deux |trois |quatre )?(?:autres?|restants?))"
    rf"|(?:(?:les|des|aux|pour les|ces) )(?P<quels>(?:{_COMPTE}) (?:premiers|derniers))"
    rf"|(?:(?:les|des|aux|ces|nos|mes) )(?P<les>{_COMPTE})"
    rf"|(?:(?:le|la|du|au|ce|un) )?(?P<rang>{_RANG}|derniere?|avant-dernier)"
    rf"|(?P<seul>(?:un|1|en un) (?:seul|unique))"
    rf"|(?:(?P<pas>pas (?:de|d')|aucun|sans|ni|zero|point de|plus de|plus d') ?)"
    rf"|(?P<n>(?<![\w,.])(?<!\d )(?:{_COMPTE})) {_QUALIFIE}?"
    r"|(?P<defini>les?|du|de ce|ce|cet|aux?|des|ces|son|leur|mon|notre) )?"
    r" ?\Z"
)
_GAUCHE_COMPTE = re.compile(
    rf"(?<![\w.,])(?<!\d )(?:(?P<article>les|des|aux|ces|nos|mes) )?(?P<n>{_COMPTE}) {_QUALIFIE}\Z"
)
_RANG_NU = re.compile(
    rf"(?<![\w'-])(?:le|du|au|les|des|aux) (?:(?P<rang>{_RANG}|dernier)|(?P<quels>(?:{_COMPTE}) (?:premiers|derniers)))(?![\w-])"
    r"(?= ?(?:[,.;:)(=/]|$|\d|c'|est\b|a\b|de \d|fait|passe|sera|pour|avec|en\b|et\b|reserv|ca\b|monte|descend|vaut|coute|sont|font|seront))"
)
_COMPTE_NU = re.compile(rf"(?:^|[,;+] ?| et |puis )(?P<n>{_COMPTE}) (?:autres? )?(?=(?:a|de|d'environ|pour) \d)")


def nombre_de(mots: str) -> int:
    """How many a count says.

    >>> nombre_de("12"), nombre_de("trois"), nombre_de("une douzaine de")
    (12, 3, 12)
    """
    return int(mots) if mots.isdigit() else _EN_LETTRES.get(mots, 0)


def _numeros(texte: str, place: int, *, plusieurs: bool, dernier: int = LOTS_MAX) -> tuple[tuple[int, ...], int]:
    """The numbers of lots that stand at a place: "1, 2 et 5", "3 à 5"; none where there are none.

    A range does not pass the last lot known: "lots 1 2 3 à 15" are three lots at 15.
    """
    m = _MOTIFS.un_numero.match(texte, place) or _EN_LETTRE.match(texte, place)
    if m is None:
        return (), place
    numeros = [_un(m["no"])]
    place = m.end()
    while len(numeros) < LOTS_MAX:
        suite = _MOTIFS.jusqu_a.match(texte, place)
        m = (_MOTIFS.un_numero.match(texte, suite.end()) or _EN_LETTRE.match(texte, suite.end())) if suite else None
        if suite and m and (plusieurs or "lot" in suite[0]) and numeros[-1] < _un(m["no"]) <= dernier:
            numeros.extend(range(numeros[-1] + 1, _un(m["no"]) + 1))
            place = m.end()
            continue
        suite = _MOTIFS.puis.match(texte, place) or (_MOTIFS.espace.match(texte, place) if plusieurs else None)
        m = (_MOTIFS.un_numero.match(texte, suite.end()) or _EN_LETTRE.match(texte, suite.end())) if suite else None
        if (
            not suite
            or not m
            or not (plusieurs or suite[0].strip() in ("et", "&", "+", "et le", "et lot", "et le lot", "et du", "et au"))
        ):
            break
        if "lot" in suite[0] and not plusieurs:
            break
        numeros.append(_un(m["no"]))
        place = m.end()
    return tuple(dict.fromkeys(n for n in numeros if n)), place


def _un(mots: str) -> int:
    return int(mots) if mots.isdigit() else _EN_LETTRES[mots]


def designer(plie: Plie, connus: Mapping[int, str], *, lots: bool) -> list[Designe]:
    """Every lot that a text points at, in order. `connus` are the names of the lots known, by number.

    `lots`: it is known that lots are spoken of, so that "le 3" or "la sono" is one.
    """
    texte = plie.texte
    trouves = list(_avec_le_mot(plie, connus))
    dits = {n for d in trouves for n in d.numeros} | set(connus)
    compte = max((d.nombre for d in trouves), default=0)
    if lots or trouves or _MOTIFS.abreges.search(texte):
        dernier = max([*dits, compte], default=0)
        trouves.extend(_libres(_sans_le_mot(texte, dits, dernier, lots=lots), trouves))
    if connus:
        nouveaux = [m.span("nom") for m in _MOTIFS.nouveau_nom.finditer(texte)]
        if _MOTIFS.renomme.search(texte):
            nouveaux.extend(m.span() for m in _MOTIFS.entre_guillemets.finditer(texte))
        noms = Noms(connus).trouver(texte, [*((d.debut, d.fin) for d in trouves), *nouveaux])
        trouves = _avec_les_noms(texte, trouves, [
            Designe(Genre.NOM, n.debut, n.fin, n.numeros, mot=False, ambigu=len(n.numeros) > 1, defini=True) for n in noms
        ], connus)  # fmt: skip
    return _avec_ce_lot(texte, sorted(trouves, key=lambda d: d.debut))


def _avec_ce_lot(texte: str, designes: Sequence[Designe]) -> list[Designe]:
    """ "Ce lot" is the one that was named before."""
    sortis: list[Designe] = []
    for d in designes:
        precedent = next((un for un in reversed(sortis) if len(un.numeros) == 1), None)
        if not d.numeros and precedent is not None and _MOTIFS.ce_lot.match(texte, d.debut):
            sortis.append(replace(d, genre=Genre.NOM, numeros=precedent.numeros))
        else:
            sortis.append(d)
    return sortis


def _libres(designes: Iterable[Designe], pris: Sequence[Designe]) -> Iterator[Designe]:
    gardes = list(pris)
    for d in designes:
        if not any(a.debut < d.fin and d.debut < a.fin for a in gardes):
            gardes.append(d)
            yield d


def _avec_le_mot(plie: Plie, connus: Mapping[int, str]) -> Iterator[Designe]:
    """What the word "lot" points at, each time that it is one of a contract."""
    texte = plie.texte
    if _MOTIFS.rien_d_un_marche.search(texte):
        return
    precedent = 0
    for m in _MOTIFS.lot.finditer(texte):
        if m.start() < precedent or _est_autre_chose(texte, m.start(), m.end(), connus=bool(connus)):
            continue
        d = _designer_un(plie, m, max(precedent, m.start() - _AUTOUR), connus)
        if d is not None:
            precedent = d.fin
            yield d


def _est_autre_chose(texte: str, debut: int, fin: int, *, connus: bool) -> bool:
    """Whether a word "lot" is a prize, a packet, a plot of land, or the department; "dans le lot" is one that is known, if any is."""
    return bool(
        _MOTIFS.autre_chose.match(texte, fin)
        or _MOTIFS.d_autre_chose.search(texte, max(0, debut - 12), debut)
        or (not connus and _MOTIFS.dans_le.search(texte, max(0, debut - 12), debut))
        or _MOTIFS.par_paquets.match(texte, max(0, debut - 4))
    )


def _designer_un(plie: Plie, m: re.Match[str], depuis: int, connus: Mapping[int, str]) -> Designe | None:
    texte, pluriel, fin = plie.texte, m[0].endswith("s"), m.end()
    gauche = _GAUCHE.search(texte, depuis, m.start())
    assert gauche is not None  # it may be empty
    compte = _GAUCHE_COMPTE.search(texte, depuis, m.start())
    dits = gauche.groupdict()
    debut = gauche.start() + texte[gauche.start() : m.start()].startswith(" ")
    defini = bool(dits["defini"])
    dernier = max(connus, default=LOTS_MAX)
    numeros, arret = _numeros(texte, fin + texte.startswith(" ", fin), plusieurs=pluriel, dernier=dernier)
    if numeros and not (compte and not compte["article"] and nombre_de(compte["n"]) > 1):
        bis = _MOTIFS.bis.match(texte, arret)
        if bis is not None:
            return Designe(Genre.NOUVEAU, debut, bis.end(), nombre=1)
        return Designe(Genre.NUMEROS, debut, arret, numeros, defini=defini)
    lettre = _MOTIFS.lettre.match(texte, fin)
    if lettre is not None and plie.mots(lettre.start(1), lettre.end(1)).isupper():
        return Designe(Genre.NUMEROS, debut, lettre.end(), (ord(lettre[1]) - ord("a") + 1,))
    connu = _designer_les_connus(dits, debut, fin, connus)
    if connu is not None:
        return connu
    if _MOTIFS.droite_autres.match(texte, fin):
        return Designe(Genre.AUTRES, debut, fin)
    unique = _MOTIFS.unique.match(texte, fin)
    if dits["seul"] or unique:
        return Designe(Genre.COMPTE, debut, unique.end() if unique else fin, nombre=1)
    if dits["pas"]:
        return None
    if compte is not None and not defini:
        n = nombre_de(compte["n"])
        nouveau = n == 1 and not _MOTIFS.un_seul.match(texte, fin)
        return Designe(Genre.NOUVEAU if nouveau else Genre.COMPTE, compte.start(), fin, nombre=n)
    seul = _MOTIFS.tout_seul.match(texte, fin) is not None and not texte.startswith(",", fin)
    return Designe(Genre.NOM, debut, fin, defini=defini) if pluriel or not seul else None


def _designer_les_connus(
    dits: Mapping[str, str | None], debut: int, fin: int, connus: Mapping[int, str]
) -> Designe | None:
    """Lots pointed at by what stands before the word: all of them, the others, the last two, the second."""
    tete = max(connus, default=0)
    les = dits["les"]
    if dits["tous"] or (les and connus and nombre_de(les) == len(connus)):
        return Designe(Genre.TOUS, debut, fin)
    if dits["autres"]:
        return Designe(Genre.AUTRES, debut, fin)
    if quels := dits["quels"]:
        return Designe(Genre.NUMEROS, debut, fin, _des_bouts(quels, tete))
    if rang := dits["rang"]:
        numero = tete if rang.startswith("dern") else tete - 1 if rang.startswith("avant") else _RANGS[rang]
        return Designe(Genre.NUMEROS, debut, fin, (numero,) if numero > 0 else (), defini=True)
    return None


def _des_bouts(mots: str, tete: int) -> tuple[int, ...]:
    """The lots of "2 derniers", "deux premiers"."""
    combien = nombre_de(mots.split(maxsplit=1)[0])
    return tuple(range(1, combien + 1)) if "prem" in mots else tuple(range(max(1, tete - combien + 1), tete + 1))


def _sans_le_mot(texte: str, dits: set[int], tete: int, *, lots: bool) -> Iterator[Designe]:
    numerotes = [(m, int(m["no"])) for m in _MOTIFS.numerote.finditer(texte)]
    if lots or len(numerotes) > 1:
        for m, no in numerotes:
            if no > 0 and (no in dits or [n for _, n in numerotes] == [*range(1, len(numerotes) + 1)]):
                yield Designe(Genre.NUMEROS, m.start(), m.end("no"), (no,), mot=False)
    if dits:
        for m in _MOTIFS.nu.finditer(texte):
            numeros, fin = _numeros(texte, m.end(), plusieurs=True)
            if numeros and max(numeros) <= tete + 1 and not _MOTIFS.pas_une_date.match(texte, fin):
                yield Designe(Genre.NUMEROS, m.start(), fin, numeros, mot=False, defini=True)
        for m in _MOTIFS.reunis.finditer(texte):
            numeros, fin = _numeros(texte, m.end(), plusieurs=True)
            if numeros and set(numeros) <= dits:
                yield Designe(Genre.NUMEROS, m.end(), fin, numeros, mot=False, defini=True)
    suite = [*_MOTIFS.rang_suivi.finditer(texte)]
    if len(suite) > 1 and [_RANGS[m["rang"]] for m in suite] == [*range(1, len(suite) + 1)] and len(suite) <= tete:
        for m in suite:
            yield Designe(Genre.NUMEROS, m.start(), m.end(), (_RANGS[m["rang"]],), mot=False, defini=True)
    for m in _RANG_NU.finditer(texte):
        if m["quels"]:
            yield Designe(Genre.NUMEROS, m.start(), m.end(), _des_bouts(m["quels"], tete), mot=False, defini=True)
        else:
            rang = tete if m["rang"].startswith("dern") else _RANGS[m["rang"]]
            if 0 < rang <= tete:
                yield Designe(Genre.NUMEROS, m.start(), m.end(), (rang,), mot=False, defini=True)
    for m in _MOTIFS.un_autre.finditer(texte):
        yield Designe(Genre.NOUVEAU, m.start("un"), m.end("un"), nombre=1, mot=False)
    abreges = [*_MOTIFS.abrege.finditer(texte)]
    if len(abreges) > 1 and [int(m["no"]) for m in abreges] == [*range(1, len(abreges) + 1)]:
        for m in abreges:
            yield Designe(Genre.NUMEROS, m.start(), m.end(), (int(m["no"]),))
    for m in _COMPTE_NU.finditer(texte):
        yield Designe(Genre.COMPTE, m.start("n"), m.end("n"), nombre=nombre_de(m["n"]), mot=False)
    for m in _MOTIFS.autres_nus.finditer(texte):
        yield Designe(Genre.AUTRES, m.start(), m.end(), mot=False)
    for m in _MOTIFS.tout.finditer(texte):
        yield Designe(Genre.TOUS, m.start("tout"), m.end("tout"), mot=False)
    if lots:
        for m in _MOTIFS.tous_nus.finditer(texte):
            yield Designe(Genre.TOUS, m.start(), m.end(), mot=False)


def _avec_les_noms(
    texte: str, trouves: Sequence[Designe], nommes: Sequence[Designe], connus: Mapping[int, str]
) -> list[Designe]:
    """The lots named, each with its article; "le lot" and the name that follows it are one."""
    tous = list(trouves)
    for n in nommes:
        devant = next((d for d in tous if d.genre in (Genre.NOM, Genre.NOUVEAU) and not d.numeros and 0 <= n.debut - d.fin <= _LIEN_MAX and _MOTIFS.lien.fullmatch(texte, d.fin, n.debut)), None)  # fmt: skip
        if devant is not None:
            tous[tous.index(devant)] = replace(devant, numeros=n.numeros, fin=n.fin, ambigu=n.ambigu)
            continue
        # "lot 1 sono": the name of a lot that has its number already.
        proche = next((d for d in tous if d.genre is Genre.NUMEROS and d.mot and len(d.numeros) == 1 and 0 <= n.debut - d.fin <= _LIEN_MAX and _MOTIFS.apres_un_numero.fullmatch(texte, d.fin, n.debut)), None)  # fmt: skip
        if proche is not None and (n.ambigu or n.numeros == proche.numeros):
            tous[tous.index(proche)] = replace(proche, fin=n.fin)
            continue
        if proche is not None:
            # "Le lot 2, la peinture", where the painting is lot 3: nobody knows which of the two.
            if connus.get(proche.numeros[0]):
                tous[tous.index(proche)] = replace(
                    proche, fin=n.fin, numeros=(proche.numeros[0], *n.numeros), ambigu=True
                )
            continue
        article = _MOTIFS.article.search(texte, max(0, n.debut - _LIEN_MAX), n.debut)
        tous.append(replace(n, debut=article.start() if article else n.debut))
    return tous


_LIEN_MAX = 14

__all__ = ["LOTS_MAX", "NOMBRE", "Designe", "Genre", "designer", "nombre_de"]
