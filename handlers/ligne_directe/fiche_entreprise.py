"""Dites-le-nous une fois: what a firm says of itself, kept if it agrees, used again, shown, and erased when it says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from handlers.conversation.acts import Forme
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, EntrepriseRecord, Outcome, Reply, Turn
from handlers.ligne_directe import etat
from handlers.ligne_directe.appel import Appel
from handlers.ligne_directe.etat import Geste
from handlers.ligne_directe.telephone import lire_un_telephone
from knowledge.ecoute import Acte
from knowledge.francais.avis import lire_avis
from knowledge.francais.questionnement import ressemble_a_une_question
from knowledge.ligne_directe import fiche as paroles
from knowledge.ligne_directe.faits import lire_la_reponse, lire_les_faits
from knowledge.ligne_directe.fiche import CHAMPS, lire_un_siret, siret_valide
from storage.ligne_directe.records import StatutEntreprise

NOM_MAX, CONTACT_MAX = 80, 120
# From there on, words are of a case rather than the name or the trade of a firm.
AUTRE_CHOSE, MOTS_D_UNE_PHRASE = 0.9, 6
PREFIXE = "fiche:"
OUBLI = f"{PREFIXE}effacer"
_STATUTS: Mapping[str, StatutEntreprise] = {un.value: un for un in StatutEntreprise}
AUCUN = "aucun"

# --- what is read -----------------------------------------------------------------------------------------------------


def lire_la_confirmation(_: Turn, appel: Appel, texte: str) -> Acte | None:
    """A yes or a no to what erases everything, or that nothing more is said of the record; anything else leaves all as it is."""
    if appel.attente == OUBLI:
        avis = lire_avis(texte)
        if paroles.demande_l_oubli(texte):
            return Acte("entreprise.effacer")
        # "Oui, mais seulement mon numéro" is no yes.
        if avis is not None and not avis.suite:
            return Acte("entreprise.effacer" if avis.accord else "entreprise.ne_pas_effacer")
        return None
    return Acte("mon_entreprise") if _champ_attendu(appel) and paroles.en_a_fini(texte) else None


def lire(_: Turn, __: Appel, texte: str) -> Acte | None:
    """What a firm asks of what is kept of it, whatever is under way."""
    if paroles.demande_l_oubli(texte):
        return Acte("supprimer_mes_donnees")
    if paroles.demande_sa_fiche(texte):
        return Acte("mon_entreprise")
    if (dans := paroles.lire_pour_l_annuaire(texte)) is not None:
        return Acte("entreprise.annuaire" if dans else "entreprise.hors")
    if paroles.demande_pourquoi_le_siret(texte):
        return Acte("entreprise.pourquoi")
    if change := paroles.lire_un_changement(texte):
        return Acte("entreprise.changer", {"champ": change.champ, "valeur": change.valeur})
    return None


def lire_un_numero(_: Turn, __: Appel, texte: str) -> Acte | None:
    """A SIRET that is typed unasked."""
    return Acte("entreprise.siret", mots=texte) if paroles.annonce_un_siret(texte) else None


def lire_la_reponse_attendue(turn: Turn, appel: Appel, texte: str) -> Acte | None:
    """The words that were asked for the record; None when they are something else."""
    if appel.attente is None or not appel.attente.startswith(PREFIXE):
        return None
    champ = appel.attente.removeprefix(PREFIXE)
    if paroles.demande_pourquoi(texte):
        return Acte("entreprise.pourquoi")
    if champ.startswith("accord"):
        avis = lire_avis(texte)
        if avis is None or avis.suite:
            return None
        numero = champ.partition(":")[2]
        return Acte("entreprise.accord", {"siret": numero}) if avis.accord else Acte("entreprise.renoncer")
    if _champ_attendu(appel) is None or turn.firme.entreprise() is None:
        return None
    if champ == "statut" and paroles.n_a_pas_de_statut(texte):
        return Acte("entreprise.statut", {"valeur": AUCUN})
    if paroles.passe_la_question(texte):
        return Acte("entreprise.passer", {"champ": champ})
    libre = champ in ("nom", "metier", "contact") and len(texte.split()) >= MOTS_D_UNE_PHRASE
    if ressemble_a_une_question(texte) or (libre and turn.gardien.soupconner(texte).surete >= AUTRE_CHOSE):
        # Whoever asks, or tells of their case, does not say their name.
        return None
    return Acte("entreprise.dire", {"champ": champ}, mots=texte)


def _champ_attendu(appel: Appel) -> str | None:
    champ = (appel.attente or "").removeprefix(PREFIXE)
    return champ if champ in CHAMPS else None


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


def recevoir_un_siret(turn: Turn, appel: Appel, acte: Acte) -> Outcome:
    """A SIRET that was typed unasked: checked, and kept only if the firm agrees."""
    texte = acte.mots
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


def _sur_la_fiche(turn: Turn, appel: Appel, acte: Acte, fiche: EntrepriseRecord) -> Outcome:
    """What is done of the record that is kept."""
    champ = str(acte.slots.get("champ") or "")
    match acte.nature:
        case "entreprise.completer":
            return _demander(turn, appel, _premier_manquant(fiche) or CHAMPS[0], fiche)
        case "entreprise.champ" if champ in CHAMPS:
            return _demander(turn, appel, champ, fiche)
        case "entreprise.passer" if champ in CHAMPS:
            return _apres(turn, appel, champ, fiche)
        case "entreprise.dire":
            return _lire(turn, appel, champ, acte.mots)
        case "entreprise.changer":
            valeur = str(acte.slots["valeur"])
            return _lire(turn, appel, champ, valeur, seul=True) if valeur else _demander(turn, appel, champ, fiche)
        case "entreprise.statut" if (valeur := str(acte.slots["valeur"])) in (*_STATUTS, AUCUN):
            return _garder(turn, appel, {"statuts": [] if valeur == AUCUN else [valeur]}, suite="statut")
        case "entreprise.annuaire":
            return _entrer(turn, appel, fiche)
    return montrer(turn, appel)


def _sortir(turn: Turn, appel: Appel) -> Outcome:
    turn.firme.annuaire(None)
    return montrer(turn, appel, "hors")


def _dire_pourquoi(turn: Turn, appel: Appel) -> Outcome:
    """What the questions are for; what was asked is asked again."""
    return etat.garder(turn, appel, *(une for une in (Reply("fiche_pourquoi"), a_redemander(turn, appel)) if une))


def a_redemander(turn: Turn, appel: Appel) -> Reply | None:
    """What was asked for the record, asked again after an aside; None with nothing pending."""
    champ, fiche = _champ_attendu(appel), turn.firme.entreprise()
    return None if fiche is None or champ is None else _question(turn, champ, fiche)


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
            if lire_un_telephone(texte) is None and not paroles.donne_un_courriel(texte):
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


def oublier(turn: Turn) -> Outcome:
    """Everything: the record, the requests, and what was said here."""
    fait = turn.firme.supprimer(turn.now)
    return etat.garder(turn, Appel(), Reply("oubli_fait", {"fait": fait}))


# --- the acts ---------------------------------------------------------------------------------------------------------


def _en_prive(faire: Geste) -> Geste:
    """What is kept of a firm is neither shown nor changed where others read it."""

    def geste(turn: Turn, entretien: Entretien, appel: Appel, acte: Acte) -> Outcome:
        if not turn.incoming.prive:
            return etat.garder(turn, appel, Reply("en_prive"))
        return faire(turn, entretien, appel, acte)

    return geste


def _d_une_fiche(turn: Turn, _: Entretien, appel: Appel, acte: Acte) -> Outcome:
    fiche = turn.firme.entreprise()
    return montrer(turn, appel) if fiche is None else _sur_la_fiche(turn, appel, acte, fiche)


FORMES = {
    "l:p:accord": Forme("entreprise.accord", ("siret?",)),
    "l:p:completer": Forme("entreprise.completer"),
    "l:p:champ": Forme("entreprise.champ", ("champ",)),
    "l:p:statut": Forme("entreprise.statut", ("valeur",)),
    "l:p:passer": Forme("entreprise.passer", ("champ",)),
    "l:p:annuaire": Forme("entreprise.annuaire"),
    "l:p:hors": Forme("entreprise.hors"),
    "l:p:effacer": Forme("supprimer_mes_donnees"),
    "l:p:effacer_oui": Forme("entreprise.effacer"),
}
GESTES: Mapping[str, Geste] = {
    "mon_entreprise": lambda turn, _, appel, __: montrer(turn, replace(appel, attente=None)),
    "supprimer_mes_donnees": lambda turn, _, appel, __: demander_l_oubli(turn, appel),
    "entreprise.effacer": lambda turn, *_: oublier(turn),
    "entreprise.ne_pas_effacer": lambda turn, _, appel, __: etat.garder(
        turn, replace(appel, attente=None), Reply("rien_efface")
    ),
    "entreprise.accord": _en_prive(
        lambda turn, _, appel, acte: _accepter(turn, appel, str(acte.slots.get("siret") or ""))
    ),
    "entreprise.renoncer": lambda turn, _, appel, __: _renoncer(turn, appel),
    "entreprise.siret": lambda turn, _, appel, acte: recevoir_un_siret(turn, appel, acte),
    "entreprise.pourquoi": lambda turn, _, appel, __: _dire_pourquoi(turn, appel),
    "entreprise.hors": _en_prive(lambda turn, _, appel, __: _sortir(turn, appel)),
    **{
        f"entreprise.{verbe}": _en_prive(_d_une_fiche)
        for verbe in ("completer", "champ", "passer", "dire", "changer", "statut", "annuaire")
    },
}

__all__ = [
    "FORMES",
    "GESTES",
    "OUBLI",
    "a_redemander",
    "lire",
    "lire_la_confirmation",
    "lire_la_reponse_attendue",
    "lire_un_numero",
    "montrer",
]
