"""What the team tells of contracts of the register: what has a column fills it, the rest is a note beside each; of no purchase."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import auteur, memoire, reserver_a_l_equipe
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.registre.declarations import creer
from handlers.registre.fins import se_reprend
from handlers.registre.marches import changer, numero_de, retirer_du_registre, vue
from handlers.registre.trouver import demander_lequel, designes
from knowledge.cad.dits import dit_une_issue, mots_des_actes, parle_d_une_cotation, raconte_une_relance
from knowledge.ecoute import Acte
from knowledge.francais.phrases import parts_d_une_liste
from knowledge.francais.texte import plier
from knowledge.indicateurs.acheteurs import lire_acheteurs
from knowledge.rappels.paroles import lire_un_ordre_sur_ses_rappels
from knowledge.recherche.choses import Designees
from knowledge.registre.demandes import interroge, nomme_le_registre
from knowledge.registre.notes_dites import (
    demande_d_effacer,
    demande_de_noter,
    lire_des_notes,
    raconte_un_echange,
    sans_l_interlocuteur,
)
from knowledge.registre.paroles import lire_un_jour_dit
from knowledge.registre.valeurs_dites import ValeursDites, affirme, lire_les_valeurs
from storage.comptes.records import Role
from storage.registre.records import Filtre

NOTER, RENOUVELER, DEFAIRE_CE_QUI_EST_DIT = "registre.noter", "registre.renouveler", "registre.defaire_ce_qui_est_dit"
EFFACER = "registre.effacer_des_notes"
NOTE_MAX = 400
# Where a turn keeps what was typed, when what it says without a name was given one.
MOTS_DITS = "mots_dits"
# Where a turn keeps the contract that was last spoken of.
EN_MAIN = "en_main"
BOUTONS = 5


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is told of several contracts, each surely named; nothing of it is a decision, nor of the purchase under way."""
    match entretien.attente:
        case Acte("registre.defaire_ce_qui_est_dit" as nature, slots) if se_reprend(texte):
            return Proposition(Acte(nature, slots, mots=texte), Force.ATTENDU)
        case Acte("registre.renouveler" as nature, {"dit": str(dit)} as slots) if _dit_jusqu_a_quand(turn, texte):
            return Proposition(Acte(nature, slots, mots=f"{dit}, {texte}"), Force.ATTENDU)
    if Role.EQUIPE not in turn.roles or entretien.faits.connus() or dit_une_issue(texte):
        return None
    if lire_un_ordre_sur_ses_rappels(texte) is not None:
        return None
    if demande_d_effacer(texte):
        return Proposition(Acte(EFFACER, mots=texte), Force.NOMME)
    if interroge(texte) and not demande_de_noter(texte):
        return None
    if (echange := _un_echange(turn, texte)) is not None:
        return echange
    if raconte_une_relance(texte) and not parle_d_une_cotation(texte) and (notes := _de_chacun(turn, texte)):
        return Proposition(Acte(NOTER, {"notes": notes, "inconnues": []}, mots=texte), Force.NOMME)
    lues = lire_des_notes(texte, lambda dit: designes(turn, dit).numeros, lambda dit: _de_l_acheteur(turn, dit))
    if lues is None:
        return _d_un_seul(turn, texte)
    slots = {"notes": [list(une) for une in lues.notes], "inconnues": list(lues.inconnues)}
    return Proposition(Acte(NOTER, slots, mots=texte), Force.NOMME)


def _un_echange(turn: Turn, texte: str) -> Proposition | None:
    """A call, a mail or a meeting about one contract, or what is to be kept of it; of several that words may name, which one is asked."""
    if parle_d_une_cotation(texte) or not (raconte_un_echange(texte) or demande_de_noter(texte)):
        return None
    de_quoi = sans_l_interlocuteur(texte)
    nom = designes(turn, de_quoi, mots_des_actes())
    sure = bool(nom.numeros)
    if not sure and de_quoi != texte and turn.etat.get(EN_MAIN):
        # It is of the contract in hand.
        return None
    # Whom somebody spoke with may tell of what: it is asked.
    nom = nom if sure else designes(turn, texte, mots_des_actes())
    if not nom.numeros or len(_de_chacun(turn, de_quoi)) > 1:
        return None
    slots: dict[str, Any] = {"ou": [nom.debut, nom.fin]}
    if len(nom.numeros) == 1 and sure:
        slots["numero"] = nom.numeros[0]
    return Proposition(Acte(NOTER, slots, mots=texte), Force.NOMME)


