"""Reminders: exactly one per person, meeting and kind, and nothing in them that tells of a group."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied

from groups import services as groups
from meetings import services
from meetings.models import Reminder
from notifications.models import Notification
from notifications.services import deliver_due
from tests.factories.accounts import make_account
from tests.factories.groups import join
from tests.factories.meetings import make_meeting, says
from tests.meetings.test_changing import move

pytestmark = pytest.mark.django_db
ZONE = "America/New_York"


@pytest.fixture
def reachable(group: Any) -> Any:
    """Somebody in New York to whom mail is safe."""
    person = make_account("far", email="far@example.org", profile={"mail_is_safe": True, "time_zone": ZONE})
    join(group, person, name="Far Away")
    return person


def handed() -> list[str]:
    return sorted(Reminder.objects.filter(handed_at__isnull=False).values_list("kind", flat=True))


def test_a_day_before_is_usual_and_other_times_can_be_chosen(ben: Any, ana: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    assert Reminder.objects.get().due_at == row.starts_at - timedelta(days=1)
    services.choose_reminders(actor=ana, when="both")
    assert Reminder.objects.count() == 2
    services.choose_reminders(actor=ana, when="hour")
    assert Reminder.objects.get().due_at == row.starts_at - timedelta(hours=1)
    services.choose_reminders(actor=ana, when="none")
    assert not Reminder.objects.exists()
    with pytest.raises(ValueError):
        services.choose_reminders(actor=ana, when="always")


def test_only_who_has_a_place_is_reminded(ben: Any, ana: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(ana, row)
    says(people[0], row)
    says(people[1], row, "maybe")
    assert [one.rsvp.membership.account for one in Reminder.objects.all()] == [ana]
    says(ana, row, "not_going")
    assert not Reminder.objects.exists()
    says(people[0], row)
    assert [one.rsvp.membership.account for one in Reminder.objects.all()] == [people[0]]


def test_each_is_handed_over_once_whatever_happens_afterwards(
    ben: Any, reachable: Any, group: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group)
    services.choose_reminders(actor=reachable, when="both")
    says(reachable, row)
    stand_at(row.starts_at, hours=20)
    assert services.hand_over_reminders() == 1 and services.hand_over_reminders() == 0
    # Moved away and said yes to again: the day before was told, the hour before is still to come.
    moved = move(ben, row, days=3)
    says(reachable, moved)
    stand_at(moved.starts_at, hours=20)
    assert services.hand_over_reminders() == 0
    services.cancel_meeting(actor=ben, meeting=moved)
    services.take_up_meeting(actor=ben, meeting=moved)
    says(reachable, moved)
    stand_at(moved.starts_at, minutes=50)
    assert services.hand_over_reminders() == 1
    assert handed() == ["day", "hour"]
    assert Notification.objects.filter(account=reachable, kind="meetings.reminder").count() == 2


def test_a_meeting_that_moves_takes_its_reminder_along(ben: Any, ana: Any, group: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    moved = move(ben, row, days=4)
    assert Reminder.objects.get().due_at == moved.starts_at - timedelta(days=1)


def test_a_cancelled_meeting_reminds_nobody(ben: Any, reachable: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    says(reachable, row)
    services.cancel_meeting(actor=ben, meeting=row)
    stand_at(row.starts_at, hours=20)
    assert services.hand_over_reminders() == 0 and not Reminder.objects.exists()


def test_a_yes_on_the_day_needs_no_reminder_of_the_day_before(ben: Any, ana: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    stand_at(row.starts_at, hours=5)
    services.choose_reminders(actor=ana, when="both")
    says(ana, row)
    assert [one.kind for one in Reminder.objects.all()] == ["hour"]


def test_who_left_is_not_reminded(ben: Any, reachable: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    says(reachable, row)
    groups.leave_group(actor=reachable, group=group)
    stand_at(row.starts_at, hours=20)
    assert services.hand_over_reminders() == 0


@pytest.mark.django_db(transaction=True)
def test_the_mail_says_a_time_in_ones_own_zone_and_nothing_else(
    ben: Any, reachable: Any, group: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group, title="A telling title", address="1 Quay Road", way="in_person")
    says(reachable, row)
    stand_at(row.starts_at, hours=20)
    services.hand_over_reminders()
    assert deliver_due() == 1 and deliver_due() == 0
    (sent,) = mail.outbox
    assert sent.subject == "You have a message"
    # 19:30 in UTC is 14:30 or 15:30 there.
    assert "14:30" in sent.body or "15:30" in sent.body
    for telling in (group.name, "telling", "Quay", "Far Away", "meeting", group.slug, str(row.uid)):
        assert telling not in sent.body


@pytest.mark.django_db(transaction=True)
def test_a_reminder_that_is_no_longer_true_is_not_sent(ben: Any, reachable: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    says(reachable, row)
    stand_at(row.starts_at, hours=20)
    services.hand_over_reminders()
    says(reachable, row, "not_going")
    assert deliver_due() == 0 and not mail.outbox
    assert Notification.objects.get(kind="meetings.reminder").state == "kept"


@pytest.mark.django_db(transaction=True)
def test_each_message_is_neutral_and_says_what_is_so(ben: Any, reachable: Any, people: Any, group: Any) -> None:
    row = make_meeting(ben, group, capacity=1, title="A telling title")
    says(people[0], row)
    says(reachable, row)
    says(people[0], row, "not_going")
    assert deliver_due() == 1 and "kept for you until" in mail.outbox[-1].body
    moved = move(ben, row, days=1)
    assert deliver_due() == 1 and "another time" in mail.outbox[-1].body
    services.cancel_meeting(actor=ben, meeting=moved)
    assert deliver_due() == 1 and "does not take place" in mail.outbox[-1].body
    for sent in mail.outbox:
        assert sent.subject == "You have a message"
        assert group.name not in sent.body and "telling" not in sent.body


def test_reminders_are_chosen_by_oneself(group: Any, ana: Any) -> None:
    with pytest.raises(PermissionDenied):
        services.choose_reminders(actor=make_account("fresh", onboarded=False), when="day")
    assert services.wish_of(ana) == "day"


def test_answers_go_a_month_after_the_meeting(ben: Any, ana: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    assert services.forget_old(row.ends_at + timedelta(days=29)) == 0
    assert services.forget_old(row.ends_at + timedelta(days=31)) > 0
    assert not Reminder.objects.exists()
