"""Figures of the year that the team tells in a sentence: entered where one indicator is surely meant, else which one is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from handlers.conversation.acts import Force, Proposition, aparte
from handlers.conversation.entretien import Entretien
from handlers.conversation.vocabulary import Choice, Outcome, Reply, Turn
from handlers.indicateurs.questions import CORRIGER, Posee, en_cours
from handlers.indicateurs.saisies import DE_QUAND, EST_CE_BIEN, POUR_QUI, attendu, sur_le_chiffre_nomme
from handlers.indicateurs.saisies import nommes as nommes_a_saisir
from handlers.registre.trouver import designe
from knowledge.ecoute import Acte
from knowledge.indicateurs.racontes import comme_ecrit, lire_des_chiffres_racontes, lire_une_mesure
from knowledge.indicateurs.reponses import ChiffreDit, lire_un_chiffre_nomme, lire_une_correction
from knowledge.indicateurs.titres import a_saisir, nommes
from knowledge.plan.pack import Pack
from knowledge.registre.notes_dites import raconte_un_echange
from storage.comptes.records import Role

RACONTER, CELUI = "indicateurs.raconter", "indicateurs.celui"
# What was told just before: one more may follow in fewer words.
_AVANT = frozenset({CORRIGER, POUR_QUI, DE_QUAND, EST_CE_BIEN, CELUI})
OFFERTS_MAX = 5
LIBELLE_MAX = 60
# How a unit is written, by the one in which a figure is entered; what is counted has none.
_UNITES = {
    "€": "euros", "euro": "euros", "euros": "euros", "eur": "euros", "k€": "euros", "ke": "euros", "k €": "euros", "keur": "euros",
    "heures": "heures", "%": "%", "pour cent": "%", "pourcent": "%", "kwh": "kWh", "mwh": "kWh", "gwh": "kWh", "jour": "jours", "jours": "jours",
    "tonne": "tCO2e", "tonnes": "tCO2e", "point": "note", "points": "note", "million": "euros", "millions": "euros",
}  # fmt: skip


def lire(turn: Turn, entretien: Entretien, texte: str) -> Proposition | None:
    """Figures told as done; of a contract that is surely named, they are its own unless an indicator has that very name."""
    if Role.EQUIPE not in turn.roles or not turn.incoming.prive:
        return None
    attente = entretien.attente if isinstance(entretien.attente, Acte) else None
    suit = attente is not None and (attente.nature in _AVANT or "corrige" in attente.slots)
    if attente is not None and attente.nature == CELUI and (autre := _corrige(turn, attente, texte)):
        return Proposition(autre, Force.ATTENDU)
    nomme = lire_un_chiffre_nomme(texte, turn.pack.acheteurs_dits)
    if nomme is not None and len(nommes_a_saisir(turn, nomme)) == 1:
        # It is named as one writes a definition: it is read so.
        return None
    dits = _lire(turn, texte, a_la_suite=suit)
    demande = en_cours(turn)
    if not dits or (demande is not None and _repond_a(demande, dits[0])):
        # What is asked is answered.
        return None
    if raconte_un_echange(texte) and not all(
        _candidats(turn.pack, un) or _qui_se_comptent(turn.pack, un) for un in dits
    ):
        # "Réunion le 14 décembre" holds no figure of the plan.
        return None
    surs = all(len(_candidats(turn.pack, un)) == 1 for un in dits)
    if entretien.faits.connus() and not (surs and all(un.annees for un in dits)):
        # Of the purchase under way, as far as anybody knows.
        return None
    if surs and designe(turn, texte) is not None and not suit:
        # The hours of a contract are kept beside it.
        return None
    slots = {"dits": [_en_json(un) for un in dits]}
    return Proposition(Acte(RACONTER, slots, mots=texte), Force.NOMME)


def _repond_a(demande: Posee, dit: ChiffreDit) -> bool:
    """Whether a figure is that of what is asked, as far as its unit and its year say."""
    if dit.annees and demande.demande.annee not in dit.annees:
        return False
    return _unite(dit) in (None, demande.chiffre.saisie.unite)


def _lire(turn: Turn, texte: str, *, a_la_suite: bool) -> list[ChiffreDit]:
    return lire_des_chiffres_racontes(texte, turn.aujourdhui.year, turn.pack.acheteurs_dits, a_la_suite=a_la_suite)


def _corrige(turn: Turn, attente: Acte, texte: str) -> Acte | None:
    """ "Non, 12 600", "non c'était 4 clauses", while it is asked which figure was meant."""
    corrige, dits = lire_une_correction(texte), attente.slots.get("dits", [])
    reste = "" if corrige is None else corrige.reste
    if len(dits) == 1 and (mesure := lire_une_mesure(reste)) is not None:
        nu = mesure.replace(" ", "").replace(",", "").isdecimal()
        valeur = f"{mesure} {dits[0]['valeur'].lstrip('0123456789 .,')}".strip() if nu else mesure
        corriges = [{**dits[0], "valeur": valeur}]
        return Acte(RACONTER, {"dits": corriges, "ecrit": attente.slots.get("ecrit", "")}, mots=texte)
    redits = [_en_json(un) for un in _lire(turn, f"et {reste}", a_la_suite=True)] if reste else []
    return Acte(RACONTER, {"dits": redits}, mots=texte) if redits else None


def _candidats(pack: Pack, dit: ChiffreDit) -> list[str]:
    """The figures to enter that are told, in the unit that is said."""
    unite = _unite(dit)
    trouves = a_saisir(pack, dit.quoi, seul=False)
    return [un for un in trouves if unite is None or pack.saisies[un].saisie.unite in (unite, "%")]


def _unite(dit: ChiffreDit) -> str | None:
    return _UNITES.get(dit.valeur.lstrip("0123456789 .,").strip())


def _en_json(dit: ChiffreDit) -> dict[str, Any]:
    return {"quoi": dit.quoi, "valeur": dit.valeur, "annees": list(dit.annees), "qui": dit.qui}


def _depuis_json(dit: dict[str, Any]) -> ChiffreDit:
    return ChiffreDit(dit["quoi"], dit["valeur"], tuple(dit["annees"]), du_nom=True, qui=dit["qui"])


def raconter(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """Enter the figure that is told, or ask which it is; of several, one at a time."""
    dits = [_depuis_json(un) for un in acte.slots.get("dits", ())]
    siens = [_candidats(turn.pack, un) for un in dits]
    if len(dits) == 1 and len(siens[0]) == 1:
        return sur_le_chiffre_nomme(turn, entretien, siens[0][0], dits[0])
    lignes, choices = [], list[Choice]()
    ecrit = str(acte.slots.get("ecrit", acte.mots))
    for rang, (dit, trouves) in enumerate(zip(dits, siens, strict=True)):
        comptes = _qui_se_comptent(turn.pack, dit) if not trouves else []
        offerts = trouves or ([] if comptes else _de_meme_unite(turn.pack, dit))
        lignes.append({"dit": dit, "quoi": comme_ecrit(dit.quoi, ecrit), "comptes": comptes, "offerts": bool(offerts)})
        choices += _choix(turn.pack, offerts[: OFFERTS_MAX if len(dits) == 1 else 1], rang)
    garde = replace(entretien, attente=Acte(CELUI, {"dits": [_en_json(un) for un in dits], "ecrit": ecrit}))
    return aparte(turn, garde, Reply("chiffre_raconte", {"lignes": lignes}, tuple(choices)))


def _choix(pack: Pack, indicateurs: Sequence[str], rang: int) -> list[Choice]:
    return [Choice(pack.saisies[un].titre[:LIBELLE_MAX], f"v:le:{rang}:{un}") for un in indicateurs]


def _de_meme_unite(pack: Pack, dit: ChiffreDit) -> list[str]:
    """The figures that are entered in the unit that is said; none where none is."""
    unite = _unite(dit)
    return [] if unite in (None, "%") else [un for un, chiffre in pack.saisies.items() if chiffre.saisie.unite == unite]


def _qui_se_comptent(pack: Pack, dit: ChiffreDit) -> list[str]:
    """The titles of the figures that are reckoned from contracts, and entered by nobody, which these words name."""
    return [pack.chiffres[un].titre for un in nommes(pack, dit.quoi) or () if un not in pack.saisies][:1]


def celui(turn: Turn, entretien: Entretien, acte: Acte) -> Outcome:
    """The figure that was told is this one."""
    attente = attendu(turn)
    dits = attente.slots.get("dits", ()) if attente is not None and attente.nature == CELUI else ()
    indicateur, rang = str(acte.slots.get("indicateur")), acte.slots.get("rang")
    if indicateur not in turn.pack.saisies or not isinstance(rang, int) or rang >= len(dits):
        return aparte(turn, entretien, Reply("choix_inconnu"))
    return sur_le_chiffre_nomme(turn, replace(entretien, attente=None), indicateur, _depuis_json(dits[rang]))


__all__ = ["CELUI", "RACONTER", "celui", "lire", "raconter"]
