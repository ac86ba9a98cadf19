# Every target sets up what it needs by itself. `make check` is what a change must pass before it is sent in.
PYTHON ?= python3
VENV := .venv/bin/python

.PHONY: check test fix golden bench docs pictures deep

check test: ## checks, then all tests
	$(PYTHON) run.py test

fix: .venv/.recon-setup ## put imports, format and simple mistakes right
	$(VENV) -m ruff check --fix .
	$(VENV) -m ruff format .

golden: .venv/.recon-setup ## rewrite the expected files; review the difference
	GOLDEN=rewrite $(VENV) -m pytest tests/golden tests/postings/test_layouts.py -q

bench: .venv/.recon-setup ## side-by-side runs against what a user would pick instead
	$(VENV) -m benchmarks

docs: .venv/.recon-setup ## write the reference pages from the program
	$(VENV) -m docs.reference.build

pictures: .venv/.recon-setup ## draw reports and sheets to docs/pictures
	$(VENV) -m docs.pictures.build

deep: .venv/.recon-setup ## the long runs: a real set-up in a strange path, many more examples
	DEEP=1 $(VENV) -m pytest -n auto

.venv/.recon-setup: pyproject.toml requirements.txt
	$(PYTHON) run.py --version
