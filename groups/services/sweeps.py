"""What time does to groups. Each sweep is idempotent, claims its rows and tells whoever has to know."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

import clock
from audit import services as audit
from groups import signals
from groups.models import Group, Invitation, JoinRequest, Membership
from groups.policies import today_in
from groups.services.blocks import close_to_posts, lock, look_after, tell_moderators
from groups.services.founding import end_of_group

# How long a request may wait before a moderator sees it, and how long a group may be without a keeper.
REQUEST_WAITS = timedelta(hours=72)
UNKEPT_WAITS = timedelta(hours=72)
AT_ONCE = 200
# Long enough for a keeper to see why a link of theirs does not work any more.
KEEP_INVITATIONS = timedelta(days=30)


@transaction.atomic(durable=True)
def pass_on_requests() -> int:
    """Sweep. Shows moderators the requests that waited 72 hours; returns how many were passed on now."""
    now = clock.now()
    due = (
        JoinRequest.objects.select_for_update(of=("self",), skip_locked=True)
        .standing()
        .filter(asked_at__lte=now - REQUEST_WAITS, passed_on_at__isnull=True)
        .select_related("group")
        .order_by("asked_at")[:AT_ONCE]
    )
    count = 0
    for request in due:
        request.passed_on_at = now
        request.save(update_fields=["passed_on_at"])
        audit.record(verb="request.passed_on", target=request)
        signals.request_waited.send(sender=JoinRequest, join_request=request)
        tell_moderators("groups.request_waited", about=request)
        count += 1
    return count


@transaction.atomic(durable=True)
def close_unkept_groups() -> int:
    """Sweep. Closes groups that nobody kept for 72 hours; returns how many were closed now.

    Marks and lifts first, because a keeper's account may have gone, or come back, without a step in the group.
    """
    closed = 0
    for pk in _to_look_at():
        group = lock(Group(pk=pk))
        look_after(group)
        due = group.unkept_since is not None and group.unkept_since <= clock.now() - UNKEPT_WAITS
        if due and group.closed_to_posts_at is None:
            close_to_posts(group, why="unkept")
            closed += 1
    return closed


def _to_look_at() -> list[int]:
    kept = Exists(Membership.objects.keepers().filter(group=OuterRef("pk")))
    wrong = (Q(unkept_since__isnull=False) & kept) | (Q(closed_to_posts_at__isnull=True) & ~kept)
    return list(Group.objects.filter(wrong, state="active").order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic(durable=True)
def close_ended_cohorts() -> int:
    """Sweep. Archives groups whose last day has passed where they live; returns how many ended now."""
    ended = 0
    # A day later it is tomorrow everywhere, so no group is missed and none is asked too early by much.
    horizon = clock.now().date() + timedelta(days=1)
    for group in Group.objects.filter(state="active", cohort_ends_on__lt=horizon).order_by("pk")[:AT_ONCE]:
        if group.cohort_ends_on is not None and group.cohort_ends_on < today_in(group):
            end_of_group(lock(group), why="cohort_ended")
            ended += 1
    return ended


def forget_old_invitations(moment: datetime) -> int:
    """Retention. Invitations that ran out or were taken back a month before `moment` go, and used ones that old."""
    return _forget(moment=moment)


@transaction.atomic(durable=True)
def _forget(*, moment: datetime) -> int:
    long_ago = moment - KEEP_INVITATIONS
    used = Q(uses_left=0, created_at__lt=long_ago)
    gone = Invitation.objects.filter(Q(expires_at__lt=long_ago) | Q(revoked_at__lt=long_ago) | used)
    return gone.delete()[0]
