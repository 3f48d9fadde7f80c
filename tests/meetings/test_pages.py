"""The pages of meetings: what a member reads, what is kept from others, and plain forms that work without a script."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest

import clock
from accounts import services as accounts
from meetings import services
from meetings.models import Meeting, MeetingSeries, Rsvp
from meetings.recurrence import Every, Rule, parse
from tests.factories.groups import leave, make_group
from tests.factories.meetings import a_plan, make_meeting, make_series, meetings_of, rsvp_of, says
from tests.groups.pages import text

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = {"format": "open", "way": "online", "minutes": "60"}


def plan_fields(**more: Any) -> dict[str, Any]:
    first = (clock.now() + timedelta(days=3)).date()
    uid = "5a3ce9f0-0000-4000-8000-000000000003"
    return HERE | {"first_day": first.isoformat(), "at": "19:30", "repeat": "weeks", "uid": uid} | more


def address(row: Any, what: str = "") -> str:
    return f"/meetings/{row.uid}/{what}"


def test_a_member_reads_the_next_eight(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    make_series(ben, group, title="The hour before sleep")
    page = text(client_of(ana).get(f"/groups/{group.slug}/meetings/"))
    assert page.count("The hour before sleep") == 8 and "19:30 to 20:30" in page
    assert "Plan a meeting" not in page
    assert "Plan a meeting" in text(client_of(ben).get(f"/groups/{group.slug}/meetings/"))


def test_the_list_asks_few_questions(
    ben: Any, ana: Any, group: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    for row in meetings_of(make_series(ben, group)):
        says(ana, row)
    client = client_of(ana)
    with django_assert_max_num_queries(12):
        client.get(f"/groups/{group.slug}/meetings/")
    # Five of them for who comes as a guest, who is there beside whom and what comes afterwards; however many they are.
    with django_assert_max_num_queries(34):
        client.get(address(Meeting.objects.first()))


def test_outsiders_and_the_team_find_nothing(ben: Any, cy: Any, mo: Any, ada: Any, dee: Any, client_of: Any) -> None:
    from tests.factories.groups import join

    private = make_group(ben, name="Canary kitchen", entry="invite")
    leave(join(private, dee), "removed")
    row = make_meeting(ben, private, title="Canary soup")
    missing = "5a3ce9f0-0000-4000-8000-00000000dead"
    for who in (cy, mo, ada, dee):
        client = client_of(who)
        for what in ("", "change/", "change/one/", "change/all/", "change/following/", "cancel/"):
            there, nowhere = client.get(address(row, what)), client.get(f"/meetings/{missing}/{what}")
            assert there.status_code == nowhere.status_code == 404 and there.content == nowhere.content
        for what in ("answer/", "cancel/", "again/"):
            assert client.post(address(row, what), {"answer": "going"}).status_code == 404
        assert client.get(f"/groups/{private.slug}/meetings/").status_code == 404
        assert "Canary" not in text(client.get("/home/"))
    assert not Rsvp.objects.exists() and row.is_planned


def test_a_member_does_not_plan_or_change(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    row = make_meeting(ben, group)
    client = client_of(ana)
    for path in (f"/groups/{group.slug}/meetings/plan/", address(row, "change/"), address(row, "cancel/")):
        assert client.get(path).status_code == 404
    assert client.post(address(row, "cancel/")).status_code == 404
    assert client.post(f"/meetings/plans/{row.series.uid}/pause/", {"first_day": "2040-01-01"}).status_code == 404


@pytest.mark.parametrize(("answer", "words"), [("going", "A place is yours"), ("maybe", "You might come"),
                                               ("not_going", "You need not say why")])  # fmt: skip
def test_saying_whether_one_comes(answer: str, words: str, ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    row = make_meeting(ben, group)
    client = client_of(ana)
    assert "Will you come?" in text(client.get(address(row)))
    response = client.post(address(row, "answer/"), {"answer": answer, "just_listening": "on"}, follow=True)
    assert words in text(response)
    mine = rsvp_of(ana, row)
    assert (mine.answer, mine.just_listening, mine.shown_to) == (answer, True, "nobody")


def test_the_page_says_where_one_stands(
    ben: Any, ana: Any, people: Any, group: Any, client_of: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group, capacity=1)
    says(people[0], row)
    says(ana, row)
    client = client_of(ana)
    assert "You are on the waiting list." in text(client.get(address(row)))
    stand_at(row.starts_at, hours=8, minutes=1)
    says(people[0], row, "not_going")
    assert "A place is kept for you until 13:29" in text(client.get(address(row)))
    assert "A place is kept for you" in text(client.get("/home/"))
    stand_at(row.starts_at, hours=6)
    services.lapse_offers()
    assert "went on to the next person" in text(client.get(address(row)))


def test_in_the_standby_minute_a_free_place_can_be_taken(
    ben: Any, ana: Any, people: Any, group: Any, client_of: Any, stand_at: Any
) -> None:
    row = make_meeting(ben, group, capacity=1)
    for who in (people[0], people[1], ana):
        says(who, row)
    stand_at(row.starts_at, minutes=5)
    says(people[0], row, "not_going")
    stand_at(row.starts_at, seconds=30)
    services.lapse_offers()
    client = client_of(ana)
    assert "A place is free now." in text(client.get(address(row)))
    assert "A place is yours" in text(client.post(address(row, "answer/"), {"answer": "going"}, follow=True))


def test_an_address_is_for_those_who_come(ben: Any, ana: Any, people: Any, group: Any, client_of: Any) -> None:
    notes = "Ring at the back door of the Canary house."
    row = make_meeting(ben, group, capacity=1, way="in_person", address="1 Canary Quay", access_notes=notes)
    client = client_of(ana)
    assert "Canary" not in text(client.get(address(row)))
    says(people[0], row)
    says(ana, row)
    assert "Canary" not in text(client.get(address(row)))
    says(people[0], row, "not_going")
    says(ana, row)
    shown = text(client.get(address(row)))
    assert "1 Canary Quay" in shown and notes in shown
    assert "1 Canary Quay" in text(client_of(ben).get(address(row)))
    says(ana, row, "maybe")
    assert "Canary" not in text(client.get(address(row)))
    online = make_meeting(ben, group, way="online", access_notes="There are captions.")
    assert "There are captions." in text(client.get(address(online)))


def test_names_stand_there_only_by_choice(ben: Any, ana: Any, people: Any, group: Any, client_of: Any) -> None:
    row = make_meeting(ben, group)
    says(ana, row)
    says(people[0], row, shown_to="keepers")
    says(people[1], row, shown_to="group")
    page = text(client_of(people[2]).get(address(row)))
    assert "Other 1" in page and "Quiet Heron" not in page and "Other 0" not in page
    for_ben = text(client_of(ben).get(address(row)))
    assert "Other 0" in for_ben and "Quiet Heron" not in for_ben
    assert re.search(r"<dt>Coming</dt><dd>3</dd>", for_ben)


def test_times_are_ones_own_first_with_the_groups_beside(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    accounts.set_profile(actor=ana, time_zone="America/New_York")
    with clock.standing_at(clock.now().replace(year=2027, month=2, day=20)):
        plan = services.Plan(date(2027, 3, 2), time(19, 30), "Europe/Dublin", Rule(Every.WEEK, days=(1,)))
        series = make_series(ben, group, plan)
        page = text(client_of(ana).get(f"/groups/{group.slug}/meetings/"))
    assert "14:30 to 15:30, your time. 19:30 in Dublin." in page
    # New York changes its clocks on 14 March, Dublin on the 28th.
    assert page.count("An hour later for you this week") == 1 and page.count("An hour earlier for you this week") == 1
    rows = {row.original_day: row for row in meetings_of(series)}
    with clock.standing_at(clock.now().replace(year=2027, month=2, day=20)):
        assert "An hour later" in text(client_of(ana).get(address(rows[date(2027, 3, 16)])))
        at_home = text(client_of(ben).get(address(rows[date(2027, 3, 16)])))
    assert "for you this week" not in at_home


def test_a_day_that_differs_is_named(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    accounts.set_profile(actor=ana, time_zone="Asia/Tokyo")
    row = make_meeting(ben, group, at=time(20))
    assert re.search(r"05:00 to 06:00, your time\. \w+day, 20:00 in UTC", text(client_of(ana).get(address(row))))


def test_a_facilitator_plans_with_a_plain_form(ben: Any, group: Any, client_of: Any) -> None:
    client = client_of(ben)
    path = f"/groups/{group.slug}/meetings/plan/"
    assert client.get(path).status_code == 200
    for _ in range(2):
        client.post(path, plan_fields(weekdays=["1", "3"], interval="2", count="10", title="Tea", capacity="8"))
    series = MeetingSeries.objects.get()
    assert parse(series.rule) == Rule(Every.WEEK, interval=2, days=(1, 3), count=10)
    assert (series.title, series.capacity, series.late_minutes) == ("Tea", 8, None)
    assert "Tea" in text(client.get(f"/groups/{group.slug}/meetings/"))


@pytest.mark.parametrize(
    ("first", "repeat", "rule"),
    [
        ("2040-01-10", "month_weekday", "FREQ=MONTHLY;BYDAY=2TU"),
        ("2040-01-31", "month_last", "FREQ=MONTHLY;BYDAY=-1TU"),
        ("2040-01-31", "month_weekday", "FREQ=MONTHLY;BYDAY=-1TU"),
        ("2040-01-31", "month_day", "FREQ=MONTHLY;BYMONTHDAY=31"),
        ("2040-01-10", "once", ""),
        ("2040-01-10", "weeks", "FREQ=WEEKLY;BYDAY=TU"),
    ],
)
def test_how_it_comes_back(first: str, repeat: str, rule: str, ben: Any, group: Any, client_of: Any) -> None:
    fields = plan_fields(first_day=first, repeat=repeat)
    assert client_of(ben).post(f"/groups/{group.slug}/meetings/plan/", fields).status_code == 302
    assert MeetingSeries.objects.get().rule == rule


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first_day": "2027-02-30"}, "valid date"),
        ({"first_day": "2020-01-01"}, "has passed"),
        ({"at": "25:00"}, "valid time"),
        ({"until": "2020-01-01"}, "never take place"),
        ({"until": "2040-01-01", "count": "3"}, "choose one"),
        ({"count": "5000"}, "less than or equal to 520"),
        ({"interval": "0"}, "greater than or equal to 1"),
        ({"weekdays": ["9"]}, "valid choice"),
        ({"minutes": "1"}, "greater than or equal to 15"),
        ({"way": "by pigeon"}, "valid choice"),
        ({"title": "n" * 200}, "at most 80"),
    ],
)
def test_what_cannot_be_comes_back_with_the_reason(
    wrong: dict[str, Any], words: str, ben: Any, group: Any, client_of: Any
) -> None:
    response = client_of(ben).post(f"/groups/{group.slug}/meetings/plan/", plan_fields(title="Kept") | wrong)
    assert response.status_code == 422 and words in text(response)
    assert "Kept" in text(response) or "title" in wrong
    assert not MeetingSeries.objects.exists()


def test_a_group_whose_zone_is_gone_is_told_so(ben: Any, group: Any, client_of: Any) -> None:
    type(group).objects.filter(pk=group.pk).update(time_zone="Atlantis/Capital")
    response = client_of(ben).post(f"/groups/{group.slug}/meetings/plan/", plan_fields())
    assert response.status_code == 422 and "time zone of this group" in text(response)


def test_a_meeting_whose_zone_is_gone_still_opens(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    row = make_meeting(ben, group)
    MeetingSeries.objects.update(time_zone="Atlantis/Capital")
    assert "19:30 to 20:30" in text(client_of(ana).get(address(row)))
    client, pause = client_of(ben), f"/meetings/plans/{row.series.uid}/pause/"
    for what in ("change/one/", "change/all/", "change/following/", "cancel/"):
        assert client.get(address(row, what)).status_code == 200
    assert client.post(address(row, "change/all/"), plan_fields(version=0)).status_code == 422
    assert client.post(pause, {"first_day": "2040-01-01"}).status_code == 302
    assert "not known here any more" in text(client.post(pause + "end/", follow=True))


def test_changing_one_the_following_and_all(ben: Any, group: Any, client_of: Any) -> None:
    series = make_series(ben, group, title="Evening", capacity=9)
    rows = meetings_of(series)
    client = client_of(ben)
    assert "This one and those after it" in text(client.get(address(rows[2], "change/")))
    page = text(client.get(address(rows[2], "change/one/")))
    assert 'value="Evening"' in page and f'value="{rows[2].original_day.isoformat()}"' in page
    one = HERE | {"day": rows[2].original_day.isoformat(), "at": "20:00", "title": "Guest", "version": 0}
    assert client.post(address(rows[2], "change/one/"), one).status_code == 302
    again = client.post(address(rows[2], "change/one/"), one | {"at": "21:00"})
    assert again.status_code == 422 and "Someone else changed this" in text(again)
    page = text(client.get(address(rows[4], "change/following/")))
    assert f'value="{rows[4].original_day.isoformat()}"' in page and 'value="9"' in page
    following = plan_fields(first_day=rows[4].original_day.isoformat(), at="18:00", version=0)
    assert client.post(address(rows[4], "change/following/"), following).status_code == 302
    assert MeetingSeries.objects.count() == 2
    series.refresh_from_db()
    page = text(client.get(address(rows[0], "change/all/")))
    until = (rows[4].original_day - timedelta(days=1)).isoformat()
    # What was split off goes its own way: the rest ends the day before.
    assert f'name="until" value="{until}"' in page
    first = rows[0].original_day.isoformat()
    whole = plan_fields(first_day=first, at="17:00", until=until, version=series.version)
    assert client.post(address(rows[0], "change/all/"), whole).status_code == 302
    times = [row.starts_at.time() for row in Meeting.objects.order_by("original_day")]
    assert times == [time(17), time(17), time(20), time(17)] + [time(18)] * 4


def test_a_rest_of_so_many_times_is_counted_down(ben: Any, group: Any, client_of: Any) -> None:
    plan = a_plan()
    series = make_series(ben, group, replace(plan, rule=replace(plan.rule, count=6)))
    third = meetings_of(series)[2]
    assert 'name="count" value="4"' in text(client_of(ben).get(address(third, "change/following/")))


def test_calling_off_tells_what_comes_next(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    rows = meetings_of(make_series(ben, group))
    client = client_of(ben)
    assert "End the whole plan" in text(client.get(address(rows[0], "cancel/")))
    assert "Call off this one" in text(client.get(address(rows[0], "cancel/")))
    client.post(address(rows[0], "cancel/"), {"what": "this"})
    page = text(client_of(ana).get(address(rows[0])))
    assert "does not take place" in page and address(rows[1]) in page and "/help/" in page
    assert "Will you come?" not in page
    assert "takes place after all" in text(client.get(address(rows[0])))
    client.post(address(rows[0], "again/"))
    assert "Will you come?" in text(client_of(ana).get(address(rows[0])))
    client.post(address(rows[1], "cancel/"), {"what": "plan"})
    assert not Meeting.objects.filter(state="planned").exists()


def test_whoever_comes_too_late_sees_the_next_one_and_help(
    ben: Any, ana: Any, group: Any, client_of: Any, stand_at: Any
) -> None:
    rows = meetings_of(make_series(ben, group))
    stand_at(rows[0].ends_at)
    page = text(client_of(ana).get(address(rows[0])))
    assert "This meeting is over." in page and address(rows[1]) in page and "/help/" in page
    response = client_of(ana).post(address(rows[0], "answer/"), {"answer": "going"}, follow=True)
    assert "cannot be answered any more" in text(response)


def test_a_plan_rests_and_goes_on(ben: Any, group: Any, client_of: Any) -> None:
    series = make_series(ben, group)
    first = meetings_of(series)[0].original_day.isoformat()
    client, here = client_of(ben), f"/meetings/plans/{series.uid}/pause/"
    assert client.get(here).status_code == 200
    wrong = client.post(here, {"first_day": first, "last_day": "2020-01-01"})
    assert wrong.status_code == 422
    assert "The plan rests" in text(client.post(here, {"first_day": first}, follow=True))
    assert "Nothing is planned" in text(client.get(f"/groups/{group.slug}/meetings/"))
    assert "goes on" in text(client.post(here + "end/", follow=True))
    assert "no pause to end" in text(client.post(here + "end/", follow=True))


def test_home_and_the_group_show_what_is_next(ben: Any, ana: Any, group: Any, client_of: Any) -> None:
    row = make_meeting(ben, group, title="The hour before sleep")
    client = client_of(ana)
    for path in ("/home/", f"/groups/{group.slug}/"):
        assert address(row) in text(client.get(path)), path
    says(ana, row, "not_going")
    assert address(row) not in text(client.get("/home/"))
    assert address(row) in text(client.get(f"/groups/{group.slug}/"))


def test_the_group_page_shows_strangers_no_meeting(ben: Any, cy: Any, group: Any, client_of: Any, client: Any) -> None:
    make_meeting(ben, group, title="Canary soup")
    for visitor in (client, client_of(cy)):
        page = text(visitor.get(f"/groups/{group.slug}/"))
        assert "Canary" not in page and "Next meeting" not in page


def test_reminders_are_chosen_on_a_page(ana: Any, client_of: Any) -> None:
    client = client_of(ana)
    assert "A day before" in text(client.get("/you/"))
    assert "not said that mail is safe" in text(client.get("/meetings/reminders/"))
    assert client.post("/meetings/reminders/", {"when": "hour"}).status_code == 302
    assert services.wish_of(ana) == "hour"
    assert client.post("/meetings/reminders/", {"when": "always"}).status_code == 422


def test_titles_of_pages_name_no_group(ben: Any, group: Any, client_of: Any) -> None:
    row = make_meeting(ben, group, title="Canary soup")
    for path in (f"/groups/{group.slug}/meetings/", address(row), address(row, "change/one/"), address(row, "cancel/")):
        title = re.findall(r"<title>(.*?)</title>", text(client_of(ben).get(path)))[0]
        assert "Awake" not in title and "Canary" not in title
