"""What a firm may do here: ask the ligne directe, read the plan, tell who it is once, and be answered by a person; nothing of a contract."""

from __future__ import annotations

import re
from dataclasses import replace

from handlers.accompagnements import entreprises
from handlers.comptes import droits
from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import ANCIENS, lire_formule
from handlers.conversation.offerts import NUMERO, lire_choix_offert
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.fiches import recherche
from handlers.ligne_directe import conseil, etat, fiche_entreprise, passage
from handlers.ligne_directe.appel import CLE, TEXTE_MAX, Appel
from handlers.ligne_directe.jugement import garde_de
from handlers.ligne_directe.politesses import est_poli
from knowledge.apprentissage.paroles import lire_un_ordre
from knowledge.francais.questionnement import demande_une_definition, est_directe, ressemble_a_une_question
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe.gardes import Garde
from storage.comptes.records import Role
from storage.ligne_directe.coordonnees import lire_un_telephone, masquer_les_comptes

INTERNES = frozenset({Role.ACHETEUR, Role.EXPERT, Role.EQUIPE})
# More of what was just answered; why it was.
_EN_SAVOIR_PLUS = re.compile(
    r"^(?:je (?:veux|voudrais) |j'aimerais )?(?:(?:en )?savoir (?:un peu )?plus|(?:un peu )?plus d'infos?(?:rmations?)?|plus de (?:details?|precisions?)|des (?:details|precisions)|expliquez?(?: moi)?|developpez?|repete[rz]?|redites?|(?:vous )?pouvez[- ](?:vous )?repeter|encore une fois|c'est[- ]a[- ]dire|pourquoi|et pourquoi|pk|pourquoi ca|sur quoi (?:vous )?vous (?:appuyez|basez)[- ]?(?:vous)?)$"
)
# The answer is not understood, or is not liked.
_PAS_CLAIR = re.compile(
    r"^(?:non,? )?(?:(?:c'est|ce n'est|c'etait|votre reponse (?:est|n'est)|cette reponse (?:est|n'est)) )?(?:pas (?:tres |du tout |bien )?(?:clair|comprehensible|utile)e?|incomprehensible|trop (?:complique|long|flou)e?|nul|n'importe quoi|inutile)(?: (?:pour moi|du tout|votre reponse))?$"
    r"|^(?:je (?:ne |n'ai |n'y )?|j'ai |j'y )(?:comprends?|compris|pige|capte) (?:rien|pas)(?: .{0,40})?$|^(?:je n'ai |j'ai |j'y ai )(?:rien|pas|toujours pas) (?:tout )?(?:compris|pige|capte)(?: .{0,40})?$|^(?:plus (?:simple|simplement|court)|en (?:plus |termes )?simples?|en (?:bon )?francais|(?:tu|vous) (?:pouvez|peux) (?:faire|dire) plus simple)(?: s'il vous plait| svp| stp)?$"
    r"|^(?:t'es|tu es|vous etes|t'etes) (?:nuls?|inutiles?|betes?|con(?:ne)?s?|debiles?|idiote?s?)$|^(?:tu|vous|ca) (?:ne )?(?:sers|servez|sert) (?:vraiment )?a rien$"
)
_PAS_MA_QUESTION = re.compile(
    r"^(?:(?:mais )?(?:c'est|ce n'est|c'etait) pas (?:ca |cela )?(?:ce )?que je (?:demande|demandais|voulais|veux|cherche)(?: savoir)?|(?:je n'ai|j'ai) pas demande (?:ca|cela)|hors sujet|(?:vous etes |t'es )?a cote de la plaque|(?:ca n'a |aucun |ca a )?rien a voir|aucun rapport)$"
)
_LAISSE = re.compile(
    r"^(?:(?:non|bon|ok|finalement),? )*(?:oublie[sz]?(?: (?:ca|cela))?|laisse[sz]? (?:tomber|beton)|tant pis|rien|peu importe|(?:une |j'ai une )?autre question)$"
)
# Written in English, from a few of its commonest words; a firm that writes French uses none of them twice.
_ANGLAIS = re.compile(
    r"\b(?:the|how|what|where|when|who|can|do|does|is|are|i|my|we|our|you|your|get|paid|bid|for|company|contract|tender)\b"
)
MOTS_ANGLAIS = 3
# What only a firm asks about: whoever says it describes no purchase to be diagnosed.
_D_ENTREPRISE = re.compile(
    r"\b(?:avances?|acomptes?|retenue|interets?|retards?|paye\w*|paie\w*|paiement|facture\w*|penalites?|sous[- ]?trait\w*|groupement|co[- ]?traitan\w*|repondre|candidat\w*|dossier|mise en concurrence|publicite|procedure(?! (?:adaptee|formalisee|negociee|avec))|seuils?|avenants?|chiffre d'affaires|ca|faut[- ]il|droit a|on est|nous sommes|je suis)\b"
)
# A number and hardly anything else, with nothing asked, tells nothing.
_UN_NOMBRE = re.compile(r"^(?:zero|[-+]?\d[\d .,]*)(?: ?(?:€|euros?|k€|ht|ttc|mois|ans?|jours?|%))?$")
# More words than these are no answer to what was asked of one fact.
MOTS_D_UNE_REPONSE = 12
# A number and hardly anything else is left to be called back at.
MOTS_AUTOUR_D_UN_NUMERO = 12
# Commands of whoever describes a purchase, that mean nothing of a firm but are no purchase either.
_SANS_OBJET = frozenset(
    {"pourquoi_question", "retour", "passer", "ne_sait_pas", "continuer", "calendrier", "refuser_reponse"}
)
_SORTIE_DE_PROBITE = re.compile(r"^(?:aide|bonjour|recommencer|autre question)$")
# From there on a message that holds an amount may well be of a firm's own case.
CAS_POSSIBLE = 0.5


