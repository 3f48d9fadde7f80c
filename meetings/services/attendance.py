"""Noting who was there, putting it right, and forgetting it."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

import clock
from accounts.access import require
from accounts.policies import consents_in_force
from audit import services as audit
from groups.models import Membership
from groups.policies import membership_of
from groups.querysets import MembershipQuerySet
from meetings.models import Attendance, Meeting, MeetingChoices
from meetings.models.attendance import KEEP
from meetings.services.seats import lock

Interval = tuple[datetime, datetime]
LONGEST_STAY = timedelta(hours=12)


def could_be_there(meeting: Meeting) -> MembershipQuerySet:
    """Whom one may note: everybody who was in the group then and is in it still. Who said yes is not asked.

    Without people who asked to be erased, or took their agreement back.
    """
    agrees = Exists(consents_in_force().filter(user=OuterRef("account")))
    rows = Membership.objects.filter(agrees, group=meeting.series.group, state__in=["active", "paused"])
    here: MembershipQuerySet = rows.filter(joined_at__lt=meeting.ends_at, account__erase_after__isnull=True)
    # Nobody notes that somebody who has died was not there.
    return here.exclude(said_died_at__lt=meeting.ends_at).order_by("joined_at", "pk")


@transaction.atomic(durable=True)
def note_attendance(
    *,
    actor: Any,
    meeting: Meeting,
    present: Collection[uuid.UUID],
    times: Mapping[uuid.UUID, Interval] | None = None,
) -> int:
    """Those in `present` (uids of memberships) were there, the others were not. Saying it again puts it right.

    `times` says from when to when; where the group confirms presence and nothing is said, it is the whole meeting, and
    where it does not, none is kept. Returns how many were there. Raises PermissionDenied or ValidationError.
    """
    meeting = lock(meeting)
    require(actor, "meetings.note_attendance", meeting)
    group, now = meeting.series.group, clock.now()
    confirms = MeetingChoices.objects.filter(group=group, confirms=True).exists()
    keeper, times = membership_of(actor, group), times or {}
    there = {row.membership_id: row for row in Attendance.objects.filter(meeting=meeting)}
    count = 0
    for membership in could_be_there(meeting):
        was_there = membership.uid in present
        count += was_there
        came, left = None, None
        if was_there and confirms:
            came, left = times.get(membership.uid, (meeting.starts_at, meeting.ends_at))
            if not came < left < came + LONGEST_STAY:
                raise ValidationError(_("Somebody comes before they go. Please look at the times."), code="order")
        row = there.get(membership.pk) or Attendance(meeting=meeting, membership=membership)
        if row.pk and (row.present, row.came_at, row.left_at) == (was_there, came, left):
            continue
        row.present, row.came_at, row.left_at = was_there, came, left
        row.noted_at, row.noted_by = now, keeper
        row.save()
    audit.record(actor=actor, verb="attendance.noted", target=meeting)
    return count


def times_back(account: Any) -> int:
    """How often this person was there, in every group. It only grows."""
    return Attendance.objects.filter(membership__account=account, present=True).count()


def forget_attendance(moment: datetime) -> int:
    """Retention. After a month nobody knows from when to when; a month after a leaving, nobody knows of any."""
    return _forget_attendance(moment=moment)


@transaction.atomic(durable=True)
def _forget_attendance(*, moment: datetime) -> int:
    old = Attendance.objects.filter(Q(came_at__isnull=False) | Q(left_at__isnull=False))
    count = old.filter(meeting__ends_at__lt=moment - KEEP).update(came_at=None, left_at=None)
    gone = Attendance.objects.filter(membership__state="ended", membership__ended_at__lt=moment - KEEP)
    return count + gone.delete()[0]
