"""Which language code is evidently written in, by its look alone: for fences that say another, or none.

Every test asks for what no other common language allows, on all lines or at the start; where nothing is evident the
answer is empty.
"""

from __future__ import annotations

import re

from proctor.pattern import lazy
from proctor.snippets.lines import split

_MOST_LINES = 60  # of a block are looked at
_MOST = 1000  # characters
_COMMANDS = (
    "apt|apt-get|apk|brew|cd|chmod|chown|conda|cp|curl|docker|docker-compose|gcloud|git|gunzip|helm|kubectl|ls|make|minikube|mkdir|mv"
    "|npm|npx|pip|pip3|pnpm|poetry|rm|rsync|scp|ssh|sudo|systemctl|tar|terraform|touch|uv|wget|yarn|yum"
)
# `git status`, `npm i --save x`, `$ ls`; not `make = 1`, `cd(x)`, `ls.append(x)`, `git is a tool`.
_SHELL = lazy(
    rf"(?:[$#%>] )?+(?:(?:{_COMMANDS})(?: ++(?!=|\+=|:=|(?:in|is|and|or|from|import)\b)[\w./@$~\"'<>&|{{-][^\n]*+)?+"
    r"|export \w++=[^\n]*+)\Z"
)
_SHELL_START = lazy(rf"(?:{_COMMANDS}|export)\b")
_PROMPTED = lazy(r"\$ +[a-z][\w./-]*+(?: [^\n]*+)?+\Z")
_MARKUP = lazy(
    r"\s*+<(?:!DOCTYPE html|(?:html|head|body|script|style|div|span|p|ul|ol|li|table|form|input|button|img|a|h[1-6]|link|meta|nav"
    r"|section)\b[^>]*+>)",
    re.I,
)
_MARKUP_END = lazy(r"(?:</[A-Za-z][\w.-]*+\s*+>|/>|-->|<(?:br|hr|img|input|link|meta)\b[^<>]*+>)\s*+\Z", re.I)
_JSX = lazy(r"className=|[\w)]=\{|>\s*+\{[^{}\n]++\}|\{/\*|<[A-Z]\w*+[\s/>]")
_INNER_JSX = lazy(r"(?:\breturn|=>|[=(?:,&])\s*+\(?+\s*+<(?:>|[A-Za-z][\w.]*+(?:\s|/?>))")
_TYPES = r"(?:string|number|boolean|void|any|unknown|never|object|bigint|symbol|[A-Z]\w*+(?:<[^<>=()\n]*+>)?+)(?:\[\])*+"
_TYPESCRIPT = lazy(
    r"^[ \t]*+(?:export +)?+(?:declare +)?+(?:interface +[A-Z]\w*+(?:<[^<>\n]*+>)?+(?: +extends +[\w, <>.]++)?+\s*+\{"
    r"|(?:const +)?+enum +\w++\s*+\{|type +[A-Z]\w*+(?:<[^<>\n]*+>)?+ *+= *+[^=\s]|namespace +\w++ *+\{)"
    rf"|^[ \t]*+(?:export +)?+(?:let|const|var) +\w++ *+: *+{_TYPES} *+(?:=|;|\||$)"
    r"|^[ \t]*+(?:private|public|protected|readonly) +(?:readonly +)?+\w++\??+ *+[:(;=]"
    rf"|\bfunction\b *+\w*+ *+(?:<[^<>\n]*+>)?+\([^()\n]{{0,200}}?\w\??: *+{_TYPES}(?: *+[,)=|])"
    rf"|\) *+: *+{_TYPES} *+(?:=>|\{{)|\bas +(?:const|string|number|any|unknown)\b",
    re.M,
)
_TRACE = lazy(
    r"\s*+(?:Traceback \(most recent call last\):|Exception in thread \"|Uncaught (?:\(in promise\) )?+\w*+Error\b"
    r"|\w{0,40}Error: [^\n(){};=]++\n\s++at )"
)
_SQL = lazy(
    r"\s*+(?:--[^\n]*+\s++)*+(?:SELECT\s[^;={}]{1,1000}?\sFROM\s|INSERT\s++INTO\s|UPDATE\s++[\w.`\"]++\s++SET\s|DELETE\s++FROM\s"
    r"|CREATE\s++(?:TABLE|INDEX|VIEW|DATABASE)\s|ALTER\s++TABLE\s|DROP\s++TABLE\s|WITH\s++\w++\s++AS\s*+\()"
)
_JAVA = lazy(
    r"^(?:import (?:static )?+java[\w.]*+\.[\w*]++;|package [\w.]++;|[ \t]*+(?:public|private|protected) [\w<>\[\] ,]++\(?"
    r"|[ \t]*+@Override|[A-Z]\w*+(?:<[^>\n]*+>)?+ \w++ = new )",
    re.M,
)
_PYTHON = lazy(
    r"^(?:def \w++\([^\n]*+(?<=:)$|class \w++(?:\([\w., ]*+\))?+:|from [\w.]++ import [\w*(]|if __name__ == [\"'])",
    re.M,
)
_JS = lazy(
    r"^(?:const|let) [\w{\[][^\n=]*+=|^[ \t]*+console\.log\(|=> *+\{|^(?:async )?+function\*? *+\w++\([^\n)]*+\) *+\{"
    r"|^(?:export|import) [^\n\"']+?from [\"']",
    re.M,
)
_GO = lazy(r"^package \w++$|^func (?:\([^)\n]*+\) )?+\w++\([^\n]*+(?<=\{)$|^\t?+\w++(?:, \w++)*+ := ", re.M)
_C = lazy(r"^#include *+[<\"]", re.M)
_XML = lazy(r"\s*+<\?xml\b")
# A search costs a tenth where a text without these words is passed over.
_WORDS = {
    "java": ("import ", "package ", "public ", "private ", "protected ", "@Override", " = new "),
    "python": ("def ", "class ", "from ", "__name__"),
    "javascript": ("const ", "let ", "console.log(", "=>", "function", " from "),
    "go": ("package ", "func ", ":="),
    "c": ("#include",),
}
_MARKS = {"java": _JAVA, "python": _PYTHON, "javascript": _JS, "go": _GO, "c": _C}
# What a fence may well hold besides the language of its label.
_SCRIPTS = ("javascript", "typescript", "jsx", "tsx", "html", "json")
_HOLD = {
    "typescript": ("javascript", "json"),
    "jsx": _SCRIPTS,
    "tsx": _SCRIPTS,
    "html": ("xml", "jsx"),
    "xml": ("html", "jsx"),
    "c++": ("c",),
    "json": ("javascript",),
    "kotlin": ("java",),
    "c#": ("java",),
}
_STRICT = frozenset("python javascript c++ c json html".split())  # labels under which other programs are looked for
JUDGED = frozenset("python javascript typescript jsx c c++ go rust java json toml xml html kotlin ruby c#".split())


