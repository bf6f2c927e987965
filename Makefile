# One word each: demo test check generate bench clean. Every target makes the environment that it needs from Python 3.11+ alone.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test check generate bench clean

demo: $(VENV)/demo.stamp  ## a chat reply as it is written, then spoken to out/hello.mp3; no key, no network
	@$(BIN)/python examples/demo.py

test: $(VENV)/dev.stamp  ## the whole suite
	@$(BIN)/python -m pytest -n 3 --dist loadgroup

check: $(VENV)/dev.stamp  ## format, lint and types
	@$(BIN)/ruff format . --exclude minimax_generated
	@$(BIN)/ruff check .
	@$(BIN)/python -m mypy
	@$(BIN)/basedpyright

generate: $(VENV)/dev.stamp  ## spec/ -> minimax_generated/ and the tables in api/
	@$(BIN)/python -m generator

bench: $(VENV)/dev.stamp  ## ratios against raw httpx, in one run
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) out dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; call make PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/demo.stamp: pyproject.toml | $(BIN)/python
	@test -f $(VENV)/dev.stamp || { echo "Installing the SDK and its emulator into $(VENV) ..."; $(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[emulator]'; }
	@touch $@

$(VENV)/dev.stamp: pyproject.toml | $(BIN)/python
	@echo "Installing everything for development into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@
