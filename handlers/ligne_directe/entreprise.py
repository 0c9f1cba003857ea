"""What a firm may do here: ask the ligne directe, read the plan, tell who it is once, and be answered by a person; nothing of a contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from handlers.accompagnements import entreprises
from handlers.comptes import droits
from handlers.conversation.acces import reserver_a_l_equipe
from handlers.conversation.acts import Faire, Forme
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import ANCIENS, lire_formule
from handlers.conversation.offerts import lire_choix_offert
from handlers.conversation.vocabulary import DemandeRecord, Outcome, Reply, Turn
from handlers.fiches import recherche
from handlers.ligne_directe import conseil, etat, fiche_entreprise, passage, pendant, suites
from handlers.ligne_directe.appel import CLE, TEXTE_MAX, Appel
from handlers.ligne_directe.entendu import entendre
from handlers.ligne_directe.etat import Geste
from handlers.ligne_directe.jugement import garde_de
from knowledge.apprentissage.paroles import lire_un_ordre
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import demande_une_definition, est_directe, ressemble_a_une_question
from knowledge.ligne_directe import paroles
from knowledge.ligne_directe.faits import FAITS, lire_les_reponses
from knowledge.ligne_directe.gardes import Garde
from storage.comptes.records import Role
from storage.ligne_directe.coordonnees import masquer_les_comptes
from storage.ligne_directe.records import EtatDemande

INTERNES = frozenset({Role.ACHETEUR, Role.EXPERT, Role.EQUIPE})
# What asks for nothing needs no word on the request that waits.
SANS_RAPPEL = frozenset({"remercier", "saluer", "annuler", "firme.en_colere"})
# More words than these are no answer to what was asked of one fact; so many may tell a case, with an amount that nobody asked.
MOTS_D_UNE_REPONSE, MOTS_D_UN_RECIT = 12, 6
MONTANTS = frozenset({"montant_ht", "montant_ttc", "facture_ht", "facture_ttc"})
# These leave a report of probity behind.
_SORTIES = frozenset({"aide", "saluer", "nouvel_achat", "annuler"})
# The entry that says who answers here.
QUI_REPOND = "qui_repond"
# From there on a message that holds an amount may well be of a firm's own case.
CAS_POSSIBLE = 0.5


def est_interne(turn: Turn) -> bool:
    """Whether the person is of the house, and may describe contracts."""
    return not INTERNES.isdisjoint(turn.roles)


def repondre(turn: Turn, entretien: Entretien) -> Outcome:
    """Answer a message of a firm; `entretien` holds nothing of a purchase."""
    appel = etat.lire(turn)
    if turn.incoming.choice:
        acte = _decoder(turn.incoming.choice)
        return conseil.perime(turn, appel) if acte is None else _faire(turn, entretien, appel, acte)
    texte = turn.incoming.text.strip()
    if (alarme := turn.gardien.alarme(texte)) is not None:
        # Whatever was being asked, or waited for.
        return passage.passer(turn, appel, alarme, texte)
    acte = fiche_entreprise.lire_la_confirmation(turn, appel, texte) or passage.lire_l_accord(turn, appel, texte)
    if acte is None:
        appel = _sans_ce_qui_est_laisse(appel, texte)
        acte = next(filter(None, _lectures(turn, entretien, appel, texte)), None)
    if acte is not None:
        return _faire(turn, entretien, appel, acte)
    parole = _lire_sans_question(turn, entretien, appel, texte)
    actes = [parole] if parole else suites.corriger(turn, appel, texte) or entendre(turn, appel, texte)
    attend = turn.firme.demande()
    outcome = _puis_reprendre(turn, appel, _executer(turn, entretien, appel, actes))
    return _en_attendant(turn, outcome, attend, actes)


# --- what is read -----------------------------------------------------------------------------------------------------


def _decoder(choix: str) -> Acte | None:
    """The act of a button, told by the first words of its value."""
    mots = choix.split(":")
    if mots[0] == "c":
        return Acte(ANCIENS.get(choix[2:], choix[2:]))
    debuts = (":".join(mots[:combien]) for combien in (3, 2, 1))
    debut = next((un for un in debuts if un in FORMES), None)
    return None if debut is None else FORMES[debut].decoder(mots[debut.count(":") + 1 :])


def _sans_ce_qui_est_laisse(appel: Appel, texte: str) -> Appel:
    """What anything else than its answer leaves behind: a later yes is to something else."""
    sort_de_probite = appel.attente == passage.ATTENTE_PROBITE and lire_formule(texte, exacte=True) in _SORTIES
    laisse = appel.attente in (fiche_entreprise.OUBLI, conseil.ATTENTE_ACCORD)
    return replace(appel, attente=None) if laisse or sort_de_probite else appel


def _lectures(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> Iterator[Acte | None]:
    """What a rule reads in all the words, the surest first: whoever waits for a person, or talks with one, talks to nobody else,
    save of their own record and requests; then what was awaited; then what follows the open answer; then orders; then more of what was just worked out.
    """
    yield fiche_entreprise.lire(turn, appel, texte)
    yield Acte("firme.mes_demandes") if paroles.demande_ses_demandes(texte) else None
    # A number may be said to whoever answers; words that stand on a button are that button.
    choix = lire_choix_offert(turn, texte)
    numero = texte.strip(" .!?").isdecimal()
    yield _decoder(choix) if choix and not numero else None
    yield pendant.lire(turn, appel, texte)
    yield from _attendues(turn, appel, texte)
    yield suites.lire(turn, appel, texte)
    yield from _ordres(turn, entretien, appel, texte)
    yield _decoder(choix) if choix else None
    yield conseil.lire_une_precision(turn, appel, texte)


def _attendues(turn: Turn, appel: Appel, texte: str) -> Iterator[Acte | None]:
    """What was just asked of the firm: its question for a person, what it is, or a fact to compute with."""
    commande = lire_formule(texte, exacte=True)
    if commande == "ne_sait_pas" and appel.question is not None:
        yield Acte("firme.apprendre", {"faits": {appel.question: None}})
    if appel.attente == passage.ATTENTE_QUESTION and commande in (None, "remercier", "saluer"):
        yield Acte("firme.demander", mots=texte)
    if commande is not None or est_directe(texte) or paroles.veut_parler(texte):
        return
    if _raconte(turn, appel, texte):
        # A case of its own, told instead of an answer; where nothing is awaited, who wants a person may ask something besides.
        garde = garde_de(texte, turn.repondeur(), turn.gardien)
        garde = None if garde is Garde.HUMAIN and not (appel.attente or appel.question) else garde
        yield None if garde is None else Acte("cas", {"garde": garde}, mots=texte)
    yield fiche_entreprise.lire_la_reponse_attendue(turn, appel, texte)
    if not conseil.change_de_sujet(turn, appel, texte):
        yield conseil.lire_la_reponse(turn, appel, texte)


def _raconte(turn: Turn, appel: Appel, texte: str) -> bool:
    """Whether words may tell a case instead of what was asked: many, or some that answer nothing of it; distress, whatever they answer."""
    combien = len(texte.split())
    if combien < MOTS_D_UN_RECIT or combien > MOTS_D_UNE_REPONSE:
        return combien > MOTS_D_UNE_REPONSE
    dits = (
        lire_les_reponses(appel.question, texte, turn.aujourdhui).keys()
        if appel.question is not None and appel.question in FAITS
        else frozenset[str]()
    )
    if appel.question in dits or not dits <= MONTANTS:
        return garde_de(texte, turn.repondeur(), turn.gardien) is Garde.DETRESSE
    return bool(dits)


def _ordres(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> Iterator[Acte | None]:
    """What names what it wants: a fiche, a session, a SIRET, a person, a formula."""
    if est_directe(texte):
        yield Acte("fiche", mots=texte)
    yield Acte("file") if lire_un_ordre(texte) else None
    yield entreprises.lire(turn, entretien, texte)
    yield fiche_entreprise.lire_un_numero(turn, appel, texte)
    yield pendant.lire_un_ordre(turn, appel, texte)
    if paroles.lire_une_parole(texte) == "suite_question" and appel.entree is not None:
        yield Acte("suite_question")
    if nature := lire_formule(texte):
        yield Acte(nature)
    if recherche.refuse_la_reponse(turn, entretien, texte):
        yield Acte("firme.refuser_la_fiche")


def _lire_sans_question(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> Acte | None:
    """What asks for nothing that has an answer: a courtesy, a number alone, another language, a purchase."""
    if paroles.est_un_nombre(texte):
        return Acte("firme.nombre_seul")
    if nature := paroles.lire_une_parole(texte):
        return Acte(nature)
    if paroles.est_en_anglais(texte):
        return Acte("firme.en_anglais", mots=texte)
    return Acte("firme.decrire") if _decrit_un_achat(turn, entretien, appel, texte) else None


def _decrit_un_achat(turn: Turn, entretien: Entretien, appel: Appel, texte: str) -> bool:
    """ "nettoyage, 85 k€ HT, 3 ans": a buyer who is not known here, most likely; a firm asks, or tells of its own case."""
    if appel.question is not None or paroles.parle_d_entreprise(texte):
        return False
    if ressemble_a_une_question(texte) or turn.gardien.soupconner(texte).surete >= CAS_POSSIBLE:
        return False
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    lus = {lu.nom for lu in (*lecture.lus, *lecture.sous_reserve)}
    chiffre = bool(lus & {"montant_ht", "duree_mois", "date_attribution"}) or lecture.montants_ttc
    return chiffre and bool(lus & {"nature", "segments"})


# --- what is done -----------------------------------------------------------------------------------------------------


def _faire(turn: Turn, entretien: Entretien, appel: Appel, acte: Acte) -> Outcome:
    """Carry out one act; what is of buyers only is said to be."""
    return GESTES.get(acte.nature, _reserver)(turn, entretien, appel, acte)


def _executer(turn: Turn, entretien: Entretien, appel: Appel, actes: Sequence[Acte]) -> Outcome:
    """Carry out all that a message does, each where the one before leaves the conversation."""
    outcome = _faire(turn, entretien, appel, actes[0])
    for acte in actes[1:]:
        laisse = {**turn.etat, CLE: appel.en_json(), **outcome.etat}
        avant = Appel.depuis_json(laisse[CLE])
        suite = _faire(replace(turn, etat=laisse), entretien, avant, acte)
        if avant.question is None or turn.firme.demande() is None:
            outcome = Outcome(suite.etat, [*outcome.replies, *suite.replies])
            continue
        # What was just asked for a computation is still answered here, and said last: the request goes on beside it.
        turn.firme.silence(silence=False)
        apres = replace(Appel.depuis_json(suite.etat[CLE]), question=avant.question)
        dites = [replace(une, contexte={**une.contexte, "demande": turn.firme.demande()}) for une in suite.replies]
        outcome = Outcome({**suite.etat, CLE: apres.en_json()}, [*dites, *outcome.replies])
    return outcome


def _puis_reprendre(turn: Turn, appel: Appel, outcome: Outcome) -> Outcome:
    """Come back, after an aside, to what was asked for the firm's record."""
    rappel = fiche_entreprise.a_redemander(turn, appel)
    if rappel is None or turn.firme.demande() is not None:
        return outcome
    laisse = Appel.depuis_json(outcome.etat.get(CLE, turn.etat.get(CLE)))
    suivant = replace(laisse, attente=appel.attente, question=None)
    return Outcome({**outcome.etat, CLE: suivant.en_json()}, [*outcome.replies, rappel])


