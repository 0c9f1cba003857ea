"""Acts: what one message does, carried out whole; and what every capability does, answer aside."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.vocabulary import Outcome, Reply, Turn
from knowledge.ecoute import Acte

# Carries out one act. It always answers, be it to say that it cannot.
Faire = Callable[[Turn, Entretien, Acte], Outcome]


class Force(IntEnum):
    """How much a reading holds; of two that hold as much, the reader of acts decides, and where it cannot, the person."""

    SINON = 0  # where nothing else is read
    DIT = 1  # in words that others may read too
    ENTIER = 2  # it explains every word
    ATTENDU = 3  # it is the answer to what was just asked
    NOMME = 4  # it names what it is about by its number
    DESIGNE = 5  # it names, by its number, what was just asked about


@dataclass(frozen=True, slots=True)
class Proposition:
    """What a capability reads in a message: an act, and how much that reading holds. Nothing is done of it yet."""

    acte: Acte
    force: Force = Force.DIT


# Reads a message; looks up what it needs, writes nothing.
Lire = Callable[[Turn, Entretien, str], Proposition | None]


@dataclass(frozen=True, slots=True)
class Forme:
    """The act that a button encodes, and the names of what its value holds: "m:voir:12" is `Forme("registre.voir", "numero")`.

    Names that end in "?" may be missing; the last one takes all that is left, be it nothing, where it ends in "*", and stays words,
    as does an "empreinte", be it all figures; of the others, figures are a number, and a "numero" is one.
    """

    nature: str
    slots: tuple[str, ...] = ()

    def decoder(self, valeurs: Sequence[str]) -> Acte | None:
        """The act of a button that was pressed; None for what no button of ours holds.

        >>> Forme("registre.finit", ("numero", "jour")).decoder(["12", "2028-03-31"]).slots
        {'numero': 12, 'jour': '2028-03-31'}
        >>> Forme("registre.voir", ("numero",)).decoder(["²"]) is None
        True
        >>> Forme("fiches.refuser", ("empreinte",)).decoder(["07625547"]).slots
        {'empreinte': '07625547'}
        """
        lus: dict[str, Any] = {}
        reste = list(valeurs)
        for slot in self.slots:
            nom = slot.rstrip("?*")
            if slot.endswith("*"):
                lus[nom], reste = ":".join(reste), []
            elif reste:
                dit = reste.pop(0)
                numero = nom != "empreinte" and dit.isascii() and dit.isdecimal() and len(dit) <= CHIFFRES_MAX
                lus[nom] = int(dit) if numero else dit
            elif not slot.endswith("?"):
                return None
        return None if reste or not isinstance(lus.get("numero", 0), int) else Acte(self.nature, lus)


# No database numbers what is longer.
CHIFFRES_MAX = 9
# In which order what one message does is carried out: what ends or begins, what changes the facts, what is decided, what is
# asked, what goes out. What is not here is asked.
_AVANT = ("retour", "annuler", "nouvel_achat", "refuser_reponse", "informer", "ne_sait_pas", "passer", "retenir", "ecarter", "suivre", "rappel_reponse", "marche_fin", "saisir_chiffre")  # fmt: skip
_APRES = ("resultat", "resultat_entier", "recapituler", "calendrier", "exporter", "imprimer", "continuer")
# Courtesies, and what does nothing: said alone only.
SEULS = frozenset({"saluer", "remercier", "rien", "attendre", "hors_sujet", "incomprehensible"})
# What tells facts, read together: "non, 85 000 HT" is one thing.
DISENT = frozenset({"informer", "corriger", "oui", "non"})
# What looks its words up.
CHERCHENT = frozenset({"chercher", "definition", "clause", "contact", "calculer", "loi"})
# What notes by itself what the same words tell, then asks: said last, and nothing else is asked after it.
QUESTIONNENT = frozenset({"interroger_le_besoin"})
# What holds no fact, in whatever words it is said.
SANS_FAIT = frozenset(
    {"resultat", "recapituler", "nouvel_achat", "annuler", "continuer", "exporter", "imprimer", "aide"}
)
# What asks again what was pending: said once, last.
RAPPELS = frozenset({"question", "decrire", "douteux", "nouveau_ou_correction"})
# What says that nothing was found: beside what was done of the same words, it tells nothing.
VAINES = frozenset({"rien_trouve"})


def aparte(turn: Turn, entretien: Entretien, reply: Reply) -> Outcome:
    """Answer aside, then come back to the question that was pending."""
    replies = [reply]
    if entretien.etape is Etape.QUESTION and (rappel := turn.reposer(turn, entretien, revenons=True)):
        replies.append(rappel)
    return Outcome(entretien.en_json(), replies)


def a_la_suite(premier: Outcome, second: Outcome) -> Outcome:
    """Two outcomes of one message, the second decided after the first: what is still asked is asked once, at the end."""
    avant = [reply for reply in premier.replies if reply.template not in RAPPELS]
    deja = [(reply.template, reply.contexte) for reply in avant]
    dites = [
        *avant,
        *(une for une in second.replies if une.template not in RAPPELS and (une.template, une.contexte) not in deja),
    ]
    posees = [reply for reply in second.replies if reply.template in RAPPELS]
    avec_echo = [reply for reply in premier.replies if reply.template in RAPPELS]
    encore = bool(posees) or second.etat.get("question") == premier.etat.get("question")
    posee = (avec_echo or posees)[:1] if encore else posees
    dit = (posee or avec_echo)[:1]
    if (compris := dit[0].contexte.get("compris") if dit else ()) and len(dites) > len(avant):
        # What was noted is said before what is answered, and the question stays last, if it is still asked.
        posee = [replace(une, contexte={**une.contexte, "compris": ()}) for une in posee]
        dites.insert(len(avant), Reply("compris", {"compris": compris}))
    return Outcome(second.etat, [*dites, *posee])


def _rang(acte: Acte) -> int:
    if acte.nature in _AVANT:
        return _AVANT.index(acte.nature)
    return len(_AVANT) + (1 + _APRES.index(acte.nature) if acte.nature in _APRES else 0)


def _sans_objet(acte: Acte) -> bool:
    """ "Pas la 8" keeps nothing: an act on actions that names none, beside others, is none."""
    return acte.nature in ("retenir", "ecarter") and not acte.slots.keys() & {"action", "actions", "toutes"}


def ordonner(actes: Sequence[Acte], texte: str = "") -> list[Acte]:
    """The acts of one message in the order in which they are carried out: courtesies left out, what tells facts in one.

    `texte` is the whole message: facts are read in all of it where nothing else holds words of its own.

    >>> ordonner([Acte("detail"), Acte("non", mots="non"), Acte("corriger", mots="85 000"), Acte("saluer")])
    [Acte(nature='informer', slots={}, surete=1.0, mots='non, 85 000'), Acte(nature='detail', slots={}, surete=1.0, mots='')]
    """
    utiles = [acte for acte in actes if acte.nature not in SEULS and not _sans_objet(acte)] or list(actes[:1])
    disent = [acte for acte in utiles if acte.nature in DISENT]
    if disent and (len(disent) > 1 or disent[0].nature in ("informer", "corriger")):
        seuls = not {acte.nature for acte in utiles} - DISENT - SANS_FAIT
        mots = texte if seuls and texte else ", ".join(dict.fromkeys(acte.mots for acte in disent))
        utiles = [
            Acte("informer", disent[-1].slots, mots=mots),
            *(acte for acte in utiles if acte.nature not in DISENT),
        ]
    if len(utiles) == 1 and utiles[0].nature in CHERCHENT and texte:
        # What is looked up is in all the words, whichever clause asks.
        utiles = [replace(utiles[0], mots=texte)]
    return sorted(utiles, key=_rang)


def dire(actes: Sequence[Acte]) -> list[dict[str, Any]]:
    """What a message was heard to do, for who replays it: natures, and the slots that hold no value of their own."""
    return [
        {"nature": acte.nature, **{nom: dit for nom, dit in acte.slots.items() if nom in ("faits", "actions", "fait")}}
        for acte in actes
    ]


def executer(turn: Turn, entretien: Entretien, actes: Sequence[Acte], gestes: Mapping[str, Faire]) -> Outcome:
    """Carry out everything a message does; what is pending is asked again once, at the end."""
    texte = turn.incoming.text.strip()
    if entretien.question is None and any(acte.nature not in DISENT | SEULS for acte in actes):
        # "Oui pour la 8": a yes to nothing that is asked is of what follows.
        actes = [acte for acte in actes if acte.nature not in ("oui", "non")]
    # What only firms do is heard of nobody here.
    ordonnes = ordonner(
        [acte for acte in actes if acte.nature in gestes] or [Acte("incomprehensible", mots=texte)], texte
    )
    natures = {acte.nature for acte in ordonnes}
    if natures >= {"informer", "nouvel_achat"}:
        # What is told is of the new purchase, all of it.
        nouveau = Acte("nouvel_achat", {"decrit": True}, mots=texte)
        ordonnes = [nouveau, *(acte for acte in ordonnes if acte.nature not in ("informer", "nouvel_achat"))]
    if natures & QUESTIONNENT:
        # What is told is noted by what goes on asking.
        ordonnes = [acte for acte in ordonnes if acte.nature not in QUESTIONNENT | {"informer"}]
        slots = {"informe": True} if "informer" in natures else {}
        ordonnes += [Acte(nature, slots, mots=texte) for nature in sorted(natures & QUESTIONNENT)]
    if natures >= {"informer", "resultat"}:
        # What was just told concludes: no question is asked in between.
        ordonnes = [acte for acte in ordonnes if acte.nature != "resultat"]
        entretien = replace(entretien, conclu=True)
    if len(ordonnes) == 1:
        outcome = gestes[ordonnes[0].nature](turn, entretien, ordonnes[0])
        return Outcome({**outcome.etat, "actes": dire(actes)}, outcome.replies)
    etat, dites, posee = entretien.en_json(), list[Reply](), None
    for acte in ordonnes:
        outcome = gestes[acte.nature](turn, Entretien.depuis_json(turn.pack.vocabulaire, etat), acte)
        etat = dict(outcome.etat)
        for reply in outcome.replies:
            if reply.template not in RAPPELS:
                # Two questions that have one answer are given it once.
                if all((une.template, une.contexte) != (reply.template, reply.contexte) for une in dites):
                    dites.append(reply)
            elif posee is None or not posee.contexte.get("compris"):
                posee = reply
    dites = [reply for reply in dites if reply.template not in VAINES] or dites
    etape = Entretien.depuis_json(turn.pack.vocabulaire, etat).etape
    encore = etape in (Etape.QUESTION, Etape.NOUVEAU_OU_CORRECTION) and not natures & QUESTIONNENT
    return Outcome({**etat, "actes": dire(actes)}, [*dites, *([posee] if posee is not None and encore else [])])
