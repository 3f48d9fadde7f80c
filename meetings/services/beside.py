"""Nobody keeps their first three meetings alone: somebody who has done it is there beside them.

It is a kindness and never a gate. Whoever is there may keep a meeting whether or not somebody is beside them, nothing
is called off for it, members are not told that somebody is missing, and in the last hours before a meeting nobody is
asked any more, but where one to whom it is new says "I am here". In a group where everybody is new there may be nobody
to ask; then its page says that somebody with experience can come as a guest. How often somebody did it counts in
whatever group, and no page shows the number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.access import require
from audit import services as audit
from groups.models import Group, Membership
from groups.policies import membership_of
from meetings.errors import MovedOnAlready
from meetings.models import Beside, Kept, Meeting, ServiceRole
from meetings.models.beside import is_new_at_it
from meetings.policies.keeping import has_open_crisis
from meetings.services.seats import lock
from notifications.services import notify
from rows import require_transaction

# Asked for in this time before a meeting: early enough to find somebody, not so late that it only worries.
EARLIEST, LATEST = timedelta(days=1), timedelta(hours=3)
AT_ONCE = 100


@transaction.atomic(durable=True)
def be_beside(*, actor: Any, meeting: Meeting) -> Beside:
    """`actor`, who has kept meetings before, is there beside who keeps this one. MovedOnAlready where another is."""
    meeting = lock(meeting)
    require(actor, "meetings.be_beside", meeting)
    mine = membership_of(actor, meeting.series.group)
    row, _new = Beside.objects.get_or_create(meeting=meeting)
    if mine is None:
        raise PermissionDenied("meetings.be_beside")
    if row.who is not None and row.membership_id != mine.pk:
        raise MovedOnAlready
    row.membership = mine
    row.save(update_fields=["membership"])
    audit.record(actor=actor, verb="meeting.beside", target=meeting)
    return row


@transaction.atomic(durable=True)
def not_beside(*, actor: Any, meeting: Meeting) -> None:
    """They cannot, and need not say why. Twice is harmless."""
    meeting = lock(meeting)
    require(actor, "meetings.view", meeting)
    Beside.objects.filter(meeting=meeting, membership__account=actor).update(membership=None)


def ask_beside(now: datetime) -> int:
    """Part of the watch. Where everybody who keeps a group is new at it, they and who could help hear the day before.

    Each meeting is looked at once; returns how many were.
    """
    soon = Meeting.objects.filter(
        state=Meeting.State.PLANNED, starts_at__gt=now + LATEST, starts_at__lte=now + EARLIEST, beside=None
    ).filter(series__group__state="active")
    found = list(soon.order_by("starts_at", "pk")[:AT_ONCE])
    for meeting in found:
        _ask(meeting=meeting)
    return len(found)


@transaction.atomic(durable=True)
def _ask(*, meeting: Meeting) -> None:
    meeting = lock(meeting)
    _row, is_first = Beside.objects.get_or_create(meeting=meeting)
    keepers = list(keepers_of(meeting.series.group))
    if is_first and keepers and all(is_new_at_it(keeper.account) for keeper in keepers):
        _tell(meeting, [*keepers, *who_could(meeting.series.group)])


# -- blocks -----------------------------------------------------------------------------------------------------------
def note_kept(meeting: Meeting, members: Iterable[Membership]) -> None:
    """Building block. These keep the meeting; it counts for them once it has taken place."""
    require_transaction()
    Kept.objects.bulk_create([Kept(meeting=meeting, membership=one) for one in members], ignore_conflicts=True)


def look_for_company(meeting: Meeting, keeper: Membership) -> None:
    """Building block. `keeper` said that they keep the locked `meeting`; where that is new to them, who could be
    beside them is told, unless somebody is."""
    require_transaction()
    row = Beside.objects.filter(meeting=meeting).select_related("membership").first()
    if (row is None or row.who is None) and is_new_at_it(keeper.account):
        _tell(meeting, [one for one in who_could(meeting.series.group) if one.pk != keeper.pk])


def erase_kept_of(account: Any) -> None:
    """Building block. Which meetings somebody kept, or was there beside, is forgotten."""
    require_transaction()
    Kept.objects.filter(membership__account=account).delete()
    Beside.objects.filter(membership__account=account).update(membership=None)


def keepers_of(group: Group) -> Any:
    """Who keeps the group and can, with their accounts."""
    return Membership.objects.keepers().filter(group=group).select_related("account")


def who_could(group: Group) -> list[Membership]:
    """Who keeps the group or stands in, has kept meetings before, and carries nothing heavy now."""
    roles = ServiceRole.objects.live().filter(membership__group=group, role=ServiceRole.Role.STAND_IN)
    people = {one.pk: one for one in keepers_of(group)}
    people |= {role.membership_id: role.membership for role in roles.select_related("membership__account")}
    return [one for one in people.values() if not is_new_at_it(one.account) and not has_open_crisis(one.account)]


def _tell(meeting: Meeting, people: Iterable[Membership]) -> None:
    for one in people:
        notify(account=one.account, kind="meetings.beside", about=meeting)


def company_of(meeting: Meeting) -> Membership | None:
    """Who is there beside who keeps `meeting`, if somebody is."""
    row = Beside.objects.filter(meeting=meeting).select_related("membership").first()
    return row.who if row is not None else None
