"""What is done of the interview before buying: begun, answered, left and taken up again, told in a note."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from handlers.besoin.deroulement import (
    Cas,
    a_reprendre,
    d_ici,
    garder,
    inscrire,
    noter_les_faits,
    numero_d_ici,
    ouvrir,
)
from handlers.besoin.note import contexte_de_la_note, ouvrable
from handlers.conversation.acts import CHERCHENT, DISENT, RAPPELS, SEULS, Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.contexte import contexte_de
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.formules import lire_formule, peut_repondre
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.diagnostic import decisions, dialogue, questions
from handlers.diagnostic.paroles import noter_la_description
from handlers.diagnostic.resultat import retour_au_resultat
from handlers.fiches import recherche as fiches
from knowledge.besoin.chargement import questionnaire_de, s_interroge
from knowledge.besoin.cout import ACHETER, dire_un_prix, lire_les_couts
from knowledge.besoin.paroles import (
    Entendue,
    arrete,
    ce_qui_est_compte,
    ce_qui_est_demande,
    change_d_avis,
    demande_l_entretien,
    demande_la_note,
    demande_pourquoi,
    demande_pourquoi_s_interroger,
    demande_une_conclusion,
    entendre,
    lire_la_reponse,
    lire_un_revirement,
    n_est_qu_un_avis,
    phrases,
    reprend_l_entretien,
    revient,
)
from knowledge.besoin.questionnaire import Choix, Deroule, Etat, Question, Questionnaire, Reponse
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import PLAUSIBLE, SUR
from knowledge.francais.questionnement import demande_une_definition, est_directe, ressemble_a_une_question
from knowledge.lecture.faits_dits import Origine, lire_faits
from knowledge.lecture.lecture import DUREE, MONTANT
from knowledge.suivi.reponses import ne_sait_pas

# What the next words may answer: a question, which purchase it is about, what was said in the end.
REPONDRE, DECRIRE, SUITE = "besoin.repondre", "besoin.decrire", "besoin.suite"
# What is told of the need without being asked.
ENTENDRE = "besoin.entendre"
REPONSE_MAX = 600
# What counts a cost is of the interview too.
COMPTENT = frozenset({"cout_global", "besoin.choisir", "besoin.partager"})
# What the formulas of any conversation do of a question of the interview.
DES_FORMULES = {
    "passer": "besoin.passer",
    "retour": "besoin.retour",
    "ne_sait_pas": "besoin.inconnu",
    "annuler": "besoin.arreter",
    "pourquoi_question": "besoin.reposer",
    "continuer": "besoin.reposer",
}


@dataclass(frozen=True, slots=True)
class Echo:
    """What became of the last answer: `sort` is note, corrige, deja, ouvert or garde; `laissees` are the questions that it makes vain."""

    titre: str
    sort: str
    dit: str = ""
    choix: str = ""
    conseil: str = ""
    faits: Sequence[str] = ()
    laissees: Sequence[str] = ()


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """The answer to the question of the interview that waits; what asks for the interview, for its sequel, or for its note."""
    questionnaire = questionnaire_de(turn.pack)
    if questionnaire is None or turn.memoire is None:
        return None
    # An empty message is read without what was awaited, and is no answer.
    attente = entretien.attente if texte.strip() else Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    if isinstance(attente, Acte) and (lue := _de_ce_qui_attend(turn, entretien, texte, attente)) is not None:
        return Proposition(lue, Force.ATTENDU)
    if demande_pourquoi_s_interroger(texte):
        # It is done of the purchase, not of the interview that would answer.
        return Proposition(Acte("pourquoi_action", {"actions": questionnaire.actions[-1:]}, mots=texte), Force.ENTIER)
    for demande, nature in (
        (reprend_l_entretien, "reprendre_le_besoin"),
        (demande_la_note, "note_du_besoin"),
        (demande_l_entretien, "interroger_le_besoin"),
    ):
        if demande(texte):
            return Proposition(Acte(nature, mots=texte), Force.ENTIER)
    return _a_cote(turn, entretien, questionnaire, texte)


def _a_cote(turn: Turn, entretien: Entretien, questionnaire: Questionnaire, texte: str) -> Proposition | None:
    """What is of an interview that was left, or not begun: its sequel, its conclusion, another answer, what answers it unasked."""
    for demande, nature in ((revient, "reprendre_le_besoin"), (demande_une_conclusion, "note_du_besoin")):
        if demande(texte):
            cas = ouvrir(turn, entretien, a_reprendre(turn, entretien), a_changer=False)
            if cas is not None and cas.deroule.reponses and not (demande is revient and cas.deroule.fini):
                return Proposition(Acte(nature, {"numero": cas.achat.id}, mots=texte), Force.ENTIER)
    change = change_d_avis(texte)
    if not change and not entendre(questionnaire.questions.values(), texte)[0]:
        return None
    cas = d_ici(turn, entretien)
    if cas is None:
        return None
    if change and (revirement := _d_un_revirement(turn, entretien, texte, Acte(SUITE, {"numero": cas.achat.id}))):
        return Proposition(revirement, Force.SINON)
    if change or cas.garde is None:
        return None
    return Proposition(Acte(ENTENDRE, {"numero": cas.achat.id}, mots=texte), Force.ENTIER)


def _de_ce_qui_attend(turn: Turn, entretien: Entretien, texte: str, attente: Acte) -> Acte | None:
    match attente.nature:
        case "besoin.repondre":
            return _de_la_question(turn, entretien, texte, attente)
        case "besoin.decrire" if peut_repondre(texte) and not _fait_autre_chose(turn, entretien, texte):
            return Acte("interroger_le_besoin", {"decrit": True}, mots=texte)
        case "besoin.suite":
            slots = {"numero": attente.slots.get("numero")}
            if revient(texte):
                return Acte("reprendre_le_besoin", slots, mots=texte)
            if demande_une_conclusion(texte):
                return Acte("note_du_besoin", slots, mots=texte)
            return _d_un_revirement(turn, entretien, texte, attente)
        case _:
            return None


def _de_la_question(turn: Turn, entretien: Entretien, texte: str, attente: Acte) -> Acte | None:
    """What words do of the question that waits; None for what is of something else."""
    slots = dict(attente.slots)
    if not texte.strip():
        return Acte("besoin.reposer", slots)
    if arrete(texte):
        return Acte("besoin.arreter", slots, mots=texte)
    formule = lire_formule(texte)
    if formule in DES_FORMULES:
        return Acte(DES_FORMULES[formule], slots, mots=texte)
    if revient(texte):
        return Acte("reprendre_le_besoin", {"numero": slots.get("numero")}, mots=texte)
    if reprend_l_entretien(texte) or demande_l_entretien(texte):
        return Acte("besoin.reposer", slots, mots=texte)
    if demande_la_note(texte) or demande_une_conclusion(texte):
        return Acte("note_du_besoin", {"numero": slots.get("numero")}, mots=texte)
    if demande_pourquoi(texte):
        return Acte("besoin.reposer", slots, mots=texte)
    if (mot := next((phrase for phrase in _bouts(texte) if demande_une_definition(phrase)), None)) is not None:
        return Acte("besoin.aparte", slots, mots=mot)
    if est_directe(texte) or decisions.nomme_une_action(turn, texte) or _corrige_l_achat(turn, entretien, texte):
        return None
    cas = ouvrir(turn, entretien, slots.get("numero"), a_changer=False)
    question = None if cas is None else cas.deroule.questionnaire.questions.get(str(slots.get("question")))
    if cas is None or question is None:
        return None
    entendues, _ = _entendre(cas, texte)
    if (revirement := _d_un_revirement(turn, entretien, texte, attente)) is not None:
        return revirement
    if entendues and [une.question.id for une in entendues] != [question.id]:
        return Acte(ENTENDRE, slots, mots=texte)
    if ne_sait_pas(texte):
        return Acte("besoin.inconnu", slots, mots=texte)
    if not question.choix and (n_est_qu_un_avis(texte) or not any(signe.isalpha() for signe in texte)):
        return Acte("besoin.reposer", {**slots, "en_mots": True}, mots=texte)
    if lire_la_reponse(question, texte).choix is None and (
        not peut_repondre(texte) or (not entendues and _fait_autre_chose(turn, entretien, texte))
    ):
        return None
    return Acte(REPONDRE, slots, mots=texte)


def _corrige_l_achat(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words put right the amount or the duration of the purchase, which no question of the interview asks."""
    dits = lire_faits(turn.lecteur, texte, turn.aujourdhui, None, entretien.faits).dits
    connus = entretien.faits.connus()
    autres = {
        dit.nom for dit in dits if dit.origine is Origine.DIT and connus.get(dit.nom, dit.possible) != dit.possible
    }
    ici = replace(contexte_de(turn, entretien), etape="resultat", question=None, attendu="aucun")
    actes = turn.ecouter(texte, ici).actes if autres & {MONTANT, DUREE} else ()
    return any(acte.nature == "corriger" and acte.surete >= PLAUSIBLE for acte in actes)


