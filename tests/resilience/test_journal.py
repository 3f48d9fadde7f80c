"""A journal: sealed, nobody else's, saved as one types, and no word of it lost or overwritten."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from moderation.models import Case
from resilience.models import JournalEntry
from resilience.services import growth
from resilience.services import journal as services
from tests.factories.moderation import CRISIS

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}
WORDS = "The zanzibar was quiet."


def text(response: Any) -> str:
    return unescape(response.content.decode())


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form as it was opened."""
    return dict(re.findall(r'type="hidden" name="(version|page|turn)" value="([^"]*)"', page))


@pytest.fixture
def entry(ana: Any) -> JournalEntry:
    row = services.begin_entry(actor=ana)
    services.write_entry(actor=ana, entry=row, title="", body=WORDS, version=row.version)
    row.refresh_from_db()
    return row


def test_it_is_written_without_a_script_and_read_again(ana: Any, client_of: Any) -> None:
    browser = client_of(ana)
    begun = browser.post("/journal/")["Location"]
    assert browser.post("/journal/")["Location"] == begun, "an empty page is given again"
    page = text(browser.get(begun))
    assert "Only you can see this. Nobody will know if you are in danger." in page
    assert browser.post(begun, {**fields(page), "title": "", "body": WORDS})["Location"] == begun
    assert WORDS in text(browser.get(begun)) and WORDS in text(browser.get("/journal/"))
    assert "no-store" in browser.get(begun)["Cache-Control"]
    browser.post(f"{begun}remove/")
    assert not JournalEntry.objects.exists()


def test_two_windows_give_a_choice_and_overwrite_nothing(ana: Any, entry: JournalEntry, client_of: Any) -> None:
    browser, here = client_of(ana), f"/journal/{entry.uid}/"
    one, two = (fields(text(browser.get(here))) for _ in range(2))
    saved = browser.post(here, {**one, "turn": 1, "body": f"{WORDS}\nA first line."}, headers=JSON).json()
    again = {**one, "turn": 2, "version": saved["version"], "body": f"{WORDS}\nA first line, longer."}
    assert browser.post(here, again, headers=JSON).json()["state"] == "saved"
    other = {**two, "turn": 1, "body": f"{WORDS}\nA second line."}
    refused = browser.post(here, other, headers=JSON)
    assert (refused.status_code, refused.json()["state"]) == (409, "changed")
    choice = browser.post(here, other)
    page = text(choice)
    assert choice.status_code == 409 and "A first line, longer." in page and "A second line." in page
    assert "A second line." not in text(browser.get(here)), "nothing was overwritten"
    forms = re.findall(r"<form.*?</form>", page, re.S)
    both = next(form for form in forms if "Keep both" in form)
    chosen = dict(re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', both, re.S))
    assert browser.post(here, chosen).status_code == 302
    kept = services.opened(actor=ana, entry=JournalEntry.objects.get()).body
    assert kept.index("A first line, longer.") < kept.index("A second line.")


def test_a_hundred_thousand_letters_come_back_whole(ana: Any, entry: JournalEntry, client_of: Any) -> None:
    browser, here = client_of(ana), f"/journal/{entry.uid}/"
    form = {**fields(text(browser.get(here))), "body": "so many words " * 7200}
    refused = browser.post(here, form)
    assert refused.status_code == 422 and form["body"].strip() in text(refused)
    assert "more than fit into one entry. Every word is still on this page." in text(refused)
    told = browser.post(here, form, headers=JSON)
    assert told.status_code == 422 and "Every word is still on this page." in told.json()["words"]
    assert services.opened(actor=ana, entry=JournalEntry.objects.get()).body == WORDS


def test_thrown_away_in_another_window_keeps_what_is_typed_here(ana: Any, entry: JournalEntry, client_of: Any) -> None:
    browser, here = client_of(ana), f"/journal/{entry.uid}/"
    form = {**fields(text(browser.get(here))), "body": "Typed meanwhile."}
    browser.post(f"{here}remove/")
    assert browser.post(here, form, headers=JSON).json()["state"] == "gone"
    assert "Typed meanwhile." in text(browser.post(here, form, follow=True))


def test_nobody_else_opens_it_and_no_program_reads_it(
    ana: Any, ben: Any, mo: Any, ada: Any, entry: JournalEntry, client_of: Any
) -> None:
    services.write_entry(actor=ana, entry=entry, title=CRISIS, body=f"{WORDS} {CRISIS}", version=entry.version)
    assert not Case.objects.exists()
    stored: Any = JournalEntry.objects.values_list("title", "body").get()
    assert all(one.ciphertext and "zanzibar" not in one.ciphertext for one in stored)
    for other in (ben, mo, ada):
        browser = client_of(other)
        assert browser.get(f"/journal/{entry.uid}/").status_code == 404
        assert browser.post(f"/journal/{entry.uid}/remove/").status_code == 404
        assert "zanzibar" not in text(browser.get("/journal/"))
        browser.post(f"/journal/{entry.uid}/", {"body": "mine", "version": 0})
        with pytest.raises(PermissionDenied):
            services.opened(actor=other, entry=entry)
    assert WORDS in services.opened(actor=ana, entry=JournalEntry.objects.get(pk=entry.pk)).body


def test_only_numbers_go_on_the_page_to_bring_along_and_the_journal_never(
    ana: Any, entry: JournalEntry, client_of: Any, move_clock: Any
) -> None:
    browser = client_of(ana)
    assert "My numbers of the last three months" not in text(browser.get("/circle/bring/"))
    growth.say_how_i_am(actor=ana, word="zanzibar", number=3, more="zanzibar")
    move_clock(24 * 3600)
    growth.say_how_i_am(actor=ana, word="zanzibar", number=6, more="zanzibar")
    page = text(browser.get("/circle/bring/"))
    assert "My numbers of the last three months" in page and "ournal" not in page.partition("<main")[2]
    without = text(browser.post("/circle/bring/", {"words": "Sleep"}))
    assert "How I was, from 1" not in without
    chosen = text(browser.post("/circle/bring/", {"parts": "course"}))
    assert "How I was, from 1" in chosen and "<polyline" in chosen and "zanzibar" not in chosen
