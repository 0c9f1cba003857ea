"""A purchase as it is described, in words: an answer first, then a repair, then new facts, then a digression, and never nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from handlers.apprentissage import incompris as apprentissage
from handlers.conversation.boutons import bouton
from handlers.conversation.commandes import lire_commande, lire_intention, lire_sur_une_action
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.offerts import lire_choix_offert, lire_ordinal, nomment_des_actions
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic import questions, resultat
from handlers.fiches import recherche as fiches
from knowledge.diagnostic.diagnostic import diagnostiquer, prochaine_question
from knowledge.francais.avis import Avis, lire_avis
from knowledge.francais.questionnement import demande_une_definition, est_directe, ressemble_a_une_question
from knowledge.francais.texte import simplifier
from knowledge.lecture.lecture import Lecture, Lu
from knowledge.regles.faits import Ensemble, Genre, Options, Texte
from storage.apprentissage.records import GenreIncompris
from storage.comptes.records import Role

OBJET_MIN = 4
# So few words that name only a fact are looked up rather than taken for a purchase.
MOTS_D_UNE_RECHERCHE = 4
# "nouveau marché de nettoyage…": the rest describes another purchase.
NOUVEL_ACHAT = re.compile(
    r"^(?:c'est )?(?:un |une )?(?:nouveau|nouvel|autre|nouvelle)\s+(?:march[ée]|achat|contrat|consultation)(?:\s*+[:,.])?\s++"
    r"(?P<quoi>\S.{5,})$",
    re.IGNORECASE | re.DOTALL,
)
# The rate that was missing: "tva 20 %", "20%".
TAUX_DE_TVA = re.compile(
    r"^(?:c'est |la |a |à |au taux de )?(?:tva|taux)?\s*+(?:de |a |à |:)?\s*+\d{1,2}(?:[.,]\d)?\s*+(?:%|pour ?cent)"
)
# The number of an action, said alone.
UN_NUMERO = re.compile(r"^(?:et )?(?:(?:pour )?(?:la |l')?(?:n[o°]? ?)?)?(?P<numero>\d{1,2})$")
NOUVEAU_OU_CORRIGER = re.compile(
    r"^(?:c'est |une? )*(?:(?P<nouveau>nouv(?:eau|el|elle)|autre)|corrig\w*|correction)\b.{0,25}$"
)
# A bare "ttc" or "ht" said of an amount that waits for a yes.
EN_TTC = re.compile(r"^(?:non )?(?:c'est (?:du |en )?|en |il est )?(?:ttc|toutes taxes(?: comprises)?)$")
EN_HT = re.compile(r"^(?:oui )?(?:c'est (?:du |en )?|en |il est )?(?:ht|hors taxes?|h\.t)$")
PARLE_DE_CPV = re.compile(r"\bc\.?p\.?v\b|^\s*\d{8}(?:-\d)?\s*$", re.IGNORECASE)
BALISE = re.compile(r"</?[a-zA-Z][^<>]*>")


# What a person may order of the purchase, at any time.
COMMANDES = (
    "bonjour",
    "merci",
    "aide",
    "decrire",
    "recommencer",
    "annuler",
    "retour",
    "resultat",
    "preciser",
    "recapituler",
    "mes_donnees",
    "pourquoi",
    "passer",
    "ne_sait_pas",
    "exporter",
    "loi",
    "conseils",
    "rappels",
)


@dataclass(frozen=True, slots=True)
class Routes:
    """Where words go that amount to something else: a button that was offered, a command, a figure asked aside."""

    choix: Callable[[Turn, Entretien, str], Outcome]
    commande: Callable[[Turn, Entretien, str], Outcome | None]
    chiffre: Callable[[Turn, Entretien, str], Outcome | None]


def pendant_une_question(turn: Turn, entretien: Entretien, texte: str, routes: Routes) -> Outcome:
    """What is said while a question waits: its answer, something else of the purchase, or anything aside."""
    assert entretien.question is not None
    nom = entretien.question
    fait = turn.pack.vocabulaire[nom]
    if aparte := _aparte_nommee(turn, entretien, texte, dire_rien=False):
        return aparte
    if entretien.ttc is not None and TAUX_DE_TVA.match(texte.lower()):
        texte = f"{entretien.ttc} TVA {texte}"
    if (nom in entretien.a_confirmer) and (avis := lire_avis(texte)) and avis.suite:
        entretien, texte = _prendre_l_avis(turn, entretien, nom, avis)
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    if lecture.correction and _porte_sur_autre_chose(lecture, nom):
        return _corriger(turn, entretien, lecture)
    if (nomme := _nombre_designe(turn, lecture)) and nomme != nom:
        return _corriger(turn, replace(entretien, dernier=nomme), lecture)
    if confirme := _confirmation(turn, entretien, texte):
        return confirme
    if _ressemble_a_un_nouvel_achat(entretien, lecture, ("nature", "segments")):
        return _demander_si_nouveau(entretien, texte)
    if simplifier(texte).isdecimal() and fait.genre is not Genre.NOMBRE and (choix := lire_choix_offert(turn, texte)):
        return routes.choix(turn, entretien, choix)
    if nom != "objet":
        reponse = turn.lecteur.lire_reponse(fait, texte, turn.aujourdhui, entretien.proposes or None, entretien.faits)
        if reponse.incertitude is not None:
            attente = texte if reponse.incertitude == "ttc" else None
            return questions.douter(turn, replace(entretien, ttc=attente), reponse.possible, reponse.incertitude)
        if reponse.possible is not None:
            approches = {*lecture.approximatifs, *((nom,) if reponse.approximatif else ())}
            return _prendre_et_lire(
                turn, entretien, nom, reponse.possible, replace(lecture, approximatifs=tuple(approches))
            )
    if commande := lire_commande(texte):
        return _commande_dite(turn, entretien, commande, texte, routes) or _incompris(
            turn, entretien, texte, lecture, a_apprendre=False
        )
    if _apprend(lecture):
        return _lire(turn, entretien, lecture)
    if intention := lire_intention(texte):
        return _commande_dite(turn, entretien, intention, texte, routes) or _incompris(
            turn, entretien, texte, lecture, a_apprendre=False
        )
    if ressemble_a_une_question(texte) and (aparte := fiches.chercher(turn, entretien, texte, dire_rien=False)):
        return aparte
    if nom == "objet" and _peut_nommer_un_achat(texte):
        return _prendre_l_objet(turn, entretien, lecture, texte)
    return _incompris(turn, entretien, texte, lecture)


def sans_question(turn: Turn, entretien: Entretien, texte: str, routes: Routes) -> Outcome:
    """What is said when nothing is asked."""
    if (action := lire_sur_une_action(texte)) and (
        outcome := sur_une_action(turn, entretien, action.verbe, action.actions, action.suite)
    ):
        return outcome
    if aparte := _aparte_nommee(turn, entretien, texte, dire_rien=True):
        return aparte
    if (commande := lire_commande(texte)) and (outcome := _commande_dite(turn, entretien, commande, texte, routes)):
        return outcome
    if nommee := _action_par_son_numero(turn, entretien, texte):
        return nommee
    if choix := lire_choix_offert(turn, texte):
        return routes.choix(turn, entretien, choix)
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    if _apprend(lecture) and not _cherche_plutot(entretien, lecture, texte):
        if entretien.etape is Etape.RESULTAT and _ressemble_a_un_nouvel_achat(entretien, lecture):
            return _demander_si_nouveau(entretien, texte)
        return _lire(turn, entretien, lecture)
    if (intention := lire_intention(texte)) and (outcome := _commande_dite(turn, entretien, intention, texte, routes)):
        return outcome
    if entretien.etape is Etape.RESULTAT and lecture.nombre_seul is not None and _on_parle_du_resultat(turn):
        # A bare number that nothing announces is no duration: that one needs its unit.
        annonce = lecture.correction or entretien.dernier != "duree_mois"
        dernier = _nombre_designe(turn, lecture) or (entretien.dernier if annonce else "montant_ht")
        return _corriger(turn, replace(entretien, dernier=dernier), lecture)
    if lecture.montants_ttc:
        return _incompris(turn, entretien, texte, lecture)
    if entretien.etape is Etape.ACCUEIL and (debut := _premiere_reponse(turn, entretien, texte)):
        return debut
    return fiches.chercher(turn, entretien, texte, dire_rien=ressemble_a_une_question(texte)) or _incompris(
        turn, entretien, texte, lecture
    )


def vierge(turn: Turn) -> Entretien:
    """A conversation of which nothing is known."""
    return Entretien(turn.pack.vocabulaire.aucun_fait())


def premiers_pas() -> tuple[Choice, ...]:
    """Where one may begin."""
    return (bouton("decrire", "c:decrire"), bouton("chercher", "c:chercher"), bouton("aide", "c:aide"))


def _action_par_son_numero(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "13", "la 8": under a result, a number is that of an action; one that is none is told so."""
    dit = UN_NUMERO.match(simplifier(texte))
    if dit is None or entretien.etape is not Etape.RESULTAT or entretien.diagnostic is None:
        return None
    if not nomment_des_actions(valeur for valeur, _ in turn.etat.get("choix_offerts", ())):
        return None
    return resultat.detailler(turn, entretien, int(dit["numero"]))


