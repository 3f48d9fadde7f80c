"""What can be wrong with a directory, as codes: the words that a person reads are chosen where they are shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """`where` is a path in a JSON file (`[3].phones[0]`) or a row of a table (`phones.csv row 5`)."""

    where: str
    field: str
    code: str
    value: str = ""


class Broken(Exception):
    """The file as a whole cannot be read."""

    def __init__(self, code: str, *, where: str = "", value: str = "") -> None:
        super().__init__(code)
        self.problem = Problem(where, "", code, value)


@dataclass
class Notes:
    """What one reading gathers. `not_kept` counts, by name, what the standard does not know."""

    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    not_kept: dict[str, int] = field(default_factory=dict)

    def wrong(self, where: str, name: str, code: str, value: Any = "") -> None:
        self.problems.append(Problem(where, name, code, short(value)))

    def remark(self, where: str, name: str, code: str, value: Any = "") -> None:
        self.remarks.append(Problem(where, name, code, short(value)))

    def dropped(self, name: str) -> None:
        self.not_kept[name] = self.not_kept.get(name, 0) + 1


SHOWN_MOST = 80


def short(value: Any) -> str:
    """A value as far as a message shows it."""
    text = str(value)
    return text if len(text) <= SHOWN_MOST else text[: SHOWN_MOST - 1] + "…"
