"""How mdformat prints a document here: text stands as it was written, and only the layout around it is made regular.

mdformat writes the text it parsed anew, with the escapes that it thinks safe: `$x_i$` gains backslashes, `&lt;` loses
its entity, an emphasis that CommonMark does not close next to Chinese becomes stars for good. These renderers take the
place of its own where that matters; the modules of mdformat are handed in, so nothing is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from types import SimpleNamespace
from typing import Any, NamedTuple

BULLETS = {"-": ("-", "*"), "*": ("*", "-"), "+": ("+", "-")}  # neighbouring lists take turns
WIDEST_TABLE = 160  # columns; the cells of a wider one are not padded
Render = Callable[[Any, Any], str]

_WHITE = re.compile(r"[ \t\n]+")
_CLOSING_HASHES = re.compile(r"(?:(?<=[ \t])|\A)#+\Z")
# A line that would end the paragraph it continues, were it not indented; HTML besides.
_BLOCK_START = re.compile(r"#{1,6}(?:[ \t]|\Z)|>|[-*+][ \t]|1[.)][ \t]|=+\Z|-+\Z|([-*_])(?:[ \t]*+\1){2,}+[ \t]*+\Z|```|~~~")


class Mdformat(NamedTuple):
    """What is needed of mdformat and its parser."""

    renderers: Mapping[str, Render]  # its own
    wrap_point: str  # its mark for where a line may be broken
    newline: Callable[[Any, bool], bool]  # its parser's rule for line ends
    table: Render
    html: Sequence[re.Pattern[str]]  # each opens a block of HTML that ends a paragraph


def extension(mdformat: Mdformat, bullets: str) -> SimpleNamespace:
    """A plugin of mdformat's with the renderers of this module."""

    def update_mdit(parser: Any) -> None:
        parser.core.ruler.disable("text_join")  # leaves escapes and entities as tokens that know their source
        parser.inline.ruler.at("newline", partial(_newline, mdformat.newline))
        parser.normalizeLink = str  # destinations are masks already, and bare URLs text

    renderers = {
        "text": partial(_text, mdformat),
        "text_special": lambda node, context: str(node.markup),
        "paragraph": partial(_paragraph, mdformat),
        "hardbreak": partial(_hard_break, mdformat),
        "heading": _heading,
        "hr": _rule,
        "code_block": _indented_code,
        "bullet_list": partial(_bullet_list, bullets),
        "ordered_list": _ordered_list,
        "table": partial(_table, mdformat.table),
    }
    return SimpleNamespace(RENDERERS=renderers, POSTPROCESSORS={}, update_mdit=update_mdit)


def narrowed(plugin: Any, without: Sequence[str]) -> SimpleNamespace:
    """A plugin without some of its renderers, and without all that rewrites text or paragraphs."""
    renderers = {name: render for name, render in plugin.RENDERERS.items() if name not in without}
    others = {n: p for n, p in getattr(plugin, "POSTPROCESSORS", {}).items() if n not in ("text", "paragraph")}
    return SimpleNamespace(RENDERERS=renderers, POSTPROCESSORS=others, update_mdit=plugin.update_mdit)


def _inside(node: Any, kind: str) -> bool:
    while node.parent:
        node = node.parent
        if node.type == kind:
            return True
    return False


def _newline(original: Callable[[Any, bool], bool], state: Any, silent: bool) -> bool:
    """The parser's rule for line ends, which tells a hard break by two spaces from one by a backslash."""
    known = len(state.tokens)
    found = original(state, silent)
    for token in state.tokens[known:]:
        if token.type == "hardbreak":
            token.markup = "  "
    return found


def _text(mdformat: Mdformat, node: Any, context: Any) -> str:
    wraps = context.do_wrap and _inside(node, "paragraph")
    return _WHITE.sub(mdformat.wrap_point, node.content) if wraps else str(node.content)


def _hard_break(mdformat: Mdformat, node: Any, context: Any) -> str:
    if node.markup and not context.do_wrap and not _inside(node, "heading"):
        return "  \n"
    return mdformat.renderers["hardbreak"](node, context)


def _paragraph(mdformat: Mdformat, node: Any, context: Any) -> str:
    """Lines as they were, flush; those that would end the paragraph stay indented, which escapes them without a mark."""
    if context.do_wrap:
        return mdformat.renderers["paragraph"](node, context)
    first, *others = (line.lstrip(" \t") for line in str(node.children[0].render(context)).split("\n"))
    ends = (_BLOCK_START.match(x) or (x.startswith("<") and any(tag.search(x) for tag in mdformat.html)) for x in others)
    return "\n".join([first, *("    " + line if end else line for line, end in zip(others, ends, strict=True))])


def _heading(node: Any, context: Any) -> str:
    text = "".join(child.render(context) for child in node.children).replace("\n", " ")
    text = _CLOSING_HASHES.sub(r"\\\g<0>", text)  # else they close the heading
    marks = {"=": "#", "-": "##"}.get(node.markup, node.markup)
    return f"{marks} {text}".rstrip(" \t")


def _rule(node: Any, context: Any) -> str:
    return "___" if _inside(node, "list_item") else str(node.markup)[0] * 3  # `- ---` is no list


def _indented_code(node: Any, context: Any) -> str:
    """As it is: a fence would make code for good of prose that was indented by mistake."""
    return "\n".join("    " + line if line else "" for line in str(node.content).removesuffix("\n").split("\n"))


def _bullet_list(bullets: str, node: Any, context: Any) -> str:
    marker = BULLETS[bullets][_lists_before(node) % 2]
    return _list(node, context, [marker] * len(node.children))


def _lists_before(node: Any) -> int:
    """How many bullet lists stand directly before this one."""
    count, at = 0, node.previous_sibling
    while at is not None and at.type == node.type:
        count, at = count + 1, at.previous_sibling
    return count


def _ordered_list(node: Any, context: Any) -> str:
    start = node.attrs.get("start", 1)
    step = 1 if context.options["mdformat"].get("number") else 0
    rest = start + 1 if step else min(start, 1)
    numbers = [start, *range(rest, rest + len(node.children) - 1)] if step else [start, *[rest] * (len(node.children) - 1)]
    return _list(node, context, [f"{number}{node.markup}" for number in numbers])


def _list(node: Any, context: Any, markers: Sequence[str]) -> str:
    """The items behind their markers; a list is loose when any paragraph of its items is."""
    tight = all(child.hidden for item in node.children for child in item.children if child.type == "paragraph")
    with context.indented(len(max(markers, key=len)) + 1):
        items = [_item(marker, item.render(context)) for marker, item in zip(markers, node.children, strict=True)]
    return ("\n" if tight else "\n\n").join(items)


def _item(marker: str, text: str) -> str:
    indent = " " * (len(marker) + 1)
    first, *others = text.split("\n")
    return "\n".join([f"{marker} {first}".rstrip(" ") if not first else f"{marker} {first}", *_indented(indent, others)])


def _indented(indent: str, lines: Sequence[str]) -> Iterator[str]:
    return (indent + line if line else "" for line in lines)


def _table(render: Render, node: Any, context: Any) -> str:
    """A table with padded cells; without, where the padding would make it wider than anybody's window."""
    options = {**context.options, "mdformat": {**context.options["mdformat"], "compact_tables": True}}
    header, marks, *rows = render(node, context._replace(options=options)).split("\n")
    if max(map(len, (header, *rows))) <= WIDEST_TABLE:
        return render(node, context)
    return "\n".join([header, re.sub("-+", "---", marks), *rows])
