"""Writes the sample companies' files: camt.053, MT940, csv and xlsx, to the byte the same on every machine."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any
from xml.sax.saxutils import escape

from sample_books.story import Movement, plain


def camt(
    movements: Sequence[Movement],
    *,
    account: str,
    owner: str,
    currency: str,
    number: int,
    span: tuple[date, date],
    opening: int,
) -> bytes:
    """A camt.053.001.08 file of one statement; movements with one batch name become one entry with details."""
    entries: list[str] = []
    total = opening
    for key, group in groupby(movements, key=lambda m: (m.day, m.batch or m.id)):
        members = list(group)
        entries.append(_entry(members, currency, f"{account[-6:]}-{key[0]:%m%d}-{len(entries) + 1:03d}"))
        total += sum(m.amount for m in members)
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08">\n<BkToCstmrStmt>\n'
        f"<GrpHdr><MsgId>M{span[1]:%Y%m%d}{number:04d}</MsgId><CreDtTm>{span[1]}T19:30:00</CreDtTm></GrpHdr>\n"
        f"<Stmt>\n<Id>{account[-10:]}-{number:04d}</Id><ElctrncSeqNb>{number}</ElctrncSeqNb>"
        f"<CreDtTm>{span[1]}T19:30:00</CreDtTm>\n"
        f"<FrToDt><FrDtTm>{span[0]}T00:00:00</FrDtTm><ToDtTm>{span[1]}T23:59:59</ToDtTm></FrToDt>\n"
        f"<Acct><Id><IBAN>{account}</IBAN></Id><Ccy>{currency}</Ccy><Ownr><Nm>{escape(owner)}</Nm></Ownr></Acct>\n"
        f"{_balance('OPBD', opening, currency, span[0])}{_balance('CLBD', total, currency, span[1])}"
        f"{''.join(entries)}</Stmt>\n</BkToCstmrStmt>\n</Document>\n"
    )
    return text.encode("utf-8")


def _balance(code: str, minor: int, currency: str, day: date) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(minor, currency)}"
        f"<CdtDbtInd>{_side(minor)}</CdtDbtInd><Dt><Dt>{day}</Dt></Dt></Bal>\n"
    )


def _amount(minor: int, currency: str) -> str:
    return f'<Amt Ccy="{currency}">{plain(abs(minor))}</Amt>'


def _side(minor: int) -> str:
    return "CRDT" if minor >= 0 else "DBIT"


def _entry(members: Sequence[Movement], currency: str, reference: str) -> str:
    first = members[0]
    total = sum(m.amount for m in members)
    family = "RCDT" if total >= 0 else "ICDT"
    sub = "RRTN" if first.returned else "ESCT"
    # A member without a payer and a text is what the bank kept of the batch: it has no details of its own.
    details = [m for m in members if m.kind != "batch_residual"]
    batch = f"<Btch><NbOfTxs>{len(details)}</NbOfTxs></Btch>\n" if first.batch else ""
    return (
        f"<Ntry><NtryRef>{reference}</NtryRef>{_amount(total, currency)}<CdtDbtInd>{_side(total)}</CdtDbtInd>"
        f"<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>{first.day}</Dt></BookgDt><ValDt><Dt>{first.day}</Dt></ValDt>\n"
        f"<AcctSvcrRef>{first.batch or first.id}</AcctSvcrRef>"
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd><SubFmlyCd>{sub}</SubFmlyCd></Fmly></Domn></BkTxCd>\n"
        f"<NtryDtls>{batch}{''.join(_details(m, currency) for m in details)}</NtryDtls></Ntry>\n"
    )


def _details(told: Movement, currency: str) -> str:
    end_to_end = told.returned or told.end_to_end or "NOTPROVIDED"
    amounts = ""
    if told.original:
        amounts = f"<AmtDtls><InstdAmt>{_amount(*told.original)}</InstdAmt></AmtDtls>"
    role = "Dbtr" if (told.amount >= 0) != bool(told.returned) else "Cdtr"
    party = f"<{role}><Pty><Nm>{escape(told.payer)}</Nm></Pty></{role}>" if told.payer else ""
    if told.payer_account:
        party += f"<{role}Acct><Id><IBAN>{told.payer_account}</IBAN></Id></{role}Acct>"
    remittance = f"<Ustrd>{escape(told.text)}</Ustrd>" if told.text else ""
    if told.structured:
        remittance += (
            "<Strd><CdtrRefInf><Tp><CdOrPrtry><Cd>SCOR</Cd></CdOrPrtry></Tp>"
            f"<Ref>{told.structured}</Ref></CdtrRefInf></Strd>"
        )
    back = "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" if told.returned else ""
    return (
        f"<TxDtls><Refs><AcctSvcrRef>{told.id}</AcctSvcrRef><EndToEndId>{end_to_end}</EndToEndId></Refs>"
        f"{_amount(told.amount, currency)}<CdtDbtInd>{_side(told.amount)}</CdtDbtInd>{amounts}\n"
        f"<RltdPties>{party}</RltdPties><RmtInf>{remittance}</RmtInf>{back}</TxDtls>\n"
    )


def mt940_day(
    movements: Sequence[Movement], *, account: str, currency: str, number: int, day: date, opening: int
) -> bytes:
    """One MT940 statement of one day. Field 86 is in the structured German layout (?20 text, ?32 payer)."""
    closing = opening + sum(m.amount for m in movements)
    text = f":20:STMT{day:%y%m%d}\r\n:25:{account}\r\n:28C:{number:05d}/001\r\n"
    text += _mt_balance("60F", opening, currency, day)
    for told in movements:
        side = "C" if told.amount >= 0 else "D"
        code, name = ("NTRF", "166") if told.payer else ("NCHG", "808")
        amount = plain(abs(told.amount)).replace(".", ",")
        text += f":61:{day:%y%m%d}{day:%m%d}{side}{amount}{code}NONREF//{told.id}\r\n"
        text += "".join(f"{part}\r\n" for part in _wrapped(_field_86(told, name), 65))
    text += f"{_mt_balance('62F', closing, currency, day)}-\r\n"
    return text.encode("ascii")


def _mt_balance(tag: str, minor: int, currency: str, day: date) -> str:
    side = "C" if minor >= 0 else "D"
    return f":{tag}:{side}{day:%y%m%d}{currency}{plain(abs(minor)).replace('.', ',')}\r\n"


def _field_86(told: Movement, code: str) -> str:
    booking = {"166": "CREDIT TRANSFER", "808": "CHARGES"}[code] if told.amount >= 0 or code == "808" else "TRANSFER"
    parts = [f":86:{code}?00{booking}"]
    text = f"SVWZ+{told.text}" if told.text else ""
    parts += [f"?{20 + n}{piece}" for n, piece in enumerate(_wrapped(text, 27))]
    if told.payer_account:
        parts.append(f"?31{told.payer_account}")
    parts += [f"?{32 + n}{piece}" for n, piece in enumerate(_wrapped(told.payer.upper(), 27)[:2])]
    return "".join(parts)


def _wrapped(text: str, width: int) -> list[str]:
    return [text[n : n + width] for n in range(0, len(text), width)]


def table(rows: Iterable[Sequence[str]], delimiter: str = ",", encoding: str = "utf-8", end: str = "\n") -> bytes:
    """Delimited text."""
    target = io.StringIO(newline="")
    csv.writer(target, delimiter=delimiter, lineterminator=end).writerows(rows)
    return target.getvalue().encode(encoding)


def workbook(sheet: str, rows: Sequence[Sequence[Any]], widths: Sequence[int], header: int = 0) -> bytes:
    """A workbook of one sheet. Dates become date cells, ints and floats numbers, text stays text.

    The parts are stored, not compressed, and carry no time of day, so that every zlib gives the same bytes.
    """
    import xlsxwriter

    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_numbers": False, "strings_to_urls": False})
    book.set_properties({"created": datetime(2026, 3, 31)})  # noqa: DTZ001 - a fixed stamp, not a clock
    days = book.add_format({"num_format": "yyyy-mm-dd"})
    money = book.add_format({"num_format": "#,##0.00"})
    bold = book.add_format({"bold": True})
    page = book.add_worksheet(sheet)
    for at, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is None or value == "":
                continue
            if isinstance(value, date):
                page.write_datetime(at, column, value, days)
            elif isinstance(value, int | float):
                page.write_number(at, column, value, money)
            else:
                page.write_string(at, column, value, bold if at == header else None)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.freeze_panes(header + 1, 0)
    book.close()
    return stored(target.getvalue())


def stored(packed: bytes) -> bytes:
    """The same workbook with its parts stored, not compressed, and without a time of day."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as plain_zip:
        for name in sorted(source.namelist(), key=lambda n: (n != "[Content_Types].xml", n)):
            part = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            part.create_system = 0
            plain_zip.writestr(part, source.read(name))
    return target.getvalue()
