"""Fiches, objectives, glossary and search: what can be asked aside, before coming back to the question."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zlib import crc32

from handlers.apprentissage.incompris import noter
from handlers.conversation.acts import Faire, Force, Proposition, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape, Recherche
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from knowledge.ecoute import Acte
from knowledge.ecoute.actes import SUR
from knowledge.ecoute.precisions import groupes
from knowledge.francais.avis import lire_avis
from knowledge.francais.langue import plat
from knowledge.francais.questionnement import (
    RECHERCHE,
    demande_une_definition,
    demande_une_difference,
    est_directe,
    parle_d_un_objectif,
)
from knowledge.francais.redaction import premieres_phrases
from knowledge.francais.texte import simplifier
from knowledge.plan.pack import Fiche, Terme
from knowledge.recherche import Trouvailles
from storage.apprentissage.records import GenreIncompris

# What a fiche that is found says of itself, the mark of its title aside.
MOTS_EN_BREF = 57
# How many fiches are proposed instead of an answer.
PROPOSEES_MAX = 3

NUMERO = re.compile(r"\d+")


# So few words around the number of a fiche ask for that one.
MOTS_D_UN_NUMERO = 7
# A longer message asks more than what a word means.
MOTS_D_UNE_DEFINITION = 9
# From so well on a fiche answers words that may look for none: on 2,824 messages of other acts, 6 in 100 reach it.
NETTE = 0.8


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """ "fiche 11", "c'est quoi un MAPA ?": these name what they want, and answer no question; "non" right under a fiche refuses it."""
    if refuse_la_reponse(turn, entretien, texte):
        return Proposition(Acte("refuser_reponse", mots=texte), Force.ATTENDU)
    if est_directe(texte):
        return Proposition(Acte("chercher", mots=texte), Force.ENTIER)
    if demande_une_definition(texte) and len(texte.split()) <= MOTS_D_UNE_DEFINITION:
        # What is asked of no word that is known may be of the purchase: "qu'est-ce que j'ai gardé ?".
        trouvees = turn.chercheur().chercher(texte)
        connue = trouvees.termes or (trouvees.resultats and trouvees.resultats[0].score >= NETTE)
        return Proposition(Acte("definition", mots=texte), Force.ENTIER if connue else Force.SINON)
    return None


def par_numero(dire: Callable[[Turn, Entretien, int], Outcome | None]) -> Faire:
    """What a button shows by its number; that it is unknown, where it is none of the plan."""

    def faire(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
        numero = acte.slots["numero"]
        vu = dire(turn, entretien, numero) if isinstance(numero, int) else None
        return vu or aparte(turn, entretien, Reply("choix_inconnu"))

    return faire


def repondre(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """What the words look for, or that nothing fits; "la 12, c'est quoi" names its fiche."""
    nommees = [numero for groupe in groupes(plat(acte.mots)) for numero in groupe.numeros if numero in turn.pack.fiches]
    court = len(acte.mots.split()) <= MOTS_D_UN_NUMERO and not parle_d_un_objectif(acte.mots)
    if len(nommees) == 1 and court:
        return _carte(turn, replace(entretien, recherche=None), nommees[0])
    outcome = chercher(turn, entretien, acte.mots, dire_rien=True, sur=acte.surete >= SUR)
    assert outcome is not None
    return outcome


def ouvrir(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The fiche that is named by its number; else what the words look for."""
    numero = acte.slots.get("numero")
    if not isinstance(numero, int):
        return repondre(turn, entretien, acte)
    return _carte(turn, replace(entretien, recherche=None), numero)


def chercher(turn: Turn, entretien: Entretien, texte: str, *, dire_rien: bool, sur: bool = False) -> Outcome | None:
    """Look the words up; None when nothing fits and `dire_rien` is False. `sur`: they surely look for something; where they may
    not, what hardly fits is offered, and not shown.
    """
    numero = NUMERO.search(texte)
    if est_directe(texte) and numero and not parle_d_un_objectif(texte):
        # Asked by its number, it is what was asked for: there is nothing to refuse.
        return _carte(turn, replace(entretien, recherche=None), int(numero[0]))
    trouve = RECHERCHE.match(simplifier(texte))
    trouvailles = turn.chercheur().chercher(trouve["quoi"] if trouve else texte)
    if trouvailles.termes and (demande_une_definition(texte) or not trouvailles.resultats):
        entretien, refus = refusable(turn, entretien, texte, trouvailles, montrees=0)
        *avant, dernier = trouvailles.termes[: 2 if demande_une_difference(texte) else 1]
        dites = [replace(dire_un_terme(turn, entretien, terme, refus).replies[0], choices=()) for terme in avant]
        outcome = dire_un_terme(turn, entretien, dernier, refus)
        return Outcome(outcome.etat, [*dites, *outcome.replies])
    if trouvailles.objectif is not None:
        return dire_un_objectif(turn, replace(entretien, recherche=None), trouvailles.objectif)
    if trouvailles.resultats and not (sur or trouvailles.direct or trouvailles.resultats[0].score >= NETTE):
        proposees = tuple(une.numero for une in trouvailles.resultats)
        trouvailles = replace(trouvailles, resultats=(), suggestions=proposees)
    if trouvailles.resultats:
        premier, *autres = trouvailles.resultats
        voisines = tuple(autre.numero for autre in autres[:2])
        if trouvailles.direct:
            return _carte(turn, replace(entretien, recherche=None), premier.numero, voisines)
        entretien, refus = refusable(turn, entretien, texte, trouvailles, montrees=1)
        return _en_bref(turn, entretien, premier.numero, voisines, refus)
    if trouvailles.suggestions or dire_rien:
        proposees = trouvailles.suggestions[:PROPOSEES_MAX]
        noter(turn, GenreIncompris.RECHERCHE, texte, suggestions=proposees)
        fiches = [turn.pack.fiches[numero] for numero in proposees]
        choices = tuple(map(_par_son_titre, fiches))
        # Noted already: to refuse one of these will not note it again.
        recherche = Recherche(turn.anonymiser(texte), (), tuple(proposees), refusee=True) if proposees else None
        reply = Reply("rien_trouve", {"suggestions": fiches, "texte": texte}, choices)
        return _a_cote(turn, replace(entretien, recherche=recherche), reply)
    return None


