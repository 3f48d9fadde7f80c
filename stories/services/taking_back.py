"""Taking a story back, leaving a group with one's words, and going altogether."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Q

import clock
from accounts.access import require
from audit import services as audit
from groups.models import Group, new_seed
from moderation.reading import passages_gone
from rows import require_transaction
from stories import search
from stories.models import SavedStory, Story, StoryDraft, StoryEncouragement, StoryReply
from stories.parts import TEXTS
from stories.services.drafts import draft_of, opened, texts_of
from stories.services.hearing import hear_again


@transaction.atomic(durable=True)
def take_back_story(*, actor: Any, story: Story) -> StoryDraft | None:
    """Nobody reads it any more. Its words go back into a draft that only `actor` sees; None where there are none left.

    Where it was being changed, those words stay beside it as a draft of their own. What others answered stays with
    those who wrote it. Raises PermissionDenied for anybody else's.
    """
    held = Story.objects.select_for_update(no_key=True, of=("self",)).get(pk=story.pk)
    require(actor, "stories.take_back", held)
    draft = _into_draft(actor, held)
    empty(held)
    audit.record(actor=actor, verb="story.taken_back", target=held)
    return draft


def _into_draft(actor: Any, story: Story) -> StoryDraft | None:
    """The words that others read, as a draft. What was being changed stays a draft, too, and nothing is there twice."""
    changing: StoryDraft | None = StoryDraft.objects.visible_to(actor).filter(story=story).first()
    if changing is not None:
        changing.story = None
        changing.save(update_fields=["story"])
    if story.removed_at is not None:
        return changing
    if changing is not None and opened(actor=actor, draft=changing).words.texts == texts_of(story):
        return changing
    return draft_of(story, owner=actor)


def empty(story: Story) -> None:
    """Building block. The words go, and the search forgets them; the place stays, for what others answered."""
    require_transaction()
    for name in TEXTS:
        setattr(story, name, "")
    story.byline, story.label, story.membership, story.helped = Story.Byline.NOBODY, "", None, ""
    story.avatar_seed, story.still_in_it, story.folded = new_seed(), False, {}
    passages_gone("story", [story.uid])
    story.removed_at = clock.now()
    story.save()
    story.topics.clear()
    SavedStory.objects.filter(story=story).delete()
    StoryEncouragement.objects.filter(story=story).delete()
    search.forget(story)


@transaction.atomic(durable=True)
def take_words_back(*, actor: Any, group: Group) -> None:
    """Who leaves a group and wants their words gone: stories for this group, and whatever is signed with a name of it.

    Stories go back into drafts that only they see; what they answered to others is gone.
    """
    require(actor, "groups.leave", group)
    mine = Story.objects.filter(Q(group=group) | Q(membership__group=group), author=actor)
    for story in mine.select_for_update(no_key=True, of=("self",)):
        if story.removed_at is None or story.was_taken_away:
            _into_draft(actor, story)
            empty(story)
    replies = StoryReply.objects.filter(author=actor, membership__group=group)
    rows = Story.objects.filter(pk__in=replies.values("story")).order_by("pk")
    answered = list(rows.select_for_update(no_key=True, of=("self",)))
    passages_gone("story_reply", replies.values_list("uid", flat=True))
    replies.update(body="", content_note="", folded={}, removed_at=clock.now())
    for story in answered:
        hear_again(story)
    audit.record(actor=actor, verb="story.words_taken_back", target=group)


def erase_stories_of(account: Any) -> None:
    """Building block of erasure. Stories, answers and all that hangs on them; what others answered stays theirs."""
    require_transaction()
    for story in Story.objects.filter(author=account):
        empty(story)
        story.author = None
        story.save(update_fields=["author"])
    answered = Story.objects.filter(pk__in=StoryReply.objects.filter(author=account).values("story")).order_by("pk")
    for story in answered.select_for_update(no_key=True, of=("self",)):
        hear_again(story, without=account)
