"""A purchase as the conversation judges it: with what its plan presumes of what nobody said, told apart and denied in one tap."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Protocol

from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Turn
from knowledge.cpv import Proposition
from knowledge.diagnostic.diagnostic import Diagnostic, Suite, diagnostiquer, prochaine_question
from knowledge.diagnostic.enjeux import Suppose, supposes
from knowledge.diagnostic.presomptions import Origine, contraire
from knowledge.droit.listes import est_suppose
from knowledge.plan.pack import Pack
from knowledge.plan.usuelles import Usuelle
from knowledge.regles.faits import Ensemble, Faits, Intervalle, Options, Possible
from knowledge.regles.lots import lire_lots_gardes
from storage.diagnostic.records import DiagnosticRecord

SEGMENTS, MONTANT = "segments", "montant_ht"
NIE = "!"
# So many presumptions have a button that denies them: those that change most; the others are denied in words.
NIABLES_MAX = 4
# So many families are proposed for an object.
PROPOSEES_MAX = 4


def diagnostic_de(turn: Turn, entretien: Entretien) -> Diagnostic:
    """The diagnosis of what was said and guessed, with what is presumed."""
    return diagnostiquer(
        turn.pack,
        entretien.faits,
        turn.aujourdhui,
        entretien.sans_reponse,
        entretien.lots,
        presumer=True,
        nies=non_presumes(turn, entretien),
    )


def suite_de(turn: Turn, entretien: Entretien) -> Suite:
    """What to ask next, once what is presumed is held; of families, the few that the object makes likely."""
    suite = prochaine_question(
        turn.pack,
        entretien.faits,
        turn.aujourdhui,
        entretien.sans_reponse,
        entretien.plus_tard,
        entretien.lots,
        presumer=True,
        nies=non_presumes(turn, entretien),
    )
    if suite.question != SEGMENTS or SEGMENTS in entretien.nies or len(suite.membres) <= PROPOSEES_MAX:
        return suite
    vraisemblables = suite.membres.intersection(familles_vraisemblables(turn, entretien))
    if not vraisemblables or vraisemblables == suite.membres:
        return suite
    return replace(suite, membres=vraisemblables, autres=True)


class Savoir(Protocol):
    """What knows the families that the words of an object are likely to be of: a turn does."""

    @property
    def probables(self) -> Callable[[str], Sequence[Proposition]]: ...


def non_presumes(savoir: Savoir, entretien: Entretien) -> frozenset[str]:
    """What somebody denied; families too, while the object may well be of one that no word says."""
    segments = entretien.faits[SEGMENTS]
    assert isinstance(segments, Ensemble)
    if segments.dedans or segments.dehors or not _probables(savoir, entretien):
        return entretien.nies
    return entretien.nies | {SEGMENTS}


def familles_vraisemblables(turn: Turn, entretien: Entretien) -> tuple[str, ...]:
    """The families of purchase that the object is likely to be of, by its CPV, then those that go with its nature."""
    nature = entretien.faits.valeur("nature")
    choix = turn.pack.vocabulaire[SEGMENTS].choix
    de_la_nature = [un.valeur for un in choix if nature is not None and un.nature_probable == nature]
    return tuple(dict.fromkeys((*_probables(turn, entretien), *de_la_nature)))[:PROPOSEES_MAX]


def _probables(savoir: Savoir, entretien: Entretien) -> tuple[str, ...]:
    objet = entretien.faits.valeur("objet")
    proposees = () if objet is None else savoir.probables(str(objet))
    membres = [
        un.famille.faits[SEGMENTS]
        for un in proposees
        if all(not entretien.faits[nom].inter(dit).vide for nom, dit in un.famille.faits.items())  # type: ignore[arg-type]
        and SEGMENTS in un.famille.faits
    ]
    return tuple(dict.fromkeys(valeur for un in membres if isinstance(un, Ensemble) for valeur in sorted(un.dedans)))


def devines(entretien: Entretien) -> dict[str, Possible]:
    """What is only guessed from the words, but for what says nothing of the purchase."""
    faits = entretien.faits
    return {nom: faits[nom] for nom in faits if nom in entretien.devines and not est_suppose(nom, faits[nom])}


# --- what is presumed, told -------------------------------------------------------------------------------------------


def presumes_en_mots(turn: Turn, diagnostic: Diagnostic) -> list[dict[str, Any]]:
    """What is presumed, that which changes most first: in words, why, and what denying it would bring or take away.

    `niable`: it has a button of its own.
    """
    tous = supposes(diagnostic)
    niables = _niables(tous)
    return [
        {
            "fait": dire_le_presume(turn.phrase, un.usuelle),
            "raison": un.usuelle.raison,
            "en_plus": un.en_plus,
            "en_moins": un.en_moins,
            "niable": un in niables,
        }
        for un in tous
    ]


def _niables(tous: Sequence[Suppose]) -> list[Suppose]:
    return [un for un in tous if un.poids][:NIABLES_MAX]


def dire_le_presume(phrase: Callable[..., str], une: Usuelle) -> str:
    """What a line of the table presumes, in words."""
    assert une.possible is not None
    if isinstance(une.possible, Ensemble) and not une.possible.dedans:
        return phrase("aucune_autre", une.fait)
    return phrase("presume", une.fait, une.possible)


def choix_de_nier(turn: Turn, diagnostic: Diagnostic) -> tuple[Choice, ...]:
    """One tap denies what is presumed: yes for no, another value, or the question."""
    choices = []
    for un in _niables(supposes(diagnostic)):
        autre = contraire(turn.pack, un.usuelle)
        if isinstance(autre, Options) and autre.seule is not None:
            choices.append(Choice(turn.phrase("si", un.nom, autre), f"q:{un.nom}:{NIE}"))
        else:
            choices.append(Choice(turn.phrase("a_preciser", un.nom), f"q:{un.nom}:{NIE}"))
    return tuple(choices)


def hors_taxes(pack: Pack, montant: Decimal) -> Intervalle:
    """What an amount is before tax when nothing tells whether the tax is in it: all of it, or less by the common rate."""
    taux = pack.seuils["tva_hypothese"].periodes[-1].valeur or Decimal(0)
    return Intervalle((montant / (1 + taux / 100)).quantize(Decimal("0.01")), montant)


def origines(entretien: Entretien, diagnostic: Diagnostic) -> dict[str, Any]:
    """Where each fact comes from, as it is logged: `faits` told or guessed; `presumes`, each with its value, its line and its reason."""
    vocabulaire = diagnostic.pack.vocabulaire
    return {
        "faits": {
            nom: (Origine.DEVINE if nom in entretien.devines else Origine.DIT).value for nom in diagnostic.faits.dits()
        },
        "presumes": {
            nom: {
                "valeur": Faits(vocabulaire, {nom: une.possible}).en_json()[nom],
                "ligne": une.id,
                "raison": une.raison,
            }
            for nom, une in diagnostic.usuelles.items()
            if une.possible is not None
        },
    }


def rejuger(pack: Pack, dit: DiagnosticRecord) -> Diagnostic:
    """A logged diagnosis judged by today's plan: on the facts that were said, with what was presumed of the others then."""
    presumes = (dit.origines or {}).get("presumes", {})
    return diagnostiquer(
        pack,
        Faits.depuis_json(pack.vocabulaire, dit.faits),
        dit.jour,
        frozenset(dit.sans_reponse) & frozenset(pack.vocabulaire),
        lire_lots_gardes(pack.vocabulaire, dit.lots),
        presumer=bool(presumes),
        nies={une.fait for une in pack.usuelles} - presumes.keys(),
    )


def nies_du_journal(pack: Pack, dit: DiagnosticRecord) -> frozenset[str]:
    """What would be presumed of a logged diagnosis, and was not: somebody had denied it."""
    presumes: Mapping[str, Any] = (dit.origines or {}).get("presumes", {})
    juge = diagnostiquer(
        pack,
        Faits.depuis_json(pack.vocabulaire, dit.faits),
        dit.jour,
        frozenset(dit.sans_reponse) & frozenset(pack.vocabulaire),
        lire_lots_gardes(pack.vocabulaire, dit.lots),
        presumer=True,
    )
    return frozenset(nom for un in (juge, *juge.lots) for nom in un.usuelles) - presumes.keys()


def devines_du_journal(dit: DiagnosticRecord) -> frozenset[str]:
    """The facts of a logged diagnosis that were only guessed."""
    faits: Mapping[str, str] = (dit.origines or {}).get("faits", {})
    return frozenset(nom for nom, origine in faits.items() if origine == Origine.DEVINE)
