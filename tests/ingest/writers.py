"""Small writers of MT940 and camt.053 for tests: what they write is what must be read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from xml.sax.saxutils import escape

from recon import money

ACCOUNT = "DE02120300000000202051"


@dataclass(frozen=True)
class Move:
    """A movement to write."""

    day: date
    minor: int  # signed
    text: str = ""
    bank_id: str = ""


def mt940(moves: Sequence[Move], opening: int = 0, currency: str = "EUR", number: str = "1/1") -> bytes:
    """One MT940 statement in EUR, closing where the moves lead."""
    day = max((move.day for move in moves), default=date(2026, 1, 30))
    closing = opening + sum(move.minor for move in moves)
    lines = [":20:TEST", f":25:{ACCOUNT}", f":28C:{number}", f":60F:{_balance(opening, day, currency)}"]
    for move in moves:
        mark, reference = "D" if move.minor < 0 else "C", f"//{move.bank_id}" if move.bank_id else ""
        figure = money.plain(abs(move.minor), currency).replace(".", ",")
        figure = figure if "," in figure else f"{figure},"
        lines.append(f":61:{move.day:%y%m%d}{move.day:%m%d}{mark}{figure}NTRFNONREF{reference}")
        lines += [f":86:{move.text}"] if move.text else []
    return "\r\n".join([*lines, f":62F:{_balance(closing, day, currency)}", "-", ""]).encode()


def _balance(minor: int, day: date, currency: str) -> str:
    figure = money.plain(abs(minor), currency).replace(".", ",")
    return f"{'D' if minor < 0 else 'C'}{day:%y%m%d}{currency}{figure if ',' in figure else figure + ','}"


def camt(
    moves: Sequence[Move], opening: int | None = 0, currency: str = "EUR", kind: str = "Stmt", name: str = "S1"
) -> bytes:
    """One camt message; no balances where `opening` is None."""
    root = {"Stmt": "BkToCstmrStmt", "Rpt": "BkToCstmrAcctRpt", "Ntfctn": "BkToCstmrDbtCdtNtfctn"}[kind]
    day = max((move.day for move in moves), default=date(2026, 1, 30))
    balances = ""
    if opening is not None:
        closing = opening + sum(move.minor for move in moves)
        balances = _bal("OPBD", opening, day, currency) + _bal("CLBD", closing, day, currency)
    entries = "".join(entry(move, currency) for move in moves)
    account = f"<Acct><Id><IBAN>{ACCOUNT}</IBAN></Id><Ccy>{currency}</Ccy></Acct>"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><{root}>'
        f"<{kind}><Id>{name}</Id>{account}{balances}{entries}</{kind}></{root}></Document>"
    ).encode()


def entry(move: Move, currency: str = "EUR", details: str = "") -> str:
    """One booked entry."""
    said = f"<NtryDtls><TxDtls><RmtInf><Ustrd>{escape(move.text)}</Ustrd></RmtInf></TxDtls></NtryDtls>"
    reference = f"<AcctSvcrRef>{escape(move.bank_id)}</AcctSvcrRef>" if move.bank_id else ""
    return (
        f'<Ntry><Amt Ccy="{currency}">{money.plain(abs(move.minor), currency)}</Amt>{_sign(move.minor)}<Sts>BOOK</Sts>'
        f"<BookgDt><Dt>{move.day.isoformat()}</Dt></BookgDt>{reference}{details or (said if move.text else '')}</Ntry>"
    )


def detail(minor: int, text: str, currency: str = "EUR") -> str:
    """One `TxDtls` with an amount of its own."""
    amount = f'<Amt Ccy="{currency}">{money.plain(abs(minor), currency)}</Amt>{_sign(minor)}'
    return f"<TxDtls>{amount}<RmtInf><Ustrd>{escape(text)}</Ustrd></RmtInf></TxDtls>"


def _sign(minor: int) -> str:
    return f"<CdtDbtInd>{'DBIT' if minor < 0 else 'CRDT'}</CdtDbtInd>"


def _bal(kind: str, minor: int, day: date, currency: str) -> str:
    amount = f'<Amt Ccy="{currency}">{money.plain(abs(minor), currency)}</Amt>{_sign(minor)}'
    return f"<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp>{amount}<Dt><Dt>{day.isoformat()}</Dt></Dt></Bal>"
