"""What is written of lots in fields of their own: the operations that the same words would make, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from handlers.conversation.acts import Force, Proposition
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import dialogue, lots_dits, questions
from handlers.diagnostic.paroles import informer
from handlers.diagnostic.questions import INCONNU
from handlers.diagnostic.reprise import OBJET_MAX, lire_la_valeur
from knowledge.droit.qualification import LOT
from knowledge.ecoute import Acte
from knowledge.lecture.faits_dits import FaitDit
from knowledge.lecture.lecture import MONTANT
from knowledge.lecture.lots.designation import LOTS_MAX
from knowledge.lecture.lots.operations import Dire, LectureLots, Operation, Renommer, Retirer
from knowledge.regles.faits import Genre

NOTER = "lots.noter"
# What one fact of a lot can be asked for by: figures, or a button a value.
_SE_DEMANDE = (Genre.NOMBRE, Genre.CHOIX, Genre.OUI_NON)


def _faire(turn: Turn, entretien: Entretien, *operations: Operation) -> Outcome:
    return lots_dits.prendre(turn, entretien, Acte("informer"), LectureLots(operations)) or _inconnu(turn, entretien)


def _inconnu(turn: Turn, entretien: Entretien) -> Outcome:
    return dialogue.dire(turn, entretien, "choix_inconnu")


def _dit(valeur: object) -> str:
    return " ".join(str(valeur).split())[:OBJET_MAX]


def noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take a fact of one lot as it was written: it replaces what was known of it, and "?" forgets it."""
    numero, nom, dit = acte.slots["numero"], str(acte.slots["nom"]), _dit(acte.slots["valeur"])
    lot = next((un for un in entretien.lots if un.numero == numero), None)
    fait = turn.pack.vocabulaire.get(nom)
    if lot is None or fait is None or fait.par_lot is None:
        return _inconnu(turn, entretien)
    if dit in ("", INCONNU):
        lots = tuple(replace(un, faits=un.faits.oublier(nom)) if un is lot else un for un in entretien.lots)
        suivant = replace(entretien.memoriser(), lots=lots, question=None)
        return questions.avancer(turn, suivant, [], **lots_dits.des_lots_dits(turn, suivant))
    possible = lire_la_valeur(turn, entretien, fait, dit)
    if possible is None:
        return _en_mots(turn, entretien, numero, dit)
    return _faire(turn, entretien, Dire(numero, dits=(FaitDit(nom, possible, dit),), mots=dit))


def redemander(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask a fact of one lot anew: what is answered replaces it, and one tap leaves it as it was."""
    numero, nom = acte.slots["numero"], str(acte.slots["nom"])
    fait = turn.pack.vocabulaire.get(LOT if nom == MONTANT else nom)
    lot = next((un for un in entretien.lots if un.numero == numero), None)
    if lot is None or fait is None:
        return _inconnu(turn, entretien)
    if fait.par_lot is None or fait.genre not in _SE_DEMANDE:
        # Of the whole contract, or said of the lot in words.
        return questions.revoir(turn, entretien, fait.nom)
    contexte = {
        "lot": lot,
        "fait": fait,
        "jusque_la": turn.phrase("fait", fait.nom, lot.faits[fait.nom]) if fait.nom in lot.faits.dits() else None,
    }
    choices = [Choice(choix.libelle, f"lt:noter:{numero}:{fait.nom}:{choix.valeur}") for choix in fait.choix]
    attendu = replace(entretien.memoriser(), attente=Acte(NOTER, {"numero": numero, "nom": fait.nom}))
    return Outcome(attendu.en_json(), [Reply("lot_demande", contexte, (*choices, bouton("laisser", "c:retour")))])


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is answered right after a figure of one lot was asked, and names no lot itself."""
    attendu = entretien.attente
    if not isinstance(attendu, Acte) or attendu.nature != NOTER or "?" in texte:
        return None
    fait = turn.pack.vocabulaire.get(str(attendu.slots["nom"]))
    if fait is None or fait.genre is not Genre.NOMBRE or lots_dits.lire(turn, entretien, texte).vises:
        return None
    if lire_la_valeur(turn, entretien, fait, texte) is None and not any(signe.isdigit() for signe in texte):
        return None
    return Proposition(Acte(NOTER, {**attendu.slots, "valeur": texte}, mots=texte), Force.ATTENDU)


def _en_mots(turn: Turn, entretien: Entretien, numero: int, dit: str, intitule: str = "") -> Outcome:
    """What is no plain value is read, doubted and asked about as when it is said of that lot."""
    if not any(signe.isdigit() for signe in dit):
        return dialogue.incompris(turn, entretien, dit)
    mots = turn.phrase("un_lot_dit", numero, intitule, dit).strip()
    dite = replace(turn, incoming=replace(turn.incoming, text=mots, choice=None))
    return informer(dite, entretien, Acte("informer", mots=mots))


def nommer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Give a lot the name that was written."""
    numero, intitule = acte.slots["numero"], _dit(acte.slots["intitule"])
    if not intitule or all(lot.numero != numero for lot in entretien.lots):
        return _inconnu(turn, entretien)
    return _faire(turn, entretien, Renommer(numero, intitule, intitule))


def ajouter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Add a lot after the others, with its name, and its amount where one was written."""
    intitule, montant = _dit(acte.slots["intitule"]), _dit(acte.slots["montant"])
    numero = max((lot.numero for lot in entretien.lots), default=0) + 1
    fait = turn.pack.vocabulaire.get(LOT)
    if not intitule or fait is None or numero > LOTS_MAX:
        return _inconnu(turn, entretien)
    possible = lire_la_valeur(turn, entretien, fait, montant) if montant else None
    if montant and possible is None:
        return _en_mots(turn, entretien, numero, montant, intitule)
    dits = () if possible is None else (FaitDit(LOT, possible, montant),)
    return _faire(turn, entretien, Dire(numero, intitule, dits, intitule, nouveau=True))


def retirer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Give up a lot."""
    numero = acte.slots["numero"]
    if all(lot.numero != numero for lot in entretien.lots):
        return _inconnu(turn, entretien)
    return _faire(turn, entretien, Retirer((numero,), ""))


__all__ = ["NOTER", "ajouter", "lire", "nommer", "noter", "redemander", "retirer"]
