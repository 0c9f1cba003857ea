"""What a firm says while a person has, or will have, its request: more of it, the end of it, or something else that is answered meanwhile."""

from __future__ import annotations

from collections.abc import Mapping

from handlers.conversation.formules import lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import DemandeRecord, Turn
from handlers.ligne_directe import passage, suites
from handlers.ligne_directe.appel import Appel
from handlers.ligne_directe.entendu import POLITESSES, QUESTIONS, contexte_de
from handlers.ligne_directe.jugement import AUTRES_MAX, CLAIRE, Jugement, garde_de, juger
from handlers.ligne_directe.telephone import lire_un_telephone
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import PROBABLE, SUR
from knowledge.francais.questionnement import est_directe, ressemble_a_une_question
from knowledge.ligne_directe import fil, paroles, precisions
from knowledge.ligne_directe.gardes import ALARMES, Garde
from storage.ligne_directe.records import EtatDemande

# Asked by their name, these are of the assistant whoever else is awaited.
_TOUJOURS = frozenset(
    {
        "aide",
        "mes_donnees",
        "supprimer_mes_donnees",
        "nouvel_achat",
        "lister_fiches",
        "programme",
        "roles",
        "mon_entreprise",
        "relier",
        "delier",
    }
)
# So few words that ask what becomes of the request ask nothing else, whatever answers them.
MOTS_SUR_ELLE = 8
# Said to the assistant, and of nothing that the request is about.
_SANS_SUITE = frozenset({"remercier", "firme.en_colere"})
# A person in a hurry: the request is there, and its words are added to it.
_PRESSENT = frozenset({"urgence", "humain"})


