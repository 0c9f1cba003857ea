"""The figures of the year that pilots enter: read in their unit, asked back in doubt, promised for a day, corrected and kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import Forme, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.fiches import recherche
from handlers.indicateurs.attendus import (
    acheteurs_de,
    annee_a_saisir,
    attendues,
    avant_le,
    demander,
    noms_de,
    pas_le_pilote,
    peut,
)
from handlers.indicateurs.pilotes import lister
from handlers.indicateurs.questions import (
    CORRIGER,
    INCONNU,
    PROMETTRE,
    Posee,
    autre_en_cours,
    de_l_annee,
    demander_le_jour,
    en_cours,
    en_mots,
    ensuite,
    finir,
    poser,
    puis_reposer,
    suite,
    sur_un_chiffre,
    trouver,
)
from knowledge.ecoute import Acte
from knowledge.francais.texte import plier
from knowledge.indicateurs.calcul import ADDITIVES
from knowledge.indicateurs.reponses import ChiffreDit, lire_un_chiffre_nomme
from knowledge.indicateurs.saisies import ENSEMBLE, ChiffreLu, Entree, est_nu, lire_chiffre, sans_annees
from knowledge.indicateurs.titres import a_saisir, mots_du_titre
from storage.comptes.records import Role
from storage.indicateurs.records import SaisieRecord

# So many times last year's, or as many times less, a figure is asked back once.
SAUT = 5
TITRES_MAX = 5
VALEUR_MAX = 400
EN_TOUT = "tout"

# A figure that was said, and lacks of whom it is, of which year, or a yes.
POUR_QUI, DE_QUAND, EST_CE_BIEN = "indicateurs.attribuer", "indicateurs.dater", "indicateurs.confirmer"
FORMES: Mapping[str, Forme] = {
    "v:tard": Forme("indicateurs.plus_tard"),
    "v:go": Forme("indicateurs.commencer", ("annee", "service")),
    "v:moi": Forme("indicateurs.rendre", ("annee", "service")),
    "v:q": Forme("indicateurs.repondre", ("numero", "reponse")),
    # The number of a figure, or the year of a whole service.
    "v:le": Forme("indicateurs.celui", ("rang", "indicateur*")),
    "v:quand": Forme(PROMETTRE, ("numero", "service?")),
    # What was awaited, as older versions wrote it.
    "v:pour": Forme(POUR_QUI, ("numero", "dit*")),
    "v:annee": Forme(DE_QUAND, ("numero", "dit*")),
    "v:sur": Forme(EST_CE_BIEN, ("numero", "qui", "dit*")),
    "v:avant_q": Forme(CORRIGER, ("numero", "qui?")),
    "v:avant_s": Forme(CORRIGER, ("numero", "service")),
}


def decoder(valeur: str) -> Acte | None:
    """The act of a button about figures."""
    mots = valeur.split(":")
    forme = FORMES.get(":".join(mots[:2]))
    return None if forme is None else forme.decoder(mots[2:])


# --- a whole service --------------------------------------------------------------------------------------------------


def plus_tard(turn: Turn, entretien: Entretien) -> Outcome:
    """Leave figures for another time."""
    return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))


def commencer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask for the first figure that is missing of a service."""
    annee, service = acte.slots["annee"], str(acte.slots["service"])
    if refus := _refuser(turn, entretien, annee, service):
        return refus
    demander(memoire(turn), turn.pack, annee)
    restent = attendues(memoire(turn), turn.pack, annee, (service,))
    premiere = trouver(turn, restent[0].id) if restent else None
    return finir(turn, entretien, annee, service, None) if premiere is None else poser(turn, entretien, premiere)


def rendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """ "Ce n'est pas moi": the figures are the team's again until it names somebody."""
    annee, service = acte.slots["annee"], str(acte.slots["service"])
    if refus := _refuser(turn, entretien, annee, service):
        return refus
    retire = memoire(turn).saisies.retirer_pilote(service)
    if retire:
        memoire(turn).saisies.rendre(annee, service)
    contexte = {"service": turn.pack.services[service], "retire": retire, "equipe": Role.EQUIPE in turn.roles}
    return aparte(turn, entretien, Reply("pilote_retire", contexte))


def _refuser(turn: Turn, entretien: Entretien, annee: object, service: str) -> Outcome | None:
    """Why the figures of a service are not for whoever writes, or for where."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    if not isinstance(annee, int) or service not in turn.pack.services:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    return None if peut(turn, service) else pas_le_pilote(turn, entretien, service)


def promettre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask again that day for a figure, or for all those of a service, and go on with the next one meanwhile; else ask which day."""
    if "service" not in acte.slots:
        return _promettre_un_chiffre(turn, entretien, acte)
    annee, service = acte.slots["numero"], str(acte.slots["service"])
    if refus := _refuser(turn, entretien, annee, service):
        return refus
    demander(memoire(turn), turn.pack, annee)
    demandes = [une.id for une in attendues(memoire(turn), turn.pack, annee, (service,))]
    if not demandes:
        return finir(turn, entretien, annee, service, None)
    jour = _jour(acte)
    if jour is None or not _convient(turn, annee, jour):
        return demander_le_jour(entretien, acte, annee, jour)
    memoire(turn).saisies.promettre(demandes, jour)
    garde = replace(entretien, attente=Acte(CORRIGER, {"numero": annee, "service": service}))
    return finir(turn, garde, annee, service, {"quoi": "promis", "jour": jour, "titre": None})


@sur_un_chiffre
def _promettre_un_chiffre(turn: Turn, entretien: Entretien, posee: Posee, acte: Acte) -> Outcome:
    jour = _jour(acte)
    if jour is None or not _convient(turn, posee.demande.annee, jour):
        return demander_le_jour(entretien, acte, posee.demande.annee, jour)
    memoire(turn).saisies.promettre([posee.demande.id], jour)
    garde = replace(entretien, attente=Acte(CORRIGER, {"numero": posee.demande.id}))
    return ensuite(turn, garde, posee, {"quoi": "promis", "jour": jour, "titre": posee.chiffre.titre})


def _jour(acte: Acte) -> date | None:
    return date.fromisoformat(acte.slots["jour"]) if "jour" in acte.slots else None


def _convient(turn: Turn, annee: int, jour: date) -> bool:
    return turn.aujourdhui < jour <= avant_le(annee)


# --- one figure -------------------------------------------------------------------------------------------------------


@sur_un_chiffre
def reposer(turn: Turn, entretien: Entretien, posee: Posee, _: Acte) -> Outcome:
    """Ask for that figure, or ask again."""
    return poser(turn, entretien, posee)


@sur_un_chiffre
def passer(turn: Turn, entretien: Entretien, posee: Posee, _: Acte) -> Outcome:
    """Leave that figure, and go on with the next one."""
    return suite(turn, entretien, posee, {"quoi": "passe"})


@sur_un_chiffre
def rappeler(turn: Turn, entretien: Entretien, posee: Posee, acte: Acte) -> Outcome:
    """ "C'est quoi le PLIE ?": the answer, then the figure again."""
    ailleurs = replace(entretien, etape=Etape.ACCUEIL)
    dit = recherche.chercher(turn, ailleurs, acte.mots, dire_rien=True)
    encore = poser(turn, entretien, posee)
    return Outcome(encore.etat, [*(dit.replies if dit else ()), *encore.replies])


