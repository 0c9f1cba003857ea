"""Where the plan stands, in the conversation: one action or subject, the targets, and both dashboards as an image and as files."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from typing import Any

from handlers.conversation.acces import LIEN_VALABLE, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Faire, Force, Proposition, a_la_suite, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.fiches import recherche
from handlers.indicateurs import mots
from handlers.indicateurs.tableau_de_bord import (
    annees_connues,
    figeable,
    figer,
    figes,
    tableau_de_bord,
    tableaux_de_bord,
)
from handlers.registre import consultation
from handlers.suivi import achats, statut
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import interroge
from knowledge.indicateurs.demandes import cibles_nommees, demande_sa_cible, demande_un_tableur
from knowledge.indicateurs.paroles import Cadre, Demande, lire_demande, lire_sujet, ne_dit_que_bilan, repere
from knowledge.indicateurs.titres import nommes
from knowledge.plan.pack import Fiche
from knowledge.plan.tableau_de_bord import Chiffre, CibleSuivie, Dashboard, Genre, Requete, TableauDeBord
from storage.comptes.records import Role


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "Où en est-on sur l'insertion ?", "tableau de bord 2025 de la Ville", "les cibles": each names its thing.

    "Combien d'heures d'insertion ?" may be asked of a purchase too, unless it says when or of whom.
    """
    if (vue := _action_vue(turn)) is not None and demande_sa_cible(texte):
        return Proposition(Acte("indicateur", {"cibles_de": vue}, mots=texte), Force.DESIGNE)
    demande = lire_demande(texte, _cadre(turn))
    compte = demande is not None and demande.quoi in ("combien", "taux")
    if demande is None or (compte and not _se_compte(turn, demande)):
        return None
    nature = "tableau" if demande.quoi in ("actions", "deploiement", "cibles") else "indicateur"
    nomme = not compte or demande.dite or demande.acheteur is not None
    if entretien.faits.connus() and not (demande.dite or demande.acheteur or demande.sujet) and ne_dit_que_bilan(texte):
        # Said of a purchase that is being prepared, "le bilan" is its result.
        return None
    if demande.quoi == "situer" and interroge(demande.sujet):
        # "Où en est-on, que reste-t-il à voir ?" may be asked of anything.
        nomme = False
    # While a purchase is prepared, what is counted without saying when may be of it.
    force = Force.NOMME if nomme else Force.DIT if entretien.faits.connus() else Force.ENTIER
    return Proposition(Acte(nature, asdict(demande), mots=texte), force)


def _action_vue(turn: Turn) -> int | None:
    """The one action whose figures were just shown, by its buttons."""
    offerts = [valeur.split(":") for valeur, _ in turn.etat.get("choix_offerts", ())]
    actions = {int(mots[1]) for mots in offerts if mots[0] == "fiche" and mots[1].isdecimal()}
    return min(actions) if len(actions) == 1 and any(mots[0] == "b" for mots in offerts) else None


