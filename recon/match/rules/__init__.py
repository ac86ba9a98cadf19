"""Kinds of evidence, one file each; nothing else to edit.

`evidence(line, candidate, book) -> Iterator[Evidence]` yields reasons for (points above zero) and against (below), in
log-odds, each with a sentence that can be checked. A rule never decides; a reason with `veto=True` can never be posted
against, whatever else speaks for the candidate.
"""
