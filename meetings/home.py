"""The next meeting: on the home page, and beside the door of its group."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

import clock
from groups.doors import Block, Door, Shown, blocks, chosen, shown
from groups.models import Group, Membership
from meetings.feeds.schema_org import told_of
from meetings.models import Meeting, MeetingChoices, Missed, Rsvp
from meetings.pages import line, next_meetings
from registries import HomeCard, home_when
from registries import home as home_page

MOST = 3


def next_card(user: Any) -> list[HomeCard]:
    """What comes next for `user`: the meetings of their groups, without those they said no to."""
    rows = Meeting.objects.visible_to(user).upcoming(clock.now()).filter(
        state=Meeting.State.PLANNED, series__group__state="active"
    ).exclude(
        pk__in=Rsvp.objects.filter(membership__account=user, answer=Rsvp.Answer.NOT_GOING).values("meeting")
    )  # fmt: skip
    found = [line(user, row) for row in rows.with_group().with_answer_of(user)[:MOST]]
    if not found:
        return []
    return [HomeCard(template="meetings/_home_next.html", context={"next": found[0], "later": found[1:]}, weight=10)]


def missed_card(user: Any) -> list[HomeCard]:
    """A few words that somebody wrote, as `user` allowed, until they were read."""
    found = list(_unread(user).select_related("written_by", "membership__group")[:MOST])
    return [HomeCard(template="meetings/_home_missed.html", context={"rows": found}, weight=8)] if found else []


def _unread(user: Any) -> Any:
    return Missed.objects.visible_to(user).filter(put_away_at__isnull=True)


def beside_the_door(user: Any, group: Group, membership: Membership) -> Block:
    """The group's next meeting, and the way to all of them."""
    found = next_meetings(user, group, 1) if group.state == Group.State.ACTIVE else []
    return Block(
        template="meetings/_group_next.html",
        context={"group": group, "next": found[0] if found else None, "keeps": membership.keeps_the_room},
    )


def to_everybody(group: Group) -> Shown | None:
    """Its calendar and its next meetings, where the group chose to be found."""
    data = told_of(group)
    if not data:
        return None
    address = reverse("meetings:group_calendar", args=[group.slug])
    return Shown(links=[Door(_("When this group meets, for your calendar"), address, "calendar")], data=data)


def register() -> None:
    shown.add("meetings", to_everybody)
    chosen.add("meetings", lambda: Exists(MeetingChoices.objects.published().filter(group=OuterRef("pk"))))
    home_page.add("meetings", next_card)
    home_page.add("meetings.missed", missed_card)
    home_when.add("meetings.missed", lambda user: Exists(_unread(user)))
    blocks.add("meetings", beside_the_door)
