# make demo: the product on real data.  make test: what CI runs.  Needs Python 3.11 or newer and make, nothing else.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
READY  := $(VENV)/.ready

.PHONY: demo test check bench lint types imports migrations tests journeys screenshots openapi lock clean
.DEFAULT_GOAL := help

help:
	@echo "make demo   演示：导入一个区两年的台账，写出上半年总结，启动网页"
	@echo "make test   全部检查与测试（即 CI）"
	@echo "make check  同 make test"
	@echo "make bench  性能对比"
	@echo "make screenshots  每个页面的截图（桌面和手机）"

$(READY): requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index --editable .
	@touch $@

demo: $(READY)
	$(BIN)/liuyou demo

test: check
check: lint imports types migrations tests journeys

lint: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

imports: $(READY)
	$(BIN)/lint-imports

types: $(READY)
	$(BIN)/mypy liuyou

migrations: $(READY)
	$(BIN)/python manage.py makemigrations --check --dry-run

tests: $(READY)
	$(BIN)/python -m pytest --create-db --numprocesses 2 --dist loadfile --ignore tests/journeys

# Through the pages in a real browser (Debian's chromium), one at a time; skipped where there is none. What fails is
# tried once more on a fresh server: a browser on a busy machine may be late, an application that is wrong stays wrong.
JOURNEYS = $(BIN)/python -m pytest -o addopts="-q" -o cache_dir=build/journeys --create-db tests/journeys
journeys: $(READY)
	$(JOURNEYS) || $(JOURNEYS) --last-failed

# Every page at 1440 and 390 pixels, as each role; the pictures of README and manual among them.
screenshots: $(READY)
	$(BIN)/python -m tests.journeys.screenshots build/screenshots

openapi: export LIUYOU_HOME = build/openapi
openapi: $(READY)
	$(BIN)/python manage.py migrate --verbosity 0
	$(BIN)/python manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml

bench: $(READY)
	$(BIN)/python -m bench.run

# Regenerate the locked requirements (needs uv).
lock:
	uv pip compile --quiet --universal --python-version 3.11 --extra dev --generate-hashes --no-emit-index-url \
	  --no-annotate --no-header pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) var build *.egg-info
