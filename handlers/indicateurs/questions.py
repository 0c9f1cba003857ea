"""One figure of the year, asked: of whom it is missing, its title and last year's; then the next one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Faire, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.conversation.wording import neutre
from handlers.indicateurs.attendus import acheteurs_de, attendues, avant_le, manquants, noms_de, pas_le_pilote, peut
from handlers.indicateurs.mots import lisible
from knowledge.ecoute import Acte
from knowledge.indicateurs.saisies import ENSEMBLE, Entree
from knowledge.plan.pack import ASaisir
from knowledge.plan.tableau_de_bord import Valeur
from storage.indicateurs.records import DemandeDeSaisieRecord, SaisieRecord

INCONNU = "?"
# What is awaited: the figure that was asked, a day, or nothing but that what was just noted be put right.
ENTRER, PROMETTRE, CORRIGER = "indicateurs.entrer", "indicateurs.promettre", "indicateurs.corriger"


@dataclass(frozen=True, slots=True)
class Posee:
    """The figure that is asked: for which buyers it is missing."""

    demande: DemandeDeSaisieRecord
    chiffre: ASaisir
    manque: tuple[str, ...]


def trouver(turn: Turn, numero: object) -> Posee | None:
    """The figure that was asked under that number."""
    demande = memoire(turn).saisies.demande(numero) if isinstance(numero, int) else None
    if demande is None or demande.indicateur not in turn.pack.saisies:
        return None
    manque = manquants(memoire(turn), turn.pack, demande.annee).get(demande.indicateur, ())
    return Posee(demande, turn.pack.saisies[demande.indicateur], manque)


def de_l_annee(turn: Turn, indicateur: str, annee: int) -> Posee:
    """A figure of any year, asked for or not."""
    saisies = memoire(turn).saisies
    saisies.demander(indicateur, annee, turn.pack.saisies[indicateur].saisie.par)
    posee = trouver(turn, next(une.id for une in saisies.demandes(annee) if une.indicateur == indicateur))
    assert posee is not None
    return posee


def offerts(turn: Turn) -> list[list[str]]:
    """The buttons of figures that were last offered, cut in words."""
    return [mots for valeur, _ in turn.etat.get("choix_offerts", ()) if (mots := valeur.split(":"))[0] == "v"]


def en_cours(turn: Turn, attente: Acte | str | None = None) -> Posee | None:
    """The figure that was asked last: its buttons are the last that were offered, or nothing was offered since."""
    numeros = [int(mots[2]) for mots in offerts(turn) if mots[1] == "q" and mots[2].isdecimal()]
    if numeros:
        return trouver(turn, numeros[0])
    if isinstance(attente, Acte) and attente.nature == ENTRER and not turn.etat.get("choix_offerts"):
        return trouver(turn, attente.slots.get("numero"))
    return None


def sur_un_chiffre(faire: Callable[[Turn, Entretien, Posee, Acte], Outcome]) -> Faire:
    """For what is done to the figure that the act numbers: in private, by who enters it."""

    def fait(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if not turn.incoming.prive:
            return aparte(turn, entretien, Reply("en_prive"))
        posee = trouver(turn, acte.slots.get("numero"))
        if posee is None:
            return aparte(turn, entretien, Reply("choix_inconnu"))
        if not peut(turn, posee.demande.service):
            return pas_le_pilote(turn, entretien, posee.demande.service)
        return faire(turn, entretien, posee, acte)

    return fait


# --- asking -----------------------------------------------------------------------------------------------------------


def poser(turn: Turn, entretien: Entretien, posee: Posee, note: Mapping[str, Any] | None = None) -> Outcome:
    """Ask for one figure: its title in words, its unit, last year's; what was just noted may still be put right."""
    demande, tous = posee.demande, acheteurs_de(turn.pack, posee.chiffre)
    restent = attendues(memoire(turn), turn.pack, demande.annee, (demande.service,))
    contexte = {
        "note": note,
        "chiffre": posee.chiffre,
        "fiches": [turn.pack.fiches[numero] for numero in posee.chiffre.actions],
        "annee": demande.annee,
        "qui": noms_de(turn.pack, posee.manque or tous),
        "partiel": 0 < len(posee.manque) < len(tous),
        "plusieurs": len(posee.manque or tous) > 1,
        "avant": _dits(turn, posee, demande.annee - 1),
        "deja": () if posee.manque else _dits(turn, posee, demande.annee),
        "restent": sum(autre.id >= demande.id for autre in restent),
    }
    avant = entretien.attente
    corrige = {"corrige": dict(avant.slots)} if isinstance(avant, Acte) and avant.nature == CORRIGER else {}
    suivant = replace(entretien, attente=Acte(ENTRER, {"numero": demande.id, **corrige}))
    return Outcome(suivant.en_json(), [Reply("chiffre", contexte, _reponses(posee))])


def _reponses(posee: Posee) -> tuple[Choice, ...]:
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


def _dits(turn: Turn, posee: Posee, annee: int) -> list[dict[str, Any]]:
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


def demander_le_jour(entretien: Entretien, acte: Acte, annee: int, trop_tard: date | None = None) -> Outcome:
    """Ask for the day that a promise lacks; `trop_tard`: the one that was said, which will not do."""
    slots = {nom: valeur for nom, valeur in acte.slots.items() if nom != "jour"}
    suivant = replace(entretien, attente=Acte(PROMETTRE, slots))
    contexte = {"avant_le": avant_le(annee), "trop_tard": trop_tard}
    return Outcome(suivant.en_json(), [Reply("chiffre_quand", contexte)])


# --- then -------------------------------------------------------------------------------------------------------------


def ensuite(turn: Turn, entretien: Entretien, posee: Posee, note: Mapping[str, Any] | None) -> Outcome:
    """Back to the figure that was asked when this one was said instead; else the next one."""
    autre = autre_en_cours(turn, posee)
    return suite(turn, entretien, posee, note) if autre is None else poser(turn, entretien, autre, note)


def autre_en_cours(turn: Turn, posee: Posee) -> Posee | None:
    """The figure that was asked and is still missing, when it is another than this one."""
    asked = en_cours(turn)
    if asked is None or asked.demande.id == posee.demande.id or not asked.manque:
        return None
    return asked if peut(turn, asked.demande.service) else None


def suite(turn: Turn, entretien: Entretien, posee: Posee, note: Mapping[str, Any] | None) -> Outcome:
    """The next figure of the same service, or the end of them."""
    demande = posee.demande
    restent = attendues(memoire(turn), turn.pack, demande.annee, (demande.service,))
    suivante = next((autre for autre in restent if autre.id > demande.id and autre.promise_le is None), None)
    if suivante is not None and (prochaine := trouver(turn, suivante.id)) is not None:
        return poser(turn, entretien, prochaine, note)
    return finir(turn, entretien, demande.annee, demande.service, note)


def finir(turn: Turn, entretien: Entretien, annee: int, service: str, note: Mapping[str, Any] | None) -> Outcome:
    """How many figures of the service are still missing."""
    manque = manquants(memoire(turn), turn.pack, annee)
    restent = sum(turn.pack.saisies[un].saisie.par == service for un in manque)
    contexte = {"note": note, "annee": annee, "restent": restent}
    return aparte(turn, entretien, Reply("chiffres_finis", contexte, (bouton("mes_chiffres", "c:mes_chiffres"),)))


def puis_reposer(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome:
    """Say it, then ask again for the figure that was asked."""
    asked = en_cours(turn)
    if asked is None:
        return aparte(turn, entretien, reply)
    encore = poser(turn, entretien, asked)
    return Outcome(encore.etat, [reply, *encore.replies])
