"""What the bank tells of a movement in :86: or :NS:, taken apart where it has a structure.

Subfields ?NN of the German banks (also written <NN, >NN, ~NN, ^NN), codes /NAME/ of the Dutch and Belgian banks, codes
EREF+ of SEPA within either, lines of :NS:, and free text. Text that is not understood stays text: nothing is dropped.

Source: DFÜ agreement of the German banks, annex 3, field 86; bank guides to MT940 "structured" of the Netherlands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

_SUBFIELDS = re.compile(r"\s*(?P<code>\d{3})?\s*(?P<mark>[?<>~^@])(?=\d\d)")
_SEPA = re.compile(r"([A-Z][A-Z][A-Z]{1,2})(?:(\+)|:\s)")
_SEPA_COLON = frozenset(["EREF", "KREF", "MREF", "CRED", "DEBT", "SVWZ", "ABWA", "ABWE", "IBAN", "BIC"])
_SEPA_PLUS = _SEPA_COLON | {"CREF", "PURP", "OAMT", "COAM", "RREF", "RTRN", "SQTP", "ANAM"}
_SEPA_USED = frozenset(["EREF", "CREF", "SVWZ", "ABWA", "ANAM", "IBAN", "OAMT"])
_CODES = (
    "ABOR|ADDR|ACCW|BBAN|BENM|BIC|BREM|CHGS|CNTP|CSID|EREF|EXCH|IACC|IBAN|ISDT|MARF|NAME|OCMT|ORDP|ORIG|OSDR|"
    "PREF|PURP|RCMT|REMI|RTRN|SVCL|TRCD|TRTP|UCRD|UDTR|ULTC|ULTD|VACC|CREF|KREF|OAMT"
)
_CODED = re.compile(rf"/({_CODES})/")
_PARTY_LINES = re.compile(r"/(?:ORDP|BENM)/\s*(\w*)\s*")
_IBAN = re.compile(r"[A-Z]{2}\d\d[A-Z0-9]{10,30}")
_NONE = frozenset(["NOTPROVIDED", "NONREF", "NOTPROVIDE", "NOTAVAILABLE"])
_FULL = 64  # a line this long was broken by its length, not by its writer
_WIDTHS = (27, 35, 65)  # widths of a subfield
_NEARLY = 55  # the same where the words within are known to be coded


class Told(NamedTuple):
    """The parts of a movement's text."""

    name: str = ""
    account: str = ""
    address: str = ""
    city: str = ""
    remittance: str = ""
    reference: str = ""
    bank_text: str = ""
    type_code: str = ""
    original: str = ""  # currency and figure of the original amount


def told(fields: Sequence[tuple[str, Sequence[str]]], supplement: Sequence[str] = ()) -> Told:
    """Take the texts of one movement apart.

    Args:
        fields: tag ("86", "NS", or another that was meant so) and text lines, in file order.
        supplement: supplementary details of the :61: itself.
    """
    notes = [list(lines) for tag, lines in fields if tag == "NS"]
    texts = [list(lines) for tag, lines in fields if tag != "NS"]
    lines = [line for one in texts for line in one]
    found = _of_text(lines)
    for one in notes:
        found = _merged(found, _of_notes(one))
    return found._replace(bank_text=_joined([*supplement, found.bank_text])) if supplement else found


def _of_text(lines: list[str]) -> Told:
    whole = "\n".join(lines).strip()
    start = _SUBFIELDS.match(whole)
    if start:
        return _subfields(lines, start["mark"], start["code"] or "")
    party = _PARTY_LINES.fullmatch(lines[0]) if lines else None
    if party and len(lines) > 1 and lines[1].startswith("/") and not _CODED.match(lines[1]):
        return _party_lines(party[1], lines[1:])
    if _CODED.search(_flat(lines, _NEARLY)):
        return _coded(_flat(lines, _NEARLY))
    return _sepa(_flat(lines, _FULL))


def _flat(lines: Iterable[str], full: int) -> str:
    """The lines as one text: a full line runs on, a shorter one ends with a blank."""
    parts: list[str] = []
    last = ""
    for line in lines:
        runs_on = len(last) >= full and not last.endswith(" ")
        parts += [line] if not parts or runs_on else [" ", line]
        last = line
    return " ".join("".join(parts).split())


