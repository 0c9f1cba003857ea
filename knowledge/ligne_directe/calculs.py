"""What can be worked out for a firm from a few facts: what each computation needs, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from knowledge.diagnostic.avance import calculer_avance
from knowledge.ligne_directe.entrees import Calcul, LigneDirecte
from knowledge.ligne_directe.faits import (
    BORNES,
    DU_TOTAL,
    aux_bouts,
    bornes,
    d_une_facture,
    est_une_fourchette,
    sans_bornes,
    totaliser,
)
from knowledge.plan.pack import Pack
from knowledge.regles.faits import NON, OUI, Faits, Intervalle, Options

CENTIME = Decimal("0.01")
EURO = Decimal(1)
DIXIEME = Decimal("0.1")
JOURS_PAR_AN = 365
# Under these headcounts a firm may be an SME (recommendation 2003/361; its turnover counts too).
PME_EFFECTIF = 250


@dataclass(frozen=True, slots=True)
class Resultat:
    """What a computation says: `cas` names the sentence, `valeurs` fill it (euros, days, dates), `manque` is still to ask.

    With something missing, `cas` may already say what holds whatever the answer; it is empty when nothing does.
    """

    calcul: Calcul
    cas: str = ""
    valeurs: Mapping[str, Any] = field(default_factory=dict)
    manque: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contexte:
    """What is true besides what the firm says: the pack, its ligne directe, and the day."""

    pack: Pack
    ligne: LigneDirecte
    jour: date

    def seuil(self, nom: str, nature: str | None = None) -> Decimal:
        """A legal value of the day. Raises KeyError for an unknown name."""
        return self.pack.seuils[nom].au(self.jour).pour(nature) or Decimal(0)

    def avec_tva(self, taux_pct: Decimal) -> Contexte:
        """The same, with a rate of VAT that is said in the place of the one that is assumed."""
        suppose = self.pack.seuils["tva_hypothese"]
        dit = replace(suppose, periodes=(replace(suppose.au(self.jour), valeur=taux_pct, par_nature=()),))
        return replace(self, pack=replace(self.pack, seuils={**self.pack.seuils, "tva_hypothese": dit}))

    def plan(self, nom: str) -> Decimal:
        """A number of the plan. Raises KeyError for an unknown name."""
        return self.ligne.chiffres[nom].valeur


def calculer(calcul: Calcul, faits: Mapping[str, Any], contexte: Contexte) -> Resultat:
    """Work out what these facts (JSON values) allow; a fact that is known to be unknown is null.

    What is said roughly, or as a range, counts when all that it can be leads to the same; else `cas` is "fourchette", and it is asked.
    """
    if (tva_pct := faits.get("tva_pct")) is not None:
        contexte = contexte.avec_tva(Decimal(tva_pct))
    dit = _calculer(calcul, sans_bornes(faits), contexte)
    connus = utiles(calcul, faits)
    a_peu_pres = tuple(nom for nom in bornes(faits) if nom in connus)
    if not a_peu_pres:
        return dit
    if decisive := _decisive(calcul, faits, contexte, a_peu_pres, dit):
        return _a_preciser(calcul, faits, decisive, dit)
    fourchettes = [_fourchette(nom, faits) for nom in a_peu_pres if est_une_fourchette(nom, faits)]
    return replace(dit, valeurs={**dit.valeurs, "fourchettes": fourchettes}) if fourchettes and dit.cas else dit


def _calculer(calcul: Calcul, faits: Mapping[str, Any], contexte: Contexte) -> Resultat:
    """The same, for facts that are all said exactly."""
    connus, total, cause = dict(faits), None, None
    if "montant_ht" in utiles(calcul, faits):
        connus, total, cause = totaliser(faits, du_besoin=calcul is Calcul.PROCEDURE)
    complets, conversion = _deduire(calcul, connus, contexte)
    voulus = besoins(calcul, {**complets, "par": faits.get("par")})
    manque = tuple(nom for nom in voulus if nom not in complets)
    if "jour_impossible" in complets and calcul in (Calcul.RETARDS, Calcul.ATTENTE):
        return Resultat(calcul, "jour_impossible", {"dit": complets["jour_impossible"]}, manque)
    if cause is not None and "montant_ht" in manque:
        autres = tuple(nom for nom in manque if nom != "montant_ht")
        return Resultat(calcul, "a_totaliser", {"cause": cause}, ("montant_ht", *autres))
    resultat = _CALCULS[calcul][1](complets, contexte, manque)
    if not resultat.cas:
        return resultat
    dits: dict[str, Any] = {}
    if resultat.valeurs.get("montant_ht") is not None:
        dits = {"total": total, "par_lot": total is None and "lots" in faits}
    if "tva_pct" in faits:
        dits["tva_dite"] = True
    if "nature" in resultat.valeurs and "mixte" in faits:
        dits["nature"] = "mixte"
    if conversion is not None and conversion["nom"] in resultat.valeurs:
        # What was worked out from an assumed VAT is about so much: cents would lie.
        dits |= {conversion["nom"]: conversion["vers"], "conversion": conversion}
    return replace(resultat, valeurs={**resultat.valeurs, **dits})


def _decisive(
    calcul: Calcul, faits: Mapping[str, Any], contexte: Contexte, noms: tuple[str, ...], dit: Resultat
) -> str | None:
    """The fact whose bounds change what is concluded; None when nothing that can be does."""

    def changent(ensemble: tuple[str, ...]) -> bool:
        return any(
            _conclusion(_calculer(calcul, bout, contexte)) != _conclusion(dit) for bout in aux_bouts(faits, ensemble)
        )

    if not changent(noms):
        return None
    return next((nom for nom in noms if changent((nom,))), noms[0])


def _conclusion(resultat: Resultat) -> tuple[Any, ...]:
    """What a result says, apart from how many euros or days."""
    oui_ou_non = {nom: valeur for nom, valeur in resultat.valeurs.items() if isinstance(valeur, bool)}
    if "plan" in oui_ou_non:
        # The plan's conditions are settled: which of them failed does not matter.
        oui_ou_non.pop("petite", None)
    return resultat.cas, resultat.manque, oui_ou_non


def _a_preciser(calcul: Calcul, faits: Mapping[str, Any], nom: str, dit: Resultat) -> Resultat:
    """That one number is needed for that fact, before what `dit` still asks."""
    demande = {"montant_ttc": "montant_ht", "facture_ht": "facture_ttc"}.get(nom, nom)
    return Resultat(calcul, "fourchette", _fourchette(nom, faits), (demande, *dit.manque))


def _fourchette(nom: str, faits: Mapping[str, Any]) -> dict[str, Any]:
    """A fact with its bounds, to be told; `dit` is None for a range."""
    bas, haut = (Decimal(faits[nom + borne]) for borne in BORNES)
    return {
        "nom": nom,
        "bas": bas,
        "haut": haut,
        "dit": None if est_une_fourchette(nom, faits) else Decimal(faits[nom]),
    }


def besoins(calcul: Calcul, faits: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts that a computation hangs on, with what is known already."""
    voulus = _CALCULS[calcul][0](faits)
    # An amount by the year makes a whole only with a length.
    par_periode = faits.get("par") is not None and "montant_ht" in voulus and "duree_mois" not in voulus
    return (*voulus, "duree_mois") if par_periode else voulus


