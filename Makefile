# Two commands matter: `make run` and `make test`. Both set a fresh clone up by themselves.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest
TEMPLATES = $(shell find templates -name '*.html')
FAST := -n 2 -m "not nightly and not journey"

.DEFAULT_GOAL := help
.PHONY: help run setup dev test test-sqlite test-postgres test-night journeys lint lint-style lint-types lint-templates lint-security lint-image \
	lint-data format bench lock messages messages-update clean python

help: ## List the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 16

python:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed; no python3 here is." >&2; exit 1; }

run: python ## Set up what is missing and serve on http://127.0.0.1:8000 (PORT= changes it)
	@exec $(PYTHON) tools/setup.py run

setup: python ## Install packages, translations and gazetteer, without serving
	@$(PYTHON) tools/setup.py setup

dev: python ## The same with the packages for tests and checks
	@$(PYTHON) tools/setup.py dev

test: dev test-sqlite test-postgres ## Run the whole suite on SQLite, then on PostgreSQL

test-sqlite: dev
	@rm -rf var/coverage
	$(PYTEST) $(FAST) --cov --cov-report=term $(ARGS)

test-postgres: dev
	$(BIN)/python tools/with_postgres.py $(PYTEST) $(FAST) $(ARGS)

test-night: dev ## Run the slow tests, on both databases
	$(PYTEST) -n 2 -m nightly $(ARGS)
	$(BIN)/python tools/with_postgres.py $(PYTEST) -n 2 -m nightly $(ARGS)

journeys: dev ## Run the tests that drive a real browser
	$(PYTEST) -m journey $(ARGS)

lint: dev ## Check style, types, templates, security, locks and migrations
	@$(MAKE) -k --no-print-directory lint-style lint-types lint-templates lint-security lint-image lint-data

lint-style:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

lint-types:
	$(BIN)/mypy

lint-templates:
	$(BIN)/djade --check --target-version 5.2 $(TEMPLATES)
	$(BIN)/djlint templates --lint --quiet

lint-security:
	$(BIN)/bandit -q -ll -r rallies config manage.py -c pyproject.toml

lint-image:
	$(BIN)/hadolint Dockerfile

lint-data:
	$(BIN)/python tools/lock.py --check
	DJANGO_SETTINGS_MODULE=config.test_settings $(BIN)/python manage.py makemigrations --check --dry-run

format: dev ## Format Python and templates
	$(BIN)/ruff check --fix -q . || true
	$(BIN)/ruff format .
	$(BIN)/djade --target-version 5.2 $(TEMPLATES)

bench: dev ## Measure and write var/bench/*.json
	$(BIN)/python -m bench $(ARGS)

lock: dev ## Write the lock files anew from pyproject.toml (needs uv)
	$(BIN)/python tools/lock.py

messages-update: dev ## Bring the catalogues up to date with the texts of code and templates
	@$(BIN)/python tools/extract_messages.py

messages: dev ## Compile translations
	@$(BIN)/python tools/compile_messages.py

clean: ## Delete what was built; the database, .env and keys stay
	rm -rf .venv node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis htmlcov .coverage*
	rm -rf var/static var/stamps var/coverage var/bench var/gazetteer.sqlite3
	find rallies config tests tools bench -name __pycache__ -type d -prune -exec rm -rf {} +
