"""Durations: how long the contract lasts, renewals included; never a warranty, a delivery delay or an age."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from knowledge.francais.contexte import Contexte
from knowledge.francais.dates import DateLue, plus_mois
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import EN_UN_MOT, Nombre
from knowledge.francais.texte import plier
from knowledge.regles.faits import Intervalle

_MOTIFS = lire_motifs(__file__)
_UNITE = re.compile(
    r" ?(?P<u>annees?|ans?\b|mois\b|trimestres?\b|semestres?\b|semaines?\b|jours?\b|moi\b|an\b|mos\b)(?!\w)"
)
_MOIS_PAR = {"an": Decimal(12), "mo": Decimal(1), "tr": Decimal(3), "seme": Decimal(6)}
_COURTES = {"sema": Decimal(12) / Decimal(52), "jo": Decimal(12) / Decimal(365)}
_JOURS_D_UN_MOIS = 30  # people say 60 days for two months
RENOUVELLEMENT = (
    r"(?:renouvel\w*+|reconduc\w*+|recondui\w*+|prolong\w*+|tacit\w*+|renouv\b|reconduct\b|renvel\w*+|renouvelm\w*+)"
)

_ECARTE_GAUCHE = re.compile(
    r"(?:\bpar (?:periode|tranche)s?(?: ferme)? de|\bgaranti\w*|\bparfait achevement|\bdelais?\b(?! (?:global|d'execution|total|de realisation|d'exec))|\blivraisons?|\blivrer|\blivrees?|\blivrables?|\bpreavis|\bvalidite|\bdepuis|\by a|\bages?\b|\bagee?s?\b|"
    r"\benfants?|\bjeunes|\beleves|\bexperience|\banciennete|\bamorti\w*|\b(?:tou|ts|tt|tts|toute)s? les|\bsous\b|\bdans (?:les|un delai)|\bdans\b(?! la limite)|\bprix fermes?|\bd'ici|\bau bout|\bapres|\bpreparation|"
    r"\bessai|\bmarche (?:precedent|actuel|en cours|sortant)|\bancien (?:marche|contrat)|\bprecedent (?:marche|contrat)|\bcontrat (?:precedent|actuel|en cours)|\bdernier marche|\bconservation|\bconserve\w*|\bpaiement|\bpayer|\bfactur\w+|"
    r"\bmoyenne d'age|\bvieux de|\bchaque|\bles \d* ?(?:premier|dernier|prochain)\w*|\ba compter de|\bstage|\bformation de|\bformations de|\bintervention|\bbail|\bpret\b|"
    r"\bau cours des|\bespacee?s? de|\bpendant les|\bavant (?:la|le|l'|les)|\b(?:pas|rien|plus|jamais|personne|\w+ra(?:i|s|it)?|\w+ron[ts]) (?:\w+ )?avant(?: \w+)?(?= $)|\bdemarr\w*|\bprevoir|\bduree de vie|\bdepollution|\banticip\w*|\brelanc\w* (?:dans|sous)|\bdebute\w*|\bcommence\w* dans|\bs'est termine|\bpublie\w* \w*|\bconsultation de|\ben moins de|\bplus de .{0,12}depuis|\bpenalite\w*|\bdroits?\b|\bced(?:es?|ent|ee?s?)\b|\ba duree|\brest\w+ en place|\bautonomie|\bdisponib\w*)"
    r"[^,;.:!?\n()\d]{0,28}$"
)
_AGES = re.compile(
    r"\b(?:enfants|jeunes|adolescents|eleves|ados|bebes|ages|agees?|agee?s?|public|horizon|anniversaire|petite enfance|maternelles?)\b[^,;.:!?\n]{0,22}$"
)
_AGE_DE_QUELQU_UN = re.compile(
    r"\b(?:j'?ai|(?:qui|il|elle) a|(?:vieux|vieille|ancien|ancienne|actuel(?:le)?) a|ont|avai(?:t|ent)|tien(?:t|nent)|tenu|mes|sur (?:leurs|ses|mes)"
    # What has lasted so long: "les tables ont tenu vingt ans".
    r"|(?:ont|a|auront|aura|avaient|avait) (?:\w+ )?(?:tenu|dure|servi|vecu|roule|fonctionne|tourne|attendu|existe)(?: (?:pendant|plus de))?)"
    r"(?: (?:deja|bientot|presque|pres de|environ|au moins|plus de))? $|\boccas\w*[, ]+$"
)
# "Ça remplace des PC de 5 ans", "vieux de 6 ans", "achetés il y a 8 ans": what is replaced is that old.
_AGE_D_UNE_CHOSE = re.compile(
    r"\b(?:vieux|vieilles?|dat(?:e|ent)) de $|\by a (?:deja |bientot |presque )?$|\b(?:remplac(?:e|er|ent|ons|era|eront)|renouvel(?:ons|er|le|lent)|chang(?:e|er|ent|eons)|vieux|vieilles?|anciens|anciennes)\b[^,;.:!?\n()\d]{3,45}\bd(?:e |')$"
)
# "Six ans c'est trop long : un an": what is told of it is that it will not do.
_TROP = re.compile(
    r"^,? ?(?:(?:ca fait|c'est|ce serait|c'etait|est|serait|c) )?(?:vraiment |beaucoup |bien |un peu |quand meme )?trop\b"
)
# "Les 20 ans de la médiathèque" are feasted: only those of a contract last.
_FETE = re.compile(
    r"^ (?:du |des |de (?:la |l'|leur |notre |nos )?)(?!(?:\w+ )?(?:marches?|contrats?|accord|locations?|maintenance|prestations?)\b)"
)
# So long in years, it is an age, but for what is conceded or let.
_AGE = 50
_ECARTE_DROITE = re.compile(
    r"^[ ,(]*(?:de |d')?(?:garantie\b|paperasse|au compteur|preavis|anciennete|d'age|age\b|experience|plus tard|de retard|retard\b|d'essai|essai|de recul|d'existence|"
    r"de delai|delai\b|maximum apres|ouvres?\b|calendaires?\b|ouvrables?\b|francs\b|par (?:an|semaine|mois)|/ ?(?:7|an|semaine)|sur (?:7|5|12|365)\b|derniers?\b|dernieres?\b|suivants?\b|precedents?\b|"
    r"(?:pour|sur) (?:le |les )?(?:lot|tranche)s?\b|consecutifs a|de stage|de formation|de conservation|d'amortissement|de preparation|de parfait|d'absence|de stock|scolaires?\b|fermes de prix|pour (?:livrer|repondre|remettre|se|faire les)|"
    r"passe\w*|de la (?:chute|mort|naissance|creation|ville)|du (?:club|musee|festival)|d'utilisation|d'ici|de delais|de vie)|^ ?\(?(?:apres|avant)\b|^ (?:que\b|qu')"
)
_CONTRAT_GAUCHE = re.compile(
    r"(?:\bduree\w*|\bmarche|\bcontrat\w*|\baccord[ -]cadre|\bconclu\w*|\bpassee?s?\b|\bengagement|\bperiode|\bexecution|\brealisation|\bferme|\bau total|\btotale?|\bsoit|\bpendant|\bsur|\bpour|"
    r"\bmission|\bconcession|\bdelegation|\bdsp\b|\btravaux|\bchantier|\bprestations?|\bmaintenance|\bmontant|\bnettoyage|\bcampagne|\blocation|\bmapa\b|\baoo?\b|\bpassation)[^;.!?\n\d]{0,40}$"
)
_DUREE_DITE = re.compile(
    r"\b(?:duree|conclu|passe|totalite|soit|au total|execution|engagement|ferme|periode)\w*[^;.!?\n\d]{0,35}$"
)
_TOTAL = re.compile(
    r"(?:\bsoit\b|\btotal\w*|\bau total|\ben tout|\bduree (?:totale|maximale|globale|max)|=|\bdonc|\bmaximale|\bmaxi\b|\bmaximum|\bglobale)[^;.!?\n\d]{0,25}$"
)
# "28 000 € HT au total, 1 an": the total is that of the amount.
_TOTAL_D_ARGENT = re.compile(
    r"(?:€|\beuros?|\beur|\dk|\bke?|ht|ttc|\bhors taxes?) ?(?:au total|en tout|total|toutes? \w+|maxi\w*|max)\b ?[,;.:(-][^;.!?\n\d]{0,25}$"
)
_TOTAL_DROITE = re.compile(
    rf"^[ ,(]*(?:au total|en tout|maxi\w*|max\b|tout compris|tt compris|toutes? {RENOUVELLEMENT}|(?:y compris|incluant|dont|en comptant|inclus|comprenant) (?:les |des |\d |ses |l'eventuelle |la |le |\w+ )?{RENOUVELLEMENT}|{RENOUVELLEMENT}[ ,]*(?:comprise?s?|incluse?s?|compris)|total\w*)"
)
_COMPRISES = re.compile(
    rf"(?:\b{RENOUVELLEMENT}(?: \w++)?[ ,]*+(?:comprise?s?|incluse?s?|comptee?s?|comprise|dedans)|(?:y compris|incluant|inclus|dont|toutes?|comprenant|en comptant|compris)"
    rf" (?:les? |la |des |l'|\d |\w+ )?(?:\w+ )?(?:de )?{RENOUVELLEMENT}|(?<!an )(?<!ht )(?<!ttc )(?<!eur )(?<!euros )(?<!€ )tout compris|(?<!ht )(?<!ttc )(?<!eur )(?<!euros )(?<!€ )toutes? periodes)"
)
# "4 ans, j'avais oublié la reconduction d'un an": what had been left out is counted in it.
OUBLIEE = re.compile(
    rf"[ ,.;:(-]*(?:(?:car|parce que|vu que|comme|en fait|pardon|desolee?|mais)[ ,]*+){{0,3}}(?:j'|je |on |nous |tu |vous )(?:n')?(?:\w+ )?"
    rf"(?:oubli\w+|zapp?\w*|saute|omis|neglige|(?:pas|point) (?:compte|mis|vu|pris))\b[^;.!?\n\d]{{0,40}}?\b{RENOUVELLEMENT}"
)
NON_RENOUVELABLE = re.compile(
    rf"(?:\bnon[ -]|\bpas |\bsans (?:aucune |possibilite de )?|\bni |\bjamais |\bpas de |\baucune |\bne (?:se |le |la |les )?|\bplutot qu'une? (?:\w+ )?"
    rf"|\bpas (?:\w+ )?(?:parler|question|besoin|envie|entendre parler) de )(?:tacite )?{RENOUVELLEMENT}"
)
_FOIS = r"(?P<fois>\d{1,2}|une?|deux|trois|quatre|cinq|six)"
_P = r"(?P<pn>\d{1,2}(?:[.,]\d)?|une?|deux|trois|quatre|cinq|six|douze) ?(?P<pu>ans?|annees?|mois|semestres?|trimestres?)\b"
_RECONDUIT = re.compile(
    rf"(?P<mot>\b{RENOUVELLEMENT})(?: ?[\w-]++,?){{0,5}}? ?(?:"
    rf"{_FOIS} ?(?:seule )?fois?\b(?: ?(?:[(,]|pour|de|par|d'|x|une?|periodes?|la|meme|duree|chaque|fois|chacune|successives?|supplementaires?|maximum|maxi|tranches?|annees?|soit)[ ']*){{0,6}}(?:{_P})?"
    rf"|(?P<annuel>annuel\w*|chaque annee|tous les ans)"
    rf")"
)
_RECONDUIT_N_X_P = re.compile(
    rf"\b{RENOUVELLEMENT}[^.;!?\n\d]{{0,25}}?(?P<fois>\d{{1,2}}|une?|deux|trois|quatre) ?(?:x|\*|fois|periodes?(?: \w+)? (?:de|d')|annees? de|tranches? de)[ ]?{_P}"
)
_N_RECONDUCTIONS = re.compile(
    rf"\b(?P<fois>\d{{1,2}}|une?|deux|trois|quatre|cinq) (?:fois |seules? )?(?:eventuelles? |possibles? |tacites? |periodes? de )?{RENOUVELLEMENT}(?: (?:possibles?|tacites?|eventuelles?|expresses?|annuelles?|maximum|maxi))*"
    rf"(?:[^.;!?\n\d]{{0,20}}?(?:de|d'|par)[ ]?(?:periodes? (?:de |d'))?{_P})?"
)
_RECONDUIT_P = re.compile(
    rf"\b{RENOUVELLEMENT}[^.;!?\n\d]{{0,20}}?(?:de|pour|d'|par)?[ ]?(?:periodes? (?:de |d'))?{_P}"
)
_PLUS = re.compile(
    r"^ ?(?:\+|puis|et|plus) ?(?:(?P<fois>\d{1,2}|une?|deux|trois|quatre) ?(?:x|\*|fois)[ ]?)?(?P<n>\d{1,2}(?:[.,]\d)?|une?|deux|trois|quatre|six|douze)(?: ?(?P<u>ans?|annees?|mois)\b)?"
)
# "+ 1 reconduction de 12 mois", "+ 2 reconductions": without a period of its own, a renewal lasts as the base.
_RECONDUCTION_DE = re.compile(
    rf"^ ?{RENOUVELLEMENT}(?: (?:possibles?|tacites?|eventuelles?|expresses?))*(?: ?(?:\(|:|pour|de|d'|par)? ?(?:une |chacune )?(?:duree |periodes? )?(?:de |d')?{_P})?"
)
MOIS_PAR_AN = Decimal(12)
CHAQUE_ANNEE = re.compile(
    rf"[ ,(]*(?:mais |et )?(?:tacitement |expressement )?{RENOUVELLEMENT} (?:tacitement |expressement )?(?:chaque an(?:nee)?|tous les ans|toutes les annees|annuellement|par an|annee par annee)\b"
)
# "pas 1 an renouvelable 3 fois": the renewals are denied with it.
_PERIODE_NIEE = re.compile(r"\b(?:pas|non|plus)\b (?:sur |pour |de |d'|des )?\w{1,6} ?(?:ans?|annees?|mois) ?,?$")
# What makes a duration one that renewals follow.
_SUIVIE = re.compile(rf" ?\(?(?:fermes? ?)?[,(]? ?(?:puis |et |est )?(?:tacitement |expressement )?{RENOUVELLEMENT}")
_LIMITE = re.compile(
    r"(?:jusqu'a|dans la limite de|sans (?:pouvoir )?(?:exceder|depasser)|sans que la duree totale (?:ne )?(?:puisse )?(?:excede|exceder|depasse|depasser)|limitee? a|maxi(?:mum)? (?:de )?|pour un total de|duree totale (?:maximale )?(?:de )?|max )[^;.!?\n\d]{0,25}$"
)
ADDITION = re.compile(r"\b\d{1,2}(?: ?\+ ?\d{1,2})+ ?(?P<u>ans?|mois)?\b")
_BAS_GAUCHE = re.compile(
    r"(?:\bau moins|\bplus (?:de|d')|\bminimum(?: de)?|\bmini\b|\bsuperieure? a|\ba partir de|>=?)[ :]*(?:de )?$"
)
_HAUT_GAUCHE = re.compile(
    r"(?:\bau plus|\bmoins (?:de|d')|\bmaxi(?:mum|male)?(?: de)?|\bmax\b|\binferieure? a|\bjusqu'a|\bne depass\w+ pas|\bn'exced\w+ pas|\blimitee? a|\bsans (?:depasser|exceder)|<=?)[ :]*(?:de )?$"
)
_STRICT = re.compile(r"^(?:plus|moins|superieur|inferieur|<(?!=)|>(?!=))")
_MAX_DROITE = re.compile(
    r"^ ?\(?(?:maxi(?:mum)?|max|au plus|au maximum|grand maximum)\b(?! ?:? ?(?:de |d')?\d[\d .]{2,}\d)"
)
_MIN_DROITE = re.compile(r"^ ?\(?(?:mini(?:mum)?|au moins|au minimum|ou plus)\b")
_NIE = re.compile(r"(?:\b(?:pas|non|plutot que|et non|au lieu|et pas)\b)[ ,]*(?:sur |pour |de |d'|des )?$")
# "; non 48 mois" corrects what came before, "et non 48 mois" refuses it.
_NON_QUI_CORRIGE = re.compile(
    r"(?:^|[;,.:!?(\n-])[ ]*+(?:(?:ah|oh|ok|oui|bon|alors|euh|oups|heu|bah|ben|enfin|mais|pardon|hum|ou plutot|attendez|en fait)[ ,]++){0,8}non[ ,:]*(?:pardon[ ,]*)?$"
)
_PERIODIQUE = re.compile(
    r"(?:\bpar|/|\bchaque|\btoutes? les|\btous les|\bpremiere?|\bderniere?|\bprochaine?|\bl'|\bcette|\bdes le|\bfin|\bdebut|\bau|\bce) ?$"
)
# "4 x 12 mois", but not the renewals of "12 mois + 2 x 12 mois".
_MULTIPLE = re.compile(r"(?:^|[,;:(] ?|\b(?:de|sur|pour|duree|soit|marche|contrat) )(?P<fois>\d{1,2}) ?(?:x|\*) ?$")
_ET_DES_MOIS = re.compile(r"^ (?:et )?(\d{1,2}|un|deux|trois|quatre|six) mois\b(?! (?:de|d'))")
_PAS_UNE_REPONSE = re.compile(
    r"\b(?:garanti\w*|preavis|validite|livraison|paiement|penalites?|disponib\w*)\b[^,;.]{0,20}$"
)
_COURTE_DITE = re.compile(
    r"\b(?:duree|sur|pendant|durant|contrat|marche|travaux|chantier|mission|execution)\b[^,;.!?\n\d]{0,15}$"
)
_COURTE_DITE_APRES = re.compile(
    r"^ (?:de |d')(?:travaux|chantier|mission|prestations?|execution|realisation|campagne|location|etudes?|intervention|marche|contrat)\b"
)
# "délai 60 jours" is the contract's where something is done, and a delivery's where goods are bought.
_DELAI_NU = re.compile(
    r"(?:^|[,;:.(\n-] ?|\bdans un |\bun |\ble |\bavec (?:un )?)delais? ?(?::|=|de|d'|est de|maxi\w*|imparti)? ?(?:de |d')?$"
)
_DELAI_D_AUTRE_CHOSE = re.compile(
    r"^[ ,(]*(?:ouvre\w*|pour (?:livrer|repondre|remettre|payer|intervenir)|de (?:livraison|paiement|reponse|validite|preavis|remise|prevenance|intervention)|apres|avant|max\w* (?:de livraison|apres))"
)
_FAIT_SUR_PLACE = re.compile(
    r"\b(?:travaux|chantier|refections?|renovations?|rehabilitation|diagnostics?|etudes?|audits?|missions?|maitrise|moe|demolitions?|desamiantage|construction|expertises?|ravalement|amenagements?|mises? aux? normes?|remplacement|terrassement|poses?|creations?|reprises?|peinture|marquages?|inspection|controles?|numerisation|developpement|refonte)\b"
)
# "pour les 3-11 ans"
_CLASSE_D_AGE = re.compile(r"(?:\b(?:les|des|aux|chez les|tranches? d'age|de)|\() ?\d{1,2} ?(?:-|/|a|et) ?$")
_BORNE_ISOLEE = re.compile(r"(?:^|[,;(]) ?(?:maxi?\w* |mini?\w* |au plus |au moins )?$")
_LIEN_DE_FOURCHETTE = re.compile(r"^ ?(?:(?P<unite>ans?|mois) )?(?P<mot>a|et|ou|-|/) ?$")
_ADDITION_DITE = re.compile(r"(?:duree|renouv\w*|marche|reconduc\w*)[^.;\d]{0,15}$")


@dataclass(frozen=True, slots=True)
class Duree:
    """One duration of the contract, in months, as it stands in the text."""

    mois: Decimal
    debut: int
    fin: int
    haut: Decimal | None = None
    borne: str = ""
    stricte: bool = False
    dite: bool = False
    total: bool = False
    courte: bool = False


@dataclass(frozen=True, slots=True)
class LectureDuree:
    """What a text says of the contract's duration; `base` is the period that its renewals follow, when it tells them."""

    possible: Intervalle | None = None
    debut: int = 0
    fin: int = 0
    base: Duree | None = None


