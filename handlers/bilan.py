"""Where the plan stands, in the conversation: one action or subject, the targets, and both dashboards as an image and as files."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from handlers import mots
from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.droits import reserver_a_l_equipe
from handlers.entretien import Entretien
from handlers.marches import memoire
from handlers.questions import aparte
from handlers.registre import LIEN_VALABLE
from handlers.tableaux import annees_connues, figeable, figer, figes, tableau
from handlers.vocabulary import Choice, Document, Outcome, Reply, Turn
from knowledge.indicateurs.tableau import Chiffre, CibleSuivie, Dashboard, Requete
from knowledge.pack import Fiche
from storage.records import Role

_TABLEAU = re.compile(
    r"^(?:(?:je (?:veux|voudrais) )?(?:voir |ouvrir |montre(?:r|z|-moi)? |donne(?:r|z|-moi)? )?(?:le |les |mon |un |du )?)"
    r"(?:tableaux? de bord|dashboards?|bilan (?=(?:du |de )?(?:spaser|plan|20\d\d)))\b(?P<suite>.*)$"
)
_OU_EN = re.compile(
    r"\bou (?:(?:on )?en (?:est|sont|sommes|suis)|(?:on )?(?:est|sont)(?: |-)on)\b(?:[- ]?(?:on|nous|t'on|t-on|ils?|elles?))?\s*"
    r"(?:(?:sur|pour|avec|cote|dans|au niveau)\s+)?(?P<sujet>\S.*)$"
)
_CHIFFRES = re.compile(
    r"^(?:quels? (?:est|sont) )?(?:le |la |les |l')?(?:chiffres?|indicateurs?|stat(?:istique)?s?|taux|pourcentages?|avancement|resultats?)\s+"
    r"(?:de |du |des |d'|sur |pour )(?P<sujet>\S.*)$"
)
_COMBIEN = re.compile(
    r"^combien (?:de |d')(?P<sujet>(?:marches?|contrats?) (?:reserves?|clauses?|allotis|equitables?|avec .+|ont .+))$"
)
_CIBLES = re.compile(
    r"^(?:ou en sont |quelles sont |voir |atteint-on |a-t-on atteint )?(?:les |nos |mes )?(?:cibles?|objectifs? (?:du plan|chiffres?|20\d\d))\b(?P<suite>.*)$"
)
_FIGER = re.compile(
    r"^(?:figer?|geler?|arreter?) (?:le |les |l')?(?:bilan|chiffres?|annee|tableaux?(?: de bord)?|cliche)\b(?P<suite>.*)$"
)
RESSEMBLANCE_MIN = 80
_ACTION = re.compile(r"\b(?:action|fiche) (?:n[°o]? ?)?(\d{1,2})\b")
_ANNEE = re.compile(r"\b(20[2-4]\d)\b")
_PONCTUATION = re.compile(r"[?!.,;:]+")
# What is left of a subject once its year and its buyer are taken out.
_RESTES = re.compile(r"\b(?:en|pour|a|sur|dans|l'annee|annee|la|de|du|cette)\s*$")
_DU_PLAN = frozenset({"", "spaser", "le spaser", "plan", "le plan", "tout", "tout ca", "l'annee", "cette annee"})


@dataclass(frozen=True, slots=True)
class Demande:
    """What somebody asks about: a year, a buyer, a department, and the words that are left."""

    annee: int
    acheteur: str | None
    direction: str | None
    sujet: str
    dite: bool = True  # the year was


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Où en est-on sur l'insertion ?", "tableau de bord 2025 de la Ville", "les cibles"; None for anything else."""
    simple = _PONCTUATION.sub(" ", simplifier(texte)).strip()
    if lu := _FIGER.match(simple):
        return _figer(turn, entretien, _lire(turn, lu["suite"]))
    if (suite := _du_tableau(simple)) is not None:
        demande = _lire(turn, suite)
        dashboard = Dashboard.DEPLOIEMENT if "deploiement" in demande.sujet else Dashboard.ACTIONS
        return montrer(turn, entretien, dashboard, demande)
    if lu := _CIBLES.match(simple):
        return dire_les_cibles(turn, entretien, _lire(turn, lu[0]))
    if lu := _OU_EN.search(simple) or _CHIFFRES.match(simple) or _COMBIEN.match(simple):
        return _sur_un_sujet(turn, entretien, _lire(turn, lu["sujet"]))
    return None


