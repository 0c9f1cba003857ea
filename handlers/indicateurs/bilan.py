"""Where the plan stands, in the conversation: one action or subject, the targets, and both dashboards as an image and as files."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

from rapidfuzz import fuzz

from handlers.conversation.acces import LIEN_VALABLE, memoire, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.indicateurs import mots, titres
from handlers.indicateurs.tableau_de_bord import (
    annees_connues,
    figeable,
    figer,
    figes,
    tableau_de_bord,
    tableaux_de_bord,
)
from handlers.suivi import statut
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Fiche
from knowledge.plan.tableau_de_bord import Chiffre, CibleSuivie, Dashboard, Genre, Requete, TableauDeBord
from storage.comptes.records import Role

_DONNER = r"^(?:(?:je (?:veux|voudrais) )?(?:quels? (?:est|sont) |voir |ouvrir |faire |montre(?:r|z|-moi)? |donne(?:r|z|-moi)? )?(?:le |la |les |nos |mon |un |du )?)"
_TABLEAU = re.compile(rf"{_DONNER}(?:tableaux? de bord|dashboards?)\b(?P<suite>.*)$")
# Words that a purchase or a fiche may begin with too: nothing else may follow them than whose figures, and of when.
_BILAN = re.compile(rf"{_DONNER}(?P<quoi>tdb|bilan|chiffres?|indicateurs?|resultats?)\b(?P<suite>.*)$")
_OU_EN = re.compile(
    r"\bou (?:(?:on )?en (?:est|sont|sommes|suis|etait|etaient|etions)|(?:on )?(?:est|sont)(?: |-)on)\b(?:[- ]?(?P<on>on|nous|t'on|t-on)|[- ]?(?:ils?|elles?))?\s*"
    r"(?:(?:sur|pour|avec|cote|dans|au niveau)\s+)?(?P<sujet>\S.*)$"
)
_ETAT = re.compile(
    r"^(?:quel(?:le)?s?(?: est| sont)? )?(?:l'|le |la |des )?(?:etat|statut|situation|suivi|avancement|nouvelles)(?: d'avancement)? (?:de |du |d'|sur )(?P<sujet>\S.*)$"
)
_CHIFFRES = re.compile(
    r"^(?:quels? (?:est|sont) )?(?:le |la |les |l')?(?:chiffres?|indicateurs?|stat(?:istique)?s?|taux|pourcentages?|avancement|resultats?)\s+"
    r"(?:de |du |des |d'|sur |pour )(?P<sujet>\S.*)$"
)
_COMBIEN = re.compile(
    r"^(?:(?:il y a |on a )?combien|quel(?:le)? (?:est |a ete )?(?:le |la )?(?:nombre|total|volume|quantite|part)) ?(?:y a-t-il |a-t-on )?"
    r"(?:de |d'|des |du )(?P<sujet>\S.*)$"
)
_CONTRATS = re.compile(r"^(?:marches?|contrats?) (?:reserves?|clauses?|allotis|equitables?|avec .+|ont .+)$")
_CIBLES = re.compile(
    r"^(?:ou en sont |quelles sont |voir |atteint-on |a-t-on atteint )?(?:les |nos |mes )?(?:cibles?|objectifs? (?:du plan|chiffres?|(?:19|20)\d\d))\b(?P<suite>.*)$"
)
_FIGER = re.compile(
    r"^(?:figer?|geler?|arreter?) (?:le |les |l'|cette )?(?:bilan|chiffres?|an(?:nee)?|tdb|tableaux?(?: de bord)?|cliche)\b"
)
RESSEMBLANCE_MIN = 80
_ACTION = re.compile(r"\b(?:action|fiche) (?:n[o°]? ?)?(\d{1,3})\b")
_D_UNE_ACTION = re.compile(rf"(?:l'|la )?{_ACTION.pattern}")
_DE_MON_ACHAT = re.compile(r"\b(?:pour|sur|de|dans|a) (?P<sujet>(?:m(?:on|a|es)|notre|nos|l'achat)\b.*)$")
_DU_SPASER = re.compile(r" (?:du|dans le|au|le) (?:spaser|plan|schema)$")
# The years of the plan itself are none that one asks about.
_PERIODE = re.compile(r"\b(?P<plan>spaser|plan|schema) (?:19|20)\d\d ?[-/ ] ?(?:19|20)\d\d\b")
_ANNEE = re.compile(r"\b((?:19|20)\d\d)\b")
_L_AN = r"\b(?:(?:de )?(?:l'? ?|cette |la )?)?ann?(?:ees?|e)?"
_NOMBRES = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5}
_IL_Y_A = re.compile(rf"\bil y a (?P<combien>\d|{'|'.join(_NOMBRES)}) ans?\b")
# How many years from this one, in words; the first that is read counts.
_RELATIVES = (
    (re.compile(rf"\bavant[- ]derniere {_L_AN}|\bn ?- ?2\b"), -2),
    (re.compile(rf"{_L_AN} (?:derniere?|passee?|precedente?|d'avant)\b|\bderniere annee\b|\bn ?- ?1\b"), -1),
    (re.compile(rf"{_L_AN} (?:prochaine?|suivante?|qui vient|a venir)\b|\bn ?\+ ?1\b"), 1),
    (re.compile(rf"\bcette annee(?:[- ]ci)?\b|{_L_AN} (?:en cours|courante|actuelle)\b|\bactuellement\b|\baujourd'hui\b"), 0),
)  # fmt: skip
_PONCTUATION = re.compile(r"[?!.,;:]+")
_POLITESSE = re.compile(r"\b(?:svp|stp|s'il (?:te|vous) plait|merci|bonjour)\b")
_TOUS = re.compile(
    r"\b(?:tou(?:s|tes) )?(?:les )?(?:deux )?(?:acheteurs|collectivites) ?(?:ensemble|confondus|reunis)?\b"
)
# What is left around a subject once its year and its buyer are taken out.
_VIDES = frozenset(
    "en pour a sur dans de du des d' la le les l' l et ou au aux chez cote cette annee l'annee depuis entre par ensemble".split()  # noqa: SIM905
)
_DU_PLAN = frozenset(
    {
        "",
        "spaser",
        "plan",
        "tout",
        "tout ca",
        "tout cela",
        "global",
        "general",
        "annuel",
        "actions",
        "toutes les actions",
    }
)


@dataclass(frozen=True, slots=True)
class Demande:
    """What somebody asks about: a year, a buyer, a department, and the words that are left."""

    annee: int
    acheteur: str | None
    direction: str | None
    sujet: str
    dite: bool = True  # the year was
    autres: tuple[int, ...] = ()  # the other years that were named: one is answered at a time

    @property
    def ou(self) -> str:
        """As buttons say it: a department by what is short enough for every platform."""
        return f"{self.annee}:{self.acheteur or ''}" + (f":{_repere(self.direction)}" if self.direction else "")

    @property
    def document(self) -> str:
        """As documents say it."""
        return f"{self.annee}:{self.acheteur or ''}" + (f":{self.direction}" if self.direction else "")


def _repere(direction: str) -> str:
    return f"{crc32(direction.encode()):08x}"


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Où en est-on sur l'insertion ?", "tableau de bord 2025 de la Ville", "les cibles"; None for anything else."""
    simple = _PONCTUATION.sub(" ", simplifier(texte)).strip()
    if _FIGER.match(simple):
        return _figer(turn, entretien, _lire(turn, simple))
    if (demande := _du_tableau(turn, simple)) is not None:
        dashboard = Dashboard.DEPLOIEMENT if "deploiement" in demande.sujet else Dashboard.ACTIONS
        return montrer(turn, entretien, dashboard, demande)
    if lu := _CIBLES.match(simple):
        return dire_les_cibles(turn, entretien, _lire(turn, lu[0]))
    lu = _OU_EN.search(simple) or _CHIFFRES.match(simple)
    if etat := lu or _ETAT.match(simple):
        # Of the plan one asks where "we" stand; of a purchase, where it does.
        au_plan = "on" in etat.re.groupindex and etat["on"] is not None
        if outcome := statut.d_un_achat(turn, entretien, etat["sujet"], par_son_objet=not au_plan):
            return outcome
    if lu:
        return _sur_un_sujet(turn, entretien, _lire(turn, lu["sujet"]))
    if (lu := _BILAN.match(simple)) and _D_UNE_ACTION.fullmatch((sienne := _lire(turn, lu["suite"])).sujet):
        return _sur_un_sujet(turn, entretien, sienne)
    if lu := _COMBIEN.match(simple):
        if mien := _DE_MON_ACHAT.search(lu["sujet"]):
            return statut.d_un_achat(turn, entretien, mien["sujet"], par_son_objet=False)
        return _combien(turn, entretien, _lire(turn, lu["sujet"]))
    return None


