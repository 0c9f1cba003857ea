"""Rows of a pasted table, put back as labelled clauses: a cell alone does not say what it is."""

from __future__ import annotations

import re

_CHIFFRES = re.compile(r"-?\d[\d\s.,]*+(?:k|m)?\s*+(?:€|euros?|eur)?\s*+(?:ht|ttc)?", re.IGNORECASE)
_MONNAIE = re.compile(r"€|euro|eur\b|\bk€", re.IGNORECASE)
_TAXE = re.compile(r"\b(?:ht|ttc)\b|hors\s+tax", re.IGNORECASE)
_ARGENT = re.compile(r"montant|prix|budget|co[uû]t|estimation|total|\bht\b|\bttc\b|€", re.IGNORECASE)
_LOT = re.compile(r"\s*(?:n°\s*(?:de\s*)?)?lots?(?:\s*n°)?\s*", re.IGNORECASE)
_TRAIT = re.compile(r"[\s|:+-]*")
_FIN_DE_PHRASE = re.compile(r"[.!?] | {5}")
COLONNES_MIN = 2


def en_clauses(texte: str) -> str:
    """A text whose tables, separated by bars or tabs, are clauses; any other text as it was.

    >>> en_clauses("| Objet | Montant HT |\\n| Traiteur | 3 850 € |")
    'Objet : Traiteur ; Montant HT : 3 850 € HT'
    >>> en_clauses("lot\\tintitulé\\tmontant HT\\n1\\tpeinture\\t9 000\\nTOTAL\\t\\t9 000").splitlines()
    ['lot 1 : peinture, montant HT : 9 000 € HT', 'TOTAL : 9 000 € HT']
    >>> en_clauses("nettoyage | 40 k€ HT")
    'nettoyage | 40 k€ HT'
    """
    if "\n" not in texte or ("|" not in texte and "\t" not in texte):
        return texte
    sorties: list[str] = []
    titres: list[str] | None = None
    for ligne in texte.splitlines():
        cellules = _cellules(ligne)
        if len(cellules) < COLONNES_MIN:
            titres = None
            sorties.append(ligne)
        elif titres is None:
            if any(_CHIFFRES.fullmatch(cellule) for cellule in cellules):
                sorties.append(ligne)
                continue
            # What was written before the table, on the same line, names no column.
            phrase, entete = _phrase_et_titres(ligne)
            if phrase:
                sorties.append(phrase)
            titres = _cellules(entete)
            sorties.append("\0")
        elif not _TRAIT.fullmatch(ligne):
            if sorties and sorties[-1] == "\0":
                sorties.pop()
            sorties.append(_clause(titres, cellules))
    # A line of titles with no row below it is a line like another.
    return "\n".join(entete if sortie == "\0" else sortie for sortie in sorties)


def _cellules(ligne: str) -> list[str]:
    separateur = "|" if "|" in ligne else "\t"
    if separateur not in ligne:
        return []
    return [cellule.strip() for cellule in ligne.strip(" ").removeprefix("|").removesuffix("|").split(separateur)]


def _phrase_et_titres(ligne: str) -> tuple[str, str]:
    if "|" in ligne and ligne.rstrip().endswith("|"):
        phrase, _, reste = ligne.partition("|")
        return phrase.strip(), f"|{reste}"
    fin = max((m.end() for m in _FIN_DE_PHRASE.finditer(ligne)), default=0)
    return ligne[:fin].strip(), ligne[fin:]


def _clause(titres: list[str], cellules: list[str]) -> str:
    if cellules[0].lower().startswith(("total", "ensemble")):
        return (
            f"{cellules[0]} : {', '.join(_valeur(t, c) for t, c in zip(titres[1:], cellules[1:], strict=False) if c)}"
        )
    if _LOT.fullmatch(titres[0]) and cellules[0].isdigit():
        reste = [
            f"{titre} : {_valeur(titre, cellule)}" if rang else cellule
            for rang, (titre, cellule) in enumerate(zip(titres[1:], cellules[1:], strict=False))
            if cellule
        ]
        return f"lot {cellules[0]} : {', '.join(reste)}"
    return " ; ".join(
        f"{titre} : {_valeur(titre, cellule)}" if titre else cellule
        for titre, cellule in zip(titres, cellules, strict=False)
        if cellule
    )


def _valeur(titre: str, cellule: str) -> str:
    """A figure under a title that says money and its tax, with both."""
    if not (_ARGENT.search(titre) and _CHIFFRES.fullmatch(cellule)):
        return cellule
    devise = "" if _MONNAIE.search(cellule) else " €"
    taxe = _TAXE.search(titre)
    return cellule + devise + (f" {taxe[0]}" if taxe and not _TAXE.search(cellule) else "")