def _du_tableau(simple: str) -> str | None:
    """What follows "tableau de bord", however it is spelt; None when the message does not begin with it."""
    if lu := _TABLEAU.match(simple):
        return str(lu["suite"])
    mots_dits = simple.removeprefix("le ").removeprefix("les ").split()
    if fuzz.ratio(" ".join(mots_dits[:3]), "tableau de bord") >= RESSEMBLANCE_MIN:
        return " ".join(mots_dits[3:])
    return None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button of a dashboard; None when it is none of them."""
    match reste.split(":"):
        case [("deploiement" | "actions") as dashboard, annee, acheteur] if _ANNEE.fullmatch(annee):
            return montrer(turn, entretien, Dashboard(dashboard), _demande(turn, annee, acheteur))
        case [("xlsx" | "pdf") as genre, annee, acheteur] if _ANNEE.fullmatch(annee):
            return _fichier(turn, entretien, genre, _demande(turn, annee, acheteur))
        case ["figer", annee, acheteur] if _ANNEE.fullmatch(annee):
            return _figer(turn, entretien, _demande(turn, annee, acheteur), confirme=True)
        case ["cibles", annee, acheteur] if _ANNEE.fullmatch(annee):
            return dire_les_cibles(turn, entretien, _demande(turn, annee, acheteur))
    return None


def _demande(turn: Turn, annee: str, acheteur: str) -> Demande:
    connus = {un.id for un in turn.pack.acheteurs}
    return Demande(int(annee), acheteur if acheteur in connus else None, None, "")


def _lire(turn: Turn, suite: str) -> Demande:
    """The year, the buyer and the department that words name, and what is left of them."""
    annee = _ANNEE.search(suite)
    sujet = _ANNEE.sub(" ", suite)
    acheteur = None
    for un in turn.pack.acheteurs:
        nommes = rf"\b(?:{re.escape(simplifier(un.nom))}|{re.escape(un.id)})\b"
        if re.search(nommes, sujet):
            acheteur, sujet = un.id, re.sub(nommes, " ", sujet)
            break
    direction = None
    for une in memoire(turn).indicateurs.directions_connues():
        nommee = rf"\b(?:(?:la )?direction (?:des |du |de la |de l'|de )?)?{re.escape(simplifier(une))}\b"
        if len(une) > 2 and re.search(rf"\bdirection\b.*\b{re.escape(simplifier(une))}\b", sujet):
            direction, sujet = une, re.sub(nommee, " ", sujet)
            break
    sujet = " ".join(sujet.split())
    while (reste := _RESTES.sub("", sujet).strip()) != sujet:
        sujet = reste
    return Demande(int(annee[1]) if annee else turn.aujourdhui.year, acheteur, direction, sujet, annee is not None)


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


def dire_une_action(turn: Turn, entretien: Entretien, fiche: Fiche, demande: Demande) -> Outcome:
    """The steps, the figures and the targets of one action."""
    dashboard = Dashboard.DEPLOIEMENT if fiche.numero < 8 else Dashboard.ACTIONS
    vu = tableau(memoire(turn), turn.pack, _requete(demande, dashboard), turn.aujourdhui)
    siennes = {f"cible.{cible.id}" for cible in turn.pack.cibles if cible.calcul.de.traits & traits_de(fiche)}
    contexte = {
        "fiche": fiche,
        "annee": demande.annee,
        "entite": mots.entite(vu, turn.pack),
        "entonnoir": next(un for un in vu.entonnoirs if un.action == fiche.numero),
        "chiffres": [_ligne(turn, chiffre) for chiffre in vu.de(fiche.numero)],
        "cibles": [_cible(une) for une in vu.cibles if une.chiffre.cle in siennes],
        "lien": _lien(turn),
    }
    choices = (
        bouton("fiche", f"fiche:{fiche.numero}", fiche.numero),
        bouton("tableaux", f"b:{dashboard}:{demande.annee}:{demande.acheteur or ''}"),
    )
    return aparte(turn, entretien, Reply("bilan_action", contexte, choices))


def traits_de(fiche: Fiche) -> frozenset[Any]:
    """What an action gives a contract: what proves it, and what it settles."""
    return frozenset((*fiche.preuves, *fiche.etablit))


def _requete(demande: Demande, dashboard: Dashboard) -> Requete:
    return Requete(dashboard, demande.annee, demande.acheteur, demande.direction)


def _ligne(turn: Turn, chiffre: Chiffre) -> dict[str, Any]:
    return {
        "titre": chiffre.titre,
        "vide": chiffre.valeur.vide,
        "valeur": mots.lisible(chiffre.valeur, chiffre.unite),
        "part": mots.part(chiffre.valeur),
        "couverture": mots.couverture(chiffre.valeur) if _incomplet(chiffre) else None,
        "evolution": mots.evolution(chiffre),
        "avant": chiffre.annees[-2][0] if len(chiffre.annees) > 1 else None,
        "par": None if chiffre.par is None else turn.pack.services[chiffre.par].avec_article,
    }


def _incomplet(chiffre: Chiffre) -> bool:
    valeur = chiffre.valeur
    return valeur.renseignes is not None and valeur.sur is not None and valeur.renseignes < valeur.sur


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
        "couverture": mots.couverture(suivie.chiffre.valeur) if _incomplet(suivie.chiffre) else None,
    }


def dire_les_cibles(turn: Turn, entretien: Entretien, demande: Demande) -> Outcome:
    """The targets of the plan: where they stand, and what it takes to get there."""
    vu = tableau(memoire(turn), turn.pack, _requete(demande, Dashboard.ACTIONS), turn.aujourdhui)
    contexte = {
        "annee": demande.annee,
        "entite": mots.entite(vu, turn.pack),
        "cibles": [_cible(une) for une in vu.cibles],
        "lien": _lien(turn),
    }
    choices = (bouton("tableaux", f"b:actions:{demande.annee}:{demande.acheteur or ''}"),)
    return aparte(turn, entretien, Reply("bilan_cibles", contexte, choices))


# --- dashboards -------------------------------------------------------------------------------------------------------


def montrer(turn: Turn, entretien: Entretien, dashboard: Dashboard, demande: Demande) -> Outcome:
    """A dashboard as an image, with the three things to know in words and the address of its page."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    vu = tableau(memoire(turn), turn.pack, _requete(demande, dashboard), turn.aujourdhui)
    ou = f"{demande.annee}:{demande.acheteur or ''}"
    if dashboard is Dashboard.DEPLOIEMENT:
        autre = bouton("tableau_actions", f"b:{Dashboard.ACTIONS}:{ou}")
    else:
        autre = bouton("tableau_deploiement", f"b:{Dashboard.DEPLOIEMENT}:{ou}")
    contexte = {
        "dashboard": dashboard,
        "annee": demande.annee,
        "entite": mots.entite(vu, turn.pack),
        "contrats": vu.contrats,
        "achats": vu.achats,
        "a_savoir": [une.phrase for une in vu.a_savoir],
        "a_reparer": vu.a_reparer,
        "fige_le": vu.fige_le,
        "lien": _lien(turn),
        "expire_le": turn.now + LIEN_VALABLE,
        "annees": [une for une in annees_connues(memoire(turn), turn.pack) if une != demande.annee],
    }
    choices: tuple[Choice, ...] = (
        autre,
        bouton("cibles", f"b:cibles:{ou}"),
        bouton("tableau_xlsx", f"b:xlsx:{ou}"),
        bouton("tableau_pdf", f"b:pdf:{ou}"),
    )
    nom = f"tableau-de-bord-{dashboard}-{demande.annee}.png"
    document = Document("tableau", f"png:{dashboard}:{ou}", nom)
    return aparte(turn, entretien, Reply("bilan", contexte, choices, document=document))