def tableau(turn: Turn, entretien: Entretien) -> Outcome:
    """The dashboard of the actions, of this year."""
    return montrer(turn, entretien, Dashboard.ACTIONS, _lire(turn, ""))


def _du_tableau(turn: Turn, simple: str) -> Demande | None:
    """Of when and of whom a dashboard is asked, however it is spelt; None when the message asks for none."""
    if lu := _TABLEAU.match(simple):
        return _lire(turn, lu["suite"])
    if lu := _BILAN.match(simple):
        demande = _lire(turn, lu["suite"])
        # Bare "chiffres" are those that one enters.
        nu = lu["quoi"] not in ("tdb", "bilan") and not (demande.dite or demande.acheteur)
        return demande if demande.sujet in _DU_PLAN | {"deploiement"} and not nu else None
    mots_dits = simple.removeprefix("le ").removeprefix("les ").split()
    if fuzz.ratio(" ".join(mots_dits[:3]), "tableau de bord") >= RESSEMBLANCE_MIN:
        return _lire(turn, " ".join(mots_dits[3:]))
    return None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a dashboard; None when it is none of them."""
    match reste.split(":"):
        case [("deploiement" | "actions") as dashboard, annee, acheteur, *repere] if _ANNEE.fullmatch(annee):
            return montrer(turn, entretien, Dashboard(dashboard), _demande(turn, annee, acheteur, repere))
        case [("xlsx" | "pdf") as genre, annee, acheteur, *repere] if _ANNEE.fullmatch(annee):
            return _fichier(turn, entretien, genre, _demande(turn, annee, acheteur, repere))
        case ["figer", annee, acheteur] if _ANNEE.fullmatch(annee):
            return _figer(turn, entretien, _demande(turn, annee, acheteur), confirme=True)
        case ["cibles", annee, acheteur, *repere] if _ANNEE.fullmatch(annee):
            return dire_les_cibles(turn, entretien, _demande(turn, annee, acheteur, repere))
    return None


def _demande(turn: Turn, annee: str, acheteur: str, repere: Sequence[str] = ()) -> Demande:
    connus = {un.id for un in turn.pack.acheteurs}
    directions = memoire(turn).indicateurs.directions_connues() if repere else []
    direction = next((une for une in directions if [_repere(une)] == [*repere]), None)
    return Demande(int(annee), acheteur if acheteur in connus else None, direction, "")


# --- of when, of whom -------------------------------------------------------------------------------------------------


def _lire(turn: Turn, suite: str) -> Demande:
    """The year, the buyer and the department that words name, and what is left of them."""
    annees, sujet = _lire_les_annees(_POLITESSE.sub(" ", suite), turn.aujourdhui.year)
    acheteurs, sujet = _lire_les_acheteurs(turn, sujet)
    direction = None
    for une in memoire(turn).indicateurs.directions_connues():
        # A message is read without its punctuation: a name too, and its words however they are spaced.
        nom = r"\s+".join(map(re.escape, _PONCTUATION.sub(" ", simplifier(une)).split()))
        nommee = rf"\b(?:(?:la )?direction (?:des |du |de la |de l'|de )?)?{nom}\b"
        if len(une) > 2 and "direction" in sujet and re.search(rf"\b{nom}\b", sujet):
            direction, sujet = une, re.sub(nommee, " ", sujet)
            break
    annee = annees[0] if annees else turn.aujourdhui.year
    # Both of them are all.
    acheteur = acheteurs[0] if len(acheteurs) == 1 else None
    # "L'insertion du SPASER" is insertion: everything here is of the plan.
    sujet = _DU_SPASER.sub("", _nu(sujet))
    return Demande(annee, acheteur, direction, _nu(sujet), bool(annees), annees[1:])


def _lire_les_annees(sujet: str, cette_annee: int) -> tuple[tuple[int, ...], str]:
    """The years that words name, the last one that is not to come first, and the words without them."""
    sujet = _PERIODE.sub(r"\g<plan>", sujet)
    dites = [int(une) for une in _ANNEE.findall(sujet)]
    sujet = _ANNEE.sub(" ", sujet)
    if lu := _IL_Y_A.search(sujet):
        dites.append(cette_annee - int(_NOMBRES.get(lu["combien"], lu["combien"])))
        sujet = _IL_Y_A.sub(" ", sujet)
    for dit, ecart in _RELATIVES:
        if dit.search(sujet):
            dites.append(cette_annee + ecart)
            sujet = dit.sub(" ", sujet)
    return tuple(sorted(set(dites), key=lambda une: (une > cette_annee, abs(une - cette_annee)))), sujet


def _lire_les_acheteurs(turn: Turn, sujet: str) -> tuple[list[str], str]:
    """The buyers that words name, in the plan's order, and the words without them."""
    fait = turn.pack.vocabulaire.get("acheteur")
    nommes = []
    for un in turn.pack.acheteurs:
        choix = None if fait is None else fait.choix_de(un.id)
        dits = {un.nom, un.id, *(() if choix is None else choix.mots)}
        noms = sorted(
            {simplifier(dit).removeprefix("pour ").removeprefix("la ") for dit in dits}, key=len, reverse=True
        )
        nom = re.compile(rf"\b(?:la )?(?:{'|'.join(re.sub(r'[ -]', '[ -]', nom) for nom in noms)})\b")
        if nom.search(sujet):
            nommes.append(un.id)
            sujet = nom.sub(" ", sujet)
    return nommes, _TOUS.sub(" ", sujet)


