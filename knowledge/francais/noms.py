"""Whom a contract is given to, as people write it: oneself, the team, a person, a service; or none of these."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from knowledge.francais.texte import simplifier

NOM_MAX = 80
MOTS_MAX = 6

# A capital makes an article part of the name: "Le Goff".
_AVANT = re.compile(
    r"^(?:(?:[Cc]['’]est|[Cc]e sera|[Pp]lut[oô]t)\s+)?(?:(?:[ÀàAa]|[Aa]ux?|[Pp]our)\s+)?(?:(?:la|les?)\s+|[Ll]['’]\s*)?"
)
_APRES = re.compile(
    r"(?<![\s,])[\s,]++(?:s['’]il (?:vous|te) pla[iî]t|svp|stp|merci(?: beaucoup| d['’]avance)?)[\s.!]*+$",
    re.IGNORECASE,
)
_MOI = frozenset(("moi", "moi-meme", "moi meme"))
_EQUIPE = frozenset(("equipe", "equipe spaser", "spaser"))
# Letters, and what joins or shortens them: "J.-P. O'Brien (DSI)", "Éducation & jeunesse".
_ECRIT_COMME_UN_NOM = re.compile(r"[^\W\d_][^\d_?@<>=:;!\"]*")
_DEUX_LETTRES = re.compile(r"[^\W\d_]{2}")
# "je n'ai", but "N'Guessan".
_ELISION = re.compile(r"\b(?:[jnmtsc]|[Qq]u|[JNMTSC](?=['’][a-zé]))['’]")
_LIAISONS = frozenset("de du des d le la les l et a au aux en".split())  # noqa: SIM905
# Words of a sentence, which no name holds. No ending tells a verb from a name: "Boucher", "Olivier".
_D_UNE_PHRASE = frozenset(
    "je tu il elle on nous vous ils elles lui eux me te se moi toi ca cela ce celui celle mon ma mes ton ta tes un une "  # noqa: SIM905
    "ne pas plus jamais rien aucun aucune personne non oui ok ouais sauf sans ni ou qui que quoi quel quelle quand "
    "comment pourquoi combien si mais car donc "
    "ai as avons avez ont est sont suis es sommes etes sera serait etait ete "
    "sais sait savoir veux veut voudrais peux peut pourrais dois doit faut fait faire fais va vais vas "
    "occupe occuper gere prends prend reporter reporte rappelle transferer transfere annuler annule changer garder "
    "voir demander demande definir verifier attendre attends trouver chercher cherche penser pense crois "
    "finalement encore deja toujours maintenant tard demain bientot peut-etre connu connue inconnu inconnue idee "
    "autre autres tout tous toute toutes objet stop bonjour salut bonsoir merci".split()
)


@dataclass(frozen=True, slots=True)
class Nom:
    """Whoever writes ("moi"), the team ("equipe": nobody in particular), or the name of a person or of a service."""

    genre: Literal["moi", "equipe", "nom"]
    texte: str


def sans_courtoisie(texte: str) -> str:
    """A message without the "svp" or "merci" that closes it.

    >>> sans_courtoisie("le marché 12 finit en juin 2028, s'il vous plaît"), sans_courtoisie("merci")
    ('le marché 12 finit en juin 2028', 'merci')
    """
    return _APRES.sub("", texte)


def lire_un_nom(texte: str) -> Nom | None:
    """The one person or service that these words name; None when they are something else.

    >>> lire_un_nom("à Karim Benali, s'il vous plaît"), lire_un_nom("au service des sports")
    (Nom(genre='nom', texte='Karim Benali'), Nom(genre='nom', texte='service des sports'))
    >>> lire_un_nom("à moi-même"), lire_un_nom("l'équipe SPASER")
    (Nom(genre='moi', texte='moi-même'), Nom(genre='equipe', texte='équipe SPASER'))
    >>> [lire_un_nom(dit) for dit in ("je ne sais pas encore", "Karim ?", "42", "quelqu'un d'autre", "nettoyage 85 k€")]
    [None, None, None, None, None]
    """
    nu = _AVANT.sub("", sans_courtoisie(" ".join(texte.split()))).strip(" .,")
    simple = simplifier(nu)
    if simple in _MOI:
        return Nom("moi", nu)
    if simple in _EQUIPE:
        return Nom("equipe", nu)
    return Nom("nom", nu) if _est_un_nom(nu, simple) else None


def _est_un_nom(nu: str, simple: str) -> bool:
    mots = re.findall(r"[a-z]+(?:-[a-z]+)*", simple)
    return (
        len(nu) <= NOM_MAX
        and _ECRIT_COMME_UN_NOM.fullmatch(nu) is not None
        and _DEUX_LETTRES.search(nu) is not None
        and _ELISION.search(nu) is None
        and _D_UNE_PHRASE.isdisjoint(mots)
        and len([mot for mot in mots if mot not in _LIAISONS]) <= MOTS_MAX
    )


__all__ = ["Nom", "lire_un_nom", "sans_courtoisie"]
