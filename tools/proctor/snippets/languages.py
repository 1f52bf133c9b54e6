"""What a fence says its language is: info string -> canonical name, and what proctor can do with that language.

`Python`, `py3`, `{.python}`, `{python, echo=TRUE}`, `python title="x"`, `python:main.py` and `language-python` are all Python.
"""

from __future__ import annotations

import re

from proctor.model import Document, Snippet, Span
from proctor.pattern import lazy

RUN = frozenset("python javascript typescript bash sql c c++ go rust java".split())
PARSED = frozenset("json jsonc yaml toml xml regex diff".split())
OUTPUTS = frozenset(("", "text", "console"))  # languages of blocks that may show what a program printed

_NAMES = """
python: python py python2 python3 py2 py3 python3.x ipython ipython3 pycon pycon3 doctest python-repl python-console py-repl
javascript: javascript js node nodejs mjs cjs ecmascript es6 node-repl
typescript: typescript ts mts cts
jsx: jsx
tsx: tsx
bash: bash sh shell zsh ksh dash
console: console shell-session shellsession sh-session bash-session terminal output
sql: sql sqlite sqlite3
c: c h
c++: c++ cpp cxx cc hpp
go: go golang
rust: rust rs
java: java
json: json json-doc
jsonc: jsonc json5 json-with-comments
yaml: yaml yml
toml: toml
xml: xml xsd xsl xslt svg rss wsdl pom
regex: regex regexp
diff: diff patch udiff
text: text txt plain plaintext plain-text none nohighlight no-highlight
html: html htm xhtml
c#: c# cs csharp
kotlin: kotlin kt kts
ruby: ruby rb
markdown: markdown md
"""
_CANONICAL = {alias: line.partition(":")[0] for line in _NAMES.strip().splitlines() for alias in line.partition(":")[2].split()}
_TITLES = {"bash": "shell commands", "javascript": "JavaScript", "typescript": "TypeScript"} | {
    name: name.upper() for name in ("json", "xml", "html", "jsx", "sql", "yaml", "toml")
}
_ENVIRONMENTS = {"mjs": "esm", "cjs": "node", "node": "node", "nodejs": "node"}
_SESSIONS = frozenset("pycon pycon3 doctest python-repl python-console py-repl".split())
_WORD_END = lazy(r"[\s,;:{(\[=]")
_IN_BRACES = lazy(r"\{\s*+([^}]*+)")
_BETWEEN = lazy(r"[\s,]++")
_OF_NODE = lazy(r"\b(?:require\(|module\.|exports\.|process\.|__dirname|__filename|Buffer\b)|^\s*+(?:import|export)\b", re.M)
_PROMPT = lazy(r"\s*+>>> \S")
_FENCE = lazy(rb"(?:`{3,}+|~{3,}+)[ \t]*+\{?[ \t]*+\.?([^\s,;:{}(\[=`]*+)")


def word(info: str) -> str:
    """The word of an info string that names a language, in lower case; empty for none."""
    if info.startswith("{"):
        match = _IN_BRACES.match(info)
        words = [w for w in _BETWEEN.split(match[1] if match else "") if w and "=" not in w and not w.startswith("#")]
        found = next((w for w in words if w.startswith(".")), words[0] if words else "")
    else:
        found = _WORD_END.split(info.strip(), maxsplit=1)[0]
    return found.lower().removeprefix(".").removeprefix("language-").removeprefix("lang-")


def canonical(snippet: Snippet) -> str:
    """The language of a snippet: its canonical name, the word itself where nobody here knows it, empty for none."""
    name = snippet.language
    if name not in _CANONICAL:
        name = word(snippet.info)
    return _CANONICAL.get(name, name)


def known(name: str) -> str:
    """The canonical name of a language that a bank names by itself, without a fence; empty where nobody knows it."""
    return _CANONICAL.get(name.lower(), "")


def title(name: str) -> str:
    """How a language is called in a sentence."""
    return _TITLES.get(name, name.capitalize())


def environment(snippet: Snippet) -> str:
    """What the name says of where JavaScript runs: `mjs` is a module, `node` runs in node."""
    return _ENVIRONMENTS.get(word(snippet.info), "")


def needs_node(code: str) -> bool:
    """Whether JavaScript asks for modules or for what only node has."""
    return _OF_NODE.search(code) is not None


def is_session(snippet: Snippet) -> bool:
    """Whether a Python snippet shows a session with prompts."""
    return word(snippet.info) in _SESSIONS or _PROMPT.match(snippet.code) is not None


def fence(document: Document, snippet: Snippet) -> tuple[Span, Span]:
    """The opening fence with its info string, and the word in it that names the language (empty for none)."""
    start, end = snippet.span
    line = min((at for at in (document.source.find(c, start, end) for c in (b"\n", b"\r")) if at >= 0), default=end)
    match = _FENCE.match(document.source, start, line)
    return Span(start, line), Span(*match.span(1)) if match else Span(start, start)
