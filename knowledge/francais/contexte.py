"""What surrounds a reading: sentences, questions, negations, corrections."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.francais.autrefois import Zone, lire_autrefois

# An announced correction: what comes after replaces what came before.
_CORRECTION = re.compile(
    r"\bnon\b[ ,.:!]*(?:pas\b|attends\b|attendez\b|en fait\b|plutot\b|c'est\b|finalement\b|pardon\b|je\b|\d)"
    r"|\b(?:euh|ah|oups|mais|enfin|ou|bah|ben|nan|heu|attende?[sz])\b[ ,]*(?:non|plutot)\b"
    r"|(?:^|[,;:.!?\n(-] ?)plutot\b|\bnon plutot\b|\bou plutot\b|\bplutot (?=\d|un\b|une\b|sans\b|en\b|du\b|avec\b)"
    r"|\bfinalement\b|\ben fait\b|\ben realite\b|\bau final\b|\ben definitive\b|\btout compte fait\b|\bcorrection\b"
    r"|\bje (?:corrige|rectifie|me corrige|reprends)\b|\berratum\b|\brectif(?:ication|icatif)?\b|\boups\b|\bpardon\b"
    r"|\bje me suis (?:trompee?|plantee?|gouree?|melee?)\b|\bexcuse[rz]\b|\bje confonds\b|\b(?:me suis|j'ai fait une|c'est une|petite|il y a une|y a une) erreur\b"
    r"|\b(?:on|ca) (?:(?:re)?monte|grimpe|passe|(?:re)?descend|tombe|arrive) (?:plutot |finalement |donc )?a (?=\d)"
    r"|\benfin\b(?= (?:\d|une?\b|deux\b|trois\b|quatre\b|cinq\b))|\berreur\b(?= de ma part|[ ,:])|\bfaux\b[ ,.:!]+(?=\d)|\bje voulais dire\b|\bje veux dire\b|\bdesolee?\b|\bnan\b[ ,]+(?=\d|en fait|c)"
)
# What was first thought, then given up: "on pensait MAPA mais ce sera un appel d'offres".
_D_ABORD = re.compile(
    r"\b(?:(?:on|je|nous|j'|elus?|chef|service|direction) ?(?:en |l')?(?:pensai\w*|voulai\w*|envisageai\w*|comptai\w*|prevoyai\w*|imaginai\w*|souhaitai\w*|croyai\w*|esperai\w*|avai\w* (?:prevu|pense|envisage|imagine|dit|mis|note|parle)|etai\w* (?:partie?s?|restee?s?|a)\b)"
    r"|\bj(?:'ai| ai|e t'ai|e vous ai|'avais| avais|e vous avais|e t'avais|ai|'en ai|'en avais) (?:deja |bien )?(?:dit|mis|ecrit|note|annonce|tape|indique|repondu|compte|saisi|marque)e?s?\b"
    r"|\b(?:c'est|ce n'est|n'est) plus\b(?! (?:de|que|d'|grand))|\b(?:l'ancien|le precedent|le dernier|la derniere fois|l'an dernier|avant)\b(?=[^,;.!?\n]{0,30}\b(?:etai\w*|avai\w*|faisai\w*|c t|ct|a (?:paye|coute)))"
    r"|\b(?:g|jai) (?:dit|mis)\b|\b(?:disai(?:t|ent)|annoncai(?:t|ent)|parlai(?:t|ent) d|avai(?:t|ent) (?:dit|annonce|parle|prevu|note|mis))\b|\b(?:il|y) (?:y )?en avait\b|\bprecedent avait\b"
    r"|(?:initialement|au depart|a l'origine|au debut|d'abord|a la base|dans un premier temps)(?=,? mais\b| (?:prevu|pense|envisage|on |je |nous |parti|imagine|c'etait|ce devait|il )|,? on |,? je ))\b"
)
_PUIS = re.compile(
    r"\b(?:mais|or|c'est|c|cette fois|celui-ci|il y en aura|donc|alors|maintenant|(?<=, )la|il sera|en verite|eh bien|en ht|sauf que|seulement|cependant|toutefois|puis|(?:et )?(?:ce|ca) sera|(?:et )?du coup|au final|(?:et )?on (?:part|passe|repart|bascule|fera|fait|va)\b(?! pas)|il faudra)\b"
)
# A "non" that opens a message or a sentence answers what was there before: it denies that, and not what follows it.
_OUVRE_NON = re.compile(
    r"(?:^|[.!?;\n])[ ,:]*"
    r"(?:(?:ah|oh|hum|euh|heu|bah|ben|bon|eh|he|hein|ok|okay|oui|ouais|d'accord|alors|donc|mais|du coup|attends|attendez|en fait|"
    r"finalement|pardon|desolee?|oups|zut|merde|mince|je me suis (?:trompee?|plantee?)|il y a (?:une )?erreur|erreur)\b[ ,.:!]*+){0,8}+"
    r"(?P<non>non|nan|nn|naan)\b[ ,.:!]*(?=\S)"
)
# So does a "non" that hesitates ("mapa euh non appel d'offres") or after which somebody says a whole clause.
_NON_REPREND = re.compile(r"\b(?:euh|heu|ah|oups|bah|ben|enfin|pardon)[ ,]*$")
_NON_PUIS_DIT = re.compile(
    r" *(?:c'?est|c|ce (?:sera|sont|serait)|ca (?:sera|serait)|il y a(?:ura)?|y a(?:ura)?|il faut|on|je|j'|nous|en fait|plutot|finalement|pardon)\b"
)

_INTERROGATIF = re.compile(
    r"\b(?:c'?est quoi|c koi|c quoi|keske|kesk|qu'?est[ -]ce|est[ -]ce que?|est[ -]ce qu'|dois[ -]je|doit[ -]on|faut[ -]il|"
    r"fo[ -]il|peut[ -]on|puis[ -]je|pouvons[ -]nous|devons[ -]nous|avons[ -]nous|y a[ -]t[ -]il|a[ -]t[ -]on|combien|comment|"
    r"pourquoi|quand|quels?|quelles?|quoi|que (?:veut|signifie)|ca veut dire|a quoi|on doit|on peut|je peux|je dois|"
    r"jpeu|jpeux|jdois|il faut|faut|c'est du|c'est un|c'est une|sommes[ -]nous|suis[ -]je)\b"
)
# These ask the meaning of a word: nothing in such a sentence is said of the contract.
_DEFINITION = re.compile(
    r"\b(?:c'?est|c) (?:quoi|koi)\b|\bqu'?est[ -]ce (?:que (?:c'est )?(?!je|j'|nous|on|tu|vous)|qu'(?:un|une)\b)|\bkesk?e?(?: c'?est)?\b"
    r"|\b(?:que?|ca) (?:veut|veulent|signifie|signifient) ?(?:dire)?\b|\bdefinition d[eu']|\bdifference entre\b"
    r"|\bquelle (?:est la )?difference\b|\bsignifie\b|\bc'est quoi\b|\bcela veut dire\b"
)
_FIN_DE_PHRASE = re.compile(r"[?!\n]+|\.(?!\d)(?=\s|$)|;")


@dataclass(frozen=True, slots=True)
class Contexte:
    """Where a folded text asks, defines, corrects, or tells of an earlier contract."""

    texte: str
    phrases: tuple[Zone, ...]
    questions: tuple[Zone, ...]
    definitions: tuple[Zone, ...]
    corrections: tuple[int, ...]
    annonce_correction: bool
    passes: tuple[Zone, ...] = ()  # where an earlier contract is told of
    croyances: tuple[Zone, ...] = ()  # where the rule that one believed is told, beside a question of what is allowed

    def phrase(self, place: int) -> Zone:
        debuts = [debut for debut, _ in self.phrases]
        return self.phrases[max(0, bisect_right(debuts, place) - 1)]

    def en_question(self, place: int) -> bool:
        return any(debut <= place < fin for debut, fin in self.questions)

    def en_definition(self, place: int) -> bool:
        return any(debut <= place < fin for debut, fin in (*self.definitions, *self.croyances))

    def du_passe(self, place: int) -> bool:
        """Whether what stands there is told of an earlier contract."""
        return any(debut <= place < fin for debut, fin in self.passes)

    def apres_correction(self, places: Sequence[int]) -> int:
        """The last correction that something follows, among readings at these places; -1 without one."""
        dernieres = [
            c for c in self.corrections if places and any(p >= c for p in places) and any(p < c for p in places)
        ]
        return max(dernieres, default=-1)


_DOUTE = re.compile(
    r"\b(?:j?sais?|sait|savons|savez|sai|c|chais) (?:pas|plus) (?:si|s'il)\b|\bj?sp si\b|\bje me demande si\b"
)


def lire_contexte(texte: str) -> Contexte:
    """Cut a folded text in sentences and find those that ask."""
    phrases: list[Zone] = []
    questions: list[Zone] = []
    definitions: list[Zone] = []
    debut = 0
    for m in [*_FIN_DE_PHRASE.finditer(texte), None]:
        fin = len(texte) if m is None else m.end()
        if fin > debut:
            phrases.append((debut, fin))
            morceau = texte[debut:fin]
            definition = _DEFINITION.search(morceau)
            if definition:
                definitions.append((debut, fin))
            if "?" in morceau:
                deux_points = morceau.rfind(": ")
                interrogatif = _INTERROGATIF.search(morceau)
                if interrogatif and interrogatif.start() > deux_points >= 0:
                    # "Nettoyage : services, MAPA, quelles actions ?" asks from its last comma on.
                    questions.append((debut + max(deux_points, morceau.rfind(", ", 0, interrogatif.start())), fin))
                elif interrogatif and interrogatif.start() > 0:
                    questions.append((debut + interrogatif.start(), fin))
                elif not interrogatif and deux_points > 0:
                    # "3 roll-ups, sans publicité, pas récurrent : verdict ?" asks the verdict only.
                    questions.append((debut + deux_points, fin))
                else:
                    questions.append((debut, fin))
            elif definition:
                questions.append((debut, fin))
            elif (doute := _DOUTE.search(morceau)) is not None:
                # "Je ne sais pas si je dois allotir" asks, and tells nothing.
                questions.append((debut + doute.start(), fin))
        debut = fin
    corrections = tuple(sorted([*(m.start() for m in _CORRECTION.finditer(texte)), *_revirements(texte)]))
    annonce = bool(corrections) or bool(_OUVRE_NON.match(texte))
    passes = (*lire_autrefois(texte, phrases), *_d_un_autre(texte, phrases))
    return Contexte(
        texte,
        tuple(phrases) or ((0, 0),),
        tuple(questions),
        tuple(definitions),
        corrections,
        annonce,
        passes,
        _croyances(texte, phrases),
    )


# "Les travaux, eux, sont à 4,2 millions, mais ce sera un autre marché": the sentence tells of another contract.
_UN_AUTRE = re.compile(
    r"\b(?:c'est|c|ce sera|sera|seront|est|sont|feront?|font|dans|par) (?:l'objet d'|dans )?(?:un|des) autres? (?:marche|achat|contrat|consultation|projet|budget)s?\b"
    r"|\b(?:ce n'est|c'est|c) pas (?:celui|celle|ceux|celles)[ -](?:la|ci)\b"
)


def _d_un_autre(texte: str, phrases: Sequence[Zone]) -> tuple[Zone, ...]:
    dits = ((zone, _UN_AUTRE.search(texte, *zone)) for zone in phrases)
    return tuple((zone[0], un.start()) for zone, un in dits if un is not None)


# "J'ai le droit à 41 000 ? On m'a toujours dit 40 000 maxi": what is asked is the rule, and it is what was believed.
_DE_DROIT = re.compile(
    r"\b(?:droit|lega(?:le?s?|ux)|autorise\w*|permis\w*|oblige\w*|interdit\w*|plafonn\w*|(?:je|on) (?:dois|doit|peux|peut)|(?:dois|puis)-je|(?:doit|peut)-on|faut(?:-il)?|ca passe)\b"
)
_ON_CROYAIT = re.compile(
    r"\b(?:on (?:m|nous) ?'?a (?:toujours |bien |souvent )?(?:dit|appris|explique)|on (?:me|nous) (?:dit|disait|a dit)|je (?:croyais|pensais)|j'ai (?:lu|entendu|vu|appris)|"
    r"(?:il )?parai(?:t|trait)|j'avais (?:lu|entendu|compris|en tete)|je m'etais laisse dire)\b"
)


# What was always said, or seems to be, is of no contract, whatever is asked.
_ON_A_TOUJOURS_DIT = re.compile(
    r"\b(?:on (?:m|nous) ?'?a (?:toujours|souvent) (?:dit|appris|explique)|(?:il )?parait)\b"
)


def _croyances(texte: str, phrases: Sequence[Zone]) -> tuple[Zone, ...]:
    """The sentences that tell the rule one believed, in a message that asks what is allowed, or that was always told.

    >>> _croyances("j'ai droit a 6 ans ? j'ai lu 5", [(0, 20), (20, 30)]), _croyances("on m'a dit 45 000", [(0, 17)])
    (((20, 30),), ())
    """
    demande = any("?" in texte[slice(*zone)] and _DE_DROIT.search(texte, *zone) for zone in phrases)
    croit = _ON_CROYAIT if demande else _ON_A_TOUJOURS_DIT
    return tuple(zone for zone in phrases if "?" not in texte[slice(*zone)] and croit.search(texte, *zone))


def est_une_croyance(phrase: str, texte: str) -> bool:
    """Whether a sentence of a folded text tells the rule one believed, beside a question of what is allowed."""
    place = texte.find(phrase.strip())
    return place >= 0 and any(debut <= place < fin for debut, fin in lire_contexte(texte).croyances)


def _revirements(texte: str) -> list[int]:
    """Where what was first thought is given up.

    >>> _revirements("on pensait mapa mais ce sera un aoo"), _revirements("mapa mais en urgence")
    ([16], [])
    """
    places = []
    for m in _D_ABORD.finditer(texte):
        puis = _PUIS.search(texte, m.end(), m.end() + 120)
        if puis is not None:
            places.append(puis.start())
    return places


_AVANT_NEGATION = re.compile(
    r"(?P<neg>\b(?:pas|sans|aucune?s?|ni|jamais|hors|sauf|excepte|excepter|zero|no|exclure|exclu|hormis|contre|ne|non)\b"
    r"|\b(?P<laisse>(?:saut|abandonn|renonc|retir|supprim|(?<!ai )(?<!\ba )(?<!avons )(?<!avais )(?<!avait )(?:zapp|oubli))(?:e[sz]?|ons|er)\b|laiss(?:e[sz]?|ons|er) (?:tomber|de cote)\b|(?<!de )(?<!en )plus (?=d(?:e |')|aucun))|\bau lieu\b|\bplutot que\b|\bet non\b|\brien (?=de |d'|a )|\bn')"
    r"(?P<entre>[^,;:.!?\n()]{0,40})$"
)
# Each word is read in one way only, and ends where a word does: else forty letters "a" are cut in 2^40 ways.
_LIEN = re.compile(
    r"^[ -]*(?:(?:[dlcs]'|(?:de|du|des|la|le|les|un|une|en|a|au|besoin|prevu|prevue|prevus|question|vraiment|forcement|"
    r"necessairement|un gros|trop|que|dans|par|pour|avec|comme|il|elle|est|sera|seront|y|aura|avons|ai|"
    r"faire|nous|vous|me|fera|fait|faut|plus|pas|encore|du tout|avoir|sont|ce|cette|etre|agit|tres|si|aucun|aucune|"
    r"dit|supposer|croire|croyez|imaginer|penser|penses|qu'|recours|passe|passer|sur|concerne|concernant|comporte|contient|traite|traitement|necessite|inclut|"
    r"implique|va|etait|fut|ca|quelconque|particulier|particuliere|real|reel|reelle|grande|grosse|notion|marche|contrat|achat|prestations?|mission|en|(?:re|r)[a-z]{3,10}(?:er|ir))\b)[ -]*)*$"
)


_NEGATION_EN_TETE = re.compile(r"(?:pas|sans|aucune?s?|ni|jamais)\b")
# "plutôt une procédure adaptée qu'un appel d'offres"
_PLUTOT_QUE = re.compile(r"\bplutot\b[^,;.:!?\n]{3,50} qu(?:e |'(?:un |une |en |a )?)(?:un |une |des |de |du )?$")


_QUE = re.compile(r"\bqu(?:e\b|')")


def est_nie(texte: str, debut: int, *, qualifiable: bool = False) -> bool:
    """Whether a negation bears on what starts there; `qualifiable` words may be what "non" qualifies ("non récurrent").

    >>> [est_nie(t, t.index("livraison")) for t in ("sans livraison", "pas besoin d'une livraison", "sans lot, livraison")]
    [True, True, False]
    >>> est_nie("ce n'est pas un marche de services", 25)
    True
    >>> [est_nie(t, t.index("mapa")) for t in ("non ce sera un mapa", "ah non un mapa", "non pas un mapa", "et non un mapa")]
    [False, False, True, True]
    >>> [est_nie("non alloti", 4, qualifiable=oui) for oui in (True, False)]
    [True, False]
    """
    gauche = texte[max(0, debut - 60) : debut]
    return _PLUTOT_QUE.search(gauche) is not None or _negation(texte, debut, qualifiable=qualifiable) is not None


def est_abandonne(texte: str, debut: int) -> bool:
    """Whether what starts there was held, and is given up: it leaves nothing said, where what is denied is ruled out. What had been
    forgotten is told.

    >>> [est_abandonne(t, t.index("mapa")) for t in ("oubliez le mapa", "donc plus de mapa", "ce n'est pas un mapa", "j'ai oublie le mapa")]
    [True, True, False, False]
    """
    negation = _negation(texte, debut)
    return negation is not None and negation["laisse"] is not None


def _negation(texte: str, debut: int, *, qualifiable: bool = False) -> re.Match[str] | None:
    """The nearest negation before a place, where it bears on what starts there."""
    if texte.startswith("de ", debut):
        debut += len("de ")  # "plus de gré à gré" gives up what its own words open with
    gauche = texte[max(0, debut - 60) : debut]
    m = _AVANT_NEGATION.search(gauche)
    # The nearest negation decides; the search is anchored at the end, so try the last one first.
    while m is not None:
        entre = m["entre"]
        plus_pres = _AVANT_NEGATION.search(gauche, m.start() + 1)
        if plus_pres is not None:
            m = plus_pres
            continue
        if m["neg"] == "non" and _repond(texte, debut - len(gauche) + m.start(), debut, qualifiable=qualifiable):
            return None
        if m["neg"] in ("ne", "n'") and _QUE.search(entre):
            return None  # "ne retenir que le lot"
        return m if _LIEN.match(entre) and not _double(gauche, m.start()) else None
    return None


def _repond(texte: str, non: int, debut: int, *, qualifiable: bool) -> bool:
    """Whether the "non" there answers what was said before, and leaves alone what starts at `debut`."""
    entre = texte[non + len("non") : debut]
    if _NON_PUIS_DIT.match(entre):
        return True
    if qualifiable and not entre.strip(" -"):
        return False
    ouvre = any(m.start("non") == non for m in _OUVRE_NON.finditer(texte, 0, debut + 1))
    return ouvre or _NON_REPREND.search(texte, 0, non) is not None


def commence_par_une_negation(texte: str, debut: int) -> bool:
    """Whether what starts there denies by itself: the "ne" or the "non" before it denies nothing twice.

    >>> commence_par_une_negation("n'est pas recurrent", 6), commence_par_une_negation("n'est ponctuel", 6)
    (True, False)
    """
    return _NEGATION_EN_TETE.match(texte, debut) is not None


def _double(gauche: str, debut: int) -> bool:
    """ "pas que", "non seulement", "pas seulement", "je ne sais pas si c'est" deny nothing."""
    return bool(
        re.match(
            r"(?:pas|non) (?:que|seulement|uniquement)\b|pas s(?:i (?:c'|ce |ca |c |on )|'il)|sans (?:doute|faute|compter|oublier)\b",
            gauche[debut:],
        )
    )


_APPROCHE_GAUCHE = re.compile(
    r"(?:\b(?:environ|env|approx\w*|autour|a peu pres|a peu de choses pres|aux alentours|alentours|aux environs|pres|presque|quelque|"
    r"de l'ordre|grosso modo|a la louche|plus ou moins|dans les|vers|a vue de nez)\b\.?|[~≈±]|\+/-)(?: ?(?:de|d'|a|des|les)\b)*[ :]*$"
)
_APPROCHE_DROITE = re.compile(
    r"[ (,]*(?:environ\b|env\b|a peu pres\b|a peu de choses pres|approx\w*|a la louche|grosso modo|plus ou moins|\+/-|±|a vue de nez)"
)


def est_approche(texte: str, debut: int, fin: int) -> bool:
    """Whether a number is only said roughly.

    >>> [est_approche(t, t.index("9"), len(t)) for t in ("environ 90 000", "autour de 90 000", "soit 90 000")]
    [True, True, False]
    """
    return bool(_APPROCHE_GAUCHE.search(texte, max(0, debut - 35), debut) or _APPROCHE_DROITE.match(texte, fin))
