"""What the floors above put around a room that is not a group's: what it is called, the way out, and a note.

Registered by the kind of room.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chat.models import Participant
from registry import Registry


@dataclass(frozen=True)
class Surrounding:
    """`back` leads out of the room; `template` is a fragment of the floor above for the side of the page.

    `near` is one that stands in the head on a small screen, where the side is folded: what must be one tap away.
    """

    title: Any
    back: str
    back_label: Any
    template: str
    context: dict[str, Any] = field(default_factory=dict)
    near: str = ""


# Called with the reader and who they are in the room.
surroundings: Registry[Callable[[Any, Participant], Surrounding | None]] = Registry("chat.surroundings")


def surrounding_of(user: Any, participant: Participant) -> Surrounding | None:
    """What stands around this room for `user`; None for the room of a group."""
    kind = participant.room.kind
    return surroundings.get(kind)(user, participant) if kind in surroundings else None
