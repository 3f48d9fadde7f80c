"""Present or not: who notes it, who sees it, how long, and what a page of it says."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

import clock
from accounts import services as accounts
from groups import services as groups
from meetings import services
from meetings.models import Attendance, Meeting
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_meeting, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def evening(ben: Any, group: Any, stand_at: Any) -> Meeting:
    """A meeting that is over since an hour."""
    row = make_meeting(ben, group, title="A telling title")
    stand_at(row.ends_at + timedelta(hours=1))
    return row


def membership(group: Any, account: Any) -> Any:
    return group.memberships.get(account=account)


def note(ben: Any, evening: Any, *there: Any, **more: Any) -> int:
    present = {membership(evening.series.group, account).uid for account in there}
    return services.note_attendance(actor=ben, meeting=evening, present=present, **more)


def test_a_facilitator_ticks_who_was_here_and_can_put_it_right(
    ben: Any, ana: Any, people: Any, group: Any, evening: Any, client_of: Any
) -> None:
    keeper, path = client_of(ben), reverse("meetings:note_attendance", args=[evening.uid])
    page = keeper.get(evening.get_absolute_url()).content.decode()
    assert path in page
    keeper.post(path, {"there": [str(membership(group, ana).uid)]})
    assert Attendance.objects.count() == 7 and Attendance.objects.get(present=True).membership.account == ana
    page = keeper.get(path).content.decode()
    assert page.count("checked") == 1
    keeper.post(path, {"there": [str(membership(group, people[0]).uid)]})
    assert Attendance.objects.get(present=True).membership.account == people[0] and Attendance.objects.count() == 7
    # Nothing is known of minutes where nobody needs them.
    assert not Attendance.objects.exclude(came_at=None, left_at=None).exists()


def test_nothing_is_noted_before_it_began_nor_of_what_did_not_take_place(ben: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    with pytest.raises(PermissionDenied):
        note(ben, row)
    stand_at(row.starts_at + timedelta(minutes=1))
    assert note(ben, row, ben) == 1
    other = make_meeting(ben, group, days=5)
    services.cancel_meeting(actor=ben, meeting=other)
    stand_at(other.ends_at)
    with pytest.raises(PermissionDenied):
        note(ben, other)


def test_after_a_month_it_can_be_put_right_no_more_and_keepers_do_not_see_it(
    ben: Any, ana: Any, group: Any, evening: Any, stand_at: Any
) -> None:
    note(ben, evening, ana)
    assert Attendance.objects.visible_to(ben).filter(membership__account=ana).exists()
    stand_at(evening.ends_at + timedelta(days=30, minutes=1))
    assert not Attendance.objects.visible_to(ben).filter(membership__account=ana).exists()
    assert Attendance.objects.visible_to(ana).filter(present=True).count() == 1
    with pytest.raises(PermissionDenied):
        note(ben, evening)


def test_it_is_seen_by_oneself_and_by_no_other_member(
    ben: Any, ana: Any, people: Any, group: Any, evening: Any, client_of: Any, mo: Any, ada: Any
) -> None:
    note(ben, evening, ana)
    page = client_of(ana).get(evening.get_absolute_url()).content.decode()
    assert "noted that you were there" in page
    assert "noted that you were not there" in client_of(people[0]).get(evening.get_absolute_url()).content.decode()
    for other in (people[0], mo, ada, make_account()):
        assert not Attendance.objects.visible_to(other).filter(membership__account=ana).exists()
        assert client_of(other).get(reverse("meetings:note_attendance", args=[evening.uid])).status_code == 404


def test_a_tick_tells_nothing_of_who_said_yes(ben: Any, ana: Any, people: Any, group: Any, stand_at: Any) -> None:
    row = make_meeting(ben, group)
    says(people[2], row)
    stand_at(row.ends_at)
    names = list(services.could_be_there(row).values_list("display_name", flat=True))
    assert names[:2] == ["Slow River", "Quiet Heron"] and len(names) == 7
    late = make_account()
    join(group, late, name="Came later", joined_at=row.ends_at + timedelta(minutes=1))
    assert "Came later" not in services.could_be_there(row).values_list("display_name", flat=True)


def test_who_took_their_agreement_back_is_neither_listed_nor_noted(
    ben: Any, ana: Any, group: Any, evening: Any, client_of: Any
) -> None:
    path = reverse("meetings:note_attendance", args=[evening.uid])
    assert "Quiet Heron" in client_of(ben).get(path).content.decode()
    accounts.withdraw_consent(actor=ana, kind="health")
    assert "Quiet Heron" not in client_of(ben).get(path).content.decode()
    assert note(ben, evening, ana) == 0
    assert not Attendance.objects.filter(membership__account=ana).exists()


def test_names_of_another_group_are_not_noted(ben: Any, ana: Any, group: Any, evening: Any) -> None:
    other = make_group(ben, name="Another")
    stranger = join(other, make_account(), name="Stranger")
    services.note_attendance(actor=ben, meeting=evening, present={stranger.uid})
    assert not Attendance.objects.filter(present=True).exists()


def test_times_are_kept_only_where_the_group_confirms_and_for_a_month(
    ben: Any, ana: Any, people: Any, group: Any, evening: Any, client_of: Any
) -> None:
    services.choose_for_group(actor=ben, group=group, is_public=False, confirms=True)
    mine, other = membership(group, ana), membership(group, people[0])
    path = reverse("meetings:note_attendance", args=[evening.uid])
    data = {"there": [str(mine.uid), str(other.uid)], f"came-{mine.uid}": "19:45", f"left-{mine.uid}": "20:15"}
    client_of(ben).post(path, data)
    rows = {row.membership: row for row in Attendance.objects.filter(present=True)}
    start = evening.starts_at
    assert (rows[mine].came_at, rows[mine].left_at) == (start + timedelta(minutes=15), start + timedelta(minutes=45))
    assert (rows[other].came_at, rows[other].left_at) == (start, evening.ends_at)
    assert services.forget_attendance(evening.ends_at + timedelta(days=29)) == 0
    assert services.forget_attendance(evening.ends_at + timedelta(days=31)) == 2
    assert Attendance.objects.filter(present=True, came_at=None, left_at=None).count() == 2


def test_nobody_goes_before_they_come_or_stays_all_night(ben: Any, ana: Any, group: Any, evening: Any) -> None:
    services.choose_for_group(actor=ben, group=group, is_public=False, confirms=True)
    start, uid = evening.starts_at, membership(group, ana).uid
    for minutes in (0, -5, 13 * 60):
        with pytest.raises(ValidationError):
            note(ben, evening, ana, times={uid: (start, start + timedelta(minutes=minutes))})
    assert not Attendance.objects.exists()


def test_a_page_to_print_is_made_by_oneself_and_names_no_group_and_no_topic(
    ben: Any, ana: Any, people: Any, group: Any, evening: Any, client_of: Any
) -> None:
    mine = membership(group, ana)
    path = reverse("meetings:confirmation", args=[mine.uid])
    note(ben, evening, ana)
    assert client_of(ana).get(path).status_code == 404
    services.choose_for_group(actor=ben, group=group, is_public=False, confirms=True)
    note(ben, evening, ana)
    answer = client_of(ana).get(path)
    page = answer.content.decode()
    assert answer.status_code == 200 and "was not clinically assessed" in page and "19:30" in page and "20:30" in page
    for telling in (group.name, group.slug, group.summary, "telling", "Quiet Heron", "Slow River", ana.sign_in_name):
        assert telling not in page, telling
    assert (
        reverse("meetings:confirmation", args=[mine.uid])
        in client_of(ana).get("/meetings/attendance/").content.decode()
    )
    for other in (ben, people[0]):
        assert client_of(other).get(path).status_code == 404
    # Somebody who was never there has nothing to confirm.
    never = reverse("meetings:confirmation", args=[membership(group, people[0]).uid])
    assert client_of(people[0]).get(never).status_code == 404


def test_how_often_one_came_back_is_said_only_to_who_asks(
    ben: Any, ana: Any, group: Any, evening: Any, client_of: Any
) -> None:
    note(ben, evening, ana)
    client = client_of(ana)
    hidden = client.get("/meetings/attendance/").content.decode()
    assert "You were there once" not in hidden and "?times=shown" in hidden
    assert "You were there once." in client.get("/meetings/attendance/?times=shown").content.decode()


def test_a_month_after_a_leaving_nothing_is_left(ben: Any, ana: Any, group: Any, evening: Any) -> None:
    note(ben, evening, ana)
    groups.leave_group(actor=ana, group=group)
    now = clock.now()
    services.forget_attendance(now + timedelta(days=29))
    assert Attendance.objects.filter(membership__account=ana).exists()
    services.forget_attendance(now + timedelta(days=31))
    assert not Attendance.objects.filter(membership__account=ana).exists() and Attendance.objects.exists()
