"""Decides what a message is: an answer first, then a repair, then new facts, then a digression, and never nothing."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal

from rapidfuzz import fuzz

from handlers import fiches, questions, resultat
from handlers.boutons import bouton
from handlers.commandes import lire_commande, lire_sur_une_action, simplifier
from handlers.entretien import Entretien, Etape
from handlers.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.diagnostic import diagnostiquer, prochaine_question
from knowledge.faits import Genre, Options, Texte
from knowledge.lecture.lecture import Lecture

LONGUEUR_MAX = 4000
RESSEMBLANCE_DES_LIBELLES = 85
# "nouveau marché de nettoyage…": the rest describes another purchase.
NOUVEL_ACHAT = re.compile(
    r"^(?:c'est )?(?:un |une )?(?:nouveau|nouvel|autre|nouvelle)\s+(?:march[ée]|achat|contrat|consultation)\s*[:,.]?\s+(?P<quoi>\S.{5,})$",
    re.IGNORECASE | re.DOTALL,
)


def repondre(turn: Turn) -> Outcome:
    """Answer one message. Same state, same message, same day, same answer."""
    entretien = Entretien.depuis_json(turn.pack.vocabulaire, turn.etat)
    if turn.incoming.choice:
        return _par_choix(turn, entretien, turn.incoming.choice)
    texte = turn.incoming.text.strip()
    if not texte:
        return _avec_la_question(turn, entretien, Reply("vide", {}, () if entretien.question else _bienvenue()))
    if len(texte) > LONGUEUR_MAX:
        return _avec_la_question(turn, entretien, Reply("trop_long", {"longueur": len(texte), "maximum": LONGUEUR_MAX}))
    if entretien.etape is not Etape.MOTIF and (decrit := NOUVEL_ACHAT.match(texte)):
        vierge = Entretien(turn.pack.vocabulaire.aucun_fait(), etape=Etape.QUESTION, question="objet")
        return _pendant_une_question(turn, vierge, decrit["quoi"])
    match entretien.etape:
        case Etape.MOTIF:
            return _motif(turn, entretien, texte)
        case Etape.QUESTION:
            return _pendant_une_question(turn, entretien, texte)
        case _:
            return _sans_question(turn, entretien, texte)


def _bienvenue() -> tuple[Choice, ...]:
    return (bouton("decrire", "c:decrire"), bouton("chercher", "c:chercher"), bouton("aide", "c:aide"))


# --- buttons ----------------------------------------------------------------------------------------------------------


def _par_choix(turn: Turn, entretien: Entretien, choix: str) -> Outcome:
    genre, _, reste = choix.split(", ", maxsplit=1)[0].partition(":")
    outcome: Outcome | None = None
    match genre:
        case "accueil":
            outcome = _accueillir(turn, entretien)
        case "c":
            outcome = _commande(turn, entretien, reste)
        case "q":
            parties = [valeur.split(":", 2) for valeur in choix.split(", ")]
            if all(len(partie) == 3 and partie[1] == parties[0][1] for partie in parties):
                outcome = questions.repondre_par_choix(turn, entretien, parties[0][1], tuple(p[2] for p in parties))
        case "a":
            verbe, _, numero = reste.partition(":")
            if numero.isdigit():
                outcome = _sur_une_action(turn, entretien, verbe, int(numero), "")
        case "fiche" if reste.isdigit():
            outcome = fiches.dire_une_fiche(turn, entretien, int(reste))
        case "lectures" if reste.isdigit():
            outcome = fiches.dire_les_lectures(turn, entretien, int(reste))
        case "objectif" if reste.isdigit() and any(o.numero == int(reste) for o in turn.pack.objectifs):
            outcome = fiches.dire_un_objectif(turn, entretien, int(reste))
        case "n":
            outcome = _nouveau_ou_correction(turn, entretien, reste)
    return outcome or _avec_la_question(
        turn, entretien, Reply("choix_inconnu", {}, () if entretien.question else _bienvenue())
    )


# --- text -------------------------------------------------------------------------------------------------------------


def _pendant_une_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome:
    assert entretien.question is not None
    nom = entretien.question
    fait = turn.pack.vocabulaire[nom]
    if fiches.est_directe(texte) or fiches.demande_une_definition(texte):
        aparte = fiches.chercher(turn, entretien, texte, dire_rien=False)
        if aparte is not None:
            return aparte
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    if lecture.correction and _porte_sur_autre_chose(lecture, nom):
        return _corriger(turn, entretien, lecture)
    if (nomme := _nombre_designe(turn, lecture)) and nomme != nom:
        return _corriger(turn, replace(entretien, dernier=nomme), lecture)
    if confirme := _confirmation(turn, entretien, texte):
        return confirme
    if simplifier(texte).isdigit() and fait.genre is not Genre.NOMBRE and (choix := _libelle_d_un_choix(turn, texte)):
        return _par_choix(turn, entretien, choix)
    if nom != "objet":
        reponse = turn.lecteur.lire_reponse(fait, texte, turn.aujourdhui, entretien.proposes or None)
        if reponse.incertitude is not None:
            return questions.douter(turn, entretien, reponse.possible, reponse.incertitude)
        if reponse.possible is not None:
            return _prendre_et_lire(turn, entretien, nom, reponse.possible, lecture)
    commande = lire_commande(texte)
    if commande == "ne_sait_pas" and (autre := _fait_nomme(turn, texte)):
        return questions.ne_sait_pas(turn, entretien, autre)
    if commande is not None:
        return _commande(turn, entretien, commande) or _incompris(turn, entretien, texte, lecture)
    if lecture.lus and (nom == "objet" or _apprend_quelque_chose(lecture)):
        return _lire(turn, entretien, lecture)
    if fiches.ressemble_a_une_question(texte):
        aparte = fiches.chercher(turn, entretien, texte, dire_rien=False)
        if aparte is not None:
            return aparte
    if nom == "objet" and not fiches.ressemble_a_une_question(texte):
        return _prendre_l_objet(turn, entretien, lecture, texte)
    return _incompris(turn, entretien, texte, lecture)


def _sans_question(turn: Turn, entretien: Entretien, texte: str) -> Outcome:
    if (action := lire_sur_une_action(texte)) and (
        fait := _sur_une_action(turn, entretien, action.verbe, action.action, action.suite)
    ):
        return fait
    if fiches.est_directe(texte) or fiches.demande_une_definition(texte):
        aparte = fiches.chercher(turn, entretien, texte, dire_rien=True)
        if aparte is not None:
            return aparte
    if (commande := lire_commande(texte)) and (fait := _commande(turn, entretien, commande)):
        return fait
    if choix := _libelle_d_un_choix(turn, texte):
        return _par_choix(turn, entretien, choix)
    lecture = turn.lecteur.lire(texte, turn.aujourdhui, entretien.faits)
    if _apprend_quelque_chose(lecture) and not (
        _question_sans_fait(lecture) and fiches.ressemble_a_une_question(texte)
    ):
        if entretien.etape is Etape.RESULTAT and _ressemble_a_un_nouvel_achat(lecture):
            return _demander_si_nouveau(entretien, texte)
        return _lire(turn, entretien, lecture)
    if entretien.etape is Etape.RESULTAT and lecture.nombre_seul is not None:
        return _corriger(turn, replace(entretien, dernier=_nombre_designe(turn, lecture) or entretien.dernier), lecture)
    if lecture.montants_ttc:
        return _incompris(turn, entretien, texte, lecture)
    if entretien.etape is Etape.ACCUEIL and (debut := _premiere_reponse(turn, entretien, texte)):
        return debut
    return fiches.chercher(turn, entretien, texte, dire_rien=fiches.ressemble_a_une_question(texte)) or _incompris(
        turn, entretien, texte, lecture
    )


def _premiere_reponse(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "des services", said first: the answer to the question that would come first."""
    suite = prochaine_question(turn.pack, entretien.faits, turn.aujourdhui)
    if suite.question is None:
        return None
    fait = turn.pack.vocabulaire[suite.question]
    if fait.genre is not Genre.CHOIX or simplifier(texte).isdigit():
        return None
    reponse = turn.lecteur.lire_reponse(fait, texte, turn.aujourdhui, None)
    if reponse.possible is None or reponse.incertitude is not None:
        return None
    return questions.prendre(turn, entretien, fait.nom, reponse.possible)


