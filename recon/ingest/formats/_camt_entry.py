"""One entry of a camt message, and the lines it comes to.

The entry is the control total. A detail takes its amount from itself where it has one in the entry's currency; a single
detail without one takes the entry's; an amount in another currency is the original amount and never the booking. What
the details do not explain is the residual line, so that the lines of an entry always add up to it.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from recon.errors import Where
from recon.ingest.formats._camt_values import EntryError, amount_of, day_of, exact, given, joined
from recon.ingest.formats._xml import Node, child, children, text
from recon.ingest.statement import batch_key, plain_account
from recon.rows import LineStatus, StatementLine
from recon.words import says

if TYPE_CHECKING:
    from collections.abc import Sequence

_STATUS = {
    "BOOK": LineStatus.BOOKED,
    "PDNG": LineStatus.PENDING,
    "FUTR": LineStatus.PENDING,
    "INFO": LineStatus.INFORMATION,
}


_RETURN = (("Rsn", "Cd"), ("Rsn", "Prtry"), ("AddtlInf",))


class Party(NamedTuple):
    """Name, account and address of one side."""

    name: str = ""
    account: str = ""
    address: str = ""
    city: str = ""


class Detail(NamedTuple):
    """One `TxDtls`."""

    amount_minor: int | None  # positive, in the entry's currency; None where it has none of its own
    sign: int  # +1 credit, -1 debit, 0 where it does not say
    original_minor: int | None
    original_currency: str
    debtor: Party
    creditor: Party
    remittance_text: str
    reference: str
    bank_id: str
    bank_text: str
    type_code: str
    is_return: bool


class Entry(NamedTuple):
    """One `Ntry`."""

    amount_minor: int  # signed, minor units of `currency`
    currency: str
    status: LineStatus
    booked: date  # its booking day, else the value date, else the day that stands in for it
    has_booking_day: bool
    value_date: date | None
    bank_id: str
    bank_text: str
    type_code: str
    is_reversal: bool
    details: tuple[Detail, ...]
    declared_details: int | None  # what the batch says it has
    unsigned: bool
    unknown_status: str
    where: Where


def entry_of(element: Node, account_currency: str, stand_in: date | None, where: Where) -> Entry:
    """The values of an entry.

    Args:
        element: the `Ntry`.
        account_currency: taken where its amount names no currency.
        stand_in: the day taken where it names neither a booking nor a value date.
        where: its place.

    Raises:
        EntryError: its amount, currency or sign cannot be used, or there is no day at all.
    """
    amount, currency = amount_of(child(element, "Amt"), account_currency)
    minor = exact(amount, currency, "Amt")
    sign = text(element, "CdtDbtInd").upper()
    if sign not in ("CRDT", "DBIT", ""):
        raise EntryError(says("entry_sign_unknown"), "CdtDbtInd", sign)
    booking_day, value_date = day_of(element, "BookgDt"), day_of(element, "ValDt")
    booked = booking_day or value_date or stand_in
    if booked is None:
        raise EntryError(says("entry_never"), "BookgDt", text(element, "BookgDt", "Dt"))
    status, unknown = _status(child(element, "Sts"))
    batches = children(element, "NtryDtls")
    declared = [text(batch, "Btch", "NbOfTxs") for batch in batches]
    found = [one for batch in batches for one in children(batch, "TxDtls")]
    details = tuple(_detail(one, currency, len(found) > 1) for one in found)
    return Entry(
        amount_minor=-minor if sign == "DBIT" else minor,
        currency=currency,
        status=status,
        booked=booked,
        has_booking_day=booking_day is not None,
        value_date=value_date,
        bank_id=given(text(element, "AcctSvcrRef")) or given(text(element, "NtryRef")),
        bank_text=joined([text(element, "AddtlNtryInf"), _charges(element)]),
        type_code=_type(child(element, "BkTxCd")),
        is_reversal=text(element, "RvslInd").lower() in ("true", "1"),
        details=details,
        declared_details=sum(int(n) for n in declared if n.isdigit()) if any(n.isdigit() for n in declared) else None,
        unsigned=not sign,
        unknown_status=unknown,
        where=where,
    )


def lines_of_entry(entry: Entry, own: Party) -> list[StatementLine]:
    """The lines of an entry, adding up to it; the residual last.

    Args:
        entry: the entry.
        own: own account (letters and digits) and name, to tell the other party from it.
    """
    if not entry.details:
        return [_bare(entry, own)]
    if len(entry.details) == 1:
        return _single(entry, own)
    if not any(one.amount_minor for one in entry.details):
        # Nothing says what belongs to which detail: the money stays in one line, with all the texts.
        return [_described(entry, entry.amount_minor, entry.details, own, with_original=False)]
    return _batch(entry, own)


def _bare(entry: Entry, own: Party) -> StatementLine:
    return StatementLine(
        line_id="",
        fingerprint="",
        account=own.account,
        booked=entry.booked,
        currency=entry.currency,
        amount_minor=entry.amount_minor,
        value_date=entry.value_date,
        status=entry.status,
        bank_id=entry.bank_id,
        bank_text=entry.bank_text,
        type_code=entry.type_code,
        is_reversal=entry.is_reversal,
        source=entry.where,
    )


def _single(entry: Entry, own: Party) -> list[StatementLine]:
    detail = entry.details[0]
    line = _described(entry, entry.amount_minor, entry.details, own)
    # Without a sum of its own, or with the entry's, the detail is the entry.
    if not detail.amount_minor or detail.amount_minor == abs(entry.amount_minor):
        return [line]
    part = _sign(entry, [detail]) * detail.amount_minor
    line = replace(line, amount_minor=part, batch_id=_batch_id(entry, own))
    return [line, _residual(entry, own, entry.amount_minor - part)]


def _batch(entry: Entry, own: Party) -> list[StatementLine]:
    lines = []
    batch = _batch_id(entry, own)
    for number, (detail, sign) in enumerate(zip(entry.details, _signs(entry), strict=True), start=1):
        own_id = detail.bank_id if detail.bank_id != entry.bank_id else ""
        numbered = f"{entry.bank_id}/{number}" if entry.bank_id else ""
        part = sign * (detail.amount_minor or 0)
        lines.append(_described(entry, part, [detail], own, bank_id=own_id or numbered, batch_id=batch))
    rest = entry.amount_minor - sum(line.amount_minor for line in lines)
    return [*lines, _residual(entry, own, rest)] if rest else lines


def _residual(entry: Entry, own: Party, rest: int) -> StatementLine:
    return replace(
        _bare(entry, own),
        amount_minor=rest,
        batch_id=_batch_id(entry, own),
        bank_id=f"{entry.bank_id}/0" if entry.bank_id else "",
        is_residual=True,
    )


def _batch_id(entry: Entry, own: Party) -> str:
    reference = entry.bank_id or f"{entry.booked.isoformat()} {entry.where.row}"
    return batch_key(own.account, entry.currency, entry.amount_minor, reference)


def _signs(entry: Entry) -> list[int]:
    """The sign of each detail: its own, unless only the entry's sign for all of them adds up to the entry."""
    side = -1 if entry.amount_minor < 0 else 1
    own = [detail.sign or side for detail in entry.details]
    amounts = [detail.amount_minor or 0 for detail in entry.details]
    total = sum(sign * amount for sign, amount in zip(own, amounts, strict=True))
    return [side] * len(own) if total != entry.amount_minor and side * sum(amounts) == entry.amount_minor else own


