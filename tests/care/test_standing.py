"""Pages about an error carry the support card, and get it without a database, a session or a context."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client, RequestFactory

from accounts.countries import COUNTRIES
from care import services, standing
from care.models import SupportLine
from care.templatetags.standing import standing_help
from care.variants import VARIANTS
from peersupport import views
from tests.care.test_first_view import ACTIONS_MOST, TELLING, WORDS_MOST, actions, words
from tests.factories.care import load_all_lines, make_line, make_number
from tests.look.pages import ERRORS, Page, render
from tests.look.test_weight import SMALL, files, squeezed

# No test here asks for the database but those that say so: a query is an error, as if it were gone.


@pytest.fixture(autouse=True)
def just_started() -> Iterator[None]:
    standing.forget()
    yield
    standing.forget()


def asked(path: str, **query: str) -> Any:
    return RequestFactory().get(path, query)


def broken(path: str, **query: str) -> str:
    return views.server_error(asked(path, **query)).content.decode()


def main(html: str) -> str:
    return html[html.index("<main") : html.index("</main>")]


def test_the_help_page_of_a_place_whose_database_is_gone_still_brings_its_numbers() -> None:
    answer = Client(raise_request_exception=False).get("/help/", {"country": "IE"})
    assert answer.status_code == 500
    inside = main(answer.content.decode())
    assert inside.index("tel:1800247247") < inside.index("Something broke on our side")
    assert "tel:112" in inside and "Five things, slowly" in inside and "Start the circle" in inside
    assert 'href="/help/?country=IE"' in inside and "These are the last numbers we know." in inside


@pytest.mark.parametrize("name", ERRORS)
def test_every_error_page_shows_two_ways_an_emergency_number_and_something_to_do_right_there(name: str) -> None:
    inside = main(render(name, asked=asked("/rooms/x/", country="IE")))
    assert len(set(re.findall(r'href="((?:tel|sms):[^"]+)"', inside))) == 3
    assert "If you need someone now" in inside and "Five things, slowly" in inside
    assert "tel:" not in main(render(name, asked=asked("/rooms/x/")))
    assert "Call your local emergency number." in main(render(name))


@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("country", [*sorted(COUNTRIES)[::12], "IE", "US", "DE", "BD", "TV", "ZZ", ""])
def test_an_error_page_is_short_and_small_in_every_country(name: str, country: str) -> None:
    for path in ("/rooms/x/", "/plan/now/", "/help/", *(f"/help/for/{key}/" for key in VARIANTS)):
        html = render(name, asked=asked(path, country=country))
        start = html.index(" data-first") - 20
        top = html[start : html.index("</section>" if path != "/rooms/x/" else "</div>", start)]
        assert len(words(top)) <= WORDS_MOST and len(actions(top)) <= ACTIONS_MOST, (path, country, words(top))
        assert html.count("<h1") == 1
        assert squeezed(html.encode()) + files(Page(html)) <= SMALL, (path, country)


@pytest.mark.parametrize("key", VARIANTS)
def test_the_words_are_those_of_the_page_that_did_not_come(key: str) -> None:
    inside = main(broken("/help/" if key == "self" else f"/help/for/{key}/", country="IE"))
    variant = VARIANTS[key]
    assert str(variant.words) in inside
    if variant.emergency_first:
        assert inside.index("tel:112") < inside.index("tel:1800247247")
    if variant.quiet:
        before = inside[: inside.index("</summary>")]
        assert str(variant.title) in before and "tel:" not in before and not TELLING.search(before)
        assert "<details open" not in inside


def test_who_was_on_the_way_to_their_plan_finds_the_copy_on_their_device_first() -> None:
    inside = main(broken("/plan/now/", country="IE"))
    assert inside.index('id="kept-plan"') < inside.index("tel:")
    assert 'id="kept-plan"' not in broken("/rooms/x/", country="IE")


def test_only_what_a_page_confirmed_is_taken_from_what_ships() -> None:
    for country in COUNTRIES:
        shown = services.standing_card(country=country, language="en")
        assert all(line.confirmed for line in shown.lines), country


def test_an_address_with_nonsense_in_it_is_no_second_error() -> None:
    for path in ("/help/for//", "/help/for/" + "a" * 3000, "/help/for/<b>/", "//evil.example/"):
        html = broken(path, country="<script>")
        assert "<script>alert" not in html and "<b>/" not in html and "<main" in html


@pytest.mark.django_db(transaction=True)
def test_a_number_that_an_admin_took_away_is_gone_from_error_pages_as_well(ada: Any, client: Client) -> None:
    load_all_lines()
    assert "tel:1800247247" in broken("/help/", country="IE")
    services.doubt_line(actor=ada, line=SupportLine.objects.get(country="IE", channel="phone", dial="1800 247 247"))
    assert "tel:1800247247" not in broken("/help/", country="IE")


@pytest.mark.django_db
def test_a_page_that_may_ask_looks_once_whether_a_number_was_taken_away(
    ada: Any, django_assert_num_queries: Any, move_clock: Any
) -> None:
    load_all_lines()
    SupportLine.objects.filter(country="IE", dial="1800 247 247").update(status="D")
    for answer in (views.not_found, views.forbidden, views.bad_request, views.too_many):
        standing.forget()
        with django_assert_num_queries(2):
            assert "tel:1800247247" not in answer(asked("/rooms/x/", country="IE")).content.decode()
        with django_assert_num_queries(0):
            assert "tel:1800247247" not in answer(asked("/rooms/x/", country="IE")).content.decode()
    move_clock(11 * 60)
    with django_assert_num_queries(2):
        views.not_found(asked("/rooms/x/", country="IE"))
    # Where something broke, nothing is asked, and what was read last stands.
    move_clock(22 * 60)
    with django_assert_num_queries(0):
        assert "tel:1800247247" not in broken("/rooms/x/", country="IE")


def test_pages_that_may_ask_come_also_where_nobody_answers() -> None:
    for answer in (views.not_found, views.forbidden, views.bad_request, views.too_many):
        assert "tel:1800247247" in answer(asked("/rooms/x/", country="IE")).content.decode()


@pytest.mark.django_db
def test_the_last_rows_that_were_read_are_shown_and_not_what_ships(client: Client) -> None:
    make_line("111 001", service="Here")
    make_number("114")
    client.get("/help/", {"country": "IE"})
    inside = main(broken("/help/", country="IE"))
    assert "tel:111001" in inside and "tel:114" in inside and "tel:1800247247" not in inside


@pytest.mark.django_db
def test_the_profile_is_used_where_the_request_has_read_it_already_and_never_asked_for(
    client_of: Any, ana: Any, django_assert_num_queries: Any
) -> None:
    make_line("1800 247 247")
    type(ana.profile).objects.filter(user=ana).update(country="IE")
    there = client_of(ana).get("/not-here/")
    assert there.status_code == 404 and "tel:1800247247" in there.content.decode()
    request: Any = asked("/help/")
    with django_assert_num_queries(0):
        for cached in (None, SimpleNamespace(), ana.__class__(pk=ana.pk)):
            request._cached_user = cached
            assert standing_help({"asked": request}).card.country == ""  # type: ignore[arg-type]


def test_an_installation_for_one_country_says_that_it_does_not_know_where_they_are(settings: Any) -> None:
    settings.DEFAULT_COUNTRY = "IE"
    for path in ("/rooms/x/", "/help/"):
        assert "We do not know where you are. These numbers work in Ireland." in broken(path)


def test_the_offline_page_knows_the_numbers_of_an_installation_for_one_country(settings: Any) -> None:
    assert "tel:" not in render("offline.html", asked=None)
    settings.DEFAULT_COUNTRY = "IE"
    inside = main(render("offline.html", asked=None))
    assert "These numbers work in Ireland." in inside and "tel:1800247247" in inside and "tel:112" in inside
    assert re.search(r"These numbers are from \d+ \w+ \d{4}\.", inside) and "Open now" not in inside


@pytest.mark.django_db
def test_a_discreet_person_gets_a_plain_title_on_an_error_page_too(client_of: Any, ana: Any) -> None:
    type(ana.profile).objects.filter(user=ana).update(discreet=True)
    html = client_of(ana).get("/not-here/").content.decode()
    assert "<title>Notes</title>" in html and "Peersupport" not in html
