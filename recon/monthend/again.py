"""A month end again, from what is known of it already: nothing is matched a second time where that says the same.

Law: the figures follow from inputs, settings and decisions. What is shown here to rest on the same is the same; in
doubt the answer is None or False, and the month is worked out anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from recon.config import Settings
from recon.decisions import Decided, Locked, Pressed, Reopened, StatementRead, digest, numbered
from recon.inputs import Inputs
from recon.journal import Batch
from recon.monthend.figures import Worked
from recon.monthend.run_id import run_id_of
from recon.terms import Period


def standing(worked: Worked, decided: Decided, rows: int) -> Worked | None:
    """A month end worked out again once its postings are written, without matching again.

    The inputs and settings must be those it was worked out from: then its figures follow from what is decided, and a
    second run answers as the first did.

    Args:
        worked: the month end, with the decisions it takes.
        decided: what the journal says now.
        rows: how many lines the journal has now.

    Returns:
        None where anything was decided besides that can move a figure: it has to be worked out anew.
    """
    if _moving(decided) != _moving(worked.month.decided):
        return None
    month = replace(worked.month, decided=decided)
    unread = (one for one in worked.new if isinstance(one, StatementRead) and one.sha256 not in decided.read)
    newest = max((one.row for one in decided.rests_on(month.last)), default=0)
    return Worked(month, numbered(unread, rows), (), (newest, worked.rests_on[1]))


def _moving(decided: Decided) -> str:
    """Hash of the decisions, in their order, without those that move no figure: what was pressed, which file was read.

    A file that is read for the first time is there, so that nothing is said of its absence.
    """
    every = decided.everything.values()
    return digest(one for one in every if not isinstance(one, Pressed | StatementRead))


def is_posted(batches: Iterable[Batch], inputs: Inputs, decided: Decided, settings: Settings, period: Period) -> bool:
    """True where a run has worked out these very figures already, so that nothing sure is left to be posted.

    The id of a run stands for inputs, settings and decisions, its own postings included: where none of these has moved
    since, a run of today would post nothing. Runs before the newest decision are not looked at, nor those that lock or
    open a month, since a decision on a later month or a lock is in no id and may move what fits.
    """
    newest = max((row for row, one in decided.everything.items() if not isinstance(one, Pressed)), default=0)
    since = [batch for batch in batches if batch.row > newest]
    locks = {row for row, one in decided.everything.items() if isinstance(one, Locked | Reopened)}
    known = {batch.run_id for batch in since if not locks.intersection(batch.rows)}
    return bool(known) and run_id_of(inputs, digest(decided.rests_on(period.last)), settings, period) in known
