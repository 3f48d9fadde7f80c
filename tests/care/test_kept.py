"""The copy for when the line is gone, and every link on every help page of every country."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from django.test import Client

from accounts.countries import COUNTRIES
from care.models import EmergencyNumber, SupportLine
from care.services import support_card
from tests.care.test_pages import MOST_BYTES, packed, styles
from tests.factories.care import load_all_lines, make_line

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TEL = re.compile(r"tel:\*?[0-9]{2,12}(,[0-9]{1,5})?")
SMS = re.compile(r"sms:\*?[0-9]{2,12}(\?body=[A-Z0-9]{1,12})?")


def test_every_seeded_number_is_a_link_that_a_phone_can_dial_on_the_page_and_on_the_copy(client: Client) -> None:
    load_all_lines()
    look, linked, urgent = styles(), set(), dict[str, set[str]]()
    for country in COUNTRIES:
        urgent[country] = {one.number for one in support_card(country=country, language="en").emergency}
        for path in ("/help/", "/help/kept/"):
            text = client.get(path, {"country": country}).content.decode()
            assert 'name="viewport" content="width=device-width' in text
            assert packed(text) + look <= MOST_BYTES, (path, country, packed(text) + look)
            for href in re.findall(r'href="((?:tel|sms):[^"]*)"', text):
                assert TEL.fullmatch(href) or SMS.fullmatch(href), (country, href)
                linked.add((path, country, re.sub(r"\D", "", unquote(href).partition("?")[0])))
    for path in ("/help/", "/help/kept/"):
        there = {country for where, country, _ in linked if where == path}
        for line in SupportLine.objects.exclude(status__in="CD").filter(channel__in=["phone", "sms"]):
            assert (path, line.country, re.sub(r"\D", "", line.dial)) in linked, (path, line)
        assert there >= set(EmergencyNumber.objects.filter(status__in="AB").values_list("country", flat=True))
        assert sum(map(len, urgent.values())) > 250
        for country, numbers in urgent.items():
            assert all((path, country, number) in linked for number in numbers), (path, country)


def test_the_copy_says_its_day_and_never_that_a_line_is_open(client: Client) -> None:
    make_line("116 123")
    make_line("111 222", hours="mo-mo 00:00-00:01", service="Seldom")
    text = client.get("/help/kept/", {"country": "IE"}).content.decode()
    main = text[text.index("<main") :]
    assert re.search(r"Its numbers are from \d+ \w+ \d{4}, \d\d:\d\d UTC\.", main)
    for moment in ("Open now", "Opens ", "Closed now", "listen right now"):
        assert moment not in main
    assert main.index("116 123") < main.index("111 222")
    assert "What is stopping you?" in main and "Five things, slowly" in main and "Start the circle" in main


def test_the_copy_without_a_country_has_no_number(client: Client) -> None:
    load_all_lines()
    main = client.get("/help/kept/").content.decode().partition("<main")[2]
    assert "tel:" not in main and "your local emergency number" in main


def test_a_page_asks_the_device_to_keep_only_a_country_that_the_person_named(
    client: Client, client_of: Any, ana: Any, settings: Any
) -> None:
    make_line("116 123")
    assert 'data-place="IE"' in client.get("/help/", {"country": "IE"}).content.decode()
    settings.DEFAULT_COUNTRY = "IE"
    assert "data-place" not in client.get("/help/").content.decode()
    type(ana.profile).objects.filter(user=ana).update(country="FR")
    assert 'data-place="FR"' in client_of(ana).get("/home/").content.decode()


def test_the_copy_holds_nothing_of_whoever_asks(client: Client, client_of: Any, ana: Any) -> None:
    make_line("116 123")
    response = client.get("/help/kept/", {"country": "IE"})
    assert not response.cookies
    assert "csrf" not in response.content.decode()
    assert str(ana.uid) not in client_of(ana).get("/help/kept/", {"country": "IE"}).content.decode()
