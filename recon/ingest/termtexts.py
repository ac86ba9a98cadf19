"""How payment terms are written: English, German, French and Chinese texts into typed terms, and back.

A text with several readings gives them all; `parse` refuses it and names them. What is only half understood is not
understood: every part of the text must be.

Source: readings of "n days end of month" and of 月结 as accounting systems implement them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import assert_never

from recon.errors import ConfigError
from recon.terms import (
    AddMonths,
    CashDiscount,
    Due,
    EndOfMonth,
    Net,
    NextMonth,
    NextMonthFirst,
    Prepaid,
    Proximo,
    Terms,
    ToEndOfMonth,
    due_date,
)
from recon.text import normal
from recon.words import listed, says

MOST_DAYS = 3660  # longer terms are misread numbers
_EXAMPLE = date(2026, 3, 10)  # an invoice date on which the readings of 月结30天 all differ


def written(terms: Terms) -> str:
    """The terms in the notation that `read` reads back, as stored in settings.

    >>> written(Terms(Net(30), (CashDiscount(Decimal(2), Net(10)),)))
    '2% net 10, net 30'
    """
    return ", ".join([*(f"{d.percent:f}% {_written(d.until)}" for d in terms.discounts), _written(terms.due)])


def read(text: str) -> tuple[Terms, ...]:
    """Every reading of a term text: one where it is clear, none where it is no term.

    >>> [written(terms) for terms in read("2/10, n/30")]
    ['2% net 10, net 30']
    >>> [written(terms) for terms in read("月结30天")]
    ['eom+30', 'months 1', 'net 30']
    """
    discounts: list[tuple[Decimal, str, int]] = []
    rest: list[str] = []
    for clause in _clauses(text):
        left = clause
        while match := next(filter(None, (pattern.match(left) for pattern in _DISCOUNTS)), None):
            counted = (match.groupdict().get("counted") or "").strip()
            discounts.append((Decimal(match["percent"]), counted, int(match["days"])))
            left = left[match.end() :].strip()
        rest += [left] if left else []
    if not all(0 < percent < 100 and days <= MOST_DAYS for percent, _, days in discounts):
        return ()
    ranked = sorted(discounts, key=lambda one: (-one[0], one[2]))
    return tuple(
        Terms(due, tuple(CashDiscount(percent, _until(counted, days, due)) for percent, counted, days in ranked))
        for due in _readings(" ".join(rest))
    )


def parse(text: str) -> Terms:
    """The terms a text means.

    Raises:
        ConfigError: the text is no payment term, or has several readings; each is named as it can be written.
    """
    found = read(text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise ConfigError(says("terms_unknown", text=text), fix=says("terms_unknown_fix"))
    ways = listed([says("terms_reading", terms=written(one), due=due_date(one, _EXAMPLE)) for one in found])
    raise ConfigError(
        says("terms_ambiguous", text=text, example=_EXAMPLE, ways=ways),
        fix=says("terms_ambiguous_fix", first=written(found[0])),
    )


# --- the words of terms; texts are normal (capitals, no accents, half-width) when they meet these

_FILLERS = re.compile(
    r"\b(?:"
    r"PAYMENT TERMS?|TERMS?|PAYMENT|PAYABLE|STRICTLY|DATE OF INVOICE|INVOICE DATE|INVOICE|WITHIN|DUE IN|THE|"
    r"ZAHLBAR|ZAHLUNGSZIEL|ZAHLUNG|INNERHALB|BINNEN|VON|(?:NACH |AB )?RECHNUNGSDATUM|REIN|OHNE ABZUG|"
    r"PAIEMENT|A COMPTER DE LA|DATE DE FACTURE|FACTURE"
    r")\b|付款条件|付款方式|结算方式|账期|[:()]"
)
_BREAKS = re.compile(r"[,;、]| (?:SONST|OTHERWISE|OR|ODER|SINON|DANN|THEN|BALANCE) |否则")
_DAYS = r"(?:D|DAYS?|TG|TAGEN?|J|JOURS?|天|日)"
_CUT = r"(?: ?(?:CASH )?DISCOUNT| ?SKONTO| D?'?ESCOMPTE)?"
_PERCENT = r"(?P<percent>\d+(?:\.\d+)?)"
_END = r"(?=$| )"

_DISCOUNTS = tuple(
    re.compile(pattern + _END)
    for pattern in (
        rf"{_PERCENT} ?%? ?/ ?(?P<days>\d+)(?: ?{_DAYS})?",  # 2/10
        rf"{_PERCENT} ?%{_CUT}(?: IF PAID| BEI| IN| A)* ?(?P<counted>NET |EOM\+)?(?P<days>\d+)(?: ?{_DAYS})?{_CUT}",
        rf"(?:IN )?(?P<days>\d+) ?{_DAYS}(?: ABZUGLICH| MIT| LESS| MINUS| -)? ?{_PERCENT} ?%{_CUT}",  # 14 days 2%
        rf"(?P<days>\d+) ?天内?(?:付款)?(?:折扣|优惠|享受?){_PERCENT} ?%(?:的?(?:现金)?(?:折扣|优惠))?",
    )
)

_Made = Callable[[int], tuple[Due, ...]]


def _month_days(n: int) -> tuple[Due, ...]:
    """月结n天 has up to three readings: from the month's end, whole months later, plain days."""
    whole = (AddMonths(n // 30),) if n % 30 == 0 else ()
    return (EndOfMonth(n), *whole, Net(n))


# A pattern that meets the whole text, and the readings it has. `#` stands for the number.
_WAYS: tuple[tuple[_Made, tuple[str, ...]], ...] = (
    (
        lambda n: (Net(n),),
        (
            rf"(?:NET|N|NETTO)[ /]?#(?: ?{_DAYS})?(?: NET| NETTO)?",
            rf"(?:IN )?# ?{_DAYS}(?: NETTO KASSE| NETTO| NET| AFTER DATE| AFTER| FROM)?",
            r"(?:收到?发?票|开票|发票日?|票)[后起] ?# ?[天日]内?(?:付款)?",
        ),
    ),
    (
        lambda _: (Net(0),),
        (
            r"(?:DUE |UPON |ON )*RECEIPT",
            r"(?:DUE )?IMMEDIATE(?:LY)?(?: DUE)?",
            r"SOFORT(?: FALLIG)?(?: NETTO)?(?: KASSE)?",
            r"A RECEPTION|COMPTANT",
            r"现结|即付|见票即付|票到付款",
        ),
    ),
    (
        lambda _: (Prepaid(),),
        (
            r"PREPAID|PREPAYMENT|(?:CASH )?IN ADVANCE|CIA|VORKASSE|VORAUSKASSE",
            r"预付款?|全额预付|款到发货|先款后货",
        ),
    ),
    (
        lambda _: (EndOfMonth(),),
        (
            r"(?:AT |NET )?(?:EOM|END OF MONTH)|(?:ZUM )?MONATSENDE|FIN DE MOIS",
            r"(?:当月|本月|月)[底末](?:前|结清|付款)*",
        ),
    ),
    (
        lambda n: (EndOfMonth(n),),
        (
            rf"EOM ?\+ ?#(?: ?{_DAYS})?",
            rf"# ?{_DAYS} (?:AFTER|FROM) (?:END OF MONTH|EOM|MONTH END)|# ?{_DAYS} NACH MONATSENDE",
            r"月[底末][后起] ?# ?[天日](?:内付款)?",
        ),
    ),
    (lambda n: (ToEndOfMonth(n),), (rf"NET #(?: ?{_DAYS})? TO EOM",)),
    (
        lambda n: (EndOfMonth(n), ToEndOfMonth(n)),
        (rf"(?:NET |N/?)?#(?: ?{_DAYS})?(?: NET)? (?:EOM|END OF MONTH|FIN DE MOIS|MONATSENDE)",),
    ),
    (
        lambda n: (NextMonth(n),),
        (
            r"MFI #|(?:BY |BIS |ZUM )*#(?:ST|ND|RD|TH)? ?(?:MFI|PROX(?:IMO)?)",
            r"(?:BY )?#(?:ST|ND|RD|TH)?(?: DAY)? OF (?:FOLLOWING|NEXT) MONTH|(?:BIS |ZUM )*# DES FOLGEMONATS",
            r"[次下]个?月 ?# ?[日号](?:前|付款)*",
        ),
    ),
    (
        lambda _: (NextMonth(31),),
        (r"END OF (?:NEXT|FOLLOWING) MONTH|ENDE DES FOLGEMONATS", r"[次下]个?月[底末](?:前|付款)*"),
    ),
    (lambda n: (NextMonthFirst(n),), (r"NEXT MONTH ?\+ ?#",)),
    (lambda n: (AddMonths(n),), (r"MONTHS #|# (?:MONTHS?|MONATE?|MOIS)", r"# ?个月")),
    (_month_days, (r"月结 ?# ?[天日]?",)),
    (lambda _: (EndOfMonth(), NextMonth(31)), (r"月结",)),
    (lambda n: (NextMonthFirst(n), EndOfMonth(n)), (r"次月(?:结|起)? ?# ?天",)),
)
_COMPILED = tuple(
    (re.compile(pattern.replace("#", r"(\d+)")), made) for made, patterns in _WAYS for pattern in patterns
)
_PROXIMO = re.compile(r"PROX (\d+)/(\d+)/(\d+)")


def _clauses(text: str) -> list[str]:
    """The clauses of a text without the words that say nothing; a comma between digits is a decimal one."""
    plain = re.sub(r"(?<=\d),(?=\d)", ".", normal(text))
    parts = _BREAKS.split(_FILLERS.sub(" ", plain))
    without_stops = (re.sub(r"\.(?!\d)", " ", part) for part in parts)
    return [" ".join(part.split()) for part in without_stops if part.strip()]


def _until(counted: str, days: int, due: Due) -> Due:
    """Where the text does not say so, discount days are counted as the term counts its own ("2/10, n/30 EOM")."""
    from_month_end = counted == "EOM+" or (not counted and isinstance(due, EndOfMonth) and due.days > 0)
    return EndOfMonth(days) if from_month_end else Net(days)


def _readings(plain: str) -> tuple[Due, ...]:
    if prox := _PROXIMO.fullmatch(plain):
        cutoff, months, day = map(int, prox.groups())
        fits = 1 <= cutoff <= 31 and 0 <= months <= MOST_DAYS // 30 and 1 <= day <= 31
        return (Proximo(cutoff, months, day),) if fits else ()
    for pattern, made in _COMPILED:
        if match := pattern.fullmatch(plain):
            number = int(next(filter(None, match.groups()), "0"))
            return tuple(due for due in made(number) if _possible(due))
    return ()


def _possible(due: Due) -> bool:
    match due:
        case NextMonth(day):
            return 1 <= day <= 31
        case AddMonths(months):
            return 1 <= months <= MOST_DAYS // 30
        case Net(days) | EndOfMonth(days) | ToEndOfMonth(days) | NextMonthFirst(days):
            return 0 <= days <= MOST_DAYS
        case _:
            return True


def _written(due: Due) -> str:
    match due:
        case Net(days):
            text = f"net {days}"
        case EndOfMonth(days):
            text = f"eom+{days}" if days else "eom"
        case ToEndOfMonth(days):
            text = f"net {days} to eom"
        case NextMonth(day):
            text = f"mfi {day}"
        case NextMonthFirst(days):
            text = f"next month+{days}"
        case AddMonths(months):
            text = f"months {months}"
        case Proximo(cutoff, months, day):
            text = f"prox {cutoff}/{months}/{day}"
        case Prepaid():
            text = "prepaid"
        case _:
            assert_never(due)
    return text