def _nombre(mot: str) -> Decimal:
    return Decimal(EN_UN_MOT[mot]) if mot in EN_UN_MOT else Decimal(mot.replace(",", "."))


def _facteur(unite: str) -> tuple[Decimal, bool]:
    for cle, facteur in _COURTES.items():
        if unite.startswith(cle):
            return facteur, True
    return next(f for cle, f in _MOIS_PAR.items() if unite.startswith(cle)), False


def _net(mois: Decimal) -> Decimal:
    arrondi = mois.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return arrondi.quantize(Decimal(1)) if arrondi == arrondi.to_integral_value() else arrondi.normalize()


def lire_durees(
    texte: str, nombres: Sequence[Nombre], *, en_reponse: bool = False
) -> tuple[list[Duree], list[tuple[int, int]]]:
    """The durations of the contract, and every stretch that says a time (a warranty too): no amount stands there."""
    durees: list[Duree] = []
    occupes: list[tuple[int, int]] = []
    for i, n in enumerate(nombres):
        m = _UNITE.match(texte, n.fin)
        if m is None or not 0 < n.valeur < 1000 or (m["u"].startswith("an") and n.valeur > 99):
            continue
        if m["u"].startswith("an") and n.valeur >= _AGE and not _MOTIFS.cede.search(texte):
            occupes.append((n.debut, m.end()))
            continue
        if durees and n.debut < durees[-1].fin:
            continue
        if _MOTIFS.pas_de_plus.match(texte, m.end()) and texte[: n.debut].endswith("pas "):
            continue  # "deux ans, et pas un jour de plus"
        facteur, courte = _facteur("mois" if m["u"] == "moi" else m["u"])
        if m["u"].startswith("jo") and n.valeur % _JOURS_D_UN_MOIS == 0:
            facteur = Decimal(1) / _JOURS_D_UN_MOIS
        mois, fin = _avec_le_reste(texte, n.valeur * facteur, m.end(), facteur)
        if multiple := _MULTIPLE.search(texte, max(0, n.debut - 12), n.debut):
            mois *= _nombre(multiple["fois"])
        occupes.append((n.debut, fin))
        duree = _duree_du_contrat(texte, n, mois, fin, courte=courte, en_reponse=en_reponse)
        if duree is None:
            continue
        avant = nombres[i - 1] if i and not durees_finit(durees, nombres[i - 1].debut) else None
        bas = None if avant is None else _premier_bout(texte, avant, n, facteur)
        if avant is None or bas is None:
            durees.append(duree)
            continue
        debut_avant = texte[max(0, avant.debut - 25) : avant.debut]
        if not en_reponse and (_ecarte(debut_avant, texte[fin : fin + 60]) or _AGES.search(debut_avant)):
            continue
        durees = [d for d in durees if d.debut != avant.debut]
        durees.append(replace(duree, mois=bas, haut=duree.mois, debut=avant.debut, borne=""))
        occupes.append((avant.debut, fin))
    for somme in _additions(texte):
        durees = [d for d in durees if not (somme.debut <= d.debut < somme.fin)]
        durees.append(somme)
        occupes.append((somme.debut, somme.fin))
    durees.sort(key=lambda d: d.debut)
    return durees, occupes