def _en_attendant(turn: Turn, outcome: Outcome, demande: DemandeRecord | None, actes: Sequence[Acte]) -> Outcome:
    """What is answered while nobody has the request yet: it is told to be kept."""
    de_la_demande = any(acte.nature in passage.GESTES or acte.nature in SANS_RAPPEL for acte in actes)
    if demande is None or demande.etat is not EtatDemande.A_PRENDRE or not demande.silence or de_la_demande:
        return outcome
    contexte = {"demande": demande, "secours": passage.secours(turn, demande)}
    return Outcome(outcome.etat, [*outcome.replies, Reply("demande_gardee", contexte)])


def _questionner(turn: Turn, entretien: Entretien, appel: Appel, acte: Acte) -> Outcome:
    """An approved answer, the plan's words, or that nothing fits."""
    texte, jugement = acte.mots, acte.slots["jugement"]
    if jugement.entree is None and demande_une_definition(texte):
        dit, rappel = (
            recherche.chercher(turn, entretien, texte, dire_rien=False),
            conseil.a_redemander(turn, appel),
        )
        if dit is not None:
            return dit if rappel is None else Outcome(dit.etat, [*dit.replies, rappel])
    return conseil.repondre(turn, appel, texte, jugement)


def _reprendre(turn: Turn, entretien: Entretien, appel: Appel, acte: Acte) -> Outcome:
    """Come back to an earlier topic, and do there what was asked of it."""
    sujet = suites.sujet(appel, str(acte.slots["entree"]))
    return (
        conseil.perime(turn, appel)
        if sujet is None
        else _faire(turn, entretien, appel.reprendre(sujet), acte.slots["acte"])
    )


