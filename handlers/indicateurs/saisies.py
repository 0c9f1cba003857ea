"""The figures of the year that pilots enter: asked one at a time, in their unit, promised for a day, corrected and kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from handlers.conversation.acces import auteur, memoire, mes_referents, reserver_a_l_equipe
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import neutre
from handlers.fiches import recherche
from handlers.indicateurs.mots import lisible
from knowledge.francais import objets
from knowledge.francais.avis import lire_avis
from knowledge.francais.jours import lire_un_jour
from knowledge.francais.noms import lire_un_nom
from knowledge.francais.questionnement import demande_une_definition, est_directe
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import Nomme, lire_acheteurs
from knowledge.indicateurs.calcul import ADDITIVES
from knowledge.indicateurs.saisies import ENSEMBLE, ChiffreLu, Entree, est_nu, lire_chiffre, pas_connu, sans_annees
from knowledge.plan.pack import ASaisir, Pack, Service
from knowledge.plan.tableau_de_bord import Valeur
from knowledge.suivi.reponses import ne_sait_pas
from storage.comptes.records import Role
from storage.indicateurs.records import DemandeDeSaisieRecord, SaisieRecord
from storage.registre.records import ReferentRecord
from storage.unit_of_work import Reading

# Figures of a year are asked for from December to the end of March.
DE_MOIS, A_MOIS = 12, 3
# So many times last year's, or as many times less, a figure is asked back once.
SAUT = 5
RESSEMBLANCE_MIN = 88
MOTS_MIN = 2
LETTRES_MIN = 5
TITRES_MAX = 5
MONTRES = 12
INCONNU = "?"
EN_TOUT = "tout"

_MOIS = r"(?:janvier|janv|fevrier|fevr|fev|mars|avril|avr|mai|juin|juillet|juil|aout|septembre|sept|octobre|oct|novembre|nov|decembre|dec)\b"
_PROMESSE = re.compile(
    r"^(?:(?:oui|non|ok|bonjour|desolee?),? )*(?:(?:je|j'|on|nous) ?(?:ne |n')?(?:l'|les? |vous )?(?:aur\w+|donner\w+)|pas avant|plutot|d'ici|"
    rf"(?:(?:a|en|au|pour|vers|courant|debut|fin|mi)[ -])+(?:la |le )?(?={_MOIS})|(?:pour |vers )?le \d{{1,2}}(?:er)?(?=$| {_MOIS}|/)|\d{{1,2}} {_MOIS}|"
    r"(?:pour )?demain|(?:pour )?(?:lundi|mardi|mercredi|jeudi|vendredi)|la semaine prochaine|dans (?:\d+|une?|deux|trois|quelques) )"
)
_PAS_MOI = re.compile(
    r"^(?:(?:non|desolee?|bonjour),? )*(?:ce n'est (?:pas|plus)|c'est (?:pas|plus)|pas|plus) (?:a |pour )?moi\b|^je ne (?:suis|m'en occupe) (?:pas|plus)\b"
)
_DU = r"(?:de la |de l'|des |du |de |d'|pour (?:la |le |les |l')?)"
_NOMMER = re.compile(
    rf"^(?:et )?(?:le |la |les )?(?P<mot>[a-z]{{4,8}}) {_DU}?(?P<service>\S.{{1,60}}?)(?:,? (?:est|sont|sera|seront|devient|c'est)|\s*[:=]) (?P<nom>\S.{{1,80}})$",
    re.IGNORECASE,
)
_RETIRER = re.compile(
    rf"^(?:retire[rz]?|enleve[rz]?|supprime[rz]?) (?:le |la )?pilote {_DU}?(?P<service>\S.{{1,60}})$|^(?:il n'y a )?plus de pilote (?:au |a la |a l'|aux |pour (?:la |le |les |l')?|{_DU})(?P<service2>\S.{{1,60}})$"
)
_ET_CELUI = re.compile(
    r"(?:(?<!\s)\s++)?(?:[,;.]|\bet\b)\s*+(?:et )?(?=(?:le |la )?(?:pilotes?|pilot|celui|celle) )", re.IGNORECASE
)
_SES_AUTRES_NOMS = frozenset({"celui", "celle", "pilotes"})
_PERSONNE = frozenset(
    [
        "personne",
        "plus personne",
        "aucun",
        "aucune",
        "vacant",
        "vacante",
        "a nommer",
        "a definir",
        "a designer",
        "libre",
        "inconnu",
        "rien",
    ]
)
_PLUSIEURS = re.compile(r"\s(?:et|ou|&|\+|puis|ainsi que|avec)\s|[,;/]")
PILOTE_MIN = 80
_DIRE = re.compile(
    r"^(?:(?:pour|les?|la|nos|notre|voici) )*(?P<quoi>[^:=]{4,140}?) ?[:=] ?(?P<valeur>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_UNE_ANNEE = re.compile(r"(?:\b(?:de|en|pour|sur|annee|l'annee)\s+)?\b(20\d\d)\b")
_FIN_DE_QUOI = re.compile(
    r"(?:^|(?<![\s,(-])[\s,(-]++)(?:en|de|du|des|pour|a|la|le|les|l'annee|annee|et|d')[\s,()-]*+$"
)
# What is said again of the figure that was just answered.
_CORRIGE = re.compile(
    r"^(?:[ ,;:.!-]*(?:oups|pardon|mince|zut|desolee?|attention|ah|euh|mais|(?:non|nan)(?=[ ,]+(?:c'est |c'etait )?\d)|(?:je |j')?(?:me suis|m'etais|ai fait) (?:une erreur|trompee?s?|plantee?s?)"
    r"|(?:c'est |il y a |j'ai fait |petite )*(?:une )?erreur(?: de (?:ma part|saisie|frappe))?|rectif\w*|correction|corrige[rz]?|je (?:corrige|rectifie)|c'etait|c'est plutot|en fait|finalement|plutot|au final|en realite)(?![\w']))+[ ,;:.!-]*(?:c'est |c'etait )?"
)
_UN_NON = re.compile(r"\W*(?:non|nan)\b")
_UNE_FAUTE = re.compile(r"tromp|plant|erreur|rectif|corr")
_INTERROGE = re.compile(
    r"^(?:et |mais |alors )?(?:combien|comment|pourquoi|quel(?:le)?s?|qu'est|est-ce|c'est quoi|a quoi|ou (?:en|est|sont|trouver)|qui (?:est|sont|doit|peut)|quand|peux-tu|pouvez-vous|peut-on|dois-je|faut-il)\b"
)
# A request that begins as an answer may: with its number, it is one.
_TAUX = re.compile(r"^(?:le |la |les )?(?:taux|pourcentages?|chiffres?|resultats?|indicateurs?)\b")
_VALEUR_MAX = 400


def annee_demandee(jour: date) -> int | None:
    """The year whose figures are asked for on that day; None out of the period."""
    if jour.month >= DE_MOIS:
        return jour.year
    return jour.year - 1 if jour.month <= A_MOIS else None


def annee_a_saisir(jour: date) -> int:
    """The year that is meant when none is said."""
    return annee_demandee(jour) or jour.year - 1


def avant_le(annee: int) -> date:
    """The last day on which the figures of a year are asked for."""
    return date(annee + 1, A_MOIS, 31)


# --- what is missing --------------------------------------------------------------------------------------------------


def manquants(memoire_: Reading, pack: Pack, annee: int) -> dict[str, tuple[str, ...]]:
    """The figures that nobody entered for that year: of which buyers each lacks, ("",) when it is one figure for all."""
    entres = memoire_.saisies.dernieres((annee,))
    manque: dict[str, tuple[str, ...]] = {}
    dernier = {identifiant: qui for identifiant, _, qui in entres}
    for identifiant, chiffre in pack.saisies.items():
        # A total is enough, until it is told buyer by buyer.
        if (identifiant, annee, ENSEMBLE) in entres and dernier[identifiant] == ENSEMBLE:
            continue
        qui = _acheteurs(pack, chiffre)
        if restent := tuple(un for un in qui if (identifiant, annee, un) not in entres):
            manque[identifiant] = restent
    return manque


def _acheteurs(pack: Pack, chiffre: ASaisir) -> tuple[str, ...]:
    return (ENSEMBLE,) if chiffre.saisie.ensemble else tuple(un.id for un in pack.acheteurs)


def demander(memoire_: Reading, pack: Pack, annee: int) -> None:
    """Have asked for every figure of that year that is missing; each once, however often."""
    deja = {demande.indicateur for demande in memoire_.saisies.demandes(annee)}
    for identifiant in manquants(memoire_, pack, annee):
        if identifiant not in deja:
            memoire_.saisies.demander(identifiant, annee, pack.saisies[identifiant].saisie.par)


def attendues(memoire_: Reading, pack: Pack, annee: int, services: Collection[str]) -> list[DemandeDeSaisieRecord]:
    """What is asked of these services and still missing, in order."""
    manque = manquants(memoire_, pack, annee)
    return [demande for demande in memoire_.saisies.demandes(annee, services) if demande.indicateur in manque]


def annoncer(pack: Pack, annee: int, service: str, combien: int) -> Reply:
    """The message that says to a pilot how many figures are expected."""
    contexte = {
        "annee": annee,
        "services": [(pack.services[service], combien)],
        "combien": combien,
        "avant_le": avant_le(annee),
        "equipe": False,
    }
    return Reply("chiffres_attendus", contexte, _a_l_annonce(annee, service))


def annoncer_a_l_equipe(pack: Pack, annee: int, combien: Mapping[str, int]) -> Reply:
    """The message that says to the team what is expected of the services whose pilot cannot be written to."""
    contexte = {
        "annee": annee,
        "services": [(pack.services[service], nombre) for service, nombre in combien.items()],
        "combien": sum(combien.values()),
        "avant_le": avant_le(annee),
        "equipe": True,
    }
    choices = tuple(Choice(_court(pack.services[service]), f"v:go:{annee}:{service}") for service in combien)
    return Reply("chiffres_attendus", contexte, (*choices, bouton("chiffres_plus_tard", "v:tard")))


def annoncer_un_pilote(pack: Pack, pilote: ReferentRecord, services: Collection[str]) -> Reply:
    """The message that says to the team which account a pilot's name is from now on."""
    contexte = {
        "nom": pilote.nom,
        "plateforme": pilote.plateforme,
        "compte": pilote.personne,
        "services": [pack.services[un] for un in services],
    }
    return Reply("pilote_reconnu", contexte)