def _subfields(lines: list[str], mark: str, code: str) -> Told:
    text = ""
    last = ""
    for line in lines:
        # A line that does not begin a subfield runs on; a short one was ended by its writer.
        apart = text and not line.startswith(mark) and len(last) < _NEARLY and not last.endswith(mark)
        broken = apart and _subfield(mark).broken.search(last)
        text += f" {line.strip()}" if apart and not broken else line
        last = line
    parts: dict[str, str] = {}
    order = _subfield(mark).whole.findall(text)
    purpose: list[str] = []
    names: list[str] = []
    rest: list[str] = []
    for number, value in order:
        parts[number] = parts.get(number, "") + value
        if number[0] in "26" and number < "66":
            purpose.append(value)
        elif number in ("32", "33"):
            names.append(value)
        elif number[0] in "789" or number in ("34", "35", "36", "37"):
            rest.append(f"{number}{value.strip()}")
    said = _sepa(_run_on(purpose))
    accounts = [parts[n].strip() for n in ("31", "38") if n in parts]
    account = next((one for one in accounts if _IBAN.fullmatch(one)), "") or next(filter(None, accounts[::-1]), "")
    if mark == ">":
        account = account or parts.get("10", "").strip()
    bank = _joined([parts.get("00", ""), parts.get("10", "") if mark != ">" else "", *rest])
    return Told(
        name=_run_on(names),
        account=account or said.account,
        remittance=said.remittance,
        reference=said.reference,
        bank_text=_joined([bank, said.bank_text]),
        type_code=code,
        original=said.original,
    )


class _Subfield(NamedTuple):
    """How subfields begin with one mark."""

    whole: re.Pattern[str]  # number and text
    broken: re.Pattern[str]  # cut by the end of a line


@cache
def _subfield(mark: str) -> _Subfield:
    sign = re.escape(mark)
    return _Subfield(re.compile(rf"{sign}(\d\d)([^{sign}]*)"), re.compile(rf"{sign}\d?$"))


def _run_on(values: Sequence[str]) -> str:
    """Subfields as one text: a full one (27, 35 or 65 characters) runs on into the next."""
    text = ""
    full = False
    for value in values:
        text += value if full or not text else f" {value}"
        full = len(value) in _WIDTHS
    return " ".join(text.split())


def _sepa(text: str) -> Told:
    """Text with SEPA codes; without any, all of it is the remittance text."""
    found = [one for one in _SEPA.finditer(text) if _is_code(one, text)]
    if not found:
        return Told(remittance=text)
    values: dict[str, str] = {}
    ends = [*(one.start() for one in found[1:]), len(text)]
    for this, end in zip(found, ends, strict=True):
        values.setdefault(this[1], text[this.end() : end].strip())
    before = text[: found[0].start()].strip()
    rest = [f"{code} {values[code]}" for code in values if code not in _SEPA_USED and values[code]]
    reference = values.get("EREF", "") or values.get("CREF", "") or values.get("KREF", "")
    others = [values.get("ABWA", ""), values.get("ANAM", "")]
    return Told(
        account=values.get("IBAN", "").split(" ")[0],
        remittance=_joined([before, values.get("SVWZ", ""), *others]),
        reference=_given(reference),
        bank_text=_joined(rest),
        original=_money(values.get("OAMT", "") or values.get("COAM", "")),
    )


def _is_code(found: re.Match[str], text: str) -> bool:
    """True for a code that stands by itself: `EREF+` behind no letter, or `EREF: ` behind a blank."""
    before = text[found.start() - 1] if found.start() else " "
    if found[2]:
        return found[1] in _SEPA_PLUS and not "A" <= before <= "Z"
    return found[1] in _SEPA_COLON and before.isspace()


_CODED_USED = frozenset(
    ["NAME", "IBAN", "BBAN", "VACC", "CNTP", "REMI", "BREM", "EREF", "ADDR", "OCMT", "ORDP", "BENM", "ULTD", "UDTR"]
)


