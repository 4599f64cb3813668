# Guanlian: every target sets up what it needs. `make help` lists them.
PORT ?= 8000
ifeq ($(origin PYTHON), undefined)
PYTHON := $(shell for python in python3 python3.11 python3.12 python3.13 python3.14 python; do \
	"$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo "$$python" && break; done)
endif
SETUP = "$(PYTHON)" -m guanlian.launch.bootstrap
IN = .venv/bin/python
unexport PYTHONPATH PYTHONHOME

.DEFAULT_GOAL := run
.PHONY: run build test check bench screenshots lock backup doctor clean help python dev

run: python  ## set everything up and serve on PORT (8000)
	@exec $(SETUP) run --port $(PORT)

build: python  ## set everything up without serving
	@$(SETUP) build

test: dev  ## set up and run all tests (ARGS="-k word" narrows them)
	@GUANLIAN_APT=$${GUANLIAN_APT:-1} $(SETUP) browser
	@$(IN) -m pytest -n 2 --dist loadfile $(ARGS)

check: dev  ## lint, types, layers, migrations, lock files
	@$(IN) -m ruff check .
	@$(IN) -m ruff format --check .
	@$(IN) -m mypy guanlian
	@$(IN) -c 'from importlinter.cli import lint_imports_command as lint; lint()'
	@$(IN) -m guanlian makemigrations --check --dry-run
	@$(IN) scripts/check_tree.py

bench: build  ## print the benchmarks (ARGS="rush --short --faults" chooses)
	@$(IN) -m guanlian bench $(ARGS)

screenshots: dev  ## draw the README's pictures anew
	@$(SETUP) browser
	@$(IN) scripts/screenshots.py

doctor: build  ## say what is wrong with this installation
	@$(IN) -m guanlian doctor --port $(PORT)

lock: dev  ## pin and hash the packages of requirements/*.in anew
	@$(IN) scripts/lock.py

clean:  ## remove what was built; the data in var/ stays
	@rm -rf .venv node_modules guanlian/web/static/dist .pytest_cache .mypy_cache .ruff_cache .hypothesis \
		.import_linter_cache var/static var/static.stamp

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*##/  make \1\t/p' Makefile | expand -t 22

dev: python
	@GUANLIAN_APT=$${GUANLIAN_APT:-0} $(SETUP) dev

python:
	@if [ -z "$(PYTHON)" ]; then \
		echo "没有找到 Python 3.11 或更高版本：请先安装（Debian：apt install python3 python3-venv）。" >&2; \
		echo "No Python 3.11 or newer was found: install one first (Debian: apt install python3 python3-venv)." >&2; \
		exit 1; fi
