"""Who may do what with meetings. To see one is defined by `visible_to`, so lists and pages cannot disagree."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from rules import predicate

import clock
from accounts.access import declare
from accounts.policies import is_onboarded, is_signed_in
from chat.models import Participant
from groups.models import Group, Membership
from groups.policies import (
    is_active_member,
    is_live,
    is_own,
    keeps_group,
    keeps_their_group,
    keeps_too,
    membership_of,
    participates,
)
from meetings.after import can_be_said, can_be_told, ended_at
from meetings.models import (
    AskedToKeep,
    Attendance,
    CalendarFeed,
    DebriefAsk,
    Guest,
    LiveMeeting,
    Meeting,
    MeetingChoices,
    Rsvp,
    ServiceRole,
    SideRoom,
    Watch,
)
from meetings.models.attendance import KEEP
from meetings.models.beside import is_new_at_it
from meetings.models.feeds import unsafe_topics
from moderation.models import Case

# How long everybody has to know of a guest: a night to sleep over it.
GUEST_AHEAD = timedelta(days=1)
# How long before the beginning one can come in.
DOOR_OPENS = timedelta(minutes=15)


@predicate
def sees_meeting(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and Meeting.objects.visible_to(user).filter(pk=meeting.pk).exists()


@predicate
def group_is_active(user: Any, group: Group | None) -> bool:
    return group is not None and group.state == Group.State.ACTIVE


@predicate
def keeps_its_group(user: Any, row: Any) -> bool:
    """`row` is a meeting or a series."""
    return row is not None and bool(keeps_group(user, _group(row)))


@predicate
def its_group_is_active(user: Any, row: Any) -> bool:
    return row is not None and bool(group_is_active(user, _group(row)))


@predicate
def is_still_to_come(user: Any, meeting: Meeting | None) -> bool:
    """Planned, and not over."""
    return meeting is not None and meeting.is_planned and not meeting.is_over


@predicate
def is_still_on(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.is_planned


@predicate
def is_not_over(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and not meeting.is_over


@predicate
def has_a_place(user: Any, meeting: Meeting | None) -> bool:
    places = [Rsvp.Seat.HELD, Rsvp.Seat.KEEPING]
    return meeting is not None and Rsvp.objects.live().filter(
        meeting=meeting, membership__account=user, seat__in=places
    ).exists()  # fmt: skip


@predicate
def is_active_there(user: Any, meeting: Meeting | None) -> bool:
    """Their membership neither rests nor waits for the ground rules."""
    mine = membership_of(user, meeting.series.group) if meeting is not None else None
    return mine is not None and mine.state == "active"


@predicate
def door_is_open(user: Any, meeting: Meeting | None) -> bool:
    """From a quarter of an hour before, until it is closed; where nobody came at all, until its time is up."""
    if meeting is None or clock.now() < meeting.starts_at - DOOR_OPENS:
        return False
    live = _live(meeting)
    return not meeting.is_over if live is None else live.closed_at is None


@predicate
def comes_in_time(user: Any, meeting: Meeting | None) -> bool:
    """Within the late-entry window; whoever was in once, or keeps the room, may come back at any time."""
    if meeting is None:
        return False
    late = meeting.late_minutes
    if late is None or clock.now() <= meeting.starts_at + timedelta(minutes=late) or keeps_its_group(user, meeting):
        return True
    return Participant.objects.filter(room__in=_rooms(meeting), membership__account=user).exists()


@predicate
def was_removed_there(user: Any, meeting: Meeting | None) -> bool:
    live = _live(meeting) if meeting is not None else None
    removed = live.now.removed if live is not None else ()
    # Asked of the person: who leaves the group and joins it again has another membership there.
    return bool(removed) and Membership.objects.filter(uid__in=removed, account=user).exists()


@predicate
def is_inside(user: Any, meeting: Meeting | None) -> bool:
    """They came in and have not left: what goes on is told to nobody else."""
    return meeting is not None and LiveMeeting.objects.visible_to(user).filter(meeting=meeting).exists()


@predicate
def goes_on(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and LiveMeeting.objects.going_on().filter(meeting=meeting).exists()


@predicate
def sees_side(user: Any, side: SideRoom | None) -> bool:
    return side is not None and SideRoom.objects.visible_to(user).filter(pk=side.pk).exists()


@predicate
def was_offered_it(user: Any, side: SideRoom | None) -> bool:
    return side is not None and side.membership.account_id == getattr(user, "pk", None)


@predicate
def somebody_went_there(user: Any, side: SideRoom | None) -> bool:
    return side is not None and side.entered_at is not None


@predicate
def side_is_open(user: Any, side: SideRoom | None) -> bool:
    """While the meeting goes on; who went there before may also say goodbye, as in the meeting's own room."""
    if side is None or not side.live.now.is_closed:
        return side is not None
    until = side.live.talk_until
    return side.entered_at is not None and until is not None and clock.now() < until