def _redire(turn: Turn, _: Entretien, appel: Appel, __: Acte) -> Outcome:
    """The last answer again, whole."""
    entree = conseil.trouver(turn, appel.entree)
    return (
        _commencer(turn, appel)
        if entree is None
        else conseil.dire(turn, replace(appel, attente=None), entree, entier=True)
    )


def _refuser(turn: Turn, entretien: Entretien, appel: Appel, _: Acte) -> Outcome:
    """The next best answer; then a person."""
    if not appel.texte and entretien.recherche is not None:
        return recherche.refuser(turn, entretien)
    return conseil.refuser(turn, appel) or passage.demander_la_question(turn, appel)


def _dire_pas_clair(turn: Turn, _: Entretien, appel: Appel, __: Acte) -> Outcome:
    suite = (bouton("pas_ma_question", "l:non"),) if appel.autres else ()
    reply = Reply("pas_clair", conseil.promesse(turn), (*suite, bouton("parler", "l:humain")))
    return etat.garder(turn, appel, reply)


def _calmer(turn: Turn, _: Entretien, appel: Appel, __: Acte) -> Outcome:
    """Anger at the assistant: it says what it is, and that a person may go on."""
    demande = turn.firme.demande()
    choices = () if demande is not None else (bouton("parler", "l:humain"),)
    return etat.garder(turn, appel, Reply("en_colere", {**conseil.promesse(turn), "demande": demande}, choices))


