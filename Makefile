# Одна команда, чтобы запустить: make run. Одна, чтобы проверить: make test.
SHELL := /bin/bash
PYTHON ?= python3
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help run install demo test shots bench lint types unit postgres browser lock packages

help: ## показать этот список
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/'

run: .venv/ready .venv/packed ## запустить: окружение, база, сервер на http://127.0.0.1:8000
	@$(BIN)/python begin.py rmo_web init
	@exec $(BIN)/python begin.py rmo_web.server

install: .venv/ready .venv/packed ## подготовить окружение, не запуская: для службы

demo: export RMO_INSTANCE := $(CURDIR)/instance/demo
demo: export DATABASE_URL :=
demo: export RMO_TODAY := 2019-12-09
demo: export FLASK_SKIP_DOTENV := 1
demo: .venv/ready .venv/packed ## показать пример из его собственной базы
	@$(BIN)/python begin.py rmo_web demo
	@exec $(BIN)/python begin.py rmo_web.server

test: lint types unit postgres browser ## проверить всё, что проверяет .ci/run

lint: .venv/ready-dev ## стиль кода и шаблонов, направления импортов
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/djlint --lint --quiet templates
	$(BIN)/lint-imports --no-cache

types: .venv/ready-dev ## типы
	$(BIN)/mypy --no-incremental --no-error-summary

unit: .venv/ready-dev .venv/packed packages ## быстрые тесты на SQLite
	$(BIN)/pytest -q -n 2 -m "not browser and not server and not trouble"

postgres: .venv/ready-dev packages ## тесты с базой на своём временном PostgreSQL
	TEST_DATABASE=postgres $(BIN)/pytest -q -n 2 -m "database and not browser and not server"

# A browser is mostly waited for; servers and races, which wait too, run meanwhile.
browser: .venv/ready-dev .venv/packed packages ## тесты в настоящем браузере, сервера и бед
	$(BIN)/pytest -q -n 3 -m "browser or server or trouble"

shots: .venv/ready-dev .venv/packed packages ## снимки каждой страницы, 1280 и 360 точек, в папку shots
	$(BIN)/python tools/shots.py

bench: .venv/ready-dev .venv/packed ## измерить настоящий сервер рядом с голыми страницами Flask
	$(BIN)/python tools/bench.py

packages:
	@tools/packages.sh

lock: .venv/ready-dev ## обновить requirements.txt и requirements-dev.txt
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--no-strip-extras --no-annotate --allow-unsafe -o requirements.txt pyproject.toml
	$(BIN)/pip-compile -q --generate-hashes --no-emit-index-url --no-emit-find-links --no-header \
		--no-strip-extras --no-annotate --allow-unsafe --extra dev -o requirements-dev.txt pyproject.toml

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Нужен Python 3.11 или новее (сейчас: $$($(PYTHON) --version 2>&1))."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "Нет модуля venv: apt install python3-venv."; exit 1; }

.venv/ready: requirements.txt | .venv/bin/python
	@echo "Ставлю зависимости…"
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

# Browsers get the packed twin of a static file; whatever changes is packed anew.
.venv/packed: $(filter-out %.gz,$(wildcard static/*.* static/vendor/*.*)) | .venv/ready
	@$(BIN)/python -m whitenoise.compress -q --no-brotli static && touch $@

.venv/ready-dev: requirements.txt requirements-dev.txt | .venv/bin/python
	@$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch .venv/ready $@