def _nu(sujet: str) -> str:
    """A subject without the little words around it."""
    dits = sujet.split()
    while dits and dits[-1] in _VIDES:
        dits.pop()
    while dits and dits[0] in _VIDES:
        dits.pop(0)
    return " ".join(dits)


def _de_quelle_annee(turn: Turn, entretien: Entretien, demande: Demande, *, figer: bool = False) -> Outcome | None:
    """Of a year of which nothing is known, say so, rather than a page without a figure; None of any other."""
    connues = annees_connues(memoire(turn), turn.pack)
    cette_annee = turn.aujourdhui.year
    if demande.annee in connues or (demande.annee == cette_annee and not figer):
        return None
    contexte = {"annee": demande.annee, "a_venir": demande.annee > cette_annee, "annees": connues, "figer": figer}
    derniere = max((une for une in connues if une <= cette_annee), default=cette_annee)
    choices = (bouton("tableau_de_bord", f"b:actions:{replace(demande, annee=derniere).ou}"),)
    return aparte(turn, entretien, Reply("bilan_annee", contexte, choices))


# --- one subject ------------------------------------------------------------------------------------------------------


def _sur_un_sujet(turn: Turn, entretien: Entretien, demande: Demande) -> Outcome | None:
    if demande.sujet in _DU_PLAN:
        return montrer(turn, entretien, Dashboard.ACTIONS, demande)
    nommee = _ACTION.search(demande.sujet)
    if nommee:
        numero = int(nommee[1])
    else:
        trouvees = turn.chercheur().chercher(demande.sujet).resultats
        if not trouvees:
            return None
        numero = trouvees[0].numero
    fiche = turn.pack.fiches.get(numero)
    if fiche is None:
        return aparte(turn, entretien, Reply("fiche_inconnue", {"numero": numero, "nombre": len(turn.pack.fiches)}))
    return dire_une_action(turn, entretien, fiche, demande)