def _sign(entry: Entry, details: Sequence[Detail]) -> int:
    # A single detail moves the way its entry does; banks write the original direction there on returns.
    return -1 if entry.amount_minor < 0 or (not entry.amount_minor and details[0].sign < 0) else 1


def _described(
    entry: Entry,
    amount_minor: int,
    details: Sequence[Detail],
    own: Party,
    *,
    bank_id: str | None = None,
    batch_id: str = "",
    with_original: bool = True,
) -> StatementLine:
    """A line with what its details say; of several details the parties of the first, the texts of all."""
    first = details[0]
    other = _other_party(first, own, incoming=(amount_minor >= 0) != (first.is_return or entry.is_reversal))
    same_amount = first.original_minor == abs(amount_minor) and first.original_currency == entry.currency
    with_original = with_original and first.original_minor is not None and not same_amount
    return StatementLine(
        line_id="",
        fingerprint="",
        account=own.account,
        booked=entry.booked,
        currency=entry.currency,
        amount_minor=amount_minor,
        value_date=entry.value_date,
        status=entry.status,
        payer_name=other.name,
        payer_account=other.account,
        payer_address=other.address,
        payer_city=other.city,
        remittance_text=joined([one.remittance_text for one in details]),
        reference=first.reference,
        bank_id=entry.bank_id or first.bank_id if bank_id is None else bank_id,
        bank_text=joined([entry.bank_text, *(one.bank_text for one in details)]),
        type_code=entry.type_code or first.type_code,
        is_reversal=entry.is_reversal,
        original_minor=first.original_minor if with_original else None,
        original_currency=first.original_currency if with_original else "",
        batch_id=batch_id,
        source=entry.where,
    )


