"""The lots that a message tells of: golden sentences, and laws."""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from knowledge.lecture import Lecteur
from knowledge.lecture.lots.message import AttenteLots, lire_lots
from knowledge.lecture.lots.operations import (
    MONTANT_LOT,
    Dire,
    Fusionner,
    LectureLots,
    Operation,
    Renommer,
    Renumeroter,
    Reserver,
    Retirer,
)
from knowledge.lecture.lots.tableau import lire_lots_d_un_tableau
from knowledge.regles.faits import Ensemble, Intervalle, Options, Possible
from knowledge.regles.lots import Lot
from tests.fixtures.knowledge import pack_reel

JOUR = date(2026, 11, 28)
LECTEUR = Lecteur(pack_reel().vocabulaire)
VIDES = LECTEUR.vocabulaire.aucun_fait()
CAS = yaml.safe_load((Path(__file__).parent / "lots.yaml").read_text("utf-8"))


# --- a reading as the golden file writes it ---------------------------------------------------------------------------


def valeur(possible: Possible) -> str:
    match possible:
        case Intervalle():
            if possible.seule is not None:
                return f"{possible.seule:f}"
            return f"{'' if possible.bas is None else possible.bas}..{'' if possible.haut is None else possible.haut}"
        case Options():
            return "|".join(sorted(possible.possibles))
        case Ensemble():
            return "+".join(sorted(possible.dedans))
        case _:
            return str(possible)


def en_clair(operation: Operation) -> str:
    match operation:
        case Dire():
            faits = [
                f"{'~' if d.origine != 'dit' else ''}{d.nom}={valeur(d.possible)}{' (incertain)' if d.incertain else ''}"
                for d in operation.dits
            ]
            titulaire = [f"titulaire {operation.titulaire}"] if operation.titulaire else []
            nom = [f"« {operation.intitule} »"] if operation.intitule else []
            verbe = "nouveau" if operation.nouveau else "dire"
            par_an = [f"par an {valeur(operation.par_an)}"] if operation.par_an is not None else []
            return " ; ".join([" ".join([verbe, str(operation.numero), *nom]), *faits, *par_an, *titulaire])
        case Retirer():
            return f"retirer {' '.join(map(str, operation.numeros))}"
        case Fusionner():
            return f"fusionner {' '.join(map(str, operation.numeros))} « {operation.intitule} »"
        case Renommer():
            return f"renommer {operation.numero} « {operation.intitule} »"
        case Renumeroter():
            return f"renumeroter {' '.join(f'{a}→{b}' for a, b in operation.numeros)}"
        case Reserver():
            verbe = "ne plus reserver" if operation.nie else "reserver"
            return f"{verbe} {' '.join(map(str, operation.numeros))} : {' '.join(sorted(operation.a))}"


def ecrire(lecture: LectureLots) -> dict[str, Any]:
    """A reading as the golden file writes it; what is empty is left out."""
    total = lecture.total
    tout = {
        "operations": [en_clair(un) for un in lecture.operations],
        "nombre": lecture.nombre,
        "total": "" if total is None else f"{'~' if total.origine != 'dit' else ''}{valeur(total.possible)}",
        "doutes": [f"{d.motif} {' '.join(map(str, d.numeros))}".strip() for d in lecture.doutes],
        "reste": lecture.reste,
    }
    return {nom: dit for nom, dit in tout.items() if dit not in (None, "", [])}


def lots(dits: Sequence[str]) -> list[Lot]:
    """Lots from "sono 30000": a name, and an amount where there is one."""
    connus = []
    for numero, dit in enumerate(dits, 1):
        nom, _, montant = dit.rpartition(" ")
        faits = VIDES.corriger(MONTANT_LOT, Intervalle.point(Decimal(montant))) if montant.isdigit() else VIDES
        connus.append(Lot(numero, nom if montant.isdigit() else dit, faits))
    return connus


def lire(texte: str, *connus: str, attendu: str = "") -> LectureLots:
    fait, _, numeros = attendu.partition(" ")
    demande = AttenteLots(fait, tuple(map(int, numeros.split()))) if attendu else None
    return lire_lots(LECTEUR, texte, JOUR, lots(connus), demande)


@pytest.mark.parametrize("cas", CAS, ids=[cas["dit"][:60] for cas in CAS])
def test_golden_sentences(cas):
    attendu = {nom: cas[nom] for nom in ("operations", "nombre", "total", "doutes", "reste") if nom in cas}
    assert ecrire(lire(cas["dit"], *cas.get("connus", ()), attendu=cas.get("attendu", ""))) == attendu


