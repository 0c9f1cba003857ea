"""What a firm says of itself and of a contract in general: read from its words, kept as plain JSON values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from knowledge.lecture.dates import lire_dates
from knowledge.lecture.texte import plier
from knowledge.ligne_directe.sms import en_toutes_lettres
from knowledge.recherche.langue import plat

# Amounts of money beyond make no sense of a contract; a headcount or a count of days neither.
MONTANT_MAX = Decimal("1e10")
ENTIER_MAX = 100_000
JOURS_PAR_MOIS = 30
MOIS_PAR_AN = 12


class Sorte(StrEnum):
    """How the value of a fact is said."""

    MONTANT = "montant"
    MOIS = "mois"
    ENTIER = "entier"
    JOURS = "jours"
    DATE = "date"
    CHOIX = "choix"


@dataclass(frozen=True, slots=True)
class FaitDeFirme:
    """Something that a computation needs; `choix` are its possible values, in the order of the buttons."""

    nom: str
    sorte: Sorte
    choix: tuple[str, ...] = ()


FAITS: Mapping[str, FaitDeFirme] = {
    fait.nom: fait
    for fait in (
        FaitDeFirme("montant_ht", Sorte.MONTANT),
        FaitDeFirme("facture_ttc", Sorte.MONTANT),
        FaitDeFirme("duree_mois", Sorte.MOIS),
        FaitDeFirme("effectif", Sorte.ENTIER),
        FaitDeFirme("retard_jours", Sorte.JOURS),
        FaitDeFirme("notification", Sorte.DATE),
        FaitDeFirme("nature", Sorte.CHOIX, ("travaux", "services", "fournitures")),
        FaitDeFirme("statut", Sorte.CHOIX, ("ea", "esat", "siae", "ess", "aucun")),
        FaitDeFirme("objet_social", Sorte.CHOIX, ("oui", "non")),
        FaitDeFirme("procedure", Sorte.CHOIX, ("formalisee", "adaptee")),
        FaitDeFirme("envoi", Sorte.CHOIX, ("electronique", "papier")),
        FaitDeFirme("pme", Sorte.CHOIX, ("oui", "non")),
    )
}

_NOMBRE = r"(?P<n>\d{1,12}(?:[.,]\d{1,2})?)"
_ARGENT = re.compile(
    rf"(?<![\w/.-]){_NOMBRE} ?(?P<unite>m€|millions?(?: d'euros)?|€|eur\b|euros?|e\b|ht\b|h\.t|ttc\b|hors taxes?|balles)"
)
_GRAND = re.compile(r"(?<![\w/.,-])(?P<n>[1-9]\d{3,10}(?:[.,]\d{1,2})?)(?![\w/-]|[.,]\d)")
_FOURCHETTE = re.compile(r"\bentre \d[\d.,]* ?(?:€|euros?|ht)? ?(?:et|a) \d[\d.,]* ?(?:€|euros?|ht)?")
_ANNEE = re.compile(r"(?:19|20)\d\d")
_DUREE = re.compile(
    r"(?<![\w/-])(?P<n>\d{1,3}(?:[.,]\d)?|un|une|deux|trois|quatre|cinq|six|huit|dix|douze|dix-huit|vingt-quatre) ?(?P<unite>mois|ans?|annees?|semaines?)\b"
)
_PAS_UNE_DUREE = re.compile(r"(?:depuis|il y a|ca fait|fait|retard(?: de)?|voila|apres|dans|moins de|plus de) ?$")
_EFFECTIF = re.compile(
    r"(?<![\w/-])(?P<n>\d{1,5}|un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt) ?(?:salarie\w*|employe\w*|personnes?|gars|ouvriers?|compagnons?|collaborateurs?|etp\b|emplois?|mecs|bonhommes|tetes|associe\w*|dans (?:la|ma|notre) (?:boite|societe|entreprise))"
    r"|\b(?:on est|on etait|nous etions|nous sommes|on bosse a|sommes|boite de|equipe de|entreprise de|structure de|atelier de) (?P<m>\d{1,4})\b(?! ?(?:€|eur|euros|mois|ans|jours|k\b|ht|ttc|%|eme|e\b))"
)
_SEUL = re.compile(
    r"\b(?:je suis (?:tout |toute )?seule?|suis seule?|je bosse seule?|je travaille seule?|tout seul|toute seule|sans salarie|aucun salarie|pas de salarie|zero salarie|auto-?entrepreneu\w*|micro-?entrepr\w*|freelance|independante?)\b"
)
_RETARD = re.compile(
    r"(?P<n>\d{1,4}) ?(?:jours?|j\b)(?: de)? retard|retard (?:est )?de (?P<m>\d{1,4}) ?(?:jours?|j\b)|(?P<mois>\d{1,2}) mois de retard|en retard de (?P<k>\d{1,4}) ?(?:jours?|j\b)"
)
_EN_MOTS = {
    "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12,
    "quinze": 15, "dix-huit": 18, "vingt": 20, "vingt-quatre": 24,
}  # fmt: skip
_CHOIX: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "nature": (
        ("travaux", re.compile(r"\b(?:travaux|chantier|renovation|refection|construction|peinture|plomberie|maconnerie|couverture|toiture|electricite|menuiserie|vrd|voirie|demolition|platrerie|carrelage|charpente|terrassement|ravalement)\b")),
        ("fournitures", re.compile(r"\b(?:fournitures?|mobilier|materiels?|tables?|chaises?|vehicules?|ordinateurs?|livres?|vetements?|livraison de|vendre|vente de|produits?)\b")),
        ("services", re.compile(r"\b(?:services?|prestations?|nettoyage|menage|entretien|gardiennage|traiteur|repas|formation|conseil|etude|graphis\w*|impression|transport|communication|maintenance|espaces verts|tonte|logo|site internet|animation|traduction|assurance)\b")),
    ),
    "statut": (
        ("esat", re.compile(r"\besat\b|\betablissement (?:et|ou) service d'(?:aide|accompagnement)")),
        ("ea", re.compile(r"\bentreprises? adaptees?\b|\bea\b(?= |,|\.|$)")),
        ("siae", re.compile(r"\b(?:siae|etti|aci|chantiers? d'insertion|entreprises? d'insertion|associations? (?:intermediaire|d'insertion)|structures? d'insertion|regie de quartier|geiq|eiti)\b")),
        ("ess", re.compile(r"\b(?:ess|esus|scop|scic|cooperatives?|mutuelle|fondation|economie sociale|association|asso)\b")),
    ),
    "procedure": (
        ("adaptee", re.compile(r"\b(?:mapa|procedures? adaptees?)\b")),
        ("formalisee", re.compile(r"\b(?:appels? d'offres?|procedures? formalisees?|formalise\w*)\b")),
    ),
    "envoi": (
        ("electronique", re.compile(r"\b(?:mail|email|courriel|electronique\w*|plateforme|profil d'acheteur|en ligne)\b")),
        ("papier", re.compile(r"\b(?:papier|poste|recommande|courrier|lettre recommandee)\b")),
    ),
    "pme": (
        ("oui", re.compile(r"\b(?:pme|tpe|petite (?:boite|entreprise|structure)|artisan|auto-?entrepreneu\w*)\b")),
        ("non", re.compile(r"\b(?:grand groupe|grosse entreprise|eti)\b")),
    ),
}  # fmt: skip
_SOCIAL = re.compile(
    r"\b(?:services? (?:sociaux|social)|social|sante|formation professionnelle|insertion professionnelle|aide a domicile|petite enfance|creche|restauration collective|culturel\w*)\b"
)


def lire_les_faits(texte: str, aujourdhui: date) -> dict[str, Any]:
    """The facts that a message states, as JSON values (amounts are decimal texts, days ISO dates).

    >>> lire_les_faits("on est 12, marché de 38 000 HT sur 4 mois", date(2026, 11, 24))
    {'montant_ht': '38000', 'duree_mois': '4', 'effectif': 12}
    """
    simple = en_toutes_lettres(plat(texte))
    faits: dict[str, Any] = {}
    if (montant := _montant(simple)) is not None:
        faits["montant_ht"] = str(montant)
    if (duree := _duree(simple)) is not None:
        faits["duree_mois"] = str(duree)
    if (effectif := _effectif(simple)) is not None:
        faits["effectif"] = effectif
    if (retard := _retard(simple)) is not None:
        faits["retard_jours"] = retard
    for nom, valeurs in _CHOIX.items():
        if (dit := next((valeur for valeur, motif in valeurs if motif.search(simple)), None)) is not None:
            faits[nom] = dit
    if _SOCIAL.search(simple):
        faits["objet_social"] = "oui"
    dates = [lue for lue in lire_dates(plier(texte).texte, aujourdhui) if lue.jour]
    if len(dates) == 1:
        faits["notification"] = dates[0].bas.isoformat()
    return faits


def lire_la_reponse(nom: str, texte: str, aujourdhui: date) -> Any | None:
    """The value of one fact that was just asked; None when these words are no answer to it.

    >>> lire_la_reponse("effectif", "12", date(2026, 11, 24)), lire_la_reponse("duree_mois", "un an", date(2026, 11, 24))
    (12, '12')
    """
    fait = FAITS[nom]
    simple = en_toutes_lettres(plat(texte)).strip(" .!?")
    lus = lire_les_faits(texte, aujourdhui)
    match fait.sorte:
        case Sorte.MONTANT:
            montant = _montant(simple) or _nombre_seul(simple)
            return None if montant is None or not 0 < montant < MONTANT_MAX else str(montant)
        case Sorte.MOIS:
            duree = _duree(simple) or _nombre_seul(simple)
            return None if duree is None or not 0 < duree < ENTIER_MAX else str(duree)
        case Sorte.ENTIER:
            seul = _nombre_seul(simple)
            return lus.get(nom, int(seul) if seul is not None and seul == int(seul) and seul < ENTIER_MAX else None)
        case Sorte.JOURS:
            if (retard := _retard(simple)) is not None:
                return retard
            duree = _duree(simple)
            seul = _nombre_seul(re.sub(r"\bjours?\b", "", simple).strip())
            jours = duree * JOURS_PAR_MOIS if duree is not None else seul
            return None if jours is None or jours >= ENTIER_MAX else int(jours)
        case _:
            return lus.get(nom)


def _decimal(brut: str) -> Decimal | None:
    try:
        return Decimal(brut.replace(",", "."))
    except InvalidOperation:
        return None


def _montant(simple: str) -> Decimal | None:
    """The amount of money of a text; None when there is none, or several that differ."""
    simple = _FOURCHETTE.sub(" ", simple)
    trouves = set()
    for trouve in _ARGENT.finditer(simple):
        valeur = _decimal(trouve["n"])
        if valeur is not None:
            trouves.add(valeur * 1_000_000 if trouve["unite"].startswith("m") else valeur)
    if not trouves:
        trouves = {
            valeur
            for trouve in _GRAND.finditer(simple)
            if not _ANNEE.fullmatch(trouve["n"]) and (valeur := _decimal(trouve["n"])) is not None
        }
    trouves = {valeur for valeur in trouves if 0 < valeur < MONTANT_MAX}
    return trouves.pop() if len(trouves) == 1 else None


def _duree(simple: str) -> Decimal | None:
    """The length of a contract, in months; what counts from the past is none."""
    for trouve in _DUREE.finditer(simple):
        if _PAS_UNE_DUREE.search(simple[: trouve.start()]) or re.match(r" de retard", simple[trouve.end() :]):
            continue
        combien = Decimal(_EN_MOTS[trouve["n"]]) if trouve["n"] in _EN_MOTS else _decimal(trouve["n"])
        if combien is None:
            continue
        if trouve["unite"].startswith("an"):
            return combien * MOIS_PAR_AN
        return combien / 4 if trouve["unite"].startswith("sem") else combien
    return None


def _effectif(simple: str) -> int | None:
    if trouve := _EFFECTIF.search(simple):
        dit = trouve["n"] or trouve["m"]
        return _EN_MOTS.get(dit) or int(dit)
    return 0 if _SEUL.search(simple) else None


def _retard(simple: str) -> int | None:
    if trouve := _RETARD.search(simple):
        if trouve["mois"]:
            return int(trouve["mois"]) * JOURS_PAR_MOIS
        return int(trouve["n"] or trouve["m"] or trouve["k"])
    return None


def _nombre_seul(simple: str) -> Decimal | None:
    trouve = re.fullmatch(
        r"(?:environ |a peu pres |on est |nous sommes |c'est |autour de )?(\d{1,11}(?:[.,]\d{1,2})?|[a-z-]+)", simple
    )
    if trouve is None:
        return None
    return (
        Decimal(_EN_MOTS[trouve[1]])
        if trouve[1] in _EN_MOTS
        else _decimal(trouve[1])
        if trouve[1][0].isdigit()
        else None
    )


__all__ = ["FAITS", "FaitDeFirme", "Sorte", "lire_la_reponse", "lire_les_faits"]
