"""The quantities of a text, with their units: "12 chaises à 45 € HT pièce", "2 500 par mois", "6 semaines".

A quantity is a number and units: money, time, a rank, or what is counted; a price "par mois" or "la tonne" has a unit below it,
which a count of months, or of tonnes, takes away (`sommes`). What has no unit left but money is an amount of the contract.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from knowledge.francais.contexte import Contexte
from knowledge.francais.nombres import Nombre
from knowledge.francais.texte import Plie, ensemble, racine
from knowledge.lecture.montants import PAR_AN, PART, Taxe, change_de, dit_a_l_oral, taxe_de, unite_d_argent


class Mesure(StrEnum):
    """What a number counts."""

    ARGENT = "argent"
    TEMPS = "temps"
    COMPTE = "compte"
    PART = "part"
    RANG = "rang"
    TAUX = "taux"
    CLAUSE = "clause"  # money that a clause of the contract moves, and not its price: a penalty, a caution, an advance
    NU = "nu"


# What no price can be made of.
HORS_PRIX = frozenset({Mesure.RANG, Mesure.TAUX, Mesure.CLAUSE})


_JOUR = Decimal(12) / 365
UNITES: dict[str, tuple[str, Decimal]] = {
    forme: (nom, Decimal(mois))
    for nom, mois, formes in (
        (
            "an",
            12,
            "an ans annee annees anee anees y exercice exercices annuel annuels annuelle annuelles annuellement lan lannee",
        ),
        ("saison", 12, "saison saisons edition editions hiver hivers"),
        ("semestre", 6, "semestre semestres semestriel semestrielle"),
        ("trimestre", 3, "trimestre trimestres trimestriel trimestrielle"),
        ("mois", 1, "mois moi mos mensuel mensuels mensuelle mensuelles mensuellement"),
        ("semaine", Decimal(12) / 52, "semaine semaines smaine smaines sem hebdo hebdomadaire"),
        ("jour", _JOUR, "jour jours j jrs jh journee journees soir soirs soiree nuit nuits aprem matinee"),
        ("weekend", 2 * _JOUR, "weekend weekends"),
    )
    for forme in formes.split()
}
# The months of each unit of time.
PERIODES = dict(UNITES.values())
_ADJECTIFS = frozenset(
    mot for mot in UNITES if mot.startswith(("annuel", "mensuel", "trimestriel", "semestriel", "hebdo", "lan"))
)
PIECE, _DES_PIECES = "piece", "pieces"
_A_LA_PIECE = ensemble("piece pce piesse chacun chacune unite unitaire unitaires lun lune pieces")
_PAR = frozenset({"par", "/", "chaque", "pr"})
_ARTICLES = frozenset({"la", "le", "l", "du", "de"})
_FOIS = frozenset({"x", "*", "fois", "foi"})
_RANGS = ensemble("lot tranche phase numero article art action fiche ligne etape niveau")
_UNITAIRES = {"tjm": "jour", "pu": PIECE, "unitaire": PIECE}
_SEULS = ensemble("seul seule unique")
_OPTIONS = ensemble("optionnelle conditionnelle ferme")
_TAXES = {"ht": "ht", "htva": "ht", "ttc": "ttc"}
_TOTAL = ensemble(
    "soit total totale donc dc done rendus rendu arrive arrivons arrivent conduit monte restent arrete arrondi arrondis atterrit aboutit tombe retombe = cumul bref mettez mets met notez note gardez garde retenez prenez enfin"
)
# What begins the words that say a renewal.
ENCORE = (
    "renouv",
    "renvel",
    "recondu",
    "reconduct",
    "prolong",
    "rempil",
    "tacite",
    "option",
    "rallong",
    "recommen",
    "remet",
)
# An amount that several make, said before whatever is told in between: "soit, si je compte bien, 214 200".
_EN_TOUT = ensemble("soit ensemble somme addition totalise")
_AU_TOTAL = (["en", "tout"], ["au", "total"])
_FAIT = ensemble("fait faire fera fe font")
_SOMME = ensemble("+ plus puis ajoutent precedees precede precedes precedee auxquels auxquelles")
_MAX = ensemble("max maxi maximum maximale plafond plafonnee plafonne cape jusqu haute")
_DEPASSE = ensemble("depasser depassera depasse depassent depassez depasserait excede exceder excedera")
_MIN = ensemble("min mini minimum minimale plancher basse")
_REFUS = ensemble("pas pa non lieu ni place")
_AILLEURS = ensemble(
    """ancien ancienne precedent precedente sortant sortante avait avais avions avaient etait payait payaient payions paye payee depense depensait
    facturait facturaient prenait prenaient coutait coutaient voisin voisine subvention drac feder dotation ct garantie garanties preavis validite decennale
    experience"""
)
_TAUX = frozenset(Decimal(un) for un in ("20", "10", "8.5", "5.5", "2.1"))
_DISENT_UN_TAUX = ensemble("tva taux teva")
_LIENS = ensemble("de des du d la le les l a en est un une sur pour environ env c ce cout euros ou et")
# Words that count nothing: what follows a bare number and is none of them is what it counts.
_CREUX = ensemble("""de des du la le les au aux en et ou un une pour sur par avec sans est ce ca on il elle je nous vous pas non oui ne que qui mais donc
    soit hors hor pile max maxi mini min environ env plus puis si net tout total dans chez se mets merci svp ok alors peut voila disons ferme fermes
    maximum minimum quoi hein ils depuis finalement plutot pardon euh car comme quand selon apres avant chacun chacune renouvelable
    reconductible chaque genre vers pres bref sinon aussi encore bien cette cet ces son ses mon ma mes notre nos votre leur voire jusqu tva taxe
    taxes toutes jsai jsais jcrois jcroi jpense jpens jdirais jdirai chai chais compris comprise incluse estime estimes estimee prevu prevus restitution moins remise premier premiere second seconde deuxieme troisieme dernier derniere reste""")
MOT = re.compile(r"[a-z]+|[^\sa-z]")
_FENETRE = 6
_ARRETS = frozenset(",;:.!?\n()[]")


@dataclass(frozen=True, slots=True)
class Quantite:
    """A number of the text with its units: `mot` is what it counts, `par` the units below. `bas` and `haut` are its ends."""

    bas: Decimal
    haut: Decimal
    mesure: Mesure
    debut: int
    fin: int
    mot: str = ""
    par: tuple[str, ...] = ()
    borne: str = ""
    taxe: str = ""
    ecarte: bool = False
    total: bool = False
    fois: bool = False  # multiplied by what stands before it
    plus: bool = False  # added to it
    moins: bool = False  # a part taken off it
    stricte: bool = False
    ailleurs: bool = False  # told of another contract, or of somebody else

    @property
    def valeur(self) -> Decimal | None:
        """Its value, when it is not a range."""
        return self.bas if self.bas == self.haut else None


def est_une_annee(q: Quantite) -> bool:
    """Whether a bare number reads as a year."""
    nu = q.mesure is Mesure.NU and not (q.fois or q.par)
    return nu and q.fin - q.debut == len("2027") and _ANNEES[0] <= q.bas <= _ANNEES[1]


_ANNEES = (1900, 2100)


@dataclass(frozen=True, slots=True)
class _Signe:
    """A word, a sign, or a number of the text."""

    mot: str
    debut: int
    fin: int
    nombre: Nombre | None = None


def _signes(texte: str, nombres: Sequence[Nombre]) -> list[_Signe]:
    signes: list[_Signe] = []
    place = 0
    for n in [*nombres, None]:
        arret = len(texte) if n is None else n.debut
        signes.extend(_Signe(m[0], m.start(), m.end()) for m in MOT.finditer(texte, place, arret))
        if n is not None and texte[n.debut - 2 : n.fin] in ("l'un", "l'une"):
            signes.append(_Signe("lune", n.debut, n.fin))
            place = n.fin
        elif n is not None:
            signes.append(_Signe("", n.debut, n.fin, n))
            place = n.fin
    return signes


def lire_quantites(
    plie: Plie, nombres: Sequence[Nombre], contexte: Contexte | None = None, *, brutes: bool = False
) -> list[Quantite]:
    """Every quantity of a folded text, in order, the two ends of a range as one; put aside what the text gives up.

    `brutes`: small numbers are left as they are written where the text says apart that they are thousands.

    >>> from knowledge.francais.nombres import lire_nombres
    >>> from knowledge.francais.texte import plier
    >>> texte = plier("12 chaises a 45 € HT piece")
    >>> [(str(q.bas), q.mesure.value, q.mot, q.par) for q in lire_quantites(texte, lire_nombres(texte.texte))]
    [('12', 'compte', 'chaise', ()), ('45', 'argent', '', ('piece',))]
    """
    signes = _signes(plie.texte, nombres)
    quantites: list[Quantite] = []
    for i, signe in enumerate(signes):
        if signe.nombre is not None and (not quantites or signe.debut >= quantites[-1].fin):
            quantites.append(_quantite(plie, signes, i, quantites))
    quantites = _intervalles(plie.texte, _comptes_tus(plie.texte, quantites))
    quantites = _taxer(plie.texte, quantites)
    quantites = quantites if brutes else _a_l_echelle(plie.texte, quantites)
    quantites = _annee_par_annee(plie.texte, _prix_de_chaque(plie.texte, _fois_en_plus(quantites)))
    quantites = _sans_detail(plie.texte, quantites)
    quantites = _d_un_an_reconduit(plie.texte, _compte_apres(plie.texte, quantites))
    quantites = _par_periode(plie.texte, _par_paquet(plie.texte, quantites))
    quantites = _au_fil_de_la_voix(plie.texte, quantites)
    quantites = _hors_enveloppe(plie.texte, quantites)
    quantites = _du_meme_contrat(plie.texte, _sur_tant_d_ans(plie.texte, _par_an_a_part(plie.texte, quantites)))
    if contexte is None:
        return quantites
    quantites = [replace(q, ailleurs=True) if contexte.du_passe(q.debut) else q for q in quantites]
    if not contexte.corrections:
        return quantites
    seuil = contexte.apres_correction([q.debut for q in quantites if not q.ecarte])
    return [replace(q, ecarte=True) if q.debut < seuil and _remplacee(q, quantites, seuil) else q for q in quantites]


def _au_fil_de_la_voix(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """A number spoken and taken back at once: "cinquante-cinq mille non cinquante-deux mille" keeps the last."""
    dites = list(quantites)
    for i, (avant, apres) in enumerate(pairwise(quantites)):
        parle = texte[avant.debut : apres.fin].isascii() and not any(
            un.isdigit() for un in texte[avant.debut : apres.fin]
        )
        if parle and texte[avant.fin : apres.debut].split() in (["non"], ["lots", "non"]):
            dites[i], dites[i + 1] = (
                replace(avant, ecarte=True),
                replace(apres, ecarte=False, mot=apres.mot or avant.mot),
            )
    return dites


def _est_accorde(plie: Plie, signe: _Signe) -> bool:
    """ "8 claviers à 30 livrés": what follows the price is told of them."""
    return plie.mots(signe.debut, signe.fin).endswith(("é", "ée", "és", "ées"))


def _est_d_un_seul(q: Quantite) -> bool:
    """Whether a quantity is the price of one thing: "0,027 la feuille"."""
    return q.mesure is Mesure.ARGENT or not set(q.par) <= set(PERIODES)


def _comptes_tus(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """What is counted without being named again, beside its price: "gourdes : 2 000 à 6,80", "les écrans, 650 à 145".

    In a list, what one pair of numbers is, the others are too.
    """
    dits = list(quantites)
    paires = [i for i, (q, prix) in enumerate(pairwise(quantites)) if _peut_etre_compte_a(texte, q, prix)]
    if any(_est_compte_a(quantites[i], quantites[i + 1]) for i in paires):
        for i in paires:
            unite = next((un for un in dits[i + 1].par if un not in PERIODES), PIECE)
            par = dits[i + 1].par if unite in dits[i + 1].par else (unite, *dits[i + 1].par)
            dits[i] = replace(dits[i], mesure=Mesure.COMPTE, mot="" if unite == PIECE else unite)
            dits[i + 1] = replace(dits[i + 1], mesure=Mesure.ARGENT, par=par)
    return dits


def _peut_etre_compte_a(texte: str, q: Quantite, prix: Quantite) -> bool:
    """Whether a whole number may be how many are bought at the price right after it."""
    nombre = q.mesure is Mesure.NU or (q.mesure is Mesure.ARGENT and not _DEVISE_DITE.search(texte, q.debut, q.fin))
    if not nombre or prix.mesure not in (Mesure.NU, Mesure.ARGENT) or texte[q.fin : prix.debut].strip() != "a":
        return False
    if q.ecarte or prix.ecarte or q.bas % 1 or q.bas < _PLUSIEURS or q.fois or q.taxe:
        return False
    avant = texte[max(0, q.debut - 25) : q.debut].split()[-3:]
    return set(q.par) <= set(PERIODES) and _MENENT_A.isdisjoint(avant) and not change_de(texte, q.debut)


def _est_compte_a(q: Quantite, prix: Quantite) -> bool:
    """Whether it is one, where "600 à 900" is a range of prices."""
    un_seul = prix.bas % 1 or prix.taxe or prix.par or prix.mesure is Mesure.ARGENT
    if not set(prix.par) <= set(PERIODES) and q.bas * _BIEN_MOINS < prix.bas:
        # "6 à 31 000 la bête", where "5 à 8 000 la pièce" tells thousands.
        return not prix.bas <= q.bas * _MILLE * 3 <= prix.bas * 3
    milliers = q.bas < _BIEN_MOINS and q.bas * _MILLE * _TROP_LARGE < prix.bas  # "deux à 30 000"
    return q.bas > prix.bas or milliers or (q.bas * _BIEN_MOINS < prix.bas < _MILLE) or bool(q.par and un_seul)


_DEVISE_DITE = re.compile(r"€|eur|\de\b")
_MENENT_A = ensemble("de d entre passe passer passons baisse descend descendu tombe reduit")
_BIEN_MOINS, _PLUSIEURS, _TROP_LARGE = 20, 2, 10


def _taxer(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The tax told of a price further than the words beside it ("14 240 euros, taxe comprise")."""
    bords = [0, *(q.fin for q in quantites)], [*(q.debut for q in quantites), len(texte)]
    taxees: list[Quantite] = []
    for i, q in enumerate(quantites):
        prix = q.mesure is Mesure.ARGENT or (q.mesure is Mesure.NU and q.bas >= _CENT)
        taxe = taxe_de(texte, (q.debut, q.fin), (bords[0][i], bords[1][i + 1])) if prix and not q.taxe else Taxe.TUE
        taxees.append(q if taxe is Taxe.TUE else replace(q, taxe=taxe.value))
    return taxees


