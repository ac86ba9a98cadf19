"""A month end's bank files, 200 of 2,000 movements of each kind: read, checked and identified, then counted once.

No library gives the same, so the other side is the least anyone could do with the file: the bare tree of the XML, the
bare frame of the csv, the fields of the MT940 cut apart by one pattern. It checks nothing and keeps no place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from benchmarks._runner import Pair, Side

FILES, LINES = 200, 2_000


class _Move(NamedTuple):
    """A made-up movement."""

    day: date
    minor: int  # signed
    number: int
    payer: str
    account: str
    text: str

    @property
    def amount(self) -> str:
        return f"{abs(self.minor) // 100}.{abs(self.minor) % 100:02d}"


def _moves(file: int, lines: int) -> Iterator[_Move]:
    for n in range(lines):
        number = file * lines + n
        minor = ((number * 7919) % 1_000_000 + 1) * (-1 if number % 5 == 0 else 1)
        day = date(2026, 3, 1) + timedelta(days=n * 31 // lines)
        payer = f"Müller & Söhne {number % 3000} GmbH" if number % 7 == 0 else f"Customer {number % 3000} Ltd"
        text = f"Invoice INV-{number % 90_000:07d} of {day:%d.%m.%Y} less discount, customer number {number % 3000}"
        yield _Move(day, minor, number, payer, f"DE{number % 3000:020d}", text)


def _mt940(file: int, lines: int) -> str:
    moves = list(_moves(file, lines))
    closing = sum(move.minor for move in moves)
    written = [":20:STARTUMS", f":25:10020030/{file:010d}", ":28C:00003/001", f":60F:C260228EUR{0:d},00"]
    for move in moves:
        side = "D" if move.minor < 0 else "C"
        amount = move.amount.replace(".", ",")
        written.append(f":61:{move.day:%y%m%d%m%d}{side}R{amount}NTRFNONREF//B{move.number:014d}")
        purpose = f"EREF+E2E-{move.number:010d}?21SVWZ+{move.text[:20]}?22{move.text[20:47]}?23{move.text[47:]}"
        told = f"166?00GUTSCHRIFT?109310?20{purpose}?30TESTDEF1?31{move.account}?32{move.payer}"
        written.append(f":86:{told[:65]}")
        written += [told[at : at + 65] for at in range(65, len(told), 65)]
    side = "D" if closing < 0 else "C"
    amount = f"{abs(closing) // 100},{abs(closing) % 100:02d}"
    return "\r\n".join([*written, f":62F:{side}260331EUR{amount}", "-", ""])


def _entry(move: _Move) -> str:
    incoming = move.minor >= 0
    side, party = ("CRDT", "Dbtr") if incoming else ("DBIT", "Cdtr")
    amount = f'<Amt Ccy="EUR">{move.amount}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
    kind = "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>RCDT</Cd><SubFmlyCd>ESCT</SubFmlyCd></Fmly></Domn></BkTxCd>"
    name = move.payer.replace("&", "&amp;")
    return f"""
<Ntry><NtryRef>{move.number}</NtryRef>{amount}<Sts>BOOK</Sts>
 <BookgDt><Dt>{move.day}</Dt></BookgDt><ValDt><Dt>{move.day}</Dt></ValDt>
 <AcctSvcrRef>B{move.number:014d}</AcctSvcrRef>{kind}
 <NtryDtls><TxDtls><Refs><EndToEndId>E2E-{move.number:010d}</EndToEndId></Refs>{amount}
  <RltdPties><{party}><Nm>{name}</Nm><PstlAdr><Ctry>DE</Ctry></PstlAdr></{party}>
   <{party}Acct><Id><IBAN>{move.account}</IBAN></Id></{party}Acct></RltdPties>
  <RltdAgts><{party}Agt><FinInstnId><BIC>TESTDEF1</BIC></FinInstnId></{party}Agt></RltdAgts>
  <RmtInf><Ustrd>{move.text}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"""


def _camt(file: int, lines: int) -> str:
    moves = list(_moves(file, lines))
    closing = sum(move.minor for move in moves)

    def balance(kind: str, minor: int, day: str) -> str:
        side = "DBIT" if minor < 0 else "CRDT"
        figure = f'<Amt Ccy="EUR">{abs(minor) // 100}.{abs(minor) % 100:02d}</Amt><CdtDbtInd>{side}</CdtDbtInd>'
        return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{figure}<Dt><Dt>{day}</Dt></Dt></Bal>"

    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt>
<GrpHdr><MsgId>M{file}</MsgId><CreDtTm>2026-03-31T20:00:00</CreDtTm></GrpHdr>
<Stmt><Id>S{file}</Id><ElctrncSeqNb>3</ElctrncSeqNb><CreDtTm>2026-03-31T20:00:00</CreDtTm>
<Acct><Id><IBAN>DE{file:020d}</IBAN></Id><Ccy>EUR</Ccy></Acct>
{balance("OPBD", 0, "2026-02-28")}{balance("CLBD", closing, "2026-03-31")}{"".join(map(_entry, moves))}
</Stmt></BkToCstmrStmt></Document>
"""


