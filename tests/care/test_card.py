"""The support card: which lines, in which order, with which words and links."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.countries import COUNTRIES
from care.card import emergency_in_order
from care.models import SupportLine
from care.services import support_card
from care.wording import href
from tests.factories.care import load_all_lines, make_line, make_number

pytestmark = pytest.mark.django_db
MONDAY_NIGHT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


def card(country: str = "IE", at: datetime = MONDAY_NOON, **more: Any) -> Any:
    return support_card(country=country, language=more.pop("language", "en"), at=at, **more)


def dials(**more: Any) -> list[str]:
    return [line.dial for line in card(**more).lines]


def test_open_lines_come_before_lines_of_unknown_hours_and_those_before_closed_ones() -> None:
    make_line("111 001", hours="mo-fr 20:00-22:00")
    make_line("111 002", hours="")
    make_line("111 003")
    assert dials() == ["111 003", "111 002", "111 001"]


def test_a_line_of_unknown_hours_is_never_open() -> None:
    make_line(hours="")
    line = card().lines[0]
    assert (line.open_state, line.hours_text, line.opens_text) == ("unknown", "Hours not known", "")
    assert card().open_now == []


def test_what_is_not_confirmed_comes_last_even_when_it_is_open_and_the_rest_is_closed() -> None:
    make_line("111 001", status="C")
    make_line("111 002", hours="mo-fr 20:00-22:00")
    assert dials() == ["111 002", "111 001"]
    assert [line.confirmed for line in card().lines] == [True, False]


def test_what_is_not_confirmed_never_stands_alone() -> None:
    make_line("111 001", status="C")
    make_line("111 002", status="C")
    shown = card()
    assert shown.lines == []
    assert shown.directories


def test_what_is_not_confirmed_does_not_stand_alone_when_the_only_confirmed_line_is_left_out_for_the_young() -> None:
    make_line("111 001", status="C")
    make_line("111 002", audience="adults")
    assert dials(young=True) == []
    assert dials() == ["111 002", "111 001"]


def test_an_unconfirmed_status_d_is_never_shown() -> None:
    make_line("111 001")
    make_line("111 002", status="D")
    make_number("119", status="D")
    assert dials() == ["111 001"]
    assert card().emergency == []


def test_lines_for_everyone_come_before_lines_for_the_young_and_the_other_way_round_for_the_young() -> None:
    make_line("111 001", audience="youth under 18", kind="youth")
    make_line("111 002")
    make_line("111 003", audience="adults")
    assert dials() == ["111 002", "111 003", "111 001"]
    assert dials(young=True) == ["111 001", "111 002"]


def test_an_open_line_for_the_young_comes_before_a_closed_one_for_everyone_and_says_for_whom_it_is() -> None:
    make_line("111 001", audience="youth under 18", kind="youth")
    make_line("111 002", hours="mo-su 10:00-22:00")
    shown = card(at=MONDAY_NIGHT)
    assert [line.dial for line in shown.lines] == ["111 001", "111 002"]
    assert "For young people under 18." in shown.lines[0].facts
    assert shown.lines[1].opens_text == "Opens today at 10:00"
    assert not shown.only_young


def test_a_country_with_nothing_but_a_line_for_the_young_says_so() -> None:
    make_line(audience="youth", kind="youth")
    assert card().only_young
    make_line("111 002", status="C")
    assert card().only_young


def test_among_open_lines_ones_own_language_comes_first() -> None:
    make_line("111 001", languages="pl")
    make_line("111 002", languages="en;es")
    assert dials(language="es") == ["111 002", "111 001"]
    assert dials(language="pl") == ["111 001", "111 002"]
    assert card(language="es").lines[0].languages == "Spanish, English"


def test_a_crisis_line_comes_before_a_warm_line() -> None:
    make_line("111 001", service="A", kind="warm")
    make_line("111 002", service="B")
    assert dials() == ["111 002", "111 001"]


def test_there_are_two_ways_where_there_are_two() -> None:
    make_line("111 001")
    assert [line.dial for line in card().two_ways] == ["111 001"]
    make_line("111 002")
    assert [line.dial for line in card().two_ways] == ["111 001", "111 002"]
    make_line("50808", channel="sms", sms_keyword="HELLO", cost="unknown")
    make_line("111 004", audience="veterans", kind="veterans")
    assert [line.dial for line in card().two_ways] == ["111 001", "50808"]


def test_two_ways_prefer_a_confirmed_and_open_line_to_another_channel_that_is_neither() -> None:
    make_line("111 001")
    make_line("111 002")
    make_line("50808", channel="sms", hours="")
    make_line("50809", channel="sms", status="C")
    assert [line.dial for line in card().two_ways] == ["111 001", "111 002"]


@pytest.mark.parametrize(
    ("channel", "dial", "url", "word", "link"),
    [
        ("phone", "116 123", "", "", "tel:116123"),
        ("phone", "988", "", "", "tel:988"),
        ("phone", "024", "", "", "tel:024"),
        ("phone", "*4141", "", "", "tel:*4141"),
        ("phone", "119 ext 8", "", "", "tel:119,8"),
        ("phone", "0800 1110111", "", "", "tel:08001110111"),
        ("sms", "741741", "", "HOME", "sms:741741?body=HOME"),
        ("sms", "0477 13 11 14", "", "", "sms:0477131114"),
        ("whatsapp", "9151 1767", "", "", ""),
        ("chat", "", "https://a.example/chat", "", "https://a.example/chat"),
        ("email", "", "mailto:a@b.example", "", "mailto:a@b.example"),
    ],
)
def test_links_dial_what_people_would_type_in_that_country(
    channel: str, dial: str, url: str, word: str, link: str
) -> None:
    assert href(channel, dial, url, word) == link


def test_no_shipped_link_puts_a_country_code_in_front_or_says_more_than_the_number() -> None:
    load_all_lines()
    for line in SupportLine.objects.exclude(dial=""):
        link = href(line.channel, line.dial, line.url, line.sms_keyword)
        digits = "".join(sign for sign in line.dial if sign in "*0123456789")
        assert link in {f"tel:{digits}", f"tel:{line.dial.replace(' ext ', ',')}", f"sms:{digits}", ""} or (
            line.sms_keyword and link == f"sms:{digits}?body={line.sms_keyword}"
        )


def test_a_choice_in_the_menu_is_told_with_the_line() -> None:
    load_all_lines()
    shown = card("PE").lines + card("GB").lines + card("US").lines
    notes = {line.dial: line.note for line in shown if line.channel == "phone"}
    assert notes["113"] == "Choose option 5."
    assert notes["111"] == "Choose the mental health option."
    assert notes["988"] == "Veterans press 1. For Spanish, press 2."


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ("", ""),
        ("112 any A; 999 any C", "112 A"),
        ("112 any C; 999 any C", "112 C; 999 C"),
        ("112 police C; 113 ambulance A; 110 fire C", "113 ambulance A; 112 police C"),
        ("999 police C; 999 ambulance C; 998 ambulance C", "999 ambulance C; 998 ambulance C"),
        ("190 police A; 192 ambulance C", "190 police A; 192 ambulance C"),
        ("119 fire C", "119 fire service C"),
        ("10111 police A; 10111 ambulance C", "10111 police A"),
    ],
)
def test_emergency_numbers_are_few_and_the_sure_ones_come_first(rows: str, shown: str) -> None:
    entries = [row.split() for row in rows.split("; ") if row]
    found = emergency_in_order([(number, service, status == "A") for number, service, status in entries])
    said = [[number.number, number.service_text, "A" if number.confirmed else "C"] for number in found]
    assert "; ".join(" ".join(filter(None, entry)) for entry in said) == shown


def test_an_unknown_country_gets_no_number_at_all() -> None:
    load_all_lines()
    for country in ("", "XX", "ZZ", "<b>", "IRELAND", "ie\x00", "é"):
        shown = card(country)
        assert (shown.country, shown.lines, shown.emergency) == ("", [], [])
        assert shown.directories


def test_a_country_may_be_written_small() -> None:
    make_line()
    assert card("ie").country == "IE"


def test_no_country_ever_shows_status_d_or_puts_an_unconfirmed_line_first_or_alone() -> None:
    load_all_lines()
    hidden = {(line.country, line.channel, line.dial) for line in SupportLine.objects.filter(status="D")}
    unsure = {(line.country, line.channel, line.dial) for line in SupportLine.objects.filter(status="C")}
    assert len(hidden) == 2 and len(unsure) == 6
    seen = 0
    for country in COUNTRIES:
        for young in (False, True):
            for at in (MONDAY_NIGHT, MONDAY_NOON):
                shown = card(country, at, young=young)
                keys = [(country, line.channel, line.dial) for line in shown.lines]
                assert not hidden & set(keys), country
                sure = [key not in unsure for key in keys]
                assert sure == sorted(sure, reverse=True) == [line.confirmed for line in shown.lines], country
                assert all(line.open_state != "open" or line.hours_text != "Hours not known" for line in shown.lines)
                assert not shown.two_ways or shown.two_ways[0].confirmed
                if any(line.confirmed and line.is_open for line in shown.lines):
                    assert shown.lines[0].is_open, country
                seen += len(unsure & set(keys))
    assert seen, "an unconfirmed line that could have been first was there to be seen"