def _fois_en_plus(quantites: Sequence[Quantite]) -> list[Quantite]:
    """ "15 000 plus quatre fois 6 000": what is taken four times is added."""
    return [
        replace(q, plus=True) if avant is not None and q.fois and avant.plus else q
        for avant, q in zip((None, *quantites), quantites, strict=False)
    ]


def _prix_de_chaque(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The price told of one thing, where the text counts several: "un numéro revient à 9 200 et il y en a 4 numéros par an"."""
    comptees = {q.mot for q in quantites if q.mesure is Mesure.COMPTE and q.bas > 1}
    comptees |= {
        q.mot for q in quantites if q.mesure is Mesure.TEMPS and PERIODES[q.mot] < 1 and q.bas > PERIODES[q.mot]
    }
    dits = list(quantites)
    for i, prix in enumerate(quantites):
        une = _UNE_REVIENT_A.search(texte, max(0, prix.debut - PRES), prix.debut) if _est_de_l_argent(prix) else None
        if une is not None and not prix.par and (unite := _nom_de_l_unite(une["mot"])) in comptees:
            dits[i] = replace(prix, mesure=Mesure.ARGENT, par=(unite,))
    return dits


def _est_de_l_argent(q: Quantite) -> bool:
    return q.mesure in (Mesure.NU, Mesure.ARGENT)


def _annee_par_annee(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """What each year costs: "780 k€ la première année, puis 540 k€ les trois suivantes"."""
    dits = list(quantites)
    prix = [i for i, q in enumerate(quantites) if _est_de_l_argent(q) and q.bas >= _MILLE and not est_une_annee(q)]
    if len(prix) < _DEUX or not _est_d_un_an(texte, quantites[prix[0]]):
        return dits
    temps = [i for i, q in enumerate(quantites) if q.mesure is Mesure.TEMPS and not q.par and q.bas > PERIODES["an"]]
    for i in prix[1:]:
        q, suite = quantites[i], quantites[i + 1] if i + 1 < len(quantites) else None
        fois = suite is not None and suite.mot == _SUIVANTE and suite.bas > 1
        nombre = suite.bas if suite is not None and fois else Decimal(1)
        if i == prix[-1] and suite is None and _ET_PAREIL.match(texte, q.fin):
            nombre += 1
        if i == prix[-1] and len(prix) == _DEUX and len(temps) == 1 and not fois:
            duree = quantites[temps[0]]
            if _EN_SUITE.fullmatch(texte, q.fin, duree.debut):
                # "Puis 12 k par an pendant 3 ans": they come after the first.
                nombre = duree.bas / PERIODES["an"]
                plus = duree.bas + PERIODES["an"]
                dits[temps[0]] = replace(duree, bas=plus, haut=plus, total=True)
            elif "an" in q.par or _CHAQUE_SUIVANTE.match(texte, q.fin):
                # "Puis 1 150 chaque année suivante, quatre ans en tout"
                nombre = duree.bas / PERIODES["an"] - 1
        dits[i] = replace(
            q, bas=q.bas * nombre, haut=q.haut * nombre, mesure=Mesure.ARGENT, plus=True, total=False, par=()
        )
        if suite is not None and fois:
            dits[i + 1] = replace(suite, mesure=Mesure.RANG)
    dits[prix[0]] = replace(quantites[prix[0]], mesure=Mesure.ARGENT, par=())
    return dits


def _est_d_un_an(texte: str, q: Quantite) -> bool:
    """Whether a price is told of the first year: "45 k la première année", "année 1 : 190 000"."""
    return (
        _PREMIERE_ANNEE.match(texte, q.fin) is not None
        or _L_AN_UN.search(texte, max(0, q.debut - PRES), q.debut) is not None
    )


# "15 000 la deuxième et pareil la troisième".
_ET_PAREIL = re.compile(
    r" ?(?:€|e|euros?|k€?|ht|hors taxes?)? ?(?:pour )?(?:la |l')?(?:deuxieme|2 ?e(?:me)?|seconde|troisieme|3 ?e(?:me)?|suivante)?(?: annee)?,? ?(?:et |puis )(?:c'est |ce sera )?(?:pareil|idem|de meme|la meme chose|autant)(?: pour)? (?:la|l'annee) (?:troisieme|quatrieme|3 ?e|4 ?e|suivante|d'apres|derniere)"
)
_L_AN_UN = re.compile(
    r"\b(?:(?:premiere|1 ?e?re) annee|annee (?:1|une?)|an 1) ?(?:[:=,-]|c'est|ce sera|a|on est a)* ?$"
)
_EN_SUITE = re.compile(
    r" ?(?:€|e|euros?|k€?|ht|hors taxes?)? ?(?:par an|/ ?an|l'annee|chaque annee|annuels?|tous les ans)? ?,? ?(?:pendant|durant|(?:pour|sur) les|les) ?(?:les )?"
)
_CHAQUE_SUIVANTE = re.compile(
    r" ?(?:€|e|euros?|k€?|ht|hors taxes?)? ?(?:(?:pour|sur) )?(?:chacune des |chaque )?(?:(?:les |des )?(?:annees? )?(?:suivantes?|d'apres)|ensuite|par la suite|apres)\b"
)
_PREMIERE_ANNEE = re.compile(r" ?(?:pour |c'?(?:est)? )?(?:la |le maxi(?:mum)? de la )?(?:premiere|1 ?e?re|1) annee\b")
_SUIVANTE = racine("suivantes")


def _par_paquet(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The price of so many of a thing: "1 800 par tranche de mille", "75 € les 100"."""
    dits = list(quantites)
    for i, (prix, paquet) in enumerate(pairwise(quantites)):
        if "lot" in prix.par and _est_de_l_argent(paquet) and texte[prix.fin : paquet.debut].strip() == "de":
            # "36 000 € le lot de 400": the price of all of them.
            dits[i] = replace(prix, par=tuple(un for un in prix.par if un != "lot"))
            dits[i + 1] = replace(paquet, mesure=Mesure.RANG)
            continue
        nu = paquet.mesure is Mesure.NU and paquet.bas in (_CENT, _MILLE) and not (paquet.par or paquet.taxe)
        if nu and _est_de_l_argent(prix) and not prix.par and texte[prix.fin : paquet.debut] in _PAQUETS:
            dits[i] = replace(
                prix, bas=prix.bas / paquet.bas, haut=prix.haut / paquet.bas, mesure=Mesure.ARGENT, par=(PIECE,)
            )
            dits[i + 1] = replace(paquet, mesure=Mesure.RANG)
        tous = prix.mesure is Mesure.RANG and prix.bas > 1 and f" {texte[: prix.debut]}".endswith(" les ")
        if tous and _est_de_l_argent(paquet) and not paquet.par and texte[prix.fin : paquet.debut].strip() == "a":
            # "Les deux à 38 000": each, or both.
            dits[i + 1] = replace(paquet, haut=paquet.haut * prix.bas, mesure=Mesure.ARGENT)
    return dits


_PAQUETS = frozenset({" le ", " les ", " par tranche de ", " par paquet de ", " par lot de ", " la "})


def _par_periode(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """A price by the period is one of as many as are counted, of the time told right after it ("par période de 18 mois"), or else of a
    year: "120 000 par période annuelle, trois périodes".
    """
    quantites = list(quantites)
    for rang, (prix, temps) in enumerate(pairwise(quantites)):
        du_temps = temps.mesure is Mesure.TEMPS and not temps.par and temps.bas == temps.haut > 0
        if _LA_PERIODE in prix.par and du_temps and texte[prix.fin : temps.debut].strip() == "de":
            # By the year, it is taken as many times as there are.
            d_un_an = PERIODES["an"] / temps.bas
            bas, haut = prix.bas * d_un_an, prix.haut * d_un_an
            quantites[rang] = replace(prix, bas=bas, haut=haut, mesure=Mesure.ARGENT, par=("an",))
            quantites[rang + 1] = replace(temps, mesure=Mesure.RANG)
    comptees = any(q.mesure is Mesure.COMPTE and q.mot == _LA_PERIODE for q in quantites)
    return [
        replace(q, par=tuple(un for un in q.par if un != "an") if comptees else ("an",)) if _LA_PERIODE in q.par else q
        for q in quantites
    ]


_LA_PERIODE = racine("periode")


def _compte_apres(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """How many there are, told bare after the price of each: "le flocage, 2 euros pièce sur 600"."""
    dits = list(quantites)
    for i, (prix, q) in enumerate(pairwise(quantites)):
        nu = q.mesure is Mesure.NU and not (q.par or q.taxe or q.fois) and PIECE in prix.par
        if nu and _est_de_l_argent(prix) and texte[prix.fin : q.debut].strip() in _POUR_TANT:
            dits[i + 1] = replace(q, mesure=Mesure.COMPTE)
    return dits


_POUR_TANT = ensemble("sur pour")


def _d_un_an_reconduit(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The price of the year that is renewed: "un an à 960 HT, reconduit deux fois", "72 k€ pour 1 an, renouvelable 2 fois"."""
    dits = list(quantites)
    for i, (un, autre) in enumerate(pairwise(quantites)):
        rang, base, prix, lien = (i + 1, un, autre, "a") if un.mesure is Mesure.TEMPS else (i, autre, un, "pour")
        d_un_an = base.mesure is Mesure.TEMPS and base.mot == "an" and base.bas == PERIODES["an"] and not prix.par
        a_ce_prix = d_un_an and _est_de_l_argent(prix) and texte[un.fin : autre.debut].strip() == lien
        if a_ce_prix and any(mot.startswith(ENCORE) for mot in MOT.findall(texte, autre.fin)):
            dits[rang] = replace(prix, par=("an",))
    return dits


def _sans_detail(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The quantities but the parts of a time told in brackets after it: "4 ans (1 an + 3 fois 1 an)"."""
    dits = list(quantites)
    for tout in quantites:
        detail = _ENTRE_PARENTHESES.match(texte, tout.fin) if tout.mesure is Mesure.TEMPS and not tout.par else None
        if detail is None:
            continue
        dedans = [i for i, q in enumerate(quantites) if detail.start("dedans") <= q.debut < detail.end()]
        somme, fois = Decimal(0), Decimal(1)
        for q in (quantites[i] for i in dedans):
            if q.mesure is Mesure.TEMPS and q.bas == q.haut:
                somme, fois = somme + fois * q.bas, Decimal(1)
            else:
                fois = q.bas
        if len(dedans) > 1 and somme == tout.bas:
            for i in dedans:
                dits[i] = replace(quantites[i], mesure=Mesure.RANG, fois=False, plus=False)
    return dits


_ENTRE_PARENTHESES = re.compile(r"[^.;!?\n\d()]{0,40}\((?P<dedans>[^()]{3,60})\)")


_UNE_REVIENT_A = re.compile(
    r"\b(?:une? |la |le |l'|chaque )(?P<mot>[a-z]+)(?: de [a-z]+)?,? (?:nous |me |leur )?"
    r"(?:revient|coute|vaut|est|sort|tourne|monte|se paye|c'est|c)(?: (?:a|autour de|environ))* $"
)


def _par_an_a_part(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The one price of a text, paid by the year where that is said apart: "30 000 TTC, TVA 20, par an"."""
    dits = (q for q in quantites if q.mesure is Mesure.ARGENT or (q.mesure is Mesure.NU and q.bas >= _CENT))
    prix = [q for q in dits if not q.ailleurs]
    if len(prix) != 1 or not set(prix[0].par).isdisjoint(PERIODES):
        return list(quantites)
    place = prix[0].fin
    if not (
        PAR_AN.search(texte, place)
        or _DANS_L_ANNEE.match(texte, place)
        or _PAR_AN_DEVANT.search(texte, 0, prix[0].debut)
    ):
        return list(quantites)
    return [replace(q, par=(*q.par, "an")) if q is prix[0] else q for q in quantites]


_DANS_L_ANNEE = re.compile(r" ?(?:dans|sur|pour) l'annee\b(?! (?:20|derniere|passee|prochaine))")
_PAR_AN_DEVANT = re.compile(
    r"\b(?:chaque annee|tous les ans|annuellement|par an),? (?:ca|cela|c'|on|nous|il|la|le)[^.;!?,\d]{0,30}$"
)


def _sur_tant_d_ans(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """Years whose name is not said again: "30 000 par an sur 3"."""
    if not (any("an" in q.par for q in quantites) or any(un in f" {texte}" for un in _A_L_ANNEE)):
        return list(quantites)
    return [
        replace(q, bas=q.bas * 12, haut=q.haut * 12, mesure=Mesure.TEMPS, mot="an")
        if q.mesure is Mesure.NU and 1 < q.bas <= _ANS_MAX and texte[: q.debut].endswith(_SUR_TANT)
        else q
        for q in quantites
    ]


def _du_meme_contrat(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """What follows a price of another contract tells of it too: "l'ancien facturait 1 150 € la journée, quatre jours par semaine"."""
    suivies: list[Quantite] = []
    for q in quantites:
        avant = suivies[-1] if suivies else q
        compte = q.mesure in (Mesure.TEMPS, Mesure.COMPTE) and (avant.mesure is not Mesure.TEMPS or bool(avant.par))
        meme = avant.ailleurs and compte and _SUITE.fullmatch(texte, avant.fin, q.debut)
        suivies.append(replace(q, ailleurs=True) if meme else q)
    return suivies


def _hors_enveloppe(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """The price told without what it is taken from: "25 000 €, dans une enveloppe d'exposition de 140 000"."""
    if not any(q.mesure is Mesure.ARGENT for q in quantites) or len(quantites) < _PLUSIEURS:
        return list(quantites)
    englobent = [
        i
        for i, q in enumerate(quantites)
        if q.mesure in (Mesure.NU, Mesure.ARGENT)
        and _ENVELOPPE.search(texte, max((un.fin for un in quantites[:i] if un.bas != 1), default=0), q.debut)
    ]
    reste = any(q.mesure is Mesure.ARGENT and i not in englobent for i, q in enumerate(quantites))
    return [replace(q, ailleurs=q.ailleurs or (reste and i in englobent)) for i, q in enumerate(quantites)]


_ENVELOPPE = re.compile(
    r"\b(?:dans|sur|pour) (?:une?|l[ea']|notre|l'|un gros) ?(?:gros(?:se)? )?(?:enveloppe|budget|operation|programme|chantier)\b(?! de la duree)[^,;.!?]{0,60}$"
    r"|\b(?:enveloppe|budget|montant|cout) (?:des? |du )?(?:travaux|operation|chantier|programme)\b[^,;.!?]{0,30}$"
)
_SUITE = re.compile(r"[ ,]*(?:et |soit |pour |pendant |sur |a raison de )?")
_A_L_ANNEE = (" par an", " l'annee")
_SUR_TANT = ("sur ", "pendant ", "signe pour ", "engage pour ", "parti pour ")
_CENT, _MILLE, _ANS_MAX = 100, 1000, 15
_ECHELLE_A_PART = re.compile(r"\b(?:en|des?|les) (?:milliers\b|k ?€|ke\b|k euros?\b)|[(~] ?k ?€|\bkilo-?euros?\b")


def _a_l_echelle(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """Bare numbers whose unit is said once for all, apart from them: "210, 95 et 30, en k€"."""
    places = [m.start() for m in _ECHELLE_A_PART.finditer(texte)]
    if not any(all(not q.debut <= place < q.fin for q in quantites) for place in places):
        return list(quantites)
    return [
        replace(q, bas=q.bas * _MILLE, haut=q.haut * _MILLE, mesure=Mesure.ARGENT)
        if q.mesure is Mesure.NU and q.haut < _MILLE and not q.fois
        else q
        for q in quantites
    ]


def _remplacee(q: Quantite, toutes: Sequence[Quantite], seuil: int) -> bool:
    return any(
        autre.debut >= seuil and not autre.ecarte and (autre.mesure in (q.mesure, Mesure.NU) or q.mesure is Mesure.NU)
        for autre in toutes
    )


def _est_un_rang(gauche: Sequence[str], valeur: Decimal) -> bool:
    """Whether a number names which of several: "lot 2", "tranche ferme 1"."""
    return not _RANGS.isdisjoint(
        gauche[-2:] if gauche[-1:] and gauche[-1] in _OPTIONS and valeur < _CENT else gauche[-1:]
    )


def _est_un_article(avant: Sequence[_Signe]) -> bool:
    """ "R. 2151-13", "art. 261": the number of a text of law."""
    return len(avant) == _DEUX and avant[1].mot == "." and avant[0].mot in _ARTICLES_DE_LOI


def _dit_tous(gauche: Sequence[str], valeur: Decimal, suivant: str) -> bool:
    """ "Entre les deux mon cœur balance", "toutes les deux": what was told before, all of it."""
    seul = not suivant or not suivant[0].isalnum() or suivant == "a" or suivant in _CREUX
    return gauche[-1:] in (["les"], ["des"]) and 1 < valeur <= _ANS_MAX and (seul or gauche[-2:-1] == ["entre"])


_DEUX = 2
_ARTICLES_DE_LOI = ensemble("r l d art article")


def _mot_suivant(signes: Sequence[_Signe], j: int) -> tuple[int, str]:
    """The word after a number, and its place: "lot" in "un seul lot"."""
    if j + 1 < len(signes) and signes[j].mot in _SEULS and signes[j + 1].mot in _RANGS:
        j += 1
    return j, signes[j].mot if j < len(signes) else ""


def _valeur(plie: Plie, signes: Sequence[_Signe], i: int, n: Nombre) -> tuple[Decimal, int, int, Decimal, bool]:
    """What a number is worth with its magnitude and its cents, where it ends, that magnitude, and whether its currency is said."""
    facteur, fin, devise = unite_d_argent(plie, n) or (Decimal(1), n.fin, False)
    valeur = n.valeur * facteur
    j = i + 1
    while j < len(signes) and signes[j].debut < fin:
        j += 1
    if devise and j < len(signes) and (centimes := _centimes(plie.texte, signes[j], fin)):
        valeur, fin, j = valeur + centimes / 100, signes[j].fin, j + 1
    return valeur, fin, j, facteur, devise


def _quantite(plie: Plie, signes: Sequence[_Signe], i: int, avant: Sequence[Quantite]) -> Quantite:
    n = signes[i].nombre
    assert n is not None
    valeur, fin, j, facteur, devise = _valeur(plie, signes, i, n)
    j, suivant = _mot_suivant(signes, j)
    gauche = _gauche(signes, i)
    multiplie = gauche[-1:] and gauche[-1] in _FOIS and avant and _est_d_un_seul(avant[-1])
    mesure, mot, mois = Mesure.ARGENT if devise or (facteur != 1 and not multiplie) else Mesure.NU, "", Decimal(1)
    if (
        (_est_un_rang(gauche, valeur) and (suivant not in UNITES or suivant in _ADJECTIFS))
        or _est_un_article(signes[max(0, i - 2) : i])
        or (avant and avant[-1].mesure is Mesure.RANG and plie.texte[avant[-1].fin : n.debut + 1].startswith("-"))
        or (n.en_lettres and _dit_tous(gauche, valeur, suivant))
    ):
        mesure = Mesure.RANG
    elif (
        mesure is Mesure.NU
        and suivant in UNITES
        and suivant not in _ADJECTIFS
        and not plie.texte.startswith("j'", signes[j].debut)
    ):
        (mot, mois), mesure, fin, j = UNITES[suivant], Mesure.TEMPS, signes[j].fin, j + 1
        if [s.mot for s in signes[j : j + 2]] in _ET_DEMI:
            valeur, fin, j = valeur + Decimal("0.5"), signes[j + 1].fin, j + 2
        valeur *= mois
    elif mesure is Mesure.NU and [s.mot for s in signes[j : j + 2]] in _ET_DEMI:
        # "28 et demi", beside other amounts in thousands
        valeur, fin, j = valeur + Decimal("0.5"), signes[j + 1].fin, j + 2
    elif mesure is Mesure.NU and suivant in _CENTIMES:
        mesure, valeur, fin, j = Mesure.ARGENT, valeur / 100, signes[j].fin, j + 1
    elif mesure is Mesure.NU and suivant in _METRES and plie.texte[signes[j].fin : signes[j].fin + 1] != "'":
        mesure, mot, fin, j = Mesure.COMPTE, _nom_de_l_unite(suivant), signes[j].fin, j + 1
    elif (
        mesure is Mesure.NU
        and suivant.startswith("foi")
        and any(un.startswith(ENCORE) for un in _gauche(signes, i, _LOIN, virgules=True))
    ):
        mesure, mot, fin, j = Mesure.RANG, "foi", signes[j].fin, j + 1
    elif mesure is Mesure.NU and (part := PART.match(plie.texte, fin)):
        mesure, fin = Mesure.PART, part.end()
        while j < len(signes) and signes[j].debut < fin:
            j += 1
    elif (
        mesure is Mesure.NU
        and len(suivant) > 2
        and suivant.isalpha()
        and suivant not in _CREUX
        and suivant not in _TAXES
        and (suivant not in _A_LA_PIECE or (suivant == _DES_PIECES and valeur > 1 and not valeur % 1))
        and not (gauche[-1:] == ["a"] and avant and avant[-1].mesure is Mesure.COMPTE and _est_accorde(plie, signes[j]))
    ):
        mesure, mot, fin, j = Mesure.COMPTE, _nom_de_l_unite(suivant), signes[j].fin, j + 1
    if mesure is Mesure.NU and _en_veut(gauche):
        mesure = Mesure.COMPTE
    if mesure in (Mesure.NU, Mesure.ARGENT) and not devise and (nom := _est_le_compte(signes, j)):
        mesure, mot = Mesure.COMPTE, nom
    if n.en_lettres and mesure in (Mesure.ARGENT, Mesure.NU):
        valeur = dit_a_l_oral(valeur)
    par, taxe, fin = _dessous(signes, j, fin, argent=mesure in (Mesure.ARGENT, Mesure.NU))
    if not taxe and gauche[-1:] not in ([un] for un in _FOIS):
        taxe = _taxe_devant(signes, i, gauche, avant, valeur)
    un_taux = n.valeur in _TAUX and (
        not _DISENT_UN_TAUX.isdisjoint(gauche) or (gauche[-1:] == ["du"] and any(s.mot == "ttc" for s in signes))
    )
    if mesure is Mesure.NU and taxe and not un_taux:
        mesure = Mesure.ARGENT
    droite = _droite(signes, j)
    if mesure in (Mesure.ARGENT, Mesure.NU):
        par += tuple(UNITES[un][0] for un in gauche if un in _ADJECTIFS) if not par else ()
        par = (
            _de_chacun(gauche, avant, par, plie.texte, n.debut)
            or tuple(_UNITAIRES[un] for un in gauche if un in _UNITAIRES)[:1]
        )
    if (
        mesure in (Mesure.NU, Mesure.PART)
        and n.valeur in _TAUX
        and (
            un_taux
            or not (_DISENT_UN_TAUX | {"ttc"}).isdisjoint(
                _gauche(signes, i, _LOIN if mesure is Mesure.PART else _FENETRE, virgules=True)
            )
        )
    ):
        mesure = Mesure.TAUX
    d_avant, par = _selon_l_epoque(signes, i, droite, mesure, par)
    borne, stricte = _borne(gauche, droite)
    en_moins = mesure is Mesure.PART and (valeur < 0 or _est_une_remise(gauche, droite))
    valeur = abs(valeur) if en_moins else valeur
    return Quantite(
        valeur, valeur,
        Mesure.CLAUSE if mesure in (Mesure.ARGENT, Mesure.NU) and _d_une_clause(gauche, _gauche(signes, i, virgules=True), droite) else mesure,
        n.debut, fin, mot, par,
        borne=borne,
        stricte=stricte,
        ailleurs=d_avant
        or (mesure is Mesure.TEMPS and _dure_autre_chose(gauche, droite, valeur)),
        taxe=taxe,
        # A "non" that opens the message denies what was there before, not the number that follows it.
        ecarte=not borne and _refuse(gauche) and not (gauche == ["non"] and i == 1),
        total=(mesure is Mesure.TEMPS and droite[:2] in _AU_TOTAL) or any(un in _TOTAL for un in gauche) or (mesure in (Mesure.ARGENT, Mesure.NU) and any(un in _EN_TOUT for un in _gauche(signes, i, _LOIN, virgules=True))) or ("tout" in gauche and "en" in gauche) or (mesure in (Mesure.ARGENT, Mesure.NU) and droite[:2] in _AU_TOTAL) or ("ca" in gauche and any(un in _FAIT for un in gauche)) or _vaut_pour_tous(signes, j),
        fois=bool(gauche) and gauche[-1] in _FOIS,
        plus=_est_une_hausse(gauche, droite) if mesure is Mesure.PART else _s_ajoute(gauche),
        moins=en_moins,
    )  # fmt: skip


def _taxe_devant(
    signes: Sequence[_Signe], i: int, gauche: Sequence[str], avant: Sequence[Quantite], valeur: Decimal
) -> str:
    """The tax said before a number; a small one takes none of the amount before it: "48 k TTC à 20", "50 000 HT par an sur 4"."""
    prise = avant[-1].fin if avant and avant[-1].taxe and valeur < _CENT else 0
    siens = [s.mot for s in signes[i - len(gauche) : i] if s.debut >= prise]
    return next((_TAXES[un] for un in reversed(siens) if un in _TAXES), "")


def _d_une_clause(gauche: Sequence[str], loin: Sequence[str], droite: Sequence[str]) -> bool:
    """ "Une pénalité de 50 €", "une caution, disons 500", "50 € par semaine de retard": a price beside these is none of the contract."""
    suite = [un for un in droite if un not in _LIENS and un not in _PONCTUE]
    if suite[:1] and (suite[0] in _CLAUSES or (suite[0] in _D_UN_RETARD and droite[:1] == ["de"])):
        return "de" in droite[:2] or "d" in droite[:2]
    if any(un == "de" and autre in _D_UN_RETARD for un, autre in pairwise(droite)):
        return True
    # "Sans pénalité, 40 000 €" is a price, where "une pénalité, disons 50 €" goes on.
    aise = "," in loin and loin[-1] in _DISONS
    mots = loin if aise else gauche
    places = [place for place, un in enumerate(mots) if un in _CLAUSES or mots[place : place + 3] == _DES_PRIX]
    return (
        bool(places) and _NIENT.isdisjoint(mots[: places[-1]]) and _PASSE_A_AUTRE_CHOSE.isdisjoint(mots[places[-1] :])
    )


_CLAUSES = ensemble(
    "seuil seuils penalite penalites indemnite indemnites amende amendes caution cautions cautionnement avance avances acompte acomptes dedit astreinte astreintes"
)
_D_UN_RETARD = ensemble("retard retards")
_DES_PRIX = ["revision", "de", "prix"]
_DISONS = ensemble("disons mettons genre exemple type")
_PASSE_A_AUTRE_CHOSE = ensemble("mais et pour marche contrat budget montant total achat")


def _d_une_autre_fois(mots: Sequence[str]) -> bool:
    """ "L'an dernier", "la fois précédente"."""
    return any(
        (un in _FOIS_D_AVANT and autre in _PASSE) or (autre == "fois" and un in _PASSE) for un, autre in pairwise(mots)
    )


def _selon_l_epoque(
    signes: Sequence[_Signe], i: int, droite: Sequence[str], mesure: Mesure, par: tuple[str, ...]
) -> tuple[bool, tuple[str, ...]]:
    """Whether a number is told of an earlier contract, and the units below it: "l'an passé nous avons dépensé 62 000 €" is by the year."""
    loin = _depuis_le_contraste(_gauche(signes, i, _LOIN))
    d_avant = (
        not _AILLEURS.isdisjoint(loin)
        or _d_une_autre_fois(loin)
        or (mesure is Mesure.ARGENT and _d_une_autre_fois(droite[:_TOUT_PRES]))
    )
    phrase = _depuis_le_contraste(_gauche(signes, i, _LOIN, virgules=True))
    d_un_an = d_avant and mesure is Mesure.ARGENT and not par and _d_une_annee([*phrase, *droite])
    return d_avant, ("an",) if d_un_an else par


def _depuis_le_contraste(gauche: Sequence[str]) -> Sequence[str]:
    """What is said of this contract, where another was spoken of first: "80 000 l'an dernier mais là 65 000"."""
    places = [
        place
        for place, un in enumerate(gauche)
        if un in _CONTRASTE or (un == "cette" and gauche[place + 1 : place + 2] in (["annee"], ["fois"]))
    ]
    return gauche[places[-1] + 1 :] if places else gauche


_CONTRASTE = ensemble("mais maintenant aujourd desormais")


def _d_une_annee(mots: Sequence[str]) -> bool:
    """Whether what was paid then was for a year."""
    return any(un in ("an", "annee", "exercice") and autre in _PASSE for un, autre in pairwise(mots))


_FOIS_D_AVANT = ensemble("an annee fois saison edition exercice")
_PASSE = ensemble("dernier derniere passe passee precedent precedente")
_TOUT_PRES = 6
PRES = 40


def _s_ajoute(gauche: Sequence[str]) -> bool:
    return not _SOMME.isdisjoint(gauche) and gauche[-1] not in ("moins", "de")


def _est_une_remise(gauche: Sequence[str], droite: Sequence[str]) -> bool:
    """ "Moins 10 %", "-5 %", "10 % de remise", "5 % de moins": a part that is taken off a price, where "moins de 5 %" is less."""
    de_cela = [un for un in droite[:3] if un not in _LIENS][:1]
    if droite[:1] in (["de"], ["d"]):
        # "10 % de remise", "5 % de moins", where "10 % d'émissions" and "5 % de moins de plastique" tell no price.
        return bool(de_cela) and (de_cela[0] in _REMISE or (droite[1:2] == ["moins"] and droite[2:3] != ["de"]))
    soustrait = gauche[-1:] in (["moins"], ["-"]) and gauche[-2:-1] != ["ou"]
    return soustrait or not _REMISE.isdisjoint([*de_cela, *gauche[-4:]])


_REMISE = ensemble("remise remises rabais ristourne ristournes escompte abattement")


def _est_une_hausse(gauche: Sequence[str], droite: Sequence[str]) -> bool:
    """ "Plus 10 %", "10 % de plus", "une hausse de 8 %": a part that comes on top, and is no tax."""
    dite = _s_ajoute(gauche) or not _HAUSSE.isdisjoint(gauche) or list(droite[:2]) in (["de", "plus"], ["en", "plus"])
    return dite and "tva" not in droite


_HAUSSE = ensemble(
    "hausse augmentation augmente augmentent majoration ajoute ajoutez ajouter rajoute rajoutez rajouter"
)


def _en_veut(gauche: Sequence[str]) -> bool:
    """ "Il en faut 300", "mettez-en neuf"."""
    gauche = gauche[:-2] if list(gauche[-2:]) == ["plus", "que"] else gauche
    return ("en" in gauche[-3:-1] and gauche[-1] in _EN_FAUT) or list(gauche[-2:]) == ["-", "en"]


def _de_chacun(
    gauche: Sequence[str], avant: Sequence[Quantite], par: tuple[str, ...], texte: str, debut: int
) -> tuple[str, ...]:
    """ "12 chaises à 45 €": a price of each of what was counted, unless it is told of the whole ("un budget limité à 17 000")."""
    compte = avant[-1] if avant else None
    if compte is not None and _est_une_mesure(avant, texte):
        compte = avant[-2]
    if gauche[-1:] == ["a"] and "autant" in gauche:
        # "22 lits à 189 € et autant de matelas à 46 €"
        return tuple({*par, *(compte.par if compte is not None else ())})
    # "On est à 26 000 par an" tells of the whole, whatever was counted before.
    du_tout = not _DU_TOUT.isdisjoint(gauche) or gauche[-3:-1] in _ON_EN_EST
    chacun = gauche[-1:] == ["a"] and not du_tout and set(par) <= set(PERIODES)
    if compte is not None and compte.mot in LIEUX and par:
        # "Les 6 communes, c'est passé à 30 000 par an": of all of them, unless each is said.
        return par
    if not chacun or compte is None or compte.mot in par or compte.bas == 1:
        return par
    # "85 jours à 720 €", where "4 ans à 80 000 €" may be the whole.
    journees = compte.mesure is Mesure.TEMPS and texte[compte.fin : debut].strip() == "a" and PERIODES[compte.mot] < 1
    return (*par, compte.mot) if compte.mesure is Mesure.COMPTE or journees else par


def _est_une_mesure(avant: Sequence[Quantite], texte: str) -> bool:
    """Whether the last count measures the one before it: "10 séances de 2 h", "7 500 bacs de 240 litres"."""
    paire = avant[-2:]
    comptes = len(paire) > 1 and all(q.mesure is Mesure.COMPTE for q in paire)
    return comptes and texte[paire[0].fin : paire[1].debut].strip() == "de"


LIEUX = ensemble(
    "commune comune site ecole college lycee creche gymnase piscine batiment bat lieu quartier mairie cimetiere stade parc square musee terrain"
)


def _dure_autre_chose(gauche: Sequence[str], droite: Sequence[str], mois: Decimal) -> bool:
    """ "Tous les 5 ans", "deux ans que j'attends", "mes 65 ans", "les 20 ans du festival": times that no contract lasts."""
    avant = gauche[-1] if gauche else ""
    frequence = avant in _FREQUENCE or (avant == "les" and len(gauche) > 1 and gauche[-2] in _TOUS)
    fete = avant == "les" and droite[:1] in (["du"], ["de"], ["des"]) and not any(un in _CONTRAT for un in droite[1:4])
    return (
        frequence
        or fete
        or avant in _POSSESSIFS
        or (len(gauche) < _DEBUT and droite[:1] in (["que"], ["qu"]))
        or mois > _MOIS_D_UN_AGE
    )


_FREQUENCE = ensemble("dans dan ds chaque")
_TOUS = ensemble("tous tou ts toutes toute tt tts")
_POSSESSIFS = ensemble("mes ses nos leurs vos")
_CONTRAT = ensemble("marche contrat accord contrats marches location maintenance prestation")
_MOIS_D_UN_AGE, _DEBUT = 600, 3


_LOIN = 12


def _gauche(signes: Sequence[_Signe], i: int, fenetre: int = _FENETRE, *, virgules: bool = False) -> list[str]:
    """The words before a number, back to another number or the stop of a clause."""
    mots: list[str] = []
    for signe in reversed(signes[max(0, i - fenetre) : i]):
        if signe.nombre is not None or (
            signe.mot in _ARRETS and signe.mot != ":" and not (virgules and signe.mot == ",")
        ):
            break
        mots.append(signe.mot)
    return mots[::-1]


def _droite(signes: Sequence[_Signe], j: int) -> list[str]:
    """The words after a quantity, to another number or the end of the sentence."""
    mots: list[str] = []
    for signe in signes[j : j + _FENETRE + 2]:
        if signe.nombre is not None or signe.mot in (".", ";", "\n"):
            break
        mots.append(signe.mot)
    return mots


def _est_le_compte(signes: Sequence[_Signe], j: int) -> str:
    """What a number is said to count ("30 000 c'est les bulbes, l'argent c'est 5 000"), where the text calls money by its name."""
    suite = [s.mot for s in signes[j : j + 5] if s.mot not in _PONCTUE]
    if suite[:1] == ["c"] and suite[1:2] and suite[1] in _EST and suite[2:3] and suite[2] in _LES:
        nom = suite[3] if len(suite) > 3 else ""
        if len(nom) > 2 and nom not in _ARGENT and any(s.mot in _ARGENT for s in signes):
            return racine(nom)
    return ""


def _centimes(texte: str, signe: _Signe, fin: int) -> Decimal:
    """The cents of "2 euros 10"."""
    n = signe.nombre
    if n is not None and n.en_lettres and 1 < n.valeur < _CENT and not texte[fin : n.debut].strip():
        return n.valeur  # "vingt-deux euros quarante"
    deux_chiffres = n is not None and texte[fin : n.fin].strip() == f"{n.valeur:02}" and n.fin - n.debut == len("10")
    return (
        n.valeur
        if n is not None and deux_chiffres and texte[n.fin : n.fin + 2] in ("", " p", ", ", ". ", " l", " h")
        else Decimal(0)
    )


# What a sum is said of that is no price of one: "20 urnes, un budget plafonné à 17 000".
_DU_TOUT = ensemble(
    "budget montant plafonne plafonnee plafonnes jusqu estime estimee estimes chiffre chiffree evalue evaluee prevu prevue limite total enveloppe devis offre"
)
_ON_EN_EST = (
    ["on", "est"],
    ["nous", "sommes"],
    ["en", "est"],
    ["on", "tourne"],
    ["s", "eleve"],
    ["ca", "monte"],
    ["on", "monte"],
)
_ET_DEMI = (["et", "demi"], ["et", "demie"], ["et", "dmi"])
_METRES = ensemble("m km kg kw kwh mwh gwh ml ha cm mm h l t pc tv ex u")
_ABREGES = {
    "h": "heure",
    "l": "litre",
    "t": "tonne",
    "tone": "tonne",
    "kg": "kilo",
    "ml": "metre",
    "m": "metre",
    "ex": "exemplaire",
    "u": PIECE,
    "pers": "personne",
}
# What several of a unit make of another, in which its price may be told: tonnes by the kilo.
MULTIPLES = {
    "tonne": ("kilo", 1000),
    "km": ("metre", 1000),
    "kilometre": ("metre", 1000),
    "mwh": ("kwh", 1000),
    "gwh": ("kwh", 10**6),
}
# What things are measured by: so many tonnes are so many of whatever is bought.
MATIERES = frozenset({*MULTIPLES, *(nom for nom, _ in MULTIPLES.values()), "litre", "exemplaire"})
_CENTIMES = ensemble("cts centime centimes")


def _nom_de_l_unite(mot: str) -> str:
    """The name of a unit, whole: "HT/l" is by the litre."""
    return UNITES[mot][0] if mot in UNITES else PIECE if mot in _A_LA_PIECE else _ABREGES.get(mot) or racine(mot)


# "Il y en a 6", "il en faut 300": they are counted.
_EN_FAUT = ensemble(
    "a faut faudrait faudra prend prends prendra prenons veut veux voulons voudrais voudrait voudrions manque aurait compte commande commandons"
)
_PONCTUE = frozenset("' ")
_EST = ensemble("est etait etaient sont")
_LES = ensemble("le la les l des du")
_ARGENT = ensemble("prix argent euro euros montant budget somme total bon bonne cout")


def _vaut_pour_tous(signes: Sequence[_Signe], j: int) -> bool:
    """ "450 000 les trois", "90 000 pour les 4 lots": what a number says of several things together."""
    suite = signes[j + (j < len(signes) and signes[j].mot == "pour") :][:2]
    return (
        len(suite) == 2
        and suite[0].mot == "les"
        and suite[1].nombre is not None
        and 1 < suite[1].nombre.valeur < _ENSEMBLE_MAX
    )


_ENSEMBLE_MAX = 20


def _refuse(gauche: Sequence[str]) -> bool:
    """ "Pas 46", "et non pas 46", "au lieu de 46"."""
    utiles = [mot for mot in gauche if mot not in _LIENS]
    plutot = utiles[-2:] == ["plutot", "que"]
    return plutot or (bool(utiles) and utiles[-1] in _REFUS and "plus" not in gauche and "moins" not in gauche)


_NIENT = ensemble("pas ne n sans aucun jamais pa")


def _borne(gauche: Sequence[str], droite: Sequence[str]) -> tuple[str, bool]:
    """Whether a quantity is the least or the most that is meant, and whether it is itself left out."""
    utiles = [mot for mot in gauche if mot not in _LIENS and mot not in (":", "'", "pas", "ht")]
    dernier = utiles[-1] if utiles else ""
    nie = not _NIENT.isdisjoint(gauche)
    if dernier in _MAX:
        return "max", False
    if dernier in _MIN:
        return "min", False
    if dernier in _DEPASSE:
        return ("max" if nie else "min"), False
    if dernier in ("moins", "moin", "plus", "+", "pu", "dela", "sous", "dessous", "dessus") and gauche[-1] in (
        "de",
        "d",
        "que",
        "des",
        "'",
        "les",
    ):
        bas = dernier in ("plus", "+", "pu", "dela", "dessus")
        au = dernier == "moins" and ("au" in gauche or nie)
        return ("min" if au or (bas and not nie) else "max"), not (nie or au)
    if dernier == "moins" and "au" in gauche:
        return "min", False
    if any(mot in ("plafond", "plafonnee", "plafonne") for mot in droite):
        return "max", False
    if any(mot in _DEPASSE for mot in droite) and not _NIENT.isdisjoint(droite):
        return "max", False
    proches = [mot for mot in droite[:3] if mot not in ("grand", "au", "en", "le", "(", ",", "ht", "ttc")]
    if proches and proches[0] in _MAX:
        return "max", False
    return ("min" if proches and proches[0] in _MIN else ""), False


def _dessous(signes: Sequence[_Signe], j: int, fin: int, *, argent: bool) -> tuple[tuple[str, ...], str, int]:
    """The units below a quantity and its tax: "HT par place et par an"."""
    par: list[str] = []
    taxe = ""
    while j < len(signes) and signes[j].nombre is None:
        mot, suivant = signes[j].mot, signes[j + 1].mot if j + 1 < len(signes) else ""
        if mot in _TAXES:
            taxe, fin, j = _TAXES[mot], signes[j].fin, j + 1
        elif mot in ("hors", "hor", "sans", "avant") and suivant in ("taxe", "taxes", "tva", "la"):
            taxe, fin, j = "ht", signes[j + 1].fin, j + 2 + (suivant == "la")
        elif mot in ("toute", "toutes", "tte", "ttes") and suivant.startswith("taxe"):
            taxe, fin, j = "ttc", signes[j + 1].fin, j + 2
        elif mot in _ADJECTIFS:
            par.append(UNITES[mot][0])
            fin, j = signes[j].fin, j + 1
        elif mot in _A_LA_PIECE or (mot in ("l", "a") and suivant in _A_LA_PIECE):
            par.append(PIECE)
            fin, j = signes[j].fin, j + 1 + (mot in ("l", "a"))
        elif mot == "de" and suivant in ("l", "la"):
            # "60 € de l'heure"
            place = j + 2 + (suivant == "l")
            unite = signes[place].mot if place < len(signes) else ""
            if unite not in UNITES and unite not in _DE_L_HEURE:
                break
            par.append(_nom_de_l_unite(unite))
            fin, j = signes[place].fin, place + 1
        elif mot in _PAR or (
            mot in _ARTICLES and (argent or signes[min(j + 2, len(signes) - 1)].mot in ("an", "annee"))
        ):
            place = j + 1 + (suivant in ("'", "la", "le"))
            unite = signes[place].mot if place < len(signes) else ""
            if mot == "/" and signes[j - 1].fin < signes[j].debut and not (unite in UNITES or unite in _METRES):
                break  # "gourdes à 6,80 / sacs à 2,15": a list goes on
            if mot == "pr" and (suivant in _ARTICLES or signes[min(place + 1, len(signes) - 1)].mot == "'"):
                break  # "210 000 ht pr l'impression": for, and not by
            if (
                not unite.isalpha()
                or (unite in _CREUX and unite not in _ABREGES)
                or (mot in _ARTICLES and (len(unite) < 3 and unite != "an"))
            ):
                break
            if mot == "de" or (mot == "du" and unite not in UNITES and unite != "metre"):
                break
            par.append(_nom_de_l_unite(unite))
            fin, j = signes[place].fin, place + 1
        elif mot in _A_LA_PERIODE and (place := _periode_apres(signes, j)):
            par.append(UNITES[signes[place].mot][0])
            fin, j = signes[place].fin, place + 1
        elif mot in ("et", "'", "(") and suivant in _PAR:
            j += 1
        elif argent and (suite := _apres_ce_que_c_est(signes, j)):
            # What the price is of still follows it.
            par.append(UNITES[signes[suite + 1].mot][0])
            break
        else:
            break
    return tuple(par), taxe, fin


def _apres_ce_que_c_est(signes: Sequence[_Signe], j: int) -> int:
    """Where the period of "3 500 € d'abonnement par an" stands, past what the price is of; 0 where none does."""
    place = j + 1 + (j + 1 < len(signes) and signes[j + 1].mot == "'")
    suite = [signe.mot for signe in signes[place : place + 3]]
    dit = signes[j].mot in ("d", "de") and len(suite) == len(("abonnement", "par", "an")) and suite[1] in _PAR
    return place + 1 if dit and suite[2] in UNITES and suite[0].isalpha() and suite[0] not in _CREUX else 0


def _periode_apres(signes: Sequence[_Signe], j: int) -> int:
    """Where the period of "à l'année", "au mois", "tous les ans" stands; 0 where none does, nor a date ("au mois de mai")."""
    place = j + 1
    while place < len(signes) and signes[place].mot in _A_LA_PERIODE | _LES:
        place += 1
    suivant = signes[place + 1].mot if place + 1 < len(signes) else ""
    dit = place < len(signes) and signes[place].mot in UNITES and signes[place].mot not in _ADJECTIFS
    return place if dit and (place > j + 1 or signes[j].mot == "au") and suivant not in _D_UNE_DATE else 0


_A_LA_PERIODE = ensemble("a au tous ts toutes")
_LES = ensemble("l ' la les")
_D_UNE_DATE = ensemble("de d prochain prochaine dernier derniere")
_DE_L_HEURE = ensemble("heure unite piece tonne personne")
_LIEN_D_INTERVALLE = frozenset({"a", "et", "-", "/", "ou", ";", "voire", "...", "…"})


def _est_un_de_plus(texte: str, avant: Quantite, q: Quantite) -> bool:
    """ "Trois écoles à 12 000 et une à 9 000": how many there are at that price, and no end of a range."""
    return texte[avant.debut : avant.fin] == "une" and q.bas >= _MILLE and texte[avant.fin : q.debut].strip() == "a"


def _intervalles(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """Join "60 a 80 k€", "entre 12 et 24 mois": the first end takes the units of the second."""
    joints: list[Quantite] = []
    for q in quantites:
        avant = joints[-1] if joints else None
        if (
            avant is not None
            and avant.mesure in (Mesure.NU, q.mesure)
            and not q.ecarte
            and avant.valeur is not None
            and q.valeur is not None
        ):
            lien = texte[avant.fin : q.debut].strip()
            devant = texte[max(0, avant.debut - 25) : avant.debut].split()[-3:]
            entre = "entre" in devant or texte[avant.debut - 1 : avant.debut] == "["
            bas = avant.valeur
            if lien == "a" and change_de(texte, avant.debut):
                # "On passe de 12 à 18": the first is given up.
                joints[-1] = replace(avant, ecarte=True)
            elif lien in _LIEN_D_INTERVALLE and (lien not in ("et", ";") or entre) and not avant.fois:
                if avant.mesure is Mesure.NU and q.mesure in (Mesure.ARGENT, Mesure.NU):
                    if not entre and _est_un_de_plus(texte, avant, q):
                        joints.append(q)
                        continue
                    bas *= next((un for un in (1, 1000, 10**6) if q.valeur > bas * un >= q.valeur / 100), 1)
                if avant.mesure is Mesure.NU and q.mesure is Mesure.TEMPS:
                    bas *= next(mois for nom, mois in UNITES.values() if nom == q.mot)
                if bas < q.valeur:
                    joints[-1] = replace(
                        q, bas=bas, debut=avant.debut, borne="", plus=avant.plus, total=avant.total or q.total
                    )
                    continue
        joints.append(q)
    return joints
