"""Lays a page out with typst: a template of ours, and data that it reads as data, so that nothing typed is ever its code."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime, time
from functools import cache
from pathlib import Path
from typing import Any, Literal
from zoneinfo import ZoneInfo

POLICES = Path(__file__).parent / "polices"
UTC = ZoneInfo("UTC")


@cache
def _polices() -> Any:
    """The fonts of this folder and those of typst: never those of the machine, so that a page is the same everywhere."""
    import typst

    return typst.Fonts(include_system_fonts=False, font_paths=[str(POLICES)])


def composer(
    gabarit: Path,
    donnees: Mapping[str, Any],
    jour: date,
    genre: Literal["pdf", "png"],
    *,
    ppi: float = 144,
    normes: tuple[str, ...] = (),
) -> bytes:
    """The file of a template; `jour` is the date that it bears. One page only for a PNG.

    Raises typst.TypstError when a norm (a PDF standard) cannot be kept: say, for a letter that no font has.
    """
    import typst

    return typst.compile(
        str(gabarit),
        root=str(gabarit.parent),
        font_paths=_polices(),
        format=genre,
        ppi=ppi,
        sys_inputs={"donnees": json.dumps(donnees, ensure_ascii=False)},
        pdf_standards=list(normes),  # type: ignore[arg-type]
        timestamp=datetime.combine(jour, time(), UTC),
        # A package would be fetched: there is none.
        package_path=str(POLICES),
    )


def composer_un_pdf(gabarit: Path, donnees: Mapping[str, Any], jour: date) -> bytes:
    """A tagged PDF that keeps to PDF/UA, unless a typed letter is in no font: it is then made all the same."""
    import typst

    try:
        return composer(gabarit, donnees, jour, "pdf", normes=("ua-1",))
    except typst.TypstError:
        return composer(gabarit, donnees, jour, "pdf")


__all__ = ["POLICES", "composer", "composer_un_pdf"]
