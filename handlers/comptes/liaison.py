"""One person on several platforms: joining their accounts, and going on with a conversation somewhere else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import AilleursRecord, Choice, CompteRecord, Outcome, Reply, Turn
from handlers.diagnostic import resultat
from handlers.diagnostic.questions import reposer
from knowledge.comptes.paroles import veut_separer
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from storage.comptes.records import CODE_LENGTH, LiaisonRecord

REMPLACER, GARDER = "c:ici_remplacer", "c:recapituler"
RELIER, NE_PAS_RELIER = "comptes.relier", "comptes.ne_pas_relier"
# What is of one's accounts, whoever one is.
POUR_TOUS = frozenset({"relier", "delier", RELIER, NE_PAS_RELIER})
_MOITIE = CODE_LENGTH // 2


def lire(turn: Turn, _: Entretien, texte: str) -> Proposition | None:
    """A yes or a no, right after it was asked whether to join accounts, or to replace what is here."""
    match _offerts(turn):
        case [oui, "lier:non"]:
            actes = {oui: Acte(RELIER, {"numero": int(oui.rpartition(":")[2])}), "lier:non": Acte(NE_PAS_RELIER)}
        case ["c:ici_remplacer", "c:recapituler"]:
            actes = {REMPLACER: Acte("ici_remplacer"), GARDER: Acte("recapituler")}
        case _:
            return None
    choix = lire_choix_offert(turn, texte)
    if choix is None and (avis := lire_avis(texte)) is not None and not avis.suite:
        choix = [*actes][0 if avis.accord else 1]
    return Proposition(actes[choix], Force.ATTENDU) if choix in actes else None


def _offerts(turn: Turn) -> list[str]:
    """What may be answered to the last message, and to no other."""
    return [valeur for valeur, _ in turn.etat.get("choix_offerts", ())]


def ecouter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Accounts are to be joined, or parted, in whatever words."""
    return (delier if veut_separer(acte.mots) else relier)(turn, entretien)


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
    return Outcome(entretien.en_json(), [reply])


def refuser(turn: Turn, entretien: Entretien) -> Outcome:
    """Nothing is joined."""
    return aparte(turn, entretien, Reply("liaison_refusee"))


def conclure(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Join the accounts, once it is wanted on this side too; the button of another code than the last one typed joins nothing."""
    numero: int = acte.slots["numero"]
    compte = turn.droits.relier(numero, turn.now) if f"lier:oui:{numero}" in _offerts(turn) else None
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
    repris = replace(repris, attente=None)
    annonce = Reply("repris", {"ailleurs": ailleurs, "objet": objet})
    if repris.etape is Etape.QUESTION and (rappel := reposer(turn, repris)):
        return Outcome(repris.en_json(), [annonce, rappel])
    suite = resultat.conclure(turn, repris)
    return Outcome(suite.etat, [annonce, *suite.replies])


def _autres(turn: Turn) -> Sequence[CompteRecord]:
    return turn.droits.comptes()[1:]


def _en_cours(turn: Turn) -> AilleursRecord | None:
    """The last of the other conversations in which a purchase is under way."""
    return next((ailleurs for ailleurs in turn.droits.ailleurs() if ailleurs.etat.get("faits")), None)


def _objet(turn: Turn, ailleurs: AilleursRecord) -> str | None:
    objet = Entretien.depuis_json(turn.pack.vocabulaire, ailleurs.etat).faits.valeur("objet")
    return None if objet is None else str(objet)