def _avec_le_reste(texte: str, mois: Decimal, fin: int, facteur: Decimal) -> tuple[Decimal, int]:
    """ "2 ans et demi", "2 mois et demi", "2 ans et 6 mois"."""
    if demi := _MOTIFS.demi.match(texte[fin : fin + 12]):
        return mois + facteur / 2, fin + demi.end()
    if facteur != _MOIS_PAR["an"]:
        return mois, fin
    if reste := _ET_DES_MOIS.match(texte[fin : fin + 20]):
        return mois + _nombre(reste[1]), fin + reste.end()
    return mois, fin


def _duree_du_contrat(
    texte: str, n: Nombre, mois: Decimal, fin: int, *, courte: bool, en_reponse: bool
) -> Duree | None:
    """A time as the contract's duration; None for "toutes les 2 semaines", "garantie 2 ans", "par an"."""
    gauche = texte[max(0, n.debut - 70) : n.debut]
    droite = texte[fin : fin + 60]
    if n.en_lettres and n.valeur == 1 and _PERIODIQUE.search(gauche):
        return None
    if en_reponse and any(motif.search(gauche) for motif in (_PAS_UNE_REPONSE, _MOTIFS.du_temps, _MOTIFS.tous_les)):
        return None
    borne, stricte = _borne(gauche, droite)
    if not en_reponse:
        delai = (
            bool(_DELAI_NU.search(gauche))
            and not _DELAI_D_AUTRE_CHOSE.match(droite)
            and bool(_FAIT_SUR_PLACE.search(texte))
        )
        delai = delai or bool(_MOTIFS.de_bout_en_bout.match(droite) and _MOTIFS.delai.search(gauche))
        delai = delai or bool(
            _COURTE_DITE_APRES.match(droite) and not est_un_age(gauche, len(gauche)) and _MOTIFS.delai.search(gauche)
        )
        if (
            (_ecarte(gauche, droite) and not delai)
            or _CLASSE_D_AGE.search(gauche)
            or (_NIE.search(gauche) and not _NON_QUI_CORRIGE.search(gauche))
        ):
            return None
        # Weeks and days are mostly delays: the duration has to be called one.
        if courte and not (_COURTE_DITE.search(gauche) or _COURTE_DITE_APRES.match(droite) or delai):
            return None
        isolee = _CONTRAT_GAUCHE.search(gauche) or _BORNE_ISOLEE.search(gauche)
        if borne and not isolee and not (_MAX_DROITE.match(droite) or _MIN_DROITE.match(droite)):
            return None
    return Duree(
        _net(mois),
        n.debut,
        fin,
        borne=borne,
        stricte=stricte,
        dite=bool(_DUREE_DITE.search(gauche)),
        total=bool((_TOTAL.search(gauche) and not _TOTAL_D_ARGENT.search(gauche)) or _TOTAL_DROITE.match(droite)),
        courte=courte,
    )


