"""What a firm's message does, where no rule explains all of it: what a person must answer first, then what the reader of acts hears."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.conversation.vocabulary import Turn
from handlers.ligne_directe import conseil, passage
from handlers.ligne_directe.appel import Appel
from handlers.ligne_directe.jugement import Jugement, juger
from handlers.ligne_directe.telephone import lire_un_telephone
from knowledge.ecoute import Acte, Contexte
from knowledge.ecoute.actes import SUR
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.ligne_directe import paroles
from knowledge.ligne_directe.faits import FAITS, Sorte
from knowledge.ligne_directe.gardes import Garde
from storage.ligne_directe.records import EtatDemande

# From there on what is heard is done; a case, a matter of something else, which nothing else says, only from further on.
TRES_SUR = 0.9
_ATTENDUS = {Sorte.CHOIX: "choix", Sorte.DATE: "date", Sorte.MOIS: "duree"}
# What asks, in whatever way: the answer that fits is looked for.
QUESTIONS = frozenset({"question", "suite_question", "calculer", "definition", "contact", "chercher", "clause", "loi", "detail", "fiche"})  # fmt: skip
# What asks for nothing.
POLITESSES = frozenset({"remercier", "saluer", "rien", "attendre", "oui", "non"})
# A person, in whatever way it is wanted.
PERSONNE = frozenset({"humain", "rappel_souhaite", "laisser_telephone", "urgence"})
# What is done of a message that has no answer: the first of these that is heard.
_SANS_REPONSE = ("refuser_reponse", "annuler", "aide", "mon_entreprise", "continuer")


def contexte_de(turn: Turn, appel: Appel) -> Contexte:
    """Where the message of this turn comes in."""
    entree = conseil.trouver(turn, appel.entree)
    montre = "accueil des entreprises" if entree is None else f"réponse : {conseil.titre(turn, entree)}"
    demande = turn.firme.demande()
    if demande is not None and demande.etat is EtatDemande.A_PRENDRE:
        montre = f"votre demande n° {demande.id} attend un conseiller ; {montre}"
    attendu = "aucun"
    if appel.question is not None and appel.question in FAITS:
        attendu = _ATTENDUS.get(FAITS[appel.question].sorte, "nombre")
    elif appel.attente is not None:
        attendu = "texte"
    return Contexte("ligne_directe", None, attendu, montre, "entreprise")


def entendre(turn: Turn, appel: Appel, texte: str) -> list[Acte]:
    """All that a message does, in the order in which it is done."""
    jugement = _juger(turn, texte)
    garde = jugement.garde
    if passage.est_une_suite_de_probite(
        appel, garde, texte, repondue=jugement.entree is not None or jugement.hors_sujet
    ):
        return [Acte("firme.signaler", mots=texte)]
    if garde not in (None, Garde.HUMAIN):
        return [_cas(garde, texte)]
    if jugement.soupcon is Garde.PROBITE:
        return [Acte("firme.demander_si_signalement")]
    if garde is None and (dit := conseil.lire_la_firme(turn, texte, jugement)):
        return [dit]
    surs = {acte.nature: acte for acte in turn.ecouter(texte, contexte_de(turn, appel)).actes if acte.surete >= SUR}
    if (veut := _personne(texte, garde, jugement, surs)) is None:
        return _sans_personne(turn, appel, texte, jugement, surs)
    # A person is wanted; what is asked besides, and has its answer, is answered meanwhile.
    aussi = paroles.sans_le_rappel(texte)
    demande = "cas" not in surs and (QUESTIONS & surs.keys() or ressemble_a_une_question(aussi))
    reponse = _juger(turn, aussi) if demande else Jugement()
    return [_question(aussi, reponse), veut] if reponse.entree is not None else [veut]


def _juger(turn: Turn, texte: str) -> Jugement:
    return juger(texte, turn.repondeur(), turn.gardien, turn.aujourdhui)


def _personne(texte: str, garde: Garde | None, jugement: Jugement, surs: Mapping[str, Acte]) -> Acte | None:
    """That a person is wanted, or is to call back: heard, or left with a number."""
    numero = lire_un_telephone(texte)
    entendue = bool(PERSONNE & surs.keys())
    if numero is not None:
        laisse = passage.est_court(texte) and jugement.entree is None
        if garde is not None or entendue or laisse or paroles.demande_un_rappel(texte):
            return Acte("laisser_telephone", {"numero": numero}, mots=texte)
    if garde is not None:
        return _cas(garde, texte)
    if not entendue or jugement.entree is not None or QUESTIONS & surs.keys():
        # What may be asked of persons has its answer.
        return None
    return Acte("rappel_souhaite" if "rappel_souhaite" in surs else "humain", mots=texte)


def _cas(garde: Garde | None, texte: str) -> Acte:
    return Acte("cas", {} if garde is None else {"garde": garde}, mots=texte)


def _question(texte: str, jugement: Jugement) -> Acte:
    return Acte("question", {"jugement": jugement}, mots=texte)


def _sans_personne(turn: Turn, appel: Appel, texte: str, jugement: Jugement, surs: Mapping[str, Acte]) -> list[Acte]:
    """The question, and what goes with it; without an answer, what is surely heard of anything else."""
    # Nothing is erased before it is confirmed.
    oubli = [Acte("supprimer_mes_donnees")] if "supprimer_mes_donnees" in surs else []
    poli = surs and surs.keys() <= POLITESSES and not ressemble_a_une_question(texte)
    if jugement.entree is not None and not poli:
        return [_question(texte, jugement), *oubli]
    if poli:
        return [Acte("saluer" if "saluer" in surs and not appel.texte else "remercier")]
    return oubli or [_autre(turn, texte, jugement, surs)]


def _autre(turn: Turn, texte: str, jugement: Jugement, surs: Mapping[str, Acte]) -> Acte:
    """What is heard of a message that has no answer; else that it has none."""
    if QUESTIONS & surs.keys():
        return _question(texte, jugement)
    if (nature := next((une for une in _SANS_REPONSE if une in surs), None)) is not None:
        if nature == "mon_entreprise":
            return Acte("firme.se_dire", {"faits": conseil.de_la_firme(texte, turn)})
        return Acte(nature, mots=texte)
    tres_surs = {nature for nature, acte in surs.items() if acte.surete >= TRES_SUR}
    if "cas" in tres_surs:
        return _cas(Garde.DOSSIER, texte)
    if "hors_sujet" in tres_surs:
        return _question(texte, Jugement(hors_sujet=True))
    return _question(texte, jugement)
