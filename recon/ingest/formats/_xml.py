"""Reading XML without surprises: no DOCTYPE, no entities, no network, bounded depth; elements by local name.

Law: nothing outside the file is looked at, and nothing in it is dropped. A document type is refused before parsing,
since an entity that is not resolved would silently change the text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from recon.errors import InputError, Where
from recon.ingest.lists.encoding import decode
from recon.words import says

if TYPE_CHECKING:
    from lxml.etree import _Element

_FORBIDDEN = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_FORBIDDEN_SIGNS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")  # XML 1.0, section 2.2
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._\-]+)["']""")


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document as UTF-8, and the encoding it came in."""

    data: bytes
    encoding: str
    lied: bool = False  # it declares an encoding that its bytes do not keep
    forbidden: int = 0  # control characters that XML does not allow, read as blanks


def document(data: bytes, pinned: str, file: str) -> Document:
    """The document as UTF-8, whatever it came in: a pinned encoding, byte order mark, declaration, else UTF-8.

    GBK and GB2312 are read as GB18030 and ISO-8859-1 as Windows-1252, their supersets.

    Raises:
        InputError: the pinned encoding is not known or does not fit.
    """
    declared = _DECLARED.match(data[:400])
    marked = data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\x00" in data[:4]
    name = pinned or ("" if marked or declared is None else declared[1].decode("ascii"))
    # Programs that build XML as text in memory declare UTF-16 and then save UTF-8.
    wide_in_name_only = not pinned and name.lower().startswith(("utf-16", "utf16", "utf-32", "ucs"))
    try:
        read = decode(data, "" if wide_in_name_only else name, file)
    except InputError:
        if pinned:
            raise
        read = decode(data, "", file)
        wide_in_name_only = True
    lied = wide_in_name_only or (not pinned and not name and not read.encoding.startswith("utf"))
    whole = read.text.strip("\ufeff\x00\x1a \t\r\n")
    allowed, forbidden = _FORBIDDEN_SIGNS.subn(" ", whole)
    return Document(allowed.encode("utf-8", "surrogatepass"), read.encoding, lied, forbidden)


def elements(data: bytes, file: str, names: Sequence[str]) -> Iterator[tuple[str, _Element]]:
    """Parse and yield ("start" or "end", element) in document order.

    Args:
        data: the whole document, in UTF-8.
        file: name of the file for messages.
        names: local names of the elements asked for.

    Raises:
        InputError: a document type or entity, or no well-formed XML.
    """
    from lxml import etree

    if _FORBIDDEN.search(data):
        raise _refused(file)
    try:
        events = etree.iterparse(
            io.BytesIO(data),
            events=("start", "end"),
            tag=[f"{{*}}{name}" for name in names],
            encoding="utf-8",  # whatever it declares: it has been decoded already
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            dtd_validation=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        for event, element in events:
            yield str(event), element
    except (etree.XMLSyntaxError, LookupError, UnicodeError) as error:
        line = getattr(error, "lineno", None)
        where = Where(file, row=line if isinstance(line, int) and line > 0 else None)
        raise InputError(says("xml_broken", why=_why(error)), where, says("xml_broken_fix")) from error


def local(element: _Element) -> str:
    """The element's name without its namespace."""
    return _local(element.tag)


@cache
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


class Node:
    """An element with its children by local name, so that looking one up is a step. Its values are read when asked."""

    __slots__ = ("_element", "kids")

    def __init__(self, element: _Element, without: str = "") -> None:
        self._element = element
        self.kids = _LEAF
        if len(element):
            kids: dict[str, list[Node]] = {}
            self.kids = kids
            for one in element:
                name = _local(one.tag)
                if name in kids:
                    kids[name].append(Node(one))
                elif name != without:
                    kids[name] = [Node(one)]

    @property
    def text(self) -> str:
        """Its text before any child, blanks made single."""
        return " ".join((self._element.text or "").split())

    @property
    def currency(self) -> str:
        """The currency it names (`Ccy`), "" where it names none."""
        return str(self._element.get("Ccy") or "").strip().upper()

    @property
    def line(self) -> int | None:
        """The text line it begins on."""
        line: object = self._element.sourceline
        return line if isinstance(line, int) else None


_LEAF: dict[str, list[Node]] = {}  # of every element without children


def child(node: Node | None, *path: str) -> Node | None:
    """The first descendant along a path of local names, None where there is none."""
    for name in path:
        if node is None:
            return None
        found = node.kids.get(name)
        node = found[0] if found else None
    return node


def children(node: Node | None, name: str) -> list[Node]:
    """The children of that local name."""
    return [] if node is None else node.kids.get(name, [])


def text(node: Node | None, *path: str) -> str:
    """The text along a path of local names, blanks made single; "" where there is none."""
    for name in path:
        if node is None:
            return ""
        found = node.kids.get(name)
        node = found[0] if found else None
    return "" if node is None else node.text


def _refused(file: str) -> InputError:
    return InputError(says("xml_doctype"), Where(file), says("xml_doctype_fix"))


def _why(error: BaseException) -> str:
    message = str(error).split(", line ")[0]
    return message or type(error).__name__
