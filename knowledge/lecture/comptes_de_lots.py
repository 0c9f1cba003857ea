"""How many lots a message tells: "3 lots", "lot 1… lot 2…", "un lot par crèche, on en a six", "vitrines, socles et cimaises" where they are asked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.contexte import est_nie
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import jetons, racine
from knowledge.lecture.partages import Partage
from knowledge.lecture.quantites import HORS_PRIX, PERIODES, PIECE, Mesure, Quantite
from knowledge.lecture.sommes import LOT_COMPTE, RACONTENT, nomme_une_part

_MOTIFS = lire_motifs(__file__)


def compter_les_lots(
    texte: str,
    quantites: Sequence[Quantite],
    partage: Partage | None = None,
    *,
    demandes: bool = False,
    redit: bool = False,
    comptes: Sequence[Quantite] = (),
) -> int | None:
    """How many lots a folded text tells; `demandes` where lots are asked, `redit` where it comes back to what was said.

    `comptes` is what the purchase was said to count, which "un lot par crèche" takes.
    """
    if partage is not None and partage.lots is not None:
        return partage.lots
    dites = [q for q in quantites if not (q.ecarte or q.ailleurs)]
    dites = [q for q in dites if not _est_un_tas(texte, q, dites)]
    if (par_chose := _un_pour_chaque(texte, dites, demandes=demandes, comptes=comptes)) is not None:
        return par_chose
    dits = [int(q.bas) for q in dites if q.mesure is Mesure.COMPTE and q.mot == LOT_COMPTE and q.valeur is not None]
    if len(dits) > 1 and set(dits) == {1}:
        return 1 if _UN_SEUL_DIT.search(texte) else len(dits) + len(_UN_POUR.findall(texte))
    if dits and (repris := _le_dernier_dit(texte, dites)) is not None:
        return repris
    if len(set(dits)) == 1 or (dits and redit):
        return dits[-1]
    rangs = [
        int(q.bas)
        for q in quantites
        if q.mesure is Mesure.RANG and q.valeur and texte[: q.debut].rstrip(" n°").endswith("lot")
    ]
    if rangs and rangs == [*range(1, len(rangs) + 1)] and len(rangs) > 1:
        return len(rangs)
    if demandes and (nommes := _compter_les_noms(texte, dites)) is not None:
        return nommes
    return _nombre_nu(texte, dites, demandes=demandes)


def _est_un_tas(texte: str, q: Quantite, quantites: Sequence[Quantite]) -> bool:
    """Whether a lot is so many things bought together: "un lot de 40 tables"; one of a sum is a lot."""
    un_lot = q.mesure is Mesure.COMPTE and q.mot == LOT_COMPTE and q.valeur == 1
    return un_lot and any(
        un.mesure is Mesure.COMPTE
        and un.bas > 1
        and un.mot != LOT_COMPTE
        and texte[q.fin : un.debut].split() in _D_UN_TAS
        for un in quantites
    )


_D_UN_TAS = (["de"], ["lot", "de"], ["d'environ"], ["lot", "d'environ"])


def un_seul(texte: str) -> Iterator[re.Match[str]]:
    """Where a folded text tells that there is one lot, or none: "lot : unique", "des lots ? il n'y a qu'une buvette"."""
    yield from _MOTIFS.qu_un.finditer(texte)
    yield from _MOTIFS.un_lot_nomme.finditer(texte)


def _nombre_nu(texte: str, dites: Sequence[Quantite], *, demandes: bool) -> int | None:
    """A bare number beside the word of lots, or that answers where they are asked."""
    place = next((place for mot in _NOMMES if (place := texte.find(mot)) >= 0), -1)
    if not demandes and place < 0:
        return None
    nus = [q for q in dites if (q.mesure is Mesure.NU or demandes) and q.mesure not in _MESURES]
    suivent = [q for q in nus if place >= 0 and _suit_les_lots(texte, place, q.debut)]
    if demandes and not suivent:
        suivent = [q for q in nus if _repond(texte, q)]
    totaux = [q for q in suivent if q.total and q.mesure is Mesure.NU and q.valeur is not None]
    dernier = totaux[-1] if demandes and totaux else suivent[-1] if suivent else None
    if dernier is None or dernier.valeur is None or dernier.taxe or dernier.valeur != int(dernier.valeur):
        return None
    if not 0 <= dernier.valeur < _LOTS_MAX:
        return None
    premier = suivent[0] if demandes and len(suivent) > 1 and suivent[0].mesure is Mesure.NU and not totaux else dernier
    return int(premier.valeur or 0)


def _le_dernier_dit(texte: str, dites: Sequence[Quantite]) -> int | None:
    """What a count of lots becomes in the same breath: "j'ai dit 5 lots mais la menuiserie tombe, donc 4"."""
    lots = [q for q in dites if q.mesure is Mesure.COMPTE and q.mot == LOT_COMPTE and q.valeur is not None]
    suite = [q for q in dites if q.debut > lots[0].fin and q.mesure is Mesure.NU and not q.par]
    if (
        len({q.bas for q in suite}) == 1
        and (suite[-1].total or _MOTIFS.mais_j_en_mets.search(texte, lots[0].fin, suite[-1].debut))
        and suite[-1].valeur is not None
        and 0 < suite[-1].valeur <= _PEU_DE_LOTS
        and not suite[-1].taxe
    ):
        return int(suite[-1].valeur)
    return None


def _un_pour_chaque(
    texte: str, dites: Sequence[Quantite], *, demandes: bool, comptes: Sequence[Quantite]
) -> int | None:
    """ "Un lot par crèche, on en a six", "un par activité : kayak, escalade, vtt", "chaque pont son lot", "2 secteurs, un lot chacun"."""
    uns = [q for q in dites if q.bas == 1 and q.par and not set(q.par) & set(PERIODES)]
    uns = [q for q in uns if q.mot == LOT_COMPTE or (demandes and q.mesure is Mesure.NU)]
    chaque = _CHAQUE.search(texte)
    if not uns and chaque is None:
        return None
    chose = racine(chaque["chose"]) if chaque is not None else uns[0].par[0]
    comptees = [q for q in (*dites, *comptes) if q.mesure is Mesure.COMPTE and q.bas > 1 and q.mot != LOT_COMPTE]
    nommees = [q for q in comptees if q.mot == chose or (chose == PIECE and q.mot)]
    tues = [q for q in dites if q.bas > 1 and (q.mesure is Mesure.NU or not q.mot) and q.mesure not in _MESURES]
    compte = next(iter([*nommees, *tues]), None)
    if compte is not None and compte.valeur is not None and compte.valeur < _LOTS_MAX:
        return int(compte.valeur)
    liste = texte[uns[0].fin :].strip() if uns else ""
    noms = [nom for nom in _ENTRE_NOMS.split(liste) if nomme_une_part(nom)] if liste.startswith(":") else []
    return len(noms) if len(noms) > 1 else None


def _compter_les_noms(texte: str, dites: Sequence[Quantite]) -> int | None:
    """How many parts an answer names, each by itself: "PL d'un côté, VL de l'autre", "Nuit. Jour. Événementiel. Séparés."."""
    if len(uns := _UN_POUR.findall(texte)) > 1:
        return len(uns)
    if any(q.bas > 1 for q in dites) or _ENSEMBLE.search(texte):
        return None
    a_part = len(_A_PART.findall(texte))
    if _DE_L_AUTRE.search(texte) and _D_UN_COTE.search(texte):
        return 2 + a_part
    separes = _SEPARES.search(texte)
    if separes is not None and (articles := _ARTICLE.findall(texte, 0, separes.start())) and "," not in texte:
        return len(articles) if len(articles) > 1 else None
    noms = [nom.strip() for nom in _ENTRE_NOMS.split(_SEPARES.sub("", texte))]
    noms = [nom for nom in noms if nomme_une_part(nom) and dire_oui_ou_non(nom) is None]
    seuls = all(len(nom.split()) <= _MOTS_D_UN_NOM for nom in noms)
    dit_autre = not RACONTENT.isdisjoint(jeton.mot for jeton in jetons(texte))
    suffit = len(noms) > (1 if separes is not None else 2)
    return len(noms) if suffit and seuls and not dit_autre and dire_oui_ou_non(texte) is not False else None


_ENTRE_NOMS = re.compile(r"[,.;:/+\n]|\bet (?:puis )?|\bpuis ")
_UN_POUR = re.compile(
    r"\bune? (?:(?:petit|tiot|autre|seul|dernier|premier|troisieme|lot)e? ){0,2}pour (?=l[ae']|les |du |des |tou)"
)
_D_UN_COTE = re.compile(r"\bd'une? (?:cote|bord|part|bout|main)\b")
_DE_L_AUTRE = re.compile(r"\b(?:de l'|d'un |d')autre\b")
_A_PART = re.compile(r"\ba part\b")
_UN_SEUL_DIT = re.compile(r"\bune? seule?\b")
_ENSEMBLE = re.compile(r"\b(?:seule?|meme|ensemble|unique|bloc|indivisible)\b")
_SEPARES = re.compile(r"\b(?:(?:tous |toutes )?separee?s?|chacune? (?:sa|son|chez) \w+|a part)\b")
_ARTICLE = re.compile(r"\b(?:les? |la |l')(?=[a-z])")
_CHAQUE = re.compile(r"\bchaque (?P<chose>[a-z]+) (?:a |fait |c'est )?(?:son|un) lot\b")
_MOTS_D_UN_NOM = 5
_NOMMES = ("lots", "alloti", "allotti", "alotti", "lot ")


def _repond(texte: str, quantite: Quantite) -> bool:
    """Whether a number counts the lots that are asked: never the "une" of "ma collègue en cherche une aussi", nor what is counted in
    passing: "je descends à 31 classes".
    """
    autre_chose = quantite.mesure is Mesure.COMPTE and quantite.bas > 1 and quantite.mot not in (LOT_COMPTE, "")
    if autre_chose and len(jetons(texte)) >= _MOTS_D_UN_SEUL:
        return False
    seul = texte[quantite.debut : quantite.fin].strip() in ("un", "une")
    court = len(jetons(texte)) <= _MOTS_D_UN_SEUL or texte[: quantite.debut].endswith("qu'")
    return not seul or court or _UN_SEUL.match(texte, quantite.debut) is not None


_MOTS_D_UN_SEUL = 4
_UN_SEUL = re.compile(r"une? (?:seule?|unique|lot|marche|bloc|prestataire|ensemble|partie)\b")


def _suit_les_lots(texte: str, place: int, debut: int) -> bool:
    """Whether a number counts the lots named at `place`: in their sentence, and they are not denied."""
    if not place < debut < place + _PORTEE or est_nie(texte, place):
        return False
    return not _FIN_DE_PHRASE.search(texte, place, debut) or _MOTIFS.en_reprise.search(texte, place, debut) is not None


_FIN_DE_PHRASE = re.compile(r"[.;!?\n]")
_MESURES = frozenset({Mesure.ARGENT, Mesure.TEMPS, Mesure.PART, *HORS_PRIX})
_PORTEE = 60
_LOTS_MAX, _PEU_DE_LOTS = 100, 20


__all__ = ["compter_les_lots"]
