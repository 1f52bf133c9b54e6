"""Text from a bank made harmless for where it is shown."""

from __future__ import annotations

from proctor.pattern import lazy

# C0 and C1 controls, DEL, line separators, and the marks that turn text around.
_CONTROL = lazy("[\x00-\x1f\x7f-\x9f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def terminal(text: str) -> str:
    """No control character reaches a terminal: they are shown as escapes, tabs as a space."""
    return _CONTROL.sub(
        lambda m: " " if m[0] == "\t" else f"\\x{ord(m[0]):02x}" if ord(m[0]) < 256 else f"\\u{ord(m[0]):04x}", text
    )


def github_data(text: str) -> str:
    """A workflow command's message: no line end, no command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def github_property(text: str) -> str:
    """A workflow command's property."""
    return github_data(text).replace(":", "%3A").replace(",", "%2C")
