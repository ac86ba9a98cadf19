"""The rules of the house, held over every file: words, codes, clocks, imports, and what has no place in the project."""

from __future__ import annotations

import ast
import os
import re
import shutil
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WORDS = ROOT / "recon" / "words"
SPEAKING = ("recon", "sample_books", "templates", "xl_addin")  # folders whose code says sentences
FACES = ("recon/cli/", "recon/seat.py", "xl_addin/")
CODE = re.compile(r"\b(?:IN|MA|ST|RE|XL)\d{3}\b")


@cache
def tracked() -> tuple[str, ...]:
    """Every file of the project, as git knows it, new ones included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return tuple(sorted(name for name in listed.stdout.splitlines() if (ROOT / name).is_file()))


@cache
def trees(*folders: str) -> dict[str, ast.Module]:
    """The parsed Python files of these folders by path."""
    names = [name for name in tracked() if name.endswith(".py") and name.startswith(tuple(f"{f}/" for f in folders))]
    return {name: ast.parse((ROOT / name).read_text("utf-8")) for name in names}


def sections(lang: str) -> dict[str, dict[str, str]]:
    return tomllib.loads((WORDS / f"{lang}.toml").read_text("utf-8"))


def spoken(lang: str) -> dict[str, str]:
    """The messages of a language by id."""
    return {id: text for section in sections(lang).values() for id, text in section.items()}


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def said() -> Iterator[tuple[str, ast.Call]]:
    """Every call of `says` or `say`, with its file and line."""
    for name, tree in trees(*SPEAKING).items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in (
                "says",
                "say",
            ):
                yield f"{name}:{node.lineno}", node


def literals() -> set[str]:
    """Every text constant of the code."""
    return {
        node.value
        for tree in trees(*SPEAKING).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def built() -> set[re.Pattern[str]]:
    """Patterns of the ids that are put together (`f"kind_{kind}"`)."""
    return {
        re.compile("".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"\w+" for p in node.values))
        for tree in trees(*SPEAKING).values()
        for node in ast.walk(tree)
        if isinstance(node, ast.JoinedStr)
        and any(isinstance(p, ast.Constant) and "_" in str(p.value) for p in node.values)
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_no_message_stands_twice(lang: str) -> None:
    ids = [id for section in sections(lang).values() for id in section]
    assert sorted(ids) == sorted(set(ids))


def test_both_languages_say_the_same_things_of_the_same_fields() -> None:
    english, chinese = spoken("en"), spoken("zh")
    assert set(english) == set(chinese)
    assert {id for id in english if fields(english[id]) != fields(chinese[id])} == set()


def test_no_chinese_message_was_left_in_english() -> None:
    chinese = spoken("zh")
    plain = {
        id for id, text in chinese.items() if re.search(r"[A-Za-z]{4,} [a-z]+ [a-z]+", re.sub(r"\{\w+\}", "", text))
    }
    assert {id for id in plain if not re.search(r"[\u4e00-\u9fff]", chinese[id])} == set()


def test_every_message_that_is_used_is_defined_with_its_fields() -> None:
    english = spoken("en")
    wrong = []
    for place, call in said():
        id = call.args[0] if call.args else None
        if not isinstance(id, ast.Constant) or not isinstance(id.value, str):
            continue
        given = {keyword.arg for keyword in call.keywords}
        if id.value not in english:
            wrong.append(f"{place}: {id.value} is not defined")
        elif None not in given and not fields(english[id.value]) <= given:
            wrong.append(f"{place}: {id.value} lacks {fields(english[id.value]) - given}")
    assert wrong == []


def test_every_message_that_is_defined_is_used() -> None:
    used, patterns = literals(), built()
    unused = {id for id in spoken("en") if id not in used and not any(p.fullmatch(id) for p in patterns)}
    assert unused == set()


def test_every_code_of_a_finding_is_explained_and_every_explained_code_exists() -> None:
    used = {code for text in literals() for code in ([text] if CODE.fullmatch(text) else [])}
    pages = "".join(path.read_text("utf-8") for path in sorted((ROOT / "docs" / "reference").glob("findings-*.md")))
    assert used == set(CODE.findall(pages))


# What only a face may ask for: the clock, the environment, chance. The lease names its owner, and is no figure.
ASKING = re.compile(
    r"\b(?:datetime|date)\.(?:now|today|utcnow)\(|\btime\.(?:time|time_ns|localtime)\(|\bos\.(?:environ|getenv|getlogin)\b"
    r"|\bgetpass\b|\brandom\.|\buuid\b|\bsecrets\b|\blocale\."
)


def test_the_core_asks_neither_clock_nor_environment_nor_chance() -> None:
    asking = [
        f"{name}: {match[0]}"
        for name in trees("recon")
        if not name.startswith(FACES)
        for match in ASKING.finditer((ROOT / name).read_text("utf-8"))
    ]
    assert asking == []


# Its language and its folders depend on the machine; an id in a macro project is worked out from a name.
MAY_ASK = ("xl_addin/places.py", "xl_addin/build/vba_project.py")


def test_the_add_in_asks_the_machine_in_two_places_and_never_the_clock() -> None:
    asking = {name for name in trees("xl_addin") if ASKING.search((ROOT / name).read_text("utf-8"))}
    assert asking == set(MAY_ASK)


def imports(tree: ast.Module, top_only: bool = False) -> set[str]:
    """The modules a file imports; `top_only`: those loaded with it, not those inside functions or for types."""
    found: set[str] = set()
    for node in tree.body if top_only else ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
    return found


def test_only_the_command_line_knows_its_tools() -> None:
    strangers = {
        f"{name}: {module}"
        for name, tree in trees("recon").items()
        for module in imports(tree)
        if module.split(".")[0] in ("typer", "click", "rich", "xlwings") and not name.startswith("recon/cli/")
    }
    assert strangers == set()


def test_a_command_loads_nothing_before_it_is_called() -> None:
    light = {
        "__future__",
        "typer",
        "pathlib",
        "typing",
        "datetime",
        "enum",
        "collections.abc",
        "recon.cli",
        "recon.cli._face",
    }
    heavy = {
        f"{name}: {module}"
        for name, tree in trees("recon/cli").items()
        if not Path(name).name.startswith("_")
        for module in imports(tree, top_only=True) - light
    }
    assert heavy == set()


HEAVY = {"pandas", "numpy", "lxml", "openpyxl", "xlsxwriter", "pydantic", "opencc", "rich"}


def test_the_ground_loads_nothing_heavy() -> None:
    ground = [
        "errors",
        "text",
        "nameparts",
        "registry",
        "resources",
        "money",
        "terms",
        "tables",
        "config",
        "rows",
        "durable",
    ]
    loaded = {
        f"{name}: {module}"
        for name in ground
        for module in imports(trees("recon")[f"recon/{name}.py"], top_only=True)
        if module.split(".")[0] in HEAVY
    }
    assert loaded == set()


MODULES = {"python-calamine": "python_calamine", "annotated-types": "annotated_types", "XlsxWriter": "xlsxwriter"}


def test_every_dependency_is_used_and_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = {re.split(r"[>=<\[]", one)[0] for one in project["dependencies"]}
    imported = {module.split(".")[0] for tree in trees("recon", "xl_addin").values() for module in imports(tree)}
    assert {name for name in named if MODULES.get(name, name) not in imported} == set()
    decided = "".join(path.read_text("utf-8") for path in (ROOT / "docs" / "decisions").glob("*.md"))
    assert {name for name in named if name.lower() not in decided.lower()} == set()


# Written in parts, so that this file does not name them itself.
FORBIDDEN = re.compile(
    "|".join(
        (
            r"/wor" r"k/(?:shared|main)",
            r"\bTO" r"DO\b",
            r"\bFIX" r"ME\b",
            r"raise NotImplemented" r"Error",
            r"\bmo" r"ck\.patch",
        )
    )
)
TEXTS = (".py", ".toml", ".md", ".txt", ".yml", ".yaml", ".cfg", ".json", ".html", ".css", "Makefile", "run")


def test_nothing_in_the_project_is_unfinished_or_names_this_machine() -> None:
    found = [
        f"{name}: {match[0]}"
        for name in tracked()
        if name.endswith(TEXTS)
        for match in FORBIDDEN.finditer((ROOT / name).read_text("utf-8", "replace"))
    ]
    assert found == []


def test_every_file_says_what_it_is() -> None:
    without = {
        name
        for name, tree in trees(*SPEAKING, "tests", "benchmarks", "docs").items()
        if tree.body and not ast.get_docstring(tree)
    }
    assert without == set()


def test_every_link_of_a_page_leads_to_a_file() -> None:
    dead = [
        f"{name}: {target}"
        for name in tracked()
        if name.endswith(".md")
        for link in re.findall(r"\]\(([^)\s]+)\)", (ROOT / name).read_text("utf-8"))
        if "://" not in link and (target := link.split("#")[0]) and not ((ROOT / name).parent / target).exists()
    ]
    assert dead == []


@pytest.mark.parametrize("package", ["recon", "xl_addin"])
def test_no_module_imports_in_a_circle(package: str) -> None:
    import grimp

    graph = grimp.build_graph(package, exclude_type_checking_imports=True)
    order = TopologicalSorter({name: graph.find_modules_directly_imported_by(name) for name in graph.modules})
    order.prepare()  # raises CycleError, which names the circle
    assert order.is_active()


def test_a_language_is_one_file_and_nothing_else(tmp_path: Path) -> None:
    copy = tmp_path / "recon"
    shutil.copytree(ROOT / "recon", copy, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "templates", copy / "_data" / "templates", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(copy / "words/en.toml", copy / "words/fr.toml")
    said = subprocess.run(
        [sys.executable, "-m", "recon", "--lang", "fr", "init", "acme"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        check=False,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert said.returncode == 0, said.stderr
    assert 'language = "fr"' in (tmp_path / "acme/recon.toml").read_text("utf-8")
