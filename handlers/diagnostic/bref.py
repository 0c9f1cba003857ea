"""The result as a chat shows it: a few lines of a few words, and what opens the rest."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, DecisionRecord, Turn
from handlers.diagnostic.cartes import Carte
from handlers.diagnostic.jugement import choix_de_nier, devines
from handlers.diagnostic.lots import des_lots, lots_qui_manquent, selon_leur_montant
from handlers.diagnostic.partage import lien_montre
from handlers.diagnostic.vue_actions import COMMANDE_PUBLIQUE
from knowledge.diagnostic.diagnostic import Diagnostic
from knowledge.diagnostic.enjeux import supposes
from knowledge.plan.pack import Portee
from knowledge.plan.pieces import Piece, pieces_de

# What one reads of a message without unfolding it, on a phone.
LIGNES_MAX, MOTS_MAX, BOUTONS_MAX = 12, 120, 6
# So many actions have a line each; where they are more, one line less tells the others by their numbers.
ACTIONS_MAX, ACTIONS_MIN = 6, 3
# So many presumptions are denied in one tap, in words or by a button; so many facts are named of those still open.
NIABLES_MAX, NOMMES_MAX = 2, 3
# The lines beside the actions that are kept, from all to none: a correction is told before what is presumed, a fact that was
# just answered after it.
CORRIGE = (("note", "presume", "ouvert"), ("note", "presume"), ("note",), ())
USUEL = (("note", "presume", "ouvert"), ("presume", "ouvert"), ("presume",), ())
# What the first two lines say already.
DITS_AILLEURS = frozenset({"nature", "montant_ht"})


@dataclass(frozen=True, slots=True)
class LigneDAction:
    """An action in one line: its number, its short title, where it stands."""

    numero: int
    dite: str


@dataclass(frozen=True, slots=True)
class Bref:
    """The lines of a result, in Markdown: what is above its actions, an action each, what is below."""

    tete: tuple[str, ...]
    actions: tuple[str, ...]
    pied: tuple[str, ...]

    @property
    def tient(self) -> bool:
        lignes = (*self.tete, *self.actions, *self.pied)
        # Each action has its mark, and a link its address.
        mots = sum(len(ligne.split()) for ligne in lignes) + len(self.actions) + 1
        return len(lignes) <= LIGNES_MAX and mots <= MOTS_MAX


def en_bref(
    turn: Turn,
    entretien: Entretien,
    diagnostic: Diagnostic,
    numero: int,
    en_cartes: Sequence[Carte],
    alertes: Sequence[Mapping[str, Any]],
    compris: Sequence[Mapping[str, Any]] = (),
    *,
    retour: bool = False,
) -> Bref:
    """The result in so many lines and words: as many actions as hold, the rest by their numbers; what was just noted goes first."""
    decisions = turn.journal.decisions(numero)
    tete = [
        turn.phrase("titre_du_diagnostic", numero, diagnostic.faits.valeur("objet"), retour),
        *_lots(turn, diagnostic, lots_qui_manquent(entretien)),
        *_selon_les_lots(turn, diagnostic, en_cartes),
        turn.phrase("qualification", diagnostic.qualification, diagnostic.faits),
        *([turn.phrase("alertes_en_bref", alertes)] if alertes else ()),
        _a_faire(turn, en_cartes, decisions),
    ]
    tenus = [*devines(entretien).items(), *((un.nom, un.usuelle.possible) for un in supposes(diagnostic) if un.poids)]
    presumes = [turn.phrase("bref", nom, possible) for nom, possible in tenus]
    en_plus = {
        "note": note_en_bref(turn, compris),
        "presume": turn.phrase("presumes_en_bref", presumes[:NOMMES_MAX], len(presumes)) if presumes else "",
        "ouvert": ouvert(turn, diagnostic),
    }
    actions = en_lignes(turn, en_cartes, decisions)
    dernier = turn.phrase("suite_du_diagnostic", actions[0].numero if actions else None, _lien(turn, numero))
    corrige = any(un["avant"] for un in compris)
    for bref in _essais(turn, tete, actions, en_plus, dernier, CORRIGE if corrige else USUEL):
        if bref.tient:
            break
    return bref


def _essais(
    turn: Turn,
    tete: Sequence[str],
    actions: Sequence[LigneDAction],
    en_plus: Mapping[str, str],
    dernier: str,
    renoncements: Sequence[Sequence[str]],
) -> Iterator[Bref]:
    """What may be shown, the fullest first: actions give way before what is presumed, then one line after the other."""
    premieres = min(len(actions), ACTIONS_MAX if len(actions) <= ACTIONS_MAX else ACTIONS_MAX - 1)
    for gardes in renoncements:
        dits = {cle: (ligne,) if ligne and cle in gardes else () for cle, ligne in en_plus.items()}
        moins = min(premieres, ACTIONS_MIN if gardes else 0)
        for montrees in range(premieres, moins - 1, -1):
            yield Bref(
                (*tete[:1], *dits["note"], *tete[1:]),
                les_premieres(turn, actions, montrees),
                (*dits["presume"], *dits["ouvert"], dernier),
            )


def en_lignes(
    turn: Turn, en_cartes: Sequence[Carte], decisions: Mapping[int, DecisionRecord]
) -> tuple[LigneDAction, ...]:
    """A line for each action, in the order in which they are decided."""
    return tuple(
        LigneDAction(carte.fiche.numero, turn.phrase("action_en_bref", carte, _etat(carte, decisions)))
        for carte in ranger(en_cartes, decisions)
    )


def les_premieres(turn: Turn, actions: Sequence[LigneDAction], combien: int = ACTIONS_MAX) -> tuple[str, ...]:
    """The lines of so many actions, then the others by their numbers."""
    autres = sorted(action.numero for action in actions[combien:])
    reste = (turn.phrase("autres_actions", autres),) if autres else ()
    return (*(action.dite for action in actions[:combien]), *reste)


def ranger(en_cartes: Sequence[Carte], decisions: Mapping[int, DecisionRecord]) -> list[Carte]:
    """What is left to decide first, what is of this contract before what is of every one; what was set aside last."""

    def rang(carte: Carte) -> tuple[bool, bool, bool]:
        decision = decisions.get(carte.fiche.numero)
        de_tous = not any(ligne.recommandation.decisifs for ligne in carte.lignes)
        return decision is not None and decision.etape == "ecartee", decision is not None, de_tous

    return sorted(en_cartes, key=lambda carte: (*rang(carte), carte.fiche.numero))


def _etat(carte: Carte, decisions: Mapping[int, DecisionRecord]) -> str:
    """Where an action stands: what was decided of it, else what the plan asks."""
    decision = decisions.get(carte.fiche.numero)
    if decision is not None:
        return decision.etape
    return "sous_condition" if all(ligne.condition for ligne in carte.lignes) else carte.portee.value


def note_en_bref(turn: Turn, compris: Sequence[Mapping[str, Any]]) -> str:
    """What was just learned and stands in no other line, corrections first; "" for nothing."""
    dits = [un for un in compris if un["avant"] or not (un["devine"] or un["nom"] in DITS_AILLEURS)]
    dits.sort(key=lambda un: un["avant"] is None)
    return turn.phrase("note_en_bref", dits[:NOMMES_MAX], len(dits)) if dits else ""


def _lots(turn: Turn, diagnostic: Diagnostic, annonces: int | None) -> tuple[str, ...]:
    lots = des_lots(turn, diagnostic)
    return (turn.phrase("lots_en_bref", lots, annonces),) if lots["nombre_de_lots"] else ()


def _selon_les_lots(turn: Turn, diagnostic: Diagnostic, en_cartes: Sequence[Carte]) -> tuple[str, ...]:
    """The actions that hang on lots whose amount nobody told: unknown, they are not set aside."""
    actions, lots = selon_leur_montant(diagnostic, {carte.fiche.numero for carte in en_cartes})
    return (turn.phrase("selon_les_lots", actions, lots, len(diagnostic.lots)),) if actions else ()


def _a_faire(turn: Turn, en_cartes: Sequence[Carte], decisions: Mapping[int, DecisionRecord]) -> str:
    """What to do now: ask those without whom an action cannot be studied; else write in the fullest document."""
    ouvertes = [carte for carte in en_cartes if _etat(carte, decisions) != "ecartee"]
    services, ecrites = dict[str, list[int]](), dict[Piece, list[int]]()
    pieces = pieces_de(turn.pack)
    for carte in ouvertes:
        regle = carte.lignes[0].recommandation.regle
        experts = [nom for nom in regle.contacts if nom != COMMANDE_PUBLIQUE]
        if carte.portee is Portee.A_ETUDIER and experts:
            services.setdefault(experts[0], []).append(carte.fiche.numero)
        for piece in pieces.de(carte.fiche.numero, regle.id)[:1]:
            ecrites.setdefault(piece, []).append(carte.fiche.numero)
    saisir = [(turn.pack.services[nom], siennes) for nom, siennes in services.items()]
    pleine = max(ecrites.items(), key=lambda une: len(une[1]), default=None)
    return turn.phrase("a_faire_en_bref", saisir, pleine, len(en_cartes))


def ouvert(turn: Turn, diagnostic: Diagnostic) -> str:
    """The facts that can still change the result, by name; "" where none can."""
    manque = dict.fromkeys(nom for noms in diagnostic.indecises.values() for nom in noms)
    libelles = [turn.pack.vocabulaire[nom].libelle for nom in manque if turn.pack.vocabulaire[nom].demande]
    return turn.phrase("ouvert_en_bref", libelles[:NOMMES_MAX], len(libelles)) if libelles else ""


def _lien(turn: Turn, numero: int) -> str:
    """Where the purchase is read on the page, for who talks elsewhere; "" where the page has no public address."""
    if not turn.page_publique or turn.memoire is None:
        return ""
    achat = turn.memoire.achats.du_diagnostic(numero)
    return (
        "" if achat is None else lien_montre(turn.memoire, achat, turn.incoming.address, turn.page_publique, turn.now)
    )


def choix_en_bref(turn: Turn, diagnostic: Diagnostic, en_cartes: Sequence[Carte], numero: int) -> tuple[Choice, ...]:
    """What opens the rest: the next question, what denies what is presumed, all of it, the first actions, the document."""
    preciser = (bouton("preciser", "c:preciser"),) if diagnostic.question else ()
    choices = (*preciser, *choix_de_nier(turn, diagnostic)[:NIABLES_MAX], bouton("tout_voir", "c:resultat_entier"))
    rangees = ranger(en_cartes, turn.journal.decisions(numero))[: BOUTONS_MAX - 1 - len(choices)]
    details = (bouton("detail", f"a:detail:{carte.fiche.numero}", carte.fiche.numero) for carte in rangees)
    return (*choices, *details, bouton("exporter", "c:exporter"))


__all__ = [
    "BOUTONS_MAX",
    "LIGNES_MAX",
    "MOTS_MAX",
    "Bref",
    "choix_en_bref",
    "en_bref",
    "en_lignes",
    "les_premieres",
    "note_en_bref",
]
