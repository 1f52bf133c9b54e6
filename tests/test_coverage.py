"""Counting, topics, what a change does, thresholds, and every output format."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from pathlib import Path
from xml.etree import ElementTree

import pytest
from conftest import MakeBank, git, write
from hypothesis import given
from hypothesis import strategies as st

from proctor import coverage, reports
from proctor.coverage import Counts, Item, Report, Threshold, Topic
from proctor.model import Question, Span, Style
from proctor.parse import parse
from proctor.reports import coverage as formats
from proctor.reports.coverage import words
from proctor.reports.coverage.markdown import escaped

ANSWERED = "### {}. {}?\n\nBecause it was made that way by its authors.\n\n"
OPEN = "### {}. {}?\n\n"
HOSTILE = "<img src=x onerror=alert(1)> | [x](javascript:y) @everyone `a` \x1b[31m </script>"


def bank_text(*questions: tuple[str, bool], title: str = "Linux", section: str = "Basics") -> str:
    body = "".join((ANSWERED if done else OPEN).format(n, text) for n, (text, done) in enumerate(questions, 1))
    return f"# {title}\n\n## {section}\n\n{body}"


def question(text: str, status: str = "answered", path: str = "a.md", at: int = 0) -> Question:
    return Question(f"{path}#{text}-{at}", path, text, None, "heading", status, "", None, Span(at, at + 1), Span(at, at + 2))


def report(items: Sequence[Item], **more: object) -> Report:
    return Report("acme/bank", "topic", tuple(items), 1, "2026-01-31")._replace(**more)  # type: ignore[arg-type]


def item(text: str, status: str = "answered", topic: str = "Basics", path: str = "a.md") -> Item:
    return Item(question(text, status, path), 3, Topic("", topic))


BANK = {
    "linux/README.md": bank_text(("What is a kernel", True), ("What is a shell", False), ("What is a pipe", True)),
    "git/README.md": bank_text(("What is a commit", True), ("What is a branch", True), ("What is a tag", True), title="Git"),
}


def run_json(proctor, root: Path, *more: str) -> dict:  # type: ignore[no-untyped-def, type-arg]
    ran = proctor(root, "coverage", "--format", "json", "--no-history", *more)
    return {**json.loads(ran.out), "status": ran.status}


# Numbers


@pytest.mark.parametrize(
    ("counts", "percent"),
    [(Counts(), None), (Counts(1999, 0, 0, 1), 99.9), (Counts(2, 1, 0, 0), 66.6), (Counts(5), 100.0), (Counts(0, 3), 0.0)],
)
def test_the_share_is_rounded_down(counts: Counts, percent: float | None) -> None:
    assert counts.percent == percent


def test_only_answered_counts_as_answered() -> None:
    counts = coverage.count(question("x", status) for status in coverage.STATUSES)
    assert counts == Counts(1, 1, 1, 1)
    assert (counts.questions, counts.open, counts.percent) == (4, 2, 25.0)


@given(st.integers(0, 10_000), st.integers(1, 10_000))
def test_a_bar_is_full_only_when_all_is_answered(answered: int, more: int) -> None:
    assert words.bar(Counts(answered, more), 10) != "█" * 10
    assert words.bar(Counts(more), 10) == "█" * 10


# Topics


def asked(text: str, names: Sequence[str], kind: str = "heading", path: str = "d/x.md") -> list[str]:
    """The sections of the questions of those texts; each answer ends where the next one starts or a `##` stands."""
    document = parse(path, text.encode())
    starts = [text.index(name) for name in names]
    found = []
    for name, start in zip(names, starts, strict=True):
        ends = [s for s in starts if s > start] + [m.start() for m in re.finditer(r"^## ", text, re.M) if m.start() > start]
        region = Span(start, min(ends, default=len(text)))
        found.append(question(name)._replace(kind=kind, span=Span(start, start + len(name)), region=region))
    return [i.topic.section for i in coverage.items(document, found)]


def test_the_section_is_the_nearest_heading_that_is_no_question() -> None:
    text = "# Title\n\n## One\n\n### Q1?\n\n### Q2?\n\n## Two\n\n### Q3?\n"
    assert asked(text, ["Q1?", "Q2?", "Q3?"]) == ["One", "One", "Two"]


def test_headings_of_an_answer_are_no_sections() -> None:
    text = "# Title\n\n## One\n\n### Q1?\n\n#### Details\n\ntext\n\n### Q2?\n"
    assert asked(text, ["Q1?", "Q2?"]) == ["One", "One"]


def test_a_question_that_is_a_heading_closes_deeper_sections() -> None:
    text = "# Title\n\n### Deep\n\n#### Q1?\n\n## Q2?\n"
    assert asked(text, ["Q1?", "Q2?"]) == ["Deep", "Title"]


def test_a_table_of_contents_heads_no_questions() -> None:
    links = "".join(f"- [Q{n}?](#q{n})\n" for n in range(4, 8))
    assert asked(f"# Title\n\n## Contents\n\n{links}\n## Q1?\n\ntext\n", ["Q1?"]) == ["Title"]
    assert asked(f"# Title\n\n## One\n\n{'A long introduction. ' * 20}\n\n{links}\n## Q1?\n\ntext\n", ["Q1?"]) == ["One"]


def test_without_headings_the_title_is_the_section() -> None:
    assert asked("---\ntitle: 'A page'\n---\n\n- Q1?\n", ["Q1?"], "list") == ["A page"]
    assert asked("- Q1?\n", ["Q1?"], "list") == ["x"]
    assert asked("- Q1?\n", ["Q1?"], "list", "d/README.md") == [""]
    assert asked("# Q1?\n\nanswer\n", ["Q1?"], "file") == [""]


def test_lines_are_those_of_an_editor() -> None:
    document = parse("a.md", b"# T\r\n\r\n## Q1?\r\rx\n## Q2?\n")
    at = [document.source.index(b"Q1"), document.source.index(b"Q2")]
    found = [question("x")._replace(span=Span(a, a + 3), region=Span(a, a + 4)) for a in at]
    assert [i.line for i in coverage.items(document, found)] == [3, 6]


def test_rows_by_file_topic_and_bank() -> None:
    found = [item("x"), item("y", "empty", path="b.md"), item("z", "link-only", "Other")]
    assert [(r.name, r.counts) for r in coverage.rows(found, "topic")] == [("Basics", Counts(1, 0, 0, 1)), ("Other", Counts(0, 1))]
    assert [(r.name, r.counts) for r in coverage.rows(found, "file")] == [("a.md", Counts(1, 1)), ("b.md", Counts(0, 0, 0, 1))]
    assert [r.counts for r in coverage.rows(found, "bank")] == [Counts(1, 1, 0, 1)]


# What a change does


def test_moves_renumbering_and_looks_are_no_change() -> None:
    before = [question("What is a kernel?", "empty"), question("What is a shell?")]
    after = [question("What is a shell?", path="b.md", at=9), question("what  is a kernel?", "empty", at=5)]
    change = coverage.compare("main", before, after)
    assert (change.new, change.answered, change.emptied, change.removed) == ((), (), (), ())
    assert change.patch.questions == 0


def test_new_answered_emptied_and_removed() -> None:
    before = [question("stays"), question("opens"), question("waits", "placeholder"), question("goes entirely")]
    after = [question("stays"), question("opens", "empty"), question("waits"), question("1 + 1 equals what", "empty")]
    change = coverage.compare("main", before, after)
    assert [q.text for q in change.new] == [q.text for q in change.new_open] == ["1 + 1 equals what"]
    assert [q.text for q in change.answered] == ["waits"]
    assert [q.text for q in change.emptied] == ["opens"]
    assert [q.text for q in change.removed] == ["goes entirely"]
    assert change.patch == Counts(1, 0, 0, 2)


def test_equal_texts_are_counted() -> None:
    before = [question("Explain", "empty")]
    after = [question("Explain", "empty"), question("Explain", "empty", path="b.md")]
    assert [q.path for q in coverage.compare("main", before, after).new] == ["b.md"]


def test_a_reworded_open_question_is_not_new() -> None:
    before = [question("What is a Pod Disruptoin Budget?", "empty")]
    after = [question("What is a pod disruption budget in short?", "empty"), question("Name three schedulers", "empty")]
    change = coverage.compare("main", before, after)
    assert [q.text for q in change.new] == ["Name three schedulers"]
    assert change.removed == ()


questions = st.lists(
    st.builds(question, st.sampled_from("abcdefgh"), st.sampled_from(coverage.STATUSES), st.sampled_from(["a.md", "b.md"])),
    max_size=12,
)


@given(questions, questions)
def test_new_minus_removed_is_the_growth(before: list[Question], after: list[Question]) -> None:
    change = coverage.compare("main", before, after)
    assert len(change.new) - len(change.removed) == len(after) - len(before)
    gain = sum(q.status == "answered" for q in change.new) + len(change.answered)
    lost = sum(q.status == "answered" for q in change.removed)
    assert change.after.answered - change.before.answered >= gain - lost - len(change.emptied)


@given(
    st.lists(st.builds(question, st.text(min_size=1, max_size=5), st.sampled_from(coverage.STATUSES)), max_size=10), st.randoms()
)
def test_any_order_and_any_place_is_the_same_set(before: list[Question], chance) -> None:  # type: ignore[no-untyped-def]
    after = [q._replace(path="elsewhere.md") for q in before]
    chance.shuffle(after)
    change = coverage.compare("main", before, after)
    assert not (change.new or change.answered or change.emptied or change.removed)


# The command


def test_the_last_line_is_the_verdict(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    ran = proctor(bank(BANK), "coverage")
    assert ran.status == 0
    assert ran.out.splitlines()[-1] == "proctor: OK - 6 questions in 2 documents, 83.3% answered, 1 open"


def test_json_counts_by_file_and_topic(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    found = run_json(proctor, bank(BANK))
    assert found["schema"] == 1
    assert [(f["path"], f["questions"], f["answered"]) for f in found["files"]] == [
        ("git/README.md", 3, 3),
        ("linux/README.md", 3, 2),
    ]
    assert [(t["folder"], t["section"], t["empty"]) for t in found["topics"]] == [("git", "Basics", 0), ("linux", "Basics", 1)]
    (waiting,) = found["open"]
    assert (waiting["path"], waiting["line"], waiting["text"]) == ("linux/README.md", 9, "What is a shell?")
    assert waiting["edit"] == "https://github.com/acme/bank/edit/main/linux/README.md#L9"


def test_paths_restrict_what_is_counted(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    assert run_json(proctor, bank(BANK), "git")["summary"]["questions"] == 3


@pytest.mark.parametrize(("least", "status"), [("83", 0), ("83.33", 0), ("83.34", 1), ("0", 0), ("100", 1)])
def test_fail_under(proctor, bank: MakeBank, least: str, status: int) -> None:  # type: ignore[no-untyped-def]
    ran = proctor(bank(BANK), "coverage", "--no-history", "--fail-under", least)
    assert ran.status == status
    assert ("FAILED" in ran.out.splitlines()[-1]) == bool(status)


def test_no_questions_reach_no_threshold(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    root = bank({"a.md": "Nothing here.\n"})
    assert proctor(root, "coverage", "--no-history").status == 0
    ran = proctor(root, "coverage", "--no-history", "--fail-under", "50")
    assert (ran.status, ran.out.splitlines()[-1]) == (
        1,
        "proctor: FAILED - no questions in 1 document; answered nothing < 50% (--fail-under)",
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "pdf"),
        ("--output", "htm:x"),
        ("--fail-under", "101"),
        ("--fail-under", "many"),
        ("--ratchet",),
        ("--fail-under-patch", "50"),
        ("--base-ref", "no-such-branch"),
        ("--by", "colour"),
        ("no-such-file.md",),
    ],
)
def test_usage_errors(proctor, bank: MakeBank, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    ran = proctor(bank(BANK), "coverage", *arguments)
    assert (ran.status, ran.out) == (2, "")


def branch(root: Path, files: dict[str, str]) -> None:
    """A branch with those files changed; `main` goes on without it."""
    git(root, "checkout", "-q", "-b", "work")
    write(root, files)
    git(root, "commit", "-qam", "work")
    git(root, "checkout", "-q", "main")
    write(root, {"other.md": bank_text(("What happened meanwhile", False), ("What else", False), ("And what else", False))})
    git(root, "add", "-A")
    git(root, "commit", "-qm", "meanwhile")
    git(root, "checkout", "-q", "work")


def test_json_keeps_its_schema(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((Path(formats.__file__).parent / "schema.json").read_bytes())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    root = bank(BANK)
    branch(root, {"linux/README.md": bank_text(("What is a kernel", False), ("What is a shell", True), ("What is new", False))})
    for more in ((), ("--no-history",), ("--base-ref", "main", "--ratchet", "--fail-under", "10"), ("no",)):
        (root / "no").mkdir(exist_ok=True)
        validator.validate(json.loads(proctor(root, "coverage", "--format", "json", *more).out))


def test_what_a_change_does(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    root = bank(BANK)
    changed = bank_text(
        ("What is a signal", False), ("What is a shell", True), ("What is a pipe", True), ("What is a kernel", False)
    )
    branch(root, {"linux/README.md": changed})
    found = run_json(proctor, root, "--base-ref", "main", "--fail-under-patch", "30", "--ratchet")
    change = found["change"]
    assert [q["text"] for q in change["new"]] == ["What is a signal?"]
    assert [q["text"] for q in change["answered"]] == ["What is a shell?"]
    assert [q["text"] for q in change["emptied"]] == ["What is a kernel?"]
    assert (change["removed"], change["before"]["questions"], change["after"]["questions"]) == ([], 6, 7)
    assert {t["name"]: t["holds"] for t in found["thresholds"]} == {
        "fail-under-patch": True,
        "ratchet": False,
        "ratchet-new": False,
    }
    assert found["status"] == 1


def test_a_change_that_only_answers_passes_the_ratchet(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    root = bank(BANK)
    branch(root, {"linux/README.md": bank_text(("What is a kernel", True), ("What is a shell", True), ("What is a pipe", True))})
    assert run_json(proctor, root, "--base-ref", "main", "--fail-under-patch", "100", "--ratchet")["status"] == 0
    assert run_json(proctor, root, "git", "--base-ref", "main", "--ratchet")["change"]["answered"] == []


def test_an_uncommitted_change_counts(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    root = bank(BANK)
    write(root, {"new.md": bank_text(("Who am I", False), ("Where am I", False), ("When am I", True))})
    assert len(run_json(proctor, root, "--base-ref", "HEAD")["change"]["new"]) == 3


def test_an_unreadable_document_makes_a_threshold_incomplete(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    root = bank(BANK)
    (root / "git/README.md").unlink()
    assert proctor(root, "coverage", "--no-history").status == 0
    ran = proctor(root, "coverage", "--no-history", "--fail-under", "10")
    assert (ran.status, ran.out.splitlines()[-1].startswith("proctor: INCOMPLETE")) == (3, True)


def test_a_report_that_has_not_changed_is_not_written_again(proctor, bank: MakeBank, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    root, badge = bank(BANK), tmp_path / "badge.svg"
    proctor(root, "coverage", "--output", f"badge:{badge}")
    stamp = badge.stat().st_mtime_ns
    proctor(root, "coverage", "--output", f"badge:{badge}")
    assert badge.stat().st_mtime_ns == stamp
    badge.write_text("something longer" * 1000)
    proctor(root, "coverage", "--output", f"badge:{badge}")
    assert "83.3%" in badge.read_text() and "longer" not in badge.read_text()


def test_two_runs_are_byte_identical(proctor, bank: MakeBank) -> None:  # type: ignore[no-untyped-def]
    root = bank(BANK)
    for name in formats.formats():
        assert proctor(root, "coverage", "--format", name).out == proctor(root, "coverage", "--format", name).out


# Formats


def rendered(name: str, of: Report, style: Style | None = None) -> str:
    return "".join(formats.load(name).render(of, style or Style()))


def test_formats_of_coverage_are_no_formats_of_check() -> None:
    assert formats.formats() == ["badge", "endpoint", "html", "json", "markdown", "text", "total"]
    assert "coverage" not in reports.formats()


def test_the_badge_is_a_picture_and_quiet() -> None:
    one, same = report([item("x")] * 9 + [item("y", "empty")]), report([item("z")] * 18 + [item("y", "empty")] * 2)
    assert rendered("badge", one) == rendered("badge", same)
    assert "questions answered: 90.0%" in (ElementTree.fromstring(rendered("badge", one)).findtext("{*}title") or "")
    assert ">none<" in rendered("badge", report([]))


def test_the_endpoint_is_what_shields_reads() -> None:
    assert json.loads(rendered("endpoint", report([item("x")]))) == {
        "schemaVersion": 1,
        "label": "questions answered",
        "message": "100%",
        "color": "brightgreen",
    }


def test_total_is_a_bare_number() -> None:
    assert (rendered("total", report([item("x"), item("y", "empty")])), rendered("total", report([]))) == ("50.0\n", "0.0\n")


def test_text_columns_hold_with_wide_characters() -> None:
    found = [item("x", "empty", "深度学习基础" * 12), item("y", "empty", "Short"), item("z", "empty", "e\u0301te\u0301")]
    lines = rendered("text", report(found)).splitlines()[1:4]
    assert len({words.width(line[: line.index("░")]) for line in lines}) == 1


def test_text_hides_what_is_done_and_says_so() -> None:
    found = [item("x", topic=f"T{n}") for n in range(3)] + [item("y", "empty", "Left")]
    assert "(and 3 fully answered: --all lists them)" in rendered("text", report(found))
    assert "T1" in rendered("text", report(found), Style(full=True))


def test_no_text_of_a_bank_acts_in_a_report() -> None:
    hostile = report(
        [item(HOSTILE, "empty", HOSTILE, HOSTILE)],
        notes=(HOSTILE,),
        thresholds=(Threshold("ratchet", False, HOSTILE),),
        bank=HOSTILE,
    )
    assert "\x1b" not in "".join(rendered(name, hostile) for name in ("text", "markdown", "html", "badge"))
    page = rendered("html", hostile)
    assert "<img" not in page and page.count("</script>") == 1 and "javascript:" not in re.sub(r"\[x\]\(javascript:y\)", "", page)
    body = rendered("markdown", hostile)
    assert "<img" not in body and "@everyone" not in body and "[x](" not in body


@pytest.mark.parametrize(
    "text", ["@team", "see #12", "https://example.org", "www.example.org", "GH-7", "*a* _b_ `c` <d> [e](f) | g ~h~"]
)
def test_markdown_escapes(text: str) -> None:
    shown = escaped(text)
    assert shown != text
    assert re.sub(r"\\(?=[\W_])", "", shown).replace("\u200b", "").replace("&lt;", "<").replace("&gt;", ">") == text


def test_markdown_is_bounded() -> None:
    found = [item("long " * 500 + str(n), "empty", f"{'topic ' * 100}{n}", "folder/" * 50 + f"{n}.md") for n in range(3000)]
    change = coverage.compare("main", [], [i.question for i in found])
    assert len(rendered("markdown", report(found, change=change, edit="https://github.com/o/n/edit/main/"))) < 60_000


@pytest.mark.parametrize("name", ["text", "markdown", "html", "json"])
def test_a_huge_heading_does_not_grow_with_every_question(name: str) -> None:
    text = "# " + "long " * 200_000 + "\n\n" + "".join(f"- Q{n}?\n" for n in range(2000))
    document = parse("a.md", text.encode())
    starts = [m.start() for m in re.finditer(r"Q\d", text)]
    found = [question("Q" * 100_000 if not n else "Q", "empty", at=start) for n, start in enumerate(starts)]
    found = [q._replace(kind="list") for q in found]
    assert len(rendered(name, report(list(coverage.items(document, found))))) < 4_000_000


def test_comparing_texts_is_bounded() -> None:
    before = [question("a" * 300 + str(n), "empty", at=n) for n in range(3000)]
    after = [question("b" + "a" * 300 + str(n), "empty", at=n) for n in range(3000)]
    start = time.perf_counter()
    coverage.compare("main", before, after)
    assert time.perf_counter() - start < 30


def test_json_is_json_even_of_bytes_that_are_no_text() -> None:
    assert json.loads(rendered("json", report([item("a\udcff\u2028", "empty")])))["open"][0]["text"].startswith("a")
