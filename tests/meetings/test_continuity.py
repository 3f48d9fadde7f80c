"""Somebody is there to keep the room, or somebody else is asked, or people are told in time and honestly."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

import clock
from accounts import services as accounts
from chat.models import Participant
from meetings import services
from meetings.models import AskedToKeep, Meeting, ServiceRole, Watch
from meetings.services import keep_watch
from notifications.models import Notification
from notifications.services import deliver_due
from tests.factories.accounts import make_account
from tests.factories.chat import room_of
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_meeting, says
from tests.factories.moderation import make_crisis
from tests.meetings.test_changing import move

pytestmark = pytest.mark.django_db


@pytest.fixture
def co(group: Any) -> Any:
    person = make_account("co")
    join(group, person, name="Second Lamp", role="co_facilitator")
    return person


@pytest.fixture
def stand_in(group: Any) -> Any:
    person = make_account("steps")
    join(group, person, name="Third Lamp")
    services.take_role(actor=person, group=group, role="stand_in")
    return person


@pytest.fixture
def evening(ben: Any, group: Any) -> Meeting:
    return make_meeting(ben, group)


def asked() -> list[str]:
    return [row.membership.display_name for row in AskedToKeep.objects.order_by("pk").select_related("membership")]


def at(stand_at: Any, row: Meeting, **before: float) -> None:
    stand_at(row.starts_at, **before)
    keep_watch()


def test_one_after_the_other_is_asked_and_then_people_are_told(
    ben: Any, ana: Any, co: Any, stand_in: Any, group: Any, evening: Meeting, stand_at: Any
) -> None:
    says(ana, evening)
    at(stand_at, evening, minutes=31)
    assert not Watch.objects.exists()
    at(stand_at, evening, minutes=29)
    assert asked() == ["Slow River"]
    at(stand_at, evening, minutes=16)
    assert asked() == ["Slow River"]
    at(stand_at, evening, minutes=14)
    assert asked() == ["Slow River", "Second Lamp"]
    at(stand_at, evening, minutes=9)
    assert asked() == ["Slow River", "Second Lamp", "Third Lamp"]
    for minutes in (5, 1, -4):
        at(stand_at, evening, minutes=minutes)
        evening.refresh_from_db()
        assert evening.is_planned
    at(stand_at, evening, minutes=-6)
    evening.refresh_from_db()
    assert evening.state == "cancelled" and len(asked()) == 3
    assert Notification.objects.get(kind="meetings.nobody_here").account == ana
    at(stand_at, evening, minutes=-7)
    assert Notification.objects.filter(kind="meetings.nobody_here").count() == 1


def test_who_says_that_they_are_there_ends_the_asking(
    ben: Any, ana: Any, co: Any, stand_in: Any, evening: Meeting, stand_at: Any, client_of: Any
) -> None:
    at(stand_at, evening, minutes=29)
    page = client_of(ben).get(evening.get_absolute_url()).content.decode()
    assert reverse("meetings:say_here", args=[evening.uid]) in page
    client_of(ben).post(reverse("meetings:say_here", args=[evening.uid]))
    for minutes in (14, 9, -6):
        at(stand_at, evening, minutes=minutes)
    evening.refresh_from_db()
    assert asked() == ["Slow River"] and evening.is_planned
    assert "Somebody is here to keep the room." in client_of(ana).get(evening.get_absolute_url()).content.decode()


def test_it_can_be_said_before_anybody_was_asked_and_by_a_second_one(
    ben: Any, co: Any, evening: Meeting, stand_at: Any
) -> None:
    stand_at(evening.starts_at, minutes=25)
    services.say_here(actor=co, meeting=evening)
    services.say_here(actor=ben, meeting=evening)
    at(stand_at, evening, minutes=20)
    assert asked() == [] and Watch.objects.get().here.account == co  # type: ignore[union-attr]


def test_a_volunteer_stands_in_with_a_script(
    ben: Any, ana: Any, stand_in: Any, evening: Meeting, stand_at: Any, client_of: Any
) -> None:
    at(stand_at, evening, minutes=29)
    with pytest.raises(PermissionDenied):
        services.say_here(actor=stand_in, meeting=evening)
    # There is no co-facilitator: the stand-in has their time, too.
    at(stand_at, evening, minutes=14)
    assert asked() == ["Slow River", "Third Lamp"]
    client = client_of(stand_in)
    home = client.get("/home/").content.decode()
    assert "Can you keep the room?" in home and "nobody asks why" in home
    assert "step by step" in client.get(reverse("meetings:script", args=[evening.uid])).content.decode()
    assert client_of(ana).get(reverse("meetings:script", args=[evening.uid])).status_code == 404
    assert client_of(ana).post(reverse("meetings:say_here", args=[evening.uid])).status_code == 404
    client.post(reverse("meetings:say_here", args=[evening.uid]))
    at(stand_at, evening, minutes=-6)
    evening.refresh_from_db()
    assert evening.is_planned and "Can you keep the room?" not in client.get("/home/").content.decode()


def test_nobody_with_an_open_crisis_case_is_asked_and_nobody_learns_why(
    ben: Any, stand_in: Any, group: Any, evening: Meeting, stand_at: Any, client_of: Any
) -> None:
    make_crisis(stand_in, group)
    for minutes in (29, 14, 9):
        at(stand_at, evening, minutes=minutes)
    assert asked() == ["Slow River"]
    assert "crisis" not in client_of(ben).get(evening.get_absolute_url()).content.decode().lower()


def test_a_keeper_who_is_in_the_room_already_is_there(
    ben: Any, ana: Any, group: Any, evening: Meeting, stand_at: Any
) -> None:
    for minutes in (29, 14):
        at(stand_at, evening, minutes=minutes)
    stand_at(evening.starts_at, minutes=-6)
    seen = Participant.objects.filter(room=room_of(group))
    # A member there is no keeper, and a keeper who was there an hour ago is not there.
    seen.filter(membership__account=ana).update(seen_at=clock.now())
    seen.filter(membership__account=ben).update(seen_at=clock.now() - timedelta(hours=1))
    watch = Watch.objects.get()
    assert watch.here_at is None
    seen.filter(membership__account=ben).update(seen_at=clock.now() - timedelta(seconds=20))
    keep_watch()
    keep_watch()
    evening.refresh_from_db()
    assert evening.is_planned and Watch.objects.get().here.account == ben  # type: ignore[union-attr]


def test_who_is_in_the_live_room_already_is_asked_nothing_and_keeps_the_meeting(
    ben: Any, ana: Any, group: Any, evening: Meeting, stand_at: Any
) -> None:
    says(ana, evening)
    at(stand_at, evening, minutes=29)
    stand_at(evening.starts_at, minutes=14)
    services.come_in(actor=ben, meeting=evening)
    Participant.objects.filter(membership__account=ben, room__kind="meeting").update(seen_at=clock.now())
    keep_watch()
    watch = Watch.objects.get(meeting=evening)
    assert watch.step == Watch.Step.DONE and watch.here is not None and watch.here.account == ben


@pytest.mark.parametrize("count", [1, 2])
def test_where_people_sit_together_nothing_is_called_off(
    count: int, ben: Any, ana: Any, people: Any, group: Any, evening: Meeting, stand_at: Any
) -> None:
    members = [ana, people[0]][:count]
    for member in members:
        says(member, evening)
    at(stand_at, evening, minutes=29)
    at(stand_at, evening, minutes=14)
    at(stand_at, evening, minutes=9)
    stand_at(evening.starts_at, minutes=-6)
    for member in members:
        services.come_in(actor=member, meeting=evening)
        Participant.objects.filter(membership__account=member, room__kind="meeting").update(seen_at=clock.now())
    keep_watch()
    evening.refresh_from_db()
    assert evening.is_planned == (count > 1)


def test_a_late_sweep_asks_before_it_calls_off_and_far_too_late_it_leaves_people_alone(
    ben: Any, co: Any, group: Any, stand_at: Any
) -> None:
    first = make_meeting(ben, group)
    at(stand_at, first, minutes=1)
    assert asked() == ["Slow River"]
    stand_at(first.starts_at, minutes=-2.5)
    keep_watch()
    assert asked() == ["Slow River", "Second Lamp"]
    keep_watch()
    first.refresh_from_db()
    assert first.is_planned
    stand_at(first.starts_at, minutes=-12)
    keep_watch()
    keep_watch()
    first.refresh_from_db()
    assert first.state == "cancelled"
    second = make_meeting(ben, group, days=5)
    at(stand_at, second, minutes=20)
    stand_at(second.starts_at, minutes=-25)
    for _ in range(4):
        keep_watch()
    second.refresh_from_db()
    assert second.is_planned


@pytest.mark.parametrize("way", ["in_person", "hybrid"])
def test_a_meeting_in_person_is_never_called_off_by_a_program(way: str, ben: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group, way=way, address="1 Quay Road")
    for minutes in (29, 14, 9, -6, -10):
        at(stand_at, row, minutes=minutes)
    row.refresh_from_db()
    assert row.is_planned and asked() == ["Slow River"]


def test_a_meeting_that_moves_is_watched_anew_and_one_that_is_off_no_more(
    ben: Any, group: Any, evening: Meeting, stand_at: Any
) -> None:
    at(stand_at, evening, minutes=29)
    moved = move(ben, evening, days=1)
    at(stand_at, evening, minutes=-6)
    moved.refresh_from_db()
    assert moved.is_planned and not Watch.objects.exists()
    at(stand_at, moved, minutes=29)
    assert asked() == ["Slow River"]
    services.cancel_meeting(actor=ben, meeting=moved)
    at(stand_at, moved, minutes=-6)
    assert not Notification.objects.filter(kind="meetings.nobody_here").exists()


@pytest.mark.django_db(transaction=True)
def test_the_mails_are_neutral_and_offer_another_meeting_near_in_time(
    ben: Any, group: Any, evening: Meeting, stand_at: Any
) -> None:
    person = make_account("far", email="far@example.org", profile={"mail_is_safe": True})
    join(group, person, name="Far Away")
    services.take_role(actor=person, group=group, role="stand_in")
    other = make_group(make_account(), name="Another lamp", founder_name="Keeps it")
    join(other, person, name="Here too")
    near = make_meeting(other.memberships.get(display_name="Keeps it").account, other, days=4)
    says(person, evening)
    for minutes in (29, 14, 9):
        at(stand_at, evening, minutes=minutes)
    deliver_due()
    assert "Could you look after it this once?" in mail.outbox[-1].body and "19:30" in mail.outbox[-1].body
    at(stand_at, evening, minutes=-6)
    deliver_due()
    body = mail.outbox[-1].body
    assert "does not take place" in body and "There is another one near" in body
    for sent in mail.outbox:
        assert sent.subject == "You have a message"
        for telling in (group.name, other.name, "lamp", "Far Away", "meeting", "facilitat"):
            assert telling not in sent.body, telling
    assert near.is_planned


def test_the_page_of_a_meeting_that_is_off_leads_to_another_one(
    ben: Any, ana: Any, group: Any, evening: Meeting, stand_at: Any, client_of: Any
) -> None:
    keeper = make_account()
    other = make_group(keeper, name="Another lamp", language=group.language, size=12)
    make_meeting(keeper, other, days=4)
    says(ana, evening)
    for minutes in (29, 14, 9, -6):
        at(stand_at, evening, minutes=minutes)
    client = client_of(ana)
    page = client.get(evening.get_absolute_url()).content.decode()
    # What a group did not choose to show is not shown to who is not in it.
    assert "Nobody could be there" in page and "Another lamp" not in page
    services.choose_for_group(actor=keeper, group=other, is_public=True)
    page = client.get(evening.get_absolute_url()).content.decode()
    assert "Open to everybody: Another lamp" in page and other.get_absolute_url() in page
    join(other, ana, name="Here too")
    assert "Near in time: Another lamp" in client.get(evening.get_absolute_url()).content.decode()


# -- roles ------------------------------------------------------------------------------------------------------------
def test_what_was_is_forgotten(ben: Any, ana: Any, group: Any, evening: Meeting, stand_at: Any) -> None:
    role = services.take_role(actor=ana, group=group, role="greeter")
    services.put_down_role(actor=ana, role=role)
    at(stand_at, evening, minutes=29)
    services.forget_watches(evening.starts_at + timedelta(days=6))
    assert AskedToKeep.objects.exists() and ServiceRole.objects.exists()
    services.forget_watches(evening.starts_at + timedelta(days=40))
    assert not (AskedToKeep.objects.exists() or Watch.objects.exists() or ServiceRole.objects.exists())


@pytest.mark.parametrize("why", ["suspended", "took the agreement back"])
def test_a_stand_in_who_cannot_write_here_is_not_asked(
    why: str, stand_in: Any, ana: Any, evening: Meeting, stand_at: Any
) -> None:
    says(ana, evening)
    if why == "suspended":
        type(stand_in).objects.filter(pk=stand_in.pk).update(suspended_until=evening.starts_at + timedelta(days=9))
    else:
        accounts.withdraw_consent(actor=stand_in, kind="health")
    for minutes in (29, 14, 9):
        at(stand_at, evening, minutes=minutes)
    assert "Slow River" in asked() and "Third Lamp" not in asked()
