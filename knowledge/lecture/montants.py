"""Amounts: money, with or without tax, per period or in total, as points or as bounds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from knowledge.francais.contexte import Contexte, est_approche
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import ET_DEMI, UNITES, Nombre
from knowledge.francais.texte import Plie
from knowledge.regles.faits import NOMBRE_MAX, Intervalle

_MOTIFS = lire_motifs(__file__)
_CENTIME = Decimal("0.01")
PART = re.compile(r" ?(?:%|pour ?cents?\b|pct\b)")
_MAGNITUDE = re.compile(
    r"[ -]?(?P<mag>milliards?|mds?|mrds?|millions?|millons?|mios?|mil(?:l?es?)?|k|m)"
    r"(?=$|[^a-z0-9²³']|€|e\b|e ?ht|eur|ht\b|ttc\b)"
)
_FACTEURS = {"k": 10**3, "mi": 10**3, "m": 10**6, "millio": 10**6, "millia": 10**9, "md": 10**9, "mr": 10**9}
_DEVISE = re.compile(r" ?(?:d'|de )? ?(?:€|euros?\b|balles?\b|eur(?=\b|ht|ttc)|e(?=ht\b|ttc\b| ?$|[ ,.;:/)\n]))")
_HT = r"h\.? ?t\b\.?(?!va)|h/t\b|hors (?:de )?toutes? tax\w*|hors?[ -]?tax\w*|htva\b|hors[ -](?:la )?tva\b|nets? de tax\w*|sans tva\b|exoneree?s? de tva|non soumis a (?:la )?tva"
_TTC = r"t\.? ?t\.? ?c\b\.?|toutes? tax\w*(?: comprises?)?|tax\w* comprises?|tax\w* dedans|tva (?:comprise|incluse|dedans)|avec (?:la |les )?(?:tva|taxes?)"
_TAXE = re.compile(rf"\b(?:(?P<ht>{_HT})|(?P<ttc>{_TTC}))")
_TAXE_COLLEE = re.compile(rf"[ (]{{0,2}}(?:(?P<ht>{_HT})|(?P<ttc>{_TTC}))")
_TAXE_AVANT = re.compile(
    rf"\b(?:{_HT}|{_TTC})[ ):=]*+(?:estimee?|prevu|total|est|de|a|environ|d'environ)?[ :=]*+(?:de |a |d'environ |environ )?$"
)
_TAUX = re.compile(
    r"(?:\btva\b|\btaux\b|\bttc\b)[^%.;\n\d]{0,25}?(?P<a>\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|pour ?cent|pct)"
    r"|(?P<b>\d{1,2}(?:[.,]\d{1,2})?) ?(?:%|pour ?cent)(?: de)? (?:de la )?(?:tva|taxe)"
    r"|\btva\b(?: (?:c'est|est|sera|y est))?(?: (?:a|de|au taux de|:|=))? ?(?P<c>\d{1,2}(?:[.,]\d{1,2})?)(?![\d%]| ?(?:€|euro|k))"
)
TAUX_ADMIS = frozenset(Decimal(t) for t in ("20", "10", "8.5", "5.5", "2.1"))

_PERIODE = re.compile(
    r"(?P<an>/ ?(?:an|annee)s?\b|\bpar an(?:nee)?s?\b|\bl'?an(?:nee)?\b(?! (?:dernier|prochain|passe|precedent))|\bannuels?\b|\bannuelles?\b|\bannuellement\b|"
    r"\bchaque annee\b|\btous les ans\b|\bpr an\b|\bp/an\b|\bpar annee\b|\bpar exercice\b|\bl'exercice\b)"
    r"|(?P<semestre>/ ?semestre|\bpar semestre\b|\bsemestriels?\b|\bsemestrielles?\b|\bchaque semestre\b|\btous les (?:6|six) mois\b)"
    r"|(?P<trimestre>/ ?trimestre|\bpar trimestre\b|\btrimestriels?\b|\btrimestrielles?\b|\bchaque trimestre\b|\btous les (?:3|trois) mois\b)"
    r"|(?P<mois>/ ?mois\b|\bpar mois\b|\bmensuels?\b|\bmensuelles?\b|\bmensuellement\b|\ble mois\b|\bchaque mois\b|\btous les mois\b|\bpr mois\b)"
)


def dit_par_an(texte: str) -> bool:
    """Whether a folded text says that something is by the year.

    >>> dit_par_an("non, c'est par an"), dit_par_an("l'an dernier, 40 % a la poubelle")
    (True, False)
    """
    return _DE_L_ANNEE.search(texte) is not None


def dit_le_tout(texte: str) -> bool:
    """Whether a folded text says that an amount is that of the whole contract.

    >>> dit_le_tout("c'est 180 000 sur les 4 ans en tout, pas par an"), dit_le_tout("en fait c'est 190 000")
    (True, False)
    """
    return _MOTIFS.le_tout.search(texte) is not None


_DE_L_ANNEE = re.compile(
    r"\b(?:an|annee|annuels?|annuelles?)\b(?! (?:dernier|derniere|prochain|prochaine|passee?|precedente?)\b)"
)


# Said apart from the amount: "30 000 TTC, TVA 20, par an".
PAR_AN = re.compile(
    r"(?:[,;(]| et\b)(?: ?(?:et|ht|tout|c'?est|c|[sc]a sera|ce sera)\b){0,3} ?(?:par an|chaque ann?ee|a l'annee|annuellement|tou[st]? les ans(?= ?(?:pendan|durant|sur \d)))(?= ?(?:$|[,.;)!]|pendan|durant|sur \d))"
)
_PERIODE_MAX = 120
_PERIODES = {"an": 12, "semestre": 6, "trimestre": 3, "mois": 1}
_UNITAIRE_DROITE = re.compile(
    r"^[ (]*(?:l'une?\b|(?:en |de )?prix unitaire|(?:€|euros?)? ?/ ?(?!an\b|annee|mois|trimestre|semestre|ht\b|ttc\b)[a-z]|"
    r"(?:par|pour|pr|chaque|le|la|l'|de l'|les) ?(?:\d+ )?(?:repas|personne|agent|eleve|convive|unite|u\b|piece|kg|kilo|litre|tonne|m2|m²|m3|m³|"
    r"metre|heure|jour|journee|semaine|exemplaire|vehicule|poste|chaise|arbre|enfant|usager|tete|pers|intervention|"
    r"passage|deplacement|visite|page|ligne|km|kilometre|mwh|kwh|licence|abonne|site|batiment|ecole|demi-journee|"
    r"logement|participant|stagiaire|couvert|bon de commande|commande|operation|mois de retard|jour de retard)\b|"
    r"unitaires?\b|l'unite\b|piece\b|pce\b|chacune?s?\b|de l'heure\b|par lot\b|/ ?lot\b)"
)
_UNITAIRE_GAUCHE = re.compile(
    r"\b(?:prix unitaires?|tarifs?|taux (?:horaire|journalier)|cout unitaire|pu|tjm|prix au \w+|forfait journalier)\b[^,;]{0,15}$"
)

_AUTRE_GAUCHE = re.compile(
    r"(?:"
    r"\b(?:budget|enveloppe|cout|montant|total|valeur|estimation|cout total|montant total|budget total|budget global|investissement)"
    r"(?: (?:global|globale|totale?|previsionnel(?:le)?|annuel|prevu|prevue|financiere?|general|generale|estime|estimee|primitif)){0,6}"
    r" (?:de l'|du |de la |d'|pour l'|pour le |pour la |de tout le |de notre )(?:ensemble (?:de l'|du |de la )?)?"
    r"(?:operation|projet|programme|service|direction|commune|ville|metropole|collectivite|pole|ppi|departement|exercice|site|an dernier|annee|operation globale)\b[^;.\n]{0,30}"
    r"|\bbudget (?:global|annuel du|general|primitif|communal|de fonctionnement|d'investissement|20\d\d)\b[^;.\n]{0,25}"
    r"|\b(?:projet|programme|operation)(?: (?:global|globale|complet|complete|urbain|total|totale|d'ensemble|entier|entiere))?"
    r"(?: (?:est|etant|estime|estimee|chiffre|chiffree|evalue|evaluee|coute|represente|pese))?(?: (?:a|de|d'un montant de|d'environ|d'un cout de|pour|total de|au total))+"
    r"|\b(?:subvention\w*|subventionne|subventionnee|financement|financee?|aide|dotation|fonds|feder|dsil|dotation|recettes?|chiffre d'affaires?|c\.?a\.?|capital|"
    r"caution\w*|penalites?|amendes?|indemnites?|salaires?|loyers?|franchise|avance|acompte|retenue|seuils?(?! ?[,:] ?[a-z]{2})|plafond legal|"
    r"prime|dedit|cautionnement|remise|economies?|reste a charge|deja (?:depense|engage|paye|mandate)s?|depense l'an dernier|"
    r"valeur assuree|valeur a neuf|patrimoine|emprunt|dette|facture de|dernier marche|marche precedent|marche actuel|ancien marche|precedent marche|"
    r"contrat precedent|ancien contrat|contrat actuel|precedent contrat|annee derniere|an dernier|an passe|annee passee|precedemment|auparavant|avant c'etait|historique|"
    r"on avait (?:paye|depense)|(?:titulaire|prestataire|marche|contrat|societe|entreprise) sortante?|(?:factur|pren|depens|pay)(?:ait|aient|ions)|avait coute|coutait|etait de|etait a|etaient de|autrefois|jusqu'ici|jusqu'a present|penalite|astreinte|vend\w*|gain|chiffre d'affaire)\b[^;.\n]{0,45}"
    r"|\bdont (?:le |les )?(?:montants?|couts?|valeur|estimation)\b[^;.\n]{0,45}|\b[a-z]+x? (?:inferieure?|superieure?)s (?:a|ou egaux a)"
    r"|\b(?:part de l'enveloppe|enveloppe (?:financiere )?(?:affectee|prevue|previsionnelle|de|des|pour les|aux) (?:aux |des |les )?travaux)\b[^;\n]{0,140}"
    r"|\b(?:en|annee|exercice|realise|realisees?|depenses?|consomme|consommation|facture) (?:20[01]\d|202[0-5])\b[^,;.\n]{0,25}"
    r") ?$"
)
# "9 % sur 1,2 M€": what a rate applies to.
_POURCENT_DE = re.compile(
    r"\d ?(?:%|pour ?cent) (?:sur|de|d'|du|des|applique\w* a)(?: ?(?:un|le|la|l'|les|montant|cout|total|enveloppe|previsionnel\w*|des|de|d'|travaux|ouvrage|estimee?s? a|base))*[ ']*$"
)
_AUTRE_DROITE = re.compile(
    r"^[ (,]*(?:de (?:subventions?|ca\b|chiffre|penalites?|caution|capital|recettes?|dotation|budget (?:annuel|global|general|de fonct)|loyer|franchise)|"
    r"(?:les |l'annee |les annees )?suivantes?\b|(?:l'an|l'annee) (?:dernier|derniere|passee?)|en (?:20[01]\d|202[0-5])\b|precedemment|(?:pour|sur) (?:l'ensemble|la totalite|tout)(?: de| du)? (?:l'|la |le )?(?:operation|projet|programme)|"
    r"(?:pour |sur |en )?(?:la |l')?(?:premiere|1ere|deuxieme|2e|2eme|derniere|seconde) annee|(?:en |l')annee \d|"
    r"(?:de|pour|au|sur) (?:le |l'|la |du )?(?:budget (?:global|total)|projet global|operation globale|programme)|d'habitants|habitants)"
)
_CE_MARCHE_GAUCHE = re.compile(
    r"\b(?:(?:pour )?ce marche|ce contrat|cet achat|notre marche|le marche|notre besoin|ce lot|du marche|du contrat|le contrat|marche de|contrat de|cette consultation|"
    r"accord[ -]cadre|(?:notre|ma|la|une) part|honoraires?|estime|estimee|estimation|montant|cout|valeur|mission)\b[^;.\n]{0,40}$"
)
_TOTAL_GAUCHE = re.compile(
    r"(?:\b(?:soit|total|totale|globale?|au total|en tout|donc|ca fait|cela fait|pour (?:un )?total|montant total|tous lots|"
    r"l'ensemble|tout compris|toutes annees|ensemble des lots|cumule|cumulee)\b|=)[^;.\n\d]{0,30}$"
)
_TOTAL_DROITE = re.compile(
    r"^[ (,]*(?:au total|en tout|tout compris|toutes? (?:annees|lots|periodes|durees)|tous lots|total\b|pour (?:toute|l'ensemble|la totalite|la duree|les \w+ (?:ans|annees))|"
    r"sur (?:la duree|l'ensemble|toute|les \w+ (?:ans|annees))|cumules?\b|globaux|global\b)"
)
_LOT_GAUCHE = re.compile(
    r"\b(?:lot|tranche) ?(?:n ?°|no|numero|n)? ?(?P<no>\d{1,2}|[a-h]|un|deux|trois|quatre|ferme|optionnelle|conditionnelle)\b[^;\n]{0,45}$"
)

_MIN_GAUCHE = re.compile(
    r"(?:\b(?:basse|mini?|min\.?|minimum|minimale?|au moins|plus de|plus d'|superieure?s? a|sup a|au[ -]dessus de|a partir de|au minimum|plancher|"
    r"depasse\w*|excede\w*|au dela de|minimum de|pas moins de)\b|>=?|≥)[ :=]*+(?:est |sera |de |d'|a |fixe |les |l'|environ |annuel |estime |ht |ttc |quand meme |a peu pres )*(?:de |d'|a |:|=)?[ ]*$"
)
_MAX_GAUCHE = re.compile(
    r"(?:\b(?:haute|maxi?|max\.?|maximum|maximale?|au plus(?! (?:juste|pres|tot|vite|bas))|moins de|moins que|moins d'|inferieure?s? a|inf a|en[ -]dessous de|au[ -]dessous de|jusqu'a|plafond|plafonnee?|plafonnee? a|"
    r"sous (?:la barre )?(?:les|des)|pas (?:plus|\+) de|pas plus d'|au maximum|limite|limitee?|dans la limite de|sans depasser|"
    r"(?:n'excede\w*|ne depasse\w*|n'excedera|ne depassera|pas depasse\w*|ne pas exceder)(?: pas)?|pas au[ -]dela de|grand maximum|tout au plus)\b|<=?|≤)"
    r"[ :=]*+(?:est |sera |de |d'|a |fixe |les |l'|environ |annuel |estime |ht |ttc |pas |quand meme |du marche |du contrat |de l'accord[ -]cadre |total |autorise |prevu |possible |hors taxes? )*(?:de |d'|a |:|=)?[ ]*$"
)
_MIN_DROITE = re.compile(
    r"^[ (,]*(?:(?:au )?mini?(?:mum)?\b|minimale?\b|au moins\b|ou plus\b|et plus\b|au bas mot\b|minimum\b)"
)
_MAX_DROITE = re.compile(
    r"^[ (,]*(?:(?:au )?(?:grand )?max(?:i|imum)?\b|maximale?\b|au plus\b(?! (?:juste|pres|tot|vite|bas))|ou moins\b|et moins\b|grand max|maximum\b|a ne pas depasser|en plafond)"
)
_STRICT = re.compile(
    r"(?:\b(?:moins|plus|inferieure?|sup(?:erieure?)?|inf|depasse\w*|excede\w*|dessous|dessus|sous|dela)\b|<(?!=)|>(?!=))"
)
_PAS_STRICT = re.compile(r"\bou egale?\b|\bpas\b|\bne \b|\bn'|\bau (?:plus|moins)\b|<=|>=|≤|≥")
_NEGATIF_NEG = re.compile(
    r"(?:\b(?:pas|non|et non|au lieu de|plutot que|au lieu des|et pas|ni|plus)\b)[ ,]*(?:de |a |les |des )?$"
)
# "; non 150 000 €" corrects what came before, "et non 150 000 €" refuses it.
_NON_QUI_CORRIGE = re.compile(
    r"^[ ,;.:!(-]*(?:(?:ah|oh|ok|oui|bon|alors|mais|euh|oups|heu|bah|ben|en fait|finalement)[ ,]+)*non[ ,:]*$"
)
_FOURCHETTE = re.compile(r"^ ?(?:a|et|-|/|ou|jusqu'a|et moins de|voire) ?$")
_ENTRE = re.compile(
    r"(?:^|[,;:(=\n]|\b(?:entre|de|d'|fourchette|comprise? entre|environ|autour de|dans les|fourchette de|estimee?s?|a|soit|montant|budget|cout|plutot|fait|c'est|ht|ttc|sera|est|pour|vers|prevu|mais|on a|faut|disons))[ :]*$"
)
_SAUT = re.compile(r"[;\n!?]|\.(?!\d)(?=\s|$)")


class Taxe(Enum):
    HT = "ht"
    TTC = "ttc"
    TUE = "tue"  # nothing is said


@dataclass(frozen=True, slots=True)
class Montant:
    """One amount as it stands in the text; `mois` is the period it is paid for, None for a total."""

    valeur: Decimal
    debut: int
    fin: int
    taxe: Taxe
    devise: bool
    haut: Decimal | None = None  # second end of a range
    borne: str = ""  # "", "min", "max"
    stricte: bool = False
    mois: int | None = None
    unitaire: bool = False
    par_lot: bool = False
    lot: str | None = None
    total: bool = False
    autre: bool = False
    ce_marche: bool = False
    plafond_ttc: bool = False  # a ceiling with tax, kept as a ceiling without it


@dataclass(frozen=True, slots=True)
class LectureMontant:
    """What is known of the amount; `ttc` when one was said with tax and no rate.

    `reserve` is what it would be if the amounts without HT or TTC were HT. `annuel`: paid by the year, for how long is
    not known. `demesure`: what was said, or the total it makes, is too much to be a price, and nothing is kept of it.
    """

    possible: Intervalle | None = None
    debut: int = 0
    fin: int = 0
    sur: bool = True
    ttc: bool = False
    reserve: Intervalle | None = None
    contradictoire: bool = False
    approximatif: bool = False
    annuel: bool = False
    demesure: bool = False


def _crie(brut: str) -> bool:
    """Whether a text is all in capitals, where M is a metre as well as a million."""
    return brut.isupper() and any(len(mot) > len("TTC") and mot.isalpha() for mot in brut.split())


def unite_d_argent(plie: Plie, nombre: Nombre) -> tuple[Decimal, int, bool] | None:
    """The magnitude, the end and whether a currency stands after a number; None when it is no money at all.

    Magnitude one without currency is a bare number: it returns it, with `False`.
    """
    texte = plie.texte
    if PART.match(texte, nombre.fin):
        return None
    fin, facteur = nombre.fin, Decimal(1)
    m = _MAGNITUDE.match(texte, fin)
    if m is not None:
        mag = m["mag"]
        suite = texte[m.end() : m.end() + 3]
        dit_million = mag == "m" and plie.mots(m.start("mag"), m.end("mag")) == "M" and not _crie(plie.brut)
        if mag == "m" and nombre.valeur >= 1000 and not dit_million:
            return facteur, fin, False  # "93600 mé…": nobody writes thousands of millions so
        seul = mag == "m" and not re.match(r" ?(?:€|e\b|eur)|ht|ttc", suite)
        if dit_million or not seul:
            cle = next(c for c in ("millia", "millio", "mi", "md", "mr", "k", "m") if mag.startswith(c))
            facteur = Decimal(_FACTEURS[cle])
            if mag.startswith("mio"):
                facteur = Decimal(10**6)
            fin = m.end()
            if cle.startswith("milli") and (demi := ET_DEMI.match(texte, fin)):
                fin = demi.end()
            elif cle.startswith("milli") and nombre.valeur and (dixiemes := _MOTIFS.dixiemes.match(texte, fin)):
                # "1 million 6": six tenths of it.
                facteur, fin = facteur * (1 + Decimal(dixiemes["n"]) / 10 / nombre.valeur), dixiemes.end()
    devise = _DEVISE.match(texte, fin)
    if devise is not None and devise[0].strip() == "e" and nombre.valeur * facteur < 100:
        devise = None
    if devise is not None:
        fin = devise.end()
    return facteur, fin, devise is not None


_CHIFFRE = 9


def dit_a_l_oral(valeur: Decimal) -> Decimal:
    """ "Quatre mille deux" is said for 4 200, "quatre millions deux" for 4 200 000.

    >>> str(dit_a_l_oral(Decimal(4002))), str(dit_a_l_oral(Decimal(4020)))
    ('4200', '4020')
    """
    echelle = 10**6 if valeur > 10**6 else 1000 if valeur < 100_000 else 1
    reste = valeur % echelle if valeur > echelle else Decimal(0)
    if echelle > 1000 and _CHIFFRE < reste < 1000:
        return valeur + reste * 999  # "un million cent"
    return valeur + (reste * (echelle // 10 - 1) if 0 < reste <= _CHIFFRE else Decimal(0))


def _saut(texte: str, debut: int, fin: int) -> tuple[int, int]:
    """The stretch of the same sentence around an amount."""
    gauche = texte[max(0, debut - 160) : debut]
    sauts = [m.end() for m in _SAUT.finditer(gauche)]
    droite = texte[fin : fin + 60]
    saut = _SAUT.search(droite)
    return max(0, debut - 160) + (sauts[-1] if sauts else 0), fin + (saut.start() if saut else len(droite))


def lire_montants(
    plie: Plie, nombres: Sequence[Nombre], occupes: Sequence[tuple[int, int]], *, en_reponse: bool = False
) -> list[Montant]:
    """Every amount of money of the text, with what is said around it."""
    texte = plie.texte
    libres = [n for n in nombres if not any(a < n.fin and n.debut < b for a, b in occupes)]
    bruts: list[tuple[Nombre, Decimal, int, bool, bool]] = []  # number, value, end, currency, own magnitude
    for n in libres:
        lu = unite_d_argent(plie, n)
        if lu is None:
            continue
        facteur, fin, devise = lu
        if n.ambigu and facteur == 1:
            continue
        if n.en_lettres and n.valeur == facteur == 1 and texte.startswith(" par ", fin):
            continue  # "trois lots, un par filière"
        valeur = n.valeur * facteur
        bruts.append((n, dit_a_l_oral(valeur) if n.en_lettres else valeur, fin, devise, facteur != 1))
    montants: list[Montant] = []
    precedent = 0
    for i, (n, valeur, fin, devise, echelle) in enumerate(bruts):
        suivant = bruts[i + 1] if i + 1 < len(bruts) else None
        collee = _TAXE_COLLEE.match(texte, fin)
        # "5-150 M": a lone capital M is money only beside a currency or a tax.
        if (
            echelle
            and not devise
            and texte[fin - 1] == "m"
            and collee is None
            and not _TAXE.search(texte[fin : fin + 25])
            and not en_reponse
        ):
            continue
        argent = devise or echelle or (valeur >= 100 and (collee is not None or _annonce(texte, n, fin)))
        if not argent and not (_reponse_nue(texte, fin) if en_reponse else _nu_plausible(texte, n, fin)):
            continue
        montants.append(
            _situer(
                texte,
                n,
                valeur,
                fin,
                devise=argent,
                precedent=precedent,
                suivant=suivant[0].debut if suivant else len(texte),
            )
        )
        precedent = montants[-1].fin
    dits = [m for m in montants if m.valeur not in TAUX_ADMIS]
    if len(dits) == 1 and dits[0].mois is None and PAR_AN.search(texte, dits[0].fin):
        montants = [replace(m, mois=_PERIODES["an"]) if m is dits[0] else m for m in montants]
    return _fourchettes(texte, montants, bruts, en_reponse=en_reponse)


def _annonce(texte: str, n: Nombre, fin: int) -> bool:
    """Whether the tax is named just before a bare number ("montant HT : 37500")."""
    return bool(_TAXE_AVANT.search(texte[max(0, n.debut - 30) : n.debut])) and not re.match(
        r" ?(?:[a-z%]{2,}|%)", texte[fin : fin + 8]
    )


# "maxi 80 000 nettoyage": what is bought, where "maxi 80 000 repas" counts.
_SANS_UNITE = re.compile(
    r" (?:(?:travaux|services?|fournitures?|prestations?|mobilier|informatique|transports?|formations?|etudes?|"
    r"[a-z]{3,}(?:age|tion|sion|ance|ment|rie|tien))\b|(?:de|en) (?:travaux|services|fournitures)\b)"
)


# "mini 1 000 maxi 5 000 repas": both ends count.
_PUIS_UN_COMPTE = re.compile(
    r" ?(?:a|et|-|/|,? ?(?:et )?(?:un |le |au )?max[^\W\d]*+)(?: de)? ?\d[\d ]*(?<=\d) "
    r"(?P<mot>(?!ht\b|ttc\b|euros?\b|eur\b|hors\b|par\b|sur\b|pour\b|net\b|max|min|soit\b|ans?\b|annuel|toutes\b|tout\b|avec\b|mais\b|estim|au\b|en\b|de\b|du\b|d'|ou\b|et\b)[a-z]{2,})"
)


def _nu_plausible(texte: str, n: Nombre, fin: int) -> bool:
    """A bare number that a bound, or a range, can make an amount: at least 1 000, and counting nothing."""
    if n.valeur < 1000 or n.en_lettres or (1900 <= n.valeur <= 2100 and n.fin - n.debut == 4):
        return False
    apres = texte[fin : fin + 25]
    compte = _PUIS_UN_COMPTE.match(texte, fin)
    if compte is not None and not _SANS_UNITE.match(texte, compte.start("mot") - 1):
        return False
    if _SANS_UNITE.match(apres):
        gauche = texte[max(0, n.debut - 40) : n.debut]
        return bool(_MAX_GAUCHE.search(gauche) or _MIN_GAUCHE.search(gauche))
    return bool(
        re.match(
            r" ?(?:$|[,;.)!?\n(]|a \d|et \d|- ?\d|et (?:un |le )?maxi|maxi|max\b|mini|min\b|par an\b|/ ?an\b|annuel|sur \d|pour \d|ht|ttc)",
            apres,
        )
    )


def _reponse_nue(texte: str, fin: int) -> bool:
    """A bare number that answers the question of the amount: it counts nothing and measures nothing."""
    return not re.match(r" ?(?:%|[a-z]{2,}|°|²)", texte[fin : fin + 12]) or bool(
        re.match(
            r" ?(?:a |et |ou |en |au |sur |par |pour |je |ht\b|ttc|maxi|mini|max|min|environ|hors|toutes|annuel|mais|plutot|non|merci|svp|max|tout|soit|avec|donc|peut|apres|dont|pas|les|le |la )",
            texte[fin : fin + 12],
        )
    )


def _taxe_dite(texte: str, gauche: str, droite: str, fin: int) -> tuple[Taxe, int]:
    """The tax said of an amount that ends at `fin`, and where its words end: glued to it, a little further, or before."""
    m = _TAXE_COLLEE.match(texte, fin)
    if doute_de_la_taxe(texte[fin : fin + 90]) or doute_de_la_taxe(gauche[-45:]):
        return Taxe.TUE, fin
    if m is not None:
        return (Taxe.HT if m["ht"] else Taxe.TTC), m.end()
    m = _TAXE.search(droite[:45])
    if m is not None:
        avant = droite[: m.start()]
        if not (set(avant) & {",", ":"} and re.search(r"\b(?:et|mais|soit|lot)\b", avant)):
            return (Taxe.HT if m["ht"] else Taxe.TTC), (fin + m.end() if m.start() < 14 else fin)
    derniere = [*_TAXE.finditer(gauche[-45:])][-1:]
    return (Taxe.HT if derniere[0]["ht"] else Taxe.TTC) if derniere else Taxe.TUE, fin


def fin_de_la_taxe(texte: str, fin: int) -> int:
    """Where the tax told right after an amount ends, or the amount where none is."""
    m = _TAXE_COLLEE.match(texte, fin)
    return fin if m is None else m.end()


def doute_de_la_taxe(texte: str) -> bool:
    """Whether a folded text says that it is not known if an amount is told with its tax.

    >>> doute_de_la_taxe("310 000 mais je sais pas si c ttc"), doute_de_la_taxe("je ne sais pas si on publie. 40 000 ht")
    (True, False)
    """
    return _MOTIFS.taxe_incertaine.search(texte) is not None


def dit_une_taxe_comprise(texte: str) -> bool:
    """Whether a text names the tax an amount was told with, or its rate."""
    return any(m["ttc"] for m in _TAXE.finditer(texte)) or _TAXE_A.search(texte) is not None


_TAXE_A = re.compile(r"\b(?:tva|tax\w*)\b[^.;]{0,15}\d")


def taxe_de(texte: str, place: tuple[int, int], voisins: tuple[int, int]) -> Taxe:
    """The tax said of an amount in its sentence, between the numbers before and after it."""
    debut, fin = place
    debut_phrase, fin_phrase = _saut(texte, debut, fin)
    gauche, droite = texte[max(debut_phrase, voisins[0]) : debut], texte[fin : max(fin, min(fin_phrase, voisins[1]))]
    return _taxe_dite(texte, gauche, droite, fin)[0]


def _periode_dite(gauche: str, entre: str, droite: str) -> int | None:
    """The months for which an amount is paid, said after it or just before it."""
    apres = _PERIODE.search(droite[:28])
    if apres is None:
        apres = _PERIODE.search(entre)
    elif re.search(r"\d|\bdont\b|\bavec\b|:", droite[: apres.start()]):
        apres = None
    if apres is None:
        proche = gauche[-40:]
        avant = [m for m in _PERIODE.finditer(proche) if not set(proche[m.end() :]) & {",", ";"}]
        apres = avant[-1] if avant else None
    return None if apres is None else next(mois for cle, mois in _PERIODES.items() if apres[cle])


def _periode_de_tant(texte: str, fin: int) -> int | None:
    """The months of the period that an amount is told of, where it is told right after it how long that is: "par période de 18 mois"."""
    m = _MOTIFS.par_periode_de.match(texte, fin)
    mois = 0 if m is None else int(m["n"]) * (_PERIODES["an"] if m["u"].startswith("an") else 1)
    return mois if 0 < mois <= _PERIODE_MAX else None


def fin_de_la_periode(texte: str, fin: int) -> int:
    """Where the words of an amount end when the period it is paid for comes right after: "85 k€ HT par an"."""
    blanc = len(texte) > fin and texte[fin] == " "
    apres = _PERIODE.match(texte, fin + blanc)
    return fin if apres is None else apres.end()


def _situer(texte: str, n: Nombre, valeur: Decimal, fin: int, *, devise: bool, precedent: int, suivant: int) -> Montant:
    debut_phrase, fin_phrase = _saut(texte, n.debut, fin)
    gauche = texte[max(debut_phrase, precedent) : n.debut]
    taxe, fin_taxe = _taxe_dite(texte, gauche, texte[fin : min(fin_phrase, max(suivant, fin))], fin)
    droite_apres = texte[fin_taxe : min(fin_phrase, max(suivant, fin_taxe))]
    mois = _periode_de_tant(texte, fin_taxe) or _periode_dite(gauche, texte[fin:fin_taxe], droite_apres)
    borne, stricte = _borne(gauche, droite_apres)
    lot = _LOT_GAUCHE.search(gauche)
    total = bool(_TOTAL_GAUCHE.search(gauche) or _TOTAL_DROITE.match(droite_apres))
    return Montant(
        valeur,
        n.debut,
        fin_taxe,
        taxe,
        devise,
        borne=borne,
        stricte=stricte,
        mois=mois,
        unitaire=mois is None
        and bool(
            _UNITAIRE_DROITE.match(droite_apres)
            or _UNITAIRE_DROITE.match(texte[fin:fin_taxe])
            or _UNITAIRE_GAUCHE.search(gauche)
            or _est_multiplie(texte, n.debut)
        ),
        par_lot=bool(re.match(r"^[ (,]*(?:chacun\b|par lot\b|/ ?lot\b|(?:pour )?chaque lot\b|le lot\b)", droite_apres)),
        lot=lot["no"] if lot and not total else None,
        total=total,
        autre=bool(_POURCENT_DE.search(gauche))
        or bool(_AUTRE_GAUCHE.search(gauche) or _AUTRE_DROITE.match(droite_apres))
        or bool(_NEGATIF_NEG.search(gauche) and not borne and not _NON_QUI_CORRIGE.match(gauche)),
        ce_marche=bool(_CE_MARCHE_GAUCHE.search(gauche)),
    )


def _est_multiplie(texte: str, debut: int) -> bool:
    """Whether a sign of multiplication stands before a number: "3x10 000 €" is not 10 000."""
    devant = texte[max(0, debut - 3) : debut].rstrip()
    return devant.endswith("x") and not devant[-2:-1].isalpha()


_CHANGE_DE = re.compile(
    r"\b(?:(?:pass|port|mont|baiss|augment|grimp)(?:e|er|era|ent|ait|erait)|descend[a-z]*|ramen[a-z]*)\b[^.;!?\d]{0,40}\bd(?:e (?:l'|la |les )?|')$"
)


def change_de(texte: str, debut: int) -> bool:
    """Whether a number is what another was before: "la facture passe de 88 à 131 mille"."""
    return _CHANGE_DE.search(texte, max(0, debut - 80), debut) is not None


def _borne(gauche: str, droite: str) -> tuple[str, bool]:
    m = _MAX_GAUCHE.search(gauche)
    if m is not None:
        return "max", bool(_STRICT.search(m[0])) and not _PAS_STRICT.search(gauche[max(0, m.start() - 4) :])
    m = _MIN_GAUCHE.search(gauche)
    if m is not None:
        # "ne dépasse pas" is read above; "pas plus de" too.
        return "min", bool(_STRICT.search(m[0])) and not _PAS_STRICT.search(gauche[max(0, m.start() - 4) :])
    if _MAX_DROITE.match(droite):
        return "max", False
    if _MIN_DROITE.match(droite):
        return "min", False
    return "", False


def _fourchettes(
    texte: str, montants: list[Montant], bruts: Sequence[tuple[Nombre, Decimal, int, bool, bool]], *, en_reponse: bool
) -> list[Montant]:
    """Join "entre 60 et 80 k€": the first end takes the unit of the second."""
    nus = {n.debut: (n, valeur, fin, devise, echelle) for n, valeur, fin, devise, echelle in bruts}
    resultat: list[Montant] = []
    absorbes: set[int] = set()
    ordre = sorted(nus)
    for montant in montants:
        place = ordre.index(montant.debut)
        if place and ordre[place - 1] not in absorbes:
            n, valeur, fin, devise, echelle = nus[ordre[place - 1]]
            fin_taxe = next((autre.fin for autre in montants if autre.debut == n.debut), fin)
            lien = texte[fin_taxe : montant.debut]
            avant = texte[max(0, n.debut - 20) : n.debut]
            if lien.strip() == "a" and change_de(texte, n.debut):
                resultat = [autre for autre in resultat if autre.debut != n.debut]
            elif (
                _FOURCHETTE.match(lien)
                and _ENTRE.search(avant)
                and (lien.strip() != "et" or re.search(r"entre[ :a-z]*$", avant))
            ):
                n2 = nus[montant.debut]
                if (
                    not montant.devise
                    and not echelle
                    and not devise
                    and not re.search(
                        r"\b(?:entre|de|montant|budget|fourchette|estim\w+)[ :]*(?:de |entre |a )?$", avant
                    )
                    and not en_reponse
                ):
                    resultat.append(montant)
                    continue
                if not echelle and not devise and n2[4] and n.valeur < n2[0].valeur:
                    valeur = n.valeur * (n2[1] / n2[0].valeur) if n2[0].valeur else valeur
                if (
                    0 <= valeur < montant.valeur
                    and (valeur * 100 >= montant.valeur)
                    and (n.valeur > 12 or echelle or devise or n2[4])
                ):
                    resultat = [autre for autre in resultat if autre.debut != n.debut]
                    absorbes.add(montant.debut)
                    resultat.append(replace(montant, valeur=valeur, haut=montant.valeur, debut=n.debut, borne=""))
                    continue
        resultat.append(montant)
    return resultat


def lire_taux(texte: str) -> Decimal | None:
    """The VAT rate stated, in percent; None when none is, or several, or one that does not exist.

    >>> lire_taux("108 000 € ttc, tva 20 %"), lire_taux("tva a 5,5 ou 10 %"), lire_taux("120 000 ttc")
    (Decimal('20'), None, None)
    """
    taux = {Decimal((m["a"] or m["b"] or m["c"]).replace(",", ".")).normalize() for m in _TAUX.finditer(texte)}
    admis = {t for t in taux if t in TAUX_ADMIS}
    if len(admis) != 1 or re.search(r"\d ?%? ?(?:ou|et|/) ?\d+(?:[.,]\d)? ?%", texte):
        return None
    return Decimal(str(next(iter(admis)).normalize() + 0))


def hors_taxe(valeur: Decimal, taux: Decimal) -> Decimal:
    ht = (valeur * 100 / (100 + taux)).quantize(_CENTIME, ROUND_HALF_UP)
    return ht.quantize(Decimal(1)) if ht == ht.to_integral_value() else ht


def _au_total(valeur: Decimal, mois: int, duree: Decimal) -> Decimal:
    total = (valeur * duree / mois).quantize(_CENTIME, ROUND_HALF_UP)
    return total.quantize(Decimal(1)) if total == total.to_integral_value() else total


def decider_montant(
    texte: str,
    montants: Sequence[Montant],
    contexte: Contexte,
    duree: Decimal | None,
    *,
    en_reponse: bool = False,
    accord_cadre: bool = False,
    plancher: Decimal = Decimal(0),
) -> LectureMontant:
    """The contract's amount HT over its whole duration, from all the amounts of a text; nothing when they disagree.

    With `en_reponse` the question asked for HT: an amount without mention is one. Elsewhere it is kept under reserve,
    from `plancher` on. The value of a framework agreement is its maximum.
    """
    lots = compter_les_lots(texte)
    montants = [
        replace(m, valeur=m.valeur * lots, unitaire=False, lot=None, par_lot=False)
        if m.par_lot and lots is not None and m.haut is None and not m.borne
        else replace(m, unitaire=m.unitaire or m.par_lot)
        for m in montants
    ]
    candidats = [m for m in montants if not m.unitaire and not m.autre and m.valeur > 0]
    candidats = [m for m in candidats if m.devise or m.borne or m.haut is not None or en_reponse]
    seuil = contexte.apres_correction([m.debut for m in candidats])
    if seuil >= 0:
        candidats = [m for m in candidats if m.debut >= seuil]
    if not candidats:
        return LectureMontant()
    candidats = _taxe_partagee(candidats)
    if any(max(m.valeur, m.haut or m.valeur) >= NOMBRE_MAX for m in candidats):
        return LectureMontant(demesure=True)
    lu = _decider(texte, candidats, duree, tacite=en_reponse, accord_cadre=accord_cadre)
    if any(est_demesure(possible) for possible in (lu.possible, lu.reserve)):
        return LectureMontant(demesure=True)
    if en_reponse or lu.ttc or lu.contradictoire or lu.possible is not None or lu.reserve is not None:
        return lu
    reserves = [m for m in candidats if m.taxe is not Taxe.TUE or m.borne or _reservable(texte, m, plancher)]
    if not reserves or any(m.taxe is Taxe.TTC for m in reserves):
        return lu
    tacite = _decider(texte, reserves, duree, tacite=True, accord_cadre=accord_cadre)
    if any(est_demesure(possible) for possible in (tacite.possible, tacite.reserve)):
        return LectureMontant(demesure=True)
    return replace(tacite, possible=None, sur=False, reserve=tacite.reserve or tacite.possible)


def est_demesure(possible: Intervalle | None) -> bool:
    """Whether an end of what an amount may be is no price."""
    return possible is not None and any(
        isinstance(bout, Decimal) and bout.is_finite() and abs(bout) >= NOMBRE_MAX
        for bout in (possible.bas, possible.haut)
    )


def _taxe_partagee(montants: Sequence[Montant]) -> list[Montant]:
    """ "mini 20 000 maxi 80 000 € HT": the tax said once is that of both bounds."""
    taxes = {m.taxe for m in montants} - {Taxe.TUE}
    if len(taxes) != 1:
        return list(montants)
    (taxe,) = taxes
    return [replace(m, taxe=taxe) if m.taxe is Taxe.TUE and m.borne else m for m in montants]


_PRIX_D_UN_SEUL = re.compile(
    r"\b(?:\d+|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|douze|quinze|vingt|trente) (?!ans?\b|mois\b|annees?\b|lots?\b)(?:(?!estim|chiffr|evalu|prevu|budget|montant)[a-z-]+ ){1,4}(?:a|au prix de|a raison de) $"
)
_COMPTE = re.compile(r" ?(?!ht\b|ttc\b|hors\b|sur\b|par\b|pour\b|max|min|soit\b|annuel|environ\b)[a-z]{3,}")
_RANG = re.compile(
    r" (?!de\b|d'|des\b|ht\b|ttc\b|hors\b|sur\b|par\b|pour\b|pr\b|en\b|et\b|max|min|soit\b|annuel|environ\b)[a-z]"
)


def _reservable(texte: str, m: Montant, plancher: Decimal) -> bool:
    """Whether an amount without HT or TTC can be the contract's: it is money, no price of a single thing."""
    if not m.devise or m.valeur < plancher:
        return False
    if _PRIX_D_UN_SEUL.search(texte, max(0, m.debut - 60), m.debut):
        return False
    ecrit = texte[m.debut : m.fin]
    if "€" in ecrit or "eur" in ecrit:
        return True
    # "85k chaises", "le 200e anniversaire"
    return not (_RANG if ecrit.endswith("e") else _COMPTE).match(texte, m.fin)


