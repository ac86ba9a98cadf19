"""Runs the benchmarks named (or all) and prints one line a pair; exit code 1 when one misses what it must hold."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import benchmarks
from benchmarks._runner import measure
from recon import registry


def main(asked: list[str]) -> int:
    """Run and print."""
    found = registry.modules(benchmarks.__name__)
    known = [name for name, module in found.items() if hasattr(module, "PAIRS") or hasattr(module, "run")]
    unknown = sorted(set(asked) - set(known))
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    chosen = [found[name] for name in asked or known]
    missed = sum(module.run() for module in chosen if hasattr(module, "run"))  # a table of its own
    pairs = [pair for module in chosen for pair in getattr(module, "PAIRS", ())]
    if pairs:
        print("| ours against the other | ours | other | ratio (low to high) | memory | must | aim |")
        print("| --- | --- | --- | --- | --- | --- | --- |")
    for pair in pairs:
        with tempfile.TemporaryDirectory() as folder:
            got = measure(pair, Path(folder))
        missed += got.ratio > pair.must
        cells = (
            f"{pair.title}: {pair.ours.name} against {pair.other.name}",
            f"{got.ours:.3f} s",
            f"{got.other:.3f} s",
            f"{got.ratio:.2f} ({got.low:.2f} to {got.high:.2f})",
            f"{got.memory:.2f}",
            f"{pair.must:g}",
            f"{pair.aim:g}",
        )
        print(f"| {' | '.join(cells)} |", flush=True)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
