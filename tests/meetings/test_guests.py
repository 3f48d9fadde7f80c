"""A guest of one meeting: known to everybody beforehand, in nothing else of the group, and gone when it ends."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

import clock
from accounts import services as accounts
from chat import services as chat
from chat.models import Message, Participant
from chat.topics import RoomTopic
from groups import services as groups
from groups.models import Block, Group, Membership
from meetings import services
from meetings.errors import TooManyGuests, TooManyInvitations
from meetings.models import Guest, Meeting, RatherNot
from moderation.models import Case
from notifications.models import Notification
from notifications.services import deliver_due
from tests.factories.accounts import make_account, reach_by_mail
from tests.factories.chat import room_of, say
from tests.factories.groups import join
from tests.factories.live import comes_in, leads_to, live_of, presses
from tests.factories.meetings import make_meeting, says
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def meeting(group: Any, ben: Any, ana: Any, people: Any) -> Any:
    made = make_meeting(ben, group, days=3, title="A telling title")
    for person in (ana, people[0]):
        says(person, made)
    return made


@pytest.fixture
def lena() -> Any:
    """Somebody from outside."""
    return make_account("lena")


def invited(meeting: Any, by: Any, **fields: Any) -> tuple[Guest, str]:
    return services.invite_guest(
        actor=by, meeting=meeting, **({"name": "Lena", "as_what": "a nurse who talks about sleep"} | fields)
    )


def accepted(meeting: Any, by: Any, lena: Any, **fields: Any) -> Guest:
    _guest, token = invited(meeting, by, **fields)
    return services.accept_guest(actor=lena, token=token)


def goes_on(meeting: Any, stand_at: Any, *people: Any) -> None:
    stand_at(meeting.starts_at, minutes=5)
    for person in people:
        comes_in(person, meeting)
    stand_at(meeting.starts_at, minutes=-1)


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return str(response.content.decode())


def test_everybody_is_told_beforehand_who_comes_and_as_what(
    meeting: Any, ana: Any, ben: Any, people: Any, lena: Any, client_of: Any, mailoutbox: Any
) -> None:
    reach_by_mail(ana, ben, *people)
    page = client_of(ben).post(
        f"/meetings/{meeting.uid}/guests/", {"name": "Lena", "as_what": "a nurse", "minutes": 30}
    )
    link = re.search(r"<code>http://[^/]+(/meetings/as-guest/[\w-]+/)</code>", page.content.decode())
    assert link is not None
    told = Notification.objects.filter(kind="meetings.guest")
    assert {row.account for row in told} == {ana, *people}
    deliver_due()
    assert sum("is invited to something" in letter.body for letter in mailoutbox) == 1 + len(people)
    assert not any("Lena" in letter.body or "nurse" in letter.body or "telling" in letter.body for letter in mailoutbox)
    for reader in (ana, people[1]):
        text = text_of(client_of(reader), f"/meetings/{meeting.uid}/")
        assert "A guest: Lena, a nurse" in text and "A guest, invited by the group, is there from" in text
    assert "Lena" in text_of(client_of(ana), f"/meetings/{meeting.uid}/live/")
    assert link[1] not in text_of(client_of(ben), f"/meetings/{meeting.uid}/guests/")
    # The link says when, and nothing of who meets.
    visitor = text_of(Client(), link[1])
    assert "You are invited as a guest" in visitor
    for telling in (meeting.series.group.name, meeting.series.group.slug, "telling", "Quiet Heron", "Slow River"):
        assert telling not in visitor and telling not in text_of(client_of(lena), link[1])


def test_a_link_works_for_one_person_who_was_never_in_the_group(
    meeting: Any, group: Any, ana: Any, ben: Any, lena: Any, cy: Any, client_of: Any
) -> None:
    join(group, cy, name="Once here")
    groups.leave_group(actor=cy, group=group)
    _guest, token = invited(meeting, ben)
    path = reverse("meetings:as_guest", args=[token])
    for somebody in (ana, cy):
        with pytest.raises(PermissionDenied):
            services.accept_guest(actor=somebody, token=token)
        assert "with this account" in text_of(client_of(somebody), path)
        client_of(somebody).post(path)
    assert not Guest.objects.filter(account__isnull=False).exists()
    assert client_of(lena).post(path, follow=True).status_code == 200
    assert Guest.objects.get().account == lena
    for late in (make_account("other"), ana):
        with pytest.raises(PermissionDenied):
            services.accept_guest(actor=late, token=token)
        assert client_of(late).get(path).status_code == 404 and client_of(late).post(path).status_code == 404
    assert Client().get(path).status_code == 404
    assert client_of(lena).get(path).status_code == 302
    assert client_of(lena).get("/meetings/as-guest/no-such-link/").status_code == 404


def test_the_guest_sees_the_meeting_and_nothing_else_of_the_group(
    meeting: Any, group: Any, ana: Any, ben: Any, people: Any, lena: Any, client_of: Any, stand_at: Any
) -> None:
    Group.objects.filter(pk=group.pk).update(pinned_note="Only for us.")
    say(people[1], group, "What was said in the group.")
    services.set_video_link(actor=ben, group=group, link="https://video.example/for-ever")
    guest = accepted(meeting, ben, lena)
    client = client_of(lena)
    page = f"/meetings/guests/{guest.uid}/"
    assert "The door opens for you" in text_of(client, page)
    goes_on(meeting, stand_at, ben, ana)
    room = client.post(f"{page}in/", follow=True)
    text = room.content.decode()
    assert "You are a guest here" in text and "Guest: Lena" in text and "I need help" in text
    assert "Quiet Heron" in text
    # The address of the group's video lasts longer than the visit.
    assert "Those who lead give you the link" in text
    hidden = (group.name, group.slug, "Only for us.", "What was said in the group", "Other 1", "telling")
    hidden += ("video.example", "for-ever")
    for telling in hidden:
        assert telling not in text and telling not in text_of(client, page), telling
    assert not Membership.objects.filter(account=lena).exists()
    addresses = [
        f"/groups/{group.slug}/members/", f"/groups/{group.slug}/meetings/", f"/groups/{group.slug}/roles/",
        f"/meetings/{meeting.uid}/", f"/meetings/{meeting.uid}/live/", f"/rooms/{room_of(group).uid}/",
        f"/meetings/{meeting.uid}/guests/",
    ]  # fmt: skip
    for path in addresses:
        assert client.get(path).status_code == 404, path
    for act in ("act", "how", "say", "leave"):
        answer = client.post(f"/meetings/{meeting.uid}/live/{act}/", {"act": "hand", "how": "dont_know", "body": "x"})
        assert answer.status_code == 404, act
    for kind in ("hand", "lead", "next"):
        with pytest.raises(PermissionDenied):
            services.act(actor=lena, meeting=meeting, kind=kind)
    assert RoomTopic().authorise(lena, str(room_of(group).uid)) is None
    # What members write there is theirs to read; a name that a block keeps from them is not.
    for person, words in ((ben, "Welcome to our guest."), (ana, "I do not sleep well.")):
        own = Participant.objects.get(room=live_of(meeting).room, membership__account=person)
        chat.post_messages(posts=[chat.Post(own.pk, person.pk, words)])
    Block.objects.create(
        blocker=ana, blocked=lena, against=Membership.objects.get(account=ana, group=group), name="Lena"
    )
    read = text_of(client, f"/rooms/{live_of(meeting).room.uid}/")
    assert "Welcome to our guest." in read and "I do not sleep well." not in read
    # What they say is read as everything is, and everybody sees that it was a guest who said it.
    said = f"/rooms/{live_of(meeting).room.uid}/"
    client.post(said, {"body": "Thank you for having me."})
    assert "Guest: Lena" in text_of(client_of(ana), f"/meetings/{meeting.uid}/live/")
    client.post(said, {"body": CRISIS})
    assert Case.objects.get().subject_account == lena


def test_a_guest_is_gone_at_the_time_that_was_said_when_it_ends_or_when_they_are_asked_to(
    meeting: Any, ana: Any, ben: Any, lena: Any, client_of: Any, stand_at: Any
) -> None:
    short = accepted(meeting, ben, lena, minutes=20)
    whole, asked = (accepted(meeting, ben, make_account(name), name=name) for name in ("Whole", "Asked"))
    goes_on(meeting, stand_at, ben, ana)
    room = live_of(meeting).room
    for guest in (short, whole, asked):
        services.come_in_as_guest(actor=guest.account, guest=guest)
    assert "They are here now" in text_of(client_of(ana), f"/meetings/{meeting.uid}/live/")
    client_of(ben).post(f"/meetings/guests/{asked.uid}/take-back/")
    assert RoomTopic().authorise(asked.account, str(room.uid)) is None
    with pytest.raises(PermissionDenied):
        services.come_in_as_guest(actor=asked.account, guest=asked)
    stand_at(meeting.starts_at, minutes=-21)
    for person in (ben, ana):
        client_of(person).get(f"/meetings/{meeting.uid}/live/")
    services.mind_lives()
    assert client_of(lena).get(f"/rooms/{room.uid}/").status_code == 404
    with pytest.raises(PermissionDenied):
        services.come_in_as_guest(actor=lena, guest=short)
    assert client_of(whole.account).get(f"/rooms/{room.uid}/").status_code == 200
    leads_to(ben, meeting, "check_out")
    presses(ben, meeting, "close")
    # Members may say goodbye. The guest is gone.
    assert client_of(whole.account).get(f"/rooms/{room.uid}/").status_code == 404
    assert Participant.objects.live().filter(room=room, membership__account=ana).exists()
    assert not Participant.objects.live().filter(account__isnull=False).exists()


def test_a_guest_neither_opens_the_room_nor_comes_before_it_begins(
    meeting: Any, ana: Any, ben: Any, lena: Any, stand_at: Any
) -> None:
    guest = accepted(meeting, ben, lena)
    stand_at(meeting.starts_at, minutes=5)
    comes_in(ana, meeting)
    with pytest.raises(PermissionDenied):
        services.come_in_as_guest(actor=lena, guest=guest)
    other = make_meeting(ben, meeting.series.group, days=5)
    alone = accepted(other, ben, lena)
    stand_at(other.starts_at, minutes=-2)
    with pytest.raises(PermissionDenied):
        services.come_in_as_guest(actor=lena, guest=alone)


def test_who_would_rather_not_says_so_unseen_and_is_counted_from_two_up(
    meeting: Any, ana: Any, ben: Any, people: Any, lena: Any, client_of: Any, stand_at: Any
) -> None:
    guest, _token = invited(meeting, ben)
    path, keepers = f"/meetings/guests/{guest.uid}/rather-not/", f"/meetings/{meeting.uid}/"
    before = text_of(client_of(ben), keepers)
    assert "Nobody learns that it was you" in client_of(ana).post(path, follow=True).content.decode()
    client_of(ana).post(path)
    assert services.rather_nots(guest) == 0 and "would rather not have" not in text_of(client_of(ben), keepers)
    assert len(text_of(client_of(ben), keepers)) == len(before)
    client_of(people[0]).post(path)
    text = text_of(client_of(ben), keepers)
    assert "2 people would rather not have this guest" in text
    # Nobody else reads the number, and nobody reads a name.
    assert "2 people" not in text_of(client_of(ana), keepers) + text_of(client_of(people[1]), keepers)
    assert "You said that you would rather not" in text_of(client_of(ana), keepers)
    assert "You said that you would rather not" not in text_of(client_of(people[1]), keepers)
    client_of(ana).post(path, {"said": "no"})
    assert services.rather_nots(guest) == 0
    for outsider in (lena, make_account("mo", is_moderator=True)):
        assert client_of(outsider).post(path).status_code == 404
    stand_at(meeting.ends_at, minutes=-1)
    services.forget_guests(clock.now())
    assert not RatherNot.objects.exists()


def test_whoever_keeps_the_room_does_not_count_among_those_who_would_rather_not(
    meeting: Any, group: Any, ana: Any, ben: Any, people: Any, client_of: Any
) -> None:
    guest, _token = invited(meeting, ben)
    services.say_rather_not(actor=ana, guest=guest)
    # With a voice of their own they would read from the number that exactly one other person said so, and who.
    assert client_of(ben).post(f"/meetings/guests/{guest.uid}/rather-not/").status_code == 404
    with pytest.raises(PermissionDenied):
        services.say_rather_not(actor=ben, guest=guest)
    services.say_rather_not(actor=people[0], guest=guest)
    assert services.rather_nots(guest) == 2
    # Nor does who keeps the room only since then.
    Membership.objects.filter(group=group, account=people[0]).update(role="facilitator")
    assert services.rather_nots(guest) == 0


def test_nobody_is_invited_so_late_that_people_could_not_know(
    meeting: Any, ana: Any, ben: Any, cy: Any, client_of: Any, stand_at: Any
) -> None:
    for outsider in (ana, cy):
        with pytest.raises(PermissionDenied):
            invited(meeting, outsider)
        assert client_of(outsider).get(f"/meetings/{meeting.uid}/guests/").status_code == 404
    for number in range(3):
        invited(meeting, ben, name=f"Guest {number}")
    with pytest.raises(TooManyGuests):
        invited(meeting, ben)
    stand_at(meeting.starts_at, hours=23)
    other = Meeting.objects.get(pk=meeting.pk)
    with pytest.raises(PermissionDenied):
        invited(other, ben)
    page = client_of(ben).post(f"/meetings/{meeting.uid}/guests/", {"name": "Late", "as_what": "a nurse"})
    assert "less than a day" in page.content.decode() and Guest.objects.count() == 3


def test_inviting_and_taking_back_has_an_end(meeting: Any, group: Any, ana: Any, ben: Any, client_of: Any) -> None:
    for number in range(6):
        guest, _token = invited(meeting, ben, name=f"Guest {number}")
        services.take_back_guest(actor=ben, guest=guest)
    with pytest.raises(TooManyInvitations):
        invited(meeting, ben)
    page = client_of(ben).post(f"/meetings/{meeting.uid}/guests/", {"name": "Seven", "as_what": "a nurse"})
    assert page.status_code == 422 and "Seven" in page.content.decode() and "Everybody is told" in page.content.decode()
    # Nor does it go on with the next meeting.
    other = make_meeting(ben, group, days=5)
    with pytest.raises(TooManyInvitations):
        invited(other, ben)
    assert Notification.objects.filter(account=ana, kind__startswith="meetings.").count() <= 12


def test_who_was_told_of_a_guest_is_told_that_they_do_not_come(
    meeting: Any, ana: Any, ben: Any, people: Any, lena: Any, client_of: Any
) -> None:
    guest = accepted(meeting, ben, lena)
    services.take_back_guest(actor=ben, guest=guest)
    services.take_back_guest(actor=ben, guest=guest)
    assert Notification.objects.filter(kind="meetings.no_guest").count() == 1 + len(people)
    assert "Lena" not in text_of(client_of(ana), f"/meetings/{meeting.uid}/")
    assert "not expected at this meeting" in text_of(client_of(lena), f"/meetings/guests/{guest.uid}/")
    with pytest.raises(PermissionDenied):
        services.take_back_guest(actor=ana, guest=guest)


def test_a_guest_hears_when_it_is_called_off(meeting: Any, ben: Any, lena: Any) -> None:
    accepted(meeting, ben, lena)
    services.cancel_meeting(actor=ben, meeting=meeting)
    assert Notification.objects.filter(kind="meetings.cancelled", account=lena).count() == 1


def test_nothing_of_a_guest_is_left_when_they_are_erased_or_the_month_is_over(
    meeting: Any, ana: Any, ben: Any, lena: Any, stand_at: Any, move_clock: Any
) -> None:
    guest = accepted(meeting, ben, lena)
    goes_on(meeting, stand_at, ben, ana)
    participant = services.come_in_as_guest(actor=lena, guest=guest)
    chat.post_messages(posts=[chat.Post(participant.pk, lena.pk, "I am glad to be here.")])
    accounts.request_erasure(actor=lena)
    stand_at(meeting.starts_at + timedelta(days=8))
    assert accounts.erase_due() == 1
    assert not Guest.objects.exists() and not Participant.objects.filter(account__isnull=False).exists()
    assert not Message.objects.filter(body__contains="glad").exists()
    other = accepted(make_meeting(ben, meeting.series.group, days=5), ben, make_account("other"))
    services.forget_guests(other.meeting.ends_at + timedelta(days=29))
    assert Guest.objects.count() == 1
    services.forget_guests(other.meeting.ends_at + timedelta(days=31))
    assert not Guest.objects.exists()


def test_what_is_written_about_a_guest_is_read(meeting: Any, ben: Any) -> None:
    guest, _token = invited(meeting, ben, as_what=CRISIS[:80])
    assert guest.read_level and Guest.objects.get().read_version