def _prendre_et_lire(turn: Turn, entretien: Entretien, nom: str, possible: object, lecture: Lecture) -> Outcome:
    """The answer, and whatever else the same sentence says."""
    suivant, appris = questions.apprendre(entretien.memoriser(), nom, possible)  # type: ignore[arg-type]
    suivant, autres = questions.apprendre_lus(turn, suivant, lecture, sauf=nom)
    return questions.avancer(turn, replace(suivant, dernier=nom, question=None), [appris, *autres])


def _lire(turn: Turn, entretien: Entretien, lecture: Lecture) -> Outcome:
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    return questions.avancer(turn, replace(suivant, question=None), compris, ttc=lecture.montants_ttc)


def _prendre_l_objet(turn: Turn, entretien: Entretien, lecture: Lecture, texte: str) -> Outcome:
    # The first description may hold no word of ours: it still names the purchase.
    suivant, compris = questions.apprendre_lus(turn, entretien.memoriser(), lecture)
    if "objet" not in suivant.faits:
        suivant = suivant.apprendre("objet", Texte(" ".join(texte.split())[:200]))
    return questions.avancer(turn, replace(suivant, question=None), compris, objet=True)


def _porte_sur_autre_chose(lecture: Lecture, nom: str) -> bool:
    return lecture.nombre_seul is not None or any(lu.nom not in ("objet", nom) for lu in lecture.lus)