def _court(service: Service) -> str:
    return service.sigle or service.nom


def _a_l_annonce(annee: int, service: str) -> tuple[Choice, ...]:
    return (
        bouton("repondre_maintenant", f"v:go:{annee}:{service}"),
        bouton("je_l_aurai_le", f"v:quand:{annee}:{service}"),
        bouton("pas_moi", f"v:moi:{annee}:{service}"),
        bouton("chiffres_plus_tard", "v:tard"),
    )


# --- putting a question -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Posee:
    """The figure that is asked: for which buyers it is missing."""

    demande: DemandeDeSaisieRecord
    chiffre: ASaisir
    manque: tuple[str, ...]


def _posee(turn: Turn, numero: int) -> _Posee | None:
    demande = memoire(turn).saisies.demande(numero)
    if demande is None or demande.indicateur not in turn.pack.saisies:
        return None
    manque = manquants(memoire(turn), turn.pack, demande.annee).get(demande.indicateur, ())
    return _Posee(demande, turn.pack.saisies[demande.indicateur], manque)


def _poser(turn: Turn, entretien: Entretien, posee: _Posee, note: Mapping[str, Any] | None = None) -> Outcome:
    """Ask for one figure: its title in words, its unit, last year's."""
    demande = posee.demande
    restent = attendues(memoire(turn), turn.pack, demande.annee, (demande.service,))
    contexte = {
        "note": note,
        "chiffre": posee.chiffre,
        "fiches": [turn.pack.fiches[numero] for numero in posee.chiffre.actions],
        "annee": demande.annee,
        "qui": _noms(turn.pack, posee.manque or _acheteurs(turn.pack, posee.chiffre)),
        "partiel": 0 < len(posee.manque) < len(_acheteurs(turn.pack, posee.chiffre)),
        "plusieurs": len(posee.manque or _acheteurs(turn.pack, posee.chiffre)) > 1,
        "avant": _dits(turn, posee, demande.annee - 1),
        "deja": () if posee.manque else _dits(turn, posee, demande.annee),
        "restent": sum(autre.id >= demande.id for autre in restent),
    }
    return Outcome(entretien.en_json(), [Reply("chiffre", contexte, _reponses(posee))])


