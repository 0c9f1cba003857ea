"""Another end for a contract, told in everyday words: the date changes, its reason is kept, and one word takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from handlers.conversation.acces import auteur, memoire
from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.registre.marches import changer, dater, du_marche, vue
from handlers.registre.trouver import designes, du_marche_dit, montre
from knowledge.diagnostic.paroles import defait_le_dernier_pas
from knowledge.ecoute import Acte
from knowledge.registre.demandes import change_une_fin, lire_une_autre_fin, met_comme_avant, nomme_autre_chose
from knowledge.registre.paroles import est_un_jour, jour_de, lire_un_jour_dit
from storage.comptes.records import Role
from storage.registre.records import MarcheRecord

FINIR, DEFAIRE, REFAIRE = "registre.finir", "registre.defaire_la_fin", "registre.refaire_la_fin"
NOTE_MAX = 400


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """That the end of a contract of the register is another one, told by the team; or that the one just told was a mistake."""
    match entretien.attente:
        case Acte("registre.defaire_la_fin" | "registre.refaire_la_fin" as nature, slots) if se_reprend(texte):
            return Proposition(Acte(nature, slots, mots=texte), Force.ATTENDU)
    if Role.EQUIPE not in turn.roles or not change_une_fin(texte) or texte.rstrip().endswith("?"):
        return None
    dite = lire_une_autre_fin(texte, turn.aujourdhui)
    if dite is None:
        return None
    # The one just shown is meant where nothing is named: "prolonge la piscine" names one that the register may not hold.
    montres = [] if nomme_autre_chose(texte, dite.jour) else [montre(turn)]
    numeros = designes(turn, texte).numeros or tuple(un for un in montres if un is not None)
    slots = {"numero": numeros[0]} if len(numeros) == 1 else {}
    return Proposition(Acte(FINIR, slots, mots=texte), Force.ENTIER) if numeros else None


def se_reprend(texte: str) -> bool:
    """Whether a message takes back what was just changed."""
    return (
        lire_formule(texte, exacte=True) in ("annuler", "retour", "retablir")
        or defait_le_dernier_pas(texte)
        or met_comme_avant(texte)
    )


@du_marche
def _finir(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome:
    dite = lire_une_autre_fin(acte.mots, turn.aujourdhui) if acte.mots else None
    if dite is None or est_un_jour(acte.slots) or "cause" in acte.slots:
        return dater(turn, entretien, acte)
    lu = lire_un_jour_dit(f"fin {dite.jour}", turn.aujourdhui, fin=True)
    jour = jour_de(lu)
    if jour is None or lu.get("cause"):
        return dater(turn, entretien, Acte(FINIR, {"numero": marche.id, **lu}))
    return _fixer(turn, entretien, marche, jour, dite.motif)


finir = du_marche_dit(_finir)


@du_marche
def defaire(turn: Turn, entretien: Entretien, marche: MarcheRecord, acte: Acte) -> Outcome:
    """Put back the end that was said before; said again, it changes back."""
    return _fixer(turn, entretien, marche, jour_de(acte.slots), None, geste=acte.nature)


def _fixer(
    turn: Turn,
    entretien: Entretien,
    marche: MarcheRecord,
    jour: date | None,
    motif: str | None,
    *,
    geste: str = FINIR,
) -> Outcome:
    """Enter an end, keep why beside the contract, and await that it be taken back."""
    change = changer(turn, marche, fin_dite=jour)
    apres = memoire(turn).marches.trouver(marche.id) or marche
    avant = marche.fin_dite.isoformat() if marche.fin_dite else ""
    if change and motif:
        memoire(turn).annexes.noter(marche.id, _note(marche.fin, apres.fin, motif), auteur(turn), turn.now)
    contexte = {"vue": vue(turn, apres), "avant": marche.fin, "change": change, "motif": motif, "geste": geste}
    choices = [bouton("marche", f"m:voir:{marche.id}", marche.id)]
    attente = None
    if change:
        # What was undone is done again.
        ou = f"{marche.id}:{avant}"
        refait, defait = bouton("retablir_la_fin", f"m:refaire:{ou}"), bouton("annuler_la_fin", f"m:defaire:{ou}")
        inverse, quoi = (REFAIRE, refait) if geste == DEFAIRE else (DEFAIRE, defait)
        attente = Acte(inverse, {"numero": marche.id, "jour": avant})
        choices.insert(0, quoi)
    return aparte(turn, replace(entretien, attente=attente), Reply("fin_changee", contexte, tuple(choices)))


def _note(avant: date | None, apres: date | None, motif: str) -> str:
    """What the notes of the contract keep: from which end to which, and why."""
    de = f"{avant:%d/%m/%Y}" if avant else "inconnue"
    a = f"{apres:%d/%m/%Y}" if apres else "inconnue"
    return f"Fin : {de} → {a}. {motif}"[:NOTE_MAX]


__all__ = ["DEFAIRE", "FINIR", "REFAIRE", "defaire", "finir", "lire", "se_reprend"]