def utiles(calcul: Calcul, faits: Mapping[str, Any]) -> tuple[str, ...]:
    """The facts that a computation can do something with: those it hangs on, and those it works them out from."""
    noms = (
        *besoins(calcul, faits),
        *(nom for voulu in besoins(calcul, faits) for nom in _TIENNENT_LIEU.get(voulu, ())),
        *_EN_PLUS.get(calcul, ()),
    )
    return (*noms, *(nom + borne for nom in noms for borne in BORNES))


def _deduire(
    calcul: Calcul, faits: Mapping[str, Any], contexte: Contexte
) -> tuple[Mapping[str, Any], Mapping[str, Any] | None]:
    """The facts with those that others give (an amount before VAT from one with VAT), and the conversion that was made."""
    dits = d_une_facture(faits) if calcul is Calcul.RETARDS else dict(faits)
    if (effectif := dits.get("effectif")) is not None and effectif >= PME_EFFECTIF:
        dits["pme"] = "non"
    elif effectif is not None and dits.get("pme") is None:
        dits["pme"] = "oui"
    sens = ("facture_ht", "facture_ttc") if calcul is Calcul.RETARDS else ("montant_ttc", "montant_ht")
    if dits.get(sens[0]) is None or dits.get(sens[1]) is not None:
        return dits, None
    tva_pct = contexte.seuil("tva_hypothese")
    de, taux = Decimal(dits[sens[0]]), 1 + tva_pct / 100
    vers = de * taux if sens[1].endswith("ttc") else de / taux
    conversion = {"nom": sens[1], "de": de, "vers": vers.quantize(EURO, ROUND_HALF_UP), "tva_pct": tva_pct}
    return {**dits, sens[1]: str(vers)}, conversion


