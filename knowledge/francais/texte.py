"""What people type, folded for matching, with the way back to their exact words."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

_SPECIAUX = {
    "œ": "oe",
    "æ": "ae",
    "ß": "ss",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "´": "'",
    "`": "'",
    "–": "-",
    "—": "-",
    "‑": "-",
    "‐": "-",
    "−": "-",
    "«": '"',
    "»": '"',
    "“": '"',
    "”": '"',
    "×": "x",
    "\u00ad": "",
    "\u200b": "",
    "\ufeff": "",
    "\n": "\n",
    "\r": "\n",
    "\u2028": "\n",
    "\u2029": "\n",
    "°": "°",
    "º": "°",
    "²": "²",
    "³": "³",
    # What Windows wrote, read as something else.
    "\x80": "€",
    "\x85": ".",
    "\x8c": "oe",
    "\x91": "'",
    "\x92": "'",
    "\x93": '"',
    "\x94": '"',
    "\x96": "-",
    "\x97": "-",
    "\x9c": "oe",
}


@lru_cache(maxsize=4096)
def _plier_un(caractere: str) -> str:
    minuscule = caractere.lower()
    if minuscule in _SPECIAUX:
        return _SPECIAUX[minuscule]
    if minuscule.isspace():
        return " "
    decompose = unicodedata.normalize("NFKD", minuscule)
    return "".join(signe for signe in decompose if not unicodedata.combining(signe)).lower()


# What a program wrote in place of a letter it could not: such a word is still one word.
PERDUE = "\ufffd"
# Words that say how a figure is meant, to be understood without their accents too.
_MOTS_ACCENTUES = """
    durée durées année années décembre février août première période périodes délai délais préavis
    inférieur inférieurs inférieure inférieures supérieur supérieurs supérieure supérieures égal égale estimé estimée
    marché marchés procédure procédures adaptée adapté négociée négocié négociation publicité
    pénalité pénalités pénal évalué évaluée chiffré chiffrée prévisionnel prévisionnelle prévu prévue dépasser dépasse
    réparation réparations réalisation réalisations vérification vérifications contrôle contrôles dépannage dépannages
    enlèvement enlèvements évacuation création créations aménagement aménagements démolition démolitions déconstruction
    équipement équipements clôture clôtures déplacement déplacements étude études évaluation évaluations
    opération opérations réalisé réalisée précédent précédente dernière fermé reconductible validité trimestre