def _decider(
    texte: str, candidats: Sequence[Montant], duree: Decimal | None, *, tacite: bool, accord_cadre: bool
) -> LectureMontant:
    """The amount that all the candidates agree on. With `tacite`, the ones without HT or TTC are HT."""
    taux = lire_taux(texte)
    a_un_ht = any(m.taxe is Taxe.HT for m in candidats)
    convertis: list[Montant] = []
    ttc_seul: Montant | None = None
    for m in candidats:
        if m.taxe is Taxe.TTC:
            if taux is not None and not a_un_ht:
                haut = None if m.haut is None else hors_taxe(m.haut, taux)
                convertis.append(replace(m, valeur=hors_taxe(m.valeur, taux), haut=haut, taxe=Taxe.HT))
            elif not a_un_ht:
                ttc_seul = ttc_seul or m
                # Without the rate, a ceiling with tax is still a ceiling without it.
                if m.borne == "max" or m.haut is not None:
                    plafond = m.haut or m.valeur
                    convertis.append(replace(m, valeur=plafond, haut=None, borne="max", taxe=Taxe.HT, plafond_ttc=True))
        elif m.taxe is Taxe.HT or tacite or m.borne or m.haut is not None:
            convertis.append(m)
    if a_un_ht:
        # The tax was said once for all of them ("lot 1 : 90 k€, lot 2 : 70 k€ HT"), or the HT ones are the amounts.
        convertis = [m for m in convertis if m.taxe is Taxe.HT or m.borne or m.haut is not None]
    ttc = ttc_seul is not None
    totaux: list[Montant] = []
    for m in convertis:
        if m.mois is not None and not m.total:
            if duree is None:
                continue
            haut = None if m.haut is None else _au_total(m.haut, m.mois, duree)
            totaux.append(replace(m, valeur=_au_total(m.valeur, m.mois, duree), haut=haut, mois=None))
        else:
            totaux.append(m)
    if any(m.mois is not None and not m.total for m in convertis) and any(m.total for m in totaux):
        totaux = [m for m in totaux if m.total]
    accord = _accorder(
        totaux, [m for m in candidats if m.lot is not None], texte, a_un_ht=a_un_ht or tacite, tacite=tacite
    )
    possible, retenus = accord.possible, accord.retenus
    if possible is None or not retenus:
        place = ttc_seul or candidats[0]
        return LectureMontant(
            None,
            place.debut,
            place.fin,
            ttc=ttc,
            contradictoire=accord.contradictoire,
            annuel=bool(convertis) and not totaux,
        )
    lu = LectureMontant(
        possible,
        min(m.debut for m in retenus),
        max(m.fin for m in retenus),
        sur=tacite or all(m.taxe is Taxe.HT or (m.borne == "max" and m.haut is None) for m in retenus),
        ttc=ttc,
        approximatif=possible.seule is not None and any(est_approche(texte, m.debut, m.fin) for m in retenus),
    )
    return _selon_l_accord_cadre(lu, retenus, tacite=tacite) if accord_cadre else lu


