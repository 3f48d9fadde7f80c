"""The stories of the house: for members, for everyone, for a group, one that waits to be read, one put aside."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from accounts.models import LivedExperience
from stories import services as stories
from stories.models import Story
from stories.parts import TEXTS
from stories.services import moderating
from tests.factories.stories import answer, let_out, tell, write

EVERYBODY = "*"
# Who has an account here and agrees; Kim never comes to a page.
INSIDE = "cy ana dee eve ben fay ivy pia gus hal mo ada"
# Author and readers of each.
OF_HOUSE = {
    "inside": ("ana", INSIDE),
    "public": ("eve", EVERYBODY),
    "group": ("ana", "ana ben hal"),
    "waits": ("cy", INSIDE),
    "hidden": ("ana", "ana"),
}


def tell_stories(house: Any) -> None:
    """Before Ana blocks Eve and Hal asks to be erased."""
    people = house.people
    for key, (who, readers) in OF_HOUSE.items():
        texts = {name: house.mark(f"stories.Story.{name}", readers, owner=who) for name in TEXTS}
        more: dict[str, Any] = {"audience": "members"}
        if key == "inside":
            more |= {"byline": "other", "name": house.mark("stories.Story.label", readers, owner=who)}
        if key in ("public", "waits"):
            more["audience"] = "everyone"
        if key == "group":
            more |= {"audience": "group", "group": house.groups["open"], "byline": "member"}
            # Their name in the group stands above it: whoever reads the one reads the other.
        house.stories[key] = tell(people[who], **texts, **more)
    let_out(house.stories["public"], people["mo"])
    with transaction.atomic():
        moderating.hide(house.stories["hidden"])
    house.answer = answer(
        people["ben"], house.stories["inside"], house.mark("stories.StoryReply.body", INSIDE, owner="ana"),
        name=house.mark("stories.StoryReply.label", INSIDE, owner="ana"),
        content_note=house.mark("stories.StoryReply.content_note", INSIDE, owner="ana"),
    )  # fmt: skip
    stories.encourage(actor=people["ben"], story=house.stories["inside"], words="hear")
    stories.save_story(actor=people["ben"], story=house.stories["inside"])
    stories.put_hint_away(actor=people["ana"], hint="identifying")
    stories.set_wishes(actor=people["ana"], avoided=LivedExperience.objects.all()[:1], more_hints=True)
    stories.set_story_aside(actor=people["ben"], story=house.stories["inside"])
    stories.not_today(actor=people["ana"], what="story")
    texts = {name: house.mark(f"stories.StoryDraft.{name}", "ana", owner="ana") for name in TEXTS}
    name = house.mark("stories.StoryDraft.choices", "ana", owner="ana")
    house.draft = write(people["ana"], **texts, audience="me", byline="other", name=name)
    for key in house.stories:
        house.stories[key] = Story.objects.get(pk=house.stories[key].pk)
