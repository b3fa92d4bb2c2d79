# The two commands a newcomer has: `make run` and `make test`.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
DATA ?= data/demo
LABELS ?= 5000
CONFORMANCE ?= ../shared/conformance

.PHONY: help install run test check conformance bench press ask fuzz lock pictures examples migration format clean

help:  ## what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

install: .venv/.installed  ## build .venv from the lock file

run: install  ## start the service with the demonstration chain loaded
	$(BIN)/aril demo --port $(PORT) --data $(DATA)

test: .venv/.installed-dev  ## run every test
	@tests/run $(TESTS)

check: .venv/.installed-dev  ## format, lint, types, layers, catalogues, sizes
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tests/house.py
	$(BIN)/python -m pytest -q --no-header -n auto tests/gs1 tests/epcis tests/domain tests/store tests/services \
	  --cov=aril.gs1 --cov=aril.epcis --cov=aril.domain --cov-branch --cov-fail-under=95 --cov-report=

conformance: .venv/.installed-dev  ## run the project against the standards' own vectors
	ARIL_CONFORMANCE=$(CONFORMANCE) $(BIN)/python -m pytest tests/conformance -q

bench: .venv/.installed-bench .venv-quartet/.installed  ## measure beside peers, in one run
	for each in $$(ls benchmarks/*.py | grep -v fuzz); do echo "── $$each"; $(BIN)/python $$each; done

press: .venv/.installed-dev  ## read 5 000 labels of each design by each writer, or what is left of them; takes hours
	ARIL_LABELS=$(LABELS) $(BIN)/python -m pytest -q -n auto tests/labelling/test_reading.py
	sort build/press.tsv

ask: .venv/.installed-dev  ## let schemathesis ask everything, by another seed each time; takes half an hour
	ARIL_EXAMPLES=40 ARIL_SEED=$${ARIL_SEED:-$$RANDOM} $(BIN)/python -m pytest -q -n 3 tests/api/test_schemathesis.py

fuzz: .venv/.installed-fuzz  ## ten minutes of coverage-guided fuzzing of what reads codes
	$(BIN)/python benchmarks/gs1_fuzz.py -max_total_time=600

lock: .venv/bin/python  ## renew the lock files from pyproject.toml
	$(BIN)/python -m pip install -q uv
	for group in run dev bench fuzz; do \
	  case $$group in run) with="";; dev) with="--group test --group check";; *) with="--group test --group check --group $$group";; esac; \
	  $(BIN)/uv pip compile -q --universal --generate-hashes --no-strip-extras --no-annotate --custom-compile-command "make lock" \
	    pyproject.toml $$with -o requirements/$$group.txt; \
	done
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  --python-version 3.11 --group pyproject.toml:quartet -o requirements/quartet.txt

pictures:  ## renew the README's pictures from the last run of the tests
	mkdir -p docs/pictures/designs
	cp build/pictures/label.png build/pictures/phone.png docs/pictures/
	cp build/pictures/designs/*.png docs/pictures/designs/

examples:  ## renew the examples of the interface's documentation from the last run of the tests
	cp build/examples.json trace/aril/api/examples.json

migration: .venv/.installed-dev  ## draft a migration: make migration NUMBER=0002 MESSAGE="Why"
	$(BIN)/python -c 'import sys; from aril.store.migrate import draft; draft(*sys.argv[1:])' "$(MESSAGE)" "$(NUMBER)"
	$(BIN)/ruff format -q trace/aril/store/migrations

format: .venv/.installed-dev  ## put every file in the house's format
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

clean:  ## remove what was built
	rm -rf .venv .venv-quartet build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Aril needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "No virtual environment could be made. On Debian: apt install python3-venv" >&2; rm -rf .venv; exit 1; }

.venv/.installed: requirements/run.txt pyproject.toml | .venv/bin/python
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/run.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/.installed-dev: requirements/dev.txt .venv/.installed
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@

.venv/.installed-bench: requirements/bench.txt .venv/.installed-dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@

.venv/.installed-fuzz: requirements/fuzz.txt .venv/.installed-dev
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/fuzz.txt
	@touch $@

.venv-quartet/.installed: requirements/quartet.txt
	$(PYTHON) -m venv .venv-quartet
	.venv-quartet/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/quartet.txt
	@touch $@
