"""What is done of the interview before buying: begun, answered, left and taken up again, told in a note."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from handlers.besoin.deroulement import (
    Cas,
    a_reprendre,
    garder,
    inscrire,
    noter_les_faits,
    numero_d_ici,
    ouvrir,
)
from handlers.besoin.note import contexte_de_la_note, ouvrable
from handlers.conversation.acts import CHERCHENT, DISENT, SEULS, Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.contexte import contexte_de
from handlers.conversation.entretien import Entretien
from handlers.conversation.formules import lire_formule, peut_repondre
from handlers.conversation.vocabulary import Choice, Document, Outcome, Reply, Turn
from handlers.diagnostic import dialogue, questions
from handlers.diagnostic.paroles import apprendre_la_description
from handlers.diagnostic.resultat import retour_au_resultat
from handlers.fiches import recherche as fiches
from knowledge.besoin.chargement import questionnaire_de
from knowledge.besoin.paroles import (
    arrete,
    change_d_avis,
    demande_l_entretien,
    demande_la_note,
    demande_un_cout_global,
    lire_la_reponse,
    lire_un_revirement,
    n_est_qu_un_avis,
    reprend_l_entretien,
)
from knowledge.besoin.questionnaire import Choix, Etat, Question, Reponse
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import SUR
from knowledge.francais.questionnement import demande_une_definition, est_directe, ressemble_a_une_question
from knowledge.suivi.reponses import ne_sait_pas

# What the next words may answer: a question, which purchase it is about, what was said in the end.
REPONDRE, DECRIRE, SUITE = "besoin.repondre", "besoin.decrire", "besoin.suite"
REPONSE_MAX = 600
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
    if questionnaire_de(turn.pack) is None or turn.memoire is None:
        return None
    # An empty message is read without what was awaited, and is no answer.
    attente = entretien.attente if texte.strip() else Entretien.depuis_json(turn.pack.vocabulaire, turn.etat).attente
    if isinstance(attente, Acte) and (lue := _de_ce_qui_attend(turn, entretien, texte, attente)) is not None:
        return Proposition(lue, Force.ATTENDU)
    for demande, nature in (
        (reprend_l_entretien, "reprendre_le_besoin"),
        (demande_la_note, "note_du_besoin"),
        (demande_l_entretien, "interroger_le_besoin"),
    ):
        if demande(texte):
            return Proposition(Acte(nature, mots=texte), Force.ENTIER)
    if change_d_avis(texte) and (ici := numero_d_ici(turn, entretien)) is not None:
        revirement = _d_un_revirement(turn, entretien, texte, Acte(SUITE, {"numero": ici}))
        return None if revirement is None else Proposition(revirement, Force.SINON)
    return None


def _de_ce_qui_attend(turn: Turn, entretien: Entretien, texte: str, attente: Acte) -> Acte | None:
    match attente.nature:
        case "besoin.repondre":
            return _de_la_question(turn, entretien, texte, attente)
        case "besoin.decrire" if peut_repondre(texte) and not _fait_autre_chose(turn, entretien, texte):
            return Acte("interroger_le_besoin", {"decrit": True}, mots=texte)
        case "besoin.suite":
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
    if ne_sait_pas(texte):
        return Acte("besoin.inconnu", slots, mots=texte)
    if reprend_l_entretien(texte) or demande_l_entretien(texte):
        return Acte("besoin.reposer", slots, mots=texte)
    if demande_la_note(texte):
        return Acte("note_du_besoin", {"numero": slots.get("numero")}, mots=texte)
    if demande_un_cout_global(texte):
        return None
    if demande_une_definition(texte):
        return Acte("besoin.aparte", slots, mots=texte)
    if est_directe(texte):
        return None
    cas = ouvrir(turn, entretien, slots.get("numero"), a_changer=False)
    question = None if cas is None else cas.deroule.questionnaire.questions.get(str(slots.get("question")))
    if question is None:
        return None
    if not question.choix and n_est_qu_un_avis(texte):
        return Acte("besoin.reposer", {**slots, "en_mots": True}, mots=texte)
    if lire_la_reponse(question, texte).choix is None:
        if (revirement := _d_un_revirement(turn, entretien, texte, attente)) is not None:
            return revirement
        if not peut_repondre(texte) or _fait_autre_chose(turn, entretien, texte):
            return None
    return Acte(REPONDRE, slots, mots=texte)


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
    if not entretien.faits.connus():
        entretien = apprendre_la_description(turn, entretien, acte.mots)
        if acte.slots.get("decrit"):
            lecture = turn.lecteur.lire(acte.mots, turn.aujourdhui, entretien.faits)
            entretien = questions.nommer(turn, entretien, lecture)
    if not set(entretien.faits.connus()) - ({"objet"} if not acte.slots.get("decrit") else set()):
        return Outcome(replace(entretien, attente=Acte(DECRIRE)).en_json(), [Reply("besoin_sans_achat")])
    entretien, numero = inscrire(turn, entretien)
    cas = ouvrir(turn, entretien, numero)
    if cas is None:
        return aparte(turn, entretien, Reply("achat_inconnu"))
    return _suite(turn, entretien, cas, debut=cas.garde is None)


def reprendre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Take up the interview that was left, wherever and whenever it was; begin one where there was none."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero", a_reprendre(turn, entretien)))
    if cas is None or cas.garde is None:
        return commencer(turn, entretien, acte)
    return _suite(turn, entretien, cas, repris=True)


def arreter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Leave it where it stands."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    reprise = bouton("reprendre_l_entretien", f"be:suite:{cas.achat.id}")
    note = (_bouton_de_la_note(cas),) if cas.deroule.reponses else ()
    contexte = {"repondues": len(list(cas.deroule.dites())), "combien": len(cas.deroule.questions())}
    suivant = replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id}))
    return aparte(turn, suivant, Reply("besoin_arrete", contexte, (reprise, *note, *_retour(entretien))))


def laisser(_turn: Turn, _attente: Acte, faits: Sequence[Acte]) -> Reply | None:
    """What is said of a question that waits, where the message is of something else."""
    return None if any(acte.nature in ACTES for acte in faits) else Reply("besoin_garde")


# --- answered ---------------------------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Note an answer, to the question that waits or to another one that is answered anew, and go on."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    question = None if cas is None else cas.deroule.questionnaire.questions.get(str(acte.slots.get("question")))
    if cas is None or question is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    voulu = str(acte.slots.get("choix", ""))
    choix = question.le_choix(voulu)
    if voulu and choix is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    texte = acte.mots[:REPONSE_MAX]
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
        return _suite(turn, entretien, cas, echo=Echo(question.titre, "deja"))
    entretien, notes = noter_les_faits(turn, entretien, cas, question, texte)
    deroule = cas.deroule.repondre(question.id, reponse)
    if ailleurs and suivante is not None:
        deroule = replace(deroule, courante=cas.deroule.courante)
    echo = Echo(
        question.titre,
        "note" if avant is None or avant.etat is not Etat.REPONDU else "corrige",
        texte or (choix.libelle if choix else ""),
        choix.libelle if choix and texte else "",
        "" if choix is None else choix.dit("conseil", deroule.faits),
        notes,
        [une.titre for une in cas.deroule.ouvertes() if choix is not None and une.id in choix.saute],
    )
    return _suite(turn, entretien, garder(turn, cas, deroule), echo=echo)


def _sans_reponse(etat: Etat) -> Faire:
    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        cas = ouvrir(turn, entretien, acte.slots.get("numero"))
        question = None if cas is None else cas.deroule.questionnaire.questions.get(str(acte.slots.get("question")))
        if cas is None or question is None:
            return dialogue.dire(turn, entretien, "choix_inconnu")
        if cas.deroule.suivante is None or cas.deroule.suivante.id != question.id:
            # A button that was pressed already.
            return _suite(turn, entretien, cas)
        reponse = Reponse(etat, None, "", turn.aujourdhui.isoformat())
        deroule = cas.deroule.repondre(question.id, reponse)
        echo = Echo(question.titre, "ouvert" if deroule.reponses[question.id].etat is Etat.INCONNU else "garde")
        return _suite(turn, entretien, garder(turn, cas, deroule), echo=echo)

    return faire


def revenir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask the question before again, its answer shown."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"))
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    avant = cas.deroule.retour()
    return _suite(turn, entretien, cas if avant is None else garder(turn, cas, avant))


def reposer(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask the same question again."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"), a_changer=False)
    return (
        dialogue.dire(turn, entretien, "choix_inconnu")
        if cas is None
        else _suite(turn, entretien, cas, en_mots=bool(acte.slots.get("en_mots")))
    )


def dire_un_mot(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What a word means, then the question again."""
    cas = ouvrir(turn, entretien, acte.slots.get("numero"), a_changer=False)
    if cas is None:
        return dialogue.dire(turn, entretien, "choix_inconnu")
    suite = _suite(turn, entretien, cas)
    dit = fiches.chercher(turn, entretien, acte.mots, dire_rien=True)
    return (
        suite
        if dit is None
        else Outcome(suite.etat, [*(replace(un, choices=()) for un in dit.replies), *suite.replies])
    )


