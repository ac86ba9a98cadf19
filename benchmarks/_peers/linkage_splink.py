"""Splink on DuckDB: Fellegi-Sunter weights learned by expectation maximisation, modestly tuned.

Compared: amount with its currency (rare amounts weigh more), numbers in common, name by Jaro-Winkler, days between.
Blocked on amount, on a number in common and on the beginning of the name (without it parts and over-payments are never
found). The best pair of each line is posted from a probability of 0.95 on, each item once.
"""

from __future__ import annotations

import logging

import splink.comparison_level_library as levels
import splink.comparison_library as compare
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks._peers._pairs import frames, proposals
from benchmarks._peers._shared import folders, write

POST, KEPT, PAIRS = 0.95, 0.01, 1e6


def main() -> None:
    """Learn, predict and write."""
    logging.disable(logging.WARNING)
    world, out = folders()
    left, right = frames(world)
    amounts = {line: money[3:] for line, money in zip(left["unique_id"], left["money"], strict=True)}
    base = DuckDBAPI()
    by_amount = block_on("money")
    by_number = block_on("numbers", arrays_to_explode=["numbers"])
    by_name = block_on("substr(name, 1, 12)")
    settings = SettingsCreator(
        link_type="link_only",
        probability_two_random_records_match=1 / max(len(right), 1),
        blocking_rules_to_generate_predictions=[by_amount, by_number, by_name],
        comparisons=[
            compare.ExactMatch("money").configure(term_frequency_adjustments=True),
            compare.ArrayIntersectAtSizes("numbers", [1]),
            compare.CustomComparison(
                output_column_name="name",
                comparison_levels=[
                    levels.NullLevel("name"),
                    levels.ExactMatchLevel("name"),
                    levels.JaroWinklerLevel("name", 0.95),
                    levels.JaroWinklerLevel("name", 0.88),
                    levels.ElseLevel(),
                ],
            ),
        ],
    )
    tables = [
        base.register(left, dataset_display_name="bank"),
        base.register(right, dataset_display_name="items"),
    ]
    linker = Linker(tables, settings, log_level=None)
    linker.training.estimate_u_using_random_sampling(max_pairs=2e6, seed=1)
    for rule in (by_amount, by_name):
        linker.training.estimate_parameters_using_expectation_maximisation(
            rule, max_pairs=PAIRS, record_sample_proportion=1.0
        )
    found = linker.inference.predict(threshold_match_probability=KEPT)
    pairs = base.duckdb_con.sql(
        f"select unique_id_l, unique_id_r, match_probability from {found.physical_name} "
        "where source_dataset_l = 'bank' and source_dataset_r = 'items'"
    ).fetchall()
    write(out, proposals(pairs, amounts, POST))


if __name__ == "__main__":
    main()
