"""What quantities make together: "12 chaises à 45 €", "2 500 par mois × 36", "6 semaines plus un mois", by their units.

A quantity is a number and units: money, time, a rank, or what is counted; a price "par mois" or "la tonne" has a unit below it,
which a count of months, or of tonnes, takes away. What has no unit left but money is an amount of the contract.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from knowledge.francais.contexte import Contexte
from knowledge.francais.nombres import Nombre
from knowledge.francais.texte import Plie, racine
from knowledge.lecture.montants import unite_d_argent


class Genre(StrEnum):
    """What a number counts."""

    ARGENT = "argent"
    TEMPS = "temps"
    COMPTE = "compte"
    PART = "part"
    RANG = "rang"
    TAUX = "taux"
    NU = "nu"


_JOUR = Decimal(12) / 365
_UNITES: dict[str, tuple[str, Decimal]] = {
    forme: (nom, Decimal(mois))
    for nom, mois, formes in (
        (
            "an",
            12,
            "an ans annee annees anee anees y exercice exercices annuel annuels annuelle annuelles annuellement",
        ),
        ("saison", 12, "saison saisons edition editions"),
        ("semestre", 6, "semestre semestres semestriel semestrielle"),
        ("trimestre", 3, "trimestre trimestres trimestriel trimestrielle"),
        ("mois", 1, "mois moi mos mensuel mensuels mensuelle mensuelles mensuellement"),
        ("semaine", Decimal(12) / 52, "semaine semaines smaine smaines sem hebdo hebdomadaire"),
        ("jour", _JOUR, "jour jours j jrs jh journee journees soir soirs soiree nuit nuits aprem matinee"),
        ("weekend", 2 * _JOUR, "weekend weekends"),
    )
    for forme in formes.split()
}
_ADJECTIFS = frozenset(
    mot for mot in _UNITES if mot.startswith(("annuel", "mensuel", "trimestriel", "semestriel", "hebdo"))
)
_NU_DE_TEMPS = frozenset({"y", "j", "moi", "saison", "edition"})
_PIECE = "piece"
_A_LA_PIECE = frozenset("piece pce piesse chacun chacune unite unitaire unitaires lun lune pieces".split())
_PAR = frozenset({"par", "/", "chaque", "pr"})
_ARTICLES = frozenset({"la", "le", "l", "du", "de"})
_FOIS = frozenset({"x", "*", "fois", "foi"})
_RANGS = frozenset("lot tranche phase numero article art action fiche ligne etape niveau".split())
_TAXES = {"ht": "ht", "htva": "ht", "ttc": "ttc"}
_TOTAL = frozenset(
    "soit total totale donc = cumul bref mettez mets met notez note gardez garde retenez prenez enfin".split()
)
_FAIT = frozenset("fait faire fera fe font".split())
_SOMME = frozenset("+ plus puis ajoutent precedees precede precedes precedee auxquels auxquelles".split())
_MAX = frozenset(
    "max maxi maximum maximale plafond plafonnee plafonne cape depasser depassera depasse depassent depasserait excede exceder excedera jusqu".split()
)
_MIN = frozenset("min mini minimum minimale plancher".split())
_REFUS = frozenset("pas pa non lieu ni".split())
_AILLEURS = frozenset(
    "ancien ancienne precedent precedente avait avais avions avaient etait payait payaient paye payee depense voisin voisine subvention drac feder dotation ct garantie garanties preavis validite decennale experience".split()
)
_ENSEMBLE = frozenset("additionnez additionne addition somme calcul compte ensemble tous totalite calculette".split())
_OU = frozenset("ou sinon sinn".split())
_TAUX = frozenset(Decimal(un) for un in ("20", "10", "8.5", "5.5", "2.1"))
_LIENS = frozenset("de des du d la le les l a en est un une sur pour environ env c ce cout euros ou et".split())
# Words that count nothing: what follows a bare number and is none of them is what it counts.
_CREUX = frozenset(
    """de des du la le les au aux en et ou un une pour sur par avec sans est ce ca on il elle je nous vous pas non oui ne que qui mais donc
    soit hors max maxi mini min environ env plus puis si net tout total dans chez se mets merci svp ok alors peut voila disons ferme fermes
    maximum minimum quoi hein ils depuis finalement plutot pardon euh car comme quand selon apres avant chacun chacune renouvelable
    reconductible genre vers pres bref sinon aussi encore bien cette cet ces son ses mon ma mes notre nos votre leur voire jusqu tva taxe
    taxes toutes compris comprise incluse estime estimes estimee prevu prevus restitution""".split()
)
_MOT = re.compile(r"[a-z]+|[^\sa-z]")
_FENETRE = 6
_ARRETS = frozenset(",;:.!?\n()[]")


@dataclass(frozen=True, slots=True)
class Quantite:
    """A number of the text with its units: `mot` is what it counts, `par` the units below. `bas` and `haut` are its ends."""

    bas: Decimal | None
    haut: Decimal | None
    genre: Genre
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
    stricte: bool = False
    ailleurs: bool = False  # told of another contract, or of somebody else

    @property
    def valeur(self) -> Decimal | None:
        return self.bas if self.bas == self.haut else None


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
        signes.extend(_Signe(m[0], m.start(), m.end()) for m in _MOT.finditer(texte, place, arret))
        if n is not None:
            signes.append(_Signe("", n.debut, n.fin, n))
            place = n.fin
    return signes


def lire_quantites(plie: Plie, nombres: Sequence[Nombre], contexte: Contexte | None = None) -> list[Quantite]:
    """Every quantity of a folded text, in order, the two ends of a range as one; put aside what the text gives up.

    >>> from knowledge.francais.nombres import lire_nombres
    >>> from knowledge.francais.texte import plier
    >>> texte = plier("12 chaises a 45 € HT piece")
    >>> [(str(q.bas), q.genre.value, q.mot, q.par) for q in lire_quantites(texte, lire_nombres(texte.texte))]
    [('12', 'compte', 'chaise', ()), ('45', 'argent', '', ('piece',))]
    """
    signes = _signes(plie.texte, nombres)
    quantites: list[Quantite] = []
    for i, signe in enumerate(signes):
        if signe.nombre is not None and (not quantites or signe.debut >= quantites[-1].fin):
            quantites.append(_quantite(plie, signes, i, quantites))
    quantites = _intervalles(plie.texte, quantites)
    if contexte is None or not contexte.corrections:
        return quantites
    seuil = contexte.apres_correction([q.debut for q in quantites if not q.ecarte])
    return [replace(q, ecarte=True) if q.debut < seuil and _remplacee(q, quantites, seuil) else q for q in quantites]


def _remplacee(q: Quantite, toutes: Sequence[Quantite], seuil: int) -> bool:
    return any(
        autre.debut >= seuil and not autre.ecarte and (autre.genre in (q.genre, Genre.NU) or q.genre is Genre.NU)
        for autre in toutes
    )


def _quantite(plie: Plie, signes: Sequence[_Signe], i: int, avant: Sequence[Quantite]) -> Quantite:
    n = signes[i].nombre
    assert n is not None
    facteur, fin, devise = unite_d_argent(plie, n) or (Decimal(1), n.fin, False)
    valeur = n.valeur * facteur
    j = i + 1
    while j < len(signes) and signes[j].debut < fin:
        j += 1
    genre, mot, mois = Genre.ARGENT if devise or facteur != 1 else Genre.NU, "", Decimal(1)
    suivant = signes[j].mot if j < len(signes) else ""
    gauche = _gauche(signes, i)
    if gauche and gauche[-1] in _RANGS:
        genre = Genre.RANG
    elif genre is Genre.NU and suivant in _UNITES and not (suivant in _ADJECTIFS):
        mot, mois = _UNITES[suivant]
        genre, fin, j = Genre.TEMPS, signes[j].fin, j + 1
        if [s.mot for s in signes[j : j + 2]] in (["et", "demi"], ["et", "demie"], ["et", "dmi"]):
            valeur, fin, j = valeur + Decimal("0.5"), signes[j + 1].fin, j + 2
        valeur *= mois
    elif genre is Genre.NU and suivant == "%":
        genre, fin, j = Genre.PART, signes[j].fin, j + 1
    elif (
        genre is Genre.NU
        and len(suivant) > 2
        and suivant.isalpha()
        and suivant not in _CREUX
        and suivant not in _TAXES
        and suivant not in _A_LA_PIECE
    ):
        genre, mot, fin, j = Genre.COMPTE, racine(suivant), signes[j].fin, j + 1
    if n.en_lettres and genre in (Genre.ARGENT, Genre.NU) and 1000 < valeur < 100_000 and 0 < valeur % 1000 < 10:  # noqa: PLR2004
        # "Quatre mille deux" is said for 4 200.
        valeur += valeur % 1000 * 99
    par, taxe, fin = _dessous(signes, j, fin, argent=genre in (Genre.ARGENT, Genre.NU))
    taxe = taxe or next((_TAXES[un] for un in reversed(gauche) if un in _TAXES), "")
    if genre is Genre.NU and taxe:
        genre = Genre.ARGENT
    droite = _droite(signes, j)
    if genre in (Genre.ARGENT, Genre.NU):
        par += tuple(_UNITES[un][0] for un in gauche if un in _ADJECTIFS) if not par else ()
        if (
            gauche[-1:] == ["a"]
            and avant
            and avant[-1].genre is Genre.COMPTE
            and not par
            and avant[-1].fin >= signes[i].debut - _PRES
        ):
            par = (avant[-1].mot,)
        elif (
            gauche[-1:] == ["a"]
            and avant
            and avant[-1].genre is Genre.COMPTE
            and avant[-1].mot not in par
            and set(par) <= set(_PERIODES)
        ):
            par += (avant[-1].mot,)
        if not par and any(un in ("tjm", "pu") for un in gauche):
            par = ("jour",) if "tjm" in gauche else (_PIECE,)
    if (
        genre in (Genre.NU, Genre.PART)
        and n.valeur in _TAUX
        and any(un in ("tva", "taux", "ttc", "teva") for un in _gauche(signes, i, virgules=True))
    ):
        genre = Genre.TAUX
    borne, stricte = _borne(gauche, droite)
    return Quantite(
        valeur, valeur, genre, n.debut, fin, mot, par,
        borne=borne,
        stricte=stricte,
        ailleurs=any(un in _AILLEURS for un in _gauche(signes, i, _LOIN)),
        taxe=taxe,
        ecarte=not borne and _refuse(gauche),
        total=any(un in _TOTAL for un in gauche) or ("tout" in gauche and "en" in gauche) or ("ca" in gauche and any(un in _FAIT for un in gauche)),
        fois=bool(gauche) and gauche[-1] in _FOIS,
        plus=any(un in _SOMME for un in gauche) and not any(un in ("moins", "de") for un in gauche[-1:]),
    )  # fmt: skip


_PRES = 40


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


def _refuse(gauche: Sequence[str]) -> bool:
    """ "Pas 46", "et non pas 46", "au lieu de 46"."""
    utiles = [mot for mot in gauche if mot not in _LIENS]
    return bool(utiles) and utiles[-1] in _REFUS and "plus" not in gauche and "moins" not in gauche


def _borne(gauche: Sequence[str], droite: Sequence[str]) -> tuple[str, bool]:
    """Whether a quantity is the least or the most that is meant, and whether it is itself left out."""
    utiles = [mot for mot in gauche if mot not in _LIENS and mot not in (":", "'", "pas", "ht")]
    dernier = utiles[-1] if utiles else ""
    nie = any(mot in gauche for mot in ("pas", "ne", "n", "sans", "aucun", "jamais", "pa"))
    if dernier in _MAX:
        return "max", False
    if dernier in _MIN:
        return "min", False
    if dernier in ("moins", "moin", "plus", "pu", "dela", "sous", "dessous", "dessus") and gauche[-1] in (
        "de",
        "d",
        "que",
        "des",
        "'",
        "les",
    ):
        bas = dernier in ("plus", "pu", "dela", "dessus")
        au = dernier == "moins" and ("au" in gauche or nie)
        return ("min" if au or (bas and not nie) else "max"), not (nie or au)
    if dernier == "moins" and "au" in gauche:
        return "min", False
    if any(mot in ("plafond", "plafonnee", "plafonne") for mot in droite):
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
        elif mot in ("hors", "sans", "avant") and suivant in ("taxe", "taxes", "tva", "la"):
            taxe, fin, j = "ht", signes[j + 1].fin, j + 2 + (suivant == "la")
        elif mot in ("toute", "toutes", "tte", "ttes") and suivant.startswith("taxe"):
            taxe, fin, j = "ttc", signes[j + 1].fin, j + 2
        elif mot in _ADJECTIFS:
            par.append(_UNITES[mot][0])
            fin, j = signes[j].fin, j + 1
        elif mot in _A_LA_PIECE or (mot in ("l", "a") and suivant in _A_LA_PIECE):
            par.append(_PIECE)
            fin, j = signes[j].fin, j + 1 + (mot in ("l", "a"))
        elif mot in _PAR or (
            mot in _ARTICLES and (argent or signes[min(j + 2, len(signes) - 1)].mot in ("an", "annee"))
        ):
            place = j + 1 + (suivant in ("'", "la", "le"))
            unite = signes[place].mot if place < len(signes) else ""
            if not unite.isalpha() or unite in _CREUX or (mot in _ARTICLES and (len(unite) < 3 and unite != "an")):
                break
            if mot == "de" or (mot == "du" and unite not in _UNITES and unite != "metre"):
                break
            par.append(_UNITES[unite][0] if unite in _UNITES else racine(unite))
            fin, j = signes[place].fin, place + 1
        elif mot in ("et", "'", "(") and suivant in _PAR:
            j += 1
        else:
            break
    return tuple(par), taxe, fin


_LIEN_D_INTERVALLE = frozenset({"a", "et", "-", "/", "ou", ";", "voire"})


def _intervalles(texte: str, quantites: Sequence[Quantite]) -> list[Quantite]:
    """Join "60 a 80 k€", "entre 12 et 24 mois": the first end takes the units of the second."""
    joints: list[Quantite] = []
    for q in quantites:
        avant = joints[-1] if joints else None
        if (
            avant is not None
            and avant.genre in (Genre.NU, q.genre)
            and not q.ecarte
            and avant.valeur is not None
            and q.valeur is not None
        ):
            lien = texte[avant.fin : q.debut].strip()
            devant = texte[max(0, avant.debut - 25) : avant.debut].split()[-3:]
            entre = "entre" in devant or texte[avant.debut - 1 : avant.debut] == "["
            bas = avant.valeur
            if lien == "a" and any(mot.startswith("pass") for mot in devant):
                # "On passe de 12 à 18": the first is given up.
                joints[-1] = replace(avant, ecarte=True)
            elif lien in _LIEN_D_INTERVALLE and (lien not in ("et", ";") or entre) and not avant.fois:
                if avant.genre is Genre.NU and q.genre in (Genre.ARGENT, Genre.NU):
                    bas *= next((un for un in (1, 1000, 10**6) if q.valeur > bas * un >= q.valeur / 100), 1)
                if avant.genre is Genre.NU and q.genre is Genre.TEMPS:
                    bas *= next(mois for nom, mois in _UNITES.values() if nom == q.mot)
                if bas < q.valeur:
                    joints[-1] = replace(
                        q, bas=bas, debut=avant.debut, borne="", plus=avant.plus, total=avant.total or q.total
                    )
                    continue
        joints.append(q)
    return joints


# --- amounts ----------------------------------------------------------------------------------------------------------


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
) -> Somme | None:
    """The amount that the quantities of a text make; None when they make none, or disagree.

    `duree` is that of the contract, in months, when it is known. With `en_reponse` an amount is awaited: a bare number is one.
    `mots` are the words of the text, and `repere` an amount known before: "45" beside it may be thousands.
    """
    gardees = [q for q in quantites if not q.ecarte and q.genre not in (Genre.RANG, Genre.TAUX)]
    gardees = (
        [q for q in gardees if not q.ailleurs] if any(_est_un_prix(q) for q in gardees if not q.ailleurs) else gardees
    )
    if en_reponse:
        gardees = _prix_nus(gardees, [q for q in quantites if _est_un_prix(q)], repere)
    prix = [q for q in gardees if q.genre is Genre.ARGENT]
    if {q.taxe for q in prix} >= {"ht", "ttc"}:
        prix = [q for q in prix if q.taxe != "ttc"]
    if not prix:
        return None
    taux = {q.bas for q in quantites if q.genre is Genre.TAUX}
    if len({q.par for q in prix if q.par}) == 1 and {q.borne for q in prix} == {"min", "max"}:
        par = next(q.par for q in prix if q.par)
        gardees = [replace(q, par=par) if q in prix else q for q in gardees]
        prix = [q for q in gardees if q.genre is Genre.ARGENT]
    sommes = [_resoudre(q, gardees, duree) for q in prix]
    if any(s.annuel for s in sommes):
        return None
    total = _ensemble(prix, sommes, frozenset(mots), en_reponse=en_reponse)
    if total is None:
        return None
    return replace(total, taxe=next((q.taxe for q in prix if q.taxe), ""), taux=taux.pop() if len(taux) == 1 else None)


def _est_un_prix(q: Quantite) -> bool:
    return q.genre in (Genre.ARGENT, Genre.NU) and not (q.bas == 1 and q.fin - q.debut <= len("une"))


def _prix_nus(gardees: Sequence[Quantite], dits: Sequence[Quantite], repere: Decimal | None) -> list[Quantite]:
    """Bare numbers as amounts, in thousands where others of the text, or what was known, are."""
    grands = [q.haut or Decimal(0) for q in dits if (q.haut or 0) >= _MILLE]
    repere = max(grands) if grands else repere
    argent = any(q.genre is Genre.ARGENT for q in gardees)
    prix: list[Quantite] = []
    for q in gardees:
        if q.genre is Genre.NU and _est_un_prix(q) and not (_annee(q) and len(dits) > 1):
            petit = q.bas is not None and q.haut is not None and q.haut < _MILLE and not q.par and not q.fois
            if (
                petit
                and repere is not None
                and not _multiplie(gardees, q)
                and repere / _ECART <= q.haut * _MILLE <= repere * _ECART
            ):
                prix.append(replace(q, bas=q.bas * _MILLE, haut=q.haut * _MILLE, genre=Genre.ARGENT))
                continue
            if not (argent and petit) and (q.bas or q.haut or 0) > 0 and not _multiplie(gardees, q):
                prix.append(replace(q, genre=Genre.ARGENT))
                continue
        prix.append(q)
    return prix


_MILLE = 1000
_ECART = 20


def _annee(q: Quantite) -> bool:
    return q.fin - q.debut == 4 and q.bas is not None and 1990 <= q.bas <= 2060  # noqa: PLR2004


def _ensemble(
    prix: Sequence[Quantite], sommes: Sequence[Somme], mots: frozenset[str], *, en_reponse: bool
) -> Somme | None:
    """What several prices say together: one total, two bounds, the sum of a list."""
    totales = [s for s, q in zip(sommes, prix, strict=True) if q.total] or sommes
    if len({(s.bas, s.haut) for s in totales}) == 1:
        return _bornee(totales[-1], [q for q in prix if q.total] or prix)
    bornes = [q.borne for q in prix]
    debut, fin = sommes[0].debut, sommes[-1].fin
    if sorted(bornes) == ["max", "min"] or (bornes[:-1] == [""] and bornes[-1] == "max" and en_reponse):
        bas, haut = sorted(sommes, key=lambda s: s.bas or 0)
        return Somme(bas.bas, haut.haut, debut, fin, calcule=True)
    if not en_reponse or any(bornes):
        return None
    redits = [
        s for i, s in enumerate(totales) if any((s.bas, s.haut) == (autre.bas, autre.haut) for autre in totales[:i])
    ]
    if redits:
        return redits[-1]
    if _OU & mots and len(sommes) == 2:  # noqa: PLR2004
        return Somme(
            min(s.bas or Decimal(0) for s in sommes),
            max(s.haut or Decimal(0) for s in sommes),
            debut,
            fin,
            calcule=True,
        )
    if (
        any(q.plus for q in prix[1:])
        or mots & _ENSEMBLE
        or {"tranche", "lot"} & mots
        or len({q.par for q in prix}) == 1
        and prix[0].par
        or "tout" in mots
    ):
        bas, haut = (
            sum((bout or Decimal(0) for bout in bouts), Decimal(0))
            for bouts in ([s.bas for s in sommes], [s.haut for s in sommes])
        )
        return Somme(bas, haut, debut, fin, calcule=True)
    return None


def _multiplie(quantites: Sequence[Quantite], q: Quantite) -> bool:
    """Whether a bare number is how many times another is taken."""
    rang = quantites.index(q)
    avant, apres = quantites[rang - 1] if rang else None, quantites[rang + 1] if rang + 1 < len(quantites) else None
    if q.fois and avant is not None:
        return avant.genre is Genre.ARGENT or (avant.bas or 0) >= (q.bas or 0)
    return apres is not None and apres.fois and (apres.genre is Genre.ARGENT or (apres.bas or 0) > (q.bas or 0))


def _bornee(somme: Somme, prix: Sequence[Quantite]) -> Somme:
    borne = next((q.borne for q in prix if q.borne), "")
    somme = replace(somme, stricte=any(q.stricte for q in prix))
    if borne == "max":
        return replace(somme, bas=None)
    return replace(somme, haut=None) if borne == "min" else somme


def _resoudre(prix: Quantite, toutes: Sequence[Quantite], duree: Decimal | None) -> Somme:
    """A price by what it is paid for, until no unit is left below it."""
    bas, haut = prix.bas or Decimal(0), prix.haut or Decimal(0)
    debut, fin = prix.debut, prix.fin
    restes = list(prix.par)
    facteurs: list[Quantite] = []
    rang = toutes.index(prix)
    # "8 k / mois x 36", "24 vehicules x 312 €"
    suite = rang + 1
    while suite < len(toutes) and toutes[suite].fois:
        facteurs.append(toutes[suite])
        suite += 1
    while rang and toutes[rang].fois and toutes[rang - 1].genre is not Genre.ARGENT:
        rang -= 1
        facteurs.append(toutes[rang])
    for q in facteurs:
        mois = next((m for nom, m in _UNITES.values() if nom == q.mot and q.genre is Genre.TEMPS), None)
        diviseur = Decimal(1)
        if mois is not None:
            unite = next((un for un in restes if un in _PERIODES), q.mot)
            diviseur = _PERIODES[unite]
            restes = [un for un in restes if un != unite]
        elif q.mot in restes:
            restes.remove(q.mot)
        elif restes and q.genre is Genre.NU:
            restes.pop(0)
        elif _PIECE in restes:
            restes.remove(_PIECE)
        bas, haut = bas * (q.bas or 0) / diviseur, haut * (q.haut or 0) / diviseur
        debut, fin = min(debut, q.debut), max(fin, q.fin)
    libres = [q for q in toutes if q is not prix and q not in facteurs]
    tours = 0
    while restes and tours < _TOURS:
        tours += 1
        unite = restes.pop(0)
        facteur = _facteur(unite, libres, duree)
        if facteur is None:
            return Somme(bas, haut, debut, fin, annuel=True)
        nombre_bas, nombre_haut, q = facteur
        bas, haut = bas * nombre_bas, haut * nombre_haut
        if q is not None:
            restes.extend(q.par)
            libres = [autre for autre in libres if autre is not q or q.genre is Genre.TEMPS]
            debut, fin = min(debut, q.debut), max(fin, q.fin)
    return Somme(bas, haut, debut, fin, calcule=bool(facteurs or tours), taxe=prix.taxe)


_TOURS = 4
_PERIODES = {nom: mois for nom, mois in _UNITES.values()}


def _facteur(
    unite: str, libres: Sequence[Quantite], duree: Decimal | None
) -> tuple[Decimal, Decimal, Quantite | None] | None:
    """How many times a unit is taken, and the quantity that says it."""
    for q in libres:
        bas, haut = q.bas or Decimal(0), q.haut or Decimal(0)
        if q.genre is Genre.COMPTE and (q.mot in (unite, "fois") or unite == _PIECE):
            return bas, haut, q
        if q.genre is Genre.TEMPS and unite in _PERIODES and (q.mot == unite) and (q.par or unite != "an"):
            return bas / _PERIODES[unite], haut / _PERIODES[unite], q
    if unite not in _PERIODES:
        return None
    if duree is None:
        durees = [q for q in libres if q.genre is Genre.TEMPS and not q.par]
        duree = durees[0].haut if len(durees) == 1 else None
    return None if duree is None else (duree / _PERIODES[unite], duree / _PERIODES[unite], None)


# --- durations --------------------------------------------------------------------------------------------------------
_ENCORE = ("renouv", "renvel", "recondu", "reconduct", "prolong", "rempil", "tacite", "option")
_PARMI = frozenset("comprises comprise compris incluses incluse inclus comptees dont incluant".split())
_SANS = frozenset("non pas sans ni aucune aucun jamais pa".split())
_MOIS = ("jan", "fev", "mar", "avr", "mai", "juin", "juil", "aou", "sep", "oct", "nov", "dec")
_ANNEES = {"scolaire": Decimal(10), "civile": Decimal(12)}
_ENTRE_MOIS = frozenset("a au et jusqu de fin debut trente un premier quinze".split())


@dataclass(frozen=True, slots=True)
class Temps:
    """How long a contract lasts, in months. `calcule`: it is no single quantity of the text."""

    bas: Decimal | None
    haut: Decimal | None
    debut: int
    fin: int
    calcule: bool = True


def durer(texte: str, quantites: Sequence[Quantite]) -> Temps | None:
    """The duration that the quantities of an answer make, renewals included; None when they make none, or disagree."""
    quantites = _unites_tues(quantites)
    temps = [q for q in quantites if q.genre is Genre.TEMPS and not q.ecarte and not q.par and not q.ailleurs]
    mots = [(m[0], m.start()) for m in _MOT.finditer(texte)]
    if not temps:
        return _par_les_mots(texte, mots, quantites)
    place = next((debut for mot, debut in mots if mot.startswith(_ENCORE)), None)
    totaux = [q for q in temps if q.total]
    if totaux and len({q.haut for q in totaux}) == 1:
        return _temps(totaux[-1:])
    if place is not None:
        return _renouveler(temps, quantites, mots, place)
    if len({(q.bas, q.haut) for q in temps}) == 1:
        return _temps(temps[:1])
    if any(q.plus for q in temps[1:]):
        return _temps([temps[0], *(q for q in temps[1:] if q.plus)])
    return None


def _unites_tues(quantites: Sequence[Quantite]) -> list[Quantite]:
    """ "11 mois puis 36", "6 mois et 2, donc 8": a bare number takes the unit of the time said before it."""
    dits: list[Quantite] = []
    unite = ""
    for q in quantites:
        seul = unite and q.genre is Genre.NU and not q.taxe and not q.par and (q.haut or 0) < 100  # noqa: PLR2004
        if seul and (q.total or q.plus or all(d.ecarte or d.ailleurs for d in dits if d.genre is Genre.TEMPS)):
            q = replace(
                q,
                genre=Genre.TEMPS,
                mot=unite,
                bas=(q.bas or 0) * _PERIODES[unite],
                haut=(q.haut or 0) * _PERIODES[unite],
            )
        unite = q.mot if q.genre is Genre.TEMPS and not q.par else unite
        dits.append(q)
    return dits


def _temps(temps: Sequence[Quantite]) -> Temps:
    bas, haut = (
        _net(sum((un or Decimal(0) for un in bouts), Decimal(0)))
        for bouts in ([q.bas for q in temps], [q.haut for q in temps])
    )
    borne = temps[0].borne if len(temps) == 1 else ""
    return Temps(
        None if borne == "max" else bas,
        None if borne == "min" else haut,
        min(q.debut for q in temps),
        max(q.fin for q in temps),
        len(temps) > 1,
    )


def _renouveler(
    temps: Sequence[Quantite], toutes: Sequence[Quantite], mots: Sequence[tuple[str, int]], place: int
) -> Temps | None:
    """A base and its renewals, from the word that says them at `place`."""
    avant = [q for q in temps if q.debut < place]
    apres = [q for q in temps if q.debut > place]
    base = avant[-1] if avant else apres[0] if apres else None
    if base is None or base.valeur is None:
        return None
    autour = [mot for mot, debut in mots if place - _PRES < debut < place + _PRES]
    if any(mot in _PARMI for mot in autour):
        return _temps([max(temps, key=lambda q: q.haut or Decimal(0))])
    if any(mot in _SANS for mot, debut in mots if place - _NON_DEVANT < debut < place):
        return _temps([base])
    fois = [q for q in toutes if q.debut > base.debut and abs(q.debut - place) < 2 * _PRES and _est_une_fois(q, mots)]
    periodes = [q for q in apres if q is not base]
    if not fois and not periodes:
        haut = base.valeur * 2 if "autant" in autour else None
        return Temps(haut or base.valeur, haut, base.debut, base.fin)
    nombre = fois[0].haut or Decimal(1) if fois else Decimal(1)
    periode = periodes[0].valeur if periodes else base.valeur
    if periode is None or len(periodes) > 1 or len({q.haut for q in fois}) > 1 or len({q.haut for q in avant}) > 1:
        return None
    total = _net(base.valeur + nombre * periode)
    return Temps(total, total, base.debut, max(q.fin for q in (base, *fois, *periodes)))


_NON_DEVANT = 12
_ANS_MAX = 5


def _est_une_fois(q: Quantite, mots: Sequence[tuple[str, int]]) -> bool:
    """ "2 fois", "2x", "une seule reconduction"."""
    if q.genre is Genre.TEMPS:
        return False
    suite = [mot for mot, debut in mots if q.debut <= debut <= q.fin + 12 and not mot.isdigit()][:4]
    return any(mot in ("fois", "foi", "x") or mot.startswith(_ENCORE) for mot in suite)


def _par_les_mots(texte: str, mots: Sequence[tuple[str, int]], quantites: Sequence[Quantite]) -> Temps | None:
    """ "De septembre à juin", "l'année scolaire", "un week-end", "12 + 12 + 12": a time said without its unit."""
    noms = [
        (rang, debut) for mot, debut in mots for rang, nom in enumerate(_MOIS) if mot.startswith(nom) and len(mot) > 2
    ]
    if len(noms) == 2 and not any(str(q.haut or "").startswith("20") for q in quantites):  # noqa: PLR2004
        (a, debut), (b, fin) = noms
        entre = texte[debut:fin].split()[1:]
        if b != a and all(mot in _ENTRE_MOIS or mot.isdigit() for mot in entre):
            return Temps(Decimal((b - a) % 12 + 1), Decimal((b - a) % 12 + 1), debut, fin + 3)
    suite = [mot for mot, _ in mots]
    for mot, debut in mots:
        if mot in _ANNEES and "annee" in suite:
            return Temps(_ANNEES[mot], _ANNEES[mot], debut, debut + len(mot))
    nus = [q for q in quantites if q.genre is Genre.NU and not q.ecarte]
    if len(nus) > 1 and all(q.plus for q in nus[1:]):
        # "3 + 1 + 1" counts years.
        fois = 12 if all((q.haut or 0) <= _ANS_MAX for q in nus) else 1
        return _temps([replace(q, bas=(q.bas or 0) * fois, haut=(q.haut or 0) * fois) for q in nus])
    return None


def _net(mois: Decimal) -> Decimal:
    arrondi = mois.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return arrondi.quantize(Decimal(1)) if arrondi == arrondi.to_integral_value() else arrondi.normalize()