def _bouts(texte: str) -> list[str]:
    """A message, and what it says after each comma: "attendez, c'est quoi un MAPA ?"."""
    return [texte, *(bout for phrase in phrases(texte) for bout in phrase.split(", "))]


def _entendre(cas: Cas, texte: str) -> tuple[list[Entendue], str]:
    objet = str(cas.deroule.faits.valeur("objet") or "")
    return entendre(cas.deroule.questionnaire.questions.values(), texte, objet)


def _d_un_revirement(turn: Turn, entretien: Entretien, texte: str, attente: Acte) -> Acte | None:
    """ "En fait on pourrait louer": another answer to a question that was asked."""
    cas = ouvrir(turn, entretien, attente.slots.get("numero"), a_changer=False)
    if cas is None:
        return None
    revirement = lire_un_revirement([une for une, _ in cas.deroule.dites()], texte)
    if revirement is None:
        return None
    question, lue = revirement
    choix = "" if lue.choix is None else lue.choix.id
    return Acte(REPONDRE, {"numero": cas.achat.id, "question": question.id, "choix": choix}, mots=texte)


def _fait_autre_chose(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """Whether words surely do something else than tell; the question that the purchase has waiting is not asked here.

    What only looks something up must be asked: "le service juridique" is an answer to who will use it.
    """
    ici = replace(contexte_de(turn, entretien), etape="resultat", question=None, attendu="aucun")
    actes = turn.ecouter(texte, ici).actes
    tus = DISENT | SEULS | (frozenset() if ressemble_a_une_question(texte) else CHERCHENT)
    return bool(actes) and all(acte.nature not in tus and acte.surete >= SUR for acte in actes)


# --- begun, left, taken up again --------------------------------------------------------------------------------------


def commencer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Open the interview of the purchase under way, or of the one that the same words describe; asked again, it goes on."""
    if questionnaire_de(turn.pack) is None or turn.memoire is None:
        return aparte(turn, entretien, Reply("besoin_absent"))
    avant, compris = entretien, list[dict[str, Any]]()
    if not entretien.faits.connus() or acte.slots.get("informe"):
        entretien, compris = noter_la_description(turn, entretien, ce_qui_est_demande(acte.mots))
        if acte.slots.get("decrit"):
            lecture = turn.lecteur.lire(acte.mots, turn.aujourdhui, entretien.faits)
            entretien = questions.nommer(turn, entretien, lecture)
    if not set(entretien.faits.connus()) - ({"objet"} if not acte.slots.get("decrit") else set()):
        return Outcome(replace(avant, attente=Acte(DECRIRE)).en_json(), [Reply("besoin_sans_achat")])
    if entretien.etape is Etape.ACCUEIL:
        # The purchase is logged: what is described next is another one. Its questions come once the interview is over.
        entretien = replace(entretien, etape=Etape.RESULTAT)
    entretien, numero = inscrire(turn, entretien)
    cas = ouvrir(turn, entretien, numero)
    if cas is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    debut = cas.garde is None
    comptee = cas.deroule.questionnaire.comptee
    if debut:
        cas = garder(turn, cas, _avec_le_prix(turn, avant, _avec_le_compte(turn, cas, comptee, acte.mots), acte.mots))
    cas, echos = entendre_en_passant(turn, cas, acte.mots, () if comptee is None else (comptee.id,))
    return suite(turn, entretien, cas, echos=echos, debut=debut, compris=compris)


def _avec_le_compte(turn: Turn, cas: Cas, comptee: Question | None, texte: str) -> Deroule:
    """How many are bought, as the description tells it: how they were counted is still to be asked, last."""
    dit = ce_qui_est_compte(texte, str(cas.deroule.faits.valeur("objet") or ""))
    if comptee is None or not dit:
        return cas.deroule
    reponse = Reponse(Etat.PASSE, None, dit, turn.aujourdhui.isoformat(), spontanee=True)
    return replace(cas.deroule, reponses={**cas.deroule.reponses, comptee.id: reponse})


def _avec_le_prix(turn: Turn, avant: Entretien, deroule: Deroule, texte: str) -> Deroule:
    """The price of one that the description tells, and the figures that were told before the purchase was logged."""
    questionnaire, attente = deroule.questionnaire, avant.attente
    dits = list(attente.slots.get("dits", ())) if isinstance(attente, Acte) else []
    if not dits:
        lues = lire_les_couts(texte, questionnaire.postes)
        prix = [un for une in lues if une.nom in ("", ACHETER) for un in (*une.nus, *une.sommes.values()) if un.piece]
        if len(prix) == 1 and prix[0].mois is None:
            dits = [dire_un_prix(f"{prix[0].montant:f}", piece=True)]
    if not dits or questionnaire.chiffree not in questionnaire.questions:
        return deroule
    return deroule.entendre(questionnaire.chiffree, None, "\n".join(dits), turn.aujourdhui.isoformat())


def entendre_en_passant(turn: Turn, cas: Cas, texte: str, sauf: Collection[str] = ()) -> tuple[Cas, list[Echo]]:
    """The questions that words answer without being asked, noted as they were said; told again, they are added to."""
    deroule, echos = cas.deroule, list[Echo]()
    for une in _entendre(cas, texte)[0]:
        avant = deroule.reponses.get(une.question.id)
        if une.question.id in sauf or (avant is not None and une.texte in avant.texte):
            continue
        dit, choix = une.texte[:REPONSE_MAX], une.choix
        if avant is not None and avant.etat is Etat.REPONDU:
            dit = f"{avant.texte} ; {dit}" if avant.texte else dit
            choix = choix or deroule.choix_de(une.question.id)
        jour = turn.aujourdhui.isoformat()
        deroule = deroule.entendre(une.question.id, None if choix is None else choix.id, dit[:REPONSE_MAX], jour)
        echos.append(_echo(cas, une.question, "note", une.texte, choix))
    return (garder(turn, cas, deroule), echos) if echos else (cas, [])


def noter_ce_qui_est_dit(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note what words tell of the need, in whatever order; the question that waited is answered by the rest, or asked again."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    entendues, reste = _entendre(cas, acte.mots)
    cas, echos = entendre_en_passant(turn, cas, acte.mots)
    for une in entendues:
        entretien, notes = noter_les_faits(turn, entretien, cas, une.question, une.texte)
        echos = [replace(echo, faits=notes) if notes and echo.titre == une.question.titre else echo for echo in echos]
    question = cas.deroule.questionnaire.questions.get(str(acte.slots.get("question")))
    if question is None:
        contexte = {"echos": echos or [Echo(une.question.titre, "deja") for une in entendues]}
        suivant = replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id}))
        reprise = () if cas.deroule.fini else (bouton("reprendre_l_entretien", f"be:suite:{cas.achat.id}"),)
        return aparte(turn, suivant, Reply("besoin_note_en_passant", contexte, (*reprise, *_retour(entretien))))
    deja = question.id in {une.question.id for une in entendues}
    lue = lire_la_reponse(question, reste)
    if not deja and (lue.choix is not None or ne_sait_pas(reste)):
        etat = Etat.INCONNU if lue.choix is None else Etat.REPONDU
        choix = None if lue.choix is None else lue.choix.id
        reponse = Reponse(etat, choix, lue.texte if lue.choix else "", turn.aujourdhui.isoformat())
        cas = garder(turn, cas, cas.deroule.repondre(question.id, reponse))
        sort = "ouvert" if lue.choix is None else "note"
        echos = [*echos, _echo(cas, question, sort, lue.texte, lue.choix)]
    return suite(turn, entretien, cas, echos=echos or [Echo(une.question.titre, "deja") for une in entendues])


def _echo(cas: Cas, question: Question, sort: str, dit: str, choix: Choix | None, faits: Sequence[str] = ()) -> Echo:
    return Echo(
        question.titre,
        sort,
        dit or (choix.libelle if choix else ""),
        choix.libelle if choix and dit else "",
        "" if choix is None else choix.dit("conseil", cas.deroule.faits),
        faits,
        [une.titre for une in cas.deroule.ouvertes() if choix is not None and une.id in choix.saute],
    )


def reprendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take up the interview that was left, wherever and whenever it was; begin one where there was none."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero", a_reprendre(turn, entretien)))
    if cas is None or cas.garde is None:
        return commencer(turn, entretien, acte)
    return suite(turn, entretien, cas, repris=True)


def arreter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Leave it where it stands."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    reprise = bouton("reprendre_l_entretien", f"be:suite:{cas.achat.id}")
    note = (bouton_de_la_note(cas),) if cas.deroule.reponses else ()
    contexte = {"repondues": len(list(cas.deroule.dites())), "combien": len(cas.deroule.questions())}
    suivant = replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id}))
    # Who stops is asked nothing.
    return Outcome(suivant.en_json(), [Reply("besoin_arrete", contexte, (reprise, *note, *_retour(entretien)))])


def laisser(_turn: Turn, _attente: Acte, faits: Sequence[Acte]) -> Reply | None:
    """What is said of a question that waits, where the message is of something else."""
    return None if any(acte.nature in ACTES or acte.nature in COMPTENT for acte in faits) else Reply("besoin_garde")


# --- answered ---------------------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note an answer, to the question that waits or to another one that is answered anew, and go on."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    question = None if cas is None else cas.deroule.questionnaire.questions.get(str(acte.slots.get("question")))
    if cas is None or question is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    voulu = str(acte.slots.get("choix", ""))
    choix = question.le_choix(voulu)
    # Typed on the page under its question, it comes with its button.
    texte = str(acte.slots.get("texte", acte.mots)).strip()[:REPONSE_MAX]
    if (voulu and choix is None) or not (voulu or texte):
        return dialogue.dire(turn, entretien, "choix_inconnu")
    if not voulu:
        lue = lire_la_reponse(question, texte)
        choix, texte = lue.choix, lue.texte
    return _noter(turn, entretien, cas, question, choix, texte)


def _noter(turn: Turn, entretien: Entretien, cas: Cas, question: Question, choix: Choix | None, texte: str) -> Outcome:
    reponse = Reponse(Etat.REPONDU, None if choix is None else choix.id, texte, turn.aujourdhui.isoformat())
    avant, suivante = cas.deroule.reponses.get(question.id), cas.deroule.suivante
    ailleurs = suivante is None or suivante.id != question.id
    if ailleurs and avant is not None and (avant.etat, avant.choix) == (reponse.etat, reponse.choix) and not texte:
        # The same click twice.
        return suite(turn, entretien, cas, echos=[Echo(question.titre, "deja")])
    entretien, notes = noter_les_faits(turn, entretien, cas, question, texte)
    deroule = cas.deroule.repondre(question.id, reponse)
    if ailleurs and suivante is not None:
        deroule = replace(deroule, courante=cas.deroule.courante)
    sort = "note" if avant is None or avant.etat is not Etat.REPONDU else "corrige"
    echo = _echo(cas, question, sort, texte, choix, notes)
    return suite(turn, entretien, garder(turn, cas, deroule), echos=[echo])


def _sans_reponse(etat: Etat) -> Faire:
    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        cas = ouvrir(turn, entretien, acte.slots.get("numero"))
        question = None if cas is None else cas.deroule.questionnaire.questions.get(str(acte.slots.get("question")))
        if cas is None or question is None:
            return dialogue.dire(turn, entretien, "choix_inconnu")
        if cas.deroule.suivante is None or cas.deroule.suivante.id != question.id:
            # A button that was pressed already.
            return suite(turn, entretien, cas)
        reponse = Reponse(etat, None, "", turn.aujourdhui.isoformat())
        deroule = cas.deroule.repondre(question.id, reponse)
        echo = Echo(question.titre, "ouvert" if deroule.reponses[question.id].etat is Etat.INCONNU else "garde")
        return suite(turn, entretien, garder(turn, cas, deroule), echos=[echo])

    return faire


def revenir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask the question before again, its answer shown."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    avant = cas.deroule.retour()
    return suite(turn, entretien, cas if avant is None else garder(turn, cas, avant))


def reposer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask the same question again."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"), a_changer=False)
    return (
        dialogue.dire(turn, entretien, "choix_inconnu")
        if cas is None
        else suite(turn, entretien, cas, en_mots=bool(acte.slots.get("en_mots")))
    )


def dire_un_mot(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What a word means, then the question again."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"), a_changer=False)
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    question = suite(turn, entretien, cas)
    dit = fiches.chercher(turn, entretien, acte.mots, dire_rien=True)
    if dit is None:
        return question
    # The interview asks, and nothing else does.
    dites = [replace(un, choices=()) for un in dit.replies if un.template not in RAPPELS]
    return Outcome(question.etat, [*dites, *question.replies])


def suite(
    turn: Turn,
    entretien: Entretien,
    cas: Cas,
    *,
    echos: Sequence[Echo] = (),
    compris: Sequence[Mapping[str, Any]] = (),
    debut: bool = False,
    repris: bool = False,
    en_mots: bool = False,
) -> Outcome:
    """The next question, or what the interview made once all was asked."""
    question = cas.deroule.suivante
    if question is None:
        return _conclure(turn, entretien, cas, echos)
    rang, combien = cas.deroule.rang(question.id)
    reponse = cas.deroule.reponses.get(question.id)
    contexte = {
        "echos": echos,
        "compris": compris,
        "debut": debut,
        "repris": repris,
        "deja_dits": [une.titre for une, dite in cas.deroule.dites() if dite.etat is Etat.REPONDU] if repris else [],
        "en_mots": en_mots,
        "achat": cas.achat if repris and cas.achat.id != numero_d_ici(turn, entretien) else None,
        "rang": rang,
        "combien": combien,
        **{nom: question.dit(nom, cas.deroule.faits) for nom in ("question", "pourquoi", "exemple")},
        "deja": question.en_mots(reponse) if reponse is not None and reponse.etat is Etat.REPONDU else "",
    }
    suivant = replace(entretien, attente=Acte(REPONDRE, {"numero": cas.achat.id, "question": question.id}))
    return Outcome(suivant.en_json(), [Reply("besoin_question", contexte, _choix(cas, question, rang))])


def _choix(cas: Cas, question: Question, rang: int) -> tuple[Choice, ...]:
    ici = f"{cas.achat.id}:{question.id}"
    return (
        *(Choice(un.libelle, f"be:r:{ici}:{un.id}") for un in question.choix),
        bouton("inconnu", f"be:ns:{ici}"),
        bouton("plus_tard_dans_l_entretien", f"be:plus:{ici}"),
        *((bouton("question_d_avant", f"be:avant:{cas.achat.id}"),) if rang > 1 else ()),
        bouton("arreter_l_entretien", f"be:stop:{cas.achat.id}"),
    )


# --- what it made -----------------------------------------------------------------------------------------------------


def _conclure(turn: Turn, entretien: Entretien, cas: Cas, echos: Sequence[Echo]) -> Outcome:
    """What was answered, what it changes and what is left open, with the note for the file."""
    revoir = tuple(bouton("revoir_le_fait", f"be:revoir:{fait}") for fait in _a_revoir(turn, entretien, cas)[:1])
    choices = (bouton_de_la_note(cas), *revoir, bouton("cout_global", "c:cout_global"), *_retour(entretien))
    suivant = replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id}))
    reply = Reply("besoin_fini", {**contexte_de_la_note(turn.pack, ouvrable(turn), cas), "echos": echos}, choices)
    return puis_le_diagnostic(turn, suivant, cas, reply)


def puis_le_diagnostic(turn: Turn, entretien: Entretien, cas: Cas, reply: Reply) -> Outcome:
    """Answer, then go on with the diagnosis of the purchase, where the interview came before it."""
    if cas.achat.id != numero_d_ici(turn, entretien) or entretien.conclu or entretien.question is not None:
        return aparte(turn, entretien, reply)
    reprise = questions.avancer(turn, entretien)
    return Outcome(reprise.etat, [replace(reply, choices=reply.choices[:1]), *reprise.replies])


def _a_revoir(turn: Turn, entretien: Entretien, cas: Cas) -> Sequence[str]:
    return cas.deroule.a_revoir() if cas.achat.id == numero_d_ici(turn, entretien) else ()


def dire_la_note(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The note of the interview as it stands, as text and as a file."""
    if questionnaire_de(turn.pack) is None or turn.memoire is None:
        return aparte(turn, entretien, Reply("besoin_absent"))
    cas = ouvrir(turn, entretien, acte.slots.get("numero", a_reprendre(turn, entretien)), a_changer=False)
    if cas is None or not cas.deroule.reponses:
        return aparte(turn, entretien, Reply("besoin_rien", choices=_retour(entretien)))
    document = Document("besoin", str(cas.achat.id), f"note-besoin-{cas.achat.id}.docx")
    reste = () if cas.deroule.fini else (bouton("reprendre_l_entretien", f"be:suite:{cas.achat.id}"),)
    contexte = contexte_de_la_note(turn.pack, ouvrable(turn), cas)
    suivant = replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id}))
    reply = Reply("besoin_note", contexte, (*reste, *_retour(entretien)), document=document)
    # The question of the purchase comes back once the interview is over.
    return aparte(turn, suivant, reply) if cas.deroule.fini else Outcome(suivant.en_json(), [reply])


