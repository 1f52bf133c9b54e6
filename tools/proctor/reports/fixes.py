"""A finding's fix as one replacement, for formats whose readers apply it."""

from __future__ import annotations

from proctor.model import Edit, Finding, Span

_LONGEST = 10_000  # bytes that a fix may span: a suggestion is read by people


def replacement(finding: Finding, source: bytes | None) -> Edit | None:
    """All edits of a safe fix as one, from the first to the last; None where there is none to offer."""
    problem = finding.problem
    if not problem.edits or problem.unsafe or source is None:
        return None
    edits = sorted(problem.edits, key=lambda edit: edit.span)
    start, end = edits[0].span.start, max(edit.span.end for edit in edits)
    if end - start > _LONGEST or end > len(source):
        return None
    pieces, at = [], start
    for edit in edits:
        pieces += [source[at : edit.span.start], edit.text.encode("utf-8", "replace")]
        at = edit.span.end
    try:
        return Edit(Span(start, end), b"".join(pieces).decode())
    except UnicodeDecodeError:
        return None
