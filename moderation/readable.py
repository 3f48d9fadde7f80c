"""Where texts live that may still wait for the engine: the sweep asks here, the desk counts here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from moderation.subjects import Authorship, Neighbour
from registry import Registry


@dataclass(frozen=True)
class Told:
    """Everything a reading needs to know of a stored text. `text` is empty when there is nothing left to read."""

    text: str
    language: str
    authorship: Authorship
    group: Any = None
    context: Sequence[Any] = ()
    sensitivity: str = "usual"
    neighbours: Sequence[Neighbour] = field(default_factory=tuple)


@dataclass(frozen=True)
class Readable:
    """Rows of `model` (a ReadText) under the name `kind`; `tell(row)` is called outside any transaction.

    `opens_cases(row, outcome)` is False where a crisis in the words is not the writer's own (the team's replies); the
    outcome is None while the engine has not answered.
    `for_facilitators` is False where a case must go past the group's own facilitators.
    """

    kind: str
    model: Any
    tell: Callable[[Any], Told]
    opens_cases: Callable[[Any, Any], bool] = lambda row, outcome: True
    for_facilitators: bool = True


readables: Registry[Readable] = Registry("moderation.readables")