def _other_party(detail: Detail, own: Party, *, incoming: bool) -> Party:
    """Who paid, or was paid. Of a return or a reversal, `incoming` and the parties are those of the first payment."""
    sides = (detail.debtor, detail.creditor) if incoming else (detail.creditor, detail.debtor)
    for side in sides:
        ours = plain_account(side.account) == own.account if side.account and own.account else False
        if not ours and not (own.name and side.name == own.name) and (side.name or side.account):
            return side
    # Between own accounts both sides are ours: the nominal one is shown.
    return sides[0] if sides[0].name or sides[0].account else sides[1]


def _detail(element: Node, currency: str, in_batch: bool) -> Detail:
    amount, sign, original = _amounts(element, currency, in_batch)
    parties, agents = child(element, "RltdPties"), child(element, "RltdAgts")
    remittance, reference = _remittance(child(element, "RmtInf"))
    refs = child(element, "Refs")
    end_to_end = given(text(refs, "EndToEndId"))
    debtor, creditor = _party(parties, "Dbtr", agents), _party(parties, "Cdtr", agents)
    behind, beyond = _ultimate(parties, "UltmtDbtr"), _ultimate(parties, "UltmtCdtr")
    return Detail(
        amount_minor=amount,
        sign=sign,
        original_minor=original[0],
        original_currency=original[1],
        debtor=debtor if debtor.name else debtor._replace(name=behind),
        creditor=creditor if creditor.name else creditor._replace(name=beyond),
        # Whose debt is paid is for the payer to say: it stands with what else the payer says.
        remittance_text=joined([remittance, behind if debtor.name and behind != debtor.name else ""]),
        reference=reference or end_to_end,
        bank_id=_bank_id(refs),
        bank_text=joined(
            [
                text(element, "AddtlTxInf"),
                end_to_end if reference else "",
                beyond if creditor.name and beyond != creditor.name else "",
                text(element, "Purp", "Cd") or text(element, "Purp", "Prtry"),
                *(text(one, *path) for one in children(element, "RtrInf") for path in _RETURN),
                _charges(element),
            ]
        ),
        type_code=_type(child(element, "BkTxCd")),
        is_return=child(element, "RtrInf") is not None,
    )


def _amounts(element: Node, currency: str, in_batch: bool) -> tuple[int | None, int, tuple[int | None, str]]:
    """Amount in the entry's currency (None where there is none), sign, and the original amount with its currency.

    The amount is `Amt`, else the transaction or counter value amount, else the instructed amount of a batch's detail,
    each only in the entry's currency. The original is the instructed amount, else any amount in another currency.
    """
    sign = {"CRDT": 1, "DBIT": -1}.get(text(element, "CdtDbtInd").upper(), 0)
    places = [("Amt", child(element, "Amt"))]
    if (more := child(element, "AmtDtls")) is not None:
        places += [(name, child(more, name, "Amt")) for name in ("TxAmt", "CntrValAmt", "InstdAmt")]
    found: list[tuple[str, int, str]] = []
    for name, one in places:
        if one is None:
            continue
        try:
            amount, named = amount_of(one, currency)
            found.append((name, exact(amount, named, name), named))
        except EntryError:
            continue  # an amount that is no figure settles nothing; the residual shows what is left
    mine = next((minor for name, minor, named in found if named == currency and name != "InstdAmt"), None)
    instructed = next(((minor, named) for name, minor, named in found if name == "InstdAmt" and minor), None)
    foreign = next(((minor, named) for _, minor, named in found if named != currency and minor), None)
    if not mine and instructed and instructed[1] == currency and in_batch:
        mine = instructed[0]
    return mine, sign, instructed or foreign or (None, "")


