# Everything a checkout needs. `make run` and `make test` work on a bare machine with Python 3.11 or newer.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin

# PyPI's Linux build of torch brings 3 GB of CUDA; this index has the CPU build. Torch is needed once, to export the
# search model. Where the index is out of reach, pip falls back to what it can get of the same version.
TORCH       := torch==2.13.0
TORCH_INDEX ?= https://download.pytorch.org/whl/cpu

# Test files that run side by side.
WORKERS ?= 2

# The tests start a hundred processes: each would compile Trailmate anew where bytecode is not kept.
unexport PYTHONDONTWRITEBYTECODE

READY := $(VENV)/.ready

.PHONY: run chat test check torture lint lock clean

run: $(READY)
	$(BIN)/trailmate run

chat: $(READY)
	$(BIN)/trailmate chat

# What a newcomer needs to trust the checkout, and what CI runs.
test: check

# The model and the index are made once, before two workers want them. A worker has one core: the threads that torch and
# BLAS would start beside it wait for each other in loops.
check: export OMP_NUM_THREADS := 1
check: lint
	$(BIN)/python -c 'from pathlib import Path; from knowledge.library import Library; Library.open(Path(".cache"), say=print)'
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder

# The long forms of the tests that look for rare failures.
torture: $(READY)
	$(BIN)/pytest -m torture

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/check-jsonschema --builtin-schema vendor.compose-spec docker-compose.yml

# The stamp makes a second `make run` free.
$(READY): pyproject.toml requirements/lock.txt
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Trailmate needs Python 3.11 or newer; set PYTHON=…")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -c 'import torch' 2>/dev/null || \
	  $(BIN)/pip install --quiet --retries 1 --no-deps $(TORCH) --extra-index-url $(TORCH_INDEX)
	$(BIN)/pip install --quiet --require-hashes -r requirements/lock.txt
	$(BIN)/pip install --quiet --no-deps --no-build-isolation --editable .
	@# as pip does for what it copies: where PYTHONDONTWRITEBYTECODE is set, every start would compile anew
	$(BIN)/python -m compileall -q bot knowledge adapters scheduler
	touch $@

# Renew the locks; needs uv. The lock is made without torch; `runtime.txt` and `export.txt` are for the Dockerfile.
COMPILE := uv pip compile --universal --python-version 3.11 --generate-hashes --custom-compile-command "make lock"
NO_TORCH := --override requirements/overrides.txt --no-emit-package torch requirements/torch-needs.in
lock:
	$(COMPILE) pyproject.toml --all-extras $(NO_TORCH) -o requirements/lock.txt
	$(COMPILE) pyproject.toml --extra discord --extra telegram --extra postgres -c requirements/lock.txt -o requirements/runtime.txt
	$(COMPILE) pyproject.toml --extra model $(NO_TORCH) -c requirements/lock.txt -o requirements/export.txt

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
