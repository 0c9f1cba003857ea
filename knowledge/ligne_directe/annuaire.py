"""Which firm somebody looks for in the registry: its trade, its status, and whether the words look for one at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from knowledge.francais.langue import FAIBLES, VIDES, jetons, plat, radical
from knowledge.francais.texte import mots_de, simplifier
from knowledge.ligne_directe.faits import lire_les_faits, lire_les_statuts

RESSEMBLANCE_MIN = 84
# As many letters in common at the start are one trade: "peintre" and "peinture", "nettoyer" and "nettoyage".
DEBUT_MIN = 5

_FIRME = r"(?:entreprises?|structures?|societes?|etablissements?|esats?|eas?|siaes?|scops?|scics?|pme|tpe|artisans?|cooperatives?|fournisseurs?|prestataires?|annuaires?|associations?|regies? de quartier|chantiers? d'insertion)"
_ARTICLE = r"(?:(?:les|des|un|une|d'autres|quelques|\d{1,2}|l'|la|le) ?)?(?:petite?s? |bons? |bonnes? )?"
_POLI = r"(?:(?:bonjour|bonsoir|salut),? )?(?:(?:(?:peux|pourrais)[- ]tu|tu peux|(?:pouvez|pourriez)[- ]vous|vous pouvez|(?:je|nous|on) (?:veux|voulons|veut|voudrais|voudrait|souhaite|souhaitons|aimerais)|il (?:me|nous) faut)(?: (?:me|nous))? )?"
_CONNAIS = r"(?:tu )?connais[- ]?(?:tu)?|(?:vous )?connaissez[- ]?(?:vous)?"
_VERBE = (
    rf"(?:(?:(?:je|nous|on) )?(?:re)?cherch\w*|(?:(?:je|nous|on) )?trouve\w*(?:[- ](?:moi|nous))?|quel(?:le)?s?(?: (?:est|sont))?|qui sont|liste\w*|{_CONNAIS}"
    r"|(?:est-ce qu'il )?(?:y a-t-il|y a t-il|y a)|existe-t-il|avons[- ]nous|as-tu|avez[- ]vous|(?:re)?voir|donne[rz]?[- ](?:moi|nous)|indique[rz]?[- ](?:moi|nous))"
)
_CHERCHE = re.compile(
    rf"^{_POLI}(?:(?P<qui>qui (?:peut|pourrait|sait|saurait|fait|ferait|font)|(?:{_CONNAIS}) quelqu'un (?:pour|qui))"
    rf"|{_VERBE} {_ARTICLE}(?:{_FIRME}|(?P<metier>[a-z-]{{4,}})))\b"
)
# A purchase, or what is asked of firms that has nothing to do with finding one.
_AUTRE_CHOSE = re.compile(
    r"\b(?:achat|acheteurs?|achete[rz]?|achetons|louer|commander|titulaires?|attributaires?|a (?:ete )?(?:gagne|remporte|retenue?|obtenu)|candidat\w*|soumissionn\w*|repondre|repondent|offres?|n° ?\d+)\b"
)
_FAITS_D_UN_ACHAT = ("montant_ht", "montant_ttc", "duree_mois", "procedure")
# People who have a trade, and trades; the registry has others.
_METIERS = """
    peintre plombier electricien macon menuisier charpentier couvreur carreleur plaquiste serrurier chauffagiste terrassier jardinier
    paysagiste elagueur traiteur restaurateur boulanger patissier cuisinier imprimeur graphiste infographiste photographe videaste
    couturier blanchisseur demenageur transporteur livreur coursier mecanicien garagiste reparateur nettoyeur architecte geometre
    traducteur interprete formateur gardien maraicher apiculteur tapissier ebeniste ferronnier vitrier platrier informaticien
    developpeur relieur fleuriste
    nettoyage blanchisserie peinture plomberie electricite maconnerie menuiserie serrurerie jardinage tonte elagage traiteur buffet repas
    impression imprimerie numerisation reprographie archivage demenagement repassage couture conditionnement recyclage reparation
    gardiennage linge vitres vitrerie desherbage debroussaillage mailing routage saisie paysage reliure
