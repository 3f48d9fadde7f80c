"""Plain writing as a page: paragraphs, lists, quotes, emphasis. Whatever else was typed or pasted stays text.

Everything is escaped before anything is marked, and no mark carries a value of the writer's: no link, no picture, no
style, no address that can be pressed. A pure calculation; it never raises.
"""

from __future__ import annotations

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from moderation.folding import Shown
from moderation.marking import place_of_fold

_STRONG = re.compile(r"\*\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*\*")
_EMPHASIS = re.compile(r"(?<![\w*])\*(?=\S)([^*\n]{1,400}?)(?<=\S)\*(?![\w*])")
_BULLET = re.compile(r"^\s{0,3}[-*•]\s+(?=\S)")
_NUMBER = re.compile(r"^\s{0,3}\d{1,3}[.)]\s+(?=\S)")
_QUOTE = re.compile(r"^\s{0,3}>\s?")
_PLACE = "\x01"
_BLANK = re.compile(r"\n[ \t]*\n\s*")


def rendered(text: str) -> SafeString:
    """`text` as safe HTML."""
    blocks = (block for block in _BLANK.split(text.strip()) if block.strip())
    html = "".join(_block(block.splitlines()) for block in blocks)
    return mark_safe(html)  # noqa: S308 - every line went through `escape`


def rendered_for(words: Shown) -> SafeString:
    """A text as somebody reads it, with the places of what is folded."""
    if not words.is_folded:
        return rendered(words.text)
    # A control character, which no text holds, marks the place until everything else is escaped.
    html = rendered(_PLACE.join(part.replace(_PLACE, "") for part in words.parts))
    return mark_safe(html.replace(_PLACE, place_of_fold()))  # noqa: S308 - both were escaped


def _block(lines: list[str]) -> str:
    """One block, cut where its lines change from one kind to another."""
    parts: list[str] = []
    kind, kept = "", list[str]()
    for line in lines:
        now = _kind(line)
        if kept and now != kind:
            parts.append(_part(kind, kept))
            kept = []
        kind = now
        kept.append(line)
    parts.append(_part(kind, kept))
    return "".join(parts)


def _kind(line: str) -> str:
    if _QUOTE.match(line):
        return "quote"
    if _BULLET.match(line):
        return "bullet"
    return "number" if _NUMBER.match(line) else "words"


def _part(kind: str, lines: list[str]) -> str:
    if kind == "quote":
        return f"<blockquote>{_paragraph([_QUOTE.sub('', line, count=1) for line in lines])}</blockquote>"
    if kind in ("bullet", "number"):
        mark, tag = (_BULLET, "ul") if kind == "bullet" else (_NUMBER, "ol")
        items = "".join(f"<li>{_inline(mark.sub('', line, count=1))}</li>" for line in lines)
        return f"<{tag}>{items}</{tag}>"
    return _paragraph(lines)


def _paragraph(lines: list[str]) -> str:
    return f"<p>{'<br>'.join(_inline(line) for line in lines)}</p>"


def _inline(line: str) -> str:
    safe = str(escape(line.strip()))
    safe = _STRONG.sub(r"<strong>\1</strong>", safe)
    return _EMPHASIS.sub(r"<em>\1</em>", safe)