def _dire_qui_repond(turn: Turn, _: Entretien, appel: Appel, __: Acte) -> Outcome:
    """Whether somebody is there: what this is, from the entry on it; whoever wants a person says so, or taps."""
    entree = conseil.trouver(turn, QUI_REPOND)
    suivant = replace(appel, attente=None)
    return _commencer(turn, appel) if entree is None else conseil.dire(turn, suivant, entree, entier=True)


def _dire_en_francais(turn: Turn, _: Entretien, appel: Appel, acte: Acte) -> Outcome:
    suivant = replace(appel, texte=masquer_les_comptes(acte.mots)[:TEXTE_MAX])
    return etat.garder(turn, suivant, Reply("en_francais", conseil.promesse(turn), (bouton("parler", "l:humain"),)))


def _accueillir(turn: Turn, *_: object) -> Outcome:
    reply = Reply("accueil_entreprise", {"pack": turn.pack, **conseil.promesse(turn)}, conseil.premiers_pas())
    return etat.garder(turn, Appel(), reply)


def _aider(turn: Turn, _: Entretien, appel: Appel, __: Acte) -> Outcome:
    reply = Reply("aide_entreprise", {"pack": turn.pack, **conseil.promesse(turn)}, conseil.premiers_pas())
    return etat.garder(turn, appel, reply)


