"""What the law calls a contract, settled once before any rule: its regime, the procedures that it may follow, its periods."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from knowledge.droit.listes import CODE_CPV, Liste
from knowledge.plan.pack import Pack
from knowledge.regles.conditions import juger
from knowledge.regles.decision import Analyse, Decideur, Etat, Verdict
from knowledge.regles.faits import NON, OUI, Faits, Intervalle, Options, Possible

NATURE, PROCEDURE, MONTANT, DUREE = "nature", "procedure", "montant_ht", "duree_mois"
PERMISE = "procedure_permise"
FERME, MINIMUM, ASSIETTE = "duree_ferme_mois", "montant_minimum_ht", "assiette_avance_ht"
LISTE_ESS, SERVICE = "liste_ess", "service_social_specifique"
# What a service that is only presumed to be on the list leaves to be confirmed.
TIENNENT_A_LA_LISTE = ("procedure_adaptee_permise", "publicite_adaptee_due")
ALLOTI, LOT = "alloti", "montant_lot_ht"
# Only these may be services set apart.
DE_SERVICES = frozenset({"services", "concession"})
# Of these natures a contract is not renewed; nor is one that lasts a year at most, unless somebody says so.
SANS_RECONDUCTION = frozenset({"travaux", "maitrise_oeuvre"})
UN_AN = Decimal(12)
# What the head of a diagnosis says: what it presumes is told only if one of these hangs on it.
DITES = (
    "concession_simplifiee", "concession_complete", "achat_direct_permis", "procedure_adaptee_permise",
    "procedure_formalisee_due", "publicite_adaptee_due", "publicite_nationale_due", "publicite_europeenne_due",
    "publicite_sociale_europeenne_due",
)  # fmt: skip


_PERMISE, _REFUSEE = Options(frozenset({OUI})), Options(frozenset({NON}))


class Permission(StrEnum):
    """Whether the law lets a contract follow a procedure; a case that only the file settles is to be confirmed."""

    PERMISE = "permise"
    REFUSEE = "refusee"
    A_CONFIRMER = "a_confirmer"


@dataclass(frozen=True, slots=True)
class Complet:
    """The facts of a contract with what is presumed and deduced; `presumes` tells, by fact, what nobody said."""

    faits: Faits
    presumes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Qualifiee:
    """One contract qualified. None everywhere means that a fact is missing, never a regime taken for granted.

    `regime`: marche, concession_simplifiee or concession_complete, or concession when its value is missing;
    `publicite`: aucune, adaptee, nationale, europeenne, joue (that of listed services), a_confirmer,
    concession_simplifiee, concession_complete, or centrale; `manque`: the facts that the regime still hangs on;
    `publicite_sure`: it does not hang on a list that is only presumed; `en_lots`: each of its lots is judged apart where the law says so;
    `verdicts`: each qualification by its name; `presumes`: what was held without being said, in words.
    """

    regime: str | None
    delegation: bool | None
    centrale: bool | None
    procedures: Mapping[str, Permission | None]
    publicite: str | None
    publicite_sure: bool
    service_liste: bool | None
    avance_due: bool | None
    verdicts: Mapping[str, bool | None]
    presumes: tuple[str, ...]
    manque: tuple[str, ...]
    en_lots: bool

    @property
    def refusees(self) -> frozenset[str]:
        """The procedures that the law does not let this contract follow."""
        return frozenset(nom for nom, permission in self.procedures.items() if permission is Permission.REFUSEE)


def completer(pack: Pack, faits: Faits) -> Complet:
    """Add what is presumed where nothing was said, then the period and the base that the advance is judged on."""
    presumes: dict[str, str] = {}
    ajoutes: dict[str, Possible] = {nom: possible for nom, possible in _deduits(faits) if not possible.vide}
    deduits = dict.fromkeys(ajoutes, "")
    connus = faits.connus()
    for liste, contenu in _listes(pack, faits):
        ajoutes[liste.fait] = Options(frozenset({OUI if contenu else NON}))
        presumes[liste.fait] = liste.en_mots(faits.valeur(CODE_CPV), contenu=contenu)
    for une in pack.presomptions:
        if une.fait not in connus and une.fait not in ajoutes and juger(une.quand, faits):
            ajoutes[une.fait] = une.possible
            presumes[une.fait] = une.dit
    complets = faits.avec(ajoutes)
    if PERMISE not in connus and PROCEDURE in connus:
        refusee = juger(pack.qualifications["procedure_refusee"].quand, complets)
        if refusee is not None:
            complets = complets.avec({PERMISE: _REFUSEE if refusee else _PERMISE})
            deduits[PERMISE] = ""
    return Complet(complets, {**presumes, **deduits})


def _suspendues(pack: Pack, complet: Complet) -> frozenset[str]:
    """The qualifications that would be the contrary, were a service that is presumed listed not to be."""
    complets = complet.faits
    if SERVICE not in complet.presumes or complets.valeur(SERVICE) is not True:
        return frozenset()
    ordinaire = complets.corriger(SERVICE, _REFUSEE)
    quand = {nom: pack.qualifications[nom].quand for nom in TIENNENT_A_LA_LISTE}
    return frozenset(nom for nom, une in quand.items() if juger(une, complets) != juger(une, ordinaire))


def _listes(pack: Pack, faits: Faits) -> Iterator[tuple[Liste, bool]]:
    """What the CPV codes let presume, where nobody said it."""
    codes, natures = faits.valeur(CODE_CPV), faits[NATURE]
    assert isinstance(natures, Options)
    if not codes or not natures.possibles & DE_SERVICES:
        return
    for liste in pack.listes:
        if liste.fait not in faits and (contenu := liste.contient(codes)) is not None:
            yield liste, contenu


def _deduits(faits: Faits) -> list[tuple[str, Intervalle]]:
    """The firm period and the amount that opens the advance, as far as what is known bounds them.

    Sources: CCP R2191-3 (each lot), R2191-15 (each period counts apart), R2191-16 and -17 (framework agreements).
    """
    connus = faits.connus()
    montant, duree = faits[MONTANT], faits[DUREE]
    assert isinstance(montant, Intervalle)
    assert isinstance(duree, Intervalle)
    trouves = []
    ferme = connus.get(FERME) or _ferme(faits, duree)
    assert isinstance(ferme, Intervalle)
    if FERME not in connus and ferme != faits[FERME]:
        trouves.append((FERME, ferme))
    if MONTANT in connus:
        if ASSIETTE not in connus:
            trouves.append((ASSIETTE, _assiette(faits, montant, duree, ferme)))
        if LOT not in connus and en_lots(faits):
            trouves.append((LOT, _au_plus(montant)))
    return trouves


def en_lots(faits: Faits) -> bool:
    """Whether the amount told is that of several lots: each is judged apart, and its own amount is not known."""
    return faits.valeur(ALLOTI) is True or faits.valeur("cas_particulier") == "petit_lot"


def _ferme(faits: Faits, duree: Intervalle) -> Intervalle:
    natures = faits[NATURE]
    assert isinstance(natures, Options)
    courte = isinstance(duree.haut, Decimal) and duree.haut <= UN_AN
    if DUREE in faits and (courte or natures.possibles <= SANS_RECONDUCTION):
        return duree
    return Intervalle(Decimal(0), duree.haut, bas_inclus=False, haut_inclus=duree.haut_inclus)


def _assiette(faits: Faits, montant: Intervalle, duree: Intervalle, ferme: Intervalle) -> Intervalle:
    if faits.valeur("accord_cadre") is True:
        # The minimum once, or each order: some amount between that minimum and the whole.
        minimum = faits[MINIMUM]
        assert isinstance(minimum, Intervalle)
        return Intervalle(minimum.bas, montant.haut, bas_inclus=minimum.bas_inclus, haut_inclus=montant.haut_inclus)
    if en_lots(faits):
        # Each lot is a contract of its own, and none has its amount yet: some part of the whole, or all of it.
        return _au_plus(montant)
    if ferme == duree:
        return montant
    if isinstance(ferme.seule, Decimal) and isinstance(duree.seule, Decimal):
        part = min(ferme.seule / duree.seule, Decimal(1))
        bas, haut = (
            (borne * part).quantize(Decimal("0.01")) if isinstance(borne, Decimal) else None
            for borne in (montant.bas, montant.haut)
        )
        return Intervalle(bas, haut, montant.bas_inclus, montant.haut_inclus)
    return _au_plus(montant)


def _au_plus(montant: Intervalle) -> Intervalle:
    return Intervalle(Decimal(0), montant.haut, bas_inclus=False, haut_inclus=montant.haut_inclus)


def qualifier(pack: Pack, complet: Complet, etat: Etat, decideur: Decideur) -> Qualifiee:
    """Qualify a contract from the analysis of its completed facts."""
    a_cote = decideur.analyser_a_cote(etat)
    dits = {nom: _tranche(a_cote.get(("qualification", nom))) for nom in pack.qualifications}
    vraies = [("qualification", nom) for nom in DITES if dits[nom]]
    pesent = {nom for cle in vraies for nom in decideur.decisifs(cle, 0, etat)}
    if a_cote["qualification", "reservable_ess"].verdict.s_applique:
        # On the list by its code: told, though what else it takes is for the file to settle.
        pesent.add(LISTE_ESS)
    suspendues = _suspendues(pack, complet)
    regime = _premier(dits, ("concession_complete", "concession_simplifiee"))
    if regime is None and dits["concession"] is not None:
        regime = "concession" if dits["concession"] else "marche"
    return Qualifiee(
        regime=regime,
        delegation=dits["delegation"],
        centrale=dits["passation_par_centrale"],
        procedures=_procedures(dits, suspendues),
        publicite=_publicite(dits, regime),
        publicite_sure="publicite_adaptee_due" not in suspendues,
        service_liste=dits["service_liste"],
        avance_due=dits["avance_due"],
        verdicts=dits,
        en_lots=en_lots(complet.faits) and regime == "marche" and not dits["passation_par_centrale"],
        manque=a_cote["qualification", "concession_complete"].manque if regime == "concession" else (),
        presumes=tuple(dict.fromkeys(dit for nom, dit in complet.presumes.items() if dit and nom in pesent)),
    )


def _procedures(dits: Mapping[str, bool | None], suspendues: Collection[str]) -> dict[str, Permission | None]:
    permise, refusee = Permission.PERMISE, Permission.REFUSEE
    if dits["passation_par_centrale"] or dits["concession"]:
        # The first is deemed to have followed its procedure; the second has procedures of its own.
        return {}
    directe = permise if dits["achat_direct_permis"] else refusee if dits["achat_direct_exclu"] else None
    if directe is None and dits["achat_direct_permis"] is False and dits["achat_direct_exclu"] is False:
        directe = Permission.A_CONFIRMER
    adaptee = {True: permise, False: refusee, None: None}[dits["procedure_adaptee_permise"]]
    if adaptee is permise and "procedure_adaptee_permise" in suspendues:
        adaptee = Permission.A_CONFIRMER
    limitee = {True: Permission.A_CONFIRMER, False: permise, None: None}[dits["procedure_formalisee_due"]]
    ouverte = None if dits["concession"] is None else permise
    if dits["concours_du"]:
        # A contest comes first; whether this buyer owes it is for the file to settle.
        ouverte = Permission.A_CONFIRMER
    return {
        "sans_publicite": directe,
        "mapa": adaptee,
        "appel_offres": ouverte,
        "procedure_negociee": limitee,
        "dialogue_competitif": limitee,
    }


def _publicite(dits: Mapping[str, bool | None], regime: str | None) -> str | None:
    if dits["passation_par_centrale"]:
        return "centrale"
    if regime is not None and regime != "marche":
        return None if regime == "concession" or dits["concession_sociale_au_seuil"] else regime
    due = _premier(dits, ("publicite_europeenne_due", "publicite_nationale_due", "publicite_adaptee_due"))
    if due is not None:
        return due.removeprefix("publicite_").removesuffix("_due")
    if dits["publicite_sociale_europeenne_due"]:
        return "joue"
    if dits["publicite_nationale_a_confirmer"]:
        return "a_confirmer"
    return "aucune" if dits["achat_direct_permis"] else None


def _premier(dits: Mapping[str, bool | None], noms: tuple[str, ...]) -> str | None:
    return next((nom for nom in noms if dits[nom]), None)


def _tranche(analyse: Analyse | None) -> bool | None:
    """Yes, no, or not decided; no for what does not apply whatever comes."""
    if analyse is None:
        return False
    return True if analyse.verdict is Verdict.OUI else None


__all__ = ["Complet", "Permission", "Qualifiee", "completer", "en_lots", "qualifier"]
