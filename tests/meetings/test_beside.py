"""Nobody keeps their first three meetings alone, and nobody is stopped by it."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from accounts import services as accounts
from groups.models import Membership
from meetings import services
from meetings.errors import MovedOnAlready
from meetings.models import Beside, Kept, Meeting
from meetings.models.beside import is_new_at_it
from meetings.services import keep_watch
from notifications.models import Notification
from notifications.services import deliver_due
from tests.factories.accounts import make_account, reach_by_mail
from tests.factories.groups import join, make_group
from tests.factories.live import comes_in, make_soon, presses
from tests.factories.meetings import make_meeting, make_series, meetings_of
from tests.factories.moderation import make_crisis

pytestmark = pytest.mark.django_db


@pytest.fixture
def co(group: Any) -> Any:
    person = make_account("co")
    join(group, person, name="Second Lamp", role="co_facilitator")
    return person


@pytest.fixture
def evening(ben: Any, group: Any) -> Meeting:
    return make_meeting(ben, group)


def has_kept(person: Any, times: int = 3) -> None:
    """So many meetings of another group, which took place."""
    other = make_group(person)
    rows = meetings_of(make_series(person, other))[:times]
    mine = Membership.objects.get(account=person, group=other)
    for number, row in enumerate(rows):
        past = row.starts_at.replace(year=row.starts_at.year - 1)
        Meeting.objects.filter(pk=row.pk).update(
            starts_at=past, ends_at=past.replace(hour=23, minute=59), original_day=past.date().replace(day=1 + number)
        )
        Kept.objects.create(meeting=row, membership=mine)


def page_of(client: Any, row: Meeting) -> str:
    text: str = client.get(f"/meetings/{row.uid}/").content.decode()
    return text


def told() -> set[str]:
    return {row.account.sign_in_name for row in Notification.objects.filter(kind="meetings.beside")}


def test_three_meetings_that_took_place_are_what_makes_it_nothing_new(ben: Any, group: Any, stand_at: Any) -> None:
    rows = meetings_of(make_series(ben, group))[:5]
    for number, row in enumerate(rows):
        assert is_new_at_it(ben) == (number < 4)
        stand_at(row.starts_at, minutes=10)
        services.say_here(actor=ben, meeting=row)
        if number == 1:
            services.cancel_meeting(actor=ben, meeting=row)
        stand_at(row.ends_at, minutes=-1)
    assert not is_new_at_it(ben) and Kept.objects.count() == 5


def test_who_keeps_the_room_and_is_there_when_it_begins_has_kept_it(
    ben: Any, ana: Any, co: Any, group: Any, stand_at: Any
) -> None:
    row = make_soon(ben, group)
    for person in (ben, ana, co):
        comes_in(person, row)
    presses(ben, row, "begin")
    assert {kept.membership.account for kept in Kept.objects.all()} == {ben, co}


def test_where_everybody_is_new_they_are_told_once_the_day_before_and_members_never(
    evening: Meeting, ben: Any, ana: Any, co: Any, stand_at: Any, client_of: Any
) -> None:
    stand_at(evening.starts_at, hours=25)
    keep_watch()
    assert told() == set()
    stand_at(evening.starts_at, hours=20)
    for _again in range(3):
        keep_watch()
    assert told() == {ben.sign_in_name, co.sign_in_name}
    assert Notification.objects.filter(kind="meetings.beside").count() == 2
    text = page_of(client_of(ben), evening)
    assert "Somebody beside you" in text and "It takes place either way" in text
    assert "I am there beside them" not in text
    assert "Somebody beside you" not in page_of(client_of(ana), evening)
    # In the last hours nobody is worried with it any more.
    other = make_meeting(ben, evening.series.group, days=6)
    stand_at(other.starts_at, hours=2)
    keep_watch()
    assert Notification.objects.filter(kind="meetings.beside", about_uid=other.uid).count() == 0


def test_who_has_done_it_before_can_be_beside_them_and_everybody_reads_who_it_is(
    evening: Meeting, ben: Any, ana: Any, co: Any, people: Any, client_of: Any, stand_at: Any
) -> None:
    has_kept(co)
    stands_in, unwell = people[0], people[1]
    for person in (stands_in, unwell):
        has_kept(person)
        services.take_role(actor=person, group=evening.series.group, role="stand_in")
    make_crisis(unwell, evening.series.group)
    has_kept(ana)
    # Not who is new to it, nor who has nothing to do with keeping it here, nor who may be in need.
    for person in (ben, ana, people[2], unwell, make_account("mo", is_moderator=True)):
        with pytest.raises(PermissionDenied):
            services.be_beside(actor=person, meeting=evening)
    assert "If somebody keeps it to whom it is still new" in page_of(client_of(ben), evening)
    assert "I am there beside them" in page_of(client_of(stands_in), evening)
    client_of(co).post(f"/meetings/{evening.uid}/beside/", {"yes": "yes"})
    with pytest.raises(MovedOnAlready):
        services.be_beside(actor=stands_in, meeting=evening)
    for reader in (ben, ana, people[2]):
        assert "Second Lamp is there beside who keeps it" in page_of(client_of(reader), evening)
    stand_at(evening.starts_at, minutes=10)
    said = client_of(ben).post(f"/meetings/{evening.uid}/here/", follow=True).content.decode()
    assert "Second Lamp is there beside you" in said and told() == set()
    client_of(co).post(f"/meetings/{evening.uid}/beside/", {"yes": "no"})
    assert "Second Lamp is there" not in page_of(client_of(ana), evening)
    services.be_beside(actor=stands_in, meeting=evening)


def test_somebody_new_who_says_that_they_are_here_keeps_it_and_who_could_help_is_asked(
    evening: Meeting, ben: Any, ana: Any, co: Any, people: Any, stand_at: Any
) -> None:
    has_kept(co)
    stand_at(evening.starts_at, minutes=10)
    watch = services.say_here(actor=ben, meeting=evening)
    assert watch.here is not None and watch.here.account == ben and told() == {co.sign_in_name}
    evening.refresh_from_db()
    assert evening.is_planned
    # To whom it is nothing new needs nobody.
    other = make_meeting(ben, evening.series.group, days=6)
    stand_at(other.starts_at, minutes=10)
    services.say_here(actor=co, meeting=other)
    assert Notification.objects.filter(kind="meetings.beside", about_uid=other.uid).count() == 0


def test_what_is_told_says_a_time_and_nothing_when_somebody_was_found(
    evening: Meeting, ben: Any, co: Any, stand_at: Any, mailoutbox: Any
) -> None:
    reach_by_mail(ben, co)
    has_kept(co)
    stand_at(evening.starts_at, minutes=10)
    services.say_here(actor=ben, meeting=evening)
    services.be_beside(actor=co, meeting=evening)
    deliver_due()
    assert not any("beside" in letter.body for letter in mailoutbox)
    services.not_beside(actor=co, meeting=evening)
    Notification.objects.filter(kind="meetings.beside").update(state="waiting", claimed_until=None, due_at=clock.now())
    deliver_due()
    (letter,) = [one for one in mailoutbox if "Could you be there beside them?" in one.body]
    assert evening.series.group.name not in letter.body and "Slow River" not in letter.body


def test_nothing_is_left_of_it_when_somebody_is_erased_or_a_week_has_passed(
    evening: Meeting, ben: Any, co: Any, stand_at: Any
) -> None:
    has_kept(co)
    services.be_beside(actor=co, meeting=evening)
    accounts.request_erasure(actor=co)
    assert services.company_of(evening) is None
    stand_at(evening.starts_at, days=-8)
    assert accounts.erase_due() == 1
    assert not Kept.objects.exists() and not Beside.objects.filter(membership__isnull=False).exists()
    services.forget_watches(evening.ends_at.replace(year=evening.ends_at.year + 1))
    assert not Beside.objects.exists()
