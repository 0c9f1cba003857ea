"""The templates of what is said, compiled once: the next process reads the code of those that did not change."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator

# Beside what Python keeps of the modules of this folder, and under the same conditions.
_DOSSIER = Path(__file__).parent / "__pycache__"


class _SansCalcul(CodeGenerator):
    """Computes nothing while it compiles: the code hangs on the template alone, not on the filters or on the pack."""

    def _output_child_to_const(self, node: nodes.Expr, frame: Any, finalize: Any) -> str:
        if not isinstance(node, (nodes.TemplateData, nodes.Const)):
            raise nodes.Impossible
        return super()._output_child_to_const(node, frame, finalize)


class _Memoire(FileSystemBytecodeCache):
    """Where nothing can be written, templates are compiled each time."""

    def dump_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError):
            super().dump_bytecode(bucket)


def environnement(dossiers: Sequence[Path]) -> Environment:
    """Messages are Markdown: nothing is escaped but by the filter `neutre`, what people typed."""
    gabarits = Environment(
        loader=FileSystemLoader(dossiers),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        autoescape=False,  # noqa: S701 - see above
        optimized=False,
        bytecode_cache=_Memoire(str(_DOSSIER), f"gabarit-{jinja2.__version__}-%s.bin"),
    )
    gabarits.code_generator_class = _SansCalcul
    return gabarits


__all__ = ["environnement"]
