"""The builder: add-in and button workbooks, written without Excel, from code, words and the installed xlwings."""

from __future__ import annotations

from pathlib import Path

ADDIN, START, MACROS = "recon.xlam", "recon-start.xlsm", "macros"


def write(folder: Path, lang: str, interpreter: str) -> tuple[Path, ...]:
    """Write the add-in, the workbooks with buttons, and the macros as text into `folder`.

    Args:
        folder: made where it is not there.
        lang: of everything in them.
        interpreter: path of the Python that the add-in starts.

    Returns:
        What was written, in order of name; files that were there already with the same bytes included.

    Raises:
        InputError: a file of one of the names is there with other bytes; nothing was written.
        TemplateError: xlwings is not installed, or not as this program knows it.
    """
    from recon.durable import write_together
    from recon.errors import InputError, Where
    from recon.words import says

    made = dict(sorted(contents(lang, interpreter).items()))
    for name, content in made.items():
        path = folder / name
        if path.exists() and (not path.is_file() or path.read_bytes() != content):
            raise InputError(says("build_there"), Where(name), says("build_there_fix"))
    for inner in sorted({Path(name).parent for name in made}):
        write_together(folder / inner, {Path(n).name: c for n, c in made.items() if Path(n).parent == inner})
    return tuple(folder / name for name in made)


def contents(lang: str, interpreter: str) -> dict[str, bytes]:
    """Everything `write` writes, by name within the folder."""
    from xl_addin.build import fallback, package
    from xl_addin.start import start_workbook

    return {
        ADDIN: package.addin(lang, interpreter),
        START: start_workbook(lang, macros=package.macros),
        **_samples(lang),
        **{f"{MACROS}/{name}": content for name, content in fallback.texts(lang, interpreter).items()},
    }


def _samples(lang: str) -> dict[str, bytes]:
    """The sample companies that live in a workbook, with buttons, and the files beside them."""
    from recon.resources import path
    from xl_addin.build import package
    from xl_addin.start import rows_of, start_workbook

    made = {}
    for folder in sorted(path("sample_books").glob(f"*/{lang}")):
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            name, content = f"{folder.parent.name}/{file.relative_to(folder).as_posix()}", file.read_bytes()
            if file.suffix == ".xlsx":
                name, content = f"{name[:-1]}m", start_workbook(lang, rows_of(content), package.macros)
            made[name] = content
    return made
