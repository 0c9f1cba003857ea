"""In which documents of the consultation each rule is written."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledge.plan.pieces import Pieces, PiecesFautivesError, pieces_de


def test_every_rule_of_the_pack_is_written_somewhere(pack):
    pieces = pieces_de(pack)
    sans = [
        f"{fiche.numero}.{regle.id}"
        for fiche in pack.fiches.values()
        for regle in fiche.regles
        if not pieces.de(fiche.numero, regle.id)
    ]
    assert sans == []
    assert len({piece.id for piece in pieces.toutes}) == len(pieces.toutes)


def test_a_rule_of_its_own_goes_before_its_action(pack):
    pieces = pieces_de(pack)
    assert pieces.de(20, "negociation_mapa")[0].court == "RC"
    assert pieces.de(20, "negociation_possible") != pieces.de(20, "negociation_mapa")
    assert pieces.de(999, "x") == ()


def test_a_pack_that_declares_none_has_none(pack, tmp_path):
    assert pieces_de(replace(pack, dossier=tmp_path)) == Pieces()


@pytest.mark.parametrize("regles", ["'999': [rc]", "'8': [inconnue]", "'8.inconnue': [rc]"])
def test_what_the_pack_does_not_have_is_a_fault(pack, tmp_path, regles):
    (tmp_path / "pieces.yaml").write_text(f"pieces: [{{id: rc, nom: RC}}]\nregles: {{{regles}}}\n", "utf-8")
    with pytest.raises(PiecesFautivesError):
        pieces_de(replace(pack, dossier=tmp_path))
