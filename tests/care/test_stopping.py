"""What stops people from reaching out: an honest answer each, a fact only with its source, and something to do here."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest
from django.test import Client

from accounts.countries import COUNTRIES
from care.loader import is_web_address
from care.services import support_card
from care.stopping import FACT_WORDS, FACTS, GENERAL, facts_of, fears
from tests.factories.care import load_all_lines, make_line
from tests.look.reading import grade, sentences, words

pytestmark = pytest.mark.django_db


def test_every_fear_has_a_general_answer_in_short_easy_sentences() -> None:
    said = [str(answer) for _, answer in GENERAL.values()] + list(FACT_WORDS)
    assert grade(said) <= 6
    assert max(len(words(one)) for text in said for one in sentences(text)) <= 25
    assert not [text for text in said if "!" in text]
    assert set(GENERAL) == {
        "police", "cost", "burden", "not_enough", "speak", "last_time", "found_out", "language",
    }  # fmt: skip


def test_every_fact_names_a_page_and_a_day_and_is_known_to_translators() -> None:
    found = []
    for path in FACTS.iterdir():
        assert path.suffix == ".json" and path.stem in COUNTRIES
        for key, row in json.loads(path.read_text("utf-8")).items():
            assert key in GENERAL
            assert set(row) == {"answer", "source", "source_date"}
            assert is_web_address(row["source"])
            assert date(2010, 1, 1) < date.fromisoformat(row["source_date"]) <= date(2026, 11, 25)
            found.append(row["answer"])
    assert sorted(set(found)) == sorted(FACT_WORDS)


def test_a_number_in_a_fact_is_one_that_we_show_in_that_country() -> None:
    load_all_lines()
    for path in FACTS.iterdir():
        card = support_card(country=path.stem, language="en")
        shown = {re.sub(r"\D", "", line.dial) for line in card.lines if line.confirmed}
        for fact in facts_of(path.stem).values():
            for number in re.findall(r"\d[\d ]{2,}\d", fact.answer.replace("Of 100 people", "")):
                assert re.sub(r"\D", "", number) in shown, (path.stem, number)


def test_a_country_of_which_nothing_is_known_gets_no_claim() -> None:
    assert facts_of("TV") == {} and facts_of("") == {} and facts_of("../US") == {}
    assert [fear.known for fear in fears(support_card(country="TV", language="en"))] == [[]] * len(GENERAL)


def test_what_is_known_says_from_when(client: Client) -> None:
    load_all_lines()
    text = client.get("/help/", {"country": "US"}).content.decode()
    assert "fewer than 2 need the emergency services." in text and "(We know this from May 2023.)" in text
    assert "fewer than 2" not in client.get("/help/", {"country": "IE"}).content.decode()


def test_what_the_lines_themselves_say_answers_cost_writing_and_language() -> None:
    make_line("116 123", service="Samaritans", cost="free", languages="en;ga")
    make_line("50808", channel="sms", service="Text About It", cost="unknown", languages="de")
    make_line("111 333", service="Nobody confirmed it", cost="free", status="C")
    known = {fear.key: fear.known for fear in fears(support_card(country="IE", language="en"))}
    assert known["cost"] == ["These cost nothing: Samaritans."]
    assert known["speak"] == ["Here you can write: Text About It."]
    assert known["language"] == ["These speak the language of this page: Samaritans."]
    assert known["police"] == []


@pytest.mark.parametrize("path", ["/help/", "/help/young/", "/help/for/other/", "/help/for/home/"])
def test_every_help_page_asks_and_then_offers_to_call_text_chat_or_stay(client: Client, path: str) -> None:
    make_line("116 123")
    make_line("50808", channel="sms")
    make_line("", channel="chat", url="https://chat.example/")
    make_line("111 999", hours="mo-mo 00:00-00:01", kind="warm")
    text = client.get(path, {"country": "IE"}).content.decode()
    asked = text[text.index('id="stopping"') :]
    asked = asked[: asked.index("</section>")]
    assert len(re.findall("<details", asked)) == len(GENERAL)
    assert re.findall(r'<a [^>]*href="([^"]+)"', asked) == ["tel:116123", "sms:50808", "https://chat.example/", "#stay"]
    assert 'id="stay"' in text and "Five things, slowly" in text and "Start the circle" in text


def test_the_panel_and_the_compact_card_lead_there(ana: Any) -> None:
    from django.template.loader import render_to_string

    text = render_to_string("care/_card.html", {"card": support_card(country="IE", language="en")})
    assert 'href="/help/?country=IE#stopping"' in text