""".split()  # noqa: SIM905 - a table to be read
_RESTITUES = {
    "".join(PERDUE if not lettre.isascii() else lettre for lettre in mot): "".join(map(_plier_un, mot))
    for mot in _MOTS_ACCENTUES
}
_MOT_AMPUTE = re.compile(rf"(?<![a-z{PERDUE}])[a-z]*+{PERDUE}[a-z{PERDUE}]*+")


def _restituer(m: re.Match[str]) -> str:
    """A word with lost letters, restored letter for letter where it can be one thing only: alone, it is "à"."""
    mot = m[0]
    if mot == PERDUE:
        return "a"
    if mot == "n" + PERDUE:
        return "n°"
    return _RESTITUES.get(mot, mot)


@dataclass(frozen=True, slots=True)
class Plie:
    """A text in lower case, without accents, every kind of space a plain one; `origine[i]` is where its i-th sign was."""

    brut: str
    texte: str
    origine: tuple[int, ...]

    def mots(self, debut: int, fin: int) -> str:
        """The exact words typed, from `debut` to `fin` (excluded) of the folded text."""
        if debut >= fin:
            return ""
        return self.brut[self.origine[debut] : self.origine[fin - 1] + 1].strip()

    def en_capitales(self, debut: int, fin: int) -> bool:
        """Whether the words were typed in capitals."""
        mots = self.mots(debut, fin)
        return mots.isupper() and mots != mots.lower()


@lru_cache(maxsize=4096)
def plier(texte: str) -> Plie:
    """Fold a text.

    >>> plier("Maîtrise d’ŒUVRE :\\u00a085\\u202f000\\u00a0€").texte
    "maitrise d'oeuvre : 85 000 €"
    >>> plier("dur\ufffde sup\ufffdrieure \ufffd 2 ans, lot n\ufffd3").texte
    'duree superieure a 2 ans, lot n°3'
    """
    signes: list[str] = []
    origine: list[int] = []
    for place, caractere in enumerate(texte):
        for signe in _plier_un(caractere):
            signes.append(signe)
            origine.append(place)
    plie = "".join(signes)
    return Plie(texte, _MOT_AMPUTE.sub(_restituer, plie) if PERDUE in plie else plie, tuple(origine))


_BALISES = re.compile(
    r"<(script|style)\b[^<>]*+>(?:(?!<(?:script|style)\b).)*?</\1\s*+>|<!--(?:(?!<!--).)*?-->"
    r"|</?[a-z][a-z0-9-]*(?:\s+[a-z][\w:-]*(?:\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s<>\"']+))?)*\s*/?>",
    re.IGNORECASE | re.DOTALL,
)


def sans_balises(texte: str) -> str:
    """A text without the tags of a page: their signs compare nothing.

    >>> sans_balises("<b>100 000 € HT</b>"), sans_balises("<script>x()</script> >80 000 et <90 000")
    (' 100 000 € HT ', '  >80 000 et <90 000')
    """
    return _BALISES.sub(" ", texte) if "<" in texte else texte


_ADRESSES = re.compile(r"(?:https?://|www\.)\S*[\w/]|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]*\w", re.IGNORECASE)


def sans_adresses(texte: str) -> str:
    """A text with blanks in place of the addresses of pages and people: their figures and signs say nothing.

    >>> sans_adresses("voir http://a.fr/?p=2 : 100 000 €")
    'voir                  : 100 000 €'
    """
    return _ADRESSES.sub(lambda m: " " * len(m[0]), texte) if "." in texte or "://" in texte else texte


def ensemble(table: str) -> frozenset[str]:
    """The words of a table, to be looked up."""
    return frozenset(table.split())


@dataclass(frozen=True, slots=True)
class Jeton:
    """A word or a number of the folded text; `racine` is without its plural."""

    mot: str
    racine: str
    debut: int
    fin: int


_MOT = re.compile(rf"(?<!{PERDUE}){PERDUE}*+[a-z][a-z{PERDUE}]*+(?:²|³)?|\d++")
_INVARIABLES = frozenset(
    {"bus", "pas", "plus", "sans", "dans", "gros", "prix", "mois", "ans", "fois", "temps", "acces", "travaux"}
)


_FORMES = {"d": "de", "des": "de", "du": "de", "l": "le", "la": "le", "les": "le", "une": "un", "aux": "au"}


@lru_cache(maxsize=8192)
def racine(mot: str) -> str:
    """A word without the mark of its plural, and nothing more: "communication" must not meet "communes".

    >>> [racine(mot) for mot in ("locaux", "trottoirs", "travaux", "chaussees", "bus")]
    ['local', 'trottoir', 'travaux', 'chaussee', 'bus']
    """
    if mot in _FORMES:
        return _FORMES[mot]
    if len(mot) < 4 or mot in _INVARIABLES or mot.endswith("ss"):
        return mot
    if mot.endswith("aux") and not mot.endswith("eaux"):
        return mot[:-3] + "al"
    if mot.endswith(("s", "x")):
        return mot[:-1]
    return mot


def jetons(texte: str) -> tuple[Jeton, ...]:
    """The words of a folded text."""
    return tuple(Jeton(m[0], racine(m[0]), m.start(), m.end()) for m in _MOT.finditer(texte))


# What "n°" becomes without its accents.
_NUMERO = re.compile(r"\bndeg(?![a-z])")


# Typed with a space for the apostrophe: "c est", "j ai", "qu il"; no unit after a figure, and no letter of a list ("lots c et d").
_ELISION = re.compile(
    r"(?<![a-z'0-9-])(?<!\d )(?:c (?=e(?:st|tait|ut)\b)|(?:[ldmnstj]|qu) (?=(?!et\b|ou\b)[aeiouyh][a-z]))"
)


def simplifier(texte: str) -> str:
    """Lower case, no accent, no typographic apostrophe nor a space for one, single spaces, no punctuation at the ends.

    >>> simplifier("  Pourquoi ? "), simplifier("Achat N° 12"), simplifier("c est quoi l avance"), simplifier("lots c et d")
    ('pourquoi', 'achat n° 12', "c'est quoi l'avance", 'lots c et d')
    """
    simple = _NUMERO.sub("n°", anyascii(texte.replace("\u2019", "'")).lower())
    simple = _ELISION.sub(lambda dit: f"{dit[0].strip()}'", simple)
    return " ".join(simple.split()).strip(" .!?;:,…") or simple.strip()


_MOTS = re.compile(r"[a-z]++|\d++")


def mots_de(texte: str) -> list[str]:
    """The words and the figures of a text, folded.

    >>> mots_de("Durée : 12 mois")
    ['duree', '12', 'mois']
    """
    return _MOTS.findall(simplifier(texte))


_ENTRE_PHRASES = re.compile(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«])")
# "Oui." alone answers, and says nothing.
BREF_MIN = 40


def en_bref(texte: str) -> str:
    """The first sentence of a text, and the next where it hardly says anything.

    >>> en_bref("Oui. On peut répondre à plusieurs, en groupement. Le mandataire parle pour tous.")
    'Oui. On peut répondre à plusieurs, en groupement.'
    """
    dites = ""
    for phrase in _ENTRE_PHRASES.split(texte):
        dites = f"{dites} {phrase}".strip()
        if len(dites) >= BREF_MIN:
            break
    return dites
