"""Checks the answers to firms of a pack: who must still say, or read again, what."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from knowledge.droit.relecture import Cite, Controle
from knowledge.ligne_directe.chargement import lire_la_ligne
from knowledge.ligne_directe.entrees import LigneDirecte
from knowledge.plan.pack import Pack, Place
from knowledge.plan.yaml_reader import Faute

# An answer to firms is read again at least this often: the law changes each year.
RELECTURE = timedelta(days=366)


def controler(pack: Pack, jour: date) -> Controle:
    """What is wrong, what is left to say, and the texts that answers cite."""
    ligne, fautes = lire_la_ligne(pack)
    comptes = {"réponses aux entreprises": len(ligne.entrees), "réponses aux acheteurs": len(ligne.acheteurs)}
    return Controle(tuple(fautes), tuple(_a_relire(ligne, pack.nom, jour)), comptes, tuple(_cites(ligne)))


def _cites(ligne: LigneDirecte) -> Iterator[Cite]:
    for entree in (*ligne.entrees.values(), *ligne.acheteurs.values()):
        if entree.place is not None:
            yield Cite(f"réponse « {entree.id} »", partial(lambda place: place, entree.place), entree.sources)


def _a_relire(ligne: LigneDirecte, nom: str, jour: date) -> Iterator[Faute]:
    """What somebody of the authority must still say, or read again, before firms are answered by it."""
    if not ligne.entrees:
        return
    cadre = Place(f"{nom}/ligne_directe.yaml", 1)
    if ligne.a_confirmer:
        yield Faute(cadre, f"à confirmer : {ligne.a_confirmer}")
    if ligne.taux_bce is None:
        yield Faute(cadre, "rien n'est écrit pour « taux_bce » : les réponses font sans")
    if a_completer := [un.id for un in ligne.liens.values() if not un.adresse]:
        yield Faute(cadre, f"adresses à compléter, que les réponses taisent : {', '.join(a_completer)}")
    if muets := [un.id for un in ligne.recours.values() if not un.joindre]:
        yield Faute(cadre, f"recours nommés sans moyen de les joindre : {', '.join(muets)}")
    if douteuses := [entree.id for entree in ligne.entrees.values() if entree.a_confirmer]:
        yield Faute(cadre, f"{len(douteuses)} réponses disent qu'un point est à confirmer : {', '.join(douteuses)}")
    if anciennes := [une.id for une in ligne.entrees.values() if une.verifie_le + RELECTURE < jour]:
        yield Faute(cadre, f"{len(anciennes)} réponses n'ont pas été relues depuis un an : {', '.join(anciennes)}")
