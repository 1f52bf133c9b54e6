"""The answers of this repository's bank: all there, in step in both languages, and with code that runs, checks and is sensitive."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from conftest import Ran, contained, judge

import mutation
from proctor import engine, translations
from proctor.config import Config
from proctor.model import Block, Document, Question
from proctor.questions import recognise
from proctor.snippets.values import Case
from proctor.tree import WorkTree

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = 44
SENSITIVE = 40  # of them, at least, notice one changed number or sign
SECONDS = 2.0
WORDS = (250, 700)
HAN_PER_WORD = (1.1, 1.9)  # characters, Latin words among them counted as one each
LATIN, HAN = re.compile(r"[A-Za-z][A-Za-z'’-]*"), re.compile(r"[\u4e00-\u9fff]")
FORMULA = re.compile(r"(?s)\$\$.+?\$\$|\$[^$]+\$")
REFERENCES = frozenset(("References", "参考文献"))


class Answer(NamedTuple):
    """A question with its document and programs."""

    document: Document
    question: Question
    programs: tuple[Case, ...]

    @property
    def references(self) -> list[Block]:
        """The items of its list of references."""
        start = next(b.span.end for b in self._blocks("paragraph") if b.text in REFERENCES)
        return [block for block in self._blocks("item") if block.span.start > start]

    @property
    def prose(self) -> str:
        """What a reader reads before the references, without code and formulas."""
        end = next(b.span.start for b in self._blocks("paragraph") if b.text in REFERENCES)
        spans = (span for span in self.document.prose if self.question.span.end <= span.start < end)
        return FORMULA.sub(" ", "\n".join(map(self.document.slice, spans)))

    def _blocks(self, kind: str) -> Iterator[Block]:
        region = self.question.region
        return (b for b in self.document.blocks if b.kind == kind and region.start <= b.span.start < region.end)


@cache
def answers() -> dict[str, list[Answer]]:
    """The answers of each document."""
    documents = engine.read_bank(WorkTree(str(mutation.BANK)), Config())[0]
    questions = recognise(documents)
    programs: dict[str, list[Case]] = {}
    for case in mutation.answers():
        programs.setdefault(case.question, []).append(case)
    return {
        path: [Answer(documents.documents[path], q, tuple(programs.get(q.id, ()))) for q in found]
        for path, found in questions.items()
        if found
    }


def every() -> list[Answer]:
    return [answer for found in answers().values() for answer in found]


def pairs() -> list[tuple[Answer, Answer]]:
    """Each answer in English and in Chinese."""
    families = translations.families(answers())
    assert len(families) == 2
    found: list[tuple[Answer, Answer]] = []
    for original, (other,) in families.items():
        english, chinese = (other, original) if translations.language(other) == "en" else (original, other)
        found += zip(answers()[english], answers()[chinese], strict=True)
    return found


def test_coverage_counts_all_as_answered(proctor: Callable[..., Ran]) -> None:
    ran = proctor(ROOT, "coverage", "questions", "--no-history", "--no-cache", "--format", "json", "--fail-under", "100")
    told = json.loads(ran.out)
    assert ran.status == 0
    assert (told["summary"]["questions"], told["summary"]["answered"]) == (ANSWERS, ANSWERS)
    assert Counter(f["answered"] for f in told["files"]) == {16: 2, 6: 2}


def test_both_languages_are_in_step() -> None:
    found = pairs()
    assert len(found) * 2 == ANSWERS
    assert all(one.question.number == two.question.number for one, two in found)
    assert not judge(mutation.BANK, ["untranslated-question"]).findings


def test_both_languages_have_the_same_code_and_output() -> None:
    for one, two in pairs():
        assert [p.code for p in one.programs] == [p.code for p in two.programs]
        assert [[c.text for c in p.claims] for p in one.programs] == [[c.text for c in p.claims] for p in two.programs]


def test_every_snippet_is_verified(proctor: Callable[..., Ran]) -> None:
    contained()
    assert all(answer.programs for answer in every())
    command = ("check", "questions", "--run", "--select", "snippets", "--no-cache", "--format", "json")
    report = json.loads(proctor(ROOT, *command).out)
    assert report["findings"] == []
    assert report["summary"]["snippets"]["languages"]["python"] == {"verified": sum(len(a.programs) for a in every())}


def test_every_snippet_asserts_prints_what_it_says_and_is_quick() -> None:
    contained()
    programs = list({p.code: p for answer in every() for p in answer.programs}.values())
    for program, result in zip(programs, mutation.run(programs), strict=True):
        where = f"{program.path}:{program.first_line}"
        assert (result.verdict, result.failure) == ("ok", None), where
        assert result.asserted and result.seconds < SECONDS, where
        assert any(c.kind == "output" for c in program.claims) and mutation.prints_what_it_says(program, result), where


def test_answers_notice_one_changed_number_or_sign() -> None:
    contained()
    tried = mutation.attempt([mutation.chosen(p) for answer in every() for p in answer.programs])
    unnoticed = [f"{t.change.case.question} line {t.change.line}: {t.change.what}" for t in tried if t.fate == "survives"]
    print(mutation.summary(tried))
    assert len(tried) == ANSWERS
    assert len(tried) - len(unnoticed) >= SENSITIVE, "\n".join(unnoticed)


def test_answers_are_neither_thin_nor_padded() -> None:
    for english, chinese in pairs():
        words = len(LATIN.findall(english.prose))
        assert WORDS[0] <= words <= WORDS[1], english.question.text
        characters = len(HAN.findall(chinese.prose)) + len(LATIN.findall(chinese.prose))
        assert HAN_PER_WORD[0] <= characters / words <= HAN_PER_WORD[1], chinese.question.text


def test_every_reference_has_a_link() -> None:
    for answer in every():
        links = [link for link in answer.document.links if link.url.startswith("https://")]
        assert len(answer.references) >= 3, answer.question.text
        for item in answer.references:
            assert any(item.span.start <= link.span.start < item.span.end for link in links), answer.document.slice(item.span)
            assert re.search(r"\b(?:19|20)\d\d\b", answer.document.slice(item.span)), "a reference says its year"


def test_references_are_the_same_in_both_languages() -> None:
    for one, two in pairs():
        links = [[_targets(a, item) for item in a.references] for a in (one, two)]
        assert links[0] == links[1]


def test_a_change_is_never_in_what_only_speaks() -> None:
    code = 'x = 1\nprint(x + 2)\nassert x < 3, f"{x - 4}"\ny = -x * 5.0 if x <= 6 else "7"\nx += True\n'
    case = every()[0].programs[0]._replace(code=code)
    assert [(c.what, c.asserted) for c in mutation.changes(case)] == [
        ("1 -> 2", False),
        ("x < 3 -> x > 3", True),
        ("3 -> 4", True),
        ("x <= 6 -> x >= 6", False),
        ("6 -> 7", False),
        ("-x * 5.0 -> -x / 5.0", False),
        ("-x -> +x", False),
        ("5.0 -> 5.5", False),
        ("x += True -> x -= True", False),
    ]


def _targets(answer: Answer, item: Block) -> list[str]:
    return [link.url for link in answer.document.links if item.span.start <= link.span.start < item.span.end]
