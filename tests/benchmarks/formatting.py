"""Format every document of some folders and prove that nothing is lost, with renderers that the guard does not use.

    NODE_PATH=FOLDER/node_modules python tests/benchmarks/formatting.py FOLDER...

Nothing is written. Each document and its formatted text are compared

- by formulas, letters and front matter, counted here and not by the guard;
- by commonmark.js and markdown-it, where `node` finds the packages `commonmark` and `markdown-it`; files that differ are
  shown, and what differs is to be judged by cmark, which is what GitHub uses.

Then the formatted text is formatted again. Bounds: no difference, no crash, no second change, and 93 % of the documents
that need it formatted throughout.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from proctor.fix import apply
from proctor.formatting import Formatted
from proctor.probes import formatting

SHARE = 0.93
RENDER = r"""
const commonmark = require("commonmark"), it = require("markdown-it")({html: true});
const parser = new commonmark.Parser(), writer = new commonmark.HtmlRenderer();
// commonmark.js knows no tables: they are part of the paragraph above, and their layout is text.
const plain = page => page.replace(/<\/?p>|[-|: ]+/g, " ").replace(/ +/g, " ");
const renderers = {"commonmark.js": t => plain(writer.render(parser.parse(t))), "markdown-it": t => it.render(t)};
const shown = page => page.split(/(<pre\b[^]*?(?:<\/pre>|$))/i).map((part, n) => n % 2 ? part : part.replace(/[ \t\n]+/g, " ")
  .replace(/ ?(<\/?(?:p|li|ul|ol|blockquote|t[dhr]|h[1-6]|br|hr|img)\b[^<>]*>) ?/g, "$1")).join("").trim();
const found = [];
for (const [path, old, young] of JSON.parse(require("fs").readFileSync(0)))
  for (const [name, render] of Object.entries(renderers)) {
    const [a, b] = [shown(render(old)), shown(render(young))];
    let at = 0;
    while (a[at] === b[at] && at < a.length) at++;
    if (a !== b) found.push([path, name, a.slice(Math.max(0, at - 60), at + 60), b.slice(Math.max(0, at - 60), at + 60)]);
  }
console.log(JSON.stringify(found));
"""
_CODE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)]) +)?(```+|~~~+)[^\n]*\n.*?(?:^[ \t>]*\1[`~]*[ \t]*$|\Z)", re.M | re.S)
_FORMULA = re.compile(r"\$\$[^$]+\$\$|\$[^$\n]+\$|\\begin\{[^\n]*")
_FRONT = re.compile(r"\A\ufeff?---\n.*?\n---\n", re.S)
_NO_LETTER = re.compile(r"[\W\d_]+")


class Case(NamedTuple):
    """A document and what became of it."""

    path: str
    old: bytes
    new: bytes
    answer: Formatted


def cases(folders: list[Path]) -> list[Case]:
    """Every document of the folders, formatted by the probe's own workers."""
    suffixes = (".md", ".markdown")
    files = sorted(p for folder in folders for p in folder.rglob("*") if p.suffix.lower() in suffixes and p.is_file())
    sources = [file.read_bytes() for file in files]
    answers = format_all(sources)
    return [Case(str(f), s, apply(s, a.edits), a) for f, s, a in zip(files, sources, answers, strict=True)]


def format_all(sources: list[bytes]) -> list[Formatted]:
    return list(formatting.answers([(source, (), formatting.DEFAULTS) for source in sources]))


def lost(case: Case) -> str:
    """What a plain look at the two texts finds changed; empty for nothing."""
    old, new = (x.decode("utf-8", "replace").replace("\r\n", "\n") for x in (case.old, case.new))
    if _formulas(old) != _formulas(new):
        return "formulas"
    if _letters(old) != _letters(new):
        return "letters"
    fronts = [match[0] if (match := _FRONT.match(text)) else "" for text in (old, new)]
    return "" if fronts[0] == fronts[1] else "front matter"


def _formulas(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s+", " ", each) for each in _FORMULA.findall(_CODE.sub("", text)))


def _letters(text: str) -> Counter[str]:
    return Counter(_NO_LETTER.sub("", unquote(html.unescape(text))).casefold())


def rendered_otherwise(changed: list[Case]) -> list[list[str]] | None:
    """Path, renderer and the two pages' text where a renderer of another family sees a difference; None without one."""
    node = shutil.which("node")
    if node is None:
        return None
    texts = [[c.path, *(re.sub(_FRONT, "", x.decode().replace("\r\n", "\n")) for x in (c.old, c.new))] for c in changed]
    done = subprocess.run([node, "-e", RENDER], input=json.dumps(texts), capture_output=True, text=True, check=False)
    found: list[list[str]] | None = json.loads(done.stdout) if done.returncode == 0 else None
    return found


def main(folders: list[Path]) -> int:
    begun = time.perf_counter()
    every = cases(folders)
    took = time.perf_counter() - begun
    changed = [case for case in every if case.answer.edits]
    whole = [case for case in changed if not case.answer.refused]
    need = [case for case in every if case.answer.edits or case.answer.refused]
    crashed = [case for case in every if any(r.reason.startswith("fail") for r in case.answer.refused)]
    damaged = [(case.path, what) for case in changed if (what := lost(case))]
    again = format_all([case.new for case in changed])
    restless = [case.path for case, answer in zip(changed, again, strict=True) if answer.edits]
    otherwise = rendered_otherwise(changed)
    share = len(whole) / len(need) if need else 1.0
    size = sum(len(case.old) for case in every) / 1e6
    print(f"{len(every)} documents, {size:.2f} MB in {took:.1f} s; {len(need)} need formatting, {len(whole)} get it throughout")
    print(f"({share:.3f}), {len(changed) - len(whole)} in part, {len(need) - len(changed)} not at all")
    print(f"{len(crashed)} crashes, {len(restless)} not stable {restless}, {len(damaged)} damaged {damaged}")
    for case in need:
        for reason, count in Counter(r.reason for r in case.answer.refused).items():
            print(f"  kept: {case.path}: {count} that would {reason}")
    if otherwise is None:
        print("no other renderer: put `node`, and the packages commonmark and markdown-it, in reach")
    for path, renderer, old, new in otherwise or ():
        print(f"  {renderer} sees a difference in {path}\n    {old!r}\n    {new!r}")
    return 1 if crashed or restless or damaged or otherwise or share < SHARE else 0


if __name__ == "__main__":
    sys.exit(main([Path(folder) for folder in sys.argv[1:]]))
