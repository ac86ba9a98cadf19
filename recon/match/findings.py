"""What an accountant should look at among the answers, beyond the review list: stable codes MA4xx.

Every finding names the bank line's place in its file; it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from recon.errors import Finding, Severity
from recon.match.outcome import Answer, Outcome
from recon.words import says


def findings(answers: Iterable[Answer]) -> Iterator[Finding]:
    """The findings of some answers, in their order."""
    for answer in answers:
        line = answer.line
        if answer.outcome is Outcome.DUPLICATE:
            said = says("finding_copy", line=line.line_id, original=answer.related)
            yield Finding("MA401", Severity.NOTE, line.source, said)
        elif answer.outcome is Outcome.UNMATCHED and answer.said.id == "answer_paid_twice":
            said = says("finding_paid_twice", line=line.line_id, first=answer.related)
            yield Finding("MA402", Severity.LOOK, line.source, said, says("finding_paid_twice_fix"))
        elif answer.outcome is not Outcome.POSTED and answer.alternatives:
            rules = {e.rule: e.said for e in answer.alternatives[0].evidence}
            if "check_digit" in rules:
                said = says("finding_check_digit", line=line.line_id, why=rules["check_digit"])
                yield Finding("MA403", Severity.LOOK, line.source, said, says("finding_check_digit_fix"))
            elif "transposed_digits" in rules:
                said = says("finding_transposed", line=line.line_id, why=rules["transposed_digits"])
                yield Finding("MA404", Severity.LOOK, line.source, said, says("finding_transposed_fix"))
