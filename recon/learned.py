"""What decisions teach: which lines and payers matching treats otherwise because a person has decided before.

Nothing here is stored: it follows from the decisions that stand, so taking a decision back unlearns it.
"""

from __future__ import annotations

from recon.decisions import Decided
from recon.match.rulings import Rulings


def rulings(decided: Decided) -> Rulings:
    """What matching has to heed."""
    partly = {line for line, of in decided.posted.items() if any(p.review is not None for p in of)}
    return Rulings(
        held=frozenset({*partly, *decided.undone, *decided.rejected}),
        barred={
            line: tuple(frozenset(r.items) for r in of if r.items) for line, of in sorted(decided.rejected.items())
        },
        silent=frozenset(line for line, of in decided.rejected.items() if any(not r.items for r in of)),
    )
