"""A whole message, or an answer to the question of one fact."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from typing import Any

from knowledge.francais.dates import lire_dates
from knowledge.francais.texte import plier
from knowledge.ligne_directe.faits.choix import AUCUN_STATUT, CHOIX, NON, OUI, PAS_SOCIAL, SOCIAL
from knowledge.ligne_directe.faits.fourchettes import est_une_fourchette, lire_avec_bornes, sans_fourchettes
from knowledge.ligne_directe.faits.gens import (
    BORNE,
    EFFECTIF,
    POURCENT,
    SEUL,
    TVA,
    lire_effectif,
    lire_parts,
    lire_taux_bce,
    lire_tva,
)
from knowledge.ligne_directe.faits.montants import SOMME, TTC, lire_montants, petite_somme, plausible
from knowledge.ligne_directe.faits.nombres import SIGNE, nombre_seul, simplifier
from knowledge.ligne_directe.faits.sortes import ENTIER_MAX, FAITS, GROUPES, MOIS_MAX, RETARD_MAX, Sorte, d_une_facture
from knowledge.ligne_directe.faits.temps import (
    A_VENIR,
    DATE_ECRITE,
    DUREE,
    JOURS_PAR_MOIS,
    L_AN_PROCHAIN,
    RETARD,
    lire_annee,
    lire_duree,
    lire_jour_impossible,
    lire_jours,
    lire_retard,
    seul_jour,
    vraisemblable,
)
from knowledge.ligne_directe.faits.totaux import natures

_PETITS_MOTS = frozenset(
    """
    et en de des du d pour a au aux le la les l un une marche contrat lot sur avec on est sommes nous suis je
    c ce etait serait ai j soit  environ ou ht ttc euros euro si mais donc sinon alors dure duree montant
    salaries employes facture oui non pardon fait plutot  ferme pile qu que crois pense peut-etre bon ben bah
    euh annee prochaine an prochain  me demande demandent exige exiges exigent reclame reclament fais ca
    chiffre affaires mon notre minimum avenant avenants plus
    deja avant auparavant precedent premier second autre eu
    entre dans autour vers peu pres lots chacun chaque par pendant tva taux total tout mois annees bien exactement
    plutot voie meme pareil maintenant toujours
    """.split()  # noqa: SIM905 - read more easily than seventy quoted words
)


def lire_les_faits(texte: str, aujourdhui: date) -> dict[str, Any]:
    """The facts that a message states, as JSON values (amounts are decimal texts, days ISO dates).

    >>> lire_les_faits("on est 12, marché de 38 000 HT sur 4 mois", date(2026, 11, 24))
    {'montant_ht': '38000', 'taxe': 'ht', 'duree_mois': '4', 'effectif': 12}
    """
    return lire_avec_bornes(simplifier(texte), lambda simple: _lire(simple, texte, aujourdhui))


def _lire(simple: str, texte: str, aujourdhui: date) -> dict[str, Any]:
    faits: dict[str, Any] = lire_montants(simple)
    nombres = {
        "duree_mois": None if (duree := lire_duree(simple)) is None else str(duree),
        "effectif": lire_effectif(simple),
        "retard_jours": lire_retard(simple),
        "tva_pct": lire_tva(simple),
        "taux_bce_pct": lire_taux_bce(simple),
    }
    faits |= {nom: valeur for nom, valeur in nombres.items() if valeur is not None}
    for nom, valeurs in CHOIX.items():
        if (dit := next((valeur for valeur, motif in valeurs if motif.search(simple)), None)) is not None:
            faits[nom] = dit
    if "termes" in faits and len(natures(simple)) > 1:
        # Supplies and services have the same thresholds; with works, which nature the whole is of must be asked.
        faits |= {"nature": "services"} if "mixte" in faits else {}
        faits = faits if "mixte" in faits else {nom: valeur for nom, valeur in faits.items() if nom != "nature"}
    if SOCIAL.search(simple):
        faits["objet_social"] = "oui"
    elif PAS_SOCIAL.search(simple):
        faits["objet_social"] = "non"
    faits |= lire_parts(simple)
    faits |= lire_jours(simple, texte, aujourdhui)
    if (impossible := lire_jour_impossible(simple)) is not None:
        faits["jour_impossible"] = impossible
    if (annee := lire_annee(simple, aujourdhui)) is not None:
        faits["annee"] = annee
    return faits


def ne_dit_que_des_faits(texte: str) -> bool:
    """Whether a message holds facts and nothing else: neither a question nor a story.

    >>> ne_dit_que_des_faits("travaux, 120 000 en 2027"), ne_dit_que_des_faits("12 ?")
    (True, True)
    """
    simple = simplifier(texte)
    motifs = (motif for valeurs in CHOIX.values() for _, motif in valeurs)
    for motif in (
        TVA,
        DUREE,
        EFFECTIF,
        SEUL,
        RETARD,
        A_VENIR,
        L_AN_PROCHAIN,
        POURCENT,
        SOMME,
        SOCIAL,
        PAS_SOCIAL,
        *motifs,
    ):
        simple = motif.sub(" ", simple)
    return all(mot in _PETITS_MOTS for mot in re.findall(r"[a-z]+(?:-[a-z]+)*", simple))


def lire_la_reponse(nom: str, texte: str, aujourdhui: date) -> Any | None:
    """The value of one fact that was just asked; None when these words are no answer to it.

    >>> lire_la_reponse("effectif", "12", date(2026, 11, 24)), lire_la_reponse("duree_mois", "un an", date(2026, 11, 24))
    (12, '12')
    """
    dits = lire_les_reponses(nom, texte, aujourdhui)
    # A range is no value that could be kept.
    return None if est_une_fourchette(nom, dits) else dits.get(nom)


def lire_les_reponses(nom: str, texte: str, aujourdhui: date) -> dict[str, Any]:
    """All that words say when the fact `nom` was asked: a number alone is that fact, the others need their own words.

    >>> lire_les_reponses("montant_ht", "80 000 TTC et 10 mois", date(2026, 11, 24))
    {'montant_ttc': '80000', 'duree_mois': '10'}
    """
    return lire_avec_bornes(
        simplifier(texte).strip(" .!?"), lambda simple: _lire_les_reponses(nom, simple, texte, aujourdhui)
    )


def _lire_les_reponses(nom: str, simple: str, texte: str, aujourdhui: date) -> dict[str, Any]:
    lus = _lire(simple, texte, aujourdhui)
    if nom.startswith("facture"):
        lus = d_une_facture(lus)
    meme_montant = next((groupe for groupe in GROUPES[:2] if nom in groupe), frozenset({nom}))
    if not meme_montant.isdisjoint(lus):
        return lus
    seul = nombre_seul(simple)
    match FAITS[nom].sorte:
        case Sorte.MONTANT if seul is not None and plausible(nom, seul):
            taxe = TTC.search(simple), nom.replace("_ht", "_ttc")
            return {**lus, taxe[1] if taxe[0] else nom: str(seul)}
        case Sorte.MONTANT if nom.startswith("facture") and (petit := petite_somme(simple)) is not None:
            return {**lus, nom: str(petit)}
        case Sorte.MOIS:
            jours = re.fullmatch(r"(\d{1,5}) ?jours?", simple)
            mois = seul if jours is None else (Decimal(jours[1]) / JOURS_PAR_MOIS).quantize(Decimal("0.1"))
            if mois is not None and 0 < mois <= MOIS_MAX:
                return {**lus, nom: str(mois)}
        case Sorte.ENTIER if seul is not None and seul == int(seul) and seul < ENTIER_MAX:
            return {**lus, nom: int(seul)}
        case Sorte.ENTIER if borne := BORNE.fullmatch(simple):
            return {**lus, nom: max(0, int(borne["n"]) + (1 if borne["sens"] == "plus" else -1))}
        case Sorte.JOURS:
            compte = re.fullmatch(
                r"(?:il y a |cela fait |ca fait |pour |environ )*(\d{1,5}) ?(?:jours?|j)(?: environ)?", simple
            )
            duree = lire_duree(simple)
            retard = Decimal(compte[1]) if compte else seul if duree is None else duree * JOURS_PAR_MOIS
            if retard is not None and 0 <= retard <= RETARD_MAX:
                return {**{autre: dit for autre, dit in lus.items() if autre != "duree_mois"}, nom: int(retard)}
        case Sorte.POURCENT if trouve := POURCENT.search(simple):
            return {**lus, nom: trouve["n"].replace(",", ".")}
        case Sorte.DATE if (dite := seul_jour(simple, texte, aujourdhui)) is not None:
            return {**lus, nom: dite.isoformat()} if vraisemblable(dite, aujourdhui) else lus
        case Sorte.CHOIX if set(FAITS[nom].choix) == {"oui", "non"} and (OUI.match(simple) or NON.match(simple)):
            return {**lus, nom: "oui" if OUI.match(simple) else "non"}
        case Sorte.CHOIX if nom == "statut" and AUCUN_STATUT.match(simple):
            return {**lus, nom: "aucun"}
    return lus


def etonne(nom: str, texte: str, aujourdhui: date) -> str | None:
    """Why what was typed cannot be the fact `nom`, though it looks like one; None when it does not look like one.

    >>> etonne("montant_ht", "8 €", date(2026, 11, 24)), etonne("notification", "le 35 janvier", date(2026, 11, 24))
    ('montant', 'date_impossible')
    """
    simple = sans_fourchettes(simplifier(texte).strip(" .!?"))
    sorte = FAITS[nom].sorte
    if sorte is Sorte.DATE:
        dite = seul_jour(simple, texte, aujourdhui)
        if dite is None:
            return (
                "date_impossible"
                if DATE_ECRITE.search(simple) and not lire_dates(plier(texte).texte, aujourdhui)
                else None
            )
        return None if vraisemblable(dite, aujourdhui) else "date_future" if dite > aujourdhui else "date_ancienne"
    chiffre = nombre_seul(simple) is not None or SIGNE.match(simple) is not None
    somme = chiffre or any(trouve["u"] or trouve["t"] for trouve in SOMME.finditer(simple))
    match sorte:
        case Sorte.MONTANT if somme:
            return "facture" if nom.startswith("facture") else "montant"
        case Sorte.MOIS if chiffre or DUREE.search(simple):
            return "duree"
        case Sorte.ENTIER if chiffre or EFFECTIF.search(simple):
            return "effectif"
        case Sorte.JOURS if chiffre or RETARD.search(simple) or re.fullmatch(r"\d+ ?(?:jours?|j)", simple):
            return "retard"
    return None
