"""A name and a picture that somebody has in a group stay in the group, whatever becomes of the story there."""

from __future__ import annotations

from typing import Any

import pytest

from groups.models import Group
from stories import services
from stories.models import Story, StoryReply
from tests.factories.groups import join, make_group
from tests.factories.stories import answer, tell, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def group(ana: Any, ben: Any, cy: Any) -> Group:
    group: Group = make_group(ben)
    join(group, ana, name="Quiet Heron")
    join(group, cy, name="Slow Otter")
    return group


def now_for(audience: str, story: Story, author: Any, group: Group) -> None:
    """Who wrote it lets others read it."""
    draft = services.change_story(actor=author, story=story)
    there = services.opened(actor=author, draft=draft)
    now = services.write_draft(
        actor=author, draft=draft, words=words(audience=audience, group=group, how_it_was="Told again."),
        version=there.version,
    )  # fmt: skip
    services.publish(actor=author, draft=draft, version=now.version)
    story.refresh_from_db()


@pytest.mark.parametrize("audience", ["members", "everyone"])
def test_who_answered_in_a_group_has_another_name_once_the_story_is_for_others(
    audience: str, group: Group, ana: Any, ben: Any, cy: Any, eve: Any, client_of: Any
) -> None:
    story = tell(ana, audience="group", group=group)
    inside, browser = answer(cy, story, "Among us."), client_of(cy)
    assert "You answer as Slow Otter." in browser.get(story.get_absolute_url()).content.decode()
    now_for(audience, story, ana, group)
    page = browser.get(story.get_absolute_url()).content.decode()
    assert "You answer as" not in page and 'name="name"' in page
    browser.post(f"{story.get_absolute_url()}answer/", {"body": "For all of you."})
    outside = StoryReply.objects.get(body="For all of you.")
    assert outside.membership is None and outside.label not in ("", "Slow Otter")
    assert outside.avatar_seed != inside.avatar_seed
    page = client_of(eve).get(story.get_absolute_url()).content.decode()
    assert "For all of you." in page and outside.label in page
    assert "Slow Otter" not in page and "Among us." not in page
    # Who is in the group still reads what was said there.
    assert "Among us." in client_of(ben).get(story.get_absolute_url()).content.decode()


def test_each_of_the_two_names_stays_the_same_in_its_place(group: Group, ana: Any, cy: Any, client_of: Any) -> None:
    story = tell(ana)
    outside = answer(cy, story, name="Amber Wren")
    now_for("group", story, ana, group)
    assert answer(cy, story).label == "Slow Otter"
    now_for("members", story, ana, group)
    assert f"You answer as {outside.label}." in client_of(cy).get(story.get_absolute_url()).content.decode()
    again = answer(cy, story, "And this.")
    assert (again.label, again.avatar_seed, again.membership) == ("Amber Wren", outside.avatar_seed, None)
