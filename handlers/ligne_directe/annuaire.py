"""The registry of firms that agreed to be found: searched by buyers, by trade and by status, for reserved contracts above all."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from functools import cache

from rapidfuzz import fuzz
from rapidfuzz.distance import Prefix

from handlers.conversation.acces import memoire
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import EntrepriseRecord, Outcome, Reply, Turn
from knowledge.francais.langue import FAIBLES, VIDES, jetons, plat, radical
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe.faits import lire_les_faits, lire_les_statuts
from storage.ligne_directe.records import StatutEntreprise

MONTREES = 10
RESSEMBLANCE_MIN = 84
# As many letters in common at the start are one trade: "peintre" and "peinture", "nettoyer" and "nettoyage".
DEBUT_MIN = 5

_FIRME = r"(?:entreprises?|structures?|societes?|etablissements?|esats?|eas?|siaes?|scops?|scics?|pme|tpe|artisans?|cooperatives?|fournisseurs?|prestataires?|annuaires?|associations?|regies? de quartier|chantiers? d'insertion)"
_ARTICLE = r"(?:(?:les|des|un|une|d'autres|quelques|\d{1,2}|l'|la|le) ?)?(?:petite?s? |bons? |bonnes? )?"
_POLI = r"(?:(?:bonjour|bonsoir|salut),? )?(?:(?:(?:peux|pourrais)[- ]tu|tu peux|(?:pouvez|pourriez)[- ]vous|vous pouvez|(?:je|nous|on) (?:veux|voulons|veut|voudrais|voudrait|souhaite|souhaitons|aimerais)|il (?:me|nous) faut)(?: (?:me|nous))? )?"
_VERBE = (
    r"(?:(?:(?:je|nous|on) )?(?:re)?cherch\w*|(?:(?:je|nous|on) )?trouve\w*(?:[- ](?:moi|nous))?|quel(?:le)?s?(?: (?:est|sont))?|qui sont|liste\w*|(?:tu )?connais[- ]?(?:tu)?|(?:vous )?connaissez[- ]?(?:vous)?"
    r"|(?:est-ce qu'il )?(?:y a-t-il|y a t-il|y a)|existe-t-il|avons[- ]nous|as-tu|avez[- ]vous|(?:re)?voir|donne[rz]?[- ](?:moi|nous)|indique[rz]?[- ](?:moi|nous))"
)
_REGISTRE = re.compile(r"^(?:l')?(?:annuaire|repertoire)\b")
_CHERCHE = re.compile(rf"^{_POLI}{_VERBE} {_ARTICLE}{_FIRME}\b")
_CHERCHE_UN_METIER = re.compile(rf"^{_POLI}{_VERBE} {_ARTICLE}(?P<metier>[a-z-]{{4,}})\b")
_QUI_FAIT = re.compile(
    rf"^{_POLI}(?:qui (?:peut|pourrait|sait|saurait|fait|ferait|font)|(?:(?:tu )?connais[- ]?(?:tu)?|(?:vous )?connaissez[- ]?(?:vous)?) quelqu'un (?:pour|qui))\b"
)
# What is asked of firms that have nothing to do with finding one.
_AUTRE_QUESTION = re.compile(
    r"\b(?:titulaires?|attributaires?|a (?:ete )?(?:gagne|remporte|retenue?|obtenu)|candidat\w*|soumissionn\w*|repondre|repondent|offres?|n° ?\d+)\b"
)
_ACHETER = re.compile(r"\b(?:achat|achete[rz]?|achetons|louer|commander)\b")
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


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "annuaire", "je cherche un ESAT pour les espaces verts", "qui peut faire la blanchisserie ?"; None for anything else.

    An amount, a duration or a procedure make it a purchase, as does a verb that buys.
    """
    simple = simplifier(texte)
    registre = _REGISTRE.match(simple) is not None
    statuts = lire_les_statuts(texte)
    mots = _mots_cherches(texte, turn.ligne().lieux)
    if not registre:
        if not _cherche_une_firme(turn, simple, mots) or _ACHETER.search(simple) or _AUTRE_QUESTION.search(simple):
            return None
        if not lire_les_faits(texte, turn.aujourdhui).keys().isdisjoint(_FAITS_D_UN_ACHAT) or not (mots or statuts):
            return None
    trouvees = chercher(memoire(turn).entreprises.dans_l_annuaire(), statuts, mots)
    contexte = {
        "entreprises": trouvees[:MONTREES],
        "autres": max(0, len(trouvees) - MONTREES),
        "texte": texte.strip(" ?") if mots or statuts else "",
        "service": next(
            (un for un in turn.pack.services.values() if un.annuaire), turn.pack.services["commande_publique"]
        ),
    }
    return aparte(
        turn,
        entretien,
        Reply("annuaire", contexte, (bouton("fiche", "fiche:11", 11),) if 11 in turn.pack.fiches else ()),
    )


def _cherche_une_firme(turn: Turn, simple: str, mots: Sequence[str]) -> bool:
    """Whether a firm is looked for: by what firms are called, by a trade, or by a work that one of them says it does."""
    if _CHERCHE.match(simple):
        return True
    if lu := _CHERCHE_UN_METIER.match(simple):
        return _tige(lu["metier"]) in _tiges_des_metiers()
    if _QUI_FAIT.match(simple) and mots:
        metiers = _tiges_des_metiers()
        return any(mot in metiers for mot in mots) or any(
            all(_dit(une.metier, mot) for mot in mots) for une in memoire(turn).entreprises.dans_l_annuaire()
        )
    return False


def chercher(
    entreprises: Sequence[EntrepriseRecord], statuts: Sequence[str], mots: Sequence[str]
) -> list[EntrepriseRecord]:
    """Those of one of these statuses whose trade or name says some of these words, most words first; each establishment once."""
    voulus = frozenset(map(StatutEntreprise, statuts))
    vues: set[str] = set()
    trouvees: list[tuple[int, EntrepriseRecord]] = []
    for une in entreprises:
        if voulus and voulus.isdisjoint(une.statuts or ()):
            continue
        # A trade says more than a name.
        rang = sum(2 if _dit(une.metier, mot) else _dit(une.nom, mot) for mot in mots)
        if mots and not rang:
            continue
        cle = une.siret or f"{une.compte.plateforme}:{une.compte.personne}"
        if cle not in vues:
            vues.add(cle)
            trouvees.append((rang, une))
    return [une for _, une in sorted(trouvees, key=lambda trouvee: -trouvee[0])]


def _dit(texte: str | None, mot: str) -> bool:
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


def _mots_cherches(texte: str, lieux: Collection[str]) -> list[str]:
    """The stems of the trade that is looked for, without where nor for whom."""
    ailleurs = {tige for lieu in lieux for tige in _tiges(lieu)}
    mots = [mot for mot in dict.fromkeys(_tiges(texte)) if mot not in _MOTS_DE_LA_QUESTION and mot not in ailleurs]
    return [mot for mot in mots if mot not in _ENDROITS] or [mot for mot in mots if mot == radical("bureaux")]


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


__all__ = ["chercher", "repondre"]
