"""What the team says of a request: taking it, answering it, giving it to somebody, ending it; with its number, or about the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass

from handlers.conversation.formules import lire_formule
from knowledge.francais.texte import simplifier

_POLI = re.compile(
    r"^(?:bonjour,? |ok,? )*(?:(?:peux-tu|tu peux|pouvez-vous|vous pouvez|pourrais-tu|pourriez-vous|merci de|veuillez|il faut|"
    r"est-ce que (?:je|tu) peu[xt]|je (?:veux|voudrais|souhaite|vais|peux|dois)|j'aimerais) )?"
)
# Said after an order, these are no answer to a firm.
_POLITESSE = re.compile(r"^(?:svp|stp|s'il (?:te|vous) plait|merci(?: d'avance)?|maintenant|tout de suite|vite)$")
_UNE = (
    r"(?:(?P<nomme>(?:(?:a|de|pour|sur) )?(?:la |cette |ma )?demande (?:n[o°]? ?|numero )?)"
    r"|(?:(?:a|de|pour) )?(?:la |le )?(?:n[o°] ?|numero )?)(?P<numero>\d{1,9})"
)
_ETAT = r"(?: en retard| en attente| en cours| urgentes?| nouvelles?| sans responsable| a prendre)?"
_LISTE = re.compile(
    rf"^(?:(?:voir |lister |montre[rz]?(?:-moi)? |quelles (?:sont )?|y a-t-il |il y a |as-tu |avons-nous |est-ce qu'il y a )?(?:les |mes |des |de )?(?:nouvelles )?demandes(?: d(?:es|')? ?entreprises?)?{_ETAT}|ligne directe|guichet|la ligne directe)$"
)
_CLOSES = re.compile(
    r"^(?:voir |lister |montre[rz]?(?:-moi)? |quelles (?:sont )?)?(?:(?:les |mes |des |l'|un )?(?:(?:dernieres |anciennes )?demandes (?:(?:deja )?(?:closes?|terminees?|fermees?|finies?|traitees?|archivees?|passees?)|d'avant)|anciennes demandes|archives(?: des demandes)?|historique(?: des (?:demandes|echanges))?))$"
)
_DE_QUELQU_UN = re.compile(
    r"^(?:voir |lister |montre[rz]?(?:-moi)? |quelles (?:sont )?)?(?:les )?demandes (?:de |d'|que suit |suivies par |confiees a )(?P<nom>.+)$"
)
_VERBES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("voir", re.compile(rf"^(?:voir |ouvrir |montre[rz]?(?:-moi)? |ou en est )?{_UNE}$")),
    ("qui", re.compile(rf"^qui (?:s'occupe|se charge|suit|a pris|a|traite) {_UNE}$")),
    ("prendre", re.compile(rf"^(?:je )?(?:(?:re)?prends?|(?:re)?prendre|m'occupe|m'occuper|me charge) {_UNE}$")),
    ("repondre", re.compile(rf"^(?:je )?(?:repon[ds]\w*|reponse) {_UNE}(?P<suite>$|(?: ?[:,-]| ).*$)", re.DOTALL)),
    (
        "transferer",
        re.compile(
            rf"^(?:je )?(?:transfer\w*|confi\w*|donne[rz]?|passe[rz]?|reaffect\w*) {_UNE}(?: (?:a|au|aux) (?P<nom>.+)| a qui| a quelqu'un(?: d'autre)?| a)?$"
        ),
    ),
    ("rendre", re.compile(rf"^(?:je )?(?:rend\w*|liber\w*|lache[rz]?) {_UNE}$")),
    (
        "occupe",
        re.compile(rf"^(?:je )?(?:ne peux pas|(?:suis )?(?:trop )?occupee?)(?: pour| prendre| traiter)? {_UNE}$"),
    ),
    ("clore", re.compile(rf"^(?:je )?(?:clo\w*|ferme[rz]?|termine[rz]?|archive[rz]?) {_UNE}$")),
    ("rouvrir", re.compile(rf"^(?:je )?(?:r[eo]*ouvr\w*|rouvr\w*|reprendre contact sur) {_UNE}$")),
    ("annuler", re.compile(rf"^(?:j')?(?:annul\w*|supprim\w*|efface[rz]?) {_UNE}$")),
    (
        "promouvoir",
        re.compile(
            rf"^(?:promouvoir|promeus|garder la reponse de|ajouter la reponse de|publier la reponse de) {_UNE}$"
        ),
    ),
)
# Words that "demande" must go with: with a number alone they say something else.
_NOMMES = frozenset(("voir", "promouvoir", "rouvrir", "annuler"))
_LA_DEMANDE = r"(?:la|cette) demande"
_DE_LA_DERNIERE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "prendre",
        re.compile(
            rf"^(?:je (?:la )?(?:re)?prends|la (?:re)?prendre|prendre|(?:je )?m'en (?:occupe|charge)|(?:je )?(?:(?:re)?prends?|(?:re)?prendre|m'occupe de|m'occuper de) {_LA_DEMANDE})$"
        ),
    ),
    (
        "repondre",
        re.compile(rf"^(?:(?:y |lui )?repondre|j'y reponds|je (?:lui )?reponds|(?:je )?repon\w* a {_LA_DEMANDE})$"),
    ),
    ("rendre", re.compile(rf"^(?:(?:la )?rendre|je la rends|rends-la|(?:je )?(?:rend\w*|lache[rz]?) {_LA_DEMANDE})$")),
    (
        "occupe",
        re.compile(
            r"^(?:(?:je )?suis (?:trop )?occupee?|(?:trop )?occupee?|(?:non,? )?(?:ce n'est )?pas (?:pour )?moi|je (?:ne )?la prends pas)$"
        ),
    ),
    (
        "clore",
        re.compile(
            rf"^(?:(?:la )?(?:clore|fermer)|je la (?:clos|ferme)|clos-la|(?:je )?(?:clo\w*|ferme[rz]?|termine[rz]?) {_LA_DEMANDE})$"
        ),
    ),
    ("transferer", re.compile(rf"^(?:je )?(?:transfer\w*|confi\w*|reaffect\w*) {_LA_DEMANDE}$")),
    ("rouvrir", re.compile(rf"^(?:je )?(?:r[eo]*ouvr\w*|rouvr\w*) {_LA_DEMANDE}$")),
    ("annuler", re.compile(rf"^(?:annul\w*|supprim\w*) {_LA_DEMANDE}$")),
)
_A_LA = re.compile(r"^(?:je )?repon[ds]\w* a (?:la |le )?(?:n[o°]|numero|\d)|^(?:je )?repon[ds]\w* a la \d")
_CONFIER_LA_DERNIERE = re.compile(
    rf"^(?:(?:je )?la (?:confi|transfer|pass)\w*|(?:confi|transfer|pass)\w*-la|(?:je )?(?:confi|transfer|pass)\w* {_LA_DEMANDE}) (?:a |au |aux )(?P<nom>.+)$"
)
_REPONDRE_ICI = re.compile(r"^\s*(?:je )?r[ée]pon(?:dre|ds)\s*:\s*(?P<texte>\S.*)$", re.IGNORECASE | re.DOTALL)
_ANNULER = re.compile(
    r"^(?:(?:non|finalement|en fait|stop|bon|attends?|attendez),? )*(?:(?:annul\w*|laisse[rz]?(?: tomber)?|oublie[rz]?|abandonn\w*|efface[rz]?|supprime[rz]?)"
    r"(?: (?:la |ma |cette |l'|mon |cet )?(?:reponse|envoi|message|question|tout|ca))?"
    r"|(?:je )?(?:ne )?(?:(?:veux|souhaite|voudrais|vais) )?(?:plus |pas |ne ){0,4}(?:rien |pas |plus ){0,4}(?:l'|lui )?(?:envoyer|envoie|envoyez|repondre)(?: rien| pas| plus)?(?: de (?:reponse|message))?"
    r"|n'(?:envoie|envoyez|envoyer)(?:[ -]l[ae])? (?:rien|pas|plus)|rien)$"
)
_NIE = re.compile(r"\b(?:rien|pas|plus|ne|annul\w*|laisse\w*|oublie\w*|abandonn\w*|efface\w*|supprim\w*)\b|n'")


@dataclass(frozen=True, slots=True)
class Ordre:
    """`numero` is None for the last request that was shown; `nomme`: "demande" was said, so that a number is surely one.

    `reste` is the answer of "repondre" (None: to be asked), the name of "transferer" (None: to be asked), and which ones of
    "lister", or whose of "lister_de". `sur` is False for an answer that no colon announces: it is shown before it goes.
    """

    verbe: str
    numero: int | None = None
    nomme: bool = True
    reste: str | None = None
    sur: bool = True


def lire_un_ordre(texte: str) -> Ordre | None:
    """Read what is to be done of a request; None when the message says nothing of the kind.

    >>> [(ordre.verbe, ordre.numero, ordre.reste) for ordre in map(lire_un_ordre, ("je prends la 1", "Peux-tu passer la demande 1 à Rachid ?"))]
    [('prendre', 1, None), ('transferer', 1, 'Rachid')]
    >>> [(ordre.reste, ordre.sur) for ordre in map(lire_un_ordre, ("je réponds à la demande 1 : oui", "réponds à la demande 1 que c'est en cours"))]
    [('oui', True), ("C'est en cours", False)]
    >>> lire_un_ordre("demandes en retard").reste, lire_un_ordre("je suis occupée").verbe, lire_un_ordre("répondre 1 offre")
    ('en retard', 'occupe', None)
    """
    # Not the punctuation at the end, which ends the words of an answer too.
    simple = _POLI.sub("", simplifier(texte), count=1)
    if lu := _LISTE.match(simple):
        return Ordre("lister", reste=_lesquelles(lu[0]))
    if _CLOSES.match(simple):
        return Ordre("lister", reste="closes")
    for verbe, motif in _VERBES:
        if lu := motif.match(simple):
            return _avec_un_numero(verbe, lu, texte)
    for verbe, motif in _DE_LA_DERNIERE:
        if motif.match(simple):
            return Ordre(verbe, nomme="demande" in simple)
    if (lu := _CONFIER_LA_DERNIERE.match(simple)) is not None:
        return Ordre("transferer", nomme="demande" in simple, reste=_fin(texte, lu["nom"]))
    if (lu := _DE_QUELQU_UN.match(simple)) is not None:
        return Ordre("lister_de", reste=_fin(texte, lu["nom"]))
    if (dit := _REPONDRE_ICI.match(texte)) is not None:
        return Ordre("repondre", nomme=False, reste=dit["texte"].strip())
    return None


def _avec_un_numero(verbe: str, lu: re.Match[str], texte: str) -> Ordre | None:
    numero, nomme = int(lu["numero"]), lu["nomme"] is not None
    if not nomme and verbe in _NOMMES:
        return None
    if verbe == "repondre":
        return _repondre(lu, texte, numero, nomme=nomme)
    return Ordre(verbe, numero, nomme, _fin(texte, lu["nom"]) if verbe == "transferer" and lu["nom"] else None)


def _repondre(lu: re.Match[str], texte: str, numero: int, *, nomme: bool) -> Ordre | None:
    """ "répondre à la demande 1 : …" is sure of its words; "répondre à la demande 1, …" or "… que …" may be something else."""
    suite = re.split(rf"(?<!\d)0*{numero}(?!\d)", texte, maxsplit=1)[-1]
    dite = re.match(r"\s*(?P<deux_points>:)?[\s,:;.–—-]*(?P<que>qu(?:e\s+|['\u2019]))?(?P<dite>.*)$", suite, re.DOTALL)
    assert dite is not None
    mots = dite["dite"].strip()
    if dite["deux_points"]:
        return Ordre("repondre", numero, nomme, f"{dite['que'] or ''}{mots}" or None)
    if not mots.strip(" ?!.") or _POLITESSE.match(simplifier(mots)):
        return Ordre("repondre", numero, nomme)
    if dite["que"]:
        mots = mots[:1].upper() + mots[1:]
    # "Répondre 1 offre" is of a purchase.
    return Ordre("repondre", numero, nomme, mots, sur=False) if nomme or _A_LA.match(lu[0]) else None


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
    if lire_formule(texte, exacte=True) in ("annuler", "retour"):
        return True
    return _ANNULER.match(simple) is not None and _NIE.search(simple) is not None


__all__ = ["Ordre", "annule_l_envoi", "lire_un_ordre"]