def _csv(file: int, lines: int) -> str:
    rows = ["Booking date;Value date;Amount;Currency;Account;Payer;Payer account;Remittance;Bank reference"]
    for move in _moves(file, lines):
        amount = f"{'-' if move.minor < 0 else ''}{move.amount}"
        about = f"DE{file:020d};{move.payer};{move.account};{move.text}"
        rows.append(f"{move.day};{move.day};{amount};EUR;{about};B{move.number:014d}")
    return "\n".join([*rows, ""])


def _made(ending: str, text: Callable[[int, int], str]) -> Callable[[Path], None]:
    def prepare(folder: Path) -> None:
        for file in range(FILES):
            (folder / f"{file:03d}.{ending}").write_bytes(text(file, LINES).encode())

    return prepare


_OWN = f"""
from pathlib import Path
from recon.ingest.files import read_files
clock()
found = read_files([Path(".")])
clock()
assert sum(len(s.lines) for f in found for s in f.statements) == {FILES * LINES}
"""
_OWN_MERGED = f"""
from pathlib import Path
from recon.ingest.files import read_files
from recon.ingest.merging import lines_of
found = read_files([Path(".")])
clock()
merged = lines_of(found)
clock()
assert len(merged.lines) == {FILES * LINES}
"""
_FIELDS = f"""
import re
from pathlib import Path
field = re.compile(r"^:(\\d\\d[A-Z]?):(.*(?:\\r?\\n(?!:\\d\\d[A-Z]?:|-).*)*)", re.M)
clock()
found = [field.findall(path.read_text("utf-8")) for path in sorted(Path(".").iterdir())]
clock()
assert sum(tag == "61" for one in found for tag, _ in one) == {FILES * LINES}
"""
_TREE = f"""
from lxml import etree
from pathlib import Path
count = 0
clock()
for path in sorted(Path(".").iterdir()):
    count += len(etree.parse(path).findall(".//{{*}}Ntry"))
clock()
assert count == {FILES * LINES}
"""
_FRAMES = f"""
import pandas as pd
from pathlib import Path
clock()
found = pd.concat([pd.read_csv(path, sep=";", dtype=str) for path in sorted(Path(".").iterdir())])
clock()
assert len(found) == {FILES * LINES}
"""
_SORTED = f"""
import pandas as pd
from pathlib import Path
found = pd.concat([pd.read_csv(path, sep=";", dtype=str) for path in sorted(Path(".").iterdir())])
clock()
once = found.drop_duplicates().sort_values(["Account", "Booking date", "Bank reference"])
clock()
assert len(once) == {FILES * LINES}
"""

PAIRS = (
    Pair(
        "200 MT940 files of 2,000 movements, every one checked",
        Side("read_files", _OWN),
        Side("one pattern for the fields", _FIELDS),
        must=50,
        aim=20,
        prepare=_made("sta", _mt940),
        runs=1,
    ),
    Pair(
        "200 camt files of 2,000 entries, every one checked",
        Side("read_files", _OWN),
        Side("the bare tree of lxml", _TREE),
        must=15,
        aim=5,
        prepare=_made("xml", _camt),
        runs=1,
    ),
    Pair(
        "200 csv files of 2,000 rows, every one checked",
        Side("read_files", _OWN),
        Side("pandas, all as text", _FRAMES),
        must=40,
        aim=15,
        prepare=_made("csv", _csv),
        runs=1,
    ),
    Pair(
        "400,000 bank lines, each movement once",
        Side("lines_of", _OWN_MERGED),
        Side("drop_duplicates and a sort in pandas", _SORTED),
        must=15,
        aim=5,
        prepare=_made("csv", _csv),
        runs=1,
    ),
)
