"""What is said of a session to whom asked nothing: ratings that are awaited, minutes to write, what was decided and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from handlers.cad.mots import nom_de_l_acheteur, noms_des_cotes, vue_des_decisions
from handlers.cad.seance import Attendue, Presente
from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import Reply
from knowledge.plan.pack import Pack
from storage.cad.records import SeanceRecord

MONTRES = 12
BOUTONS = 5


def rappeler_les_cotations(
    pack: Pack, seance: SeanceRecord, attendues: Sequence[Attendue], jour: date, *, equipe: bool
) -> Reply:
    """The ratings that somebody still owes a session."""
    noms = noms_des_cotes(pack)
    contexte = {
        "seance": seance,
        "acheteur": nom_de_l_acheteur(pack, seance.acheteur),
        "lignes": [{"marche": une.marche, "cote": noms[une.qui]} for une in attendues][:MONTRES],
        "total": len(attendues),
        "jours": (seance.jour - jour).days,
        "equipe": equipe,
    }
    numeros = dict.fromkeys(une.marche.id for une in attendues)
    choices = tuple(bouton("coter", f"co:coter:{numero}", numero) for numero in numeros)[:BOUTONS]
    if equipe:
        choices = (bouton("qui_doit_quoi", "c:qui_doit_quoi"),)
    return Reply("cotations_attendues", contexte, choices)


def demander_le_proces_verbal(pack: Pack, seance: SeanceRecord) -> Reply:
    """Whether a session whose day is past was held: only its minutes say so."""
    contexte = {"seance": seance, "acheteur": nom_de_l_acheteur(pack, seance.acheteur)}
    choices = (
        bouton("seance_tenue", f"co:pv:{seance.id}:oui"),
        bouton("seance_pas_tenue", f"co:pv:{seance.id}:non"),
    )
    return Reply("proces_verbal_attendu", contexte, choices)


def annoncer_les_decisions(pack: Pack, seance: SeanceRecord, siens: Sequence[Presente], *, a_moi: bool = True) -> Reply:
    """What a committee decided of contracts, those of who reads it (`a_moi`) or any, and why."""
    contexte = {
        "seance": seance,
        "acheteur": nom_de_l_acheteur(pack, seance.acheteur),
        "lignes": [vue_des_decisions(pack, un) for un in siens][:MONTRES],
        "total": len(siens),
        "a_moi": a_moi,
    }
    retenus = [un.marche.id for un in siens if un.retenus]
    choices = tuple(bouton("diagnostiquer_le_marche", f"m:diag:{numero}", numero) for numero in retenus)[:BOUTONS]
    return Reply("decisions_dites", contexte, choices)


__all__ = ["annoncer_les_decisions", "demander_le_proces_verbal", "rappeler_les_cotations"]
