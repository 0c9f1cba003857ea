"""The date that an answer tells: of several, the one that is kept; a feast, a day beside its month, so long before another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from knowledge.francais.contexte import Contexte
from knowledge.francais.dates import DateLue, dater, epeler_les_mois, lire_dates, plus_mois
from knowledge.francais.fetes import dater_les_fetes
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import lire_nombres
from knowledge.lecture.temps import place_du_nouveau

_MOTIFS = lire_motifs(__file__)


def en_dates(texte: str, aujourdhui: date) -> str:
    """A folded answer whose feasts are told by their dates, and whose months are spelled.

    >>> en_dates("connu pour la chandeleur", date(2026, 11, 27)), en_dates("mi septembe. 2027", date(2026, 11, 27))
    ('connu pour la 2 fevrier', 'mi septembre 2027')
    """
    return _MOTIFS.coupe.sub(r"\1 \2", epeler_les_mois(dater_les_fetes(texte, aujourdhui)))


def choisir(texte: str, nom: str, contexte: Contexte, aujourdhui: date) -> list[DateLue]:
    """The date of that fact in an answer told by `en_dates`; several where it wavers between them."""
    dates = lire_dates(texte, aujourdhui)
    if not dates:
        return []
    dates = [_deplacee(texte, lue) if len(dates) == 1 else _au_jour_dit(texte, lue) for lue in dates]
    seuil = max(contexte.apres_correction([lue.debut for lue in dates]), place_du_nouveau(texte) or 0)
    restent = [lue for lue in dates if lue.debut >= seuil] or dates
    if len(dates) == 1:
        return [_au_jour_dit(texte, dates[0])]
    lies = dater(texte, restent)
    if nom in lies:
        choisies = lies[nom]
    else:
        d_ailleurs = [lue for autre, lues in lies.items() if autre != nom for lue in lues]
        libres = [lue for lue in restent if lue not in d_ailleurs] or restent
        choisies = ([lue for lue in libres if not _d_autre_chose(texte, lue, libres)] or libres)[-1:]
    fin = choisies[-1]
    plus_precise = next((p for lue in dates if lue.debut > fin.debut and (p := _dedans(lue, fin)) is not None), None)
    return choisies if plus_precise is None else [plus_precise]


def _au_jour_dit(texte: str, lue: DateLue) -> DateLue:
    """ "En février, le 22", "le 12 mars enfin le 15": the day said after its month."""
    m = (_MOTIFS.puis_un_autre_jour if lue.jour else _MOTIFS.puis_le_jour).match(texte, lue.fin)
    if m is None or not lue.precise or not 0 < (jour := int(m["jour"])) <= lue.haut.replace(day=28).day + 3:
        return lue
    try:
        exact = lue.bas.replace(day=jour)
    except ValueError:
        return lue
    return replace(lue, bas=exact, haut=exact, jour=True, fin=m.end(), des=None, jusque=None)


def _deplacee(texte: str, lue: DateLue) -> DateLue:
    """ "Le 3 mai, deux mois auparavant", "on publie le mois d'après": so long before or after the only date of an answer."""
    m = _MOTIFS.deplace.search(texte)
    if m is None or lue.relative or not (m["mois"] or m["ajoute"] or _part_de(texte, lue, m.start(), m.end())):
        return lue
    if m["mois"]:
        combien, unite = 1, "mois"
    else:
        nombres = [n for n in lire_nombres(texte[m.start() : m.end()]) if n.valeur == int(n.valeur)]
        if len(nombres) != 1:
            return lue
        combien, unite = int(nombres[0].valeur), m["unite"]
    if m["avant"]:
        combien = -combien
    if unite.startswith(("an", "mois")):
        bas = plus_mois(lue.bas, combien * (12 if unite.startswith("an") else 1))
    else:
        bas = lue.bas + timedelta(days=combien * (7 if unite.startswith("sem") else 1))
    return replace(lue, bas=bas, haut=bas if lue.jour else plus_mois(bas, 1) - timedelta(days=1), des=None, jusque=None)


def _part_de(texte: str, lue: DateLue, debut: int, fin: int) -> bool:
    """Whether "deux mois avant", which stands there, counts from that date, and not from what follows it ("huit jours avant mon départ")."""
    if debut >= lue.fin:
        return _MOTIFS.rien_apres.match(texte, fin) is not None
    return _MOTIFS.puis_la_date.fullmatch(texte, fin, lue.debut) is not None


def _dedans(lue: DateLue, large: DateLue) -> DateLue | None:
    """A day inside a longer stretch said before it, whose year it takes: "1er trimestre 2028, la commission est le 17 février"."""
    if not lue.jour or large.jour:
        return None
    if not lue.annee_dite and large.annee_dite:
        try:
            jour = lue.bas.replace(year=large.haut.year)
        except ValueError:
            return None
        lue = replace(lue, bas=jour, haut=jour)
    return lue if (large.des or large.bas.replace(day=1)) <= lue.bas <= large.haut else None


def _d_autre_chose(texte: str, lue: DateLue, toutes: Sequence[DateLue]) -> bool:
    """Whether a date is that of a condition, of a reason or of something else than what is asked."""
    debut = max((autre.fin for autre in toutes if autre.fin <= lue.debut), default=0)
    return _MOTIFS.en_passant.search(texte, debut, lue.debut) is not None


__all__ = ["choisir", "en_dates"]
