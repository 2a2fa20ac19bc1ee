# The only entry point. `make run` starts Gisa, `make test` passes every everyday test, `make help` lists the rest.
#
# Everything that is downloaded or compiled is kept in CACHE, outside the checkout, and shared by all checkouts.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/gisa
DATA ?= data
LIBTORCH ?= $(CACHE)/libtorch-2.13.0
ORT_DYLIB_PATH ?= $(CACHE)/onnxruntime-1.31.1/lib/libonnxruntime.so.1.31.1
CARGO_TARGET_DIR ?= $(CACHE)/build
TOOLS := $(CACHE)/tools/bin
export LIBTORCH ORT_DYLIB_PATH CARGO_TARGET_DIR
export LD_LIBRARY_PATH := $(LIBTORCH)/lib$(if $(LD_LIBRARY_PATH),:$(LD_LIBRARY_PATH))
export PATH := $(TOOLS):$(PATH)

SBOM ?= $(CACHE)/sbom
DIST ?= $(CACHE)/dist
# How `make dist` compiles.
PROFILE ?= release

BIN := $(CARGO_TARGET_DIR)/debug
NEXTEST := cargo nextest run --no-fail-fast

.PHONY: help
help: ## List the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 22

.PHONY: prerequisites
prerequisites:
	@command -v cargo >/dev/null || { echo "missing: cargo — install Rust from https://rustup.rs"; exit 1; }
	@command -v c++ >/dev/null || { echo "missing: a C++ compiler — apt-get install build-essential"; exit 1; }
	@command -v python3 >/dev/null || { echo "missing: python3 — apt-get install python3"; exit 1; }
	@python3 -m pip --version >/dev/null 2>&1 || { echo "missing: pip — apt-get install python3-pip"; exit 1; }

.PHONY: runtimes
runtimes: prerequisites ## Fetch libtorch and ONNX Runtime into the cache, once
	@$(if $(filter command environment,$(origin LIBTORCH)),LIBTORCH='$(LIBTORCH)',env -u LIBTORCH) \
	$(if $(filter command environment,$(origin ORT_DYLIB_PATH)),,env -u ORT_DYLIB_PATH) \
	python3 ml/setup-runtimes.py '$(CACHE)'

.PHONY: frontend
frontend: ## Build the pages that the server carries, if their sources changed
	@frontend/build.sh '$(CACHE)'

.PHONY: build
build: runtimes frontend ## Build the server and the trainer
	@echo "build: gisa-trainer (links libtorch)"
	@cargo build -p ml --features train --bin gisa-trainer
	@echo "build: gisa"
	@cargo build --workspace --bin gisa

.PHONY: run
run: build ## Start Gisa on http://localhost:8000; on an empty database, train and deploy a first model
	@$(BIN)/gisa quickstart --data-folder '$(DATA)'

.PHONY: nextest
nextest:
	@command -v cargo-nextest >/dev/null || { echo "setup: installing cargo-nextest"; cargo install --quiet --locked --root '$(CACHE)/tools' cargo-nextest; }

.PHONY: test
test: build nextest ## Every everyday test; PostgreSQL and MariaDB too where their URLs are set
	@[ -n "$${GISA_TEST_POSTGRES_URL:-}" ] || echo "test: PostgreSQL tests are SKIPPED (set GISA_TEST_POSTGRES_URL)"
	@[ -n "$${GISA_TEST_MYSQL_URL:-}" ] || echo "test: MySQL/MariaDB tests are SKIPPED (set GISA_TEST_MYSQL_URL)"
	@echo "test: everything that links libtorch"
	@$(NEXTEST) -p ml --features train
	@echo "test: everything else"
	@GISA_TEST_REQUIRE_FRONTEND=1 GISA_TRAINER='$(BIN)/gisa-trainer' $(NEXTEST) --workspace --exclude ml

.PHONY: test-long
test-long: build nextest ## The long tests: random kills, load, large data
	@GISA_LONG_TESTS=1 $(NEXTEST) --profile long --success-output immediate -p ml --features train
	@GISA_LONG_TESTS=1 GISA_TRAINER='$(BIN)/gisa-trainer' $(NEXTEST) --profile long --success-output immediate --workspace --exclude ml

.PHONY: browser
browser:
	@tests/e2e/prepare.sh

# Playwright wants the whole path of a browser.
E2E = cd tests/e2e && GISA='$(BIN)/gisa' CHROMIUM="$$(command -v "$${CHROMIUM:-chromium}")"

.PHONY: test-e2e
test-e2e: build browser ## What people do every day, in a real browser: Debian's Chromium, or CHROMIUM
	@$(E2E) npm test --silent

.PHONY: test-e2e-long
test-e2e-long: build browser ## All that is promised of a real browser: every page, recovery, the keyboard, budgets
	@$(E2E) npm run --silent test:long

