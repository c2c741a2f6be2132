# run: the console on demonstration data.   test: everything.   bench: the figures.   clean: back to a bare clone.
# drill-outage: half a minute without Postgres.   drill-paul: Vapi in trouble.   drill-abuse: nonsense at every endpoint.   screenshots: the pictures, taken anew.
# drill-callers: ten thousand invented callers, whatever goes wrong (SEED, CALLS).   examples: docs/examples.md, written anew (CHECK=1: compared).
# drill-deploy: a server from nothing, then a new version and back, under calls (root; PREVIOUS: the commit before).
# drill-faults: disks that are full or lie, clocks that are wrong, connections that go nowhere, a worker that stands still (root; ONLY: some).
# drill-line: every form with its connection cut in the middle (CUT_S).
# drill-pooler: two of each program and migrations behind a pooler of fifteen.
# drill-siege: five minutes of guesses and forged links while people work.   drill-recover: copies into other projects, signed in to, killed on the way.
# judge: planted faults, and whether the tests cry out (ONLY: names or domains).   mutate: the same by machine, on what decides (ONLY: cores).
# ramp: more and more calls at once until a limit breaks.   soak: days of calls while things break (HOURS, CALLS_PER_DAY, SPEED).
# audit: known flaws of what is installed, and what nobody could be asked about.   sbom: all of it, as CycloneDX.
# lock: the exact versions and hashes of everything that is installed, written anew (UPGRADE=1: the newest that are allowed).

SHELL := /bin/bash
# 3.11 first: the tests are run whole on it.
FOUND := $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$name >/dev/null && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$name; break; }; done)
PYTHON := .venv/bin/python
# Each has a stack of its own. One more than the two processors of a small machine: many a test waits for something.
WORKERS ?= 3
PIP_OPTIONS := --quiet --disable-pip-version-check --root-user-action=ignore --require-hashes
PIP := $(PYTHON) -m pip install $(PIP_OPTIONS)
# Universal: the same files serve every Python from 3.11 on, and every system. Versions and hashes only.
COMPILE = .local/tools/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
	--custom-compile-command 'make lock' $(if $(UPGRADE),--upgrade)

.PHONY: run test bench drill-alerts drill-backup drill-callers drill-deploy drill-faults drill-line drill-outage drill-paul drill-abuse drill-pooler drill-recover drill-siege judge mutate audit sbom lock ramp soak screenshots examples clean

run: .venv/installed
	@exec $(PYTHON) -m backend.local run

test: .venv/installed-dev
	@exec $(PYTHON) -m pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

bench: .venv/installed-dev
	@exec $(PYTHON) -m tests.bench

screenshots: .venv/installed-dev
	@exec $(PYTHON) -m tests.browser.screenshots

drill-alerts: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.alerts

drill-backup: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.backups

drill-callers: export SEED ?= 0
drill-callers: export CALLS ?= 10000
drill-callers: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.callers

examples: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.callers.examples $(if $(CHECK),--check)

drill-deploy: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.deploy

drill-recover: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.recovery

drill-paul: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.paul

drill-outage: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.outage

drill-faults: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.faults $(ONLY)

drill-pooler: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.pooler

drill-line: .venv/installed-dev
	@exec $(PYTHON) -m pytest tests/browser/drill_cut_connection.py

drill-siege: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.siege

drill-abuse: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.abuse

judge: .venv/installed-dev
	@exec nice $(PYTHON) -m tests.judge $(ONLY)

mutate: .venv/installed-dev .local/tools/installed
	@exec nice $(PYTHON) -m tests.judge.mutants $(ONLY)

ramp: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.load.ramp

soak: export HOURS ?= 48
soak: export CALLS_PER_DAY ?= 50
soak: export SPEED ?= 360
soak: .venv/installed-dev
	@exec $(PYTHON) -m tests.drills.load.soak

audit: .local/tools/installed .venv/installed-dev
	@exec $(PYTHON) .ci/audit.py

# What a server installs, and what tests and checks install besides, as CycloneDX: one file a lock.
sbom: .local/tools/installed
	@mkdir -p build
	@for lock in requirements requirements-dev; do \
		PYTHONWARNINGS=ignore .local/tools/bin/cyclonedx-py requirements $$lock.lock --pyproject pyproject.toml --output-reproducible \
			--spec-version 1.6 --output-format JSON --output-file build/$$lock.cdx.json || exit 1; done

lock: .local/tools/installed
	@$(COMPILE) requirements.txt -o requirements.lock
	@$(COMPILE) -c requirements.lock requirements-embedded.txt -o requirements-embedded.lock
	@$(COMPILE) -c requirements-embedded.lock requirements-dev.txt -o requirements-dev.lock
	@$(COMPILE) requirements-tools.txt -o requirements-tools.lock

clean:
	@if [ -x $(PYTHON) ]; then $(PYTHON) -m backend.local down --wipe || true; fi
	rm -rf .local .venv build backend/postgres/*/node_modules .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(PYTHON):
	@[ -n "$(FOUND)" ] || { echo "Il faut Python 3.11 ou plus récent (par exemple : apt install python3 python3-venv)."; exit 1; }
	@echo "Python : environnement .venv (une seule fois)…"
	@$(FOUND) -m venv .venv || { rm -rf .venv; \
		echo "Python ne peut pas créer .venv : installez le module venv (par exemple : apt install python3-venv)."; exit 1; }

# The stamps are newer than the locks once these are installed: nothing is asked of the network again.
.venv/installed: requirements-embedded.lock | $(PYTHON)
	@echo "Python : installation des bibliothèques…"
	@$(PIP) -r requirements-embedded.lock || { echo "Les bibliothèques n’ont pas pu être installées : vérifiez le réseau, puis relancez."; exit 1; }
	@touch $@

# Of its own: what looks at the libraries is none of them.
.local/tools/installed: requirements-tools.lock | $(PYTHON)
	@$(PYTHON) -m venv .local/tools
	@.local/tools/bin/python -m pip install $(PIP_OPTIONS) -r requirements-tools.lock
	@touch $@

.venv/installed-dev: requirements-dev.lock | $(PYTHON)
	@echo "Python : installation des bibliothèques et des outils…"
	@$(PIP) -r requirements-dev.lock || { echo "Les bibliothèques n’ont pas pu être installées : vérifiez le réseau, puis relancez."; exit 1; }
	@touch $@ .venv/installed
