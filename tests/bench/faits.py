"""Reads the facts told in the labelled messages, hand by hand, and compares: `python tests/bench/faits.py [files]`.

The messages are kept beside the repository (`SPASER_EXEMPLES`); hands 8, 9 and 12 only measure: their errors are not shown.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from knowledge.francais.texte import jetons, plier
from knowledge.lecture.faits_dits import Attente, FaitsDits, Origine, lire_faits
from knowledge.lecture.lecture import Lecteur
from knowledge.plan.chargement import charger
from knowledge.regles.faits import Ensemble, Faits, Genre, Intervalle, Options, Possible, Texte

JOUR = date(2026, 11, 27)
EXEMPLES = Path(os.environ.get("SPASER_EXEMPLES", Path(__file__).parents[2].parent / "shared" / "examples")) / "ecoute"
A_REGARDER = (1, 2, 5, 6)
A_MESURER = (8, 9, 12)
DISENT = frozenset({"informer", "corriger"})
# What opens the reading of facts.
OUVRENT = DISENT | {"oui", "non", "et_si", "nouvel_achat"}
# Families that the first hands named in words of their own; those without a like are left out.
FAMILLES = {
    "espaces verts": "espaces_verts", "numérique": "informatique", "mobilier et équipement": "mobilier", "véhicules": "vehicules",
    "prestations intellectuelles": "prestations_intellectuelles", "énergie": "energie", "papier": None, "impression": None,
}  # fmt: skip
# The object is compared loosely: so much of its words, and as much again of others at most.
COMMUN, EN_TROP = 0.5, 2.0
EUROS, SEMAINE = 100, 0.26
COURT = 2


@dataclass
class Compte:
    """What was counted over some messages."""

    messages: int = 0
    justes: int = 0
    faits: Counter[str] = field(default_factory=Counter)
    faux: Counter[str] = field(default_factory=Counter)
    muets: int = 0
    muets_lus: int = 0
    ouverts_en_trop: int = 0
    tous: int = 0
    oui_non: int = 0
    oui_non_justes: int = 0
    nus: int = 0
    objets: int = 0
    objets_justes: int = 0
    temps: list[float] = field(default_factory=list)


def lire_lignes(chemin: Path) -> Iterator[dict[str, Any]]:
    with chemin.open(encoding="utf8") as lignes:
        yield from (
            {"id": f"{chemin.stem}:{n}"} | json.loads(ligne) for n, ligne in enumerate(lignes, 1) if ligne.strip()
        )


def attente(lecteur: Lecteur, contexte: Mapping[str, Any]) -> Attente | None:
    """What is awaited there; the value supposed is read in what was shown ("nature : travaux. C'est bien cela ?")."""
    nom = str(contexte.get("question"))
    if nom not in lecteur.vocabulaire:
        return Attente(nom) if nom == "lots" else None
    fait = lecteur.vocabulaire[nom]
    confirme = contexte["attendu"] == "oui_non" and (
        contexte["etape"] == "proposition" or fait.genre is not Genre.OUI_NON
    )
    if not confirme:
        return Attente(nom)
    annonce, _, suite = str(contexte.get("montre") or "").partition(":")
    montre = suite.partition("C'est")[0] if suite else annonce
    suppose = lecteur.lire_reponse(fait, montre.partition("—")[0].strip(" .?"), JOUR).possible
    return Attente(nom, suppose=suppose or lecteur.vocabulaire.domaine(nom))


def attendus(ligne: Mapping[str, Any], lecteur: Lecteur) -> dict[str, Any]:
    """The values that the hand gave, but for those without a like in the pack."""
    valeurs: dict[str, Any] = {}
    for acte in ligne["actes"]:
        if acte["nature"] in DISENT:
            for nom, valeur in (acte.get("valeurs") or {}).items():
                if nom == "segments" and ligne["texte"].strip(" .,et").isdecimal():
                    continue  # the order shown is not told
                if nom == "segments" and valeur is not None:
                    familles = {FAMILLES.get(un, un) for un in (valeur if isinstance(valeur, list) else [valeur])}
                    if retenues := sorted(un for un in familles if un in lecteur.vocabulaire["segments"].options):
                        valeurs[nom] = retenues
                elif valeur not in (None, []) and _existe(lecteur, nom, valeur):
                    valeurs[nom] = valeur
    return valeurs


def _existe(lecteur: Lecteur, nom: str, valeur: Any) -> bool:
    """Whether the pack can hold that value: the buyers of others are no choice of it, names of lots are not counted."""
    if nom not in lecteur.vocabulaire:
        return nom == "lots" and isinstance(valeur, int)
    fait = lecteur.vocabulaire[nom]
    return fait.genre is not Genre.CHOIX or set(valeur if isinstance(valeur, list) else [valeur]) <= fait.options


def egal(lu: Possible | int | None, dit: Any) -> bool:
    """Whether what was read is the value that was given."""
    match lu:
        case Intervalle() if (
            isinstance(dit, dict)
            and isinstance(dit.get("max"), (int, float))
            and dit["max"] - dit.get("min", 0) <= COURT
            and lu.haut
        ):
            # A stay of days or weeks: any time that the hand admits.
            return bool(dit.get("min", 0) <= float(str(lu.haut)) <= dit["max"] + SEMAINE)
        case Intervalle() if isinstance(dit, dict) and any(isinstance(bout, str) for bout in dit.values()):
            return any(str(lu.bas)[:7] == str(bout)[:7] for bout in dit.values())
        case Intervalle() if isinstance(dit, dict):
            return all(_proche(bout, dit.get(cle)) for bout, cle in ((lu.bas, "min"), (lu.haut, "max")))
        case Intervalle() if isinstance(dit, str):
            return str(lu.bas)[: min(len(dit), 10)] == dit[:10] or (lu.bas is not None and str(lu.bas)[:7] == dit)
        case Intervalle():
            return _proche(lu.bas, dit) and _proche(lu.haut, dit)
        case Options():
            return lu.seule == ({True: "oui", False: "non"}[dit] if isinstance(dit, bool) else dit) or (
                isinstance(dit, list) and lu.possibles == set(dit)
            )
        case Ensemble():
            return lu.dedans >= set(dit)
        case Texte():
            return se_ressemblent(lu.texte, str(dit))
        case _:
            return bool(lu == dit)


def _proche(lu: object, dit: Any) -> bool:
    if lu is None or dit is None:
        return (lu is None or lu == 0) and dit in (None, 0)
    if isinstance(dit, str):
        return str(lu).startswith(dit[:7])
    # A euro, or a week of a duration.
    return abs(float(str(lu)) - float(dit)) <= (1 if float(dit) >= EUROS else SEMAINE)


def se_ressemblent(lu: str, dit: str) -> bool:
    mots = [{jeton.racine for jeton in jetons(plier(un).texte) if len(jeton.mot) > 2} for un in (lu, dit)]
    communs = len(mots[0] & mots[1])
    return communs >= COMMUN * len(mots[1]) and len(mots[0]) <= EN_TROP * max(len(mots[1]), 2)


def permis(ligne: Mapping[str, Any]) -> set[str]:
    """The facts that may be read there without fault."""
    noms: set[str] = set()
    for actes in (ligne["actes"], *ligne.get("ou", ())):
        for acte in actes:
            noms.update(acte.get("faits") or (), acte.get("faits_possibles") or ())
            if acte["nature"] in ("oui", "non", "ne_sait_pas"):
                noms.add(ligne["contexte"].get("question") or acte.get("fait") or "")
    if noms & {"lots", "alloti"}:
        noms |= {"lots", "alloti"}
    if "objet" in noms:
        noms |= {"nature", "segments"}
    if "duree_mois" in noms:
        noms.add("duree_ferme_mois")
    return noms


class Suite:
    """What the messages of one person told so far, as the hand has it: what a reader knows when the next one comes."""

    def __init__(self, lecteur: Lecteur) -> None:
        self._lecteur = lecteur
        self._qui = ""
        self.connus = lecteur.vocabulaire.aucun_fait()
        self.redit = ""

    def avant(self, ligne: Mapping[str, Any]) -> Faits:
        natures = {acte["nature"] for acte in ligne["actes"]}
        if (
            ligne["style"] != self._qui
            or ligne["contexte"]["etape"] == "accueil"
            or natures & {"nouvel_achat", "annuler"}
        ):
            self._qui, self.connus, self.redit = ligne["style"], self._lecteur.vocabulaire.aucun_fait(), ""
        if ligne["contexte"]["etape"] == "resultat" and not natures & {"nouvel_achat"} and "objet" not in self.connus:
            self.connus = self.connus.corriger("objet", Texte(str(ligne["contexte"].get("montre") or "achat")))
        return self.connus

    def apres(self, valeurs: Mapping[str, Any], texte: str) -> None:
        if "montant_ht" in valeurs:
            self.redit = texte
        for nom, valeur in valeurs.items():
            if (
                isinstance(valeur, (int, float))
                and not isinstance(valeur, bool)
                and nom in ("montant_ht", "duree_mois")
                and valeur > 0
            ):
                self.connus = self.connus.corriger(nom, Intervalle.point(Decimal(str(valeur))))
            elif nom == "objet":
                self.connus = self.connus.corriger(nom, Texte(str(valeur)))


def compter(lignes: Iterator[dict[str, Any]], lecteur: Lecteur, compte: Compte, montrer: bool) -> None:
    suite = Suite(lecteur)
    for ligne in lignes:
        if ligne["contexte"]["role"] == "entreprise":
            continue
        attendue = attente(lecteur, ligne["contexte"])
        connus = suite.avant(ligne)
        depart = time.perf_counter()
        lus = lire_faits(lecteur, ligne["texte"], JOUR, attendue, connus, redit=suite.redit, repond=True)
        compte.temps.append((time.perf_counter() - depart) * 1000)
        natures = {acte["nature"] for acte in ligne["actes"]}
        compte.tous += 1
        recus = {
            dit.nom
            for dit in lus.dits
            if dit.origine is Origine.DIT and dit.nom != "objet" and significatif(lus, dit.nom)
        }
        # What is told again is no false fact.
        recus -= {nom for nom in recus if nom in connus and lus[nom].possible == connus.connus().get(nom)}
        en_trop = recus - permis(ligne)
        if not natures & (OUVRENT | {"ne_sait_pas"}):
            compte.muets += 1
            compte.muets_lus += bool(en_trop)
        elif en_trop:
            compte.ouverts_en_trop += 1
            dire(montrer, "EN TROP", ligne, lus, {nom: lus[nom].possible for nom in en_trop})
        valeurs = attendus(ligne, lecteur)
        suite.apres(valeurs, ligne["texte"])
        comparer(ligne, lus, valeurs, compte, montrer)
        if not valeurs and natures & {"oui", "non"} and attendue is not None:
            comparer_avis(ligne, lus, attendue, lecteur, compte, montrer)


def significatif(lus: FaitsDits, nom: str) -> bool:
    """A purchase that is no concession because it is a "marché" is not worth a word."""
    possible = lus[nom].possible
    return not (isinstance(possible, Options) and possible.seule is None)


def comparer(ligne: Mapping[str, Any], lus: FaitsDits, valeurs: dict[str, Any], compte: Compte, montrer: bool) -> None:
    objet = valeurs.pop("objet", None)
    if objet is not None:
        compte.objets += 1
        lu = lus["objet"].possible if "objet" in lus else None
        compte.objets_justes += egal(lu, objet)
        if not egal(lu, objet):
            dire(montrer, "OBJET", ligne, lus, {"objet": objet})
    if not valeurs:
        return
    compte.messages += 1
    faux = {nom: dit for nom, dit in valeurs.items() if not juste(lus, nom, dit)}
    compte.faits.update(valeurs.keys())
    compte.faux.update(faux.keys())
    compte.justes += not faux
    if faux:
        dire(montrer, "FAUX", ligne, lus, faux)


def juste(lus: FaitsDits, nom: str, dit: Any) -> bool:
    if nom == "lots":
        return bool(lus.lots == dit)
    return nom in lus and egal(lus[nom].possible, dit)


def comparer_avis(
    ligne: Mapping[str, Any], lus: FaitsDits, attendue: Attente, lecteur: Lecteur, compte: Compte, montrer: bool
) -> None:
    """A yes or a no alone: the value supposed is accepted or refused, a yes-no question is answered."""
    dits = [acte["nature"] for acte in ligne["actes"] if acte["nature"] in ("oui", "non")]
    oui = dits[0] == "oui"
    if attendue.suppose is not None:
        bon = lus.accord is oui
    elif attendue.fait in lecteur.vocabulaire and lecteur.vocabulaire[attendue.fait].genre is Genre.OUI_NON:
        bon = juste(lus, attendue.fait, oui)
    else:
        return
    compte.oui_non += 1
    compte.oui_non_justes += bon
    if not bon:
        dire(montrer, "AVIS", ligne, lus, {attendue.fait: dits[0]})


def dire(montrer: bool, quoi: str, ligne: Mapping[str, Any], lus: FaitsDits, faux: Mapping[str, Any]) -> None:
    if montrer:
        contexte = ligne["contexte"]
        lu = {dit.nom: bref(dit.possible) for dit in lus.dits if dit.nom in faux}
        print(
            f"{quoi} {ligne['id']} [{contexte['etape']}/{contexte.get('question')}/{contexte['attendu']}] {ligne['texte']!r}"
        )
        print(
            f"     voulu {bref_tous(faux)}  lu {lu} {'lots=' + str(lus.lots) if 'lots' in faux else ''} {lus.doute or ''}"
        )


def bref_tous(faux: Mapping[str, Any]) -> dict[str, Any]:
    return {nom: bref(un) if not isinstance(un, (str, int, float, list, dict)) else un for nom, un in faux.items()}


def bref(possible: Possible) -> str:
    match possible:
        case Intervalle():
            return str(possible.bas) if possible.seule is not None else f"[{possible.bas}, {possible.haut}]"
        case Options():
            return "|".join(sorted(possible.possibles))
        case Ensemble():
            return f"+{sorted(possible.dedans)} -{len(possible.dehors)}"
        case Texte():
            return repr(possible.texte)


def pour_cent(part: int, tout: int) -> str:
    return f"{part}/{tout} = {100 * part / tout:.1f} %" if tout else "0/0"


def resumer(titre: str, compte: Compte) -> None:
    faux = ", ".join(f"{nom} {n}/{compte.faits[nom]}" for nom, n in compte.faux.most_common())
    print(
        f"{titre}: values {pour_cent(compte.justes, compte.messages)} · objects {pour_cent(compte.objets_justes, compte.objets)}"
        f" · yes/no {pour_cent(compte.oui_non_justes, compte.oui_non)}\n"
        f"   false facts: closed messages if read {pour_cent(compte.muets_lus, compte.muets)}, gated {pour_cent(compte.ouverts_en_trop, compte.tous)}"
        f" · {statistics.median(compte.temps):.2f} ms median\n   wrong: {faux}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("fichiers", nargs="*", type=Path, help="hands to read besides those beside the repository")
    parser.add_argument("--erreurs", action="store_true", help="show what is wrong, but in the hands that only measure")
    parser.add_argument("--mains", default=None, help="numbers of hands, instead of all")
    args = parser.parse_args()
    lecteur = Lecteur(charger().vocabulaire)
    choisies = (
        tuple(int(n) for n in args.mains.split(",") if n) if args.mains is not None else (*A_REGARDER, *A_MESURER)
    )
    for titre, chemins, montrer in (
        ("seen", [EXEMPLES / f"main{n}.jsonl" for n in choisies if n not in A_MESURER] + args.fichiers, args.erreurs),
        ("measured only", [EXEMPLES / f"main{n}.jsonl" for n in choisies if n in A_MESURER], False),
    ):
        total = Compte()
        for chemin in chemins:
            seul = Compte()
            for compte in (seul, total):
                compter(lire_lignes(chemin), lecteur, compte, montrer and compte is seul)
            if seul.tous:
                resumer(chemin.stem, seul)
        if len(chemins) > 1:
            resumer(f"--- {titre}", total)
    return 0


if __name__ == "__main__":
    sys.exit(main())
