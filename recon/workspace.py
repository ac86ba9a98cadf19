"""The folder of one company: plain files, everything of it readable without this program.

recon.toml                             settings
inputs/bank|ledger|masters|rates|gl|advices/   what the user puts there; never written by us
decisions/journal.jsonl                what was decided; append-only
outputs/<period>/                      rebuilt at will from the two, never read back
"""

from __future__ import annotations

import json
import re
import stat
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from recon import config, resources
from recon.config import Settings
from recon.durable import refusals, sync_folder, write_synced
from recon.errors import ConfigError, Finding, Severity, TemplateError, Where
from recon.words import says

CONFIG = "recon.toml"
INPUTS = ("bank", "ledger", "masters", "rates", "gl", "advices")
_NOT_INPUTS = {"thumbs.db", "desktop.ini"}  # left by Windows in any folder that is looked at


@dataclass(frozen=True, slots=True)
class Workspace:
    """An opened folder."""

    folder: Path
    settings: Settings

    @property
    def journal(self) -> Path:
        """The decisions."""
        return self.folder / "decisions" / "journal.jsonl"

    @property
    def outputs(self) -> Path:
        """The folder of all outputs, one folder a period in it."""
        return self.folder / "outputs"

    def inputs(self, kind: str) -> tuple[tuple[Path, ...], tuple[Finding, ...]]:
        """The input files of a kind (see `INPUTS`) in name order, folders within included, and what was passed over."""
        root = self.folder / "inputs" / kind
        paths: list[Path] = []
        findings: list[Finding] = []
        for path in sorted(root.rglob("*"), key=lambda p: p.relative_to(root).as_posix()):
            if path.is_dir() and not path.is_symlink():
                continue
            if path.name.startswith((".", "~$")) or path.name.lower() in _NOT_INPUTS:
                continue
            if _is_plain_file(path, self.folder):
                paths.append(path)
            else:
                what = says("input_no_file")
                findings.append(Finding("ST531", Severity.LOOK, Where(path.name), what, says("input_no_file_fix")))
        return tuple(paths), tuple(findings)


def create(
    folder: Path, *, name: str = "", currency: str = "", lang: str = "en", go_live: date | None = None
) -> Workspace:
    """Make the folder of a company, with a commented recon.toml in `lang`. Nothing that is there is overwritten.

    Args:
        folder: may exist, also with other files in it.
        name: the company's name, as reports show it.
        currency: the company's own currency, ISO 4217; "" keeps the one of the template.
        lang: language of reports, and of the comments where there is a template in it (else English).
        go_live: first day that is worked on here; bank lines booked earlier are history.

    Raises:
        ConfigError: there is a recon.toml already, or a setting cannot be used; nothing was made then.
        BusyError: the folder cannot be written to.
    """
    target = folder / CONFIG
    if target.exists():
        raise ConfigError(says("init_exists"), Where(str(target)), says("init_exists_fix"))
    if folder.exists() and not folder.is_dir():
        raise ConfigError(says("init_no_folder"), Where(str(folder)), says("init_no_folder_fix"))
    text = _template(lang).read_text("utf-8")
    for key, value in (("name", name), ("currency", currency), ("language", lang)):
        # TOML escapes in basic strings as JSON does.
        quoted = json.dumps(value.replace("\x7f", ""), ensure_ascii=False)
        text = _with_setting(text, "company", key, quoted) if value else text
    if go_live is not None:
        text = _with_setting(text, "ledger", "go_live", go_live.isoformat())
    settings = config.settings(tomllib.loads(text), CONFIG)
    with refusals(folder):
        for kind in INPUTS:
            (folder / "inputs" / kind).mkdir(parents=True, exist_ok=True)
        (folder / "decisions").mkdir(exist_ok=True)
        (folder / "outputs").mkdir(exist_ok=True)
        write_synced(target, text.encode("utf-8", "replace"))  # last: a folder without it is not a workspace yet
        sync_folder(folder)
    return Workspace(folder, settings)


def open(folder: Path) -> Workspace:
    """The workspace in `folder`.

    Raises:
        ConfigError: there is no recon.toml, or it has mistakes; all of them are named.
    """
    if not (folder / CONFIG).is_file():
        raise ConfigError(says("no_workspace", folder=folder), fix=says("no_workspace_fix"))
    return Workspace(folder, config.read(folder / CONFIG))


def _template(lang: str) -> Path:
    try:
        return resources.path(f"templates/recon.{lang}.toml")
    except TemplateError:
        return resources.path("templates/recon.en.toml")


def _with_setting(text: str, table_name: str, key: str, written: str) -> str:
    """The template with one setting of a table filled in, `written` as TOML writes it."""
    head, table, rest = text.partition(f"[{table_name}]")
    body, after = _until_next_table(rest)
    setting = rf"^#?[ ]*{key}[ ]*=[^#\n]*?([ ]*#.*)?$"
    filled, count = re.subn(setting, lambda found: f"{key} = {written}{found[1] or ''}", body, count=1, flags=re.M)
    return head + table + (filled if count else f"\n{key} = {written}{body}") + after


def _until_next_table(rest: str) -> tuple[str, str]:
    found = re.search(r"^\[", rest, re.M)
    return (rest[: found.start()], rest[found.start() :]) if found else (rest, "")


def _is_plain_file(path: Path, folder: Path) -> bool:
    """True for a regular file that lies in the folder; links that lead out, pipes and devices are not opened."""
    try:
        inside = path.resolve().is_relative_to(folder.resolve())
        return inside and stat.S_ISREG(path.stat().st_mode)
    except OSError:
        return False
