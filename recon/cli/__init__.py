"""The command line: one file of this folder is one command, imported when it is called or when its help is listed.

A command module defines a function named like itself (or `command`); its docstring is the help. At its top it
imports only typer, pathlib and `recon.cli._face`: what it needs is imported inside it, so `recon --help` stays fast.
A file `import_.py` is the command `import`, `bank_files.py` is `bank-files`.

Only this face catches errors. A refusal (`ReconError`) is one sentence on stderr and its own exit code; anything else
is our bug: exit 1, one line and the path of a log, no traceback on the screen.

Exit codes: 0 clean · 1 our bug · 2 usage · 3 done, with exceptions to look at · 4 refused · 5 locked, open, or disk.
"""

from __future__ import annotations

import errno
import inspect
import sys
from collections.abc import Callable, Collection, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from recon import __version__, registry
from recon.cli import _face
from recon.errors import ReconError
from recon.words import LANGUAGES, say

INTERRUPTED = 130
_ANYWHERE = ("--lang", "--user")  # root options that may stand after the command as well


def command_name(module: str) -> str:
    """The command of a module: `import_` is "import", `bank_files` is "bank-files"."""
    return module.rstrip("_").replace("_", "-")


def commands() -> dict[str, str]:
    """Every command and its module name, in alphabetical order, without importing any."""
    return {command_name(module): module for module in registry.names(__name__)}


def function(module: str) -> Callable[..., Any]:
    """The function of a command module: named like the module, or `command`."""
    found = import_module(f"{__name__}.{module}")
    made: Callable[..., Any] = getattr(found, module, None) or found.command
    return made


class Command(TyperCommand):
    """A command whose repeatable options also take several values at once: `--bank a.xml b.sta`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments, each further value of such an option spelt out."""
        many = {name for param in self.params if getattr(param, "multiple", False) for name in param.opts}
        alone = not any(param.param_type_name == "argument" for param in self.params)
        return super().parse_args(ctx, spelt_out(args, many, lambda value: alone or Path(value).exists()))


class Commands(TyperGroup):
    """The commands of this folder, each imported when it is first needed."""

    def __init__(self, **attrs: Any) -> None:
        super().__init__(**attrs)
        self.commands = dict.fromkeys(commands())  # type: ignore[assignment]  # names only, for suggestions

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """The names, in alphabetical order."""
        return list(self.commands)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002
        """The command, built on first use; None where there is none of that name."""
        module = commands().get(cmd_name)
        if module is None:
            return None
        if self.commands[cmd_name] is None:
            one = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)
            # The docstring is the help; in another language its first paragraph is, from the words.
            one.command(cmd_name, cls=Command, help=None if _face.lang() == "en" else help_of(module))(function(module))
            self.commands[cmd_name] = typer.main.get_command(one)
        return self.commands[cmd_name]

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002
        """List each command with what it does."""
        rows = [(name, help_of(module)) for name, module in commands().items()]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)

    def invoke(self, ctx: Any) -> Any:
        """Run the command. A reader of its data that has seen enough (`| head`) is no error."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            raise typer.Exit(0) from None


def first_paragraph(made: Callable[..., Any]) -> str:
    """The first paragraph of a function's docstring on one line."""
    return " ".join((inspect.getdoc(made) or "").split("\n\n")[0].split())


def help_of(module: str) -> str:
    """What a command does, in the language of this run: the first paragraph of its docstring, or the words for it."""
    lang = _face.lang()
    return first_paragraph(function(module)) if lang == "en" else say(f"help_{module}", lang)


app = typer.Typer(cls=Commands, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)


def _version(asked: bool) -> None:
    if asked:
        _face.data(f"recon {__version__}")
        raise typer.Exit


def _lang(asked: str) -> str:
    if asked and asked not in LANGUAGES:
        raise typer.BadParameter(say("cli_lang_unknown", _face.lang(), lang=asked, known=", ".join(LANGUAGES)))
    _face.ask(lang=asked)  # at once: the help that may follow speaks it
    return asked


