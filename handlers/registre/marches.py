"""One contract of the register in the conversation: its dates, what people decide of it, how it is told and diagnosed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import auteur, memoire, mes_referents, moi, reserver_a_l_equipe
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic.questions import RIEN_RECONNU, apprendre_lus, avancer
from handlers.suivi.dates import dates_de
from handlers.suivi.preuves import suivre
from knowledge.droit.listes import CODE_CPV
from knowledge.ecoute import Acte
from knowledge.francais.noms import Nom, lire_un_nom
from knowledge.francais.texte import simplifier
from knowledge.rappels.echeances import DatesDuMarche, Echeance, echeances
from knowledge.registre.paroles import (
    est_un_jour,
    jour_de,
    lire_un_jour_dit,
    lire_un_marche,
    lire_une_direction,
    racines,
)
from knowledge.regles.faits import Intervalle, Options, Texte
from storage.comptes.records import Role
from storage.registre.records import Filtre, MarcheRecord

LOTS_MONTRES = 10
MOTIF_MAX = 300
RETIRER = "registre.retirer"
# A year may be the number of a contract: the register knows.
ANNEES = range(1900, 2101)


@dataclass(frozen=True, slots=True)
class Vue:
    """A contract as it is told: its dates and where they come from, its milestones, the next one."""

    marche: MarcheRecord
    dates: DatesDuMarche
    echeances: tuple[Echeance, ...]
    prochaine: Echeance | None
    lots: int = 1


def vue(turn: Turn, marche: MarcheRecord, lots: int = 1) -> Vue:
    """Everything there is to say of the dates of a contract today."""
    return vue_avec(turn, marche, memoire(turn).seances.toutes(), lots)


def vue_avec(turn: Turn, marche: MarcheRecord, seances: Mapping[str, Sequence[date]], lots: int = 1) -> Vue:
    """The same, the sessions of the committees being known already."""
    dates = dates_de(marche)
    toutes: tuple[Echeance, ...] = ()
    if dates.attribution is not None and marche.recurrent is not False:
        toutes = tuple(echeances(dates.attribution, turn.pack.jalons, seances.get(marche.acheteur, ())))
    prochaine = next((une for une in toutes if une.jour >= turn.aujourdhui), None)
    return Vue(marche, dates, toutes, prochaine, lots)


def peut_changer(turn: Turn, marche: MarcheRecord) -> bool:
    """The team changes any contract; a buyer those they answer for, or that nobody does."""
    if Role.EQUIPE in turn.roles or marche.referent_id is None:
        return True
    return marche.referent_id in {referent.id for referent in mes_referents(turn)}


def changer(turn: Turn, marche: MarcheRecord, **valeurs: Any) -> bool:
    """Change a contract and all that follows from it; False when it already stood so."""
    if valeurs.keys() & {"fin_dite", "attribution_dite"}:
        dites = {nom: valeur for nom, valeur in valeurs.items() if nom in ("fin_dite", "attribution_dite")}
        dates = dates_de(marche, **dites)
        valeurs |= {"fin": dates.fin, "attribution_prevue": dates.attribution}
    elif "duree_mois" in valeurs:
        dates = dates_de(replace(marche, duree_mois=valeurs["duree_mois"], modifications=()))
        valeurs |= {"fin": dates.fin, "attribution_prevue": dates.attribution}
    return memoire(turn).marches.changer(marche.id, valeurs, auteur(turn), turn.now)


# --- what is read -----------------------------------------------------------------------------------------------------


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """An order about the contract that a message names by its number; it is shown where nobody understands what is said of it."""
    acte = lire_un_marche(texte, turn.aujourdhui)
    if acte is None:
        return None
    numero, entier = acte.slots["numero"], "note" not in acte.slots
    if (numero in ANNEES or not entier) and memoire(turn).marches.trouver(numero) is None:
        return None
    # An award may be that of the purchase that replaces it: who follows purchases reads more of it.
    return Proposition(acte, Force.NOMME if entier and acte.nature != "registre.dater" else Force.ATTENDU)


def lire_la_date(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The day that was asked for: of the award of a contract, or of its end."""
    match entretien.attente:
        case Acte("registre.dater" | "registre.finir" | "registre.marche_fin" as nature, slots):
            jour = lire_un_jour_dit(texte, turn.aujourdhui, fin=nature != "registre.dater")
            if est_un_jour(jour):
                return Proposition(Acte(nature, {**slots, **jour}, mots=texte), Force.ATTENDU)
    return None