@sur_un_chiffre
def repondre(turn: Turn, entretien: Entretien, posee: Posee, acte: Acte) -> Outcome:
    """A button under a figure: its answer, or what the answer that was typed lacks."""
    reponse, saisie, numero = str(acte.slots["reponse"]), posee.chiffre.saisie, {"numero": posee.demande.id}
    match reponse:
        case "?":
            return passer(turn, entretien, acte)
        case "quand":
            return promettre(turn, entretien, Acte(PROMETTRE, numero))
        case "moi":
            return rendre(turn, entretien, du_service(posee))
        case "corriger":
            return poser(turn, entretien, posee)
        case "oui" | "retard" | "non" if saisie.unite == "oui_non":
            a_temps = None if reponse == "non" or not saisie.delai else reponse == "oui"
            entree = Entree(Decimal(reponse != "non"), dans_les_delais=a_temps)
            # One answer of two buttons is of every buyer that lacks one.
            qui = posee.manque or acheteurs_de(turn.pack, posee.chiffre)
            return _entrer(turn, entretien, posee, dict.fromkeys(qui, entree))
    attente = attendu(turn)
    if attente is None or attente.slots.get("numero") != posee.demande.id:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    complet = completer(turn, attente, reponse)
    return aparte(turn, entretien, Reply("choix_inconnu")) if complet is None else entrer(turn, entretien, complet)


def du_service(posee: Posee) -> Acte:
    """Give back the figures of the service that one of them is of."""
    return Acte("indicateurs.rendre", {"annee": posee.demande.annee, "service": posee.demande.service})


def attendu(turn: Turn) -> Acte | None:
    """What was awaited as a button was pressed."""
    attente = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    return decoder(attente) if isinstance(attente, str) else attente


def completer(turn: Turn, attente: Acte, reponse: str) -> Acte | None:
    """The act that was awaited, with the one thing that it lacked; None when that is not it."""
    match attente.nature:
        case "indicateurs.attribuer" if reponse == EN_TOUT or reponse in turn.pack.acheteurs_dits:
            return replace(attente, slots={**attente.slots, "qui": ENSEMBLE if reponse == EN_TOUT else reponse})
        case "indicateurs.dater" if reponse.isdecimal():
            return replace(attente, slots={**attente.slots, "annee": int(reponse)})
        case "indicateurs.confirmer" if reponse == "ok":
            return replace(attente, slots={**attente.slots, "sur": True})
    return None


@sur_un_chiffre
def entrer(turn: Turn, entretien: Entretien, posee: Posee, acte: Acte) -> Outcome:
    """Enter the figure that is said, of whom and of the year that are; or say why it cannot be, or what is missing."""
    dit, annee, qui = str(acte.slots.get("dit", "")), acte.slots.get("annee"), acte.slots.get("qui")
    if not dit:
        return poser(turn, entretien, posee)
    if annee is not None:
        if annee > turn.aujourdhui.year:
            return poser(turn, entretien, posee, {"quoi": "trop_tot", "annee": annee})
        if annee != posee.demande.annee:
            posee = de_l_annee(turn, posee.demande.indicateur, annee)
        dit = sans_annees(plier(dit).texte)[0]
    return _lire(turn, entretien, posee, dit, None if qui == INCONNU else qui, sur=bool(acte.slots.get("sur")))


def lu(turn: Turn, posee: Posee, texte: str, qui: str | None = None) -> ChiffreLu:
    """What a message says of that figure; `qui`: of whom it is unless it says."""
    if qui is None and len(posee.manque) == 1 and posee.manque != (ENSEMBLE,):
        qui = posee.manque[0]
    return lire_chiffre(texte, posee.chiffre.saisie, turn.pack.acheteurs_dits, qui, mots_du_titre(posee.chiffre))


