"""Basic text: names it takes, and texts of any language in letters of ASCII.

Law: a name is checked before it is written. Excel drops a whole project over one bad line, and says nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from recon.words import say

_PIECES = 40  # of a text on a line; a line of Basic holds 1,023 characters
_FUNCTION = re.compile(r"AR_[A-Z][A-Z0-9_]*")  # never a cell: AR is a column, so AR30 would be one
_ARGUMENT = re.compile(r"[a-z][a-z0-9_]*")
_LONGEST = 255  # characters of a help text in Excel's function wizard

# Reserved words ([MS-VBAL] 3.3.5.2), and words of statements that are better not asked for as names.
KEYWORDS = frozenset(
    """
    abs access addressof alias and any append array as attribute base binary boolean byref byte byval call case
    cbool cbyte ccur cdate cdbl cdec cint circle class close clng clnglng clngptr compare const csng cstr currency
    cvar cverr date debug decimal declare defbool defbyte defcur defdate defdbl defdec defint deflng deflnglng
    deflngptr defobj defsng defstr defvar dim do doevents double each else elseif empty end endif enum eqv erase
    error event exit explicit false fix for friend function get global gosub goto if imp implements in input inputb
    int integer is lbound len lenb let lib like line lock long longlong longptr loop lset me mid mod module name new
    next not nothing null object off on open option optional or output paramarray preserve print private property
    pset public put raiseevent random read redim rem resume return rset scale seek select set sgn shared single spc
    static step stop string sub tab then time to true type typeof ubound unlock until variant vb_base wend while
    width with withevents write xor
    """.split()
)


def function_name(name: str) -> str:
    """The name of a worksheet function, as it is.

    Raises:
        ValueError: it is not AR_ and capitals.
    """
    if not _FUNCTION.fullmatch(name):
        raise ValueError(f"{name!r}: a worksheet function is called AR_ and a word in capitals.")
    return name


def argument_name(name: str) -> str:
    """The name of an argument, as it is.

    Raises:
        ValueError: it is not in small letters, or a word of Basic.
    """
    if not _ARGUMENT.fullmatch(name) or name in KEYWORDS:
        raise ValueError(f"{name!r} cannot be the name of an argument: small letters, and no word of Basic.")
    return name


def help_text(text: str) -> str:
    """The text of a help, as it is.

    Raises:
        ValueError: it is longer than Excel shows, or empty.
    """
    if not 0 < len(text) <= _LONGEST:
        raise ValueError(f"A help text has 1 to {_LONGEST} characters, and this one has {len(text)}: {text!r}")
    return text


def camel(id: str) -> str:
    """The id of a button within a name of Basic.

    >>> camel("import_bank")
    'ImportBank'
    """
    return "".join(part.capitalize() for part in id.split("_"))


def quoted(text: str) -> str:
    """A text of ASCII as a constant.

    >>> quoted('the "due" date')
    '"the ""due"" date"'
    """
    return '"' + text.replace('"', '""') + '"'


def pieces(text: str) -> Iterator[str]:
    """A text of any letters as expressions that join to it.

    >>> list(pieces("recon 对账"))
    ['"recon "', 'ChrW(23545)', 'ChrW(36134)']
    """
    for run in re.findall(r"[ -~]+|[^ -~]", text):
        if " " <= run[0] <= "~":
            yield quoted(run)
        else:
            units = run.encode("utf-16-le")
            yield from (f"ChrW({low | high << 8})" for low, high in zip(units[::2], units[1::2], strict=True))


def words_module(ids: Iterable[str], lang: str) -> str:
    """The module that speaks: `ArSays("title")` gives the message `vba_title` in the language of the file."""
    lines = [
        "Option Explicit",
        "' Made from the words of the program.",
        "Public Function ArSays(id As String) As String",
        "    Select Case id",
    ]
    for id in ids:
        lines.append(f"        Case {quoted(id)}")
        lines += [f"            ArSays = ArSays & {' & '.join(some)}" for some in _lines(say(f"vba_{id}", lang))]
    return "\n".join([*lines, "    End Select", "End Function", ""])


def _lines(text: str) -> Iterator[list[str]]:
    every = list(pieces(text))
    yield from (every[start : start + _PIECES] for start in range(0, len(every), _PIECES))
