"""Who may read which calendar, what it tells, and what it never tells."""

from __future__ import annotations

import json
import re
from typing import Any

import icalendar
import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.models import LivedExperience, User
from audit.models import AuditEvent
from groups import services as groups
from meetings import services
from meetings.models import CalendarFeed, MeetingChoices
from meetings.views import feeds as views
from tests.factories.accounts import PASSWORD, make_account
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_series, says

pytestmark = pytest.mark.django_db


@pytest.fixture
def series(ben: Any, group: Any) -> Any:
    return make_series(ben, group, title="A telling title", way="hybrid", address="1 Quay Road", access_notes="A step.")


@pytest.fixture
def published(ben: Any, group: Any, series: Any) -> Any:
    return services.choose_for_group(actor=ben, group=group, is_public=True)


def make(client: Any, **data: Any) -> str:
    """Make an address on the page, as somebody who has just shown their password, and read it there."""
    client.post("/account/reauthenticate/", {"password": PASSWORD})
    page = client.post(reverse("meetings:calendar"), data).content.decode()
    found = re.search(r"<code>http://[^/]+(/calendar/[\w-]+\.ics)</code>", page)
    assert found is not None
    return found[1]


def test_ones_own_calendar_names_nothing_unless_one_chose_it(ana: Any, group: Any, series: Any, client_of: Any) -> None:
    path = make(client_of(ana))
    answer = Client().get(path)
    assert answer.status_code == 200 and answer["Content-Type"].startswith("text/calendar")
    assert "no-store" in answer["Cache-Control"] and answer["X-Robots-Tag"] == "noindex"
    text = answer.content.decode().replace("\r\n ", "")
    assert "SUMMARY:Meeting\r\n" in text and "RRULE" in text
    for telling in (
        group.name,
        group.slug,
        "telling",
        "Quay",
        "A step",
        str(series.uid),
        str(group.uid),
        "Peersupport",
    ):
        assert telling not in text, telling
    text = Client().get(make(client_of(ana), with_names="on")).content.decode().replace("\r\n ", "")
    assert f"SUMMARY:{group.name}: A telling title" in text and group.get_absolute_url() in text
    # The way there is said to who has a place, on the page; a file on a phone is no page.
    assert "Quay" not in text and "LOCATION" not in text


def test_an_address_is_shown_once_kept_as_a_hash_renewed_and_ended(ana: Any, group: Any, client_of: Any) -> None:
    client = client_of(ana)
    first = make(client)
    token = first.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in client.get(reverse("meetings:calendar")).content.decode()
    assert token not in str(list(CalendarFeed.objects.values()))
    second = make(client)
    assert Client().get(first).status_code == 404 and Client().get(second).status_code == 200
    client.post(reverse("meetings:end_calendar"))
    assert Client().get(second).status_code == 404 and not CalendarFeed.objects.exists()
    services.end_calendar(actor=ana)
    assert list(AuditEvent.objects.filter(verb__startswith="calendar").values_list("verb", flat=True)) == [
        "calendar.made", "calendar.made", "calendar.ended",
    ]  # fmt: skip


def test_the_names_of_events_of_two_people_and_of_the_group_have_nothing_in_common(
    ana: Any, ben: Any, published: Any, client_of: Any
) -> None:
    paths = [
        make(client_of(ana)),
        make(client_of(ben)),
        reverse("meetings:group_calendar", args=[published.group.slug]),
    ]
    names = [
        {str(event["UID"]) for event in icalendar.Calendar.from_ical(Client().get(path).content).walk("VEVENT")}
        for path in paths
    ]
    assert all(names) and not (names[0] & names[1] or names[0] & names[2] or names[1] & names[2])


def test_who_left_reads_nothing_more_of_the_group(ana: Any, group: Any, series: Any, client_of: Any) -> None:
    path = make(client_of(ana))
    assert b"VEVENT" in Client().get(path).content
    groups.leave_group(actor=ana, group=group)
    assert b"VEVENT" not in Client().get(path).content


def test_who_is_suspended_or_asked_to_be_erased_has_no_calendar(ana: Any, group: Any, client_of: Any) -> None:
    from accounts import services as accounts

    path = make(client_of(ana))
    assert Client().get(path).status_code == 200
    accounts.request_erasure(actor=ana)
    assert Client().get(path).status_code == 404


