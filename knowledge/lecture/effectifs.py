"""The holder's staff: under fifty or not."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledge.francais.contexte import Contexte
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import ensemble, jetons
from knowledge.regles.faits import NON, OUI

Dit = tuple[str, int, int]
_MOTIFS = lire_motifs(__file__)
_MOTS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14, "quinze": 15, "seize": 16,
    "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60, "cent": 100, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip


def _lire_les_tailles(texte: str, contexte: Contexte) -> Iterator[Dit]:
    """A crowd, or a big box of nothing."""
    for motif in (_MOTIFS.gros, _MOTIFS.foule):
        for m in motif.finditer(texte):
            gauche = texte[: m.end()]
            employes = motif is _MOTIFS.gros or _MOTIFS.une_firme.search(gauche)
            if employes and not (contexte.en_question(m.start()) or est_du_sortant(texte, m.end()) or _nie(m[0])):
                yield NON, m.start(), m.end()


def _lire_les_comptes(texte: str, contexte: Contexte) -> Iterator[Dit]:
    """Who is told to be so many, or to have so many people, in a firm that is named."""
    for m in _MOTIFS.ils_sont.finditer(texte):
        gauche = texte[max(0, m.start() - _PHRASE) : m.start()]
        if (_MOTIFS.une_firme.search(gauche) or _MOTIFS.chez_elle.match(texte, m.end())) and not (
            contexte.en_question(m.start()) or est_du_sortant(texte, m.start())
        ):
            yield OUI if _compte(m["n"]) < _SEUIL else NON, *m.span()
    for m in _MOTIFS.gens_de.finditer(texte):
        gauche = texte[max(0, m.start() - _PHRASE) : m.start()]
        nommee = m["firme"] or m["suite"].strip() or _MOTIFS.une_firme.search(gauche)
        # Persons are staff only right after who employs them, which is told below.
        if (
            nommee
            and "personnes" not in m[0]
            and not (
                contexte.en_question(m.start()) or est_du_sortant(texte, m.end()) or _MOTIFS.destine.search(gauche)
            )
        ):
            yield OUI if _compte(m["n"]) < _SEUIL else NON, *m.span()


def _compte(dit: str) -> int:
    return next((n for mot, n in _MOTS.items() if mot in dit.split()), 0) or int(dit.replace(" ", ""))


def est_du_sortant(texte: str, fin: int) -> bool:
    """Whether what ends there is told of who holds the contract that ends, and not of who will hold this one."""
    return _MOTIFS.sortant.search(texte, max(0, fin - _PHRASE * 2), fin) is not None


def _nie(texte: str) -> bool:
    return _MOTIFS.nie.search(texte) is not None


def lire(texte: str, contexte: Contexte) -> list[Dit]:
    """Headcounts that are the holder's: (oui when under fifty, start, end).

    >>> from knowledge.francais.contexte import lire_contexte
    >>> lire("entreprise de 49 salaries", lire_contexte(""))[0][0], lire("formation de 30 salaries", lire_contexte(""))
    ('oui', [])
    """
    dits = [*_lire_les_tailles(texte, contexte), *_lire_les_comptes(texte, contexte)]
    for m in _MOTIFS.effectif.finditer(texte):
        gauche = texte[max(0, m.start() - 60) : m.start()]
        seul = not _MOTIFS.des_mots.search(texte[: m.start()] + texte[m.end() :])
        if not seul and not _MOTIFS.structure.search(gauche):
            continue
        if (
            not seul
            and "personnes" in m[0]
            and not (
                _MOTIFS.juste_avant.search(gauche)
                or _MOTIFS.emploie.search(gauche)
                or _MOTIFS.petit.search(gauche)
                or (_MOTIFS.petit_atelier.search(gauche) and _MOTIFS.retenu.search(texte))
            )
        ):
            continue
        if not seul and _MOTIFS.destine.search(gauche):
            continue
        if contexte.en_question(m.start()) or (not seul and est_du_sortant(texte, m.end())):
            continue
        n = _compte(m["n"])
        avant = (m["avant"] or "").strip()
        nie = _MOTIFS.nie_avant.search(gauche) is not None
        if re.match(r"(?:de )?moins de|inferieur|<|sous", avant):
            valeur = (OUI if n <= 50 else None) if not nie else (NON if n >= 50 else None)
        elif re.match(r"au plus|maxi|jusqu'a", avant):
            valeur = OUI if n < 50 else None
        elif re.match(r"plus de|superieur|>|au[ -]dessus", avant):
            valeur = (NON if n >= 50 else None) if not nie else (OUI if n < 50 else None)
        elif avant.startswith("au moins"):
            valeur = NON if n >= 50 else None
        elif avant.startswith(("environ", "dans les", "une", "un", "pres de", "autour")):
            valeur = OUI if n <= 45 else NON if n >= 55 else None
        elif avant.startswith("entre") or m["bas2"]:
            bas = int(m["bas"] or m["bas2"])
            valeur = OUI if n < 50 else NON if bas >= 50 else None
        else:
            valeur = OUI if n < 50 else NON
        if valeur is not None and not (nie and avant == ""):
            firme = _MOTIFS.structure.search(gauche)
            debut = m.start() if firme is None else m.start() - len(gauche) + firme.start()
            dits.append((valeur, debut, m.end()))
    return [dit for dit in dits if not contexte.du_passe(dit[1])]


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
    dits = [(m["avant"] or "", m["n"]) for m in _MOTIFS.effectif.finditer(texte)]
    dits += [(texte[: un.debut], str(un.valeur)) for un in lire_nombres(texte) if un.valeur == _SEUIL]
    for avant, nombre in dits:
        n = _compte(nombre)
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
_PHRASE = 90


def vague(texte: str, debut: int, fin: int) -> bool:
    """Whether a word for a small firm names all such firms ("aux TPE-PME") and not the holder."""
    gauche, droite = texte[max(0, debut - 25) : debut], texte[fin : fin + 12]
    # "éclairage de tunnels et issues (ETI)": the acronym stands for the words before it.
    if (
        gauche.endswith("(")
        and droite.startswith(")")
        and not _MOTIFS.structure.search(texte, max(0, debut - 60), debut)
    ):
        return True
    if _MOTIFS.sans.search(texte, debut, fin):
        return False  # "elle a pas de salariés": one holder has none
    tous = _MOTIFS.pluriel.search(texte[debut:fin]) or _MOTIFS.des_firmes.search(gauche)
    return bool(tous or _MOTIFS.et_pme.match(droite)) and not any(signe.isdigit() for signe in texte[debut:fin])