""".split()  # noqa: SIM905
_EXACTS = {
    mot: f"={ceux[0]}"
    for ceux in (
        ("repas", "traiteur", "traiteurs", "buffet", "buffets"),
        ("imprimer", "imprimeur", "imprimeurs", "impression", "impressions", "imprimerie", "imprimeries", "reprographie"),
        ("couvrir", "couvreur", "couvreurs", "couverture", "couvertures", "toiture", "toitures"),
    )
    for mot in ceux
}  # fmt: skip
_MOTS_DE_LA_QUESTION = FAIBLES | frozenset(
    map(
        radical,
        "entreprise entreprises structure structures fournisseur fournisseurs prestataire prestataires annuaire repertoire cherche cherchons recherche recherchons trouver trouvez trouve liste connais connaissez connait moi tu quelqu etablissement artisan artisans esat esats ea eas siae siaes ess scop scic pme tpe insertion adaptee adaptees association associations cooperative regie quartier chantier reserve reserves marche capable capables peut pourrait saurait fait faire complet complete entier voudrais souhaite indiquer existe".split(),  # noqa: SIM905
    )
)
# Where the work is, which says no trade: they are looked for only when nothing else is said.
_ENDROITS = frozenset(
    map(
        radical,
        "bureau bureaux locaux local batiment batiments ecole ecoles creche creches gymnase gymnases mairie site sites salle salles travaux travail ville metropole commune quartier secteur departement region agglomeration pres proche proximite autour coin local locale locales localement".split(),  # noqa: SIM905
    )
)


@dataclass(frozen=True, slots=True)
class Recherche:
    """What is looked for: the statuses of a firm, the stems of its trade; neither, all of the registry."""

    statuts: tuple[str, ...]
    mots: tuple[str, ...]


def lire_une_recherche(
    texte: str, aujourdhui: date, lieux: Collection[str], quelqu_un_fait: Callable[[Collection[str]], bool]
) -> Recherche | None:
    """ "annuaire", "je cherche un ESAT pour les espaces verts", "qui peut faire la blanchisserie ?"; None for anything else.

    An amount, a duration or a procedure make it a purchase, as does a verb that buys. `quelqu_un_fait` tells whether a firm of the
    registry says that it does this.
    """
    simple = simplifier(texte)
    lu = _CHERCHE.match(simple)
    tout = mots_de(simple.removeprefix("l'"))[:1] in (["annuaire"], ["repertoire"])
    if not tout and (lu is None or _AUTRE_CHOSE.search(simple)):
        return None
    statuts, mots = lire_les_statuts(texte), _mots_cherches(texte, lieux)
    if lu is None:
        return Recherche(statuts, mots)
    if not (mots or statuts):
        return None
    metiers = _tiges_des_metiers()
    # "Je cherche un traiteur": without a status, only a trade that a firm says it does is looked for; else it is what is bought.
    if lu["metier"] and (_tige(lu["metier"]) not in metiers or not (statuts or quelqu_un_fait(mots))):
        return None
    if lu["qui"] and not (mots and (any(mot in metiers for mot in mots) or quelqu_un_fait(mots))):
        return None
    faits = lire_les_faits(texte, aujourdhui).keys()
    return Recherche(statuts, mots) if faits.isdisjoint(_FAITS_D_UN_ACHAT) else None


def dit_ce_metier(texte: str | None, mot: str) -> bool:
    """Whether a firm says the trade of that stem."""
    return any(_proches(mot, sien) for sien in _tiges(texte or ""))


def _proches(tige: str, autre: str) -> bool:
    """Whether two stems are of one trade, or of one word typed otherwise.

    >>> _proches(_tige("peintre"), _tige("peinture")), _proches(_tige("blanchir"), _tige("blanchisserie"))
    (True, True)
    >>> _proches(_tige("repas"), _tige("repassage")), _proches(_tige("transport"), _tige("transparence"))
    (False, False)
    """
    if tige == autre or fuzz.ratio(tige, autre) >= RESSEMBLANCE_MIN:
        return True
    commun = Prefix.similarity(tige, autre)
    return commun >= DEBUT_MIN and commun >= min(len(tige), len(autre)) - 1


def _mots_cherches(texte: str, lieux: Collection[str]) -> tuple[str, ...]:
    """The stems of the trade that is looked for, without where nor for whom."""
    ailleurs = {tige for lieu in lieux for tige in _tiges(lieu)}
    mots = [mot for mot in dict.fromkeys(_tiges(texte)) if mot not in _MOTS_DE_LA_QUESTION and mot not in ailleurs]
    return tuple(mot for mot in mots if mot not in _ENDROITS) or tuple(mot for mot in mots if mot == radical("bureaux"))


@cache
def _tiges_des_metiers() -> frozenset[str]:
    return frozenset(map(_tige, _METIERS))


def _tige(mot: str) -> str:
    return _EXACTS.get(mot) or radical(mot)


def _tiges(texte: str) -> list[str]:
    return [
        _tige(mot)
        for jeton in jetons(plat(texte))
        for mot in jeton.split("-")
        if mot not in VIDES and len(mot) > 1 and not mot.isdigit()
    ]
