"""The holder's staff: under fifty or not."""

from __future__ import annotations

import re

from knowledge.francais.contexte import Contexte
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import ensemble, jetons
from knowledge.regles.faits import NON, OUI

_GENS = r"(?:salarie\w*|sal\b|employe\w*|collaborateurs?|equivalents? temps plein|etp\b|personnes|gars\b|ouvriers?|permanents?\b|associes?\b|compagnons?\b|bons?hommes|devs?\b|people\b|pelos\b|gusses?\b)"
# Who employs: a firm, an association, a trade.
_QUI_EMPLOIE = (
    r"titulaire|attributaire|maison|couple|entreprise|societe|prestataire|asso|association|pme|tpe|fournisseur|structure|boite|artisan|siae|esat|candidat|scop|scic|cooperative|"
    r"sarl|sas|sasu|eurl|sa|gie|adaptee|sous[ -]traitant|ei|aci|etti|regie de quartier|regie|traiteur|imprimeur|imprimerie|paysagiste|cabinet|agence|organisme|studio|atelier|"
    r"bureau (?:d'etudes?|de controle|d'ingenierie)|bet|chantier d'insertion|compagnie|troupe|orchestre|collectif|groupe|groupement|filiale|maison d'edition|editeur|librairie|libraire|"
    r"garage|garagiste|ferme|exploitation|exploitant|maraicher|producteur|eleveur|boulangerie|boulanger|boucherie|pepiniere|pepinieriste|horticulteur|laboratoire|labo|geometre|architecte|"
    r"photographe|start[ -]?up|jeune pousse|couvreur|plombier|menuisier|menuiserie|electricien|macon|peintre|serrurier|chauffagiste|carreleur|charpentier|transporteur|autocariste|demenageur|"
    r"fabricant|distributeur|grossiste|negociant|partenaire|centre de formation|ecole de conduite|auto[ -]ecole|entrepreneur|constructeur|installateur|concessionnaire|delegataire|mandataire|"
    r"creche associative|micro-creche|office notarial|etude notariale|etude d'huissiers?|office|etablissement|usine|manufacture|brasserie|restaurateur|hotel|blanchisserie|pressing|"
    r"webagency|esn|ssii|editeur de logiciels?|consultant|groupe scop|mutuelle|assureur|courtier|banque"
)
_STRUCTURE = re.compile(
    rf"\b(?:{_QUI_EMPLOIE}|effectifs?|emploie|compte|elle a|il a|ils sont|elle emploie|cel(?:ui|le) (?:qu'on|que (?:l'on|je|nous)) (?!av)\w+)\b[^.;!?\n]{{0,45}}$"
)
# "studio de 3 personnes": persons are staff only right after who employs them.
_JUSTE_AVANT = re.compile(
    rf"\b(?!ateliers?\b|groupe\b|hotel\b|regie\b|orchestre\b|banque\b|office\b)(?:{_QUI_EMPLOIE}|effectifs?)\b(?! (?:pour|destine|a destination|aupres|au profit|de formation pour))"
    r"(?: (?:locale?|familiale?|independante?|artisanale?|regionale?|lyonnaise?|clermontoise?|graphique|web|video|photo|retenue?|choisie?|pressentie?|associe?|specialisee?|d'insertion|d'architect\w+|de com\w*|de design|de conseil|de graphisme|de formation|"
    r"du coin|d'a cote|de paysage|d'urbanisme|d'ingenieurs?|de traduction|de production|de theatre|du batiment|de travaux publics|adaptee?|(?:de |d')[a-z]{4,14})){0,3}"
    r"[ ,(:=-]*(?:(?:de|a|avec|compte|compta?nt|emploie|employant|est de|soit|environ|est|qui compte|qui emploie|ils sont|elle a|il a|regroupe) ?){0,3}$"
)
_MOTS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip
_EN_LETTRES = "|".join(mot for mot in _MOTS if not mot.endswith("aine"))
_EFFECTIF = re.compile(
    rf"(?P<avant>\b(?:moins de|de moins de|inferieure? a|< ?|sous|au plus|maxi(?:mum)?|plus de|superieure? a|au moins|au[ -]dessus de|> ?|environ|entre (?P<bas>\d+) et|(?P<bas2>\d+) a|jusqu'a|une?|pres de|a peine|autour de|quelques?) )?"
    rf"(?P<n>(?<!\d)\d{{1,3}}(?: \d{{3}}){{1,5}}|(?<!\d)\d{{1,9}}(?!\d)|{_EN_LETTRES}|dizaine|douzaine|quinzaine|vingtaine|trentaine|quarantaine|cinquantaine|soixantaine|centaine)(?: de| d')? ?{_GENS}"
)
_EMPLOIE = re.compile(r"\b(?:effectifs?|emploie|titulaire|entreprise|tpe|pme|asso\w*|boite|societe)\b[^.;!?\n,]{0,20}$")
# "Une petite boîte, ils sont huit": a count of nothing else, told of a firm that was just named.
_ILS_SONT = re.compile(
    rf"\b(?:ils|elles|il) (?:ne )?son(?:t|) (?:que |a peine |bien )?(?P<n>(?<!\d)\d{{1,6}}(?!\d)|{_EN_LETTRES})\b(?= ?(?:$|[,.;:!?)(]|(?:dans|a|en|au|la|et|pas|chez|salarie\w*|personnes?)\b))"
)
# Who holds the contract that ends is not who will hold this one.
_SORTANT = re.compile(
    r"\b(?:(?:titul\w+|prestataire|entreprise|societe|boite|fournisseur) (?:sortante?|actuel(?:le)?|en place)|(?:il )?y a deja (?:un|une)|on a deja (?:un|une)|l'(?:actuel|ancien)|le sortant|le precedent|(?:celui|celle|ceux|celles) qui (?:l[ae] |l'|les |nous |s'en |y )?(?:fait|font|faisait|faisaient|assure|assurent|tient|tenait|livre|occupe) (?:ca )?(?:chaque|tous les|toutes les|toujours|deja|actuellement|d'habitude|aujourd'hui|jusqu'ici|l'an dernier|l'annee derniere|depuis))\b[^.;!?\n]{0,60}$"
)
# Who is served, or trained, and not who does it.
_DESTINE = re.compile(
    r"\b(?:nos|notre|leurs|les|tous|former|formations? (?:de|des|pour)|pour|aupres d[e']|au profit d[e']|a destination d[e']|public d[e']|accueill\w+|concerne|transporter|servi\w*|repas) ?(?:les |nos |des )?$"
)


