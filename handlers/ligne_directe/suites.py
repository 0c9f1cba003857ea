"""What follows an answer: tried on the open one, then on the topics before it, before anything is searched anew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from handlers.conversation.vocabulary import Outcome, Reply, Turn
from handlers.ligne_directe import conseil, etat
from handlers.ligne_directe.appel import Appel, Sujet
from handlers.ligne_directe.etat import Geste
from handlers.ligne_directe.jugement import AUTRES_MAX, CLAIRE, Jugement, demandees, garde_de, juger
from knowledge.ecoute import Acte
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.ligne_directe import fil, paroles, precisions, sous_questions
from knowledge.ligne_directe.calculs import Contexte
from knowledge.ligne_directe.entrees import Entree, SousQuestion
from knowledge.ligne_directe.faits import ajouter, lire_les_faits, ne_dit_que_des_faits
from knowledge.ligne_directe.gardes import ALARMES
from knowledge.ligne_directe.repondeur import Trouvees

# Words of a sub-question, said alone in so few words, follow the open answer though nothing says that they do.
MOTS_SEULS = 6
# So few words only name a topic that is come back to.
MOTS_D_UN_NOM = 5
# More words than these tell something of their own; where they give other facts to a computation, more than those.
MOTS_D_UNE_SUITE, MOTS_D_UN_RECOMPTE = 20, 24
# From how clear it is what answers words by themselves on, they lean on nothing; nor do they with so many words that a topic does not know.
DIT_ASSEZ, MOTS_INCONNUS = 0.3, 3
# What is said of one's own contract.
CHIFFRES = frozenset({"montant_ht", "montant_ttc", "facture_ttc", "duree_mois", "notification", "reception"})


def lire(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """What these words ask of the open answer, or of one before it; None when they are about something else, or tell a case."""
    if paroles.lire_une_suite(texte) == "faire":
        return Acte("firme.et_maintenant")
    rappel = fil.lire_un_rappel(texte)
    dit = sans_politesse(texte) if rappel is None else rappel.suite
    if len(dit.split()) > MOTS_D_UN_RECOMPTE:
        return None
    ouvert = () if appel.entree is None else (appel,)
    anciens = tuple(appel.reprendre(sujet) for sujet in appel.fil)
    # "L'autre histoire" is not the last one, unless there is but that one.
    candidats = (*anciens, *ouvert) if rappel is not None and rappel.autre else (*ouvert, *anciens)
    for rang, un in enumerate(candidats):
        entree = conseil.trouver(turn, un.entree)
        if entree is None:
            continue
        # After words that nothing answered, what leans on the conversation leans on its last topic.
        suivi = un is appel or rappel is not None or (rang == 0 and fil.s_appuie(dit))
        acte = (_suit if suivi else _suit_encore)(turn, un, entree, dit)
        if acte is None and rappel is not None and (not dit or _ne_fait_que_nommer(entree, dit)):
            acte = Acte("firme.redire")
        if acte is not None and (not dit or not _est_un_cas(turn, entree, dit)):
            return acte if un is appel else Acte("firme.reprendre", {"entree": entree.id, "acte": acte}, mots=acte.mots)
    return None


def _ne_fait_que_nommer(entree: Entree, texte: str) -> bool:
    """ "La retenue": its subject, and nothing asked of it."""
    return sous_questions.nomme(entree, texte) and len(texte.split()) <= MOTS_D_UN_NOM


def sans_politesse(texte: str) -> str:
    """What a message says after its courtesies: "Laissez tomber. Et pour 30 000 ?"."""
    dites = fil.phrases(texte)
    while len(dites) > 1 and paroles.lire_une_parole(dites[0]) in ("remercier", "annuler"):
        dites = dites[1:]
    return " ".join(dites) if dites else texte


def _est_un_cas(turn: Turn, entree: Entree, texte: str) -> bool:
    """Whether a person must answer, even as it follows that answer: "ça change en janvier ?" tells nothing of the firm there."""
    repondeur, gardien = turn.repondeur(), turn.gardien
    garde = garde_de(texte, repondeur, gardien)
    return garde is not None and (
        garde in ALARMES or garde_de(f"{texte} {entree.titre}", repondeur, gardien) is not None
    )


def _suit(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """What words ask of the answer that is open, or that they come back to."""
    if len(texte.split()) > MOTS_D_UNE_SUITE:
        return _recompte(turn, appel, entree, texte)
    return (
        _dit(turn, appel, entree, texte)
        or conseil.lire_une_precision(turn, appel, texte)
        or _precise(turn, appel, entree, texte)
        or _chez_une_voisine(turn, appel, entree, texte)
        or _autre_sujet(turn, appel, entree, texte)
        or _recompte(turn, appel, entree, texte)
        or _avec_d_autres_faits(turn, appel, entree, texte)
        or _dans_le_sujet(turn, appel, entree, texte)
        or _tout(turn, entree, texte)
    )


def _suit_encore(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """What words ask of a topic that was left: only other facts for it, or what leans on it alone."""
    if ne_dit_que_des_faits(texte):
        precision = conseil.lire_une_precision(turn, appel, texte)
        return precision or (_precise(turn, appel, entree, texte) if fil.s_appuie(texte) else None)
    if not fil.s_appuie(texte) or len(texte.split()) > MOTS_D_UNE_SUITE:
        return None
    return _dans_le_sujet(turn, appel, entree, texte)


def _dit(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """ "C'est où ?", "c'est écrit où ?", "un modèle ?", "et la deuxième question ?", "et si je suis seul ?"."""
    dite = next((une for une in entree.sous_questions if une.id == appel.dite), None)
    source = entree if dite is None else dite
    quoi = paroles.lire_une_suite(texte)
    if quoi in ("reste", "source"):
        return Acte("suite_question")
    if quoi == "autre":
        return Acte("firme.ouvrir", {"entree": appel.aussi[0]}) if appel.aussi else None
    if quoi == "lettre":
        return Acte("firme.ouvrir", {"entree": source.lettre}) if source.lettre else None
    seul = lire_les_faits(texte, turn.aujourdhui).get("effectif") in conseil.SEUL
    if entree.calcul is None and (quoi == "exemple" or (seul and ne_dit_que_des_faits(texte))):
        quoi = "seul" if source.seul else None
    if quoi is None or not {"ou": source.liens, "qui": source.appeler, "seul": source.seul}.get(quoi):
        return None
    return Acte("firme.suite", {"quoi": quoi})


def _precise(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """Another sub-question of the answer, by its words or by the facts that are said; the same one, of other facts."""
    faits = ne_dit_que_des_faits(texte)
    enchaine = faits or fil.s_appuie(texte)
    if not enchaine and len(texte.split()) > MOTS_SEULS:
        return None
    seul = turn.repondeur().chercher(texte)
    appuie = fil.s_appuie(texte) and seul.evidence < CLAIRE
    ailleurs = bool(seul.sures) and seul.sures[0].entree is not entree and not appuie
    if not faits and ailleurs and sous_questions.inconnus(entree, texte):
        return None
    dits = lire_les_faits(texte, turn.aujourdhui)
    dites = [une for une, _ in demandees(entree, (texte,), ajouter(appel.faits, dits), _contexte(turn), dits)]
    # What words ask comes before what the amounts among them would decide.
    dite = next((une for une in dites if une.mots and not faits), dites[0] if dites else None)
    if dite is None or dite.generale or (not faits and not dite.mots and _premiere(seul) is not entree):
        return None
    decide = any(condition.fait in dits or condition.fait == sous_questions.MONTANT for condition in dite.si)
    if dite.id == appel.dite and not (dits and decide):
        return None
    return Acte("firme.preciser", {"faits": dits if dite.si else {}}, mots=texte)


def _chez_une_voisine(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """ "Et si je suis sous-traitant ?", of the advance: what is near it and named by these words, rather than all there is on what they name."""
    suite = precisions.lire_une_suite(texte)
    if suite is None or len(texte.split()) > MOTS_D_UN_NOM + 1:
        return None
    jugement = juger(f"{suite} {entree.titre}", turn.repondeur(), turn.gardien, turn.aujourdhui)
    voisine = jugement.entree
    if voisine is None or voisine is entree or voisine not in _famille(turn, entree):
        return None
    if not sous_questions.nomme(voisine, texte, entree) or sous_questions.inconnus(voisine, texte):
        return None
    dits = lire_les_faits(texte, turn.aujourdhui)
    dit = Jugement(
        entree=voisine, autres=jugement.autres, parties={voisine.id: (texte,)}, faits=ajouter(appel.faits, dits)
    )
    return Acte("question", {"jugement": dit}, mots=texte)


def _autre_sujet(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """ "Non la retenue, pas l'avance": what was asked before, of what is now named; else that alone."""
    lu = precisions.lire_un_autre_sujet(texte, f"{entree.titre} {entree.sujet} {appel.texte}")
    if lu is None:
        return None
    for question in (f"{lu.garde} {precisions.sans(appel.texte, lu.ecarte)}", lu.garde):
        jugement = juger(question, turn.repondeur(), turn.gardien, turn.aujourdhui)
        if jugement.entree is not None and jugement.entree.id != entree.id and jugement.soupcon is None:
            return Acte("question", {"jugement": jugement}, mots=question)
    return None


def _recompte(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """ "Et pour l'association de notre réseau, qui fait du soutien scolaire ?": other facts, told at length, for what was worked out."""
    suite = precisions.lire_une_suite(texte)
    seul = turn.repondeur().chercher(texte)
    if suite is None or _nomme_le_sien(turn, entree, texte, seul):
        return None
    utiles = conseil.utiles(turn, appel, entree, texte) or conseil.autre_choix(turn, appel, entree, suite)
    return Acte("firme.apprendre", {"faits": utiles}) if utiles else None


def _avec_d_autres_faits(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """ "Et pour 30 000 ?", of an answer that works nothing out: what is near it and does, where it is of such facts."""
    dits = lire_les_faits(texte, turn.aujourdhui)
    if entree.calcul is not None or not ne_dit_que_des_faits(texte) or not _en_parle(appel, entree, dits):
        return None
    connus = ajouter(appel.faits, dits)
    famille = _famille(turn, entree)
    # What was worked out before, of the same kind, is worked out again rather than something near it.
    calculs = {une.calcul for une in famille}
    vues = [
        une for sujet in appel.fil if (une := conseil.trouver(turn, sujet.entree)) is not None and une.calcul in calculs
    ]
    famille = [*vues, *famille]
    voisine = next((une for une in famille if conseil.utiles(turn, replace(appel, faits=connus), une, texte)), None)
    if voisine is None:
        return None
    return Acte("question", {"jugement": Jugement(entree=voisine, faits=connus)}, mots=texte)


def _en_parle(appel: Appel, entree: Entree, dits: Mapping[str, Any]) -> bool:
    """Whether facts of these kinds were said of a topic, or decide what it answers."""
    decident = {condition.fait for une in entree.sous_questions for condition in une.si}
    montants = {"montant_ht", "montant_ttc"}
    montant = sous_questions.MONTANT in decident or bool(montants & appel.faits.keys())
    return any(nom in appel.faits or nom in decident or (nom in montants and montant) for nom in dits)


def _dans_le_sujet(turn: Turn, appel: Appel, entree: Entree, texte: str) -> Acte | None:
    """ "On me la rend quand", of the retention: the question that words make with the name of what they lean on, if it is of that or of what is near."""
    if not (fil.s_appuie(texte) or len(texte.split()) <= MOTS_SEULS) or _a_son_sujet(turn, entree, texte):
        return None
    if len(sous_questions.inconnus(entree, texte)) > MOTS_INCONNUS:
        return None
    famille, seul = _famille(turn, entree), turn.repondeur().chercher(texte)
    if seul.sures and seul.evidence >= DIT_ASSEZ:
        # It says enough by itself.
        return None
    dits = lire_les_faits(texte, turn.aujourdhui)
    faits = ajouter(appel.faits, dits)
    proches = [une.entree for une in (*seul.sures, *seul.autres) if une.entree in famille]
    if not proches and _en_mots(turn, entree, texte, faits, dits) is None:
        return None
    question = f"{precisions.lire_une_suite(texte) or texte} {entree.titre}"
    jugement = juger(question, turn.repondeur(), turn.gardien, turn.aujourdhui)
    possibles = [une for une in (jugement.entree, *proches) if une in (entree, *famille)]
    dites = {une.id: _en_mots(turn, une, texte, faits, dits) for une in possibles}
    # What a sub-question's words ask comes before what is only near; by its name alone the topic would answer anything.
    for trouvee in sorted(possibles, key=lambda une: dites[une.id] is None):
        demandee = dites[trouvee.id]
        if trouvee is entree and demandee is not None and demandee.id != appel.dite:
            return Acte("firme.preciser", {"faits": dits}, mots=texte)
        if trouvee is not entree and (demandee is not None or trouvee in proches):
            dit = Jugement(entree=trouvee, autres=jugement.autres, parties={trouvee.id: (texte,)}, faits=faits)
            return Acte("question", {"jugement": dit}, mots=texte)
    return None


def _en_mots(
    turn: Turn, entree: Entree, texte: str, faits: Mapping[str, Any], dits: Mapping[str, Any]
) -> SousQuestion | None:
    """The sub-question of an answer that words themselves ask."""
    dites = demandees(entree, (texte,), faits, _contexte(turn), dits)
    return next((une for une, _ in dites if une.mots), None)


def _tout(turn: Turn, entree: Entree, texte: str) -> Acte | None:
    """ "C'est obligatoire ?": what asks nothing that a sub-question answers is answered by all that was approved; what is hardly clear is asked about."""
    if len(texte.split()) > MOTS_SEULS or not demande(texte) or _a_son_sujet(turn, entree, texte):
        return None
    trouvees = turn.repondeur().chercher(texte)
    if not trouvees.sures and not sous_questions.inconnus(entree, texte):
        return Acte("suite_question")
    if not trouvees.sures or not fil.s_appuie(texte) or trouvees.sures[0].entree in (entree, *_famille(turn, entree)):
        return None
    proches = (trouvees.sures[0].entree, entree, *_famille(turn, entree))
    return Acte("question", {"jugement": Jugement(autres=proches[:AUTRES_MAX])}, mots=texte)


def demande(texte: str) -> bool:
    """Whether words ask, or go on asking: "et pour 30 000"."""
    return ressemble_a_une_question(texte) or precisions.lire_une_suite(texte) is not None


def _a_son_sujet(turn: Turn, entree: Entree, texte: str) -> bool:
    """Whether words are a question of their own: clearly, or by the name of what answers them."""
    seul = turn.repondeur().chercher(texte)
    if not seul.sures or seul.sures[0].entree in (entree, *_famille(turn, entree)):
        return False
    return seul.evidence >= DIT_ASSEZ or _nomme_le_sien(turn, entree, texte, seul)


def _nomme_le_sien(turn: Turn, entree: Entree, texte: str, seul: Trouvees) -> bool:
    """Whether words name what answers them, which is neither that answer nor near it."""
    premiere = seul.sures[0].entree if seul.sures else None
    if premiere is None or premiere in (entree, *_famille(turn, entree)):
        return False
    return sous_questions.nomme(premiere, texte, entree)


def _premiere(trouvees: Trouvees) -> Entree | None:
    """What comes nearest, sure or not."""
    return next((une.entree for une in (*trouvees.sures, *trouvees.autres)), None)


def _famille(turn: Turn, entree: Entree) -> list[Entree]:
    """The answers that an answer sends to, and those that send to it."""
    toutes = turn.ligne().entrees
    siennes = [toutes[nom] for nom in entree.voir if nom in toutes]
    return [*siennes, *(une for une in toutes.values() if entree.id in une.voir and une not in siennes)]


def _contexte(turn: Turn) -> Contexte:
    return Contexte(turn.pack, turn.ligne(), turn.aujourdhui)


# --- what a firm takes back ---------------------------------------------------------------------------------------------


def corriger(turn: Turn, appel: Appel, texte: str) -> list[Acte]:
    """ "Je me suis trompée : nous sommes 45 dont 20 handicapés. On est payés quand ?": what that changes, then what is asked besides."""
    dites = fil.phrases(texte)
    corrigent = [une for une in dites if precisions.lire_une_correction(une) is not None and "?" not in une]
    faits = conseil.de_la_firme(" ".join(corrigent), turn) if corrigent else {}
    if not faits or garde_de(texte, turn.repondeur(), turn.gardien) is not None:
        return []
    reste = " ".join(une for une in dites if une not in corrigent)
    jugement = juger(reste, turn.repondeur(), turn.gardien, turn.aujourdhui) if reste else Jugement()
    change = next(_changent(turn, appel, faits), Acte("firme.se_dire", {"faits": faits}))
    question = [Acte("question", {"jugement": jugement}, mots=reste)] if jugement.entree is not None else []
    return [change, *question]


def _changent(turn: Turn, appel: Appel, faits: Mapping[str, Any]) -> Iterator[Acte]:
    """What was worked out for the firm, and hangs on what it takes back; told again of the firm as it said it is."""
    siens = ajouter(appel.firme, faits)
    acte = Acte("firme.apprendre", {"faits": siens, "de_soi": True})
    for un in (appel, *(appel.reprendre(sujet) for sujet in appel.fil)):
        entree = conseil.trouver(turn, un.entree)
        if entree is not None and conseil.parmi_les_utiles(entree, replace(un, faits=siens), faits):
            yield acte if un is appel else Acte("firme.reprendre", {"entree": entree.id, "acte": acte})


# --- what is done ---------------------------------------------------------------------------------------------------------


def dire(turn: Turn, appel: Appel, acte: Acte) -> Outcome:
    """Where to go, whom else to call, or an example: of the open answer."""
    entree = conseil.trouver(turn, appel.entree)
    if entree is None:
        return conseil.perime(turn, appel)
    ligne = turn.ligne()
    dite = next((une for une in entree.sous_questions if une.id == appel.dite), entree)
    quoi = acte.slots["quoi"]
    lieux = ligne.noms(dite.liens if quoi == "ou" else dite.appeler)
    contexte = {
        "quoi": quoi,
        "lieux": [un for un in lieux if un.adresse],
        "sans_adresse": [un for un in lieux if not un.adresse],
        "seul": conseil.remplir_du_jour(turn, dite.seul or ""),
    }
    rappel = conseil.a_redemander(turn, appel)
    reply = Reply("suite", contexte, conseil.apres(turn, entree) if rappel is None else ())
    return etat.garder(turn, replace(appel), *(une for une in (reply, rappel) if une is not None))


def redire(turn: Turn, appel: Appel) -> Outcome:
    """A topic that is come back to, of which nothing more is asked."""
    entree = conseil.trouver(turn, appel.entree)
    return (
        conseil.perime(turn, appel)
        if entree is None
        else conseil.dire(turn, appel, entree, Jugement(parties={entree.id: ()}))
    )


def dire_quoi_faire(turn: Turn, appel: Appel) -> Outcome:
    """ "Et moi, je dois faire quelque chose ?": what is under way here, and what can be done of the firm's own topic."""
    connus = (appel, *(appel.reprendre(un) for un in appel.fil))
    # What it gave figures for is its own; the rest was asked for others, or in passing.
    siens = sorted(connus, key=lambda un: not CHIFFRES & un.faits.keys())
    entree = next((une for un in siens if (une := conseil.trouver(turn, un.entree)) is not None), None)
    proches = () if entree is None else (entree, *_famille(turn, entree))
    utile = next((une for une in proches if une.faire), entree)
    contexte = {
        "demande": turn.firme.demande(),
        "titre": None if utile is None else conseil.titre(turn, utile),
        "faire": () if utile is None else [conseil.remplir_du_jour(turn, geste) for geste in utile.faire],
    }
    choices = () if entree is None else conseil.apres(turn, entree)
    return etat.garder(turn, appel, Reply("et_maintenant", contexte, choices))


def sujet(appel: Appel, entree: str) -> Sujet | None:
    """The earlier topic of that answer."""
    return next((un for un in appel.fil if un.entree == entree), None)


GESTES: Mapping[str, Geste] = {
    "firme.suite": lambda turn, _, appel, acte: dire(turn, appel, acte),
    "firme.et_maintenant": lambda turn, _, appel, __: dire_quoi_faire(turn, appel),
    "firme.redire": lambda turn, _, appel, __: redire(turn, appel),
}