def est_interne(turn: Turn) -> bool:
    """Whether the person is of the house, and may describe contracts."""
    return not INTERNES.isdisjoint(turn.roles)


def repondre(turn: Turn, entretien: Entretien) -> Outcome:
    """Answer a message of a firm; `entretien` holds nothing of a purchase."""
    appel = etat.lire(turn)
    if turn.incoming.choice:
        return _par_choix(turn, entretien, appel, turn.incoming.choice)
    return _par_texte(turn, entretien, appel)


def _par_choix(turn: Turn, entretien: Entretien, appel: Appel, choix: str) -> Outcome:
    genre, _, reste = choix.partition(":")
    numero = int(reste) if NUMERO.fullmatch(reste) else None
    outcome: Outcome | None = None
    match genre:
        case "accueil":
            outcome = _accueillir(turn)
        case "c":
            outcome = _commande(turn, entretien, appel, ANCIENS.get(reste, reste))
        case "fiche" if numero is not None:
            outcome = recherche.dire_une_fiche(turn, entretien, numero)
        case "lectures" if numero is not None:
            outcome = recherche.dire_les_lectures(turn, entretien, numero)
        case "objectif" if numero is not None:
            outcome = recherche.dire_un_objectif(turn, entretien, numero)
        case "file" | "g":
            outcome = reserver_a_l_equipe(turn, entretien)
        case "refus":
            outcome = recherche.refuser(turn, entretien, reste)
        case "l":
            outcome = _de_la_ligne(turn, appel, reste)
        case "x":
            outcome = entreprises.choix_d_entreprise(turn, entretien, reste)
    return outcome or _reserver(turn, appel, bouton_perime=True)


