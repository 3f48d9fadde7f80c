"""Groups in the index of words. Who may know of a group is asked of the row, never here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from accounts.standing import once
from fulltext import Index
from fulltext.words import fold

if TYPE_CHECKING:
    from groups.models import Group

INDEX = Index("groups_index", key="grp")
ANYBODY = "anybody"
ALL_TOPICS = "groups.topics"


def put(group: Group) -> None:
    """Building block. The index knows the words of `group` as they stand now."""
    INDEX.put(group.pk, ANYBODY, group.name, "\n".join([group.summary, group.expect, group.about]))


def all_topics() -> list[Any]:
    """The topics of lived experience: the same for everybody."""
    from accounts.models import LivedExperience

    return once(ALL_TOPICS, lambda: list(LivedExperience.objects.all()))


def topics_with(words: list[str]) -> dict[str, list[Any]]:
    """For each word the topics that hold it, in the words of the list or in the language of the page."""
    # A few dozen, and most searches are a word or two.
    called = {topic.pk: fold(f"{topic.name} {topic.label}") for topic in all_topics()}
    return {word: [pk for pk, name in called.items() if word in name] for word in words}
