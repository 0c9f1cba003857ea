"""What a purchase costs in all, from the figures that are told and from nothing else; two ways of doing it side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import ROUND_FLOOR, Decimal

from knowledge.besoin.paroles import dit, formes, modele, phrases, place, plate
from knowledge.besoin.questionnaire import Poste
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import plier
from knowledge.lecture.quantites import (
    HORS_PRIX,
    PERIODES,
    UNITES,
    Mesure,
    Quantite,
    est_une_annee,
    lire_quantites,
)

MOIS_PAR_AN = Decimal(12)
ACHETER, LOUER, REPARER = "acheter", "louer", "reparer"
ACQUISITION, LOYER, ENTRETIEN, REVENTE = "acquisition", "loyer", "entretien", "revente"
OPTIONS_MAX = 3
# What tells of a cost is read so far.
MOTS_MAX = 120
# Beside prices of one, an amount so many times smaller than ten of them is of one too.
FOIS_UN_PRIX = 10
# A number with no unit is a price from there on.
PRIX_MIN = 100
# A comma or a point between figures is part of a number.
# "Neuf 1 500 €" is no nine.
_NEUF = re.compile(r"\bneufs?\b(?=(?: (?:a|à|c'est|c est|:))? ?\d)", re.IGNORECASE)
# What shares out also says "+", or stands between brackets.
_PARTS = re.compile(r"\s*[+()]\s*")
GARDER = "garder"
_MEMBRES = re.compile(r"([,.;:!?\n](?!\d)\s*|\s+et\s+(?!\d))")


@dataclass(frozen=True, slots=True)
class Somme:
    """An amount of a part of the cost: told once, or every so many months; 0 where it is in another.

    `piece`: it is of one, of which there are `nombre` ("20 à 800 €"), where that is known; `entier`: it is said to be of all.
    `fois`: so many times a year, where it is of a day or of a week.
    """

    montant: Decimal
    mois: Decimal | None = None
    nombre: Decimal | None = None
    piece: bool = False
    entier: bool = False
    fois: Decimal | None = None

    @property
    def a_l_usage(self) -> bool:
        """Whether it is of a day, or of a week: how many there are of them each year is not told by how long it lasts."""
        return self.mois is not None and self.mois < 1 and self.fois is None

    def sur(self, duree: Decimal | None) -> Decimal | None:
        """What it comes to over so many months; None where that needs a duration."""
        une = self.montant * (self.nombre or 1)
        if self.mois is None:
            return une
        if self.fois is not None:
            return None if duree is None else une * self.fois * duree / MOIS_PAR_AN
        return None if duree is None or self.a_l_usage else une * duree / self.mois


@dataclass(frozen=True, slots=True)
class Maniere:
    """One way of doing it: its name, the amounts of each part, for how many months."""

    nom: str
    sommes: Mapping[str, Somme] = field(default_factory=dict)
    duree: Decimal | None = None

    @property
    def principal(self) -> str:
        """The part that is its price, or its rent."""
        return LOYER if self.nom == LOUER else ACQUISITION

    @property
    def payee(self) -> bool:
        """Whether its price, or its rent, is told: nothing is compared without; what is paid each year is no price of a purchase."""
        if self.nom == REPARER:
            return bool(self.sommes)
        prix = self.sommes.get(self.principal)
        return prix is not None and (self.nom == LOUER or prix.mois is None)


@dataclass(frozen=True, slots=True)
class Usage:
    """So many days, or weeks, of use; `par_an` where it is said to be each year."""

    fois: Decimal
    mois: Decimal
    par_an: bool


@dataclass(frozen=True, slots=True)
class Dite:
    """What a message tells of a cost: figures of a part, how long, how many, for the way that it names ("" where it names none)."""

    nom: str
    sommes: Mapping[str, Somme]
    duree: Decimal | None
    nus: tuple[Somme, ...] = ()
    nombre: Decimal | None = None
    usage: Usage | None = None

    @property
    def chiffree(self) -> bool:
        return bool(self.sommes or self.nus)


@dataclass(frozen=True, slots=True)
class Compte:
    """A way of doing it once counted: each line of its formula, its total, what it comes to each year, what nobody told.

    `a_l_unite`: how many are needed is not known, the total is of one. `sans_prix`: its price is not told; `flous`: the parts of
    which it is not told whether they are of one or of all. There is no total then.
    """

    nom: str
    lignes: tuple[tuple[str, Somme, Decimal | None], ...]
    total: Decimal | None
    par_an: Decimal | None
    duree: Decimal | None
    manquent: tuple[Poste, ...]
    a_l_unite: bool = False
    sans_prix: bool = False
    flous: tuple[Poste, ...] = ()


# --- what is told -----------------------------------------------------------------------------------------------------


def lire_les_couts(texte: str, postes: Mapping[str, Poste]) -> list[Dite]:
    """What a text tells of a cost, a way of doing it at a time: "acheter 12 000 ou louer 300 par mois sur 5 ans".

    >>> [(une.nom, str(une.nus[0].montant), str(une.duree)) for une in lire_les_couts("acheter 12 000 ou louer 300 par mois sur 5 ans", {})]
    [('acheter', '12000', 'None'), ('louer', '300', '60')]
    >>> [(une.nom, une.nus[0].piece) for une in lire_les_couts("en louant 11 € par mois la tablette, en achetant 320 € pièce et en reconditionné 190 €", {})]
    [('louer', True), ('acheter', True), ('occasion', True)]
    """
    dites = [_lire(part, postes) for part in _separer(_NEUF.sub(ACHETER, " ".join(texte.split()[:MOTS_MAX])))]
    a_la_piece = [somme.montant for une in dites for somme in (*une.nus, *une.sommes.values()) if somme.piece]
    if not a_la_piece:
        return dites
    plafond = max(a_la_piece) * FOIS_UN_PRIX
    return [
        replace(une, nus=tuple(replace(un, piece=un.piece or un.montant < plafond) for un in une.nus)) for une in dites
    ]


def dire_un_prix(montant: str, *, piece: bool) -> str:
    """The price of what is bought, in words that `lire_les_couts` reads back.

    >>> dire_un_prix("320", piece=True), dire_un_prix("12000", piece=False)
    ('acheter 320 € pièce', 'acheter 12000 € en tout')
    """
    return f"{ACHETER} {montant} € {'pièce' if piece else 'en tout'}"


def _separer(texte: str) -> list[str]:
    """A text cut where it goes from one way of doing it to another; what is told before any is with the first."""
    parts, modes = list[str](), list[str]()
    for membre in _membres(texte):
        mode = _mode(membre)
        if not parts or (mode and modes[-1] and mode != modes[-1]):
            parts.append(membre)
            modes.append(mode)
        else:
            parts[-1] = f"{parts[-1]}, {membre}"
            modes[-1] = modes[-1] or mode
    return parts[:OPTIONS_MAX]


def _membres(texte: str) -> Iterator[str]:
    """The clauses of a text, cut also where it says "ou", "plutôt que" between two ways of doing it."""
    for membre in _MEMBRES.split(texte)[::2]:
        mots = membre.split()
        debut = 0
        for ici in range(1, len(mots)):
            for forme in formes("ou"):
                voulus = plate(forme)
                pris = plate(" ".join(mots[ici : ici + len(voulus)])) == voulus
                if pris and _mode(" ".join(mots[debut:ici])) and _mode(" ".join(mots[ici:])):
                    yield " ".join(mots[debut:ici])
                    debut = ici + len(voulus)
                    break
        if mots[debut:]:
            yield " ".join(mots[debut:])


def _mode(texte: str) -> str:
    """The way of doing it that a text names first; "" where it names none."""
    mots = plate(texte)
    places = {
        mode: min(trouvees)
        for mode, dites in formes("modes").items()
        if (trouvees := [ou for forme in dites if (ou := place(modele(forme), mots)) >= 0])
    }
    return min(places, key=lambda mode: places[mode], default="")


def _lire(texte: str, postes: Mapping[str, Poste]) -> Dite:
    plie = plier(texte)
    compris = _compris(texte, postes)
    sommes, nus, duree = dict.fromkeys(compris, Somme(Decimal(0))), list[Somme](), None
    siens = {cle: poste for cle, poste in postes.items() if cle not in compris}
    nombre: Decimal | None = None
    usage: Usage | None = None
    seuls = set[str]()
    quantites = [q for q in lire_quantites(plie, lire_nombres(plie.texte)) if not q.ecarte]
    for rang, q in enumerate(quantites):
        # "Un à 42 000" is no range.
        valeur = q.haut if q.bas <= 1 else q.valeur
        if valeur is None or est_une_annee(q) or q.mesure in HORS_PRIX or q.mesure is Mesure.PART:
            continue
        if q.mesure is Mesure.TEMPS and (periode := PERIODES.get(q.mot, MOIS_PAR_AN)) < 1:
            # Days of use are not how long it lasts.
            usage = Usage((valeur / periode).quantize(Decimal("0.1")).normalize(), periode, "an" in q.par)
            continue
        if q.mesure is Mesure.TEMPS:
            # Of two, the longer: "36 mois, garantie 2 ans" is kept for three years.
            duree = valeur if duree is None else max(duree, valeur)
            continue
        # "2 800 reconditionnés" is a price, unless another is of one of them.
        facon = bool(_mode(q.mot)) and all(q.mot not in autre.par for autre in quantites)
        if q.mesure is Mesure.COMPTE and not facon and q.mot not in UNITES and _poste("", q.mot, postes) is None:
            if valeur > 1:
                nombre = valeur if nombre is None else nombre
            else:
                # "Un devis à 3 400 €" is no price of one.
                seuls.add(q.mot)
            continue
        piece = any(unite not in PERIODES and unite not in seuls for unite in q.par)
        somme = Somme(valeur, _rythme(q), nombre if piece else None, piece)
        avant = quantites[rang - 1].fin if rang else 0
        apres = quantites[rang + 1].debut if rang + 1 < len(quantites) else len(plie.texte)
        # "300 dentretien" counts what it is of.
        suite = plie.texte[q.fin : apres]
        en_tout = any(place(modele(forme), plate(suite.partition(",")[0])) >= 0 for forme in formes("en_tout"))
        somme = replace(somme, entier=en_tout)
        poste = _poste("", q.mot, siens) or _poste(plie.texte[avant : q.debut], f"{q.mot} {suite}", siens)
        if poste is None:
            # A few of something are no price.
            if q.mesure is Mesure.ARGENT or q.par or somme.mois is not None or valeur >= PRIX_MIN:
                nus.append(somme)
            continue
        if somme.mois is None and poste.revient and poste.id != LOYER:
            somme = replace(somme, mois=MOIS_PAR_AN)
        sommes[poste.id] = somme
    return Dite(_mode(texte), sommes, duree, tuple(nus), nombre, usage)


def _compris(texte: str, postes: Mapping[str, Poste]) -> list[str]:
    """The parts that are in another one: "3 400 € par mois entretien compris"; what all is in holds the upkeep at least."""
    mots = plate(texte)
    tout = any(place(modele(forme), mots) >= 0 for forme in formes("tout_compris"))
    # Nearly no message says any: a part is looked for only before those that are.
    compris = [mot for mot in formes("compris") if place(modele(mot), mots) >= 0]
    return [
        poste.id
        for poste in postes.values()
        if (tout and poste.id == ENTRETIEN)
        or any(place(modele(f"{forme} {mot}"), mots) >= 0 for forme in poste.mots for mot in compris)
    ]


def combien(texte: str, *, demande: bool = False) -> Decimal | None:
    """How many a text tells first, which has a name unless it was asked: "400 tablettes pour 16 écoles", "400"."""
    plie = plier(texte)
    mesures = (Mesure.COMPTE, Mesure.NU) if demande else (Mesure.COMPTE,)
    comptes = [q for q in lire_quantites(plie, lire_nombres(plie.texte)) if not q.ecarte and q.mesure in mesures]
    return next((q.valeur for q in comptes if q.valeur is not None and q.valeur > 1), None)


def est_un_melange(texte: str) -> bool:
    """Whether a text shares out between several ways, or states: so many new, so many repaired, so many kept. No one total counts that.

    >>> [est_un_melange(dit) for dit in ("125 neufs + 55 réparations", "on garde les 70, 55 réparés", "neuf 1 500 € pièce, d'occasion 700 €", "250 reconditionnés")]
    [True, True, False, False]
    """
    parts = set[str]()
    for membre in _MEMBRES.split(_PARTS.sub(", ", texte))[::2]:
        plie = plier(membre)
        for q in lire_quantites(plie, lire_nombres(plie.texte)):
            if q.ecarte or q.par or q.mesure not in (Mesure.COMPTE, Mesure.NU) or q.mot in UNITES:
                continue
            avant, apres = (
                plate(plie.texte[: q.debut]),
                plate(f"{q.mot} {plie.texte[q.fin :]}" if q.mot else plie.texte[q.fin :]),
            )
            for nom, dites in formes("parts").items():
                siens = [modele(forme) for forme in dites]
                if any(place(forme, apres[: len(forme)]) == 0 for forme in siens) or (
                    nom == GARDER and any(place(forme, avant) >= 0 for forme in siens)
                ):
                    parts.add(nom)
                    break
    return len(parts) > 1


def _rythme(q: Quantite) -> Decimal | None:
    """Every so many months: "90 par mois", "90 mensuel"."""
    if q.mot in UNITES:
        return UNITES[q.mot][1]
    return next((PERIODES[unite] for unite in q.par if unite in PERIODES), None)


def _poste(avant: str, apres: str, postes: Mapping[str, Poste]) -> Poste | None:
    """The part that an amount is of: named just before it, else just after ("500 d'entretien par an"), before any comma."""
    avant = avant.rpartition(",")[2].rpartition(";")[2]
    apres = apres.partition(",")[0].partition(";")[0].partition(" et ")[0]
    for texte, dernier in ((avant, True), (apres, False)):
        mots = plate(texte)
        ou = {
            poste.id: (max if dernier else min)(trouvees)
            for poste in postes.values()
            if (trouvees := [lieu for forme in poste.mots if (lieu := place(modele(forme), mots)) >= 0])
        }
        if ou:
            return postes[(max if dernier else min)(ou, key=lambda cle: ou[cle])]
    return None


def demande_une_comparaison(texte: str, postes: Mapping[str, Poste]) -> bool:
    """Whether two ways of doing it are told with their figures.

    >>> demande_une_comparaison("acheter 12 000 ou louer 300 par mois sur 5 ans", {}), demande_une_comparaison("acheter ou louer des chaises", {})
    (True, False)
    """
    dites = lire_les_couts(texte, postes)
    noms = {une.nom for une in dites if une.chiffree}
    return len(noms) > 1 and "" not in noms and all(une.chiffree for une in dites)


def chiffre_une_facon(texte: str, postes: Mapping[str, Poste], *, deja: bool = False) -> bool:
    """Whether words tell the figures of a way of doing it, be it one; of a mere price, where others were told (`deja`).

    >>> [chiffre_une_facon(dit, {}) for dit in ("en location c'est 350 € par mois", "c'est un achat de 10 000 €", "on en a acheté 3")]
    [True, False, False]
    """
    return any(
        une.chiffree and une.nom and (deja or une.nom != ACHETER or bool(une.sommes.keys() - {ACQUISITION}))
        for une in lire_les_couts(texte, postes)
    )


@dataclass(frozen=True, slots=True)
class Choisie:
    """A way of doing it that is chosen, and how many, where that is told, in the words that say so."""

    nom: str
    nombre: Decimal | None
    mots: str


def lire_un_choix(texte: str, noms: Sequence[str]) -> Choisie | None:
    """Which of the ways that were counted is chosen: "je pars sur 250 reconditionnées".

    >>> lire_un_choix("bon je pars sur 250 reconditionnées. c'est quoi la suite", ["louer", "occasion"])
    Choisie(nom='occasion', nombre=Decimal('250'), mots='bon je pars sur 250 reconditionnées.')
    >>> lire_un_choix("on prend quoi ?", ["louer", "occasion"]) is None
    True
    """
    for phrase in phrases(texte):
        nom = _mode(phrase)
        if nom in noms and "?" not in phrase and dit(phrase, "choisir"):
            return Choisie(nom, combien(phrase) or _petit_nombre(phrase), phrase)
    return None


def _petit_nombre(texte: str) -> Decimal | None:
    """A bare number that is too small for a price: "oui, 4, et on achète"."""
    nu = combien(texte, demande=True)
    return nu if nu is not None and nu < PRIX_MIN else None


# --- what it makes ----------------------------------------------------------------------------------------------------


def ajouter(manieres: Sequence[Maniere], dites: Sequence[Dite]) -> tuple[list[Maniere], bool]:
    """What is told put with what was; False where it is not known of which way a figure is.

    A duration is of all of them, as is what is told while there is but one; an amount of no part is the price, or the rent.
    """
    voici = {maniere.nom: maniere for maniere in manieres}
    durees = [dite.duree for dite in dites if dite.duree is not None]
    for dite in dites:
        nom = dite.nom or (ACHETER if not voici else next(iter(voici)))
        if not dite.nom and len(voici) > 1 and dite.chiffree:
            return list(manieres), False
        if voici and nom not in voici and len(dites) == 1 and not dite.chiffree:
            continue
        avant = voici.get(nom, Maniere(nom))
        # "Acheter 12 000" names the part by the way of doing it.
        sommes = {**avant.sommes, **({avant.principal: dite.nus[0]} if dite.nus else {}), **dite.sommes}
        if nom == LOUER and ACQUISITION in dite.sommes and LOYER not in dite.sommes and dite.sommes[ACQUISITION].mois:
            sommes = {**sommes, LOYER: sommes[ACQUISITION]}
            del sommes[ACQUISITION]
        voici[nom] = replace(avant, sommes=sommes)
    usages = [dite.usage for dite in dites if dite.usage is not None]
    if usages:
        voici = {nom: _a_l_usage(une, usages[-1]) for nom, une in voici.items()}
    commune = durees[-1] if durees else next((une.duree for une in voici.values() if une.duree is not None), None)
    separees = len({*durees}) > 1
    return [
        replace(
            une, duree=next((d.duree for d in dites if d.nom == une.nom and d.duree), commune) if separees else commune
        )
        for une in voici.values()
    ][:OPTIONS_MAX], True


def a_la_piece(manieres: Sequence[Maniere]) -> list[Maniere]:
    """The ways with a price of one said beside another price of one: what is in the same range is of one too, unless it is said of all."""
    pieces = [somme.montant for une in manieres for somme in une.sommes.values() if somme.piece]
    plafond = max(pieces, default=Decimal(0)) * FOIS_UN_PRIX
    return [
        replace(
            une,
            sommes={
                cle: replace(somme, piece=True)
                if cle == une.principal and not somme.entier and 0 < somme.montant < plafond
                else somme
                for cle, somme in une.sommes.items()
            },
        )
        for une in manieres
    ]


def _a_l_usage(maniere: Maniere, usage: Usage) -> Maniere:
    """Its prices of a day, of which so many are used; how often is told each year, or corrects what was."""
    return replace(
        maniere,
        sommes={
            cle: replace(somme, fois=usage.fois)
            if somme.mois == usage.mois and (usage.par_an or somme.fois is not None)
            else somme
            for cle, somme in maniere.sommes.items()
        },
    )


def _prix_d_une(maniere: Maniere) -> tuple[Mapping[str, Somme], frozenset[str]]:
    """Its amounts, what one is sold again for being of one where the others are; and those that may be of one or of all."""
    pieces = [somme for somme in maniere.sommes.values() if somme.piece]
    if not pieces:
        return maniere.sommes, frozenset()
    plafond = max(somme.montant for somme in pieces) * FOIS_UN_PRIX
    tus = {
        cle: somme
        for cle, somme in maniere.sommes.items()
        if somme.montant and not (somme.piece or somme.entier or cle == maniere.principal) and somme.montant < plafond
    }
    lues = {
        cle: replace(somme, piece=True) if cle == REVENTE and cle in tus else somme
        for cle, somme in maniere.sommes.items()
    }
    return lues, frozenset(tus.keys() - {REVENTE})


def compter(maniere: Maniere, postes: Mapping[str, Poste], nombre: Decimal | None = None) -> Compte:
    """Its total; None where a figure that comes back waits for a duration, or where there is no figure. `nombre`: how many are needed."""
    dites, vagues = _prix_d_une(maniere)
    sommes = {
        cle: replace(somme, nombre=nombre or somme.nombre) if somme.piece else somme for cle, somme in dites.items()
    }
    # Of a single one, both are the same.
    flous = tuple(poste for cle, poste in postes.items() if cle in vagues and nombre != 1)
    sans_prix = bool(sommes) and not maniere.payee
    a_l_unite = any(somme.piece and somme.nombre is None for somme in sommes.values())
    lignes = tuple(
        (
            cle,
            somme,
            None if (vaut := somme.sur(maniere.duree)) is None else _au_centime(-vaut if postes[cle].retire else vaut),
        )
        for cle in postes
        if (somme := sommes.get(cle)) is not None
    )
    valeurs = [vaut for _, _, vaut in lignes]
    total = sum(vaut for vaut in valeurs if vaut is not None) if lignes and None not in valeurs else None
    total = None if flous or sans_prix else total
    manquent = tuple(poste for cle, poste in postes.items() if cle not in maniere.sommes and _attendu(cle, maniere.nom))
    if total is None:
        return Compte(maniere.nom, lignes, None, None, maniere.duree, manquent, a_l_unite, sans_prix, flous)
    par_an = Decimal(total) / maniere.duree * MOIS_PAR_AN if maniere.duree else None
    return Compte(
        maniere.nom,
        lignes,
        _au_centime(Decimal(total)),
        None if par_an is None else par_an.quantize(Decimal(1)),
        maniere.duree,
        manquent,
        a_l_unite,
    )


def _au_centime(valeur: Decimal) -> Decimal:
    return valeur.quantize(Decimal(1) if valeur == valeur.to_integral_value() else Decimal("0.01"))


def d_un_seul_cote(comptes: Sequence[Compte], postes: Mapping[str, Poste]) -> list[Poste]:
    """The parts that are told of one way and not of another, but for those that only one of them has."""
    dits = [{cle for cle, _, _ in un.lignes} for un in comptes]
    communs = (poste for cle, poste in postes.items() if all(_attendu(cle, un.nom) for un in comptes))
    return [poste for poste in communs if len({poste.id in siens for siens in dits}) > 1]


def _attendu(poste: str, nom: str) -> bool:
    """Whether a part is of that way of doing it: who rents buys nothing, who buys pays no rent."""
    return poste != (ACQUISITION if nom == LOUER else LOYER) and not (nom == LOUER and poste == REVENTE)


def bascule(premiere: Maniere, seconde: Maniere, postes: Mapping[str, Poste]) -> tuple[int, str] | None:
    """Beyond how many months the one that costs more at first costs less in the end, and its name; None where none does."""

    def en_deux(maniere: Maniere) -> tuple[Decimal, Decimal]:
        fixe, par_mois = Decimal(0), Decimal(0)
        for cle, somme in _prix_d_une(maniere)[0].items():
            signe = -1 if postes[cle].retire else 1
            if somme.mois is None:
                fixe += signe * (somme.sur(None) or 0)
            else:
                par_mois += signe * (somme.sur(MOIS_PAR_AN) or 0) / MOIS_PAR_AN
        return fixe, par_mois

    (a, b), (c, d) = en_deux(premiere), en_deux(seconde)
    if a == c or b == d or (a > c) == (b > d):
        return None
    cher, mois = (premiere, (a - c) / (d - b)) if a > c else (seconde, (c - a) / (b - d))
    # A third of a month is no whole number: what is nearly one is.
    return int(mois.quantize(Decimal("0.0001")).to_integral_value(ROUND_FLOOR)), cher.nom


__all__ = [
    "ACHETER",
    "ACQUISITION",
    "LOUER",
    "MOIS_PAR_AN",
    "Choisie",
    "Compte",
    "Dite",
    "Maniere",
    "Somme",
    "a_la_piece",
    "ajouter",
    "bascule",
    "chiffre_une_facon",
    "combien",
    "compter",
    "d_un_seul_cote",
    "demande_une_comparaison",
    "dire_un_prix",
    "est_un_melange",
    "lire_les_couts",
    "lire_un_choix",
]
