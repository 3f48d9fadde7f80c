"""The help pages: public, small, honest, in every state and for every country."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import Client

import clock
from accounts.countries import COUNTRIES
from care.card import card_parts
from care.models import EmergencyNumber, SupportLine
from care.place import Place, country_of_zone
from care.services import support_card
from tests.factories.care import load_all_lines, make_line, make_number

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MOST_BYTES = 15 * 1024
MOST_QUERIES = 8
STYLES = ["tokens", "base", "layout", "components", "calm"]


def page(client: Client, path: str = "/help/", language: str = "en", **query: str) -> str:
    response = client.get(path, query, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def packed(text: str) -> int:
    return len(gzip.compress(text.encode()))


def styles() -> int:
    """What comes with the page: its stylesheets and scripts."""
    names = [f"css/{name}.css" for name in STYLES] + ["js/exit.js", "js/app.js"]
    paths = [finders.find(name) for name in names]
    return sum(packed(open(path, encoding="utf-8").read()) for path in paths if isinstance(path, str))


def test_help_is_there_without_an_account_a_cookie_or_a_script(client: Client) -> None:
    make_line("116 123", service="Samaritans")
    make_number("112")
    response = client.get("/help/", {"country": "IE"})
    text = response.content.decode()
    assert response.status_code == 200
    assert not response.cookies
    assert 'href="tel:116123"' in text
    assert 'href="tel:112"' in text
    assert "Open now in Ireland" in text
    main = text[text.index("<main") :]
    assert "<script" not in main and "onclick" not in main and "style=" not in main


def test_every_country_gets_a_small_page_without_anything_unconfirmed_by_anyone(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    load_all_lines()
    hidden = {(row.country, row.dial.replace(" ", "")) for row in SupportLine.objects.filter(status="D")}
    hidden |= {(row.country, row.number) for row in EmergencyNumber.objects.filter(status="D")}
    shown = {(row.country, row.dial.replace(" ", "")) for row in SupportLine.objects.exclude(status="D")}
    shown |= {(row.country, row.number) for row in EmergencyNumber.objects.exclude(status="D")}
    look, counted = styles(), 0
    for country in COUNTRIES:
        with django_assert_max_num_queries(MOST_QUERIES):
            text = page(client, country=country)
        linked = set(re.findall(r'href="(?:tel|sms):([^"?]+)', text))
        for number in linked:
            number = number.replace(",", "ext")
            assert (country, number) in shown, (country, number)
            assert (country, number) not in hidden or (country, number) in shown
        counted += len(linked)
        first = text[text.index(" data-first") : text.index(" data-more>")]
        assert len(set(re.findall(r'href="((?:tel|sms|https):[^"]+)"', first))) >= 2, country
        if "tel:" not in text[: text.index("You can say,")]:
            assert "your local emergency number" in text, country
        assert packed(text) + look <= MOST_BYTES, (country, packed(text), look)
    assert counted > 400


def test_a_line_that_nobody_confirmed_is_in_no_word_of_any_page(client: Client) -> None:
    load_all_lines()
    hidden = list(SupportLine.objects.filter(status="D"))
    assert {line.country for line in hidden} == {"GB", "KE"}
    for line in hidden:
        for path in ("/help/", "/help/young/"):
            text = page(client, path, country=line.country)
            assert line.dial not in text and line.service not in text


def test_a_country_without_a_line_gets_an_honest_page_and_no_invented_number(client: Client) -> None:
    load_all_lines()
    assert not SupportLine.objects.filter(country="TV").exists()
    text = page(client, country="TV")
    assert "We could not confirm a line in Tuvalu" in text
    assert "we have not checked what they say" in text
    assert "Open now" not in text


def test_a_line_that_is_in_one_list_only_does_not_stand_alone_in_bangladesh(client: Client) -> None:
    load_all_lines()
    text = page(client, country="BD")
    assert "09612" not in text
    assert "We could not confirm a line in Bangladesh" in text


def test_what_is_not_confirmed_says_so_and_stands_last(client: Client) -> None:
    load_all_lines()
    top, text = page(client, country="CN").split(" data-more>")
    assert top.count("Not confirmed by us") == top.count("tel:4001619995") == 1
    assert text.index("12356") < text.index("Not confirmed by us") < text.index("400 161 9995")


@pytest.mark.parametrize("country", ["HR", "KE", "RO", "RU", "SK", "VN"])
def test_where_only_a_line_for_the_young_is_confirmed_the_page_says_so(client: Client, country: str) -> None:
    load_all_lines()
    assert "the only lines we could confirm are for children and young people" in page(client, country=country)


def test_a_line_of_unknown_hours_stands_below_may_be_open_and_never_below_open_now(client: Client) -> None:
    make_line("111 222", service="Maybe line", hours="")
    text = page(client, country="IE")
    assert "Open now in" not in text
    assert "Someone can listen right now" not in text
    assert "May be open now" in text and "Hours not known." in text


def test_a_closed_line_says_when_it_opens(client: Client) -> None:
    hour = clock.now().hour
    make_line("111 222", hours=f"mo-su {(hour + 3) % 24:02}:00-{(hour + 4) % 24:02}:00", time_zone="Etc/UTC")
    text = page(client, country="IE")
    assert "Closed now" in text
    assert re.search(r"Opens (today|tomorrow) at \d\d:00\.", text)


def test_an_emergency_number_that_no_page_confirmed_says_so(client: Client) -> None:
    make_number("119", status="C")
    assert "Not confirmed by us." in page(client, country="IE")


def test_each_emergency_number_stands_once_on_the_page_and_says_who_answers(client: Client) -> None:
    make_number("15", service="ambulance")
    make_number("17", service="police")
    text = page(client, country="IE")
    assert (text.count('href="tel:15"'), text.count('href="tel:17"')) == (1, 1)
    assert "Emergency, ambulance" in text and "Also:" in text and "17</a> police" in text
    make_number("112")
    text = page(client, country="IE")
    assert text.count('href="tel:112"') == 1 and "Also:" not in text
    assert "in danger, call the number above." in text


def test_the_country_comes_from_the_address_then_the_profile(client: Client, client_of: Any, ana: Any) -> None:
    for country in ("IE", "FR", "JP"):
        make_line("111 222", country=country)
    ana.profile.country = "IE"
    ana.profile.save()
    own = client_of(ana)
    assert "Open now in Ireland" in page(own, language="fr-FR")
    assert "These numbers work in" not in page(own, language="fr-FR")
    assert "Open now in Japan" in page(own, country="JP")


def test_a_guess_is_offered_as_a_guess_and_none_of_its_numbers_are_shown(
    client: Client, client_of: Any, ana: Any
) -> None:
    load_all_lines()
    ana.profile.country, ana.profile.time_zone = "", "Europe/Dublin"
    ana.profile.save()
    own = client_of(ana)
    for text in (page(client, language="fr-FR,fr;q=0.9"), page(own, language="fr-FR"), page(client, language="fr")):
        main = text[text.index("<main") :]
        assert "Where are you right now?" in main and "Most numbers only work in one country." in main
        assert "call your local emergency number" in main.lower()
        assert 'href="/help/country/"' in main
        assert "tel:" not in main and "sms:" not in main and "Open now" not in main
        assert "Someone can listen right now" not in main
    guessed = page(client, language="fr-FR,fr;q=0.9")
    assert 'href="/help/?country=FR"' in guessed and "a guess from the language of your browser" in guessed
    both = page(own, language="fr-FR")
    assert both.index("a guess from your time zone") < both.index("a guess from the language of your browser")
    assert 'href="/help/?country=IE"' in both
    assert "a guess" not in page(client, language="fr")
    assert 'href="/help/young/?country=FR"' in page(client, "/help/young/", language="fr-FR")
    assert "a guess from your time zone" in page(own, "/help/country/", language="fr")


def test_two_reasons_for_one_country_are_one_choice(client_of: Any, ana: Any) -> None:
    ana.profile.country, ana.profile.time_zone = "", "Europe/Dublin"
    ana.profile.save()
    text = page(client_of(ana), language="en-IE")
    assert text.count('href="/help/?country=IE"') == 1 and "a guess from your time zone" in text


@pytest.mark.parametrize(
    ("zone", "country"),
    [("Europe/Dublin", "IE"), ("America/Argentina/Buenos_Aires", "AR"), ("UTC", ""), ("", ""), ("Mars/Base", "")],
)
def test_a_time_zone_lies_in_a_country_or_in_none(zone: str, country: str) -> None:
    assert country_of_zone(zone) == country


def test_the_country_of_the_installation_is_shown_and_said_to_be_only_that(client: Client, settings: Any) -> None:
    make_line("111 222")
    make_number("112")
    settings.DEFAULT_COUNTRY = "IE"
    text = page(client, language="en-US")
    assert "We do not know where you are. These numbers work in Ireland." in text
    assert (
        "and you are in Ireland, call the number above." in text
        and "Anywhere else, call your local emergency number." in text
    )
    assert "Someone can listen right now" not in text
    assert "Anywhere else" not in page(client, country="IE")


def test_somewhere_else_is_a_list_where_each_country_is_one_tap(client: Client) -> None:
    text = page(client, "/help/country/")
    for code in COUNTRIES:
        assert f'href="/help/?country={code}"' in text
    assert packed(text) + styles() <= MOST_BYTES
    assert 'href="/help/young/?country=IE"' in page(client, "/help/country/", **{"for": "young"})
    assert text.index("Åland Islands") < text.index("Albania")


ODD = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "%", "ie\u0000", "../../etc", "IE;DROP",
    "I" * 5000, "\u202eEI", "é", "ß", "ı", "🇮🇪", " ie ", "'", "IE\r\nSet-Cookie: a=b",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_country_or_language_is_no_error_and_nothing_of_it_is_on_the_page(client: Client, odd: str) -> None:
    for path in ("/help/", "/help/young/", "/help/country/"):
        response = client.get(path, {"country": odd, "for": odd})
        # A sign that no database column can hold is turned away, kindly, before any page sees it.
        assert response.status_code == (400 if "\x00" in odd else 200)
        assert "/help/" in response.content.decode()
        assert odd.strip() == "ie" or odd in ("%", "'", "é", "ß", "ı") or odd not in response.content.decode()
        header = odd.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "").replace("\x00", "")
        assert client.get(path, headers={"accept-language": header}).status_code == 200
    assert client.get(f"/help/?country={quote('<b>')}&country=IE&x[]=1").status_code == 200


def test_help_is_open_to_people_who_may_not_use_anything_else(client_of: Any, ana: Any) -> None:
    make_line("116 123")
    ana.profile.onboarded_at = None
    ana.profile.save()
    ana.suspended_until = clock.now() + timedelta(days=30)
    ana.erase_after = clock.now() + timedelta(days=7)
    ana.save()
    for path in ("/help/", "/help/young/"):
        assert "116 123" in page(client_of(ana), path, country="IE")


def test_a_page_for_someone_signed_in_stays_within_its_queries(
    client_of: Any, ana: Any, django_assert_max_num_queries: Any
) -> None:
    load_all_lines()
    client = client_of(ana)
    # One more than for a visitor's most: whether they have a plan of their own.
    with django_assert_max_num_queries(MOST_QUERIES + 1):
        page(client, country="US")


def test_young_people_find_their_lines_first_and_no_line_for_adults(client: Client) -> None:
    load_all_lines()
    text = page(client, "/help/young/", country="IE")
    assert text.index("ISPCC Childline") < text.index("Samaritans Ireland")
    assert "222 580 697" in page(client, "/help/young/", country="CZ")
    assert "Linka první psychické pomoci" not in page(client, "/help/young/", country="CZ")


def test_where_no_line_for_the_young_is_known_the_page_says_so(client: Client) -> None:
    load_all_lines()
    text = page(client, "/help/young/", country="CL")
    assert "We do not know a line only for young people in Chile." in text
    assert "*4141" in text


def test_a_whatsapp_number_is_shown_but_not_linked_because_a_link_would_need_a_country_code(client: Client) -> None:
    make_line("9151 1767", channel="whatsapp")
    text = page(client, country="IE")
    assert '<b class="number">9151 1767</b>' in text
    assert "Write to this number on WhatsApp." in text


def test_a_text_line_says_which_word_to_send_and_puts_it_into_the_link(client: Client) -> None:
    make_line("50808", channel="sms", sms_keyword="HELLO")
    text = page(client, country="IE")
    assert 'href="sms:50808?body=HELLO"' in text
    assert "Send the word HELLO." in text


def test_from_where_a_line_can_be_reached_and_whether_a_name_is_needed_is_said_where_it_is_known(
    client: Client,
) -> None:
    make_line("116 123", reachable_from="Northern Ireland too", anonymity="nameless")
    make_line("111 222")
    text = page(client, country="IE")
    assert "No name needed. Reachable from Northern Ireland too." in text
    assert text.count("Reachable from") == 1


def test_what_a_row_says_is_text_and_never_markup(client: Client) -> None:
    make_line("111 222", service="<b>Line</b>", service_local_name='"><i>', call_note="<u>Press</u> 1.")
    text = page(client, country="IE")
    for bad in ("<b>Line", "<i>", "<u>"):
        assert bad not in text


def test_the_compact_card_shows_two_ways_the_emergency_number_and_the_way_to_more() -> None:
    make_line("116 123", service="Samaritans")
    make_line("111 333", service="Another", kind="warm")
    make_line("50808", channel="sms", service="Text line")
    make_number("112")
    text = render_to_string("care/_card.html", {"card": support_card(country="IE", language="en")})
    assert re.findall(r'href="((?:tel|sms):[^"]+)"', text) == ["tel:116123", "sms:50808", "tel:112"]
    assert "If nobody answers, try the next one, or try again in a few minutes." in text
    assert 'href="/help/?country=IE"' in text
    assert 'href="/help/country/"' in text


def test_the_compact_card_of_an_unknown_country_promises_no_line() -> None:
    text = render_to_string("care/_card.html", {"card": support_card(country="", language="en")})
    assert "tel:" not in text and "If nobody answers" not in text
    assert "your local emergency number" in text


@pytest.mark.parametrize(
    ("here", "said"),
    [
        ({"name": "Mara", "until": None}, "Mara is on the team until"),
        ({"name": None, "next_from": clock.now()}, "You can write now, and it waits for them."),
        ({"name": None, "next_from": None}, "We do not know when someone will read it."),
    ],
)
def test_someone_here_is_promised_only_while_someone_is_here(here: dict[str, Any], said: str) -> None:
    card = support_card(country="IE", language="en")
    known = {"card": card, "place": Place("IE", True), "duty": lambda: here}
    text = render_to_string("care/help.html", {**known, "need_help_url": "/need-help/"})
    assert said in text and 'href="/need-help/"' in text
    assert ("is on the team" in text) == bool(here["name"])
    assert "Or someone here" not in render_to_string("care/help.html", known)


def test_a_line_for_the_young_alone_does_not_promise_a_listener_to_everybody(client: Client) -> None:
    make_line("111 222", audience="youth under 18", kind="youth")
    assert "Someone can listen right now" not in page(client, country="IE")
    assert "Someone can listen right now" in page(client, "/help/young/", country="IE")


def test_higher_floors_may_add_to_the_help_page_of_someone_signed_in(client: Client, client_of: Any, ana: Any) -> None:
    from django.utils.safestring import mark_safe

    card_parts.add("test", lambda request: mark_safe("<p>My own plan</p>"))
    try:
        assert "<p>My own plan</p>" in page(client_of(ana))
        assert "My own plan" not in page(client)
    finally:
        card_parts._entries.pop("test")


def test_a_post_to_the_help_page_is_answered_kindly_and_changes_nothing(client: Client) -> None:
    assert client.post("/help/").status_code == 405
