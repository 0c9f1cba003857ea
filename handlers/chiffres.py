"""The figures of the year that pilots enter: asked one at a time, in their unit, promised for a day, corrected and kept."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from rapidfuzz import fuzz

from handlers import fiches
from handlers.boutons import bouton
from handlers.commandes import lire_commande, simplifier
from handlers.confirmation import lire_avis
from handlers.droits import reserver_a_l_equipe
from handlers.entretien import Entretien, Etape
from handlers.marches import auteur, memoire, mes_referents
from handlers.mots import lisible
from handlers.noms import lire_un_nom
from handlers.questions import aparte
from handlers.rappels import lire_un_jour
from handlers.reponses import ne_sait_pas
from handlers.vocabulary import Choice, Memoire, Outcome, Reply, Turn
from handlers.wording import neutre
from knowledge.indicateurs.tableau import Valeur
from knowledge.lecture.chiffres import ENSEMBLE, ChiffreLu, Entree, lire_chiffre
from knowledge.pack import ASaisir, Pack, Service
from storage.records import DemandeRecord, Role, SaisieRecord

# Figures of a year are asked for from December to the end of March.
DE_MOIS, A_MOIS = 12, 3
# So many times last year's, or as many times less, a figure is asked back once.
SAUT = 5
RESSEMBLANCE_MIN = 88
MOTS_MIN = 2
MONTRES = 12
INCONNU = "?"
EN_TOUT = "tout"

_MOIS = r"(?:janv|fev|mars|avr|mai|juin|juil|aout|sept|oct|nov|dec)\w*"
_PROMESSE = re.compile(
    r"^(?:(?:oui|non|ok|bonjour|desolee?),? )*(?:(?:je|j'|on|nous) ?(?:ne |n')?(?:l'|les? |vous )?(?:aur\w+|donner\w+)|pas avant|plutot|d'ici|"
    rf"(?:(?:a|en|au|pour|vers|courant|debut|fin|mi)[ -])+(?:la |le )?(?={_MOIS})|(?:pour |vers )?le \d{{1,2}}(?:er)?(?=$| {_MOIS}|/)|\d{{1,2}} {_MOIS}|"
    r"(?:pour )?demain|(?:pour )?(?:lundi|mardi|mercredi|jeudi|vendredi)|la semaine prochaine|dans (?:\d+|une?|deux|trois|quelques) )"
)
_PAS_MOI = re.compile(
    r"^(?:(?:non|desolee?|bonjour),? )*(?:ce n'est (?:pas|plus)|c'est (?:pas|plus)|pas|plus) (?:a |pour )?moi\b|^je ne (?:suis|m'en occupe) (?:pas|plus)\b"
)
_NOMMER = re.compile(
    r"^(?:le |la |les )?pilotes? (?:de la |de l'|des |du |de |d')?(?P<service>.{2,60}?) (?:est|sera|devient|c'est|:|=) (?P<nom>.{3,80})$",
    re.IGNORECASE,
)
_DIRE = re.compile(
    r"^(?:(?:pour|les?|la|nos|notre|voici) )*(?P<quoi>[^:=]{4,140}?)(?: (?:de |en |pour )?(?P<annee>20\d\d))? ?[:=] ?(?P<valeur>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)


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


def manquants(memoire_: Memoire, pack: Pack, annee: int) -> dict[str, tuple[str, ...]]:
    """The figures that nobody entered for that year: of which buyers each lacks, ("",) when it is one figure for all."""
    entres = memoire_.saisies.dernieres((annee,))
    manque: dict[str, tuple[str, ...]] = {}
    for identifiant, chiffre in pack.saisies.items():
        if (identifiant, annee, ENSEMBLE) in entres:
            continue
        qui = _acheteurs(pack, chiffre)
        if restent := tuple(un for un in qui if (identifiant, annee, un) not in entres):
            manque[identifiant] = restent
    return manque


def _acheteurs(pack: Pack, chiffre: ASaisir) -> tuple[str, ...]:
    return (ENSEMBLE,) if chiffre.saisie.ensemble else tuple(un.id for un in pack.acheteurs)


def demander(memoire_: Memoire, pack: Pack, annee: int) -> None:
    """Have asked for every figure of that year that is missing; each once, however often."""
    deja = {demande.indicateur for demande in memoire_.saisies.demandes(annee)}
    for identifiant in manquants(memoire_, pack, annee):
        if identifiant not in deja:
            memoire_.saisies.demander(identifiant, annee, pack.saisies[identifiant].saisie.par)


def attendues(memoire_: Memoire, pack: Pack, annee: int, services: Collection[str]) -> list[DemandeRecord]:
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

    demande: DemandeRecord
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
        case "ok" if attente.startswith(f"v:sur:{posee.demande.id}:"):
            return _confirmer(turn, entretien, posee, attente.split(":", 3)[3])
        case "corriger":
            return _poser(turn, entretien, posee)
    return None


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """An answer typed to the figure of the last message, or said unasked; who is a pilot; None for anything else."""
    if lu := _NOMMER.match(" ".join(texte.split()).strip(" .!")):
        return _nommer(turn, entretien, lu["service"], lu["nom"])
    # A figure that is named is that one, whichever was asked.
    return _dit_sans_question(turn, entretien, texte) or _sur_la_question(turn, entretien, texte)


def _sur_la_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    offerts = [valeur for valeur, _ in turn.etat.get("choix_offerts", ())]
    annonces = [valeur for valeur in offerts if valeur.startswith("v:go:")]
    # Of several services, one is to be chosen first.
    annonce = annonces[0] if len(annonces) == 1 else None
    posee = _en_cours(turn)
    if annonce is None and posee is None:
        return None
    commande = lire_commande(texte, exacte=True)
    if commande in ("annuler", "passer") and posee is None:
        return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
    if posee is None:
        assert annonce is not None
        _, _, annee, service = annonce.split(":", 3)
        return _sur_l_annonce_dite(turn, entretien, texte, int(annee), service)
    if not _peut(turn, posee.demande.service):
        return None
    if commande == "annuler":
        return aparte(turn, entretien, Reply("chiffres_plus_tard", {}, (bouton("mes_chiffres", "c:mes_chiffres"),)))
    sans_mots = posee.chiffre.saisie.unite == "texte" and (avis := lire_avis(texte)) is not None and not avis.suite
    if commande == "passer" or ne_sait_pas(texte) or sans_mots:
        return _suite(turn, entretien, posee, {"quoi": "passe"})
    if commande is not None:
        return None
    if _PAS_MOI.match(simplifier(texte)):
        return _rendre(turn, entretien, posee.demande.annee, posee.demande.service)
    if (jour := _jour_promis(turn, texte)) is not None:
        return _promettre(turn, entretien, [posee.demande.id], jour, posee)
    return _lire_ou_redemander(turn, entretien, posee, texte)


def _en_attente(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Of whom a number is, or whether an odd one is right: what was typed is kept in between."""
    _, quoi, numero, reste = attente.split(":", 3)
    posee = _posee(turn, int(numero)) if numero.isdecimal() else None
    if posee is None or not _peut(turn, posee.demande.service):
        return None
    simple = simplifier(texte)
    if quoi == "pour" and not re.search(r"\d", simple):
        if re.search(r"\b(?:tout|total|ensemble|deux)\b", simple):
            return _lire(turn, entretien, posee, reste, ENSEMBLE)
        qui = [un.id for un in turn.pack.acheteurs if re.search(rf"\b{un.id[:5]}", simple)]
        return _lire(turn, entretien, posee, reste, qui[0]) if len(qui) == 1 else None
    if quoi == "sur" and (avis := lire_avis(texte)) and not avis.suite:
        return _confirmer(turn, entretien, posee, reste) if avis.accord else _poser(turn, entretien, posee)
    return None


