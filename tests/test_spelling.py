"""Misspellings: what is read, what is known, what is said, and what it costs."""

from __future__ import annotations

import functools
import gzip
import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from conftest import MakeBank, Ran, judge
from hypothesis import given
from markdown_text import documents

from proctor import cache, engine
from proctor.config import Config, parse
from proctor.errors import Incomplete, ProctorError
from proctor.model import Ask, Document, Finding
from proctor.parse import parse as parsed
from proctor.probes import spelling
from proctor.spelling import Misspelling, accepted, lexicon, listed
from proctor.spelling.correct import Corrector
from proctor.spelling.lexicon import Lexicon, shipped
from proctor.spelling.prose import prose
from proctor.spelling.record import as_json, from_json, record
from proctor.spelling.shape import compound, derived, inflected
from proctor.spelling.words import CHUNK, words
from proctor.tree import WorkTree


@pytest.fixture(scope="module", autouse=True)
def _lists_are_read_once() -> Iterator[None]:
    """Nobody changes the lists of words: one reading of each is enough for all tests, and one choice of the frequent ones."""
    counts, listed_words = functools.cache(spelling._counts), functools.cache(shipped)
    chosen = Lexicon.frequent
    frequent = functools.cache(lambda: chosen(Lexicon(counts(), listed_words())))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(spelling, "_counts", counts)
        patch.setattr(spelling, "shipped", listed_words)
        patch.setattr(Lexicon, "frequent", lambda _: frequent())
        yield


CONTEXT = "The process will {} every message that the server sends to the other threads of the program."


def found(root: Path, settings: Mapping[str, Any] | None = None, cache_dir: str | None = "") -> Sequence[Finding]:
    config = Config(spelling=settings or {})
    bank, _ = engine.read_bank(WorkTree(str(root)), config)
    return engine.run(bank, config, engine.Request(select=("misspelling",), cache_dir=cache_dir)).findings


def errors(root: Path, settings: Mapping[str, Any] | None = None, cache_dir: str | None = "") -> list[str | None]:
    return [f.problem.target for f in found(root, settings, cache_dir) if f.severity == "error"]


def read(text: str) -> list[str]:
    """The words of a text that are looked up."""
    document = parsed("README.md", text.encode())
    return [word.text for chunk in CHUNK.findall(prose(document)) for word in words(chunk)]


# What is read


@pytest.mark.parametrize(
    "text",
    [
        CONTEXT.format("recieve"),
        "# How to recieve messages from a server",
        "- items of a list recieve messages",
        "| one | two |\n|---|---|\n| cells recieve | messages |",
        "> quotes recieve messages",
        "<details>\n<summary>Who can recieve messages?</summary>\n\nAll of them.\n\n</details>",
        "<details>\n<summary>Who?</summary>\nThose that recieve messages.\n</details>",
        "![threads recieve messages](a.png)",
        '<img alt="threads recieve messages" src="a.png">',
        "See [how threads recieve messages](b.md).",
        "消息队列中的线程可以recieve消息，然后处理。",
        "Threads **recieve** messages, and others do not.",
        "Threads (recieve), and others do not.",
        "Threads send/recieve messages over the network.",
        "A footnote[^1].\n\n[^1]: Threads recieve messages.",
    ],
)
def test_prose_is_read(bank: MakeBank, text: str) -> None:
    root = bank({"README.md": text + "\n"})
    (finding,) = found(root)
    assert finding.problem.target == "recieve"
    source = (root / "README.md").read_bytes()
    assert source[slice(*finding.problem.span)] == b"recieve"
    assert [edit.text for edit in finding.problem.edits] == ["receive"]
    assert finding.problem.unsafe


