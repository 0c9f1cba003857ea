"""One contract of the register in the conversation: its dates, what people decide of it, how it is told and diagnosed."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from handlers.boutons import bouton
from handlers.commandes import simplifier
from handlers.entretien import Entretien
from handlers.questions import RIEN_RECONNU, aparte, apprendre_lus, avancer
from handlers.vocabulary import Choice, Memoire, Outcome, Reply, Turn
from knowledge.echeances import DatesDuContrat, Echeance, dates_du_contrat, echeances
from knowledge.faits import Intervalle, Options, Texte
from knowledge.lecture.dates import DateLue, lire_dates
from knowledge.lecture.texte import plier
from storage.records import ContratRecord, Filtre, NouveauContrat, ReferentRecord, Role

LOTS_MONTRES = 10
RESSEMBLANTS_MAX = 4
NOM_MAX = 80
# Words that name no purchase: they would find every contract.
_MOTS_VIDES = frozenset(
    "marche contrat accord cadre mon ma mes notre nos le la les l de des du d pour et en a au aux sur un une".split()  # noqa: SIM905
)


_NUMERO = r"(?:n(?:o|deg|°)?\s*)?(?P<numero>\d{1,9})"
_LE_MARCHE = rf"(?:l'|le |du |au |mon |ce )?(?:marche|contrat) {_NUMERO}"
_VOIR = re.compile(rf"^(?:voir |montre(?:r|z|-moi)? |ouvrir )?{_LE_MARCHE}$")
_M_EN_OCCUPE = re.compile(
    rf"^(?:(?:je m'occupe|c'est moi qui m'occupe) {_LE_MARCHE}|(?:je suis|je deviens) (?:le |la )?referente? {_LE_MARCHE.replace('?P<numero>', '?P<numero2>')})$"
)
_DIRE = re.compile(
    rf"^{_LE_MARCHE}\s*[:,]?\s*(?:est |a pour |: )?(?P<quoi>recurrent|ponctuel|direction|referente?|attribution|attribue|finit|fin|se termine|prend fin|s'acheve|expire)\b\s*(?::|est|en|le|au|a la|a|la|pour|prevue?|vers)*\s*(?P<suite>.*)$"
)
_FINIT = re.compile(
    r"^(?P<avant>(?:j'ai )?(?:mon|ma|notre|nos|le|un) (?:marche|contrat|accord-cadre|accord cadre|convention) .{2,120}?) "
    r"(?:qui )?(?:finit|fini|finis|se termine|termine|prend fin|s'acheve|arrive a (?:echeance|terme|sa fin)|expire|court jusqu|est a renouveler)\b(?P<suite>.{0,60})$"
)
_OBJET_DE = re.compile(
    r"^(?:j'ai )?(?:mon|ma|notre|nos|le|un)\s+(?:march[ée]|contrat|accord[- ]cadre|convention)\s+(?:(?:public|en cours|actuel)\s+)?(?:de\s+la\s+|de\s+l['’]\s*|des\s+|du\s+|de\s+|d['’]\s*|pour\s+(?:le\s+|la\s+|les\s+|l['’]\s*)?)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Vue:
    """A contract as it is told: its dates and where they come from, its milestones, the next one."""

    contrat: ContratRecord
    dates: DatesDuContrat
    echeances: tuple[Echeance, ...]
    prochaine: Echeance | None
    lots: int = 1


def vue(turn: Turn, contrat: ContratRecord, lots: int = 1) -> Vue:
    """Everything there is to say of the dates of a contract today."""
    return vue_avec(turn, contrat, memoire(turn).rappels.seances(), lots)


def vue_avec(turn: Turn, contrat: ContratRecord, seances: Mapping[str, Sequence[date]], lots: int = 1) -> Vue:
    """The same, the sessions of the committees being known already."""
    dates = dates_de(contrat)
    toutes: tuple[Echeance, ...] = ()
    if dates.attribution is not None and contrat.recurrent is not False:
        toutes = tuple(echeances(dates.attribution, turn.pack.jalons, seances.get(contrat.acheteur, ())))
    prochaine = next((une for une in toutes if une.jour >= turn.aujourdhui), None)
    return Vue(contrat, dates, toutes, prochaine, lots)


def dates_de(contrat: ContratRecord, **dites: date | None) -> DatesDuContrat:
    """The dates of a contract, or those it would have with `fin_dite` or `attribution_dite` changed."""
    voulues = {"fin_dite": contrat.fin_dite, "attribution_dite": contrat.attribution_dite, **dites}
    return dates_du_contrat(
        contrat.notifie_le, contrat.duree_mois, [une.get("duree_mois") for une in contrat.modifications], **voulues
    )


def memoire(turn: Turn) -> Memoire:
    """What the register remembers: only people of the house have it."""
    assert turn.memoire is not None
    return turn.memoire


def auteur(turn: Turn) -> str:
    return f"{turn.incoming.address.plateforme}:{turn.incoming.address.personne}"


def mes_referents(turn: Turn) -> list[ReferentRecord]:
    """The names that this person is known by in the register."""
    return memoire(turn).referents.de(turn.droits.comptes())


def moi(turn: Turn) -> ReferentRecord:
    """Whoever writes, in the register: under their account until they say their name."""
    if connus := mes_referents(turn):
        return connus[0]
    adresse = turn.incoming.address
    nouveau = memoire(turn).referents.nommer(adresse.personne, auteur(turn), turn.now)
    memoire(turn).referents.reconnaitre(nouveau.id, adresse.plateforme, adresse.personne)
    return nouveau


def peut_changer(turn: Turn, contrat: ContratRecord) -> bool:
    """The team changes any contract; a buyer those they answer for, or that nobody does."""
    if Role.EQUIPE in turn.roles or contrat.referent_id is None:
        return True
    return contrat.referent_id in {referent.id for referent in mes_referents(turn)}


def changer(turn: Turn, contrat: ContratRecord, **valeurs: Any) -> bool:
    """Change a contract and all that follows from it; False when it already stood so."""
    if valeurs.keys() & {"fin_dite", "attribution_dite"}:
        dites = {nom: valeur for nom, valeur in valeurs.items() if nom in ("fin_dite", "attribution_dite")}
        dates = dates_de(contrat, **dites)
        valeurs |= {"fin": dates.fin, "attribution_prevue": dates.attribution}
    return memoire(turn).contrats.changer(contrat.id, valeurs, auteur(turn), turn.now)


# --- what is said in so many words ------------------------------------------------------------------------------------


def repondre(turn: Turn, entretien: Entretien, texte: str) -> Outcome | None:
    """Answer an order about one contract; None when the message is none."""
    simple = simplifier(texte)
    if lu := _VOIR.match(simple):
        return montrer(turn, entretien, int(lu["numero"]))
    if lu := _M_EN_OCCUPE.match(simple):
        return _prendre(turn, entretien, int(lu["numero"] or lu["numero2"]))
    if lu := _DIRE.match(simple):
        return _dire_du_marche(turn, entretien, int(lu["numero"]), lu["quoi"], lu["suite"], texte)
    if lu := _FINIT.match(simple):
        jour = _seule_date(turn, lu["suite"])
        if jour is not None:
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
    match attente.split(":"):
        case ["m", "date", numero]:
            jour = _seule_date(turn, simplifier(texte))
            if jour is None:
                return None
            return _fixer(turn, entretien, int(numero), attribution_dite=jour)
    return None


def _seule_date(turn: Turn, texte: str) -> date | None:
    lues = lire_dates(plier(texte).texte, turn.aujourdhui)
    return _jour_de(lues[0]) if len(lues) == 1 else None


def _jour_de(lue: DateLue) -> date:
    """A month counts from its first day, as the calendar does."""
    return lue.bas


def _objet(texte: str, avant: str) -> str:
    """What the contract is for, in the words and the spelling of whoever told it."""
    dit = " ".join(texte.split())[: len(avant)]
    return _OBJET_DE.sub("", dit).strip(" ,.:")[:200]


def ressemblants(turn: Turn, quoi: str, combien: int) -> list[ContratRecord]:
    """Contracts of the register whose object holds these words."""
    mots = [mot for mot in re.findall(r"[a-z0-9]+", simplifier(quoi)) if mot not in _MOTS_VIDES and len(mot) > 2]
    if not mots:
        return []
    # The end of a French word tells number and gender: it is left out.
    racines = " ".join(mot[:-1] if len(mot) > 5 and mot[-1] in "sxe" else mot for mot in mots)
    return memoire(turn).contrats.liste(Filtre(texte=racines), combien)


# --- one contract -----------------------------------------------------------------------------------------------------


def montrer(turn: Turn, entretien: Entretien, numero: int, note: str | None = None) -> Outcome:
    """A contract, with its dates and how they were reckoned."""
    contrat = memoire(turn).contrats.trouver(numero)
    if contrat is None:
        return aparte(turn, entretien, Reply("marche_inconnu", {"numero": numero}))
    lots = memoire(turn).contrats.du_groupe(contrat.groupe) if contrat.groupe else [contrat]
    a_moi = contrat.referent_id in {referent.id for referent in mes_referents(turn)}
    change = peut_changer(turn, contrat)
    contexte = {
        "vue": vue(turn, contrat, len(lots)),
        "acheteur": next((un.nom for un in turn.pack.acheteurs if un.id == contrat.acheteur), contrat.acheteur_nom),
        "a_moi": a_moi,
        "note": note,
        "autres_lots": [lot for lot in lots if lot.id != contrat.id][:LOTS_MONTRES],
        "aujourdhui": turn.aujourdhui,
        "compte_depuis": turn.pack.compte_depuis,
        "modifiable": change,
    }
    choices: list[Choice] = []
    if change and contrat.recurrent is not True:
        choices.append(bouton("recurrent", f"m:recurrent:{numero}"))
    if change and contrat.recurrent is None:
        choices.append(bouton("ponctuel", f"m:ponctuel:{numero}"))
    if change and not a_moi:
        choices.append(bouton("je_m_en_occupe", f"m:moi:{numero}"))
    if change:
        choices.append(bouton("changer_la_date", f"m:date:{numero}"))
    choices.append(bouton("diagnostiquer", f"m:diag:{numero}"))
    return aparte(turn, entretien, Reply("marche", contexte, tuple(choices)))


def _refuser(turn: Turn, entretien: Entretien, contrat: ContratRecord) -> Outcome:
    return aparte(turn, entretien, Reply("marche_d_un_autre", {"contrat": contrat}))


def _prendre(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Become the one who answers for a contract, and for the other lots of its consultation that nobody has."""
    contrat = memoire(turn).contrats.trouver(numero)
    if contrat is None or not peut_changer(turn, contrat):
        return montrer(turn, entretien, numero) if contrat is None else _refuser(turn, entretien, contrat)
    referent = moi(turn)
    change = False
    for lot in _lots(turn, contrat):
        if lot.id == contrat.id or lot.referent_id in (None, contrat.referent_id):
            change |= changer(turn, lot, referent_id=referent.id)
    return montrer(turn, entretien, numero, "referent" if change else "deja")