def _premier_bout(texte: str, avant: Nombre, n: Nombre, facteur: Decimal) -> Decimal | None:
    """The months of the first end of "entre 12 et 24 mois", "2 ou 3 ans"; None when no range stands there."""
    lien = _LIEN_DE_FOURCHETTE.match(texte[avant.fin : n.debut])
    if lien is None or avant.valeur >= n.valeur:
        return None
    if lien["mot"] == "et" and not re.search(r"\bentre ?$", texte[max(0, avant.debut - 25) : avant.debut]):
        return None
    return _net(avant.valeur * (_facteur(lien["unite"])[0] if lien["unite"] else facteur))


def _additions(texte: str) -> list[Duree]:
    """ "1+1+1+1 an": years added up."""
    sommes = []
    for m in ADDITION.finditer(texte):
        termes = [Decimal(terme) for terme in re.findall(r"\d+", m[0])]
        if m["u"] is None:
            dites = _ADDITION_DITE.search(texte[max(0, m.start() - 40) : m.start()])
            if max(termes) > 5 or (len(termes) < 3 and not dites):
                continue
        facteur = Decimal(1) if m["u"] == "mois" else Decimal(12)
        sommes.append(Duree(sum(termes, Decimal(0)) * facteur, m.start(), m.end(), dite=True, total=True))
    return sommes