def evident(code: str, besides: str = "") -> str:
    """The canonical name of the language that code is evidently in; `text` for a program's report, empty for none.

    `besides` is a language that it is known not to be in.
    """
    start = code[:_MOST]
    found = [name for name in _MARKS if name != besides and _is_in(name, start)]
    first = _by_start(code)
    if first and not (first == "sql" and found):
        return first
    return found[0] if len(found) == 1 else ""


def _by_start(code: str) -> str:
    """The same by how code starts: markup, data, queries, commands and reports; programs start in many ways."""
    head = code.lstrip()[:1]
    if head == "<":
        return _of_markup(code)
    if head and head in "{[":
        return "json" if is_json(code) else ""
    if _TRACE.match(code):
        return "text"
    if is_shell(code):
        return "bash"
    return "sql" if _SQL.match(code[:_MOST]) else ""


def _is_in(name: str, start: str) -> bool:
    """Whether the start of a block has a mark of a language."""
    for word in _WORDS[name]:  # a loop: this runs for every block, and `any` costs thrice as much
        if word in start:
            return _MARKS[name].search(start) is not None
    return False


def other(label: str, code: str) -> str:
    """The language that code is evidently in, where it is none that a fence with this (canonical) label may hold."""
    if label == "javascript" and is_typescript(code):
        found = evident(code)
        return "typescript" if found in ("", "javascript") else found
    if label in _STRICT:
        own = "c" if label == "c++" else label
        known = own in _MARKS and code.lstrip()[:1] != "<" and _is_in(own, code[:_MOST])
        found = "" if known else evident(code, own)
    else:
        found = _by_start(code)
    return "" if found == label or found in _HOLD.get(label, ()) else found


def is_shell(code: str) -> bool:
    """Whether every line is a shell command, a comment, or the rest of a command; at least one is a command."""
    first = code.lstrip()
    if not (first[:1] in "$#%>" or _SHELL_START.match(first)):
        return False
    commands, continued = 0, False
    for line in split(code[: 20 * _MOST])[:_MOST_LINES]:
        text = line.strip()
        if continued:
            continued = text.endswith("\\")
        elif text and not (text.startswith("#") and not text.startswith("#!")):
            if not (_SHELL.match(text) or _PROMPTED.match(text)) or text.endswith((";", "{", ",", ".", ":")):
                return False
            commands += 1
            continued = text.endswith("\\")
    return commands > 0


def is_json(code: str) -> bool:
    """Whether the code is one JSON object that has keys, or a list of such."""
    if '"' not in code or len(code) > 20 * _MOST:
        return False
    import json

    try:
        value = json.loads(code)
    except (ValueError, RecursionError):
        return False
    return bool(value) and (isinstance(value, dict) or all(isinstance(each, dict) and each for each in value))


def is_typescript(code: str) -> bool:
    """Whether the code has annotations of types, or declarations that only TypeScript has."""
    return _TYPESCRIPT.search(code[: 20 * _MOST]) is not None


def holds_jsx(code: str) -> bool:
    """Whether a program has markup where a value is due, and closes it."""
    return ("</" in code or "/>" in code) and _INNER_JSX.search(code[: 20 * _MOST]) is not None


def _of_markup(code: str) -> str:
    """Which markup code is that starts with `<`."""
    if _XML.match(code):
        return "xml"
    if not _MARKUP.match(code) or not _MARKUP_END.search(code[-200:]):
        return ""
    return "jsx" if _JSX.search(code[: 20 * _MOST]) else "html"
