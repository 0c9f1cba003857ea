"""One contract of the register in the conversation: its dates, what people decide of it, how it is told and diagnosed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.conversation.acces import auteur, memoire, mes_referents, moi
from handlers.conversation.acts import aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.entretien import Entretien, Etape
from handlers.conversation.offerts import lire_ordinal
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.diagnostic.questions import RIEN_RECONNU, apprendre_lus, avancer
from handlers.suivi.dates import dates_de
from knowledge.francais.dates import DateLue, lire_dates
from knowledge.francais.noms import Nom, lire_un_nom
from knowledge.francais.texte import plier, simplifier
from knowledge.rappels.echeances import DatesDuMarche, Echeance, echeances
from knowledge.regles.faits import Intervalle, Options, Texte
from storage.comptes.records import Role
from storage.registre.records import Filtre, MarcheRecord, NouveauMarche, ReferentRecord

LOTS_MONTRES = 10
RESSEMBLANTS_MAX = 4
NOM_MAX = 80
# Words that name no purchase: they would find every contract.
_MOTS_VIDES = frozenset(
    "marche contrat accord cadre mon ma mes notre nos le la les l de des du d pour et en a au aux sur un une".split()  # noqa: SIM905
)


_NUMERO = r"(?:n[o°]?\s*)?(?P<numero>\d{1,9})"
_LE_MARCHE = rf"(?:l'|le |du |au |mon |ce )?(?:marche|contrat) {_NUMERO}"
_VOIR = re.compile(rf"^(?P<voir>voir |montre(?:r|z|-moi)? |ouvrir )?{_LE_MARCHE}$")
_M_EN_OCCUPE = re.compile(
    rf"^(?:(?:je m'occupe|c'est moi qui m'occupe) {_LE_MARCHE}|(?:je suis|je deviens) (?:le |la )?referente? {_LE_MARCHE.replace('?P<numero>', '?P<numero2>')})$"
)
_FINIR = (
    r"finit|finira|fini|finis|(?:se )?termine(?:ra)?|pren(?:d|dra) fin|s'acheve(?:ra)?|expire(?:ra)?|"
    r"arrive(?:ra)? a (?:echeance|terme|sa fin)|(?:est )?prolongee?|(?:court|dure|va|ira)(?= jusqu)"
)
_DIRE = re.compile(
    rf"^{_LE_MARCHE}\s*+[:,]?\s*+(?:est |a pour )?(?P<quoi>rec{{1,2}}ur{{1,2}}ent|ponctuel|direction|referente?|attribution|attribue|fin|{_FINIR})\b\s*+:?\s*+(?P<suite>.*)$"
)
_N_EST_PLUS = re.compile(
    rf"^{_LE_MARCHE}\s*+[:,]?\s*+(?:n'est (?:pas|plus)|plus|pas|non) (?:un achat )?rec{{1,2}}ur{{1,2}}ent$"
)
_OUBLIER = re.compile(
    rf"^{_LE_MARCHE}\s*+[:,]?\s*+(?:oublie[rz]?|retire[rz]?|efface[rz]?|supprime[rz]?) (?:la |sa )?(?:date d'|d')?attribution(?: dite| prevue)?$"
)
# What starts by naming a contract is about it, unless the number counts something.
_NOMMER = re.compile(
    r"^(?:je m'occupe |(?:supprime|efface|retire|oublie)[rz]? )?(?:l'|les? |des |du |au |mon |ce )?(?:marche|contrat)s? "
    rf"{_NUMERO}(?![\d.,%€]*\d)(?!\s*(?:%|€|k€|ke\b|keur|euros?\b|eur\b|k\b|m€|millions?|mois\b|ans?\b|annees?\b|jours?\b|semaines?\b|lots?\b|ht\b|ttc\b|titulaires?\b|bons?\b))"
)
_FINIT = re.compile(
    r"^(?P<avant>(?:j'ai )?(?:mon|ma|notre|nos|le|un) (?:marche|contrat|accord-cadre|accord cadre|convention) .{2,120}?) "
    rf"(?:qui )?(?:{_FINIR}|est a renouveler)(?![\w-])(?P<suite>.{{0,60}})$"
)
_LIAISON = re.compile(r"^(?:de la |de l['’]\s*|des |du |de |d['’]\s*)", re.IGNORECASE)
_COURTOISIE = re.compile(r"(?<![\s,])[\s,]++(?:svp|stp|s'il (?:vous|te) plait|merci(?: beaucoup| d'avance)?)$")
# Nothing else may stand beside a date for it to be the answer, or the end of a contract.
_AUTOUR_DE_LA_DATE = re.compile(
    r"(?:[\s:,.!]|\bl'|\bd'|\bjusqu'|\b(?:c'est|ce sera|sera|est|en|le|la|au|a|du|de|fin|date|mois|pour|vers|"
    r"plutot|prevue?|normalement|courant|debut|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)(?![\w]))*"
)
_NEGATION = re.compile(r"\b(?:ne|n'|pas|plus|jamais|sans)(?![\w])|\bn'")
_JOUR_ET_MOIS = re.compile(r"(?<![\d/.-])(?P<jour>[0-3]?\d)/(?P<mois>[01]?\d)(?![\d/.-])")
_NUMERO_D_ANNEE = 1900
_SANS_OBJET = frozenset("actuel actuelle en cours public precedent ancien existant".split())  # noqa: SIM905
_OBJET_DE = re.compile(
    r"^(?:j'ai )?(?:mon|ma|notre|nos|le|un)\s+(?:march[ée]|contrat|accord[- ]cadre|convention)\s+(?:(?:public|en cours|actuel)\s+)?(?:de\s+la\s+|de\s+l['’]\s*|des\s+|du\s+|de\s+|d['’]\s*|pour\s+(?:le\s+|la\s+|les\s+|l['’]\s*)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Vue:
    """A contract as it is told: its dates and where they come from, its milestones, the next one."""

    marche: MarcheRecord
    dates: DatesDuMarche
    echeances: tuple[Echeance, ...]
    prochaine: Echeance | None
    lots: int = 1


def vue(turn: Turn, marche: MarcheRecord, lots: int = 1) -> Vue:
    """Everything there is to say of the dates of a contract today."""
    return vue_avec(turn, marche, memoire(turn).seances.toutes(), lots)


def vue_avec(turn: Turn, marche: MarcheRecord, seances: Mapping[str, Sequence[date]], lots: int = 1) -> Vue:
    """The same, the sessions of the committees being known already."""
    dates = dates_de(marche)
    toutes: tuple[Echeance, ...] = ()
    if dates.attribution is not None and marche.recurrent is not False:
        toutes = tuple(echeances(dates.attribution, turn.pack.jalons, seances.get(marche.acheteur, ())))
    prochaine = next((une for une in toutes if une.jour >= turn.aujourdhui), None)
    return Vue(marche, dates, toutes, prochaine, lots)


def peut_changer(turn: Turn, marche: MarcheRecord) -> bool:
    """The team changes any contract; a buyer those they answer for, or that nobody does."""
    if Role.EQUIPE in turn.roles or marche.referent_id is None:
        return True
    return marche.referent_id in {referent.id for referent in mes_referents(turn)}


def changer(turn: Turn, marche: MarcheRecord, **valeurs: Any) -> bool:
    """Change a contract and all that follows from it; False when it already stood so."""
    if valeurs.keys() & {"fin_dite", "attribution_dite"}:
        dites = {nom: valeur for nom, valeur in valeurs.items() if nom in ("fin_dite", "attribution_dite")}
        dates = dates_de(marche, **dites)
        valeurs |= {"fin": dates.fin, "attribution_prevue": dates.attribution}
    return memoire(turn).marches.changer(marche.id, valeurs, auteur(turn), turn.now)


# --- what is said in so many words ------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """Answer an order about one contract; None when the message is none."""
    simple = _COURTOISIE.sub("", simplifier(texte))
    nomme = _NOMMER.match(simple)
    if nomme and _parle_d_autre_chose(turn, simple, int(nomme["numero"])):
        return None
    if lu := _VOIR.match(simple):
        return montrer(turn, entretien, int(lu["numero"]))
    if not texte.rstrip().endswith("?") and (outcome := _sur_un_ordre(turn, entretien, simple, texte)):
        return outcome
    if nomme and memoire(turn).marches.trouver(int(nomme["numero"])) is not None:
        return montrer(turn, entretien, int(nomme["numero"]), None if texte.rstrip().endswith("?") else "incompris")
    return None


def _parle_d_autre_chose(turn: Turn, simple: str, numero: int) -> bool:
    """ "marché 2028" tells a year, unless the register goes that far or the contract is asked for."""
    dit = _VOIR.match(simple)
    if dit and dit["voir"]:
        return False
    return numero >= _NUMERO_D_ANNEE and memoire(turn).marches.trouver(numero) is None


def _sur_un_ordre(turn: Turn, entretien: Entretien, simple: str, texte: str) -> Outcome | None:
    if lu := _M_EN_OCCUPE.match(simple):
        return _prendre(turn, entretien, int(lu["numero"] or lu["numero2"]))
    if lu := _OUBLIER.match(simple):
        return _oublier_l_attribution(turn, entretien, int(lu["numero"]))
    if lu := _N_EST_PLUS.match(simple):
        return _dire_du_marche(turn, entretien, int(lu["numero"]), "ponctuel", "", "")
    if lu := _DIRE.match(simple):
        return _dire_du_marche(turn, entretien, int(lu["numero"]), lu["quoi"], lu["suite"], texte)
    if (lu := _FINIT.match(simple)) and _NEGATION.search(lu["avant"]) is None:
        jour = _lire_un_jour(turn, lu["suite"], fin=True)
        if jour.jour is not None or jour.cause in ("vague", "passe"):
            return _declarer(turn, entretien, _objet(texte, lu["avant"]), jour)
    return None


def repondre_par_choix(turn: Turn, entretien: Entretien, reste: str) -> Outcome | None:
    """A pressed button about a contract; None when it is none of them."""
    match reste.split(":"):
        case ["voir", numero] if numero.isdecimal():
            return montrer(turn, entretien, int(numero))
        case ["moi", numero] if numero.isdecimal():
            return _prendre(turn, entretien, int(numero))
        case ["recurrent" | "ponctuel" as quoi, numero] if numero.isdecimal():
            return _dire_du_marche(turn, entretien, int(numero), quoi, "", "")
        case ["date", numero] if numero.isdecimal():
            return _demander_la_date(turn, entretien, int(numero))
        case ["diag", numero] if numero.isdecimal():
            return diagnostiquer(turn, entretien, int(numero))
        case ["finit", numero, jour] if numero.isdecimal():
            return _finit_le(turn, entretien, int(numero), jour)
        case ["nouveau"]:
            return _creer_le_declare(turn, entretien)
        case ["diagnostique"]:
            return enregistrer_le_diagnostic(turn, entretien)
    return None


def reprendre(turn: Turn, entretien: Entretien, attente: str, texte: str) -> Outcome | None:
    """Read what was asked for about a contract just before; None when the message is no answer to it."""
    match attente.split(":", 2):
        case ["m", "date" | "fin" as quoi, numero]:
            jour = _lire_un_jour(turn, simplifier(texte), fin=quoi == "fin")
            if jour.jour is not None:
                dites = {"fin_dite" if quoi == "fin" else "attribution_dite": jour.jour}
                return _fixer(turn, entretien, int(numero), **dites)
            if jour.cause in ("vague", "passe"):
                return _demander_la_date(turn, entretien, int(numero), quoi, jour)
        case ["m", "objet", objet]:
            jour = _lire_un_jour(turn, simplifier(texte), fin=True)
            if jour.jour is not None or jour.cause in ("vague", "passe"):
                return _declarer(turn, entretien, objet, jour)
        case ["finit", _, _]:
            return _choisir_le_declare(turn, replace(entretien, attente=attente), texte)
    return None


def _choisir_le_declare(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """ "1", "le premier", "un nouveau", "non": which of the contracts that were shown, or none of them."""
    simple = _COURTOISIE.sub("", simplifier(texte))
    if re.fullmatch(
        r"(?:non[ ,]*)?(?:(?:c'est )?(?:un |une )?(?:nouveau|nouvelle|autre)(?: marche| contrat)?)|non|aucun(?: des deux)?",
        simple,
    ):
        return _creer_le_declare(turn, entretien)
    valeurs = [valeur for valeur, _ in turn.etat.get("choix_offerts", ()) if valeur.startswith("m:finit:")]
    offerts = {int(valeur.split(":")[2]): valeur for valeur in valeurs}
    if dit := re.fullmatch(rf"(?:oui[ ,]*)?(?:c'est )?(?:le |la )?(?:marche |contrat )?{_NUMERO}", simple):
        choisie = offerts.get(int(dit["numero"]))
    elif rang := lire_ordinal(simple):
        choisie = valeurs[rang - 1] if rang <= len(valeurs) else None
    else:
        choisie = valeurs[0] if simple in ("oui", "c'est lui", "celui-la", "celui-ci") and len(valeurs) == 1 else None
    if choisie is None:
        return None
    _, _, numero, jour = choisie.split(":")
    return _finit_le(turn, entretien, int(numero), jour)


@dataclass(frozen=True, slots=True)
class _JourLu:
    """The day that was read; else why none was: "illisible", "vague" (longer than a month), "passe" (`passe` is that day)."""

    jour: date | None = None
    cause: str | None = None
    passe: date | None = None


def _lire_un_jour(turn: Turn, simple: str, *, fin: bool) -> _JourLu:
    """The one day that these words say, and nothing else; a month ends a contract on its last day, awards one on its first."""
    dit = dater_les_jours(turn, _COURTOISIE.sub("", plier(simple).texte))
    lues = lire_dates(dit, turn.aujourdhui)
    if len(lues) != 1:
        return _JourLu(cause="illisible" if dit else None)
    lue = lues[0]
    if not all(map(_AUTOUR_DE_LA_DATE.fullmatch, (dit[: lue.debut], dit[lue.fin :]))):
        return _JourLu(cause="illisible")
    jour = _jour_de(lue, dit[lue.debut : lue.fin], fin=fin)
    if (jour or lue.haut) < turn.aujourdhui:
        return _JourLu(cause="passe", passe=jour or lue.haut)
    return _JourLu(jour, None if jour else "vague")


def dater_les_jours(turn: Turn, texte: str) -> str:
    """The same words, each day and month that lacks its year ("31/12") told with the next one to come."""
    return _JOUR_ET_MOIS.sub(lambda lu: _avec_l_annee(turn, lu), texte)


def _avec_l_annee(turn: Turn, lu: re.Match[str]) -> str:
    """ "31/12" is the next one to come."""
    annee, jour, mois = turn.aujourdhui.year, int(lu["jour"]), int(lu["mois"])
    if (mois, jour) < (turn.aujourdhui.month, turn.aujourdhui.day):
        annee += 1
    return f"{jour:02}/{mois:02}/{annee}" if 0 < mois <= 12 else lu[0]


def _jour_de(lue: DateLue, dit: str, *, fin: bool) -> date | None:
    """A month is its last day for an end, as in files, else its first; None for what is longer than a month."""
    if not lue.precise:
        return lue.haut if fin and re.match(r"fin[ -]", dit) else None
    # "mi-juin", "fin juin": the day is said, as far as it can be.
    return lue.haut if fin and not lue.jour and lue.des is None else lue.bas


def _objet(texte: str, avant: str) -> str:
    """What the contract is for, in the words and the spelling of whoever told it."""
    dit = " ".join(texte.split())[: len(avant)]
    return _OBJET_DE.sub("", dit).strip(" ,.:")[:200]


def ressemblants(turn: Turn, quoi: str, combien: int) -> list[MarcheRecord]:
    """Contracts of the register whose object holds these words."""
    mots = [mot for mot in re.findall(r"[a-z0-9]+", simplifier(quoi)) if mot not in _MOTS_VIDES and len(mot) > 2]
    if not mots:
        return []
    # The end of a French word tells number and gender: it is left out.
    racines = " ".join(mot[:-1] if len(mot) > 5 and mot[-1] in "sxe" else mot for mot in mots)
    return memoire(turn).marches.liste(Filtre(texte=racines), combien)


# --- one contract -----------------------------------------------------------------------------------------------------


def montrer(turn: Turn, entretien: Entretien, numero: int, note: str | None = None) -> Outcome:
    """A contract, with its dates and how they were reckoned."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    lots = memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]
    a_moi = marche.referent_id in {referent.id for referent in mes_referents(turn)}
    change = peut_changer(turn, marche)
    contexte = {
        "vue": vue(turn, marche, len(lots)),
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == marche.acheteur), marche.acheteur_nom),
        "a_moi": a_moi,
        "note": note,
        "autres_lots": [lot for lot in lots if lot.id != marche.id][:LOTS_MONTRES],
        "aujourdhui": turn.aujourdhui,
        "compte_depuis": turn.pack.compte_depuis,
        "modifiable": change,
    }
    choices: list[Choice] = []
    if change and marche.recurrent is not True:
        choices.append(bouton("recurrent", f"m:recurrent:{numero}"))
    if change and marche.recurrent is None:
        choices.append(bouton("ponctuel", f"m:ponctuel:{numero}"))
    if change and not a_moi:
        choices.append(bouton("je_m_en_occupe", f"m:moi:{numero}"))
    if change:
        choices.append(bouton("changer_la_date", f"m:date:{numero}"))
    choices.append(bouton("diagnostiquer", f"m:diag:{numero}"))
    return aparte(turn, entretien, Reply("marche", contexte, tuple(choices)))


