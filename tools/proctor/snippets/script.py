"""The packages that a Python script names in its own head, as PEP 723 has it."""

from __future__ import annotations

import tomllib

from proctor.snippets.lines import split

_LONGEST, _MOST = 200, 50  # lines of a head, packages


def dependencies(code: str) -> tuple[str, ...]:
    """The requirements of a `# /// script` head; none where there is none, or it cannot be read."""
    if "# /// script" not in code:
        return ()
    lines = split(code)
    if "# /// script" not in lines:
        return ()
    start = lines.index("# /// script") + 1
    end = next((n for n in range(start, min(len(lines), start + _LONGEST)) if lines[n] == "# ///"), start)
    try:
        named = tomllib.loads("\n".join(line[2:] for line in lines[start:end])).get("dependencies", [])
    except (tomllib.TOMLDecodeError, RecursionError):
        return ()
    return tuple(each for each in named if isinstance(each, str))[:_MOST] if isinstance(named, list) else ()
