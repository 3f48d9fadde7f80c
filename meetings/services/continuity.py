"""Somebody is there to keep the room, or somebody else is asked, or people are told in time and honestly.

Half an hour before, the facilitators are asked to say that they are there. A quarter of an hour before, the
co-facilitators; then the stand-ins. Only when nobody came is a meeting called off. Nobody is blamed: to be replaced is
ordinary.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, Q

import clock
from accounts.access import require
from accounts.policies import consents_in_force, in_use
from audit import services as audit
from chat.models import Participant
from groups.models import Membership
from groups.policies import membership_of
from meetings.models import AskedToKeep, Beside, LiveMeeting, Meeting, ServiceRole, Watch
from meetings.policies.keeping import has_open_crisis
from meetings.services.beside import ask_beside, look_for_company, note_kept
from meetings.services.blocks import call_off
from meetings.services.seats import lock
from notifications.services import notify
from rows import require_transaction

Step = Watch.Step
# When each is asked, measured from the beginning. Nobody is called off before the last of them.
WHEN = {
    Step.FACILITATORS: timedelta(minutes=-30),
    Step.CO_FACILITATORS: timedelta(minutes=-15),
    Step.STAND_INS: timedelta(minutes=-10),
    Step.CALL_OFF: timedelta(minutes=5),
}
ORDER = [*WHEN, Step.DONE]
AHEAD = -WHEN[Step.FACILITATORS]
# Whoever is asked has at least this long before the next are asked, also when the sweep comes late.
TIME_TO_ANSWER = timedelta(minutes=3)
# After that people have decided themselves, and nothing is called off over their heads.
TOO_LATE = timedelta(minutes=20)
# A keeper who was in the group's room so lately is there.
IN_THE_ROOM = timedelta(minutes=2)
AT_ONCE = 200


@transaction.atomic(durable=True)
def say_here(*, actor: Any, meeting: Meeting) -> Watch:
    """`actor`, who keeps the group or was asked, is there and keeps this meeting. Whoever said so first, keeps it."""
    meeting = lock(meeting)
    require(actor, "meetings.say_here", meeting)
    membership = membership_of(actor, meeting.series.group)
    if membership is None:
        raise PermissionDenied("meetings.say_here")
    return note_here(meeting, membership)


def note_here(meeting: Meeting, membership: Membership) -> Watch:
    """Building block. `membership` is there to keep the locked `meeting`. Nobody else is asked from now on."""
    require_transaction()
    usual = {"starts_at": meeting.starts_at, "due_at": meeting.starts_at}
    watch, _new = Watch.objects.get_or_create(meeting=meeting, defaults=usual)
    if watch.here_at is None:
        watch.here, watch.here_at, watch.step = membership, clock.now(), Step.DONE
        watch.save()
        audit.record(actor=membership.account, verb="meeting.kept", target=meeting)
        look_for_company(meeting, membership)
    note_kept(meeting, [membership])
    return watch


def keep_watch() -> int:
    """Sweep. Watches meetings that are about to begin, and asks whoever is next; returns how many it looked at."""
    now = clock.now()
    _begin(now=now)
    ask_beside(now)
    due = Watch.objects.filter(due_at__lte=now).exclude(step=Step.DONE).select_related("meeting")
    rows = list(due.order_by("due_at", "pk")[:AT_ONCE])
    for row in rows:
        _look(watch=row)
    return len(rows)


@transaction.atomic(durable=True)
def _begin(*, now: datetime) -> None:
    soon = Meeting.objects.filter(
        state=Meeting.State.PLANNED, starts_at__gt=now, starts_at__lte=now + AHEAD, watch=None
    ).filter(series__group__state="active")
    Watch.objects.bulk_create(
        [Watch(meeting=row, starts_at=row.starts_at, due_at=row.starts_at - AHEAD) for row in soon[:AT_ONCE]],
        ignore_conflicts=True,
    )


@transaction.atomic(durable=True)
def _look(*, watch: Watch) -> None:
    meeting, now = lock(watch.meeting), clock.now()
    watch = Watch.objects.get(pk=watch.pk)
    if watch.step == Step.DONE or watch.due_at > now:
        # Another process was here first.
        return
    if meeting.starts_at != watch.starts_at:
        # It was moved: it is watched anew when its time comes.
        watch.delete()
        return
    if not meeting.is_planned or now >= meeting.starts_at + TOO_LATE:
        _next(watch, Step.DONE, now)
        return
    if (keeper := _in_the_room(meeting, now)) is not None:
        note_here(meeting, keeper)
        return
    while watch.step not in (Step.CALL_OFF, Step.DONE):
        step = watch.step
        asked = _ask(watch, meeting, _whom(meeting, step))
        _next(watch, ORDER[ORDER.index(Step(step)) + 1], now, asked=asked)
        if watch.due_at > now:
            return
    if watch.step == Step.CALL_OFF and watch.due_at <= now:
        _next(watch, Step.DONE, now)
        if meeting.way == Meeting.Way.ONLINE and not _people_meet(meeting, now):
            # Whoever stands at a door sees for themselves, and who opened it may have no hand free for this page.
            call_off(meeting, Meeting.State.CANCELLED, kind="meetings.nobody_here")
            audit.record(verb="meeting.called_off", target=meeting, reason="nobody_here")


def _next(watch: Watch, step: str, now: datetime, *, asked: int = 0) -> None:
    if step in WHEN:
        usual = watch.starts_at + WHEN[Step(step)]
        watch.due_at = max(usual, now + TIME_TO_ANSWER) if asked else usual
        if not asked and watch.step == Step.CO_FACILITATORS:
            # There is no co-facilitator to wait for: the time goes to those who stand in.
            watch.due_at = now
    watch.step = step
    watch.save(update_fields=["step", "due_at"])


def _whom(meeting: Meeting, step: str) -> Iterable[Membership]:
    keepers = Membership.objects.keepers().filter(group=meeting.series.group).select_related("account")
    if step == Step.FACILITATORS:
        return keepers.filter(role=Membership.Role.FACILITATOR)
    if step == Step.CO_FACILITATORS:
        return keepers.filter(role=Membership.Role.CO_FACILITATOR)
    agrees = Exists(consents_in_force().filter(user=OuterRef("membership__account")))
    roles = ServiceRole.objects.live().filter(in_use("membership__account__"), agrees, role=ServiceRole.Role.STAND_IN)
    roles = roles.filter(membership__group=meeting.series.group)
    members = [role.membership for role in roles.select_related("membership__account")]
    return [member for member in members if not has_open_crisis(member.account)]


def _ask(watch: Watch, meeting: Meeting, members: Iterable[Membership]) -> int:
    count = 0
    for member in members:
        row, new = AskedToKeep.objects.get_or_create(watch=watch, membership=member)
        if new:
            count += 1
            notify(account=member.account, kind="meetings.keep_the_room", about=row)
    return count


def _in_the_room(meeting: Meeting, now: datetime) -> Membership | None:
    """A keeper who is in the meeting or in the group's room by now and only did not say so; or who leads already."""
    group, live = meeting.series.group, LiveMeeting.objects.filter(meeting=meeting).first()
    since = max(now - IN_THE_ROOM, meeting.starts_at + WHEN[Step.CO_FACILITATORS])
    rooms = Q(room__group=group, room__kind="group") | Q(room=live.room_id if live is not None else None)
    keeps = Q(membership__in=Membership.objects.keepers().filter(group=group))
    if live is not None and live.now.lead:
        keeps |= Q(membership__uid=live.now.lead)
    rows = Participant.objects.live().filter(rooms, keeps, seen_at__gte=since)
    found = rows.select_related("membership__account").order_by("seen_at").first()
    return found.membership if found is not None else None


def _people_meet(meeting: Meeting, now: datetime) -> bool:
    """Two or more sit together already: one of them may lead, and nothing is called off over their heads."""
    rooms = LiveMeeting.objects.going_on().filter(meeting=meeting).values("room")
    members = Participant.objects.live().filter(room__in=rooms, membership__isnull=False)
    return members.filter(seen_at__gte=now - IN_THE_ROOM).count() > 1


KEEP_ROLES = timedelta(days=30)
KEEP_WATCHES = timedelta(days=7)


def forget_watches(moment: datetime) -> int:
    """Retention. Who was asked is forgotten after a week, and who had a role a month after they put it down."""
    return _forget_watches(moment=moment)


@transaction.atomic(durable=True)
def _forget_watches(*, moment: datetime) -> int:
    count: int = Watch.objects.filter(starts_at__lt=moment - KEEP_WATCHES).delete()[0]
    count += ServiceRole.objects.filter(until__lt=moment - KEEP_ROLES).delete()[0]
    count += Beside.objects.filter(meeting__ends_at__lt=moment - KEEP_WATCHES).delete()[0]
    return count + ServiceRole.objects.filter(ended_at__lt=moment - KEEP_ROLES).delete()[0]
