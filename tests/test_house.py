"""What must stay true of the house: the same name through every layer, and a capability that is its own folders."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import yaml

from handlers.capabilities import NOMS, capabilities
from handlers.conversation.formules import declares

ROOT = Path(__file__).parents[1]
COUCHES = ("bot", "handlers", "knowledge", "storage")
# What is no capability, and why it is there.
NOYAU = {
    "bot": {"conversation", "platforms"},
    "handlers": {"conversation"},
    "knowledge": {"regles", "plan", "droit", "packs", "francais", "lecture", "ecoute", "recherche", "cpv", "training"},
    "storage": {"conversation", "migrations"},
    # Those of the kernel, and the kinds of test that cross all capabilities.
    "tests": {
        "conversation",
        "platforms",
        "regles",
        "plan",
        "droit",
        "francais",
        "lecture",
        "ecoute",
        "recherche",
        "cpv",
        "packs",
    }
    | {"storage", "bot", "e2e", "bench", "examples", "fixtures"},
}
# Nouns and adjectives of the field that end as a verb would.
EN_ING = {"wiring", "serving", "wording", "rendering", "incoming", "outgoing"}
# Patterns in Python, those of knowledge and all others: their number may only fall. What French says stands in YAML.
APPELS_DE_RE_MAX = {"knowledge": 959, "ailleurs": 70}
# Lines elsewhere than in its own folders that a new capability may cost.
LIGNES_AILLEURS_MAX = 3


def dossiers(couche: str) -> set[str]:
    return {
        path.name
        for path in (ROOT / couche).iterdir()
        if path.is_dir() and not path.name.startswith(("__", ".")) and any(path.rglob("*.*"))
    }


@pytest.mark.parametrize("couche", [*COUCHES, "tests"])
def test_every_folder_is_a_capability_or_of_the_kernel(couche):
    assert dossiers(couche) - set(NOMS) - NOYAU[couche] == set()


def test_every_capability_says_what_it_answers_and_keeps_its_words_beside_it():
    assert [une.nom for une in capabilities()] == list(NOMS)
    assert set(NOMS) == dossiers("handlers") - NOYAU["handlers"]


def modules() -> list[Path]:
    return [path for couche in COUCHES for path in sorted((ROOT / couche).rglob("*.py"))]


def test_no_module_is_named_by_a_verb_in_ing():
    named = {path.stem for path in modules() if re.fullmatch(r"[a-z_]+ing", path.stem)}
    assert named - EN_ING == set()


def test_no_folder_holds_a_module_of_its_own_name():
    assert [path for path in modules() if path.stem == path.parent.name and path.parent.parent.name in COUCHES] == [
        ROOT / "knowledge" / "diagnostic" / "diagnostic.py",
        ROOT / "knowledge" / "lecture" / "lecture.py",
    ]


def test_a_template_a_button_and_a_command_have_one_name_in_the_whole_house():
    names = Counter(path.name for path in (ROOT / "handlers").glob("*/templates/*"))
    for kind in ("boutons", "actes"):
        for path in (ROOT / "handlers").glob(f"*/{kind}.yaml"):
            said = yaml.safe_load(path.read_text("utf-8"))
            names.update(f"{kind}:{cle}" for cle in (said["actes"] if kind == "actes" else said))
    assert {name: n for name, n in names.items() if n > 1} == {}


def test_every_act_is_carried_out_by_a_capability():
    carried_out = {nature for une in capabilities() for nature in une.actes}
    # A firm's own acts are those of the ligne directe, which answers firms by itself.
    firm = set(yaml.safe_load((ROOT / "handlers/ligne_directe/actes.yaml").read_text("utf-8"))["actes"])
    assert set(declares()) - carried_out <= firm


def test_a_template_stands_beside_who_says_it():
    """Said by one capability, it is in its folder; by several, or by the kernel, in that of the conversation."""
    said: dict[str, set[str]] = {}
    for path in (ROOT / "handlers").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Reply" and node.args:
                for named in ast.walk(node.args[0]):
                    if isinstance(named, ast.Constant) and isinstance(named.value, str):
                        said.setdefault(named.value, set()).add(path.relative_to(ROOT / "handlers").parts[0])
    misplaced = {
        path.name: sorted(said[path.stem])
        for path in (ROOT / "handlers").glob("*/templates/*.md")
        if len(qui := said.get(path.stem, set()) - {"policy.py"}) == 1 and path.parts[-3] not in {*qui, "conversation"}
    }
    assert misplaced == {}


@pytest.mark.parametrize("page", ["README.md", "docs/architecture.md"])
def test_the_pages_of_a_newcomer_name_every_capability(page):
    text = (ROOT / page).read_text("utf-8")
    assert [nom for nom in NOMS if not re.search(rf"\b{nom}\b", text)] == []


def test_patterns_leave_python():
    calls = re.compile(r"\bre\.(?:compile|match|fullmatch|search|sub|subn|split|findall|finditer)\(")
    count = Counter[str]()
    for path in modules():
        where = "knowledge" if path.is_relative_to(ROOT / "knowledge") else "ailleurs"
        count[where] += len(calls.findall(path.read_text("utf-8")))
    assert count <= Counter(APPELS_DE_RE_MAX)


def test_a_pattern_that_a_module_reads_in_its_file_is_there_and_none_is_there_for_nothing():
    for path in (ROOT / "knowledge").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        held = {
            node.targets[0].id
            for node in tree.body
            if isinstance(node, ast.Assign)
            and isinstance(node.targets[0], ast.Name)
            and isinstance(node.value, ast.Call)
            and getattr(node.value.func, "id", "") == "lire_motifs"
        }
        if not held:
            continue
        used = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and getattr(node.value, "id", "") in held
        }
        written = yaml.safe_load(path.with_suffix(".yaml").read_text("utf-8"))
        assert used == set(written["motifs"]), path
        pieces = set(re.findall(r"\{([a-z][a-z_]*)\}", str(written)))
        assert set(written.get("morceaux", {})) <= pieces, path


def test_the_tables_of_a_capability_know_no_other_capability():
    for path in (ROOT / "storage").glob("*/tables.py"):
        mine = path.parent.name
        imported = re.findall(r"from storage\.(\w+)\.", path.read_text("utf-8"))
        assert set(imported) <= {mine}, path


NOUVELLE = {
    "handlers/essais/__init__.py": '"""A capability made up for this test."""\n',
    "handlers/essais/actes.yaml": "titre: Les essais\nordre: 90\nactes:\n  essais:\n    dit: voir vos essais\n    formules: [mes essais, essais]\n",
    "handlers/essais/boutons.yaml": "un_essai: Un essai\n",
    "handlers/essais/templates/essais.md": "Vous avez {{ combien | nombre }} essai(s).\n",
    "handlers/essais/capability.py": '''"""What this capability answers, and to what."""

from handlers.conversation.acts import Forme, aparte
from handlers.conversation.boutons import bouton
from handlers.conversation.capability import Capability
from handlers.conversation.vocabulary import Reply


def lister(turn, entretien, acte):
    combien = turn.memoire.essais.combien()
    return aparte(turn, entretien, Reply("essais", {"combien": combien}, (bouton("un_essai", "essais:un"),)))


def un_de_plus(turn, entretien, acte):
    turn.memoire.essais.noter()
    return lister(turn, entretien, acte)


CAPABILITY = Capability(
    "essais",
    formes={"essais:un": Forme("essais.noter")},
    actes={"essais": lister, "essais.noter": un_de_plus},
)
''',
    "storage/essais/__init__.py": '"""A capability made up for this test."""\n',
    "storage/essais/repository.py": '''"""What is kept of it."""


class Essais:
    def __init__(self, connection):
        self._notes = connection.info.setdefault("essais", [])

    def combien(self):
        return len(self._notes)

    def noter(self):
        self._notes.append(1)
''',
    "bot/essais/__init__.py": '"""A capability made up for this test."""\n',
    "bot/essais/worker.py": '''"""What it does unasked."""

from bot.envois.due import DueWorker


class Worker(DueWorker):
    name = "essais"

    def run(self):
        return 0


WORKERS = (Worker,)
''',
    "bot/essais/fichiers.py": '''"""Its files."""

FICHIERS = {"essais": lambda commande: b"un essai"}
''',
    "bot/essais/pages.py": '''"""Its pages."""

from starlette.routing import Route


def du_site(site):
    return [Route("/essais", lambda request: None)]
''',
    "knowledge/essais/__init__.py": '"""A capability made up for this test."""\n',
    "knowledge/essais/controle.py": '''"""What it checks of a pack."""

from knowledge.droit.relecture import Controle


def controler(pack, jour):
    return Controle(comptes={"essais": 3})
''',
    "bot/essais/cli.py": '''"""`spaser essais`."""

import sys


def add(command):
    command("essais", lambda settings, arguments: sys.stdout.write("un essai\\n") and 0, "dit un essai")
''',
}
AILLEURS = (
    ("pyproject.toml", '    "accompagnements",\n', '    "accompagnements",\n    "essais",\n'),
    (
        "storage/unit_of_work.py",
        "from storage.indicateurs.repository import",
        "from storage.essais.repository import Essais\nfrom storage.indicateurs.repository import",
    ),
    (
        "storage/unit_of_work.py",
        "        self.indicateurs = ",
        "        self.essais = Essais(connection)\n        self.indicateurs = ",
    ),
)


def test_a_capability_is_its_own_folders_and_three_lines_elsewhere(tmp_path):
    """One is made up, with a command, a button, something kept, a worker, a file, a page, a check and an order of the command
    line: all answer, and its level is held.
    """
    assert len(AILLEURS) <= LIGNES_AILLEURS_MAX
    for couche in COUCHES:
        shutil.copytree(ROOT / couche, tmp_path / couche, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for path, text in NOUVELLE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    for path, before, after in AILLEURS:
        text = (tmp_path / path).read_text("utf-8")
        assert text.count(before) == 1, before
        (tmp_path / path).write_text(text.replace(before, after), "utf-8")

    def spaser(*arguments: str, said: str = "") -> str:
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            input=said,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path), "SPASER_DATABASE_URL": "sqlite://"},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert spaser("essais") == "un essai\n"
    answered = json.loads(spaser("rejouer", said='{"id": 1, "tours": ["mes essais", "Un essai", "essais"]}\n'))
    assert [said[0] for said in answered["reponses"]] == [f"Vous avez {n} essai(s)." for n in (0, 1, 1)]
    code = (
        "from bot.capabilities import parts, workers; from bot.documents import genres; "
        "from knowledge.verification import verifier; "
        "print([kind.name for kind in workers()], sorted(genres()), [module.__name__ for module in parts('pages')], "
        "verifier('clermont').comptes)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=True,
    )
    assert done.stdout.count("'essais'") == len(("worker", "file", "check"))
    assert "'bot.essais.pages'" in done.stdout
    held = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
    )
    assert held.returncode == 0, held.stdout
