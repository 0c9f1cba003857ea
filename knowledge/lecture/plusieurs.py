"""Several purchases told in one message, each with its amount: "on a 3 marchés à lancer : nettoyage 200k, voirie 1M€"."""

from __future__ import annotations

import re
from datetime import date

from knowledge.francais.texte import plier
from knowledge.lecture.faits_dits import lire_faits
from knowledge.lecture.lecture import MONTANT, NATURE, SEGMENTS, Lecteur

_PLUSIEURS = re.compile(
    r"\b(?:\d{1,2}|deux|trois|quatre|cinq|six|plusieurs|plein de|des) (?:marches|achats|contrats|consultations|dossiers|commandes)\b"
    r"[^:,;.\n]{0,40}[:,;.\n]?"
)
_ENTRE_DEUX = re.compile(r"[,;](?!\d)|\n|\s(?:et|puis)\s", re.IGNORECASE)
_LIAISON = re.compile(r"^(?:et|puis|enfin|un|une|le|la|les|du|de la|des|-|•)\s+", re.IGNORECASE)


def lire_plusieurs_achats(lecteur: Lecteur, texte: str, aujourdhui: date) -> tuple[str, ...]:
    """What is told of each purchase, in its own words; empty for a message that tells of one, be it in lots."""
    plie = plier(texte)
    annonce = _PLUSIEURS.search(plie.texte)
    if annonce is None:
        return ()
    reste = plie.mots(annonce.end(), len(plie.texte))
    parties = [_LIAISON.sub("", partie.strip(" .:")) for partie in _ENTRE_DEUX.split(reste)]
    vides = lecteur.vocabulaire.aucun_fait()
    dits = [{dit.nom for dit in lire_faits(lecteur, partie, aujourdhui, None, vides).dits} for partie in parties]
    achats = [
        partie for partie, noms in zip(parties, dits, strict=True) if MONTANT in noms and noms & {NATURE, SEGMENTS}
    ]
    return tuple(achats) if len(achats) > 1 else ()


__all__ = ["lire_plusieurs_achats"]
