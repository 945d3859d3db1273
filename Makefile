# make run    the dashboard on a port of this machine; the address is printed
# make test   all tests; make test TESTS=tests/test_ground.py for some of them
# make check  lint and types
# make bench  the pages timed in a real browser against a bare Streamlit app
# make train      the judge's weights anew from the labels; make train GOLD=set.jsonl WHOLE=folder for further ones
#                 make train GOLD=decisions: weights of this installation alone, from what people decided, if better
# make accuracy   how well texts are read that the judge has not seen; GOLD= and WHOLE= as for train
# make lock   requirements.txt and its like for tests, scans and clusters anew from pyproject.toml
# Needs python3 (3.11 or newer) and make. Everything else goes into .venv (see .ci/prepare.py).

PYTHON ?= python3
VENV_PYTHON := .venv/bin/python
TESTS ?=
# one more than processors, since browser tests wait more than they compute; four at most
WORKERS = $(shell $(PYTHON) -c "import os; print(min(4, (os.cpu_count() or 1) + 1))")
GOLD ?=
WHOLE ?=
LABELS = $(if $(WHOLE),--whole $(WHOLE)) $(GOLD)
LOCK = .venv/bin/uv pip compile --quiet --universal --no-header --no-annotate --python-version 3.11

.PHONY: run test check train accuracy bench lock python

run: python
	@$(PYTHON) .ci/prepare.py run
	@exec $(VENV_PYTHON) -m app.server

test: export PYTHONDONTWRITEBYTECODE = # the many processes of the tests compile nothing twice
test: python
	@$(PYTHON) .ci/prepare.py test
	@$(VENV_PYTHON) -m pytest -n $(WORKERS) --dist worksteal $(TESTS)

check: python
	@$(PYTHON) .ci/prepare.py check
	@$(VENV_PYTHON) -m ruff check .
	@$(VENV_PYTHON) -m mypy

train: python
	@$(PYTHON) .ci/prepare.py check
	@$(VENV_PYTHON) -m $(if $(filter decisions,$(GOLD)),records train,etl.tools.learning.train $(LABELS))

accuracy: python
	@$(PYTHON) .ci/prepare.py check
	@$(VENV_PYTHON) -m etl.tools.accuracy $(LABELS)

bench: python
	@$(PYTHON) .ci/prepare.py test
	@$(VENV_PYTHON) -m benchmarks.web

lock: python
	@$(PYTHON) .ci/prepare.py check
	@$(VENV_PYTHON) -m pip install --quiet --disable-pip-version-check uv
	@$(LOCK) pyproject.toml -o requirements.txt
	@$(LOCK) --group dev -c requirements.txt -o requirements-dev.txt
	@$(LOCK) --group ocr -c requirements.txt -o requirements-ocr.txt
	@$(LOCK) --group cluster -c requirements.txt -o requirements-cluster.txt

python:
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) was not found: install Python 3.11 or newer" \
	"(Debian, Ubuntu: sudo apt-get install python3), or name another one: make PYTHON=python3.12 run" >&2; exit 1; }
