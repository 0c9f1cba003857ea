"""The money that a text tells of something else than the contract: the works of who designs them, what a thing is worth or brings in, another contract."""

from __future__ import annotations

from itertools import pairwise

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import Plie, plier
from knowledge.lecture.montants import fin_de_la_taxe, unite_d_argent

_MOTIFS = lire_motifs(__file__)
_UN_PRIX = 1000


def taire_les_autres_prix(texte: str, objet: str = "") -> str:
    """The text with blanks in place of the money that is not the contract's; `objet` is what is known to be bought.

    >>> " ".join(taire_les_autres_prix("Honoraires 38 000 HT, pour 4,2 M€ HT de travaux").split())
    'Honoraires 38 000 HT, pour de travaux'
    >>> " ".join(taire_les_autres_prix("Travaux de 800 000 € HT, honoraires à 9 % de cette somme").split())
    'Travaux de , honoraires à 9 % de 800 000 € HT de cette somme'
    >>> " ".join(taire_les_autres_prix("La pose est dans un autre marché, 40 000 HT").split())
    'La pose est dans un autre marché,'
    >>> " ".join(taire_les_autres_prix("On a revendu les anciens 11 000 €, et les neufs font 90 000 €").split())
    'On a revendu les anciens , et les neufs font 90 000 €'
    """
    plie = plier(texte)
    prix = _prix(plie)
    if not prix:
        return texte
    dits = plie.texte
    etudes = _MOTIFS.intellectuel.search(dits) or _MOTIFS.intellectuel.search(plier(objet).texte)
    bornes = [0, *(m.end() for m in _MOTIFS.phrase.finditer(dits)), len(dits)]
    signes = list(texte)
    ouvrages: list[str] = []
    for rang, (debut, fin) in enumerate(prix):
        a, b = next((a, b) for a, b in pairwise(bornes) if debut < b)
        gauche = dits[max(a, prix[rang - 1][1] if rang else 0) : debut]
        droite = dits[fin : min(b, prix[rang + 1][0] if rang + 1 < len(prix) else b)]
        if _est_d_autre_chose(gauche, droite, etudes=etudes is not None):
            bout = plie.origine[fin - 1] + 1
            ouvrages.append(texte[plie.origine[debut] : bout])
            signes[plie.origine[debut] : bout] = " " * (bout - plie.origine[debut])
    taux = _MOTIFS.taux_d_honoraires.search(dits) if etudes and len(ouvrages) == 1 else None
    if taux is not None:
        # What the fees are a part of makes their amount.
        signes[plie.origine[taux.end("taux") - 1]] += f" de {ouvrages[0]}"
    return "".join(signes)


def _prix(plie: Plie) -> list[tuple[int, int]]:
    """Where each amount of money of a text stands, its tax included."""
    prix: list[tuple[int, int]] = []
    for n in lire_nombres(plie.texte):
        lu = unite_d_argent(plie, n)
        if lu is not None and (lu[2] or n.valeur * lu[0] >= _UN_PRIX):
            prix.append((n.debut, fin_de_la_taxe(plie.texte, lu[1])))
    return prix


def _est_d_autre_chose(gauche: str, droite: str, *, etudes: bool) -> bool:
    if _MOTIFS.part.search(gauche) or _MOTIFS.honoraires_apres.match(droite):
        return False  # "9 % de 1,2 M€ de travaux" makes the amount
    if etudes and (_MOTIFS.ouvrage_apres.match(droite) or _MOTIFS.ouvrage_avant.search(gauche)):
        return True
    if _MOTIFS.recu_avant.search(gauche) or _MOTIFS.a_cote_avant.search(gauche):
        return True
    if _MOTIFS.vaut_apres.match(droite) or _MOTIFS.vaut_avant.search(gauche) or _MOTIFS.autre_apres.match(droite):
        return True
    autre = _MOTIFS.autre_avant.search(gauche)
    return autre is not None and _MOTIFS.ici.search(gauche, autre.start()) is None