def _confirmer(turn: Turn, entretien: Entretien, posee: _Posee, reste: str) -> Outcome:
    """An odd figure is right after all."""
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
    if _PAS_MOI.match(simple):
        return _rendre(turn, entretien, annee, service)
    if (jour := _jour_promis(turn, texte)) is not None:
        demandes = [une.id for une in attendues(memoire(turn), turn.pack, annee, (service,))]
        return _promettre(turn, entretien, demandes, jour, None)
    if (avis := lire_avis(texte)) and avis.accord and not avis.suite:
        return _sur_l_annonce(turn, entretien, "go", annee, service)
    return None


def _jour_promis(turn: Turn, texte: str) -> date | None:
    """ "Je l'aurai le 15", "en mars": the day on which to ask again."""
    simple = simplifier(texte)
    return lire_un_jour(turn, simple) if _PROMESSE.match(simple) else None


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """The day, the buyer or the yes that was just asked for; None when the message is none."""
    if attente.startswith(("v:pour:", "v:sur:")):
        return _en_attente(turn, entretien, attente, texte)
    match attente.split(":", 3):
        case ["v", "quand", numero]:
            posee = _posee(turn, int(numero)) if numero.isdecimal() else None
            if posee is None or (jour := lire_un_jour(turn, simplifier(texte))) is None:
                return None
            return _promettre(turn, entretien, [posee.demande.id], jour, posee)
        case ["v", "quand", annee, service] if (jour := lire_un_jour(turn, simplifier(texte))) is not None:
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
    note = {"quoi": "promis", "jour": jour}
    if posee is None:
        return _finir(turn, entretien, demande.annee, demande.service, note)
    return _suite(turn, entretien, posee, note)


