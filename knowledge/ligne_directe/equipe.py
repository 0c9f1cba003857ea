"""What the team says of a request of a firm: taking it, answering it, giving it to somebody, ending it; and the words that are for the firm."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from knowledge.francais.texte import mots_de, simplifier

Qui = TypeVar("Qui")

# What is listed of requests that are over.
CLOSES = "closes"

_POLI = (
    r"(?:(?:bonjour|ok),? )*(?:(?:peux-tu|tu peux|pouvez-vous|vous pouvez|pourrais-tu|pourriez-vous|merci de|veuillez|il faut|"
    r"est-ce que (?:je|tu) peu[xt]|je (?:veux|voudrais|souhaite|vais|peux|dois)|j'aimerais)(?! pas\b) )?"
)
# What is done of a request, and the words that say it; of two that may be read in the same words, the first.
_VERBES = {
    "occupe": r"(?:ne )?(?:la )?(?:peux|prends) pas(?: la)?(?: prendre| traiter| pour)?|(?:suis )?(?:trop )?occupee?(?: pour| prendre)?|(?:ce n'est )?pas (?:pour )?moi",
    "rouvrir": r"r[eo]*ouvr\w*|reprendre contact sur",
    "prendre": r"(?:re)?prend(?:s|re)?|m'en (?:occupe|charge)|m'occuper?|me charger?",
    "repondre": r"repon(?:d(?:s|re|ez|ons)?|s)|reponse(?= a la (?:demande|n|\d))",
    "transferer": r"transfer\w*|confi(?:er?|ez|ons)|donne[rz]?|passe[rz]?|reaffect\w*",
    "rendre": r"rend(?:s|re|ez)?(?!-v)|liber(?:er?|ez)|lache[rz]?",
    "clore": r"clo(?:re|se?|tur\w*)|ferme[rz]?|(?:termine[rz]?|archive[rz]?)(?= )",
    "annuler": r"annul\w*|supprim\w*|efface[rz]?",
    "promouvoir": r"promouvoir|promeus|(?:garder|ajouter|publier) la reponse",
    "voir": r"voir|ouvrir|montre[rz]?(?:-moi)?|ou en est|qui (?:s'occupe|se charge|suit|a pris|a|traite)",
}
_UNE = (
    r"(?P<prep>(?:a|de|pour|sur) )?(?:(?:la |cette |ma )?(?P<nomme>demande)(?: (?:n[o°]? ?|numero )?(?P<n>\d{1,9}))?"
    r"|(?:la |le )?(?:n[o°] ?|numero )?(?P<nu>\d{1,9}))(?!\w| ?[%€])"
)
_ORDRE = re.compile(
    rf"^{_POLI}(?:non,? )?(?:je |j')?(?P<la>la |lui |y |l')?"
    rf"(?:(?:{'|'.join(f'(?P<{verbe}>{dits})' for verbe, dits in _VERBES.items())})\b(?P<cela>-l[ae]\b)?)?(?: ?{_UNE})?(?P<suite>.*)$"
)
# Without "demande" these say something else; without a number too.
_NOMMES = frozenset(("voir", "promouvoir", "rouvrir", "annuler"))
_SANS_NUMERO = frozenset(("voir", "promouvoir"))
_A_QUI = re.compile(r"(?:,? (?:a|au|aux)(?: (?:qui|quelqu'un(?: d'autre)?|(?P<nom>.+)))?)?")
_QUE = re.compile(r"qu(?:e\s+|['\u2019])(?P<dite>.*)$", re.DOTALL)
_LISTE = re.compile(
    rf"^{_POLI}(?:voir |lister |montre[rz]?(?:-moi)? |quelles (?:sont )?|y a-t-il |il y a |as-tu |avons-nous |est-ce qu'il y a )?"
    r"(?P<avant>(?:(?:les|mes|des|de|la|un|toutes|dernieres|anciennes|nouvelles) |l')*)"
    r"(?:demandes(?: d(?:es |e |')entreprises?)?|ligne directe|guichet|(?P<archives>archives|historique)(?: des (?:demandes|echanges))?)(?P<suite>.*)$"
)
_ETAT = re.compile(
    r" (?:(?P<retard>en retard)|(?P<nouvelles>nouvelles|sans responsable|a prendre)|en attente|en cours|urgentes?"
    r"|(?P<closes>(?:deja )?(?:closes?|terminees?|fermees?|finies?|traitees?|archivees?|passees?)|d'avant))"
)
_QUELLES = {
    "archives": CLOSES,
    "anciennes": CLOSES,
    "closes": CLOSES,
    "nouvelles": "nouvelles",
    "retard": "en retard",
    "mes": "miennes",
}
_DE_QUELQU_UN = re.compile(r" (?:de |d'|que suit |suivies par |confiees a )(?P<nom>.+)")
_PLUSIEURS = re.compile(r"[,;/&+]|\b(?:et|ou|puis)\b")

# Said after an order, these are no answer to a firm.
_POLITESSES = frozenset("svp stp s il te vous plait merci d avance maintenant vite".split())  # noqa: SIM905
_CIVILITES = frozenset("a au mme madame mlle m mr monsieur".split())  # noqa: SIM905
_A_QUELQU_UN = frozenset("vous votre vos bonjour bonsoir madame monsieur cordialement merci nous notre nos oui".split())  # noqa: SIM905
_RENONCER = ("annul", "laiss", "oubli", "abandon", "effac", "supprim")
_NIER = frozenset(("rien", "pas", "plus"))
_ENVOYER = ("envo", "repon")
_AUTOUR_DE_RENONCER = frozenset(
    "non finalement en fait stop bon attends attendez tomber la ma cette l mon cet message question tout ca "  # noqa: SIM905
    "je ne n de veux souhaite voudrais vais lui rien pas plus".split()
)
_RECRIRE = ("corrig", "reecri", "modifi", "reformul")
_LE_TEXTE = frozenset("la le l les reponse question texte deux".split())  # noqa: SIM905
_RANG = frozenset("la le les l n question questions reponse reponses message messages et avec".split())  # noqa: SIM905


@dataclass(frozen=True, slots=True)
class Ordre:
    """`numero` is None for the last request that was shown; `nomme`: "demande" was said, so that it is surely of one.

    `dit` is the answer of "repondre" (None: to be asked), the name of "transferer" (None: to be asked), and which ones of
    "lister", or whose of "lister_de". `sur` is False for an answer that no colon announces: it is shown before it goes.
    """

    verbe: str
    numero: int | None = None
    nomme: bool = True
    dit: str | None = None
    sur: bool = True


def lire_un_ordre(texte: str) -> Ordre | None:
    """Read what is to be done of a request; None when the message says nothing of the kind.

    >>> [(ordre.verbe, ordre.numero, ordre.dit) for ordre in map(lire_un_ordre, ("je prends la 1", "Peux-tu passer la demande 1 à Rachid ?"))]
    [('prendre', 1, None), ('transferer', 1, 'Rachid')]
    >>> [(ordre.dit, ordre.sur) for ordre in map(lire_un_ordre, ("je réponds à la demande 1 : oui", "réponds à la demande 1 que c'est en cours"))]
    [('oui', True), ("C'est en cours", False)]
    >>> [lire_un_ordre(dit) for dit in ("répondre 1 offre", "je ne peux pas te dire", "prendre contact", "passe à autre chose")]
    [None, None, None, None]
    >>> lire_un_ordre("demandes en retard").dit, lire_un_ordre("je suis occupée").verbe, lire_un_ordre("je la confie à Nadia").dit
    ('en retard', 'occupe', 'Nadia')
    """
    simple = simplifier(texte)
    if (liste := _lire_une_liste(simple, texte)) is not None:
        return liste
    lu = _ORDRE.match(simple)
    if lu is None:
        return None
    chiffres, nomme = lu["n"] or lu["nu"], lu["nomme"] is not None
    verbe = next((un for un in _VERBES if lu[un]), "voir")
    numero = None if chiffres is None else int(chiffres)
    if lu["prep"] == "sur " and not nomme:
        return None
    if verbe in (_SANS_NUMERO if nomme else _NOMMES) and not (nomme and chiffres):
        return None
    if verbe == "repondre":
        return _repondre(lu, texte, chiffres)
    if verbe == "transferer":
        a_qui = _A_QUI.fullmatch(lu["suite"])
        if a_qui is None or not (chiffres or nomme or lu["la"] or lu["cela"]):
            return None
        return Ordre(verbe, numero, nomme, a_qui["nom"] and _fin(texte, a_qui["nom"]))
    return Ordre(verbe, numero, nomme) if _POLITESSES.issuperset(mots_de(lu["suite"])) else None


def _repondre(lu: re.Match[str], texte: str, chiffres: str | None) -> Ordre | None:
    """ "répondre à la demande 1 : …" is sure of its words; "répondre à la demande 1, …" or "… que …" may be something else."""
    nomme, numero = lu["nomme"] is not None, None if chiffres is None else int(chiffres)
    if _POLITESSES.issuperset(mots_de(lu["suite"])):
        return Ordre("repondre", numero, nomme)
    if lu["suite"].lstrip().startswith(":"):
        return Ordre("repondre", numero, nomme, texte.partition(":")[2].strip() or None)
    # "Répondre 1 offre" is of a purchase.
    if chiffres is None or not (nomme or lu["prep"] == "a "):
        return None
    mots = texte.partition(chiffres)[2].lstrip(" ,;.–—-").rstrip()
    que = _QUE.match(mots)
    return Ordre("repondre", numero, nomme, que["dite"][:1].upper() + que["dite"][1:] if que else mots, sur=False)


def _lire_une_liste(simple: str, texte: str) -> Ordre | None:
    """ "demandes", "mes demandes", "nouvelles demandes", "demandes closes", "les demandes de Nadia"."""
    lu = _LISTE.match(simple)
    if lu is None:
        return None
    etat = _ETAT.fullmatch(lu["suite"])
    if lu["suite"] and etat is None:
        de = None if lu["archives"] else _DE_QUELQU_UN.fullmatch(lu["suite"])
        return None if de is None else Ordre("lister_de", dit=_fin(texte, de["nom"]))
    dits = {"archives": lu["archives"], **(etat.groupdict() if etat else {}), **dict.fromkeys(lu["avant"].split(), "")}
    quelles = next((quelles for mot, quelles in _QUELLES.items() if dits.get(mot) is not None), None)
    return Ordre("lister", nomme="demandes" in simple, dit=quelles)


def _fin(texte: str, simple: str) -> str:
    """The last words of a text as they were typed: as many as these."""
    return " ".join(texte.strip(" .!?;:,…").split()[-len(simple.split()) :])


def renonce(texte: str) -> bool:
    """Whether these words are not for the firm: what was asked for is not wanted any more.

    >>> [renonce(dit) for dit in ("non annule", "annuler la réponse", "je ne veux rien envoyer", "rien", "laisse tomber")]
    [True, True, True, True, True]
    >>> [renonce(dit) for dit in ("Rien ne s'y oppose.", "Vous pouvez annuler", "répondre", "je vais envoyer")]
    [False, False, False, False]
    """
    mots = mots_de(texte)
    renonce = any(mot.startswith(_RENONCER) for mot in mots)
    n_envoie_pas = not _NIER.isdisjoint(mots) and any(mot.startswith(_ENVOYER) for mot in mots)
    return mots == ["rien"] or (
        (renonce or n_envoie_pas)
        and all(mot in _AUTOUR_DE_RENONCER or mot.startswith((*_RENONCER, *_ENVOYER)) for mot in mots)
    )


def veut_reecrire(texte: str) -> bool:
    """ "corriger", "reformuler la réponse": what was just shown is to be worded anew."""
    premier, *autres = mots_de(texte) or [""]
    return premier.startswith(_RECRIRE) and _LE_TEXTE.issuperset(autres)


def s_adresse_a_quelqu_un(texte: str) -> bool:
    """Whether these words are surely said to somebody."""
    return not _A_QUELQU_UN.isdisjoint(mots_de(texte))


def lire_des_rangs(texte: str) -> tuple[int, ...]:
    """The one or two ranks of a list that are all that a message says; empty for anything else.

    >>> lire_des_rangs("la 3 et la 4"), lire_des_rangs("3, 12"), lire_des_rangs("3 offres"), lire_des_rangs("1 2 3")
    ((3, 4), (3, 12), (), ())
    """
    mots = mots_de(texte)
    rangs = tuple(int(mot) for mot in mots if mot.isdecimal() and len(mot) <= 3)
    return rangs if len(rangs) <= 2 and all(mot in _RANG or mot.isdecimal() for mot in mots) else ()


def ceux_que_nomme(noms: Mapping[Qui, Sequence[str]], dit: str) -> list[Qui]:
    """Who is called so, by one of their names: "Nadia", "Mme Benali", "Nadia Benali" of whom only one is known.

    >>> ceux_que_nomme({1: ["Nadia Benali", "nadia"], 2: ["Rachid"]}, "à Mme Benali")
    [1]
    """
    voulu = [mot for mot in mots_de(dit) if mot not in _CIVILITES]
    if not voulu:
        return []
    mots = {qui: [mots_de(nom) for nom in siens] for qui, siens in noms.items()}
    return (
        [qui for qui, siens in mots.items() if voulu in siens]
        or [qui for qui, siens in mots.items() if any({*voulu} <= {*sien} for sien in siens)]
        or [qui for qui, siens in mots.items() if any({*sien} <= {*voulu} for sien in siens if sien)]
    )


def chacun(noms: Mapping[Qui, Sequence[str]], dit: str) -> list[Qui]:
    """Those whom "Sofiane et Rachid" names, each once; one at most for the name of one person."""
    parties = [partie for partie in _PLUSIEURS.split(dit) if partie.strip()]
    return list(dict.fromkeys(qui for partie in parties for qui in ceux_que_nomme(noms, partie)[:1]))
