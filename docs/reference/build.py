"""Writes the reference pages from the program itself: `python -m docs.reference.build`.

A test holds every page against what this module would write, so that a page cannot lie. The pages of the findings
(`findings-<area>.md`) are written by hand; here they are brought into one index.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import tokenize
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
WRITTEN = "Written from the program by `make docs`; change it there.\n"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {f"{name}.md": made() for name, made in _PAGES.items()}


def commands() -> str:
    """The page of the commands: what each does, its arguments and options."""
    import typer

    from recon.cli import _face, app
    from recon.cli import commands as all_commands

    _face.ask(lang="en")

    root: Any = typer.main.get_command(app)
    context = root.make_context("recon", [], resilient_parsing=True)
    parts = ["# Commands\n", WRITTEN, f"{root.help}\n", _parameters(root.params)]
    for name in all_commands():
        command = root.get_command(context, name)
        arguments = " ".join(_argument(p) for p in command.params if p.param_type_name == "argument")
        parts += [f"## recon {name}\n", f"```\nrecon {name} [OPTIONS] {arguments}".rstrip() + "\n```\n"]
        parts += [f"{inspect.cleandoc(command.help)}\n", _parameters(command.params)]
    codes = (
        "## Exit codes\n\n| code | meaning |\n| --- | --- |\n| 0 | clean |\n| 1 | a fault of recon itself |\n"
        "| 2 | the command was mistyped |\n| 3 | done, with exceptions to look at |\n| 4 | refused: nothing usable |\n"
        "| 5 | locked, open in another program, or the disk is full |\n"
    )
    return "\n".join([*parts, codes])


def settings() -> str:
    """The page of recon.toml: every key with its values, its default and its meaning."""
    from recon import config

    meanings = _comments(Path(config.__file__ or ""))
    parts = ["# Settings: recon.toml\n", WRITTEN, "All mistakes of a file are said at once, each by its key.\n"]

    def section(kind: type, title: str, before: str) -> None:
        parts.extend([f"## {title}\n", f"{inspect.cleandoc(kind.__doc__ or '')}\n"])
        rows, inner = [], []
        for field in kind.__dataclass_fields__.values():  # type: ignore[attr-defined]
            found, many = config._table_of(_hint(kind, field.name))
            if found is None:
                meaning = meanings[kind.__name__, field.name]
                rows.append((f"`{field.name}`", _values(_hint(kind, field.name)), _default(field), meaning))
            else:
                key = f"{before}{field.name}"
                inner.append((found, f"[[{key}]]" if many else f"[{key}]", f"{key}."))
        if rows:
            parts.append(_table(("key", "values", "default", "meaning"), rows))
        for found, name, key in inner:
            section(found, name, key)

    section(config.Settings, "At the top of the file", "")
    return "\n".join(parts)


def formats() -> str:
    """The page of what can be read: formats, and the banks and processors whose lists are known."""
    from recon import registry
    from recon.ingest import banks, processors

    parts = [
        "# File formats\n",
        WRITTEN,
        *_modules(registry.modules("recon.ingest.formats")),
        "## Known lists of banks\n",
    ]
    parts.append("A list that is not among them is read by its headings.\n")
    parts.append(_layouts(Path(banks.__file__ or "").parent))
    parts.append("## Known settlement lists of processors\n")
    parts.append("Any other list of what a payment is made of is read by its headings.\n")
    parts.append(_layouts(Path(processors.__file__ or "").parent))
    return "\n".join(parts)


def _layouts(folder: Path) -> str:
    rows = []
    for path in sorted(folder.glob("*.toml")):
        known = tomllib.loads(path.read_text("utf-8"))
        rows.append((f"`{path.stem}`", known.get("title", ""), known.get("source", "")))
    return _table(("name", "list", "source"), rows)


def functions() -> str:
    """The page of the worksheet functions: what each gives, its arguments, an example."""
    import xl_addin.functions
    from recon.words import say
    from xl_addin.registry import functions as all_functions

    parts = ["# Worksheet functions\n", WRITTEN]
    parts.append(f"{inspect.cleandoc(xl_addin.functions.__doc__ or '')}\n")
    parts.append("Arguments in brackets may be left out.\n")
    for one in all_functions():
        names = ", ".join(f"[{a.name}]" if a.optional else a.name for a in one.arguments)
        parts += [f"## {one.name}({names})\n", f"{one.help('en')}\n", f"{say(f'xl_{one.name}', 'zh')}\n"]
        parts.append(_table(("argument", "meaning"), [(f"`{a.name}`", a.help("en")) for a in one.arguments]))
        parts.append(f"```\n{one.example}\n```\n")
    return "\n".join(parts)


def buttons() -> str:
    """The page of the buttons: what each does and where it is, in both languages."""
    from recon.words import say
    from xl_addin.registry import buttons as all_buttons

    parts = ["# Buttons of the add-in\n", WRITTEN]
    parts.append(
        "In the ribbon *AR Recon*, on sheets of the start workbook, and as `recon press ID` on a closed one.\n"
    )
    group = ""
    for one in all_buttons():
        if one.group != group:
            group = one.group
            parts.append(f"## {say(f'group_{group}', 'en')} · {say(f'group_{group}', 'zh')}\n")
        parts += [f"### {one.label('en')} · {one.label('zh')}\n", f"`{one.id}`, key tip {one.key}\n"]
        parts += [f"{one.tip(lang)}{end} {one.about(lang)}\n".replace("。 ", "。") for lang, end in _ENDS]
    return "\n".join(parts)


def rules() -> str:
    """The page of matching: where candidates come from, and what speaks for and against them."""
    from recon import registry

    return "\n".join(
        [
            "# Matching rules\n",
            WRITTEN,
            "A rule gives evidence; it never decides. The decision is taken over all lines together.\n",
            "Points are log-odds (natural logarithm). `[matching.weights]` in recon.toml may give any of them another",
            "value, `amount.exact = 5.0`; vetoes are no weights, and no setting turns one off.\n",
            "## Evidence\n",
            *(_rule(name, rule) for name, rule in registry.modules("recon.match.rules").items()),
            "## Candidates\n",
            *_modules(registry.modules("recon.match.candidates"), "###"),
        ]
    )


def reports() -> str:
    """The page of the reports, of what draws them, and of the layouts of posting files."""
    from recon import registry

    return "\n".join(
        [
            "# Reports\n",
            WRITTEN,
            *_modules(registry.modules("recon.reports")),
            "# Writers\n",
            *_modules(registry.modules("recon.writers")),
            "# Layouts of posting files\n",
            *_modules(registry.modules("recon.layouts")),
        ]
    )


def findings() -> str:
    """The index of all findings, from the pages that explain them."""
    rows = []
    for path in sorted(HERE.glob("findings-*.md")):
        for code, said in _explained(path.read_text("utf-8")):
            rows.append((f"[{code}]({path.name})", said))
    parts = ["# Findings\n", WRITTEN, "A finding does not stop the work; it is shown with its code.\n"]
    parts.append(_table(("code", "meaning"), sorted(rows)))
    return "\n".join(parts)


_ENDS = (("en", "."), ("zh", "。"))
_PAGES: dict[str, Callable[[], str]] = {
    "buttons": buttons,
    "commands": commands,
    "findings": findings,
    "formats": formats,
    "functions": functions,
    "reports": reports,
    "rules": rules,
    "settings": settings,
}


def _explained(page: str) -> Iterable[tuple[str, str]]:
    """Code and meaning of every row of a table whose head has a column for the meaning."""
    meaning = 1
    for line in page.splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if line.startswith("|") and (heads := [at for at, cell in enumerate(cells) if "mean" in cell.lower()]):
            meaning = meaning if re.fullmatch(_CODE, cells[0]) else heads[0]
        if line.startswith("|") and re.fullmatch(_CODE, cells[0]):
            yield cells[0].strip("`"), cells[meaning]


_CODE = r"`?[A-Z]{2}\d{3}`?"


def _modules(modules: Any, level: str = "##") -> list[str]:
    return [text for name, module in modules.items() for text in (f"{level} {name}\n", f"{_doc(module)}\n")]


def _rule(name: str, rule: ModuleType) -> str:
    """A matching rule: what it says of itself, and its points."""
    meanings = weights(rule)
    points = getattr(rule, "POINTS", {})
    rows = [(f"`{name}.{weight}`", f"{worth:+g}", meanings.get(weight, "")) for weight, worth in points.items()]
    head = ("weight", "points", "for")
    return "\n".join([f"### {name}\n", f"{_doc(rule)}\n", *([_table(head, rows)] if rows else [])])


def weights(rule: ModuleType) -> dict[str, str]:
    """What each weight of a rule is for: the comment behind it, or of an only one the first sentence of the rule."""
    code = inspect.getsource(rule)
    lines = code.splitlines()
    found: dict[str, str] = {}
    for node in ast.parse(code).body:
        if (
            isinstance(node, ast.Assign)
            and isinstance(node.value, ast.Dict)
            and ast.unparse(node.targets[0]) == "POINTS"
        ):
            for key in node.value.keys:
                if isinstance(key, ast.Constant):
                    found[str(key.value)] = lines[key.lineno - 1].partition("  # ")[2]
    first = _doc(rule).partition("\n")[0]
    return {name: said or (first if len(found) == 1 else "") for name, said in found.items()}


def _doc(module: ModuleType) -> str:
    return inspect.cleandoc(module.__doc__ or "").strip()


def _argument(parameter: Any) -> str:
    name = parameter.name.rstrip("_").upper() + ("..." if parameter.nargs == -1 else "")
    return name if parameter.required else f"[{name}]"


def _parameters(parameters: Iterable[Any]) -> str:
    rows = []
    for one in parameters:
        if one.name in ("help", "install_completion", "show_completion"):
            continue
        name = _argument(one) if one.param_type_name == "argument" else ", ".join([*one.opts, *one.secondary_opts])
        rows.append((f"`{name}`", (one.help or "").strip(), _shown(one)))
    return _table(("argument or option", "meaning", "default"), rows) if rows else ""


def _shown(parameter: Any) -> str:
    default = parameter.default
    if parameter.required or default in (None, "", False, ()) or callable(default):
        return ""
    return "yes" if default is True else f"`{getattr(default, 'value', default)}`"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "".join(
        "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in line) + " |\n" for line in lines
    )


def _hint(kind: type, name: str) -> Any:
    from typing import get_type_hints

    return get_type_hints(kind, include_extras=True)[name]


def _values(hint: Any) -> str:
    """What may be written, from the annotation."""
    from typing import Literal, get_args, get_origin

    from recon import config

    if get_origin(hint) is Literal:
        return ", ".join(f"`{value}`" for value in get_args(hint) if value != "")
    if hint is config.Currency:
        return "ISO 4217 code"
    if hasattr(hint, "__metadata__"):
        limits = [_limit(mark) for mark in hint.__metadata__]
        return ", ".join([_values(hint.__origin__), *filter(None, limits)])
    if get_origin(hint) is tuple:
        return f"list of {_values(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        return "table of text"
    names = {"str": "text", "int": "whole number", "Decimal": "number", "bool": "`true` or `false`", "date": "date"}
    inner = [one for one in get_args(hint) if one is not type(None)]
    return names[(inner[0] if inner else hint).__name__]


def _limit(mark: Any) -> str:
    signs = {"ge": "≥", "gt": ">", "le": "≤"}
    named = next(((sign, getattr(mark, key)) for key, sign in signs.items() if hasattr(mark, key)), None)
    if named:
        return f"{named[0]} {named[1]}"
    return "rising" if getattr(getattr(mark, "func", None), "__name__", "") == "_rising" else ""


def _default(field: Any) -> str:
    import dataclasses

    if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING:
        return "required"
    value = field.default if field.default is not dataclasses.MISSING else field.default_factory()
    if value is None or value in ("", (), {}):
        return ""
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    return f"`{list(value) if isinstance(value, tuple) else value}`"


def _comments(path: Path) -> dict[tuple[str, str], str]:
    """What the comment beside (or above) a field says, by class and field."""
    text = path.read_text("utf-8")
    comments = {
        token.start[0]: token.string.lstrip("# ")
        for token in tokenize.generate_tokens(io.StringIO(text).readline)
        if token.type == tokenize.COMMENT
    }
    found = {}
    for kind in [node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)]:
        for node in kind.body:
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                last = node.end_lineno or node.lineno
                said = [comments[line] for line in range(node.lineno, last + 1) if line in comments]
                said = said or [comments.get(node.lineno - 1, "")]
                found[kind.name, node.target.id] = " ".join(said)
    return found


def main() -> None:
    """Write every page beside this file."""
    for name, text in pages().items():
        (HERE / name).write_text(text.rstrip("\n") + "\n", "utf-8", newline="\n")


if __name__ == "__main__":
    main()