def _de_la_ligne(turn: Turn, appel: Appel, reste: str) -> Outcome | None:
    """A pressed button of the ligne directe."""
    verbe, _, valeur = reste.partition(":")
    match verbe:
        case "e":
            return conseil.ouvrir(turn, appel, valeur)
        case "f":
            return conseil.repondre_par_choix(turn, appel, valeur)
        case "p":
            return fiche_entreprise.repondre_par_choix(turn, appel, valeur)
        case "non":
            return _refuser(turn, appel)
        case "humain":
            return passage.demander_la_question(turn, appel)
        case "tel":
            return passage.demander_le_telephone(turn, appel)
        case "robot":
            return passage.rendre_la_parole(turn, appel)
        case "annuler":
            return passage.annuler(turn, appel)
        case "regle":
            return passage.regler(turn, appel)
        case "joindre":
            return passage.joindre_la_fiche(turn, appel)
        case "rien":
            return etat.garder(turn, Appel(firme=appel.firme), Reply("debut_entreprise", conseil.promesse(turn)))
    return None


def _par_texte(turn: Turn, entretien: Entretien, appel: Appel) -> Outcome:
    texte = turn.incoming.text.strip()
    if (alarme := turn.gardien.alarme(texte)) is not None:
        # Whatever was being asked, or waited for.
        return passage.passer(turn, appel, alarme, texte)
    # Whoever waits for a person, or talks with one, talks to nobody else, save of their own record and requests.
    if outcome := fiche_entreprise.confirmer_l_oubli(turn, appel, texte) or fiche_entreprise.terminer(
        turn, appel, texte
    ):
        return outcome
    if appel.attente == fiche_entreprise.OUBLI:
        # Anything else than a yes leaves the question behind: a later yes is to something else.
        appel = replace(appel, attente=None)
    if outcome := _sur_soi(turn, appel, texte):
        return outcome
    # A number may be said to whoever answers; words that stand on a button are that button.
    choix = lire_choix_offert(turn, texte)
    if choix and not simplifier(texte).isdecimal():
        return _par_choix(turn, entretien, appel, choix)
    if _SORTIE_DE_PROBITE.match(simplifier(texte)):
        appel = replace(appel, attente=None) if appel.attente == passage.ATTENTE_PROBITE else appel
    demande = turn.firme.demande()
    if demande is not None and (outcome := passage.suivre(turn, appel, demande, texte)):
        return outcome
    if demande is None and (outcome := passage.reprendre(turn, appel, texte)):
        return outcome
    if outcome := _par_attente(turn, appel, texte) or _par_ordre(turn, entretien, appel, texte):
        return outcome
    if choix:
        return _par_choix(turn, entretien, appel, choix)
    if not conseil.change_de_sujet(turn, appel, texte) and (outcome := conseil.preciser(turn, appel, texte)):
        return outcome
    return _puis_reprendre(turn, appel, _conseiller(turn, entretien, appel, texte))


def _garde(turn: Turn, texte: str) -> Garde | None:
    return garde_de(texte, turn.repondeur(), turn.gardien)


def _puis_reprendre(turn: Turn, appel: Appel, outcome: Outcome) -> Outcome:
    """Come back, after an aside, to what was asked for the firm's record."""
    rappel = fiche_entreprise.a_redemander(turn, appel)
    if rappel is None or turn.firme.demande() is not None:
        return outcome
    suivant = replace(Appel.depuis_json(outcome.etat.get(CLE)), attente=appel.attente, question=None)
    return Outcome({**outcome.etat, CLE: suivant.en_json()}, [*outcome.replies, rappel])


