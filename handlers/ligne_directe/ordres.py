"""What the team says of a request: taking it, answering it, giving it to somebody, ending it; with its number, or about the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.commandes import lire_commande, simplifier

_POLI = re.compile(
    r"^(?:bonjour,? |ok,? )*(?:(?:peux-tu|tu peux|pouvez-vous|vous pouvez|pourrais-tu|pourriez-vous|merci de|veuillez|il faut|"
    r"est-ce que (?:je|tu) peu[xt]|je (?:veux|voudrais|souhaite|vais|peux|dois)|j'aimerais) )?"
)
_UNE = (
    r"(?:(?P<nomme>(?:(?:a|de|pour|sur) )?(?:la |cette |ma )?demande (?:n[o°]? ?|numero )?)"
    r"|(?:(?:a|de|pour) )?(?:la |le )?(?:n[o°] ?|numero )?)(?P<numero>\d{1,9})"
)
_ETAT = r"(?: en retard| en attente| en cours| urgentes?| nouvelles?| sans responsable| a prendre)?"
_LISTE = re.compile(
    rf"^(?:(?:voir |lister |montre[rz]?(?:-moi)? |quelles (?:sont )?|y a-t-il |il y a |as-tu |avons-nous |est-ce qu'il y a )?(?:les |mes |des |de )?(?:nouvelles )?demandes(?: d(?:es|')? ?entreprises?)?{_ETAT}|ligne directe|guichet|la ligne directe)$"
)
_VERBES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("voir", re.compile(rf"^(?:voir |ouvrir |montre[rz]?(?:-moi)? |ou en est )?{_UNE}$")),
    ("qui", re.compile(rf"^qui (?:s'occupe|se charge|suit|a pris|a|traite) {_UNE}$")),
    ("prendre", re.compile(rf"^(?:je )?(?:(?:re)?prends?|(?:re)?prendre|m'occupe|m'occuper|me charge) {_UNE}$")),
    ("repondre", re.compile(rf"^(?:je )?(?:repon[ds]\w*|reponse) {_UNE}(?P<suite>$|(?: ?[:,-]| ).*$)", re.DOTALL)),
    (
        "transferer",
        re.compile(
            rf"^(?:je )?(?:transfer\w*|confi\w*|donne[rz]?|passe[rz]?|reaffect\w*) {_UNE} (?:a |au |aux )(?P<nom>.+)$"
        ),
    ),
    ("rendre", re.compile(rf"^(?:je )?(?:rend\w*|liber\w*|lache[rz]?) {_UNE}$")),
    (
        "occupe",
        re.compile(rf"^(?:je )?(?:ne peux pas|(?:suis )?(?:trop )?occupee?)(?: pour| prendre| traiter)? {_UNE}$"),
    ),
    ("clore", re.compile(rf"^(?:je )?(?:clo\w*|ferme[rz]?|termine[rz]?|archive[rz]?) {_UNE}$")),
    (
        "promouvoir",
        re.compile(
            rf"^(?:promouvoir|promeus|garder la reponse de|ajouter la reponse de|publier la reponse de) {_UNE}$"
        ),
    ),
)
# Words that "demande" must go with: with a number alone they say something else.
_NOMMES = frozenset(("voir", "promouvoir"))
_DE_LA_DERNIERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("prendre", re.compile(r"^(?:je (?:la )?(?:re)?prends|la (?:re)?prendre|prendre|(?:je )?m'en (?:occupe|charge))$")),
    ("repondre", re.compile(r"^(?:(?:y |lui )?repondre|j'y reponds|je (?:lui )?reponds)$")),
    ("rendre", re.compile(r"^(?:(?:la )?rendre|je la rends|rends-la)$")),
    ("occupe", re.compile(r"^(?:(?:je )?suis (?:trop )?occupee?|(?:trop )?occupee?)$")),
    ("clore", re.compile(r"^(?:(?:la )?(?:clore|fermer)|je la (?:clos|ferme)|clos-la)$")),
)
_CONFIER_LA_DERNIERE = re.compile(
    r"^(?:(?:je )?la (?:confi|transfer|pass)\w*|(?:confi|transfer|pass)\w*-la) (?:a |au |aux )(?P<nom>.+)$"
)
_REPONDRE_ICI = re.compile(r"^\s*(?:je )?r[ée]pon(?:dre|ds)\s*:\s*(?P<texte>\S.*)$", re.IGNORECASE | re.DOTALL)
_ANNULER = re.compile(
    r"^(?:(?:non|finalement|en fait|stop|bon|attends?|attendez),? )*(?:(?:annul\w*|laisse[rz]?(?: tomber)?|oublie[rz]?|abandonn\w*|efface[rz]?|supprime[rz]?)"
    r"(?: (?:la |ma |cette |l'|mon |cet )?(?:reponse|envoi|message|question|tout|ca))?"
    r"|(?:je )?(?:ne )?(?:(?:veux|souhaite|voudrais|vais) )?(?:plus |pas |ne )*(?:rien |pas |plus )*(?:l'|lui )?(?:envoyer|envoie|envoyez|repondre)(?: rien| pas| plus)?(?: de (?:reponse|message))?"
    r"|n'(?:envoie|envoyez|envoyer)(?:[ -]l[ae])? (?:rien|pas|plus)|rien)$"
)
_NIE = re.compile(r"\b(?:rien|pas|plus|ne|annul\w*|laisse\w*|oublie\w*|abandonn\w*|efface\w*|supprim\w*)\b|n'")


@dataclass(frozen=True, slots=True)
class Ordre:
    """`numero` is None for the last request that was shown; `nomme`: "demande" was said, so that a number is surely one.

    `reste` is the answer of "repondre" (None: to be asked), the name of "transferer", and which ones of "lister".
    """

    verbe: str
    numero: int | None = None
    nomme: bool = True
    reste: str | None = None


def lire_un_ordre(texte: str) -> Ordre | None:
    """Read what is to be done of a request; None when the message says nothing of the kind.

    >>> lire_un_ordre("je prends la 1"), lire_un_ordre("Peux-tu passer la demande 1 à Rachid ?")
    (Ordre(verbe='prendre', numero=1, nomme=False, reste=None), Ordre(verbe='transferer', numero=1, nomme=True, reste='Rachid'))
    >>> lire_un_ordre("je réponds à la demande 1 : oui").reste, lire_un_ordre("répondre à la demande 1 oui").reste
    ('oui', None)
    >>> lire_un_ordre("demandes en retard").reste, lire_un_ordre("je suis occupée"), lire_un_ordre("répondre 1 offre")
    ('en retard', Ordre(verbe='occupe', numero=None, nomme=True, reste=None), None)
    """
    # Not the punctuation at the end, which ends the words of an answer too.
    simple = _POLI.sub("", simplifier(texte), count=1)
    if lu := _LISTE.match(simple):
        return Ordre("lister", reste=_lesquelles(lu[0]))
    for verbe, motif in _VERBES:
        if lu := motif.match(simple):
            return _avec_un_numero(verbe, lu, texte)
    for verbe, motif in _DE_LA_DERNIERE:
        if motif.match(simple):
            return Ordre(verbe)
    if (lu := _CONFIER_LA_DERNIERE.match(simple)) is not None:
        return Ordre("transferer", reste=_fin(texte, lu["nom"]))
    if (dit := _REPONDRE_ICI.match(texte)) is not None:
        return Ordre("repondre", reste=dit["texte"].strip())
    return None


def _avec_un_numero(verbe: str, lu: re.Match[str], texte: str) -> Ordre | None:
    numero, nomme = int(lu["numero"]), lu["nomme"] is not None
    if not nomme and verbe in _NOMMES:
        return None
    if verbe == "repondre":
        suite = re.split(rf"(?<!\d)0*{numero}(?!\d)", texte, maxsplit=1)[-1]
        dite = re.match(r"\s*:\s*(?P<dite>\S.*)$", suite, re.DOTALL)
        if dite is None and not nomme and lu["suite"].strip(" :"):
            return None
        return Ordre(verbe, numero, nomme, None if dite is None else dite["dite"].strip())
    return Ordre(verbe, numero, nomme, _fin(texte, lu["nom"]) if verbe == "transferer" else None)


def _fin(texte: str, simple: str) -> str:
    """The last words of a text as they were typed: as many as these."""
    return " ".join(texte.strip(" .!?;:,…").split()[-len(simple.split()) :])


def _lesquelles(simple: str) -> str | None:
    if "en retard" in simple:
        return "en retard"
    if re.search(r"\bnouvelles?\b|sans responsable|a prendre", simple):
        return "nouvelles"
    return "miennes" if re.search(r"\bmes\b", simple) else None


def annule_l_envoi(texte: str) -> bool:
    """Whether these words are not for the firm: what was asked for is not wanted any more.

    >>> [annule_l_envoi(dit) for dit in ("annuler", "non annule", "annuler la réponse", "je ne veux rien envoyer", "rien")]
    [True, True, True, True, True]
    >>> [annule_l_envoi(dit) for dit in ("Rien ne s'y oppose.", "Vous pouvez annuler", "répondre", "je vais envoyer")]
    [False, False, False, False]
    """
    simple = simplifier(texte)
    if lire_commande(texte, exacte=True) in ("annuler", "retour"):
        return True
    return _ANNULER.match(simple) is not None and _NIE.search(simple) is not None


__all__ = ["Ordre", "annule_l_envoi", "lire_un_ordre"]
