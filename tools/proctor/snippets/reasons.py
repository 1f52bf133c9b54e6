"""Why a snippet could not run here though nothing is wrong with it: what it needs that a sandbox on a command line lacks."""

from __future__ import annotations

from proctor.pattern import lazy
from proctor.snippets.values import Case, Failure, Result

BROWSER = frozenset(
    "window document alert confirm prompt navigator location history localStorage sessionStorage indexedDB XMLHttpRequest"
    " requestAnimationFrame cancelAnimationFrame requestIdleCallback getComputedStyle matchMedia customElements HTMLElement"
    " Image Audio DOMParser MutationObserver IntersectionObserver ResizeObserver FileReader Worker SharedWorker"
    " ServiceWorker WebSocket EventSource Notification self addEventListener removeEventListener postMessage importScripts"
    " CustomEvent KeyboardEvent MouseEvent NodeList HTMLCollection XPathResult cookieStore speechSynthesis".split()
)
# Names that readers know as somebody's: a package's global, a test runner's, a page's framework.
_PACKAGES = {
    "$": "jquery", "jQuery": "jquery", "_": "lodash", "React": "react", "ReactDOM": "react-dom", "Vue": "vue", "angular": "angular",
    "d3": "d3", "moment": "moment", "axios": "axios", "describe": "a test runner", "it": "a test runner", "expect": "a test runner",
    "jest": "jest", "np": "numpy", "pd": "pandas", "plt": "matplotlib", "tf": "tensorflow", "torch": "torch", "nn": "torch",
    "spark": "pyspark", "sns": "seaborn",
}  # fmt: skip
_LONGEST = 2000  # characters of a message that are looked at
_LONGEST_NAME = 60
_MODULE = frozenset(("ModuleNotFoundError", "ImportError"))
_NETWORK_TYPES = frozenset(
    "gaierror herror URLError HTTPError ConnectionError ConnectionRefusedError ConnectionResetError SSLError MaxRetryError".split()
)
_NETWORK = lazy(
    r"\b(?:E(?:NOTFOUND|AI_AGAIN|CONNREFUSED|NETUNREACH|HOSTUNREACH)|getaddrinfo|fetch failed|name resolution|connect E\w+)"
)
_NETWORK_CODE = lazy(
    r"\b(?:socket|urllib|http\.client|httpx|aiohttp|requests|websockets?|asyncio|smtplib|ftplib|net|dgram|https?)\b"
)
_SERVER = lazy(r"\b(?:listen|bind) E\w+")
_SERVES = lazy(
    r"\b(?:serve_forever|run_forever|create_server|start_server|createServer|HTTPServer|TCPServer|\.listen|app\.run|runserver)\b"
)
_DENIED = frozenset(("PermissionError", "OSError", "Error", "SystemError", "BlockingIOError"))
_MISSING_JS = lazy(r"Cannot find (?:module|package) '([^'\n]{1,200})'")
_LIBRARY = lazy(r"no ([\w.-]{1,80}) in java\.library\.path")
_COMMAND = lazy(r"([\w./+-]{1,80}): (?:command )?not found")


def why_not(case: Case, result: Result) -> str:
    """Why a program that ended badly says nothing against its code; empty where it does."""
    if result.verdict == "unavailable":
        return result.reason or "no tool chain"
    if result.verdict == "timeout":
        return _never_ends(case, result)
    failure = result.failure
    if failure is None:
        return ""
    failure = failure._replace(message=failure.message[:_LONGEST])
    if case.language == "sql" and failure.name:
        return f"needs the table {failure.name[:_LONGEST_NAME]}, which no block above makes"
    if failure.type == "DialectError":
        return "needs another database, whose dialect this is"
    return (
        _package(failure)
        or _page(case, failure)
        or _network(case, failure)
        or _input(case, failure)
        or _command(case, result, failure)
    )


def _never_ends(case: Case, result: Result) -> str:
    """A program that waits, and does not compute, is a server or a timer."""
    if _SERVES.search(case.code):
        return "a server, which never ends"
    return "never ends: it waits" if result.reason == "idle" else ""


def _package(failure: Failure) -> str:
    if failure.type in _MODULE:
        name = failure.name.partition(".")[0]
        return f"package {name}" if name else ""
    if library := _LIBRARY.search(failure.message):
        return f"native library {library[1]}"
    match = _MISSING_JS.search(failure.message)
    if match is None:
        return ""
    return f"file {match[1]}" if match[1].startswith((".", "/")) else f"package {match[1]}"


def _page(case: Case, failure: Failure) -> str:
    """A global that a browser, a page or another program gives."""
    if failure.type not in ("ReferenceError", "NameError") or not failure.name:
        return ""
    if case.language in ("javascript", "typescript") and failure.name in BROWSER:
        return f"browser ({failure.name})"
    return f"package {_PACKAGES[failure.name]}" if failure.name in _PACKAGES else ""


def _network(case: Case, failure: Failure) -> str:
    said = f"{failure.type}: {failure.message}"
    refused = failure.type in _DENIED and (
        "ermission denied" in said or "not permitted" in said or "EACCES" in said or "EPERM" in said
    )
    touches = _NETWORK_CODE.search(case.code)
    if not (failure.type in _NETWORK_TYPES or _NETWORK.search(said) or _SERVER.search(said) or (refused and touches)):
        return ""
    return "a server" if _SERVER.search(said) or _SERVES.search(case.code) else "network"


def _input(case: Case, failure: Failure) -> str:
    asks = failure.type == "EOFError" and "input" in case.code
    if case.language == "java":
        reads = failure.type == "NoSuchElementException" and "System.in" in case.code
        asks = reads or 'System.console()" is null' in failure.message
    return "input from the keyboard" if asks else ""


def _command(case: Case, result: Result, failure: Failure) -> str:
    """A program of the shell that is not here: what comes after it means nothing."""
    if case.language != "bash":
        return ""
    match = _COMMAND.search(failure.message) or _COMMAND.search(result.output[:_LONGEST])
    name = failure.name if failure.type == "CommandNotFound" else match[1] if match else ""
    return f"command {name}" if name else ""