def _selon_l_accord_cadre(lu: LectureMontant, retenus: Sequence[Montant], *, tacite: bool) -> LectureMontant:
    """Put the maximum of a framework agreement forward as its value (CCP R2121-1 to -8), to be confirmed.

    What was said is a ceiling, and stays one until then; with a minimum too, the two bounds are kept.
    """
    assert lu.possible is not None
    if {m.borne for m in retenus} == {"min", "max"}:
        return lu if lu.sur else replace(lu, possible=None, reserve=lu.possible)
    m = retenus[0]
    if len(retenus) > 1 or m.borne != "max" or m.haut is not None or m.stricte or m.plafond_ttc:
        return lu
    point = Intervalle.point(m.valeur)
    return replace(lu, possible=point) if tacite else replace(lu, reserve=point)


@dataclass(frozen=True, slots=True)
class Accord:
    """What amounts that should be one say together, and which of them say it."""

    possible: Intervalle | None = None
    retenus: Sequence[Montant] = ()
    contradictoire: bool = False


_DESACCORD = Accord(contradictoire=True)


def _accorder(totaux: Sequence[Montant], lots: Sequence[Montant], texte: str, *, a_un_ht: bool, tacite: bool) -> Accord:
    hors_lot = [m for m in totaux if m.lot is None]
    if not hors_lot and lots:
        return _sommer_les_lots(lots, texte, a_un_ht=a_un_ht, tacite=tacite)
    if not hors_lot:
        return Accord()
    dits = [m for m in hors_lot if m.total] or hors_lot
    ce_marche = [m for m in dits if m.ce_marche]
    points = [m for m in dits if not m.borne and m.haut is None]
    mins = _sans_redite([m for m in dits if m.borne == "min"])
    maxs = _sans_redite([m for m in dits if m.borne == "max"])
    fourchettes = _sans_redite([m for m in dits if m.haut is not None])
    if len({m.valeur for m in points}) > 1 and {m.valeur for m in ce_marche if m in points}:
        points = [m for m in ce_marche if m in points]
    if points and not mins and not maxs and not fourchettes:
        if len({m.valeur for m in points}) == 1:
            return Accord(Intervalle.point(points[0].valeur), points[:1])
        return _DESACCORD
    if len(fourchettes) == 1 and not mins and not maxs and not points:
        m = fourchettes[0]
        return Accord(Intervalle(m.valeur, m.haut), fourchettes)
    if fourchettes or len(mins) > 1 or len(maxs) > 1:
        return _DESACCORD
    bas = mins[0] if mins else None
    haut = maxs[0] if maxs else None
    retenus = [m for m in (bas, haut) if m is not None]
    if not retenus:
        return Accord()
    if bas and haut and bas.valeur > haut.valeur:
        return _DESACCORD
    possible = Intervalle(
        bas.valeur if bas else None,
        haut.valeur if haut else None,
        bas_inclus=not (bas and bas.stricte),
        haut_inclus=not (haut and haut.stricte),
    )
    return Accord(possible, retenus)