def test_what_does_not_exist_is_private_or_chose_nothing_sounds_the_same(ben: Any, ana: Any, group: Any) -> None:
    private = make_group(ben, entry="invite", size=8)
    for one in (private, group):
        make_series(ben, one)
    MeetingChoices.objects.create(group=private, published_at=private.created_at)
    paths = ["/calendar/no-such-token.ics", "/groups/no-such-group/calendar.ics"]
    paths += [reverse("meetings:group_calendar", args=[one.slug]) for one in (private, group)]
    answers = [Client().get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    bodies = {answer.content.decode().replace(path, "") for path, answer in zip(paths, answers, strict=True)}
    assert len(bodies) == 1


def test_a_group_is_shown_only_after_its_keepers_chose_so_and_never_an_address_unasked(
    ben: Any, group: Any, series: Any, client_of: Any
) -> None:
    path, page = reverse("meetings:group_calendar", args=[group.slug]), reverse("meetings:choices", args=[group.slug])
    keeper = client_of(ben)
    assert Client().get(path).status_code == 404
    keeper.post(page, {"is_public": "on"})
    answer = Client().get(path)
    text = answer.content.decode().replace("\r\n ", "")
    assert "A telling title" in text and group.get_absolute_url() in text
    assert answer["Access-Control-Allow-Origin"] == "*" and "CLASS:PUBLIC" in text
    for inside in ("Quay", "LOCATION", "Slow River", "Quiet Heron", "/meetings/", "CONFERENCE", "A step."):
        assert inside not in text, inside
    keeper.post(page, {"is_public": "on", "shows_address": "on"})
    text = Client().get(path).content.decode()
    assert "LOCATION:1 Quay Road" in text and "A step." in text
    keeper.post(page, {"shows_address": "on"})
    assert Client().get(path).status_code == 404 and not MeetingChoices.objects.get().shows_address


def test_what_one_needs_online_is_told_without_an_address(ben: Any, group: Any, published: Any) -> None:
    make_series(ben, group, way="online", access_notes="There are captions.")
    for path in (reverse("meetings:group_calendar", args=[group.slug]), "/meetings/guide.json"):
        text = Client().get(path).content.decode()
        assert "There are captions." in text and "A step." not in text


@pytest.mark.parametrize("topic", ["after-violence", "domestic-abuse", "stalking"])
def test_a_group_about_abuse_is_not_shown_whatever_is_asked(topic: str, ben: Any, group: Any, client_of: Any) -> None:
    make_series(ben, group)
    services.choose_for_group(actor=ben, group=group, is_public=True)
    path = reverse("meetings:group_calendar", args=[group.slug])
    assert Client().get(path).status_code == 200
    group.lived_experience.add(LivedExperience.objects.get_or_create(slug=topic, defaults={"name": topic})[0])
    # What was chosen before the topic came ends with it.
    assert Client().get(path).status_code == 404 and Client().get("/meetings/guide.json").json() == []
    with pytest.raises(PermissionDenied):
        services.choose_for_group(actor=ben, group=group, is_public=True)
    page = client_of(ben).get(reverse("meetings:choices", args=[group.slug])).content.decode()
    assert "is_public" not in page and "keeps the people in it safe" in page
    # What is no one's danger can still be chosen.
    client_of(ben).post(reverse("meetings:choices", args=[group.slug]), {"is_public": "on", "confirms": "on"})
    row = MeetingChoices.objects.get()
    assert row.confirms and row.published_at is None


def test_a_private_group_is_not_shown_whatever_is_asked(ben: Any) -> None:
    private = make_group(ben, entry="invite", size=8)
    with pytest.raises(PermissionDenied):
        services.choose_for_group(actor=ben, group=private, is_public=True)


def test_only_those_who_keep_the_room_choose(ana: Any, cy: Any, group: Any, client_of: Any) -> None:
    for person in (ana, cy):
        assert client_of(person).get(reverse("meetings:choices", args=[group.slug])).status_code == 404
        with pytest.raises(PermissionDenied):
            services.choose_for_group(actor=person, group=group, is_public=False)


def test_reading_without_end_is_slowed_and_says_nothing_of_what_exists(
    ana: Any, group: Any, client_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "READS_AN_HOUR", 3)
    real, unknown = make(client_of(ana)), "/calendar/no-such-token.ics"
    seen = [[Client().get(path).status_code for _ in range(5)] for path in (real, unknown)]
    assert seen == [[200, 200, 200, 429, 429], [404, 404, 404, 429, 429]]
    assert Client().get(real)["Retry-After"]


def test_a_file_asks_the_database_no_more_for_more_plans(
    ana: Any, ben: Any, group: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    path = make(client_of(ana))
    for _ in range(6):
        make_series(ben, group)
    with django_assert_max_num_queries(12):
        Client().get(path)


# -- the page of a group ----------------------------------------------------------------------------------------------
def data_of(page: str) -> list[dict[str, Any]]:
    return [
        json.loads(found) for found in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)
    ]


def test_the_page_tells_machines_only_what_was_chosen(ben: Any, group: Any, client_of: Any) -> None:
    nasty = "</script><script>alert(1)</script> & <b>"
    row = make_series(ben, group, title=nasty, way="hybrid", address="1 Quay Road", capacity=4)
    before = Client().get(group.get_absolute_url()).content.decode()
    assert data_of(before) == [] and "noindex" in before
    services.choose_for_group(actor=ben, group=group, is_public=True)
    answer = Client().get(group.get_absolute_url())
    page = answer.content.decode()
    assert "unsafe" not in answer["Content-Security-Policy"] and "<script>alert" not in page
    assert "index, follow" in page and reverse("meetings:group_calendar", args=[group.slug]) in page
    events = data_of(page)
    assert len(events) == 4
    event = events[0]
    assert event["@type"] == "Event" and nasty in event["name"] and event["maximumAttendeeCapacity"] == 4
    assert event["eventStatus"].endswith("EventScheduled") and event["eventAttendanceMode"].endswith(
        "MixedEventAttendanceMode"
    )
    assert event["location"][1] == {"@type": "VirtualLocation", "url": event["url"]}
    assert "Quay" not in page and str(row.uid) not in page
    services.choose_for_group(actor=ben, group=group, is_public=True, shows_address=True)
    assert "Quay" in Client().get(group.get_absolute_url()).content.decode()


def test_robots_read_of_the_groups_that_chose_so_and_of_no_other(ben: Any, group: Any, client_of: Any) -> None:
    """The list may be kept where every group on it chose to be found; the first page names no other at all."""
    shelf = reverse("groups:discover")

    def read(path: str) -> tuple[bool, bool]:
        page = Client().get(path).content.decode()
        return 'content="index, follow"' in page, group.name in page

    assert read(shelf) == (False, True) and read("/") == (True, False)
    services.choose_for_group(actor=ben, group=group, is_public=True)
    assert read(shelf) == (True, True) and read("/") == (True, True)
    assert read(f"{shelf}?free=on") == (False, True)
    assert 'content="index' not in client_of(ben).get(shelf).content.decode()
    make_group(ben, name="Rather not")
    assert read(shelf) == (False, True) and "Rather not" not in Client().get("/").content.decode()
    # A course that has begun names others: to who is signed out, none that did not choose to be found.
    type(group).objects.filter(pk=group.pk).update(cohort_starts_on="2020-01-01")
    page = Client().get(group.get_absolute_url()).content.decode()
    assert "Other groups" in page and "Rather not" not in page
    assert "Rather not" in client_of(make_account("looks")).get(group.get_absolute_url()).content.decode()


def test_who_comes_is_in_no_file(ben: Any, group: Any, published: Any, series: Any) -> None:
    person = make_account("comes")
    join(group, person, name="Marked Name")
    says(person, series.meetings.first(), shown_to="group")
    for path in (reverse("meetings:group_calendar", args=[group.slug]), "/meetings/guide.json"):
        assert "Marked Name" not in Client().get(path).content.decode()


def test_a_calendar_address_is_made_only_by_who_has_just_shown_that_it_is_them(
    ana: Any, group: Any, client_of: Any
) -> None:
    client = client_of(ana)
    page = reverse("meetings:calendar")
    assert client.get(page).status_code == 200
    asked = client.post(page, {"with_names": "on"})
    assert asked.status_code == 302 and asked["Location"].startswith("/account/reauthenticate/")
    assert not CalendarFeed.objects.exists()
    client.post("/account/reauthenticate/", {"password": "wrong wrong wrong"})
    assert client.post(page).status_code == 302
    assert not CalendarFeed.objects.exists()
    assert Client().get(make(client)).status_code == 200
    # To end it asks for nothing.
    client_of(ana).post(reverse("meetings:end_calendar"))
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("how", ["changed", "by a link", "by a code", "other sign-ins ended"])
def test_who_locks_others_out_locks_out_who_has_the_calendar_address(
    how: str, ana: Any, eve: Any, group: Any, client_of: Any, mailoutbox: Any
) -> None:
    path, other = make(client_of(ana)), make(client_of(eve))
    assert Client().get(path).status_code == 200
    new = "another long password 7"
    if how == "changed":
        form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
        client_of(ana).post("/account/password/change/", form)
    elif how == "by a link":
        User.objects.filter(pk=ana.pk).update(email="ana@example.org")
        EmailAddress.objects.create(user=ana, email="ana@example.org", verified=True, primary=True)
        client = Client()
        client.post("/account/password/reset/", {"email": "ana@example.org"})
        link = re.search(r"http://[^/]+(/account/password/reset/key/\S+)", mailoutbox[-1].body)
        assert link is not None
        client.post(client.get(link[1])["Location"], {"password1": new, "password2": new})
    elif how == "by a code":
        code = accounts.make_way_back_codes(actor=ana)[0]
        accounts.use_way_back_code(sign_in_name=ana.sign_in_name, code=code, new_password=new)
    else:
        client_of(ana).post("/account/sessions/")
    assert Client().get(path).status_code == 404 and not CalendarFeed.objects.filter(account=ana).exists()
    # Nobody else's.
    assert Client().get(other).status_code == 200
