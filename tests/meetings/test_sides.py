"""A side room: for two, only when both want it, and nothing of it for anybody else."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts import services as accounts
from audit.models import AuditEvent
from chat import services as chat
from chat.models import Message, Participant, Room
from chat.topics import RoomTopic
from groups import services as groups
from groups.models import Membership
from meetings import services
from meetings.errors import NotNowInMeeting
from meetings.models import LiveEvent, SideRoom
from moderation.models import Case
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.groups import leave as leave_group
from tests.factories.live import comes_in, leads_to, live_of, make_soon, name_of, now_of, presses
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bo(group: Any) -> Any:
    person = make_account("bo")
    join(group, person, name="Soft Rain", role="co_facilitator")
    return person


@pytest.fixture
def meeting(group: Any, ben: Any, bo: Any, ana: Any, people: Any) -> Any:
    made = make_soon(ben, group)
    for person in (ben, bo, ana, people[0]):
        comes_in(person, made)
    return made


def member(user: Any, meeting: Any) -> Membership:
    return Membership.objects.get(account=user, group=meeting.series.group)


def offer(meeting: Any, by: Any, whom: Any, keeper: Any = None) -> SideRoom:
    keeper_row = member(keeper or by, meeting)
    services.offer_side_room(actor=by, meeting=meeting, whom=member(whom, meeting), keeper=keeper_row)
    return SideRoom.objects.get(membership__account=whom, keeper=keeper_row)


def opened(meeting: Any, by: Any, whom: Any, keeper: Any = None) -> SideRoom:
    return services.enter_side_room(actor=whom, side=offer(meeting, by, whom, keeper))


def says_there(user: Any, side: SideRoom, words: str) -> Any:
    here = Participant.objects.of(user).get(room=side.room)
    (answer,) = chat.post_messages(posts=[chat.Post(here.pk, user.pk, words)])
    return answer


def page_of(client: Any, meeting: Any) -> str:
    text: str = client.get(f"/meetings/{meeting.uid}/live/").content.decode()
    return text


def test_who_is_offered_one_goes_there_and_finds_one_who_keeps_the_room_and_nobody_else(
    meeting: Any, ana: Any, ben: Any, bo: Any, people: Any, client_of: Any
) -> None:
    before = live_of(meeting).version
    side = offer(meeting, ben, ana, bo)
    assert side.room is None and not Room.objects.filter(kind="side").exists() and live_of(meeting).version > before
    assert "Soft Rain would be there with you" in page_of(client_of(ana), meeting)
    assert "side room" not in page_of(client_of(people[0]), meeting).replace("Offer a side room", "")
    # Only who went there opens it, so who keeps the room reads nothing of whether they will.
    assert "is open" not in page_of(client_of(bo), meeting)
    with pytest.raises(PermissionDenied):
        services.enter_side_room(actor=bo, side=side)
    answer = client_of(ana).post(f"/meetings/side/{side.uid}/go/", follow=True)
    text = answer.content.decode()
    assert "A side room" in text and "Soft Rain and you" in text and "I need help" in text
    side.refresh_from_db()
    there = Participant.objects.live().filter(room=side.room)
    assert {row.membership.account for row in there} == {ana, bo} and side.room.kind == Room.Kind.SIDE
    says_there(ana, side, "It is too much tonight.")
    assert "It is too much tonight." in client_of(bo).get(f"/rooms/{side.room.uid}/").content.decode()
    for outsider in (ben, people[0], make_account("mo", is_moderator=True)):
        assert client_of(outsider).get(f"/rooms/{side.room.uid}/").status_code == 404
        assert client_of(outsider).post(f"/meetings/side/{side.uid}/go/").status_code == 404
        assert RoomTopic().authorise(outsider, str(side.room.uid)) is None
        assert "too much" not in client_of(outsider).get(f"/meetings/{meeting.uid}/live/").content.decode()
    assert "A side room with Quiet Heron is open" in page_of(client_of(bo), meeting)
    assert "side room with" not in page_of(client_of(ben), meeting)
    # What is kept of it says neither to whom nor with whom.
    assert AuditEvent.objects.get(verb="meeting.side_offered").target_uid == meeting.uid
    assert not LiveEvent.objects.filter(kind="news").exclude(by=None, whom=None).exists()


def test_not_now_is_told_to_nobody_and_the_way_there_stays(meeting: Any, ana: Any, ben: Any, client_of: Any) -> None:
    side = offer(meeting, ben, ana)
    seen, version = page_of(client_of(ben), meeting), live_of(meeting).version
    client_of(ana).post(f"/meetings/side/{side.uid}/not-now/")
    assert live_of(meeting).version == version
    assert ("side-" in seen) == ("side-" in page_of(client_of(ben), meeting)) is False
    # Offered once more is no second question.
    services.offer_side_room(actor=ben, meeting=meeting, whom=member(ana, meeting))
    text = page_of(client_of(ana), meeting)
    assert "The side room is still there for you" in text and "if you like" not in text
    side = services.enter_side_room(actor=ana, side=side)
    assert side.entered_at is not None and side.put_aside_at is None


def test_either_of_the_two_leaves_and_comes_back_and_the_others_see_only_that_somebody_is_away(
    meeting: Any, ana: Any, ben: Any, bo: Any, people: Any, client_of: Any, move_clock: Any
) -> None:
    side = opened(meeting, ben, ana, bo)
    services.leave_side_room(actor=ana, side=side)
    assert not Participant.objects.of(ana).filter(room=side.room).exists()
    assert client_of(ana).get(f"/rooms/{side.room.uid}/").status_code == 404
    services.enter_side_room(actor=ana, side=side)
    services.leave_side_room(actor=bo, side=side)
    services.enter_side_room(actor=bo, side=side)
    assert Participant.objects.live().filter(room=side.room).count() == 2
    move_clock(180)
    others = Participant.objects.live().filter(room=live_of(meeting).room, membership__account__in=[ben, people[0]])
    chat.note_presence(participants=others.values_list("pk", flat=True))
    services.mind_lives()
    assert not now_of(meeting).is_here(name_of(ana, meeting)) and now_of(meeting).is_here(name_of(ben, meeting))
    assert "away for a moment" in page_of(client_of(people[0]), meeting)
    # Looking in again is being there again: nothing has to be said.
    page_of(client_of(ana), meeting)
    assert now_of(meeting).is_here(name_of(ana, meeting))


def test_only_who_keeps_the_room_offers_one_and_only_with_one_who_does_and_is_there(
    meeting: Any, ana: Any, ben: Any, bo: Any, people: Any, cy: Any, client_of: Any
) -> None:
    for actor in (ana, people[1], cy):
        with pytest.raises(PermissionDenied):
            services.offer_side_room(actor=actor, meeting=meeting, whom=member(people[0], meeting))
    # Not to who keeps the room too, not to oneself.
    for whom in (bo, ben):
        with pytest.raises(PermissionDenied):
            services.offer_side_room(actor=ben, meeting=meeting, whom=member(whom, meeting))
        assert client_of(ben).get(f"/meetings/{meeting.uid}/live/side/{member(whom, meeting).uid}/").status_code == 404
    tries = [(member(ana, meeting), member(people[0], meeting)), (member(people[1], meeting), member(ben, meeting))]
    services.leave(actor=bo, meeting=meeting)
    for whom, keeper in [*tries, (member(ana, meeting), member(bo, meeting))]:
        with pytest.raises(NotNowInMeeting):
            services.offer_side_room(actor=ben, meeting=meeting, whom=whom, keeper=keeper)
    assert not SideRoom.objects.exists()
    address = f"/meetings/{meeting.uid}/live/side/{member(ana, meeting).uid}/"
    page = client_of(ben).get(address).content.decode()
    assert "Offer Quiet Heron a side room?" in page and "Soft Rain" not in page and "ask somebody to lead" in page
    assert client_of(ben).post(address, {"with_whom": str(member(bo, meeting).uid)}).status_code == 422
    answer = client_of(ben).post(address, {"with_whom": str(member(ben, meeting).uid)}, follow=True)
    assert "They need not answer" in answer.content.decode() and SideRoom.objects.count() == 1


def test_a_block_between_the_two_keeps_the_offer_from_being_read_and_tells_nobody(
    meeting: Any, ana: Any, ben: Any, bo: Any, client_of: Any
) -> None:
    groups.block(actor=ana, membership=member(bo, meeting))
    side = offer(meeting, ben, ana, bo)
    assert "if you like" not in page_of(client_of(ana), meeting)
    with pytest.raises(PermissionDenied):
        services.enter_side_room(actor=ana, side=side)
    offer(meeting, ben, ana, ben)
    assert "Slow River would be there with you" in page_of(client_of(ana), meeting)


def test_it_ends_with_the_talk_of_the_meeting_and_begins_no_more_after_its_end(
    meeting: Any, ana: Any, ben: Any, bo: Any, people: Any, move_clock: Any
) -> None:
    side = opened(meeting, ben, ana, bo)
    other = offer(meeting, ben, people[0], ben)
    leads_to(ben, meeting, "check_out")
    presses(ben, meeting, "close")
    with pytest.raises(PermissionDenied):
        services.enter_side_room(actor=people[0], side=other)
    with pytest.raises(PermissionDenied):
        services.offer_side_room(actor=ben, meeting=meeting, whom=member(people[0], meeting))
    assert isinstance(says_there(ana, side, "Thank you for sitting with me."), chat.Posted)
    move_clock(31 * 60)
    services.mind_lives()
    assert not Participant.objects.live().filter(room=side.room).exists()
    with pytest.raises(PermissionDenied):
        services.enter_side_room(actor=ana, side=side)
    move_clock(32 * 24 * 3600)
    services.forget_old(clock.now())
    assert not SideRoom.objects.exists() and not Room.objects.filter(kind="side").exists()
    assert not Message.objects.filter(body__contains="sitting with me").exists()


@pytest.mark.parametrize("going", ["left", "removed", "out of the group"])
def test_who_is_out_of_the_meeting_is_out_of_its_side_room(
    going: str, meeting: Any, group: Any, ana: Any, ben: Any, bo: Any
) -> None:
    side = opened(meeting, ben, ana, bo)
    if going == "left":
        services.leave(actor=ana, meeting=meeting)
    elif going == "removed":
        services.remove_from_meeting(actor=ben, meeting=meeting, whom=member(ana, meeting), reason="unkind")
    else:
        leave_group(member(ana, meeting))
    assert not Participant.objects.live().filter(room=side.room, membership__account=ana).exists()
    with pytest.raises(PermissionDenied):
        services.enter_side_room(actor=ana, side=side)


def test_who_keeps_the_room_no_longer_sits_in_none_of_its_side_rooms(
    meeting: Any, ana: Any, ben: Any, bo: Any, people: Any
) -> None:
    side, waiting = opened(meeting, ben, ana, bo), offer(meeting, ben, people[0], bo)
    groups.set_role(actor=ben, membership=member(bo, meeting), role="member")
    assert not Participant.objects.live().filter(room=side.room, membership__account=bo).exists()
    assert Participant.objects.live().filter(room=side.room, membership__account=ana).exists()
    assert not SideRoom.objects.filter(pk=waiting.pk).exists()


def test_the_engine_reads_there_as_everywhere_and_a_call_for_help_is_heard(
    meeting: Any, ana: Any, ben: Any, client_of: Any
) -> None:
    side = opened(meeting, ben, ana)
    answer = says_there(ana, side, CRISIS)
    assert answer.case is not None and Case.objects.get().subject_account == ana
    page = client_of(ana).post(f"/rooms/{side.room.uid}/", {"need": "help", "body": "please"})
    assert page.status_code == 200 and Case.objects.get().events.filter(verb="asked").exists()
    # Words said there can be reported by the other of the two.
    said = says_there(ben, side, "You always make it about yourself.").message
    assert client_of(ana).get(f"/report/message/{said.uid}/").status_code == 200


def test_nothing_of_it_is_left_when_somebody_is_erased(
    meeting: Any, ana: Any, ben: Any, bo: Any, people: Any, move_clock: Any
) -> None:
    side, other = opened(meeting, ben, ana, bo), opened(meeting, ben, people[0], bo)
    says_there(bo, side, "You told me of your brother.")
    says_there(people[0], other, "I like the quiet here.")
    for person, left in ((ana, {other.pk}), (bo, {other.pk})):
        accounts.request_erasure(actor=person)
        move_clock(8 * 24 * 3600 if person is ana else 16 * 24 * 3600)
        assert accounts.erase_due() == 1
        assert set(SideRoom.objects.values_list("pk", flat=True)) == left
    assert not Message.objects.filter(body__contains="brother").exists()
    assert SideRoom.objects.get().keeper is None
    assert Message.objects.filter(body__contains="quiet here").exists()


def test_a_meeting_can_be_reported_and_goes_past_those_who_keep_it(
    meeting: Any, ana: Any, ben: Any, cy: Any, client_of: Any
) -> None:
    address = f"/report/meeting/{meeting.uid}/"
    assert address in page_of(client_of(ana), meeting)
    assert address in client_of(ana).get(f"/meetings/{meeting.uid}/").content.decode()
    assert client_of(cy).get(address).status_code == 404
    client_of(ana).post(address, {"reason": "unkind", "words": "People were laughed at."})
    case = Case.objects.get()
    assert (case.content_kind, case.content_uid, case.subject_account) == ("meeting", meeting.uid, None)
    keeps_and_moderates = make_account("ky", is_moderator=True)
    join(meeting.series.group, keeps_and_moderates, role="co_facilitator")
    seen = {person for person in (ben, keeps_and_moderates, make_account("mo", is_moderator=True), ana)
            if Case.objects.visible_to(person).exists()}  # fmt: skip
    assert {person.sign_in_name for person in seen} == {"mo"}
