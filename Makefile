# The commands of the project. README names them; .ci/run calls `make test`.
PYTHON ?= python3
AS_OF ?= $(shell date +%F)
MUNICIPALITY ?= 2326
BIN := .venv/bin
export FULLFOLJ_HOME ?= var

.PHONY: setup run check test prove bench reference requirements

setup: .venv/ready

run: setup
	@test -f $(FULLFOLJ_HOME)/demo/$(AS_OF)/credentials.csv \
	  || $(BIN)/fullfolj demo-files $(FULLFOLJ_HOME)/demo/$(AS_OF) --as-of $(AS_OF)
	$(BIN)/fullfolj register --from $(FULLFOLJ_HOME)/demo/$(AS_OF) \
	  --municipality $(MUNICIPALITY) --as-of $(AS_OF)

check: .venv/ready-to-develop
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

test: check
	$(BIN)/python -m pytest -n auto

prove: .venv/ready-to-develop
	$(BIN)/python -m pytest -m prove
	$(BIN)/python -m bench --write docs/reference/performance.md

bench: .venv/ready-to-develop
	$(BIN)/python -m bench

reference: .venv/ready-to-develop
	$(BIN)/python -m docs.generate

requirements: .venv/ready-to-develop
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-header pyproject.toml -o requirements.txt
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-emit-index-url \
	  --no-header --group dev pyproject.toml -o requirements-dev.txt

.venv/bin/python:
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null \
	  || (apt-get update -q && apt-get install -qy python3-venv)
	$(PYTHON) -m venv .venv

.venv/ready: requirements.txt pyproject.toml | .venv/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	touch $@

.venv/ready-to-develop: requirements-dev.txt .venv/ready
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes \
	  -r requirements-dev.txt
	touch $@
