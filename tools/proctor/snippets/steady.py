"""Whether what code shows is the same on every machine and every day, as far as code and texts tell."""

from __future__ import annotations

import re

from proctor.pattern import lazy
from proctor.snippets.values import Case

# What differs between machines, days, runs or the programs that run the code. These are known by their names alone.
_NAMES = (
    r"random\b uuid\w* datetime perf_counter getpid environ\b hostname\b getcwd __dirname __filename __file__ getsizeof locale"
    r" toLocale\w+ crypto Thread threading".split()
)
# Code may call its own things so too: it uses the machine's where it goes on like this, else it only names them.
_COMMON = {
    "Date": r"\b\s*+[.(;]", "time": r"\.", "process": r"\.", "platform": r"\.", "version": r"s?\.", "cwd": r"\(", "id": r"\(",
    "performance": r"\.", "Intl": r"\.", "navigator": r"\.", "os": r"\.", "sys": r"\.",
}  # fmt: skip
_VAGUE = r"now memory\w*".split()  # only ever named: nothing tells their use
_CALLS = (
    r"randint shuffle\( secrets\. urandom Math\.random hrtime timeit ppid\b sizeof version_info \.version\b hash\( gc\. window\."
    r" document\. localStorage fetch\( multiprocessing Worker\( socket urllib requests\. open\( \.stack\b".split()
)
_USED = lazy(rf"\b(?:{'|'.join([*_NAMES, *map(''.join, _COMMON.items()), *_CALLS])})", re.I)
_NAMED = lazy(rf"\b(?:{'|'.join([*_NAMES, *_COMMON, *_VAGUE])})\b")
_USED_BY_SHELL = lazy(
    r"\$[0$!_-]|\$\{?(?:0|RANDOM|HOSTNAME|USER|HOME|PWD|PATH|SHELL|BASH\w*|PPID|SECONDS|LINENO|UID|LANG)\b"
    r"|(?:^|[\s(`;|&])(?:date|pwd|whoami|hostname|uname|ls|ps|df|du|free|top|who|id|ip|ifconfig|uptime|mktemp|env|curl|ping)\b",
    re.M,
)
# Which immutable values are one object is up to the program that runs the code; of lists, classes and the like it is not.
_IDENTITY = lazy(r"\bis\b(?!\s++(?:not\s++)?+(?:None|True|False)\b)")
_MUTABLE = lazy(r"[\[{]|\b(?:class|list|dict|set|bytearray|object|copy|deepcopy)\b")
_BESIDE = lazy(r"\"[^\"\n]*+\"|'[^'\n]*+'|#[^\n]*+")  # strings and comments: no code
# Values that a program, a machine or a day has its own of.
_OWN = lazy(
    r"0x[0-9a-fA-F]{4,}|\b\d{4}-\d\d-\d\d|\b\d{1,2}:\d\d\b|\bGMT\b|[A-Za-z]:\\|(?:^|[\s'\"(])/(?:home|usr|tmp|Users|var|etc)/"
    r"|file://|\[native code\]|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b|\b\d+(?:\.\d+)? ?(?:ms|µs|ns|sec|secs|seconds|MB|KB|bytes)\b"
    r"|\bv?\d+\.\d+\.\d+|\.{3}|…|\bmore items?\b|\[(?:Object|Array|Circular[^\]]*)\]|ƒ|\bfunction\b\s*+[\w*]*+\(|=>|\bclass \w"
    r"|\[(?:Function|class)|<\w+ |\bWindow\b|\bglobal\b|\[object "
)


def is_steady(case: Case, *texts: str) -> bool:
    """Whether nothing in the code, and in texts that it showed or that are claimed of it, depends on where it runs."""
    used = _USED_BY_SHELL if case.language == "bash" else _USED
    return not (used.search(case.code) or case.directives.volatile or any(map(is_own, texts)))


def is_timeless(code: str) -> bool:
    """Whether code, in whatever language, does not even name what depends on where and when it runs."""
    return _NAMED.search(code) is None


def is_own(text: str) -> bool:
    """Whether a text may hold what each program, machine or day has its own of: an address, a path, a date."""
    return _OWN.search(text) is not None


def tells_identity(case: Case, line: str) -> bool:
    """Whether a line of Python asks if immutable values are the same object."""
    return case.language == "python" and _IDENTITY.search(_BESIDE.sub("", line)) is not None and not _MUTABLE.search(case.code)
