""" "Oui", "non", and what people say instead, when something is to be confirmed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from knowledge.francais.texte import ensemble, simplifier

# A message is a yes, or a no, when all its words are of the kind and one of them says it.
_DIT_OUI = frozenset(
    ("oui", "ouais", "oue", "ouaip", "ouai", "ui", "wi", "yes", "yep", "ok", "okay", "exact", "exactement", "correct", "evidemment", "absolument", "effectivement",
     "affirmatif", "d'accord", "dac", "parfait", "voila", "juste", "1", "carrement", "certainement", "confirme", "valide")
)  # fmt: skip
_AUTOUR_DE_OUI = frozenset(
    ("c'est", "cest", "ca", "cela", "bien", "sur", "tout", "a", "fait", "bah", "ben", "mais", "je", "merci", "svp", "bon", "tres", "est", "c", "le", "oh")
)  # fmt: skip
_OUI_SANS_LE_DIRE = re.compile(
    r"^(?:c'?est (?:bien )?(?:ca|cela|bon)|tout a fait|bien sur|ca marche|c'est juste|(?:c'?est )?pas faux)$"
)
_DIT_NON = frozenset(("non", "nan", "nn", "no", "nope", "faux", "2", "incorrect", "negatif"))
_AUTOUR_DE_NON = frozenset(
    ("pas", "du", "tout", "c'est", "cest", "n'est", "ce", "ca", "cela", "bah", "ben", "merci", "desole", "vraiment", "bien", "est", "c", "oh")
)  # fmt: skip
_NON_SANS_LE_DIRE = re.compile(r"^(?:pas du tout|c'?est pas (?:ca|cela)|ce n'est pas (?:ca|cela)|c'est faux)$")
_SUITE = re.compile(
    r"^(?P<mot>oui|ouais|ok|d'accord|non|nan|pas du tout)(?=[\s,:;.!-])[\s,:;.!-]+(?P<suite>[^\s,:;.!-].+)$",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Avis:
    """What a message says of a guess, and what it adds: "oui, 40 000 HT", "non, c'est du gardiennage"."""

    accord: bool
    suite: str = ""


def lire_avis(texte: str) -> Avis | None:
    """Read a yes or a no; None when the message is neither.

    >>> lire_avis("Oui bien sûr !"), lire_avis("non, c'est du gardiennage"), lire_avis("peut-être")
    (Avis(accord=True, suite=''), Avis(accord=False, suite="c'est du gardiennage"), None)
    """
    simple = simplifier(texte)
    mots = [mot for mot in re.split(r"[\s,;:.!?-]+", simple) if mot]
    if _OUI_SANS_LE_DIRE.match(simple) or _tous(mots, _DIT_OUI, _AUTOUR_DE_OUI):
        return Avis(accord=True)
    if _NON_SANS_LE_DIRE.match(simple) or _tous(mots, _DIT_NON, _AUTOUR_DE_NON):
        return Avis(accord=False)
    if suite := _SUITE.match(texte.strip()):
        return Avis(suite["mot"].lower()[0] in "od", suite["suite"])
    return None


_OUI = _DIT_OUI - {"1", "juste", "ok", "voila"} | ensemble(
    "ok okay oki oue vouais ouaip ouep ouip yup yeah oe si certes naturellement assurement volontiers probablement surement clairement vrai y o wu woui wui "
    "tafait obviously da sure parfaitement oui-da ouii ouiii vi we forcement course nickel banco deal go tope yess yesss positif"
)
_NON = _DIT_NON - {"2"} | ensemble(
    "naan nein nah nenni nada aucun aucune aucuns aucunes jamais aucunement nullement rien n ni niet nada point non-non sans noon nonn pas pa "
    "neant ras pantoute impossible contre"
)
# Other things begin so ("y a des lots", "si on allotit"): a yes or a no only when nothing follows.
_SEULS = ensemble("y o si go contre ras")
_AVANT = ensemble(
    "euh heu bah ben bon alors hum hm bonjour eh he ah oh donc dc mais je j pense crois croi dirais dirai dis que qu il me semble a priori apriori plutot bien sur "
    "sans doute ma foi mm en fait de du coup tout ce est c cest on va dire normalement surtout certainement absolument vraiment evidemment "
    "attends attendez hmm pfff mouais genre clairement effet helas allez pff oulala voila of soit oula bref franchement"
)
_CERTAINS = ensemble("absolument vraiment certainement evidemment surement clairement sur soit genre helas mouais")
# Said of the answer itself, wherever that stands: "je serais encline à répondre par la négative".
_QUALIFIENT = {"par l affirmative ": True, "positivement ": True, "par la negative ": False, "negativement ": False}
_ANNONCENT = ensemble(
    "donc dc dirais dirai dis dire pense crois croi suppose reponse que finalement fait plutot alors coup bref disons sera est mets coche reponds"
)
# Between a yes and the no that takes it back: "oui euh non", "non mais si".
_HESITENT = ensemble(
    "euh heu enfin mais attends attendez jrigole je rigole ah oh bah ben bon plutot en fait pardon ou quoique"
)
_FRANCS_OUI = ensemble("oui ouais oue ouai yes si evidemment bien absolument")
_FRANCS_NON = ensemble("non nan nn nope")
# "Ok" may only say that the question was heard: "ok non".
_ENTENDU = ensemble("ok okay oki")
_SANS_OPINION = (
    "sais pas", "sait pas", "jsp", "aucune idee", "pas d idee", "pas encore d idee", "pas l idee", "pas encore l avis", "pas l avis", "pas d avis", "l ignore", "oui et non", "peut etre", "ca depend", "pas sur ", "pas sure ", "ni oui", "saurais dire",
    "sais plus", "sais trop pas", "un peu oui", "un peu non",
)  # fmt: skip
_OUI_DITS = (
    "en effet", "c ca", "ca me va", "on va dire ca", "en plein", "sans hesitation", "tout l air", "va sans dire", "affirmative", "je prends", "vendu", "tout a fait", "bien sur", "c est ca", "c est bien ca", "c est le cas", "c est bon", "c est prevu", "c est juste", "bien entendu", "ca marche",
    "sans doute", "va pour", "a priori oui", "d acc ", "pas faux", "par l affirmative", "pourquoi pas",
    "si vou", "si tu veux", "si tu le dis", "si on veu", "si quand meme",
)  # fmt: skip
_NON_DITS = (
    "pas du tout",
    "ce n est pas",
    "en aucun cas",
    "tant s en faut",
    "loin de la",
    "pas le moins du monde",
    "que non",
    "est negative",
    "vous plaisantez",
    "rate",
    "faux",
    "n importe quoi",
)


def dire_oui_ou_non(texte: str) -> bool | None:
    """Whether an answer to a yes-no question says yes or no, in whatever words it goes on; None when it says neither.

    >>> [dire_oui_ou_non(dit) for dit in ("oui 4 fois l'an", "Ma foi, non ; l'air seul", "bien sûr que non", "tt les ans donc ouais", "ça dépend")]
    [True, False, False, True, None]
    """
    simple = _TAG.sub(" ", simplifier(texte))
    mots = _en_mots(simple)
    suite = " ".join(mots) + " "
    if suite in _POINT_FINAL or any(dit in suite for dit in _SANS_OPINION):
        return None
    if _LOCUTIONS.search(suite):
        suite = _LOCUTIONS.sub("", suite)
        return dire_oui_ou_non(suite) if suite.strip() else None
    if _VA_POUR.match(suite) and _NETS.isdisjoint(mots):
        return None
    if len(qualifie := {avis for dit, avis in _QUALIFIENT.items() if f" {dit}" in f" {suite}"}) == 1:
        return qualifie.pop()
    dernier = next(
        (mot for avant, mot in _paires(mots) if avant in _ANNONCENT and mot in _DIT_OUI | _DIT_NON - {"1", "2", "pas"}),
        None,
    )
    if dernier is not None:
        return dernier in _DIT_OUI
    tete = 0
    while tete < len(mots) and mots[tete] in _AVANT and mots[tete] not in _NON:
        tete += 1
    if _ne_nie_que_la_suite(mots[tete:]):
        return None
    if (repris := _se_reprend(mots[tete:])) is not None:
        return repris
    debut = " ".join(mots[:_DEBUT]) + " "
    if debut.startswith(_OUI_DITS) and _FRANCS_NON.isdisjoint(mots):
        return True
    if any(debut.startswith(dit) or f" {dit}" in debut[: len(dit) + 12] for dit in _NON_DITS):
        return False
    if tete < len(mots) - 1 and mots[tete] in _SEULS and f"{mots[tete]}," not in simple:
        tete = len(mots)
    if (
        mots[tete : tete + 1] == ["non"]
        and mots[tete + 1 : tete + 2]
        and mots[tete + 1] in _CORRIGE
        and any(mot.isdigit() for mot in mots)
    ):
        # "Non, en fait 120 000" puts something else right.
        return None
    if tete < len(mots) and mots[tete] in _NON:
        return False
    if tete < len(mots) and mots[tete] in _OUI:
        return True
    if any(debut.startswith(dit) or f" {dit}" in debut for dit in _OUI_DITS) or (
        mots and tete == len(mots) and mots[-1] in _CERTAINS
    ):
        return True
    # "Le traiteur livre, oui": said anywhere, and the contrary nowhere, or conceded before ("les fêtes oui, celle-ci non").
    dits = {mot in _DIT_OUI for mot in _en_mots(_OPPOSE.sub(" ", simple)) if mot in _NETS}
    if len(dits) == 1:
        return dits.pop()
    fins = _CONCLUT.findall(f"{simple} .") if dits else []
    return fins[-1] in _DIT_OUI if fins else None


# Set phrases, whose "ni" denies nothing.
_LOCUTIONS = re.compile(r"\bni (?:vu ni connu|vu ni connue|une ni deux|plus ni moins|chaud ni froid|fait ni a faire) ")
# "Va pour un MAPA" takes what it names: it is a yes to nothing else.
_VA_POUR = re.compile(r"(?:[a-z]+ ){0,3}(?:va|partons|parti) pour (?:un|une|le|la|les|l|des|du|cette|\d+) ")
# "À moins de 80 km, point": what closes a sentence denies nothing.
_POINT_FINAL = ("point ", "point barre ", "point final ")


def _ne_nie_que_la_suite(mots: list[str]) -> bool:
    """ "Aucune entreprise ne s'est présentée", "pas de problème pour le reste", "rien ne presse": the no is of its own words only."""
    if len(mots) < MOTS_D_UNE_NEGATION or not _NETS.isdisjoint(mots):
        return False
    premier, suivant = mots[:2]
    if premier in _AUCUN:
        return suivant not in _APRES_AUCUN
    return (premier in _PAS and suivant in ("de", "d")) or (premier == "rien" and suivant in ("ne", "n"))


MOTS_D_UNE_NEGATION = 4
_AUCUN, _PAS = ensemble("aucun aucune aucuns aucunes"), ensemble("pas pa point sans")
_APRES_AUCUN = ensemble("a au de des d du pour que qu je j on en l le la les et mais pas")


def dit_ignorer(texte: str) -> bool:
    """Whether words hold one that says that something is not known, or left for later, and say so of nothing else.

    >>> [dit_ignorer(dit) for dit in ("faut que je demande", "aucune entreprise ne s'est présentée", "je sais pas où est le dossier")]
    [True, False, False]
    """
    simple = " ".join(_en_mots(simplifier(texte)))
    if len(simple.split()) <= MOTS_D_UNE_NEGATION:
        return True
    return _D_AUTRE_CHOSE.search(simple) is None and any(f" {tige}" in f" {simple}" for tige in _IGNORENT)


# The beginnings of what says it.
_IGNORENT = (
    "sai", "chai", "jsai", "sav", "idee", "decid", "defini", "ignor", "certitud", "verr", "flou", "tranch", "arret", "inconnu", "encore", "jsp", "mystere",
    "depend", "demand", "voir", "fix", "question", "moment", "instant", "reserv", "connai", "precis", "hesit", "pense", "attend", "attent", "doute", "sur ",
    "trop", "cours", "plus tard", "repon", "dir", "determ", "statu", "etudi", "suspens", "avis", "devin", "tbd", "waiting", "clue", "verifi", "preferer",
    "perdu", "colle", "pas ce chiffre", "jc", "sepa", "discut", "oubli", "cherche", "clair", "calcul", "evalu", "estim", "manque", "retrouv", "dispos",
)  # fmt: skip
_D_AUTRE_CHOSE = re.compile(r"\bsa(?:is|it|vons|vent)? (?:pas|plus|trop pas) (?:ou|qui|comment|pourquoi) [a-z]+ [a-z]+")


def _se_reprend(mots: list[str]) -> bool | None:
    """What is said in the end by who hesitates between a yes and a no, from the first of them on; None for who does not."""
    if not mots or mots[0] not in _OUI | _NON:
        return None
    contraire = (
        _FRANCS_OUI if mots[0] in _FRANCS_NON else _FRANCS_NON if mots[0] in _FRANCS_OUI | _ENTENDU else frozenset()
    )
    apres = 1
    while apres < len(mots) and mots[apres] in _HESITENT and mots[apres] not in contraire:
        apres += 1
    if apres < len(mots) and mots[apres] in contraire and (apres > 1 or mots[0] in _ENTENDU):
        return mots[0] in _FRANCS_NON
    return None


def se_ravise(clause: str) -> bool | None:
    """The yes or the no by which somebody takes back what was just said, alone in its clause but for what hesitates.

    >>> [se_ravise(dit) for dit in ("euh si", " enfin non", "on en met une", "si on veut")]
    [True, False, None, None]
    """
    mots = [mot for mot in _en_mots(simplifier(clause)) if mot not in _HESITENT]
    if len(mots) != 1 or mots[0] not in {"si"} | _FRANCS_NON:
        return None
    return mots[0] == "si"


_CORRIGE = ensemble("en plutot finalement pardon je")
_NETS = ensemble("oui ouais ouai oue yes yep ouaip non nan nn nope")
# "C'est du social, n'est-ce pas ?" denies nothing.
_TAG = re.compile(r"\bn'est[ -]ce pas\b")
# "24 mois et non 22" answers nothing, nor does "récurrent ou non".
_OPPOSE = re.compile(r"\b(?:et|ou) non\b(?! *[,;.:!])")
# A yes or a no that ends its clause.
_CONCLUT = re.compile(r"\b(oui|ouais|non|nan)(?= ?[,;.:!])")
_DEBUT = 6


def _en_mots(simple: str) -> list[str]:
    return [mot for mot in re.split(r"[^a-z0-9-]+", simple) if mot]


def _paires(mots: list[str]) -> list[tuple[str, str]]:
    """The words two by two, the last first."""
    return [*pairwise(mots)][::-1]


def _tous(mots: list[str], dits: frozenset[str], autour: frozenset[str]) -> bool:
    return any(mot in dits for mot in mots) and all(mot in dits or mot in autour for mot in mots)


# "Lots ? non, un seul site": who asks himself a thing in a word or two, and answers.
_SE_DEMANDE = re.compile(
    r"^\W*(?:et |alors |bon |pour |sinon )?(?:(?:en|des|de la|du|la|les|le|une?) |l')?(?P<quoi>[\w'-]+(?: [\w'-]+){0,2}) ?\?+ *(?P<suite>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_CLAUSE = re.compile(r"[^,;.:!?]*")


def dire_ce_qui_se_demande(texte: str) -> str:
    """What somebody asks himself and answers at once, told: "Lots ? non, un seul site" as "pas de lots, non, un seul site".

    >>> dire_ce_qui_se_demande("Et en lots ? j'en veux pas"), dire_ce_qui_se_demande("Récurrent ? oui")
    ("pas de lots, j'en veux pas", 'Récurrent : oui')
    >>> dire_ce_qui_se_demande("Des lots ? Combien ?"), dire_ce_qui_se_demande("85 000, 3 ans")
    ('Des lots ? Combien ?', '85 000, 3 ans')
    """
    dit = _SE_DEMANDE.match(texte[:1000])
    if dit is None or texte.rstrip().endswith("?"):
        return texte
    premiere = _CLAUSE.match(dit["suite"])
    avis = dire_oui_ou_non(premiere[0]) if premiere else None
    if avis is None and premiere is not None and _N_EN_VEUT_PAS.search(simplifier(premiere[0])):
        avis = False
    if avis is None:
        return texte
    return f"{dit['quoi']} : {dit['suite']}" if avis else f"pas de {dit['quoi']}, {dit['suite']}"


_N_EN_VEUT_PAS = re.compile(r"\b(?:pas|non|aucune?s?)\b")
