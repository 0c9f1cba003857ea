"""The templates of what is said, compiled once: the next process reads the code of those that did not change."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import CodeType
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, FileSystemLoader, StrictUndefined, nodes
from jinja2.bccache import Bucket, BytecodeCache
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


class DuProcessus(BytecodeCache):
    """Keeps the code of templates in this process only: that which hangs on an extension, whose own code may change."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType | None] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


def environnement(dossiers: Sequence[Path], memoire: DuProcessus | None = None, **autres: Any) -> Environment:
    """Messages are Markdown: nothing is escaped but by the filter `neutre`, what people typed. Pages say `autoescape`."""
    echappe = autres.setdefault("autoescape", False)
    sorte = "page" if echappe else "gabarit"
    gabarits = Environment(  # noqa: S701 - a page says that it escapes, a message has nothing to escape
        loader=FileSystemLoader(dossiers),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        optimized=False,
        bytecode_cache=memoire or _Memoire(str(_DOSSIER), f"{sorte}-{jinja2.__version__}-%s.bin"),
        **autres,
    )
    gabarits.code_generator_class = _SansCalcul
    return gabarits


__all__ = ["DuProcessus", "environnement"]