def _reponses(posee: _Posee) -> tuple[Choice, ...]:
    valeur = f"v:q:{posee.demande.id}"
    saisie = posee.chiffre.saisie
    choices: tuple[Choice, ...] = ()
    if saisie.unite == "oui_non" and saisie.delai:
        choices = (bouton("oui_a_temps", f"{valeur}:oui"), bouton("oui_en_retard", f"{valeur}:retard"))
        choices += (bouton("non", f"{valeur}:non"),)
    elif saisie.unite == "oui_non":
        choices = (bouton("oui", f"{valeur}:oui"), bouton("non", f"{valeur}:non"))
    return (
        *choices,
        bouton("inconnu", f"{valeur}:{INCONNU}"),
        bouton("je_l_aurai_le", f"{valeur}:quand"),
        bouton("pas_moi", f"{valeur}:moi"),
        bouton("chiffres_plus_tard", "v:tard"),
    )


def _noms(pack: Pack, acheteurs: Iterable[str]) -> list[str]:
    noms = {un.id: un.nom for un in pack.acheteurs}
    return [noms[un] for un in acheteurs if un in noms]


def _dits(turn: Turn, posee: _Posee, annee: int) -> list[dict[str, Any]]:
    """What was entered for that year, by buyer, in words."""
    indicateur = posee.demande.indicateur
    entres = memoire(turn).saisies.dernieres((annee,), (indicateur,))
    noms = {ENSEMBLE: None, **{un.id: un.nom for un in turn.pack.acheteurs}}
    return [
        {"qui": nom, "valeur": en_mots(entres[indicateur, annee, un], posee.chiffre)}
        for un, nom in noms.items()
        if (indicateur, annee, un) in entres
    ]


def en_mots(saisie: SaisieRecord | Entree, chiffre: ASaisir) -> str:
    """A figure as it was entered, with its unit; what was typed is made harmless."""
    valeur = Valeur(saisie.valeur, texte=saisie.texte, dans_les_delais=saisie.dans_les_delais)
    dit = lisible(valeur, chiffre.saisie.unite)
    return neutre(dit) if saisie.texte else dit


def _suite(turn: Turn, entretien: Entretien, posee: _Posee, note: Mapping[str, Any] | None) -> Outcome:
    """The next figure of the same service, or the end of them."""
    demande = posee.demande
    restent = attendues(memoire(turn), turn.pack, demande.annee, (demande.service,))
    suivante = next((autre for autre in restent if autre.id > demande.id and autre.promise_le is None), None)
    if suivante is not None and (prochaine := _posee(turn, suivante.id)) is not None:
        return _poser(turn, entretien, prochaine, note)
    return _finir(turn, entretien, demande.annee, demande.service, note)


def _finir(turn: Turn, entretien: Entretien, annee: int, service: str, note: Mapping[str, Any] | None) -> Outcome:
    """How many figures of the service are still missing."""
    manque = manquants(memoire(turn), turn.pack, annee)
    restent = sum(turn.pack.saisies[un].saisie.par == service for un in manque)
    contexte = {"note": note, "annee": annee, "restent": restent}
    return aparte(turn, entretien, Reply("chiffres_finis", contexte, (bouton("mes_chiffres", "c:mes_chiffres"),)))


# --- who may ----------------------------------------------------------------------------------------------------------


def _peut(turn: Turn, service: str) -> bool:
    """The pilot of a service enters its figures, and so does the team."""
    if Role.EQUIPE in turn.roles:
        return True
    pilote = memoire(turn).saisies.pilotes().get(service)
    return pilote is not None and pilote.id in {un.id for un in mes_referents(turn)}


def _pas_le_pilote(turn: Turn, entretien: Entretien, service: str) -> Outcome:
    contexte = {
        "service": turn.pack.services[service],
        "pilote": memoire(turn).saisies.pilotes().get(service),
    }
    return aparte(turn, entretien, Reply("pas_le_pilote", contexte))


def _mes_services(turn: Turn) -> list[str]:
    """The services whose figures this person enters."""
    tous = sorted({chiffre.saisie.par for chiffre in turn.pack.saisies.values()})
    return [service for service in tous if _peut(turn, service)]


# --- answers ----------------------------------------------------------------------------------------------------------


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button about figures; None when it is none of them."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    match reste.split(":"):
        case ["tard"]:
            return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
        case ["go" | "quand" | "moi" as quoi, annee, service] if annee.isdecimal() and service in turn.pack.services:
            return _sur_l_annonce(turn, entretien, quoi, int(annee), service)
        case ["q", numero, reponse] if numero.isdecimal():
            posee = _posee(turn, int(numero))
            if posee is None:
                return None
            if not _peut(turn, posee.demande.service):
                return _pas_le_pilote(turn, entretien, posee.demande.service)
            return _par_bouton(turn, entretien, posee, reponse)
    return None


def _sur_l_annonce(turn: Turn, entretien: Entretien, quoi: str, annee: int, service: str) -> Outcome:
    if not _peut(turn, service):
        return _pas_le_pilote(turn, entretien, service)
    if quoi == "moi":
        return _rendre(turn, entretien, annee, service)
    demander(memoire(turn), turn.pack, annee)
    restent = attendues(memoire(turn), turn.pack, annee, (service,))
    if not restent:
        return _finir(turn, entretien, annee, service, None)
    if quoi == "quand":
        return _demander_le_jour(entretien, f"{annee}:{service}", annee)
    premiere = _posee(turn, restent[0].id)
    assert premiere is not None
    return _poser(turn, entretien, premiere)


def _par_bouton(turn: Turn, entretien: Entretien, posee: _Posee, reponse: str) -> Outcome | None:
    attente = turn.etat.get("attente") or ""
    saisie = posee.chiffre.saisie
    match reponse:
        case "?":
            return _suite(turn, entretien, posee, {"quoi": "passe"})
        case "quand":
            return _demander_le_jour(entretien, str(posee.demande.id), posee.demande.annee)
        case "moi":
            return _rendre(turn, entretien, posee.demande.annee, posee.demande.service)
        case "oui" | "retard" | "non" if saisie.unite == "oui_non":
            en_retard = None if reponse == "non" or not saisie.delai else reponse == "oui"
            entree = Entree(Decimal(reponse != "non"), dans_les_delais=en_retard)
            # One answer of two buttons is of every buyer that lacks one.
            qui = posee.manque or _acheteurs(turn.pack, posee.chiffre)
            return _entrer(turn, entretien, posee, dict.fromkeys(qui, entree))
        case _ if attente.startswith(f"v:pour:{posee.demande.id}:") and (
            reponse == EN_TOUT or reponse in {un.id for un in turn.pack.acheteurs}
        ):
            return _lire(turn, entretien, posee, attente.split(":", 3)[3], ENSEMBLE if reponse == EN_TOUT else reponse)
        case _ if attente.startswith(f"v:annee:{posee.demande.id}:") and re.fullmatch(r"20\d\d", reponse):
            return _dans_l_annee(turn, entretien, posee, int(reponse), attente.split(":", 3)[3])
        case "ok" if attente.startswith(f"v:sur:{posee.demande.id}:"):
            return _confirmer(turn, entretien, posee, attente.split(":", 3)[3])
        case "corriger":
            return _poser(turn, entretien, posee)
    return None


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """Who is a pilot, a figure that is named, or the one just answered put right; None for anything else."""
    if outcome := _nommer_les_pilotes(turn, entretien, texte):
        return outcome
    if texte.rstrip().endswith("?") or objets.d_autre_chose(texte, actions=turn.pack.fiches):
        return None
    # A figure that is named is that one, whichever was asked.
    if outcome := _dit_sans_question(turn, entretien, texte) or _corriger(turn, entretien, texte, dit_par_un_mot=True):
        return outcome
    if _TAUX.match(simplifier(texte)) and re.search(r"\d", _UNE_ANNEE.sub(" ", texte)):
        return _sur_la_question(turn, entretien, texte)
    return None


