"""Drafts, stories and answers for tests, made by their services."""

from __future__ import annotations

from typing import Any

from stories import services
from stories.models import Story, StoryDraft, StoryReply
from stories.parts import PARTS, TEXTS, Choices, Words
from stories.services import Published

HOW = "The nights were long, and I counted the cars."


def words(*, audience: str = "members", **given: Any) -> Words:
    """What somebody has typed and chosen: texts by their names, everything else is a choice."""
    texts = {name: given.pop(name, "") for name in TEXTS}
    if not any(texts[part] for part in PARTS):
        texts["how_it_was"] = HOW
    if "group" in given and hasattr(given["group"], "uid"):
        given["group"] = str(given["group"].uid)
    return Words(texts, Choices(audience=audience, **given))


def write(actor: Any, **given: Any) -> StoryDraft:
    draft = services.begin_draft(actor=actor)
    services.write_draft(actor=actor, draft=draft, words=words(**given), version=draft.version)
    draft.refresh_from_db()
    return draft


def publish(actor: Any, **given: Any) -> Published:
    draft = write(actor, **given)
    return services.publish(actor=actor, draft=draft, version=draft.version)


def tell(actor: Any, **given: Any) -> Story:
    """A story of `actor`, told."""
    return publish(actor, **given).story


def let_out(story: Story, moderator: Any) -> Story:
    """A person of the team has read it: everyone may."""
    assert services.review(actor=moderator, story=story, version=story.version, lets=True)
    story.refresh_from_db()
    return story


def answer(actor: Any, story: Story, body: str = "I hear you.", **more: Any) -> StoryReply:
    return services.reply(actor=actor, story=story, body=body, **more).reply
