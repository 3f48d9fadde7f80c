"""The pages of the plan and the circle: plain forms that lose nothing, help on each of them, nothing chosen before."""

from __future__ import annotations

import re
import uuid
from html import unescape
from typing import Any

import pytest
from django.test import Client

from care import services
from care.steps import KEYS, STEP_MOST
from tests.factories.care import make_line, make_number
from tests.factories.plans import share, write

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.once]
PRIVATE = "Only you can see this. Nobody will know if you are in danger."
PAGES = ["/plan/", "/plan/write/", "/plan/now/", "/plan/print/", "/plan/device/", "/plan/remove/", "/circle/",
         "/circle/bring/"]  # fmt: skip
JSON = {"accept": "application/json"}


@pytest.fixture
def browser(ana: Any, client_of: Any) -> Client:
    ana.profile.country = "IE"
    ana.profile.save()
    make_line("116 123", service="Samaritans")
    make_line("50808", service="A text line", channel="sms", sms_keyword="HELLO")
    make_number("112")
    client: Client = client_of(ana)
    return client


def text(response: Any) -> str:
    return unescape(response.content.decode())


def form_of(browser: Client) -> dict[str, str]:
    """The hidden fields of the form as it was opened."""
    page = browser.get("/plan/write/").content.decode()
    return dict(re.findall(r'type="hidden" name="(version|page|turn)" value="([^"]*)"', page))


def test_every_private_page_says_who_sees_it_and_leads_to_somebody(browser: Client, ana: Any) -> None:
    for plan in ("empty", "written"):
        if plan == "written":
            write(ana, signs="I sleep badly", with_lines=True)
            services.keep_in_circle(actor=ana, name="Jo")
        for path in PAGES:
            page = browser.get(path)
            assert page.status_code == 200 and PRIVATE in text(page), path
            main = text(page).partition("<main")[2]
            assert 'href="/help/"' in main and "no-store" in page["Cache-Control"], path
    entry = services.circle_of(actor=ana)[0]
    assert PRIVATE in text(browser.get(f"/circle/{entry.uid}/"))


def test_no_page_opens_for_visitors() -> None:
    for path in PAGES:
        answer = Client().get(path)
        assert answer.status_code == 302 and answer["Location"].startswith("/account/login/"), path


def test_writing_works_as_a_plain_form(browser: Client, ana: Any) -> None:
    answer = browser.post("/plan/write/", {**form_of(browser), "signs": "- I sleep badly", "with_lines": "on"})
    assert answer.status_code == 302 and answer["Location"] == "/plan/"
    page = text(browser.get("/plan/"))
    assert "I sleep badly" in page and "116 123" in page and "Use my plan now" in page


def test_a_script_gets_short_answers(browser: Client, ana: Any) -> None:
    form = form_of(browser)
    saved = browser.post("/plan/write/", {**form, "signs": "one", "turn": 1}, headers=JSON)
    assert saved.json() == {"state": "saved", "version": services.plan_of(actor=ana).version}
    other = browser.post("/plan/write/", {**form, "page": str(uuid.uuid4()), "signs": "two", "turn": 1}, headers=JSON)
    assert other.status_code == 409 and other.json() == {"state": "changed"}
    long = browser.post("/plan/write/", {**form, "signs": "x" * (STEP_MOST + 1), "turn": 2}, headers=JSON)
    assert long.status_code == 422 and long.json()["field"] == "signs" and "1 letters more" in long.json()["words"]
    assert services.plan_of(actor=ana).texts["signs"] == "one"


def test_two_windows_without_a_script_show_both_and_keep_what_is_chosen(browser: Client, ana: Any) -> None:
    here, there = form_of(browser), form_of(browser)
    browser.post("/plan/write/", {**here, "signs": "first line\nfrom here", "alone": "a walk"})
    answer = browser.post("/plan/write/", {**there, "signs": "first line\nfrom there", "alone": "a walk"})
    page = text(answer)
    assert answer.status_code == 409 and "from here" in page and "from there" in page
    assert page.count("What is saved") == 1, "steps that agree need no choice"
    assert services.plan_of(actor=ana).texts["signs"] == "first line\nfrom here"
    both, mine = (
        dict(re.findall(r'type="hidden" name="(?!csrf)(\w+)" value="([^"]*)"', form))
        for form in re.findall(r'<form method="post" action="/plan/write/">.*?</form>', page, re.S)
    )
    assert mine["signs"] == "first line\nfrom there"
    assert browser.post("/plan/write/", both).status_code == 302
    assert services.plan_of(actor=ana).texts["signs"] == "first line\nfrom here\nfrom there"
    # The other choice is from before: it asks again rather than overwriting.
    assert browser.post("/plan/write/", mine).status_code == 409


def test_a_huge_plan_comes_back_whole_with_a_sentence_at_its_step(browser: Client, ana: Any) -> None:
    write(ana, signs="kept")
    huge = {key: f"{key} words " * 500 for key in KEYS}
    answer = browser.post("/plan/write/", {**form_of(browser), **huge})
    page = text(answer)
    assert answer.status_code == 422 and page.count("letters more than fit here") >= len(KEYS)
    assert all(words.strip() in page for words in huge.values())
    assert services.plan_of(actor=ana).texts["signs"] == "kept"
    # As much as a browser lets into one step, in signs that take four bytes each, still arrives.
    garden = "🌻" * (STEP_MOST * 2)
    answer = browser.post("/plan/write/", {**form_of(browser), "signs": garden})
    assert answer.status_code == 422 and garden in text(answer)


