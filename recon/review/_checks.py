"""The formulas that say what a row still needs. They know no function younger than Excel 2013 and no array entry.

Sentences are names (`lacks_customer`, `ok_row`) of cells on the sheet of lists: a formula is alike in every language.
A check advises while a person works; what is refused is decided when the book is applied.
"""

from __future__ import annotations

from dataclasses import dataclass

from recon.report import decimals
from recon.review._grid import Grid
from recon.review.layout import Verb
from recon.writers._excel import number


@dataclass(frozen=True, slots=True)
class Limits:
    """What a person may write off alone, in minor units by currency; a currency without an entry has no limit known."""

    alone_minor: dict[str, int]
    four_eyes: bool  # every decision needs somebody to approve it


class Checks:
    """The checks of one book."""

    def __init__(self, review: Grid, aside: Grid, split: Grid, items: Grid, limits: Limits) -> None:
        self._lines = (review, aside)
        self._split = split
        self._items = items
        self._limits = limits

    def rest(self, grid: Grid, row: int, currency: str) -> str:
        """What is left over of a payment: after the documents named in its row, or after its rows on Split."""
        cell = {key: grid.cell(key, row) for key in _READ}
        found = f"ISNUMBER(FIND({self._items.named('_find')},{_sought(cell['item'])}))"
        same = f"({self._items.named('currency')}={cell['currency']})"
        documents = f"SUMPRODUCT({found}*{same}*{self._items.named('open')})"
        parts = f"SUMIF({self._split.named('no')},{cell['no']},{self._split.named('amount')})"
        split = f"{cell['decision']}=INDEX(list_decisions,{list(Verb).index(Verb.SPLIT) + 1})"
        places = decimals(currency)
        return (
            f"=IF({split},ROUND({cell['left']}-{parts},{places}),"
            f'IF({cell["item"]}="","",ROUND({cell["left"]}-{documents},{places})))'
        )

    def of_line(self, grid: Grid, row: int, currency: str, given_up: tuple[int, int]) -> str:
        """What a payment's row still needs. `given_up`: what its two alternatives write off, in minor units."""
        cell = {key: grid.cell(key, row) for key in _READ}
        first, second = (self._approved(cell, "ok_row", self._is_beyond(minor, currency)) for minor in given_up)
        verbs = {
            Verb.ACCEPT: f'IF({cell["proposal"]}="",lacks_proposal,{first})',
            Verb.RUNNER_UP: f'IF({cell["runner_up"]}="",lacks_runner_up,{second})',
            Verb.ITEM: self._of_items(cell, currency),
            Verb.SPLIT: self._of_split(cell, currency),
            Verb.ON_ACCOUNT: f'IF({cell["customer"]}&{cell["known_customer"]}="",lacks_customer,{self._ready(cell)})',
            Verb.REFUND: f"IF({cell['left']}>0,lacks_money_out,"
            f'IF({cell["item"]}="",lacks_receipt,{self._ready(cell)}))',
            Verb.NOT_OURS: f"IF({self._no(cell['reason'], 'of_line')},lacks_reason_line,{self._ready(cell)})",
            Verb.NEVER_OURS: f'IF({cell["pattern"]}="",lacks_pattern,'
            f"IF({self._no(cell['reason'], 'of_line')},lacks_reason_line,{self._ready(cell)}))",
            Verb.REJECT: self._ready(cell),
        }
        chosen = f"{_IFNA}(MATCH({cell['decision']},list_decisions,0),{len(Verb) + 1})"
        cases = ",".join(verbs[verb] for verb in Verb)
        begun = f'IF({cell["item"]}&{cell["reason"]}&{cell["customer"]}&{cell["pattern"]}="","",lacks_choose)'
        own = f'AND({cell["approved_by"]}<>"",{cell["approved_by"]}={cell["owner"]})'
        said = f"IF({own},lacks_other_approver,CHOOSE({chosen},{cases},lacks_known_decision))"
        return f'=IF({cell["decision"]}="",{begun},{said})'

    def of_item(self, row: int, currency: str) -> str:
        """What the row of a document still needs to be given up."""
        grid = self._items
        tick, reason, by = grid.cell("write_off", row), grid.cell("reason", row), grid.cell("approved_by", row)
        amount = f"ABS({grid.cell('open', row)})"
        return (
            f'=IF({tick}="",IF({reason}="","",lacks_tick),IF({self._no(reason, "of_document")},lacks_reason_document,'
            f'IF(AND({self._beyond(amount, currency)},{by}=""),lacks_approver,ok_row)))'
        )

    def split_left(self, row: int) -> str:
        """What is left of the payment after this row of Split."""
        grid = self._split
        no = grid.cell("no", row)
        used = f"SUMIF({grid.down_to('no', row)},{no},{grid.down_to('amount', row)})"
        return f'=IF({no}="","",IFERROR(ROUND({self._of_no("left", no)}-{used},4),""))'

    def of_split(self, row: int) -> str:
        """What a row of Split still needs; the last one of a payment says what is left of it."""
        grid, items = self._split, self._items
        no, item, amount, off, reason, left = (grid.cell(key, row) for key in _SPLIT)
        at = f"MATCH({item},{items.named('item')},0)"
        taken = "+".join(f"SUMIF({grid.named('item')},{item},{grid.named(key)})" for key in ("amount", "written_off"))
        opened = f"INDEX({items.named('open')},{at})"
        same = f"INDEX({items.named('currency')},{at})={self._of_no('currency', no)}"
        below = f"COUNTIF({grid.cell('no', row + 1)}:{grid.cell('no', grid.last + 1)},{no})=0"
        done = f'IF(AND({left}<>0,{below}),lacks_split_left&" "&FIXED({left},2),ok_row)'
        of_item = (
            f"IF(ISNA({at}),lacks_on_items,IF(AND({same},ROUND(ABS({taken})-ABS({opened}),4)>0),lacks_less,"
            f"IF(AND(N({off})<>0,{self._no(reason, 'of_document')}),lacks_reason_document,{done})))"
        )
        return (
            f'=IF({no}="",IF({item}&{amount}&{off}&{reason}="","",lacks_number),IF({left}="",lacks_number,'
            f"IF(NOT(ISNUMBER({amount})),lacks_amount,"
            f'IF({item}="",IF({self._no(reason, "of_split")},lacks_document_or_reason,{done}),{of_item}))))'
        )

    def _of_items(self, cell: dict[str, str], currency: str) -> str:
        """The documents named are there, and what becomes of the difference."""
        sought, find = _sought(cell["item"]), self._items.named("_find")
        item = cell["item"]
        named = f'LEN({item})-LEN(SUBSTITUTE(SUBSTITUTE({item},";",""),"；",""))+1'
        found = f"ISNUMBER(FIND({find},{sought}))"
        same = f"({self._items.named('currency')}={cell['currency']})"
        rest = cell["rest"]
        shown = f"FIXED(ABS({rest}),{decimals(currency)})"
        left_open = f'OR({cell["reason"]}="",{cell["reason"]}=INDEX(list_reasons,1))'
        alone = f'AND({self._beyond(f"ABS({rest})", currency)},{cell["approved_by"]}="")'
        written_off = (
            f"IF({self._no(cell['reason'], 'of_document')},lacks_reason_document,"
            f'IF({alone},lacks_approver,ok_written_off&" "&{shown}))'
        )
        said = (
            f'IF({rest}=0,ok_row,IF({rest}*{cell["left"]}>0,ok_on_account&" "&{shown},'
            f'IF({left_open},ok_stays_open&" "&{shown},{written_off})))'
        )
        return (
            f'IF({cell["item"]}="",lacks_document,IF(SUMPRODUCT(--{found})<>{named},lacks_on_items,'
            f"IF(SUMPRODUCT({found}*{same})<>{named},lacks_currency,{self._approved(cell, said)})))"
        )

    def _of_split(self, cell: dict[str, str], currency: str) -> str:
        """Its rows on Split use the payment up, and each of them is in order."""
        no, of, rest = cell["no"], self._split.named("no"), cell["rest"]
        wrong = f"COUNTIFS({of},{no},{self._split.named('check')},ok_row)<COUNTIF({of},{no})"
        return (
            f"IF(COUNTIF({of},{no})=0,lacks_split_rows,"
            f'IF({rest}<>0,lacks_split_left&" "&FIXED({rest},{decimals(currency)}),'
            f"IF({wrong},lacks_split_look,{self._ready(cell)})))"
        )

    def _ready(self, cell: dict[str, str]) -> str:
        return self._approved(cell, "ok_row")

    def _approved(self, cell: dict[str, str], said: str, needed: bool = False) -> str:
        needed = needed or self._limits.four_eyes
        return f'IF({cell["approved_by"]}="",lacks_approver,{said})' if needed else said

    def _no(self, reason: str, among: str) -> str:
        return f"ISNA(MATCH({reason},{among},0))"

    def _beyond(self, amount: str, currency: str) -> str:
        """True where a write-off is more than a person may decide alone; always where the currency has no rate."""
        limit = self._limits.alone_minor.get(currency)
        return "TRUE" if limit is None else f"{amount}>{number(limit, currency)!r}"

    def _is_beyond(self, minor: int, currency: str) -> bool:
        limit = self._limits.alone_minor.get(currency)
        return minor != 0 and (limit is None or abs(minor) > limit)

    def _of_no(self, key: str, no: str) -> str:
        """A cell of the payment with this number, on Review or among those set aside."""
        one, other = (f"INDEX({grid.named(key)},MATCH({no},{grid.named('no')},0))" for grid in self._lines)
        return f"{_IFNA}({one},{other})"


_IFNA = "_xlfn.IFNA"  # as a workbook's file writes a function that came with Excel 2013
_READ = (
    "no",
    "decision",
    "currency",
    "left",
    "proposal",
    "runner_up",
    "item",
    "rest",
    "reason",
    "customer",
    "pattern",
    "approved_by",
    "owner",
    "known_customer",
)
_SPLIT = ("no", "item", "amount", "written_off", "reason", "left")


def _sought(item: str) -> str:
    """The documents named in a cell, in capitals without blanks, between semicolons."""
    return f'";"&UPPER(SUBSTITUTE(SUBSTITUTE({item}," ",""),"；",";"))&";"'