def _suite(
    turn: Turn,
    entretien: Entretien,
    cas: Cas,
    *,
    echo: Echo | None = None,
    debut: bool = False,
    repris: bool = False,
    en_mots: bool = False,
) -> Outcome:
    """The next question, or what the interview made once all was asked."""
    question = cas.deroule.suivante
    if question is None:
        return _conclure(turn, entretien, cas, echo)
    rang, combien = cas.deroule.rang(question.id)
    reponse = cas.deroule.reponses.get(question.id)
    contexte = {
        "echo": echo,
        "debut": debut,
        "repris": repris,
        "en_mots": en_mots,
        "achat": cas.achat if repris and cas.achat.id != numero_d_ici(turn, entretien) else None,
        "rang": rang,
        "combien": combien,
        **{nom: question.dit(nom, cas.deroule.faits) for nom in ("question", "pourquoi", "exemple")},
        "deja": _en_mots(question, reponse) if reponse is not None and reponse.etat is Etat.REPONDU else "",
    }
    suivant = replace(entretien, attente=Acte(REPONDRE, {"numero": cas.achat.id, "question": question.id}))
    return Outcome(suivant.en_json(), [Reply("besoin_question", contexte, _choix(cas, question, rang))])


def _en_mots(question: Question, reponse: Reponse) -> str:
    choix = question.le_choix(reponse.choix)
    return reponse.texte or (choix.libelle if choix else "")


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


