"""The cards of a result: one action each, with the rules that apply, to the contract or to some of its lots."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from handlers.conversation.vocabulary import Turn
from knowledge.diagnostic.diagnostic import Diagnostic, Ouverte, Recommandation
from knowledge.diagnostic.lots import RecommandationDite, Vue
from knowledge.plan.pack import Fiche, Portee
from knowledge.regles.conditions import Compare, CompareSeuil, atomes, valeurs_possibles
from knowledge.regles.decision import Verdict
from knowledge.regles.faits import Faits

PORTEES = (Portee.SYSTEMATIQUE, Portee.A_ETUDIER, Portee.EXPERIMENTAL)


@dataclass(frozen=True, slots=True)
class LigneDeRegle:
    """A rule of the result: why it applies, what to do first, and what it still hangs on.

    `pour` names the lots that it is of, as a sentence begins; empty of the contract.
    """

    recommandation: Recommandation
    motif: str
    condition: str | None
    sur_pieces: bool = False  # the condition hangs on the contract's own file, not on its award
    pour: str = ""

    @property
    def faire(self) -> str:
        return self.recommandation.regle.faire[0]


@dataclass(frozen=True, slots=True)
class Carte:
    """One action of the result with its rules.

    `frontiere`: a figure of the contract falls exactly on one of theirs; `par_lot`: each lot is judged apart, and none is known.
    """

    fiche: Fiche
    portee: Portee
    lignes: tuple[LigneDeRegle, ...]
    contact: str
    frontiere: str | None
    par_lot: bool


def cartes(turn: Turn, diagnostic: Diagnostic, ensemble: Vue) -> list[Carte]:
    """The rules that apply, one card per action, by number."""
    par_action: dict[int, list[RecommandationDite]] = {}
    for dite in ensemble.recommandations:
        par_action.setdefault(dite.recommandation.fiche.numero, []).append(dite)
    resultat = []
    for _, dites in sorted(par_action.items()):
        # A rule that surely applies speaks before one that hangs on the future holder.
        dites.sort(key=lambda dite: dite.recommandation.verdict is Verdict.SOUS_CONDITION)
        premiere = dites[0].recommandation
        contacts = premiere.regle.contacts or (premiere.fiche.pilote,)
        resultat.append(
            Carte(
                fiche=premiere.fiche,
                portee=min((dite.recommandation.regle.portee for dite in dites), key=PORTEES.index),
                lignes=tuple(_ligne(turn, diagnostic, dite) for dite in dites),
                contact=turn.pack.services[contacts[0]].avec_article,
                frontiere=_frontiere(turn, dites),
                par_lot=not diagnostic.lots and diagnostic.qualification.en_lots and premiere.fiche.se_juge_par_lot,
            )
        )
    return resultat


def _ligne(turn: Turn, diagnostic: Diagnostic, dite: RecommandationDite) -> LigneDeRegle:
    recommandation = dite.recommandation
    condition, sur_pieces = None, False
    if recommandation.verdict is Verdict.SOUS_CONDITION:
        juges = dite.juges[0].juges
        ouverte = Ouverte(recommandation.fiche, recommandation.regle, None, (), juges)
        condition = turn.phrase("condition", ouverte.si, juges)
        sur_pieces = all(turn.pack.vocabulaire[atome.fait].sur_pieces for atome in atomes(ouverte.si))
    pour = turn.phrase("les_lots", dite.lots, len(diagnostic.lots)) if dite.lots else ""
    return LigneDeRegle(recommandation, motif(turn, diagnostic, dite), condition, sur_pieces, pour)


def motif(turn: Turn, diagnostic: Diagnostic, dite: RecommandationDite) -> str:
    """The sentence a buyer can quote: the rule's reason, and the facts that decided."""
    decisifs = dite.decisifs
    if not dite.lots:
        decisifs = tuple((nom, diagnostic.faits[nom]) for nom in dite.recommandation.decisifs)
    return turn.motif(dite.recommandation.regle.phrase, decisifs, dite.presumes)


def _frontiere(turn: Turn, dites: Sequence[RecommandationDite]) -> str | None:
    """The figure of the contract, or of one of its lots, that falls exactly on a cut of these rules, in words."""
    for dite in dites:
        for juge in dite.juges:
            if (sur := _sur_une_limite(turn, juge.faits, dite.recommandation)) is not None:
                return sur
    return None


def _sur_une_limite(turn: Turn, faits: Faits, recommandation: Recommandation) -> str | None:
    for atome in atomes(recommandation.regle.quand):
        if isinstance(atome, Compare | CompareSeuil):
            bornes = (atome.valeur,) if isinstance(atome, Compare) else valeurs_possibles(atome.seuil, faits)
            if faits.valeur(atome.fait) in bornes:
                return turn.phrase("valeur", atome.fait, faits[atome.fait])
    return None


__all__ = ["PORTEES", "Carte", "LigneDeRegle", "cartes", "motif"]
