"""Rows of a pasted table, put back as labelled clauses: a cell alone does not say what it is."""

from __future__ import annotations

from knowledge.francais.motifs import lire_motifs

_MOTIFS = lire_motifs(__file__)

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
            if any(_MOTIFS.chiffres.fullmatch(cellule) for cellule in cellules):
                sorties.append(ligne)
                continue
            # What was written before the table, on the same line, names no column.
            phrase, entete = _phrase_et_titres(ligne)
            if phrase:
                sorties.append(phrase)
            titres = _cellules(entete)
            sorties.append("\0")
        elif not _MOTIFS.trait.fullmatch(ligne):
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
    fin = max((m.end() for m in _MOTIFS.fin_de_phrase.finditer(ligne)), default=0)
    return ligne[:fin].strip(), ligne[fin:]


def _clause(titres: list[str], cellules: list[str]) -> str:
    if cellules[0].lower().startswith(("total", "ensemble")):
        return (
            f"{cellules[0]} : {', '.join(_valeur(t, c) for t, c in zip(titres[1:], cellules[1:], strict=False) if c)}"
        )
    if _MOTIFS.lot.fullmatch(titres[0]) and cellules[0].isdigit():
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
    if not (_MOTIFS.argent.search(titre) and _MOTIFS.chiffres.fullmatch(cellule)):
        return cellule
    devise = "" if _MOTIFS.monnaie.search(cellule) else " €"
    taxe = _MOTIFS.taxe.search(titre)
    return cellule + devise + (f" {taxe[0]}" if taxe and not _MOTIFS.taxe.search(cellule) else "")
