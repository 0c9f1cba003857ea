"""The registry of firms that agreed to be found: searched by buyers, by trade and by status, for reserved contracts above all."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from handlers.conversation.acces import memoire
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import EntrepriseRecord, Outcome, Reply, Turn
from knowledge.ecoute import Acte
from knowledge.francais.texte import mots_de
from knowledge.ligne_directe.annuaire import dit_ce_metier, lire_une_recherche
from storage.ligne_directe.records import StatutEntreprise

MONTREES = 10
# Said of so few words, "annuaire nettoyage" looks there, and buys neither.
NOM, MOTS_APRES_SON_NOM = "annuaire", 4


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """A firm that is looked for."""

    def quelqu_un_fait(mots: Collection[str]) -> bool:
        firmes = memoire(turn).entreprises.dans_l_annuaire()
        return any(all(dit_ce_metier(une.metier, mot) for mot in mots) for une in firmes)

    lue = lire_une_recherche(texte, turn.aujourdhui, turn.ligne().lieux, quelqu_un_fait)
    if lue is None:
        return None
    nomme = len(mots_de(texte)) <= MOTS_APRES_SON_NOM and NOM in mots_de(texte)
    acte = Acte("annuaire.chercher", {"statuts": lue.statuts, "metier": lue.mots}, mots=texte)
    return Proposition(acte, Force.ENTIER if nomme else Force.DIT)


def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The firms that say that trade, the best first."""
    statuts, mots = acte.slots["statuts"], acte.slots["metier"]
    trouvees = chercher(memoire(turn).entreprises.dans_l_annuaire(), statuts, mots)
    contexte = {
        "entreprises": trouvees[:MONTREES],
        "autres": max(0, len(trouvees) - MONTREES),
        "texte": acte.mots.strip(" ?") if mots or statuts else "",
        "service": next(
            (un for un in turn.pack.services.values() if un.annuaire), turn.pack.services["commande_publique"]
        ),
    }
    choices = (bouton("fiche", "fiche:11", 11),) if 11 in turn.pack.fiches else ()
    return aparte(turn, entretien, Reply("annuaire", contexte, choices))


def chercher(
    entreprises: Sequence[EntrepriseRecord], statuts: Sequence[str], mots: Sequence[str]
) -> list[EntrepriseRecord]:
    """Those of one of these statuses whose trade or name says some of these words, most words first; each establishment once."""
    voulus = frozenset(map(StatutEntreprise, statuts))
    vues: set[str] = set()
    trouvees: list[tuple[int, EntrepriseRecord]] = []
    for une in entreprises:
        if voulus and voulus.isdisjoint(une.statuts or ()):
            continue
        # A trade says more than a name.
        rang = sum(2 if dit_ce_metier(une.metier, mot) else dit_ce_metier(une.nom, mot) for mot in mots)
        if mots and not rang:
            continue
        cle = une.siret or f"{une.compte.plateforme}:{une.compte.personne}"
        if cle not in vues:
            vues.add(cle)
            trouvees.append((rang, une))
    return [une for _, une in sorted(trouvees, key=lambda trouvee: -trouvee[0])]
