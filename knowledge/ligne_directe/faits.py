"""What a firm says of itself and of a contract in general: read from its words, kept as plain JSON values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from text_to_num import text2num

from knowledge.lecture.dates import DateLue, lire_dates
from knowledge.lecture.nombres import EN_LETTRES
from knowledge.lecture.texte import plier
from knowledge.ligne_directe.sms import en_toutes_lettres
from knowledge.recherche.langue import plat

# Outside of these, what was typed is no amount of a contract, no headcount, no length, no delay: it is asked again.
MONTANT_MIN = Decimal(100)
MONTANT_MAX = Decimal("1e10")
ENTIER_MAX = 100_000
MOIS_MAX = 600
RETARD_MAX = 3_650
JOURS_PAR_MOIS = 30
MOIS_PAR_AN = 12
SEMAINES_PAR_AN = 52
# A letter, or an invoice, of another day than these is a slip of the pen.
AVENIR_MAX = timedelta(days=3)
PASSE_MAX = timedelta(days=2 * 366)
# "le 10 novembre", said at the end of November, is not that of next year.
SANS_ANNEE = timedelta(days=60)
ANNEES_A_VENIR = 3


class Sorte(StrEnum):
    """How the value of a fact is said."""

    MONTANT = "montant"
    MOIS = "mois"
    ENTIER = "entier"
    JOURS = "jours"
    DATE = "date"
    POURCENT = "pourcent"
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
        FaitDeFirme("montant_ttc", Sorte.MONTANT),
        FaitDeFirme("facture_ttc", Sorte.MONTANT),
        FaitDeFirme("facture_ht", Sorte.MONTANT),
        FaitDeFirme("ca", Sorte.MONTANT),
        FaitDeFirme("avenant_montant", Sorte.MONTANT),
        FaitDeFirme("avenant_pct", Sorte.POURCENT),
        FaitDeFirme("part_pct", Sorte.POURCENT),
        FaitDeFirme("duree_mois", Sorte.MOIS),
        FaitDeFirme("effectif", Sorte.ENTIER),
        FaitDeFirme("retard_jours", Sorte.JOURS),
        FaitDeFirme("notification", Sorte.DATE),
        FaitDeFirme("reception", Sorte.DATE),
        FaitDeFirme("paiement", Sorte.DATE),
        FaitDeFirme("annee", Sorte.ENTIER),
        FaitDeFirme("nature", Sorte.CHOIX, ("travaux", "services", "fournitures")),
        FaitDeFirme("statut", Sorte.CHOIX, ("ea", "esat", "siae", "ess", "aucun")),
        FaitDeFirme("objet_social", Sorte.CHOIX, ("oui", "non")),
        FaitDeFirme("procedure", Sorte.CHOIX, ("formalisee", "adaptee")),
        FaitDeFirme("envoi", Sorte.CHOIX, ("electronique", "papier")),
        FaitDeFirme("pme", Sorte.CHOIX, ("oui", "non")),
        FaitDeFirme("taxe", Sorte.CHOIX, ("ht",)),
        FaitDeFirme("ca_de", Sorte.CHOIX, ("exige", "propre")),
    )
}

# Facts that say the same thing: one that is learnt takes the place of the others.
_GROUPES = (
    frozenset({"montant_ht", "montant_ttc", "taxe"}),
    frozenset({"facture_ttc", "facture_ht"}),
    frozenset({"retard_jours", "reception", "paiement"}),
    frozenset({"avenant_montant", "avenant_pct"}),
    frozenset({"ca", "ca_de"}),
)

# --- numbers made even ------------------------------------------------------------------------------------------------

_ESPACES = re.compile(r"[\s\u00a0\u2009\u202f]+")
_CEDILLE = re.compile(r"\b(?:ça|Ça|ÇA)\b")
_GROUPES_DE_TROIS = re.compile(
    r"(?<![\d.,'])\d{1,3}(?:[.'’]\d{3})+(?![\d.'’]\d|\d)(?! ?(?:M|m€|millions?|milliards?)\b)"
)
_ANGLAIS = re.compile(r"(?<![\d.,])(\d{1,3}),000(?!\d)")
_KILO = re.compile(r"(?<![\w.,])(\d{1,6}(?:[.,]\d{1,3})?) ?(?:k(?:€|eur(?:os?)?|e)?|mille)(?!\w)", re.IGNORECASE)
_MEGA = re.compile(
    r"(?<![\w.,])(\d{1,4}(?:[.,]\d{1,3})?) ?(?:M|[mM]€|[mM](?=(?: ?€| euros?| ht| ttc)\b)|[Mm]eur|[Mm]illions?|(?P<milliard>[Mm]illiards?))(?!\w)(?P<demi> et demie?\b)?"
)
_LETTRES = re.compile(EN_LETTRES)
_SANS_CHIFFRE = frozenset({"un", "une", "zero"})
_DIZAINES = re.compile(
    r"\b(?:une |la )?(?P<n>dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|soixantaine|centaine) (?:de |d')?"
)
_EN_DIZAINES = {
    "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30, "quarantaine": 40, "soixantaine": 60, "centaine": 100,
}  # fmt: skip

# --- money ------------------------------------------------------------------------------------------------------------

_SOMME = re.compile(
    r"(?<![\w/.,-])(?<!moins )(?P<n>\d{1,15}(?:[.,]\d{1,2})?)(?![\w/.,-]?\d)(?P<u>(?: ?(?:€|eur\b|euros?\b|e\b|balles\b)){0,3})(?: ?(?:en |d')?(?P<t>ht|h\.t|hors[ -]taxes?|ttc|t\.t\.c|toutes taxes)\b)?"
)
_AUTRE_UNITE = re.compile(
    r"^ ?(?:m2|m²|metres?|ml|km|kilometres?|heures?|h|jours?|j|mois|ans?|annees?|semaines?|salarie\w*|employe\w*|personnes?|gars|ouvriers?|compagnons?|collaborateurs?|habitants?|repas|eleves?|arbres|pages?|exemplaires|unites?|pieces?|etp|clermont\w*|paris|lyon|kg|tonnes?|%|°|km2|kwh|mwh|logements?)(?![a-z])"
)
_PAS_UN_MONTANT = re.compile(
    r"(?:siret|siren|article|art\.?|n°|numero|code postal|cp|tel|telephone|bp|rcs|ref|reference) ?:? ?$"
)
_FOURCHETTE = re.compile(r"\bentre \d[\d.,]* ?(?:€|euros?|ht)? ?(?:et|a) \d[\d.,]* ?(?:€|euros?|ht)?")
_ANNEE = re.compile(r"(?:19|20)\d\d")
_TTC = re.compile(r"\b(?:ttc|t\.t\.c|toutes taxes)\b")
_HT = re.compile(r"\b(?:ht|h\.t|hors[ -]taxes?)\b")
# What stands around an amount says of what it is; the last words before it win.
_AUTOUR = 60
_JUSQU_AU_NOMBRE = r"(?:(?!\b(?:marche|contrat|lot|chantier|commande|sur)\b)[^\d;?!]){0,40}$"
_CA_AVANT = re.compile(
    rf"(?:\b(?:mon|notre|de|un|le|du|son|votre|leur|en|au) ca\b|^ ?ca annuel|\bchiffres? d'affaires?){_JUSQU_AU_NOMBRE}"
)
_CA_APRES = re.compile(r"^ ?(?:de |d'|en |pour |comme )?(?:ca\b|chiffres? d'affaires?)")
_AVENANT = re.compile(
    r"\b(?:avenants?|modifi\w*|modification|augment\w*|hausse|rallonge|supplement\w*|plus[- ]value|en plus)\b"
)
_AVENANT_AVANT = re.compile(
    rf"\b(?:avenants?|modif\w*|augment\w*|hausse|rallonge|supplement\w*|plus[- ]value|en plus){_JUSQU_AU_NOMBRE}"
)
_AVENANT_APRES = re.compile(
    r"^ ?(?:de |d')?(?:travaux |prestations? )?(?:en plus|supplementaires?|avenant|augmentation|de plus|rallonge)\b"
)
_FACTURE_AVANT = re.compile(rf"\bfactures?{_JUSQU_AU_NOMBRE}")
_FACTURE_APRES = re.compile(r"^ ?(?:de |d'|en )?(?:factur\w+)")
_MARCHE_AVANT = re.compile(r"\b(?:marche|contrat|lot|chantier|commande|initial)\b[^\d;?!]{0,40}$")
_EXIGE = re.compile(r"\b(?:demand\w*|exig\w*|reclam\w*|impos\w*|il faut|faut|minimum|requis\w*|veulent|veut)\b")
_PROPRE = re.compile(
    r"\b(?:je fais|on fait|nous faisons|j'ai|on a|nous avons|mon|notre|je realise|on realise|avec|je suis a|on est a|je tourne a|on tourne a)\b"
)
_CORRIGE = re.compile(r"\b(?:non|pardon|plutot|en fait|erreur|desole|oups|euh|je me suis trompe|enfin)\b")

# --- lengths, headcounts, delays --------------------------------------------------------------------------------------

_DUREE = re.compile(
    r"(?<![\w/,.-])(?P<n>\d{1,4}(?:[.,]\d)?|un|une) ?(?P<unite>mois|ans?|annees?|semaines?)\b(?: et (?:(?P<demi>demie?)\b|(?P<plus>\d{1,2}) mois\b))?"
)
_PAS_UNE_DUREE = re.compile(
    r"(?:depuis|il y a|cela fait|ca fait|fait|retard(?: de)?|voila|apres|dans|moins de|plus de|j'ai|tous les) ?$"
)
_NI_CELLE_CI = re.compile(
    r"^ (?:de retard|d'existence|d'experience|d'anciennete|de metier|de retraite|d'age|avant|apres)\b"
)
_GENS = r"(?:salarie\w*|employe\w*|personnes?|gars|ouvriers?|compagnons?|collaborateurs?|etp\b|emplois?\b|mecs|bonhommes|tetes|associe\w*|agents?\b|techniciens?|peintres|macons|apprentis?|dans (?:la|ma|notre) (?:boite|societe|entreprise))"
_EFFECTIF = re.compile(
    rf"(?<![\w/.,-])(?P<n>\d{{1,6}}) ?{_GENS}"
    r"|\b(?:je suis|on est|on etait|on sera|on serait|nous etions|nous serions|nous serons|nous sommes|on n'est que|on est que|on bosse a|on tourne a|sommes|etions|boite de|equipe de|entreprise de|structure de|atelier de|effectifs?(?: de| est de| :)?|j'emploie|on emploie|nous employons)(?: environ| a peu pres| seulement| plus que)? (?P<m>\d{1,6})\b(?![.,/]\d)(?! ?(?:€|eur|euros|mois|ans|jours?|j\b|k\b|ht|ttc|%|eme|er\b|e\b|h\b|heures|sur \d|janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre))"
)
_PAS_UN_EFFECTIF = re.compile(
    r"(?:moins de|plus de|sous(?: les)?|depass\w*(?: les)?|au-dela de|au-dessus de|en dessous de|entre \d{1,5} et|inferieur a|superieur a|de \d{1,5} a|jusqu'a|recrut\w*|embauch\w*) ?$"
)
_SEUL = re.compile(
    r"\b(?:je suis (?:tout |toute )?seule?|suis seule?|je bosse seule?|je travaille seule?|tout seul|toute seule|sans salarie|aucun salarie|pas de salarie|(?:zero|0) salarie|auto-?entrepreneu\w*|micro-?entrepr\w*|freelance|independante?)\b"
)
_RETARD = re.compile(
    r"(?<![\w.,])(?P<n>\d{1,5}) ?(?P<u>jours?|j\b|mois|semaines?)(?: de)? retard|retard (?:est |d'environ )?(?:de |d')?(?P<m>\d{1,5}) ?(?P<v>jours?|j\b|mois|semaines?)|(?P<rien>(?:aucun|sans|pas de|zero jour de) retard)"
)
_A_VENIR = re.compile(
    r"\b(?:en|pour|des|fin|debut|courant|annee|janvier|mars|juin|septembre) (?P<an>20\d\d)\b(?! ?(?:€|euros?|ht|ttc))"
)
_L_AN_PROCHAIN = re.compile(r"\b(?:l'an prochain|l'annee prochaine)\b")
_RECUE = re.compile(r"\b(?:recue?s?|reception\w*|receptionnee?|deposee?|depot)\b")
_PAYEE = re.compile(r"\b(?:payee?s?|paie\w*|paye|reglee?s?|reglement|virement|viree?|vire)\b")
_IMPAYEE = re.compile(
    r"\b(?:(?:toujours|encore) pas (?:ete )?(?:paye\w*|regle\w*)|(?:pas|jamais) (?:encore )?(?:ete )?(?:paye\w*|regle\w*)|impayee?|j'attends toujours)\b"
)
_JOUR_PROCHE = re.compile(r"\b(?P<jour>aujourd'hui|avant-hier|hier)\b")
_DATE_ECRITE = re.compile(
    r"\b\d{1,2} ?(?:janvier|janv|fevrier|fev|mars|avril|mai|juin|juillet|juil|aout|septembre|sept|octobre|oct|novembre|nov|decembre|dec)\b|\b\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?\b"
)
_POURCENT = re.compile(r"(?<![\w.,])(?P<n>\d{1,3}(?:[.,]\d{1,2})?) ?(?:%|pour ?cents?\b|pourcents?\b)")
_PROTEGES = re.compile(r"\b(?:handicap\w*|rqth|defavoris\w*|en insertion|travailleurs|proteges?)\b")
_TANT_SUR_TANT = re.compile(
    r"(?<![\w/.,])(?P<n>\d{1,5}) (?:[a-z]+ ){0,4}(?:sur|/) (?:[a-z]+ ){0,3}(?P<sur>\d{1,5})\b(?! ?(?:mois|ans|€|euros))"
)
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
        ("non", re.compile(r"\b(?:non pme|(?:pas|plus) (?:du tout )?(?:une |un |de )?(?:pme|tpe|artisan|petite? \w+)|pas en pme)\b")),
        ("oui", re.compile(r"\b(?:pme|tpe|petite (?:boite|entreprise|structure)|artisan|auto-?entrepreneu\w*)\b")),
        ("non", re.compile(r"\b(?:grand groupe|grosse entreprise|eti)\b")),
    ),
}  # fmt: skip
_SOCIAL = re.compile(
    r"\b(?:services? (?:sociaux|social)|social|sante|formation professionnelle|insertion professionnelle|aide a domicile|petite enfance|creche|restauration collective|culturel\w*)\b"
)


_OUI = re.compile(r"^(?:oui|ouais|ouep|yes|exact(?:ement)?|tout a fait|bien sur|absolument|affirmatif)\b")
_NON = re.compile(r"^(?:non|nan|nope|pas du tout|absolument pas|negatif)\b")
_PLURIEL_DE_STATUT = re.compile(r"\b(esat|ea|siae|scop|scic)s\b")
_AUCUN_STATUT = re.compile(
    r"^(?:aucun\w*|rien(?: de (?:cela|tout cela|tout ca))?|non|une? (?:entreprise|societe|boite) (?:normale|classique|ordinaire)|(?:sarl|sas|sasu|eurl|sa)\b.*)$"
)
_NOMBRE_SEUL = re.compile(
    r"(?:environ |a peu pres |autour de |dans les |je dirais |ce serait |c'est |c'etait |cela fait |ca fait |il y en a |j'en ai |on en a |peut-etre )*(?P<n>\d{1,15}(?:[.,]\d{1,2})?|un|une|zero)(?: environ| pile| tout rond| je crois| je pense| ferme| max| maximum)*"
)
_SIGNE = re.compile(r"(?:-|moins )\d")
_BORNE = re.compile(r"(?:on est |nous sommes |j'en ai )?(?P<sens>moins|plus) de (?P<n>\d{1,5})(?: " + _GENS + ")?")
_PETITS_MOTS = frozenset(
    """
    et en de des du d pour a au aux le la les l un une marche contrat lot sur avec on est sommes nous suis je
    c ce etait serait ai j soit  environ ou ht ttc euros euro si mais donc sinon alors dure duree montant
    salaries employes facture oui non pardon fait plutot  ferme pile qu que crois pense peut-etre bon ben bah
    euh annee prochaine an prochain  me demande demandent exige exiges exigent reclame reclament fais ca
    chiffre affaires mon notre minimum avenant avenants plus
    """.split()  # noqa: SIM905 - read more easily than seventy quoted words
)


def ajouter(faits: Mapping[str, Any], dits: Mapping[str, Any]) -> dict[str, Any]:
    """What is known, with what was just said in the place of what said the same thing before.

    >>> ajouter({"montant_ttc": "80000", "effectif": 6}, {"montant_ht": "80000"})
    {'effectif': 6, 'montant_ht': '80000'}
    """
    perimes = {nom for groupe in _GROUPES if not groupe.isdisjoint(dits) for nom in groupe} - set(dits)
    # The day of the payment completes that of the receipt, whichever is said first.
    if "retard_jours" not in dits:
        perimes -= {"reception", "paiement"}
    # A headcount says whether a firm can be an SME; to be one says no headcount.
    if "effectif" in dits and "pme" not in dits:
        perimes.add("pme")
    return {**{nom: valeur for nom, valeur in faits.items() if nom not in perimes}, **dits}


def d_une_facture(faits: Mapping[str, Any]) -> dict[str, Any]:
    """The same facts, for somebody who asks about an invoice: its amount is with VAT unless "HT" is said.

    >>> d_une_facture({"montant_ht": "10000", "taxe": "ht"}), d_une_facture({"montant_ht": "14400"})
    ({'facture_ht': '10000'}, {'facture_ttc': '14400'})
    """
    reste = {nom: valeur for nom, valeur in faits.items() if nom not in ("montant_ht", "montant_ttc", "taxe")}
    if "facture_ttc" in reste or "facture_ht" in reste:
        return reste
    if "montant_ttc" in faits:
        return {**reste, "facture_ttc": faits["montant_ttc"]}
    if "montant_ht" in faits:
        return {**reste, "facture_ht" if faits.get("taxe") == "ht" else "facture_ttc": faits["montant_ht"]}
    return reste


def lire_les_faits(texte: str, aujourdhui: date) -> dict[str, Any]:
    """The facts that a message states, as JSON values (amounts are decimal texts, days ISO dates).

    >>> lire_les_faits("on est 12, marché de 38 000 HT sur 4 mois", date(2026, 11, 24))
    {'montant_ht': '38000', 'taxe': 'ht', 'duree_mois': '4', 'effectif': 12}
    """
    simple = _simple(texte)
    faits: dict[str, Any] = _montants(simple)
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
    faits |= _pourcents(simple)
    faits |= _jours(simple, texte, aujourdhui)
    if (annee := _annee(simple, aujourdhui)) is not None:
        faits["annee"] = annee
    return faits


def ne_dit_que_des_faits(texte: str) -> bool:
    """Whether a message holds facts and nothing else: neither a question nor a story.

    >>> ne_dit_que_des_faits("travaux, 120 000 en 2027"), ne_dit_que_des_faits("12 ?")
    (True, True)
    """
    simple = _simple(texte)
    motifs = (motif for valeurs in _CHOIX.values() for _, motif in valeurs)
    for motif in (_DUREE, _EFFECTIF, _SEUL, _RETARD, _A_VENIR, _L_AN_PROCHAIN, _POURCENT, _SOMME, _SOCIAL, *motifs):
        simple = motif.sub(" ", simple)
    return all(mot in _PETITS_MOTS for mot in re.findall(r"[a-z]+(?:-[a-z]+)*", simple))


def lire_la_reponse(nom: str, texte: str, aujourdhui: date) -> Any | None:
    """The value of one fact that was just asked; None when these words are no answer to it.

    >>> lire_la_reponse("effectif", "12", date(2026, 11, 24)), lire_la_reponse("duree_mois", "un an", date(2026, 11, 24))
    (12, '12')
    """
    return lire_les_reponses(nom, texte, aujourdhui).get(nom)


def lire_les_reponses(nom: str, texte: str, aujourdhui: date) -> dict[str, Any]:
    """All that words say when the fact `nom` was asked: a number alone is that fact, the others need their own words.

    >>> lire_les_reponses("montant_ht", "80 000 TTC et 10 mois", date(2026, 11, 24))
    {'montant_ttc': '80000', 'duree_mois': '10'}
    """
    simple = _simple(texte).strip(" .!?")
    lus = lire_les_faits(texte, aujourdhui)
    if nom.startswith("facture"):
        lus = d_une_facture(lus)
    meme_montant = next((groupe for groupe in _GROUPES[:2] if nom in groupe), frozenset({nom}))
    if not meme_montant.isdisjoint(lus):
        return lus
    seul = _nombre_seul(simple)
    match FAITS[nom].sorte:
        case Sorte.MONTANT if seul is not None and _plausible(nom, seul):
            taxe = _TTC.search(simple), nom.replace("_ht", "_ttc")
            return {**lus, taxe[1] if taxe[0] else nom: str(seul)}
        case Sorte.MONTANT if nom.startswith("facture") and (petit := _petite_somme(simple)) is not None:
            return {**lus, nom: str(petit)}
        case Sorte.MOIS:
            jours = re.fullmatch(r"(\d{1,5}) ?jours?", simple)
            mois = seul if jours is None else (Decimal(jours[1]) / JOURS_PAR_MOIS).quantize(Decimal("0.1"))
            if mois is not None and 0 < mois <= MOIS_MAX:
                return {**lus, nom: str(mois)}
        case Sorte.ENTIER if seul is not None and seul == int(seul) and seul < ENTIER_MAX:
            return {**lus, nom: int(seul)}
        case Sorte.ENTIER if borne := _BORNE.fullmatch(simple):
            return {**lus, nom: max(0, int(borne["n"]) + (1 if borne["sens"] == "plus" else -1))}
        case Sorte.JOURS:
            compte = re.fullmatch(
                r"(?:il y a |cela fait |ca fait |pour |environ )*(\d{1,5}) ?(?:jours?|j)(?: environ)?", simple
            )
            duree = _duree(simple)
            retard = Decimal(compte[1]) if compte else seul if duree is None else duree * JOURS_PAR_MOIS
            if retard is not None and 0 <= retard <= RETARD_MAX:
                return {**{autre: dit for autre, dit in lus.items() if autre != "duree_mois"}, nom: int(retard)}
        case Sorte.POURCENT if trouve := _POURCENT.search(simple):
            return {**lus, nom: trouve["n"].replace(",", ".")}
        case Sorte.DATE if (dite := _seul_jour(simple, texte, aujourdhui)) is not None:
            return {**lus, nom: dite.isoformat()} if _vraisemblable(dite, aujourdhui) else lus
        case Sorte.CHOIX if set(FAITS[nom].choix) == {"oui", "non"} and (_OUI.match(simple) or _NON.match(simple)):
            return {**lus, nom: "oui" if _OUI.match(simple) else "non"}
        case Sorte.CHOIX if nom == "statut" and _AUCUN_STATUT.match(simple):
            return {**lus, nom: "aucun"}
    return lus


def lire_les_statuts(texte: str) -> tuple[str, ...]:
    """Every status of a firm that a text names.

    >>> lire_les_statuts("un ESAT ou une entreprise adaptée"), lire_les_statuts("trouver des EA, ou une SIAE")
    (('esat', 'ea'), ('ea', 'siae'))
    """
    simple = _PLURIEL_DE_STATUT.sub(r"\1", _simple(texte).strip(" .!?"))
    return tuple(statut for statut, motif in _CHOIX["statut"] if motif.search(simple))


def etonne(nom: str, texte: str, aujourdhui: date) -> str | None:
    """Why what was typed cannot be the fact `nom`, though it looks like one; None when it does not look like one.

    >>> etonne("montant_ht", "8 €", date(2026, 11, 24)), etonne("notification", "le 35 janvier", date(2026, 11, 24))
    ('montant', 'date_impossible')
    """
    simple = _simple(texte).strip(" .!?")
    sorte = FAITS[nom].sorte
    if sorte is Sorte.DATE:
        dite = _seul_jour(simple, texte, aujourdhui)
        if dite is None:
            return (
                "date_impossible"
                if _DATE_ECRITE.search(simple) and not lire_dates(plier(texte).texte, aujourdhui)
                else None
            )
        return None if _vraisemblable(dite, aujourdhui) else "date_future" if dite > aujourdhui else "date_ancienne"
    chiffre = _nombre_seul(simple) is not None or _SIGNE.match(simple) is not None
    somme = chiffre or any(trouve["u"] or trouve["t"] for trouve in _SOMME.finditer(simple))
    match sorte:
        case Sorte.MONTANT if somme:
            return "facture" if nom.startswith("facture") else "montant"
        case Sorte.MOIS if chiffre or _DUREE.search(simple):
            return "duree"
        case Sorte.ENTIER if chiffre or _EFFECTIF.search(simple):
            return "effectif"
        case Sorte.JOURS if chiffre or _RETARD.search(simple) or re.fullmatch(r"\d+ ?(?:jours?|j)", simple):
            return "retard"
    return None


# --- one kind at a time -----------------------------------------------------------------------------------------------


def _simple(texte: str) -> str:
    """Flat text whose numbers are in one piece: "1,2 M", "80 mille", "14.400", "quatre-vingt mille"."""
    texte = _CEDILLE.sub("cela", _ESPACES.sub(" ", texte))
    texte = _GROUPES_DE_TROIS.sub(lambda trouve: re.sub(r"\D", "", trouve[0]), texte)
    texte = _ANGLAIS.sub(r"\g<1>000", texte)
    texte = _MEGA.sub(_en_millions, _KILO.sub(lambda trouve: f"{_multiplie(trouve[1], 1_000)} €", texte))
    simple = _LETTRES.sub(_en_chiffres, en_toutes_lettres(plat(texte)))
    return _DIZAINES.sub(lambda trouve: f"{_EN_DIZAINES[trouve['n']]} ", simple)


def _multiplie(nombre: str, fois: int) -> str:
    produit = Decimal(nombre.replace(",", ".")) * fois
    return f"{produit:f}" if produit != produit.to_integral_value() else str(int(produit))


def _en_millions(trouve: re.Match[str]) -> str:
    fois = 1_000_000_000 if trouve["milliard"] else 1_000_000
    valeur = Decimal(_multiplie(trouve[1], fois)) + (fois // 2 if trouve["demi"] else 0)
    return f"{valeur:f} €"


def _en_chiffres(trouve: re.Match[str]) -> str:
    if trouve[0] in _SANS_CHIFFRE:
        return trouve[0]
    try:
        return str(text2num(trouve[0], "fr"))
    except ValueError:
        return trouve[0]


def _decimal(brut: str) -> Decimal | None:
    try:
        return Decimal(brut.replace(",", "."))
    except InvalidOperation:
        return None


def _plausible(nom: str, montant: Decimal) -> bool:
    return (montant > 0 if nom.startswith("facture") else montant >= MONTANT_MIN) and montant < MONTANT_MAX


@dataclass(frozen=True, slots=True)
class _Somme:
    valeur: Decimal
    taxe: str
    de: str


def _montants(simple: str) -> dict[str, Any]:
    """The amounts of a text, each by what it is of; none when several that differ are of the same thing."""
    sommes = _sommes(_FOURCHETTE.sub(" ", simple))
    faits: dict[str, Any] = {}
    contrat = [somme for somme in sommes if somme.de == "marche"] or [somme for somme in sommes if not somme.de]
    # "66 667 HT, soit 80 000 TTC" is one amount; the one before tax needs no assumption.
    if {somme.taxe for somme in contrat} == {"ht", "ttc"}:
        contrat = [somme for somme in contrat if somme.taxe == "ht"]
    if len({somme.valeur for somme in contrat}) == 1:
        somme = contrat[-1]
        faits["montant_ttc" if somme.taxe == "ttc" else "montant_ht"] = str(somme.valeur)
        if somme.taxe == "ht":
            faits["taxe"] = "ht"
    for de in ("facture", "ca", "avenant"):
        valeurs = {(somme.valeur, somme.taxe) for somme in sommes if somme.de == de}
        if len(valeurs) != 1:
            continue
        valeur, taxe = valeurs.pop()
        if de == "facture":
            faits["facture_ht" if taxe == "ht" else "facture_ttc"] = str(valeur)
        else:
            faits["ca" if de == "ca" else "avenant_montant"] = str(valeur)
    if "ca" in faits and (de_qui := "exige" if _EXIGE.search(simple) else "propre" if _PROPRE.search(simple) else None):
        faits["ca_de"] = de_qui
    return faits


def _sommes(simple: str) -> list[_Somme]:
    trouves = [trouve for trouve in _SOMME.finditer(simple) if _est_une_somme(trouve, simple)]
    sommes: list[_Somme] = []
    for rang, trouve in enumerate(trouves):
        debut = trouves[rang - 1].end() if rang else 0
        fin = trouves[rang + 1].start() if rang + 1 < len(trouves) else len(simple)
        avant = simple[max(debut, trouve.start() - _AUTOUR) : trouve.start()]
        apres = simple[trouve.end() : min(fin, trouve.end() + _AUTOUR)]
        if sommes and _CORRIGE.search(avant):
            sommes.pop()
        taxe = _taxe(trouve["t"]) or (
            ("ttc" if _TTC.search(simple) else "ht" if _HT.search(simple) else "") if len(trouves) == 1 else ""
        )
        valeur = _decimal(trouve["n"])
        de = _de_quoi(avant, apres)
        if valeur is not None and _plausible(de, valeur):
            sommes.append(_Somme(valeur, taxe, de))
    return sommes


def _est_une_somme(trouve: re.Match[str], simple: str) -> bool:
    avant, apres = simple[max(0, trouve.start() - 16) : trouve.start()], simple[trouve.end() : trouve.end() + 24]
    entier = trouve["n"].split(".")[0].split(",")[0]
    if _PAS_UN_MONTANT.search(avant):
        return False
    if trouve["u"].strip() == "e" and len(entier) < 3:
        return False
    if trouve["u"] or trouve["t"]:
        return True
    grand = 4 <= len(entier) <= 11 and not entier.startswith("0")
    return grand and not _ANNEE.fullmatch(trouve["n"]) and _AUTRE_UNITE.match(apres) is None


def _taxe(dite: str | None) -> str:
    return "" if dite is None else "ttc" if dite.startswith("t") else "ht"


def _de_quoi(avant: str, apres: str) -> str:
    if _CA_APRES.match(apres) or _CA_AVANT.search(avant):
        return "ca"
    if _AVENANT_APRES.match(apres) or _AVENANT_AVANT.search(avant):
        return "avenant"
    if _FACTURE_APRES.match(apres) or _FACTURE_AVANT.search(avant):
        return "facture"
    return "marche" if _MARCHE_AVANT.search(avant) else ""


def _petite_somme(simple: str) -> Decimal | None:
    """The amount of an invoice may be one that no contract has."""
    valeurs = {_decimal(trouve["n"]) for trouve in _SOMME.finditer(simple) if trouve["u"] or trouve["t"]}
    valeur = valeurs.pop() if len(valeurs) == 1 else None
    return valeur if valeur is not None and _plausible("facture", valeur) else None


def _duree(simple: str) -> Decimal | None:
    """The length of a contract, in months; what counts from the past is none."""
    for trouve in _DUREE.finditer(simple):
        if _PAS_UNE_DUREE.search(simple[max(0, trouve.start() - 16) : trouve.start()]) or _NI_CELLE_CI.match(
            simple[trouve.end() :]
        ):
            continue
        combien = Decimal(1) if trouve["n"] in ("un", "une") else _decimal(trouve["n"])
        if combien is None:
            continue
        if trouve["demi"]:
            combien += Decimal("0.5")
        mois = combien
        if trouve["unite"].startswith("an"):
            mois = combien * MOIS_PAR_AN
        elif trouve["unite"].startswith("sem"):
            mois = (combien * MOIS_PAR_AN / SEMAINES_PAR_AN).quantize(Decimal("0.1"))
        mois += Decimal(trouve["plus"] or 0)
        mois = mois.to_integral_value() if mois == mois.to_integral_value() else mois
        return mois if 0 < mois <= MOIS_MAX else None
    return None


def _effectif(simple: str) -> int | None:
    for trouve in _EFFECTIF.finditer(simple):
        nombre = int(trouve["n"] or trouve["m"])
        if nombre < ENTIER_MAX and not _PAS_UN_EFFECTIF.search(simple[max(0, trouve.start() - 24) : trouve.start()]):
            return nombre
    return 0 if _SEUL.search(simple) else None


def _retard(simple: str) -> int | None:
    if trouve := _RETARD.search(simple):
        if trouve["rien"]:
            return 0
        unite = trouve["u"] or trouve["v"]
        jours = int(trouve["n"] or trouve["m"]) * (JOURS_PAR_MOIS if unite == "mois" else 7 if unite[0] == "s" else 1)
        return jours if jours <= RETARD_MAX else None
    return None


def _pourcents(simple: str) -> dict[str, Any]:
    proteges = _PROTEGES.search(simple) is not None
    if trouve := _POURCENT.search(simple):
        nom = "part_pct" if proteges else "avenant_pct" if _AVENANT.search(simple) else None
        return {} if nom is None else {nom: trouve["n"].replace(",", ".")}
    if (
        (tant := _TANT_SUR_TANT.search(simple))
        and 0 <= int(tant["n"]) <= int(tant["sur"]) > 0
        and (proteges or tant[0] == simple.strip(" .!?"))
    ):
        return {"part_pct": str((Decimal(tant["n"]) * 100 / Decimal(tant["sur"])).quantize(Decimal("0.1")))}
    return {}


def _annee(simple: str, aujourdhui: date) -> int | None:
    """A year to come, when its rules may be others."""
    if _L_AN_PROCHAIN.search(simple):
        return aujourdhui.year + 1
    annees = {int(trouve["an"]) for trouve in _A_VENIR.finditer(simple)}
    annee = annees.pop() if len(annees) == 1 else None
    return annee if annee is not None and aujourdhui.year < annee <= aujourdhui.year + ANNEES_A_VENIR else None


def _passe(lue: DateLue, aujourdhui: date) -> date:
    if lue.annee_dite or lue.relative or lue.bas <= aujourdhui + SANS_ANNEE:
        return lue.bas
    return lue.bas.replace(year=lue.bas.year - 1, day=min(lue.bas.day, 28) if lue.bas.month == 2 else lue.bas.day)


def _vraisemblable(jour: date, aujourdhui: date) -> bool:
    return aujourdhui - PASSE_MAX <= jour <= aujourdhui + AVENIR_MAX


def _seul_jour(simple: str, texte: str, aujourdhui: date) -> date | None:
    lues = [lue for lue in lire_dates(plier(texte).texte, aujourdhui) if lue.jour]
    if len(lues) == 1:
        return _passe(lues[0], aujourdhui)
    if not lues and (proche := _JOUR_PROCHE.search(simple)):
        return aujourdhui - timedelta(days={"aujourd'hui": 0, "hier": 1, "avant-hier": 2}[proche["jour"]])
    return None


def _jours(simple: str, texte: str, aujourdhui: date) -> dict[str, Any]:
    """The day of a letter, those of the receipt and of the payment of an invoice."""
    plie = plier(texte).texte
    lues = [lue for lue in lire_dates(plie, aujourdhui) if lue.jour]
    faits: dict[str, Any] = {}
    seul = _seul_jour(simple, texte, aujourdhui)
    if seul is not None and _vraisemblable(seul, aujourdhui):
        faits["notification"] = seul.isoformat()
    debut = 0
    for lue in lues:
        avant, jour = plie[debut : lue.debut], _passe(lue, aujourdhui)
        debut = lue.fin
        mots = [
            (trouve.start(), nom)
            for nom, motif in (("reception", _RECUE), ("paiement", _PAYEE))
            for trouve in motif.finditer(avant)
        ]
        if mots and _vraisemblable(jour, aujourdhui):
            faits[max(mots)[1]] = jour.isoformat()
    if "reception" in faits and "paiement" not in faits and _IMPAYEE.search(simple):
        faits["paiement"] = aujourdhui.isoformat()
    return faits


def _nombre_seul(simple: str) -> Decimal | None:
    trouve = _NOMBRE_SEUL.fullmatch(re.sub(r"(?: ?(?:€|euros?|eur|ht|ttc)\b| ?€)+$", "", simple).strip())
    if trouve is None:
        return None
    return {"un": Decimal(1), "une": Decimal(1), "zero": Decimal(0)}.get(trouve["n"]) or (
        _decimal(trouve["n"]) if trouve["n"][0].isdigit() else Decimal(0)
    )


__all__ = [
    "FAITS",
    "MONTANT_MAX",
    "MONTANT_MIN",
    "FaitDeFirme",
    "Sorte",
    "ajouter",
    "d_une_facture",
    "etonne",
    "lire_la_reponse",
    "lire_les_faits",
    "lire_les_reponses",
    "lire_les_statuts",
    "ne_dit_que_des_faits",
]
