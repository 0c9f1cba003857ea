"""A lot that comes later: "j'avais oublié, y a aussi la distribution, 60 000, ça fait un lot 3"."""

from __future__ import annotations

import re

from knowledge.lecture.lots.designation import Genre
from knowledge.lecture.lots.noms import Noms, dire_le_nom
from knowledge.lecture.lots.prix import Prix
from knowledge.lecture.lots.recueil import Recueil


def ajouter(lots: Recueil) -> None:
    """Tell of the lot that a sentence adds, where it names one that is not known, with its amount or as a lot."""
    for debut, fin in lots.contexte.phrases:
        annonce = _dernier(_AJOUT, lots.texte, debut, fin)
        if annonce is None or lots.en_question(debut):
            continue
        fait = _FAIT_UN_LOT.search(lots.texte, annonce.end(), fin)
        zone = (annonce.end(), fait.start() if fait else fin)
        prix = lots.prix([zone], petits=False)
        bord = min(lots.chiffres.chiffre(*zone), prix.debut if isinstance(prix, Prix) else zone[1])
        nom = dire_le_nom(lots.plie, zone[0], bord)
        if (
            not nom
            or not (fait or prix)
            or any(
                debut <= d.debut < zone[1] and (d.numeros or d.genre not in (Genre.COMPTE, Genre.NOUVEAU))
                for d in lots.designes
            )
        ):
            continue
        if Noms({n: e.intitule for n, e in lots.etats.items()}).chercher(nom):
            continue
        suite = max(lots.etats) + 1
        dit = int(fait["no"]) if fait and fait["no"] else suite
        numero = suite if dit in lots.etats else dit
        lots.dire(numero, nom, [zone], lots.plie.mots(*zone), petits=False)
        lots.pris.append((annonce.start(), fait.end() if fait else fin))
        # "J'ai oublié un lot" counts none.
        lots.nombre = None


def _dernier(motif: re.Pattern[str], texte: str, debut: int, fin: int) -> re.Match[str] | None:
    return max(motif.finditer(texte, debut, fin), key=re.Match.start, default=None)


_AJOUT = re.compile(
    r"\b(?:(?:ai|as|a|avai[st]|avons|avez|ont|avaient) (?:bien |juste |aussi |completement )?(?:oublie|omis|zappe|saute|laisse de cote)\w*(?: (?:de (?:dire|noter|mettre|preciser|compter)|un lot))?|"
    r"(?:y ?'?a|y aura|il faut|faut|faudra|on a|on aura|prevoi\w*|compte\w*) (?:aussi|egalement|encore|en plus|ajouter|rajouter)|il manque|(?:r?ajoute|rajoutez|ajoutez|rajoutons|ajoutons)(?: aussi| egalement)?|et aussi)(?: que)?\b(?!,? ?\d)"
)
_FAIT_UN_LOT = re.compile(
    r"\b(?:(?:(?:ca|cela|ce|il|elle) (?:en )?(?:fait|fera|ferait|sera|serait|devient|deviendrait)|c'est|comme|en|dans|donc|soit|pour) )?"
    r"(?:donc |alors )?(?:un |le |au )?(?:nouveau |autre |(?:troisi|quatri|cinqui|sixi|septi|huiti)eme )?lot\b(?: ?(?:n ?° ?|numero )?(?P<no>\d{1,2}))?\b(?: (?:de plus|en plus|a part|supplementaire))?"
)


def peut_ajouter(texte: str) -> bool:
    """Whether a folded text may add a lot."""
    return _AJOUT.search(texte) is not None


__all__ = ["ajouter", "peut_ajouter"]
