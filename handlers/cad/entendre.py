"""What the team says of the committee in its own words, where that is sure: a verb of what is done, and a contract that the register holds."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from handlers.cad import en_seance
from handlers.cad.en_seance import DECIDER, GARDENT, TENIR, designer_de, nommes_a_part
from handlers.cad.seance import bareme_de, seance_qui_presente
from handlers.conversation.acces import memoire
from handlers.conversation.acts import Force, Proposition
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Turn
from handlers.registre.demandes import comprendre
from handlers.registre.trouver import designe, designes
from knowledge.cad.cotation_dite import lire_une_cotation
from knowledge.cad.dits import (
    corrige_une_action,
    demande_les_actions_utiles,
    dit,
    dit_pourquoi_une_note,
    dit_suivant,
    dit_une_issue,
    ecrit_une_relance,
    jusqu_a_un_ordre,
    lire_la_decision,
    lire_le_jour_d_une_seance,
    lire_les_presents,
    mots_des_actes,
    parle_d_une_cotation,
    raconte_une_relance,
    sans_ce_qu_on_veut_voir,
    sans_les_questions,
)
from knowledge.cad.paroles import acheteur_dit, parle_du_comite
from knowledge.cad.seance import ACHETEUR
from knowledge.ecoute import Acte
from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import plier
from storage.comptes.records import Role

# What is said of the committee without naming any contract is short.
MOTS_D_UN_ORDRE = 14


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """An act of the committee that is sure; of a contract, it is named."""
    if turn.pack.comite is None or turn.memoire is None:
        return None
    if Role.EQUIPE in turn.roles and _fixe_une_seance(turn, texte):
        # The day of a committee is no day of contracts.
        fixe = Acte("comite.preparer", {"acheteur": acheteur_dit(turn.pack, texte)}, mots=texte)
        return Proposition(fixe, Force.NOMME)
    equipe = Role.EQUIPE in turn.roles
    if equipe and lire_les_presents(texte) is not None:
        return Proposition(Acte("comite.presents", mots=texte), Force.NOMME)
    if equipe and (deux := _puis_demande(turn, entretien, texte)):
        return deux
    if equipe and (ecrite := _relance_ou_actions(turn, entretien, texte)):
        return Proposition(ecrite, Force.DESIGNE)
    acte = (
        _sans_marche(turn, entretien, texte) or _place(turn, entretien, texte) or _d_un_marche(turn, entretien, texte)
    )
    if acte is None:
        return None
    attente = entretien.attente
    # What waits for a session is taken up.
    reprend = isinstance(attente, Acte) and attente.nature in (TENIR, DECIDER) and acte.nature in GARDENT
    # Actions that are numbered, each with its own outcome, are of nothing else.
    numerotees = acte.nature == DECIDER and lire_la_decision(turn.pack, texte, (0, 0), lambda _: ()).chacune
    return Proposition(acte, Force.NOMME if numerotees else Force.ATTENDU if reprend else Force.ENTIER)


def _relance_ou_actions(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """A message to be written about one contract, or about those of a department; which actions of the plan are of use to a contract."""
    if entretien.faits.connus():
        return None
    if ecrit_une_relance(texte) and not lire_dates(plier(texte).texte, turn.aujourdhui):
        # For a day, it is somebody's own reminder.
        numero = designe(turn, texte, mots_des_actes())
        if numero is not None:
            return Acte("comite.relancer", {"numero": numero}, mots=texte)
        direction = comprendre(turn, texte).direction
        return None if direction is None else Acte("comite.relancer", {"direction": direction}, mots=texte)
    if demande_les_actions_utiles(texte) and (numero := designe(turn, texte, mots_des_actes())) is not None:
        return Acte("comite.utiles", {"numero": numero}, mots=texte)
    return None


def _puis_demande(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """What is decided before a question, or before an order: what comes after is answered as if it came alone."""
    dite, demande = sans_les_questions(texte)
    if not demande:
        dite, demande = jusqu_a_un_ordre(
            texte, lambda phrase: dit_suivant(phrase) or _sans_marche(turn, entretien, phrase) is not None
        )
    if not dite or not demande:
        return None
    lue = lire(turn, entretien, dite) or en_seance.lire(turn, entretien, dite)
    if lue is None or lue.acte.nature != DECIDER:
        return None
    slots = {**lue.acte.slots, "suite": demande}
    return replace(lue, acte=Acte(DECIDER, slots, mots=dite), force=max(lue.force, Force.ATTENDU))


def _place(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """Contracts that are added to the session, or withdrawn: each named by the register, no action being numbered."""
    if Role.EQUIPE not in turn.roles or "?" in texte or entretien.faits.connus() or parle_d_une_cotation(texte):
        return None
    retire = dit("retirer", texte)
    if not corrige_une_action(texte) or not (retire or dit("ajouter", texte)):
        return None
    if lire_la_decision(turn.pack, texte, (0, 0), designer_de(turn)).sujets and not dit("de_la_seance", texte):
        return None
    numeros = nommes_a_part(turn, texte)
    if not numeros or (retire and not dit("de_la_seance", texte) and not _presentes(turn, numeros)):
        return None
    if len(numeros) == 1:
        return Acte("comite.placer", {"numero": numeros[0]}, mots=texte)
    return Acte("comite.placer", mots=texte)


def _presentes(turn: Turn, numeros: Collection[int]) -> bool:
    """Whether these contracts are all on an agenda."""
    return all(
        seance_qui_presente(memoire(turn), turn.pack, un, turn.aujourdhui, passee=False) is not None for un in numeros
    )


def _sans_marche(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    bref = len(texte.split()) <= MOTS_D_UN_ORDRE
    if dit("doit", texte, en_tete=True) or dit("doivent_quoi", texte):
        return Acte("qui_doit_quoi", mots=texte)
    if bref and dit("bilan", texte) and dit("fut_decide", texte):
        return Acte("comite", mots=texte)
    if Role.EQUIPE not in turn.roles or not bref:
        return None
    du_comite = parle_du_comite(turn.pack, texte) or dit("de_la_seance", texte) or dit("releve", texte)
    if (
        (dit("proces_verbal", texte) or dit("clore", texte))
        and (dit("dresser", texte) or dit("clore", texte))
        and du_comite
    ):
        return Acte("comite.proces_verbal", {"acheteur": acheteur_dit(turn.pack, texte)}, mots=texte)
    if dit("preparer", texte) and parle_du_comite(turn.pack, texte):
        return Acte("comite.preparer", {"acheteur": acheteur_dit(turn.pack, texte)}, mots=texte)
    if dit("en_seance", texte) and not dit_une_issue(texte) and not designes(turn, texte, mots_des_actes()).numeros:
        return Acte("comite.preparer", {"acheteur": acheteur_dit(turn.pack, texte), "ouvre": True}, mots=texte)
    if dit("ordre_du_jour", texte) and not (
        dit("ajouter", texte) or dit("retirer", texte) or designes(turn, texte).numeros
    ):
        return Acte("comite.preparer", {"acheteur": acheteur_dit(turn.pack, texte)}, mots=texte)
    if dit("revenir", texte) and dit("decision", texte):
        return Acte("comite.defaire", mots=texte)
    if (dit("relire", texte) or dit("pas_vu", texte)) and (du_comite or _siege(turn) or _on_decide(entretien)):
        return Acte("comite.proces_verbal", {"acheteur": acheteur_dit(turn.pack, texte), "tenue": None}, mots=texte)
    return None


def _on_decide(entretien: Entretien) -> bool:
    """Whether decisions are being told."""
    return isinstance(entretien.attente, Acte) and entretien.attente.nature in (TENIR, DECIDER)


def _siege(turn: Turn) -> bool:
    """Whether a committee sits today, and has no minutes yet."""
    return any(une.jour == turn.aujourdhui and une.tenue is None for une in memoire(turn).seances.liste())


def _fixe_une_seance(turn: Turn, texte: str) -> bool:
    """Whether a message tells which day a buyer's committee sits, or prepares it for a day."""
    dite = dit("prevue", texte) or dit("preparer", texte)
    du_comite = parle_du_comite(turn.pack, texte) or dit("de_la_seance", texte)
    if not dite or not du_comite or acheteur_dit(turn.pack, texte) is None:
        return False
    # Which contracts are to be seen is told after, with days of their own.
    jour = lire_le_jour_d_une_seance(sans_ce_qu_on_veut_voir(texte)[0], turn.aujourdhui)
    return jour is not None and jour >= turn.aujourdhui