def test_using_the_plan_goes_one_step_a_screen_with_somebody_to_call_on_each(browser: Client, ana: Any) -> None:
    write(ana, signs="I sleep badly", people="Jo, 087 123 4567", with_lines=True)
    path, titles = "/plan/now/", []
    while path:
        page = text(browser.get(path))
        titles += re.findall(r"<h1[^>]*>([^<]+)</h1>", page)
        assert page.count("<h1") == 1 and 'href="tel:116123"' in page and 'href="tel:112"' in page, path
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1] if following else ""
    assert titles == [
        "How I notice that it gets hard", "People I can ask for help", "Professionals and helplines",
        "You went through all of it.",
    ]  # fmt: skip
    assert 'href="tel:0871234567"' in text(browser.get("/plan/now/2/"))
    assert browser.get("/plan/now/9/")["Location"] == "/plan/now/"


def test_an_empty_plan_used_now_leads_to_people_and_not_to_homework(browser: Client) -> None:
    page = text(browser.get("/plan/now/"))
    assert "Your plan is still empty." in page and 'href="tel:116123"' in page


def test_lines_are_there_only_by_choice_and_follow_what_we_know(browser: Client, ana: Any) -> None:
    write(ana, professionals="Dr Byrne")
    assert "116 123" not in text(browser.get("/plan/print/"))
    write(ana, with_lines=True)
    assert "Samaritans: 116 123" in text(browser.get("/plan/print/"))
    make_line("1800 111 222", service="A newer line", status="A", kind="crisis", hours="24/7")
    from care.models import SupportLine

    SupportLine.objects.filter(dial="116 123").update(status="D")
    assert "116 123" not in text(browser.get("/plan/print/"))


def test_the_help_page_shows_the_way_to_ones_plan_before_any_number_of_a_line(browser: Client, ana: Any) -> None:
    page = text(browser.get("/help/"))
    assert "Use my plan now" not in page and 'href="/plan/"' in page
    write(ana, signs="I sleep badly")
    page = text(browser.get("/help/"))
    assert page.index("Use my plan now") < page.index("Samaritans") and "I sleep badly" not in page
    assert "plan" not in text(Client().get("/help/")).partition("<main")[2]


def test_home_and_the_page_about_oneself_lead_to_it_without_a_word_of_it(browser: Client, ana: Any) -> None:
    write(ana, signs="I sleep badly")
    for path in ("/home/", "/you/"):
        page = text(browser.get(path))
        assert 'href="/plan/"' in page and 'href="/circle/"' in page and "I sleep badly" not in page


def test_discreet_pages_have_plain_titles(browser: Client, ana: Any) -> None:
    ana.profile.discreet = True
    ana.profile.save()
    for path in PAGES:
        assert "<title>Notes</title>" in text(browser.get(path)), path


def test_the_circle_shows_people_and_room_for_more(browser: Client, ana: Any) -> None:
    assert "There is room here" in text(browser.get("/circle/"))
    sent = {"name": "Maeve", "kind": "own", "good_for": "Tea", "reach": "087 123 4567, evenings"}
    assert browser.post("/circle/", sent).status_code == 302
    page = text(browser.get("/circle/"))
    assert "Maeve" in page and 'href="tel:0871234567"' in page and "There is room for more" in page
    assert "Samaritans" in page
    wrong = browser.post("/circle/", {"name": "", "kind": "own", "good_for": "Long walks"})
    assert wrong.status_code == 422 and "Long walks" in text(wrong)
    entry = services.circle_of(actor=ana)[0]
    browser.post(f"/circle/{entry.uid}/", {**sent, "name": "Maeve B"})
    assert [one.name for one in services.circle_of(actor=ana)] == ["Maeve B"]
    browser.post(f"/circle/{entry.uid}/remove/")
    assert services.circle_of(actor=ana) == []


def test_bringing_it_along_prints_what_was_ticked_and_nothing_else(browser: Client, ana: Any) -> None:
    write(ana, signs="I sleep badly", alone="A walk")
    services.keep_in_circle(actor=ana, name="Maeve")
    assert "checked" not in text(browser.get("/circle/bring/")).partition("<main")[2]
    assert browser.post("/circle/bring/", {}).status_code == 422
    page = text(browser.post("/circle/bring/", {"parts": ["alone"], "words": "the new tablets"}))
    assert "A walk" in page and "the new tablets" in page
    assert "I sleep badly" not in page and "Maeve" not in page
    page = text(browser.post("/circle/bring/", {"parts": ["circle", "lines"]}))
    assert "Maeve" in page and "116 123" in page and "A walk" not in page
    assert "tablets" not in text(browser.get("/circle/bring/"))


def test_throwing_it_away_asks_once(browser: Client, ana: Any) -> None:
    write(ana, signs="I sleep badly")
    share(ana)
    assert "The copies you shared stop working, too." in text(browser.get("/plan/remove/"))
    assert services.has_plan(actor=ana)
    assert browser.post("/plan/remove/").status_code == 302
    assert not services.has_plan(actor=ana) and "Begin my plan" in text(browser.get("/plan/"))


@pytest.mark.parametrize("path", PAGES)
def test_pages_ask_a_few_questions_however_much_is_written(
    path: str, browser: Client, ana: Any, django_assert_max_num_queries: Any
) -> None:
    write(ana, **{key: "one\ntwo" for key in KEYS}, with_lines=True)
    for number in range(20):
        services.keep_in_circle(actor=ana, name=f"Person {number}")
    browser.get(path)
    with django_assert_max_num_queries(12):
        browser.get(path)