def ressemblants(turn: Turn, quoi: str, combien: int) -> list[MarcheRecord]:
    """Contracts of the register whose object holds these words."""
    mots = racines(quoi)
    return memoire(turn).marches.liste(Filtre(texte=mots), combien) if mots else []


# --- one contract -----------------------------------------------------------------------------------------------------


def numero_de(acte: Acte) -> int:
    """The number that an act names; a forged button may hold any word, which numbers nothing."""
    numero = acte.slots.get("numero")
    return numero if isinstance(numero, int) else 0


def voir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Show a contract."""
    return montrer(turn, entretien, numero_de(acte), acte.slots.get("note"))


def montrer(
    turn: Turn, entretien: Entretien, numero: int, note: str | None = None, *, reperes: bool = False
) -> Outcome:
    """A contract, with its dates and how they were reckoned; `reperes`: its milestones even where nobody said yet that it recurs."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
    a_moi = marche.referent_id in {referent.id for referent in mes_referents(turn)}
    change = peut_changer(turn, marche)
    contexte = {
        "vue": vue(turn, marche, len(lots)),
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == marche.acheteur), marche.acheteur_nom),
        "a_moi": a_moi,
        "note": note,
        "reperes": reperes,
        "autres_lots": [lot for lot in lots if lot.id != marche.id][:LOTS_MONTRES],
        "aujourdhui": turn.aujourdhui,
        "compte_depuis": turn.pack.compte_depuis,
        "modifiable": change and marche.retire is None,
    }
    choices: list[Choice] = []
    if marche.retire is not None:
        remettre_ = (bouton("remettre", f"m:remettre:{numero}"),) if change else ()
        return aparte(turn, entretien, Reply("marche", contexte, remettre_))
    if change and marche.recurrent is not True:
        choices.append(bouton("recurrent", f"m:recurrent:{numero}"))
    if change and marche.recurrent is None:
        choices.append(bouton("ponctuel", f"m:ponctuel:{numero}"))
    if change and not a_moi:
        choices.append(bouton("je_m_en_occupe", f"m:moi:{numero}"))
    if change:
        choices.append(bouton("changer_la_date", f"m:date:{numero}"))
    choices.append(bouton("diagnostiquer", f"m:diag:{numero}"))
    return aparte(turn, entretien, Reply("marche", contexte, tuple(choices)))