def _commencer(turn: Turn, appel: Appel) -> Outcome:
    return etat.garder(turn, appel, Reply("debut_entreprise", conseil.promesse(turn)))


def _reserver(turn: Turn, _: Entretien, appel: Appel, __: Acte) -> Outcome:
    contexte = {"service": turn.pack.services["commande_publique"], "bouton": False}
    return etat.garder(turn, appel, Reply("reserve_aux_acheteurs", contexte, conseil.premiers_pas()))


def _de_la_maison(faire: Faire) -> Geste:
    """What is done for a firm as for anybody."""
    return lambda turn, entretien, _, acte: faire(turn, entretien, acte)


_par_numero = recherche.par_numero
FORMES: Mapping[str, Forme] = {
    "accueil": Forme("saluer"),
    "fiche": Forme("firme.fiche", ("numero",)),
    "lectures": Forme("firme.lectures", ("numero",)),
    "objectif": Forme("firme.objectif", ("numero",)),
    "refus": Forme("firme.refuser_la_fiche", ("empreinte*",)),
    "file": Forme("file", ("reste*",)),
    "g": Forme("file", ("reste*",)),
    "l:non": Forme("refuser_reponse"),
    "l:rien": Forme("annuler"),
    "x:inscrire": Forme("accompagnements.venir", ("numero",)),
    "x:desinscrire": Forme("accompagnements.ne_plus_venir", ("numero",)),
    **conseil.FORMES,
    **fiche_entreprise.FORMES,
    **passage.FORMES,
}
GESTES: Mapping[str, Geste] = {
    "saluer": _accueillir,
    "nouvel_achat": _accueillir,
    "annuler": lambda turn, _, appel, __: _commencer(turn, Appel(firme=appel.firme, fil=appel.fil_vers(None))),
    "aide": _aider,
    "question": _questionner,
    "suite_question": _redire,
    "firme.reprendre": _reprendre,
    "refuser_reponse": _refuser,
    "firme.pas_clair": _dire_pas_clair,
    "firme.en_colere": _calmer,
    "firme.qui_repond": _dire_qui_repond,
    "firme.en_anglais": _dire_en_francais,
    "firme.decrire": _reserver,
    "firme.nombre_seul": lambda turn, _, appel, __: etat.garder(turn, appel, Reply("nombre_seul")),
    "remercier": lambda turn, _, appel, __: etat.garder(turn, appel, Reply("merci_entreprise")),
    # Of a purchase, these mean nothing of a firm.
    **{
        nature: lambda turn, _, appel, __: _commencer(turn, appel)
        for nature in ("pourquoi_question", "retour", "passer", "ne_sait_pas", "continuer", "calendrier")
    },
    "fiche": _de_la_maison(recherche.repondre),
    "firme.fiche": _de_la_maison(_par_numero(recherche.dire_une_fiche)),
    "firme.lectures": _de_la_maison(_par_numero(recherche.dire_les_lectures)),
    "firme.objectif": _de_la_maison(_par_numero(recherche.dire_un_objectif)),
    "firme.refuser_la_fiche": _de_la_maison(
        lambda turn, entretien, acte: recherche.refuser(turn, entretien, acte.slots.get("empreinte"))
    ),
    "lister_fiches": _de_la_maison(lambda turn, entretien, _: recherche.lister(turn, entretien)),
    "file": _de_la_maison(lambda turn, entretien, _: reserver_a_l_equipe(turn, entretien)),
    "roles": _de_la_maison(lambda turn, entretien, _: droits.dire(turn, entretien)),
    "programme": _de_la_maison(entreprises.lister),
    "accompagnements.demander": _de_la_maison(entreprises.demander),
    "accompagnements.venir": _de_la_maison(entreprises.venir),
    "accompagnements.ne_plus_venir": _de_la_maison(entreprises.venir),
    **conseil.GESTES,
    **fiche_entreprise.GESTES,
    "mes_donnees": fiche_entreprise.GESTES["mon_entreprise"],
    **passage.GESTES,
    **suites.GESTES,
}
