# Every target is one word and sets up the environment it needs from Python 3.11+ alone.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/$(if $(filter Windows_NT,$(OS)),Scripts,bin)
INTEGRATIONS := $(VENV)/integrations/$(notdir $(BIN))/python
FLEET  := $(VENV)/fleet/$(notdir $(BIN))/python
PIP    := $(BIN)/python -m pip install --quiet --disable-pip-version-check
export PYTHONDONTWRITEBYTECODE :=
SECONDS ?= 300
# One worker more than there are cores, since many tests wait for servers and processes.
WORKERS := $(shell $(PYTHON) -c "import os; print(os.cpu_count() + 1)")
LOCK   ?= --constraint dev.lock

NO_MKDOCS_2_WARNING := 1
export NO_MKDOCS_2_WARNING

.PHONY: dist lock docs demo test test-slow test-integrations test-clients test-fleet check format generate bench fuzz stress pictures clean compat audit

demo: $(VENV)/demo.stamp  ## a chat reply as it is written, then spoken to out/hello.mp3; no key, no network
	@$(BIN)/python examples/demo.py

test: $(VENV)/dev.stamp  ## the tests that take at most 100 s on two idle cores
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m 'not slow'

test-slow: $(VENV)/dev.stamp  ## the others: processes, browsers, type checkers, whole documents
	@$(BIN)/python -m pytest -n $(WORKERS) --dist worksteal -m slow

test-integrations: | $(BIN)/python  ## the frameworks that the SDK works with, installed into an environment of their own
	@test -d $(VENV)/integrations || $(BIN)/python -m venv $(VENV)/integrations
	@$(INTEGRATIONS) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@if $(INTEGRATIONS) -m pip install --quiet --disable-pip-version-check --editable '.[all,mcp,langchain,livekit,otel,pipecat,pydantic-ai]' --group integrations; then \
		$(INTEGRATIONS) -m mypy --config-file= --strict --ignore-missing-imports --follow-imports silent minimax/integrations/*.py; \
	else \
		$(INTEGRATIONS) tests/integrations/install.py; \
	fi
	@$(INTEGRATIONS) -m pytest -n auto --dist worksteal -rs tests/integrations -m 'slow or not slow'

test-clients: $(VENV)/dev.stamp  ## the platform's official clients against the emulator; those for node need node and npm
	@$(BIN)/python -m tests.clients

test-fleet: $(VENV)/fleet.stamp  ## batches on real engines: Ray, Dask, Celery, Redis, S3, in an environment of their own
	@MINIMAX_FLEET=$${MINIMAX_FLEET:-1} $(FLEET) -m pytest -n 3 --dist loadgroup tests/fleet -rs

check: $(VENV)/dev.stamp  ## format, lint, types and generated files; changes nothing
	@$(BIN)/ruff format --check --quiet . --exclude minimax_generated || { $(BIN)/ruff format --diff --quiet . --exclude minimax_generated; echo "Run make format."; exit 1; }
	@$(BIN)/ruff check .
	@$(BIN)/python -m mypy
	@$(BIN)/basedpyright
	@$(BIN)/python -m generator --check

format: $(VENV)/dev.stamp  ## write the format that check asks for
	@$(BIN)/ruff check --fix --quiet . || true
	@$(BIN)/ruff format . --exclude minimax_generated

generate: $(VENV)/dev.stamp  ## spec/ -> minimax_generated/ and the tables in api/
	@$(BIN)/python -m generator

bench: $(VENV)/dev.stamp  ## speed beside other clients, as ratios of one run
	@$(PIP) --group bench
	@$(BIN)/python -m benchmarks

docs: $(VENV)/dev.stamp  ## the documentation site: out/site/index.html
	@$(PIP) --group docs
	@$(BIN)/mkdocs build --quiet
	@echo "Open out/site/index.html"

dist: $(VENV)/dev.stamp  ## the wheel and the sdist, checked, in dist/; REPOSITORY_URL makes their links absolute
	@rm -rf dist
	@REPOSITORY_URL=$(REPOSITORY_URL) $(BIN)/python -m build --no-isolation
	@$(BIN)/python -m twine check --strict dist/*

lock: $(VENV)/dev.stamp  ## dev.lock: the versions that development and CI use
	@$(PIP) --group lock
	@$(BIN)/uv pip compile --quiet --universal --no-header --no-annotate --no-emit-index-url --no-emit-find-links --upgrade --extra all --group dev pyproject.toml --output-file dev.lock

pictures: docs  ## docs/pictures/: the terminal, the inspector and the site, from real runs; pages need a Chromium
	@$(BIN)/python -m tests.pictures

compat: $(VENV)/dev.stamp  ## every Python that is found, with the lowest and the newest dependencies
	@$(BIN)/python -m tests.compat

audit: | $(BIN)/python  ## known vulnerabilities in what users install; asks an advisory service
	@$(BIN)/python -m venv --clear $(VENV)/audited
	@$(VENV)/audited/bin/python -m pip install --quiet --disable-pip-version-check '.[all]' pip-audit
	@$(VENV)/audited/bin/pip-audit --vulnerability-service osv --local --skip-editable --progress-spinner off

fuzz: $(VENV)/dev.stamp  ## hostile input for SECONDS; with atheris where it can be installed
	@$(PIP) --group fuzz || echo "atheris cannot be installed here"
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS)

stress: $(VENV)/dev.stamp  ## the long tests, with their figures
	@$(BIN)/python -m tests.stress

clean:
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; call make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/demo.stamp: pyproject.toml | $(BIN)/python
	@test -f $(VENV)/dev.stamp || { echo "Installing the SDK and its emulator into $(VENV) ..."; $(PIP) --editable '.[emulator-full]'; }
	@touch $@

$(VENV)/fleet.stamp: pyproject.toml | $(BIN)/python
	@echo "Installing what the fleet tests need into $(VENV)/fleet ..."
	@test -d $(VENV)/fleet || $(BIN)/python -m venv $(VENV)/fleet
	@$(FLEET) -m pip install --quiet --disable-pip-version-check --upgrade 'pip>=25.1'
	@$(FLEET) -m pip install --quiet --disable-pip-version-check --editable '.[all,redis]' --group fleet
	@$(FLEET) -m pip install --quiet --disable-pip-version-check --editable '.[ray]' \
		|| echo "Ray cannot be installed here: its tests are skipped"
	@touch $@

$(VENV)/dev.stamp: pyproject.toml dev.lock | $(BIN)/python
	@echo "Installing everything for development into $(VENV) ..."
	@$(PIP) --upgrade 'pip>=25.1'
	@$(PIP) --editable '.[all]' --group dev $(LOCK)
	@touch $@