def _lire(
    turn: Turn, entretien: Entretien, posee: Posee, texte: str, qui: str | None = None, *, sur: bool = False
) -> Outcome:
    """Enter the figure, or say why it cannot be; `qui` is whose it is, `sur` that what was read was said to be right.

    What is read in a sentence, or is words, is shown first: only somebody knows that it was said for that.
    """
    if posee.chiffre.saisie.unite != "texte":
        if texte.endswith("?") and lu(turn, posee, texte.rstrip(" ?")).entrees:
            # A question is no figure, even when it holds one.
            return poser(turn, entretien, posee, {"quoi": "question"})
        texte = texte[:VALEUR_MAX]
    dit = lu(turn, posee, texte, qui)
    if dit.entrees and dit.annees and posee.demande.annee not in dit.annees:
        return _demander_l_annee(turn, entretien, posee, texte, dit.annees)
    if dit.cause == "pour_qui" and (qui is not None or posee.chiffre.saisie.unite == "oui_non"):
        # As a button does: done is done for every buyer that lacks an answer.
        siens = posee.manque or acheteurs_de(turn.pack, posee.chiffre)
        dit = ChiffreLu(dict.fromkeys(siens if qui is None else (qui,), next(iter(dit.entrees.values()))))
    if dit.cause == "pour_qui":
        return _demander_pour_qui(turn, entretien, posee, texte, next(iter(dit.entrees.values())))
    if dit.cause is not None:
        note = {"quoi": dit.cause, "detail": dit.detail, "saisie": posee.chiffre.saisie}
        return poser(turn, entretien, posee, note)
    if not dit.entrees:
        return _pas_encore(turn, entretien, posee, dit.inconnus)
    if (connu := _deja_plus(turn, posee, dit.entrees)) is not None:
        return poser(turn, entretien, posee, {"quoi": "moins", "connu": connu})
    if not sur and (doute := _a_confirmer(turn, posee, texte, dit)):
        slots = {"numero": posee.demande.id, "qui": INCONNU if qui is None else qui, "dit": texte}
        suivant = replace(entretien, attente=Acte(EST_CE_BIEN, slots))
        choices = (
            bouton("c_est_bien_cela", f"v:q:{posee.demande.id}:ok"),
            bouton("corriger_le_chiffre", f"v:q:{posee.demande.id}:corriger"),
        )
        return Outcome(suivant.en_json(), [replace(doute, choices=choices)])
    return _entrer(turn, entretien, posee, dit.entrees, dit.inconnus)


def _a_confirmer(turn: Turn, posee: Posee, texte: str, dit: ChiffreLu) -> Reply | None:
    """What is shown before it is entered: a figure far from last year's, or one that words were told around."""
    if saut := _saut(turn, posee, dit.entrees):
        return Reply("chiffre_etonnant", saut)
    acheteurs = {un.id: un.nom for un in turn.pack.acheteurs}
    if est_nu(texte, posee.chiffre.saisie, acheteurs, mots_du_titre(posee.chiffre)):
        return None
    lignes = [
        {"qui": next(iter(noms_de(turn.pack, (qui,))), None), "valeur": en_mots(entree, posee.chiffre)}
        for qui, entree in dit.entrees.items()
    ]
    return Reply("chiffre_lu", {"lignes": lignes, "titre": posee.chiffre.titre, "annee": posee.demande.annee})


def _pas_encore(turn: Turn, entretien: Entretien, posee: Posee, inconnus: Collection[str]) -> Outcome:
    """Nothing is known yet, of all or of one buyer: the other is still asked for."""
    if set(posee.manque) - set(inconnus) and ENSEMBLE not in inconnus:
        return poser(turn, entretien, posee, {"quoi": "attendu", "qui": noms_de(turn.pack, sorted(inconnus))})
    return suite(turn, entretien, posee, {"quoi": "passe"})


def _deja_plus(turn: Turn, posee: Posee, entrees: Mapping[str, Entree]) -> str | None:
    """What the buyers already have together, when a total that is said is less."""
    total, saisie = entrees.get(ENSEMBLE), posee.chiffre.saisie
    if total is None or total.valeur is None or saisie.unite not in ADDITIVES or saisie.moyenne or len(entrees) > 1:
        return None
    annee, indicateur = posee.demande.annee, posee.demande.indicateur
    entres = memoire(turn).saisies.dernieres((annee,), (indicateur,))
    siens = [entres.get((indicateur, annee, un.id)) for un in turn.pack.acheteurs]
    connu = sum((un.valeur or Decimal(0) for un in siens if un is not None), Decimal(0))
    return en_mots(Entree(connu), posee.chiffre) if connu > total.valeur else None


