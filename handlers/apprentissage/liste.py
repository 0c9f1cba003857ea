"""The queue of what was not understood, read and settled a page at a time by the SPASER team."""

from __future__ import annotations

from dataclasses import dataclass, replace

from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.apprentissage.paroles import SANS_OBJET, TRAITE, demande_la_suite, lire_un_ordre, oublie_le_numero
from knowledge.ecoute import Acte
from storage.apprentissage.records import NOTE_MAX, EtatIncompris, IncomprisRecord
from storage.comptes.records import Role
from storage.limits import NUMERO_MAX

PAR_PAGE = 8
# Right after a page, "suite" lists what comes after the last text that was shown.
_LISTER, _REGLER = "apprentissage.lister", "apprentissage.regler"


@dataclass(frozen=True, slots=True)
class Reglage:
    """An entry just settled, and what it stood for before, when that was something else."""

    entree: IncomprisRecord
    au_lieu_de: EtatIncompris | None
    note_remplacee: str | None
    note_laissee: str | None

    @classmethod
    def de(cls, avant: IncomprisRecord, etat: EtatIncompris, note: str | None) -> Reglage:
        """Compare what stood with what is asked."""
        change = avant.etat not in (EtatIncompris.A_TRAITER, etat)
        autre_note = avant.note is not None and note is not None and avant.note != note
        return cls(
            avant,
            avant.etat if change else None,
            avant.note if autre_note else None,
            avant.note if note is None else None,
        )


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What becomes of entries of the queue; right after it was shown, its next page, or itself where the number is missing."""
    suite = _suite(entretien)
    if suite is not None and demande_la_suite(texte):
        return Proposition(suite, Force.ATTENDU)
    if suite is not None and oublie_le_numero(texte):
        return Proposition(Acte(_LISTER, mots=texte), Force.ATTENDU)
    ordre = lire_un_ordre(texte)
    if ordre is None:
        return None
    # "Sans objet 3" may be of a reminder, unless the queue was just shown.
    nomme = Role.EQUIPE in turn.roles and (suite is not None or ordre.etat == TRAITE)
    slots = {
        "etat": ordre.etat,
        "numeros": list(ordre.numeros),
        "note": ordre.note,
        "suite": suite and dict(suite.slots),
    }
    return Proposition(Acte(_REGLER, slots, mots=texte), Force.NOMME if nomme else Force.ENTIER)


def _suite(entretien: Entretien) -> Acte | None:
    attente = entretien.attente
    return attente if isinstance(attente, Acte) and attente.nature == _LISTER else None


def lister_apres(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """A page of the queue: the first, or what comes after an entry."""
    compte, numero = acte.slots.get("compte"), acte.slots.get("numero")
    return lister(turn, entretien, (compte, numero) if isinstance(compte, int) and isinstance(numero, int) else None)


def lister(turn: Turn, entretien: Entretien, apres: tuple[int, int] | None = None) -> Outcome:
    """A page of what is to deal with, most frequent first."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    page = turn.apprentissage.a_traiter(PAR_PAGE + 1, apres)
    entrees = page[:PAR_PAGE]
    dernier = (entrees[-1].compte, entrees[-1].id) if entrees else apres
    suite = Acte(_LISTER, {} if dernier is None else {"compte": dernier[0], "numero": dernier[1]})
    encore = len(page) > PAR_PAGE
    choices: tuple[Choice, ...] = tuple(
        choix
        for entree in entrees
        for choix in (
            bouton("traite", f"file:traite:{entree.id}", entree.id),
            bouton("sans_objet", f"file:sans_objet:{entree.id}", entree.id),
        )
    )
    choices += _bouton_de(suite) if encore else ()
    contexte = {
        "entrees": [{"entree": entree, "question": _question(turn, entree)} for entree in entrees],
        "total": turn.apprentissage.combien(),
        "debut": apres is None,
        "suite": encore,
    }
    return aparte(turn, replace(entretien, attente=suite), Reply("apprentissage", contexte, choices))


def _bouton_de(suite: Acte) -> tuple[Choice, ...]:
    return (bouton("suite", f"file:apres:{suite.slots['compte']}:{suite.slots['numero']}"),)


def _question(turn: Turn, entree: IncomprisRecord) -> str | None:
    """The fact that was asked, in words; its bare name if the pack has it no more."""
    fait = turn.pack.vocabulaire.get(entree.question) if entree.question else None
    return entree.question if fait is None else fait.libelle


def regler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Settle entries of the queue; the same order twice changes nothing the second time.

    The note is kept without what is personal, and what another order had said is told.
    """
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    etat, dite = EtatIncompris(acte.slots["etat"]), acte.slots.get("note")
    note = turn.anonymiser(dite[:NOTE_MAX])[:NOTE_MAX] or None if dite else None
    reglees: list[Reglage] = []
    deja, inconnus = [], []
    for numero in acte.slots["numeros"]:
        entree = turn.apprentissage.trouver(numero) if numero <= NUMERO_MAX else None
        if entree is None:
            inconnus.append(numero)
        elif turn.apprentissage.regler(numero, etat, note, turn.aujourdhui):
            reglees.append(Reglage.de(entree, etat, note))
        else:
            deja.append(entree)
    contexte = {
        "reglees": reglees,
        "deja": deja,
        "inconnus": inconnus,
        "etat": etat,
        "note": note,
        "reste": turn.apprentissage.combien(),
    }
    choices: tuple[Choice, ...] = (bouton("apprentissage", "file:liste"),)
    suite = _suite(entretien) or Acte(_LISTER, acte.slots.get("suite") or {})
    if suite.slots and turn.apprentissage.a_traiter(1, (suite.slots["compte"], suite.slots["numero"])):
        choices += _bouton_de(suite)
    return aparte(turn, replace(entretien, attente=suite), Reply("apprentissage_reglee", contexte, choices))


def regler_une(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The same, of the entry of a button."""
    etat = TRAITE if acte.nature == "apprentissage.traiter" else SANS_OBJET
    numero = acte.slots["numero"]
    if not isinstance(numero, int):
        return aparte(turn, entretien, Reply("choix_inconnu", {}, (bouton("apprentissage", "file:liste"),)))
    return regler(turn, entretien, Acte(_REGLER, {"etat": etat, "numeros": [numero]}))


__all__ = ["lire", "lister", "lister_apres", "regler", "regler_une"]
