# Every command of this project. `make` alone lists them.
.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
MAKEFLAGS += --no-print-directory
# Many processes are started here, each of thousands of files: compiled once, whatever the caller's shell says.
export PYTHONDONTWRITEBYTECODE :=
UNIT := .venv/.complete
TESTS := .venv/.tests
PY := .venv/bin/python

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z0-9-]+):.*## /\1\t/' | sort | awk -F'\t' '{printf "  %-16s %s\n", $$1, $$2}'

# The virtual environment, made anew when the lock or the set-up changes. The mark is written last.
$(UNIT): requirements.lock pyproject.toml provisioning/setup.sh
	@bash provisioning/setup.sh

# What only tests need besides: a database server, a browser.
$(TESTS): $(UNIT)
	@bash provisioning/setup.sh tests

run: $(UNIT) ## the kiosk on this machine: live, or on the shipped clip
	@$(PY) -m kiosk run

# Three workers on two cores: a quarter of the time is waiting. A short folder: the name of a socket in it may have 107
# bytes. In memory where there is room: nobody waits for a disk, and no file outlives the run.
SHORT = $$(mktemp -d $$([ "$$(df --output=avail -k /dev/shm 2>/dev/null | tail -1)" -gt 3000000 ] 2>/dev/null && echo /dev/shm || echo /tmp)/XXXX)
PYTEST = $(PY) -m pytest -n 3 --dist loadscope --no-loadscope-reorder

test: $(TESTS) ## everything sharp; the aim is 8 minutes on 2 cores
	@short=$(SHORT) && trap "rm -rf $$short" EXIT && $(PYTEST) --basetemp=$$short

test-long: $(TESTS) ## what takes longer: the other database, every picture, each kill, two markets; 30 minutes at most
	@short=$(SHORT) && trap "rm -rf $$short" EXIT && timeout --kill-after=30 1800 $(PYTEST) -m 'long and not system' --basetemp=$$short

# The root is made with a network, the tests run in one of their own. 3: this machine cannot boot a system, and why was said.
test-system: $(TESTS) ## a unit on a booted Debian, as root: all parts up, watched, heard at a centre
	@bash provisioning/setup.sh system
	@$(PY) -m tests.system.root && $(PY) -m tests.system.bare && status=0 || status=$$?; \
	  if [ $$status -eq 3 ]; then exit 0; elif [ $$status -ne 0 ]; then exit $$status; fi; \
	  unshare --net --mount --pid --fork --kill-child --mount-proc -- timeout --kill-after=30 1500 $(PY) -m pytest -m system -rP --durations=12 tests/system

# A PC under qemu: some 45 minutes, two hours at most. 3: this machine cannot run one, and why was said.
test-machine: $(TESTS) ## a unit as in a market, as root: Debian 13, real kernel, read-only root, two power cuts: long
	@bash provisioning/setup.sh machine
	@$(PY) -m tests.machine.image && status=0 || status=$$?; \
	  if [ $$status -eq 3 ]; then exit 0; elif [ $$status -ne 0 ]; then exit $$status; fi; \
	  unshare --net --mount --pid --fork --kill-child --mount-proc -- timeout --kill-after=30 7200 $(PY) -m pytest -m system -rP --durations=0 tests/machine

# The lock asks the index alone; the rest needs root and qemu. 3: this machine cannot, and why was said.
test-arm64: $(TESTS) ## the lock on arm64 by wheels alone; the demonstration in a root of arm64 under qemu: long
	@$(PY) -m tests.arm64.lock
	@bash provisioning/setup.sh arm64
	@unshare --mount --pid --fork --kill-child --mount-proc -- timeout --kill-after=30 6900 $(PY) -m tests.arm64.demonstration && status=0 || status=$$?; \
	  if [ $$status -ne 3 ]; then exit $$status; fi

# INVENTORY=FILE; UNITS=mk-01,mk-02 (else all); KEY=FILE; RELEASE=FOLDER; DRY=1; OFFLINE=1; SWITCH=1. docs/provisioning.md
RELEASE ?= dist/unit
PYTHON_OF_UNIT ?= 3.13
MACHINE ?= aarch64
comma := ,
CHOSEN = $(foreach unit,$(subst $(comma), ,$(UNITS)),--unit $(unit)) $(if $(KEY),--key $(KEY))

