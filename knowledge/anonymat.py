"""Takes out of a text what says who wrote it or whom it is about, so that its words can be kept.

Amounts, dates and durations stay: they matter, and name nobody. A name in lower case that nothing announces ("voir avec
dupont") cannot be told from a word: the queue is read by the team, and forgotten in time.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from knowledge.pack import Pack
from knowledge.recherche.langue import VIDES

LONGUEUR_MAX = 300
SIGLE_MAX = 4
# What may follow a civility or "je m'appelle": a first name, a particle, a surname.
MOTS_D_UN_NOM_MAX = 4
CHIFFRES_D_UN_NUMERO = 9
REGARD = 8

COURRIEL, TELEPHONE, LIEN, NUMERO, ADRESSE, NOM = (
    "[courriel]",
    "[téléphone]",
    "[lien]",
    "[numéro]",
    "[adresse]",
    "[nom]",
)
_ETIQUETTE = re.compile(r"\[(?:courriel|téléphone|lien|numéro|adresse|nom)\]")

_MOT = r"[^\W\d_]+(?:-[^\W\d_]+)*"
_PARTICULES = frozenset("de du des d la le les von van der den ben el al st saint sainte".split())  # noqa: SIM905
# These follow a civility or a signature without being a name: "madame la maire", "signé le 12 mars".
_JAMAIS_UN_NOM = VIDES | {"maire", "adjoint", "adjointe", "president", "presidente", "directeur", "directrice"}
_CIVILITES = frozenset(
    ("mr", "mme", "mmes", "mlle", "monsieur", "madame", "mademoiselle", "messieurs", "mesdames", "docteur", "maitre")
)
_CALENDRIER = frozenset(
    "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre lundi mardi mercredi jeudi vendredi "  # noqa: SIM905
    "samedi dimanche euros euro eur mois ans jours semaines heures".split()
)
# After a number these make it an amount.
_MONTANT = r"(?!\s?(?:€|k€|m€|euros?\b|eur\b|keuros?\b|millions?\b|ht\b|ttc\b))"

_REGLES: tuple[tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(
            r"\b(?:https?|ftp|mailto|tel|file)\s?:\s?/{0,2}\S+|\bwww\.\S+|(?<![\w.-])[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}/\S+",
            re.IGNORECASE,
        ),
        LIEN,
    ),
    (re.compile(r"(?<!\S)(?:\S+@\S+|\S+\s@\s?[^\s:]+\.[^\s:]+|\S+@\s\S+\.\S+)"), COURRIEL),
    (
        re.compile(
            r"(?<![\w.+-])[\w.+-]+\s*(?:\(at\)|\[at\]|\(a\)|\bat\b|\barobase\b)\s*[\w-]+(?:\s*(?:\.|\(dot\)|\bpoint\b|\bdot\b)\s*[a-z]{2,})+",
            re.IGNORECASE,
        ),
        COURRIEL,
    ),
    (re.compile(r"@\w[\w.:-]*"), NOM),
    (
        re.compile(r"\b[A-Z]{2}\d{2}(?:\s?[A-Z0-9]{4}){2,7}(?:\s?[A-Z0-9]{1,3})?\b", re.IGNORECASE),
        lambda trouve: NUMERO if sum(c.isdigit() for c in trouve[0]) >= CHIFFRES_D_UN_NUMERO else trouve[0],
    ),
    (
        re.compile(
            r"(?<!\d)[12][\s.]?\d{2}[\s.]?\d{2}[\s.]?(?:\d{2}|2[AB])[\s.]?\d{3}[\s.]?\d{3}(?:[\s.]?\d{2})?(?![\s.]?\d)",
            re.IGNORECASE,
        ),
        NUMERO,
    ),
    (re.compile(r"(?<!\d)(?<!\d[\s.])\d{3}[\s.]?\d{3}[\s.]?\d{3}[\s.]?\d{5}(?!\d)"), NUMERO),
    (re.compile(r"(?<!\d)\d{4}[\s-]\d{4}[\s-]\d{4}[\s-]\d{4}(?!\d)"), NUMERO),
    (
        re.compile(
            r"(?<![\w+])(?!\d{1,2}([./ -])\d{1,2}\1(?:19|20)\d{2}(?!\d))"
            r"(?:(?:\+|00)[\s.]?33[\s.-]*(?:\(\s?0\s?\)[\s.-]*)?0?|0)[\s.-]?[1-9](?:[\s.\-/_·–()]{0,3}\d){8}(?!\d)"
        ),
        TELEPHONE,
    ),
    (
        re.compile(
            r"(?<![\w+])(?:\+|00)[1-9]\d{0,2}(?:[\s.\-/()]{0,2}\d){7,12}(?![\s.\-/()]{0,2}\d)" + _MONTANT, re.IGNORECASE
        ),
        TELEPHONE,
    ),
    (re.compile(r"(?<!\d)(?<!\d[\s.])\d{3}([\s.])\d{3}\1\d{3}(?!\d)(?![\s.]\d)" + _MONTANT, re.IGNORECASE), NUMERO),
    (re.compile(r"\d{13,}|(?<!\d)\d{9,12}(?!\d)" + _MONTANT, re.IGNORECASE), NUMERO),
)

_NUMERO_DE_RUE = r"\b\d{1,4}\s?(?:bis|ter|quater|[a-d])?\s?,?\s?"
_FIN_D_ADRESSE = r"(?:\s?,?\s?\b\d{5}\b(?:\s+[A-ZÀ-Ý][\w'’-]*)*)?"
_LIAISONS = r"(?:\s(?:de|du|des|la|le|les|à|aux|au|l['’]|d['’]|de\sl['’]))*\s?"
_ADRESSES = (
    re.compile(
        _NUMERO_DE_RUE
        + r"(?i:rue|avenue|av|bd|bld|boulevard|impasse|imp|allée|allee|résidence|residence|lotissement|faubourg|ruelle)\b\.?"
        + _LIAISONS
        + r"[^\W_][\w'’-]*(?:\s[A-ZÀ-Ý][\w'’-]*)*"
        + _FIN_D_ADRESSE
    ),
    # "3 places de parking" and "2 voies vertes" are purchases: what is not always an address needs a name.
    re.compile(
        _NUMERO_DE_RUE
        + r"(?i:place|pl|chemin|ch|route|rte|quai|cours|square|passage|sentier|voie|esplanade|promenade)\b\.?"
        + _LIAISONS
        + r"[A-ZÀ-Ý][\w'’-]*(?:\s[A-ZÀ-Ý][\w'’-]*)*"
        + _FIN_D_ADRESSE
    ),
)

# What announces a name, and whether the very next word is one, known to the pack or not.
_ANNONCES = (
    (
        re.compile(
            r"\b(?:mr|mme|mmes|mlle|monsieur|madame|mademoiselle|messieurs|mesdames|docteur)\b\.?\s+", re.IGNORECASE
        ),
        True,
    ),
    (re.compile(r"(?<!\d\s)(?<!\d)\b(?:M\.|MM\.|M|Me|Maître|Dr\.?)\s+(?=[A-ZÀ-Ý])"), True),
    (
        re.compile(
            r"\b(?:je m['’ ]?appelle|mon nom (?:est|c['’]est)|nom\s?:|pr[ée]nom\s?:|appelez[- ]moi|de la part de\b)\s*",
            re.IGNORECASE,
        ),
        True,
    ),
    (
        re.compile(
            r"\b(?:cordialement|cdlt|cdt|bien [àa] vous|salutations|signé|signe|signature\s?:)\s*[,.:;!-]*\s+",
            re.IGNORECASE,
        ),
        False,
    ),
    (
        re.compile(
            r"(?:^|[.!?;:,]\s*|\b(?:bonjour|bonsoir|salut|coucou|all[ôo])\s*,?\s*)(?:ici|moi c['’]est)\s+",
            re.IGNORECASE,
        ),
        False,
    ),
)
_SUITE_DE_NOM = re.compile(rf"(?P<lien>[\s'’]*)(?P<mot>{_MOT})")
_DEBUT_DE_PHRASE = re.compile(r"(?:^|(?<![A-ZÀ-Ý])[.!?…]+[\s»\")]*|(?:^|\s)[-•*–]\s)[«\"'(\s-]*$")
_MAJUSCULES = re.compile(rf"{_MOT}(?:[\s'’]{_MOT})*")


def anonymiser(texte: str, mots_connus: Collection[str]) -> str:
    """The same words on one line, LONGUEUR_MAX characters at most, with a tag in place of what is personal.

    `mots_connus` are the words that name nobody, as `mots_du_pack` gives them. Anonymising twice changes nothing more.

    >>> anonymiser("Bonjour, je m'appelle Léa Roy (06 12 34 56 78), achat de bancs, 85 000 € HT", {"achat"})
    "Bonjour, je m'appelle [nom] ([téléphone]), achat de bancs, 85 000 € HT"
    >>> anonymiser("voir avec Mme Dupont, 12 rue des Lilas, lea.roy@ville.fr", set())
    'voir avec Mme [nom], [adresse], [courriel]'
    """
    avant = None
    while texte != avant:
        # Each pass leaves fewer letters outside the tags, so there is a last one.
        avant, texte = texte, _raccourcir(_une_passe(" ".join(texte.split()), mots_connus))
    return texte


def est_a_garder(texte: str, longueur_min: int = 4) -> bool:
    """Whether an anonymised text has a word worth reading: not a number, a thumb, or tags alone.

    >>> est_a_garder("[nom] 120 000 €"), est_a_garder("des bancs")
    (False, True)
    """
    return any(len(mot) >= longueur_min for mot in re.findall(r"[^\W\d_]+", _ETIQUETTE.sub(" ", texte)))


def aplatir(texte: str) -> str:
    """Lower case, without accents, single spaces: two texts that give the same are the same text.

    >>> aplatir("  Clôture ÉCOLE ")
    'cloture ecole'
    """
    decompose = unicodedata.normalize("NFKD", texte.replace("œ", "oe").replace("Œ", "oe").replace("’", "'"))
    return " ".join("".join(lettre for lettre in decompose if not unicodedata.combining(lettre)).lower().split())


def mots_du_pack(pack: Pack) -> frozenset[str]:
    """Every word of a pack, flat: what a capital letter in the middle of a sentence does not make a name."""
    return frozenset(mot for texte in _textes(pack) for mot in re.findall(r"[^\W\d_]+", aplatir(texte)))


def _textes(valeur: Any) -> Iterator[str]:
    if isinstance(valeur, str):
        yield valeur
    elif isinstance(valeur, Mapping):
        for element in valeur.values():
            yield from _textes(element)
    elif isinstance(valeur, (tuple, list, frozenset)):
        for element in valeur:
            yield from _textes(element)
    elif is_dataclass(valeur):
        for champ in fields(valeur):
            yield from _textes(getattr(valeur, champ.name))


# --- one pass ---------------------------------------------------------------------------------------------------------


def _une_passe(texte: str, mots_connus: Collection[str]) -> str:
    for motif, etiquette in _REGLES:
        texte = _hors_etiquettes(texte, motif, etiquette)
    for motif in _ADRESSES:
        texte = _hors_etiquettes(texte, motif, ADRESSE)
    for annonce, toujours in _ANNONCES:
        texte = _nommer_apres(texte, annonce, mots_connus, toujours=toujours)
    return _nommer_les_majuscules(texte, mots_connus)


def _hors_etiquettes(texte: str, motif: re.Pattern[str], etiquette: str | Callable[[re.Match[str]], str]) -> str:
    """Replace what is found, but for a tag found as it stands: replacing it would never end."""

    def remplacer(trouve: re.Match[str]) -> str:
        if not _ETIQUETTE.sub("", trouve[0]).strip():
            return trouve[0]
        return etiquette if isinstance(etiquette, str) else etiquette(trouve)

    return motif.sub(remplacer, texte)


def _nommer_apres(texte: str, annonce: re.Pattern[str], mots_connus: Collection[str], *, toujours: bool) -> str:
    sortie, reprise = [], 0
    for trouve in annonce.finditer(texte):
        if trouve.start() < reprise:
            continue
        fin = _fin_du_nom(texte, trouve.end(), mots_connus, toujours=toujours)
        if fin > trouve.end():
            sortie += [texte[reprise : trouve.end()], NOM]
            reprise = fin
    return "".join([*sortie, texte[reprise:]])


def _fin_du_nom(texte: str, debut: int, mots_connus: Collection[str], *, toujours: bool) -> int:
    """Where the name that begins there ends; `debut` when none does."""
    fin = place = debut
    for rang in range(MOTS_D_UN_NOM_MAX):
        trouve = _SUITE_DE_NOM.match(texte, place)
        if trouve is None or (rang == 0 and trouve["lien"]):
            break
        mot = aplatir(trouve["mot"])
        if mot in _PARTICULES:
            # A particle alone is none: "madame la maire", "signé de sa main".
            place = trouve.end()
            continue
        if mot in _JAMAIS_UN_NOM or mot in _CALENDRIER or mot in _CIVILITES:
            break
        premier = toujours and fin == debut
        if not (premier or trouve["mot"][0].isupper() or not _connu(trouve["mot"], mots_connus)):
            break
        if place > debut and fin == debut and not trouve["mot"][0].isupper():
            break
        fin = place = trouve.end()
    return fin


def _nommer_les_majuscules(texte: str, mots_connus: Collection[str]) -> str:
    libre = _ETIQUETTE.sub(" ", texte)
    if not any(lettre.islower() for lettre in libre):
        return texte  # a message all in capitals says nothing by them
    sortie, reprise = [], 0
    for trouve in _MAJUSCULES.finditer(texte):
        morceau = trouve[0]
        if texte[trouve.start() - 1 : trouve.start()] == "[" and _ETIQUETTE.match(texte, trouve.start() - 1):
            continue
        sortie += [texte[reprise : trouve.start()], _nommer_la_suite(texte, trouve.start(), morceau, mots_connus)]
        reprise = trouve.end()
    return "".join([*sortie, texte[reprise:]])


def _nommer_la_suite(texte: str, debut: int, morceau: str, mots_connus: Collection[str]) -> str:
    """A run of words: neighbours in capitals are one name as soon as one of them, not first of a sentence, is unknown."""
    mots = list(re.finditer(_MOT, morceau))
    suspects = [_est_suspect(mot[0], mots_connus) for mot in mots]
    debute = _commence_une_phrase(texte, debut)
    noms: list[tuple[int, int]] = []
    rang = 0
    while rang < len(mots):
        if not suspects[rang]:
            rang += 1
            continue
        dernier = rang
        while dernier + 1 < len(mots) and suspects[dernier + 1]:
            dernier += 1
        if dernier > rang or not (debute and rang == 0):
            noms.append((mots[rang].start(), mots[dernier].end()))
        rang = dernier + 1
    sortie, reprise = [], 0
    for premier, fin in noms:
        sortie += [morceau[reprise:premier], NOM]
        reprise = fin
    return "".join([*sortie, morceau[reprise:]])


def _commence_une_phrase(texte: str, place: int) -> bool:
    # A few characters tell: whole texts searched from each word would take the square of their length.
    avant = texte[:place] if place <= REGARD else "x" + texte[place - REGARD : place]
    return _DEBUT_DE_PHRASE.search(avant) is not None


def _est_suspect(mot: str, mots_connus: Collection[str]) -> bool:
    if not mot[0].isupper() or len(mot) <= 2:
        return False
    sigle = len(mot) <= SIGLE_MAX and mot.isupper()
    return not sigle and not _connu(mot, mots_connus)


def _connu(mot: str, mots_connus: Collection[str]) -> bool:
    return all(
        partie in mots_connus
        or partie in VIDES
        or partie in _CALENDRIER
        or partie in _CIVILITES
        or (len(partie) > SIGLE_MAX and partie[-1] in "sx" and partie[:-1] in mots_connus)
        or partie + "s" in mots_connus
        for partie in aplatir(mot).split("-")
    )


def _raccourcir(texte: str) -> str:
    """Cut between two words, never inside a tag."""
    if len(texte) <= LONGUEUR_MAX:
        return texte
    coupe = texte[: LONGUEUR_MAX - 1]
    mots, _, reste = coupe.rpartition(" ")
    if not mots or len(reste) > LONGUEUR_MAX // 2:
        mots = coupe
    mots = re.sub(r"\[[^\]\s]*$", "", mots)
    return mots.rstrip() + "…"