def _combien(turn: Turn, entretien: Entretien, demande: Demande) -> Outcome | None:
    """ "Combien d'heures d'insertion en 2026 ?": the figures whose titles say all these words."""
    cles = titres.nommes(turn.pack, demande.sujet)
    if cles is None:
        # "Combien de contrats en 2026 ?"
        return montrer(turn, entretien, Dashboard.ACTIONS, demande) if demande.dite or demande.acheteur else None
    if cles:
        return _dire_des_chiffres(turn, entretien, cles, demande)
    return _sur_un_sujet(turn, entretien, demande) if _CONTRATS.match(demande.sujet) else None


def _dire_des_chiffres(turn: Turn, entretien: Entretien, cles: Sequence[str], demande: Demande) -> Outcome:
    if outcome := _de_quelle_annee(turn, entretien, demande):
        return outcome
    requete = _requete(demande, Dashboard.ACTIONS)
    deux = tableaux_de_bord(memoire(turn), turn.pack, requete, turn.aujourdhui)
    lignes = {une["cle"]: une for vu in deux for une in _lignes(turn, vu.chiffres)}
    lignes |= {une["cle"]: une for une in _lignes(turn, [une.chiffre for une in deux[1].cibles])}
    montrees = [lignes[cle] for cle in cles if cle in lignes]
    actions = list(dict.fromkeys(une["action"] for une in montrees if une["action"] is not None))
    contexte = {**_perimetre(turn, deux[1], demande), "chiffres": montrees}
    choices = (
        *(bouton("fiche", f"fiche:{numero}", numero) for numero in actions),
        bouton("tableau_de_bord", f"b:actions:{demande.ou}"),
    )
    return aparte(turn, entretien, Reply("bilan_chiffres", contexte, choices))