@pytest.mark.parametrize(
    "text",
    [
        "`recieve`",
        "```\nrecieve\n```",
        "    recieve",
        "$recieve$",
        "$$\nrecieve\n$$",
        "\\\\(recieve\\\\)",
        "\\begin{align}\nrecieve\n\\end{align}",
        "https://example.org/recieve",
        "<https://example.org/recieve>",
        "www.example.org/recieve",
        "docs/recieve/all",
        "./recieve",
        "recieve.py",
        "recieve@example.org",
        "@recieve",
        "recieve_all",
        "recieveAll",
        "recieve()",
        "obj.recieve",
        "--recieve",
        "recieve=1",
        "recieve2",
        "RECIEVE",
        "\\recieve",
        "![recieve](images/recieve.png)",
        "![recieve.png](images/recieve.png)",
        '<img src="a/recieve.png" alt="recieve">',
        "<code>recieve</code>",
        "<pre>\nrecieve\n</pre>",
        '<a href="recieve" title="recieve">name</a>',
        "<!-- recieve -->",
        "[link](recieve.md 'recieve')",
        "[link][recieve]\n\n[recieve]: a.md",
        "`a`recieve",
        "x<sub>recieve</sub>",
        "récieve",
        "рecieve",
    ],
)
def test_all_else_is_not_read(text: str) -> None:
    assert "recieve" not in [word.lower() for word in read(f"Words before.\n\n{text}\n\nWords behind.")]


def test_front_matter_is_not_read() -> None:
    assert read("---\ntitle: recieve\n---\n\nText\n") == ["Text"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("**re**cieve", "recieve"),
        ("*r*ecieve", "recieve"),
        ("<b>R</b>ecieve", "Recieve"),
        ("re\u00adcieve", "recieve"),
        ("re&shy;cieve", "recieve"),
        ("aren\\'t", "aren't"),
        ("aren&#39;t", "aren't"),
        ("aren&rsquo;t", "aren't"),
        ("aren\u2019t", "aren't"),
    ],
)
def test_pieces_are_joined(text: str, word: str) -> None:
    assert read(f"before {text} behind") == ["before", word, "behind"]


def test_a_word_in_pieces_has_no_fix(bank: MakeBank) -> None:
    (finding,) = found(bank({"README.md": CONTEXT.format("**re**cieve") + "\n"}))
    assert finding.problem.target == "recieve"
    assert finding.problem.edits == ()
    assert finding.problem.span == (CONTEXT.index("{}") + 2, CONTEXT.index("{}") + 11)


@given(documents())
def test_prose_keeps_offsets(source: bytes) -> None:
    document = parsed("README.md", source)
    text = prose(document)
    assert len(text) == len(source)
    assert text.count(b"\n") == source.count(b"\n")
    for one in record(document, Lexicon({}, shipped())).unknown:
        assert 0 <= one.start < one.end <= len(source)


# Languages


GERMAN = "Ein Betriebssystem verwaltet die Prozesse und den Speicher eines Rechners, und es teilt ihnen recieve Zeit zu.\n"


def test_other_languages_are_left_alone(bank: MakeBank) -> None:
    english = (CONTEXT.format("send") + "\n\n") * 5
    root = bank({"README.md": english + GERMAN, "b.md": GERMAN * 5, "fr/c.md": CONTEXT.format("recieve") + "\n"})
    assert found(root) == []


# What is known


def test_names_and_terms_are_no_misspellings(bank: MakeBank) -> None:
    text = (
        "Kubernetes, Terraform and Ansible deploy microservices; Karpathy and Kleppmann wrote about backpropagation,"
        " hyperparameters, linearizability and idempotence. The colour of a color is organised or organized.\n"
    )
    assert found(bank({"README.md": text})) == []


def test_the_bank_knows_its_own_words(bank: MakeBank) -> None:
    text = "The Frobnizer handles {} requests.\n\n"
    root = bank({"README.md": "`frobnizer`\n\n" + "".join(text.format(n) for n in range(12)) + "A frobinzer handles messages.\n"})
    assert [(f.problem.target, f.problem.edits[0].text) for f in found(root)] == [("frobinzer", "frobnizer")]