# --- what tells of no lot ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "dit",
    [
        "20 lots de tombola",
        "bornage du lot n° 7 de la ZAC des Tilleuls, 4 200 €",
        "des masques défectueux, n° de lot 2024-118B, en recommander 10 000",
        "la copropriété a les lots 12, 13 et 27",
        "coupes et médailles, avec des lots pour les 3 premiers : 1er 150 €",
        "un lot par ascenseur",
        "Un lot, une nacelle, une régisseuse épuisée.",
        "le Lot-et-Garonne",
        "marché de nettoyage, 85 k€ HT, 36 mois, MAPA",
        "est-il permis de réserver un lot de blanchisserie de 60 000 € à un ESAT ?",
    ],
)
def test_no_lot_is_told(dit):
    lecture = lire(dit)
    assert (lecture.operations, lecture.doutes, lecture.reste) == ((), (), dit)


# --- tables -----------------------------------------------------------------------------------------------------------


def test_a_workbook_of_lots():
    lignes = [
        ["N°", "Désignation", "Estimation € HT", "Nature", "Réservé", "Insertion"],
        [1, "Gros œuvre", 250000.0, "travaux", None, "oui"],
        [2, "Nettoyage de fin de chantier", 9500.5, "services", "EA / ESAT", "non"],
        ["TOTAL", None, 259500.5, None, None, None],
    ]
    assert ecrire(lire_lots_d_un_tableau(LECTEUR, lignes, JOUR)) == {
        "operations": [
            "nouveau 1 « Gros œuvre » ; nature=travaux ; montant_lot_ht=250000 ; clause_insertion=oui",
            "nouveau 2 « Nettoyage de fin de chantier » ; nature=services ; segments=nettoyage ; montant_lot_ht=9500.5 ; clause_insertion=non",
            "reserver 2 : ea esat",
        ],
        "nombre": 2,
        "total": "259500.5",
    }


@pytest.mark.parametrize(
    ("lignes", "premier"),
    [
        ([["Lot", "Montant HT"], ["Sono", "30 000"], ["Buvette", "8 000"]], "nouveau 1 « Sono » ; montant_lot_ht=30000"),
        ([["lot", "objet", "k€ HT"], ["Lot 1", "Sono", "30"], ["Lot 2", "Buvette", "8"]], "nouveau 1 « Sono » ; montant_lot_ht=30000"),
        ([["n°", "objet", "mini HT", "maxi HT"], ["1", "Papier", "8 000", "30 000"]], "nouveau 1 « Papier » ; montant_lot_ht=8000..30000"),
        ([["Lot 1 - Sono", "30 000 €"], ["Lot 2 - Buvette", "8 000 €"]], None),
        ([["1", "Sono", "30 000 € HT"], ["2", "Buvette", "8 000 € HT"]], "nouveau 1 « Sono » ; montant_lot_ht=30000"),
        ([["objet", "montant"], ["Sono", "30 000"]], None),
        ([["lot", "objet", "montant TTC"], ["1", "Sono", "30 000"]], "nouveau 1 « Sono »"),
        ([], None),
        ([[None, None]], None),
    ],
)  # fmt: skip
def test_rows(lignes, premier):
    operations = lire_lots_d_un_tableau(LECTEUR, lignes, JOUR).operations
    assert (en_clair(operations[0]) if operations else None) == premier


# --- laws -------------------------------------------------------------------------------------------------------------

NOMS = ("sono", "gardiennage", "buvette", "gros œuvre", "charpente", "VRD", "plomberie", "peinture", "nettoyage des écoles", "espaces verts", "mobilier", "serrurerie")  # fmt: skip
DITS = st.lists(
    st.tuples(st.sampled_from(NOMS), st.integers(2, 900).map(lambda n: n * 500)), min_size=2, max_size=8, unique_by=lambda lot: lot[0]
)  # fmt: skip


def _en_espaces(montant: int) -> str:
    return f"{montant:,}".replace(",", " ")


FORMES = {
    "annonce": lambda dits: f"{len(dits)} lots : " + ", ".join(f"{nom} {_en_espaces(m)} €" for nom, m in dits),
    "parenthèses": lambda dits: f"marché en {len(dits)} lots (" + ", ".join(f"{nom} {m} €" for nom, m in dits) + ")",
    "étiquettes": lambda dits: ", ".join(f"lot {n} {nom} {_en_espaces(m)} €" for n, (nom, m) in enumerate(dits, 1)),
    "lignes": lambda dits: "\n".join(f"Lot n° {n} - {nom} : {_en_espaces(m)} € HT" for n, (nom, m) in enumerate(dits, 1)),
    "sans virgule": lambda dits: " ".join(f"lot {n} {nom} {m}€" for n, (nom, m) in enumerate(dits, 1)),
    "phrases": lambda dits: " ".join(f"Lot {n} : {nom}, {_en_espaces(m)} euros." for n, (nom, m) in enumerate(dits, 1)),
    "un lot": lambda dits: ", ".join(f"un lot {nom} à {_en_espaces(m)} €" for nom, m in dits),
    "prix d'abord": lambda dits: f"{len(dits)} lots : " + ", ".join(f"{_en_espaces(m)} € pour {nom}" for nom, m in dits),
    "tableau": lambda dits: "lot\tintitulé\tmontant HT\n" + "\n".join(f"{n}\t{nom}\t{_en_espaces(m)}" for n, (nom, m) in enumerate(dits, 1)),
    "barres": lambda dits: "| n° lot | objet | estimation |\n|---|---|---|\n" + "\n".join(f"| {n} | {nom} | {m} |" for n, (nom, m) in enumerate(dits, 1)),
    "puces": lambda dits: "Lots :\n" + "\n".join(f"- {nom} : {_en_espaces(m)} €" for nom, m in dits),
}  # fmt: skip