def _lots(turn: Turn, contrat: ContratRecord) -> list[ContratRecord]:
    return memoire(turn).contrats.du_groupe(contrat.groupe) if contrat.groupe else [contrat]


def _dire_du_marche(turn: Turn, entretien: Entretien, numero: int, quoi: str, suite: str, texte: str) -> Outcome | None:
    """ "marché 12 : récurrent", "le marché 12 finit en juin 2028", "marché 12 direction éducation"."""
    contrat = memoire(turn).contrats.trouver(numero)
    if contrat is None:
        return montrer(turn, entretien, numero)
    if not peut_changer(turn, contrat):
        return _refuser(turn, entretien, contrat)
    match quoi:
        case "recurrent" | "ponctuel" if not suite:
            return _decider(turn, entretien, contrat, recurrent=quoi == "recurrent")
        case "direction" if suite:
            return _sur_les_lots(turn, entretien, contrat, direction=_fin_du_texte(texte, suite))
        case "referent" | "referente" if suite:
            nomme = memoire(turn).referents.nommer(_fin_du_texte(texte, suite), simplifier(suite), turn.now)
            return _sur_les_lots(turn, entretien, contrat, referent_id=nomme.id)
        case "recurrent" | "ponctuel" | "direction" | "referent" | "referente":
            return None
    jour = _seule_date(turn, suite)
    if jour is None:
        return aparte(
            turn, replace(entretien, attente=f"m:date:{numero}"), Reply("date_demandee", {"contrat": contrat})
        )
    if quoi.startswith("attribu"):
        return _fixer(turn, entretien, numero, attribution_dite=jour)
    return _fixer(turn, entretien, numero, fin_dite=jour)


