"""Stories in the index of words: who each is for, and which words of it others read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fulltext import Index

if TYPE_CHECKING:
    from stories.models import Story

INDEX = Index("stories_index", key="story")
INSIDE, OUTSIDE = "inside", "outside"


def scope_of(story: Story) -> str:
    """Who a story is for, as one word of the index."""
    if story.audience == story.Audience.GROUP:
        return f"group{story.group_id}"
    return OUTSIDE if story.is_public else INSIDE


def scopes_for(user: Any) -> list[str]:
    """The words of the index under which `user` may find something. `visible_to` still decides about each story."""
    from groups.models import Membership

    if not getattr(user, "is_authenticated", False):
        return [OUTSIDE]
    mine = Membership.objects.of(user).values_list("group", flat=True)
    return [OUTSIDE, INSIDE, *(f"group{pk}" for pk in mine)]


def put(story: Story) -> None:
    """Building block. The index knows the words of `story` as they stand now, or none where nobody reads them."""
    if story.removed_at is not None or story.hidden_at is not None:
        forget(story)
        return
    # Not what is folded: a search would tell who looks for it that it is there.
    title, *texts = _words_of(story)
    INDEX.put(story.pk, scope_of(story), title, "\n".join(texts))


def _words_of(story: Story) -> list[str]:
    """The title, the note and the parts, as others read them."""
    return [story.shown(name).text for name in ("title", "content_note", "how_it_was", "what_helped", "now")]


def forget(story: Story) -> None:
    """Building block. The index holds no word of `story` any more."""
    INDEX.forget(story.pk)


def found(user: Any, words: str, *, most: int, rows: Any = None) -> list[Story]:
    """The newest stories with every one of `words` that `user` may read, at most `most`.

    `rows` narrows what is looked at further and says what is fetched with it (a queryset of stories).
    """
    return INDEX.found(_readable(user, rows), words, scopes_for(user), most=most)


def best(user: Any, words: str, *, most: int, rows: Any = None) -> list[Story]:
    """The same with what fits best first. A content note says what a story is about, and is no part of it."""

    def texts(story: Story) -> tuple[str, str]:
        title, _note, *parts = _words_of(story)
        return title, " ".join(parts)

    return INDEX.best(_readable(user, rows), words, scopes_for(user), most=most, texts=texts)


def _readable(user: Any, rows: Any) -> Any:
    from stories.models import Story

    return (Story.objects.all() if rows is None else rows).visible_to(user)
