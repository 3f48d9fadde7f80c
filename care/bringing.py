"""What floors above add to the page to bring along, where its owner ticks it. Nothing is on it before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from registry import Registry


@dataclass(frozen=True)
class BringPart:
    """`template` is put on the page with what `found(user)` answers as `data`; None: there is nothing to choose."""

    label: Any
    template: str
    found: Callable[[Any], dict[str, Any] | None]


bring_parts: Registry[BringPart] = Registry("care.bring_parts")


def parts_for(user: Any) -> dict[str, tuple[BringPart, dict[str, Any]]]:
    """What `user` can choose besides their plan and circle, by name."""
    asked = ((name, part, part.found(user)) for name, part in bring_parts.items())
    return {name: (part, data) for name, part, data in asked if data is not None}