def durees_finit(durees: Sequence[Duree], debut: int) -> bool:
    """Whether the number that starts there is already the end of a range."""
    return any(d.haut is not None and d.debut < debut < d.fin for d in durees)


def est_un_age(texte: str, debut: int) -> bool:
    """Whether a time that stands there is how old somebody or something is.

    >>> texte = "on change des serveurs vieux de 6 ans"
    >>> est_un_age(texte, texte.index("6"))
    True
    """
    gauche = texte[max(0, debut - _AUTOUR) : debut]
    if _MOTIFS.a_tel_age.search(gauche) and not _MOTIFS.peu_d_ans.match(texte, debut):
        return True
    return any(age.search(gauche) for age in (_AGES, _AGE_DE_QUELQU_UN, _AGE_D_UNE_CHOSE))


_AUTOUR = 70


def est_d_autre_chose(texte: str, debut: int, fin: int) -> bool:
    """Whether a time that stands there is that of something else than the contract: a warranty, spare parts, an age, a payment.

    >>> [est_d_autre_chose(dit, dit.index("7"), len(dit)) for dit in ("pieces disponibles pendant 7 ans", "un contrat de 7 ans")]
    [True, False]
    """
    return _ecarte(texte[max(0, debut - _AUTOUR) : debut], texte[fin : fin + _AUTOUR])


