"""A macro project as Excel's compiler takes it: `faults(modules, host)` says what would not compile.

Excel compiles all modules of a project as one, and where one line is wrong none of its macros run. Held here: blocks
that close, names that are declared, no name twice, arguments of the right number and, where a variable is handed over,
of the type that is asked for. Source: [MS-VBAL].
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from xl_addin.build.basic import KEYWORDS

WINDOWS = {"Mac": False, "VBA7": True, "Win64": True, "Win32": True, "App": "Microsoft Excel"}
OLD_WINDOWS = {**WINDOWS, "Win64": False}
MAC = {"Mac": True, "VBA7": True, "Win64": True, "Win32": False, "App": "Microsoft Excel"}
HOSTS = {"windows": WINDOWS, "windows_32": OLD_WINDOWS, "mac": MAC}
# What is there without being declared: of VBA, and of the application.
_THERE = frozenset(
    """
    chr chrw isobject isnull iserror isarray ismissing isempty typename vartype array timer environ instr instrrev left
    right mid trim replace ucase lcase split join val dir kill shell msgbox inputbox createobject getobject now format
    err vbcrlf vbexclamation vbcritical vbokonly vbnewline vbstring vbobject vbnullstring freefile eof filelen
    application thisworkbook activeworkbook workbooks workbook worksheet range irribboncontrol iribboncontrol
    exists item key setattr getattr mac callbyname macscript applescripttask iif round abs sgn int fix
    """.split()
)
_LONGEST_LINE, _MOST_CONTINUED, _LONGEST_NAME, _LONGEST_TEXT = 1023, 24, 255, 64_000
_WORD = re.compile(r"(?<![\w.!])([A-Za-z]\w*)([$%&!#@])?(?!\w)(\s*:=)?")
_PROCEDURE = re.compile(
    r"(?:(Public|Private|Friend)\s+)?(?:Static\s+)?(Sub|Function|Property (?:Get|Let|Set))\s+(\w+)\s*(?:\((.*)\))?"
    r"(?:\s+As\s+([\w.]+))?\s*$",
    re.I,
)
_DECLARE = re.compile(
    r"(?:(Public|Private)\s+)?Declare\s+(?:PtrSafe\s+)?(?:Sub|Function)\s+(\w+)\s+Lib\s+\S+(?:\s+Alias\s+\S+)?\s*\((.*)\)",
    re.I,
)
_PARAMETER = re.compile(
    r"(Optional\s+)?(?:(ByVal|ByRef)\s+)?(ParamArray\s+)?(\w+)(\(\))?(?:\s+As\s+([\w.]+))?(?:\s*=\s*.*)?", re.I
)
_OPENS = (
    ("If", re.compile(r"If\b.*\bThen$", re.I)),
    ("With", re.compile(r"With\b", re.I)),
    ("Select", re.compile(r"Select Case\b", re.I)),
    ("For", re.compile(r"For\b", re.I)),
    ("Do", re.compile(r"Do\b", re.I)),
    ("While", re.compile(r"While\b", re.I)),
)
_CLOSES = (
    ("If", re.compile(r"End If$", re.I)),
    ("With", re.compile(r"End With$", re.I)),
    ("Select", re.compile(r"End Select$", re.I)),
    ("For", re.compile(r"Next\b", re.I)),
    ("Do", re.compile(r"Loop\b", re.I)),
    ("While", re.compile(r"Wend$", re.I)),
)


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a procedure takes."""

    name: str
    type: str  # in small letters
    optional: bool
    by_value: bool
    rest: bool  # ParamArray


@dataclass
class Procedure:
    """A Sub, a Function or a function of a library."""

    module: str
    name: str
    public: bool
    parameters: list[Parameter]
    lines: list[str] = field(default_factory=list)
    type: str = "variant"
    kind: str = ""  # "get ", "let " or "set " of a property


@dataclass
class Module:
    """A module, taken apart."""

    name: str
    explicit: bool = False
    is_class: bool = False
    names: dict[str, tuple[str, bool]] = field(default_factory=dict)  # type and whether public, by declared name
    procedures: list[Procedure] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def faults(texts: Mapping[str, str], host: Mapping[str, object]) -> list[str]:
    """What would not compile in these modules (whole texts by name) on a host of these constants."""
    modules = [_module(name, text, host) for name, text in texts.items()]
    found = [f"{module.name}: {fault}" for module in modules for fault in module.faults]
    names = {module.name.casefold() for module in modules}
    public: dict[str, Procedure] = {}
    shared: dict[str, str] = {}
    for module in modules:
        counted = Counter([*(f"{one.kind}{one.name}".casefold() for one in module.procedures), *module.names])
        found += (f"{module.name}: {name} is declared {count} times" for name, count in counted.items() if count > 1)
        if module.is_class:
            continue
        shared |= {name: kind for name, (kind, is_public) in module.names.items() if is_public}
        for one in module.procedures:
            if one.name.casefold() in names:
                found.append(f"{module.name}: {one.name} is also a module")
            if one.public and one.name.casefold() in public:
                found.append(f"{module.name}: {one.name} is also in {public[one.name.casefold()].module}")
            if one.public:
                public[one.name.casefold()] = one
    for module in modules:
        own = {one.name.casefold(): one for one in module.procedures}
        for one in module.procedures:
            held = {**shared, **{name: kind for name, (kind, _) in module.names.items()}}
            told = _procedure(one, module, {**public, **own}, held, names)
            found += (f"{module.name}.{one.name}: {fault}" for fault in told)
    return found


