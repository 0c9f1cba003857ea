PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
READY_TEST := $(VENV)/.ready-test
# A file of tests stays with one process, in its order; those that are marked `first` are begun first.
# Three processes on two cores: browsers, servers and processes that start are waited for.
WORKERS ?= 3
# How many examples `make verify-all` tries each law on: all, or quick, as few as `make test` (tests/conftest.py).
EXAMPLES ?= all
PYTEST := $(BIN)/pytest -rs --numprocesses $(WORKERS) --dist loadfile --no-loadscope-reorder
# Each process that a test starts would compile all the modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: run test lint verify-all bench pannes cpv gardes ecoute attentes sous-entendus objets talk verify clean

run: $(READY) ## Open the web chat on SQLite, without any token
	$(BIN)/spaser servir

talk: $(READY) ## The conversation in the terminal
	$(BIN)/spaser discuter

verify: $(READY) ## Read the pack over and tell all its faults
	$(BIN)/spaser verifier

test: lint ## All that is checked while one works: everything but what is exhaustive or long to wait for
	$(PYTEST) -m "not long"

# Real browsers, servers and clocks on a loaded machine: what fails is tried once more, and said ("RERUN") at the end.
verify-all: $(READY_TEST) ## Every test, and three times as many examples of each law
	SPASER_EXAMPLES=$(EXAMPLES) $(PYTEST) -rR --reruns 1

lint: $(READY_TEST) ## Format, lint and types
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy

bench: $(READY_TEST) ## Measure, and print the machine, the figures and the method
	$(BIN)/python -m tests.bench.bench
	$(BIN)/python -m tests.bench.memoire
	$(BIN)/python -m tests.bench.decision
	$(BIN)/python -m tests.bench.croissance
	$(BIN)/python -m tests.bench.tours
	$(BIN)/python -m tests.bench.plateformes
	$(BIN)/python -m tests.bench.importer
	$(BIN)/python -m tests.bench.registre
	$(BIN)/python -m tests.bench.indicateurs
	$(BIN)/python -m tests.bench.cad

pannes: $(READY_TEST) ## Three simulated years of reminders under faults, on SQLite and PostgreSQL (OPTIONS="--jours 60 --graine 7")
	$(BIN)/python -m tests.bench.pannes $(OPTIONS)

gardes: $(READY_TEST) ## Learn anew which messages of firms a person must answer and which answer comes first, measure, write the models
	OMP_NUM_THREADS=1 $(BIN)/python -m knowledge.training.ligne_directe

ecoute: $(READY_TEST) ## Learn anew what messages do, measure author by author, write the model (OPTIONS="--nouvelle main.jsonl" hears new messages by the model there is)
	OMP_NUM_THREADS=1 $(BIN)/python -m knowledge.training.ecoute $(OPTIONS)

attentes: $(READY_TEST) ## Learn anew which messages answer the question that waits, measure hand by hand, write the model
	OMP_NUM_THREADS=1 $(BIN)/python -m knowledge.training.attentes

sous-entendus: $(READY_TEST) ## Learn anew what answers mean without saying it, measure hand by hand, write the model
	OMP_NUM_THREADS=1 $(BIN)/python -m knowledge.training.sous_entendus

objets: $(READY_TEST) ## Read the object of every real contract record (SPASER_DONNEES=path; OPTIONS="--echantillon 100")
	$(BIN)/python -m tests.bench.objets $(OPTIONS)

cpv: $(READY_TEST) ## Learn the families of purchase, and their natures, anew from the contracts of ../shared, measure, write the model
	OMP_NUM_THREADS=1 $(BIN)/python -m knowledge.training.cpv
	OMP_NUM_THREADS=1 $(BIN)/python -m knowledge.training.natures

$(READY): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --upgrade pip
	$(BIN)/pip install --quiet -e .
	touch $@

$(READY_TEST): $(READY) pyproject.toml
	$(BIN)/pip install --quiet -e '.[test]'
	touch $@

clean:
	rm -rf $(VENV)