def est_dite_courte(texte: str, debut: int, fin: int) -> bool:
    """Whether the weeks or the days that stand there are called how long a contract lasts: "pendant 3 semaines", "2 semaines de chantier".

    >>> [est_dite_courte(dit, dit.index("une"), dit.index("ne") + 10) for dit in ("encore une semaine de folie", "sur une semaine")]
    [False, True]
    """
    gauche, droite = texte[max(0, debut - _AUTOUR) : debut], texte[fin : fin + _AUTOUR]
    return _COURTE_DITE.search(gauche) is not None or _COURTE_DITE_APRES.match(droite) is not None


def _ecarte(gauche: str, droite: str) -> bool:
    if est_un_age(gauche, len(gauche)) or re.match(r"^ revolus?\b", droite):
        return True
    if _TROP.match(droite) or _MOTIFS.du_temps.search(gauche):
        return True
    if gauche.endswith(" les ") and _FETE.match(droite):
        return True
    m = _ECARTE_GAUCHE.search(gauche)
    if m is not None:
        # "acquisition avec garantie, contrat de 3 ans": the nearest word decides.
        proche = re.search(
            r"\b(?:duree|contrat|marche|accord[ -]cadre|pendant|sur|pour)\b[^,;.:]{0,12}$", gauche[m.start() + 3 :]
        )
        if proche is None or re.search(r"garanti|preavis|validite|prix|disponib", m[0]):
            return True
    return bool(_ECARTE_DROITE.match(droite))


def _borne(gauche: str, droite: str) -> tuple[str, bool]:
    m = _HAUT_GAUCHE.search(gauche)
    if m is not None:
        return "max", bool(_STRICT.match(m[0].strip()))
    m = _BAS_GAUCHE.search(gauche)
    if m is not None:
        if re.search(r"\bpas $", gauche[: m.start()]):
            return "max", False
        return "min", bool(_STRICT.match(m[0].strip()))
    if _MAX_DROITE.match(droite):
        return "max", False
    if _MIN_DROITE.match(droite):
        return "min", False
    return "", False


def decider_duree(
    texte: str, durees: Sequence[Duree], contexte: Contexte, *, defaut: Duree | None = None
) -> LectureDuree:
    """The contract's duration, renewals included; nothing when the text disagrees with itself."""
    seuil = contexte.apres_correction([d.debut for d in durees])
    retenues = [d for d in durees if d.debut >= seuil]
    if not retenues:
        return (
            LectureDuree() if defaut is None else LectureDuree(Intervalle.point(defaut.mois), defaut.debut, defaut.fin)
        )
    totale = _avec_reconductions(texte, retenues, max(seuil, 0), defaut)
    if totale is not None:
        return totale
    retenues = [d for d in retenues if not d.courte] or retenues
    dits = [d for d in retenues if d.total and not d.borne] or [d for d in retenues if d.dite] or retenues
    premieres = dits[0]
    if len({(d.mois, d.haut, d.borne) for d in dits}) > 1:
        bas = [d for d in dits if d.borne == "min"]
        haut = [d for d in dits if d.borne == "max"]
        if not bas and len({d.mois for d in dits if not d.borne}) == 1 and len(haut) == 1:
            # "Un mois, deux mois max".
            bas = [d for d in dits if d is not haut[0]][:1]
            dits = [*bas, *haut]
        if len(bas) == 1 and len(haut) == 1 and len(dits) == 2 and bas[0].mois <= haut[0].mois:
            possible = Intervalle(bas[0].mois, haut[0].mois, not bas[0].stricte, not haut[0].stricte)
            return LectureDuree(possible, dits[0].debut, dits[-1].fin)
        return LectureDuree()
    if premieres.haut is not None:
        return LectureDuree(Intervalle(premieres.mois, premieres.haut), premieres.debut, premieres.fin)
    if premieres.borne == "max" and not (_COMPRISES.search(texte) or _conclut(texte, premieres)):
        return LectureDuree(
            Intervalle(None, premieres.mois, haut_inclus=not premieres.stricte), premieres.debut, premieres.fin
        )
    if premieres.borne == "min":
        return LectureDuree(
            Intervalle(premieres.mois, None, bas_inclus=not premieres.stricte), premieres.debut, premieres.fin
        )
    return LectureDuree(Intervalle.point(premieres.mois), premieres.debut, premieres.fin)


def _conclut(texte: str, duree: Duree) -> bool:
    """Whether what a contract lasts at most is what it is made for: "donc 3 ans maxi", "quatre ans max"."""
    if duree.stricte:
        return False
    donc = _DONC.search(texte, max(0, duree.debut - _AUTOUR), duree.debut)
    return donc is not None or _MAX_DROITE.match(texte[duree.fin :]) is not None


_DONC = re.compile(
    r"\b(?:donc|du coup|soit|ca (?:nous )?(?:fait|fera|ferait)|on arrive a|ce qui (?:nous )?fait)\b[^;.!?\n\d]{0,20}$"
)


