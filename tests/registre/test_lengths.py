"""What a register record calls itself and its people by has a bound, and a number is read in no time."""

from __future__ import annotations

from time import thread_time

import pytest

from knowledge.registre.lots import groupe_de


@pytest.mark.parametrize("numero", ["_" * 1600, "_" * 3000, "L" * 3000, "0" * 3000, "-l-" * 1000])
def test_the_lot_of_a_very_long_number_is_looked_for_in_no_time(numero):
    start = thread_time()
    groupe_de("21630113500010", numero, "Lot 1 : x", "1", None, None)
    assert thread_time() - start < 0.2


@pytest.mark.parametrize(
    ("numeros", "ensemble"),
    [
        (("2024-015-L01", "2024-015-L02"), True),
        (("2024_015_lot_1", "2024_015_lot_2"), True),
        (("2024015-01", "2024015-02"), True),
        (("2024015L01", "2024016L02"), False),
    ],
)
def test_lots_are_still_put_together_by_their_number(numeros, ensemble):
    un, deux = (groupe_de("1", numero, "Lot", str(rang), None, None) for rang, numero in enumerate(numeros, 1))
    assert (un == deux) is ensemble
