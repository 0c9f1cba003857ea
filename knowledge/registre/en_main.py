"""What is said of the contract that was just spoken of, without its name; the same thing, asked again of another."""

from __future__ import annotations

from datetime import date

from knowledge.francais.dates import DateLue, lire_dates
from knowledge.francais.motifs import lire_motifs
from knowledge.francais.nombres import Nombre, lire_nombres
from knowledge.francais.texte import plier

_MOTIFS = lire_motifs(__file__)
_ARTICLES = ({"": "le", "de": "du", "a": "au"}, {"": "les", "de": "des", "a": "aux"})
# What names nothing is of what was just spoken of only where it is short.
MOTS_SOUS_ENTENDUS = 12


def reprend(texte: str, nom: str) -> str | None:
    """The message, with the name of what it speaks of; None where it says nothing of the kind.

    >>> reprend("son montant est de 95 000", "papier"), reprend("il finit quand ?", "papier"), reprend("le plus gros ?", "papier")
    ('le montant de papier est de 95 000', 'il finit quand, papier ?', None)
    >>> reprend("Et J-12 ?", "denrées"), reprend("quel est l'ordre du jour du comité ?", "denrées")
    ('Et J-12, denrées ?', None)
    """
    texte = " ".join(texte.split())
    plie = plier(texte)
    if lu := _MOTIFS.possessif.search(plie.texte):
        avant, apres = plie.mots(0, lu.start()).rstrip(), plie.mots(lu.end(), len(plie.texte)).lstrip()
        article = _ARTICLES[bool(lu["champ"].endswith("s"))]
        # "De ses rappels" is "des rappels".
        lien = next((mot for mot in ("de", "a") if f" {plier(avant).texte}".endswith(f" {mot}")), "")
        avant = avant[: len(avant) - len(lien)].rstrip()
        signe = "" if apres[:1] in (",", ".", "") else " "
        return f"{avant} {article[lien]} {lu['champ']} de {nom}{signe}{apres}".strip()
    if lu := _MOTIFS.demonstratif.search(plie.texte):
        return f"{plie.mots(0, lu.start())} {nom} {plie.mots(lu.end(), len(plie.texte))}".strip()
    if not designe_sans_nommer(texte) and not _sous_entend(plie.texte):
        return None
    if _MOTIFS.question.search(plie.texte) is None:
        return f"{nom}, {texte}"
    dit, fin = texte.rstrip(" ?!."), " ?" if "?" in texte else ""
    return f"{dit}, {nom}{fin}"


def designe_sans_nommer(texte: str) -> bool:
    """Whether a pronoun, or "ce marché", stands for a contract.

    >>> designe_sans_nommer("qui s'en occupe ?"), designe_sans_nommer("et J-12 ?")
    (True, False)
    """
    plie = plier(" ".join(texte.split())).texte
    return any(un.search(plie) for un in (_MOTIFS.possessif, _MOTIFS.demonstratif, _MOTIFS.sujet, _MOTIFS.clitique))


def _sous_entend(plie: str) -> bool:
    if len(plie.split()) > MOTS_SOUS_ENTENDUS or _MOTIFS.pas_de_lui.search(plie):
        return False
    return _MOTIFS.sous_entendu.search(plie) is not None


def redemande_d_un_autre(reste: str) -> bool:
    """Whether words, the name of a contract being taken out, only ask the same of it.

    >>> redemande_d_un_autre("et pour les            ?"), redemande_d_un_autre("et le         , on en est où ?")
    (True, False)
    """
    return _MOTIFS.redemande.match(plier(" ".join(reste.split())).texte) is not None


def apres_une_negation(texte: str) -> str | None:
    """What is meant, of "not this one, that one".

    >>> apres_une_negation("non pas le gardiennage, les vêtements"), apres_une_negation("pas de rappel")
    ('les vêtements', None)
    """
    plie = plier(" ".join(texte.split()))
    lu = _MOTIFS.pas_celui.match(plie.texte)
    return None if lu is None else plie.mots(*lu.span("dit")).strip()


def corrige_la_valeur(dit: str, texte: str, aujourdhui: date) -> str | None:
    """What was said before, with the one day, or the one figure, that takes the place of its own.

    >>> corrige_la_valeur("le papier est à 52 000 euros", "non 54 000", date(2026, 12, 3))
    'le papier est à 54 000 euros'
    >>> corrige_la_valeur("denrées, attribution le 1er juin 2027", "non, le 15 juin", date(2026, 12, 3))
    'denrées, attribution le 15 juin 2027'
    >>> corrige_la_valeur("le papier finit quand ?", "non 54 000", date(2026, 12, 3)), corrige_la_valeur("le papier est à 52 000", "12 mois", date(2026, 12, 3))
    (None, None)
    """
    plie, avant = plier(" ".join(texte.split())), plier(dit)
    lu = _MOTIFS.corrige.match(plie.texte)
    reste = "" if lu is None else plie.texte[lu.end() :].strip(" .!")
    if not reste:
        return None
    jours, jours_avant = lire_dates(reste, aujourdhui), lire_dates(avant.texte, aujourdhui)
    if (
        len(jours) == 1
        and len(jours_avant) == 1
        and not _MOTIFS.autour_d_un_jour.sub("", _ote(reste, jours[0])).strip()
    ):
        jour, autre = jours[0], jours_avant[0]
        nouveau = reste[jour.debut : jour.fin]
        if jour.jour and not jour.annee_dite and autre.annee_dite:
            nouveau = f"{nouveau} {autre.bas.year}"
        return f"{avant.mots(0, autre.debut)} {nouveau} {avant.mots(autre.fin, len(avant.texte))}".strip()
    nombres, nombres_avant = (
        lire_nombres(reste),
        [un for un in lire_nombres(avant.texte) if not any(jour.debut <= un.debut < jour.fin for jour in jours_avant)],
    )
    if (
        jours
        or len(nombres) != 1
        or len(nombres_avant) != 1
        or _MOTIFS.autour_d_un_nombre.sub("", _ote(reste, nombres[0])).strip()
    ):
        return None
    ancien = nombres_avant[0]
    return f"{avant.mots(0, ancien.debut)} {reste[nombres[0].debut : nombres[0].fin]} {avant.mots(ancien.fin, len(avant.texte))}".strip()


def _ote(texte: str, lu: DateLue | Nombre) -> str:
    return f"{texte[: lu.debut]} {texte[lu.fin :]}"


__all__ = ["apres_une_negation", "corrige_la_valeur", "designe_sans_nommer", "redemande_d_un_autre", "reprend"]
