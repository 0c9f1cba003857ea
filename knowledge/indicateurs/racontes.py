"""The figures of the year that are told in a sentence, as a colleague tells them: what each is of, its number, its year."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import plier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.indicateurs.paroles import sans_bords
from knowledge.indicateurs.reponses import ChiffreDit

_MOTIFS = lire_motifs(__file__)
# What a title says in full where its number is said with a letter.
_EN_TOUTES_LETTRES = {"h": "heures", "heure": "heures"}
QUOI_MIN, QUOI_MAX = 3, 100


def lire_des_chiffres_racontes(
    texte: str, cette_annee: int, acheteurs: Mapping[str, str], *, a_la_suite: bool = False
) -> list[ChiffreDit]:
    """Each figure that is told as done, announced, or given to be noted; none of what is to be bought, asked, or told of a contract.

    `a_la_suite`: another was just told, "et pour le réemploi 15 000 euros" tells one more.

    >>> qui = {"ville": "Ville de Clermont-Ferrand"}
    >>> [(un.quoi, un.valeur, un.annees) for un in lire_des_chiffres_racontes("on a fait 12 400h d'insertion cette année", 2026, qui)]
    [('heures insertion', '12 400 heures', (2026,))]
    >>> [un.quoi for un in lire_des_chiffres_racontes("on a fait 3 clauses d'insertion et 2 marchés réservés en 2026", 2026, qui)]
    ['clauses insertion', 'marches reserves']
    >>> [(un.valeur, un.annees) for un in lire_des_chiffres_racontes("En 2025 on était à 11 250 heures d'insertion, tu peux le noter ?", 2026, qui)]
    [('11 250 heures', (2025,))]
    >>> [lire_des_chiffres_racontes(dit, 2026, qui) for dit in ("on veut 12 400 h d'insertion", "nettoyage, 85 000 €", "on a fait 38 000 € ?")]
    [[], [], []]
    """
    plie = " ".join(plier(texte).texte.split())
    ordre = _MOTIFS.ordre_final.search(plie)
    # "Tu peux le noter ?" asks for nothing but that.
    plie = _MOTIFS.nie.sub("", plie if ordre is None else plie[: ordre.start()])
    if "?" in plie or _MOTIFS.projet.search(plie) or _MOTIFS.autre_chose.search(plie):
        return []
    dit = ordre is not None or any(un.search(plie) for un in (_MOTIFS.accompli, _MOTIFS.annonce, _MOTIFS.noter))
    if not dit and not (a_la_suite and _MOTIFS.et_pour.match(plie)):
        return []
    annee, sans = _annee(plie, cette_annee)
    morceaux = [un for un in _MOTIFS.entre.split(sans) if _MOTIFS.mesure.search(un)]
    if len(morceaux) < 2:
        # What has no figure of its own is of the only one.
        morceaux = [sans]
    lus = [_un_chiffre(un, annee, acheteurs) for un in morceaux]
    return [un for un in lus if un is not None] if all(lus) else []


def _annee(plie: str, cette_annee: int) -> tuple[int | None, str]:
    """The one year that is said, and the words without it."""
    annees = {int(lu["annee"]) for lu in _MOTIFS.une_annee.finditer(plie)}
    sans = _MOTIFS.une_annee.sub(" ", plie)
    for motif, annee in ((_MOTIFS.l_an_dernier, cette_annee - 1), (_MOTIFS.cette_annee, cette_annee)):
        if motif.search(sans):
            annees.add(annee)
            sans = motif.sub(" ", sans)
    return (annees.pop() if len(annees) == 1 else None), sans


def _un_chiffre(morceau: str, annee: int | None, acheteurs: Mapping[str, str]) -> ChiffreDit | None:
    """The one figure of a part, and the words that say of what."""
    mesures = list(_MOTIFS.mesure.finditer(morceau))
    if len(mesures) != 1:
        return None
    mesure = mesures[0]
    unite = (mesure["unite"] or "").strip()
    unite = _EN_TOUTES_LETTRES.get(unite, unite)
    reste = f"{morceau[: mesure.start()]} {morceau[mesure.end() :]}"
    _, deux_points, apres = reste.rpartition(":")
    nommes = lire_acheteurs(reste, acheteurs)
    for un in reversed(nommes):
        reste = f"{reste[: un.debut]} {reste[un.fin :]}"
    if deux_points and _MOTIFS.outil.sub(" ", apres).strip(" ,.'"):
        reste = apres
    quoi = sans_bords(
        " ".join(_MOTIFS.outil.sub(" ", reste.replace("'", " ")).replace(":", " ").split()).strip(" ,.!;")
    )
    if unite == "heures":
        quoi = f"heures {quoi}"
    if not QUOI_MIN <= len(quoi) <= QUOI_MAX:
        return None
    qui = nommes[0].qui if len(nommes) == 1 else None
    valeur = f"{mesure['nombre']} {unite}".strip()
    return ChiffreDit(quoi, valeur, () if annee is None else (annee,), du_nom=True, qui=qui)


def lire_une_mesure(texte: str) -> str | None:
    """The one figure, with its unit, that a message says before anything else; None where it says more of it.

    >>> lire_une_mesure("71 %, j'avais oublié novembre"), lire_une_mesure("12 600"), lire_une_mesure("71 marchés")
    ('71 %', '12 600', None)
    """
    dit = " ".join(plier(texte).texte.split()).partition(", ")[0].strip(" .!")
    lu = _MOTIFS.mesure.fullmatch(dit)
    return None if lu is None else f"{lu['nombre']} {(lu['unite'] or '').strip()}".strip()


def comme_ecrit(quoi: str, texte: str) -> str:
    """The words of a figure as they were typed.

    >>> comme_ecrit("denrees bio", "on a fait 38 000 € de denrées bio")
    'denrées bio'
    """
    ecrits = {plier(mot).texte: mot for mot in texte.replace("'", " ").replace("\u2019", " ").split()}
    return " ".join(ecrits.get(mot, mot) for mot in quoi.split())


__all__ = ["comme_ecrit", "lire_des_chiffres_racontes", "lire_une_mesure"]