def test_accepted_words(bank: MakeBank) -> None:
    root = bank({"README.md": CONTEXT.format("recieve") + "\n", "words.txt": "# ours\nRecieve # why not\n"})
    assert errors(root) == ["recieve"]
    assert errors(root, {"words": ["recieve"]}) == []
    assert errors(root, {"words-file": "words.txt"}) == []
    with pytest.raises(ProctorError, match="no words file"):
        found(root, {"words-file": "missing.txt"})
    with pytest.raises(ProctorError, match="outside the bank"):
        found(root, {"words-file": "../words.txt"})


def test_one_dialect_can_be_demanded(bank: MakeBank) -> None:
    root = bank({"README.md": "The colour of the center is organised by the server for all of the programs.\n"})
    assert errors(root) == []
    assert errors(root, {"dialect": "en-US"}) == ["colour", "organised"]
    assert errors(root, {"dialect": "en-GB"}) == ["center"]


def test_settings_are_checked() -> None:
    good = parse(b'[spelling]\nwords = ["a"]\nwords-file = "w.txt"\ndialect = "en-GB"\n', "proctor.toml")
    assert good.spelling == {"words": ["a"], "words-file": "w.txt", "dialect": "en-GB"}
    for bad in (b"word = []", b"words = 'a'", b"words-file = 1", b"dialect = 'de'", b"dialect = []", b"typos = 1"):
        with pytest.raises(ProctorError, match="spelling"):
            parse(b"[spelling]\n" + bad, "proctor.toml")