def _fin_du_texte(texte: str, suite: str) -> str:
    """The tail of what was typed, in its own spelling."""
    dit = " ".join(texte.split()).strip(" .!")
    return dit[len(dit) - len(suite) :].strip(" :,")[:NOM_MAX] if len(suite) < len(dit) else suite[:NOM_MAX]


def _decider(turn: Turn, entretien: Entretien, contrat: ContratRecord, *, recurrent: bool) -> Outcome:
    change = False
    for lot in _lots(turn, contrat):
        change |= changer(turn, lot, recurrent=recurrent)
    return montrer(turn, entretien, contrat.id, ("recurrent" if recurrent else "ponctuel") if change else "deja")


def _sur_les_lots(turn: Turn, entretien: Entretien, contrat: ContratRecord, **valeurs: Any) -> Outcome:
    change = False
    for lot in _lots(turn, contrat):
        if peut_changer(turn, lot):
            change |= changer(turn, lot, **valeurs)
    return montrer(turn, entretien, contrat.id, "change" if change else "deja")


def _fixer(turn: Turn, entretien: Entretien, numero: int, **dites: date) -> Outcome:
    """Enter a date of a contract: what is reckoned from it follows."""
    contrat = memoire(turn).contrats.trouver(numero)
    if contrat is None:
        return montrer(turn, entretien, numero)
    if not peut_changer(turn, contrat):
        return _refuser(turn, entretien, contrat)
    change = changer(turn, contrat, **dites)
    return montrer(turn, entretien, numero, "date" if change else "deja")


