"""Bytes -> text, exactly: the encoding is proven by the text it gives, and no character is ever replaced.

A pinned encoding wins, then a byte order mark, then strict UTF-8, then the candidates of the languages we meet, judged
by the column names and the kind of characters they give; chardet is asked last. GBK and GB2312 are read as GB18030,
their superset, and ISO-8859-1 as Windows-1252.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from recon.errors import InputError, Where
from recon.words import says

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SUPERSETS = {"gbk": "gb18030", "gb2312": "gb18030", "iso8859-1": "cp1252", "ascii": "utf-8", "cp936": "gb18030"}
_CANDIDATES = ("gb18030", "big5", "cp932", "cp949", "euc_jp", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254")
_SURE = 0.6  # share of expected characters from which a candidate needs no second opinion
_ENOUGH = 12  # characters from which Korean can be told from Chinese
_WEST = frozenset("äöüßéèêëàâáãåæçñóòôõøúùûíìîïÿœšžÄÖÜÉÈÀÅÆÇÑØ")
_WEST_SIGNS = frozenset("€£§°–—‘’“”«»·ºª¿¡´…\xa0")
_EAST = frozenset("ąćęłńóśźżčďěňřšťůžáéíýúőűöüäâîăşţĄĆĘŁŃÓŚŹŻČĎĚŇŘŠŤŮŽÁÉÍÝŐŰ")
_TURKISH = frozenset("ğışöüçİĞŞÖÜÇâî")


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text of a file and how it was read."""

    text: str
    encoding: str  # Python's name
    guessed: bool = False  # neither a mark nor UTF-8 nor a known column name spoke for it
    cut: int = 0  # bytes of a last character that the file breaks off in