def _party(parties: Node | None, side: str, agents: Node | None) -> Party:
    found = child(parties, side)
    inner = child(found, "Pty") or found
    account = child(parties, f"{side}Acct", "Id")
    number = text(account, "IBAN") or text(account, "Othr", "Id") or text(account, "BBAN")
    name = text(inner, "Nm")
    if not name and not number:
        name = text(agents, f"{side}Agt", "FinInstnId", "Nm") or text(found, "Agt", "FinInstnId", "Nm")
    place = child(inner, "PstlAdr")
    if place is None:
        return Party(name, number)
    lines = [text(place, "StrtNm"), text(place, "BldgNb"), text(place, "PstCd"), text(place, "TwnNm")]
    lines += [line.text for line in children(place, "AdrLine")] + [text(place, "Ctry")]
    return Party(name, number, joined(lines), text(place, "TwnNm"))


def _ultimate(parties: Node | None, side: str) -> str:
    found = child(parties, side)
    return text(found, "Nm") or text(found, "Pty", "Nm")


def _remittance(element: Node | None) -> tuple[str, str]:
    """Free text of the payer (document numbers included), and the structured creditor reference."""
    parts = [one.text for one in children(element, "Ustrd")]
    references: list[str] = []
    for one in children(element, "Strd"):
        references.append(text(one, "CdtrRefInf", "Ref") or text(one, "CdtrRefInf", "CdtrRef"))
        for document in children(one, "RfrdDocInf"):
            parts.append(text(document, "Nb") or text(document, "RfrdDocNb"))
            for detail in children(document, "LineDtls"):
                parts += [text(ident, "Nb") for ident in children(detail, "Id")]
        parts += [extra.text for extra in children(one, "AddtlRmtInf")]
    references = [one for one in references if given(one)]
    return joined([*parts, *references[1:]]), references[0] if references else ""


def _bank_id(refs: Node | None) -> str:
    """The bank's own id of a detail: its own reference, the id its house prints, the transaction's id."""
    for name in ("AcctSvcrRef", "ClrSysRef", "TxId"):
        found = given(text(refs, name))
        if found:
            return found
    for one in children(refs, "Prtry"):
        if "UMSATZ" in text(one, "Tp").upper():  # German online banking prints its movement id so
            return given(text(one, "Ref"))
    return ""


def _status(element: Node | None) -> tuple[LineStatus, str]:
    """The status, and the code where it is not known. An entry without one is booked."""
    code = (text(element, "Cd") or text(element, "Prtry") or text(element)).upper()
    if code in _STATUS:
        return _STATUS[code], ""
    return LineStatus.BOOKED, code


def _type(element: Node | None) -> str:
    if element is None:
        return ""
    domain = child(element, "Domn")
    parts = [text(domain, "Cd"), text(domain, "Fmly", "Cd"), text(domain, "Fmly", "SubFmlyCd")]
    return "-".join(part for part in parts if part) or text(element, "Prtry", "Cd")


def _charges(element: Node) -> str:
    found = []
    for one in children(element, "Chrgs"):
        amounts = [child(record, "Amt") for record in children(one, "Rcrd")] or [child(one, "Amt")]
        if not any(amount is not None for amount in amounts):
            amounts = [child(one, "TtlChrgsAndTaxAmt")]
        found += [f"{text(a)} {a.currency}".strip() for a in amounts if a is not None and text(a).strip("0.")]
    return "CHRG " + " + ".join(found) if found else ""
