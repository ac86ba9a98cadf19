"""The text of a file is exact, whatever it was written in."""

from __future__ import annotations

import pytest

from recon.errors import InputError
from recon.ingest.lists.encoding import decode
from recon.ingest.lists.headers import words_in

CHINESE = "交易日期,贷方发生额,对方户名,摘要\n2026-01-02,500.00,杭州西湖茶叶有限公司,货款\n"
TRADITIONAL = "交易日期,存入,對方戶名,摘要\n2026-01-02,500.00,臺北電腦股份有限公司,貨款\n"
JAPANESE = "日付,お取引内容,入金額\n2026-01-02,カタログのおとりよせ,500\n"
KOREAN = "거래일자,적요,입금액\n2026-01-02,서울전자상사 대금 입금하였습니다,500\n"
GERMAN = "Buchungstag;Betrag;Auftraggeber\n02.01.2026;5,00;Müller & Söhne, Straße 5, für Überweisung\n"
POLISH = "Data;Kwota;Opis\n02.01.2026;5,00;Zażółć gęślą jaźń, płatność za fakturę\n"
RUSSIAN = "Дата;Сумма;Описание\n02.01.2026;5,00;Оплата по договору от Иванова\n"


@pytest.mark.parametrize(
    ("text", "written", "read"),
    [
        (CHINESE, "utf-8", "utf-8"),
        (CHINESE, "utf-8-sig", "utf-8-sig"),
        (CHINESE, "utf-16", "utf-16"),
        (CHINESE, "utf-32", "utf-32"),
        ("Date,Amount\n2026-01-02,5.00\n", "utf-16-le", "utf-16-le"),
        ("Date,Amount\n2026-01-02,5.00\n", "utf-16-be", "utf-16-be"),
        (CHINESE, "gb18030", "gb18030"),
        (CHINESE, "gbk", "gb18030"),
        (TRADITIONAL, "big5", "big5"),
        (JAPANESE, "cp932", "cp932"),
        (JAPANESE, "euc_jp", "euc_jp"),
        (KOREAN, "cp949", "cp949"),
        (GERMAN, "cp1252", "cp1252"),
        (GERMAN, "latin-1", "cp1252"),
        (POLISH, "cp1250", "cp1250"),
        (RUSSIAN, "cp1251", "cp1251"),
    ],
)
def test_a_text_is_read_in_the_encoding_it_was_written_in(text: str, written: str, read: str) -> None:
    decoded = decode(text.encode(written), known=words_in)
    assert (decoded.text, decoded.encoding) == (text, read)


def test_one_chinese_cell_near_the_end_of_a_long_file_is_enough() -> None:
    text = "date,amount,payer\n" + "2026-01-02,5.00,ACME\n" * 4000 + "2026-01-03,6.00,苏州明诚纺织有限公司\n"
    assert decode(text.encode("gb18030"), known=words_in).text == text


def test_an_encoding_that_nothing_proves_is_said_to_be_a_guess() -> None:
    assert decode("a;b\n1;Müller\n".encode("cp1252"), known=words_in).guessed
    assert not decode(CHINESE.encode("gb18030"), known=words_in).guessed


def test_a_file_cut_inside_a_character_keeps_the_rest_and_says_so() -> None:
    decoded = decode(CHINESE.encode()[:-2])
    assert decoded.encoding == "utf-8"
    assert decoded.cut == 2
    assert CHINESE.startswith(decoded.text)


@pytest.mark.parametrize("written", ["utf-8-sig", "utf-16", "gb18030", "big5"])
def test_a_cut_is_said_in_every_encoding(written: str) -> None:
    text = TRADITIONAL if written == "big5" else CHINESE
    decoded = decode(text.strip().encode(written)[:-1], known=words_in)
    assert 1 <= decoded.cut <= 3
    assert decoded.text == text.strip()[:-1]


def test_padding_behind_the_last_row_is_left_out() -> None:
    assert decode(CHINESE.encode() + b"\0" * 80).text == CHINESE


def test_a_pinned_encoding_wins_over_what_would_fit() -> None:
    assert decode("Preis 5 €".encode(), "cp1252").text == "Preis 5 â‚¬"


def test_a_pinned_encoding_that_does_not_fit_is_refused_with_the_line() -> None:
    with pytest.raises(InputError) as refused:
        decode(b"a,b\n1,\xff\xff\n", "utf-8", "bank.csv")
    assert (refused.value.where.file, refused.value.where.row) == ("bank.csv", 2)


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="ansi-8"):
        decode(b"a", "ansi-8")
