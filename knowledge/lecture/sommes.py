"""The amount that quantities make together: "12 chaises à 45 €", "2 500 par mois × 36", "240 000 l'an pendant quatre ans"."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise, permutations

from knowledge.francais.nombres import UNITES
from knowledge.francais.texte import ensemble, jetons, racine
from knowledge.lecture.montants import PAR_AN, TAUX_ADMIS, dit_une_taxe_comprise, hors_taxe
from knowledge.lecture.quantites import HORS_PRIX, LIEUX, MULTIPLES, PERIODES, PIECE, Mesure, Quantite, est_une_annee
from knowledge.regles.faits import NOMBRE_MAX

# Words that ask to add up, or to keep two values.
_ENSEMBLE = ensemble("additionnez additionne addition somme calcul compte ensemble tous totalite calculette")
_OU = ensemble("ou sinon sinn")
# What is asked of several for one purchase: their prices are the ends of what it may cost.
_DEVIS = ensemble("devi offre proposition")


@dataclass(frozen=True, slots=True)
class Somme:
    """An amount worked out. `calcule`: it is no single number of the text. `annuel`: a period is missing."""

    bas: Decimal | None
    haut: Decimal | None
    debut: int
    fin: int
    calcule: bool = False
    taxe: str = ""
    taux: Decimal | None = None
    annuel: bool = False
    stricte: bool = False


def sommer(
    quantites: Sequence[Quantite],
    duree: Decimal | None,
    *,
    en_reponse: bool = False,
    mots: Collection[str] = (),
    repere: Decimal | None = None,
    texte: str = "",
    comptes: Sequence[Quantite] = (),
) -> Somme | None:
    """The amount that the quantities of a text make; None when they make none, or disagree.

    `duree` is that of the contract, in months, when it is known. With `en_reponse` an amount is awaited: a bare number is one.
    `mots` are the words of the `texte`, and `repere` an amount known before: "45" beside it may be thousands. `comptes` is
    how many things were said before to be bought, which a price of each takes where the text counts none.
    """
    gardees = _sans_les_annees_nues(
        [q for q in quantites if not q.ecarte and q.mesure not in HORS_PRIX], [q for q in quantites if not q.ecarte]
    )
    if len(gardees) > TROP:
        return None
    gardees = (
        [q for q in gardees if not q.ailleurs]
        if any(_est_un_prix(q) and not est_une_annee(q) for q in gardees if not q.ailleurs)
        else gardees
    )
    if en_reponse:
        gardees = _prix_nus(gardees, [q for q in quantites if _est_un_prix(q)], repere)
    prix = [q for q in gardees if q.mesure is Mesure.ARGENT]
    if (ht := avec_et_sans_taxe(quantites, texte)) is not None:
        return ht
    if {q.taxe for q in prix} >= {"ht", "ttc"}:
        prix = [q for q in prix if q.taxe != "ttc"]
    if not prix:
        return None
    taux = {q.bas for q in quantites if q.mesure is Mesure.TAUX}
    if len({q.par for q in prix if q.par}) == 1 and {q.borne for q in prix} == {"min", "max"}:
        par = next(q.par for q in prix if q.par)
        gardees = [replace(q, par=par) if q in prix else q for q in gardees]
        prix = [q for q in gardees if q.mesure is Mesure.ARGENT]
    termes = _sont_des_termes(prix, gardees)
    if termes:
        gardees = _a_la_meme_unite(texte, _a_l_annee(gardees, prix, texte))
        prix = [q for q in gardees if q.mesure is Mesure.ARGENT]
    gardees = _du_meme_compte(gardees, texte)
    prix = [q for q in gardees if q.mesure is Mesure.ARGENT]
    gardees, seul = _compter_le_reste(gardees, prix)
    prix = [q for q in prix if q in gardees]
    sommes = [_resoudre(q, gardees, duree, comptes, seul=seul) for q in prix]
    hausses = [
        q.bas / (100 if q.plus else -100)
        for q in gardees
        if q.mesure is Mesure.PART and q.plus is not q.moins and not q.par
    ]
    if len(hausses) == len(sommes) == 1 and not prix[0].borne:
        # What comes on top of a price, or is taken off it: "80 000 plus 10 % d'imprévus", "moins 5 % de remise".
        bouts = [None if bout is None else bout * (1 + hausses[0]) for bout in (sommes[0].bas, sommes[0].haut)]
        sommes = [replace(sommes[0], bas=bouts[0], haut=bouts[1], calcule=True)]
    parts = en_reponse and (
        sont_des_parts(texte, prix) or _prend_tout(texte, len(prix)) or _est_une_liste(texte, prix, gardees)
    )
    if parts:
        # "22 000 la mise en place": what stands below the price is the part itself.
        sommes = [
            replace(s, annuel=s.annuel and not set(q.par).isdisjoint({*PERIODES, PIECE}))
            for s, q in zip(sommes, prix, strict=True)
        ]
    if any(s.annuel for s in sommes):
        return None
    offres = any(q.mesure is Mesure.COMPTE and q.mot in _DEVIS and q.bas > 1 for q in gardees)
    total = _ensemble(
        prix, sommes, frozenset(mots), en_reponse=en_reponse, parts=parts or termes, offres=offres, texte=texte
    )
    if total is None:
        return None
    bas, haut = _au_centime(total.bas), _au_centime(total.haut)
    taxe = next((q.taxe for q in prix if q.taxe), "")
    if taxe == "ttc" and len(taux) > 1:
        return _selon_les_taux(replace(total, bas=bas, haut=haut, taxe=taxe), taux)
    return replace(
        total,
        bas=bas,
        haut=haut,
        taxe=taxe,
        taux=taux.pop() if len(taux) == 1 else None,
    )


def _selon_les_taux(total: Somme, taux: Collection[Decimal]) -> Somme:
    """ "95 000 TTC, à 10 ou à 20": what it is without its tax lies between the two."""
    if total.bas is None or total.haut is None or len(taux) != _DEUX or not set(taux) <= TAUX_ADMIS:
        return total
    return replace(
        total, bas=hors_taxe(total.bas, max(taux)), haut=hors_taxe(total.haut, min(taux)), taxe="ht", calcule=True
    )


def _sans_les_annees_nues(gardees: Sequence[Quantite], toutes: Sequence[Quantite]) -> list[Quantite]:
    """What is left without the years that add to a duration and are not named again: "96 000 par an, 1 an + 3"."""
    nues: list[Quantite] = []
    for avant, q in pairwise(toutes):
        suit = avant.mesure is Mesure.TEMPS or avant in nues
        if suit and q.plus and q.mesure is Mesure.NU and q.bas <= _ANNEES_NUES and q.debut - avant.fin <= _COLLE:
            nues.append(q)
    comptes = {q.bas for q in gardees if q.mesure is Mesure.COMPTE and q.bas > 1}
    redits = [q for q in gardees if q.mesure is Mesure.NU and q.total and q.bas in comptes and not q.par]
    return [q for q in gardees if q not in nues and (q not in redits or q.bas >= _MILLE)]


_ANNEES_NUES, _COLLE = 9, len(" plus ")


def attend_une_duree(quantites: Sequence[Quantite], texte: str, comptes: Sequence[Quantite] = ()) -> bool:
    """Whether what quantities make hangs on how long the contract lasts, which they do not tell: "600 t par an à 90 € la tonne"."""
    mots = {jeton.mot for jeton in jetons(texte)}
    tue, un_an, deux_ans = (
        sommer(quantites, mois, en_reponse=True, mots=mots, texte=texte, comptes=comptes)
        for mois in (None, Decimal(_UN_AN), Decimal(2 * _UN_AN))
    )
    return tue is None and un_an is not None and deux_ans is not None and un_an.haut != deux_ans.haut


def _compter_le_reste(toutes: Sequence[Quantite], prix: Sequence[Quantite]) -> tuple[list[Quantite], bool]:
    """Whether one price at most is that of a thing; what is told by the year counts it, where nothing else does: "38 € la plaque, 200 par an"."""
    unitaires = [q for q in prix if not set(q.par) <= set(PERIODES)]
    compte = any(q.mesure is Mesure.COMPTE and _se_compte(q) for q in toutes)
    if len(unitaires) != 1 or unitaires[0].haut >= _MILLE or compte:
        return list(toutes), len(unitaires) < _DEUX
    autres = [q for q in prix if q is not unitaires[0] and q.par and not q.taxe]
    return [replace(q, mesure=Mesure.COMPTE) if q in autres else q for q in toutes], True


def _du_meme_compte(gardees: Sequence[Quantite], texte: str) -> list[Quantite]:
    """Prices of what is done for each of the things counted, as many for one as for another: "120 arceaux, 90 € l'arceau + 40 de pose"."""
    comptes = [q for q in gardees if q.mesure is Mesure.COMPTE and _se_compte(q)]
    prix = [q for q in gardees if q.mesure is Mesure.ARGENT]
    if len(comptes) != 1 or len(prix) < 2 or any(q.haut >= _MILLE or q.borne or q.fois or q.total for q in prix):
        return list(gardees)
    mot = comptes[0].mot
    suivent = comptes[0].debut < prix[0].debut or comptes[0].debut > prix[-1].debut
    en_plus = [q for q in prix[1:] if q.plus and not q.par and q.haut < prix[0].bas and suivent]
    seuls = [q for q in prix if q in en_plus or not set(q.par) <= set(PERIODES)]
    pour_tout = any(jeton.mot in _POUR_TOUT for q in en_plus for jeton in jetons(texte[q.fin :])[:3])
    # "Quarante offices, trois par office, 45 € le thermomètre": three is no price.
    comptent = any(
        q.bas < _PRIX_MIN and not (q.taxe or _DEVISES_DITES & {*texte[q.debut : q.fin].split()}) for q in prix
    )
    if len(seuls) != len(prix) or pour_tout or comptent:
        return list(gardees)
    periodes = [tuple(un for un in q.par if un in PERIODES) for q in prix]
    refaits = {q.debut: replace(q, par=(mot or PIECE, *par)) for q, par in zip(prix, periodes, strict=True)}
    return [refaits.get(q.debut, q) if q.mesure is Mesure.ARGENT else q for q in gardees]


_PRIX_MIN = 10
_DEVISES_DITES = ensemble("€ euro euros")
# What is paid once, however many are bought.
_POUR_TOUT = ensemble("livraison port transport frais forfait deplacement dossier expedition emballage")


def _sont_des_termes(prix: Sequence[Quantite], toutes: Sequence[Quantite]) -> bool:
    """Whether each price is that of a thing counted for itself: "900 bidons à 11,80, 34 000 rouleaux à 0,41"."""
    comptes = [q for q in toutes if q.mesure is Mesure.COMPTE and q.mot != LOT_COMPTE]
    if len(prix) < 2 or any(q.total or q.borne == "max" for q in prix):
        return False
    places = [bout for q in prix for bout in _ses_comptes(q, comptes)[:1]]
    return len(set(places)) == len(prix)


def _ses_comptes(prix: Quantite, comptes: Sequence[Quantite]) -> list[int]:
    """Where what a price is told of is counted, the nearest first."""
    unites = [un for un in prix.par if un not in PERIODES]
    siens = [q for q in comptes if any(_combien(q, un) is not None for un in unites)]
    return [q.debut for q in sorted(siens, key=lambda q: (q.debut > prix.debut, abs(prix.debut - q.debut)))]


def _a_l_annee(toutes: Sequence[Quantite], prix: Sequence[Quantite], texte: str) -> list[Quantite]:
    """Terms of one list are all by the year where one is, or where that is said of the whole: "6 t à 2 900, 3 t à 1 100, par an"."""
    par_an = any("an" in q.par for q in prix) or PAR_AN.search(texte, prix[-1].fin) is not None
    comptes_par_an = any(q.mesure is Mesure.COMPTE and "an" in q.par for q in toutes)
    if not par_an or comptes_par_an or any(set(q.par) & set(PERIODES) - {"an"} for q in prix):
        return list(toutes)
    return [replace(q, par=(*q.par, "an")) if q in prix and "an" not in q.par else q for q in toutes]


def _a_la_meme_unite(texte: str, toutes: Sequence[Quantite]) -> list[Quantite]:
    """What one price is told by, those of the list that name no unit are too: "8 t à 1,42 le kilo, 2 t à 3,90"."""
    prix = [q for q in toutes if q.mesure is Mesure.ARGENT]
    dites = {un for q in prix for un in q.par}
    passages = {un: nom for un, (nom, _) in MULTIPLES.items() if nom in dites}
    tus = [q for q in prix if texte[q.debut : q.fin].replace("ht", "").strip(" €").replace(",", "").isdecimal()]
    return [replace(q, par=tuple(passages.get(un, un) for un in q.par)) if q in tus else q for q in toutes]


def avec_et_sans_taxe(quantites: Sequence[Quantite], texte: str) -> Somme | None:
    """What two amounts say that are one with its tax and without it: "24 000 avec la TVA, donc 20 000"."""
    dits = [q for q in quantites if q.mesure in (Mesure.NU, Mesure.ARGENT) and q.bas == q.haut and q.bas > _PETIT]
    if not dit_une_taxe_comprise(texte) or len(dits) > _PEU:
        return None
    for avec, sans in permutations(dits, 2):
        for echelle in (1, _MILLE):
            ht = sans.bas * echelle
            if avec.par == sans.par == () and any(abs(ht * (100 + t) / 100 - avec.bas) < 1 for t in TAUX_ADMIS):
                debut, fin = min(avec.debut, sans.debut), max(avec.fin, sans.fin)
                return Somme(ht, ht, debut, fin, calcule=True, taxe="ht")
    return None


_PETIT, _PEU = 20, 4
LOT_COMPTE, _PRES_DU_COMPTE = "lot", 12


def _au_centime(bout: Decimal | None) -> Decimal | None:
    # What is no price is left as it is: whoever asked refuses it.
    return bout if bout is None or bout >= NOMBRE_MAX else bout.quantize(_CENTIME).normalize() + 0


def _est_un_prix(q: Quantite) -> bool:
    # "Trois lots, un par filière", "trois éditions, une par an": what each has is one of them.
    un_de_chaque = q.mesure is Mesure.NU and bool(q.par)
    return q.mesure in (Mesure.ARGENT, Mesure.NU) and not (
        q.bas == 1 and (q.fin - q.debut <= len("une") or un_de_chaque)
    )


def _prix_nus(gardees: Sequence[Quantite], dits: Sequence[Quantite], repere: Decimal | None) -> list[Quantite]:
    """Bare numbers as amounts, in thousands where others of the text, or what was known, are."""
    grands = [q.haut for q in dits if q.haut >= _MILLE]
    repere = max(grands) if grands else repere
    argent = any(q.mesure is Mesure.ARGENT for q in gardees)
    prix: list[Quantite] = []
    for q in gardees:
        if q.mesure is Mesure.NU and _est_un_prix(q) and not (est_une_annee(q) and len(dits) > 1):
            compte = any(autre.mesure is Mesure.COMPTE and autre.mot in q.par for autre in gardees)
            unitaire = compte or PIECE in q.par or not set(q.par).isdisjoint(PERIODES)
            petit = q.haut < _MILLE and not unitaire and not q.fois
            echelles = (_MILLE, _MILLION) if repere is not None and repere >= _MILLION else (_MILLE,)
            if petit and not q.par and repere is not None and not _multiplie(gardees, q):
                proche = (un for un in echelles if repere / _ECART <= q.haut * un <= repere * _ECART)
                if (echelle := next(proche, None)) is not None:
                    prix.append(replace(q, bas=q.bas * echelle, haut=q.haut * echelle, mesure=Mesure.ARGENT))
                    continue
            apres_un_nu = any(
                a is not q and a.mesure is Mesure.NU and a.haut < _MILLE and b is q for a, b in pairwise(gardees)
            )
            if not (argent and petit and (not q.plus or apres_un_nu)) and q.haut > 0 and not _multiplie(gardees, q):
                prix.append(replace(q, mesure=Mesure.ARGENT))
                continue
        prix.append(q)
    return prix


_MILLE, _MILLION = 1000, 10**6
# A text that holds more is a table, which is read elsewhere.
TROP = 40
_CENTIME = Decimal("0.01")
_ECART = 20


def _ensemble(
    prix: Sequence[Quantite],
    sommes: Sequence[Somme],
    mots: frozenset[str],
    *,
    en_reponse: bool,
    parts: bool,
    offres: bool,
    texte: str,
) -> Somme | None:
    """What several prices say together: one total, two bounds, the sum of a list."""
    totales = [s for s, q in zip(sommes, prix, strict=True) if q.total] or sommes
    if en_reponse and _annonce_ses_parts(texte, prix):
        totales, parts = list(sommes), True
    # "24 couchettes à 185 et 6 meubles à 740": two things that come to the same are two.
    de_plusieurs = len(totales) > 1 and (all(q.plus for q in prix[1:]) or (parts and all(s.calcule for s in totales)))
    if len({(s.bas, s.haut) for s in totales}) == 1 and not de_plusieurs:
        return _bornee(totales[-1], [q for q in prix if q.total] or prix)
    bornes = [q.borne for q in prix]
    debut, fin = sommes[0].debut, sommes[-1].fin
    if sorted(bornes) == ["max", "min"] or (bornes[:-1] == [""] and bornes[-1] == "max" and en_reponse):
        bas, haut = sorted(sommes, key=lambda s: s.bas or 0)
        return Somme(bas.bas, haut.haut, debut, fin, calcule=True)
    if not en_reponse or any(bornes):
        return None
    redits = (
        []
        if de_plusieurs
        else [
            s for i, s in enumerate(totales) if any((s.bas, s.haut) == (autre.bas, autre.haut) for autre in totales[:i])
        ]
    )
    if redits and not any(q.plus for q in prix[1:]):
        return redits[-1]
    if (len(sommes) == 2 and (_OU & mots or _hesite(texte, prix))) or offres:
        return Somme(
            min(s.bas or Decimal(0) for s in sommes),
            max(s.haut or Decimal(0) for s in sommes),
            debut,
            fin,
            calcule=True,
        )
    ajoutes = any(q.plus for q in prix[1:]) or bool(mots & (_ENSEMBLE | {"tranche", "lot", "tout"}))
    if ajoutes or parts or (prix[0].par and len({q.par for q in prix}) == 1):
        total_bas, total_haut = (_additionner(bouts) for bouts in ([s.bas for s in sommes], [s.haut for s in sommes]))
        return Somme(total_bas, total_haut, debut, fin, calcule=True)
    return None


def _est_une_liste(texte: str, prix: Sequence[Quantite], gardees: Sequence[Quantite]) -> bool:
    """Whether each price stands in a place of a list, some of them with a count of their own: "trois écoles à 12 000 et une à 9 000"."""
    comptees = [q for q in gardees if q.mesure is Mesure.COMPTE and _se_compte(q)]
    if len(prix) < 2 or not comptees or any(q.borne or q.total or q.haut != q.bas for q in prix):
        return False
    if any(q.par and set(q.par) <= set(PERIODES) for q in prix) or any(q.haut < _MILLE and not q.par for q in prix):
        return False  # "260 par passage et la pédicure 310": the second may be by the visit as well
    entre = [texte[un.fin : autre.debut] for un, autre in pairwise(prix)]
    return all(bout.strip(" h").startswith(_AUSSI) for bout in entre) and not any(
        jeton.mot in RACONTENT for bout in entre for jeton in jetons(bout)
    )


_AUSSI = ("et ", ",", "+", "puis ", "plus ")


def _annonce_ses_parts(texte: str, prix: Sequence[Quantite]) -> bool:
    """ "Ça fait 1 100 de grès, 540 de porcelaine, 900 d'émaux": the first is a part as the others are, and not their sum."""
    noms = all(texte[q.fin :].startswith(_D_UNE_CHOSE) for q in prix)
    sommes = sum((q.bas for q in prix[1:]), Decimal(0))
    return len(prix) > 2 and noms and prix[0].bas != sommes and not any(q.total or q.par for q in prix[1:])


_D_UNE_CHOSE = (" de ", " d'")


def _prend_tout(texte: str, combien: int) -> bool:
    """ "On prend les deux : 12 000 et 14 000"."""
    tous = f"les {UNITES[combien]}" if 1 < combien < len(UNITES) else None
    return tous is not None and tous in texte and not any(f"{avant} {tous}" in texte for avant in _PAS_D_EUX)


def _hesite(texte: str, prix: Sequence[Quantite]) -> bool:
    """ "Peut-être onze mille, peut-être quatorze", "1 200 sans, 1 950 avec": two values of the same."""
    suites = {texte[q.fin :].strip()[: len(_AVEC)] for q in prix}
    return texte.count(_PEUT_ETRE) >= len(prix) or suites == {_SANS, _AVEC} or _ENTRE_LES_DEUX in texte


_PAS_D_EUX = ("entre", "tous", "toutes", "taxes", "ht", "ttc")
_PEUT_ETRE, _SANS, _AVEC, _ENTRE_LES_DEUX = "peut-etre", "sans", "avec", "entre les deux"


def sont_des_parts(texte: str, prix: Sequence[Quantite]) -> bool:
    """Whether each price is that of a part named beside it, and nothing else is told: "280k balayeuse. 15k formation"."""
    if (
        len(prix) < 2
        or any(q.borne or q.total or q.haut != q.bas for q in prix)
        or len({q.taxe for q in prix if q.taxe}) > 1
    ):
        return False
    return nomme_des_parts(texte, prix)


def nomme_des_parts(texte: str, prix: Sequence[Quantite], permis: Collection[str] = ()) -> bool:
    """Whether a text only tells prices, each with a name beside it; `permis` are words that tell nothing more."""
    bouts = [0, *(bout for q in prix for bout in (q.debut, q.fin)), len(texte)]
    entre = [nomme_une_part(texte[a:b]) for a, b in zip(bouts[::2], bouts[1::2], strict=True)]
    if any(
        any(jeton.mot in RACONTENT and jeton.mot not in permis for jeton in jetons(texte[a:b]))
        for a, b in zip(bouts[::2], bouts[1::2], strict=True)
    ):
        return False
    return all(entre[:-1]) or all(
        nommes or not set(q.par).isdisjoint(PERIODES) or q.par for nommes, q in zip(entre[1:], prix, strict=True)
    )


def nomme_une_part(texte: str) -> bool:
    """Whether a word stands there that may name a part."""
    return any(len(jeton.mot) > 2 and jeton.mot.isalpha() and jeton.mot not in _CREUX for jeton in jetons(texte))


_CREUX = ensemble(
    "euros euro hors taxe taxes les des une pour avec environ par sur soit plus puis mois ans annee semaines bonjour oui merci voila"
)
# Who tells more than a list of parts: people, doubts, other times.
RACONTENT = ensemble(
    """je j on nous vous il elle ils elles tu qui que qu mais ou pas non ne n ca si avant dernier derniere ancien ensuite apres
    plutot finalement mettons allez disons au lieu pardon erreur max maxi mini min dont entre chef mapa lot tranche
    cheffe maire adjoint adjointe dgs dga elu elue elus collegue collegues directeur directrice president presidente patron patronne
    veut veulent voudrait voudraient dit disent propose proposent"""
)


def _additionner(bouts: Sequence[Decimal | None]) -> Decimal:
    return sum((bout or Decimal(0) for bout in bouts), Decimal(0))


def _multiplie(quantites: Sequence[Quantite], q: Quantite) -> bool:
    """Whether a bare number is how many times another is taken."""
    rang = quantites.index(q)
    avant, apres = quantites[rang - 1] if rang else None, quantites[rang + 1] if rang + 1 < len(quantites) else None
    if q.fois and avant is not None:
        while rang and quantites[rang].fois:
            rang -= 1
        au_milieu = apres is not None and apres.fois
        return au_milieu or Mesure.ARGENT in (avant.mesure, quantites[rang].mesure) or avant.bas >= q.bas
    return apres is not None and apres.fois and (apres.mesure is Mesure.ARGENT or apres.bas > q.bas)


def _bornee(somme: Somme, prix: Sequence[Quantite]) -> Somme:
    borne = next((q.borne for q in prix if q.borne), "")
    somme = replace(somme, stricte=any(q.stricte for q in prix))
    if borne == "max":
        return replace(somme, bas=None)
    return replace(somme, haut=None) if borne == "min" else somme


def _facteurs_dits(prix: Quantite, toutes: Sequence[Quantite]) -> list[Quantite]:
    """What a price is written to be taken times: "8 k / mois x 36", "24 vehicules x 312 €"."""
    facteurs: list[Quantite] = []
    rang = toutes.index(prix)
    suite = rang + 1
    while suite < len(toutes) and toutes[suite].fois:
        facteurs.append(toutes[suite])
        suite += 1
    while rang and toutes[rang].fois and toutes[rang - 1].mesure is not Mesure.ARGENT:
        rang -= 1
        facteurs.append(toutes[rang])
    if (
        rang
        and not prix.total
        and toutes[rang - 1].mesure is Mesure.PART
        and prix.debut - toutes[rang - 1].fin <= _TOUT_PRES
    ):
        # What a part is taken of: "7,5 % de 1 600 000".
        facteurs.append(replace(toutes[rang - 1], bas=toutes[rang - 1].bas / 100, haut=toutes[rang - 1].haut / 100))
    return facteurs


def _resoudre(
    prix: Quantite,
    toutes: Sequence[Quantite],
    duree: Decimal | None,
    comptes: Sequence[Quantite] = (),
    *,
    seul: bool = True,
) -> Somme:
    """A price by what it is paid for, until no unit is left below it."""
    bas, haut = prix.bas, prix.haut
    debut, fin = prix.debut, prix.fin
    restes = list(prix.par)
    facteurs = _facteurs_dits(prix, toutes)
    for q in facteurs:
        diviseur = Decimal(1)
        restes.extend(q.par if q.mesure is Mesure.COMPTE else ())
        if q.mesure is Mesure.TEMPS:
            unite = next((un for un in restes if un in PERIODES), q.mot)
            diviseur = PERIODES[unite]
            restes = [un for un in restes if un != unite]
        elif q.mot in restes:
            restes.remove(q.mot)
        elif restes and q.mesure is Mesure.NU:
            restes.pop(0)
            restes.extend(q.par)
        elif PIECE in restes:
            restes.remove(PIECE)
        bas, haut = bas * q.bas / diviseur, haut * q.haut / diviseur
        debut, fin = min(debut, q.debut), max(fin, q.fin)
    # What multiplies another price is no count of this one.
    libres = [q for q in toutes if q is not prix and q not in facteurs and not (q.fois and not q.par)]
    pris: list[Quantite] = []
    tours = 0
    while restes and tours < _TOURS:
        tours += 1
        unite = restes.pop(0)
        facteur = _facteur(unite, libres, duree, prix, autres=seul) or _facteur(unite, comptes, None, prix)
        if facteur is None and seul and unite not in _ACTES:
            # "31 000 € le véhicule", of five vans: what is bought has another name.
            facteur = _facteur(unite, [q for q in comptes if q.total], None, prix, autres=True)
        if facteur is None:
            return Somme(bas, haut, debut, fin, annuel=True)
        nombre_bas, nombre_haut, compte = facteur
        bas, haut = bas * nombre_bas, haut * nombre_haut
        if compte is not None:
            restes.extend(_encore_dessous(compte, duree))
            pris.append(compte)
            libres = [autre for autre in libres if autre is not compte or compte.mesure is Mesure.TEMPS]
            if compte in toutes:
                debut, fin = min(debut, compte.debut), max(fin, compte.fin)
        while seul and not restes and (encore := _ce_qui_multiplie_encore(prix, libres, pris)) is not None:
            bas, haut = bas * _fois(encore), haut * _fois(encore)
            restes.extend(_encore_dessous(encore, duree))
            pris.append(encore)
            libres = [autre for autre in libres if autre is not encore]
    return Somme(bas, haut, debut, fin, calcule=bool(facteurs or tours), taxe=prix.taxe)


def _ce_qui_multiplie_encore(prix: Quantite, libres: Sequence[Quantite], pris: Sequence[Quantite]) -> Quantite | None:
    """What a price whose units are all counted is still taken times: "120 plateaux à 9,50, dix fois par an"."""
    libres = [q for q in libres if q not in pris]
    reste = [q for q in libres if q.mesure is Mesure.COMPTE and q.bas > 1]
    fois = [q for q in reste if q.par and set(q.par) <= set(PERIODES) and set(prix.par).isdisjoint(PERIODES)]
    if len(fois) == 1:
        return fois[0]
    # "9 gymnases, 420 € le passage, 3 passages par an": what is done is done for each, each time.
    if _ACTES.isdisjoint(prix.par):
        return None
    # "2 sessions de 120 h à 60 € de l'heure": each is so many.
    mesures = [
        q for q in reste for autre in pris if autre.mesure is Mesure.COMPTE and autre.debut - q.fin == len(" de ")
    ]
    if mesures:
        return mesures[0]
    temps = [q for q in libres if q.mesure is Mesure.TEMPS and PERIODES[q.mot] < 1 and not (q.par or q.ailleurs)]
    return next(iter([*(q for q in reste if q.mot in _GENS | LIEUX), *temps]), None)


def _fois(q: Quantite) -> Decimal:
    """How many times a quantity says: days and weeks are counted."""
    return q.bas / PERIODES[q.mot] if q.mesure is Mesure.TEMPS else q.bas


_TOURS = 6


def racines(mots: str) -> frozenset[str]:
    return frozenset(racine(mot) for mot in mots.split())


# What is done rather than bought: as often as it is done, for each.
_ACTES = racines(
    """heure jour nuit nuitee passage seance visite intervention trajet repas tournee atelier representation seance accord revision
    deplacement cours vacation permanence controle releve rotation course"""
)
_TOUT_PRES = len(" de l'")
_GENS = ensemble(
    "tete personne pax agent enfant eleve jeune convive participant invite adulte salarie place beneficiaire gar homme intervenant animateur vigile senior patient"
)


def _combien(q: Quantite, unite: str) -> Decimal | None:
    """How many of a unit one of what a quantity counts is; None when it counts something else."""
    if q.mot in (unite, "fois"):
        return Decimal(1) if q.mot == unite or q.bas > 1 else None
    (nom, ici), (autre, la) = (MULTIPLES.get(un, (un, 1)) for un in (q.mot, unite))
    if nom == autre:
        return Decimal(ici) / la
    return Decimal(1) if unite == PIECE or (q.mot == "" and unite not in PERIODES) else None


def _se_compte(q: Quantite) -> bool:
    return q.bas > 1 and q.mot not in _DEVIS | {LOT_COMPTE, "fois"}


def _encore_dessous(q: Quantite, duree: Decimal | None) -> tuple[str, ...]:
    """The units below a count that was taken: "365 jours", in a contract of two years, are those of each."""
    d_une_annee = q.mesure is Mesure.TEMPS and not q.par and _BIEN_DES_MOIS[q.mot == "mois"] <= q.bas <= _UN_AN
    return ("an",) if d_une_annee and duree is not None and duree > _UN_AN else q.par


_UN_NOM, _UN_AN, _DEUX = 3, 12, 2
# Fewer days than that may be those of the whole contract.
_BIEN_DES_MOIS = (3, 2)


def _facteur(
    unite: str, libres: Sequence[Quantite], duree: Decimal | None, prix: Quantite, *, autres: bool = False
) -> tuple[Decimal, Decimal, Quantite | None] | None:
    """How many times a unit is taken, and the quantity that says it; with `autres`, one that counts the same by another name."""
    comptes = [q for q in libres if q.mesure is Mesure.COMPTE and _combien(q, unite) is not None]
    # Twice a week is not how many years.
    comptes = [q for q in comptes if not (q.mot == "fois" and q.par and unite in PERIODES)]
    if autres and comptes and all(q.mot == "fois" and q.par for q in comptes):
        # "82 € l'accord, deux fois l'an": of what is counted by another name, which then comes again.
        choses = [q for q in libres if q.mesure is Mesure.COMPTE and _se_compte(q)]
        comptes = choses if len(choses) == 1 else comptes
    # "8 lots, le plus gros à 600 000": a price told far from their count is that of one.
    comptes = [q for q in comptes if q.mot != LOT_COMPTE or (q.bas > 1 and abs(prix.debut - q.fin) <= _PRES_DU_COMPTE)]
    if comptes:
        # The things bought rather than the people around, told last before their price, or else right after it.
        choses = [q for q in comptes if q.mot not in _GENS | {"fois"}] or comptes
        compte = next((q for q in reversed(choses) if q.debut < prix.debut), choses[0])
        ratio = _combien(compte, unite) or 1
        return compte.bas * ratio, compte.haut * ratio, compte
    # "6 mois fermes, reconductible une fois pour 6 mois": two times are no count of months, the whole duration is.
    nus = [q for q in libres if q.mesure is Mesure.TEMPS and q.mot == unite and not q.par]
    plusieurs = unite == "mois" and len(nus) > 1 and duree is not None
    for q in libres:
        bas, haut = q.bas, q.haut
        if plusieurs and q in nus:
            continue
        if q.mesure is Mesure.TEMPS and unite in PERIODES and (q.mot == unite) and (q.par or unite != "an"):
            return bas / PERIODES[unite], haut / PERIODES[unite], q
    if unite in PERIODES and PERIODES[unite] < 1:
        # "48 samedis par an, 620 € la journée"
        journees = [q for q in libres if q.mesure is Mesure.COMPTE and q.par and set(q.par) <= set(PERIODES)]
        if len(journees) == 1:
            return journees[0].bas, journees[0].haut, journees[0]
    if unite not in PERIODES:
        # "Three for each office, 45 € the thermometer", "22 € a head, 300 people": what is counted has another name.
        comptes = [q for q in libres if (q.mesure is Mesure.NU and q.par) or q.mot in _GENS]
        autres = autres and len(unite) >= _UN_NOM
        comptes = comptes or [q for q in libres if autres and q.mesure is Mesure.COMPTE and _se_compte(q)]
        return (comptes[0].bas, comptes[0].haut, comptes[0]) if len(comptes) == 1 else None
    if duree is None:
        durees = [q for q in libres if q.mesure is Mesure.TEMPS and not q.par]
        duree = durees[0].haut if len(durees) == 1 else None
    return None if duree is None else (duree / PERIODES[unite], duree / PERIODES[unite], None)
