"""The holder's staff: under fifty or not."""

from __future__ import annotations

from knowledge.francais.contexte import Contexte
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.francais.texte import ensemble, jetons
from knowledge.regles.faits import NON, OUI

_MOTIFS = lire_motifs(__file__)

_MOTS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7, "huit": 8, "neuf": 9, "dix": 10, "douze": 12, "quinze": 15, "vingt": 20, "trente": 30, "quarante": 40,
    "cinquante": 50, "soixante": 60, "cent": 100, "dizaine": 10, "douzaine": 12, "quinzaine": 15, "vingtaine": 20, "trentaine": 30,
    "quarantaine": 40, "cinquantaine": 50, "soixantaine": 60, "centaine": 100,
}  # fmt: skip


def lire(texte: str, contexte: Contexte) -> list[tuple[str, int, int]]:
    """Headcounts that are the holder's: (oui when under fifty, start, end).

    >>> from knowledge.francais.contexte import lire_contexte
    >>> lire("entreprise de 49 salaries", lire_contexte(""))[0][0], lire("formation de 30 salaries", lire_contexte(""))
    ('oui', [])
    """
    dits: list[tuple[str, int, int]] = []
    gros = _MOTIFS.gros.search(texte)
    if gros is not None and not (
        contexte.en_question(gros.start()) or _MOTIFS.sortant.search(texte[: gros.end()]) or _MOTIFS.nie.search(gros[0])
    ):
        dits.append((NON, gros.start(), gros.end()))
    for m in _MOTIFS.effectif.finditer(texte):
        gauche = texte[max(0, m.start() - 60) : m.start()]
        seul = not _MOTIFS.mot.search(texte[: m.start()] + texte[m.end() :])
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
        if contexte.en_question(m.start()) or (not seul and _MOTIFS.sortant.search(texte[: m.end()])):
            continue
        nombre = m["n"].replace(" ", "")
        n = _MOTS.get(nombre) or int(nombre)
        avant = (m["avant"] or "").strip()
        nie = bool(_MOTIFS.n_a_pas.search(gauche))
        if _MOTIFS.moins_de.match(avant):
            valeur = (OUI if n <= 50 else None) if not nie else (NON if n >= 50 else None)
        elif _MOTIFS.au_plus.match(avant):
            valeur = OUI if n < 50 else None
        elif _MOTIFS.plus_de.match(avant):
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
            dits.append((valeur, m.start(), m.end()))
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


_PETITS = ensemble(
    "seul seule artisan artisane familiale couple independant independante tpe microentreprise freelance autoentrepreneur"
)
_GRANDS = ensemble("groupe multinationale filiale geant mastodonte leader eti")
_RANGS = 3
_SEUIL = 50


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
    if _MOTIFS.aucun.search(texte, debut, fin):
        return False  # "elle a pas de salariés": one holder has none
    return bool(
        _MOTIFS.pluriel.search(texte[debut:fin])
        or _MOTIFS.des_pme_avant.search(gauche)
        or _MOTIFS.et_pme_apres.match(droite)
    ) and not _MOTIFS.chiffre.search(texte[debut:fin])
