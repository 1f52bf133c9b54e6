"""Escapes of HTML and URLs, made and resolved. The libraries that do it are loaded when the first one is met."""

from __future__ import annotations


def unescaped(text: str) -> str:
    """Text with its HTML entities as the characters that they stand for."""
    if "&" not in text:
        return text
    from html import unescape

    return unescape(text)


def decoded(text: str) -> str:
    """Percent-decoding of what decodes as UTF-8; else the text itself."""
    if "%" not in text:
        return text
    from urllib.parse import unquote_to_bytes

    try:
        return unquote_to_bytes(text).decode()
    except UnicodeDecodeError:
        return text


def escaped(text: str) -> str:
    """Text for between the tags of HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encoded(text: str, safe: str = "/") -> str:
    """Text percent-encoded as a part of a URL."""
    from urllib.parse import quote

    return quote(text, safe=safe)
