"""Laws of the reading, whatever is typed."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.faits import Intervalle
from knowledge.lecture import Lecteur
from knowledge.lecture.texte import plier
from knowledge.loading import charger

from .test_textes import CAS

VOCABULAIRE = charger().vocabulaire
LECTEUR = Lecteur(VOCABULAIRE)
AUJOURDHUI = date(2026, 11, 24)
TEXTES = [cas["text"] for cas in CAS]
MORCEAUX = sorted({morceau for texte in TEXTES for morceau in texte.split()})
SANS_RAPPORT = [
    "Merci d'avance.",
    "Il fait beau aujourd'hui.",
    "Bonne journée à toute l'équipe.",
    "Je reviens vers vous demain.",
]

bruit = st.text(max_size=80) | st.lists(st.sampled_from(MORCEAUX), max_size=25).map(" ".join)


@given(bruit, st.dates())
@settings(deadline=None, max_examples=400)
def test_nothing_typed_ever_raises(texte: str, jour: date) -> None:
    LECTEUR.lire(texte, jour)


@given(bruit, st.sampled_from(list(VOCABULAIRE.values())))
@settings(deadline=None, max_examples=400)
def test_no_answer_ever_raises(texte: str, fait: object) -> None:
    LECTEUR.lire_reponse(fait, texte, AUJOURDHUI)  # type: ignore[arg-type]


@given(bruit)
@settings(deadline=None, max_examples=200)
def test_what_is_read_is_possible_and_quoted(texte: str) -> None:
    for lu in LECTEUR.lire(texte, AUJOURDHUI).lus:
        assert not lu.possible.vide
        assert VOCABULAIRE.aucun_fait().apprendre(lu.nom, lu.possible)
        assert lu.mots


@given(st.sampled_from(TEXTES), st.sampled_from(SANS_RAPPORT), st.booleans())
@settings(deadline=None, max_examples=300)
def test_an_unrelated_sentence_changes_nothing(texte: str, phrase: str, devant: bool) -> None:
    ensemble = f"{phrase}\n{texte}" if devant else f"{texte}\n{phrase}"

    def lus(dit: str) -> dict[str, object]:
        return {lu.nom: lu.possible for lu in LECTEUR.lire(dit, AUJOURDHUI).lus if lu.nom != "objet"}

    assert lus(ensemble) == lus(texte)


@given(
    st.integers(min_value=500, max_value=99_000_000),
    st.sampled_from([" ", "\u00a0", "\u202f"]),
    st.sampled_from(["€ HT", "€ht", "euros HT", "EUR hors taxes"]),
)
@settings(deadline=None)
def test_an_amount_written_is_read_back(euros: int, espace: str, unite: str) -> None:
    ecrit = f"{euros:,}".replace(",", espace) + espace + unite
    (lu,) = LECTEUR.lire(ecrit, AUJOURDHUI).lus

    assert lu.possible == Intervalle.point(Decimal(euros))


@given(st.integers(min_value=1, max_value=480))
@settings(deadline=None)
def test_a_duration_written_is_read_back(mois: int) -> None:
    (lu,) = LECTEUR.lire(f"{mois} mois", AUJOURDHUI).lus

    assert lu.possible == Intervalle.point(Decimal(mois))


@given(st.text(max_size=60))
@settings(deadline=None)
def test_folding_keeps_the_way_back(texte: str) -> None:
    plie = plier(texte)

    assert len(plie.origine) == len(plie.texte)
    assert list(plie.origine) == sorted(plie.origine)
    assert plier(plie.texte).texte == plie.texte
    json.dumps(plie.texte)