def _avec_reconductions(
    texte: str, durees: Sequence[Duree], depuis: int, entre_deux_dates: Duree | None = None
) -> LectureDuree | None:
    """Base and renewals added up, when the text speaks of renewals or adds periods; None when it does not."""
    base = durees[0]
    fin_phrase = len(texte)
    suite = texte[base.fin : fin_phrase]
    partout = texte[depuis:]
    # Total said outright: "48 mois reconductions comprises", "1 an renouvelable 3 fois, soit 4 ans", "limite de 4 ans".
    autres = [d for d in durees[1:] if d.haut is None]
    parle = re.search(rf"\b{RENOUVELLEMENT}", partout)
    # "Toutes reconductions comprises, un an reconductible trois fois" counts them.
    a_compter = len(durees) == 1 and _RECONDUIT.match(suite.lstrip(" ,(")) is not None
    if parle and not NON_RENOUVELABLE.search(partout):
        if not autres and base.mois > MOIS_PAR_AN and base.haut is None and CHAQUE_ANNEE.match(suite):
            # "Trois ans, renouvelable chaque année": the first year is firm.
            return LectureDuree(Intervalle.point(base.mois), base.debut, base.fin, replace(base, mois=MOIS_PAR_AN))
        if not a_compter and (_COMPRISES.search(partout) or OUBLIEE.match(suite)):
            plus_longue = max(durees, key=lambda d: d.mois)
            courtes = [d for d in durees if d.mois < plus_longue.mois and d.haut is None]
            suivie = _avant_les_reconductions(texte, courtes)
            return LectureDuree(Intervalle.point(plus_longue.mois), plus_longue.debut, plus_longue.fin, suivie)
        for d in autres:
            avant = texte[base.fin : d.debut]
            if d.mois > base.mois and (
                (d.total and not d.borne)
                or _LIMITE.search(avant)
                or re.search(
                    r"(?:\bsoit|=|\btotale?|\bau total|\bdonc|\bmaxi\w*|\bmax)\b[^;.!?\n\d]{0,25}$|= ?$", avant
                )
            ):
                return LectureDuree(Intervalle.point(d.mois), base.debut, d.fin, base)
        parties = sum((d.mois for d in autres), Decimal(0))
        detaille = re.match(r"^ ?(?:\(|:|,? ?dont|,? ?soit)", suite) is not None
        if base.total or (autres and base.mois >= parties and (detaille or (len(autres) > 1 and base.mois == parties))):
            return LectureDuree(
                Intervalle.point(base.mois), base.debut, base.fin, _avant_les_reconductions(texte, autres)
            )
    plus = _chaine(texte, base)
    if plus is not None:
        return plus
    if not parle or NON_RENOUVELABLE.search(partout):
        return None
    for motif in (_RECONDUIT_N_X_P, _RECONDUIT, _N_RECONDUCTIONS, _RECONDUIT_P):
        m = motif.search(texte, base.fin if a_compter else depuis)
        if m is None or _PERIODE_NIEE.search(texte, max(0, m.start() - 30), m.start()):
            continue
        # A renewal said before its base ("reconductible deux fois un an : 12 mois + ...") counts on what follows it.
        groupes = m.groupdict()
        if groupes.get("annuel"):
            continue
        fois = _nombre(groupes["fois"]) if groupes.get("fois") else Decimal(1)
        bases = [d for d in durees if not (m.start() <= d.debut < m.end()) and d.haut is None and not d.borne]
        if not bases and entre_deux_dates is not None and entre_deux_dates.fin <= m.start():
            bases = [entre_deux_dates]
        if not bases:
            return LectureDuree()
        base = next((d for d in reversed(bases) if d.fin <= m.start()), bases[0])
        periode = base.mois
        if groupes.get("pn") and groupes.get("pu"):
            periode = _nombre(groupes["pn"]) * _facteur(groupes["pu"])[0]
        if len([d for d in bases if d.mois != base.mois]) > 0:
            return LectureDuree()
        total = Intervalle.point(_net(base.mois + fois * periode))
        return LectureDuree(total, min(base.debut, m.start()), max(base.fin, m.end()), base)
    if re.search(rf"\b{RENOUVELLEMENT}", suite[:40]) and len({d.mois for d in durees}) == 1:
        # "3 ans renouvelable", how often is not said: at least that.
        return LectureDuree(Intervalle(base.mois, None), base.debut, base.fin, base)
    return None


def reconduire(texte: str, ferme: Decimal) -> Duree | None:
    """How long a contract lasts whose renewals alone are told again, after the firm period that is known.

    >>> reconduire("non attends, reconductible deux fois seulement, l'ancien c'etait trois", Decimal(12)).mois
    Decimal('36')
    """
    if NON_RENOUVELABLE.search(texte):
        return None
    for motif in (_RECONDUIT, _N_RECONDUCTIONS, _MOTIFS.fois_seules):
        if (m := motif.search(texte)) is None or (groupes := m.groupdict()).get("annuel"):
            continue
        periode = ferme if groupes.get("pn") is None else _nombre(groupes["pn"]) * _facteur(groupes["pu"])[0]
        return Duree(_net(ferme + _nombre(groupes["fois"]) * periode), m.start(), m.end())
    return None


def redit_les_reconductions(texte: str) -> bool:
    """Whether a message counts renewals anew, or the one that had been left out.

    >>> [redit_les_reconductions(dit) for dit in ("non, une seule reconduction", "4 ans, j'ai oublié la reconduction")]
    [True, True]
    >>> redit_les_reconductions("combien de reconductions ?"), redit_les_reconductions("je n'ai pas oublié le contrat")
    (False, False)
    """
    plie = plier(texte[:_LU]).texte
    return "?" not in plie and (OUBLIEE.search(plie) is not None or reconduire(plie, MOIS_PAR_AN) is not None)


_LU = 300


