"""Where nobody is led away from where help can come: rooms for two and rooms of the young take no way outside."""

from __future__ import annotations

from typing import Any

from accounts.ages import Ages
from chat.models import Room

WITHOUT_CONTACT = {Room.Kind.BUDDY}


def takes_no_contact(room: Any) -> bool:
    """Rooms for two, and every room of people under 18: whoever wants to meet them elsewhere gets no address."""
    return room.kind in WITHOUT_CONTACT or room.ages == Ages.UNDER_18
