"""What is one of a few: nature, status, procedure, yes or no."""

from __future__ import annotations

import re
from collections.abc import Mapping

from knowledge.ligne_directe.faits.nombres import simplifier

CHOIX: Mapping[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "nature": (
        ("travaux", re.compile(r"\b(?:travaux|chantier(?! d'insertion)|renovation|refection|construction|peinture|plomberie|maconnerie|couverture|toiture|electricite|menuiserie|vrd|voirie|demolition|platrerie|carrelage|charpente|terrassement|ravalement)\b")),
        ("fournitures", re.compile(r"\b(?:fournitures?|mobilier|materiels?|tables?|chaises?|vehicules?|ordinateurs?|livres?|vetements?|tee-?shirts?|t-?shirts?|textiles?|uniformes?|fauteuils?|livraison de|vendre|vente de|produits?)\b")),
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
        ("non", re.compile(r"\b(?:non pme|(?:pas|plus) (?:du tout )?(?:une |un |de )?(?:pme|tpe|artisan|petite? \w+)|pas en pme)\b")),
        ("oui", re.compile(r"\b(?:pme|tpe|petite (?:boite|entreprise|structure)|artisan|auto-?entrepreneu\w*)\b")),
        ("non", re.compile(r"\b(?:grand groupe|(?:grosse|grande) (?:boite|entreprise|societe)|eti)\b")),
    ),
}  # fmt: skip
SOCIAL = re.compile(
    r"\b(?:services? (?:sociaux|social)|social|sante|formation professionnelle|insertion professionnelle|aide a domicile|petite enfance|creche|culturel\w*|soutien scolaire|aide aux devoirs|periscolaire|education populaire|alphabetisation)\b"
)
# What no list of such services holds.
PAS_SOCIAL = re.compile(
    r"\b(?:gardiennage|surveillance|securite|nettoyage|menage|restauration|traiteur|repas|juridique|demenagement|blanchisserie)\b"
)
OUI = re.compile(r"^(?:oui|ouais|ouep|yes|exact(?:ement)?|tout a fait|bien sur|absolument|affirmatif)\b")
NON = re.compile(r"^(?:non|nan|nope|pas du tout|absolument pas|negatif)\b")
_PLURIEL_DE_STATUT = re.compile(r"\b(esat|ea|siae|scop|scic)s\b")
AUCUN_STATUT = re.compile(
    r"^(?:aucun\w*|rien(?: de (?:cela|tout cela|tout ca))?|non|(?:une? )?(?:entreprise|societe|boite) (?:normale|classique|ordinaire)|(?:sarl|sas|sasu|eurl|sa)\b.*)$"
)


def lire_les_statuts(texte: str) -> tuple[str, ...]:
    """Every status of a firm that a text names.

    >>> lire_les_statuts("un ESAT ou une entreprise adaptée"), lire_les_statuts("trouver des EA, ou une SIAE")
    (('esat', 'ea'), ('ea', 'siae'))
    """
    simple = _PLURIEL_DE_STATUT.sub(r"\1", simplifier(texte).strip(" .!?"))
    return tuple(statut for statut, motif in CHOIX["statut"] if motif.search(simple))