def _de_chacun(turn: Turn, texte: str) -> list[list[Any]]:
    """What is told of each contract: a part that names none goes on with the one before; none where a part names several."""
    notes: list[list[Any]] = []
    avant = ""
    for part in parts_d_une_liste(texte):
        numeros = designes(turn, part, mots_des_actes()).numeros
        if len(numeros) > 1:
            return []
        if numeros and (not notes or notes[-1][0] != numeros[0]):
            notes.append([numeros[0], f"{avant}, {part}" if avant else part])
            avant = ""
        elif notes:
            notes[-1][1] += f", {part}"
        else:
            avant = f"{avant}, {part}" if avant else part
    return notes


def _dit_jusqu_a_quand(turn: Turn, texte: str) -> bool:
    lue = lire_les_valeurs(texte, turn.aujourdhui)
    return (
        lue.mois is not None
        or lue.fin_dite is not None
        or bool(lire_un_jour_dit(texte, turn.aujourdhui, fin=True).get("jour"))
    )


def _de_l_acheteur(turn: Turn, dit: str) -> tuple[int, ...]:
    """The contracts of the buyer that words name, or all of them."""
    nommes = {un.qui for un in lire_acheteurs(plier(dit).texte, turn.pack.acheteurs_dits)}
    acheteur = next(iter(nommes)) if len(nommes) == 1 else None
    return tuple(un.id for un in memoire(turn).marches.liste(Filtre(acheteur=acheteur)))


def _d_un_seul(turn: Turn, texte: str) -> Proposition | None:
    """What is told of one contract, surely named: its columns, that it was prolonged, amended or renewed; else a note, where nothing else is read."""
    if not affirme(texte):
        return None
    directions = memoire(turn).marches.directions()
    lue = lire_les_valeurs(texte, turn.aujourdhui)
    nom = designes(turn, lue.reste)
    if lue.evenement and (len(nom.numeros) > 1 or (lue.prolonge and not nom.numeros and nomme_le_registre(texte))):
        # Which one is asked: it is of no purchase.
        nature = RENOUVELER if lue.renouvele else NOTER
        return Proposition(Acte(nature, {"ou": [nom.debut, nom.fin]}, mots=texte), Force.NOMME)
    if len(nom.numeros) != 1:
        return None
    # What is told of it is read again without its name.
    lue = lire_les_valeurs(_sans(texte, nom), turn.aujourdhui, directions)
    slots: dict[str, Any] = {"numero": nom.numeros[0], "ou": [nom.debut, nom.fin]}
    if lue.renouvele:
        return Proposition(Acte(RENOUVELER, slots, mots=texte), Force.NOMME)
    colonnes = lue.colonnes(date.max, Decimal(0))
    if (colonnes and lue.evenement) or (lue.seules and colonnes and colonnes.keys() != {"fin_dite"}):
        return Proposition(Acte(NOTER, slots, mots=texte), Force.NOMME)
    # The end alone is read where its reason is; what else is told beside a column is kept with it.
    seule_fin = colonnes.keys() == {"fin_dite"}
    return None if seule_fin else Proposition(Acte(NOTER, slots, mots=texte), Force.DIT if colonnes else Force.SINON)


def _sans(texte: str, nom: Designees) -> str:
    return texte[: nom.debut] + " " * (nom.fin - nom.debut) + texte[nom.fin :]


