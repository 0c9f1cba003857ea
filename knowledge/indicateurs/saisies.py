"""Reads a figure of the year as a pilot types it: for each buyer, in its unit, or why it cannot be taken."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.texte import plier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.indicateurs.calcul import ADDITIVES
from knowledge.plan.declaration import Saisie

_MOTIFS = lire_motifs(__file__)

TEXTE_MAX = 500
# Who the figure is of, when it is of all buyers together.
ENSEMBLE = ""
# So much apart, "8 sur 10, soit 81 %" still says one thing: people round.
ARRONDI = 1
# What is so long is told in words: it is no "pas encore".
INCONNU_MAX = 80

# By unit, how it is written after a number and how many of it that makes.
_UNITES: Mapping[str, tuple[tuple[str, Decimal], ...]] = {
    "%": ((r"%", Decimal(1)),),
    "euros": (
        (r"(?:m€|m ?euros?|m(?![a-z0-9²³])|meur|millions?(?: d'euros| €)?)(?!\w)", Decimal(10) ** 6),
        (r"(?:k€|k ?euros?|ke|keur|k|mille euros)(?!\w)", Decimal(1000)),
        (r"€|(?:euros?|eur)\b", Decimal(1)),
    ),
    "heures": ((r"h(?:eures?)?(?![\w])", Decimal(1)),),
    "jours": ((r"j(?:ours?)?(?![\w])", Decimal(1)),),
    "kWh": ((r"kwh\b", Decimal(1)), (r"mwh\b", Decimal(1000)), (r"gwh\b", Decimal(10) ** 6)),
    "tCO2e": (
        (r"(?:t|tonnes?)(?: ?(?:eq(?:uivalent)?\.? ?)?co2 ?(?:e|eq|equivalent)?)?(?!\w)", Decimal(1)),
        (r"kg(?: ?co2 ?(?:e|eq)?)?(?!\w)", Decimal("0.001")),
    ),
    "annees": ((r"ans?\b|annees?\b", Decimal(1)),),
    "mois": ((r"mois\b", Decimal(1)),),
    "semaines": ((r"semaines?\b", Decimal(1)),),
    "note": ((r"points?\b|pts?\b", Decimal(1)),),
}
_ECHELLES: tuple[tuple[str, Decimal], ...] = (
    (r"k(?![\w€])|mille\b", Decimal(1000)),
    (r"millions?\b", Decimal(10) ** 6),
    (r"milliards?\b", Decimal(10) ** 9),
)
_SANS_ECHELLE = frozenset({"%", "note"})


# Words that may follow a number without being its unit.
_CONNECTEURS = frozenset(
    "en pour a au aux dans sur soit et ou la le les l du des de d cette cet ce c ht hors mais dont chez cote contre apres selon "  # noqa: SIM905
    "environ realise realises realisee realisees effectue effectues effectuee effectuees seulement uniquement merci svp stp par "
    "an annuel annuels annuelle annuelles parmi je j on nous l'autre".split()
)

# What can be counted in each unit, after "aucune".
_COMPTES: Mapping[str, str] = {
    "euros": r"(?:euros?|depenses?|achats?|montants?)",
    "heures": r"heures?",
    "jours": r"jours?",
    "kWh": r"(?:kwh|consommations?|productions?)",
    "tCO2e": r"(?:tonnes?|emissions?|compensations?)",
}


@dataclass(frozen=True, slots=True)
class Entree:
    """One figure: a number, its numerator and denominator when it is a share of something counted, or words."""

    valeur: Decimal | None = None
    numerateur: Decimal | None = None
    denominateur: Decimal | None = None
    texte: str | None = None
    dans_les_delais: bool | None = None


@dataclass(frozen=True, slots=True)
class ChiffreLu:
    """The figures that were read, by buyer; else why none was.

    `inconnus`: the buyers of whom it is said that the figure is not known yet ("" for all). `annees`: the years that were
    named. `cause`: "illisible", "unite" (`detail`: the one that was said), "mot" (a unit or a word that is none: `detail`),
    "periode" (so many a month), "ttc", "entier", "bornes", "ambigu", "annee_ou_nombre" (`detail`), "rien" (zero, or not
    known?), "incertain" (a number that is not sure), "desaccord" (a share that is not the one said), "somme" (parts that do
    not make the total), "commun" (one buyer's, of a figure of all), "plusieurs" (numbers, without their buyers), "pour_qui"
    (one number, of one buyer or of all), "delai" (done, in time or not).
    """

    entrees: Mapping[str, Entree] = field(default_factory=dict)
    cause: str | None = None
    detail: str | None = None
    inconnus: frozenset[str] = frozenset()
    annees: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Dit:
    """A value that is said, and where: a figure, not known, or the fault that makes it none."""

    debut: int
    fin: int
    entree: Entree | None = None
    cause: str | None = None
    detail: str | None = None

    @property
    def inconnu(self) -> bool:
        return self.entree is None and self.cause is None


@dataclass(frozen=True, slots=True)
class _Qui:
    """Of whom a value is, and where that is said; None when the words may be of several."""

    debut: int
    fin: int
    nom: str | None


def lire_chiffre(
    texte: str, saisie: Saisie, acheteurs: Mapping[str, str], seul: str | None = None, mots: Collection[str] = ()
) -> ChiffreLu:
    """What a message says of a figure; `acheteurs`: the name of each buyer, `seul`: the one that is meant unless it says.

    `mots`: the words of its title, without accents: what it may be said to be a number of.

    >>> une = Saisie("heures", "plie", minimum=Decimal(0))
    >>> qui = {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"}
    >>> {nom: str(lu.valeur) for nom, lu in lire_chiffre("Ville 12 000, Métropole 8 500", une, qui).entrees.items()}
    {'ville': '12000', 'metropole': '8500'}
    >>> [lire_chiffre(dit, une, qui).cause for dit in ("20 500", "20 500 en tout", "24 mois", "-3 en tout", "12,000 en tout")]
    ['pour_qui', None, 'unite', 'bornes', 'ambigu']
    >>> lire_chiffre("Ville 12 000, Métropole je ne sais pas", une, qui).inconnus
    frozenset({'metropole'})
    """
    if saisie.unite == "texte":
        return _en_mots(texte, ENSEMBLE if saisie.ensemble or seul is None else seul)
    # "Cent" would be a number.
    plie = _MOTIFS.pour_cent.sub("%", plier(texte).texte)
    plie, annees = sans_annees(plie, part=saisie.unite in ("%", "note"))
    if saisie.unite == "oui_non":
        lu = _fait_ou_non(plie, saisie, acheteurs, seul)
    else:
        lu = _en_nombres(plie, saisie, acheteurs, seul, mots)
    return replace(lu, annees=annees)


def sans_annees(plie: str, *, part: bool = False) -> tuple[str, frozenset[int]]:
    """A folded text without the years and the days it names, and those years.

    >>> sans_annees("en 2025 : ville 9 000"), sans_annees("1 800 sur 2025", part=True)
    (('  : ville 9 000', frozenset({2025})), ('1 800 sur 2025', frozenset()))
    """
    annees: set[int] = set()

    def retirer(lu: re.Match[str]) -> str:
        compte = part and lu["lien"] in ("sur", "de") and "%" not in plie[: lu.start()]
        if compte and _MOTIFS.apres_un_nombre.search(plie, 0, lu.start()):
            return lu[0]
        annees.add(int(lu["annee"]))
        return " "

    return _MOTIFS.un_jour.sub(" ", _MOTIFS.de_l_annee.sub(retirer, plie)), frozenset(annees)


def est_nu(texte: str, saisie: Saisie, acheteurs: Mapping[str, str], mots: Collection[str] = ()) -> bool:
    """Whether a message is a figure and nothing else: numbers in their unit, of whom, of which year; what is told around is no part of one.

    >>> une, qui = Saisie("heures", "plie"), {"ville": "Ville de Clermont-Ferrand", "metropole": "Clermont Auvergne Métropole"}
    >>> [est_nu(dit, une, qui) for dit in ("63", "Ville 12 000 h, métropole je ne sais pas", "20 500 en tout dont 12 000 pour la Ville")]
    [True, True, True]
    >>> [est_nu(dit, une, qui) for dit in ("on a fait 63 heures", "le marché du gymnase a 63 heures")]
    [False, False]
    """
    if saisie.unite == "texte":
        return False
    plie = _MOTIFS.pour_cent.sub("%", plier(texte).texte)
    plie = _MOTIFS.inconnu.sub(" ", sans_annees(plie, part=saisie.unite in ("%", "note"))[0])
    plie = _decoller(plie, acheteurs)
    if saisie.unite == "oui_non":
        plie = _MOTIFS.a_temps.sub(" ", _MOTIFS.en_retard.sub(" ", plie))
    retires = [(un.debut, un.fin) for un in _de_qui(plie, acheteurs)]
    for nombre in lire_nombres(plie):
        fin = nombre.fin
        for ecritures in (_ECHELLES, *_UNITES.values()):
            for ecriture, _ in ecritures:
                if lu := re.compile(rf"\s*(?:{ecriture})").match(plie, fin):
                    fin = lu.end()
        retires.append((nombre.debut, fin))
    for debut, fin in sorted(retires, reverse=True):
        plie = f"{plie[:debut]} {plie[fin:]}"
    admis = _AUTOUR_D_UN_CHIFFRE | (_AUTOUR_D_UN_OUI if saisie.unite == "oui_non" else frozenset())
    restent = [mot for mot in _MOTIFS.mot.findall(plie) if mot not in admis]
    return all(saisie.unite != "oui_non" and _est_un_mot(mot, mots) for mot in restent)


_AUTOUR_D_UN_CHIFFRE = frozenset(
    "en pour a au aux dans sur soit et ou la le les l du des d de ht hors mais dont chez cote environ seulement uniquement merci svp stp "  # noqa: SIM905
    "par an annuel annuels annuelle annuelles parmi c ce est n bonjour oui non total tout zero aucun aucune neant".split()
)
_AUTOUR_D_UN_OUI = frozenset(
    "ouais ouai yes ui ok accord nan nn nope jamais bien fait faite faits faites realise realisee realises realisees pas encore".split()  # noqa: SIM905
)


def pas_connu(texte: str) -> bool:
    """Whether a whole message says that it is not known yet, or not now.

    >>> pas_connu("je n'ai pas encore l'info"), pas_connu("12 bâtiments en attente de diagnostic")
    (True, False)
    """
    plie = plier(texte).texte.strip(" .!;,")
    if len(plie) > INCONNU_MAX or _MOTIFS.chiffre.search(_MOTIFS.sans_reponse.sub("", plie)):
        return False
    lu = _MOTIFS.inconnu.search(plie)
    return lu is not None and not _MOTIFS.deux_lettres.search(_MOTIFS.avant_l_inconnu.sub("", plie[: lu.start()]))


def _en_mots(texte: str, qui: str) -> ChiffreLu:
    dit = " ".join(texte.split())[:TEXTE_MAX]
    if not dit:
        return ChiffreLu(cause="illisible")
    return ChiffreLu(inconnus=frozenset({qui})) if pas_connu(dit) else ChiffreLu({qui: Entree(texte=dit)})


# --- numbers ----------------------------------------------------------------------------------------------------------


def _en_nombres(
    plie: str, saisie: Saisie, acheteurs: Mapping[str, str], seul: str | None, mots: Collection[str]
) -> ChiffreLu:
    plie = _decoller(plie, acheteurs)
    qui = _de_qui(plie, acheteurs)
    dits = _dits(plie, saisie, qui, mots)
    fautif = next((un for un in dits if un.cause is not None), None)
    if fautif is not None:
        return ChiffreLu(cause=fautif.cause, detail=fautif.detail)
    if (faute := _faute(plie, saisie, mots)) and any(un.entree is not None for un in dits):
        return ChiffreLu(cause=faute[0], detail=faute[1])
    if not dits:
        return ChiffreLu(cause=faute[0], detail=faute[1]) if faute else ChiffreLu(cause="illisible")
    if saisie.ensemble:
        return _commun(dits, qui, acheteurs)
    return _repartir(plie, saisie, dits, qui, acheteurs, seul)


def _decoller(plie: str, acheteurs: Mapping[str, str]) -> str:
    """ "ville12 500": the buyer, then the number."""

    def separer(lu: re.Match[str]) -> str:
        return f"{lu['mot']} " if lire_acheteurs(lu["mot"], acheteurs) else lu["mot"]

    return _MOTIFS.colle.sub(separer, plie)


def _faute(plie: str, saisie: Saisie, mots: Collection[str]) -> tuple[str, str | None] | None:
    """What makes the number none that can be entered, wherever it is said."""
    if saisie.unite == "euros" and _MOTIFS.ttc.search(plie):
        return "ttc", None
    lu = _MOTIFS.par_periode.search(plie)
    if lu is not None and not _est_un_mot(lu["quoi"] or lu["barre"] or "", mots):
        return "periode", lu[0].strip()
    for refuse in _MOTIFS.mots_refuses.finditer(plie):
        if not _est_un_mot(refuse[0], mots):
            return "mot", refuse[0]
    if _MOTIFS.un_plus.search(plie) and not (saisie.minimum is not None and saisie.minimum < 0):
        return "mot", "+"
    for colle in _MOTIFS.colle.finditer(plie):
        if colle["mot"] != "n" and not (colle["mot"].endswith("co") and plie.startswith("2", colle.end())):
            return "mot", f"{colle['mot']}{plie[colle.end() :].split(' ', maxsplit=1)[0]}"
    return None


def _est_un_mot(dit: str, mots: Collection[str]) -> bool:
    """Whether a word is one of these, give or take its ending."""
    return len(dit) > 3 and any(mot[: max(4, len(dit) - 2)] == dit[: max(4, len(dit) - 2)] for mot in mots)


def _de_qui(plie: str, acheteurs: Mapping[str, str]) -> list[_Qui]:
    """Of whom the figures are said to be, in order; said twice in a row, it is said once."""
    nommes = lire_acheteurs(plie, acheteurs)
    qui = [_Qui(un.debut, un.fin, None if _MOTIFS.sauf.search(plie, 0, un.debut) else un.qui) for un in nommes]
    qui += [_Qui(lu.start(), lu.end(), ENSEMBLE) for lu in _MOTIFS.tous.finditer(plie)]
    autres = [un for un in acheteurs if un not in {nomme.qui for nomme in nommes}]
    if len(autres) == 1 and len(nommes) >= 1:
        qui += [_Qui(lu.start(), lu.end(), autres[0]) for lu in _MOTIFS.l_autre.finditer(plie)]
    qui.sort(key=lambda un: un.debut)
    return qui


def _dits(plie: str, saisie: Saisie, qui: Sequence[_Qui], mots: Collection[str]) -> list[_Dit]:
    """Every value that is said, in order: numbers, shares, none at all, not known."""
    inconnus = [_Dit(lu.start(), lu.end()) for lu in _MOTIFS.inconnu.finditer(plie)]
    pris = [*((un.debut, un.fin) for un in inconnus), *((un.debut, un.fin) for un in qui)]
    riens = [] if saisie.unite == "note" else [*_riens(plie, saisie, pris, qui, mots)]
    nombres = [un for un in lire_nombres(plie) if not any(debut < un.fin and un.debut < fin for debut, fin in pris)]
    nombres = _sans_les_articles(plie, nombres, saisie, mots)
    return sorted((*_fusionner(inconnus), *riens, *_valeurs(plie, nombres, saisie, qui)), key=lambda un: un.debut)


def _fusionner(inconnus: Sequence[_Dit]) -> list[_Dit]:
    """ "Je n'ai pas encore l'info, je l'attends" says it once."""
    unis: list[_Dit] = []
    for un in inconnus:
        if not unis:
            unis.append(un)
        elif un.debut - unis[-1].fin < 20:
            unis[-1] = _Dit(unis[-1].debut, un.fin)
        else:
            unis.append(un)
    return unis


def _riens(
    plie: str, saisie: Saisie, pris: Sequence[tuple[int, int]], qui: Sequence[_Qui], mots: Collection[str]
) -> list[_Dit]:
    """ "Aucune", "aucun litige": zero; "aucun problème", "rien": zero, or nothing known?"""
    dits = []
    for lu in _MOTIFS.rien.finditer(plie):
        if any(debut <= lu.start() < fin for debut, fin in pris):
            continue
        nom = lu["nom"] or ""
        if nom in _CONNECTEURS or any(un.debut == lu.start("nom") for un in qui):
            nom = ""
        compte = nom and (re.fullmatch(_COMPTES.get(saisie.unite, r"\b\B"), nom) is not None or _est_un_mot(nom, mots))
        nul = compte if nom or lu["mot"].startswith("pas") else lu["mot"] != "rien"
        fin = lu.end("mot") if not nom else lu.end()
        if nul and not _MOTIFS.provisoire.search(plie):
            dits.append(_Dit(lu.start(), fin, Entree(Decimal(0))))
        else:
            dits.append(_Dit(lu.start(), fin, cause="rien"))
    return dits


def _sans_les_articles(plie: str, nombres: list[Nombre], saisie: Saisie, mots: Collection[str]) -> list[Nombre]:
    """ "Un" and "une" are numbers by themselves, or of what is counted: "une procédure", "un an"."""
    gardes = []
    for un in nombres:
        if plie[un.debut : un.fin] in ("un", "une"):
            suivant = _MOTIFS.mot_suivant.match(plie[un.fin :])
            compte = suivant is not None and (
                _est_un_mot(suivant[1], mots)
                or any(re.match(dite, suivant[1]) for dite, _ in _UNITES.get(saisie.unite, ()))
            )
            seul = suivant is None and len(nombres) == 1
            part = _MOTIFS.d_une_part.match(plie[un.fin :])
            if not (compte or seul or part or _MOTIFS.mots_refuses.match(plie, un.fin + 1)):
                continue
        gardes.append(un)
    return gardes


def _valeurs(plie: str, nombres: Sequence[Nombre], saisie: Saisie, qui: Sequence[_Qui]) -> list[_Dit]:
    """The numbers, two that make a share as one value; a percentage that only repeats a share is that share."""
    dits: list[tuple[_Dit, bool]] = []
    restent = [*nombres]
    while restent:
        nombre = restent.pop(0)
        part = bool(restent) and _MOTIFS.sur.fullmatch(plie, nombre.fin, restent[0].debut) is not None
        lu = _part(plie, nombre, restent.pop(0), saisie) if part else _valeur(plie, nombre, saisie, qui)
        if (
            dits
            and saisie.unite == "%"
            and dits[-1][1] != part
            and (meme := _accordees(plie, dits[-1][0], lu, apres_est_la_part=part))
        ):
            dits[-1] = (meme, True)
        else:
            dits.append((lu, part))
    return [lu for lu, _ in dits]


def _accordees(plie: str, avant: _Dit, apres: _Dit, *, apres_est_la_part: bool) -> _Dit | None:
    """A share and the percentage beside it, as one value; None when they do not say one thing of another."""
    part, repete = (apres, avant) if apres_est_la_part else (avant, apres)
    if part.entree is None or repete.entree is None:
        return None
    if not _MOTIFS.soit.fullmatch(plie[avant.fin : apres.debut].lstrip(" %")):
        return None
    assert part.entree.valeur is not None
    assert repete.entree.valeur is not None
    accord = abs(part.entree.valeur - repete.entree.valeur) < ARRONDI
    return _Dit(avant.debut, apres.fin, part.entree if accord else None, None if accord else "desaccord")


def _valeur(plie: str, nombre: Nombre, saisie: Saisie, qui: Sequence[_Qui]) -> _Dit:
    ecrit = plie[nombre.debut : nombre.fin]
    if nombre.ambigu or _MOTIFS.zero_devant.match(ecrit):
        return _Dit(nombre.debut, nombre.fin, cause="ambigu", detail=ecrit)
    lu = _dans_l_unite(plie, nombre, saisie.unite, qui)
    if isinstance(lu, tuple):
        return _Dit(nombre.debut, nombre.fin, cause=lu[0], detail=lu[1])
    if ecrit.startswith("-") and saisie.minimum is not None and saisie.minimum < 0:
        # Where a figure may be less than nothing, a dash before it takes away rather than separates.
        lu = -abs(lu)
    if lu == nombre.valeur and _MOTIFS.un_an.match(ecrit) and not _MOTIFS.unite_collee.match(plie[nombre.fin :]):
        return _Dit(nombre.debut, nombre.fin, cause="annee_ou_nombre", detail=ecrit)
    return _borne(nombre.debut, nombre.fin, Entree(lu), saisie)


def _part(plie: str, haut: Nombre, bas: Nombre, saisie: Saisie) -> _Dit:
    """ "8 sur 10": a share keeps both; a mark out of ten is one out of twenty."""
    if haut.ambigu or bas.ambigu:
        lequel = haut if haut.ambigu else bas
        return _Dit(haut.debut, bas.fin, cause="ambigu", detail=plie[lequel.debut : lequel.fin])
    numerateur, denominateur = haut.valeur, bas.valeur
    if saisie.unite not in ("%", "note"):
        return _Dit(haut.debut, bas.fin, cause="plusieurs")
    if denominateur <= 0:
        return _Dit(haut.debut, bas.fin, cause="bornes")
    if saisie.unite == "%":
        part = Entree(numerateur * 100 / denominateur, numerateur, denominateur)
        return _borne(haut.debut, bas.fin, part, saisie)
    if 20 % denominateur == 0:
        return _borne(haut.debut, bas.fin, Entree(numerateur * (20 / denominateur)), saisie)
    return _Dit(haut.debut, bas.fin, cause="plusieurs")


def _dans_l_unite(plie: str, nombre: Nombre, unite: str, qui: Sequence[_Qui]) -> Decimal | tuple[str, str]:
    """The number in that unit; else what it is in instead: another unit, or a word that is none."""
    suite = plie[nombre.fin :].lstrip(" ")
    debut = len(plie) - len(suite)
    if any(un.debut == debut for un in qui):
        return nombre.valeur
    if (dite := _unite_dite(suite, unite)) is not None:
        return _converti(nombre.valeur, dite, unite)
    valeur = nombre.valeur
    for ecriture, facteur in () if unite in _SANS_ECHELLE else _ECHELLES:
        if lu := re.match(ecriture, suite):
            valeur, suite = valeur * facteur, _MOTIFS.de.sub("", suite[lu.end() :])
            if (dite := _unite_dite(suite, unite)) is not None:
                return _converti(valeur, dite, unite)
            break
    mot = _MOTIFS.mot.match(suite)
    if etrangere := _MOTIFS.unites_etrangeres.match(suite):
        return "mot", etrangere[0]
    if mot is None or mot[0] in _CONNECTEURS or unite == "nombre":
        return valeur
    if (
        any(un.debut == len(plie) - len(suite) for un in qui)
        or _MOTIFS.mots_refuses.match(suite)
        or _MOTIFS.inconnu.match(suite)
    ):
        return valeur
    return "mot", mot[0] if plie[nombre.fin].isspace() else plie[nombre.debut :].split(maxsplit=1)[0]


def _unite_dite(suite: str, unite: str) -> tuple[str, Decimal] | None:
    """The unit that follows, and how many of it that writing makes: that of the question rather than another."""
    ordre = [unite, *(une for une in _UNITES if une != unite)]
    for dite in ordre:
        for ecriture, facteur in _UNITES.get(dite, ()):
            lu = re.match(ecriture, suite)
            # What is counted may have the name of a unit no more than a letter long.
            if lu is None or (dite != unite and dite not in ("%", "euros") and len(lu[0]) == 1 and unite == "nombre"):
                continue
            # "12k", "12 millions": of whatever is asked.
            if dite != unite and (lu[0] in ("k", "m") or lu[0] in ("million", "millions")):
                continue
            return dite, facteur
    return None


def _converti(valeur: Decimal, dite: tuple[str, Decimal], unite: str) -> Decimal | tuple[str, str]:
    nom, facteur = dite
    if nom == unite:
        return valeur * facteur
    if (nom, unite) == ("mois", "annees"):
        annees = (valeur / 12).quantize(Decimal("0.01"))
        return annees if annees * 12 == valeur else ("unite", nom)
    return "unite", nom


def _borne(debut: int, fin: int, entree: Entree, saisie: Saisie) -> _Dit:
    assert entree.valeur is not None
    if saisie.unite == "nombre" and not saisie.moyenne and entree.valeur != entree.valeur.to_integral_value():
        return _Dit(debut, fin, cause="entier")
    trop_bas = saisie.minimum is not None and entree.valeur < saisie.minimum
    trop_haut = saisie.maximum is not None and entree.valeur > saisie.maximum
    return _Dit(debut, fin, cause="bornes") if trop_bas or trop_haut else _Dit(debut, fin, entree)


# --- whose ------------------------------------------------------------------------------------------------------------


def _commun(dits: Sequence[_Dit], qui: Sequence[_Qui], acheteurs: Mapping[str, str]) -> ChiffreLu:
    """The one value of a figure that is of all buyers together."""
    if len(dits) > 1:
        return ChiffreLu(cause=_trop(dits))
    nommes = {un.nom for un in qui} - {ENSEMBLE}
    if nommes and nommes != set(acheteurs) and dits[0].entree is not None and not any(un.nom == ENSEMBLE for un in qui):
        return ChiffreLu(cause="commun")
    return _a(ENSEMBLE, dits[0])


def _a(nom: str, dit: _Dit) -> ChiffreLu:
    return ChiffreLu({nom: dit.entree}) if dit.entree is not None else ChiffreLu(inconnus=frozenset({nom}))


def _trop(dits: Sequence[_Dit]) -> str:
    """Why values that outnumber their buyers cannot be taken: a number that is not sure, or several."""
    return "incertain" if len([un for un in dits if not un.inconnu]) == 1 else "plusieurs"


def _repartir(
    plie: str,
    saisie: Saisie,
    dits: Sequence[_Dit],
    qui: Sequence[_Qui],
    acheteurs: Mapping[str, str],
    seul: str | None,
) -> ChiffreLu:
    """Each value to whom it is of, in the order in which both are said; more of the ones than of the others is asked back."""
    qui = _une_fois(qui, dits)
    nommes = [un.nom for un in qui]
    if not qui:
        if len(dits) > 1:
            return ChiffreLu(cause=_trop(dits))
        lu = _a(ENSEMBLE if seul is None else seul, dits[0])
        return lu if seul is not None or not lu.entrees else replace(lu, cause="pour_qui")
    if None in nommes or len(set(nommes)) < len(nommes):
        return _pour_qui(dits)
    if len(dits) == len(qui) and _se_suivent(plie, dits, qui):
        return _reunir(
            saisie, {un.nom: dit for un, dit in zip(qui, dits, strict=True) if un.nom is not None}, acheteurs
        )
    if len(dits) == 1 and len(qui) > 1:
        siens = [nom for nom in nommes if nom]
        if dits[0].inconnu or (dits[0].entree and not dits[0].entree.valeur and not dits[0].entree.denominateur):
            # Not known, or none: of each that is named.
            return _reunir(saisie, {nom: dits[0] for nom in nommes if nom is not None and nom in siens}, acheteurs)
        if ENSEMBLE in nommes and len(siens) == len(acheteurs):
            return _a(ENSEMBLE, dits[0])
    return _pour_qui(dits)


def _pour_qui(dits: Sequence[_Dit]) -> ChiffreLu:
    if len(dits) == 1 and dits[0].entree is not None:
        return ChiffreLu({ENSEMBLE: dits[0].entree}, "pour_qui")
    return ChiffreLu(cause=_trop(dits) if dits else "illisible")


def _une_fois(qui: Sequence[_Qui], dits: Sequence[_Dit]) -> list[_Qui]:
    """Named twice with no value between, a buyer is named once."""
    gardes: list[_Qui] = []
    for un in qui:
        avant = gardes[-1] if gardes else None
        if avant and avant.nom == un.nom and not any(avant.fin <= dit.debut < un.debut for dit in dits):
            gardes[-1] = _Qui(avant.debut, un.fin, un.nom)
        else:
            gardes.append(un)
    return gardes


def _se_suivent(plie: str, dits: Sequence[_Dit], qui: Sequence[_Qui]) -> bool:
    """Whether the marks agree: "12 000, ville 8 500, métropole" cuts between each number and the buyer that would be its own."""

    def coupe(un: _Dit | _Qui, autre: _Dit | _Qui) -> bool:
        debut, fin = min(un.fin, autre.fin), max(un.debut, autre.debut)
        return _MOTIFS.separe.search(plie, debut, fin) is not None if debut < fin else False

    ensemble = any(coupe(un, dit) for un, dit in zip(qui, dits, strict=True))
    avant = dits[0].debut < qui[0].debut
    voisins = zip(qui, dits[1:], strict=False) if avant else zip(dits, qui[1:], strict=False)
    uns = [*voisins]
    return not (ensemble and uns and not all(coupe(un, autre) for un, autre in uns))


def _reunir(saisie: Saisie, dits: Mapping[str, _Dit], acheteurs: Mapping[str, str]) -> ChiffreLu:
    """The figures of each; a total that comes with all parts but one gives the one, with all of them it is checked."""
    entrees = {nom: dit.entree for nom, dit in dits.items() if dit.entree is not None}
    inconnus = frozenset(nom for nom, dit in dits.items() if dit.inconnu)
    if ENSEMBLE in inconnus:
        inconnus = frozenset({ENSEMBLE}) if not entrees else inconnus - {ENSEMBLE}
    total = entrees.pop(ENSEMBLE, None)
    if total is None:
        return ChiffreLu(entrees, inconnus=inconnus)
    if saisie.unite not in ADDITIVES or saisie.moyenne or not entrees:
        return ChiffreLu({**entrees, ENSEMBLE: total}, inconnus=inconnus)
    assert total.valeur is not None
    reste = total.valeur - sum((une.valeur or Decimal(0) for une in entrees.values()), Decimal(0))
    autres = [un for un in acheteurs if un not in entrees]
    if reste < 0 or (reste and not autres):
        return ChiffreLu(cause="somme")
    if len(autres) > 1:
        return ChiffreLu({**entrees, ENSEMBLE: total}, inconnus=inconnus)
    return ChiffreLu({**entrees, **dict.fromkeys(autres, Entree(reste))})


# --- done or not ------------------------------------------------------------------------------------------------------


def _fait_ou_non(plie: str, saisie: Saisie, acheteurs: Mapping[str, str], seul: str | None) -> ChiffreLu:
    """ "Oui", "non", "oui, en retard", "oui pour la ville, non pour la métropole"."""
    nommes = [un for un in lire_acheteurs(plie, acheteurs) if un.qui is not None]
    noms = [un.qui for un in nommes if un.qui is not None]
    if saisie.ensemble:
        if noms and set(noms) != set(acheteurs):
            return ChiffreLu(cause="commun")
        return _oui_ou_non(ENSEMBLE, plie, saisie)
    if not noms:
        lu = _oui_ou_non(ENSEMBLE if seul is None else seul, _MOTIFS.tous.sub(" ", plie), saisie)
        return lu if lu.cause or seul is not None or not lu.entrees else replace(lu, cause="pour_qui")
    if len(set(noms)) < len(noms):
        return ChiffreLu(cause="illisible")
    debuts, fins = [un.debut for un in nommes], [un.fin for un in nommes]
    apres = [plie[debut:fin] for debut, fin in zip(fins, [*debuts[1:], len(plie)], strict=True)]
    avant = [plie[debut:fin] for debut, fin in zip([0, *fins[:-1]], debuts, strict=True)]
    if _dit_quelque_chose(avant[0]) and not _dit_quelque_chose(apres[-1]):
        morceaux = avant
    elif _dit_quelque_chose(avant[0]):
        return ChiffreLu(cause="illisible")
    else:
        morceaux = apres
    pleins = [un for un in morceaux if _dit_quelque_chose(un)]
    lus = [
        _oui_ou_non(nom, pleins[0] if len(pleins) == 1 and not _dit_quelque_chose(un) else un, saisie)
        for nom, un in zip(noms, morceaux, strict=True)
    ]
    fautif = next((lu for lu in lus if lu.cause is not None), None)
    if fautif is not None:
        return fautif if len(lus) == 1 else replace(fautif, entrees={})
    return ChiffreLu(
        {nom: entree for lu in lus for nom, entree in lu.entrees.items()},
        inconnus=frozenset(nom for lu in lus for nom in lu.inconnus),
    )


def _dit_quelque_chose(plie: str) -> bool:
    motifs = (_MOTIFS.inconnu, _MOTIFS.nie, _MOTIFS.non, _MOTIFS.oui, _MOTIFS.fait, _MOTIFS.en_retard, _MOTIFS.a_temps)
    return any(motif.search(_MOTIFS.liaison.sub("", plie)) for motif in motifs)


def _oui_ou_non(nom: str, plie: str, saisie: Saisie) -> ChiffreLu:
    plie = _MOTIFS.liaison.sub("", plie).strip()
    plie = _MOTIFS.pas_a_temps.sub("en retard", _MOTIFS.pas_en_retard.sub("a temps", plie))
    if _MOTIFS.inconnu.search(plie):
        return ChiffreLu(inconnus=frozenset({nom}))
    if _MOTIFS.incertain.search(plie) or plie.endswith("?") or _MOTIFS.oui_et_non.search(plie):
        return ChiffreLu(cause="illisible")
    retard, a_temps = _MOTIFS.en_retard.search(plie) is not None, _MOTIFS.a_temps.search(plie) is not None
    nie = _MOTIFS.non.search(plie) is not None or _MOTIFS.nie.search(plie) is not None
    fait = _MOTIFS.oui.search(plie) is not None or _MOTIFS.fait.search(_MOTIFS.nie.sub(" ", plie)) is not None
    fait = fait or ((retard or a_temps) and saisie.delai and not nie)
    if fait == nie or (retard and a_temps):
        return ChiffreLu(cause="illisible")
    if nie or not saisie.delai:
        return ChiffreLu({nom: Entree(Decimal(int(fait)))})
    if not (retard or a_temps):
        return ChiffreLu({nom: Entree(Decimal(1))}, "delai")
    return ChiffreLu({nom: Entree(Decimal(1), dans_les_delais=a_temps)})


__all__ = ["ENSEMBLE", "ChiffreLu", "Entree", "est_nu", "lire_chiffre", "pas_connu", "sans_annees"]
