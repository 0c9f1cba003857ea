"""Checks the model texts of a pack: their examples are run, and what they say is read for what must not be said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from knowledge.clauses.bibliotheque import Bibliotheque
from knowledge.clauses.calculs import Calculs, Reglages
from knowledge.clauses.chargement import lire_les_clauses
from knowledge.clauses.interdits import Interdit, relever
from knowledge.clauses.modeles import ExempleDeModele, Modele, Niveau
from knowledge.clauses.remplissage import Rempli, convient, remplir
from knowledge.droit.qualification import completer
from knowledge.droit.relecture import Cite, Controle
from knowledge.francais.redaction import typographie
from knowledge.plan.contrats import JOUR_DES_EXEMPLES
from knowledge.plan.pack import Pack
from knowledge.plan.yaml_reader import Faute


def controler(pack: Pack, _: date) -> Controle:
    """What is wrong in the model texts, how many there are, and the versions of texts that they cite."""
    bibliotheque, fautes = lire_les_clauses(pack)
    cites = (
        Cite(f"modèle « {modele.cle} »", partial(lambda place: place, modele.place), modele.versions)
        for modele in bibliotheque.modeles.values()
    )
    return Controle(
        (*fautes, *controler_les_modeles(pack, bibliotheque)),
        comptes={"modèles de textes": len(bibliotheque.modeles)},
        cites=tuple(cites),
    )


def controler_les_modeles(pack: Pack, bibliotheque: Bibliotheque) -> Iterator[Faute]:
    """The faults of the examples: a text that does not hold what it must, is offered where it must not be, or says what is forbidden."""
    for modele in bibliotheque.modeles.values():
        for exemple in modele.exemples:
            for quoi in ecarts(pack, bibliotheque, modele, exemple):
                yield Faute(exemple.place, quoi)
        for interdit, morceau in interdits_de(pack, bibliotheque, modele):
            yield Faute(modele.place, f"« {modele.id} » dit « {morceau} » : {interdit.pourquoi}")


def ecarts(pack: Pack, bibliotheque: Bibliotheque, modele: Modele, exemple: ExempleDeModele) -> Iterator[str]:
    """Where a filled text does not hold what its example says."""
    avis = convient(modele, completer(pack, exemple.contrat).faits)
    if exemple.propose is not (avis is not False):
        attendu, obtenu = ("proposé", "écarté") if exemple.propose else ("écarté", "proposé")
        yield f"« {exemple.titre} » : le modèle devait être {attendu}, il est {obtenu}"
        return
    if not exemple.propose:
        return
    rempli = remplir_l_exemple(pack, bibliotheque, modele, exemple)
    dit = _a_plat(f"{rempli.texte} {rempli.preuve or ''}")
    for voulu in exemple.contient:
        if _a_plat(typographie(voulu)) not in dit:
            yield f"« {exemple.titre} » : le texte rempli ne dit pas « {voulu} » ; il dit : {rempli.texte}"


def exemples_remplis(pack: Pack, bibliotheque: Bibliotheque) -> Iterator[tuple[ExempleDeModele, Rempli]]:
    """Each example for which a text is offered, with the text."""
    for modele in bibliotheque.modeles.values():
        for exemple in modele.exemples:
            if exemple.propose:
                yield exemple, remplir_l_exemple(pack, bibliotheque, modele, exemple)


def remplir_l_exemple(pack: Pack, bibliotheque: Bibliotheque, modele: Modele, exemple: ExempleDeModele) -> Rempli:
    """A text filled for one of its examples."""
    reglages = reglages_de(modele, exemple)
    calculs = Calculs(pack, bibliotheque.baremes, exemple.contrat, reglages, JOUR_DES_EXEMPLES)
    return remplir(modele, calculs, reglages, pack)


def _a_plat(texte: str) -> str:
    return " ".join(texte.casefold().split())


def reglages_de(modele: Modele, exemple: ExempleDeModele) -> Reglages:
    """What the buyer of an example chose."""
    valeurs = {
        f"{modele.action}.{nom}" if nom in modele.parametres else nom: valeur
        for nom, valeur in exemple.parametres.items()
    }
    return Reglages(exemple.niveau or modele.niveau or Niveau.COURANT, valeurs)


def interdits_de(pack: Pack, bibliotheque: Bibliotheque, modele: Modele) -> Iterator[tuple[Interdit, str]]:
    """What a text says that none may, filled for a contract of which nothing is known."""
    reglages = Reglages(modele.niveau or Niveau.COURANT)
    calculs = Calculs(pack, bibliotheque.baremes, pack.vocabulaire.aucun_fait(), reglages, JOUR_DES_EXEMPLES)
    rempli = remplir(modele, calculs, reglages, pack)
    for dit in (rempli.modele.titre, rempli.texte, rempli.preuve or ""):
        yield from relever(dit)


__all__ = ["controler", "controler_les_modeles", "exemples_remplis", "interdits_de", "reglages_de"]
