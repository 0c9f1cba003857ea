"""What a firm says of what is kept of it: its SIRET, its name, what is to be changed, shown or erased."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from knowledge.francais.texte import simplifier

# What is asked in turn, and kept under these names.
CHAMPS = ("siret", "nom", "metier", "effectif", "statut", "contact")
MOTS_AUTOUR_D_UN_SIRET, CHIFFRES_D_UN_SIRET_MAL_TAPE = 4, 10
_SIRET = re.compile(r"(?<!\d)(?:\d[ .]?){14}(?!\d)")
_ANNONCE_SIRET = re.compile(r"\bsiret\b")
_MOI = r"(?:de|sur) (?:moi|nous|mon entreprise)"
_QUOI = r"(?:que|quoi|koi|qu'est[- ]ce que|quelles? (?:donnees?|infos?|informations?))"
_LA_MIENNE = re.compile(
    rf"^(?:(?:voir |modifier |ma |mettre a jour )?(?:mon entreprise|ma fiche|ma fiche entreprise|fiche entreprise|mes infos|mes informations|mon profil|enregistrer mon entreprise|dites[- ]le[- ]nous une fois|dlnuf)|(?:{_QUOI} ?)?(?:(?:savez|gardez|avez)[- ]vous|vous (?:savez|gardez|avez)(?: {_QUOI})?) {_MOI})$"
)
_POLI = r"(?:,? (?:rgpd|svp|s'il vous plait|stp|merci|maintenant))*"
# An order, with a few polite words around it; a question about such orders is a question.
_SUPPRIMER = re.compile(
    rf"^(?:[\w' :,-]{{0,40}}\b)?(?:supprim\w*|effac\w*|oubli(?:er|ez|e)) ?(?:[\w' -]{{0,24}}\b)?(?:mes (?:donnees|informations|infos)(?: personnelles)?|mon entreprise|ma fiche|mon profil|mon compte|mes messages|(?:notre|la|cette) conversation|tout ce que [\w' ]{{3,40}}|tout){_POLI}$"
    rf"|^(?:je (?:veux|voudrais|souhaite) que vous m'oubliiez|(?:oubli|supprim|effac)(?:ez|e|er)[- ]moi){_POLI}$"
)
_EST_UNE_QUESTION = re.compile(r"\?|^\s*(?:comment|combien|puis-je|peut-on|est-ce|quand|que se passe)\b", re.IGNORECASE)
# Asked of the questions themselves.
_POURQUOI = re.compile(
    r"^(?:et )?(?:c'est )?(?:obligatoire|pour ?quoi(?: faire)?|a quoi (?:ca|cela) sert|vous en faites quoi|qu'en faites[- ]vous|vous allez en faire quoi|qui (?:le |va )?(?:voit|voir|lit|lire)(?: ca| cela)?|j'y gagne quoi|ca sert a quoi|pourquoi (?:cette question|vous me demandez ca|demander ca|(?:vous )?(?:voulez|demandez|avez besoin|il vous faut)\b.*))$"
)
_ANNUAIRE = re.compile(
    r"^(?:[\w' ,-]{0,30}\b)?(?:(?P<hors>sor[st]\w*|retir\w*|enlev\w*|supprim\w*|efface\w*|plus (?:etre|figurer|apparaitre))|entrer|figurer|etre|inscri\w*|ajout\w*|met\w*)(?:[- ]moi)? (?:de|dans|a|sur|hors de) ?(?:l'|votre |cet )annuaire(?: (?:svp|s'il vous plait|stp|merci))?$"
)
_PASSER = re.compile(
    r"^(?:passer|plus tard|suivant|je (?:ne )?sais (?:pas|plus)|aucun|rien|non|pas maintenant|.*\b(?:pas|plus) (?:(?:mon|le|de) (?:siret|numero)|sous la main|sous les yeux)\b.*)$"
)
# What lets a buyer reach the firm.
_COURRIEL = re.compile(r"(?<![\w.+-])[\w.+-]++@[\w-]++\.[\w.-]++")
_CHAMPS_DITS = {
    "siret": "siret", "nom": "nom", "raison sociale": "nom", "metier": "metier", "activite": "metier", "effectif": "effectif",
    "nombre de salaries": "effectif", "statut": "statut", "contact": "contact", "mail": "contact", "email": "contact",
    "adresse mail": "contact", "courriel": "contact", "telephone": "contact", "numero de telephone": "contact",
}  # fmt: skip
_CHANGER = re.compile(
    rf"^(?:je (?:veux|voudrais|souhaite) |il faut )?(?:changer|change[rz]?|modifier|modifie[rz]?|corriger|corrige[rz]?|mettre a jour|rectifier) (?:de )?(?:mon|ma|mes|le|la|l') ?(?P<champ>{'|'.join(sorted(_CHAMPS_DITS, key=len, reverse=True))})\b(?: (?:de|dans) (?:mon entreprise|ma fiche))?[\s:,]*(?:(?:par|pour|en|c'est|est) )?(?P<valeur>.*)$"
)
_RIEN_DE_CELA = re.compile(
    r"^(?:aucun(?: de (?:cela|ceux-la))?|rien(?: de (?:cela|tout ca))?|non|pas (?:de|un) statut|sarl|sas|sasu|eurl|ei)$"
)
_TERMINER = re.compile(r"^(?:terminer|termine|fini|stop|c'est tout|ca suffit)$")


@dataclass(frozen=True, slots=True)
class Changement:
    """What of the record is to change, and its new value; empty where it is not said."""

    champ: str
    valeur: str


def demande_sa_fiche(texte: str) -> bool:
    """ "mon entreprise", "que gardez-vous sur nous ?"."""
    return _LA_MIENNE.match(simplifier(texte)) is not None


def demande_l_oubli(texte: str) -> bool:
    """ "effacez tout ce que vous avez sur moi", "rgpd : je veux que vous effaciez mes données"."""
    return not _EST_UNE_QUESTION.search(texte) and _SUPPRIMER.match(simplifier(texte)) is not None


def lire_pour_l_annuaire(texte: str) -> bool | None:
    """ "entrer dans l'annuaire", "retirez-moi de l'annuaire": whether they are to stand in it; None for anything else."""
    lu = _ANNUAIRE.match(simplifier(texte))
    return None if lu is None or _EST_UNE_QUESTION.search(texte) else not lu["hors"]


def demande_pourquoi(texte: str) -> bool:
    """ "C'est obligatoire ?", asked of what was just asked for."""
    return _POURQUOI.match(simplifier(texte).strip(" ?!.")) is not None


def demande_pourquoi_le_siret(texte: str) -> bool:
    """ "Pourquoi voulez-vous mon SIRET ?", asked at any moment."""
    return _ANNONCE_SIRET.search(simplifier(texte)) is not None and demande_pourquoi(texte)


def lire_un_changement(texte: str) -> Changement | None:
    """What of the record is to change; None for anything else.

    >>> lire_un_changement("changer mon métier : Plâtrerie"), lire_un_changement("peut-on changer le nom ?")
    (Changement(champ='metier', valeur='Plâtrerie'), None)
    """
    lu = _CHANGER.match(simplifier(texte))
    if lu is None or _EST_UNE_QUESTION.search(texte):
        return None
    # As it was typed: the folded words lost their accents.
    valeur = " ".join(texte.split()[-len(lu["valeur"].split()) :]) if lu["valeur"] else ""
    return Changement(_CHAMPS_DITS[lu["champ"]], valeur)


def lire_un_siret(texte: str) -> str | None:
    """Fourteen digits in a row, spaces or dots between them; right or wrong."""
    trouve = _SIRET.search(texte)
    return None if trouve is None else "".join(filter(str.isdigit, trouve[0]))


def annonce_un_siret(texte: str) -> bool:
    """Whether a message is about giving one's SIRET."""
    simple = simplifier(texte)
    nomme = _ANNONCE_SIRET.search(simple) is not None
    if lire_un_siret(texte) is not None:
        return nomme or len(simple.split()) <= MOTS_AUTOUR_D_UN_SIRET
    # A slip of the finger ("4l8 166…") still is a SIRET that somebody gives.
    return nomme and sum(map(str.isdigit, texte)) >= CHIFFRES_D_UN_SIRET_MAL_TAPE


def siret_valide(numero: str) -> bool:
    try:
        siret.validate(numero)
    except ValidationError:
        return False
    return True


def passe_la_question(texte: str) -> bool:
    return _PASSER.match(simplifier(texte)) is not None


def n_a_pas_de_statut(texte: str) -> bool:
    return _RIEN_DE_CELA.match(simplifier(texte)) is not None


def en_a_fini(texte: str) -> bool:
    """ "C'est tout", while the record is filled in."""
    return _TERMINER.match(simplifier(texte)) is not None


def donne_un_courriel(texte: str) -> bool:
    return _COURRIEL.search(texte) is not None
