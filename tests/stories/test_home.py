"""What home brings: one story and why, who waits for an answer, and neither to somebody in distress."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import clock
from accounts.models import LivedExperience
from moderation.models import Case
from peersupport.home import cards_for
from stories import services
from stories.home import story_card, waiting_card
from stories.models import NotToday, StoryAside
from tests.factories.accounts import make_account
from tests.factories.groups import make_group
from tests.factories.moderation import make_crisis
from tests.factories.stories import answer, tell

pytestmark = pytest.mark.django_db
HOUR = 3600
STORY, WAITING = "stories/_home_story.html", "stories/_home_waiting.html"


@pytest.fixture
def topic() -> LivedExperience:
    return LivedExperience.objects.all()[0]


@pytest.fixture
def reader(topic: LivedExperience) -> Any:
    return make_account(topics=(topic.slug,))


def home(client: Any) -> str:
    return str(client.get("/home/").content.decode())


def shown(user: Any) -> list[str]:
    return [one.template for one in cards_for(user) if one.template.startswith("stories/")]


def test_home_has_one_story_and_says_why_and_none_that_is_known_already(
    ana: Any, reader: Any, topic: LivedExperience, client_of: Any
) -> None:
    client, about = client_of(reader), {"topics": (topic.slug,)}
    tell(ana, **about, title="With a note", content_note="lying awake")
    tell(ana, title="About nothing they told us")
    assert "A story for you" not in home(client)
    tell(ana, **about, title="For them")
    tell(reader, **about, title="Their own")
    services.save_story(actor=reader, story=tell(ana, **about, title="Kept for later"))
    services.encourage(actor=reader, story=tell(ana, **about, title="Encouraged"), words="hear")
    answer(reader, tell(ana, **about, title="Answered"))
    services.set_story_aside(actor=reader, story=tell(ana, **about, title="Opened before"))
    page = home(client)
    assert "For them" in page and f"because you told us about “{topic.label}”" in page
    for known in ("With a note", "About nothing", "Their own", "Kept for", "Encouraged", "Answered", "Opened before"):
        assert known not in page
    assert page.rindex("That is all for today.") > page.index("For them")
    # What one sets aside is nobody else's matter.
    other = client_of(make_account(topics=(topic.slug,)))
    assert "Opened before" in home(other)


def test_another_one_comes_until_there_is_none_and_not_now_lasts_until_the_morning(
    ana: Any, reader: Any, topic: LivedExperience, client_of: Any, move_clock: Any
) -> None:
    client = client_of(reader)
    first, second = (tell(ana, topics=(topic.slug,), title=title) for title in ("The first", "The second"))
    assert "The second" in home(client)
    there = client.post(f"/stories/{second.uid}/chosen/", {"another": "yes"})
    assert there["Location"] == "/home/#story-today" and "The first" in home(client)
    client.post("/stories/not-today/", {"what": "story"})
    page = home(client)
    assert "Put away until tomorrow." in page and "The first" not in page and "A story for you" not in page
    # It is back with the next morning, by the person's own clock.
    until = NotToday.objects.get(owner=reader).until
    assert HOUR * 24 >= (until - clock.now()).total_seconds() > 0 and until.hour == 5
    move_clock((until - clock.now()).total_seconds() + 1)
    assert "The first" in home(client)
    assert client.post(f"/stories/{first.uid}/chosen/")["Location"] == first.get_absolute_url()
    client.post(f"/stories/{second.uid}/chosen/", {"another": "yes"})
    page = home(client)
    assert "There is no other story for you today." in page and "The first" not in page
    assert set(StoryAside.objects.values_list("story", flat=True)) == {first.pk, second.pk}
    assert client.post(f"/stories/{uuid.uuid4()}/chosen/").status_code == 404
    move_clock(400 * 24 * HOUR)
    assert services.forget_put_away(clock.now()) == 3 and STORY in shown(reader)


def test_only_who_took_it_on_reads_that_somebody_waits_and_not_today_puts_it_away(
    ana: Any, ben: Any, cy: Any, client_of: Any
) -> None:
    make_group(ben)
    tell(ana, title="Waits for a word")
    assert WAITING not in shown(cy) and WAITING in shown(ben)
    client = client_of(ben)
    assert "Somebody waits for a first answer" in home(client)
    client.post("/stories/not-today/", {"what": "waiting"})
    client.post("/stories/not-today/", {"what": "no such thing"})
    assert "Somebody waits for a first answer" not in home(client) and NotToday.objects.count() == 1
    # Their own list is still there for whoever goes to it.
    assert "Waits for a word" in client.get(reverse("stories:waiting")).content.decode()


def test_nobody_in_distress_is_brought_a_story_nor_asked_to_carry_another_and_nothing_says_why(
    ana: Any, ben: Any, reader: Any, topic: LivedExperience, client_of: Any
) -> None:
    make_group(reader)
    tell(ana, topics=(topic.slug,), title="A story that fits")
    assert shown(reader) == [WAITING, STORY]
    client = client_of(reader)
    before = home(client)
    assert "A story that fits" in before
    make_crisis(reader)
    page = home(client)
    assert shown(reader) == [] and Case.objects.count() == 1
    gone = ("A story that fits", "A story for you", "Somebody waits for a first answer", topic.label)
    assert not any(words in page for words in gone)
    assert "stories/" not in page[page.index("<main") : page.index("</main")]
    assert not any(words in page.lower() for words in ("no story", "not now", "not today", "because"))


def test_what_home_asks_about_stories_is_little_and_does_not_grow(
    ana: Any, reader: Any, topic: LivedExperience
) -> None:
    make_group(reader)
    asked = []
    for _ in range(2):
        for number in range(3):
            tell(ana, topics=(topic.slug,), title=f"Story {number}")
        with CaptureQueriesContext(connection) as queries:
            assert [one.template for one in waiting_card(reader) + story_card(reader)] == [WAITING, STORY]
        asked.append(len(queries))
    # Outside of a page, where what the person is comes with their account, either card asks it anew.
    assert asked[0] == asked[1] <= 13, asked
