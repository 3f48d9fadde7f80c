"""Another meeting near in time, for who came to one that does not take place."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import clock
from accounts.ages import ages_seen_by
from groups.models import Group
from meetings.models import Meeting, MeetingChoices

NEAR = timedelta(days=3)
MOST = 2


def near(account: Any, meeting: Meeting) -> Meeting | None:
    """The next one of this person's groups, whichever group it is of."""
    now = clock.now()
    rows = Meeting.objects.visible_to(account).filter(state=Meeting.State.PLANNED, series__group__state="active")
    soon = rows.filter(starts_at__gt=now, starts_at__lte=now + NEAR).exclude(pk=meeting.pk)
    found: Meeting | None = soon.with_group().order_by("starts_at", "pk").first()
    return found


def near_outside(account: Any, meeting: Meeting) -> list[Meeting]:
    """The next ones of groups that show theirs to everybody, take people in, and speak the same language."""
    now = clock.now()
    shown = MeetingChoices.objects.published().values("group")
    open_to_all = Group.objects.with_room(now.date()).filter(
        pk__in=shown, ages__in=ages_seen_by(account), entry=Group.Entry.OPEN, language=meeting.series.group.language
    )
    rows = Meeting.objects.filter(state=Meeting.State.PLANNED, series__group__in=open_to_all.values("pk"))
    others = rows.exclude(series__group__in=Group.objects.joined_by(account))
    soon = others.filter(starts_at__gt=now, starts_at__lte=now + NEAR).with_group()
    return list(soon.order_by("starts_at", "pk")[:MOST])