def _demander_l_annee(turn: Turn, entretien: Entretien, posee: Posee, texte: str, dites: Collection[int]) -> Outcome:
    """Another year was named than the one that is asked: which is it of?"""
    annees = sorted({posee.demande.annee, *(une for une in dites if une <= turn.aujourdhui.year)})
    if len(annees) == 1:
        return poser(turn, entretien, posee, {"quoi": "trop_tot", "annee": max(dites)})
    suivant = replace(entretien, attente=Acte(DE_QUAND, {"numero": posee.demande.id, "dit": texte}))
    choices = tuple(Choice(str(une), f"v:q:{posee.demande.id}:{une}") for une in annees)
    contexte = {"annees": [str(une) for une in annees], "titre": posee.chiffre.titre}
    return Outcome(suivant.en_json(), [Reply("chiffre_annee", contexte, choices)])


def _demander_pour_qui(turn: Turn, entretien: Entretien, posee: Posee, texte: str, entree: Entree) -> Outcome:
    acheteurs = {un.id: un.nom for un in turn.pack.acheteurs}
    suivant = replace(entretien, attente=Acte(POUR_QUI, {"numero": posee.demande.id, "dit": texte}))
    choices = tuple(Choice(nom, f"v:q:{posee.demande.id}:{un}") for un, nom in acheteurs.items())
    choices += (bouton("en_tout", f"v:q:{posee.demande.id}:{EN_TOUT}"),)
    contexte = {
        "noms": list(acheteurs.values()),
        "titre": posee.chiffre.titre,
        "annee": posee.demande.annee,
        "valeur": en_mots(entree, posee.chiffre),
    }
    return Outcome(suivant.en_json(), [Reply("chiffre_pour_qui", contexte, choices)])


def _saut(turn: Turn, posee: Posee, entrees: Mapping[str, Entree]) -> dict[str, Any] | None:
    """What is five times last year's, or a fifth of it: worth asking whether it is right."""
    annee, indicateur = posee.demande.annee, posee.demande.indicateur
    avant = memoire(turn).saisies.dernieres((annee - 1,), (indicateur,))
    for qui, entree in entrees.items():
        precedente = avant.get((indicateur, annee - 1, qui))
        if precedente is None or not precedente.valeur or not entree.valeur or posee.chiffre.saisie.unite == "oui_non":
            continue
        grand, petit = max(entree.valeur, precedente.valeur), min(entree.valeur, precedente.valeur)
        if petit > 0 and grand >= SAUT * petit:
            return {
                "valeur": en_mots(entree, posee.chiffre),
                "avant": en_mots(precedente, posee.chiffre),
                "annee": annee,
                "qui": next(iter(noms_de(turn.pack, (qui,))), None),
            }
    return None


