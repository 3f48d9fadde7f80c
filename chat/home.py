"""Rooms on the home page: where to go on."""

from __future__ import annotations

from typing import Any

from chat.models import Participant
from django.db.models import F
from registries import HomeCard


def rooms(user: Any) -> list[HomeCard]:
    """One card: the groups of `user`, those with something new first, without numbers."""
    rows = list(
        Participant.objects.of(user)
        .filter(room__kind="group", membership__state="active", room__group__state="active")
        .select_related("room__group", "membership")
        .order_by(F("room__last_message_at").desc(nulls_last=True), "pk")
    )
    for row in rows:
        row.has_new = row.room.seq > row.last_read_seq
    rows.sort(key=lambda row: not row.has_new)
    return [HomeCard(template="chat/_home_rooms.html", context={"rows": rows}, weight=20)]
