# Every command that a person or CI gives to this repository. `make` alone prints the list.
.DEFAULT_GOAL := help
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
CARGO := cargo

.PHONY: help demo test check fmt dev dev-down outside bench faults proto sqlx fetch setup tools prerequisites

help: ## print this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 12

demo: fetch ## play the golden scenario G1 on six real services and tell it as a story
	$(CARGO) build --workspace
	target/debug/e2e demo

test: fetch ## all tests, the whole mesh and its faults included
	$(CARGO) build --workspace
	$(CARGO) test --workspace

check: fetch ## formatting, lints, query data, generated code, contracts, file lengths, licences
	scripts/check

fmt: ## format the code
	$(CARGO) fmt --all

dev: fetch ## a mesh that stays up with the demo's data, and how to use it
	$(CARGO) build --workspace
	target/debug/e2e dev

dev-down: ## stop what `make dev` started
	target/debug/e2e dev-down

outside: fetch ## clients and tools that nobody here wrote, against a mesh with the demo's data
	$(CARGO) build --workspace
	e2e/outside/run.sh target/debug/e2e

bench: fetch ## what the main line costs on a release build, each figure beside its yardstick
	$(CARGO) build --workspace --release
	target/release/e2e bench

faults: fetch ## kill and cut at every named point, long: SEED=… COUNT=…
	$(CARGO) build --workspace
	target/debug/e2e faults --seed $(or $(SEED),486) --count $(or $(COUNT),80)

proto: fetch ## write libs/proto's generated code and docs/asyncapi.yaml again, after a change of a contract
	BIANZHI_WRITE_GENERATED=1 $(CARGO) test --workspace generated_code_is_current
	BIANZHI_WRITE_GENERATED=1 $(CARGO) test --workspace asyncapi_is_current

sqlx: prerequisites ## write the services' .sqlx query data again, after a change of SQL or schema
	scripts/sqlx write

fetch: prerequisites ## bring what a fresh machine lacks (Kafka, fonts, buf) into .cache, once
	@scripts/fetch

prerequisites: ## name what this machine lacks
	@scripts/prerequisites

setup: ## install what this machine lacks (root on Debian)
	scripts/prerequisites --install

tools: ## helpers that take minutes to compile and that nothing waits for (cargo-deny)
	$(CARGO) install --locked cargo-deny
