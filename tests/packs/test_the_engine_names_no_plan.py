"""No Python outside the packs names a thing of one plan: its buyers, its services, its committee, its milestones, its numbers."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

RACINE = Path(__file__).parents[2]
SOURCES = sorted(
    chemin
    for dossier in ("bot", "handlers", "knowledge", "storage")
    for chemin in (RACINE / dossier).rglob("*.py")
    if "migrations" not in chemin.parts
)
CLERMONT = RACINE / "knowledge" / "packs" / "clermont"
NOMS = re.compile(
    r"clermont|auvergne|\bvilles?\b|m[ée]tropoles?\b|\bplie\b|\b3de\b|\bqvt\b|\bcad\b|\bj-?(?:24|14|12)\b|90[ _]?000\b|economie_circulaire"
    r"|vise_[a-z]|mission_ess",
    re.IGNORECASE,
)
# Where one of them stands all the same, and why.
PERMIS = {
    "bot/wiring.py": ("clermont", "the pack that opens where SPASER_PACK names none"),
    "knowledge/plan/chargement.py": ("clermont", "the pack that is read where none is named"),
    "knowledge/apprentissage/anonymat.py": ("ville metropole", "words of any authority that are no name of a person"),
    "knowledge/francais/langue.py": ("ville metropole plie", "French: words that find nothing, stems, a verb"),
    "knowledge/francais/sms.py": ("metropole", "French as it is texted"),
    "knowledge/lecture/montants.py": ("ville metropole", "French: whose money an amount is"),
    "knowledge/francais/dates.py": ("cad", "what a date is of, when it is not of the award"),
    "knowledge/lecture/durees.py": ("ville", "French: what an anniversary is of"),
    "knowledge/ligne_directe/faits/gens.py": ("metropole", "French: who is not the firm that speaks"),
    "knowledge/ligne_directe/faits/montants.py": ("clermont", "a post code and its town, which are no amount"),
    "knowledge/lecture/tetes.py": ("ville", 'French: "hôtel de ville"'),
    "knowledge/francais/leurres.py": ("ville metropole clermont", "lures: another authority's purchase, a town as a surname"),
    "knowledge/ligne_directe/annuaire.py": ("ville metropole", "French: words that name no trade"),
    "handlers/cad/capability.py": ("cad", "the name of the capability"),
    "bot/cad/cli.py": ("cad", "the name of the command"),
    "knowledge/cad/chargement.py": ("cad", "the file of a pack that says how its committee rates"),
    "storage/suivi/repository.py": ("economie_circulaire vise_e vise_t", "columns that were there before a plan could add its own traits"),
}  # fmt: skip


def chaines(chemin: Path) -> Iterator[tuple[int, str]]:
    """The strings and the names of a module, without its docstrings: examples there are of the pack that comes with it."""
    arbre = ast.parse(chemin.read_text("utf-8"))
    docstrings = {
        id(noeud.body[0].value)
        for noeud in ast.walk(arbre)
        if isinstance(noeud, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and noeud.body
        and isinstance(noeud.body[0], ast.Expr)
    }
    for noeud in ast.walk(arbre):
        match noeud:
            case ast.Constant(value=str(texte)) if id(noeud) not in docstrings:
                yield noeud.lineno, texte
            case ast.Constant(value=int(nombre)):
                yield noeud.lineno, str(nombre)
            case ast.Attribute(attr=nom):
                yield noeud.lineno, nom


@pytest.mark.parametrize("chemin", SOURCES, ids=lambda chemin: str(chemin.relative_to(RACINE)))
def test_no_thing_of_the_plan_stands_in_python(chemin):
    nom = str(chemin.relative_to(RACINE))
    permis = PERMIS.get(nom, ("", ""))[0].split()
    trouves = [
        f"{nom}:{ligne} « {lu[0]} »"
        for ligne, texte in chaines(chemin)
        # A variable of the folding of texts is called plié.
        for lu in NOMS.finditer(texte)
        if lu[0].casefold() not in permis and texte != "plie"
    ]
    assert trouves == []


def test_no_permission_is_left_over():
    for nom, (mots, _) in PERMIS.items():
        dits = {lu[0].casefold() for _, texte in chaines(RACINE / nom) for lu in NOMS.finditer(texte)}
        assert set(mots.split()) <= dits, (nom, dits)


def test_no_fact_of_the_plan_alone_is_named_by_the_engine():
    """The facts that the law needs are those of the engine; whatever else a pack asks, no module knows."""
    from knowledge.plan.chargement import FAITS_DU_MOTEUR

    faits = {un["nom"] for un in yaml.safe_load((CLERMONT / "faits.yaml").read_text("utf-8"))["faits"]}
    du_plan = faits - set(FAITS_DU_MOTEUR) - {"recurrent", "clause_insertion"}
    assert du_plan == {"operation_envergure"}
    for chemin in SOURCES:
        assert du_plan.isdisjoint(texte for _, texte in chaines(chemin)), chemin


def test_no_sentence_names_a_thing_of_the_plan():
    """Templates and YAML speak by the pack too."""
    phrases = [
        *(RACINE / "handlers").rglob("*.md"),
        *(RACINE / "handlers").rglob("*.yaml"),
        *(RACINE / "bot").rglob("*.yaml"),
        *(RACINE / "bot").rglob("*.html"),
        *(RACINE / "knowledge" / "droit").glob("*.yaml"),
    ]
    interdits = re.compile(
        r"clermont|\bla Ville\b|\bla Métropole\b|\bPLIE\b|\b3DE\b|\bCAD\b|\bJ-(?:24|14|12)\b|\b(?:action|fiche|détail|retenir|cibler) \d{1,2}\b"
    )
    trouves = [
        f"{chemin.relative_to(RACINE)}:{numero} {ligne.strip()[:100]}"
        for chemin in phrases
        for numero, ligne in enumerate(chemin.read_text("utf-8").splitlines(), 1)
        if not ligne.lstrip().startswith("#") and interdits.search(ligne)
    ]
    assert trouves == []