def _rendre(turn: Turn, entretien: Entretien, annee: int, service: str) -> Outcome:
    """ "Ce n'est pas moi": the figures are the team's again until it names somebody."""
    retire = memoire(turn).saisies.retirer_pilote(service)
    if retire:
        memoire(turn).saisies.rendre(annee, service)
    contexte = {"service": turn.pack.services[service], "retire": retire, "equipe": Role.EQUIPE in turn.roles}
    return aparte(turn, entretien, Reply("pilote_retire", contexte))


# --- reading and entering ---------------------------------------------------------------------------------------------


def _lire_ou_redemander(turn: Turn, entretien: Entretien, posee: _Posee, texte: str) -> Outcome | None:
    if fiches.est_directe(texte) or fiches.demande_une_definition(texte):
        aside = fiches.chercher(turn, replace(entretien, etape=Etape.ACCUEIL), texte, dire_rien=True)
        suite = _poser(turn, entretien, posee)
        return aside and Outcome(suite.etat, [*aside.replies, *suite.replies])
    if posee.chiffre.saisie.unite == "texte" and texte.rstrip().endswith("?"):
        return None
    return _lire(turn, entretien, posee, texte)


def _lire(
    turn: Turn, entretien: Entretien, posee: _Posee, texte: str, qui: str | None = None, *, sur: bool = False
) -> Outcome:
    """Enter the figure, or say why it cannot be; `qui` is whose it is, `sur` that an odd one was said to be right."""
    acheteurs = {un.id: un.nom for un in turn.pack.acheteurs}
    seul = posee.manque[0] if len(posee.manque) == 1 and posee.manque != (ENSEMBLE,) else None
    lu = lire_chiffre(texte, posee.chiffre.saisie, acheteurs, seul)
    if lu.cause == "pour_qui" and qui is not None:
        lu = ChiffreLu({qui: next(iter(lu.entrees.values()))})
    if lu.cause == "pour_qui" and posee.chiffre.saisie.unite == "oui_non":
        # As a button does: done is done for every buyer that lacks an answer.
        entree = next(iter(lu.entrees.values()))
        lu = ChiffreLu(dict.fromkeys(posee.manque or _acheteurs(turn.pack, posee.chiffre), entree))
    if lu.cause == "pour_qui":
        return _demander_pour_qui(entretien, posee, texte, acheteurs)
    if lu.cause is not None:
        note = {"quoi": lu.cause, "detail": lu.detail, "saisie": posee.chiffre.saisie}
        return _poser(turn, entretien, posee, note)
    if not sur and (saut := _saut(turn, posee, lu.entrees)):
        suivant = replace(entretien, attente=f"v:sur:{posee.demande.id}:{INCONNU if qui is None else qui}:{texte}")
        choices = (
            bouton("c_est_bien_cela", f"v:q:{posee.demande.id}:ok"),
            bouton("corriger_le_chiffre", f"v:q:{posee.demande.id}:corriger"),
        )
        return Outcome(suivant.en_json(), [Reply("chiffre_etonnant", saut, choices)])
    return _entrer(turn, entretien, posee, lu.entrees)


def _demander_pour_qui(entretien: Entretien, posee: _Posee, texte: str, acheteurs: Mapping[str, str]) -> Outcome:
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


def _entrer(turn: Turn, entretien: Entretien, posee: _Posee, entrees: Mapping[str, Entree]) -> Outcome:
    """A new row for each: what was entered before stays, and is shown."""
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
    note = {"quoi": "entre", "lignes": lignes}
    a_jour = _posee(turn, posee.demande.id)
    if a_jour is not None and a_jour.manque and posee.manque:
        # The other buyer's.
        return _poser(turn, entretien, a_jour, note)
    return _suite(turn, entretien, posee, note)


# --- unasked ----------------------------------------------------------------------------------------------------------


