"""Ways into a room: from the home page and from the page of its group."""

from __future__ import annotations

from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from chat.models import Participant
from groups.doors import Door
from groups.models import Group, Membership
from registries import HomeCard


def rooms(user: Any) -> list[HomeCard]:
    """One card: the groups of `user`, those with something new first, without numbers."""
    rows = list(
        Participant.objects.of(user)
        .filter(room__kind="group", membership__state="active", room__group__state__in=["active", "archived"])
        .select_related("room__group", "membership")
        .order_by(F("room__last_message_at").desc(nulls_last=True), "pk")
    )
    for row in rows:
        row.has_new = row.room.seq > row.last_read_seq
    rows.sort(key=lambda row: not row.has_new)
    return [HomeCard(template="chat/_home_rooms.html", context={"rows": rows}, weight=20)]


def door(group: Group, membership: Membership) -> Door | None:
    """The way into the group's room, for who is in it."""
    found = Participant.objects.live().filter(membership=membership, room__kind="group").select_related("room").first()
    if found is None:
        return None
    return Door(label=_("Go to the room"), href=reverse("chat:room", args=[found.room.uid]), icon="talk", main=True)