def bouton_de_la_note(cas: Cas) -> Choice:
    return bouton("note_du_besoin", f"be:note:{cas.achat.id}")


def _retour(entretien: Entretien) -> tuple[Choice, ...]:
    return retour_au_resultat(entretien)


def revoir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask again the fact that the answers put in doubt."""
    nom = str(acte.slots.get("nom"))
    if nom not in turn.pack.vocabulaire or not entretien.faits.connus():
        return dialogue.dire(turn, entretien, "choix_inconnu")
    return questions.revoir(turn, entretien, nom)


def pres_d_une_action(turn: Turn, action: int) -> tuple[Choice, ...]:
    """The interview, beside the actions that it serves."""
    return (bouton("interroger_le_besoin", "c:interroger_le_besoin"),) if s_interroge(turn.pack, action) else ()


ACTES: Mapping[str, Faire] = {
    "interroger_le_besoin": commencer,
    "reprendre_le_besoin": reprendre,
    "note_du_besoin": dire_la_note,
    REPONDRE: repondre,
    ENTENDRE: noter_ce_qui_est_dit,
    "besoin.inconnu": _sans_reponse(Etat.INCONNU),
    "besoin.passer": _sans_reponse(Etat.PASSE),
    "besoin.retour": revenir,
    "besoin.arreter": arreter,
    "besoin.reposer": reposer,
    "besoin.aparte": dire_un_mot,
    "besoin.revoir": revoir,
}

__all__ = [
    "ACTES",
    "REPONDRE",
    "REPONSE_MAX",
    "bouton_de_la_note",
    "entendre_en_passant",
    "laisser",
    "lire",
    "puis_le_diagnostic",
    "suite",
]