def du_marche(faire: Callable[[Turn, Entretien, MarcheRecord, Acte], Outcome]) -> Faire:
    """What changes a contract: that there is none, or that it is somebody else's, is said."""

    def sur_le_marche(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        marche = memoire(turn).marches.trouver(numero_de(acte))
        if marche is None:
            return montrer(turn, entretien, numero_de(acte))
        if not peut_changer(turn, marche):
            return aparte(turn, entretien, Reply("marche_d_un_autre", {"marche": marche}))
        return faire(turn, entretien, marche, acte)

    return sur_le_marche


def _changer_les_lots(turn: Turn, marche: MarcheRecord, **valeurs: Any) -> bool:
    """Change a contract and the other lots of its consultation, but those of somebody else."""
    lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
    return any([changer(turn, lot, **valeurs) for lot in lots if peut_changer(turn, lot)])


@du_marche
def prendre(turn: Turn, entretien: Entretien, marche: MarcheRecord, _: Acte) -> Outcome:
    """Become the one who answers for a contract, and for the other lots of its consultation that nobody else has."""
    referent = moi(turn)
    lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
    siens = [lot for lot in lots if lot.id == marche.id or lot.referent_id in (None, marche.referent_id)]
    change = any([changer(turn, lot, referent_id=referent.id) for lot in siens])
    return montrer(turn, entretien, marche.id, "referent" if change else "deja")


@du_marche
def decider(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome:
    """Whether the purchase of a contract recurs."""
    change = _changer_les_lots(turn, marche, recurrent=acte.nature == "registre.recurrent")
    return montrer(turn, entretien, marche.id, acte.nature.partition(".")[2] if change else "deja")


@du_marche
def confier(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome:
    """Give a contract to a department or to somebody; what is no name changes nothing, and is said."""
    lu = a_qui(turn, acte)
    if lu is None:
        return montrer(turn, entretien, marche.id, "nom_incompris")
    change = _changer_les_lots(turn, marche, **lu[0])
    return montrer(turn, entretien, marche.id, "change" if change else "deja")


def a_qui(turn: Turn, acte: Acte) -> tuple[dict[str, Any], str | None] | None:
    """To whom an act gives contracts: what changes of them, and the name; None when its words are no name.

    Nobody answers for what is given to the team, which stands in.
    """
    if acte.slots["a"] == "direction":
        direction = lire_une_direction(acte.slots["nom"])
        return None if direction is None else ({"direction": direction}, direction)
    match lire_un_nom(acte.slots["nom"]):
        case None:
            return None
        case Nom("equipe"):
            return {"referent_id": None}, None
        case Nom("moi"):
            nomme = moi(turn)
        case Nom(_, nom):
            nomme = memoire(turn).referents.nommer(nom, simplifier(nom), turn.now)
    return {"referent_id": nomme.id}, nomme.nom


@du_marche
def dater(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome:
    """Enter the end of a contract, or the award of what replaces it; the day is asked for where none is said that can be taken."""
    fin, jour, cause = acte.nature == "registre.finir", jour_de(acte.slots), acte.slots.get("cause")
    if jour is None or cause:
        suivant = replace(entretien, attente=Acte(acte.nature, {"numero": marche.id}))
        contexte = {"marche": marche, "quoi": "fin" if fin else "date", "lu": {"jour": jour, "cause": cause}}
        return aparte(turn, suivant, Reply("date_demandee", contexte))
    return _fixer(turn, entretien, marche, **{"fin_dite" if fin else "attribution_dite": jour})


@du_marche
def oublier_l_attribution(turn: Turn, entretien: Entretien, marche: MarcheRecord, _: Acte) -> Outcome:
    """Have the milestones reckoned from the end of the contract again."""
    return _fixer(turn, entretien, marche, attribution_dite=None)


def _fixer(turn: Turn, entretien: Entretien, marche: MarcheRecord, **dites: date | None) -> Outcome:
    suivant = replace(entretien, attente=None)
    if not changer(turn, marche, **dites):
        return montrer(turn, suivant, marche.id, "deja")
    # An award that was said wins over the end: then no milestone moves.
    deplace = marche.attribution_prevue != dates_de(marche, **dites).attribution
    return montrer(turn, suivant, marche.id, "date" if deplace else "fin_seule")


def lire_le_motif(_: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Why a contract is withdrawn, as it was asked for."""
    attente = entretien.attente
    if not isinstance(attente, Acte) or attente.nature != RETIRER or not texte or lire_formule(texte, exacte=True):
        return None
    return Proposition(Acte(RETIRER, {**attente.slots, "motif": texte}, mots=texte), Force.ATTENDU)


@du_marche
def retirer(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome:
    """Withdraw a contract that was entered by mistake, with its reason, which is asked for; its history stays."""
    if not _peut_retirer(turn, marche):
        return reserver_a_l_equipe(turn, entretien)
    motif = " ".join(str(acte.slots.get("motif", "")).split())[:MOTIF_MAX]
    if not motif:
        suivant = replace(entretien, attente=Acte(RETIRER, {"numero": marche.id}))
        return aparte(turn, suivant, Reply("motif_du_retrait", {"marche": marche}))
    quitte = replace(entretien, attente=None)
    return montrer(turn, quitte, marche.id, "retire" if retirer_du_registre(turn, marche, motif) else "deja")


@du_marche
def remettre(turn: Turn, entretien: Entretien, marche: MarcheRecord, _: Acte) -> Outcome:
    """Take back that a contract was withdrawn."""
    if not _peut_retirer(turn, marche):
        return reserver_a_l_equipe(turn, entretien)
    return montrer(turn, entretien, marche.id, "remis" if retirer_du_registre(turn, marche, None) else "deja")


def retirer_du_registre(turn: Turn, marche: MarcheRecord, motif: str | None) -> bool:
    """Withdraw a contract, or put it back without a reason: it is counted and reminded of accordingly. False when it stood so."""
    if not changer(turn, marche, retire=motif):
        return False
    achat = memoire(turn).achats.du_marche(marche.id)
    if motif and achat is not None and achat.conversation_id is not None:
        # The purchase that was said to have become it did not.
        memoire(turn).achats.detacher(achat.id, turn.now)
    suivre(memoire(turn), turn.pack, [marche.id], turn.now)
    return True


def _peut_retirer(turn: Turn, marche: MarcheRecord) -> bool:
    """The team, or whoever answers for it."""
    return Role.EQUIPE in turn.roles or marche.referent_id in {referent.id for referent in mes_referents(turn)}


# --- from a contract to its diagnosis ---------------------------------------------------------------------------------


def tires_du_registre(marche: MarcheRecord) -> tuple[dict[str, Any], dict[str, Any]]:
    """The facts of what replaces a contract: those that hold of it, then those that may change from one contract to the next."""
    sus: dict[str, Any] = {"recurrent": Options(frozenset({"oui"}))}
    if marche.cpv:
        sus[CODE_CPV] = Texte(marche.cpv)
    if marche.acheteur:
        sus["acheteur"] = Options(frozenset({marche.acheteur}))
    dates = dates_de(marche)
    if dates.attribution is not None:
        sus["date_attribution"] = Intervalle.point(dates.attribution)
    devines: dict[str, Any] = {}
    if marche.nature:
        (devines if marche.nature_deduite else sus)["nature"] = Options(frozenset({marche.nature}))
    if marche.montant_ht is not None:
        devines["montant_ht"] = Intervalle.point(marche.montant_ht)
    if dates.duree_mois is not None:
        devines["duree_mois"] = Intervalle.point(Decimal(dates.duree_mois))
    return sus, devines


def diagnostiquer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Open the diagnosis of what replaces a contract, with all that the register knows of it.

    What may change from one contract to the next (amount, duration, a nature that was deduced) is asked to be confirmed.
    """
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return montrer(turn, entretien, numero)
    vocabulaire = turn.pack.vocabulaire
    suivant = Entretien(vocabulaire.aucun_fait(), marche=numero)
    if marche.objet:
        lecture = turn.lecteur.lire(marche.objet, turn.aujourdhui)
        suivant, _ = apprendre_lus(turn, suivant, lecture)
        if "objet" not in suivant.faits:
            suivant = suivant.apprendre("objet", Texte(marche.objet[:200]))
    sus, devines = tires_du_registre(marche)
    for nom, possible in sus.items():
        if nom in vocabulaire:
            suivant = suivant.apprendre(nom, possible)
    devines = {nom: possible for nom, possible in devines.items() if nom in vocabulaire and nom not in suivant.faits}
    origine = dict.fromkeys(devines, turn.phrase("du_registre", numero))
    suivant = replace(
        suivant,
        a_confirmer={**suivant.a_confirmer, **devines},
        mots={**suivant.mots, **origine},
        reconnu=suivant.reconnu or RIEN_RECONNU,
    )
    suite = avancer(turn, suivant)
    annonce = Reply(
        "diagnostic_du_marche",
        {
            "marche": marche,
            "devines": [vocabulaire[nom].libelle for nom in devines],
            "oublie": _en_cours(entretien, numero),
        },
    )
    return Outcome(suite.etat, [annonce, *suite.replies])


def faire_le_diagnostic(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The same, of the contract that an act names."""
    return diagnostiquer(turn, entretien, numero_de(acte))


def _en_cours(entretien: Entretien, numero: int) -> str | None:
    """The purchase that was being described, which this diagnosis takes the place of; None when there is none."""
    if entretien.etape is not Etape.QUESTION or not entretien.faits.connus() or entretien.marche == numero:
        return None
    return str(entretien.faits.valeur("objet") or "sans objet dit")