def lines_of(text: str) -> list[str]:
    """The lines of a module as one statement each, without comments, every text empty.

    >>> lines_of('a = "x" _\\n  & "y\\'s" \\' why\\nb = 1: c = 2')
    ['a = "" & ""', 'b = 1', 'c = 2']
    """
    found: list[str] = []
    for whole in re.sub(r" _\r?\n\s*", " ", text).splitlines():
        bare = re.sub(r'"(?:[^"]|"")*"', '""', whole)
        bare = re.sub(r"(?:'|\bRem\b).*", "", bare).strip()
        if re.fullmatch(r"\w+:", bare):
            found.append(bare)
        else:
            found += [part.strip() for part in re.split(r":(?!=)", bare) if part.strip()]
    return found


def _module(name: str, text: str, host: Mapping[str, object]) -> Module:  # noqa: PLR0912 - one kind of line after the other
    made = Module(name, is_class="VB_PredeclaredId" in text)
    made.faults += _layout(text)
    at: Procedure | None = None
    open_: list[str] = []
    listing = False  # within an Enum or a Type
    for line in _compiled(lines_of(text), host, made):
        if line.casefold() == "option explicit":
            made.explicit = True
            if made.procedures or made.names:
                made.faults.append("Option Explicit comes too late")
        if line.startswith(("Attribute ", "Option ")):
            if at is not None and not line.startswith(f"Attribute {at.name}."):
                made.faults.append(f"{line!r} within {at.name}")
            continue
        head = _PROCEDURE.fullmatch(line)
        if head and not line.casefold().startswith("end "):
            if at is not None:
                made.faults.append(f"{head[3]} within {at.name}")
            is_public = (head[1] or "Public").casefold() == "public"
            at = Procedure(name, head[3], is_public, _parameters(head[4] or ""), type=(head[5] or "variant").casefold())
            at.kind = f"{head[2].partition(' ')[2].lower()} ".lstrip()
            made.procedures.append(at)
        elif re.fullmatch(r"End (Sub|Function|Property)", line, re.I):
            if at is None or open_:
                made.faults.append(f"{line} of {at.name if at else 'nothing'} with {open_} open")
            at, open_ = None, []
        elif at is not None:
            at.lines.append(line)
            _blocks(line, open_, made, at)
        elif re.match(r"(?:(?:Public|Private) )?(?:Type|Enum)\b|End (?:Type|Enum)$", line, re.I):
            listing = not line.casefold().startswith("end ")
        elif not listing:
            _declared(line, made)
    if at is not None:
        made.faults.append(f"{at.name} does not end")
    return made


def _layout(text: str) -> Iterator[str]:
    if len(text) > _LONGEST_TEXT:
        yield f"{len(text)} characters"
    continued = 0
    for number, line in enumerate(text.splitlines(), 1):
        continued = continued + 1 if line.endswith(" _") else 0
        if len(line) > _LONGEST_LINE or continued > _MOST_CONTINUED:
            yield f"line {number} is too long"
        if not line.isascii() and "'" not in line:
            yield f"line {number} holds letters that a code page may change"


def _compiled(lines: list[str], host: Mapping[str, object], made: Module) -> Iterator[str]:
    """The lines that are compiled on a host."""
    taken: list[list[bool]] = []  # per open #If: compiled now, and whether one of its branches was
    for line in lines:
        asked = re.fullmatch(r"#(Else)?If (.*) Then", line, re.I)
        if asked and not asked[1]:
            yes = _is_true(asked[2], host)
            taken.append([yes, yes])
        elif asked:
            now = not taken[-1][1] and _is_true(asked[2], host)
            taken[-1] = [now, taken[-1][1] or now]
        elif line.casefold() == "#else":
            taken[-1] = [not taken[-1][1], True]
        elif line.casefold() == "#end if":
            taken.pop()
        elif not line.startswith("#") and all(now for now, _ in taken):
            yield line
    if taken:
        made.faults.append("an #If that is not closed")


def _is_true(text: str, host: Mapping[str, object]) -> bool:
    negated = text.casefold().startswith("not ")
    name, _, value = text[4 * negated :].partition(" = ")
    known = {key.casefold(): held for key, held in host.items()}.get(name.strip().casefold(), False)
    return (bool(value) and bool(known) if value else bool(known)) != negated


def _parameters(text: str) -> list[Parameter]:
    made = []
    for one in filter(None, (part.strip() for part in text.split(","))):
        found = _PARAMETER.fullmatch(one)
        assert found is not None, one
        by_value = (found[2] or "").casefold() == "byval"
        made.append(Parameter(found[4], (found[6] or "variant").casefold(), bool(found[1]), by_value, bool(found[3])))
    return made