def repondre_a_la_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """An answer typed to the figure that was asked last; None for a command, a question, or when none was asked."""
    if outcome := _sur_la_question(turn, entretien, texte):
        return outcome
    # Without a word that says so, what corrects a figure may be a request of another kind: those were read before.
    return None if texte.rstrip().endswith("?") else _corriger(turn, entretien, texte, dit_par_un_mot=False)


def _sur_la_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    offerts = [valeur for valeur, _ in turn.etat.get("choix_offerts", ())]
    annonces = [valeur for valeur in offerts if valeur.startswith("v:go:")]
    # Of several services, one is to be chosen first.
    annonce = annonces[0] if len(annonces) == 1 else None
    posee = _en_cours(turn)
    if annonce is None and posee is None:
        return None
    commande = lire_formule(texte, exacte=True)
    if commande in ("annuler", "passer") and posee is None:
        return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
    if posee is None:
        assert annonce is not None
        _, _, annee, service = annonce.split(":", 3)
        return _sur_l_annonce_dite(turn, entretien, texte, int(annee), service)
    if not _peut(turn, posee.demande.service) or objets.d_autre_chose(texte, actions=posee.chiffre.actions):
        return None
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    if commande == "annuler":
        return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
    un_chiffre = re.search(r"\d", texte) is not None
    sans_mots = posee.chiffre.saisie.unite == "texte" and (avis := lire_avis(texte)) is not None and not avis.suite
    if (
        commande in ("passer", "ne_sait_pas")
        or sans_mots
        or (ne_sait_pas(texte) and not un_chiffre and not _nommes(turn, texte))
    ):
        return _suite(turn, entretien, posee, {"quoi": "passe"})
    if commande is not None or (not un_chiffre and lire_formule(texte) is not None):
        return None
    if _PAS_MOI.match(simplifier(texte)):
        return _rendre(turn, entretien, posee.demande.annee, posee.demande.service)
    if (jour := _jour_promis(turn, texte)) is not None:
        return _promettre(turn, entretien, [posee.demande.id], jour, posee)
    return _lire_ou_redemander(turn, entretien, posee, texte)


def _nommes(turn: Turn, texte: str) -> list[str]:
    """The buyers that a message names."""
    nommes = lire_acheteurs(plier(texte).texte, turn.pack.acheteurs_dits)
    return [un.qui for un in nommes if un.qui is not None]


