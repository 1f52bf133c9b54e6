"""Reports for other programs: each is read by a consumer's library, or held against its schema, whatever it says."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from conftest import MakeBank, Ran

from proctor import reports
from proctor.model import Edit, Finding, Place, Problem, Report, Severity, Span, Style
from proctor.outputs import page

SOURCE = "# 深度学习\n\nSee [a](#b) 梯\r\nand **more**.\r\n".encode()
NASTY = (
    "@everyone #1 <img src=x onerror=alert(1)> `` ` ``` | ]]> &amp; \x1b[31m\r\n::set-output name=a::b\n"
    "##[add-mask]x \u202e\ufffe\udcff"
)
LEVELS: tuple[Severity, ...] = ("error", "warning", "note")


def finding(number: int = 0, **more: Any) -> Finding:
    """A finding that carries what a stranger may write."""
    problem = Problem(Span(19, 21), more.pop("message", f"no `{NASTY}`"), f"write {NASTY}", target=NASTY)
    own: dict[str, Any] = {
        "path": f"docs/{NASTY}.md", "start": Place(3, 9), "end": Place(3, 11), "rule": "broken-anchor", "group": "links",
        "severity": LEVELS[number % 3], "problem": problem, "question": None, "text": "", "fingerprint": f"{number:08x}-1",
    }  # fmt: skip
    return Finding(**{**own, **more})


def report(findings: list[Finding], **more: Any) -> Report:
    whole = Report(findings, {f.path: SOURCE for f in findings}, 1, 0, 0, (), (), ())
    return whole._replace(**more)


def rendered(form: str, whole: Report, style: Style | None = None) -> str:
    return "".join(reports.load(form).render(whole, style or Style(page=page)))


EDITS = [(), (Edit(Span(19, 21), "#c"),), (Edit(Span(19, 21), "#c"), Edit(Span(25, 25), "x"))]
REPORTS = [
    report([]),
    report([], incomplete=[f"a shard is missing: {NASTY}"], notes=[NASTY] * 300, interrupted=True),
    report([finding(n) for n in range(7)]),
    report([finding(0, problem=Problem(Span(19, 21), "m", edits=edits), path=p) for edits in EDITS for p in ("a.md", "b c/d.md")]),
    report([finding(0, start=Place(1, 1), end=Place(1, 1), changed=True)], sources={}),
]


@pytest.mark.parametrize("whole", REPORTS)
def test_sarif_keeps_its_schema(whole: Report) -> None:
    model = pytest.importorskip("pydantic_sarif.model", reason="pydantic-sarif holds SARIF's schema as classes")
    content = json.loads(rendered("sarif", whole))
    parsed = model.StaticAnalysisResultsFormatSarifVersion210JsonSchema.model_validate(content)
    (run,) = content["runs"]
    assert len(parsed.runs) == 1 and run["invocations"][0]["executionSuccessful"] == (not whole.incomplete)
    for result in run["results"]:
        rule = run["tool"]["driver"]["rules"][result["ruleIndex"]]
        assert rule["id"] == result["ruleId"] and rule["help"]["markdown"].startswith(rule["shortDescription"]["text"])
        region = result["locations"][0]["physicalLocation"]["region"]
        assert (region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"])
        assert re.fullmatch(r"[A-Za-z0-9/._~%-]+", result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"])
        assert result["partialFingerprints"]


def test_sarif_stays_within_what_github_keeps() -> None:
    whole = report([finding(n) for n in range(12_000)])
    content = json.loads(rendered("sarif", whole))
    (run,) = content["runs"]
    assert len(run["results"]) == 5000 and {r["level"] for r in run["results"]} == {"error", "warning"}
    assert "7,000 findings are not in this file" in json.dumps(run["invocations"])
    assert len(run["tool"]["driver"]["rules"]) == 1


@pytest.mark.parametrize("whole", REPORTS)
def test_junit_is_read_by_its_consumers(whole: Report) -> None:
    junitparser = pytest.importorskip("junitparser")
    text = rendered("junit", whole, Style(fail_level="warning"))
    parsed = junitparser.JUnitXml.fromstring(text.encode())
    failing = sum(f.severity != "note" for f in whole.findings)
    assert (parsed.tests, parsed.failures, parsed.errors) == (1 + len(whole.findings), failing, int(bool(whole.incomplete)))
    root = ElementTree.parse(BytesIO(text.encode())).getroot()
    assert not list(junit_problems(root))
    for suite in root:
        counted = [len(suite.findall(f"testcase/{kind}")) for kind in ("failure", "error", "skipped")]
        assert counted == [int(suite.attrib[kind]) for kind in ("failures", "errors", "skipped")]
        assert len(suite.findall("testcase")) == int(suite.attrib["tests"])


# What the schema of Jenkins' reader allows: element -> its attributes, those that it must have, and its children.
JUNIT = {
    "testsuites": ("name time tests failures errors", "", "testsuite"),
    "testsuite": (
        "name tests failures errors group time skipped timestamp hostname id package file log url",
        "name tests failures errors",
        "testsuite properties testcase system-out system-err",
    ),
    "testcase": ("name time classname group", "name", "failure error skipped system-out system-err"),
    "failure": ("message type", "", ""),
    "error": ("message type", "", ""),
    "skipped": ("message type", "", ""),
    "system-out": ("", "", ""),
}


def junit_problems(element: ElementTree.Element) -> Iterator[str]:
    allowed, required, children = (set(each.split()) for each in JUNIT[element.tag])
    if not required <= set(element.attrib) <= allowed:
        yield f"{element.tag} has {sorted(element.attrib)}"
    for child in element:
        if child.tag not in children:
            yield f"{child.tag} in {element.tag}"
        yield from junit_problems(child)


GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "not": {"pattern": "^\\./"}},
                    "lines": {"type": "object", "required": ["begin"], "properties": {"begin": {"type": "integer", "minimum": 1}}},
                },
            },
        },
    },
}
POSITION = {
    "type": "object",
    "required": ["line"],
    "additionalProperties": False,
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
}
RANGE = {
    "type": "object",
    "required": ["start", "end"],
    "additionalProperties": False,
    "properties": {"start": POSITION, "end": POSITION},
}
RDJSON = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "required": ["name"]},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location", "severity", "code"],
                "additionalProperties": False,
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {"required": ["path", "range"], "properties": {"path": {"type": "string"}, "range": RANGE}},
                    "severity": {"enum": ["ERROR", "WARNING", "INFO"]},
                    "code": {"required": ["value"]},
                    "suggestions": {"type": "array", "items": {"required": ["range", "text"], "properties": {"range": RANGE}}},
                },
            },
        },
    },
}


@pytest.mark.parametrize(("form", "schema"), [("gitlab", GITLAB), ("rdjson", RDJSON)])
@pytest.mark.parametrize("whole", REPORTS)
def test_json_formats_keep_their_schemas(form: str, schema: dict[str, Any], whole: Report) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    content = json.loads(rendered(form, whole))
    jsonschema.validate(content, schema)
    assert len(content if form == "gitlab" else content["diagnostics"]) == len(whole.findings)


def test_gitlab_tells_equal_findings_apart() -> None:
    content = json.loads(rendered("gitlab", report([finding(n) for n in range(50)])))
    assert len({each["fingerprint"] for each in content}) == 50


@pytest.mark.parametrize("edits", EDITS[1:])
def test_suggestions_replace_bytes(edits: tuple[Edit, ...]) -> None:
    whole = report([finding(0, problem=Problem(edits[0].span, "m", edits=edits), path="a.md")])
    (diagnostic,) = json.loads(rendered("rdjson", whole))["diagnostics"]
    (suggestion,) = diagnostic["suggestions"]
    start, end = suggestion["range"]["start"], suggestion["range"]["end"]
    lines = SOURCE.split(b"\n")
    assert start["line"] == end["line"] == 3
    line = lines[2]
    fixed = line[: start["column"] - 1] + suggestion["text"].encode() + line[end["column"] - 1 :]
    expected = bytearray(SOURCE)
    for edit in sorted(edits, reverse=True):
        expected[slice(*edit.span)] = edit.text.encode()
    assert fixed == bytes(expected).split(b"\n")[2]


def test_unsafe_fixes_are_no_suggestions() -> None:
    whole = report([finding(0, problem=Problem(Span(19, 21), "m", edits=EDITS[1], unsafe=True), path="a.md")])
    assert (
        "suggestions" not in rendered("rdjson", whole)
        and "fixes" not in json.loads(rendered("sarif", whole))["runs"][0]["results"][0]
    )


@pytest.mark.parametrize("whole", [*REPORTS, report([finding(n) for n in range(10_000)], not_run=["dead-url"])])
def test_a_summary_is_bounded_and_tame(whole: Report) -> None:
    text = rendered("markdown", whole)
    assert len(text) <= 60_000 and len(text.encode()) <= 1024 * 1024
    shown = len(re.findall(r"^\| (?:error|warning|note) \|", text, re.M))
    left_out = re.search(r"([\d,]+) more findings? left out", text)
    assert shown + int(left_out[1].replace(",", "") if left_out else 0) == len(whole.findings)
    html = markdown_html(text)
    outside_code = re.sub(r"<code>.*?</code>", "", html, flags=re.S)
    assert not re.search(r"@everyone|#1\b|onerror|<img|<a |set-output", outside_code)
    assert html.count("<td>") == 3 * shown, "a pipe in a text ends no cell"


def markdown_html(text: str) -> str:
    cmarkgfm = pytest.importorskip("cmarkgfm")
    from cmarkgfm.cmark import Options

    return str(cmarkgfm.github_flavored_markdown_to_html(text, Options.CMARK_OPT_UNSAFE))


def test_annotations_put_the_most_useful_first() -> None:
    def one(name: str, severity: Severity, changed: bool, question: str | None) -> Finding:
        return finding(0, message=name, severity=severity, changed=changed, question=question, path="a.md", fingerprint=name)

    findings = [
        one("old error", "error", False, "q1"),
        one("second of q2", "error", True, "q2"),
        one("warning", "warning", True, None),
        one("note", "note", True, "q4"),
        one("first of q3", "error", True, "q3"),
        one("third of q2", "error", True, "q2"),
    ]
    text = rendered("github", report(findings))
    order = re.findall(r"::([a-z0-9 ]+)\. write", text)
    assert order == ["second of q2", "first of q3", "third of q2", "old error", "warning", "note"]


def test_annotations_are_bounded_and_cannot_be_forged() -> None:
    text = rendered("github", report([finding(n) for n in range(10_000)], incomplete=[NASTY]))
    lines = text.splitlines()
    assert len(lines) < 60 and "9,950 more findings" in lines[-1]
    assert all(re.match(r"::(error|warning|notice) ", line) for line in lines[:-1])
    assert max(map(len, lines)) < 4000


def test_several_outputs_at_once(bank: MakeBank, proctor: Callable[..., Ran], tmp_path: Path) -> None:
    root = bank({"README.md": "[x](#y)\n"})
    names = {form: tmp_path / f"out.{form}" for form in reports.formats()}
    ran = proctor(root, "check", *(word for form, path in names.items() for word in ("--output", f"{form}:{path}")))
    assert ran.status == 1 and ran.out.splitlines()[-1].startswith("proctor: FAILED")
    assert all(path.stat().st_size for path in names.values())
    ran = proctor(root, "check", "--output", f"json:{tmp_path / 'a.json'}", "--output", "github")
    assert ran.out.startswith("::error file=README.md")


def test_a_report_is_not_written_through_a_link_out_of_the_bank(
    bank: MakeBank, proctor: Callable[..., Ran], tmp_path: Path
) -> None:
    root = bank({"README.md": "# A\n"}, symlinks={"out.json": "../stolen", "folder": ".."})
    for path in ("out.json", "folder/stolen"):
        ran = proctor(root, "check", "--output", f"json:{path}")
        assert ran.status == 2 and "symbolic link" in ran.err
    assert not (tmp_path / "stolen").exists()
    assert proctor(root, "check", "--report", "out.json").status == 2


def test_text_gives_no_commands_to_githubs_runner(
    bank: MakeBank, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = bank({"README.md": "##[add-mask]the [x](#y)\n::set-output name=a::b\n\nTrailing heading\n## A ##   \n"})
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for arguments in (["check"], ["check", "--diff", "--select", "ALL"], ["check", "--format", "json"]):
        out = proctor(root, *arguments).out
        assert not re.search(r"^\s*::|##\[", out, re.M)