def _avant_les_reconductions(texte: str, durees: Sequence[Duree]) -> Duree | None:
    """The period that renewals follow at once: "4 ans (1 an renouvelable 3 fois)"."""
    return next((d for d in durees if _SUIVIE.match(texte, d.fin)), None)


def _chaine(texte: str, base: Duree) -> LectureDuree | None:
    """ "12 mois + 2 x 12 mois", "1 an + 1 an + 1 an", "2 ans ferme + 1 + 1"."""
    total, fin, plus_longue = base.mois, base.fin, Decimal(0)
    unite = "mois" if "mois" in texte[base.debut : base.fin] else "ans"
    while True:
        suite = texte[fin : fin + 60]
        ferme = re.match(
            r"^ ?(?:\(?(?:fermes?|de base|initiale?s?)\)?)? ?(?=\+|puis|plus (?:\d|une?\b|deux|trois|quatre|six|douze)|et (?:\d|une?\b|deux)[^.;,]{1,12}\b(?:en option|optionn|de reconduc|renouvelable|supplement))",
            suite,
        )
        if ferme is None:
            break
        m = _PLUS.match(suite[ferme.end() :])
        if m is None or (m["u"] is None and not _MOTIFS.terme_nu.match(suite, ferme.end())):
            break
        facteur, _ = _facteur(m["u"] or unite)
        fois = _nombre(m["fois"]) if m["fois"] else Decimal(1)
        apres = suite[ferme.end() + m.end() :]
        if re.match(r"^ ?(?:mois|ans?|annees?)? ?(?:de |d')?(?:garantie|maintenance|€|k|euro|%)", apres):
            break
        if m["u"] is None and (reste := _RECONDUCTION_DE.match(apres)):
            periode = base.mois if reste["pn"] is None else _nombre(reste["pn"]) * _facteur(reste["pu"])[0]
            total += _nombre(m["n"]) * periode
            fin += reste.end()
        else:
            periode = _nombre(m["n"]) * facteur
            total += fois * periode
        plus_longue = max(plus_longue, periode)
        fin += ferme.end() + m.end()
    if fin == base.fin:
        return None
    # Whole years followed by no longer ones are renewed; months of other lengths may be phases of one work.
    renouvelle = base.mois % 12 == 0 and plus_longue <= base.mois
    return LectureDuree(Intervalle.point(_net(total)), base.debut, fin, base if renouvelle else None)


_DE_A = re.compile(
    r"(?:\bdu|\bde|\ba partir (?:de|du|d')|\ba compter (?:de|du|d')|\bdes le|\bdebut(?:ant)? (?:le|en|au)?|\bentre(?: le)?|\ble)[ :']*(?:mois de |mois d')?$"
)
_LIEN = re.compile(
    r"^ ?,? ?(?:au|a|jusqu'au|jusqu'a|jusqu'en|->|-|et(?: le)?|fin(?: le| :| en)?|pour (?:finir|se terminer) (?:le|en)|au plus tard le)[ ]?(?:la )?(?:fin |mois de )?$"
)
_HORS_CONTRAT = re.compile(
    r"\b(?:sejours?|exposition \W[^;.!?\n]{0,60}|consultation|publication|offres?|vacances|fermeture|ferme\b|attribution|ouvert|inscription\w*|candidatures|congres|festival|ferie|commission|dates? limites?|ancien|precedent|actuel|exposition|evenement|salon|marche de noel|conference)\b[^;.!?\n]{0,40}$"
    # The dates of what is shown or held are its own.
    r"|\b(?:expositions?|presentees?|se (?:tien\w+|derouler?\w*)|aur(?:a|ont) lieu|saisons?)\b[^;.!?\n]{0,150}$"
)


def entre_dates(texte: str, dates: Sequence[DateLue]) -> Duree | None:
    """ "du 1er janvier 2027 au 31 décembre 2029": the months between two dates, both included."""
    for a, b in pairwise(dates):
        gauche = texte[max(0, a.debut - 170) : a.debut]
        if not _LIEN.match(texte[a.fin : b.debut]) or not _DE_A.search(gauche) or _HORS_CONTRAT.search(gauche):
            continue
        if not (a.precise and b.precise and b.annee_dite):
            continue
        debut = a.bas if a.annee_dite else a.bas.replace(day=min(a.bas.day, 28), year=b.bas.year)
        fin = b.bas if b.jour else b.haut
        if not a.annee_dite and debut > fin:
            debut = debut.replace(year=debut.year - 1)
        mois = _entre(debut, fin)
        if mois is not None and mois >= 1:
            return Duree(mois, a.debut, b.fin, dite=True, total=True)
    return None


def d_une_date_a_l_autre(dates: Sequence[DateLue]) -> Duree | None:
    """The months between the only two dates of an answer, in whichever order they are said."""
    if len(dates) != 2 or not all(d.precise and d.annee_dite for d in dates):
        return None
    a, b = sorted(dates, key=lambda d: d.bas)
    if (a.bas, a.haut) == (b.bas, b.haut):
        return None  # one date, said twice
    mois = _entre(a.bas, b.bas if b.jour else b.haut)
    return None if mois is None or mois < 1 else Duree(mois, dates[0].debut, dates[1].fin, dite=True)


def _entre(debut: date, fin: date) -> Decimal | None:
    if fin <= debut:
        return None
    lendemain = fin if fin.day == debut.day and fin.day != 1 else fin + timedelta(days=1)
    if fin.day == debut.day == 1:
        lendemain = fin
    entiers = (lendemain.year - debut.year) * 12 + lendemain.month - debut.month
    reste = lendemain.day - debut.day
    if reste < 0:
        entiers -= 1
        reste = (lendemain - plus_mois(debut, entiers)).days
    return _net(Decimal(entiers) + (Decimal(reste) / Decimal(30)).quantize(Decimal("0.1")))
