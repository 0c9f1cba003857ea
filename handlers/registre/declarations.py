"""A contract told in the conversation: one that the register holds already, else a new one."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date
from typing import Any

from handlers.conversation.acces import auteur, memoire, moi
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.diagnostic import dialogue
from handlers.diagnostic.paroles import informer
from handlers.registre.consultation import mes_marches
from handlers.registre.fins import FINIR, finir
from handlers.registre.marches import dater, montrer, vue_avec
from handlers.registre.trouver import designe, designes
from knowledge.ecoute import Acte
from knowledge.francais.choix import lire_ordinal
from knowledge.francais.texte import plier, simplifier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.registre.ajouts_dits import AjoutDit, lire_un_ajout
from knowledge.registre.demandes import lire_une_autre_fin
from knowledge.registre.paroles import est_un_jour, jour_de, lire_lequel, lire_une_fin, lire_une_fin_entendue
from storage.comptes.records import Role
from storage.registre.records import NouveauMarche

RESSEMBLANTS_MAX = 4
AJOUTER = "registre.ajouter"


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "mon marché de nettoyage finit en juin 2028"; then which of those of the register it is."""
    match entretien.attente:
        case Acte("registre.lequel", {"jour": str(jour)} as slots):
            parmi = slots.get("parmi", ())
            rang = lire_ordinal(simplifier(texte)) or 0
            lu = lire_lequel(str(parmi[rang - 1]) if 0 < rang <= len(parmi) else texte, parmi)
            if lu is not None:
                return Proposition(replace(lu, slots={**slots, "jour": jour, **lu.slots}, mots=texte), Force.ATTENDU)
    if Role.EQUIPE in turn.roles and _ajout(turn, texte) is not None:
        return Proposition(Acte(AJOUTER, mots=texte), Force.NOMME)
    acte = lire_une_fin(texte, turn.aujourdhui)
    return None if acte is None else Proposition(acte, Force.ENTIER)


def entendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The end of a contract that was heard, to be confirmed; where it is not said of which, what is said of the purchase under way, or one's contracts."""
    texte = turn.incoming.text
    if Role.EQUIPE in turn.roles and lire_une_autre_fin(texte, turn.aujourdhui) and (numero := designe(turn, texte)):
        return finir(turn, entretien, Acte(FINIR, {"numero": numero}, mots=texte))
    lu = lire_une_fin_entendue(acte.mots, turn.aujourdhui)
    if lu is None or not est_un_jour(lu.slots):
        # It may be told in another part of the message.
        lu = lire_une_fin_entendue(turn.incoming.text, turn.aujourdhui) or lu
    if lu is not None:
        return declarer(turn, entretien, lu)
    return mes_marches(turn, entretien) if entretien.etape is Etape.ACCUEIL else informer(turn, entretien, acte)


def declarer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note when a contract ends: ask which day, then which of those that look like it; what looks like none is a new one."""
    objet, jour, cause = str(acte.slots["objet"]), jour_de(acte.slots), acte.slots.get("cause")
    if jour is None or cause:
        demandee = Reply(
            "date_demandee", {"marche": None, "objet": objet, "quoi": "fin", "lu": {"jour": jour, "cause": cause}}
        )
        return aparte(turn, replace(entretien, attente=Acte("registre.marche_fin", {"objet": objet})), demandee)
    connus = memoire(turn).marches.plusieurs(designes(turn, objet).numeros)
    proches = [marche for marche in connus if marche.recurrent is not False][:RESSEMBLANTS_MAX]
    slots = {"jour": jour.isoformat(), "objet": objet, "parmi": [marche.id for marche in proches]}
    if not proches and "entendu" not in acte.slots:
        return nouveau(turn, entretien, Acte("registre.nouveau", slots))
    seances = memoire(turn).seances.toutes()
    contexte = {"vues": [vue_avec(turn, marche, seances) for marche in proches], "objet": objet, "jour": jour}
    choices = [bouton("marche", f"m:finit:{marche.id}:{slots['jour']}", marche.id) for marche in proches]
    choices.append(bouton("nouveau_marche", "m:nouveau") if proches else bouton("ajouter_le_marche", "m:nouveau"))
    suivant = replace(entretien, attente=Acte("registre.lequel", slots))
    return aparte(turn, suivant, Reply("marche_deja_connu", contexte, tuple(choices)))


def nouveau(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put a contract in the register; its button holds nothing of it: it is the one that was just told."""
    slots = entretien.attente.slots if isinstance(entretien.attente, Acte) and not acte.slots else acte.slots
    fin = jour_de(slots)
    if fin is None or "objet" not in slots:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    objet = str(slots["objet"])
    # Told twice in one message delivered twice, it is one contract.
    trace = f"{auteur(turn)} {simplifier(objet)} {fin}"
    numero, note = creer(turn, trace, objet, fin_dite=fin, fin=fin, attribution_prevue=fin)
    return montrer(turn, replace(entretien, attente=None), numero, note)


