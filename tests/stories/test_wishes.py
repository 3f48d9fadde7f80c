"""What somebody would rather not read about stays away from them, and more hints come only to who wants them."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from accounts.models import LivedExperience
from stories import services
from stories.companion import next_hint
from stories.home import story_card
from stories.models import HintPutAway, Story, StoryWishes
from tests.factories.accounts import make_account
from tests.factories.moderation import CRISIS, make_crisis
from tests.factories.stories import HOW, tell, words, write

pytestmark = pytest.mark.django_db
BREATHLESS = " ".join(["the rain went on and I walked beside it"] * 30)
MUCH = f"{HOW} " * 10


@pytest.fixture
def topics() -> list[LivedExperience]:
    return list(LivedExperience.objects.all()[:3])


@pytest.fixture
def reader(topics: list[LivedExperience]) -> Any:
    """Told us two things they have lived, one of which they would rather not read about."""
    reader = make_account(topics=(topics[0].slug, topics[1].slug))
    services.set_wishes(actor=reader, avoided=[topics[0]], more_hints=False)
    return reader


def test_what_is_left_out_comes_neither_from_home_nor_from_lists_nor_from_searches(
    ana: Any, reader: Any, topics: list[LivedExperience], client_of: Any
) -> None:
    avoided, lived, other = (topic.slug for topic in topics)
    tell(ana, title="Gentle one", topics=(lived,), how_it_was="The orchard was quiet.")
    tell(ana, title="Of both", topics=(avoided, lived), how_it_was="The orchard was loud.")
    tell(ana, title="Not for them", topics=(avoided,), how_it_was="The orchard burned.")
    tell(ana, title="Of something else", topics=(other,))
    tell(reader, title="Their own", topics=(avoided,), how_it_was="My orchard.")
    client = client_of(reader)
    asked = {
        "home": client.get("/home/"),
        "list": client.get("/stories/"),
        "near": client.get("/stories/?near=on"),
        "words": client.post("/stories/", {"q": "orchard"}),
        "best": client.post("/stories/", {"q": "orchard", "best": "on"}),
        "house": client.post("/search/", {"q": "orchard"}),
    }
    pages = {name: answer.content.decode() for name, answer in asked.items()}
    for name, page in pages.items():
        assert "Gentle one" in page, name
        assert "Of both" not in page and "Not for them" not in page, name
        # It is not held up to them either, and is on the screen for nobody who looks over a shoulder.
        assert name in ("list", "near", "words", "best") or topics[0].label not in page
    assert "Some topics are left out, as you wished." in pages["list"] and "Of something else" in pages["list"]
    assert "Their own" in pages["list"] and "Their own" in pages["words"]
    # Asked for by name, or all of it for once, it is there; and everybody else has it as before.
    for path in (f"/stories/?topic={avoided}", "/stories/?also=on"):
        assert "Not for them" in client.get(path).content.decode()
    theirs = client_of(make_account()).get("/stories/").content.decode()
    assert "Not for them" in theirs and "left out" not in theirs


def test_another_one_is_never_about_what_is_left_out_and_with_an_open_crisis_there_is_none(
    ana: Any, reader: Any, topics: list[LivedExperience], client_of: Any
) -> None:
    tell(ana, title="Not for them", topics=(topics[0].slug, topics[1].slug))
    assert story_card(reader) == []
    gentle = tell(ana, title="Gentle one", topics=(topics[1].slug,))
    assert [card.context["story"].title for card in story_card(reader)] == ["Gentle one"]
    assert client_of(reader).post(f"/stories/{gentle.uid}/chosen/", {"another": "yes"})["Location"] == "/home/"
    services.set_wishes(actor=reader, avoided=[], more_hints=False)
    assert [card.context["story"].title for card in story_card(reader)] == ["Not for them"]
    make_crisis(reader)
    assert story_card(reader) == []


def test_it_is_set_from_a_story_and_from_a_page_and_kept_sealed_for_nobody_else(
    ana: Any, cy: Any, ben: Any, topics: list[LivedExperience], client_of: Any
) -> None:
    first, second = topics[0], topics[1]
    story = tell(ana, title="Heavy", topics=(first.slug, second.slug))
    client = client_of(cy)
    page = client.get(story.get_absolute_url()).content.decode()
    assert "Rather not read about this?" in page and f'value="{first.slug}"' in page
    assert client.post("/stories/wishes/", {"topic": f"\x00{first.slug}"})["Location"] == "/stories/"
    page = client.get("/stories/").content.decode()
    assert "left out for you now" in page and "Heavy" not in page
    # One more does not take the first away; what is on the page is what is there.
    client.post("/stories/wishes/", {"topic": second.slug})
    page = client.get("/stories/wishes/").content.decode()
    assert page.count(" checked") == 2 and set(services.wishes_of(actor=cy).avoided) == {first.pk, second.pk}
    client.post("/stories/wishes/", {"avoid": [second.slug], "more": "on"})
    there = services.wishes_of(actor=cy)
    assert there.avoided == (second.pk,) and there.more_hints
    assert client.post("/stories/wishes/", {"avoid": ["no-such-topic"]}).status_code == 422
    assert client.post("/stories/wishes/", {"topic": "no-such-topic"}).status_code == 404
    assert services.wishes_of(actor=cy) == there
    with connection.cursor() as cursor:
        cursor.execute("SELECT avoided FROM stories_storywishes")
        kept = str(cursor.fetchall())
    assert kept and f"[{second.pk}]" not in kept and second.slug not in kept
    assert services.wishes_of(actor=ben).avoided == () and not StoryWishes.objects.visible_to(ben).exists()
    assert "Rather not read" not in client_of(ana).get(story.get_absolute_url()).content.decode()


def test_more_hints_come_only_once_they_are_switched_on_and_one_at_a_time(ana: Any, client_of: Any) -> None:
    texts = {"how_it_was": f"{BREATHLESS}\n\nWrite to sam@example.org.", "now": CRISIS}
    draft = write(ana, **texts)
    path, client = f"/stories/drafts/{draft.uid}/look/", client_of(ana)
    pressed: dict[str, Any] = {"version": draft.version}
    page = client.post(path, pressed).content.decode()
    assert "sam@example.org" in page and "happening now" not in page and "without a rest" not in page
    services.set_wishes(actor=ana, avoided=[], more_hints=True)
    titles = [
        "This sounds as if it is happening now",
        "Somebody could find you, or somebody else, by this",
        "A long part without a rest",
        "Nothing stands under “What helped”",
    ]
    passed: list[str] = []
    for number, (key, title) in enumerate(zip(("now", "identifying", "long", "helped"), titles, strict=True)):
        page = client.post(path, pressed | {"passed": passed}).content.decode()
        assert [other in page for other in titles] == [other == title for other in titles], number
        main = page[page.index("<main") :]
        assert ('href="/help/"' in main[: main.index("Share it anyway")]) == (key == "now")
        passed.append(key)
    assert not Story.objects.exists()
    client.post(path, pressed | {"passed": passed})
    assert Story.objects.count() == 1


def test_a_hint_that_was_put_away_never_comes_back_and_the_others_do(ana: Any, client_of: Any) -> None:
    services.set_wishes(actor=ana, avoided=[], more_hints=True)
    told = words(how_it_was=BREATHLESS)
    assert [next_hint(ana, told, set()).key, next_hint(ana, told, {"long"}).key] == ["long", "helped"]  # type: ignore[union-attr]
    draft = write(ana, how_it_was=BREATHLESS)
    client_of(ana).post(f"/stories/drafts/{draft.uid}/look/", {"version": draft.version, "away": "long"})
    assert list(HintPutAway.objects.values_list("hint", flat=True)) == ["long"]
    assert next_hint(ana, told, set()).key == "helped"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "told",
    [
        {"how_it_was": MUCH, "what_helped": "Toast."},
        {"how_it_was": MUCH, "helped": ("talking",)},
        # Whoever is still in it owes nobody what helped.
        {"how_it_was": MUCH, "still_in_it": True},
        {"how_it_was": HOW},
        {"how_it_was": "I was a mad junkie and a cripple, and I wanted to die that winter.", "title": "A crazy cow"},
        {"how_it_was": "\n\n".join([BREATHLESS[:400]] * 9), "what_helped": "Toast."},
    ],
)
def test_nothing_is_said_about_words_for_oneself_nor_about_what_may_be_left_out(ana: Any, told: Any) -> None:
    services.set_wishes(actor=ana, avoided=[], more_hints=True)
    assert next_hint(ana, words(**told), set()) is None