def _en_attente(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Of whom a number is, or whether what was read is right: what was typed is kept in between."""
    _, quoi, numero, reste = attente.split(":", 3)
    posee = _posee(turn, int(numero)) if numero.isdecimal() else None
    if posee is None or not _peut(turn, posee.demande.service):
        return None
    if objets.d_autre_chose(texte, actions=posee.chiffre.actions):
        return None
    simple = simplifier(texte)
    if quoi == "pour" and not re.search(r"\d", simple):
        if re.search(r"\b(?:tout|total|ensemble|deux)\b", simple):
            return _lire(turn, entretien, posee, reste, ENSEMBLE)
        qui = _nommes(turn, texte)
        return _lire(turn, entretien, posee, reste, qui[0]) if len(set(qui)) == 1 else None
    if quoi == "annee":
        annees = {int(une) for une in _UNE_ANNEE.findall(simple)}
        seule = len(annees) == 1 and not re.search(r"\d", _UNE_ANNEE.sub(" ", simple))
        return _dans_l_annee(turn, entretien, posee, annees.pop(), reste) if seule else None
    if quoi == "sur" and (avis := lire_avis(texte)) and not avis.suite:
        return _confirmer(turn, entretien, posee, reste) if avis.accord else _poser(turn, entretien, posee)
    return None


def _confirmer(turn: Turn, entretien: Entretien, posee: _Posee, reste: str) -> Outcome:
    """What was read of a sentence is what was meant; an odd figure is right after all."""
    qui, _, texte = reste.partition(":")
    return _lire(turn, entretien, posee, texte, None if qui == INCONNU else qui, sur=True)


def _en_cours(turn: Turn) -> _Posee | None:
    offerts = [valeur.split(":") for valeur, _ in turn.etat.get("choix_offerts", ())]
    numeros = [valeur[2] for valeur in offerts if valeur[:2] == ["v", "q"] and valeur[2].isdecimal()]
    return _posee(turn, int(numeros[0])) if numeros else None


def _sur_l_annonce_dite(turn: Turn, entretien: Entretien, texte: str, annee: int, service: str) -> Outcome | None:
    simple = simplifier(texte)
    if not _peut(turn, service):
        return None
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    if _PAS_MOI.match(simple):
        return _rendre(turn, entretien, annee, service)
    if pas_connu(texte) and _jour_promis(turn, texte) is None:
        return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
    if (jour := _jour_promis(turn, texte)) is not None:
        demandes = [une.id for une in attendues(memoire(turn), turn.pack, annee, (service,))]
        return _promettre(turn, entretien, demandes, jour, None)
    if (avis := lire_avis(texte)) and avis.accord and not avis.suite:
        return _sur_l_annonce(turn, entretien, "go", annee, service)
    return None


def _jour_promis(turn: Turn, texte: str) -> date | None:
    """ "Je l'aurai le 15", "en mars", "je n'ai pas encore l'info, plutôt en mars": the day on which to ask again."""
    for dit in (texte, *re.split(r"[,;.]\s+", texte)[1:]):
        simple = simplifier(dit)
        if _PROMESSE.match(simple) and (jour := lire_un_jour(turn.aujourdhui, simple)) is not None:
            return jour
    return None


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """The day, the buyer or the yes that was just asked for; None when the message is none."""
    if attente.startswith(("v:pour:", "v:sur:", "v:annee:")):
        return _en_attente(turn, entretien, attente, texte)
    match attente.split(":", 3):
        case ["v", "quand", numero]:
            posee = _posee(turn, int(numero)) if numero.isdecimal() else None
            if posee is None or (jour := lire_un_jour(turn.aujourdhui, simplifier(texte))) is None:
                return None
            return _promettre(turn, entretien, [posee.demande.id], jour, posee)
        case ["v", "quand", annee, service] if (jour := lire_un_jour(turn.aujourdhui, simplifier(texte))) is not None:
            demandes = [une.id for une in attendues(memoire(turn), turn.pack, int(annee), (service,))]
            return _promettre(turn, entretien, demandes, jour, None)
    return None


def _demander_le_jour(entretien: Entretien, quoi: str, annee: int) -> Outcome:
    suivant = replace(entretien, attente=f"v:quand:{quoi}")
    return Outcome(suivant.en_json(), [Reply("chiffre_quand", {"avant_le": avant_le(annee), "trop_tard": None})])


def _promettre(turn: Turn, entretien: Entretien, demandes: Sequence[int], jour: date, posee: _Posee | None) -> Outcome:
    """Ask again that day, and go on with the next figure meanwhile."""
    saisies = memoire(turn).saisies
    demande = saisies.demande(demandes[0]) if demandes else None
    if demande is None or not _peut(turn, demande.service):
        return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
    if not turn.aujourdhui < jour <= avant_le(demande.annee):
        quoi = str(demande.id) if posee is not None else f"{demande.annee}:{demande.service}"
        suivant = replace(entretien, attente=f"v:quand:{quoi}")
        return Outcome(
            suivant.en_json(), [Reply("chiffre_quand", {"avant_le": avant_le(demande.annee), "trop_tard": jour})]
        )
    saisies.promettre(demandes, jour)
    note = {"quoi": "promis", "jour": jour, "titre": None if posee is None else posee.chiffre.titre}
    if posee is None:
        garde = replace(entretien, chiffre=f"s:{demande.annee}:{demande.service}")
        return _finir(turn, garde, demande.annee, demande.service, note)
    return _ensuite(turn, replace(entretien, chiffre=f"q:{posee.demande.id}"), posee, note)


def _rendre(turn: Turn, entretien: Entretien, annee: int, service: str) -> Outcome:
    """ "Ce n'est pas moi": the figures are the team's again until it names somebody."""
    retire = memoire(turn).saisies.retirer_pilote(service)
    if retire:
        memoire(turn).saisies.rendre(annee, service)
    contexte = {"service": turn.pack.services[service], "retire": retire, "equipe": Role.EQUIPE in turn.roles}
    return aparte(turn, entretien, Reply("pilote_retire", contexte))


# --- reading and entering ---------------------------------------------------------------------------------------------


def _lire_ou_redemander(turn: Turn, entretien: Entretien, posee: _Posee, texte: str) -> Outcome | None:
    if est_directe(texte) or demande_une_definition(texte):
        aside = recherche.chercher(turn, replace(entretien, etape=Etape.ACCUEIL), texte, dire_rien=True)
        suite = _poser(turn, entretien, posee)
        return aside and Outcome(suite.etat, [*aside.replies, *suite.replies])
    if _INTERROGE.match(simplifier(texte)):
        return None
    if texte.rstrip().endswith("?"):
        # A question is no figure, even when it holds one.
        lu = _lu(turn, posee, texte.rstrip(" ?"), None)
        en_est_un = posee.chiffre.saisie.unite != "texte" and bool(lu.entrees)
        return _poser(turn, entretien, posee, {"quoi": "question"}) if en_est_un else None
    return _lire(turn, entretien, posee, texte)


def _lu(turn: Turn, posee: _Posee, texte: str, qui: str | None) -> ChiffreLu:
    """What a message says of that figure; `qui`: of whom it is unless it says."""
    if qui is None and len(posee.manque) == 1 and posee.manque != (ENSEMBLE,):
        qui = posee.manque[0]
    return lire_chiffre(texte, posee.chiffre.saisie, turn.pack.acheteurs_dits, qui, _mots_du_titre(posee))


def _lire(
    turn: Turn, entretien: Entretien, posee: _Posee, texte: str, qui: str | None = None, *, sur: bool = False
) -> Outcome:
    """Enter the figure, or say why it cannot be; `qui` is whose it is, `sur` that what was read was said to be right.

    What is read in a sentence, or is words, is shown first: only somebody knows that it was said for that.
    """
    texte = texte[:_VALEUR_MAX] if posee.chiffre.saisie.unite != "texte" else texte
    lu = _lu(turn, posee, texte, qui)
    if lu.entrees and lu.annees and posee.demande.annee not in lu.annees:
        return _demander_l_annee(turn, entretien, posee, texte, lu.annees)
    if lu.cause == "pour_qui" and qui is not None:
        lu = ChiffreLu({qui: next(iter(lu.entrees.values()))})
    if lu.cause == "pour_qui" and posee.chiffre.saisie.unite == "oui_non":
        # As a button does: done is done for every buyer that lacks an answer.
        entree = next(iter(lu.entrees.values()))
        lu = ChiffreLu(dict.fromkeys(posee.manque or _acheteurs(turn.pack, posee.chiffre), entree))
    if lu.cause == "pour_qui":
        return _demander_pour_qui(turn, entretien, posee, texte)
    if lu.cause is not None:
        note = {"quoi": lu.cause, "detail": lu.detail, "saisie": posee.chiffre.saisie}
        return _poser(turn, entretien, posee, note)
    if not lu.entrees:
        return _pas_encore(turn, entretien, posee, lu.inconnus)
    if (connu := _deja_plus(turn, posee, lu.entrees)) is not None:
        return _poser(turn, entretien, posee, {"quoi": "moins", "connu": connu})
    if not sur and (doute := _a_confirmer(turn, posee, texte, lu)):
        suivant = replace(entretien, attente=f"v:sur:{posee.demande.id}:{INCONNU if qui is None else qui}:{texte}")
        choices = (
            bouton("c_est_bien_cela", f"v:q:{posee.demande.id}:ok"),
            bouton("corriger_le_chiffre", f"v:q:{posee.demande.id}:corriger"),
        )
        return Outcome(suivant.en_json(), [replace(doute, choices=choices)])
    return _entrer(turn, entretien, posee, lu.entrees, lu.inconnus)


def _a_confirmer(turn: Turn, posee: _Posee, texte: str, lu: ChiffreLu) -> Reply | None:
    """What is shown before it is entered: a figure far from last year's, or one that words were told around."""
    if saut := _saut(turn, posee, lu.entrees):
        return Reply("chiffre_etonnant", saut)
    acheteurs = {un.id: un.nom for un in turn.pack.acheteurs}
    if est_nu(texte, posee.chiffre.saisie, acheteurs, _mots_du_titre(posee)):
        return None
    lignes = [
        {"qui": next(iter(_noms(turn.pack, (qui,))), None), "valeur": en_mots(entree, posee.chiffre)}
        for qui, entree in lu.entrees.items()
    ]
    contexte = {
        "lignes": lignes,
        "titre": posee.chiffre.titre,
        "annee": posee.demande.annee,
    }
    return Reply("chiffre_lu", contexte)


def _mots_du_titre(posee: _Posee) -> list[str]:
    return re.findall(r"[a-z]{4,}", simplifier(posee.chiffre.titre))


def _pas_encore(turn: Turn, entretien: Entretien, posee: _Posee, inconnus: Collection[str]) -> Outcome:
    """Nothing is known yet, of all or of one buyer: the other is still asked for."""
    if set(posee.manque) - set(inconnus) and ENSEMBLE not in inconnus:
        return _poser(turn, entretien, posee, {"quoi": "attendu", "qui": _noms(turn.pack, sorted(inconnus))})
    return _suite(turn, entretien, posee, {"quoi": "passe"})


def _deja_plus(turn: Turn, posee: _Posee, entrees: Mapping[str, Entree]) -> str | None:
    """What the buyers already have together, when a total that is said is less."""
    total, saisie = entrees.get(ENSEMBLE), posee.chiffre.saisie
    if total is None or total.valeur is None or saisie.unite not in ADDITIVES or saisie.moyenne or len(entrees) > 1:
        return None
    annee, indicateur = posee.demande.annee, posee.demande.indicateur
    entres = memoire(turn).saisies.dernieres((annee,), (indicateur,))
    siens = [entres.get((indicateur, annee, un.id)) for un in turn.pack.acheteurs]
    connu = sum((un.valeur or Decimal(0) for un in siens if un is not None), Decimal(0))
    return en_mots(Entree(connu), posee.chiffre) if connu > total.valeur else None


def _demander_l_annee(turn: Turn, entretien: Entretien, posee: _Posee, texte: str, dites: Collection[int]) -> Outcome:
    """Another year was named than the one that is asked: which is it of?"""
    annees = sorted({posee.demande.annee, *(une for une in dites if une <= turn.aujourdhui.year)})
    if len(annees) == 1:
        return _poser(turn, entretien, posee, {"quoi": "trop_tot", "annee": max(dites)})
    suivant = replace(entretien, attente=f"v:annee:{posee.demande.id}:{texte}")
    choices = tuple(Choice(str(une), f"v:q:{posee.demande.id}:{une}") for une in annees)
    contexte = {"annees": [str(une) for une in annees], "titre": posee.chiffre.titre}
    return Outcome(suivant.en_json(), [Reply("chiffre_annee", contexte, choices)])


def _dans_l_annee(turn: Turn, entretien: Entretien, posee: _Posee, annee: int, texte: str) -> Outcome | None:
    """The figure that was said, for the year that was then chosen."""
    if annee > turn.aujourdhui.year:
        return _poser(turn, entretien, posee, {"quoi": "trop_tot", "annee": annee})
    de_l_annee = posee if annee == posee.demande.annee else _de_l_annee(turn, posee.demande.indicateur, annee)
    return _lire(turn, entretien, de_l_annee, sans_annees(plier(texte).texte)[0])


def _de_l_annee(turn: Turn, indicateur: str, annee: int) -> _Posee:
    """A figure of any year, asked for or not."""
    saisies = memoire(turn).saisies
    saisies.demander(indicateur, annee, turn.pack.saisies[indicateur].saisie.par)
    posee = _posee(turn, next(une.id for une in saisies.demandes(annee) if une.indicateur == indicateur))
    assert posee is not None
    return posee


def _demander_pour_qui(turn: Turn, entretien: Entretien, posee: _Posee, texte: str) -> Outcome:
    acheteurs = {un.id: un.nom for un in turn.pack.acheteurs}
    suivant = replace(entretien, attente=f"v:pour:{posee.demande.id}:{texte}")
    choices = tuple(Choice(nom, f"v:q:{posee.demande.id}:{un}") for un, nom in acheteurs.items())
    choices += (bouton("en_tout", f"v:q:{posee.demande.id}:{EN_TOUT}"),)
    return Outcome(suivant.en_json(), [Reply("chiffre_pour_qui", {"noms": list(acheteurs.values())}, choices)])


def _saut(turn: Turn, posee: _Posee, entrees: Mapping[str, Entree]) -> dict[str, Any] | None:
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
                "qui": next(iter(_noms(turn.pack, (qui,))), None),
            }
    return None