def dire_une_action(turn: Turn, entretien: Entretien, fiche: Fiche, demande: Demande) -> Outcome:
    """The steps, the figures and the targets of one action."""
    if outcome := _de_quelle_annee(turn, entretien, demande):
        return outcome
    dashboard = Dashboard.DEPLOIEMENT if fiche.numero in turn.pack.deploiement else Dashboard.ACTIONS
    vu = tableau_de_bord(memoire(turn), turn.pack, _requete(demande, dashboard), turn.aujourdhui)
    siennes = {f"cible.{cible.id}" for cible in turn.pack.cibles if cible.calcul.de.traits & traits_de(fiche)}
    contexte = {
        **_perimetre(turn, vu, demande),
        "fiche": fiche,
        "entonnoir": next(un for un in vu.entonnoirs if un.action == fiche.numero),
        "chiffres": _lignes(turn, vu.de(fiche.numero)),
        "cibles": _cibles(vu, siennes),
    }
    choices = (
        bouton("fiche", f"fiche:{fiche.numero}", fiche.numero),
        bouton("tableau_de_bord", f"b:{dashboard}:{demande.ou}"),
    )
    return aparte(turn, entretien, Reply("bilan_action", contexte, choices))


def _perimetre(turn: Turn, vu: TableauDeBord, demande: Demande) -> dict[str, Any]:
    """Of when and of whom figures are, frozen when, and what they leave out."""
    return {
        "annee": demande.annee,
        "autres": demande.autres,
        "entite": mots.entite(vu, turn.pack),
        "fige_le": vu.fige_le,
        "sans_acheteur": mots.sans_acheteur(vu),
        "lien": _lien(turn),
    }


def traits_de(fiche: Fiche) -> frozenset[Any]:
    """What an action gives a contract: what proves it, and what it settles."""
    return frozenset((*fiche.preuves, *fiche.etablit))


def _requete(demande: Demande, dashboard: Dashboard) -> Requete:
    return Requete(dashboard, demande.annee, demande.acheteur, demande.direction)


