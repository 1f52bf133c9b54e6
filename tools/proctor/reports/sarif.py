"""SARIF 2.1.0, for code scanning: one run, the gravest findings as far as GitHub keeps them, and every rule's page."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import Any
from urllib.parse import quote

from proctor import __version__
from proctor.model import Finding, Report, Span, Style
from proctor.place import line_at, place
from proctor.reports.escape import terminal
from proctor.reports.fixes import replacement
from proctor.reports.rank import ranked

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST = 5000  # results that GitHub keeps of a run
_LONGEST = 1000  # characters of a message
_LONGEST_PAGE = 30_000  # characters of a rule's page
_MOST_NOTES = 100


def render(report: Report, style: Style) -> Iterator[str]:
    """One object; results are in the order of the report."""
    kept = ranked(report.findings)[:_MOST]
    kept.sort(key=lambda f: (f.path, f.start, f.rule, f.fingerprint))
    names = sorted({finding.rule for finding in kept})
    index = {name: number for number, name in enumerate(names)}
    groups = {finding.rule: finding.group for finding in kept}
    driver = {
        "name": "proctor",
        "semanticVersion": __version__,
        "rules": [_rule(name, groups[name], style) for name in names],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "proctor/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"ROOT": {"description": {"text": "The root of the bank."}}},
        "invocations": [_invocation(report, len(report.findings) - len(kept))],
        "results": [_result(finding, index[finding.rule], report.sources.get(finding.path)) for finding in kept],
    }
    yield dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False)
    yield "\n"


def _invocation(report: Report, omitted: int) -> dict[str, Any]:
    """How the run went: notes, what is incomplete, and how many findings are left out."""
    said = [("error", reason) for reason in report.incomplete] + [("note", note) for note in report.notes]
    left_out = [("warning", f"{omitted:,} findings are not in this file, which holds the gravest {_MOST:,}")] if omitted else []
    return {
        "executionSuccessful": not report.incomplete and not report.interrupted,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _text(text)}} for level, text in [*left_out, *said[:_MOST_NOTES]]
        ],
    }


def _rule(name: str, group: str, style: Style) -> dict[str, Any]:
    page = style.page(name)
    first, _, rest = page.partition("\n")
    rule: dict[str, Any] = {"id": name, "properties": {"tags": [group]}}
    if first:
        rule["shortDescription"] = {"text": first}
        rule["fullDescription"] = {"text": rest.strip().partition("\n\n")[0] or first}
        rule["help"] = {"text": page[:_LONGEST_PAGE], "markdown": page[:_LONGEST_PAGE]}
    return rule


def _result(finding: Finding, index: int, source: bytes | None) -> dict[str, Any]:
    problem = finding.problem
    artifact = {"uri": quote(finding.path.encode("utf-8", "surrogateescape")), "uriBaseId": "ROOT"}
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": finding.severity,
        "message": {"text": _text(f"{problem.message}. {problem.hint}" if problem.hint else problem.message)},
        "locations": [{"physicalLocation": {"artifactLocation": artifact, "region": _region(finding)}}],
        "partialFingerprints": {"proctorQuestion/v1": finding.fingerprint, **_line_hash(finding, source)},
    }
    if finding.changed is not None:
        result["properties"] = {"changed": finding.changed}
    fix = replacement(finding, source)
    if fix is not None and source is not None:
        replaced = {"deletedRegion": _span(source, fix.span), "insertedContent": {"text": fix.text}}
        result["fixes"] = [{"artifactChanges": [{"artifactLocation": artifact, "replacements": [replaced]}]}]
    return result


def _region(finding: Finding) -> dict[str, int]:
    (line, column), (last, end) = finding.start, max(finding.start, finding.end)
    return {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}


def _span(source: bytes, span: Span) -> dict[str, int]:
    (line, column), (last, end) = place(source, span.start), place(source, span.end)
    return {"startLine": line, "startColumn": column, "endLine": last, "endColumn": end}


def _line_hash(finding: Finding, source: bytes | None) -> dict[str, str]:
    """What tells a moved line from a new one: its text without white space, and which of the equal ones it is."""
    if source is None:
        return {}
    from hashlib import sha256

    text = "".join(line_at(source, finding.start.line).split())
    ordinal = finding.fingerprint.rpartition("-")[2]
    return {"primaryLocationLineHash": f"{sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}:{ordinal}"}


def _text(text: str) -> str:
    return terminal(text[:_LONGEST])