def _conclure(turn: Turn, entretien: Entretien, cas: Cas, echo: Echo | None) -> Outcome:
    """What was answered, what it changes and what is left open, with the note for the file."""
    revoir = tuple(bouton("revoir_le_fait", f"be:revoir:{fait}") for fait in _a_revoir(turn, entretien, cas)[:1])
    choices = (_bouton_de_la_note(cas), *revoir, bouton("cout_global", "c:cout_global"), *_retour(entretien))
    suivant = replace(entretien, attente=Acte(SUITE, {"numero": cas.achat.id}))
    contexte = {**contexte_de_la_note(turn.pack, ouvrable(turn), cas), "echo": echo}
    return aparte(turn, suivant, Reply("besoin_fini", contexte, choices))


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
    return aparte(turn, suivant, Reply("besoin_note", contexte, (*reste, *_retour(entretien)), document=document))


def _bouton_de_la_note(cas: Cas) -> Choice:
    return bouton("note_du_besoin", f"be:note:{cas.achat.id}")


def _retour(entretien: Entretien) -> tuple[Choice, ...]:
    return retour_au_resultat(entretien)


def revoir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Ask again the fact that the answers put in doubt."""
    nom = str(acte.slots.get("nom"))
    if nom not in turn.pack.vocabulaire or not entretien.faits.connus():
        return dialogue.dire(turn, entretien, "choix_inconnu")
    return questions.revoir(turn, entretien, nom)


ACTES: Mapping[str, Faire] = {
    "interroger_le_besoin": commencer,
    "reprendre_le_besoin": reprendre,
    "note_du_besoin": dire_la_note,
    REPONDRE: repondre,
    "besoin.inconnu": _sans_reponse(Etat.INCONNU),
    "besoin.passer": _sans_reponse(Etat.PASSE),
    "besoin.retour": revenir,
    "besoin.arreter": arreter,
    "besoin.reposer": reposer,
    "besoin.aparte": dire_un_mot,
    "besoin.revoir": revoir,
}

__all__ = ["ACTES", "REPONDRE", "SUITE", "laisser", "lire"]
