"""Which figures of the plan words name, by their titles."""

from __future__ import annotations

from rapidfuzz import fuzz

from knowledge.francais.texte import jetons, plier, simplifier
from knowledge.plan.pack import ASaisir, Pack

MONTRES_MAX = 4
# So many letters tell a word, whatever its ending.
TIGE = 6
# What says which figure to enter, how near to its title, in how many words; one long enough may do.
RESSEMBLANCE_MIN, MOTS_MIN, LETTRES_MIN = 88, 2, 5
# Said of any figure, they name none.
_GENERIQUES = frozenset(
    "marche contrat achat consultation procedure nombre evolution total part volume pourcentage taux moyen moyenne".split()  # noqa: SIM905
)
_VIDES = frozenset(
    "de d le la l un une en a au et ou dan dans sur pour par avec sans selon y il t on nous nos notre vous vo vos ont est sont ete ai avon avons avez "  # noqa: SIM905
    "fai fait faite faits faites passe passee deja se s n qui que qu cette annee an plan spaser".split()
)
# Alone, they are asked of anything.
_PARTOUT = frozenset("temp temps jour mois heure euro offre service".split())  # noqa: SIM905


def nommes(pack: Pack, dit: str) -> list[str] | None:
    """The keys of the figures whose titles say all these words, the nearest first; None when they name no figure in particular."""
    demandes = [mot for mot in _mots(dit) if mot not in _GENERIQUES]
    if not demandes:
        return None
    if len(demandes) == 1 and demandes[0] in _PARTOUT:
        return []
    notes: list[tuple[float, int, str]] = []
    vus: set[str] = set()
    for rang, (cle, chiffre) in enumerate(pack.chiffres.items()):
        titre = _mots(chiffre.titre)
        # Several actions have the same figure.
        if chiffre.titre not in vus and all(any(_pareils(un, autre) for autre in titre) for un in demandes):
            vus.add(chiffre.titre)
            notes.append((-len(demandes) / len(titre), rang, cle))
    return [cle for _, _, cle in sorted(notes)[:MONTRES_MAX]]


def a_saisir(pack: Pack, quoi: str, *, seul: bool) -> list[str]:
    """The figures to enter whose title these words are of, as near as one another; `seul`: one word may be enough."""
    if len(quoi.split()) < MOTS_MIN and not (seul and len(quoi) >= LETTRES_MIN):
        return []
    notes = {identifiant: _ressemblance(quoi, chiffre, identifiant) for identifiant, chiffre in pack.saisies.items()}
    meilleure = max(notes.values(), default=0)
    return [] if meilleure < RESSEMBLANCE_MIN else [un for un, note in notes.items() if note == meilleure]


def mots_du_titre(chiffre: ASaisir) -> list[str]:
    """The words that a number of that figure may be said to be a number of."""
    return [un.mot for un in jetons(plier(chiffre.titre).texte) if len(un.mot) > 3 and un.mot.isalpha()]


def _ressemblance(quoi: str, chiffre: ASaisir, identifiant: str) -> float:
    """How much of the words said are those of a title, or of its identifier."""
    titre, dit = _sans_signes(simplifier(chiffre.titre)), _sans_signes(quoi)
    return max(fuzz.token_set_ratio(dit, titre), fuzz.token_set_ratio(dit, identifiant.replace("_", " ")))


def _sans_signes(simple: str) -> str:
    return " ".join("".join(signe if signe.isalnum() or signe == "%" else " " for signe in simple).split())


def _mots(texte: str) -> list[str]:
    return [un.racine for un in jetons(plier(texte).texte) if un.racine not in _VIDES]


def _pareils(un: str, autre: str) -> bool:
    """The same word, give or take its ending.

    >>> _pareils("reserve", "reservee"), _pareils("heure", "heure"), _pareils("tpe", "tp")
    (True, True, False)
    """
    return un == autre or (min(len(un), len(autre)) >= TIGE and un[:TIGE] == autre[:TIGE])


__all__ = ["a_saisir", "mots_du_titre", "nommes"]