# "Un petit atelier de trois personnes": a small one employs them, a workshop without a size receives them.
_PETIT = re.compile(
    rf"\bpetite? (?!groupe\b|orchestre\b|hotel\b|ateliers?\b)(?:{_QUI_EMPLOIE})(?: \w+)? (?:de|a|avec) $"
)
_DANS_LA_FIRME = re.compile(rf" (?:dans|a) (?:cette|leur|sa|son|la|l'|ce) ?(?:{_QUI_EMPLOIE})\b")
_UNE_FIRME = re.compile(rf"\b(?:{_QUI_EMPLOIE})\b[^.;!?\n]*$")
_PHRASE = 90
_NIE = re.compile(r"\b(?:pas|ni|jamais)\b")
_PETIT_ATELIER = re.compile(r"\bpetit atelier(?: \w+)? (?:de|a|avec) $")
_RETENU = re.compile(
    r"\b(?:retenue?s?|choisie?s?|titulaire|prestataire|fournisseur|qui (?:fabrique|realise|travaille|execute))\b"
)
# "Le fournisseur sera une grosse boîte, genre 2000": never a big box of something.
_GROS = re.compile(
    r"\b(?:titulaire|attributaire|fournisseur|prestataire|candidat|il|elle|ce|c'|societe|entreprise)\b[^.;:!?\n,]{0,30}\b(?:grosse|grande|enorme) (?:boite|entreprise|societe|structure)\b(?! (?:de|d'|a|en|pour)\b)"
)


def lire(texte: str, contexte: Contexte) -> list[tuple[str, int, int]]:
    """Headcounts that are the holder's: (oui when under fifty, start, end).

    >>> from knowledge.francais.contexte import lire_contexte
    >>> lire("entreprise de 49 salaries", lire_contexte(""))[0][0], lire("formation de 30 salaries", lire_contexte(""))
    ('oui', [])
    """
    dits: list[tuple[str, int, int]] = []
    gros = _GROS.search(texte)
    if gros is not None and not (
        contexte.en_question(gros.start()) or _SORTANT.search(texte[: gros.end()]) or _NIE.search(gros[0])
    ):
        dits.append((NON, gros.start(), gros.end()))
    for m in _ILS_SONT.finditer(texte):
        gauche = texte[max(0, m.start() - _PHRASE) : m.start()]
        if (_UNE_FIRME.search(gauche) or _DANS_LA_FIRME.match(texte, m.end())) and not (
            contexte.en_question(m.start()) or _SORTANT.search(gauche)
        ):
            dits.append((OUI if (_MOTS.get(m["n"]) or int(m["n"])) < _SEUIL else NON, *m.span()))
    for m in _EFFECTIF.finditer(texte):
        gauche = texte[max(0, m.start() - 60) : m.start()]
        seul = not re.search(r"[a-z]{3}", texte[: m.start()] + texte[m.end() :])
        if not seul and not _STRUCTURE.search(gauche):
            continue
        if (
            not seul
            and "personnes" in m[0]
            and not (
                _JUSTE_AVANT.search(gauche)
                or _EMPLOIE.search(gauche)
                or _PETIT.search(gauche)
                or (_PETIT_ATELIER.search(gauche) and _RETENU.search(texte))
            )
        ):
            continue
        if not seul and _DESTINE.search(gauche):
            continue
        if contexte.en_question(m.start()) or (not seul and _SORTANT.search(texte[: m.end()])):
            continue
        nombre = m["n"].replace(" ", "")
        n = _MOTS.get(nombre) or int(nombre)
        avant = (m["avant"] or "").strip()
        nie = bool(re.search(r"\b(?:pas|n'a pas|n'ont pas)(?: de)? $", gauche))
        if re.match(r"(?:de )?moins de|inferieur|<|sous", avant):
            valeur = (OUI if n <= 50 else None) if not nie else (NON if n >= 50 else None)
        elif re.match(r"au plus|maxi|jusqu'a", avant):
            valeur = OUI if n < 50 else None
        elif re.match(r"plus de|superieur|>|au[ -]dessus", avant):
            valeur = (NON if n >= 50 else None) if not nie else (OUI if n < 50 else None)
        elif avant.startswith("au moins"):
            valeur = NON if n >= 50 else None
        elif avant.startswith(("environ", "une", "un", "pres de", "autour")):
            valeur = OUI if n <= 45 else NON if n >= 55 else None
        elif avant.startswith("entre") or m["bas2"]:
            bas = int(m["bas"] or m["bas2"])
            valeur = OUI if n < 50 else NON if bas >= 50 else None
        else:
            valeur = OUI if n < 50 else NON
        if valeur is not None and not (nie and avant == ""):
            firme = _STRUCTURE.search(gauche)
            debut = m.start() if firme is None else m.start() - len(gauche) + firme.start()
            dits.append((valeur, debut, m.end()))
    return dits