def _coded(text: str) -> Told:
    """Codes between slashes; a value may hold slashes itself, so only known codes part it."""
    pieces = _CODED.split(text)
    values: dict[str, list[str]] = {}
    for code, value in zip(pieces[1::2], pieces[2::2], strict=True):
        values.setdefault(code, []).append(value.strip())

    def one(*codes: str) -> str:
        return next((v.strip("/ ") for code in codes for v in values.get(code, []) if v.strip("/ ")), "")

    name, account, city = one("NAME"), one("IBAN", "BBAN", "VACC"), ""
    party = one("CNTP")
    if party:  # account, bank, name, city in one
        cells = [*party.split("/"), "", "", "", ""]
        account, name, city = account or cells[0], name or cells[2], cells[3]
    if not name:
        name = one("ORDP", "BENM")
    remittance, reference = _remittance([v for code in ("REMI", "BREM") for v in values.get(code, [])])
    free = pieces[0].strip("/ ")
    unused = [code for code in values if code not in _CODED_USED]
    rest = [f"{code} {v.strip('/ ')}" for code in unused for v in values[code] if v.strip("/ ")]
    # A party's line that is no name must not be lost.
    party_text = [one("ORDP", "BENM")] if one("ORDP", "BENM") not in ("", name) else []
    return Told(
        name=name,
        account=account,
        address=one("ADDR"),
        city=city,
        remittance=_joined([free, remittance, *party_text, one("ULTD", "UDTR")]),
        reference=reference or _given(one("EREF") or one("CREF", "PREF")),
        bank_text=_joined(rest),
        original=_money(one("OCMT", "OAMT")),
    )


def _remittance(values: Iterable[str]) -> tuple[str, str]:
    """Text and structured reference of /REMI/: USTD//text, STRD/CUR/reference, or text."""
    texts, reference = [], ""
    for value in values:
        plain = value.strip("/ ")
        structured = re.match(r"STRD/(?:CUR|ISO)/([^/]+)/?(.*)", plain)
        if structured:
            reference = reference or structured[1].strip()
            plain = structured[2]
        texts.append(re.sub(r"^USTD/*", "", plain).strip("/ "))
    return _joined(texts), reference


def _party_lines(account: str, lines: Sequence[str]) -> Told:
    """The party's account on the first line, then its name and the purpose, each on a line after a slash."""
    name, *purpose = [line.strip().strip("/").strip() for line in lines]
    return Told(name=name, account=account, remittance=_joined(purpose))


def _of_notes(lines: Sequence[str]) -> Told:
    """The lines of :NS:, each with a two-digit key: 01-14 purpose, 15-16 name, 17 booking text, 33-34 bank, account."""
    keyed = [(line[:2], line[2:].strip()) for line in lines if line[:2].isdigit()]
    free = [line.strip() for line in lines if not line[:2].isdigit()]
    purpose = [value for key, value in keyed if "01" <= key <= "14"]
    rest = [value for key, value in keyed if key not in ("15", "16", "33", "34") and not "01" <= key <= "14"]
    name = "".join(
        value if key == "15" or len(value) < 5 else f" {value}" for key, value in keyed if key in ("15", "16")
    )
    account = next((value for key, value in keyed if key == "34"), "")
    return Told(name=name.strip(), account=account, remittance=_joined([*purpose, *free]), bank_text=_joined(rest))


def _merged(one: Told, other: Told) -> Told:
    return Told(
        name=one.name or other.name,
        account=one.account or other.account,
        address=one.address or other.address,
        city=one.city or other.city,
        remittance=_joined([one.remittance, other.remittance]),
        reference=one.reference or other.reference,
        bank_text=_joined([one.bank_text, other.bank_text]),
        type_code=one.type_code or other.type_code,
        original=one.original or other.original,
    )


def _money(written: str) -> str:
    found = re.search(r"([A-Z]{3})\s*([\d.,]*\d)", written) if written else None
    return f"{found[1]}{found[2]}" if found else ""


def _given(reference: str) -> str:
    return "" if "".join(reference.upper().split()) in _NONE else reference


def _joined(parts: Iterable[str]) -> str:
    return " ".join(" ".join(parts).split())