def _dire_ses_cibles(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """The targets of the action that was just shown; where the plan gives it none, its figures again."""
    fiche, demande = turn.pack.fiches[numero], Demande("situer", turn.aujourdhui.year)
    siennes = [f"cible.{un.id}" for un in turn.pack.cibles if un.calcul.de.traits & traits_de(fiche)]
    if siennes:
        return dire_les_cibles(turn, entretien, demande, siennes)
    return dire_une_action(turn, entretien, fiche, demande)


def _se_compte(turn: Turn, demande: Demande) -> bool:
    """Whether a figure of the plan says how many: others are of the law, or of a purchase."""
    cles = nommes(turn.pack, demande.sujet)
    if cles is None:
        # "Combien de contrats en 2026 ?"
        return demande.dite or demande.acheteur is not None
    return bool(cles) or demande.de_contrats


def dire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What is asked of the plan; where the words were only heard to ask something of it, the figure or the action that they look for."""
    if isinstance(vue := acte.slots.get("cibles_de"), int) and vue in turn.pack.fiches:
        return _dire_ses_cibles(turn, entretien, vue)
    demande = _demande(turn, acte) or _entendue(turn, acte)
    if cibles := cibles_nommees(turn.pack, turn.incoming.text if acte.mots else ""):
        return _dire_ces_cibles(turn, entretien, demande, cibles)
    match demande.quoi:
        case "actions" | "deploiement":
            return montrer(turn, entretien, Dashboard(demande.quoi), demande)
        case "cibles":
            return dire_les_cibles(turn, entretien, demande)
        case "figer":
            return _figer(turn, entretien, demande)
        case "combien" if cles := nommes(turn.pack, demande.sujet):
            return _dire_des_chiffres(turn, entretien, cles, demande)
        case "combien" if not demande.de_contrats:
            return montrer(turn, entretien, Dashboard.ACTIONS, demande)
        case "achat" | "situer" if demande.dits:
            # Of the plan one asks where "we" stand; of a purchase, where it does.
            if outcome := statut.d_un_achat(turn, entretien, demande.dits, par_son_objet=not demande.nous):
                return outcome
    if demande.quoi == "achat":
        return achats.lister(turn, entretien)
    return _sur_un_sujet(turn, entretien, demande, acte.mots)


def tableau(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The dashboard that was asked for, or the targets; that of the actions where the words say no more.

    The button that has no words is that of the home of platforms.
    """
    if not (acte.mots or acte.slots):
        return consultation.tableau(turn, entretien)
    demande = _demande(turn, acte) or _entendue(turn, acte)
    if demande.quoi == "situer":
        return montrer(turn, entretien, Dashboard.ACTIONS, demande)
    return dire(turn, entretien, acte)


def _entendue(turn: Turn, acte: Acte) -> Demande:
    """What words that were heard ask for; what a clause is about may stand beside it: "l'insertion, on en est où ?"."""
    lue = lire_sujet(acte.mots, _cadre(turn))
    return lire_sujet(turn.incoming.text, _cadre(turn)) if lue.quoi == "situer" and lue.de_tout else lue


def _cadre(turn: Turn) -> Cadre:
    return Cadre(turn.aujourdhui.year, turn.pack.acheteurs_dits, memoire(turn).indicateurs.directions_connues())


def _demande(turn: Turn, acte: Acte) -> Demande | None:
    """What an act asks, as it was read or as a button says it: of which year, of whom."""
    dits = dict(acte.slots)
    if "annee" not in dits:
        return None
    court = str(dits.pop("repere", "")).zfill(8)
    acheteur = dits.get("acheteur")
    dits["acheteur"] = acheteur if acheteur in turn.pack.acheteurs_dits else None
    dits["autres"] = tuple(dits.get("autres", ()))
    if "direction" not in dits:
        directions = memoire(turn).indicateurs.directions_connues()
        dits["direction"] = next((une for une in directions if repere(une) == court), None)
    return Demande(**{"quoi": "actions", **dits})


def par_bouton(quoi: str) -> Faire:
    """The same, of a button: "actions", "deploiement", "cibles", a file ("xlsx", "pdf"), or "figer", which was confirmed."""

    def fait(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        demande = _demande(turn, acte)
        if demande is None or not isinstance(demande.annee, int):
            return aparte(turn, entretien, Reply("choix_inconnu"))
        if quoi in ("xlsx", "pdf"):
            return _fichier(turn, entretien, quoi, demande)
        if quoi == "figer":
            return _figer(turn, entretien, demande, confirme=True)
        return dire(turn, entretien, replace(acte, slots={**asdict(demande), "quoi": quoi}))

    return fait


# --- of when ----------------------------------------------------------------------------------------------------------


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


def _sur_un_sujet(turn: Turn, entretien: Entretien, demande: Demande, texte: str) -> Outcome:
    """The action that is named, or the nearest to the words; else that nothing is."""
    if demande.de_tout:
        return montrer(turn, entretien, Dashboard.ACTIONS, demande)
    numero = demande.action
    if numero is None:
        trouvees = turn.chercheur().chercher(demande.sujet).resultats
        if not trouvees:
            rien = recherche.chercher(turn, entretien, texte, dire_rien=True)
            assert rien is not None
            return rien
        numero = trouvees[0].numero
    fiche = turn.pack.fiches.get(numero)
    if fiche is None:
        return aparte(turn, entretien, Reply("fiche_inconnue", {"numero": numero, "nombre": len(turn.pack.fiches)}))
    return dire_une_action(turn, entretien, fiche, demande)


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


def _dire_ces_cibles(turn: Turn, entretien: Entretien, demande: Demande, cibles: Collection[str]) -> Outcome:
    """The targets that are named, with the workbook where it is asked for with them."""
    dites = dire_les_cibles(turn, entretien, demande, [f"cible.{un}" for un in cibles])
    if not demande_un_tableur(turn.incoming.text):
        return dites
    suite = Entretien.depuis_json(turn.pack.vocabulaire, dites.etat)
    return a_la_suite(dites, _fichier(turn, suite, "xlsx", demande))


def dire_les_cibles(turn: Turn, entretien: Entretien, demande: Demande, cles: Collection[str] | None = None) -> Outcome:
    """The targets of the plan, or those of these keys: where they stand, and what it takes to get there."""
    if outcome := _de_quelle_annee(turn, entretien, demande):
        return outcome
    vu = tableau_de_bord(memoire(turn), turn.pack, _requete(demande, Dashboard.ACTIONS), turn.aujourdhui)
    notes = {} if cles is None else {f"cible.{un.id}": un.note for un in turn.pack.cibles if un.note}
    contexte = {
        **_perimetre(turn, vu, demande),
        "cibles": _cibles(vu, cles),
        "notes": [notes[cle] for cle in cles or () if cle in notes],
    }
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


__all__ = ["dire", "dire_les_cibles", "dire_une_action", "lire", "montrer", "par_bouton", "tableau", "traits_de"]
