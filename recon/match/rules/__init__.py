"""Kinds of evidence, one file each; nothing else to edit.

`evidence(line, candidate, book) -> Iterator[Evidence]` yields reasons for (points above zero) and against (below), in
log-odds, each with a sentence that can be checked. A rule never decides; a reason with `veto=True` can never be posted
against, whatever else speaks for the candidate.

`concerns(line, said, book) -> bool`, where there is one, is asked once a line: False where the rule says nothing of the
line, whatever the candidate. Without it the rule is asked about every candidate.
"""
