# Needs Python 3.11 or newer and make; everything else is set up in .venv from the lock files.
PYTHON ?= python3
BIN := .venv/bin
HOST ?= 127.0.0.1
PORT ?= 8484

.PHONY: serve test check format lint types bench lock clean

serve: .venv/.runtime  ## set up, load the starter data, serve the page and the API
	@$(BIN)/benchbook serve $(if $(STORE),--store $(STORE)) --host $(HOST) --port $(PORT) --session-key

test: .venv/.dev  ## set up and run all tests
	@$(BIN)/python -m pytest -n auto --maxprocesses 4 --dist loadfile $(ARGS)

check: format lint types test  ## everything that must hold before a commit

format: .venv/.dev
	@$(BIN)/ruff format --check .

lint: .venv/.dev
	@$(BIN)/ruff check .

types: .venv/.dev
	@$(BIN)/mypy

bench: .venv/.dev  ## measure against a peer in the same run
	@$(BIN)/python benchmarks/run.py
	@$(BIN)/python benchmarks/resolve.py
	@$(BIN)/python benchmarks/store.py
	@$(BIN)/python benchmarks/pages.py
	@$(BIN)/python benchmarks/arena.py

lock: .venv/.dev  ## renew the lock files
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade \
		--python-version 3.11 --group build -o requirements.lock pyproject.toml
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-header --upgrade \
		--python-version 3.11 --extra postgresql --group build --group dev -c requirements.lock -o requirements-dev.lock pyproject.toml

clean:
	rm -rf .venv dist build

.venv/.runtime: requirements.lock pyproject.toml
	@echo "Setting up .venv (once) …" >&2
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Benchbook needs Python 3.11 or newer, this is " + sys.version)'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	@echo "Setting up what tests need (once) …" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --require-hashes -r requirements-dev.lock
	@touch $@