def _sans_redite(montants: Sequence[Montant]) -> list[Montant]:
    return list({(m.valeur, m.haut): m for m in reversed(montants)}.values())[::-1]


_COMPTE_DE_LOTS = re.compile(r"\b(\d{1,2}|" + "|".join(UNITES[2:11]) + r") lots\b")


def compter_les_lots(texte: str) -> int | None:
    """How many lots the text counts; None when it does not, or contradicts itself."""
    annonces = {int(a) if a.isdigit() else UNITES.index(a) for a in _COMPTE_DE_LOTS.findall(texte)}
    return next(iter(annonces)) if len(annonces) == 1 else None


def _sommer_les_lots(lots: Sequence[Montant], texte: str, *, a_un_ht: bool, tacite: bool) -> Accord:
    """Add the lots when all of them are there, numbered from 1 without a gap, and the text counts no more."""
    numeros = [m.lot for m in lots]
    if not a_un_ht or len(lots) < 2 or any(m.borne or m.haut is not None or m.mois is not None for m in lots):
        return Accord()
    if any(m.taxe is Taxe.TTC for m in lots) or not (tacite or Taxe.HT in (lots[0].taxe, lots[-1].taxe)):
        return Accord()
    if numeros != [str(i + 1) for i in range(len(lots))]:
        return Accord()
    annonce = compter_les_lots(texte)
    if annonce is not None and annonce != len(lots):
        return Accord()
    return Accord(Intervalle.point(sum((m.valeur for m in lots), Decimal(0))), lots)