def _noter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Fill the columns that are told of each contract; keep what has none beside it, as it was said."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    lignes: list[dict[str, Any]] = []
    avants: list[list[Any]] = []
    for numero, dit in acte.slots.get("notes") or [[numero_de(acte), acte.mots]]:
        marche = memoire(turn).marches.trouver(numero)
        if marche is None:
            continue
        lue, seules = _lue(turn, dit, acte.slots.get("ou"))
        valeurs = lue.colonnes(marche.fin, marche.montant_ht)
        avant = {nom: getattr(marche, nom) for nom in valeurs}
        montre = {nom: getattr(marche, "fin" if nom == "fin_dite" else nom) for nom in valeurs}
        if valeurs and changer(turn, marche, **valeurs):
            avants.append([numero, {nom: None if dite is None else str(dite) for nom, dite in avant.items()}])
        else:
            montre = {}
        note = _mots_dits(turn, dit)[:NOTE_MAX]
        if not seules:
            garder_une_note(turn, numero, note)
        lignes.append({"marche": marche, "dit": None if seules else note, "valeurs": valeurs, "avant": montre})
    if not lignes:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    choices = tuple(bouton("marche", f"m:voir:{une['marche'].id}", une["marche"].id) for une in lignes[:BOUTONS])
    contexte = {"lignes": lignes, "inconnues": acte.slots.get("inconnues", ())}
    return _defaisable(turn, entretien, Reply("notes_gardees", contexte, choices), {"avant": avants})


def _defaisable(turn: Turn, entretien: Entretien, reply: Reply, fait: Mapping[str, Any]) -> Outcome:
    """What was done, said; it awaits that it be taken back in a word or a tap, where anything changed."""
    if not any(fait.values()):
        return aparte(turn, replace(entretien, attente=None), reply)
    garde = replace(entretien, attente=Acte(DEFAIRE_CE_QUI_EST_DIT, dict(fait)))
    return aparte(turn, garde, replace(reply, choices=(bouton("annuler_la_fin", "m:comme_avant"), *reply.choices)))


