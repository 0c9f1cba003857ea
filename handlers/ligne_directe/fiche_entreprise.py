"""Dites-le-nous une fois: what a firm says of itself, kept if it agrees, used again, shown, and erased when it says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from stdnum.exceptions import ValidationError
from stdnum.fr import siret

from handlers.conversation.boutons import bouton
from handlers.conversation.vocabulary import Choice, EntrepriseRecord, Outcome, Reply, Turn
from handlers.ligne_directe import etat
from handlers.ligne_directe.appel import Appel
from knowledge.francais.avis import lire_avis
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.francais.texte import simplifier
from knowledge.ligne_directe.faits import lire_la_reponse, lire_les_faits
from storage.ligne_directe.coordonnees import lire_un_telephone
from storage.ligne_directe.records import StatutEntreprise

NOM_MAX, CONTACT_MAX = 80, 120
MOTS_AUTOUR_D_UN_SIRET, CHIFFRES_D_UN_SIRET_MAL_TAPE = 4, 10
# From there on, words are of a case rather than the name or the trade of a firm.
AUTRE_CHOSE, MOTS_D_UNE_PHRASE = 0.9, 6
# What is asked in turn, and kept under these names.
CHAMPS = ("siret", "nom", "metier", "effectif", "statut", "contact")
PREFIXE = "fiche:"
OUBLI = f"{PREFIXE}effacer"
_SIRET = re.compile(r"(?<!\d)(?:\d[ .]?){14}(?!\d)")
_ANNONCE_SIRET = re.compile(r"\bsiret\b")
_COMMANDE = re.compile(
    r"^(?:(?:voir |modifier |ma |mettre a jour )?(?:mon entreprise|ma fiche|ma fiche entreprise|fiche entreprise|mes infos|mes informations|mon profil|enregistrer mon entreprise|dites[- ]le[- ]nous une fois|dlnuf)|(?:que|qu'est[- ]ce que|quelles? (?:donnees?|infos?|informations?))? ?(?:savez|gardez|avez)[- ]vous (?:de|sur) (?:moi|nous|mon entreprise)|(?:(?:que|qu'est[- ]ce que|quelles? (?:donnees?|infos?)) )?vous (?:savez|gardez|avez)(?: (?:quoi|koi|quelles donnees))? (?:de|sur) (?:moi|nous|mon entreprise))$"
)
# An order, with a few polite words around it; a question about such orders is a question.
_SUPPRIMER = re.compile(
    r"^(?:[\w' :,-]{0,40}\b)?(?:supprim\w*|effac\w*|oubli(?:er|ez|e)) ?(?:[\w' -]{0,24}\b)?(?:mes (?:donnees|informations|infos)(?: personnelles)?|mon entreprise|ma fiche|mon profil|mon compte|mes messages|(?:notre|la|cette) conversation|tout ce que [\w' ]{3,40}|tout)(?:,? (?:rgpd|svp|s'il vous plait|stp|merci|maintenant))*$"
    r"|^(?:je (?:veux|voudrais|souhaite) que vous m'oubliiez|(?:oubli|supprim|effac)(?:ez|e|er)[- ]moi)(?:,? (?:rgpd|svp|s'il vous plait|stp|merci|maintenant))*$"
)
_EST_UNE_QUESTION = re.compile(r"\?|^\s*(?:comment|combien|puis-je|peut-on|est-ce|quand|que se passe)\b", re.IGNORECASE)
# Asked of the questions themselves.
_POURQUOI = re.compile(
    r"^(?:et )?(?:c'est )?(?:obligatoire|pour ?quoi(?: faire)?|a quoi (?:ca|cela) sert|vous en faites quoi|qu'en faites[- ]vous|vous allez en faire quoi|qui (?:le |va )?(?:voit|voir|lit|lire)(?: ca| cela)?|j'y gagne quoi|ca sert a quoi|pourquoi (?:cette question|vous me demandez ca|demander ca|(?:vous )?(?:voulez|demandez|avez besoin|il vous faut)\b.*))$"
)
_ANNUAIRE = re.compile(
    r"^(?:[\w' ,-]{0,30}\b)?(?:(?P<hors>sor[st]\w*|retir\w*|enlev\w*|supprim\w*|efface\w*|plus (?:etre|figurer|apparaitre))|entrer|figurer|etre|inscri\w*|ajout\w*|met\w*)(?:[- ]moi)? (?:de|dans|a|sur|hors de) ?(?:l'|votre |cet )annuaire(?: (?:svp|s'il vous plait|stp|merci))?$"
)
_STATUTS: Mapping[str, StatutEntreprise] = {un.value: un for un in StatutEntreprise}
AUCUN = "aucun"
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


def demande_sa_fiche(texte: str) -> bool:
    return _COMMANDE.match(simplifier(texte)) is not None


def demande_l_oubli(texte: str) -> bool:
    """ "effacez tout ce que vous avez sur moi", "rgpd : je veux que vous effaciez mes données"."""
    return not _EST_UNE_QUESTION.search(texte) and _SUPPRIMER.match(simplifier(texte)) is not None


def demande_l_annuaire(texte: str) -> str | None:
    """ "entrer dans l'annuaire", "retirez-moi de l'annuaire": the button that it stands for."""
    lu = _ANNUAIRE.match(simplifier(texte))
    if lu is None or _EST_UNE_QUESTION.search(texte):
        return None
    return "hors" if lu["hors"] else "annuaire"


def demande_pourquoi(texte: str) -> bool:
    """ "Pourquoi voulez-vous mon SIRET ?", asked at any moment."""
    simple = simplifier(texte).strip(" ?!.")
    return _ANNONCE_SIRET.search(simple) is not None and _POURQUOI.match(simple) is not None


def change_sa_fiche(texte: str) -> bool:
    """ "changer mon métier : plâtrerie"."""
    return _CHANGER.match(simplifier(texte)) is not None and not _EST_UNE_QUESTION.search(texte)


def lire_un_siret(texte: str) -> str | None:
    """Fourteen digits in a row, spaces or dots between them; right or wrong."""
    trouve = _SIRET.search(texte)
    return None if trouve is None else re.sub(r"\D", "", trouve[0])


def annonce_un_siret(texte: str) -> bool:
    """Whether a message is about giving one's SIRET."""
    simple = simplifier(texte)
    if lire_un_siret(texte) is not None:
        return _ANNONCE_SIRET.search(simple) is not None or len(simple.split()) <= MOTS_AUTOUR_D_UN_SIRET
    # A slip of the finger ("4l8 166…") still is a SIRET that somebody gives.
    return _ANNONCE_SIRET.search(simple) is not None and sum(map(str.isdigit, texte)) >= CHIFFRES_D_UN_SIRET_MAL_TAPE