def _entrer(
    turn: Turn,
    entretien: Entretien,
    posee: Posee,
    entrees: Mapping[str, Entree],
    inconnus: Collection[str] = (),
) -> Outcome:
    """A new row for each: what was entered before stays, and is shown. Whom it is not known of is not asked of again now."""
    annee, indicateur = posee.demande.annee, posee.demande.indicateur
    avant = memoire(turn).saisies.dernieres((annee,), (indicateur,))
    lignes = []
    for qui, entree in entrees.items():
        nouvelle = memoire(turn).saisies.entrer(
            SaisieRecord(
                indicateur,
                annee,
                qui,
                entree.valeur,
                entree.numerateur,
                entree.denominateur,
                entree.texte,
                entree.dans_les_delais,
                turn.now,
                auteur(turn),
            )
        )
        deja = avant.get((indicateur, annee, qui))
        lignes.append(
            {
                "qui": next(iter(noms_de(turn.pack, (qui,))), None),
                "valeur": en_mots(entree, posee.chiffre),
                "part": entree if entree.denominateur is not None else None,
                "avant": None if deja is None or not nouvelle else en_mots(deja, posee.chiffre),
                "nouvelle": nouvelle,
            }
        )
    asked = en_cours(turn)
    note = {
        "quoi": "entre",
        "lignes": lignes,
        "annee": annee,
        "saisie": posee.chiffre.saisie,
        "titre": posee.chiffre.titre if asked is None or asked.demande.id != posee.demande.id else None,
        "inconnus": noms_de(turn.pack, sorted(inconnus)),
    }
    qui = next(iter(entrees)) if len(entrees) == 1 else INCONNU
    garde = replace(entretien, attente=Acte(CORRIGER, {"numero": posee.demande.id, "qui": qui}))
    a_jour = trouver(turn, posee.demande.id)
    reste = a_jour is not None and posee.manque and set(a_jour.manque) - set(inconnus)
    if a_jour is not None and reste and autre_en_cours(turn, posee) is None:
        # The other buyer's.
        return poser(turn, garde, a_jour, note)
    return ensuite(turn, garde, posee, note)


# --- unasked ----------------------------------------------------------------------------------------------------------


def nommes(turn: Turn, dit: ChiffreDit) -> list[str]:
    """The figures to enter that words name, as near as one another: the one that was asked, if it is among them."""
    trouves = a_saisir(turn.pack, dit.quoi, seul=dit.du_nom and _est_attendu(turn))
    asked = en_cours(turn)
    return [asked.demande.indicateur] if asked is not None and asked.demande.indicateur in trouves else trouves


def _est_attendu(turn: Turn) -> bool:
    """Whether figures were just spoken of: one word may then name one."""
    proposes = [valeur for valeur, _ in turn.etat.get("choix_offerts", ())]
    return any(valeur.startswith("v:") or valeur == "c:mes_chiffres" for valeur in proposes)


def saisir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """ "heures d'insertion 2026 : 12 000": the figure that is named, of the year that is; else the one that was asked, or those that are."""
    dit = lire_un_chiffre_nomme(acte.mots, turn.pack.acheteurs_dits)
    trouves = [] if dit is None else nommes(turn, dit)
    asked = en_cours(turn)
    if dit is not None and len(trouves) == 1 and len(dit.annees) < 2:
        return sur_le_chiffre_nomme(turn, entretien, trouves[0], dit)
    if dit is not None and trouves:
        titres = [turn.pack.saisies[un].titre for un in trouves[:TITRES_MAX]]
        return puis_reposer(turn, entretien, Reply("chiffre_lequel", {"titres": titres}))
    if asked is None:
        return lister(turn, entretien)
    if dit is not None and dit.quoi and dit.du_nom:
        return poser(turn, entretien, asked, {"quoi": "titre_inconnu", "detail": dit.quoi})
    return entrer(turn, entretien, Acte(acte.nature, {"numero": asked.demande.id, "dit": acte.mots}))


def sur_le_chiffre_nomme(turn: Turn, entretien: Entretien, indicateur: str, dit: ChiffreDit) -> Outcome:
    """Enter the figure that is named, of the year that is said or expected."""
    annee = dit.annees[0] if dit.annees else annee_a_saisir(turn.aujourdhui)
    service = turn.pack.saisies[indicateur].saisie.par
    if not peut(turn, service):
        return pas_le_pilote(turn, entretien, service)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    if annee > turn.aujourdhui.year:
        return puis_reposer(turn, entretien, Reply("chiffre_trop_tot", {"annee": annee}))
    valeur = dit.valeur
    if dit.qui is not None:
        valeur = f"{next(un.nom for un in turn.pack.acheteurs if un.id == dit.qui)} : {valeur}"
    return _lire(turn, entretien, de_l_annee(turn, indicateur, annee), valeur)
