"""The facts that a message tells, whatever was asked: the answer awaited, what else is said, and what is denied or put right."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from knowledge.francais.avis import dire_oui_ou_non
from knowledge.francais.contexte import lire_contexte
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import jetons, plier
from knowledge.lecture.calcul import Genre as Compte
from knowledge.lecture.calcul import durer, lire_quantites, sommer
from knowledge.lecture.lecture import (
    ALLOTI,
    DUREE,
    LIVRAISONS,
    MONTANT,
    NATURE,
    OBJET,
    SEGMENTS,
    Lecteur,
    Lecture,
    Reponse,
)
from knowledge.regles.faits import NON, OUI, Fait, Faits, Genre, Intervalle, Options, Possible, Texte


class Origine(StrEnum):
    """Whether a fact was said, or is only likely and to be confirmed."""

    DIT = "dit"
    DEVINE = "devine"


@dataclass(frozen=True, slots=True)
class Attente:
    """The question that waits: its fact, the values proposed in the order shown, or the one supposed ("C'est bien cela ?")."""

    fait: str
    proposes: tuple[str, ...] = ()
    suppose: Possible | None = None


@dataclass(frozen=True, slots=True)
class FaitDit:
    """One fact told. `nie`: only what it is not was said; `corrige`: it replaces what was said before."""

    nom: str
    possible: Possible
    mots: str
    origine: Origine = Origine.DIT
    incertain: bool = False
    nie: bool = False
    corrige: bool = False


@dataclass(frozen=True, slots=True)
class FaitsDits:
    """What a message tells; `accord` is the yes or no to what was supposed, `lots` how many are counted.

    `doute` is why the answer awaited was not taken as it stands (see `Reponse`); `lecture` is the reading it comes from.
    """

    dits: tuple[FaitDit, ...]
    lecture: Lecture
    accord: bool | None = None
    lots: int | None = None
    doute: str | None = None

    def __getitem__(self, nom: str) -> FaitDit:
        return next(dit for dit in self.dits if dit.nom == nom)

    def __contains__(self, nom: str) -> bool:
        return any(dit.nom == nom for dit in self.dits)


_CLAUSE = re.compile(r"[;!?\n…]+|[.,:](?=\s|$)|\s[-–—]\s")
RECURRENT = "recurrent"
# How many clauses are tried as answers of their own.
_ESSAIS = 4


def lire_faits(
    lecteur: Lecteur, texte: str, aujourdhui: date, attente: Attente | None = None, connus: Faits | None = None
) -> FaitsDits:
    """Every fact that a text tells, once it is known that it tells some: a message, or the clauses an act opened."""
    lecture = lecteur.lire(texte, aujourdhui, connus)
    dits = {
        lu.nom: FaitDit(lu.nom, lu.possible, lu.mots, Origine.DIT if lu.sur else Origine.DEVINE, nie=lu.nie)
        for lu in (*lecture.lus, *lecture.sous_reserve)
    }
    accord, doute = None, None
    fait = lecteur.vocabulaire.get(attente.fait) if attente is not None else None
    if attente is not None and fait is not None:
        if attente.suppose is not None:
            accord = dire_oui_ou_non(texte)
        reponse = _repondre(lecteur, texte, aujourdhui, attente, fait, connus, accord, dits)
        doute = reponse.incertitude
        if reponse.possible is not None:
            nie = fait.nom in dits and dits[fait.nom].nie
            dits[fait.nom] = FaitDit(
                fait.nom, reponse.possible, texte, Origine.DEVINE if doute else Origine.DIT, nie=nie
            )
    if OBJET in dits and plier(dits[OBJET].mots).texte in _GENERIQUES:
        del dits[OBJET]
    if OBJET not in dits and lecture.objet_possible and (attente is None or attente.fait == OBJET):
        dits[OBJET] = FaitDit(OBJET, Texte(lecture.objet_possible), lecture.objet_possible, Origine.DEVINE)
    lots = compter_les_lots(texte, attente)
    if lots is not None and ALLOTI in lecteur.vocabulaire and (ALLOTI not in dits or lots > 1):
        dits[ALLOTI] = FaitDit(ALLOTI, Options(frozenset({OUI if lots > 1 else NON})), texte)
    for dit in _montants_dits(lecteur, texte, lecture, attente, connus, dits):
        dits[dit.nom] = dit
    ailleurs = (
        attente is not None
        and attente.fait not in _DECRIVENT
        or (connus is not None and any(nom in connus for nom in _DECRIVENT))
    )
    if ailleurs and not lecture.correction:
        # In passing, while something else is asked: no description.
        for nom in (SEGMENTS, NATURE):
            if nom in dits and (attente is None or attente.fait != nom) and not _nomme_la_nature(lecteur, dits[nom]):
                dits[nom] = replace(dits[nom], origine=Origine.DEVINE)
    corriges = tuple(replace(dit, corrige=lecture.correction, incertain=est_hesitant(texte)) for dit in dits.values())
    return FaitsDits(corriges, lecture, accord, lots, doute)


# The nature alone names no purchase.
_GENERIQUES = frozenset(
    {"travaux", "fournitures", "fourniture", "services", "service", "prestation", "prestations", "pose"}
)
_DECRIVENT = frozenset({OBJET, NATURE, SEGMENTS})
_HESITATIONS = (
    "je crois", "jcrois", "j'crois", "je pense", "jpense", "pas sur", "pas certain", "il me semble", "a priori", "peut-etre", "peut etre", "je suppose", "sans doute",
    "je dirais", "jdirais", "a confirmer", "si ma memoire", "probablement", "sous reserve", "normalement", "sans conviction", "ptet", "j'imagine",
)  # fmt: skip


def est_hesitant(texte: str) -> bool:
    """Whether what a text tells is hedged ("mapa mais pas sûr")."""
    plie = plier(texte[:1000]).texte
    return any(dit in plie for dit in _HESITATIONS)


def _nomme_la_nature(lecteur: Lecteur, dit: FaitDit) -> bool:
    """Whether a nature was called by its name ("services"), and not by what is bought."""
    libelles = {plier(choix.libelle).texte.rstrip("s") for choix in lecteur.vocabulaire[dit.nom].choix}
    return dit.nom == NATURE and plier(dit.mots).texte.rstrip("s") in libelles


def _montants_dits(
    lecteur: Lecteur,
    texte: str,
    lecture: Lecture,
    attente: Attente | None,
    connus: Faits | None,
    dits: dict[str, FaitDit],
) -> Iterator[FaitDit]:
    """An amount or a duration told bare, because it is named or put right: "le montant est faux : 94 000", "durée 36, pas 48"."""
    plie = plier(texte[:1000])
    contexte = lire_contexte(plie.texte)
    quantites = lire_quantites(plie, lire_nombres(plie.texte), contexte)
    mots = {jeton.mot for jeton in jetons(plie.texte)}
    nommes = {
        nom
        for nom in (MONTANT, DUREE)
        if nom in lecteur.vocabulaire and mots & {plier(un).texte for un in lecteur.vocabulaire[nom].aussi}
    }
    refuse = any(q.ecarte for q in quantites)
    demandee = attente.fait if attente is not None else None
    if demandee != DUREE and DUREE in lecteur.vocabulaire:
        place = plie.texte.find("duree")
        apres = [
            q
            for q in quantites
            if place >= 0 and q.debut > place and q.genre is Compte.NU and not q.ecarte and (q.haut or 0) <= _MOIS_MAX
        ]
        temps = durer(plie.texte, quantites)
        if DUREE not in dits and DUREE in nommes and apres:
            dits[DUREE] = FaitDit(DUREE, Intervalle.point(apres[0].bas or Decimal(0)), texte)
        elif (
            temps is not None
            and not contexte.en_question(temps.debut)
            and (DUREE not in dits or (refuse or contexte.corrections) and temps.debut > 0)
        ):
            corrigee = bool(refuse or contexte.corrections)
            dits[DUREE] = FaitDit(
                DUREE,
                Intervalle(temps.bas, temps.haut),
                texte,
                Origine.DIT if corrigee and DUREE in dits else Origine.DEVINE,
            )
    if demandee == MONTANT or MONTANT not in lecteur.vocabulaire:
        return
    deja_dit = dits[MONTANT].possible if MONTANT in dits and dits[MONTANT].origine is Origine.DIT else None
    if deja_dit is not None and not any(q.par and (q.bas, q.haut) == (deja_dit.bas, deja_dit.haut) for q in quantites):  # type: ignore[union-attr]
        return
    corrige = MONTANT in nommes or refuse or lecture.correction
    prix = [
        q
        for q in quantites
        if not q.ecarte
        and (
            q.genre is Compte.ARGENT
            or (corrige and q.genre is Compte.NU and ((q.haut or 0) >= _GRAND or MONTANT in nommes))
            or (q.total and (q.haut or 0) >= _GRAND)
        )
    ]
    deja = connus.valeur(MONTANT) if connus is not None and MONTANT in connus else None
    duree = dits[DUREE].possible if DUREE in dits else connus.connus().get(DUREE) if connus is not None else None
    mois = duree.seule if isinstance(duree, Intervalle) else None
    somme = sommer(
        [q for q in quantites if q in prix or q.genre not in (Compte.NU, Compte.ARGENT)],
        mois if isinstance(mois, Decimal) else None,
        en_reponse=True,
        repere=deja,
    )
    if not prix or somme is None or somme.taxe == "ttc" or (deja_dit is not None and not somme.calcule):
        return
    bas, haut = somme.bas, somme.haut
    if bas is not None and bas == haut and bas < _GRAND and somme.taxe != "ht" and not somme.calcule:
        bas = haut = bas * _GRAND
    sur = somme.taxe == "ht" or corrige
    yield FaitDit(
        MONTANT,
        Intervalle(bas, haut),
        texte,
        Origine.DIT if sur and not (somme.calcule and not corrige) else Origine.DEVINE,
    )


_GRAND = 1000
_MOIS_MAX = 240


def _repondre(
    lecteur: Lecteur,
    texte: str,
    aujourdhui: date,
    attente: Attente,
    fait: Fait,
    connus: Faits | None,
    accord: bool | None,
    dits: dict[str, FaitDit],
) -> Reponse:
    """What the text answers: a value wins over a yes or a no, the whole text over one of its clauses."""
    if fait.genre is Genre.TEXTE:
        return Reponse(None)
    reponses = [
        reponse
        for morceau in _essais(texte, fait)
        if (reponse := lecteur.lire_reponse(fait, morceau, aujourdhui, attente.proposes or None, connus)).possible
        is not None
        or reponse.incertitude
    ]
    if reponses:
        return next((un for un in reponses if un.possible is not None), reponses[0])
    if accord is None and attente.suppose is None:
        avis = dire_oui_ou_non(texte) if fait.genre is Genre.OUI_NON else None
        if avis is None and fait.nom in (LIVRAISONS, RECURRENT) and revient(texte):
            avis = True
        return Reponse(None if avis is None else Options(frozenset({OUI if avis else NON})))
    if accord and fait.nom not in dits:
        return Reponse(attente.suppose)
    if (
        accord is False
        and isinstance(attente.suppose, Options)
        and fait.genre in (Genre.OUI_NON, Genre.CHOIX)
        and fait.nom not in dits
    ):
        reste = fait.options - attente.suppose.possibles
        return Reponse(Options(reste) if reste else None)
    return Reponse(None)


_FOIS_PAR = (
    "tous les ",
    "toutes les ",
    "tt les ",
    "chaque ",
    "tous ",
    "par an",
    "par mois",
    "par semaine",
    "/an",
    "/mois",
    "/semaine",
    "biennal",
    "annuel",
    "regulier",
)


def revient(texte: str) -> bool:
    """Whether a text says that something comes again: "tous les 5 ans", "2 passages/mois".

    >>> revient("1x par an"), revient("une seule, au garage")
    (True, False)
    """
    plie = plier(texte[:1000]).texte
    return "pas tous" not in plie and any(dit in plie for dit in _FOIS_PAR)


def _essais(texte: str, fait: Fait) -> Iterator[str]:
    yield texte
    morceaux = [un.strip() for un in _CLAUSE.split(texte[:1000]) if un and un.strip(" .,-")]
    if len(morceaux) > 1:
        yield from morceaux[:_ESSAIS]


def compter_les_lots(texte: str, attente: Attente | None) -> int | None:
    """How many lots are told: "3 lots", "lot 1… lot 2…", "un lot nord, un lot sud", "deux" where lots are asked."""
    plie = plier(texte[:1000])
    quantites = lire_quantites(plie, lire_nombres(plie.texte), lire_contexte(plie.texte))
    comptes = [
        int(q.valeur)
        for q in quantites
        if q.genre is Compte.COMPTE and q.mot == "lot" and q.valeur is not None and not q.ecarte
    ]
    if len(comptes) > 1 and set(comptes) == {1}:
        return len(comptes)
    if len(set(comptes)) == 1:
        return comptes[0]
    rangs = [
        int(q.valeur)
        for q in quantites
        if q.genre is Compte.RANG and q.valeur and plie.texte[: q.debut].rstrip(" n°").endswith("lot")
    ]
    if rangs and rangs == [*range(1, len(rangs) + 1)] and len(rangs) > 1:
        return len(rangs)
    demandes = attente is not None and attente.fait in (ALLOTI, "lots")
    place = next(
        (place for mot in ("lots", "alloti", "allotti", "alotti", "lot ") if (place := plie.texte.find(mot)) >= 0), -1
    )
    if demandes or place >= 0:
        nus = [
            q
            for q in quantites
            if (q.genre is Compte.NU or demandes)
            and q.genre not in _MESURES
            and not q.ecarte
            and (demandes or place < q.debut < place + _PORTEE)
        ]
        if (
            nus
            and nus[-1].valeur is not None
            and 0 <= nus[-1].valeur < _LOTS_MAX
            and nus[-1].valeur == int(nus[-1].valeur)
            and not nus[-1].taxe
        ):
            premier = nus[0] if demandes and len(nus) > 1 and nus[0].genre is Compte.NU else nus[-1]
            return int(premier.valeur or 0)
    return None


_MESURES = frozenset({Compte.ARGENT, Compte.TEMPS, Compte.PART, Compte.RANG, Compte.TAUX})
_PORTEE = 60
_LOTS_MAX = 100
