"""What xlwings' code for Windows makes of our functions. Run as a program: it prints what it saw as JSON."""

from __future__ import annotations

import json
import sys
from decimal import Decimal
from io import StringIO
from typing import Any

from tests.xl_addin import com
from tests.xl_addin.com import day

ITEMS = (
    ("Document", "Customer", "Customer name", "Issued", "Due", "Currency", "Amount"),
    ("I1", "C1", "Acme Ltd", day(2026, 1, 2), day(2026, 2, 1), "EUR", Decimal("100.50")),
    ("I2", "C1", "Acme Ltd", day(2026, 3, 2), day(2026, 4, 1), "EUR", 50.0),
)
AS_OF = day(2026, 3, 31)
AT = "7 9 Books.xlsx/Sheet1"


def main() -> None:
    windows = com.install()
    from xl_addin import host

    server = windows.server.XLPython()
    caller = com.cells([[None]], 7, 9)

    def called(name: str, *given: Any, at: str = AT) -> Any:
        """A call as the bridge makes it: every argument, then the place."""
        return server.CallUDF("xl_addin.host", name, (*given, at), None, caller)

    echo: dict[str, Any] = {}

    def echoed(values: Any, row: int = 4, column: int = 2) -> Any:
        """What reaches a function of these values."""
        options = {"convert": host.Reader}
        found = windows.udfs.conversion.read(
            windows.xlwings.Range(impl=windows.xlwings._xlwindows.Range(xl=com.cells(values, row, column)))
            if isinstance(values, list)
            else None,
            None if isinstance(values, list) else values,
            options,
        )
        return [[list(each) for each in found.rows], found.place]

    echo["kinds"] = echoed([["text", 1.5, True, None, "", Decimal("9.99"), day(2026, 3, 31, 12, 30)]])
    echo["errors"] = echoed([[com.NA, com.DIV0, com.SPILL]])
    echo["one cell"] = echoed([["x"]])
    echo["a number"] = echoed(45.0)
    echo["a list"] = echoed((1.0, 2.0))
    echo["rows"] = echoed(((1.0, 2.0), (3.0, 4.0)))

    several = com.cells([["x"]])
    several.Address = "$A$1,$C$3"
    whole = com.cells([["Due"], [day(2026, 3, 1)]], 1, 2)
    whole.Rows.Count = 1_048_576
    cut: list[str] = []
    whole.Worksheet.Cells = lambda row, column: f"R{row}C{column}"

    def part(first: str, last: str) -> Any:
        cut.append(f"{first}:{last}")
        return com.cells([["Due"], ["x"]], 1, 2)

    whole.Worksheet.Range = part
    answers = {
        "aging": called("AR_AGING", com.cells(ITEMS, 4, 2), AS_OF, com.MISSING, com.MISSING, com.MISSING),
        "days late": called("AR_DAYSLATE", day(2026, 3, 1), AS_OF),
        "due": called("AR_DUE", day(2026, 3, 10), "net 30"),
        "an error cell": called("AR_DAYSLATE", com.cells([[com.NA]], 4, 2), AS_OF),
        "its message": called("AR_LASTERROR", com.cells([[None]], 7, 9), at=""),
        "several ranges": called("AR_DAYSLATE", several, AS_OF),
        "their message": called("AR_LASTERROR", com.MISSING, at=""),
        "a blank": called("AR_DAYSLATE", com.cells([[None], [day(2026, 3, 1)]], 4, 2), AS_OF),
    }
    called("AR_DAYSLATE", whole, AS_OF)

    class Book:
        Name = "recon.xlam"

    golden = StringIO()
    windows.udfs.generate_vba_wrapper("xl_addin.host", host, golden, Book())
    functions = {name: getattr(host, name).__xlfunc__ for name in dir(host) if name.startswith("AR_")}
    told = {
        "functions": {
            name: {
                "category": known["category"],
                "volatile": known["volatile"],
                "in wizard": known["call_in_wizard"],
                "help": known["ret"]["doc"],
                "arguments": [[one["name"], "optional" in one, one["doc"]] for one in known["args"]],
            }
            for name, known in functions.items()
        },
        "headers": [line.strip() for line in golden.getvalue().splitlines() if line.startswith("Function ")],
        "read": echo,
        "answers": answers,
        "cut": cut,
        "paid": sorted(m for m in sys.modules if m.startswith(("xlwings.pro", "xlwings.reports", "xlwings.server"))),
    }
    print(json.dumps(told, default=str))


if __name__ == "__main__":
    main()
