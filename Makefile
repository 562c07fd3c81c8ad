# `make help` lists the targets. Each target sets up what it needs.
MAKEFLAGS += --no-builtin-rules --no-print-directory
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

PYTHON ?= python3
PORT ?= 8000
LOCK ?= requirements-dev.txt
export PYTHON
# Where the shell forbids bytecode, each start would compile every module again: seconds instead of one.
unexport PYTHONDONTWRITEBYTECODE

PY := .venv/bin/python
MANAGE := $(PY) manage.py
VENV := .venv/.made-from-$(LOCK)
MODULES := node_modules/.package-lock.json
ASSETS := assets/.copied
COMMUNES := assets/geo/communes.sqlite

.PHONY: help
help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

.PHONY: setup
setup: $(VENV) ## Make the virtual environment from the hashed lock
$(VENV): $(LOCK) requirements-uv.txt scripts/setup.sh
	@rm -f .venv/.made-from-*; scripts/setup.sh $(LOCK)
	@touch $@

.PHONY: assets
assets: $(ASSETS) $(COMMUNES) ## Fetch the front-end files and the data packages, copy the few we use
$(MODULES): package.json package-lock.json .npmrc
	@command -v npm >/dev/null || { echo "Carnet needs Node 20 with npm. On Debian: apt-get install nodejs npm" >&2; exit 1; }
	@npm ci --ignore-scripts --loglevel=error
	@touch $@
$(ASSETS): $(VENV) $(MODULES) scripts/assets.py
	@$(PY) scripts/assets.py
	@touch $@
$(COMMUNES): $(VENV) $(MODULES) requirements-build.txt scripts/build_geo.py
	@$(PY) scripts/build_geo.py
	@touch $@

.PHONY: words
words: setup ## Compile the French words that have changed
	@$(PY) scripts/compile_messages.py

.PHONY: run
run: assets words ## Serve Carnet with its demo on http://127.0.0.1:8000, or on PORT=
	@exec env CARNET_PUBLIC_URL=$${CARNET_PUBLIC_URL:-http://127.0.0.1:$(PORT)} CARNET_LIVE_ASSETS=1 \
		$(MANAGE) serve --port $(PORT) --demo

.PHONY: test
test: assets words ## Run every test on SQLite, then on PostgreSQL; ARGS= goes to pytest
	@exec $(PY) scripts/test.py $(ARGS)

.PHONY: check
check: assets words ## Format, lint, types, contracts, migrations, words, sizes, hosts; ONLY= names some
	@exec $(PY) scripts/check.py $(ONLY)

.PHONY: messages
messages: setup ## Bring the French catalogues up to date with the code; ROOM=sell/closing for one
	@$(PY) scripts/messages.py update $(ROOM)

.PHONY: release
release: assets words ## Build the hashed, compressed front-end files of a server into static_root/
	@rm -rf static_root && mkdir static_root
	@CARNET_LIVE_ASSETS= $(MANAGE) collectstatic --noinput || { rm -rf static_root; exit 1; }

.PHONY: bench
bench: assets words ## Measure what README and docs quote; ARGS= goes to the bench
	@$(PY) -m bench $(ARGS)

.PHONY: locks
locks: setup ## Compile the hashed locks again after a change to requirements*.in; UP=1 takes newer versions
	@for name in requirements requirements-dev requirements-uv requirements-spark; do \
		.venv/bin/uv pip compile -q $(if $(UP),--upgrade) --generate-hashes --python-platform linux \
			--python-version 3.11 $$name.in -o $$name.txt || exit 1; \
	done

.PHONY: clean
clean: ## Remove what can be made again; the data in var/ stays
	@rm -rf .venv node_modules assets static_root .mypy_cache .ruff_cache .import_linter_cache
	@find src -name '*.mo' -delete
