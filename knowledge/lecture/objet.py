"""A short description of the purchase, in the buyer's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import EN_LETTRES
from knowledge.francais.texte import Plie, ensemble

_MOTIFS = lire_motifs(__file__)
LONGUEUR = 200
_POLITESSE = re.compile(
    r"^(?:[^\w«\"(]|\b(?:bonjour|bonsoir|bjr|bsr|slt|salut|re-?coucou|hello|merci|svp|stp|alors|voila|donc|euh|bon|bien|parfait|entendu|suite|nickel|allo|oui|non|ok|ah|bah|nouveau|autre achat|2e achat|re|l'assistant|a (?:vous|toi|toutes|tous)|salam|wesh|hey|yo|adieu|oh|coucou\w*+|ola|hola|madame|monsieur|mesdames|messieurs|mon frere|(?:tout|tt) le monde|l'equipe|la famille|chef|heu|bref|objet ?:|besoin ?:)(?![a-z])|"
    r"\b(?:je (?:dois|veux|voudrais|souhaite|vais|cherche a|prepare|lance|suis en train de)|j'ai(?: besoin)?|jai|on (?:a|doit|veut|va|relance|lance|prepare|souhaite|repasse|voudrait|veut)|nous (?:devons|allons|souhaitons|relancons|lancons|preparons|avons)|"
    r"il s.agit(?: d')?|il (?:me |nous )?faut|g besoin|g|jdois|jveux?|c'est(?: bien)?)(?= )(?: (?:d'|de )?(?:passer|lancer|relancer|faire|refaire|preparer|monter|renouveler|commander|acheter)(?= ))?|"
    r"\b(?:un|le|notre|ce|du|mon) (?:petit |ptit |gros )?(?:marche|contrat|accord[ -]cadre)(?: public)?(?: (?:de |d'|pour (?:des? |la |le |les |du )?))(?=\w)|\bmarche (?:de |d')(?=\w)|\b(?:un|ce) achat (?:de |d')|"
    r"\b(?:un|une|de|des|du|le|la|les|pr|pour) (?=\w)|\b(?:d'|l')(?=\w)|"
    r"\b(?:je|on|nous) (?!suis|sommes|est|me|m|vous|te|ne|n|se|y|en)[a-z]{3,20} (?=(?:des?|du|une?|la|le|les|nos|notre|mes|ces|tous|toutes|deux|trois|\d{1,6})\b|[ld]'))+"
)
# What is left of a clause stops where figures, procedure or dates begin.
_CHIFFRES = re.compile(
    r"(?:\b(?:a hauteur|estimee?s?|pour|sur|de|d'|a|environ|env|montant|budget|autour|pendant|duree|durant|max[^\W\d]*+|mini[^\W\d]*+|en|avec|entre|d'une|d'un|soit|du|au|des|qui|est|sont|prevue?|les) ?){0,8}"
    rf"(?:{EN_LETTRES} (?:(?:d')?(?:euros?\b|€)|hors tax|sans tva|ht\b|par an\b)|"
    r"(?<![\d.,])(?:\d{1,3}(?:[ .]\d{3})+|\d{5,8})(?![\d.,])(?= ?(?:$|par (?:an|mois|trimestre|lot)\b|/ ?an|la premiere|la 1ere|les suivant|mais\b|en tout|au total|max|env|a peu pres|jsp\b|je (?:crois|pense)|tout compris|sur \d|pour (?:\d|l'annee)|annuel))|"
    r"(?<![^\W\d])(?:mini[^\W\d]*+|maxi[^\W\d]*+|min|max)\.? ?(?:de |: ?)?\d{1,3}(?:[ .]?\d{3})+(?!\d)|(?<!\d)\d[\d ]{0,20}(?:[.,]\d{1,9})? ?(?:k|m)?(?:€|e\b|euros?\b|eur\b|ke\b|keur\b|millions?\b|ht\b|ttc\b|k\b|mois\b|moi\b|ans?\b|annees?\b|semaines?\b|jours?\b)|\b(?:mapa|aoo?|aor|procedure|appel d'offres?|sans pub\w*|attribution|notification|reconductible|renouvelable)\b)"
)
_HORS_OBJET = re.compile(
    rf"^ ?(?:(?:{EN_LETTRES}|\d{{1,3}}) (?:mois|ans?|annees?|semaines?|jours?)\b|garantie?s?|livraisons?|delai|validite|preavis|duree|montant|budget|procedure|allotissement|attribution|notification|titulaire|entreprise|clause|donnees|droits|rgpd|achat (?:ponctuel|unique|exceptionnel)|"
    r"estimation|renouvelable|reconductible|lots?\b|mini|maxi|max\b|tva|taux|ttc|ht\b|mapa|aoo?\b|non|oui|sans|pas|avec|alloti|recurrent|ponctuel|hors|soit|environ|\d+ lots?|un seul lot|du \d|le \d|tous les|chaque annee|qu'|que |quoi|c'est quoi|(?:la )?(?:1ere|premiere|1 ?re) (?:fois|annee)|(?:la )?(?:deuxieme|2e|2eme|seconde|troisieme|3e|derniere) annee|(?:les )?(?:annees |deux |trois |quatre )?suivantes?|(?:pour )?l'ensemble(?: des lots| du marche)?$|(?:tous |chacun |chaque )?(?:les )?lots?$|desolee?|excuse[rz]?|contexte)\b"
)
_COUPE = re.compile(r"[;\n!?()]|,(?!\d)|\.(?!\d)(?=\s|$)| : | - ")
_ACHAT = re.compile(
    r"\b(?:marches? (?=de |d'|des )|achats? d|acqui\w+|location|fournitures?|entretien|remplacement|reparation|creation|pose\b|"
    r"installation|peinture|repeindre|refaire|organisation|mission d|travaux|prestations?|impression)"
)
_VIDE = re.compile(
    r"(?:poses?|pose exclue|livraisons?|urgence|voila|je vous explique|nous devons|new need|message|achats?|acquisitions?|marches?|contrats?|accords?[ -]cadres?)"
)
# Words that bring a purchase in and name none: "prochain achat", "autre chose, chef", "cela posé".
_ANNONCENT = ensemble(
    "un une le la les mon ma ce cet cette du de d des autre autres prochain prochaine suivant suivante nouvel nouveau nouvelle sujet sujets chose choses truc affaire mission "
    "achat achats marche contrat dossier ticket next fiche besoin demande cas precis precisement chef cela ca pose dit tout ht ttc hors taxe taxes meme montant prix total "
    "ou alors et puis donc en fait ensuite apres enfin sinon ainsi aussi bref fois idee suite passons voici lui elle-meme lui-meme a l plus re bonjour salut te machine grande belle o toi moi"
)
# Where the thing named gives way to what is told of it.
_RECIT = re.compile(
    r"(?<![«\"])(?<!\bque) (?:virgule|euh|hein|vu que|parce qu\w*|puisqu\w*|sinon|meme si|sauf que|et dis|et donc|c'est|(?:moi )?(?:je |j')\w+|c (?:ma|mon|moi|le|la|pour)\b|"
    r"on (?:en|est|a|va|fait|prend|passe|lance|commande|doit|veut|voudrait)\b|ne se\b|a lache|est morte?\b|ils? (?!(?:me |nous |m'en )?fa[ul]|s'agit)\w)"
)
_NATURE_NUE = re.compile(
    r"(?:(?:prestations? de )?services?|prestations? intellectuelles?|fournitures?|travaux)(?: pour (?:la |le |les )?\w{1,20})?",
    re.IGNORECASE,
)
_DIT_LA_NATURE = re.compile(
    r"(?:des? |du |une? |les )?(?:prestations? (?:de services?|intellectuelles?)|services?|fournitures?|travaux|prestations?)\b(?! (?:de|d'|du|des)\b)",
    re.IGNORECASE,
)
_QUEUE = re.compile(r"(?<![ ,])(?:[ ,]++(?:env|environ|pour|pr|de|d'|à|a|sur|et|en|du|des|c'|c)){1,12}$", re.IGNORECASE)
_LONGUEUR_D_ARTICLE = 3
_MOT = re.compile(r"[^\W\d_]{4,}")
_LETTRES = re.compile(r"[a-z]+(?:-[a-z]+)*")


def decrire(plie: Plie, places: Sequence[int]) -> str:
    """The clauses that say what is bought, without greetings, amounts and durations; at most 200 characters.

    `places` are where the words of a family of purchase, or of a nature, stand.
    """
    places = [*places, *(m.start() for m in _ACHAT.finditer(plie.texte))]
    morceaux: list[str] = []
    for debut, pieces in _clauses(plie):
        for piece, arret in pieces:
            if any(debut <= place < arret and place + 1 >= piece for place in places) and (
                mots := _nommer(plie, piece, arret)
            ):
                morceaux.append(mots)
                break
    if len(morceaux) > 1:
        # "papier de reprographie, fournitures livrées au magasin": a nature adds nothing to the thing.
        morceaux = [morceau for morceau in morceaux if not _DIT_LA_NATURE.match(morceau)] or morceaux
    if len(morceaux) == 1 and _NATURE_NUE.fullmatch(morceaux[0]):
        # "évolution de la solution, services, 80 k€": a nature alone names a purchase only where nothing else does.
        return decrire_sans_repere(plie)
    return _abreger(", ".join(morceaux[:2]))


def decrire_sans_repere(plie: Plie) -> str:
    """The first clause that may say what is bought, in a text that holds no word of ours.

    >>> from knowledge.francais.texte import plier
    >>> decrire_sans_repere(plier("Bonjour, brumisateurs pour les parcs, 40 k€ HT, 12 mois")), decrire_sans_repere(plier("40 k€ HT"))
    ('brumisateurs pour les parcs', '')
    """
    dits = [
        (_rang(plie.texte[piece:arret]), nom)
        for _, pieces in _clauses(plie)
        for piece, arret in pieces
        if (nom := _nommer(plie, piece, arret)) and _MOT.search(nom)
    ]
    return _abreger(min(dits, key=lambda dit: dit[0], default=(0, ""))[1])


def annonce_un_achat(texte: str) -> bool:
    """Whether folded words bring in what is bought.

    >>> annonce_un_achat("on veut acheter un projecteur"), annonce_un_achat("cibler 8 et 11")
    (True, False)
    """
    return any(mots in texte for mots in (*_INTRODUISENT, *_VERBES)) or _INTRODUIT.search(texte) is not None


def _rang(clause: str) -> int:
    """What a clause is worth as the name of a purchase: it brings one in, it is all nouns, or it tells a story."""
    if annonce_un_achat(clause):
        return 0
    return 1 + (len(clause.split()) == 1 or raconte(clause))


def raconte(texte: str) -> bool:
    """Whether folded words tell a story, and name nothing."""
    return not _RACONTENT.isdisjoint(texte.replace("'", " ").split())


_RACONTENT = ensemble("je j on nous vous tu il elle ils elles c ca qui que qu se m me est sont ont sera")


def _clauses(plie: Plie) -> Iterator[tuple[int, list[tuple[int, int]]]]:
    """Where each clause starts, and what is left of it without greeting and figures."""
    debut = 0
    for m in [*_COUPE.finditer(plie.texte), None]:
        fin = len(plie.texte) if m is None else m.start()
        politesse = _POLITESSE.match(plie.texte[debut:fin])
        depart = debut + (politesse.end() if politesse else 0)
        yield debut, _pieces(plie.texte, depart, fin)
        debut = fin if m is None else m.end()


# What comes last of these in a clause brings in what is bought.
_INTRODUISENT = (
    "c'est pour euh ", "c'est pour ", "cest pour ", "c pour ", "il me faut ", "il me faudrait ", "il nous faut ", "il m'en faut ", "il nous faudrait ", "besoin de ", "besoin d'",
    "l'achat de ", "l'achat d'", "porte sur ", "doit acheter ", "dois acheter ", "d'acheter ", "veux acheter ", "voudrais acheter ", "voudrait acheter ", "faut acheter ",
    "je cherche ", "marche de ", "marche d'", "anticipe achat ", "acquisition de ", "commander ", "cette fois c'est ", "on y va c'est ", "faudrait remplacer ",
)  # fmt: skip
# So does any verb of buying before an article or a number ("on veut acheter des", "faut qu'on achète trois").
_INTRODUIT = re.compile(
    r"\b(?:achet(?:er|e|ons|ez|erais)|rachet(?:er|e|ons)|command(?:er|e|ons|erais)(?: bien)?|cherche a|doi[st] prendre|veut prendre|choisir|m'en faut|m'faut|jvoudrais|j'veux|jveux?) "
    r"(?=(?:des?|du|la|les?|une?|deux|trois|quatre|cinq|six|dix|\d+|faire) |l')(?:(?:des|du|une?) (?!lot)|de la )?"
)
# What is done with the thing is a word of it: "louer des lits" stays.
_VERBES = ("dois louer", "veux louer", "jveu louer", "doit louer", "dois refaire", "faut refaire", "doit refaire")


def _nommer(plie: Plie, piece: int, arret: int) -> str:
    """The words of a piece when they can name a purchase, else nothing."""
    debuts = [place + len(mots) for mots in _INTRODUISENT if (place := plie.texte.rfind(mots, piece, arret)) >= 0]
    debuts += [place + mots.index(" ") + 1 for mots in _VERBES if (place := plie.texte.rfind(mots, piece, arret)) >= 0]
    debuts += [m.end() for m in _INTRODUIT.finditer(plie.texte, piece, arret)]
    if debuts and arret - max(debuts) > _LONGUEUR_D_ARTICLE:
        piece = max(debuts)
    if recit := _RECIT.search(plie.texte, piece + _LONGUEUR_D_ARTICLE, arret):
        # "Le dossier c'est l'entretien": what announces gives way to what is told.
        annonce = _ANNONCENT.issuperset(_LETTRES.findall(plie.texte, piece, recit.start()))
        piece, arret = (recit.end(), arret) if annonce else (piece, recit.start())
    mots = _QUEUE.sub("", plie.mots(piece, arret)).rstrip(" -,")
    if (
        len(mots) <= _LONGUEUR_D_ARTICLE
        or _VIDE.fullmatch(plie.texte[piece:arret].strip())
        or _HORS_OBJET.match(plie.texte[piece:arret])
        or _ANNONCENT.issuperset(_LETTRES.findall(plie.texte, piece, arret))
    ):
        return ""
    return mots


def _abreger(objet: str) -> str:
    objet = " ".join(objet.split())
    return objet[:LONGUEUR].rsplit(" ", 1)[0] if len(objet) > LONGUEUR else objet


_RESTE = re.compile(
    r"^(?: |\(|ht\b|ttc\b|hors taxes?\b|/ ?an\b|par an\b|annuels?\b|ferme\b|euros?\b|au total\b|de\b|du\b|des\b|d'|pour\b|sur\b|c'est\b|est\b|un\b|une\b|la\b|le\b|les\b|en\b|trop\b|et\b|a\b|,)+"
)


def _pieces(texte: str, debut: int, fin: int) -> list[tuple[int, int]]:
    """A clause without its figures."""
    pieces: list[tuple[int, int]] = []
    for m in _CHIFFRES.finditer(texte, debut, fin):
        pieces.append((debut, m.start()))
        reste = _RESTE.match(texte[m.end() : fin])
        debut = m.end() + (reste.end() if reste else 0)
    return [*pieces, (debut, fin)]


def tete_de_l_objet(texte: str) -> int:
    """Where a folded object of purchase comes to what is bought: "achat de velos" to its bikes."""
    m = _MOTIFS.tete.match(texte)
    return 0 if m is None else m.end()
