"""bytes -> Document, in one pass. The only user of pyromark.

pyromark is CommonMark with GFM's tables, footnotes, task lists and strike-through; what GitHub does besides is added
here and by the builder: front matter and a byte-order mark are no text, bare URLs are links, raw HTML has anchors,
headings and links.
"""

from __future__ import annotations

import pyromark

from proctor.builder import Builder
from proctor.model import Document
from proctor.pattern import lazy
from proctor.source import MOST_BYTES, decoded, front_matter

_OPTIONS = (
    pyromark.Options.ENABLE_TABLES
    | pyromark.Options.ENABLE_STRIKETHROUGH
    | pyromark.Options.ENABLE_FOOTNOTES
    | pyromark.Options.ENABLE_TASKLISTS
    | pyromark.Options.ENABLE_GFM
)
_LABEL = lazy(rb"\]:")  # searched for in a third of the time that `in` takes


def parse(path: str, source: bytes) -> Document:
    """Parse one file. Any bytes give a Document; a file over MOST_BYTES gives an empty one."""
    front = front_matter(source)
    text, bad = decoded(source, front)
    builder = Builder(source)
    if len(source) <= MOST_BYTES:
        if _LABEL.search(source):
            builder.define(pyromark.reference_definitions(text, options=_OPTIONS))
        builder.fold(pyromark.events_with_range(text, options=_OPTIONS))
    return builder.document(path, front, bad)
