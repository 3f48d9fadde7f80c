"""The live room through its services: who comes in, who may do what, and what happens when somebody is gone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

import clock
from audit.models import AuditEvent
from chat import services as chat
from chat.models import Message, Participant, Room
from groups import services as groups
from groups.models import Membership
from meetings import services
from meetings.errors import MovedOnAlready, NotNowInMeeting
from meetings.live import Phase
from meetings.models import CheckIn, LiveEvent, LiveMeeting
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.groups import leave as leave_group
from tests.factories.live import comes_in, leads_to, live_of, make_soon, name_of, now_of, presses
from tests.factories.meetings import make_meeting, says

pytestmark = pytest.mark.django_db(transaction=True)
MINUTE = 60


@pytest.fixture
def meeting(group: Any, ben: Any) -> Any:
    return make_soon(ben, group)


@pytest.fixture
def bo(group: Any) -> Any:
    """A co-facilitator."""
    person = make_account("bo")
    join(group, person, name="Soft Rain", role="co_facilitator")
    return person


@pytest.fixture
def full(meeting: Any, ana: Any, ben: Any, bo: Any, people: Any) -> Any:
    """Ben, Bo, Ana and one more are in the room."""
    for person in (ben, bo, ana, people[0]):
        comes_in(person, meeting)
    return meeting


def hears(meeting: Any, *people: Any) -> None:
    """These gave a sign just now."""
    rows = Participant.objects.live().filter(room=live_of(meeting).room, membership__account__in=people)
    chat.note_presence(participants=rows.values_list("pk", flat=True))


def member(user: Any, group: Any) -> Membership:
    return Membership.objects.get(account=user, group=group)


def test_the_first_who_comes_opens_the_room_and_coming_twice_is_coming_once(meeting: Any, ana: Any, ben: Any) -> None:
    comes_in(ana, meeting)
    comes_in(ben, meeting)
    services.come_in(actor=ana, meeting=meeting)
    live = live_of(meeting)
    assert LiveMeeting.objects.count() == 1 and live.room is not None and live.room.kind == Room.Kind.MEETING
    assert [one.id for one in live.now.people] == [name_of(ana, meeting), name_of(ben, meeting)]
    assert live.now.lead == name_of(ben, meeting)
    assert Participant.objects.live().filter(room=live.room).count() == 2
    assert AuditEvent.objects.filter(verb="meeting.opened", target_uid=meeting.uid).count() == 1


def test_nobody_comes_in_without_a_place_before_the_door_opens_or_too_late(
    group: Any, ana: Any, ben: Any, cy: Any, people: Any, stand_at: Any
) -> None:
    meeting = make_meeting(ben, group, late_minutes=10)
    stand_at(meeting.starts_at, minutes=16)
    says(ana, meeting)
    with pytest.raises(PermissionDenied):
        services.come_in(actor=ana, meeting=meeting)
    stand_at(meeting.starts_at, minutes=14)
    services.come_in(actor=ana, meeting=meeting)
    for other in (people[0], cy):
        with pytest.raises(PermissionDenied):
            services.come_in(actor=other, meeting=meeting)
    says(people[0], meeting)
    stand_at(meeting.starts_at, minutes=-11)
    with pytest.raises(PermissionDenied):
        services.come_in(actor=people[0], meeting=meeting)
    # Who was in once may go out and come back, and who keeps the room is never too late.
    services.leave(actor=ana, meeting=meeting)
    services.come_in(actor=ana, meeting=meeting)
    services.come_in(actor=ben, meeting=meeting)
    assert now_of(meeting).lead == name_of(ben, meeting)


def test_only_who_is_in_the_room_does_anything_there(full: Any, cy: Any, mo: Any, people: Any, group: Any) -> None:
    before = live_of(full).state
    for outsider in (cy, mo, people[1]):
        for tried in (
            lambda a: presses(a, full, "hand"),
            lambda a: services.check_in(actor=a, meeting=full, way="passed"),
            lambda a: services.remove_from_meeting(
                actor=a, meeting=full, whom=member(people[0], group), reason="unkind"
            ),
        ):
            with pytest.raises(PermissionDenied):
                tried(outsider)
        services.leave(actor=outsider, meeting=full)
    assert live_of(full).state == before


def test_pressing_something_is_a_sign_of_being_there_and_odd_names_do_no_harm(
    full: Any, ana: Any, ben: Any, move_clock: Any, group: Any
) -> None:
    move_clock(300)
    services.mind_lives()
    assert not any(one.here for one in now_of(full).people)
    presses(ana, full, "hand", whom="not a name")
    assert now_of(full).is_here(name_of(ana, full)) and name_of(ana, full) in now_of(full).hands
    assert LiveEvent.objects.filter(live__meeting=full, kind="hand", whom=None).exists()
    for whom in ("not a name", "", "\x00"):
        with pytest.raises(NotNowInMeeting):
            presses(ben, full, "hand_over", whom=whom)
    services.remove_from_meeting(actor=ben, meeting=full, whom=member(ana, group), reason="unkind")


def test_a_member_does_not_steer(full: Any, ana: Any, ben: Any) -> None:
    for kind in ("begin", "next", "back", "close", "order", "hand_over", "remove", "vanish", "nonsense"):
        with pytest.raises((PermissionDenied, ValueError)):
            presses(ana, full, kind, whom=name_of(ben, full))
    assert now_of(full).phase == Phase.LOBBY


def test_two_facilitators_who_press_next_at_once_move_on_once(full: Any, ben: Any, bo: Any) -> None:
    presses(ben, full, "begin")
    seen = live_of(full).version
    presses(ben, full, "next", version=seen)
    with pytest.raises(MovedOnAlready):
        presses(bo, full, "next", version=seen)
    assert now_of(full).phase == Phase.GROUND_RULES
    assert LiveEvent.objects.filter(live__meeting=full, kind="next").count() == 1


def test_a_whole_round_and_the_log_of_it(full: Any, ana: Any, ben: Any, bo: Any, people: Any) -> None:
    leads_to(ben, full, Phase.ROUND)
    with pytest.raises(NotNowInMeeting):
        presses(ana, full, "take")
    presses(ben, full, "take")
    presses(ben, full, "done")
    presses(ben, full, "skip", whom=name_of(bo, full))
    presses(ana, full, "take")
    presses(ana, full, "pass")
    presses(people[0], full, "take")
    assert now_of(full).turn == name_of(people[0], full)
    presses(people[0], full, "done")
    assert now_of(full).up == "" and len(now_of(full).not_heard) == 2
    versions = list(LiveEvent.objects.filter(live__meeting=full).values_list("version", flat=True))
    assert versions == list(range(1, live_of(full).version + 1))


def test_a_lost_facilitator_hands_over_after_two_minutes_to_the_other_and_then_to_who_offers(
    full: Any, ana: Any, ben: Any, bo: Any, people: Any, move_clock: Any
) -> None:
    leads_to(ben, full, Phase.ROUND)
    presses(ben, full, "take")
    hears(full, ana, ben, bo, people[0])
    move_clock(100)
    hears(full, ana, bo, people[0])
    assert services.mind_lives() == 0 and now_of(full).lead == name_of(ben, full)
    move_clock(130)
    hears(full, ana, bo, people[0])
    assert services.mind_lives() == 1
    state = now_of(full)
    assert (state.lead, state.turn, state.is_here(name_of(ben, full))) == (name_of(bo, full), "", False)
    move_clock(300)
    hears(full, ana, people[0])
    services.mind_lives()
    assert now_of(full).lead == ""
    move_clock(3600 - 600)
    hears(full, ana, people[0])
    presses(ana, full, "lead")
    with pytest.raises(NotNowInMeeting):
        presses(people[0], full, "lead")
    presses(ana, full, "next")
    assert now_of(full).phase == Phase.CHECK_OUT
    assert AuditEvent.objects.filter(verb="meeting.lead_taken", actor_uid=ana.uid).exists()
    # Ben's line comes back: he is there again, and takes the lead when he wants it.
    hears(full, ben)
    presses(ben, full, "lead")
    state = now_of(full)
    assert state.is_here(name_of(ben, full)) and state.lead == name_of(ben, full)


def test_a_meeting_without_a_facilitator_may_be_begun_by_a_member_five_minutes_after_its_time(
    meeting: Any, ana: Any, move_clock: Any
) -> None:
    comes_in(ana, meeting)
    with pytest.raises(NotNowInMeeting):
        presses(ana, meeting, "lead")
    move_clock(11 * MINUTE)
    hears(meeting, ana)
    presses(ana, meeting, "lead")
    presses(ana, meeting, "begin")
    assert now_of(meeting).phase == Phase.OPENING


def test_muting_lasts_for_the_meeting_and_only_there(full: Any, group: Any, ana: Any, ben: Any) -> None:
    services.mute_in_meeting(actor=ben, meeting=full, whom=member(ana, group))

    def post(room: Any) -> Any:
        person = Participant.objects.live().get(room=room, membership__account=ana)
        (answer,) = chat.post_messages(posts=[chat.Post(person.pk, ana.pk, "hello")])
        return answer

    room = live_of(full).room
    assert post(room).code == "muted" and isinstance(post(Room.objects.get(kind="group")), chat.Posted)
    with pytest.raises(NotNowInMeeting):
        presses(ana, full, "hand")
    services.mute_in_meeting(actor=ben, meeting=full, whom=member(ana, group), muted=False)
    assert isinstance(post(room), chat.Posted)
    verbs = AuditEvent.objects.filter(target_uid=member(ana, group).uid).values_list("verb", flat=True)
    assert {"meeting.member_muted", "meeting.member_unmuted"} <= set(verbs)


def test_whoever_is_removed_is_out_at_once_and_does_not_come_back_but_stays_in_the_group(
    full: Any, group: Any, ana: Any, ben: Any
) -> None:
    services.remove_from_meeting(actor=ben, meeting=full, whom=member(ana, group), reason="unkind")
    assert not LiveMeeting.objects.visible_to(ana).exists()
    with pytest.raises(PermissionDenied):
        services.come_in(actor=ana, meeting=full)
    with pytest.raises(PermissionDenied):
        presses(ana, full, "hand")
    assert Membership.objects.of(ana).filter(group=group, state="active").exists()
    line = AuditEvent.objects.get(verb="meeting.member_removed")
    assert (line.target_uid, line.reason, line.actor_uid) == (member(ana, group).uid, "unkind", ben.uid)
    with pytest.raises(ValueError):
        services.remove_from_meeting(actor=ben, meeting=full, whom=member(ana, group), reason="no such reason")


def test_neither_going_first_nor_joining_the_group_again_undoes_a_removal(
    full: Any, group: Any, ana: Any, ben: Any, people: Any
) -> None:
    services.leave(actor=ana, meeting=full)
    whom = member(ana, group)
    services.remove_from_meeting(actor=ben, meeting=full, whom=whom, reason="unkind")
    assert AuditEvent.objects.filter(verb="meeting.member_removed", target_uid=whom.uid).exists()
    assert LiveEvent.objects.filter(kind="remove", whom=whom).exists()
    with pytest.raises(PermissionDenied):
        comes_in(ana, full)
    groups.leave_group(actor=ana, group=group)
    join(group, ana, name="Kind Deer")
    with pytest.raises(PermissionDenied):
        comes_in(ana, full)
    services.leave(actor=people[0], meeting=full)
    comes_in(people[0], full)


def test_a_member_who_leads_does_not_end_it_before_its_end_or_its_time(meeting: Any, ana: Any, stand_at: Any) -> None:
    comes_in(ana, meeting)
    stand_at(meeting.starts_at, minutes=-6)
    hears(meeting, ana)
    presses(ana, meeting, "lead")
    presses(ana, meeting, "begin")
    with pytest.raises(PermissionDenied):
        presses(ana, meeting, "close")
    stand_at(meeting.ends_at, minutes=-1)
    hears(meeting, ana)
    presses(ana, meeting, "close")
    assert now_of(meeting).is_closed


def test_nobody_is_set_aside_by_a_member_nor_who_keeps_the_room_by_anybody(
    full: Any, group: Any, ana: Any, ben: Any, bo: Any, people: Any
) -> None:
    for actor, whom in ((ana, people[0]), (ana, ben), (bo, ben), (ben, bo), (ben, ben)):
        with pytest.raises(PermissionDenied):
            services.mute_in_meeting(actor=actor, meeting=full, whom=member(whom, group))
        with pytest.raises(PermissionDenied):
            services.remove_from_meeting(actor=actor, meeting=full, whom=member(whom, group), reason="unkind")
    assert len(now_of(full).people) == 4


def test_who_is_removed_from_the_group_is_out_of_its_live_room(
    full: Any, group: Any, ana: Any, ben: Any, people: Any
) -> None:
    leads_to(ben, full, Phase.CHECK_IN)
    services.check_in(actor=ana, meeting=full, way="word", word="heavy")
    name = name_of(ana, full)
    services.leave(actor=people[0], meeting=full)
    other = name_of(people[0], full)
    assert other in str(live_of(full).state)
    groups.leave_group(actor=people[0], group=group)
    assert other not in str(live_of(full).state)
    leave_group(member(ana, group), Membership.EndReason.REMOVED)
    assert name not in str(live_of(full).state) and not CheckIn.objects.exists()
    with pytest.raises(PermissionDenied):
        presses(ana, full, "hand")


def test_a_check_in_is_seen_by_whom_they_chose(full: Any, ana: Any, ben: Any, people: Any, cy: Any, mo: Any) -> None:
    with pytest.raises(NotNowInMeeting):
        services.check_in(actor=ana, meeting=full, way="word", word="heavy")
    leads_to(ben, full, Phase.CHECK_IN)

    def readers() -> set[str]:
        rows = {"ana": ana, "ben": ben, "other": people[0], "outside": people[1], "cy": cy, "mo": mo}
        return {key for key, account in rows.items() if CheckIn.objects.visible_to(account).exists()}

    for shown_to, expected in (("nobody", {"ana"}), ("keepers", {"ana", "ben"}), ("here", {"ana", "ben", "other"})):
        services.check_in(actor=ana, meeting=full, way="word", word="heavy", shown_to=shown_to)
        assert readers() == expected
    assert CheckIn.objects.get().word == "heavy"
    groups.block(actor=people[0], membership=member(ana, full.series.group))
    assert readers() == {"ana", "ben"}
    services.check_in(actor=ana, meeting=full, way="dont_know")
    row = CheckIn.objects.get()
    assert (row.word, row.way, row.kind) == ("", "dont_know", "in")
    leads_to(ben, full, Phase.CHECK_OUT)
    services.check_in(actor=ana, meeting=full, way="number", number=7)
    assert CheckIn.objects.filter(kind="out", number=7).exists()
    for bad in ({"way": "number", "number": 11}, {"way": "number"}, {"way": "word"}, {"way": "shout"}):
        with pytest.raises((ValidationError, ValueError)):
            services.check_in(actor=ana, meeting=full, **bad)


def test_a_closed_meeting_keeps_its_talk_for_half_an_hour_and_names_nobody(
    full: Any, ana: Any, ben: Any, move_clock: Any
) -> None:
    presses(ben, full, "close")
    live = live_of(full)
    assert live.closed_at is not None and name_of(ana, full) not in str(live.state)
    with pytest.raises(PermissionDenied):
        presses(ben, full, "lead")
    with pytest.raises(PermissionDenied):
        services.come_in(actor=ana, meeting=full)
    move_clock(29 * MINUTE)
    services.mind_lives()
    assert LiveMeeting.objects.visible_to(ana).exists()
    move_clock(31 * MINUTE)
    services.mind_lives()
    assert not LiveMeeting.objects.visible_to(ana).exists()
    assert services.mind_lives() == 0


def test_what_nobody_closed_is_closed_when_its_time_is_over(full: Any, ana: Any, ben: Any, stand_at: Any) -> None:
    stand_at(full.ends_at, minutes=-1)
    hears(full, ana)
    services.mind_lives()
    assert live_of(full).closed_at is None
    stand_at(full.ends_at, minutes=-5)
    services.mind_lives()
    assert live_of(full).closed_at is not None


def test_after_a_month_nothing_is_left_of_it(full: Any, ana: Any, ben: Any, move_clock: Any) -> None:
    leads_to(ben, full, Phase.CHECK_IN)
    services.check_in(actor=ana, meeting=full, way="picture", picture="rain")
    person = Participant.objects.live().get(room=live_of(full).room, membership__account=ana)
    chat.post_messages(posts=[chat.Post(person.pk, ana.pk, "hello")])
    presses(ben, full, "close")
    services.forget_old(clock.now() + timedelta(days=30))
    assert LiveEvent.objects.exists() and Message.objects.exists()
    services.forget_old(clock.now() + timedelta(days=31, hours=2))
    for model in (LiveMeeting, LiveEvent, CheckIn, Message):
        assert not model.objects.exists(), model
    assert Room.objects.get().kind == Room.Kind.GROUP


def test_who_is_suspended_in_the_middle_of_a_meeting_does_nothing_more_in_it(group: Any, ben: Any, ana: Any) -> None:
    meeting = make_soon(ben, group)
    comes_in(ben, meeting)
    comes_in(ana, meeting)
    presses(ana, meeting, "hand")
    type(ana).objects.filter(pk=ana.pk).update(suspended_until=clock.now() + timedelta(days=3))
    ana.refresh_from_db()
    with pytest.raises(PermissionDenied):
        presses(ana, meeting, "hand")
