# Redrose's commands. `make` alone lists them.
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.redrose-lock
ROLE ?= worker
CONTRACT ?= all
SUBJECT ?=
SERVICE ?= referrals
PERIOD ?= last-quarter
AUDIENCE ?=
AS_AT ?=
FOLDER ?= reports

.DEFAULT_GOAL := help
.PHONY: help run test check fix bench demo-year report token address lock servers clean environment

help: ## this list
	@echo "Redrose. Commands:"
	@grep -E '^[a-z-]+:.*## ' $(firstword $(MAKEFILE_LIST)) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 18

run: environment ## everything on this machine: PostgreSQL, Kafka, traces, five contracts, reporting, examples
	@REDROSE_TIED=1 $(BIN)/python -m deploy.local.run

test: environment ## the whole suite against a real PostgreSQL and a real Kafka that it starts itself
	$(BIN)/python -m pytest

check: environment ## the fast part: format, lint, types, layers, schemas, tests without servers
	@PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m deploy.local.check

fix: environment ## mends format and what lint can mend
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format --quiet .

bench: environment ## rates of Redrose, of comparable libraries and of the bare limit, in one run
	REDROSE_FULL_RATE=1 $(BIN)/python -m bench

demo-year: environment ## a synthetic 2023/24 to work on, with the year before; beside a run or alone, goes on if broken off
	@REDROSE_TIED=1 $(BIN)/python -m deploy.demo

report: environment ## a report of this machine's run, in every form: make report CONTRACT=long-covid PERIOD=2023/24
	@$(BIN)/python -m deploy.local.report "$(CONTRACT)" "$(PERIOD)" "$(AUDIENCE)" "$(AS_AT)" "$(FOLDER)"

token: environment ## a token for this machine's services: make token ROLE=worker CONTRACT=rio
	@$(BIN)/python -m deploy.local.tokens $(ROLE) $(CONTRACT) --subject "$(SUBJECT)"

address: environment ## where a service of this machine answers: make address CONTRACT=rio SERVICE=sessions
	@$(BIN)/python -m deploy.local.address "$(SERVICE)" "$(CONTRACT)"

servers: environment ## PostgreSQL and Kafka alone, for running single tests often
	@REDROSE_TIED=1 $(BIN)/python -m deploy.local.servers

COMPILE := $(BIN)/pip-compile --quiet --generate-hashes --no-header --no-emit-index-url --no-emit-trusted-host \
	--no-emit-find-links --strip-extras --allow-unsafe --annotation-style=line

lock: environment ## new locks from pyproject.toml; the versions of the runtime lock are those of the other
	$(COMPILE) --upgrade --extra local --extra test --output-file requirements-dev.txt pyproject.toml
	$(COMPILE) --constraint requirements-dev.txt --output-file requirements.txt pyproject.toml

clean: ## removes what a run left: data, keys, logs (not the environment)
	rm -rf .local .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The environment is made again when the lock changes; the stamp holds the hash of the lock it was made from.
environment:
	@PYTHON="$(PYTHON)" deploy/local/environment $(VENV) requirements-dev.txt $(STAMP)