def _lignes(turn: Turn, chiffres: Sequence[Chiffre]) -> list[dict[str, Any]]:
    """Figures as they were frozen, if they were, and apart what they are now."""
    return [_ligne(turn, un) for un in chiffres]


def _ligne(turn: Turn, chiffre: Chiffre) -> dict[str, Any]:
    return {
        "cle": chiffre.cle,
        "action": chiffre.action,
        "titre": chiffre.titre,
        "vide": chiffre.valeur.vide,
        "valeur": mots.lisible(chiffre.valeur, chiffre.unite),
        "part": mots.part(chiffre.valeur, chiffre.genre),
        "moyenne": chiffre.genre is Genre.MOYENNE,
        "couverture": mots.couvre(chiffre) if _incomplet(chiffre) else None,
        "evolution": mots.evolution(chiffre),
        "avant": chiffre.annees[-2][0] if len(chiffre.annees) > 1 else None,
        "par": None if chiffre.par is None else turn.pack.services[chiffre.par].avec_article,
        "depuis": mots.depuis(chiffre),
    }


def _incomplet(chiffre: Chiffre) -> bool:
    valeur = chiffre.valeur
    return valeur.renseignes is not None and valeur.sur is not None and valeur.renseignes < valeur.sur


def _cibles(vu: TableauDeBord, cles: Collection[str] | None = None) -> list[dict[str, Any]]:
    """The targets, those of these keys if any are given, as they were frozen, and apart what they are now."""
    return [_cible(une) for une in vu.cibles if cles is None or une.chiffre.cle in cles]


def _cible(suivie: CibleSuivie) -> dict[str, Any]:
    return {
        "titre": suivie.chiffre.titre,
        "valeur": mots.lisible(suivie.chiffre.valeur, "%"),
        "vide": suivie.chiffre.valeur.vide,
        "vise": suivie.vise,
        "annee": suivie.annee_visee,
        "atteinte": suivie.atteinte,
        "points": None if suivie.manque_points is None else mots.points(suivie.manque_points),
        "contrats": suivie.manque_contrats,
        "a_venir": suivie.a_venir,
        "couverture": mots.couvre(suivie.chiffre) if _incomplet(suivie.chiffre) else None,
        "depuis": mots.depuis(suivie.chiffre),
    }


def dire_les_cibles(turn: Turn, entretien: Entretien, demande: Demande) -> Outcome:
    """The targets of the plan: where they stand, and what it takes to get there."""
    if outcome := _de_quelle_annee(turn, entretien, demande):
        return outcome
    vu = tableau_de_bord(memoire(turn), turn.pack, _requete(demande, Dashboard.ACTIONS), turn.aujourdhui)
    contexte = {**_perimetre(turn, vu, demande), "cibles": _cibles(vu)}
    choices = (bouton("tableau_de_bord", f"b:actions:{demande.ou}"),)
    return aparte(turn, entretien, Reply("bilan_cibles", contexte, choices))


# --- dashboards -------------------------------------------------------------------------------------------------------


