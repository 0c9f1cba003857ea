"""What names a choice that was proposed: its place, its label, one of its words, give or take a typo."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from rapidfuzz.distance import OSA

from knowledge.francais.texte import ensemble, jetons, plier
from knowledge.regles.faits import Fait

RANGS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4, "cinquieme": 5, "sixieme": 6,
    "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5,
}  # fmt: skip
_RANG = re.compile(
    r"(?:(?:le|la|l'|choix|option|reponse|numero|n°|no|je (?:dirais|prends|choisis)|c'est|plutot) ?)*(?:le |la |l')?(?P<n>\d{1,2}(?:e|eme|er|ere|nd|nde)?|"
    + "|".join(RANGS)
    + r")(?: ?[.)!]| choix| option)*"
)


def rang_dit(texte: str) -> int | None:
    """The place that is all that a text says: "la 2", "le troisième"."""
    m = _RANG.fullmatch(texte.strip())
    if m is None:
        return None
    return RANGS.get(m["n"]) or int(re.sub(r"\D", "", m["n"]))


_LES_N = re.compile(
    r"\bles (?P<n>\d|deux|trois|quatre|cinq)\b(?P<bout> premier| dernier)?(?!\w* (?:ans|mois|lots?|fois|jours|semaines))"
)
_UN_RANG = re.compile(
    rf"(?:^\W*|\b(?:la|le|numero|et|puis|pis|ou|:|mets) |\bl'|, ?|[.!:] )(?P<n>\d{{1,2}}(?:e|eme|er|ere|nd|nde)?|{'|'.join(RANGS)})\b"
    r"(?= ?(?:$|[,.;!:)+&-]|(?:et|ou|pas|puis|pis|je|j'|chef|hein|stp|svp|merci|seulement|alors|c'est tout)\b))"
)


_SAUF = re.compile(r"\b(?:pas|ni|sauf|non) (?:la |le |l')?$")
_GRAND_NOMBRE = re.compile(r"\d{3}")


def rangs_dits(texte: str, combien: int) -> frozenset[int]:
    """The places that an answer gives among so many: "la 1 et la 2, c'est tout", "les deux premières", "les 2" of two.

    >>> [sorted(rangs_dits(dit, 3)) for dit in ("1 et 2 chef", "les deux premieres", "les trois", "les 2", "2, pas 1", "2 ans")]
    [[1, 2], [1, 2], [1, 2, 3], [], [2], []]
    """
    if (ensemble_dit := _LES_N.search(texte)) is not None:
        n = RANGS.get(ensemble_dit["n"]) or int(ensemble_dit["n"])
        bout = ensemble_dit["bout"]
        depart = combien - n + 1 if bout == " dernier" else 1
        return frozenset(range(depart, depart + n)) if n == combien or (bout and n < combien) else frozenset()
    if _GRAND_NOMBRE.search(texte):
        return frozenset()
    dits_un_a_un = (
        m["n"] for m in _UN_RANG.finditer(texte) if not _SAUF.search(texte, max(0, m.start() - 8), m.start("n"))
    )
    rangs = {RANGS.get(dit) or int(re.sub(r"\D", "", dit)) for dit in dits_un_a_un}
    return frozenset(rangs) if all(1 <= rang <= combien for rang in rangs) else frozenset()


DEVANT_UN_RANG = ensemble("le la choix option numero donc n reponse met mets mettez non")
# What also stands before a quantity: "un an c'est court, mets deux" chooses nothing.
DEVANT_UN_NOMBRE = ensemble("mets mettez donc non")
# "La dernière fois", told in passing, is the rank of no choice.
D_UNE_HISTOIRE = ensemble("fois annee an mois semaine jour marche contrat consultation trimestre periode moment temps")
# What is glued to the number of a place.
ORDINAUX = ensemble("e eme er ere nd nde")
APRES_UN_RANG = ensemble("et pas puis vu je ou stp svp merci chef hein voila")
_MOT_PROPRE = 7


# Long words that name nothing, whatever choice they stand in.
_COMMUNS = frozenset(
    jeton.racine
    for jeton in jetons("quelque quelques plusieurs simple simples direct ensemble besoin toujours demande commande")
)


def _premier(dit: str) -> str:
    return next((jeton.racine for jeton in jetons(plier(dit).texte)), "")


_PAR_CE_QUI_MANQUE = re.compile(r"\b(?:sans|ni|pas|dispense|non)\b")


def mots_propres(fait: Fait) -> dict[str, str]:
    """The long words that only one choice is made of: "adaptée" names a procedure, being what one is called."""
    portes: dict[str, set[str]] = {}
    noms = {_premier(nom) for nom in (*fait.aussi, fait.libelle)}
    for choix in fait.choix:
        tetes = {*noms, _premier(choix.libelle)}
        for dit in (choix.libelle, *(mot for mot in choix.mots if _premier(mot) in tetes)):
            if _PAR_CE_QUI_MANQUE.search(dit.lower()):
                continue  # "publicité" names no "sans publicité", nor does "négocié" a "marché négocié sans publicité"
            for jeton in jetons(plier(dit).texte):
                if len(jeton.racine) >= _MOT_PROPRE and jeton.racine not in _COMMUNS:
                    portes.setdefault(jeton.racine, set()).add(choix.valeur)
    return {mot: next(iter(valeurs)) for mot, valeurs in portes.items() if len(valeurs) == 1}


_PAS_DE_LETTRE = re.compile(r"[^a-z0-9 ']")


def formes(fait: Fait) -> dict[str, tuple[str, frozenset[str]]]:
    """What names each choice of a fact, folded: the choice, and the words it is made of."""
    formes: dict[str, tuple[str, frozenset[str]]] = {}
    for choix in fait.choix:
        for mot in (choix.valeur.replace("_", " "), choix.libelle, choix.libelle.split(" (")[0], *choix.mots):
            mots = _PAS_DE_LETTRE.sub(" ", plier(mot).texte).split()
            formes.setdefault(" ".join(mots), (choix.valeur, frozenset(mots)))
    return formes


def etiquettes(toutes: Mapping[str, tuple[str, frozenset[str]]], texte: str, ordre: Sequence[str]) -> set[str]:
    """The choices whose label, value or word is what was typed, give or take a typo in words of six letters or more."""
    propre = " ".join(_PAS_DE_LETTRE.sub(" ", texte).split())
    propre = re.sub(
        r"^(?:c'est |ce sont |plutot |je dirais |un |une |des |du |de la |en |le |la |les |une procedure |ce sera |ca sera |on fera |on part sur )+",
        "",
        propre,
    )
    if not propre:
        return set()
    formes = {forme: valeur for forme, (valeur, _) in toutes.items() if valeur in ordre}
    if propre in formes:
        return {formes[propre]}
    tous = set(propre.split())
    if min(len(mot) for mot in tous) >= 4:
        partiels = {
            valeur
            for forme, (valeur, mots) in toutes.items()
            if tous <= mots and valeur in ordre and not re.match(r"(?:sans|pas|ni|non) ", forme)
        }
        if len(partiels) == 1:
            return partiels
    if len(propre) >= 4:
        debuts = {
            valeur
            for forme, valeur in formes.items()
            if forme.startswith(propre + " ") or (forme.startswith(propre) and len(propre) >= 5)
        }
        if len(debuts) == 1:
            return debuts
    budget = 0 if len(propre) < 6 else 1 if len(propre) < 9 else 2
    if budget:
        proches = [
            (OSA.distance(propre, forme, score_cutoff=budget), valeur)
            for forme, valeur in formes.items()
            if len(forme) >= 5
        ]
        proches = [(ecart, valeur) for ecart, valeur in proches if ecart <= budget]
        if proches:
            meilleur = min(ecart for ecart, _ in proches)
            return {valeur for ecart, valeur in proches if ecart == meilleur}
    return set()
