"""What an amount already known becomes when a message puts a part of it right: "230 et pas 210", "ajoutez 2 000"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from knowledge.francais.nombres import LETTRES
from knowledge.francais.texte import Jeton, ensemble, jetons, plier
from knowledge.lecture.montants import TAUX_ADMIS, hors_taxe
from knowledge.lecture.partages import lire_un_partage, sans_son_nom
from knowledge.lecture.quantites import HORS_PRIX, PERIODES, PIECE, Mesure, Quantite, est_une_annee
from knowledge.lecture.sommes import LOT_COMPTE, nomme_une_part, sommer

_AJOUTE = ensemble(
    "ajoute ajoutez ajouter ajoutons ajoutait rajoute rajoutez rajouter rajoutons rajoutait regrouper regroupait"
)
_RETIRE = ensemble(
    "retire retirez retirer enleve enlevez enlever soustrais soustrayez deduisez deduire ote otez supprime supprimez vire virez"
)
_TOMBE = ensemble("tombe saute disparait")
_OUBLIE = ensemble("oublie oubliee zappe zap")
# What a price becomes: "il est descendu à 1 990".
_CHANGE = ensemble("descend descendu descendue baisse baisses passe passee monte montee augmente tombe")
# What an amount is told to be that of the contract, or the right one after all: of anything else, who would say that it is before tax?
_DU_CONTRAT = ensemble(
    """ht htva montant budget enveloppe credit estimation estime chiffrage devis total tout toute ensemble marche contrat achat
    finalement plutot erreur trompe tromper pardon oups zero correction corrige rectifie non pas revient reviens revenir reste bascule"""
)
# Shorter words, but for the units of money, name nothing.
_LETTRES_D_UN_NOM = 4
_OU = ensemble("ou sinon")
_TAXE_COMPRISE = ensemble("ttc")
# "45" beside 43 000 is said for 45 000: no more is left out.
_ECHELLES = (Decimal(1), Decimal(1000), Decimal(10**6))
# Beside 0,55 €, "55" is told in cents.
_DITES = (*_ECHELLES, Decimal("0.01"))
_PART_MIN = 100
# Beyond that, two amounts are not two values of the same.
_ECART = 2


@dataclass(frozen=True, slots=True)
class Retouche:
    """The amount once put right; `entier` when the text gives the whole of it again."""

    montant: Decimal
    entier: bool = False
    dite: bool = False  # in so many words: "ça rajoute 12 000 HT"


def reprend_le_connu(mots: Collection[str]) -> bool:
    """Whether words add to what is known, or take from it: "on enlève les vœux".

    >>> reprend_le_connu(["on", "enleve", "les", "voeux"]), reprend_le_connu(["voeux"])
    (True, False)
    """
    return not (_AJOUTE | _RETIRE).isdisjoint(mots)


def est_d_autre_chose(texte: str, connu: Decimal, nouveau: Decimal) -> bool:
    """Whether an amount told in passing is likely that of another thing than the one known: of another size, and nothing in its
    words says that it takes its place.

    >>> est_d_autre_chose("reprise des anciennes : 6 000 €", Decimal(88_000), Decimal(6_000))
    True
    >>> est_d_autre_chose("le budget descend à 6 000 €", Decimal(88_000), Decimal(6_000))
    False
    >>> est_d_autre_chose("6 000 €", Decimal(88_000), Decimal(6_000))
    False
    """
    if connu / _ECART <= nouveau <= connu * _ECART:
        return False
    lus = jetons(plier(texte).texte)
    dits = {jeton.mot for jeton in lus} | {jeton.racine for jeton in lus}
    if not dits.isdisjoint(_DU_CONTRAT | _CHANGE | _AJOUTE | _RETIRE):
        return False
    return sum(jeton.mot.isalpha() and len(jeton.mot) >= _LETTRES_D_UN_NOM for jeton in lus) > 1


@dataclass(frozen=True, slots=True)
class Quantifie:
    """A folded text and its quantities."""

    texte: str
    quantites: Sequence[Quantite]


def retoucher(
    quantites: Sequence[Quantite],
    mots: Collection[str],
    connu: Decimal,
    comptes: Sequence[Quantite] = (),
    *,
    redit: bool = True,
    annees: Decimal | None = None,
    demande: bool = False,
    en_plus: bool = False,
    par_an: bool = False,
) -> Retouche | None:
    """The amount known, put right by the quantities of a text; None where they say nothing of it.

    `comptes` is how many things it was counted for, `redit` whether the text comes back to what was said, `en_plus` whether what it tells comes on top, `par_an`
    whether it speaks of a year, `annees` how many years it lasts, and `demande` whether it is the amount that is asked: "non, c'est par an" multiplies it.

    >>> from knowledge.francais.contexte import lire_contexte
    >>> from knowledge.francais.nombres import lire_nombres
    >>> from knowledge.francais.texte import plier
    >>> from knowledge.lecture.quantites import lire_quantites
    >>> def dire(texte, connu):
    ...     quantites = lire_quantites(plier(texte), lire_nombres(plier(texte).texte), lire_contexte(plier(texte).texte))
    ...     return retoucher(quantites, plier(texte).texte.split(), Decimal(connu))
    >>> dire("ajoutez 2 000 pour les plinthes", 28_000)
    Retouche(montant=Decimal('30000'), entier=False, dite=False)
    >>> dire("non, 230 et pas 210", 210_000)
    Retouche(montant=Decimal('230000'), entier=True, dite=False)
    """
    taxe = not _TAXE_COMPRISE.isdisjoint(mots)
    prix = [q for q in quantites if _peut_etre_un_prix(q) and not (taxe and q.bas in TAUX_ADMIS)]
    prix = [q for q in prix if not (q.ecarte and any(q.bas == compte.bas for compte in comptes))]
    ajoute, retire = en_plus or not _AJOUTE.isdisjoint(mots), not _RETIRE.isdisjoint(mots)
    if (ajoute or retire) and len(prix) > 1:
        # "Ajouter neuf mille aux quatre-vingt-huit mille": what it is added to is known.
        prix = [q for q in prix if all(q.bas * un != connu for un in _ECHELLES)]
    if en_plus and any(q.mesure is Mesure.PART for q in quantites):
        return None  # "180 000 et dix pour cent en plus": the part is what comes on top
    if any((q.total and not _s_ajoute_au_total(q, prix, ajoute=ajoute)) or q.borne for q in prix):
        return None
    if taxe and len(prix) == 1 and any(prix[0].bas * un == connu for un in _ECHELLES):
        # "Les 62 400, c'est du TTC à 20".
        return _sans_sa_taxe(quantites, connu)
    compte = any(q.mesure is Mesure.COMPTE and q.bas > 1 for q in quantites) and any(PIECE in q.par for q in prix)
    if compte and not retire and (ajoute or not _OUBLIE.isdisjoint(mots)):
        # Several of a thing are added: "ajoute les écrans : 650 à 145".
        ajoutee = sommer(quantites, None, en_reponse=True, mots=mots)
        juste = ajoutee is not None and ajoutee.bas is not None and ajoutee.bas == ajoutee.haut
        return Retouche(connu + ajoutee.bas) if juste and ajoutee is not None and ajoutee.bas is not None else None
    if not prix:
        if (redit or ajoute) and (recompte := _recompter(quantites, connu, comptes, ajoute=ajoute)) is not None:
            return Retouche(recompte, entier=redit)
        if taxe:
            return _sans_sa_taxe(quantites, connu)
        return Retouche(connu * annees, entier=True) if par_an and demande and annees is not None else None
    if redit and _OU.isdisjoint(mots) and (nouveau := _a_la_place_du_connu(prix, connu)) is not None:
        return Retouche(nouveau, entier=True)
    comptees = [q for q in quantites if q.mesure is Mesure.COMPTE and prix[0].par == (q.mot,)]
    if len(prix) != 1 or prix[0].ecarte or ajoute is retire:
        return None
    periode = next((un for un in prix[0].par if un in PERIODES), "an" if par_an and en_plus else None)
    if prix[0].par and not comptees and (periode is None or len(prix[0].par) > 1):
        return None
    part = prix[0].bas * (comptees[0].bas if comptees else 1)
    if periode is not None:
        # "On rajoute les portails pour 8 000 par an": for as long as the contract lasts.
        if annees is None:
            return None
        part *= annees * PERIODES["an"] / PERIODES[periode]
    if not comptees and prix[0].mesure is Mesure.NU and part < _PART_MIN:
        return None
    seule = all(q.mesure is not Mesure.COMPTE or q.bas == 1 for q in quantites)
    dite = prix[0].mesure is Mesure.ARGENT and not en_plus and seule
    return Retouche(connu + part if ajoute else connu - part, dite=dite) if part < connu else None


def _s_ajoute_au_total(q: Quantite, prix: Sequence[Quantite], *, ajoute: bool) -> bool:
    """ "Ça rajoute douze mille au total": what is added is no total."""
    return ajoute and len(prix) == 1 and not q.par


def reprendre_une_part(avant: Quantifie, apres: Quantifie, connu: Decimal) -> Retouche | None:
    """The amount told as a sum of parts, one of which is told again: "12 000 le matériel, 3 000 de pose", then "la pose, 4 000".

    The part is the one whose words the new text says.
    """
    parts = _parts_simples(avant)
    nouveaux = [q for q in apres.quantites if _peut_etre_un_prix(q) and not q.ecarte]
    echelle = next((un for un in _ECHELLES if sum(q.bas for q in parts) * un == connu), None)
    if len(parts) < 2 or len(nouveaux) != 1 or nouveaux[0].total or nouveaux[0].par or echelle is None:
        return None
    designee = _part_designee(avant, apres)
    if designee is None:
        return None
    part, nouvelle = designee.bas * echelle, nouveaux[0].bas
    montants = [nouvelle * un for un in _ECHELLES if part / _ECART <= nouvelle * un <= part * _ECART]
    return Retouche(connu - part + montants[0]) if montants else None


def _parts_simples(dit: Quantifie) -> list[Quantite]:
    """The prices of a text that are taken once each: what stands below one, and is not counted, only names it."""
    comptees = {q.mot for q in dit.quantites if q.mesure is Mesure.COMPTE and q.mot}
    return [q for q in prix_des_parts(dit) if set(q.par).isdisjoint({*PERIODES, PIECE, *comptees})]


def _part_designee(avant: Quantifie, apres: Quantifie) -> Quantite | None:
    """The price of the first text whose name, or whose rank, the second says; None when it says none, or several."""
    parts = prix_des_parts(avant)
    rangs = [q for q in apres.quantites if q.mesure is Mesure.RANG and not q.mot]
    partage = lire_un_partage(avant.texte, avant.quantites) if len(rangs) == 1 else None
    if partage is not None and rangs[0].bas <= len(partage.prix):
        debut = partage.prix[int(rangs[0].bas) - 1].debut
        return next((q for q in parts if q.debut == debut), None)
    dits = {jeton.racine for jeton in _mots_pleins(apres.texte) if not LETTRES.fullmatch(jeton.mot)}
    touchees: dict[str, tuple[int, Quantite]] = {}
    for jeton in _mots_pleins(avant.texte) if parts else ():
        if jeton.racine in dits:
            part = _sa_part(avant.texte, parts, jeton)
            ecart = max(jeton.debut - part.fin, part.debut - jeton.fin)
            if jeton.racine not in touchees or ecart < touchees[jeton.racine][0]:
                touchees[jeton.racine] = ecart, part
    designees = {part.debut: part for _, part in touchees.values()}
    return next(iter(designees.values())) if len(designees) == 1 else None


def reprendre_un_terme(
    avant: Quantifie,
    apres: Quantifie,
    connu: Decimal,
    mois: Decimal | None,
    comptes: Sequence[Quantite] = (),
    *,
    redit: bool = True,
) -> Retouche | None:
    """The amount made again, where one number of the text that told it is told again: "48 caisses, pas 84", "le m3 est à 31".

    Nothing where what that text told does not come to the amount known, or told it as it is. `redit`: the new text comes
    back to what was said.
    """
    if any(q.bas * un == connu for q in avant.quantites if _peut_etre_un_prix(q) for un in _ECHELLES):
        return None
    echelle = next((un for un in _ECHELLES if (fait := evaluer(avant, mois, comptes)) and fait * un == connu), None)
    if echelle is None:
        return None
    if (sans := _sans_une_part(avant, apres)) is not None:
        reste = evaluer(sans, mois, comptes)
        return Retouche(reste * echelle) if reste and reste * echelle < connu else None
    if (repris := _le_terme_repris(avant, apres, redit=redit)) is None:
        return None
    anciens, valeur = repris
    quantites = [_mis_a_la_place(q, valeur) if q in anciens else q for q in avant.quantites]
    refait = evaluer(Quantifie(avant.texte, quantites), mois, comptes)
    return None if refait is None or refait * echelle == connu else Retouche(refait * echelle)


def _sans_une_part(avant: Quantifie, apres: Quantifie) -> Quantifie | None:
    """The first text without the price that the second takes away by its name: "enlevez le marquage, on le fait en régie"."""
    mots = {jeton.mot for jeton in jetons(apres.texte)}
    if (_RETIRE | _TOMBE).isdisjoint(mots) or any(
        _peut_etre_un_prix(q) or q.mesure is Mesure.COMPTE for q in apres.quantites if q.bas > 1
    ):
        return None
    part = _part_designee(avant, apres)
    if part is None:
        return None
    restent = [q for q in avant.quantites if q.debut != part.debut and q.mot not in part.par and q.mot != LOT_COMPTE]
    return Quantifie(avant.texte, restent)


def evaluer(dit: Quantifie, mois: Decimal | None, comptes: Sequence[Quantite] = ()) -> Decimal | None:
    """The one amount that the quantities of a text make, as where it is asked."""
    if (partage := lire_un_partage(dit.texte, dit.quantites)) is not None:
        return partage.total(mois)
    mots = {jeton.mot for jeton in jetons(dit.texte)}
    somme = sommer(dit.quantites, mois, en_reponse=True, mots=mots, texte=dit.texte, comptes=comptes)
    return None if somme is None or somme.bas != somme.haut or somme.taxe == "ttc" else somme.bas


def _le_terme_repris(avant: Quantifie, apres: Quantifie, *, redit: bool) -> tuple[list[Quantite], Decimal] | None:
    """The number of the first text that the second tells again, wherever it stands, and what it becomes."""
    dits = [q for q in apres.quantites if q.bas == q.haut and q.bas not in (0, 1) and q.mesure not in HORS_PRIX]
    reprenables = [q for q in avant.quantites if not (q.ecarte or q.ailleurs) and q.bas == q.haut and q.bas > 0]
    anciens = [(q, dit) for dit in dits for q in reprenables if (dit.ecarte or redit) and _le_meme_nombre(q, dit)]
    nouveaux = [dit for dit in dits if not (dit.ecarte or (dit.total and dit.bas >= _GRAND))]
    nouveaux = [dit for dit in nouveaux if all(dit is not ancien for _, ancien in anciens)]
    # "Deux équipes, dix séances chacune, ça fait vingt par an": what it comes to is what takes the place.
    nouveaux = nouveaux if len(nouveaux) == 1 else [dit for dit in nouveaux if dit.total][-1:]
    if not nouveaux:
        return None
    nouveau = nouveaux[0]
    anciens = [] if nouveau.total else anciens
    if len({q.bas for q, _ in anciens}) > 1:
        return None
    if anciens:
        ancien = anciens[0][0]
        memes = Mesure.NU in (ancien.mesure, nouveau.mesure) or ancien.mesure is nouveau.mesure or not nouveau.mot
        return ([q for q, _ in anciens], _a_sa_mesure(ancien, nouveau)) if memes else None
    mots = {jeton.mot for jeton in jetons(apres.texte)}
    repris = _la_meme_chose(avant, apres, reprenables, nouveau, mots)
    if repris is None:
        return None
    signe = 1 if not _AJOUTE.isdisjoint(mots) else -1 if not _RETIRE.isdisjoint(mots) else 0
    if signe and repris.par and not nouveau.par and nouveau.bas > repris.bas:
        # "Ajoutez 1 200 € pour les serveurs", beside 22 € a head: it is of the whole.
        return None
    return [repris], repris.bas + signe * nouveau.bas if signe else _a_sa_mesure(repris, nouveau)


def _la_meme_chose(
    avant: Quantifie, apres: Quantifie, reprenables: Sequence[Quantite], nouveau: Quantite, mots: Collection[str]
) -> Quantite | None:
    """What counts the same thing, is the price of the same, or of the lot of that rank."""
    comptes = [q for q in reprenables if q.mesure is Mesure.COMPTE and q.bas > 1]
    memes = [q for q in comptes if nouveau.mesure is Mesure.COMPTE and nouveau.mot in (q.mot, "")]
    if not memes and nouveau.mesure is Mesure.COMPTE:
        # "0,20 € la couche, on en prend 200 000": what the price is told of is what was counted.
        memes = [q for q in comptes if not q.mot and any(nouveau.mot in prix.par for prix in reprenables)]
    if not memes and nouveau.total and nouveau.par and set(nouveau.par) <= set(PERIODES):
        return next((q for q in comptes if q.par == nouveau.par), None)
    if not memes and _peut_etre_un_prix(nouveau):
        unites = set(nouveau.par) - set(PERIODES)
        valables = [q for q in reprenables if _peut_etre_un_prix(q) and _se_valent(q, nouveau)]
        memes = [q for q in valables if unites & set(q.par) and q.bas / _ECART <= nouveau.bas]
        designee = _part_designee(avant, apres) if not unites else None
        memes = memes or [q for q in valables if designee is not None and q.debut == designee.debut]
        if not memes and designee is None and not _CHANGE.isdisjoint(mots):
            memes = valables
    return memes[0] if len(memes) == 1 else None


def _le_meme_nombre(q: Quantite, dit: Quantite) -> bool:
    """Whether a number is one that was told before, with its unit or without."""
    if q.mesure is Mesure.TEMPS and dit.mesure is Mesure.NU:
        return round(q.bas / PERIODES[q.mot], 2) == dit.bas
    if _peut_etre_un_prix(dit) and (q.mesure is Mesure.ARGENT or (q.mesure is Mesure.NU and q.bas >= _GRAND)):
        return any(q.bas == dit.bas * un for un in _DITES)
    return q.bas == dit.bas and (q.mesure is dit.mesure or Mesure.NU in (q.mesure, dit.mesure) or not dit.mot)


def _a_sa_mesure(q: Quantite, nouveau: Quantite) -> Decimal:
    """What a number is worth in the place of another: in months, or in thousands where the other was ("le lot sud 150, pas 130")."""
    if q.mesure is Mesure.TEMPS and nouveau.mesure is Mesure.NU:
        return nouveau.bas * PERIODES[q.mot]
    if q.mesure in (Mesure.ARGENT, Mesure.NU):
        return next(
            (un * nouveau.bas for un in _DITES if q.bas / _ECART <= un * nouveau.bas <= q.bas * _ECART), nouveau.bas
        )
    return nouveau.bas


def _se_valent(q: Quantite, nouveau: Quantite) -> bool:
    return any(q.bas / _ECART <= nouveau.bas * un <= q.bas * _ECART for un in _DITES)


def _mis_a_la_place(q: Quantite, valeur: Decimal) -> Quantite:
    """A quantity with the number that takes its place; a large price is one still when it is less."""
    prix = q.mesure is Mesure.NU and q.bas >= _GRAND
    return replace(q, bas=valeur, haut=valeur, mesure=Mesure.ARGENT if prix else q.mesure)


_GRAND = 1000


def prix_des_parts(dit: Quantifie) -> list[Quantite]:
    """The prices of a text that tells some by their names."""
    # "Peinture 53 000 résine 9 000": what follows a price may look counted.
    argent = any(q.mesure is Mesure.ARGENT or q.mot == LOT_COMPTE for q in dit.quantites)
    dites = [sans_son_nom(dit.texte, q) if q.mesure is Mesure.COMPTE and not argent else q for q in dit.quantites]
    return [q for q in dites if _peut_etre_un_prix(q) and not q.ecarte]


def part_nommee(dit: Quantifie, parts: Sequence[Quantite]) -> Iterator[tuple[str, Quantite]]:
    """Each word that may name a part, with the price of that part."""
    if parts:
        yield from ((jeton.racine, _sa_part(dit.texte, parts, jeton)) for jeton in _mots_pleins(dit.texte))


def _sa_part(texte: str, parts: Sequence[Quantite], jeton: Jeton) -> Quantite:
    """The price of what a word names: the one that nothing parts it from, else the one after it where names come first."""
    if (autour := next((q for q in parts if q.debut < jeton.debut < q.fin), None)) is not None:
        return autour
    avant = next((q for q in reversed(parts) if q.fin <= jeton.debut), None)
    apres = next((q for q in parts if q.debut >= jeton.fin), None)
    if avant is None or apres is None:
        return avant or apres or parts[0]
    coupe_avant, coupe_apres = (
        _COUPE.search(texte, avant.fin, jeton.debut),
        _COUPE.search(texte, jeton.fin, apres.debut),
    )
    if bool(coupe_avant) is not bool(coupe_apres):
        return apres if coupe_avant else avant
    return apres if any(un.fin <= parts[0].debut for un in _mots_pleins(texte)) else avant


_COUPE = re.compile(r"[,;.:/+\n]| (?:et|puis|plus) ")


def _mots_pleins(texte: str) -> list[Jeton]:
    return [jeton for jeton in jetons(texte) if len(jeton.mot) > _COURT and nomme_une_part(jeton.mot)]


_COURT = 3


def _peut_etre_un_prix(q: Quantite) -> bool:
    plus_d_un = q.bas > 1 or (q.mesure is Mesure.ARGENT and q.bas > 0) or 0 < q.bas < 1
    return q.mesure in (Mesure.NU, Mesure.ARGENT) and q.bas == q.haut and plus_d_un and not est_une_annee(q)


def _a_la_place_du_connu(prix: Sequence[Quantite], connu: Decimal) -> Decimal | None:
    """The one other amount of a text that says the known one again: "240, c'est 260"."""
    for echelle in _ECHELLES:
        anciens = [q for q in prix if q.bas * echelle == connu]
        autres = [q for q in prix if q.bas * echelle != connu]
        if anciens and len(autres) == 1 and not (autres[0].ecarte or autres[0].par or autres[0].ailleurs):
            # "140 000 c'est faux, c'est 155": the thousands are not said again.
            montants = [autres[0].bas * un for un in (echelle, *_ECHELLES)]
            return next((un for un in montants if connu / _ECART <= un <= connu * _ECART), None)
    return None


def _recompter(
    quantites: Sequence[Quantite], connu: Decimal, comptes: Sequence[Quantite], *, ajoute: bool
) -> Decimal | None:
    """The amount for another count of the things it was counted for: "310 portables, pas 320", "mettez-en neuf"."""
    if len(comptes) != 1 or not comptes[0].bas:
        return None
    ancien = comptes[0]
    nouveaux = [q for q in quantites if not q.ecarte and q.mesure is Mesure.COMPTE and q.mot in ("", ancien.mot)]
    if len(nouveaux) != 1:
        return None
    compte = ancien.bas + nouveaux[0].bas if ajoute else nouveaux[0].bas
    return (connu * compte / ancien.bas).quantize(Decimal("0.01")).normalize() + 0


def _sans_sa_taxe(quantites: Sequence[Quantite], connu: Decimal) -> Retouche | None:
    """ "C'était du TTC, à 20": the amount known was with its tax."""
    taux = {q.bas for q in quantites if q.bas in TAUX_ADMIS and q.mesure is not Mesure.TEMPS}
    return Retouche(hors_taxe(connu, taux.pop()), entier=True) if len(taux) == 1 else None
