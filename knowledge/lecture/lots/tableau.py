"""Lots in rows: a table pasted in a message, a workbook or a CSV file, lines with numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.faits_dits import FaitDit, Origine, lire_faits
from knowledge.lecture.lecture import ALLOTI, MONTANT, NATURE, OBJET, Lecteur
from knowledge.lecture.lots.clauses import structures
from knowledge.lecture.lots.operations import MONTANT_LOT, Dire, Doute, LectureLots, Motif, Operation, Reserver
from knowledge.lecture.montants import unite_d_argent
from knowledge.regles.faits import NOMBRE_MAX, NON, OUI, Intervalle, Options
from knowledge.regles.lots import Lot

_MOTIFS = lire_motifs(__file__)

Ligne = Sequence[Any]
LIGNES_MAX = 200
# How far below the title of a table its headings may stand.
TITRES_DANS_LES = 25
_ENTETES = (
    ("mini", _MOTIFS.entete_mini),
    ("maxi", _MOTIFS.entete_maxi),
    ("montant", _MOTIFS.entete_montant),
    ("intitule", _MOTIFS.entete_intitule),
    ("nature", _MOTIFS.entete_nature),
    ("reserve", _MOTIFS.entete_reserve),
    ("insertion", _MOTIFS.entete_insertion),
    ("titulaire", _MOTIFS.entete_titulaire),
    ("numero", _MOTIFS.entete_numero),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tableau:
    """A table found in a message: its rows, and the text around it."""

    lignes: tuple[tuple[str, ...], ...]
    reste: str


def tableau_dans(texte: str) -> Tableau | None:
    """The table pasted in a text, of two rows and two columns at least; None where there is none.

    >>> t = tableau_dans("Voici :\\nlot;intitulé;montant HT\\n1;sono;30 000\\n2;sécurité;25 000\\nMerci")
    >>> t.lignes[1], t.reste
    (('1', 'sono', '30 000'), 'Voici :\\nMerci')
    """
    if "\n" not in texte:
        return None
    lignes = texte.splitlines()
    for separateur in ("\t", "|", ";"):
        cellules = [_cellules(ligne, separateur) for ligne in lignes]
        rangs = [rang for rang, cases in enumerate(cellules) if len(cases) > 1]
        if len(rangs) < 2 or not _se_suivent(rangs, lignes):
            continue
        rows = tuple(cellules[rang] for rang in rangs if not _MOTIFS.trait.fullmatch(lignes[rang]))
        largeur = max(len(cases) for cases in rows)
        if largeur < 2 or not any(any(c.isdigit() for c in case) for cases in rows for case in cases):
            continue
        reste = "\n".join(ligne for rang, ligne in enumerate(lignes) if rang not in set(rangs))
        return Tableau(rows, reste.strip())
    return None


def _se_suivent(rangs: Sequence[int], lignes: Sequence[str]) -> bool:
    return all(not lignes[un].strip() for un in range(rangs[0], rangs[-1]) if un not in set(rangs))


def _cellules(ligne: str, separateur: str) -> tuple[str, ...]:
    if separateur not in ligne:
        return ()
    ligne = ligne.strip(" \r")
    if separateur == "|":
        ligne = ligne.removeprefix("|").removesuffix("|")
    return tuple(case.strip() for case in ligne.split(separateur))


def lire_lots_d_un_tableau(
    lecteur: Lecteur, lignes: Sequence[Ligne], aujourdhui: date, connus: Sequence[Lot] = ()
) -> LectureLots:
    """The lots of rows of cells, with headings or without; empty where the rows are no lots.

    A cell is a text, a number or nothing, as a workbook gives them.
    """
    rows = [tuple(_texte(case) for case in ligne) for ligne in lignes[: LIGNES_MAX + 1]]
    rows = [row for row in rows if any(row)]
    place, colonnes, titres = _colonnes(rows)
    if colonnes is None:
        return LectureLots()
    return _Rows(lecteur, aujourdhui, connus, colonnes, titres).lire(rows[place + 1 :])


def _texte(case: Any) -> str:
    if case is None:
        return ""
    if isinstance(case, bool):
        return "oui" if case else "non"
    if isinstance(case, float):
        return str(int(case)) if case.is_integer() else f"{Decimal(str(case)).normalize():f}".replace(".", ",")
    return f"{case:f}".replace(".", ",") if isinstance(case, Decimal) else str(case).strip()


def _colonnes(rows: Sequence[Sequence[str]]) -> tuple[int, dict[str, int] | None, Sequence[str]]:
    """Where the last line of headings is, which column holds what, and the headings; -1 and none where there are no headings.

    The columns are None where these are no lots. Of the first rows, that whose headings say the most; two lines may be one heading
    ("Estimation" over "HT" and "TTC").
    """
    lues = [
        (len(trouvees), rang, -place, trouvees, titres)
        for place, row in enumerate(rows[:TITRES_DANS_LES])
        for rang, titres in enumerate(
            (row, *((_sous(rows[place - 1], row),) if place and _sont_des_titres(row) else ()))
        )
        if (trouvees := _en_colonnes(titres, rows[place + 1 :])) is not None
    ]
    if not lues:
        return -1, _sans_titres(rows), ()
    _, _, place, colonnes, titres = max(lues, key=lambda lue: lue[:3])
    return -place, colonnes, titres


def _en_colonnes(row: Sequence[str], suite: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """Which column holds what, under these headings; None where they are no headings of lots."""
    titres = {rang: plier(case).texte for rang, case in enumerate(row) if case and not _est_une_valeur(case)}
    trouvees: dict[str, int] = {}
    # Of several amounts, the one before tax.
    for rang, titre in sorted(titres.items(), key=lambda un: _MOTIFS.avec_taxe.search(un[1]) is not None):
        for nom in _roles(titre):
            if nom not in trouvees and rang not in trouvees.values():
                trouvees[nom] = rang
                break
    if "montant" not in trouvees and {"mini", "maxi"} & set(trouvees):
        trouvees["montant"] = trouvees.get("maxi", trouvees.get("mini", 0))
    parle = any("lot" in titre for titre in titres.values()) or "numero" in trouvees
    numeros = trouvees.get("numero", -1)
    if "intitule" not in trouvees and titres.get(numeros, "").startswith("lot") and _nomment(suite, numeros):
        trouvees["intitule"] = trouvees.pop("numero")
    nommes = ("intitule" in trouvees and len(trouvees) > 1) or {"numero", "montant"} <= trouvees.keys()
    return trouvees if parle and nommes else None


def _est_une_valeur(case: str) -> bool:
    """Whether a cell is the number of a lot, or figures, and heads nothing."""
    return _MOTIFS.numero.fullmatch(case) is not None or not any(signe.isalpha() for signe in case.replace("€", ""))


def _sont_des_titres(row: Sequence[str]) -> bool:
    """Whether every cell of a row can be the lower line of a heading."""
    cases = [case for case in row if case]
    return bool(cases) and all(not _est_une_valeur(case) and _roles(plier(case).texte) for case in cases)


def _sous(haut: Sequence[str], bas: Sequence[str]) -> list[str]:
    """Headings in two lines; what stands above several columns, merged, heads each of them."""
    titres, dernier = [], ""
    for rang, case in enumerate(bas):
        dessus = haut[rang] if rang < len(haut) else ""
        dernier = dessus or (dernier if case else "")
        titres.append(f"{dernier} {case}".strip())
    return titres


def _nomment(rows: Sequence[Sequence[str]], rang: int) -> bool:
    """Whether a column headed "Lot" holds names, and no numbers."""
    cases = [row[rang] for row in rows if len(row) > rang and not any(_MOTIFS.total.match(case) for case in row[:2])]
    return any(_MOTIFS.numero.fullmatch(case) is None for case in cases)


def _roles(titre: str) -> list[str]:
    """What a heading can head, the surest first."""
    if _MOTIFS.titre_de_numero.fullmatch(titre):
        return ["numero", "intitule"]
    return [nom for nom, motif in _ENTETES if motif.search(titre)]


def _sans_titres(rows: Sequence[Sequence[str]]) -> dict[str, int] | None:
    """ "1 | sono | 30 000": numbers that follow, then a name, then an amount. "Lot 1 | sono | 30 000" too."""
    corps = [row for row in rows if row and not _MOTIFS.total.match(row[0])]
    numeros = [_MOTIFS.numero.fullmatch(row[0]) for row in corps]
    largeur = min((len(row) for row in corps), default=0)
    if (
        len(corps) < 2
        or largeur < 2
        or not all(numeros)
        or [int(m[1]) for m in numeros if m] != [*range(1, len(corps) + 1)]
    ):
        return None
    colonnes = {"numero": 0, "intitule": 1}
    if largeur > 2 and all(_argent(row[2], "") is not None for row in corps if row[2]):
        colonnes["montant"] = 2
    elif largeur == 2 and all(_argent(row[1], "") is not None for row in corps):
        return {"numero": 0, "montant": 1}
    return colonnes


@dataclass(frozen=True, slots=True)
class _Argent:
    valeur: Intervalle
    taxe: str


def _argent(case: str, titre: str) -> _Argent | None:
    """The amount of a cell, under its heading; None when it holds none."""
    plie, en_tete = plier(case[:80]), plier(titre[:80]).texte
    echelle = next((facteur for motif, facteur in _ECHELLES if motif.search(en_tete)), Decimal(1))
    valeurs: list[Decimal] = []
    for n in lire_nombres(plie.texte):
        lu = unite_d_argent(plie, n)
        if n.valeur >= 0:
            valeurs.append(n.valeur * (lu[0] if lu and lu[0] != 1 else echelle))
    if not 0 < len(valeurs) <= 2 or max(valeurs) >= NOMBRE_MAX or _MOTIFS.mot.search(_MOTIFS.borne.sub("", plie.texte)):
        return None
    # What the cell says comes before what its heading does.
    dite = next((m[0] for dit in (plie.texte, en_tete) for m in _MOTIFS.taxe.finditer(dit)), "")
    taxe = "ht" if dite.startswith("h") else dite
    bas, haut = min(valeurs), max(valeurs)
    if len(valeurs) == 2:
        return _Argent(Intervalle(bas, haut), taxe)
    borne = _MOTIFS.borne.search(plie.texte) or _MOTIFS.borne.search(en_tete)
    if borne is not None:
        return _Argent(Intervalle(bas, None) if borne[0].startswith("min") else Intervalle(None, haut), taxe)
    return _Argent(Intervalle.point(bas), taxe)


_ECHELLES = (
    (_MOTIFS.en_milliers, Decimal(1000)),
    (_MOTIFS.en_millions, Decimal(10**6)),
)


class _Rows:
    def __init__(
        self, lecteur: Lecteur, jour: date, connus: Sequence[Lot], colonnes: dict[str, int], titres: Sequence[str]
    ) -> None:
        self.lecteur, self.jour, self.colonnes, self.titres = lecteur, jour, colonnes, titres
        self.connus = {lot.numero for lot in connus}

    def lire(self, rows: Sequence[Sequence[str]]) -> LectureLots:
        operations: list[Operation] = []
        doutes: list[Doute] = []
        total: FaitDit | None = None
        suivant = max(self.connus, default=0) + 1 if "numero" not in self.colonnes else 1
        vus: set[int] = set()
        numerotes = any(_MOTIFS.numero.fullmatch(self._case(row, "numero")) for row in rows)
        for row in rows:
            if self._est_un_total(row, dits=bool(vus)):
                argent = None if any(map(_MOTIFS.sous_total.match, row[:2])) else self._total(row)
                total = total if argent is None else self._fait(MONTANT, argent, " ".join(filter(None, row)))
                continue
            numero, suite = self._numero(row, suivant)
            if numero is None or (numerotes and not self._case(row, "numero")):
                continue
            operations_du_lot = self._lot(row, numero, suite, doutes)
            if operations_du_lot and numero not in vus:
                operations.extend(operations_du_lot)
                vus.add(numero)
                suivant = numero + 1
        manquants = tuple(n for n in range(1, max(vus, default=0)) if n not in vus | self.connus)
        if manquants:
            doutes.append(Doute(Motif.SAUT, "", manquants))
        somme = _somme(operations)
        dit = total.possible.seule if total is not None and isinstance(total.possible, Intervalle) else None
        if isinstance(dit, Decimal) and somme is not None and abs(somme - dit) >= 1:
            doutes.append(Doute(Motif.TOTAL, total.mots if total else "", tuple(sorted(vus)), Intervalle.point(somme)))
        return LectureLots(tuple(operations), len(vus) or None, total, "", tuple(doutes))

    def _est_un_total(self, row: Sequence[str], *, dits: bool) -> bool:
        """Whether a row is reckoned of others: it says so, or comes after them with nothing but figures."""
        if any(_MOTIFS.total.match(case) or _MOTIFS.calcule.match(case) for case in row[:2]):
            return True
        return (
            dits
            and not any(signe.isalpha() for case in row for signe in case.replace("€", ""))
            and not any(self._case(row, nom) for nom in ("numero", "intitule"))
        )

    def _total(self, row: Sequence[str]) -> _Argent | None:
        """What a row of totals says: in the column of the amounts, else the last amount there is; nothing of a tax."""
        if any(map(_MOTIFS.calcule.match, row[:2])):
            return None
        if (dit := self._montant(row)) is not None:
            return dit
        lus = [_argent(case, self._titre(rang)) for rang, case in enumerate(row) if case]
        return next((argent for argent in reversed(lus) if argent is not None), None)

    def _titre(self, rang: int) -> str:
        return self.titres[rang] if rang < len(self.titres) else ""

    def _case(self, row: Sequence[str], nom: str) -> str:
        rang = self.colonnes.get(nom, len(row))
        return row[rang] if rang < len(row) else ""

    def _numero(self, row: Sequence[str], suivant: int) -> tuple[int | None, str]:
        """The number of a row's lot, and what stands with it ("Lot 2 - Sono")."""
        nom = "numero" if "numero" in self.colonnes else "intitule"
        case = self._case(row, nom)
        m = _MOTIFS.numero.fullmatch(case)
        if m is not None and nom == "numero":
            return int(m[1]), ""
        m = _MOTIFS.numero_en_tete.match(case)
        if m is not None:
            return int(m[1]), case[m.end() :]
        if nom == "numero":
            return (suivant, "") if self._case(row, "intitule") and not case else (None, "")
        return (suivant, "") if case else (None, "")

    def _lot(self, row: Sequence[str], numero: int, suite: str, doutes: list[Doute]) -> list[Operation]:
        intitule = " ".join((suite or self._case(row, "intitule")).split())
        mots = " | ".join(case for case in row if case)
        dits = self._faits(numero, intitule)
        if (argent := self._montant(row)) is not None:
            if argent.taxe == "ttc":
                doutes.append(Doute(Motif.TTC, mots, (numero,), argent.valeur))
            else:
                dits[MONTANT_LOT] = self._fait(MONTANT_LOT, argent, mots)
        if nature := self._case(row, "nature"):
            dits.update(
                {
                    d.nom: replace(d, mots=mots)
                    for d in lire_faits(self.lecteur, nature, self.jour).dits
                    if d.nom == NATURE
                }
            )
        insertion = self._case(row, "insertion")
        if insertion and "clause_insertion" in self.lecteur.vocabulaire:
            dits["clause_insertion"] = FaitDit(
                "clause_insertion", Options(frozenset({NON if _MOTIFS.non.fullmatch(insertion.strip()) else OUI})), mots
            )
        if not intitule and not dits:
            return []
        operations: list[Operation] = [
            Dire(numero, intitule, tuple(dits.values()), mots, numero not in self.connus, self._case(row, "titulaire"))
        ]
        reserve = self._case(row, "reserve")
        if reserve and not _MOTIFS.non.fullmatch(reserve.strip()):
            operations.append(Reserver((numero,), structures(plier(reserve).texte), mots))
        return operations

    def _montant(self, row: Sequence[str]) -> _Argent | None:
        mini, maxi = (_argent(self._case(row, nom), "") for nom in ("mini", "maxi"))
        if mini and maxi:
            bas, haut = mini.valeur.haut, maxi.valeur.haut
            return _Argent(
                Intervalle(bas, haut),
                mini.taxe or maxi.taxe or ("ht" if "ht" in " ".join(self.titres).lower().split() else ""),
            )
        rang = self.colonnes.get("montant")
        return None if rang is None else _argent(self._case(row, "montant"), self._titre(rang))

    def _faits(self, numero: int, intitule: str) -> dict[str, FaitDit]:
        """What the name of a lot says of it."""
        lus = lire_faits(self.lecteur, f"lot {numero} {intitule}", self.jour)
        mots = {lu.nom for lu in lus.lecture.lus}
        # Its name alone lets guess no nature: a lot is named by a street too.
        return {
            d.nom: d for d in lus.dits if d.nom not in (OBJET, ALLOTI, MONTANT) and (d.nom != NATURE or NATURE in mots)
        }

    def _fait(self, nom: str, argent: _Argent, mots: str) -> FaitDit:
        return FaitDit(nom, argent.valeur, mots, Origine.DIT if argent.taxe == "ht" else Origine.DEVINE)


def _somme(operations: Sequence[Operation]) -> Decimal | None:
    """The sum of the lots; None when one has no settled amount."""
    valeurs = [
        next((d.possible.seule for d in un.dits if d.nom == MONTANT_LOT and isinstance(d.possible, Intervalle)), None)
        for un in operations
        if isinstance(un, Dire)
    ]
    return (
        sum((v for v in valeurs if isinstance(v, Decimal)), Decimal(0))
        if all(isinstance(v, Decimal) for v in valeurs) and valeurs
        else None
    )


__all__ = ["Tableau", "lire_lots_d_un_tableau", "tableau_dans"]