def montrer(turn: Turn, entretien: Entretien, dashboard: Dashboard, demande: Demande) -> Outcome:
    """A dashboard as an image, with the three things to know in words and the address of its page."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    if outcome := _de_quelle_annee(turn, entretien, demande):
        return outcome
    vu = tableau_de_bord(memoire(turn), turn.pack, _requete(demande, dashboard), turn.aujourdhui)
    ou = demande.ou
    if dashboard is Dashboard.DEPLOIEMENT:
        autre = bouton("tableau_de_bord_actions", f"b:{Dashboard.ACTIONS}:{ou}")
    else:
        autre = bouton("tableau_de_bord_deploiement", f"b:{Dashboard.DEPLOIEMENT}:{ou}")
    contexte = {
        **_perimetre(turn, vu, demande),
        "dashboard": dashboard,
        "contrats": vu.contrats,
        "achats": vu.achats,
        "a_savoir": [une.phrase for une in vu.a_savoir],
        "a_reparer": vu.a_reparer,
        "changes": _combien_ont_change(vu),
        "expire_le": turn.now + LIEN_VALABLE,
        "annees": [une for une in annees_connues(memoire(turn), turn.pack) if une != demande.annee],
    }
    choices: tuple[Choice, ...] = (
        autre,
        bouton("cibles", f"b:cibles:{ou}"),
        bouton("tableau_de_bord_xlsx", f"b:xlsx:{ou}"),
        bouton("tableau_de_bord_pdf", f"b:pdf:{ou}"),
    )
    nom = f"tableau-de-bord-{dashboard}-{demande.annee}.png"
    document = Document("tableau", f"png:{dashboard}:{demande.document}", nom)
    return aparte(turn, entretien, Reply("bilan", contexte, choices, document=document))


def _combien_ont_change(vu: TableauDeBord) -> int:
    """How many figures of a frozen year are said otherwise now."""
    tous = (*vu.chiffres, *(une.chiffre for une in vu.cibles))
    return sum(mots.depuis(un) is not None for un in tous)


def _fichier(turn: Turn, entretien: Entretien, genre: str, demande: Demande) -> Outcome:
    """Both dashboards as a workbook with the rows behind each figure, or as a PDF for the elected members."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    nom = f"tableaux-de-bord-{demande.annee}.{genre}"
    document = Document("tableau", f"{genre}:tous:{demande.document}", nom)
    contexte = {"genre": genre, "annee": demande.annee}
    return aparte(turn, entretien, Reply("bilan_fichier", contexte, document=document))


def _figer(turn: Turn, entretien: Entretien, demande: Demande, *, confirme: bool = False) -> Outcome:
    """Freeze the figures of a year for the committee: of one buyer, or of all and of each."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    annee = demande.annee if demande.dite else turn.aujourdhui.year - 1
    if not figeable(annee, turn.aujourdhui):
        etat = "court" if annee == turn.aujourdhui.year else "a_venir"
        return aparte(turn, entretien, Reply("bilan_fige", {"annee": annee, "etat": etat, "le": None, "qui": []}))
    demande = replace(demande, annee=annee)
    if outcome := _de_quelle_annee(turn, entretien, demande, figer=True):
        return outcome
    siens = [demande.acheteur] if demande.acheteur else [None, *(un.id for un in turn.pack.acheteurs)]
    if not confirme and any(figes(memoire(turn), annee, un) is None for un in siens):
        choices = (
            bouton("figer", f"b:figer:{replace(demande, direction=None).ou}"),
            bouton("cibles", f"b:cibles:{demande.ou}"),
        )
        contexte = {"annee": annee, "autres": demande.autres, "qui": _de_qui(turn, demande)}
        return aparte(turn, entretien, Reply("bilan_a_figer", contexte, choices))
    par = f"{turn.incoming.address.plateforme}:{turn.incoming.address.personne}"
    faits = figer(memoire(turn), turn.pack, annee, demande.acheteur, par, turn.now)
    deja = figes(memoire(turn), annee, demande.acheteur)
    contexte = {"annee": annee, "etat": "fait" if faits else "deja", "le": None if deja is None else deja.jour}
    contexte["qui"] = _de_qui(turn, demande)
    return aparte(turn, entretien, Reply("bilan_fige", contexte))


def _de_qui(turn: Turn, demande: Demande) -> list[str]:
    """Of whom figures are frozen: of one buyer, or of all together and of each of these."""
    return [un.nom for un in turn.pack.acheteurs if demande.acheteur in (None, un.id)]


def _lien(turn: Turn) -> str | None:
    """The address of the page for this person, where nobody else reads it."""
    if not turn.incoming.prive:
        return None
    adresse = turn.incoming.address
    cle = memoire(turn).liens.creer("registre", adresse.plateforme, adresse.personne, turn.now, LIEN_VALABLE)
    return f"{turn.adresse}/registre/ouvrir/{cle}?vers=tableaux"


__all__ = [
    "Demande",
    "dire_les_cibles",
    "dire_une_action",
    "montrer",
    "repondre",
    "repondre_par_choix",
    "traits_de",
]
