"""A plain join in DuckDB: same currency, same amount, and the document number stands in the text as it is.

Posted where exactly one item answers and no earlier line has taken it; the rest is shown.
"""

from __future__ import annotations

import sys

import duckdb


def main() -> None:
    """Join and write."""
    world, out = sys.argv[1:3]
    base = duckdb.connect()
    base.execute(
        f"""
        create table bank as select txn_id, booking_date, currency, round(amount * 100)::bigint as minor,
                   upper(remittance) as text
            from read_csv('{world}/bank.csv', all_varchar = false,
                          types = {{'amount': 'DOUBLE', 'txn_id': 'VARCHAR', 'remittance': 'VARCHAR'}});
        create table items as select invoice_no, currency, round(open_amount * 100)::bigint as minor
            from read_csv('{world}/invoices.csv', types = {{'open_amount': 'DOUBLE', 'invoice_no': 'VARCHAR'}});
        create table hits as
            select txn_id, invoice_no, bank.minor, count(*) over (partition by txn_id) as several,
                   row_number() over (partition by txn_id order by invoice_no) as place,
                   row_number() over (partition by invoice_no order by booking_date, txn_id) as turn
            from bank join items using (currency, minor)
            where bank.minor > 0 and contains(bank.text, upper(invoice_no));
        copy (
            select txn_id as line_id, case when several = 1 and turn = 1 then 'auto' else 'review' end as status,
                   place as rank, invoice_no as item_id, (minor / 100.0)::decimal(18, 2) as allocated,
                   round(1.0 / several, 4) as probability
            from hits order by txn_id, place
        ) to '{out}' (header)
        """
    )


if __name__ == "__main__":
    main()