def _blocks(line: str, open_: list[str], made: Module, at: Procedure) -> None:
    for kind, pattern in _CLOSES:
        if pattern.match(line):
            if not open_ or open_.pop() != kind:
                made.faults.append(f"{line!r} closes nothing in {at.name}")
            return
    if re.match(r"(Else|ElseIf)\b", line, re.I) and (not open_ or open_[-1] != "If"):
        made.faults.append(f"{line!r} outside an If in {at.name}")
    open_ += [kind for kind, pattern in _OPENS if pattern.match(line) and not re.match(r"Exit\b", line, re.I)]


def _declared(line: str, made: Module) -> None:
    library = _DECLARE.match(line)
    if library:
        is_public = (library[1] or "Public").casefold() == "public"
        made.procedures.append(Procedure(made.name, library[2], is_public, _parameters(library[3])))
        return
    found = re.fullmatch(r"(Public|Private|Dim|Global|Const)\s+(?:(?:WithEvents|Const)\s+)?(.*)", line, re.I)
    if found is None:
        made.faults.append(f"{line!r} outside a procedure")
        return
    for name, kind in _variables(found[2]):
        made.names[name] = kind, found[1].casefold() in ("public", "global")


def _variables(text: str) -> Iterator[tuple[str, str]]:
    """Names and types of a Dim or a Const."""
    for one in re.split(r",(?![^(]*\))", text):
        found = re.match(r"\s*(\w+)[$%&!#@]?(?:\([^)]*\))?(?:\s+As\s+(?:New\s+)?([\w.]+))?", one, re.I)
        if found:
            yield found[1].casefold(), (found[2] or "variant").casefold()


def _procedure(
    one: Procedure, module: Module, known: Mapping[str, Procedure], shared: Mapping[str, str], modules: set[str]
) -> Iterator[str]:
    local = {parameter.name.casefold(): parameter.type for parameter in one.parameters}
    labels = {line[:-1].casefold() for line in one.lines if re.fullmatch(r"\w+:", line)}
    if len(local) != len(one.parameters):
        yield "an argument twice"
    for name in local:
        if name in KEYWORDS - {"name", "date", "key", "item", "text"} or len(name) > _LONGEST_NAME:
            yield f"an argument called {name}"
    for line in one.lines:
        found = re.match(r"(?:Dim|Static|Const)\s+(.*)", line, re.I)
        for name, kind in _variables(found[1]) if found else ():
            if name in local or name == one.name.casefold():
                yield f"{name} is declared twice"
            local[name] = kind
        jump = re.match(r".*\b(?:GoTo|Resume)\s+([A-Za-z]\w*)$", line, re.I)
        if jump and jump[1].casefold() not in {*labels, "next"}:
            yield f"{line!r} leads nowhere"
    for line in one.lines:
        if module.explicit:
            yield from _unknown(line, {*local, *labels, *shared, *known, *modules, one.name.casefold()})
        yield from _calls(line, local, known, shared)


def _unknown(line: str, names: set[str]) -> Iterator[str]:
    for found in _WORD.finditer(re.sub(r'""|\bAs\s+(?:New\s+)?[\w.]+|&[HO]\w+', " ", line, flags=re.I)):
        name = found[1].casefold()
        if not found[3] and name not in names | KEYWORDS | _THERE and not name.startswith("vb"):
            yield f"{found[1]} is not declared ({line})"


def _calls(
    line: str, local: Mapping[str, str], known: Mapping[str, Procedure], shared: Mapping[str, str]
) -> Iterator[str]:
    for found in re.finditer(r"(?<![\w.])([A-Za-z]\w*)\(", line):
        called = known.get(found[1].casefold())
        if called is None or found[1].casefold() in local:
            continue
        yield from _arguments(called, _split(line[found.end() :]), {**shared, **local}, line)
    first = re.match(r"(?:.*\b(?:Then|Else)\s+)?(?:Call\s+)?([A-Za-z]\w*)(?:\s+([^=(].*))?$", line)
    if first and first[1].casefold() in known and first[1].casefold() not in local:
        yield from _arguments(known[first[1].casefold()], _split(first[2] or ""), {**shared, **local}, line)


def _split(text: str) -> list[str]:
    """The arguments up to the bracket that closes them."""
    depth, parts = 0, [""]
    for letter in text:
        if letter == ")" and depth == 0:
            break
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += letter
    return [] if parts == [""] else [part.strip() for part in parts]


def _arguments(called: Procedure, given: list[str], types: Mapping[str, str], line: str) -> Iterator[str]:
    if called.name.casefold() in line.casefold().partition("=")[0] and f"{called.name}(" not in line:
        return  # what a function gives
    least = sum(not one.optional and not one.rest for one in called.parameters)
    most = 255 if any(one.rest for one in called.parameters) else len(called.parameters)
    if not least <= len(given) <= most:
        yield f"{called.name} with {len(given)} arguments ({line})"
    for one, text in zip(called.parameters, given, strict=False):
        kind = types.get(text.casefold())
        if kind and not one.by_value and one.type not in ("variant", kind):
            yield f"{called.name} wants {one.name} as {one.type}, and {text} is {kind}"