def _dit_sans_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "heures d'insertion 2026 : 12 000"."""
    lu = _DIRE.match(" ".join(texte.split()))
    if lu is None:
        return None
    quoi = simplifier(lu["quoi"])
    annee = int(lu["annee"]) if lu["annee"] else annee_a_saisir(turn.aujourdhui)
    if annee > turn.aujourdhui.year or (not lu["annee"] and len(quoi.split()) < MOTS_MIN):
        return None
    notes = sorted(
        (
            (_ressemblance(quoi, chiffre, identifiant), identifiant)
            for identifiant, chiffre in turn.pack.saisies.items()
        ),
        reverse=True,
    )
    meilleure, identifiant = notes[0]
    if meilleure < RESSEMBLANCE_MIN or notes[1][0] == meilleure:
        return None
    chiffre = turn.pack.saisies[identifiant]
    if not _peut(turn, chiffre.saisie.par):
        return _pas_le_pilote(turn, entretien, chiffre.saisie.par)
    memoire(turn).saisies.demander(identifiant, annee, chiffre.saisie.par)
    demande = next(une for une in memoire(turn).saisies.demandes(annee) if une.indicateur == identifiant)
    posee = _posee(turn, demande.id)
    return None if posee is None else _lire(turn, entretien, posee, lu["valeur"])


def _ressemblance(quoi: str, chiffre: ASaisir, identifiant: str) -> float:
    """How much of the words said are those of a title, or of its identifier."""
    if len(quoi.split()) < MOTS_MIN:
        return 0
    titre = re.sub(r"[^a-z0-9%]+", " ", simplifier(chiffre.titre))
    dit = re.sub(r"[^a-z0-9%]+", " ", quoi)
    return max(fuzz.token_set_ratio(dit, titre), fuzz.token_set_ratio(dit, identifiant.replace("_", " ")))


# --- lists and pilots -------------------------------------------------------------------------------------------------


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """What is missing of one's services, and a button to answer each."""
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


def pilotes(turn: Turn, entretien: Entretien, note: Mapping[str, Any] | None = None) -> Outcome:
    """Who enters the figures of each service."""
    connus = memoire(turn).saisies.pilotes()
    services = sorted({chiffre.saisie.par for chiffre in turn.pack.saisies.values()})
    contexte = {
        "note": note,
        "services": [{"service": turn.pack.services[un], "pilote": connus.get(un)} for un in services],
        "equipe": Role.EQUIPE in turn.roles,
    }
    return aparte(turn, entretien, Reply("pilotes", contexte))


def _nommer(turn: Turn, entretien: Entretien, quel: str, qui: str) -> Outcome | None:
    """ "Le pilote du PLIE est Alice Martin"."""
    service = _service(turn.pack, quel)
    nom = lire_un_nom(qui)
    if service is None or nom is None or nom.genre == "moi":
        return None
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    if nom.genre == "equipe":
        memoire(turn).saisies.retirer_pilote(service)
        note: dict[str, Any] = {"service": turn.pack.services[service], "nom": None, "connu": True}
    else:
        nomme = memoire(turn).referents.nommer(nom.texte, simplifier(nom.texte), turn.now)
        memoire(turn).saisies.nommer_pilote(service, nomme.id)
        note = {"service": turn.pack.services[service], "nom": nomme.nom, "connu": nomme.personne is not None}
    memoire(turn).saisies.rendre(annee_a_saisir(turn.aujourdhui), service)
    return pilotes(turn, entretien, note)


def _service(pack: Pack, quel: str) -> str | None:
    """The service that these words name, among those that enter figures."""
    dit = re.sub(r"^(?:de la |de l'|des |du |de |la |le |les |l')", "", simplifier(quel))
    candidats = sorted({chiffre.saisie.par for chiffre in pack.saisies.values()})
    for un in candidats:
        service = pack.services[un]
        if dit in (un.replace("_", " "), un, simplifier(service.sigle or un), simplifier(service.nom)):
            return un
    notes = sorted(
        ((fuzz.token_set_ratio(dit, simplifier(pack.services[un].nom)), un) for un in candidats), reverse=True
    )
    return notes[0][1] if notes[0][0] >= RESSEMBLANCE_MIN and notes[0][0] > notes[1][0] else None


__all__ = [
    "annee_a_saisir",
    "annee_demandee",
    "annoncer",
    "annoncer_a_l_equipe",
    "attendues",
    "avant_le",
    "demander",
    "lister",
    "manquants",
    "pilotes",
    "repondre",
    "repondre_par_choix",
    "reprendre",
]