def _on_parle_du_resultat(turn: Turn) -> bool:
    """Whether the last message was of the diagnosis: a bare number corrects it then, and not what was said aside."""
    offerts = {valeur for valeur, _ in turn.etat.get("choix_offerts", ())}
    return bool(offerts & {"c:preciser", "c:resultat", "c:exporter"}) or any(un.startswith("a:") for un in offerts)


def _aparte_nommee(turn: Turn, entretien: Entretien, texte: str, *, dire_rien: bool) -> Outcome | None:
    """ "fiche 11", "c'est quoi un MAPA ?": these name what they want, and answer no question."""
    if est_directe(texte) or demande_une_definition(texte):
        return fiches.chercher(turn, entretien, texte, dire_rien=dire_rien)
    return None


def _premiere_reponse(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "des services", said first: the answer to the question that would come first."""
    suite = prochaine_question(turn.pack, entretien.faits, turn.aujourdhui)
    if suite.question is None or simplifier(texte).isdecimal() or lire_ordinal(simplifier(texte)) is not None:
        return None
    fait = turn.pack.vocabulaire[suite.question]
    reponse = turn.lecteur.lire_reponse(fait, texte, turn.aujourdhui, None)
    if fait.genre is not Genre.CHOIX or reponse.possible is None or reponse.incertitude is not None:
        return None
    return questions.prendre(turn, entretien, fait.nom, reponse.possible)


def _prendre_et_lire(turn: Turn, entretien: Entretien, nom: str, possible: Any, lecture: Lecture) -> Outcome:
    """The answer, and whatever else the same sentence says."""
    avant = entretien.memoriser()
    nie = any(lu.nom == nom and lu.nie for lu in lecture.lus)
    suivant, appris = questions.apprendre(avant, nom, possible, nie=nie)
    suivant, recomptes = questions.recompter(turn, avant, suivant)
    suivant, autres = questions.apprendre_lus(turn, suivant, lecture, sauf=nom)
    dits = {**suivant.mots, nom: " ".join(turn.incoming.text.split())[: questions.MOTS_MAX]}
    suivant = replace(suivant, dernier=nom, question=None, ttc=None, mots=dits)
    return questions.avancer(turn, suivant, [appris, *recomptes, *autres], limite=_limite(turn, suivant, lecture))


def _lire(turn: Turn, entretien: Entretien, lecture: Lecture) -> Outcome:
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    if entretien.question == "objet" or entretien.etape is Etape.ACCUEIL:
        suivant = _nommer(turn, suivant, lecture)
    suivant = replace(suivant, question=None, ttc=turn.incoming.text if lecture.montants_ttc else None)
    deja = (
        not (compris or lecture.contradictions)
        and suivant.faits == entretien.faits
        and suivant.a_confirmer == entretien.a_confirmer
    )
    contredits = [turn.pack.vocabulaire[nom].libelle for nom in lecture.contradictions]
    notes: dict[str, object] = {"ttc": lecture.montants_ttc, "deja": deja, "contredits": contredits}
    if deja and (lecture.correction or any(lu.nie for lu in lecture.lus)):
        # Who corrects is told what is held, to see whether it is right.
        dits = [lu.nom for lu in lecture.lus if lu.nom in suivant.faits and lu.nom != "objet"]
        notes |= {"deja": False, "inchanges": [turn.phrase("fait", nom, suivant.faits[nom]) for nom in dits]}
    return questions.avancer(turn, suivant, compris, **notes, limite=_limite(turn, suivant, lecture))


def _nommer(turn: Turn, entretien: Entretien, lecture: Lecture) -> Entretien:
    """The first description names the purchase, even in words that are none of ours."""
    if "objet" in entretien.faits or not lecture.objet_possible:
        return entretien
    if ressemble_a_une_question(turn.incoming.text):
        return entretien
    return entretien.apprendre("objet", Texte(lecture.objet_possible))


def _limite(turn: Turn, entretien: Entretien, lecture: Lecture) -> str | None:
    """A figure said to be approximate that falls exactly where rules change: worth a word."""
    for nom in lecture.approximatifs:
        valeur = entretien.faits.valeur(nom)
        if valeur is not None and valeur in turn.pack.decideur.points(nom):
            return turn.phrase("valeur", nom, entretien.faits[nom])
    return None


def _prendre_l_objet(turn: Turn, entretien: Entretien, lecture: Lecture, texte: str) -> Outcome:
    # The first description may hold no word of ours: it still names the purchase.
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    if not compris and suivant.a_confirmer == entretien.a_confirmer and turn.reconnaitre(texte) is None:
        apprentissage.noter(turn, GenreIncompris.DESCRIPTION, texte)
    if "objet" not in suivant.faits:
        suivant = suivant.apprendre("objet", Texte(" ".join(BALISE.sub(" ", texte).split())[:200]))
    return questions.avancer(turn, replace(suivant, question=None), compris, objet=True)


def _peut_nommer_un_achat(texte: str) -> bool:
    """Whether the words can be the object of a contract: "oui", "1" or a thumb cannot."""
    lettres = re.findall(r"[^\W\d_]", texte)
    return len(lettres) >= OBJET_MIN and lire_avis(texte) is None and not texte.strip().startswith(("<", "/"))


def _porte_sur_autre_chose(lecture: Lecture, nom: str) -> bool:
    return lecture.nombre_seul is not None or any(lu.nom not in ("objet", nom) for lu in lecture.lus)


def _apprend(lecture: Lecture) -> bool:
    return any(lu.nom != "objet" for lu in (*lecture.lus, *lecture.sous_reserve)) or bool(lecture.contradictions)


def _cherche_plutot(entretien: Entretien, lecture: Lecture, texte: str) -> bool:
    """ "comment réserver un marché ?", "je cherche des infos sur les marchés", or "clause sociale" as first words: no purchase is told."""
    lus = [lu for lu in (*lecture.lus, *lecture.sous_reserve) if lu.nom != "objet"]
    if _ne_precise_rien(lecture) and ressemble_a_une_question(texte):
        return True
    if lus and all(isinstance(lu.possible, Options) and lu.possible.seule is None for lu in lus):
        return lire_intention(texte) is not None
    seuls = entretien.etape is Etape.ACCUEIL and all(_est_un_oui_ou_non(lu) for lu in lus)
    return seuls and len(texte.split()) <= MOTS_D_UNE_RECHERCHE


def _est_un_oui_ou_non(lu: Lu) -> bool:
    return isinstance(lu.possible, Options) and lu.possible.possibles <= {"oui", "non"}


def _ne_precise_rien(lecture: Lecture) -> bool:
    """ "comment réserver un marché ?" mentions a marché and tells nothing of one."""
    return not any(lu.nom in ("montant_ht", "duree_mois", "procedure", "date_attribution") for lu in lecture.lus)


def _ressemble_a_un_nouvel_achat(
    entretien: Entretien, lecture: Lecture, temoins: tuple[str, ...] = ("nature", "segments", "objet")
) -> bool:
    """A whole description, of something else, and no announced correction."""
    lus = {lu.nom: lu for lu in (*lecture.lus, *lecture.sous_reserve)}
    decrit = {"segments", "nature"} & lus.keys() and {"montant_ht", "duree_mois", "procedure"} & lus.keys()
    autre = any(_differe(entretien, lus[nom]) for nom in temoins if nom in lus)
    return bool(decrit) and autre and not lecture.correction


def _differe(entretien: Entretien, lu: Lu) -> bool:
    deja = entretien.faits.connus().get(lu.nom)
    match lu.possible, deja:
        case Ensemble(), Ensemble():
            return not lu.possible.dedans <= deja.dedans
        case Options(), Options():
            return lu.possible.seule is not None and lu.possible.inter(deja).vide
        case Texte(), Texte():
            return not _mots_longs(lu.possible.texte) & _mots_longs(deja.texte)
        case _:
            return deja is not None


def _mots_longs(texte: str) -> set[str]:
    return {mot for mot in re.findall(r"[a-z]+", simplifier(texte)) if len(mot) >= OBJET_MIN}


def _nombre_designe(turn: Turn, lecture: Lecture) -> str | None:
    """The fact that "et le montant 90 000,01" gives a bare number to."""
    if lecture.nombre_seul is None:
        return None
    nombres = [nom for nom in lecture.designes if turn.pack.vocabulaire[nom].genre is Genre.NOMBRE]
    return nombres[0] if len(nombres) == 1 else None


def _corriger(turn: Turn, entretien: Entretien, lecture: Lecture) -> Outcome:
    """ "non, en fait 120 000": the facts that were read, or the bare number for the last number given."""
    if _apprend(lecture):
        return _lire(turn, entretien, lecture)
    assert lecture.nombre_seul is not None
    nom = _a_quoi_va(turn, entretien, lecture.nombre_seul)
    if nom is None:
        return _incompris(turn, entretien, turn.incoming.text, lecture)
    fait = turn.pack.vocabulaire[nom]
    reponse = turn.lecteur.lire_reponse(fait, str(lecture.nombre_seul), turn.aujourdhui, None)
    if reponse.possible is None or reponse.incertitude is not None:
        return questions.douter(turn, replace(entretien, question=nom), reponse.possible, reponse.incertitude or "")
    return questions.prendre(turn, entretien, nom, reponse.possible)


def _a_quoi_va(turn: Turn, entretien: Entretien, nombre: Decimal) -> str | None:
    """Which fact a bare number corrects: the last one given, the pending one, or one already known, if it can be that."""
    vocabulaire = turn.pack.vocabulaire
    candidats: list[str] = [nom for nom in (entretien.dernier, entretien.question) if nom is not None]
    candidats += [nom for nom in entretien.faits if nom not in candidats]
    nombres = [nom for nom in candidats if vocabulaire[nom].genre is Genre.NOMBRE]
    for nom in nombres:
        bornes = vocabulaire[nom].vraisemblable
        if bornes is None or bornes[0] <= nombre <= bornes[1]:
            return nom
    return nombres[0] if nombres else None


def _confirmation(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "oui" or "non" to a guess or to an odd amount."""
    nom = entretien.question
    if nom is None or (nom not in entretien.a_confirmer and entretien.douteux is None):
        return None
    if turn.pack.vocabulaire[nom].genre is Genre.NOMBRE:
        if EN_HT.match(simplifier(texte)):
            return questions.accepter(turn, entretien, nom)
        if EN_TTC.match(simplifier(texte)):
            return questions.douter(turn, replace(entretien, ttc=f"{entretien.mots.get(nom, '')} TTC"), None, "ttc")
    avis = lire_avis(texte)
    if avis is None or avis.suite:
        return None
    return questions.accepter(turn, entretien, nom) if avis.accord else questions.refuser(turn, entretien, nom)


def _prendre_l_avis(turn: Turn, entretien: Entretien, nom: str, avis: Avis) -> tuple[Entretien, str]:
    """A yes or a no to a guess that goes on: what is left to read, once the guess is settled."""
    avant = entretien.memoriser()
    if not avis.accord:
        lecture = turn.lecteur.lire(avis.suite, turn.aujourdhui, entretien.faits)
        if _porte_sur_autre_chose(lecture, nom) and all(lu.nom != nom for lu in lecture.lus):
            # "non, en fait 120 000" corrects something else: the guess still waits.
            return entretien, turn.incoming.text
        return questions.oublier_la_proposition(turn, avant, nom), avis.suite
    return questions.accepter_la_proposition(turn, avant, nom)[0], avis.suite


def _commande_dite(turn: Turn, entretien: Entretien, commande: str, texte: str, routes: Routes) -> Outcome | None:
    """A typed command; "la procédure, je ne sais pas" is about the fact it names."""
    if commande == "ne_sait_pas" and entretien.question is not None and (nomme := _fait_nomme(turn, texte)):
        return questions.ne_sait_pas(turn, entretien, nomme)
    return routes.commande(turn, entretien, commande)


def accueillir(turn: Turn, entretien: Entretien) -> Outcome:
    """What is said to whoever says hello, or comes back."""
    en_cours = entretien.question is not None or entretien.etape is Etape.RESULTAT
    return dire(turn, entretien, "accueil", pack=turn.pack, en_cours=en_cours, equipe=Role.EQUIPE in turn.roles)


def _retour(turn: Turn, entretien: Entretien) -> Outcome:
    avant = entretien.precedent(turn.pack.vocabulaire)
    if avant is None:
        return dire(turn, entretien, "debut")
    avant = replace(avant, diagnostic=entretien.diagnostic, diagnostique=entretien.diagnostique)
    if avant.etape is Etape.RESULTAT:
        return resultat.conclure(turn, avant, retour=True)
    oublies = [
        turn.phrase("fait", nom, entretien.faits[nom])
        for nom in entretien.faits
        if entretien.faits.connus()[nom] != avant.faits.connus().get(nom)
    ]
    rappel = questions.reposer(turn, avant, retour=True, oublies=oublies)
    return questions.commencer(turn, avant) if rappel is None else Outcome(avant.en_json(), [rappel])


def _resultat(turn: Turn, entretien: Entretien) -> Outcome:
    if not entretien.faits.connus() and entretien.diagnostic is None and not entretien.sans_reponse:
        return dire(turn, entretien, "pas_encore")
    return resultat.conclure(turn, entretien)


def sur_une_action(
    turn: Turn, entretien: Entretien, verbe: str, actions: tuple[int, ...], suite: str
) -> Outcome | None:
    """What is done with some actions of the result."""
    if verbe not in ("detail", "retenir", "ecarter"):
        return None
    if entretien.diagnostic is None:
        return dire(turn, entretien, "pas_encore")
    match verbe:
        case "detail":
            return resultat.detailler(turn, entretien, actions[0])
        case "retenir":
            return resultat.decider(turn, entretien, actions, "retenue", None)
        case _ if suite or len(actions) > 1:
            return resultat.decider(turn, entretien, actions, "ecartee", suite or None)
        case _:
            return resultat.demander_le_motif(turn, entretien, actions[0])


def motif(turn: Turn, entretien: Entretien, texte: str, routes: Routes) -> Outcome:
    """Whatever is typed is the reason, but for a change of mind said in so many words."""
    assert entretien.ecarter is not None
    repris = replace(entretien, etape=Etape.RESULTAT, ecarter=None)
    commande = lire_commande(texte, exacte=True)
    if commande in ("annuler", "retour", "resultat"):
        return resultat.conclure(turn, repris)
    if commande is not None and commande != "ne_sait_pas":
        return routes.commande(turn, repris, commande) or resultat.conclure(turn, repris)
    if action := lire_sur_une_action(texte):
        return sur_une_action(turn, repris, action.verbe, action.actions, action.suite) or dire(turn, repris, "vide")
    if aparte := routes.chiffre(turn, entretien, texte):
        return aparte
    return resultat.decider(turn, repris, (entretien.ecarter,), "ecartee", " ".join(texte.split()))


def _demander_si_nouveau(entretien: Entretien, texte: str) -> Outcome:
    suivant = replace(entretien, etape=Etape.NOUVEAU_OU_CORRECTION, en_attente=texte)
    choices = (bouton("nouvel_achat", "n:nouveau"), bouton("corriger", "n:corriger"))
    objet = entretien.faits.valeur("objet")
    return Outcome(suivant.en_json(), [Reply("nouveau_ou_correction", {"objet": objet}, choices)])


def nouveau_ou_correction(turn: Turn, entretien: Entretien, reponse: str) -> Outcome | None:
    """The answer to whether a whole description is another purchase, or puts this one right."""
    if entretien.en_attente is None or reponse not in ("nouveau", "corriger"):
        return None
    base = vierge(turn) if reponse == "nouveau" else replace(entretien, etape=Etape.RESULTAT)
    lecture = turn.lecteur.lire(entretien.en_attente, turn.aujourdhui, base.faits)
    return _lire(turn, replace(base, en_attente=None), lecture)


def _incompris(turn: Turn, entretien: Entretien, texte: str, lecture: Lecture, *, a_apprendre: bool = True) -> Outcome:
    """Say what was not understood, and show what would be; the team learns of it, but for an amount that lacks its tax."""
    fait = turn.pack.vocabulaire[entretien.question] if entretien.question else None
    if a_apprendre and not lecture.montants_ttc:
        genre = GenreIncompris.RECHERCHE if fait is None else GenreIncompris.REPONSE
        apprentissage.noter(turn, genre, texte, entretien.question)
    attente = replace(entretien, ttc=texte if lecture.montants_ttc else entretien.ttc)
    return dire(
        turn,
        attente,
        "incompris",
        texte=" ".join(texte.split())[:120],
        fait=fait,
        ttc=lecture.montants_ttc,
        cpv=PARLE_DE_CPV.search(texte) is not None,
    )


def dire(turn: Turn, entretien: Entretien, template: str, **contexte: Any) -> Outcome:
    """Say something, then come back to what was pending, or show where to start."""
    contexte_: Mapping[str, Any] = contexte
    if entretien.etape is Etape.QUESTION and (rappel := questions.reposer(turn, entretien)):
        return Outcome(entretien.en_json(), [Reply(template, contexte_), rappel])
    if entretien.etape is Etape.NOUVEAU_OU_CORRECTION and entretien.en_attente is not None:
        rappelee = _demander_si_nouveau(entretien, entretien.en_attente)
        return Outcome(entretien.en_json(), [Reply(template, contexte_), *rappelee.replies])
    choices = (bouton("retour_au_resultat", "c:resultat"),) if entretien.diagnostic is not None else premiers_pas()
    return Outcome(entretien.en_json(), [Reply(template, contexte_, choices)])


def _fait_nomme(turn: Turn, texte: str) -> str | None:
    """The fact that "la procédure, je ne sais pas" names, if it names one."""
    mots = f" {re.sub(r'[^a-z0-9]+', ' ', simplifier(texte))} "
    for nom, fait in turn.pack.vocabulaire.items():
        noms = (re.sub(r"[^a-z0-9]+", " ", simplifier(dit)) for dit in (fait.libelle, *fait.aussi))
        if any(f" {dit} " in mots for dit in noms):
            return nom
    return None


def _inconnus(turn: Turn, entretien: Entretien) -> list[str]:
    return [turn.pack.vocabulaire[nom].libelle for nom in sorted(entretien.sans_reponse)]


def _enjeux(turn: Turn, entretien: Entretien) -> list[int]:
    """The actions that the pending question can still settle."""
    diagnostic = diagnostiquer(turn.pack, entretien.faits, turn.aujourdhui)
    return sorted(action for action, manque in diagnostic.a_preciser.items() if entretien.question in manque)


def _commander(turn: Turn, entretien: Entretien, commande: str) -> Outcome | None:
    """What a command does to the purchase under way; None when it is of no use here."""
    a_conclu = entretien.diagnostic is not None
    match commande:
        case "bonjour":
            return accueillir(turn, entretien)
        case "merci":
            return dire(turn, entretien, "merci")
        case "aide":
            return dire(turn, entretien, "aide", pack=turn.pack, equipe=Role.EQUIPE in turn.roles)
        case "decrire":
            return questions.commencer(turn, vierge(turn) if a_conclu else entretien)
        case "recommencer":
            return questions.commencer(turn, vierge(turn))
        case "annuler" if entretien.etape is Etape.MOTIF:
            return resultat.conclure(turn, entretien)
        case "annuler" if not (a_conclu or entretien.question or entretien.faits.connus() or entretien.en_attente):
            # No purchase is under way: none is forgotten.
            return dire(turn, entretien, "rien_en_attente", a_conclu=False)
        case "annuler":
            return Outcome(vierge(turn).en_json(), [Reply("annule", {}, premiers_pas())])
        case "retour":
            return _retour(turn, entretien)
        case "resultat":
            return _resultat(turn, entretien)
        case "preciser" if a_conclu:
            return questions.avancer(turn, replace(entretien, conclu=False))
        case "recapituler":
            connus = resultat.faits_en_mots(turn, entretien)
            return dire(turn, entretien, "recapitulatif", faits=connus, inconnus=_inconnus(turn, entretien))
        case "mes_donnees":
            return dire(turn, entretien, "mes_donnees", service=turn.pack.services["commande_publique"])
        case "pourquoi" if entretien.question is not None:
            fait = turn.pack.vocabulaire[entretien.question]
            return dire(turn, entretien, "pourquoi", fait=fait, enjeux=_enjeux(turn, entretien))
        case "passer" | "ne_sait_pas" if entretien.question == "objet":
            return questions.avancer(turn, replace(entretien, question=None))
        case "ne_sait_pas" if entretien.apres is not None:
            suivant = replace(entretien, etape=Etape.RESULTAT, question=None, apres=None)
            return Outcome(
                suivant.en_json(), [Reply("sans_calendrier", {}, (bouton("retour_au_resultat", "c:resultat"),))]
            )
        case "passer" if entretien.question is not None:
            return questions.passer(turn, entretien)
        case "ne_sait_pas" if entretien.question is not None:
            return questions.ne_sait_pas(turn, entretien)
        case "exporter" if a_conclu:
            return resultat.exporter(turn, entretien)
        case "loi" if a_conclu:
            return resultat.dire_la_loi(turn, entretien)
        case "conseils" if a_conclu:
            return resultat.conseiller(turn, entretien)
        case "rappels" if a_conclu:
            return resultat.dire_le_calendrier(turn, entretien)
        case "exporter" | "loi" | "conseils":
            return dire(turn, entretien, "pas_encore")
        case "pourquoi" | "passer" | "ne_sait_pas":
            return dire(turn, entretien, "rien_en_attente", a_conclu=a_conclu)
    return None


def commande(nom: str) -> Callable[[Turn, Entretien], Outcome | None]:
    """What carries out that command of `COMMANDES`."""
    return lambda turn, entretien: _commander(turn, entretien, nom)