provision: $(UNIT) ## set up the units of INVENTORY= over SSH; again it finds nothing to do
	@$(PY) -m provisioning apply $(INVENTORY) $(CHOSEN) --release $(RELEASE) $(if $(DRY),--dry-run) $(if $(OFFLINE),--offline) $(if $(SWITCH),--switch)

provision-pin: $(UNIT) ## learn the host key of UNITS= and pin it beside INVENTORY=
	@$(PY) -m provisioning pin $(INVENTORY) $(foreach unit,$(subst $(comma), ,$(UNITS)),--unit $(unit))

provision-enrol: $(UNIT) ## pair UNITS= with the central service: shows its letters, and waits
	@$(PY) -m provisioning enrol $(INVENTORY) $(CHOSEN)

pack: $(UNIT) ## the release that units get, with all wheels, in RELEASE=
	@$(PY) -m bench.sounds || [ $$? -eq 3 ]
	@$(PY) -m provisioning pack $(RELEASE) --python $(PYTHON_OF_UNIT) --machine $(MACHINE)

pack-packages: $(UNIT) ## the Debian packages that UNITS= would install, beside the release, for markets without a network
	@$(PY) -m provisioning packages $(INVENTORY) $(CHOSEN) --release $(RELEASE)

check: $(UNIT) ## format, lint, types, imports, screens' language, shell, words
	@$(PY) -m ruff format --check .
	@$(PY) -m ruff check .
	@$(PY) -m mypy
	@.venv/bin/lint-imports --no-logo
	@$(PY) -m tests.qmllint
	@git ls-files '*.sh' .ci/run | xargs .venv/bin/shellcheck
	@$(PY) -m kiosk.words.compile --check

bench: $(TESTS) ## the numbers of docs/bench.md, measured here
	@$(PY) -m bench

bench-reading: $(UNIT) ## labels in trouble, by kind and seed, read here and by bare decoders; 10,000 empty frames: docs/reading.md
	@$(PY) -m bench.reading --page docs/reading.md

screens: $(TESTS) ## every state and page of the console in every size and language as a picture: build/screens; 10,000 streams of events
	@$(PY) -m tests.screen.gallery build/screens
	@$(PY) -m tests.central.console.gallery build/screens/console
	@KIOSK_STREAMS=10000 $(PY) -m pytest tests/screen/test_streams.py --timeout 900

faults: $(TESTS) ## the network failing in 8 ways by 50 seeds, the centre killed amid uploads: docs/faults*.md
	@$(PY) -m bench.network
	@$(PY) -m bench.faults

powercut: $(TESTS) ## a million power cuts over journal, outbox and registry, 40 minutes at most: docs/powercut.md
	@$(PY) -m bench.powercut

soak: $(TESTS) ## a label every 100 ms for 10 minutes while the network fails, then 30,000 results: docs/soak*.md, 40 minutes
	@$(PY) -m bench.soak
	@$(PY) -m bench.results

fuzz: $(UNIT) ## a million hostile payloads: nothing raises, nothing is accepted, nothing is shown
	@$(PY) -m bench.fuzz

simulate: $(UNIT) ## a fortnight in five markets: false reds and ambers, and copies caught
	@$(PY) -m bench.simulate --output docs/simulation

samples: $(UNIT) ## draw the sample registry, labels and clip anew
	@$(PY) -m bench.samples
	@$(PY) -m bench.out_of_order
	@$(PY) -m bench.splash
	@$(PY) -m bench.wiring > /dev/null

sounds: $(UNIT) ## the tones, and by espeak-ng every fixed sentence that is read aloud
	@$(PY) -m bench.sounds

lock: $(UNIT) ## resolve the lock of requirements anew, for all platforms
	@.venv/bin/uv pip compile pyproject.toml --extra kiosk --extra central --extra hsm --group dev --group provisioning --universal \
	  --python-version 3.11 --generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements.lock

clean: ## remove everything that was made here
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

.PHONY: help run test test-long test-system test-machine test-arm64 provision provision-pin provision-enrol pack pack-packages check bench bench-reading screens faults soak powercut fuzz simulate samples sounds lock clean
