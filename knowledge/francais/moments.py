"""Messages that only say when: a day, a week, a month, an hour."""

from __future__ import annotations

from knowledge.francais.texte import ensemble, mots_de

_MOMENTS = ensemble(
    "lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre "
    "jour jours semaine semaines mois an ans annee annees trimestre semestre matin midi soir heure heures h demain hier aujourd hui tout suite "
    "printemps ete automne hiver rentree noel debut milieu fin prochain prochaine dernier derniere"
)
_AUTOUR = ensemble(
    "le la les l ce cette a au aux en de du des d dans sous vers pour avant apres courant un une deux trois quinze plus tard et ou"
)


def ne_dit_qu_un_moment(texte: str) -> bool:
    """Whether every word is of a time.

    >>> [ne_dit_qu_un_moment(dit) for dit in ("la semaine prochaine", "lundi 12 à 14 h", "mes marchés", "les séances de mars")]
    [True, True, False, False]
    """
    mots = [mot for mot in mots_de(texte) if not mot.isdecimal()]
    return bool(set(mots) & _MOMENTS) and all(mot in _MOMENTS or mot in _AUTOUR for mot in mots)


__all__ = ["ne_dit_qu_un_moment"]