def _entrer(
    turn: Turn,
    entretien: Entretien,
    posee: _Posee,
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
                "qui": next(iter(_noms(turn.pack, (qui,))), None),
                "valeur": en_mots(entree, posee.chiffre),
                "part": entree if entree.denominateur is not None else None,
                "avant": None if deja is None or not nouvelle else en_mots(deja, posee.chiffre),
                "nouvelle": nouvelle,
            }
        )
    en_cours = _en_cours(turn)
    note = {
        "quoi": "entre",
        "lignes": lignes,
        "annee": annee,
        "saisie": posee.chiffre.saisie,
        "titre": posee.chiffre.titre if en_cours is None or en_cours.demande.id != posee.demande.id else None,
        "inconnus": _noms(turn.pack, sorted(inconnus)),
    }
    entretien = replace(
        entretien, chiffre=f"q:{posee.demande.id}:{','.join(entrees) if len(entrees) == 1 else INCONNU}"
    )
    a_jour = _posee(turn, posee.demande.id)
    if (
        _autre_en_cours(turn, posee) is None
        and a_jour is not None
        and posee.manque
        and set(a_jour.manque) - set(inconnus)
    ):
        # The other buyer's.
        return _poser(turn, entretien, a_jour, note)
    return _ensuite(turn, entretien, posee, note)


def _ensuite(turn: Turn, entretien: Entretien, posee: _Posee, note: Mapping[str, Any]) -> Outcome:
    """Back to the figure that was asked when this one was said instead; else the next one."""
    autre = _autre_en_cours(turn, posee)
    return _suite(turn, entretien, posee, note) if autre is None else _poser(turn, entretien, autre, note)


