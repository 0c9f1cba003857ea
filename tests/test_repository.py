"""What must stay true of the tree itself."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from importlinter.application.use_cases import SUCCESS, lint_imports
from importlinter.configuration import configure

from bot.settings import PLATFORMS, READERS

ROOT = Path(__file__).parents[1]
HANDLERS = sorted((ROOT / "handlers").rglob("*.py"))
GABARITS = sorted((ROOT / "handlers").glob("*/templates/*.md"))
# What templates share is said by none alone.
PARTAGES = {
    nom for path in GABARITS for nom in re.findall(r'{% (?:import|include) "(\w+)\.md"', path.read_text("utf-8"))
}
TEMPLATES = {path.stem for path in GABARITS} - PARTAGES


def calls(name, position=0):
    """That argument of each call of that function where replies are made, when it is written there."""
    for path in (*HANDLERS, *sorted((ROOT / "bot").rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            called = (
                getattr(node.func, "id", None) or getattr(node.func, "attr", None) if isinstance(node, ast.Call) else ""
            )
            if called == name and len(node.args) > position:
                yield path, node.args[position]


def test_imports_run_one_way(monkeypatch):
    monkeypatch.chdir(ROOT)
    configure()
    assert lint_imports(config_filename="pyproject.toml") is SUCCESS


def test_the_template_files_are_exactly_those_that_replies_name():
    # `render` words what stands on a page or in a file, `dire` says a template and comes back to the pending question,
    # `_aparte_pour` says it to whoever.
    worded = [(path, node) for path, node in calls("render") if path in HANDLERS]
    said = [*calls("Reply"), *worded, *calls("dire", 2), *calls("_aparte_pour", 2)]
    named = {node.value for _, node in said if isinstance(node, ast.Constant)}
    assert named - PARTAGES == TEMPLATES


def test_the_buttons_are_exactly_those_that_are_used():
    used = {node.value for _, node in calls("bouton") if isinstance(node, ast.Constant)}
    assert used == {
        cle for path in (ROOT / "handlers").glob("*/boutons.yaml") for cle in yaml.safe_load(path.read_text("utf-8"))
    }


def test_no_sentence_stands_in_a_handler():
    sentences = [
        f"{path.name}:{node.lineno}: {node.value}"
        for path in HANDLERS
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.match(r"[A-ZÀÉÊ][a-zéèêàçù']+ [a-zéèêàçù']+ .*[.?!:]$", node.value)
        and not _is_docstring(node, path)
    ]
    assert sentences == []


def _is_docstring(constant, path):
    return constant.value in _docstrings(path)


@cache
def _docstrings(path):
    return {
        ast.get_docstring(node, clean=False)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
    }


def test_every_setting_is_documented():
    wiring = (ROOT / "bot" / "wiring.py").read_text("utf-8")
    names = set(re.findall(r'(?:text|whole|yes)\("([A-Z_]+)"', wiring))
    page = (ROOT / "docs" / "reglages.md").read_text("utf-8")
    assert {name for name in names if f"SPASER_{name}" not in page} == set()


def test_the_readme_is_short():
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) < 150


def test_every_page_is_found_from_the_readme():
    to_read, read = [ROOT / "README.md"], set()
    while to_read:
        page = to_read.pop()
        if page in read:
            continue
        read.add(page)
        linked = re.findall(r"\]\((?!https?:|#)([^)#]+)", page.read_text("utf-8"))
        found = [(page.parent / name).resolve() for name in linked]
        assert [path for path in found if not path.exists()] == [], f"linked from {page.name}"
        to_read += [path for path in found if path.suffix == ".md"]
    assert {path for path in (ROOT / "docs").glob("*.md") if path not in read} == set()


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda page: page.name
)
def test_a_page_names_no_path_that_is_not_there(page):
    layer = r"(?:bot|handlers|knowledge|storage|tests|docs)"
    named = set(re.findall(rf"`({layer}/[\w./-]*\w/?)`", page.read_text("utf-8")))
    assert {path for path in named if not (ROOT / path).exists()} == set()


@pytest.mark.parametrize("plateforme", PLATFORMS)
def test_every_setting_of_a_platform_is_told_in_its_page(plateforme):
    source = inspect.getsource(READERS[plateforme])
    names = set(re.findall(r'\.(?:get|need|url|name)\("(?!SPASER_)([A-Z_]+)"', source))
    page = (ROOT / "docs" / f"{plateforme}.md").read_text("utf-8")
    assert {name for name in names if f"SPASER_{plateforme.upper()}_{name}" not in page} - {"API_URL"} == set()


def test_one_module_reads_the_clock_and_one_the_environment():
    # Teams' library reads `.env` into the environment when it is imported: that module puts it back.
    allowed = {
        ROOT / "bot" / "clock.py",
        ROOT / "bot" / "wiring.py",
        ROOT / "bot" / "platforms" / "teams" / "library.py",
    }
    readers = {
        path.relative_to(ROOT).as_posix()
        for folder in ("bot", "handlers", "knowledge", "storage")
        for path in (ROOT / folder).rglob("*.py")
        if re.search(r"datetime\.now\(|date\.today\(|os\.environ|os\.getenv|time\.time\(", path.read_text("utf-8"))
    }
    assert readers == {path.relative_to(ROOT).as_posix() for path in allowed}