def siret_valide(numero: str) -> bool:
    try:
        siret.validate(numero)
    except ValidationError:
        return False
    return True


# --- showing, and beginning -------------------------------------------------------------------------------------------


def montrer(turn: Turn, appel: Appel, note: str = "") -> Outcome:
    """What is kept, since when, and for what; or what would be, before anything is."""
    if not turn.incoming.prive:
        return etat.garder(turn, appel, Reply("en_prive"))
    fiche = turn.firme.entreprise()
    if fiche is None:
        choices: tuple[Choice, ...] = (bouton("d_accord", "l:p:accord"), bouton("non_merci", "l:rien"))
    else:
        annuaire = (
            bouton("sortir_de_l_annuaire", "l:p:hors")
            if fiche.annuaire_le
            else bouton("entrer_dans_l_annuaire", "l:p:annuaire")
        )
        choices = (bouton("completer", "l:p:completer"), annuaire, bouton("tout_effacer", "l:p:effacer"))
    reply = Reply("ma_fiche", {"fiche": fiche, "note": note, "demande": turn.firme.demande()}, choices)
    attente = f"{PREFIXE}accord:" if fiche is None else None
    return etat.garder(turn, replace(appel, attente=attente), reply)


def recevoir_un_siret(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """A SIRET that was typed unasked: checked, and kept only if the firm agrees."""
    if not turn.incoming.prive:
        return etat.garder(turn, appel, Reply("en_prive"))
    numero = lire_un_siret(texte) or ""
    if not siret_valide(numero):
        return etat.garder(turn, appel, Reply("siret_faux", {"numero": numero or " ".join(texte.split())[:40]}))
    if turn.firme.entreprise() is not None:
        return _garder(turn, appel, {"siret": numero})
    suivant = replace(appel, attente=f"{PREFIXE}accord:{numero}")
    choices = (bouton("d_accord", f"l:p:accord:{numero}"), bouton("non_merci", "l:rien"))
    reply = Reply("ma_fiche", {"fiche": None, "note": "siret", "demande": turn.firme.demande()}, choices)
    return etat.garder(turn, suivant, reply)


def repondre_par_choix(turn: Turn, appel: Appel, reste: str) -> Outcome | None:
    """A pressed button about the firm's own record; None when it is none of them."""
    if not turn.incoming.prive:
        return etat.garder(turn, appel, Reply("en_prive"))
    verbe, _, valeur = reste.partition(":")
    fiche = turn.firme.entreprise()
    match verbe:
        case "accord":
            return _accepter(turn, appel, valeur)
        case "completer" if fiche is not None:
            return _demander(turn, appel, _premier_manquant(fiche) or CHAMPS[0], fiche)
        case "champ" if valeur in CHAMPS and fiche is not None:
            return _demander(turn, appel, valeur, fiche)
        case "statut" if fiche is not None and (valeur in _STATUTS or valeur == AUCUN):
            return _garder(turn, appel, {"statuts": [] if valeur == AUCUN else [valeur]}, suite="statut")
        case "passer" if fiche is not None and valeur in CHAMPS:
            return _apres(turn, appel, valeur, fiche)
        case "annuaire" if fiche is not None:
            return _entrer(turn, appel, fiche)
        case "hors":
            turn.firme.annuaire(None)
            return montrer(turn, appel, "hors")
        case "effacer":
            return demander_l_oubli(turn, appel)
        case "effacer_oui":
            return oublier(turn, appel)
    return None


def reprendre(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """The words that were asked for the record; None when they are something else."""
    if appel.attente is None or not appel.attente.startswith(PREFIXE):
        return None
    champ = appel.attente.removeprefix(PREFIXE)
    if _POURQUOI.match(simplifier(texte).strip(" ?!.")):
        return etat.garder(turn, appel, *(une for une in (Reply("fiche_pourquoi"), a_redemander(turn, appel)) if une))
    if champ.startswith("accord"):
        avis = lire_avis(texte)
        if avis is None or avis.suite:
            return None
        return _accepter(turn, appel, champ.partition(":")[2]) if avis.accord else _renoncer(turn, appel)
    fiche = turn.firme.entreprise()
    if fiche is None or champ not in CHAMPS:
        return None
    simple = simplifier(texte)
    if champ == "statut" and _RIEN_DE_CELA.match(simple):
        return _garder(turn, appel, {"statuts": []}, suite=champ)
    if _PASSER.match(simple):
        return _apres(turn, appel, champ, fiche)
    libre = champ in ("nom", "metier", "contact") and len(texte.split()) >= MOTS_D_UNE_PHRASE
    if ressemble_a_une_question(texte) or (libre and turn.gardien.soupconner(texte).surete >= AUTRE_CHOSE):
        # Whoever asks, or tells of their case, does not say their name.
        return None
    return _lire(turn, appel, champ, texte)


def terminer(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """ "C'est tout", while the record is filled in: it is shown as it stands."""
    champ = (appel.attente or "").removeprefix(PREFIXE)
    if champ not in CHAMPS or not _TERMINER.match(simplifier(texte)):
        return None
    return montrer(turn, replace(appel, attente=None))


def changer(turn: Turn, appel: Appel, texte: str) -> Outcome:
    """Another value for something of the record, or the question of it."""
    lu = _CHANGER.match(simplifier(texte))
    fiche = turn.firme.entreprise()
    if not turn.incoming.prive or fiche is None or lu is None:
        return montrer(turn, appel)
    champ = _CHAMPS_DITS[lu["champ"]]
    # As it was typed: the folded words lost their accents.
    valeur = " ".join(texte.split()[-len(lu["valeur"].split()) :]) if lu["valeur"] else ""
    return _lire(turn, appel, champ, valeur, seul=True) if valeur else _demander(turn, appel, champ, fiche)


def a_redemander(turn: Turn, appel: Appel) -> Reply | None:
    """What was asked for the record, asked again after an aside; None with nothing pending."""
    champ = (appel.attente or "").removeprefix(PREFIXE)
    fiche = turn.firme.entreprise()
    if fiche is None or champ not in CHAMPS:
        return None
    return _question(turn, champ, fiche)


def _renoncer(turn: Turn, appel: Appel) -> Outcome:
    return etat.garder(turn, replace(appel, attente=None), Reply("rien_garde"))


def _accepter(turn: Turn, appel: Appel, numero: str) -> Outcome:
    """The firm agrees that what it says is kept."""
    valeurs: dict[str, Any] = {}
    if numero and siret_valide(numero):
        valeurs["siret"] = numero
    # What it said while asking need not be asked.
    if (effectif := appel.faits.get("effectif")) is not None:
        valeurs["effectif"] = effectif
    if (statut := appel.faits.get("statut")) in _STATUTS:
        valeurs["statuts"] = [statut]
    turn.firme.enregistrer(valeurs, turn.now)
    fiche = turn.firme.entreprise()
    assert fiche is not None
    return _demander(turn, appel, _premier_manquant(fiche) or CHAMPS[0], fiche)


def _premier_manquant(fiche: EntrepriseRecord, apres: str | None = None) -> str | None:
    """The next thing that is not known, in order."""
    rang = 0 if apres is None else CHAMPS.index(apres) + 1
    return next((champ for champ in CHAMPS[rang:] if not _connu(fiche, champ)), None)


def _connu(fiche: EntrepriseRecord, champ: str) -> bool:
    return getattr(fiche, "statuts" if champ == "statut" else champ) is not None


def _demander(turn: Turn, appel: Appel, champ: str, fiche: EntrepriseRecord) -> Outcome:
    suivant = replace(appel, attente=f"{PREFIXE}{champ}", question=None)
    return etat.garder(turn, suivant, _question(turn, champ, fiche))


def _question(turn: Turn, champ: str, fiche: EntrepriseRecord) -> Reply:
    choices: tuple[Choice, ...] = ()
    if champ == "statut":
        choices = tuple(
            Choice(turn.phrase("choix_de_firme", "statut", valeur), f"l:p:statut:{valeur}")
            for valeur in (*_STATUTS, AUCUN)
        )
    return Reply(
        "fiche_question", {"champ": champ, "fiche": fiche}, (*choices, bouton("passer", f"l:p:passer:{champ}"))
    )


def _lire(turn: Turn, appel: Appel, champ: str, texte: str, *, seul: bool = False) -> Outcome:
    """Read a value; the next question follows, unless it was `seul` to be changed."""
    mots, suite = " ".join(texte.split()), None if seul else champ
    passer = (bouton("passer", f"l:p:passer:{champ}"),)
    match champ:
        case "siret":
            numero = lire_un_siret(texte)
            if numero is None or not siret_valide(numero):
                return etat.garder(turn, appel, Reply("siret_faux", {"numero": numero or mots[:20]}, passer))
            return _garder(turn, appel, {"siret": numero}, suite=suite)
        case "effectif":
            valeur = lire_la_reponse("effectif", texte, turn.aujourdhui)
            if valeur is None:
                return etat.garder(turn, appel, Reply("fiche_incomprise", {"champ": champ}, passer))
            return _garder(turn, appel, {"effectif": valeur}, suite=suite)
        case "statut":
            statut = lire_les_faits(texte, turn.aujourdhui).get("statut")
            if statut not in _STATUTS:
                return etat.garder(turn, appel, Reply("fiche_incomprise", {"champ": champ}, passer))
            return _garder(turn, appel, {"statuts": [statut]}, suite=suite)
        case "contact":
            if lire_un_telephone(texte) is None and not _COURRIEL.search(texte):
                return etat.garder(turn, appel, Reply("fiche_incomprise", {"champ": champ}, passer))
            return _garder(turn, appel, {"contact": mots[:CONTACT_MAX]}, suite=suite)
        case _:
            return _garder(turn, appel, {champ: mots[:NOM_MAX]}, suite=suite)


def _garder(turn: Turn, appel: Appel, valeurs: Mapping[str, Any], suite: str | None = None) -> Outcome:
    turn.firme.enregistrer(valeurs, turn.now)
    fiche = turn.firme.entreprise()
    assert fiche is not None
    return montrer(turn, appel, "garde") if suite is None else _apres(turn, appel, suite, fiche)


def _apres(turn: Turn, appel: Appel, champ: str, fiche: EntrepriseRecord) -> Outcome:
    """What comes next that is not known; the whole record after the last."""
    suivant = _premier_manquant(fiche, champ)
    return montrer(turn, appel, "garde") if suivant is None else _demander(turn, appel, suivant, fiche)


# --- the registry -----------------------------------------------------------------------------------------------------


def _entrer(turn: Turn, appel: Appel, fiche: EntrepriseRecord) -> Outcome:
    """In the registry a firm has a name and a trade: without them no buyer could find it."""
    manque = next((champ for champ in ("nom", "metier", "contact") if not _connu(fiche, champ)), None)
    if manque is not None:
        return _demander(turn, appel, manque, fiche)
    turn.firme.annuaire(turn.now)
    return montrer(turn, appel, "annuaire")


# --- erasing ----------------------------------------------------------------------------------------------------------


def demander_l_oubli(turn: Turn, appel: Appel) -> Outcome:
    choices = (bouton("effacer_oui", "l:p:effacer_oui"), bouton("non_merci", "l:rien"))
    return etat.garder(turn, replace(appel, attente=OUBLI), Reply("oubli_a_confirmer", {}, choices))


def confirmer_l_oubli(turn: Turn, appel: Appel, texte: str) -> Outcome | None:
    """A yes or a no to the question just asked; anything else leaves everything as it is."""
    if appel.attente != OUBLI:
        return None
    avis = lire_avis(texte)
    if (avis is None or avis.suite) and not demande_l_oubli(texte):
        # "Oui, mais seulement mon numéro" is no yes.
        return None
    if avis is not None and not avis.accord:
        return etat.garder(turn, replace(appel, attente=None), Reply("rien_efface"))
    return oublier(turn, appel)


def oublier(turn: Turn, appel: Appel) -> Outcome:  # noqa: ARG001 - as all the answers here
    """Everything: the record, the requests, and what was said here."""
    fait = turn.firme.supprimer(turn.now)
    return etat.garder(turn, Appel(), Reply("oubli_fait", {"fait": fait}))


__all__ = [
    "a_redemander",
    "annonce_un_siret",
    "change_sa_fiche",
    "changer",
    "confirmer_l_oubli",
    "demande_l_annuaire",
    "demande_l_oubli",
    "demande_pourquoi",
    "demande_sa_fiche",
    "demander_l_oubli",
    "lire_un_siret",
    "montrer",
    "oublier",
    "recevoir_un_siret",
    "repondre_par_choix",
    "reprendre",
    "terminer",
]