def _d_un_marche(turn: Turn, entretien: Entretien, texte: str) -> Acte | None:
    """What is done of the one contract that the words name; nothing is looked up where no verb is said."""
    equipe = Role.EQUIPE in turn.roles
    nature = None
    raconte = equipe and "?" not in texte and _raconte(turn, texte) and not entretien.faits.connus()
    # What is decided beside it would be lost.
    seule = not corrige_une_action(sans_les_questions(texte)[0])
    vaut = equipe and "?" in texte and seule and dit("vaut_la_peine", texte)
    if dit_pourquoi_une_note(texte) or dit("coter", texte, en_tete=True) or raconte or vaut:
        nature = "comite.coter"
    elif equipe and dit("repond", texte) and ("?" in texte or not raconte_une_relance(texte)):
        nature = "qui_doit_quoi"
    elif equipe and _decide(turn, entretien, texte):
        nature = DECIDER
    if nature is None:
        return None
    if nature == DECIDER and not parle_d_une_cotation(texte):
        # Which contract each decision is of is read with the decisions.
        return Acte(nature, mots=texte) if designes(turn, texte, mots_des_actes()).numeros else None
    lus = designes(turn, texte, mots_des_actes())
    if len(lus.numeros) != 1:
        # Of several, which one is asked where it surely is a rating, or a decision.
        return Acte(nature, mots=texte) if lus.numeros and nature != "qui_doit_quoi" else None
    return Acte(nature, {"numero": lus.numeros[0], "ou": [lus.debut, lus.fin]}, mots=texte)


def _raconte(turn: Turn, texte: str) -> bool:
    """Whether a sentence tells a rating: how relevant it is, or the hours of a service that rates."""
    if dit("raconte_une_cotation", texte):
        return True
    if not dit("en_heures", texte) or dit("heures_faites", texte):
        return False
    dites = lire_une_cotation(turn.pack, bareme_de(turn.pack), texte, (0, 0), ACHETEUR)
    return any(cote != ACHETEUR for cote in dites)


def _decide(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether something is retained or set aside, and not of the purchase under way."""
    if texte.rstrip().endswith("?"):
        return False
    # An everyday verb decides where it is of an action.
    # So does a name alone, while decisions are told.
    en_cours = _on_decide(entretien) or (
        ":" in texte and any(une.tenue is None for une in memoire(turn).seances.liste())
    )
    prend = en_cours or any(dit(un, texte) for un in ("prendre", "bref_retenu", "bref_ecarte"))
    lue = lire_la_decision(turn.pack, texte, (0, 0), designer_de(turn) if prend else lambda _: ())
    du_comite = parle_du_comite(turn.pack, texte) or dit("decide", texte)
    return lue.issue is not None and (du_comite or not entretien.faits.connus())


__all__ = ["lire"]
