"""Ways into a room: from the home page and from the page of its group."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from chat.models import HeldMessage, Message, Participant
from groups.doors import Door
from groups.models import Group, Membership
from registries import HomeCard, home_when
from registries import home as home_page

HELD_MOST = 3


def rooms(user: Any) -> list[HomeCard]:
    """One card: the groups of `user`, those with something new first, without numbers."""
    # Words of others, not every change: one's own reply, or a word taken back, is nothing new.
    said = Message.objects.visible_to(user).filter(
        room=OuterRef("room"), seq__gt=OuterRef("last_read_seq"), removed_at__isnull=True
    )
    rows = list(
        Participant.objects.of(user)
        .filter(room__kind="group", membership__state="active", room__group__state__in=["active", "archived"])
        .annotate(has_new=Exists(said.exclude(author=OuterRef("pk"))))
        .select_related("room__group", "membership")
        .order_by(F("room__last_message_at").desc(nulls_last=True), "pk")
    )
    rows.sort(key=lambda row: not row.has_new)
    return [HomeCard(template="chat/_home_rooms.html", context={"rows": rows}, weight=20)]


def held(user: Any) -> list[HomeCard]:
    """What came back of one's words that were held, until it was read: also from a room that is closed by now."""
    rows = list(_back(user).select_related("room__group")[:HELD_MOST])
    return [HomeCard(template="chat/_home_held.html", context={"rows": rows}, weight=5)] if rows else []


def _back(user: Any) -> QuerySet[HeldMessage]:
    return HeldMessage.objects.of_author(user).exclude(state="waiting").filter(seen_at=None)


def door(group: Group, membership: Membership) -> Door | None:
    """The way into the group's room, for who is in it."""
    found = Participant.objects.live().filter(membership=membership, room__kind="group").select_related("room").first()
    if found is None:
        return None
    return Door(label=_("Go to the room"), href=reverse("chat:room", args=[found.room.uid]), icon="talk", main=True)


def register() -> None:
    """Called once, from AppConfig.ready()."""
    home_page.add("rooms", rooms)
    home_page.add("held", held)
    home_when.add("held", lambda user: Exists(_back(user)))
