"""What lists call their documents and their states, in the words of accounting systems."""

from __future__ import annotations

import re
from functools import lru_cache

from recon.ingest.lists import headers
from recon.rows import ItemKind, ItemState

# Asked in this order: a red invoice (红字发票) is a credit note before it is an invoice.
_KINDS: tuple[tuple[ItemKind, tuple[str, ...]], ...] = (
    (
        ItemKind.CREDIT_NOTE,
        (
            *("creditnote", "creditmemo", "creditinvoice", "credit", "cn", "cm", "refund", "reversal", "storno"),
            *("gutschrift", "avoir", "notadecredito", "notadicredito", "kreditnota"),
            *("红字", "紅字", "红冲", "红票", "贷项", "負數", "负数", "退货", "折让"),
        ),
    ),
    (
        ItemKind.PREPAYMENT,
        (
            *("prepayment", "payment", "advance", "onaccount", "unapplied", "deposit", "receipt", "cash"),
            *("anzahlung", "zahlung", "acompte", "预收", "預收", "收款", "回款", "定金", "订金"),
        ),
    ),
    (ItemKind.DEBIT_NOTE, ("debitnote", "debitmemo", "dn", "notededebit", "借项", "利息单")),
    (
        ItemKind.INVOICE,
        (
            *("invoice", "inv", "in", "ri", "rv", "dr", "bill", "standard"),
            *("rechnung", "facture", "factura", "fattura", "factuur", "faktura"),
            *("发票", "發票", "蓝字", "应收", "應收", "销售", "出库", "账单"),
        ),
    ),
)
_STATES: tuple[tuple[ItemState, tuple[str, ...]], ...] = (
    (
        ItemState.CANCELLED,
        ("cancel", "void", "storn", "annul", "delet", "revers", "作废", "作廢", "已取消", "取消", "红冲"),
    ),
    (ItemState.DRAFT, ("draft", "entwurf", "brouillon", "unposted", "pending approval", "草稿", "未审核", "未過帳")),
    (ItemState.DISPUTED, ("disput", "contest", "on hold", "hold", "blocked", "争议", "有争议", "爭議", "暂缓", "异议")),
    (
        ItemState.OPEN,
        (
            *("open", "unpaid", "part", "overdue", "due", "sent", "issued", "posted", "outstanding", "approved"),
            *("offen", "current", "active", "not due", "未", "部分", "逾期", "已开", "已审核", "正常", "待收", "生效"),
            "已过账",
        ),
    ),
    (
        ItemState.PAID,
        (
            *("paid", "settled", "closed", "cleared", "bezahlt", "payé"),
            *("已收", "已核销", "已结清", "结清", "已付", "已清", "完成", "全部"),
        ),
    ),
)


@lru_cache(maxsize=256)
def kind_of(word: str) -> ItemKind | None:
    """What a document type says, None where it is no known word.

    >>> kind_of("Credit Note"), kind_of("增值税专用发票"), kind_of("红字发票"), kind_of("xyz")
    (<ItemKind.CREDIT_NOTE: 'credit_note'>, <ItemKind.INVOICE: 'invoice'>, <ItemKind.CREDIT_NOTE: 'credit_note'>, None)
    """
    folded = re.sub(r"[^\w]", "", headers.key(word))
    for kind, words in _KINDS:
        if folded in words:
            return kind
    for kind, words in _KINDS:
        # Short codes must be the whole word: "in" is part of too many.
        if any(part in folded for part in words if len(part) > 3 or not part.isascii()):
            return kind
    return None


@lru_cache(maxsize=256)
def state_of(word: str) -> ItemState | None:
    """What a document status says, None where it is no known word. A half-paid document is open.

    >>> state_of("Partially paid"), state_of("未核销"), state_of("作废"), state_of("Paid")
    (<ItemState.OPEN: 'open'>, <ItemState.OPEN: 'open'>, <ItemState.CANCELLED: 'cancelled'>, <ItemState.PAID: 'paid'>)
    """
    folded = " ".join(word.casefold().split())
    return next((state for state, starts in _STATES if folded.startswith(starts)), None)
