"""What a purchase costs in all, as the conversation, the note and the page say it: counted again from the words each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from handlers.besoin.deroulement import Cas
from knowledge.besoin.cout import (
    ACHETER,
    ACQUISITION,
    MOIS_PAR_AN,
    Compte,
    Maniere,
    Somme,
    a_la_piece,
    ajouter,
    bascule,
    combien,
    compter,
    d_un_seul_cote,
    est_un_melange,
    lire_les_couts,
)
from knowledge.besoin.paroles import formes
from knowledge.besoin.questionnaire import Etat, Poste, Questionnaire
from knowledge.lecture.quantites import PERIODES
from knowledge.regles.faits import Faits

MONTANT = "montant_ht"


@dataclass(frozen=True, slots=True)
class Comptes:
    """The ways of doing it that were told, counted; `su`: of which of them each figure is, is known. `repris`: the price is the amount of the purchase.

    `melange`: how many differs from way to way.
    """

    questionnaire: Questionnaire
    manieres: tuple[Maniere, ...]
    comptes: tuple[Compte, ...]
    su: bool = True
    repris: bool = False
    melange: bool = False

    @property
    def chiffres(self) -> bool:
        return any(un.lignes for un in self.comptes)

    @property
    def manque(self) -> str:
        """What the total waits for: a price, of how many, how often, or how long; "" where nothing."""
        if any(un.sans_prix for un in self.comptes):
            return "prix"
        if any(un.a_l_unite for un in self.comptes):
            return "melange" if self.melange else "nombre"
        if any(un.flous for un in self.comptes):
            return "unite"
        if any(somme.a_l_usage for une in self.manieres for somme in une.sommes.values()):
            return "usage"
        seul = len(self.comptes) == 1
        sans_duree = (un.lignes and (un.total is None or (seul and un.duree is None)) for un in self.comptes)
        return "duree" if any(sans_duree) else ""

    def de(self, nom: str) -> Compte | None:
        return next((un for un in self.comptes if un.nom == nom), None)

    def principal(self, nom: str) -> tuple[Somme, Decimal] | None:
        """The price of a way of doing it, or its rent, with what it comes to; None where that is not known."""
        compte, maniere = self.de(nom), next((une for une in self.manieres if une.nom == nom), None)
        if compte is None or maniere is None or compte.a_l_unite:
            return None
        return next((
            (somme, vaut) for cle, somme, vaut in compte.lignes if cle == maniere.principal and vaut is not None
        ), None)  # fmt: skip


def dits_de(cas: Cas | None) -> list[str]:
    """The messages that told figures, as they are kept with the interview."""
    reponse = None if cas is None else cas.deroule.reponses.get(cas.deroule.questionnaire.chiffree)
    return [] if reponse is None or reponse.etat is not Etat.REPONDU else reponse.texte.split("\n")


def est_partage(cas: Cas | None) -> bool:
    """Whether how many, as it was told last, differs from way to way: no one number counts that."""
    comptee = None if cas is None else cas.deroule.questionnaire.comptee
    reponse = None if cas is None or comptee is None else cas.deroule.reponses.get(comptee.id)
    return reponse is not None and est_un_melange(reponse.texte.split("\n")[-1])


def nombre_de(cas: Cas | None, faits: Faits) -> Decimal | None:
    """How many are bought: what the interview was told, else the object."""
    comptee = None if cas is None else cas.deroule.questionnaire.comptee
    if est_partage(cas):
        return None
    reponse = None if cas is None or comptee is None else cas.deroule.reponses.get(comptee.id)
    dit = None if reponse is None else combien(reponse.texte, demande=True)
    return dit or combien(str(faits.valeur("objet") or ""))


def compter_tout(
    questionnaire: Questionnaire,
    dits: Sequence[str],
    nombre: Decimal | None,
    montant: Decimal | None = None,
    *,
    melange: bool = False,
) -> Comptes:
    """Everything that was told, in its order; `montant` is the price where none was told, and nothing is put in the place of the rest."""
    manieres, su = list[Maniere](), True
    for dit in dits:
        lues = lire_les_couts(dit, questionnaire.postes)
        nombre = None if melange else nombre or next((une.nombre for une in lues if une.nombre is not None), None)
        manieres, su = ajouter(manieres, lues)
    manieres, repris = _avec_le_montant(a_la_piece(manieres), montant)
    if melange:
        manieres = [
            replace(une, sommes={cle: replace(somme, nombre=None) for cle, somme in une.sommes.items()})
            for une in manieres
        ]
    comptes = tuple(compter(une, questionnaire.postes, nombre) for une in manieres)
    return Comptes(questionnaire, tuple(manieres), comptes, su, repris, melange)


def comptes_de(cas: Cas, montant: Decimal | None = None) -> Comptes:
    """Those of an interview."""
    faits, partage = cas.deroule.faits, est_partage(cas)
    return compter_tout(cas.deroule.questionnaire, dits_de(cas), nombre_de(cas, faits), montant, melange=partage)


def _avec_le_montant(manieres: Sequence[Maniere], montant: Decimal | None) -> tuple[list[Maniere], bool]:
    achat = next((une for une in manieres if une.nom == ACHETER), Maniere(ACHETER) if not manieres else None)
    if achat is None or ACQUISITION in achat.sommes or montant is None:
        return list(manieres) or [Maniere(ACHETER)], False
    complet = replace(achat, sommes={ACQUISITION: Somme(montant, entier=True), **achat.sommes})
    return [complet if une is achat else une for une in manieres] or [complet], True


# --- as the templates say it ------------------------------------------------------------------------------------------


def contexte_des_comptes(tous: Comptes) -> dict[str, Any]:
    """Each way with its formula, and which costs less."""
    postes = tous.questionnaire.postes
    return {
        "comptes": [_dit(un, postes) for un in tous.comptes],
        "comparaison": _comparer(tous),
        "repris": tous.repris,
        "a_l_unite": any(un.a_l_unite for un in tous.comptes),
        "sans_prix": [{"cle": un.nom, "nom": nom_de(un.nom)} for un in tous.comptes if un.sans_prix],
        "flous": list(dict.fromkeys(poste.libelle for un in tous.comptes for poste in un.flous)),
    }


def nom_de(facon: str) -> str:
    return str(formes("libelles").get(facon, facon))


def _dit(compte: Compte, postes: Mapping[str, Poste]) -> dict[str, Any]:
    return {
        "cle": compte.nom,
        "nom": nom_de(compte.nom),
        "lignes": [
            {
                "libelle": postes[cle].libelle,
                "montant": somme.montant,
                "nombre": somme.nombre,
                "mois": somme.mois,
                "unite": next((unite for unite, mois in PERIODES.items() if mois == somme.mois), ""),
                "usage": somme.fois,
                "fois": None
                if somme.mois is None or compte.duree is None or somme.a_l_usage
                else compte.duree / (somme.mois if somme.fois is None else MOIS_PAR_AN),
                "retire": postes[cle].retire,
                "vaut": vaut,
            }
            for cle, somme, vaut in compte.lignes
            if somme.montant
        ],
        "compris": [postes[cle].libelle for cle, somme, _ in compte.lignes if not somme.montant],
        "total": compte.total,
        "par_an": compte.par_an,
        "annees": None if compte.duree is None else compte.duree / MOIS_PAR_AN,
        "manquent": [poste.libelle for poste in compte.manquent],
    }


def _comparer(tous: Comptes) -> dict[str, Any] | None:
    """The ways from the one that costs least, each with how much more it costs, and from when the other of two would."""
    finis = [(un.total, un) for un in tous.comptes if un.total is not None and un.lignes]
    if len(finis) < 2 or len(finis) < len(tous.comptes) or len({un.a_l_unite for _, un in finis}) > 1:
        return None
    # Over years that differ, only what each of them costs can be compared.
    meme = len({un.duree for _, un in finis}) == 1
    if not meme:
        finis = [(un.par_an, un) for _, un in finis if un.par_an is not None]
        if len(finis) < len(tous.comptes):
            return None
    rangs = sorted(finis, key=lambda fini: fini[0])
    moins = rangs[0][0]
    deux = tous.manieres if len(finis) == 2 and meme else ()
    mois = bascule(deux[0], deux[1], tous.questionnaire.postes) if deux else None
    return {
        "rangs": [{"nom": nom_de(un.nom), "ecart": total - moins} for total, un in rangs],
        "par_an": not meme,
        "d_un_cote": [poste.libelle for poste in d_un_seul_cote(tous.comptes, tous.questionnaire.postes)],
        "bascule": None if mois is None else {"mois": mois[0], "nom": nom_de(mois[1])},
    }


__all__ = [
    "MONTANT",
    "Comptes",
    "compter_tout",
    "comptes_de",
    "contexte_des_comptes",
    "dits_de",
    "est_partage",
    "nom_de",
    "nombre_de",
]
