"""Measures the house: `python tests/bench/maison.py [--racine CHECKOUT] [--table MOVES.json]`.

`--table` says under which path each file of another checkout would stand here, so that an older tree is measured by the same
capabilities. Everything is read from the text of the files; nothing is imported.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

COUCHES = ("bot", "handlers", "knowledge", "storage")
CAPACITES = frozenset(
    (
        "accompagnements",
        "apprentissage",
        "cad",
        "comptes",
        "diagnostic",
        "envois",
        "fiches",
        "indicateurs",
        "ligne_directe",
        "rappels",
        "registre",
        "suivi",
    )
)
APPEL_DE_RE = re.compile(r"\bre\.(?:compile|match|fullmatch|search|sub|subn|split|findall|finditer)\(")
# A file that at least so many capabilities import is everybody's.
PARTAGE_MIN = 6


def python(racine: Path) -> dict[str, str]:
    """The Python of the four layers: its text, by path."""
    return {
        path.relative_to(racine).as_posix(): path.read_text("utf-8")
        for couche in COUCHES
        for path in sorted((racine / couche).rglob("*.py"))
    }


def module_of(path: str) -> str:
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports_of(text: str, modules: frozenset[str]) -> set[str]:
    """The modules of ours that a text imports."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                found.add(full if full in modules else node.module)
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return found & modules


def capacite_de(path: str, table: dict[str, str]) -> str:
    """The capability that a file belongs to; empty for the kernel and all the rest."""
    parts = table.get(path, path).split("/")
    return parts[1] if len(parts) > 2 and parts[1] in CAPACITES else ""


def mesurer(racine: Path, table: dict[str, str]) -> dict[str, object]:
    """What the house looks like, as plain numbers."""
    texts = python(racine)
    modules = frozenset(map(module_of, texts))
    paths = {module_of(path): path for path in texts}
    folders = Counter(
        str(entry.parent.relative_to(racine))
        for couche in COUCHES
        for entry in (racine / couche).rglob("*")
        if "__pycache__" not in entry.parts and not entry.name.startswith("__") and "migrations" not in entry.parts
    )
    fiches = {folder: n for folder, n in folders.items() if not folder.startswith("knowledge/packs")}
    largest = max(fiches.items(), key=lambda one: one[1])
    between: Counter[tuple[str, str]] = Counter()
    users = defaultdict(set)
    for path, text in texts.items():
        mine = capacite_de(path, table)
        for module in imports_of(text, modules):
            theirs = capacite_de(paths[module], table)
            if mine:
                users[paths[module]].add(mine)
            if mine and theirs and mine != theirs and path.split("/")[0] == paths[module].split("/")[0]:
                between[mine, theirs] += 1
    shared = sorted(path for path, qui in users.items() if len(qui) >= PARTAGE_MIN)
    homeless = [path for path in shared if capacite_de(path, table)]
    return {
        "python_lignes": sum(text.count("\n") for text in texts.values()),
        "dossier_le_plus_rempli": f"{largest[0]} ({largest[1]} entrées)",
        "imports_entre_capacites": sum(between.values()),
        "couples_de_capacites": len(between),
        f"fichiers_que_{PARTAGE_MIN}_capacites_importent": len(shared),
        "dont_dans_le_dossier_de_l_une_d_elles": len(homeless),
        "appels_de_re_hors_knowledge": sum(
            len(APPEL_DE_RE.findall(text)) for path, text in texts.items() if not path.startswith("knowledge/")
        ),
        "appels_de_re": sum(len(APPEL_DE_RE.findall(text)) for text in texts.values()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--racine", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--table", type=Path)
    arguments = parser.parse_args()
    table = json.loads(arguments.table.read_text("utf-8")) if arguments.table else {}
    print(json.dumps(mesurer(arguments.racine, table), ensure_ascii=False, indent=2))


if __name__ == "__main__":
    main()
