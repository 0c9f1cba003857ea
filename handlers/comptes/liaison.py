"""One person on several platforms: joining their accounts, and going on with a conversation somewhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import AilleursRecord, Choice, CompteRecord, Outcome, Reply, Turn
from handlers.diagnostic import resultat
from handlers.diagnostic.questions import reposer
from knowledge.francais.avis import lire_avis
from storage.comptes.records import CODE_LENGTH, LiaisonRecord

REMPLACER, GARDER = "c:ici_remplacer", "c:recapituler"
_MOITIE = CODE_LENGTH // 2


def relier(turn: Turn, entretien: Entretien) -> Outcome:
    """A code to type on the other platform; never where others could read it."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    code = turn.droits.creer_code(turn.now)
    lisible = f"{code[:_MOITIE]}-{code[_MOITIE:]}"
    return aparte(turn, entretien, Reply("code_de_liaison", {"code": lisible, "autres": turn.droits.comptes()[1:]}))


def proposer(turn: Turn, entretien: Entretien, liaison: LiaisonRecord) -> Outcome:
    """Show whose account a code would join: whoever was sent somebody else's code must see it before saying yes."""
    ici, *autres = turn.droits.comptes()
    if not turn.incoming.prive:
        # Whoever read it here could type it in private, and take the roles of the account that it came from.
        turn.droits.perimer(liaison.id, turn.now)
        return aparte(turn, entretien, Reply("code_lu_par_d_autres"))
    if liaison.compte == ici or liaison.compte in autres:
        return aparte(turn, entretien, Reply("deja_relie", {"soi": liaison.compte == ici, "compte": liaison.compte}))
    choices = (bouton("relier", f"lier:oui:{liaison.id}"), bouton("ne_pas_relier", "lier:non"))
    reply = Reply("liaison_a_confirmer", {"compte": liaison.compte}, choices)
    return Outcome(replace(entretien, liaison=liaison.id).en_json(), [reply])


def conclure_la_liaison(turn: Turn, entretien: Entretien, liaison: int | None, *, accord: bool) -> Outcome:
    """Join the accounts, once it is wanted on this side too."""
    if not accord:
        return aparte(turn, entretien, Reply("liaison_refusee"))
    compte = None if liaison is None else turn.droits.relier(liaison, turn.now)
    if compte is None:
        return aparte(turn, entretien, Reply("liaison_perimee"))
    ailleurs = _en_cours(turn)
    choices: tuple[Choice, ...] = (bouton("ici", "c:ici"),) if ailleurs else ()
    contexte = {"compte": compte, "ailleurs": ailleurs, "objet": ailleurs and _objet(turn, ailleurs)}
    return aparte(turn, entretien, Reply("liaison_faite", contexte, choices))


def delier(turn: Turn, entretien: Entretien) -> Outcome:
    """Make this account a person of its own again."""
    return aparte(turn, entretien, Reply("delie", {"etait_relie": turn.droits.delier()}))


def reprendre_ici(turn: Turn, entretien: Entretien, *, remplacer: bool) -> Outcome:
    """Go on here with what was begun under another account; what is under way here is replaced only if that is wanted."""
    if not turn.incoming.prive:
        return aparte(turn, entretien, Reply("en_prive"))
    ailleurs = _en_cours(turn)
    if ailleurs is None:
        return aparte(turn, entretien, Reply("rien_ailleurs", {"autres": _autres(turn)}))
    objet = _objet(turn, ailleurs)
    if entretien.faits.connus() and not remplacer:
        contexte = {"ici": entretien.faits.valeur("objet"), "ailleurs": ailleurs, "objet": objet}
        choices = (bouton("remplacer", REMPLACER), bouton("garder", GARDER))
        return Outcome(entretien.en_json(), [Reply("reprise_a_confirmer", contexte, choices)])
    if not turn.droits.quitter(ailleurs.id):
        # Another of their accounts took it a moment ago.
        return aparte(turn, entretien, Reply("rien_ailleurs", {"autres": _autres(turn)}))
    repris = Entretien.depuis_json(turn.pack.vocabulaire, ailleurs.etat)
    # What waited for the very next message there waits for none here: a yes must not join accounts.
    repris = replace(repris, liaison=None)
    annonce = Reply("repris", {"ailleurs": ailleurs, "objet": objet})
    if repris.etape is Etape.QUESTION and (rappel := reposer(turn, repris)):
        return Outcome(repris.en_json(), [annonce, rappel])
    suite = resultat.conclure(turn, repris)
    return Outcome(suite.etat, [annonce, *suite.replies])


def lire_reponse(turn: Turn) -> str | None:
    """The choice that a typed message stands for, right after it was asked whether to replace what is here."""
    if turn.incoming.choice or REMPLACER not in (valeur for valeur, _ in turn.etat.get("choix_offerts", ())):
        return None
    avis = lire_avis(turn.incoming.text)
    if avis is not None and not avis.suite:
        return REMPLACER if avis.accord else GARDER
    return lire_choix_offert(turn, turn.incoming.text)


def _autres(turn: Turn) -> Sequence[CompteRecord]:
    return turn.droits.comptes()[1:]


def _en_cours(turn: Turn) -> AilleursRecord | None:
    """The last of the other conversations in which a purchase is under way."""
    return next((ailleurs for ailleurs in turn.droits.ailleurs() if ailleurs.etat.get("faits")), None)


def _objet(turn: Turn, ailleurs: AilleursRecord) -> str | None:
    objet = Entretien.depuis_json(turn.pack.vocabulaire, ailleurs.etat).faits.valeur("objet")
    return None if objet is None else str(objet)