def _renouveler(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Enter the contract that takes the place of another, which keeps its end and is reminded of no more; its end is asked for where nothing tells it."""
    marche = memoire(turn).marches.trouver(numero_de(acte))
    if Role.EQUIPE not in turn.roles or marche is None:
        return reserver_a_l_equipe(turn, entretien)
    lue, _ = _lue(turn, acte.mots, acte.slots.get("ou"))
    fin = lue.fin_du_suivant(marche.fin)
    if fin is None or (marche.fin is not None and fin <= marche.fin):
        attend = replace(entretien, attente=Acte(RENOUVELER, {**acte.slots, "dit": acte.mots}))
        return aparte(turn, attend, Reply("fin_du_suivant", {"marche": marche}))
    numero, _ = creer(
        turn,
        f"suite de {marche.id} {fin}",
        marche.objet or "",
        a_moi=False,
        acheteur=marche.acheteur,
        nature=marche.nature,
        cpv=marche.cpv,
        procedure=lue.procedure,
        montant_ht=lue.montant_ht,
        direction=lue.direction or marche.direction,
        referent_id=marche.referent_id,
        recurrent=True,
        fin_dite=fin,
        fin=fin,
        attribution_prevue=fin,
        a_revoir=True,
    )
    avants = [[marche.id, {"recurrent": None if marche.recurrent is None else str(marche.recurrent)}]]
    if not changer(turn, marche, recurrent=False):
        avants = []
    for un in (numero, marche.id):
        garder_une_note(turn, un, acte.mots)
    suivant = memoire(turn).marches.trouver(numero)
    contexte = {
        "avant": marche,
        "marche": suivant,
        "vue": None if suivant is None else vue(turn, suivant),
        "debut": lue.debut,
    }
    reply = Reply("marche_renouvele", contexte, (bouton("marche", f"m:voir:{numero}", numero),))
    return _defaisable(turn, entretien, reply, {"avant": avants, "crees": [numero]})


def _de_celui_qui_est_dit(faire: Faire) -> Faire:
    """What is told of one contract, `faire`; which one is asked where several are named."""

    def agir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        if {"numero", "notes"} & acte.slots.keys() or Role.EQUIPE not in turn.roles:
            return faire(turn, entretien, acte)
        return demander_lequel(turn, entretien, acte, designes(turn, acte.mots))

    return agir


noter, renouveler = _de_celui_qui_est_dit(_noter), _de_celui_qui_est_dit(_renouveler)


def defaire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Put back what was just told of contracts."""
    attente = entretien.attente
    slots = acte.slots or (attente.slots if isinstance(attente, Acte) and attente.nature == acte.nature else {})
    remis = []
    for numero, dites in slots.get("avant", ()):
        marche = memoire(turn).marches.trouver(numero)
        if marche is not None and changer(turn, marche, **{nom: _comme(nom, dit) for nom, dit in dites.items()}):
            remis.append(marche)
    for numero in slots.get("crees", ()):
        if (cree := memoire(turn).marches.trouver(numero)) is not None:
            retirer_du_registre(turn, cree, turn.phrase("entre_par_erreur"))
    if not slots:
        return aparte(turn, entretien, Reply("choix_inconnu"))
    choices = tuple(bouton("marche", f"m:voir:{un.id}", un.id) for un in remis[:BOUTONS])
    contexte = {"remis": remis, "retires": slots.get("crees", ())}
    return aparte(turn, replace(entretien, attente=None), Reply("valeurs_remises", contexte, choices))


def ne_rien_effacer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What was kept of a contract is erased note by note, on its page: nothing is from here."""
    if Role.EQUIPE not in turn.roles:
        return reserver_a_l_equipe(turn, entretien)
    numeros = designes(turn, acte.mots).numeros
    choices = tuple(bouton("marche", f"m:voir:{un}", un) for un in numeros[:BOUTONS])
    return aparte(turn, entretien, Reply("notes_a_effacer", {"un": len(numeros) == 1}, choices))


def _comme(nom: str, dit: str | None) -> Any:
    """A value as its column holds it."""
    if dit is None:
        return None
    comme: dict[str, Callable[[str], Any]] = {
        "montant_ht": Decimal,
        "fin_dite": date.fromisoformat,
        "duree_mois": int,
        "recurrent": "True".__eq__,
    }
    return comme.get(nom, str)(dit)


def _lue(turn: Turn, dit: str, ou: Sequence[int] | None) -> tuple[ValeursDites, bool]:
    """What words tell of each contract that they name, and whether it is all that they tell; of several, only their procedure is alike."""
    if ou is not None:
        seul = dit[: ou[0]] + " " * (ou[1] - ou[0]) + dit[ou[1] :]
        seul = sans_l_interlocuteur(seul) if raconte_un_echange(seul) else seul
        lue = lire_les_valeurs(seul, turn.aujourdhui, memoire(turn).marches.directions())
        return lue, lue.seules and not lue.evenement
    lue = lire_les_valeurs(dit, turn.aujourdhui)
    reste = lue.reste
    while (nom := designes(turn, reste)).numeros and nom.fin > nom.debut:
        reste = _sans(reste, nom)
    seules = lue.procedure is not None and replace(lue, reste=reste).seules
    return ValeursDites(procedure=lue.procedure), seules


def _mots_dits(turn: Turn, dit: str) -> str:
    """What was typed, where the name of a contract was read into it."""
    return str(turn.etat.get(MOTS_DITS) or dit)


def garder_une_note(turn: Turn, numero: int, dit: str) -> dict[str, Any]:
    """Keep words beside a contract, once; what is told of it."""
    if not any(une.texte == dit[:NOTE_MAX] for une in memoire(turn).annexes.notes(numero)):
        memoire(turn).annexes.noter(numero, dit[:NOTE_MAX], auteur(turn), turn.now)
    return {"marche": memoire(turn).marches.trouver(numero), "dit": dit[:NOTE_MAX], "valeurs": {}, "avant": {}}


__all__ = [
    "DEFAIRE_CE_QUI_EST_DIT",
    "EFFACER",
    "NOTER",
    "RENOUVELER",
    "defaire",
    "lire",
    "ne_rien_effacer",
    "noter",
    "renouveler",
]