def _apprend_quelque_chose(lecture: Lecture) -> bool:
    return any(lu.nom != "objet" for lu in lecture.lus)


def _question_sans_fait(lecture: Lecture) -> bool:
    """ "comment réserver un marché ?" mentions a marché and tells nothing of one."""
    return all(lu.nom == "objet" or not lu.sur or _vague(lu.possible) for lu in lecture.lus) or not any(
        lu.nom in ("montant_ht", "duree_mois", "procedure", "date_attribution") for lu in lecture.lus
    )


def _vague(possible: object) -> bool:
    return isinstance(possible, Options) and possible.seule is None


def _ressemble_a_un_nouvel_achat(lecture: Lecture) -> bool:
    lus = {lu.nom for lu in lecture.lus}
    return not lecture.correction and "objet" in lus and bool(lus & {"segments", "nature"}) and len(lus) > 2


def _nombre_designe(turn: Turn, lecture: Lecture) -> str | None:
    """The fact that "et le montant 90 000,01" gives a bare number to."""
    if lecture.nombre_seul is None:
        return None
    nombres = [nom for nom in lecture.designes if turn.pack.vocabulaire[nom].genre is Genre.NOMBRE]
    return nombres[0] if len(nombres) == 1 else None


def _corriger(turn: Turn, entretien: Entretien, lecture: Lecture) -> Outcome:
    """ "non, en fait 120 000": the facts that were read, or the bare number for the last number given."""
    if _apprend_quelque_chose(lecture):
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
    mot = simplifier(texte)
    if mot in (
        "oui",
        "ouais",
        "oui oui",
        "yes",
        "ok",
        "exact",
        "exactement",
        "c'est ca",
        "c'est bien cela",
        "tout a fait",
        "d'accord",
        "1",
    ):
        return questions.accepter(turn, entretien, nom)
    if mot in ("non", "nan", "no", "pas du tout", "faux", "2"):
        return questions.refuser(turn, entretien, nom)
    return None


# --- commands ---------------------------------------------------------------------------------------------------------


def _commande(turn: Turn, entretien: Entretien, commande: str) -> Outcome | None:
    vierge = Entretien(turn.pack.vocabulaire.aucun_fait())
    a_conclu = entretien.diagnostic is not None
    match commande:
        case "merci":
            return _avec_la_question(turn, entretien, Reply("merci"))
        case "preciser" if entretien.diagnostic is not None:
            return questions.avancer(turn, replace(entretien, conclu=False))
        case "bonjour":
            return _accueillir(turn, entretien)
        case "aide":
            return _avec_la_question(
                turn, entretien, Reply("aide", {"pack": turn.pack}, () if entretien.question else _bienvenue())
            )
        case "decrire":
            return questions.commencer(turn, vierge if a_conclu else entretien)
        case "recommencer":
            return questions.commencer(turn, vierge)
        case "annuler" if entretien.etape is Etape.MOTIF:
            return resultat.conclure(turn, entretien)
        case "annuler":
            return Outcome(vierge.en_json(), [Reply("annule", {}, _bienvenue())])
        case "retour":
            return _retour(turn, entretien)
        case "resultat":
            return _resultat(turn, entretien)
        case "recapituler":
            contexte = {"faits": resultat.faits_en_mots(turn, entretien), "inconnus": _inconnus(turn, entretien)}
            return _avec_la_question(turn, entretien, Reply("recapitulatif", contexte))
        case "chercher":
            return fiches.lister(turn, entretien)
        case "pourquoi" if entretien.question is not None:
            fait = turn.pack.vocabulaire[entretien.question]
            return _avec_la_question(
                turn, entretien, Reply("pourquoi", {"fait": fait, "enjeux": _enjeux(turn, entretien)})
            )
        case "passer" if entretien.question == "objet":
            return questions.avancer(turn, replace(entretien, question=None))
        case "passer" if entretien.question is not None:
            return questions.passer(turn, entretien)
        case "ne_sait_pas" if entretien.question == "objet":
            return questions.avancer(turn, replace(entretien, question=None))
        case "ne_sait_pas" if entretien.question is not None:
            return questions.ne_sait_pas(turn, entretien)
        case "exporter" if a_conclu:
            return resultat.exporter(entretien)
        case "loi" if a_conclu:
            return resultat.dire_la_loi(turn, entretien)
        case "conseils" if a_conclu:
            return resultat.conseiller(turn, entretien)
        case "rappels" if a_conclu:
            return resultat.dire_le_calendrier(turn, entretien)
        case "exporter" | "loi" | "conseils" | "rappels":
            return _avec_la_question(
                turn, entretien, Reply("pas_encore", {}, () if entretien.question else _bienvenue())
            )
        case "pourquoi" | "passer" | "ne_sait_pas":
            return _avec_la_question(turn, entretien, Reply("rien_en_attente", {}, _bienvenue()))
    return None


