"""Finding stories: by choices and by words, newest first, only what one may read, and nothing kept of what is asked."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

import clock
from accounts.models import LivedExperience
from fulltext import BATCH_MOST
from fulltext.words import words_of
from stories import search
from stories import services as stories
from stories.models import Story
from stories.services import moderating
from tests.factories.accounts import make_account
from tests.factories.groups import join, make_group
from tests.factories.moderation import CRISIS
from tests.factories.stories import answer, let_out, tell, write
from tests.traces import kept_nowhere

pytestmark = pytest.mark.django_db


def indexed() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM stories_index")
        return int(cursor.fetchone()[0])


def test_the_newest_with_every_word_and_without_accents(ana: Any, cy: Any) -> None:
    first = tell(ana, how_it_was="A café by the river, all winter.")
    second = tell(ana, how_it_was="The river in summer.", title="CAFÉ at noon")
    tell(ana, how_it_was="Only a river.")
    assert search.found(cy, "Cafe river", most=5) == [second, first]
    assert search.found(cy, "cafe", most=1) == [second]
    # Whole words first; where they find little, words that begin so.
    assert search.found(cy, "summ", most=5) == [second]
    assert search.found(cy, "mountain", most=5) == [] and search.found(cy, " ,; ", most=5) == []


def test_what_fits_best_stands_first_if_one_likes(ana: Any, cy: Any) -> None:
    most = tell(ana, title="Rain", how_it_was="Rain, and rain again.")
    least = tell(ana, how_it_was="It did not rain once.")
    assert search.found(cy, "rain", most=5) == [least, most]
    assert search.best(cy, "rain", most=5) == [most, least]


def test_only_what_one_may_read_is_found(ana: Any, ben: Any, cy: Any, mo: Any) -> None:
    group = make_group(ben)
    join(group, ana)
    inside, members = tell(ana, audience="group", group=group), tell(ana)
    public = let_out(tell(ana, audience="everyone"), mo)
    write(ana, how_it_was="The nights, in a draft.")
    answer(cy, members, "The nights, in an answer.")
    visitor = make_account(onboarded=False)
    for who, wanted in ((ben, {inside, members, public}), (cy, {members, public}), (visitor, {public})):
        assert set(search.found(who, "nights", most=9)) == wanted
    # One that waits to be read first is not yet for visitors.
    tell(ana, audience="everyone")
    assert search.found(visitor, "nights", most=9) == [public]


def test_many_that_one_may_not_read_do_not_hide_what_one_may(ana: Any, ben: Any, cy: Any) -> None:
    seen = tell(ana)
    group = make_group(ben)
    join(group, ana)
    rows = Story.objects.bulk_create(
        Story(author=ana, audience="group", group=group, language="en", avatar_seed="ab", how_it_was="nights")
        for _ in range(BATCH_MOST)
    )
    with transaction.atomic():
        for row in rows:
            search.put(row)
    assert search.found(cy, "nights", most=5) == [seen]


def test_what_is_taken_back_changed_or_put_aside_leaves_with_its_transaction(ana: Any, cy: Any) -> None:
    story = tell(ana, how_it_was="A lighthouse.")
    draft = stories.change_story(actor=ana, story=story)
    there = stories.opened(actor=ana, draft=draft)
    texts = {**there.words.texts, "how_it_was": "An orchard."}
    now = stories.write_draft(
        actor=ana, draft=draft, words=type(there.words)(texts, there.words.choices), version=there.version
    )
    stories.publish(actor=ana, draft=draft, version=now.version)
    assert search.found(cy, "lighthouse", most=5) == [] and search.found(cy, "orchard", most=5) == [story]
    with transaction.atomic():
        moderating.hide(story)
    assert indexed() == 0
    with transaction.atomic():
        moderating.restore(story)
    assert indexed() == 1
    stories.take_back_story(actor=ana, story=story)
    assert indexed() == 0


def test_nothing_of_what_was_taken_back_stays_in_the_pieces_of_the_index(ana: Any) -> None:
    # PostgreSQL keeps the words in the rows, and tidies its index by itself.
    of_sqlite = "SELECT block FROM stories_index_data"
    kept = of_sqlite if connection.vendor == "sqlite" else "SELECT convert_to(words::text, 'UTF8') FROM stories_index"

    def pieces() -> bytes:
        with connection.cursor() as cursor:
            cursor.execute(kept)
            return b"".join(bytes(row[0]) for row in cursor.fetchall())

    story = tell(ana, how_it_was="The zanzibarmark.")
    for _ in range(5):
        tell(ana, replies_open=False)
    assert b"anzibarmark" in pieces()
    stories.take_back_story(actor=ana, story=story)
    search.INDEX.tidy(clock.now())
    assert b"anzibarmark" not in pieces()


@pytest.mark.parametrize(
    "asked", ['"', "a OR b", "NEAR(a b)", "title:nights", "* ", "nights*", "-nights", "(", "'; DROP TABLE x; --",
              "a" * 500, "\u202e", "%_", "nights & !x", "nights:*", "\\", "{scope} : group1", "夜", "_"]
)  # fmt: skip
def test_what_means_something_to_a_database_means_nothing_here(asked: str, ana: Any, cy: Any) -> None:
    story = tell(ana)
    assert set(search.found(cy, asked, most=5)) <= {story}
    assert all(word == word.strip("\"'*:&!(){}-\\%_") for word in words_of(asked))
    assert Client().post("/stories/", {"q": asked}).status_code == 200


def test_the_list_by_topic_by_help_by_length_and_near(ana: Any, client_of: Any) -> None:
    worry, low = LivedExperience.objects.all()[:2]
    near = tell(ana, topics=(worry.slug,), helped=("talking", "sleep"), title="About worry")
    tell(ana, topics=(low.slug,), title="About low days", how_it_was="so many words " * 700)
    client = client_of(make_account(topics=(worry.slug,)))
    both = {"About worry", "About low days"}
    for query, wanted in (
        ("", both), (f"topic={worry.slug}", {"About worry"}), ("helped=sleep", {"About worry"}),
        ("helped=faith", set()), ("length=long", {"About low days"}), ("length=middle", set()),
        ("length=short", {"About worry"}), ("near=on", {"About worry"}), ("length=nonsense&topic=none&page=-3", both),
    ):  # fmt: skip
        page = client.get(f"/stories/?{query}").content.decode()
        assert {title for title in both if title in page} == wanted, query
    assert f"Like what you told us: {worry.label}" in client.get("/stories/?near=on").content.decode()
    assert near.minutes == 1


def test_words_never_stand_in_an_address_and_a_cry_for_help_is_answered_first_and_kept_nowhere(
    ana: Any, client_of: Any, caplog: Any
) -> None:
    tell(ana)
    client = client_of(ana)
    assert "canary" not in client.get("/stories/?q=canary").content.decode()
    answered = client.post("/stories/", {"q": "", "topic": "worry"})
    assert answered.status_code == 303 and answered.headers["Location"] == "/stories/?topic=worry"
    page = client.post("/stories/", {"q": CRISIS})
    assert page.headers["Cache-Control"].startswith("no-store")
    words = page.content.decode()
    assert "first-help" in words and words.index("first-help") < words.index("<h1")
    assert CRISIS not in caplog.text and indexed() == 1
    kept_nowhere(CRISIS, caplog)


@pytest.mark.parametrize("path", ["/stories/", "/stories/mine/", "/stories/waiting/", "/stories/reviews/"])
def test_lists_ask_few_questions_however_long_they_are(
    path: str, ana: Any, mo: Any, ben: Any, client_of: Any, django_assert_max_num_queries: Any
) -> None:
    make_group(mo)
    topics = [topic.slug for topic in LivedExperience.objects.all()[:3]]
    client = client_of(mo)

    def ask() -> int:
        with django_assert_max_num_queries(40) as asked:
            assert client.get(path).status_code == 200
        return len(asked)

    def more() -> None:
        story = tell(ana, topics=topics, audience="everyone")
        own = tell(mo, topics=topics)
        stories.save_story(actor=mo, story=story)
        answer(mo, tell(ben))
        answer(ana, own)

    more()
    few = ask()
    for _ in range(4):
        more()
    assert ask() <= few


def test_the_list_of_a_visitor_is_eight_questions_at_most(
    ana: Any, mo: Any, django_assert_max_num_queries: Any
) -> None:
    story = let_out(tell(ana, audience="everyone"), mo)
    with django_assert_max_num_queries(8):
        Client().get("/stories/")
    with django_assert_max_num_queries(8):
        Client().get(story.get_absolute_url())
    with django_assert_max_num_queries(8):
        Client().post("/stories/", {"q": "nights"})