def _autre_en_cours(turn: Turn, posee: _Posee) -> _Posee | None:
    """The figure that was asked and is still missing, when it is another than this one."""
    asked = _en_cours(turn)
    if asked is None or asked.demande.id == posee.demande.id or not asked.manque:
        return None
    return asked if _peut(turn, asked.demande.service) else None


def _corriger(turn: Turn, entretien: Entretien, texte: str, *, dit_par_un_mot: bool) -> Outcome | None:
    """ "Je me suis trompée, c'était 12 300", right after an answer: that figure, or that day, is put right."""
    if objets.d_autre_chose(texte):
        return None
    genre, _, reste = str(turn.etat.get("chiffre") or "").partition(":")
    en_cours = _en_cours(turn)
    plie = plier(texte)
    lu = _CORRIGE.match(plie.texte)
    if not genre or not turn.incoming.prive or (lu is None and en_cours is not None):
        return None
    if (lu is not None) is not dit_par_un_mot:
        return None
    if lu is not None and _UN_NON.match(lu[0]) and en_cours is not None and en_cours.chiffre.saisie.unite == "oui_non":
        return None
    dit = texte if lu is None else plie.mots(lu.end(), len(plie.texte))
    if genre == "s":
        annee, _, service = reste.partition(":")
        if not annee.isdecimal() or not _peut(turn, service) or (jour := _jour_promis(turn, dit)) is None:
            return None
        demandes = [une.id for une in attendues(memoire(turn), turn.pack, int(annee), (service,))]
        return _promettre(turn, entretien, demandes, jour, None)
    numero, dite, seul = reste.partition(":")
    posee = _posee(turn, int(numero)) if numero.isdecimal() else None
    if posee is None or not _peut(turn, posee.demande.service):
        return None
    if posee.manque and (jour := _jour_promis(turn, dit)) is not None:
        return _promettre(turn, entretien, [posee.demande.id], jour, posee)
    if lu is None and posee.chiffre.saisie.unite in ("texte", "oui_non"):
        return None
    if not dit:
        return _poser(turn, entretien, posee)
    qui = seul if dite and seul != INCONNU else None
    compris = _lu(turn, posee, dit, qui)
    if compris.entrees and (lu is not None or compris.cause is None):
        return _lire(turn, entretien, posee, dit, qui)
    return _lire(turn, entretien, posee, dit, qui) if lu is not None and _UNE_FAUTE.search(lu[0]) else None


# --- unasked ----------------------------------------------------------------------------------------------------------


def _dit_sans_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "heures d'insertion 2026 : 12 000": the figure that is named, of the year that is."""
    ligne = " ".join(texte.split())
    corrige = _CORRIGE.match(plier(ligne).texte)
    if corrige is not None:
        ligne = plier(ligne).mots(corrige.end(), len(plier(ligne).texte))
    lu = _DIRE.match(ligne)
    if lu is None:
        return None
    acheteurs = {un.id: un.nom for un in turn.pack.acheteurs}
    dit = simplifier(lu["quoi"])
    dites = {int(une) for une in _UNE_ANNEE.findall(dit)}
    qui = lire_acheteurs(dit, turn.pack.acheteurs_dits)
    quoi = _sans_qui_ni_quand(dit, qui)
    asked = _en_cours(turn)
    trouves = _les_plus_proches(turn.pack, quoi, seul=bool(dites) and _est_attendu(turn))
    if not trouves:
        if quoi and dites and asked is not None:
            return _poser(turn, entretien, asked, {"quoi": "titre_inconnu", "detail": quoi})
        return None
    if asked is not None and asked.demande.indicateur in trouves:
        trouves = [asked.demande.indicateur]
    if len(trouves) > 1:
        titres = [turn.pack.saisies[un].titre for un in trouves[:TITRES_MAX]]
        return _puis_reposer(turn, entretien, Reply("chiffre_lequel", {"titres": titres})) if dites else None
    service = turn.pack.saisies[trouves[0]].saisie.par
    if not _peut(turn, service):
        return _pas_le_pilote(turn, entretien, service)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    valeur = lu["valeur"]
    annees = dites or sans_annees(plier(valeur).texte)[1] or {annee_a_saisir(turn.aujourdhui)}
    if max(annees) > turn.aujourdhui.year:
        return _puis_reposer(turn, entretien, Reply("chiffre_trop_tot", {"annee": max(annees)}))
    if len(annees) > 1:
        return None
    if len(qui) == 1 and qui[0].qui is not None and not _nommes(turn, valeur):
        valeur = f"{acheteurs[qui[0].qui]} : {valeur}"
    return _lire(turn, entretien, _de_l_annee(turn, trouves[0], next(iter(annees))), valeur)


def _sans_qui_ni_quand(dit: str, qui: Sequence[Nomme]) -> str:
    """The words that name a figure, without its buyer and its year."""
    for un in reversed(qui):
        dit = f"{dit[: un.debut]} {dit[un.fin :]}"
    dit = " ".join(_UNE_ANNEE.sub(" ", dit).split()).strip(" ,()-")
    while (reste := _FIN_DE_QUOI.sub("", dit)) != dit:
        dit = reste
    return dit


def _puis_reposer(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome:
    """Say it, then ask again for the figure that was asked."""
    asked = _en_cours(turn)
    if asked is None:
        return aparte(turn, entretien, reply)
    suite = _poser(turn, entretien, asked)
    return Outcome(suite.etat, [reply, *suite.replies])


def _est_attendu(turn: Turn) -> bool:
    """Whether figures were just spoken of: one word may then name one."""
    offerts = [valeur for valeur, _ in turn.etat.get("choix_offerts", ())]
    return any(valeur.startswith("v:") or valeur == "c:mes_chiffres" for valeur in offerts)


def _les_plus_proches(pack: Pack, quoi: str, *, seul: bool) -> list[str]:
    """The figures whose title these words are of, as near as one another; `seul`: one word may be enough."""
    if len(quoi.split()) < MOTS_MIN and not (seul and len(quoi) >= LETTRES_MIN):
        return []
    notes = {identifiant: _ressemblance(quoi, chiffre, identifiant) for identifiant, chiffre in pack.saisies.items()}
    meilleure = max(notes.values(), default=0)
    return [] if meilleure < RESSEMBLANCE_MIN else [un for un, note in notes.items() if note == meilleure]


def _ressemblance(quoi: str, chiffre: ASaisir, identifiant: str) -> float:
    """How much of the words said are those of a title, or of its identifier."""
    titre = re.sub(r"[^a-z0-9%]+", " ", simplifier(chiffre.titre))
    dit = re.sub(r"[^a-z0-9%]+", " ", quoi)
    return max(fuzz.token_set_ratio(dit, titre), fuzz.token_set_ratio(dit, identifiant.replace("_", " ")))


# --- lists and pilots -------------------------------------------------------------------------------------------------


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """What is missing of one's services, and a button to answer each."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    services = _mes_services(turn)
    annee = annee_a_saisir(turn.aujourdhui)
    pilotes = memoire(turn).saisies.pilotes()
    manque = manquants(memoire(turn), turn.pack, annee)
    lignes: list[dict[str, Any]] = []
    for service in services:
        siens = [turn.pack.saisies[un] for un in manque if turn.pack.saisies[un].saisie.par == service]
        lignes.append(
            {
                "service": turn.pack.services[service],
                "pilote": pilotes.get(service),
                "manquent": siens[:MONTRES],
                "combien": len(siens),
            }
        )
    contexte = {"services": lignes, "annee": annee, "equipe": Role.EQUIPE in turn.roles}
    choices = tuple(
        Choice(_court(ligne["service"]), f"v:go:{annee}:{ligne['service'].id}") for ligne in lignes if ligne["combien"]
    )
    return aparte(turn, entretien, Reply("mes_chiffres", contexte, choices))