def _accueillir(turn: Turn, entretien: Entretien) -> Outcome:
    en_cours = entretien.question is not None or entretien.etape is Etape.RESULTAT
    reply = Reply("accueil", {"pack": turn.pack, "en_cours": en_cours}, () if entretien.question else _bienvenue())
    return _avec_la_question(turn, entretien, reply)


def _retour(turn: Turn, entretien: Entretien) -> Outcome:
    avant = entretien.precedent(turn.pack.vocabulaire)
    if avant is None:
        return _avec_la_question(turn, entretien, Reply("debut", {}, () if entretien.question else _bienvenue()))
    avant = replace(avant, diagnostic=entretien.diagnostic, diagnostique=entretien.diagnostique)
    rappel = questions.reposer(turn, avant, retour=True)
    if rappel is None:
        return questions.commencer(turn, avant)
    return Outcome(avant.en_json(), [rappel])


def _resultat(turn: Turn, entretien: Entretien) -> Outcome:
    if not entretien.faits.connus() and entretien.diagnostic is None and not entretien.sans_reponse:
        return _avec_la_question(turn, entretien, Reply("pas_encore", {}, () if entretien.question else _bienvenue()))
    return resultat.conclure(turn, entretien)


def _sur_une_action(turn: Turn, entretien: Entretien, verbe: str, action: int, suite: str) -> Outcome | None:
    if entretien.diagnostic is None:
        return _avec_la_question(turn, entretien, Reply("pas_encore", {}, () if entretien.question else _bienvenue()))
    match verbe:
        case "detail":
            return resultat.detailler(turn, entretien, action)
        case "retenir":
            return resultat.retenir(turn, entretien, action)
        case "ecarter" if suite:
            return resultat.ecarter(turn, entretien, action, suite)
        case "ecarter":
            return resultat.demander_le_motif(turn, entretien, action)
    return None


def _motif(turn: Turn, entretien: Entretien, texte: str) -> Outcome:
    """Whatever is typed is the reason, but for a change of mind."""
    assert entretien.ecarter is not None
    if lire_commande(texte) in ("annuler", "retour"):
        return resultat.conclure(turn, entretien)
    return resultat.ecarter(turn, entretien, entretien.ecarter, " ".join(texte.split()))


def _demander_si_nouveau(entretien: Entretien, texte: str) -> Outcome:
    suivant = replace(entretien, etape=Etape.NOUVEAU_OU_CORRECTION, en_attente=texte)
    choices = (bouton("nouvel_achat", "n:nouveau"), bouton("corriger", "n:corriger"))
    return Outcome(
        suivant.en_json(), [Reply("nouveau_ou_correction", {"objet": entretien.faits.valeur("objet")}, choices)]
    )


def _nouveau_ou_correction(turn: Turn, entretien: Entretien, reponse: str) -> Outcome | None:
    if entretien.en_attente is None or reponse not in ("nouveau", "corriger"):
        return None
    base = Entretien(turn.pack.vocabulaire.aucun_fait()) if reponse == "nouveau" else entretien
    lecture = turn.lecteur.lire(entretien.en_attente, turn.aujourdhui, base.faits)
    return _lire(turn, replace(base, en_attente=None), lecture)


# --- never nothing ----------------------------------------------------------------------------------------------------


def _incompris(turn: Turn, entretien: Entretien, texte: str, lecture: Lecture) -> Outcome:
    """Say what was not understood, and show what would be."""
    fait = turn.pack.vocabulaire[entretien.question] if entretien.question else None
    contexte = {"texte": " ".join(texte.split())[:120], "fait": fait, "ttc": lecture.montants_ttc}
    return _avec_la_question(turn, entretien, Reply("incompris", contexte, () if entretien.question else _bienvenue()))


def _avec_la_question(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome:
    rappel = questions.reposer(turn, entretien) if entretien.etape is Etape.QUESTION else None
    return Outcome(entretien.en_json(), [reply, rappel] if rappel else [reply])


def _libelle_d_un_choix(turn: Turn, texte: str) -> str | None:
    """The last choices offered, answered by number, by value, by label or by a misspelling of the label."""
    offerts: list[list[str]] = turn.etat.get("choix_offerts", [])
    simple = simplifier(texte)
    if simple.isdigit() and 0 < int(simple) <= len(offerts):
        return offerts[int(simple) - 1][0]
    for valeur, libelle in offerts:
        if simple in (simplifier(libelle), valeur):
            return valeur
        if len(simple) > 4 and fuzz.ratio(simple, simplifier(libelle)) >= RESSEMBLANCE_DES_LIBELLES:
            return valeur
    return None


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