def lire_reponse(texte: str) -> str | None:
    """The only headcount of an answer ("32", "une boîte de 12"); one and two alone may be ranks of a list.

    >>> lire_reponse("ils sont douze avec le patron"), lire_reponse("eiffage ? ils sont 70 000"), lire_reponse("2")
    ('oui', 'non', None)
    """
    nombres = [n for n in lire_nombres(texte) if n.valeur > 1 or not n.en_lettres]
    if len(nombres) != 1 or nombres[0].valeur != int(nombres[0].valeur) or nombres[0].valeur < 0 or "%" in texte:
        mots = set() if nombres else {jeton.mot for jeton in jetons(texte)}
        return OUI if mots & _PETITS else NON if mots & _GRANDS else None
    if nombres[0].valeur < _RANGS and texte.strip(" .!") == texte[nombres[0].debut : nombres[0].fin]:
        return None
    return OUI if nombres[0].valeur < _SEUIL else NON


def lire_suppose(texte: str) -> str | None:
    """The headcount of whoever a question tells of, be it the holder or not: nothing of it is noted.

    >>> [lire_suppose(dit) for dit in ("l'electricien a 12 salaries", "ils seront surement moins de 50", "une boite de 80 personnes")]
    ['oui', 'oui', 'non']
    """
    dits = [(m["avant"] or "", m["n"].replace(" ", "")) for m in _EFFECTIF.finditer(texte)]
    dits += [(texte[: un.debut], str(un.valeur)) for un in lire_nombres(texte) if un.valeur == _SEUIL]
    for avant, nombre in dits:
        n = _MOTS.get(nombre) or int(nombre)
        if avant.rstrip().endswith(_SOUS):
            return OUI if n <= _SEUIL else None
        if n != _SEUIL or avant.rstrip().endswith(_SUR):
            return OUI if n < _SEUIL else NON
    return None


_SOUS, _SUR = ("moins de", "sous", "<"), ("plus de", "au moins", ">")
_PETITS = ensemble(
    "seul seule artisan artisane familiale couple independant independante tpe microentreprise freelance autoentrepreneur"
)
_GRANDS = ensemble("groupe multinationale filiale geant mastodonte leader eti")
_RANGS = 3
_SEUIL = 50


_AUCUN = re.compile(r"\b(?:pas|sans|aucune?)\b")


def vague(texte: str, debut: int, fin: int) -> bool:
    """Whether a word for a small firm names all such firms ("aux TPE-PME") and not the holder."""
    gauche, droite = texte[max(0, debut - 25) : debut], texte[fin : fin + 12]
    # "éclairage de tunnels et issues (ETI)": the acronym stands for the words before it.
    if gauche.endswith("(") and droite.startswith(")") and not _STRUCTURE.search(texte, max(0, debut - 60), debut):
        return True
    if _AUCUN.search(texte, debut, fin):
        return False  # "elle a pas de salariés": one holder has none
    return bool(
        re.search(r"[a-z]s$", texte[debut:fin])
        or re.search(
            r"(?:\b(?:des|les|aux|nos|pour les|acces des|de)|pme ?(?:/|et|ou|-|,)(?: les| des| aux)?) ?$", gauche
        )
        or re.match(r"^ ?(?:/|et|ou|-|,|&) ?(?:les |des |aux )?pme\b|^s?[ -]pme\b", droite)
    ) and not re.search(r"\d", texte[debut:fin])