def test_a_list_can_be_asked(bank: MakeBank, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bank({"README.md": CONTEXT.format("phisingly") + "\n"})
    assert errors(root) == []
    monkeypatch.setattr(listed, "version", lambda: "1")
    monkeypatch.setattr(listed, "corrections", lambda words: {"phisingly": ["phishing"]} if "phisingly" in words else {})
    assert errors(root, {"typos": True}) == ["phisingly"]


def test_the_list_is_of_a_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(listed.sysconfig, "get_path", lambda _: str(tmp_path))
    with pytest.raises(Incomplete, match="typos could not run"):
        listed.corrections(["recieve"])
    program = tmp_path / "typos"
    program.write_text(
        '#!/bin/sh\necho \'{"type":"typo","typo":"recieve","corrections":["receive"]}\'\necho \'{"type":"typo","typo":"x"}\'\n'
    )
    program.chmod(0o755)
    assert listed.corrections(["recieve"]) == {"recieve": ["receive"]}


# What is said


def test_severity(bank: MakeBank) -> None:
    root = bank({"README.md": CONTEXT.format("recieve") + "\n"})
    assert [f.severity for f in found(root)] == ["error"]
    config = Config(severity={"misspelling": "note"})
    assert [f.severity for f in judge(root, ["misspelling"], config).findings] == ["note"]


def test_slips() -> None:
    frequency = {"receive": 5.0, "receiver": 4.0}.get
    corrector = Corrector(lambda word: frequency(word, 0.0), ["receive", "receiver"], {"kubelet": 9})
    slips = {c.word: c.slip for word in ("recieve", "recceive", "kublet") for c in corrector.corrections(word)}
    assert slips["receive"] == "double"
    assert slips["kubelet"] == "drop"
    assert {c.slip for c in corrector.corrections("reciever")} == {"swap", "two"}


def test_shapes() -> None:
    known = {"stop": 5.0, "deploy": 4.0, "know": 5.0, "ledge": 3.5, "even": 5.0, "though": 5.0, "normal": 4.0, "cache": 4.0}
    frequency: Callable[[str], float] = lambda word: known.get(word, 0.0)  # noqa: E731
    assert [derived(w, frequency) for w in ("deployer", "normalization", "unknow", "recached", "stoping")] == [
        True,
        True,
        True,
        True,
        False,
    ]
    assert [inflected(w, frequency) > 0 for w in ("deploys", "stopped", "caching", "stoping", "normalss")] == [
        True,
        True,
        True,
        False,
        False,
    ]
    assert compound("eventhough", frequency) and not compound("eventhouhg", frequency)


def test_run_by_command(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    root = bank({"README.md": CONTEXT.format("recieve") + "\n"})
    ran = proctor(root, "check", "--select", "spelling", "--format", "json")
    (finding,) = json.loads(ran.out)["findings"]
    assert ran.status == 1
    assert (finding["rule"], finding["target"], finding["line"], finding["column"]) == ("misspelling", "recieve", 1, 18)
    assert proctor(root, "check", "--select", "spelling", "--fix").status == 1
    assert proctor(root, "check", "--select", "spelling", "--fix", "--unsafe-fixes").status == 0
    assert (root / "README.md").read_text() == CONTEXT.format("receive") + "\n"


def test_add_words(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    text = CONTEXT.format("recieve") + "\n\nThey are seperately Recieve.\n"
    root = bank({"README.md": text, accepted.NAME: "# ours\nzebra\nApple\n"})
    ran = proctor(root, "check", "--select", "misspelling", "--add-words")
    assert ran.status == 0
    assert (root / accepted.NAME).read_text() == "# ours\nApple\nRecieve\nseperately\nzebra\n"
    assert proctor(root, "check", "--select", "misspelling").status == 0
    refused = proctor(root, "check", "--select", "links", "--add-words")
    assert refused.status == 2 and "--select misspelling" in refused.err


def test_add_words_makes_the_file(bank: MakeBank, proctor: Callable[..., Ran]) -> None:
    files = {"README.md": CONTEXT.format("recieve") + "\n", "proctor.toml": '[spelling]\nwords-file = "words.txt"\n'}
    root = bank(files)
    assert proctor(root, "check", "--select", "misspelling").status == 2
    (root / "words.txt").write_text("")
    assert proctor(root, "check", "--select", "misspelling", "--add-words").status == 0
    assert (root / "words.txt").read_text() == "recieve\n"


def test_words_are_not_written_through_a_link(bank: MakeBank, proctor: Callable[..., Ran], tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("")
    root = bank({"README.md": CONTEXT.format("recieve") + "\n"}, git=False)
    (root / accepted.NAME).symlink_to(outside)
    assert proctor(root, "check", "--select", "misspelling", "--add-words").status == 2
    assert outside.read_text() == ""


# What it costs


def ask(root: Path, store: cache.Cache) -> Mapping[str, Any]:
    bank, _ = engine.read_bank(WorkTree(str(root)), Config())
    return spelling.gather(bank, Ask(list(bank.documents), Config(), {}, store))


def test_answers_are_kept(bank: MakeBank, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = bank({"README.md": CONTEXT.format("recieve") + "\n", "b.md": CONTEXT.format("seperate") + "\n"})
    first = ask(root, cache.Cache(str(tmp_path / "cache")))
    seen: list[str] = []

    def counted(document: Document, lexicon: Lexicon) -> Any:
        seen.append(document.path)
        return record(document, lexicon)

    monkeypatch.setattr(spelling, "record", counted)
    with monkeypatch.context() as patch:
        patch.setattr(spelling, "_counts", lambda: pytest.fail("the dictionary is loaded"))
        assert ask(root, cache.Cache(str(tmp_path / "cache"))) == first
    (root / "b.md").write_text(CONTEXT.format("receive") + "\n")
    assert [list(each) for each in ask(root, cache.Cache(str(tmp_path / "cache"))).values()] == [list(first["README.md"])]
    assert seen == ["b.md"]


@pytest.mark.parametrize(
    "value",
    [
        1,
        [],
        {"README.md": 1},
        {"x.md": []},
        {"README.md": [[0, 999999, "a", "error", ["b"]]]},
        {"README.md": [[0, 1, "a", "grave", ["b"]]]},
        {"README.md": [[0, 1, "a", "error", []]]},
        {"README.md": [[0, 1, "a", "error", ["](javascript:x)"]]]},
    ],
)
def test_a_foreign_cache_is_not_believed(bank: MakeBank, monkeypatch: pytest.MonkeyPatch, value: Any) -> None:
    root = bank({"README.md": CONTEXT.format("recieve") + "\n"})
    monkeypatch.setattr(cache.Cache, "get", lambda *_: value)
    assert [one.word for one in ask(root, cache.Cache(None))["README.md"]] == ["recieve"]


def test_records_survive_json() -> None:
    document = parsed("README.md", ("`kubelet` " + CONTEXT.format("recieve")).encode())
    one = record(document, Lexicon(spelling._counts(), shipped()))
    assert from_json(json.loads(json.dumps(as_json(one))), len(document.source)) == one
    assert from_json([{}, "", [[0, 5, "a b", 0]]], 10) is None
    assert Misspelling.read([0, 5, "word", "error", [1]], 10) is None


def test_without_the_package(bank: MakeBank, proctor: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spelling, "find_spec", lambda name: None)
    ran = proctor(bank({"README.md": "Text\n"}), "check", "--select", "misspelling")
    assert ran.status == 3
    assert "pip install 'pyspellchecker>=" in ran.out + ran.err


def test_nothing_is_imported_without_the_rule(bank: MakeBank) -> None:
    code = (
        "import sys; from proctor.cli import main; main(['check']);"
        "sys.exit(any(n.startswith(('spellchecker', 'proctor.spelling', 'proctor.probes')) for n in sys.modules))"
    )
    root = bank({"README.md": "# Text\n"})
    assert subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "piece", ["a", "a'", "\\(", "&", "**a", "a-", "<b>", "\u00ad", "é", "$a", "/a", "x.", "中a", "[a", "\\begin{a}", "A"]
)
def test_hostile_text_is_linear(piece: str) -> None:
    document = parsed("README.md", (piece * 40_000).encode())
    lexicon = Lexicon({}, shipped())
    start = time.perf_counter()
    record(document, lexicon)
    assert time.perf_counter() - start < 3


# Real banks


def test_precision_and_recall_on_real_banks(shared: Path) -> None:
    labels: dict[str, dict[str, str]] = {}
    for line in (shared / "truth" / "spelling_words.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        labels.setdefault(row["repo"], {})[row["word"]] = row["label"]
    right = wrong = 0
    caught: set[tuple[str, str | None]] = set()
    for repo, known in labels.items():
        for word in errors(shared / "corpora" / repo, cache_dir=None):
            label = known.get(word or "")
            right, wrong = right + (label == "real"), wrong + (label == "ok")
            caught |= {(repo, word)} if label == "real" else set()
    real = sum(label == "real" for known in labels.values() for label in known.values())
    assert right / (right + wrong) >= 0.95
    assert len(caught) / real >= 0.62


def test_mixed_script_is_quiet_on_real_banks(shared: Path) -> None:
    report = judge(shared / "corpora", ["mixed-script"])
    assert len(report.findings) < 5


# The shipped list


def test_the_list_is_as_its_page_says() -> None:
    path = Path(lexicon.FILE)
    text = gzip.decompress(path.read_bytes())
    page = path.with_name("README.md").read_text(encoding="utf-8")
    assert hashlib.sha256(text).hexdigest() in page
    words_part = text.decode("ascii").partition("[words]\n")[2].partition("[en-US]\n")[0].splitlines()
    names = [line.partition(" ")[0] for line in words_part]
    assert names == sorted(set(names))
    assert path.stat().st_size < 300_000


def test_the_list_holds_no_misspelling_of_the_frequent_kind() -> None:
    listed_words = shipped().words
    wrong = "recieve seperate definately occured untill wich teh adress begining beleive enviroment goverment neccessary publically"
    assert not [word for word in wrong.split() if word in listed_words]
    assert all(word in listed_words for word in ("kubernetes", "backpropagation", "hyperparameter", "dataset", "colour"))
