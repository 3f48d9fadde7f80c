"""Looking for professional help: by need, place, cost, language and online, without a script, and kept nowhere."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import clock
from care import finding, needs, services
from care.entry import entry
from care.hsds.times import opening_of
from care.models import Service
from peersupport.demo.services import seed_services
from tests.care.test_importing import many
from tests.factories.care import make_line, make_number, make_service, service_document, store
from tests.factories.moderation import CRISIS
from tests.traces import kept_nowhere

pytestmark = pytest.mark.django_db(transaction=True)
ID = "ac148810-d857-441c-9679-408f346de14b"
HERE = "/help/services/"
MOST_QUERIES = 8


@pytest.fixture
def demo() -> None:
    seed_services(clock.now().date())


def main_of(response: Any) -> str:
    assert response.status_code == 200
    text: str = response.content.decode()
    return text[text.index("<main") : text.index("</main>")]


def names(response: Any) -> list[str]:
    return re.findall(r'<h3><a href="/help/services/[0-9a-f-]{36}/">([^<]+)</a>', main_of(response))


def day(ago: int) -> str:
    return (clock.now().date() - timedelta(days=ago)).isoformat()


# -- Finding


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"need": "grief"}, ["Room for Grief, Ardmhór"]),
        ({"need": "drink"}, ["Open Door Evenings"]),
        ({"place": "ballymoor"}, ["Stepping Stones for Young People", "Open Door Evenings"]),
        ({"place": "Ardmhor", "free": "on"}, ["Room for Grief, Ardmhór"]),
        ({"place": "Ireland", "need": "young"}, ["Stepping Stones for Young People"]),
        ({"place": "France"}, []),
        ({"language": "uk"}, ["Lamplight Online"]),
        ({"online": "on"}, ["Lamplight Online"]),
        ({"language": "pl", "need": "talk"}, ["Quiet Harbour Talking Rooms"]),
        ({"need": "no-such-need", "online": "on"}, ["Lamplight Online"]),
        ({"language": "xx", "need": "grief"}, ["Room for Grief, Ardmhór"]),
    ],
)
def test_each_choice_finds_what_fits(demo: None, client: Client, query: dict[str, str], wanted: list[str]) -> None:
    assert names(client.get(HERE, query)) == wanted


def test_own_words_look_into_names_and_descriptions(demo: None, client: Client) -> None:
    assert names(client.post(HERE, {"words": "river counselling"})) == ["Quiet Harbour Talking Rooms"]
    assert names(client.post(HERE, {"words": "stepping stones"})) == ["Stepping Stones for Young People"]
    assert names(client.post(HERE, {"words": "nothing like that"})) == []


def test_nothing_found_leads_on(client: Client, demo: None) -> None:
    shown = main_of(client.get(HERE, {"place": "Nowhere"}))
    assert "Nothing found" in shown and f'href="{HERE}?online=on"' in shown
    Service.objects.all().delete()
    assert "We do not know a service yet." in main_of(client.get(HERE))


def test_what_was_checked_lately_comes_first_and_what_nobody_checked_sinks(client: Client) -> None:
    make_service("A never checked")
    make_service("B checked long ago", assured_date=day(181))
    make_service("C at the edge", assured_date=day(180))
    make_service("D yesterday", assured_date=day(1))
    make_service("E closed for now", assured_date=day(1), status="temporarily closed")
    assert [name[0] for name in names(client.get(HERE))] == ["C", "D", "B", "A", "E"]


def test_what_has_gone_is_not_there(client: Client) -> None:
    gone = [make_service("Gone", status="defunct"), make_service("Asleep", status="inactive")]
    make_service("Here")
    assert names(client.get(HERE)) == ["Here"]
    assert [client.get(service.get_absolute_url()).status_code for service in gone] == [404, 404]


def test_needs_are_understood_from_the_terms_of_other_taxonomies() -> None:
    assert needs.needs_of(["bereavement counseling"], "") == ["talk", "grief"]
    assert needs.needs_of(["grief"], "Alcohol help") == ["grief"]
    assert needs.needs_of(["code", "name"], "Youth Counselling") == ["talk", "young"]
    assert needs.needs_of(["bicycle repair"], "The Bicycle House") == []


# -- Pages of it


def test_twenty_a_page_with_an_end(client: Client) -> None:
    store(*many(45))
    assert len(names(client.get(HERE))) == 20
    last = client.get(HERE, {"page": "3"})
    assert len(names(last)) == 5 and "That is all of them." in main_of(last)
    assert "That is all of them." not in main_of(client.get(HERE, {"page": "2"}))
    seen = {name for page in "123" for name in names(client.get(HERE, {"page": page}))}
    assert len(seen) == 45
    assert names(client.get(HERE, {"page": "nonsense"})) == names(client.get(HERE))


def test_pages_of_a_search_with_own_words_turn_without_an_address(client: Client) -> None:
    store(*many(45))
    first = client.post(HERE, {"words": "talking"})
    assert 'name="page" value="2"' in main_of(first) and "words=" not in main_of(first)
    second = client.post(HERE, {"words": "talking", "page": "2"})
    assert len(names(second)) == 20 and not set(names(first)) & set(names(second))


def test_a_search_by_need_and_place_reads_the_services_once() -> None:
    asked = str(Service.objects.with_key("need", "grief").at_place("area 1", ["IE"]).query)
    assert asked.count('FROM "care_service"') == 1 and asked.count('FROM "care_servicekey"') == 2


def test_a_search_asks_eight_questions_at_most_and_as_many_for_few_as_for_thousands(client: Client) -> None:
    def asked() -> list[int]:
        counts = []
        for query in ({}, {"need": "grief", "place": "area 1"}, {"language": "en", "free": "on"}):
            with CaptureQueriesContext(connection) as questions:
                assert client.get(HERE, {"country": "IE", **query}).status_code == 200
            counts.append(len(questions))
        with CaptureQueriesContext(connection) as questions:
            client.post(HERE, {"words": "talking"})
        counts.append(len(questions))
        with CaptureQueriesContext(connection) as questions:
            client.get(Service.objects.first().get_absolute_url())
        return [*counts, len(questions)]

    make_line("116 123")
    store(*many(60))
    few = asked()
    store(*many(2000))
    assert asked() == few and max(few) <= MOST_QUERIES


def test_someone_signed_in_costs_no_question_a_service(ana: Any, django_assert_num_queries: Any) -> None:
    client = Client()
    client.force_login(ana)
    store(*many(3))
    client.get(HERE)
    with CaptureQueriesContext(connection) as few:
        client.get(HERE)
    store(*many(40))
    with CaptureQueriesContext(connection) as many_more:
        client.get(HERE)
    assert len(few) == len(many_more)


# -- Nobody keeps what is searched


def test_the_search_needs_no_account_no_cookie_no_token_and_no_script(demo: None) -> None:
    client = Client(enforce_csrf_checks=True)
    for response in (client.get(HERE), client.post(HERE, {"words": "grief"})):
        assert not response.cookies
        assert "<script" not in main_of(response) and "style=" not in main_of(response)
    assert names(client.post(HERE, {"words": "grief"})) == ["Room for Grief, Ardmhór"]


def test_choices_move_into_the_address_and_own_words_never_do(demo: None, client: Client) -> None:
    moved = client.post(HERE, {"need": "grief", "place": "Ardmhór", "free": "on"})
    assert moved.status_code == 303
    assert moved["Location"] == f"{HERE}?need=grief&place=Ardmh%C3%B3r&free=on"
    kept = client.post(HERE, {"need": "grief", "words": "zanzibar"})
    assert kept.status_code == 200 and kept["Cache-Control"] == "no-store"
    assert "zanzibar" not in "".join(re.findall(r'(?:href|action)="([^"]*)"', kept.content.decode()))
    # Words that somebody put into an address by hand are not searched for.
    assert len(names(client.get(HERE, {"words": "zanzibar"}))) == 6


def test_what_is_searched_is_stored_and_logged_nowhere(
    demo: None, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    cache.clear()
    assert "zanzibar" in main_of(client.post(HERE, {"words": f"zanzibar {CRISIS}"[:80]}))
    client.post(HERE, {"words": "zanzibar", "place": "zanzibar"})
    kept_nowhere("zanzibar", caplog)


def test_a_search_that_reads_as_crisis_shows_the_card_first(demo: None, client: Client) -> None:
    make_line("116 123", service="Samaritans")
    make_number("112")
    quiet = main_of(client.post(f"{HERE}?country=IE", {"words": "grief"}))
    assert "A computer read your words" not in quiet
    assert quiet.index("<form") < quiet.index('href="tel:116123"')
    for typed in ({"words": CRISIS[:80]}, {"place": CRISIS[:80]}):
        shown = main_of(client.post(f"{HERE}?country=IE", typed))
        assert shown.index('href="tel:116123"') < shown.index("<form")
        assert shown.index('href="tel:112"') < shown.index("<h1")
        assert shown.count('href="tel:116123"') == 1


def test_without_a_reader_above_nothing_reads_as_crisis(monkeypatch: pytest.MonkeyPatch) -> None:
    assert finding.reads_as_crisis(CRISIS, "en")
    monkeypatch.setattr(finding.crisis_readers, "_entries", {})
    assert not finding.reads_as_crisis(CRISIS, "en") and not finding.reads_as_crisis("", "en")


# -- The page of one service


def test_a_page_says_for_whom_what_it_costs_how_to_reach_it_when_and_who_checked(demo: None, client: Client) -> None:
    make_line("116 123", service="Samaritans")
    address = Service.objects.get(name="Quiet Harbour Talking Rooms").get_absolute_url()
    shown = main_of(client.get(address, {"country": "IE"}))
    for words in (
        "You need no letter from a doctor.", "From 18 years of age.", "Usual: 40 EUR for one hour",
        'href="tel:0209150142"', "Mon to Fri 09:00 to 18:00", "English, Polish", "3 Invented Quay, Ardmhór, Ireland",
        "directory@example.org checked this on", "Not confirmed by us.", 'href="tel:116123"', 'href="https://example.org/"',
    ):  # fmt: skip
        assert words in shown, words
    assert "Not confirmed by us. We do not know" in main_of(
        client.get(Service.objects.get(name="The Tide Clinic").get_absolute_url())
    )


def test_our_own_check_is_said_and_a_long_gone_one_too(ada: Any, client: Client) -> None:
    made = make_service()
    services.confirm_service(actor=ada, service=made, source="https://example.org/")
    shown = main_of(client.get(made.get_absolute_url()))
    assert "We checked this on" in shown and "Not confirmed by us" not in shown
    assert not re.search(rf"\b{ada.sign_in_name}\b", shown)
    Service.objects.update(verified_on=day(200))
    assert "please ask if it still holds" in main_of(client.get(made.get_absolute_url()))


@pytest.mark.parametrize(
    ("phone", "href"),
    [
        ({"number": '"+44 1234 234567"', "extension": 100}, "tel:+441234234567,100"),
        ({"number": "020 915 0142"}, "tel:0209150142"),
        ({"number": "50808", "type": "sms"}, "sms:50808"),
        ({"number": "(020) 915-0142"}, "tel:0209150142"),
        ({"number": "0800 CALL ME"}, ""),
        ({"number": "12"}, ""),
        ({"number": "javascript:alert(1)"}, ""),
    ],
)
def test_numbers_dial_or_are_only_shown(phone: dict[str, Any], href: str) -> None:
    made = make_service(phones=[{"id": ID, **phone}])
    assert [one.href for one in entry(made).phones] == [href]


def test_a_fax_is_no_way_to_reach_someone_and_the_organisation_answers_where_the_service_has_no_number() -> None:
    made = make_service(phones=[{"id": ID, "number": "020 915 0142", "type": "fax"}])
    assert entry(made).phones == []
    document = service_document("Two")
    document["organization"] |= {"phones": [{"id": ID, "number": "020 915 0199"}], "id": ID}
    store(document)
    assert [one.number for one in entry(Service.objects.get(name="Two")).phones] == ["020 915 0199"]


def test_what_a_publisher_writes_cannot_become_a_script_or_a_strange_link(client: Client) -> None:
    made = make_service(
        "<script>alert(1)</script>",
        description="<img src=x onerror=alert(1)>",
        url="javascript:alert(1)",
        eligibility_description="<b>bold</b>",
        languages=[{"id": ID, "name": "<i>"}],
    )
    for response in (client.get(made.get_absolute_url()), client.get(HERE)):
        shown = main_of(response)
        assert "<script" not in shown and "<img" not in shown and "<b>bold" not in shown and "<i>" not in shown
        assert "javascript:" not in shown


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        (
            {"freq": "WEEKLY", "byday": "MO,TU,WE", "opens_at": "09:00", "closes_at": "17:00"},
            "Mon to Wed 09:00 to 17:00",
        ),
        ({"byday": "MO,TU,WE,TH,FR,SA,SU", "opens_at": "22:00", "closes_at": "06:00"}, "every day 22:00 to 06:00"),
        ({"byday": "SA", "opens_at": "10:00Z", "closes_at": "12:00Z"}, "Sat 10:00 to 12:00 (clock there: UTC+00:00)"),
        ({"byday": "SA", "opens_at": "10:00", "timezone": -3.5}, "Sat from 10:00 (clock there: UTC-03:30)"),
        ({"freq": "MONTHLY", "byday": "2MO,-1FR"}, "Each month: second Mon, last Fri"),
        ({"freq": "MONTHLY", "bymonthday": "1,15"}, "On day 1, 15 of the month"),
        ({"freq": "WEEKLY", "interval": 2, "byday": "TU"}, "Every 2 weeks: Tue"),
        ({"description": "Call first."}, "Call first."),
        ({"byday": "TU", "valid_to": "2020-01-01"}, None),
        ({}, None),
    ],
)
def test_opening_times_in_words_by_the_clock_of_the_service(schedule: dict[str, Any], said: str | None) -> None:
    made = make_service(schedules=[{"id": ID, **schedule}])
    assert entry(made).opening == ([said] if said else [])
    assert (opening_of({"id": ID, **schedule}, clock.now().date()) is None) == (said is None)


def test_the_help_page_leads_to_the_directory(client: Client) -> None:
    assert f'href="{HERE}"' in main_of(client.get("/help/"))
