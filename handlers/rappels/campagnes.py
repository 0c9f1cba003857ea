"""Campaigns of the team: who reaches a milestone by a day, previewed, then told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta

from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.rappels.rappel import CAMPAGNE, EQUIPE
from knowledge.ecoute import Acte
from knowledge.francais.dates import fin_de_mois, lire_dates
from knowledge.francais.texte import plier
from knowledge.plan.pack import Jalon, Pack
from knowledge.rappels.echeances import a_venir, derniere_attribution, echeance
from knowledge.rappels.paroles import lire_une_campagne
from storage.comptes.records import Role
from storage.rappels.records import EcheanceRecord, NouveauRappel
from storage.registre.records import MarcheRecord
from storage.unit_of_work import Reading

MONTRES = 12


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """ "qui atteint J-24 d'ici septembre ?" """
    lue = lire_une_campagne(texte)
    jalon = next((un for un in turn.pack.jalons if lue is not None and un.mois_avant == lue.mois), None)
    if lue is None or jalon is None:
        return None
    return Proposition(Acte("campagne", {"jalon": jalon.id, "d_ici": lue.d_ici}, mots=texte), Force.NOMME)


def preparer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Who reaches the milestone that is told, else the first one of the plan; by the day that is told, else in three months."""
    slots = lue.acte.slots if (lue := lire(turn, entretien, acte.mots)) else {"d_ici": acte.mots, **acte.slots}
    jalon = next((un for un in turn.pack.jalons if un.id == slots.get("jalon")), turn.pack.jalons[0])
    return _previsualiser(turn, entretien, jalon, _d_ici(turn, str(slots["d_ici"])))


def _d_ici(turn: Turn, texte: str) -> date:
    """Until when: the end of the month that was said, three months unless something is."""
    lues = lire_dates(plier(texte).texte, turn.aujourdhui)
    if lues:
        return max(lues[-1].haut, turn.aujourdhui)
    return fin_de_mois(turn.aujourdhui + timedelta(days=92))


def concernes(
    memoire_: Reading, pack: Pack, jalon: Jalon, aujourdhui: date, jusqu_au: date
) -> list[tuple[EcheanceRecord, date]]:
    """The recurring contracts that reach that milestone from today to that day, and the day of each.

    Those of which somebody was told, or will be, are left out.
    """
    seances = a_venir(memoire_.seances.toutes(), aujourdhui)
    trouves = []
    for acheteur in (*(un.id for un in pack.acheteurs), ""):
        siennes = seances.get(acheteur, ())
        avant = derniere_attribution(jalon, 0, aujourdhui - timedelta(days=1), siennes)
        dernier = derniere_attribution(jalon, 0, jusqu_au, siennes)
        for marche in memoire_.marches.dus(acheteur, avant, dernier):
            assert marche.attribution_prevue is not None
            trouves.append((marche, echeance(jalon, marche.attribution_prevue, siennes).jour))
    armes = memoire_.rappels.armes([marche.id for marche, _ in trouves], jalon.id)
    trouves = [une for une in trouves if (une[0].id, une[0].attribution_prevue) not in armes]
    return sorted(trouves, key=lambda trouve: (trouve[1], trouve[0].id))


def _previsualiser(turn: Turn, entretien: Entretien, jalon: Jalon, jusqu_au: date) -> Outcome:
    """Who would be told of what; nobody is yet."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    trouves = concernes(memoire(turn), turn.pack, jalon, turn.aujourdhui, jusqu_au)
    numero = memoire(turn).rappels.preparer(jalon.id, jusqu_au, auteur(turn), turn.now) if trouves else None
    reply = presenter(memoire(turn), jalon, jusqu_au, trouves, numero, turn.aujourdhui)
    return aparte(turn, entretien, reply)


def presenter(
    memoire_: Reading,
    jalon: Jalon,
    jusqu_au: date,
    trouves: Sequence[tuple[EcheanceRecord, date]],
    numero: int | None,
    aujourdhui: date,
) -> Reply:
    """The preview of a campaign: how many, of whom, and the first ones."""
    marches = {c.id: c for c in memoire_.marches.plusieurs([marche.id for marche, _ in trouves])}
    groupes: dict[str, list[tuple[MarcheRecord, date]]] = {}
    for trouve, jour in trouves:
        marche = marches[trouve.id]
        groupes.setdefault(marche.groupe or str(marche.id), []).append((marche, jour))
    lignes = [{"marche": lots[0][0], "jour": lots[0][1], "lots": len(lots)} for lots in groupes.values()]
    par_direction = Counter(lots[0][0].direction or "" for lots in groupes.values())
    contexte = {
        "jalon": jalon,
        "jusqu_au": jusqu_au,
        "aujourdhui": aujourdhui,
        "combien": len(groupes),
        "lignes": lignes[:MONTRES],
        "autres": max(0, len(lignes) - MONTRES),
        "par_direction": [
            {"direction": direction, "combien": combien} for direction, combien in sorted(par_direction.items())
        ],
        "sans_referent": sum(1 for lots in groupes.values() if lots[0][0].referent_id is None),
    }
    choices = (bouton("prevenir", f"p:prevenir:{numero}"),) if numero is not None else ()
    return Reply("campagne", contexte, (*choices, bouton("registre", "c:registre")))


def envoyer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Have them told: at the next hour that each of them can be written to. Pressed twice, it is sent once."""
    numero: int = acte.slots["numero"]
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    campagne = memoire(turn).rappels.campagne(numero)
    jalon = next((un for un in turn.pack.jalons if campagne is not None and un.id == campagne.jalon), None)
    if campagne is None or jalon is None:
        return aparte(turn, entretien, Reply("rappel_inconnu"))
    armes = 0
    if campagne.envoyee_le is None:
        trouves = concernes(memoire(turn), turn.pack, jalon, turn.aujourdhui, campagne.jusqu_au)
        armes = memoire(turn).rappels.armer(
            [
                NouveauRappel(
                    marche.id,
                    jalon.id,
                    marche.attribution_prevue,
                    CAMPAGNE,
                    EQUIPE if marche.referent_id is None else f"referent:{marche.referent_id}",
                    turn.aujourdhui,
                    numero,
                )
                for marche, _ in trouves
                if marche.attribution_prevue is not None
            ],
            turn.now,
        )
        memoire(turn).rappels.envoyer(numero, turn.now)
    contexte = {"armes": armes, "deja": campagne.envoyee_le is not None, "jalon": jalon}
    return aparte(turn, entretien, Reply("campagne_envoyee", contexte))


__all__ = ["concernes", "envoyer", "lire", "preparer", "presenter"]
