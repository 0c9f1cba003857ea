"""The texts of the purchase under way: what is offered, as its buyer set it, and what became of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn
from handlers.diagnostic.jugement import diagnostic_de
from handlers.diagnostic.resultat import a_jour
from knowledge.clauses.bibliotheque import Bibliotheque
from knowledge.clauses.calculs import POIDS, REGLABLES, Calculs, Reglages, Valeur
from knowledge.clauses.chargement import clauses_de
from knowledge.clauses.choix import Offert, au_niveau, offrir
from knowledge.clauses.modeles import Modele, Niveau, Parametre
from knowledge.clauses.remplissage import convient, remplir
from knowledge.clauses.retouches import Donne, Geste, Retouche
from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.droit.qualification import MONTANT
from knowledge.plan.pack import Pack
from knowledge.regles.faits import Intervalle
from storage.clauses.records import EtatTexte, ReglageRecord, TexteRecord
from storage.unit_of_work import Reading

HEURES = "heures_insertion"
ECARTEE = "ecartee"
# Where the retouches stand among the values that are kept.
RETOUCHES = "retouches"
_POIDS = tuple(f"poids_{nom}" for nom in POIDS)
_FONT = {
    frozenset({HEURES}): ("part_insertion", "part_main_oeuvre", "taux_horaire"),
    frozenset({"formule_revision"}): ("part_fixe",),
    frozenset(_POIDS): _POIDS,
}


@dataclass(frozen=True)
class Atelier:
    """All there is to write for one purchase; `achat` is its number, None while nothing is kept of it."""

    pack: Pack
    bibliotheque: Bibliotheque
    diagnostic: Diagnostic
    reglages: Reglages
    achat: int | None
    ecartees: frozenset[int]
    gardes: Mapping[str, TexteRecord]

    @cached_property
    def offerts(self) -> tuple[Offert, ...]:
        """The texts of the purchase."""
        return offrir(self.pack, self.bibliotheque, self.diagnostic, self.reglages, self.ecartees)

    @property
    def pris(self) -> tuple[Offert, ...]:
        """Those that were not refused."""
        return tuple(un for un in self.offerts if self.etat(un.modele) is not EtatTexte.REFUSE)

    def offre(self, modele: Modele) -> bool:
        """Whether the purchase is offered that text."""
        return any(un.modele.cle == modele.cle for un in self.offerts)

    def etat(self, modele: Modele) -> EtatTexte | None:
        """What became of a text."""
        garde = self.gardes.get(modele.cle)
        return None if garde is None else garde.etat

    def de_l_action(self, action: int) -> tuple[Offert, ...]:
        """The texts of one action."""
        return tuple(un for un in self.offerts if un.modele.action == action)

    def texte(self, cle: str, lot: int | None = None) -> Offert | None:
        """One text by its key, for that lot where it has its own, be it of no action of the purchase; None for what the pack has no more."""
        siens = [un for un in self.offerts if un.modele.cle == cle]
        offert = next((un for un in siens if lot in un.lots), siens[0] if siens else None)
        modele = self.bibliotheque.modeles.get(cle)
        return offert if offert is not None or modele is None else self.hors_du_plan(modele)

    def modeles_de(self, action: int) -> tuple[Modele, ...]:
        """The texts of an action that no fact of the purchase speaks for: those of every family first."""
        toutes = self.bibliotheque.par_action.get(action, ())
        return tuple(au_niveau([un for un in toutes if not un.segments] or toutes, self.reglages.niveau))

    def hors_du_plan(self, modele: Modele) -> Offert:
        """A text that the purchase is not offered, filled with what is known all the same."""
        rempli = remplir(modele, self.calculs(), self.reglages, self.pack)
        return Offert(rempli, (), None, self.diagnostic.juges)

    def qui_compte_les_heures(self) -> Offert | None:
        """The text that tells the hours: that of the purchase, else one that it would have if the plan had them studied."""
        offert = next((un for un in self.offerts if HEURES in un.modele.blancs), None)
        if offert is not None:
            return offert
        modeles = (un for un in self.bibliotheque.modeles.values() if HEURES in un.blancs)
        possibles = au_niveau(
            (un for un in modeles if convient(un, self.diagnostic.juges) is not False), self.reglages.niveau
        )
        return self.hors_du_plan(possibles[0]) if possibles else None

    def calculs(self, reglages: Reglages | None = None) -> Calculs:
        """The values of the whole purchase."""
        juge = self.diagnostic
        return Calculs(
            self.pack, self.bibliotheque.baremes, juge.faits, reglages or self.reglages, juge.jour, juges=juge.juges
        )

    def calculs_par_lot(self, reglages: Reglages) -> list[tuple[int | None, Calculs]]:
        """The same of each lot, by its number; of the whole where there are none."""
        if not self.diagnostic.lots:
            return [(None, self.calculs(reglages))]
        baremes = self.bibliotheque.baremes
        return [
            (un.lot.numero, Calculs(self.pack, baremes, un.faits, reglages, un.jour, juges=un.juges))
            for un in self.diagnostic.lots
        ]

    def heures(self, niveau: Niveau, lots: Collection[int] = ()) -> list[tuple[int | None, Valeur]]:
        """The hours of insertion at that level, of the purchase or of each lot; of these lots alone, where some are given."""
        reglages = replace(self.reglages, niveau=niveau)
        if niveau is not self.reglages.niveau:
            # What was set is set for the level that stands.
            reglages = Reglages(niveau)
        par_lot = self.calculs_par_lot(reglages)
        return [(lot, calculs[HEURES]) for lot, calculs in par_lot if not lots or lot in lots]

    def heures_au_plus(self) -> tuple[Decimal | None, Decimal] | None:
        """Between which numbers the hours are, of a purchase whose amount is only bounded; None where it is not."""
        possible = self.diagnostic.faits[MONTANT]
        if not isinstance(possible, Intervalle) or not isinstance(possible.haut, Decimal) or self.diagnostic.lots:
            return None
        bornes = [
            self._a_ce_montant(borne)[HEURES].nombre if isinstance(borne, Decimal) and borne else None
            for borne in (possible.bas, possible.haut)
        ]
        return None if bornes[1] is None else (bornes[0], bornes[1])

    def _a_ce_montant(self, montant: Decimal) -> Calculs:
        juge = self.diagnostic
        au_montant = [faits.corriger(MONTANT, Intervalle.point(montant)) for faits in (juge.faits, juge.juges)]
        return Calculs(
            self.pack, self.bibliotheque.baremes, au_montant[0], self.reglages, juge.jour, juges=au_montant[1]
        )

    def avec(self, reglages: Reglages) -> Atelier:
        """The same texts, set otherwise."""
        return replace(self, reglages=reglages)


def ouvrir(turn: Turn, entretien: Entretien) -> Atelier:
    """The texts of the purchase of this conversation, as far as it is known."""
    achat = (
        None
        if turn.memoire is None or entretien.diagnostic is None
        else turn.memoire.achats.du_diagnostic(entretien.diagnostic)
    )
    decisions = {} if entretien.diagnostic is None else turn.journal.decisions(entretien.diagnostic)
    ecartees = frozenset(action for action, prise in decisions.items() if prise.etape == ECARTEE)
    return composer(turn.pack, diagnostic_de(turn, entretien), achat, ecartees, turn.memoire)


def composer(
    pack: Pack, diagnostic: Diagnostic, achat: int | None, ecartees: frozenset[int], memoire: Reading | None
) -> Atelier:
    """The texts of a purchase that was judged, with what is kept of them."""
    garde = None if achat is None or memoire is None else memoire.clauses.reglage(achat)
    gardes = {} if achat is None or memoire is None else memoire.clauses.textes(achat)
    return Atelier(pack, clauses_de(pack), diagnostic, _reglages(garde), achat, ecartees, gardes)


def inscrire(turn: Turn, entretien: Entretien) -> tuple[Entretien, Atelier]:
    """The same, of a purchase that is logged if it was not: what is set or taken is kept with it."""
    entretien, _, _ = a_jour(turn, entretien)
    return entretien, ouvrir(turn, entretien)


# --- what is set, as it is kept ---------------------------------------------------------------------------------------


def _reglages(garde: ReglageRecord | None) -> Reglages:
    if garde is None or garde.niveau not in list(Niveau):
        return Reglages()
    valeurs = dict(garde.valeurs)
    retouches = valeurs.pop(RETOUCHES, [])
    return Reglages(
        Niveau(garde.niveau),
        {nom: _lue(dite) for nom, dite in valeurs.items()},
        tuple(
            Retouche(une["texte"], Geste(une["geste"]), une["de"], None if une["a"] is None else _lue(une["a"]))
            for une in retouches
        ),
    )


def _lue(dite: Any) -> Donne:
    """A value as it was set: figures are kept as `{"n": "8"}`, words as they are."""
    match dite:
        case {"n": str(nombre)}:
            try:
                return Decimal(nombre)
            except InvalidOperation:
                return nombre
        case _:
            return str(dite)


def en_json(reglages: Reglages) -> dict[str, Any]:
    """What `_reglages` reads back."""
    valeurs: dict[str, Any] = {nom: _ecrite(dite) for nom, dite in reglages.valeurs.items()}
    retouches = [
        {"texte": une.texte, "geste": une.geste.value, "de": une.de, "a": _ecrite(une.a)} for une in reglages.retouches
    ]
    return valeurs | ({RETOUCHES: retouches} if retouches else {})


def _ecrite(dite: Donne | None) -> Any:
    return {"n": str(dite)} if isinstance(dite, Decimal) else dite


@dataclass(frozen=True, slots=True)
class Reglable:
    """Something of a text that may be set: its name among the settings, what it is, what it may be."""

    cle: str
    nom: str
    libelle: str
    unite: str | None
    mini: Decimal | None
    maxi: Decimal | None


def reglables(modeles: Sequence[Modele], libelles: Mapping[str, str]) -> list[Reglable]:
    """All that may be set in these texts, each once."""
    trouves: dict[str, Reglable] = {}
    for modele in modeles:
        for nom in modele.blancs:
            if (parametre := modele.parametres.get(nom)) is not None:
                cle = f"{modele.action}.{nom}"
                trouves.setdefault(cle, _du_parametre(cle, parametre))
            elif nom in REGLABLES:
                unite, mini, maxi = REGLABLES[nom]
                trouves.setdefault(nom, Reglable(nom, nom, libelles[nom], unite, mini, maxi))
        for nom, parametre in modele.parametres.items():
            if parametre.phrase:
                cle = f"{modele.action}.{nom}"
                trouves.setdefault(cle, _du_parametre(cle, parametre))
        for dits, font in _FONT.items():
            # What a value is made of is set where it is told.
            for nom in font if dits.intersection(modele.blancs) else ():
                unite, mini, maxi = REGLABLES[nom]
                trouves.setdefault(nom, Reglable(nom, nom, libelles[nom], unite, mini, maxi))
    return list(trouves.values())


def _du_parametre(cle: str, parametre: Parametre) -> Reglable:
    return Reglable(cle, parametre.nom, parametre.question, parametre.unite, parametre.mini, parametre.maxi)


__all__ = ["HEURES", "Atelier", "Reglable", "composer", "en_json", "inscrire", "ouvrir", "reglables"]