def decode(data: bytes, pinned: str = "", file: str = "", known: Callable[[str], int] | None = None) -> Decoded:
    """The text of `data`.

    Args:
        data: the whole file.
        pinned: encoding the user named, "" = decide.
        file: name for messages.
        known: counts the column names found in the first lines of a text; a higher count speaks for an encoding.

    Raises:
        InputError: the pinned encoding is not known or does not fit, or no encoding fits.
    """
    if pinned:
        return _pinned(data, pinned, file)
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _whole(data, name, file)
    wide = _wide(data)
    if wide:
        return _whole(data, wide, file)
    body = data.rstrip(b"\0")  # padding of mainframe and fixed-block exports
    try:
        return Decoded(body.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        # A file cut inside a character is UTF-8 all the same, if it had other such characters before.
        if error.reason == "unexpected end of data" and not body[: error.start].isascii():
            return Decoded(body[: error.start].decode("utf-8"), "utf-8", cut=len(body) - error.start)
    return _judged(body, file, known or (lambda _: 0))


def _pinned(data: bytes, pinned: str, file: str) -> Decoded:
    try:
        name = codecs.lookup(pinned).name
        "".encode(name)  # refuses codecs that are not text encodings
    except (LookupError, ValueError):
        raise InputError(says("encoding_unknown", name=pinned), Where(file), says("encoding_unknown_fix")) from None
    name = _SUPERSETS.get(name, name)
    if name == "utf-8" and data.startswith(codecs.BOM_UTF8):
        name = "utf-8-sig"
    return _whole(data, name, file)


def _whole(data: bytes, name: str, file: str) -> Decoded:
    try:
        text, cut = _strictly(data, name)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        value = data[error.start : error.start + 8].hex(" ")
        where = Where(file, row=line, value=value)
        raise InputError(says("encoding_does_not_fit", name=name), where, says("encoding_fix")) from None
    return Decoded(text, name, cut=cut)


def _strictly(data: bytes, name: str) -> tuple[str, int]:
    """The text, and how many bytes of a last character are left that the file breaks off in.

    Raises:
        UnicodeDecodeError: a byte does not fit the encoding.
    """
    decoder = codecs.getincrementaldecoder(name)()
    text = decoder.decode(data)
    left = decoder.getstate()[0]
    return text, len(left)


def _wide(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark: every second byte of Latin text, digits and line ends is NUL."""
    head = data[:4096]
    if head.count(0) < len(head) // 8 or len(head) < 4:
        return ""
    nul = [head[i::4].count(0) for i in range(4)]
    if nul[1] and nul[2] and nul[3] and not nul[0]:
        return "utf-32-le"
    if nul[0] and nul[1] and nul[2] and not nul[3]:
        return "utf-32-be"
    odd, even = nul[1] + nul[3], nul[0] + nul[2]
    if odd > 4 * even:
        return "utf-16-le"
    return "utf-16-be" if even > 4 * odd else ""


def _judged(data: bytes, file: str, known: Callable[[str], int]) -> Decoded:
    best: tuple[tuple[int, float], Decoded] | None = None
    for name in _CANDIDATES:
        try:
            text, cut = _strictly(data, name)
        except UnicodeDecodeError:
            continue
        words = known(text)
        score = (words, round(_share(text, name), 3))
        if best is None or score > best[0]:
            best = score, Decoded(text, name, guessed=not words, cut=cut)
    if best is not None and (best[0][0] or best[0][1] >= _SURE):
        return best[1]
    return _last_resort(data, file, best and best[1])


def _last_resort(data: bytes, file: str, best: Decoded | None) -> Decoded:
    import chardet

    found = chardet.detect(data)["encoding"]
    if found:
        name = codecs.lookup(found).name
        name = _SUPERSETS.get(name, name)
        try:
            return Decoded(data.decode(name), name, guessed=True)
        except UnicodeDecodeError:
            pass
    if best is not None:
        return best
    raise InputError(says("encoding_none_fits"), Where(file), says("encoding_fix"))


def _share(text: str, name: str) -> float:
    """How far the characters beyond ASCII are those the language of the encoding uses, 0..1."""
    beyond = re.findall(r"[^\x00-\x7f]", text)
    if not beyond:
        return 1.0
    counts = Counter(beyond)
    points = sum(_points(char, name) * n for char, n in counts.items()) / len(beyond)
    if name == "cp949" and len(beyond) < _ENOUGH:
        points *= 0.9  # a few Chinese characters can look like Korean syllables
    if name.startswith("cp125") and name != "cp1251":
        # Accented letters stand inside words of plain letters; two-byte text read so gives runs of nothing else.
        runs = sum(len(run) for run in re.findall(r"[^\x00-\x7f]{3,}", text))
        points *= 1 - 0.8 * runs / len(beyond) if name != "cp1253" else 1
    if name == "cp1251":
        points *= 1 - 0.5 * len(re.findall(r"(?<=[а-я])[А-Я]", text)) / len(beyond)
    return max(points, 0.0)


def _points(char: str, name: str) -> float:  # noqa: PLR0911 - one line an encoding
    if name.startswith("cp125"):
        return _single(char, name)
    code = ord(char)
    if 0xE000 <= code < 0xF900 or code >= 0x2F800:
        return -1.0  # private use: no bank prints it
    if 0x3000 <= code < 0x3020 or 0xFF01 <= code < 0xFF5F:
        return 0.8  # full-width signs are common to all four languages
    kana = 0x3040 <= code < 0x3100
    if kana:
        return 1.0 if name in ("cp932", "euc_jp") else 0.2
    try:
        lead = char.encode({"gb18030": "gb2312"}.get(name, name))[0]
    except UnicodeEncodeError:
        return 0.1
    match name:
        case "gb18030":
            return 0.98 if 0xB0 <= lead <= 0xD7 else 0.4  # first level of GB 2312: the common characters
        case "big5":
            return 0.97 if 0xA4 <= lead <= 0xC6 else 0.3
        case "cp932":
            return 0.2 if 0xFF61 <= code < 0xFFA0 else 0.85 if 0x88 <= lead <= 0x97 else 0.3
        case "euc_jp":
            return 0.85 if 0xB0 <= lead <= 0xCF and lead != 0x8E else 0.2
        case _:
            return 1.0 if 0xAC00 <= code < 0xD7A4 and 0xB0 <= lead <= 0xC8 else 0.2


def _single(char: str, name: str) -> float:
    match name:
        case "cp1251":
            return 1.0 if "а" <= char <= "я" or char == "ё" else 0.75 if "А" <= char <= "Я" else 0.1
        case "cp1253":
            return 0.95 if "ά" <= char <= "ώ" else 0.6 if "Α" <= char <= "Ω" else 0.0
        case "cp1250":
            return 0.98 if char in _EAST else 0.8 if char in _WEST_SIGNS else 0.1
        case "cp1254":
            return 0.97 if char in _TURKISH else 0.8 if char in _WEST_SIGNS else 0.1
        case _:
            return 1.0 if char in _WEST else 0.85 if char in _WEST_SIGNS else 0.1