def ajouter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put in the register a contract that the team told whole; what of it was not understood is said."""
    dit = _ajout(turn, acte.mots)
    if Role.EQUIPE not in turn.roles or dit is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    numero, note = creer(
        turn,
        f"{auteur(turn)} {simplifier(dit.objet)} {dit.fin}",
        dit.objet,
        # Who keeps the register is not who looks after each contract.
        a_moi=False,
        acheteur=dit.acheteur or "",
        montant_ht=dit.montant_ht,
        direction=dit.direction,
        fin_dite=dit.fin,
        fin=dit.fin,
        attribution_prevue=dit.fin,
        a_revoir=True,
    )
    montre = montrer(turn, replace(entretien, attente=None), numero, note)
    perdus = [Reply("ajout_incompris", {"dits": dit.incompris})] if dit.incompris else []
    return Outcome(montre.etat, [*perdus, *montre.replies])


def _ajout(turn: Turn, texte: str) -> AjoutDit | None:
    """The contract that a message enters; its buyer is one of the plan's."""

    def acheteur_de(dit: str) -> str | None:
        nommes = lire_acheteurs(plier(dit).texte, turn.pack.acheteurs_dits)
        return nommes[0].qui if nommes else None

    return lire_un_ajout(texte, turn.aujourdhui, acheteur_de)


def ne_rien_noter(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """It was not what was meant."""
    return dialogue.dire(turn, entretien, "rien_change")


def inscrire(turn: Turn, entretien: Entretien, _: Acte) -> Outcome:
    """Put the purchase that was just diagnosed in the register, so that its milestones are reminded."""
    attribution = entretien.faits.valeur("date_attribution")
    if not isinstance(attribution, date):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    if entretien.marche is not None:
        sienne = {"numero": entretien.marche, "jour": attribution.isoformat()}
        return dater(turn, entretien, Acte("registre.dater", sienne))
    duree = entretien.faits.valeur("duree_mois")
    numero, note = creer(
        turn,
        f"{auteur(turn)} diagnostic {entretien.diagnostic}",
        str(entretien.faits.valeur("objet") or ""),
        acheteur=str(entretien.faits.valeur("acheteur") or ""),
        nature=entretien.faits.valeur("nature"),
        procedure=entretien.faits.valeur("procedure"),
        montant_ht=entretien.faits.valeur("montant_ht"),
        duree_mois=None if duree is None else int(duree),
        recurrent=entretien.faits.valeur("recurrent") != "non",
        attribution_dite=attribution,
        attribution_prevue=attribution,
        a_revoir=True,
    )
    return montrer(turn, replace(entretien, marche=numero), numero, note)


def creer(
    turn: Turn, dit: str, objet: str, *, a_moi: bool = True, referent_id: int | None = None, **valeurs: Any
) -> tuple[int, str]:
    """The number of the contract that was told, and whether it was known already; `a_moi`: who tells it looks after it."""
    trace = f"dit-{hashlib.sha256(dit.encode()).hexdigest()[:12]}"
    if deja := memoire(turn).marches.connus([("", trace)]).get(("", trace)):
        return deja.id, "deja"
    marche = NouveauMarche(
        acheteur_id="",
        numero=trace,
        objet=objet or None,
        cle_objet=simplifier(objet),
        groupe=trace,
        referent_id=moi(turn).id if a_moi else referent_id,
        **valeurs,
    )
    return memoire(turn).marches.creer(marche, auteur(turn), turn.now), "cree"
