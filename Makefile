# Two commands matter: `make run` and `make test`. `make help` lists all.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PYTEST := $(BIN)/python -m pytest

.DEFAULT_GOAL := help
.PHONY: help run demo test unit integration portal e2e bench performance chaos match probe lint format types imports assets browser lock clean

help: ## List the commands
	@awk -F':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: $(VENV)/.local ## Bring up everything on this machine: PostgreSQL, Kafka, Keycloak, the services, a demo region
	@$(BIN)/python -m kentro run

demo: $(VENV)/.local ## Load more people into what runs: make demo PEOPLE=5000
	@$(BIN)/python -m kentro demo --people $(or $(PEOPLE),1000)

test: lint types imports unit assets browser ## All checks and tests, the fast things first
	$(PYTEST) tests --ignore tests/unit

unit: $(VENV)/.dev ## Pure rules and properties, in seconds
	$(PYTEST) tests/unit

integration: $(VENV)/.dev ## Services on real PostgreSQL and Kafka
	$(PYTEST) tests/integration

portal: $(VENV)/.dev assets ## Pages and sessions of the portal
	$(PYTEST) tests/portal

e2e: $(VENV)/.dev assets browser ## The whole way, in a real browser
	$(PYTEST) tests/e2e

bench: $(VENV)/.bench ## The kernel's promises as figures; QUESTIONS="append seen" for some, DEEP=1 for the long ones
	$(BIN)/python -m bench $(QUESTIONS)

performance: $(VENV)/.dev ## docs/performance.md from what make bench measured
	$(BIN)/python -m bench --write-docs

chaos: $(VENV)/.dev assets ## Break everything that can break while people work; FAULTS="kafka_wiped" for some, SEED=n again, SMOKE=1, DEEP=1
	$(BIN)/python -m tests.chaos

probe: $(VENV)/.dev ## Ask across scopes for what is not the asker's: PROBES=100000, SEED=n again
	$(BIN)/python -m tests.probe

match: $(VENV)/.dev ## How well near-duplicates are told from others, on 20,000 made pairs; SEED=n again, SHOW=3 for mistakes
	$(BIN)/python -m tests.match

lint: $(VENV)/.dev ## Style
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

format: $(VENV)/.dev ## Bring the code into its form
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

types: $(VENV)/.bench ## Types, strictly
	$(BIN)/pyright

imports: $(VENV)/.dev ## Who may import whom
	$(BIN)/lint-imports

assets: $(VENV)/.dev ## The portal's style sheet and fonts, by their lock
	@$(BIN)/python -m services.portal.assets

browser: $(VENV)/.dev ## A browser for the tests, if there is none
	@$(BIN)/python -m tests.browser

lock: ## Pin what requirements/*.in name, with hashes
	@test -x .lock/bin/uv || ($(PYTHON) -m venv .lock && .lock/bin/pip install --quiet "$$(grep '^uv==' requirements/dev.in)")
	for name in services local dev bench; do .lock/bin/uv pip compile --quiet --universal --python-version 3.11 \
		--generate-hashes --no-emit-index-url --no-header --no-annotate requirements/$$name.in -o requirements/$$name.txt; done

clean: ## Forget what was built here; data in .kentro/ stays
	rm -rf $(VENV) .lock .pytest_cache .ruff_cache .hypothesis services/portal/node_modules services/portal/static/vendor

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || (echo "Kentro needs Python 3.11 or later: make PYTHON=python3.12 ..." && false)
	@$(PYTHON) -m venv $(VENV) || (echo "Python's venv module is missing; on Debian: apt-get install python3-venv" && false)

# The operator's command, from any folder: .venv/bin/kentro
$(BIN)/kentro: | $(VENV)/bin/python
	@printf '#!/bin/sh\ncd "%s" && exec "%s/$(BIN)/python" -m kentro "$$@"\n' "$(CURDIR)" "$(CURDIR)" > $@ && chmod +x $@

$(VENV)/.local: requirements/local.txt | $(VENV)/bin/python $(BIN)/kentro
	@echo "Installing what Kentro runs on ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/local.txt
	@touch $@

$(VENV)/.dev: requirements/dev.txt | $(VENV)/bin/python $(BIN)/kentro
	@echo "Installing what Kentro is built and tested with ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/dev.txt
	@touch $@ $(VENV)/.local

$(VENV)/.bench: requirements/bench.txt | $(VENV)/.dev
	@echo "Installing what figures are held against ..."
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@
