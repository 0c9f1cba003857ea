"""What a firm types about the sessions: which there are, a place taken or left, where one is and what it costs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from knowledge.accompagnements.mots import BONJOUR, LE, LESQUELLES, NOM, NUMERO
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.texte import simplifier

_MOTIFS = lire_motifs(__file__, bonjour=BONJOUR, le=LE, nom=NOM, numero=NUMERO)

_DITE = NUMERO.replace("?P<numero>", "?P<dite>")
_A_LAQUELLE = rf"(?: (?:a|au|aux|pour|sur|de) {LE}(?:(?:{NOM})? ?{NUMERO}|{NOM})| {LE}{NOM} ?{_DITE})?$"
_DE_LAQUELLE = rf"(?: (?:a|au|aux|pour|sur|de) {LE}(?:{NOM} ?{NUMERO}|{NOM})|,? {LE}{NOM} ?{_DITE})?$"
_JE_VIENS = re.compile(
    rf"{BONJOUR}(?:je (?:veux |voudrais |souhaite |souhaiterais |aimerais )?(?:m'inscri[st]|m'inscrire|viens|viendrai|participe|participerai|serai la|serai present)|"
    rf"(?:inscri(?:vez|s)(?:-| )moi|inscrire|inscription)){_A_LAQUELLE}"
)
_JE_NE_VIENS_PLUS = re.compile(
    rf"{BONJOUR}(?:(?:finalement|desolee?),? )*(?:je (?:ne |n')?(?:viens|viendrai|peux|pourrai|participe|participerai|serai)(?: (?:plus|pas))(?: (?:venir|participer|la|present))?|"
    rf"(?:je (?:veux |voudrais |souhaite |souhaiterais |aimerais )?)?(?:me |m')?(?:desinscri(?:re|s|t)|desinscrire)|desinscri(?:vez|s)(?:-| )moi|(?:je (?:veux |voudrais |souhaite )?)?annule[rz]? mon inscription|desinscription){_A_LAQUELLE}"
)
# --- what is asked of a session that was just shown, or that is named
_TANT = r"(?:\d{1,3}|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|plusieurs|nombreux)"
_COMBIEN_ON_SERA = re.compile(
    rf"{BONJOUR}(?:(?:on|nous) (?:sera|serons|seront|vient|viendra|viendrons|venons|est|sommes)|je (?:viens|viendrai|serai)|on va etre) (?:a |avec )?{_TANT}(?: (?:personnes?|collegues?|salaries?|associes?|autres?))?{_DE_LAQUELLE}"
)
_OU_EST_CE = re.compile(
    rf"{BONJOUR}(?:c'est (?:a quel endroit|a quelle adresse|ou)|(?:ou|a quel endroit|a quelle adresse)(?: (?:ca|est-ce que c'est|est-ce que ca se passe|est-ce|c'est|ca se passe|se passe|a lieu|aura lieu|ont lieu|se tient|se tiendra|est|dois-je (?:aller|venir)|faut-il (?:aller|venir)))?|(?:(?:quelle est|donnez-moi) )?l'adresse|quelle adresse|quel (?:lieu|endroit|est le lieu)|le lieu)(?: la| exactement| svp| est-ce que c'est)?(?: {LE}{NOM} ?{NUMERO}?)?{_DE_LAQUELLE.replace('?P<numero>', '?P<autre>')}"
)
_PRIX = re.compile(
    rf"{BONJOUR}(?:et )?(?:(?:est-ce que )?(?:c'est|ce sera|elle est|{LE}{NOM}(?: ?{NUMERO})? (?:est|sera))(?:-elle)? (?:payante?|gratuite?|gratos)|(?:est-ce|est-elle) (?:payante?|gratuit?e?)|payante?|gratuite?|(?:ca|elle) coute (?:combien|quelque chose)|combien (?:ca |cela |est-ce que ca )?(?:coute(?:-t-elle)?|est-ce)|c'est combien|quel(?:s|le)? (?:est |sont )?(?:le |la |les )?(?:prix|tarifs?|couts?)|(?:il )?faut(?:-| )?(?:il )?payer(?: quelque chose)?|y a-t-il (?:quelque chose|un prix|des frais)(?: a payer)?){_DE_LAQUELLE.replace('?P<numero>', '?P<autre>')}"
)
Quoi = Literal["miennes", "combien", "a_plusieurs", "lieu", "prix", "ne_plus_venir", "venir", "lister"]
# In this order: of two that may be read in the same words, the first.
_DE_QUOI: dict[Quoi, re.Pattern[str]] = {
    "miennes": _MOTIFS.mes_inscriptions,
    "combien": _COMBIEN_ON_SERA,
    "a_plusieurs": _MOTIFS.a_plusieurs,
    "lieu": _OU_EST_CE,
    "prix": _PRIX,
    "ne_plus_venir": _JE_NE_VIENS_PLUS,
    "venir": _JE_VIENS,
    "lister": LESQUELLES,
}


@dataclass(frozen=True, slots=True)
class Dite:
    """What is said of a session, and of which one; `surement`: whatever was spoken of before, it is of a session."""

    quoi: Quoi
    numero: int | None
    surement: bool


def lire_les_dites(texte: str) -> Iterator[Dite]:
    """What a message may say of a session, the likeliest first.

    >>> [(dite.quoi, dite.numero) for dite in lire_les_dites("je m'inscris à la session 3")]
    [('venir', 3)]
    >>> next(lire_les_dites("on viendra à 3")).quoi, list(lire_les_dites("quel délai de paiement ?"))
    ('combien', [])
    """
    simple = simplifier(texte)
    for quoi, motif in _DE_QUOI.items():
        if (lu := motif.match(simple)) is None:
            continue
        dits = lu.groupdict()
        numero = next((int(dits[nom]) for nom in ("numero", "autre", "dite") if dits.get(nom)), None)
        yield Dite(quoi, numero, "session" in simple or "inscri" in simple)
