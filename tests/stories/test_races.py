"""The same story in two windows at the same moment: real threads, real transactions."""

from __future__ import annotations

import time
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from stories import services
from stories.errors import DraftChanged
from stories.models import Story, StoryDraft
from tests.factories.accounts import make_account
from tests.factories.stories import tell
from tests.meetings.racing import at_once

pytestmark = pytest.mark.django_db(transaction=True)
# Sharing reads the words before it locks anything, so the other begins a little later each time.
ROUNDS, LATER = 40, 0.0015


def take_back(after: float, actor: Any, story: Story) -> Any:
    time.sleep(after)
    return services.take_back_story(actor=actor, story=story)


def test_a_change_that_is_shared_while_the_story_is_taken_back_is_kept_whichever_comes_first() -> None:
    wrong: list[Any] = []
    for number in range(ROUNDS):
        ana, words = make_account(), f"As it is {number}"
        story = tell(ana, title="As it was")
        draft = services.change_story(actor=ana, story=story)
        there = services.opened(actor=ana, draft=draft)
        there.words.texts["title"] = words
        services.write_draft(actor=ana, draft=draft, words=there.words, version=there.version)
        draft.refresh_from_db()
        answers = at_once([
            lambda ana=ana, draft=draft: services.publish(actor=ana, draft=draft, version=draft.version),
            lambda ana=ana, story=story, number=number: take_back(number * LATER, ana, story),
        ])  # fmt: skip
        errors = [answer for answer in answers if isinstance(answer, Exception)]
        wrong += [error for error in errors if not isinstance(error, PermissionDenied | DraftChanged)]
        drafts = StoryDraft.objects.filter(owner=ana)
        kept = [services.opened(actor=ana, draft=row).words.texts["title"] for row in drafts]
        kept += Story.objects.filter(author=ana, removed_at__isnull=True).values_list("title", flat=True)
        wrong += [kept] if words not in kept else []
    assert wrong == []