def _refuser(turn: Turn, entretien: Entretien, marche: MarcheRecord) -> Outcome:
    return aparte(turn, entretien, Reply("marche_d_un_autre", {"marche": marche}))


def _prendre(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Become the one who answers for a contract, and for the other lots of its consultation that nobody has."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None or not peut_changer(turn, marche):
        return montrer(turn, entretien, numero) if marche is None else _refuser(turn, entretien, marche)
    referent = moi(turn)
    change = False
    for lot in _lots(turn, marche):
        if lot.id == marche.id or lot.referent_id in (None, marche.referent_id):
            change |= changer(turn, lot, referent_id=referent.id)
    return montrer(turn, entretien, numero, "referent" if change else "deja")


def _lots(turn: Turn, marche: MarcheRecord) -> list[MarcheRecord]:
    return memoire(turn).marches.du_groupe(marche.groupe) if marche.groupe else [marche]


def _dire_du_marche(turn: Turn, entretien: Entretien, numero: int, quoi: str, suite: str, texte: str) -> Outcome | None:
    """ "marché 12 : récurrent", "le marché 12 finit en juin 2028", "marché 12 direction éducation"."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return montrer(turn, entretien, numero)
    if not peut_changer(turn, marche):
        return _refuser(turn, entretien, marche)
    if quoi == "ponctuel" or quoi.startswith("rec"):
        return None if suite else _decider(turn, entretien, marche, recurrent=quoi != "ponctuel")
    if quoi in ("direction", "referent", "referente"):
        return _confier(turn, entretien, marche, quoi, _fin_du_texte(texte, suite)) if suite else None
    attribution = quoi.startswith("attribu")
    jour = _lire_un_jour(turn, f"fin {suite}" if quoi == "fin" and suite else suite, fin=not attribution)
    if jour.jour is None:
        return _demander_la_date(turn, entretien, numero, "date" if attribution else "fin", jour)
    return _fixer(turn, entretien, numero, **{"attribution_dite" if attribution else "fin_dite": jour.jour})


def _confier(turn: Turn, entretien: Entretien, marche: MarcheRecord, quoi: str, dit: str) -> Outcome:
    """Give a contract to a department or to somebody; what is no name changes nothing, and is said."""
    if quoi == "direction":
        direction = lire_une_direction(dit)
        if direction is None:
            return montrer(turn, entretien, marche.id, "nom_incompris")
        return _sur_les_lots(turn, entretien, marche, direction=direction)
    lu = lire_un_nom(dit)
    if lu is None:
        return montrer(turn, entretien, marche.id, "nom_incompris")
    nomme = referent_nomme(turn, lu)
    return _sur_les_lots(turn, entretien, marche, referent_id=None if nomme is None else nomme.id)


def lire_une_direction(dit: str) -> str | None:
    """The department that these words name, without what ties it to the sentence.

    >>> lire_une_direction("de l'Éducation"), lire_une_direction("pas encore connue")
    ('Éducation', None)
    """
    lu = lire_un_nom(_LIAISON.sub("", dit))
    return lu.texte if lu is not None and lu.genre == "nom" else None


def referent_nomme(turn: Turn, nom: Nom) -> ReferentRecord | None:
    """The person of the register that a name is; None for the team, which stands in where nobody does."""
    match nom.genre:
        case "moi":
            return moi(turn)
        case "equipe":
            return None
    return memoire(turn).referents.nommer(nom.texte, simplifier(nom.texte), turn.now)


def _fin_du_texte(texte: str, suite: str) -> str:
    """The tail of what was typed, in its own spelling."""
    dit = " ".join(texte.split()).strip(" .!")
    return dit[len(dit) - len(suite) :].strip(" :,")[:NOM_MAX] if len(suite) < len(dit) else suite[:NOM_MAX]


def _decider(turn: Turn, entretien: Entretien, marche: MarcheRecord, *, recurrent: bool) -> Outcome:
    change = False
    for lot in _lots(turn, marche):
        if peut_changer(turn, lot):
            change |= changer(turn, lot, recurrent=recurrent)
    return montrer(turn, entretien, marche.id, ("recurrent" if recurrent else "ponctuel") if change else "deja")


def _sur_les_lots(turn: Turn, entretien: Entretien, marche: MarcheRecord, **valeurs: Any) -> Outcome:
    change = False
    for lot in _lots(turn, marche):
        if peut_changer(turn, lot):
            change |= changer(turn, lot, **valeurs)
    return montrer(turn, entretien, marche.id, "change" if change else "deja")


def _fixer(turn: Turn, entretien: Entretien, numero: int, **dites: date | None) -> Outcome:
    """Enter a date of a contract: what is reckoned from it follows."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return montrer(turn, entretien, numero)
    if not peut_changer(turn, marche):
        return _refuser(turn, entretien, marche)
    if not changer(turn, marche, **dites):
        return montrer(turn, entretien, numero, "deja")
    # An award that was said wins over the end: then no milestone moves.
    deplace = marche.attribution_prevue != dates_de(marche, **dites).attribution
    return montrer(turn, entretien, numero, "date" if deplace else "fin_seule")


def _oublier_l_attribution(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Have the milestones reckoned from the end of the contract again."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None or marche.attribution_dite is not None:
        return _fixer(turn, entretien, numero, attribution_dite=None)
    return montrer(turn, entretien, numero, "deja")


def _demander_la_date(
    turn: Turn, entretien: Entretien, numero: int, quoi: str = "date", lu: _JourLu | None = None
) -> Outcome:
    """Ask for the award ("date") or for the end ("fin") of a contract, saying why what was said was not taken."""
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return montrer(turn, entretien, numero)
    contexte = {"marche": marche, "quoi": quoi, "lu": lu or _JourLu()}
    return aparte(turn, replace(entretien, attente=f"m:{quoi}:{numero}"), Reply("date_demandee", contexte))


# --- a contract told in the conversation ------------------------------------------------------------------------------


def _declarer(turn: Turn, entretien: Entretien, objet: str, lu: _JourLu) -> Outcome | None:
    """ "mon marché de nettoyage finit en juin 2028": one of the register perhaps, else a new one."""
    if set(re.findall(r"[^\W\d_]+", simplifier(objet))) <= _SANS_OBJET or not re.search(r"[^\W\d_]{3}", objet):
        return None
    if lu.jour is None:
        demandee = Reply("date_demandee", {"marche": None, "objet": objet, "quoi": "fin", "lu": lu})
        return aparte(turn, replace(entretien, attente=f"m:objet:{objet}"), demandee)
    jour = lu.jour
    proches = [marche for marche in ressemblants(turn, objet, RESSEMBLANTS_MAX) if marche.recurrent is not False]
    suivant = replace(entretien, attente=f"finit:{jour.isoformat()}:{objet}")
    if not proches:
        return _creer(turn, suivant, objet, jour)
    seances = memoire(turn).seances.toutes()
    contexte = {"vues": [vue_avec(turn, marche, seances) for marche in proches], "objet": objet, "jour": jour}
    choices = tuple(bouton("marche", f"m:finit:{marche.id}:{jour.isoformat()}", marche.id) for marche in proches)
    return aparte(
        turn, suivant, Reply("marche_deja_connu", contexte, (*choices, bouton("nouveau_marche", "m:nouveau")))
    )


def _creer_le_declare(turn: Turn, entretien: Entretien) -> Outcome | None:
    match str(entretien.attente or "").split(":", 2):
        case ["finit", jour, objet]:
            return _creer(turn, entretien, objet, date.fromisoformat(jour))
    return None


def _creer(turn: Turn, entretien: Entretien, objet: str, fin: date) -> Outcome:
    # Told twice in one message delivered twice, it is one contract.
    trace = hashlib.sha256(f"{auteur(turn)} {simplifier(objet)} {fin}".encode()).hexdigest()[:12]
    deja = memoire(turn).marches.connus([("", f"dit-{trace}")]).get(("", f"dit-{trace}"))
    if deja is not None:
        return montrer(turn, replace(entretien, attente=None), deja.id, "deja")
    numero = memoire(turn).marches.creer(
        NouveauMarche(
            acheteur_id="",
            numero=f"dit-{trace}",
            objet=objet,
            cle_objet=simplifier(objet),
            groupe=f"dit-{trace}",
            referent_id=moi(turn).id,
            fin_dite=fin,
            fin=fin,
            attribution_prevue=fin,
        ),
        auteur(turn),
        turn.now,
    )
    return montrer(turn, replace(entretien, attente=None), numero, "cree")


def _finit_le(turn: Turn, entretien: Entretien, numero: int, jour: str) -> Outcome | None:
    try:
        fin = date.fromisoformat(jour)
    except ValueError:
        return None
    return _fixer(turn, replace(entretien, attente=None), numero, fin_dite=fin)


def enregistrer_le_diagnostic(turn: Turn, entretien: Entretien) -> Outcome | None:
    """Put the purchase that was just diagnosed in the register, so that its milestones are reminded."""
    attribution = entretien.faits.valeur("date_attribution")
    if not isinstance(attribution, date):
        return None
    if entretien.marche is not None:
        return _fixer(turn, entretien, entretien.marche, attribution_dite=attribution)
    objet = str(entretien.faits.valeur("objet") or "")
    trace = hashlib.sha256(f"{auteur(turn)} diagnostic {entretien.diagnostic}".encode()).hexdigest()[:12]
    deja = memoire(turn).marches.connus([("", f"dit-{trace}")]).get(("", f"dit-{trace}"))
    if deja is not None:
        return montrer(turn, replace(entretien, marche=deja.id), deja.id, "deja")
    montant, duree = entretien.faits.valeur("montant_ht"), entretien.faits.valeur("duree_mois")
    numero = memoire(turn).marches.creer(
        NouveauMarche(
            acheteur_id="",
            numero=f"dit-{trace}",
            acheteur=str(entretien.faits.valeur("acheteur") or ""),
            objet=objet or None,
            cle_objet=simplifier(objet),
            nature=entretien.faits.valeur("nature"),
            procedure=entretien.faits.valeur("procedure"),
            montant_ht=montant,
            duree_mois=None if duree is None else int(duree),
            groupe=f"dit-{trace}",
            recurrent=entretien.faits.valeur("recurrent") != "non",
            referent_id=moi(turn).id,
            attribution_dite=attribution,
            attribution_prevue=attribution,
            a_revoir=True,
        ),
        auteur(turn),
        turn.now,
    )
    return montrer(turn, replace(entretien, marche=numero), numero, "cree")


# --- from a contract to its diagnosis ---------------------------------------------------------------------------------


def diagnostiquer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Open the diagnosis of what replaces a contract, with all that the register knows of it.

    What may change from one contract to the next (amount, duration, a nature that was deduced) is asked to be confirmed.
    """
    marche = memoire(turn).marches.trouver(numero)
    if marche is None:
        return montrer(turn, entretien, numero)
    vocabulaire = turn.pack.vocabulaire
    suivant = Entretien(vocabulaire.aucun_fait(), marche=numero)
    if marche.objet:
        lecture = turn.lecteur.lire(marche.objet, turn.aujourdhui)
        suivant, _ = apprendre_lus(turn, suivant, lecture)
        if "objet" not in suivant.faits:
            suivant = suivant.apprendre("objet", Texte(marche.objet[:200]))
    sus: dict[str, Any] = {"recurrent": Options(frozenset({"oui"}))}
    if marche.acheteur:
        sus["acheteur"] = Options(frozenset({marche.acheteur}))
    attribution = dates_de(marche).attribution
    if attribution is not None:
        sus["date_attribution"] = Intervalle.point(attribution)
    if marche.nature and not marche.nature_deduite:
        sus["nature"] = Options(frozenset({marche.nature}))
    devines: dict[str, Any] = {}
    if marche.nature and marche.nature_deduite and "nature" not in suivant.faits:
        devines["nature"] = Options(frozenset({marche.nature}))
    if marche.montant_ht is not None:
        devines["montant_ht"] = Intervalle.point(marche.montant_ht)
    duree = dates_de(marche).duree_mois
    if duree is not None:
        devines["duree_mois"] = Intervalle.point(Decimal(duree))
    for nom, possible in sus.items():
        if nom in vocabulaire:
            suivant = suivant.apprendre(nom, possible)
    devines = {nom: possible for nom, possible in devines.items() if nom in vocabulaire and nom not in suivant.faits}
    origine = dict.fromkeys(devines, turn.phrase("du_registre", numero))
    suivant = replace(
        suivant,
        a_confirmer={**suivant.a_confirmer, **devines},
        mots={**suivant.mots, **origine},
        reconnu=suivant.reconnu or RIEN_RECONNU,
    )
    suite = avancer(turn, suivant)
    annonce = Reply(
        "diagnostic_du_marche",
        {
            "marche": marche,
            "devines": [vocabulaire[nom].libelle for nom in devines],
            "oublie": _en_cours(entretien, numero),
        },
    )
    return Outcome(suite.etat, [annonce, *suite.replies])


def _en_cours(entretien: Entretien, numero: int) -> str | None:
    """The purchase that was being described, which this diagnosis takes the place of; None when there is none."""
    if entretien.etape is not Etape.QUESTION or not entretien.faits.connus() or entretien.marche == numero:
        return None
    return str(entretien.faits.valeur("objet") or "sans objet dit")


__all__ = [
    "Vue",
    "changer",
    "diagnostiquer",
    "lire_une_direction",
    "montrer",
    "peut_changer",
    "referent_nomme",
    "repondre",
    "repondre_par_choix",
    "reprendre",
    "ressemblants",
    "vue",
    "vue_avec",
]
