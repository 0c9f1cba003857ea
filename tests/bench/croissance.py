"""Measures how the time of every pattern and every reader grows with the text: a part of `make bench`."""

from __future__ import annotations

import sys
from collections.abc import Callable

from bot import wiring
from tests.test_linear_time import (
    fresh,
    methods_of,
    of,
    patterns,
    readers_of,
    readers_shapes,
    seconds,
    shapes,
    text_of,
)

# A reader of a text eight times longer may take eight times as long, and some noise; one that is quadratic takes 64.
SHORT, LONG = 500, 4000
GROWTH_MAX = 30
# Under these seconds of processor, growth is noise and nobody waits.
PATTERN_FLOOR, READER_FLOOR = 0.01, 0.1
TIMES = 5


def growth(call: Callable[[str], object], shape: tuple[str, str, str], floor: float) -> str | None:
    """What is said of a reader whose time grows faster than its text; None of the others."""
    short, long = text_of(shape, SHORT), text_of(shape, LONG)
    if seconds(call, long) < floor:
        return None
    # The fastest of several: what others do on the machine is measured too.
    first, last = max(1e-6, seconds(call, short, TIMES)), seconds(call, long, TIMES)
    if last > floor and last > GROWTH_MAX * first:
        return f"{last / first:.0f} times from {SHORT} signs to {LONG}, {last:.4f} s"
    return None


def main() -> int:
    known = patterns()
    tried = [
        (names[0], method, of(pattern, method), shape, PATTERN_FLOOR)
        for pattern, names in known.items()
        for shape in shapes(pattern)
        for method in methods_of(names)
    ]
    readers = readers_of(wiring.build_knowledge(wiring.Settings()))
    tried += [
        (name, "read", fresh(reader), shape, READER_FLOOR)
        for name, reader in readers.items()
        for shape in readers_shapes()
    ]
    refused = 0
    for name, method, call, shape, floor in tried:
        if why := growth(call, shape, floor):
            refused += 1
            print(f"{name}: {method} {shape!r}: {why}")
    print(
        f"{len(known)} patterns and {len(readers)} readers on {len(tried)} texts: {refused} grow faster than the text"
    )
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
