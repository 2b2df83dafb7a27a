# Thin targets, the same that CI calls. `make help` lists them; set-up happens when one needs it.
SHELL := bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

VENV := .venv
BIN := $(VENV)/bin
NPM := npm --prefix web
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
WEB_SOURCES := $(shell find web -name node_modules -prune -o -name dist -prune -o -type f ! -name '*.tsbuildinfo' -print)
comma := ,
WEB_BUILT := web/node_modules/.built

.PHONY: help run setup test test-web check fmt format-check lint types openapi docs bench evals e2e temporal clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | sort | \
		awk -F '\t' '{ printf "  make %-13s %s\n", $$1, $$2 }'

run: tools $(VENV)/.run $(WEB_BUILT) ## start everything and print the addresses; Ctrl-C stops it
	@$(BIN)/baton up --take-terminal

setup: tools $(VENV)/.dev $(WEB_BUILT) ## install what development needs, build the web apps

test: tools $(VENV)/.dev $(WEB_BUILT) test-web ## run all tests
	@$(BIN)/baton temporal
	@$(BIN)/python -m pytest

test-web: web/node_modules/.installed
	@$(NPM) test

check: format-check lint types ## what CI checks beside the tests

fmt: $(VENV)/.dev web/node_modules/.installed ## format all code
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix --quiet .
	@$(NPM) run fmt

format-check: $(VENV)/.dev
	@$(BIN)/ruff format --check .

lint: $(VENV)/.dev web/node_modules/.installed ## ruff, import contracts, ESLint, Prettier
	@$(BIN)/ruff check .
	@$(BIN)/lint-imports
	@$(NPM) run lint

types: $(VENV)/.dev web/node_modules/.installed ## mypy and tsc, both strict
	@$(BIN)/mypy
	@$(NPM) run types

openapi: $(VENV)/.dev web/node_modules/.installed ## write openapi.json and the TypeScript client from it
	@$(BIN)/baton openapi
	@$(NPM) run api

docs: $(VENV)/.dev ## draw the diagrams in docs/ again
	@$(BIN)/python -m graphs.turn.draw docs/architecture.md

bench: $(VENV)/.dev $(WEB_BUILT) ## measure, each figure beside its floor or peer
	@$(BIN)/python -m bench

evals: $(VENV)/.dev ## measure the answers on question sets (BATON_EVALS_DIR), beside two baselines
	@$(BIN)/python -m evals $(EVALS)

e2e: $(VENV)/.dev $(WEB_BUILT) ## only the tests of the whole product in real processes and browsers
	@$(BIN)/python -m pytest -m "e2e or faults"

temporal: $(VENV)/.run ## find, download or build the Temporal CLI now
	@$(BIN)/baton temporal

clean: ## remove the environment and the builds; data in var/ stays
	@rm -rf $(VENV) web/node_modules web/*/node_modules web/*/dist

# Told before minutes go into the rest. What is installed already does without them.
define need_node
	@if ! node -e 'const [a, b] = process.versions.node.split("."); process.exit(a > 20 || (a == 20 && b >= 19) ? 0 : 1)' 2>/dev/null; then \
		echo "Baton's web pages are built by Node 20.19 or newer. Install it: https://nodejs.org" >&2; exit 1; fi
	@if ! command -v npm >/dev/null; then echo "Node is here, its npm is not. Install it: https://nodejs.org" >&2; exit 1; fi
endef

.PHONY: tools
tools: | $(BIN)/python
	$(if $(wildcard web/node_modules/.installed),,$(need_node))

$(BIN)/python:
	@if ! $(or $(PYTHON),false) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then \
		echo "Baton needs Python 3.11 or newer$(if $(PYTHON),$(comma) and $(PYTHON) is not). Install it, or name it: make PYTHON=/path/to/python3" >&2; exit 1; fi
	@if ! $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null; then echo "$(PYTHON) has no venv module. On Debian: apt-get install python3-venv" >&2; exit 1; fi
	@echo "Creating the virtual environment with $$($(PYTHON) --version) ..."
	@$(PYTHON) -m venv $(VENV)

# The requirement files are complete locks, so no resolver runs (and what a wheel declares beyond
# them is not fetched). The project itself is linked by a path file, relative so that the clone can
# be moved: nothing is built for it.
define install
	@echo "Installing Python packages from $(1) (once, a minute or two) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r $(1)
	@echo ../../../.. > "$$($(BIN)/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/baton.pth"
	@printf '#!/bin/sh\nexec "$$(dirname "$$0")/python" -P -m baton "$$@"\n' > $(BIN)/baton
	@chmod +x $(BIN)/baton
endef

$(VENV)/.run: requirements.txt | $(BIN)/python
	$(call install,requirements.txt)
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(BIN)/python
	$(call install,requirements-dev.txt)
	@touch $@ $(VENV)/.run

web/node_modules/.installed: web/package-lock.json
	$(need_node)
	@echo "Installing the packages of the web apps (once) ..."
	@$(NPM) ci --no-audit --no-fund --loglevel=error
	@touch $@

$(WEB_BUILT): web/node_modules/.installed $(WEB_SOURCES)
	@echo "Building the web apps ..."
	@$(NPM) run build --silent > web/node_modules/.build.log 2>&1 || { cat web/node_modules/.build.log; exit 1; }
	@touch $@