def nette(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """The fiche, or the term, that clearly answers; None where none does."""
    trouvees = turn.chercheur().chercher(texte)
    if trouvees.termes or trouvees.direct or (trouvees.resultats and trouvees.resultats[0].score >= NETTE):
        return chercher(turn, entretien, texte, dire_rien=False)
    return None


def _a_cote(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome:
    """Answer aside; under a result, with the way back to it: a number is still that of an action."""
    if entretien.etape is Etape.RESULTAT and entretien.diagnostic is not None:
        reply = replace(reply, choices=(*reply.choices, bouton("retour_au_resultat", "c:resultat")))
    return aparte(turn, entretien, reply)


def refusable(
    turn: Turn,
    entretien: Entretien,
    texte: str,
    trouvailles: Trouvailles,
    *,
    montrees: int,
    reponse: str | None = None,
) -> tuple[Entretien, Choice]:
    """Remember the question with its answer (`reponse`: the name of an approved one), and the button that says it was not that."""
    numeros = tuple(trouvaille.numero for trouvaille in trouvailles.resultats)
    autres = numeros[montrees : montrees + PROPOSEES_MAX]
    recherche = Recherche(turn.anonymiser(texte), numeros[:montrees], autres, reponse=reponse)
    return replace(entretien, recherche=recherche), _bouton_de_refus(recherche)


def _bouton_de_refus(recherche: Recherche) -> Choice:
    return bouton("pas_ma_question", f"refus:{_empreinte(recherche)}")


def _empreinte(recherche: Recherche) -> str:
    """Which question a button was under: another one may have been asked since."""
    return f"{crc32(recherche.texte.encode()):08x}"


def dire_une_fiche(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """A fiche chosen by its button: one that a search proposed can be refused as its first answer can."""
    recherche = entretien.recherche
    if recherche is None or numero not in (*recherche.montrees, *recherche.autres):
        return _carte(turn, replace(entretien, recherche=None), numero)
    # Opened, it is another answer to the same question.
    autres = tuple(autre for autre in recherche.autres if autre != numero)
    ouverte = replace(recherche, montrees=(numero,), autres=autres)
    return _carte(turn, replace(entretien, recherche=ouverte), numero, refus=_bouton_de_refus(ouverte))


def vient_de_chercher(turn: Turn) -> bool:
    """Whether the last reply answered what was looked up: it offers to say that it was not that."""
    return any(valeur.startswith("refus:") for valeur, _ in turn.etat.get("choix_offerts", ()))


def refuse_la_reponse(turn: Turn, entretien: Entretien, texte: str) -> bool:
    """ "Non, c'est pas ça" right under a found fiche; under a question, it would answer that question."""
    if entretien.recherche is None or not vient_de_chercher(turn):
        return False
    avis = lire_avis(texte)
    return avis is not None and not avis.accord and not avis.suite and not simplifier(texte).isdecimal()


def refuser(turn: Turn, entretien: Entretien, empreinte: str | None = None) -> Outcome:
    """ "Ce n'est pas ma question": what else it may be, and how to find; noted once for the team.

    `empreinte` is that of the button; without it, the last question is meant. What was proposed and is refused without
    having been opened is not proposed again: nothing is left to refuse.
    """
    recherche = entretien.recherche
    if recherche is None and empreinte is None and (rappel := turn.reposer(turn, entretien)):
        # "J'ai pas compris la question": of what is asked.
        return Outcome(entretien.en_json(), [Reply("pas_clair_acheteur", {}, ()), rappel])
    if recherche is None or empreinte not in (None, _empreinte(recherche)):
        return _reformuler(turn, entretien, "rien")
    if not recherche.refusee:
        noter(turn, GenreIncompris.RECHERCHE_REFUSEE, recherche.texte, suggestions=recherche.montrees)
    elif not (recherche.montrees and recherche.autres):
        return _reformuler(turn, replace(entretien, recherche=None), "encore")
    suivant = replace(entretien, recherche=replace(recherche, montrees=(), refusee=True))
    return _reformuler(turn, suivant, "suivante" if recherche.refusee else "premiere", recherche.autres)


def _reformuler(turn: Turn, entretien: Entretien, refus: str, autres: tuple[int, ...] = ()) -> Outcome:
    fiches = [turn.pack.fiches[numero] for numero in autres if numero in turn.pack.fiches]
    choices = tuple(map(_par_son_titre, fiches))
    contexte = {"fiches": fiches, "service": turn.pack.services["commande_publique"], "refus": refus}
    reply = Reply("recherche_refusee", contexte, (*choices, bouton("chercher", "c:chercher")))
    return _a_cote(turn, entretien, reply)


def _carte(
    turn: Turn, entretien: Entretien, numero: int, voisines: tuple[int, ...] = (), refus: Choice | None = None
) -> Outcome:
    """A short card: what it is, when it applies, what to do, who leads, what is measured, what goes with it."""
    fiche = turn.pack.fiches.get(numero)
    if fiche is None:
        return _a_cote(turn, entretien, Reply("fiche_inconnue", {"numero": numero, "nombre": len(turn.pack.fiches)}))
    liens = [(lien.genre, turn.pack.fiches[lien.action]) for lien in turn.pack.liens[numero]]
    choices: tuple[Choice, ...] = (bouton("lectures", f"lectures:{numero}"),) if fiche.lectures else ()
    choices += tuple(
        bouton("fiche", f"fiche:{autre}", autre)
        for autre in dict.fromkeys([*(lien.numero for _, lien in liens), *voisines])
        if autre != numero
    )
    choices += () if refus is None else (refus,)
    contexte = {
        "fiche": fiche,
        "au": turn.aujourdhui,
        "objectif": turn.pack.objectif(fiche.objectif),
        "services": turn.pack.services,
        "liens": liens,
        "voisines": [turn.pack.fiches[voisine] for voisine in voisines],
    }
    return _a_cote(turn, entretien, Reply("fiche", contexte, choices))


def _en_bref(turn: Turn, entretien: Entretien, numero: int, voisines: tuple[int, ...], refus: Choice) -> Outcome:
    """What was looked for, in a few words; the whole is a button, and so are its neighbours."""
    fiche = turn.pack.fiches[numero]
    ouvrir = (bouton("toute_la_fiche", f"fiche:{numero}"), *(_par_son_titre(turn.pack.fiches[une]) for une in voisines))
    return _a_cote(turn, entretien, Reply("fiche_en_bref", en_peu_de_mots(fiche), (*ouvrir, refus)))


def en_peu_de_mots(fiche: Fiche) -> dict[str, Any]:
    """What is said of a fiche that was found: what it is, and when it applies where there is room."""
    reste = MOTS_EN_BREF - len(fiche.titre_court.split())
    return {"fiche": fiche, "dit": premieres_phrases(f"{fiche.resume} {fiche.quand_y_penser}", reste)}


def _par_son_titre(fiche: Fiche) -> Choice:
    return Choice(f"{fiche.numero} · {fiche.titre_court}", f"fiche:{fiche.numero}")


def dire_les_lectures(turn: Turn, entretien: Entretien, numero: int) -> Outcome | None:
    """How an action of the plan was read where its text leaves a doubt; None when there is no such fiche."""
    fiche = turn.pack.fiches.get(numero)
    return (
        None if fiche is None else _a_cote(turn, entretien, Reply("lectures", {"fiche": fiche, "au": turn.aujourdhui}))
    )


def dire_un_objectif(turn: Turn, entretien: Entretien, numero: int) -> Outcome | None:
    """An objective, and its fiches as choices; None when there is no such objective."""
    objectif = next((objectif for objectif in turn.pack.objectifs if objectif.numero == numero), None)
    if objectif is None:
        return None
    fiches = [fiche for fiche in turn.pack.fiches.values() if fiche.objectif == numero]
    choices = tuple(map(_par_son_titre, fiches))
    return _a_cote(turn, entretien, Reply("objectif", {"objectif": objectif, "fiches": fiches}, choices))


def dire_un_terme(turn: Turn, entretien: Entretien, terme: Terme, refus: Choice) -> Outcome:
    """A glossary entry; it never sets a fact."""
    fiches = [turn.pack.fiches[action] for action in terme.actions]
    choices = tuple(bouton("fiche", f"fiche:{fiche.numero}", fiche.numero) for fiche in fiches)
    return _a_cote(
        turn, entretien, Reply("terme", {"terme": terme, "fiches": fiches, "au": turn.aujourdhui}, (*choices, refus))
    )


def lister(turn: Turn, entretien: Entretien) -> Outcome:
    """Every fiche, by objective."""
    objectifs = [
        {"objectif": objectif, "fiches": [f for f in turn.pack.fiches.values() if f.objectif == objectif.numero]}
        for objectif in turn.pack.objectifs
    ]
    choices = tuple(
        bouton("objectif", f"objectif:{objectif.numero}", objectif.numero) for objectif in turn.pack.objectifs
    )
    return _a_cote(turn, entretien, Reply("fiches", {"objectifs": objectifs}, choices))