@app.callback()
def root(
    lang: Annotated[
        str,
        typer.Option(help="Language of messages and reports: en or zh.", callback=_lang, is_eager=True, metavar="LANG"),
    ] = "",
    user: Annotated[str, typer.Option(help="Who decides, as it enters the journal (else RECON_USER).")] = "",
    version: Annotated[  # noqa: ARG001 - answered by its callback
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Reconcile accounts receivable: bank receipts to open invoices, aged balances, proofs that tie to the cent."""
    _face.ask(lang=lang, user=user)


def main(args: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code. `args` are those of the process where none are given."""
    _face.utf8()
    _face.ask()
    try:
        app(args=hoisted(sys.argv[1:] if args is None else args), prog_name="recon")
    except SystemExit as end:
        return _face.close_streams(_code(end))
    except ReconError as refusal:
        _face.talk(refusal.text(_face.lang()))
        return _face.close_streams(refusal.exit_code)
    except KeyboardInterrupt:
        return INTERRUPTED
    except OSError as error:
        return _face.close_streams(_from_the_system(error))
    except Exception as bug:
        return _face.close_streams(_bug(bug))
    return _face.close_streams(0)


def hoisted(args: Sequence[str]) -> list[str]:
    """The arguments with `--lang` and `--user` first, wherever they stand, up to a lone `--`.

    >>> hoisted(["close", "--lang", "zh", "books"])
    ['--lang', 'zh', 'close', 'books']
    """
    first: list[str] = []
    rest: list[str] = []
    left = list(args)
    while left:
        arg = left.pop(0)
        if arg == "--":
            rest += [arg, *left]
            break
        if arg in _ANYWHERE and left:
            first += [arg, left.pop(0)]
        elif arg.startswith(tuple(f"{name}=" for name in _ANYWHERE)):
            first.append(arg)
        else:
            rest.append(arg)
    return first + rest


def spelt_out(args: Sequence[str], many: Collection[str], is_value: Callable[[str], bool]) -> list[str]:
    """The arguments with every further value of an option in `many` given its own option.

    Args:
        args: as typed.
        many: options that may be given several times.
        is_value: whether what follows a value is a further value, not an argument of the command.

    >>> spelt_out(["--bank", "a.xml", "b.sta", "--items", "i.csv"], {"--bank"}, lambda value: True)
    ['--bank', 'a.xml', '--bank', 'b.sta', '--items', 'i.csv']
    """
    done: list[str] = []
    option = ""
    left = list(args)
    while left:
        arg = left.pop(0)
        if arg == "--":
            return [*done, arg, *left]
        if arg.startswith("-"):
            name, _, value = arg.partition("=")
            option = name if name in many else ""
            done.append(arg)
            if option and not value and left:
                done.append(left.pop(0))
        elif option and is_value(arg):
            done += [option, arg]
        else:
            option = ""
            done.append(arg)
    return done


def _code(end: SystemExit) -> int:
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code
    _face.talk(end.code)
    return 1


_BUSY = ("EACCES", "EPERM", "EBUSY", "EROFS", "ETXTBSY")
_REFUSED = ("ENOENT", "ENOTDIR", "EISDIR", "EEXIST", "ENAMETOOLONG", "ELOOP")


def _from_the_system(error: OSError) -> int:
    """What the file system refused, in a sentence; an error without a file is our bug."""
    name = errno.errorcode.get(error.errno or 0, "")
    if name in ("ENOSPC", "EDQUOT"):
        _face.talk(say("cli_disk_full", _face.lang()))
        return 5
    if error.filename is None or name not in _BUSY + _REFUSED:
        return _bug(error)
    busy = name in _BUSY
    words = "cli_file_busy" if busy else "cli_file_refused"
    _face.talk(say(words, _face.lang(), file=error.filename, why=error.strerror or ""))
    return 5 if busy else 4


def _bug(bug: Exception) -> int:
    log = _face.write_log(bug)
    _face.talk(say("cli_bug", _face.lang(), kind=type(bug).__name__, log=log))
    return 1