@predicate
def is_in_the_side_room(user: Any, side: SideRoom | None) -> bool:
    return side is not None and Participant.objects.of(user).filter(room=side.room_id, room__isnull=False).exists()


@predicate
def is_a_day_away(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and meeting.is_planned and clock.now() <= meeting.starts_at - GUEST_AHEAD


@predicate
def sees_guest(user: Any, guest: Guest | None) -> bool:
    return guest is not None and Guest.objects.visible_to(user).filter(pk=guest.pk).exists()


@predicate
def keeps_their_meeting(user: Any, guest: Guest | None) -> bool:
    return guest is not None and bool(keeps_its_group(user, guest.meeting))


@predicate
def is_in_the_group_now(user: Any, guest: Guest | None) -> bool:
    return guest is not None and bool(is_active_there(user, guest.meeting))


@predicate
def guest_is_still_to_come(user: Any, guest: Guest | None) -> bool:
    return guest is not None and guest.ended_at is None and clock.now() < guest.meeting.starts_at


@predicate
def is_the_guest(user: Any, guest: Guest | None) -> bool:
    return guest is not None and guest.account_id is not None and guest.account_id == getattr(user, "pk", None)


@predicate
def place_is_open(user: Any, guest: Guest | None) -> bool:
    """Nobody has it yet, and it can still be used."""
    if guest is None or guest.ended_at is not None or guest.account_id is not None:
        return False
    return guest.meeting.is_planned and clock.now() < guest.goes_at


@predicate
def was_never_a_member(user: Any, guest: Guest | None) -> bool:
    """Who is in the group comes as themselves, and who was removed from it has no second door."""
    if guest is None:
        return False
    return not Membership.objects.filter(account=user, group=guest.meeting.series.group_id).exists()


@predicate
def is_awaited_now(user: Any, guest: Guest | None) -> bool:
    """From the beginning to the time that members were told, while somebody of the group is there."""
    if guest is None or guest.ended_at is not None or not guest.meeting.is_planned:
        return False
    if not guest.meeting.starts_at <= clock.now() < guest.goes_at:
        return False
    return LiveMeeting.objects.going_on().filter(meeting=guest.meeting_id).exists()


def _live(meeting: Meeting) -> LiveMeeting | None:
    return LiveMeeting.objects.filter(meeting=meeting).first()


def _rooms(meeting: Meeting) -> Any:
    return LiveMeeting.objects.filter(meeting=meeting).values("room")


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
    """A group that anybody may find, about nothing for which somebody might be sought."""
    return group is not None and not group.is_private and not unsafe_topics(group).exists()


@predicate
def is_shown_to_everybody(user: Any, group: Group | None) -> bool:
    return group is not None and MeetingChoices.objects.published().filter(group=group).exists()


@predicate
def was_there(user: Any, meeting: Meeting | None) -> bool:
    """In the live room, or noted to be there; where nobody noted anything, whoever had a place."""
    if meeting is None:
        return False
    if Participant.objects.filter(room__in=_rooms(meeting), membership__account=user).exists():
        return True
    noted = Attendance.objects.filter(meeting=meeting)
    if noted.exists():
        return noted.filter(membership__account=user, present=True).exists()
    return bool(has_a_place(user, meeting))


@predicate
def stood_in(user: Any, meeting: Meeting | None) -> bool:
    """They said that they were there to keep this one, and they are still in the group."""
    return meeting is not None and Watch.objects.filter(
        meeting=meeting, here__account=user, here__state__in=["active", "paused"]
    ).exists()  # fmt: skip


@predicate
def can_say_how_it_was(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and can_be_said(meeting)


@predicate
def answers_are_in(user: Any, meeting: Meeting | None) -> bool:
    """Nobody can answer any more: what is told does not move with one answer."""
    return meeting is not None and can_be_told(meeting)


@predicate
def has_ended_lately(user: Any, meeting: Meeting | None) -> bool:
    return meeting is not None and ended_at(meeting) is not None and clock.now() < meeting.ends_at + KEEP


@predicate
def may_answer_ask(user: Any, ask: DebriefAsk | None) -> bool:
    """Of the team, about somebody else, and nobody was quicker."""
    return ask is not None and DebriefAsk.objects.waiting_for(user).filter(pk=ask.pk).exists()


@predicate
def is_moderator(user: Any, obj: Any) -> bool:
    return bool(user.is_moderator)


def _group(row: Any) -> Group:
    found: Group = row.series.group if isinstance(row, Meeting) else row.group
    return found


keeps_or_stands_in = keeps_its_group | (is_asked_to_keep & ~may_be_in_need)
company = keeps_its_group | stands_in_there
changing = participates & keeps_its_group & its_group_is_active
kept_it = keeps_its_group | stood_in
entering = participates & sees_meeting & its_group_is_active & is_still_on & is_active_there
entering &= has_a_place | keeps_its_group

declare(
    meetings=dict(
        view=sees_meeting,
        view_list=is_active_member,
        see_address=sees_meeting & (has_a_place | keeps_its_group),
        plan=participates & keeps_group & group_is_active,
        change_series=changing,
        change=changing & is_not_over,
        answer=participates & sees_meeting & its_group_is_active & is_still_to_come,
        come_in=entering & door_is_open & comes_in_time & ~was_removed_there,
        take_part=participates & is_inside & goes_on,
        # Nobody is kept in a room they want to leave.
        leave=is_inside,
        set_aside=participates & ~is_own & is_live & keeps_their_group & ~keeps_too,
        offer_side=participates & ~is_own & is_live & keeps_their_group & ~keeps_too,
        enter_side=participates & sees_side & side_is_open & (was_offered_it | somebody_went_there),
        answer_side=participates & sees_side & was_offered_it,
        leave_side=is_in_the_side_room,
        invite_guest=changing & is_a_day_away,
        take_back_guest=participates & keeps_their_meeting,
        say_rather_not=participates & sees_guest & is_in_the_group_now & guest_is_still_to_come,
        accept_guest=is_onboarded & participates & place_is_open & was_never_a_member,
        come_as_guest=participates & is_the_guest & is_awaited_now & was_never_a_member,
        leave_as_guest=is_the_guest,
        read_scripts=is_signed_in & is_onboarded,
        say_here=participates & sees_meeting & keeps_or_stands_in & is_about_to_begin,
        read_script=participates & sees_meeting & keeps_or_stands_in & is_still_to_come,
        be_beside=participates & sees_meeting & is_still_to_come & ~may_be_in_need & has_kept_before & company,
        take_role=participates & takes_part_now & group_is_active & ~may_be_in_need,
        hold_role=is_signed_in & does_it,
        take_on_role=participates & is_asked_to_take_it_on & ~may_be_in_need,
        note_attendance=changing & has_begun_lately,
        confirm_own=is_signed_in & is_onboarded & is_own & can_be_confirmed,
        # One's own matter, also for who does not take part at the moment.
        set_reminders=is_signed_in & is_onboarded,
        keep_calendar=is_signed_in & is_onboarded,
        # Asked for the owner of the calendar; whoever reads it only holds its address.
        read_calendar=participates & is_own_calendar,
        choose_for_group=participates & keeps_group,
        publish=participates & keeps_group & group_is_active & is_safe_to_show,
        view_public=is_shown_to_everybody,
        # Who kept the room is asked other things, and reads what came of these.
        say_after=participates & sees_meeting & was_there & ~kept_it & can_say_how_it_was,
        read_after=participates & keeps_its_group & answers_are_in,
        debrief=participates & sees_meeting & kept_it & has_ended_lately,
        see_debriefs=participates & is_moderator,
        answer_debrief=participates & is_moderator & may_answer_ask,
    )
)