def lire(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """What is of a request: the open one, or the last one, if it comes back to it; None when the assistant may answer."""
    demande = turn.firme.demande()
    return _revenir(turn, appel, texte) if demande is None else _pendant(turn, appel, demande, texte)


def _pendant(turn: Turn, appel: Appel, demande: DemandeRecord, texte: str) -> Acte | None:
    attend = demande.etat is EtatDemande.A_PRENDRE
    if texte.isdecimal() and demande.silence and attend and (choix := lire_choix_offert(turn, texte)) in passage.FORMES:
        # Once somebody talks with them, "1" may well answer "un ou deux lots ?".
        return passage.FORMES[choix].decoder(())
    if appel.attente == passage.ATTENTE_TELEPHONE and (acte := _telephone(texte)):
        return acte
    commande = lire_formule(texte, exacte=True)
    if acte := _fin_de_la_demande(appel, demande, texte, commande):
        return acte
    if paroles.reprend_l_assistant(texte) or (commande == "nouvel_achat" and demande.silence):
        return Acte("firme.rendre_la_parole")
    if paroles.retire_son_numero(texte):
        return Acte("firme.retirer_le_telephone")
    # To cancel is of the form, or the computation, that was under way.
    if commande == "annuler" or not demande.silence or commande in _TOUJOURS or est_directe(texte):
        return None
    if attend:
        return _en_attendant(turn, appel, demande, texte)
    if garde_de(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return Acte("firme.signaler", mots=texte)
    if demande.etat is EtatDemande.REPONDUE and paroles.ne_fait_que_remercier(texte):
        # Thanks call for no answer; whoever answered may have promised another one.
        return Acte("firme.se_taire")
    return Acte("firme.completer", mots=texte)


def _en_attendant(turn: Turn, appel: Appel, demande: DemandeRecord, texte: str) -> Acte | None:
    """Nobody has the request yet: what has a clear answer, and what is of something else, the assistant answers; the rest is of the request."""
    jugement = juger(texte, turn.repondeur(), turn.gardien, turn.aujourdhui)
    if jugement.garde is Garde.PROBITE:
        return Acte("firme.signaler", mots=texte)
    if jugement.soupcon is Garde.PROBITE:
        return Acte("firme.demander_si_signalement")
    if paroles.demande_ou_elle_en_est(texte) and (jugement.entree is None or len(texte.split()) <= MOTS_SUR_ELLE):
        return Acte("firme.ou_en_est")
    if suites.demande(suites.sans_politesse(texte)) and suites.lire(turn, appel, texte) is not None:
        # It follows an answer, and is no word more for whoever has the request.
        return None
    natures = {acte.nature: acte.surete for acte in turn.ecouter(texte, contexte_de(turn, appel)).actes}
    sures = {nature for nature, surete in natures.items() if surete >= SUR}
    demandes = ressemble_a_une_question(texte) or bool(QUESTIONS & sures) or _enchaine(turn, jugement, texte)
    if natures.get("annuler", 0) >= PROBABLE and jugement.garde in (None, Garde.HUMAIN) and not demandes:
        return _annulation(demande, sure="annuler" in sures)
    presse = any(natures.get(nature, 0) >= PROBABLE for nature in _PRESSENT)
    if presse or paroles.veut_parler(texte):
        return Acte("firme.presser", mots=texte)
    if _remercie(natures) and not demandes and jugement.garde not in ALARMES:
        # Thanks, and why one was angry: nothing that whoever has the request would do.
        return Acte("remercier")
    if jugement.garde is not None or lire_un_telephone(texte) or not any(signe.isalpha() for signe in texte):
        return Acte("firme.completer", mots=texte)
    poli = paroles.lire_une_parole(texte) in _SANS_SUITE or (bool(sures) and sures <= POLITESSES and not demandes)
    if demandes and not poli and _ne_se_suffit_pas(turn, texte):
        return Acte("firme.completer", {"proches": tuple(_noms(jugement))}, mots=texte)
    if (
        poli
        or jugement.hors_sujet
        or "hors_sujet" in sures
        or (demandes and jugement.entree is not None and not jugement.incertaine)
    ):
        return None
    proches = tuple(_noms(jugement)) if demandes else ()
    return Acte("firme.completer", {"proches": proches}, mots=texte)


def _ne_se_suffit_pas(turn: Turn, texte: str) -> bool:
    """ "Et si l'heure est passée ?": so short, leaning on what was said, and hardly clear: of the request, where no answer takes it."""
    court = len(texte.split()) <= suites.MOTS_SEULS and fil.s_appuie(texte)
    return court and turn.repondeur().chercher(texte).evidence < suites.DIT_ASSEZ


def _remercie(natures: Mapping[str, float]) -> bool:
    """Whether all that is heard is courtesies, of which thanks: "merci, j'étais énervée"."""
    entendues = {nature for nature, surete in natures.items() if surete >= PROBABLE}
    return "remercier" in entendues and entendues <= POLITESSES


def _enchaine(turn: Turn, jugement: Jugement, texte: str) -> bool:
    """ "Et l'avance pour 80 000 sur 6 mois": no question by its words, but clearly one of its own."""
    claire = jugement.entree is not None and turn.repondeur().chercher(texte).evidence >= CLAIRE
    return claire and precisions.lire_une_suite(texte) is not None


def _noms(jugement: Jugement) -> list[str]:
    """The answers that come near, the first first."""
    return [une.id for une in (jugement.entree, *jugement.autres) if une is not None][:AUTRES_MAX]


def _annulation(demande: DemandeRecord, *, sure: bool) -> Acte:
    """Nothing is wanted any more; whoever was in danger or distress is not left alone for having said so."""
    if demande.urgente:
        return Acte("firme.veiller")
    return Acte("firme.annuler" if sure else "firme.proposer_d_annuler")


def _telephone(texte: str) -> Acte | None:
    """The number that was asked for; words that hold none are words like others."""
    if numero := lire_un_telephone(texte):
        return Acte("firme.noter_le_telephone", {"numero": numero})
    return Acte("firme.noter_le_telephone") if paroles.ressemble_a_un_numero(texte) else None


def _fin_de_la_demande(appel: Appel, demande: DemandeRecord, texte: str, commande: str | None) -> Acte | None:
    """ "C'est réglé", "annuler ma demande": over; None for words that end nothing, or end something else."""
    if paroles.est_regle(texte):
        a_veiller = demande.etat is EtatDemande.A_PRENDRE and demande.urgente
        return Acte("firme.veiller" if a_veiller else "firme.regler")
    lue = paroles.lire_une_annulation(texte)
    if lue is None and commande != "annuler":
        return None
    if demande.etat is EtatDemande.A_PRENDRE and demande.urgente:
        return _annulation(demande, sure=True)
    if lue is not None and lue.quoi:
        return Acte("firme.annuler")
    if appel.question is not None or appel.attente not in (None, passage.DEJA_DIT, passage.ATTENTE_TELEPHONE):
        return None
    if demande.etat is EtatDemande.A_PRENDRE:
        return _annulation(demande, sure=True)
    # Somebody answers it: "oubliez" may be said to them, and nothing is undone by a slip.
    return Acte("firme.proposer_d_annuler") if lue is None or lue.surement else None


def _revenir(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """What a firm adds, days later, to its last request, which is closed: whoever had it has it again."""
    retour = paroles.lire_un_retour(texte)
    if retour is None or (retour.enchaine and appel.entree is not None) or appel.attente == passage.ATTENTE_PROBITE:
        # It follows what the assistant just answered, or what nobody keeps.
        return None
    demande = passage.derniere_close(turn)
    if demande is None or retour.numero not in (None, demande.id):
        return None
    if garde_de(texte, turn.repondeur(), turn.gardien) is Garde.PROBITE:
        return Acte("firme.signaler", mots=texte)
    return Acte("firme.rouvrir", mots=texte)


def lire_un_ordre(_: Turn, __: Appel, texte: str) -> Acte | None:
    """A request that is dropped, a person that is wanted, the number to call back at: said of nothing else."""
    annulation = paroles.lire_une_annulation(texte)
    if annulation is not None and annulation.quoi.startswith("demande"):
        return Acte("firme.annuler")
    if paroles.veut_parler(texte):
        return Acte("humain")
    if paroles.retire_son_numero(texte) and not ressemble_a_une_question(texte):
        return Acte("firme.retirer_le_telephone")
    numero = lire_un_telephone(texte)
    if numero is not None and passage.est_court(texte) and not ressemble_a_une_question(texte):
        return Acte("laisser_telephone", {"numero": numero}, mots=texte)
    return None
