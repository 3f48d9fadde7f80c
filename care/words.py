"""Words that somebody keeps for themself, as they are stored and as two windows of theirs are put together."""

from __future__ import annotations


def plain(text: str) -> str:
    """Words as they are kept: one kind of line end, nothing blank around them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def together(there: str, typed: str, *, between: str = "\n\n") -> str:
    """What is kept, and below it the lines that only this window has. Where prose is kept, its paragraphs stay."""
    known = {line.strip() for line in there.splitlines()}
    new: list[str] = []
    for line in typed.splitlines():
        if line.strip() and line.strip() not in known:
            new.append(line)
        elif not line.strip() and between == "\n\n" and new and new[-1]:
            new.append("")
    return between.join(filter(None, [there, "\n".join(new).rstrip("\n")]))
