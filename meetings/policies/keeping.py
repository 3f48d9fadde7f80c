"""What carries meetings: presence, roles, who keeps them, calendars, and what others see."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules import predicate

import clock
from accounts.ages import Ages
from groups.models import Group, Membership
from groups.policies import (
    membership_of,
)
from meetings.models import (
    AskedToKeep,
    Attendance,
    CalendarFeed,
    Meeting,
    MeetingChoices,
    ServiceRole,
)
from meetings.models.attendance import KEEP
from meetings.models.beside import is_new_at_it
from meetings.models.feeds import unsafe_topics
from moderation.models import Case


@predicate
def has_begun_lately(user: Any, meeting: Meeting | None) -> bool:
    """It took place, or does now, and is not so long ago that it cannot be put right any more."""
    now = clock.now()
    return meeting is not None and meeting.is_planned and meeting.starts_at <= now < meeting.ends_at + KEEP


@predicate
def can_be_confirmed(user: Any, membership: Membership | None) -> bool:
    """The group confirms presence, and somebody noted theirs."""
    return (
        membership is not None
        and MeetingChoices.objects.filter(group=membership.group_id, confirms=True).exists()
        and Attendance.objects.filter(membership=membership, present=True).exists()
    )


# How long before the beginning one can say that one is there to keep the room.
EARLIEST = timedelta(minutes=30)


def has_open_crisis(account: Any) -> bool:
    """Somebody who may be in need carries nothing for others now. Nobody is told so."""
    return Case.objects.open().filter(kind=Case.Kind.CRISIS, subject_account=account).exists()


@predicate
def may_be_in_need(user: Any, obj: Any) -> bool:
    return has_open_crisis(user)


@predicate
def has_kept_before(user: Any, obj: Any) -> bool:
    return not is_new_at_it(user)


@predicate
def stands_in_there(user: Any, meeting: Meeting | None) -> bool:
    roles = ServiceRole.objects.live().filter(membership__account=user, role=ServiceRole.Role.STAND_IN)
    return meeting is not None and roles.filter(membership__group=meeting.series.group_id).exists()


@predicate
def is_about_to_begin(user: Any, meeting: Meeting | None) -> bool:
    """Or goes on already."""
    now = clock.now()
    return meeting is not None and meeting.is_planned and meeting.starts_at - EARLIEST <= now < meeting.ends_at


@predicate
def is_asked_to_keep(user: Any, meeting: Meeting | None) -> bool:
    asked = AskedToKeep.objects.filter(watch__meeting=meeting, membership__account=user, membership__state="active")
    return meeting is not None and asked.exists()


@predicate
def takes_part_now(user: Any, group: Group | None) -> bool:
    """In the group, and not on a break."""
    mine = membership_of(user, group)
    return mine is not None and mine.state == Membership.State.ACTIVE


@predicate
def does_it(user: Any, role: ServiceRole | None) -> bool:
    return role is not None and role.membership.account_id == getattr(user, "pk", None)


@predicate
def is_asked_to_take_it_on(user: Any, role: ServiceRole | None) -> bool:
    return (
        role is not None
        and role.ended_at is None
        and role.offered_to is not None
        and role.offered_to.state == Membership.State.ACTIVE
        and role.offered_to.account_id == getattr(user, "pk", None)
    )


@predicate
def is_own_calendar(user: Any, feed: CalendarFeed | None) -> bool:
    return feed is not None and feed.account_id == getattr(user, "pk", None)


@predicate
def is_safe_to_show(user: Any, group: Group | None) -> bool:
    """A group of adults that anybody may find, about nothing for which somebody might be sought."""
    anybody_finds = group is not None and not group.is_private and group.ages == Ages.ADULTS
    return anybody_finds and not unsafe_topics(group).exists()


@predicate
def is_shown_to_everybody(user: Any, group: Group | None) -> bool:
    return group is not None and MeetingChoices.objects.published().filter(group=group).exists()