def _relus(lecture: LectureLots) -> list[tuple[int, str, object]]:
    return [
        (un.numero, un.intitule, next((d.possible.seule for d in un.dits if d.nom == MONTANT_LOT), None))
        for un in lecture.operations
        if isinstance(un, Dire)
    ]


@pytest.mark.parametrize("forme", FORMES)
@given(dits=DITS)
def test_lots_that_are_written_are_read_back(forme, dits):
    lecture = lire(FORMES[forme](dits))
    assert _relus(lecture) == [(n, nom, Decimal(montant)) for n, (nom, montant) in enumerate(dits, 1)]
    assert not lecture.doutes


@given(dits=DITS, quoi=st.data())
def test_one_lot_is_corrected_and_no_other(dits, quoi):
    rang = quoi.draw(st.integers(0, len(dits) - 1))
    connus = [f"{nom} {montant}" for nom, montant in dits]
    par_nom, par_numero = (
        lire(f"{mots} passe à 12 345 €", *connus) for mots in (f"le lot {dits[rang][0]}", f"le {rang + 1}")
    )
    assert _relus(par_nom) == _relus(par_numero) == [(rang + 1, "", Decimal(12345))]


MOTS = ["lot", "lots", "le", "la", "un", "1", "2", "3", "30", "000", "€", "k€", ",", ".", ":", ";", "(", ")", "/", "et", "sauf", "tous", "les", "autres", "sono", "buvette", "réservé", "insertion", "enlève", "regroupe", "total", "HT", "TTC", "%", "=", "-", "\n", "\t", "|", "l'eau", "à", "de", "en", "pas", "oui", "?", "chacun", "premier", "dernier", "2e", "alloti"]  # fmt: skip


@settings(max_examples=4 * settings.default.max_examples)
@given(
    texte=st.one_of(st.lists(st.sampled_from(MOTS), max_size=40).map(" ".join), st.text(max_size=200)),
    connus=st.sampled_from([(), ("sono 30000", "sécurité", "buvette 8000"), ("", "")]),
    attendu=st.sampled_from(
        ["", "lots", "montant_lot_ht", "montant_lot_ht 2", "clause_insertion", "clause_insertion 1 2"]
    ),
)
@example(texte="İlot 1 sono", connus=(), attendu="")
@example(texte="lots 1 à 99 : 5", connus=(), attendu="")
def test_whatever_is_typed_is_read(texte, connus, attendu):
    lecture = lire(texte, *connus, attendu=attendu)
    vivants = set(range(1, len(connus) + 1))
    for un in lecture.operations:
        match un:
            case Dire():
                assert un.nouveau == (un.numero not in vivants)
                vivants.add(un.numero)
            case Retirer():
                assert set(un.numeros) <= vivants
                vivants -= set(un.numeros)
            case Fusionner():
                assert len(un.numeros) > 1
                assert set(un.numeros) <= vivants
                vivants -= set(un.numeros[1:])
            case Renommer():
                assert un.numero in vivants
            case Renumeroter():
                vivants = {dict(un.numeros).get(n, n) for n in vivants}
            case Reserver():
                assert set(un.numeros) <= vivants


@given(
    st.lists(
        st.lists(st.one_of(st.none(), st.text(max_size=12), st.integers(), st.floats(), st.booleans()), max_size=6),
        max_size=8,
    )
)
def test_whatever_the_cells_are(lignes):
    lire_lots_d_un_tableau(LECTEUR, lignes, JOUR)


@pytest.mark.parametrize(
    "motif",
    ["lot 1 ", "lot ", "lots 1, ", "un lot sono à 3 000 €, ", "la sono et ", "le 2 ", "3 lots : ", "1 : ", "30 000 ", "sauf ", "(", "/ ", "a\tb\n", "total ", "l'eau un ", "regroupe ", "pas "],
)  # fmt: skip
def test_a_long_text_takes_no_long_time(motif):
    debut = time.process_time()
    lire((motif * 4000)[:4000], "sono 30000", "sécurité", "buvette 8000")
    assert time.process_time() - debut < 20
