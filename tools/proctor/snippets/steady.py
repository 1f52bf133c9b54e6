"""Whether what code shows is the same on every machine and every day, as far as code and texts tell."""

from __future__ import annotations

import re

from proctor.pattern import lazy
from proctor.snippets.values import Case

# Code whose result differs between machines, days, runs or programs that run it.
_UNSTEADY = lazy(
    r"\b(?:random\b|randint|shuffle\(|uuid|secrets\.|urandom|Date\b\s*+[.(;]|datetime|date\.today|perf_counter|performance\.|hrtime|timeit"
    r"|time\.|process\.|platform\.|versions?\.|getpid|ppid\b|environ\b|hostname\b|getcwd|cwd\(|__dirname|__filename|__file__"
    r"|getsizeof|sizeof|version_info|\.version\b"
    r"|id\(|hash\(|gc\.|locale|Intl\.|toLocale\w|navigator\.|window\.|document\.|localStorage|fetch\(|crypto|thread|multiprocessing"
    r"|Worker\(|os\.|sys\.|socket|urllib|requests\.|open\(|\.stack\b)|\bMath\.random",
    re.I,
)
_UNSTEADY_SHELL = lazy(
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
    unsteady = _UNSTEADY_SHELL if case.language == "bash" else _UNSTEADY
    return not (unsteady.search(case.code) or case.directives.volatile or any(map(is_own, texts)))


def is_own(text: str) -> bool:
    """Whether a text may hold what each program, machine or day has its own of: an address, a path, a date."""
    return _OWN.search(text) is not None


def tells_identity(case: Case, line: str) -> bool:
    """Whether a line of Python asks if immutable values are the same object."""
    return case.language == "python" and _IDENTITY.search(_BESIDE.sub("", line)) is not None and not _MUTABLE.search(case.code)
