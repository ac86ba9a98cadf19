"""recordlinkage: blocks on amount, number in common and beginning of the name; an unsupervised classifier (ECM).

Compared: amount, number in common, name by Jaro-Winkler. The best pair of each line is posted from a probability of
0.99 on, each item once.
"""

from __future__ import annotations

import pandas as pd
import recordlinkage

from benchmarks._peers._pairs import frames, proposals
from benchmarks._peers._shared import folders, write

POST = 0.99


def main() -> None:
    """Block, compare, classify and write."""
    world, out = folders()
    left, right = frames(world)
    amounts = {line: money[3:] for line, money in zip(left["unique_id"], left["money"], strict=True)}
    for side in (left, right):
        side["start"] = side["name"].str[:12].where(side["name"] != "")
    index = recordlinkage.Index()
    index.block("money")
    index.block("start")
    pairs = index.index(left, right)
    several = left[["numbers"]].explode("numbers").dropna().rename_axis("line").reset_index()
    single = right[["numbers"]].explode("numbers").rename_axis("item").reset_index()
    cited = several.merge(single, on="numbers")
    numbers = pd.MultiIndex.from_frame(cited[["line", "item"]]).drop_duplicates()
    pairs = pairs.union(numbers)
    compare = recordlinkage.Compare()
    compare.exact("money", "money", label="money")
    compare.string("name", "name", method="jarowinkler", threshold=0.9, label="name")
    features = compare.compute(pairs, left, right)
    features["number"] = features.index.isin(numbers).astype(float)
    classifier = recordlinkage.ECMClassifier()
    classifier.fit(features)
    probability = classifier.prob(features)
    lines, items = left["unique_id"], right["unique_id"]
    scored = ((lines[a], items[b], float(p)) for (a, b), p in probability.items())
    write(out, proposals(scored, amounts, POST))


if __name__ == "__main__":
    main()
