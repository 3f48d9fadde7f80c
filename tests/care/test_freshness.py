"""Numbers rot: a look at one holds for half a year, and people say in one tap that one did not work."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

import clock
from audit.models import AuditEvent
from care import services
from care.freshness import FRESH_FOR, freshness
from care.models import NotReached, SupportLine
from care.services import support_card
from notifications.services import deliver_due
from peersupport.alarms import tell_of_old_numbers
from tests.factories.care import load_all_lines, make_line, make_number

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)
TOLD = "/help/did-not-work/"


def today() -> date:
    return clock.now().date()


def names(**more: Any) -> list[str]:
    return [line.name for line in support_card(country="IE", language="en", **more).lines]


@pytest.mark.parametrize(
    ("days", "doubted", "expected"),
    [(0, False, "fresh"), (180, False, "fresh"), (181, False, "stale"), (3, True, "doubted"), (None, False, "unseen")],
)
def test_a_look_holds_for_half_a_year(days: int | None, doubted: bool, expected: str) -> None:
    line = SupportLine(
        verified_on=None if days is None else today() - days * DAY, recheck_since=today() if doubted else None
    )
    assert freshness(line, today()) == expected


def test_what_nobody_looked_at_for_long_sinks_among_what_is_open_and_stays_shown(ada: Any) -> None:
    make_line("111 111", service="Doubted", recheck_since=today())
    make_line("111 222", service="Stale", verified_on=today() - FRESH_FOR - DAY)
    make_line("111 333", service="Unseen")
    make_line("111 444", service="Fresh", verified_on=today())
    make_line("111 555", service="Closed", verified_on=today(), hours="mo-mo 00:00-00:01")
    order = names()
    assert order[:4] == ["Fresh", "Unseen", "Stale", "Doubted"]
    assert order.index("Closed") in (0, 4)


def test_lines_for_one_matter_come_first_only_where_it_is_that_matter() -> None:
    make_line("111 111", service="About eating", kind="eating")
    make_line("111 222", service="For all")
    assert names() == ["For all", "About eating"]
    assert names(kinds=("eating",)) == ["About eating", "For all"]


def test_admins_are_told_on_their_home_and_by_the_health_page_and_nobody_else(
    client: Client, client_of: Any, ada: Any, ana: Any
) -> None:
    line = make_line(verified_on=today())
    assert client.get("/healthz/ready").json()["numbers"] is True
    assert "Helplines to look at again" not in client_of(ada).get("/home/").content.decode()
    SupportLine.objects.update(verified_on=today() - FRESH_FOR - DAY)
    assert client.get("/healthz/ready").json()["numbers"] is False
    assert client.get("/healthz/ready").status_code == 200
    assert "Helplines to look at again" in client_of(ada).get("/home/").content.decode()
    assert "Helplines to look at again" not in client_of(ana).get("/home/").content.decode()
    listing = client_of(ada).get("/admin/care/supportline/", {"overdue": "yes"}).content.decode()
    assert str(line.uid) in listing


def test_admins_get_a_neutral_mail_once_a_week_until_somebody_looked_and_nobody_else_does(
    ada: Any, ana: Any, mo: Any, mailoutbox: list[Any], move_clock: Any
) -> None:
    line = make_line("116 123", service="Samaritans", verified_on=today() - FRESH_FOR)
    for person in (ada, ana, mo):
        type(ada).objects.filter(pk=person.pk).update(email=f"{person.sign_in_name}@mail.example")

    def told() -> int:
        tell_of_old_numbers()
        deliver_due()
        return len(mailoutbox)

    assert told() == 0
    move_clock(24 * 3600)
    assert told() == 1 and told() == 1 and mailoutbox[0].to == ["ada@mail.example"]
    assert "116" not in mailoutbox[0].body and "helpline" not in f"{mailoutbox[0].subject} {mailoutbox[0].body}".lower()
    move_clock(9 * 24 * 3600)
    assert told() == 2
    # What was looked at between the alarm and its mail is no alarm any more.
    move_clock(17 * 24 * 3600)
    assert tell_of_old_numbers() == 1
    services.confirm_line(actor=ada, line=line, source="https://operator.example/")
    assert deliver_due() == 0 and told() == 2
    move_clock(30 * 24 * 3600)
    assert told() == 2


def tell(client: Client, line: SupportLine, place: str = "203.0.113.7", **headers: str) -> Any:
    data = {"line": str(line.uid), "country": "IE"}
    return client.post(TOLD, data, REMOTE_ADDR=place, headers=headers)


def test_one_tap_says_that_a_number_did_not_work_without_an_account_a_cookie_or_a_name(client: Client) -> None:
    line = make_line()
    page = client.get("/help/", {"country": "IE"})
    assert f'form="told" name="line" value="{line.uid}"' in page.content.decode()
    response = Client(enforce_csrf_checks=True).post(TOLD, {"line": str(line.uid), "country": "IE"})
    assert response["Location"] == "/help/?told=1&country=IE" and not response.cookies
    assert "Thank you." in client.get(response["Location"]).content.decode()
    row = NotReached.objects.get()
    assert (row.line, row.told_on) == (line, today())
    # Nothing beside the line and the day is kept, and nothing in the audit says that somebody was here.
    assert {field.name for field in NotReached._meta.concrete_fields} == {"id", "uid", "line", "told_on"}
    assert not AuditEvent.objects.exists()


def test_three_people_in_a_month_mark_a_row_and_never_take_it_away(client: Client, ada: Any) -> None:
    line = make_line(status="A", verified_on=today(), verified_by=ada)
    for number in range(3):
        line.refresh_from_db()
        assert line.recheck_since is None
        tell(client, line, f"203.0.{number}.7")
    line.refresh_from_db()
    assert line.recheck_since == today() and line.status == "A"
    assert names() == ["A line"]
    assert AuditEvent.objects.filter(verb="care.line_in_doubt", target_uid=line.uid).count() == 1
    tell(client, line, "198.51.100.9")
    assert AuditEvent.objects.filter(verb="care.line_in_doubt").count() == 1


def test_one_place_counts_once_for_a_line_and_ten_times_a_day(client: Client) -> None:
    lines = [make_line(f"111 {number:03}") for number in range(12)]
    for line in lines:
        for _ in range(3):
            assert tell(client, line).status_code == 302
    assert NotReached.objects.count() <= 10
    assert not SupportLine.objects.filter(recheck_since__isnull=False).exists()


def test_what_was_said_longer_than_a_month_ago_does_not_count_and_goes(client: Client) -> None:
    line = make_line()
    for days in (31, 40):
        NotReached.objects.create(line=line, told_on=today() - days * DAY)
    tell(client, line)
    line.refresh_from_db()
    assert line.recheck_since is None
    with transaction.atomic():
        assert services.forget_not_reached(clock.now()) == 2
    assert NotReached.objects.count() == 1


@pytest.mark.parametrize("bad", ["", "x", "00000000-0000-0000-0000-000000000000", "<script>", "1" * 5000])
def test_a_line_that_is_not_there_is_answered_in_the_same_way(client: Client, bad: str) -> None:
    make_line()
    response = client.post(TOLD, {"line": bad, "country": "<b>"})
    assert response["Location"] == "/help/?told=1"
    assert not NotReached.objects.exists()


def test_pages_of_other_places_cannot_say_it_in_the_name_of_who_reads_them(client: Client) -> None:
    line = make_line()
    tell(client, line, origin="https://elsewhere.example")
    assert not NotReached.objects.exists()
    tell(client, line, origin="http://testserver")
    assert NotReached.objects.count() == 1


def test_a_confirmation_by_a_named_person_lifts_a_row_out_of_doubt(client: Client, ada: Any) -> None:
    line = make_line(status="B", recheck_since=today())
    NotReached.objects.create(line=line, told_on=today())
    services.confirm_line(actor=ada, line=line, source="https://operator.example/")
    line.refresh_from_db()
    assert (line.status, line.recheck_since, line.verified_by) == ("A", None, ada)
    assert not NotReached.objects.exists()


def test_the_list_for_admins_names_every_country_with_work_and_every_row_of_it(client_of: Any, ada: Any) -> None:
    load_all_lines()
    admin = client_of(ada)
    text = admin.get("/support-lines/check/").content.decode()
    assert "/support-lines/check/IE/" in text and "/support-lines/check/TV/" in text
    inside = admin.get("/support-lines/check/IE/").content.decode()
    for line in SupportLine.objects.filter(country="IE"):
        assert f"/support-lines/{line.uid}/confirm/" in inside
    assert admin.get("/support-lines/check/ZZ/").status_code == 404


def test_what_was_looked_at_leaves_the_list_and_comes_back_when_it_is_old(client_of: Any, ada: Any) -> None:
    line, number = make_line(), make_number()
    services.confirm_line(actor=ada, line=line, source="https://operator.example/")
    services.confirm_number(actor=ada, number=number, source="https://government.example/")
    assert services.countries_to_check(actor=ada) == []
    SupportLine.objects.update(verified_on=today() - FRESH_FOR - DAY)
    assert services.countries_to_check(actor=ada) == [("IE", "Ireland", 1, 0)]
    # What is known not to work is not shown to anybody, so nobody has to look at it again.
    services.doubt_line(actor=ada, line=line)
    SupportLine.objects.update(verified_on=today() - FRESH_FOR - DAY)
    assert services.countries_to_check(actor=ada) == []


@pytest.mark.parametrize("name", ["ana", "mo"])
def test_the_lists_of_admins_are_refused_to_everybody_else(client_of: Any, name: str, request: Any) -> None:
    load_all_lines()
    other = client_of(request.getfixturevalue(name))
    for path in ("check/", "check/IE/", "exchange/", "export/lines.csv"):
        assert other.get(f"/support-lines/{path}").status_code == 403
