# What you can do here. `make` lists it.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
HOME_DIR ?= var
LOCKFLAGS := --universal --python-version 3.11 --generate-hashes --quiet --no-header

.PHONY: help demo test lint bench soak mutants audit sbom sentences lock pictures clean
.DEFAULT_GOAL := help

help:  ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 12

$(VENV)/.runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed (set PYTHON=...)."; exit 2; }
	@echo "Installing into $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing; on Debian: apt install python3-venv"; exit 2; }
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: $(VENV)/.runtime requirements-dev.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore --require-hashes -r requirements-dev.lock
	@touch $@

# Deduce is GPL: it gets an environment of its own, and never enters the project's. Which version: `peers` in pyproject.toml.
$(VENV)/.bench: $(VENV)/.dev pyproject.toml
	@test -x .venv-bench/bin/python || $(PYTHON) -m venv .venv-bench
	@echo '*' > .venv-bench/.gitignore
	@.venv-bench/bin/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore \
	  $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["peers"])')
	@touch $@

# Tools that look at packages from outside: an environment of their own, so that they are none of what they look at.
.venv-audit/.tools: $(VENV)/.runtime pyproject.toml
	@test -x .venv-audit/bin/python || $(PYTHON) -m venv .venv-audit
	@echo '*' > .venv-audit/.gitignore
	@.venv-audit/bin/python -m pip install -qq --disable-pip-version-check --root-user-action=ignore \
	  $$($(BIN)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["audit"])')
	@touch $@

demo: $(VENV)/.runtime  ## the whole archive on sample interviews, served on this machine
	@$(BIN)/archive --home $(HOME_DIR) demo

test: $(VENV)/.dev  ## the whole test suite on every core, with a real browser
	@$(BIN)/python -m tests.browser --install
	@$(BIN)/python -m pytest --numprocesses auto --dist worksteal

lint: $(VENV)/.dev  ## ruff, mypy and the import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports

bench: $(VENV)/.bench  ## detection beside Deduce and Presidio in one run: speed, start, memory; linear to a million words
	@$(BIN)/python -m tests.bench
	@$(BIN)/python -m tests.bench_sealing

soak: $(VENV)/.dev  ## 200 kills at random moments of everything the desk does
	@$(BIN)/python -m tests.soak 200

mutants: $(VENV)/.dev  ## some 240 guards broken one at a time: a test must turn red for each
	@$(BIN)/python -m tests.mutants

audit: .venv-audit/.tools  ## every locked package: what is known against it, its reason, its date, the newest version
	@.venv-audit/bin/python -m tests.dependencies

sbom: .venv-audit/.tools  ## write docs/sbom.cdx.json, the list of parts as programs read it (CycloneDX)
	@.venv-audit/bin/python -m tests.dependencies sbom

sentences: $(VENV)/.dev  ## words per sentence in the lessons
	@$(BIN)/python -m tests.sentences

pictures: $(VENV)/.dev  ## the README's pictures, taken from the running program
	@$(BIN)/python -m tests.pictures

lock: $(VENV)/.runtime  ## write the lock files anew
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml $(LOCKFLAGS) --extra build -o requirements.lock
	@$(BIN)/uv pip compile pyproject.toml $(LOCKFLAGS) --extra build --extra dev -c requirements.lock -o requirements-dev.lock

clean:  ## remove the environment; the archive in var/ stays
	rm -rf $(VENV) .venv-bench .venv-audit .pytest_cache .mypy_cache .ruff_cache