.PHONY: test-conformance
test-conformance: build ## Protocols, by what others wrote: GraphQL's audits and clients, an OpenID Connect provider
	@for folder in tests/conformance tests/conformance/oidc; do ( cd $$folder \
	  && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; } \
	  && GISA='$(BIN)/gisa' npm test --silent ); done

.PHONY: test-schemathesis
test-schemathesis: build ## Everything the schema allows, asked by schemathesis (fetched from PyPI): no fault of the server's
	@python3 tests/schemathesis/setup.py '$(CACHE)/schemathesis'
	@python3 tests/schemathesis/run.py '$(CACHE)/schemathesis' '$(BIN)/gisa' $(EXAMPLES)

.PHONY: screenshots
screenshots: build browser ## A picture of every page in both themes, into tests/e2e/screenshots
	@$(E2E) node screenshots.mjs

.PHONY: bench
bench: build ## How fast import, dataset build, lists and predictions are here
	@cargo bench --quiet --profile dev --workspace --bench spine

.PHONY: bench-gate
bench-gate: build ## What hostile documents cost, and what others feel of them
	@cargo bench --quiet --profile dev --workspace --bench gate

.PHONY: bench-ml
bench-ml: build ## How fast models are trained and served here, beside PyTorch and ONNX Runtime (fetched from PyPI)
	@cargo build -p ml --features train --example random_bundle
	@CACHE='$(CACHE)' cargo bench --quiet --profile dev --workspace --bench ml -- $(PARTS)

.PHONY: bench-crawl
bench-crawl: build ## How fast pages are read here, beside BeautifulSoup, and robots.txt beside Protego (fetched from PyPI)
	@CACHE='$(CACHE)' cargo bench --quiet --profile dev --workspace --bench crawl

.PHONY: bench-cluster
bench-cluster: build ## How fast articles that say the same are found, beside datasketch (fetched from PyPI)
	@CACHE='$(CACHE)' cargo bench --quiet --profile dev --workspace --bench cluster -- $(ARTICLES)

.PHONY: bench-recipes
bench-recipes: build ## What leaving out all but Hangul costs: the small model on the file GISA_YNAT_CSV, by both recipes
	@tests/benches/recipes.sh '$(BIN)/gisa'

.PHONY: sbom
sbom: runtimes ## What Gisa is made of, as CycloneDX JSON, into CACHE/sbom
	@command -v cargo-cyclonedx >/dev/null || { echo "setup: installing cargo-cyclonedx"; cargo install --quiet --locked --root '$(CACHE)/tools' cargo-cyclonedx; }
	@packaging/sbom.sh '$(SBOM)'

.PHONY: dist
dist: runtimes frontend sbom ## One tarball with both programs and the runtimes, into DIST; PROFILE=dev packs what `make build` builds
	@echo "dist: building with the profile $(PROFILE)"
	@cargo build --profile '$(PROFILE)' -p ml --features train --bin gisa-trainer
	@cargo build --profile '$(PROFILE)' --workspace --bin gisa
	@packaging/dist.sh '$(CARGO_TARGET_DIR)/$(if $(filter dev,$(PROFILE)),debug,$(PROFILE))' '$(LIBTORCH)' '$(ORT_DYLIB_PATH)' '$(SBOM)' '$(DIST)'

.PHONY: dist-check
dist-check: dist ## Unpack the tarball into an empty folder, and have it make and serve a model there
	@packaging/check_dist.sh "$$(ls -t '$(DIST)'/gisa-*.tar.gz | head -1)"

.PHONY: tools
tools:
	@command -v cargo-deny >/dev/null || { echo "setup: installing cargo-deny"; cargo install --quiet --locked --root '$(CACHE)/tools' cargo-deny; }
	@command -v cargo-machete >/dev/null || { echo "setup: installing cargo-machete"; cargo install --quiet --locked --root '$(CACHE)/tools' cargo-machete; }
	@command -v typos >/dev/null || { echo "setup: installing typos"; cargo install --quiet --locked --root '$(CACHE)/tools' typos-cli; }

.PHONY: check
check: runtimes tools frontend ## Formatting, lints, docs, licences, unused dependencies, typos, schema
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings
	cargo clippy -p ml --features train --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --workspace --no-deps --quiet
	cargo deny --log-level error check bans licenses sources
	cargo machete
	typos
	$(MAKE) --no-print-directory schema-check
	$(MAKE) --no-print-directory frontend-check

.PHONY: frontend-check
frontend-check: frontend ## Lint, types, generated code and component tests of the frontend
	@cd frontend && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund --loglevel=error; }
	cd frontend && npm run --silent lint && npm run --silent typecheck && npm run --silent codegen:check && npm test --silent && npm run --silent budget

.PHONY: schema
schema: build ## Print the GraphQL schema into schema.graphql
	@$(BIN)/gisa print-schema > schema.graphql

.PHONY: schema-check
schema-check: build
	@$(BIN)/gisa print-schema | diff -u schema.graphql - || { echo "schema.graphql is out of date: run make schema"; exit 1; }
