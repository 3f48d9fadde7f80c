"""What somebody is given back of their stories and answers: everything they said, and nothing they may not read."""

from __future__ import annotations

from typing import Any

import pytest

from accounts import services as accounts
from stories import services
from stories.models import StoryReply
from tests.factories.stories import answer, tell

pytestmark = pytest.mark.django_db


def test_a_story_is_given_back_with_all_that_its_author_chose(ana: Any) -> None:
    story = tell(ana, title="The cars", still_in_it=True, helped=("talking", "sleep"))
    row = accounts.export_of(actor=ana)["stories"][0]
    assert (row["title"], row["still_in_it"], row["story"]) == ("The cars", True, str(story.uid))
    assert row["helped"] == ["Talking with someone", "Sleep and rest"]
    assert not tell(ana).still_in_it and accounts.export_of(actor=ana)["stories"][0]["helped"] == []


def test_answers_and_encouragements_say_to_which_story_they_belong(ana: Any, cy: Any) -> None:
    there, gone = tell(ana, title="Still here"), tell(ana, title="Canary of ana")
    for story in (there, gone):
        answer(cy, story, "Below it.", opening=StoryReply.Opening.HEAR)
        services.encourage(actor=cy, story=story, words="hear")
    # Others read it no more, though its words are still there.
    type(gone).objects.filter(pk=gone.pk).update(hidden_at=gone.published_at)
    given = accounts.export_of(actor=cy)
    for kind in ("answers to stories", "words you gave for stories"):
        assert {(row["story"], row["title"]) for row in given[kind]} == {
            (str(there.uid), "Still here"), (str(gone.uid), ""),
        }, kind  # fmt: skip
    assert {row["opening"] for row in given["answers to stories"]} == {"I hear you"}
    assert "Canary" not in str(given) and "Canary" in str(accounts.export_of(actor=ana))