def _sur_soi(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """What a firm asks of what is kept of it."""
    if fiche_entreprise.demande_l_oubli(texte):
        return fiche_entreprise.demander_l_oubli(turn, appel)
    if fiche_entreprise.demande_sa_fiche(texte):
        return fiche_entreprise.montrer(turn, appel)
    if (bouton_dit := fiche_entreprise.demande_l_annuaire(texte)) is not None:
        return fiche_entreprise.repondre_par_choix(turn, appel, bouton_dit) or fiche_entreprise.montrer(turn, appel)
    if fiche_entreprise.demande_pourquoi(texte):
        return etat.garder(turn, appel, Reply("fiche_pourquoi"))
    if fiche_entreprise.change_sa_fiche(texte):
        return fiche_entreprise.changer(turn, appel, texte)
    if passage.demande_ses_demandes(texte):
        return passage.mes_demandes(turn, appel)
    return None


def _par_attente(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """What was just asked of the firm: its question for a person, its number, what it is, or a fact to compute with."""
    commande = lire_formule(texte, exacte=True)
    if commande == "annuler" and (appel.attente or appel.question):
        return etat.garder(turn, Appel(firme=appel.firme), Reply("debut_entreprise", conseil.promesse(turn)))
    if commande == "ne_sait_pas" and (outcome := conseil.ne_sait_pas(turn, appel)):
        return outcome
    if appel.attente == passage.ATTENTE_QUESTION and commande in (None, "remercier", "saluer"):
        return passage.ouvrir_pour(turn, appel, texte)
    if commande is not None or est_directe(texte) or passage.veut_parler(texte):
        return None
    if len(texte.split()) > MOTS_D_UNE_REPONSE and (garde := _garde(turn, texte)) is not None:
        # A case of its own, told instead of the answer.
        return passage.passer(turn, appel, garde, texte)
    if outcome := fiche_entreprise.reprendre(turn, appel, texte):
        return outcome
    return None if conseil.change_de_sujet(turn, appel, texte) else conseil.reprendre(turn, appel, texte)


def _par_ordre(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> Outcome | None:
    """What names what it wants: a fiche, a command, one's own record or requests."""
    simple = simplifier(texte)
    if est_directe(texte):
        return recherche.chercher(turn, entretien, texte, dire_rien=True)
    if lire_un_ordre(texte):
        return reserver_a_l_equipe(turn, entretien)
    if outcome := entreprises.pour_une_entreprise(turn, entretien, texte):
        return outcome
    if fiche_entreprise.annonce_un_siret(texte):
        return fiche_entreprise.recevoir_un_siret(turn, appel, texte)
    if passage.annule_sa_demande(texte):
        return passage.annuler(turn, appel)
    if passage.veut_parler(texte):
        return passage.demander_la_question(turn, appel)
    if passage.retire_son_numero(texte) and not ressemble_a_une_question(texte):
        return passage.retirer_le_telephone(turn, appel)
    numero = lire_un_telephone(texte)
    if numero is not None and len(simple.split()) <= MOTS_AUTOUR_D_UN_NUMERO:
        return passage.laisser_un_telephone(turn, appel, numero)
    if _EN_SAVOIR_PLUS.match(simple) and (entree := conseil.trouver(turn, appel.entree)) is not None:
        return conseil.dire(turn, replace(appel, attente=None), entree)
    if commande := lire_formule(texte):
        if outcome := _commande(turn, entretien, appel, commande):
            return outcome
        if commande in _SANS_OBJET:
            return etat.garder(turn, appel, Reply("debut_entreprise", conseil.promesse(turn)))
        return _reserver(turn, appel)
    if recherche.refuse_la_reponse(turn, entretien, texte):
        return recherche.refuser(turn, entretien)
    return None


def _conseiller(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> Outcome:
    """An approved answer, a person when it must be one, the plan's words, or that nothing fits."""
    simple = simplifier(texte)
    if _UN_NOMBRE.match(simple):
        return etat.garder(turn, appel, Reply("nombre_seul"))
    if est_poli(simple):
        return etat.garder(turn, appel, Reply("merci_entreprise"))
    if _LAISSE.match(simple):
        return etat.garder(turn, Appel(firme=appel.firme), Reply("debut_entreprise", conseil.promesse(turn)))
    if _PAS_CLAIR.match(simple):
        suite = (bouton("pas_ma_question", "l:non"),) if appel.autres else ()
        return etat.garder(
            turn, appel, Reply("pas_clair", conseil.promesse(turn), (*suite, bouton("parler", "l:humain")))
        )
    if _PAS_MA_QUESTION.match(simple):
        return _refuser(turn, appel)
    if len(_ANGLAIS.findall(texte.lower())) >= MOTS_ANGLAIS:
        return etat.garder(
            turn,
            replace(appel, texte=masquer_les_comptes(texte)[:TEXTE_MAX]),
            Reply("en_francais", conseil.promesse(turn), (bouton("parler", "l:humain"),)),
        )
    if _decrit_un_achat(turn, entretien, appel, texte):
        return _reserver(turn, appel)
    if outcome := conseil.noter_la_firme(turn, appel, texte):
        return outcome
    reponse = conseil.repondre(turn, appel, texte)
    garde = None if isinstance(reponse, Outcome) else reponse.garde
    if passage.est_une_suite_de_probite(appel, garde, texte, repondue=isinstance(reponse, Outcome)):
        return passage.passer(turn, appel, Garde.PROBITE, texte)
    if isinstance(reponse, Outcome):
        return reponse
    if garde is not None:
        return passage.passer(turn, appel, garde, texte)
    if demande_une_definition(texte) and (dit := recherche.chercher(turn, entretien, texte, dire_rien=False)):
        rappel = conseil.a_redemander(turn, appel)
        return dit if rappel is None else Outcome(dit.etat, [*dit.replies, rappel])
    return conseil.abstenir(turn, appel, texte, reponse)


def _decrit_un_achat(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> bool:
    """ "nettoyage, 85 k€ HT, 3 ans": a buyer who is not known here, most likely; a firm asks, or tells of its own case."""
    if appel.question is not None or _D_ENTREPRISE.search(simplifier(texte)):
        return False
    if ressemble_a_une_question(texte) or turn.gardien.soupconner(texte).surete >= CAS_POSSIBLE:
        return False
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    chiffre = bool(lus & {"montant_ht", "duree_mois", "date_attribution"}) or lecture.montants_ttc
    return chiffre and bool(lus & {"nature", "segments"})


def _refuser(turn: Turn, appel: Appel) -> Outcome:
    """The next best answer; then a person."""
    return conseil.refuser(turn, appel) or passage.demander_la_question(turn, appel)


def _commande(turn: Turn, entretien: Entretien, appel: Appel, commande: str) -> Outcome | None:
    match commande:
        case "saluer" | "nouvel_achat" | "annuler":
            return _accueillir(turn)
        case "remercier":
            return etat.garder(turn, appel, Reply("merci_entreprise"))
        case "aide":
            reply = Reply("aide_entreprise", {"pack": turn.pack, **conseil.promesse(turn)}, _premiers_pas())
            return etat.garder(turn, appel, reply)
        case "lister_fiches":
            return recherche.lister(turn, entretien)
        case "file":
            return reserver_a_l_equipe(turn, entretien)
        case "programme":
            return entreprises.lister_pour_une_entreprise(turn, entretien)
        case "roles":
            return droits.dire(turn, entretien)
        case "mon_entreprise":
            return fiche_entreprise.montrer(turn, appel)
        case "refuser_reponse":
            return _refuser(turn, appel) if appel.texte else recherche.refuser(turn, entretien)
    return None


def _accueillir(turn: Turn) -> Outcome:
    reply = Reply("accueil_entreprise", {"pack": turn.pack, **conseil.promesse(turn)}, _premiers_pas())
    return etat.garder(turn, Appel(), reply)


def _reserver(turn: Turn, appel: Appel, *, bouton_perime: bool = False) -> Outcome:
    contexte = {"service": turn.pack.services["commande_publique"], "bouton": bouton_perime}
    return etat.garder(turn, appel, Reply("reserve_aux_acheteurs", contexte, _premiers_pas()))


def _premiers_pas() -> tuple[Choice, ...]:
    return (bouton("parler", "l:humain"), bouton("mon_entreprise", "c:mon_entreprise"), bouton("aide", "c:aide"))
