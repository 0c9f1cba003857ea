"""The texts of the law: how citations name them, how they are shortened, and what the verifier says of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from knowledge.droit.textes import CitationInconnueError, Etat, abreger
from knowledge.plan.pack import Pack

JOUR = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("ecrite", "noms"),
    [
        ("CCP R2194-8", ["CCP R2194-8"]),
        ("code de la commande publique R2194-8", ["CCP R2194-8"]),
        ("CCP R. 2194-8", ["CCP R2194-8"]),
        ("CCP R2121-1 à R2121-3", ["CCP R2121-1", "CCP R2121-2", "CCP R2121-3"]),
        ("CCP R2152-11, R2152-12", ["CCP R2152-11", "CCP R2152-12"]),
        ("CCP R2123-1 3°, L2113-15", ["CCP R2123-1", "CCP L2113-15"]),
        ("Code rural L230-5-1", ["code rural L230-5-1"]),
        ("loi 2014-856 art. 1, CCP L2113-15", ["loi 2014-856 art. 1", "CCP L2113-15"]),
        ("loi 2020-105 art. 58", ["loi AGEC art. 58"]),
        ("CE n° 417580", ["Conseil d'État n° 417580"]),
        ("CCP troisième partie", ["CCP troisième partie"]),
        ("SPASER action 8", ["SPASER"]),
        ("fiche « attestation de marché public » (urssaf.fr)", ["fiche « attestation de marché public » (urssaf.fr)"]),
    ],
)
def test_a_citation_names_its_texts(pack: Pack, ecrite: str, noms: list[str]) -> None:
    assert [une.texte.nom for une in pack.textes.citations(ecrite)] == noms


@pytest.mark.parametrize(
    "ecrite", ["CCP R9999-1", "CCP", "R2194-8", "CCP R2121-8 à R2121-1", "CCP R2121", "n'importe quoi", ""]
)
def test_a_citation_of_nothing_known_says_so(pack: Pack, ecrite: str) -> None:
    with pytest.raises(CitationInconnueError):
        pack.textes.citations(ecrite)


@pytest.mark.parametrize(
    ("sources", "dit"),
    [
        (["CCP R2194-8", "CCP R2194-9"], "CCP R2194-8 et -9"),
        (["CCP R2122-8", "CCP R2122-9", "CCP R2122-9-1"], "CCP R2122-8, -9 et -9-1"),
        (["CCP R2121-1 à R2121-8", "CCP R2162-4"], "CCP R2121-1 à -8 et R2162-4"),
        (["CCP R2181-1", "CCP L2181-1", "CCP R2181-2"], "CCP L2181-1, R2181-1 et -2"),
        (["CCP R2123-1 3°", "CCP R2123-1 3°"], "CCP R2123-1 3°"),
        (["SPASER action 8", "SPASER action 10"], "SPASER actions 8 et 10"),
        (["SPASER, action 8"], "SPASER action 8"),
        (["SPASER actions 1 à 26", "CCP L2111-3"], "SPASER actions 1 à 26, CCP L2111-3"),
        (["CJA L551-1", "CCP L2141-8", "CJA R551-7"], "CJA L551-1 et R551-7, CCP L2141-8"),
    ],
)
def test_many_articles_in_few_words(pack: Pack, sources: list[str], dit: str) -> None:
    assert abreger(une for source in sources for une in pack.textes.citations(source)) == dit


def test_what_nobody_read_is_not_read(pack: Pack) -> None:
    textes = pack.textes
    assert textes.etat(textes.textes["CGCT L1414-2"], JOUR) is Etat.NON_LU
    assert textes.etat(textes.textes["CCP R2194-8"], JOUR) is Etat.LU
    assert textes.etat(textes.textes["CCP R2194-8"], date(2027, 11, 24)) is Etat.A_RELIRE


def test_what_comes_back_is_to_be_read_each_time(pack: Pack) -> None:
    (bce,) = [une for une in pack.textes.veilles.toutes if une.id == "taux_bce"]
    assert bce.derniere(date(2026, 12, 31)) is None
    assert [bce.derniere(date(2027, mois, 2)) for mois in (1, 6, 7)] == [date(2027, 1, 1)] * 2 + [date(2027, 7, 1)]
    assert bce.prochaine(date(2027, 7, 1)) == date(2028, 1, 1)
    (europe,) = [une for une in pack.textes.veilles.toutes if une.id == "seuils_europeens"]
    assert europe.prochaine(date(2028, 1, 1)) is None


def test_every_text_has_a_link_that_names_it(pack: Pack) -> None:
    assert all(texte.lien.startswith("https://www.legifrance.gouv.fr/search/") for texte in pack.textes.textes.values())
    assert pack.textes.textes["CCP R2194-8"].lien.endswith("query=R2194-8")


# --- the files ----------------------------------------------------------------------------------------------------------

TEXTES, VEILLE = "droit/textes.yaml", "droit/veille.yaml"


@pytest.mark.parametrize(
    ("fichier", "avant", "apres", "faute"),
    [
        (TEXTES, "lecture: fiche_juridique}", "lecture: fiche}", "il n'y a pas de lecture « fiche »"),
        (TEXTES, "{article: L1414-2}", "{article: L1414-2, version: 2020-01-01}", "une version sans lecture"),
        (TEXTES, "{article: L1414-2}", "{article: L1414-4}", "« CGCT L1414-4 » est déjà écrit plus haut"),
        (TEXTES, "{article: L1414-2}", "{article: L1414-2, lectur: fiche_juridique}", "clé inconnue « lectur »"),
        (TEXTES, "relire_le: 2027-11-24", "relire_le: 2026-11-24", "« relire_le » doit venir après « le »"),
        (TEXTES, "aussi: [code général", "aussi: [CCP, code général", "« CCP » est déjà écrit plus haut"),
        (VEILLE, "CCP R2122-8, CCP R2122-9-1", "CCP R9999-8", "« CCP R9999-8 » n'est pas dans textes.yaml"),
        (VEILLE, "id: palier_agec", "id: loi_simplification", "« loi_simplification » est déjà écrit plus haut"),
        (VEILLE, "tous_les_mois: 6", "tous_les_mois: 0", "ce qui revient"),
    ],
)
def test_a_fault_of_the_texts_is_told_with_its_place(
    copie: Any, fichier: str, avant: str, apres: str, faute: str
) -> None:
    copie.changer(fichier, avant, apres)
    assert any(faute in lue and lue.startswith(fichier) for lue in copie.lire())


def test_a_paragraph_is_told_or_set_aside_not_both(copie: Any) -> None:
    copie.changer(TEXTES, "            ecarte: >-", "            traite: ici\n            ecarte: >-")
    assert any("traité ou écarté" in lue for lue in copie.lire())


# --- the verifier -------------------------------------------------------------------------------------------------------


def test_the_pack_cites_nothing_unknown(copie: Any) -> None:
    assert [str(faute) for faute in copie.verifier(JOUR).fautes] == []


def test_what_is_cited_and_unknown_is_a_fault(copie: Any) -> None:
    ligne = copie.changer("fiches/20", "droit: [CCP R2123-5]", "droit: [CCP R2123-55]")
    assert ligne
    (faute,) = copie.verifier(JOUR).fautes
    assert "fiche 20 cite « CCP R2123-55 », qui n'est pas dans textes.yaml" in str(faute)


@pytest.mark.parametrize(
    ("jour", "morceaux"),
    [
        (JOUR, ("« CGCT L1414-2 » n'a pas été lu", "obligation « commission_appel_offres »", "legifrance.gouv.fr")),
        (date(2027, 1, 1), ("« CCP R2122-8 » est à relire depuis le 1er\u00a0janvier\u00a02027",)),
        (date(2027, 12, 1), ("« CCP R2112-1 » est à relire depuis le 24\u00a0novembre\u00a02027",)),
        (JOUR, ("« CCP R2172-2 »", "300 000 € par le décret 2026-117 » n'est ni traité ni écarté")),
        (JOUR, ("sans version connue", "CCP R2191-11")),
    ],
)
def test_what_is_left_to_read_is_a_warning(copie: Any, jour: date, morceaux: tuple[str, ...]) -> None:
    dits = [str(avertissement) for avertissement in copie.verifier(jour).avertissements]
    assert any(all(morceau in dit for morceau in morceaux) for dit in dits)


def test_what_is_read_and_not_due_is_not_told(copie: Any) -> None:
    dits = [str(avertissement) for avertissement in copie.verifier(JOUR).avertissements]
    assert not any("« CCP R2112-1 »" in dit for dit in dits)
    copie.changer(TEXTES, "{article: R2112-1, lecture: fiche_juridique}", "{article: R2112-1}")
    dits = [str(avertissement) for avertissement in copie.verifier(JOUR).avertissements]
    assert any("« CCP R2112-1 » n'a pas été lu" in dit for dit in dits)
