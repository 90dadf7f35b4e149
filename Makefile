# `make demo` and `make test` do all the set-up; both work on a fresh machine with Python 3.11 or newer and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test lint bench clean

demo: $(STAMP)
	$(BIN)/entities annotate examples/news --format pretty
	$(BIN)/entities annotate examples/news --output $(VENV)/demo.jsonl
	$(BIN)/entities count $(VENV)/demo.jsonl --top 12

test: $(STAMP)
	$(BIN)/python -m pytest

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python benchmarks/accuracy.py
	$(BIN)/python benchmarks/offsets.py
	$(BIN)/python benchmarks/glosses.py
	$(BIN)/python benchmarks/senses.py
	$(BIN)/python benchmarks/resolve.py
	$(BIN)/python benchmarks/sounds.py
	$(BIN)/python benchmarks/calibration.py
	$(BIN)/python benchmarks/cost.py
	$(BIN)/python benchmarks/speed.py

$(STAMP): pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet --editable '.[test]'
	touch $(STAMP)

clean:
	rm -rf $(VENV) dist build
