# The two commands of the README are `make run` and `make test`; the rest is for people at work here.
.DEFAULT_GOAL := run
.PHONY: run test fast tour bench package lock setup

PYTHON := .venv/bin/python
CUSTOMERS ?= 60

setup:
	@packaging/setup run

run: setup
	@exec $(PYTHON) packaging/run.py --customers $(CUSTOMERS)

test:
	@packaging/setup test
	@packaging/check

fast:
	@packaging/setup test
	@packaging/check fast

tour:
	@packaging/setup test
	@$(PYTHON) -m tests.tour

bench:
	@packaging/setup test
	@for name in pop sync_first sync_live start search open_customer grid board holds_grid memory; do $(PYTHON) -m tests.bench $$name --json; done

package:
	@packaging/setup test
	@packaging/build

lock:
	uv pip compile pyproject.toml --quiet --extra desktop --extra server --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -o packaging/requirements.txt
	uv pip compile pyproject.toml --quiet --extra desktop --extra server --extra dev --generate-hashes --no-emit-index-url --no-header --python-version 3.11 -c packaging/requirements.txt -o packaging/requirements-test.txt