def _demander_la_date(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    contrat = memoire(turn).contrats.trouver(numero)
    if contrat is None:
        return montrer(turn, entretien, numero)
    return aparte(turn, replace(entretien, attente=f"m:date:{numero}"), Reply("date_demandee", {"contrat": contrat}))


# --- a contract told in the conversation ------------------------------------------------------------------------------


def _declarer(turn: Turn, entretien: Entretien, objet: str, jour: date) -> Outcome | None:
    """ "mon marché de nettoyage finit en juin 2028": one of the register perhaps, else a new one."""
    if not re.search(r"[^\W\d_]{3}", objet):
        return None
    proches = [contrat for contrat in ressemblants(turn, objet, RESSEMBLANTS_MAX) if contrat.recurrent is not False]
    suivant = replace(entretien, attente=f"finit:{jour.isoformat()}:{objet}")
    if not proches:
        return _creer(turn, suivant, objet, jour)
    contexte = {"vues": [vue(turn, contrat) for contrat in proches], "objet": objet, "jour": jour}
    choices = tuple(bouton("marche", f"m:finit:{contrat.id}:{jour.isoformat()}", contrat.id) for contrat in proches)
    return aparte(
        turn, suivant, Reply("marche_deja_connu", contexte, (*choices, bouton("nouveau_marche", "m:nouveau")))
    )


def _creer_le_declare(turn: Turn, entretien: Entretien) -> Outcome | None:
    match (entretien.attente or "").split(":", 2):
        case ["finit", jour, objet]:
            return _creer(turn, entretien, objet, date.fromisoformat(jour))
    return None


def _creer(turn: Turn, entretien: Entretien, objet: str, fin: date) -> Outcome:
    # Told twice in one message delivered twice, it is one contract.
    trace = hashlib.sha256(f"{auteur(turn)} {simplifier(objet)} {fin}".encode()).hexdigest()[:12]
    deja = memoire(turn).contrats.connus([("", f"dit-{trace}")]).get(("", f"dit-{trace}"))
    if deja is not None:
        return montrer(turn, replace(entretien, attente=None), deja.id, "deja")
    numero = memoire(turn).contrats.creer(
        NouveauContrat(
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
    if entretien.contrat is not None:
        return _fixer(turn, entretien, entretien.contrat, attribution_dite=attribution)
    objet = str(entretien.faits.valeur("objet") or "")
    trace = hashlib.sha256(f"{auteur(turn)} diagnostic {entretien.diagnostic}".encode()).hexdigest()[:12]
    deja = memoire(turn).contrats.connus([("", f"dit-{trace}")]).get(("", f"dit-{trace}"))
    if deja is not None:
        return montrer(turn, replace(entretien, contrat=deja.id), deja.id, "deja")
    montant, duree = entretien.faits.valeur("montant_ht"), entretien.faits.valeur("duree_mois")
    numero = memoire(turn).contrats.creer(
        NouveauContrat(
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
    return montrer(turn, replace(entretien, contrat=numero), numero, "cree")


# --- from a contract to its diagnosis ---------------------------------------------------------------------------------


def diagnostiquer(turn: Turn, entretien: Entretien, numero: int) -> Outcome:
    """Open the diagnosis of what replaces a contract, with all that the register knows of it.

    What may change from one contract to the next (amount, duration, a nature that was deduced) is asked to be confirmed.
    """
    contrat = memoire(turn).contrats.trouver(numero)
    if contrat is None:
        return montrer(turn, entretien, numero)
    vocabulaire = turn.pack.vocabulaire
    suivant = Entretien(vocabulaire.aucun_fait(), contrat=numero)
    if contrat.objet:
        lecture = turn.lecteur.lire(contrat.objet, turn.aujourdhui)
        suivant, _ = apprendre_lus(turn, suivant, lecture)
        if "objet" not in suivant.faits:
            suivant = suivant.apprendre("objet", Texte(contrat.objet[:200]))
    sus: dict[str, Any] = {"recurrent": Options(frozenset({"oui"}))}
    if contrat.acheteur:
        sus["acheteur"] = Options(frozenset({contrat.acheteur}))
    attribution = dates_de(contrat).attribution
    if attribution is not None:
        sus["date_attribution"] = Intervalle.point(attribution)
    if contrat.nature and not contrat.nature_deduite:
        sus["nature"] = Options(frozenset({contrat.nature}))
    devines: dict[str, Any] = {}
    if contrat.nature and contrat.nature_deduite and "nature" not in suivant.faits:
        devines["nature"] = Options(frozenset({contrat.nature}))
    if contrat.montant_ht is not None:
        devines["montant_ht"] = Intervalle.point(contrat.montant_ht)
    duree = dates_de(contrat).duree_mois
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
        "diagnostic_du_marche", {"contrat": contrat, "devines": [vocabulaire[nom].libelle for nom in devines]}
    )
    return Outcome(suite.etat, [annonce, *suite.replies])


__all__ = [
    "Vue",
    "auteur",
    "changer",
    "dates_de",
    "diagnostiquer",
    "memoire",
    "mes_referents",
    "moi",
    "montrer",
    "peut_changer",
    "repondre",
    "repondre_par_choix",
    "reprendre",
    "ressemblants",
    "vue",
    "vue_avec",
]
