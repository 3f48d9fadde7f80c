"""Marks: words that occur nowhere else, each with the people who may read it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Mark:
    """`readers` may meet it; `owner` must, on some page (an empty owner: it is shown on no page at all)."""

    what: str
    readers: frozenset[str]
    owner: str


@dataclass
class Marks:
    marks: dict[str, Mark] = field(default_factory=dict)
    # Values that are no words of ours but tell as much: the uid of an account.
    secrets: dict[str, Mark] = field(default_factory=dict)

    def mark(self, what: str, readers: str = "", *, owner: str = "") -> str:
        """A new word for the column `what` (app.Model.field)."""
        token = f"kqz{len(self.marks) + 1:03d}w"
        self.marks[token] = Mark(what, frozenset(readers.split()), owner)
        return token

    def secret(self, value: str, what: str, readers: str) -> None:
        self.secrets[value] = Mark(what, frozenset(readers.split()), "")

    def may_read(self, token: str, who: str, *, link: bool = False) -> bool:
        """`link`: the page is the one behind an invitation."""
        mark = self.marks.get(token) or self.secrets[token]
        return "*" in mark.readers or who in mark.readers or (link and "link" in mark.readers)
