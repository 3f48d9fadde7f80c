"""How one is, noted for oneself: sealed, drawn, never counted against anybody, never anybody else's."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

import clock
from meetings.models import Attendance
from resilience.models import Milestone, SelfCheckIn
from resilience.services import growth as services
from resilience.trend import HIGH, MARGIN, WIDE, Said, drawn, is_low
from tests.factories.groups import join, make_group
from tests.factories.meetings import make_meeting

pytestmark = pytest.mark.django_db
TODAY = dt.date(2030, 5, 20)
HEAVY_WORDS = "The last days look heavy"


def text(response: Any) -> str:
    return unescape(response.content.decode())


def days(*numbers: int, ending: int = 0) -> list[Said]:
    """A number a day, the last one `ending` days ago."""
    back = len(numbers) + ending - 1
    return [Said(TODAY - dt.timedelta(days=back - at), number=number) for at, number in enumerate(numbers)]


def test_a_word_alone_a_number_alone_and_a_line_alone_are_enough_and_nothing_is_not(ana: Any, client_of: Any) -> None:
    browser = client_of(ana)
    for said in ({"word": "tired"}, {"own_word": "foggy"}, {"number": "4"}, {"more": "The bus was late."}):
        assert browser.post("/growth/check-in/", said).status_code == 302
    refused = browser.post("/growth/check-in/", {"own_word": "  "})
    assert refused.status_code == 422 and "A word or a number is enough." in text(refused)
    page = text(browser.get("/growth/"))
    assert all(words in page for words in ("tired", "foggy", "The bus was late.")) and SelfCheckIn.objects.count() == 4
    assert "Only you can see this. Nobody will know if you are in danger." in page and 'href="/help/"' in page


def test_words_that_do_not_fit_come_back_whole_and_no_browser_is_told_to_cut_them(ana: Any, client_of: Any) -> None:
    browser, much = client_of(ana), "lantern " * 600 + "the last word"
    for path, field, more in (
        ("/growth/check-in/", "own_word", {}),
        ("/growth/check-in/", "more", {}),
        ("/growth/milestone/", "words", {"day": "2030-05-01"}),
        ("/steps/", "words", {"times": 3}),
    ):
        response = browser.post(path, {field: much, **more})
        page = text(response)
        assert response.status_code == 422 and much in page and "Nothing is lost: it is all below." in page
        assert "maxlength" not in page
    assert "A few words are enough." in text(browser.post("/steps/", {"words": "", "times": 3}))
    assert not (SelfCheckIn.objects.exists() or Milestone.objects.exists())


def test_sending_twice_is_saying_it_once(ana: Any, client_of: Any) -> None:
    browser = client_of(ana)
    found = re.search(r'name="uid" value="([^"]+)"', text(browser.get("/growth/check-in/")))
    assert found
    for _ in range(2):
        browser.post("/growth/check-in/", {"word": "calm", "uid": found[1]})
        browser.post("/growth/milestone/", {"words": "I called back.", "day": "2030-05-01", "uid": found[1]})
    assert (SelfCheckIn.objects.count(), Milestone.objects.count()) == (1, 1)


def test_the_database_knows_only_when_and_nobody_else_opens_it(
    ana: Any, ben: Any, mo: Any, ada: Any, client_of: Any
) -> None:
    row = services.say_how_i_am(actor=ana, word="zanzibar", number=3, more="zanzibar too")
    named = services.name_milestone(actor=ana, words="zanzibar again", day=TODAY)
    stored = [SelfCheckIn.objects.values_list("word", "number", "more").get(), (Milestone.objects.get().words,)]
    assert all(one.ciphertext and "zanzibar" not in one.ciphertext for sealed in stored for one in sealed)
    assert "zanzibar again" in text(client_of(ana).get("/growth/"))
    for other in (ben, mo, ada):
        browser = client_of(other)
        assert "zanzibar" not in text(browser.get("/growth/"))
        assert browser.post(f"/growth/check-in/{row.uid}/remove/").status_code == 404
        assert browser.post(f"/growth/milestone/{named.uid}/remove/").status_code == 404
        with pytest.raises(PermissionDenied):
            services.take_check_in_away(actor=other, check_in=row)
    assert client_of(ana).post(f"/growth/check-in/{row.uid}/remove/").status_code == 302
    assert client_of(ana).post(f"/growth/milestone/{named.uid}/remove/").status_code == 302
    assert not SelfCheckIn.objects.exists() and not Milestone.objects.exists()


def test_the_picture_holds_every_number_and_stays_small() -> None:
    assert drawn([Said(TODAY, number=3), Said(TODAY, number=9)]) is None
    assert drawn([Said(TODAY, "heavy"), Said(TODAY - dt.timedelta(days=3), number=2)]) is None
    trend = drawn(days(1, 5, 10))
    assert trend is not None and (trend.lowest, trend.highest) == (1, 10)
    first, _middle, last = trend.points
    assert (first.x, first.y) == (MARGIN, HIGH - MARGIN) and (last.x, last.y) == (WIDE - MARGIN, MARGIN)
    years = drawn(days(*[5] * 1500))
    assert years is not None and len(years.points) <= 60


@pytest.mark.parametrize(
    ("said", "low"),
    [
        (days(3, 4, 2), True),
        (days(3, 4), False),
        (days(5, 6, 5), False),
        (days(2, 2, 2, ending=20), False),
        (days(9, 8, 9, 8, ending=20) + days(5, 5, 5), True),
        (days(9, 9, 9, 9, ending=20) + days(7, 6, 6), False),
        ([Said(TODAY, word) for word in ("heavy", "alone", "sad")], True),
        ([Said(TODAY, word) for word in ("heavy", "calm", "sad")], False),
    ],
)  # fmt: skip
def test_low_is_said_after_several_days_and_never_of_one(said: list[Said], low: bool) -> None:
    assert is_low(said, TODAY) is low


def test_low_days_lead_to_somebody_and_good_days_are_left_alone(ana: Any, client_of: Any) -> None:
    browser = client_of(ana)
    for number in (2, 3, 2):
        services.say_how_i_am(actor=ana, number=number)
    page = text(browser.get("/growth/")).partition("<main")[2]
    assert HEAVY_WORDS in page and page.index(HEAVY_WORDS) < page.index("Reach someone now", page.index(HEAVY_WORDS))
    for _ in range(4):
        services.say_how_i_am(actor=ana, number=9)
    assert HEAVY_WORDS not in text(browser.get("/growth/"))


def test_meetings_one_was_at_are_lit_windows_and_only_ones_own(ana: Any, ben: Any, client_of: Any) -> None:
    group = make_group(ben)
    mine = join(group, ana)
    assert "Meetings you were at" not in text(client_of(ana).get("/growth/"))
    meeting = make_meeting(ben, group)
    type(meeting).objects.filter(pk=meeting.pk).update(
        starts_at=clock.now() - dt.timedelta(hours=2), ends_at=clock.now()
    )
    Attendance.objects.create(meeting=meeting, membership=mine, present=True)
    page = text(client_of(ana).get("/growth/"))
    assert (
        "Meetings you were at" in page and page.count('<path d="M1 23V10a9 9 0 0 1 18 0v13z"/></svg></span></td>') == 1
    )
    # Ben keeps the room and sees who was there; that is not his own course.
    assert "Meetings you were at" not in text(client_of(ben).get("/growth/"))