def _montant(faits: Mapping[str, Any], nom: str) -> Decimal | None:
    return None if faits.get(nom) is None else Decimal(faits[nom])


def _euros(valeur: Decimal) -> Decimal:
    return valeur.quantize(CENTIME, ROUND_HALF_UP)


def _environ(valeur: Decimal | None) -> Decimal | None:
    """An amount that is said "about": what hangs on an assumed VAT has no cents."""
    return None if valeur is None else valeur.quantize(EURO, ROUND_HALF_UP)


# --- the advance ------------------------------------------------------------------------------------------------------


def _avance(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """The plan's advance, the Code's least one and that of a CCAG. Sources: SPASER action 17; CCP R2191-3, R2191-7."""
    montant, duree, effectif = _montant(faits, "montant_ht"), _montant(faits, "duree_mois"), faits.get("effectif")
    du_plan = None if contexte.pack.avance_bonifiee is None else contexte.pack.avance_bonifiee[0]
    petite = None if effectif is None or du_plan is None else effectif < du_plan.effectif_max
    sous_plafond = None if montant is None or du_plan is None else montant < du_plan.plafond_ht
    plan = False if du_plan is None or False in (petite, sous_plafond) else True if petite and sous_plafond else None
    dits: dict[str, Any] = {
        "montant_ht": montant,
        "duree_mois": duree,
        "effectif": effectif,
        "petite": petite,
        "plan": plan,
    }
    pack = contexte.pack
    contrat = Faits(pack.vocabulaire, {"nature": Options(pack.vocabulaire["nature"].options - {"concession"})})
    if montant is not None:
        contrat = contrat.corriger("montant_ht", Intervalle.point(montant))
    if duree is not None:
        contrat = contrat.corriger("duree_mois", Intervalle.point(duree))
    if petite is not None:
        contrat = contrat.corriger("titulaire_moins_50_salaries", Options(frozenset({OUI if petite else NON})))
    avance = calculer_avance(pack, contrat, contexte.jour)
    due = None if avance.legale_ttc is None and montant is None else _due(avance.legale_ttc, montant, duree, contexte)
    pme = faits.get("pme") != "non"
    dits |= {
        "due": due,
        "pme": pme,
        "plan_ttc": _environ(avance.plan_ttc) if plan else None,
        "legale_ttc": _environ(avance.pme_ttc if pme else avance.legale_ttc) if due else None,
        "taux_legal_pct": avance.taux_pme_pct if pme else contexte.seuil("avance_taux_min"),
        "ccag_ttc": _environ(avance.ccag_ttc) if due and pme else None,
        "taux_ccag_pct": avance.taux_ccag_pct if pme else None,
        "tva_pct": avance.tva_pct,
        "prorata": avance.prorata,
    }
    return Resultat(Calcul.AVANCE, "avance" if dits["petite"] is not None or montant is not None else "", dits, manque)


def _due(legale: Decimal | None, montant: Decimal | None, duree: Decimal | None, contexte: Contexte) -> bool | None:
    if legale is not None:
        return legale > 0
    if montant is not None and montant <= contexte.seuil("avance_montant"):
        return False
    if duree is not None and duree <= contexte.seuil("avance_duree"):
        return False
    return None if montant is None or duree is None else True


# --- payment ----------------------------------------------------------------------------------------------------------


def _retards(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """Interest for late payment, at least, and the lump sum. Sources: CCP R2192-31, D2192-35."""
    facture, jours, delai = _montant(faits, "facture_ttc"), faits.get("retard_jours"), contexte.seuil("delai_paiement")
    recue, payee = _jour(faits, "reception"), _jour(faits, "paiement")
    ecart = None if recue is None or payee is None or payee < recue else (payee - recue).days
    if recue is not None and payee is not None and payee < recue:
        return Resultat(Calcul.RETARDS, "paye_avant", {"recue": recue, "payee": payee}, manque)
    if ecart is not None:
        jours = max(0, ecart - int(delai))
    if jours == 0:
        return Resultat(
            Calcul.RETARDS,
            "pas_de_retard",
            {"ecart": ecart, "delai": delai, "recue": recue, "payee": payee, "a_ce_jour": payee == contexte.jour},
        )
    points = contexte.seuil("interets_points")
    dite = _montant(faits, "taux_bce_pct")
    bce = contexte.ligne.taux_bce if dite is None else dite
    taux = points + (bce or 0)
    if facture is None or jours is None:
        if dite is None:
            return Resultat(Calcul.RETARDS, "", {}, manque)
        return Resultat(Calcul.RETARDS, "taux", {"bce_pct": dite, "taux_pct": taux, "points": points}, manque)
    valeurs = {
        "facture_ttc": facture,
        "jours": jours,
        "ecart": ecart,
        "delai": delai,
        "recue": recue,
        "payee": payee,
        "a_ce_jour": payee == contexte.jour,
        "taux_pct": taux,
        "bce_pct": bce,
        "repere": contexte.ligne.interets_repere,
        "interets": _euros(facture * taux * jours / (100 * JOURS_PAR_AN)),
        "indemnite": contexte.seuil("indemnite_recouvrement"),
    }
    return Resultat(Calcul.RETARDS, "retards", valeurs, manque)


def _jour(faits: Mapping[str, Any], nom: str) -> date | None:
    return None if faits.get(nom) is None else date.fromisoformat(faits[nom])


def _besoins_retards(faits: Mapping[str, Any]) -> tuple[str, ...]:
    if faits.get("retard_jours") is not None:
        return ("facture_ttc", "retard_jours")
    if faits.get("reception") is None and faits.get("paiement") is None:
        return ("facture_ttc", "retard_jours")
    recue, payee = _jour(faits, "reception"), _jour(faits, "paiement")
    # A payment before the receipt is one of the two days misread.
    if recue is not None and payee is not None and payee < recue:
        return ("facture_ttc", "retard_jours")
    return ("facture_ttc", "reception", "paiement")


# --- reserved contracts -----------------------------------------------------------------------------------------------


def _besoins_reserve(faits: Mapping[str, Any]) -> tuple[str, ...]:
    return ("statut", "objet_social") if faits.get("statut") == "ess" else ("statut",)


def _reserve(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """Whether a reserved contract is open to that firm. Sources: CCP L2113-12 to -16; SPASER action 11."""
    statut, social = faits.get("statut"), faits.get("objet_social")
    if statut is None:
        return Resultat(Calcul.RESERVE, "", {}, manque)
    cas = {"ea": "handicap", "esat": "handicap", "siae": "insertion", "aucun": "aucun"}.get(statut, "")
    if statut == "ess":
        cas = {"oui": "ess_social", "non": "ess_autre"}.get(social or "", "ess")
    part, minimum = _montant(faits, "part_pct"), contexte.seuil("part_reservee")
    if part is not None and part < minimum and cas in ("handicap", "insertion"):
        cas = "part_insuffisante"
    return Resultat(Calcul.RESERVE, cas, {"statut": statut, "part_pct": part, "minimum": minimum}, manque)


# --- standstill -------------------------------------------------------------------------------------------------------


def _besoins_attente(faits: Mapping[str, Any]) -> tuple[str, ...]:
    return ("procedure",) if faits.get("procedure") == "adaptee" else ("procedure", "envoi", "notification")


def _attente(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """The first day on which the contract may be signed after the losers were told. Source: CCP R2182-1."""
    if faits.get("procedure") == "adaptee":
        return Resultat(Calcul.ATTENTE, "attente_adaptee", {}, manque)
    envoi = faits.get("envoi")
    if faits.get("procedure") is None or envoi is None:
        return Resultat(Calcul.ATTENTE, "", {}, manque)
    delai = int(contexte.seuil("attente_papier" if envoi == "papier" else "attente_electronique"))
    envoye = _jour(faits, "notification")
    valeurs = {"delai": delai, "envoi": envoi, "envoye": envoye, "pas_avant": envoye and envoye + timedelta(days=delai)}
    return Resultat(Calcul.ATTENTE, "attente_jour" if envoye else "attente_delai", valeurs, manque)


# --- procedure and publicity ------------------------------------------------------------------------------------------


def _procedure(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """Which procedure and publicity an estimated amount calls for. Sources: CCP R2122-8, R2131-12, L2124-1."""
    montant, nature, annee = _montant(faits, "montant_ht"), faits.get("nature"), faits.get("annee")
    if montant is None or nature is None:
        return Resultat(Calcul.PROCEDURE, "", {}, manque)
    if annee is not None and annee > contexte.jour.year:
        contexte = replace(contexte, jour=date(annee, 1, 1))
    else:
        annee = None
    dispense, acquise = contexte.seuil("dispense", nature), contexte.seuil("dispense_acquise", nature)
    formalise, publicite = contexte.seuil("formalise", nature), contexte.seuil("publicite_nationale")
    if montant < min(dispense, acquise):
        cas = "dispense"
    elif montant < dispense:
        cas = "dispense_a_confirmer"
    elif montant >= formalise:
        cas = "formalise"
    else:
        cas = "adaptee_nationale" if montant >= publicite else "adaptee_libre"
    valeurs = {
        "montant_ht": montant,
        "nature": nature,
        "annee": annee,
        "dispense": min(dispense, acquise),
        "formalise": formalise,
        "publicite": publicite,
    }
    return Resultat(Calcul.PROCEDURE, cas, valeurs, manque)


# --- shares of an amount ----------------------------------------------------------------------------------------------


def _ca_minimum(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """The turnover that may be required at most. Source: CCP R2142-7."""
    montant = _montant(faits, "montant_ht")
    if montant is None:
        return Resultat(Calcul.CA_MINIMUM, "", {}, manque)
    fois, ca = contexte.seuil("ca_max"), _montant(faits, "ca")
    maximum = _euros(montant * fois)
    valeurs = {
        "montant_ht": montant,
        "fois": fois,
        "maximum": maximum,
        "ca": ca,
        "ca_de": faits.get("ca_de"),
        "trop": None if ca is None else ca > maximum,
    }
    return Resultat(Calcul.CA_MINIMUM, "ca_minimum", valeurs, manque)


def _retenue(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """The guarantee retention at most: a share of the price with VAT, as the payments it is taken from. Source: CCP R2191-33."""
    montant, pme = _montant(faits, "montant_ht"), faits.get("pme")
    if montant is None or pme is None:
        return Resultat(Calcul.RETENUE, "", {}, manque)
    taux = contexte.seuil("retenue_garantie_pme" if pme == "oui" else "retenue_garantie")
    dit, tva_pct = _montant(faits, "montant_ttc"), contexte.seuil("tva_hypothese")
    ttc = montant * (1 + tva_pct / 100) if dit is None else dit
    valeurs = {
        # What was said with VAT is not brought down to be brought up again.
        **({"montant_ht": montant} if dit is None else {}),
        "montant_ttc": ttc if dit is not None else _environ(ttc),
        "ttc_suppose": dit is None,
        "tva_pct": tva_pct,
        "pme": pme == "oui",
        "taux_pct": taux,
        "maximum_ttc": _euros(ttc * taux / 100),
    }
    return Resultat(Calcul.RETENUE, "retenue", valeurs, manque)


def _avenant(faits: Mapping[str, Any], contexte: Contexte, manque: tuple[str, ...]) -> Resultat:
    """How far a contract may be modified as of low amount, all such modifications together. Sources: CCP R2194-8, R2194-9."""
    montant, nature = _montant(faits, "montant_ht"), faits.get("nature")
    ajoute, part = _montant(faits, "avenant_montant"), _montant(faits, "avenant_pct")
    deja, part_deja = _montant(faits, "avenant_avant"), _montant(faits, "avenant_avant_pct")
    if nature is None and (refus := _trop_en_tout_cas(faits, contexte)) is not None:
        return refus
    if nature is None or (montant is None and part is None):
        return Resultat(Calcul.AVENANT, "", {}, manque)
    taux = contexte.seuil("avenant_travaux" if nature == "travaux" else "avenant_fcs")
    plafond = contexte.seuil("formalise", nature)
    if montant is not None:
        ajoute = ajoute if part is None else montant * part / 100
        deja = deja if part_deja is None else montant * part_deja / 100
    elif part is not None and part_deja is not None:
        part += part_deja
    nouveau = ajoute
    if ajoute is not None and deja is not None:
        ajoute, part = ajoute + deja, None
    if montant is not None and ajoute is not None and part is None:
        part = (ajoute * 100 / montant).quantize(DIXIEME, ROUND_HALF_UP)
    # Compared before rounding: the law wants less than the share, and less than the European threshold.
    sous_le_taux = (
        None
        if part is None
        else ajoute < montant * taux / 100
        if ajoute is not None and montant is not None
        else part < taux
    )
    maximum = None if montant is None else min(_euros(montant * taux / 100), plafond)
    valeurs = {
        "montant_ht": montant,
        "nature": nature,
        "taux_pct": taux,
        "maximum": maximum,
        "plafond": plafond,
        "nouveau": nouveau,
        "deja": deja,
        "part_deja": part_deja,
        # What may still be added, where nothing new is said.
        "reste": None if maximum is None or deja is None else max(Decimal(0), maximum - deja),
        "ajoute": ajoute,
        "part_pct": part,
        "sous_le_taux": sous_le_taux,
        "sous_le_plafond": None if ajoute is None else ajoute < plafond,
    }
    return Resultat(Calcul.AVENANT, "avenant" if part is None else "avenant_compare", valeurs, manque)


def _trop_en_tout_cas(faits: Mapping[str, Any], contexte: Contexte) -> Resultat | None:
    """That it is above the shares of works and of the rest alike, whose nature is not known; None when it hangs on it."""
    services, travaux = (_avenant({**faits, "nature": nature}, contexte, ()) for nature in ("services", "travaux"))
    if services.valeurs.get("sous_le_taux") is not False or travaux.valeurs.get("sous_le_taux") is not False:
        return None
    return replace(
        services, valeurs={**services.valeurs, "nature": None, "taux_travaux_pct": travaux.valeurs["taux_pct"]}
    )


def _besoins_avenant(faits: Mapping[str, Any]) -> tuple[str, ...]:
    # A share alone can be compared, but not with an amount made before.
    en_parts = faits.get("avenant_pct") is not None and faits.get("avenant_avant") is None
    return ("nature",) if en_parts else ("nature", "montant_ht")


_Besoins = Callable[[Mapping[str, Any]], tuple[str, ...]]
_Fonction = Callable[[Mapping[str, Any], Contexte, tuple[str, ...]], Resultat]


def _toujours(*noms: str) -> _Besoins:
    return lambda _: noms


_CALCULS: Mapping[Calcul, tuple[_Besoins, _Fonction]] = {
    Calcul.AVANCE: (_toujours("effectif", "montant_ht", "duree_mois"), _avance),
    Calcul.RETARDS: (_besoins_retards, _retards),
    Calcul.RESERVE: (_besoins_reserve, _reserve),
    Calcul.ATTENTE: (_besoins_attente, _attente),
    Calcul.PROCEDURE: (_toujours("nature", "montant_ht"), _procedure),
    Calcul.CA_MINIMUM: (_toujours("montant_ht"), _ca_minimum),
    Calcul.RETENUE: (_toujours("montant_ht", "pme"), _retenue),
    Calcul.AVENANT: (_besoins_avenant, _avenant),
}
# What gives a fact that a computation wants, and what it may be told besides.
_TIENNENT_LIEU: Mapping[str, tuple[str, ...]] = {
    "montant_ht": ("montant_ttc", "taxe", "tva_pct", *DU_TOTAL),
    "facture_ttc": ("facture_ht", "tva_pct"),
    "pme": ("effectif",),
    "retard_jours": ("reception", "paiement"),
    "reception": ("retard_jours",),
}
_EN_PLUS: Mapping[Calcul, tuple[str, ...]] = {
    Calcul.AVANCE: ("pme",),
    Calcul.RETARDS: ("jour_impossible", "taux_bce_pct"),
    Calcul.ATTENTE: ("jour_impossible",),
    Calcul.RESERVE: ("part_pct",),
    Calcul.PROCEDURE: ("annee",),
    Calcul.CA_MINIMUM: ("ca", "ca_de"),
    Calcul.AVENANT: (
        *("montant_ht", "montant_ttc", "taxe"),
        *("avenant_montant", "avenant_pct", "avenant_avant", "avenant_avant_pct"),
    ),
}

__all__ = ["Contexte", "Resultat", "besoins", "calculer", "utiles"]