def _fichier(turn: Turn, entretien: Entretien, genre: str, demande: Demande) -> Outcome:
    """Both dashboards as a workbook with the rows behind each figure, or as a PDF for the elected members."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    nom = f"tableaux-de-bord-{demande.annee}.{genre}"
    document = Document("tableau", f"{genre}:tous:{demande.annee}:{demande.acheteur or ''}", nom)
    contexte = {"genre": genre, "annee": demande.annee}
    return aparte(turn, entretien, Reply("bilan_fichier", contexte, document=document))


def _figer(turn: Turn, entretien: Entretien, demande: Demande, *, confirme: bool = False) -> Outcome:
    """Freeze the figures of a year for the committee: of one buyer, or of all and of each."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    annee = demande.annee if demande.dite else turn.aujourdhui.year - 1
    if not figeable(annee, turn.aujourdhui):
        return aparte(turn, entretien, Reply("bilan_fige", {"annee": annee, "fait": False, "le": None, "court": True}))
    siens = [demande.acheteur] if demande.acheteur else [None, *(un.id for un in turn.pack.acheteurs)]
    if not confirme and any(figes(memoire(turn), annee, un) is None for un in siens):
        ou = f"{annee}:{demande.acheteur or ''}"
        reply = Reply(
            "bilan_a_figer", {"annee": annee}, (bouton("figer", f"b:figer:{ou}"), bouton("cibles", f"b:cibles:{ou}"))
        )
        return aparte(turn, entretien, reply)
    par = f"{turn.incoming.address.plateforme}:{turn.incoming.address.personne}"
    faits = [figer(memoire(turn), turn.pack, annee, un, par, turn.now) for un in siens]
    deja = figes(memoire(turn), annee, demande.acheteur)
    contexte = {"annee": annee, "fait": any(faits), "le": None if deja is None else deja.jour, "court": False}
    return aparte(turn, entretien, Reply("bilan_fige", contexte))


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