def pilotes(turn: Turn, entretien: Entretien, notes: Sequence[Mapping[str, Any]] = ()) -> Outcome:
    """Who enters the figures of each service."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    connus = memoire(turn).saisies.pilotes()
    services = sorted({chiffre.saisie.par for chiffre in turn.pack.saisies.values()})
    contexte = {
        "notes": notes,
        "services": [{"service": turn.pack.services[un], "pilote": connus.get(un)} for un in services],
        "equipe": Role.EQUIPE in turn.roles,
    }
    return aparte(turn, entretien, Reply("pilotes", contexte))


def _nommer_les_pilotes(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "Le pilote du PLIE est Alice Martin et celui de la 3DE est Bob Durand", "… n'a plus de pilote"."""
    ligne = " ".join(texte.split()).strip(" .!")
    if lu := _RETIRER.match(simplifier(ligne)):
        dites = [(lu["service"] or lu["service2"], "personne")]
    else:
        lues = [_NOMMER.match(partie) for partie in _ET_CELUI.split(ligne)]
        if not all(une is not None and _est_un_pilote(une["mot"], rang) for rang, une in enumerate(lues)):
            return None
        dites = [(une["service"], une["nom"]) for une in lues if une is not None]
    services = [(quel, nom, _services(turn.pack, quel)) for quel, nom in dites]
    nommees = [(service, nom) for _, nom, siens in services for service in siens]
    inconnus = [quel for quel, _, siens in services if not siens]
    if inconnus and Role.EQUIPE not in turn.roles:
        return None
    lus = [(service, *un) for service, nom in nommees if (un := _lire_un_pilote(nom)) is not None]
    if len(lus) < len(nommees):
        return None
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    notes = [_nommer(turn, *une) for une in lus]
    return pilotes(turn, entretien, [*notes, *({"quoi": "inconnu", "nom": quel} for quel in inconnus)])


def _est_un_pilote(mot: str, rang: int) -> bool:
    """ "Pilote", however it is spelt; "celui" after the first."""
    simple = simplifier(mot)
    return fuzz.ratio(simple, "pilote") >= PILOTE_MIN or (rang > 0 and simple in _SES_AUTRES_NOMS)


def _lire_un_pilote(dit: str) -> tuple[str, str] | None:
    """A name, nobody ("equipe"), or several people, which is too many; None for what names nobody."""
    simple = simplifier(dit)
    if simple in _PERSONNE:
        return "equipe", dit
    if _PLUSIEURS.search(f" {simple} "):
        return "plusieurs", dit
    nom = lire_un_nom(dit)
    return None if nom is None or nom.genre == "moi" else (nom.genre, nom.texte)


def _nommer(turn: Turn, service: str, genre: str, nom: str) -> dict[str, Any]:
    """Name the pilot of a service, or nobody; what is to be said of it."""
    note: dict[str, Any] = {"quoi": genre, "service": turn.pack.services[service], "nom": nom, "connu": True}
    if genre == "plusieurs":
        return note
    if genre == "equipe":
        memoire(turn).saisies.retirer_pilote(service)
    else:
        nomme = memoire(turn).referents.nommer(nom, simplifier(nom), turn.now)
        memoire(turn).saisies.nommer_pilote(service, nomme.id)
        note |= {"nom": nomme.nom, "connu": nomme.personne is not None}
    memoire(turn).saisies.rendre(annee_a_saisir(turn.aujourdhui), service)
    return note


def _services(pack: Pack, quel: str) -> list[str]:
    """The services that these words name: one, or each of several."""
    if (un := _service(pack, quel, exact=True)) is not None:
        return [un]
    parts = re.split(r"\s*,\s*|\s+et\s+", quel)
    chacun = [_service(pack, part, exact=True) for part in parts]
    if len(parts) > 1 and None not in chacun:
        return [un for un in chacun if un is not None]
    return [un for un in (_service(pack, quel),) if un is not None]


def _service(pack: Pack, quel: str, *, exact: bool = False) -> str | None:
    """The service that these words name, among those that enter figures; `exact`: word for word."""
    dit = re.sub(r"^(?:de la |de l'|des |du |de |la |le |les |l')", "", simplifier(quel))
    candidats = sorted({chiffre.saisie.par for chiffre in pack.saisies.values()})
    for un in candidats:
        service = pack.services[un]
        if dit in (un.replace("_", " "), un, simplifier(service.sigle or un), simplifier(service.nom)):
            return un
    if exact:
        return None
    notes = sorted(
        ((fuzz.token_set_ratio(dit, simplifier(pack.services[un].nom)), un) for un in candidats), reverse=True
    )
    return notes[0][1] if notes[0][0] >= RESSEMBLANCE_MIN and notes[0][0] > notes[1][0] else None


__all__ = [
    "annee_a_saisir",
    "annee_demandee",
    "annoncer",
    "annoncer_a_l_equipe",
    "annoncer_un_pilote",
    "attendues",
    "avant_le",
    "demander",
    "lister",
    "manquants",
    "pilotes",
    "repondre",
    "repondre_a_la_question",
    "repondre_par_choix",
    "reprendre",
]
